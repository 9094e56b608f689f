/* A list as a file: the same conditions, order and rights as on the screen, read page by page in an arena
 * that is emptied between two, written to the disk as it comes.  At most EXPORT_MAX rows; past that the file
 * says so by its name and the reader narrows the list. */
#include "desk/board/board.h"
#include "desk/board/board_list.h"
#include "desk/board/board_view.h"
#include "formats/table.h"

enum { EXPORT_MAX = 50000, EXPORT_PAGE = 200, EXPORT_LOOKS = 4000 };

struct out {
        struct table *table;
        size_t rows, looks;
        bool cut;
};

static const char *kind_label(struct ctx *c, int64_t kind)
{
        static const int label[] = {0, MSG_lists_kind_incident, MSG_lists_kind_request, MSG_lists_kind_item,
                                    MSG_lists_kind_service_task, MSG_lists_kind_support_task, MSG_lists_kind_problem};
        return kind > 0 && kind < (int64_t)ARRAY_LEN(label) ? ctx_msg(c, label[kind]) : "";
}

static enum status row_out(struct ctx *c, struct out *o, const struct ticket_row *r)
{
        bool due = r->due_at < MOMENT_NEVER && r->state < STATE_RESOLVED;
        const struct table_cell cells[] = {
                {r->number, 0}, {kind_label(c, r->kind), 0}, {r->subject, 0}, {r->state_text, 0}, {NULL, r->priority},
                {priority_label(c, r->priority), 0}, {r->requester_name, 0}, {r->service_name, 0}, {r->group_name, 0},
                {r->assignee_name, 0}, {NULL, r->created_at}, {NULL, r->updated_at}, {NULL, due ? r->due_at : 0},
                {r->confidential ? ctx_msg(c, MSG_lists_yes) : "", 0}};
        o->rows++;
        return table_row(o->table, cells);
}

/* One page; *next is kept in the request's arena, NULL at the end. */
static enum status page_out(struct ctx *c, struct board_list *l, struct out *o, const char **next)
{
        struct arena *whole = c->arena, *one = arena_new(8u << 20);
        struct ticket_page page;
        c->arena = one;
        enum status st = ticket_list(c, &l->query, &page);
        for (size_t i = 0; !st && i < page.n_rows && !o->cut; i++) {
                o->cut = o->rows == EXPORT_MAX;
                if (!o->cut)
                        st = row_out(c, o, &page.rows[i]);
        }
        c->arena = whole;
        *next = !st && page.next && !o->cut ? arena_str(whole, page.next) : NULL;
        arena_free(&one);
        return st;
}

static enum status rows_out(struct ctx *c, struct board_list *l, struct out *o)
{
        const char *next = "";
        enum status st = ST_OK;
        l->query.limit = EXPORT_PAGE;
        while (!st && next && o->looks++ < EXPORT_LOOKS) {
                l->query.cursor = next;
                st = page_out(c, l, o, &next);
        }
        o->cut = o->cut || next;
        return st;
}

static enum status table_start(struct ctx *c, const struct board_list *l, bool xlsx, struct out *o)
{
        const struct table_column columns[] = {
                {ctx_msg(c, MSG_desk_number), CELL_TEXT, 12},     {ctx_msg(c, MSG_lists_kind), CELL_TEXT, 14},
                {ctx_msg(c, MSG_desk_subject), CELL_TEXT, 50},    {ctx_msg(c, MSG_lists_state), CELL_TEXT, 20},
                {ctx_msg(c, MSG_lists_priority_number), CELL_NUMBER, 10}, {ctx_msg(c, MSG_lists_priority), CELL_TEXT, 12},
                {ctx_msg(c, MSG_lists_requester), CELL_TEXT, 24}, {ctx_msg(c, MSG_lists_service), CELL_TEXT, 24},
                {ctx_msg(c, MSG_lists_group), CELL_TEXT, 24},     {ctx_msg(c, MSG_lists_assignee), CELL_TEXT, 24},
                {ctx_msg(c, MSG_lists_created), CELL_TIME, 17},   {ctx_msg(c, MSG_lists_updated), CELL_TIME, 17},
                {ctx_msg(c, MSG_lists_due), CELL_TIME, 17},       {ctx_msg(c, MSG_lists_confidential), CELL_TEXT, 13}};
        const char *separator = ctx_param(c, "separator");
        bool semicolon = str_eq(separator, "semicolon") || (!str_eq(separator, "comma") && c->lang == LANG_FR);
        struct table_column *kept = ARENA_ARRAY(c->arena, ARRAY_LEN(columns), struct table_column);
        memcpy(kept, columns, sizeof columns);
        const struct table_spec spec = {xlsx ? TABLE_XLSX : TABLE_CSV, arena_fmt(c->arena, "%s/tmp", c->app->cfg.data), kept,
                                        ARRAY_LEN(columns), semicolon ? ';' : ',', !str_eq(ctx_param(c, "bom"), "0"), c->zone,
                                        ctx_msg(c, l->title)};
        return table_open(c->arena, &spec, &o->table);
}

static void answer(struct ctx *c, const struct out *o, const char *view, bool xlsx)
{
        struct civil d;
        zone_local(c->zone, c->now, &d);
        c->res->type = xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8; header=present";
        http_set(c->res, "Content-Disposition",
                 arena_fmt(c->arena, "attachment; filename=\"guichet-%s-%04d%02d%02d%s.%s\"", view, d.year, d.month, d.day,
                           o->cut ? "-50000" : "", xlsx ? "xlsx" : "csv"));
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        http_set(c->res, "Cache-Control", "private, no-store");
        http_set(c->res, "X-Export-Rows", arena_fmt(c->arena, "%zu%s", o->rows, o->cut ? "+" : ""));
}

enum status board_export(struct ctx *c)
{
        struct board_list *l = ARENA_NEW(c->arena, struct board_list);
        const char *format = ctx_param(c, "format");
        bool xlsx = str_eq(format, "xlsx");
        struct out o = {0};
        int fd;
        int64_t size;
        enum status st = list_read(c, l);
        if (!st && l->why) /* a file with other rows than asked would be taken for the right one */
                st = ctx_fail_text(c, ST_INVALID, l->why);
        if (!st && !xlsx && *format && !str_eq(format, "csv"))
                st = ST_NOT_FOUND;
        if (!st)
                st = table_start(c, l, xlsx, &o);
        if (!st)
                st = rows_out(c, l, &o);
        if (!st)
                st = table_end(o.table, &fd, &size);
        if (st)
                return st;
        c->res->fd = fd;
        c->res->fd_size = size;
        answer(c, &o, l->view, xlsx);
        return ST_OK;
}
