/* The agent's home: four counters that are links, what is to take in one's groups, what was
 * answered, what is due next.  Each part is a fragment of its own (/desk/parts/NAME) that fetches
 * itself again when the stream says that something changed; the stream carries no content, so a
 * part shows exactly what a GET by the same person would show. */
#include "desk/board/board.h"
#include "desk/ticket/panel.h"
#include "desk/ticket/list_export.h"
#include "desk/board/board_view.h"
#include "desk/clock/clock.h"
#include "desk/people/away.h"
#include "templates.h"

enum { HOME_TAKE = 6, HOME_UNREAD = 5, HOME_DUE = 5, READ_AT_ONCE = 50 };

void board_desk_page(struct ctx *c, struct page *p, const char *title, const char *nav)
{
        page_init(c, p, title, nav);
        p->page_script_desk = true;
}

static enum status count_view(struct ctx *c, const char *view, int64_t state, int64_t *n)
{
        struct ticket_query q = {.view = view, .state = state};
        return ticket_count(c, &q, n);
}

static const char *first_word(struct ctx *c, const char *name)
{
        return arena_strn(c->arena, name, strcspn(name, " "));
}

/* ---- parts ---- */

static enum status counts_view(struct ctx *c, struct board_counts *v)
{
        struct group *groups;
        size_t n_groups;
        struct ticket_page near;
        struct ticket_query mine = {.view = "mine", .sort = SORT_DUE, .limit = 50};
        enum status st;
        *v = (struct board_counts){0};
        if ((st = count_view(c, "take", 0, &v->take)) || (st = count_view(c, "unread", 0, &v->unread)) ||
            (st = count_view(c, "mine", 0, &v->mine)) || (st = count_view(c, "mine", STATE_PENDING, &v->waiting)) ||
            (st = people_groups_of(c, c->actor->person_id, &groups, &n_groups)) || (st = ticket_list(c, &mine, &near)) ||
            (st = clock_rows_fill(c, near.rows, near.n_rows)))
                return st;
        /* what names me or asks my groups is a new communication too */
        struct asked *asked;
        size_t n_asked;
        if ((st = asked_list(c, &asked, &n_asked)))
                return st;
        v->unread += (int64_t)n_asked;
        v->groups = (int64_t)n_groups;
        for (size_t i = 0; i < near.n_rows; i++) {
                if (!near.rows[i].late && !near.rows[i].risk)
                        continue;
                v->close++;
                if (!v->first_due && !near.rows[i].late)
                        v->first_due = near.rows[i].due_text;
        }
        return ST_OK;
}

static enum status list_part(struct ctx *c, const struct ticket_query *q, int64_t known, struct board_part *v)
{
        struct ticket_page page;
        enum status st = ticket_list(c, q, &page);
        if (!st)
                st = clock_rows_fill(c, page.rows, page.n_rows);
        if (st)
                return st;
        v->rows = page.rows;
        v->n_rows = page.n_rows;
        v->more = known > (int64_t)page.n_rows ? known - (int64_t)page.n_rows : 0;
        return ST_OK;
}

static enum status take_view(struct ctx *c, struct board_part *v)
{
        struct ticket_query q = {.view = "take", .sort = SORT_DUE, .limit = HOME_TAKE};
        int64_t n;
        enum status st = count_view(c, "take", 0, &n);
        if (st || (st = list_part(c, &q, n, v)))
                return st;
        v->empty = (struct empty_view){ctx_msg(c, MSG_desk_take_none), ctx_msg(c, MSG_desk_take_none_text),
                                       "/tickets?view=mine", ctx_msg(c, MSG_desk_see_mine), false, false};
        return ST_OK;
}

static enum status unread_view(struct ctx *c, struct board_part *v)
{
        struct ticket_query q = {.view = "unread", .sort = SORT_CREATED, .limit = HOME_UNREAD};
        int64_t n;
        enum status st = count_view(c, "unread", 0, &n);
        if (st || (st = list_part(c, &q, n, v)))
                return st;
        v->empty = (struct empty_view){ctx_msg(c, MSG_desk_unread_none), ctx_msg(c, MSG_desk_unread_none_text), NULL,
                                       NULL, false, false};
        return ST_OK;
}

