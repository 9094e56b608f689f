#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/testdb.h"

static struct arena *a;
static struct db_pool *pool;
static struct db *db;

DB_STMT(make, "CREATE TABLE t (id @id, word TEXT, n BIGINT, b @blob)");
DB_STMT(put, "INSERT INTO t (word, n, b) VALUES (:word, :n, :b)");
DB_LATER(put_later, "INSERT INTO t (word, n, b) VALUES (:word, COALESCE(CAST(:n AS BIGINT), 7), :b) ON CONFLICT DO NOTHING RETURNING id");
DB_LATER(put_child, "INSERT INTO child (t_id, twice) VALUES (:t, CAST(:n AS BIGINT) + (SELECT n FROM t WHERE id = :t))");
DB_STMT(make_child, "CREATE TABLE child (t_id BIGINT NOT NULL REFERENCES t (id), twice BIGINT)");
DB_STMT(children, "SELECT COALESCE(SUM(twice), 0) FROM child");
DB_STMT(elsewhere, "SELECT COUNT(*) FROM schema_version");
DB_STMT(words, "SELECT n, word, b FROM t ORDER BY id");
DB_STMT(bump, "UPDATE t SET n = n + 1");
DB_STEADY(one, "SELECT n, word, b FROM t WHERE word = :word");
DB_STEADY(list, "SELECT n, word, b FROM t WHERE n >= :least ORDER BY n");
DB_STEADY(total, "SELECT SUM(n) FROM t WHERE n >= :least");
DB_STMT(fresh, "SELECT SUM(n) FROM t");
DB_STMT(hits, "--@sqlite\nSELECT count(*) FROM search WHERE search MATCH :q\n"
              "--@postgres\nSELECT count(*) FROM search WHERE tsv @@ CAST(:q AS tsquery)\n");

struct row {
        int64_t n;
        const char *word;
        struct db_blob b;
};
static const struct db_col cols[] = {DB_COL_I64(struct row, n), DB_COL_TEXT(struct row, word), DB_COL_BLOB(struct row, b), DB_COL_END};

static void start(enum db_engine e)
{
        testdb_open(e, &pool, &db);
        assert_int_equal(db_exec(db, &make, DB_NO_ARGS, NULL), ST_OK);
        for (int64_t i = 1; i <= 3; i++)
                assert_int_equal(db_exec(db, &put, DB_ARGS(DB_T("word", i == 2 ? "deux" : "autre"), DB_I("n", i), DB_B("b", "\1\2", (size_t)(i - 1))), NULL), ST_OK);
}

static void end(void)
{
        testdb_close(&pool, &db);
        arena_reset(a);
}

static int64_t sum(const struct db_stmt *s, int64_t least)
{
        int64_t n = -1;

        assert_int_equal(db_i64(db, s, DB_ARGS(DB_I("least", least)), &n), ST_OK);
        return n;
}

