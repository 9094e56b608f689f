/* What stands beside a ticket and is kept by another module: a change of it is a change of the ticket (its lock,
 * its version, a line in its journal, its live event).  And the flag that a moved or withdrawn course session
 * leaves on the support tasks and bookings that were made for it: whoever changes sessions says so here, and
 * nothing is moved or cancelled by itself. */
#ifndef GUICHET_DESK_TICKET_FLAG_H
#define GUICHET_DESK_TICKET_FLAG_H

#include "desk/ticket/ticket.h"

/* One line of the journal: numbers, or texts when after_text is set. */
struct beside {
        const char *field;       /* as lines.c knows it */
        int64_t before, after;
        const char *before_text, *after_text;
};
/* Inside the caller's DB_TX: locks the ticket, asks `a`, compares the version (0: does not care), lets `write` (may
 * be NULL) write what stands beside, writes the lines for the desk alone and tells hooks and pages.  A line that
 * changes nothing is left out; when none is left, nothing is told. */
struct beside_change {
        const struct beside *lines;
        size_t n_lines;
        enum status (*write)(struct ctx *c, const struct ticket *t, void *arg);
        void *arg;
};
enum status ticket_beside(struct ctx *c, struct ticket *t, enum action a, int64_t version, const struct beside_change *b) CHECKED;

/* These sessions (at most FLAGS_MAX) changed, went or came back, as course_sessions_set() lists them: flags their
 * open support tasks and the bookings made for them, 'withdrawn' where the session is, else 'moved'.  Inside the
 * caller's DB_TX, after the sessions were written; asks nobody's right, whoever may change a session may say so.
 * *flagged: how many tasks.  ST_TOO_LARGE beyond the ceiling. */
enum { FLAGS_MAX = 5000 };
enum status support_flag(struct ctx *c, const int64_t *session, size_t n, int64_t *flagged) CHECKED;
/* The flag of a support task (its ticket) and of its bookings, as somebody of the desk took it off after looking.
 * ST_OK when there was none. */
enum status support_unflag(struct ctx *c, struct ticket *t, int64_t version) CHECKED;

extern const struct slice slice_ticket_flag;

#endif