static enum status due_view(struct ctx *c, struct board_part *v)
{
        struct ticket_query q = {.view = "mine", .sort = SORT_DUE, .limit = HOME_DUE};
        struct ticket_page page;
        enum status st = ticket_list(c, &q, &page);
        if (!st)
                st = clock_rows_fill(c, page.rows, page.n_rows);
        if (st)
                return st;
        /* A paused ticket has no deadline and comes last: it is not a close one. */
        size_t n = 0;
        while (n < page.n_rows && page.rows[n].due_at < MOMENT_NEVER)
                n++;
        v->rows = page.rows;
        v->n_rows = n;
        v->empty = (struct empty_view){ctx_msg(c, MSG_desk_due_none), ctx_msg(c, MSG_desk_due_none_text), NULL, NULL,
                                       false, false};
        return ST_OK;
}

static enum status asked_view(struct ctx *c, struct board_asked *v)
{
        struct asked *rows;
        enum status st = asked_list(c, &rows, &v->n_rows);
        v->rows = rows;
        return st;
}

static enum status asked_part(struct ctx *c)
{
        struct board_asked v = {0};
        enum status st = asked_view(c, &v);
        if (!st)
                board_asked_html(&c->html, &v);
        return st;
}

/* Parts that are not a list of tickets. */
static enum status own_part(struct ctx *c, const char *name)
{
        struct board_notices notices = {0};
        struct board_stand_in stand_in = {0};
        enum status st;
        if (str_eq(name, "asked"))
                return asked_part(c);
        if (str_eq(name, "notices")) {
                if (!(st = board_notices_view(c, &notices)))
                        board_notices_html(&c->html, &notices);
                return st;
        }
        if (str_eq(name, "stand-in")) {
                if (!(st = board_stand_in_view(c, &stand_in)))
                        board_stand_in_html(&c->html, &stand_in);
                return st;
        }
        return board_reached_part(c, name);
}

static enum status part_get(struct ctx *c)
{
        const char *name = ctx_var(c, "name");
        struct board_part part = {0};
        struct board_counts counts;
        enum status st;
        if (str_eq(name, "counts")) {
                if (!(st = counts_view(c, &counts)))
                        board_counts_html(&c->html, &counts);
                return st;
        }
        if (str_eq(name, "take")) {
                if (!(st = take_view(c, &part)))
                        board_take_html(&c->html, &part);
                return st;
        }
        if (str_eq(name, "unread")) {
                if (!(st = unread_view(c, &part)))
                        board_unread_html(&c->html, &part);
                return st;
        }
        if (str_eq(name, "due")) {
                if (!(st = due_view(c, &part)))
                        board_due_html(&c->html, &part);
                return st;
        }
        return own_part(c, name);
}

/* ---- pages ---- */

static enum status home_view(struct ctx *c, struct board_home *v)
{
        enum status st;
        board_desk_page(c, &v->page, ctx_msg(c, MSG_layout_desk), "desk");
        v->page.live = "desk,me";
        v->first_name = first_word(c, c->actor->name);
        v->now = c->now;
        if ((st = counts_view(c, &v->counts)) || (st = take_view(c, &v->take)) || (st = unread_view(c, &v->unread)) ||
            (st = asked_view(c, &v->asked)) || (st = board_notices_view(c, &v->notices)) ||
            (st = board_stand_in_view(c, &v->stand_in)) ||
            (st = person_available(c, c->actor->person_id, &v->available)))
                return st;
        if ((st = board_reached_view(c, &v->reached)) || (st = board_today_view(c, &v->today)) || (st = board_late_view(c, &v->late)) ||
            (st = board_follow_view(c, &v->follow)) || (st = panels_render(c, PANEL_HOME, NULL, 0, &v->panels)))
                return st;
        return due_view(c, &v->due);
}

static enum status home_get(struct ctx *c)
{
        struct board_home *v = ARENA_NEW(c->arena, struct board_home);
        enum status st = home_view(c, v);
        if (!st)
                board_home_html(&c->html, v);
        return st;
}

