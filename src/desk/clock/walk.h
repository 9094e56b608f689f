/* Walking a calendar day by day; shared by calendar.c and calendar_lines.c only. */
#ifndef GUICHET_DESK_CLOCK_WALK_H
#define GUICHET_DESK_CLOCK_WALK_H

#include "desk/clock/calendar.h"

/* One local day: its moments [start, next) and its hours. */
struct walk {
        const struct calendar *c;
        int64_t day, start, next;
        const struct calendar_hours *hours;
};

/* The local day in which `at` falls. */
void walk_start(struct walk *w, const struct calendar *c, int64_t at);
void walk_next(struct walk *w);

/* Moments of slot i; equal when the clock jumped over it. */
void walk_slot(const struct walk *w, size_t i, int64_t *from, int64_t *to);

#endif
