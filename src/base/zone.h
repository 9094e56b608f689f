/* The rule in the footer of a zone's file ("CET-1CEST,M3.5.0,M10.5.0/3"), used by zone.c only. */
#ifndef GUICHET_BASE_ZONE_H
#define GUICHET_BASE_ZONE_H

#include "base/moment.h"

/* One change of the year: kind 'J' (1–365, never 29 February), 'N' (0–365) or 'M' (month, week, day). */
struct zone_change {
        char kind;
        int day, month, week, seconds; /* day: of the year, or of the week with 0 Sunday */
};

struct zone_rule {
        bool set, summer;
        int standard_s, summer_s; /* east of UTC */
        struct zone_change start, end;
};

/* Reads a POSIX TZ text (with the hours beyond 24 of TZif version 3); false when malformed. */
bool zone_rule_parse(const char *s, struct zone_rule *out);

/* Offset in seconds at a moment given in seconds. */
int zone_rule_offset(const struct zone_rule *r, int64_t at);

#endif
