/* The sanitiser against the classic families of XSS and mutation XSS, nesting and time.  Every
 * output is parsed again by gumbo and judged by sanitize_oracle.c; the expectations of some also
 * stand here word for word. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/moment.h"
#include "base/text.h"
#include "html/sanitize_oracle.h"

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

static const char *clean(const char *s)
{
        struct html_safe out = sanitize(arena, s, strlen(s));
        const char *wrong = sanitize_oracle(arena, out);

        if (wrong)
                fail_msg("%s\n  in:  %s\n  out: %s", wrong, s, out.trusted_p);
        return arena_strn(arena, out.trusted_p, out.trusted_n);
}

static const char *const vectors[] = {
    /* scripts and handlers */
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.y/a.js></SCRIPT>",
    "<script\n>alert(1)</script\n>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<script>/*</script*/alert(1)</script>",
    "<script x>alert(1)</script y=\">\">",
    "<<script>alert(1)//<</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src/onerror=alert(1)>",
    "<img src=x:x onerror\n=alert(1)//",
    "<b onmouseover=alert(1)>x</b>",
    "<b/onclick='alert(1)'>x",
    "<body onload=alert(1)>",
    "<p onfocus=alert(1) autofocus tabindex=1>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<a href=\"x\" onclick=\"alert(1)\">x</a>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<div style=width:expression(alert(1))>x</div>",
    "<img src=\"x` `<script>alert(1)</script>\"` `>",
    "<img alt=\"`\" src=http://x/ onerror=alert(1)>",
    "<a title=\"x\"\"onclick=alert(1)//\" href=http://x>y</a>",
    "<p title='\"><script>alert(1)</script>'>x</p>",
    "<a title=\"&quot; onclick=&quot;alert(1)\" href=http://x>y</a>",
    "<b title=\"\"\" onclick=alert(1)>x</b>",
    /* addresses */
    "<a href=javascript:alert(1)>x</a>",
    "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
    "<a href=\" javascript:alert(1)\">x</a>",
    "<a href=\"java\tscript:alert(1)\">x</a>",
    "<a href=\"java&#10;script:alert(1)\">x</a>",
    "<a href=\"&#1;javascript:alert(1)\">x</a>",
    "<a href=\"&#106;&#97;&#118;&#97;script:alert(1)\">x</a>",
    "<a href=\"&#x6A&#x61vascript&#58alert(1)\">x</a>",
    "<a href=\"javascript&colon;alert(1)\">x</a>",
    "<a href=\"java&Tab;script:alert(1)\">x</a>",
    "<a href=\"\x01javascript:alert(1)\">x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<a href=\"//evil.example/\">x</a>",
    "<a href=\"/\\evil.example/\">x</a>",
    "<a href=\"/\t/evil.example/\">x</a>",
    "<a href=\"feed:javascript:alert(1)\">x</a>",
    "<a href=\"http://x/\" href=\"javascript:alert(1)\">x</a>",
    "<a HREF=javascript:alert(1) href=http://x>x</a>",
    "<img src=javascript:alert(1) alt=x>",
    "<img src=data:image/svg+xml,%3Csvg onload=alert(1)%3E alt=x>",
    "<a href=\"view-source:x\">x</a>",
    "<a xlink:href=javascript:alert(1)>x</a>",
    "<area href=javascript:alert(1)>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(2)>x</button></form>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<a href=\"tel:1\" target=_top rel=opener>x</a>",
    "<a href=\"https://x/\xC2\xAD\">x</a>",
    /* raw text, comments and the like */
    "<style><img src=x onerror=alert(1)></style>",
    "<style>@import '//evil.example'</style>",
    "<style></style\n><img src=x onerror=alert(1)>",
    "<title><img src=x onerror=alert(1)></title>x",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<noembed><p title=\"</noembed><img src=x onerror=alert(1)>\">",
    "<iframe><p title=\"</iframe><img src=x onerror=alert(1)>\">",
    "<plaintext><script>alert(1)</script>",
    "<noframes></noframes><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<!---><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<!-- x",
    "<!--[if gte mso 9]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!x><script>alert(1)</script>",
    "<?php echo '<script>' ?><script>alert(1)</script>",
    "</ x><script>alert(1)</script>",
    "<//><script>alert(1)</script>",
    "<!DOCTYPE x [<!ENTITY y \"z\">]>&y;",
    /* mutation */
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math><annotation-xml encoding=\"text/html\"><style><img src=x onerror=alert(1)>",
    "<svg><title><![CDATA[</title><script>alert(1)</script>]]></svg>",
    "<svg><foreignObject><p><iframe onload=alert(1)></foreignObject></svg>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>y</text></a></svg>",
    "<svg><script xlink:href=data:,alert(1) />",
    "<svg><a xlink:href=javascript:alert(1)><text y=20>x</text></a></svg>",
    "<template><script>alert(1)</script></template>",
    "<select><template><img src=x onerror=alert(1)></template></select>",
    "<select><option><style></option></select><img src=x onerror=alert(1)></style>",
    "<table><td><svg><desc><td></desc></svg><img src=x onerror=alert(1)>",
    "<p><svg><p><style></svg><img src=x onerror=alert(1)>",
    "<listing>&lt;img src=x onerror=alert(1)&gt;</listing>",
    "<pre>\n\n&lt;script&gt;</pre>",
    "<x-y><img src=1 onerror=alert(1)></x-y>",
    "<o:p><script>alert(1)</script></o:p>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)>",
    /* clobbering and frames of the page */
    "<form id=location name=cookie><input name=action></form>",
    "<a id=x name=body href=http://x>y</a>",
    "<img name=getElementById src=http://x>",
    "<div class=modal id=app hx-get=/logout hx-trigger=load data-action=x>x</div>",
    "<div role=alert aria-label=x contenteditable draggable>x</div>",
    /* bytes */
    "<b\x00onclick=alert(1)>x",
    "<scr\xC0\xBCipt>alert(1)</script>",
    "\xFF\xFE<script>",
    "<a href=\"http://x/\xE2\x80\xAE\">x</a>",
    "&#0;&#xD800;&#x110000;&#x80;&#xFFFE;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;",
    "&ltscript>",
    "&#60script>alert(1)&#60/script>",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "\x1B$B<script>\x1B(B",
    "\xE2\x80\xA8<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "<a\x0Chref=javascript:alert(1)>x</a>",
    /* cut off */
    "<",
    "</",
    "<a",
    "<a ",
    "<a href",
    "<a href=",
    "<a href=\"",
    "<!",
    "<!-",
    "<!--",
    "&",
    "&#",
    "&#x",
    "&amp",
    "<b",
    "</b",
    "<b/",
    "<pre>",
    "<table>",
    "<table>x",
    "<td>",
    "<li>x",
    /* nesting that reaches out */
    "</div></li></ul><script>alert(1)</script>",
    "</td></tr></table>x",
    "<li>x<li>y",
    "<td>x<td>y",
    "<tr><td>x",
    "</p>x</br>y",
    "</body></html><p>x",
    "<table><table><table>x",
    "<table><tr><table><td>x",
    "<a href=http://x><a href=http://y>z",
    "<a href=http://x><table><td><a href=http://y>z</table></a>",
    "<p><table><p>x</table></p>",
    "<b><p>x</b>y</p>",
    "<h1><h2>x</h1>y</h2>",
    "<dl><dt>a<dd>b<p>c<dt>d</dl>",
    "<dd>x",
    "<ul><li>a<ul><li>b</ul><li>c</ul>",
    "<table><caption>c<tr><td>x<thead><tr><th>y</table>",
    "<table><tbody><p>x<tfoot><tr></table>",
    "<p>a<div>b<p>c</div>d",
    "<b><i><u><b><i><u><b><i>x</b></b></b></b></b>",
    "<table>\n <tr>\n  <td>\n x </td>\n </tr>\n</table>",
    "<table><hr></table>",
    "<table><br><a href=http://x>y</table>",
    "<ul><table><li>x",
    "<caption>x",
    "<col><colgroup>x",
    "<pre><pre>x",
    "<p><pre>\nx",
    "<s><p><s><p><s><p>x",
    "<button><p><button>x",
    "<option>x<optgroup>y",
    "<ruby>x<rt>y<rp>z",
    "<nobr>x<nobr>y",
};

