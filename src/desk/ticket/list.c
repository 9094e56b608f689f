/* Lists as addresses: reading one, writing one.  The form of the editor sends its rows as f0, o0, v0…; what
 * is written is always the short form, one "filter" a condition, so that an address can be kept and sent. */
#include "desk/ticket/list.h"

const struct list_view list_views[] = {
        {"take", MSG_desk_view_take},       {"mine", MSG_desk_view_mine},         {"unread", MSG_desk_view_unread},
        {"groups", MSG_desk_view_groups},   {"waiting", MSG_desk_view_waiting},   {"resolved", MSG_desk_view_resolved},
        {"scope", MSG_desk_view_scope},     {"all", MSG_lists_view_all},
};
const size_t list_n_views = ARRAY_LEN(list_views), list_n_tabs = ARRAY_LEN(list_views) - 1;

static const char *const sort_words[] = {[SORT_DUE] = "due", [SORT_CREATED] = "created", [SORT_UPDATED] = "updated", [SORT_PRIORITY] = "priority"};
static const struct {
        const char *word;
        int label;
} columns[LIST_COLUMN__MAX] = {
        [LIST_STATE] = {"state", MSG_lists_state},       [LIST_PRIORITY] = {"priority", MSG_lists_priority},
        [LIST_DUE] = {"due", MSG_lists_due},             [LIST_WHO] = {"who", MSG_lists_who},
        [LIST_ACTIVITY] = {"activity", MSG_lists_activity}, [LIST_REQUESTER] = {"requester", MSG_lists_requester},
        [LIST_SERVICE] = {"service", MSG_lists_service}, [LIST_CREATED] = {"created", MSG_lists_created},
};

const struct list_view *list_view_find(const char *view)
{
        for (size_t i = 0; i < list_n_views; i++)
                if (str_eq(view, list_views[i].view))
                        return &list_views[i];
        return NULL;
}

const char *list_sort_word(enum ticket_sort sort)
{
        return sort_words[sort];
}

bool list_sort_find(const char *word, enum ticket_sort *out)
{
        for (size_t i = 0; i < ARRAY_LEN(sort_words); i++)
                if (str_eq(word, sort_words[i])) {
                        *out = (enum ticket_sort)i;
                        return true;
                }
        return false;
}

const char *list_column_word(int column)
{
        return columns[column].word;
}

int list_column_label(int column)
{
        return columns[column].label;
}

const char *list_columns_text(struct ctx *c, unsigned bits)
{
        struct buf b;

        buf_init(&b, c->arena, 200);
        for (int i = 0; i < LIST_COLUMN__MAX; i++) {
                if (!(bits & 1u << i))
                        continue;
                buf_str(&b, b.n ? "," : "");
                buf_str(&b, columns[i].word);
        }
        return b.p;
}

unsigned list_columns_read(const char *text)
{
        unsigned bits = 0;

        while (text && *text) {
                size_t n = strcspn(text, ",");
                for (int i = 0; i < LIST_COLUMN__MAX; i++)
                        if (strlen(columns[i].word) == n && strncmp(columns[i].word, text, n) == 0)
                                bits |= 1u << i;
                text += n + (text[n] == ',');
        }
        return bits ? bits : LIST_COLUMNS_DEFAULT;
}

/* ---- reading -------------------------------------------------------------------------------------------------- */

enum status list_filter_add(struct ctx *c, struct list_shown *l, const char *text)
{
        struct ticket_filter f;

        if (l->n_filter == FILTERS_MAX) {
                l->why = ctx_msg(c, MSG_lists_filter_many);
                return ST_OK;
        }
        enum status st = filter_read(c, text, &f);
        if (!st)
                l->filter[l->n_filter++] = f;
        else if (st == ST_INVALID)
                l->why = c->why;
        c->why = NULL;
        return st == ST_INVALID ? ST_OK : st;
}

/* A row of the editor's form as one condition; NULL when there is none or nothing was typed. */
static const char *row_text(struct ctx *c, int i)
{
        const char *field = ctx_param(c, arena_fmt(c->arena, "f%d", i)), *op = ctx_param(c, arena_fmt(c->arena, "o%d", i)),
                   *value[FILTER_VALUES_MAX + 1];
        size_t n = ctx_params(c, arena_fmt(c->arena, "v%d", i), value, ARRAY_LEN(value));
        struct buf b;

        if (!*field || !*op)
                return NULL;
        buf_init(&b, c->arena, FILTER_TEXT_MAX + 1);
        buf_fmt(&b, "%s:%s", field, op);
        bool needs = strcmp(op, "set") != 0 && strcmp(op, "empty") != 0, some = false;
        for (size_t k = 0; needs && k < n; k++) {
                if (text_blank(value[k]))
                        continue;
                buf_str(&b, some ? "," : ":");
                buf_str(&b, value[k]);
                some = true;
        }
        return b.st || (needs && !some) ? NULL : b.p;
}

/* Short ones that pages link to: state=new, priority=1, assignee=me, requester=12. */
static enum status old_filters(struct ctx *c, struct list_shown *l)
{
        static const char *const old[] = {"state", "priority", "assignee", "requester"};
        enum status st = ST_OK;
        int64_t id;

