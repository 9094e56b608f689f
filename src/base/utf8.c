/* UTF-8 at the level of bytes: decode, encode, check.  One decoder, strict as RFC 3629; the check
 * and the count are loops over it, so they cannot disagree about what is well formed. */
#include "base/text.h"

/* The second byte's allowed range carries all special cases: overlong forms, surrogates, the top. */
static bool second_ok(unsigned char first, unsigned char second)
{
        unsigned char low = 0x80, high = 0xbf;

        if (first == 0xe0)
                low = 0xa0;
        else if (first == 0xed)
                high = 0x9f;
        else if (first == 0xf0)
                low = 0x90;
        else if (first == 0xf4)
                high = 0x8f;
        return second >= low && second <= high;
}

static size_t length_of(unsigned char first)
{
        if (first < 0x80)
                return 1;
        if (first >= 0xc2 && first <= 0xdf)
                return 2;
        if ((first & 0xf0) == 0xe0)
                return 3;
        if (first >= 0xf0 && first <= 0xf4)
                return 4;
        return 0;
}

/* Length of the well-formed sequence at s, 0 when there is none. */
static size_t sequence(const unsigned char *s, size_t n)
{
        size_t len = length_of(s[0]);

        if (len < 2)
                return len;
        if (len > n || !second_ok(s[0], s[1]))
                return 0;
        for (size_t i = 2; i < len; i++)
                if ((s[i] & 0xc0) != 0x80)
                        return 0;
        return len;
}

uint32_t utf8_next(const char *s, size_t n, size_t *len)
{
        const unsigned char *u = (const unsigned char *)s;
        size_t k = sequence(u, n);
        uint32_t cp;

        *len = k ? k : 1;
        if (k == 1)
                return u[0];
        if (!k)
                return 0xfffd;
        cp = u[0] & (0x7fu >> k);
        for (size_t i = 1; i < k; i++)
                cp = cp << 6 | (u[i] & 0x3fu);
        return cp;
}

bool utf8_valid(const char *s, size_t n)
{
        size_t i = 0, len;

        while (i < n) {
                if (!s[i])
                        return false;
                len = sequence((const unsigned char *)s + i, n - i);
                if (!len)
                        return false;
                i += len;
        }
        return true;
}

size_t utf8_put(char *out, uint32_t cp)
{
        if (cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
                cp = 0xfffd;
        if (cp < 0x80) {
                out[0] = (char)cp;
                return 1;
        }
        if (cp < 0x800) {
                out[0] = (char)(0xc0 | cp >> 6);
                out[1] = (char)(0x80 | (cp & 0x3f));
                return 2;
        }
        if (cp < 0x10000) {
                out[0] = (char)(0xe0 | cp >> 12);
                out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
                out[2] = (char)(0x80 | (cp & 0x3f));
                return 3;
        }
        out[0] = (char)(0xf0 | cp >> 18);
        out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
        out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[3] = (char)(0x80 | (cp & 0x3f));
        return 4;
}

size_t utf8_count(const char *s)
{
        size_t n = s ? strlen(s) : 0, count = 0, len;

        for (size_t i = 0; i < n; i += len, count++)
                utf8_next(s + i, n - i, &len);
        return count;
}
