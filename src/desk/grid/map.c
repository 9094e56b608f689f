/* A table of texts: what a grid of ten thousand rows looks things up in. */
#include <string.h>

#include "desk/grid/own.h"

struct grid_map {
        struct slot {
                const char *key;
                void *value;
        } *slot;
        size_t n, cap; /* cap: a power of two, at most half full */
};

static size_t hash(const char *s)
{
        uint64_t h = 1469598103934665603u;

        for (; *s; s++)
                h = (h ^ (unsigned char)*s) * 1099511628211u;
        return (size_t)(h ^ h >> 29);
}

static struct slot *slot_of(const struct grid_map *m, const char *key)
{
        size_t i = hash(key) & (m->cap - 1);

        while (m->slot[i].key && strcmp(m->slot[i].key, key) != 0)
                i = (i + 1) & (m->cap - 1);
        return &m->slot[i];
}

struct grid_map *grid_map_new(struct arena *a, size_t about)
{
        struct grid_map *m = ARENA_NEW(a, struct grid_map);

        for (m->cap = 64; m->cap < 2 * about; m->cap *= 2) {
        }
        m->slot = ARENA_ARRAY(a, m->cap, struct slot);
        return m;
}

void *grid_map_get(const struct grid_map *m, const char *key)
{
        return slot_of(m, key)->value;
}

void grid_map_put(struct grid_map *m, struct arena *a, const char *key, void *value)
{
        if (2 * m->n >= m->cap) {
                struct grid_map *more = grid_map_new(a, 2 * m->cap);
                for (size_t i = 0; i < m->cap; i++)
                        if (m->slot[i].key)
                                *slot_of(more, m->slot[i].key) = m->slot[i];
                m->slot = more->slot;
                m->cap = more->cap;
        }
        struct slot *s = slot_of(m, key);
        m->n += !s->key;
        *s = (struct slot){key, value};
}
