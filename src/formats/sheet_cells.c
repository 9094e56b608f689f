/* The rows of one worksheet: <row r><c r t s><v/> or <is/>, in growing order; anything else is damage. */
#include <math.h>
#include <string.h>

#include "base/moment.h"
#include "base/text.h"
#include "formats/sheet_own.h"

enum { ROWS_MAX = 1048576, COLUMNS_MAX = 16384, DAYS_MAX = 2958466 /* 9999-12-31 */ };

enum cell_kind { KIND_NUMBER, KIND_SHARED, KIND_TEXT, KIND_FLAG, KIND_ERROR, KIND_DATE };

struct rows {
        struct csv_row *row;
        size_t n, cap;
        int64_t number, column; /* of the row and the cell that are being read */
        const char **cell;      /* of the row, limits->columns of them */
        size_t used;            /* up to the last that holds something */
        enum cell_kind kind;
        bool is_date, formula, inside, guide, collecting, has_value;
};

/* ---- dates ---------------------------------------------------------------------------------------------------------- */

const char *serial_text(struct arena *a, double serial, bool epoch_1904)
{
        if (!isfinite(serial) || serial < 0 || serial >= DAYS_MAX)
                return NULL;
        int64_t seconds = (int64_t)floor(serial * 86400.0 + 0.5), day = seconds / 86400, left = seconds % 86400;
        int hour = (int)(left / 3600), minute = (int)(left / 60 % 60), second = (int)(left % 60), y, m, d;
        const char *clock = second ? arena_fmt(a, "%02d:%02d:%02d", hour, minute, second) : arena_fmt(a, "%02d:%02d", hour, minute);

        if (day == 0)
                return clock;
        /* Serial 60 is a 29 February 1900 that never was: before it the count is one short. */
        int64_t since = epoch_1904 ? day + civil_days(1904, 1, 1) : day + civil_days(1899, 12, 30) + (day < 60);
        civil_from_days(since, &y, &m, &d);
        return left ? arena_fmt(a, "%04d-%02d-%02d %s", y, m, d, clock) : arena_fmt(a, "%04d-%02d-%02d", y, m, d);
}

/* "2026-01-19T08:30:00Z" of a strict file as the others are shown. */
static const char *iso_text(struct arena *a, const char *s)
{
        char *out = arena_str(a, s);
        size_t n = strlen(out);

        if (n >= 19 && out[10] == 'T') {
                out[10] = ' ';
                out[strncmp(out + 16, ":00", 3) == 0 ? 16 : 19] = '\0';
                if (strcmp(out + 10, " 00:00") == 0)
                        out[10] = '\0';
        }
        return out;
}

/* The number as people wrote it: what 15 digits give; NULL when it is no number. */
static const char *number_text(struct arena *a, const char *s, double *value)
{
        char *end, out[40];

        *value = strtod(s, &end);
        if (end == s || *end || !isfinite(*value) || strspn(s, "+-.0123456789eE") != strlen(s))
                return NULL;
        if (fabs(*value) < 1e15 && *value == floor(*value))
                snprintf(out, sizeof out, "%.0f", *value == 0 ? 0.0 : *value);
        else
                snprintf(out, sizeof out, "%.15g", *value);
        return arena_str(a, out);
}

/* ---- one cell --------------------------------------------------------------------------------------------------------- */

static const char *numeric(struct part *p, const char *raw)
{
        struct rows *r = p->arg;
        struct arena *a = p->x->arena;
        double value;
        const char *text = number_text(a, raw, &value);

        if (!text)
                part_refuse(p, SHEET_DAMAGED, r->number, r->column);
        else if (r->is_date) {
                const char *date = serial_text(a, value, p->x->epoch_1904);
                text = date ? date : text;
        }
        return text;
}

static const char *value_of(struct part *p, const char *raw)
{
        struct rows *r = p->arg;
        struct xlsx *x = p->x;
        int64_t at;

        if (r->kind == KIND_TEXT || r->kind == KIND_FLAG || r->kind == KIND_ERROR || !*raw)
                return raw;
        if (r->kind == KIND_DATE)
                return iso_text(x->arena, raw);
        if (r->kind == KIND_NUMBER)
                return numeric(p, raw);
        if (!text_i64(raw, &at) || (size_t)at >= x->n_strings) {
                part_refuse(p, SHEET_DAMAGED, r->number, r->column);
                return NULL;
        }
        if (!x->string[at])
                part_refuse(p, SHEET_CELL, r->number, r->column);
        return x->string[at];
}

static void cell_end(struct part *p)
{
        struct rows *r = p->arg;
        const struct sheet_limits *l = p->x->limits;

        if (r->formula && !r->has_value) {
                part_refuse(p, SHEET_NO_VALUE, r->number, r->column);
                return;
        }
        if (!r->has_value)
                return;
        const char *raw = part_text(p), *text = raw ? value_of(p, raw) : NULL;
        if (!raw || (text && strlen(text) > l->cell_bytes))
                part_refuse(p, SHEET_CELL, r->number, r->column);
        if (p->st || text_blank(text))
                return;
        if ((size_t)r->column > l->columns) {
                part_refuse(p, SHEET_COLUMNS, r->number, r->column);
                return;
        }
        r->cell[r->column - 1] = text;
        r->used = (size_t)r->column;
}

