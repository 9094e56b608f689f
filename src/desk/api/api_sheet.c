/* Tags, watchers, custom fields and links of a ticket, for programs. */
#include "desk/api/api.h"
#include "desk/ticket/sheet.h"

static void field_out(struct buf *b, const struct field *f)
{
        buf_json(b, f->code);
        buf_char(b, ':');
        if (str_eq(f->type, "flag"))
                buf_str(b, f->is_set ? "true" : "false");
        else if (str_eq(f->type, "number") && f->is_set)
                buf_fmt(b, "%lld", (long long)f->num);
        else
                buf_json(b, f->is_set ? f->value : NULL);
}

enum status api_sheet_out(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct tag *tags;
        struct who *who;
        struct field *fields;
        size_t n_tags, n_who, n_fields;
        enum status st = ticket_tags(c, t, &tags, &n_tags);

        if (!st)
                st = ticket_watchers(c, t, &who, &n_who);
        if (!st)
                st = ticket_field_list(c, t, &fields, &n_fields);
        if (st)
                return st;
        buf_str(b, ",\"tags\":[");
        for (size_t i = 0; i < n_tags; i++) {
                buf_str(b, i ? "," : "");
                buf_json(b, tags[i].word);
        }
        buf_str(b, "],\"watchers\":[");
        for (size_t i = 0; i < n_who; i++) {
                buf_str(b, i ? "," : "");
                api_person_ref(b, who[i].login, who[i].name);
        }
        buf_str(b, "],\"fields\":{");
        for (size_t i = 0; i < n_fields; i++) {
                buf_str(b, i ? "," : "");
                field_out(b, &fields[i]);
        }
        buf_char(b, '}');
        return ST_OK;
}

/* ---- PATCH ----------------------------------------------------------------------------------------------- */

void api_category_in(struct ctx *c, struct ticket_patch *p)
{
        const struct json *j = jv_get(c->json, "category");
        struct category k;

        if (!j)
                return;
        if (jv_type(j) == JV_NULL)
                p->category_id = 0;
        else if (jv_text(j) && category_by_code(c, jv_text(j), &k) == ST_OK)
                p->category_id = k.id;
        else
                form_error(c, "category", MSG_ticket_category_unknown);
}

static enum status tags_in(struct ctx *c, struct ticket *t, const struct json *list, int64_t version)
{
        size_t n = jv_count(list);

        if (jv_type(list) != JV_ARRAY || n > TAGS_MAX) {
                form_error(c, "tags", n > TAGS_MAX ? MSG_fields_tag_many : MSG_form_bad_text);
                return ST_INVALID;
        }
        const char **words = ARENA_ARRAY(c->arena, n + 1, const char *);
        for (size_t i = 0; i < n; i++) {
                words[i] = jv_text(jv_at(list, i));
                if (!words[i])
                        form_error(c, "tags", MSG_form_bad_text);
        }
        return c->n_error ? ST_INVALID : ticket_tags_put(c, t, words, n, version);
}

enum status api_sheet_patch(struct ctx *c, struct ticket *t, int64_t version)
{
        const struct json *tags = jv_get(c->json, "tags"), *fields = jv_get(c->json, "fields"), *value;
        const char *code;
        enum status st = tags ? tags_in(c, t, tags, version) : ST_OK;

        if (!st && fields && jv_type(fields) != JV_OBJECT) {
                form_error(c, "fields", MSG_form_bad_text);
                return ST_INVALID;
        }
        for (size_t i = 0; !st && fields && (code = jv_key(fields, i, &value)); i++) {
                const char *text = jv_scalar(c->arena, value);
                if (!text && jv_type(value) != JV_NULL) {
                        form_error(c, arena_fmt(c->arena, "field_%s", code), MSG_form_bad_text);
                        return ST_INVALID;
                }
                st = ticket_field_set(c, t, code, text ? text : "", version ? t->version : 0);
        }
        return st;
}

/* ---- links -------------------------------------------------------------------------------------------------- */

static enum status links_answer(struct ctx *c, const struct ticket *t, int status)
{
        struct link *l;
        size_t n;
        struct buf *b = &c->res->body;
        enum status st = ticket_links(c, t, &l, &n);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, t->version);
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"number\":\"%s\",\"kind\":\"%s\",\"inverse\":%s,\"state\":\"%s\",\"subject\":", i ? "," : "",
                        l[i].number, link_word(l[i].kind), l[i].back ? "true" : "false", state_word(l[i].state));
                buf_json(b, l[i].subject);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":null}\n");
        return ST_OK;
}

enum status api_link_list(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);

        return st ? st : links_answer(c, &t, 200);
}

enum status api_link_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);

        if (!st)
                st = ticket_link_add(c, &t, jv_text(jv_get(c->json, "to")), link_find(jv_text(jv_get(c->json, "kind"))));
        return st ? st : links_answer(c, &t, 201);
}

enum status api_link_delete(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);

        if (!st)
                st = ticket_link_remove(c, &t, ctx_var(c, "other"));
        if (!st)
                c->res->status = 204;
        return st;
}
