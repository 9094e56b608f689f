/* HTML out: escaping and the small pieces templates are made of.
 *
 * html_text() is the hottest function of a page: it walks to the next character that needs an
 * escape and copies the clean run before it in one piece, with a table of 256 bytes instead of a
 * switch.  All five characters are escaped everywhere, so text and attribute need no two versions. */
#include "html/html.h"

#include "base/assert.h"
#include "base/text.h"
#include "html/address.h"
#include "html/template.h"

static const struct {
        const char *text;
        size_t n;
} escapes[256] = {
    ['&'] = {"&amp;", 5},  ['<'] = {"&lt;", 4},   ['>'] = {"&gt;", 4},
    ['"'] = {"&quot;", 6}, ['\''] = {"&#39;", 5},
};

void html_escape(struct buf *out, const char *s, size_t n)
{
        size_t clean = 0;

        for (size_t i = 0; i < n; i++) {
                unsigned char c = (unsigned char)s[i];
                if (!escapes[c].n)
                        continue;
                buf_add(out, s + clean, i - clean);
                buf_add(out, escapes[c].text, escapes[c].n);
                clean = i + 1;
        }
        buf_add(out, s + clean, n - clean);
}

void html_text(struct html *h, const char *s)
{
        if (s)
                html_escape(h->out, s, strlen(s));
}

void html_int(struct html *h, int64_t v)
{
        buf_i64(h->out, v);
}

void html_raw(struct html *h, struct html_safe s)
{
        if (s.trusted_n)
                buf_add(h->out, s.trusted_p, s.trusted_n);
}

void html_lit(struct html *h, const char *literal, size_t n)
{
        buf_add(h->out, literal, n);
}

void html_url(struct html *h, const char *s)
{
        if (s)
                buf_url(h->out, s);
}

static const char *assets_of(const struct html *h)
{
        return h->assets ? h->assets : "/assets";
}

void html_icon(struct html *h, const char *name)
{
        buf_str(h->out, "<svg class=\"i\" aria-hidden=\"true\"><use href=\"");
        html_text(h, assets_of(h));
        buf_str(h->out, "/icons.svg#i-");
        html_text(h, name);
        buf_str(h->out, "\"/></svg>");
}

void html_csrf(struct html *h)
{
        if (!h->csrf)
                return;
        buf_str(h->out, "<input type=\"hidden\" name=\"csrf\" value=\"");
        html_text(h, h->csrf);
        buf_str(h->out, "\">");
}

void tpl_put_asset(struct html *h, const char *file)
{
        html_text(h, assets_of(h));
        buf_char(h->out, '/');
        html_text(h, file);
}

void tpl_put_address(struct html *h, const char *address)
{
        if (!address || !address_allowed(address, strlen(address))) {
                buf_char(h->out, '#');
                return;
        }
        html_text(h, address);
}

const char *tpl_lang(const struct html *h)
{
        return h->lang == LANG_EN ? "en" : "fr";
}
