/* The calendar of support: a week, a day or a list, made here whole, so that it is read, linked and printed without a
 * script.  Events are placed in quarters of an hour by classes; what overlaps stands side by side, and what finds no
 * place is counted and is in the day's list.  Everything shown is asked by range, with a ceiling. */
#include "desk/people/people.h"
#include "desk/support/support_view.h"
#include "templates.h"

extern const struct slice slice_support_calendar;

enum { FIRST_HOUR = 8, LAST_HOUR = 18, QUARTERS = 4, LANES_WEEK = 3, LANES_DAY = 6, LIST_DAYS = 14, TWELFTHS = 12 };

/* What the address asks. */
struct asked {
        enum cal_scale scale;
        bool chosen;
        int64_t from, to, group_id, person_id, room_id;
        const char *show;        /* "" "free" "flagged" "sessions" */
        const char *group, *person;
        int n_days;
};

static int64_t id_param(struct ctx *c, const char *name)
{
        int64_t v;

        return text_i64(ctx_param(c, name), &v) ? v : 0;
}

static enum cal_scale scale_of(const char *word)
{
        return str_eq(word, "day") ? CAL_DAY : str_eq(word, "list") ? CAL_LIST : CAL_WEEK;
}

static const char *scale_word(enum cal_scale s)
{
        return s == CAL_DAY ? "day" : s == CAL_LIST ? "list" : "week";
}

static void asked_read(struct ctx *c, struct asked *q)
{
        const char *scale = ctx_param(c, "scale"), *group = ctx_param(c, "group"), *person = ctx_param(c, "person");
        struct civil t;
        int64_t at = c->now;

        *q = (struct asked){.scale = scale_of(scale), .chosen = *scale != 0, .room_id = id_param(c, "room"), .show = ctx_param(c, "show"),
                            .group = group, .person = person};
        if (!cal_day_read(c, ctx_param(c, "from"), &at))
                at = c->now;
        zone_local(c->zone, at, &t);
        q->from = cal_day_start(c, at, q->scale == CAL_WEEK ? 1 - t.wday : 0);
        q->n_days = q->scale == CAL_DAY ? 1 : q->scale == CAL_LIST ? LIST_DAYS : 7;
        q->to = cal_day_start(c, q->from, q->n_days);
        q->person_id = str_eq(person, "me") ? c->actor->person_id : id_param(c, "person");
        q->group_id = str_eq(group, "all") ? 0 : id_param(c, "group") ? id_param(c, "group") : q->person_id || q->room_id ? 0 : -1;
}

/* The same calendar with one thing changed. */
static const char *address(struct ctx *c, const struct asked *q, const char *from, const char *scale, const char *group,
                           const char *person, const char *show)
{
        struct buf b;

        buf_init(&b, c->arena, 1000);
        buf_fmt(&b, "/calendar?from=%s", from ? from : cal_day_text(c, q->from));
        if (scale || q->chosen)
                buf_fmt(&b, "&scale=%s", scale ? scale : scale_word(q->scale));
        if (*group) {
                buf_str(&b, "&group=");
                buf_url(&b, group);
        }
        if (*person) {
                buf_str(&b, "&person=");
                buf_url(&b, person);
        }
        if (q->room_id)
                buf_fmt(&b, "&room=%lld", (long long)q->room_id);
        if (*show) {
                buf_str(&b, "&show=");
                buf_url(&b, show);
        }
        return b.p;
}

static const char *at_day(struct ctx *c, const struct asked *q, int64_t day, const char *scale)
{
        return address(c, q, cal_day_text(c, day), scale, q->group, q->person, q->show);
}

/* ---- events ---------------------------------------------------------------------------------------------------- */

struct pile {
        struct cal_event *v;
        size_t n;
};

static const char *joined(struct ctx *c, const char *a, const char *b)
{
        return !a || !*a ? b ? b : "" : !b || !*b ? a : arena_fmt(c->arena, "%s · %s", a, b);
}

static const char *look_of(const struct support *s)
{
        return s->free ? "ev--free" : s->flag ? "ev--bad" : s->state >= STATE_RESOLVED ? "ev--done" : "ev--sou";
}

