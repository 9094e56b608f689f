#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "db/internal.h"
#include "db/testdb.h"

static struct arena *a;

static void migrates_once(enum db_engine e)
{
        DB_STMT(version_count, "SELECT count(*) FROM schema_version");
        DB_STMT(tickets, "SELECT count(*) FROM ticket");
        DB_STMT(dropped, "SELECT sum(priority) FROM priority_matrix");
        struct db_pool *pool;
        struct db *db;
        const char *why;
        int64_t n, rows;

        testdb_open_empty(e, &pool, &db);
        assert_int_equal(db_migrate(db, a, 5, &n, &why), ST_OK);
        assert_true(n >= 7);
        assert_int_equal(db_i64(db, &version_count, DB_NO_ARGS, &rows), ST_OK);
        assert_int_equal(rows, n);
        assert_int_equal(db_migrate(db, a, 6, &n, &why), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(db_i64(db, &tickets, DB_NO_ARGS, &rows), ST_OK);
        assert_int_equal(rows, 0);
        assert_int_not_equal(db_prepare_only(db, &dropped), ST_OK); /* the last migrations ran too */
        if (db_integrity(db, a, &why))
                fail_msg("%s", why);
        testdb_close(&pool, &db);
}

static void refuses_others(enum db_engine e)
{
        DB_STMT(edit, "UPDATE schema_version SET checksum = 'x' WHERE number = 2");
        DB_STMT(newer,
                "INSERT INTO schema_version (number, name, checksum, applied_at) VALUES (999, 'x', 'x', 1)");
        DB_STMT(restore, "DELETE FROM schema_version WHERE number = 999");
        struct db_pool *pool;
        struct db *db;
        const char *why;

        testdb_open(e, &pool, &db);
        assert_int_equal(db_exec(db, &newer, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_migrate(db, a, 6, NULL, &why), ST_CONFLICT);
        assert_non_null(strstr(why, "newer release"));
        assert_int_equal(db_exec(db, &restore, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_migrate(db, a, 6, NULL, &why), ST_OK);
        assert_int_equal(db_exec(db, &edit, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_migrate(db, a, 6, NULL, &why), ST_CONFLICT);
        assert_non_null(strstr(why, "0002_app"));
        testdb_close(&pool, &db);
}

/* Two programs start at the same moment. */
struct racer {
        struct db_pool *pool;
        int64_t applied;
        enum status st;
};

static void *race(void *arg)
{
        struct racer *r = arg;
        struct arena *mine = arena_new(16u << 20);
        struct db *db;
        const char *why;

        if (!(r->st = db_open(r->pool, &db))) {
                r->st = db_migrate(db, mine, 7, &r->applied, &why);
                db_close(&db);
        }
        arena_free(&mine);
        return NULL;
}

static void races(enum db_engine e)
{
        struct db_pool *pool, *other;
        struct db *db;
        const char *why;
        struct racer r[2];
        pthread_t t[2];

        testdb_open_empty(e, &pool, &db);
        assert_int_equal(db_pool_open(testdb_url(), a, &other, &why), ST_OK);
        r[0] = (struct racer){.pool = pool};
        r[1] = (struct racer){.pool = other};
        for (int i = 0; i < 2; i++)
                pthread_create(&t[i], NULL, race, &r[i]);
        for (int i = 0; i < 2; i++)
                pthread_join(t[i], NULL);
        assert_int_equal(r[0].st, ST_OK);
        assert_int_equal(r[1].st, ST_OK);
        int64_t total = 0;
        while (db_migrations[total].name)
                total++;
        assert_int_equal(r[0].applied + r[1].applied, total);
        db_pool_close(&other);
        testdb_close(&pool, &db);
}

/* Rules that live in triggers and constraints hold on both engines. */
static void schema_rules(enum db_engine e)
{
        DB_STMT(dept, "INSERT INTO department (code, name_fr, name_en) VALUES ('d', 'D', 'D')");
        DB_STMT(group, "INSERT INTO support_group (code, name, department_id) VALUES ('g', 'G', 1)");
        DB_STMT(
            ticket,
            "INSERT INTO ticket (kind, num, state, scope, group_id, department_id, created_at, updated_at,"
            " subject) VALUES (1, 1, 10, 2, 1, 1, 1, 1, 's')");
        DB_STMT(entry, "INSERT INTO entry (ticket_id, at, kind, is_public) VALUES (1, 1, 1, 1)");
        DB_STMT(entry_edit, "UPDATE entry SET at = 2");
        DB_STMT(entry_delete, "DELETE FROM entry");
        DB_STMT(retention,
                "INSERT INTO setting (name, value, changed_at) VALUES ('retention.running', '1', 1)");
        DB_STMT(room, "INSERT INTO room (code, name) VALUES ('r', 'R')");
        DB_STMT(book, "INSERT INTO booking (room_id, from_at, to_at) VALUES (1, CAST(:from AS BIGINT),"
                      " CAST(:to AS BIGINT))");
        struct db_pool *pool;
        struct db *db;

        testdb_open(e, &pool, &db);
        assert_int_equal(db_exec(db, &dept, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_exec(db, &dept, DB_NO_ARGS, NULL), ST_CONFLICT);
        assert_int_equal(db_exec(db, &group, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_exec(db, &ticket, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_exec(db, &entry, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_exec(db, &entry_edit, DB_NO_ARGS, NULL), ST_INVALID);
        assert_int_equal(db_exec(db, &entry_delete, DB_NO_ARGS, NULL), ST_INVALID);
        assert_int_equal(db_exec(db, &retention, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_exec(db, &entry_delete, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_exec(db, &room, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_exec(db, &book, DB_ARGS(DB_I("from", 10), DB_I("to", 20)), NULL), ST_OK);
        assert_int_equal(db_exec(db, &book, DB_ARGS(DB_I("from", 19), DB_I("to", 30)), NULL), ST_CONFLICT);
        assert_int_equal(db_exec(db, &book, DB_ARGS(DB_I("from", 20), DB_I("to", 30)), NULL), ST_OK);
        assert_int_equal(db_exec(db, &book, DB_ARGS(DB_I("from", 30), DB_I("to", 30)), NULL), ST_INVALID);
        testdb_close(&pool, &db);
}

/* Counting what is open must not read what was closed; SQLite has only the order of the indexes
 * to go by. */
static void open_tickets_have_their_index(void **state)
{
        DB_STMT(of_group, "SELECT count(*) FROM (SELECT 1 AS one FROM ticket t WHERE t.group_id = :g AND"
                          " t.state < 40 LIMIT 1001) c");
        DB_STMT(of_scope, "SELECT count(*) FROM (SELECT 1 AS one FROM ticket t WHERE t.scope = :s AND"
                          " t.state < 40 LIMIT 1001) c");
        struct db_pool *pool;
        struct db *db;
        const char *plan;

        testdb_open(DB_SQLITE, &pool, &db);
        assert_int_equal(db_explain(db, a, &of_group, &plan), ST_OK);
        assert_non_null(strstr(plan, "ticket_group_due"));
        assert_int_equal(db_explain(db, a, &of_scope, &plan), ST_OK);
        assert_non_null(strstr(plan, "ticket_scope_due"));
        testdb_close(&pool, &db);
}

static void splits(void **state)
{
        const char *script =
            "/* a; */ CREATE TABLE t (x TEXT DEFAULT 'a;b''c'); -- end; of line\n"
            "CREATE TRIGGER g BEFORE INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; SELECT 2; END;\n"
            "CREATE FUNCTION f() AS $x$ BEGIN; $$ ; END $x$;;  ";
        const char *end;
        int n = 0;

        for (const char *s = script; (end = sql_next(s)); s = end)
                n++;
        assert_int_equal(n, 3);
        assert_null(sql_next("  -- nothing\n ; /* here */"));
}

static void rewrites(void **state)
{
        const char *sql =
            "SELECT ':no', x::text, :a, :b, :a /* :c */ FROM t -- :d\n"
            "--@sqlite\nSQLITE @id @fold\n--@postgres\nPG @id @blob @lock 'a@id'\n--@both\nEND @other";

        assert_string_equal(db_rewrite(a, DB_SQLITE, sql),
                            "SELECT ':no', x::text, ?1, ?2, ?1   FROM t  \n\n"
                            "SQLITE INTEGER PRIMARY KEY AUTOINCREMENT TEXT\n\nEND @other");
        assert_string_equal(
            db_rewrite(a, DB_POSTGRES, sql),
            "SELECT ':no', x::text, $1, $2, $1   FROM t  \n\nPG BIGINT GENERATED BY DEFAULT AS IDENTITY"
            " PRIMARY KEY BYTEA FOR NO KEY UPDATE 'a@id'\n\nEND @other");
        struct sql out;
        sql_rewrite(a, DB_POSTGRES, " with x AS (SELECT 1) SELECT 'update' FROM x FOR UPDATE", &out);
        assert_false(out.writes);
        assert_true(out.select);
        sql_rewrite(a, DB_POSTGRES, "WITH x AS (DELETE FROM t RETURNING a) SELECT a FROM x", &out);
        assert_true(out.writes);
        sql_rewrite(a, DB_POSTGRES, "SELECT nextval('s')", &out);
        assert_true(out.writes);
        sql_rewrite(a, DB_POSTGRES, "CREATE TABLE t (x int)", &out);
        assert_true(out.writes);
}

TESTDB_BOTH(migrates_once)
TESTDB_BOTH(refuses_others)
TESTDB_BOTH(races)
TESTDB_BOTH(schema_rules)

int main(void)
{
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(splits),
            cmocka_unit_test(rewrites),
            cmocka_unit_test(open_tickets_have_their_index),
            TESTDB_RUN(migrates_once),
            TESTDB_RUN(refuses_others),
            TESTDB_RUN(races),
            TESTDB_RUN(schema_rules),
        };
        int failed;

        a = arena_new(64u << 20);
        failed = cmocka_run_group_tests(tests, NULL, NULL);
        arena_free(&a);
        return failed;
}
