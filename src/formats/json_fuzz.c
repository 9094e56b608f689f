/* Bytes that call themselves JSON: no crash, and what is accepted can be walked and written. */
#include "base/buf.h"
#include "formats/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(struct arena *a, struct buf *out, const struct json *j, int depth)
{
        const struct json *value = NULL;
        if (depth > 40)
                abort(); /* deeper than the reader promises */
        buf_json(out, jv_scalar(a, j));
        for (size_t i = 0; i < jv_count(j) && i < 8; i++)
                walk(a, out, jv_at(j, i), depth + 1);
        for (size_t i = 0; i < 8; i++) {
                const char *key = jv_key(j, i, &value);
                if (!key)
                        break;
                buf_json(out, key);
                walk(a, out, jv_get(j, key), depth + 1);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct arena *a = arena_new(64u << 20);
        struct buf out;
        const struct json *j = NULL;
        const char *why = NULL;
        buf_init(&out, a, 16u << 20);
        if (jv_parse(a, (const char *)data, size, &j, &why) == ST_OK)
                walk(a, &out, j, 0);
        else if (!why)
                abort(); /* refused without a reason */
        arena_free(&a);
        return 0;
}
