/* What comes to one person at their desk by itself: tickets given by a group's convention, tickets of somebody
 * who is away, what a clock or a group without anybody makes known. */
#ifndef GUICHET_DESK_TICKET_NOTICE_H
#define GUICHET_DESK_TICKET_NOTICE_H

#include "desk/ticket/ticket.h"

/* ---- notices: shown at the desk until seen ---- */

enum notice_kind {
        NOTICE_SHARED = 10, /* this ticket was given to you; n: enum share */
        NOTICE_LEVEL = 20,  /* a clock of this ticket reached n thousandths */
        NOTICE_POOL = 30,   /* nobody is left in this group */
};
/* How a ticket came to somebody, in the journal and in notices. */
enum share { SHARE_ROUND_ROBIN = 1, SHARE_LEAST_LOADED, SHARE_ON_DUTY, SHARE_SUBSTITUTE, SHARE_BACK, SHARE_ESCALATED };

/* Inside DB_TX.  One unseen notice of a kind for a person and ticket (or group): another only renews it.  With
 * its live event. */
enum status notice_put(struct ctx *c, int64_t person_id, enum notice_kind kind, int64_t ticket_id, int64_t group_id,
                       int64_t n) CHECKED;
struct notice {
        int64_t id, at, kind, n, group_id, ticket_kind, num;
        const char *group_name, *subject;
        const char *number, *stub, *text; /* filled; number "" for a group's */
};
/* The actor's unseen ones that still hold, newest first, at most 20. */
enum status notice_list(struct ctx *c, struct notice **out, size_t *n) CHECKED;
/* All of them count as seen; those of one ticket do when it is opened (ticket_seen). */
enum status notices_seen(struct ctx *c) CHECKED;
enum status notices_seen_of(struct ctx *c, int64_t ticket_id) CHECKED;

/* Groups that the actor leads and whose tickets are given out by hand, with how many wait (at most 100). */
struct to_hand_out {
        int64_t id, waiting;
        const char *name;
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

extern const struct slice slice_ticket_share, slice_ticket_notices, slice_ticket_stand_in;

#endif
