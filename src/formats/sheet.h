/* The first visible sheet of a spreadsheet as rows of text: XLSX as Excel and LibreOffice write it, or CSV
 * (csv.h; also UTF-16).  One strict, bounded reader: what is hostile, damaged or not a spreadsheet is refused
 * with a word of enum sheet_what, which the caller puts into a sentence.
 *
 * In XLSX a cell's text is its value, not how it is shown: text and rich text as written (without phonetic
 * guides), numbers in their shortest form ("3010", "0.5"), logical values "1" and "0", errors as "#N/A", and
 * numbers with a date or time format as "2026-01-19", "2026-01-19 08:30" or "08:30" (seconds only when there
 * are some; both epochs).  A formula counts by the value kept beside it; without one the file is refused.
 * Merged cells: the text stands in the first one.  Hidden rows and columns are read like others.
 *
 *   struct sheet s;
 *   struct sheet_fault f;
 *   if (sheet_read(a, bytes, n, &(struct sheet_limits){.rows = 20000, .columns = 100, .cell_bytes = 4096}, &s, &f))
 *           … f.what, f.row, f.column
 *
 * zip.h and expat.h are seen here only: no part is written to the disk, nothing is fetched, no document type
 * and no entity is accepted. */
#ifndef GUICHET_FORMATS_SHEET_H
#define GUICHET_FORMATS_SHEET_H

#include "formats/csv.h"

struct sheet_limits {
        size_t rows, columns, cell_bytes; /* rows and columns that hold something */
};

enum sheet_what {
        SHEET_FINE,
        SHEET_EMPTY,      /* no cell holds anything */
        SHEET_NOT_ONE,    /* not a spreadsheet: a picture, a PDF, another archive */
        SHEET_OTHER_KIND, /* a spreadsheet of another kind: XLS, XLSB, ODS */
        SHEET_PASSWORD,   /* encrypted */
        SHEET_DAMAGED,    /* archive or XML cut short or contradictory */
        SHEET_HOSTILE,    /* document type, entities, tokens or nesting that no spreadsheet has */
        SHEET_TOO_BIG,    /* unpacks to more than SHEET_UNPACKED_MAX */
        SHEET_STRINGS,    /* more than SHEET_STRINGS_MAX shared strings */
        SHEET_ROWS,
        SHEET_COLUMNS,
        SHEET_CELL,       /* a cell longer than the ceiling */
        SHEET_NO_VALUE,   /* a formula that was never calculated */
        SHEET_ENCODING,   /* text that is neither UTF-8, UTF-16 nor Windows-1252 */
        SHEET_QUOTE,      /* CSV: a quote that never closes, or text after a closing one */
        SHEET_WHATS
};
struct sheet_fault {
        enum sheet_what what;
        int64_t row, column; /* from 1, CSV: line of the file and cell in it; 0 when it concerns the whole */
};

enum { SHEET_UNPACKED_MAX = 64 << 20, SHEET_STRINGS_MAX = 200000, SHEET_PARTS_MAX = 2000 };

struct sheet {
        const struct csv_row *rows; /* those with a cell that is not blank; .row is the spreadsheet's number */
        size_t n_rows;
        size_t n_blank;             /* blank rows between the first and the last */
        const char *name;           /* of the sheet, "" for CSV */
        bool xlsx;
};

/* ST_INVALID with the fault, ST_TOO_LARGE for the ceilings.  `bytes` must outlive nothing: all is copied. */
enum status sheet_read(struct arena *a, const char *bytes, size_t n, const struct sheet_limits *limits, struct sheet *out,
                       struct sheet_fault *fault) CHECKED;

/* "A", "Z", "AA": a column's letters, from 1. */
const char *sheet_letters(struct arena *a, int64_t column);

#endif
