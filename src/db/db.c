/* The verbs of db.h over whichever engine the handle has: rows into structs, scopes that join,
 * what runs after the commit, and the read-only fence.  Engines only open, step and close.
 *
 * A scope in which a statement failed can only roll back, on both engines: PostgreSQL works so,
 * and a program that relied on SQLite's leniency would break when it moves. */
#include "base/assert.h"
#include "base/text.h"
#include "db/internal.h"

void *db_alloc(size_t n)
{
        void *p = calloc(1, n);

        if (!p)
                out_of_memory();
        return p;
}

char *db_strdup(const char *s)
{
        size_t n = strlen(s) + 1;

        return memcpy(db_alloc(n), s, n);
}

enum status db_fail(struct db *db, enum status st, const char *what, const char *text)
{
        snprintf(db->why, sizeof(db->why), "%s: %s", what, text ? text : status_name(st));
        return st;
}

enum status db_raised(const char *message)
{
        return message && strstr(message, "overlap") ? ST_CONFLICT : ST_INVALID;
}

void db_columns(struct stmt *s, const struct db_col *cols, int n, const char *(*name)(void *arg, int i),
                void *arg)
{
        if (s->named == cols)
                return;
        int i = 0;
        for (; cols[i].name; i++)
                ASSERT(i < n && str_eq(cols[i].name, name(arg, i)));
        ASSERT(i == n);
        s->named = cols;
}

/* ---- statements ---- */

static enum status cursor_open(struct db *db, struct db_cursor *c, const struct db_stmt *s,
                               struct db_args args, bool scroll)
{
        enum status st;

        *c = (struct db_cursor){.db = db, .unheard = c->unheard};
        if (db->scope == SCOPE_WRITE && db->broken)
                return db_fail(db, db->broken, s->name, "an earlier statement of this scope failed");
        db->count++;
        st = db->ops->open(c, s, args, scroll);
        if (st == ST_OK && c->own_tx) {
                /* a write outside a scope: a scope of its own */
                c->tx = db_begin(db);
                if ((st = c->tx.st))
                        return st;
                st = db->ops->open(c, s, args, scroll);
                if (st)
                        db_end(&c->tx);
                else
                        watch_statement(db, &c->stmt->sql);
                return st;
        }
        if (st && st != ST_READONLY && db->scope == SCOPE_WRITE)
                db->broken = st;
        if (!st && db->scope == SCOPE_WRITE)
                watch_statement(db, &c->stmt->sql);
        return st;
}

static enum status cursor_close(struct db_cursor *c, enum status st)
{
        struct db *db = c->db;

        db->ops->close(c);
        if (st && st != ST_NOT_FOUND && st != ST_READONLY && db->scope == SCOPE_WRITE)
                db->broken = st;
        if (!c->own_tx)
                return st;
        if (st == ST_OK || st == ST_NOT_FOUND) {
                enum status end = db_commit(&c->tx);
                return end ? end : st;
        }
        db_end(&c->tx);
        return st;
}

static enum status one_row(struct db *db, struct arena *a, const struct db_stmt *s, struct db_args args,
                           const struct db_col *cols, void *out)
{
        struct db_cursor c = {0};
        enum status st;

        if ((st = cursor_open(db, &c, s, args, false)))
                return st;
        st = db->ops->step(&c);
        if (st == ST_OK)
                db->ops->fill(&c, a, cols, out);
        return cursor_close(&c, st);
}

static enum status all_rows(struct db *db, struct arena *a, const struct db_stmt *s, struct db_args args,
                            const struct db_col *cols, size_t size, size_t max, void *rows, size_t *n)
{
        struct db_cursor c = {0};
        size_t cap = max < 16 ? max : 16;
        char *list = arena_calloc(a, cap, size);
        enum status st;

        *n = 0;
        memcpy(rows, &list, sizeof(list));
        if ((st = cursor_open(db, &c, s, args, false)))
                return st;
        while (*n < max && (st = db->ops->step(&c)) == ST_OK) {
                if (*n == cap) {
                        size_t more = cap * 2 < max ? cap * 2 : max;
                        char *wider = arena_calloc(a, more, size);
                        memcpy(wider, list, cap * size);
                        list = wider;
                        cap = more;
                }
                db->ops->fill(&c, a, cols, list + size * (*n)++);
        }
        if (st == ST_NOT_FOUND)
                st = ST_OK;
        st = cursor_close(&c, st);
        memcpy(rows, &list, sizeof(list));
        return st;
}

static enum status first_i64(struct db *db, const struct db_stmt *s, struct db_args args, int64_t *out)
{
        struct db_cursor c = {0};
        enum status st;

        if ((st = cursor_open(db, &c, s, args, false)))
                return st;
        st = db->ops->step(&c);
        if (st == ST_OK)
                *out = db->ops->i64(&c);
        return cursor_close(&c, st);
}

/* ---- the same from memory, where a scope asked for it ---- */

static bool kept(const struct db *db, const struct db_stmt *s)
{
        return s->steady && db->steady && !db->broken;
}

