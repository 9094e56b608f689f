/* Bytes that call themselves a spreadsheet: no crash, the ceilings hold, rows grow, cells are text, and a
 * refusal names its fault.  An input that begins with '<' is packed as the one sheet of a workbook, so that the
 * fuzzer reaches the cells without having to learn how to deflate. */
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include "base/text.h"
#include "formats/sheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char rels[] = "<Relationships><Relationship Id=\"r1\" Type=\"/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
static const char book[] = "<workbook><sheets><sheet name=\"S\" id=\"r1\"/></sheets></workbook>";
static const char book_rels[] = "<Relationships><Relationship Id=\"r1\" Type=\"/worksheet\" Target=\"s.xml\"/></Relationships>";

static void add(zip_t *z, const char *name, const void *bytes, size_t n)
{
        zip_int64_t at = zip_file_add(z, name, zip_source_buffer(z, bytes, n, 0), 0);

        if (at < 0 || zip_set_file_compression(z, (zip_uint64_t)at, ZIP_CM_STORE, 0))
                abort();
}

static char *packed(struct arena *a, const uint8_t *data, size_t size, size_t *n)
{
        zip_error_t e;
        zip_stat_t s;
        zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, &e);
        zip_t *z = zip_open_from_source(src, ZIP_CREATE | ZIP_TRUNCATE, &e);

        if (!z)
                abort();
        zip_source_keep(src);
        add(z, "_rels/.rels", rels, sizeof rels - 1);
        add(z, "xl/workbook.xml", book, sizeof book - 1);
        add(z, "xl/_rels/workbook.xml.rels", book_rels, sizeof book_rels - 1);
        add(z, "xl/s.xml", data, size);
        if (zip_close(z) || zip_source_open(src) || zip_source_stat(src, &s))
                abort();
        char *out = arena_alloc(a, s.size + 1);
        *n = (size_t)zip_source_read(src, out, s.size);
        zip_source_close(src);
        zip_source_free(src);
        return out;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        static const struct sheet_limits limits = {.rows = 1000, .columns = 40, .cell_bytes = 2000};
        struct arena *a = arena_new(256u << 20);
        struct sheet s;
        struct sheet_fault f;
        const char *bytes = (const char *)data;
        int64_t row = 0;

        if (size && *bytes == '<')
                bytes = packed(a, data, size, &size);
        if (sheet_read(a, bytes, size, &limits, &s, &f)) {
                if (f.what == SHEET_FINE || f.what >= SHEET_WHATS)
                        abort();
                s.n_rows = 0;
        } else if (s.n_rows == 0 || s.n_rows > limits.rows) {
                abort();
        }
        for (size_t i = 0; i < s.n_rows; i++) {
                if (s.rows[i].row <= row || s.rows[i].n == 0 || s.rows[i].n > limits.columns)
                        abort();
                row = s.rows[i].row;
                for (size_t k = 0; k < s.rows[i].n; k++)
                        if (!utf8_valid(s.rows[i].cell[k], strlen(s.rows[i].cell[k])))
                                abort();
        }
        arena_free(&a);
        return 0;
}
