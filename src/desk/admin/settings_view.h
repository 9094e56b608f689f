/* What the pages of settings and of the audit show. */
#ifndef GUICHET_DESK_ADMIN_SETTINGS_VIEW_H
#define GUICHET_DESK_ADMIN_SETTINGS_VIEW_H

#include "desk/admin/admin_view.h"
#include "desk/people/audit_look.h"

struct settings_row {
        const char *name, *label, *range, *value, *seen, *standard, *error;
        int64_t changed_at;
        bool own;
};
struct settings_group {
        const char *key, *title;
        struct settings_row *rows;
        size_t n_rows;
};
struct settings_view {
        struct page page;
        struct settings_group *groups;
        size_t n_groups;
};

struct audit_view {
        struct page page;
        struct admin_fields filter;
        struct audit_line *rows;
        size_t n_rows;
        const char *older, *csv;
        bool looked_short; /* older lines were not looked at yet */
};

#endif
