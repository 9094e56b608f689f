#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <sqlite3.h>

#include "base/arena.h"
#include "base/moment.h"
#include "base/text.h"
#include "db/testdb.h"

static struct arena *a;
static struct db_pool *pool;
static struct db *db;

DB_STMT(make, "CREATE TABLE t (id @id, u TEXT UNIQUE, n SMALLINT NOT NULL DEFAULT 0 CHECK (n >= 0), b @blob,"
              " ref BIGINT REFERENCES t(id))");
DB_STMT(put, "INSERT INTO t (u, n, b, ref) VALUES (:u, :n, :b, :ref) RETURNING id");
DB_STMT(get, "SELECT id, u, n, b FROM t WHERE u = :u");
DB_STMT(rows, "SELECT count(*) FROM t");
DB_STMT(bump, "UPDATE t SET n = n + :by WHERE n >= :least");

struct row {
        int64_t id, n;
        const char *u;
        struct db_blob b;
};
static const struct db_col row_cols[] = {
    DB_COL_I64(struct row, id),
    DB_COL_TEXT(struct row, u),
    DB_COL_I64(struct row, n),
    DB_COL_BLOB(struct row, b),
    DB_COL_END,
};

static void start(enum db_engine e)
{
        testdb_open_empty(e, &pool, &db);
        assert_int_equal(db_exec(db, &make, DB_NO_ARGS, NULL), ST_OK);
}

static void end(void)
{
        testdb_close(&pool, &db);
        arena_reset(a);
}

static enum status put_row(const char *u, int64_t n, int64_t ref)
{
        int64_t id;

        return db_i64(db, &put,
                      DB_ARGS(DB_T("u", u), DB_I("n", n), DB_B("b", "\0\xff\\x", 4), DB_REF("ref", ref)),
                      &id);
}

static int64_t count_rows(void)
{
        int64_t n = -1;

        assert_int_equal(db_i64(db, &rows, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void values(enum db_engine e)
{
        struct row r = {0}, *all;
        size_t n;
        int64_t changed;

        start(e);
        assert_int_equal(put_row("é 'quoted' \\", 7, 0), ST_OK);
        assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "é 'quoted' \\")), row_cols, &r), ST_OK);
        assert_int_equal(r.n, 7);
        assert_string_equal(r.u, "é 'quoted' \\");
        assert_int_equal(r.b.n, 4);
        assert_memory_equal(r.b.p, "\0\xff\\x", 4);
        assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "no")), row_cols, &r), ST_NOT_FOUND);
        for (int i = 0; i < 100; i++)
                assert_int_equal(put_row(arena_fmt(a, "u%03d", i), i, 0), ST_OK);
        DB_STMT(list, "SELECT id, u, n, b FROM t WHERE u LIKE 'u%' ORDER BY u");
        assert_int_equal(db_all(db, a, &list, DB_NO_ARGS, row_cols, sizeof(r), 51, &all, &n), ST_OK);
        assert_int_equal(n, 51);
        assert_string_equal(all[50].u, "u050");
        assert_int_equal(db_all(db, a, &list, DB_NO_ARGS, row_cols, sizeof(r), 1000, &all, &n), ST_OK);
        assert_int_equal(n, 100);
        assert_int_equal(all[99].n, 99);
        assert_int_equal(db_exec(db, &bump, DB_ARGS(DB_I("by", 1), DB_I("least", 90)), &changed), ST_OK);
        assert_int_equal(changed, 10);
        /* NULL comes back as 0, NULL and empty */
        DB_STMT(nothing, "INSERT INTO t (u) VALUES ('null')");
        assert_int_equal(db_exec(db, &nothing, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "null")), row_cols, &r), ST_OK);
        assert_int_equal(r.b.n, 0);
        end();
}

static void errors(enum db_engine e)
{
        int64_t n;

        start(e);
        assert_int_equal(put_row("one", 1, 0), ST_OK);
        assert_int_equal(put_row("one", 1, 0), ST_CONFLICT);
        assert_non_null(strstr(db_why(db), "put"));
        assert_int_equal(put_row("two", -1, 0), ST_INVALID);
        assert_int_equal(put_row("two", 1, 999), ST_INVALID);
        DB_STMT(missing, "INSERT INTO t (u, n) VALUES ('x', NULL)");
        assert_int_equal(db_exec(db, &missing, DB_NO_ARGS, NULL), ST_INVALID);
        DB_STMT(syntax, "SELEC 1");
        assert_int_equal(db_prepare_only(db, &syntax), ST_IO);
        assert_int_equal(db_i64(db, &syntax, DB_NO_ARGS, &n), ST_IO);
        DB_STMT(two, "SELECT 1; SELECT 2");
        assert_int_not_equal(db_prepare_only(db, &two), ST_OK);
        assert_int_equal(db_prepare_only(db, &put), ST_OK);
        assert_int_equal(count_rows(), 1);
        const char *plan;
        assert_int_equal(db_explain(db, a, &get, &plan), ST_OK);
        assert_true(strlen(plan) > 5);
        end();
}

