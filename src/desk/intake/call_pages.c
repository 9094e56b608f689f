/* The phone entry: one page that the keyboard alone fills while somebody speaks.  « Décrocher » makes the
 * call and its clock; everything typed is kept a second later; register, resolve at once, park or forget.
 * A call is registered once: its number is the once-key, so that a form sent twice opens one ticket. */
#include "desk/intake/call_own.h"

#include "desk/ticket/course.h"
#include "templates.h"

static const struct form_field call_fields[] = {
        {"person", FORM_LINE, offsetof(struct call_in, who.person), 0, 200, 0},
        {"pick", FORM_LINE, offsetof(struct call_in, who.pick), 0, 20, 0},
        {"mail", FORM_LINE, offsetof(struct call_in, who.mail), 0, 254, 0},
        {"phone", FORM_LINE, offsetof(struct call_in, who.phone), 0, 40, 0},
        {"person_id", FORM_ID, offsetof(struct call_in, who.person_id), 0, INT64_MAX, 0},
        {"description", FORM_TEXT, offsetof(struct call_in, description), 1, 16000, MSG_calls_what_missing},
        {"urgency", FORM_ID, offsetof(struct call_in, urgency), 0, 3, 0},
        {"school", FORM_LINE, offsetof(struct call_in, school), 0, 150, 0},
        {"programme", FORM_LINE, offsetof(struct call_in, programme), 0, 150, 0},
        {"course", FORM_LINE, offsetof(struct call_in, course), 0, 150, 0},
        {"study_year", FORM_LINE, offsetof(struct call_in, study_year), 0, 40, 0},
        {"service", FORM_ID, offsetof(struct call_in, service), 0, INT64_MAX, 0},
        {"group", FORM_ID, offsetof(struct call_in, group), 0, INT64_MAX, 0},
        {"solution", FORM_TEXT, offsetof(struct call_in, solution), 0, 16000, 0},
        {"written", FORM_FLAG, offsetof(struct call_in, written), 0, 0, 0},
        {"written_asked", FORM_FLAG, offsetof(struct call_in, written_asked), 0, 0, 0},
        {"do", FORM_LINE, offsetof(struct call_in, act), 0, 20, 0},
        {0}};

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
        form_read(c, call_fields, &in);
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

/* The course of the timetable when one fits what was said; else it is kept as said. */
static enum status course_said(struct ctx *c, const char *said, int64_t *id)
{
        struct course one, *found;
        size_t n;

        *id = 0;
        if (text_blank(said))
                return ST_OK;
        enum status st = course_by_code(c, said, NULL, &one);
        if (!st)
                *id = one.id;
        if (st != ST_NOT_FOUND)
                return st;
        st = course_find(c, said, 0, &found, &n);
        if (!st && n == 1)
                *id = found[0].id;
        return st;
}

static enum status written_ask(struct ctx *c, const struct caller *who, struct ticket *t)
{
        enum lang lang = str_eq(who->lang, "en") ? LANG_EN : LANG_FR;

        if (!ticket_can(c, t, ACT_WORK)) {
                form_error(c, "written", MSG_calls_not_yours);
                return ST_INVALID;
        }
        return ticket_move(c, t, STATE_PENDING, PENDING_REQUESTER, msg(lang, MSG_calls_written_words), 0);
}

static enum status solve(struct ctx *c, const struct call_in *in, struct ticket *t)
{
        if (!ticket_can(c, t, ACT_WORK)) {
                form_error(c, "solution", MSG_calls_not_yours);
                return ST_INVALID;
        }
        enum status st = ticket_can(c, t, ACT_TAKE) ? ticket_take(c, t) : ST_OK;
        if (!st)
                st = ticket_move(c, t, STATE_RESOLVED, 0, in->solution, 0);
        /* what resolving asks has its own names: here they are fields of this form */
        const char *why = form_msg(c, "reason"), *nature = form_msg(c, "category");
        if (st == ST_INVALID && why)
                form_error_text(c, "solution", why);
        if (st == ST_INVALID && nature)
                form_error_text(c, "nature", nature);
        return st;
}

static enum status opened(struct ctx *c, const struct call *k, const struct call_in *in, struct intake *asked, struct caller *who,
                          struct ticket *t)
{
        const char *subject = intake_subject(c->arena, in->description);
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = text_blank(subject) ? ctx_msg(c, MSG_calls_subject) : subject,
                                 .description = in->description, .service_id = in->service, .group_id = in->group,
                                 .urgency = in->urgency, .stated_urgency = in->urgency, .channel = CHANNEL_PHONE, .confidential = -1};
        enum status st = course_said(c, in->course, &d.course_id);

        asked->school = in->school;
        asked->programme = in->programme;
        asked->course = d.course_id ? "" : in->course;
        asked->study_year = in->study_year;
        asked->picked_at = k->picked_at;
        asked->call_ms = call_ms(c, k);
        if (!st && who->fresh)
                st = caller_add(c, &in->who, who);
        d.requester_id = who->id;
        if (!st)
                st = intake_open(c, &d, asked, t);
        if (!st && str_eq(in->act, "solve"))
                st = solve(c, in, t);
        else if (!st && in->written)
                st = written_ask(c, who, t);
        return st;
}

static const char *once_of(struct ctx *c, int64_t id)
{
        return arena_fmt(c->arena, "call-%lld", (long long)id);
}

/* Opens the ticket and forgets the call, in one transaction. */
static enum status call_register(struct ctx *c, const struct call *k, const struct call_in *in, struct intake *asked,
                                 struct caller *who, struct ticket *t)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : call_drop(c, k->id);

        if (!st)
                st = opened(c, k, in, asked, who, t);
        if (!st)
                st = once_keep(c, once_of(c, k->id), t->number);
        return st ? st : db_commit(&tx);
}

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
        const char *number = NULL;
        struct ticket t;
        enum status st = text_i64(ctx_var(c, "id"), &id) ? once_find(c, once_of(c, id), &number) : ST_NOT_FOUND;

        if (st || !number)
                return st ? st : ST_NOT_FOUND;
        st = ticket_find(c, number, ACT_READ_ALL, &t);
        return st && st != ST_NOT_FOUND ? st : registered(c, number, !st);
}

static enum status call_try(struct ctx *c, const struct call *k, struct call_in *in)
{
        struct intake asked;
        struct caller who;
        struct ticket t;
        enum status st = intake_read(c, in->service, true, &asked);

        if (!st)
                st = caller_find(c, &in->who, &who);
        if (str_eq(in->act, "solve") && text_blank(in->solution))
                form_error(c, "solution", MSG_calls_solution_missing);
        if (!st && !c->n_error)
                st = call_register(c, k, in, &asked, &who, &t);
        else if (!st)
                st = ST_INVALID;
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
        form_read(c, call_fields, &in);
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
