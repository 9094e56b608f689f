/* A window over the file: lines are found in it and given without a copy; what is left of the last line
 * moves to the front before more is read.  A line longer than the window is read to its end and told as
 * too long, so that a file without newlines takes no memory. */
#include <errno.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/sha256.h"
#include "desk/intake/lines.h"

struct lines {
        int fd;
        bool end;
        size_t max, from, to; /* window[from, to) is not given yet */
        int64_t number, bytes;
        char window[];
};

enum { SPARE = 64 << 10, HASH_PIECE = 1 << 20 };

struct lines *lines_new(int fd, size_t max)
{
        struct lines *l = calloc(1, sizeof *l + max + SPARE);

        if (!l)
                out_of_memory();
        l->fd = fd;
        l->max = max;
        return l;
}

void lines_free(struct lines **l)
{
        free(*l);
        *l = NULL;
}

static ssize_t read_some(int fd, void *p, size_t n)
{
        ssize_t got;

        do
                got = read(fd, p, n);
        while (got < 0 && errno == EINTR);
        return got;
}

static enum status fill(struct lines *l)
{
        memmove(l->window, l->window + l->from, l->to - l->from);
        l->to -= l->from;
        l->from = 0;
        ssize_t got = read_some(l->fd, l->window + l->to, l->max + SPARE - l->to);
        if (got < 0)
                return ST_IO;
        l->end = got == 0;
        l->to += (size_t)got;
        return ST_OK;
}

/* Gives window[from, from + n); `skip` more bytes belong to its end. */
static void give(struct lines *l, size_t n, size_t skip, struct line *out)
{
        const char *p = l->window + l->from;

        l->number++;
        l->from += n + skip;
        l->bytes += (int64_t)(n + skip);
        if (n && p[n - 1] == '\r')
                n--;
        *out = (struct line){.number = l->number, .p = p, .n = n < l->max ? n : l->max, .too_long = n > l->max};
}

/* The rest of a line that does not fit is read over; its beginning is kept where the line was. */
static enum status give_long(struct lines *l, struct line *out)
{
        size_t kept = l->max;
        char *rest = l->window + kept;

        l->bytes += (int64_t)(l->to - l->from);
        l->number++;
        *out = (struct line){.number = l->number, .p = l->window, .n = kept, .too_long = true};
        for (;;) {
                ssize_t got = read_some(l->fd, rest, SPARE);
                if (got < 0)
                        return ST_IO;
                const char *nl = memchr(rest, '\n', (size_t)got);
                size_t eaten = nl ? (size_t)(nl - rest) + 1 : (size_t)got;
                l->bytes += (int64_t)eaten;
                l->end = got == 0;
                l->from = kept + eaten;
                l->to = kept + (size_t)got;
                if (nl || l->end)
                        return ST_OK;
        }
}

enum status lines_next(struct lines *l, struct line *out)
{
        size_t looked = 0;

        for (;;) {
                const char *p = l->window + l->from;
                const char *nl = memchr(p + looked, '\n', l->to - l->from - looked);
                if (nl) {
                        give(l, (size_t)(nl - p), 1, out);
                        return ST_OK;
                }
                if (l->end && l->from == l->to)
                        return ST_NOT_FOUND;
                if (l->end) {
                        give(l, l->to - l->from, 0, out);
                        return ST_OK;
                }
                looked = l->to - l->from;
                if (looked == l->max + SPARE)
                        return give_long(l, out);
                if (fill(l))
                        return ST_IO;
        }
}

int64_t lines_bytes(const struct lines *l)
{
        return l->bytes;
}

enum status lines_hash(int fd, unsigned char *out)
{
        struct sha256 h;
        char *piece = malloc(HASH_PIECE);
        ssize_t got = -1;
        off_t at = 0;

        if (!piece)
                out_of_memory();
        sha256_init(&h);
        while ((got = pread(fd, piece, HASH_PIECE, at)) != 0) {
                if (got < 0 && errno == EINTR)
                        continue;
                if (got < 0)
                        break;
                sha256_add(&h, piece, (size_t)got);
                at += got;
        }
        free(piece);
        if (got < 0)
                return ST_IO;
        sha256_end(&h, out);
        return ST_OK;
}
