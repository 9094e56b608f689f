/* What the pages of ready answers show: one's own with those of the groups one leads, and those for
 * everybody. */
#ifndef GUICHET_DESK_ADMIN_CANNED_VIEW_H
#define GUICHET_DESK_ADMIN_CANNED_VIEW_H

#include "desk/people/people.h"
#include "desk/ticket/canned.h"

struct canned_row {
        const struct canned *k;
        const char *level;         /* in words */
};
struct canned_choice {
        const char *value, *text;
        bool chosen;
};
struct canned_view {
        struct page page;
        const char *title, *path, *other_path, *variables;
        const struct canned_row *rows;
        size_t n_rows;
        const struct canned_choice *levels;
        size_t n_levels;
        int64_t id, version;       /* of the one that is changed; 0: a new one */
        const char *name, *body, *e_name, *e_body, *e_lang, *error, *once;
        bool english, all;
};

#endif
