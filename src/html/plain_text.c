/* Plain text on a page: escaped, lines kept, addresses made links.  The bytes go through the same
 * cleaning as the sanitiser's text, so malformed UTF-8 and controls end here too. */
#include "base/assert.h"
#include "base/text.h"
#include "html/decode.h"
#include "html/html.h"
#include "html/link.h"

struct html_safe plain_text(struct arena *a, const char *text)
{
        struct buf clean, out;
        size_t n = text ? strlen(text) : 0;

        ASSERT(n < SIZE_MAX / 128);
        buf_init(&clean, a, n * 3 + 16);
        buf_init(&out, a, n * 24 + 4096);
        decode_bytes(&clean, text, n);
        link_text(&out, clean.p, clean.n, true);
        ASSERT(buf_end(&out) == ST_OK);
        return (struct html_safe){out.p, out.n};
}
