/* Queues: built-in views as tabs, filters as URL parameters (each one a chip that can be taken off),
 * keyset paging, bulk actions with a report, and the agents' search.  A queue's address says all of
 * it, so it can be kept, sent and reloaded; nothing is remembered on the server. */
#include "desk/board/board.h"
#include "desk/board/board_view.h"
#include "desk/clock/clock.h"
#include "templates.h"

enum { PAGE_ROWS = 50, BULK_MAX = 200, MAX_CHIPS = 8, MAX_QUERY = 4096 };

static const struct {
        const char *view;
        int label;
} tabs[] = {
        {"take", MSG_desk_view_take},       {"mine", MSG_desk_view_mine},       {"unread", MSG_desk_view_unread},
        {"groups", MSG_desk_view_groups},   {"waiting", MSG_desk_view_waiting}, {"resolved", MSG_desk_view_resolved},
        {"scope", MSG_desk_view_scope},
};

static const int states[] = {STATE_NEW, STATE_OPEN, STATE_PENDING, STATE_RESOLVED, STATE_CLOSED, STATE_CANCELLED};

/* The parameters that make an address, in a fixed order. */
static const char *const names[] = {"view", "group", "state", "priority", "service", "assignee", "requester", "q", "sort"};

struct filters {
        const char *value[ARRAY_LEN(names)];
        struct ticket_query query;
};
enum { F_VIEW, F_GROUP, F_STATE, F_PRIORITY, F_SERVICE, F_ASSIGNEE, F_REQUESTER, F_Q, F_SORT };

static int64_t id_of(const char *text)
{
        int64_t v;
        return text_i64(text, &v) ? v : 0;
}

/* The queue's address with one parameter changed (NULL drops it) and, for paging, a cursor. */
static const char *address(struct ctx *c, const struct filters *f, int change, const char *value, const char *extra)
{
        struct buf b;
        char sep = '?';
        buf_init(&b, c->arena, MAX_QUERY);
        buf_str(&b, "/tickets");
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
                const char *v = (int)i == change ? value : f->value[i];
                if (!v || !*v)
                        continue;
                buf_char(&b, sep);
                buf_fmt(&b, "%s=", names[i]);
                buf_url(&b, v);
                sep = '&';
        }
        if (extra) {
                buf_char(&b, sep);
                buf_str(&b, extra);
        }
        return b.st ? "/tickets" : b.p;
}

static void filters_read(struct ctx *c, struct filters *f)
{
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                f->value[i] = ctx_param(c, names[i]);
        const char *view = "take";
        for (size_t i = 0; i < ARRAY_LEN(tabs); i++)
                if (str_eq(f->value[F_VIEW], tabs[i].view))
                        view = tabs[i].view;
        f->value[F_VIEW] = view;
        f->query = (struct ticket_query){
                .view = view,
                .group_id = id_of(f->value[F_GROUP]),
                .state = state_find(f->value[F_STATE]),
                .priority = id_of(f->value[F_PRIORITY]),
                .service_id = id_of(f->value[F_SERVICE]),
                .requester_id = id_of(f->value[F_REQUESTER]),
                .assignee_id = str_eq(f->value[F_ASSIGNEE], "me") ? c->actor->person_id : id_of(f->value[F_ASSIGNEE]),
                .q = f->value[F_Q],
                .sort = str_eq(f->value[F_SORT], "created") ? SORT_CREATED : SORT_DUE,
                .cursor = ctx_param(c, "cursor"),
                .limit = PAGE_ROWS,
        };
}

static enum status tabs_view(struct ctx *c, const struct filters *f, struct board_queue *v)
{
        struct board_tab *t = ARENA_ARRAY(c->arena, ARRAY_LEN(tabs), struct board_tab);
        for (size_t i = 0; i < ARRAY_LEN(tabs); i++) {
                struct ticket_query q = {.view = tabs[i].view};
                enum status st = ticket_count(c, &q, &t[i].count);
                if (st)
                        return st;
                t[i].view = tabs[i].view;
                t[i].href = arena_fmt(c->arena, "/tickets?view=%s", tabs[i].view);
                t[i].label = tabs[i].label;
                t[i].current = str_eq(tabs[i].view, f->value[F_VIEW]);
                if (t[i].current)
                        v->title = ctx_msg(c, tabs[i].label);
        }
        v->tabs = t;
        v->n_tabs = ARRAY_LEN(tabs);
        return ST_OK;
}

