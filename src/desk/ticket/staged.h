/* Files that somebody sent with a form which is not a ticket yet: kept for them while they correct the rest, then
 * moved to the ticket that comes of it.  Nobody but who sent one can see or use it; after two days it goes. */
#ifndef GUICHET_DESK_TICKET_STAGED_H
#define GUICHET_DESK_TICKET_STAGED_H

#include "desk/ticket/ticket.h"

enum { STAGED_OWN = 100 };
struct staged {
        int64_t id, size;
        const char *name, *type;
        const char *size_text; /* filled */
};
/* The uploads of this request that were sent under a field's name, kept for the actor (writes, in a transaction of its
 * own).  ST_TOO_LARGE past STAGED_OWN files of one person. */
enum status staged_keep(struct ctx *c, const char *field, struct staged **out, size_t *n) CHECKED;
/* One of the actor's own; ST_NOT_FOUND for anybody else's. */
enum status staged_load(struct ctx *c, int64_t id, struct staged *out) CHECKED;
/* Moves them to a ticket, with its first entry, for everybody on it to read.  ST_NOT_FOUND when one is not the actor's.
 * Inside the caller's transaction. */
enum status staged_attach(struct ctx *c, const struct ticket *t, const int64_t *ids, size_t n) CHECKED;

extern const struct slice slice_staged;

#endif