static void every_vector_is_harmless(void **state)
{
        (void)state;
        assert_true(ARRAY_LEN(vectors) > 150);
        for (size_t i = 0; i < ARRAY_LEN(vectors); i++)
                clean(vectors[i]);
}

/* Pairs of vectors: what one leaves open meets the start of the next. */
static void every_pair_is_harmless(void **state)
{
        (void)state;
        for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
                for (size_t j = 0; j < ARRAY_LEN(vectors); j++)
                        clean(arena_fmt(arena, "%s%s", vectors[i], vectors[j]));
                arena_reset(arena);
        }
}

static void expect(const char *in, const char *out)
{
        assert_string_equal(clean(in), out);
}

static void keeps_what_mail_needs(void **state)
{
        (void)state;
        expect("<p>Bonjour <b>vous</b></p>", "<p>Bonjour <b>vous</b></p>");
        expect("<P ALIGN=center>a<BR>b", "<p>a<br>b</p>");
        expect("<a href='https://www.rives.example/?a=1&amp;b=2'>x</a>",
               "<a href=\"https://www.rives.example/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener "
               "nofollow\">x</a>");
        expect("<a href=/tickets/12>x</a>", "<a href=\"/tickets/12\">x</a>");
        expect("<a href=mailto:aide@rives.example>x</a>",
               "<a href=\"mailto:aide@rives.example\" rel=\"noopener nofollow\">x</a>");
        expect("<td colspan=2>x", "x");
        expect("<table><td colspan=2 rowspan=0 width=9>x",
               "<table><tbody><tr><td colspan=\"2\">x</td></tr></tbody></table>");
        expect("<ol start=3><li>x", "<ol start=\"3\"><li>x</li></ol>");
        expect("<h1 class=x id=y title='a\"b'>t</h1>", "<h1 title=\"a&quot;b\">t</h1>");
        expect("<span lang=fr-FR dir=rtl>x</span>", "<span lang=\"fr-FR\" dir=\"rtl\">x</span>");
        expect("<span lang='\"' dir=up>x</span>", "<span>x</span>");
        expect("<center><font color=red>x</font></center><tt>y</tt><strike>z</strike>",
               "<div>x</div><code>y</code><s>z</s>");
        expect("a &lt; b &eacute;&nbsp;&#8217;&#x2019;&#146; &bogus; &amp;amp;",
               "a &lt; b é\u00a0’’’ &amp;bogus; &amp;amp;");
        expect("caf\xC3\xA9 \xFF x\x07y\r\nz\r.", "café \uFFFD xy\nz\n.");
        expect("1 < 2 && 3 > 2", "1 &lt; 2 &amp;&amp; 3 &gt; 2");
        expect("<pre>\n  a\n</pre>", "<pre>\n  a\n</pre>");
}

