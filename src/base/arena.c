/* Bump allocation in a list of blocks.  The first block is 16 KiB and survives a reset, so an
 * ordinary page costs no malloc at all; later blocks double up to 1 MiB, and whatever is larger
 * than a block gets its own, so little is wasted and no size is special.  Deferred calls are a list
 * inside the arena itself. */
#include "base/arena.h"

#include "base/assert.h"

#define ALIGN       16u
#define FIRST_BLOCK (16u << 10)
#define LARGE_BLOCK (1u << 20)

struct block {
        struct block *prev;
        size_t size, used; /* of data[] */
        _Alignas(ALIGN) unsigned char data[];
};

struct deferred {
        struct deferred *prev;
        void (*fn)(void *);
        void *arg;
};

struct arena {
        struct block *last; /* newest; the oldest one is the one kept */
        struct deferred *deferred;
        size_t ceiling, used;
        bool over;
};

static struct block *block_new(struct block *prev, size_t size)
{
        struct block *b = malloc(sizeof(*b) + size);

        if (!b)
                out_of_memory();
        b->prev = prev;
        b->size = size;
        b->used = 0;
        return b;
}

struct arena *arena_new(size_t ceiling)
{
        struct arena *a = calloc(1, sizeof(*a));

        if (!a)
                out_of_memory();
        a->ceiling = ceiling;
        a->last = block_new(NULL, FIRST_BLOCK);
        return a;
}

/* A deferred function may still allocate, and even defer: the list is read again each turn. */
static void run_deferred(struct arena *a)
{
        while (a->deferred) {
                struct deferred *d = a->deferred;

                a->deferred = d->prev;
                d->fn(d->arg);
        }
}

void arena_reset(struct arena *a)
{
        run_deferred(a);
        while (a->last->prev) {
                struct block *b = a->last;

                a->last = b->prev;
                free(b);
        }
        a->last->used = 0;
        a->used = 0;
        a->over = false;
}

void arena_free(struct arena **a)
{
        if (!a || !*a)
                return;
        arena_reset(*a);
        free((*a)->last);
        free(*a);
        *a = NULL;
}

/* Twice the ceiling is a bug of ours: nobody asked arena_over() for megabytes. */
static void count(struct arena *a, size_t n)
{
        a->used += n;
        if (a->used <= a->ceiling)
                return;
        a->over = true;
        ASSERT(a->used / 2 <= a->ceiling);
}

static size_t next_size(const struct arena *a, size_t n)
{
        size_t size = a->last->size * 2;

        if (size > LARGE_BLOCK)
                size = LARGE_BLOCK;
        return size > n ? size : n;
}

void *arena_raw(struct arena *a, size_t n)
{
        struct block *b = a->last;
        void *p;

        ASSERT(n < SIZE_MAX / 4);
        n = n ? (n + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
        count(a, n);
        if (b->size - b->used < n)
                b = a->last = block_new(b, next_size(a, n));
        p = b->data + b->used;
        b->used += n;
        return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
        return memset(arena_raw(a, n), 0, n);
}

void *arena_calloc(struct arena *a, size_t n, size_t size)
{
        size_t total;

        ASSERT(!__builtin_mul_overflow(n, size, &total));
        return arena_alloc(a, total);
}

char *arena_strn(struct arena *a, const char *s, size_t n)
{
        char *p = arena_raw(a, n + 1);

        if (n)
                memcpy(p, s, n);
        p[n] = '\0';
        return p;
}

char *arena_str(struct arena *a, const char *s)
{
        return arena_strn(a, s, s ? strlen(s) : 0);
}

char *arena_vfmt(struct arena *a, const char *fmt, va_list ap)
{
        va_list again;
        char small[256]; /* most texts fit: written once */
        int n;
        char *p;

        va_copy(again, ap);
        n = vsnprintf(small, sizeof(small), fmt, again);
        va_end(again);
        ASSERT(n >= 0);
        p = arena_raw(a, (size_t)n + 1);
        if ((size_t)n < sizeof(small))
                memcpy(p, small, (size_t)n + 1);
        else
                vsnprintf(p, (size_t)n + 1, fmt, ap);
        return p;
}

char *arena_fmt(struct arena *a, const char *fmt, ...)
{
        va_list ap;
        char *p;

        va_start(ap, fmt);
        p = arena_vfmt(a, fmt, ap);
        va_end(ap);
        return p;
}

void arena_defer(struct arena *a, void (*fn)(void *), void *arg)
{
        struct deferred *d = ARENA_NEW(a, struct deferred);

        d->prev = a->deferred;
        d->fn = fn;
        d->arg = arg;
        a->deferred = d;
}

bool arena_over(const struct arena *a)
{
        return a->over;
}

size_t arena_used(const struct arena *a)
{
        return a->used;
}
