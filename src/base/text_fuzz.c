/* Any bytes: nothing crashes, whatever comes out is valid UTF-8, and cleaning twice is cleaning once. */
#include "base/assert.h"
#include "base/buf.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void valid(const char *s)
{
        ASSERT(utf8_valid(s, strlen(s)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new(64u << 20);
        char *s = arena_strn(a, (const char *)data, n), *out;
        struct buf b;

        for (int one_line = 0; one_line < 2; one_line++) {
                out = text_clean(a, s, n, one_line);
                valid(out);
                ASSERT(str_eq(text_clean(a, out, strlen(out), one_line), out));
        }
        out = text_fold(a, s);
        valid(out);
        ASSERT(str_eq(text_fold(a, out), out));
        valid(text_short(a, out, n ? data[0] : 0));
        valid(text_initials(a, s));
        text_blank(s);
        buf_init(&b, a, 8 * n + 2);
        buf_json(&b, s);
        ASSERT(!buf_end(&b));
        valid(b.p);
        arena_free(&a);
        return 0;
}