/* ---- filters: what may be chosen, and what is ---- */

static enum status group_options(struct ctx *c, struct board_queue *v, int64_t chosen)
{
        struct choice *g;
        size_t n;
        enum status st = group_choices(c, &g, &n);
        if (st)
                return st;
        struct board_option *o = ARENA_ARRAY(c->arena, n + 1, struct board_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct board_option){arena_fmt(c->arena, "%lld", (long long)g[i].id), g[i].name,
                                             g[i].id == chosen};
        v->groups = o;
        v->n_groups = n;
        return ST_OK;
}

static enum status service_options(struct ctx *c, struct board_queue *v, int64_t chosen)
{
        struct service *s;
        size_t n;
        enum status st = service_list(c, &s, &n);
        if (st)
                return st;
        struct board_option *o = ARENA_ARRAY(c->arena, n + 1, struct board_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct board_option){arena_fmt(c->arena, "%lld", (long long)s[i].id), s[i].name,
                                             s[i].id == chosen};
        v->services = o;
        v->n_services = n;
        return ST_OK;
}

static void state_options(struct ctx *c, struct board_queue *v, const struct filters *f)
{
        struct board_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(states), struct board_option);
        for (size_t i = 0; i < ARRAY_LEN(states); i++)
                o[i] = (struct board_option){state_word(states[i]), state_label(c, states[i], 0),
                                             states[i] == f->query.state};
        v->states = o;
        v->n_states = ARRAY_LEN(states);
        struct board_option *p = ARENA_ARRAY(c->arena, 4, struct board_option);
        for (int i = 0; i < 4; i++)
                p[i] = (struct board_option){arena_fmt(c->arena, "%d", i + 1), priority_label(c, i + 1),
                                             f->query.priority == i + 1};
        v->priorities = p;
        v->n_priorities = 4;
}

static const char *chosen_text(const struct board_option *o, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (o[i].selected)
                        return o[i].text;
        return NULL;
}

static const char *person_name(struct ctx *c, int64_t id)
{
        struct person p;
        return person_load(c, id, &p) ? NULL : p.name;
}

static void chip(struct ctx *c, struct board_queue *v, struct board_chip *chips, const struct filters *f, int which,
                 int label, const char *value)
{
        if (!value || !*f->value[which] || v->n_chips == MAX_CHIPS)
                return;
        chips[v->n_chips++] = (struct board_chip){ctx_msg(c, label), value, address(c, f, which, NULL, NULL)};
        v->chips = chips;
}

