/* A recursive reader would be too much: the file is read from left to right with one position and one line
 * count, and everything that is not exactly in the header's language is refused where it stands. */
#include "formats/conf.h"

#include "base/text.h"

struct reader {
        struct arena *a;
        const char *p, *end;
        size_t line, n_room;
};

static bool at_end(const struct reader *r)
{
        return r->p >= r->end;
}

static char peek(const struct reader *r)
{
        return at_end(r) ? '\0' : *r->p;
}

static void step(struct reader *r)
{
        if (!at_end(r) && *r->p++ == '\n')
                r->line++;
}

static bool bare(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

static void blanks(struct reader *r, bool lines)
{
        for (;;) {
                char c = peek(r);
                if (c == '#') {
                        while (!at_end(r) && *r->p != '\n')
                                r->p++;
                        continue;
                }
                if (c != ' ' && c != '\t' && c != '\r' && !(lines && c == '\n'))
                        return;
                if (at_end(r))
                        return;
                step(r);
        }
}

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        char low = (char)(c | 32);
        return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* After "\u": four digits; no halves of a pair, no NUL. */
static bool code_point(struct reader *r, struct buf *b)
{
        uint32_t cp = 0;
        char out[4];

        for (int i = 0; i < 4; i++, step(r)) {
                int d = hex_digit(peek(r));
                if (d < 0)
                        return false;
                cp = cp * 16 + (uint32_t)d;
        }
        if (!cp || (cp >= 0xd800 && cp <= 0xdfff))
                return false;
        buf_add(b, out, utf8_put(out, cp));
        return true;
}

static bool escape(struct reader *r, struct buf *b)
{
        static const char from[] = "\"\\ntr", to[] = "\"\\\n\t\r";
        char c = peek(r);
        const char *at = c ? strchr(from, c) : NULL;

        if (c == 'u') {
                step(r);
                return code_point(r, b);
        }
        if (!at)
                return false;
        buf_char(b, to[at - from]);
        step(r);
        return true;
}

static bool three(const struct reader *r)
{
        return r->end - r->p >= 3 && memcmp(r->p, "\"\"\"", 3) == 0;
}

/* A text in quotes, over several lines when it begins with three of them. */
static enum conf_wrong text_read(struct reader *r, const char **out)
{
        struct buf b;
        bool many = three(r);

        buf_init(&b, r->a, CONF_BYTES);
        for (int i = 0; i < (many ? 3 : 1); i++)
                step(r);
        if (many && peek(r) == '\r')
                step(r);
        if (many && peek(r) == '\n')
                step(r);
        while (!at_end(r) && !(many ? three(r) : peek(r) == '"')) {
                char c = peek(r);
                if (c == '\n' && !many)
                        return CONF_UNENDED;
                if ((unsigned char)c < 32 && c != '\t' && c != '\n' && c != '\r')
                        return CONF_BAD_BYTES;
                step(r);
                if (c == '\\') {
                        if (!escape(r, &b))
                                return CONF_BAD_VALUE;
                } else {
                        buf_char(&b, c);
                }
        }
        if (at_end(r))
                return CONF_UNENDED;
        for (int i = 0; i < (many ? 3 : 1); i++)
                step(r);
        *out = b.n ? b.p : "";
        return buf_end(&b) ? CONF_TOO_LARGE : CONF_FINE;
}

static enum conf_wrong key_read(struct reader *r, const char **out, enum conf_wrong otherwise)
{
        const char *from = r->p;

        if (peek(r) == '"')
                return three(r) ? otherwise : text_read(r, out);
        while (bare(peek(r)))
                r->p++;
        if (r->p == from)
                return otherwise;
        *out = arena_strn(r->a, from, (size_t)(r->p - from));
        return CONF_FINE;
}

static enum conf_wrong list_read(struct reader *r, struct conf_entry *e)
{
        size_t room = 8;
        enum conf_wrong w = CONF_FINE;

        e->type = CONF_LIST;
        e->items = ARENA_ARRAY(r->a, room, const char *);
        for (step(r), blanks(r, true); !w && peek(r) != ']'; blanks(r, true)) {
                if (peek(r) != '"' || three(r))
                        return at_end(r) ? CONF_UNENDED : CONF_BAD_VALUE;
                if (e->n_items == CONF_LIST_ITEMS)
                        return CONF_TOO_LARGE;
                if (e->n_items == room) {
                        const char **more = ARENA_ARRAY(r->a, room * 2, const char *);
                        memcpy(more, e->items, room * sizeof *more);
                        e->items = more;
                        room *= 2;
                }
                w = text_read(r, &e->items[e->n_items++]);
                blanks(r, true);
                if (peek(r) == ',')
                        step(r);
                else if (peek(r) != ']')
                        return at_end(r) ? CONF_UNENDED : CONF_BAD_VALUE;
        }
        step(r);
        return w;
}

static enum conf_wrong word_read(struct reader *r, struct conf_entry *e)
{
        const char *from = r->p;

        while (bare(peek(r)) || peek(r) == '+')
                r->p++;
        const char *word = arena_strn(r->a, from, (size_t)(r->p - from));
        e->type = CONF_FLAG;
        e->number = str_eq(word, "true");
        if (e->number || str_eq(word, "false"))
                return CONF_FINE;
        e->type = CONF_NUMBER;
        bool less = *word == '-';
        if (!text_i64(word + less, &e->number) || e->number < 0)
                return CONF_BAD_VALUE;
        e->number = less ? -e->number : e->number;
        return CONF_FINE;
}

static enum conf_wrong line_ends(struct reader *r)
{
        blanks(r, false);
        return at_end(r) || peek(r) == '\n' ? CONF_FINE : CONF_AFTER;
}

static enum conf_wrong entry_read(struct reader *r, struct conf_section *s)
{
        struct conf_entry e = {.line = r->line};
        enum conf_wrong w = key_read(r, &e.key, CONF_BAD_KEY);

        if (w)
                return w;
        if (s->n_entries == r->n_room) {
                if (r->n_room >= CONF_ENTRIES * 10)
                        return CONF_TOO_LARGE;
                size_t more = r->n_room ? r->n_room * 2 : 16;
                struct conf_entry *all = ARENA_ARRAY(r->a, more, struct conf_entry);
                if (s->n_entries)
                        memcpy(all, s->entries, s->n_entries * sizeof *all);
                s->entries = all;
                r->n_room = more;
        }
        for (size_t i = 0; i < s->n_entries; i++)
                if (str_eq(s->entries[i].key, e.key))
                        return CONF_TWICE;
        blanks(r, false);
        if (peek(r) != '=')
                return CONF_NO_EQUALS;
        step(r);
        blanks(r, false);
        if (peek(r) == '"')
                w = text_read(r, &e.text);
        else
                w = peek(r) == '[' ? list_read(r, &e) : word_read(r, &e);
        s->entries[s->n_entries++] = e;
        return w ? w : line_ends(r);
}

static bool all_bare(const char *s)
{
        if (!*s)
                return false;
        while (bare(*s))
                s++;
        return !*s;
}

static enum conf_wrong head_read(struct reader *r, struct conf_section *s)
{
        *s = (struct conf_section){.line = r->line};
        step(r);
        blanks(r, false);
        enum conf_wrong w = key_read(r, &s->kind, CONF_BAD_HEAD);
        if (!w && !all_bare(s->kind)) /* kinds are words of the program, never quoted */
                w = CONF_BAD_HEAD;
        blanks(r, false);
        if (!w && peek(r) == '.') {
                step(r);
                blanks(r, false);
                w = key_read(r, &s->code, CONF_BAD_HEAD);
                blanks(r, false);
        }
        if (w)
                return w;
        if (peek(r) != ']')
                return CONF_BAD_HEAD;
        step(r);
        r->n_room = 0;
        return line_ends(r);
}

static int section_order(const void *x, const void *y)
{
        const struct conf_section *a = *(const struct conf_section *const *)x, *b = *(const struct conf_section *const *)y;
        int by = strcmp(a->kind, b->kind);

        if (!by)
                by = strcmp(a->code ? a->code : "", b->code ? b->code : "");
        return by ? by : (a->line > b->line) - (a->line < b->line);
}

static enum conf_wrong twice(struct arena *a, const struct conf *f, size_t *line)
{
        const struct conf_section **by = ARENA_ARRAY(a, f->n_sections + 1, const struct conf_section *);

        for (size_t i = 0; i < f->n_sections; i++)
                by[i] = &f->sections[i];
        qsort(by, f->n_sections, sizeof *by, section_order);
        for (size_t i = 1; i < f->n_sections; i++)
                if (str_eq(by[i - 1]->kind, by[i]->kind) && str_eq(by[i - 1]->code, by[i]->code)) {
                        *line = by[i]->line;
                        return CONF_TWICE;
                }
        return CONF_FINE;
}

static enum conf_wrong section_room(struct reader *r, struct conf *out, size_t *room)
{
        if (out->n_sections < *room)
                return CONF_FINE;
        if (*room >= CONF_SECTIONS)
                return CONF_TOO_LARGE;
        size_t more = *room ? *room * 2 : 64;
        struct conf_section *all = ARENA_ARRAY(r->a, more, struct conf_section);
        if (out->n_sections)
                memcpy(all, out->sections, out->n_sections * sizeof *all);
        out->sections = all;
        *room = more;
        return CONF_FINE;
}

enum conf_wrong conf_parse(struct arena *a, const char *p, size_t n, struct conf *out, size_t *line)
{
        struct reader r = {.a = a, .p = p, .end = p + n, .line = 1};
        size_t room = 0;
        enum conf_wrong w = n > CONF_BYTES ? CONF_TOO_LARGE : utf8_valid(p, n) ? CONF_FINE : CONF_BAD_BYTES;

        *out = (struct conf){0};
        *line = 1;
        if (!w && n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
                r.p += 3;
        for (blanks(&r, true); !w && !at_end(&r); blanks(&r, true)) {
                if (peek(&r) == '[') {
                        w = section_room(&r, out, &room);
                        if (!w)
                                w = head_read(&r, &out->sections[out->n_sections++]);
                } else {
                        w = out->n_sections ? entry_read(&r, &out->sections[out->n_sections - 1]) : CONF_OUTSIDE;
                }
                *line = r.line;
        }
        if (w)
                return w;
        return twice(a, out, line);
}

/* ---- writing ------------------------------------------------------------------------------------------------- */

static void quoted(struct buf *b, const char *s, bool many)
{
        for (; *s; s++) {
                if (*s == '"' || *s == '\\')
                        buf_fmt(b, "\\%c", *s);
                else if (*s == '\n' && many)
                        buf_char(b, '\n');
                else if ((unsigned char)*s < 32)
                        buf_fmt(b, "\\u%04X", (unsigned)(unsigned char)*s);
                else
                        buf_char(b, *s);
        }
}

void conf_put_head(struct buf *b, const char *kind, const char *code)
{
        buf_fmt(b, "[%s", kind);
        if (code) {
                buf_str(b, ".\"");
                quoted(b, code, false);
                buf_char(b, '"');
        }
        buf_str(b, "]\n");
}

void conf_put_key(struct buf *b, const char *key)
{
        if (all_bare(key)) {
                buf_str(b, key);
        } else {
                buf_char(b, '"');
                quoted(b, key, false);
                buf_char(b, '"');
        }
        buf_str(b, " = ");
}

void conf_put_text(struct buf *b, const char *text)
{
        bool many = strchr(text, '\n') != NULL;

        buf_str(b, many ? "\"\"\"\n" : "\"");
        quoted(b, text, many);
        buf_str(b, many ? "\"\"\"" : "\"");
}

void conf_put_list(struct buf *b, const char *const *items, size_t n)
{
        bool tall = n > 4;

        buf_char(b, '[');
        for (size_t i = 0; i < n; i++) {
                buf_str(b, tall ? "\n  \"" : i ? ", \"" : "\"");
                quoted(b, items[i], false);
                buf_str(b, tall ? "\"," : "\"");
        }
        buf_str(b, tall ? "\n]" : "]");
}
