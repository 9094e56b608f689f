/* Clocks of tickets that were lived elsewhere (imports): computed from what happened, in one go, then
 * written as the hook would have left them.  Two steps, because the ticket's row wants its due date
 * before it exists and a clock wants its ticket. */
#ifndef GUICHET_DESK_CLOCK_PAST_H
#define GUICHET_DESK_CLOCK_PAST_H

#include "desk/ticket/ticket.h"

enum past_what { PAST_CONTACT, PAST_PAUSE, PAST_RESUME, PAST_STOP, PAST_VOID };

struct past_event {
        int64_t at;
        enum past_what what;
        int64_t pending; /* PAST_PAUSE: enum pending */
};

struct clock_past;  /* promises and calendars, read once */
struct clock_plan;  /* the clocks of one ticket, computed */

/* Promises and calendars as they are now; lives in `a`. */
enum status clock_past_new(struct ctx *c, struct arena *a, struct clock_past **out) CHECKED;

/* Events in the order of their time; what is earlier than created_at counts as then.  Only incidents have
 * clocks: others get an empty plan and no due date.  The plan lives in c->arena. */
enum status clock_past_plan(struct ctx *c, const struct clock_past *p, int64_t kind, int64_t created_at,
                            const struct past_event *e, size_t n, const struct clock_plan **out, int64_t *due_at) CHECKED;

/* The clocks of many tickets.  Inside the caller's DB_TX. */
struct clock_past_one {
        int64_t ticket_id;
        const struct clock_plan *plan;
};
enum status clock_past_write(struct ctx *c, const struct clock_past_one *v, size_t n) CHECKED;

extern const struct slice slice_clock_past;

#endif
