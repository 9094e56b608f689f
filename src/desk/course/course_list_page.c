/* The pages of the lists, one template for all, and the same rows as a file.  Whoever is no agent gets their own
 * courses at /courses and nothing of the other lists. */
#include "desk/catalog/approach.h"
#include "desk/course/course_view.h"
#include "desk/people/people.h"
#include "formats/table.h"
#include "templates.h"

DB_STMT(course_terms,
        "WITH RECURSIVE x (term) AS (SELECT MIN(term) FROM course UNION ALL SELECT (SELECT MIN(k.term) FROM course k"
        " WHERE k.term > x.term) FROM x WHERE x.term IS NOT NULL) SELECT term FROM x WHERE term IS NOT NULL LIMIT 300");
static const struct db_stmt *const page_stmts[] = {&course_terms, NULL};

enum { TERMS_MAX = 300, PRESENTER_MAX = 150, RECORDINGS_BACK = 180, MEMO_SUPPORTS = 12 };

/* What of the address is typed text, for the form and for the addresses of other pages. */
struct typed {
        const char *words, *term, *department, *approach, *presenter, *pick, *day;
};

static const char *day_text(struct ctx *c, int64_t at)
{
        struct civil d;

        zone_local(c->zone, at, &d);
        return arena_fmt(c->arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

/* The beginning of a day written "2026-07-06"; today's (or that of some months ago) when it is none. */
static int64_t day_read(struct ctx *c, const struct course_list *l, const char *typed)
{
        int64_t noon;
        struct civil d;
        bool is = strlen(typed) == 10 && moment_parse(arena_fmt(c->arena, "%sT12:00:00Z", typed), &noon);

        if (is)
                zone_local(zone_get("UTC"), noon, &d);
        else
                zone_local(c->zone, l == &course_list_recordings ? c->now - RECORDINGS_BACK * DAY_MS : c->now, &d);
        d.hour = d.minute = d.second = d.ms = 0;
        return zone_moment(c->zone, &d);
}

/* Whoever was picked of the list that was suggested, while their name stands there as it was put: several may bear it. */
static enum status picked_read(struct ctx *c, struct typed *t, int64_t *id)
{
        struct person who;
        int64_t pick;

        if (!text_i64(ctx_param(c, "presenter_pick"), &pick))
                return ST_NOT_FOUND;
        enum status st = person_load(c, pick, &who);
        if (st || !str_eq(text_short(c->arena, who.name, PRESENTER_MAX), t->presenter))
                return st ? st : ST_NOT_FOUND;
        *id = pick;
        t->pick = arena_fmt(c->arena, "%lld", (long long)pick);
        return ST_OK;
}

static enum status presenter_read(struct ctx *c, struct typed *t, int64_t *id)
{
        struct person who, *found;
        size_t n;

        if (text_blank(t->presenter))
                return ST_OK;
        enum status st = picked_read(c, t, id);
        if (st != ST_NOT_FOUND)
                return st;
        st = person_by_login(c, t->presenter, &who);
        if (!st)
                *id = who.id;
        if (st != ST_NOT_FOUND)
                return st;
        st = person_search(c, t->presenter, &found, &n);
        if (!st && n == 1)
                *id = found[0].id;
        else if (!st)
                form_error(c, "presenter", n ? MSG_people_error_several : MSG_people_error_nobody);
        return st;
}

/* Strange values narrow to nothing; only a presenter who cannot be told apart is said so. */
static enum status ask_read(struct ctx *c, const struct course_list *l, struct typed *t, struct course_ask *a)
{
        *t = (struct typed){text_short(c->arena, ctx_param(c, "q"), 200), ctx_param(c, "term"), ctx_param(c, "department"),
                            ctx_param(c, "approach"), text_short(c->arena, ctx_param(c, "presenter"), PRESENTER_MAX), "", ""};
        *a = (struct course_ask){.words = t->words, .term = l->by & BY_TERM ? t->term : "", .after_fold = "", .limit = COURSE_PAGE};
        if ((l->by & BY_DEPARTMENT) && *t->department && !text_i64(t->department, &a->department))
                a->department = -1;
        if ((l->by & BY_APPROACH) && *t->approach && !text_i64(t->approach, &a->approach))
                a->approach = -1;
        if (l->by & BY_DAY) {
                a->day = day_read(c, l, ctx_param(c, "from"));
                t->day = day_text(c, a->day);
        }
        (void)course_cursor_read(c, ctx_param(c, "cursor"), a); /* a strange one is the beginning */
        return l->by & BY_PRESENTER ? presenter_read(c, t, &a->presenter) : ST_OK;
}

/* ---- addresses and choices ------------------------------------------------------------------------------------- */

static void pair(struct buf *b, const char *name, const char *value)
{
        if (!value || !*value)
                return;
        buf_fmt(b, "&%s=", name);
        buf_url(b, value);
}

static const char *address(struct ctx *c, const char *path, const struct typed *t, const char *name, const char *value)
{
        struct buf b;

        buf_init(&b, c->arena, 8192);
        buf_fmt(&b, "%s?", path);
        pair(&b, name, value);
        pair(&b, "q", t->words);
        pair(&b, "term", t->term);
        pair(&b, "department", t->department);
        pair(&b, "approach", t->approach);
        pair(&b, "presenter", t->presenter);
        pair(&b, "presenter_pick", t->pick);
        pair(&b, "from", t->day);
        return buf_end(&b) ? path : b.p;
}

struct term_row {
        const char *term;
};
static const struct db_col term_cols[] = {DB_COL_TEXT(struct term_row, term), DB_COL_END};

static enum status terms_fill(struct ctx *c, struct course_list_view *v, const char *chosen)
{
        struct term_row *t;
        size_t n;
        enum status st = db_all(c->db, c->arena, &course_terms, DB_NO_ARGS, term_cols, sizeof *t, TERMS_MAX, &t, &n);

        if (st)
                return st;
        struct course_choice *o = ARENA_ARRAY(c->arena, n + 1, struct course_choice);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct course_choice){t[i].term, t[i].term, str_eq(t[i].term, chosen)};
        v->terms = o;
        v->n_terms = n;
        return ST_OK;
}

static enum status departments_fill(struct ctx *c, struct course_list_view *v, int64_t chosen)
{
        struct department *d;
        size_t n;
        enum status st = department_list(c, &d, &n);

        if (st)
                return st;
        struct course_choice *o = ARENA_ARRAY(c->arena, n + 1, struct course_choice);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct course_choice){arena_fmt(c->arena, "%lld", (long long)d[i].id),
                                              course_in_lang(c, d[i].name_fr, d[i].name_en), d[i].id == chosen};
        v->departments = o;
        v->n_departments = n;
        return ST_OK;
}

