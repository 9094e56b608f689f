/* Rows of steady statements, kept while one scope does the same thing many times.  Opening ten thousand items asks ten
 * thousand times for the same plan, the same promises, the same rules of who is told: nothing of it changes meanwhile, and
 * on PostgreSQL each question is a way there and back.  Only statements that say so themselves (DB_STEADY) are kept, by
 * their arguments, and all are forgotten with the scope. */
#include "base/assert.h"
#include "db/internal.h"

enum { TEXTS_MAX = 64 << 20, ROWS_MAX = 256 << 20 };

static uint64_t mix(uint64_t h, const void *p, size_t n)
{
        const unsigned char *b = p;

        for (size_t i = 0; i < n; i++)
                h = (h ^ b[i]) * 1099511628211u;
        return h;
}

static size_t length(const struct db_arg *v)
{
        return v->type == DB_BLOB ? v->n : v->type == DB_TEXT && v->s ? strlen(v->s) : 0;
}

static size_t bucket_of(const struct db_stmt *s, struct db_args args)
{
        uint64_t h = mix(14695981039346656037u, &s, sizeof(s));

        for (size_t i = 0; i < args.n; i++) {
                h = mix(h, &args.v[i].i, sizeof(args.v[i].i));
                if (args.v[i].s)
                        h = mix(h, args.v[i].s, length(&args.v[i]));
        }
        return (size_t)(h >> 32) % ARRAY_LEN(((struct steady *)NULL)->bucket);
}

static bool same(const struct steady_rows *r, const struct db_stmt *s, struct db_args args, const struct db_col *cols)
{
        if (r->stmt != s || r->cols != cols || r->n_args != args.n)
                return false;
        for (size_t i = 0; i < args.n; i++) {
                const struct db_arg *a = &r->args[i], *b = &args.v[i];
                if (a->type != b->type || a->i != b->i || !a->s != !b->s || length(a) != length(b) || strcmp(a->name, b->name))
                        return false;
                if (a->s && memcmp(a->s, b->s, length(a)))
                        return false;
        }
        return true;
}

static const struct db_arg *copied(struct arena *a, struct db_args args)
{
        struct db_arg *v = arena_calloc(a, args.n + 1, sizeof(*v));

        for (size_t i = 0; i < args.n; i++) {
                v[i] = args.v[i];
                if (v[i].s)
                        v[i].s = arena_strn(a, v[i].s, length(&v[i]));
        }
        return v;
}

struct steady_rows *steady_get(struct steady *k, const struct db_stmt *s, struct db_args args, const struct db_col *cols, bool *found)
{
        struct steady_rows **b = &k->bucket[bucket_of(s, args)], *r = *b;

        while (r && !same(r, s, args, cols))
                r = r->next;
        *found = r != NULL;
        if (r)
                return r;
        r = ARENA_NEW(k->arena, struct steady_rows);
        *r = (struct steady_rows){.next = *b, .stmt = s, .cols = cols, .args = copied(k->arena, args), .n_args = args.n};
        *b = r;
        return r;
}

size_t steady_size(const struct db_col *cols)
{
        size_t size = 0;

        for (; cols->name; cols++) {
                size_t end = cols->offset + (cols->type == DB_BLOB ? sizeof(struct db_blob) : sizeof(int64_t));
                size = end > size ? end : size;
        }
        return size;
}

struct id_row {
        int64_t id;
};

/* Each time twice as many: asking waits for all that was sent before it, and what is left at the end is lost. */
static enum status reserve(struct db *db, struct fresh_ids *f)
{
        static const struct db_stmt ids = {"db_fresh_ids", "SELECT nextval(q.name) AS id FROM (SELECT CAST(pg_get_serial_sequence(:table, 'id')"
                                                           " AS regclass) AS name OFFSET 0) q, generate_series(1, CAST(:n AS INTEGER))"};
        static const struct db_col cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};
        struct arena *a = arena_new(4 << 20);
        struct id_row *row;
        size_t n = f->size ? f->size * 2 : FRESH_FIRST;

        n = n > FRESH_MOST ? FRESH_MOST : n;
        enum status st = db_all(db, a, &ids, DB_ARGS(DB_T("table", f->table), DB_I("n", (int64_t)n)), cols, sizeof *row, n, &row, &f->n);
        if (!st && n > f->size)
                f->id = ARENA_ARRAY(db->steady->arena, n, int64_t);
        f->size = n;
        for (size_t i = 0; !st && i < f->n; i++)
                f->id[i] = row[f->n - 1 - i].id; /* taken from the end: the lowest first */
        f->n = st ? 0 : f->n;
        arena_free(&a);
        return st;
}

enum status db_fresh_id(struct db *db, const char *table, int64_t *out)
{
        struct steady *k = db->steady;
        size_t at = 0;

        *out = 0;
        if (!k || db->engine != DB_POSTGRES || db->scope != SCOPE_WRITE)
                return ST_OK;
        while (at < FRESH_TABLES && k->fresh[at].table && strcmp(k->fresh[at].table, table))
                at++;
        if (at == FRESH_TABLES)
                return ST_OK;
        struct fresh_ids *f = &k->fresh[at];
        f->table = table;
        enum status st = f->n ? ST_OK : reserve(db, f);
        if (!st && f->n)
                *out = f->id[--f->n];
        return st;
}

void db_steady(struct db *db, struct arena *a)
{
        ASSERT(db->scope != SCOPE_NONE);
        if (db->steady)
                return;
        db->steady = ARENA_NEW(a, struct steady);
        *db->steady = (struct steady){.arena = a, .texts = arena_new(TEXTS_MAX), .rows = arena_new(ROWS_MAX)};
        /* A plan made while a table was empty reads all of it, and is kept while the scope fills it. */
        if (db->engine == DB_POSTGRES && db->scope == SCOPE_WRITE)
                (void)!db->ops->script(db, "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"
                                           " SET LOCAL jit = off; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL gin_pending_list_limit = '64MB';"
                                           " DISCARD PLANS"); /* a failure stays with the scope */
}

void steady_end(struct db *db)
{
        if (db->steady) {
                arena_free(&db->steady->texts);
                arena_free(&db->steady->rows);
        }
        db->steady = NULL;
}
