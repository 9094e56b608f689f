/* Support tasks made from a service task, a course or from nothing: one form for one or many, a preview that says
 * exactly what would be made, and then just that, or nothing. */
#include "desk/people/people.h"
#include "desk/support/choices.h"
#include "desk/support/event_view.h"
#include "desk/ticket/course_record.h"
#include "templates.h"

extern const struct slice slice_support_new;

enum { CHECKED_MAX = 200 };

/* ---- what was chosen ------------------------------------------------------------------------------------------- */

struct picked {
        int64_t id[CHECKED_MAX];
        size_t n;
};

/* Boxes named LETTER0, LETTER1, …; gaps are those not ticked. */
static void picked_read(struct ctx *c, char letter, struct picked *p)
{
        p->n = 0;
        for (size_t i = 0; i < c->req->n_field && p->n < CHECKED_MAX; i++) {
                const char *name = c->req->field[i].name;
                int64_t id, at;
                if (name[0] != letter || !text_i64(name + 1, &at) || !text_i64(c->req->field[i].value, &id) || !id)
                        continue;
                p->id[p->n++] = id;
        }
}

static bool has(const struct picked *p, int64_t id)
{
        for (size_t i = 0; i < p->n; i++)
                if (p->id[i] == id)
                        return true;
        return false;
}

static int64_t query_id(struct ctx *c, const char *name)
{
        int64_t v;

        return c->req->method != HTTP_POST && text_i64(ctx_param(c, name), &v) ? v : 0;
}

static const char *session_label(struct ctx *c, const struct course_session *s)
{
        const char *when = arena_fmt(c->arena, "%s, %s", human_date(c->arena, c->lang, c->zone, s->from_at), cal_span_text(c, s->from_at, s->to_at));

        return s->theme && *s->theme ? arena_fmt(c->arena, "%s · %s", when, s->theme) : when;
}

/* The service task by its number, as the address or the form says it. */
static enum status task_find(struct ctx *c, struct ticket *t)
{
        const char *number = c->req->method == HTTP_POST ? cal_text_typed(c, "task", "") : ctx_param(c, "task");

        *t = (struct ticket){.id = 0};
        if (!*number)
                return ST_OK;
        enum status st = ticket_find(c, number, ACT_WORK, t);
        return !st && t->kind != TICKET_SERVICE_TASK ? ST_NOT_FOUND : st;
}

static enum status course_find_typed(struct ctx *c, const struct ticket *task, int64_t *id)
{
        *id = cal_number_typed(c, "course_id") ? cal_number_typed(c, "course_id") : query_id(c, "course") ? query_id(c, "course") : task->course_id;
        if (*id || c->req->method != HTTP_POST)
                return ST_OK;
        enum status st = course_resolve(c, "course", form_value(c, "course"), id);
        return st == ST_INVALID ? ST_OK : st;
}

/* ---- the form ----------------------------------------------------------------------------------------------------- */

static enum status sessions_view(struct ctx *c, const struct picked *p, struct new_view *v)
{
        struct course_session *s;
        size_t n = 0;
        int64_t asked = query_id(c, "session");
        enum status st = v->course_id ? course_sessions(c, v->course_id, &s, &n) : ST_OK;

        if (st)
                return st;
        struct new_session *o = ARENA_ARRAY(c->arena, n + 1, struct new_session);
        for (size_t i = 0; i < n && v->n_sessions < CHECKED_MAX; i++)
                if (s[i].state == SESSION_HELD && (s[i].to_at > c->now || s[i].id == asked))
                        o[v->n_sessions++] = (struct new_session){s[i].id, s[i].supports, session_label(c, &s[i]), has(p, s[i].id) || s[i].id == asked};
        v->sessions = o;
        return ST_OK;
}

static enum status types_view(struct ctx *c, struct new_view *v)
{
        struct support_type *y;
        int64_t chosen = cal_number_typed(c, "type");
        enum status st = support_types(c, false, &y, &v->n_types);
        struct cal_option *o = ARENA_ARRAY(c->arena, (st ? 0 : v->n_types) + 1, struct cal_option);

