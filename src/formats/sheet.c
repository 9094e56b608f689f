/* What kind of file it is, by its first bytes; CSV with UTF-16 turned into UTF-8 first. */
#include <string.h>

#include "base/text.h"
#include "formats/sheet_own.h"

enum status sheet_refuse(struct sheet_fault *f, enum sheet_what what, int64_t row, int64_t column)
{
        *f = (struct sheet_fault){what, row, column};
        return what == SHEET_TOO_BIG || what == SHEET_STRINGS || what == SHEET_ROWS || what == SHEET_COLUMNS || what == SHEET_CELL
                   ? ST_TOO_LARGE
                   : ST_INVALID;
}

const char *sheet_letters(struct arena *a, int64_t column)
{
        char text[16], *p = text + sizeof text - 1;

        *p = '\0';
        for (; column > 0 && p > text; column = (column - 1) / 26)
                *--p = (char)('A' + (column - 1) % 26);
        return arena_str(a, p);
}

static bool begins(const char *bytes, size_t n, const char *with, size_t m)
{
        return n >= m && memcmp(bytes, with, m) == 0;
}

static bool holds(const char *bytes, size_t n, const char *what, size_t m)
{
        return memmem(bytes, n, what, m) != NULL;
}

/* A compound file: an encrypted XLSX keeps its stream's name in UTF-16, anything else is an old XLS. */
static enum sheet_what compound(const char *bytes, size_t n)
{
        static const char encrypted[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e";

        return holds(bytes, n, encrypted, sizeof encrypted - 1) ? SHEET_PASSWORD : SHEET_OTHER_KIND;
}

/* Files that people send by mistake, and that would otherwise read as a table of strange letters. */
static bool known_other(const char *bytes, size_t n)
{
        static const struct {
                const char *p;
                size_t n;
        } heads[] = {{"%PDF", 4}, {"\x89PNG", 4}, {"\xff\xd8\xff", 3}, {"GIF8", 4}, {"{\\rtf", 5}, {"\x1f\x8b", 2},
                     {"Rar!", 4}, {"7z\xbc\xaf", 4}, {"\x7f" "ELF", 4}, {"<!DOCTYPE", 9}, {"<!doctype", 9}, {"<html", 5},
                     {"<?xml", 5}, {"BZh", 3}, {"\xfd" "7zXZ", 5}, {"SQLite format 3", 15}};

        for (size_t i = 0; i < ARRAY_LEN(heads); i++)
                if (begins(bytes, n, heads[i].p, heads[i].n))
                        return true;
        return false;
}

/* 0: no UTF-16; else 'L' or 'B', by the mark or, without one, by a first line of plain letters. */
static char utf16_order(const char *bytes, size_t n)
{
        size_t low = 0, high = 0, look = n < 512 ? n / 2 : 256;

        if (begins(bytes, n, "\xff\xfe", 2))
                return 'L';
        if (begins(bytes, n, "\xfe\xff", 2))
                return 'B';
        for (size_t i = 0; i < look; i++) {
                low += bytes[2 * i] != 0 && bytes[2 * i + 1] == 0;
                high += bytes[2 * i] == 0 && bytes[2 * i + 1] != 0;
        }
        if (look < 4 || n % 2)
                return 0;
        return low * 10 > look * 8 ? 'L' : high * 10 > look * 8 ? 'B' : 0;
}

/* NULL when it is not well formed. */
static char *from_utf16(struct arena *a, const char *bytes, size_t n, char order, size_t *out_n)
{
        const unsigned char *p = (const unsigned char *)bytes;
        char *out = arena_raw(a, n / 2 * 3 + 1), *q = out;

        if (n % 2)
                return NULL;
        for (size_t i = 0; i < n; i += 2) {
                uint32_t u = order == 'L' ? (uint32_t)(p[i] | p[i + 1] << 8) : (uint32_t)(p[i] << 8 | p[i + 1]);
                if (u >= 0xDC00 && u <= 0xDFFF)
                        return NULL;
                if (u >= 0xD800 && u <= 0xDBFF) {
                        if (i + 3 >= n)
                                return NULL;
                        uint32_t v = order == 'L' ? (uint32_t)(p[i + 2] | p[i + 3] << 8) : (uint32_t)(p[i + 2] << 8 | p[i + 3]);
                        if (v < 0xDC00 || v > 0xDFFF)
                                return NULL;
                        u = 0x10000 + ((u - 0xD800) << 10) + (v - 0xDC00);
                        i += 2;
                }
                if (u == 0xFEFF && i == 0)
                        continue;
                q += utf8_put(q, u);
        }
        *q = '\0';
        *out_n = (size_t)(q - out);
        return out;
}

static enum sheet_what csv_word(enum csv_what what)
{
        static const enum sheet_what words[] = {[CSV_EMPTY] = SHEET_EMPTY, [CSV_ENCODING] = SHEET_ENCODING, [CSV_NUL] = SHEET_NOT_ONE,
                                                [CSV_OPEN_QUOTE] = SHEET_QUOTE, [CSV_AFTER_QUOTE] = SHEET_QUOTE, [CSV_ROWS] = SHEET_ROWS,
                                                [CSV_COLUMNS] = SHEET_COLUMNS, [CSV_CELL] = SHEET_CELL};
        return words[what];
}

static bool row_blank(const struct csv_row *r)
{
        for (size_t i = 0; i < r->n; i++)
                if (!text_blank(r->cell[i]))
                        return false;
        return true;
}

/* Rows of nothing but spaces are blank here, too. */
static void drop_blank(struct sheet *s, struct csv_row *rows, size_t n)
{
        size_t kept = 0;

        while (n && row_blank(&rows[n - 1]))
                n--;
        for (size_t i = 0; i < n; i++)
                if (!row_blank(&rows[i]))
                        rows[kept++] = rows[i];
        s->rows = rows;
        s->n_rows = kept;
        s->n_blank = kept ? (size_t)(rows[kept - 1].row - rows[0].row) + 1 - kept : 0;
}

static enum status csv_sheet(struct arena *a, const char *bytes, size_t n, const struct sheet_limits *limits, struct sheet *out,
                             struct sheet_fault *fault)
{
        const struct csv_limits l = {limits->rows, limits->columns, limits->cell_bytes};
        struct csv t;
        struct csv_fault f;
        char order = utf16_order(bytes, n);

