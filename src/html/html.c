/* HTML out: escaping and the small pieces templates are made of.
 *
 * html_text() is the hottest function of a page: it looks at sixteen bytes at once (the compiler's
 * vectors, portable) and copies each run without a character to escape in one piece.  All five characters are
 * escaped everywhere, so text and attribute need no two versions. */
#include "html/html.h"

#include "base/assert.h"
#include "base/text.h"
#include "html/address.h"
#include "html/template.h"

typedef unsigned char lanes __attribute__((vector_size(16)));

/* Nothing to escape in the 16 bytes at s. */
static bool clean_16(const char *s)
{
        lanes c;
        uint64_t half[2];

        memcpy(&c, s, sizeof(c));
        lanes hit = (lanes)((c == '&') | (c == '<') | (c == '>') | (c == '"') | (c == '\''));
        memcpy(half, &hit, sizeof(half));
        return !(half[0] | half[1]);
}

static const struct {
        unsigned char n;
        char text[7];
} escapes[256] = {
    ['&'] = {5, "&amp;"},  ['<'] = {4, "&lt;"},   ['>'] = {4, "&gt;"},
    ['"'] = {6, "&quot;"}, ['\''] = {5, "&#39;"},
};

/* Index of the next character to escape at or after i, n when there is none. */
static size_t next_escape(const char *s, size_t i, size_t n)
{
        while (n - i >= sizeof(lanes) && clean_16(s + i))
                i += sizeof(lanes);
        while (i < n && !escapes[(unsigned char)s[i]].n)
                i++;
        return i;
}

void html_escape(struct buf *out, const char *s, size_t n)
{
        for (size_t from = 0; from < n;) {
                size_t hit = next_escape(s, from, n);
                buf_add(out, s + from, hit - from);
                if (hit < n)
                        buf_add(out, escapes[(unsigned char)s[hit]].text, escapes[(unsigned char)s[hit]].n);
                from = hit + 1;
        }
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

struct html_safe html_written(const struct html *h, size_t from)
{
        ASSERT(from <= h->out->n);
        return (struct html_safe){h->out->p + from, h->out->n - from};
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