static enum status approaches_fill(struct ctx *c, struct course_list_view *v, int64_t chosen)
{
        struct approach *a;
        size_t n;
        enum status st = approach_list(c, true, &a, &n);

        if (st)
                return st;
        struct course_choice *o = ARENA_ARRAY(c->arena, n + 1, struct course_choice);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct course_choice){arena_fmt(c->arena, "%lld", (long long)a[i].id), a[i].name, a[i].id == chosen};
        v->approaches = o;
        v->n_approaches = n;
        return ST_OK;
}

static enum status choices_fill(struct ctx *c, const struct course_list *l, const struct course_ask *a, struct course_list_view *v)
{
        enum status st = l->by & BY_TERM ? terms_fill(c, v, a->term) : ST_OK;

        if (!st && (l->by & BY_DEPARTMENT))
                st = departments_fill(c, v, a->department);
        if (!st && (l->by & BY_APPROACH))
                st = approaches_fill(c, v, a->approach);
        return st;
}

void course_tabs(struct ctx *c, const char *current, const struct course_tab **tabs, size_t *n)
{
        struct course_tab *t = ARENA_ARRAY(c->arena, COURSE_LISTS, struct course_tab);

        for (size_t i = 0; i < COURSE_LISTS; i++) {
                const struct course_list *l = course_list_all[i];
                t[i] = (struct course_tab){l->path, ctx_msg(c, l->title), str_eq(l->name, current)};
        }
        *tabs = t;
        *n = COURSE_LISTS;
}

/* ---- the page ------------------------------------------------------------------------------------------------------ */

static enum status body_write(struct ctx *c, const struct course_list *l, const struct typed *t, struct course_ask *a, struct course_list_view *v)
{
        struct course_found found = {0};
        struct html to = memo_html(c);
        enum status st = choices_fill(c, l, a, v);

