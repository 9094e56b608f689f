/* What the pages of the forms show. */
#ifndef GUICHET_DESK_ADMIN_FORMS_VIEW_H
#define GUICHET_DESK_ADMIN_FORMS_VIEW_H

#include "desk/admin/admin_view.h"
#include "desk/catalog/form.h"

struct forms_row {
        int64_t rank;              /* from 1, as the names of its inputs say */
        const char *code, *fr, *en, *help_fr, *help_en, *options, *min, *max, *when;
        const char *e_code, *e_fr, *e_en, *e_help, *e_type, *e_options, *e_limits, *e_when;
        bool required;
        const struct admin_option *types;
        size_t n_types;
};
struct forms_version {
        int64_t version, published_at;
        const char *href;
        bool current;
};
struct forms_view {
        struct page page;
        const char *title, *action, *state;
        int64_t version, edit, offers;
        struct admin_fields head;  /* code, names, department */
        const struct forms_row *rows;
        size_t n_rows;
        const struct forms_version *versions;
        size_t n_versions;
        struct ask_view seen;      /* the preview, or an older version */
        bool preview, older;
        int64_t older_n;
};

#endif
