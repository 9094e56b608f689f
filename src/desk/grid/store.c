/* Imports between their steps: the rows of the file as one text (cells and rows parted by the signs that Unicode
 * keeps for that, which no cleaned cell holds), the columns, and the cells put right. */
#include <string.h>

#include "base/sha256.h"
#include "desk/grid/own.h"

#define IMPORT_COLUMNS                                                                                              \
        "SELECT g.id, g.state, g.made_at, g.applied_at, g.erased_at, g.by_id, g.version, g.created, g.changed, g.withdrawn, g.name," \
        " g.file, COALESCE(p.name, '') AS by_name, g.why, (SELECT count(*) FROM (SELECT 1 AS one FROM grid_act x"    \
        " WHERE x.grid_id = g.id LIMIT 1) y) AS acts FROM grid g LEFT JOIN person p ON p.id = g.by_id"
DB_STMT(grid_by_id, IMPORT_COLUMNS " WHERE g.id = :id");
DB_STMT(grid_latest, IMPORT_COLUMNS " ORDER BY g.id DESC LIMIT 100");
DB_STMT(grid_add, "INSERT INTO grid (sha256, name, state, by_id, made_at, file, body, columns)"
                  " VALUES (:hash, :name, 10, :by, :now, :file, :body, :columns) RETURNING id");
DB_STMT(grid_body, "SELECT file, body, columns FROM grid WHERE id = :id");
DB_STMT(grid_columns_put, "UPDATE grid SET columns = :columns, name = :name, version = version + 1 WHERE id = :id AND state IN (10, 20)"
                          " AND erased_at IS NULL");
DB_STMT(grid_touched, "UPDATE grid SET version = version + 1 WHERE id = :id AND state IN (10, 20) AND erased_at IS NULL");
DB_STMT(grid_fixes, "SELECT row, field, value FROM grid_fix WHERE grid_id = :id ORDER BY row, field LIMIT 100000");
DB_STMT(grid_fix_put, "INSERT INTO grid_fix (grid_id, row, field, value) VALUES (:id, :row, :field, :value)"
                      " ON CONFLICT (grid_id, row, field) DO UPDATE SET value = excluded.value");
DB_STMT(grid_later, "SELECT g.name FROM grid g WHERE g.state = 20 AND g.id > :id LIMIT 10000");
DB_STMT(grid_fix_count, "SELECT count(*) FROM grid_fix WHERE grid_id = :id");
DB_STMT(grid_report_rows,
        "SELECT x.kind AS act, k.code, k.term, t.num FROM grid_act x JOIN course k ON k.id = x.course_id JOIN ticket t ON t.id = x.item_id"
        " WHERE x.grid_id = :id ORDER BY x.id LIMIT 500");
static const struct db_stmt *const store_stmts[] = {&grid_by_id, &grid_latest, &grid_add, &grid_body, &grid_columns_put, &grid_touched, &grid_fixes,
                                                    &grid_fix_put, &grid_later, &grid_fix_count, &grid_report_rows, NULL};

enum { BODY_BYTES_MAX = 32 << 20, FIXES_MAX = 100000 };
#define CELL "\x1f"
#define ROW "\x1e"

static const struct db_col import_cols[] = {
        DB_COL_I64(struct grid_import, id),      DB_COL_I64(struct grid_import, state),     DB_COL_I64(struct grid_import, made_at),
        DB_COL_I64(struct grid_import, applied_at), DB_COL_I64(struct grid_import, erased_at), DB_COL_I64(struct grid_import, by_id),  DB_COL_I64(struct grid_import, version),
        DB_COL_I64(struct grid_import, created), DB_COL_I64(struct grid_import, changed),   DB_COL_I64(struct grid_import, withdrawn),
        DB_COL_TEXT(struct grid_import, name),   DB_COL_TEXT(struct grid_import, file),     DB_COL_TEXT(struct grid_import, by_name),
        DB_COL_TEXT(struct grid_import, why),    DB_COL_I64(struct grid_import, acts),      DB_COL_END};

/* ---- text of the rows ---------------------------------------------------------------------------------------------------- */

static void cell_put(struct ctx *c, struct buf *b, const char *cell)
{
        buf_str(b, CELL);
        buf_str(b, text_blank(cell) ? "" : text_clean(c->arena, cell, strlen(cell), false));
}

static enum status body_write(struct ctx *c, const struct grid_sheet *s, const char **out)
{
        struct buf b;

        buf_init(&b, c->arena, BODY_BYTES_MAX);
        buf_fmt(&b, "%lld", (long long)s->head_row);
        for (size_t i = 0; i < s->n_columns; i++)
                cell_put(c, &b, s->heading[i]);
        for (size_t i = 0; i < s->n_rows; i++) {
                buf_fmt(&b, ROW "%lld", (long long)s->rows[i].row);
                for (size_t k = 0; k < s->rows[i].n; k++)
                        cell_put(c, &b, s->rows[i].cell[k]);
        }
        *out = b.p;
        return buf_end(&b);
}

