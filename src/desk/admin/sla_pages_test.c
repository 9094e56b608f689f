/* The pages of commitments and calendars as a browser without script meets them. */
#include "app/test_browser.h"
#include "desk/admin/sla_view.h"
#include "desk/clock/clock.h"
#include "desk/people/people.h"

extern const struct slice slice_admin_sla, slice_incident;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_clock_promises, &slice_clock_pick,
        &slice_clock_edit, &slice_incident, &slice_admin_sla, NULL};

static int world_open(void **state)
{
        struct browser *w = calloc(1, sizeof *w);
        browser_world(w, DB_SQLITE, slices, 256u << 20);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
        *state = w;
        return 0;
}

static int world_close(void **state)
{
        struct browser *w = *state;
        browser_close(w);
        free(w);
        return 0;
}

static int enter(void **state)
{
        int st = world_open(state);
        struct browser *w = *state;
        browser_person(w, "admin", "Ada Min", "admin");
        browser_enter(w, "admin", "/me");
        return st;
}

/* ---- hours as typed ---------------------------------------------------------------------------------- */

static void test_hours(void **state)
{
        static const struct {
                const char *typed, *read; /* NULL: refused */
        } cases[] = {{"8h30-12h, 13h-17h", "08:30-12:00, 13:00-17:00"}, {"08:00–18:00", "08:00-18:00"}, {"", ""},
                     {"fermé", ""}, {"24/24", "00:00-24:00"}, {"8 - 12 13:30 - 17", "08:00-12:00, 13:30-17:00"},
                     {"12-8", NULL}, {"8-12,11-13", NULL}, {"8-25", NULL}, {"8:75-9", NULL}, {"lundi", NULL}, {"8-", NULL},
                     {"800-1200", NULL}, {"1-2,2-3,3-4,4-5,5-6,6-7,7-8,8-9,9-10", NULL}};
        struct browser *w = *state;
        struct calendar_hours h;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                assert_int_equal(sla_hours_read(cases[i].typed, &h), cases[i].read != NULL);
                if (cases[i].read)
                        assert_string_equal(sla_hours_text(w->arena, &h), cases[i].read);
        }
}

/* ---- pages -------------------------------------------------------------------------------------------- */

static void test_lists(void **state)
{
        struct browser *w = *state;
        assert_int_equal(browser_get(w, "/admin/promises"), 200);
        assert_true(browser_shows(w, "Premier contact") && browser_shows(w, "08:00-18:00") && browser_shows(w, "fermé") && browser_shows(w, "Incident"));
        assert_int_equal(browser_get(w, "/admin/calendars/none"), 404);
        assert_int_equal(browser_get(w, "/admin/promises/none"), 404);
        assert_int_equal(browser_get(w, "/admin/calendars/new"), 200);
        assert_int_equal(browser_get(w, "/admin/promises/new"), 200);
        assert_int_equal(browser_get(w, "/admin/promises/check"), 200);
        browser_person(w, "croy", "Camille Roy", "agent");
        browser_enter(w, "croy", "/me");
        static const char *const closed[] = {"/admin/promises", "/admin/promises/check", "/admin/calendars/standard",
                                             "/admin/promises/incident.response"};
        for (size_t i = 0; i < ARRAY_LEN(closed); i++)
                assert_int_not_equal(browser_get(w, closed[i]), 200);
        assert_int_not_equal(POST(w, "/admin/calendars/standard", F("name", "X")), 303);
}

#define HOURS(h) F("d_mon", h), F("d_tue", h), F("d_wed", h), F("d_thu", h), F("d_fri", h)

static void test_calendar(void **state)
{
        struct browser *w = *state;
        struct calendar_info k;
        assert_int_equal(browser_get(w, "/admin/calendars/standard"), 200);
        assert_true(browser_shows(w, "name=\"version\" value=\"1\"") && browser_shows(w, "name=\"set_fr\" value=\"1\" checked"));
        /* wrong hours stay where they were typed, and nothing is saved */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "Ouverture"), F("zone", "Europe/Paris"),
                              HOURS("18-8")), 422);
        assert_true(browser_shows(w, "value=\"18-8\"") && browser_shows(w, "e-d_mon"));
        assert_int_equal(calendar_info_get(&w->c, "standard", &k), ST_OK);
        assert_int_equal(k.version, 1);
        /* a case under hours that are not saved: Friday 16:10, eight hours of 8:30–12 and 13–17 */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "Ouverture"), F("zone", "Europe/Paris"),
                              HOURS("8h30-12h, 13h-17h"), F("check", "1"), F("promise", "incident.response"),
                              F("at", "2026-01-16T16:10")), 200);
        assert_true(browser_shows(w, "datetime=\"2026-01-19T15:40:00Z\""));
        assert_int_equal(calendar_info_get(&w->c, "standard", &k), ST_OK);
        assert_int_equal(k.version, 1);
        /* saved with a period, an exception, a set and a holiday of its own */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "Ouverture & co"), F("zone", "Europe/Paris"),
                              HOURS("8h30-12h, 13h-17h"), F("set_fr", "1"), F("p0_name", "Été \"court\""), F("p0_from", "2026-07-06"),
                              F("p0_to", "2026-08-21"), F("p0_mon", "9-12"), F("e0_date", "2026-05-30"), F("e0_name", "Examens"),
                              F("e0_hours", "9-12"), F("e1_date", ""), F("h0_date", "2026-05-15"), F("h0_name", "Pont")), 303);
        assert_int_equal(calendar_info_get(&w->c, "standard", &k), ST_OK);
        assert_int_equal(k.version, 2);
        assert_int_equal(browser_get(w, "/admin/calendars/standard"), 200);
        assert_true(browser_shows(w, "2026-07-06") && browser_shows(w, "value=\"Examens\"") && browser_shows(w, "value=\"Pont\"") &&
                    browser_shows(w, "Ouverture &amp; co") && browser_shows(w, "08:30-12:00, 13:00-17:00"));
        /* who edits an older version is told */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "X"), F("zone", "Europe/Paris")), 409);
        assert_int_equal(POST(w, "/admin/calendars/new", F("code", "standard"), F("name", "X"), F("zone", "Europe/Paris")), 422);
        assert_int_equal(POST(w, "/admin/calendars/new", F("code", "exams"), F("name", "X"), F("zone", "Mars/Base")), 422);
        assert_int_equal(POST(w, "/admin/calendars/new", F("code", "exams"), F("name", "Examens"), F("zone", "Indian/Reunion"),
                              F("d_sat", "24/24")), 303);
        assert_int_equal(POST(w, "/admin/calendars/exams", F("name", "X"), F("zone", "Europe/Paris"), F("e0_date", "2026-05-30"),
                              F("e1_date", "2026-05-30")), 422);
}

