/* The points of a step: one list for all its tasks until somebody changes one of them on a task, and from then on that
 * task's own, under the ids it had. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "desk/plan/edit.h"
#include "desk/plan/own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const with_plan[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_ticket_checks, &slice_ticket_course, &slice_ticket_course_people, &slice_ticket_course_sessions, &slice_clock, &slice_incident, &slice_plan,
        &slice_plan_first, &slice_plan_edit, NULL};

static const struct plan_step two_steps[] = {
        {.code = "1", .label_fr = "Préparer", .label_en = "Prepare", .purpose_fr = "", .purpose_en = "", .kind = "task", .condition = "", .due = "",
         .needs = "", .group_code = "elearn", .n_points = 3,
         .points = (struct plan_point[]){{.fr = "Salle", .en = "Room", .required = true}, {.fr = "Lien", .en = "Link", .under_fr = "Zoom", .under_en = "Zoom"},
                                         {.fr = "Micro", .en = "", .required = true}}},
        {.code = "2", .label_fr = "Revoir", .label_en = "Review", .purpose_fr = "", .purpose_en = "", .kind = "task", .condition = "", .due = "",
         .needs = "", .group_code = "elearn", .after = {"1"}, .n_after = 1, .n_points = 1, .points = (struct plan_point[]){{.fr = "Bilan", .en = "Summary"}}},
};

struct desk {
        struct world w;
        int64_t offer;
        struct ticket a, b, later; /* the first tasks of two items, and the second of the first */
};

static int64_t number(struct world *w, const char *sql, int64_t a)
{
        int64_t n = -1;
        const struct db_stmt s = {NULL, sql};

        EXPECT(w, db_i64(w->db, &s, DB_ARGS(DB_I("a", a)), &n), ST_OK);
        return n;
}

static void put(struct world *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        DB_TX(tx, w->db);

        EXPECT(w, tx.st, ST_OK);
        EXPECT(w, db_exec(w->db, &s, DB_NO_ARGS, NULL), ST_OK);
        EXPECT(w, db_commit(&tx), ST_OK);
}

static struct ticket task(struct desk *d, int64_t item_id, size_t at)
{
        struct task_row *k;
        struct ticket t;
        size_t n;

        as(&d->w, d->w.admin, ROLE_ADMIN);
        EXPECT(&d->w, item_tasks(&d->w.c, item_id, &k, &n), ST_OK);
        assert_true(at < n);
        EXPECT(&d->w, ticket_load(&d->w.c, k[at].ticket_id, ACT_WORK, &t), ST_OK);
        return t;
}

static int64_t opened(struct desk *d)
{
        const struct item_draft draft = {.offer_id = d->offer, .requester_id = d->w.ines, .subject = "Soutien", .description = "", .answers = "{}",
                                         .channel = CHANNEL_PORTAL};
        struct ticket t;

        as_system(&d->w);
        EXPECT(&d->w, item_open(&d->w.c, &draft, &t), ST_OK);
        return t.id;
}

static void desk_open(struct desk *d, enum db_engine e)
{
        struct world *w = &d->w;

        world_open(w, e);
        w->app->slices = with_plan;
        as_system(w);
        EXPECT(w, course_support_ensure(&w->c), ST_OK);
        d->offer = number(w, "SELECT MIN(offer_id) FROM approach WHERE :a = 0", 0);
        EXPECT(w, plan_put(&w->c, "soutien-cours", "Deux", "Two", two_steps, 2), ST_OK);
        int64_t one = opened(d), two = opened(d);
        d->a = task(d, one, 0);
        d->b = task(d, two, 0);
        d->later = task(d, one, 1);
}

static struct check *list(struct desk *d, const struct ticket *t, size_t wanted)
{
        struct check *k;
        size_t n;

        EXPECT(&d->w, check_list(&d->w.c, t, &k, &n), ST_OK);
        assert_int_equal(n, wanted);
        return k;
}

static int64_t rows_of(struct desk *d, const struct ticket *t)
{
        return number(&d->w, "SELECT COUNT(*) FROM check_box WHERE ticket_id = :a", t->id);
}

