/* Forms from strangers: whatever arrives, cut anywhere, must read the same as in one piece, and
 * keep its promises (ends, lengths, ceilings).  The first byte chooses the kind, the second how
 * the rest is cut. */
#include "base/assert.h"
#include "base/random.h"
#include "http/http_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const char *const types[] = {"application/x-www-form-urlencoded", "multipart/form-data; boundary=X",
                                    "multipart/form-data; boundary=\"--a b\"", "application/json"};

static void read_form(struct arena *a, const char *type, const char *p, size_t n, size_t step, struct http_request *r)
{
        struct form *f = form_new(a, type, 1 << 20, NULL);
        memset(r, 0, sizeof *r);
        r->arena = a;
        while (n > 0) {
                size_t part = n < step ? n : step;
                char *copy = malloc(part); /* its own block: a read past its end is seen */
                if (!copy)
                        out_of_memory();
                memcpy(copy, p, part);
                form_feed(f, copy, part);
                free(copy);
                p += part;
                n -= part;
        }
        form_end(f, r);
}

static void same(const struct http_request *a, const struct http_request *b)
{
        ASSERT(a->body_st == b->body_st);
        ASSERT(a->n_field == b->n_field && a->n_upload == b->n_upload && a->body_n == b->body_n);
        ASSERT(a->n_field <= FORM_MAX_FIELDS && a->n_upload <= MAX_UPLOADS);
        for (size_t i = 0; i < a->n_field; i++) {
                ASSERT(strcmp(a->field[i].name, b->field[i].name) == 0 && a->field[i].n == b->field[i].n);
                ASSERT(memcmp(a->field[i].value, b->field[i].value, a->field[i].n + 1) == 0);
                ASSERT(a->field[i].value[a->field[i].n] == '\0');
        }
        for (size_t i = 0; i < a->n_upload; i++) {
                ASSERT(strcmp(a->upload[i].name, b->upload[i].name) == 0 && a->upload[i].size == b->upload[i].size);
                ASSERT(memcmp(a->upload[i].sha256, b->upload[i].sha256, 32) == 0);
        }
        if (a->body_n)
                ASSERT(memcmp(a->body, b->body, a->body_n) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        static struct arena *arena; /* one thread, reset each time */
        struct http_request whole, cut;
        if (!arena) {
                random_init();
                arena = arena_new(MAX_REQUEST_ARENA);
        }
        if (n < 2)
                return 0;
        const char *type = types[data[0] % ARRAY_LEN(types)], *p = (const char *)data + 2;
        read_form(arena, type, p, n - 2, n, &whole);
        read_form(arena, type, p, n - 2, data[1] % 64 + 1u, &cut);
        same(&whole, &cut);
        char address[46];
        request_path(arena, p, n - 2);
        request_address(p, n - 2, address);
        arena_reset(arena);
        return 0;
}
