/* The parser of import lines never crashes, and what it accepts is fit to be kept. */
#include "base/assert.h"
#include "desk/intake/import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fit(const char *s, size_t max)
{
        if (!s)
                return;
        ASSERT(strlen(s) <= max);
        ASSERT(utf8_valid(s, strlen(s)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct arena *a;
        struct import_ticket t;
        const char *why = NULL;

        if (!a)
                a = arena_new(64u << 20);
        enum status st = import_line(a, (const char *)data, size, INT64_C(1800000000000), &t, &why);
        ASSERT((st == ST_OK) == (why == NULL));
        if (st == ST_OK) {
                fit(t.subject, 4 * MAX_SUBJECT_BYTES);
                fit(t.body, 4 * MAX_BODY_BYTES);
                fit(t.requester.login, 64);
                ASSERT(t.requester.login || t.requester.mail);
                ASSERT(t.priority >= 0 && t.priority <= 4 && t.state && t.channel && (t.state == 30) == (t.pending > 0));
                for (size_t i = 0; i < t.n_comment; i++) {
                        fit(t.comment[i].body, 4 * MAX_BODY_BYTES);
                        ASSERT(!text_blank(t.comment[i].body));
                        ASSERT(i == 0 || t.comment[i].at >= t.comment[i - 1].at);
                }
        }
        arena_reset(a);
        return 0;
}
