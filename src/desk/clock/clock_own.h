/* What the files of src/desk/clock share. */
#ifndef GUICHET_DESK_CLOCK_CLOCK_OWN_H
#define GUICHET_DESK_CLOCK_CLOCK_OWN_H

#include "desk/clock/calendar.h"
#include "desk/clock/clock.h"
#include "desk/clock/promises.h"

enum { CLOCKS_MAX = 16, SEGMENTS_MAX = 2000 };

/* One clock with what its versions say. */
struct clock_row {
        int64_t id, ticket_id, round, state, since_at, spent_ms, due_at, level_at, level, stopped_at, breached_at,
            target_ms, promise_version_id, calendar_version_id, day_ms;
        const char *name, *pauses, *levels;
};
/* A promise that holds, in its newest version. */
struct promise_row {
        int64_t promise_version_id, calendar_version_id, target_ms;
        const char *name, *levels, *pauses;
};
struct segment_row {
        int64_t from_at, to_at, counted_ms, calendar_version_id;
        const char *kind, *note;
};

/* Clocks of the current round of each name. */
enum status clock_rows(struct ctx *c, int64_t ticket_id, struct clock_row **out, size_t *n) CHECKED;
enum status segment_rows(struct ctx *c, int64_t clock_id, struct segment_row **out, size_t *n) CHECKED;

/* The calendar of a version; parsed once per process, lives as long as it. */
enum status calendar_of(struct ctx *c, int64_t version_id, const struct calendar **out) CHECKED;

enum status clock_get(struct ctx *c, int64_t id, struct clock_row *out) CHECKED;
/* Closes the open stretch as a segment ending at `at` (not before it began). */
enum status clock_close(struct ctx *c, const struct calendar *cal, struct clock_row *k, int64_t at, const char *note) CHECKED;
/* A segment of no length at since_at that says why it goes on otherwise: "calendar" "promise" "ticket". */
enum status clock_correct(struct ctx *c, const struct clock_row *k, const char *note) CHECKED;
/* due_at and level_at from since_at, spent_ms, level. */
void clock_dates(struct ctx *c, const struct calendar *cal, struct clock_row *k);
/* Saves all but the versions, and plans or drops the timer. */
enum status clock_write(struct ctx *c, const struct clock_row *k) CHECKED;
bool clock_pauses_for(const struct clock_row *k, int64_t pending);

/* clock_lists.c: where a clock stands now, the same on a ticket's page and in lists. */
struct clock_stand {
        int64_t counted, left; /* open time; left < 0: over the target */
        bool late, risk;
        int gauge;             /* 0–100 */
};
void clock_stand(struct ctx *c, const struct calendar *cal, const struct clock_row *k, struct clock_stand *out);
/* calendar_between() in constant time for the years around now. */
int64_t clock_open_ms(struct ctx *c, const struct calendar *cal, int64_t from, int64_t to);
/* Open time for people, a business day as a day: "3 jours". */
const char *clock_duration(struct ctx *c, const struct calendar *cal, int64_t ms);
/* A message with one argument (clock_view.c). */
const char *clock_with(struct ctx *c, int message, const char *name, const char *text);

/* pick.c: the promise of each clock of this ticket, response first.  own: the promise of what it asks for, which wins
 * over every rule for its clock; 0: none; PROMISE_ASKED: the item's offer is looked at. */
enum { PROMISE_ASKED = -1 };
enum status promises_pick(struct ctx *c, const struct ticket *t, int64_t own, struct promise_row **out, size_t *n) CHECKED;
/* The calendar of what an ordinary incident is promised first; 0 nothing. */
enum status desk_pick(struct ctx *c, int64_t *calendar_version_id) CHECKED;
/* The promise of work between groups, if there is one. */
enum status internal_pick(struct ctx *c, const struct ticket *t, struct promise_row **out, size_t *n) CHECKED;
/* Clocks between groups: they set no date of the ticket, and requesters do not see them. */
bool clock_is_internal(const char *name);
/* clock.c: a clock begins, goes to another state. */
enum status clock_start(struct ctx *c, int64_t ticket_id, const struct promise_row *p, int64_t round, int64_t at,
                        struct clock_row *k) CHECKED;
enum status clock_turn(struct ctx *c, struct clock_row *k, int64_t state, int64_t at, const char *note) CHECKED;
/* escalate.c: a clock reached this mark: those the promise names are told when they are there. */
enum status clock_warn_later(struct ctx *c, const struct clock_row *k, int64_t mark) CHECKED;
/* alarm.c: now when the desk is open, else its next opening. */
enum status desk_next_open(struct ctx *c, int64_t *at) CHECKED;
/* Would the rules be asked something else? */
bool pick_changed(const struct ticket *a, const struct ticket *b);
/* Takes a clock that runs or pauses over to p as of `at`; nothing when it is there. */
enum status clock_switch(struct ctx *c, const struct ticket *t, struct clock_row *k, const struct promise_row *p, int64_t at,
                         const char *note) CHECKED;

enum status clock_level(struct ctx *c, const struct job *j) CHECKED; /* job: the next level of a clock is due */
enum status clock_no_news(struct ctx *c, const struct job *j) CHECKED; /* job, hourly */
enum status clock_move(struct ctx *c, const struct job *j) CHECKED;  /* job: versions were edited */

/* alarm.c: is the calendar of ordinary incidents open now?  Without promise or calendar any hour is right. */
enum status desk_open(struct ctx *c, bool *open) CHECKED;

extern const struct db_stmt *const clock_first_stmts[];
extern const struct db_col clock_cols[];

#endif
