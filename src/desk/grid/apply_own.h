/* Shared by apply.c, progress.c, target.c and undo.c. */
#ifndef GUICHET_DESK_GRID_APPLY_OWN_H
#define GUICHET_DESK_GRID_APPLY_OWN_H

#include "desk/grid/own.h"
#include "formats/json.h"

enum act_kind { ACT_COURSE = 10, ACT_CREATED = 20, ACT_CHANGED = 30, ACT_WITHDRAWN = 40, ACT_REVIVED = 50 };

/* One course of the file of which something is to be done. */
struct target {
        int64_t course_id;              /* 0: to be made */
        struct course course;           /* as it is once its part was applied */
        const struct grid_entry **entry; /* its sound rows */
        struct grid_entry *now;         /* the same, side by side */
        size_t n_entries;
        struct grid_entry *old;         /* what its lines in the file said before */
        size_t n_old;
        struct grid_entry *other;       /* what its lines elsewhere say */
        size_t n_others;
        struct grid_line **line;        /* those to make, change or revive */
        size_t n_lines;
};
/* Courses of which a line is created or changed, in the order of the file. */
enum status grid_targets(struct ctx *c, struct grid_check *g, struct target **out, size_t *n) CHECKED;

/* A course as undo puts it back, as text. */
enum status grid_snapshot(struct ctx *c, const struct course *k, const char **out) CHECKED;
const char *grid_line_before(struct ctx *c, const struct grid_known *k);

/* The job's run over one grid, told to this program and to others (progress.c). */
struct grid_run {
        int64_t id, told; /* told: when others were told last, monotonic */
        size_t at;
        struct db *side;  /* NULL: nobody else is there to be told */
        const struct job *job;
};
void grid_run_begin(struct ctx *c, int64_t id, const struct job *j, struct grid_run *r);
void grid_run_step(void *arg, int64_t done, int64_t total); /* of a struct grid_progress; arg: the run */
void grid_run_end(struct grid_run *r);

#endif
