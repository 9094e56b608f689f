/* Business time: from moments to open milliseconds and back.  Pure: no database, no clock.
 *
 * A calendar is a week of opening slots in local wall time, with periods (a range of dates with
 * another week), holidays, and exceptions (one date with hours of its own, or none).  For a date the
 * first of these that speaks wins: exception, holiday, period (in the order given), week.
 *
 * A slot opens the moment the wall clock first shows (or jumps over) its beginning that day and closes
 * the same way at its end; what lies between is counted in real elapsed milliseconds.  So 00:00–24:00
 * is 23 hours long on the night of spring and 25 in autumn.
 *
 * All functions are exact to the millisecond, cost about a microsecond a day, and never fail. */
#ifndef GUICHET_DESK_CLOCK_CALENDAR_H
#define GUICHET_DESK_CLOCK_CALENDAR_H

#include "base/moment.h"
#include "desk/clock/holidays.h"

#define CALENDAR_SLOTS 8 /* of one day */

/* Minutes of the local day: 480–1080 is 08:00–18:00; to may be 1440. */
struct calendar_slot {
        int from, to;
};

/* Growing, not overlapping; n == 0 is closed. */
struct calendar_hours {
        struct calendar_slot slot[CALENDAR_SLOTS];
        size_t n;
};

struct calendar_week {
        struct calendar_hours day[7]; /* 0 Monday */
};

struct calendar_period {
        int64_t from, to; /* days since 1970, both included */
        const char *name;
        struct calendar_week week;
};

/* An exception, or a holiday (whose hours are empty). */
struct calendar_date {
        int64_t day;
        const char *name;
        struct calendar_hours hours;
};

struct calendar {
        const struct zone *zone;
        int64_t day_ms; /* what one "business day" of a promise lasts */
        struct calendar_week week;
        const struct calendar_period *period;
        size_t periods;
        const struct calendar_date *exception; /* sorted by day */
        size_t exceptions;
        const struct calendar_date *holiday; /* sorted by day */
        size_t holidays;
        const struct holiday_set *set[4]; /* holidays computed for every year */
        size_t sets;
};

/* Reads what a calendar_version row holds.
 *   week:     {"mon":["08:00-12:00","13:00-24:00"], … "sun":[],
 *              "periods":[{"from":"2026-07-06","to":"2026-08-21","name":"Été","week":{"mon":[…]}}],
 *              "exceptions":[{"date":"2026-05-30","name":"Examens","slots":["09:00-12:00"]}]}
 *             days left out are closed, an exception without slots is a closing
 *   holidays: [{"set":"fr"}, {"date":"2026-05-15","name":"Pont"}]; NULL or "" is none
 *   day_ms:   0 means the longest day of the week
 * ST_INVALID and *why (English) when it is not that, unknown keys included; *out only when ST_OK. */
enum status calendar_parse(struct arena *a, const char *week, const char *holidays, const char *zone,
                           int64_t day_ms, const struct calendar **out, const char **why) CHECKED;

/* Open milliseconds of the longest day of the week by the wall clock; a whole day if it never opens. */
int64_t calendar_longest_day(const struct calendar_week *w);

/* Earliest moment by which `ms` of open time have passed since `from`: what ends at a closing is due
 * then, not at the next opening.  `from` itself when ms <= 0.  MOMENT_NEVER when the calendar does not
 * open for five years in a row before that, or a century would pass. */
int64_t calendar_add(const struct calendar *c, int64_t from, int64_t ms);

/* Open milliseconds between two moments; 0 when to <= from. */
int64_t calendar_between(const struct calendar *c, int64_t from, int64_t to);

/* `at` itself when open, else the next opening; MOMENT_NEVER when none comes within five years. */
int64_t calendar_next_open(const struct calendar *c, int64_t at);

/* A closing moment is closed, an opening one open. */
bool calendar_is_open(const struct calendar *c, int64_t at);

/* The hours that hold on a local date (days since 1970).  *kind (may be NULL) becomes "open" or "closed"
 * by the ordinary week or a period, "holiday" or "exception"; *name (may be NULL) says which, "" if unnamed.
 */
const struct calendar_hours *calendar_hours(const struct calendar *c, int64_t day, const char *lang,
                                            const char **kind, const char **name);

struct calendar_line {
        int64_t from, to, counted_ms; /* counted_ms is to - from or 0 */
        const char *kind;             /* "open" "closed" "holiday" "exception" */
        const char *name;             /* of the holiday or exception, else "" */
};

/* Readable lines without gaps from `from` to `to`; their counted_ms add up to calendar_between().
 * A night and a weekend are one closed line; a holiday on a day closed anyway has no line of its own;
 * an exception shows its open slots, or its whole day when it is a closing.  `lang`: "fr" or "en". */
void calendar_lines(struct arena *a, const struct calendar *c, int64_t from, int64_t to, const char *lang,
                    struct calendar_line **out, size_t *n);

#endif
