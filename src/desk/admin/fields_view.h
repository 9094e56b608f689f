/* What the pages of custom fields, categories and priorities show. */
#ifndef GUICHET_DESK_ADMIN_FIELDS_VIEW_H
#define GUICHET_DESK_ADMIN_FIELDS_VIEW_H

#include "desk/people/people.h"
#include "desk/ticket/sheet.h"

struct fields_option {
        const char *value, *text;
        bool chosen;
};

struct fields_view {
        struct page page;
        const struct field *rows;
        size_t n_rows;
        const struct fields_option *types;
        size_t n_types;
        const char *code, *name_fr, *name_en, *e_code, *e_name_fr, *e_name_en, *e_type;
};

struct categories_view {
        struct page page;
        const struct category *rows;
        size_t n_rows;
        const struct fields_option *services;
        size_t n_services;
        const char *code, *name_fr, *name_en, *e_code, *e_name_fr, *e_name_en, *e_service;
        bool confidential;
};

struct priorities_cell {
        const char *name, *label;
        const struct fields_option *levels;
        size_t n_levels;
};
struct priorities_row {
        const char *impact;
        const struct priorities_cell *cells;
        size_t n_cells;
};
struct priorities_view {
        struct page page;
        const char *urgency[3];
        const struct priorities_row *rows;
        size_t n_rows;
        const char *error;
};

#endif
