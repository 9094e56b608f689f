/* Decodes text of HTML source once, so that everything written later is escaped from the meaning
 * and never from the spelling: "&#106;avascript:" and "javascript:" are the same bytes afterwards.
 *
 * A named reference without its semicolon stays as it is, and is escaped later: it shows as typed.
 * That is stricter than HTML5 and cannot be read back as markup. */
#include "html/decode.h"

#include "base/text.h"

#define MAX_REFERENCE 10 /* longest name of entity_table.c is shorter */

static const uint16_t windows_1252[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
};

static bool dropped(uint32_t cp)
{
        if (cp < 0x20)
                return cp != '\n' && cp != '\t';
        return (cp >= 0x7F && cp <= 0x9F) || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

static bool not_a_character(uint32_t cp)
{
        return cp > 0x10FFFF || (cp >= 0xD800 && cp <= 0xDFFF) || (cp >= 0xFDD0 && cp <= 0xFDEF) ||
               (cp & 0xFFFE) == 0xFFFE;
}

static void put(struct buf *out, uint32_t cp)
{
        char bytes[4];

        if (dropped(cp))
                return;
        buf_add(out, bytes, utf8_put(bytes, not_a_character(cp) ? 0xFFFD : cp));
}

static int digit_of(char c, int base)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        c = (char)(c | 32);
        return base == 16 && c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* s starts after "&#".  Bytes used, 0 when it is no number. */
static size_t numeric(struct buf *out, const char *s, size_t n)
{
        size_t i = n && (s[0] | 32) == 'x' ? 1 : 0, start = i;
        int base = i ? 16 : 10;
        uint32_t cp = 0;

        for (; i < n && digit_of(s[i], base) >= 0; i++)
                if (cp <= 0x10FFFF)
                        cp = cp * (uint32_t)base + (uint32_t)digit_of(s[i], base);
        if (i == start)
                return 0;
        if (cp >= 0x80 && cp < 0xA0)
                cp = windows_1252[cp - 0x80];
        else if (cp == '\r')
                cp = '\n';
        put(out, cp ? cp : 0xFFFD);
        return i < n && s[i] == ';' ? i + 1 : i;
}

/* s starts after "&".  Bytes used, 0 when it is no reference we know. */
static size_t reference(struct buf *out, const char *s, size_t n)
{
        size_t length = 0;
        uint32_t cp;

        if (n > 1 && s[0] == '#') {
                size_t used = numeric(out, s + 1, n - 1);
                return used ? used + 1 : 0;
        }
        while (length < n && length <= MAX_REFERENCE && s[length] != ';')
                length++;
        if (length == n || s[length] != ';' || !(cp = entity_find(s, length)))
                return 0;
        put(out, cp);
        return length + 1;
}

static bool clean(char c)
{
        return (c >= ' ' && c < 0x7F && c != '&') || c == '\n' || c == '\t';
}

static void decode(struct buf *out, const char *s, size_t n, bool references)
{
        size_t i = 0;

        while (i < n) {
                size_t from = i, used = 0;
                while (i < n && clean(s[i]))
                        i++;
                buf_add(out, s + from, i - from);
                if (i == n)
                        break;
                if (s[i] == '&') {
                        used = references ? reference(out, s + i + 1, n - i - 1) : 0;
                        if (!used)
                                buf_char(out, '&');
                        i += used + 1;
                } else if (s[i] == '\r') {
                        buf_char(out, '\n');
                        i += i + 1 < n && s[i + 1] == '\n' ? 2 : 1;
                } else {
                        put(out, utf8_next(s + i, n - i, &used));
                        i += used;
                }
        }
}

void decode_text(struct buf *out, const char *s, size_t n)
{
        decode(out, s, n, true);
}

void decode_bytes(struct buf *out, const char *s, size_t n)
{
        decode(out, s, n, false);
}
