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

/* A department by its code; the first one when none is named. */
static enum status department_in(struct ctx *c, const char *code, int64_t *id)
{
        struct department *d;
        size_t n;
        enum status st = department_list(c, &d, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (!*code || strcmp(d[i].code, code) == 0) {
                        *id = d[i].id;
                        return ST_OK;
                }
        if (!st) {
                form_error(c, "department", MSG_api_no_department);
                st = ST_INVALID;
        }
        return st;
}

enum status api_department_list(struct ctx *c)
{
        struct department *d;
        size_t n;
        struct buf *b = &c->res->body;
        enum status st = department_list(c, &d, &n);
        if (st)
                return st;
        items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"code\":" : "{\"code\":");
                buf_json(b, d[i].code);
                member(b, "name_fr", d[i].name_fr);
                member(b, "name_en", d[i].name_en);
                member(b, "time_zone", d[i].time_zone);
                buf_char(b, '}');
        }
        items_end(c);
        return ST_OK;
}

struct named_in {
        const char *code, *name, *name_fr, *name_en, *department, *group, *summary_fr, *summary_en, *family_fr, *family_en, *icon;
        int64_t closed, external, confidential;
};
static const struct form_field named_fields[] = {
        {"code", FORM_LINE, offsetof(struct named_in, code), 1, 60, 0},
        {"name", FORM_LINE, offsetof(struct named_in, name), 0, 120, 0},
        {"name_fr", FORM_LINE, offsetof(struct named_in, name_fr), 0, 120, 0},
        {"name_en", FORM_LINE, offsetof(struct named_in, name_en), 0, 120, 0},
        {"department", FORM_LINE, offsetof(struct named_in, department), 0, 60, 0},
        {"group", FORM_LINE, offsetof(struct named_in, group), 0, 60, 0},
        {"summary_fr", FORM_LINE, offsetof(struct named_in, summary_fr), 0, 300, 0},
        {"summary_en", FORM_LINE, offsetof(struct named_in, summary_en), 0, 300, 0},
        {"family_fr", FORM_LINE, offsetof(struct named_in, family_fr), 0, 120, 0},
        {"family_en", FORM_LINE, offsetof(struct named_in, family_en), 0, 120, 0},
        {"icon", FORM_LINE, offsetof(struct named_in, icon), 0, 40, 0},
        {"closed", FORM_FLAG, offsetof(struct named_in, closed), 0, 0, 0},
        {"external", FORM_FLAG, offsetof(struct named_in, external), 0, 0, 0},
        {"confidential", FORM_FLAG, offsetof(struct named_in, confidential), 0, 0, 0},
        {0}};

static const char *first_of(const char *a, const char *b, const char *otherwise)
{
        return a && *a ? a : b && *b ? b : otherwise;
}

enum status api_department_post(struct ctx *c)
{
        struct named_in in;
        int64_t id;
        if (!form_read(c, named_fields, &in))
                return ST_INVALID;
        enum status st = department_ensure(c, in.code, first_of(in.name_fr, in.name, in.code),
                                           first_of(in.name_en, *in.name ? in.name : in.name_fr, in.code), &id);
        c->res->status = 201;
        return st ? st : api_department_list(c);
}

static enum status group_answer(struct ctx *c, const char *code, int status)
{
        struct group g;
        enum status st = group_by_code(c, code, &g);
        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        group_out(&c->res->body, &g);
        return ST_OK;
}

enum status api_group_post(struct ctx *c)
{
        struct named_in in;
        struct group_draft d = {0};
        int64_t id;
        if (!form_read(c, named_fields, &in))
                return ST_INVALID;
        enum status st = department_in(c, in.department, &d.department_id);
        if (st)
                return st;
        d.code = in.code;
        d.name = first_of(in.name, in.name_fr, in.code);
        d.closed = in.closed;
        d.external = in.external;
        st = group_add(c, &d, &id);
        return st ? st : group_answer(c, in.code, 201);
}

struct member_in {
        const char *login;
        int64_t lead;
};
static const struct form_field member_fields[] = {{"login", FORM_LINE, offsetof(struct member_in, login), 1, 60, 0},
                                                  {"lead", FORM_FLAG, offsetof(struct member_in, lead), 0, 0, 0},
                                                  {0}};

enum status api_group_member_post(struct ctx *c)
{
        struct member_in in;
        struct group g;
        struct person p;
        if (!form_read(c, member_fields, &in))
                return ST_INVALID;
        enum status st = group_by_code(c, ctx_var(c, "code"), &g);
        if (st)
                return st;
        st = person_by_login(c, in.login, &p);
        if (st == ST_NOT_FOUND) {
                form_error(c, "login", MSG_api_no_person);
                return ST_INVALID;
        }
        if (!st)
                st = group_join(c, g.id, p.id, in.lead != 0);
        return st ? st : group_answer(c, g.code, 201);
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

enum status api_service_post(struct ctx *c)
{
        struct named_in in;
        struct group g;
        struct service s;
        int64_t id;
        if (!form_read(c, named_fields, &in))
                return ST_INVALID;
        enum status st = group_by_code(c, in.group, &g);
        if (st == ST_NOT_FOUND) {
                form_error(c, "group", MSG_api_no_group);
                return ST_INVALID;
        }
        if (st)
                return st;
        struct service_draft d = {.code = in.code, .name_fr = first_of(in.name_fr, in.name, in.code),
                                  .name_en = first_of(in.name_en, *in.name ? in.name : in.name_fr, in.code), .summary_fr = in.summary_fr,
                                  .summary_en = in.summary_en, .icon = first_of(in.icon, NULL, "help"),
                                  .family_fr = first_of(in.family_fr, NULL, "Aide"),
                                  .family_en = first_of(in.family_en, NULL, "Help"), .department_id = g.department_id,
                                  .group_id = g.id, .confidential = in.confidential, .sort = 100};
        st = service_ensure(c, &d, &id);
        if (!st)
                st = service_by_code(c, in.code, &s);
        if (st)
                return st;
        c->res->status = 201;
        c->res->type = "application/json";
        service_out(c, &c->res->body, &s);
        return ST_OK;
}
