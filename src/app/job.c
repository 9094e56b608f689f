/* Timers and background work: rows with a key and a due time, claimed under a lease.
 * A claim moves run_at a minute on and notes a random lease; the worker ends with a DELETE that names
 * the lease, so that a reschedule made meanwhile (lease = 0) wins.  Work that may take longer than a minute says that
 * it lasts; whatever is claimed a second time all the same must be harmless to do again.  A failing job comes back with a
 * doubling delay and, after max_attempts, stays with run_at = never and its reason: it is listed. */
#include "app/state.h"

DB_STMT(job_put,
        "INSERT INTO job (kind, key, run_at, attempts, lease, args, why) VALUES (:kind, :key, :run_at, 0, 0, :args, NULL)"
        " ON CONFLICT (kind, key) DO UPDATE SET run_at = excluded.run_at, attempts = 0, lease = 0,"
        " args = excluded.args, why = NULL");
DB_STMT(job_ensure,
        "INSERT INTO job (kind, key, run_at, args) VALUES (:kind, '', :run_at, '{}') ON CONFLICT (kind, key) DO NOTHING");
DB_STMT(job_remove, "DELETE FROM job WHERE kind = :kind AND key = :key");
DB_STMT(job_due, "SELECT COUNT(*) FROM (SELECT 1 FROM job WHERE run_at <= :now LIMIT 1) d");
DB_STMT(job_claim,
        "UPDATE job SET run_at = CAST(:now AS BIGINT) + 60000, lease = :lease, attempts = attempts + 1"
        " WHERE id = (SELECT j.id FROM job j WHERE j.run_at <= :now ORDER BY j.run_at, j.id LIMIT 1 @skip)"
        " RETURNING id, kind, key, args, attempts, run_at");
DB_STMT(job_longer, "UPDATE job SET run_at = CAST(:now AS BIGINT) + 60000 WHERE id = :id AND lease = :lease");
DB_STMT(job_done, "DELETE FROM job WHERE id = :id AND lease = :lease");
DB_STMT(job_again,
        "UPDATE job SET run_at = :run_at, attempts = :attempts, lease = 0, why = :why WHERE id = :id AND lease = :lease");
static const struct db_stmt *const job_stmts[] = {&job_put, &job_ensure, &job_remove, &job_due, &job_claim, &job_longer, &job_done,
                                           &job_again, NULL};

static const struct db_col job_cols[] = {DB_COL_I64(struct job, id),       DB_COL_TEXT(struct job, kind),
                                         DB_COL_TEXT(struct job, key),     DB_COL_TEXT(struct job, args),
                                         DB_COL_I64(struct job, attempts), DB_COL_I64(struct job, run_at),
                                         DB_COL_END};

enum status job_plan(struct ctx *c, const char *kind, const char *key, int64_t run_at, const char *args)
{
        return db_exec(c->db, &job_put,
                       DB_ARGS(DB_T("kind", kind), DB_T("key", key), DB_I("run_at", run_at),
                               DB_T("args", args ? args : "{}")),
                       NULL);
}

enum status job_drop(struct ctx *c, const char *kind, const char *key)
{
        return db_exec(c->db, &job_remove, DB_ARGS(DB_T("kind", kind), DB_T("key", key)), NULL);
}

static const struct job_kind *kind_find(const struct app *app, const char *name)
{
        for (size_t i = 0; i < app->state->n_job; i++)
                if (strcmp(app->state->job[i]->name, name) == 0)
                        return app->state->job[i];
        return NULL;
}

static enum status claim(struct ctx *c, int64_t lease, struct job *out)
{
        int64_t due = 0;
        enum status st = db_i64(c->db, &job_due, DB_ARGS(DB_I("now", c->now)), &due);
        if (st || !due)
                return st ? st : ST_NOT_FOUND;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_one(c->db, c->arena, &job_claim, DB_ARGS(DB_I("now", c->now), DB_I("lease", lease)), job_cols, out);
        return st ? st : db_commit(&tx);
}

