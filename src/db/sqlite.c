/* SQLite: each handle reads on a connection of its own (WAL: readers never wait) and writes through
 * the process's one writer (sqlite_writer.c).  Connections are opened without SQLite's mutexes:
 * a handle belongs to one thread, the write connection to the owner of the writer.
 *
 * Outside a scope a statement is prepared on the read connection first: SQLite's own parser says
 * whether it writes, and only then does the handle queue for the writer.  While db_readonly() is
 * on, the reads of a request share one read transaction: one snapshot, and a sixth less work. */
#include <errno.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/moment.h"
#include "base/text.h"
#include "db/sqlite.h"

#define BUSY_MS 5000

static struct sq_db *handle(struct db *db)
{
        return (struct sq_db *)db;
}

struct sq_writer *sq_writer(struct db *db)
{
        return &((struct sq_pool *)db->pool)->writer;
}

/* ---- errors ---- */

static enum status constraint(int code, const char *message)
{
        switch (code) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
                return ST_CONFLICT;
        case SQLITE_CONSTRAINT_TRIGGER:
                return db_raised(message);
        default:
                return ST_INVALID;
        }
}

static enum status status_of(sqlite3 *conn)
{
        int code = sqlite3_extended_errcode(conn), no = sqlite3_system_errno(conn);

        switch (code & 0xff) {
        case SQLITE_OK:
                return ST_OK;
        case SQLITE_CONSTRAINT:
                return constraint(code, sqlite3_errmsg(conn));
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_INTERRUPT:
        case SQLITE_SCHEMA:
                return ST_BUSY;
        case SQLITE_FULL:
                return ST_FULL;
        case SQLITE_IOERR:
                return no == EDQUOT || no == ENOSPC ? ST_FULL : ST_IO;
        case SQLITE_READONLY:
                return ST_READONLY;
        case SQLITE_TOOBIG:
                return ST_TOO_LARGE;
        case SQLITE_MISMATCH:
        case SQLITE_RANGE:
                return ST_INVALID;
        case SQLITE_NOMEM:
                out_of_memory();
        default:
                return ST_IO;
        }
}

enum status sq_status(struct db *db, sqlite3 *conn, const char *what)
{
        enum status st = status_of(conn);

        return db_fail(db, st ? st : ST_IO, what, sqlite3_errmsg(conn));
}

/* ---- statements ---- */

static void drop(void *owner, struct stmt *s)
{
        sqlite3_finalize(s->native);
}

static enum status prepare(struct db *db, struct sq_conn *conn, const struct db_stmt *want, struct stmt **out)
{
        struct stmt *s = cache_get(&conn->cache, want);
        sqlite3_stmt *native = NULL;
        const char *tail = NULL;
        enum status st = ST_OK;

        *out = s;
        if (s->native)
                return ST_OK;
        if (sqlite3_prepare_v3(conn->db, s->sql.text, -1, SQLITE_PREPARE_PERSISTENT, &native, &tail) !=
            SQLITE_OK)
                st = sq_status(db, conn->db, s->name);
        else if (!native || sql_next(tail))
                st = db_fail(db, ST_IO, s->name, "exactly one SQL statement is needed");
        if (st) {
                sqlite3_finalize(native);
                cache_forget(&conn->cache, s);
                return st;
        }
        s->native = native;
        s->sql.writes = !sqlite3_stmt_readonly(native);
        return ST_OK;
}

static void bind(void *arg, size_t at, const struct db_arg *v)
{
        sqlite3_stmt *native = arg;
        int i = (int)at;

        switch (v->type) {
        case DB_I64:
                sqlite3_bind_int64(native, i, v->i);
                break;
        case DB_TEXT:
                sqlite3_bind_text(native, i, v->s, -1, SQLITE_STATIC);
                break;
        case DB_BLOB:
                if (v->s)
                        sqlite3_bind_blob64(native, i, v->s, v->n, SQLITE_STATIC);
                else
                        sqlite3_bind_null(native, i);
                break;
        case DB_NULL:
                sqlite3_bind_null(native, i);
                break;
        }
}

