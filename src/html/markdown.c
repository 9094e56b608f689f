/* Markdown of people: md4c makes HTML, the sanitiser makes it safe.
 *
 * md4c alone keeps "javascript:" links and passes malformed bytes; with raw HTML switched off its
 * output is small and regular, and the sanitiser treats it like any stranger's HTML.  Its own
 * autolinks are quadratic on hostile text, so addresses become links in the sanitiser instead.
 * Text over MAX_BODY_BYTES is not parsed but shown as plain text. */
#include <md4c-html.h>

#include "base/assert.h"
#include "html/link.h"
#include "html/sanitize.h"

#define PARSER_FLAGS (MD_FLAG_NOHTML | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_PERMISSIVEATXHEADERS)
#define MAX_HTML     (MAX_BODY_BYTES * 16u)

static void append(const MD_CHAR *s, MD_SIZE n, void *to)
{
        buf_add(to, s, n);
}

struct html_safe markdown(struct arena *a, const char *text)
{
        struct buf html;
        size_t n = text ? strlen(text) : 0;

        if (n > MAX_BODY_BYTES)
                return plain_text(a, text);
        buf_init(&html, a, MAX_HTML);
        if (n && (md_html(text, (MD_SIZE)n, append, &html, PARSER_FLAGS, 0) != 0 || buf_end(&html) != ST_OK))
                return plain_text(a, text);
        return sanitize_with(a, html.p, html.n, SANITIZE_LINKS | SANITIZE_BREAKS | SANITIZE_BARE_IMG);
}
