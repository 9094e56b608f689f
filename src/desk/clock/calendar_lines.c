/* The ledger of a stretch of time.  Pieces come in order from the walk (closed, open, closed …) and a
 * piece that says the same as the line before it, and touches it, makes that line longer: nights join
 * weekends, and a desk open day and night has one line. */
#include "base/text.h"
#include "desk/clock/walk.h"

struct lines {
        struct arena *arena;
        struct calendar_line *row;
        size_t n, room;
        int64_t from, to; /* what was asked */
};

static void grow(struct lines *l)
{
        size_t room = l->room ? l->room * 2 : 16;
        struct calendar_line *row = ARENA_ARRAY(l->arena, room, struct calendar_line);

        if (l->n)
                memcpy(row, l->row, l->n * sizeof(*row));
        l->row = row;
        l->room = room;
}

static void piece(struct lines *l, int64_t from, int64_t to, const char *kind, const char *name, bool counted)
{
        struct calendar_line *last = l->n ? &l->row[l->n - 1] : NULL;

        from = from > l->from ? from : l->from;
        to = to < l->to ? to : l->to;
        if (to <= from)
                return;
        if (!last || !str_eq(last->kind, kind) || !str_eq(last->name, name) ||
            (last->counted_ms > 0) != counted) {
                if (l->n == l->room)
                        grow(l);
                last = &l->row[l->n++];
                *last = (struct calendar_line){.from = from, .kind = kind, .name = name};
        }
        last->to = to;
        last->counted_ms += counted ? to - from : 0;
}

static void day_lines(struct lines *l, const struct walk *w, const char *lang)
{
        const char *kind, *name;
        int64_t at = w->start, a, b;

        calendar_hours(w->c, w->day, lang, &kind, &name);
        for (size_t i = 0; i < w->hours->n; i++) {
                walk_slot(w, i, &a, &b);
                piece(l, at, a, "closed", "", false);
                piece(l, a, b, kind, name, true);
                at = b > at ? b : at;
        }
        if (w->hours->n)
                kind = "closed";
        piece(l, at, w->next, kind, w->hours->n ? "" : name, false);
}

void calendar_lines(struct arena *a, const struct calendar *c, int64_t from, int64_t to, const char *lang,
                    struct calendar_line **out, size_t *n)
{
        struct lines l = {.arena = a, .from = from, .to = to};
        struct walk w;

        if (to > from)
                for (walk_start(&w, c, from); w.start < to; walk_next(&w))
                        day_lines(&l, &w, lang);
        *out = l.row;
        *n = l.n;
}