static enum status inner(bool commit, const char *u)
{
        DB_TX(tx, db);
        enum status st = put_row(u, 1, 0);

        if (!st && commit)
                st = db_commit(&tx);
        return st;
}

static void add(void *arg)
{
        ++*(int *)arg;
}

static enum status outer(bool commit, bool inner_commit, int *after)
{
        DB_TX(tx, db);

        if (tx.st)
                return tx.st;
        assert_true(db_in_tx(db));
        db_after_commit(db, add, after);
        (void)!inner(inner_commit, "inner");
        if (inner_commit)
                assert_int_equal(count_rows(), 1);
        return commit ? db_commit(&tx) : ST_OK;
}

static enum status failing(void)
{
        DB_TX(tx, db);

        if (tx.st || put_row("a", 1, 0))
                return ST_IO;
        assert_int_equal(put_row("a", 1, 0), ST_CONFLICT);
        /* only a rollback is left, on both engines */
        assert_int_equal(put_row("b", 1, 0), ST_CONFLICT);
        return db_commit(&tx);
}

static void scopes(enum db_engine e)
{
        int after = 0;

        start(e);
        assert_int_equal(outer(false, true, &after), ST_OK);
        assert_false(db_in_tx(db));
        assert_int_equal(count_rows(), 0);
        assert_int_equal(after, 0);
        assert_int_not_equal(outer(true, false, &after), ST_OK);
        assert_int_equal(count_rows(), 0);
        assert_int_equal(after, 0);
        assert_int_equal(outer(true, true, &after), ST_OK);
        assert_int_equal(count_rows(), 1);
        assert_int_equal(after, 1);
        assert_int_equal(failing(), ST_CONFLICT);
        assert_int_equal(count_rows(), 1);
        assert_int_equal(put_row("later", 1, 0), ST_OK);
        end();
}

static void fence(enum db_engine e)
{
        DB_STMT(sly, "--@sqlite\nUPDATE t SET n = 0 RETURNING id\n--@postgres\n"
                     "WITH x AS (UPDATE t SET n = 0 RETURNING id) SELECT id FROM x");
        struct db *other;
        int64_t n;

        start(e);
        assert_int_equal(put_row("one", 1, 0), ST_OK);
        db_readonly(db, true);
        assert_int_equal(count_rows(), 1);
        assert_int_equal(put_row("two", 1, 0), ST_READONLY);
        assert_int_equal(db_i64(db, &sly, DB_NO_ARGS, &n), ST_READONLY);
        {
                DB_TX(tx, db);
                assert_int_equal(tx.st, ST_OK);
                assert_int_equal(put_row("two", 1, 0), ST_READONLY);
                assert_int_equal(count_rows(), 1);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        /* a reader of one request keeps nobody from writing, and the next request sees it */
        assert_int_equal(db_open(pool, &other), ST_OK);
        assert_int_equal(db_exec(other, &bump, DB_ARGS(DB_I("by", 1), DB_I("least", 0)), &n), ST_OK);
        struct row r;
        if (e == DB_SQLITE) {
                assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "one")), row_cols, &r), ST_OK);
                assert_int_equal(r.n, 1);
        }
        db_readonly(db, true);
        assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "one")), row_cols, &r), ST_OK);
        assert_int_equal(r.n, 2);
        db_readonly(db, false);
        /* one moment on both engines, however many statements, until the flag is set again */
        db_readonly(db, true);
        assert_int_equal(db_snapshot(db), ST_OK);
        assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "one")), row_cols, &r), ST_OK);
        assert_int_equal(db_exec(other, &bump, DB_ARGS(DB_I("by", 1), DB_I("least", 0)), &n), ST_OK);
        assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "one")), row_cols, &r), ST_OK);
        assert_int_equal(r.n, 2);
        assert_int_equal(put_row("two", 1, 0), ST_READONLY);
        db_readonly(db, true);
        assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "one")), row_cols, &r), ST_OK);
        assert_int_equal(r.n, 3);
        db_readonly(db, false);
        assert_int_equal(put_row("two", 1, 0), ST_OK);
        db_close(&other);
        end();
}

struct walk {
        int64_t sum, rows;
};

