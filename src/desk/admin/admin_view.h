/* What the pages of the administration share: a menu, a list, a form of fields.  A page fills these and
 * writes no markup of its own. */
#ifndef GUICHET_DESK_ADMIN_ADMIN_VIEW_H
#define GUICHET_DESK_ADMIN_ADMIN_VIEW_H

#include "app/app.h"

struct admin_option {
        const char *value, *text;
        bool chosen;
};

enum admin_kind { ADMIN_LINE, ADMIN_AREA, ADMIN_SELECT, ADMIN_FLAG, ADMIN_FLAGS, ADMIN_HEAD, ADMIN_DATE, ADMIN_PASSWORD };
/* One input with its label, hint and error.  FLAGS: boxes named NAME_VALUE; HEAD: a heading, nothing to fill in.
 * PASSWORD: never shown again. */
struct admin_field {
        enum admin_kind kind;
        const char *name, *label, *hint, *value, *error;
        int64_t max;
        bool required, checked, number;
        const struct admin_option *options;
        size_t n_options;
};
struct admin_fields {
        const struct admin_field *fields;
        size_t n_fields;
};

struct admin_cell {
        const char *text, *href;
        bool tag;
};
struct admin_row {
        const struct admin_cell *cells;
        size_t n_cells;
};
struct admin_list_view {
        struct page page;
        const char *title, *hint, *empty, *new_href, *new_label;
        const char *const *heads;
        size_t n_heads;
        const struct admin_row *rows;
        size_t n_rows;
        const char *ready_action, *ready_label, *ready_hint; /* a button that adds the ready ones; NULL none */
};

struct admin_form_view {
        struct page page;
        const char *title, *hint, *action, *submit, *back_href, *back;
        int64_t version;
        struct admin_fields body;
        bool preview;              /* offers the button */
        struct admin_preview {
                bool shown;
                const char *name, *summary;
                struct html_safe body;
        } seen;
        const char *remove_action, *remove, *remove_hint;
};

struct admin_tile {
        const char *href, *icon, *title, *text;
};
struct admin_part {
        const char *title;
        const struct admin_tile *tiles;
        size_t n_tiles;
};
struct admin_menu_view {
        struct page page;
        const struct admin_part *parts;
        size_t n_parts;
};

/* admin_form.c: what was typed (POST), else what is saved. */
const char *admin_typed(struct ctx *c, const char *name, const char *saved);
int64_t admin_typed_i64(struct ctx *c, const char *name, int64_t saved, int64_t wrong);
bool admin_typed_flag(struct ctx *c, const char *name, bool saved);
int64_t admin_seen(struct ctx *c); /* the hidden version; 0 when absent */
/* page_init() for the desk, 422 when something was refused. */
void admin_page(struct ctx *c, struct page *p, const char *title, const char *nav);
/* A form that meets a newer version says so beside what was typed: ST_INVALID. */
enum status admin_stale(struct ctx *c, enum status st, const char *field);
/* Errors found, in the order of the fields. */
void admin_errors(struct ctx *c, struct admin_field *f, size_t n);
struct admin_field *admin_fields_new(struct ctx *c, size_t n);
/* Fields as most pages have them, with what was typed: a line of text, a number, a list to choose from (room options
 * at most, each given by admin_option()), whether a thing is offered or retired. */
struct admin_field admin_line(struct ctx *c, const char *name, int label, const char *saved, int64_t max, bool required);
struct admin_field admin_number(struct ctx *c, const char *name, int label, int64_t saved);
struct admin_field admin_choice(struct ctx *c, const char *name, int label, size_t room);
void admin_option(struct admin_field *f, const char *value, const char *text, const char *chosen);
struct admin_field admin_state(struct ctx *c, int64_t state, int64_t offered, int64_t retired);
/* The heads of a list, from messages. */
const char *const *admin_heads(struct ctx *c, const int *words, size_t n);

#endif
