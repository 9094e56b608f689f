/* Days against libc's timegm over four centuries, Easter against a published list, RFC 3339 both
 * ways, and the clock that GUICHET_NOW moves (set in main, before the first reading). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <unistd.h>

#include "base/moment.h"

static struct arena *a;

static int setup(void **state)
{
        a = arena_new(256u << 20);
        return 0;
}

static int teardown(void **state)
{
        arena_free(&a);
        return 0;
}

static void test_days(void **state)
{
        for (int64_t day = -135140; day < 146097; day++) { /* 1600 to 2370 */
                time_t t = (time_t)(day * 86400);
                struct tm tm;
                int y, m, d;

                gmtime_r(&t, &tm);
                civil_from_days(day, &y, &m, &d);
                assert_int_equal(y, tm.tm_year + 1900);
                assert_int_equal(m, tm.tm_mon + 1);
                assert_int_equal(d, tm.tm_mday);
                assert_int_equal(civil_days(y, m, d), day);
                assert_int_equal(civil_wday(day) % 7, tm.tm_wday);
        }
        assert_int_equal(civil_days(2026, 1, 32), civil_days(2026, 2, 1));
}

static void test_easter(void **state)
{
        static const int rows[][3] = {{1818, 3, 22}, {1943, 4, 25}, {2000, 4, 23}, {2008, 3, 23},
                                      {2019, 4, 21}, {2024, 3, 31}, {2025, 4, 20}, {2026, 4, 5},
                                      {2027, 3, 28}, {2028, 4, 16}, {2038, 4, 25}, {2049, 4, 18},
                                      {2076, 4, 19}, {2285, 3, 22}};

        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                assert_int_equal(civil_easter(rows[i][0]), civil_days(rows[i][0], rows[i][1], rows[i][2]));
        for (int year = 1583; year < 4000; year++)
                assert_int_equal(civil_wday(civil_easter(year)), 7);
}

static void test_parse(void **state)
{
        static const struct {
                const char *in, *out;
        } good[] = {
            {"2026-01-09T15:00:00Z", "2026-01-09T15:00:00Z"},
            {"2026-01-09t15:00:00z", "2026-01-09T15:00:00Z"},
            {"2026-01-09T16:00:00+01:00", "2026-01-09T15:00:00Z"},
            {"2026-01-09T10:30:00.1-04:30", "2026-01-09T15:00:00.100Z"},
            {"2024-02-29T23:59:59.123999Z", "2024-02-29T23:59:59.123Z"},
            {"1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"},
            {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"},
            {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
            {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
        };
        static const char *const bad[] = {
            "",
            "2026",
            "2026-01-09",
            "2026-01-09T15:00:00",
            "2026-01-09T15:00Z",
            "2026-13-09T15:00:00Z",
            "2026-02-29T15:00:00Z",
            "2026-01-00T15:00:00Z",
            "2026-01-09T24:00:00Z",
            "2026-01-09T15:60:00Z",
            "2026-01-09T15:00:61Z",
            "2026-01-09T15:00:00.Z",
            "2026-01-09T15:00:00Zx",
            "2026-01-09T15:00:00+1:00",
            "2026-01-09T15:00:00+24:00",
            "2026-01-09T15:00:00+01:60",
            " 2026-01-09T15:00:00Z",
            "0000-12-31T00:00:00Z",
            "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:59-00:01",
            "+026-01-09T15:00:00Z",
        };
        int64_t at;

        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                assert_true(moment_parse(good[i].in, &at));
                assert_string_equal(moment_rfc3339(a, at), good[i].out);
        }
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                at = 77;
                if (moment_parse(bad[i], &at) || at != 77)
                        fail_msg("accepted: %s", bad[i]);
        }
        assert_false(moment_parse(NULL, &at));
        assert_string_equal(moment_rfc3339(a, MOMENT_NEVER), "9999-12-31T23:59:59.999Z");
        for (int64_t t = INT64_C(-62135596800000); t < MOMENT_NEVER; t += INT64_C(9999999937)) {
                assert_true(moment_parse(moment_rfc3339(a, t), &at));
                assert_int_equal(at, t);
        }
}

static void test_now(void **state)
{
        int64_t told, first = moment_now(), mono = moment_mono(), later;

        assert_true(moment_parse("2031-05-06T07:08:09Z", &told));
        assert_true(first >= told && first < told + MINUTE_MS);
        usleep(20000);
        later = moment_now() - first;
        assert_true(later >= 20 && moment_mono() - mono >= 20);
        assert_true(later < MINUTE_MS);
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_days),
            cmocka_unit_test(test_easter),
            cmocka_unit_test(test_parse),
            cmocka_unit_test(test_now),
        };

        setenv("GUICHET_NOW", "2031-05-06T07:08:09Z", 1);
        return cmocka_run_group_tests(list, setup, teardown);
}
