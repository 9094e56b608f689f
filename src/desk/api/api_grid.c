/* Course grids, for programs: brought as a file or as rows, looked at, put right, applied, taken back; and the
 * withdrawn lines that wait for the group. */
#include <fcntl.h>
#include <unistd.h>

#include "desk/api/api.h"
#include "desk/grid/grid.h"

enum { LINES_SHOWN = 1000 };

static int64_t id_in_path(const struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? id : 0;
}

static void member(struct buf *b, const char *name, const char *value)
{
        buf_fmt(b, ",\"%s\":", name);
        buf_json(b, value);
}

static void head_out(struct ctx *c, struct buf *b, const struct grid_import *g)
{
        const char *state = g->state == GRID_WAITING ? "waiting" : g->state == GRID_APPLYING ? "applying" : g->state == GRID_APPLIED ? "applied" : "undone";

        buf_fmt(b, "{\"id\":%lld", (long long)g->id);
        member(b, "name", g->name);
        member(b, "file", g->file);
        member(b, "state", state);
        buf_str(b, ",\"made_at\":");
        api_time(c, b, g->made_at);
        buf_str(b, ",\"applied_at\":");
        api_time(c, b, g->applied_at);
        buf_str(b, ",\"erased_at\":");
        api_time(c, b, g->erased_at);
        int64_t done, total;
        if (g->state == GRID_APPLYING && grid_progress_of(c, g->id, &done, &total))
                buf_fmt(b, ",\"progress\":{\"done\":%lld,\"total\":%lld}", (long long)done, (long long)total);
        else
                buf_str(b, ",\"progress\":null");
        buf_fmt(b, ",\"done\":{\"created\":%lld,\"changed\":%lld,\"withdrawn\":%lld},\"may_undo\":%s", (long long)g->created, (long long)g->changed,
                (long long)g->withdrawn, g->undo ? "true" : "false");
}

static void errors_out(struct buf *b, const struct grid_check *k)
{
        buf_str(b, ",\"errors\":[");
        for (size_t i = 0; i < k->n_errors && i < LINES_SHOWN; i++) {
                const struct grid_error *e = &k->errors[i];
                buf_fmt(b, "%s{\"row\":%lld", i ? "," : "", (long long)e->row);
                member(b, "column", e->column);
                member(b, "field", grid_field_word((enum grid_field)e->field));
                member(b, "message", e->message);
                member(b, "closest", e->closest);
                buf_char(b, '}');
        }
        buf_char(b, ']');
}

static void lines_out(struct buf *b, const struct grid_check *k)
{
        static const char *const words[GRID_KINDS] = {"created", "changed", "unchanged", "withdrawn"};
        size_t shown = 0;

        buf_str(b, ",\"lines\":[");
        for (size_t i = 0; i < k->n_lines && shown < LINES_SHOWN; i++) {
                const struct grid_line *l = &k->lines[i];
                if (l->kind == GRID_UNCHANGED)
                        continue;
                buf_fmt(b, "%s{\"change\":\"%s\",\"row\":%lld", shown++ ? "," : "", words[l->kind], (long long)l->row);
                member(b, "course", l->code);
                member(b, "term", l->term);
                member(b, "approach", l->approach);
                member(b, "item", *l->item_number ? l->item_number : NULL);
                buf_str(b, ",\"fields\":[");
                for (size_t d = 0; d < l->n_diffs; d++) {
                        buf_fmt(b, "%s{\"field\":\"%s\"", d ? "," : "", grid_field_word((enum grid_field)l->diffs[d].field));
                        member(b, "before", l->diffs[d].before);
                        member(b, "after", l->diffs[d].after);
                        buf_char(b, '}');
                }
                buf_str(b, "]}");
        }
        buf_char(b, ']');
}

/* The import with what applying it would do. */
static enum status grid_answer(struct ctx *c, int64_t id, int status)
{
        struct ctx big = grid_room(c);
        struct grid_import g;
        struct grid_sheet s;
        struct grid_check k = {.digest = ""};
        struct buf *b = &c->res->body;
        enum status st = grid_load(c, id, &g);

