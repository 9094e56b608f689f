/* The list of people as a file, for administrators: the columns and the search of the page, all its pages.  It leaves with
 * personal data, so it is asked by a form and the audit says who took how many. */
#include "desk/people/people_view.h"
#include "formats/table.h"

enum { PEOPLE_MAX = 50000, COLUMNS = 4, PAGE = 100 };

static enum status people_put(struct ctx *c, struct table *t, const struct person *p, size_t n)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n; i++) {
                const struct table_cell cell[COLUMNS] = {
                        {p[i].name, 0}, {p[i].login, 0}, {p[i].mail, 0},
                        {ctx_msg(c, p[i].state == PERSON_ACTIVE ? MSG_people_admin_active : MSG_people_sheet_closed), 0}};
                st = table_row(t, cell);
        }
        return st;
}

/* Page after page, each in an arena of its own; *rows: how many. */
static enum status people_pages(struct ctx *c, struct table *t, size_t *rows)
{
        struct arena *whole = c->arena;
        const char *after = "";
        int64_t id = 0;
        size_t n = PAGE;
        enum status st = ST_OK;

        while (!st && n == PAGE && *rows < PEOPLE_MAX) {
                struct arena *one = arena_new(8u << 20);
                struct person *p;
                c->arena = one;
                st = person_list(c, after, id, &p, &n);
                if (!st)
                        st = people_put(c, t, p, n);
                c->arena = whole;
                if (!st && n) {
                        after = arena_str(whole, p[n - 1].name);
                        id = p[n - 1].id;
                        *rows += n;
                }
                arena_free(&one);
        }
        return st;
}

static enum status people_file(struct ctx *c, bool xlsx, const char *q, size_t *rows)
{
        const struct table_column columns[COLUMNS] = {{ctx_msg(c, MSG_people_field_name), CELL_TEXT, 30},
                                                      {ctx_msg(c, MSG_people_field_login), CELL_TEXT, 20},
                                                      {ctx_msg(c, MSG_people_field_mail), CELL_TEXT, 34},
                                                      {ctx_msg(c, MSG_people_admin_state), CELL_TEXT, 14}};
        const struct table_spec spec = {xlsx ? TABLE_XLSX : TABLE_CSV, arena_fmt(c->arena, "%s/tmp", c->app->cfg.data), columns, COLUMNS,
                                        c->lang == LANG_FR ? ';' : ',', true, c->zone, ctx_msg(c, MSG_people_admin_people)};
        struct table *t;
        struct person *p;
        enum status st = table_open(c->arena, &spec, &t);

        if (!st && *q) {
                st = person_search(c, q, &p, rows);
                if (!st)
                        st = people_put(c, t, p, *rows);
        } else if (!st) {
                st = people_pages(c, t, rows);
        }
        return st ? st : table_end(t, &c->res->fd, &c->res->fd_size);
}

static enum status told(struct ctx *c, const char *ending, size_t rows)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = audit(c, "people.export", ending, 0, "ok", arena_fmt(c->arena, "%zu", rows));
        return st ? st : db_commit(&tx);
}

enum status page_admin_people_export(struct ctx *c)
{
        const char *format = form_value(c, "format"), *q = form_value(c, "q");

        return people_export(c, format ? format : "", q ? q : "");
}

enum status people_export(struct ctx *c, const char *format, const char *q)
{
        bool xlsx = str_eq(format, "xlsx");
        size_t rows = 0;
        struct civil d;

        if (!xlsx && !str_eq(format, "csv"))
                return ST_NOT_FOUND;
        enum status st = people_file(c, xlsx, q, &rows);
        if (!st)
                st = told(c, xlsx ? "xlsx" : "csv", rows);
        if (st)
                return st;
        zone_local(c->zone, c->now, &d);
        c->res->type = xlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8; header=present";
        http_set(c->res, "Content-Disposition",
                 arena_fmt(c->arena, "attachment; filename=\"guichet-people-%04d%02d%02d.%s\"", d.year, d.month, d.day, xlsx ? "xlsx" : "csv"));
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        http_set(c->res, "Cache-Control", "private, no-store");
        http_set(c->res, "X-Export-Rows", arena_fmt(c->arena, "%zu%s", rows, rows >= PEOPLE_MAX ? "+" : ""));
        return ST_OK;
}
