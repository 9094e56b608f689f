/* Opening many items in one steady scope leaves the rows that opening them one after the other leaves: all of them, with
 * their ids, on both engines, for requests that tell people and for those of a grid. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "app/state.h"
#include "desk/plan/own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident, slice_notify, slice_ticket_checks, slice_notify_rules, slice_clock_pick, slice_clock_contents, slice_clock_promises,
    slice_ticket_share, slice_ticket_course_people, slice_ticket_course_sessions;
static const struct slice *const with_plan[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_incident, &slice_plan, &slice_plan_first,
        &slice_clock_pick, &slice_clock_promises, &slice_ticket_checks, &slice_ticket_course, &slice_ticket_course_people,
        &slice_ticket_course_sessions, &slice_notify, &slice_notify_rules, &slice_ticket_share, NULL};

enum { ITEMS = 40, COURSES_MADE = 4 };

/* Every row that an opening leaves, without the moment of the run. */
static const struct db_stmt rows[] = {
        {NULL, "SELECT CAST(id AS TEXT) || '|' || kind || '|' || num || '|' || version || '|' || state || '|' || pending || '|' || scope || '|'"
               " || CASE WHEN due_at < 253402300799999 THEN due_at - created_at ELSE -1 END || '|' || group_id || '|' || COALESCE(requester_id, 0)"
               " || '|' || COALESCE(assignee_id, 0) || '|' || COALESCE(course_id, 0) || '|' || COALESCE(parent_id, 0) || '|' || priority || '|'"
               " || channel || '|' || news_kind || '|' || subject || '|' || COALESCE(description, '') || '|' || COALESCE(persona, '') AS body"
               " FROM ticket ORDER BY id"},
        {NULL, "SELECT CAST(id AS TEXT) || '|' || ticket_id || '|' || kind || '|' || COALESCE(author_id, 0) || '|' || is_public || '|' || channel"
               " || '|' || COALESCE(changes, '') AS body FROM entry ORDER BY id"},
        {NULL, "SELECT CAST(ticket_id AS TEXT) || '|' || person_id || '|' || part AS body FROM ticket_person ORDER BY ticket_id, person_id"},
        {NULL, "SELECT CAST(ticket_id AS TEXT) || '|' || offer_id || '|' || COALESCE(plan_version_id, 0) || '|' || answers || '|' || due_known AS body"
               " FROM item ORDER BY ticket_id"},
        {NULL, "SELECT CAST(ticket_id AS TEXT) || '|' || item_id || '|' || step_id || '|' || phase || '|' || due_known || '|'"
               " || CASE WHEN opened_at IS NULL THEN 0 ELSE 1 END AS body FROM service_task ORDER BY ticket_id"},
        {NULL, "SELECT CAST(ticket_id AS TEXT) || '|' || code || '|' || label || '|' || label_en || '|' || required AS body"
               " FROM (SELECT ticket_id, id AS nth, code, label, label_en, required FROM check_box UNION ALL SELECT k.ticket_id, q.nth, q.code, q.label,"
               " q.label_en, q.required FROM service_task k JOIN plan_point q ON q.step_id = k.step_id WHERE k.points_shared = 1) b ORDER BY ticket_id, nth"},
        {NULL, "SELECT CAST(ticket_id AS TEXT) || '|' || kind || '|' || version || '|' || COALESCE(scopes, '') || '|' || COALESCE(people, '') AS body"
               " FROM event WHERE ticket_id IS NOT NULL ORDER BY id"},
        {NULL, "SELECT CAST(person_id AS TEXT) || '|' || about || '|' || events || '|' || n || '|' || page || '|' || mail AS body FROM notification"
               " ORDER BY person_id, about"},
        {NULL, "SELECT CAST(ticket_id AS TEXT) || '|' || name || '|' || promise_version_id || '|' || state || '|' || due_at - since_at AS body FROM clock"
               " ORDER BY ticket_id, name"},
        {NULL, "--@sqlite\nSELECT CAST(id AS TEXT) || '|' || c0 || '|' || c1 || '|' || c2 || '|' || c3 AS body FROM search_content ORDER BY id\n"
               "--@postgres\nSELECT CAST(ticket_id AS TEXT) || '|' || CAST(tsv AS TEXT) AS body FROM search ORDER BY ticket_id\n--@both\n"},
};

