/* Question lists and natures for programs: the same verbs as the administration's pages. */
#include "desk/api/api.h"
#include "desk/catalog/intake.h"

enum { ROLE_DESK = ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN };

/* ---- question lists ------------------------------------------------------------------------------------------- */

static enum status list_answer(struct ctx *c, const char *target)
{
        struct question_list l;
        struct buf *b = &c->res->body;
        enum status st = questions_current(c, target, &l);

        if (!st && !l.version)
                st = ST_NOT_FOUND;
        if (st)
                return st;
        c->res->type = "application/json";
        api_etag(c, l.version);
        buf_str(b, "{\"target\":");
        buf_json(b, l.target);
        buf_char(b, ',');
        questions_json(b, &l);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_questions_get(struct ctx *c)
{
        return list_answer(c, ctx_var(c, "target"));
}

enum status api_questions_list(struct ctx *c)
{
        struct question_target *t;
        struct buf *b = &c->res->body;
        size_t n;
        enum status st = questions_all(c, &t, &n);

        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"target\":" : "{\"target\":");
                buf_json(b, t[i].target);
                buf_fmt(b, ",\"version\":%lld,\"asked\":%lld}", (long long)t[i].version, (long long)t[i].asked);
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

static const char *text_in(struct ctx *c, const struct json *j, const char *name)
{
        const char *s = jv_text(jv_get(j, name));
        return s ? text_clean(c->arena, s, strlen(s), true) : "";
}

static void options_in(struct ctx *c, const struct json *list, struct question *q)
{
        size_t n = jv_count(list);
        struct question_option *o;

        n = n < OPTIONS_MAX + 1 ? n : OPTIONS_MAX + 1; /* one too many is refused by the verb */
        o = ARENA_ARRAY(c->arena, n + 1, struct question_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct question_option){text_in(c, jv_at(list, i), "fr"), text_in(c, jv_at(list, i), "en"), NULL};
        q->options = o;
        q->n_options = n;
}

static void questions_in(struct ctx *c, struct question_list *l)
{
        const struct json *list = jv_get(c->json, "questions");
        size_t n = jv_count(list);

        n = n < QUESTIONS_MAX + 1 ? n : QUESTIONS_MAX + 1;
        struct question *q = ARENA_ARRAY(c->arena, n + 1, struct question);
        for (size_t i = 0; i < n; i++) {
                const struct json *one = jv_at(list, i);
                q[i] = (struct question){.code = text_in(c, one, "code"), .fr = text_in(c, one, "fr"), .en = text_in(c, one, "en"),
                                         .type = question_type_find(text_in(c, one, "type")),
                                         .required = jv_true(jv_get(one, "required"))};
                if (q[i].type == QUESTION_CHOICE)
                        options_in(c, jv_get(one, "options"), &q[i]);
        }
        l->questions = q;
        l->n_questions = n;
}

enum status api_questions_put(struct ctx *c)
{
        struct question_list l = {.target = ctx_var(c, "target")}, now;
        int64_t seen = 0, version;

