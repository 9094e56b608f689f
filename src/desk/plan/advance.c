/* What follows when a task, an item or a request changes its state, in the transaction of that change.
 *
 * The item's row is locked before anything is read (the kinds' `lock`, data-model.md): of two tasks that end at
 * once the second sees the first one done.  A phase is moved by an UPDATE that names the phase it leaves; no row
 * means that somebody was faster, and nothing follows twice.  The statements are several on purpose: each must see
 * what the lock let through. */
#include "desk/plan/own.h"

PLAN_SQL(task_end, "UPDATE service_task SET phase = :phase WHERE ticket_id = :id AND phase < 2 RETURNING item_id");
PLAN_SQL(task_open,
        "UPDATE service_task SET phase = 1, opened_at = :now WHERE ticket_id = :id AND phase = 0");
PLAN_SQL(item_done,
        "UPDATE item SET done_at = :now WHERE ticket_id = :id AND done_at IS NULL AND NOT EXISTS (SELECT 1 FROM service_task k"
        " WHERE k.item_id = :id AND k.phase < 2)");
PLAN_SQL(item_state, "SELECT state FROM ticket WHERE id = :id");
PLAN_SQL(request_kept, "SELECT COUNT(*) FROM ticket t WHERE t.parent_id = :id AND t.kind = 3 AND t.state <> 60");
PLAN_SQL(tasks_cancel, "UPDATE service_task SET was = phase, phase = 3 WHERE item_id = :id AND phase < 2");
PLAN_SQL(tasks_revive, "UPDATE service_task SET phase = was, was = NULL WHERE item_id = :id AND was IS NOT NULL");
#define PROMISED                                                                                                        \
        " COALESCE((SELECT MIN(k.due_at) FROM clock k WHERE k.ticket_id = :id AND k.state = 10"                         \
        " AND k.name NOT IN ('internal', 'advice')), 253402300799999) AS promised"
PLAN_SQL(item_due_next, "SELECT i.due_at AS planned," PROMISED " FROM item i WHERE i.ticket_id = :id");
PLAN_SQL(task_due_next, "SELECT s.due_at AS planned," PROMISED " FROM service_task s WHERE s.ticket_id = :id");
PLAN_SQL(task_wait, "SELECT COUNT(*) FROM service_task WHERE ticket_id = :id AND was IS NOT NULL");
PLAN_SQL(task_decide,
        "UPDATE service_task SET decision = :decision, decided_by = :by WHERE ticket_id = :id AND phase = 1 AND decision = ''");

/* ---- the plan goes on ------------------------------------------------------------------------------------------------- */

static enum status open_task(struct ctx *c, const struct plan_node *node)
{
        struct ticket t;
        int64_t rows;
        enum status st = db_exec(c->db, &psql_task_open, DB_ARGS(DB_I("now", c->now), DB_I("id", node->ticket_id)), &rows);

        return st || !rows ? st : ticket_set_state(c, node->ticket_id, STATE_OPEN, PENDING_NONE, false, &t);
}

/* Optional steps for which the course has now what they need: each gets its task, once. */
static enum status steps_join(struct ctx *c, const struct item *i, struct plan_graph *g)
{
        uint64_t passed = graph_passed(g);
        enum status st = ST_OK;
        bool made, any = false;
        int missing;

        if (!i->course_id || i->done_at)
                return ST_OK;
        for (size_t k = 0; !st && k < g->n; k++) {
                if (g->node[k].phase != PHASE_ABSENT || !*g->node[k].later || (g->node[k].before & ~passed))
                        continue;
                st = course_meets(c, i, g->node[k].later, &missing);
                if (!st && !missing)
                        st = step_join(c, i, g->node[k].step_id, &made);
                any = any || (!st && !missing && made);
        }
        return st || !any ? st : graph_of_plan(c, i->plan_version_id, i->ticket_id, g);
}

enum status plan_advance(struct ctx *c, int64_t item_id)
{
        struct plan_graph g;
        struct item i;
        struct ticket t;
        int64_t done = 0;
        enum status st = item_load(c, item_id, &i);

