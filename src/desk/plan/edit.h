/* Editing plans: drafts, steps, publishing.  An administrator edits every plan; a department administrator those
 * whose steps all go to groups of their departments (an empty draft: the one who made it goes on with the first
 * step), and gives steps to such groups only.  A published version is never touched. */
#ifndef GUICHET_DESK_PLAN_EDIT_H
#define GUICHET_DESK_PLAN_EDIT_H

#include "desk/plan/plan.h"

enum { PLANS_MAX = 200, VERSIONS_MAX = 100 };

struct plan_row {
        int64_t version, draft, steps, running; /* 0: not published, no draft; running: open items of any version */
        const char *plan, *name_fr, *name_en;
        const char *name;        /* filled */
        bool mine;               /* filled: the actor may edit it */
};
/* All plans by their codes; those that the actor may not edit too, so that one sees what there is. */
enum status plan_list(struct ctx *c, struct plan_row **out, size_t *n) CHECKED;
/* May the actor edit this version? */
enum status plan_mine(struct ctx *c, const struct plan_step *steps, size_t n, bool *mine) CHECKED;

struct version_row {
        int64_t id, version, published_at, running; /* running: open items under it */
};
/* Newest first. */
enum status plan_versions(struct ctx *c, const char *plan, struct version_row **out, size_t *n) CHECKED;

/* A new plan: an empty draft.  Errors: "code", "name_fr", "name_en"; ST_CONFLICT when the code is taken. */
enum status plan_make(struct ctx *c, const char *plan, const char *name_fr, const char *name_en) CHECKED;
/* The draft, made from the newest published version when there is none. */
enum status plan_draft_open(struct ctx *c, const char *plan, struct plan_version *out) CHECKED;
/* Throws the draft away; ST_CONFLICT when nothing was ever published. */
enum status plan_draft_drop(struct ctx *c, const char *plan, int64_t seen) CHECKED;
enum status plan_rename(struct ctx *c, const char *plan, const char *name_fr, const char *name_en, int64_t seen) CHECKED;

/* Adds a step (was "") or changes the one called `was`, with what comes before it; code, label_*, purpose_*,
 * group_code, kind, condition, due, needs, optional, supports, strict, points, after of *s count.  `seen`: edits of
 * the draft the editor saw, 0 does not care; ST_STALE otherwise.  Errors: "code", "label_fr", "label_en", "group",
 * "kind", "condition", "due", "needs", "points", "after". */
enum status plan_step_save(struct ctx *c, const char *plan, const char *was, const struct plan_step *s, int64_t seen) CHECKED;
enum status plan_step_remove(struct ctx *c, const char *plan, const char *code, int64_t seen) CHECKED;
/* The draft becomes the newest version; items that run keep theirs.  ST_CONFLICT with a sentence that names the
 * cycle, or the task that can never open. */
enum status plan_publish(struct ctx *c, const char *plan, int64_t seen) CHECKED;
/* What publishing would say now; ST_OK when nothing is wrong. */
enum status plan_verdict(struct ctx *c, const struct plan_step *steps, size_t n) CHECKED;

/* The whole plan at once (configuration, built-in contents): the next version, published, when anything differs
 * from the newest; a draft that somebody edits stays.  Errors and refusals as above; group by code. */
enum status plan_put(struct ctx *c, const char *plan, const char *name_fr, const char *name_en, const struct plan_step *s, size_t n) CHECKED;

/* Is a version this very plan? */
enum status plan_is(struct ctx *c, const struct plan_version *v, const char *name_fr, const char *name_en, const struct plan_step *s,
                    size_t n, bool *is) CHECKED;

/* Points as lines: "Enregistrement | Exposer les solutions *" — the star is "asked before closing", what stands
 * before a bar the case.  Two texts, line by line; the second may be shorter. */
void points_write(struct arena *a, const struct plan_point *p, size_t n, const char **fr, const char **en);
enum status points_lines(struct arena *a, const char *fr, const char *en, struct plan_point **out, size_t *n) CHECKED;

/* A whole step as one line of the configuration file, and back: false when it is not such a line. */
void step_line_write(struct buf *b, const struct plan_step *s);
bool step_line_read(struct arena *a, const char *line, struct plan_step *out);

extern const struct slice slice_plan_edit, slice_config_plan;

#endif
