/* Lines that their grid no longer lists: they wait for the group, and nothing is cancelled by itself. */
#include "desk/grid/own.h"
#include "desk/plan/plan.h"

DB_STMT(grid_gone_all,
        "SELECT l.course_id, l.approach_id, l.item_id, l.withdrawn_at, t.num, t.version, k.code, k.term, k.title, a.name_fr AS approach_fr,"
        " a.name_en AS approach_en, g.name AS grid FROM grid_line l JOIN ticket t ON t.id = l.item_id JOIN course k ON k.id = l.course_id"
        " JOIN approach a ON a.id = l.approach_id JOIN grid g ON g.id = l.grid_id WHERE l.withdrawn_at IS NOT NULL AND l.confirmed_at IS NULL"
        " ORDER BY l.withdrawn_at, l.course_id, l.approach_id LIMIT 100");
DB_STMT(grid_gone_take,
        "UPDATE grid_line SET confirmed_at = :now WHERE course_id = :course AND approach_id = :approach AND withdrawn_at IS NOT NULL"
        " AND confirmed_at IS NULL RETURNING item_id");
DB_STMT(grid_gone_item,
        "SELECT item_id FROM grid_line WHERE course_id = :course AND approach_id = :approach AND withdrawn_at IS NOT NULL AND confirmed_at IS NULL");
DB_STMT(grid_gone_kept,
        "UPDATE grid_line SET withdrawn_at = NULL, kept_at = :now WHERE course_id = :course AND approach_id = :approach"
        " AND withdrawn_at IS NOT NULL AND confirmed_at IS NULL RETURNING item_id");
static const struct db_stmt *const gone_stmts[] = {&grid_gone_all, &grid_gone_take, &grid_gone_item, &grid_gone_kept, NULL};
const struct slice slice_grid_gone = {.name = "grid-gone", .stmts = gone_stmts};

static const struct db_col gone_cols[] = {
        DB_COL_I64(struct grid_gone, course_id), DB_COL_I64(struct grid_gone, approach_id), DB_COL_I64(struct grid_gone, item_id),
        DB_COL_I64(struct grid_gone, withdrawn_at), DB_COL_I64(struct grid_gone, num),      DB_COL_I64(struct grid_gone, version),
        DB_COL_TEXT(struct grid_gone, code),     DB_COL_TEXT(struct grid_gone, term),       DB_COL_TEXT(struct grid_gone, title),
        DB_COL_TEXT(struct grid_gone, approach_fr), DB_COL_TEXT(struct grid_gone, approach_en), DB_COL_TEXT(struct grid_gone, grid), DB_COL_END};

enum status grid_gone_list(struct ctx *c, struct grid_gone **out, size_t *n)
{
        if (!grid_may(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &grid_gone_all, DB_NO_ARGS, gone_cols, sizeof **out, GRID_LIST_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++) {
                struct grid_gone *g = &(*out)[i];
                g->approach = c->lang == LANG_EN ? g->approach_en : g->approach_fr;
                g->number = ticket_number(c, TICKET_ITEM, g->num);
        }
        return st;
}

/* The item is locked before the line, as everywhere. */
enum status grid_gone_confirm(struct ctx *c, int64_t course_id, int64_t approach_id, const char *reason)
{
        int64_t item = 0;
        struct db_args which = DB_ARGS(DB_I("course", course_id), DB_I("approach", approach_id), DB_I("now", c->now));

        if (!grid_may(c))
                return ST_NOT_FOUND;
        if (text_blank(reason))
                form_error(c, "reason", MSG_grid_error_reason);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &grid_gone_item, DB_ARGS(DB_I("course", course_id), DB_I("approach", approach_id)), &item);
        if (!st)
                st = item_cancel(c, item, reason);
        if (!st)
                st = db_i64(c->db, &grid_gone_take, which, &item);
        if (!st)
                st = audit(c, "grid.withdraw", "ticket", item, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status grid_gone_keep(struct ctx *c, int64_t course_id, int64_t approach_id)
{
        int64_t item = 0;

        if (!grid_may(c))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &grid_gone_kept, DB_ARGS(DB_I("course", course_id), DB_I("approach", approach_id), DB_I("now", c->now)), &item);
        if (!st)
                st = audit(c, "grid.keep", "ticket", item, "ok", NULL);
        return st ? st : db_commit(&tx);
}
