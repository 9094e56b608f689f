/* Growing text with a ceiling and a sticky error: append freely, ask once at the end.
 * b.p is never NULL after init and always ended by NUL; b.n is the length.
 * The bytes live in the arena given at init. */
#ifndef GUICHET_BASE_BUF_H
#define GUICHET_BASE_BUF_H

#include "base/arena.h"

struct buf {
        char *p;
        size_t n, cap, max;
        struct arena *arena;
        enum status st; /* ST_OK or ST_TOO_LARGE; once set, appends do nothing */
};

/* Empty buffer that holds at most `max` bytes (NUL not counted). */
void buf_init(struct buf *b, struct arena *a, size_t max);

void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_i64(struct buf *b, int64_t v);
void buf_fmt(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* JSON string with quotes; bad UTF-8 becomes U+FFFD; NULL becomes null. */
void buf_json(struct buf *b, const char *s);

/* Percent-encoding of a query value (unreserved characters of RFC 3986 stay). */
void buf_url(struct buf *b, const char *s);

/* The sticky status. */
enum status buf_end(const struct buf *b) CHECKED;

#endif
