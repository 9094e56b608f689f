/* Public holidays by country, computed for any year: fixed dates, distances from Easter, "first Monday".
 * What a place decides besides (bridges, closings) belongs in the exceptions of its calendar. */
#ifndef GUICHET_DESK_CLOCK_HOLIDAYS_H
#define GUICHET_DESK_CLOCK_HOLIDAYS_H

#include "base/base.h"

#define HOLIDAYS_MAX 16 /* of one country in one year */

struct holiday {
        int64_t day; /* since 1970, see civil_days() */
        const char *fr, *en;
};

struct holiday_set;

/* "fr" France, "fr-am" Alsace and Moselle, overseas "fr-gp" "fr-mq" "fr-gf" "fr-re" "fr-yt" "fr-mf" "fr-bl" "fr-nc",
 * "qc" Québec, "be" Belgium, "be-cf" its French Community; NULL for others. */
const struct holiday_set *holiday_set(const char *code);
const char *holiday_set_code(const struct holiday_set *s);

/* The sets in turn, for a list of choices; NULL past the end. */
const struct holiday_set *holiday_set_at(size_t i);
/* "France", "Québec" in the reader's language ("fr", otherwise English). */
const char *holiday_set_name(const struct holiday_set *s, const char *lang);

/* Fills out[HOLIDAYS_MAX] for a year, sorted by day; returns how many.  Two may share a day
 * (Ascension on 1 May 2008). */
size_t holidays_of(const struct holiday_set *s, int year, struct holiday *out);
size_t holidays_fr(int year, struct holiday *out);
size_t holidays_fr_am(int year, struct holiday *out);
size_t holidays_qc(int year, struct holiday *out);
size_t holidays_be(int year, struct holiday *out);

/* The holiday on a day, if any; *out untouched otherwise. */
bool holiday_on(const struct holiday_set *s, int64_t day, struct holiday *out);

#endif