        if (!st && g.erased_at)
                k.name = g.name; /* nothing is left to compare */
        else if (!st)
                st = grid_review(&big, id, &s, &k);
        if (st == ST_INVALID)
                return ctx_fail_text(c, st, big.why);
        if (st)
                return st;
        g.name = k.name;
        c->res->status = status;
        c->res->type = "application/json";
        head_out(c, b, &g);
        buf_fmt(b, ",\"created\":%lld,\"changed\":%lld,\"withdrawn\":%lld,\"unchanged\":%lld,\"ignored\":%zu", (long long)k.count[GRID_CREATED],
                (long long)k.count[GRID_CHANGED], (long long)k.count[GRID_WITHDRAWN], (long long)k.count[GRID_UNCHANGED], k.n_blank);
        errors_out(b, &k);
        lines_out(b, &k);
        member(b, "digest", k.digest);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_grid_list(struct ctx *c)
{
        struct grid_import *g;
        size_t n;
        enum status st = grid_list(c, &g, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                head_out(c, &c->res->body, &g[i]);
                buf_char(&c->res->body, '}');
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_grid_get(struct ctx *c)
{
        return grid_answer(c, id_in_path(c), 200);
}

/* ---- bringing ---------------------------------------------------------------------------------------------------------- */

/* Which heading is what, when the file calls it otherwise: "columns" of the body, or beside a file a part named as the
 * field.  What is not named stays as it was found; null or "" for a field: no column. */
static bool columns_in(struct ctx *c, struct grid_sheet *s)
{
        const struct json *said = jv_get(c->json, "columns");
        bool any = said != NULL;

        if (said && jv_type(said) != JV_OBJECT)
                form_error(c, "columns", MSG_form_missing);
        for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
                const struct json *j = jv_get(said, grid_field_word(f));
                const char *typed = j ? jv_text(j) : http_field(c->req, grid_field_word(f));
                if (!j && !typed)
                        continue;
                any = true;
                s->at[f] = -1;
                for (size_t i = 0; typed && *typed && i < s->n_columns; i++)
                        if (str_eq(text_fold(c->arena, s->heading[i]), text_fold(c->arena, typed)))
                                s->at[f] = (int)i;
                if (typed && *typed && s->at[f] < 0)
                        form_error(c, "columns", MSG_grid_error_heading);
        }
        return any;
}

static enum status kept(struct ctx *c, struct ctx *big, struct grid_sheet *s, const char *name)
{
        bool named = columns_in(c, s);
        const char *missing = grid_missing(c, s);
        int64_t id = 0;

        if (c->n_error)
                return ST_INVALID;
        if (missing)
                return ctx_fail_text(c, ST_INVALID, missing);
        if (utf8_count(name) > GRID_NAME_LETTERS) {
                form_error(c, "name", MSG_grid_error_long);
                return ST_INVALID;
        }
        {
                DB_TX(tx, c->db);
                enum status st = tx.st ? tx.st : grid_save(big, s, name, &id);
                if (!st && named) /* says when a column was named twice */
                        st = grid_columns_set(c, id, s->at, name);
                if (!st)
                        st = db_commit(&tx);
                if (st)
                        return st;
        }
        return grid_answer(c, id, 201);
}

/* One member of a row as the text of a cell: numbers too, lists joined. */
static const char *cell_in(struct arena *a, const struct json *row, enum grid_field f)
{
        const struct json *v = jv_get(row, grid_field_word(f));
        const char *text = jv_scalar(a, v), *all = "";

        for (size_t i = 0; i < jv_count(v); i++) {
                const char *part = jv_scalar(a, jv_at(v, i));
                all = part ? arena_fmt(a, "%s%s%s", all, *all ? "; " : "", part) : all;
        }
        return text ? text : all;
}

static enum status rows_in(struct ctx *c, struct grid_sheet *s)
{
        const struct json *rows = jv_get(c->json, "rows");
        size_t n = jv_count(rows);
        struct csv_row *row = ARENA_ARRAY(c->arena, n + 1, struct csv_row);
        const char **heading = ARENA_ARRAY(c->arena, GRID_FIELDS, const char *);

        if (!n || n > GRID_ROWS_MAX) {
                form_error(c, "rows", n ? MSG_grid_error_many : MSG_form_missing);
                return ST_INVALID;
        }
        *s = (struct grid_sheet){.file = "", .rows = row, .n_rows = n, .heading = heading, .n_columns = GRID_FIELDS, .head_row = 1};
        for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
                heading[f] = grid_field_word(f);
                s->at[f] = (int)f;
        }
        for (size_t i = 0; i < n; i++) {
                const char **cell = ARENA_ARRAY(c->arena, GRID_FIELDS, const char *);
                for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
                        cell[f] = cell_in(c->arena, jv_at(rows, i), f);
                        if (strlen(cell[f]) > GRID_CELL_MAX) {
                                form_error(c, "rows", MSG_grid_error_long);
                                return ST_INVALID;
                        }
                }
                row[i] = (struct csv_row){cell, GRID_FIELDS, (int64_t)i + 2, (int64_t)i + 2};
        }
        return ST_OK;
}

enum status api_grid_post(struct ctx *c)
{
        struct ctx big = grid_room(c);
        struct grid_sheet s;
        const char *csv = jv_text(jv_get(c->json, "csv")), *name = jv_text(jv_get(c->json, "name"));

        if (!grid_may(c))
                return ST_NOT_FOUND;
        enum status st = csv ? grid_read(&big, "", csv, strlen(csv), &s) : rows_in(&big, &s);
        if (st && big.why)
                return ctx_fail_text(c, st, big.why);
        for (size_t i = 0; st && i < big.n_error; i++)
                form_error_text(c, big.error[i].field, big.error[i].message);
        return st ? st : kept(c, &big, &s, name ? name : "");
}

