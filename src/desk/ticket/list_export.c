/* A list as a file: the same conditions, order, columns and rights as on the screen, and one moment of them, read
 * page by page in an arena that is emptied between two, written to the disk as it comes.  At most EXPORT_MAX rows
 * (PDF_MAX on paper); past that the file says so by its name and the reader narrows the list. */
#include "desk/ticket/list_export.h"
#include "formats/paper.h"
#include "formats/table.h"

enum { EXPORT_MAX = 50000, PDF_MAX = 1000, EXPORT_PAGE = 200, EXPORT_LOOKS = 4000, CELLS = 14 };

/* What a row has to give, in the order of the file. */
enum cell { C_NUMBER, C_KIND, C_SUBJECT, C_STATE, C_PRIORITY_NUMBER, C_PRIORITY, C_REQUESTER, C_SERVICE, C_GROUP, C_ASSIGNEE,
            C_CREATED, C_UPDATED, C_DUE, C_CONFIDENTIAL };
_Static_assert(C_CONFIDENTIAL + 1 == CELLS, "cells");

struct out {
        struct table *table;       /* NULL: on paper */
        struct paper *paper;
        int cell[CELLS];           /* the cells that are wanted */
        const char *title[CELLS];  /* their titles */
        size_t n_cell, rows, looks, max;
        bool cut;
        const struct export_watch *watch; /* told of rows as they are written; NULL: nobody */
};

static const char *kind_label(struct ctx *c, int64_t kind)
{
        static const int label[] = {0, MSG_lists_kind_incident, MSG_lists_kind_request, MSG_lists_kind_item,
                                    MSG_lists_kind_service_task, MSG_lists_kind_support_task, MSG_lists_kind_problem};
        return kind > 0 && kind < (int64_t)ARRAY_LEN(label) ? ctx_msg(c, label[kind]) : "";
}

/* Number, kind and subject name a row; the rest is what the list shows, or everything. */
static bool wanted(const struct list_shown *l, int cell, bool all)
{
        static const int column[CELLS] = {-1, -1, -1, LIST_STATE, LIST_PRIORITY, LIST_PRIORITY, LIST_REQUESTER, LIST_SERVICE, LIST_WHO, LIST_WHO,
                                          LIST_CREATED, LIST_ACTIVITY, LIST_DUE, -1};
        return all || column[cell] < 0 || (l->columns & 1u << column[cell]);
}

static void cells_of(struct ctx *c, const struct ticket_row *r, struct table_cell all[CELLS])
{
        bool due = r->due_at < MOMENT_NEVER && r->state < STATE_RESOLVED;
        const struct table_cell cells[CELLS] = {
                {r->number, 0}, {kind_label(c, r->kind), 0}, {r->subject, 0}, {r->state_text, 0}, {NULL, r->priority},
                {priority_label(c, r->priority), 0}, {r->requester_name, 0}, {r->service_name, 0}, {r->group_name, 0},
                {r->assignee_name, 0}, {NULL, r->created_at}, {NULL, r->updated_at}, {NULL, due ? r->due_at : 0},
                {r->confidential ? ctx_msg(c, MSG_lists_yes) : "", 0}};
        memcpy(all, cells, sizeof cells);
}

/* On paper: number and subject, then what else there is, in a line of their titles and values. */
static void row_paper(struct ctx *c, struct out *o, const struct table_cell *cell)
{
        struct buf b;
        buf_init(&b, c->arena, 16 << 10);
        for (size_t i = 0; i < o->n_cell; i++) {
                int k = o->cell[i];
                bool time = k == C_CREATED || k == C_UPDATED || k == C_DUE;
                const char *text = time ? (cell[k].n ? human_datetime(c->arena, c->lang, c->zone, cell[k].n, 0) : "") : cell[k].text;
                if (k == C_NUMBER || k == C_SUBJECT || k == C_PRIORITY_NUMBER || !text || !*text)
                        continue;
                buf_fmt(&b, b.n ? " \xc2\xb7 %s : " : "%s : ", o->title[i]);
                buf_str(&b, text);
        }
        paper_write(o->paper, PAPER_STRONG, arena_fmt(c->arena, "%s  %s", cell[C_NUMBER].text, cell[C_SUBJECT].text ? cell[C_SUBJECT].text : ""), false);
        paper_write(o->paper, PAPER_SMALL, b.p, false);
}

static enum status row_out(struct ctx *c, struct out *o, const struct ticket_row *r)
{
        struct table_cell all[CELLS], kept[CELLS];
        cells_of(c, r, all);
        o->rows++;
        if (o->paper) {
                row_paper(c, o, all);
                return ST_OK;
        }
        for (size_t i = 0; i < o->n_cell; i++)
                kept[i] = all[o->cell[i]];
        return table_row(o->table, kept);
}

/* One page; *next is kept in the request's arena, NULL at the end. */
static enum status page_out(struct ctx *c, struct list_shown *l, struct out *o, const char **next)
{
        struct arena *whole = c->arena, *one = arena_new(8u << 20);
        struct ticket_page page;
        c->arena = one;
        enum status st = ticket_list(c, &l->query, &page);
        for (size_t i = 0; !st && i < page.n_rows && !o->cut; i++) {
                o->cut = o->rows == o->max;
                if (!o->cut)
                        st = row_out(c, o, &page.rows[i]);
        }
        c->arena = whole;
        *next = !st && page.next && !o->cut ? arena_str(whole, page.next) : NULL;
        if (!st && o->watch)
                o->watch->rows(o->watch->arg, o->rows);
        arena_free(&one);
        return st;
}

static enum status rows_out(struct ctx *c, struct list_shown *l, struct out *o)
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

