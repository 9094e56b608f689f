/* Zones against libc's own reading of the same files: every six hours from 1970 to 2100, and to the
 * second around each change; local time to moment against a search through all moments nearby. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/zone.h"

/* Half an hour of summer time, negative summer time, a skipped day, no rule at all. */
static const char *const names[] = {"Europe/Paris",        "America/Toronto", "Europe/Dublin",
                                    "Australia/Lord_Howe", "Pacific/Apia",    "Asia/Kolkata",
                                    "Africa/Casablanca",   "America/St_Johns"};

static int64_t moment(const char *s)
{
        int64_t at;

        assert_true(moment_parse(s, &at));
        return at;
}

static const struct zone *zone(const char *name)
{
        const struct zone *z = zone_get(name);

        assert_non_null(z);
        return z;
}

static int libc_offset(int64_t second)
{
        time_t t = (time_t)second;
        struct tm tm;

        localtime_r(&t, &tm);
        return (int)tm.tm_gmtoff;
}

/* First moment (in seconds) near the change whose wall clock shows that time; else the jump's. */
static int64_t search(int64_t change, int64_t local)
{
        int64_t jump = 0;

        for (int64_t t = change - 5 * 3600; t < change + 5 * 3600; t += 60) {
                if (t + libc_offset(t) == local)
                        return t;
                if (!jump && t + libc_offset(t) > local)
                        jump = t;
        }
        return jump;
}

static void change_is_same(const struct zone *z, int64_t from, int64_t to)
{
        struct civil c;
        int64_t at;

        while (to - from > 1) {
                int64_t mid = from + (to - from) / 2;

                if (libc_offset(mid) == libc_offset(from))
                        from = mid;
                else
                        to = mid;
        }
        assert_int_equal(zone_offset(z, to * 1000 - 1), libc_offset(from));
        assert_int_equal(zone_offset(z, to * 1000), libc_offset(to));
        for (int64_t local = to + libc_offset(from) - 7200; local < to + libc_offset(from) + 7200;
             local += 600) {
                c = (struct civil){.hour = (int)(local % 86400 / 3600), .minute = (int)(local / 60 % 60)};
                civil_from_days(local / 86400, &c.year, &c.month, &c.day);
                at = zone_moment(z, &c);
                if (at != search(to, local) * 1000)
                        fail_msg("%s %d-%02d-%02d %02d:%02d", zone_name(z), c.year, c.month, c.day, c.hour,
                                 c.minute);
        }
}

static void test_as_libc(void **state)
{
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                const struct zone *z = zone(names[i]);
                int64_t end = civil_days(2101, 1, 1) * 86400, before = 0;
                int changes = 0;

                setenv("TZ", names[i], 1);
                tzset();
                for (int64_t t = 0; t < end; before = t, t += 6 * 3600) {
                        int want = libc_offset(t);

                        if (zone_offset(z, t * 1000) != want)
                                fail_msg("%s at %lld: %d", names[i], (long long)t, want);
                        if (want == libc_offset(before))
                                continue;
                        changes++;
                        if (t < 2200000000) /* beyond the tables, up to 2039 */
                                change_is_same(z, before, t);
                }
                assert_true(changes > 80 || strstr("Asia/Kolkata Pacific/Apia", names[i]));
        }
}

static void test_round_trip(void **state)
{
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                const struct zone *z = zone(names[i]);

                for (int64_t at = moment("1971-01-01T00:00:00Z"); at < moment("2101-01-01T00:00:00Z");
                     at += INT64_C(7654321987)) {
                        struct civil c;
                        int64_t back;

                        zone_local(z, at, &c);
                        back = zone_moment(z, &c);
                        assert_true(back == at || (back < at && back >= at - 26 * HOUR_MS));
                        assert_int_equal(back + zone_offset(z, back) * 1000, at + zone_offset(z, at) * 1000);
                        assert_int_equal(c.wday, civil_wday(civil_days(c.year, c.month, c.day)));
                }
        }
}

struct night {
        const char *zone;
        struct civil local;
        const char *want;
};

