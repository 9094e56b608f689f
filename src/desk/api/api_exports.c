/* Lists as files, for programs: asked for, followed, fetched for a day.  The list is told as in a change for many tickets
 * and becomes the parameters of its page, which the one function reads; the file is made behind, as for the page. */
#include "desk/api/api.h"
#include "desk/ticket/list_export.h"

enum { PARAMS_MAX = 60 };

struct params {
        struct http_pair *p;
        size_t n;
};

static void param(struct ctx *c, struct params *x, const char *field, const char *name, const struct json *j)
{
        const char *text = jv_scalar(c->arena, j);

        if (j && !text && jv_type(j) != JV_NULL)
                form_error(c, field, MSG_form_bad_text);
        if (text && x->n < PARAMS_MAX)
                x->p[x->n++] = (struct http_pair){name, text, strlen(text)};
}

/* "columns": names, or "all" with what the list does not show. */
static void columns_in(struct ctx *c, struct params *x)
{
        const struct json *columns = jv_get(c->json, "columns");

        if (jv_type(columns) != JV_ARRAY) {
                param(c, x, "columns", "columns", columns);
                return;
        }
        for (size_t i = 0; i < jv_count(columns); i++)
                param(c, x, "columns", "col", jv_at(columns, i));
}

/* The request's parameters from here on. */
static bool list_in(struct ctx *c)
{
        struct params x = {ARENA_ARRAY(c->arena, PARAMS_MAX, struct http_pair), 0};
        const struct json *list = jv_get(c->json, "list"), *filters = jv_get(list, "filters"), *bom = jv_get(c->json, "bom");
        static const char *const names[] = {"view", "q", "sort"};

        if (list && jv_type(list) != JV_OBJECT)
                form_error(c, "list", MSG_form_bad_text);
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                param(c, &x, "list", names[i], jv_get(list, names[i]));
        for (size_t i = 0; i < jv_count(filters); i++)
                param(c, &x, "list", "filter", jv_at(filters, i));
        param(c, &x, "format", "format", jv_get(c->json, "format"));
        param(c, &x, "separator", "separator", jv_get(c->json, "separator"));
        columns_in(c, &x);
        if (jv_type(bom) == JV_BOOL && !jv_true(bom) && x.n < PARAMS_MAX)
                x.p[x.n++] = (struct http_pair){"bom", "0", 1};
        c->req->param = x.p;
        c->req->n_param = x.n;
        return c->n_error == 0;
}

static void file_out(struct ctx *c, struct buf *b, const struct list_file *f)
{
        buf_fmt(b, "{\"id\":%lld,\"state\":\"%s\",\"at\":", (long long)f->id, f->runs ? "running" : f->done ? "done" : "failed");
        api_time(c, b, f->at);
        buf_str(b, ",\"until\":");
        api_time(c, b, f->until);
        buf_fmt(b, ",\"rows\":%lld,\"cut\":%s", (long long)f->n_rows, f->cut ? "true" : "false");
        api_text_member(b, "name", f->done ? f->name : NULL);
        api_text_member(b, "type", f->done ? f->type : NULL);
        buf_fmt(b, ",\"size\":%lld", (long long)f->size);
        api_text_member(b, "why", *f->why ? f->why : NULL);
        buf_char(b, '}');
}

static enum status file_answer(struct ctx *c, int64_t id, int status)
{
        struct list_file f;
        enum status st = export_load(c, id, &f);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        if (status == 202)
                http_set(c->res, "Location", arena_fmt(c->arena, "/api/v1/exports/%lld", (long long)id));
        file_out(c, &c->res->body, &f);
        return ST_OK;
}

enum status api_export_list(struct ctx *c)
{
        struct list_file *f;
        size_t n;
        enum status st = export_latest(c, &f, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                if (i)
                        buf_char(&c->res->body, ',');
                file_out(c, &c->res->body, &f[i]);
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_export_post(struct ctx *c)
{
        int64_t id = 0;
        enum status st = list_in(c) ? export_ask(c, NULL, &id) : ST_INVALID;

        return st ? st : file_answer(c, id, 202);
}

enum status api_export_get(struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? file_answer(c, id, 200) : ST_NOT_FOUND;
}

enum status api_export_file(struct ctx *c)
{
        struct list_file f;
        int64_t id;
        enum status st = text_i64(ctx_var(c, "id"), &id) ? export_load(c, id, &f) : ST_NOT_FOUND;

        return st ? st : export_send(c, &f);
}