        if (jv_type(jv_get(c->json, "questions")) != JV_ARRAY) {
                form_error(c, "questions", MSG_form_missing);
                return ST_INVALID;
        }
        enum status st = questions_current(c, l.target, &now);
        if (st)
                return st;
        if (!api_if_match(c, &seen))
                return ctx_fail(c, ST_STALE, MSG_intake_stale);
        questions_in(c, &l);
        st = questions_save(c, &l, seen ? seen : now.version, &version);
        return st ? st : list_answer(c, l.target);
}

/* ---- natures ---------------------------------------------------------------------------------------------------- */

static void nature_out(struct ctx *c, struct buf *b, const struct nature *n)
{
        bool desk = ctx_role(c, ROLE_DESK);

        buf_str(b, "{\"code\":");
        buf_json(b, n->code);
        buf_str(b, ",\"intervention\":");
        buf_json(b, n->kind ? intervention_word(n->kind) : NULL);
        buf_str(b, ",\"name_fr\":");
        buf_json(b, n->name_fr);
        buf_str(b, ",\"name_en\":");
        buf_json(b, n->name_en);
        buf_str(b, ",\"service\":");
        buf_json(b, desk && *n->service_code ? n->service_code : NULL);
        buf_str(b, ",\"group\":");
        buf_json(b, desk && *n->group_code ? n->group_code : NULL);
        buf_fmt(b, ",\"urgency\":%lld,\"sort\":%lld,\"offered\":%s,\"version\":%lld}", (long long)n->urgency, (long long)n->sort,
                n->state == NATURE_OFFERED ? "true" : "false", (long long)n->version);
}

enum status api_nature_list(struct ctx *c)
{
        struct nature *n;
        size_t k;
        struct buf *b = &c->res->body;
        enum status st = nature_list(c, 0, ctx_role(c, ROLE_ADMIN), &n, &k);

        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < k; i++) {
                if (i)
                        buf_char(b, ',');
                nature_out(c, b, &n[i]);
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

static bool has(struct ctx *c, const char *name)
{
        return jv_type(jv_get(c->json, name)) != JV_NONE;
}

static void text_over(struct ctx *c, const char *name, const char **to)
{
        if (has(c, name))
                *to = text_in(c, c->json, name);
}

static void number_over(struct ctx *c, const char *name, int64_t *to)
{
        if (has(c, name))
                *to = jv_int(jv_get(c->json, name), -1);
}

/* null: none; a code nobody has is an error of the field. */
static enum status places_over(struct ctx *c, struct nature *n)
{
        struct service s;
        struct group g;
        enum status st = ST_OK;

        if (has(c, "service")) {
                n->service_id = 0;
                const char *code = text_in(c, c->json, "service");
                st = *code ? service_by_code(c, code, &s) : ST_OK;
                if (!st && *code)
                        n->service_id = s.id;
                if (st == ST_NOT_FOUND)
                        form_error(c, "service", MSG_api_no_service);
        }
        if (st && st != ST_NOT_FOUND)
                return st;
        if (!has(c, "group"))
                return ST_OK;
        n->group_id = 0;
        const char *code = text_in(c, c->json, "group");
        st = *code ? group_by_code(c, code, &g) : ST_OK;
        if (!st && *code)
                n->group_id = g.id;
        if (st == ST_NOT_FOUND)
                form_error(c, "group", MSG_api_no_group);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status nature_take(struct ctx *c, struct nature *n, int status)
{
        int64_t id;

        text_over(c, "name_fr", &n->name_fr);
        text_over(c, "name_en", &n->name_en);
        number_over(c, "urgency", &n->urgency);
        number_over(c, "sort", &n->sort);
        if (has(c, "offered"))
                n->state = jv_true(jv_get(c->json, "offered")) ? NATURE_OFFERED : NATURE_WITHDRAWN;
        if (has(c, "intervention")) {
                const char *word = text_in(c, c->json, "intervention");
                n->kind = *word ? intervention_find(word) : 0;
                if (*word && !n->kind)
                        form_error(c, "intervention", MSG_intake_kind_unknown);
        }
        enum status st = places_over(c, n);
        if (!st)
                st = c->n_error ? ST_INVALID : nature_save(c, n, &id);
        if (!st)
                st = nature_load(c, id, n);
        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, n->version);
        nature_out(c, &c->res->body, n);
        return ST_OK;
}

enum status api_nature_post(struct ctx *c)
{
        struct nature n = {.code = text_in(c, c->json, "code"), .name_fr = "", .name_en = "", .urgency = 2, .sort = 100,
                           .state = NATURE_OFFERED};

        return nature_take(c, &n, 201);
}

enum status api_nature_patch(struct ctx *c)
{
        struct nature n;
        int64_t seen = 0;
        enum status st = nature_by_code(c, ctx_var(c, "code"), &n);

        if (st)
                return st;
        if (!api_if_match(c, &seen))
                return ctx_fail(c, ST_STALE, MSG_intake_stale);
        if (seen)
                n.version = seen;
        return nature_take(c, &n, 200);
}
