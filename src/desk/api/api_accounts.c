/* People's accounts as programs change them: contact, roles, affiliations.  The same verbs as the pages,
 * so the same rules: one's own contact or an administrator's hand, roles as policy.c says. */
#include "desk/api/api.h"

static enum status department_named(struct ctx *c, const char *code, int64_t *id)
{
        struct department *d;
        size_t n;

        *id = 0;
        if (!*code)
                return ST_OK;
        enum status st = department_list(c, &d, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (str_eq(d[i].code, code)) {
                        *id = d[i].id;
                        return ST_OK;
                }
        if (!st)
                form_error(c, "department", MSG_api_no_department);
        return st ? st : ST_INVALID;
}

/* ---- contact ---------------------------------------------------------------------------------------------- */

struct contact_in {
        const char *name, *phone, *lang;
};
static const struct form_field contact_fields[] = {{"name", FORM_LINE, offsetof(struct contact_in, name), 0, 150, 0},
                                                   {"phone", FORM_LINE, offsetof(struct contact_in, phone), 0, 40, 0},
                                                   {"lang", FORM_LINE, offsetof(struct contact_in, lang), 0, 2, 0},
                                                   {0}};

static bool given(const struct ctx *c, const char *name)
{
        return jv_get(c->json, name) != NULL;
}

enum status api_person_patch(struct ctx *c)
{
        struct contact_in in;
        struct person p;
        int64_t version = 0;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        if (st)
                return st;
        if (p.id != c->actor->person_id && !ctx_role(c, ROLE_ADMIN))
                return ctx_fail(c, ST_DENIED, MSG_error_denied_text);
        if (!api_if_match(c, &version) || (version && version != p.version))
                return ST_STALE;
        form_read(c, contact_fields, &in);
        if (given(c, "name") && text_blank(in.name))
                form_error(c, "name", MSG_people_error_name);
        if (given(c, "lang") && !str_eq(in.lang, "fr") && !str_eq(in.lang, "en"))
                form_error(c, "lang", MSG_accounts_lang);
        if (c->n_error)
                return ST_INVALID;
        st = person_change(c, p.id, &(struct person_contact){given(c, "name") ? in.name : p.name, given(c, "phone") ? in.phone : p.phone,
                                                             given(c, "lang") ? in.lang : p.lang});
        return st ? st : api_person_get(c);
}

/* ---- roles -------------------------------------------------------------------------------------------------- */

static enum status roles_answer(struct ctx *c, const struct person *p)
{
        struct role_held *r;
        size_t n;
        struct buf *b = &c->res->body;
        enum status st = person_roles_held(c, p->id, &r, &n);

        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"role\":" : "{\"role\":");
                buf_json(b, r[i].role);
                buf_str(b, ",\"department\":");
                buf_json(b, r[i].department_id ? r[i].code : NULL);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

enum status api_role_list(struct ctx *c)
{
        struct person p;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        return st ? st : roles_answer(c, &p);
}

struct role_in {
        const char *role, *department;
};
static const struct form_field role_fields[] = {{"role", FORM_LINE, offsetof(struct role_in, role), 1, 30, 0},
                                                {"department", FORM_LINE, offsetof(struct role_in, department), 0, 64, 0},
                                                {0}};

enum status api_role_post(struct ctx *c)
{
        struct role_in in;
        struct person p;
        int64_t department = 0;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        if (st)
                return st;
        if (!form_read(c, role_fields, &in))
                return ST_INVALID;
        st = department_named(c, in.department, &department);
        if (!st)
                st = person_role_give(c, p.id, in.role, department);
        c->res->status = 201;
        return st ? st : roles_answer(c, &p);
}

/* DELETE …/roles/{role}?department=code */
enum status api_role_delete(struct ctx *c)
{
        struct person p;
        int64_t department = 0;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        if (!st) {
                const char *code = http_param(c->req, "department");
                st = department_named(c, code ? code : "", &department);
        }
        if (!st)
                st = person_role_take(c, p.id, ctx_var(c, "role"), department);
        c->res->status = 204;
        return st;
}

/* ---- affiliations --------------------------------------------------------------------------------------------- */

static enum status affiliations_answer(struct ctx *c, const struct person *p)
{
        struct affiliation_held *a;
        size_t n;
        struct buf *b = &c->res->body;
        enum status st = person_affiliations_held(c, p->id, &a, &n);

        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"kind\":" : "{\"kind\":");
                buf_json(b, a[i].kind);
                buf_str(b, ",\"department\":");
                buf_json(b, a[i].code);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

enum status api_affiliation_list(struct ctx *c)
{
        struct person p;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        return st ? st : affiliations_answer(c, &p);
}

struct affiliation_in {
        const char *kind, *department;
};
static const struct form_field affiliation_fields[] = {{"kind", FORM_LINE, offsetof(struct affiliation_in, kind), 1, 40, 0},
                                                       {"department", FORM_LINE, offsetof(struct affiliation_in, department), 0, 64, 0},
                                                       {0}};

enum status api_affiliation_post(struct ctx *c)
{
        struct affiliation_in in;
        struct person p;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        if (st)
                return st;
        if (!form_read(c, affiliation_fields, &in))
                return ST_INVALID;
        st = person_affiliate(c, p.id, *in.department ? arena_fmt(c->arena, "%s@%s", in.kind, in.department) : in.kind);
        c->res->status = 201;
        return st ? st : affiliations_answer(c, &p);
}