enum status sq_run(struct db *db, struct sq_conn *conn, const struct db_stmt *want)
{
        struct stmt *s;
        enum status st = prepare(db, conn, want, &s);

        if (st)
                return st;
        if (sqlite3_step(s->native) != SQLITE_DONE)
                st = sq_status(db, conn->db, want->name);
        sqlite3_reset(s->native);
        cache_done(&conn->cache, s);
        return st;
}

static enum status read_begin(struct sq_db *h)
{
        DB_STMT(db_read_begin, "BEGIN");

        if (h->reading || !h->base.readonly)
                return ST_OK;
        enum status st = sq_run(&h->base, &h->conn, &db_read_begin);
        h->reading = st == ST_OK;
        return st;
}

static void read_end(struct db *db)
{
        DB_STMT(db_read_end, "COMMIT");
        struct sq_db *h = handle(db);

        /* ends even when it says no: nothing was written */
        if (h->reading)
                (void)!sq_run(db, &h->conn, &db_read_end);
        h->reading = false;
}

static enum status sq_open(struct db_cursor *c, const struct db_stmt *want, struct db_args args, bool scroll)
{
        struct db *db = c->db;
        bool writer = db->scope == SCOPE_WRITE;
        struct sq_conn *conn = writer ? &sq_writer(db)->conn : &handle(db)->conn;
        enum status st;

        if ((st = prepare(db, conn, want, &c->stmt)))
                return st;
        c->conn = conn;
        if (c->stmt->sql.writes && (db->readonly || db->scope == SCOPE_READ))
                st = db_fail(db, ST_READONLY, want->name, "a write where only reading is allowed");
        else if (c->stmt->sql.writes && !writer)
                c->own_tx = true;
        else if (!writer)
                st = read_begin(handle(db));
        if (st || (c->own_tx && !writer)) {
                cache_done(&conn->cache, c->stmt);
                return st;
        }
        db->wrote += c->stmt->sql.writes;
        sql_bind(c->stmt, args, bind, c->stmt->native);
        return ST_OK;
}

static enum status sq_step(struct db_cursor *c)
{
        struct sq_conn *conn = c->conn;
        int rc = sqlite3_step(c->stmt->native);

        if (rc == SQLITE_ROW)
                return ST_OK;
        if (rc != SQLITE_DONE)
                return sq_status(c->db, conn->db, c->stmt->name);
        if (c->stmt->sql.writes)
                c->changed = sqlite3_changes64(conn->db);
        return ST_NOT_FOUND;
}

static const char *column_name(void *arg, int i)
{
        return sqlite3_column_name(arg, i);
}

static void fill_text(sqlite3_stmt *native, int i, struct arena *a, const char **out)
{
        const char *text = (const char *)sqlite3_column_text(native, i);

        if (text && a)
                text = arena_strn(a, text, (size_t)sqlite3_column_bytes(native, i));
        *out = text;
}

static void fill_blob(sqlite3_stmt *native, int i, struct arena *a, struct db_blob *out)
{
        const unsigned char *p = sqlite3_column_blob(native, i);
        size_t n = (size_t)sqlite3_column_bytes(native, i);

        if (p && a)
                p = memcpy(arena_alloc(a, n), p, n);
        *out = (struct db_blob){p, p ? n : 0};
}

static void sq_fill(struct db_cursor *c, struct arena *a, const struct db_col *cols, void *out)
{
        sqlite3_stmt *native = c->stmt->native;
        char *row = out;

        db_columns(c->stmt, cols, sqlite3_column_count(native), column_name, native);
        for (int i = 0; cols[i].name; i++) {
                void *to = row + cols[i].offset;
                if (cols[i].type == DB_I64)
                        *(int64_t *)to = sqlite3_column_int64(native, i);
                else if (cols[i].type == DB_TEXT)
                        fill_text(native, i, a, to);
                else
                        fill_blob(native, i, a, to);
        }
}

static int64_t sq_i64(struct db_cursor *c)
{
        return sqlite3_column_int64(c->stmt->native, 0);
}

