/* Fresh databases for tests.  SQLite: a file in a temporary folder.  PostgreSQL: a database made
 * from a template that this process migrated once, because migrating takes longer than copying. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <libpq-fe.h>
#include <unistd.h>

#include "base/random.h"
#include "base/text.h"
#include "db/testdb.h"

static char url[1024], folder[64], name[64], template[64];
static int made;

const char *testdb_url(void)
{
        return url;
}

static const char *server(void)
{
        const char *pg = getenv("GUICHET_TEST_PG");

        if (!pg || !*pg)
                fail_msg("GUICHET_TEST_PG is not set: start a server with tests/postgres.sh start");
        return pg;
}

static void run_as_admin(const char *sql)
{
        PGconn *conn = PQconnectdb(server());

        if (PQstatus(conn) != CONNECTION_OK)
                fail_msg("%s", PQerrorMessage(conn));
        PGresult *res = PQexec(conn, sql);
        if (PQresultStatus(res) != PGRES_COMMAND_OK && PQresultStatus(res) != PGRES_TUPLES_OK)
                fail_msg("%s: %s", sql, PQerrorMessage(conn));
        PQclear(res);
        PQfinish(conn);
}

void testdb_kill(void)
{
        char sql[256];

        snprintf(sql, sizeof(sql),
                 "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '%s'", name);
        run_as_admin(sql);
}

/* The server's URL with another database. */
static void url_of(const char *database)
{
        const char *pg = server(), *host = strstr(pg, "://"), *path, *query;

        assert_non_null(host);
        path = strchr(host + 3, '/');
        query = strchr(pg, '?');
        snprintf(url, sizeof(url), "%.*s/%s%s", (int)((path ? path : pg + strlen(pg)) - pg), pg, database,
                 query ? query : "");
}

static void admin(const char *what, const char *database, const char *how, const char *other)
{
        char sql[256];

        snprintf(sql, sizeof(sql), "%s DATABASE %s %s %s", what, database, how, other);
        run_as_admin(sql);
}

static void open_url(struct db_pool **pool, struct db **db, bool migrate)
{
        struct arena *a = arena_new(16u << 20);
        const char *why = "";

        if (db_pool_open(url, a, pool, &why))
                fail_msg("%s: %s", url, why);
        if (db_open(*pool, db))
                fail_msg("%s: no handle", url);
        if (migrate && db_migrate(*db, a, 1, NULL, &why))
                fail_msg("%s: %s", url, why);
        arena_free(&a);
}

static void drop_template(void)
{
        admin("DROP", template, "WITH (FORCE)", "");
}

static void make_template(void)
{
        struct db_pool *pool;
        struct db *db;

        if (*template)
                return;
        snprintf(template, sizeof(template), "guichet_template_%d_%llx", (int)getpid(),
                 (unsigned long long)random_u64());
        admin("CREATE", template, "", "");
        atexit(drop_template);
        url_of(template);
        open_url(&pool, &db, true);
        db_close(&db);
        db_pool_close(&pool);
}

static void open_fresh(enum db_engine e, struct db_pool **pool, struct db **db, bool empty)
{
        random_init();
        if (e == DB_SQLITE) {
                snprintf(folder, sizeof(folder), "/tmp/guichet-test-XXXXXX");
                assert_non_null(mkdtemp(folder));
                snprintf(url, sizeof(url), "sqlite:%s/t.db", folder);
                open_url(pool, db, !empty);
                return;
        }
        if (!empty)
                make_template();
        snprintf(name, sizeof(name), "guichet_test_%d_%d_%llx", (int)getpid(), ++made,
                 (unsigned long long)random_u64());
        admin("CREATE", name, empty ? "" : "TEMPLATE", empty ? "" : template);
        url_of(name);
        open_url(pool, db, false);
}

void testdb_open(enum db_engine e, struct db_pool **pool, struct db **db)
{
        open_fresh(e, pool, db, false);
}

void testdb_open_empty(enum db_engine e, struct db_pool **pool, struct db **db)
{
        open_fresh(e, pool, db, true);
}

void testdb_close(struct db_pool **pool, struct db **db)
{
        enum db_engine e = db_pool_engine(*pool);

        db_close(db);
        db_pool_close(pool);
        if (e == DB_POSTGRES) {
                admin("DROP", name, "WITH (FORCE)", "");
                return;
        }
        static const char *const ends[] = {"", "-wal", "-shm"};
        for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
                char path[96];
                snprintf(path, sizeof(path), "%s/t.db%s", folder, ends[i]);
                unlink(path);
        }
        rmdir(folder);
}
