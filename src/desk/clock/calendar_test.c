/* Business time by example: the promises of the specification, the nights of clock changes, what is
 * refused, and the lines people read.  oracle_test.c compares thousands of random cases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/text.h"
#include "desk/clock/calendar.h"

#define OFFICE                                                                                               \
        "{\"mon\":[\"08:00-18:00\"],\"tue\":[\"08:00-18:00\"],\"wed\":[\"08:00-18:00\"],\"thu\":[\"08:00-"   \
        "18:00\"],"                                                                                          \
        "\"fri\":[\"08:00-18:00\"]"
#define WEEK OFFICE "}"
#define NINE_SLOTS                                                                                           \
        "{\"mon\":[\"00:00-01:00\",\"01:00-02:00\",\"02:00-03:00\",\"03:00-04:00\",\"04:00-05:00\","         \
        "\"05:00-06:00\",\"06:00-07:00\",\"07:00-08:00\",\"08:00-09:00\"]}"
#define DAYS_24                                                                                              \
        "{\"mon\":[\"00:00-24:00\"],\"tue\":[\"00:00-24:00\"],\"wed\":[\"00:00-24:00\"],\"thu\":[\"00:00-"   \
        "24:00\"],"                                                                                          \
        "\"fri\":[\"00:00-24:00\"],\"sat\":[\"00:00-24:00\"],\"sun\":[\"00:00-24:00\"]}"

static struct arena *a;

static int setup(void **state)
{
        a = arena_new(64u << 20);
        return 0;
}

static int teardown(void **state)
{
        arena_free(&a);
        return 0;
}

static const struct calendar *read_in(const char *zone, const char *week, const char *holidays)
{
        const struct calendar *c = NULL;
        const char *why = "";

        if (calendar_parse(a, week, holidays, zone, 0, &c, &why))
                fail_msg("%s", why);
        return c;
}

static const struct calendar *read_paris(const char *week, const char *holidays)
{
        return read_in("Europe/Paris", week, holidays);
}

/* Local time of the calendar, "2026-01-09 16:00". */
static int64_t at(const struct calendar *c, const char *s)
{
        struct civil t;
        int64_t utc;

        assert_true(moment_parse(arena_fmt(a, "%s:00Z", s), &utc));
        zone_local(zone_get("UTC"), utc, &t);
        return zone_moment(c->zone, &t);
}

static const char *wall(const struct calendar *c, int64_t m)
{
        struct civil t;

        if (m == MOMENT_NEVER)
                return "never";
        zone_local(c->zone, m, &t);
        return arena_fmt(a, "%04d-%02d-%02d %02d:%02d", t.year, t.month, t.day, t.hour, t.minute);
}

static void due(const struct calendar *c, const char *from, int64_t ms, const char *want)
{
        int64_t end = calendar_add(c, at(c, from), ms);

        assert_string_equal(wall(c, end), want);
        if (end != MOMENT_NEVER)
                assert_int_equal(calendar_between(c, at(c, from), end), ms > 0 ? ms : 0);
}

/* 2026-01-09 is a Friday. */
static void test_promises(void **state)
{
        const struct calendar *c = read_paris(WEEK, NULL);
        const struct calendar *h = read_paris(WEEK, "[{\"date\":\"2026-01-12\",\"name\":\"Pont\"}]");

        assert_int_equal(c->day_ms, 10 * HOUR_MS);
        due(c, "2026-01-09 16:00", 8 * HOUR_MS, "2026-01-12 14:00");
        due(h, "2026-01-09 16:00", 8 * HOUR_MS, "2026-01-13 14:00");
        due(c, "2026-01-10 03:00", 8 * HOUR_MS, "2026-01-12 16:00");
        due(c, "2026-01-10 03:00", 3 * c->day_ms, "2026-01-14 18:00");
        due(c, "2026-01-09 16:00", 2 * HOUR_MS, "2026-01-09 18:00");
        due(c, "2026-01-09 18:00", 1, "2026-01-12 08:00");
        due(c, "2026-01-09 16:00", 0, "2026-01-09 16:00");
        due(c, "2026-01-10 03:00", -5, "2026-01-10 03:00");
        assert_int_equal(calendar_add(c, at(c, "2026-01-09 17:59") + 59999, 2),
                         at(c, "2026-01-12 08:00") + 1);
}

static void due_zero(const struct calendar *c, const char *from, const char *open)
{
        assert_string_equal(wall(c, calendar_next_open(c, at(c, from))), open);
        assert_int_equal(calendar_is_open(c, at(c, from)), !strcmp(from, open));
}

