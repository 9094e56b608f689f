/* The pages of departments: the list, one department, a new one.  One that is used stays; one that nothing
 * points at may go. */
#include "desk/admin/admin_view.h"
#include "desk/people/catalogue.h"
#include "templates.h"

static enum status departments_get(struct ctx *c)
{
        struct department_row *d;
        size_t n;
        enum status st = catalogue_departments(c, &d, &n);

        if (st)
                return st;
        const char **heads = ARENA_ARRAY(c->arena, 5, const char *);
        const int words[] = {MSG_admin_name, MSG_admin_code, MSG_admin_parent, MSG_admin_services, MSG_people_admin_groups};
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                heads[i] = ctx_msg(c, words[i]);
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        struct admin_list_view v = {.title = ctx_msg(c, MSG_admin_departments), .hint = ctx_msg(c, MSG_admin_departments_hint),
                                    .empty = ctx_msg(c, MSG_admin_departments_none), .heads = heads, .n_heads = 5, .rows = rows};
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, 5, struct admin_cell);
                bool mine = catalogue_may(c, d[i].id);
                x[0] = (struct admin_cell){d[i].name, mine ? arena_fmt(c->arena, "/admin/departments/%s", d[i].code) : NULL, false};
                x[1] = (struct admin_cell){d[i].code, NULL, false};
                x[2] = (struct admin_cell){d[i].parent ? d[i].parent : "", NULL, false};
                x[3] = (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)d[i].services), NULL, false};
                x[4] = (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)d[i].groups), NULL, false};
                rows[v.n_rows++] = (struct admin_row){x, 5};
        }
        if (ctx_role(c, ROLE_ADMIN)) {
                v.new_href = "/admin/departments/new";
                v.new_label = ctx_msg(c, MSG_admin_department);
        }
        admin_page(c, &v.page, v.title, "admin-departments");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* Every other department, for the choice of the one above. */
static enum status parents(struct ctx *c, const char *own, const char *chosen, struct admin_field *f)
{
        struct department_row *d;
        size_t n;
        enum status st = catalogue_departments(c, &d, &n);

        if (st)
                return st;
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 1, struct admin_option);
        o[f->n_options++] = (struct admin_option){"", ctx_msg(c, MSG_admin_none), !*chosen};
        for (size_t i = 0; i < n; i++)
                if (!str_eq(d[i].code, own))
                        o[f->n_options++] = (struct admin_option){d[i].code, d[i].name, str_eq(d[i].code, chosen)};
        f->options = o;
        return ST_OK;
}

static enum status department_show(struct ctx *c, const struct department_row *d, bool is_new)
{
        struct admin_field *f = admin_fields_new(c, 5);
        size_t n = 0;
        const char *parent = admin_typed(c, "parent", d->parent);

        if (is_new)
                f[n++] = (struct admin_field){.name = "code", .label = ctx_msg(c, MSG_admin_code), .hint = ctx_msg(c, MSG_admin_code_hint),
                                              .value = admin_typed(c, "code", ""), .max = 64, .required = true};
        f[n++] = (struct admin_field){.name = "name_fr", .label = ctx_msg(c, MSG_admin_name_fr), .value = admin_typed(c, "name_fr", d->name_fr),
                                      .max = 150, .required = true};
        f[n++] = (struct admin_field){.name = "name_en", .label = ctx_msg(c, MSG_admin_name_en), .value = admin_typed(c, "name_en", d->name_en),
                                      .max = 150, .required = true};
        f[n] = (struct admin_field){.kind = ADMIN_SELECT, .name = "parent", .label = ctx_msg(c, MSG_admin_parent)};
        enum status st = parents(c, is_new ? "" : d->code, parent, &f[n++]);
        f[n++] = (struct admin_field){.name = "time_zone", .label = ctx_msg(c, MSG_admin_zone), .hint = ctx_msg(c, MSG_admin_zone_hint),
                                      .value = admin_typed(c, "time_zone", d->time_zone), .max = 60, .required = true};
        if (st)
                return st;
        admin_errors(c, f, n);
        struct admin_form_view v = {.title = is_new ? ctx_msg(c, MSG_admin_department_new) : d->name,
                                    .action = arena_fmt(c->arena, "/admin/departments/%s", is_new ? "new" : d->code),
                                    .submit = ctx_msg(c, MSG_fields_save), .back_href = "/admin/departments",
                                    .back = ctx_msg(c, MSG_admin_departments),
                                    .version = c->req->method == HTTP_POST ? admin_seen(c) : d->version, .body = {f, n}};
        if (!is_new && ctx_role(c, ROLE_ADMIN)) {
                v.remove_action = arena_fmt(c->arena, "/admin/departments/%s/remove", d->code);
                v.remove = ctx_msg(c, MSG_admin_remove);
                v.remove_hint = ctx_msg(c, MSG_admin_department_remove_hint);
        }
        admin_page(c, &v.page, v.title, "admin-departments");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status department_asked(struct ctx *c, struct department_row *d, bool *is_new)
{
        *is_new = str_eq(ctx_var(c, "code"), "new");
        if (!*is_new)
                return catalogue_department(c, ctx_var(c, "code"), d);
        *d = (struct department_row){.code = "", .name_fr = "", .name_en = "", .time_zone = setting_text(c, "site.zone")};
        return ctx_role(c, ROLE_ADMIN) ? ST_OK : ST_NOT_FOUND;
}

static enum status department_get(struct ctx *c)
{
        struct department_row d;
        bool is_new;
        enum status st = department_asked(c, &d, &is_new);

        return st ? st : department_show(c, &d, is_new);
}

static enum status department_post(struct ctx *c)
{
        struct department_row d;
        bool is_new;
        enum status st = department_asked(c, &d, &is_new);

        if (st)
                return st;
        int64_t seen = admin_seen(c);
        struct department_edit e = {.code = is_new ? admin_typed(c, "code", "") : d.code, .name_fr = admin_typed(c, "name_fr", ""),
                                    .name_en = admin_typed(c, "name_en", ""), .parent = admin_typed(c, "parent", ""),
                                    .time_zone = admin_typed(c, "time_zone", ""), .seen = is_new ? 0 : seen > 0 ? seen : 1};
        st = admin_stale(c, department_save(c, &e), "name_fr");
        if (st == ST_INVALID)
                return department_show(c, &d, is_new);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/departments");
}

static enum status department_remove_post(struct ctx *c)
{
        enum status st = department_remove(c, ctx_var(c, "code"));

        if (st)
                return st;
        page_notice(c, "admin.removed", NULL);
        return ctx_redirect(c, "/admin/departments");
}

static const struct route department_routes[] = {
        {HTTP_GET, "/admin/departments", PERM_DEPT_ADMIN, departments_get, 0, NULL},
        {HTTP_GET, "/admin/departments/{code}", PERM_DEPT_ADMIN, department_get, 0, NULL},
        {HTTP_POST, "/admin/departments/{code}", PERM_DEPT_ADMIN, department_post, 0, NULL},
        {HTTP_POST, "/admin/departments/{code}/remove", PERM_ADMIN, department_remove_post, 0, NULL},
        {0}};

const struct slice slice_admin_departments = {.name = "admin-departments", .routes = department_routes};
