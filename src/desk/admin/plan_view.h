/* What the plan editor shows. */
#ifndef GUICHET_DESK_ADMIN_PLAN_VIEW_H
#define GUICHET_DESK_ADMIN_PLAN_VIEW_H

#include "desk/admin/admin_view.h"
#include "desk/plan/draw.h"
#include "desk/plan/edit.h"

struct plan_sentence {
        const char *when, *then;
};
struct plan_trial {
        const char *label, *text;
        bool late;                       /* after the first session */
};
struct plan_editor {
        struct page page;
        struct plan_version version;
        struct plan_drawn drawn;
        struct admin_fields form;        /* of the chosen step, or of a new one */
        const struct plan_sentence *rules;
        size_t n_rules;
        const struct plan_trial *trials;
        size_t n_trials;
        const char *url, *step, *title;  /* step: code of the chosen one, "" for a new one */
        const char *verdict;             /* why it cannot be published now, NULL when it can */
        const char *first, *last;        /* of the trial, as typed */
        const char *running, *name_fr, *name_en, *e_name_fr, *e_name_en;
        bool draft, mine, chosen, any;   /* any: it has a published version */
};

#endif
