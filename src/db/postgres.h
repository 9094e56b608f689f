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
        bool piped;     /* the connection is in pipeline mode (postgres_pipe.c) */
        size_t waiting; /* statements sent whose answers were not read */
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

/* What a statement of the server is called, and what it is given. */
enum { PG_PARAMS = 400 };
struct params {
        int n;
        const char *values[PG_PARAMS];
        int lengths[PG_PARAMS], formats[PG_PARAMS];
        char numbers[PG_PARAMS][24];
};
/* The names of the types of a statement's arguments (postgres_types.c).  Waits for what was sent. */
enum status pg_arg_types(struct db *db, const char *sql, size_t n, const char **type) CHECKED;

/* Status of a failed result, which is freed. */
enum status pg_failed(struct pg_db *h, PGresult *res, const char *what);

/* ---- postgres_pipe.c ---- */

/* Sends a prepared statement and does not wait; an error is that of a later call. */
enum status pipe_send(struct pg_db *h, const char *server_name, const struct params *p) CHECKED;
/* The same, then waits for everything; *out is the answer of this one (NULL when anything failed). */
enum status pipe_ask(struct pg_db *h, const char *server_name, const struct params *p, PGresult **out) CHECKED;
/* Waits for everything and leaves pipeline mode, for what it does not allow. */
enum status pipe_leave(struct pg_db *h) CHECKED;

#endif
