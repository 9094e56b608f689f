/* The configuration as one file, for programs: read, compared, applied over the state that was seen.  What a file may
 * say and do is app/config.h, as on the page.  The file travels as the member "text". */
#include "app/config.h"
#include "desk/api/api.h"

static void mark_out(struct ctx *c, const char *mark)
{
        http_set(c->res, "ETag", arena_fmt(c->arena, "\"%s\"", mark));
}

enum status api_config_get(struct ctx *c)
{
        enum status st = config_export(c, &c->res->body);

        if (st)
                return st;
        c->res->type = "application/toml; charset=utf-8";
        mark_out(c, config_mark(c, &c->res->body));
        return ST_OK;
}

/* ,"lines":[…] of the problem. */
static void refused(struct ctx *c, const struct config_plan *p)
{
        struct buf b;

        buf_init(&b, c->arena, MAX_PAGE_BYTES);
        buf_str(&b, ",\"lines\":[");
        for (size_t i = 0; i < p->n_errors; i++) {
                buf_fmt(&b, "%s{\"line\":%zu,\"message\":", i ? "," : "", p->errors[i].line);
                buf_json(&b, p->errors[i].text);
                buf_char(&b, '}');
        }
        buf_char(&b, ']');
        c->problem_extra = buf_end(&b) ? NULL : b.p;
}

static void change_out(struct buf *b, const struct config_change *ch)
{
        buf_str(b, "{\"kind\":");
        buf_json(b, ch->part->kind);
        buf_str(b, ",\"code\":");
        buf_json(b, ch->want.code);
        buf_fmt(b, ",\"action\":\"%s\",\"values\":[", ch->now ? "changed" : "created");
        for (size_t i = 0; i < ch->n_values; i++) {
                buf_str(b, i ? ",{\"key\":" : "{\"key\":");
                buf_json(b, ch->values[i].key);
                buf_str(b, ",\"before\":");
                buf_json(b, ch->values[i].before);
                buf_str(b, ",\"after\":");
                buf_json(b, ch->values[i].after);
                buf_char(b, '}');
        }
        buf_str(b, "]}");
}

static void difference_out(struct ctx *c, const struct config_plan *p)
{
        struct buf *b = &c->res->body;

        c->res->type = "application/json";
        buf_str(b, "{\"summary\":");
        buf_json(b, config_summary(c, p));
        buf_fmt(b, ",\"left\":%zu,\"changes\":[", p->n_left);
        for (size_t i = 0; i < p->n_changes; i++) {
                buf_str(b, i ? "," : "");
                change_out(b, &p->changes[i]);
        }
        buf_str(b, "]}\n");
}

static bool text_in(struct ctx *c, const char **text)
{
        *text = jv_text(jv_get(c->json, "text"));
        if (!*text)
                form_error(c, "text", MSG_form_missing);
        return *text != NULL;
}

enum status api_config_look(struct ctx *c)
{
        struct config_plan p = {0};
        const char *text;

        if (!text_in(c, &text))
                return ST_INVALID;
        enum status st = config_preview(c, text, strlen(text), &p);
        if (st == ST_INVALID)
                refused(c, &p);
        if (!st)
                difference_out(c, &p);
        return st;
}

/* The mark between the quotes of If-Match; "", which matches nothing, when there is none. */
static const char *mark_in(struct ctx *c)
{
        const char *h = http_header(c->req, "If-Match");
        size_t n = h ? strlen(h) : 0;

        return n > 2 && h[0] == '"' && h[n - 1] == '"' ? arena_strn(c->arena, h + 1, n - 2) : "";
}

enum status api_config_post(struct ctx *c)
{
        struct config_plan p = {0};
        const char *text, *now;

        if (!text_in(c, &text))
                return ST_INVALID;
        enum status st = config_apply_seen(c, text, strlen(text), mark_in(c), &p);
        if (st == ST_INVALID)
                refused(c, &p);
        if (!st)
                st = config_mark_now(c, &now);
        if (st)
                return st;
        mark_out(c, now);
        difference_out(c, &p);
        return ST_OK;
}
