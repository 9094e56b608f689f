/* For tests only: a fresh database on either engine, with the schema of this release.
 *
 *   struct db_pool *pool;
 *   struct db *db;
 *   testdb_open(DB_SQLITE, &pool, &db);
 *   …
 *   testdb_close(&pool, &db);
 *
 * A test's meson entry lists testdb too:  tests += {'ticket': [files('ticket_test.c'), testdb]}
 * DB_POSTGRES needs GUICHET_TEST_PG, the URL of a superuser's connection (tests/postgres.sh start
 * prints one); without it the test fails and says so.  The template that the tests of a schema share stays in
 * that server: name a server that is thrown away.  Files go to TMPDIR, else /tmp. */
#ifndef GUICHET_DB_TESTDB_H
#define GUICHET_DB_TESTDB_H

#include "db/db.h"

/* Opens and migrates; fails the running cmocka test when anything is wrong. */
void testdb_open(enum db_engine e, struct db_pool **pool, struct db **db);

/* The same, empty: no migration has run. */
void testdb_open_empty(enum db_engine e, struct db_pool **pool, struct db **db);

/* Closes both and removes the database. Other handles of the pool must be closed before. */
void testdb_close(struct db_pool **pool, struct db **db);

/* URL of the last opened database, to open it a second time. */
const char *testdb_url(void);

/* Ends every connection to the test's database from the server's side (PostgreSQL only). */
void testdb_kill(void);

/* For a function  static void f(enum db_engine e):  TESTDB_BOTH(f) outside, TESTDB_RUN(f) in the
 * list of tests. */
#define TESTDB_BOTH(fn)                                                                                      \
        static void fn##_sqlite(void **state)                                                                \
        {                                                                                                    \
                fn(DB_SQLITE);                                                                               \
        }                                                                                                    \
        static void fn##_postgres(void **state)                                                              \
        {                                                                                                    \
                fn(DB_POSTGRES);                                                                             \
        }
#define TESTDB_RUN(fn) cmocka_unit_test(fn##_sqlite), cmocka_unit_test(fn##_postgres)

#endif
