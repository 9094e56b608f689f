/* "If I promised this, when would it be due?"  The same arithmetic as a running clock, without one: open
 * time until a pause, nothing during it, open time after it. */
#include "desk/clock/promises.h"

struct case_work {
        struct arena *a;
        const char *lang;
        struct case_line *line;
        size_t n, cap;
};

static void line_add(struct case_work *w, struct case_line line)
{
        if (w->n == w->cap) {
                struct case_line *more = ARENA_ARRAY(w->a, w->cap ? w->cap * 2 : 16, struct case_line);
                if (w->n)
                        memcpy(more, w->line, w->n * sizeof *more);
                w->line = more;
                w->cap = w->cap ? w->cap * 2 : 16;
        }
        w->line[w->n++] = line;
}

static void run(struct case_work *w, const struct calendar *c, int64_t from, int64_t to)
{
        struct calendar_line *row;
        size_t n;

        calendar_lines(w->a, c, from, to, w->lang, &row, &n);
        for (size_t i = 0; i < n; i++)
                line_add(w, (struct case_line){row[i].from, row[i].to, row[i].counted_ms, row[i].kind, row[i].name});
}

/* The first pause that ends after `at`; NULL when none does. */
static const struct case_pause *next_pause(const struct case_question *q, int64_t at)
{
        const struct case_pause *found = NULL;

        for (size_t i = 0; i < CASE_PAUSES; i++) {
                const struct case_pause *p = &q->pause[i];
                if (p->to > p->from && p->to > at && (!found || p->from < found->from))
                        found = p;
        }
        return found;
}

int64_t case_due(struct arena *a, const struct case_question *q, const char *lang, struct case_line **out, size_t *n)
{
        struct case_work w = {.a = a, .lang = lang};
        int64_t since = q->at, spent = 0, due = calendar_add(q->calendar, since, q->target_ms);
        const struct case_pause *p;

        *out = NULL;
        *n = 0;
        while (due < MOMENT_NEVER && (p = next_pause(q, since)) && p->from < due) {
                if (p->from > since) {
                        run(&w, q->calendar, since, p->from);
                        spent += calendar_between(q->calendar, since, p->from);
                        since = p->from;
                }
                line_add(&w, (struct case_line){since, p->to, 0, "pause", ""});
                since = p->to;
                due = calendar_add(q->calendar, since, q->target_ms - spent);
        }
        if (due >= MOMENT_NEVER)
                return MOMENT_NEVER;
        run(&w, q->calendar, since, due);
        *out = w.line;
        *n = w.n;
        return due;
}
