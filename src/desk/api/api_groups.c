/* Groups as programs see and edit them, who is available, who is away. */
#include "desk/api/api.h"
#include "desk/people/away.h"
#include "desk/people/catalogue.h"

static enum status group_out(struct ctx *c, struct buf *b, const struct group *g)
{
        struct service_part *part;
        size_t n;
        enum status st = group_services(c, g->id, &part, &n);

        if (st)
                return st;
        buf_str(b, "{\"code\":");
        buf_json(b, g->code);
        api_text_member(b, "name", g->name);
        api_text_member(b, "domain", g->domain);
        api_text_member(b, "department", g->department_code);
        api_text_member(b, "function", group_function_word(g->function));
        api_text_member(b, "assign", g->assign);
        buf_str(b, ",\"services\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? "," : "");
                buf_json(b, part[i].code);
        }
        buf_fmt(b, "],\"external\":%s,\"members\":%lld,\"version\":%lld}", g->external ? "true" : "false",
                (long long)g->members, (long long)g->version);
        return ST_OK;
}

enum status api_group_list(struct ctx *c)
{
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                st = group_out(c, &c->res->body, &g[i]);
        }
        api_items_end(c);
        return st;
}

static enum status group_answer(struct ctx *c, const char *code, int status)
{
        struct group g;
        enum status st = group_by_code(c, code, &g);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, g.version);
        return group_out(c, &c->res->body, &g);
}

enum status api_group_get(struct ctx *c)
{
        return group_answer(c, ctx_var(c, "code"), 200);
}

struct group_in {
        const char *code, *name, *name_fr, *department, *domain, *function, *assign;
        int64_t closed, external;
};
static const struct form_field group_fields[] = {
        {"code", FORM_LINE, offsetof(struct group_in, code), 1, 60, 0},
        {"name", FORM_LINE, offsetof(struct group_in, name), 0, 120, 0},
        {"name_fr", FORM_LINE, offsetof(struct group_in, name_fr), 0, 120, 0},
        {"department", FORM_LINE, offsetof(struct group_in, department), 0, 60, 0},
        {"domain", FORM_LINE, offsetof(struct group_in, domain), 0, 150, 0},
        {"function", FORM_LINE, offsetof(struct group_in, function), 0, 20, 0},
        {"assign", FORM_LINE, offsetof(struct group_in, assign), 0, 20, 0},
        {"closed", FORM_FLAG, offsetof(struct group_in, closed), 0, 0, 0},
        {"external", FORM_FLAG, offsetof(struct group_in, external), 0, 0, 0},
        {0}};

static bool words_fit(struct ctx *c, const char *function, const char *assign)
{
        if (*function && !group_function_find(function))
                form_error(c, "function", MSG_groups_function_unknown);
        if (*assign && !group_assign_known(assign))
                form_error(c, "assign", MSG_groups_assign_unknown);
        return !c->n_error;
}

enum status api_group_post(struct ctx *c)
{
        struct group_in in;
        struct group_draft d = {0};
        int64_t id;
        bool fine = form_read(c, group_fields, &in);

        if (!words_fit(c, in.function, in.assign) || !fine)
                return ST_INVALID;
        enum status st = api_department_in(c, in.department, &d.department_id);
        if (!st && !people_manages(c, d.department_id))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        d.code = in.code;
        d.name = *in.name ? in.name : *in.name_fr ? in.name_fr : in.code;
        d.closed = in.closed;
        d.external = in.external;
        d.domain = in.domain;
        d.function = group_function_find(in.function);
        d.assign = *in.assign ? in.assign : NULL;
        st = group_add(c, &d, &id);
        return st ? st : group_answer(c, in.code, 201);
}

/* Only what is there changes. */
static void patch_text(struct ctx *c, const char *name, size_t min, const char **out)
{
        const char *v = form_value(c, name);

        if (!v)
                return;
        if (utf8_count(v) < min || utf8_count(v) > 150)
                form_error(c, name, MSG_groups_bad_value);
        *out = v;
}

enum status api_group_patch(struct ctx *c)
{
        struct group g;
        const char *function, *external = form_value(c, "external");
        int64_t version = 0;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);

        if (st)
                return st;
        if (!api_if_match(c, &version))
                return ctx_fail(c, ST_STALE, MSG_groups_stale);
        function = group_function_word(g.function);
        patch_text(c, "name", 1, &g.name);
        patch_text(c, "domain", 0, &g.domain);
        patch_text(c, "function", 1, &function);
        patch_text(c, "assign", 1, &g.assign);
        if (!words_fit(c, function, g.assign))
                return ST_INVALID;
        if (external)
                g.external = str_eq(external, "true") || str_eq(external, "1");
        g.function = group_function_find(function);
        g.version = version;
        st = group_change(c, &g);
        return st ? st : group_answer(c, g.code, 200);
}

struct member_in {
        const char *login;
        int64_t lead;
};
static const struct form_field member_fields[] = {{"login", FORM_LINE, offsetof(struct member_in, login), 1, 60, 0},
                                                  {"lead", FORM_FLAG, offsetof(struct member_in, lead), 0, 0, 0},
                                                  {0}};

static enum status login_in(struct ctx *c, const char *field, const char *login, struct person *p)
{
        enum status st = person_by_login(c, login, p);

