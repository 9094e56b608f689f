/* Points to check on a ticket.  Those that a plan brought are the plan's own rows (plan_point), shared by all tasks of a
 * step, until the first change of the list on a ticket gives it rows of its own; such a point keeps its id (the plan's row and
 * 10^15), so that a page or a program that read the list before may still name it.  Who ticked and when is decided by the UPDATE itself (done_at IS NULL), so
 * that two who tick at once leave one author.  A required point that nobody ticked keeps the ticket from
 * being resolved: that gate is asked by move_possible(), the one place all moves pass. */
#include "desk/ticket/panels.h"
#include "desk/ticket/sheet_own.h"

/* What plans bring speaks both languages, what agents type theirs. */
#define CHECK_LABEL "CASE WHEN CAST(:en AS BIGINT) = 1 AND b.label_en <> '' THEN b.label_en ELSE b.label END AS label"

#define PLAN_POINT "1000000000000000"
#define OWN                                                                                                            \
        "SELECT COALESCE(" PLAN_POINT " + b.plan_point_id, b.id) AS id, 0 AS part, b.id AS nth, b.required, b.done_at, b.done_by, b.made_at, " CHECK_LABEL \
        ", p.name AS done_name, p.login AS done_login FROM check_box b LEFT JOIN person p ON p.id = b.done_by WHERE b.ticket_id = :id"
#define SHARED_FROM " FROM service_task k JOIN plan_point b ON b.step_id = k.step_id WHERE k.ticket_id = :id AND k.points_shared = 1"

DB_STMT(check_rows,
        OWN " UNION ALL SELECT " PLAN_POINT " + b.id, 1, b.nth, b.required, NULL, NULL, (SELECT t.created_at FROM ticket t WHERE t.id = :id), " CHECK_LABEL
        ", NULL, NULL" SHARED_FROM " ORDER BY part, nth LIMIT 100");
DB_STMT(check_one, OWN " AND (b.id = :point OR b.plan_point_id = CAST(:point AS BIGINT) - " PLAN_POINT ")");
DB_STMT(check_unshare, "UPDATE service_task SET points_shared = 0 WHERE ticket_id = :id AND points_shared = 1");
DB_STMT(check_own,
        "INSERT INTO check_box (ticket_id, code, label, label_en, required, made_at, plan_point_id) SELECT t.id, b.code, b.label, b.label_en,"
        " b.required, t.created_at, b.id FROM ticket t JOIN service_task k ON k.ticket_id = t.id JOIN plan_point b ON b.step_id = k.step_id"
        " WHERE t.id = :id ORDER BY b.nth");
DB_STMT(check_count, "SELECT COUNT(*) FROM check_box WHERE ticket_id = :id");
DB_STMT(check_next, "SELECT COALESCE(MAX(id), 0) + 1 FROM check_box WHERE ticket_id = :id");
DB_STMT(check_insert,
        "INSERT INTO check_box (ticket_id, code, label, required, made_at, made_by)"
        " VALUES (:id, :code, :label, :required, :now, :me) RETURNING id");
DB_LATER(check_plan,
        "INSERT INTO check_box (ticket_id, code, label, label_en, required, made_at)"
        " VALUES (:id, :code, :label, :label_en, :required, :now)");
DB_STMT(check_put, "UPDATE check_box SET done_at = :now, done_by = :me WHERE id = :point AND done_at IS NULL");
DB_STMT(check_clear, "UPDATE check_box SET done_at = NULL, done_by = NULL WHERE id = :point AND done_at IS NOT NULL");
DB_STMT(check_need, "UPDATE check_box SET required = :on WHERE id = :point AND required <> :on");
DB_STMT(check_delete, "DELETE FROM check_box WHERE id = :point AND done_at IS NULL");
DB_STMT(check_missing,
        "SELECT label FROM (SELECT " CHECK_LABEL ", 0 AS part, b.id AS nth FROM check_box b WHERE b.ticket_id = :id AND b.required = 1"
        " AND b.done_at IS NULL UNION ALL SELECT " CHECK_LABEL ", 1, b.nth" SHARED_FROM " AND b.required = 1) m ORDER BY part, nth LIMIT 100");
