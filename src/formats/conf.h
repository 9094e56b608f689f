/* The file of a configuration, read strictly: a small part of TOML 1.0, so that editors colour it and other
 * programs read it.  Sections [kind."code"] or [kind], keys with a text, a whole number, true or false, or a list
 * of texts.
 *
 *   # a remark
 *   [service."wifi"]
 *   name_fr = "Réseau sans fil"
 *   sort = 10
 *   confidential = false
 *   audiences = ["student", "faculty"]
 *   body = """
 *   Plusieurs lignes."""
 *
 * What is read lives as long as its arena.  No key and no section stands twice. */
#ifndef GUICHET_FORMATS_CONF_H
#define GUICHET_FORMATS_CONF_H

#include "base/arena.h"
#include "base/buf.h"

enum { CONF_BYTES = 8 << 20, CONF_SECTIONS = 10000, CONF_ENTRIES = 100, CONF_LIST_ITEMS = 2000 };

enum conf_type { CONF_TEXT, CONF_NUMBER, CONF_FLAG, CONF_LIST };
struct conf_entry {
        const char *key, *text;       /* text: of TEXT */
        enum conf_type type;
        int64_t number;               /* of NUMBER and FLAG */
        const char **items;           /* of LIST */
        size_t n_items, line;
};
struct conf_section {
        const char *kind, *code;      /* code NULL: [kind] */
        struct conf_entry *entries;
        size_t n_entries, line;
};
struct conf {
        struct conf_section *sections;
        size_t n_sections;
};

enum conf_wrong {
        CONF_FINE, CONF_TOO_LARGE, CONF_BAD_BYTES, CONF_BAD_HEAD, CONF_BAD_KEY, CONF_NO_EQUALS, CONF_BAD_VALUE, CONF_UNENDED,
        CONF_TWICE, CONF_OUTSIDE, CONF_AFTER,
};
/* CONF_FINE, or what is wrong and in which line (from 1). */
enum conf_wrong conf_parse(struct arena *a, const char *p, size_t n, struct conf *out, size_t *line);

/* Writing: what conf_parse() reads back as it was. */
void conf_put_head(struct buf *b, const char *kind, const char *code);
void conf_put_key(struct buf *b, const char *key); /* and " = " */
void conf_put_text(struct buf *b, const char *text);
void conf_put_list(struct buf *b, const char *const *items, size_t n);

#endif