static size_t count(const char *s, char sign)
{
        size_t n = 0;

        for (; (s = strchr(s, sign)); s++)
                n++;
        return n;
}

/* One row of the text, cut up in place; *p stands behind it. */
static struct csv_row row_read(struct arena *a, char **p)
{
        char *end = strchr(*p, *ROW), *s = *p, *next;
        struct csv_row r = {.n = 0};

        if (end)
                *end = '\0';
        *p = end ? end + 1 : NULL;
        const char **cell = ARENA_ARRAY(a, count(s, *CELL) + 1, const char *);
        if ((next = strchr(s, *CELL)))
                *next++ = '\0';
        if (!text_i64(s, &r.row))
                r.row = 0;
        while (next) {
                cell[r.n++] = next;
                if ((next = strchr(next, *CELL)))
                        *next++ = '\0';
        }
        r.cell = cell;
        r.line = r.row;
        return r;
}

static void body_read(struct arena *a, const char *body, struct grid_sheet *out)
{
        char *p = arena_str(a, body);
        struct csv_row *rows = ARENA_ARRAY(a, count(body, *ROW) + 1, struct csv_row), head = row_read(a, &p);

        out->heading = head.cell;
        out->n_columns = head.n;
        out->head_row = head.row;
        while (p)
                rows[out->n_rows++] = row_read(a, &p);
        out->rows = rows;
        if (out->n_rows)
                out->n_blank = (size_t)(rows[out->n_rows - 1].row - head.row) - out->n_rows;
}

static const char *columns_text(struct arena *a, const int at[GRID_FIELDS])
{
        struct buf b;

        buf_init(&b, a, 1024);
        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
                buf_fmt(&b, "%s%d", f ? " " : "", at[f] + 1);
        return b.p;
}

static void columns_read(struct arena *a, const char *text, size_t n_columns, int at[GRID_FIELDS])
{
        for (enum grid_field f = 0; f < GRID_FIELDS; f++) {
                size_t n = strcspn(text, " ");
                int64_t v = 0;
                at[f] = text_i64(arena_strn(a, text, n), &v) && v > 0 && (size_t)v <= n_columns ? (int)v - 1 : -1;
                text += n + (text[n] != '\0');
        }
}

/* ---- verbs ----------------------------------------------------------------------------------------------------------------- */

static int64_t me(const struct ctx *c)
{
        return c->actor ? c->actor->person_id : 0;
}

/* Without a name it is the term that its rows begin with. */
static const char *name_or_term(struct ctx *c, const struct grid_sheet *s, const char *name)
{
        for (size_t i = 0; text_blank(name) && s->at[GRID_TERM] >= 0 && i < s->n_rows; i++)
                name = csv_cell(&s->rows[i], (size_t)s->at[GRID_TERM]);
        return text_short(c->arena, text_clean(c->arena, name, strlen(name), true), GRID_NAME_LETTERS);
}

enum status grid_save(struct ctx *c, const struct grid_sheet *s, const char *name, int64_t *id)
{
        struct sha256 h;
        unsigned char hash[SHA256_BYTES];
        const char *body, *file = strrchr(s->file, '/');

        if (!grid_may(c))
                return ST_NOT_FOUND;
        enum status st = body_write(c, s, &body);
        if (st)
                return st;
        sha256_init(&h);
        sha256_add(&h, body, strlen(body));
        sha256_end(&h, hash);
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_i64(c->db, &grid_add,
                            DB_ARGS(DB_B("hash", hash, sizeof hash), DB_T("name", name_or_term(c, s, name)),
                                    DB_REF("by", me(c)), DB_I("now", c->now), DB_T("file", text_short(c->arena, file ? file + 1 : s->file, 120)),
                                    DB_T("body", body), DB_T("columns", columns_text(c->arena, s->at))),
                            id);
        if (!st)
                st = audit(c, "grid.add", "grid", *id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

static void filled(struct ctx *c, struct grid_import *g)
{
        g->undo = g->state == GRID_APPLIED && g->acts && c->now < g->applied_at + GRID_UNDO_MS;
}

enum status grid_load(struct ctx *c, int64_t id, struct grid_import *out)
{
        if (!grid_may(c))
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &grid_by_id, DB_ARGS(DB_I("id", id)), import_cols, out);
        if (!st)
                filled(c, out);
        return st;
}

enum status grid_list(struct ctx *c, struct grid_import **out, size_t *n)
{
        if (!grid_may(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &grid_latest, DB_NO_ARGS, import_cols, sizeof **out, GRID_LIST_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                filled(c, &(*out)[i]);
        return st;
}

struct body_row {
        const char *file, *body, *columns;
};
static const struct db_col body_cols[] = {DB_COL_TEXT(struct body_row, file), DB_COL_TEXT(struct body_row, body), DB_COL_TEXT(struct body_row, columns), DB_COL_END};
static const struct db_col fix_cols[] = {DB_COL_I64(struct grid_fix, row), DB_COL_I64(struct grid_fix, field), DB_COL_TEXT(struct grid_fix, value), DB_COL_END};

enum status grid_sheet_load(struct ctx *c, int64_t id, struct grid_sheet *out, struct grid_fix **fix, size_t *n_fix)
{
        struct body_row r;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &grid_body, DB_ARGS(DB_I("id", id)), body_cols, &r);
        if (st)
                return st;
        *out = (struct grid_sheet){.file = r.file};
        body_read(c->arena, r.body, out);
        columns_read(c->arena, r.columns, out->n_columns, out->at);
        return db_all(c->db, c->arena, &grid_fixes, DB_ARGS(DB_I("id", id)), fix_cols, sizeof **fix, FIXES_MAX, fix, n_fix);
}

enum status grid_columns_set(struct ctx *c, int64_t id, const int at[GRID_FIELDS], const char *name)
{
        struct grid_import g;
        int64_t rows = 0;
        enum status st = grid_load(c, id, &g);

