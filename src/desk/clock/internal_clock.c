/* Promises between groups.  A ticket that goes to another group starts the clock "internal" of that group; a
 * reply or note of one of its members meets it, so does giving the ticket back or on.  Advice that is asked
 * starts the clock "advice", which stops when no question is open any more.  Both are clocks like the others
 * (calendar, pauses, levels, ledger), but set no date of the ticket and are for agents only. */
#include "desk/clock/clock_own.h"
#include "desk/people/people.h"

enum { TRANSFERS_MAX = 200 };

DB_STMT(internal_transfers,
        "SELECT from_group, to_group FROM transfer WHERE ticket_id = :ticket ORDER BY id LIMIT 200");
DB_STMT(internal_questions, "SELECT COUNT(*) FROM advice WHERE ticket_id = :ticket AND closed_at IS NULL");
static const struct db_stmt *const internal_stmts[] = {&internal_transfers, &internal_questions, NULL};

struct transfer_row {
        int64_t from_group, to_group;
};
static const struct db_col transfer_cols[] = {DB_COL_I64(struct transfer_row, from_group), DB_COL_I64(struct transfer_row, to_group),
                                              DB_COL_END};

static struct clock_row *named(struct clock_row *k, size_t n, const char *name)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(k[i].name, name))
                        return &k[i];
        return NULL;
}

static enum status stop(struct ctx *c, const struct ticket *t, const char *name)
{
        struct clock_row *k, *old;
        size_t n;
        enum status st = clock_rows(c, t->id, &k, &n);

        old = st ? NULL : named(k, n, name);
        if (!old || (old->state != CLOCK_RUNNING && old->state != CLOCK_PAUSED))
                return st;
        return clock_turn(c, old, CLOCK_STOPPED, c->now, NULL);
}

/* The next round of this name, if somebody promised anything. */
static enum status start(struct ctx *c, const struct ticket *t, const char *name)
{
        struct clock_row *k, *old, fresh;
        struct promise_row *p;
        size_t n, n_promise;
        enum status st = internal_pick(c, t, &p, &n_promise);

        if (st || !n_promise)
                return st;
        st = clock_rows(c, t->id, &k, &n);
        if (st)
                return st;
        old = named(k, n, name);
        if (old && (old->state == CLOCK_RUNNING || old->state == CLOCK_PAUSED))
                return ST_OK;
        p[0].name = name;
        return clock_start(c, t->id, &p[0], old ? old->round + 1 : 1, c->now, &fresh);
}

/* Who gave it to whom is a pile: giving it back to the one below takes the top away.  Was the last transfer,
 * which is written already, such a return?  (Past two hundred transfers nobody counts any more: no.) */
static enum status is_return(struct ctx *c, const struct ticket *t, bool *out)
{
        int64_t pile[TRANSFERS_MAX + 1];
        struct transfer_row *row;
        size_t n, top = 0;
        enum status st = db_all(c->db, c->arena, &internal_transfers, DB_ARGS(DB_I("ticket", t->id)), transfer_cols,
                                sizeof *row, TRANSFERS_MAX, &row, &n);

        *out = false;
        for (size_t i = 0; !st && i < n; i++) {
                if (i == 0)
                        pile[0] = row[0].from_group;
                *out = top > 0 && pile[top - 1] == row[i].to_group;
                if (*out)
                        top--;
                else
                        pile[++top] = row[i].to_group;
        }
        *out = *out && n < TRANSFERS_MAX;
        return st;
}

static enum status transferred(struct ctx *c, const struct ticket *t)
{
        bool back;
        enum status st = stop(c, t, "internal");

        if (!st)
                st = is_return(c, t, &back);
        return st || back || t->state >= STATE_RESOLVED ? st : start(c, t, "internal");
}

static enum status answered(struct ctx *c, const struct ticket *t)
{
        int64_t me = c->actor ? c->actor->person_id : 0;

        return me && people_is_member(c, me, t->group_id) ? stop(c, t, "internal") : ST_OK;
}

static enum status on_ticket(struct ctx *c, const struct ticket_change *ch)
{
        int64_t open = 0;
        enum status st;

        switch (ch->event) {
        case EV_ASSIGNED:
                return ch->before->group_id != ch->after->group_id ? transferred(c, ch->after) : ST_OK;
        case EV_COMMENTED:
        case EV_NOTED:
                return answered(c, ch->after);
        case EV_ADVICE:
                return start(c, ch->after, "advice");
        case EV_ADVISED:
                st = db_i64(c->db, &internal_questions, DB_ARGS(DB_I("ticket", ch->after->id)), &open);
                return st || open ? st : stop(c, ch->after, "advice");
        default:
                return ST_OK;
        }
}

static const struct ticket_hook internal_hook = {"internal", on_ticket};
static const struct ticket_hook *const internal_hooks[] = {&internal_hook, NULL};
const struct slice slice_clock_internal = {.name = "clock-internal", .stmts = internal_stmts, .hooks = internal_hooks};
