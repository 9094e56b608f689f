/* What a change for many did, for whoever asked for it. */
#include "desk/ticket/many.h"

enum { LATEST = 20 };

#define COUNTS                                                                                                                    \
        "COUNT(r.id) AS total, COALESCE(SUM(CASE WHEN r.outcome = 0 THEN 1 ELSE 0 END), 0) AS waits,"                               \
        " COALESCE(SUM(CASE WHEN r.outcome = 10 THEN 1 ELSE 0 END), 0) AS done, COALESCE(SUM(CASE WHEN r.outcome = 20 THEN 1 ELSE 0 END), 0) AS same," \
        " COALESCE(SUM(CASE WHEN r.outcome = 30 THEN 1 ELSE 0 END), 0) AS refused,"                                                 \
        " COALESCE(SUM(CASE WHEN r.undo = 10 THEN 1 ELSE 0 END), 0) AS back_done, COALESCE(SUM(CASE WHEN r.undo = 20 THEN 1 ELSE 0 END), 0) AS back_kept"
#define OF_ONE "b.id, b.person_id, b.at, b.state, COALESCE(b.ended_at, 0) AS ended_at, COALESCE(b.undone_at, 0) AS undone_at, b.back, b.wish"

DB_STMT(many_get,
        "SELECT " OF_ONE ", " COUNTS " FROM bulk_change b LEFT JOIN bulk_change_row r ON r.bulk_id = b.id WHERE b.id = :id AND b.person_id = :me"
        " GROUP BY b.id, b.person_id, b.at, b.state, b.ended_at, b.undone_at, b.back, b.wish");
DB_STMT(many_latest,
        "SELECT " OF_ONE ", " COUNTS " FROM (SELECT * FROM bulk_change WHERE person_id = :me ORDER BY at DESC, id DESC LIMIT 20) b"
        " LEFT JOIN bulk_change_row r ON r.bulk_id = b.id GROUP BY b.id, b.person_id, b.at, b.state, b.ended_at, b.undone_at, b.back, b.wish"
        " ORDER BY b.at DESC, b.id DESC LIMIT 20");
#define ROWS_OF                                                                                                            \
        "SELECT r.id, r.ticket_id, t.kind, t.num, r.outcome, r.undo, CASE WHEN " TICKET_VISIBLE " THEN 1 ELSE 0 END AS sees, t.subject,"   \
        " COALESCE(r.why, '') AS why, COALESCE(r.undo_why, '') AS undo_why FROM bulk_change_row r JOIN ticket t ON t.id = r.ticket_id" \
        " WHERE r.bulk_id = :id "
DB_STMT(many_show,
        ROWS_OF "ORDER BY CASE WHEN r.undo = 20 OR r.outcome = 30 THEN 0 ELSE 1 END, r.ticket_id LIMIT 500");
DB_STMT(many_after, ROWS_OF "AND r.id > :after ORDER BY r.id LIMIT :n");
static const struct db_stmt *const report_stmts[] = {&many_get, &many_latest, &many_show, &many_after, NULL};
const struct slice slice_ticket_many_report = {.name = "ticket-many-report", .stmts = report_stmts};

#define I(m) DB_COL_I64(struct many, m)
static const struct db_col many_cols[] = {I(id), I(person_id), I(at), I(state), I(ended_at), I(undone_at), DB_COL_TEXT(struct many, back),
                                          DB_COL_TEXT(struct many, wish), I(total), I(waits), I(done), I(same), I(refused), I(back_done),
                                          I(back_kept), DB_COL_END};
#undef I
#define I(m) DB_COL_I64(struct many_row, m)
#define T(m) DB_COL_TEXT(struct many_row, m)
static const struct db_col row_cols_many[] = {I(id), I(ticket_id), I(kind), I(num), I(outcome), I(undo), I(sees), T(subject), T(why), T(undo_why), DB_COL_END};
#undef I
#undef T

static void fill(struct ctx *c, struct many *m)
{
        m->may_undo = m->state == MANY_DONE && m->done > 0 && m->at > c->now - DAY_MS;
}

enum status many_load(struct ctx *c, int64_t id, struct many *out)
{
        enum status st = db_one(c->db, c->arena, &many_get, DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id)), many_cols, out);

        if (!st)
                fill(c, out);
        return st;
}

enum status many_list(struct ctx *c, struct many **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &many_latest, DB_ARGS(DB_I("me", c->actor->person_id)), many_cols, sizeof **out, LATEST, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                fill(c, &(*out)[i]);
        return st;
}

static enum status rows_filled(struct ctx *c, enum status st, struct many_row *rows, size_t n)
{
        for (size_t i = 0; !st && i < n; i++) {
                rows[i].number = ticket_number(c, rows[i].kind, rows[i].num);
                if (!rows[i].sees)
                        rows[i].subject = "";
        }
        return st;
}

enum status many_rows(struct ctx *c, int64_t id, struct many_row **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &many_show, DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id)), row_cols_many,
                                sizeof **out, MANY_ROWS_SHOWN, out, n);

        return rows_filled(c, st, *out, *n);
}

enum status many_rows_after(struct ctx *c, int64_t id, int64_t after, size_t limit, struct many_row **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &many_after,
                                DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id), DB_I("after", after), DB_I("n", limit)),
                                row_cols_many, sizeof **out, limit, out, n);

        return rows_filled(c, st, *out, *n);
}
