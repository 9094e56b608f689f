/* Administration of accounts and groups: minimal lists with the forms that add and change.
 * Everything here is for administrators; commands do the same with `guichet user`. */
#include "desk/people/people_view.h"
#include "templates.h"

static const char *const roles[] = {"agent", "lead", "manager", "department_admin", "admin"};

/* ---- people --------------------------------------------------------------------------------------------- */

struct person_in {
        const char *login, *name, *mail, *phone, *role, *group, *affiliation, *lang;
};
static const struct form_field person_fields[] = {
        {"login", FORM_LINE, offsetof(struct person_in, login), 1, 64, 0},
        {"name", FORM_LINE, offsetof(struct person_in, name), 1, 150, MSG_people_error_name},
        {"mail", FORM_LINE, offsetof(struct person_in, mail), 0, 254, 0},
        {"phone", FORM_LINE, offsetof(struct person_in, phone), 0, 40, 0},
        {"role", FORM_LINE, offsetof(struct person_in, role), 0, 30, 0},
        {"group", FORM_LINE, offsetof(struct person_in, group), 0, 64, 0},
        {"affiliation", FORM_LINE, offsetof(struct person_in, affiliation), 0, 80, 0},
        {"lang", FORM_LINE, offsetof(struct person_in, lang), 0, 2, 0},
        {0}};

/* The address of the next hundred: the last name and id, as the list is sorted. */
static const char *next_page(struct ctx *c, const struct person *p, size_t n)
{
        struct buf b;
        if (n < 100)
                return NULL;
        buf_init(&b, c->arena, 1024);
        buf_str(&b, "/admin/people?after=");
        buf_url(&b, p[n - 1].name);
        buf_fmt(&b, "&id=%lld", (long long)p[n - 1].id);
        return b.p;
}

static enum status people_rows(struct ctx *c, struct people_admin_view *v)
{
        int64_t id = 0;
        v->q = ctx_param(c, "q");
        if (*v->q)
                return person_search(c, v->q, &v->rows, &v->n_rows);
        if (!text_i64(ctx_param(c, "id"), &id))
                id = 0;
        enum status st = person_list(c, ctx_param(c, "after"), id, &v->rows, &v->n_rows);
        if (!st)
                v->next = next_page(c, v->rows, v->n_rows);
        return st;
}

static void role_options(struct ctx *c, struct people_admin_view *v, const char *chosen)
{
        v->roles = ARENA_ARRAY(c->arena, ARRAY_LEN(roles), struct option);
        v->n_roles = ARRAY_LEN(roles);
        for (size_t i = 0; i < v->n_roles; i++)
                v->roles[i] = (struct option){roles[i], held_word(c, "role", roles[i]), str_eq(roles[i], chosen)};
}

static void group_options(struct ctx *c, struct people_admin_view *v, const char *chosen, const struct group *g, size_t n)
{
        v->groups = ARENA_ARRAY(c->arena, n, struct option);
        v->n_groups = n;
        for (size_t i = 0; i < n; i++)
                v->groups[i] = (struct option){g[i].code, g[i].name, str_eq(g[i].code, chosen)};
}

static enum status people_show(struct ctx *c, const struct person_in *in, enum status result)
{
        struct people_admin_view v = {.login = in->login, .name = in->name, .mail = in->mail, .phone = in->phone,
                                      .affiliation = in->affiliation};
        struct group *g;
        size_t n;
        enum status st = people_rows(c, &v);
        if (!st)
                st = group_list(c, &g, &n);
        if (st)
                return st;
        role_options(c, &v, in->role);
        group_options(c, &v, in->group, g, n);
        page_init(c, &v.page, ctx_msg(c, MSG_people_admin_people), "admin-people");
        v.page.page_script_desk = true;
        v.e_login = form_msg(c, "login");
        v.e_name = form_msg(c, "name");
        v.e_mail = form_msg(c, "mail");
        v.e_role = form_msg(c, "role");
        v.e_group = form_msg(c, "group");
        v.e_affiliation = form_msg(c, "affiliation");
        v.e_password = form_msg(c, "password");
        c->res->status = status_http(result);
        people_admin_html(&c->html, &v);
        return ST_OK;
}

enum status page_admin_people(struct ctx *c)
{
        struct person_in none = {"", "", "", "", "", "", "", ""};
        return people_show(c, &none, ST_OK);
}

enum status page_admin_people_post(struct ctx *c)
{
        struct person_in in;
        int64_t id = 0;
        const char *password = http_field(c->req, "password");
        form_read(c, person_fields, &in);
        struct person_draft d = {.login = in.login, .name = in.name, .mail = in.mail, .phone = in.phone, .lang = in.lang,
                                 .role = *in.role ? in.role : NULL, .groups = &in.group, .n_groups = *in.group ? 1 : 0,
                                 .affiliations = &in.affiliation, .n_affiliations = *in.affiliation ? 1 : 0,
                                 .password = password && *password ? password : NULL};
        enum status st = c->n_error ? ST_INVALID : person_add(c, &d, &id);
        if (st == ST_INVALID)
                return people_show(c, &in, st);
        if (st)
                return st;
        page_notice(c, "people.admin.added", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/people/%lld", (long long)id));
}

enum status page_admin_person_state(struct ctx *c)
{
        int64_t id = 0;
        bool reopen = str_eq(ctx_var(c, "state"), "reopen");
        if (!text_i64(ctx_var(c, "id"), &id) || (!reopen && !str_eq(ctx_var(c, "state"), "close")))
                return ST_NOT_FOUND;
        enum status st = reopen ? person_reopen(c, id) : person_close(c, id);
        if (st)
                return st;
        page_notice(c, reopen ? "people.admin.reopened" : "people.admin.closed", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/people/%lld", (long long)id));
}
