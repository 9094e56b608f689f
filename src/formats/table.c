/* Tables as CSV and XLSX files, row by row. */
#include "formats/table.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/assert.h"
#include "base/buf.h"
#include "base/text.h"

enum { BLOCK = 64 << 10, LINE_MAX_BYTES = 1 << 20, SHEET_NAME = 31, CELL_LETTERS = 32000, PATH_MAX_BYTES = 512 };

struct table {
        struct table_spec s;
        struct arena *arena;
        enum status st;
        char path[PATH_MAX_BYTES];
        int fd;
        /* CSV */
        struct buf out;
        /* XLSX */
        lxw_workbook *book;
        lxw_worksheet *sheet;
        lxw_format *head, *moment;
        lxw_row_t row;
};

static enum status st_errno(int e)
{
        return e == ENOSPC || e == EDQUOT ? ST_FULL : ST_IO;
}

static void close_file(void *p)
{
        struct table *t = p;

        if (t->book)
                (void)workbook_close(t->book);
        t->book = NULL;
        if (t->fd >= 0)
                close(t->fd);
        t->fd = -1;
        if (*t->path)
                unlink(t->path);
        *t->path = 0;
}

/* ---- CSV -------------------------------------------------------------------------------------------------------- */

static void flush(struct table *t)
{
        size_t at = 0;

        while (!t->st && at < t->out.n) {
                ssize_t n = write(t->fd, t->out.p + at, t->out.n - at);
                if (n < 0 && errno != EINTR)
                        t->st = st_errno(errno);
                at += n > 0 ? (size_t)n : 0;
        }
        t->out.n = 0;
}

/* Blanks of all widths, and quotes that a careless reader takes off: their bytes, 0 for anything else. */
static size_t blank_or_quote(const char *s)
{
        static const char *const seen[] = {" ", "'", "\"", "\xC2\xA0", "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C", "\xE2\x80\x9D",
                                           "\xE2\x80\xAF", "\xE3\x80\x80", "\xEF\xBB\xBF", "\xEF\xBC\x87", "\xEF\xBC\x82"};

        for (size_t i = 0; i < ARRAY_LEN(seen); i++)
                if (str_starts(s, seen[i]))
                        return strlen(seen[i]);
        bool thin = str_starts(s, "\xE2\x80") && (unsigned char)s[2] >= 0x80 && (unsigned char)s[2] <= 0x8F; /* U+2000 to U+200F */
        return thin ? 3 : 0;
}

bool table_formula(const char *s)
{
        /* full-width, small and mathematical forms of = + - @ */
        static const char *const wide[] = {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0", "\xEF\xB9\xA6",
                                           "\xEF\xB9\xA2", "\xEF\xB9\xA3", "\xEF\xB9\xAB", "\xE2\x88\x92"};

        for (size_t n; (n = blank_or_quote(s)); s += n)
                ;
        for (size_t i = 0; i < ARRAY_LEN(wide); i++)
                if (str_starts(s, wide[i]))
                        return true;
        return *s && strchr("=+-@\t\r\n", *s);
}

const char *table_unmarked(const char *s)
{
        return *s == '\'' && table_formula(s + 1) ? s + 1 : s;
}

static void csv_text(struct table *t, const char *s)
{
        bool formula = table_formula(s), quoted = formula || strpbrk(s, "\",;\r\n\t") || *s == ' ';

        if (quoted)
                buf_char(&t->out, '"');
        if (formula)
                buf_char(&t->out, '\'');
        for (const char *p = s; *p; p++) {
                if (*p == '"')
                        buf_char(&t->out, '"');
                buf_char(&t->out, *p);
        }
        if (quoted)
                buf_char(&t->out, '"');
}

static void csv_time(struct table *t, int64_t at)
{
        struct civil d;

        if (!at)
                return;
        zone_local(t->s.zone, at, &d);
        buf_fmt(&t->out, "%04d-%02d-%02d %02d:%02d", d.year, d.month, d.day, d.hour, d.minute);
}

static void csv_row(struct table *t, const struct table_cell *cells, bool head)
{
        for (size_t i = 0; i < t->s.n; i++) {
                if (i)
                        buf_char(&t->out, t->s.separator);
                if (head || t->s.column[i].type == CELL_TEXT)
                        csv_text(t, cells[i].text ? cells[i].text : "");
                else if (t->s.column[i].type == CELL_TIME)
                        csv_time(t, cells[i].n);
                else
                        buf_i64(&t->out, cells[i].n);
        }
        buf_str(&t->out, "\r\n");
        if (t->out.st)
                t->st = ST_TOO_LARGE;
        if (t->out.n >= BLOCK)
                flush(t);
}

/* ---- XLSX -------------------------------------------------------------------------------------------------------- */

static enum status st_of(lxw_error e)
{
        return e == LXW_NO_ERROR ? ST_OK : st_errno(errno);
}

static void xlsx_text(struct table *t, lxw_col_t col, const char *text, lxw_format *format)
{
        if (!text || !*text)
                return;
        const char *fits = strlen(text) > CELL_LETTERS ? text_short(t->arena, text, CELL_LETTERS) : text;
        t->st = st_of(worksheet_write_string(t->sheet, t->row, col, fits, format));
}