static enum status walk_row(void *arg, void *row)
{
        struct walk *w = arg;
        const struct row *r = row;
        struct row again;

        w->sum += r->n;
        w->rows++;
        /* other statements, the same one, and writes run while the walk goes on */
        if (w->rows % 500 == 0) {
                assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", r->u)), row_cols, &again), ST_OK);
                assert_int_equal(again.id, r->id);
                assert_int_equal(put_row(NULL, 0, 0), ST_OK);
        }
        return w->rows == 1700 ? ST_DENIED : ST_OK;
}

static void walks(enum db_engine e)
{
        DB_STMT(fill, "INSERT INTO t (u, n) WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
                      "WHERE i < 2000)"
                      " SELECT CAST(i AS TEXT), 1 FROM c");
        DB_STMT(list, "SELECT id, u, n, b FROM t WHERE n = :n ORDER BY id");
        struct walk w = {0};

        start(e);
        assert_int_equal(db_exec(db, &fill, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(
            db_each(db, a, &list, DB_ARGS(DB_I("n", 1)), row_cols, sizeof(struct row), walk_row, &w),
            ST_DENIED);
        assert_int_equal(w.rows, 1700);
        w = (struct walk){.rows = 10000};
        assert_int_equal(
            db_each(db, a, &list, DB_ARGS(DB_I("n", 1)), row_cols, sizeof(struct row), walk_row, &w), ST_OK);
        assert_int_equal(w.rows, 12000);
        assert_int_equal(w.sum, 2000);
        assert_int_equal(count_rows(), 2007);
        end();
}

/* More texts than a connection keeps, some of them nameless. */
static void many_statements(enum db_engine e)
{
        start(e);
        for (int i = 0; i < 200; i++) {
                struct db_stmt s = {i % 3 ? "view" : NULL,
                                    arena_fmt(a, "SELECT %d + CAST(:x AS BIGINT)", i % 90)};
                int64_t n;
                assert_int_equal(db_i64(db, &s, DB_ARGS(DB_I("x", 1000)), &n), ST_OK);
                assert_int_equal(n, 1000 + i % 90);
        }
        assert_int_equal(db_count(db), 201);
        end();
}

static void changes_are_seen(enum db_engine e)
{
        struct db *tail;

        start(e);
        assert_int_equal(db_open(pool, &tail), ST_OK);
        (void)db_changed(tail, 500);
        (void)db_changed(tail, 500);
        assert_false(db_changed(tail, 20));
        assert_int_equal(put_row("one", 1, 0), ST_OK);
        assert_true(db_changed(tail, 2000));
        assert_false(db_changed(tail, 120));
        assert_int_equal(inner(true, "two"), ST_OK);
        assert_true(db_changed(tail, 2000));
        /* nothing written, nothing told */
        assert_int_equal(count_rows(), 2);
        assert_false(db_changed(tail, 120));
        db_close(&tail);
        end();
}

/* ---- PostgreSQL alone ---- */

static void connection_lost(void **state)
{
        start(DB_POSTGRES);
        assert_int_equal(put_row("one", 1, 0), ST_OK);
        assert_int_equal(count_rows(), 1);
        testdb_kill();
        assert_int_equal(count_rows(), 1); /* a read runs again by itself, prepared anew */
        testdb_kill();
        assert_int_equal(put_row("two", 1, 0), ST_OK); /* the death was seen before anything was sent */
        testdb_kill();
        assert_int_equal(inner(true, "three"), ST_OK);
        {
                DB_TX(tx, db);
                assert_int_equal(put_row("four", 1, 0), ST_OK);
                testdb_kill();
                assert_int_equal(put_row("five", 1, 0), ST_BUSY);
                assert_int_equal(db_commit(&tx), ST_BUSY);
        }
        assert_int_equal(count_rows(), 3);
        {
                DB_TX(tx, db);
                assert_int_equal(put_row("six", 1, 0), ST_OK);
                testdb_kill();
                assert_int_equal(db_commit(&tx), ST_IO); /* nobody knows */
        }
        assert_int_equal(count_rows(), 3);
        end();
}

static void several_hosts(void **state)
{
        const char *url, *why;
        struct db_pool *p;

        start(DB_POSTGRES);
        const char *host = strstr(testdb_url(), "127.0.0.1");
        url = arena_fmt(a, "%.*s127.0.0.1:1,%s", (int)(host - testdb_url()), testdb_url(), host);
        assert_int_equal(db_pool_open(url, a, &p, &why), ST_OK);
        db_pool_close(&p);
        assert_int_equal(db_pool_open("postgresql://x@127.0.0.1:1/none", a, &p, &why), ST_UNAVAILABLE);
        assert_true(strlen(why) > 0);
        end();
}

/* What PostgreSQL calls its errors, and what we make of them. */
static void sqlstates(void **state)
{
        static const struct {
                const char *state;
                enum status st;
        } list[] = {
            {"23505", ST_CONFLICT}, {"23P01", ST_CONFLICT},  {"23514", ST_INVALID}, {"22003", ST_INVALID},
            {"40001", ST_BUSY},     {"40P01", ST_BUSY},      {"55P03", ST_BUSY},    {"53100", ST_FULL},
            {"53300", ST_BUSY},     {"54000", ST_TOO_LARGE}, {"58030", ST_IO},      {"42601", ST_IO},
        };
        DB_STMT(reader, "SET TRANSACTION READ ONLY");

        start(DB_POSTGRES);
        for (size_t i = 0; i < ARRAY_LEN(list); i++) {
                struct db_stmt s = {
                    NULL, arena_fmt(a, "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '%s'; END $$",
                                    list[i].state)};
                enum status st = db_exec(db, &s, DB_NO_ARGS, NULL);
                if (st != list[i].st)
                        fail_msg("%s gave %s", list[i].state, status_name(st));
        }
        {
                DB_TX(tx, db);
                assert_int_equal(tx.st, ST_OK);
                assert_int_equal(db_exec(db, &reader, DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(put_row("one", 1, 0), ST_READONLY);
        }
        end();
}

/* ---- SQLite alone ---- */

/* Another program holds the file: busy, after five seconds. */
static void locked_is_busy(void **state)
{
        sqlite3 *other;

        start(DB_SQLITE);
        assert_int_equal(sqlite3_open(testdb_url() + strlen("sqlite:"), &other), SQLITE_OK);
        assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(put_row("one", 1, 0), ST_BUSY);
        assert_int_equal(count_rows(), 0);
        assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
        assert_int_equal(put_row("one", 1, 0), ST_OK);
        sqlite3_close(other);
        end();
}

static void serialization_is_busy(void **state)
{
        DB_STMT(strict, "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE");
        struct db *other;
        struct row r;

        start(DB_POSTGRES);
        assert_int_equal(put_row("one", 1, 0), ST_OK);
        assert_int_equal(db_open(pool, &other), ST_OK);
        {
                DB_TX(tx, db);
                assert_int_equal(tx.st, ST_OK);
                assert_int_equal(db_exec(db, &strict, DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(db_one(db, a, &get, DB_ARGS(DB_T("u", "one")), row_cols, &r), ST_OK);
                assert_int_equal(db_exec(other, &bump, DB_ARGS(DB_I("by", 1), DB_I("least", 0)), NULL),
                                 ST_OK);
                assert_int_equal(db_exec(db, &bump, DB_ARGS(DB_I("by", 1), DB_I("least", 0)), NULL), ST_BUSY);
        }
        db_close(&other);
        end();
}

static void bad_urls(void **state)
{
        const char *why;
        struct db_pool *p;

        assert_int_equal(db_pool_open("sqlite::memory:", a, &p, &why), ST_INVALID);
        assert_int_not_equal(db_pool_open("sqlite:/nowhere/at/all.db", a, &p, &why), ST_OK);
        assert_non_null(strstr(why, "/nowhere/at/all.db"));
}

static void fake(void **state)
{
        struct db *f = db_fake_new(a);
        struct row r = {.n = 5};
        int64_t n;

        db_fake_expect(f, "get", ST_OK);
        db_fake_expect(f, "rows", ST_BUSY);
        db_fake_expect(f, "get", ST_NOT_FOUND);
        assert_int_equal(db_one(f, a, &get, DB_NO_ARGS, row_cols, &r), ST_OK);
        assert_int_equal(r.n, 0);
        assert_int_equal(db_fake_left(f), 2);
        {
                DB_TX(tx, f);
                assert_int_equal(db_i64(f, &rows, DB_NO_ARGS, &n), ST_BUSY);
                assert_int_equal(db_commit(&tx), ST_BUSY);
        }
        assert_int_equal(db_one(f, a, &get, DB_NO_ARGS, row_cols, &r), ST_NOT_FOUND);
        assert_int_equal(db_fake_left(f), 0);
        db_close(&f);
}

TESTDB_BOTH(values)
TESTDB_BOTH(errors)
TESTDB_BOTH(scopes)
TESTDB_BOTH(fence)
TESTDB_BOTH(walks)
TESTDB_BOTH(many_statements)
TESTDB_BOTH(changes_are_seen)

/* ---- who watches what is committed ---- */

DB_STMT(watched_t, "CREATE TABLE watched (id @id, n BIGINT)");
DB_STMT(watched_seen, "CREATE TABLE looked_at (n BIGINT)");
DB_STMT(watched_news, "CREATE TABLE news (id @id, n BIGINT)");
DB_STMT(watched_put, "INSERT INTO watched (n) VALUES (:n)");
DB_STMT(watched_more, "UPDATE watched SET n = n + 1");
DB_STMT(watched_cut, "DELETE FROM watched WHERE n > 5");
DB_STMT(watched_read, "SELECT n FROM watched ORDER BY id LIMIT 1 @lock");
DB_STMT(watched_from, "WITH x AS (SELECT n FROM looked_at) INSERT INTO watched (n) SELECT n FROM x UNION ALL SELECT 9");
DB_STMT(looked_put, "INSERT INTO looked_at (n) VALUES (:n)");
DB_STMT(looked_cut, "DELETE FROM looked_at WHERE n IN (SELECT n FROM watched)");
DB_LATER(news_put, "INSERT INTO news (n) VALUES (:n)");
DB_STMT(news_count, "SELECT COUNT(*) FROM news");

static enum status tell(struct db *of)
{
        return db_exec(of, &news_put, DB_ARGS(DB_I("n", 1)), NULL);
}

static int64_t news(void)
{
        int64_t n = -1;

        assert_int_equal(db_i64(db, &news_count, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void run_one(const struct db_stmt *s)
{
        bool takes = strstr(s->sql, ":n") != NULL;

        assert_int_equal(db_exec(db, s, takes ? DB_ARGS(DB_I("n", 7)) : DB_NO_ARGS, NULL), ST_OK);
}

static void run_both(const struct db_stmt *one, const struct db_stmt *two, bool steady, bool commit)
{
        DB_TX(tx, db);
        assert_int_equal(tx.st, ST_OK);
        if (steady)
                db_steady(db, a);
        run_one(one);
        {
                DB_TX(inner, db);
                run_one(two);
                assert_int_equal(db_commit(&inner), ST_OK);
        }
        if (commit)
                assert_int_equal(db_commit(&tx), ST_OK);
}

static void watched(enum db_engine e)
{
        static const char *const quiet[] = {"looked_at", NULL};
        static const struct db_stmt *const writing[] = {&watched_put, &watched_more, &watched_from, &watched_cut};
        int64_t n = 0;

        start(e);
        run_one(&watched_t);
        run_one(&watched_seen);
        run_one(&watched_news);
        run_one(&watched_put);
        assert_int_equal(news(), 0); /* nobody watches yet */
        db_watch(pool, &(struct db_watch){quiet, "news", tell});
        for (size_t i = 0; i < ARRAY_LEN(writing); i++) { /* outside a scope */
                run_one(writing[i]);
                assert_int_equal(news(), ++n);
        }
        run_one(&looked_put);
        run_one(&looked_cut);
        run_one(&watched_read);
        assert_int_equal(news(), n);
        run_both(&watched_put, &watched_more, false, true); /* one for the scope */
        assert_int_equal(news(), ++n);
        run_both(&looked_put, &watched_more, true, true);
        assert_int_equal(news(), ++n);
        run_both(&looked_put, &looked_cut, false, true);
        assert_int_equal(news(), n);
        run_both(&watched_put, &news_put, false, true); /* told by itself */
        assert_int_equal(news(), ++n);
        run_both(&news_put, &watched_put, true, true);
        assert_int_equal(news(), ++n);
        run_both(&watched_put, &watched_more, false, false);
        assert_int_equal(news(), n); /* nothing happened */
        run_both(&looked_put, &looked_cut, false, true); /* and what a scope before it wrote is forgotten */
        assert_int_equal(news(), n);
        end();
}
TESTDB_BOTH(watched)

int main(void)
{
        const struct CMUnitTest tests[] = {
            TESTDB_RUN(values),
            TESTDB_RUN(errors),
            TESTDB_RUN(scopes),
            TESTDB_RUN(fence),
            TESTDB_RUN(walks),
            TESTDB_RUN(many_statements),
            TESTDB_RUN(changes_are_seen),
            TESTDB_RUN(watched),
            cmocka_unit_test(connection_lost),
            cmocka_unit_test(several_hosts),
            cmocka_unit_test(serialization_is_busy),
            cmocka_unit_test(sqlstates),
            cmocka_unit_test(locked_is_busy),
            cmocka_unit_test(bad_urls),
            cmocka_unit_test(fake),
        };
        int failed;

        a = arena_new(64u << 20);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        arena_free(&a);
        return failed;
}
