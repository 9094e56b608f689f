/* The sanitiser: reads any bytes as HTML, writes new HTML made of known parts only.
 *
 * Never filters in place.  A tokenizer after HTML5 (13.2.5) cuts the input into tags, text and
 * things to drop; known tags go through nest.c, which decides where they may stand; attributes are
 * parsed, decoded, checked and written anew; text is decoded and escaped again.  What the tokenizer
 * might read otherwise than a browser can therefore only change what is shown, not what is allowed.
 * Every byte is looked at a bounded number of times, so time is linear.
 *
 * Foreign content (svg, math), forms, styles and everything that runs or loads is not in the list;
 * an image becomes a link, so opening a mail asks nothing of a stranger's server. */
#include "html/sanitize.h"

#include "base/assert.h"
#include "base/text.h"
#include "html/address.h"
#include "html/decode.h"
#include "html/link.h"
#include "html/nest.h"

#define MAX_NAME 16 /* longer than any name we know */

enum attribute {
        AT_HREF,
        AT_SRC,
        AT_ALT,
        AT_TITLE,
        AT_LANG,
        AT_DIR,
        AT_COLSPAN,
        AT_ROWSPAN,
        AT_START,
        AT__MAX
};

static const char *const attribute_names[AT__MAX] = {
    [AT_HREF] = "href",       [AT_SRC] = "src",         [AT_ALT] = "alt",
    [AT_TITLE] = "title",     [AT_LANG] = "lang",       [AT_DIR] = "dir",
    [AT_COLSPAN] = "colspan", [AT_ROWSPAN] = "rowspan", [AT_START] = "start",
};

struct slice {
        const char *p;
        size_t n;
};

struct tag {
        char name[MAX_NAME + 1];
        size_t n_name;
        enum element el;
        bool closing, self_closing;
        struct slice values[AT__MAX]; /* p NULL: absent */
};

struct cleaner {
        const char *s, *end; /* rest of the input */
        struct nest nest;
        struct buf out, text, attributes;
        unsigned flags;
        bool after_pre, after_break; /* what was just written */
        char skip[MAX_NAME + 1];     /* element being dropped with its content */
        size_t skip_depth;
};