        if (!st)
                st = graph_of_plan(c, i.plan_version_id, item_id, &g);
        if (!st)
                st = steps_join(c, &i, &g);
        uint64_t ready = st ? 0 : graph_ready(&g);

        for (size_t k = 0; !st && k < g.n; k++)
                if (ready >> k & 1)
                        st = open_task(c, &g.node[k]);
        if (!st && ready)
                st = item_dates(c, &i); /* what counts from the opening has a date now */
        if (!st && graph_finished(&g))
                st = db_exec(c->db, &psql_item_done, DB_ARGS(DB_I("now", c->now), DB_I("id", item_id)), &done);
        if (!st && done)
                AS_SYSTEM(c, st = ticket_set_state(c, item_id, STATE_CLOSED, PENDING_NONE, false, &t));
        return st ? st : ticket_tell(c, item_id);
}

static bool ended(const struct ticket_change *ch)
{
        return ch->after->state >= STATE_RESOLVED && ch->before->state < STATE_RESOLVED;
}

static enum status task_moved(struct ctx *c, const struct ticket_change *ch)
{
        struct task_row task;
        int64_t item_id = 0;
        enum status st;

        /* what waited for earlier tasks opens by the plan alone, which tells the item when it is through */
        if (ch->before->pending == PENDING_EARLIER_TASK && ch->after->state == STATE_OPEN)
                return ST_OK;
        if (ended(ch)) {
                st = db_i64(c->db, &psql_task_end,
                            DB_ARGS(DB_I("phase", ch->after->state == STATE_CANCELLED ? PHASE_SKIPPED : PHASE_DONE), DB_I("id", ch->after->id)),
                            &item_id);
                if (!st)
                        return plan_advance(c, item_id);
                if (st != ST_NOT_FOUND)
                        return st;
        }
        /* somebody was faster, or it was reopened: the item's page looks again, the plan stays where it is */
        st = task_load(c, ch->after->id, &task);
        return st == ST_NOT_FOUND ? ST_OK : st ? st : ticket_tell(c, task.item_id);
}

/* ---- items and requests ------------------------------------------------------------------------------------------------ */

/* The request ends with its last item: closed, or cancelled when all of them were. */
static enum status request_follows(struct ctx *c, const struct ticket *item)
{
        struct ticket t;
        int64_t left, kept, state;

        if (!item->parent_id)
                return ST_OK;
        /* its row first: of two last items at once the second sees the first */
        enum status st = ticket_hold(c, item->parent_id);
        if (!st)
                st = db_i64(c->db, &psql_item_state, DB_ARGS(DB_I("id", item->parent_id)), &state);
        if (!st)
                st = db_i64(c->db, &psql_request_left, DB_ARGS(DB_I("id", item->parent_id)), &left);
        if (!st)
                st = db_i64(c->db, &psql_request_kept, DB_ARGS(DB_I("id", item->parent_id)), &kept);
        if (st)
                return st;
        bool open = state < STATE_RESOLVED;
        if (open == (left > 0))
                return ticket_tell(c, item->parent_id);
        /* the item's own news was told: the request says nothing more */
        AS_SYSTEM(c, st = ticket_set_state(c, item->parent_id, left ? STATE_OPEN : kept ? STATE_CLOSED : STATE_CANCELLED, PENDING_NONE,
                                           true, &t));
        return st;
}

/* Their phases first: a task that ends so opens nothing. */
static enum status tasks_end(struct ctx *c, int64_t item_id)
{
        struct task_row *t;
        struct ticket now;
        size_t n;
        enum status st = db_exec(c->db, &psql_tasks_cancel, DB_ARGS(DB_I("id", item_id)), NULL);

        if (!st)
                st = item_tasks(c, item_id, &t, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (t[i].state < STATE_RESOLVED)
                        AS_SYSTEM(c, st = ticket_set_state(c, t[i].ticket_id, STATE_CANCELLED, PENDING_NONE, true, &now));
        return st;
}

/* Those that the cancelling ended are again what they were; then the plan goes on from there. */
static enum status tasks_return(struct ctx *c, int64_t item_id)
{
        struct task_row *t;
        struct ticket now;
        int64_t back;
        size_t n;
        enum status st = item_tasks(c, item_id, &t, &n);
        bool *mine = ARENA_ARRAY(c->arena, PLAN_STEPS, bool);

