/* A fixed number of threads for whatever may wait.  The connection is suspended before its
 * exchange enters the queue, under the same lock a worker needs to take it out: nobody can resume
 * what is not suspended yet.  What met a busy database comes back with a due moment, so that a
 * pause costs no thread.  At the end the queue is answered 503 and the threads are joined: a
 * handler is never abandoned half-way. */
#include <errno.h>

#include "base/assert.h"
#include "base/moment.h"
#include "base/random.h"
#include "http/http_internal.h"

#define PAUSE_MS      20
#define PAUSE_MORE_MS 61

/* Plans the next run 20 to 80 ms from now; jitter keeps those who collided apart. */
void pool_delay(struct exchange *x)
{
        x->tries++;
        x->due = moment_mono() + PAUSE_MS + (int64_t)(random_u64() % PAUSE_MORE_MS);
}

static void put(struct pool *p, struct exchange *x)
{
        x->next = NULL;
        if (x->due == 0) {
                if (p->tail)
                        p->tail->next = x;
                else
                        p->head = x;
                p->tail = x;
        } else {
                struct exchange **at = &p->delayed;
                while (*at && (*at)->due <= x->due)
                        at = &(*at)->next;
                x->next = *at;
                *at = x;
        }
        p->queued++;
        pthread_cond_signal(&p->work);
}

bool pool_push(struct http_server *s, struct exchange *x)
{
        struct pool *p = &s->pool;
        pthread_mutex_lock(&p->mu);
        if (p->refuse || (x->due == 0 && p->queued >= (size_t)s->cfg.queue_max)) {
                pthread_mutex_unlock(&p->mu);
                return false;
        }
        MHD_suspend_connection(x->mhd);
        put(p, x);
        pthread_mutex_unlock(&p->mu);
        return true;
}

static void wait_until(struct pool *p, int64_t due)
{
        struct timespec t = {.tv_sec = due / 1000, .tv_nsec = due % 1000 * 1000000};
        if (due == INT64_MAX)
                pthread_cond_wait(&p->work, &p->mu);
        else
                pthread_cond_timedwait(&p->work, &p->mu, &t);
}

/* The next exchange to run; NULL when the pool has stopped and nothing is left. */
static struct exchange *take(struct pool *p)
{
        struct exchange *x = NULL;
        pthread_mutex_lock(&p->mu);
        for (;;) {
                if ((x = p->delayed) && (p->refuse || x->due <= moment_mono())) {
                        p->delayed = x->next;
                        break;
                }
                if ((x = p->head)) {
                        if (!(p->head = x->next))
                                p->tail = NULL;
                        break;
                }
                if (p->stop && !p->delayed)
                        break;
                wait_until(p, p->delayed ? p->delayed->due : INT64_MAX);
        }
        if (x)
                p->queued--;
        pthread_mutex_unlock(&p->mu);
        return x;
}

static bool refusing(struct pool *p)
{
        pthread_mutex_lock(&p->mu);
        bool refuse = p->refuse;
        pthread_mutex_unlock(&p->mu);
        return refuse;
}

static void run_one(struct http_server *s, struct exchange *x)
{
        x->due = 0;
        if (refusing(&s->pool)) {
                x->refused = 503;
        } else {
                atomic_fetch_add(&s->busy, 1);
                exchange_response_reset(x);
                s->app.handle(s->app.arg, server_thread(s), &x->req, &x->res);
                atomic_fetch_sub(&s->busy, 1);
                if (x->res.again && x->tries < HTTP_MAX_TRIES) {
                        pool_delay(x);
                        pthread_mutex_lock(&s->pool.mu);
                        put(&s->pool, x);
                        pthread_mutex_unlock(&s->pool.mu);
                        return;
                }
        }
        x->state = X_DONE;
        MHD_resume_connection(x->mhd);
}

static void *worker_main(void *arg)
{
        struct http_server *s = arg;
        struct exchange *x;
        while ((x = take(&s->pool)))
                run_one(s, x);
        return NULL;
}

void pool_start(struct http_server *s, int threads)
{
        struct pool *p = &s->pool;
        pthread_condattr_t mono;
        pthread_mutex_init(&p->mu, NULL);
        pthread_condattr_init(&mono);
        pthread_condattr_setclock(&mono, CLOCK_MONOTONIC);
        pthread_cond_init(&p->work, &mono);
        pthread_condattr_destroy(&mono);
        p->thread = calloc((size_t)threads, sizeof *p->thread);
        if (!p->thread)
                out_of_memory();
        for (; p->n_thread < threads; p->n_thread++)
                ASSERT(pthread_create(&p->thread[p->n_thread], NULL, worker_main, s) == 0);
}

/* From now on what waits is answered 503 instead of run. */
void pool_refuse(struct http_server *s)
{
        pthread_mutex_lock(&s->pool.mu);
        s->pool.refuse = true;
        pthread_cond_broadcast(&s->pool.work);
        pthread_mutex_unlock(&s->pool.mu);
}

void pool_stop(struct http_server *s)
{
        struct pool *p = &s->pool;
        pthread_mutex_lock(&p->mu);
        p->stop = true;
        pthread_cond_broadcast(&p->work);
        pthread_mutex_unlock(&p->mu);
        for (int i = 0; i < p->n_thread; i++)
                pthread_join(p->thread[i], NULL);
        free(p->thread);
        pthread_cond_destroy(&p->work);
        pthread_mutex_destroy(&p->mu);
}