static void xlsx_time(struct table *t, lxw_col_t col, int64_t at)
{
        struct civil d;

        if (!at)
                return;
        zone_local(t->s.zone, at, &d);
        lxw_datetime when = {d.year, d.month, d.day, d.hour, d.minute, d.second};
        t->st = st_of(worksheet_write_datetime(t->sheet, t->row, col, &when, t->moment));
}

static void xlsx_row(struct table *t, const struct table_cell *cells, bool head)
{
        for (size_t i = 0; !t->st && i < t->s.n; i++) {
                lxw_col_t col = (lxw_col_t)i;
                if (head || t->s.column[i].type == CELL_TEXT)
                        xlsx_text(t, col, cells[i].text, head ? t->head : NULL);
                else if (t->s.column[i].type == CELL_TIME)
                        xlsx_time(t, col, cells[i].n);
                else
                        t->st = st_of(worksheet_write_number(t->sheet, t->row, col, (double)cells[i].n, NULL));
        }
        t->row++;
}

/* A sheet's name holds no []:*?/\ and no apostrophe at its ends. */
static const char *sheet_name(struct table *t)
{
        char *name = text_short(t->arena, t->s.title ? t->s.title : "", SHEET_NAME - 1);

        for (char *p = name; *p; p++)
                if (strchr("[]:*?/\\'", *p))
                        *p = ' ';
        return text_blank(name) ? NULL : name;
}

static enum status xlsx_open(struct table *t)
{
        lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = arena_str(t->arena, t->s.dir)};

        t->book = workbook_new_opt(t->path, &options);
        if (!t->book)
                return ST_IO;
        t->sheet = workbook_add_worksheet(t->book, sheet_name(t));
        if (!t->sheet)
                return ST_IO;
        t->head = workbook_add_format(t->book);
        t->moment = workbook_add_format(t->book);
        if (!t->head || !t->moment)
                return ST_IO;
        format_set_bold(t->head);
        format_set_num_format(t->moment, "yyyy-mm-dd hh:mm");
        for (size_t i = 0; i < t->s.n; i++)
                (void)worksheet_set_column(t->sheet, (lxw_col_t)i, (lxw_col_t)i, t->s.column[i].width, NULL);
        worksheet_freeze_panes(t->sheet, 1, 0);
        return ST_OK;
}

/* ---- both -------------------------------------------------------------------------------------------------------- */

static void row_write(struct table *t, const struct table_cell *cells, bool head)
{
        if (t->s.kind == TABLE_CSV)
                csv_row(t, cells, head);
        else
                xlsx_row(t, cells, head);
}

enum status table_open(struct arena *a, const struct table_spec *s, struct table **out)
{
        struct table *t = ARENA_NEW(a, struct table);
        struct table_cell head[TABLE_COLUMNS_MAX];

        ASSERT(s->n > 0 && s->n <= TABLE_COLUMNS_MAX && strlen(s->dir) < PATH_MAX_BYTES - 20);
        *t = (struct table){.s = *s, .arena = a, .fd = -1};
        *out = t;
        snprintf(t->path, sizeof t->path, "%s/table-XXXXXX", s->dir);
        t->fd = mkostemp(t->path, O_CLOEXEC);
        if (t->fd < 0) {
                *t->path = 0;
                return t->st = st_errno(errno);
        }
        arena_defer(a, close_file, t);
        if (s->kind == TABLE_XLSX) {
                t->st = xlsx_open(t);
        } else {
                buf_init(&t->out, a, BLOCK + LINE_MAX_BYTES);
                buf_str(&t->out, s->bom ? "\xEF\xBB\xBF" : "");
        }
        for (size_t i = 0; i < s->n; i++)
                head[i] = (struct table_cell){s->column[i].title, 0};
        if (!t->st)
                row_write(t, head, true);
        return t->st;
}

enum status table_row(struct table *t, const struct table_cell *cells)
{
        if (!t->st)
                row_write(t, cells, false);
        return t->st;
}

static void xlsx_end(struct table *t)
{
        lxw_workbook *book = t->book;

        t->book = NULL;
        t->st = st_of(workbook_close(book));
        if (t->st)
                return;
        close(t->fd); /* the library wrote by name */
        t->fd = open(t->path, O_RDONLY | O_CLOEXEC);
        if (t->fd < 0)
                t->st = st_errno(errno);
}

enum status table_end(struct table *t, int *fd, int64_t *size)
{
        if (t->st)
                return t->st;
        if (t->s.kind == TABLE_XLSX)
                xlsx_end(t);
        else
                flush(t);
        off_t end = t->st ? -1 : lseek(t->fd, 0, SEEK_END);
        if (!t->st && (end < 0 || lseek(t->fd, 0, SEEK_SET) < 0))
                t->st = st_errno(errno);
        if (t->st)
                return t->st;
        *fd = t->fd;
        *size = end;
        t->fd = -1;
        unlink(t->path);
        *t->path = 0;
        return ST_OK;
}
