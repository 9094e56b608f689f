/* The process: opens the database, indexes what the slices bring, starts threads and server, and ends
 * them in order when SIGTERM or SIGINT comes. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/assets.h"
#include "app/outbox.h"
#include "app/state.h"

static enum status folder_make(struct app *app, const char *name, const char **why)
{
        const char *path = *name ? arena_fmt(app->state->arena, "%s/%s", app->cfg.data, name) : app->cfg.data;
        if (mkdir(path, 0700) == 0 || errno == EEXIST)
                return ST_OK;
        *why = arena_fmt(app->state->arena, "%s: %s", path, strerror(errno));
        return ST_IO;
}

static void collect(struct app *app)
{
        struct app_state *s = app->state;
        size_t jobs = 0, settings = 0;
        for (size_t i = 0; app->slices[i]; i++) {
                for (const struct job_kind *j = app->slices[i]->jobs; j && j->name; j++)
                        jobs++;
                for (const struct setting *t = app->slices[i]->settings; t && t->name; t++)
                        settings++;
        }
        s->job = ARENA_ARRAY(s->arena, jobs, const struct job_kind *);
        s->setting = ARENA_ARRAY(s->arena, settings, const struct setting *);
        for (size_t i = 0; app->slices[i]; i++) {
                for (const struct job_kind *j = app->slices[i]->jobs; j && j->name; j++)
                        s->job[s->n_job++] = j;
                for (const struct setting *t = app->slices[i]->settings; t && t->name; t++)
                        s->setting[s->n_setting++] = t;
        }
}

static enum status open_parts(struct app *app, const char **why)
{
        struct app_state *s = app->state;
        enum status st = folder_make(app, "", why);
        if (!st)
                st = folder_make(app, "files", why);
        if (!st)
                st = folder_make(app, "tmp", why);
        collect(app);
        if (!st)
                st = routes_index(app, why);
        if (!st)
                st = db_pool_open(app->cfg.db, s->arena, &app->pool, why);
        return st;
}

static enum status bring_up(struct app *app, const char **why)
{
        struct db *db = NULL;
        struct app_state *s = app->state;
        enum status st = db_open(app->pool, &db);
        if (!st)
                st = db_migrate(db, s->arena, moment_now(), NULL, why);
        if (!st)
                st = settings_reload(app, db);
        if (st && !*why && db)
                *why = arena_str(s->arena, db_why(db));
        db_close(&db);
        live_watch(app->pool);
        return st;
}

static _Atomic int64_t openings;

enum status app_open(const struct app_config *cfg, const struct slice *const *slices, struct arena *a, struct app **out,
                     const char **why)
{
        *why = NULL;
        random_init();
        struct arena *own = arena_new(64u << 20);
        struct app *app = ARENA_NEW(own, struct app);
        app->state = ARENA_NEW(own, struct app_state);
        app->state->arena = own;
        app->cfg = *cfg;
        app->slices = slices;
        app->serial = ++openings;
        app->state->assets = arena_fmt(own, "/assets/%s", assets_hash);
        pthread_mutex_init(&app->state->settings_lock, NULL);
        pthread_mutex_init(&app->state->late_lock, NULL);
        pthread_mutex_init(&app->state->memo_lock, NULL);
        pthread_mutex_init(&app->state->ring_lock, NULL);
        enum status st = pipe(app->state->stop_pipe) ? ST_IO : open_parts(app, why);
        if (!st)
                st = bring_up(app, why);
        if (st) {
                *why = arena_str(a, *why ? *why : status_name(st));
                app_close(&app);
                return st;
        }
        *out = app;
        return ST_OK;
}

void app_close(struct app **app)
{
        if (!*app)
                return;
        struct app_state *s = (*app)->state;
        for (size_t i = 0; i < MEMO_PAGES; i++)
                arena_free(&s->page[i].arena);
        db_pool_close(&(*app)->pool);
        close(s->stop_pipe[0]);
        close(s->stop_pipe[1]);
        pthread_mutex_destroy(&s->settings_lock);
        pthread_mutex_destroy(&s->late_lock);
        pthread_mutex_destroy(&s->memo_lock);
        pthread_mutex_destroy(&s->ring_lock);
        seal_forget(&s->ring, sizeof s->ring);
        struct arena *own = s->arena;
        *app = NULL;
        arena_free(&own);
}

bool app_stopping(const struct app *app, int wait_ms)
{
        if (app->state->stopping)
                return true;
        if (wait_ms > 0) {
                struct pollfd p = {app->state->stop_pipe[0], POLLIN, 0};
                poll(&p, 1, wait_ms);
        }
        return app->state->stopping;
}

static void stop_now(struct app *app)
{
        app->state->stopping = true;
        if (write(app->state->stop_pipe[1], "x", 1) != 1)
                log_plain(LOG_WARN, "stop.pipe");
}

static void *thread_open(void *arg)
{
        struct app *app = arg;
        struct db *db = NULL;
        if (db_open(app->pool, &db))
                log_plain(LOG_ERROR, "db.open");
        return db;
}

static void thread_close(void *arg, void *thread)
{
        struct db *db = thread;
        db_close(&db);
}

static void threads_start(struct app *app, bool server)
{
        struct app_state *s = app->state;
        void *(*fn[4])(void *) = {late_thread, server ? live_thread : NULL, app->cfg.jobs ? job_thread : NULL,
                                  app->cfg.jobs ? outbox_thread : NULL};
        for (size_t i = 0; i < ARRAY_LEN(fn); i++)
                if (fn[i] && pthread_create(&s->thread[s->n_thread], NULL, fn[i], app) == 0)
                        s->n_thread++;
}

static void threads_join(struct app *app)
{
        for (size_t i = 0; i < app->state->n_thread; i++)
                pthread_join(app->state->thread[i], NULL);
        app->state->n_thread = 0;
}

/* Signals are taken by this thread alone: every other one inherits the blocked mask. */
static int wait_for_signal(sigset_t *set)
{
        int sig = 0;
        while (sigwait(set, &sig) != 0)
                continue;
        return sig;
}

