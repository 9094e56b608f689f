/* Saved views: a list under a name.  Personal, of a group, for everybody; agents only.  What is kept is the
 * text of the conditions (filter.h), read again under the rights of whoever opens the view: a view shared
 * never shows more than its reader may see. */
#ifndef GUICHET_DESK_TICKET_SAVED_H
#define GUICHET_DESK_TICKET_SAVED_H

#include "desk/ticket/canned.h"
#include "desk/ticket/filter.h"

enum { SAVED_MAX = 200, SAVED_LEVEL_MAX = 30, SAVED_NAME = 60 };

/* What a list shows, as words: see list.h for the views, columns and sorts. */
struct saved_list {
        const char *view, *q, *columns, *sort; /* columns "state,due", sort "due" */
        const char *const *cond;               /* conditions, "field:operator:value" */
        size_t n_cond;
};
struct saved_view {
        int64_t id, owner_id, group_id, version, rank;
        const char *name, *group_name, *group_code;
        const char *filter, *columns, *sort; /* as stored */
        enum canned_level level; /* filled */
        bool mine, first;        /* filled: the actor may change it; opens first for them */
        int64_t first_of;
        struct saved_list list;  /* filled */
};
bool saved_view_word(const char *view); /* one of the built-in views */
/* What the actor may open: their own, those of their groups, those for everybody; by level, then as arranged. */
enum status saved_list(struct ctx *c, struct saved_view **out, size_t *n) CHECKED;
/* One of these; ST_NOT_FOUND for anybody else's. */
enum status saved_load(struct ctx *c, int64_t id, struct saved_view *out) CHECKED;

struct saved_draft {
        int64_t id;              /* 0: a new one */
        enum canned_level level; /* of a new one; a change keeps it */
        int64_t group_id;        /* CANNED_GROUP */
        const char *name;
        const struct saved_list *list; /* NULL: as it is (changes only) */
        int64_t version;         /* 0 = does not care */
};
/* Who may change a ready answer of this level may change a view of it, else ST_DENIED.  ST_INVALID with errors
 * on "name", "filter", "view", "sort", "columns"; ST_CONFLICT when the level is full. */
enum status saved_save(struct ctx *c, const struct saved_draft *d, int64_t *id) CHECKED;
enum status saved_remove(struct ctx *c, int64_t id) CHECKED;
/* One place earlier or later among those of its level; nothing at the end. */
enum status saved_move(struct ctx *c, int64_t id, bool earlier) CHECKED;

/* The view that opens first for the actor; 0: none, or one that is no longer theirs to open. */
enum status saved_first(struct ctx *c, int64_t *id) CHECKED;
enum status saved_first_set(struct ctx *c, int64_t id) CHECKED; /* 0: none */

extern const struct slice slice_ticket_saved;

#endif
