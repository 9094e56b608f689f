/* From lines to courses: what several rows say of one course is written once, and what other lines say of it is
 * known before anything is taken away. */
#include <string.h>

#include "desk/grid/apply_own.h"

static void room(struct arena *a, struct target *t, size_t n, size_t others)
{
        t->entry = ARENA_ARRAY(a, n, const struct grid_entry *);
        t->now = ARENA_ARRAY(a, n, struct grid_entry);
        t->old = ARENA_ARRAY(a, n, struct grid_entry);
        t->line = ARENA_ARRAY(a, n, struct grid_line *);
        t->other = ARENA_ARRAY(a, others + 1, struct grid_entry);
}

static void line_to(struct ctx *c, struct target *t, struct grid_line *l)
{
        bool same_row = t->n_entries && t->entry[t->n_entries - 1] == l->entry;

        if (!same_row) {
                t->entry[t->n_entries] = l->entry;
                t->now[t->n_entries++] = *l->entry;
        }
        if (l->course_id)
                t->course_id = l->course_id;
        if (l->known && !l->known->confirmed_at)
                grid_body_read(c, l->known->body, &t->old[t->n_old++]);
        if (l->kind == GRID_CREATED || l->kind == GRID_CHANGED)
                t->line[t->n_lines++] = l;
}

static struct target *target_of(const struct grid_map *m, const struct grid_known *k, struct arena *a)
{
        return k->seen || k->confirmed_at ? NULL : grid_map_get(m, grid_key(a, k->code, k->term));
}

enum status grid_targets(struct ctx *c, struct grid_check *g, struct target **out, size_t *n)
{
        struct arena *a = c->arena;
        struct grid_map *m = grid_map_new(a, g->n_rows);
        struct target *t = ARENA_ARRAY(a, g->n_lines + 1, struct target), *one;

        *n = 0;
        *out = t;
        for (size_t i = 0; i < g->n_lines; i++) {
                const struct grid_line *l = &g->lines[i];
                if ((l->kind == GRID_CREATED || l->kind == GRID_CHANGED) && !grid_map_get(m, l->entry->key))
                        grid_map_put(m, a, l->entry->key, &t[(*n)++]);
        }
        /* How many of each: n_lines and n_others count first, and are filled after. */
        for (size_t i = 0; i < g->n_lines; i++)
                if (g->lines[i].entry && (one = grid_map_get(m, g->lines[i].entry->key)))
                        one->n_lines++;
        for (size_t i = 0; i < g->n_known; i++)
                if ((one = target_of(m, g->known[i], a)))
                        one->n_others++;
        for (size_t i = 0; i < *n; i++) {
                room(a, &t[i], t[i].n_lines, t[i].n_others);
                t[i].n_lines = t[i].n_others = 0;
        }
        for (size_t i = 0; i < g->n_lines; i++)
                if (g->lines[i].entry && (one = grid_map_get(m, g->lines[i].entry->key)))
                        line_to(c, one, &g->lines[i]);
        for (size_t i = 0; i < g->n_known; i++)
                if ((one = target_of(m, g->known[i], a)))
                        grid_body_read(c, g->known[i]->body, &one->other[one->n_others++]);
        return ST_OK;
}
