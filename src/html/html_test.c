/* Escaping, messages, and moments as people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/text.h"
#include "html/address.h"
#include "html/html.h"
#include "html/template.h"
#include "locale/messages.h"

#define NB "\u00a0"
#define NN "\u202f"

static struct arena *arena;
static struct buf out;
static struct html page;

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

static struct html *fresh(enum lang lang)
{
        buf_init(&out, arena, 1u << 20);
        page = (struct html){.out = &out, .lang = lang, .zone = zone_get("Europe/Paris")};
        assert_non_null(page.zone);
        return &page;
}

static void text_is_escaped(void **state)
{
        (void)state;
        static const char *const pairs[][2] = {
            {"", ""},
            {"abc", "abc"},
            {"<b>", "&lt;b&gt;"},
            {"a&b", "a&amp;b"},
            {"\"'", "&quot;&#39;"},
            {"<<>>&&", "&lt;&lt;&gt;&gt;&amp;&amp;"},
            {"été «»", "été «»"},
            {"x<", "x&lt;"},
            {"&amp;", "&amp;amp;"},
        };

        for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
                html_text(fresh(LANG_FR), pairs[i][0]);
                assert_string_equal(out.p, pairs[i][1]);
        }
        html_text(fresh(LANG_FR), NULL);
        assert_int_equal(out.n, 0);
}

static void every_byte_is_escaped_or_itself(void **state)
{
        (void)state;
        for (int c = 1; c < 256; c++) {
                char s[2] = {(char)c, '\0'};
                html_text(fresh(LANG_FR), s);
                if (strchr("&<>\"'", c))
                        assert_true(out.p[0] == '&' && out.p[out.n - 1] == ';');
                else
                        assert_string_equal(out.p, s);
        }
}

static void pieces_of_a_page(void **state)
{
        (void)state;
        html_int(fresh(LANG_FR), INT64_MIN);
        assert_string_equal(out.p, "-9223372036854775808");
        html_url(fresh(LANG_FR), "a b&c=é/\"");
        assert_string_equal(out.p, "a%20b%26c%3D%C3%A9%2F%22");
        html_icon(fresh(LANG_FR), "clo\"ck");
        assert_string_equal(
            out.p,
            "<svg class=\"i\" aria-hidden=\"true\"><use href=\"/assets/icons.svg#i-clo&quot;ck\"/></svg>");
        fresh(LANG_FR)->assets = "/assets/abc";
        html_icon(&page, "clock");
        assert_string_equal(
            out.p,
            "<svg class=\"i\" aria-hidden=\"true\"><use href=\"/assets/abc/icons.svg#i-clock\"/></svg>");
        html_csrf(fresh(LANG_FR));
        assert_int_equal(out.n, 0);
        page.csrf = "a\"b";
        html_csrf(&page);
        assert_string_equal(out.p, "<input type=\"hidden\" name=\"csrf\" value=\"a&quot;b\">");
}

static void addresses(void **state)
{
        (void)state;
        static const char *const yes[] = {"",         "/a",        "a/b:c",      "?x:y",  "#a:b",
                                          "http://x", "HTTPS://x", "mailto:a@b", "tel:1", "a",
                                          "//x",      " http://x", "ht\ntp://x"};
        static const char *const no[] = {"javascript:x",
                                         "JAVASCRIPT:x",
                                         " javascript:x",
                                         "\x01javascript:x",
                                         "java\tscript:x",
                                         "data:x",
                                         "vbscript:x",
                                         "blob:x",
                                         "a:b",
                                         ":x",
                                         "httpsx:y",
                                         "filesystem:x",
                                         "xxxxxxxxxxxx:y",
                                         "j\u0430vascript:x",
                                         "java\x01script:x"};

        for (size_t i = 0; i < ARRAY_LEN(yes); i++)
                if (!address_allowed(yes[i], strlen(yes[i])))
                        fail_msg("refused %s", yes[i]);
        for (size_t i = 0; i < ARRAY_LEN(no); i++)
                if (address_allowed(no[i], strlen(no[i])))
                        fail_msg("allowed %s", no[i]);
        tpl_put_address(fresh(LANG_FR), "javascript:alert(1)");
        assert_string_equal(out.p, "#");
        tpl_put_address(fresh(LANG_FR), "/a?b=c&d=\"");
        assert_string_equal(out.p, "/a?b=c&amp;d=&quot;");
}

static void messages(void **state)
{
        (void)state;
        const struct html_arg args[] = {{"day", "<b>", 0}, {"time", NULL, 12345}};

        html_msg(fresh(LANG_FR), MSG_base_datetime, 2, args);
        assert_string_equal(out.p, "&lt;b&gt; à 12" NN "345");
        html_msg(fresh(LANG_EN), MSG_base_datetime, 2, args);
        assert_string_equal(out.p, "&lt;b&gt; at 12,345");
        assert_string_equal(msg_text(arena, LANG_EN, MSG_base_datetime, 2, args), "<b> at 12,345");
        assert_string_equal(msg_text(arena, LANG_EN, MSG_base_datetime, 1, args), "<b> at {time}");
        assert_string_equal(msg(LANG_FR, MSG_base_today), "aujourd’hui");
        assert_int_equal(msg_find("base.today"), MSG_base_today);
        assert_int_equal(msg_find("base.month.1"), MSG_base_month_1);
        assert_int_equal(msg_find("base.nothing"), -1);
        assert_int_equal(msg_find(NULL), -1);
        assert_int_equal(tpl_message("base.nothing"), MSG_base_missing);
}

static int64_t at(const char *rfc3339)
{
        int64_t t;

        assert_true(moment_parse(rfc3339, &t));
        return t;
}

#define PARIS zone_get("Europe/Paris")

static void dates_and_times(void **state)
{
        (void)state;
        int64_t t = at("2026-01-13T08:42:00Z");

        assert_string_equal(human_date(arena, LANG_FR, PARIS, t), "mardi 13" NB "janvier 2026");
        assert_string_equal(human_date(arena, LANG_EN, PARIS, t), "Tuesday 13" NB "January 2026");
        assert_string_equal(human_date(arena, LANG_FR, PARIS, at("2026-02-01T12:00:00Z")),
                            "dimanche 1er" NB "février 2026");
        assert_string_equal(human_date(arena, LANG_FR, PARIS, at("2025-12-31T23:30:00Z")),
                            "jeudi 1er" NB "janvier 2026");
        assert_string_equal(human_time(arena, LANG_FR, PARIS, t), "9" NB "h" NB "42");
        assert_string_equal(human_time(arena, LANG_EN, PARIS, t), "9:42");
        assert_string_equal(human_time(arena, LANG_FR, PARIS, at("2026-07-13T22:05:00Z")),
                            "0" NB "h" NB "05");
        assert_string_equal(human_day(arena, LANG_FR, PARIS, t, t + DAY_MS), "hier");
        assert_string_equal(human_day(arena, LANG_FR, PARIS, t, t - DAY_MS), "demain");
        assert_string_equal(human_day(arena, LANG_FR, PARIS, t, t + HOUR_MS), "aujourd’hui");
        assert_string_equal(human_day(arena, LANG_FR, PARIS, t, t + 4 * DAY_MS), "mardi" NB "13");
        assert_string_equal(human_day(arena, LANG_FR, PARIS, t, t + 9 * DAY_MS), "13/01/2026");
        assert_string_equal(human_datetime(arena, LANG_FR, PARIS, t, t), "aujourd’hui à 9" NB "h" NB "42");
        assert_string_equal(human_datetime(arena, LANG_EN, PARIS, t, t + DAY_MS), "yesterday at 9:42");
}

static void lengths(void **state)
{
        (void)state;
        static const struct {
                int64_t ms;
                const char *fr, *en;
        } cases[] = {
            {0, "0" NB "s", "0" NB "s"},
            {59999, "59" NB "s", "59" NB "s"},
            {23 * MINUTE_MS, "23" NB "min", "23" NB "min"},
            {2 * HOUR_MS, "2" NB "h", "2" NB "h"},
            {2 * HOUR_MS + 5 * MINUTE_MS, "2" NB "h" NB "05", "2" NB "h" NB "05"},
            {DAY_MS, "1" NB "jour", "1" NB "day"},
            {3 * DAY_MS, "3" NB "jours", "3" NB "days"},
            {3 * DAY_MS + 4 * HOUR_MS, "3" NB "j 4" NB "h", "3" NB "d 4" NB "h"},
            {12 * DAY_MS + 4 * HOUR_MS, "12" NB "jours", "12" NB "days"},
            {-5 * MINUTE_MS, "\u22125" NB "min", "\u22125" NB "min"},
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                assert_string_equal(human_duration(arena, LANG_FR, cases[i].ms), cases[i].fr);
                assert_string_equal(human_duration(arena, LANG_EN, cases[i].ms), cases[i].en);
        }
        human_duration(arena, LANG_FR, INT64_MIN);
}

static void ago(void **state)
{
        (void)state;
        static const struct {
                int64_t apart;
                const char *fr, *en;
        } cases[] = {
            {0, "à l’instant", "just now"},
            {-30 * SECOND_MS, "à l’instant", "just now"},
            {-3 * MINUTE_MS, "il y a 3" NB "min", "3" NB "min ago"},
            {23 * MINUTE_MS, "dans 23" NB "min", "in 23" NB "min"},
            {2 * HOUR_MS + 5 * MINUTE_MS, "dans 2" NB "h" NB "05", "in 2" NB "h" NB "05"},
            {-2 * HOUR_MS - 5 * MINUTE_MS, "il y a 2" NB "h", "2" NB "h ago"},
            {-DAY_MS, "il y a 1" NB "jour", "1" NB "day ago"},
            {-45 * DAY_MS, "il y a 1" NB "mois", "1" NB "month ago"},
            {-800 * DAY_MS, "il y a 2" NB "ans", "2" NB "years ago"},
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                assert_string_equal(human_ago(arena, LANG_FR, PARIS, cases[i].apart, 0), cases[i].fr);
                assert_string_equal(human_ago(arena, LANG_EN, PARIS, cases[i].apart, 0), cases[i].en);
        }
        human_ago(arena, LANG_FR, PARIS, INT64_MIN, INT64_MAX);
        human_ago(arena, LANG_FR, PARIS, INT64_MAX, INT64_MIN);
}

static void numbers_and_sizes(void **state)
{
        (void)state;
        assert_string_equal(human_number(arena, LANG_FR, 1234567), "1" NN "234" NN "567");
        assert_string_equal(human_number(arena, LANG_EN, 1234567), "1,234,567");
        assert_string_equal(human_number(arena, LANG_FR, -123), "\u2212123");
        assert_string_equal(human_number(arena, LANG_EN, INT64_MIN), "\u22129,223,372,036,854,775,808");
        assert_string_equal(human_size(arena, LANG_FR, 1900000), "1,8" NB "Mo");
        assert_string_equal(human_size(arena, LANG_EN, 1900000), "1.8" NB "MB");
        assert_string_equal(human_size(arena, LANG_FR, 0), "0" NB "o");
        assert_string_equal(human_size(arena, LANG_FR, 1023), "1" NN "023" NB "o");
        assert_string_equal(human_size(arena, LANG_FR, 20 << 20), "20" NB "Mo");
        assert_string_equal(human_size(arena, LANG_FR, 2048), "2" NB "ko");
        human_size(arena, LANG_FR, INT64_MAX);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(text_is_escaped),   cmocka_unit_test(every_byte_is_escaped_or_itself),
            cmocka_unit_test(pieces_of_a_page),  cmocka_unit_test(addresses),
            cmocka_unit_test(messages),          cmocka_unit_test(dates_and_times),
            cmocka_unit_test(lengths),           cmocka_unit_test(ago),
            cmocka_unit_test(numbers_and_sizes),
        };

        return cmocka_run_group_tests(tests, setup, teardown);
}