static void drops_what_runs_or_loads(void **state)
{
        (void)state;
        expect("a<script>b</script>c", "ac");
        expect("a<style>b</style>c<title>d</title>e", "ace");
        expect("a<svg><text>b</text><svg></svg>c</svg>d", "ad");
        expect("a<!-- b -->c", "ac");
        expect("<img src=http://x/pixel.gif>", "");
        expect("<img src=http://x/a.png alt='le plan'>",
               "<a href=\"http://x/a.png\" target=\"_blank\" rel=\"noopener nofollow\">le plan</a>");
        expect("<img src=cid:1 alt='le plan'>", "le plan");
        expect("<a href=http://x><img src=http://y alt=z></a>",
               "<a href=\"http://x\" target=\"_blank\" rel=\"noopener nofollow\">z</a>");
        expect("<a href=javascript:x>y</a>", "y");
        expect("<a href=\"java&#10;script:x\">y</a>", "y");
        expect("<form><input value=x><button>y</button></form>", "<div>y</div>");
}

static void nests_as_a_browser_would(void **state)
{
        (void)state;
        expect("<p>a<p>b", "<p>a</p><p>b</p>");
        expect("<ul><li>a<li>b</ul>c", "<ul><li>a</li><li>b</li></ul>c");
        expect("<li>a</li><td>b</td>", "ab");
        expect("<table>a<tr><td>b", "<table><tbody><tr><td>a</td></tr><tr><td>b</td></tr></tbody></table>");
        expect("<table><tr><td>a</p></div></table>b", "<table><tbody><tr><td>a</td></tr></tbody></table>b");
        expect("</div></p>a", "a");
        expect("<b>a<div>b</b>c</div>d", "<b>a<div>b</div></b>cd");
}