        for (size_t i = 0; !st && i < v->n_types; i++)
                o[i] = (struct cal_option){cal_number_text(c, y[i].id), arena_fmt(c->arena, "%s (%s)", y[i].name, y[i].group_name), y[i].id == chosen};
        v->types = o;
        v->sets_types = ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN);
        return st;
}

static enum status people_view(struct ctx *c, const struct picked *p, struct new_view *v)
{
        const struct cal_option *o;
        size_t n;
        enum status st = cal_people_choices(c, v->course_id, 0, NULL, &o, &n);
        struct cal_option *out = ARENA_ARRAY(c->arena, (st ? 0 : n) + 1, struct cal_option);

        for (size_t i = 0; !st && i < n; i++) {
                int64_t id = 0;
                out[i] = o[i];
                out[i].chosen = text_i64(o[i].value, &id) && has(p, id);
        }
        v->people = out;
        v->n_people = st ? 0 : n;
        return st;
}

static void texts_view(struct ctx *c, struct new_view *v)
{
        v->once = random_token(c->arena);
        v->course = cal_text_typed(c, "course", "");
        v->day = cal_text_typed(c, "day", "");
        v->from = cal_text_typed(c, "from", "");
        v->to = cal_text_typed(c, "to", "");
        v->place = cal_text_typed(c, "place", "");
        v->link = cal_text_typed(c, "link", "");
        v->host = cal_text_typed(c, "host", "");
        v->who = cal_text_typed(c, "who", "");
        v->who_pick = cal_text_typed(c, "who_pick", "");
        v->moderator_who = cal_text_typed(c, "moderator", "");
        v->moderator_pick = cal_text_typed(c, "moderator_pick", "");
        v->note = cal_text_typed(c, "note", "");
        v->e_type = form_msg(c, "type");
        v->e_course = form_msg(c, "course");
        v->e_session = form_msg(c, "session");
        v->e_person = form_msg(c, "person");
        v->e_moderator = form_msg(c, "moderator");
        v->e_mode = form_msg(c, "mode");
        v->e_role = form_msg(c, "role");
        v->e_from = form_msg(c, "from");
        v->e_to = form_msg(c, "to");
        v->e_link = form_msg(c, "link");
        v->e_room = form_msg(c, "room");
        v->e_task = form_msg(c, "task");
}

static enum status form_show(struct ctx *c, const char *error)
{
        struct new_view *v = ARENA_NEW(c->arena, struct new_view);
        struct ticket task;
        struct course k;
        struct picked s, p;
        enum status st = task_find(c, &task);

        picked_read(c, 's', &s);
        picked_read(c, 'p', &p);
        if (!st)
                st = course_find_typed(c, &task, &v->course_id);
        if (!st && v->course_id)
                st = course_load(c, v->course_id, &k);
        if (st)
                return st;
        v->course_label = v->course_id ? k.label : "";
        v->task = task.id ? task.number : "";
        v->task_label = task.id ? arena_fmt(c->arena, "%s, %s", task.number, task.subject) : NULL;
        st = sessions_view(c, &s, v);
        if (!st)
                st = types_view(c, v);
        if (!st)
                st = people_view(c, &p, v);
        if (!st)
                st = cal_room_choices(c, cal_number_typed(c, "room"), &v->rooms, &v->n_rooms);
        if (st)
                return st;
        cal_word_choices(c, support_modes, support_mode_label, cal_text_typed(c, "mode", ""), &v->modes, &v->n_modes);
        cal_word_choices(c, support_roles, support_role_label, cal_text_typed(c, "role", "presenter"), &v->roles, &v->n_roles);
        texts_view(c, v);
        v->error = error;
        page_init(c, &v->page, ctx_msg(c, MSG_support_new_title), "calendar");
        v->page.page_script_desk = true;
        support_new_html(&c->html, v);
        return ST_OK;
}

