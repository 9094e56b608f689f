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

/* The last administrator stays, or nobody could undo it. */
static enum status closing(struct ctx *c, int64_t id)
{
        if (id == c->actor->person_id)
                return ctx_fail(c, ST_CONFLICT, MSG_people_error_close_self);
        return person_close(c, id);
}

enum status page_admin_person_state(struct ctx *c)
{
        int64_t id = 0;
        bool reopen = str_eq(ctx_var(c, "state"), "reopen");
        if (!text_i64(ctx_var(c, "id"), &id) || (!reopen && !str_eq(ctx_var(c, "state"), "close")))
                return ST_NOT_FOUND;
        enum status st = reopen ? person_reopen(c, id) : closing(c, id);
        if (st)
                return st;
        page_notice(c, reopen ? "people.admin.reopened" : "people.admin.closed", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/people/%lld", (long long)id));
}

/* ---- groups ----------------------------------------------------------------------------------------------- */

struct group_in {
        const char *code, *name;
        int64_t department, closed, external;
};
static const struct form_field group_fields[] = {
        {"code", FORM_LINE, offsetof(struct group_in, code), 1, 64, 0},
        {"name", FORM_LINE, offsetof(struct group_in, name), 1, 150, 0},
        {"department", FORM_ID, offsetof(struct group_in, department), 1, 0, 0},
        {"closed", FORM_FLAG, offsetof(struct group_in, closed), 0, 0, 0},
        {"external", FORM_FLAG, offsetof(struct group_in, external), 0, 0, 0},
        {0}};

static enum status groups_show(struct ctx *c, const struct group_in *in, enum status result)
{
        struct groups_admin_view v = {.code = in->code, .name = in->name, .closed = in->closed, .external = in->external};
        struct department *d;
        enum status st = group_list(c, &v.rows, &v.n_rows);
        if (!st)
                st = department_list(c, &d, &v.n_departments);
        if (st)
                return st;
        v.departments = ARENA_ARRAY(c->arena, v.n_departments, struct option);
        for (size_t i = 0; i < v.n_departments; i++)
                v.departments[i] = (struct option){arena_fmt(c->arena, "%lld", (long long)d[i].id),
                                                   c->lang == LANG_EN ? d[i].name_en : d[i].name_fr,
                                                   d[i].id == in->department};
        page_init(c, &v.page, ctx_msg(c, MSG_people_admin_groups), "admin-groups");
        v.page.page_script_desk = true;
        v.e_code = form_msg(c, "code");
        v.e_name = form_msg(c, "name");
        c->res->status = status_http(result);
        people_admin_groups_html(&c->html, &v);
        return ST_OK;
}

enum status page_admin_groups(struct ctx *c)
{
        struct group_in none = {"", "", 0, 0, 0};
        return groups_show(c, &none, ST_OK);
}

enum status page_admin_groups_post(struct ctx *c)
{
        struct group_in in;
        int64_t id = 0;
        form_read(c, group_fields, &in);
        if (*in.code && !*code_fold(c->arena, in.code))
                form_error(c, "code", MSG_people_error_code);
        if (c->n_error)
                return groups_show(c, &in, ST_INVALID);
        enum status st = group_add(c, &(struct group_draft){in.code, in.name, in.department, in.closed, in.external}, &id);
        if (st == ST_CONFLICT) {
                form_error(c, "code", MSG_people_error_code_taken);
                return groups_show(c, &in, ST_INVALID);
        }
        if (st)
                return st;
        page_notice(c, "people.admin.group_added", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/groups/%s", code_fold(c->arena, in.code)));
}

static enum status group_show(struct ctx *c, const struct group *g, const char *typed, enum status result)
{
        struct group_admin_view v = {.group = *g, .member = typed, .e_member = form_msg(c, "member"), .e_name = form_msg(c, "name")};
        enum status st = group_members(c, g->id, &v.rows, &v.n_rows);
        if (st)
                return st;
        page_init(c, &v.page, g->name, "admin-groups");
        v.page.page_script_desk = true;
        c->res->status = status_http(result);
        people_admin_group_html(&c->html, &v);
        return ST_OK;
}

enum status page_admin_group(struct ctx *c)
{
        struct group g;
        enum status st = group_by_code(c, ctx_var(c, "code"), &g);
        return st ? st : group_show(c, &g, "", ST_OK);
}

static enum status back_to_group(struct ctx *c, const struct group *g)
{
        page_notice(c, "people.me.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/groups/%s", g->code));
}

struct group_change_in {
        const char *name;
        int64_t external;
};
static const struct form_field group_change_fields[] = {
        {"name", FORM_LINE, offsetof(struct group_change_in, name), 1, 150, 0},
        {"external", FORM_FLAG, offsetof(struct group_change_in, external), 0, 0, 0},
        {0}};

enum status page_admin_group_post(struct ctx *c)
{
        struct group g;
        struct group_change_in in;
        enum status st = group_by_code(c, ctx_var(c, "code"), &g);
        if (st)
                return st;
        bool good = form_read(c, group_change_fields, &in);
        g.name = in.name;
        g.external = in.external;
        if (!good)
                return group_show(c, &g, "", ST_INVALID);
        st = group_change(c, &g);
        return st ? st : back_to_group(c, &g);
}

/* Whom the field names: a login, or the one person the words find. */
static enum status member_named(struct ctx *c, const char *typed, struct person *out)
{
        struct person *p;
        size_t n;
        enum status st = person_by_login(c, typed, out);
        if (st != ST_NOT_FOUND)
                return st;
        st = person_search(c, typed, &p, &n);
        if (st)
                return st;
        if (n != 1) {
                form_error(c, "member", n ? MSG_people_error_several : MSG_people_error_nobody);
                return ST_INVALID;
        }
        *out = p[0];
        return ST_OK;
}

enum status page_admin_member_post(struct ctx *c)
{
        struct group g;
        struct person p;
        const char *typed = form_value(c, "member"), *lead = form_value(c, "lead");
        enum status st = group_by_code(c, ctx_var(c, "code"), &g);
        if (st)
                return st;
        st = member_named(c, typed ? typed : "", &p);
        if (!st && p.state != PERSON_ACTIVE) {
                form_error(c, "member", MSG_people_error_nobody);
                st = ST_INVALID;
        }
        if (st == ST_INVALID)
                return group_show(c, &g, typed ? typed : "", st);
        if (!st)
                st = group_join(c, g.id, p.id, lead && *lead);
        return st ? st : back_to_group(c, &g);
}

enum status page_admin_member_leave(struct ctx *c)
{
        struct group g;
        int64_t id = 0;
        enum status st = group_by_code(c, ctx_var(c, "code"), &g);
        if (st || !text_i64(ctx_var(c, "id"), &id))
                return st ? st : ST_NOT_FOUND;
        st = group_leave(c, g.id, id);
        return st ? st : back_to_group(c, &g);
}