        if (st != ST_NOT_FOUND)
                return st;
        form_error(c, field, MSG_api_no_person);
        return ST_INVALID;
}

enum status api_group_member_post(struct ctx *c)
{
        struct member_in in;
        struct group g;
        struct person p;

        if (!form_read(c, member_fields, &in))
                return ST_INVALID;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);
        if (!st)
                st = login_in(c, "login", in.login, &p);
        if (!st)
                st = group_join(c, g.id, p.id, in.lead != 0);
        return st ? st : group_answer(c, g.code, 201);
}

/* Somebody who is not in it answers like nobody. */
enum status api_group_member_delete(struct ctx *c)
{
        struct group g;
        struct person p;
        struct person *m;
        size_t n, i = 0;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);

        if (!st)
                st = person_by_login(c, ctx_var(c, "login"), &p);
        if (!st)
                st = group_members(c, g.id, &m, &n);
        if (st)
                return st;
        while (i < n && m[i].id != p.id)
                i++;
        st = i < n ? group_leave(c, g.id, p.id) : ST_NOT_FOUND;
        if (!st)
                c->res->status = 204;
        return st;
}

/* {"service":CODE,"first":true}: serves it too, or before the others. */
enum status api_group_service_post(struct ctx *c)
{
        const char *code = form_value(c, "service"), *first = form_value(c, "first");
        struct service s;
        struct group g;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);

        if (st)
                return st;
        st = service_by_code(c, code ? code : "", &s);
        if (st == ST_NOT_FOUND) {
                form_error(c, "service", MSG_groups_bad_value);
                return ST_INVALID;
        }
        if (!st)
                st = service_managed(c, s.id);
        if (!st)
                st = group_serves(c, g.id, s.id, str_eq(first ? first : "", "true") || str_eq(first ? first : "", "1"));
        return st ? st : group_answer(c, g.code, 201);
}

enum status api_group_service_delete(struct ctx *c)
{
        struct service_row s;
        struct group g;
        enum status st = group_managed(c, ctx_var(c, "code"), &g);

        if (!st)
                st = catalogue_service(c, ctx_var(c, "service"), &s);
        if (!st)
                st = group_serves_no_more(c, g.id, s.id);
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- availability and absences ---- */

static enum status available_answer(struct ctx *c)
{
        bool on;
        enum status st = person_available(c, c->actor->person_id, &on);

        c->res->type = "application/json";
        if (!st)
                buf_fmt(&c->res->body, "{\"available\":%s}\n", on ? "true" : "false");
        return st;
}

enum status api_available_get(struct ctx *c)
{
        return available_answer(c);
}

enum status api_available_post(struct ctx *c)
{
        const char *on = form_value(c, "available");

        if (!on || (!str_eq(on, "true") && !str_eq(on, "false"))) {
                form_error(c, "available", MSG_groups_bad_value);
                return ST_INVALID;
        }
        enum status st = person_available_put(c, str_eq(on, "true"));
        return st ? st : available_answer(c);
}

static enum status absences_answer(struct ctx *c, int64_t person_id, int status)
{
        struct buf *b = &c->res->body;
        struct absence *a;
        size_t n;
        enum status st = absence_list(c, person_id, &a, &n);

        if (st)
                return st;
        c->res->status = status;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"from\":", i ? "," : "", (long long)a[i].id);
                api_time(c, b, a[i].from_at);
                buf_str(b, ",\"to\":");
                api_time(c, b, a[i].to_at);
                buf_str(b, ",\"substitute\":");
                if (a[i].substitute_id)
                        api_person_ref(b, a[i].substitute_login, a[i].substitute_name);
                else
                        buf_str(b, "null");
                buf_char(b, '}');
        }
        api_items_end(c);
        return ST_OK;
}

/* Oneself, or whose absences one may declare: as absent as what does not exist otherwise. */
static enum status whose(struct ctx *c, struct person *p)
{
        enum status st = person_by_login(c, ctx_var(c, "login"), p);

        return st ? st : absence_may(c, p->id) ? ST_OK : ST_NOT_FOUND;
}

enum status api_absence_list(struct ctx *c)
{
        struct person p;
        enum status st = whose(c, &p);

        return st ? st : absences_answer(c, p.id, 200);
}

enum status api_absence_post(struct ctx *c)
{
        const char *from = form_value(c, "from"), *to = form_value(c, "to"), *login = form_value(c, "substitute");
        struct person p, substitute;
        struct absence a = {0};
        int64_t id;
        enum status st = whose(c, &p);

        if (st)
                return st;
        a.person_id = p.id;
        if (!from || !moment_parse(from, &a.from_at))
                form_error(c, "from", MSG_groups_bad_value);
        if (!to || !moment_parse(to, &a.to_at))
                form_error(c, "to", MSG_groups_bad_value);
        if (login && *login)
                st = login_in(c, "substitute", login, &substitute);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st && login && *login)
                a.substitute_id = substitute.id;
        if (!st)
                st = absence_add(c, &a, &id);
        return st ? st : absences_answer(c, p.id, 201);
}

enum status api_absence_end(struct ctx *c)
{
        struct person p;
        int64_t id;
        enum status st = whose(c, &p);

        if (!st && !text_i64(ctx_var(c, "id"), &id))
                st = ST_NOT_FOUND;
        if (!st)
                st = absence_end(c, p.id, id);
        if (!st)
                c->res->status = 204;
        return st;
}
