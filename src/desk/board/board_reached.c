/* What reached my groups, as three lists by kind; my day, what is late, and whom to ask for news.  Whoever is in
 * two groups sees the union of both and nothing else: each list is the view "groups" or "mine", narrowed. */
#include "desk/board/board_view.h"
#include "desk/clock/clock.h"
#include "templates.h"

enum { REACHED_SHOWN = 5, LOOKED_AT = 50, SIDE_SHOWN = 5, FOLLOW_AFTER = 3 * DAY_MS };

enum status board_reached_view(struct ctx *c, struct board_reached *v)
{
        static const struct {
                int kind, title, none;
                const char *id, *icon;
        } list[] = {{TICKET_SERVICE_TASK, MSG_reached_service_tasks, MSG_reached_no_service_task, "reached-service", "list-check"},
                    {TICKET_SUPPORT_TASK, MSG_reached_support_tasks, MSG_reached_no_support_task, "reached-support", "heart-handshake"},
                    {TICKET_INCIDENT, MSG_reached_help, MSG_reached_no_help, "reached-help", "lifebuoy"}};
        enum status st = ST_OK;

        *v = (struct board_reached){.n_lists = ARRAY_LEN(list)};
        for (size_t i = 0; !st && i < ARRAY_LEN(list); i++) {
                struct ticket_query q = {.view = "groups", .kind = list[i].kind, .sort = SORT_CREATED, .limit = REACHED_SHOWN};
                struct board_reached_list *l = &v->lists[i];
                struct ticket_page page = {0};
                *l = (struct board_reached_list){.id = list[i].id, .title = ctx_msg(c, list[i].title), .icon = list[i].icon,
                                                 .none = ctx_msg(c, list[i].none), .more_href = "/tickets?view=groups&sort=created"};
                st = ticket_list(c, &q, &page);
                if (!st)
                        st = clock_rows_fill(c, page.rows, page.n_rows);
                if (!st)
                        st = ticket_count(c, &q, &l->total);
                l->rows = page.rows;
                l->n_rows = page.n_rows;
                l->more = l->total > (int64_t)page.n_rows ? l->total - (int64_t)page.n_rows : 0;
        }
        return st;
}

/* ---- the side ------------------------------------------------------------------------------------------------ */

/* The first moment of the day after now, where the reader is; from noon to noon, so that a day of 23 or 25 hours
 * does no harm. */
static int64_t day_end(const struct ctx *c)
{
        struct civil local;

        zone_local(c->zone, c->now, &local);
        local.hour = 12;
        zone_local(c->zone, zone_moment(c->zone, &local) + DAY_MS, &local);
        local.hour = local.minute = local.second = 0;
        return zone_moment(c->zone, &local);
}

/* Of what a view gives, the rows that fit, in its order. */
static enum status picked(struct ctx *c, const struct ticket_query *q, bool (*fits)(const struct ctx *, const struct ticket_row *),
                          struct board_part *v)
{
        struct ticket_page page;
        enum status st = ticket_list(c, q, &page);
        size_t n = 0;

        if (!st)
                st = clock_rows_fill(c, page.rows, page.n_rows);
        if (st)
                return st;
        for (size_t i = 0; i < page.n_rows; i++)
                if (fits(c, &page.rows[i]))
                        page.rows[n++] = page.rows[i];
        v->rows = page.rows;
        v->n_rows = n < SIDE_SHOWN ? n : SIDE_SHOWN;
        v->more = (int64_t)(n - v->n_rows);
        return ST_OK;
}

static bool is_today(const struct ctx *c, const struct ticket_row *r)
{
        /* support tasks have a panel of their own, with the hours at which they begin */
        return r->due_at >= c->now && r->due_at < day_end(c) && !r->met && r->kind != TICKET_SUPPORT_TASK;
}

static bool is_late(const struct ctx *c, const struct ticket_row *r)
{
        return r->due_at < c->now && !r->paused && !r->met;
}

static bool wants_news(const struct ctx *c, const struct ticket_row *r)
{
        return r->state == STATE_RESOLVED && r->updated_at < c->now - FOLLOW_AFTER;
}

enum status board_today_view(struct ctx *c, struct board_part *v)
{
        *v = (struct board_part){.empty = {ctx_msg(c, MSG_reached_today_none), ctx_msg(c, MSG_reached_today_none_text), NULL, NULL, false, false}};
        return picked(c, &(struct ticket_query){.view = "mine", .sort = SORT_DUE, .limit = LOOKED_AT}, is_today, v);
}

enum status board_late_view(struct ctx *c, struct board_part *v)
{
        *v = (struct board_part){.empty = {ctx_msg(c, MSG_reached_late_none), NULL, NULL, NULL, false, false}};
        return picked(c, &(struct ticket_query){.view = "groups", .sort = SORT_DUE, .limit = LOOKED_AT}, is_late, v);
}

enum status board_follow_view(struct ctx *c, struct board_part *v)
{
        *v = (struct board_part){.empty = {ctx_msg(c, MSG_reached_follow_none), NULL, NULL, NULL, false, false}};
        return picked(c, &(struct ticket_query){.view = "mine", .state = STATE_RESOLVED, .limit = LOOKED_AT}, wants_news, v);
}

enum status board_reached_part(struct ctx *c, const char *name)
{
        struct board_reached reached;
        struct board_part part;
        enum status st = ST_NOT_FOUND;

        if (str_eq(name, "reached") && !(st = board_reached_view(c, &reached)))
                board_reached_html(&c->html, &reached);
        if (str_eq(name, "today") && !(st = board_today_view(c, &part)))
                board_today_html(&c->html, &part);
        if (str_eq(name, "late") && !(st = board_late_view(c, &part)))
                board_late_html(&c->html, &part);
        if (str_eq(name, "follow") && !(st = board_follow_view(c, &part)))
                board_follow_html(&c->html, &part);
        return st;
}
