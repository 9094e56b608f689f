/* Sessions of a course from a timetable: a calendar as ADE and Hyperplanning write them becomes a proposal, which one
 * sees before it is applied.  The calendar speaks for its own span only: sessions before its first and after its last
 * event stay as they are; inside, what it does not name goes. */
#ifndef GUICHET_DESK_AGENDA_TIMETABLE_H
#define GUICHET_DESK_AGENDA_TIMETABLE_H

#include "desk/ticket/course_record.h"

enum timetable_fate { TIMETABLE_NEW = 1, TIMETABLE_SAME = 2, TIMETABLE_GONE = 3 };
struct timetable_row {
        enum timetable_fate fate;
        int64_t id, from_at, to_at; /* id 0: new */
        const char *theme;
};
struct timetable {
        struct timetable_row *rows; /* by time */
        size_t n_rows;
        int64_t fresh, same, gone, left_out; /* left_out: events without hours, unreadable, or of other courses */
        bool by_code;               /* only events that name the course were taken */
};
/* What the calendar would make of the course's sessions; nothing is written.  Who may edit the course.  When some of
 * its events name the course's code, only those count; else all.  ST_INVALID, ST_TOO_LARGE: error on "file". */
enum status timetable_read(struct ctx *c, int64_t course_id, const char *text, size_t n, struct timetable *out) CHECKED;
/* Makes it so, in one transaction: rows that are new or the same stay, those gone are withdrawn or deleted, and the
 * support tasks and bookings of what moved are flagged.  Rows of the past are not touched.  *flagged: how many tasks. */
enum status timetable_apply(struct ctx *c, int64_t course_id, const struct timetable_row *rows, size_t n, int64_t *flagged) CHECKED;

#endif
