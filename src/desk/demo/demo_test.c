/* The demonstration on both engines: what it promises is there, holds together, and is the same each time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "base/sha256.h"
#include "db/testdb.h"
#include "desk/clock/clock.h"
#include "desk/demo/own.h"
#include "desk/plan/edit.h"
#include "desk/ticket/course.h"
#include "desk/ticket/panels.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep,
        &slice_idempotency, &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_incident,
        &slice_ticket_checks, &slice_ticket_course, &slice_plan, &slice_plan_first, &slice_plan_edit, &slice_demo, &slice_demo_people, &slice_demo_plan, NULL};

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
};

static void world_open(struct world *w, enum db_engine e, const char *now)
{
        const char *why = NULL;
        *w = (struct world){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_true(moment_parse(now, &w->c.now));
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
}

static void world_close(struct world *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

static void load(struct world *w, struct demo_told *told)
{
        enum status st = demo_load(&w->c, "guichet-demo", told);
        if (st)
                print_error("%s: %s %s\n", status_name(st), w->c.why ? w->c.why : "", db_why(w->db));
        assert_int_equal(st, ST_OK);
}

static int64_t count(struct world *w, const char *sql)
{
        int64_t n = -1;
        const struct db_stmt s = {NULL, sql};
        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

#define TICKETS_OF(code) \
        "SELECT COUNT(*) FROM ticket t JOIN department d ON d.id = t.department_id WHERE t.kind = 1 AND d.code = '" code "'"

static void check_numbers(struct world *w)
{
        assert_int_equal(count(w, "SELECT COUNT(*) FROM ticket WHERE kind = 1"), 204);
        assert_int_equal(count(w, TICKETS_OF("dsi")), 118);
        assert_int_equal(count(w, TICKETS_OF("cours")), 86);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM department"), 5);
        assert_int_equal(count(w, "SELECT COUNT(DISTINCT person_id) FROM role_grant WHERE role IN ('agent', 'lead')"), 11);
        assert_true(count(w, "SELECT COUNT(*) FROM service") >= 12);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM service WHERE body = '' AND code <> 'aide'"), 0);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM course k WHERE EXISTS (SELECT 1 FROM presenter r WHERE r.course_id = k.id)"), 13);
        assert_true(count(w, "SELECT COUNT(*) FROM ticket WHERE course_id IS NOT NULL") >= 40);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM ticket WHERE kind = 1 AND state = 10"), 5);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM ticket WHERE kind = 1 AND state = 20"), 3);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM ticket WHERE kind = 1 AND state = 30"), 5);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM support_task"), 28);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM booking WHERE state = 10"), 16);
        /* course support: six items, one of them from an intention, a task open in each but the one that is done, none of the
         * others forgotten */
        assert_int_equal(count(w, "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id WHERE i.plan_version_id > 0 AND t.state = 20"), 5);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id WHERE i.plan_version_id > 0 AND t.state = 50"), 1);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM service_task"), 25); /* one of the courses has a super-user to train */
        assert_int_equal(count(w, "SELECT COUNT(*) FROM service_task WHERE phase = 2"), 10);
        /* from the catalogue: two new, two that wait, three under way, one done; two of the eight in one request */
        assert_int_equal(count(w, "SELECT COUNT(*) FROM item WHERE plan_version_id IS NULL"), 8);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM ticket WHERE kind = 2"), 13);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id WHERE i.plan_version_id IS NULL AND t.state = 10"), 2);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id WHERE i.plan_version_id IS NULL AND t.state = 20"), 3);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id WHERE i.plan_version_id IS NULL AND t.state = 30"), 2);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id WHERE i.plan_version_id IS NULL AND t.state = 50"), 1);
        /* the loan of a student runs on its promise, paused while it waits, stopped when it is over */
        assert_int_equal(count(w, "SELECT COUNT(*) FROM clock k JOIN ticket t ON t.id = k.ticket_id WHERE t.kind = 3"), 3);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM person p WHERE NOT EXISTS (SELECT 1 FROM credential k WHERE k.person_id = p.id)"), 0);
}

#define ACCESS "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id JOIN offer o ON o.id = i.offer_id" \
        " JOIN support_group g ON g.id = t.group_id WHERE o.code = 'regularisation-acces' AND g.code = 'technologues' AND t.course_id IS NOT NULL" \
        " AND t.requested_for_id <> t.requester_id"
/* What teachers asked for about their courses: an access in work and one that nobody took; an intention that waits, of a course
 * that is not in the list yet, and one that was validated, whose line made an item and its plan. */
static void check_teaching(struct world *w)
{
        assert_int_equal(count(w, ACCESS " AND t.state = 20 AND t.assignee_id IS NOT NULL AND EXISTS (SELECT 1 FROM entry e"
                                  " WHERE e.ticket_id = t.id AND e.kind = 10 AND e.is_public = 1)"), 1);
        assert_int_equal(count(w, ACCESS " AND t.state = 10 AND t.assignee_id IS NULL"), 1);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM course_intention"), 2);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM course_intention i WHERE i.state = 10 AND i.course_id IS NULL AND i.code = 'ECO2050'"), 1);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM course_intention i JOIN course k ON k.id = i.course_id WHERE i.state = 20 AND k.code = 'INF2003'"
                                  " AND i.decided_at > i.made_at AND EXISTS (SELECT 1 FROM notification n WHERE n.intention_id = i.id AND n.person_id = i.by_id)"
                                  " AND EXISTS (SELECT 1 FROM ticket t JOIN service_task s ON s.item_id = t.id WHERE t.course_id = k.id AND s.phase = 1)"), 1);
}

