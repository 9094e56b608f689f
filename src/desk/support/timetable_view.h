/* What the pages of a timetable's calendar show. */
#ifndef GUICHET_DESK_SUPPORT_TIMETABLE_VIEW_H
#define GUICHET_DESK_SUPPORT_TIMETABLE_VIEW_H

#include "desk/agenda/timetable.h"

struct timetable_line {
        const struct timetable_row *r;
        const char *when, *value;
        int i;
};
struct timetable_view {
        struct page page;
        const char *course, *action, *back, *e_file, *summary, *once;
        const struct timetable_line *rows;
        size_t n_rows;
        int64_t changes;
        bool preview, by_code;
};

#endif
