/* What the files of a change for many share. */
#ifndef GUICHET_DESK_TICKET_MANY_OWN_H
#define GUICHET_DESK_TICKET_MANY_OWN_H

#include "desk/ticket/many.h"

/* What one ticket was before, and what the change left. */
struct many_before {
        int64_t group, assignee, urgency, category, state, pending, tagged;
};
/* Locks the ticket and refuses when it is not at this version (0: does not care).  Inside DB_TX. */
enum status many_hold(struct ctx *c, int64_t ticket_id, int64_t version, struct ticket *t) CHECKED;
/* The wish by the verbs, and its contrary.  Inside DB_TX; *tagged: the tag was not there before. */
enum status many_do(struct ctx *c, struct ticket *t, const struct many_wish *w, bool *tagged) CHECKED;
enum status many_undo_one(struct ctx *c, struct ticket *t, const struct many_wish *w, const struct many_before *b) CHECKED;
/* A refusal in words; true when the status is one of a single ticket and not of the machine. */
bool many_refused(struct ctx *c, enum status st, const char **why);
const char *many_wish_text(struct ctx *c, const struct many_wish *w);
void many_wish_read(struct ctx *c, const char *text, struct many_wish *w);

#endif
