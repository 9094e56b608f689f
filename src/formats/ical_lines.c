/* Lines of an iCalendar file, unfolded byte by byte: programs fold in the middle of a character, so what belongs
 * together is only known once the folds are gone. */
#include "formats/ical_lines.h"

#include "base/buf.h"
#include "base/text.h"
#include "formats/csv.h"

void ical_lines_open(struct ical_lines *l, const char *text, size_t n)
{
        size_t mark = n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

        l->p = text + mark;
        l->end = text + n;
        l->text[0] = l->zone[0] = '\0';
        l->date_only = false;
}

bool ical_next(struct ical_lines *l)
{
        size_t n = 0;

        if (l->p >= l->end)
                return false;
        while (l->p < l->end) {
                char ch = *l->p++;
                if (ch == '\r' || ch == '\0')
                        continue;
                if (ch == '\n' && !(l->p < l->end && (*l->p == ' ' || *l->p == '\t')))
                        break;
                if (ch == '\n')
                        l->p++; /* a fold: the blank goes with it */
                else if (n < sizeof l->text - 1)
                        l->text[n++] = ch;
        }
        if (n == sizeof l->text - 1) { /* cut at the ceiling: not within a letter */
                while (n && ((unsigned char)l->text[n - 1] & 0xc0) == 0x80)
                        n--;
                n -= n && (unsigned char)l->text[n - 1] >= 0xc0;
        }
        l->text[n] = '\0';
        return true;
}

bool ical_begins(const struct ical_lines *l, const char *what)
{
        return strncasecmp(l->text, what, strlen(what)) == 0;
}

static void zone_take(struct ical_lines *l, const char *p)
{
        size_t n = 0;

        for (p += *p == '"'; *p && *p != '"' && *p != ';' && *p != ':' && n < sizeof l->zone - 1; p++)
                l->zone[n++] = *p;
        l->zone[n] = '\0';
}

const char *ical_value(struct ical_lines *l, const char *name)
{
        size_t n = strlen(name);
        bool quoted = false;

        if (strncasecmp(l->text, name, n) != 0 || (l->text[n] != ':' && l->text[n] != ';'))
                return NULL;
        l->zone[0] = '\0';
        l->date_only = false;
        for (const char *p = l->text + n; *p; p++) {
                quoted ^= *p == '"';
                if (quoted)
                        continue;
                if (*p == ':')
                        return p + 1;
                if (strncasecmp(p, ";TZID=", 6) == 0)
                        zone_take(l, p + 6);
                l->date_only = l->date_only || strncasecmp(p, ";VALUE=DATE:", 12) == 0 || strncasecmp(p, ";VALUE=DATE;", 12) == 0;
        }
        return NULL;
}

bool ical_digits(const char *s, size_t n, int *out)
{
        *out = 0;
        for (size_t i = 0; i < n; i++) {
                if (s[i] < '0' || s[i] > '9')
                        return false;
                *out = *out * 10 + (s[i] - '0');
        }
        return true;
}

int64_t ical_number(const char *s, int64_t max)
{
        int64_t n = 0;

        for (; *s >= '0' && *s <= '9' && n < max; s++)
                n = n * 10 + (*s - '0');
        return n < max ? n : max;
}

int64_t ical_number_after(const char *rule, const char *key, int64_t max)
{
        const char *p = strcasestr(rule, key);

        return p ? ical_number(p + strlen(key), max) : 0;
}

const char *ical_words(struct arena *a, const char *value, char newline)
{
        struct buf b;

        buf_init(&b, a, ICAL_LINE_BYTES + 16);
        for (const char *s = value; *s; s++) {
                if (*s != '\\' || !s[1])
                        buf_char(&b, *s);
                else
                        buf_char(&b, *++s == 'n' || *s == 'N' ? newline : *s);
        }
        if (buf_end(&b))
                return "";
        /* some programs write the letters of Windows, whatever they say */
        return utf8_valid(b.p, b.n) ? b.p : csv_from_windows(a, b.p, b.n, &b.n);
}
