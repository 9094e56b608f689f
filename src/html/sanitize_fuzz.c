/* Any bytes through the sanitiser, with and without Markdown's flags; gumbo judges what comes out. */
#include "base/assert.h"
#include "html/sanitize.h"
#include "html/sanitize_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        for (unsigned flags = 0; flags < 8; flags += 7) {
                struct arena *a = arena_new(MAX_REQUEST_ARENA);
                struct html_safe out = sanitize_with(a, (const char *)data, n, flags);
                const char *wrong = sanitize_oracle(a, out);
                if (wrong) {
                        fprintf(stderr, "%s, in:\n%.*s\n", wrong, (int)out.trusted_n, out.trusted_p);
                        abort();
                }
                arena_free(&a);
        }
        return 0;
}
