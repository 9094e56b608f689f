/* Course grids on pages, four steps with an address each: file, columns, review (imports_review.c), creation; and
 * the list, with the withdrawn lines that wait for the group.  Rules are those of desk/grid. */
#include <fcntl.h>
#include <unistd.h>

#include "desk/imports/imports_own.h"
#include "templates.h"

enum { MEMO_GRIDS = 12 };

int64_t imports_id(const struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? id : 0;
}

enum status imports_to_done(struct ctx *c, int64_t id)
{
        return ctx_redirect(c, arena_fmt(c->arena, "/imports/%lld/create", (long long)id));
}

struct imports_steps imports_steps_of(struct ctx *c, const struct grid_import *g, int64_t step)
{
        const struct html_arg args[] = {{"who", g->by_name, 0}, {"when", human_datetime(c->arena, c->lang, c->zone, g->made_at, c->now), 0}};
        const char *by = *g->by_name ? msg_text(c->arena, c->lang, MSG_imports_by, 2, args) : "";

        return (struct imports_steps){g->erased_at ? 0 : g->id, step, g->name, g->file, by}; /* without its text no step is there to go back to */
}

/* ---- list ------------------------------------------------------------------------------------------------------------------ */

static enum status list_show(struct ctx *c, struct imports_list_view *v, enum status result)
{
        struct grid_import *rows;
        struct grid_gone *gone;
        enum status st = grid_list(c, &rows, &v->n_rows);

        if (!st)
                st = grid_gone_list(c, &gone, &v->n_gone);
        if (st)
                return st;
        v->rows = rows;
        v->gone = gone;
        page_init(c, &v->page, ctx_msg(c, MSG_imports_title), "imports");
        v->page.page_script_desk = true;
        c->res->status = status_http(result);
        imports_list_html(&c->html, v);
        return ST_OK;
}

static enum status page_imports(struct ctx *c)
{
        return list_show(c, &(struct imports_list_view){.why = NULL}, ST_OK);
}

static enum status page_imports_gone(struct ctx *c)
{
        const char *what = form_value(c, "do"), *course = form_value(c, "course"), *approach = form_value(c, "approach"), *reason = form_value(c, "reason");
        struct imports_list_view v = {.why = NULL};

        if (!course || !approach || !text_i64(course, &v.bad_course) || !text_i64(approach, &v.bad_approach))
                return ST_NOT_FOUND;
        bool keep = str_eq(what, "keep");
        enum status st = keep ? grid_gone_keep(c, v.bad_course, v.bad_approach) : grid_gone_confirm(c, v.bad_course, v.bad_approach, reason ? reason : "");
        if (st == ST_INVALID || st == ST_CONFLICT) {
                v.reason_error = form_msg(c, "reason");
                v.why = c->why ? c->why : v.reason_error;
                return list_show(c, &v, st);
        }
        if (st)
                return st;
        page_notice(c, keep ? "imports.kept" : "imports.confirmed", NULL);
        return ctx_redirect(c, "/imports");
}

/* ---- file ------------------------------------------------------------------------------------------------------------------ */

static enum status new_show(struct ctx *c, const char *name, const char *why, enum status result)
{
        struct imports_new_view v = {.why = why, .name = name ? name : "", .steps = {.step = 1, .name = "", .file = "", .by = ""}};

        if (!grid_may(c))
                return ST_NOT_FOUND;
        page_init(c, &v.page, ctx_msg(c, MSG_imports_new), "imports");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        imports_new_html(&c->html, &v);
        return ST_OK;
}

static enum status page_imports_new(struct ctx *c)
{
        return new_show(c, "", NULL, ST_OK);
}

static enum status came(struct ctx *c, const char **bytes, size_t *n, const char **file)
{
        const struct http_upload *up = c->req->n_upload ? &c->req->upload[0] : NULL;

        *n = 0;
        *file = up && up->name ? up->name : "";
        if (!up || !up->size)
                return ctx_fail(c, ST_INVALID, MSG_imports_no_file);
        if (up->size > GRID_FILE_MAX)
                return ctx_fail(c, ST_TOO_LARGE, MSG_imports_too_large);
        char *all = arena_raw(c->arena, (size_t)up->size + 1);
        int fd = open(up->path, O_RDONLY | O_CLOEXEC);
        ssize_t got = fd < 0 ? -1 : read(fd, all, (size_t)up->size);
        if (fd >= 0)
                close(fd);
        *bytes = all;
        *n = (size_t)up->size;
        return got == up->size ? ST_OK : ST_IO;
}

/* A file whose columns are all told goes straight to the review. */
static enum status page_imports_post(struct ctx *c)
{
        struct ctx big = grid_room(c);
        struct grid_sheet s;
        const char *bytes = "", *file = "", *name = form_value(c, "name");
        size_t n;
        int64_t id;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        if (name && utf8_count(name) > GRID_NAME_LETTERS)
                return new_show(c, name, ctx_msg(c, MSG_grid_error_long), ST_INVALID);
        enum status st = came(&big, &bytes, &n, &file);
        if (!st)
                st = grid_read(&big, file, bytes, n, &s);
        if (st == ST_INVALID || st == ST_TOO_LARGE)
                return new_show(c, name, big.why, st);
        bool known = !st && !grid_missing(&big, &s);
        if (!st)
                st = grid_save(&big, &s, name ? name : "", &id);
        return st ? st : ctx_redirect(c, arena_fmt(c->arena, "/imports/%lld/%s", (long long)id, known ? "review" : "columns"));
}

