/* Rooms, bookings and support tasks, for programs: the verbs of the pages.  A booking that is
 * refused answers 409 with the offer of another room or moment as a member of the problem. */
#include "desk/agenda/agenda.h"
#include "desk/api/api.h"
#include "desk/ticket/course.h"
#include "desk/ticket/flag.h"

/* ---- reading members ------------------------------------------------------------------------------------------ */

static int64_t time_in(struct ctx *c, const char *name, int64_t otherwise)
{
        const struct json *j = jv_get(c->json, name);
        int64_t at;

        if (!j)
                return otherwise;
        return jv_text(j) && moment_parse(jv_text(j), &at) && at > 0 ? at : 0;
}

static const char *text_in(struct ctx *c, const char *name, const char *otherwise)
{
        const char *s = jv_text(jv_get(c->json, name));

        return s ? s : otherwise;
}

/* ?from= and ?to=, moments; without them today and the thirty days after. */
static void window(struct ctx *c, int64_t *from, int64_t *to)
{
        if (!moment_parse(ctx_param(c, "from"), from))
                *from = c->now - c->now % DAY_MS;
        if (!moment_parse(ctx_param(c, "to"), to))
                *to = *from + 31 * DAY_MS;
}

/* A room by its code; 0 and an error when there is none, −1 when nothing is said, 0 for null. */
static int64_t room_in(struct ctx *c)
{
        const struct json *j = jv_get(c->json, "room");
        struct room r;

        if (!j)
                return -1;
        if (jv_type(j) == JV_NULL)
                return 0;
        if (jv_text(j) && room_by_code(c, jv_text(j), &r) == ST_OK)
                return r.id;
        form_error(c, "room", MSG_agenda_room_unknown);
        return 0;
}

static int64_t person_in(struct ctx *c, const char *name)
{
        const struct json *j = jv_get(c->json, name);
        struct person p;

        if (!j)
                return -1;
        if (jv_type(j) == JV_NULL)
                return 0;
        if (jv_text(j) && person_by_login(c, jv_text(j), &p) == ST_OK)
                return p.id;
        form_error(c, name, MSG_agenda_person_unknown);
        return 0;
}

