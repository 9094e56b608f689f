/* Many writers at once: group commit, rollback beside others, numbers without holes, kill -9. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/assert.h"
#include "base/moment.h"
#include "db/testdb.h"

#define THREADS 16
#define SCOPES  200

DB_STMT(make,
        "CREATE TABLE t (thread BIGINT NOT NULL, i BIGINT NOT NULL, num BIGINT, PRIMARY KEY (thread, i))");
DB_STMT(put, "INSERT INTO t (thread, i, num) VALUES (:thread, :i, :num)");
DB_STMT(rows, "SELECT count(*) FROM t");
DB_STMT(lost, "SELECT count(*) FROM t WHERE i >= 1000");
DB_STMT(numbers, "SELECT count(DISTINCT num) FROM t");
DB_STMT(highest, "SELECT max(num) FROM t");

static struct db_pool *pool;
static struct db *db;

static int64_t ask(const struct db_stmt *s)
{
        int64_t n = -1;

        assert_int_equal(db_i64(db, s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

struct worker {
        int64_t thread, acknowledged, refused;
        pthread_t id;
        bool number;
};

/* Two of three scopes commit, the third fails or gives up in the middle. */
static enum status scope(struct db *mine, struct worker *w, int64_t i)
{
        DB_TX(tx, mine);
        int64_t num = 0;
        enum status st = tx.st;

        if (!st && w->number)
                st = db_number(mine, 1, &num);
        if (!st)
                st = db_exec(
                    mine, &put,
                    DB_ARGS(DB_I("thread", w->thread), DB_I("i", i % 3 ? i : i + 1000), DB_I("num", num)),
                    NULL);
        if (!st && i % 3 == 0 && i % 2)
                st = db_exec(mine, &put,
                             DB_ARGS(DB_I("thread", w->thread), DB_I("i", i + 1000), DB_I("num", num)), NULL);
        if (!st && i % 3 == 0)
                return ST_DENIED; /* gave up: rolled back by the end of the scope */
        return st ? st : db_commit(&tx);
}

static void *work(void *arg)
{
        struct worker *w = arg;
        struct db *mine;

        if (db_open(pool, &mine))
                return NULL;
        for (int64_t i = 0; i < SCOPES; i++) {
                if (scope(mine, w, i) == ST_OK)
                        w->acknowledged++;
                else
                        w->refused++;
        }
        db_close(&mine);
        return NULL;
}

