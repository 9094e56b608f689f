/* The basket: what somebody puts aside to ask for in one request.  A line was checked when it came in and is checked
 * again when it leaves: its offer may be retired, its form published anew, its file gone. */
#include "desk/request/request.h"

#include "formats/json.h"
#include "templates.h"

DB_STMT(basket_mine,
        "SELECT id, offer_id, form_version_id, persona, answers FROM basket_line WHERE person_id = :me ORDER BY id LIMIT 20");
DB_STMT(basket_number, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM basket_line WHERE person_id = :me LIMIT 21) x");
DB_STMT(basket_insert,
        "INSERT INTO basket_line (person_id, offer_id, form_version_id, persona, answers, at) VALUES (:me, :offer, :form, :persona,"
        " :answers, :now)");
DB_STMT(basket_delete, "DELETE FROM basket_line WHERE person_id = :me AND (CAST(:id AS BIGINT) = 0 OR id = :id)");
static const struct db_stmt *const basket_stmts[] = {&basket_mine, &basket_number, &basket_insert, &basket_delete, NULL};

#define I(m) DB_COL_I64(struct basket_line, m)
static const struct db_col basket_cols[] = {I(id), I(offer_id), I(form_version_id), DB_COL_TEXT(struct basket_line, persona),
                                            DB_COL_TEXT(struct basket_line, answers), DB_COL_END};
#undef I

enum status basket_lines(struct ctx *c, struct basket_line **out, size_t *n)
{
        return db_all(c->db, c->arena, &basket_mine, DB_ARGS(DB_I("me", c->actor->person_id)), basket_cols, sizeof **out, 20, out, n);
}

enum status basket_count(struct ctx *c, int64_t *n)
{
        return db_i64(c->db, &basket_number, DB_ARGS(DB_I("me", c->actor->person_id)), n);
}

enum status basket_add(struct ctx *c, const struct offer *o, const char *persona, const struct ask_answers *a)
{
        int64_t n;
        enum status st = basket_count(c, &n);

        if (!st && n >= SUBMIT_MAX)
                return ctx_fail(c, ST_CONFLICT, MSG_request_basket_full);
        return st ? st : db_exec(c->db, &basket_insert,
                                 DB_ARGS(DB_I("me", c->actor->person_id), DB_I("offer", o->id), DB_I("form", a->form->id),
                                         DB_T("persona", persona), DB_T("answers", ask_json_typed(c, a)), DB_I("now", c->now)),
                                 NULL);
}

enum status basket_drop(struct ctx *c, int64_t id)
{
        return db_exec(c->db, &basket_delete, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id)), NULL);
}

/* ---- a line as it is now --------------------------------------------------------------------------------------------- */

struct line_now {
        struct offer offer;
        struct ask_form form;
        struct ask_answers answers;
        const char *wrong;         /* why it cannot leave; NULL: it can */
};

/* The offer must still be for the actor; its newest form must take what was answered. */
static enum status line_read(struct ctx *c, const struct basket_line *l, struct line_now *x)
{
        struct offer was;
        const struct json *j = NULL;
        const char *why;
        size_t n_error = c->n_error; /* what is wrong with a line is said in its row */
        enum status st = offer_load(c, l->offer_id, &was);

        if (!st)
                st = offer_for(c, was.service_code, was.code, l->persona, &x->offer);
        if (st == ST_NOT_FOUND || (!st && x->offer.id != l->offer_id)) {
                x->offer = was;
                x->wrong = ctx_msg(c, MSG_request_offer_gone);
                st = ST_OK;
        }
        if (!st)
                st = form_version_load(c, x->offer.form_version_id, &x->form);
        if (st || jv_parse(c->arena, l->answers, strlen(l->answers), &j, &why))
                return st ? st : ST_IO;
        st = ask_read_json(c, &x->form, j, arena_fmt(c->arena, "line%lld_", (long long)l->id), true, &x->answers);
        if (!st && !x->wrong && c->n_error > n_error)
                x->wrong = ctx_msg(c, MSG_request_line_changed);
        c->n_error = n_error;
        return st;
}