        if (!st && !v->e_presenter)
                st = l->rows(c, a, &found);
        if (st)
                return st;
        struct course_heading *h = ARENA_ARRAY(c->arena, l->n_heads, struct course_heading);
        for (size_t i = 0; i < l->n_heads; i++)
                h[i].text = ctx_msg(c, l->heads[i].title);
        v->heads = h;
        v->n_heads = l->n_heads;
        v->rows = found.rows;
        v->n_rows = found.n_rows;
        v->looked_enough = found.looked_enough;
        v->next = found.next ? address(c, l->path, t, "cursor", found.next) : NULL;
        v->first = *ctx_param(c, "cursor") ? address(c, l->path, t, NULL, NULL) : NULL;
        const char *file = address(c, "/courses/export", t, "list", l->name);
        v->csv = arena_fmt(c->arena, "%s&format=csv", file);
        v->xlsx = arena_fmt(c->arena, "%s&format=xlsx", file);
        course_tabs(c, l->name, &v->tabs, &v->n_tabs);
        course_list_body_html(&to, v);
        v->body = html_written(&to, 0);
        return buf_end(to.out);
}

/* All but the frame is kept for whoever asks the same list again while nothing happens. */
static enum status list_show(struct ctx *c, const struct course_list *l)
{
        struct course_list_view *v = ARENA_NEW(c->arena, struct course_list_view);
        struct course_ask a;
        struct typed t;
        const char *key, *note;
        enum status st = people_kept_key(c, "courses", &key);

        if (!st)
                st = ask_read(c, l, &t, &a);
        if (st)
                return st;
        *v = (struct course_list_view){.title = ctx_msg(c, l->title), .hint = ctx_msg(c, l->hint), .none = ctx_msg(c, l->none),
                                       .path = l->path, .by = l->by, .words = t.words, .presenter = t.presenter, .pick = t.pick, .day = t.day,
                                       .e_presenter = form_msg(c, "presenter")};
        if (!memo_html_get(c, key, &v->body, &note)) {
                st = body_write(c, l, &t, &a, v);
                if (st)
                        return st;
                memo_html_put(c, key, v->body, "");
        }
        page_init(c, &v->page, v->title, l == &course_list_items ? "support-items" : "courses");
        v->page.page_script_desk = true;
        course_list_html(&c->html, v);
        return ST_OK;
}

static enum status own_show(struct ctx *c)
{
        struct course_own_view v = {0};
        struct course *k;
        enum status st = course_choices(c, c->actor->person_id, &k, &v.n_rows);

        if (st)
                return st;
        struct course_own_row *r = ARENA_ARRAY(c->arena, v.n_rows + 1, struct course_own_row);
        for (size_t i = 0; i < v.n_rows; i++)
                r[i] = (struct course_own_row){course_href(c, k[i].id, k[i].code, k[i].term, ""), k[i].label,
                                               course_in_lang(c, k[i].department_fr, k[i].department_en), k[i].first_at};
        v.rows = r;
        page_init(c, &v.page, ctx_msg(c, MSG_courses_own), "courses");
        course_own_html(&c->html, &v);
        return ST_OK;
}

static enum status courses_get(struct ctx *c)
{
        return ctx_role(c, ~0) ? list_show(c, &course_list_courses) : own_show(c);
}

static enum status items_get(struct ctx *c)
{
        return list_show(c, &course_list_items);
}

static enum status presenters_get(struct ctx *c)
{
        return list_show(c, &course_list_presenters);
}

static enum status sessions_get(struct ctx *c)
{
        return list_show(c, &course_list_sessions);
}

static enum status recordings_get(struct ctx *c)
{
        return list_show(c, &course_list_recordings);
}

/* ---- the file -------------------------------------------------------------------------------------------------------- */

struct out {
        struct table *table;
        const struct course_list *list;
        size_t rows;
        bool cut;
};

static enum status table_start(struct ctx *c, bool xlsx, struct out *o)
{
        struct table_column *col = ARENA_ARRAY(c->arena, o->list->n_heads, struct table_column);

        for (size_t i = 0; i < o->list->n_heads; i++)
                col[i] = (struct table_column){ctx_msg(c, o->list->heads[i].title), o->list->heads[i].time ? CELL_TIME : CELL_TEXT,
                                               o->list->heads[i].width};
        const char *separator = ctx_param(c, "separator");
        bool semicolon = str_eq(separator, "semicolon") || (!str_eq(separator, "comma") && c->lang == LANG_FR);
        const struct table_spec spec = {xlsx ? TABLE_XLSX : TABLE_CSV, arena_fmt(c->arena, "%s/tmp", c->app->cfg.data), col,
                                        o->list->n_heads, semicolon ? ';' : ',', !str_eq(ctx_param(c, "bom"), "0"), c->zone,
                                        ctx_msg(c, o->list->title)};
        return table_open(c->arena, &spec, &o->table);
}