static void check_whole(struct world *w)
{
        const char *why = NULL;
        assert_int_equal(clock_check(&w->c, &why), ST_OK);
        assert_null(why);
        assert_int_equal(db_integrity(w->db, w->arena, &why), ST_OK);
        const struct db_stmt late = {NULL, "SELECT COUNT(*) FROM entry WHERE at > :now"};
        int64_t n = -1;
        assert_int_equal(db_i64(w->db, &late, DB_ARGS(DB_I("now", w->c.now)), &n), ST_OK);
        assert_int_equal(n, 0);
        /* every resolved request has both clocks stopped, at its resolution */
        assert_int_equal(count(w, "SELECT COUNT(*) FROM ticket t WHERE t.kind = 1 AND t.state >= 40 AND 2 <> (SELECT COUNT(*) FROM clock k"
                                  " WHERE k.ticket_id = t.id AND k.state = 30 AND k.stopped_at <= t.resolved_at)"), 0);
}

static void loads(enum db_engine e)
{
        struct world w;
        struct demo_told told;
        bool possible = false;
        int64_t id = 0;
        world_open(&w, e, "2026-01-13T08:52:00Z");
        assert_int_equal(demo_possible(&w.c, &possible), ST_OK);
        assert_true(possible);
        load(&w, &told);
        assert_int_equal(told.tickets, 204);
        check_numbers(&w);
        check_teaching(&w);
        check_whole(&w);
        assert_int_equal(demo_possible(&w.c, &possible), ST_OK);
        assert_false(possible);
        for (const struct demo_account *a = told.account; a->login; a++)
                assert_int_equal(people_sign_in(&w.c, a->login, "guichet-demo", &id), ST_OK);
        assert_int_equal(people_sign_in(&w.c, "icaron", "guichet-dem", &id), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(loads)

static enum status add_body(void *arg, void *row)
{
        const char *body = *(const char **)row;
        sha256_add(arg, body, strlen(body) + 1);
        return ST_OK;
}

static void digest_of(struct world *w, unsigned char *out)
{
        struct one {
                const char *body;
        };
        static const struct db_col cols[] = {DB_COL_TEXT(struct one, body), DB_COL_END};
        const struct db_stmt all = {NULL, "SELECT b.body FROM entry e JOIN entry_body b ON b.entry_id = e.id ORDER BY e.id"};
        struct sha256 h;
        sha256_init(&h);
        assert_int_equal(db_each(w->db, w->arena, &all, DB_NO_ARGS, cols, sizeof(struct one), add_body, &h), ST_OK);
        sha256_end(&h, out);
}

/* Twice on one engine and once on the other. */
static void is_the_same_each_time(void **state)
{
        static const enum db_engine engine[] = {DB_SQLITE, DB_SQLITE, DB_POSTGRES};
        unsigned char sum[3][SHA256_BYTES];
        struct demo_told told;
        for (int i = 0; i < 3; i++) {
                struct world w;
                world_open(&w, engine[i], "2026-01-16T16:00:00Z");
                load(&w, &told);
                digest_of(&w, sum[i]);
                world_close(&w);
        }
        assert_memory_equal(sum[0], sum[1], SHA256_BYTES);
        assert_memory_equal(sum[0], sum[2], SHA256_BYTES);
}

/* Whoever opens the calendar now or a day later, as after midnight, finds a week with events. */
static void check_weeks(struct world *w)
{
        const struct zone *z = zone_get("Europe/Paris");
        const struct db_stmt in = {NULL, "SELECT COUNT(*) FROM support_task WHERE from_at >= :from AND from_at < :to"};

        for (int later = 0; later < 2; later++) {
                struct civil t;
                int64_t n = 0;
                zone_local(z, w->c.now + later * DAY_MS, &t);
                int64_t monday = civil_days(t.year, t.month, t.day) - (t.wday - 1);
                t = (struct civil){0};
                civil_from_days(monday, &t.year, &t.month, &t.day);
                int64_t from = zone_moment(z, &t);
                assert_int_equal(db_i64(w->db, &in, DB_ARGS(DB_I("from", from), DB_I("to", from + 7 * DAY_MS)), &n), ST_OK);
                assert_int_equal(n, 14);
        }
}

static void fits_any_day(void **state)
{
        /* Sunday nights before and after midnight, a holiday, the first minute of a day, both changes of the hour, the
         * turn of the year */
        static const char *const now[] = {"2026-01-18T23:00:00Z", "2026-05-01T10:00:00Z", "2026-02-02T23:00:00Z",
                                          "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2027-01-01T11:00:00Z",
                                          "2026-03-30T09:59:00Z", "2026-03-30T10:00:00Z",
                                          "2026-01-18T22:50:00Z", "2026-04-06T08:00:00Z", "2026-12-31T22:59:00Z"};
        struct demo_told told;
        for (size_t i = 0; i < ARRAY_LEN(now); i++) {
                struct world w;
                world_open(&w, DB_SQLITE, now[i]);
                load(&w, &told);
                check_numbers(&w);
                check_teaching(&w);
                check_whole(&w);
                check_weeks(&w);
                world_close(&w);
        }
}

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(loads), cmocka_unit_test(is_the_same_each_time),
                                           cmocka_unit_test(fits_any_day)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
