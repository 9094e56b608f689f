/* Text as people write it: cleaning, folding, shortening.  Each is one pass over code points; what
 * Unicode knows about letters lies in fold_table.c.  Every result is valid UTF-8, whatever came in:
 * a malformed byte becomes U+FFFD. */
#include "base/text.h"

#include "base/assert.h"
#include "base/fold_table.h"

#define ZWJ 0x200du

/* Marks that change the direction or hide between letters: spoofing, or noise from word processors. */
static bool invisible(uint32_t cp)
{
        return (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x202a && cp <= 0x202e) ||
               (cp >= 0x2060 && cp <= 0x2069) || cp == 0xfeff;
}

static bool control(uint32_t cp)
{
        return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f);
}

static bool unicode_space(uint32_t cp)
{
        return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0x85 || cp == 0xa0 || cp == 0x1680 ||
               (cp >= 0x2000 && cp <= 0x200a) || cp == 0x2028 || cp == 0x2029 || cp == 0x202f ||
               cp == 0x205f || cp == 0x3000;
}

/* Blocks where emoji live, with the variation selector that ends some of them. */
static bool emoji(uint32_t cp)
{
        return (cp >= 0x1f000 && cp <= 0x1faff) || (cp >= 0x2600 && cp <= 0x27bf) ||
               (cp >= 0x2190 && cp <= 0x23ff) || (cp >= 0x2b00 && cp <= 0x2bff) || cp == 0xfe0f;
}

/* Room for n bytes in, each of which may become U+FFFD. */
static char *room(struct arena *a, const char *s, size_t n)
{
        ASSERT(n < SIZE_MAX / 8);
        return arena_alloc(a, (utf8_valid(s, n) ? n : n * 3) + 1);
}

/* What becomes of cp between `before` (last one kept) and the n bytes after it; 0: dropped. */
static uint32_t cleaned(uint32_t cp, uint32_t before, const char *after, size_t n, bool one_line)
{
        size_t len;

        if (cp == '\r')
                cp = n && *after == '\n' ? 0 : '\n';
        if (one_line && (cp == '\n' || cp == '\t' || cp == 0x2028 || cp == 0x2029))
                return ' ';
        if (cp == '\n' || cp == '\t')
                return cp;
        if (control(cp))
                return 0;
        if (cp == ZWJ && n && emoji(before) && emoji(utf8_next(after, n, &len)))
                return cp;
        return invisible(cp) ? 0 : cp;
}

/* Cuts spaces at both ends, in place. */
static char *trimmed(char *s)
{
        size_t n = strlen(s), len, end = 0;

        while (n && unicode_space(utf8_next(s, n, &len))) {
                s += len;
                n -= len;
        }
        for (size_t i = 0; i < n; i += len)
                if (!unicode_space(utf8_next(s + i, n - i, &len)))
                        end = i + len;
        s[end] = '\0';
        return s;
}

char *text_clean(struct arena *a, const char *s, size_t n, bool one_line)
{
        char *out = room(a, s, n), *p = out;
        uint32_t before = 0;
        size_t len;

        for (size_t i = 0; i < n; i += len) {
                uint32_t cp = utf8_next(s + i, n - i, &len);

                cp = cleaned(cp, before, s + i + len, n - i - len, one_line);
                if (!cp)
                        continue;
                p += utf8_put(p, cp);
                before = cp;
        }
        *p = '\0';
        return one_line ? trimmed(out) : out;
}

/* NULL when the table says nothing about cp. */
static const char *fold_of(uint32_t cp)
{
        size_t low = 0, high = fold_table_n;

        while (low < high) {
                size_t mid = (low + high) / 2;

                if (fold_table[mid].cp == cp)
                        return fold_table[mid].to;
                if (fold_table[mid].cp < cp)
                        low = mid + 1;
                else
                        high = mid;
        }
        return NULL;
}

static size_t fold_put(char *out, uint32_t cp)
{
        const char *to;
        size_t n;

        if (cp < 0x80) {
                *out = (char)(cp >= 'A' && cp <= 'Z' ? cp + 32 : cp);
                return 1;
        }
        to = fold_of(cp);
        if (!to)
                return utf8_put(out, cp);
        n = strlen(to);
        memcpy(out, to, n);
        return n;
}

char *text_fold(struct arena *a, const char *s)
{
        size_t n = s ? strlen(s) : 0, len;
        char *out = room(a, s ? s : "", n), *p = out;

        for (size_t i = 0; i < n; i += len)
                p += fold_put(p, utf8_next(s + i, n - i, &len));
        *p = '\0';
        return out;
}

