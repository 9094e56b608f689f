/* Who is told and who is asked beside those who work on a ticket: the recipients of a reply, agents
 * named with @login, groups asked for their advice.  None of it transfers the ticket. */
#ifndef GUICHET_DESK_TICKET_ASKED_H
#define GUICHET_DESK_TICKET_ASKED_H

#include "desk/ticket/ticket.h"

/* ---- recipients ---- */

/* Somebody who sees the public journal, with their strongest part; the requester is always told. */
struct recipient {
        int64_t id, part;
        const char *name, *login;
        bool required, invited, chosen; /* chosen: for the form that shows them */
};
/* Requester, beneficiary, contact, invited people, in this order. */
enum status ticket_recipients(struct ctx *c, const struct ticket *t, struct recipient **out, size_t *n) CHECKED;
/* The same, and for those who work on the ticket the presenters of its course who are not on it yet, not
 * chosen.  Choosing one for a reply invites them: they read the public journal and may answer. */
enum { RECIPIENT_PRESENTER = 70 }; /* their `part` */
enum status ticket_recipients_offered(struct ctx *c, const struct ticket *t, struct recipient **out, size_t *n) CHECKED;

/* Of the actor's own tickets between two ids, those asked for somebody else. */
struct for_other {
        int64_t ticket_id, requester_id, requested_for_id;
        const char *requester_name, *for_name;
};
enum status ticket_for_others(struct ctx *c, int64_t low, int64_t high, struct for_other **out, size_t *n) CHECKED;

/* ---- advice ---- */

/* While it is asked, members of the group read the ticket and write notes, nothing else.  A note by one
 * of them answers it; then only what they may see anyway is left to them. */
struct advice {
        int64_t id, ticket_id, group_id, shared, asked_at, asked_by;
        const char *group_name, *asked_name;
};
/* The question becomes a note.  ST_CONFLICT for a ticket that only its group may see, for its own group
 * and for one asked already; ST_INVALID with errors on "group" and "body". */
enum status advice_ask(struct ctx *c, struct ticket *t, int64_t group_id, const char *question) CHECKED;
enum status advice_withdraw(struct ctx *c, struct ticket *t, int64_t group_id) CHECKED;
/* What is open, oldest first. */
enum status advice_list(struct ctx *c, const struct ticket *t, struct advice **out, size_t *n) CHECKED;

/* What waits for the actor: advice asked of their groups, notes that name them and that they have not
 * read; newest first, at most 20. */
struct asked {
        int64_t what, at, kind, num; /* what: 1 advice, 2 mention */
        const char *subject, *who, *group_name;
        const char *number, *stub;   /* filled */
};
enum status asked_list(struct ctx *c, struct asked **out, size_t *n) CHECKED;

extern const struct slice slice_ticket_recipients, slice_ticket_mentions, slice_ticket_advice;

#endif
