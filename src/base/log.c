/* One line, one write(2): lines of several threads and processes do not mix in the journal.  A value
 * is cut at 512 bytes and a line that still does not fit loses its fields, never its event. */
#include "base/log.h"

#include <errno.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/moment.h"

#define VALUE_BYTES 512u
#define LINE_BYTES  (8u << 10)

static const char *const level_names[] = {"debug", "info", "warn", "error"};
static atomic_int lowest_level = LOG_INFO;

void log_level_set(enum log_level lowest)
{
        atomic_store(&lowest_level, (int)lowest);
}

/* The bytes cut in the middle of a character are left out rather than shown as U+FFFD. */
static const char *cut(struct arena *a, const char *s)
{
        size_t n = strnlen(s, VALUE_BYTES + 1);

        if (n <= VALUE_BYTES)
                return s;
        n = VALUE_BYTES;
        while (n && ((unsigned char)s[n] & 0xc0) == 0x80)
                n--;
        return arena_strn(a, s, n);
}

static void line(struct buf *b, struct arena *a, enum log_level level, const char *what, size_t n,
                 const struct log_field *f)
{
        buf_init(b, a, LINE_BYTES);
        buf_fmt(b, "{\"at\":\"%s\",\"level\":\"%s\",\"event\":", moment_rfc3339(a, moment_now()),
                level_names[level]);
        buf_json(b, cut(a, what));
        for (size_t i = 0; i < n; i++) {
                buf_char(b, ',');
                buf_json(b, f[i].name);
                buf_char(b, ':');
                if (f[i].text)
                        buf_json(b, cut(a, f[i].text));
                else
                        buf_i64(b, f[i].number);
        }
        buf_str(b, "}\n");
}

void log_write(enum log_level level, const char *what, size_t n, const struct log_field *f)
{
        struct arena *a;
        struct buf b;
        ssize_t done;

        if ((int)level < atomic_load(&lowest_level))
                return;
        a = arena_new(MAX_REQUEST_ARENA);
        line(&b, a, level, what, n, f);
        if (buf_end(&b))
                line(&b, a, level, what, 1, &LOG_I("fields_left_out", n));
        do
                done = write(STDERR_FILENO, b.p, b.n);
        while (done < 0 && errno == EINTR);
        arena_free(&a);
}
