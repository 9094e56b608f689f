/* The phone entry: one page that the keyboard alone fills while somebody speaks.  « Décrocher » makes the
 * call and its clock; everything typed is kept a second later; register, resolve at once, park or forget. */
#include "desk/intake/call.h"
#include "desk/intake/call_own.h"

#include "templates.h"

static const char *call_url(struct ctx *c, int64_t id)
{
        return arena_fmt(c->arena, "/calls/%lld", (long long)id);
}

static enum status call_var(struct ctx *c, struct call *k)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? call_load(c, id, k) : ST_NOT_FOUND;
}

/* ---- the start: pick up, and what is parked ------------------------------------------------------------------------ */

static enum status start_render(struct ctx *c, const char *error)
{
        struct calls_view v = {.error = error};
        struct call *all;
        size_t n, lines;
        enum status st = call_list(c, &all, &n);

        if (st)
                return st;
        v.rows = call_rows(c, all, n, true, &v.n_rows);
        v.line = call_rows(c, all, n, false, &lines);
        if (!lines)
                v.line = NULL;
        v.full = n >= CALLS_MAX;
        page_init(c, &v.page, ctx_msg(c, MSG_calls_title), "calls");
        v.page.page_script_desk = true;
        call_start_html(&c->html, &v);
        return ST_OK;
}

static enum status calls_new_get(struct ctx *c)
{
        return start_render(c, NULL);
}

static enum status calls_post(struct ctx *c)
{
        int64_t id;
        enum status st = call_pick_up(c, &id);

        if (st == ST_CONFLICT && c->why) {
                c->res->status = 409;
                return start_render(c, c->why);
        }
        return st ? st : ctx_redirect(c, call_url(c, id));
}

static enum status resume_post(struct ctx *c)
{
        struct call k;
        enum status st = call_var(c, &k);

        if (!st)
                st = call_resume(c, k.id);
        return st ? st : ctx_redirect(c, call_url(c, k.id));
}

/* ---- the call on the line -------------------------------------------------------------------------------------------- */

static enum status call_render(struct ctx *c, const struct call *k, const struct call_in *in, const struct intake *asked,
                               const struct caller *who)
{
        struct call_view v = {.call = *k};
        struct call *all;
        size_t n, mine;
        enum status st = call_list(c, &all, &n);

        if (!st)
                st = call_form_fill(c, in, who, &v.form);
        if (!st)
                st = intake_form(c, asked, &v.asked);
        if (st)
                return st;
        v.rows = call_rows(c, all, n, true, &v.n_rows);
        v.row = *call_rows(c, k, 1, k->parked_at != 0, &mine);
        v.full = n >= CALLS_MAX;
        page_init(c, &v.page, ctx_msg(c, MSG_calls_title), "calls");
        v.page.page_script_desk = true;
        if (c->n_error)
                c->res->status = 422;
        call_form_html(&c->html, &v);
        return ST_OK;
}

static enum status call_get(struct ctx *c)
{
        struct call k;
        struct call_in in;
        struct intake asked;
        struct caller nobody = {0};
        enum status st = call_var(c, &k);

        if (!st && k.parked_at)
                return ctx_redirect(c, "/calls/new");
        if (!st)
                st = call_restore(c, &k);
        if (st)
                return st;
        call_read(c, &in);
        c->n_error = 0; /* half typed is no error */
        st = intake_read(c, in.service, false, &asked);
        return st ? st : call_render(c, &k, &in, &asked, &nobody);
}

static enum status draft_put(struct ctx *c)
{
        struct call k;
        enum status st = call_var(c, &k);

        if (!st)
                st = call_save(c, k.id);
        if (!st)
                call_saved_html(&c->html, NULL);
        return st;
}

/* ---- registering ------------------------------------------------------------------------------------------------------- */

/* To the ticket, or back to the start when it went where the agent does not read. */
static enum status registered(struct ctx *c, const char *number, bool readable)
{
        page_notice(c, readable ? "calls.registered" : "calls.registered_elsewhere", NULL);
        return ctx_redirect(c, readable ? arena_fmt(c->arena, "/tickets/%s", number) : "/calls/new");
}

