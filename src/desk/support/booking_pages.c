/* Booking a room: one form, on the calendar and on its own page, with the places at the asked moment beside it.  A
 * refusal says who has the room and makes the way out the main button. */
#include "desk/people/people.h"
#include "desk/support/choices.h"
#include "templates.h"

extern const struct slice slice_support_bookings;

enum { AVAILABLE_DAYS = 7, TASKS_OFFERED_DAYS = 60 };

/* ---- the form -------------------------------------------------------------------------------------------------- */

static const char *seats(struct ctx *c, const struct room *r)
{
        const char *kind = room_kind_label(c, r->kind);
        const char *places = r->capacity ? msg_plural(c->arena, c->lang, MSG_support_seats, r->capacity, 0, NULL) : NULL;

        return places ? arena_fmt(c->arena, "%s · %s%s%s", kind, places, *r->site ? " · " : "", r->site)
                      : arena_fmt(c->arena, "%s%s%s", kind, *r->site ? " · " : "", r->site);
}

static void line_of(struct ctx *c, const struct room_now *x, int64_t from, struct room_line *l)
{
        struct html_arg at[] = {{"time", x->free_at ? human_time(c->arena, c->lang, c->zone, x->free_at) : "", 0}};
        struct html_arg by[] = {{"what", x->taken && x->taken->course_code ? x->taken->course_code
                                         : x->taken && x->taken->number ? x->taken->number : "", 0}};

        *l = (struct room_line){.name = x->room->name, .detail = seats(c, x->room), .tag = "tag--ok", .state = ctx_msg(c, MSG_support_free),
                                .href = arena_fmt(c->arena, "/rooms/%lld/availability?from=%s", (long long)x->room->id, cal_day_text(c, from))};
        if (!x->taken)
                return;
        l->tag = x->free_at ? "" : "tag--bad";
        l->state = x->free_at ? msg_text(c->arena, c->lang, MSG_support_free_at, 1, at)
                   : *by[0].text ? msg_text(c->arena, c->lang, MSG_support_taken_by, 1, by) : ctx_msg(c, MSG_support_taken);
}

static enum status tasks_view(struct ctx *c, struct booking_view *v)
{
        struct support *s;
        size_t n;
        int64_t chosen = cal_number_typed(c, "ticket");
        struct support_query q = {.from = c->now - c->now % DAY_MS, .to = c->now + TASKS_OFFERED_DAYS * DAY_MS, .group_id = -1, .limit = 100};
        enum status st = support_list(c, &q, &s, &n);

        if (st)
                return st;
        struct cal_option *o = ARENA_ARRAY(c->arena, n + 1, struct cal_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct cal_option){arena_fmt(c->arena, "%lld", (long long)s[i].ticket_id),
                                           arena_fmt(c->arena, "%s, %s", s[i].number, s[i].subject), s[i].ticket_id == chosen};
        v->tasks = o;
        v->n_tasks = n;
        return ST_OK;
}

static enum status rest_fill(struct ctx *c, int64_t from, int64_t to, struct booking_view *v)
{
        struct room_now *x;
        size_t n;
        int64_t chosen = cal_number_typed(c, "room");
        bool usable = from > 0 && to > from && to - from <= BOOKING_MAX_MS;
        enum status st = room_states(c, usable ? from : c->now, usable ? to : c->now + HOUR_MS, &x, &n);

        if (st)
                return st;
        struct cal_option *o = ARENA_ARRAY(c->arena, n + 1, struct cal_option);
        struct room_line *l = ARENA_ARRAY(c->arena, n + 1, struct room_line);
        for (size_t i = 0; i < n; i++) {
                o[i] = (struct cal_option){arena_fmt(c->arena, "%lld", (long long)x[i].room->id), x[i].room->name, x[i].room->id == chosen};
                line_of(c, &x[i], usable ? from : c->now, &l[i]);
        }
        struct html_arg when[] = {{"day", human_date(c->arena, c->lang, c->zone, usable ? from : c->now), 0},
                                  {"span", usable ? cal_span_text(c, from, to) : cal_span_text(c, c->now, c->now + HOUR_MS), 0}};
        v->when = msg_text(c->arena, c->lang, MSG_support_day_span, 2, when);
        v->rooms = o;
        v->lines = l;
        v->n_rooms = v->n_lines = n;
        v->day = cal_text_typed(c, "day", usable ? cal_day_text(c, from) : cal_day_text(c, c->now));
        v->from = c->req->method == HTTP_POST ? cal_text_typed(c, "from", "") : usable ? cal_hour_text(c, from) : "";
        v->to = c->req->method == HTTP_POST ? cal_text_typed(c, "to", "") : usable ? cal_hour_text(c, to) : "";
        v->title = c->req->method == HTTP_POST ? cal_text_typed(c, "title", "") : "";
        v->e_room = form_msg(c, "room");
        v->e_from = form_msg(c, "from");
        v->e_to = form_msg(c, "to");
        v->e_ticket = form_msg(c, "ticket");
        v->e_title = form_msg(c, "title");
        return tasks_view(c, v);
}

