/* Many rows of one INSERT.  SQLite has no way to the server to save: row after row, prepared once.  PostgreSQL begins and
 * ends a statement at a cost of several rows: there the VALUES list becomes a SELECT of arrays, one for each argument, so
 * that one text, prepared once, writes any number of rows.
 *
 * In a db_steady() scope the rows of a DB_LATER statement wait in such arrays, over the verbs that gave them, until they
 * are a thousand or somebody asks: before a statement that names a table for which rows wait, or that changes any, all of
 * them are written, in the order in which their statements were first used (what others point at comes first). */
#include <ctype.h>

#include "base/assert.h"
#include "base/buf.h"
#include "db/internal.h"

enum { WAITING_ROWS = 1000, WAITING_BYTES = 4 << 20, COLUMN_MAX = 256 << 20 };

/* A statement for many rows: its text is made once for each handle. */
struct wide {
        struct wide *next;
        const struct db_stmt *of;
        struct arena *memory;
        struct sql sql; /* of the statement for one row */
        struct db_stmt many;
        const char *table;
};

struct waiting {
        struct waiting *next;
        struct wide *wide;
        struct buf *column; /* array texts, not yet closed */
        size_t n;
};

/* ---- the text ---- */

/* The end of the list that begins with a parenthesis. */
static const char *list_end(const char *s)
{
        int depth = 0;

        for (bool quoted = false; *s; s++) {
                quoted ^= *s == '\'';
                depth += quoted ? 0 : (*s == '(') - (*s == ')');
                if (!depth)
                        return s;
        }
        return s;
}

/* INSERT … VALUES ($1, f($2)) rest → INSERT … SELECT v.a1, f(v.a2) FROM unnest(CAST(:one AS t[]), …) AS v(a1, a2) rest */
static const char *many_text(struct arena *a, const struct sql *one, const char *const *type)
{
        const char *values = strstr(one->text, "VALUES ("), *list = values ? strchr(values, '(') : NULL, *end;
        struct buf b;

        ASSERT(list != NULL);
        end = list_end(list);
        const char *rest = end + 1, *given = strstr(rest, " RETURNING ");
        buf_init(&b, a, 64 << 10);
        buf_fmt(&b, "%.*sSELECT ", (int)(values - one->text), one->text);
        for (const char *p = list + 1; p < end; p++) {
                bool argument = *p == '$' && isdigit((unsigned char)p[1]);
                if (argument)
                        buf_str(&b, "v.a");
                else
                        buf_char(&b, *p);
        }
        for (size_t i = 0; i < one->n; i++)
                buf_fmt(&b, "%sCAST(:%s AS %s[])", i ? ", " : " FROM unnest(", one->names[i], type[i]);
        for (size_t i = 0; i < one->n; i++)
                buf_fmt(&b, "%sa%zu", i ? ", " : ") AS v(", i + 1);
        buf_fmt(&b, ")%.*s", (int)(given ? (size_t)(given - rest) : strlen(rest)), rest);
        ASSERT(!buf_end(&b));
        return b.p;
}

static const char *table_of(struct arena *a, const char *insert)
{
        const char *p = strstr(insert, "INSERT INTO ");

        ASSERT(p != NULL);
        p += strlen("INSERT INTO ");
        return arena_strn(a, p, strcspn(p, " ("));
}

static enum status wide_of(struct db *db, const struct db_stmt *s, struct wide **out)
{
        struct wide *w = db->wide;

        while (w && w->of != s)
                w = w->next;
        *out = w;
        if (w)
                return ST_OK;
        w = db_alloc(sizeof *w);
        *w = (struct wide){.next = db->wide, .of = s, .memory = arena_new(1u << 20)};
        db->wide = w;
        sql_rewrite(w->memory, db->engine, s->sql, &w->sql);
        const char **type = arena_calloc(w->memory, w->sql.n + 1, sizeof *type);
        enum status st = db->ops->arg_types(db, w->sql.text, w->sql.n, type);
        if (st) {
                db->wide = w->next;
                arena_free(&w->memory);
                free(w);
                return st;
        }
        w->table = table_of(w->memory, w->sql.text);
        w->many = (struct db_stmt){.name = arena_fmt(w->memory, "%s_many", s->name), .sql = many_text(w->memory, &w->sql, type)};
        *out = w;
        return ST_OK;
}

void wide_free(struct db *db)
{
        while (db->wide) {
                struct wide *w = db->wide;
                db->wide = w->next;
                arena_free(&w->memory);
                free(w);
        }
}

/* ---- rows that wait ---- */

static void quoted_put(struct buf *b, const char *s)
{
        buf_char(b, '"');
        while (*s) {
                size_t n = strcspn(s, "\"\\");
                buf_add(b, s, n);
                s += n;
                if (*s) {
                        buf_char(b, '\\');
                        buf_char(b, *s++);
                }
        }
        buf_char(b, '"');
}