static const struct db_stmt *const check_stmts[] = {&check_rows, &check_one,   &check_unshare, &check_own, &check_count, &check_next,   &check_insert,
                                                    &check_put,  &check_clear, &check_need,  &check_delete, &check_missing, &check_plan,
                                                    NULL};

#define I(m) DB_COL_I64(struct check, m)
#define T(m) DB_COL_TEXT(struct check, m)
static const struct db_col check_cols[] = {I(id), I(part), I(nth), I(required), I(done_at), I(done_by), I(made_at), T(label), T(done_name),
                                           T(done_login), DB_COL_END};
static const struct db_col label_cols[] = {T(label), DB_COL_END};
#undef I
#undef T

enum status check_list(struct ctx *c, const struct ticket *t, struct check **out, size_t *n)
{
        if (ticket_can(c, t, ACT_READ_ALL))
                return db_all(c->db, c->arena, &check_rows, DB_ARGS(DB_I("id", t->id), DB_I("en", c->lang == LANG_EN)), check_cols, sizeof **out,
                              CHECKS_MAX, out, n);
        *out = ARENA_ARRAY(c->arena, 1, struct check);
        *n = 0;
        return ST_OK;
}

/* One entry "field": [before, after] and what every change of the list shares. */
static enum status check_told(struct ctx *c, struct change *ch, const char *field, const char *before, const char *after)
{
        struct changes what;
        enum status st = ticket_touch(c, &ch->before);

        changes_init(c, &what);
        changes_text(&what, field, before, after);
        if (!st)
                st = changes_entry(c, &what, &ch->before, false, &ch->entry_id);
        ch->event = EV_CHANGED;
        ch->hidden = true;
        return st ? st : change_end(c, ch);
}

/* From now on the ticket has points of its own.  The ticket is locked. */
static enum status points_own(struct ctx *c, int64_t ticket_id)
{
        int64_t rows = 0;
        enum status st = db_exec(c->db, &check_unshare, DB_ARGS(DB_I("id", ticket_id)), &rows);

        return st || !rows ? st : db_exec(c->db, &check_own, DB_ARGS(DB_I("id", ticket_id)), NULL);
}

enum status check_add(struct ctx *c, struct ticket *t, const char *label, bool required, int64_t *id)
{
        struct change ch;
        const char *text;
        int64_t n = 0, next = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st && (!text_take(c, "label", label, CHECK_BYTES, true, &text) || text_blank(text))) {
                if (!form_msg(c, "label"))
                        form_error(c, "label", MSG_panels_check_missing);
                st = ST_INVALID;
        }
        if (!st)
                st = points_own(c, t->id);
        if (!st)
                st = db_i64(c->db, &check_count, DB_ARGS(DB_I("id", t->id)), &n);
        if (!st && n >= CHECKS_MAX)
                st = ctx_fail(c, ST_CONFLICT, MSG_panels_checks_many);
        if (!st)
                st = db_i64(c->db, &check_next, DB_ARGS(DB_I("id", t->id)), &next);
        if (!st)
                st = db_i64(c->db, &check_insert,
                            DB_ARGS(DB_I("id", t->id), DB_T("code", arena_fmt(c->arena, "p%lld", (long long)next)),
                                    DB_T("label", text), DB_I("required", required), DB_I("now", c->now),
                                    DB_REF("me", c->actor->person_id)),
                            id);
        if (!st)
                st = check_told(c, &ch, "check", "", text);
        return st ? st : db_commit(&tx);
}

/* Locks the ticket and finds the point on it; out->nth is its row. */
static enum status check_begin(struct ctx *c, struct ticket *t, int64_t id, struct change *ch, struct check *out)
{
        enum status st = change_begin(c, t, ACT_WORK, 0, ch);

        if (!st)
                st = points_own(c, t->id);
        return st ? st : db_one(c->db, c->arena, &check_one, DB_ARGS(DB_I("id", t->id), DB_I("point", id), DB_I("en", c->lang == LANG_EN)), check_cols, out);
}

