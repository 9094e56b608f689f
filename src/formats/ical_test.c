/* Days of an iCalendar file: what is read, what is left out, and what must not cost anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/moment.h"
#include "formats/ical.h"

static struct arena *a;
static struct ical_day *day;
static size_t n;
static const char *why;

static enum status read_between(const char *text, int first, int last)
{
        return ical_days(a, text, strlen(text), civil_days(first, 1, 1), civil_days(last, 12, 31), &day, &n, &why);
}

#define CAL(events) "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" events "END:VCALENDAR\r\n"
#define EVENT(lines) "BEGIN:VEVENT\r\n" lines "END:VEVENT\r\n"

static void reads_days(void **state)
{
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:20260714\r\nDTEND;VALUE=DATE:20260715\r\nSUMMARY;LANGUAGE=fr:Fête\r\n  nationale\\, 14 juillet\r\n")
                                          EVENT("DTSTART:20260511T070000Z\r\nDTEND:20260511T180000Z\r\nSUMMARY:Pont\r\nBEGIN:VALARM\r\nSUMMARY:Rappel\r\nEND:VALARM\r\n")
                                          EVENT("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Fermeture\n")),
                                      2026, 2026),
                         ST_OK);
        assert_int_equal(n, 5);
        assert_int_equal(day[0].day, civil_days(2026, 5, 11));
        assert_string_equal(day[0].name, "Pont");
        assert_string_equal(day[1].name, "Fête nationale, 14 juillet");
        assert_int_equal(day[4].day, civil_days(2026, 12, 26));
}

static void repeats_yearly(void **state)
{
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:20200527\nRRULE:FREQ=YEARLY;COUNT=8\nEXDATE;VALUE=DATE:20260527\nSUMMARY:Abolition\n")),
                                      2025, 2035),
                         ST_OK);
        assert_int_equal(n, 2); /* 2025 and 2027, the eighth */
        assert_int_equal(day[1].day, civil_days(2027, 5, 27));
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY;UNTIL=20300101\n")), 2024, 2040), ST_OK);
        assert_int_equal(n, 2); /* 2024 and 2028 */
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SECONDLY\n")), 2026, 2035), ST_OK);
        assert_int_equal(n, 1); /* such a rule counts once */
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=YEARLY;INTERVAL=99999999999999999999\n")), 2026, 2030), ST_OK);
}

static void leaves_out(void **state)
{
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:20260714\nSTATUS:CANCELLED\n") EVENT("SUMMARY:Sans date\n")
                                          EVENT("DTSTART;VALUE=DATE:20260431\n") EVENT("DTSTART;VALUE=DATE:20190101\n")),
                                      2026, 2026),
                         ST_OK);
        assert_int_equal(n, 0);
}

static void refuses(void **state)
{
        struct buf b;

        assert_int_equal(read_between("", 2026, 2026), ST_INVALID);
        assert_non_null(why);
        assert_int_equal(read_between("<html>", 2026, 2026), ST_INVALID);
        buf_init(&b, a, 8u << 20);
        buf_str(&b, "BEGIN:VCALENDAR\n");
        for (int i = 0; i < 3000; i++)
                buf_str(&b, EVENT("DTSTART;VALUE=DATE:20260101\n"));
        assert_int_equal(buf_end(&b), ST_OK);
        assert_int_equal(read_between(b.p, 2026, 2026), ST_TOO_LARGE);
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:22000101\n")), 2026, 2040), ST_OK);
        assert_int_equal(n, ICAL_SPAN_MAX);
        assert_int_equal(read_between(CAL(EVENT("DTSTART;VALUE=DATE:20260101\nDTEND;VALUE=DATE:20260220\nRRULE:FREQ=YEARLY\n")), 2026, 2040), ST_TOO_LARGE);
        char *big = arena_alloc(a, ICAL_BYTES_MAX + 2);
        memset(big, 'x', ICAL_BYTES_MAX + 1);
        assert_int_equal(ical_days(a, big, ICAL_BYTES_MAX + 1, 0, 1, &day, &n, &why), ST_TOO_LARGE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(reads_days), cmocka_unit_test(repeats_yearly),
                                           cmocka_unit_test(leaves_out), cmocka_unit_test(refuses)};
        a = arena_new(64u << 20);
        int failed = cmocka_run_group_tests(tests, NULL, NULL);
        arena_free(&a);
        return failed;
}
