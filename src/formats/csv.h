/* CSV as spreadsheets write it (RFC 4180, and what Excel does with it): separator ';' ',' or tab, told from
 * the first line; quotes doubled inside quotes; line ends CR LF, LF or CR, also inside quotes; UTF-8 with or
 * without mark, else Windows-1252.  Reads the whole, under ceilings; nothing is guessed beyond that: a quote
 * that never closes or text after a closing quote is a fault with its place.
 *
 *   struct csv t;
 *   struct csv_fault f;
 *   if (csv_read(a, bytes, n, &(struct csv_limits){.rows = 5000, .columns = 50, .cell_bytes = 4096}, &t, &f))
 *           … f.row, f.column, f.what
 *   for (size_t i = 0; i < t.n_rows; i++)
 *           … t.rows[i].cell[k], k < t.rows[i].n, t.rows[i].line
 *
 * The first row is a row like the others: whoever reads gives it its meaning (csv_column()). */
#ifndef GUICHET_FORMATS_CSV_H
#define GUICHET_FORMATS_CSV_H

#include "base/arena.h"

struct csv_limits {
        size_t rows, columns, cell_bytes; /* rows without the empty ones */
};
struct csv_row {
        const char *const *cell; /* valid UTF-8 without NUL, outer blanks kept, without the apostrophe of table.h */
        size_t n;
        int64_t line; /* of the file, from 1: where the row begins */
        int64_t row;  /* as a spreadsheet numbers it, from 1: empty rows count, line ends inside quotes do not */
};
struct csv {
        const struct csv_row *rows; /* rows of nothing but empty cells are left out */
        size_t n_rows;
        char separator;
        bool windows; /* was Windows-1252 */
};

enum csv_what { CSV_FINE, CSV_EMPTY, CSV_ENCODING, CSV_NUL, CSV_OPEN_QUOTE, CSV_AFTER_QUOTE, CSV_ROWS, CSV_COLUMNS, CSV_CELL };
struct csv_fault {
        enum csv_what what;
        int64_t row, column; /* line of the file and cell in it, from 1; 0 when it concerns the whole */
};

/* ST_INVALID with the fault (ST_TOO_LARGE for the ceilings). */
enum status csv_read(struct arena *a, const char *bytes, size_t n, const struct csv_limits *limits, struct csv *out,
                     struct csv_fault *fault) CHECKED;

/* The column of the first row whose text, folded and with '_' for blanks and '-', is one of the names in
 * `names` ("login|identifiant"); n when there is none. */
size_t csv_column(struct arena *a, const struct csv_row *head, const char *names);
/* The cell, or "" when the row is shorter. */
const char *csv_cell(const struct csv_row *row, size_t column);

/* A copy in UTF-8 of text in Windows-1252, ended by NUL; what that leaves undefined becomes U+FFFD. */
char *csv_from_windows(struct arena *a, const char *bytes, size_t n, size_t *out_n);

#endif
