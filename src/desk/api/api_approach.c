/* Approaches, for programs: the verbs of the administration's pages. */
#include "desk/api/api.h"
#include "desk/catalog/approach.h"
#include "desk/catalog/offer.h"

static enum status approach_out(struct ctx *c, const struct approach *a)
{
        struct offer o;
        struct buf *b = &c->res->body;
        enum status st = a->offer_id ? offer_load(c, a->offer_id, &o) : ST_OK;

        if (st)
                return st;
        buf_str(b, "{\"code\":");
        buf_json(b, a->code);
        api_text_member(b, "name_fr", a->name_fr);
        api_text_member(b, "name_en", a->name_en);
        api_text_member(b, "words", a->words);
        api_text_member(b, "page", a->page);
        api_text_member(b, "offer", a->offer_id ? offer_key(c, &o) : NULL);
        buf_fmt(b, ",\"sort\":%lld,\"offered\":%s,\"version\":%lld}", (long long)a->sort, a->state == APPROACH_OFFERED ? "true" : "false",
                (long long)a->version);
        return ST_OK;
}

enum status api_approach_list(struct ctx *c)
{
        struct approach *a;
        size_t n;
        enum status st = approach_list(c, ctx_role(c, ROLE_ADMIN), &a, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                st = approach_out(c, &a[i]);
        }
        api_items_end(c);
        return st;
}

static enum status answer(struct ctx *c, int64_t id, int status)
{
        struct approach a;
        enum status st = approach_load(c, id, &a);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, a.version);
        st = approach_out(c, &a);
        buf_char(&c->res->body, '\n');
        return st;
}

static const char *said(struct ctx *c, const char *name, const char *otherwise)
{
        const struct json *j = jv_get(c->json, name);

        return !j ? otherwise : jv_text(j) ? jv_text(j) : "";
}

/* "SERVICE/CODE", with @AUDIENCE; null or "": none. */
static enum status offer_said(struct ctx *c, struct approach *a)
{
        struct offer o;
        const char *key = said(c, "offer", NULL);

        if (!key || !*key) {
                a->offer_id = key ? 0 : a->offer_id;
                return ST_OK;
        }
        enum status st = offer_by_text(c, key, &o);
        if (st == ST_NOT_FOUND)
                form_error(c, "offer", MSG_approach_bad_offer);
        else if (!st)
                a->offer_id = o.id;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status approach_read(struct ctx *c, struct approach *a)
{
        const struct json *offered = jv_get(c->json, "offered");

        a->name_fr = said(c, "name_fr", a->name_fr);
        a->name_en = said(c, "name_en", a->name_en);
        a->words = said(c, "words", a->words);
        a->page = said(c, "page", a->page);
        a->sort = jv_get(c->json, "sort") ? jv_int(jv_get(c->json, "sort"), -1) : a->sort;
        if (offered)
                a->state = jv_true(offered) ? APPROACH_OFFERED : APPROACH_RETIRED;
        return offer_said(c, a);
}

enum status api_approach_post(struct ctx *c)
{
        struct approach a = {.code = said(c, "code", ""), .name_fr = "", .name_en = "", .words = "", .page = "", .sort = 100, .state = APPROACH_OFFERED};
        int64_t id;
        enum status st = approach_read(c, &a);

        if (!st)
                st = approach_save(c, &a, &id);
        return st ? st : answer(c, id, 201);
}

enum status api_approach_patch(struct ctx *c)
{
        struct approach a;
        int64_t id, version;
        enum status st = approach_by_code(c, ctx_var(c, "code"), &a);

        if (!st && !api_if_match(c, &version))
                st = ST_STALE;
        if (!st)
                st = approach_read(c, &a);
        if (st)
                return st;
        a.version = version;
        st = approach_save(c, &a, &id);
        return st ? st : answer(c, id, 200);
}
