/* Types of support written, what is free at a moment, course sessions, and the addresses of calendars, for programs:
 * the verbs of their pages. */
#include "desk/agenda/agenda.h"
#include "desk/api/api.h"
#include "desk/ticket/course.h"

static const char *text_in(struct ctx *c, const char *name, const char *otherwise)
{
        const char *s = jv_text(jv_get(c->json, name));

        return s ? s : otherwise;
}

/* ---- types ------------------------------------------------------------------------------------------------------ */

static void type_out(struct buf *b, const struct support_type *y)
{
        buf_str(b, "{\"code\":");
        buf_json(b, y->code);
        api_text_member(b, "name_fr", y->name_fr);
        api_text_member(b, "name_en", y->name_en);
        api_text_member(b, "mode", y->mode);
        api_text_member(b, "group", y->group_code);
        buf_fmt(b, ",\"minutes\":%lld,\"points\":[", (long long)y->minutes);
        for (size_t i = 0; i < y->n_points; i++) {
                buf_str(b, i ? ",{\"fr\":" : "{\"fr\":");
                buf_json(b, y->points[i].fr);
                api_text_member(b, "en", y->points[i].en);
                buf_fmt(b, ",\"required\":%s}", y->points[i].required ? "true" : "false");
        }
        buf_fmt(b, "],\"offered\":%s,\"version\":%lld}", y->state == ROOM_OFFERED ? "true" : "false", (long long)y->version);
}

enum status api_support_types(struct ctx *c)
{
        struct support_type *y;
        size_t n;
        enum status st = support_types(c, str_eq(ctx_param(c, "all"), "1"), &y, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                type_out(&c->res->body, &y[i]);
        }
        api_items_end(c);
        return ST_OK;
}

static enum status type_answer(struct ctx *c, int64_t id, int status)
{
        struct support_type y;
        enum status st = support_type_load(c, id, &y);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, y.version);
        type_out(&c->res->body, &y);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

/* The points as their page writes them, a line each; a bar or a line break in a name would make two of it. */
static const char *points_in(struct ctx *c, const struct json *list)
{
        struct buf b;

        buf_init(&b, c->arena, 1 << 16);
        if (jv_type(list) != JV_ARRAY)
                form_error(c, "points", MSG_agenda_points_bad);
        for (size_t i = 0; i < jv_count(list); i++) {
                const struct json *one = jv_at(list, i);
                const char *fr = jv_text(jv_get(one, "fr")), *en = jv_text(jv_get(one, "en"));
                if (!fr || !*fr || *fr == '!' || strpbrk(fr, "|\n") || (en && strpbrk(en, "|\n"))) {
                        form_error(c, "points", MSG_agenda_points_bad);
                        break;
                }
                buf_fmt(&b, "%s%s | %s\n", jv_true(jv_get(one, "required")) ? "! " : "", fr, en ? en : "");
        }
        if (buf_end(&b))
                form_error(c, "points", MSG_agenda_too_long);
        return b.p;
}

static enum status type_read(struct ctx *c, struct support_type_draft *d)
{
        const struct json *points = jv_get(c->json, "points"), *offered = jv_get(c->json, "offered");
        const char *group = text_in(c, "group", NULL);
        struct group g = {.id = 0};
        enum status st = group ? group_by_code(c, group, &g) : ST_OK;

        if (st && st != ST_NOT_FOUND)
                return st;
        d->name_fr = text_in(c, "name_fr", d->name_fr);
        d->name_en = text_in(c, "name_en", d->name_en);
        d->mode = text_in(c, "mode", d->mode);
        d->minutes = jv_int(jv_get(c->json, "minutes"), d->minutes);
        d->group_id = group ? g.id : d->group_id;
        d->points = points ? points_in(c, points) : d->points;
        if (offered)
                d->state = jv_true(offered) ? ROOM_OFFERED : ROOM_RETIRED;
        return ST_OK;
}

enum status api_support_type_post(struct ctx *c)
{
        struct support_type_draft d = {.code = text_in(c, "code", ""), .name_fr = "", .name_en = "", .mode = "", .points = ""};
        int64_t id;
        enum status st = type_read(c, &d);

        if (!st)
                st = support_type_save(c, &d, &id);
        return st ? st : type_answer(c, id, 201);
}

enum status api_support_type_patch(struct ctx *c)
{
        struct support_type y;
        int64_t id, version;
        enum status st = support_type_by_code(c, ctx_var(c, "code"), &y);

        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        if (st)
                return st;
        struct support_type_draft d = {.id = y.id, .code = y.code, .name_fr = y.name_fr, .name_en = y.name_en, .mode = y.mode, .minutes = y.minutes,
                                       .group_id = y.group_id, .points = support_points_text(c, &y), .version = version};
        st = type_read(c, &d);
        if (!st)
                st = support_type_save(c, &d, &id);
        return st ? st : type_answer(c, id, 200);
}