static enum status new_get(struct ctx *c)
{
        return form_show(c, NULL);
}

/* ---- the preview ---------------------------------------------------------------------------------------------------- */

static enum status draft_read(struct ctx *c, struct support_draft *d)
{
        struct ticket task;
        enum status st = task_find(c, &task);

        *d = (struct support_draft){.template_id = cal_number_typed(c, "type"), .service_task_id = task.id, .room_id = cal_number_typed(c, "room"),
                                    .mode = form_value(c, "mode"), .role = form_value(c, "role"), .link = form_value(c, "link"),
                                    .host = form_value(c, "host"), .place = form_value(c, "place"), .note = form_value(c, "note")};
        if (!st)
                st = course_find_typed(c, &task, &d->course_id);
        if (st)
                return st;
        d->from_at = cal_moment_typed(c, form_value(c, "day"), form_value(c, "from"));
        d->to_at = cal_moment_typed(c, form_value(c, "day"), form_value(c, "to"));
        cal_person_typed(c, "moderator", "moderator_id", "moderator", &d->moderator_id);
        if (!form_msg(c, "link") && d->link && *d->link && !session_link_fits(d->link))
                form_error(c, "link", MSG_agenda_link_bad);
        return ST_OK;
}

/* What the next request needs again: everything typed but the rows. */
static void hidden_view(struct ctx *c, struct preview_view *v)
{
        struct hidden *h = ARENA_ARRAY(c->arena, c->req->n_field + 1, struct hidden);

        for (size_t i = 0; i < c->req->n_field; i++) {
                const char *name = c->req->field[i].name;
                int64_t at;
                if (str_eq(name, "do") || str_eq(name, "once") || str_eq(name, "csrf") || (name[0] == 'r' && text_i64(name + 1, &at)))
                        continue;
                const char *value = c->req->field[i].value;
                h[v->n_hidden++] = (struct hidden){text_clean(c->arena, name, strlen(name), true), text_clean(c->arena, value, strlen(value), false)};
        }
        v->hidden = h;
}

static enum status preview_show(struct ctx *c, const struct support_row *r, size_t n, const char *error)
{
        struct preview_view *v = ARENA_NEW(c->arena, struct preview_view);
        struct preview_row *rows = ARENA_ARRAY(c->arena, n + 1, struct preview_row);

        for (size_t i = 0; i < n; i++) {
                struct html_arg args[] = {{"day", human_date(c->arena, c->lang, c->zone, r[i].from_at), 0}, {"span", cal_span_text(c, r[i].from_at, r[i].to_at), 0}};
                rows[i] = (struct preview_row){&r[i], msg_text(c->arena, c->lang, MSG_support_day_span, 2, args), NULL};
                if (!r[i].left_out)
                        rows[i].value = arena_fmt(c->arena, "%lld-%lld-%lld-%lld-%lld", (long long)r[i].session_id, (long long)r[i].person_id,
                                                  (long long)r[i].room_id, (long long)r[i].from_at, (long long)r[i].to_at);
                v->made += !r[i].left_out;
                v->left_out += r[i].left_out;
        }
        v->rows = rows;
        v->n_rows = n;
        v->title = msg_plural(c->arena, c->lang, MSG_support_preview_title, v->made, 0, NULL);
        v->error = error;
        v->once = random_token(c->arena);
        hidden_view(c, v);
        page_init(c, &v->page, v->title, "calendar");
        v->page.page_script_desk = true;
        support_preview_html(&c->html, v);
        return ST_OK;
}

static enum status preview(struct ctx *c, const char *error)
{
        struct support_draft d;
        struct support_row *r;
        struct picked s, p;
        size_t n;
        int64_t other;
        enum status st = draft_read(c, &d);

