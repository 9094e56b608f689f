/* Buffer: the sticky status at every maximum, JSON against an independent parser, percent-encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>

#include "base/buf.h"
#include "base/random.h"
#include "base/text.h"

static struct arena *a;

static int setup(void **state)
{
        a = arena_new(64u << 20);
        random_init();
        return 0;
}

static int teardown(void **state)
{
        arena_free(&a);
        return 0;
}

static void test_grow(void **state)
{
        struct buf b;
        char want[24];

        buf_init(&b, a, 100000);
        assert_string_equal(b.p, "");
        for (int i = 0; i < 10000; i++) {
                buf_char(&b, 'x');
                buf_add(&b, "yz", 2);
                assert_int_equal(b.p[b.n], 0);
        }
        assert_int_equal(b.n, 30000);
        assert_int_equal(buf_end(&b), ST_OK);
        buf_init(&b, a, 100);
        const int64_t numbers[] = {0, -1, 42, INT64_MAX, INT64_MIN};
        for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
                b.n = 0;
                buf_i64(&b, numbers[i]);
                snprintf(want, sizeof(want), "%lld", (long long)numbers[i]);
                assert_string_equal(b.p, want);
        }
}

static void test_maximum(void **state)
{
        struct buf b;

        for (size_t max = 0; max < 600; max++) {
                buf_init(&b, a, max);
                for (size_t i = 0; i < max; i++)
                        buf_str(&b, "a");
                assert_int_equal(buf_end(&b), ST_OK);
                buf_fmt(&b, "%s", "");
                assert_int_equal(buf_end(&b), ST_OK);
                buf_fmt(&b, "%d", 1);
                assert_int_equal(buf_end(&b), ST_TOO_LARGE);
                assert_int_equal(strlen(b.p), max);
                assert_int_equal(b.n, max);
        }
        buf_init(&b, a, 4);
        buf_str(&b, "12345");
        buf_str(&b, "1");
        assert_string_equal(b.p, "");
        assert_int_equal(buf_end(&b), ST_TOO_LARGE);
}

static void test_fmt(void **state)
{
        struct buf b;

        for (size_t max = 290; max < 310; max++) {
                buf_init(&b, a, max);
                buf_str(&b, "ab");
                buf_fmt(&b, "%0300d", 7);
                assert_int_equal(buf_end(&b), max < 302 ? ST_TOO_LARGE : ST_OK);
                assert_int_equal(strlen(b.p), b.n);
                assert_int_equal(b.n, max < 302 ? 2 : 302);
        }
}

static void test_json(void **state)
{
        struct buf b;

        for (int round = 0; round < 20000; round++) {
                char s[24];
                size_t n = random_u64() % sizeof(s);
                json_t *back;

                random_bytes(s, sizeof(s));
                s[n] = '\0';
                buf_init(&b, a, 400);
                buf_json(&b, s);
                assert_true(utf8_valid(b.p, b.n));
                back = json_loadb(b.p, b.n, JSON_DECODE_ANY, NULL);
                assert_true(json_is_string(back));
                if (utf8_valid(s, strlen(s)))
                        assert_string_equal(json_string_value(back), s);
                json_decref(back);
                if (round % 1000 == 0)
                        arena_reset(a);
        }
        buf_init(&b, a, 400);
        buf_json(&b, NULL);
        buf_json(&b, "é\"\\\n\x01\xff");
        assert_string_equal(b.p, "null\"é\\\"\\\\\\n\\u0001\xef\xbf\xbd\"");
}

static void test_url(void **state)
{
        struct buf b;

        buf_init(&b, a, 400);
        buf_url(&b, "aZ09-._~ /?&=é+%");
        assert_string_equal(b.p, "aZ09-._~%20%2F%3F%26%3D%C3%A9%2B%25");
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_grow), cmocka_unit_test(test_maximum), cmocka_unit_test(test_fmt),
            cmocka_unit_test(test_json), cmocka_unit_test(test_url),
        };
        return cmocka_run_group_tests(list, setup, teardown);
}
