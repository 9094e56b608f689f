/* Links between tickets.  A link stands once, as it was made; either side may show and remove it.  Whoever
 * may not read the other ticket does not learn that there is a link: the list asks the policy in its
 * statement, and the journal's line names only what its reader may load. */
#include "desk/ticket/together_own.h"

DB_STMT(links_of,
        "SELECT t.id, t.kind AS ticket_kind, t.num, t.state, t.pending, l.kind, l.back, t.subject FROM ("
        "SELECT to_id AS other, kind, 0 AS back FROM ticket_link WHERE from_id = :id UNION ALL"
        " SELECT from_id AS other, kind, 1 AS back FROM ticket_link WHERE to_id = :id UNION ALL"
        " SELECT parent_id AS other, 40 AS kind, 0 AS back FROM ticket WHERE id = :id AND parent_id IS NOT NULL UNION ALL"
        " SELECT id AS other, 40 AS kind, 1 AS back FROM ticket WHERE parent_id = :id) l JOIN ticket t ON t.id = l.other"
        " WHERE (CAST(:all AS BIGINT) = 1 OR " TICKET_VISIBLE ") ORDER BY t.id DESC, l.kind LIMIT 200");
DB_STMT(links_count, "SELECT COUNT(*) FROM ticket_link WHERE from_id = :id OR to_id = :id");
DB_STMT(links_between,
        "SELECT COUNT(*) FROM ticket_link WHERE ((from_id = :id AND to_id = :other) OR (from_id = :other AND to_id = :id))"
        " AND kind = :kind");
DB_STMT(link_put,
        "INSERT INTO ticket_link (from_id, to_id, kind) VALUES (:id, :other, :kind) ON CONFLICT (from_id, to_id, kind) DO NOTHING");
DB_STMT(parent_put, "UPDATE ticket SET parent_id = :other WHERE id = :id");
DB_STMT(parent_drop,
        "UPDATE ticket SET parent_id = NULL WHERE (id = :id AND parent_id = :other) OR (id = :other AND parent_id = :id)");
DB_STMT(parent_of, "SELECT COALESCE(parent_id, 0) FROM ticket WHERE id = :id");
DB_STMT(parent_children, "SELECT COUNT(*) FROM ticket WHERE parent_id = :id");
DB_STMT(links_drop,
        "DELETE FROM ticket_link WHERE ((from_id = :id AND to_id = :other) OR (from_id = :other AND to_id = :id))"
        " AND kind <= 30");
static const struct db_stmt *const link_stmts[] = {&links_of, &links_count, &links_between, &link_put, &links_drop,
                                                   &parent_put, &parent_drop, &parent_of, &parent_children, NULL};

static const struct db_col link_cols[] = {
        DB_COL_I64(struct link, id),      DB_COL_I64(struct link, ticket_kind), DB_COL_I64(struct link, num),
        DB_COL_I64(struct link, state),   DB_COL_I64(struct link, pending),     DB_COL_I64(struct link, kind),
        DB_COL_I64(struct link, back),    DB_COL_TEXT(struct link, subject),    DB_COL_END};

static const struct {
        int kind;
        const char *word;
        int label, back;
} kinds[] = {{LINK_RELATED, "related", MSG_fields_link_related, MSG_fields_link_related},
             {LINK_DUPLICATE, "duplicate", MSG_fields_link_duplicate, MSG_fields_link_duplicated},
             {LINK_CAUSED_BY, "caused_by", MSG_fields_link_caused_by, MSG_fields_link_causes},
             {LINK_CHILD, "child_of", MSG_together_child, MSG_together_parent},
             {LINK_MERGED, "merged_into", MSG_together_merged_into, MSG_together_merged_here},
             {LINK_SPLIT, "split_from", MSG_together_split_from, MSG_together_split_off},
             {LINK_FOLLOWS, "follows", MSG_together_follows, MSG_together_followed}};

const char *link_word(int64_t kind)
{
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (kinds[i].kind == kind)
                        return kinds[i].word;
        return "";
}

int link_find(const char *word)
{
        for (size_t i = 0; word && i < ARRAY_LEN(kinds); i++)
                if (strcmp(kinds[i].word, word) == 0)
                        return kinds[i].kind;
        return 0;
}

