/* A table as a file: CSV (RFC 4180) or XLSX (libxlsxwriter, the only file that sees it).  Rows are written to
 * the disk as they come, so a table of any length takes constant memory; the file has no name once it is
 * handed over.
 *
 * No cell is ever a formula.  In XLSX text is text by its type.  A CSV has no types: text that a spreadsheet
 * would take for a formula, table_formula(), gets an apostrophe before it, which csv_read() takes off again.
 * Every export of the program is written here.  Numbers and moments are typed in XLSX; in CSV a moment is "2026-01-31 14:05" of
 * the zone. */
#ifndef GUICHET_FORMATS_TABLE_H
#define GUICHET_FORMATS_TABLE_H

#include "base/arena.h"
#include "base/moment.h"

enum table_kind { TABLE_CSV, TABLE_XLSX };
enum cell_type { CELL_TEXT, CELL_NUMBER, CELL_TIME };
struct table_column {
        const char *title;
        enum cell_type type;
        int width;          /* characters, XLSX */
};
/* text for CELL_TEXT (NULL: empty); n for the others; a CELL_TIME of 0 is empty. */
struct table_cell {
        const char *text;
        int64_t n;
};
enum { TABLE_COLUMNS_MAX = 40 };
struct table_spec {
        enum table_kind kind;
        const char *dir;    /* where temporary files go */
        const struct table_column *column;
        size_t n;           /* at most TABLE_COLUMNS_MAX */
        char separator;     /* CSV: ',' or ';' */
        bool bom;           /* CSV: a byte order mark, by which Excel knows UTF-8 */
        const struct zone *zone;
        const char *title;  /* name of the sheet, XLSX; cut at 31 characters */
};
struct table;

/* Would a spreadsheet calculate this text?  It begins with = + - @, their full-width or small forms, a tab or a line
 * end, behind blanks and quotes if need be. */
bool table_formula(const char *s);
/* The text without the apostrophe that a CSV of ours has before such text. */
const char *table_unmarked(const char *s);

/* The table and its files live until table_end() or the arena's end.  ST_IO, ST_FULL. */
enum status table_open(struct arena *a, const struct table_spec *s, struct table **out) CHECKED;
/* spec.n cells.  A failure stays: the following calls give it again. */
enum status table_row(struct table *t, const struct table_cell *cells) CHECKED;
/* Ends the file: *fd (the caller's to close), at its beginning, and its size. */
enum status table_end(struct table *t, int *fd, int64_t *size) CHECKED;

#endif
