/* The database, one interface over SQLite and PostgreSQL.  Floor F1: knows rows, not tickets.
 *
 * Every SQL text is a named statement with arguments written :name.  The engine renumbers them,
 * prepares on first use and keeps 64 statements per connection (least recently used goes).
 * A composed statement has no name (NULL or ""): PostgreSQL then plans it each time.
 * @lock and @skip in a statement become FOR NO KEY UPDATE and FOR UPDATE SKIP LOCKED on PostgreSQL and
 * nothing on SQLite; parts between --@sqlite / --@postgres and --@both lines belong to one engine.
 *
 * A struct db belongs to one thread at a time.  On SQLite all handles of one process made from
 * the same struct db_pool share ONE write connection behind a fair (first come, first served)
 * lock: db_begin() waits for its turn, verbs run on that connection inside a savepoint, and
 * db_commit() returns only after the commit that made it durable (synchronous=FULL).  When others
 * are waiting, several scopes share one commit (group commit, at most 64 scopes or 5 ms): the last
 * one commits for all; a failed commit fails all of them.  A scope that rolls back takes only its
 * own savepoint with it.  Outside a scope, reads run on the handle's own read connection (WAL).
 *
 * Errors: ST_NOT_FOUND (no row), ST_CONFLICT (unique, exclusion or RAISE of an overlap),
 * ST_INVALID (check, foreign key, not null), ST_BUSY (locked, serialization, deadlock, connection
 * lost before the commit: run again), ST_FULL (disk, quota), ST_READONLY, ST_IO.
 * db_why() says more, for logs. */
#ifndef GUICHET_DB_DB_H
#define GUICHET_DB_DB_H

#include "base/arena.h"

struct db;
struct db_pool;

enum db_engine { DB_SQLITE, DB_POSTGRES, DB_FAKE };

/* ---- statements ---------------------------------------------------------------------------- */

struct db_stmt {
        const char *name;
        const char *sql;
        bool steady; /* reads what is set up, not what happens: see db_steady() */
        bool later;  /* its rows may wait for others: see DB_LATER */
};
/* Defines a named statement at file scope:  DB_STMT(ticket_by_id, "SELECT … WHERE id = :id"); */
#define DB_STMT(ident, text) static const struct db_stmt ident = {#ident, text}
/* The same for a SELECT of what people set up (rules, plans, promises): db_steady() keeps what it gave. */
#define DB_STEADY(ident, text) static const struct db_stmt ident = {#ident, text, true}
/* An INSERT … VALUES (…) of one row, ON CONFLICT or not.  In a db_steady() scope on PostgreSQL db_exec() keeps its row
 * back while nobody could see that, and writes a thousand in one statement: an error is that of a later call or of the
 * commit, as for everything that is sent without waiting there.  Rows are written in the order in which their statements
 * were first used in the scope, so what others point at must be used first; VALUES and RETURNING stand there in capitals. */
#define DB_LATER(ident, text) static const struct db_stmt ident = {.name = #ident, .sql = text, .later = true}

enum db_type { DB_NULL, DB_I64, DB_TEXT, DB_BLOB };

struct db_arg {
        const char *name; /* without the colon */
        enum db_type type;
        int64_t i;
        const char *s; /* text ended by NUL (NULL binds NULL) or bytes */
        size_t n;      /* bytes, for blobs */
};
#define DB_I(nm, v)       ((struct db_arg){(nm), DB_I64, (int64_t)(v), NULL, 0})
#define DB_T(nm, v)       ((struct db_arg){(nm), DB_TEXT, 0, (v), 0})
#define DB_B(nm, p, len)  ((struct db_arg){(nm), DB_BLOB, 0, (const char *)(p), (len)})
#define DB_N(nm)          ((struct db_arg){(nm), DB_NULL, 0, NULL, 0})
/* 0 binds NULL: for optional references. */
#define DB_REF(nm, v)     ((v) ? DB_I(nm, v) : DB_N(nm))