enum status db_one(struct db *db, struct arena *a, const struct db_stmt *s, struct db_args args,
                   const struct db_col *cols, void *out)
{
        bool found;

        if (!kept(db, s))
                return one_row(db, a, s, args, cols, out);
        struct steady_rows *k = steady_get(db->steady, s, args, cols, &found);
        if (!found) {
                k->rows = arena_calloc(db->steady->arena, 1, steady_size(cols));
                k->st = one_row(db, db->steady->arena, s, args, cols, k->rows);
        }
        for (const struct db_col *col = cols; !k->st && col->name; col++)
                memcpy((char *)out + col->offset, (char *)k->rows + col->offset,
                       col->type == DB_BLOB ? sizeof(struct db_blob) : sizeof(int64_t));
        return k->st;
}

enum status db_all(struct db *db, struct arena *a, const struct db_stmt *s, struct db_args args,
                   const struct db_col *cols, size_t size, size_t max, void *rows, size_t *n)
{
        bool found;

        if (!kept(db, s))
                return all_rows(db, a, s, args, cols, size, max, rows, n);
        struct steady_rows *k = steady_get(db->steady, s, args, cols, &found);
        if (!found)
                k->st = all_rows(db, db->steady->arena, s, args, cols, size, max, &k->rows, &k->n);
        /* rows are the caller's to change, their texts are not */
        void *copy = arena_calloc(a, k->n + 1, size);
        if (k->n)
                memcpy(copy, k->rows, k->n * size);
        memcpy(rows, &copy, sizeof(copy));
        *n = k->n;
        return k->st;
}

enum status db_i64(struct db *db, const struct db_stmt *s, struct db_args args, int64_t *out)
{
        bool found;

        if (!kept(db, s))
                return first_i64(db, s, args, out);
        struct steady_rows *k = steady_get(db->steady, s, args, NULL, &found);
        if (!found)
                k->st = first_i64(db, s, args, &k->i);
        if (!k->st)
                *out = k->i;
        return k->st;
}

enum status db_each(struct db *db, struct arena *scratch, const struct db_stmt *s, struct db_args args,
                    const struct db_col *cols, size_t size, enum status (*fn)(void *arg, void *row),
                    void *arg)
{
        struct db_cursor c = {0};
        void *row = arena_alloc(scratch, size);
        enum status st, end = ST_OK;

        if ((st = cursor_open(db, &c, s, args, true)))
                return st;
        while (end == ST_OK && (st = db->ops->step(&c)) == ST_OK) {
                memset(row, 0, size);
                db->ops->fill(&c, NULL, cols, row);
                end = fn(arg, row);
        }
        if (st == ST_NOT_FOUND)
                st = ST_OK;
        st = cursor_close(&c, st);
        return st ? st : end;
}

enum status db_exec(struct db *db, const struct db_stmt *s, struct db_args args, int64_t *changed)
{
        struct db_cursor c = {.unheard = !changed};
        enum status st;

        if (!changed && rows_may_wait(db, s))
                return rows_later(db, s, args);
        if (changed)
                *changed = 0;
        if ((st = cursor_open(db, &c, s, args, false)))
                return st;
        while ((st = db->ops->step(&c)) == ST_OK)
                ;
        if (changed && st == ST_NOT_FOUND)
                *changed = c.changed;
        st = cursor_close(&c, st);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status db_number(struct db *db, int kind, int64_t *out)
{
        static const struct db_stmt row = {"db_number",
                                           "UPDATE counter SET n = n + 1 WHERE kind = :kind RETURNING n"};
        static const struct db_stmt seq[] = {
            {"db_number_1", "SELECT nextval('number_1')"}, {"db_number_2", "SELECT nextval('number_2')"},
            {"db_number_3", "SELECT nextval('number_3')"}, {"db_number_4", "SELECT nextval('number_4')"},
            {"db_number_5", "SELECT nextval('number_5')"}, {"db_number_6", "SELECT nextval('number_6')"},
        };

        ASSERT(kind >= 1 && kind <= (int)ARRAY_LEN(seq));
        if (db->engine == DB_POSTGRES)
                return db_i64(db, &seq[kind - 1], DB_NO_ARGS, out);
        return db_i64(db, &row, DB_ARGS(DB_I("kind", kind)), out);
}

/* ---- scopes ---- */

static struct db_tx begin(struct db *db, bool alone)
{
        struct db_tx tx = {.db = db, .wrote = db->wrote};

        if (db->scope == SCOPE_WRITE || (db->readonly && db->scope == SCOPE_READ)) {
                tx.joined = true;
                return tx;
        }
        db->n_after = 0;
        db->broken = ST_OK;
        db->touched = db->told = false;
        steady_end(db);
        if (db->readonly) {
                /* a verb that composes others may open a scope in a GET; it waits for nobody */
                db->scope = SCOPE_READ;
                return tx;
        }
        tx.st = db->ops->begin(db, alone);
        tx.done = tx.st != ST_OK;
        if (!tx.st)
                db->scope = SCOPE_WRITE;
        return tx;
}

struct db_tx db_begin(struct db *db)
{
        return begin(db, false);
}

struct db_tx db_begin_alone(struct db *db)
{
        ASSERT(db->scope == SCOPE_NONE && !db->readonly);
        return begin(db, true);
}

static void run_after(struct db *db)
{
        /* what runs may open a scope and register anew */
        typeof(db->after[0]) list[AFTER_MAX];
        size_t n = db->n_after;

        memcpy(list, db->after, n * sizeof(list[0]));
        db->n_after = 0;
        for (size_t i = 0; i < n; i++)
                list[i].fn(list[i].arg);
}

enum status db_commit(struct db_tx *tx)
{
        struct db *db = tx->db;
        enum status st;

