/* What comes to one person at their desk by itself: tickets given by a group's convention, tickets of somebody
 * who is away, groups whose tickets they hand out. */
#ifndef GUICHET_DESK_TICKET_SHARE_H
#define GUICHET_DESK_TICKET_SHARE_H

#include "desk/ticket/ticket.h"

/* How a ticket came to somebody, in the journal and in notices (notify.h). */
enum share { SHARE_ROUND_ROBIN = 1, SHARE_LEAST_LOADED, SHARE_ON_DUTY, SHARE_SUBSTITUTE, SHARE_BACK, SHARE_ESCALATED };


/* Groups that the actor leads and whose tickets are given out by hand, with how many wait (at most 100). */
struct to_hand_out {
        int64_t id, waiting;
        const char *code, *name;
};
enum status to_hand_out_list(struct ctx *c, struct to_hand_out **out, size_t *n) CHECKED;

/* ---- standing in ---- */

struct stand_in {
        int64_t ticket_id, kind, num, other_id; /* other: who is away, or who stood in */
        const char *subject, *other_name;
        const char *number, *stub;              /* filled */
};
/* Open tickets of those for whom the actor stands in now, at most 50. */
enum status stand_in_offered(struct ctx *c, struct stand_in **out, size_t *n) CHECKED;
/* Takes one over.  ST_DENIED when the actor does not stand in for whoever has it. */
enum status stand_in_take(struct ctx *c, struct ticket *t) CHECKED;
/* Open tickets that others took over while the actor was away, at most 200; none while still away. */
enum status stand_in_back_list(struct ctx *c, struct stand_in **out, size_t *n) CHECKED;
/* All of them come back (take), or stay where they are; *done: how many came. */
enum status stand_in_back(struct ctx *c, bool take, int64_t *done) CHECKED;

/* Gives t, which is locked and current, to somebody without asking who may; before is filled from *t.  For
 * clocks: why SHARE_ESCALATED; person 0 frees it. */
enum status ticket_give(struct ctx *c, struct ticket *t, int64_t person_id, enum share why, int64_t stands_for) CHECKED;

extern const struct slice slice_ticket_share, slice_ticket_hand_out, slice_ticket_stand_in;

#endif
