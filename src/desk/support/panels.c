/* Support tasks on the pages of others: under a service task and an item, on the course's page, and today's on the
 * agent's home, where what comes from an event under way stands first. */
#include "desk/support/choices.h"
#include "desk/support/event_view.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/panel.h"
#include "templates.h"

extern const struct slice slice_support_panels;

enum { SHOWN = 100, HOME_SHOWN = 12 };

static enum status lines_show(struct ctx *c, const struct support_query *q, bool with_day, struct support_lines *v, struct html *to)
{
        struct support *s;
        size_t n;
        enum status st = support_list(c, q, &s, &n);

        if (st)
                return st;
        struct support_line *rows = ARENA_ARRAY(c->arena, n + 1, struct support_line);
        for (size_t i = 0; i < n; i++) {
                const char *span = cal_span_text(c, s[i].from_at, s[i].to_at);
                struct html_arg args[] = {{"day", human_date(c->arena, c->lang, c->zone, s[i].from_at), 0}, {"span", span, 0}};
                rows[i] = (struct support_line){&s[i], arena_fmt(c->arena, "/tickets/%s", s[i].number),
                                                with_day ? msg_text(c->arena, c->lang, MSG_support_day_span, 2, args) : span,
                                                s[i].assignee_name ? s[i].assignee_name : ""};
        }
        v->rows = rows;
        v->n_rows = n;
        v->none = ctx_msg(c, MSG_support_none_yet);
        support_lines_html(to, v);
        return ST_OK;
}

static enum status step_show(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        struct support_query q = {.service_task_id = id, .done = true, .limit = SHOWN};
        struct support_lines v = {.title = ctx_msg(c, MSG_support_tasks), .id = "supports"};

        if (t->kind == TICKET_SERVICE_TASK && t->state < STATE_RESOLVED && ticket_can(c, t, ACT_WORK))
                v.add = arena_fmt(c->arena, "/support/new?task=%s", t->number);
        return lines_show(c, &q, true, &v, to);
}

static enum status course_show(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        struct support_query q = {.course_id = id, .done = true, .limit = SHOWN};
        struct support_lines v = {.title = ctx_msg(c, MSG_support_tasks), .id = "supports"};

        (void)t;
        if (!c->actor->roles && !c->actor->system) /* who answers for the course sees its page, not the desk's work */
                return ST_OK;
        v.add = arena_fmt(c->arena, "/support/new?course=%lld", (long long)id);
        struct course k;
        enum status st = course_load(c, id, &k);
        if (!st && course_may_edit(c, k.department_id))
                v.timetable = arena_fmt(c->arena, "/support/timetables/%lld", (long long)id);
        if (st)
                return st;
        return lines_show(c, &q, true, &v, to);
}

static enum status home_show(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        int64_t from = cal_day_start(c, c->now, 0);
        struct support_query q = {.from = from, .to = cal_day_start(c, c->now, 1), .person_id = c->actor->person_id, .limit = HOME_SHOWN};
        struct support_lines v = {.title = ctx_msg(c, MSG_support_today_mine), .id = "support-today"};
        struct support *s;
        size_t n;

        (void)t;
        (void)id;
        enum status st = support_list(c, &q, &s, &n);
        return st || !n ? st : lines_show(c, &q, false, &v, to);
}

static const struct panel support_panels[] = {
        {"supports", PANEL_DESK, 1 << TICKET_SERVICE_TASK | 1 << TICKET_ITEM, step_show},
        {"course-supports", PANEL_COURSE, 0, course_show},
        {"support-today", PANEL_HOME, 0, home_show},
        {0}};

const struct slice slice_support_panels = {.name = "support-panels", .panels = support_panels};
