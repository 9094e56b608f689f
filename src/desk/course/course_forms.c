/* The forms of a course: what it is, and one session.  Both carry the version that was seen; a session that moves
 * flags the support tasks and bookings made for it and proposes due dates anew, all in one transaction. */
#include "desk/course/course_view.h"
#include "desk/people/people.h"
#include "desk/plan/plan.h"
#include "desk/ticket/flag.h"
#include "templates.h"

static const char *day_text(struct ctx *c, int64_t at)
{
        struct civil d;

        if (!at)
                return "";
        zone_local(c->zone, at, &d);
        return arena_fmt(c->arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static const char *hour_text(struct ctx *c, int64_t at)
{
        struct civil d;

        if (!at)
                return "";
        zone_local(c->zone, at, &d);
        return arena_fmt(c->arena, "%02d:%02d", d.hour, d.minute);
}

/* "2026-01-19" and "08:30" where the reader is; false when they are none. */
static bool moment_read(struct ctx *c, const char *day, const char *hour, int64_t *at)
{
        int64_t utc;
        struct civil d;

        if (strlen(day) != 10 || strlen(hour) != 5 || !moment_parse(arena_fmt(c->arena, "%sT%s:00Z", day, hour), &utc))
                return false;
        zone_local(zone_get("UTC"), utc, &d);
        *at = zone_moment(c->zone, &d);
        return true;
}

/* What was typed when something was refused, else what is kept. */
static const char *typed(struct ctx *c, const char *name, const char *kept)
{
        const char *is = c->req->method == HTTP_POST ? form_value(c, name) : NULL;

        return is ? is : kept ? kept : "";
}

static int64_t seen(struct ctx *c)
{
        int64_t n = 0;

        return text_i64(typed(c, "version", ""), &n) ? n : 0;
}

static enum status form_show(struct ctx *c, const struct course *k, struct course_form_view *v, struct course_field_view *f)
{
        for (size_t i = 0; i < v->n_fields; i++)
                f[i].error = form_msg(c, f[i].name);
        v->fields = f;
        v->back_href = course_href(c, k->id, k->code, k->term, "");
        v->back = arena_fmt(c->arena, "%s (%s)", k->code, k->term);
        v->version = c->req->method == HTTP_POST ? seen(c) : k->version;
        page_init(c, &v->page, v->title, "courses");
        v->page.page_script_desk = true;
        v->page.crumbs[0] = (struct page_crumb){"/courses", ctx_msg(c, MSG_courses_title)};
        v->page.crumbs[1] = (struct page_crumb){v->back_href, v->back};
        v->page.crumbs[2] = (struct page_crumb){NULL, v->title};
        v->page.n_crumbs = 3;
        v->page.errors = c->error;
        v->page.n_errors = c->n_error;
        if (c->n_error)
                c->res->status = 422;
        course_form_html(&c->html, v);
        return ST_OK;
}

/* ---- what a course is -------------------------------------------------------------------------------------------- */

/* The departments that the actor may give it to. */
static enum status departments(struct ctx *c, const struct course *k, struct course_field_view *f)
{
        struct department *d;
        size_t n;
        int64_t chosen = k->department_id;
        enum status st = department_list(c, &d, &n);

        if (st)
                return st;
        (void)text_i64(typed(c, "department", ""), &chosen);
        struct course_choice *o = ARENA_ARRAY(c->arena, n + 1, struct course_choice);
        for (size_t i = 0; i < n; i++)
                if (d[i].id == k->department_id || course_may_edit(c, d[i].id))
                        o[f->n_options++] = (struct course_choice){arena_fmt(c->arena, "%lld", (long long)d[i].id),
                                                                   course_in_lang(c, d[i].name_fr, d[i].name_en), d[i].id == chosen};
        f->options = o;
        return ST_OK;
}

static enum status edit_show(struct ctx *c, const struct course *k)
{
        struct course_field_view *f = ARENA_ARRAY(c->arena, 5, struct course_field_view);
        struct course_form_view v = {.title = ctx_msg(c, MSG_courses_edit), .submit = ctx_msg(c, MSG_courses_save), .n_fields = 5,
                                     .action = course_href(c, k->id, k->code, k->term, "edit")};
        const char *owner = k->owner_login ? k->owner_login : k->owner_name;

        f[0] = (struct course_field_view){.name = "title", .label = ctx_msg(c, MSG_courses_title_of), .value = typed(c, "title", k->title),
                                          .type = "text", .max = 250, .required = true};
        f[1] = (struct course_field_view){.name = "department", .label = ctx_msg(c, MSG_courses_department), .type = "select"};
        f[2] = (struct course_field_view){.name = "owner", .label = ctx_msg(c, MSG_courses_owner), .hint = ctx_msg(c, MSG_courses_who_hint),
                                          .value = typed(c, "owner", owner), .type = "text", .max = 150, .people = true,
                                          .pick = typed(c, "owner_pick", "")};
        f[3] = (struct course_field_view){.name = "day", .label = ctx_msg(c, MSG_courses_first), .hint = ctx_msg(c, MSG_courses_first_hint),
                                          .value = typed(c, "day", day_text(c, k->activity_at)), .type = "date"};
        f[4] = (struct course_field_view){.name = "hour", .label = ctx_msg(c, MSG_courses_hour),
                                          .value = typed(c, "hour", hour_text(c, k->activity_at)), .type = "time"};
        enum status st = departments(c, k, &f[1]);
        return st ? st : form_show(c, k, &v, f);
}

static enum status edit_get(struct ctx *c)
{
        struct course k;
        enum status st = course_asked_edit(c, &k);

        return st ? st : edit_show(c, &k);
}

static enum status edit_read(struct ctx *c, const struct course *k, struct course_draft *d)
{
        const char *owner = typed(c, "owner", ""), *day = typed(c, "day", ""), *hour = typed(c, "hour", "");
        enum status st = ST_OK;

        *d = (struct course_draft){.title = typed(c, "title", ""), .department_id = k->department_id};
        if (utf8_count(d->title) > 250)
                form_error(c, "title", MSG_course_error_title);
        (void)text_i64(typed(c, "department", ""), &d->department_id);
        if (k->owner_id && text_blank(typed(c, "owner_pick", "")) && (str_eq(owner, k->owner_login) || str_eq(owner, k->owner_name)))
                d->owner_id = k->owner_id;
        else if (!text_blank(owner))
                st = course_person_read(c, "owner", owner, &d->owner_id);
        if (*day && !moment_read(c, day, *hour ? hour : "08:00", &d->first_at))
                form_error(c, "day", MSG_courses_error_day);
        return st == ST_INVALID ? ST_OK : st;
}

static enum status edit_put(struct ctx *c, const struct course *k, const struct course_draft *d)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = course_change(c, k->id, d, seen(c));
        if (!st)
                st = course_redate(c, k->id);
        return st ? st : db_commit(&tx);
}

static enum status edit_post(struct ctx *c)
{
        struct course k;
        struct course_draft d;
        enum status st = course_asked_edit(c, &k);

        if (!st)
                st = edit_read(c, &k, &d);
        if (!st && c->n_error)
                return edit_show(c, &k);
        if (!st)
                st = edit_put(c, &k, &d);
        if (st == ST_STALE)
                form_error(c, "title", MSG_courses_stale);
        if (c->n_error)
                return edit_show(c, &k);
        if (st)
                return st;
        page_notice(c, "courses.saved", NULL);
        return ctx_redirect(c, course_href(c, k.id, k.code, k.term, ""));
}

/* ---- one session ---------------------------------------------------------------------------------------------------- */

static enum status session_show(struct ctx *c, const struct course *k, const struct course_session *s)
{
        struct course_field_view *f = ARENA_ARRAY(c->arena, 7, struct course_field_view);
        const char *id = s->id ? arena_fmt(c->arena, "sessions/%lld", (long long)s->id) : "sessions/new";
        struct course_form_view v = {.title = ctx_msg(c, s->id ? MSG_courses_session : MSG_courses_session_add), .n_fields = 7,
                                     .submit = ctx_msg(c, MSG_courses_save), .action = course_href(c, k->id, k->code, k->term, id),
                                     .remove = s->id && s->state == SESSION_HELD ? ctx_msg(c, MSG_courses_session_drop) : NULL};

        f[0] = (struct course_field_view){.name = "day", .label = ctx_msg(c, MSG_courses_when), .value = typed(c, "day", day_text(c, s->from_at)),
                                          .type = "date", .required = true};
        f[1] = (struct course_field_view){.name = "from", .label = ctx_msg(c, MSG_courses_from), .value = typed(c, "from", hour_text(c, s->from_at)),
                                          .type = "time", .required = true};
        f[2] = (struct course_field_view){.name = "to", .label = ctx_msg(c, MSG_courses_to), .value = typed(c, "to", hour_text(c, s->to_at)),
                                          .type = "time", .required = true};
        f[3] = (struct course_field_view){.name = "theme", .label = ctx_msg(c, MSG_courses_theme), .value = typed(c, "theme", s->theme),
                                          .type = "text", .max = THEME_MAX};
        f[4] = (struct course_field_view){.name = "link", .label = ctx_msg(c, MSG_courses_link), .hint = ctx_msg(c, MSG_courses_link_hint),
                                          .value = typed(c, "link", s->link), .type = "url", .max = LINK_MAX};
        f[5] = (struct course_field_view){.name = "host", .label = ctx_msg(c, MSG_courses_host), .hint = ctx_msg(c, MSG_courses_host_hint),
                                          .value = typed(c, "host", s->host), .type = "text", .max = THEME_MAX};
        f[6] = (struct course_field_view){.name = "recording", .label = ctx_msg(c, MSG_courses_recording),
                                          .hint = ctx_msg(c, MSG_courses_recording_hint), .value = typed(c, "recording", s->recording),
                                          .type = "text", .max = THEME_MAX};
        return form_show(c, k, &v, f);
}

/* The session of the address, of this course; {0} for a new one. */
static enum status session_asked(struct ctx *c, struct course *k, struct course_session *s)
{
        int64_t id;
        enum status st = course_asked_edit(c, k);

        *s = (struct course_session){0};
        if (st || str_eq(ctx_var(c, "id"), "new"))
                return st;
        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        st = course_session_load(c, id, s);
        return !st && s->course_id != k->id ? ST_NOT_FOUND : st;
}

static enum status session_get(struct ctx *c)
{
        struct course k;
        struct course_session s;
        enum status st = session_asked(c, &k, &s);

        return st ? st : session_show(c, &k, &s);
}

static const char *short_text(struct ctx *c, const char *name)
{
        const char *is = typed(c, name, "");

        if (strlen(is) > THEME_MAX)
                form_error(c, name, MSG_courses_error_long);
        return is;
}

static void session_read(struct ctx *c, int64_t id, struct course_session *w)
{
        const char *day = typed(c, "day", ""), *from = typed(c, "from", ""), *to = typed(c, "to", "");

        *w = (struct course_session){.id = id, .theme = short_text(c, "theme"), .link = typed(c, "link", ""), .host = short_text(c, "host"),
                                     .recording = short_text(c, "recording")};
        if (!moment_read(c, day, "08:00", &w->from_at))
                form_error(c, "day", MSG_courses_error_day);
        else if (!moment_read(c, day, from, &w->from_at))
                form_error(c, "from", MSG_courses_error_hour);
        else if (!moment_read(c, day, to, &w->to_at))
                form_error(c, "to", MSG_courses_error_hour);
        else if (w->to_at <= w->from_at)
                form_error(c, "to", MSG_courses_error_order);
        if (!session_link_fits(w->link))
                form_error(c, "link", MSG_courses_error_link);
}

/* The course's sessions with this one put in, or without it; the same hours twice are one session. */
static enum status sessions_with(struct ctx *c, const struct course *k, const struct course_session *w, bool drop)
{
        struct course_session *s;
        int64_t *moved, flagged;
        size_t n, n_moved, kept = 0;
        enum status st = course_seen(c, k->id, w->id ? seen(c) : 0);

        if (!st)
                st = course_sessions(c, k->id, &s, &n);
        if (st)
                return st;
        struct course_session *want = ARENA_ARRAY(c->arena, n + 1, struct course_session);
        for (size_t i = 0; i < n; i++) {
                bool same = s[i].from_at == w->from_at && s[i].to_at == w->to_at;
                if (s[i].id == w->id || (!w->id && same) || s[i].state != SESSION_HELD)
                        continue;
                if (same && !drop) {
                        form_error(c, "day", MSG_courses_error_twice);
                        return ST_INVALID;
                }
                want[kept++] = s[i];
        }
        if (!drop)
                want[kept++] = *w;
        st = course_sessions_set(c, k->id, want, kept, &moved, &n_moved);
        if (!st && n_moved)
                st = support_flag(c, moved, n_moved, &flagged);
        return st;
}

static enum status session_put(struct ctx *c, const struct course *k, const struct course_session *w, bool drop)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = sessions_with(c, k, w, drop);
        if (!st)
                st = course_redate(c, k->id);
        return st ? st : db_commit(&tx);
}

