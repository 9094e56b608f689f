/* What the pages of the question lists show. */
#ifndef GUICHET_DESK_ADMIN_QUESTIONS_VIEW_H
#define GUICHET_DESK_ADMIN_QUESTIONS_VIEW_H

#include "desk/admin/admin_view.h"
#include "desk/catalog/intake.h"

struct questions_row {
        int64_t rank;              /* from 1, as the names of its inputs say */
        const char *code, *fr, *en, *options_fr, *options_en, *e_fr, *e_en, *e_type, *e_options;
        bool required;
        const struct admin_option *types;
        size_t n_types;
};
struct questions_view {
        struct page page;
        const char *title, *action;
        int64_t version;
        const struct questions_row *rows;
        size_t n_rows;
        struct intake_form seen;   /* the preview */
        bool preview;
};

#endif
