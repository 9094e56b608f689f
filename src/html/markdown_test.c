/* Markdown and plain text: what people may write, what a hostile text may not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/text.h"
#include "html/sanitize_oracle.h"

#define OUTSIDE " target=\"_blank\" rel=\"noopener nofollow\""

static struct arena *arena;

static int setup(void **state)
{
        (void)state;
        arena = arena_new(64u << 20);
        return 0;
}

static int teardown(void **state)
{
        (void)state;
        arena_free(&arena);
        return 0;
}

static const char *judged(const char *in, struct html_safe out)
{
        const char *wrong = sanitize_oracle(arena, out);

        if (wrong)
                fail_msg("%s\n  in:  %s\n  out: %s", wrong, in, out.trusted_p);
        return arena_strn(arena, out.trusted_p, out.trusted_n);
}

static void md(const char *in, const char *out)
{
        assert_string_equal(judged(in, markdown(arena, in)), out);
}

static void plain(const char *in, const char *out)
{
        assert_string_equal(judged(in, plain_text(arena, in)), out);
}

static void markdown_of_people(void **state)
{
        (void)state;
        md("", "");
        md("Bonjour **vous** et *toi*", "<p>Bonjour <strong>vous</strong> et <em>toi</em></p>\n");
        md("un\ndeux", "<p>un<br>\ndeux</p>\n");
        md("un  \ndeux", "<p>un<br>\ndeux</p>\n");
        md("- un\n- deux", "<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n");
        md("3. un\n4. deux", "<ol start=\"3\">\n<li>un</li>\n<li>deux</li>\n</ol>\n");
        md("```sh\na < b\n\nc\n```", "<pre>\n<code>a &lt; b\n\nc\n</code></pre>\n");
        md("~~non~~ `http://x`", "<p><del>non</del> <code>http://x</code></p>\n");
        md("|a|b|\n|---|---|\n|1|2|", "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td>1</"
                                      "td><td>2</td></tr></tbody></table>\n");
        md("> cité", "<blockquote>\n<p>cité</p>\n</blockquote>\n");
        md("#Titre", "<h1>Titre</h1>\n");
}

static void markdown_links(void **state)
{
        (void)state;
        md("[x](https://a.example/)", "<p><a href=\"https://a.example/\"" OUTSIDE ">x</a></p>\n");
        md("https://a.example/b_c_d.",
           "<p><a href=\"https://a.example/b_c_d\"" OUTSIDE ">https://a.example/b_c_d</a>.</p>\n");
        md("![plan](http://a.example/p.png)",
           "<p><a href=\"http://a.example/p.png\"" OUTSIDE ">plan</a></p>\n");
        md("![](http://a.example/p.png)",
           "<p><a href=\"http://a.example/p.png\"" OUTSIDE ">http://a.example/p.png</a></p>\n");
        md("[x](/tickets/3)", "<p><a href=\"/tickets/3\">x</a></p>\n");
        md("[x](javascript:alert(1))", "<p>x</p>\n");
        md("[x](&#106;avascript:alert(1))", "<p>x</p>\n");
        md("[x](data:text/html,y)", "<p>x</p>\n");
        md("![x](javascript:alert(1))", "<p>x</p>\n");
        md("<javascript:alert(1)>", "<p>javascript:alert(1)</p>\n");
        md("[http://a.example](http://b.example)",
           "<p><a href=\"http://b.example\"" OUTSIDE ">http://a.example</a></p>\n");
}

static void markdown_shows_html_as_text(void **state)
{
        (void)state;
        md("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n");
        md("a <b onclick=x>c</b>", "<p>a &lt;b onclick=x&gt;c&lt;/b&gt;</p>\n");
        md("[x](http://a \"\\\"onclick=y\")",
           "<p><a href=\"http://a\"" OUTSIDE " title=\"&quot;onclick=y\">x</a></p>\n");
        md("\xFF\xC0", "<p>\uFFFD\uFFFD</p>\n");
}

/* Processor time of this thread in microseconds: what a loaded machine does not change much. */
static int64_t cpu_us(void)
{
        struct timespec t;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Cost of the longest text we take, made of one piece. */
static int64_t cost_of(const char *piece)
{
        struct arena *a = arena_new(256u << 20);
        struct buf b;
        buf_init(&b, a, MAX_BODY_BYTES);
        while (b.n + strlen(piece) <= MAX_BODY_BYTES)
                buf_str(&b, piece);
        int64_t from = cpu_us();
        markdown(a, b.p);
        int64_t took = cpu_us() - from;
        arena_free(&a);
        return took;
}

/* md4c is quadratic in places: our ceiling on input keeps the worst within a few hundred times plain text. */
static void hostile_markdown_takes_no_time(void **state)
{
        (void)state;
        static const char *const pieces[] = {
            "![[]()",   "http://a.b/(", "a@b.", "> ",      "*a_ ",     "[a](<b", "|a",
            "`",        "- ",           "<!--", "[",       "![",       "**x",    "~~",
            "\\",       "&#x",          "1. ",  "[a][b] ", "[a]: b\n", ">\n- ",  "* * *\n",
            "https://", "_a*b_",        "\n\n", "<a b=\"", "http://a,"};

        int64_t plain = cost_of("un mot ") + 500;
        for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
                int64_t took = cost_of(pieces[i]);
                if (took > 400 * plain)
                        fail_msg("%s cost %d us, plain text %d us", pieces[i], (int)took, (int)plain);
        }
}

static void long_markdown_is_plain(void **state)
{
        (void)state;
        char *s = arena_alloc(arena, MAX_BODY_BYTES + 2);

        memset(s, '*', MAX_BODY_BYTES + 1);
        assert_string_equal(judged("long", markdown(arena, s)), s);
}

static void plain_text_of_people(void **state)
{
        (void)state;
        plain("a <b> & \"c\" 'd'", "a &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;");
        plain("a\r\nb\nc", "a<br>\nb<br>\nc");
        plain("&lt;", "&amp;lt;");
        plain("voir http://a.example/x?a=1&b=2, merci",
              "voir <a href=\"http://a.example/x?a=1&amp;b=2\"" OUTSIDE
              ">http://a.example/x?a=1&amp;b=2</a>, merci");
        plain("(https://a.example/x(y))",
              "(<a href=\"https://a.example/x(y)\"" OUTSIDE ">https://a.example/x(y)</a>)");
        plain("« https://a.example »", "« <a href=\"https://a.example\"" OUTSIDE ">https://a.example</a> »");
        plain("HTTP://A.example", "<a href=\"HTTP://A.example\"" OUTSIDE ">HTTP://A.example</a>");
        plain("xhttp://a http:// ftp://b javascript:c", "xhttp://a http:// ftp://b javascript:c");
        plain("http://\"onclick=x", "http://&quot;onclick=x");
        assert_int_equal(plain_text(arena, NULL).trusted_n, 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(markdown_of_people),          cmocka_unit_test(markdown_links),
            cmocka_unit_test(markdown_shows_html_as_text), cmocka_unit_test(hostile_markdown_takes_no_time),
            cmocka_unit_test(long_markdown_is_plain),      cmocka_unit_test(plain_text_of_people),
        };

        return cmocka_run_group_tests(tests, setup, teardown);
}
