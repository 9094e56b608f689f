/* Memory that dies together: one arena per request, mail or job.  Nothing in it is freed
 * singly; arena_reset() forgets all and keeps the first block for the next request.
 * Advantages: no leaks, no ownership questions inside a handler.  Price: a loop that
 * allocates grows until the end, so loops over unbounded input must not allocate per turn.
 *
 * Ceiling: past it allocation still succeeds (up to twice the ceiling, then abort), but
 * arena_over() becomes true and stays so; dispatch then answers 413 or 503.
 * Not thread-safe: an arena belongs to one thread at a time. */
#ifndef GUICHET_BASE_ARENA_H
#define GUICHET_BASE_ARENA_H

#include <stdarg.h>

#include "base/base.h"

struct arena;

/* New arena; `ceiling` in bytes.  Never NULL (aborts when malloc fails). */
struct arena *arena_new(size_t ceiling);

/* Runs what was deferred (last first), forgets everything, keeps one block of at most 16 KiB. */
void arena_reset(struct arena *a);

/* Same, and gives all memory back.  NULL is fine; *a becomes NULL. */
void arena_free(struct arena **a);

/* `n` bytes, zeroed, aligned to 16.  Never NULL.  n == 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t n) __attribute__((returns_nonnull, malloc, alloc_size(2)));

/* The same, not zeroed: for what is written whole at once. */
void *arena_raw(struct arena *a, size_t n) __attribute__((returns_nonnull, malloc, alloc_size(2)));

/* Array of `n` of `T`, zeroed; aborts on multiplication overflow. */
void *arena_calloc(struct arena *a, size_t n, size_t size) __attribute__((returns_nonnull, malloc));
#define ARENA_NEW(a, T) ((T *)arena_alloc((a), sizeof(T)))
#define ARENA_ARRAY(a, n, T) ((T *)arena_calloc((a), (n), sizeof(T)))

/* Copies, ended by NUL.  NULL in gives "" out. */
char *arena_str(struct arena *a, const char *s) __attribute__((returns_nonnull));
char *arena_strn(struct arena *a, const char *s, size_t n) __attribute__((returns_nonnull));
char *arena_fmt(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3) __attribute__((returns_nonnull));
char *arena_vfmt(struct arena *a, const char *fmt, va_list ap) PRINTF_LIKE(2, 0) __attribute__((returns_nonnull));

/* fn(arg) runs at reset or free, last registered first: files, curl handles, child arenas. */
void arena_defer(struct arena *a, void (*fn)(void *), void *arg);

/* True once more than the ceiling was taken since the last reset. */
bool arena_over(const struct arena *a);

/* Bytes handed out since the last reset. */
size_t arena_used(const struct arena *a);

#endif
