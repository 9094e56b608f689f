/* What the pages of grid imports show. */
#ifndef GUICHET_DESK_IMPORTS_IMPORTS_VIEW_H
#define GUICHET_DESK_IMPORTS_IMPORTS_VIEW_H

#include "desk/grid/grid.h"

/* The head of every step: which are done, which is current. */
struct imports_steps {
        int64_t id, step; /* 1 file, 2 columns, 3 review, 4 creation */
        const char *name, *file, *by;
};

struct imports_list_view {
        struct page page;
        const struct grid_import *rows;
        size_t n_rows;
        const struct grid_gone *gone;
        size_t n_gone;
        const char *why, *reason, *reason_error;
        int64_t bad_course, bad_approach; /* whose reason is missing */
};

struct imports_new_view {
        struct page page;
        struct imports_steps steps;
        const char *why, *name;
};

struct imports_option {
        const char *value, *label;
        bool chosen;
};
struct imports_column {
        const char *word, *label, *error, *sample;
        bool needed;
        const struct imports_option *options;
        size_t n_options;
};
struct imports_columns_view {
        struct page page;
        struct imports_steps steps;
        const char *why, *name, *name_error;
        bool name_stays;
        const struct imports_column *fields;
        size_t n_fields;
        const char *unused; /* headings that nothing uses */
        int64_t head_row;
};

/* One cell to put right. */
struct imports_fix {
        const char *id, *form, *name, *label, *message, *value;
        const struct imports_option *options; /* none: a text field */
        size_t n_options;
};
struct imports_row {
        int64_t import, number, presenters, first_at;
        const char *form, *class_name, *code, *title, *approach, *owner, *dates, *action;
        const struct imports_fix *course, *approaches, *owners, *when, *people;
        size_t n_course, n_approaches, n_owners, n_when, n_people;
        bool bad, update, ready, same;
        int64_t items;
        const char *numbers; /* of the items that are updated */
        const struct grid_diff *diffs;
        size_t n_diffs;
        const char *csrf;
};
struct imports_tally {
        const char *url, *class_name, *label, *note;
        int64_t n;
        bool current;
};
struct imports_review_view {
        struct page page;
        struct imports_steps steps;
        const char *why;
        struct imports_tally tally[5];
        size_t n_tally;
        const struct imports_row *rows;
        size_t n_rows;
        const struct grid_line *gone;
        size_t n_gone;
        const char *next;      /* address of the following rows, NULL at the end */
        const char *digest, *button;
        bool may_apply, nothing, past;
        int64_t bad_rows, blank;
};
struct imports_done_view {
        struct page page;
        struct imports_steps steps;
        const char *why;
        int64_t id, created, changed, withdrawn, bad_rows, done, total, applied_at, erased_at, keep_days;
        const struct grid_done_line *report; /* once the text of the file is gone */
        size_t n_report;
        bool running, waiting, undone, undo, known;
};

#endif