enum status check_tick(struct ctx *c, struct ticket *t, int64_t id, bool on)
{
        struct change ch;
        struct check k;
        int64_t rows = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : check_begin(c, t, id, &ch, &k);
        if (st)
                return st;
        if (on)
                st = db_exec(c->db, &check_put,
                             DB_ARGS(DB_I("now", c->now), DB_REF("me", c->actor->person_id), DB_I("point", k.nth)), &rows);
        else
                st = db_exec(c->db, &check_clear, DB_ARGS(DB_I("point", k.nth)), &rows);
        if (!st && !rows)
                return ST_OK;
        if (!st)
                st = check_told(c, &ch, "check_done", on ? "" : k.label, on ? k.label : "");
        return st ? st : db_commit(&tx);
}

enum status check_require(struct ctx *c, struct ticket *t, int64_t id, bool on)
{
        struct change ch;
        struct check k;
        int64_t rows = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : check_begin(c, t, id, &ch, &k);
        if (!st)
                st = db_exec(c->db, &check_need, DB_ARGS(DB_I("on", on), DB_I("point", k.nth)), &rows);
        if (!st && !rows)
                return ST_OK;
        if (!st)
                st = check_told(c, &ch, "check_required", on ? "" : k.label, on ? k.label : "");
        return st ? st : db_commit(&tx);
}

enum status check_drop(struct ctx *c, struct ticket *t, int64_t id)
{
        struct change ch;
        struct check k;
        int64_t rows = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : check_begin(c, t, id, &ch, &k);
        if (!st)
                st = db_exec(c->db, &check_delete, DB_ARGS(DB_I("point", k.nth)), &rows);
        if (!st && !rows)
                st = ctx_fail(c, ST_CONFLICT, MSG_panels_check_ticked);
        if (!st)
                st = check_told(c, &ch, "check", k.label, "");
        return st ? st : db_commit(&tx);
}

enum status checks_missing(struct ctx *c, int64_t ticket_id, const char **out)
{
        struct check *missing;
        struct buf b;
        size_t n;
        enum status st = db_all(c->db, c->arena, &check_missing, DB_ARGS(DB_I("id", ticket_id), DB_I("en", c->lang == LANG_EN)),
                                label_cols, sizeof *missing, CHECKS_MAX, &missing, &n);

        *out = "";
        if (st || !n)
                return st;
        buf_init(&b, c->arena, CHECKS_MAX * (CHECK_BYTES + 4));
        for (size_t i = 0; i < n; i++) {
                buf_str(&b, i ? " · " : "");
                buf_str(&b, missing[i].label);
        }
        *out = text_short(c->arena, b.p, 400);
        return ST_OK;
}

enum status resolve_gate(struct ctx *c, const struct ticket *t)
{
        const char *points;

        if (c->actor->system)
                return ST_OK;
        enum status st = checks_missing(c, t->id, &points);
        if (st || !*points)
                return st;
        struct html_arg arg = {"points", points, 0};
        return ctx_fail_text(c, ST_CONFLICT, msg_text(c->arena, c->lang, MSG_panels_gate, 1, &arg));
}

enum status check_planned(struct ctx *c, int64_t ticket_id, const char *code, const struct check_words *words, bool required)
{
        return checks_planned(c, &(struct check_plan){ticket_id, code, *words, required}, 1);
}

enum { POINT_ARGS = 6 };

enum status checks_planned(struct ctx *c, const struct check_plan *list, size_t n)
{
        struct db_arg *v = ARENA_ARRAY(c->arena, n * POINT_ARGS + 1, struct db_arg);
        struct db_args *rows = ARENA_ARRAY(c->arena, n + 1, struct db_args);

        for (size_t i = 0; i < n; i++) {
                const struct check_plan *p = &list[i];
                const struct db_arg row[POINT_ARGS] = {DB_I("id", p->ticket_id), DB_T("code", p->code), DB_T("label", p->words.fr),
                                                       DB_T("label_en", p->words.en), DB_I("required", p->required), DB_I("now", c->now)};
                rows[i] = (struct db_args){POINT_ARGS, memcpy(&v[i * POINT_ARGS], row, sizeof row)};
        }
        return db_rows(c->db, c->arena, &check_plan, rows, n);
}

static const struct personal check_personal[] = {
        {"check_box", "done_by", "done_by", "who ticked a point"},
        {"check_box", "made_by", "made_by", "who added a point"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_checks = {.name = "ticket_checks", .stmts = check_stmts, .personal = check_personal};
