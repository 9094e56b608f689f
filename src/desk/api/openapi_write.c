/* GET /api/v1/openapi.json, written from the route table and the schemas of openapi.c, so that the document cannot forget a
 * route nor speak of one that is gone. */
#include "desk/api/api.h"

static void type_out(struct buf *b, const char *type)
{
        if (str_starts(type, "[]")) {
                buf_str(b, "{\"type\":\"array\",\"items\":");
                type_out(b, type + 2);
                buf_char(b, '}');
        } else if (strcmp(type, "datetime") == 0) {
                buf_str(b, "{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}");
        } else if (type[0] >= 'A' && type[0] <= 'Z') {
                buf_fmt(b, "{\"$ref\":\"#/components/schemas/%s\"}", type);
        } else if (strcmp(type, "string") == 0) {
                buf_str(b, "{\"type\":[\"string\",\"null\"]}");
        } else {
                buf_fmt(b, "{\"type\":\"%s\"}", type);
        }
}

/* A member may be null wherever it is a text, a thing or an object; numbers, flags and lists are always there. */
static void member_type_out(struct buf *b, const char *type)
{
        if (type[0] >= 'A' && type[0] <= 'Z') {
                buf_str(b, "{\"anyOf\":[");
                type_out(b, type);
                buf_str(b, ",{\"type\":\"null\"}]}");
        } else if (strcmp(type, "object") == 0) {
                buf_str(b, "{\"type\":[\"object\",\"null\"]}");
        } else {
                type_out(b, type);
        }
}

static void member_out(struct buf *b, const struct api_member *m, bool first)
{
        buf_fmt(b, "%s\"%s\":", first ? "" : ",", m->name);
        if (!m->say) {
                member_type_out(b, m->type);
                return;
        }
        buf_str(b, "{\"description\":");
        buf_json(b, m->say);
        buf_str(b, ",\"allOf\":[");
        member_type_out(b, m->type);
        buf_str(b, "]}");
}

static bool member_of(const struct api_member *members, const char *name)
{
        while (members->name && strcmp(members->name, name) != 0)
                members++;
        return members->name != NULL;
}

/* "required", "required: a moment", "code, required"; not "required without …". */
static bool asked_for(const struct api_member *m)
{
        static const char word[] = "required";
        const char *at = m->say ? strstr(m->say, word) : NULL;

        return at && (at == m->say || str_starts(at - 2, ", ")) && (!at[sizeof word - 1] || at[sizeof word - 1] == ':');
}

static void schema_out(struct buf *b, const struct api_schema *s)
{
        size_t n = 0;

        buf_fmt(b, "\"%s\":{\"type\":\"object\",\"properties\":{", s->name);
        for (const struct api_member *m = s->members; m->name; m++)
                member_out(b, m, n++ == 0);
        for (const struct api_member *m = s->more; m && m->name; m++)
                if (!member_of(s->members, m->name))
                        member_out(b, m, n++ == 0);
        buf_char(b, '}');
        n = 0;
        for (const struct api_member *m = s->members; m->name; m++)
                if (asked_for(m))
                        buf_fmt(b, "%s\"%s\"", n++ ? "," : ",\"required\":[", m->name);
        buf_str(b, n ? "]}" : "}");
}

static void parameter(struct buf *b, bool *first, const char *name, const char *in)
{
        buf_fmt(b, "%s{\"name\":\"%s\",\"in\":\"%s\",\"required\":%s,\"schema\":{\"type\":\"string\"}}", *first ? "" : ",", name,
                in, strcmp(in, "path") == 0 ? "true" : "false");
        *first = false;
}

/* "?from= ?to= ?mine=1: …" in what is said of a route are its query parameters. */
static void said_out(struct ctx *c, struct buf *b, bool *first, const char *said)
{
        for (const char *p = strchr(said, '?'); p; p = strchr(p + 1, '?')) {
                size_t n = strspn(p + 1, "abcdefghijklmnopqrstuvwxyz_");
                if (n && p[1 + n] == '=' && strstr(said, arena_strn(c->arena, p, n + 2)) == p) /* said twice is one */
                        parameter(b, first, arena_strn(c->arena, p + 1, n), "query");
        }
}

static void parameters_out(struct ctx *c, struct buf *b, const struct route *r)
{
        bool first = true;
        buf_str(b, "\"parameters\":[");
        for (const char *p = strchr(r->path, '{'); p; p = strchr(p + 1, '{'))
                parameter(b, &first, arena_strn(c->arena, p + 1, strcspn(p + 1, "}")), "path");
        if (r->doc->list) {
                parameter(b, &first, "limit", "query");
                parameter(b, &first, "cursor", "query");
        }
        static const char *const filters[] = {"state", "group", "course", "filter", "q", "sort"};
        for (size_t i = 0; r->doc->filters && i < ARRAY_LEN(filters); i++)
                parameter(b, &first, filters[i], "query");
        said_out(c, b, &first, r->doc->summary);
        if (r->method == HTTP_PATCH || r->fn == api_config_post || r->fn == api_days_post || r->fn == api_questions_put)
                parameter(b, &first, "If-Match", "header");
        if (r->method == HTTP_POST)
                parameter(b, &first, "Idempotency-Key", "header");
        buf_char(b, ']');
}

