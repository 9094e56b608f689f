/* UTF-8 exhaustively (every code point, every sequence of up to three bytes and all four-byte heads)
 * against a decoder written the other way round; then cleaning, folding, shortening by example. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/random.h"
#include "base/text.h"

static struct arena *a;

static int setup(void **state)
{
        a = arena_new(256u << 20);
        random_init();
        return 0;
}

static int teardown(void **state)
{
        arena_free(&a);
        return 0;
}

static void test_utf8_points(void **state)
{
        for (uint32_t cp = 0; cp <= 0x110010; cp++) {
                bool is = cp <= 0x10ffff && (cp < 0xd800 || cp > 0xdfff);
                char s[5] = {0};
                size_t n = utf8_put(s, cp), len;

                assert_int_equal(utf8_next(s, n, &len), is ? cp : 0xfffd);
                assert_int_equal(len, n);
                assert_int_equal(utf8_valid(s, n), cp != 0);
                for (size_t cut = 1; cut < n; cut++)
                        assert_false(utf8_valid(s, cut));
        }
}

/* Oracle: a sequence is well formed when encoding what its bits say gives the same bytes. */
static bool oracle(const unsigned char *s, size_t n)
{
        uint32_t cp = n == 2 ? s[0] & 31u : n == 3 ? s[0] & 15u : s[0] & 7u;
        char back[4];

        if (n == 1)
                return s[0] < 0x80;
        for (size_t i = 1; i < n; i++)
                cp = cp << 6 | (s[i] & 63u);
        return cp <= 0x10ffff && utf8_put(back, cp) == n && !memcmp(back, s, n);
}

static void test_utf8_bytes(void **state)
{
        size_t len;

        for (uint32_t v = 0; v < 1u << 24; v++) {
                unsigned char s[3] = {(unsigned char)(v >> 16), (unsigned char)(v >> 8), (unsigned char)v};
                size_t want = oracle(s, 1) ? 1 : oracle(s, 2) ? 2 : oracle(s, 3) ? 3 : 0;
                uint32_t cp = utf8_next((const char *)s, 3, &len);

                if (len != (want ? want : 1) || (!want && cp != 0xfffd))
                        fail_msg("%02x %02x %02x: %zu", s[0], s[1], s[2], len);
        }
        for (uint32_t v = 0; v < 1u << 20; v++) {
                unsigned char s[4] = {(unsigned char)(0xf0 | v >> 16), (unsigned char)(v >> 8),
                                      (unsigned char)v, (unsigned char)(0x70 + (v & 0x7f))};
                bool want = oracle(s, 4);

                utf8_next((const char *)s, 4, &len);
                if (len != (want ? 4 : 1))
                        fail_msg("%02x %02x %02x %02x: %zu", s[0], s[1], s[2], s[3], len);
        }
        assert_false(utf8_valid("a\0b", 3));
        assert_true(utf8_valid("", 0));
        assert_int_equal(utf8_count("éa😀"), 3);
        assert_int_equal(utf8_count(NULL), 0);
}

static void clean(const char *in, bool one_line, const char *want)
{
        assert_string_equal(text_clean(a, in, strlen(in), one_line), want);
}

static void test_clean(void **state)
{
        clean("a\r\nb\rc\n\td", false, "a\nb\nc\n\td");
        clean(" \ta\r\nb \xc2\xa0 ", true, "a b");
        clean("a\x01\x7f\xc2\x85\x1b[0m", false, "a[0m");
        clean("a\xff\xc3", false, "a\xef\xbf\xbd\xef\xbf\xbd");
        clean("x\xe2\x80\x8by\xe2\x80\xaez\xef\xbb\xbf", false, "xyz");
        clean("a\xe2\x80\x8d"
              "b",
              false, "ab");
        clean("👩‍💻 ❤️‍🔥 👨‍👩‍👧", true,
              "👩‍💻 ❤️‍🔥 👨‍👩‍👧");
        clean("👩\xe2\x80\x8d", true, "👩");
        clean(" \n ", true, "");
        assert_string_equal(text_clean(a, "a\0b", 3, false), "ab");
        assert_string_equal(text_clean(a, NULL, 0, true), "");
}