/* Processor time of this thread in microseconds: what a loaded machine does not change much. */
static int64_t cpu_us(void)
{
        struct timespec t;
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* Cost of n bytes of a repeated piece. */
static int64_t cost_of(const char *piece, size_t n)
{
        struct arena *a = arena_new(256u << 20);
        struct buf b;
        buf_init(&b, a, 2u << 20);
        while (b.n < n)
                buf_str(&b, piece);
        int64_t from = cpu_us();
        struct html_safe out = sanitize(a, b.p, b.n);
        int64_t took = cpu_us() - from;
        assert_true(out.trusted_n < b.n * 16 + 4096);
        arena_free(&a);
        return took;
}

/* Eight times the input may cost eight times as much, with room for noise; a quadratic one costs 64. */
static void depth_is_bounded_and_time_linear(void **state)
{
        (void)state;
        static const char *const pieces[] = {
            "<div>",      "<b>",    "<table>",  "<table><td>", "<a href=http://x>",
            "<ul><li>",   "<!--",   "<script>", "<svg>",       "</div>",
            "<a ",        "<a b='", "&amp;",    "&#",          "<",
            "</",         "<!",     "\xF0",     "<p>",         "<h1>",
            "<pre>\n",    "&aaaaa", "</script", "<style>\n<",  "<a href=x ",
            "<img alt=x>"};

        for (size_t i = 0; i < ARRAY_LEN(pieces); i++) {
                int64_t small = cost_of(pieces[i], 62500), large = cost_of(pieces[i], 500000);
                if (large > 30 * (small + 500))
                        fail_msg("%s: eight times the input cost %d us after %d us", pieces[i], (int)large, (int)small);
        }
}

static void hundred_thousand_divs_keep_a_hundred(void **state)
{
        (void)state;
        struct buf b;

        buf_init(&b, arena, 1u << 20);
        for (int i = 0; i < 100000; i++)
                buf_str(&b, "<div>");
        buf_str(&b, "x");
        const char *out = clean(b.p);
        size_t open = 0;
        for (const char *p = out; (p = strstr(p, "<div>")) != NULL; p++)
                open++;
        assert_int_equal(open, 100);
        assert_non_null(strstr(out, "x"));
}

/* The judge itself must be able to say no. */
static void the_oracle_notices(void **state)
{
        (void)state;
        static const char *const bad[] = {
            "<script>x</script>",
            "<p onclick=\"x\">y</p>",
            "<a href=\"javascript:x\">y</a>",
            "</div>x",
            "<li>x</li>",
            "<p>x",
            "<b><p>x</b></p>",
            "<td>x</td>",
            "<p style=\"x\">y</p>",
            "<svg></svg>",
            "<a href=\"//x\">y</a>",
            "<!-- x -->",
            "\xFF",
            "<table>x</table>",
            "<img src=\"http://x\">",
            "<a href=\"http://x\" target=\"_top\">y</a>",
        };

        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                if (!sanitize_oracle(arena, (struct html_safe){bad[i], strlen(bad[i])}))
                        fail_msg("accepted: %s", bad[i]);
        assert_null(sanitize_oracle(arena, (struct html_safe){"<p>x</p>", 8}));
}

int main(void)
{
        const struct CMUnitTest tests[] = {
            cmocka_unit_test(every_vector_is_harmless),
            cmocka_unit_test(every_pair_is_harmless),
            cmocka_unit_test(keeps_what_mail_needs),
            cmocka_unit_test(drops_what_runs_or_loads),
            cmocka_unit_test(nests_as_a_browser_would),
            cmocka_unit_test(depth_is_bounded_and_time_linear),
            cmocka_unit_test(hundred_thousand_divs_keep_a_hundred),
            cmocka_unit_test(the_oracle_notices),
        };

        return cmocka_run_group_tests(tests, setup, teardown);
}
