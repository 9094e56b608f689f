/* Bytes that call themselves a configuration: no crash, and what is accepted is written and read back the same. */
#include "base/text.h"
#include "formats/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void put(struct buf *b, const struct conf *f)
{
        for (size_t i = 0; i < f->n_sections; i++) {
                conf_put_head(b, f->sections[i].kind, f->sections[i].code);
                for (size_t k = 0; k < f->sections[i].n_entries; k++) {
                        const struct conf_entry *e = &f->sections[i].entries[k];
                        conf_put_key(b, e->key);
                        if (e->type == CONF_TEXT)
                                conf_put_text(b, e->text);
                        else if (e->type == CONF_LIST)
                                conf_put_list(b, e->items, e->n_items);
                        else if (e->type == CONF_FLAG)
                                buf_str(b, e->number ? "true" : "false");
                        else
                                buf_i64(b, e->number);
                        buf_char(b, '\n');
                }
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct arena *a = arena_new(256u << 20);
        struct conf f, again;
        struct buf one, two;
        size_t line = 0;
        buf_init(&one, a, 16u << 20);
        buf_init(&two, a, 16u << 20);
        if (size < CONF_BYTES / 8 && conf_parse(a, (const char *)data, size, &f, &line) == CONF_FINE) {
                put(&one, &f);
                const char *p = one.n ? one.p : "";
                if (conf_parse(a, p, one.n, &again, &line) != CONF_FINE)
                        abort();
                put(&two, &again);
                if (one.n != two.n || memcmp(p, two.n ? two.p : "", one.n) != 0)
                        abort();
        }
        arena_free(&a);
        return 0;
}