static void signals_block(sigset_t *set)
{
        sigemptyset(set);
        sigaddset(set, SIGTERM);
        sigaddset(set, SIGINT);
        pthread_sigmask(SIG_BLOCK, set, NULL);
        signal(SIGPIPE, SIG_IGN);
}

enum status app_serve(struct app *app, struct arena *a, const char **why)
{
        sigset_t set;
        signals_block(&set);
        struct http_app h = {.arg = app, .thread_new = thread_open, .thread_free = thread_close,
                             .where = dispatch_where, .handle = dispatch_handle, .refuse = dispatch_refuse};
        struct http_config cfg = {.listen = app->cfg.listen, .trusted_proxies = app->cfg.trusted_proxies,
                                  .upload_dir = arena_fmt(a, "%s/tmp", app->cfg.data)};
        live_begin(app);
        enum status st = http_start(&cfg, &h, a, &app->server, why);
        if (st)
                return st;
        sse_match(app->server, live_match);
        threads_start(app, true);
        log_event(LOG_INFO, "serve.ready", LOG_I("port", http_port(app->server)), LOG_S("version", GUICHET_VERSION));
        int sig = wait_for_signal(&set);
        log_event(LOG_INFO, "serve.stopping", LOG_I("signal", sig));
        stop_now(app);
        threads_join(app);
        http_stop(&app->server, 10000);
        log_plain(LOG_INFO, "serve.stopped");
        return ST_OK;
}

enum status app_work(struct app *app, struct arena *a, const char **why)
{
        sigset_t set;
        (void)a;
        (void)why;
        signals_block(&set);
        app->cfg.jobs = true;
        threads_start(app, false);
        log_plain(LOG_INFO, "work.ready");
        wait_for_signal(&set);
        stop_now(app);
        threads_join(app);
        return ST_OK;
}