static void test_open(void **state)
{
        const struct calendar *c = read_paris(WEEK, "[{\"set\":\"fr\"}]");

        due_zero(c, "2026-01-09 08:00", "2026-01-09 08:00");
        due_zero(c, "2026-01-09 17:59", "2026-01-09 17:59");
        due_zero(c, "2026-01-09 18:00", "2026-01-12 08:00");
        due_zero(c, "2026-01-09 07:59", "2026-01-09 08:00");
        due_zero(c, "2026-12-24 18:00", "2026-12-28 08:00");
        due_zero(c, "2026-04-04 10:00", "2026-04-07 08:00");
}

static void test_never(void **state)
{
        const struct calendar *shut = read_paris("{}", NULL);
        const struct calendar *once =
            read_paris("{\"exceptions\":[{\"date\":\"2030-12-31\",\"slots\":[\"09:00-10:00\"]}]}", NULL);

        assert_int_equal(shut->day_ms, DAY_MS);
        due(shut, "2026-01-09 16:00", 1, "never");
        assert_int_equal(calendar_next_open(shut, 0), MOMENT_NEVER);
        assert_int_equal(calendar_between(shut, 0, INT64_C(1) << 40), 0);
        due(once, "2026-01-09 16:00", HOUR_MS, "2030-12-31 10:00");
        due(once, "2026-01-09 16:00", HOUR_MS + 1, "never");
        due(once, "2025-01-09 16:00", HOUR_MS, "never");
        due_zero(once, "2026-01-09 16:00", "2030-12-31 09:00");
        due(read_paris(WEEK, NULL), "2026-01-09 16:00", INT64_MAX, "never");
        assert_int_equal(calendar_add(read_paris(DAYS_24, NULL), MOMENT_NEVER, 1), MOMENT_NEVER);
        assert_int_equal(calendar_between(shut, 5, 5), 0);
        assert_int_equal(calendar_between(read_paris(DAYS_24, NULL), 5, 4), 0);
}

static void test_clock_change(void **state)
{
        const struct calendar *p = read_paris(DAYS_24, NULL), *t = read_in("America/Toronto", DAYS_24, "");
        const struct calendar *night = read_paris("{\"sun\":[\"01:00-02:30\",\"02:30-04:00\"]}", NULL);

        assert_int_equal(calendar_between(p, at(p, "2026-03-29 00:00"), at(p, "2026-03-30 00:00")),
                         23 * HOUR_MS);
        assert_int_equal(calendar_between(p, at(p, "2026-10-25 00:00"), at(p, "2026-10-26 00:00")),
                         25 * HOUR_MS);
        assert_int_equal(calendar_between(t, at(t, "2026-03-08 00:00"), at(t, "2026-03-09 00:00")),
                         23 * HOUR_MS);
        assert_int_equal(calendar_between(t, at(t, "2026-11-01 00:00"), at(t, "2026-11-02 00:00")),
                         25 * HOUR_MS);
        due(p, "2026-03-28 12:00", 24 * HOUR_MS, "2026-03-29 13:00");
        due(t, "2026-10-31 12:00", 24 * HOUR_MS, "2026-11-01 11:00");
        due(read_paris(WEEK, NULL), "2026-03-27 17:00", 2 * HOUR_MS, "2026-03-30 09:00");
        /* in spring the first slot ends at the jump, in autumn the second holds the repeated hour */
        assert_int_equal(
            calendar_between(night, at(night, "2026-03-29 00:00"), at(night, "2026-03-29 12:00")),
            2 * HOUR_MS);
        assert_int_equal(
            calendar_between(night, at(night, "2026-10-25 00:00"), at(night, "2026-10-25 12:00")),
            4 * HOUR_MS);
        due(night, "2026-10-25 00:00", 90 * MINUTE_MS, "2026-10-25 02:30");
        /* a slot inside the hour that is skipped never opens */
        due_zero(read_paris("{\"sun\":[\"02:10-02:40\"]}", NULL), "2026-03-29 00:00", "2026-04-05 02:10");
}

