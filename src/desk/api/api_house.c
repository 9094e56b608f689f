/* What an administrator keeps for the whole house, by program: the picture beside its name, and the people as a file, which
 * leaves its line in the audit each time it is taken.  The verbs are those of the pages. */
#include "desk/api/api.h"

static enum status logo_out(struct ctx *c)
{
        struct buf *b = &c->res->body;
        struct logo_info l;
        enum status st = logo_now(c, &l);

        if (st)
                return st;
        api_json_head(c, 200);
        buf_str(b, "{\"url\":");
        buf_json(b, l.hash ? arena_fmt(c->arena, "/logo/%s", l.hash) : NULL);
        api_text_member(b, "type", l.type);
        buf_fmt(b, ",\"size\":%lld}\n", (long long)l.size);
        return ST_OK;
}

enum status api_logo_get(struct ctx *c)
{
        return logo_out(c);
}

enum status api_logo_put(struct ctx *c)
{
        enum status st = logo_sent(c);

        return st ? st : logo_out(c);
}

enum status api_logo_delete(struct ctx *c)
{
        struct logo_info l;
        enum status st = logo_now(c, &l);

        if (!st && l.hash)
                st = logo_drop(c);
        if (st)
                return st;
        settings_fresh(c);
        c->res->status = 204;
        return ST_OK;
}

enum status api_people_export(struct ctx *c)
{
        const struct json *q = jv_get(c->json, "q");
        const char *format = api_text_in(c, "format", "");

        if (!str_eq(format, "csv") && !str_eq(format, "xlsx"))
                form_error(c, "format", MSG_config_bad_word);
        if (q && jv_type(q) != JV_NULL && !jv_text(q))
                form_error(c, "q", MSG_form_bad_text);
        return c->n_error ? ST_INVALID : people_export(c, format, api_text_in(c, "q", ""));
}