        if (st)
                return st;
        for (enum grid_field f = 0; f < GRID_FIELDS; f++)
                for (enum grid_field k = 0; k < f; k++)
                        if (at[f] >= 0 && at[f] == at[k])
                                form_error(c, grid_field_word(f), MSG_grid_error_column_twice);
        if (utf8_count(name) > GRID_NAME_LETTERS)
                form_error(c, "name", MSG_grid_error_long);
        if (c->n_error)
                return ST_INVALID;
        if (g.acts && !str_eq(text_fold(c->arena, g.name), text_fold(c->arena, name)))
                return ctx_fail(c, ST_CONFLICT, MSG_grid_error_name_stays);
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &grid_columns_put,
                             DB_ARGS(DB_T("columns", columns_text(c->arena, at)), DB_T("name", text_clean(c->arena, name, strlen(name), true)), DB_I("id", id)), &rows);
        if (!st && !rows)
                st = ctx_fail(c, ST_CONFLICT, MSG_grid_error_over);
        return st ? st : db_commit(&tx);
}

enum status grid_fix_set(struct ctx *c, int64_t id, int64_t row, enum grid_field f, const char *value)
{
        struct grid_import g;
        int64_t rows = 0, n = 0;
        enum status st = grid_load(c, id, &g);

        if (st)
                return st;
        if (strlen(value) > GRID_CELL_MAX)
                form_error(c, grid_field_word(f), MSG_grid_error_long);
        if (c->n_error || f >= GRID_FIELDS)
                return ST_INVALID;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &grid_touched, DB_ARGS(DB_I("id", id)), &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_CONFLICT, MSG_grid_error_over);
        if (!st)
                st = db_i64(c->db, &grid_fix_count, DB_ARGS(DB_I("id", id)), &n);
        if (!st && n >= FIXES_MAX)
                return ST_TOO_LARGE;
        if (!st)
                st = db_exec(c->db, &grid_fix_put, DB_ARGS(DB_I("id", id), DB_I("row", row), DB_I("field", f), DB_T("value", value)), NULL);
        return st ? st : db_commit(&tx);
}

struct name_row {
        const char *name;
};
static const struct db_col name_cols[] = {DB_COL_TEXT(struct name_row, name), DB_COL_END};

/* Was another grid of this name, brought after this one, applied? */
static enum status followed(struct ctx *c, const struct grid_import *g, bool *out)
{
        struct name_row *r;
        size_t n;
        const char *mine = text_fold(c->arena, g->name);

        *out = false;
        if (!g->applied_at)
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &grid_later, DB_ARGS(DB_I("id", g->id)), name_cols, sizeof *r, 10000, &r, &n);
        for (size_t i = 0; !st && !*out && i < n; i++)
                *out = str_eq(text_fold(c->arena, r[i].name), mine);
        return st;
}

enum status grid_review(struct ctx *c, int64_t id, struct grid_sheet *s, struct grid_check *out)
{
        struct grid_import g;
        struct grid_fix *fix;
        size_t n;
        bool past;
        enum status st = grid_load(c, id, &g);

        if (!st && g.erased_at)
                return ctx_fail(c, ST_CONFLICT, MSG_grid_error_erased);
        if (!st)
                st = grid_sheet_load(c, id, s, &fix, &n);
        if (!st)
                st = followed(c, &g, &past);
        return st ? st : grid_check_kept(c, s, g.name, past, fix, n, out);
}

static const struct db_col done_cols[] = {DB_COL_I64(struct grid_done_line, act), DB_COL_TEXT(struct grid_done_line, code), DB_COL_TEXT(struct grid_done_line, term),
                                          DB_COL_I64(struct grid_done_line, num), DB_COL_END};

enum status grid_report(struct ctx *c, int64_t id, struct grid_done_line **out, size_t *n)
{
        if (!grid_may(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &grid_report_rows, DB_ARGS(DB_I("id", id)), done_cols, sizeof **out, GRID_REPORT_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].number = ticket_number(c, TICKET_ITEM, (*out)[i].num);
        return st;
}

static const struct personal store_personal[] = {
        {"grid", "name", "by_id", "course grids one brought"},
        {NULL, NULL, NULL, NULL},
};
const struct slice slice_grid_store = {.name = "grid-store", .stmts = store_stmts, .personal = store_personal};
