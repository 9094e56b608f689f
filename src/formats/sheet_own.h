/* Shared by sheet.c (what is it, CSV), sheet_zip.c (the archive and its XML parts), sheet_book.c (which sheet,
 * strings, formats) and sheet_cells.c (the rows of one sheet). */
#ifndef GUICHET_FORMATS_SHEET_OWN_H
#define GUICHET_FORMATS_SHEET_OWN_H

#include "base/buf.h"
#include "formats/sheet.h"

/* One XLSX file while it is read. */
struct xlsx {
        struct arena *arena;
        const struct sheet_limits *limits;
        struct sheet_fault *fault;
        struct zip_file_list *zip; /* sheet_zip.c */
        int64_t unpacked;          /* bytes of all parts so far */
        bool epoch_1904;
        const char **string;       /* shared strings; NULL: one longer than a cell may be */
        size_t n_strings, cap_strings;
        bool *is_date;             /* of each cell format */
        size_t n_formats, cap_formats;
};

/* One XML part while it is parsed.  open() and close() get names without prefix; the letters between collect
 * in `text` while `wanted` is set. */
struct part {
        struct xlsx *x;
        enum status st; /* set by part_refuse(): parsing stops */
        int depth;
        bool wanted;
        int64_t letters; /* since the last tag */
        struct buf text;
        void (*open)(struct part *p, const char *name, const char **attrs);
        void (*close)(struct part *p, const char *name);
        void (*over)(struct part *p); /* refuses a text that no cell can hold; NULL: SHEET_TOO_BIG */
        void *arg;
        void *parser; /* sheet_zip.c */
};

/* The attribute of this name, whatever its prefix; NULL when absent. */
const char *part_attr(const char **attrs, const char *name);
/* Begins to collect text anew. */
void part_want(struct part *p);
/* The collected text with _x000D_ and the like decoded, copied; NULL when it is longer than a cell may be. */
const char *part_text(struct part *p);
void part_refuse(struct part *p, enum sheet_what what, int64_t row, int64_t column);
enum status sheet_refuse(struct sheet_fault *f, enum sheet_what what, int64_t row, int64_t column);

/* The archive over `bytes`, gone with the arena. */
enum status zip_list(struct xlsx *x, const char *bytes, size_t n) CHECKED;
/* Is there a part of this name? */
bool zip_has(const struct xlsx *x, const char *name);
/* Parses the part through p's handlers.  A part that is missing: ST_NOT_FOUND, without a fault. */
enum status zip_parse(struct xlsx *x, const char *name, struct part *p) CHECKED;

enum status xlsx_read(struct arena *a, const char *bytes, size_t n, const struct sheet_limits *limits, struct sheet *out,
                      struct sheet_fault *fault) CHECKED;
enum status cells_read(struct xlsx *x, const char *part, struct sheet *out) CHECKED;

/* Is a number format one of a date or a time?  By its number (built in) or its code (NULL: none). */
bool format_is_date(int64_t id, const char *code);
/* The text of a date cell; NULL when it is none (negative, past the year 9999, not finite). */
const char *serial_text(struct arena *a, double serial, bool epoch_1904);

#endif
