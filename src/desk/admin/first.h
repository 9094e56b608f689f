/* The first run: a new folder is opened by a code that `guichet serve` prints. */
#ifndef GUICHET_DESK_ADMIN_FIRST_H
#define GUICHET_DESK_ADMIN_FIRST_H

#include "app/app.h"

/* *code is NULL when somebody administers the house already; else a new code, which replaces the one before. */
enum status first_code(struct ctx *c, const char **code) CHECKED;

/* The ready contents, as a configuration file; NULL past the end. */
struct first_pack {
        const char *name; /* of the box in the form */
        int title, text;
        const char *config;
};
const struct first_pack *first_pack_at(size_t i);

extern const struct slice slice_first, slice_trial;

#endif
