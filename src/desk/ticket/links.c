/* Links between tickets.  A link stands once, as it was made; either side may show and remove it.  Whoever
 * may not read the other ticket does not learn that there is a link: the list asks the policy in its
 * statement, and the journal's line names only what its reader may load. */
#include "desk/ticket/sheet_own.h"

DB_STMT(links_of,
        "SELECT t.id, t.kind AS ticket_kind, t.num, t.state, t.pending, l.kind, l.back, t.subject FROM ("
        "SELECT to_id AS other, kind, 0 AS back FROM ticket_link WHERE from_id = :id UNION ALL"
        " SELECT from_id AS other, kind, 1 AS back FROM ticket_link WHERE to_id = :id) l JOIN ticket t ON t.id = l.other"
        " WHERE l.kind <= 30 AND (CAST(:all AS BIGINT) = 1 OR " TICKET_VISIBLE ") ORDER BY t.id DESC, l.kind LIMIT 200");
DB_STMT(links_count, "SELECT COUNT(*) FROM ticket_link WHERE from_id = :id OR to_id = :id");
DB_STMT(links_between,
        "SELECT COUNT(*) FROM ticket_link WHERE ((from_id = :id AND to_id = :other) OR (from_id = :other AND to_id = :id))"
        " AND kind = :kind");
DB_STMT(link_put, "INSERT INTO ticket_link (from_id, to_id, kind) VALUES (:id, :other, :kind)");
DB_STMT(links_drop,
        "DELETE FROM ticket_link WHERE ((from_id = :id AND to_id = :other) OR (from_id = :other AND to_id = :id))"
        " AND kind <= 30");
static const struct db_stmt *const link_stmts[] = {&links_of, &links_count, &links_between, &link_put, &links_drop, NULL};

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
             {LINK_CAUSED_BY, "caused_by", MSG_fields_link_caused_by, MSG_fields_link_causes}};

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
                l->state_text = state_label(c, l->state, l->pending);
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

/* The other ticket as the actor may read it: what one may not see is as unknown as what is not there. */
static enum status other_find(struct ctx *c, const struct ticket *t, const char *to, struct ticket *other)
{
        enum status st = ticket_find(c, to ? to : "", ACT_READ, other);

        if (st == ST_NOT_FOUND)
                form_error(c, "to", MSG_fields_link_unknown);
        else if (!st && other->id == t->id)
                form_error(c, "to", MSG_fields_link_itself);
        return c->n_error ? ST_INVALID : st;
}

/* The other journal tells it too; the other's version stays, so that nobody's form there grows stale. */
static enum status tell_other(struct ctx *c, const struct ticket *other, int64_t before, int64_t after)
{
        struct changes what;
        int64_t entry;

        changes_init(c, &what);
        changes_id(&what, "link", before, after);
        enum status st = changes_entry(c, &what, other, false, &entry);
        return st ? st : live_tell(c, LIVE_TICKET_CHANGED, other, other->scope, true);
}

static enum status link_end(struct ctx *c, struct change *ch, const struct ticket *other, bool on)
{
        struct changes what;
        const struct ticket *b = &ch->before;
        enum status st = ticket_touch(c, b);

        changes_init(c, &what);
        changes_id(&what, "link", on ? 0 : other->id, on ? other->id : 0);
        if (!st)
                st = changes_entry(c, &what, b, false, &ch->entry_id);
        if (!st)
                st = tell_other(c, other, on ? 0 : b->id, on ? b->id : 0);
        ch->event = EV_CHANGED;
        ch->hidden = true;
        return st ? st : change_end(c, ch);
}

static enum status link_write(struct ctx *c, struct change *ch, const struct ticket *other, int kind)
{
        int64_t n = 0;
        struct db_args both = DB_ARGS(DB_I("id", ch->before.id), DB_I("other", other->id), DB_I("kind", kind));
        enum status st = db_i64(c->db, &links_between, both, &n);

        if (st || n)
                return st;
        st = room_for(c, ch->before.id);
        if (!st)
                st = room_for(c, other->id);
        if (!st)
                st = db_exec(c->db, &link_put, both, NULL);
        return st ? st : link_end(c, ch, other, true);
}

enum status ticket_link_add(struct ctx *c, struct ticket *t, const char *to, int kind)
{
        struct change ch;
        struct ticket other;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st && !*link_word(kind)) {
                form_error(c, "kind", MSG_fields_link_kind);
                st = ST_INVALID;
        }
        if (!st)
                st = other_find(c, t, to, &other);
        if (!st)
                st = link_write(c, &ch, &other, kind);
        return st ? st : db_commit(&tx);
}

enum status ticket_link_remove(struct ctx *c, struct ticket *t, const char *to)
{
        struct change ch;
        struct ticket other;
        int64_t rows = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st)
                st = ticket_find(c, to ? to : "", ACT_READ, &other);
        if (!st)
                st = db_exec(c->db, &links_drop, DB_ARGS(DB_I("id", t->id), DB_I("other", other.id)), &rows);
        if (!st && !rows)
                return ST_NOT_FOUND;
        if (!st)
                st = link_end(c, &ch, &other, false);
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_links = {.name = "ticket-links", .stmts = link_stmts};