static bool is_space(char c)
{
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static char lower(char c)
{
        return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* --- tokenizer ------------------------------------------------------------------------------- */

static void read_name(struct cleaner *c, struct tag *tag)
{
        while (c->s < c->end && !is_space(*c->s) && *c->s != '/' && *c->s != '>') {
                if (tag->n_name < MAX_NAME)
                        tag->name[tag->n_name] = lower(*c->s);
                tag->n_name++;
                c->s++;
        }
        if (tag->n_name > MAX_NAME)
                tag->n_name = 0; /* nothing of ours */
        tag->name[tag->n_name] = '\0';
        tag->el = element_find(tag->name, tag->n_name);
}

static struct slice read_value(struct cleaner *c)
{
        const char *start = c->s;

        if (c->s < c->end && (*c->s == '"' || *c->s == '\'')) {
                const char *close = memchr(c->s + 1, *c->s, (size_t)(c->end - c->s - 1));
                start = c->s + 1;
                c->s = close ? close + 1 : c->end;
                return (struct slice){start, (size_t)((close ? close : c->end) - start)};
        }
        while (c->s < c->end && !is_space(*c->s) && *c->s != '>')
                c->s++;
        return (struct slice){start, (size_t)(c->s - start)};
}

static void skip_space(struct cleaner *c)
{
        while (c->s < c->end && is_space(*c->s))
                c->s++;
}

static void keep_attribute(struct tag *tag, const char *name, size_t n, struct slice value)
{
        for (int at = 0; at < AT__MAX; at++) {
                const char *known = attribute_names[at];
                if (strlen(known) != n || tag->values[at].p)
                        continue;
                size_t k = 0;
                while (k < n && lower(name[k]) == known[k])
                        k++;
                if (k == n)
                        tag->values[at] = value;
        }
}

static void read_attribute(struct cleaner *c, struct tag *tag)
{
        const char *name = c->s++; /* whatever the first character is: "=" too starts a name */

        while (c->s < c->end && !is_space(*c->s) && *c->s != '/' && *c->s != '>' && *c->s != '=')
                c->s++;
        size_t n = (size_t)(c->s - name);
        struct slice value = {"", 0};
        skip_space(c);
        if (c->s < c->end && *c->s == '=') {
                c->s++;
                skip_space(c);
                value = read_value(c);
        }
        keep_attribute(tag, name, n, value);
}

/* After "<" or "</", at a letter.  False when the input ends inside the tag: then it is no tag. */
static bool read_tag(struct cleaner *c, struct tag *tag)
{
        read_name(c, tag);
        while (c->s < c->end) {
                if (*c->s == '>') {
                        c->s++;
                        return true;
                }
                if (is_space(*c->s)) {
                        skip_space(c);
                } else if (*c->s == '/') {
                        c->s++;
                        tag->self_closing = c->s < c->end && *c->s == '>';
                } else {
                        read_attribute(c, tag);
                }
        }
        return false;
}

/* After "<!--". */
static void skip_comment(struct cleaner *c)
{
        if (c->s < c->end && *c->s == '>') {
                c->s++;
                return;
        }
        if (c->end - c->s >= 2 && c->s[0] == '-' && c->s[1] == '>') {
                c->s += 2;
                return;
        }
        for (const char *p = c->s; p < c->end; p++) {
                p = memchr(p, '-', (size_t)(c->end - p));
                if (!p)
                        break;
                if (c->end - p >= 3 && p[1] == '-' && p[2] == '>') {
                        c->s = p + 3;
                        return;
                }
                if (c->end - p >= 4 && p[1] == '-' && p[2] == '!' && p[3] == '>') {
                        c->s = p + 4;
                        return;
                }
        }
        c->s = c->end;
}

static void skip_to_bracket(struct cleaner *c)
{
        const char *p = memchr(c->s, '>', (size_t)(c->end - c->s));

        c->s = p ? p + 1 : c->end;
}

/* Behind the end tag of a raw-text element; to the end when there is none. */
static void skip_raw(struct cleaner *c, const struct tag *tag)
{
        while (c->s < c->end) {
                const char *p = memchr(c->s, '<', (size_t)(c->end - c->s));
                if (!p || (size_t)(c->end - p) < tag->n_name + 3)
                        break;
                c->s = p + 1;
                if (p[1] != '/')
                        continue;
                size_t k = 0;
                while (k < tag->n_name && lower(p[2 + k]) == tag->name[k])
                        k++;
                char after = p[2 + tag->n_name];
                if (k == tag->n_name && (is_space(after) || after == '/' || after == '>')) {
                        struct tag end = {0};
                        c->s = p + 2;
                        if (!read_tag(c, &end))
                                break;
                        return;
                }
        }
        c->s = c->end;
}

/* --- attributes ------------------------------------------------------------------------------ */

static void decode_value(struct cleaner *c, struct slice v)
{
        c->text.n = 0;
        c->text.p[0] = '\0';
        decode_text(&c->text, v.p, v.n);
}

/* What browsers drop from an address before reading it: spaces around, tabs and line breaks. */
static void decode_address(struct cleaner *c, struct slice v)
{
        size_t from = 0, to = 0;

        decode_value(c, v);
        while (from < c->text.n && (unsigned char)c->text.p[from] <= ' ')
                from++;
        for (size_t i = from; i < c->text.n; i++)
                if (c->text.p[i] != '\t' && c->text.p[i] != '\n')
                        c->text.p[to++] = c->text.p[i];
        while (to && c->text.p[to - 1] == ' ')
                to--;
        c->text.n = to;
        c->text.p[to] = '\0';
}

static void put_attribute(struct cleaner *c, const char *name, const char *s, size_t n)
{
        buf_char(&c->attributes, ' ');
        buf_str(&c->attributes, name);
        buf_str(&c->attributes, "=\"");
        html_escape(&c->attributes, s, n);
        buf_char(&c->attributes, '"');
}

static void put_number(struct cleaner *c, const struct tag *tag, enum attribute at, int64_t least,
                       int64_t most)
{
        int64_t v;

        if (!tag->values[at].p)
                return;
        decode_value(c, tag->values[at]);
        if (text_i64(c->text.p, &v) && v >= least && v <= most)
                buf_fmt(&c->attributes, " %s=\"%d\"", attribute_names[at], (int)v);
}

static bool language_tag(const char *s, size_t n)
{
        if (n == 0 || n > 35)
                return false;
        for (size_t i = 0; i < n; i++)
                if (!is_letter(s[i]) && !(s[i] >= '0' && s[i] <= '9') && s[i] != '-')
                        return false;
        return true;
}

static bool direction(const char *s)
{
        return str_eq(s, "ltr") || str_eq(s, "rtl") || str_eq(s, "auto");
}

/* All attributes but href, into c->attributes. */
static void collect_attributes(struct cleaner *c, const struct tag *tag)
{
        c->attributes.n = 0;
        c->attributes.p[0] = '\0';
        if (tag->values[AT_TITLE].p) {
                decode_value(c, tag->values[AT_TITLE]);
                put_attribute(c, "title", c->text.p, c->text.n);
        }
        if (tag->values[AT_LANG].p) {
                decode_value(c, tag->values[AT_LANG]);
                if (language_tag(c->text.p, c->text.n))
                        put_attribute(c, "lang", c->text.p, c->text.n);
        }
        if (tag->values[AT_DIR].p) {
                decode_value(c, tag->values[AT_DIR]);
                if (direction(c->text.p))
                        put_attribute(c, "dir", c->text.p, c->text.n);
        }
        if (tag->el == EL_TD || tag->el == EL_TH) {
                put_number(c, tag, AT_COLSPAN, 1, 1000);
                put_number(c, tag, AT_ROWSPAN, 1, 1000);
        }
        if (tag->el == EL_OL)
                put_number(c, tag, AT_START, 0, 1000000);
}

/* --- writing --------------------------------------------------------------------------------- */

static void wrote(struct cleaner *c, enum element el)
{
        c->after_pre = el == EL_PRE;
        c->after_break = el == EL_BR;
}

static void open_link(struct cleaner *c, const struct tag *tag)
{
        collect_attributes(c, tag);
        if (!nest_prepare(&c->nest, EL_A) || !tag->values[AT_HREF].p)
                return;
        decode_address(c, tag->values[AT_HREF]);
        if (link_open(&c->out, c->text.p, c->text.n, c->attributes.p))
                nest_push(&c->nest, EL_A);
        wrote(c, EL_A);
}

static void put_alt(struct cleaner *c, const struct tag *tag)
{
        if (!tag->values[AT_ALT].p)
                return;
        decode_value(c, tag->values[AT_ALT]);
        html_escape(&c->out, c->text.p, c->text.n);
}

/* An image: a link to it with its alternative text; inside a link, or without a public address,
 * the text alone. */
static void image(struct cleaner *c, const struct tag *tag)
{
        bool bare = !tag->values[AT_ALT].p || !tag->values[AT_ALT].n;

        if (bare && !(c->flags & SANITIZE_BARE_IMG))
                return;
        nest_text(&c->nest);
        wrote(c, EL_IMG);
        if (nest_inside(&c->nest, EL_A) || c->nest.depth == NEST_MAX || !tag->values[AT_SRC].p) {
                put_alt(c, tag);
                return;
        }
        decode_address(c, tag->values[AT_SRC]);
        if (!link_open(&c->out, c->text.p, c->text.n, "")) {
                put_alt(c, tag);
                return;
        }
        if (bare)
                html_escape(&c->out, c->text.p, c->text.n);
        else
                put_alt(c, tag);
        buf_str(&c->out, "</a>");
}

static void open_element(struct cleaner *c, const struct tag *tag)
{
        if (!nest_prepare(&c->nest, tag->el))
                return;
        collect_attributes(c, tag);
        buf_char(&c->out, '<');
        buf_str(&c->out, element_name(tag->el));
        buf_add(&c->out, c->attributes.p, c->attributes.n);
        buf_char(&c->out, '>');
        if (!element_void(tag->el))
                nest_push(&c->nest, tag->el);
        if (tag->el == EL_PRE)
                buf_char(&c->out, '\n'); /* parsers eat one line break here: let it be this one */
        wrote(c, tag->el);
}

static void start_tag(struct cleaner *c, const struct tag *tag)
{
        switch (tag->el) {
        case EL_UNKNOWN:
                return;
        case EL_RAW:
                skip_raw(c, tag);
                return;
        case EL_TREE:
                if (tag->self_closing)
                        return;
                memcpy(c->skip, tag->name, sizeof(c->skip));
                c->skip_depth = 1;
                return;
        case EL_IMG:
                image(c, tag);
                return;
        case EL_A:
                open_link(c, tag);
                return;
        default:
                open_element(c, tag);
        }
}

static void end_tag(struct cleaner *c, const struct tag *tag)
{
        if (tag->el < EL_A)
                return;
        nest_close(&c->nest, tag->el);
        wrote(c, EL_UNKNOWN);
}

/* Inside a dropped element only its own tags count, and raw text that could hide them. */
static void skipped_tag(struct cleaner *c, const struct tag *tag)
{
        if (str_eq(tag->name, c->skip)) {
                if (tag->closing)
                        c->skip_depth--;
                else if (!tag->self_closing)
                        c->skip_depth++;
        } else if (tag->el == EL_RAW && !tag->closing && !tag->self_closing) {
                skip_raw(c, tag);
        }
}

static void any_tag(struct cleaner *c, bool closing)
{
        struct tag tag = {.closing = closing};

        if (!read_tag(c, &tag))
                return;
        if (c->skip_depth)
                skipped_tag(c, &tag);
        else if (closing)
                end_tag(c, &tag);
        else
                start_tag(c, &tag);
}

static bool blank(const char *s, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (!is_space(s[i]))
                        return false;
        return true;
}

/* In text that keeps its lines, white space between tags counts only inside a paragraph. */
static void put_text(struct cleaner *c, const char *s, size_t n)
{
        bool code = nest_inside(&c->nest, EL_PRE) || nest_inside(&c->nest, EL_CODE);
        bool full = c->nest.depth == NEST_MAX; /* no room for <br> or <a> */
        bool breaks =
            (c->flags & SANITIZE_BREAKS) && !code && !full && (nest_inside(&c->nest, EL_P) || !blank(s, n));

        if (breaks && c->after_break && n && s[0] == '\n') {
                buf_char(&c->out, '\n');
                s++;
                n--;
        }
        size_t tail = 0;
        while (breaks && !nest_inside(&c->nest, EL_P) && tail < n && is_space(s[n - 1 - tail]))
                tail++;
        if ((c->flags & SANITIZE_LINKS) && !code && !full && !nest_inside(&c->nest, EL_A))
                link_text(&c->out, s, n - tail, breaks);
        else
                html_escape(&c->out, s, n - tail);
        buf_add(&c->out, s + n - tail, tail);
}

static void text(struct cleaner *c, const char *s, size_t n)
{
        size_t first = 0;

        if (!n || c->skip_depth)
                return;
        c->text.n = 0;
        decode_text(&c->text, s, n);
        if (nest_between_cells(&c->nest) && blank(c->text.p, c->text.n))
                return;
        if (c->after_pre && c->text.n && c->text.p[0] == '\n')
                first = 1;
        nest_text(&c->nest);
        put_text(c, c->text.p + first, c->text.n - first);
        wrote(c, EL_UNKNOWN);
}

/* --- driver ---------------------------------------------------------------------------------- */

/* At "<".  False when it is only a character of text. */
static bool markup(struct cleaner *c)
{
        size_t left = (size_t)(c->end - c->s);

        if (left < 2)
                return false;
        char next = c->s[1];
        if (is_letter(next)) {
                c->s++;
                any_tag(c, false);
        } else if (next == '/' && left > 2 && is_letter(c->s[2])) {
                c->s += 2;
                any_tag(c, true);
        } else if (left >= 4 && memcmp(c->s, "<!--", 4) == 0) {
                c->s += 4;
                skip_comment(c);
        } else if (next == '!' || next == '?' || (next == '/' && left > 2)) {
                c->s += 2;
                skip_to_bracket(c);
        } else {
                return false;
        }
        return true;
}

static void clean(struct cleaner *c)
{
        const char *from = c->s;

        while (c->s < c->end) {
                const char *p = memchr(c->s, '<', (size_t)(c->end - c->s));
                if (!p)
                        break;
                c->s = p;
                text(c, from, (size_t)(p - from));
                from = p;
                if (markup(c))
                        from = c->s;
                else
                        c->s = p + 1;
        }
        text(c, from, (size_t)(c->end - from));
        nest_end(&c->nest);
}

struct html_safe sanitize_with(struct arena *a, const char *bytes, size_t n, unsigned flags)
{
        struct cleaner c = {.s = bytes, .end = bytes + n, .flags = flags};
        /* No input byte makes more than this many: '"' is 6, "<table>x" with its cell 6 a byte. */
        size_t most = n * 16 + 4096;

        ASSERT(n < SIZE_MAX / 128);
        buf_init(&c.out, a, most);
        buf_init(&c.text, a, most);
        buf_init(&c.attributes, a, most);
        c.nest.out = &c.out;
        clean(&c);
        ASSERT(buf_end(&c.out) == ST_OK);
        return (struct html_safe){c.out.p, c.out.n};
}

struct html_safe sanitize(struct arena *a, const char *bytes, size_t n)
{
        return sanitize_with(a, bytes, n, 0);
}
