/* The basket: its lines, judged when they come in and again when they leave, and the one request they become. */
#include "desk/plan/basket.h"

#include "formats/json.h"

DB_STMT(basket_mine,
        "SELECT id, offer_id, form_version_id, persona, answers, at FROM basket_line WHERE person_id = :me ORDER BY id LIMIT 20");
DB_STMT(basket_one, "SELECT id, offer_id, form_version_id, persona, answers, at FROM basket_line WHERE person_id = :me AND id = :id");
DB_STMT(basket_number, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM basket_line WHERE person_id = :me LIMIT 21) x");
DB_STMT(basket_insert,
        "INSERT INTO basket_line (person_id, offer_id, form_version_id, persona, answers, at) VALUES (:me, :offer, :form, :persona,"
        " :answers, :now) RETURNING id");
DB_STMT(basket_update,
        "UPDATE basket_line SET form_version_id = :form, persona = :persona, answers = :answers, at = CASE WHEN at < :now THEN :now ELSE at + 1 END"
        " WHERE person_id = :me AND id = :id AND at = :seen");
DB_STMT(basket_delete, "DELETE FROM basket_line WHERE person_id = :me AND id = :id");
DB_STMT(basket_sent, "DELETE FROM basket_line WHERE person_id = :me AND id <= :last");
static const struct db_stmt *const basket_stmts[] = {&basket_mine, &basket_one, &basket_number, &basket_insert, &basket_update, &basket_delete, &basket_sent, NULL};

#define I(m) DB_COL_I64(struct basket_line, m)
static const struct db_col basket_cols[] = {I(id), I(offer_id), I(form_version_id), DB_COL_TEXT(struct basket_line, persona),
                                            DB_COL_TEXT(struct basket_line, answers), I(at), DB_COL_END};
#undef I

#define BASKET_FOR "basket:for" /* draft: for whom, as typed when a line was put aside */

enum status basket_lines(struct ctx *c, struct basket_line **out, size_t *n)
{
        return db_all(c->db, c->arena, &basket_mine, DB_ARGS(DB_I("me", c->actor->person_id)), basket_cols, sizeof **out, 20, out, n);
}

enum status basket_count(struct ctx *c, int64_t *n)
{
        return db_i64(c->db, &basket_number, DB_ARGS(DB_I("me", c->actor->person_id)), n);
}

enum status basket_line_get(struct ctx *c, int64_t id, struct basket_line *out)
{
        return db_one(c->db, c->arena, &basket_one, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id)), basket_cols, out);
}

enum status basket_for(struct ctx *c, const char **typed)
{
        enum status st = draft_load(c, BASKET_FOR, typed);

        if (st == ST_NOT_FOUND) {
                *typed = "";
                return ST_OK;
        }
        return st;
}

const char *offer_draft_place(struct ctx *c, const struct offer *o)
{
        return arena_fmt(c->arena, "offer:%lld", (long long)o->id);
}

/* ---- a line as it is now --------------------------------------------------------------------------------------------- */

/* The offer must still be for the actor; its newest form must take what was answered. */
enum status basket_line_now(struct ctx *c, const struct basket_line *l, struct basket_now *x)
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

/* ---- putting aside ------------------------------------------------------------------------------------------------- */

/* For whom is a matter of the whole request: it waits for the basket to be sent. */
enum status basket_put(struct ctx *c, const struct offer *o, const struct ask_answers *a, const char *other, int64_t *id)
{
        int64_t n = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : basket_count(c, &n);
        if (!st && n >= SUBMIT_MAX)
                return ctx_fail(c, ST_CONFLICT, MSG_request_basket_full);
        if (!st)
                st = db_i64(c->db, &basket_insert,
                            DB_ARGS(DB_I("me", c->actor->person_id), DB_I("offer", o->id), DB_I("form", a->form->id), DB_T("persona", o->audience),
                                    DB_T("answers", ask_json_typed(c, a)), DB_I("now", c->now)),
                            id);
        if (!st && other)
                st = draft_save(c, BASKET_FOR, other);
        if (!st)
                st = draft_drop(c, offer_draft_place(c, o));
        return st ? st : db_commit(&tx);
}

enum status basket_change(struct ctx *c, int64_t id, int64_t seen, const struct offer *o, const struct ask_answers *a)
{
        struct basket_line l;
        int64_t changed = 0;
        enum status st = basket_line_get(c, id, &l);

        if (!st && (l.offer_id != o->id || (seen && seen != l.at)))
                st = ST_STALE;
        if (!st)
                st = db_exec(c->db, &basket_update,
                             DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id), DB_I("form", a->form->id), DB_T("persona", o->audience),
                                     DB_T("answers", ask_json_typed(c, a)), DB_I("now", c->now), DB_I("seen", l.at)),
                             &changed);
        return st || changed ? st : ST_STALE;
}

enum status basket_drop(struct ctx *c, int64_t id)
{
        int64_t gone = 0;
        enum status st = db_exec(c->db, &basket_delete, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id)), &gone);

        return st || gone ? st : ST_NOT_FOUND;
}

/* ---- sending --------------------------------------------------------------------------------------------------------- */

/* The lines are taken out first: of two that send at once the second finds fewer than it read, and does nothing.  What is
 * put aside meanwhile stays. */
static enum status lines_take(struct ctx *c, const struct basket_line *l, size_t n, bool *all)
{
        int64_t gone = 0;
        enum status st = db_exec(c->db, &basket_sent, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("last", l[n - 1].id)), &gone);

        *all = !st && gone == (int64_t)n;
        return st;
}

enum status basket_send(struct ctx *c, const struct submit *s, struct ticket *request, bool *whole)
{
        struct basket_line *l;
        struct ticket first;
        struct submit sent = *s;
        size_t n = 0;
        bool all = false;

        *whole = false;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : basket_lines(c, &l, &n);
        if (st || !n)
                return st;
        n = n > SUBMIT_MAX ? SUBMIT_MAX : n;
        struct basket_now *x = ARENA_ARRAY(c->arena, n, struct basket_now);
        struct submit_line *line = ARENA_ARRAY(c->arena, n, struct submit_line);
        for (size_t i = 0; i < n; i++) {
                st = basket_line_now(c, &l[i], &x[i]);
                if (st || x[i].wrong)
                        return st;
                line[i] = (struct submit_line){&x[i].offer, &x[i].answers, l[i].persona};
        }
        st = lines_take(c, l, n, &all);
        if (st || !all)
                return st;
        sent.lines = line;
        sent.n_lines = n;
        st = submit_send(c, &sent, request, &first);
        if (!st)
                st = draft_drop(c, BASKET_FOR);
        if (!st)
                st = db_commit(&tx);
        *whole = !st;
        return st;
}

static const struct personal basket_personal[] = {
        {"basket_line", "answers", "person_id", "what they meant to ask for and did not send"},
        {NULL, NULL, NULL, NULL}};

const struct slice slice_basket = {.name = "basket", .stmts = basket_stmts, .personal = basket_personal};
