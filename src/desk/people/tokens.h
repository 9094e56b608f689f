/* API tokens that people make for programs of theirs: named, limited, ended by a day.  The secret is shown once; what
 * is kept is its digest.  Everybody has their own; an administrator sees and ends those of all. */
#ifndef GUICHET_DESK_PEOPLE_TOKENS_H
#define GUICHET_DESK_PEOPLE_TOKENS_H

#include "app/app.h"

enum { TOKENS_EACH = 20, TOKEN_DAYS = 90, TOKEN_DAYS_MAX = 731, TOKENS_PAGE = 50 };

struct api_token {
        int64_t id, person_id, made_at, ends_at, used_at; /* made_at, used_at: 0 unknown, never */
        const char *name, *scopes;                        /* scopes: "" = all that the person may */
        const char *login, *person;
};
struct token_draft {
        const char *name, *scopes; /* "read" or "read write" */
        int64_t ends_at;
};

/* Those that still open something, newest first.  ST_NOT_FOUND when the actor may not see them. */
enum status token_list(struct ctx *c, int64_t person_id, struct api_token **out, size_t *n) CHECKED;
/* Of everybody, for administrators: TOKENS_PAGE below `before` (0: the newest). */
enum status token_list_all(struct ctx *c, int64_t before, struct api_token **out, size_t *n) CHECKED;
/* One of the actor's own.  ST_INVALID with errors of name, scopes, ends; ST_CONFLICT when there are enough. */
enum status token_give(struct ctx *c, const struct token_draft *d, const char **secret) CHECKED;
/* Ends one; ST_NOT_FOUND when it is not theirs (an administrator: anybody's). *who had it. */
enum status token_end(struct ctx *c, int64_t id, int64_t *who) CHECKED;

extern const struct slice slice_people_tokens;

#endif
