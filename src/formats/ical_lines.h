/* The lines of an iCalendar file (RFC 5545), for every reader of one: unfolded, CRLF or LF or both, a byte order mark
 * skipped, NUL left out, each cut at a ceiling.  Nothing is allocated and nothing is refused here. */
#ifndef GUICHET_FORMATS_ICAL_LINES_H
#define GUICHET_FORMATS_ICAL_LINES_H

#include "base/arena.h"

enum { ICAL_LINE_BYTES = 8192, ICAL_ZONE_BYTES = 64 };

struct ical_lines {
        const char *p, *end;
        char text[ICAL_LINE_BYTES];  /* the line, ended by NUL */
        char zone[ICAL_ZONE_BYTES];  /* after ical_value(): its TZID, "" none */
        bool date_only;              /* after ical_value(): VALUE=DATE */
};

/* Stands before the first line; the bytes stay the caller's and must outlive it. */
void ical_lines_open(struct ical_lines *l, const char *text, size_t n);
/* The next line without its folds; longer ones are cut.  False at the end. */
bool ical_next(struct ical_lines *l);
/* Does the line begin so, whatever the case of its letters? */
bool ical_begins(const struct ical_lines *l, const char *what);
/* Value of the property `name` whatever its parameters, with zone and date_only filled; NULL for other lines. */
const char *ical_value(struct ical_lines *l, const char *name);

/* Exactly `n` digits as a number. */
bool ical_digits(const char *s, size_t n, int *out);
/* The number at the start of `s`, 0 when there is none, at most `max`. */
int64_t ical_number(const char *s, int64_t max);
/* The number behind `key` wherever that stands in `rule`; 0 when it does not. */
int64_t ical_number_after(const char *rule, const char *key, int64_t max);
/* A text value without its escapes; a written line break becomes `newline`. */
const char *ical_words(struct arena *a, const char *value, char newline) __attribute__((returns_nonnull));

#endif
