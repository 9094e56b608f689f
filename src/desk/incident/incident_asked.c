/* Who else sees the ticket and which groups are asked for their advice: plain forms that answer 303, or the
 * page again with what was typed. */
#include "desk/incident/incident_view.h"
#include "desk/ticket/access.h"
#include "templates.h"

bool incident_recipients_chosen(struct ctx *c, struct recipient *to, size_t n)
{
        if (!form_value(c, "to_shown"))
                return false;
        for (size_t i = 0; i < n; i++)
                to[i].chosen = to[i].required || form_value(c, arena_fmt(c->arena, "to_%lld", (long long)to[i].id));
        return true;
}

bool incident_may_ask(struct ctx *c, const struct ticket *t)
{
        return ticket_can(c, t, ACT_WORK) && t->scope % 2 == 0;
}

enum status incident_asked_view(struct ctx *c, const struct ticket *t, const struct recipient *people, size_t n,
                                struct incident_asked *v)
{
        struct advice *advice = NULL;
        struct recipient *on = ARENA_ARRAY(c->arena, n + 1, struct recipient);
        *v = (struct incident_asked){.t = t, .url = incident_url(c, t), .who = "", .name = "",
                                    .once = random_token(c->arena), .people = on};
        for (size_t i = 0; i < n; i++) /* who is only offered does not see it yet */
                if (people[i].part != RECIPIENT_PRESENTER)
                        on[v->n_people++] = people[i];
        enum status st = advice_list(c, t, &advice, &v->n_advice);
        if (st)
                return st;
        v->advice = advice;
        v->can_invite = ticket_can(c, t, ACT_INVITE);
        v->can_ask = incident_may_ask(c, t);
        return ST_OK;
}

static enum status back(struct ctx *c, const struct ticket *t, const char *notice)
{
        page_notice(c, notice, NULL);
        return ctx_redirect(c, incident_url(c, t));
}

/* The page with the errors of the context beside what was typed. */
static enum status again(struct ctx *c, struct ticket *t, enum status why)
{
        struct incident_page *v = ARENA_NEW(c->arena, struct incident_page);
        const char *who = form_value(c, "who");
        enum status st;
        if (why != ST_INVALID && why != ST_CONFLICT)
                return why;
        if ((st = ticket_load(c, t->id, ACT_READ_ALL, t)) || (st = incident_page_view(c, t, v)))
                return st;
        v->asked.e_who = form_msg(c, "who");
        v->asked.who = who ? who : "";
        v->asked.e_name = form_msg(c, "name");
        v->asked.name = form_value(c, "name") ? form_value(c, "name") : "";
        c->res->status = why == ST_INVALID ? 422 : 409;
        incident_page_html(&c->html, v);
        return ST_OK;
}

/* The page with a link that was just made. */
static enum status link_shown(struct ctx *c, struct ticket *t, const struct access_link *link)
{
        struct incident_page *v = ARENA_NEW(c->arena, struct incident_page);
        enum status st;
        if ((st = ticket_load(c, t->id, ACT_READ_ALL, t)) || (st = incident_page_view(c, t, v)))
                return st;
        v->asked.link_url = access_url(c, link->secret);
        v->asked.link_name = link->name;
        v->asked.link_mailed = link->mailed;
        incident_page_html(&c->html, v);
        return ST_OK;
}

static enum status invite_once(struct ctx *c, struct ticket *t, struct access_link *link)
{
        const char *who = form_value(c, "who"), *name = form_value(c, "name"), *once = form_value(c, "once"), *before = NULL;
        *link = (struct access_link){.secret = NULL};
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once ? once : "", &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = access_invite(c, t, who ? who : "", name ? name : "", link);
        if (!st)
                st = once_keep(c, once ? once : "", t->number);
        return st ? st : db_commit(&tx);
}

enum status incident_invite_post(struct ctx *c)
{
        struct ticket t;
        struct access_link link;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st)
                return st;
        if (!ticket_can(c, &t, ACT_INVITE))
                return ST_DENIED;
        st = invite_once(c, &t, &link);
        if (st == ST_CONFLICT || st == ST_THROTTLED) {
                form_error_text(c, "who", c->why ? c->why : ctx_msg(c, MSG_error_conflict_text));
                st = ST_CONFLICT;
        }
        if (!st && link.secret)
                return link_shown(c, &t, &link);
        return st ? again(c, &t, st) : back(c, &t, "recipients.invited");
}

static bool id_in(struct ctx *c, const char *name, int64_t *id)
{
        const char *s = form_value(c, name);
        *id = 0;
        return s && text_i64(s, id);
}

static enum status renew_post(struct ctx *c)
{
        struct ticket t;
        struct access_link link;
        int64_t id;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_INVITE, &t);
        if (!st && !id_in(c, "person", &id))
                st = ST_INVALID;
        if (!st)
                st = access_renew(c, &t, id, &link);
        return st ? st : link_shown(c, &t, &link);
}

static const struct route access_routes[] = {
        {HTTP_POST, "/tickets/{id}/link", PERM_AGENT, renew_post, 0, NULL},
        {0},
};
extern const struct slice slice_incident_access;
const struct slice slice_incident_access = {.name = "incident_access", .routes = access_routes};

enum status incident_withdraw_post(struct ctx *c)
{
        struct ticket t;
        int64_t id;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_INVITE, &t);
        if (!st && !id_in(c, "person", &id))
                st = ST_INVALID;
        if (!st)
                st = ticket_invite(c, &t, id, false);
        return st ? st : back(c, &t, "recipients.withdrawn");
}

enum status incident_advice_post(struct ctx *c)
{
        struct ticket t;
        int64_t group;
        const char *question = form_value(c, "body");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (st)
                return st;
        id_in(c, "group", &group);
        st = advice_ask(c, &t, group, question ? question : "");
        return st ? incident_refused(c, &t, "advice", st) : back(c, &t, "recipients.advice_asked");
}

enum status incident_advice_end_post(struct ctx *c)
{
        struct ticket t;
        int64_t group;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ_ALL, &t);
        if (!st && !id_in(c, "group", &group))
                st = ST_INVALID;
        if (!st)
                st = advice_withdraw(c, &t, group);
        return st ? st : back(c, &t, "recipients.withdrawn");
}
