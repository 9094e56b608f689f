/* Support tasks, for programs: listed, opened alone or many at once after a look, moved, looked at after their session
 * moved.  A room that is taken answers 409 with the offer of another one. */
#include "desk/agenda/agenda.h"
#include "desk/api/api.h"
#include "desk/ticket/course.h"

static void task_out(struct ctx *c, struct buf *b, const struct support *s)
{
        buf_str(b, "{\"number\":");
        buf_json(b, s->number);
        api_text_member(b, "subject", s->subject);
        api_text_member(b, "state", state_word(s->state));
        api_text_member(b, "type", s->type_name);
        api_text_member(b, "type_code", s->type_code);
        api_text_member(b, "mode", s->mode);
        api_text_member(b, "role", s->role);
        api_time_member(c, b, "from", s->from_at);
        api_time_member(c, b, "to", s->to_at);
        api_text_member(b, "group", s->group_name);
        api_text_member(b, "group_code", s->group_code);
        api_text_member(b, "assignee", s->assignee_name);
        api_text_member(b, "assignee_login", s->assignee_login);
        api_text_member(b, "person", s->person_name);
        api_text_member(b, "person_login", s->person_login);
        api_text_member(b, "moderator", s->moderator_name);
        api_text_member(b, "moderator_login", s->moderator_login);
        api_text_member(b, "course", s->course_code);
        api_text_member(b, "place", *s->where ? s->where : NULL);
        api_text_member(b, "room", s->room_code);
        api_text_member(b, "link", s->link);
        api_text_member(b, "host", s->host);
        api_text_member(b, "flag", s->flag);
        buf_fmt(b, ",\"on_call\":%s,\"session\":%lld,\"version\":%lld", support_on_call(s->mode) ? "true" : "false",
                (long long)s->session_id, (long long)s->version);
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
        return o.room_id ? api_offer_out(c, b, &o) : ST_OK;
}

/* Other tasks of whoever has it at that time: a warning, as on its page. */
static enum status clashes_out(struct ctx *c, struct buf *b, const struct support *s)
{
        struct support *other;
        size_t n = 0;
        bool open = s->assignee_id && s->state < STATE_RESOLVED;
        enum status st = open ? support_clashes(c, s->assignee_id, s->from_at, s->to_at, s->ticket_id, &other, &n) : ST_OK;

        buf_str(b, ",\"clashes\":[");
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(b, i ? "," : "");
                buf_json(b, other[i].number);
        }
        buf_char(b, ']');
        return st;
}

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
        if (!st && ((!*course && !*task) || *ctx_param(c, "from")))
                st = api_window(c, &q->from, &q->to);
        return st;
}

/* "moment-id" of the last one given. */
static enum status cursor_in(struct ctx *c, struct support_query *q)
{
        const char *s = ctx_param(c, "cursor"), *dash = strchr(s, '-');

        if (!*s)
                return ST_OK;
        if (dash && text_i64(arena_strn(c->arena, s, (size_t)(dash - s)), &q->after_at) && text_i64(dash + 1, &q->after_id) && q->after_id > 0)
                return ST_OK;
        return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
}

enum status api_support_list(struct ctx *c)
{
        struct support *s;
        struct group g;
        size_t n, limit = api_limit(c);
        struct support_query q = {.free = str_eq(ctx_param(c, "free"), "1"), .flagged = str_eq(ctx_param(c, "flagged"), "1"), .done = true,
                                  .limit = limit + 1};
        enum status st = *ctx_param(c, "group") ? group_by_code(c, ctx_param(c, "group"), &g) : ST_OK;

        if (st)
                return st;
        q.group_id = *ctx_param(c, "group") ? g.id : 0;
        st = support_asked(c, &q);
        if (!st)
                st = cursor_in(c, &q);
        if (!st)
                st = support_list(c, &q, &s, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n && i < limit; i++) {
                buf_str(&c->res->body, i ? "," : "");
                task_out(c, &c->res->body, &s[i]);
                buf_char(&c->res->body, '}');
        }
        buf_str(&c->res->body, "],\"next_cursor\":");
        buf_json(&c->res->body, n > limit ? arena_fmt(c->arena, "%lld-%lld", (long long)s[limit - 1].from_at, (long long)s[limit - 1].ticket_id) : NULL);
        buf_str(&c->res->body, "}\n");
        return ST_OK;
}

static enum status task_answer(struct ctx *c, int64_t id, int status)
{
        struct support s;
        enum status st = support_load(c, id, &s);

