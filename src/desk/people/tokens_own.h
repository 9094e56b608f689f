/* Between tokens.c and its pages. */
#ifndef GUICHET_DESK_PEOPLE_TOKENS_OWN_H
#define GUICHET_DESK_PEOPLE_TOKENS_OWN_H

#include "desk/people/tokens.h"

struct token_line {
        struct api_token is;
        const char *scopes, *ends; /* in words */
};
struct tokens_view {
        struct page page;
        struct token_line *rows;
        size_t n_rows;
        const char *name, *ends, *first, *last, *once; /* typed; the days that may be typed */
        bool acts;                                     /* read and write is chosen */
        const char *e_name, *e_scopes, *e_ends, *why;
        const char *secret, *made;                     /* just made, shown this once */
        const char *older;                             /* of everybody's: the next page, or NULL */
        const char *back;                              /* where ending one leads back to */
};

extern const struct route token_routes[];

/* The panel of the administration's page of a person. */
enum status tokens_panel(struct ctx *c, int64_t person_id, struct tokens_view *out) CHECKED;

#endif
