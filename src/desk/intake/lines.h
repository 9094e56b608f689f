/* Lines of a file or a pipe, one after another, in constant memory. */
#ifndef GUICHET_DESK_INTAKE_LINES_H
#define GUICHET_DESK_INTAKE_LINES_H

#include "base/base.h"

struct lines;

struct line {
        int64_t number; /* from 1 */
        const char *p;  /* without its end, not ended by NUL; until the next call */
        size_t n;
        bool too_long;  /* longer than the ceiling: p holds its beginning only */
};

/* Reads from where fd stands; does not close it. */
struct lines *lines_new(int fd, size_t max);
void lines_free(struct lines **l);

/* ST_NOT_FOUND at the end, ST_IO when it cannot be read.  The last line needs no newline; a carriage
 * return before the newline is left out. */
enum status lines_next(struct lines *l, struct line *out) CHECKED;

/* Bytes of the lines given so far. */
int64_t lines_bytes(const struct lines *l);

/* SHA-256 of a regular file, whole, without moving its offset; 32 bytes to out. */
enum status lines_hash(int fd, unsigned char *out) CHECKED;

#endif
