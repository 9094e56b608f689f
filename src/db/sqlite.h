/* SQLite's part of the handle: a read connection of its own and a place in the writer's queue. */
#ifndef GUICHET_DB_SQLITE_H
#define GUICHET_DB_SQLITE_H

#include <sqlite3.h>

#include "db/internal.h"

struct sq_conn {
        sqlite3 *db;
        struct stmt_cache cache;
};

struct sq_db {
        struct db base;
        struct sq_conn conn;  /* reads outside a write scope */
        bool reading;         /* a read transaction is open on it */
        int64_t seen_version; /* data_version at the last db_changed() */
        /* in the writer's queue or among those who share a commit; guarded by the writer's mutex */
        struct sq_db *next;
        pthread_cond_t wake;
        bool granted, answered;
        enum status result;
        /* this handle's own scope */
        bool savepoint, alone;
};

/* The one write connection of the process and who may use it. */
struct sq_writer {
        pthread_mutex_t mutex;
        struct sq_conn conn; /* its owner's alone */
        bool owned;
        struct sq_db *first, *last; /* who waits, in order of arrival */
        struct sq_db *sharing;      /* released their savepoint, wait for the commit */
        bool open;                  /* a transaction is open; the owner's alone, like the next two */
        int scopes;
        int64_t since;
        pthread_cond_t committed; /* anybody's commit, for db_changed() */
        uint64_t commits;
};

struct sq_pool {
        struct db_pool base;
        struct sq_writer writer;
};

struct sq_writer *sq_writer(struct db *db);
enum status sq_status(struct db *db, sqlite3 *conn, const char *what) CHECKED;

/* A statement without arguments or rows, kept prepared like the others. */
enum status sq_run(struct db *db, struct sq_conn *conn, const struct db_stmt *s) CHECKED;

enum status writer_begin(struct sq_db *h, bool alone) CHECKED;
enum status writer_commit(struct sq_db *h) CHECKED;
void writer_rollback(struct sq_db *h);

/* The FTS5 tokenizer "guichet" on this connection (fts5.c). */
int fts5_register(sqlite3 *conn);

#endif