static void test_precedence(void **state)
{
        const struct calendar *c = read_paris(
            OFFICE
            ",\"periods\":[{\"from\":\"2026-07-06\",\"to\":\"2026-08-21\",\"name\":\"Été\",\"week\":"
            "{\"mon\":[\"09:00-12:00\"],\"tue\":[\"09:00-12:00\"]}}],"
            "\"exceptions\":[{\"date\":\"2026-05-30\",\"name\":\"Examens\",\"slots\":[\"09:00-12:00\"]},"
            "{\"date\":\"2026-12-24\",\"slots\":[\"08:00-12:00\"]},"
            "{\"date\":\"2026-05-15\",\"name\":\"Pont\"},"
            "{\"date\":\"2026-05-08\",\"name\":\"Garde\",\"slots\":[\"10:00-11:00\"]}]}",
            "[{\"set\":\"fr\"},{\"date\":\"2026-09-04\",\"name\":\"Fondation\"}]");
        static const struct {
                const char *day, *kind, *name;
                int64_t open;
        } rows[] = {
            {"2026-05-07", "open", "", 10 * HOUR_MS},
            {"2026-05-08", "exception", "Garde", HOUR_MS},
            {"2026-05-14", "holiday", "Ascension", 0},
            {"2026-05-15", "exception", "Pont", 0},
            {"2026-05-16", "closed", "", 0},
            {"2026-05-30", "exception", "Examens", 3 * HOUR_MS},
            {"2026-07-06", "open", "", 3 * HOUR_MS},
            {"2026-07-08", "closed", "", 0},
            {"2026-07-14", "holiday", "Fête nationale", 0},
            {"2026-08-21", "closed", "", 0},
            {"2026-08-24", "open", "", 10 * HOUR_MS},
            {"2026-09-04", "holiday", "Fondation", 0},
            {"2026-12-24", "exception", "", 4 * HOUR_MS},
            {"2026-12-25", "holiday", "Noël", 0},
        };

        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                int64_t from = at(c, arena_fmt(a, "%sT00:00", rows[i].day));
                const char *kind, *name;
                int64_t utc;

                assert_true(moment_parse(arena_fmt(a, "%sT00:00:00Z", rows[i].day), &utc));
                calendar_hours(c, utc / DAY_MS, "fr", &kind, &name);
                assert_string_equal(kind, rows[i].kind);
                assert_string_equal(name, rows[i].name);
                assert_int_equal(calendar_between(c, from, from + DAY_MS), rows[i].open);
        }
}

static char *lines_text(const struct calendar *c, const char *from, const char *to, const char *lang)
{
        struct calendar_line *l;
        struct buf b;
        size_t n;

        calendar_lines(a, c, at(c, from), at(c, to), lang, &l, &n);
        buf_init(&b, a, 4000);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%s %s %s %dmin%s%s\n", wall(c, l[i].from) + 5, wall(c, l[i].to) + 5, l[i].kind,
                        (int)(l[i].counted_ms / MINUTE_MS), *l[i].name ? " " : "", l[i].name);
        assert_int_equal(buf_end(&b), ST_OK);
        return b.p;
}

static void test_lines(void **state)
{
        const struct calendar *c = read_paris(
            OFFICE
            ",\"sat\":[\"09:00-12:00\"],\"exceptions\":[{\"date\":\"2026-05-15\",\"name\":\"Pont\"},"
            "{\"date\":\"2026-05-18\",\"name\":\"Jurys\",\"slots\":[\"08:00-10:00\",\"14:00-16:00\"]}]}",
            "[{\"set\":\"fr\"}]");

        assert_string_equal(lines_text(c, "2026-05-13 17:00", "2026-05-18 15:00", "fr"),
                            "05-13 17:00 05-13 18:00 open 60min\n"
                            "05-13 18:00 05-14 00:00 closed 0min\n"
                            "05-14 00:00 05-15 00:00 holiday 0min Ascension\n"
                            "05-15 00:00 05-16 00:00 exception 0min Pont\n"
                            "05-16 00:00 05-16 09:00 closed 0min\n"
                            "05-16 09:00 05-16 12:00 open 180min\n"
                            "05-16 12:00 05-18 08:00 closed 0min\n"
                            "05-18 08:00 05-18 10:00 exception 120min Jurys\n"
                            "05-18 10:00 05-18 14:00 closed 0min\n"
                            "05-18 14:00 05-18 15:00 exception 60min Jurys\n");
        /* All Saints' Day 2026 is a Sunday: nobody lost an hour, so no line */
        assert_string_equal(lines_text(c, "2026-10-31 12:00", "2026-11-02 08:30", "en"),
                            "10-31 12:00 11-02 08:00 closed 0min\n11-02 08:00 11-02 08:30 open 30min\n");
        assert_string_equal(lines_text(c, "2026-05-14 08:00", "2026-05-14 09:00", "en"),
                            "05-14 08:00 05-14 09:00 holiday 0min Ascension Day\n");
        assert_string_equal(lines_text(c, "2026-05-14 08:00", "2026-05-14 08:00", "en"), "");
        assert_string_equal(
            lines_text(read_paris(DAYS_24, NULL), "2026-03-20 08:00", "2026-11-02 08:00", "fr"),
            "03-20 08:00 11-02 08:00 open 326880min\n");
}