static void sq_close(struct db_cursor *c)
{
        struct sq_conn *conn = c->conn;

        /* at once: an open read keeps the log from being written back */
        sqlite3_reset(c->stmt->native);
        cache_done(&conn->cache, c->stmt);
}

static enum status sq_prepare(struct db *db, const struct db_stmt *want)
{
        struct sq_conn *conn = &handle(db)->conn;
        struct stmt *s;
        enum status st = prepare(db, conn, want, &s);

        if (st == ST_OK)
                cache_done(&conn->cache, s);
        return st;
}

static enum status sq_explain(struct db *db, struct arena *a, const struct db_stmt *want, const char **out)
{
        sqlite3 *conn = handle(db)->conn.db;
        const char *sql = arena_fmt(a, "EXPLAIN QUERY PLAN %s", db_rewrite(a, DB_SQLITE, want->sql));
        sqlite3_stmt *native = NULL;
        struct buf b;

        *out = "";
        if (sqlite3_prepare_v2(conn, sql, -1, &native, NULL) != SQLITE_OK)
                return sq_status(db, conn, want->name);
        buf_init(&b, a, 64u << 10);
        while (sqlite3_step(native) == SQLITE_ROW) {
                buf_str(&b, (const char *)sqlite3_column_text(native, 3));
                buf_char(&b, '\n');
        }
        sqlite3_finalize(native);
        *out = b.p;
        return buf_end(&b);
}

/* ---- scopes ---- */

static enum status sq_begin(struct db *db, bool alone)
{
        return writer_begin(handle(db), alone);
}

static enum status sq_commit(struct db *db)
{
        return writer_commit(handle(db));
}

static void sq_rollback(struct db *db)
{
        writer_rollback(handle(db));
}

static enum status sq_script(struct db *db, const char *sql)
{
        sqlite3 *conn = sq_writer(db)->conn.db;

        if (sqlite3_exec(conn, sql, NULL, NULL, NULL) == SQLITE_OK)
                return ST_OK;
        db->broken = sq_status(db, conn, "script");
        return db->broken;
}

static int64_t data_version(struct db *db)
{
        static const struct db_stmt version = {"db_data_version", "PRAGMA data_version"};
        struct sq_db *h = handle(db);
        struct stmt *s;
        int64_t n = h->seen_version;

        if (prepare(db, &h->conn, &version, &s))
                return n;
        if (sqlite3_step(s->native) == SQLITE_ROW)
                n = sqlite3_column_int64(s->native, 0);
        sqlite3_reset(s->native);
        cache_done(&h->conn.cache, s);
        return n;
}

/* Sleeps until somebody commits, unless that happened after `commits` was read. */
static void await_commit(struct sq_writer *w, uint64_t commits, int64_t ms)
{
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        ts.tv_nsec += ms * 1000000;
        ts.tv_sec += ts.tv_nsec / 1000000000;
        ts.tv_nsec %= 1000000000;
        pthread_mutex_lock(&w->mutex);
        if (w->commits == commits)
                pthread_cond_timedwait(&w->committed, &w->mutex, &ts);
        pthread_mutex_unlock(&w->mutex);
}

static uint64_t commits_so_far(struct sq_writer *w)
{
        pthread_mutex_lock(&w->mutex);
        uint64_t n = w->commits;
        pthread_mutex_unlock(&w->mutex);
        return n;
}

/* Commits of this process wake us at once; those of others are asked for every 50 ms. */
static bool sq_changed(struct db *db, int wait_ms)
{
        struct sq_db *h = handle(db);
        int64_t until = moment_mono() + wait_ms;

        read_end(db);
        for (;;) {
                uint64_t commits = commits_so_far(sq_writer(db));
                int64_t now = data_version(db), left = until - moment_mono();
                if (now != h->seen_version) {
                        h->seen_version = now;
                        return true;
                }
                if (left <= 0)
                        return false;
                await_commit(sq_writer(db), commits, left < 50 ? left : 50);
        }
}

/* ---- connections ---- */

static void conn_close(struct sq_conn *conn)
{
        cache_clear(&conn->cache);
        sqlite3_close(conn->db);
        conn->db = NULL;
}