struct db_args {
        size_t n;
        const struct db_arg *v;
};
#define DB_ARGS(...)                                                                     \
        ((struct db_args){sizeof((struct db_arg[]){__VA_ARGS__}) / sizeof(struct db_arg), \
                          (struct db_arg[]){__VA_ARGS__}})
#define DB_NO_ARGS ((struct db_args){0, NULL})

/* ---- rows land in structs ------------------------------------------------------------------- */

/* One column of a SELECT, in the SELECT's order; the name must equal the column's name (checked
 * when the statement is first stepped; a mismatch is a bug and asserts).  The compiler checks the
 * member's type: int64_t, const char *, or struct db_blob. */
struct db_blob {
        const unsigned char *p;
        size_t n;
};
struct db_col {
        const char *name;
        enum db_type type;
        size_t offset;
};
#define DB_COL_I64(S, m)  {#m, DB_I64, offsetof(S, m) + 0 * sizeof(_Generic(((S *)0)->m, int64_t: 1))}
#define DB_COL_TEXT(S, m) {#m, DB_TEXT, offsetof(S, m) + 0 * sizeof(_Generic(((S *)0)->m, const char *: 1))}
#define DB_COL_BLOB(S, m) {#m, DB_BLOB, offsetof(S, m) + 0 * sizeof(_Generic(((S *)0)->m, struct db_blob: 1))}
#define DB_COL_END {NULL, DB_NULL, 0}
/* NULL in the database: 0, NULL text, empty blob.  Text and blobs are copied to the arena. */

/* First row into *out.  ST_NOT_FOUND when there is none (out untouched). */
enum status db_one(struct db *db, struct arena *a, const struct db_stmt *s, struct db_args args,
                   const struct db_col *cols, void *out) CHECKED;

/* All rows, at most `max`, as an array of structs of `size` bytes in the arena.
 * *n is their number; no row is ST_OK with *n == 0.  *rows is never NULL. */
enum status db_all(struct db *db, struct arena *a, const struct db_stmt *s, struct db_args args,
                   const struct db_col *cols, size_t size, size_t max, void *rows, size_t *n) CHECKED;

/* fn for every row, in constant memory (text lives until fn returns; `row` is reused).
 * A status other than ST_OK from fn ends the walk and is returned. */
enum status db_each(struct db *db, struct arena *scratch, const struct db_stmt *s, struct db_args args,
                    const struct db_col *cols, size_t size,
                    enum status (*fn)(void *arg, void *row), void *arg) CHECKED;

/* A statement without interesting rows; *changed (may be NULL) is the number of rows touched. */
enum status db_exec(struct db *db, const struct db_stmt *s, struct db_args args, int64_t *changed) CHECKED;

/* The same INSERT … VALUES (…) for many rows, each with all of its arguments.  On PostgreSQL they go in one statement,
 * whose arguments are arrays. */
enum status db_rows(struct db *db, struct arena *a, const struct db_stmt *s, const struct db_args *rows, size_t n) CHECKED;

/* The single integer of the first row (SELECT count…, INSERT … RETURNING id). */
enum status db_i64(struct db *db, const struct db_stmt *s, struct db_args args, int64_t *out) CHECKED;

/* The next identifier of a numbered series: counter row (SQLite) or sequence number_KIND. */
enum status db_number(struct db *db, int kind, int64_t *out) CHECKED;

/* In a db_steady() scope on PostgreSQL: the id of a row that is about to be written, out of a handful that were reserved
 * at once, so that the row can be sent without waiting for it.  Else 0: the row gets its id as it is written. */
enum status db_fresh_id(struct db *db, const char *table, int64_t *out) CHECKED;

/* ---- transactions ---------------------------------------------------------------------------- */

