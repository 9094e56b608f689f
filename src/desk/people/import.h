/* People from a CSV file: what would change, then all of it or nothing. */
#ifndef GUICHET_DESK_PEOPLE_IMPORT_H
#define GUICHET_DESK_PEOPLE_IMPORT_H

#include "desk/people/people.h"

/* Columns, in any order, by their name in either language (docs/admin/comptes.md): login or mail is needed to
 * know whom a row means; an absent column leaves what it names as it is, an empty cell too. */
enum people_import_kind { IMPORT_CREATED, IMPORT_CHANGED, IMPORT_CLOSED, IMPORT_UNCHANGED, IMPORT_REFUSED, IMPORT_KINDS };

struct import_diff {
        const char *field, *before, *after; /* field in the reader's language */
};
struct people_import_line {
        int64_t line, kind; /* line of the file */
        const char *login, *name;
        const struct import_diff *diffs;
        size_t n_diffs;
        const char *column, *why; /* refused: the column's heading ("" for the whole row) and the reason */
};
struct people_import {
        struct people_import_line *lines;
        size_t n_lines;
        int64_t count[IMPORT_KINDS];
        const char *why;    /* the file could not be read at all: the reason, with its place */
        const char *text;   /* the file's rows as UTF-8, each cell on one line: what a form can carry along */
        const char *digest; /* of rows and differences: what was shown is what is applied */
};

enum { PEOPLE_IMPORT_ROWS = 20000 };

/* Runs every row in one scope that is rolled back (apply = false) or committed, when no row was refused and,
 * with `expected` not NULL, the digest is that one (else ST_STALE).  ST_INVALID when a row or the file is
 * refused; administrators and commands only, else ST_NOT_FOUND.  *out is filled in each case. */
enum status people_import(struct ctx *c, const char *bytes, size_t n, bool apply, const char *expected,
                          struct people_import *out) CHECKED;

#endif
