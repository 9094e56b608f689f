/* Fresh databases for tests.  SQLite: a file in a temporary folder.  PostgreSQL: a database of the server.
 * Migrating takes longer than copying: on SQLite the first file of the process is kept and copied, on
 * PostgreSQL all programs of a run share one template, named by the digest of the migrations.  Whoever comes
 * first makes it under an advisory lock, with another name until it is whole; it goes with its server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/random.h"
#include "base/sha256.h"
#include "base/text.h"
#include "db/testdb.h"

static char url[1024], folder[128], name[64], template[64];
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

/* The name that the template of this schema has on every server. */
static void name_template(void)
{
        unsigned char sum[SHA256_BYTES];
        struct sha256 h;

        sha256_init(&h);
        for (const struct db_migration *m = db_migrations; m->name; m++)
                sha256_add(&h, m->sql, strlen(m->sql));
        sha256_end(&h, sum);
        int n = snprintf(template, sizeof(template), "guichet_template_");
        for (size_t i = 0; i < 12; i++)
                n += snprintf(template + n, sizeof(template) - (size_t)n, "%02x", sum[i]);
}

static bool there(PGconn *conn, const char *database)
{
        const char *const value[] = {database};
        PGresult *res = PQexecParams(conn, "SELECT 1 FROM pg_database WHERE datname = $1", 1, NULL, value, NULL, NULL, 0);
        bool found = PQntuples(res) > 0;

        PQclear(res);
        return found;
}

static void make_template(void)
{
        struct db_pool *pool;
        struct db *db;
        char half[sizeof(template) + 24];

        if (*template)
                return;
        name_template();
        PGconn *lock = PQconnectdb(server());
        if (PQstatus(lock) != CONNECTION_OK)
                fail_msg("%s", PQerrorMessage(lock));
        PQclear(PQexec(lock, "SELECT pg_advisory_lock(7265)"));
        if (!there(lock, template)) {
                snprintf(half, sizeof(half), "%s_%d", template, (int)getpid());
                admin("CREATE", half, "", "");
                url_of(half);
                open_url(&pool, &db, true);
                db_close(&db);
                db_pool_close(&pool);
                admin("ALTER", half, "RENAME TO", template);
        }
        PQfinish(lock); /* and the lock with it */
}

/* The file of a migrated database, as the first test of the process made it. */
static char *kept;
static size_t kept_size;

static void keep_file(const char *path)
{
        FILE *f = fopen(path, "rb");

        assert_non_null(f);
        fseek(f, 0, SEEK_END);
        kept_size = (size_t)ftell(f);
        rewind(f);
        kept = malloc(kept_size);
        assert_non_null(kept);
        assert_int_equal(fread(kept, 1, kept_size, f), kept_size);
        fclose(f);
}

static void forget_file(void)
{
        free(kept);
}

static void copy_file(const char *path)
{
        FILE *f = fopen(path, "wb");

        assert_non_null(f);
        assert_int_equal(fwrite(kept, 1, kept_size, f), kept_size);
        assert_int_equal(fclose(f), 0);
}

static void open_file(struct db_pool **pool, struct db **db, bool empty)
{
        const char *temporary = getenv("TMPDIR");
        char path[sizeof(folder) + 8];

        snprintf(folder, sizeof(folder), "%s/guichet-test-XXXXXX", temporary && *temporary ? temporary : "/tmp");
        assert_non_null(mkdtemp(folder));
        snprintf(path, sizeof(path), "%s/t.db", folder);
        snprintf(url, sizeof(url), "sqlite:%s", path);
        if (!empty && !kept) {
                open_url(pool, db, true);
                db_close(db);
                db_pool_close(pool); /* the last to leave writes everything into the file */
                keep_file(path);
                atexit(forget_file);
        } else if (!empty) {
                copy_file(path);
        }
        open_url(pool, db, false);
}

static void open_fresh(enum db_engine e, struct db_pool **pool, struct db **db, bool empty)
{
        random_init();
        if (e == DB_SQLITE) {
                open_file(pool, db, empty);
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
                char path[sizeof(folder) + 8];
                snprintf(path, sizeof(path), "%s/t.db%s", folder, ends[i]);
                unlink(path);
        }
        rmdir(folder);
}