/* Answers that are files. */
static const char *const files_csv[] = {"text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/pdf", NULL};
static const char *const files_toml[] = {"application/toml", NULL}, *const files_json[] = {"application/json", NULL};
static const struct {
        enum status (*fn)(struct ctx *c);
        const char *const *types;
} files[] = {{api_export_file, files_csv}, {api_people_export, files_csv}, {api_config_get, files_toml}, {api_openapi, files_json}};

static void file_types_out(struct buf *b, enum status (*fn)(struct ctx *c))
{
        size_t n = 0;

        for (size_t i = 0; i < ARRAY_LEN(files); i++)
                for (const char *const *t = files[i].types; files[i].fn == fn && *t; t++)
                        buf_fmt(b, "%s\"%s\":{}", n++ ? "," : ",\"content\":{", *t);
        if (n)
                buf_char(b, '}');
}

static void success_out(struct buf *b, const struct route *r, int status, const char *answer)
{
        buf_fmt(b, "\"%d\":{\"description\":\"done\"", status);
        if (answer) {
                buf_str(b, ",\"content\":{\"application/json\":{\"schema\":");
                if (r->doc->list) {
                        buf_str(b, "{\"type\":\"object\",\"properties\":{\"items\":{\"type\":\"array\",\"items\":");
                        type_out(b, answer);
                        buf_str(b, "},\"next_cursor\":{\"type\":[\"string\",\"null\"]}}}");
                } else {
                        type_out(b, answer);
                }
                buf_str(b, "}}");
        } else {
                file_types_out(b, r->fn);
        }
        buf_str(b, "},");
}

static void answer_out(struct buf *b, const struct route *r)
{
        buf_str(b, ",\"responses\":{");
        success_out(b, r, r->doc->ok, r->doc->answer);
        if (r->fn == api_ticket_comment) /* one that waits */
                success_out(b, r, 202, "ReplyLater");
        if (r->fn == api_call_open) /* it is a ticket already */
                success_out(b, r, 200, r->doc->answer);
        buf_str(b, "\"default\":{\"description\":\"refused\",\"content\":{\"application/problem+json\":{\"schema\":"
                   "{\"$ref\":\"#/components/schemas/Problem\"}}}}}");
}

/* As JSON, as a file, or either: the file then comes in a part named as the first member. */
static void body_out(struct buf *b, const struct route *r)
{
        const struct api_schema *s = api_schemas;

        if (!r->doc->body && !(r->flags & ROUTE_UPLOAD))
                return;
        buf_str(b, ",\"requestBody\":{\"content\":{");
        while (r->doc->body && s->name && strcmp(s->name, r->doc->body) != 0)
                s++;
        if (r->flags & ROUTE_UPLOAD)
                buf_fmt(b, "\"multipart/form-data\":{\"schema\":{\"type\":\"object\",\"properties\":{\"%s\":{\"type\":\"string\",\"format\":\"binary\"}}}}",
                        r->doc->body && s->name ? s->members[0].name : r->fn == api_logo_put ? "logo" : "files");
        if (r->doc->body) {
                buf_str(b, r->flags & ROUTE_UPLOAD ? ",\"application/json\":{\"schema\":" : "\"application/json\":{\"schema\":");
                type_out(b, r->doc->body);
                buf_char(b, '}');
        }
        buf_str(b, "}}");
}

static void operation_out(struct ctx *c, struct buf *b, const struct route *r)
{
        static const char *const verbs[] = {"get", "head", "post", "put", "patch", "delete", "other"};
        buf_fmt(b, "\"%s\":{\"summary\":", verbs[r->method]);
        buf_json(b, r->doc->summary);
        buf_char(b, ',');
        parameters_out(c, b, r);
        body_out(b, r);
        answer_out(b, r);
        buf_char(b, '}');
}

static bool first_of_path(const struct route *routes, const struct route *r)
{
        for (const struct route *x = routes; x != r; x++)
                if (strcmp(x->path, r->path) == 0)
                        return false;
        return true;
}

static void path_out(struct ctx *c, struct buf *b, const struct route *routes, const struct route *r)
{
        bool first = true;
        buf_fmt(b, "\"%s\":{", r->path);
        for (const struct route *x = routes; x->path; x++) {
                if (strcmp(x->path, r->path) != 0 || !x->doc)
                        continue;
                if (!first)
                        buf_char(b, ',');
                first = false;
                operation_out(c, b, x);
        }
        buf_char(b, '}');
}

enum status api_openapi(struct ctx *c)
{
        struct buf *b = &c->res->body;
        bool first = true;
        c->res->type = "application/json";
        buf_fmt(b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Guichet\",\"version\":\"%s\"},\"paths\":{", GUICHET_VERSION);
        for (const struct route *r = slice_api.routes; r->path; r++) {
                if (!r->doc || !first_of_path(slice_api.routes, r))
                        continue;
                if (!first)
                        buf_char(b, ',');
                first = false;
                path_out(c, b, slice_api.routes, r);
        }
        buf_str(b, "},\"components\":{\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}},\"schemas\":{");
        for (const struct api_schema *s = api_schemas; s->name; s++) {
                if (s != api_schemas)
                        buf_char(b, ',');
                schema_out(b, s);
        }
        buf_str(b, "}},\"security\":[{\"bearer\":[]}]}\n");
        return ST_OK;
}