/* ---- what is free -------------------------------------------------------------------------------------------------- */

static enum status moment_param(struct ctx *c, const char *name, int64_t *at)
{
        if (moment_parse(ctx_param(c, name), at))
                return ST_OK;
        form_error(c, name, str_eq(name, "from") ? MSG_agenda_from_missing : MSG_agenda_to_early);
        return ST_INVALID;
}

/* ?from= ?to=, a day apart at most: every place that one may book, whether it is free then, and from when. */
enum status api_room_availability(struct ctx *c)
{
        struct room_now *x;
        struct buf *b = &c->res->body;
        int64_t from, to;
        size_t n;
        enum status st = moment_param(c, "from", &from);

        if (!st)
                st = moment_param(c, "to", &to);
        if (!st && (to <= from || to - from > BOOKING_MAX_MS)) {
                form_error(c, "to", to <= from ? MSG_agenda_to_early : MSG_agenda_too_long_time);
                st = ST_INVALID;
        }
        if (!st)
                st = room_states(c, from, to, &x, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"room\":" : "{\"room\":");
                buf_json(b, x[i].room->code);
                api_text_member(b, "name", x[i].room->name);
                api_text_member(b, "kind", x[i].room->kind);
                buf_fmt(b, ",\"capacity\":%lld,\"free\":%s,\"free_at\":", (long long)x[i].room->capacity, x[i].taken ? "false" : "true");
                api_time(c, b, x[i].free_at);
                api_text_member(b, "ticket", x[i].taken ? x[i].taken->number : NULL);
                buf_char(b, '}');
        }
        api_items_end(c);
        return ST_OK;
}

/* ---- sessions ----------------------------------------------------------------------------------------------------------- */

/* ?from= ?to= ?course= ?term=; ?bare=1: those nobody supports, as the calendar shows them. */
enum status api_session_list(struct ctx *c)
{
        struct agenda_session *s;
        struct buf *b = &c->res->body;
        struct course k = {.id = 0};
        int64_t from, to;
        size_t n;
        enum status st = *ctx_param(c, "course") ? course_by_code(c, ctx_param(c, "course"), ctx_param(c, "term"), &k) : ST_OK;

        if (!st)
                st = api_window(c, &from, &to);
        if (!st)
                st = agenda_sessions(c, from, to, k.id, str_eq(ctx_param(c, "bare"), "1"), &s, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld", i ? "," : "", (long long)s[i].id);
                api_text_member(b, "course", s[i].code);
                api_text_member(b, "term", s[i].term);
                api_text_member(b, "theme", s[i].theme);
                api_time_member(c, b, "from", s[i].from_at);
                api_time_member(c, b, "to", s[i].to_at);
                buf_fmt(b, ",\"support_tasks\":%lld}", (long long)s[i].supports);
        }
        api_items_end(c);
        return ST_OK;
}

/* ---- addresses of calendars -------------------------------------------------------------------------------------------- */

static void feed_out(struct ctx *c, struct buf *b, const struct feed *f, const char *secret)
{
        struct group g;

        buf_fmt(b, "{\"id\":%lld", (long long)f->id);
        api_text_member(b, "group", f->group_id && group_load(c, f->group_id, &g) == ST_OK ? g.code : NULL);
        if (secret)
                api_text_member(b, "link", feed_url(c, secret));
        buf_str(b, ",\"made_at\":");
        api_time(c, b, f->made_at);
        buf_char(b, '}');
}

/* The address is told in this answer alone: its route has ROUTE_SECRET. */
enum status api_feed_post(struct ctx *c)
{
        const char *code = jv_text(jv_get(c->json, "group")), *secret;
        struct feed f = {.made_at = c->now};
        struct group g;
        enum status st = code ? group_by_code(c, code, &g) : ST_OK;

        if (!st && code)
                f.group_id = g.id;
        if (!st)
                st = feed_make(c, f.group_id, &f.id, &secret);
        if (st)
                return st;
        api_json_head(c, 201);
        feed_out(c, &c->res->body, &f, secret);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

enum status api_feed_list(struct ctx *c)
{
        struct feed *f;
        size_t n;
        enum status st = feed_list(c, &f, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                feed_out(c, &c->res->body, &f[i], NULL);
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_feed_delete(struct ctx *c)
{
        int64_t id;
        enum status st = text_i64(ctx_var(c, "id"), &id) ? feed_drop(c, id) : ST_NOT_FOUND;

        if (!st)
                c->res->status = 204;
        return st;
}