static void support_add(struct ctx *c, const struct support *s, struct pile *to)
{
        const char *who = s->assignee_name ? s->assignee_name : s->free ? ctx_msg(c, MSG_support_nobody) : "";
        bool named = s->course_code && str_starts(s->subject, s->course_code);

        to->v[to->n++] = (struct cal_event){
                .href = arena_fmt(c->arena, "/tickets/%s", s->number), .from = s->from_at, .to = s->to_at, .look = look_of(s),
                .title = named || !s->course_code ? s->subject : arena_fmt(c->arena, "%s, %s", s->course_code, s->subject),
                .sub = joined(c, *s->where ? s->where : s->mode_label, who), .when = cal_span_text(c, s->from_at, s->to_at),
                .mark = s->flag ? ctx_msg(c, MSG_support_flagged) : s->free ? ctx_msg(c, MSG_support_to_take) : NULL};
}

static void session_add(struct ctx *c, const struct agenda_session *s, struct pile *to)
{
        const char *theme = *s->theme ? s->theme : ctx_msg(c, MSG_support_session);

        to->v[to->n++] = (struct cal_event){
                .href = arena_fmt(c->arena, "/support/new?course=%lld&session=%lld", (long long)s->course_id, (long long)s->id),
                .from = s->from_at, .to = s->to_at, .look = "ev--free", .title = arena_fmt(c->arena, "%s, %s", s->code, theme),
                .sub = ctx_msg(c, MSG_support_no_support), .when = cal_span_text(c, s->from_at, s->to_at),
                .mark = ctx_msg(c, MSG_support_no_support)};
}

static int by_time(const void *a, const void *b)
{
        const struct cal_event *x = a, *y = b;

        return x->from != y->from ? (x->from < y->from ? -1 : 1) : x->to != y->to ? (x->to > y->to ? -1 : 1) : 0;
}

static enum status events_find(struct ctx *c, const struct asked *q, struct pile *to, int64_t *cut)
{
        struct support *s;
        struct agenda_session *x;
        size_t n = 0;
        bool bare = str_eq(q->show, "sessions");
        struct support_query w = {.from = q->from, .to = q->to, .group_id = q->group_id, .person_id = q->person_id, .room_id = q->room_id,
                                  .free = str_eq(q->show, "free"), .flagged = str_eq(q->show, "flagged"), .done = true};
        enum status st = bare ? agenda_sessions(c, q->from, q->to, 0, true, &x, &n) : support_list(c, &w, &s, &n);

        if (st)
                return st;
        to->v = ARENA_ARRAY(c->arena, n + 1, struct cal_event);
        for (size_t i = 0; i < n; i++) {
                if (bare)
                        session_add(c, &x[i], to);
                else
                        support_add(c, &s[i], to);
        }
        *cut = n == SUPPORTS_MAX;
        qsort(to->v, to->n, sizeof *to->v, by_time);
        return ST_OK;
}

/* ---- the grid ------------------------------------------------------------------------------------------------------ */

/* Quarters of an hour since the first row, by the clock on the wall. */
static int quarter(const struct ctx *c, int64_t day_end, int64_t at, int first_hour, bool up)
{
        struct civil t;

        if (at >= day_end)
                return (24 - first_hour) * QUARTERS;
        zone_local(c->zone, at, &t);
        return (t.hour - first_hour) * QUARTERS + (t.minute + (up ? 14 : 0)) / 15;
}

/* Side by side what overlaps: each takes the first lane that is free; a run of overlapping ones shares its lanes. */
static void lanes(struct cal_day *d, struct cal_event *g, size_t n, int max)
{
        size_t start = 0, kept = 0;
        int ends[LANES_DAY], used = 0, last = 0;

        for (size_t i = 0; i <= n; i++) {
                if (i == n || (used && g[i].at >= last)) {
                        for (size_t k = start; k < kept; k++) {
                                g[k].ln = TWELFTHS / used;
                                g[k].fr = g[k].fr * g[k].ln + 1;
                        }
                        start = kept;
                        used = last = 0;
                }
                if (i == n)
                        break;
                int lane = 0;
                while (lane < used && ends[lane] > g[i].at)
                        lane++;
                if (lane >= max) {
                        d->more++;
                        continue;
                }
                used = lane == used ? used + 1 : used;
                ends[lane] = g[i].at + g[i].rows;
                last = ends[lane] > last ? ends[lane] : last;
                g[kept] = g[i];
                g[kept++].fr = lane;
        }
        d->n_grid = kept;
}

