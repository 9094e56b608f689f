/* One change for many tickets: looked at first, applied row by row, reported, and taken back for a day.  Each
 * ticket is a transaction of its own under the policy of whoever asked, so that one that is refused leaves the
 * others done; its row of the report is written in that transaction, so that what stops in the middle goes on
 * where it was.  A ticket that is not as it was looked at is reported, never written over; taking back does
 * the same with what somebody changed since. */
#ifndef GUICHET_DESK_TICKET_MANY_H
#define GUICHET_DESK_TICKET_MANY_H

#include "desk/ticket/ticket.h"

enum { MANY_CHOSEN_MAX = 200, MANY_ALL_MAX = 5000, MANY_ROWS_SHOWN = 500, MANY_LOOK_FIRST = 50 };

/* What is asked; 0, false and "" leave. */
struct many_wish {
        int64_t group, assignee, urgency, category, state;
        bool take;                 /* the actor takes it; stronger than assignee */
        const char *tag, *reason;  /* reason: of the state */
};
bool many_some(const struct many_wish *w);

/* What the wish would do to a ticket, by the very verbs in a transaction that is never committed.  version: what was
 * looked at, 0: none yet.  ST_OK also when it is refused: then why says so. */
struct many_try {
        int64_t ticket_id, version;
        const char *number, *subject; /* subject "" when the actor may not see it */
        bool changes;
        const char *why;              /* NULL: not refused */
};
enum status many_try(struct ctx *c, const char *number, int64_t version, const struct many_wish *w, struct many_try *out) CHECKED;

struct many_pick {
        int64_t ticket_id, version; /* version 0: as it will be found */
};
/* What is asked about, found by the same rule for pages and programs.  `number` names what was given; a pick without a
 * ticket_id is not looked up yet. */
struct many_found {
        struct many_pick *pick;
        const char **number;
        size_t n;
        bool over;                /* a list of more than MANY_ALL_MAX */
};
/* All that a list finds, with the versions that were seen. */
enum status many_find_all(struct ctx *c, const struct ticket_query *q, struct many_found *f) CHECKED;
/* Looks up those that were named; what the actor may not see is left out and counted, like what does not exist.
 * ST_NOT_FOUND when nothing is left. */
enum status many_find_named(struct ctx *c, struct many_found *f, size_t *unknown) CHECKED;
/* many_try() for the first `max` of them. */
struct many_look {
        struct many_try *row;
        size_t n;
        int64_t done, same, refused;
};
enum status many_look(struct ctx *c, const struct many_found *f, size_t max, const struct many_wish *w, struct many_look *out) CHECKED;

/* Writes down what is to be done and plans the job that does it.  A second time with the same once: *id of the
 * first, *again.  ST_INVALID for a wish of nothing, ST_TOO_LARGE beyond MANY_ALL_MAX. */
struct many_order {
        struct many_wish wish;
        const struct many_pick *pick;
        size_t n_pick;
        const char *once, *back; /* back: the list it came from, a path of ours */
};
enum status many_begin(struct ctx *c, const struct many_order *o, int64_t *id, bool *again) CHECKED;
/* Does up to `max` rows now instead of waiting for the job; what is left the job does. */
enum status many_run(struct ctx *c, int64_t id, size_t max) CHECKED;
/* Takes back what stands as it was left, up to `max` rows now.  ST_CONFLICT with a sentence: not ended yet, done already,
 * or a day has passed. */
enum status many_undo(struct ctx *c, int64_t id, size_t max) CHECKED;

enum many_state { MANY_RUNNING = 10, MANY_DONE = 20, MANY_UNDOING = 30, MANY_UNDONE = 40 };
enum many_outcome { MANY_ROW_WAITS = 0, MANY_ROW_DONE = 10, MANY_ROW_SAME = 20, MANY_ROW_REFUSED = 30 };
enum many_undo_outcome { MANY_BACK_NOT = 0, MANY_BACK_DONE = 10, MANY_BACK_KEPT = 20 };
struct many {
        int64_t id, person_id, at, state, ended_at, undone_at, total, waits, done, same, refused, back_done, back_kept;
        const char *back, *wish;
        bool may_undo; /* filled */
};
/* The actor's own; ST_NOT_FOUND for anybody else's. */
enum status many_load(struct ctx *c, int64_t id, struct many *out) CHECKED;
/* The actor's latest, at most 20. */
enum status many_list(struct ctx *c, struct many **out, size_t *n) CHECKED;
struct many_row {
        int64_t id, ticket_id, kind, num, outcome, undo, sees;
        const char *subject, *why, *undo_why;
        const char *number; /* filled */
};
/* What went wrong first, then by ticket; at most MANY_ROWS_SHOWN.  subject "" for what the actor sees no longer. */
enum status many_rows(struct ctx *c, int64_t id, struct many_row **out, size_t *n) CHECKED;
/* The same in the order they were given, `limit` after row number `after`, for those who read them all. */
enum status many_rows_after(struct ctx *c, int64_t id, int64_t after, size_t limit, struct many_row **out, size_t *n) CHECKED;

extern const struct slice slice_ticket_many, slice_ticket_many_order, slice_ticket_many_report;

#endif
