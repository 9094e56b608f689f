/* The cores of human_*: into a caller's bytes instead of an arena, so that a list of 1 000 rows
 * prints its dates without allocating. */
#ifndef GUICHET_HTML_HUMAN_H
#define GUICHET_HTML_HUMAN_H

#include "html/html.h"

#define HUMAN_MAX 128

void human_put_date(char *out, enum lang lang, const struct zone *z, int64_t at);
void human_put_day(char *out, enum lang lang, const struct zone *z, int64_t at, int64_t now);
void human_put_time(char *out, enum lang lang, const struct zone *z, int64_t at);
void human_put_datetime(char *out, enum lang lang, const struct zone *z, int64_t at, int64_t now);
void human_put_ago(char *out, enum lang lang, const struct zone *z, int64_t at, int64_t now);
void human_put_duration(char *out, enum lang lang, int64_t ms);
void human_put_number(char *out, enum lang lang, int64_t v);
void human_put_size(char *out, enum lang lang, int64_t bytes);

#endif