        picked_read(c, 's', &s);
        picked_read(c, 'p', &p);
        if (!st && cal_person_typed(c, "who", "", "person", &other) && other && !has(&p, other) && p.n < CHECKED_MAX)
                p.id[p.n++] = other;
        if (!st)
                st = support_preview(c, &d, s.id, s.n, p.id, p.n, &r, &n);
        if (st == ST_OK && c->n_error)
                st = ST_INVALID;
        if (st == ST_INVALID) {
                c->res->status = 422;
                return form_show(c, NULL);
        }
        return st ? st : preview_show(c, r, n, error);
}

/* ---- making ----------------------------------------------------------------------------------------------------------- */

/* "session-person-room-from-to", as the preview wrote it. */
static bool row_read(const char *s, struct support_row *r)
{
        int64_t *const to[] = {&r->session_id, &r->person_id, &r->room_id, &r->from_at, &r->to_at};

        *r = (struct support_row){.person_name = "", .theme = "", .room_name = ""};
        for (size_t i = 0; i < ARRAY_LEN(to); i++) {
                size_t n = strspn(s, "0123456789");
                if (!n || n > 15)
                        return false;
                for (size_t k = 0; k < n; k++)
                        *to[i] = *to[i] * 10 + (s[k] - '0');
                s += n;
                if (i + 1 < ARRAY_LEN(to) && *s++ != '-')
                        return false;
        }
        return !*s;
}

static size_t rows_read(struct ctx *c, struct support_row *r)
{
        size_t n = 0;

        for (size_t i = 0; i < c->req->n_field && n < SUPPORT_AT_ONCE; i++) {
                const char *name = c->req->field[i].name;
                int64_t at;
                if (name[0] == 'r' && text_i64(name + 1, &at) && row_read(c->req->field[i].value, &r[n]))
                        n++;
        }
        return n;
}

static enum status rows_make(struct ctx *c, const struct support_draft *d, struct support_row *r, size_t n, int64_t *made)
{
        const char *before = NULL, *once = cal_text_typed(c, "once", "");

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : once_find(c, once, &before);
        if (!st && before)
                return text_i64(before, made) ? ST_OK : ST_OK;
        if (!st)
                st = support_open_rows(c, d, r, n, made, NULL);
        if (!st)
                st = once_keep(c, once, cal_number_text(c, *made));
        return st ? st : db_commit(&tx);
}

static enum status create(struct ctx *c)
{
        struct support_draft d;
        struct support_row *r = ARENA_ARRAY(c->arena, SUPPORT_AT_ONCE, struct support_row);
        size_t n = rows_read(c, r);
        int64_t made = 0;
        enum status st = draft_read(c, &d);

        if (!st && !n)
                return preview(c, NULL);
        if (!st)
                st = c->n_error ? ST_INVALID : rows_make(c, &d, r, n, &made);
        if (st == ST_CONFLICT) { /* somebody took a room meanwhile: seen anew, with what is free now */
                c->res->status = 409;
                c->n_error = 0;
                return preview(c, c->why ? c->why : ctx_msg(c, MSG_support_room_gone));
        }
        if (st == ST_INVALID) {
                c->res->status = 422;
                return form_show(c, NULL);
        }
        if (st)
                return st;
        page_notice(c, "support.created", NULL);
        const char *task = cal_text_typed(c, "task", "");
        return ctx_redirect(c, *task ? arena_fmt(c->arena, "/tickets/%s", task)
                                     : arena_fmt(c->arena, "/calendar?from=%s&scale=week&group=all", cal_day_text(c, r[0].from_at)));
}

static enum status new_post(struct ctx *c)
{
        const char *what = cal_text_typed(c, "do", "preview");

        if (str_eq(what, "create"))
                return create(c);
        if (str_eq(what, "course") || str_eq(what, "back"))
                return form_show(c, NULL);
        return preview(c, NULL);
}

static const struct route new_routes[] = {
        {HTTP_GET, "/support/new", PERM_AGENT, new_get, 0, NULL}, {HTTP_POST, "/support/new", PERM_AGENT, new_post, 0, NULL}, {0}};

const struct slice slice_support_new = {.name = "support-new", .routes = new_routes};