static enum status conn_open(struct sq_conn *conn, const char *path, bool writer, char *why, size_t n)
{
        static const char pragmas[] =
            "PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            " PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;";
        int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (writer ? SQLITE_OPEN_CREATE : 0);
        enum status st;

        cache_init(&conn->cache, DB_SQLITE, drop, conn);
        int rc = sqlite3_open_v2(path, &conn->db, flags, NULL);
        if (!conn->db)
                out_of_memory();
        if (rc == SQLITE_OK) {
                /* before anything else: opening a file with a log may already have to wait */
                sqlite3_busy_timeout(conn->db, BUSY_MS);
                sqlite3_extended_result_codes(conn->db, 1);
                rc = sqlite3_exec(conn->db, pragmas, NULL, NULL, NULL);
        }
        if (rc == SQLITE_OK)
                rc = fts5_register(conn->db);
        if (rc == SQLITE_OK && !writer)
                rc = sqlite3_exec(conn->db, "PRAGMA query_only = ON", NULL, NULL, NULL);
        if (rc == SQLITE_OK)
                return ST_OK;
        st = status_of(conn->db);
        snprintf(why, n, "%s: %s", path, sqlite3_errmsg(conn->db));
        conn_close(conn);
        return st ? st : ST_IO;
}

static void sq_free(struct db *db)
{
        struct sq_db *h = handle(db);

        read_end(db);
        conn_close(&h->conn);
        pthread_cond_destroy(&h->wake);
        free(h);
}

static const struct db_ops sqlite_ops = {
    .open = sq_open,
    .step = sq_step,
    .fill = sq_fill,
    .i64 = sq_i64,
    .close = sq_close,
    .begin = sq_begin,
    .commit = sq_commit,
    .rollback = sq_rollback,
    .readonly = read_end,
    .script = sq_script,
    .changed = sq_changed,
    .prepare = sq_prepare,
    .explain = sq_explain,
    .free = sq_free,
};

static enum status handle_open(struct db_pool *pool, struct db **out)
{
        struct sq_db *h = db_alloc(sizeof(*h));
        enum status st;

        h->base = (struct db){.ops = &sqlite_ops, .pool = pool, .engine = DB_SQLITE};
        st = conn_open(&h->conn, pool->url, false, h->base.why, sizeof(h->base.why));
        if (st) {
                free(h);
                return st;
        }
        pthread_cond_init(&h->wake, NULL);
        *out = &h->base;
        h->seen_version = data_version(*out);
        return ST_OK;
}

static void pool_close(struct db_pool *pool)
{
        struct sq_pool *p = (struct sq_pool *)pool;

        ASSERT(!p->writer.owned);
        conn_close(&p->writer.conn);
        pthread_cond_destroy(&p->writer.committed);
        pthread_mutex_destroy(&p->writer.mutex);
        free(pool->url);
        free(p);
}

/* Before SQLite starts: no mutex in connections (we never share one), no memory statistics. */
static void configure(void)
{
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        /* a ticket has so many indexes that writing one undoes 60 kB at worst: in memory, not in a file for each */
        sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, 1 << 20);
}

enum status sqlite_pool_open(const char *path, struct arena *a, struct db_pool **out, const char **why)
{
        static pthread_once_t once = PTHREAD_ONCE_INIT;
        pthread_condattr_t attr;
        char text[256];
        enum status st;

        pthread_once(&once, configure);
        if (!*path || str_starts(path, ":memory:") || str_starts(path, "file:")) {
                *why = "a SQLite database is a file: several connections share it";
                return ST_INVALID;
        }
        struct sq_pool *p = db_alloc(sizeof(*p));
        st = conn_open(&p->writer.conn, path, true, text, sizeof(text));
        if (st) {
                *why = arena_str(a, text);
                free(p);
                return st;
        }
        pthread_mutex_init(&p->writer.mutex, NULL);
        pthread_condattr_init(&attr);
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
        pthread_cond_init(&p->writer.committed, &attr);
        pthread_condattr_destroy(&attr);
        p->base = (struct db_pool){DB_SQLITE, db_strdup(path), handle_open, pool_close};
        *out = &p->base;
        return ST_OK;
}
