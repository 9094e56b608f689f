/* When items and tasks are due: proposed by a rule in business days from the opening, the first or the last session,
 * then confirmed by somebody.  What is not known yet is no date: it is listed "to confirm". */
#include "desk/plan/own.h"

PLAN_SQL(item_due_put, "UPDATE item SET due_at = :due, due_known = :known, due_by = :by WHERE ticket_id = :id");
PLAN_SQL(task_due_put, "UPDATE service_task SET due_at = :due, due_known = :known, due_by = :by WHERE ticket_id = :id");

int64_t step_due(const struct ctx *c, const struct calendar *cal, const char *rule, int64_t opened_at, const struct item *i)
{
        struct due_rule r;
        int64_t first = i->due_known ? i->due_at : i->first_at;

        if (!due_read(rule, &r) || r.from == DUE_NONE)
                return 0;
        int64_t anchor = r.from == DUE_OPEN ? opened_at : r.from == DUE_FIRST ? first : i->last_at ? i->last_at : first;
        return anchor && anchor < MOMENT_NEVER ? due_moment(cal, c->zone, &r, anchor) : 0;
}

static enum status item_put(struct ctx *c, int64_t id, int64_t due, enum due_known known, int64_t by)
{
        enum status st = db_exec(c->db, &psql_item_due_put,
                                 DB_ARGS(DB_I("due", due ? due : MOMENT_NEVER), DB_I("known", known), DB_REF("by", by), DB_I("id", id)), NULL);

        return st ? st : ticket_due_again(c, id);
}

static enum status task_put(struct ctx *c, int64_t id, int64_t due, enum due_known known, int64_t by)
{
        enum status st = db_exec(c->db, &psql_task_due_put,
                                 DB_ARGS(DB_I("due", due ? due : MOMENT_NEVER), DB_I("known", known), DB_REF("by", by), DB_I("id", id)), NULL);

        return st ? st : ticket_due_again(c, id);
}

enum status item_dates(struct ctx *c, struct item *i)
{
        const struct calendar *cal;
        struct task_row *t;
        size_t n;
        enum status st = clock_desk_calendar(c, &cal);

        if (!st && i->due_known != DUE_CONFIRMED && (i->first_at ? i->first_at != i->due_at : i->due_known != DUE_UNKNOWN)) {
                i->due_known = i->first_at ? DUE_PROPOSED : DUE_UNKNOWN;
                i->due_at = i->first_at ? i->first_at : MOMENT_NEVER;
                st = item_put(c, i->ticket_id, i->first_at, (enum due_known)i->due_known, 0);
        }
        if (!st)
                st = item_tasks(c, i->ticket_id, &t, &n);
        for (size_t k = 0; !st && k < n; k++) {
                if (t[k].state >= STATE_RESOLVED || t[k].due_known == DUE_CONFIRMED)
                        continue;
                int64_t due = step_due(c, cal, t[k].rule, t[k].opened_at, i);
                if ((due ? due : MOMENT_NEVER) != t[k].due_at)
                        st = task_put(c, t[k].ticket_id, due, due ? DUE_PROPOSED : DUE_UNKNOWN, 0);
        }
        return st;
}

static enum status dates_again(struct ctx *c, int64_t item_id)
{
        struct item i;
        enum status st = item_load(c, item_id, &i);

        return st ? st : item_dates(c, &i);
}

enum status item_redate(struct ctx *c, int64_t item_id)
{
        int64_t locked;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &psql_item_lock, DB_ARGS(DB_I("id", item_id)), &locked);
        if (!st)
                st = dates_again(c, item_id);
        return st ? st : db_commit(&tx);
}

enum status course_redate(struct ctx *c, int64_t course_id)
{
        struct id_row {
                int64_t ticket_id;
        } *row;
        static const struct db_col cols[] = {DB_COL_I64(struct id_row, ticket_id), DB_COL_END};
        size_t n;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st
                               : db_all(c->db, c->arena, &psql_item_of_course, DB_ARGS(DB_I("course", course_id)), cols, sizeof *row,
                                        CHILDREN_MAX, &row, &n);

        for (size_t i = 0; !st && i < n; i++)
                st = item_redate(c, row[i].ticket_id);
        return st ? st : db_commit(&tx);
}

static enum status confirm(struct ctx *c, const struct ticket *t, int64_t at)
{
        enum due_known known = at ? DUE_CONFIRMED : DUE_UNKNOWN;
        int64_t by = at ? c->actor->person_id : 0, item_id = t->id;
        struct task_row task;
        enum status st;

        if (t->kind == TICKET_ITEM) {
                st = item_put(c, t->id, at, known, by);
        } else {
                st = task_load(c, t->id, &task);
                item_id = st ? 0 : task.item_id;
                if (!st)
                        st = task_put(c, t->id, at, known, by);
        }
        return st ? st : dates_again(c, item_id);
}

enum status plan_due_confirm(struct ctx *c, struct ticket *t, int64_t at, int64_t version)
{
        struct ticket now;
        const struct db_stmt *lock = t->kind == TICKET_ITEM ? &psql_item_lock : &psql_task_lock;
        int64_t locked;

        if (t->kind != TICKET_ITEM && t->kind != TICKET_SERVICE_TASK)
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, lock, DB_ARGS(DB_I("id", t->id)), &locked);
        if (!st)
                st = ticket_load(c, t->id, ACT_WORK, &now);
        if (!st && version && version != now.version)
                st = ctx_fail(c, ST_STALE, MSG_ticket_stale);
        if (!st && now.state >= STATE_RESOLVED)
                st = ctx_fail(c, ST_CONFLICT, MSG_ticket_is_done);
        if (!st && at && (at < c->now - 366 * DAY_MS || at > c->now + 3660 * DAY_MS)) {
                form_error(c, "due", MSG_plan_due_far);
                st = ST_INVALID;
        }
        if (!st)
                st = confirm(c, &now, at);
        if (!st)
                st = ticket_raw(c, t->id, t);
        return st ? st : db_commit(&tx);
}