/* The places and tasks of a moment are kept while nothing happens; what lets the form be sent once is new each time. */
enum status booking_form(struct ctx *c, int64_t from, int64_t to, struct booking_view *v)
{
        const char *key, *note;
        struct html rest = memo_html(c);
        enum status st = people_kept_key(c, arena_fmt(c->arena, "booking %lld %lld %lld %lld", (long long)from, (long long)to, (long long)v->id,
                                                      (long long)v->version), &key);

        v->once = random_token(c->arena);
        if (st || memo_html_get(c, key, &v->rest, &note))
                return st;
        st = rest_fill(c, from, to, v);
        if (st)
                return st;
        booking_rest_html(&rest, v);
        v->rest = html_written(&rest, 0);
        memo_html_put(c, key, v->rest, "");
        return buf_end(rest.out);
}

/* ---- the page ----------------------------------------------------------------------------------------------------- */

static const char *what_of(struct ctx *c, const struct booking *b)
{
        if (b->number)
                return arena_fmt(c->arena, "%s, %s", b->number, b->subject);
        return *b->title ? b->title : ctx_msg(c, b->ticket_id ? MSG_support_taken : MSG_support_no_title);
}

static const char *when_of(struct ctx *c, const struct booking *b)
{
        struct html_arg args[] = {{"day", human_date(c->arena, c->lang, c->zone, b->from_at), 0}, {"span", cal_span_text(c, b->from_at, b->to_at), 0}};

        return msg_text(c->arena, c->lang, MSG_support_day_span, 2, args);
}

static enum status bookings_show(struct ctx *c, struct bookings_view *v, int64_t from, int64_t to)
{
        struct booking *b;
        size_t n;
        enum status st = booking_mine(c, &b, &n);

        if (!st)
                st = booking_form(c, from, to, &v->booking);
        if (st)
                return st;
        if (c->fragment && c->req->method == HTTP_POST) {
                booking_form_html(&c->html, &v->booking);
                return ST_OK;
        }
        struct booking_row *rows = ARENA_ARRAY(c->arena, n + 1, struct booking_row);
        for (size_t i = 0; i < n; i++)
                rows[i] = (struct booking_row){&b[i], when_of(c, &b[i]), what_of(c, &b[i]),
                                               arena_fmt(c->arena, "/bookings?edit=%lld", (long long)b[i].id)};
        v->mine = rows;
        v->n_mine = n;
        page_init(c, &v->page, ctx_msg(c, MSG_support_bookings), "calendar");
        v->page.page_script_desk = true;
        bookings_html(&c->html, v);
        return ST_OK;
}

static enum status bookings_get(struct ctx *c)
{
        struct bookings_view v = {0};
        struct booking b;
        int64_t edit = 0, day = c->now, from = cal_soon(c, HOUR_MS);

        if (!text_i64(ctx_param(c, "edit"), &edit) || !edit) {
                if (cal_day_read(c, ctx_param(c, "date"), &day))
                        from = day + 9 * HOUR_MS;
                return bookings_show(c, &v, from, from + HOUR_MS);
        }
        enum status st = booking_load(c, edit, &b);
        if (st || !b.may)
                return st ? st : ST_NOT_FOUND;
        v.booking.id = b.id;
        v.booking.version = b.version;
        st = bookings_show(c, &v, b.from_at, b.to_at);
        return st;
}

static enum status save(struct ctx *c, const struct booking_draft *d)
{
        int64_t id;
        const char *before = NULL, *once = cal_text_typed(c, "once", "");

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once, &before);
        if (!st && before)
                return ST_OK;
        if (!st)
                st = booking_save(c, d, &id, NULL);
        if (!st)
                st = once_keep(c, once, "1");
        return st ? st : db_commit(&tx);
}

static enum status refused(struct ctx *c, enum status st, const struct booking_draft *d)
{
        struct bookings_view v = {0};
        struct booking_offer o = {0};

        if (st == ST_CONFLICT && !c->why)
                st = booking_refused(c, d, &o);
        c->res->status = st == ST_INVALID ? 422 : 409;
        v.booking.id = d->id;
        v.booking.version = d->version;
        v.booking.offer_label = o.label;
        v.booking.offer_value = cal_offer_text(c, &o);
        v.error = c->n_error ? NULL : c->why;
        if (c->fragment && v.error)
                form_error_text(c, "room", v.error);
        return bookings_show(c, &v, d->from_at, d->to_at);
}

