/* The hours of calendars as timetable programs write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "formats/ical_times.h"

/* ADE: UTC, no VTIMEZONE, folded lines, DESCRIPTION full of escapes, CRLF. */
static const char ade[] =
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nPRODID:-//ADE/version 6.0\r\nVERSION:2.0\r\nCALSCALE:GREGORIAN\r\n"
        "BEGIN:VEVENT\r\nDTSTAMP:20260105T081500Z\r\nDTSTART:20260112T070000Z\r\nDTEND:20260112T090000Z\r\nSUMMARY:MED1234 - CM S\r\n"
        " \xc3\xa9" "ance 1\r\nLOCATION:B-214\\, b\xc3\xa2timent B\r\nDESCRIPTION:\\n\\nMED1234\\nGroupe 1\\; Groupe 2\\nLEMAIRE M\r\n"
        " ARC\\n(Export\xc3\xa9 le:05/01/2026 09:15)\\n\r\nUID:ADE60323032365f32303236\r\nSEQUENCE:2147483647\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART:20260330T070000Z\r\nDTEND:20260330T090000Z\r\nSUMMARY:MED1234 - CM\r\nUID:ADE60323032365f32303236\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART:20260331T070000Z\r\nDTEND:20260331T090000Z\r\nSUMMARY:MED1234\r\nSTATUS:CANCELLED\r\nUID:ADE2\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n";

/* Hyperplanning: named zone without VTIMEZONE, LF mixed with CRLF, DURATION, all-day lines, an alarm inside. */
static const char hyper[] =
        "\xef\xbb\xbf" "BEGIN:VCALENDAR\nVERSION:2.0\r\nPRODID:-//INDEX-EDUCATION//HYPERPLANNING 2025//FR\n"
        "BEGIN:VEVENT\nUID:HP-1\nDTSTART;TZID=\"Europe/Paris\":20260112T090000\nDTEND;TZID=Europe/Paris:20260112T103000\r\n"
        "SUMMARY;LANGUAGE=fr:PSY1102 : Introduction\nCATEGORIES:Cours\nBEGIN:VALARM\nTRIGGER:-PT15M\nDESCRIPTION:rappel\nEND:VALARM\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:HP-2\nDTSTART:20260113T140000\nDURATION:PT1H30M\nSUMMARY:PSY1102\n\t TD\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:HP-3\nDTSTART;VALUE=DATE:20260114\nSUMMARY:F\xc3\xa9ri\xc3\xa9\nEND:VEVENT\n"
        "BEGIN:VEVENT\nUID:HP-4\nDTSTART;TZID=Nowhere/Land:20260115T080000\nDTEND;TZID=Nowhere/Land:20260115T090000\n"
        "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TH\nEXDATE;TZID=Nowhere/Land:20260129T080000\nSUMMARY:Atelier\nEND:VEVENT\n"
        "END:VCALENDAR\n";

static size_t read_all(struct arena *a, const char *text, struct ical_time **t, size_t *left)
{
        const char *why;
        size_t n;

        assert_int_equal(ical_times(a, text, strlen(text), zone_get("Europe/Paris"), t, &n, left, &why), ST_OK);
        return n;
}

static int64_t paris(int month, int day, int hour, int minute)
{
        struct civil c = {2026, month, day, hour, minute, 0, 0, 0};

        return zone_moment(zone_get("Europe/Paris"), &c);
}

static void as_ade_writes(void **state)
{
        struct arena *a = arena_new(32u << 20);
        struct ical_time *t;
        size_t left;

        (void)state;
        assert_int_equal(read_all(a, ade, &t, &left), 2); /* one UID for two events, and a cancelled one */
        assert_int_equal(left, 0);
        assert_int_equal(t[0].from, paris(1, 12, 8, 0));
        assert_int_equal(t[1].from, paris(3, 30, 9, 0)); /* summer time */
        assert_string_equal(t[0].name, "MED1234 - CM Séance 1");
        assert_string_equal(t[0].place, "B-214, bâtiment B");
        assert_non_null(strstr(t[0].about, "Groupe 1; Groupe 2\nLEMAIRE MARC"));
        arena_free(&a);
}

static void as_hyperplanning_writes(void **state)
{
        struct arena *a = arena_new(32u << 20);
        struct ical_time *t;
        size_t left;

        (void)state;
        assert_int_equal(read_all(a, hyper, &t, &left), 5);
        assert_int_equal(left, 1); /* a day without hours */
        assert_int_equal(t[0].from, paris(1, 12, 9, 0));
        assert_int_equal(t[0].to, paris(1, 12, 10, 30));
        assert_string_equal(t[0].name, "PSY1102 : Introduction");
        assert_int_equal(t[1].to, paris(1, 13, 15, 30));
        assert_string_equal(t[1].name, "PSY1102 TD");
        assert_int_equal(t[2].from, paris(1, 15, 8, 0));  /* a zone nobody knows is ours */
        assert_int_equal(t[3].from, paris(2, 12, 8, 0));  /* every second week, one of them left out */
        assert_int_equal(t[4].from, paris(2, 26, 8, 0));
        arena_free(&a);
}

static void twice_counts_once(void **state)
{
        struct arena *a = arena_new(32u << 20);
        struct ical_time *t;
        size_t left;
        static const char text[] =
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTART:20260112T080000Z\nDTEND:20260112T090000Z\nSUMMARY:A\nEND:VEVENT\n"
                "BEGIN:VEVENT\nUID:1\nSEQUENCE:1\nDTSTART:20260112T080000Z\nDTEND:20260112T093000Z\nSUMMARY:B\nEND:VEVENT\n"
                "BEGIN:VEVENT\nUID:1\nSEQUENCE:2\nDTSTART:20260113T080000Z\nDTEND:20260113T090000Z\nSUMMARY:C\nEND:VEVENT\nEND:VCALENDAR";

        (void)state;
        assert_int_equal(read_all(a, text, &t, &left), 1);
        assert_string_equal(t[0].name, "C");
        arena_free(&a);
}

static void refused(void **state)
{
        struct arena *a = arena_new(64u << 20);
        static const char *const bad[] = {"", "PK\x03\x04", "<html>", "BEGIN:VCARD\n", "\n\n"};
        static const char *const empty[] = {
                "BEGIN:VCALENDAR", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:2026\nEND:VEVENT", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260230T080000Z\nDTEND:20260230T090000Z\nEND:VEVENT",
                "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260112T080000Z\nDTEND:20260112T070000Z\nEND:VEVENT"};
        struct ical_time *t;
        size_t n, left;
        const char *why;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_int_equal(ical_times(a, bad[i], strlen(bad[i]), zone_get("UTC"), &t, &n, &left, &why), ST_INVALID);
        for (size_t i = 0; i < ARRAY_LEN(empty); i++)
                assert_int_equal(read_all(a, empty[i], &t, &left), 0);
        char *big = arena_alloc(a, ICAL_TIMES_BYTES + 2);
        memset(big, 'x', ICAL_TIMES_BYTES + 1);
        assert_int_equal(ical_times(a, big, ICAL_TIMES_BYTES + 1, zone_get("UTC"), &t, &n, &left, &why), ST_TOO_LARGE);
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(as_ade_writes), cmocka_unit_test(as_hyperplanning_writes),
                                           cmocka_unit_test(twice_counts_once), cmocka_unit_test(refused)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
