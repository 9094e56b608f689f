/* The fast way in for imports.  A ticket of a file has its whole past at once, so its row is written once
 * with its last state and due date (no index is touched twice) and its search document once, after its
 * entries.  Many tickets go in together: the rows of a table travel as one JSON text and are written by one
 * statement, which on PostgreSQL saves a question per row.  Their ids are drawn first, so that no statement
 * has to answer; numbers are drawn just before the rows, as ticket_open() does. */
#include "desk/people/people.h"
#include "desk/ticket/bulk.h"
#include "desk/ticket/internal.h"

/* The rows of :rows, each an array called value. */
#define FROM_ROWS                                                                                                  \
        "\n--@sqlite\nFROM json_each(:rows)\n--@postgres\nFROM jsonb_array_elements(CAST(:rows AS jsonb)) AS j(value)" \
        "\n--@both\n"
#define NUMBER(i) "CAST(value->>" #i " AS BIGINT)"
#define WORDS(i)  "value->>" #i
#define NEXT_IDS(table)                                                                                      \
        "WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < CAST(:n AS BIGINT)) SELECT" \
        "\n--@sqlite\ni + COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '" table "'), 0)"            \
        "\n--@postgres\nnextval(pg_get_serial_sequence('" table "', 'id'))\n--@both\nAS id FROM g ORDER BY 1"

DB_STMT(bulk_ticket_ids, NEXT_IDS("ticket"));
DB_STMT(bulk_entry_ids, NEXT_IDS("entry"));
DB_STMT(bulk_tickets,
        "INSERT INTO ticket (id, kind, num, state, pending, scope, due_at, group_id, assignee_id, department_id, service_id,"
        " requester_id, requested_for_id, opened_by_id, contact_id, channel, impact, urgency, priority, confidential,"
        " news_at, news_kind, created_at, updated_at, resolved_at, closed_at, subject, description) SELECT " NUMBER(0) ", "
        NUMBER(1) ", " NUMBER(2) ", " NUMBER(3) ", " NUMBER(4) ", " NUMBER(5) ", " NUMBER(6) ", " NUMBER(7) ", " NUMBER(8) ", "
        NUMBER(9) ", " NUMBER(10) ", " NUMBER(11) ", " NUMBER(11) ", " NUMBER(11) ", " NUMBER(11) ", " NUMBER(12) ", "
        NUMBER(13) ", " NUMBER(14) ", " NUMBER(15) ", " NUMBER(16) ", " NUMBER(17) ", " NUMBER(18) ", " NUMBER(19) ", "
        NUMBER(20) ", " NUMBER(21) ", " NUMBER(22) ", " WORDS(23) ", " WORDS(24) FROM_ROWS);
DB_STMT(bulk_people,
        "INSERT INTO ticket_person (person_id, ticket_id, part) SELECT " NUMBER(0) ", " NUMBER(1) ", 10" FROM_ROWS);
DB_STMT(bulk_entries,
        "INSERT INTO entry (id, ticket_id, at, kind, author_id, is_public, channel, changes) SELECT " NUMBER(0) ", " NUMBER(1)
        ", " NUMBER(2) ", " NUMBER(3) ", " NUMBER(4) ", " NUMBER(5) ", " NUMBER(6) ", " WORDS(7) FROM_ROWS);
DB_STMT(bulk_bodies, "INSERT INTO entry_body (entry_id, body) SELECT " NUMBER(0) ", " WORDS(1) FROM_ROWS);
static const struct db_stmt *const bulk_stmts[] = {&bulk_ticket_ids, &bulk_entry_ids, &bulk_tickets, &bulk_people,
                                                   &bulk_entries, &bulk_bodies, NULL};
const struct slice slice_ticket_bulk = {.name = "ticket-bulk", .stmts = bulk_stmts};

enum { BULK_WORDS_MAX = 256 << 10, BULK_ROWS_MAX = 48 << 20 };

int64_t ticket_priority(struct ctx *c, int64_t impact, int64_t urgency)
{
        return priority_of(c, impact, urgency);
}

static int64_t scope_past(const struct past_ticket *p)
{
        return scope_of(p->department_id, p->group_id, p->confidential);
}

/* ---- rows as JSON ------------------------------------------------------------------------------------- */

static void row_begin(struct buf *b)
{
        buf_str(b, b->n ? ",[" : "[[");
}

static void row_numbers(struct buf *b, const int64_t *v, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(b, ',');
                buf_i64(b, v[i]);
        }
}

/* An optional reference: 0 is NULL. */
static void row_ref(struct buf *b, int64_t v)
{
        buf_char(b, ',');
        if (v)
                buf_i64(b, v);
        else
                buf_str(b, "null");
}

static void row_words(struct buf *b, const char *s)
{
        buf_char(b, ',');
        buf_json(b, s);
}

static enum status rows_write(struct ctx *c, const struct db_stmt *s, struct buf *b)
{
        if (!b->n)
                return ST_OK;
        buf_char(b, ']');
        enum status st = buf_end(b);
        return st ? st : db_exec(c->db, s, DB_ARGS(DB_T("rows", b->p)), NULL);
}

struct id_row {
        int64_t id;
};
static enum status ids_take(struct ctx *c, const struct db_stmt *s, size_t n, struct id_row **out)
{
        static const struct db_col cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};
        size_t got;
        enum status st = db_all(c->db, c->arena, s, DB_ARGS(DB_I("n", n)), cols, sizeof **out, n, out, &got);

        return st ? st : got == n ? ST_OK : ST_IO;
}

/* ---- the tables ------------------------------------------------------------------------------------------- */

struct past_rows {
        struct buf tickets, people, entries, bodies;
        const struct id_row *entry_id; /* the next free one */
};