static void crowd(enum db_engine e, bool number)
{
        struct worker w[THREADS];
        int64_t sum = 0, refused = 0;

        testdb_open(e, &pool, &db);
        assert_int_equal(db_exec(db, &make, DB_NO_ARGS, NULL), ST_OK);
        for (int i = 0; i < THREADS; i++) {
                w[i] = (struct worker){.thread = i, .number = number};
                assert_int_equal(pthread_create(&w[i].id, NULL, work, &w[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
                pthread_join(w[i].id, NULL);
                sum += w[i].acknowledged;
                refused += w[i].refused;
        }
        assert_int_equal(sum, THREADS * (SCOPES - SCOPES / 3 - 1));
        assert_int_equal(refused, THREADS * (SCOPES / 3 + 1));
        assert_int_equal(ask(&rows), sum);
        assert_int_equal(ask(&lost), 0);
        if (number) {
                assert_int_equal(ask(&numbers), sum);
                /* a sequence leaves holes where a scope gave up, the counter row does not */
                if (e == DB_SQLITE)
                        assert_int_equal(ask(&highest), sum);
        }
        testdb_close(&pool, &db);
}

static void shared_commits(enum db_engine e)
{
        crowd(e, false);
}

static void no_holes(enum db_engine e)
{
        crowd(e, true);
}

/* ---- a full disk in the middle of a shared commit ---- */

static void *fill(void *arg)
{
        DB_STMT(put_much, "INSERT INTO much (body) VALUES (:body)");
        static const char body[3000];
        struct worker *w = arg;
        struct db *mine;

        if (db_open(pool, &mine))
                return NULL;
        for (int64_t i = 0; i < SCOPES && w->refused < 20; i++) {
                enum status st = db_exec(mine, &put_much, DB_ARGS(DB_B("body", body, sizeof(body))), NULL);
                w->acknowledged += st == ST_OK;
                w->refused += st == ST_FULL;
                w->number |= st && st != ST_FULL;
        }
        db_close(&mine);
        return NULL;
}

static void full_disk(void **state)
{
        DB_STMT(table, "CREATE TABLE much (id INTEGER PRIMARY KEY, body BLOB)");
        DB_STMT(limit, "PRAGMA max_page_count = 400");
        DB_STMT(wider, "PRAGMA max_page_count = 10000");
        DB_STMT(much, "SELECT count(*) FROM much");
        struct worker w[THREADS];
        int64_t sum = 0, refused = 0, pages;

        testdb_open_empty(DB_SQLITE, &pool, &db);
        assert_int_equal(db_exec(db, &table, DB_NO_ARGS, NULL), ST_OK);
        {
                DB_TX(tx, db);
                assert_int_equal(db_i64(db, &limit, DB_NO_ARGS, &pages), ST_OK);
                assert_int_equal(pages, 400);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        for (int i = 0; i < THREADS; i++) {
                w[i] = (struct worker){.thread = i};
                assert_int_equal(pthread_create(&w[i].id, NULL, fill, &w[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
                pthread_join(w[i].id, NULL);
                assert_false(w[i].number);
                sum += w[i].acknowledged;
                refused += w[i].refused;
        }
        assert_true(refused > 0 && sum > 100);
        assert_int_equal(ask(&much), sum);
        {
                DB_TX(tx, db);
                assert_int_equal(db_i64(db, &wider, DB_NO_ARGS, &pages), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        struct worker last = {0};
        fill(&last);
        assert_int_equal(last.acknowledged, SCOPES);
        testdb_close(&pool, &db);
}

/* Two processes, one file: BEGIN IMMEDIATE waits its turn. */
static void two_processes(void **state)
{
        testdb_open(DB_SQLITE, &pool, &db);
        assert_int_equal(db_exec(db, &make, DB_NO_ARGS, NULL), ST_OK);
        pid_t child = fork();
        if (child == 0) {
                struct arena *a = arena_new(1u << 20);
                struct worker w = {.thread = 1};
                const char *why;
                if (db_pool_open(testdb_url(), a, &pool, &why))
                        _exit(1);
                work(&w);
                _exit(w.acknowledged == SCOPES - SCOPES / 3 - 1 ? 0 : 2);
        }
        struct worker w = {.thread = 0};
        int status;
        work(&w);
        assert_int_equal(waitpid(child, &status, 0), child);
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), 0);
        assert_int_equal(w.acknowledged, SCOPES - SCOPES / 3 - 1);
        assert_int_equal(ask(&rows), 2 * w.acknowledged);
        testdb_close(&pool, &db);
}

/* ---- killed in the middle ---- */

static int report[2];

static void *acknowledge(void *arg)
{
        struct worker *w = arg;
        struct db *mine;

        if (db_open(pool, &mine))
                _exit(1);
        for (int64_t i = 0;; i++) {
                DB_TX(tx, mine);
                if (tx.st ||
                    db_exec(mine, &put, DB_ARGS(DB_I("thread", w->thread), DB_I("i", i), DB_I("num", 0)),
                            NULL) ||
                    db_commit(&tx))
                        _exit(2);
                int64_t done[2] = {w->thread, i};
                if (write(report[1], done, sizeof(done)) != sizeof(done))
                        _exit(3);
        }
        return NULL;
}

static void child_writes(const char *url)
{
        struct arena *a = arena_new(1u << 20);
        struct worker w[8];
        const char *why;

        if (db_pool_open(url, a, &pool, &why) || db_open(pool, &db) || db_exec(db, &make, DB_NO_ARGS, NULL))
                _exit(1);
        for (int i = 0; i < 8; i++) {
                w[i] = (struct worker){.thread = i};
                pthread_create(&w[i].id, NULL, acknowledge, &w[i]);
        }
        for (;;)
                pause();
}

static void killed(enum db_engine e)
{
        int64_t done[2], last[8], total = 0;

        DB_STMT(mine, "SELECT count(*) FROM t WHERE thread = :thread AND i <= :i");
        testdb_open(e, &pool, &db);
        assert_int_equal(pipe(report), 0);
        /* the child opens its own: connections do not survive a fork */
        pid_t child = fork();
        if (child == 0) {
                close(report[0]);
                child_writes(testdb_url());
        }
        close(report[1]);
        for (int i = 0; i < 8; i++)
                last[i] = -1;
        /* long enough that commits were shared, whatever else the machine does */
        for (int seen = 0; seen < 500 && read(report[0], done, sizeof(done)) == sizeof(done); seen++)
                last[done[0]] = done[1];
        assert_int_equal(kill(child, SIGKILL), 0);
        waitpid(child, NULL, 0);
        while (read(report[0], done, sizeof(done)) == sizeof(done))
                last[done[0]] = done[1];
        close(report[0]);
        for (int i = 0; i < 8; i++) {
                int64_t n;
                assert_int_equal(db_i64(db, &mine, DB_ARGS(DB_I("thread", i), DB_I("i", last[i])), &n),
                                 ST_OK);
                assert_int_equal(n, last[i] + 1);
                total += n;
        }
        assert_true(total >= 500);
        struct arena *a = arena_new(1u << 20);
        const char *why;
        if (db_integrity(db, a, &why))
                fail_msg("%s", why);
        arena_free(&a);
        testdb_close(&pool, &db);
}

TESTDB_BOTH(shared_commits)
TESTDB_BOTH(no_holes)
TESTDB_BOTH(killed)

int main(void)
{
        const struct CMUnitTest tests[] = {
            TESTDB_RUN(shared_commits),      TESTDB_RUN(no_holes), cmocka_unit_test(full_disk),
            cmocka_unit_test(two_processes), TESTDB_RUN(killed),
        };

        return cmocka_run_group_tests(tests, NULL, NULL);
}
