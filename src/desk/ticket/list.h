/* A list as its address says it: view, conditions, words, order, columns.  Read once, then shown, exported,
 * saved or edited; nothing is remembered on the server. */
#ifndef GUICHET_DESK_TICKET_LIST_H
#define GUICHET_DESK_TICKET_LIST_H

#include "desk/ticket/saved.h"

enum { LIST_ADDRESS_MAX = 8192, PAGE_ROWS = 50 };

enum list_column { LIST_STATE, LIST_PRIORITY, LIST_DUE, LIST_WHO, LIST_ACTIVITY, LIST_REQUESTER, LIST_SERVICE, LIST_CREATED,
                   LIST_COLUMN__MAX };
enum { LIST_COLUMNS_DEFAULT = 1 << LIST_STATE | 1 << LIST_PRIORITY | 1 << LIST_DUE | 1 << LIST_WHO | 1 << LIST_ACTIVITY };

struct list_shown {
        const char *view, *q, *cursor;
        int title;                   /* message of the view */
        enum ticket_sort sort;
        unsigned columns;            /* bits 1 << enum list_column */
        struct ticket_filter filter[FILTERS_MAX];
        size_t n_filter;
        int64_t saved;               /* the saved view that the address names, 0: none */
        const char *why;             /* a condition that was not understood and left out; NULL: none */
        struct ticket_query query;   /* the same for ticket_list() */
};

/* From the parameters of the request: canonical ones (view, filter, q, sort, cols, cursor) and those of the
 * editor's form (f0, o0, v0 …, col).  What is not understood is left out and said in `why`.  view=v12 is the
 * saved view 12, with the other parameters on top; ST_NOT_FOUND when it is not the reader's to open. */
enum status list_read(struct ctx *c, struct list_shown *l) CHECKED;
/* Adds conditions written as in an address; what is not understood goes to `why`. */
enum status list_filter_add(struct ctx *c, struct list_shown *l, const char *text) CHECKED;
/* After the parts were set by hand: fills `query`. */
void list_query(struct list_shown *l);

/* Its address under `path`, without condition number `without` (−1: none) and with `extra` ("cursor=…", NULL:
 * none); "" when too long.  list_tail() is what follows the '?'. */
const char *list_address(struct ctx *c, const struct list_shown *l, const char *path, int without, const char *extra);
const char *list_tail(struct ctx *c, const struct list_shown *l);
const char *list_sorted(struct ctx *c, const struct list_shown *l, enum ticket_sort sort);

/* Stable words, for addresses and saved views. */
const char *list_sort_word(enum ticket_sort sort);
bool list_sort_find(const char *word, enum ticket_sort *out);
const char *list_columns_text(struct ctx *c, unsigned columns);
unsigned list_columns_read(const char *text);
const char *list_column_word(int column);
int list_column_label(int column);

/* The list as a saved view keeps it, and whether a view keeps just this list. */
struct saved_list list_kept(struct ctx *c, const struct list_shown *l);
bool list_is(const struct list_shown *l, const struct saved_view *v);

/* The built-in views, in the order of the tabs; the last one ("all") has no tab. */
struct list_view {
        const char *view;
        int label;
};
extern const struct list_view list_views[];
extern const size_t list_n_views, list_n_tabs;
const struct list_view *list_view_find(const char *view);

#endif