        if (order && !(bytes = from_utf16(a, bytes, n, order, &n)))
                return sheet_refuse(fault, SHEET_ENCODING, 0, 0);
        if (csv_read(a, bytes, n, &l, &t, &f))
                return sheet_refuse(fault, csv_word(f.what), f.row, f.what == CSV_EMPTY ? 0 : f.column);
        struct csv_row *rows = ARENA_ARRAY(a, t.n_rows, struct csv_row);
        memcpy(rows, t.rows, t.n_rows * sizeof *rows);
        drop_blank(out, rows, t.n_rows);
        return out->n_rows ? ST_OK : sheet_refuse(fault, SHEET_EMPTY, 0, 0);
}

enum status sheet_read(struct arena *a, const char *bytes, size_t n, const struct sheet_limits *limits, struct sheet *out,
                       struct sheet_fault *fault)
{
        *out = (struct sheet){.name = ""};
        *fault = (struct sheet_fault){SHEET_FINE, 0, 0};
        if (n == 0)
                return sheet_refuse(fault, SHEET_EMPTY, 0, 0);
        if (begins(bytes, n, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8))
                return sheet_refuse(fault, compound(bytes, n), 0, 0);
        if (begins(bytes, n, "PK\x03\x04", 4) || begins(bytes, n, "PK\x05\x06", 4))
                return xlsx_read(a, bytes, n, limits, out, fault);
        if (known_other(bytes, n))
                return sheet_refuse(fault, SHEET_NOT_ONE, 0, 0);
        return csv_sheet(a, bytes, n, limits, out, fault);
}
