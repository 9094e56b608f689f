/* Links of people's text: which address becomes one, and how it is written.
 *
 * Outside links open apart, without opener and without passing rank.  Finding addresses in text
 * takes a whole run of address characters at once, link or not, and never looks at it again: time
 * stays linear for text made of nothing but "http://". */
#include "html/link.h"

#include "base/text.h"
#include "html/address.h"

#define MAX_ADDRESS 4096

static bool starts_with(const char *s, size_t n, const char *prefix)
{
        size_t k = 0;

        for (; prefix[k]; k++) {
                if (k >= n)
                        return false;
                char c = s[k] >= 'A' && s[k] <= 'Z' ? (char)(s[k] + 32) : s[k];
                if (c != prefix[k])
                        return false;
        }
        return n > k;
}

enum where { NOWHERE, INSIDE, OUTSIDE, PERSON };

static enum where where_to(const char *s, size_t n)
{
        if (starts_with(s, n, "https://") || starts_with(s, n, "http://"))
                return OUTSIDE;
        if (starts_with(s, n, "mailto:") || starts_with(s, n, "tel:"))
                return PERSON;
        if (n >= 1 && s[0] == '/' && !(n > 1 && (s[1] == '/' || s[1] == '\\')))
                return INSIDE;
        return NOWHERE;
}

/* Spaces become %20; what a browser would drop silently was dropped by the caller. */
static void put_address(struct buf *out, const char *s, size_t n)
{
        size_t clean = 0;

        for (size_t i = 0; i < n; i++) {
                if (s[i] != ' ')
                        continue;
                html_escape(out, s + clean, i - clean);
                buf_add(out, "%20", 3);
                clean = i + 1;
        }
        html_escape(out, s + clean, n - clean);
}

bool link_open(struct buf *out, const char *s, size_t n, const char *more_attributes)
{
        enum where to = where_to(s, n);

        if (to == NOWHERE || n > MAX_ADDRESS)
                return false;
        buf_str(out, "<a href=\"");
        put_address(out, s, n);
        buf_char(out, '"');
        if (to == OUTSIDE)
                buf_str(out, " target=\"_blank\"");
        if (to != INSIDE)
                buf_str(out, " rel=\"noopener nofollow\"");
        buf_str(out, more_attributes);
        buf_char(out, '>');
        return true;
}

/* Ends an address in running text: spaces, quotes, angle brackets, and French marks in UTF-8. */
static bool ends_address(const char *s, size_t n)
{
        static const char *const marks[] = {"\u00a0", "\u00ab", "\u00bb", "\u2018", "\u2019",
                                            "\u201c", "\u201d", "\u2026", "\u202f", "\u2009"};
        unsigned char c = (unsigned char)s[0];

        if (c <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == '|')
                return true;
        for (size_t i = 0; c >= 0x80 && i < ARRAY_LEN(marks); i++)
                if (n >= strlen(marks[i]) && memcmp(s, marks[i], strlen(marks[i])) == 0)
                        return true;
        return false;
}

static size_t run_length(const char *s, size_t n)
{
        size_t i = 0;

        while (i < n && !ends_address(s + i, n - i))
                i++;
        return i;
}

/* Without the punctuation that ends the sentence around it; a ')' stays when its '(' is inside. */
static size_t trimmed(const char *s, size_t n)
{
        size_t opened = 0, closed = 0;

        for (size_t i = 0; i < n; i++) {
                opened += s[i] == '(';
                closed += s[i] == ')';
        }
        while (n > 0) {
                char c = s[n - 1];
                if (c == ')' && closed > opened)
                        closed--;
                else if (!strchr(".,;:!?'*_~]}", c))
                        break;
                n--;
        }
        return n;
}

static void put_breaks(struct buf *out, const char *s, size_t n, bool breaks)
{
        size_t from = 0;

        for (size_t i = 0; breaks && i < n; i++) {
                if (s[i] != '\n')
                        continue;
                html_escape(out, s + from, i - from);
                buf_add(out, "<br>\n", 5);
                from = i + 1;
        }
        html_escape(out, s + from, n - from);
}

/* Length of the scheme and slashes when an address starts here, else 0. */
static size_t starts_address(const char *s, size_t at, size_t n)
{
        if ((s[at] | 32) != 'h')
                return 0;
        if (at &&
            ((s[at - 1] >= '0' && s[at - 1] <= '9') || ((s[at - 1] | 32) >= 'a' && (s[at - 1] | 32) <= 'z')))
                return 0;
        if (starts_with(s + at, n - at, "https://"))
                return 8;
        return starts_with(s + at, n - at, "http://") ? 7 : 0;
}

void link_text(struct buf *out, const char *s, size_t n, bool breaks)
{
        size_t from = 0, i = 0;

        while (i < n) {
                size_t scheme = starts_address(s, i, n);
                if (!scheme) {
                        i++;
                        continue;
                }
                size_t run = run_length(s + i, n - i), length = trimmed(s + i, run);
                put_breaks(out, s + from, i - from, breaks);
                from = i;
                if (length > scheme && link_open(out, s + i, length, "")) {
                        html_escape(out, s + i, length);
                        buf_str(out, "</a>");
                        from = i + length;
                }
                i += run;
        }
        put_breaks(out, s + from, n - from, breaks);
}