        if (st)
                return st;
        api_json_head(c, status);
        api_etag(c, s.version);
        task_out(c, &c->res->body, &s);
        st = lost_out(c, &c->res->body, &s);
        if (!st)
                st = clashes_out(c, &c->res->body, &s);
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

/* What one task and many have in common; the course is that of the service task when none is said. */
static void draft_in(struct ctx *c, struct support_draft *d)
{
        struct support_type y;
        struct ticket step;
        const char *type = jv_text(jv_get(c->json, "type"));
        int64_t task = api_ticket_in(c, "task", &step);

        *d = (struct support_draft){.service_task_id = task, .course_id = step.course_id, .moderator_id = or_none(api_login_in(c, "moderator")),
                                    .room_id = or_none(api_room_in(c)), .from_at = api_time_in(c, "from", 0), .to_at = api_time_in(c, "to", 0),
                                    .mode = api_text_in(c, "mode", NULL), .role = api_text_in(c, "role", NULL),
                                    .subject = api_text_in(c, "subject", NULL), .link = api_text_in(c, "link", NULL),
                                    .host = api_text_in(c, "host", NULL), .place = api_text_in(c, "place", NULL),
                                    .note = api_text_in(c, "note", NULL)};
        if (type && support_type_by_code(c, type, &y) == ST_OK)
                d->template_id = y.id;
        api_course_in(c, &d->course_id);
}

enum status api_support_post(struct ctx *c)
{
        struct booking_offer o = {0};
        struct support_draft d;
        struct ticket t;

        draft_in(c, &d);
        d.session_id = jv_int(jv_get(c->json, "session"), 0);
        d.person_id = or_none(api_login_in(c, "person"));
        enum status st = support_open(c, &d, &t, &o);
        return st ? api_room_refused(c, st, &o) : task_answer(c, t.id, 201);
}

enum status api_support_patch(struct ctx *c)
{
        const struct json *flag = jv_get(c->json, "flag");
        struct ticket t;
        struct booking_offer o = {0};
        int64_t version;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_WORK, &t);

        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        struct support_patch p = {.from_at = api_time_in(c, "from", -1), .to_at = api_time_in(c, "to", -1), .room_id = api_room_in(c),
                                  .person_id = api_login_in(c, "person"), .moderator_id = api_login_in(c, "moderator"),
                                  .mode = api_text_in(c, "mode", NULL), .role = api_text_in(c, "role", NULL), .link = api_text_in(c, "link", NULL),
                                  .host = api_text_in(c, "host", NULL), .place = api_text_in(c, "place", NULL),
                                  .looked = flag && jv_type(flag) == JV_NULL};
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = support_change(c, &t, &p, version, &o);
        return st ? api_room_refused(c, st, &o) : task_answer(c, t.id, 200);
}

/* ---- many at once -------------------------------------------------------------------------------------------------- */

/* Errors name the members of the body; a line's are said of the lines. */
static enum status many_named(struct ctx *c, enum status st)
{
        bool lines = jv_get(c->json, "lines") != NULL;

        for (size_t i = 0; st == ST_INVALID && i < c->n_error; i++) {
                const char **field = &c->error[i].field;
                if (str_eq(*field, "session"))
                        *field = lines ? "lines" : "sessions";
                else if (str_eq(*field, "person"))
                        *field = lines ? "lines" : "people";
        }
        return st;
}

static enum status sessions_in(struct ctx *c, int64_t **ids, size_t *n)
{
        const struct json *list = jv_get(c->json, "sessions");

        *n = jv_count(list);
        if ((list && jv_type(list) != JV_ARRAY) || *n > SUPPORT_AT_ONCE) {
                form_error(c, "sessions", MSG_agenda_too_many);
                return ST_INVALID;
        }
        *ids = ARENA_ARRAY(c->arena, *n + 1, int64_t);
        for (size_t i = 0; i < *n; i++)
                (*ids)[i] = jv_int(jv_at(list, i), -1);
        return ST_OK;
}

static int64_t person_of(struct ctx *c, const char *field, const struct json *login)
{
        struct person p;

        if (!login || jv_type(login) == JV_NULL)
                return 0;
        if (jv_text(login) && person_by_login(c, jv_text(login), &p) == ST_OK)
                return p.id;
        form_error(c, field, MSG_agenda_person_unknown);
        return 0;
}

static enum status people_in(struct ctx *c, int64_t **ids, size_t *n)
{
        const struct json *list = jv_get(c->json, "people");

        *n = jv_count(list);
        if ((list && jv_type(list) != JV_ARRAY) || *n > SUPPORT_AT_ONCE) {
                form_error(c, "people", MSG_agenda_too_many);
                return ST_INVALID;
        }
        *ids = ARENA_ARRAY(c->arena, *n + 1, int64_t);
        for (size_t i = 0; i < *n; i++)
                (*ids)[i] = person_of(c, "people", jv_at(list, i));
        return form_msg(c, "people") ? ST_INVALID : ST_OK;
}

/* The rows that the sessions and people of the body give. */
static enum status rows_seen(struct ctx *c, const struct support_draft *d, struct support_row **r, size_t *n)
{
        int64_t *session, *person;
        size_t n_s = 0, n_p = 0;
        enum status st = sessions_in(c, &session, &n_s);

