/* Giving out.  When a ticket comes to a group (opened, transferred, reopened) and nobody has it, the group's
 * convention names somebody, inside the same transaction.  The group's row is written first: that is the lock
 * which makes turns exact when two tickets arrive at once (an UPDATE, because a lock for deletion would wait
 * for the other ticket's foreign key, and it for ours).  Whose turn it was is the member, even when their
 * substitute took it, so that an absence does not change the order. */
#include "desk/people/away.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/share.h"

DB_STEADY(share_assign, "SELECT assign FROM support_group WHERE id = :id AND external = 0");
DB_STMT(share_lock,
        "UPDATE support_group SET last_person_id = last_person_id WHERE id = :id RETURNING COALESCE(last_person_id, 0)");
DB_STMT(share_last, "UPDATE support_group SET last_person_id = :person WHERE id = :id");
DB_STMT(share_load, "SELECT COUNT(*) FROM ticket WHERE assignee_id = :person AND state < 40");
DB_STMT(share_put,
        "UPDATE ticket SET assignee_id = :person, version = version + 1, updated_at = :now WHERE id = :id");
DB_STMT(share_stands,
        "INSERT INTO stand_in (ticket_id, absent_id, substitute_id, at) VALUES (:ticket, :absent, :substitute, :now)"
        " ON CONFLICT (ticket_id, absent_id) DO UPDATE SET substitute_id = excluded.substitute_id, at = excluded.at,"
        " back_at = NULL");
static const struct db_stmt *const share_stmts[] = {&share_assign, &share_lock, &share_last, &share_load, &share_put,
                                                    &share_stands, NULL};

/* The row, its entry with the reason, and who stands in for whom. */
static enum status give_write(struct ctx *c, const struct ticket *b, int64_t person_id, enum share why, int64_t stands_for,
                              int64_t *entry_id)
{
        struct changes what;
        struct entry_row e = {.ticket_id = b->id, .at = c->now, .kind = ENTRY_CHANGE};
        enum status st = db_exec(c->db, &share_put,
                                 DB_ARGS(DB_REF("person", person_id), DB_I("now", c->now), DB_I("id", b->id)), NULL);

        changes_init(c, &what);
        changes_id(&what, "assignee", b->assignee_id, person_id);
        changes_id(&what, "shared", 0, why);
        changes_id(&what, "stands_for", 0, stands_for);
        buf_char(&what.ids, '}');
        if (buf_end(&what.ids))
                return ST_INVALID;
        e.changes = what.ids.p;
        /* by a person's own act, or by the rules of the house */
        e.author_id = why == SHARE_BACK || (person_id && person_id == c->actor->person_id) ? c->actor->person_id : 0;
        if (!st)
                st = entry_add(c, &e, entry_id);
        if (!st && stands_for)
                st = db_exec(c->db, &share_stands,
                             DB_ARGS(DB_I("ticket", b->id), DB_I("absent", stands_for), DB_I("substitute", person_id),
                                     DB_I("now", c->now)),
                             NULL);
        return st;
}

enum status ticket_give(struct ctx *c, struct ticket *t, int64_t person_id, enum share why, int64_t stands_for)
{
        struct change ch = {.before = *t, .t = t, .event = EV_ASSIGNED, .shared = why};
        enum status st = give_write(c, &ch.before, person_id, why, stands_for, &ch.entry_id);

        return st ? st : change_end(c, &ch);
}

/* The same inside a hook: the change under way tells search and live pages, and saves the due date that the
 * hooks before this one have set. */
static enum status give_inside(struct ctx *c, struct ticket *t, const struct turn *turn, enum share why)
{
        struct ticket before = *t;
        int64_t due = t->due_at;
        struct ticket_change told = {.event = EV_ASSIGNED, .before = &before, .after = t, .shared = why};
        enum status st = give_write(c, &before, turn->person_id, why,
                                    turn->member_id == turn->person_id ? 0 : turn->member_id, &told.entry_id);

