/* People, departments and services as programs see them.  A requester finds themselves, an agent everybody. */
#include "desk/api/api.h"
#include "desk/people/away.h"
#include "desk/people/catalogue.h"

void api_items_begin(struct ctx *c)
{
        c->res->type = "application/json";
        buf_str(&c->res->body, "{\"items\":[");
}

void api_items_next(struct ctx *c, int64_t id)
{
        buf_str(&c->res->body, "],\"next_cursor\":");
        buf_json(&c->res->body, id ? arena_fmt(c->arena, "%lld", (long long)id) : NULL);
        buf_str(&c->res->body, "}\n");
}

void api_items_end(struct ctx *c)
{
        api_items_next(c, 0);
}

enum status api_page(struct ctx *c, const void *first, size_t n, size_t size, size_t id_at, size_t *from, size_t *to)
{
        const char *cursor = ctx_param(c, "cursor"), *at = (const char *)first + id_at;
        int64_t last = 0, id = 0;
        size_t i = 0;

        if (*cursor && !text_i64(cursor, &last))
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        while (*cursor && i < n && id != last) {
                memcpy(&id, at + i * size, sizeof id);
                i++;
        }
        if (*cursor && id != last)
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        *from = i;
        *to = n - i > api_limit(c) ? i + api_limit(c) : n;
        return ST_OK;
}

void api_text_member(struct buf *b, const char *name, const char *value)
{
        buf_fmt(b, ",\"%s\":", name);
        buf_json(b, value && *value ? value : NULL);
}

static void person_out(struct buf *b, const struct person *p)
{
        buf_str(b, "{\"login\":");
        buf_json(b, p->login);
        api_text_member(b, "name", p->name);
        api_text_member(b, "mail", p->mail);
        api_text_member(b, "phone", p->phone);
        api_text_member(b, "student_number", p->student_number);
        api_text_member(b, "lang", p->lang);
        buf_fmt(b, ",\"active\":%s}", p->state == 10 ? "true" : "false");
}

/* Everybody by name, after the person whose id is the cursor: the administration's list. */
static enum status people_after(struct ctx *c, struct person **out, size_t *n)
{
        struct person last = {.name = ""};
        const char *cursor = ctx_param(c, "cursor");
        enum status st = ST_OK;

        if (*cursor)
                st = text_i64(cursor, &last.id) ? person_load(c, last.id, &last) : ST_NOT_FOUND;
        if (st == ST_NOT_FOUND)
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        return st ? st : person_list(c, last.name, last.id, out, n);
}

enum status api_people_list(struct ctx *c)
{
        struct person *p;
        size_t n, limit = api_limit(c);
        bool all = !*ctx_param(c, "q") && ctx_role(c, ROLE_ADMIN);
        enum status st = all ? people_after(c, &p, &n) : person_search(c, ctx_param(c, "q"), &p, &n);
        if (st)
                return st;
        bool more = all && n && n >= limit;
        n = n > limit ? limit : n;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(&c->res->body, ',');
                person_out(&c->res->body, &p[i]);
        }
        api_items_next(c, more ? p[n - 1].id : 0);
        return ST_OK;
}

enum status api_person_get(struct ctx *c)
{
        struct person p;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);
        if (st)
                return st;
        c->res->type = "application/json";
        api_etag(c, p.version);
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

/* A department by its code; the first one when none is named. */
enum status api_department_in(struct ctx *c, const char *code, int64_t *id)
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
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"code\":" : "{\"code\":");
                buf_json(b, d[i].code);
                api_text_member(b, "name_fr", d[i].name_fr);
                api_text_member(b, "name_en", d[i].name_en);
                api_text_member(b, "time_zone", d[i].time_zone);
                buf_char(b, '}');
        }
        api_items_end(c);
        return ST_OK;
}

/* Without its closing brace. */
static void service_out(struct ctx *c, struct buf *b, const struct service *s)
{
        bool agent = ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);
        buf_str(b, "{\"code\":");
        buf_json(b, s->code);
        api_text_member(b, "name_fr", s->name_fr);
        api_text_member(b, "name_en", s->name_en);
        api_text_member(b, "summary_fr", s->summary_fr);
        api_text_member(b, "summary_en", s->summary_en);
        api_text_member(b, "family_fr", s->family_fr);
        api_text_member(b, "family_en", s->family_en);
        api_text_member(b, "group", agent ? s->group_name : NULL);
        buf_str(b, ",\"groups\":[");
        struct choice *g;
        size_t n = 0;
        if (agent && service_groups(c, s->id, &g, &n))
                n = 0;
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? "," : "");
                buf_json(b, g[i].name);
        }
        buf_char(b, ']');
}

enum status api_service_list(struct ctx *c)
{
        struct service *s;
        size_t n;
        enum status st = service_list(c, &s, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(&c->res->body, ',');
                service_out(c, &c->res->body, &s[i]);
                buf_char(&c->res->body, '}');
        }
        api_items_end(c);
        return ST_OK;
}

/* Its keeper reads all of it, also once it is retired. */
enum status api_service_kept_answer(struct ctx *c, const struct service_row *k)
{
        const struct service s = {.id = k->id, .code = k->code, .name_fr = k->name_fr, .name_en = k->name_en, .summary_fr = k->summary_fr,
                                  .summary_en = k->summary_en, .family_fr = k->family_fr, .family_en = k->family_en, .group_name = k->group_name};
        struct buf *b = &c->res->body;

        c->res->type = "application/json";
        api_etag(c, k->version);
        service_out(c, b, &s);
        enum status st = api_service_kept_out(c, b, k);
        buf_str(b, "}\n");
        return st;
}

enum status api_service_get(struct ctx *c)
{
        struct service s;
        struct service_row kept;
        enum status st = catalogue_any(c) ? catalogue_service(c, ctx_var(c, "code"), &kept) : ST_NOT_FOUND;

        c->res->type = "application/json";
        if (st != ST_NOT_FOUND)
                return st ? st : api_service_kept_answer(c, &kept);
        st = service_by_code(c, ctx_var(c, "code"), &s);
        if (st)
                return st;
        service_out(c, &c->res->body, &s);
        buf_str(&c->res->body, "}\n");
        return ST_OK;
}
