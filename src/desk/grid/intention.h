/* Intentions (CAT-8): a teacher says that a course is to be taught in some way; the course's department validates or
 * refuses; what is validated stands in a grid of its own, the term's intentions, which is applied as an imported one
 * is.  A course that is not in the list yet is named whole, and comes with its line as an imported course would.
 *
 * Read by who stated it and by whoever manages the department; for others there is none (ST_NOT_FOUND). */
#ifndef GUICHET_DESK_GRID_INTENTION_H
#define GUICHET_DESK_GRID_INTENTION_H

#include "app/app.h"

enum { INTENTION_PROPOSED = 10, INTENTION_VALIDATED = 20, INTENTION_REFUSED = 30, INTENTION_WITHDRAWN = 40 };
enum { INTENTIONS_SHOWN = 200, INTENTION_NOTE_MAX = 2000, INTENTION_REASON_MAX = 1000 };

struct intention {
        int64_t id, course_id, approach_id, by_id, state, made_at, department_id; /* course_id 0: not in the list yet */
        const char *note, *reason, *code, *term, *title, *name_fr, *name_en, *approach_code, *by_name, *by_login, *department_fr,
            *department_en, *department_code;
        const char *owner_name, *mail; /* who answers for the course, else who stated it */
};
/* "proposed" "validated" "refused" "withdrawn". */
const char *intention_word(int64_t state);

/* One's own, the latest first; those that wait for a department one manages, the oldest first. */
enum status intention_own(struct ctx *c, struct intention **out, size_t *n) CHECKED;
enum status intention_waiting(struct ctx *c, struct intention **out, size_t *n) CHECKED;
enum status intention_load(struct ctx *c, int64_t id, struct intention *out) CHECKED;

/* May the actor name a course that is not in the list: who teaches, presents or answers for a course, and agents. */
enum status intention_may_name(struct ctx *c, bool *may) CHECKED;

struct intention_draft {
        int64_t course_id, approach_id, department_id;
        bool fresh;                    /* a course that is not in the list: code, term, title, department */
        const char *code, *term, *title, *note;
};
/* States it.  One's own that waits, refused or taken back is stated anew.  ST_INVALID with all errors at once on "course",
 * "code", "term", "title", "department", "approach", "note"; what somebody else stated, what is validated and a course that
 * is in the list already are said there. */
enum status intention_put(struct ctx *c, const struct intention_draft *d, int64_t *id) CHECKED;
/* To INTENTION_VALIDATED or INTENTION_REFUSED by the department (refusing: with a reason, ST_INVALID and an error on "reason"
 * else), to INTENTION_WITHDRAWN by who stated it.  ST_CONFLICT with c->why when it was decided already or its line does
 * not join the grid. */
enum status intention_decide(struct ctx *c, int64_t id, int64_t state, const char *reason) CHECKED;

extern const struct slice slice_grid_intention;

#endif