static void same_rows(int64_t shift)
{
        struct row r = {0}, *rows;
        size_t n;

        assert_int_equal(db_one(db, a, &one, DB_ARGS(DB_T("word", "deux")), cols, &r), ST_OK);
        assert_int_equal(r.n, 2 + shift);
        assert_string_equal(r.word, "deux");
        assert_int_equal(r.b.n, 1);
        assert_int_equal(db_one(db, a, &one, DB_ARGS(DB_T("word", "trois")), cols, &r), ST_NOT_FOUND);
        assert_int_equal(db_all(db, a, &list, DB_ARGS(DB_I("least", 2)), cols, sizeof *rows, 10, &rows, &n), ST_OK);
        assert_int_equal(n, shift ? 3 : 2);
        assert_int_equal(rows[0].n, 2);
        rows[0].n = 99; /* the caller's own */
        assert_int_equal(db_all(db, a, &list, DB_ARGS(DB_I("least", 50)), cols, sizeof *rows, 10, &rows, &n), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(sum(&total, 0), 6 + 3 * shift);
        assert_int_equal(sum(&total, 3), shift ? 7 : 3);
}

/* Kept inside, by arguments; asked anew outside and in the next scope. */
static void kept(enum db_engine e)
{
        start(e);
        same_rows(0);
        {
                DB_TX(tx, db);
                db_steady(db, a);
                same_rows(0);
                int64_t before = db_count(db);
                assert_int_equal(db_exec(db, &bump, DB_NO_ARGS, NULL), ST_OK);
                for (int i = 0; i < 5; i++)
                        same_rows(0);
                assert_int_equal(db_count(db), before + 1);
                assert_int_equal(sum(&fresh, 0), 9); /* is not steady */
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        same_rows(1);
        {
                DB_TX(tx, db);
                assert_int_equal(tx.st, ST_OK);
                same_rows(1);
                assert_int_equal(db_exec(db, &bump, DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(sum(&total, 0), 12); /* nobody asked to keep */
        }
        same_rows(1);
        end();
}

static int64_t found(const char *typed)
{
        int64_t n = -1;
        const char *q = db_search_query(db, a, typed, NULL, 0, true, false);

        assert_int_equal(db_i64(db, &hits, DB_ARGS(DB_T("q", q)), &n), ST_OK);
        return n;
}

static enum status doc(int64_t id, const char *title, bool replace)
{
        struct db_search_doc d = {id, title, "", "", "s1"};

        return db_search_put(db, a, &d, replace);
}

/* All documents are there after the commit, none after a rollback; what is written again or dropped is so. */
static void documents(enum db_engine e)
{
        start(e);
        {
                DB_TX(tx, db);
                db_steady(db, a);
                for (int64_t i = 1; i <= 600; i++)
                        assert_int_equal(doc(i, arena_fmt(a, "projecteur numero%lld", (long long)i), false), ST_OK);
                assert_int_equal(doc(600, "ordinateur", true), ST_OK);
                assert_int_equal(doc(601, "clavier", false), ST_OK);
                assert_int_equal(db_search_drop(db, 601), ST_OK);
                assert_int_equal(doc(602, "souris", false), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        {
                DB_TX(tx, db);
                assert_int_equal(db_search_tidy(db), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(found("projecteur"), 599);
        assert_int_equal(found("numero7"), 1);
        assert_int_equal(found("ordinateur"), 1);
        assert_int_equal(found("clavier"), 0);
        assert_int_equal(found("souris"), 1);
        {
                DB_TX(tx, db);
                assert_int_equal(tx.st, ST_OK);
                db_steady(db, a);
                assert_int_equal(doc(700, "tableau", false), ST_OK);
        }
        assert_int_equal(found("tableau"), 0);
        {
                DB_TX(tx, db);
                db_steady(db, a);
                assert_int_equal(doc(1, "deja la", false), ST_OK); /* the id is taken: the commit says so */
                assert_int_not_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(found("deja"), 0);
        end();
}

static void later(int64_t n, const char *word, const char *b)
{
        const struct db_args row = DB_ARGS(DB_T("word", word), DB_REF("n", n), b ? DB_B("b", b, 3) : DB_N("b"));

        assert_int_equal(db_exec(db, &put_later, row, NULL), ST_OK);
}

static void child(int64_t t, int64_t n)
{
        assert_int_equal(db_exec(db, &put_child, DB_ARGS(DB_I("t", t), DB_I("n", n)), NULL), ST_OK);
}

static void three_are_there(void)
{
        struct row *rows;
        size_t n;

        assert_int_equal(db_all(db, a, &words, DB_NO_ARGS, cols, sizeof *rows, 10, &rows, &n), ST_OK);
        assert_int_equal(n, 6);
        assert_string_equal(rows[3].word, "l\u2019\"été\", {NULL}\\n");
        assert_int_equal(rows[3].n, 7);
        assert_int_equal(rows[3].b.n, 3);
        assert_memory_equal(rows[3].b.p, "\0\"\\", 3);
        assert_string_equal(rows[4].word, "");
        assert_int_equal(rows[4].n, -9);
        assert_null(rows[5].word);
        assert_int_equal(rows[5].b.n, 0);
}

/* Rows wait while nobody could see that: on PostgreSQL three of them and two that point at them are two statements. */
static void rows_wait(enum db_engine e)
{
        start(e);
        assert_int_equal(db_exec(db, &make_child, DB_NO_ARGS, NULL), ST_OK);
        {
                DB_TX(tx, db);
                db_steady(db, a);
                int64_t before = db_count(db);
                later(0, "l\u2019\"été\", {NULL}\\n", "\0\"\\");
                later(-9, "", NULL);
                later(1, NULL, NULL);
                assert_true(sum(&elsewhere, 0) > 0); /* names none of their tables */
                child(4, 100);
                child(6, 10);
                assert_int_equal(db_count(db) - before, e == DB_POSTGRES ? 1 : 6);
                three_are_there();
                assert_int_equal(db_count(db) - before, e == DB_POSTGRES ? 4 : 7);
                assert_int_equal(sum(&children, 0), 118);
                for (int i = 0; i < 2500; i++)
                        later(1, "x", NULL);
                assert_int_equal(db_exec(db, &bump, DB_NO_ARGS, NULL), ST_OK); /* changes rows that wait */
                later(0, "last", NULL);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        assert_int_equal(sum(&fresh, 0), 6 + 7 - 9 + 1 + 2500 + 2506 + 7);
        end();
}

/* What cannot be written fails the scope, at the latest at its end; what waits is gone with a rollback. */
static void rows_fail(enum db_engine e)
{
        start(e);
        assert_int_equal(db_exec(db, &make_child, DB_NO_ARGS, NULL), ST_OK);
        {
                DB_TX(tx, db);
                assert_int_equal(tx.st, ST_OK);
                db_steady(db, a);
                later(1, "gone", NULL);
        }
        {
                DB_TX(tx, db);
                db_steady(db, a);
                later(1, "gone too", NULL);
                enum status st = db_exec(db, &put_child, DB_ARGS(DB_I("t", 99), DB_I("n", 1)), NULL); /* points at nothing */
                assert_true(e == DB_POSTGRES || st);
                assert_int_equal(db_commit(&tx), ST_INVALID);
        }
        assert_int_equal(sum(&fresh, 0), 6);
        end();
}

/* The same without a scope that keeps anything: db_rows() sends them at once. */
static void rows_now(enum db_engine e)
{
        const struct db_args row[] = {DB_ARGS(DB_T("word", "l\u2019\"été\", {NULL}\\n"), DB_N("n"), DB_B("b", "\0\"\\", 3)),
                                      DB_ARGS(DB_T("word", ""), DB_I("n", -9), DB_N("b")), DB_ARGS(DB_T("word", NULL), DB_I("n", 1), DB_N("b"))};

        start(e);
        DB_TX(tx, db);
        assert_int_equal(db_rows(db, a, &put_later, row, 3), ST_OK);
        three_are_there();
        assert_int_equal(db_commit(&tx), ST_OK);
        end();
}

/* Every id is another one, rising, through lots of several sizes; those of a later scope come after. */
static void ids(enum db_engine e)
{
        int64_t last = 0, id;

        start(e);
        for (int round = 0; round < 2; round++) {
                DB_TX(tx, db);
                db_steady(db, a);
                for (int i = 0; i < 1000; i++) {
                        assert_int_equal(db_fresh_id(db, "ticket", &id), ST_OK);
                        assert_true(e == DB_POSTGRES ? id > last : id == 0);
                        last = id;
                }
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        DB_TX(tx, db);
        assert_int_equal(db_fresh_id(db, "ticket", &id), ST_OK);
        assert_int_equal(id, 0); /* nobody waits here */
        assert_int_equal(db_commit(&tx), ST_OK);
        end();
}

TESTDB_BOTH(ids)
TESTDB_BOTH(rows_wait)
TESTDB_BOTH(rows_fail)
TESTDB_BOTH(rows_now)
TESTDB_BOTH(kept)
TESTDB_BOTH(documents)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(kept), TESTDB_RUN(documents), TESTDB_RUN(ids), TESTDB_RUN(rows_wait), TESTDB_RUN(rows_fail), TESTDB_RUN(rows_now)};
        int failed;

        a = arena_new(64u << 20);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        arena_free(&a);
        return failed;
}
