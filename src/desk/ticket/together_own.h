/* What merge.c, split.c, children.c and links.c share; nothing outside the folder includes this. */
#ifndef GUICHET_DESK_TICKET_TOGETHER_OWN_H
#define GUICHET_DESK_TICKET_TOGETHER_OWN_H

#include "desk/ticket/sheet_own.h"
#include "desk/ticket/together.h"

/* Locks these tickets by growing id; ids are sorted in place, 0 is nobody. */
enum status tickets_lock(struct ctx *c, int64_t *ids, size_t n) CHECKED;
/* A line in the other ticket's journal and on its pages; its version stays, so that no form there grows stale. */
enum status tell_other(struct ctx *c, const struct ticket *other, const char *field, int64_t before, int64_t after,
                       bool is_public) CHECKED;
/* Is `id` the ticket or one of its ancestors? */
enum status descends_from(struct ctx *c, const struct ticket *t, int64_t id, bool *does) CHECKED;
/* How many children there are, seen or not. */
enum status children_count(struct ctx *c, int64_t id, int64_t *n) CHECKED;
/* A row of ticket_link; there already: nothing. */
enum status link_row(struct ctx *c, int64_t from_id, int64_t to_id, int kind) CHECKED;

#endif
