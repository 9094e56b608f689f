/* Templates end to end: tests/templates/sample.html uses every construct once; its page is compared
 * word for word, with an ordinary and with a hostile view. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "../tests/templates/sample.h"
#include "base/text.h"
#include "src/html/sample_templates.h"

#define NB      "\u00a0"
#define ICON(n) "<svg class=\"i\" aria-hidden=\"true\"><use href=\"/assets/icons.svg#i-" n "\"/></svg>"

static struct arena *arena;

static int setup(void **state)
{
        (void)state;
        arena = arena_new(16u << 20);
        return 0;
}

static int teardown(void **state)
{
        (void)state;
        arena_free(&arena);
        return 0;
}

static const char *print(const struct sample *v)
{
        struct buf out;

        buf_init(&out, arena, 1u << 20);
        struct html h = {.out = &out,
                         .lang = LANG_FR,
                         .zone = zone_get("Europe/Paris"),
                         .now = v->at + 180000,
                         .csrf = "tok"};
        sample_html(&h, v);
        assert_int_equal(buf_end(&out), ST_OK);
        return out.p;
}

static struct sample ordinary(void)
{
        static struct sample_row rows[2] = {{1, "un", true}, {2, "deux", false}};
        static const struct sample_row *chosen[1] = {&rows[1]};
        static const char *words[2] = {"a", "b<"};
        struct sample v = {.title = "T",
                           .key = "base.tomorrow",
                           .link = "/x",
                           .icon = "user",
                           .state = 40,
                           .ms = 60000,
                           .bytes = 2048,
                           .first = {3, "trois", false},
                           .maybe = &rows[0],
                           .rows = rows,
                           .n_rows = 2,
                           .chosen = chosen,
                           .n_chosen = 1,
                           .words = words,
                           .n_words = 2,
                           .numbers = {7, 8, 9},
                           .n_numbers = 3};

        assert_true(moment_parse("2026-01-13T08:42:00Z", &v.at));
        v.body = markdown(arena, "**gras**");
        return v;
}

static void every_construct(void **state)
{
        (void)state;
        struct sample v = ordinary();

        assert_string_equal(
            print(&v),
            "<h1 title=\"T\">T</h1>\n"
            "<div><p><strong>gras</strong></p>\n</div>\n"
            "<p>aujourd’hui demain T à 9" NB "h" NB "42 il y a 40</p>\n"
            "<p>forty</p>\n"
            "<table>\n"
            "<tr class=\"late\"><td>1</td><td>un</td></tr>\n"
            "<tr class=\"rule\"></tr>\n"
            "<tr ><td>2</td><td>deux</td></tr>\n"
            "</table>\n"
            "<ul>\n"
            "<li>deux</li>\n"
            "<li data-word=\"a\">a</li><li data-word=\"b&lt;\">b&lt;</li>\n"
            "<li>7</li><li>8</li><li>9</li>\n"
            "</ul>\n"
            "<p>trois</p>\n"
            "<p>un</p>\n"
            "<tr ><td>3</td><td>trois</td></tr>\n"
            "<p>mardi 13" NB "janvier 2026, 9" NB "h" NB "42, aujourd’hui à 9" NB "h" NB "42, il y a 3" NB
            "min, 1" NB "min, "
            "2" NB "ko, 2\u202f048, aujourd’hui, 2026-01-13T08:42:00Z</p>\n"
            "<p>" ICON("clock") ICON(
                "user") "</p>\n"
                        "<a href=\"/x\">link</a> <a href=\"/search?q=T&amp;n=40\" lang=\"fr\">search</a>\n"
                        "<img src=\"/assets/logo.svg\" alt=\"\">\n"
                        "<form method=\"post\"><input type=\"hidden\" name=\"csrf\" value=\"tok\"><textarea "
                        "name=\"t\" rows=3>\nT</textarea>\n"
                        "<pre>\n  two\n    four\n</pre>\n"
                        "</form>\n"
                        "<input value=\"no\" >\n");
}

static void empty_lists_and_missing_pointers(void **state)
{
        (void)state;
        struct sample v = ordinary();

        v.n_rows = 0;
        v.n_chosen = 0;
        v.n_words = 0;
        v.maybe = NULL;
        v.open = true;
        v.body = (struct html_safe){NULL, 0};
        const char *page = print(&v);
        assert_non_null(strstr(page, "<table>\n<tr><td>empty</td></tr>\n</table>"));
        assert_non_null(strstr(page, "<li>no words</li>"));
        assert_non_null(strstr(page, "<p>nobody</p>"));
        assert_non_null(strstr(page, "<div></div>"));
        assert_non_null(strstr(page, "<p>open</p>"));
        assert_non_null(strstr(page, "<input value=\"yes\" checked>"));
}

static void hostile_values_stay_values(void **state)
{
        (void)state;
        struct sample v = ordinary();
        static struct sample_row row = {1, "</td><script>alert(1)</script>", false};
        static const char *words[1] = {"\" onclick=\"alert(1)"};

        v.title = "'\"></h1></textarea><script>alert(1)</script>&amp;";
        v.link = " javascript:alert(1)";
        v.icon = "\"><script>";
        v.key = "<script>";
        v.rows = &row;
        v.n_rows = 1;
        v.words = words;
        v.n_words = 1;
        const char *page = print(&v);
        assert_null(strstr(page, "<script"));
        assert_null(strstr(page, "javascript:"));
        assert_null(strstr(page, "onclick=\""));
        assert_non_null(strstr(page, "<a href=\"#\">link</a>"));
        assert_non_null(strstr(page, "q=%27%22%3E%3C%2Fh1%3E"));
        assert_non_null(strstr(page, "data-word=\"&quot; onclick=&quot;alert(1)\""));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_construct),
            cmocka_unit_test(empty_lists_and_missing_pointers),
            cmocka_unit_test(hostile_values_stay_values),
        };

        return cmocka_run_group_tests(tests, setup, teardown);
}