        if (!st)
                st = people_in(c, &person, &n_p);
        if (!st)
                st = support_preview(c, d, session, n_s, person, n_p, r, n);
        return !st && c->n_error ? ST_INVALID : st;
}

/* One line as a look gave it. */
static bool row_in(struct ctx *c, const struct json *j, struct support_row *r)
{
        const char *from = jv_text(jv_get(j, "from")), *to = jv_text(jv_get(j, "to")), *code = jv_text(jv_get(j, "room"));
        struct room room;

        *r = (struct support_row){.session_id = jv_int(jv_get(j, "session"), 0), .person_id = person_of(c, "lines", jv_get(j, "person")),
                                  .person_name = "", .theme = "", .room_name = "", .left_out = jv_true(jv_get(j, "left_out"))};
        if (!from || !to || !moment_parse(from, &r->from_at) || !moment_parse(to, &r->to_at))
                form_error(c, "lines", MSG_agenda_from_missing);
        if (code && room_by_code(c, code, &room) == ST_OK)
                r->room_id = room.id;
        else if (code)
                form_error(c, "lines", MSG_agenda_room_unknown);
        return !c->n_error;
}

/* The lines of the body, which are made as they are; without them what the sessions and people give now. */
static enum status rows_in(struct ctx *c, const struct support_draft *d, struct support_row **r, size_t *n)
{
        const struct json *list = jv_get(c->json, "lines");

        if (!list)
                return rows_seen(c, d, r, n);
        *n = jv_count(list);
        if (jv_type(list) != JV_ARRAY || !*n || *n > SUPPORT_AT_ONCE) {
                form_error(c, "lines", *n > SUPPORT_AT_ONCE ? MSG_agenda_too_many : MSG_form_missing);
                return ST_INVALID;
        }
        *r = ARENA_ARRAY(c->arena, *n, struct support_row);
        for (size_t i = 0; i < *n; i++)
                if (!row_in(c, jv_at(list, i), &(*r)[i]))
                        return ST_INVALID;
        return c->n_error ? ST_INVALID : ST_OK;
}

static enum status line_out(struct ctx *c, struct buf *b, const struct support_row *r)
{
        struct person p = {.login = NULL};
        struct room room = {.code = NULL};
        enum status st = r->person_id ? person_load(c, r->person_id, &p) : ST_OK;

        if (!st && r->room_id)
                st = room_load(c, r->room_id, &room);
        if (st)
                return st;
        buf_fmt(b, "{\"session\":%lld", (long long)r->session_id);
        api_text_member(b, "person", p.login);
        api_text_member(b, "name", r->person_name);
        api_text_member(b, "theme", r->theme);
        api_time_member(c, b, "from", r->from_at);
        api_time_member(c, b, "to", r->to_at);
        api_text_member(b, "room", room.code);
        api_text_member(b, "remark", r->remark);
        buf_fmt(b, ",\"left_out\":%s}", r->left_out ? "true" : "false");
        return ST_OK;
}

enum status api_support_look(struct ctx *c)
{
        struct support_draft d;
        struct support_row *r;
        struct buf *b = &c->res->body;
        size_t n = 0, made = 0;

        draft_in(c, &d);
        enum status st = many_named(c, rows_seen(c, &d, &r, &n));
        if (st)
                return st;
        for (size_t i = 0; i < n; i++)
                made += !r[i].left_out;
        api_json_head(c, 200);
        buf_fmt(b, "{\"made\":%zu,\"left_out\":%zu,\"lines\":[", made, n - made);
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(b, i ? "," : "");
                st = line_out(c, b, &r[i]);
        }
        buf_str(b, "]}\n");
        return st;
}

static enum status made_out(struct ctx *c, const struct support_row *r, size_t n)
{
        struct support s;
        struct buf *b = &c->res->body;
        bool first = true;
        enum status st = ST_OK;

        api_json_head(c, 201);
        api_items_begin(c);
        for (size_t i = 0; !st && i < n; i++) {
                if (!r[i].ticket_id)
                        continue;
                st = support_load(c, r[i].ticket_id, &s);
                if (st == ST_NOT_FOUND) { /* made for a group whose tasks one does not read */
                        st = ST_OK;
                        continue;
                }
                if (st)
                        break;
                buf_str(b, first ? "" : ",");
                first = false;
                task_out(c, b, &s);
                buf_char(b, '}');
        }
        api_items_end(c);
        return st;
}

enum status api_support_many(struct ctx *c)
{
        struct booking_offer o = {0};
        struct support_draft d;
        struct support_row *r;
        size_t n = 0;
        int64_t made;

        draft_in(c, &d);
        enum status st = c->n_error ? ST_INVALID : rows_in(c, &d, &r, &n);
        if (!st)
                st = support_open_rows(c, &d, r, n, &made, &o);
        return st ? api_room_refused(c, many_named(c, st), &o) : made_out(c, r, n);
}