static void test_nights(void **state)
{
        static const struct night nights[] = {
            {"Europe/Paris", {2026, 3, 29, 1, 59, 59}, "2026-03-29T00:59:59Z"},
            {"Europe/Paris", {2026, 3, 29, 2, 0}, "2026-03-29T01:00:00Z"},
            {"Europe/Paris", {2026, 3, 29, 2, 30, 15, 500}, "2026-03-29T01:00:00Z"},
            {"Europe/Paris", {2026, 3, 29, 3, 0}, "2026-03-29T01:00:00Z"},
            {"Europe/Paris", {2026, 10, 25, 1, 59}, "2026-10-24T23:59:00Z"},
            {"Europe/Paris", {2026, 10, 25, 2, 30}, "2026-10-25T00:30:00Z"},
            {"Europe/Paris", {2026, 10, 25, 3, 0}, "2026-10-25T02:00:00Z"},
            {"America/Toronto", {2026, 3, 8, 1, 59}, "2026-03-08T06:59:00Z"},
            {"America/Toronto", {2026, 3, 8, 2, 30}, "2026-03-08T07:00:00Z"},
            {"America/Toronto", {2026, 3, 8, 3, 0}, "2026-03-08T07:00:00Z"},
            {"America/Toronto", {2026, 11, 1, 1, 30}, "2026-11-01T05:30:00Z"},
            {"America/Toronto", {2026, 11, 1, 2, 0}, "2026-11-01T07:00:00Z"},
            {"Europe/Paris", {2026, 6, 30, 24, 0}, "2026-06-30T22:00:00Z"},
            {"UTC", {1969, 12, 31, 23, 59, 59, 999}, "1969-12-31T23:59:59.999Z"},
        };
        struct civil c;

        for (size_t i = 0; i < ARRAY_LEN(nights); i++)
                assert_int_equal(zone_moment(zone(nights[i].zone), &nights[i].local), moment(nights[i].want));
        zone_local(zone("UTC"), -1, &c);
        assert_int_equal(c.ms, 999);
        assert_int_equal(c.wday, 3);
}

static void test_names(void **state)
{
        static const char *const bad[] = {
            "",       "/etc/passwd", "../zoneinfo/UTC", "Europe/../UTC", "Nowhere/Land",
            "Europe", "UTC ",        "tzdata.zi",       "right/UTC"};

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_null(zone_get(bad[i]));
        assert_null(zone_get(NULL));
        assert_ptr_equal(zone_get("Europe/Paris"), zone_get("Europe/Paris"));
        assert_string_equal(zone_name(zone("Etc/GMT+5")), "Etc/GMT+5");
        assert_int_equal(zone_offset(zone("Etc/GMT+5"), 0), -5 * 3600);
}

static void test_rules(void **state)
{
        static const char *const bad[] = {"",
                                          "CE",
                                          "CET",
                                          "CET-1CEST",
                                          "CET-1CEST,M3.5.0",
                                          "CET-1CEST,M13.5.0,M10.5.0",
                                          "CET-1CEST,M3.6.0,M10.5.0",
                                          "CET-1CEST,M3.5.7,M10.5.0",
                                          "<+03-3",
                                          "CET-1X",
                                          "CET-1CEST,J0,J365",
                                          "CET-1CEST,M3.5.0,M10.5.0/3x",
                                          "CET-999"};
        struct zone_rule r;

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                if (zone_rule_parse(bad[i], &r))
                        fail_msg("accepted: %s", bad[i]);
        assert_true(zone_rule_parse("<-03>3", &r));
        assert_int_equal(zone_rule_offset(&r, 0), -3 * 3600);
        assert_true(zone_rule_parse("AAA0BBB,J60/0,300/0", &r));
        assert_int_equal(zone_rule_offset(&r, moment("2024-02-29T12:00:00Z") / 1000), 0);
        assert_int_equal(zone_rule_offset(&r, moment("2024-03-01T00:00:00Z") / 1000), 3600);
        assert_int_equal(zone_rule_offset(&r, moment("2024-10-26T22:59:59Z") / 1000), 3600);
        assert_int_equal(zone_rule_offset(&r, moment("2024-10-26T23:00:00Z") / 1000), 0);
        assert_true(zone_rule_parse("XXX3EDT4,0/0,J365/23", &r)); /* summer all year, RFC 8536 3.3.1 */
        assert_int_equal(zone_rule_offset(&r, moment("2024-12-31T23:30:00Z") / 1000), -4 * 3600);
        assert_int_equal(zone_rule_offset(&r, moment("2024-06-30T00:00:00Z") / 1000), -4 * 3600);
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_as_libc), cmocka_unit_test(test_round_trip), cmocka_unit_test(test_nights),
            cmocka_unit_test(test_names),   cmocka_unit_test(test_rules),
        };
        return cmocka_run_group_tests(list, NULL, NULL);
}