static int64_t ticket_in(struct ctx *c, const char *name)
{
        const char *number = jv_text(jv_get(c->json, name));
        struct ticket t;

        if (!number)
                return 0;
        if (ticket_find(c, number, ACT_WORK, &t) == ST_OK)
                return t.id;
        form_error(c, name, MSG_agenda_ticket_unknown);
        return 0;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

static void json_head(struct ctx *c, int status)
{
        c->res->status = status;
        c->res->type = "application/json";
}

static void room_out(struct buf *b, const struct room *r)
{
        buf_str(b, "{\"code\":");
        buf_json(b, r->code);
        api_text_member(b, "name", r->name);
        api_text_member(b, "site", r->site);
        api_text_member(b, "kind", r->kind);
        api_text_member(b, "note", r->note);
        buf_fmt(b, ",\"capacity\":%lld,\"offered\":%s,\"version\":%lld}", (long long)r->capacity, r->state == ROOM_OFFERED ? "true" : "false",
                (long long)r->version);
}

static void time_member(struct ctx *c, struct buf *b, const char *name, int64_t at)
{
        buf_fmt(b, ",\"%s\":", name);
        api_time(c, b, at);
}

static void booking_out(struct ctx *c, struct buf *b, const struct booking *k)
{
        buf_fmt(b, "{\"id\":%lld,\"room\":", (long long)k->id);
        buf_json(b, k->room_code);
        time_member(c, b, "from", k->from_at);
        time_member(c, b, "to", k->to_at);
        api_text_member(b, "ticket", k->number);
        api_text_member(b, "title", k->ticket_id && !k->visible ? "" : k->title);
        api_text_member(b, "flag", k->flag);
        buf_fmt(b, ",\"version\":%lld}", (long long)k->version);
}

static void task_out(struct ctx *c, struct buf *b, const struct support *s)
{
        buf_str(b, "{\"number\":");
        buf_json(b, s->number);
        api_text_member(b, "subject", s->subject);
        api_text_member(b, "state", state_word(s->state));
        api_text_member(b, "type", s->type_name);
        api_text_member(b, "mode", s->mode);
        api_text_member(b, "role", s->role);
        time_member(c, b, "from", s->from_at);
        time_member(c, b, "to", s->to_at);
        api_text_member(b, "group", s->group_name);
        api_text_member(b, "assignee", s->assignee_name);
        api_text_member(b, "person", s->person_name);
        api_text_member(b, "moderator", s->moderator_name);
        api_text_member(b, "course", s->course_code);
        api_text_member(b, "place", *s->where ? s->where : NULL);
        api_text_member(b, "link", s->link);
        api_text_member(b, "host", s->host);
        api_text_member(b, "flag", s->flag);
        buf_fmt(b, ",\"session\":%lld,\"version\":%lld", (long long)s->session_id, (long long)s->version);
}

static enum status offer_out(struct ctx *c, struct buf *b, const struct booking_offer *o)
{
        struct room r;
        enum status st = room_load(c, o->room_id, &r);

        if (st)
                return st;
        buf_str(b, ",\"offer\":{\"room\":");
        buf_json(b, r.code);
        time_member(c, b, "from", o->from_at);
        time_member(c, b, "to", o->to_at);
        buf_char(b, '}');
        return ST_OK;
}

/* The room that a reopened task did not get back, and what is free instead. */
static enum status lost_out(struct ctx *c, struct buf *b, const struct support *s)
{
        struct booking_offer o = {0};
        const char *why = NULL;
        enum status st = s->room_id || s->state >= STATE_RESOLVED ? ST_OK : booking_lost(c, s->ticket_id, s->from_at, s->to_at, &o, &why);

        if (st || !why)
                return st;
        api_text_member(b, "room_lost", why);
        return o.room_id ? offer_out(c, b, &o) : ST_OK;
}

/* The offer of a refusal, as a member of the problem. */
static enum status refused(struct ctx *c, enum status st, const struct booking_offer *o)
{
        struct buf b;

        buf_init(&b, c->arena, 1000);
        if (st != ST_CONFLICT || !o->room_id || offer_out(c, &b, o))
                return st;
        c->n_error = 0; /* the sentence is the problem's detail */
        c->problem_extra = b.p;
        return st;
}

/* ---- rooms ------------------------------------------------------------------------------------------------------- */

enum status api_room_list(struct ctx *c)
{
        struct room *r;
        size_t n;
        enum status st = room_list(c, false, &r, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                room_out(&c->res->body, &r[i]);
        }
        api_items_end(c);
        return ST_OK;
}

static enum status room_answer(struct ctx *c, int64_t id, int status)
{
        struct room r;
        enum status st = room_load(c, id, &r);

        if (st)
                return st;
        json_head(c, status);
        api_etag(c, r.version);
        room_out(&c->res->body, &r);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

static void room_read(struct ctx *c, struct room *r)
{
        const struct json *offered = jv_get(c->json, "offered");

        r->name = text_in(c, "name", r->name);
        r->site = text_in(c, "site", r->site);
        r->kind = text_in(c, "kind", r->kind);
        r->note = text_in(c, "note", r->note);
        r->capacity = jv_int(jv_get(c->json, "capacity"), r->capacity);
        if (offered)
                r->state = jv_true(offered) ? ROOM_OFFERED : ROOM_RETIRED;
}

enum status api_room_post(struct ctx *c)
{
        struct room r = {.code = text_in(c, "code", ""), .name = "", .site = "", .kind = "room", .note = ""};
        int64_t id;

        room_read(c, &r);
        enum status st = room_save(c, &r, &id);
        return st ? st : room_answer(c, id, 201);
}

enum status api_room_patch(struct ctx *c)
{
        struct room r;
        int64_t id, version;
        enum status st = room_by_code(c, ctx_var(c, "code"), &r);

        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        if (st)
                return st;
        r.version = version;
        room_read(c, &r);
        st = room_save(c, &r, &id);
        return st ? st : room_answer(c, id, 200);
}

/* ---- bookings ------------------------------------------------------------------------------------------------------ */

static enum status bookings_out(struct ctx *c, int64_t room_id)
{
        struct booking *k;
        size_t n;
        int64_t from, to;

        window(c, &from, &to);
        enum status st = booking_list(c, room_id, from, to, &k, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                booking_out(c, &c->res->body, &k[i]);
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_booking_list(struct ctx *c)
{
        struct room r = {.id = 0};
        enum status st = *ctx_param(c, "room") ? room_by_code(c, ctx_param(c, "room"), &r) : ST_OK;

        return st ? st : bookings_out(c, r.id);
}

enum status api_room_bookings(struct ctx *c)
{
        struct room r;
        enum status st = room_by_code(c, ctx_var(c, "code"), &r);

        return st ? st : bookings_out(c, r.id);
}

static enum status booking_answer(struct ctx *c, int64_t id, int status)
{
        struct booking k;
        enum status st = booking_load(c, id, &k);

        if (st)
                return st;
        json_head(c, status);
        api_etag(c, k.version);
        booking_out(c, &c->res->body, &k);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

enum status api_booking_post(struct ctx *c)
{
        struct booking_offer o = {0};
        int64_t id, room = room_in(c);
        struct booking_draft d = {.room_id = room < 0 ? 0 : room, .from_at = time_in(c, "from", 0), .to_at = time_in(c, "to", 0),
                                  .ticket_id = ticket_in(c, "ticket"), .title = text_in(c, "title", "")};
        enum status st = form_msg(c, "ticket") ? ST_INVALID : booking_save(c, &d, &id, &o);

        return st ? refused(c, st, &o) : booking_answer(c, id, 201);
}

static int64_t id_in_path(struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? id : 0;
}

enum status api_booking_patch(struct ctx *c)
{
        struct booking k;
        struct booking_offer o = {0};
        int64_t id, version, room = room_in(c);
        enum status st = booking_load(c, id_in_path(c), &k);

        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        if (!st && c->n_error)
                st = ST_INVALID;
        if (st)
                return st;
        struct booking_draft d = {.id = k.id, .version = version, .room_id = room > 0 ? room : k.room_id, .from_at = time_in(c, "from", k.from_at),
                                  .to_at = time_in(c, "to", k.to_at), .title = text_in(c, "title", "")};
        st = booking_save(c, &d, &id, &o);
        return st ? refused(c, st, &o) : booking_answer(c, id, 200);
}

enum status api_booking_delete(struct ctx *c)
{
        enum status st = booking_cancel(c, id_in_path(c), 0);

        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- support tasks ------------------------------------------------------------------------------------------------------ */

/* ?room= ?person= ?course= ?task= narrow it; those of a course or a task need no window. */
static enum status support_asked(struct ctx *c, struct support_query *q)
{
        const char *room = ctx_param(c, "room"), *person = ctx_param(c, "person"), *task = ctx_param(c, "task"), *course = ctx_param(c, "course");
        struct room r;
        struct person p;
        struct ticket t;
        struct course k;
        enum status st = *room ? room_by_code(c, room, &r) : ST_OK;

        q->room_id = *room && !st ? r.id : 0;
        if (!st && *person)
                st = str_eq(person, "me") ? ST_OK : person_by_login(c, person, &p);
        if (!st && *person)
                q->person_id = str_eq(person, "me") ? c->actor->person_id : p.id;
        if (!st && *task)
                st = ticket_find(c, task, ACT_READ_ALL, &t);
        if (!st && *task)
                q->service_task_id = t.id;
        if (!st && *course)
                st = course_by_code(c, course, ctx_param(c, "term"), &k);
        if (!st && *course)
                q->course_id = k.id;
        if ((!*course && !*task) || *ctx_param(c, "from"))
                window(c, &q->from, &q->to);
        return st;
}

enum status api_support_list(struct ctx *c)
{
        struct support *s;
        struct group g;
        size_t n;
        struct support_query q = {.free = str_eq(ctx_param(c, "free"), "1"), .flagged = str_eq(ctx_param(c, "flagged"), "1"), .done = true,
                                  .limit = api_limit(c)};
        enum status st = *ctx_param(c, "group") ? group_by_code(c, ctx_param(c, "group"), &g) : ST_OK;

        if (st)
                return st;
        q.group_id = *ctx_param(c, "group") ? g.id : 0;
        st = support_asked(c, &q);
        if (st)
                return st;
        st = support_list(c, &q, &s, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                task_out(c, &c->res->body, &s[i]);
                buf_char(&c->res->body, '}');
        }
        api_items_end(c);
        return ST_OK;
}

static enum status task_answer(struct ctx *c, int64_t id, int status)
{
        struct support s;
        enum status st = support_load(c, id, &s);

        if (st)
                return st;
        json_head(c, status);
        api_etag(c, s.version);
        task_out(c, &c->res->body, &s);
        st = lost_out(c, &c->res->body, &s);
        buf_str(&c->res->body, "}\n");
        return st;
}

enum status api_support_get(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        return st ? st : task_answer(c, t.id, 200);
}

static int64_t or_none(int64_t id)
{
        return id > 0 ? id : 0;
}

enum status api_support_post(struct ctx *c)
{
        struct support_type y;
        struct booking_offer o = {0};
        struct ticket t;
        const char *type = jv_text(jv_get(c->json, "type"));
        struct support_draft d = {.service_task_id = ticket_in(c, "task"), .session_id = jv_int(jv_get(c->json, "session"), 0),
                                  .person_id = or_none(person_in(c, "person")), .moderator_id = or_none(person_in(c, "moderator")),
                                  .room_id = or_none(room_in(c)), .from_at = time_in(c, "from", 0), .to_at = time_in(c, "to", 0),
                                  .mode = text_in(c, "mode", NULL), .role = text_in(c, "role", NULL), .subject = text_in(c, "subject", NULL),
                                  .link = text_in(c, "link", NULL), .host = text_in(c, "host", NULL), .place = text_in(c, "place", NULL),
                                  .note = text_in(c, "note", NULL)};
        if (type && support_type_by_code(c, type, &y) == ST_OK)
                d.template_id = y.id;
        api_course_in(c, &d.course_id);
        enum status st = support_open(c, &d, &t, &o);
        return st ? refused(c, st, &o) : task_answer(c, t.id, 201);
}

/* "flag": null says that the session's change was looked at; what follows is compared with the version after it. */
static enum status flag_in(struct ctx *c, struct ticket *t, int64_t *version)
{
        const struct json *flag = jv_get(c->json, "flag");
        struct support s;
        enum status st = flag && jv_type(flag) == JV_NULL ? support_load(c, t->id, &s) : ST_NOT_FOUND;

        if (st || !s.flag)
                return st == ST_NOT_FOUND ? ST_OK : st;
        st = support_unflag(c, t, *version);
        *version = 0;
        return st;
}

enum status api_support_patch(struct ctx *c)
{
        struct ticket t;
        struct booking_offer o = {0};
        int64_t version;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_WORK, &t);

        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        struct support_patch p = {.from_at = time_in(c, "from", -1), .to_at = time_in(c, "to", -1), .room_id = room_in(c),
                                  .person_id = person_in(c, "person"), .moderator_id = person_in(c, "moderator"), .mode = text_in(c, "mode", NULL),
                                  .role = text_in(c, "role", NULL), .link = text_in(c, "link", NULL), .host = text_in(c, "host", NULL),
                                  .place = text_in(c, "place", NULL)};
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = flag_in(c, &t, &version);
        if (!st)
                st = support_change(c, &t, &p, version, &o);
        return st ? refused(c, st, &o) : task_answer(c, t.id, 200);
}
