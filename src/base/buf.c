/* Growing text.  Room doubles inside the arena; the outgrown copy stays there until the reset,
 * which is why every buffer is born with its maximum.  An append that does not fit is refused whole,
 * so a buffer never ends in half a character. */
#include "base/buf.h"

#include "base/assert.h"
#include "base/text.h"

#define FIRST_ROOM 128u

void buf_init(struct buf *b, struct arena *a, size_t max)
{
        size_t room = max < FIRST_ROOM ? max : FIRST_ROOM;

        ASSERT(max < SIZE_MAX / 4);
        *b = (struct buf){.p = arena_raw(a, room + 1), .cap = room, .max = max, .arena = a};
        b->p[0] = '\0';
}

/* Makes room for n more bytes; false (and the sticky status) when the maximum forbids it. */
static bool room_for(struct buf *b, size_t n)
{
        size_t cap;
        char *p;

        if (b->st)
                return false;
        if (n > b->max - b->n) {
                b->st = ST_TOO_LARGE;
                return false;
        }
        if (b->n + n <= b->cap)
                return true;
        cap = b->cap * 2 > b->n + n ? b->cap * 2 : b->n + n;
        if (cap > b->max)
                cap = b->max;
        p = arena_raw(b->arena, cap + 1);
        memcpy(p, b->p, b->n + 1);
        b->p = p;
        b->cap = cap;
        return true;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
        /* a buffer with an error keeps its room, so the short way asks for it too */
        if (!n || ((b->st || n > b->cap - b->n) && !room_for(b, n)))
                return;
        memcpy(b->p + b->n, p, n);
        b->n += n;
        b->p[b->n] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
        if (s)
                buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
        buf_add(b, &c, 1);
}

void buf_i64(struct buf *b, int64_t v)
{
        char s[24];
        size_t at = sizeof(s);
        uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

        do {
                s[--at] = (char)('0' + u % 10);
                u /= 10;
        } while (u);
        if (v < 0)
                s[--at] = '-';
        buf_add(b, s + at, sizeof(s) - at);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
        va_list ap, again;
        int n;

        if (b->st)
                return;
        va_start(ap, fmt);
        va_copy(again, ap);
        n = vsnprintf(b->p + b->n, b->cap - b->n + 1, fmt, ap);
        va_end(ap);
        ASSERT(n >= 0);
        if ((size_t)n > b->cap - b->n) {
                b->p[b->n] = '\0';
                if (room_for(b, (size_t)n))
                        vsnprintf(b->p + b->n, (size_t)n + 1, fmt, again);
                else
                        n = 0;
        }
        va_end(again);
        b->n += (size_t)n;
}

static void json_control(struct buf *b, unsigned char c)
{
        static const char hex_digit[] = "0123456789abcdef";
        static const char short_form[] = "\b\t\n\f\r\"\\", letter[] = "btnfr\"\\";
        const char *hit = c ? strchr(short_form, c) : NULL;

        if (hit) {
                buf_char(b, '\\');
                buf_char(b, letter[hit - short_form]);
                return;
        }
        buf_str(b, "\\u00");
        buf_char(b, hex_digit[c >> 4]);
        buf_char(b, hex_digit[c & 15]);
}

static bool json_plain(unsigned char c)
{
        return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

void buf_json(struct buf *b, const char *s)
{
        size_t n, i = 0;

        if (!s) {
                buf_str(b, "null");
                return;
        }
        n = strlen(s);
        buf_char(b, '"');
        while (i < n) {
                size_t run = i, len;
                char utf8[4];

                while (run < n && json_plain((unsigned char)s[run]))
                        run++;
                buf_add(b, s + i, run - i);
                i = run;
                if (i == n)
                        break;
                if ((unsigned char)s[i] < 0x80) {
                        json_control(b, (unsigned char)s[i++]);
                        continue;
                }
                buf_add(b, utf8, utf8_put(utf8, utf8_next(s + i, n - i, &len)));
                i += len;
        }
        buf_char(b, '"');
}

static bool url_plain(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == '_' || c == '~';
}

void buf_url(struct buf *b, const char *s)
{
        static const char hex_digit[] = "0123456789ABCDEF";

        for (; s && *s; s++) {
                unsigned char c = (unsigned char)*s;
                char coded[3] = {'%', hex_digit[c >> 4], hex_digit[c & 15]};

                if (url_plain(*s))
                        buf_char(b, *s);
                else
                        buf_add(b, coded, 3);
        }
}

enum status buf_end(const struct buf *b)
{
        return b->st;
}
