/* The editor of a list: which view, which conditions, in which order, which columns.  One form, read from
 * the address and sent as one: "add" comes back here with one more row, "show" goes to the list.  Works
 * without script; each field brings the control that fits it. */
#include "desk/board/board.h"
#include "desk/board/board_view.h"
#include "templates.h"

enum { LIST_LINES = 6 };

static void options_of_list(struct ctx *c, const struct list_shown *l, struct board_filters *v)
{
        static const int sort_labels[] = {[SORT_DUE] = MSG_lists_sort_due, [SORT_CREATED] = MSG_lists_sort_created,
                                          [SORT_UPDATED] = MSG_lists_sort_updated, [SORT_PRIORITY] = MSG_lists_sort_priority};
        struct board_option *o = ARENA_ARRAY(c->arena, list_n_views, struct board_option);
        for (size_t i = 0; i < list_n_views; i++)
                o[i] = (struct board_option){list_views[i].view, ctx_msg(c, list_views[i].label), str_eq(list_views[i].view, l->view)};
        v->views = o;
        v->n_views = list_n_views;
        o = ARENA_ARRAY(c->arena, ARRAY_LEN(sort_labels), struct board_option);
        for (size_t i = 0; i < ARRAY_LEN(sort_labels); i++)
                o[i] = (struct board_option){list_sort_word((enum ticket_sort)i), ctx_msg(c, sort_labels[i]), l->sort == i};
        v->sorts = o;
        v->n_sorts = ARRAY_LEN(sort_labels);
        o = ARENA_ARRAY(c->arena, LIST_COLUMN__MAX, struct board_option);
        for (int i = 0; i < LIST_COLUMN__MAX; i++)
                o[i] = (struct board_option){list_column_word(i), ctx_msg(c, list_column_label(i)), (l->columns & 1u << i) != 0};
        v->columns = o;
        v->n_columns = LIST_COLUMN__MAX;
}

/* Is the word one of "a,b,c"? */
static bool among(const char *list, const char *word)
{
        size_t n = strlen(word);
        for (const char *p = list; p && *p; p += strcspn(p, ",") + (p[strcspn(p, ",")] == ','))
                if (strncmp(p, word, n) == 0 && (p[n] == ',' || !p[n]))
                        return true;
        return false;
}

static enum status choices_of(struct ctx *c, const struct filter_field *f, struct board_filter_row *r)
{
        struct filter_choice *from;
        enum status st = filter_choices(c, f, &from, &r->n_choices);
        if (st)
                return st;
        struct board_option *o = ARENA_ARRAY(c->arena, r->n_choices + 1, struct board_option);
        for (size_t i = 0; i < r->n_choices; i++)
                o[i] = (struct board_option){from[i].value, from[i].text, among(r->value, from[i].value)};
        r->choices = o;
        r->words = r->n_choices == 0;
        r->size = r->n_choices < LIST_LINES ? (int)r->n_choices : LIST_LINES;
        return ST_OK;
}

static enum status row_view(struct ctx *c, const struct filter_field *f, const struct ticket_filter *now, struct board_filter_row *r)
{
        bool person = f->kind == FILTER_PERSON || str_eq(f->type, "person"), date = f->kind == FILTER_DATE || str_eq(f->type, "date");
        r->field = f->code;
        r->label = filter_label(c, f);
        r->value = now ? now->value : "";
        r->hint = person ? ctx_msg(c, MSG_lists_hint_person) : date ? ctx_msg(c, MSG_lists_hint_date) : NULL;
        struct board_option *o = ARENA_ARRAY(c->arena, OP__MAX, struct board_option);
        for (int i = 0; i < OP__MAX; i++)
                if (f->ops & 1u << i)
                        o[r->n_ops++] = (struct board_option){filter_op_word((enum filter_op)i), filter_op_label(c, f, (enum filter_op)i),
                                                              now && now->op == (enum filter_op)i};
        r->ops = o;
        return choices_of(c, f, r);
}

static enum status rows_of(struct ctx *c, const struct list_shown *l, const char *add, struct board_filters *v)
{
        const struct filter_field *fields;
        size_t n;
        enum status st = filter_fields(c, &fields, &n);
        if (st)
                return st;
        struct board_filter_row *rows = ARENA_ARRAY(c->arena, FILTERS_MAX + 1, struct board_filter_row);
        for (size_t i = 0; !st && i < l->n_filter; i++) {
                rows[i] = (struct board_filter_row){.i = (int)i, .remove = list_address(c, l, "/tickets/filters", (int)i, NULL)};
                st = row_view(c, l->filter[i].field, &l->filter[i], &rows[i]);
        }
        v->n_rows = l->n_filter;
        struct board_option *o = ARENA_ARRAY(c->arena, n, struct board_option);
        for (size_t i = 0; !st && i < n; i++) {
                o[i] = (struct board_option){fields[i].code, filter_label(c, &fields[i]), false};
                if (!str_eq(fields[i].code, add) || l->n_filter == FILTERS_MAX)
                        continue;
                rows[v->n_rows] = (struct board_filter_row){.i = (int)v->n_rows, .remove = list_address(c, l, "/tickets/filters", -1, NULL)};
                st = row_view(c, &fields[i], NULL, &rows[v->n_rows++]);
        }
        v->fields = o;
        v->n_fields = n;
        v->rows = rows;
        v->full = v->n_rows >= FILTERS_MAX;
        return st;
}

enum status board_filters_page(struct ctx *c)
{
        struct board_filters *v = ARENA_NEW(c->arena, struct board_filters);
        struct list_shown *l = ARENA_NEW(c->arena, struct list_shown);
        enum status st = list_read(c, l);
        if (!st)
                st = rows_of(c, l, ctx_param(c, "add"), v);
        if (st)
                return st;
        options_of_list(c, l, v);
        v->q = l->q;
        v->why = l->why;
        v->back = list_address(c, l, "/tickets", -1, NULL);
        board_desk_page(c, &v->page, ctx_msg(c, MSG_lists_filters_title), "queue");
        v->page.crumbs[0] = (struct page_crumb){v->back, ctx_msg(c, l->title)};
        v->page.n_crumbs = 1;
        board_filters_html(&c->html, v);
        return ST_OK;
}
