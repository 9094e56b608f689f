/* The course of a ticket and the courses there are, for programs. */
#include "desk/api/api.h"
#include "desk/ticket/course.h"

static void course_out(struct buf *b, const char *code, const char *term, const char *title)
{
        buf_str(b, "{\"code\":");
        buf_json(b, code);
        buf_str(b, ",\"term\":");
        buf_json(b, term);
        buf_str(b, ",\"title\":");
        buf_json(b, title);
        buf_char(b, '}');
}

void api_course_out(struct buf *b, const struct ticket *t)
{
        buf_str(b, ",\"course\":");
        if (t->course_code)
                course_out(b, t->course_code, t->course_term, t->course_title);
        else
                buf_str(b, "null");
}

/* A code with or without its term, as one word of an address or of JSON. */
static enum status find(struct ctx *c, const char *typed, struct course *out)
{
        const char *space = strrchr(typed, ' ');
        enum status st = course_by_code(c, typed, NULL, out);

        if (st != ST_NOT_FOUND || !space)
                return st;
        return course_by_code(c, arena_strn(c->arena, typed, (size_t)(space - typed)), space + 1, out);
}

bool api_course_in(struct ctx *c, int64_t *id)
{
        const struct json *j = jv_get(c->json, "course");
        const char *code = jv_text(jv_get(j, "code"));
        struct course k;

        if (!j)
                return true;
        if (jv_type(j) == JV_NULL) {
                *id = 0;
                return true;
        }
        enum status st = ST_NOT_FOUND;
        if (code)
                st = course_by_code(c, code, jv_text(jv_get(j, "term")), &k);
        else if (jv_text(j))
                st = find(c, jv_text(j), &k);
        if (st)
                form_error(c, "course", MSG_course_unknown);
        else
                *id = k.id;
        return !st;
}

enum status api_course_filter(struct ctx *c, struct ticket_query *q)
{
        struct course k;
        const char *typed = ctx_param(c, "course");

        if (!*typed)
                return ST_OK;
        enum status st = find(c, typed, &k);
        if (!st)
                q->course_id = k.id;
        if (st == ST_NOT_FOUND)
                q->course_id = -1;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status api_course_list(struct ctx *c)
{
        struct course *k;
        size_t n, from, to;
        const char *q = ctx_param(c, "q");
        if (c->actor->roles && !str_eq(ctx_param(c, "mine"), "1"))
                return api_courses_all(c);
        enum status st = *q ? course_find(c, q, c->actor->person_id, &k, &n) : course_choices(c, c->actor->person_id, &k, &n);

        if (!st)
                st = api_page(c, k, n, sizeof *k, offsetof(struct course, id), &from, &to);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = from; i < to; i++) {
                buf_str(&c->res->body, i > from ? "," : "");
                course_out(&c->res->body, k[i].code, k[i].term, k[i].title);
        }
        api_items_next(c, to < n ? k[to - 1].id : 0);
        return ST_OK;
}
