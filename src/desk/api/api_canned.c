/* Ready answers, for programs. */
#include "desk/api/api.h"
#include "desk/ticket/canned.h"

static void canned_out(struct buf *b, const struct canned *k)
{
        buf_fmt(b, "{\"id\":%lld,\"level\":\"%s\",\"group\":", (long long)k->id, canned_word(k->level));
        buf_json(b, k->group_code);
        buf_str(b, ",\"name\":");
        buf_json(b, k->name);
        buf_fmt(b, ",\"lang\":\"%s\",\"body\":", k->lang);
        buf_json(b, k->body);
        buf_fmt(b, ",\"version\":%lld}", (long long)k->version);
}

static int64_t id_in_path(struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? id : 0;
}

static enum status canned_answer(struct ctx *c, int64_t id, int status)
{
        struct canned k;
        enum status st = canned_load(c, id, &k);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, k.version);
        canned_out(&c->res->body, &k);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

enum status api_canned_list(struct ctx *c)
{
        struct canned *k;
        size_t n;
        enum status st = canned_list(c, &k, &n);

        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(&c->res->body, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                canned_out(&c->res->body, &k[i]);
        }
        buf_str(&c->res->body, "],\"next_cursor\":null}\n");
        return ST_OK;
}

/* What the body says, over what is; the group by its code. */
static enum status draft_in(struct ctx *c, struct canned_draft *d)
{
        struct group g;
        const char *level = jv_text(jv_get(c->json, "level")), *group = jv_text(jv_get(c->json, "group"));
        const char *name = jv_text(jv_get(c->json, "name")), *lang = jv_text(jv_get(c->json, "lang"));
        const char *body = jv_text(jv_get(c->json, "body"));

        d->name = name ? name : d->name;
        d->lang = lang ? lang : d->lang;
        d->body = body ? body : d->body;
        if (d->id)
                return ST_OK;
        d->level = str_eq(level, "everybody") ? CANNED_EVERYBODY : str_eq(level, "group") ? CANNED_GROUP : CANNED_PERSONAL;
        if (d->level != CANNED_GROUP)
                return ST_OK;
        if (!group || group_by_code(c, group, &g)) {
                form_error(c, "group", MSG_ticket_group_unknown);
                return ST_INVALID;
        }
        d->group_id = g.id;
        return ST_OK;
}

enum status api_canned_post(struct ctx *c)
{
        struct canned_draft d = {0};
        int64_t id;
        enum status st = draft_in(c, &d);

        if (!st)
                st = canned_save(c, &d, &id);
        return st ? st : canned_answer(c, id, 201);
}

enum status api_canned_patch(struct ctx *c)
{
        struct canned k;
        struct canned_draft d = {.id = id_in_path(c)};
        int64_t id;
        enum status st = canned_load(c, d.id, &k);

        if (!st && !api_if_match(c, &d.version))
                st = ST_STALE;
        d.name = k.name;
        d.lang = k.lang;
        d.body = k.body;
        if (!st)
                st = draft_in(c, &d);
        if (!st)
                st = canned_save(c, &d, &id);
        return st ? st : canned_answer(c, id, 200);
}

enum status api_canned_delete(struct ctx *c)
{
        enum status st = canned_remove(c, id_in_path(c));

        if (!st)
                c->res->status = 204;
        return st;
}
