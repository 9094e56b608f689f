/* PostgreSQL through libpq: one connection a handle, statements prepared by name on first use, text
 * results (a BIGINT is shorter so), binary arguments for blobs only.
 *
 * A lost connection: outside a scope a read simply runs again on a new one; inside a scope the scope
 * fails with ST_BUSY and the request runs again; during COMMIT, or during a write outside a scope,
 * nobody knows whether it happened, which is ST_IO and is never repeated.  Every new connection has
 * a generation, and a statement is prepared again when its own is older. */
#include <poll.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/moment.h"
#include "base/text.h"
#include "db/postgres.h"

#define FETCH_ROWS 500
#define DOWN_MS    500
#define ADVISORY   "7310868735" /* "guichet" on a telephone's keys, cut: nobody else's lock */
#define OLDEST     130000

static struct pg_db *handle(struct db *db)
{
        return (struct pg_db *)db;
}

/* ---- errors ---- */

enum status pg_status(const char *sqlstate, const char *message)
{
        static const struct {
                const char *state; /* five characters, or two for a class */
                enum status st;
        } map[] = {
            {"23505", ST_CONFLICT}, {"23P01", ST_CONFLICT}, {"23", ST_INVALID},   {"22", ST_INVALID},
            {"40", ST_BUSY},        {"55P03", ST_BUSY},     {"57", ST_BUSY},      {"08", ST_BUSY},
            {"53100", ST_FULL},     {"53", ST_BUSY},        {"54", ST_TOO_LARGE}, {"25006", ST_READONLY},
        };

        if (!sqlstate)
                return ST_IO;
        if (!strcmp(sqlstate, "P0001"))
                return db_raised(message);
        for (size_t i = 0; i < ARRAY_LEN(map); i++)
                if (!strncmp(sqlstate, map[i].state, strlen(map[i].state)))
                        return map[i].st;
        return ST_IO;
}

static bool lost(const struct pg_db *h)
{
        return !h->conn || PQstatus(h->conn) != CONNECTION_OK;
}

static void disconnect(struct pg_db *h)
{
        PQfinish(h->conn);
        h->conn = NULL;
        h->piped = false;
        h->waiting = 0;
}

enum status pg_failed(struct pg_db *h, PGresult *res, const char *what)
{
        const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
        const char *message = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
        enum status st = lost(h) ? ST_BUSY : pg_status(state, message);

        db_fail(&h->base, st, what, message ? message : PQerrorMessage(h->conn));
        PQclear(res);
        return st;
}

/* ---- connections ---- */

static void quiet(void *arg, const char *message)
{
}

PGconn *pg_connect(const char *url, char *why, size_t n)
{
        /* what stands in the URL wins */
        static const char *const names[] = {"connect_timeout",
                                            "target_session_attrs",
                                            "keepalives",
                                            "keepalives_idle",
                                            "keepalives_interval",
                                            "keepalives_count",
                                            "tcp_user_timeout",
                                            "fallback_application_name",
                                            "client_encoding",
                                            "dbname",
                                            NULL};
        const char *values[] = {"5",     "read-write", "1",    "30", "10", "3",
                                "30000", "guichet",    "UTF8", url,  NULL};
        PGconn *conn = PQconnectdbParams(names, values, 1);

        if (!conn)
                out_of_memory();
        if (PQstatus(conn) == CONNECTION_OK) {
                PQsetNoticeProcessor(conn, quiet, NULL);
                return conn;
        }
        snprintf(why, n, "%s", PQerrorMessage(conn));
        PQfinish(conn);
        return NULL;
}

/* A live connection.  After a failure nobody tries for half a second: requests then fail at once
 * instead of queueing up behind a dead host. */
static enum status connected(struct pg_db *h)
{
        struct pg_pool *pool = (struct pg_pool *)h->base.pool;
        int64_t now;

        if (!lost(h))
                return ST_OK;
        if (h->snapshot) /* another connection would show another moment */
                return db_fail(&h->base, ST_BUSY, "snapshot", "connection lost");
        disconnect(h);
        now = moment_mono();
        pthread_mutex_lock(&pool->mutex);
        bool down = pool->down_until > now;
        pthread_mutex_unlock(&pool->mutex);
        if (down)
                return db_fail(&h->base, ST_BUSY, "connect", "the database cannot be reached");
        h->conn = pg_connect(pool->base.url, h->base.why, sizeof(h->base.why));
        h->generation++;
        pthread_mutex_lock(&pool->mutex);
        pool->down_until = h->conn ? 0 : moment_mono() + DOWN_MS;
        pthread_mutex_unlock(&pool->mutex);
        return h->conn ? ST_OK : ST_BUSY;
}