/* DB_TX(tx, db): begins; rolls back when the scope ends without a successful db_commit().
 * tx.st tells whether it could begin: check it.  Scopes do not nest: an inner DB_TX on the same
 * handle joins the outer one (its commit does nothing), so that verbs compose; an inner scope that
 * wrote and ends without its commit makes the outer one fail.
 *
 * After a statement failed (ST_NOT_FOUND and ST_READONLY are no failure) a scope can only roll
 * back, on both engines: later statements and db_commit() give the same status.  Where a taken
 * value is expected write ON CONFLICT … DO NOTHING and look at the row count.
 *
 * On SQLite a scope holds the one writer of the process: nothing slow belongs inside it. */
struct db_tx {
        struct db *db;
        enum status st;
        bool joined, done;
        int64_t wrote; /* writes of the handle when this scope began */
};
struct db_tx db_begin(struct db *db);
enum status db_commit(struct db_tx *tx) CHECKED;
void db_end(struct db_tx *tx);
#define DB_TX(tx, db) struct db_tx tx CLEANUP(db_end) = db_begin(db)
bool db_in_tx(const struct db *db);

/* Inside a scope: waits until no other scope holds (what, id), and holds it until this one ends.  For what is
 * counted or looked at before it is written, where no single row could be locked: on PostgreSQL two scopes would
 * both see room for one more.  Statements from here on see what the others committed.  Nothing on SQLite, whose
 * scopes come one after the other.  Held in one order: a ticket's before its author's. */
enum status db_hold(struct db *db, const char *what, int64_t id) CHECKED;

/* For a scope that does one thing thousands of times: from here to its end a steady statement is run once for each
 * set of arguments, and gives the same rows again from memory.  Whoever asks for it changes nothing of what such
 * statements read.  Texts of their rows live in `a`, which outlives the scope.  New documents of the search index
 * are gathered meanwhile and are in it at the commit: nothing searches inside such a scope; db_search_tidy() is due
 * after it when they are many.  Inside a scope only. */
void db_steady(struct db *db, struct arena *a);

/* Watches what is committed through a pool: before a scope commits that wrote a table which is not in `quiet` (ended by
 * NULL), and nothing in the table `told`, tell() writes there what others are to see.  Set once, before handles are opened;
 * everything pointed at outlives the pool. */
struct db_watch {
        const char *const *quiet, *told;
        enum status (*tell)(struct db *db);
};
void db_watch(struct db_pool *pool, const struct db_watch *w);

/* fn(arg) after the outermost scope's commit succeeded; forgotten on rollback. At most 16. */
void db_after_commit(struct db *db, void (*fn)(void *), void *arg);

/* ---- connections ------------------------------------------------------------------------------ */

/* url: "sqlite:PATH" (or a plain path) or "postgresql://…" (several hosts allowed).
 * On failure *why is a sentence in the arena. */
enum status db_pool_open(const char *url, struct arena *a, struct db_pool **out, const char **why) CHECKED;
void db_pool_close(struct db_pool **pool);
enum db_engine db_pool_engine(const struct db_pool *pool);

/* A handle for the calling thread; connects lazily on PostgreSQL and again after a loss. */
enum status db_open(struct db_pool *pool, struct db **out) CHECKED;
void db_close(struct db **db);

enum db_engine db_engine(const struct db *db);
const char *db_why(const struct db *db);

/* While on, any write outside or inside a scope is ST_READONLY: dispatch sets it for every GET. */
void db_readonly(struct db *db, bool on);

/* From here to the end of db_readonly() all reads show one moment, however many statements they take: for what
 * is read page by page.  On SQLite they do anyway.  Outside a scope, with db_readonly() on; a lost connection is
 * ST_BUSY for every statement after it. */
enum status db_snapshot(struct db *db) CHECKED;

/* Statements run on this handle since it was opened (for tests, limits and /metrics). */
int64_t db_count(const struct db *db);