static void ticket_row(struct buf *b, const struct past_ticket *p, int64_t num)
{
        const int64_t head[] = {p->id, p->kind, num, p->state, p->pending, scope_past(p), p->due_at, p->group_id};
        const int64_t middle[] = {p->channel, p->impact, p->urgency, p->priority, p->confidential, p->news_at,
                                  p->news_kind, p->created_at, p->updated_at};

        row_begin(b);
        row_numbers(b, head, ARRAY_LEN(head));
        row_ref(b, p->assignee_id);
        buf_char(b, ',');
        buf_i64(b, p->department_id);
        row_ref(b, p->service_id);
        row_ref(b, p->requester_id);
        buf_char(b, ',');
        row_numbers(b, middle, ARRAY_LEN(middle));
        row_ref(b, p->resolved_at);
        row_ref(b, p->closed_at);
        row_words(b, p->subject);
        row_words(b, p->description);
        buf_char(b, ']');
}

static void entry_row(struct past_rows *r, int64_t ticket_id, const struct past_entry *e)
{
        int64_t id = (r->entry_id++)->id;
        const int64_t head[] = {id, ticket_id, e->at, e->kind};
        const int64_t tail[] = {e->is_public, e->channel};
        struct buf *b = &r->entries;

        row_begin(b);
        row_numbers(b, head, ARRAY_LEN(head));
        row_ref(b, e->author_id);
        buf_char(b, ',');
        row_numbers(b, tail, ARRAY_LEN(tail));
        row_words(b, e->changes);
        buf_char(b, ']');
        if (!e->body)
                return;
        row_begin(&r->bodies);
        buf_i64(&r->bodies, id);
        row_words(&r->bodies, e->body);
        buf_char(&r->bodies, ']');
}

static enum status one_add(struct ctx *c, struct past_rows *r, const struct past_ticket *p)
{
        const struct past_entry opened = {.at = p->created_at, .author_id = p->requester_id, .kind = ENTRY_CHANGE,
                                          .is_public = 1, .channel = p->channel,
                                          .changes = arena_fmt(c->arena, "{\"opened\":[0,%lld]}", (long long)p->kind)};
        int64_t num;
        enum status st = db_number(c->db, (int)p->kind, &num);

        if (st)
                return st;
        ticket_row(&r->tickets, p, num);
        if (p->requester_id) {
                row_begin(&r->people);
                row_numbers(&r->people, (const int64_t[]){p->requester_id, p->id}, 2);
                buf_char(&r->people, ']');
        }
        entry_row(r, p->id, &opened);
        for (size_t i = 0; i < p->n_entry; i++)
                entry_row(r, p->id, &p->entry[i]);
        return ST_OK;
}

enum status ticket_past_write(struct ctx *c, struct past_ticket *p, size_t n)
{
        struct past_rows r;
        struct id_row *ids, *entry_ids;
        size_t n_entry = n;

        ASSERT(db_in_tx(c->db) && c->actor && c->actor->system);
        for (size_t i = 0; i < n; i++)
                n_entry += p[i].n_entry;
        buf_init(&r.tickets, c->arena, BULK_ROWS_MAX);
        buf_init(&r.people, c->arena, BULK_ROWS_MAX);
        buf_init(&r.entries, c->arena, BULK_ROWS_MAX);
        buf_init(&r.bodies, c->arena, BULK_ROWS_MAX);
        enum status st = n ? ids_take(c, &bulk_ticket_ids, n, &ids) : ST_OK;
        if (!st && n)
                st = ids_take(c, &bulk_entry_ids, n_entry, &entry_ids);
        if (st || !n)
                return st;
        r.entry_id = entry_ids;
        for (size_t i = 0; !st && i < n; i++) {
                p[i].id = ids[i].id;
                st = one_add(c, &r, &p[i]);
        }
        if (!st)
                st = rows_write(c, &bulk_tickets, &r.tickets);
        if (!st)
                st = rows_write(c, &bulk_people, &r.people);
        if (!st)
                st = rows_write(c, &bulk_entries, &r.entries);
        return st ? st : rows_write(c, &bulk_bodies, &r.bodies);
}

/* ---- words ---------------------------------------------------------------------------------------------------- */

static bool is_words(const struct past_entry *e)
{
        return e->body && e->kind != ENTRY_CHANGE;
}

static const char *words_of(struct ctx *c, const struct past_ticket *p, bool is_public)
{
        struct buf b;
        size_t n = is_public ? strlen(p->description) + 1 : 1;

        for (size_t i = 0; i < p->n_entry; i++)
                if (is_words(&p->entry[i]) && p->entry[i].is_public == is_public)
                        n += strlen(p->entry[i].body) + 1;
        if (n == 1)
                return "";
        buf_init(&b, c->arena, BULK_WORDS_MAX);
        buf_str(&b, is_public ? p->description : "");
        for (size_t i = 0; i < p->n_entry; i++) {
                if (!is_words(&p->entry[i]) || p->entry[i].is_public != is_public)
                        continue;
                buf_char(&b, '\n');
                buf_str(&b, p->entry[i].body);
        }
        /* over the ceiling the text stays as far as it went, as for any ticket */
        return b.p;
}

enum status ticket_past_words(struct ctx *c, const struct past_ticket *p)
{
        struct db_search_doc doc = {p->id, p->subject, words_of(c, p, true), words_of(c, p, false), NULL};

        doc.keys = p->requester_id ? arena_fmt(c->arena, "s%lld p%lld", (long long)scope_past(p), (long long)p->requester_id)
                                   : arena_fmt(c->arena, "s%lld", (long long)scope_past(p));
        return db_search_put(c->db, c->arena, &doc, false);
}