static enum status keys_get(struct ctx *c)
{
        struct board_keys *v = ARENA_NEW(c->arena, struct board_keys);
        board_desk_page(c, &v->page, ctx_msg(c, MSG_layout_keys), "");
        board_keys_html(&c->html, v);
        return ST_OK;
}

/* Marks what is listed as read: at most fifty, the rest stays unread and visible. */
static enum status read_post(struct ctx *c)
{
        struct ticket_query q = {.view = "unread", .limit = READ_AT_ONCE};
        struct ticket_page page;
        enum status st = ticket_list(c, &q, &page);
        if (st)
                return st;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        for (size_t i = 0; i < page.n_rows; i++) {
                struct ticket t;
                if ((st = ticket_load(c, page.rows[i].id, ACT_READ, &t)) == ST_NOT_FOUND)
                        continue;
                if (st || (st = ticket_seen(c, &t)))
                        return st;
        }
        if ((st = db_commit(&tx)))
                return st;
        if (!c->fragment)
                return ctx_redirect(c, "/desk");
        struct board_part part = {0};
        if ((st = unread_view(c, &part)))
                return st;
        board_unread_html(&c->html, &part);
        return ST_OK;
}

static void counters(struct ctx *c, struct page *p)
{
        if (!p->agent)
                return;
        if (count_view(c, "take", 0, &p->to_take))
                p->to_take = -1;
        if (count_view(c, "unread", 0, &p->unread))
                p->unread = -1;
}

/* Runs before main(): the menu's counters come with the slice, whoever links it. */
__attribute__((constructor)) static void board_register(void)
{
        page_counters(counters);
}

static const struct route board_routes[] = {
        {HTTP_GET, "/desk", PERM_AGENT, home_get, 0, NULL},
        {HTTP_GET, "/desk/parts/{name}", PERM_AGENT, part_get, ROUTE_QUIET, NULL},
        {HTTP_POST, "/desk/read", PERM_AGENT, read_post, 0, NULL},
        {HTTP_POST, "/desk/available", PERM_AGENT, board_available_post, 0, NULL},
        {HTTP_POST, "/desk/notices", PERM_AGENT, board_notices_post, 0, NULL},
        {HTTP_POST, "/desk/stand-in/{id}", PERM_AGENT, board_stand_in_post, 0, NULL},
        {HTTP_POST, "/desk/back", PERM_AGENT, board_back_post, 0, NULL},
        {HTTP_GET, "/desk/keys", PERM_AGENT, keys_get, 0, NULL},
        {HTTP_GET, "/tickets", PERM_AGENT, board_queue_page, 0, NULL},
        {HTTP_GET, "/tickets/export", PERM_AGENT, board_export, ROUTE_SLOW, NULL},
        {HTTP_POST, "/tickets/export", PERM_AGENT, board_export_post, ROUTE_SLOW, NULL},
        {HTTP_GET, "/tickets/exports/{id}", PERM_AGENT, board_export_state, 0, NULL},
        {HTTP_GET, "/tickets/exports/{id}/file", PERM_AGENT, board_export_file, 0, NULL},
        {HTTP_GET, "/tickets/filters", PERM_AGENT, board_filters_page, 0, NULL},
        {HTTP_GET, "/tickets/views", PERM_AGENT, board_saved_page, 0, NULL},
        {HTTP_POST, "/tickets/views", PERM_AGENT, board_saved_post, 0, NULL},
        {HTTP_POST, "/tickets/change", PERM_AGENT, board_change_post, ROUTE_SLOW, NULL},
        {HTTP_GET, "/tickets/changes", PERM_AGENT, board_reports_page, 0, NULL},
        {HTTP_GET, "/tickets/changes/{id}", PERM_AGENT, board_report_page, 0, NULL},
        {HTTP_POST, "/tickets/changes/{id}/undo", PERM_AGENT, board_report_undo, ROUTE_SLOW, NULL},
        {HTTP_GET, "/desk/search", PERM_AGENT, board_search_page, ROUTE_SLOW, NULL},
        {0},
};

const struct slice slice_board = {
        .name = "board",
        .routes = board_routes,
};
