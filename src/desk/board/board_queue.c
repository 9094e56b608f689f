/* Queues: built-in and saved views as tabs, conditions as chips that can be taken off, keyset paging, and
 * the agents' search.  A queue's address says all of it (board_list.c), so it can be kept, sent and
 * reloaded; nothing is remembered on the server. */
#include "desk/board/board.h"
#include "desk/ticket/list.h"
#include "desk/board/board_view.h"
#include "desk/clock/clock.h"
#include "templates.h"

enum { MAX_QUERY = 4096, TABS_SAVED = 8, ROWS_BYTES = 1 << 20 };

/* Saved views behind the built-in ones: the first few, and always the one that is shown.  Only that one has
 * a count, which the page asks anyway. */
static void saved_tabs(struct ctx *c, const struct list_shown *l, const struct saved_view *s, size_t n, struct board_queue *v)
{
        struct board_tab *t = ARENA_ARRAY(c->arena, TABS_SAVED + 1, struct board_tab);
        bool found = false;
        for (size_t i = 0; i < n; i++) {
                bool current = !found && list_is(l, &s[i]);
                found = found || current;
                if (v->n_saved >= TABS_SAVED && !current)
                        continue;
                t[v->n_saved++] = (struct board_tab){.href = arena_fmt(c->arena, "/tickets?view=v%lld", (long long)s[i].id),
                                                     .name = s[i].name, .count = -1, .current = current};
                if (current)
                        v->title = s[i].name;
        }
        v->saved = t;
        v->saved_shown = found;
}

static enum status tabs_view(struct ctx *c, const struct list_shown *l, struct board_queue *v)
{
        struct board_tab *t = ARENA_ARRAY(c->arena, list_n_tabs, struct board_tab);
        struct saved_view *saved;
        size_t n_saved;
        enum status list = saved_list(c, &saved, &n_saved);
        if (list)
                return list;
        v->title = ctx_msg(c, l->title);
        saved_tabs(c, l, saved, n_saved, v);
        for (size_t i = 0; i < list_n_tabs; i++) {
                struct ticket_query q = {.view = list_views[i].view};
                enum status st = ticket_count(c, &q, &t[i].count);
                if (st)
                        return st;
                t[i].view = list_views[i].view;
                t[i].href = arena_fmt(c->arena, "/tickets?view=%s", t[i].view);
                t[i].label = list_views[i].label;
                t[i].current = !v->saved_shown && str_eq(t[i].view, l->view);
        }
        v->tabs = t;
        v->n_tabs = list_n_tabs;
        return ST_OK;
}

static void chips_view(struct ctx *c, const struct list_shown *l, struct board_queue *v)
{
        struct board_chip *chips = ARENA_ARRAY(c->arena, FILTERS_MAX + 1, struct board_chip);
        if (*l->q)
                chips[v->n_chips++] = (struct board_chip){ctx_msg(c, MSG_desk_words), NULL, l->q,
                                                          list_address(c, l, "/tickets", FILTERS_MAX, NULL)};
        for (size_t i = 0; i < l->n_filter; i++)
                chips[v->n_chips++] = (struct board_chip){l->filter[i].label, l->filter[i].op == OP_IS ? NULL : l->filter[i].op_text,
                                                          l->filter[i].value_text, list_address(c, l, "/tickets", (int)i, NULL)};
        v->chips = chips;
}

static void queue_empty(struct ctx *c, struct board_queue *v)
{
        bool take = str_eq(v->view, "take");
        v->empty = (struct empty_view){ctx_msg(c, take ? MSG_desk_take_none : MSG_desk_queue_none),
                                       ctx_msg(c, take ? MSG_desk_take_none_text : MSG_desk_queue_none_text), NULL, NULL,
                                       false, true};
        if (take) {
                v->empty.href = "/tickets?view=mine";
                v->empty.action = ctx_msg(c, MSG_desk_see_mine);
        }
}

/* ---- rows ---- */

static const char *with_cursor(struct ctx *c, const char *before, const char *cursor)
{
        struct buf b;
        buf_init(&b, c->arena, MAX_QUERY);
        buf_str(&b, before);
        buf_str(&b, "cursor=");
        buf_url(&b, cursor);
        return b.p;
}

/* The rows as the template writes them, for whoever asks the same list again while nothing happened. */
static void rows_write(struct ctx *c, struct board_queue *v)
{
        struct html inner = c->html;
        struct buf b;
        buf_init(&b, c->arena, ROWS_BYTES);
        inner.out = &b;
        board_rows_html(&inner, v);
        v->body = html_written(&inner, 0);
}

/* Beside the rows: how many, whether looking ended early, and where the next page begins. */
static const char *rows_note(struct ctx *c, const struct board_queue *v, const char *next)
{
        return arena_fmt(c->arena, "%zu %d %s", v->n_rows, v->looked_enough, next ? next : "");
}

static const char *rows_noted(struct ctx *c, struct board_queue *v, const char *note)
{
        const char *space = strchr(note, ' ');
        int64_t n = 0;
        if (!space || !text_i64(arena_strn(c->arena, note, (size_t)(space - note)), &n) || !space[1] || !space[2])
                return NULL;
        v->n_rows = (size_t)n;
        v->looked_enough = space[1] == '1';
        return space[3] ? arena_str(c->arena, space + 3) : NULL;
}

static enum status rows_ask(struct ctx *c, const struct list_shown *l, struct board_queue *v, const char **next)
{
        struct ticket_page page;
        enum status st = ticket_list(c, &l->query, &page);
        if (!st)
                st = clock_rows_fill(c, page.rows, page.n_rows);
        if (st)
                return st;
        v->rows = page.rows;
        v->n_rows = page.n_rows;
        v->looked_enough = page.looked_enough;
        *next = page.next;
        rows_write(c, v);
        return ST_OK;
}

