/* Forms never crash their readers: what is accepted as a body or a line is written and read again as the same, and
 * answers that were kept are read as they were kept.  The input is a body, a line or lines of options, and answers,
 * parted by a NUL. */
#include "base/assert.h"
#include "desk/catalog/form.h"
#include "formats/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *body_of(struct arena *a, const struct ask_field *f, size_t n)
{
        struct buf b;

        buf_init(&b, a, 4u << 20);
        ask_body_write(&b, f, n);
        ASSERT(buf_end(&b) == ST_OK);
        return b.p;
}

static const char *line_of(struct arena *a, const struct ask_field *f)
{
        struct buf b;

        buf_init(&b, a, 4u << 20);
        ask_line_write(&b, f);
        ASSERT(buf_end(&b) == ST_OK);
        return b.p;
}

static void one_line(struct arena *a, const char *text)
{
        struct ask_field f, again;

        if (!ask_line_read(a, text, &f))
                return;
        ASSERT(f.type && *f.code && *f.fr && f.n_options <= ASK_OPTIONS);
        const char *line = line_of(a, &f);
        ASSERT(ask_line_read(a, line, &again));
        ASSERT(str_eq(line, line_of(a, &again)));
}

/* Fields that ask the database are left to the tests. */
static bool alone(const struct ask_field *f, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (f[i].type == ASK_PERSON || f[i].type == ASK_COURSE || f[i].type == ASK_FILE)
                        return false;
        return true;
}

static void answered(struct arena *a, struct ask_field *f, size_t n, const char *answers)
{
        struct ctx c = {.arena = a, .zone = zone_get("Europe/Paris"), .now = INT64_C(1800000000000)};
        struct ask_form form = {.code = "x", .fields = f, .n_fields = n};
        struct ask_answers first, second;
        const struct json *j;
        const char *why;

        ask_words(&c, f, n);
        if (jv_parse(a, answers, strlen(answers), &j, &why))
                return;
        ASSERT(ask_read_json(&c, &form, j, "answers.", true, &first) == ST_OK);
        const char *kept = ask_json_typed(&c, &first);
        if (c.n_error)
                return;
        ASSERT(!jv_parse(a, kept, strlen(kept), &j, &why));
        ASSERT(ask_read_json(&c, &form, j, "answers.", true, &second) == ST_OK);
        ASSERT(!c.n_error);
        ASSERT(str_eq(kept, ask_json_typed(&c, &second)));
        ASSERT(!jv_parse(a, ask_json(&c, &second), strlen(ask_json(&c, &second)), &j, &why));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static struct arena *a;
        struct ask_field *f, *again, options = {.code = "x"};
        size_t n, m;

        if (!a)
                a = arena_new(64u << 20);
        const char *first = arena_strn(a, (const char *)data, size);
        size_t len = strlen(first);
        const char *rest = len < size ? arena_strn(a, (const char *)data + len + 1, size - len - 1) : "";
        if (utf8_valid(first, len) && ask_body_read(a, first, len, &f, &n) == ST_OK) {
                const char *body = body_of(a, f, n);
                ASSERT(ask_body_read(a, body, strlen(body), &again, &m) == ST_OK && m == n);
                ASSERT(str_eq(body, body_of(a, again, m)));
                struct ctx c = {.arena = a};
                ask_check(&c, f, n);
                if (!c.n_error && alone(f, n))
                        answered(a, f, n, rest);
        }
        if (utf8_valid(first, len)) {
                one_line(a, first);
                (void)ask_options_read(a, first, &options);
        }
        arena_reset(a);
        return 0;
}