static void chips_view(struct ctx *c, const struct filters *f, struct board_queue *v)
{
        struct board_chip *chips = ARENA_ARRAY(c->arena, MAX_CHIPS, struct board_chip);
        bool me = str_eq(f->value[F_ASSIGNEE], "me");
        chip(c, v, chips, f, F_Q, MSG_desk_words, f->value[F_Q]);
        chip(c, v, chips, f, F_GROUP, MSG_desk_group, chosen_text(v->groups, v->n_groups));
        chip(c, v, chips, f, F_STATE, MSG_desk_state, chosen_text(v->states, v->n_states));
        chip(c, v, chips, f, F_PRIORITY, MSG_desk_priority, chosen_text(v->priorities, v->n_priorities));
        chip(c, v, chips, f, F_SERVICE, MSG_desk_service, chosen_text(v->services, v->n_services));
        chip(c, v, chips, f, F_ASSIGNEE, MSG_desk_assignee,
             me ? ctx_msg(c, MSG_desk_me) : person_name(c, f->query.assignee_id));
        chip(c, v, chips, f, F_REQUESTER, MSG_desk_requester, person_name(c, f->query.requester_id));
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

static enum status rows_view(struct ctx *c, const struct filters *f, struct board_queue *v)
{
        struct ticket_page page;
        enum status st = ticket_list(c, &f->query, &page);
        if (!st)
                st = clock_rows_fill(c, page.rows, page.n_rows);
        if (st)
                return st;
        v->view = f->value[F_VIEW];
        v->rows = page.rows;
        v->n_rows = page.n_rows;
        v->looked_enough = page.looked_enough;
        if (page.next) {
                struct buf b;
                buf_init(&b, c->arena, MAX_QUERY);
                buf_str(&b, "cursor=");
                buf_url(&b, page.next);
                v->next = address(c, f, -1, NULL, b.p);
        }
        const char *here = "part=rows";
        if (f->query.cursor && *f->query.cursor) {
                struct buf b;
                buf_init(&b, c->arena, MAX_QUERY);
                buf_str(&b, "part=rows&cursor=");
                buf_url(&b, f->query.cursor);
                here = b.p;
                v->first = address(c, f, -1, NULL, NULL);
        }
        v->rows_url = address(c, f, -1, NULL, here);
        queue_empty(c, v);
        return ST_OK;
}

static void report_view(struct ctx *c, struct board_report *r)
{
        r->done = id_of(ctx_param(c, "done"));
        r->taken = id_of(ctx_param(c, "taken"));
        r->refused = id_of(ctx_param(c, "refused"));
        r->moved = str_eq(ctx_param(c, "act"), "group");
        r->shown = *ctx_param(c, "done") != '\0';
}

static enum status queue_view(struct ctx *c, const struct filters *f, struct board_queue *v)
{
        enum status st;
        if ((st = rows_view(c, f, v)) || (st = tabs_view(c, f, v)) || (st = group_options(c, v, f->query.group_id)) ||
            (st = service_options(c, v, f->query.service_id)))
                return st;
        state_options(c, v, f);
        chips_view(c, f, v);
        v->q = f->value[F_Q];
        v->sort = f->query.sort == SORT_CREATED ? "created" : "due";
        v->only_mine = str_eq(f->value[F_ASSIGNEE], "me");
        v->here = address(c, f, -1, NULL, NULL);
        v->sort_due = address(c, f, F_SORT, NULL, NULL);
        v->sort_created = address(c, f, F_SORT, "created", NULL);
        report_view(c, &v->report);
        if ((st = ticket_count(c, &f->query, &v->total)))
                return st;
        board_desk_page(c, &v->page, v->title, "queue");
        v->page.live = "desk";
        return ST_OK;
}

enum status board_queue_page(struct ctx *c)
{
        struct board_queue *v = ARENA_NEW(c->arena, struct board_queue);
        struct filters f;
        enum status st;
        filters_read(c, &f);
        if (str_eq(ctx_param(c, "part"), "rows")) {
                if (!(st = rows_view(c, &f, v)))
                        board_rows_html(&c->html, v);
                return st;
        }
        if (!(st = queue_view(c, &f, v)))
                board_queue_html(&c->html, v);
        return st;
}

/* ---- bulk ---- */

static enum status bulk_one(struct ctx *c, const char *number, bool take, int64_t group, struct board_report *r)
{
        struct ticket t;
        enum status st = ticket_find(c, number, take ? ACT_TAKE : ACT_ASSIGN, &t);
        if (!st)
                st = take ? ticket_take(c, &t) : ticket_assign(c, &t, group, 0, 0);
        if (!st)
                r->done++;
        else if (st == ST_CONFLICT)
                r->taken++;
        else if (st == ST_NOT_FOUND || st == ST_DENIED || st == ST_INVALID)
                r->refused++;
        else
                return st;
        return ST_OK;
}

/* Where to go back to: the queue that the form came from, with the report. */
static const char *bulk_back(struct ctx *c, const struct board_report *r)
{
        const char *back = form_value(c, "back");
        if (!back || !path_is_ours(back) || !str_starts(back, "/tickets"))
                back = "/tickets?view=take";
        return arena_fmt(c->arena, "%s%cact=%s&done=%lld&taken=%lld&refused=%lld", back, strchr(back, '?') ? '&' : '?',
                         r->moved ? "group" : "take", (long long)r->done, (long long)r->taken, (long long)r->refused);
}

/* Each ticket is its own change: one that somebody else took meanwhile does not undo the others. */
enum status board_bulk_post(struct ctx *c)
{
        struct board_report r = {0};
        const char *act = form_value(c, "act");
        const char *chosen = form_value(c, "group");
        bool take = str_eq(act, "take");
        int64_t group = chosen ? id_of(chosen) : 0;
        size_t seen = 0;
        if (!take && (!str_eq(act, "group") || !group))
                return ctx_fail(c, ST_INVALID, MSG_desk_bulk_which);
        for (size_t i = 0; i < c->req->n_field && seen < BULK_MAX; i++) {
                if (strcmp(c->req->field[i].name, "ticket") != 0)
                        continue;
                seen++;
                enum status st = bulk_one(c, c->req->field[i].value, take, group, &r);
                if (st)
                        return st;
        }
        c->why = NULL;
        r.moved = !take;
        return ctx_redirect(c, bulk_back(c, &r));
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
