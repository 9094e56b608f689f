/* Bytes that call themselves CSV: no crash, the ceilings hold, cells are text, and a refusal names its fault. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct csv_limits limits = {.rows = 1000, .columns = 40, .cell_bytes = 2000};
        struct arena *a = arena_new(64u << 20);
        struct csv t;
        struct csv_fault f;
        int64_t line = 0;

        if (csv_read(a, (const char *)data, size, &limits, &t, &f)) {
                if (f.what == CSV_FINE)
                        abort();
        } else if (t.n_rows == 0 || t.n_rows > limits.rows) {
                abort();
        }
        for (size_t i = 0; i < t.n_rows; i++) {
                if (t.rows[i].line <= line || t.rows[i].n == 0 || t.rows[i].n > limits.columns)
                        abort();
                line = t.rows[i].line;
                for (size_t k = 0; k < t.rows[i].n; k++)
                        if (!utf8_valid(t.rows[i].cell[k], strlen(t.rows[i].cell[k])))
                                abort();
        }
        if (t.n_rows)
                (void)csv_column(a, &t.rows[0], "login|identifiant");
        arena_free(&a);
        return 0;
}
