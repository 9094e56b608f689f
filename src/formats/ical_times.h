/* iCalendar (RFC 5545) read for its hours, as timetable programs write it: folded lines, CRLF or LF or both, hours in
 * UTC, in a named zone or in none, zones that nobody declares, the same UID for many events.  Lenient, with
 * ceilings: what cannot be read is counted, never guessed. */
#ifndef GUICHET_FORMATS_ICAL_TIMES_H
#define GUICHET_FORMATS_ICAL_TIMES_H

#include "base/moment.h"

enum { ICAL_TIMES_BYTES = 4 << 20, ICAL_TIMES_MAX = 10000, ICAL_REPEATS_MAX = 200, ICAL_TRIES_MAX = 20000000 };

struct ical_time {
        int64_t from, to, sequence;
        const char *uid, *name, *place, *about; /* cleaned; never NULL */
};

/* Events with hours, by time.  Hours without a zone, and zones that are not known, are of the calendar's X-WR-TIMEZONE,
 * else of `zone`; names of Windows and names behind a path are understood.  Weekly and daily rules are repeated (COUNT,
 * UNTIL, INTERVAL, BYDAY, EXDATE), at most ICAL_REPEATS_MAX times, without those that another event stands for
 * (RECURRENCE-ID); cancelled events are left out, also when the same event stood before; an event that comes twice (the
 * same UID at the same hour, or with a higher SEQUENCE) counts once, the later word on it.  Without a UID each counts.
 * At most ICAL_TIMES_MAX events and as many hours.
 * *left_out: those without hours or that cannot be read.  ST_INVALID and *why (English) when it is no calendar,
 * ST_TOO_LARGE past a ceiling. */
enum status ical_times(struct arena *a, const char *text, size_t n, const struct zone *zone, struct ical_time **out, size_t *n_out,
                       size_t *left_out, const char **why) CHECKED;

#endif
