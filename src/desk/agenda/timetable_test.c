/* A timetable's calendar against a course's sessions, on both engines. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "desk/agenda/timetable.h"
#include "desk/ticket/test_world.h"

#define EVENT(uid, start, end, what) \
        "BEGIN:VEVENT\r\nUID:" uid "\r\nDTSTART:" start "\r\nDTEND:" end "\r\nSUMMARY:" what "\r\nEND:VEVENT\r\n"
static const char first[] = "BEGIN:VCALENDAR\r\n" EVENT("1", "20260112T080000Z", "20260112T100000Z", "CM MED1234") EVENT("2", "20260119T080000Z", "20260119T100000Z", "med1234 TD")
        EVENT("3", "20260119T080000Z", "20260119T100000Z", "BIO1101") EVENT("4", "20260126T080000Z", "20260126T100000Z", "MED1234B") "END:VCALENDAR\r\n";
static const char second[] = "BEGIN:VCALENDAR\n" EVENT("1", "20260112T080000Z", "20260112T100000Z", "CM MED1234") EVENT("2", "20260120T080000Z", "20260120T100000Z", "MED1234")
        EVENT("5", "20260202T080000Z", "20260202T100000Z", "MED1234") "END:VCALENDAR\n";

static void proposed_and_applied(enum db_engine e)
{
        struct world w;
        struct timetable t;
        int64_t course, flagged;

        world_open(&w, e);
        as_system(&w);
        struct course_draft k = {.code = "MED1234", .term = "H26", .title = "Médecine",
                                 .department_id = count_of(&w, "SELECT MIN(id) FROM department WHERE code = 'it'")};
        EXPECT(&w, course_ensure(&w.c, &k, &course), ST_OK);
        EXPECT(&w, timetable_read(&w.c, course, first, strlen(first), &t), ST_OK);
        assert_true(t.by_code);
        assert_int_equal(t.fresh, 2); /* another course and a longer code are not this one */
        assert_int_equal(t.left_out, 2);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM course_session"), 0); /* nothing written */
        EXPECT(&w, timetable_apply(&w.c, course, t.rows, t.n_rows, &flagged), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM course_session WHERE state = 10"), 2);
        EXPECT(&w, timetable_read(&w.c, course, first, strlen(first), &t), ST_OK);
        assert_int_equal(t.fresh, 0);
        assert_int_equal(t.same, 2); /* the same file again: nothing */
        EXPECT(&w, timetable_read(&w.c, course, second, strlen(second), &t), ST_OK);
        assert_int_equal(t.fresh, 2);
        assert_int_equal(t.same, 1);
        assert_int_equal(t.gone, 1);
        EXPECT(&w, timetable_apply(&w.c, course, t.rows, t.n_rows, &flagged), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM course_session WHERE state = 10"), 3);
        EXPECT(&w, timetable_read(&w.c, course, "<html>", 6, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "file"));
        as_requester(&w, w.ines);
        EXPECT(&w, timetable_read(&w.c, course, first, strlen(first), &t), ST_NOT_FOUND);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, timetable_read(&w.c, course, first, strlen(first), &t), ST_NOT_FOUND);
        world_close(&w);
}

TESTDB_BOTH(proposed_and_applied)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(proposed_and_applied)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
