/* What a change for many did: the page of one, which shows how far it is while it runs and takes it back for a
 * day, and the list of one's latest. */
#include "desk/board/board.h"
#include "desk/board/board_view.h"
#include "templates.h"

static enum status id_of(struct ctx *c, int64_t *id)
{
        return text_i64(ctx_var(c, "id"), id) && *id > 0 ? ST_OK : ST_NOT_FOUND;
}

enum status board_report_page(struct ctx *c)
{
        struct board_report *v = ARENA_NEW(c->arena, struct board_report);
        struct many_row *rows;
        int64_t id;
        enum status st = id_of(c, &id);
        if (!st)
                st = many_load(c, id, &v->many);
        if (!st)
                st = many_rows(c, id, &rows, &v->n_rows);
        if (st)
                return st;
        v->rows = rows;
        v->runs = v->many.state == MANY_RUNNING || v->many.state == MANY_UNDOING;
        v->backwards = v->many.state >= MANY_UNDOING;
        v->ahead = v->backwards ? v->many.back_done + v->many.back_kept : v->many.total - v->many.waits;
        v->of = v->backwards ? v->many.done : v->many.total;
        v->until = v->many.at + DAY_MS;
        v->why = c->why;
        board_desk_page(c, &v->page, ctx_msg(c, MSG_lists_bulk_report), "queue");
        board_report_html(&c->html, v);
        return ST_OK;
}

enum status board_report_undo(struct ctx *c)
{
        int64_t id;
        enum status st = id_of(c, &id);
        if (!st)
                st = many_undo(c, id, MANY_CHOSEN_MAX);
        if (st == ST_CONFLICT) {
                c->res->status = 409;
                return board_report_page(c);
        }
        if (st)
                return st;
        page_notice(c, "many.taken_back", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/tickets/changes/%lld", (long long)id));
}

enum status board_reports_page(struct ctx *c)
{
        struct board_reports *v = ARENA_NEW(c->arena, struct board_reports);
        struct many *rows;
        enum status st = many_list(c, &rows, &v->n_rows);
        if (st)
                return st;
        v->rows = rows;
        v->empty = (struct empty_view){ctx_msg(c, MSG_many_none), ctx_msg(c, MSG_many_none_text), "/tickets", ctx_msg(c, MSG_lists_back), false, true};
        board_desk_page(c, &v->page, ctx_msg(c, MSG_many_latest), "queue");
        board_reports_html(&c->html, v);
        return ST_OK;
}
