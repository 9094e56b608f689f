/* The reader: one walk over the bytes that first counts rows and cells, a second that copies them, so that
 * memory is asked once and never more than the file needs. */
#include "formats/csv.h"

#include <string.h>

#include "base/text.h"
#include "formats/table.h"

/* Windows-1252 between 0x80 and 0x9F; what it leaves undefined becomes U+FFFD. */
static const uint16_t high[32] = {0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                  0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                  0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

char *csv_from_windows(struct arena *a, const char *bytes, size_t n, size_t *out_n)
{
        char *out = arena_alloc(a, 3 * n + 1), *p = out;

        for (size_t i = 0; i < n; i++) {
                unsigned char ch = (unsigned char)bytes[i];
                if (ch < 0x80)
                        *p++ = (char)ch;
                else
                        p += utf8_put(p, ch < 0xA0 ? high[ch - 0x80] : ch);
        }
        *p = '\0';
        *out_n = (size_t)(p - out);
        return out;
}

/* The sign that the first line holds most often, outside quotes. */
static char separator_of(const char *p, const char *end)
{
        static const char signs[] = ";,\t";
        size_t count[3] = {0, 0, 0}, best = 0;
        bool quoted = false;

        for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++) {
                const char *at = *p ? strchr(signs, *p) : NULL;
                if (*p == '"')
                        quoted = !quoted;
                else if (!quoted && at)
                        count[at - signs]++;
        }
        for (size_t i = 1; i < 3; i++)
                if (count[i] > count[best])
                        best = i;
        return signs[best];
}

struct walk {
        const char *p, *end;
        const struct csv_limits *limits;
        struct csv_fault *fault;
        int64_t line;
        char separator;
};

static enum status fault(struct walk *w, enum csv_what what, int64_t row, size_t column)
{
        *w->fault = (struct csv_fault){what, row, (int64_t)column + 1};
        return what == CSV_ROWS || what == CSV_COLUMNS || what == CSV_CELL ? ST_TOO_LARGE : ST_INVALID;
}

static bool cell_ends(const struct walk *w)
{
        return w->p == w->end || *w->p == w->separator || *w->p == '\n' || *w->p == '\r';
}

/* CR LF counts at its LF, a lone CR by itself. */
static void count_line(struct walk *w)
{
        if (*w->p == '\n' || (*w->p == '\r' && (w->p + 1 == w->end || w->p[1] != '\n')))
                w->line++;
}

/* Over one cell; its text goes to *out when there is room (out may be NULL), its length to *n. */
static enum status cell(struct walk *w, char *out, size_t *n, int64_t row, size_t column)
{
        bool quoted = w->p < w->end && *w->p == '"', closed = !quoted;

        *n = 0;
        w->p += quoted;
        while (w->p < w->end && (quoted || !cell_ends(w))) {
                if (quoted && *w->p == '"') {
                        if (w->p + 1 == w->end || w->p[1] != '"') {
                                w->p++;
                                closed = true;
                                break;
                        }
                        w->p++;
                }
                if (quoted)
                        count_line(w);
                if (out)
                        out[*n] = *w->p;
                if (++*n > w->limits->cell_bytes)
                        return fault(w, CSV_CELL, row, column);
                w->p++;
        }
        if (!closed)
                return fault(w, CSV_OPEN_QUOTE, row, column);
        return cell_ends(w) ? ST_OK : fault(w, CSV_AFTER_QUOTE, row, column);
}

/* Past the line's end; true when the row goes on with another cell. */
static bool next_cell(struct walk *w)
{
        if (w->p < w->end && *w->p == w->separator) {
                w->p++;
                return true;
        }
        if (w->p < w->end && *w->p == '\r' && w->p + 1 < w->end && w->p[1] == '\n')
                w->p++;
        if (w->p < w->end) {
                w->line++;
                w->p++;
        }
        return false;
}

/* One row: its cells into `out` and their text into *text when given; *n cells, *full when one holds something. */
static enum status row(struct walk *w, const char **out, char **text, size_t *n, bool *full)
{
        int64_t line = w->line;