static enum status page_out(struct ctx *c, struct course_ask *a, struct out *o, const char **next)
{
        struct arena *whole = c->arena, *one = arena_new(8u << 20);
        struct course_found found = {0};

        c->arena = one;
        enum status st = o->list->rows(c, a, &found);
        for (size_t i = 0; !st && i < found.n_rows && !o->cut; i++) {
                struct table_cell cell[COURSE_COLUMNS_MAX] = {0};
                for (size_t k = 0; k < o->list->n_heads; k++)
                        cell[k] = (struct table_cell){found.rows[i].cell[k].text, found.rows[i].cell[k].at};
                o->cut = o->rows++ >= COURSE_EXPORT_MAX;
                if (!o->cut)
                        st = table_row(o->table, cell);
        }
        c->arena = whole;
        *next = !st && found.next && !o->cut ? arena_str(whole, found.next) : NULL;
        arena_free(&one);
        return st;
}

static enum status rows_out(struct ctx *c, struct course_ask *a, struct out *o)
{
        const char *next = NULL;
        enum status st = page_out(c, a, o, &next);

        for (size_t looks = 0; !st && next && looks < COURSE_LOOKS; looks++) {
                (void)course_cursor_read(c, next, a);
                st = page_out(c, a, o, &next);
        }
        return st;
}

static void answer(struct ctx *c, const struct out *o, bool xlsx)
{
        struct civil d;

        zone_local(c->zone, c->now, &d);
        c->res->type = xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8; header=present";
        http_set(c->res, "Content-Disposition",
                 arena_fmt(c->arena, "attachment; filename=\"guichet-%s-%04d%02d%02d%s.%s\"", o->list->name, d.year, d.month, d.day,
                           o->cut ? "-20000" : "", xlsx ? "xlsx" : "csv"));
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        http_set(c->res, "Cache-Control", "private, no-store");
}

static enum status export_get(struct ctx *c)
{
        const char *format = ctx_param(c, "format"), *name = ctx_param(c, "list");
        bool xlsx = str_eq(format, "xlsx");
        struct out o = {0};
        struct course_ask a;
        struct typed t;
        int64_t size;
        int fd;

        o.list = course_list_named(*name ? name : "courses");
        if (!o.list || (!xlsx && *format && !str_eq(format, "csv")))
                return ST_NOT_FOUND;
        enum status st = ask_read(c, o.list, &t, &a);
        if (!st && c->n_error) /* a file with other rows than asked would be taken for the right one */
                st = ctx_fail_text(c, ST_INVALID, form_msg(c, "presenter"));
        if (!st)
                st = table_start(c, xlsx, &o);
        if (!st)
                st = rows_out(c, &a, &o);
        if (!st)
                st = table_end(o.table, &fd, &size);
        if (st)
                return st;
        c->res->fd = fd;
        c->res->fd_size = size;
        answer(c, &o, xlsx);
        return ST_OK;
}

/* ---- the menu -------------------------------------------------------------------------------------------------------- */

/* Asked by every page of the desk: kept while nothing happens, as the counts of views are (view.c has the first
 * places of the memo). */
static void counters(struct ctx *c, struct page *p)
{
        struct ticket_query q = {.view = "groups", .kind = TICKET_ITEM};

        if (!p->agent || memo_get(c, MEMO_SUPPORTS, &p->supports))
                return;
        if (ticket_count(c, &q, &p->supports))
                p->supports = -1;
        else
                memo_put(c, MEMO_SUPPORTS, p->supports);
}

/* Runs before main(): the menu's counter comes with the slice, whoever links it. */
__attribute__((constructor)) static void course_register(void)
{
        page_counters(counters);
}

static const struct route course_list_routes[] = {
        {HTTP_GET, "/courses", PERM_SIGNED_IN, courses_get, 0, NULL},
        {HTTP_GET, "/courses/items", PERM_AGENT, items_get, 0, NULL},
        {HTTP_GET, "/courses/presenters", PERM_AGENT, presenters_get, 0, NULL},
        {HTTP_GET, "/courses/sessions", PERM_AGENT, sessions_get, 0, NULL},
        {HTTP_GET, "/courses/recordings", PERM_AGENT, recordings_get, 0, NULL},
        {HTTP_GET, "/courses/export", PERM_AGENT, export_get, ROUTE_SLOW, NULL},
        {0}};

const struct slice slice_course_list_pages = {.name = "course-list-pages", .routes = course_list_routes, .stmts = page_stmts};
