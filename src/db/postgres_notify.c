/* LISTEN and NOTIFY: a hint that the event table has news, never the news themselves.
 *
 * A NOTIFY inside a transaction serializes all commits of the server, so a thread sends it after
 * the commit, on its own connection, at most twenty times a second.  When the connection is gone
 * db_changed() says yes from time to time: the tail then polls until the server is back. */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "base/moment.h"
#include "db/postgres.h"

#define NOTIFY_MS 50
#define RETRY_MS  1000
#define POLL_MS   500

static void wait_until(struct pg_notifier *n, int64_t ms)
{
        struct timespec ts;

        clock_gettime(CLOCK_MONOTONIC, &ts);
        ts.tv_sec += ms / 1000;
        ts.tv_nsec += ms % 1000 * 1000000;
        ts.tv_sec += ts.tv_nsec / 1000000000;
        ts.tv_nsec %= 1000000000;
        while (!n->stop && pthread_cond_timedwait(&n->wake, &n->mutex, &ts) != ETIMEDOUT)
                ;
}

static bool notify(struct pg_notifier *n, PGconn **conn)
{
        char why[256];

        if (!*conn)
                *conn = pg_connect(n->url, why, sizeof(why));
        if (!*conn)
                return false;
        PGresult *res = PQexec(*conn, "NOTIFY guichet");
        bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
        PQclear(res);
        if (!ok) {
                PQfinish(*conn);
                *conn = NULL;
        }
        return ok;
}

static void *run(void *arg)
{
        struct pg_notifier *n = arg;
        PGconn *conn = NULL;

        pthread_mutex_lock(&n->mutex);
        while (!n->stop) {
                if (!n->pending) {
                        pthread_cond_wait(&n->wake, &n->mutex);
                        continue;
                }
                n->pending = false;
                pthread_mutex_unlock(&n->mutex);
                bool ok = notify(n, &conn);
                pthread_mutex_lock(&n->mutex);
                n->pending |= !ok;
                wait_until(n, ok ? NOTIFY_MS : RETRY_MS);
        }
        pthread_mutex_unlock(&n->mutex);
        PQfinish(conn);
        return NULL;
}

void notifier_init(struct pg_notifier *n, const char *url)
{
        pthread_condattr_t attr;

        *n = (struct pg_notifier){.url = url};
        pthread_mutex_init(&n->mutex, NULL);
        pthread_condattr_init(&attr);
        pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
        pthread_cond_init(&n->wake, &attr);
        pthread_condattr_destroy(&attr);
}

void notifier_soon(struct pg_notifier *n)
{
        pthread_mutex_lock(&n->mutex);
        if (!n->pending) {
                n->pending = true;
                /* without a thread the others still poll every 15 seconds or so */
                if (!n->running)
                        n->running = pthread_create(&n->thread, NULL, run, n) == 0;
                else
                        pthread_cond_signal(&n->wake);
        }
        pthread_mutex_unlock(&n->mutex);
}

void notifier_stop(struct pg_notifier *n)
{
        pthread_mutex_lock(&n->mutex);
        n->stop = true;
        pthread_cond_signal(&n->wake);
        pthread_mutex_unlock(&n->mutex);
        if (n->running)
                pthread_join(n->thread, NULL);
        pthread_cond_destroy(&n->wake);
        pthread_mutex_destroy(&n->mutex);
}

static bool listen_again(struct pg_db *h)
{
        h->listener = pg_connect(h->base.pool->url, h->base.why, sizeof(h->base.why));
        if (!h->listener)
                return false;
        PGresult *res = PQexec(h->listener, "LISTEN guichet");
        bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
        PQclear(res);
        if (!ok) {
                PQfinish(h->listener);
                h->listener = NULL;
        }
        return ok;
}

/* Takes what has arrived; false when the connection is gone. */
static bool drain(struct pg_db *h, bool *news)
{
        PGnotify *note;

        if (!PQconsumeInput(h->listener) || PQstatus(h->listener) != CONNECTION_OK)
                return false;
        while ((note = PQnotifies(h->listener))) {
                *news = true;
                PQfreemem(note);
        }
        return true;
}

bool pg_changed(struct db *db, int wait_ms)
{
        struct pg_db *h = (struct pg_db *)db;
        bool news = false;

        if (!h->listener) {
                if (!listen_again(h))
                        usleep((useconds_t)(wait_ms < POLL_MS ? wait_ms : POLL_MS) * 1000);
                return true;
        }
        bool alive = drain(h, &news);
        if (alive && !news && wait_ms > 0) {
                struct pollfd p = {.fd = PQsocket(h->listener), .events = POLLIN};
                if (poll(&p, 1, wait_ms) > 0)
                        alive = drain(h, &news);
        }
        if (!alive) {
                PQfinish(h->listener);
                h->listener = NULL;
        }
        return news || !alive;
}