enum status job_lasts(struct db *db, const struct job *j)
{
        return db_exec(db, &job_longer, DB_ARGS(DB_I("now", moment_now()), DB_I("id", j->id), DB_I("lease", j->lease)), NULL);
}

static int64_t backoff(const struct ctx *c, int64_t attempts)
{
        int64_t wait = 5 * SECOND_MS << (attempts < 10 ? attempts : 10);
        return c->now + (wait < HOUR_MS ? wait : HOUR_MS);
}

static enum status finish(struct ctx *c, const struct job_kind *k, const struct job *j, int64_t lease, enum status ran)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        int64_t limit = k && k->max_attempts ? k->max_attempts : 8;
        if (st)
                return st;
        if (ran == ST_OK && k && !k->every_ms)
                st = db_exec(c->db, &job_done, DB_ARGS(DB_I("id", j->id), DB_I("lease", lease)), NULL);
        else {
                int64_t next = ran == ST_OK ? c->now + k->every_ms
                               : j->attempts < limit || (k && k->every_ms) ? backoff(c, j->attempts) : MOMENT_NEVER;
                st = db_exec(c->db, &job_again,
                             DB_ARGS(DB_I("id", j->id), DB_I("lease", lease), DB_I("run_at", next),
                                     DB_I("attempts", ran == ST_OK ? 0 : j->attempts),
                                     DB_T("why", ran == ST_OK ? NULL : c->why ? c->why : status_name(ran))),
                             NULL);
        }
        return st ? st : db_commit(&tx);
}

static enum status run_one(struct ctx *c)
{
        struct job j;
        int64_t lease = (int64_t)(random_u64() >> 1) | 1;
        enum status st = claim(c, lease, &j);
        if (st)
                return st;
        j.lease = lease;
        const struct job_kind *k = kind_find(c->app, j.kind);
        enum status ran = k ? k->run(c, &j) : ST_NOT_FOUND;
        c->app->state->jobs_run++;
        if (ran) {
                c->app->state->jobs_failed++;
                log_event(LOG_WARN, "job.failed", LOG_S("kind", j.kind), LOG_I("job", j.id), LOG_I("attempt", j.attempts),
                          LOG_S("status", status_name(ran)));
        }
        return finish(c, k, &j, lease, ran);
}

enum status job_run_due(struct ctx *c, int max, int *ran)
{
        int n = 0;
        enum status st = ST_OK;
        while (n < max && (st = run_one(c)) == ST_OK)
                n++;
        if (ran)
                *ran = n;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static void jobs_ensure(struct app *app, struct db *db)
{
        for (size_t i = 0; i < app->state->n_job; i++) {
                const struct job_kind *k = app->state->job[i];
                if (k->every_ms && db_exec(db, &job_ensure, DB_ARGS(DB_T("kind", k->name), DB_I("run_at", moment_now())), NULL))
                        log_event(LOG_WARN, "job.ensure", LOG_S("why", db_why(db)));
        }
}

void *job_thread(void *arg)
{
        struct app *app = arg;
        struct arena *a = arena_new(MAX_REQUEST_ARENA);
        struct db *db = NULL;
        if (db_open(app->pool, &db) == ST_OK)
                jobs_ensure(app, db);
        while (db && !app_stopping(app, 400)) {
                enum status st = ST_OK;
                while (st == ST_OK && !app_stopping(app, 0)) {
                        struct ctx c;
                        app_ctx(app, a, db, &c);
                        st = run_one(&c);
                        arena_reset(a);
                }
                if (st != ST_NOT_FOUND && st != ST_OK)
                        log_event(LOG_WARN, "job.claim", LOG_S("status", status_name(st)), LOG_S("why", db_why(db)));
        }
        db_close(&db);
        arena_free(&a);
        return NULL;
}

const struct slice slice_jobs = {.name = "jobs", .stmts = job_stmts};
