/* Course grids (CAT-6): the spreadsheet in which departments list the courses that asked for support.  F3, right
 * of plan: pages, API and the command all stand on these verbs.
 *
 * A line is a course (code and term) x an approach; it has one requested item, for ever.  Reading a grid never
 * writes: grid_check() says what each row means, what is wrong with which cell, and what applying would do, by
 * comparing with what the same line said the last time it was read, so that what people changed by hand since
 * stays.  Applying does it in one transaction: sound rows all or not at all, faulty rows wait.
 *
 * A grid has a name (default: its term).  A line that its own grid no longer lists is withdrawn: a proposal,
 * which the group confirms or declines; another grid's lines are never touched by its absence. */
#ifndef GUICHET_DESK_GRID_GRID_H
#define GUICHET_DESK_GRID_GRID_H

#include "desk/catalog/approach.h"
#include "desk/people/people.h"
#include "formats/sheet.h"

enum { GRID_ROWS_MAX = 20000, GRID_COLUMNS_MAX = 60, GRID_CELL_MAX = 8000, GRID_FILE_MAX = 8 << 20, GRID_NAME_LETTERS = 80,
       GRID_LIST_MAX = 100, GRID_REPORT_MAX = 500, GRID_JOB_LINES = 400 /* more than this: applied by a job, with progress */ };
#define GRID_UNDO_MS (24 * HOUR_MS)

enum grid_field { GRID_CODE, GRID_TITLE, GRID_DEPARTMENT, GRID_TERM, GRID_OWNER, GRID_MAIL, GRID_APPROACHES, GRID_PRESENTERS,
                  GRID_SESSIONS, GRID_FIRST, GRID_FIELDS };
/* "code" "title" "department" "term" "owner" "mail" "approaches" "presenters" "sessions" "first"; for people the label. */
const char *grid_field_word(enum grid_field f);
enum grid_field grid_field_find(const char *word); /* GRID_FIELDS when unknown */
const char *grid_field_label(struct ctx *c, enum grid_field f);

/* The rows of the spreadsheet under its heading, and which column is what (-1: none). */
struct grid_sheet {
        const char *file;            /* its name, "" */
        const struct csv_row *rows;
        size_t n_rows, n_blank;      /* n_blank: rows without anything, ignored and counted */
        const char *const *heading;  /* n_columns */
        size_t n_columns;
        int64_t head_row;            /* number of the heading's row */
        int at[GRID_FIELDS];
};
/* What somebody changed in a cell while looking at the review. */
struct grid_fix {
        int64_t row, field;
        const char *value;
};

/* Reads the file and finds the heading among its first rows, whatever stands above.  ST_INVALID or ST_TOO_LARGE
 * with c->why, a sentence for people.  Columns that are missing are for grid_missing() to say. */
enum status grid_read(struct ctx *c, const char *file, const char *bytes, size_t n, struct grid_sheet *out) CHECKED;
/* The same context with room for a large grid: an arena of its own that ends with c's.  What is read of a grid in a
 * request is read in one of these. */
struct ctx grid_room(struct ctx *c);
/* The sentence that names the columns without which nothing can be read, NULL when all are there. */
const char *grid_missing(struct ctx *c, const struct grid_sheet *s);

/* ---- what it means ------------------------------------------------------------------------------------------- */

struct grid_error {
        int64_t row, field;
        const char *column, *value, *message; /* column: its heading in the file */
        const char *closest;                  /* value proposed, NULL when none */
};
struct grid_diff {
        int64_t field;
        const char *label, *before, *after;
};
enum grid_kind { GRID_CREATED, GRID_CHANGED, GRID_UNCHANGED, GRID_WITHDRAWN, GRID_KINDS };
struct grid_line {
        enum grid_kind kind;
        int64_t row;                 /* 0: withdrawn, stands in no row */
        int64_t course_id, approach_id, item_id; /* 0: not yet */
        bool revives;                /* its item was cancelled and comes back */
        const char *code, *term, *title, *approach;
        const char *item_number;     /* "" when there is none */
        const struct grid_diff *diffs;
        size_t n_diffs;
        const struct grid_entry *entry; /* internal: what the row says */
        const struct grid_known *known; /* internal: what the line said before */
};
/* A row as the review shows it. */
struct grid_row {
        int64_t number;
        const char *cell[GRID_FIELDS];
        const struct grid_error *errors; /* within out->errors */
        size_t n_errors;
        size_t first_line, n_lines;      /* within out->lines; none when the row is faulty */
        int64_t first_at;                /* earliest session or first activity, 0 */
        int64_t n_presenters;
};
struct grid_check {
        const char *name;            /* of the grid: as given, else its term */
        struct grid_row *rows;
        size_t n_rows;
        struct grid_error *errors;
        size_t n_errors, n_bad_rows, n_blank;
        struct grid_line *lines;     /* in the order of rows, then the withdrawn ones */
        size_t n_lines;
        int64_t count[GRID_KINDS];
        const char *digest;          /* of what would be done: what was shown is what is applied */
        bool past;                   /* a later grid of this name was applied since: this one only adds what is not there */
        struct grid_known **known;   /* internal: every line read from the database */
        size_t n_known;
};
/* Never writes.  `name` "" : the term of its first sound row.  ST_INVALID with c->why when columns are missing. */
enum status grid_check(struct ctx *c, const struct grid_sheet *s, const char *name, const struct grid_fix *fix, size_t n_fix,
                       struct grid_check *out) CHECKED;