        for (size_t i = 0; !st && i < n; i++) {
                st = db_i64(c->db, &psql_task_wait, DB_ARGS(DB_I("id", t[i].ticket_id)), &back);
                mine[i] = !st && back;
        }
        if (!st)
                st = db_exec(c->db, &psql_tasks_revive, DB_ARGS(DB_I("id", item_id)), NULL);
        if (!st)
                st = item_tasks(c, item_id, &t, &n);
        for (size_t i = 0; !st && i < n; i++) {
                bool open = t[i].phase == PHASE_OPEN;
                if (mine[i] && t[i].state == STATE_CANCELLED)
                        AS_SYSTEM(c, st = ticket_set_state(c, t[i].ticket_id, open ? STATE_OPEN : STATE_PENDING,
                                                           open ? PENDING_NONE : PENDING_EARLIER_TASK, true, &now));
        }
        return st ? st : plan_advance(c, item_id);
}

static enum status item_moved(struct ctx *c, const struct ticket_change *ch)
{
        bool back = ch->before->state >= STATE_RESOLVED && ch->after->state < STATE_RESOLVED;
        struct item i;
        enum status st = item_load(c, ch->after->id, &i);

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        if (ended(ch) && ch->after->state == STATE_CANCELLED)
                st = tasks_end(c, ch->after->id);
        else if (ended(ch) && !i.done_at)
                st = db_exec(c->db, &psql_item_done, DB_ARGS(DB_I("now", c->now), DB_I("id", ch->after->id)), NULL);
        else if (back && ch->before->state == STATE_CANCELLED)
                st = tasks_return(c, ch->after->id);
        return st || !(back || ended(ch)) ? st : request_follows(c, ch->after);
}

static enum status request_moved(struct ctx *c, const struct ticket_change *ch)
{
        struct ticket *item, t;
        size_t n;
        enum status st = ST_OK;

        if (!ended(ch) || ch->after->state != STATE_CANCELLED)
                return ST_OK;
        AS_SYSTEM(c, st = request_items(c, ch->after->id, &item, &n));
        for (size_t i = 0; !st && i < n; i++)
                if (item[i].state < STATE_RESOLVED)
                        AS_SYSTEM(c, st = ticket_set_state(c, item[i].id, STATE_CANCELLED, PENDING_NONE, true, &t));
        return st;
}

/* ---- the hook ------------------------------------------------------------------------------------------------------------- */

/* The rows of a plan, and its date beside those of promises, whose clocks have begun: the earliest counts. */
static enum status opened(struct ctx *c, struct ticket *t)
{
        const struct item_opening *i = plan_opening && t->kind == TICKET_ITEM ? plan_opening->item : NULL;
        const struct task_opening *k = plan_opening && t->kind == TICKET_SERVICE_TASK ? plan_opening->task : NULL;
        int64_t due = i ? i->due_at : k ? k->due_at : t->due_at;

        t->due_at = due < t->due_at ? due : t->due_at;
        if (i)
                return db_exec(c->db, &psql_item_insert,
                               DB_ARGS(DB_I("ticket", t->id), DB_I("offer", i->offer_id), DB_I("form", i->form_version_id),
                                       DB_REF("plan", i->plan_version_id), DB_T("answers", i->answers), DB_I("due", i->due_at),
                                       DB_I("known", i->due_known)),
                               NULL);
        if (k)
                return db_exec(c->db, &psql_task_insert,
                               DB_ARGS(DB_I("ticket", t->id), DB_I("item", k->item_id), DB_I("step", k->step_id), DB_I("phase", k->phase),
                                       DB_REF("opened", k->phase == PHASE_OPEN ? c->now : 0), DB_I("due", k->due_at),
                                       DB_I("known", k->due_known), DB_I("shared", k->points_shared)),
                               NULL);
        return ST_OK;
}

/* The plan's date beside those of promises: the earliest counts. */
static enum status due_follows(struct ctx *c, struct ticket *t)
{
        struct dates {
                int64_t planned, promised;
        } at;
        static const struct db_col cols[] = {DB_COL_I64(struct dates, planned), DB_COL_I64(struct dates, promised), DB_COL_END};
        enum status st = db_one(c->db, c->arena, t->kind == TICKET_ITEM ? &psql_item_due_next : &psql_task_due_next, DB_ARGS(DB_I("id", t->id)), cols, &at);