static void day_fill(struct ctx *c, const struct asked *q, struct cal_day *d, const struct pile *p, int first, int last)
{
        struct cal_event *g = ARENA_ARRAY(c->arena, p->n + 1, struct cal_event), *all = ARENA_ARRAY(c->arena, p->n + 1, struct cal_event);
        size_t n = 0;
        int end = (last - first) * QUARTERS;

        for (size_t i = 0; i < p->n; i++) {
                if (p->v[i].to <= d->from || p->v[i].from >= d->to)
                        continue;
                all[n] = g[n] = p->v[i];
                int at = p->v[i].from < d->from ? 0 : quarter(c, d->to, p->v[i].from, first, false);
                int to = quarter(c, d->to, p->v[i].to, first, true);
                at = at < 0 ? 0 : at > end - 1 ? end - 1 : at;
                to = to > end ? end : to < at + 2 ? at + 2 : to; /* half an hour at least, to be read */
                g[n].at = at + 1;
                g[n].rows = to - at;
                n++;
        }
        d->all = all;
        d->n_all = n;
        d->grid = g;
        lanes(d, g, n, q->scale == CAL_DAY ? LANES_DAY : LANES_WEEK);
        if (c->now >= d->from && c->now < d->to) {
                int at = quarter(c, d->to, c->now, first, false);
                d->now_at = at >= 0 && at < end ? at + 1 : 0;
        }
}

/* Whole hours that hold everything; 8 to 18 at least. */
static void hours_find(const struct ctx *c, const struct pile *p, int *first, int *last)
{
        struct civil a, b;

        *first = FIRST_HOUR;
        *last = LAST_HOUR;
        for (size_t i = 0; i < p->n; i++) {
                zone_local(c->zone, p->v[i].from, &a);
                zone_local(c->zone, p->v[i].to, &b);
                bool overnight = a.day != b.day;
                *first = overnight && (b.hour || b.minute) ? 0 : a.hour < *first ? a.hour : *first;
                int end = overnight ? 24 : b.hour + (b.minute > 0);
                *last = end > *last ? end : *last;
        }
}

static const char *weekday(struct ctx *c, int wday)
{
        static const int words[] = {MSG_support_wd1, MSG_support_wd2, MSG_support_wd3, MSG_support_wd4,
                                    MSG_support_wd5, MSG_support_wd6, MSG_support_wd7};

        return ctx_msg(c, words[wday - 1]);
}

static void day_head(struct ctx *c, const struct asked *q, int n, struct cal_day *d)
{
        struct civil t;

        *d = (struct cal_day){.from = cal_day_start(c, q->from, n), .to = cal_day_start(c, q->from, n + 1)};
        zone_local(c->zone, d->from, &t);
        d->title = human_date(c->arena, c->lang, c->zone, d->from);
        d->short_title = arena_fmt(c->arena, "%s %d", weekday(c, t.wday), t.day);
        d->href = at_day(c, q, d->from, "day");
        d->today = c->now >= d->from && c->now < d->to;
}

static enum status due_fill(struct ctx *c, const struct asked *q, struct cal_day *days, size_t n, bool *any)
{
        struct agenda_due *due;
        size_t n_due = 0;
        enum status st = *q->show || q->room_id ? ST_OK : agenda_due(c, q->from, q->to, q->group_id, q->person_id, &due, &n_due);

        for (size_t k = 0; !st && k < n; k++) {
                struct cal_event *v = ARENA_ARRAY(c->arena, n_due + 1, struct cal_event);
                days[k].due = v;
                for (size_t i = 0; i < n_due; i++) {
                        if (due[i].due_at < days[k].from || due[i].due_at >= days[k].to)
                                continue;
                        v[days[k].n_due++] = (struct cal_event){.href = arena_fmt(c->arena, "/tickets/%s", due[i].number), .title = due[i].subject,
                                                                .sub = due[i].assignee_name ? due[i].assignee_name : "",
                                                                .when = human_time(c->arena, c->lang, c->zone, due[i].due_at)};
                        *any = true;
                }
        }
        return st;
}

