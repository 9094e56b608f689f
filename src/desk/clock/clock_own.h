/* What the files of src/desk/clock share. */
#ifndef GUICHET_DESK_CLOCK_CLOCK_OWN_H
#define GUICHET_DESK_CLOCK_CLOCK_OWN_H

#include "desk/clock/calendar.h"
#include "desk/clock/clock.h"

enum { CLOCKS_MAX = 16, SEGMENTS_MAX = 2000 };

/* One clock with what its versions say. */
struct clock_row {
        int64_t id, ticket_id, round, state, since_at, spent_ms, due_at, level_at, level, stopped_at, breached_at,
            target_ms, calendar_version_id, day_ms;
        const char *name, *pauses, *levels;
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

enum status clock_level(struct ctx *c, const struct job *j) CHECKED; /* job: the next level of a clock is due */

extern const struct db_stmt *const clock_first_stmts[];
extern const struct db_col clock_cols[];

#endif