static enum status session_post(struct ctx *c)
{
        struct course k;
        struct course_session s, w;
        bool drop = str_eq(typed(c, "act", ""), "remove");
        enum status st = session_asked(c, &k, &s);

        if (st)
                return st;
        if (drop)
                w = s;
        else
                session_read(c, s.id, &w);
        if (c->n_error)
                return session_show(c, &k, &s);
        st = session_put(c, &k, &w, drop);
        if (st == ST_STALE)
                form_error(c, "day", MSG_courses_stale);
        if (st == ST_INVALID && !c->n_error)
                form_error(c, "day", MSG_courses_error_many);
        if (c->n_error)
                return session_show(c, &k, &s);
        if (st)
                return st;
        page_notice(c, drop ? "courses.session_gone" : "courses.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "%s#sessions", course_href(c, k.id, k.code, k.term, "")));
}

static const struct route course_form_routes[] = {
        {HTTP_GET, "/courses/{code}/edit", PERM_AGENT, edit_get, 0, NULL},
        {HTTP_POST, "/courses/{code}/edit", PERM_AGENT, edit_post, 0, NULL},
        {HTTP_GET, "/courses/{code}/sessions/{id}", PERM_AGENT, session_get, 0, NULL},
        {HTTP_POST, "/courses/{code}/sessions/{id}", PERM_AGENT, session_post, 0, NULL},
        {0}};

const struct slice slice_course_forms = {.name = "course-forms", .routes = course_form_routes};
