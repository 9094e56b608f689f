/* Rooms and bookings, for programs: the verbs of the pages.  A booking that is refused answers 409 with the offer of
 * another room or moment as a member of the problem. */
#include "desk/agenda/agenda.h"
#include "desk/api/api.h"

/* ---- reading members ------------------------------------------------------------------------------------------ */

int64_t api_time_in(struct ctx *c, const char *name, int64_t otherwise)
{
        const struct json *j = jv_get(c->json, name);
        int64_t at;

        if (!j)
                return otherwise;
        return jv_text(j) && moment_parse(jv_text(j), &at) && at > 0 ? at : 0;
}

const char *api_text_in(struct ctx *c, const char *name, const char *otherwise)
{
        const char *s = jv_text(jv_get(c->json, name));

        return s ? s : otherwise;
}

enum status api_window(struct ctx *c, int64_t *from, int64_t *to)
{
        const char *first = ctx_param(c, "from"), *last = ctx_param(c, "to");

        *from = c->now - c->now % DAY_MS;
        if (*first && !moment_parse(first, from))
                form_error(c, "from", MSG_course_error_times);
        *to = *from + 31 * DAY_MS;
        if (*last && !moment_parse(last, to))
                form_error(c, "to", MSG_course_error_times);
        return c->n_error ? ST_INVALID : ST_OK;
}

/* A room by its code; 0 and an error when there is none, −1 when nothing is said, 0 for null. */
int64_t api_room_in(struct ctx *c)
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

int64_t api_login_in(struct ctx *c, const char *name)
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

int64_t api_ticket_in(struct ctx *c, const char *name, struct ticket *t)
{
        const char *number = jv_text(jv_get(c->json, name));

        *t = (struct ticket){.id = 0};
        if (!number || ticket_find(c, number, ACT_WORK, t) == ST_OK)
                return t->id;
        *t = (struct ticket){.id = 0};
        form_error(c, name, MSG_agenda_ticket_unknown);
        return 0;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

void api_json_head(struct ctx *c, int status)
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

void api_time_member(struct ctx *c, struct buf *b, const char *name, int64_t at)
{
        buf_fmt(b, ",\"%s\":", name);
        api_time(c, b, at);
}

static void booking_out(struct ctx *c, struct buf *b, const struct booking *k)
{
        buf_fmt(b, "{\"id\":%lld,\"room\":", (long long)k->id);
        buf_json(b, k->room_code);
        api_time_member(c, b, "from", k->from_at);
        api_time_member(c, b, "to", k->to_at);
        api_text_member(b, "ticket", k->number);
        api_text_member(b, "title", k->ticket_id && !k->visible ? "" : k->title);
        api_text_member(b, "flag", k->flag);
        buf_fmt(b, ",\"version\":%lld}", (long long)k->version);
}

enum status api_offer_out(struct ctx *c, struct buf *b, const struct booking_offer *o)
{
        struct room r;
        enum status st = room_load(c, o->room_id, &r);

        if (st)
                return st;
        buf_str(b, ",\"offer\":{\"room\":");
        buf_json(b, r.code);
        api_time_member(c, b, "from", o->from_at);
        api_time_member(c, b, "to", o->to_at);
        buf_char(b, '}');
        return ST_OK;
}

/* The offer of a refusal, as a member of the problem. */
static enum status offered(struct ctx *c, enum status st, const struct booking_offer *o)
{
        struct buf b;

        buf_init(&b, c->arena, 1000);
        if (st != ST_CONFLICT || !o->room_id || api_offer_out(c, &b, o))
                return st;
        c->n_error = 0; /* the sentence is the problem's detail */
        c->problem_extra = b.p;
        return st;
}

static enum status offered_late(struct ctx *c, enum status st)
{
        struct booking_offer o = {0};

        if (st == ST_CONFLICT && !c->why)
                st = booking_refused(c, c->undone_arg, &o);
        return offered(c, st, &o);
}

/* Inside the transaction of an Idempotency-Key nothing can be asked any more: the offer is found after it. */
enum status api_room_refused(struct ctx *c, enum status st, const struct booking_offer *o)
{
        if (st != ST_CONFLICT || o->room_id || !o->asked.room_id)
                return offered(c, st, o);
        struct booking_draft *asked = ARENA_NEW(c->arena, struct booking_draft);
        *asked = o->asked;
        c->undone = offered_late;
        c->undone_arg = asked;
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
        api_json_head(c, status);
        api_etag(c, r.version);
        room_out(&c->res->body, &r);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

static void room_read(struct ctx *c, struct room *r)
{
        const struct json *offered = jv_get(c->json, "offered");

        r->name = api_text_in(c, "name", r->name);
        r->site = api_text_in(c, "site", r->site);
        r->kind = api_text_in(c, "kind", r->kind);
        r->note = api_text_in(c, "note", r->note);
        r->capacity = jv_int(jv_get(c->json, "capacity"), r->capacity);
        if (offered)
                r->state = jv_true(offered) ? ROOM_OFFERED : ROOM_RETIRED;
}

enum status api_room_post(struct ctx *c)
{
        struct room r = {.code = api_text_in(c, "code", ""), .name = "", .site = "", .kind = "room", .note = ""};
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

/* ?mine=1: one's own from now on and those of the tickets one has, as on their page. */
static enum status bookings_out(struct ctx *c, int64_t room_id)
{
        struct booking *k;
        size_t n;
        int64_t from, to;
        bool mine = str_eq(ctx_param(c, "mine"), "1");

        enum status st = api_window(c, &from, &to);
        if (!st)
                st = mine ? booking_mine(c, &k, &n) : booking_list(c, room_id, from, to, &k, &n);
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
        api_json_head(c, status);
        api_etag(c, k.version);
        booking_out(c, &c->res->body, &k);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

enum status api_booking_post(struct ctx *c)
{
        struct booking_offer o = {0};
        struct ticket t;
        int64_t id, room = api_room_in(c);
        struct booking_draft d = {.room_id = room < 0 ? 0 : room, .from_at = api_time_in(c, "from", 0), .to_at = api_time_in(c, "to", 0),
                                  .ticket_id = api_ticket_in(c, "ticket", &t), .title = api_text_in(c, "title", "")};
        enum status st = form_msg(c, "ticket") ? ST_INVALID : booking_save(c, &d, &id, &o);

        return st ? api_room_refused(c, st, &o) : booking_answer(c, id, 201);
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
        int64_t id, version, room = api_room_in(c);
        enum status st = booking_load(c, id_in_path(c), &k);

        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        if (!st && c->n_error)
                st = ST_INVALID;
        if (st)
                return st;
        struct booking_draft d = {.id = k.id, .version = version, .room_id = room > 0 ? room : k.room_id, .from_at = api_time_in(c, "from", k.from_at),
                                  .to_at = api_time_in(c, "to", k.to_at), .title = api_text_in(c, "title", "")};
        st = booking_save(c, &d, &id, &o);
        return st ? api_room_refused(c, st, &o) : booking_answer(c, id, 200);
}

enum status api_booking_delete(struct ctx *c)
{
        enum status st = booking_cancel(c, id_in_path(c), 0);

        if (!st)
                c->res->status = 204;
        return st;
}