static bool weekend_empty(const struct ctx *c, const struct cal_day *d)
{
        struct civil t;

        zone_local(c->zone, d->from, &t);
        return t.wday >= 6 && !d->n_all && !d->n_due;
}

static enum status days_view(struct ctx *c, const struct asked *q, struct calendar_view *v)
{
        struct pile p = {NULL, 0};
        struct cal_day *days = ARENA_ARRAY(c->arena, (size_t)q->n_days, struct cal_day);
        int first, last;
        enum status st = events_find(c, q, &p, &v->cut);

        if (st)
                return st;
        hours_find(c, &p, &first, &last);
        v->any = p.n > 0;
        v->n_days = (size_t)q->n_days;
        for (int i = 0; i < q->n_days; i++) {
                day_head(c, q, i, &days[i]);
                day_fill(c, q, &days[i], &p, first, last);
        }
        st = due_fill(c, q, days, v->n_days, &v->any_due);
        /* Saturday and Sunday when there is something */
        while (q->scale == CAL_WEEK && v->n_days > 5 && weekend_empty(c, &days[v->n_days - 1]))
                v->n_days--;
        v->days = days;
        v->columns = arena_fmt(c->arena, "week--d%d", (int)v->n_days);
        struct cal_hour *h = ARENA_ARRAY(c->arena, 24, struct cal_hour);
        for (int i = first; i < last; i++) {
                int64_t at = days[0].from + (int64_t)i * HOUR_MS;
                struct civil t;
                zone_local(c->zone, at, &t);
                h[v->n_hours++] = (struct cal_hour){arena_fmt(c->arena, c->lang == LANG_EN ? "%d:00" : "%d h", i), (i - first) * QUARTERS + 1};
        }
        v->hours = h;
        return st;
}

/* ---- chips and choices ------------------------------------------------------------------------------------------------ */

static void chip(struct calendar_view *v, struct cal_chip *to, const char *href, const char *text, bool on, int64_t count)
{
        to[v->n_chips++] = (struct cal_chip){href, text, on, count};
}

static const char *or_none(bool on, const char *word)
{
        return on ? "" : word;
}

static enum status chips_view(struct ctx *c, const struct asked *q, struct calendar_view *v)
{
        struct group *g;
        size_t n;
        int64_t free = 0, flagged = 0;
        enum status st = people_groups_of(c, c->actor->person_id, &g, &n);

        if (!st)
                st = support_counts(c, q->from, q->to, q->group_id, &free, &flagged);
        if (st)
                return st;
        struct cal_chip *to = ARENA_ARRAY(c->arena, n + 8, struct cal_chip);
        v->chips = to;
        for (size_t i = 0; i < n && i < 6; i++) {
                const char *id = arena_fmt(c->arena, "%lld", (long long)g[i].id);
                bool on = q->group_id == g[i].id;
                chip(v, to, address(c, q, NULL, NULL, or_none(on, id), "", q->show), g[i].name, on, -1);
        }
        bool me = str_eq(q->person, "me"), all = str_eq(q->group, "all"), bare = str_eq(q->show, "sessions");
        bool is_free = str_eq(q->show, "free"), is_flagged = str_eq(q->show, "flagged");
        chip(v, to, address(c, q, NULL, NULL, or_none(all, "all"), "", q->show), ctx_msg(c, MSG_support_all_groups), all, -1);
        chip(v, to, address(c, q, NULL, NULL, "", or_none(me, "me"), q->show), ctx_msg(c, MSG_support_only_me), me, -1);
        chip(v, to, address(c, q, NULL, NULL, q->group, q->person, or_none(is_free, "free")), ctx_msg(c, MSG_support_to_take_chip), is_free, free);
        chip(v, to, address(c, q, NULL, NULL, q->group, q->person, or_none(is_flagged, "flagged")), ctx_msg(c, MSG_support_flagged_chip),
             is_flagged, flagged);
        chip(v, to, address(c, q, NULL, NULL, q->group, q->person, or_none(bare, "sessions")), ctx_msg(c, MSG_support_sessions_chip), bare, -1);
        return ST_OK;
}

