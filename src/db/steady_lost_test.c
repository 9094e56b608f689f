/* The server ends the connection in the middle of a db_steady() scope on PostgreSQL, while statements are on their way
 * that nobody has asked about yet: the scope says so at the latest at its commit, nothing of it is kept, and the handle
 * works again afterwards. */
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

DB_STMT(make, "CREATE TABLE t (id @id, word TEXT NOT NULL)");
DB_STMT(put, "INSERT INTO t (word) VALUES (:word)");
DB_STMT(one_more, "INSERT INTO t (word) VALUES (:word) RETURNING id");
DB_STEADY(known, "SELECT COUNT(*) FROM t WHERE word = :word");
DB_STMT(count, "SELECT COUNT(*) FROM t");

enum { BEFORE = 30, AFTER = 300 /* more than may wait unread */ };

static int64_t rows(void)
{
        int64_t n = -1;

        assert_int_equal(db_i64(db, &count, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static enum status write_one(const char *word)
{
        return db_exec(db, &put, DB_ARGS(DB_T("word", word)), NULL);
}

/* The next scope on the same handle is a whole one. */
static void works_again(int64_t there)
{
        int64_t id;

        assert_int_equal(rows(), there);
        DB_TX(tx, db);
        assert_int_equal(tx.st, ST_OK);
        db_steady(db, a);
        for (int i = 0; i < BEFORE; i++)
                assert_int_equal(write_one("apres"), ST_OK);
        assert_int_equal(db_i64(db, &one_more, DB_ARGS(DB_T("word", "apres")), &id), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        assert_int_equal(rows(), there + BEFORE + 1);
}

/* After the loss only writes follow, few or more than may wait unread; whatever they say, the commit refuses. */
static void at_commit(int after)
{
        int64_t there = rows();
        {
                DB_TX(tx, db);
                db_steady(db, a);
                for (int i = 0; i < BEFORE; i++)
                        assert_int_equal(write_one("perdu"), ST_OK);
                testdb_kill();
                for (int i = 0; i < after; i++) {
                        enum status st = write_one("perdu");
                        assert_true(st == ST_OK || st == ST_BUSY);
                }
                assert_int_equal(db_commit(&tx), ST_BUSY);
        }
        works_again(there);
}

/* A statement that gives something is asked after the loss: it fails, and so does all that comes after it. */
static void at_question(bool steady_one)
{
        int64_t there = rows(), n = -1;
        {
                DB_TX(tx, db);
                db_steady(db, a);
                for (int i = 0; i < BEFORE; i++)
                        assert_int_equal(write_one("perdu"), ST_OK);
                testdb_kill();
                assert_int_equal(db_i64(db, steady_one ? &known : &one_more, DB_ARGS(DB_T("word", "perdu")), &n), ST_BUSY);
                assert_int_equal(n, -1);
                assert_int_equal(write_one("perdu"), ST_BUSY);
                assert_int_equal(db_i64(db, &one_more, DB_ARGS(DB_T("word", "perdu")), &n), ST_BUSY);
                assert_int_equal(db_commit(&tx), ST_BUSY);
        }
        works_again(there);
}

/* Nothing was sent since the last answer; what the scope keeps in memory is no excuse for its commit. */
static void at_rest(void)
{
        int64_t there = rows(), n = -1;
        {
                DB_TX(tx, db);
                db_steady(db, a);
                assert_int_equal(write_one("perdu"), ST_OK);
                assert_int_equal(db_i64(db, &known, DB_ARGS(DB_T("word", "rien")), &n), ST_OK);
                testdb_kill();
                assert_int_equal(db_i64(db, &known, DB_ARGS(DB_T("word", "rien")), &n), ST_OK); /* from memory */
                assert_int_equal(db_commit(&tx), ST_IO); /* the commit itself met the loss: as in any scope, nobody knows */
        }
        works_again(there);
}

/* Nobody commits: the scope ends as it would have. */
static void at_rollback(void)
{
        int64_t there = rows();
        {
                DB_TX(tx, db);
                assert_int_equal(tx.st, ST_OK);
                db_steady(db, a);
                for (int i = 0; i < BEFORE; i++)
                        assert_int_equal(write_one("perdu"), ST_OK);
                testdb_kill();
        }
        works_again(there);
}

static void lost(void **state)
{
        (void)state;
        testdb_open(DB_POSTGRES, &pool, &db);
        assert_int_equal(db_exec(db, &make, DB_NO_ARGS, NULL), ST_OK);
        at_commit(0);
        at_commit(3);
        at_commit(AFTER);
        at_question(false);
        at_question(true);
        at_rest();
        at_rollback();
        testdb_close(&pool, &db);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(lost)};

        a = arena_new(16u << 20);
        int failed = cmocka_run_group_tests(tests, NULL, NULL);
        arena_free(&a);
        return failed;
}
