/* Cases of promises and days of calendars by the API, on both engines: the answer is the page's, all that is wrong is said
 * at once, a look keeps nothing, an older version is refused. */
#include "desk/admin/test_browser.h"
#include "desk/clock/promises.h"

#define POST_(w, path, json) browser_call(w, HTTP_POST, path, NULL, json)

static void enter(struct browser *w, enum db_engine e)
{
        browser_open(w, e);
        browser_person(w, "ada", "Ada Min", "admin");
        browser_person(w, "croy", "Camille Roy", "agent");
        browser_sign_in(w, "ada");
}

static void cases(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        /* Friday 16:00 in Paris, eight hours of 8 to 18: Monday 14:00; an hour of pause: 15:00 */
        assert_int_equal(POST_(&w, "/api/v1/promises/check", "{\"promise\":\"incident.response\",\"at\":\"2026-01-09T16:00\"}"), 200);
        assert_true(browser_shows(&w, "\"calendar\":\"standard\",\"time_zone\":\"Europe/Paris\",\"at\":\"2026-01-09T15:00:00"));
        assert_true(browser_shows(&w, "\"due_at\":\"2026-01-12T13:00:00") && browser_shows(&w, "\"target_ms\":28800000,\"counted_ms\":28800000"));
        assert_true(browser_shows(&w, "\"kind\":\"open\",\"counted_ms\":7200000") && browser_shows(&w, "\"kind\":\"closed\",\"counted_ms\":0"));
        assert_int_equal(POST_(&w, "/api/v1/promises/check",
                               "{\"promise\":\"incident.response\",\"at\":\"2026-01-09T15:00:00Z\",\"calendar\":\"standard\","
                               "\"pauses\":[{\"from\":\"2026-01-12T09:00\",\"to\":\"2026-01-12T09:00:00Z\"}]}"), 200);
        assert_true(browser_shows(&w, "\"due_at\":\"2026-01-12T14:00:00") && browser_shows(&w, "\"kind\":\"pause\",\"counted_ms\":0"));
        /* everything that is wrong at once, also what is of another type */
        assert_int_equal(POST_(&w, "/api/v1/promises/check", "{\"promise\":\"rien\",\"at\":\"demain\",\"calendar\":\"lune\",\"pauses\":[{\"from\":\"x\"}]}"), 422);
        static const char *const wrong[] = {"promise", "at", "calendar", "pauses"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_true(browser_shows(&w, arena_fmt(w.arena, "\"field\":\"%s\"", wrong[i])));
        static const char *const odd[] = {"\"x\"", "7", "[7]", "[[]]", "[{\"from\":\"2026-01-12T10:00\",\"to\":\"2026-01-12T09:00\"}]", "[{},{},{},{},{}]"};
        for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
                assert_int_equal(POST_(&w, "/api/v1/promises/check", arena_fmt(w.arena, "{\"promise\":\"incident.response\",\"at\":\"2026-01-09T16:00\",\"pauses\":%s}", odd[i])), 422);
                assert_true(browser_shows(&w, "\"field\":\"pauses\"") && !browser_shows(&w, "pause_from"));
        }
        assert_int_equal(POST_(&w, "/api/v1/promises/check", "{}"), 422);
        assert_int_equal(POST_(&w, "/api/v1/promises/check", "{\"promise\":[],\"at\":{}}"), 422);
        assert_int_equal(POST_(&w, "/api/v1/promises/check", "{\"promise\":\"incident.response\",\"at\":\"2026-01-09T16:00\",\"calendar\":\"site:rien\"}"), 422);
        browser_sign_in(&w, "croy");
        assert_int_equal(POST_(&w, "/api/v1/promises/check", "{}"), 404);
        browser_close(&w);
}
TESTDB_BOTH(cases)