        for (size_t i = 0; !st && i < ARRAY_LEN(old); i++) {
                const char *value = ctx_param(c, old[i]);
                bool person = i >= 2 && text_i64(value, &id);
                if (*value)
                        st = list_filter_add(c, l, arena_fmt(c->arena, person ? "%s:is:#%s" : "%s:is:%s", old[i], value));
        }
        return st;
}

void list_query(struct list_shown *l)
{
        l->query = (struct ticket_query){.view = l->view, .filter = l->filter, .n_filter = l->n_filter, .q = l->q,
                                         .sort = l->sort, .cursor = l->cursor, .limit = PAGE_ROWS};
}

/* Where the list begins: a built-in view, or a saved one with what it keeps. */
static enum status list_begin(struct ctx *c, struct list_shown *l)
{
        struct saved_view saved = {.list = {ctx_param(c, "view"), "", "", "", NULL, 0}};
        const char *name = saved.list.view;
        int64_t id = 0;
        enum status st = ST_OK;

        if (name[0] == 'v' && text_i64(name + 1, &id) && (st = saved_load(c, id, &saved)))
                return st;
        const struct list_view *view = list_view_find(saved.list.view);
        *l = (struct list_shown){.view = view ? view->view : "take", .title = view ? view->label : MSG_desk_view_take,
                                 .q = saved.list.q, .saved = id, .columns = list_columns_read(saved.list.columns)};
        if (!list_sort_find(saved.list.sort, &l->sort))
                l->sort = SORT_DUE;
        for (size_t i = 0; !st && i < saved.list.n_cond; i++)
                st = list_filter_add(c, l, saved.list.cond[i]);
        return st;
}

enum status list_read(struct ctx *c, struct list_shown *l)
{
        const char *text[FILTERS_MAX + 1], *chosen[LIST_COLUMN__MAX];
        size_t n = ctx_params(c, "filter", text, ARRAY_LEN(text));
        enum status st = list_begin(c, l);

        if (st)
                return st;
        l->cursor = ctx_param(c, "cursor");
        if (*ctx_param(c, "q"))
                l->q = ctx_param(c, "q");
        if (*ctx_param(c, "cols"))
                l->columns = list_columns_read(ctx_param(c, "cols"));
        (void)list_sort_find(ctx_param(c, "sort"), &l->sort);
        size_t n_chosen = ctx_params(c, "col", chosen, ARRAY_LEN(chosen));
        for (size_t i = 0; i < n_chosen; i++)
                l->columns = (i ? l->columns : 0) | list_columns_read(chosen[i]);
        for (size_t i = 0; !st && i < n; i++)
                st = list_filter_add(c, l, text[i]);
        for (int i = 0; !st && i < FILTERS_MAX; i++)
                if ((text[0] = row_text(c, i)))
                        st = list_filter_add(c, l, text[0]);
        if (!st)
                st = old_filters(c, l);
        list_query(l);
        return st;
}

struct saved_list list_kept(struct ctx *c, const struct list_shown *l)
{
        const char **cond = ARENA_ARRAY(c->arena, FILTERS_MAX, const char *);

        for (size_t i = 0; i < l->n_filter; i++)
                cond[i] = l->filter[i].text;
        return (struct saved_list){l->view, l->q, l->columns == LIST_COLUMNS_DEFAULT ? "" : list_columns_text(c, l->columns),
                                   sort_words[l->sort], cond, l->n_filter};
}

bool list_is(const struct list_shown *l, const struct saved_view *v)
{
        if (l->saved && l->saved == v->id)
                return true;
        bool same = l->n_filter == v->list.n_cond && str_eq(l->view, v->list.view) && str_eq(l->q, v->list.q) &&
                    str_eq(sort_words[l->sort], v->list.sort) && l->columns == list_columns_read(v->list.columns);
        for (size_t i = 0; same && i < l->n_filter; i++)
                same = str_eq(l->filter[i].text, v->list.cond[i]);
        return same;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

static void pair(struct buf *b, const char *name, const char *value)
{
        if (!value || !*value)
                return;
        buf_fmt(b, b->n ? "&%s=" : "%s=", name);
        buf_url(b, value);
}

static const char *tail(struct ctx *c, const struct list_shown *l, int without, const char *extra)
{
        struct buf b;

        buf_init(&b, c->arena, LIST_ADDRESS_MAX);
        pair(&b, "view", l->view);
        for (size_t i = 0; i < l->n_filter; i++)
                if ((int)i != without)
                        pair(&b, "filter", l->filter[i].text);
        pair(&b, "q", without == FILTERS_MAX ? "" : l->q);
        if (l->sort != SORT_DUE)
                pair(&b, "sort", sort_words[l->sort]);
        if (l->columns != LIST_COLUMNS_DEFAULT)
                pair(&b, "cols", list_columns_text(c, l->columns));
        if (extra)
                buf_fmt(&b, "&%s", extra);
        return b.st ? "" : b.p;
}

const char *list_tail(struct ctx *c, const struct list_shown *l)
{
        return tail(c, l, -1, NULL);
}

const char *list_address(struct ctx *c, const struct list_shown *l, const char *path, int without, const char *extra)
{
        return arena_fmt(c->arena, "%s?%s", path, tail(c, l, without, extra));
}

const char *list_sorted(struct ctx *c, const struct list_shown *l, enum ticket_sort sort)
{
        struct list_shown other = *l;

        other.sort = sort;
        return list_address(c, &other, "/tickets", -1, NULL);
}
