/* People, groups and services as programs see them.  A requester finds themselves, an agent everybody. */
#include "desk/api/api.h"

static void items_begin(struct ctx *c)
{
        c->res->type = "application/json";
        buf_str(&c->res->body, "{\"items\":[");
}

static void items_end(struct ctx *c)
{
        buf_str(&c->res->body, "],\"next_cursor\":null}\n");
}

static void member(struct buf *b, const char *name, const char *value)
{
        buf_fmt(b, ",\"%s\":", name);
        buf_json(b, value && *value ? value : NULL);
}

static void person_out(struct buf *b, const struct person *p)
{
        buf_str(b, "{\"login\":");
        buf_json(b, p->login);
        member(b, "name", p->name);
        member(b, "mail", p->mail);
        member(b, "phone", p->phone);
        member(b, "student_number", p->student_number);
        member(b, "lang", p->lang);
        buf_fmt(b, ",\"active\":%s}", p->state == 10 ? "true" : "false");
}

enum status api_people_list(struct ctx *c)
{
        struct person *p;
        size_t n;
        enum status st = person_search(c, ctx_param(c, "q"), &p, &n);
        if (st)
                return st;
        items_begin(c);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(&c->res->body, ',');
                person_out(&c->res->body, &p[i]);
        }
        items_end(c);
        return ST_OK;
}

enum status api_person_get(struct ctx *c)
{
        struct person p;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);
        if (st)
                return st;
        c->res->type = "application/json";
        person_out(&c->res->body, &p);
        return ST_OK;
}

struct person_in {
        const char *login, *name, *mail, *phone, *student_number, *lang;
};
static const struct form_field person_fields[] = {
        {"login", FORM_LINE, offsetof(struct person_in, login), 1, 60, 0},
        {"name", FORM_LINE, offsetof(struct person_in, name), 1, 120, 0},
        {"mail", FORM_MAIL, offsetof(struct person_in, mail), 0, 200, 0},
        {"phone", FORM_LINE, offsetof(struct person_in, phone), 0, 40, 0},
        {"student_number", FORM_LINE, offsetof(struct person_in, student_number), 0, 40, 0},
        {"lang", FORM_LINE, offsetof(struct person_in, lang), 0, 2, 0},
        {0}};

enum status api_person_post(struct ctx *c)
{
        struct person_in in;
        int64_t id;
        struct person p;
        if (!form_read(c, person_fields, &in))
                return ST_INVALID;
        struct person_draft d = {.login = in.login, .name = in.name, .mail = in.mail, .phone = in.phone,
                                 .student_number = in.student_number, .lang = *in.lang ? in.lang : "fr"};
        enum status st = person_add(c, &d, &id);
        if (!st)
                st = person_load(c, id, &p);
        if (st)
                return st;
        c->res->status = 201;
        c->res->type = "application/json";
        http_set(c->res, "Location", arena_fmt(c->arena, "/api/v1/people/%s", p.login));
        person_out(&c->res->body, &p);
        return ST_OK;
}

static void group_out(struct buf *b, const struct group *g)
{
        static const char *const functions[] = {"", "use", "operation", "evolution"};
        buf_str(b, "{\"code\":");
        buf_json(b, g->code);
        member(b, "name", g->name);
        member(b, "department", g->department_code);
        member(b, "function", g->function >= 10 && g->function <= 30 ? functions[g->function / 10] : NULL);
        member(b, "assign", g->assign);
        buf_fmt(b, ",\"external\":%s,\"members\":%lld}", g->external ? "true" : "false", (long long)g->members);
}

enum status api_group_list(struct ctx *c)
{
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);
        if (st)
                return st;
        items_begin(c);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(&c->res->body, ',');
                group_out(&c->res->body, &g[i]);
        }
        items_end(c);
        return ST_OK;
}

enum status api_group_get(struct ctx *c)
{
        struct group g;
        enum status st = group_by_code(c, ctx_var(c, "code"), &g);
        if (st)
                return st;
        c->res->type = "application/json";
        group_out(&c->res->body, &g);
        return ST_OK;
}

static void service_out(struct ctx *c, struct buf *b, const struct service *s)
{
        bool agent = ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);
        buf_str(b, "{\"code\":");
        buf_json(b, s->code);
        member(b, "name_fr", s->name_fr);
        member(b, "name_en", s->name_en);
        member(b, "summary_fr", s->summary_fr);
        member(b, "summary_en", s->summary_en);
        member(b, "family_fr", s->family_fr);
        member(b, "family_en", s->family_en);
        member(b, "group", agent ? s->group_name : NULL);
        buf_char(b, '}');
}

enum status api_service_list(struct ctx *c)
{
        struct service *s;
        size_t n;
        enum status st = service_list(c, &s, &n);
        if (st)
                return st;
        items_begin(c);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(&c->res->body, ',');
                service_out(c, &c->res->body, &s[i]);
        }
        items_end(c);
        return ST_OK;
}

enum status api_service_get(struct ctx *c)
{
        struct service s;
        enum status st = service_by_code(c, ctx_var(c, "code"), &s);
        if (st)
                return st;
        c->res->type = "application/json";
        service_out(c, &c->res->body, &s);
        return ST_OK;
}
