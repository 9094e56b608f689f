/* The reader of configuration files: its language, what it refuses and in which line, and that what it writes
 * it reads back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/text.h"
#include "formats/conf.h"

static enum conf_wrong read_it(struct arena *a, const char *s, struct conf *f, size_t *line)
{
        return conf_parse(a, s, strlen(s), f, line);
}

static void reads(void **state)
{
        struct arena *a = arena_new(1u << 20);
        struct conf f;
        size_t line;
        static const char text[] = "# remark\r\n[settings]\n\"site.name\" = \"Comptoir\" # after\n\n[service.\"a.b\"]\nsort = -10\n"
                                   "confidential = true\naudiences = [\n \"student\", # one\n \"faculty\",\n]\nempty = []\n"
                                   "body = \"\"\"\nun\n\\\"deux\\\" \\u00e9\"\"\"\n[bare.code-1]\nx = \"\\n\\t\\\\\"";
        assert_int_equal(read_it(a, text, &f, &line), CONF_FINE);
        assert_int_equal(f.n_sections, 3);
        assert_null(f.sections[0].code);
        assert_string_equal(f.sections[0].entries[0].key, "site.name");
        assert_string_equal(f.sections[0].entries[0].text, "Comptoir");
        assert_string_equal(f.sections[1].code, "a.b");
        assert_int_equal(f.sections[1].line, 5);
        assert_int_equal(f.sections[1].entries[0].number, -10);
        assert_int_equal(f.sections[1].entries[1].type, CONF_FLAG);
        assert_int_equal(f.sections[1].entries[2].n_items, 2);
        assert_string_equal(f.sections[1].entries[2].items[1], "faculty");
        assert_int_equal(f.sections[1].entries[3].n_items, 0);
        assert_string_equal(f.sections[1].entries[4].text, "un\n\"deux\" é");
        assert_int_equal(f.sections[1].entries[4].line, 13);
        assert_string_equal(f.sections[2].entries[0].text, "\n\t\\");
        arena_free(&a);
}

static void refuses(void **state)
{
        static const struct {
                const char *text;
                enum conf_wrong wrong;
                size_t line;
        } bad[] = {{"x = 1", CONF_OUTSIDE, 1},         {"[a]\nx 1", CONF_NO_EQUALS, 2},      {"[a]\n\nx = ", CONF_BAD_VALUE, 3},
                   {"[a]\nx = yes", CONF_BAD_VALUE, 2}, {"[a]\nx = 1 2", CONF_AFTER, 2},      {"[a]\nx = \"y", CONF_UNENDED, 2},
                   {"[a]\nx = \"y\nz\"", CONF_UNENDED, 2}, {"[a\nx=1", CONF_BAD_HEAD, 1},     {"[a]\nx=1\nx=2", CONF_TWICE, 3},
                   {"[a.b]\n[c]\n[a.\"b\"]", CONF_TWICE, 3}, {"[a]\nx = [1]", CONF_BAD_VALUE, 2}, {"[a]\nx = [\"b\"", CONF_UNENDED, 2},
                   {"[a]\nx = \"\\u0000\"", CONF_BAD_VALUE, 2}, {"[a]\nx = \"\\ud800\"", CONF_BAD_VALUE, 2}, {"[a]\n\xff=1", CONF_BAD_BYTES, 1},
                   {"[a]\nx = 99999999999999999999", CONF_BAD_VALUE, 2}, {"[]", CONF_BAD_HEAD, 1}, {"[\"\"]", CONF_BAD_HEAD, 1}, {"[\"a b\"]", CONF_BAD_HEAD, 1}, {"[a] b", CONF_AFTER, 1},
                   {"[a]\n= 1", CONF_BAD_KEY, 2}, {"[a]\nx = \"\"\"\nendless", CONF_UNENDED, 3}};
        struct arena *a = arena_new(1u << 20);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct conf f;
                size_t line;
                enum conf_wrong w = read_it(a, bad[i].text, &f, &line);
                if (w != bad[i].wrong || line != bad[i].line)
                        fail_msg("%s: %d in line %zu", bad[i].text, (int)w, line);
        }
        arena_free(&a);
}

static void round_trip(void **state)
{
        static const char *const texts[] = {"", "é \" \\ \x01", "one\ntwo\n", "\n", "\"\"\"", "a\n\"\"\"b", "tab\there\r\n# x"};
        struct arena *a = arena_new(4u << 20);
        struct buf b;
        struct conf f;
        size_t line;
        buf_init(&b, a, 1u << 16);
        conf_put_head(&b, "kind", "co\"de\n.x");
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                conf_put_key(&b, arena_fmt(a, "k %zu", i));
                conf_put_text(&b, texts[i]);
                buf_str(&b, "\n");
        }
        conf_put_key(&b, "list");
        conf_put_list(&b, texts, ARRAY_LEN(texts));
        assert_int_equal(conf_parse(a, b.p, b.n, &f, &line), CONF_FINE);
        assert_string_equal(f.sections[0].code, "co\"de\n.x");
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
                assert_string_equal(f.sections[0].entries[i].text, texts[i]);
                assert_string_equal(f.sections[0].entries[ARRAY_LEN(texts)].items[i], texts[i]);
        }
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(reads), cmocka_unit_test(refuses), cmocka_unit_test(round_trip)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
