/* What the page of the configuration file shows. */
#ifndef GUICHET_DESK_ADMIN_CONFIG_VIEW_H
#define GUICHET_DESK_ADMIN_CONFIG_VIEW_H

#include "app/config.h"
#include "desk/admin/admin_view.h"

struct config_line {
        const char *kind, *code;
        bool is_new;
        const struct config_value *values;
        size_t n_values;
};
struct config_view {
        struct page page;
        bool compared;
        const char *text, *seen, *summary;
        struct config_line *rows;
        size_t n_rows;
        const struct config_error *faults;
        size_t n_faults;
};

#endif