/* Before something that must not run twice: has the server closed an idle connection meanwhile? */
static enum status connected_surely(struct pg_db *h)
{
        /* first its last words, then the end of file */
        for (int i = 0; i < 4 && h->conn; i++) {
                struct pollfd p = {.fd = PQsocket(h->conn), .events = POLLIN};
                if (poll(&p, 1, 0) <= 0)
                        break;
                if (!PQconsumeInput(h->conn))
                        disconnect(h);
        }
        return connected(h);
}

static enum status command(struct pg_db *h, const char *sql)
{
        PGresult *res = PQexec(h->conn, sql);
        ExecStatusType how = PQresultStatus(res);

        if (how != PGRES_COMMAND_OK && how != PGRES_TUPLES_OK)
                return pg_failed(h, res, sql);
        PQclear(res);
        return ST_OK;
}

/* ---- statements ---- */

static void bind(void *arg, size_t at, const struct db_arg *v)
{
        struct params *p = arg;
        size_t i = at - 1;

        ASSERT(i < PG_PARAMS);
        p->n = (int)at;
        p->formats[i] = v->type == DB_BLOB;
        p->lengths[i] = (int)v->n;
        if (v->type == DB_I64) {
                snprintf(p->numbers[i], sizeof(p->numbers[i]), "%lld", (long long)v->i);
                p->values[i] = p->numbers[i];
        } else {
                p->values[i] = v->type == DB_NULL ? NULL : v->s;
        }
}

static const char *server_name(const struct stmt *s, char *out, size_t n)
{
        snprintf(out, n, "s%llu", (unsigned long long)s->id);
        return out;
}

static void drop(void *owner, struct stmt *s)
{
        struct pg_db *h = owner;
        char sql[48];

        if (!s->native || s->generation != h->generation || lost(h))
                return;
        (void)!pipe_leave(h); /* a failure stays with the scope */
        /* in a failed transaction this is refused; the name is never used again, so it only costs room */
        snprintf(sql, sizeof(sql), "DEALLOCATE s%llu", (unsigned long long)s->id);
        PQclear(PQexec(h->conn, sql));
}

static enum status prepare(struct pg_db *h, struct stmt *s)
{
        char name[24];

        if (s->native && s->generation == h->generation)
                return ST_OK;
        enum status st = pipe_leave(h);
        if (st)
                return st;
        PGresult *res = PQprepare(h->conn, server_name(s, name, sizeof(name)), s->sql.text, 0, NULL);
        if (PQresultStatus(res) != PGRES_COMMAND_OK)
                return pg_failed(h, res, s->name);
        PQclear(res);
        s->native = s;
        s->generation = h->generation;
        return ST_OK;
}

/* Runs it whole; the rows are in the result. */
static enum status run_whole(struct pg_db *h, struct stmt *s, const struct params *p, PGresult **out)
{
        char name[24];
        enum status st;
        PGresult *res;

        if (*s->name) {
                if ((st = prepare(h, s)))
                        return st;
                if (h->piped)
                        return pipe_ask(h, server_name(s, name, sizeof(name)), p, out);
                res = PQexecPrepared(h->conn, server_name(s, name, sizeof(name)), p->n, p->values, p->lengths,
                                     p->formats, 0);
        } else {
                if ((st = pipe_leave(h)))
                        return st;
                res = PQexecParams(h->conn, s->sql.text, p->n, NULL, p->values, p->lengths, p->formats, 0);
        }
        ExecStatusType how = PQresultStatus(res);
        if (how == PGRES_TUPLES_OK || how == PGRES_COMMAND_OK) {
                *out = res;
                return ST_OK;
        }
        const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
        /* a migration changed what SELECT * gives: prepared anew when the request runs again */
        bool outdated = state && (!strcmp(state, "0A000") || !strcmp(state, "26000")) && s->native;
        st = pg_failed(h, res, s->name);
        if (outdated) {
                drop(h, s);
                s->native = NULL;
                return ST_BUSY;
        }
        return st;
}

static enum status fetch(struct db_cursor *c)
{
        struct pg_db *h = handle(c->db);
        char sql[64];

        PQclear(c->result);
        c->result = NULL;
        c->row = -1;
        enum status st = pipe_leave(h);
        if (st)
                return st;
        snprintf(sql, sizeof(sql), "FETCH %d FROM c%llu", FETCH_ROWS, (unsigned long long)c->scroll);
        PGresult *res = PQexec(h->conn, sql);
        if (PQresultStatus(res) != PGRES_TUPLES_OK)
                return pg_failed(h, res, c->stmt->name);
        c->result = res;
        c->rows = PQntuples(res);
        return ST_OK;
}

