/* What the files of src/db share: the handle, the engine's verbs, statements and their cache.
 * Nothing outside src/db includes this. */
#ifndef GUICHET_DB_INTERNAL_H
#define GUICHET_DB_INTERNAL_H

#include <pthread.h>

#include "db/db.h"

/* ---- a statement as the engine gets it (rewrite.c) ------------------------------------------ */

struct sql {
        const char *text;         /* marks, engine parts and arguments replaced; comments gone */
        const char *const *names; /* argument 1, 2, … without the colon */
        size_t n;
        bool writes; /* judged from the words; SQLite asks its own parser instead */
        bool changes; /* rows of a table, not only a series of numbers */
        bool select; /* begins with SELECT, WITH or VALUES */
        const char *tables; /* that it writes to, a space behind each */
};
void sql_rewrite(struct arena *a, enum db_engine e, const char *source, struct sql *out);

/* The end of the first complete statement of a script (just behind its semicolon), or NULL when
 * only space and comments are left.  Knows quotes, $$, comments and triggers. */
const char *sql_next(const char *script);

/* ---- prepared statements of one connection (cache.c) ------------------------------------------ */

#define STMT_KEPT 64

struct stmt {
        struct stmt *newer, *older, *chain; /* order of use, hash chain */
        char *name, *source;
        struct sql sql;
        struct arena *memory;       /* holds sql */
        const struct db_col *named; /* columns already compared by name */
        bool busy, loose;           /* being stepped; not in the cache */
        void *native;               /* sqlite3_stmt, or a mark that the server knows it */
        uint64_t id, generation;    /* PostgreSQL: name on the server, connection it lives on */
};

struct stmt_cache {
        struct stmt *newest, *oldest, *bucket[STMT_KEPT];
        size_t n;
        uint64_t last_id;
        enum db_engine engine;
        void (*drop)(void *owner, struct stmt *s); /* forgets the native part */
        void *owner;
};
void cache_init(struct stmt_cache *c, enum db_engine e, void (*drop)(void *, struct stmt *), void *owner);
/* The cached entry of this name and text, else a new one without native part.  An entry that is
 * being stepped is not given twice: the caller then gets a loose one, freed by cache_done(). */
struct stmt *cache_get(struct stmt_cache *c, const struct db_stmt *s);
/* A loose entry that failed to prepare or ended goes; a cached one is no longer busy. */
void cache_done(struct stmt_cache *c, struct stmt *s);
/* Takes an entry that could not be prepared out again. */
void cache_forget(struct stmt_cache *c, struct stmt *s);
void cache_clear(struct stmt_cache *c);

/* Walks the arguments of a call in the statement's order: fn gets position (from 1) and value. */
void sql_bind(const struct stmt *s, struct db_args args,
              void (*fn)(void *arg, size_t at, const struct db_arg *value), void *arg);

/* ---- the engine's verbs ------------------------------------------------------------------------ */

struct db_cursor {
        struct db *db;
        struct stmt *stmt;
        void *conn, *result; /* the engine's own */
        int64_t row, rows;
        uint64_t scroll; /* PostgreSQL: number of the server-side cursor, 0 none */
        bool unheard;    /* nobody asks how many rows it touched */
        bool own_tx;     /* a write outside a scope got a scope of its own */
        struct db_tx tx;
        int64_t changed;
};

struct db_ops {
        enum status (*open)(struct db_cursor *c, const struct db_stmt *s, struct db_args args, bool scroll);
        /* ST_OK: a row is there; ST_NOT_FOUND: no more */
        enum status (*step)(struct db_cursor *c);
        /* a NULL: texts are borrowed until the next step */
        void (*fill)(struct db_cursor *c, struct arena *a, const struct db_col *cols, void *out);
        int64_t (*i64)(struct db_cursor *c);
        void (*close)(struct db_cursor *c);
        enum status (*begin)(struct db *db, bool alone);
        enum status (*commit)(struct db *db);
        void (*rollback)(struct db *db);
        enum status (*snapshot)(struct db *db);                /* reads show one moment until readonly() */
        void (*readonly)(struct db *db);                       /* the flag was set: a read transaction ends */
        enum status (*script)(struct db *db, const char *sql); /* inside a scope, no arguments */
        bool (*changed)(struct db *db, int wait_ms);
        enum status (*prepare)(struct db *db, const struct db_stmt *s);
        enum status (*arg_types)(struct db *db, const char *sql, size_t n, const char **type); /* PostgreSQL alone */
        enum status (*explain)(struct db *db, struct arena *a, const struct db_stmt *s, const char **out);
        void (*free)(struct db *db);
};

