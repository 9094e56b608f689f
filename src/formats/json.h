/* JSON read strictly, over jansson (the only file that sees it): at most MAX_JSON_BYTES and depth 32,
 * duplicate keys, bad UTF-8, NUL in strings and trailing text refused (RFC 8259).
 * A value lives as long as its arena.  Output is written with buf_json(). */
#ifndef GUICHET_FORMATS_JSON_H
#define GUICHET_FORMATS_JSON_H

#include "base/arena.h"

struct json; /* a value inside a parsed document */

enum json_kind { JV_NONE, JV_NULL, JV_BOOL, JV_INT, JV_REAL, JV_TEXT, JV_ARRAY, JV_OBJECT };

/* ST_INVALID and *why (line and reason, English) when it is not JSON; ST_TOO_LARGE over the ceiling. */
enum status jv_parse(struct arena *a, const char *p, size_t n, const struct json **out, const char **why) CHECKED;

enum json_kind jv_type(const struct json *j);              /* NULL gives JV_NONE */
const struct json *jv_get(const struct json *object, const char *key); /* NULL when absent or not an object */
size_t jv_count(const struct json *array);                 /* 0 when not an array */
const struct json *jv_at(const struct json *array, size_t i);
const char *jv_text(const struct json *j);                 /* NULL when not a string */
int64_t jv_int(const struct json *j, int64_t otherwise);   /* integers only */
bool jv_true(const struct json *j);
/* Text of a string, number or boolean ("true"/"false"); NULL for null, arrays, objects, absence. */
const char *jv_scalar(struct arena *a, const struct json *j);
/* The value written again, as short as it gets; "null" for NULL. */
const char *jv_dump(struct arena *a, const struct json *j);
/* Key number i of an object, NULL past the end; *value may be NULL. */
const char *jv_key(const struct json *object, size_t i, const struct json **value);

#endif
