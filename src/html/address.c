/* Judges an address by its scheme the way a browser will (WHATWG URL, "basic URL parser"):
 * leading C0 controls and spaces do not count, tab, LF and CR do not count anywhere.  Whatever
 * else stands before a ':' is a scheme, known or refused; an allow-list, never a block-list. */
#include "html/address.h"

#include "base/text.h"

#define MAX_SCHEME 8 /* longer than the longest allowed one */

static bool ignored(unsigned char c)
{
        return c == '\t' || c == '\n' || c == '\r';
}

static bool scheme_allowed(const char *scheme)
{
        static const char *const allowed[] = {"http", "https", "mailto", "tel"};

        for (size_t i = 0; i < ARRAY_LEN(allowed); i++)
                if (str_eq(scheme, allowed[i]))
                        return true;
        return false;
}

bool address_allowed(const char *s, size_t n)
{
        char scheme[MAX_SCHEME + 1];
        size_t k = 0, i = 0;

        while (i < n && (unsigned char)s[i] <= ' ')
                i++;
        for (; i < n; i++) {
                unsigned char c = (unsigned char)s[i];
                if (ignored(c))
                        continue;
                if (c == '/' || c == '?' || c == '#' || c == '\\')
                        return true;
                if (c == ':')
                        break;
                if (k < MAX_SCHEME)
                        scheme[k] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
                k++;
        }
        if (i == n)
                return true; /* no ':' at all: relative */
        if (k > MAX_SCHEME)
                return false;
        scheme[k] = '\0';
        return scheme_allowed(scheme);
}