/* ---- columns -------------------------------------------------------------------------------------------------------------- */

static const char *sample_of(struct ctx *c, const struct grid_sheet *s, int at)
{
        for (size_t i = 0; at >= 0 && i < s->n_rows && i < 50; i++) {
                const char *cell = csv_cell(&s->rows[i], (size_t)at);
                if (!text_blank(cell))
                        return text_short(c->arena, text_clean(c->arena, cell, strlen(cell), true), 60);
        }
        return "";
}

static void fields_fill(struct ctx *c, const struct grid_sheet *s, struct imports_columns_view *v)
{
        struct imports_column *f = ARENA_ARRAY(c->arena, GRID_FIELDS, struct imports_column);

        for (enum grid_field k = 0; k < GRID_FIELDS; k++) {
                struct imports_option *o = ARENA_ARRAY(c->arena, s->n_columns + 1, struct imports_option);
                o[0] = (struct imports_option){"0", ctx_msg(c, MSG_imports_no_column), s->at[k] < 0};
                for (size_t i = 0; i < s->n_columns; i++)
                        o[i + 1] = (struct imports_option){arena_fmt(c->arena, "%zu", i + 1),
                                                           arena_fmt(c->arena, "%s : %s", sheet_letters(c->arena, (int64_t)i + 1), s->heading[i]), s->at[k] == (int)i};
                f[k] = (struct imports_column){.word = grid_field_word(k), .label = grid_field_label(c, k), .error = form_msg(c, grid_field_word(k)),
                                               .sample = sample_of(c, s, s->at[k]), .options = o, .n_options = s->n_columns + 1,
                                               .needed = k == GRID_CODE || k == GRID_TITLE || k == GRID_DEPARTMENT || k == GRID_TERM || k == GRID_APPROACHES};
        }
        v->fields = f;
        v->n_fields = GRID_FIELDS;
}

static const char *unused_of(struct ctx *c, const struct grid_sheet *s)
{
        struct buf b;

        buf_init(&b, c->arena, 64 << 10);
        for (size_t i = 0; i < s->n_columns; i++) {
                bool used = text_blank(s->heading[i]);
                for (enum grid_field k = 0; k < GRID_FIELDS; k++)
                        used = used || s->at[k] == (int)i;
                if (!used)
                        buf_fmt(&b, "%s%s", b.n ? ", " : "", s->heading[i]);
        }
        return b.p;
}

static enum status columns_show(struct ctx *c, struct ctx *big, const struct grid_import *g, const struct grid_sheet *s, const char *why, enum status result)
{
        struct imports_columns_view v = {.why = why, .name = g->name, .name_error = form_msg(c, "name"), .head_row = s->head_row, .name_stays = g->acts > 0,
                                         .steps = imports_steps_of(c, g, 2)};

        fields_fill(c, s, &v);
        v.unused = unused_of(big, s);
        page_init(c, &v.page, ctx_msg(c, MSG_imports_columns), "imports");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        imports_columns_html(&c->html, &v);
        return ST_OK;
}

static enum status page_imports_columns(struct ctx *c)
{
        struct ctx big = grid_room(c);
        struct grid_import g;
        struct grid_sheet s;
        struct grid_fix *fix;
        size_t n;
        enum status st = grid_load(c, imports_id(c), &g);

        if (!st && g.erased_at)
                return imports_to_done(c, g.id);
        if (!st)
                st = grid_sheet_load(&big, g.id, &s, &fix, &n);
        return st ? st : columns_show(c, &big, &g, &s, grid_missing(c, &s), ST_OK);
}

static enum status page_imports_columns_post(struct ctx *c)
{
        struct ctx big = grid_room(c);
        struct grid_import g;
        struct grid_sheet s;
        struct grid_fix *fix;
        size_t n;
        enum status st = grid_load(c, imports_id(c), &g);

        if (!st && g.erased_at)
                return imports_to_done(c, g.id);
        if (!st)
                st = grid_sheet_load(&big, g.id, &s, &fix, &n);
        if (st)
                return st;
        for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
                const char *value = form_value(c, grid_field_word(f));
                int64_t at = 0;
                bool fits = value && text_i64(value, &at) && at > 0 && (size_t)at <= s.n_columns;
                s.at[f] = fits ? (int)at - 1 : -1;
        }
        const char *name = form_value(c, "name");
        g.name = name ? name : g.name;
        st = grid_columns_set(c, g.id, s.at, g.name);
        if (st && st != ST_INVALID && st != ST_CONFLICT)
                return st;
        const char *why = st ? c->why : grid_missing(c, &s);
        if (st || why)
                return columns_show(c, &big, &g, &s, why, st ? st : ST_INVALID);
        return ctx_redirect(c, arena_fmt(c->arena, "/imports/%lld/review", (long long)g.id));
}

