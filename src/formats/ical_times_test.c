/* The hours of calendars as timetable programs write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/buf.h"
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

/* Letters of Windows become what they were meant to be; a name in UTF-8 folded within a letter stays as it is, and so
 * does one that is longer than a line may be. */
static void letters_of_windows(void **state)
{
        struct arena *a = arena_new(32u << 20);
        struct ical_time *t;
        struct buf b;
        size_t left;

        (void)state;
        assert_int_equal(read_all(a, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260112T080000Z\r\nDTEND:20260112T090000Z\r\n"
                                     "SUMMARY:D\xe9" "but d\x92" "ann\xe9\r\n e\r\nLOCATION:B\xc3\r\n \xa2timent\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", &t, &left), 1);
        assert_string_equal(t[0].name, "Début d’année");
        assert_string_equal(t[0].place, "Bâtiment");
        for (int pad = 0; pad < 2; pad++) {
                buf_init(&b, a, 1 << 20);
                buf_fmt(&b, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260112T080000Z\nDTEND:20260112T090000Z\nSUMMARY:%s", pad ? "x" : "");
                for (int i = 0; i < 20000; i++)
                        buf_str(&b, "é");
                buf_str(&b, "\nEND:VEVENT\nEND:VCALENDAR\n");
                assert_int_equal(read_all(a, b.p, &t, &left), 1);
                assert_null(strstr(t[0].name, "Ã"));
                assert_non_null(strstr(t[0].name, "éé"));
        }
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

/* Hyperplanning as it writes a group's calendar: a product in words, hours in UTC, a language on every text, a structured
 * description, no place for a third of them, holidays as whole days, a course that is cancelled. */
static const char group[] =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID;LANGUAGE=fr:Copyright Index-Education - HYPERPLANNING 2026\r\nMETHOD:PUBLISH\r\n"
        "X-CALSTART:20260105T000000Z\r\nX-CALEND:20260831T000000Z\r\nX-WR-CALNAME;LANGUAGE=fr:HYP - L1 PSYCHO\\, <TD> 2\r\nX-WR-TIMEZONE:Europe/Brussels\r\n"
        "BEGIN:VEVENT\r\nCATEGORIES:HYPERPLANNING\r\nDTSTAMP:20260105T101500Z\r\nLAST-MODIFIED:20260105T101000Z\r\n"
        "UID:Cours-4711-1-L1_PSYCHO-Index-Education\r\nDTSTART:20260112T123000Z\r\nDTEND:20260112T143000Z\r\n"
        "SUMMARY;LANGUAGE=fr:PSY1102 Introduction \xc3\xa0 la psychologie - STERN R. - L1 PSYCHO - C\r\n M\r\n"
        "LOCATION;LANGUAGE=fr:Amphi C (180)\r\nDESCRIPTION;LANGUAGE=fr:Mati\xc3\xa8re : PSY1102\\nEnseignant : STERN Rachel\\nPromotion : L1 PSYCHO\\n\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:Cours-4711-2-L1_PSYCHO-Index-Education\r\nDTSTART:20260119T123000Z\r\nDTEND:20260119T143000Z\r\n"
        "SUMMARY;LANGUAGE=fr:Cours annul\xc3\xa9 : PSY1102\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:Cours-4712-1-L1_PSYCHO-Index-Education\r\nDTSTART:20260120T090000\r\nDTEND:20260120T100000\r\nSUMMARY:PSY1102\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:Ferie-5-Index-Education\r\nDTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260502\r\nSUMMARY;LANGUAGE=fr:F\xc3\xa9ri\xc3\xa9\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n";

static void as_a_group_has_it(void **state)
{
        struct arena *a = arena_new(32u << 20);
        struct ical_time *t;
        size_t left;

        (void)state;
        assert_int_equal(read_all(a, group, &t, &left), 2);
        assert_int_equal(left, 1); /* the holiday; what is cancelled is not counted as unread */
        assert_int_equal(t[0].from, paris(1, 12, 13, 30));
        assert_string_equal(t[0].name, "PSY1102 Introduction à la psychologie - STERN R. - L1 PSYCHO - CM");
        assert_string_equal(t[0].place, "Amphi C (180)");
        assert_non_null(strstr(t[0].about, "Enseignant : STERN Rachel"));
        assert_string_equal(t[1].place, "");
        assert_int_equal(t[1].from, paris(1, 20, 9, 0)); /* the file's own zone, which has these hours too */
        arena_free(&a);
}

#define HOUR(lines) "BEGIN:VEVENT\nDTEND:20260112T090000Z\n" lines "END:VEVENT\n"
static void zones_by_any_name(void **state)
{
        static const char *const zone[] = {"Europe/Paris", "Romance Standard Time", "/program.example/2025_1/Europe/Paris", "/Europe/Paris", "\"romance standard time\"",
                                           "Nulle/Part", "../../etc/passwd", "///", "Custom: zone", ""};
        struct arena *a = arena_new(64u << 20);
        struct ical_time *t;
        size_t left;

        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(zone); i++) {
                const char *text = arena_fmt(a, "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;TZID=%s:20260712T100000\nDURATION:PT1H\nEND:VEVENT\nEND:VCALENDAR\n",
                                             zone[i]);
                if (i == 8) { /* a colon that nobody quoted ends the name */
                        assert_int_equal(read_all(a, text, &t, &left), 0);
                        continue;
                }
                assert_int_equal(read_all(a, text, &t, &left), 1);
                assert_int_equal(t[0].from, paris(7, 12, 10, 0));
        }
        assert_int_equal(read_all(a, "BEGIN:VCALENDAR\nX-WR-TIMEZONE:America/Toronto\nX-WR-TIMEZONE:Asia/Tokyo\nBEGIN:VEVENT\nDTSTART:20260112T080000\nDURATION:PT1H\nEND:VEVENT", &t, &left), 1);
        assert_int_equal(t[0].from, paris(1, 12, 14, 0));
        arena_free(&a);
}

static void cancelled_moved_and_unnamed(void **state)
{
        struct arena *a = arena_new(32u << 20);
        struct ical_time *t;
        size_t left;
        static const char later[] = "BEGIN:VCALENDAR\n" HOUR("UID:1\nSEQUENCE:2147483647\nDTSTART:20260112T080000Z\nSUMMARY:A\n")
                HOUR("UID:1\nSEQUENCE:2147483648\nDTSTART:20260112T080000Z\nSTATUS:CANCELLED\n") HOUR("DTSTART:20260112T080000Z\nSUMMARY:B\n")
                HOUR("DTSTART:20260112T080000Z\nSUMMARY:C\nSUMMARY:D\n") HOUR("UID:2\nSEQUENCE:9\nDTSTART:20260112T083000Z\nSUMMARY:E\n")
                HOUR("UID:2\nSEQUENCE:10\nDTSTART:20260112T084500Z\nSUMMARY:F\n") HOUR("UID:2\nSEQUENCE:3\nDTSTART:20260112T084500Z\nSUMMARY:G\n");
        static const char weekly[] = "BEGIN:VCALENDAR\n"
                "BEGIN:VEVENT\nUID:w\nRECURRENCE-ID:20260119T080000Z\nDTSTART:20260120T100000Z\nDURATION:PT1H\nSUMMARY:moved\nEND:VEVENT\n"
                "BEGIN:VEVENT\nUID:w\nDTSTART:20260112T080000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=4\nSUMMARY:weekly\nEND:VEVENT\n"
                "BEGIN:VEVENT\nUID:w\nRECURRENCE-ID:20260126T080000Z\nDTSTART:20260126T080000Z\nDURATION:PT1H\nSTATUS:CANCELLED\nEND:VEVENT\n";

        (void)state;
        assert_int_equal(read_all(a, later, &t, &left), 3);
        assert_string_equal(t[0].name, "B"); /* two without a UID are two */
        assert_string_equal(t[1].name, "C"); /* the first word counts */
        assert_string_equal(t[2].name, "F"); /* moved by its later version; an older one behind it changes nothing */
        assert_int_equal(read_all(a, weekly, &t, &left), 3);
        assert_int_equal(t[0].from, paris(1, 12, 9, 0));
        assert_string_equal(t[1].name, "moved");
        assert_int_equal(t[1].from, paris(1, 20, 11, 0));
        assert_int_equal(t[2].from, paris(2, 2, 9, 0));
        arena_free(&a);
}

/* Ten thousand events are read; one more is refused, and so is what only costs time. */
static void ceilings(void **state)
{
        struct arena *a = arena_new(64u << 20);
        struct ical_time *t;
        size_t left, n;
        const char *why;
        struct buf b;

        (void)state;
        for (int over = 0; over < 2; over++) {
                buf_init(&b, a, ICAL_TIMES_BYTES);
                buf_str(&b, "BEGIN:VCALENDAR\n");
                for (int i = 0; i < ICAL_TIMES_MAX + over; i++)
                        buf_fmt(&b, "BEGIN:VEVENT\nUID:%d\nDTSTART:2026%02d%02dT080000Z\nDURATION:PT1H\nSUMMARY:A\nEND:VEVENT\n", i, i % 12 + 1, i % 28 + 1);
                assert_int_equal(buf_end(&b), ST_OK);
                assert_int_equal(ical_times(a, b.p, b.n, zone_get("UTC"), &t, &n, &left, &why), over ? ST_TOO_LARGE : ST_OK);
                assert_int_equal(n, over ? 0 : ICAL_TIMES_MAX);
        }
        buf_init(&b, a, ICAL_TIMES_BYTES);
        buf_str(&b, "BEGIN:VCALENDAR\n");
        for (int i = 0; i < 9000; i++) /* one UID, rules over rules */
                buf_fmt(&b, "BEGIN:VEVENT\nUID:x\nDTSTART:2026%02d%02dT08%02d00Z\nDURATION:PT1H\nRRULE:FREQ=DAILY;COUNT=200\nEND:VEVENT\n", i % 12 + 1, i % 28 + 1, i % 60);
        assert_int_equal(buf_end(&b), ST_OK);
        assert_int_equal(ical_times(a, b.p, b.n, zone_get("UTC"), &t, &n, &left, &why), ST_TOO_LARGE);
        assert_non_null(why);
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
        const struct CMUnitTest tests[] = {cmocka_unit_test(as_ade_writes), cmocka_unit_test(letters_of_windows), cmocka_unit_test(as_hyperplanning_writes),
                                           cmocka_unit_test(as_a_group_has_it),
                                           cmocka_unit_test(zones_by_any_name), cmocka_unit_test(cancelled_moved_and_unnamed),
                                           cmocka_unit_test(ceilings), cmocka_unit_test(twice_counts_once), cmocka_unit_test(refused)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