/* A cursor on the server, so that a walk over a million rows takes no memory here and other
 * statements may run meanwhile.  Outside a scope it outlives its own transaction (WITH HOLD). */
static enum status run_scrolling(struct db_cursor *c, const struct params *p)
{
        struct pg_db *h = handle(c->db);
        struct arena *a = arena_new(1u << 20);
        enum status st = ST_OK;

        uint64_t id = ++h->cursors;
        const char *sql = arena_fmt(a, "DECLARE c%llu NO SCROLL CURSOR %s FOR %s", (unsigned long long)id,
                                    c->db->scope == SCOPE_WRITE ? "" : "WITH HOLD", c->stmt->sql.text);
        PGresult *res = PQexecParams(h->conn, sql, p->n, NULL, p->values, p->lengths, p->formats, 0);
        arena_free(&a);
        if (PQresultStatus(res) != PGRES_COMMAND_OK)
                st = pg_failed(h, res, c->stmt->name);
        else
                PQclear(res);
        if (st)
                return st;
        c->scroll = id;
        return fetch(c);
}

/* Sent, not waited for: nobody asks what it did. */
static enum status send_whole(struct pg_db *h, struct stmt *s, const struct params *p)
{
        char name[24];
        enum status st = prepare(h, s);

        return st ? st : pipe_send(h, server_name(s, name, sizeof(name)), p);
}

static enum status run(struct db_cursor *c, const struct params *p, bool scroll)
{
        PGresult *res = NULL;
        enum status st;

        bool whole = !scroll || !c->stmt->sql.select || c->stmt->sql.writes;
        if (!whole)
                return (st = pipe_leave(handle(c->db))) ? st : run_scrolling(c, p);
        if (c->unheard && c->db->steady && c->stmt->sql.writes && *c->stmt->name)
                return send_whole(handle(c->db), c->stmt, p);
        st = run_whole(handle(c->db), c->stmt, p, &res);
        if (st)
                return st;
        c->result = res;
        c->rows = PQntuples(res);
        c->row = -1;
        c->changed = strtoll(PQcmdTuples(res), NULL, 10);
        return ST_OK;
}

static void close_cursor(struct db_cursor *c)
{
        struct pg_db *h = handle(c->db);
        char sql[40];

        PQclear(c->result);
        c->result = NULL;
        if (c->scroll && !lost(h) && !pipe_leave(h) && PQtransactionStatus(h->conn) != PQTRANS_INERROR) {
                snprintf(sql, sizeof(sql), "CLOSE c%llu", (unsigned long long)c->scroll);
                PQclear(PQexec(h->conn, sql));
        }
        cache_done(&h->cache, c->stmt);
}

static enum status pg_open(struct db_cursor *c, const struct db_stmt *want, struct db_args args, bool scroll)
{
        struct db *db = c->db;
        struct pg_db *h = handle(db);
        struct params p;
        enum status st;

        c->stmt = cache_get(&h->cache, want);
        bool writes = c->stmt->sql.writes, inside = db->scope == SCOPE_WRITE;
        p.n = 0;
        if (writes && !inside && !db->readonly && db->scope == SCOPE_NONE && watch_asks(db, &c->stmt->sql)) {
                /* who watches writes in the same commit */
                cache_done(&h->cache, c->stmt);
                c->own_tx = true;
                return ST_OK;
        }
        sql_bind(c->stmt, args, bind, &p);
        if (writes && (db->readonly || db->scope == SCOPE_READ))
                st = db_fail(db, ST_READONLY, want->name, "a write where only reading is allowed");
        else if (inside)
                st = lost(h) ? db_fail(db, ST_BUSY, want->name, "connection lost") : ST_OK;
        else
                st = writes ? connected_surely(h) : connected(h);
        if (!st)
                st = rows_before(db, &c->stmt->sql);
        if (!st)
                st = run(c, &p, scroll);
        if (st == ST_BUSY && !inside && !writes && h->conn && lost(h)) {
                /* nothing happened yet: once more on a new connection */
                st = connected(h);
                if (!st)
                        st = run(c, &p, scroll);
        }
        if (st && writes && !inside && h->conn && lost(h))
                st = db_fail(db, ST_IO, want->name, "connection lost: nobody knows whether it was written");
        if (st) {
                close_cursor(c);
                return st;
        }
        db->wrote += writes;
        if (writes && !inside)
                notifier_soon(&((struct pg_pool *)db->pool)->notifier);
        return ST_OK;
}

static enum status pg_step(struct db_cursor *c)
{
        enum status st;

