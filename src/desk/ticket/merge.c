/* Two tickets about the same thing become one.  The one that goes is closed and points to the other; who
 * could read it is invited there, so that nobody is left with half a conversation; nothing is copied, each
 * journal stays what it was.  What is refused is refused with its reason: above all, a merge never shows a
 * ticket to agents who could not read it before, because both must be visible to the same ones.  The rows of
 * ticket_merge are what taking it back needs. */
#include "desk/people/people.h"
#include "desk/ticket/together_own.h"

/* Who reads the one that goes and not yet the other; watchers stay watchers. */
#define CARRIED                                                                                                    \
        " FROM ticket_person x JOIN person p ON p.id = x.person_id WHERE x.ticket_id = :id AND p.state = 10"       \
        " AND NOT EXISTS (SELECT 1 FROM ticket_person y WHERE y.ticket_id = :into AND y.person_id = x.person_id"   \
        " AND (y.part <= 50 OR x.part = 60))"

DB_STMT(merge_put,
        "INSERT INTO ticket_merge (ticket_id, into_id, at, by_id, state, pending) VALUES (:id, :into, :now, :by, :state, :pending)");
DB_STMT(merge_get, "SELECT into_id, at, state, pending FROM ticket_merge WHERE ticket_id = :id");
DB_STMT(merge_drop, "DELETE FROM ticket_merge WHERE ticket_id = :id");
DB_STMT(merge_who, "SELECT DISTINCT p.id, p.login, p.name" CARRIED " AND x.part <= 50 ORDER BY p.name, p.id LIMIT 200");
DB_STMT(merge_person_put,
        "INSERT INTO ticket_merge_person (ticket_id, person_id, part) SELECT DISTINCT CAST(:id AS BIGINT), x.person_id,"
        " CASE WHEN x.part = 60 THEN 60 ELSE 50 END" CARRIED);
DB_STMT(merge_person_carry,
        "INSERT INTO ticket_person (person_id, ticket_id, part) SELECT m.person_id, CAST(:into AS BIGINT), m.part"
        " FROM ticket_merge_person m WHERE m.ticket_id = :id ON CONFLICT (person_id, ticket_id, part) DO NOTHING");
/* Whoever wrote there since has a place in that conversation. */
DB_STMT(merge_person_leave,
        "DELETE FROM ticket_person WHERE ticket_id = :into AND EXISTS (SELECT 1 FROM ticket_merge_person m"
        " WHERE m.ticket_id = :id AND m.person_id = ticket_person.person_id AND m.part = ticket_person.part)"
        " AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.ticket_id = :into AND e.author_id = ticket_person.person_id AND e.at >= :at)");
DB_STMT(merge_person_drop, "DELETE FROM ticket_merge_person WHERE ticket_id = :id");
DB_STMT(merge_children, "SELECT id FROM ticket WHERE parent_id = :id ORDER BY id LIMIT 200");
DB_STMT(merge_child_put, "INSERT INTO ticket_merge_child (ticket_id, child_id) SELECT CAST(:id AS BIGINT), id FROM ticket WHERE parent_id = :id");
DB_STMT(merge_child_carry, "UPDATE ticket SET parent_id = :into WHERE parent_id = :id");
DB_STMT(merge_child_moved, "SELECT child_id AS id FROM ticket_merge_child WHERE ticket_id = :id ORDER BY child_id LIMIT 200");
DB_STMT(merge_child_back,
        "UPDATE ticket SET parent_id = :id WHERE parent_id = :into AND id IN (SELECT m.child_id FROM ticket_merge_child m"
        " WHERE m.ticket_id = :id)");
DB_STMT(merge_child_drop, "DELETE FROM ticket_merge_child WHERE ticket_id = :id");
DB_STMT(merge_link_drop, "DELETE FROM ticket_link WHERE from_id = :id AND to_id = :into AND kind = 50");
static const struct db_stmt *const merge_stmts[] = {
        &merge_put, &merge_get, &merge_drop, &merge_who, &merge_person_put, &merge_person_carry, &merge_person_leave,
        &merge_person_drop, &merge_children, &merge_child_put, &merge_child_carry, &merge_child_moved, &merge_child_back,
        &merge_child_drop, &merge_link_drop, NULL};

struct merge_row {
        int64_t into_id, at, state, pending;
};
static const struct db_col merge_cols[] = {
        DB_COL_I64(struct merge_row, into_id), DB_COL_I64(struct merge_row, at), DB_COL_I64(struct merge_row, state),
        DB_COL_I64(struct merge_row, pending), DB_COL_END};
static const struct db_col who_cols[] = {DB_COL_I64(struct who, id), DB_COL_TEXT(struct who, login),
                                         DB_COL_TEXT(struct who, name), DB_COL_END};
struct id_row {
        int64_t id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};

/* ---- may it be? ------------------------------------------------------------------------------------------ */

static enum status no(struct ctx *c, int message)
{
        form_error(c, "to", message);
        return ST_INVALID;
}