        *n = 0;
        *full = false;
        do {
                size_t len;
                if (*n == w->limits->columns)
                        return fault(w, CSV_COLUMNS, line, *n);
                enum status st = cell(w, text ? *text : NULL, &len, line, *n);
                if (st)
                        return st;
                if (text)
                        (*text)[len] = '\0';
                if (out)
                        out[*n] = table_unmarked(*text);
                if (text)
                        *text += len + 1;
                *full = *full || len > 0;
                ++*n;
        } while (next_cell(w));
        return ST_OK;
}

static enum status count(struct walk w, size_t *rows, size_t *cells)
{
        *rows = *cells = 0;
        while (w.p < w.end) {
                size_t n;
                bool full;
                int64_t line = w.line;
                enum status st = row(&w, NULL, NULL, &n, &full);
                if (st)
                        return st;
                if (!full)
                        continue;
                if (++*rows > w.limits->rows)
                        return fault(&w, CSV_ROWS, line, 0);
                *cells += n;
        }
        return *rows ? ST_OK : fault(&w, CSV_EMPTY, 0, 0);
}

static enum status copy(struct arena *a, struct walk w, size_t rows, size_t cells, struct csv *out)
{
        struct csv_row *list = ARENA_ARRAY(a, rows, struct csv_row);
        const char **cell_list = ARENA_ARRAY(a, cells + w.limits->columns, const char *);
        char *text = arena_alloc(a, 2 * (size_t)(w.end - w.p) + 2);

        for (int64_t number = 1; w.p < w.end; number++) {
                size_t n;
                bool full;
                int64_t line = w.line;
                enum status st = row(&w, cell_list, &text, &n, &full);
                if (st)
                        return st;
                if (!full)
                        continue;
                list[out->n_rows++] = (struct csv_row){cell_list, n, line, number};
                cell_list += n;
        }
        out->rows = list;
        return ST_OK;
}

enum status csv_read(struct arena *a, const char *bytes, size_t n, const struct csv_limits *limits, struct csv *out,
                     struct csv_fault *bad)
{
        size_t rows, cells;

        *out = (struct csv){.n_rows = 0};
        *bad = (struct csv_fault){CSV_FINE, 0, 0};
        if (n >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0)) {
                *bad = (struct csv_fault){CSV_ENCODING, 0, 0};
                return ST_INVALID;
        }
        if (n >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
                bytes += 3;
                n -= 3;
        }
        if (n && memchr(bytes, '\0', n)) {
                *bad = (struct csv_fault){CSV_NUL, 0, 0};
                return ST_INVALID;
        }
        out->windows = !utf8_valid(bytes, n);
        if (out->windows)
                bytes = csv_from_windows(a, bytes, n, &n);
        struct walk w = {.p = bytes, .end = bytes + n, .limits = limits, .fault = bad, .line = 1};
        w.separator = out->separator = separator_of(w.p, w.end);
        enum status st = count(w, &rows, &cells);
        return st ? st : copy(a, w, rows, cells, out);
}

/* Is `name` one of "a|b|c"? */
static bool among(const char *names, const char *name)
{
        size_t n = strlen(name);

        for (const char *p = names; *p; p += *p == '|') {
                size_t len = strcspn(p, "|");
                if (len == n && strncmp(p, name, n) == 0)
                        return true;
                p += len;
        }
        return false;
}

size_t csv_column(struct arena *a, const struct csv_row *head, const char *names)
{
        for (size_t i = 0; i < head->n; i++) {
                char *name = text_fold(a, text_clean(a, head->cell[i], strlen(head->cell[i]), true));
                for (char *p = name; *p; p++)
                        if (*p == ' ' || *p == '-')
                                *p = '_';
                if (*name && among(names, name))
                        return i;
        }
        return head->n;
}

const char *csv_cell(const struct csv_row *r, size_t column)
{
        return column < r->n ? r->cell[column] : "";
}
