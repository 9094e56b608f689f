/* The audit, newest first, as a page and as a file.  What is looked at, and in which order, is audit_look.h. */
#include "desk/admin/settings_view.h"
#include "formats/table.h"
#include "templates.h"

enum { LINES = 50, CSV_LINES = 10000 };

/* ---- the page's parts ------------------------------------------------------------------------------------------ */

static const char *address(struct ctx *c, const char *path, const struct audit_look *l, int64_t before)
{
        struct buf b;
        const struct {
                const char *name, *value;
        } part[] = {{"actor", l->actor}, {"verb", l->verb}, {"object", l->object}, {"from", l->from}, {"to", l->to}};

        buf_init(&b, c->arena, 16384);
        buf_fmt(&b, "%s?before=%lld", path, (long long)before);
        for (size_t i = 0; i < ARRAY_LEN(part); i++) {
                if (!*part[i].value)
                        continue;
                buf_fmt(&b, "&%s=", part[i].name);
                buf_url(&b, part[i].value);
        }
        return buf_end(&b) ? path : b.p;
}

static enum status verb_choices(struct ctx *c, const char *chosen, struct admin_field *f)
{
        const char **verb;
        size_t n;
        enum status st = audit_verbs_met(c, &verb, &n);

        if (st)
                return st;
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 1, struct admin_option);
        o[0] = (struct admin_option){"", ctx_msg(c, MSG_admin_audit_any), !*chosen};
        for (size_t i = 0; i < n; i++)
                o[i + 1] = (struct admin_option){verb[i], audit_verb_said(c, verb[i]), str_eq(verb[i], chosen)};
        f->options = o;
        f->n_options = n + 1;
        return ST_OK;
}

static enum status filter_fill(struct ctx *c, const struct audit_look *l, struct admin_fields *out)
{
        struct admin_field *f = admin_fields_new(c, 5);

        f[0] = (struct admin_field){.name = "actor", .label = ctx_msg(c, MSG_admin_audit_actor_login), .value = l->actor, .max = 64};
        f[1] = (struct admin_field){.kind = ADMIN_SELECT, .name = "verb", .label = ctx_msg(c, MSG_admin_audit_verb)};
        f[2] = (struct admin_field){.name = "object", .label = ctx_msg(c, MSG_admin_audit_object),
                                    .hint = ctx_msg(c, MSG_admin_audit_object_hint), .value = l->object, .max = 100};
        f[3] = (struct admin_field){.kind = ADMIN_DATE, .name = "from", .label = ctx_msg(c, MSG_admin_audit_from), .value = l->from};
        f[4] = (struct admin_field){.kind = ADMIN_DATE, .name = "to", .label = ctx_msg(c, MSG_admin_audit_to), .value = l->to};
        admin_errors(c, f, 5);
        *out = (struct admin_fields){f, 5};
        return verb_choices(c, l->verb, &f[1]);
}

/* ---- pages ----------------------------------------------------------------------------------------------------- */

/* An older page's address names a line that was seen; anything else begins anew. */
static int64_t before_asked(struct ctx *c)
{
        int64_t before = 0;

        return text_i64(ctx_param(c, "before"), &before) && before > 0 ? before : MOMENT_NEVER;
}

static enum status audit_get(struct ctx *c)
{
        struct audit_view v = {0};
        struct audit_look l;
        int64_t older = 0;
        enum status st = audit_look_read(c, before_asked(c), &l);

        if (!st)
                st = audit_page(c, &l, LINES, &v.rows, &v.n_rows, &older, &v.looked_short);
        if (!st)
                st = filter_fill(c, &l, &v.filter);
        if (st)
                return st;
        if (older)
                v.older = address(c, "/admin/audit", &l, older);
        v.csv = address(c, "/admin/audit.csv", &l, l.before);
        admin_page(c, &v.page, ctx_msg(c, MSG_admin_audit), "admin-audit");
        admin_audit_html(&c->html, &v);
        return ST_OK;
}

static enum status csv_line(struct ctx *c, struct table *t, const struct audit_line *l)
{
        const struct table_cell cell[] = {{moment_rfc3339(c->arena, l->at), 0}, {l->login, 0}, {l->actor, 0}, {l->verb, 0}, {l->object, 0},
                                          {l->object_id ? arena_fmt(c->arena, "%lld", (long long)l->object_id) : "", 0}, {l->result, 0},
                                          {l->peer, 0}, {l->detail, 0}};

        return table_row(t, cell);
}

/* The names of the columns are those of the data: whoever reads this file is a program, or knows it. */
static enum status csv_write(struct ctx *c, const struct audit_line *row, size_t n)
{
        static const struct table_column columns[] = {{"at", CELL_TEXT, 0},     {"login", CELL_TEXT, 0},     {"name", CELL_TEXT, 0},
                                                      {"verb", CELL_TEXT, 0},   {"object", CELL_TEXT, 0},    {"object_id", CELL_TEXT, 0},
                                                      {"result", CELL_TEXT, 0}, {"peer", CELL_TEXT, 0},      {"detail", CELL_TEXT, 0}};
        const struct table_spec spec = {.kind = TABLE_CSV, .dir = arena_fmt(c->arena, "%s/tmp", c->app->cfg.data), .column = columns,
                                        .n = ARRAY_LEN(columns), .separator = ',', .zone = c->zone};
        struct table *t;
        enum status st = table_open(c->arena, &spec, &t);

        for (size_t i = 0; !st && i < n; i++)
                st = csv_line(c, t, &row[i]);
        return st ? st : table_end(t, &c->res->fd, &c->res->fd_size);
}

static enum status audit_csv(struct ctx *c)
{
        struct audit_line *row;
        struct audit_look l;
        size_t n;
        enum status st = audit_look_read(c, before_asked(c), &l);

        if (!st)
                st = audit_lines(c, &l, CSV_LINES, &row, &n);
        if (st)
                return st;
        if (c->n_error)
                return ctx_fail_text(c, ST_INVALID, c->error[0].message);
        st = csv_write(c, row, n);
        if (st)
                return st;
        c->res->type = "text/csv; charset=utf-8; header=present";
        http_set(c->res, "Content-Disposition", "attachment; filename=\"audit.csv\"");
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        return ST_OK;
}

static const struct route audit_routes[] = {
        {HTTP_GET, "/admin/audit", PERM_ADMIN, audit_get, 0, NULL},
        {HTTP_GET, "/admin/audit.csv", PERM_ADMIN, audit_csv, ROUTE_SLOW, NULL},
        {0}};

const struct slice slice_admin_audit = {.name = "admin-audit", .routes = audit_routes};