static enum status choices_view(struct ctx *c, const struct asked *q, struct calendar_view *v)
{
        struct choice *g;
        struct room *r;
        size_t n = 0, n_r = 0;
        enum status st = group_choices(c, &g, &n);

        if (!st)
                st = room_list(c, false, &r, &n_r);
        if (st)
                return st;
        struct cal_option *o = ARENA_ARRAY(c->arena, n + 1, struct cal_option), *p = ARENA_ARRAY(c->arena, n_r + 1, struct cal_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct cal_option){arena_fmt(c->arena, "%lld", (long long)g[i].id), g[i].name, g[i].id == q->group_id};
        for (size_t i = 0; i < n_r; i++)
                p[i] = (struct cal_option){arena_fmt(c->arena, "%lld", (long long)r[i].id), r[i].name, r[i].id == q->room_id};
        v->groups = o;
        v->n_groups = n;
        v->rooms = p;
        v->n_rooms = n_r;
        return ST_OK;
}

/* ---- the page -------------------------------------------------------------------------------------------------------- */

static void head_view(struct ctx *c, const struct asked *q, struct calendar_view *v)
{
        int step = q->scale == CAL_DAY ? 1 : q->scale == CAL_LIST ? LIST_DAYS : 7;
        const char *scale = q->chosen ? scale_word(q->scale) : NULL;
        struct html_arg day[] = {{"day", human_date(c->arena, c->lang, c->zone, q->from), 0}};
        int title = q->scale == CAL_DAY ? MSG_support_title_day : q->scale == CAL_LIST ? MSG_support_title_list : MSG_support_title_week;

        v->title = msg_text(c->arena, c->lang, title, 1, day);
        v->region = v->title;
        v->scale = (int)q->scale;
        v->both = !q->chosen;
        v->prev = at_day(c, q, cal_day_start(c, q->from, -step), scale);
        v->next = at_day(c, q, cal_day_start(c, q->from, step), scale);
        v->today = at_day(c, q, c->now, scale);
        v->day_href = at_day(c, q, c->now >= q->from && c->now < q->to ? c->now : q->from, "day");
        v->week_href = at_day(c, q, q->from, "week");
        v->list_href = at_day(c, q, q->from, "list");
        v->from = cal_day_text(c, q->from);
        v->scale_word = scale_word(q->scale);
}

static enum status body_write(struct ctx *c, const struct asked *q, struct calendar_view *v)
{
        struct html to = memo_html(c);
        enum status st = days_view(c, q, v);

        if (!st)
                st = chips_view(c, q, v);
        if (!st)
                st = choices_view(c, q, v);
        if (st)
                return st;
        calendar_body_html(&to, v);
        v->body = html_written(&to, 0);
        return buf_end(to.out);
}

/* All but the frame and the token of the form is kept for whoever looks again while nothing happens. */
static enum status calendar_get(struct ctx *c)
{
        struct asked q;
        struct calendar_view *v = ARENA_NEW(c->arena, struct calendar_view);
        const char *key, *note;

        asked_read(c, &q);
        head_view(c, &q, v);
        page_init(c, &v->page, v->title, "calendar");
        v->page.page_script_desk = true;
        v->page.live = "desk";
        enum status st = people_kept_key(c, v->page.shortcuts ? "calendar, keys" : "calendar", &key);
        if (!st && !memo_html_get(c, key, &v->body, &note)) {
                st = body_write(c, &q, v);
                if (!st)
                        memo_html_put(c, key, v->body, "");
        }
        int64_t soon = c->now >= q.from && c->now < q.to ? cal_soon(c, 15 * MINUTE_MS) : q.from + 9 * HOUR_MS;
        if (!st)
                st = booking_form(c, soon, soon + HOUR_MS, &v->booking);
        if (st)
                return st;
        calendar_html(&c->html, v);
        return ST_OK;
}

static const struct route calendar_routes[] = {{HTTP_GET, "/calendar", PERM_AGENT, calendar_get, 0, NULL}, {0}};

const struct slice slice_support_calendar = {.name = "support-calendar", .routes = calendar_routes};