/* "BC12": the column, and the row after it; false when it is no such reference. */
static bool reference(const char *s, int64_t *row, int64_t *column)
{
        *column = 0;
        for (; *s >= 'A' && *s <= 'Z' && *column <= COLUMNS_MAX; s++)
                *column = *column * 26 + (*s - 'A' + 1);
        return *column > 0 && *column <= COLUMNS_MAX && text_i64(s, row);
}

static enum cell_kind kind_of(const char *t)
{
        static const struct {
                const char *word;
                enum cell_kind kind;
        } words[] = {{"s", KIND_SHARED}, {"str", KIND_TEXT}, {"inlineStr", KIND_TEXT}, {"b", KIND_FLAG}, {"e", KIND_ERROR}, {"d", KIND_DATE}};

        for (size_t i = 0; t && i < ARRAY_LEN(words); i++)
                if (strcmp(t, words[i].word) == 0)
                        return words[i].kind;
        return KIND_NUMBER;
}

static void cell_begin(struct part *p, const char **attrs)
{
        struct rows *r = p->arg;
        const char *where = part_attr(attrs, "r"), *style = part_attr(attrs, "s");
        int64_t row = r->number, column = r->column + 1, format = 0;

        if ((where && !reference(where, &row, &column)) || row != r->number || column <= r->column || column > COLUMNS_MAX) {
                part_refuse(p, SHEET_DAMAGED, r->number, column);
                return;
        }
        r->column = column;
        r->kind = kind_of(part_attr(attrs, "t"));
        r->is_date = style && text_i64(style, &format) && (size_t)format < p->x->n_formats && p->x->is_date[format];
        r->formula = r->has_value = r->guide = false;
        part_want(p);
        p->wanted = false;
}

/* ---- rows --------------------------------------------------------------------------------------------------------------- */

static void row_begin(struct part *p, const char **attrs)
{
        struct rows *r = p->arg;
        const char *where = part_attr(attrs, "r");
        int64_t number = r->number + 1;

        if ((where && !text_i64(where, &number)) || number <= r->number || number > ROWS_MAX) {
                part_refuse(p, SHEET_DAMAGED, number, 0);
                return;
        }
        r->number = number;
        r->column = 0;
        r->used = 0;
        memset((void *)r->cell, 0, p->x->limits->columns * sizeof *r->cell);
}

static void row_end(struct part *p)
{
        struct rows *r = p->arg;
        struct arena *a = p->x->arena;

        if (!r->used)
                return;
        if (r->n == p->x->limits->rows) {
                part_refuse(p, SHEET_ROWS, r->number, 0);
                return;
        }
        if (r->n == r->cap) {
                r->cap = r->cap ? 2 * r->cap : 256;
                struct csv_row *more = ARENA_ARRAY(a, r->cap, struct csv_row);
                if (r->n)
                        memcpy(more, r->row, r->n * sizeof *more);
                r->row = more;
        }
        const char **cells = ARENA_ARRAY(a, r->used, const char *);
        for (size_t i = 0; i < r->used; i++)
                cells[i] = r->cell[i] ? r->cell[i] : "";
        r->row[r->n++] = (struct csv_row){cells, r->used, r->number, r->number};
}

static void cells_open(struct part *p, const char *name, const char **attrs)
{
        struct rows *r = p->arg;

        if (strcmp(name, "sheetData") == 0)
                r->inside = true;
        if (!r->inside)
                return;
        if (strcmp(name, "row") == 0)
                row_begin(p, attrs);
        else if (strcmp(name, "c") == 0)
                cell_begin(p, attrs);
        else if (strcmp(name, "f") == 0)
                r->formula = true;
        else if (strcmp(name, "rPh") == 0)
                r->guide = true;
        else if (strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && !r->guide))
                p->wanted = r->has_value = true;
}

static void cells_close(struct part *p, const char *name)
{
        struct rows *r = p->arg;

        if (!r->inside)
                return;
        if (strcmp(name, "sheetData") == 0)
                r->inside = false;
        else if (strcmp(name, "row") == 0)
                row_end(p);
        else if (strcmp(name, "c") == 0)
                cell_end(p);
        else if (strcmp(name, "rPh") == 0)
                r->guide = false;
        else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
                p->wanted = false;
}

static void cell_over(struct part *p)
{
        const struct rows *r = p->arg;

        part_refuse(p, SHEET_CELL, r->number, r->column);
}

enum status cells_read(struct xlsx *x, const char *name, struct sheet *out)
{
        struct rows r = {.n = 0};
        struct part p = {.open = cells_open, .close = cells_close, .over = cell_over, .arg = &r};

        r.cell = ARENA_ARRAY(x->arena, x->limits->columns, const char *);
        enum status st = zip_parse(x, name, &p);
        if (st)
                return st;
        if (!r.n)
                return sheet_refuse(x->fault, SHEET_EMPTY, 0, 0);
        out->rows = r.row;
        out->n_rows = r.n;
        out->n_blank = (size_t)(r.row[r.n - 1].row - r.row[0].row) + 1 - r.n;
        return ST_OK;
}
