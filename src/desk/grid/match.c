/* What the database knows of the courses a grid names: courses and lines of its terms, and the lines of the grid
 * itself, read once each. */
#include <string.h>

#include "desk/grid/own.h"

#define KNOWN_COLUMNS                                                                                                  \
        "SELECT l.course_id, l.approach_id, l.item_id, l.grid_id, l.withdrawn_at, l.confirmed_at, l.kept_at, t.state," \
        " t.num, k.code, k.term, k.title, l.name_fold, l.body, l.body_hash, l.said_at FROM grid_line l"                            \
        " JOIN course k ON k.id = l.course_id JOIN ticket t ON t.id = l.item_id"
DB_STMT(grid_terms, "SELECT DISTINCT k.term FROM course k ORDER BY k.term LIMIT 5000");
DB_STMT(grid_courses, "SELECT k.id, k.code, k.term, k.title FROM course k WHERE k.term = :term LIMIT 200000");
DB_STMT(grid_lines_term, KNOWN_COLUMNS " WHERE k.term = :term LIMIT 200000");
DB_STMT(grid_lines_name, KNOWN_COLUMNS " WHERE l.name_fold = :name LIMIT 200000");
DB_STMT(grid_named, "SELECT p.id, (SELECT count(*) FROM person q WHERE q.name_fold = :name AND q.state = 10 AND q.merged_into IS NULL) AS n"
                    " FROM person p WHERE p.name_fold = :name AND p.state = 10 AND p.merged_into IS NULL ORDER BY p.id LIMIT 1");
static const struct db_stmt *const match_stmts[] = {&grid_terms, &grid_courses, &grid_lines_term, &grid_lines_name, &grid_named, NULL};
const struct slice slice_grid_match = {.name = "grid-match", .stmts = match_stmts};

struct term_row {
        const char *term;
};
static const struct db_col term_cols[] = {DB_COL_TEXT(struct term_row, term), DB_COL_END};
static const struct db_col course_cols[] = {DB_COL_I64(struct grid_course, id), DB_COL_TEXT(struct grid_course, code),
                                            DB_COL_TEXT(struct grid_course, term), DB_COL_TEXT(struct grid_course, title), DB_COL_END};
static const struct db_col known_cols[] = {
        DB_COL_I64(struct grid_known, course_id),    DB_COL_I64(struct grid_known, approach_id),  DB_COL_I64(struct grid_known, item_id),
        DB_COL_I64(struct grid_known, grid_id),      DB_COL_I64(struct grid_known, withdrawn_at), DB_COL_I64(struct grid_known, confirmed_at),
        DB_COL_I64(struct grid_known, kept_at),      DB_COL_I64(struct grid_known, state),        DB_COL_I64(struct grid_known, num),
        DB_COL_TEXT(struct grid_known, code),        DB_COL_TEXT(struct grid_known, term),        DB_COL_TEXT(struct grid_known, title),
        DB_COL_TEXT(struct grid_known, name_fold),   DB_COL_TEXT(struct grid_known, body),        DB_COL_BLOB(struct grid_known, body_hash),
        DB_COL_I64(struct grid_known, said_at),      DB_COL_END};

struct named_row {
        int64_t id, n;
};
static const struct db_col named_cols[] = {DB_COL_I64(struct named_row, id), DB_COL_I64(struct named_row, n), DB_COL_END};

enum { LINES_MAX = 200000 };

enum status grid_person_named(struct ctx *c, const char *name, int64_t *id, int64_t *others)
{
        struct named_row r = {0, 0};
        enum status st = db_one(c->db, c->arena, &grid_named, DB_ARGS(DB_T("name", text_fold(c->arena, name))), named_cols, &r);

        *id = r.id;
        *others = r.n > 1 ? r.n - 1 : 0;
        return st;
}

static enum status lines_add(struct grid_work *w, const struct db_stmt *s, const char *arg, const char *value)
{
        struct ctx *c = w->c;
        struct grid_known *row;
        size_t n;
        enum status st = db_all(c->db, c->arena, s, DB_ARGS(DB_T(arg, value)), known_cols, sizeof *row, LINES_MAX, &row, &n);

        for (size_t i = 0; !st && i < n; i++) {
                const char *key = grid_line_key(c->arena, grid_key(c->arena, row[i].code, row[i].term), row[i].approach_id);
                if (grid_map_get(w->lines, key))
                        continue;
                if (!row[i].said_at && (st = grid_body_tell(w, &row[i].body)))
                        return st;
                grid_map_put(w->lines, c->arena, key, &row[i]);
                w->known[w->n_known++] = &row[i];
                if (w->n_known == LINES_MAX)
                        return ST_TOO_LARGE;
        }
        return st;
}

static enum status courses_add(struct grid_work *w, const char *term)
{
        struct ctx *c = w->c;
        struct grid_course *row;
        size_t n;
        enum status st = db_all(c->db, c->arena, &grid_courses, DB_ARGS(DB_T("term", term)), course_cols, sizeof *row, LINES_MAX, &row, &n);

        for (size_t i = 0; !st && i < n; i++)
                grid_map_put(w->courses, c->arena, grid_key(c->arena, row[i].code, row[i].term), &row[i]);
        return st;
}

enum status grid_match(struct grid_work *w, const char *name)
{
        struct ctx *c = w->c;
        struct term_row *term;
        size_t n;
        struct grid_map *wanted = grid_map_new(c->arena, 16);
        enum status st = db_all(c->db, c->arena, &grid_terms, DB_NO_ARGS, term_cols, sizeof *term, 5000, &term, &n);

        w->courses = grid_map_new(c->arena, w->sheet->n_rows);
        w->lines = grid_map_new(c->arena, w->sheet->n_rows);
        w->known = ARENA_ARRAY(c->arena, LINES_MAX, struct grid_known *);
        for (size_t i = 0; i < w->sheet->n_rows; i++) {
                const char *fold = text_fold(c->arena, w->entry[i].term);
                if (!grid_map_get(wanted, fold))
                        grid_map_put(wanted, c->arena, fold, w);
        }
        for (size_t i = 0; !st && i < n; i++) {
                if (!grid_map_get(wanted, text_fold(c->arena, term[i].term)))
                        continue;
                st = courses_add(w, term[i].term);
                if (!st)
                        st = lines_add(w, &grid_lines_term, "term", term[i].term);
        }
        return st ? st : lines_add(w, &grid_lines_name, "name", text_fold(c->arena, name));
}
