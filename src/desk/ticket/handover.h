/* Who goes on with the open tickets of somebody who leaves.  Page and API do it through here. */
#ifndef GUICHET_DESK_TICKET_HANDOVER_H
#define GUICHET_DESK_TICKET_HANDOVER_H

#include "desk/people/people.h"
#include "desk/ticket/ticket.h"

enum { HANDOVER_MAX = 200 }; /* tickets of one action */

/* Open tickets of somebody, that the actor may read: at most HANDOVER_MAX. */
enum status handover_list(struct ctx *c, int64_t person_id, struct ticket_page *out) CHECKED;

/* Whom a typed login means; "" or NULL: nobody, 0.  ST_INVALID with an error of "to" for whoever cannot take over: unknown,
 * closed, or the person themselves. */
enum status handover_to(struct ctx *c, int64_t person_id, const char *typed, int64_t *successor_id) CHECKED;
/* To whom a ticket of this group would go: the successor, or 0, back to the group. */
int64_t handover_goes(struct ctx *c, int64_t group_id, int64_t successor_id);

struct handover_sum {
        int64_t id, given, returned; /* to the successor; to the groups of which the successor is no member */
};
/* All of them in one scope: to the successor where they are a member of the ticket's group, else back to the
 * group; successor 0: all back.  Administrators and commands; ST_NOT_FOUND when nothing is open, ST_INVALID
 * with an error of "to" for a successor who is closed or the person themselves. */
enum status handover(struct ctx *c, int64_t person_id, int64_t successor_id, struct handover_sum *out) CHECKED;
/* Gives back what nobody touched since: *back tickets.  ST_NOT_FOUND when there is no such action or it was
 * undone already. */
enum status handover_undo(struct ctx *c, int64_t id, int64_t *person_id, int64_t *back) CHECKED;

extern const struct slice slice_ticket_handover;

#endif
