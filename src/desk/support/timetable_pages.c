/* A timetable's calendar on a course: a file, what it would change, and then just that.  The preview carries its rows
 * itself, so that what is applied is what was seen, whatever the file has become. */
#include "desk/support/choices.h"
#include "desk/support/timetable_view.h"
#include "formats/ical_times.h"
#include "templates.h"

extern const struct slice slice_support_timetable;

static enum status course_asked(struct ctx *c, struct course *k)
{
        int64_t id;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        enum status st = course_load(c, id, k);
        return st ? st : course_may_edit(c, k->department_id) ? ST_OK : ST_NOT_FOUND;
}

static void frame(struct ctx *c, const struct course *k, struct timetable_view *v)
{
        v->course = k->label;
        v->action = arena_fmt(c->arena, "/support/timetables/%lld", (long long)k->id);
        v->back = arena_fmt(c->arena, "/courses/=%lld", (long long)k->id);
        v->once = random_token(c->arena);
        v->e_file = form_msg(c, "file");
        page_init(c, &v->page, ctx_msg(c, MSG_support_timetable), "courses");
        v->page.page_script_desk = true;
        if (c->n_error)
                c->res->status = 422;
        timetable_html(&c->html, v);
}

static enum status timetable_get(struct ctx *c)
{
        struct course k;
        struct timetable_view v = {0};
        enum status st = course_asked(c, &k);

        if (!st)
                frame(c, &k, &v);
        return st;
}

static enum status preview(struct ctx *c, const struct course *k)
{
        struct timetable t;
        struct timetable_view v = {.preview = true};
        const unsigned char *p = NULL;
        size_t n;
        enum status st = upload_bytes(c, "file", ICAL_TIMES_BYTES, &p, &n);

        if (!st && !n)
                form_error(c, "file", MSG_support_timetable_none);
        if (st == ST_TOO_LARGE)
                form_error(c, "file", MSG_agenda_calendar_large);
        if (!c->n_error && !st)
                st = timetable_read(c, k->id, (const char *)p, n, &t);
        if (c->n_error) {
                v.preview = false;
                frame(c, k, &v);
                return ST_OK;
        }
        if (st)
                return st;
        struct timetable_line *rows = ARENA_ARRAY(c->arena, t.n_rows + 1, struct timetable_line);
        for (size_t i = 0; i < t.n_rows; i++) {
                const struct timetable_row *r = &t.rows[i];
                rows[i] = (struct timetable_line){r, arena_fmt(c->arena, "%s, %s", human_date(c->arena, c->lang, c->zone, r->from_at),
                                                               cal_span_text(c, r->from_at, r->to_at)), NULL, (int)i};
                if (r->fate != TIMETABLE_SAME)
                        rows[i].value = arena_fmt(c->arena, "%d-%lld-%lld-%lld", (int)r->fate, (long long)r->id, (long long)r->from_at, (long long)r->to_at);
        }
        struct html_arg sums[] = {{"fresh", NULL, t.fresh}, {"same", NULL, t.same}, {"gone", NULL, t.gone}, {"left", NULL, t.left_out}};
        v.summary = msg_text(c->arena, c->lang, MSG_support_timetable_sum, ARRAY_LEN(sums), sums);
        v.rows = rows;
        v.n_rows = t.n_rows;
        v.changes = t.fresh + t.gone;
        v.by_code = t.by_code;
        frame(c, k, &v);
        return ST_OK;
}

/* "fate-id-from-to", as the preview wrote it. */
static bool row_read(const char *s, struct timetable_row *r)
{
        int64_t part[4] = {0};

        for (size_t i = 0; i < ARRAY_LEN(part); i++) {
                size_t n = strspn(s, "0123456789");
                if (!n || n > 15)
                        return false;
                for (size_t k = 0; k < n; k++)
                        part[i] = part[i] * 10 + (s[k] - '0');
                s += n;
                if (i + 1 < ARRAY_LEN(part) && *s++ != '-')
                        return false;
        }
        *r = (struct timetable_row){(enum timetable_fate)part[0], part[1], part[2], part[3], ""};
        return !*s && (part[0] == TIMETABLE_NEW || part[0] == TIMETABLE_GONE);
}

static size_t rows_read(struct ctx *c, struct timetable_row *r)
{
        size_t n = 0;

        for (size_t i = 0; i < c->req->n_field && n < 2 * SESSIONS_MAX; i++) {
                const char *name = c->req->field[i].name;
                int64_t at;
                if (name[0] != 't' || !text_i64(name + 1, &at) || !row_read(c->req->field[i].value, &r[n]))
                        continue;
                r[n++].theme = cal_text_typed(c, arena_fmt(c->arena, "x%lld", (long long)at), "");
        }
        return n;
}

static enum status apply(struct ctx *c, const struct course *k)
{
        struct timetable_row *r = ARENA_ARRAY(c->arena, 2 * SESSIONS_MAX, struct timetable_row);
        size_t n = rows_read(c, r);
        struct timetable_view v = {0};
        const char *before = NULL, *once = cal_text_typed(c, "once", "");
        int64_t flagged;
        enum status st;
        {
                DB_TX(tx, c->db);
                st = tx.st ? tx.st : once_find(c, once, &before);
                if (!st && !before)
                        st = timetable_apply(c, k->id, r, n, &flagged);
                if (!st && !before)
                        st = once_keep(c, once, "1");
                if (!st)
                        st = db_commit(&tx);
        }
        if (st == ST_INVALID) {
                c->n_error = 0;
                form_error(c, "file", MSG_support_timetable_bad);
                frame(c, k, &v);
                return ST_OK;
        }
        if (st)
                return st;
        page_notice(c, "support.timetable_done", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/courses/=%lld", (long long)k->id));
}

static enum status timetable_post(struct ctx *c)
{
        struct course k;
        enum status st = course_asked(c, &k);

        if (st)
                return st;
        return str_eq(form_value(c, "do"), "apply") ? apply(c, &k) : preview(c, &k);
}

static const struct route timetable_routes[] = {
        {HTTP_GET, "/support/timetables/{id}", PERM_AGENT, timetable_get, 0, NULL},
        {HTTP_POST, "/support/timetables/{id}", PERM_AGENT, timetable_post, ROUTE_UPLOAD, NULL},
        {0}};

const struct slice slice_support_timetable = {.name = "support-timetable", .routes = timetable_routes};