static enum status rows_view(struct ctx *c, const struct list_shown *l, struct board_queue *v)
{
        const char *here = "part=rows", *note, *next = NULL, *key;
        int64_t rights;
        enum status st = people_rights_stamp(c, &rights);
        if (st)
                return st;
        v->view = l->view;
        v->columns = l->columns;
        if (*l->cursor) {
                here = with_cursor(c, "part=rows&", l->cursor);
                v->first = list_address(c, l, "/tickets", -1, NULL);
        }
        v->rows_url = list_address(c, l, "/tickets", -1, here);
        key = arena_fmt(c->arena, "queue %d %lld %s", c->lang, (long long)rights, v->rows_url);
        if (memo_html_get(c, key, &v->body, &note)) {
                next = rows_noted(c, v, note);
        } else {
                st = rows_ask(c, l, v, &next);
                if (!st)
                        memo_html_put(c, key, v->body, rows_note(c, v, next));
        }
        if (st)
                return st;
        if (next)
                v->next = list_address(c, l, "/tickets", -1, with_cursor(c, "", next));
        queue_empty(c, v);
        return ST_OK;
}

static void sorts_view(struct ctx *c, const struct list_shown *l, struct board_queue *v)
{
        v->sort = list_sort_word(l->sort);
        v->sort_due = list_sorted(c, l, SORT_DUE);
        v->sort_created = list_sorted(c, l, SORT_CREATED);
        v->sort_updated = list_sorted(c, l, SORT_UPDATED);
        v->sort_priority = list_sorted(c, l, SORT_PRIORITY);
}

static enum status queue_view(struct ctx *c, const struct list_shown *l, struct board_queue *v)
{
        enum status st;
        if ((st = rows_view(c, l, v)) || (st = tabs_view(c, l, v)))
                return st;
        chips_view(c, l, v);
        sorts_view(c, l, v);
        v->q = l->q;
        v->why = l->why;
        v->filters = l->filter;
        v->n_filters = l->n_filter;
        v->cols = l->columns == LIST_COLUMNS_DEFAULT ? "" : list_columns_text(c, l->columns);
        v->here = list_address(c, l, "/tickets", -1, NULL);
        v->edit = list_address(c, l, "/tickets/filters", -1, NULL);
        v->keep = list_address(c, l, "/tickets/views", -1, NULL);
        v->csv = list_address(c, l, "/tickets/export", -1, "format=csv");
        v->csv_all = list_address(c, l, "/tickets/export", -1, "format=csv&columns=all");
        v->xlsx = list_address(c, l, "/tickets/export", -1, "format=xlsx");
        v->pdf = list_address(c, l, "/tickets/export", -1, "format=pdf");
        v->change_all = list_address(c, l, "/tickets/change", -1, NULL);
        if ((st = ticket_count(c, &l->query, &v->total)))
                return st;
        board_desk_page(c, &v->page, v->title, "queue");
        v->page.live = "desk";
        return ST_OK;
}

enum status board_queue_page(struct ctx *c)
{
        struct board_queue *v = ARENA_NEW(c->arena, struct board_queue);
        struct list_shown *l = ARENA_NEW(c->arena, struct list_shown);
        int64_t first = 0;
        enum status st = *c->req->query ? ST_OK : saved_first(c, &first);
        if (!st && first)
                return ctx_redirect(c, arena_fmt(c->arena, "/tickets?view=v%lld", (long long)first));
        if (st || (st = list_read(c, l)))
                return st;
        if (str_eq(ctx_param(c, "part"), "rows")) {
                if (!(st = rows_view(c, l, v)))
                        html_raw(&c->html, v->body);
                return st;
        }
        if (!(st = queue_view(c, l, v)))
                board_queue_html(&c->html, v);
        return st;
}

/* ---- search ---- */

enum status board_search_page(struct ctx *c)
{
        struct board_search *v = ARENA_NEW(c->arena, struct board_search);
        struct ticket t;
        struct ticket_page page = {0};
        struct person *people = NULL;
        enum status st;
        v->q = ctx_param(c, "q");
        if (*v->q && !ticket_find(c, v->q, ACT_READ, &t))
                return ctx_redirect(c, arena_fmt(c->arena, "/tickets/%s", t.number));
        struct ticket_query q = {.view = "scope", .q = v->q, .cursor = ctx_param(c, "cursor"), .limit = PAGE_ROWS};
        if (*v->q && ((st = ticket_list(c, &q, &page)) || (st = person_search(c, v->q, &people, &v->n_people))))
                return st;
        v->rows = page.rows;
        v->n_rows = page.n_rows;
        v->people = people;
        if (page.next) {
                struct buf b;
                buf_init(&b, c->arena, MAX_QUERY);
                buf_str(&b, "/desk/search?q=");
                buf_url(&b, v->q);
                buf_str(&b, "&cursor=");
                buf_url(&b, page.next);
                v->next = b.p;
        }
        struct html_arg words[] = {{"words", v->q, 0}};
        const char *title = msg_text(c->arena, c->lang, *v->q ? MSG_desk_search_for : MSG_desk_search, *v->q ? 1 : 0, words);
        v->empty = (struct empty_view){msg_text(c->arena, c->lang, MSG_desk_search_none, 1, words),
                                       ctx_msg(c, MSG_desk_search_none_text), "/tickets/new",
                                       ctx_msg(c, MSG_layout_new_ticket), false, true};
        board_desk_page(c, &v->page, title, "");
        board_search_html(&c->html, v);
        return ST_OK;
}
