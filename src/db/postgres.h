/* PostgreSQL's part of the handle and of the pool. */
#ifndef GUICHET_DB_POSTGRES_H
#define GUICHET_DB_POSTGRES_H

#include <libpq-fe.h>

#include "db/internal.h"

struct pg_db {
        struct db base;
        PGconn *conn, *listener;
        uint64_t generation; /* of conn: statements of an older one are prepared again */
        uint64_t cursors;
        int64_t wrote_before; /* writes when the scope began */
        struct stmt_cache cache;
        bool snapshot; /* reads show one moment: a transaction is open until pg_readonly() */
};

/* Tells the other nodes that something was committed: a thread of its own, at most 20 a second. */
struct pg_notifier {
        pthread_mutex_t mutex;
        pthread_cond_t wake;
        pthread_t thread;
        bool running, pending, stop;
        const char *url;
};

struct pg_pool {
        struct db_pool base;
        struct pg_notifier notifier;
        pthread_mutex_t mutex;
        int64_t down_until; /* nobody tries to connect before: guarded by mutex */
};

/* A connection or NULL; *why holds libpq's sentence. */
PGconn *pg_connect(const char *url, char *why, size_t n);

/* What an SQLSTATE means; message only decides between the faults that triggers raise. */
enum status pg_status(const char *sqlstate, const char *message) CHECKED;

void notifier_init(struct pg_notifier *n, const char *url);
void notifier_soon(struct pg_notifier *n);
void notifier_stop(struct pg_notifier *n);

bool pg_changed(struct db *db, int wait_ms);

#endif
