/* Two things done to texts: cutting a body at its headings, and the difference of two wordings by lines
 * (longest common subsequence, after the lines that begin and end alike are set aside). */
#include "desk/knowledge/knowledge.h"

enum { SECTIONS_MAX = 40, LINES_MAX = 4000, TABLE_MAX = 600 };

/* ---- sections ------------------------------------------------------------------------------------------ */

/* The next line that begins a section from p on, outside fenced code; the end when there is none. */
static const char *next_heading(const char *p)
{
        bool fence = false;

        for (; *p; p += strcspn(p, "\n"), p += *p == '\n') {
                if (str_starts(p, "```"))
                        fence = !fence;
                else if (!fence && str_starts(p, "## ") && p[3] != '\n')
                        return p;
        }
        return p;
}

void kb_sections(struct ctx *c, const char *body, struct kb_section **out, size_t *n)
{
        const char *p = next_heading(body);

        *out = ARENA_ARRAY(c->arena, SECTIONS_MAX + 1, struct kb_section);
        *n = 0;
        if (p > body)
                (*out)[(*n)++] = (struct kb_section){NULL, NULL, markdown(c->arena, arena_strn(c->arena, body, (size_t)(p - body)))};
        while (*p) {
                size_t title = strcspn(p, "\n");
                const char *text = p + title, *end = *n < SECTIONS_MAX ? next_heading(text + (*text == '\n')) : text + strlen(text);
                struct kb_section *s = &(*out)[(*n)++];

                *s = (struct kb_section){arena_fmt(c->arena, "s-%zu", *n), arena_strn(c->arena, p + 3, title - 3),
                                         markdown(c->arena, arena_strn(c->arena, text, (size_t)(end - text)))};
                p = end;
        }
}

/* ---- difference ------------------------------------------------------------------------------------------ */

static const char **lines_of(struct arena *a, const char *text, size_t *n)
{
        const char **line = ARENA_ARRAY(a, LINES_MAX, const char *);

        for (*n = 0; *text && *n < LINES_MAX;) {
                size_t len = strcspn(text, "\n");
                line[(*n)++] = arena_strn(a, text, len);
                text += len + (text[len] == '\n');
        }
        return line;
}

struct diff {
        struct kb_line *out;
        size_t n;
};

static void put(struct diff *d, int what, const char *text)
{
        d->out[d->n++] = (struct kb_line){what, text};
}

/* Lengths of common subsequences of what remains from (i, j) on. */
static unsigned short *table(struct arena *a, const char **x, size_t n, const char **y, size_t m)
{
        unsigned short *t = ARENA_ARRAY(a, (n + 1) * (m + 1), unsigned short);

        for (size_t i = n; i-- > 0;)
                for (size_t j = m; j-- > 0;) {
                        unsigned short down = t[(i + 1) * (m + 1) + j], right = t[i * (m + 1) + j + 1];
                        t[i * (m + 1) + j] = str_eq(x[i], y[j]) ? (unsigned short)(t[(i + 1) * (m + 1) + j + 1] + 1) : down > right ? down : right;
                }
        return t;
}

static void middle(struct arena *a, struct diff *d, const char **x, size_t n, const char **y, size_t m)
{
        const unsigned short *t = n <= TABLE_MAX && m <= TABLE_MAX ? table(a, x, n, y, m) : NULL;
        size_t i = 0, j = 0;

        while (i < n || j < m) {
                if (t && i < n && j < m && str_eq(x[i], y[j])) {
                        put(d, 0, x[i++]);
                        j++;
                } else if (i < n && (j == m || !t || t[(i + 1) * (m + 1) + j] >= t[i * (m + 1) + j + 1])) {
                        put(d, -1, x[i++]);
                } else {
                        put(d, 1, y[j++]);
                }
        }
}

void kb_difference(struct arena *a, const char *before, const char *now, struct kb_line **out, size_t *n)
{
        size_t nx, ny, head = 0, tail = 0;
        const char **x = lines_of(a, before, &nx), **y = lines_of(a, now, &ny);
        struct diff d = {ARENA_ARRAY(a, nx + ny + 1, struct kb_line), 0};

        while (head < nx && head < ny && str_eq(x[head], y[head]))
                head++;
        while (tail < nx - head && tail < ny - head && str_eq(x[nx - 1 - tail], y[ny - 1 - tail]))
                tail++;
        for (size_t i = 0; i < head; i++)
                put(&d, 0, x[i]);
        middle(a, &d, x + head, nx - head - tail, y + head, ny - head - tail);
        for (size_t i = nx - tail; i < nx; i++)
                put(&d, 0, x[i]);
        *out = d.out;
        *n = d.n;
}
