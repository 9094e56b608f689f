/* The job 'clock.move': clocks still counting under an older version of their promise or calendar go over
 * to the newest, as of the moment it began to hold.  Found by asking what is behind, not by what was
 * edited, so an interrupted run is simply run again.  Twenty clocks a transaction. */
#include "desk/clock/clock_own.h"

#define BEHIND                                                                                                 \
        "SELECT k.id, k.ticket_id, v.id AS promise_version_id, w.id AS calendar_version_id, v.target_ms, v.clock AS name," \
        " v.levels, v.pauses, CASE WHEN k.promise_version_id <> v.id THEN v.from_at ELSE 0 END AS promise_at,"        \
        " CASE WHEN k.calendar_version_id = w.id THEN 0 WHEN COALESCE(z.from_at, 0) > w.from_at THEN z.from_at ELSE w.from_at END" \
        " AS calendar_at"                                                                                             \
        " FROM clock k JOIN promise_version o ON o.id = k.promise_version_id"                                         \
        " JOIN promise_version v ON v.promise_id = o.promise_id"                                                      \
        " AND v.version = (SELECT MAX(a.version) FROM promise_version a WHERE a.promise_id = o.promise_id)"           \
        " LEFT JOIN ticket_site u ON u.ticket_id = k.ticket_id LEFT JOIN site z ON z.id = u.site_id"                  \
        " JOIN calendar_version w ON w.calendar_id = COALESCE(z.calendar_id, v.calendar_id)"                          \
        " AND w.version = (SELECT MAX(b.version) FROM calendar_version b WHERE b.calendar_id = w.calendar_id)"        \
        " WHERE k.state IN (10,20) AND (k.promise_version_id <> v.id OR k.calendar_version_id <> w.id)"
DB_STMT(clock_behind, BEHIND " ORDER BY k.ticket_id, k.id LIMIT 500");
DB_STMT(clock_behind_one, BEHIND " AND k.id = :id");
DB_STMT(clock_ticket_hold, "SELECT id FROM ticket WHERE id = :id @lock");
DB_STMT(clock_due_put,
        "UPDATE ticket SET due_at = COALESCE((SELECT MIN(k.due_at) FROM clock k WHERE k.ticket_id = :id AND k.state = 10"
        " AND k.name NOT IN ('internal', 'advice')), 253402300799999) WHERE id = :id");
static const struct db_stmt *const edit_stmts[] = {&clock_behind, &clock_behind_one, &clock_ticket_hold, &clock_due_put, NULL};
const struct slice slice_clock_edit = {.name = "clock-edit", .stmts = edit_stmts};

enum { BATCH = 500, TOGETHER = 20, LONGEST_MS = 30000 };

struct behind {
        int64_t id, ticket_id, promise_version_id, calendar_version_id, target_ms, promise_at, calendar_at;
        const char *name, *levels, *pauses;
};
#define I(m) DB_COL_I64(struct behind, m)
#define T(m) DB_COL_TEXT(struct behind, m)
static const struct db_col behind_cols[] = {I(id), I(ticket_id), I(promise_version_id), I(calendar_version_id),
                                            I(target_ms), T(name), T(levels), T(pauses), I(promise_at), I(calendar_at),
                                            DB_COL_END};
#undef I
#undef T

static enum status take_over(struct ctx *c, const struct ticket *t, const struct behind *b)
{
        struct clock_row k;
        struct promise_row p = {.promise_version_id = b->promise_version_id, .calendar_version_id = b->calendar_version_id,
                                .target_ms = b->target_ms, .name = b->name, .levels = b->levels, .pauses = b->pauses};
        int64_t at = b->promise_at > b->calendar_at ? b->promise_at : b->calendar_at;
        enum status st = clock_get(c, b->id, &k);
        if (!st)
                st = clock_switch(c, t, &k, &p, at < c->now ? at : c->now, b->promise_at ? "promise" : "calendar");
        if (!st)
                st = db_exec(c->db, &clock_due_put, DB_ARGS(DB_I("id", t->id)), NULL);
        return st ? st : live_event(c, LIVE_TICKET_CHANGED, t->id, t->version, &t->scope, 1, NULL, 0);
}

/* Looked at again under the ticket's lock: it may have been stopped, or taken over, meanwhile. */
static enum status move_one(struct ctx *c, const struct behind *seen)
{
        struct behind b;
        struct ticket t;
        int64_t locked;
        enum status st = db_i64(c->db, &clock_ticket_hold, DB_ARGS(DB_I("id", seen->ticket_id)), &locked);
        if (!st)
                st = db_one(c->db, c->arena, &clock_behind_one, DB_ARGS(DB_I("id", seen->id)), behind_cols, &b);
        if (!st)
                st = ticket_raw(c, seen->ticket_id, &t);
        if (!st)
                st = take_over(c, &t, &b);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status move_some(struct ctx *c, const struct behind *row, size_t n)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        for (size_t i = 0; !st && i < n; i++)
                st = move_one(c, &row[i]);
        return st ? st : db_commit(&tx);
}

enum status clock_move(struct ctx *c, const struct job *j)
{
        int64_t started = moment_mono();
        size_t n = BATCH;
        while (n == BATCH) {
                struct behind *row;
                enum status st = db_all(c->db, c->arena, &clock_behind, DB_NO_ARGS, behind_cols, sizeof *row, BATCH, &row, &n);
                for (size_t i = 0; !st && i < n; i += TOGETHER)
                        st = move_some(c, row + i, n - i < TOGETHER ? n - i : TOGETHER);
                if (st)
                        return st;
                if (n == BATCH && (moment_mono() - started > LONGEST_MS || arena_over(c->arena)))
                        return job_plan(c, "clock.move", j->key, c->now, NULL);
        }
        return ST_OK;
}
