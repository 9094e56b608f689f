/* What the pages of plans show. */
#ifndef GUICHET_DESK_PLAN_PLAN_VIEW_H
#define GUICHET_DESK_PLAN_PLAN_VIEW_H

#include "desk/plan/draw.h"
#include "desk/plan/edit.h"
#include "desk/plan/own.h"
#include "desk/ticket/panels.h"

struct plan_item_panel {
        const struct ticket *t;
        struct item item;
        struct plan_drawn drawn;
        const char *url, *counts, *due, *due_typed, *due_state;
        bool can_work, unknown;           /* unknown: to confirm */
};

struct plan_task_panel {
        const struct ticket *t;
        struct task_row task;
        const char *url, *item_number, *item_subject, *plan, *closing, *due, *due_typed, *due_state, *waits;
        const struct check *checks;
        size_t n_checks;
        struct access_list access;
        bool can_work, can_close, decides, unknown;
};

struct plan_refused {                     /* closing was refused: what is left, and the reason that may let it pass */
        struct page page;
        const struct ticket *t;
        const char *url, *why, *reason;
};

struct plan_item_row {
        const struct ticket *t;
        const char *state, *note, *bar;
};
struct plan_request_panel {
        const struct plan_item_row *rows;
        size_t n_rows;
};

/* The requester's: named steps, nothing of who does them. */
struct plan_step_row {
        const char *label, *css, *word;
        bool now;
};
struct plan_progress_item {
        const char *number, *subject, *state;
        const struct plan_step_row *steps;
        size_t n_steps;
        bool link;
};
struct plan_progress {
        const struct plan_progress_item *items;
        size_t n_items;
};

#endif