/* Fillers that show nothing although they are letters or symbols to Unicode. */
static bool filler(uint32_t cp)
{
        return cp == 0xad || cp == 0x34f || cp == 0x115f || cp == 0x1160 || cp == 0x180e || cp == 0x2800 ||
               cp == 0x3164 || cp == 0xffa0 || (cp >= 0xfe00 && cp <= 0xfe0f);
}

bool text_blank(const char *s)
{
        size_t n = s ? strlen(s) : 0, len;

        for (size_t i = 0; i < n; i += len) {
                uint32_t cp = utf8_next(s + i, n - i, &len);

                if (!unicode_space(cp) && !invisible(cp) && !control(cp) && !filler(cp))
                        return false;
        }
        return true;
}

/* A code point that belongs to the one before it: cutting here would change what is read. */
static bool joined(uint32_t cp)
{
        return (cp >= 0x300 && cp <= 0x36f) || cp == ZWJ || (cp >= 0xfe00 && cp <= 0xfe0f) || cp == 0x20e3 ||
               (cp >= 0x1f3fb && cp <= 0x1f3ff) || (cp >= 0xe0020 && cp <= 0xe007f);
}

/* Where to cut so that at most `max` code points stay; n when all fit. */
static size_t cut(const char *s, size_t n, size_t max)
{
        size_t count = 0, whole = 0, space = 0, len, near = max - max / 4;
        uint32_t before = 0;

        for (size_t i = 0; i < n; i += len, count++) {
                uint32_t cp = utf8_next(s + i, n - i, &len);

                if (!joined(cp) && before != ZWJ)
                        whole = i;
                if (unicode_space(cp) && count >= near)
                        space = i;
                if (count == max)
                        return space ? space : whole;
                before = cp;
        }
        return n;
}

char *text_short(struct arena *a, const char *s, size_t max)
{
        size_t n = s ? strlen(s) : 0, keep = n ? cut(s, n, max) : 0;
        char *out;

        if (keep == n)
                return arena_str(a, s);
        out = arena_strn(a, s, keep);
        while (keep && (out[keep - 1] == ' ' || out[keep - 1] == '\n' || out[keep - 1] == '\t'))
                keep--;
        out[keep] = '\0';
        return arena_fmt(a, "%s…", out);
}

bool text_i64(const char *s, int64_t *out)
{
        int64_t v = 0;

        if (!s || !*s)
                return false;
        for (; *s; s++) {
                if (*s < '0' || *s > '9')
                        return false;
                if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, *s - '0', &v))
                        return false;
        }
        *out = v;
        return true;
}

/* Capital of a folded letter; scripts without capitals stay. */
static uint32_t capital(uint32_t cp)
{
        if ((cp >= 'a' && cp <= 'z') || (cp >= 0x3b1 && cp <= 0x3c9) || (cp >= 0x430 && cp <= 0x44f))
                return cp - 32;
        if (cp >= 0x450 && cp <= 0x45f)
                return cp - 80;
        return cp;
}

static bool letter(uint32_t cp)
{
        return cp >= 0x80 ? cp != 0xfffd && !unicode_space(cp) && !(cp >= 0xa1 && cp <= 0xbf) &&
                                !(cp >= 0x2010 && cp <= 0x206f)
                          : (cp >= 'a' && cp <= 'z') || (cp >= '0' && cp <= '9');
}

char *text_initials(struct arena *a, const char *name)
{
        char *s = text_fold(a, name), *out = arena_alloc(a, 9);
        size_t n = strlen(s), len, first = 0, last = 0;
        bool inside = false;

        for (size_t i = 0; i < n; i += len) {
                uint32_t cp = utf8_next(s + i, n - i, &len);
                char *to = first ? out + first : out;

                if (unicode_space(cp))
                        inside = false;
                if (inside || !letter(cp))
                        continue;
                inside = true;
                last = utf8_put(to, capital(cp));
                if (!first) {
                        first = last;
                        last = 0;
                }
        }
        if (!first)
                out[first++] = '?';
        out[first + last] = '\0';
        return out;
}

bool str_eq(const char *a, const char *b)
{
        return a && b ? !strcmp(a, b) : a == b;
}

bool str_starts(const char *s, const char *prefix)
{
        return s && prefix && !strncmp(s, prefix, strlen(prefix));
}
