/* What nobody answered: a resolved ticket closes after ticket.close_days, by the system, as any other
 * move would.  Batches of 500, each ticket in its own transaction, and an end before the job's lease. */
#include "desk/ticket/internal.h"

enum { BATCH = 500, LONGEST_MS = 30000 };

TICKET_SQL(resolved_before,
           "SELECT id FROM ticket WHERE state = 40 AND resolved_at < :before AND id > :after ORDER BY id LIMIT 500");

struct id_row {
        int64_t id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};

static enum status close_one(struct ctx *c, int64_t id)
{
        struct ticket t;
        enum status st = ticket_load(c, id, ACT_READ, &t);

        if (!st)
                st = move_silent(c, &t, STATE_CLOSED, PENDING_NONE);
        /* answered or moved meanwhile, or a kind that does not close: left as it is */
        return st == ST_CONFLICT || st == ST_NOT_FOUND ? ST_OK : st;
}

enum status autoclose(struct ctx *c, const struct job *j)
{
        int64_t before = c->now - setting_i64(c, "ticket.close_days") * DAY_MS, after = 0;
        int64_t started = moment_mono();
        enum status st = ST_OK;
        size_t n = BATCH;

        while (!st && n == BATCH && moment_mono() - started < LONGEST_MS && !arena_over(c->arena)) {
                struct id_row *row;
                st = db_all(c->db, c->arena, &tsql_resolved_before, DB_ARGS(DB_I("before", before), DB_I("after", after)),
                            id_cols, sizeof *row, BATCH, &row, &n);
                for (size_t i = 0; !st && i < n; i++) {
                        st = close_one(c, row[i].id);
                        after = row[i].id;
                }
        }
        return st;
}