        if (++c->row < c->rows)
                return ST_OK;
        if (!c->scroll || c->rows < FETCH_ROWS)
                return ST_NOT_FOUND;
        if ((st = fetch(c)))
                return st;
        return ++c->row < c->rows ? ST_OK : ST_NOT_FOUND;
}

/* ---- values ---- */

static int64_t number(const char *s)
{
        if (*s == 't')
                return 1;
        return *s == 'f' ? 0 : strtoll(s, NULL, 10);
}

static unsigned nibble(char c)
{
        return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* \x0aff… */
static void blob(char *s, size_t n, struct arena *a, struct db_blob *out)
{
        *out = (struct db_blob){NULL, 0};
        if (n < 2)
                return;
        size_t bytes = (n - 2) / 2;
        /* borrowed: decoded in place, the text is twice as long */
        unsigned char *p = a ? arena_alloc(a, bytes) : (unsigned char *)s;
        for (size_t i = 0; i < bytes; i++)
                p[i] = (unsigned char)(nibble(s[2 + 2 * i]) << 4 | nibble(s[3 + 2 * i]));
        *out = (struct db_blob){p, bytes};
}

static const char *column_name(void *arg, int i)
{
        return PQfname(arg, i);
}

static void pg_fill(struct db_cursor *c, struct arena *a, const struct db_col *cols, void *out)
{
        PGresult *res = c->result;
        int row = (int)c->row;

        db_columns(c->stmt, cols, PQnfields(res), column_name, res);
        for (int i = 0; cols[i].name; i++) {
                void *to = (char *)out + cols[i].offset;
                bool null = PQgetisnull(res, row, i) != 0;
                char *value = PQgetvalue(res, row, i);
                size_t n = (size_t)PQgetlength(res, row, i);
                if (cols[i].type == DB_I64)
                        *(int64_t *)to = null ? 0 : number(value);
                else if (cols[i].type == DB_TEXT)
                        *(const char **)to = null ? NULL : a ? arena_strn(a, value, n) : value;
                else
                        blob(value, null ? 0 : n, a, to);
        }
}

static int64_t pg_i64(struct db_cursor *c)
{
        return PQgetisnull(c->result, (int)c->row, 0) ? 0 : number(PQgetvalue(c->result, (int)c->row, 0));
}

/* ---- scopes ---- */

static enum status pg_begin(struct db *db, bool alone)
{
        struct pg_db *h = handle(db);
        enum status st = connected(h);

        if (!st)
                st = command(h, "BEGIN ISOLATION LEVEL READ COMMITTED");
        if (st && h->conn && lost(h)) {
                /* an idle connection had died: nothing was lost with it */
                st = connected(h);
                if (!st)
                        st = command(h, "BEGIN ISOLATION LEVEL READ COMMITTED");
        }
        if (!st && alone && (st = command(h, "SELECT pg_advisory_xact_lock(" ADVISORY ")")))
                PQclear(PQexec(h->conn, "ROLLBACK"));
        h->wrote_before = db->wrote;
        return st;
}

static enum status pg_commit(struct db *db)
{
        struct pg_db *h = handle(db);

        enum status sent = pipe_leave(h);
        if (sent && !lost(h))
                PQclear(PQexec(h->conn, "ROLLBACK"));
        if (lost(h))
                return db_fail(db, ST_BUSY, "COMMIT", "connection lost before the commit");
        if (sent)
                return sent;
        PGresult *res = PQexec(h->conn, "COMMIT");
        bool done = PQresultStatus(res) == PGRES_COMMAND_OK && str_eq(PQcmdStatus(res), "COMMIT");
        if (!done) {
                enum status st = pg_failed(h, res, "COMMIT");
                if (lost(h))
                        return db_fail(db, ST_IO, "COMMIT",
                                       "connection lost: nobody knows whether it was written");
                PQclear(PQexec(h->conn, "ROLLBACK"));
                return st;
        }
        PQclear(res);
        if (db->wrote != h->wrote_before)
                notifier_soon(&((struct pg_pool *)db->pool)->notifier);
        return ST_OK;
}

static void pg_rollback(struct db *db)
{
        struct pg_db *h = handle(db);

        (void)!pipe_leave(h); /* it is undone whatever it answers */
        if (!lost(h))
                PQclear(PQexec(h->conn, "ROLLBACK"));
}

static enum status pg_snapshot(struct db *db)
{
        struct pg_db *h = handle(db);
        enum status st = connected_surely(h);

        if (!st)
                st = command(h, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        h->snapshot = !st;
        return st;
}

/* The guard looks at the statement's words; only a snapshot is a transaction to end. */
static void pg_readonly(struct db *db)
{
        struct pg_db *h = handle(db);

        if (h->snapshot)
                pg_rollback(db);
        h->snapshot = false;
}

static enum status pg_script(struct db *db, const char *sql)
{
        struct pg_db *h = handle(db);

        (void)!pipe_leave(h);
        db->broken = db->broken ? db->broken : lost(h) ? db_fail(db, ST_BUSY, "script", "connection lost") : command(h, sql);
        return db->broken;
}

static enum status pg_prepare(struct db *db, const struct db_stmt *want)
{
        struct pg_db *h = handle(db);
        enum status st = connected(h);

        if (st)
                return st;
        struct stmt *s = cache_get(&h->cache, want);
        st = prepare(h, s);
        if (st && db->scope == SCOPE_WRITE)
                db->broken = st;
        cache_done(&h->cache, s);
        return st;
}

static enum status pg_explain(struct db *db, struct arena *a, const struct db_stmt *want, const char **out)
{
        struct pg_db *h = handle(db);
        enum status st = connected(h);
        struct buf b;
        struct sql sql;

        *out = "";
        if (st)
                return st;
        sql_rewrite(a, DB_POSTGRES, want->sql, &sql);
        PQclear(PQexec(h->conn, "DEALLOCATE explained"));
        PGresult *res = PQprepare(h->conn, "explained", sql.text, 0, NULL);
        if (PQresultStatus(res) != PGRES_COMMAND_OK)
                return pg_failed(h, res, want->name);
        PQclear(res);
        buf_init(&b, a, 256u << 10);
        buf_str(&b, "EXPLAIN EXECUTE explained");
        for (size_t i = 0; i < sql.n; i++)
                buf_str(&b, i ? ", NULL" : " (NULL");
        buf_str(&b, sql.n ? ")" : "");
        /* else NULL arguments would be planned as such */
        PQclear(PQexec(h->conn, "SET plan_cache_mode = force_generic_plan"));
        res = PQexec(h->conn, b.p);
        PQclear(PQexec(h->conn, "RESET plan_cache_mode"));
        if (PQresultStatus(res) != PGRES_TUPLES_OK)
                return pg_failed(h, res, want->name);
        buf_init(&b, a, 256u << 10);
        for (int i = 0; i < PQntuples(res); i++)
                buf_fmt(&b, "%s\n", PQgetvalue(res, i, 0));
        PQclear(res);
        *out = b.p;
        return buf_end(&b);
}

static void pg_free(struct db *db)
{
        struct pg_db *h = handle(db);

        PQfinish(h->conn);
        PQfinish(h->listener);
        h->conn = NULL;
        cache_clear(&h->cache);
        free(h);
}

static const struct db_ops postgres_ops = {
    .open = pg_open,
    .step = pg_step,
    .fill = pg_fill,
    .i64 = pg_i64,
    .close = close_cursor,
    .begin = pg_begin,
    .commit = pg_commit,
    .rollback = pg_rollback,
    .snapshot = pg_snapshot,
    .readonly = pg_readonly,
    .script = pg_script,
    .changed = pg_changed,
    .prepare = pg_prepare,
    .explain = pg_explain,
    .arg_types = pg_arg_types,
    .free = pg_free,
};

static enum status handle_open(struct db_pool *pool, struct db **out)
{
        struct pg_db *h = db_alloc(sizeof(*h));

        h->base = (struct db){.ops = &postgres_ops, .pool = pool, .engine = DB_POSTGRES};
        cache_init(&h->cache, DB_POSTGRES, drop, h);
        *out = &h->base;
        return ST_OK;
}

static void pool_close(struct db_pool *pool)
{
        struct pg_pool *p = (struct pg_pool *)pool;

        notifier_stop(&p->notifier);
        pthread_mutex_destroy(&p->mutex);
        free(pool->url);
        free(p);
}

enum status postgres_pool_open(const char *url, struct arena *a, struct db_pool **out, const char **why)
{
        char text[256];
        PGconn *conn = pg_connect(url, text, sizeof(text));

        if (!conn) {
                *why = arena_str(a, text);
                return ST_UNAVAILABLE;
        }
        int version = PQserverVersion(conn);
        PQfinish(conn);
        if (version < OLDEST) {
                *why = "PostgreSQL 13 or later is needed";
                return ST_INVALID;
        }
        struct pg_pool *p = db_alloc(sizeof(*p));
        p->base = (struct db_pool){DB_POSTGRES, db_strdup(url), handle_open, pool_close};
        pthread_mutex_init(&p->mutex, NULL);
        notifier_init(&p->notifier, p->base.url);
        *out = &p->base;
        return ST_OK;
}
