/* Any text through Markdown and plain text; gumbo judges what comes out. */
#include "html/sanitize_oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void judge(struct arena *a, struct html_safe out)
{
        const char *wrong = sanitize_oracle(a, out);

        if (!wrong)
                return;
        fprintf(stderr, "%s, in:\n%.*s\n", wrong, (int)out.trusted_n, out.trusted_p);
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new(MAX_REQUEST_ARENA);
        const char *text = arena_strn(a, (const char *)data, n);

        judge(a, markdown(a, text));
        judge(a, plain_text(a, text));
        arena_free(&a);
        return 0;
}