static void shared(enum db_engine e)
{
        struct desk d;
        struct panels panels;
        const char *missing;

        desk_open(&d, e);
        struct check *a = list(&d, &d.a, 3);
        assert_int_equal(rows_of(&d, &d.a), 0);
        assert_string_equal(a[0].label, "Salle");
        assert_string_equal(a[1].label, "Zoom : Lien");
        assert_int_equal(a[0].made_at, d.a.created_at);
        assert_true(a[0].required && !a[1].required && !a[0].done_at);
        d.w.c.lang = LANG_EN;
        assert_string_equal(list(&d, &d.a, 3)[1].label, "Zoom: Link");
        assert_string_equal(list(&d, &d.a, 3)[2].label, "Micro"); /* no English: the French */
        d.w.c.lang = LANG_FR;
        EXPECT(&d.w, checks_missing(&d.w.c, d.a.id, &missing), ST_OK);
        assert_string_equal(missing, "Salle · Micro");
        EXPECT(&d.w, ticket_panels(&d.w.c, &d.a, &panels), ST_OK);
        assert_int_equal(panels.checks, 3);
        /* a refused change leaves them shared */
        as_requester(&d.w, d.w.ines);
        assert_true(check_tick(&d.w.c, &d.a, a[0].id, true) != ST_OK);
        as(&d.w, d.w.admin, ROLE_ADMIN);
        assert_int_equal(check_tick(&d.w.c, &d.a, list(&d, &d.later, 1)[0].id, true), ST_NOT_FOUND);
        assert_int_equal(check_tick(&d.w.c, &d.a, 1000000000000000 + 999, true), ST_NOT_FOUND);
        assert_int_equal(rows_of(&d, &d.a), 0);
        world_close(&d.w);
}
TESTDB_BOTH(shared)

static void own(enum db_engine e)
{
        struct desk d;
        struct panels panels;
        const char *missing;
        int64_t added;

        desk_open(&d, e);
        struct check *a = list(&d, &d.a, 3), *now;
        EXPECT(&d.w, check_tick(&d.w.c, &d.a, a[0].id, true), ST_OK);
        now = list(&d, &d.a, 3);
        for (size_t i = 0; i < 3; i++) {
                assert_int_equal(now[i].id, a[i].id);
                assert_string_equal(now[i].label, a[i].label);
                assert_int_equal(now[i].made_at, a[i].made_at);
        }
        assert_true(now[0].done_at != 0 && now[0].done_by == d.w.admin && !now[2].done_at);
        EXPECT(&d.w, ticket_panels(&d.w.c, &d.a, &panels), ST_OK);
        assert_true(panels.checks == 3 && panels.checked == 1);
        EXPECT(&d.w, checks_missing(&d.w.c, d.a.id, &missing), ST_OK);
        assert_string_equal(missing, "Micro");
        /* the others of the step share on */
        assert_int_equal(rows_of(&d, &d.b), 0);
        assert_true(!list(&d, &d.b, 3)[0].done_at);
        /* by the same ids: no longer asked, taken off, and one more at the end */
        EXPECT(&d.w, check_require(&d.w.c, &d.a, a[2].id, false), ST_OK);
        assert_int_equal(check_drop(&d.w.c, &d.a, a[0].id), ST_CONFLICT);
        EXPECT(&d.w, check_drop(&d.w.c, &d.a, a[1].id), ST_OK);
        assert_int_equal(check_drop(&d.w.c, &d.a, a[1].id), ST_NOT_FOUND);
        EXPECT(&d.w, check_add(&d.w.c, &d.b, "Caméra", false, &added), ST_OK);
        now = list(&d, &d.b, 4);
        assert_string_equal(now[3].label, "Caméra");
        assert_int_equal(now[3].id, added);
        EXPECT(&d.w, check_tick(&d.w.c, &d.b, added, true), ST_OK);
        assert_int_equal(now[0].id, a[0].id); /* of the plan, on another task */
        EXPECT(&d.w, check_tick(&d.w.c, &d.b, a[2].id, true), ST_OK);
        assert_true(!list(&d, &d.a, 2)[1].done_at);
        world_close(&d.w);
}
TESTDB_BOTH(own)

/* Versions stay what they were; a step of before the lists were shared gives its tasks rows of their own. */
static void versions(enum db_engine e)
{
        struct desk d;
        struct plan_step other[] = {two_steps[0]};

        desk_open(&d, e);
        other[0].n_points = 1;
        as_system(&d.w);
        EXPECT(&d.w, plan_put(&d.w.c, "soutien-cours", "Un", "One", other, 1), ST_OK);
        struct ticket next = task(&d, opened(&d), 0);
        list(&d, &next, 1);
        list(&d, &d.a, 3);
        put(&d.w, "UPDATE plan_step SET points_shared = 0");
        put(&d.w, "DELETE FROM plan_point WHERE step_id NOT IN (SELECT step_id FROM service_task)");
        struct ticket old = task(&d, opened(&d), 0);
        assert_int_equal(rows_of(&d, &old), 1);
        struct check *k = list(&d, &old, 1);
        assert_true(k[0].id < 1000000000000000);
        EXPECT(&d.w, check_tick(&d.w.c, &old, k[0].id, true), ST_OK);
        assert_true(list(&d, &old, 1)[0].done_at != 0);
        world_close(&d.w);
}
TESTDB_BOTH(versions)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(shared), TESTDB_RUN(own), TESTDB_RUN(versions)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