static enum status cancel_post(struct ctx *c)
{
        struct bookings_view v = {0};
        enum status st = booking_cancel(c, cal_number_typed(c, "id"), cal_number_typed(c, "version"));

        if (st == ST_STALE || st == ST_DENIED) {
                c->res->status = st == ST_DENIED ? 403 : 409;
                v.error = c->why;
                return bookings_show(c, &v, 0, 0);
        }
        if (st)
                return st;
        page_notice(c, "support.cancelled", NULL);
        return ctx_redirect(c, "/bookings");
}

static enum status bookings_post(struct ctx *c)
{
        const char *day = form_value(c, "day"), *offer = form_value(c, "offer");
        struct bookings_view v = {0};
        struct booking_draft d = {.id = cal_number_typed(c, "id"), .version = cal_number_typed(c, "version"), .room_id = cal_number_typed(c, "room"),
                                  .ticket_id = cal_number_typed(c, "ticket"), .title = form_value(c, "title"),
                                  .from_at = cal_moment_typed(c, day, form_value(c, "from")), .to_at = cal_moment_typed(c, day, form_value(c, "to"))};

        if (str_eq(form_value(c, "do"), "cancel"))
                return cancel_post(c);
        if (str_eq(form_value(c, "do"), "look")) {
                v.booking.id = d.id;
                v.booking.version = d.version;
                return bookings_show(c, &v, d.from_at, d.to_at);
        }
        if (offer && *offer && !cal_offer_read(offer, &d))
                return ST_INVALID;
        enum status st = save(c, &d);
        if (st == ST_INVALID || st == ST_CONFLICT || st == ST_STALE || st == ST_DENIED)
                return refused(c, st, &d);
        if (st)
                return st;
        page_notice(c, "support.booked", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/calendar?from=%s", cal_day_text(c, d.from_at)));
}

/* ---- one room ------------------------------------------------------------------------------------------------------ */

static enum status availability_days(struct ctx *c, int64_t from, int days, struct availability_view *v)
{
        struct booking *b;
        size_t n;
        struct avail_day *d = ARENA_ARRAY(c->arena, (size_t)days, struct avail_day);
        enum status st = booking_list(c, v->room->id, from, cal_day_start(c, from, days), &b, &n);

        for (int i = 0; !st && i < days; i++) {
                int64_t start = cal_day_start(c, from, i), end = cal_day_start(c, from, i + 1);
                struct booking_row *rows = ARENA_ARRAY(c->arena, n + 1, struct booking_row);
                d[i] = (struct avail_day){.title = human_date(c->arena, c->lang, c->zone, start), .rows = rows};
                for (size_t k = 0; k < n; k++)
                        if (b[k].from_at < end && b[k].to_at > start)
                                rows[d[i].n_rows++] = (struct booking_row){
                                        &b[k], cal_span_text(c, b[k].from_at, b[k].to_at), what_of(c, &b[k]),
                                        b[k].may ? arena_fmt(c->arena, "/bookings?edit=%lld", (long long)b[k].id) : NULL};
        }
        v->days = d;
        v->n_days = (size_t)days;
        return st;
}

static enum status availability_get(struct ctx *c)
{
        struct availability_view v = {0};
        struct room *r = ARENA_NEW(c->arena, struct room);
        int64_t id, from = c->now, to;
        int days = AVAILABLE_DAYS;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        enum status st = room_load(c, id, r);
        if (st)
                return st;
        if (!cal_day_read(c, ctx_param(c, "from"), &from))
                from = c->now;
        from = cal_day_start(c, from, 0);
        if (cal_day_read(c, ctx_param(c, "to"), &to) && to > from)
                days = (int)((to - from + DAY_MS / 2) / DAY_MS) + 1;
        days = days > 31 ? 31 : days;
        v.room = r;
        v.detail = seats(c, r);
        st = availability_days(c, from, days, &v);
        if (st)
                return st;
        v.prev = arena_fmt(c->arena, "/rooms/%lld/availability?from=%s", (long long)id, cal_day_text(c, cal_day_start(c, from, -days)));
        v.next = arena_fmt(c->arena, "/rooms/%lld/availability?from=%s", (long long)id, cal_day_text(c, cal_day_start(c, from, days)));
        page_init(c, &v.page, r->name, "calendar");
        v.page.page_script_desk = true;
        availability_html(&c->html, &v);
        return ST_OK;
}

static const struct route booking_routes[] = {
        {HTTP_GET, "/bookings", PERM_AGENT, bookings_get, 0, NULL},
        {HTTP_POST, "/bookings", PERM_AGENT, bookings_post, 0, NULL},
        {HTTP_GET, "/rooms/{id}/availability", PERM_AGENT, availability_get, 0, NULL},
        {0}};

const struct slice slice_support_bookings = {.name = "support-bookings", .routes = booking_routes};
