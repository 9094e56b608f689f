/* What a clock tells the desk, in the journal: an entry the requester does not see, and a live event. */
#ifndef GUICHET_DESK_TICKET_TOLD_H
#define GUICHET_DESK_TICKET_TOLD_H

#include "desk/ticket/ticket.h"

enum told {
        TOLD_LATE_RESPONSE = 1, /* n: the moment it was due */
        TOLD_LATE_RESOLUTION,
        TOLD_SILENT,            /* n: days without news */
        TOLD_LATE_INTERNAL,     /* between groups; n: the moment it was due */
};
/* Inside the caller's DB_TX; the ticket's version and dates stay as they are. */
enum status ticket_told(struct ctx *c, const struct ticket *t, enum told what, int64_t n) CHECKED;

#endif