        if (!st)
                st = ticket_raw(c, before.id, t);
        t->due_at = due;
        return st ? st : hooks_run(c, &told);
}

/* ---- conventions ---- */

/* The first turn behind the last one. */
static size_t next_turn(const struct turn *turn, size_t n, int64_t last)
{
        for (size_t i = 0; i < n; i++)
                if (turn[i].member_id > last)
                        return i;
        return 0;
}

/* Fewest open tickets; of equals, whose turn comes first. */
static enum status lightest(struct ctx *c, const struct turn *turn, size_t n, size_t first, size_t *out)
{
        int64_t best = -1;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n && best != 0; i++) {
                size_t k = (first + i) % n;
                int64_t load;
                st = db_i64(c->db, &share_load, DB_ARGS(DB_I("person", turn[k].person_id)), &load);
                if (!st && (best < 0 || load < best)) {
                        best = load;
                        *out = k;
                }
        }
        return st;
}

static enum share convention(struct ctx *c, int64_t group_id, enum status *st)
{
        struct assign_row {
                const char *assign;
        } row = {NULL};
        static const struct db_col cols[] = {DB_COL_TEXT(struct assign_row, assign), DB_COL_END};

        *st = db_one(c->db, c->arena, &share_assign, DB_ARGS(DB_I("id", group_id)), cols, &row);
        if (*st == ST_NOT_FOUND)
                *st = ST_OK;
        return str_eq(row.assign, "round_robin")    ? SHARE_ROUND_ROBIN
               : str_eq(row.assign, "least_loaded") ? SHARE_LEAST_LOADED
               : str_eq(row.assign, "on_duty")      ? SHARE_ON_DUTY
                                                    : 0;
}

static enum status share(struct ctx *c, struct ticket *t)
{
        struct turn *turn;
        size_t n, k;
        int64_t last;
        enum status st;
        enum share why = convention(c, t->group_id, &st);

        if (st || !why)
                return st;
        st = db_i64(c->db, &share_lock, DB_ARGS(DB_I("id", t->group_id)), &last);
        if (!st)
                st = group_turns(c, t->group_id, t->scope, &turn, &n);
        if (st || !n)
                return st;
        k = next_turn(turn, n, last);
        if (why == SHARE_LEAST_LOADED)
                st = lightest(c, turn, n, k, &k);
        if (!st)
                st = db_exec(c->db, &share_last, DB_ARGS(DB_I("person", turn[k].member_id), DB_I("id", t->group_id)), NULL);
        return st ? st : give_inside(c, t, &turn[k], why);
}

/* Reopened, and whoever had it is away: it goes to who stands in. */
static enum status follow_absence(struct ctx *c, struct ticket *t)
{
        int64_t who;
        enum status st = stand_in_for(c, t->assignee_id, t->scope, &who);

        if (st || !who)
                return st;
        return give_inside(c, t, &(struct turn){t->assignee_id, who}, SHARE_SUBSTITUTE);
}

static enum status on_ticket(struct ctx *c, const struct ticket_change *ch)
{
        struct ticket *t = ch->after;
        bool reopened = ch->event == EV_MOVED && ch->before->state >= STATE_RESOLVED;
        bool begins = ch->event == EV_MOVED && ch->before->pending == PENDING_EARLIER_TASK && t->state == STATE_OPEN;
        bool came = ch->event == EV_OPENED || reopened || begins ||
                    (ch->event == EV_ASSIGNED && ch->before->group_id != t->group_id);

        if (!came || t->state >= STATE_RESOLVED || t->pending == PENDING_EARLIER_TASK) /* its turn comes when it opens */
                return ST_OK;
        if (t->assignee_id)
                return reopened ? follow_absence(c, t) : ST_OK;
        return share(c, t);
}

static const struct ticket_hook share_hook = {"share", on_ticket};
static const struct ticket_hook *const share_hooks[] = {&share_hook, NULL};
const struct slice slice_ticket_share = {.name = "ticket_share", .stmts = share_stmts, .hooks = share_hooks};