static void test_refused(void **state)
{
        static const char *const weeks[] = {
            "",
            "[]",
            "null",
            "{\"monday\":[]}",
            "{\"mon\":\"08:00-12:00\"}",
            "{\"mon\":[\"8:00-12:00\"]}",
            "{\"mon\":[\"08:00-08:00\"]}",
            "{\"mon\":[\"18:00-08:00\"]}",
            "{\"mon\":[\"08:00-24:01\"]}",
            "{\"mon\":[\"08:60-12:00\"]}",
            "{\"mon\":[\"08:00-12:00\",\"11:59-13:00\"]}",
            "{\"mon\":[7]}",
            "{\"mon\":[\"24:00-24:00\"]}",
            "{\"mon\":[],\"mon\":[]}",
            "{\"mon\":null}",
            "{\"periods\":{}}",
            NINE_SLOTS,
            "{\"periods\":[{\"from\":\"2026-07-06\",\"to\":\"2026-07-05\",\"week\":{}}]}",
            "{\"periods\":[{\"from\":\"2026-07-06\",\"to\":\"2026-07-07\"}]}",
            "{\"periods\":[{\"from\":\"2026-07-06\",\"to\":\"2026-07-07\",\"week\":{\"periods\":[]}}]}",
            "{\"exceptions\":[{\"date\":\"2026-02-29\"}]}",
            "{\"exceptions\":[{\"slots\":[]}]}",
            "{\"exceptions\":[{\"date\":\"2026-02-28\"},{\"date\":\"2026-02-28\"}]}",
            "{\"exceptions\":[{\"date\":\"2026-02-28\",\"name\":4}]}",
            "{\"exceptions\":[7]}",
            "{\"exceptions\":[{\"date\":\"2026-02-28\",\"hours\":[]}]}",
        };
        static const char *const holidays[] = {
            "{}",
            "null",
            "[",
            "[{\"set\":\"zz\"}]",
            "[{\"set\":1}]",
            "[{\"date\":\"x\"}]",
            "[{}]",
            "[1]",
            "[{\"date\":\"2026-05-01\"},{\"date\":\"2026-05-01\"}]",
            "[{\"set\":\"fr\",\"date\":\"2026-05-01\"}]",
            "[{\"set\":\"fr\"},{\"set\":\"qc\"},{\"set\":\"be\"},{\"set\":\"fr-am\"},{\"set\":\"fr\"}]",
        };
        const struct calendar *c = NULL;
        const char *why = NULL;

        for (size_t i = 0; i < ARRAY_LEN(weeks); i++, why = NULL)
                if (!calendar_parse(a, weeks[i], NULL, "Europe/Paris", 0, &c, &why) || c || !why)
                        fail_msg("accepted: %s", weeks[i]);
        for (size_t i = 0; i < ARRAY_LEN(holidays); i++, why = NULL)
                if (!calendar_parse(a, WEEK, holidays[i], "Europe/Paris", 0, &c, &why) || c || !why)
                        fail_msg("accepted: %s", holidays[i]);
        assert_int_equal(calendar_parse(a, WEEK, NULL, "Europe/Nowhere", 0, &c, &why), ST_INVALID);
        assert_int_equal(calendar_parse(a, WEEK, NULL, "Europe/Paris", -1, &c, &why), ST_INVALID);
        assert_int_equal(calendar_parse(a, NULL, NULL, NULL, 0, &c, &why), ST_INVALID);
        assert_int_equal(calendar_parse(a, WEEK, NULL, "Europe/Paris", 7 * HOUR_MS, &c, &why), ST_OK);
        assert_int_equal(c->day_ms, 7 * HOUR_MS);
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_promises),   cmocka_unit_test(test_open),
            cmocka_unit_test(test_never),      cmocka_unit_test(test_clock_change),
            cmocka_unit_test(test_precedence), cmocka_unit_test(test_lines),
            cmocka_unit_test(test_refused),
        };
        return cmocka_run_group_tests(list, setup, teardown);
}
