/* Choosing a password by a link: asking for one, opening it, and sending one from the administration.
 *
 * The page that is asked answers everybody alike: it leaves a job with what was typed, and whether that is anybody
 * is looked up when the job runs, so that neither text nor time tells.  Opening a link changes nothing; the form does. */
#include "desk/account/account_view.h"
#include "desk/people/security.h"
#include "desk/ticket/letters.h"
#include "templates.h"

extern const struct slice slice_account_password;

/* ---- asking -------------------------------------------------------------------------------------------------- */

static enum status ask_show(struct ctx *c, struct password_ask_view *v, enum status st)
{
        page_init(c, &v->page, ctx_msg(c, MSG_password_title), "login");
        v->why = st == ST_THROTTLED ? c->why : NULL;
        v->e_who = form_msg(c, "who");
        c->res->status = status_http(st);
        if (st == ST_THROTTLED)
                http_set(c->res, "Retry-After", "3600");
        account_password_ask_html(&c->html, v);
        return ST_OK;
}

static enum status ask_get(struct ctx *c)
{
        struct password_ask_view v = {.who = "", .off = !password_link_on(c)};

        return ask_show(c, &v, ST_OK);
}

struct ask_in {
        const char *who;
};
static const struct form_field ask_fields[] = {{"who", FORM_LINE, offsetof(struct ask_in, who), 1, 254, MSG_password_who_missing}, {0}};

static enum status ask_post(struct ctx *c)
{
        struct ask_in in;

        if (!password_link_on(c))
                return ask_get(c);
        form_read(c, ask_fields, &in);
        struct password_ask_view v = {.who = in.who};
        if (c->n_error)
                return ask_show(c, &v, ST_INVALID);
        enum status st = password_link_asked(c, in.who);
        if (st == ST_THROTTLED)
                return ask_show(c, &v, st);
        if (!st) {
                DB_TX(tx, c->db);
                st = tx.st ? tx.st : job_plan(c, "password.link", random_token(c->arena), c->now, in.who);
                if (!st)
                        st = db_commit(&tx);
        }
        if (st)
                return st;
        v.sent = true;
        return ask_show(c, &v, ST_OK);
}

/* Inside DB_TX. */
static enum status link_send(struct ctx *c, int64_t person_id)
{
        const char *secret;
        enum status st = password_link_make(c, person_id, &secret);
        struct letter_values v = {.link = arena_fmt(c->arena, "%s/password/%s", setting_text(c, "site.url"), st ? "" : secret)};

        return st ? st : letter_to_person(c, person_id, LETTER_PASSWORD, 0, &v);
}

static enum status link_job(struct ctx *c, const struct job *j)
{
        int64_t id = 0;
        enum status st = password_link_on(c) ? password_link_wanted(c, j->args, &id) : ST_NOT_FOUND;

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : link_send(c, id);
        return st ? st : db_commit(&tx);
}

/* ---- choosing ------------------------------------------------------------------------------------------------- */

static enum status choose_show(struct ctx *c, struct password_choose_view *v, enum status st)
{
        v->gone = st == ST_NOT_FOUND;
        page_init(c, &v->page, ctx_msg(c, v->gone ? MSG_password_gone : MSG_password_choose), "login");
        v->may_ask = password_link_on(c);
        v->secret = ctx_var(c, "secret");
        v->e_new = form_msg(c, "new");
        v->e_again = form_msg(c, "again");
        c->res->status = status_http(st);
        account_password_choose_html(&c->html, v);
        return ST_OK;
}

static enum status choose_get(struct ctx *c)
{
        struct password_choose_view v = {.gone = false};
        enum status st = password_link_person(c, ctx_var(c, "secret"), &v.who);

        return st && st != ST_NOT_FOUND ? st : choose_show(c, &v, st);
}

static enum status choose_post(struct ctx *c)
{
        const char *fresh = http_field(c->req, "new"), *again = http_field(c->req, "again");
        struct password_choose_view v = {.gone = false};
        enum status st = password_link_person(c, ctx_var(c, "secret"), &v.who);

        if (!st)
                st = password_link_use(c, ctx_var(c, "secret"), fresh ? fresh : "", again ? again : "");
        if (st == ST_INVALID || st == ST_NOT_FOUND)
                return choose_show(c, &v, st);
        if (st)
                return st;
        page_notice(c, "password.done", NULL);
        return ctx_redirect(c, "/login");
}

/* ---- from the administration --------------------------------------------------------------------------------------- */

/* The link itself is shown only when nothing can carry it to the person, and never kept. */
static enum status given(struct ctx *c, const struct person *p)
{
        const char *secret, *host = http_header(c->req, "Host"), *site = setting_text(c, "site.url");
        struct password_given_view v = {.who = *p};

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : password_link_make(c, p->id, &secret);
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        if (!*site && host && str_eq(host, c->app->cfg.listen))
                site = arena_fmt(c->arena, "http://%s", host);
        v.link = arena_fmt(c->arena, "%s/password/%s", site, secret);
        page_init(c, &v.page, ctx_msg(c, MSG_password_admin_link), "admin-people");
        v.page.page_script_desk = true;
        account_password_given_html(&c->html, &v);
        return ST_OK;
}

static enum status give_post(struct ctx *c)
{
        int64_t id = 0;
        struct person p;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        enum status st = person_load(c, id, &p);
        if (st)
                return st;
        if (!person_signs_in(&p))
                return ST_NOT_FOUND;
        if (!password_link_on(c) || !*p.mail)
                return given(c, &p);
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : link_send(c, id);
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        page_notice(c, "password.admin_sent", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/people/%lld", (long long)id));
}

static const struct route password_routes[] = {
        {HTTP_GET, "/password", PERM_PUBLIC, ask_get, 0, NULL},
        {HTTP_POST, "/password", PERM_PUBLIC, ask_post, 0, NULL},
        {HTTP_GET, "/password/{secret}", PERM_PUBLIC, choose_get, 0, NULL},
        {HTTP_POST, "/password/{secret}", PERM_PUBLIC, choose_post, ROUTE_SLOW, NULL},
        {HTTP_POST, "/admin/people/{id}/password-link", PERM_ADMIN, give_post, ROUTE_RECENT, NULL},
        {0}};

static const struct job_kind password_jobs[] = {{"password.link", link_job, 0, 0}, {NULL, NULL, 0, 0}};

const struct slice slice_account_password = {.name = "account-password", .routes = password_routes, .jobs = password_jobs};
