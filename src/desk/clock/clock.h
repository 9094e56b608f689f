/* Running clocks: promises (SLA) kept in business time, each with a ledger that explains its date.
 * F3, right of ticket: lives by a ticket hook and timers. Arithmetic is in calendar.h, pure. */
#ifndef GUICHET_DESK_CLOCK_CLOCK_H
#define GUICHET_DESK_CLOCK_CLOCK_H

#include "desk/ticket/ticket.h"

enum clock_state { CLOCK_RUNNING = 10, CLOCK_PAUSED = 20, CLOCK_STOPPED = 30, CLOCK_VOID = 40 };

struct clock_view {
        int64_t id, state, round, since_at, spent_ms, due_at, level, stopped_at, breached_at, target_ms, day_ms;
        const char *name;        /* "response" "resolution" */
        /* filled: */
        const char *word;        /* API: running paused met breached */
        const char *target;      /* API: "8 business hours" */
        const char *label;       /* « Premier contact », "Resolution" */
        const char *text;        /* "dans 23 min (10 h 15)", "tenu en 5 min", "dépassé de 35 min", "en pause" */
        const char *css;         /* "" "risk" "late" "pause" "met" */
        int gauge;               /* 0–100 */
};
/* Clocks of the current round, in order response, resolution. The actor must hold ACT_READ. */
enum status clock_list(struct ctx *c, const struct ticket *t, struct clock_view **out, size_t *n) CHECKED;

/* due_text, gauge, late, risk, paused and met of a list's rows, in business time, as the ticket's page says
 * them: one statement for fifty rows.  Rows without a clock keep what they have. */
enum status clock_rows_fill(struct ctx *c, struct ticket_row *rows, size_t n) CHECKED;

/* One readable line of the ledger; counted_ms of all lines add up to the elapsed business time. */
struct clock_line {
        int64_t from, to, counted_ms;
        const char *kind;        /* "open" "closed" "holiday" "exception" "pause" "correction" */
        const char *note;        /* name of the holiday, reason of the pause */
};
enum status clock_ledger(struct ctx *c, const struct ticket *t, const char *name,
                         struct clock_line **out, size_t *n, struct clock_view *clock) CHECKED;

/* Default calendar (Monday–Friday 08:00–18:00 Europe/Paris, French holidays) and the promises of SLA-2. */
enum status clock_first_contents(struct ctx *c) CHECKED;

/* Starts the clocks of an imported ticket as of its creation and stops them at the first human contact
 * and at the resolution (0: not yet).  Sets t->due_at, which the caller saves.  Inside DB_TX. */
enum status clock_import(struct ctx *c, struct ticket *t, int64_t contact_at, int64_t resolved_at) CHECKED;

/* Segments add up, due dates agree: *why is NULL or names the first fault (for `guichet check`). */
enum status clock_check(struct ctx *c, const char **why) CHECKED;

extern const struct ticket_hook clock_hook;
/* The calendar of the desk, for delays that no promise measures; NULL without one. */
struct calendar;
enum status clock_desk_calendar(struct ctx *c, const struct calendar **out) CHECKED;

extern const struct slice slice_clock_lists, slice_clock, slice_clock_contents, slice_clock_pick, slice_clock_edit, slice_clock_alarm,
    slice_clock_pool, slice_clock_escalate, slice_clock_internal;

#endif