enum scope { SCOPE_NONE, SCOPE_READ, SCOPE_WRITE };

#define AFTER_MAX 16

struct db {
        const struct db_ops *ops;
        struct db_pool *pool;
        enum db_engine engine;
        enum scope scope;
        enum status broken; /* a statement of this scope failed: it can only roll back */
        bool readonly;
        int64_t count, wrote; /* statements run; of these, writing ones */
        struct steady *steady; /* rows kept to the end of this scope; NULL: none are */
        struct wide *wide;     /* statements for many rows */
        bool touched, told;    /* this scope wrote a table that matters; and the one that tells of it (watch.c) */
        size_t n_after;
        struct {
                void (*fn)(void *);
                void *arg;
        } after[AFTER_MAX];
        char why[256];
};

struct db_pool {
        enum db_engine engine;
        char *url;
        enum status (*open)(struct db_pool *pool, struct db **out);
        void (*close)(struct db_pool *pool);
        struct db_watch watch; /* .tell NULL: nobody watches */
};

/* ---- who watches what is committed (watch.c) ------------------------------------------------------ */
/* It writes a table that matters, or the one that tells. */
bool watch_asks(const struct db *db, const struct sql *s);
void watch_statement(struct db *db, const struct sql *s);
enum status watch_commit(struct db *db) CHECKED;

enum status sqlite_pool_open(const char *path, struct arena *a, struct db_pool **out,
                             const char **why) CHECKED;
enum status postgres_pool_open(const char *url, struct arena *a, struct db_pool **out,
                               const char **why) CHECKED;

/* Keeps a reason for the log; gives st back. */
enum status db_fail(struct db *db, enum status st, const char *what, const char *text);

/* A constraint raised by a trigger: an overlap is a conflict, the rest is invalid. */
enum status db_raised(const char *message);

/* Columns are as the caller declared them, else it is a bug; compared once per statement. */
void db_columns(struct stmt *s, const struct db_col *cols, int n, const char *(*name)(void *arg, int i),
                void *arg);

/* The second half of begin for migrations: nobody else writes, the scope shares its commit with none. */
struct db_tx db_begin_alone(struct db *db);

/* ---- rows of steady statements (steady.c) --------------------------------------------------------- */

struct steady_rows {
        struct steady_rows *next;
        const struct db_stmt *stmt;
        const struct db_col *cols; /* NULL: db_i64() */
        const struct db_arg *args;
        size_t n_args;
        enum status st;
        void *rows; /* of a list */
        size_t n;
        int64_t i; /* of db_i64() */
};
/* Documents of the search index that are written together: FTS5 writes what it gathered whenever another statement
 * begins, so that documents between other rows cost a segment each. */
enum { SEARCH_LATER = 256, FRESH_FIRST = 64, FRESH_MOST = 8192, FRESH_TABLES = 4 };
/* Numbers of new rows that the server gave beforehand. */
struct fresh_ids {
        const char *table;
        int64_t *id;
        size_t n, size; /* of these left; as many were asked for last */
};
struct steady {
        struct arena *arena, *texts; /* texts: of the documents that wait, emptied with them */
        struct steady_rows *bucket[256];
        struct fresh_ids fresh[FRESH_TABLES];
        struct db_search_doc later[SEARCH_LATER];
        size_t n_later;
        struct waiting *waiting; /* rows.c: rows to be written together, by statement; their bytes in `rows` */
        struct arena *rows;
        bool rows_wait;
};
enum status search_flush(struct db *db) CHECKED;
/* ---- rows that wait (rows.c) ---- */
bool rows_may_wait(const struct db *db, const struct db_stmt *s);
enum status rows_later(struct db *db, const struct db_stmt *s, struct db_args args) CHECKED;
enum status rows_flush(struct db *db) CHECKED;
/* Writes them when this statement could see them, or needs them there. */
enum status rows_before(struct db *db, const struct sql *s) CHECKED;
void wide_free(struct db *db);
/* The end of what a scope kept. */
void steady_end(struct db *db);
/* What was kept for these arguments; else a new entry and *found false. */
struct steady_rows *steady_get(struct steady *k, const struct db_stmt *s, struct db_args args, const struct db_col *cols, bool *found);
/* Bytes of a row up to the last of its columns. */
size_t steady_size(const struct db_col *cols);

/* malloc that aborts. */
void *db_alloc(size_t n);
char *db_strdup(const char *s);

#endif