static void test_promise(void **state)
{
        struct browser *w = *state;
        struct promise_info p;
        struct promise_rule *r;
        size_t n;
        assert_int_equal(browser_get(w, "/admin/promises/incident.resolution"), 200);
        assert_true(browser_shows(w, "name=\"pause_requester\" value=\"1\" checked") && browser_shows(w, "value=\"50, 75, 90, 100\""));
        assert_int_equal(POST(w, "/admin/promises/incident.resolution", F("version", "1"), F("name_fr", "Résolution"),
                              F("name_en", "Resolution"), F("number", "0"), F("unit", "d"), F("calendar", "standard"),
                              F("levels", "90, 50")), 422);
        assert_true(browser_shows(w, "e-number") && browser_shows(w, "e-levels") && browser_shows(w, "90, 50"));
        assert_int_equal(POST(w, "/admin/promises/incident.resolution", F("version", "1"), F("name_fr", "Résolution"),
                              F("name_en", "Resolution"), F("number", "2"), F("unit", "d"), F("calendar", "standard"),
                              F("levels", "50 100"), F("pause_supplier", "1")), 303);
        assert_int_equal(promise_info_get(&w->c, "incident.resolution", &p), ST_OK);
        assert_int_equal(p.target_ms, 20 * HOUR_MS);
        assert_string_equal(p.pauses, "[\"supplier\"]");
        assert_string_equal(p.levels, "[500,1000]");
        assert_int_equal(POST(w, "/admin/promises/new", F("code", "Exam!"), F("name_fr", "E"), F("name_en", "E"), F("number", "7"),
                              F("unit", "m"), F("calendar", "standard"), F("levels", "100")), 422);
        assert_int_equal(POST(w, "/admin/promises/new", F("code", "exam"), F("name_fr", "Examen"), F("name_en", "Exam"), F("number", "7"),
                              F("unit", "m"), F("calendar", "standard"), F("levels", "100"), F("clock", "response")), 303);
        assert_int_equal(POST(w, "/admin/promises/exam/rules", F("kind", "incident"), F("priority", "1"), F("audience", "student")), 303);
        assert_int_equal(browser_get(w, "/admin/promises/exam"), 200);
        assert_true(browser_shows(w, "student"));
        assert_int_equal(promise_rules(&w->c, &r, &n), ST_OK);
        assert_int_equal(n, 3);
        const char *path = arena_fmt(w->arena, "/admin/promises/exam/rules/%lld/remove", (long long)r[2].id);
        assert_int_equal(browser_post(w, path, 0, &(struct http_pair){"", "", 0}), 303);
        assert_int_equal(browser_post(w, path, 0, &(struct http_pair){"", "", 0}), 404);
}

static void test_check(void **state)
{
        struct browser *w = *state;
        struct http_pair q[] = {F("calendar", "standard"), F("promise", "incident.response"), F("at", "2026-01-09T16:00"),
                                F("pause_from", "2026-01-12T09:00"), F("pause_to", "2026-01-12T10:00")};
        assert_int_equal(browser_ask(w, HTTP_GET, "/admin/promises/check", q, 3, NULL, 0), 200);
        assert_true(browser_shows(w, "datetime=\"2026-01-12T13:00:00Z\""));
        assert_int_equal(browser_ask(w, HTTP_GET, "/admin/promises/check", q, 5, NULL, 0), 200);
        assert_true(browser_shows(w, "datetime=\"2026-01-12T14:00:00Z\""));
        q[2] = (struct http_pair){"at", "demain", strlen("demain")};
        assert_int_equal(browser_ask(w, HTTP_GET, "/admin/promises/check", q, 3, NULL, 0), 422);
        assert_true(browser_shows(w, "e-at"));
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, enter, world_close)

int main(void)
{
        const struct CMUnitTest tests[] = {T(test_hours), T(test_lists), T(test_calendar), T(test_promise), T(test_check)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
