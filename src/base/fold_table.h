/* The folding table made by tools/fold-table.py; used by text.c only. */
#ifndef GUICHET_BASE_FOLD_TABLE_H
#define GUICHET_BASE_FOLD_TABLE_H

#include <stddef.h>
#include <stdint.h>

/* to: UTF-8, never longer than cp's own, "" when the character disappears. */
struct fold {
        uint16_t cp;
        char to[4];
};

/* Sorted by cp. */
extern const struct fold fold_table[];
extern const size_t fold_table_n;

#endif