static enum status no_because(struct ctx *c, int message, const char *number)
{
        struct html_arg arg = {"number", number, 0};

        form_error_text(c, "to", msg_text(c->arena, c->lang, message, 1, &arg));
        return ST_INVALID;
}

/* The same agents read both. */
static bool same_readers(const struct ticket *a, const struct ticket *b)
{
        bool shut = a->scope % 2 || b->scope % 2;

        return a->confidential == b->confidential && (!shut || a->scope == b->scope);
}

static enum status target_fits(struct ctx *c, const struct ticket *t, const struct ticket *into)
{
        bool below;

        if (into->id == t->id)
                return no(c, MSG_together_merge_itself);
        if (into->kind != t->kind)
                return no(c, MSG_together_merge_kind);
        if (into->merged_into)
                return no_because(c, MSG_together_merge_gone, changes_number(c, into->merged_into));
        if (into->state >= STATE_CLOSED)
                return no(c, MSG_together_merge_closed);
        if (!ticket_can(c, into, ACT_WORK))
                return no(c, MSG_together_merge_not_yours);
        if (!same_readers(t, into))
                return no(c, MSG_together_merge_readers);
        enum status st = descends_from(c, into, t->id, &below);
        return st || !below ? st : no(c, MSG_together_merge_child);
}

static enum status merge_fits(struct ctx *c, const struct ticket *t, enum status found, const struct ticket *into)
{
        if (t->merged_into)
                return ctx_fail(c, ST_CONFLICT, MSG_together_merged_already);
        if (t->state >= STATE_CLOSED)
                return ctx_fail(c, ST_CONFLICT, MSG_together_merge_done);
        if (found == ST_NOT_FOUND)
                return no(c, MSG_fields_link_unknown);
        return found ? found : target_fits(c, t, into);
}

enum status ticket_merge_check(struct ctx *c, const struct ticket *t, const char *to, struct ticket *into, struct who **people,
                               size_t *n)
{
        *n = 0;
        if (!ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        if (!ticket_can(c, t, ACT_WORK))
                return ctx_fail(c, ST_DENIED, MSG_ticket_denied);
        enum status st = merge_fits(c, t, ticket_find(c, to ? to : "", ACT_READ, into), into);
        if (st)
                return st;
        return db_all(c->db, c->arena, &merge_who, DB_ARGS(DB_I("id", t->id), DB_I("into", into->id)), who_cols, sizeof **people,
                      CHILDREN_MAX, people, n);
}

/* ---- locks -------------------------------------------------------------------------------------------------- */

struct children {
        struct id_row *row;
        size_t n;
};

/* Both tickets and the children that go along, by growing id. */
static enum status all_lock(struct ctx *c, int64_t a, int64_t b, const struct db_stmt *children, int64_t of, struct children *k)
{
        enum status st = db_all(c->db, c->arena, children, DB_ARGS(DB_I("id", of)), id_cols, sizeof *k->row, CHILDREN_MAX, &k->row,
                                &k->n);
        if (st)
                return st;
        int64_t *ids = ARENA_ARRAY(c->arena, k->n + 2, int64_t);
        for (size_t i = 0; i < k->n; i++)
                ids[i] = k->row[i].id;
        ids[k->n] = a;
        ids[k->n + 1] = b;
        return tickets_lock(c, ids, k->n + 2);
}

/* Each child's journal says who its parent is now. */
static enum status children_tell(struct ctx *c, const struct children *k, int64_t before, int64_t after)
{
        struct ticket child;
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < k->n; i++) {
                st = ticket_raw(c, k->row[i].id, &child);
                if (!st && child.parent_id == after)
                        st = tell_other(c, &child, "parent", before, after, false);
        }
        return st;
}

/* ---- the merge ------------------------------------------------------------------------------------------------ */

static enum status rows_write(struct ctx *c, const struct ticket *t, const struct ticket *into)
{
        struct db_args both = DB_ARGS(DB_I("id", t->id), DB_I("into", into->id));
        enum status st = db_exec(c->db, &merge_put,
                                 DB_ARGS(DB_I("id", t->id), DB_I("into", into->id), DB_I("now", c->now),
                                         DB_REF("by", c->actor->person_id), DB_I("state", t->state), DB_I("pending", t->pending)),
                                 NULL);
        if (!st)
                st = link_row(c, t->id, into->id, LINK_MERGED);
        if (!st)
                st = db_exec(c->db, &merge_person_put, both, NULL);
        if (!st)
                st = db_exec(c->db, &merge_person_carry, both, NULL);
        if (!st)
                st = db_exec(c->db, &merge_child_put, DB_ARGS(DB_I("id", t->id)), NULL);
        if (!st)
                st = db_exec(c->db, &merge_child_carry, both, NULL);
        return st;
}

static enum status said(struct ctx *c, const struct ticket *t, const char *field, int64_t other, int64_t *entry_id)
{
        struct changes what;

        changes_init(c, &what);
        changes_id(&what, field, 0, other);
        return changes_entry(c, &what, t, true, entry_id);
}

