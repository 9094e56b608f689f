/* Intentions (CAT-8): a teacher says that a course of theirs is to be taught in some way; the course's department validates
 * or refuses; what is validated joins the grid of the term's intentions, which is applied as an imported one is. */
#ifndef GUICHET_DESK_GRID_INTENTION_H
#define GUICHET_DESK_GRID_INTENTION_H

#include "app/app.h"

enum { INTENTION_PROPOSED = 10, INTENTION_VALIDATED = 20, INTENTION_REFUSED = 30, INTENTIONS_MAX = 200 };
struct intention {
        int64_t id, course_id, approach_id, state, made_at, by_id, department_id;
        const char *note, *reason, *code, *term, *title, *name_fr, *name_en, *by_name, *department_fr, *department_en, *department_code,
            *owner_name, *mail, *approach;
};

/* The actor's own, the latest first; those that wait for a department the actor administers, the first one first. */
enum status intention_mine(struct ctx *c, struct intention **out, size_t *n) CHECKED;
enum status intention_waits(struct ctx *c, struct intention **out, size_t *n) CHECKED;
/* One's own or of a department one administers; ST_NOT_FOUND for others. */
enum status intention_load(struct ctx *c, int64_t id, struct intention *out) CHECKED;
/* Says it of a course one answers for, presents or may edit; again, while it is not validated, replaces what was said.
 * ST_INVALID: errors on "course" "approach" "note".  *id (may be NULL): which one it is. */
enum status intention_say(struct ctx *c, int64_t course_id, int64_t approach_id, const char *note, int64_t *id) CHECKED;
/* Whoever administers the department.  ST_CONFLICT when it has been answered, or when its line does not fit the grid. */
enum status intention_answer(struct ctx *c, int64_t id, bool yes, const char *reason) CHECKED;

extern const struct slice slice_grid_intention;

#endif
