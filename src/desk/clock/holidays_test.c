/* Holidays against lists published for several years, and order and agreement for all years. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/moment.h"
#include "desk/clock/holidays.h"

/* "2026-01-01 2026-04-06 …" */
static void same(const char *code, int year, const char *days)
{
        struct holiday h[HOLIDAYS_MAX];
        size_t n = holidays_of(holiday_set(code), year, h);
        char got[300] = "";

        for (size_t i = 0; i < n; i++) {
                int y, m, d;

                civil_from_days(h[i].day, &y, &m, &d);
                assert_int_equal(y, year);
                snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s%02d-%02d", i ? " " : "", m, d);
        }
        assert_string_equal(got, days);
}

static void test_published(void **state)
{
        same("fr", 2026, "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25");
        same("fr", 2027, "01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25");
        same("fr", 2008, "01-01 03-24 05-01 05-01 05-08 05-12 07-14 08-15 11-01 11-11 12-25");
        same("fr-am", 2026, "01-01 04-03 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25 12-26");
        same("be", 2026, "01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25");
        same("qc", 2025, "01-01 04-18 05-19 06-24 07-01 09-01 10-13 12-25");
        same("qc", 2026, "01-01 04-03 05-18 06-24 07-01 09-07 10-12 12-25");
        same("qc", 2018, "01-01 03-30 05-21 06-25 07-02 09-03 10-08 12-25"); /* both on a Sunday */
        same("qc", 2020, "01-01 04-10 05-18 06-24 07-01 09-07 10-12 12-25");
}

static void test_names(void **state)
{
        struct holiday h;

        assert_true(holiday_on(holiday_set("fr"), civil_days(2026, 5, 14), &h));
        assert_string_equal(h.fr, "Ascension");
        assert_string_equal(h.en, "Ascension Day");
        assert_false(holiday_on(holiday_set("fr"), civil_days(2026, 5, 15), &h));
        assert_null(holiday_set("xx"));
        assert_null(holiday_set(NULL));
        assert_string_equal(holiday_set_name(holiday_set("be"), "fr"), "Belgique");
        assert_string_equal(holiday_set_name(holiday_set("be"), "en"), "Belgium");
}

static void test_every_year(void **state)
{
        const struct holiday_set *s;

        for (size_t k = 0; (s = holiday_set_at(k)); k++) {
                assert_ptr_equal(holiday_set(holiday_set_code(s)), s);
                for (int year = 1970; year <= 2200; year++) {
                        struct holiday h[HOLIDAYS_MAX], found;
                        size_t n = holidays_of(s, year, h), days = 0;

                        assert_in_range(n, 1, HOLIDAYS_MAX);
                        for (size_t i = 1; i < n; i++)
                                assert_true(h[i - 1].day <= h[i].day);
                        for (int64_t d = civil_days(year, 1, 1); d < civil_days(year + 1, 1, 1); d++)
                                days += holiday_on(s, d, &found);
                        for (size_t i = 1; i < n; i++)
                                days += h[i - 1].day == h[i].day;
                        assert_int_equal(days, n);
                }
        }
}

static void test_by_name(void **state)
{
        struct holiday a[HOLIDAYS_MAX], b[HOLIDAYS_MAX];
        size_t (*const fn[])(int, struct holiday *) = {holidays_fr, holidays_fr_am, holidays_be, holidays_qc};
        static const char *const code[] = {"fr", "fr-am", "be", "qc"};

        for (size_t i = 0; i < ARRAY_LEN(fn); i++) {
                size_t n = fn[i](2026, a);

                assert_int_equal(holidays_of(holiday_set(code[i]), 2026, b), n);
                for (size_t k = 0; k < n; k++)
                        assert_int_equal(a[k].day, b[k].day);
        }
}

/* The day each territory adds, and that no other has it. */
static void test_overseas(void **state)
{
        static const struct {
                const char *code;
                int month, day;
        } own[] = {{"fr-gp", 5, 27}, {"fr-mq", 5, 22}, {"fr-gf", 6, 10}, {"fr-re", 12, 20}, {"fr-yt", 4, 27},
                   {"fr-mf", 5, 28}, {"fr-bl", 10, 9}, {"fr-nc", 9, 24}, {"be-cf", 9, 27}};
        struct holiday h;

        for (size_t i = 0; i < ARRAY_LEN(own); i++)
                for (size_t k = 0; k < ARRAY_LEN(own); k++) {
                        const struct holiday_set *s = holiday_set(own[k].code);
                        assert_non_null(s);
                        assert_int_equal(holiday_on(s, civil_days(2027, own[i].month, own[i].day), &h), i == k);
                }
        assert_true(holiday_on(holiday_set("fr-mq"), civil_days(2026, 4, 3), &h)); /* Good Friday */
        assert_false(holiday_on(holiday_set("fr-re"), civil_days(2026, 4, 3), &h));
        assert_true(holiday_on(holiday_set("fr-yt"), civil_days(2026, 7, 14), &h));
        assert_false(holiday_on(holiday_set("be-cf"), civil_days(2026, 7, 14), &h));
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_published),
            cmocka_unit_test(test_names),
            cmocka_unit_test(test_every_year),
            cmocka_unit_test(test_by_name),
            cmocka_unit_test(test_overseas),
        };
        return cmocka_run_group_tests(list, NULL, NULL);
}