/* The call is gone: registered by the first sending of this form, or never ours. */
static enum status sent_again(struct ctx *c)
{
        int64_t id;
        const char *number;
        bool readable;
        enum status st = text_i64(ctx_var(c, "id"), &id) ? call_opened(c, id, &number, &readable) : ST_NOT_FOUND;

        return st ? st : registered(c, number, readable);
}

static enum status call_try(struct ctx *c, const struct call *k, const struct call_in *in)
{
        struct intake asked;
        struct caller who;
        struct ticket t;
        enum status st = call_open(c, k, in, &asked, &who, &t);

        if (!st)
                return registered(c, t.number, ticket_can(c, &t, ACT_READ_ALL));
        if (st != ST_INVALID)
                return st;
        st = call_save(c, k->id);
        /* too much to be kept is still shown as it was typed */
        return st && st != ST_TOO_LARGE ? st : call_render(c, k, in, &asked, &who);
}

static enum status call_fields_again(struct ctx *c, const struct call *k, struct call_in *in)
{
        struct intake asked;
        struct caller nobody = {0};

        c->n_error = 0;
        enum status st = intake_read(c, in->service, false, &asked);
        return st ? st : call_render(c, k, in, &asked, &nobody);
}

static enum status call_park_typed(struct ctx *c, const struct call *k)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : call_save(c, k->id);

        if (!st)
                st = call_park(c, k->id);
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        page_notice(c, "calls.parked", NULL);
        return ctx_redirect(c, "/calls/new");
}

static enum status call_post(struct ctx *c)
{
        struct call k;
        struct call_in in;
        enum status st = call_var(c, &k);

        if (st == ST_NOT_FOUND)
                return sent_again(c);
        if (st)
                return st;
        call_read(c, &in);
        if (str_eq(in.act, "park"))
                return call_park_typed(c, &k);
        if (str_eq(in.act, "fields"))
                return call_fields_again(c, &k, &in);
        if (!str_eq(in.act, "drop"))
                return call_try(c, &k, &in);
        st = call_drop(c, k.id);
        if (st)
                return st;
        page_notice(c, "calls.dropped", NULL);
        return ctx_redirect(c, "/calls/new");
}

/* ---- the slice ------------------------------------------------------------------------------------------------------------ */

static const struct route call_routes[] = {
        {HTTP_GET, "/calls/new", PERM_AGENT, calls_new_get, 0, NULL},
        {HTTP_POST, "/calls", PERM_AGENT, calls_post, 0, NULL},
        {HTTP_GET, "/calls/{id}", PERM_AGENT, call_get, 0, NULL},
        {HTTP_POST, "/calls/{id}", PERM_AGENT, call_post, 0, NULL},
        {HTTP_PUT, "/calls/{id}/draft", PERM_AGENT, draft_put, 0, NULL},
        {HTTP_POST, "/calls/{id}/resume", PERM_AGENT, resume_post, 0, NULL},
        {0}};

static const struct job_kind call_jobs[] = {{"calls.sweep", call_sweep, DAY_MS, 0}, {NULL, NULL, 0, 0}};

static const struct setting call_settings[] = {
        {"intake.written", "0", 0, 1, MSG_setting_intake_written},
        {NULL, NULL, 0, 0, 0}};

static const struct personal call_personal[] = {
        {"phone_call", "who", "person_id", "who calls, until the call is registered"},
        {"phone_call", "body", "person_id", "what was typed during the call, until it is registered"},
        {"phone_call", "picked_at", "agent_id", "when an agent answered"},
        {NULL, NULL, NULL, NULL}};

const struct slice slice_calls = {.name = "calls",
                                  .routes = call_routes,
                                  .stmts = call_stmts,
                                  .jobs = call_jobs,
                                  .settings = call_settings,
                                  .personal = call_personal};