static enum status merge_write(struct ctx *c, struct ticket *t, const struct ticket *into, const struct children *k)
{
        int64_t entry_id;
        enum status st = rows_write(c, t, into);

        if (!st)
                st = said(c, t, "merged", into->id, &entry_id);
        if (!st)
                st = tell_other(c, into, "joined", 0, t->id, false);
        if (!st)
                st = children_tell(c, k, t->id, into->id);
        if (!st)
                st = ticket_reindex(c, into->id);
        return st ? st : move_apply(c, t, STATE_CLOSED, PENDING_NONE);
}

enum status ticket_merge(struct ctx *c, struct ticket *t, const char *to, int64_t version)
{
        struct change ch;
        struct ticket into = {.id = 0};
        struct children k;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        enum status found = st ? st : ticket_find(c, to ? to : "", ACT_READ, &into);
        if (!st)
                st = all_lock(c, t->id, found ? 0 : into.id, &merge_children, t->id, &k);
        if (!st)
                st = change_begin(c, t, ACT_WORK, version, &ch);
        /* what was locked may have changed while one waited */
        if (!st && !found)
                found = ticket_load(c, into.id, ACT_READ, &into);
        if (!st)
                st = merge_fits(c, t, found, &into);
        if (!st)
                st = merge_write(c, t, &into, &k);
        return st ? st : db_commit(&tx);
}

/* ---- back ------------------------------------------------------------------------------------------------------- */

static enum status merge_of(struct ctx *c, const struct ticket *t, struct merge_row *m)
{
        return db_one(c->db, c->arena, &merge_get, DB_ARGS(DB_I("id", t->id)), merge_cols, m);
}

static bool in_time(const struct ctx *c, const struct merge_row *m)
{
        return c->now - m->at <= MERGE_UNDO_HOURS * HOUR_MS;
}

bool ticket_unmerge_may(struct ctx *c, const struct ticket *t)
{
        struct merge_row m;
        struct ticket into;

        if (!t->merged_into || !ticket_can(c, t, ACT_WORK) || merge_of(c, t, &m) || !in_time(c, &m))
                return false;
        return ticket_load(c, m.into_id, ACT_WORK, &into) == ST_OK;
}

static enum status rows_back(struct ctx *c, const struct ticket *t, const struct merge_row *m)
{
        struct db_args both = DB_ARGS(DB_I("id", t->id), DB_I("into", m->into_id));
        enum status st = db_exec(c->db, &merge_person_leave,
                                 DB_ARGS(DB_I("into", m->into_id), DB_I("id", t->id), DB_I("at", m->at)), NULL);

        if (!st)
                st = db_exec(c->db, &merge_child_back, both, NULL);
        if (!st)
                st = db_exec(c->db, &merge_link_drop, both, NULL);
        if (!st)
                st = db_exec(c->db, &merge_person_drop, DB_ARGS(DB_I("id", t->id)), NULL);
        if (!st)
                st = db_exec(c->db, &merge_child_drop, DB_ARGS(DB_I("id", t->id)), NULL);
        return st ? st : db_exec(c->db, &merge_drop, DB_ARGS(DB_I("id", t->id)), NULL);
}

static enum status unmerge_write(struct ctx *c, struct ticket *t, const struct ticket *into, const struct merge_row *m,
                                 const struct children *k)
{
        int64_t entry_id;
        enum status st = rows_back(c, t, m);

        if (!st)
                st = said(c, t, "unmerged", into->id, &entry_id);
        if (!st)
                st = tell_other(c, into, "left", 0, t->id, false);
        if (!st)
                st = children_tell(c, k, into->id, t->id);
        if (!st)
                st = ticket_reindex(c, into->id);
        t->merged_into = 0;
        return st ? st : move_apply(c, t, (int)m->state, (int)m->pending);
}

enum status ticket_unmerge(struct ctx *c, struct ticket *t)
{
        struct change ch;
        struct ticket into;
        struct merge_row m;
        struct children k;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = all_lock(c, t->id, t->merged_into, &merge_child_moved, t->id, &k);
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st && (st = merge_of(c, t, &m)) == ST_NOT_FOUND)
                st = ctx_fail(c, ST_CONFLICT, MSG_together_not_merged);
        if (!st && !in_time(c, &m))
                st = ctx_fail(c, ST_CONFLICT, MSG_together_unmerge_late);
        if (!st && (st = ticket_load(c, m.into_id, ACT_WORK, &into)) == ST_NOT_FOUND)
                st = ctx_fail(c, ST_DENIED, MSG_ticket_denied);
        if (!st)
                st = unmerge_write(c, t, &into, &m, &k);
        return st ? st : db_commit(&tx);
}

static const struct personal merge_personal[] = {
        {"ticket_merge", "by_id", "by_id", "who merged"},
        {"ticket_merge_person", "part", "person_id", "who came to a ticket by a merge"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_merge = {.name = "ticket-merge", .stmts = merge_stmts, .personal = merge_personal};