static void blob_put(struct buf *b, const struct db_arg *v)
{
        static const char hex[] = "0123456789abcdef";

        buf_str(b, "\"\\\\x");
        for (size_t i = 0; i < v->n; i++) {
                unsigned char byte = (unsigned char)v->s[i];
                buf_char(b, hex[byte >> 4]);
                buf_char(b, hex[byte & 15]);
        }
        buf_char(b, '"');
}

static void value_put(void *arg, size_t at, const struct db_arg *v)
{
        struct buf *b = &((struct waiting *)arg)->column[at - 1];

        buf_char(b, b->n ? ',' : '{');
        if (v->type == DB_I64)
                buf_i64(b, v->i);
        else if (v->type == DB_BLOB && (v->s || !v->n))
                blob_put(b, v);
        else if (v->type == DB_TEXT && v->s)
                quoted_put(b, v->s);
        else
                buf_str(b, "NULL");
}

static void row_put(struct arena *a, struct waiting *w, struct db_args args)
{
        const struct stmt names = {.sql = w->wide->sql};

        if (!w->n) {
                w->column = arena_calloc(a, w->wide->sql.n + 1, sizeof *w->column);
                for (size_t i = 0; i < w->wide->sql.n; i++)
                        buf_init(&w->column[i], a, COLUMN_MAX);
        }
        sql_bind(&names, args, value_put, w);
        w->n++;
}

static enum status waiting_write(struct db *db, struct arena *a, struct waiting *w)
{
        const struct sql *s = &w->wide->sql;
        struct db_arg *v = arena_calloc(a, s->n + 1, sizeof *v);

        w->n = 0;
        for (size_t i = 0; i < s->n; i++) {
                buf_char(&w->column[i], '}');
                if (buf_end(&w->column[i]))
                        return ST_TOO_LARGE;
                v[i] = DB_T(s->names[i], w->column[i].p);
        }
        return db_exec(db, &w->wide->many, (struct db_args){s->n, v}, NULL);
}

enum status rows_flush(struct db *db)
{
        struct steady *k = db->steady;
        enum status st = ST_OK;

        if (!k || !k->rows_wait)
                return ST_OK;
        k->rows_wait = false; /* writing asks here again */
        for (struct waiting *w = k->waiting; !st && w; w = w->next)
                if (w->n)
                        st = waiting_write(db, k->rows, w);
        for (struct waiting *w = k->waiting; w; w = w->next)
                w->n = 0;
        arena_reset(k->rows);
        return st;
}

static bool word_char(char c)
{
        return isalnum((unsigned char)c) || c == '_';
}

static bool names_table(const char *sql, const char *table)
{
        size_t n = strlen(table);

        for (const char *p = sql; (p = strstr(p, table)); p += n)
                if (!word_char(p[n]) && (p == sql || !word_char(p[-1])))
                        return true;
        return false;
}

enum status rows_before(struct db *db, const struct sql *s)
{
        struct steady *k = db->steady;

        if (!k || !k->rows_wait)
                return ST_OK;
        bool asks = s->changes;
        for (const struct waiting *w = k->waiting; !asks && w; w = w->next)
                asks = w->n && names_table(s->text, w->wide->table);
        return asks ? rows_flush(db) : ST_OK;
}

bool rows_may_wait(const struct db *db, const struct db_stmt *s)
{
        return s->later && db->steady && db->engine == DB_POSTGRES && db->scope == SCOPE_WRITE && !db->broken;
}

enum status rows_later(struct db *db, const struct db_stmt *s, struct db_args args)
{
        struct steady *k = db->steady;
        struct waiting **at = &k->waiting, *w;

        while (*at && (*at)->wide->of != s)
                at = &(*at)->next;
        if (!*at) {
                struct wide *wide;
                enum status st = wide_of(db, s, &wide);
                if (st) {
                        db->broken = st;
                        return st;
                }
                *at = ARENA_NEW(k->arena, struct waiting);
                (*at)->wide = wide;
        }
        w = *at;
        row_put(k->rows, w, args);
        k->rows_wait = true;
        db->wrote++;
        watch_statement(db, &w->wide->sql);
        return w->n >= WAITING_ROWS || arena_used(k->rows) > WAITING_BYTES ? rows_flush(db) : ST_OK;
}

/* ---- many at once ---- */

static enum status together(struct db *db, struct arena *a, const struct db_stmt *s, const struct db_args *rows, size_t n)
{
        struct waiting w = {0};
        enum status st = wide_of(db, s, &w.wide);

        for (size_t i = 0; !st && i < n; i++)
                row_put(a, &w, rows[i]);
        return st ? st : waiting_write(db, a, &w);
}

enum status db_rows(struct db *db, struct arena *a, const struct db_stmt *s, const struct db_args *rows, size_t n)
{
        bool one_by_one = db->engine != DB_POSTGRES || n == 1 || rows_may_wait(db, s) || db->scope != SCOPE_WRITE;
        enum status st = ST_OK;

        if (!one_by_one)
                return n ? together(db, a, s, rows, n) : ST_OK;
        for (size_t i = 0; !st && i < n; i++)
                st = db_exec(db, s, rows[i], NULL);
        return st;
}
