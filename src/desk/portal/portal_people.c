/* Who else sees a request: for whom it was typed, who was invited, and withdrawn again.  A requester names
 * people by their exact login or address; nothing here searches. */
#include "desk/portal/portal.h"

const char *portal_mark(struct ctx *c, const struct for_other *o)
{
        bool theirs = o->requested_for_id == c->actor->person_id;
        struct html_arg name = {"name", theirs ? o->requester_name : o->for_name, 0};
        return msg_text(c->arena, c->lang, theirs ? MSG_recipients_typed_by : MSG_recipients_for_whom, 1, &name);
}

static enum status back(struct ctx *c, const struct ticket *t, const char *notice)
{
        page_notice(c, notice, NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", t->number));
}

/* A form sent twice invites once; the link is not shown again. */
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

enum status portal_invite(struct ctx *c)
{
        struct ticket t;
        struct access_link link;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_INVITE, &t);
        if (st)
                return st;
        st = invite_once(c, &t, &link);
        if (st == ST_CONFLICT || st == ST_THROTTLED)
                form_error_text(c, "who", c->why ? c->why : ctx_msg(c, MSG_error_conflict_text));
        if (st == ST_INVALID || st == ST_CONFLICT || st == ST_THROTTLED)
                return portal_request_again(c, form_value(c, "who"));
        if (!st && link.secret)
                return portal_request_link(c, &link);
        return st ? st : back(c, &t, "recipients.invited");
}

enum status portal_renew(struct ctx *c)
{
        struct ticket t;
        struct access_link link;
        int64_t id = 0;
        const char *person = form_value(c, "person");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_INVITE, &t);
        if (!st && (!person || !text_i64(person, &id)))
                st = ST_INVALID;
        if (!st)
                st = access_renew(c, &t, id, &link);
        return st ? st : portal_request_link(c, &link);
}

enum status portal_withdraw(struct ctx *c)
{
        struct ticket t;
        int64_t id = 0;
        const char *person = form_value(c, "person");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_INVITE, &t);
        if (!st && (!person || !text_i64(person, &id)))
                st = ST_INVALID;
        if (!st)
                st = ticket_invite(c, &t, id, false);
        return st ? st : back(c, &t, "recipients.withdrawn");
}
