/* A grid that takes longer than the lease of the job that applies it, on PostgreSQL, where another program may claim it. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <unistd.h>

#include "app/state.h"
#include "desk/clock/clock.h"
#include "desk/grid/own.h"
#include "desk/plan/plan.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const with_grid[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_ticket_checks, &slice_ticket_course, &slice_clock, &slice_incident, &slice_plan,
        &slice_plan_first, &slice_grid_apply, NULL};
static const struct job_kind *kinds[1];

static void grid_world(struct world *w)
{
        world_open(w, DB_POSTGRES);
        w->app->slices = with_grid;
        kinds[0] = &slice_grid_apply.jobs[0];
        w->app->state->job = kinds;
        w->app->state->n_job = 1;
        w->c.zone = zone_get("Europe/Paris");
        w->c.now = moment_now() - 10 * MINUTE_MS;
        as_system(w);
        EXPECT(w, course_support_ensure(&w->c), ST_OK);
}

enum { COURSES = 150 }; /* a step at a hundred, then the course that is held */

/* A grid of so many courses, to be applied by a job. */
static int64_t waiting_grid(struct world *w)
{
        struct grid_sheet s;
        struct grid_check k;
        struct buf b;
        int64_t id;

        buf_init(&b, w->arena, 1 << 20);
        buf_str(&b, "Code;Titre;Département;Trimestre;Responsable;Courriel;Approche(s);Présentateurs;Séances\n");
        for (int i = 0; i < COURSES; i++)
                buf_fmt(&b, "C%03d;T;D;H26;N;n@u.example;Antem;;;\n", i);
        EXPECT(w, grid_read(&w->c, "g.csv", b.p, strlen(b.p), &s), ST_OK);
        EXPECT(w, grid_save(&w->c, &s, "", &id), ST_OK);
        EXPECT(w, grid_review(&w->c, id, &s, &k), ST_OK);
        EXPECT(w, db_exec(w->db, &(const struct db_stmt){NULL, "DELETE FROM job"}, DB_NO_ARGS, NULL), ST_OK);
        EXPECT(w, grid_apply_later(&w->c, id, k.digest), ST_OK);
        return id;
}

struct node {
        struct world *w;
        int64_t now;
        enum status st;
        int ran;
};

/* What the thread of another program does at that moment. */
static void *node_runs(void *arg)
{
        struct node *n = arg;
        struct ctx c = n->w->c;

        c.arena = arena_new(32u << 20);
        c.now = n->now;
        n->st = db_open(n->w->pool, &c.db);
        if (!n->st)
                n->st = job_run_due(&c, 1, &n->ran);
        db_close(&c.db);
        arena_free(&c.arena);
        return NULL;
}

static void becomes(struct world *w, const char *sql, int64_t wanted)
{
        for (int i = 0; i < 3000 && count_of(w, sql) != wanted; i++)
                usleep(20000);
        assert_int_equal(count_of(w, sql), wanted);
}

/* Applying takes longer than the minute of its lease, because another session holds one of its courses: the lease goes on with
 * it, and nobody else claims the job.  One whose lease ran out all the same is claimed by another node, which waits at the gate,
 * finds nothing left to do and ends the job: applied once, and not failed. */
static void long_job(void **state)
{
        struct world w;
        struct grid_import g;
        pthread_t t[2];
        const struct db_stmt hold = {NULL, "INSERT INTO course (code, term, title, department_id) SELECT 'C120', 'H26', '', MIN(id) FROM department"};

        (void)state;
        grid_world(&w);
        int64_t id = waiting_grid(&w);
        struct node first = {.w = &w, .now = w.c.now, .st = ST_IO}, second = {.w = &w, .now = w.c.now + 61 * SECOND_MS, .st = ST_IO};
        struct db_tx held = db_begin(w.spare);
        EXPECT(&w, held.st, ST_OK);
        EXPECT(&w, db_exec(w.spare, &hold, DB_NO_ARGS, NULL), ST_OK);
        pthread_create(&t[0], NULL, node_runs, &first);
        becomes(&w, "SELECT COUNT(*) FROM grid_progress WHERE done = 100", 1);
        assert_true(count_of(&w, "SELECT run_at FROM job WHERE kind = 'grid.apply'") > second.now + 5 * MINUTE_MS);
        node_runs(&second);
        EXPECT(&w, second.st, ST_OK);
        assert_int_equal(second.ran, 0);
        second.now = moment_now() + HOUR_MS;
        pthread_create(&t[1], NULL, node_runs, &second);
        becomes(&w, "SELECT attempts FROM job WHERE kind = 'grid.apply'", 2);
        usleep(200000);
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.state, GRID_APPLYING);
        db_end(&held);
        for (int i = 0; i < 2; i++)
                pthread_join(t[i], NULL);
        assert_int_equal(first.st, ST_OK);
        assert_int_equal(first.ran, 1);
        assert_int_equal(second.st, ST_OK);
        assert_int_equal(second.ran, 1);
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.state, GRID_APPLIED);
        assert_string_equal(g.why, "");
        assert_int_equal(g.created, COURSES);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), COURSES);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM job WHERE kind = 'grid.apply'"), 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM grid_progress"), 0);
        world_close(&w);
}

int main(void)
{
        const struct CMUnitTest all[] = {cmocka_unit_test(long_job)};

        return cmocka_run_group_tests(all, NULL, NULL);
}