static enum status rows_fill(struct ctx *c, struct basket_view *v)
{
        struct basket_line *l;
        enum status st = basket_lines(c, &l, &v->n_rows);

        struct basket_row *r = ARENA_ARRAY(c->arena, (st ? 0 : v->n_rows) + 1, struct basket_row);
        for (size_t i = 0; !st && i < v->n_rows; i++) {
                struct line_now x = {0};
                struct ask_line *lines;
                st = line_read(c, &l[i], &x);
                if (!st)
                        st = ask_shown(c, &x.form, ask_json(c, &x.answers), &lines, &r[i].n_lines);
                if (st)
                        return st;
                r[i].id = l[i].id;
                r[i].name = x.offer.name;
                r[i].service = x.offer.service_name;
                r[i].href = arena_fmt(c->arena, "/services/%s/items/%s", x.offer.service_code, x.offer.code);
                r[i].error = x.wrong;
                r[i].lines = lines;
        }
        v->rows = r;
        return st;
}

enum status basket_page(struct ctx *c)
{
        bool sent = c->req->method == HTTP_POST;
        const char *other = sent ? form_value(c, "other") : NULL;
        enum status st = sent ? ST_OK : draft_load(c, BASKET_FOR, &other);
        struct basket_view v = {.once = random_token(c->arena), .other = other ? other : "", .e_other = form_msg(c, "other")};

        if (!st || st == ST_NOT_FOUND)
                st = rows_fill(c, &v);

        if (st)
                return st;
        page_init(c, &v.page, ctx_msg(c, MSG_request_basket), "services");
        v.page.crumbs[0] = (struct page_crumb){"/services", ctx_msg(c, MSG_portal_services)};
        v.page.crumbs[1] = (struct page_crumb){NULL, ctx_msg(c, MSG_request_basket)};
        v.page.n_crumbs = 2;
        request_basket_html(&c->html, &v);
        return ST_OK;
}

static enum status all_send(struct ctx *c, const char *once, int64_t other, struct ticket *request, bool *whole)
{
        struct basket_line *l;
        struct ticket first;
        size_t n;
        enum status st = basket_lines(c, &l, &n);

        *whole = false;
        if (st || !n)
                return st;
        n = n > SUBMIT_MAX ? SUBMIT_MAX : n;
        struct line_now *x = ARENA_ARRAY(c->arena, n, struct line_now);
        struct submit_line *line = ARENA_ARRAY(c->arena, n, struct submit_line);
        for (size_t i = 0; i < n; i++) {
                st = line_read(c, &l[i], &x[i]);
                if (st || x[i].wrong)
                        return st;
                line[i] = (struct submit_line){&x[i].offer, &x[i].answers, l[i].persona};
        }
        struct submit s = {.lines = line, .n_lines = n, .requested_for_id = other, .channel = CHANNEL_PORTAL, .once = once};
        st = submit_send(c, &s, request, &first);
        *whole = !st;
        if (!st)
                st = draft_drop(c, BASKET_FOR);
        return st ? st : basket_drop(c, 0);
}

enum status basket_post(struct ctx *c)
{
        struct ticket request;
        const char *drop = form_value(c, "drop"), *once = form_value(c, "once");
        int64_t id, other = 0;
        bool whole = false;

        if (drop && text_i64(drop, &id) && id) {
                enum status gone = basket_drop(c, id);
                return gone ? gone : ctx_redirect(c, "/basket");
        }
        enum status known = request_for(c, form_value(c, "other"), &other);
        if (known)
                return known;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : c->n_error ? ST_OK : all_send(c, once ? once : "", other, &request, &whole);
        if (!st && !whole) { /* nothing there, or a line that must be looked at first: the page says which */
                c->res->status = 422;
                return basket_page(c);
        }
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        page_notice(c, "portal.sent", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", request.number));
}

static const struct personal basket_personal[] = {
        {"basket_line", "answers", "person_id", "what they meant to ask for and did not send"},
        {NULL, NULL, NULL, NULL}};

const struct slice slice_basket = {.name = "basket", .stmts = basket_stmts, .personal = basket_personal};
