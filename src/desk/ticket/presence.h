/* Who is looking at a ticket right now: in memory, gone after 45 s of silence, one place a person and ticket. */
#ifndef GUICHET_DESK_TICKET_PRESENCE_H
#define GUICHET_DESK_TICKET_PRESENCE_H

#include "desk/ticket/ticket.h"

struct present {
        const char *name;
        bool typing;
};
/* The actor is here, typing or not, and what they see counts as read; for whoever reads all of the ticket, else
 * ST_DENIED. */
enum status presence_say(struct ctx *c, const struct ticket *t, bool typing) CHECKED;
/* The others, eight at most; nobody for who does not read all of the ticket. */
size_t presence_others(struct ctx *c, const struct ticket *t, struct present **out);

/* The same without a context.  True when this version of the ticket is new to the visitor. */
bool presence_put(int64_t ticket_id, int64_t person_id, const char *name, bool typing, int64_t version, int64_t now);
size_t presence_list(struct arena *a, int64_t ticket_id, int64_t except, int64_t now, struct present **out);

#endif