static const struct table_column *columns_of(struct ctx *c, const struct list_shown *l, struct out *o)
{
        const struct table_column columns[CELLS] = {
                {ctx_msg(c, MSG_desk_number), CELL_TEXT, 12},     {ctx_msg(c, MSG_lists_kind), CELL_TEXT, 14},
                {ctx_msg(c, MSG_desk_subject), CELL_TEXT, 50},    {ctx_msg(c, MSG_lists_state), CELL_TEXT, 20},
                {ctx_msg(c, MSG_lists_priority_number), CELL_NUMBER, 10}, {ctx_msg(c, MSG_lists_priority), CELL_TEXT, 12},
                {ctx_msg(c, MSG_lists_requester), CELL_TEXT, 24}, {ctx_msg(c, MSG_lists_service), CELL_TEXT, 24},
                {ctx_msg(c, MSG_lists_group), CELL_TEXT, 24},     {ctx_msg(c, MSG_lists_assignee), CELL_TEXT, 24},
                {ctx_msg(c, MSG_lists_created), CELL_TIME, 17},   {ctx_msg(c, MSG_lists_updated), CELL_TIME, 17},
                {ctx_msg(c, MSG_lists_due), CELL_TIME, 17},       {ctx_msg(c, MSG_lists_confidential), CELL_TEXT, 13}};
        bool all = str_eq(ctx_param(c, "columns"), "all");
        struct table_column *kept = ARENA_ARRAY(c->arena, CELLS, struct table_column);
        for (int i = 0; i < CELLS; i++) {
                if (!wanted(l, i, all))
                        continue;
                kept[o->n_cell] = columns[i];
                o->title[o->n_cell] = columns[i].title;
                o->cell[o->n_cell++] = i;
        }
        return kept;
}

static enum status table_start(struct ctx *c, const struct list_shown *l, bool xlsx, struct out *o)
{
        const char *separator = ctx_param(c, "separator");
        bool semicolon = str_eq(separator, "semicolon") || (!str_eq(separator, "comma") && c->lang == LANG_FR);
        const struct table_column *kept = columns_of(c, l, o);
        const struct table_spec spec = {xlsx ? TABLE_XLSX : TABLE_CSV, arena_fmt(c->arena, "%s/tmp", c->app->cfg.data), kept,
                                        o->n_cell, semicolon ? ';' : ',', !str_eq(ctx_param(c, "bom"), "0"), c->zone,
                                        ctx_msg(c, l->title)};
        o->max = EXPORT_MAX;
        return table_open(c->arena, &spec, &o->table);
}

static const char *type_of(const char *ending)
{
        return str_eq(ending, "xlsx")  ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
               : str_eq(ending, "pdf") ? "application/pdf"
                                       : "text/csv; charset=utf-8; header=present";
}

static enum status table_file(struct ctx *c, struct list_shown *l, bool xlsx, struct out *o, struct export_made *m)
{
        enum status st = table_start(c, l, xlsx, o);
        if (!st)
                st = rows_out(c, l, o);
        return st ? st : table_end(o->table, &m->fd, &m->size);
}

static enum status paper_file(struct ctx *c, struct list_shown *l, struct out *o, struct buf *b)
{
        const char *title = ctx_msg(c, l->title), *made = human_datetime(c->arena, c->lang, c->zone, c->now, 0);
        (void)columns_of(c, l, o);
        o->max = PDF_MAX;
        enum status st = paper_open(c->arena, title, arena_fmt(c->arena, "%s · %s", title, made), c->lang == LANG_EN ? "en" : "fr", b, &o->paper);
        if (st)
                return st;
        paper_write(o->paper, PAPER_TITLE, title, false);
        paper_write(o->paper, PAPER_SMALL, made, false);
        st = rows_out(c, l, o);
        if (!st && o->cut)
                paper_write(o->paper, PAPER_TEXT, ctx_msg(c, MSG_lists_paper_cut), false);
        enum status end = paper_end(o->paper);
        return st ? st : end;
}

enum status export_list(struct ctx *c, struct list_shown *l)
{
        enum status st = list_read(c, l);
        const char *format = ctx_param(c, "format");
        if (!st && l->why) /* a file with other rows than asked would be taken for the right one */
                st = ctx_fail_text(c, ST_INVALID, l->why);
        if (!st && *format && !str_eq(format, "csv") && !str_eq(format, "xlsx") && !str_eq(format, "pdf"))
                st = ST_NOT_FOUND;
        return st;
}

enum status export_make(struct ctx *c, struct list_shown *l, const struct export_watch *watch, struct export_made *m)
{
        struct out o = {.watch = watch};
        const char *format = ctx_param(c, "format"), *ending = *format ? format : "csv";
        struct buf *paper = m->paper;
        struct civil d;
        *m = (struct export_made){.fd = -1, .paper = paper, .type = type_of(ending), .on_paper = str_eq(ending, "pdf")};
        enum status st = m->on_paper ? paper_file(c, l, &o, paper) : table_file(c, l, str_eq(ending, "xlsx"), &o, m);
        zone_local(c->zone, c->now, &d);
        const char *cut = o.cut ? arena_fmt(c->arena, "-%zu", o.max) : "";
        m->name = arena_fmt(c->arena, "guichet-%s-%04d%02d%02d%s.%s", l->view, d.year, d.month, d.day, cut, ending);
        m->rows = o.rows;
        m->cut = o.cut;
        return st;
}

void export_headers(struct ctx *c, const struct export_made *m)
{
        c->res->type = m->type;
        http_set(c->res, "Content-Disposition", arena_fmt(c->arena, "attachment; filename=\"%s\"", m->name));
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        http_set(c->res, "Cache-Control", "private, no-store");
        http_set(c->res, "X-Export-Rows", arena_fmt(c->arena, "%zu%s", m->rows, m->cut ? "+" : ""));
}