/* Hours and a delay that nobody saved yet: counted by them, kept nowhere. */
static void drafts(enum db_engine e)
{
        static const char *const path = "/api/v1/promises/check", *const ask = "\"promise\":\"incident.response\",\"at\":\"2026-01-09T16:00\"";
        struct browser w;
        struct calendar_info before, after;
        enter(&w, e);
        assert_int_equal(calendar_info_get(&w.c, "standard", &before), ST_OK);
        /* Friday 16:00, four hours of the Friday evening, Monday closed by an exception, Tuesday from 9 */
        assert_int_equal(POST_(&w, path, arena_fmt(w.arena, "{%s,\"draft\":{\"week\":{\"mon\":[\"09:00-17:00\"],\"tue\":[\"09:00-17:00\"],\"fri\":[\"16:00-20:00\"],"
                               "\"exceptions\":[{\"date\":\"2026-01-12\",\"name\":\"Travaux\"}]},\"holidays\":[]}}", ask)), 200);
        assert_true(browser_shows(&w, "\"due_at\":\"2026-01-13T12:00:00") && browser_shows(&w, "\"note\":\"Travaux\""));
        /* another zone alone: the saved hours by the clock of Montréal */
        assert_int_equal(POST_(&w, path, arena_fmt(w.arena, "{%s,\"draft\":{\"time_zone\":\"America/Toronto\"}}", ask)), 200);
        assert_true(browser_shows(&w, "\"time_zone\":\"America/Toronto\",\"at\":\"2026-01-09T21:00:00") && browser_shows(&w, "\"due_at\":\"2026-01-12T19:00:00"));
        /* a delay that no promise has yet; with the calendar that is named */
        assert_int_equal(POST_(&w, path, "{\"target_ms\":3600000,\"calendar\":\"standard\",\"at\":\"2026-01-09T16:00\"}"), 200);
        assert_true(browser_shows(&w, "\"promise\":null,\"calendar\":\"standard\"") && browser_shows(&w, "\"due_at\":\"2026-01-09T16:00:00"));
        assert_int_equal(POST_(&w, path, arena_fmt(w.arena, "{%s,\"target_ms\":3600000}", ask)), 200);
        assert_true(browser_shows(&w, "\"promise\":\"incident.response\"") && browser_shows(&w, "\"target_ms\":3600000"));
        static const struct {
                const char *body, *field;
        } wrong[] = {{"\"draft\":7", "draft"}, {"\"draft\":{\"jours\":1}", "draft.jours"}, {"\"draft\":{\"time_zone\":\"Lune\"}", "draft.time_zone"},
                     {"\"draft\":{\"time_zone\":7}", "draft.time_zone"}, {"\"draft\":{\"day_minutes\":0}", "draft.day_minutes"}, {"\"draft\":{\"week\":{\"lundi\":[]}}", "draft"},
                     {"\"draft\":{\"week\":[]}", "draft"}, {"\"draft\":{\"week\":{\"mon\":[\"18:00-08:00\"]}}", "draft"}, {"\"draft\":{\"holidays\":[{\"set\":\"lune\"}]}", "draft"},
                     {"\"target_ms\":0", "target_ms"}, {"\"target_ms\":\"8h\"", "target_ms"}, {"\"target_ms\":9007199254740991", "target_ms"}};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                assert_int_equal(POST_(&w, path, arena_fmt(w.arena, "{\"promise\":\"incident.response\",\"at\":\"demain\",%s}", wrong[i].body)), 422);
                assert_true(browser_shows(&w, arena_fmt(w.arena, "\"field\":\"%s\"", wrong[i].field)) && browser_shows(&w, "\"field\":\"at\""));
        }
        assert_int_equal(calendar_info_get(&w.c, "standard", &after), ST_OK);
        assert_int_equal(before.version, after.version);
        assert_string_equal(before.week, after.week);
        browser_close(&w);
}
TESTDB_BOTH(drafts)

/* A file of one day to come, whatever day it is, that is no holiday of the set. */
static const char *file_of(struct browser *w, const char *name)
{
        int64_t day = w->c.now / DAY_MS + 100;
        struct holiday h;
        int y, m, d;
        while (holiday_on(holiday_set("fr"), day, &h))
                day++;
        civil_from_days(day, &y, &m, &d);
        return arena_fmt(w->arena, "{\"file\":\"BEGIN:VCALENDAR\\r\\nBEGIN:VEVENT\\r\\nUID:1\\r\\nDTSTART;VALUE=DATE:%04d%02d%02d\\r\\nSUMMARY:%s\\r\\nEND:VEVENT\\r\\nEND:VCALENDAR\\r\\n\"}", y, m, d, name);
}

static void days(enum db_engine e)
{
        static const char *const look = "/api/v1/calendars/standard/import/preview", *const apply = "/api/v1/calendars/standard/import";
        struct browser w;
        struct calendar_info k;
        enter(&w, e);
        const char *file = file_of(&w, "Fermeture <b>");
        assert_int_equal(POST_(&w, look, file), 200);
        assert_true(browser_shows(&w, "\"version\":1,\"added\":1,\"known\":0,\"left_out\":0") && browser_shows(&w, "\"name\":\"Fermeture <b>\""));
        assert_string_equal(browser_header(&w, "ETag"), "\"1\"");
        assert_int_equal(calendar_info_get(&w.c, "standard", &k), ST_OK);
        assert_int_equal(k.version, 1);
        assert_null(strstr(k.holidays, "Fermeture"));
        w.if_match = "\"7\"";
        assert_int_equal(POST_(&w, apply, file), 412);
        w.if_match = "\"1\"";
        assert_int_equal(POST_(&w, apply, file), 200);
        assert_true(browser_shows(&w, "\"version\":2,\"added\":1"));
        const char *had = arena_str(w.arena, k.holidays);
        assert_int_equal(calendar_info_get(&w.c, "standard", &k), ST_OK);
        assert_non_null(strstr(k.holidays, "Fermeture"));
        assert_int_equal(strstr(had, "\"set\"") != NULL, strstr(k.holidays, "\"set\"") != NULL);
        assert_int_equal(POST_(&w, apply, file_of(&w, "Autre nom")), 412); /* the version of before */
        w.if_match = NULL;
        assert_int_equal(POST_(&w, apply, file_of(&w, "Autre nom")), 200); /* known by now: no version */
        assert_true(browser_shows(&w, "\"version\":2,\"added\":0,\"known\":1") && browser_shows(&w, "\"days\":[]"));
        static const char *const wrong[] = {"{}", "{\"file\":\"\"}", "{\"file\":7}", "{\"file\":\"<html>\"}"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                assert_int_equal(POST_(&w, look, wrong[i]), 422);
                assert_true(browser_shows(&w, "\"field\":\"file\""));
                assert_int_equal(POST_(&w, apply, wrong[i]), 422);
        }
        assert_int_equal(POST_(&w, "/api/v1/calendars/rien/import", file), 404);
        browser_sign_in(&w, "croy");
        assert_int_equal(POST_(&w, apply, file), 404);
        assert_int_equal(POST_(&w, look, file), 404);
        browser_close(&w);
}
TESTDB_BOTH(days)

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(cases), TESTDB_RUN(drafts), TESTDB_RUN(days)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