/* Members of the group of course support, leads and administrators of its department, administrators, the system.
 * Every verb below asks it and answers ST_NOT_FOUND for others. */
bool grid_may(struct ctx *c);

/* ---- imports: kept between their steps ------------------------------------------------------------------------ */

enum grid_state { GRID_WAITING = 10, GRID_APPLYING = 15, GRID_APPLIED = 20, GRID_UNDONE = 30 };
struct grid_import {
        int64_t id, state, made_at, applied_at, erased_at, by_id, version, created, changed, withdrawn, acts; /* counts: what it did so far */
        const char *name, *file, *by_name, *why; /* why: the reason why the last applying failed, "" */
        bool undo;                   /* filled: may still be undone, as far as time goes */
};
/* Keeps what was read; *id is its address. */
enum status grid_save(struct ctx *c, const struct grid_sheet *s, const char *name, int64_t *id) CHECKED;
enum status grid_load(struct ctx *c, int64_t id, struct grid_import *out) CHECKED;
/* The latest first, at most GRID_LIST_MAX. */
enum status grid_list(struct ctx *c, struct grid_import **out, size_t *n) CHECKED;
/* What applying did, item after item, at most GRID_REPORT_MAX: stays when the text of the file is gone (erased_at;
 * grid.keep_days).  Of an import that was undone nothing. */
struct grid_done_line {
        int64_t act, num;    /* act: 20 made, 30 changed, 40 withdrawn, 50 revived */
        const char *code, *term;
        const char *number;  /* filled */
};
enum status grid_report(struct ctx *c, int64_t id, struct grid_done_line **out, size_t *n) CHECKED;
/* Its rows and what was put right in them. */
enum status grid_sheet_load(struct ctx *c, int64_t id, struct grid_sheet *out, struct grid_fix **fix, size_t *n_fix) CHECKED;
/* Which column is what, and the grid's name; ST_INVALID: a column twice (error on the field's word), a name too long
 * ("name"); ST_CONFLICT once it was applied (the name stays then). */
enum status grid_columns_set(struct ctx *c, int64_t id, const int at[GRID_FIELDS], const char *name) CHECKED;
/* Puts a cell right. */
enum status grid_fix_set(struct ctx *c, int64_t id, int64_t row, enum grid_field f, const char *value) CHECKED;
/* grid_check() of a kept import.  One that was applied and has been followed by another of its name no longer
 * changes nor withdraws a line: its rows that waited may still be created.  ST_CONFLICT once its text is gone. */
enum status grid_review(struct ctx *c, int64_t id, struct grid_sheet *s, struct grid_check *out) CHECKED;

/* Does what grid_check() says, in one transaction, one grid at a time.  `expected`: the digest that was shown; when
 * it is no longer that, ST_STALE with the new *out, unless there is nothing left to do (NULL: does not care).
 * Doing it again does nothing.  progress may be NULL. */
struct grid_progress {
        void (*step)(void *arg, int64_t done, int64_t total);
        void *arg;
};
enum status grid_apply(struct ctx *c, int64_t id, const char *expected, const struct grid_progress *p, struct grid_check *out) CHECKED;
/* Keeps and applies at once, for the command; when there is nothing to do, nothing is kept. */
enum status grid_import(struct ctx *c, const struct grid_sheet *s, const char *name, const struct grid_progress *p,
                        struct grid_check *out) CHECKED;
/* Plans grid_apply() as a job; the import is GRID_APPLYING until it ran. */
enum status grid_apply_later(struct ctx *c, int64_t id, const char *expected) CHECKED;
/* How far the job is that applies it, in this program or in another one on the same database: courses done, of how
 * many.  False while nothing is known of it. */
bool grid_progress_of(struct ctx *c, int64_t id, int64_t *done, int64_t *total);
/* Takes an import back whole: its items are cancelled, courses and lines are as before (a course that it made
 * stays, empty).  ST_CONFLICT with c->why: too late, somebody worked on an item, a task or a course of it. */
enum status grid_undo(struct ctx *c, int64_t id) CHECKED;

/* ---- withdrawn lines ------------------------------------------------------------------------------------------- */

struct grid_gone {
        int64_t course_id, approach_id, item_id, withdrawn_at, num, version;
        const char *code, *term, *title, *approach_fr, *approach_en, *grid;
        const char *approach, *number; /* filled */
};
/* Those that wait for the group, the oldest first, at most GRID_LIST_MAX. */
enum status grid_gone_list(struct ctx *c, struct grid_gone **out, size_t *n) CHECKED;
/* The group confirms: the item is cancelled with the reason, its tasks and bookings are freed.  ST_INVALID: error on
 * "reason"; ST_NOT_FOUND when it does not wait (any more). */
enum status grid_gone_confirm(struct ctx *c, int64_t course_id, int64_t approach_id, const char *reason) CHECKED;
/* The group keeps it: it is not proposed again until its grid lists it and drops it anew. */
enum status grid_gone_keep(struct ctx *c, int64_t course_id, int64_t approach_id) CHECKED;

extern const struct slice slice_grid_check, slice_grid_match, slice_grid_store, slice_grid_apply, slice_grid_undo, slice_grid_gone, slice_grid_erase,
        slice_grid_progress;

#endif