/* ---- creation --------------------------------------------------------------------------------------------------------------- */

static enum status done_show(struct ctx *c, int64_t id, const char *why, enum status result)
{
        struct ctx big = grid_room(c);
        struct grid_import g;
        struct grid_sheet s;
        struct grid_check k = {.n_bad_rows = 0};
        enum status st = grid_load(c, id, &g);

        if (!st && g.state == GRID_APPLIED && grid_review(&big, id, &s, &k))
                k.n_bad_rows = 0; /* columns that are missing: said on the page of columns */
        struct grid_done_line *report = NULL;
        size_t n = 0;
        if (!st && g.erased_at)
                st = grid_report(c, id, &report, &n);
        if (st)
                return st;
        struct imports_done_view v = {.why = why ? why : *g.why ? g.why : NULL, .id = id, .created = g.created, .changed = g.changed, .withdrawn = g.withdrawn,
                                      .bad_rows = (int64_t)k.n_bad_rows, .running = g.state == GRID_APPLYING, .waiting = g.state == GRID_WAITING,
                                      .undone = g.state == GRID_UNDONE, .undo = g.undo, .applied_at = g.applied_at, .erased_at = g.erased_at,
                                      .report = report, .n_report = n, .keep_days = setting_i64(c, "grid.keep_days"), .steps = imports_steps_of(c, &g, 4)};
        v.known = v.running && grid_progress_of(c, id, &v.done, &v.total);
        page_init(c, &v.page, ctx_msg(c, MSG_imports_step_create), "imports");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        imports_done_html(&c->html, &v);
        return ST_OK;
}

static enum status page_imports_create(struct ctx *c)
{
        return done_show(c, imports_id(c), NULL, ST_OK);
}

static enum status page_imports_create_post(struct ctx *c)
{
        struct ctx big = grid_room(c);
        struct grid_sheet s;
        struct grid_check k;
        int64_t id = imports_id(c);
        const char *seen = form_value(c, "seen");
        enum status st = grid_review(&big, id, &s, &k);

        if (!st && k.n_lines > GRID_JOB_LINES)
                st = grid_apply_later(c, id, seen ? seen : "");
        else if (!st)
                st = grid_apply(c, id, seen ? seen : "", NULL, &k);
        if (st == ST_STALE)
                return imports_review_show(c, id, ctx_msg(c, MSG_grid_error_stale), st);
        if (st == ST_INVALID || st == ST_CONFLICT)
                return done_show(c, id, c->why ? c->why : big.why, ST_CONFLICT);
        return st ? st : imports_to_done(c, id);
}

static enum status page_imports_undo(struct ctx *c)
{
        int64_t id = imports_id(c);
        enum status st = grid_undo(c, id);

        if (st == ST_CONFLICT)
                return done_show(c, id, c->why, st);
        return st ? st : imports_to_done(c, id);
}

/* The menu's entry is for those whom the grids concern; who they are is asked once while nothing happens. */
static void menu(struct ctx *c, struct page *p)
{
        int64_t may = 0;

        if (!p->agent)
                return;
        if (!memo_get(c, MEMO_GRIDS, &may)) {
                may = grid_may(c);
                memo_put(c, MEMO_GRIDS, may);
        }
        p->grids = may != 0;
}

__attribute__((constructor)) static void imports_register(void)
{
        page_counters(menu);
}

static const struct route routes[] = {
        {HTTP_GET, "/imports", PERM_AGENT, page_imports, 0, NULL},
        {HTTP_POST, "/imports", PERM_AGENT, page_imports_post, ROUTE_UPLOAD | ROUTE_SLOW, NULL},
        {HTTP_GET, "/imports/new", PERM_AGENT, page_imports_new, 0, NULL},
        {HTTP_POST, "/imports/withdrawn", PERM_AGENT, page_imports_gone, 0, NULL},
        {HTTP_GET, "/imports/{id}/columns", PERM_AGENT, page_imports_columns, ROUTE_SLOW, NULL},
        {HTTP_POST, "/imports/{id}/columns", PERM_AGENT, page_imports_columns_post, ROUTE_SLOW, NULL},
        {HTTP_GET, "/imports/{id}/review", PERM_AGENT, page_imports_review, ROUTE_SLOW, NULL},
        {HTTP_POST, "/imports/{id}/review", PERM_AGENT, page_imports_fix, ROUTE_SLOW, NULL},
        {HTTP_GET, "/imports/{id}/export", PERM_AGENT, page_imports_export, ROUTE_SLOW, NULL},
        {HTTP_GET, "/imports/{id}/create", PERM_AGENT, page_imports_create, ROUTE_SLOW, NULL},
        {HTTP_POST, "/imports/{id}/create", PERM_AGENT, page_imports_create_post, ROUTE_SLOW, NULL},
        {HTTP_POST, "/imports/{id}/undo", PERM_AGENT, page_imports_undo, ROUTE_SLOW, NULL},
        {0}};
extern const struct slice slice_imports;
const struct slice slice_imports = {.name = "imports", .routes = routes};
