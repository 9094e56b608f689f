/* The first run: a new folder is opened by a code that `guichet serve` prints. */
#ifndef GUICHET_DESK_ADMIN_FIRST_H
#define GUICHET_DESK_ADMIN_FIRST_H

#include "app/app.h"

/* *code is NULL when somebody administers the house already; else a new code, which replaces the one before. */
enum status first_code(struct ctx *c, const char **code) CHECKED;

/* The ready contents, a row for each box; NULL past the end.  A row has a configuration file, a verb, or both (the file
 * first); each may be put twice.  They are put in the order of the rows. */
struct first_pack {
        const char *name; /* of the box in the form */
        int title, text;
        const char *config;                 /* NULL none */
        enum status (*put)(struct ctx *c);  /* NULL none; as the system, in the one transaction */
};
const struct first_pack *first_pack_at(size_t i);
enum status first_pack_put(struct ctx *c, const struct first_pack *p) CHECKED;
enum status first_canned_put(struct ctx *c) CHECKED; /* first_canned.c */

extern const struct slice slice_first, slice_trial;

#endif
