/* Composing, and nothing else: text in quoted-printable, headers in encoded words where they are not plain, and no
 * byte below space in either.  Reading mail is another matter and will have a library for it. */
#include "mail/letter.h"

#include "base/moment.h"
#include "base/random.h"
#include "base/text.h"

enum { WORD_BYTES = 42 /* of UTF-8 in one encoded word: 56 letters of base64 */, LINE_LETTERS = 76, SUBJECT_MAX = 200 };

/* ---- addresses ---- */

static bool alnum(char c)
{
        return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool dotted(const char *s, size_t n, const char *more)
{
        for (size_t i = 0; i < n; i++) {
                bool dot = s[i] == '.';
                if (dot ? i == 0 || i + 1 == n || s[i - 1] == '.' : !alnum(s[i]) && !strchr(more, s[i]))
                        return false;
        }
        return n > 0;
}

bool letter_address_ok(const char *s)
{
        const char *at = strchr(s, '@');
        size_t local = at ? (size_t)(at - s) : 0;

        return at && strlen(s) <= 254 && local <= 64 && dotted(s, local, "!#$%&'*+-/=?^_`{|}~") && dotted(at + 1, strlen(at + 1), "-");
}

const char *letter_id(struct arena *a, const char *from)
{
        unsigned char chance[16];
        const char *at = strchr(from, '@');

        random_bytes(chance, sizeof chance);
        return arena_fmt(a, "%s@%s", hex(a, chance, sizeof chance), at && letter_address_ok(from) ? at + 1 : "guichet.invalid");
}

/* ---- headers ---- */

/* One line, whatever it was: line and paragraph separators of Unicode are line ends to some readers. */
static const char *one_line(struct arena *a, const char *s, size_t max)
{
        char *out = text_clean(a, s, strlen(s), true);

        for (char *p = out; *p; p++)
                if (str_starts(p, "\xe2\x80\xa8") || str_starts(p, "\xe2\x80\xa9"))
                        p[0] = p[1] = p[2] = ' ';
        return text_short(a, out, max);
}

static bool plain(const char *s, const char *more)
{
        for (const char *p = s; *p; p++)
                if (!alnum(*p) && !strchr(more, *p))
                        return false;
        return strlen(s) <= 60;
}

static void base64(struct buf *out, const unsigned char *p, size_t n)
{
        static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        for (size_t i = 0; i < n; i += 3) {
                unsigned v = (unsigned)p[i] << 16 | (i + 1 < n ? (unsigned)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
                buf_char(out, letters[v >> 18]);
                buf_char(out, letters[v >> 12 & 63]);
                buf_char(out, i + 1 < n ? letters[v >> 6 & 63] : '=');
                buf_char(out, i + 2 < n ? letters[v & 63] : '=');
        }
}

/* RFC 2047: words of whole letters, a line each. */
static void words(struct buf *out, const char *s)
{
        size_t left = strlen(s);

        for (bool first = true; left; first = false) {
                size_t n = left < WORD_BYTES ? left : WORD_BYTES;
                while (n < left && n > 1 && ((unsigned char)s[n] & 0xc0) == 0x80)
                        n--;
                buf_str(out, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
                base64(out, (const unsigned char *)s, n);
                buf_str(out, "?=");
                s += n;
                left -= n;
        }
}

static void header_text(struct buf *out, const char *name, const char *value)
{
        buf_fmt(out, "%s: ", name);
        if (plain(value, " -_.,:'()[]/!?#&+"))
                buf_str(out, value);
        else
                words(out, value);
        buf_str(out, "\r\n");
}

static void header_address(struct buf *out, const char *name, const char *called, const char *address)
{
        buf_fmt(out, "%s: ", name);
        if (*called && plain(called, " -"))
                buf_fmt(out, "%s\r\n ", called);
        else if (*called) {
                words(out, called);
                buf_str(out, "\r\n ");
        }
        buf_fmt(out, *called ? "<%s>\r\n" : "%s\r\n", address);
}

static void header_date(struct buf *out, int64_t at)
{
        static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
        static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        struct civil c;

        zone_local(zone_get("UTC"), at, &c);
        buf_fmt(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[c.wday - 1], c.day, months[c.month - 1], c.year, c.hour, c.minute,
                c.second);
}

/* ---- text ---- */

static void quoted(struct buf *out, const char *s)
{
        size_t column = 0;

        for (const unsigned char *p = (const unsigned char *)s; *p; p++) {
                bool last = !p[1] || p[1] == '\n';
                bool code = *p == '=' || *p > '~' || (*p < ' ' && *p != '\t') || (last && (*p == ' ' || *p == '\t'));
                if (*p == '\r')
                        continue;
                if (*p == '\n') {
                        buf_str(out, "\r\n");
                        column = 0;
                        continue;
                }
                if (column + (code ? 3 : 1) > LINE_LETTERS - 1) {
                        buf_str(out, "=\r\n");
                        column = 0;
                }
                if (code)
                        buf_fmt(out, "=%02X", *p);
                else
                        buf_char(out, (char)*p);
                column += code ? 3 : 1;
        }
        buf_str(out, "\r\n");
}

enum status letter_write(const struct letter *l, struct buf *out)
{
        struct arena *a = out->arena;
        const char *text = text_clean(a, l->text, strlen(l->text), false);

        if (!letter_address_ok(l->from) || !letter_address_ok(l->to) || !letter_address_ok(l->message_id))
                return ST_INVALID;
        if (l->thread && !letter_address_ok(l->thread))
                return ST_INVALID;
        header_date(out, l->at);
        header_address(out, "From", one_line(a, l->from_name ? l->from_name : "", 100), l->from);
        header_address(out, "To", one_line(a, l->to_name ? l->to_name : "", 100), l->to);
        header_text(out, "Subject", one_line(a, l->subject, SUBJECT_MAX));
        buf_fmt(out, "Message-ID: <%s>\r\n", l->message_id);
        if (l->thread)
                buf_fmt(out, "References: <%s>\r\n", l->thread);
        buf_str(out, "Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n"
                     "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        quoted(out, text);
        return buf_end(out);
}
