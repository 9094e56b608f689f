/* A thin door to jansson.  struct json is json_t under another name, so that no other file needs its
 * header; the document is released when the arena is. */
#include <jansson.h>

#include "base/base.h"
#include "formats/json.h"

enum { JSON_DEPTH = 32 };

static json_t *in(const struct json *j)
{
        return (json_t *)(uintptr_t)j;
}

static const struct json *out_of(const json_t *j)
{
        return (const struct json *)j;
}

static void document_free(void *p)
{
        json_decref(p);
}

/* jansson's own limit of depth is 2,048: ours is looked at before it parses, outside strings. */
static bool too_deep(const char *p, size_t n)
{
        int depth = 0;
        bool text = false;
        for (size_t i = 0; i < n; i++) {
                if (text) {
                        if (p[i] == '\\')
                                i++;
                        else if (p[i] == '"')
                                text = false;
                } else if (p[i] == '"') {
                        text = true;
                } else if (p[i] == '[' || p[i] == '{') {
                        if (++depth > JSON_DEPTH)
                                return true;
                } else if (p[i] == ']' || p[i] == '}') {
                        depth--;
                }
        }
        return false;
}

enum status jv_parse(struct arena *a, const char *p, size_t n, const struct json **out, const char **why)
{
        *out = NULL;
        *why = "too large";
        if (n > MAX_JSON_BYTES)
                return ST_TOO_LARGE;
        *why = "nested too deeply";
        if (too_deep(p, n))
                return ST_INVALID;
        json_error_t e;
        json_t *j = json_loadb(p, n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &e);
        if (!j) {
                *why = arena_fmt(a, "line %d, column %d: %s", e.line, e.column, e.text);
                return ST_INVALID;
        }
        arena_defer(a, document_free, j);
        *out = out_of(j);
        *why = NULL;
        return ST_OK;
}

enum json_kind jv_type(const struct json *j)
{
        if (!j)
                return JV_NONE;
        switch (json_typeof(in(j))) {
        case JSON_OBJECT:
                return JV_OBJECT;
        case JSON_ARRAY:
                return JV_ARRAY;
        case JSON_STRING:
                return JV_TEXT;
        case JSON_INTEGER:
                return JV_INT;
        case JSON_REAL:
                return JV_REAL;
        case JSON_TRUE:
        case JSON_FALSE:
                return JV_BOOL;
        case JSON_NULL:
                break;
        }
        return JV_NULL;
}

const struct json *jv_get(const struct json *object, const char *key)
{
        return object ? out_of(json_object_get(in(object), key)) : NULL;
}

size_t jv_count(const struct json *array)
{
        return array ? json_array_size(in(array)) : 0;
}

const struct json *jv_at(const struct json *array, size_t i)
{
        return array ? out_of(json_array_get(in(array), i)) : NULL;
}

const char *jv_text(const struct json *j)
{
        return j ? json_string_value(in(j)) : NULL;
}

int64_t jv_int(const struct json *j, int64_t otherwise)
{
        return j && json_is_integer(in(j)) ? json_integer_value(in(j)) : otherwise;
}

bool jv_true(const struct json *j)
{
        return j && json_is_true(in(j));
}

const char *jv_scalar(struct arena *a, const struct json *j)
{
        switch (jv_type(j)) {
        case JV_TEXT:
                return jv_text(j);
        case JV_INT:
                return arena_fmt(a, "%lld", (long long)json_integer_value(in(j)));
        case JV_REAL:
                return arena_fmt(a, "%.15g", json_real_value(in(j)));
        case JV_BOOL:
                return jv_true(j) ? "true" : "false";
        default:
                return NULL;
        }
}

const char *jv_dump(struct arena *a, const struct json *j)
{
        size_t n = j ? json_dumpb(in(j), NULL, 0, JSON_COMPACT | JSON_ENCODE_ANY) : 0;
        char *text = arena_alloc(a, n + 1);

        if (!n)
                return "null";
        json_dumpb(in(j), text, n, JSON_COMPACT | JSON_ENCODE_ANY);
        text[n] = 0;
        return text;
}

const char *jv_key(const struct json *object, size_t i, const struct json **value)
{
        void *it = object ? json_object_iter(in(object)) : NULL;
        while (it && i-- > 0)
                it = json_object_iter_next(in(object), it);
        if (!it)
                return NULL;
        if (value)
                *value = out_of(json_object_iter_value(it));
        return json_object_iter_key(it);
}