struct text_row {
        const char *body;
};

static void dump(struct world *w, struct arena *a, const char *out[ARRAY_LEN(rows)])
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct text_row, body), DB_COL_END};

        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                struct text_row *r;
                struct buf b;
                size_t n;
                EXPECT(w, db_all(w->db, w->c.arena, &rows[i], DB_NO_ARGS, cols, sizeof *r, 100000, &r, &n), ST_OK);
                buf_init(&b, a, 8 << 20);
                for (size_t k = 0; k < n; k++)
                        buf_fmt(&b, "%s\n", r[k].body);
                assert_int_equal(buf_end(&b), ST_OK);
                out[i] = b.p;
        }
}

static int64_t one(struct world *w, const char *sql)
{
        int64_t n = 0;
        const struct db_stmt s = {NULL, sql};

        EXPECT(w, db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void courses_make(struct world *w, int64_t course[COURSES_MADE])
{
        int64_t department = one(w, "SELECT MIN(id) FROM department"), monday;

        assert_true(moment_parse("2026-01-19T07:30:00Z", &monday));
        for (int i = 0; i < COURSES_MADE; i++) {
                struct course_draft d = {.code = arena_fmt(w->c.arena, "MED%d", i), .term = "H26", .title = "Introduction à la clinique",
                                         .department_id = department, .first_at = i % 2 ? monday + i * DAY_MS : 0};
                EXPECT(w, course_ensure(&w->c, &d, &course[i]), ST_OK);
        }
}

static void make(struct world *w, bool steady)
{
        struct group g;
        struct ticket t;
        int64_t course[COURSES_MADE], offer;

        w->app->slices = with_plan;
        as_system(w);
        EXPECT(w, course_support_ensure(&w->c), ST_OK);
        offer = one(w, "SELECT MIN(offer_id) FROM approach");
        EXPECT(w, group_by_code(&w->c, "technologues", &g), ST_OK);
        EXPECT(w, group_join(&w->c, g.id, w->agent_net, false), ST_OK); /* one group has members, the other none */
        courses_make(w, course);
        as(w, w->admin, ROLE_ADMIN);
        DB_TX(tx, w->db);
        if (steady)
                db_steady(w->db, w->c.arena);
        for (int i = 0; i < ITEMS; i++) {
                const struct item_draft d = {.offer_id = offer, .requester_id = i % 3 ? w->ines : w->paul, .course_id = i % 5 ? course[i % COURSES_MADE] : 0,
                                             .subject = arena_fmt(w->c.arena, "Soutien « %d »", i), .description = "Six séances",
                                             .answers = i % 2 ? "{\"approche\":\"classe-virtuelle-zoom\"}" : "{\"approche\":\"antem\"}",
                                             .quiet_requester = i % 4 != 0};
                EXPECT(w, item_open(&w->c, &d, &t), ST_OK);
                assert_int_equal(t.kind, TICKET_ITEM);
                assert_int_equal(t.num, i + 1);
        }
        EXPECT(w, db_commit(&tx), ST_OK);
}

static void same_rows(enum db_engine e)
{
        const char *single[ARRAY_LEN(rows)], *batch[ARRAY_LEN(rows)];
        struct arena *a = arena_new(256 << 20);
        struct world w;

        for (int round = 0; round < 2; round++) {
                world_open(&w, e);
                make(&w, round == 1);
                as_system(&w);
                assert_int_equal(one(&w, "SELECT COUNT(*) FROM item"), ITEMS);
                dump(&w, a, round ? batch : single);
                world_close(&w);
        }
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                assert_string_equal(single[i], batch[i]);
                assert_true(strlen(single[i]) > 0 || i == 8); /* a world without promises has no clocks */
        }
        arena_free(&a);
}
TESTDB_BOTH(same_rows)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(same_rows)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