/* Something committed since the last call, by this or another process?  (SQLite data_version of
 * the read connection; PostgreSQL LISTEN guichet.)  Waits at most `wait_ms`.  For the live tail. */
bool db_changed(struct db *db, int wait_ms);

/* Prepares without running: what make check does with every statement. */
enum status db_prepare_only(struct db *db, const struct db_stmt *s) CHECKED;

/* Text of EXPLAIN (QUERY PLAN), for `guichet sql NAME`. */
enum status db_explain(struct db *db, struct arena *a, const struct db_stmt *s, const char **out) CHECKED;

/* Statement as this engine gets it, arguments renumbered (for `guichet sql` and tests). */
const char *db_rewrite(struct arena *a, enum db_engine e, const char *sql);

/* ---- migrations --------------------------------------------------------------------------------- */

struct db_migration {
        int64_t number;
        const char *name, *sql; /* with marks @id @blob @fold and engine parts */
};
/* Generated from migrations/NNNN_name.sql, ends with a zeroed row. */
extern const struct db_migration db_migrations[];

/* Brings the schema up to date: one transaction each under an advisory lock; finishes or rolls
 * back.  *applied (may be NULL) is how many ran.  A database from a newer release is ST_CONFLICT. */
enum status db_migrate(struct db *db, struct arena *a, int64_t now, int64_t *applied, const char **why) CHECKED;

/* Pages, foreign keys, search index: what `guichet check` runs. *why names the first fault. */
enum status db_integrity(struct db *db, struct arena *a, const char **why) CHECKED;

/* ---- search -------------------------------------------------------------------------------------
 * One tokenizer for both engines: split into words, lower case, French elision (l' d' qu' j' n' s'
 * m' t' c' jusqu' lorsqu' puisqu' quoiqu'), numbers and codes kept, Snowball French and English
 * stem (before folding), accents folded, œ→oe.  On SQLite it is the FTS5 tokenizer "guichet",
 * registered on every connection; on PostgreSQL the stems are stored as a tsvector. */

struct db_search_doc {
        int64_t id;
        const char *title, *pub, *note; /* subject, what the requester may read, agents' notes */
        const char *keys;               /* words without space inside: "s24 p812" */
};
enum status db_search_put(struct db *db, struct arena *a, const struct db_search_doc *doc, bool replace) CHECKED;
enum status db_search_drop(struct db *db, int64_t id) CHECKED;
/* In a write scope, after a db_steady() scope that wrote many documents: sorts into the index what PostgreSQL keeps beside
 * it meanwhile, which searches read from end to end.  Nothing on SQLite. */
enum status db_search_tidy(struct db *db) CHECKED;

/* The query text for a typed phrase: all words must occur (AND), the last one as a prefix when it
 * has three letters or more and `prefix`; title, pub, and note too when `notes`.  keys: any of
 * these (OR), may be empty.  *out is NULL when nothing searchable was typed.  Never fails on
 * strange input and can never be a syntax error for the engine. */
const char *db_search_query(struct db *db, struct arena *a, const char *typed, const char *const *keys,
                            size_t n_keys, bool notes, bool prefix);

/* The same query, on PostgreSQL only among the ids of one bucket (id / 65536): the newest first,
 * then older ones, because a tsvector has no order.  On SQLite unchanged: bound the rowid. */
const char *db_search_within(struct db *db, struct arena *a, const char *query, int64_t bucket);

/* Stems of a text in order, French or English ones. */
size_t db_search_stems(struct arena *a, const char *text, bool english, const char ***stems);

/* ---- a fake engine for tests ------------------------------------------------------------------- */

/* A handle whose next calls are scripted: the named statement gives this status (and, for db_one,
 * leaves out zeroed).  A call to another statement than expected asserts. */
struct db *db_fake_new(struct arena *a);
void db_fake_expect(struct db *db, const char *stmt, enum status st);
size_t db_fake_left(const struct db *db);

#endif
