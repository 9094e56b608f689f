/* How far the applying of a grid is.  This program knows it in memory.  Another one on the same PostgreSQL cannot see
 * what the one transaction of applying writes, so a connection of its own tells it once a second in a row; on SQLite
 * the writer is held meanwhile, and no other program serves that database. */
#include <stdatomic.h>

#include "desk/grid/apply_own.h"

DB_STMT(grid_far_put,
        "INSERT INTO grid_progress (grid_id, done, total, told_at) VALUES (:id, :done, :total, :now)"
        " ON CONFLICT (grid_id) DO UPDATE SET done = excluded.done, total = excluded.total, told_at = excluded.told_at");
DB_STMT(grid_far, "SELECT f.done, f.total FROM grid_progress f WHERE f.grid_id = :id AND f.told_at > :since");
DB_STMT(grid_far_drop, "DELETE FROM grid_progress WHERE grid_id = :id");
static const struct db_stmt *const progress_stmts[] = {&grid_far_put, &grid_far, &grid_far_drop, NULL};

/* A program that was killed tells nothing any more: what it said last is not believed for longer. */
enum { RUNNING_MAX = 8, TELL_MS = 1000, BELIEVED_MS = 2 * MINUTE_MS };

static struct {
        _Atomic int64_t id, done, total;
} running[RUNNING_MAX];

void grid_run_begin(struct ctx *c, int64_t id, const struct job *j, struct grid_run *r)
{
        *r = (struct grid_run){.id = id, .job = j};
        while (r->at < RUNNING_MAX - 1 && atomic_load(&running[r->at].id))
                r->at++;
        atomic_store(&running[r->at].done, 0);
        atomic_store(&running[r->at].total, 0);
        atomic_store(&running[r->at].id, id);
        if (db_engine(c->db) == DB_POSTGRES && db_open(c->app->pool, &r->side))
                r->side = NULL; /* then nobody else is told */
}

void grid_run_step(void *arg, int64_t done, int64_t total)
{
        struct grid_run *r = arg;
        int64_t now = moment_mono();

        atomic_store(&running[r->at].total, total);
        atomic_store(&running[r->at].done, done);
        if (!r->side || (r->told && now - r->told < TELL_MS))
                return;
        r->told = now;
        /* and that the job goes on: another node that claimed it would stand at the gate with its only thread for jobs */
        if (job_lasts(r->side, r->job) ||
            db_exec(r->side, &grid_far_put, DB_ARGS(DB_I("id", r->id), DB_I("done", done), DB_I("total", total), DB_I("now", moment_now())), NULL))
                log_event(LOG_WARN, "grid.progress", LOG_I("grid", r->id), LOG_S("why", db_why(r->side)));
}

void grid_run_end(struct grid_run *r)
{
        atomic_store(&running[r->at].id, 0);
        if (r->side && db_exec(r->side, &grid_far_drop, DB_ARGS(DB_I("id", r->id)), NULL))
                log_event(LOG_WARN, "grid.progress", LOG_I("grid", r->id), LOG_S("why", db_why(r->side)));
        db_close(&r->side);
}

struct far {
        int64_t done, total;
};
static const struct db_col far_cols[] = {DB_COL_I64(struct far, done), DB_COL_I64(struct far, total), DB_COL_END};

bool grid_progress_of(struct ctx *c, int64_t id, int64_t *done, int64_t *total)
{
        struct far f;

        for (size_t i = 0; i < RUNNING_MAX; i++)
                if (id && atomic_load(&running[i].id) == id && atomic_load(&running[i].total) > 0) {
                        *done = atomic_load(&running[i].done);
                        *total = atomic_load(&running[i].total);
                        return true;
                }
        if (db_engine(c->db) != DB_POSTGRES ||
            db_one(c->db, c->arena, &grid_far, DB_ARGS(DB_I("id", id), DB_I("since", moment_now() - BELIEVED_MS)), far_cols, &f))
                return false;
        *done = f.done;
        *total = f.total;
        return true;
}

const struct slice slice_grid_progress = {.name = "grid-progress", .stmts = progress_stmts};