enum status api_grid_file(struct ctx *c)
{
        struct ctx big = grid_room(c);
        const struct http_upload *up = c->req->n_upload ? &c->req->upload[0] : NULL;
        const char *name = http_field(c->req, "name");
        struct grid_sheet s;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        if (c->req->body_st == ST_TOO_LARGE || (up && up->size > GRID_FILE_MAX))
                return ST_TOO_LARGE;
        if (!up || !up->size) {
                form_error(c, "files", MSG_form_missing);
                return ST_INVALID;
        }
        char *all = arena_raw(big.arena, (size_t)up->size + 1);
        int fd = open(up->path, O_RDONLY | O_CLOEXEC);
        ssize_t got = fd < 0 ? -1 : read(fd, all, (size_t)up->size);
        if (fd >= 0)
                close(fd);
        if (got != up->size)
                return ST_IO;
        enum status st = grid_read(&big, up->name, all, (size_t)up->size, &s);
        if (st && big.why)
                return ctx_fail_text(c, st, big.why);
        return st ? st : kept(c, &big, &s, name ? text_clean(c->arena, name, strlen(name), true) : "");
}

/* ---- putting right, applying, taking back ------------------------------------------------------------------------------ */

/* "columns" and "name" of one that waits. */
static enum status columns_patch(struct ctx *c, const struct grid_import *g)
{
        struct ctx big = grid_room(c);
        const char *name = jv_text(jv_get(c->json, "name")), *missing;
        struct grid_sheet s;
        struct grid_fix *fix;
        size_t n;

        if (!jv_get(c->json, "columns") && !name)
                return ST_OK;
        enum status st = grid_sheet_load(&big, g->id, &s, &fix, &n);
        if (st)
                return st;
        columns_in(c, &s);
        missing = grid_missing(c, &s);
        if (!c->n_error && missing)
                return ctx_fail_text(c, ST_INVALID, missing);
        return c->n_error ? ST_INVALID : grid_columns_set(c, g->id, s.at, name ? name : g->name);
}

enum status api_grid_patch(struct ctx *c)
{
        const struct json *list = jv_get(c->json, "fixes");
        int64_t id = id_in_path(c);
        struct grid_import g;
        enum status st = grid_load(c, id, &g);

        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : columns_patch(c, &g);
        for (size_t i = 0; !st && i < jv_count(list); i++) {
                const struct json *fix = jv_at(list, i);
                const char *field = jv_text(jv_get(fix, "field")), *value = jv_text(jv_get(fix, "value"));
                enum grid_field f = field ? grid_field_find(field) : GRID_FIELDS;
                if (f == GRID_FIELDS || !value) {
                        form_error(c, "fixes", MSG_form_missing);
                        return ST_INVALID;
                }
                st = grid_fix_set(c, id, jv_int(jv_get(fix, "row"), 0), f, text_clean(c->arena, value, strlen(value), false));
        }
        if (!st)
                st = db_commit(&tx);
        return st ? st : grid_answer(c, id, 200);
}

enum status api_grid_apply(struct ctx *c)
{
        struct grid_check k;
        const char *seen = jv_text(jv_get(c->json, "digest"));
        int64_t id = id_in_path(c);
        enum status st = grid_apply(c, id, seen, NULL, &k);

        if (st == ST_STALE)
                return ctx_fail(c, ST_CONFLICT, MSG_grid_error_stale);
        return st ? st : grid_answer(c, id, 200);
}

enum status api_grid_undo(struct ctx *c)
{
        int64_t id = id_in_path(c);
        enum status st = grid_undo(c, id);

        return st ? st : grid_answer(c, id, 200);
}

/* ---- withdrawn lines ---------------------------------------------------------------------------------------------------- */

enum status api_gone_list(struct ctx *c)
{
        struct grid_gone *g;
        size_t n;
        struct buf *b = &c->res->body;
        enum status st = grid_gone_list(c, &g, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"course_id\":%lld,\"approach_id\":%lld", i ? "," : "", (long long)g[i].course_id, (long long)g[i].approach_id);
                member(b, "course", g[i].code);
                member(b, "term", g[i].term);
                member(b, "approach", g[i].approach);
                member(b, "item", g[i].number);
                member(b, "grid", g[i].grid);
                buf_str(b, ",\"withdrawn_at\":");
                api_time(c, b, g[i].withdrawn_at);
                buf_char(b, '}');
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_gone_post(struct ctx *c)
{
        int64_t course = jv_int(jv_get(c->json, "course_id"), 0), approach = jv_int(jv_get(c->json, "approach_id"), 0);
        const char *what = jv_text(jv_get(c->json, "decision")), *reason = jv_text(jv_get(c->json, "reason"));
        enum status st;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        if (!str_eq(what, "confirm") && !str_eq(what, "keep")) {
                form_error(c, "decision", MSG_form_missing);
                return ST_INVALID;
        }
        if (str_eq(what, "keep"))
                st = grid_gone_keep(c, course, approach);
        else
                st = grid_gone_confirm(c, course, approach, reason ? reason : "");
        if (!st)
                c->res->status = 204;
        return st;
}
