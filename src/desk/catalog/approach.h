/* Approaches: the ways of teaching that one supports, a managed list.  Grids and intentions name one by its
 * name in either language or its code, in any case and with or without accents.  A row is retired, never
 * removed: lines of grids point at it.  Whoever is signed in may read the list. */
#ifndef GUICHET_DESK_CATALOG_APPROACH_H
#define GUICHET_DESK_CATALOG_APPROACH_H

#include "app/app.h"

enum { APPROACHES_MAX = 100, APPROACH_OFFERED = 10, APPROACH_RETIRED = 20 };
struct approach {
        int64_t id, offer_id, sort, state, version; /* offer_id: the offer whose item a grid's line makes; 0: none yet */
        int64_t recorded;   /* 1: what is taught so is recorded */
        const char *code, *name_fr, *name_en;
        const char *words;  /* other words by which grids call it: they bring the nearest match, never a match */
        const char *page;   /* address of the page that describes it, "" none */
        const char *name;   /* filled: in the reader's language */
};

/* Those offered in their order; `all`: retired ones too; at most APPROACHES_MAX. */
enum status approach_list(struct ctx *c, bool all, struct approach **out, size_t *n) CHECKED;
enum status approach_load(struct ctx *c, int64_t id, struct approach *out) CHECKED;
/* By its code, retired ones too; ST_NOT_FOUND. */
enum status approach_by_code(struct ctx *c, const char *code, struct approach *out) CHECKED;
/* The offered one with this name (either language) or code; ST_NOT_FOUND when there is none. */
enum status approach_find(struct ctx *c, const char *typed, struct approach *out) CHECKED;
/* The one of a list whose name is nearest to what was typed, by words in common (names, code, other
 * words) and by letters; NULL when nothing resembles it.  Pure. */
const struct approach *approach_closest(struct arena *a, const struct approach *list, size_t n, const char *typed);

/* Adds one (id 0) or changes it: its names, page, order, state and offer; the code stays.  Administrators and the
 * system.  ST_STALE unless `version` is current (0: does not care).  Errors: "code", "name_fr", "name_en",
 * "page", "sort", "offer". */
enum status approach_save(struct ctx *c, const struct approach *d, int64_t *id) CHECKED;

extern const struct slice slice_approach;

#endif
