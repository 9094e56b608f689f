/* Moments: int64_t milliseconds since 1970-01-01T00:00Z.  Zones are read from the system's
 * tzdata (TZif, RFC 8536), once, and never through the process's TZ.
 * Wall clock is read in one place only: moment_now(), once per request. */
#ifndef GUICHET_BASE_MOMENT_H
#define GUICHET_BASE_MOMENT_H

#include "base/arena.h"

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   INT64_C(3600000)
#define DAY_MS    INT64_C(86400000)

/* A local date and time.  wday: 1 Monday … 7 Sunday (ISO 8601). */
struct civil {
        int year, month, day, hour, minute, second, ms, wday;
};

int64_t moment_now(void);      /* wall clock; GUICHET_NOW (RFC 3339) replaces its start in tests */
int64_t moment_mono(void);     /* monotonic, for time-outs */

/* Days since 1970-01-01 of a proleptic Gregorian date, and back (H. Hinnant's algorithm). */
int64_t civil_days(int year, int month, int day);
void civil_from_days(int64_t days, int *year, int *month, int *day);
int civil_wday(int64_t days); /* 1 Monday … 7 Sunday */
int civil_easter(int year);   /* Gregorian Easter, as day number (Meeus/Butcher); days since 1970 */

struct zone;

/* "Europe/Paris"; the zone lives as long as the process (cached, thread-safe).
 * NULL when the name is unknown or not of the form [A-Za-z_+-/0-9]. */
const struct zone *zone_get(const char *name);
const char *zone_name(const struct zone *z);

/* Offset in seconds east of UTC at a moment. */
int zone_offset(const struct zone *z, int64_t at);
void zone_local(const struct zone *z, int64_t at, struct civil *out);

/* Moment of a local date and time (fields from civil, wday ignored).  In the gap of spring the
 * moment just after the gap (02:30 → 03:00 summer time); in the repeated hour of autumn the first. */
int64_t zone_moment(const struct zone *z, const struct civil *c);

/* RFC 3339: "2026-01-09T15:00:00Z" (with ".123" when ms are not 0). */
char *moment_rfc3339(struct arena *a, int64_t at);
/* Accepts offsets and fractions; false when malformed or outside years 1–9999. */
bool moment_parse(const char *s, int64_t *out);

#endif
