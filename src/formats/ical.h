/* iCalendar (RFC 5545), read as far as a list of days needs: which dates its events cover, and their names.
 * Bytes from outside: everything has a ceiling, nothing is trusted, nothing is fetched. */
#ifndef GUICHET_FORMATS_ICAL_H
#define GUICHET_FORMATS_ICAL_H

#include "base/arena.h"

enum { ICAL_BYTES_MAX = 1 << 20, ICAL_EVENTS_MAX = 2000, ICAL_DAYS_MAX = 400, ICAL_SPAN_MAX = 62 };

struct ical_day {
        int64_t day;      /* since 1970 */
        const char *name; /* SUMMARY, cleaned, at most 100 characters; never NULL */
};

/* Days between two days (both included), sorted, one a day.  An event covers its dates (DTEND excluded, at most
 * ICAL_SPAN_MAX); FREQ=YEARLY with INTERVAL, COUNT and UNTIL is repeated inside the window, other rules count
 * once; cancelled events and EXDATEs are left out.  ST_INVALID and *why (English) when it is no calendar,
 * ST_TOO_LARGE when it is larger or fuller than the ceilings say. */
enum status ical_days(struct arena *a, const char *text, size_t n, int64_t from, int64_t to, struct ical_day **out,
                      size_t *n_out, const char **why) CHECKED;

#endif