const char *link_label(struct ctx *c, int64_t kind, bool back)
{
        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
                if (kinds[i].kind == kind)
                        return ctx_msg(c, back ? kinds[i].back : kinds[i].label);
        return "";
}

enum status ticket_links(struct ctx *c, const struct ticket *t, struct link **out, size_t *n)
{
        *n = 0;
        if (ticket_lacks(t, HOLDS_LINKS))
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &links_of,
                                DB_ARGS(DB_I("id", t->id), DB_I("all", c->actor->system), DB_I("me", c->actor->person_id)),
                                link_cols, sizeof **out, 2 * LINKS_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++) {
                struct link *l = &(*out)[i];
                l->number = ticket_number(c, l->ticket_kind, l->num);
                l->label = link_label(c, l->kind, l->back);
                l->state_text = state_label(c, l->ticket_kind, l->state, l->pending);
                l->stays = l->kind > LINK_CHILD;
        }
        return st;
}

static enum status room_for(struct ctx *c, int64_t id)
{
        int64_t n;
        enum status st = db_i64(c->db, &links_count, DB_ARGS(DB_I("id", id)), &n);

        if (st || n < LINKS_MAX)
                return st;
        form_error(c, "to", MSG_fields_link_many);
        return ST_INVALID;
}

enum status link_row(struct ctx *c, int64_t from_id, int64_t to_id, int kind)
{
        return db_exec(c->db, &link_put, DB_ARGS(DB_I("id", from_id), DB_I("other", to_id), DB_I("kind", kind)), NULL);
}

static int by_number(const void *x, const void *y)
{
        const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

        return a < b ? -1 : a > b;
}

enum status tickets_lock(struct ctx *c, int64_t *ids, size_t n)
{
        int64_t version;
        enum status st = ST_OK;

        qsort(ids, n, sizeof *ids, by_number);
        for (size_t i = 0; !st && i < n; i++)
                if (ids[i] && (!i || ids[i] != ids[i - 1]))
                        st = db_i64(c->db, &tsql_ticket_lock, DB_ARGS(DB_I("id", ids[i])), &version);
        return st;
}

enum status tell_other(struct ctx *c, const struct ticket *other, const char *field, int64_t before, int64_t after, bool is_public)
{
        struct changes what;
        int64_t entry;

        changes_init(c, &what);
        changes_id(&what, field, before, after);
        enum status st = changes_entry(c, &what, other, is_public, &entry);
        return st ? st : live_tell(c, LIVE_TICKET_CHANGED, other, other->scope, !is_public);
}

/* ---- parents --------------------------------------------------------------------------------------------- */

enum { GENERATIONS = 20 };

enum status descends_from(struct ctx *c, const struct ticket *t, int64_t id, bool *does)
{
        int64_t up = t->id;
        enum status st = ST_OK;

        *does = false;
        for (int i = 0; !st && up && i < GENERATIONS; i++) {
                if (up == id)
                        *does = true;
                st = db_i64(c->db, &parent_of, DB_ARGS(DB_I("id", up)), &up);
        }
        *does = *does || up; /* too deep to tell: no deeper */
        return st;
}

enum status children_count(struct ctx *c, int64_t id, int64_t *n)
{
        return db_i64(c->db, &parent_children, DB_ARGS(DB_I("id", id)), n);
}

static enum status parent_refused(struct ctx *c, const struct ticket *t, const struct ticket *parent)
{
        bool circle;
        int64_t n;
        enum status st = descends_from(c, parent, t->id, &circle);

        if (!st)
                st = children_count(c, parent->id, &n);
        if (st)
                return st;
        if (circle)
                form_error(c, "to", MSG_together_circle);
        else if (n >= CHILDREN_MAX)
                form_error(c, "to", MSG_fields_link_many);
        return c->n_error ? ST_INVALID : ST_OK;
}

/* ---- making and removing ------------------------------------------------------------------------------------ */

/* What one may not see is as unknown as what is not there. */
static enum status other_fits(struct ctx *c, const struct ticket *t, enum status found, const struct ticket *other)
{
        if (found == ST_NOT_FOUND)
                form_error(c, "to", MSG_fields_link_unknown);
        else if (!found && other->id == t->id)
                form_error(c, "to", MSG_fields_link_itself);
        return c->n_error ? ST_INVALID : found;
}

