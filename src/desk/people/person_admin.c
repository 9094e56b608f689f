/* The administration of one person: what they hold where, given and taken one role at a time; their second
 * factor and sessions; closing and reopening.  A department administrator sees it all and may touch the
 * roles of their departments; the rest is for administrators.  Which, says policy.c. */
#include "desk/people/people_view.h"
#include "templates.h"

static const char *const roles[] = {"agent", "lead", "manager", "department_admin", "admin"};

enum status person_sessions_end(struct ctx *c, int64_t person_id)
{
        struct person p;
        enum status st = ctx_role(c, ROLE_ADMIN) ? person_load(c, person_id, &p) : ST_NOT_FOUND;

        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = session_end_all(c, person_id, false);
        if (!st)
                st = audit(c, "session.end_all", "person", person_id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

static const char *department_name(const struct ctx *c, const char *fr, const char *en)
{
        return c->lang == LANG_EN ? en : fr;
}

static enum status held_rows(struct ctx *c, struct person_admin_view *v)
{
        struct role_held *r;
        enum status st = person_roles_held(c, v->who.id, &r, &v->n_roles);

        if (st)
                return st;
        v->roles = ARENA_ARRAY(c->arena, v->n_roles, struct role_line);
        for (size_t i = 0; i < v->n_roles; i++)
                v->roles[i] = (struct role_line){.role = r[i].role, .word = held_word(c, "role", r[i].role),
                                                 .department_id = r[i].department_id,
                                                 .department = department_name(c, r[i].name_fr, r[i].name_en),
                                                 .may = role_may(c, r[i].role, r[i].department_id)};
        return ST_OK;
}

/* What may be given: the actor's departments, "everywhere" and "administrator" only for those who hold them. */
static enum status choices(struct ctx *c, struct person_admin_view *v, const char *role, int64_t department)
{
        struct department *d;
        size_t n, k = 0;
        enum status st = people_managed(c, &d, &n);

        if (st)
                return st;
        v->departments = ARENA_ARRAY(c->arena, n + 1, struct option);
        for (size_t i = 0; i < n; i++)
                v->departments[k++] = (struct option){arena_fmt(c->arena, "%lld", (long long)d[i].id),
                                                      department_name(c, d[i].name_fr, d[i].name_en), d[i].id == department};
        if (people_manages(c, 0)) /* last: what is chosen without looking is small */
                v->departments[k++] = (struct option){"0", ctx_msg(c, MSG_accounts_everywhere), department == 0};
        v->n_departments = k;
        v->choices = ARENA_ARRAY(c->arena, ARRAY_LEN(roles), struct option);
        for (size_t i = 0; i < ARRAY_LEN(roles); i++)
                if (!str_eq(roles[i], "admin") || ctx_role(c, ROLE_ADMIN))
                        v->choices[v->n_choices++] = (struct option){roles[i], held_word(c, "role", roles[i]), str_eq(roles[i], role)};
        return ST_OK;
}

static enum status person_show(struct ctx *c, int64_t id, const char *role, int64_t department, enum status result)
{
        struct person_admin_view v = {.n_roles = 0};
        struct person_security security;
        enum status st = person_load(c, id, &v.who);

        if (!st)
                st = held_rows(c, &v);
        if (!st)
                st = choices(c, &v, role, department);
        if (!st)
                st = people_groups_of(c, id, &v.groups, &v.n_groups);
        if (!st)
                st = person_security(c, id, &security);
        if (st)
                return st;
        v.factor = security.factor;
        v.sessions = security.sessions;
        st = tokens_panel(c, id, &v.tokens);
        if (st)
                return st;
        page_init(c, &v.page, v.who.name, "admin-people");
        v.page.page_script_desk = true;
        v.signs_in = person_signs_in(&v.who);
        v.mails = password_link_on(c) && *v.who.mail;
        v.me = id == c->actor->person_id;
        v.e_role = form_msg(c, "role");
        v.e_department = form_msg(c, "department");
        c->res->status = status_http(result);
        people_admin_person_html(&c->html, &v);
        return ST_OK;
}

static bool person_id(const struct ctx *c, int64_t *id)
{
        return text_i64(ctx_var(c, "id"), id);
}

enum status page_admin_person(struct ctx *c)
{
        int64_t id = 0;

        return person_id(c, &id) ? person_show(c, id, "", -1, ST_OK) : ST_NOT_FOUND;
}

struct role_in {
        const char *role;
        int64_t department;
};
static const struct form_field role_fields[] = {{"role", FORM_LINE, offsetof(struct role_in, role), 1, 30, MSG_people_error_role},
                                                {"department", FORM_ID, offsetof(struct role_in, department), 0, 0, 0},
                                                {0}};

static enum status role_post(struct ctx *c, bool give)
{
        struct role_in in;
        int64_t id = 0;

        if (!person_id(c, &id))
                return ST_NOT_FOUND;
        enum status st = form_read(c, role_fields, &in) ? ST_OK : ST_INVALID;
        if (!st)
                st = give ? person_role_give(c, id, in.role, in.department) : person_role_take(c, id, in.role, in.department);
        if (st == ST_INVALID)
                return person_show(c, id, in.role, in.department, st);
        if (st == ST_NOT_FOUND && !give) { /* already taken: what was wanted is so */
                struct person p;
                st = person_load(c, id, &p);
        }
        if (st)
                return st;
        page_notice(c, give ? "accounts.role_given" : "accounts.role_taken", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/people/%lld", (long long)id));
}

enum status page_admin_role_give(struct ctx *c)
{
        return role_post(c, true);
}

enum status page_admin_role_take(struct ctx *c)
{
        return role_post(c, false);
}

enum status page_admin_sessions_end(struct ctx *c)
{
        int64_t id = 0;
        enum status st = person_id(c, &id) ? person_sessions_end(c, id) : ST_NOT_FOUND;

        if (st)
                return st;
        page_notice(c, "accounts.sessions_ended", NULL);
        return ctx_redirect(c, id == c->actor->person_id ? "/login" : arena_fmt(c->arena, "/admin/people/%lld", (long long)id));
}