        if (!st)
                t->due_at = at.promised < at.planned ? at.promised : at.planned;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status plan_on_ticket(struct ctx *c, const struct ticket_change *ch)
{
        int64_t kind = ch->after->kind;
        bool planned = kind == TICKET_ITEM || kind == TICKET_SERVICE_TASK;
        enum status st = ST_OK;

        if (ch->event == EV_OPENED)
                st = opened(c, ch->after);
        if (!st && planned && (ch->event == EV_CHANGED || ch->event == EV_MOVED || (ch->contact && ch->event != EV_OPENED)))
                st = due_follows(c, ch->after);
        if (st || ch->event != EV_MOVED)
                return st;
        return kind == TICKET_SERVICE_TASK ? task_moved(c, ch)
               : kind == TICKET_ITEM       ? item_moved(c, ch)
               : kind == TICKET_REQUEST    ? request_moved(c, ch)
                                           : ST_OK;
}

/* ---- verbs --------------------------------------------------------------------------------------------------------------- */

enum status item_cancel(struct ctx *c, int64_t item_id, const char *reason)
{
        struct ticket t;
        enum status st = ticket_load(c, item_id, ACT_WORK, &t);

        if (!st && t.kind != TICKET_ITEM)
                st = ST_NOT_FOUND;
        return st ? st : ticket_move(c, &t, STATE_CANCELLED, PENDING_NONE, reason ? reason : "", 0);
}

enum status item_revive(struct ctx *c, int64_t item_id)
{
        struct ticket t;
        int64_t locked;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &psql_item_lock, DB_ARGS(DB_I("id", item_id)), &locked);
        if (!st)
                st = ticket_raw(c, item_id, &t);
        if (!st && t.state == STATE_CANCELLED)
                st = ticket_set_state(c, item_id, STATE_OPEN, PENDING_NONE, true, &t);
        return st ? st : db_commit(&tx);
}

/* The no is written on the task and told by the item, which ends with it. */
static enum status agreement_refused(struct ctx *c, struct ticket *t, int64_t item_id, const char *reason)
{
        struct ticket item;
        struct entry_draft e = {.body = reason};
        enum status st = ticket_comment(c, t, &e, NULL);

        if (!st)
                st = ticket_set_state(c, item_id, STATE_CANCELLED, PENDING_NONE, false, &item);
        return st ? st : ticket_raw(c, t->id, t);
}

enum status agreement_decide(struct ctx *c, struct ticket *t, bool yes, const char *reason)
{
        struct task_row task;
        int64_t locked, rows = 0;

        if (text_blank(reason ? reason : "")) {
                form_error(c, "reason", MSG_ticket_body_missing);
                return ST_INVALID;
        }
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_i64(c->db, &psql_task_lock, DB_ARGS(DB_I("id", t->id)), &locked);
        if (!st)
                st = ticket_load(c, t->id, ACT_WORK, t);
        if (!st)
                st = task_load(c, t->id, &task);
        if (!st && (!task.agreement || t->state >= STATE_RESOLVED))
                st = ctx_fail(c, ST_CONFLICT, MSG_plan_no_agreement);
        if (!st)
                st = db_exec(c->db, &psql_task_decide,
                             DB_ARGS(DB_T("decision", yes ? "yes" : "no"), DB_REF("by", c->actor->person_id), DB_I("id", t->id)), &rows);
        if (!st && !rows)
                st = ctx_fail(c, ST_CONFLICT, MSG_plan_no_agreement);
        if (!st && yes)
                st = ticket_move(c, t, STATE_CLOSED, PENDING_NONE, reason, 0);
        if (!st && !yes)
                st = agreement_refused(c, t, task.item_id, reason);
        return st ? st : db_commit(&tx);
}