struct told_as {
        const char *here, *there; /* fields of the two journals */
};

static enum status link_end(struct ctx *c, struct change *ch, const struct ticket *other, bool on, struct told_as as)
{
        struct changes what;
        const struct ticket *b = &ch->before;
        enum status st = ticket_touch(c, b);

        changes_init(c, &what);
        changes_id(&what, as.here, on ? 0 : other->id, on ? other->id : 0);
        if (!st)
                st = changes_entry(c, &what, b, false, &ch->entry_id);
        if (!st)
                st = tell_other(c, other, as.there, on ? 0 : b->id, on ? b->id : 0, false);
        ch->event = EV_CHANGED;
        ch->hidden = true;
        return st ? st : change_end(c, ch);
}

static enum status child_write(struct ctx *c, struct change *ch, const struct ticket *parent)
{
        if (ch->before.parent_id == parent->id)
                return ST_OK;
        enum status st = parent_refused(c, &ch->before, parent);
        if (!st)
                st = db_exec(c->db, &parent_put, DB_ARGS(DB_I("other", parent->id), DB_I("id", ch->before.id)), NULL);
        return st ? st : link_end(c, ch, parent, true, (struct told_as){"parent", "child"});
}

static enum status link_write(struct ctx *c, struct change *ch, const struct ticket *other, int kind)
{
        int64_t n = 0;
        struct db_args both = DB_ARGS(DB_I("id", ch->before.id), DB_I("other", other->id), DB_I("kind", kind));

        if (kind == LINK_CHILD)
                return child_write(c, ch, other);
        enum status st = db_i64(c->db, &links_between, both, &n);
        if (st || n)
                return st;
        st = room_for(c, ch->before.id);
        if (!st)
                st = room_for(c, other->id);
        if (!st)
                st = link_row(c, ch->before.id, other->id, kind);
        return st ? st : link_end(c, ch, other, true, (struct told_as){"link", "link"});
}

/* Looks for the other one first, so that both are locked by growing id before anything is judged. */
static enum status both_begin(struct ctx *c, struct ticket *t, const char *to, struct change *ch, struct ticket *other,
                              enum status *found)
{
        *found = ticket_find(c, to ? to : "", ACT_READ, other);
        if (*found && *found != ST_NOT_FOUND)
                return *found;
        int64_t ids[] = {t->id, *found ? 0 : other->id};
        enum status st = tickets_lock(c, ids, ARRAY_LEN(ids));
        return st ? st : change_begin(c, t, ACT_WORK, 0, ch);
}

enum status ticket_link_add(struct ctx *c, struct ticket *t, const char *to, int kind)
{
        struct change ch;
        struct ticket other;
        enum status found = ST_OK;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = both_begin(c, t, to, &ch, &other, &found);
        if (!st && (!*link_word(kind) || kind > LINK_CHILD)) {
                form_error(c, "kind", MSG_fields_link_kind);
                st = ST_INVALID;
        }
        if (!st)
                st = other_fits(c, t, found, &other);
        if (!st)
                st = link_write(c, &ch, &other, kind);
        return st ? st : db_commit(&tx);
}

/* The parent's relation is told as such when it is the only one. */
static struct told_as removed_as(const struct ticket *t, const struct ticket *other, int64_t links)
{
        if (links)
                return (struct told_as){"link", "link"};
        return t->parent_id == other->id ? (struct told_as){"parent", "child"} : (struct told_as){"child", "parent"};
}

enum status ticket_link_remove(struct ctx *c, struct ticket *t, const char *to)
{
        struct change ch;
        struct ticket other;
        int64_t links = 0, parents = 0;
        enum status found = ST_OK;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = both_begin(c, t, to, &ch, &other, &found);
        if (!st)
                st = found;
        if (!st)
                st = db_exec(c->db, &links_drop, DB_ARGS(DB_I("id", t->id), DB_I("other", other.id)), &links);
        if (!st)
                st = db_exec(c->db, &parent_drop, DB_ARGS(DB_I("id", t->id), DB_I("other", other.id)), &parents);
        if (!st && !links && !parents)
                return ST_NOT_FOUND;
        if (!st)
                st = link_end(c, &ch, &other, false, removed_as(&ch.before, &other, links));
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_links = {.name = "ticket-links", .stmts = link_stmts};