        if (tx->st)
                return tx->st;
        ASSERT(!tx->done);
        tx->done = true;
        if (tx->joined)
                return db->broken;
        if (db->broken) {
                tx->done = false;
                db_end(tx);
                return db->broken;
        }
        if ((st = search_flush(db)) || (st = rows_flush(db)) || (st = watch_commit(db)) || (st = rows_flush(db))) {
                tx->done = false;
                db_end(tx);
                return st;
        }
        st = db->scope == SCOPE_WRITE ? db->ops->commit(db) : ST_OK;
        db->scope = SCOPE_NONE;
        steady_end(db);
        if (st == ST_OK)
                run_after(db);
        db->n_after = 0;
        return st;
}

void db_end(struct db_tx *tx)
{
        struct db *db = tx->db;

        if (!db || tx->done || tx->st)
                return;
        tx->done = true;
        if (tx->joined) {
                /* the inner verb gave up: what it wrote must not be committed by the outer one */
                if (db->scope == SCOPE_WRITE && !db->broken && db->wrote != tx->wrote)
                        db->broken = ST_CONFLICT;
                return;
        }
        if (db->scope == SCOPE_WRITE)
                db->ops->rollback(db);
        db->scope = SCOPE_NONE;
        steady_end(db);
        db->n_after = 0;
}

bool db_in_tx(const struct db *db)
{
        return db->scope != SCOPE_NONE;
}

enum status db_hold(struct db *db, const char *what, int64_t id)
{
        /* a function without value: its text is empty */
        static const struct db_stmt hold = {"db_hold", "SELECT CASE WHEN CAST(pg_advisory_xact_lock(:key) AS TEXT) = '' THEN 1 ELSE 0 END"};
        uint64_t key = 14695981039346656037U; /* FNV-1a */
        int64_t held;

        ASSERT(db->scope != SCOPE_NONE);
        if (db->engine != DB_POSTGRES || db->scope == SCOPE_READ)
                return ST_OK;
        for (const char *p = what; *p; p++)
                key = (key ^ (unsigned char)*p) * 1099511628211U;
        for (int i = 0; i < 64; i += 8)
                key = (key ^ ((uint64_t)id >> i & 255)) * 1099511628211U;
        return db_i64(db, &hold, DB_ARGS(DB_I("key", (int64_t)key)), &held);
}

void db_after_commit(struct db *db, void (*fn)(void *), void *arg)
{
        if (db->scope == SCOPE_NONE) {
                fn(arg);
                return;
        }
        ASSERT(db->n_after < AFTER_MAX);
        db->after[db->n_after].fn = fn;
        db->after[db->n_after++].arg = arg;
}

/* ---- connections ---- */

enum status db_pool_open(const char *url, struct arena *a, struct db_pool **out, const char **why)
{
        *why = "";
        if (str_starts(url, "postgresql://") || str_starts(url, "postgres://"))
                return postgres_pool_open(url, a, out, why);
        return sqlite_pool_open(str_starts(url, "sqlite:") ? url + 7 : url, a, out, why);
}

void db_pool_close(struct db_pool **pool)
{
        if (pool && *pool)
                (*pool)->close(*pool);
        if (pool)
                *pool = NULL;
}

enum db_engine db_pool_engine(const struct db_pool *pool)
{
        return pool->engine;
}

enum status db_open(struct db_pool *pool, struct db **out)
{
        return pool->open(pool, out);
}

void db_close(struct db **db)
{
        if (!db || !*db)
                return;
        ASSERT((*db)->scope == SCOPE_NONE);
        wide_free(*db);
        (*db)->ops->free(*db);
        *db = NULL;
}

enum db_engine db_engine(const struct db *db)
{
        return db->engine;
}

const char *db_why(const struct db *db)
{
        return db->why;
}

enum status db_snapshot(struct db *db)
{
        ASSERT(db->readonly && db->scope == SCOPE_NONE);
        return db->ops->snapshot ? db->ops->snapshot(db) : ST_OK;
}

void db_readonly(struct db *db, bool on)
{
        db->ops->readonly(db);
        db->readonly = on;
}

int64_t db_count(const struct db *db)
{
        return db->count;
}

bool db_changed(struct db *db, int wait_ms)
{
        return db->ops->changed(db, wait_ms);
}

enum status db_prepare_only(struct db *db, const struct db_stmt *s)
{
        return db->ops->prepare(db, s);
}

enum status db_explain(struct db *db, struct arena *a, const struct db_stmt *s, const char **out)
{
        return db->ops->explain(db, a, s, out);
}
