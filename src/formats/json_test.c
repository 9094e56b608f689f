/* JSON: what is accepted, what is refused, and that nothing is invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "base/base.h"
#include "formats/json.h"

static enum status parse(struct arena *a, const char *text, const struct json **out)
{
        const char *why;
        return jv_parse(a, text, strlen(text), out, &why);
}

static void reads_values(void **state)
{
        struct arena *a = arena_new(1u << 20);
        const struct json *j;
        assert_int_equal(parse(a, "{\"s\":\"é\",\"n\":-7,\"b\":true,\"l\":[1,2],\"z\":null,\"r\":1.5}", &j), ST_OK);
        assert_string_equal(jv_text(jv_get(j, "s")), "é");
        assert_int_equal(jv_int(jv_get(j, "n"), 0), -7);
        assert_true(jv_true(jv_get(j, "b")));
        assert_int_equal(jv_count(jv_get(j, "l")), 2);
        assert_int_equal(jv_int(jv_at(jv_get(j, "l"), 1), 0), 2);
        assert_null(jv_scalar(a, jv_get(j, "z")));
        assert_string_equal(jv_scalar(a, jv_get(j, "n")), "-7");
        assert_string_equal(jv_scalar(a, jv_get(j, "r")), "1.5");
        assert_null(jv_get(j, "absent"));
        assert_int_equal(jv_type(jv_get(j, "absent")), JV_NONE);
        arena_free(&a);
}

static void refuses(void **state)
{
        static const char *const bad[] = {"", "{", "{\"a\":1,\"a\":2}", "[1] x", "{\"a\":\"\xff\"}", "{\"a\":1e999}",
                                          "{\"a\":\"\\u0000\"}", "nul"};
        struct arena *a = arena_new(1u << 20);
        const struct json *j;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_int_equal(parse(a, bad[i], &j), ST_INVALID);
        char deep[100];
        memset(deep, '[', sizeof deep - 1);
        deep[sizeof deep - 1] = '\0';
        assert_int_equal(parse(a, deep, &j), ST_INVALID);
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(reads_values), cmocka_unit_test(refuses)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