static void test_fold(void **state)
{
        assert_string_equal(text_fold(a, "ÇA N’Œuvre Ærø Straße ŁÓDŹ\xc2\xa0!\xe2\x80\xaf?"),
                            "ca n'oeuvre aero strasse lodz ! ?");
        assert_string_equal(text_fold(a, "e\xcc\x81"
                                         "É"),
                            "ee");
        assert_string_equal(text_fold(a, "ΆΛΦΑς Ёлка"), "αλφασ елка");
        assert_string_equal(text_fold(a, "日本 😀 שלום"), "日本 😀 שלום");
        assert_string_equal(text_fold(a, "à\xff"), "a\xef\xbf\xbd");
        assert_string_equal(text_fold(a, NULL), "");
        for (uint32_t cp = 1; cp <= 0x10ffff; cp++) {
                char s[5] = {0}, *once;

                s[utf8_put(s, cp)] = '\0';
                once = text_fold(a, s);
                if (!utf8_valid(once, strlen(once)) || strcmp(text_fold(a, once), once) != 0)
                        fail_msg("U+%04X folds to %s", cp, once);
                if (cp % 4096 == 0)
                        arena_reset(a);
        }
}

static void test_blank(void **state)
{
        assert_true(text_blank(NULL));
        assert_true(text_blank(" \n\t\xc2\xa0\xe2\x80\x8b\xe2\x81\xa0\xe3\x80\x80\xef\xbb\xbf\xc2\xad"));
        assert_false(text_blank(" a"));
        assert_false(text_blank(" \xff"));
        assert_false(text_blank("."));
}

static void test_short(void **state)
{
        assert_string_equal(text_short(a, "abc", 3), "abc");
        assert_string_equal(text_short(a, "abcd", 3), "abc…");
        assert_string_equal(text_short(a, "éàüö", 3), "éàü…");
        assert_string_equal(text_short(a, "Bonjour tout le monde ici", 18), "Bonjour tout le…");
        assert_string_equal(text_short(a, "mot mot mot", 7), "mot mot…");
        assert_string_equal(text_short(a, "un motsanslafinnulleparttresloin", 20), "un motsanslafinnulle…");
        assert_string_equal(text_short(a,
                                       "abe\xcc\x81"
                                       "d",
                                       3),
                            "ab…");
        assert_string_equal(text_short(a, "👩‍💻 x", 1), "…");
        assert_string_equal(text_short(a, "", 0), "");
        assert_string_equal(text_short(a, NULL, 5), "");
}

static void test_i64(void **state)
{
        static const char *const bad[] = {
            "", " 1", "1 ", "+1", "-1", "1a", "9223372036854775808", "99999999999999999999", "١"};
        int64_t v = 5;

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                assert_false(text_i64(bad[i], &v));
        assert_false(text_i64(NULL, &v));
        assert_int_equal(v, 5);
        assert_true(text_i64("9223372036854775807", &v) && v == INT64_MAX);
        assert_true(text_i64("007", &v) && v == 7);
}

static void test_initials(void **state)
{
        static const char *const rows[][2] = {
            {"Inès Caron", "IC"},
            {"  élodie  ", "E"},
            {"Jean-Pierre de La Tour", "JT"},
            {"", "?"},
            {"()", "?"},
            {"Ольга Ёлкина", "ОЕ"},
            {"«Zoé» (Dr) d’Arc", "ZD"},
            {"李 小龙", "李小"},
            {"Œdipe 2", "O2"},
        };

        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                assert_string_equal(text_initials(a, rows[i][0]), rows[i][1]);
        assert_string_equal(text_initials(a, NULL), "?");
}

static void test_any_bytes(void **state)
{
        for (int round = 0; round < 20000; round++) {
                char s[40], *out;
                size_t n = random_u64() % (sizeof(s) - 1);

                random_bytes(s, sizeof(s));
                s[n] = '\0';
                for (int one = 0; one < 2; one++) {
                        out = text_clean(a, s, n, one);
                        assert_true(utf8_valid(out, strlen(out)));
                        assert_string_equal(text_clean(a, out, strlen(out), one), out);
                }
                out = text_short(a, text_fold(a, s), random_u64() % 20);
                assert_true(utf8_valid(out, strlen(out)));
                out = text_initials(a, s);
                assert_true(utf8_valid(out, strlen(out)) && utf8_count(out) <= 2);
        }
}

static void test_strings(void **state)
{
        assert_true(str_eq(NULL, NULL));
        assert_false(str_eq(NULL, ""));
        assert_true(str_eq("a", "a"));
        assert_false(str_eq("a", "b"));
        assert_true(str_starts("abc", "ab") && str_starts("abc", ""));
        assert_false(str_starts("a", "ab"));
        assert_false(str_starts(NULL, "a"));
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_utf8_points), cmocka_unit_test(test_utf8_bytes),
            cmocka_unit_test(test_clean),       cmocka_unit_test(test_fold),
            cmocka_unit_test(test_blank),       cmocka_unit_test(test_short),
            cmocka_unit_test(test_i64),         cmocka_unit_test(test_initials),
            cmocka_unit_test(test_any_bytes),   cmocka_unit_test(test_strings),
        };
        return cmocka_run_group_tests(list, setup, teardown);
}
