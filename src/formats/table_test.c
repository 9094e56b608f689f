/* Tables: what is written is read back.  CSV here, byte by byte; XLSX as far as a zip archive shows without
 * reading it (tests/tables reads both with other programs' readers). */
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/base.h"
#include "formats/csv.h"
#include "formats/table.h"

static const struct table_column columns[] = {{"Objet", CELL_TEXT, 20}, {"N", CELL_NUMBER, 8}, {"Quand", CELL_TIME, 17}};
enum { AT_MS = 1767967500 }; /* seconds: 2026-01-09 15:05 in Paris */

static char *written(struct arena *a, struct table_spec s, const char *const *text, size_t n, int64_t *size)
{
        struct table *t;
        int fd;

        s.dir = "/tmp";
        s.column = columns;
        s.n = 3;
        s.zone = zone_get("Europe/Paris");
        assert_int_equal(table_open(a, &s, &t), ST_OK);
        for (size_t i = 0; i < n; i++) {
                const struct table_cell cells[] = {{text[i], 0}, {NULL, -5}, {NULL, AT_MS * INT64_C(1000)}};
                assert_int_equal(table_row(t, cells), ST_OK);
        }
        assert_int_equal(table_end(t, &fd, size), ST_OK);
        char *bytes = malloc((size_t)*size + 1);
        assert_non_null(bytes);
        assert_int_equal(read(fd, bytes, (size_t)*size), *size);
        bytes[*size] = 0;
        close(fd);
        return bytes;
}

static void csv(void **state)
{
        struct arena *a = arena_new(8u << 20);
        static const char *const text[] = {"simple", "Été; \"cité\"", "=1+1", "+33 6", "-", "@SUM(A1)", "\t=x", ("\xEF\xBC\x9D" "1"), " espace", ""};
        int64_t size;
        char *got = written(a, (struct table_spec){.kind = TABLE_CSV, .separator = ';', .bom = true}, text, ARRAY_LEN(text), &size);

        assert_string_equal(got, "\xEF\xBB\xBFObjet;N;Quand\r\n"
                                 "simple;-5;2026-01-09 15:05\r\n"
                                 "\"Été; \"\"cité\"\"\";-5;2026-01-09 15:05\r\n"
                                 "\"'=1+1\";-5;2026-01-09 15:05\r\n"
                                 "\"'+33 6\";-5;2026-01-09 15:05\r\n"
                                 "\"'-\";-5;2026-01-09 15:05\r\n"
                                 "\"'@SUM(A1)\";-5;2026-01-09 15:05\r\n"
                                 "\"'\t=x\";-5;2026-01-09 15:05\r\n"
                                 "\"'\xEF\xBC\x9D" "1\";-5;2026-01-09 15:05\r\n"
                                 "\" espace\";-5;2026-01-09 15:05\r\n"
                                 ";-5;2026-01-09 15:05\r\n");
        free(got);
        got = written(a, (struct table_spec){.kind = TABLE_CSV, .separator = ','}, text, 1, &size);
        assert_string_equal(got, "Objet,N,Quand\r\nsimple,-5,2026-01-09 15:05\r\n");
        free(got);
        arena_free(&a);
}

/* What is a formula to whom; and what csv_read() gives back is what was written. */
static void formulas(void **state)
{
        static const char *const yes[] = {"=1", "+1", "-1", "@A", "\tx", "\rx", "\nx", "\xEF\xBC\x9D" "1", "\xEF\xBC\x8B" "1", "\xEF\xBC\x8D" "1",
                                          "\xEF\xBC\xA0" "A", "\xEF\xB9\xA6" "1", "\xEF\xB9\xA2" "1", "\xEF\xB9\xA3" "1", "\xEF\xB9\xAB" "A", "\xE2\x88\x92" "1",
                                          " =1", "  \t=1", "\xC2\xA0=1", "\xE3\x80\x80=1", "\xE2\x80\x83=1", "\xE2\x80\x8B=1", "\xEF\xBB\xBF=1",
                                          "'=1", "\"=1", "' \"+1", "\xE2\x80\x99=1", "''=1", "=", "-"};
        static const char *const no[] = {"", "a=1", "1-1", ";=1", "1", " ", "\xE2\x80\x94 x", "\xC3\xA9=1", "'", "''", "\"", "(=1)", "|cmd", "%1"};
        struct arena *a = arena_new(8u << 20);
        int64_t size;
        struct csv_fault f;
        struct csv t;

        for (size_t i = 0; i < ARRAY_LEN(yes); i++)
                if (!table_formula(yes[i]))
                        fail_msg("formula %zu", i);
        for (size_t i = 0; i < ARRAY_LEN(no); i++)
                if (table_formula(no[i]))
                        fail_msg("no formula %zu", i);
        char *got = written(a, (struct table_spec){.kind = TABLE_CSV, .separator = ';', .bom = true}, yes, ARRAY_LEN(yes), &size);
        assert_int_equal(csv_read(a, got, (size_t)size, &(struct csv_limits){.rows = 100, .columns = 3, .cell_bytes = 99}, &t, &f), ST_OK);
        assert_int_equal(t.n_rows, ARRAY_LEN(yes) + 1);
        for (size_t i = 0; i < ARRAY_LEN(yes); i++)
                assert_string_equal(t.rows[i + 1].cell[0], yes[i]);
        free(got);
        arena_free(&a);
}

static void xlsx(void **state)
{
        struct arena *a = arena_new(8u << 20);
        static const char *const text[] = {"=1+1", "Été"};
        int64_t size;
        char *got = written(a, (struct table_spec){.kind = TABLE_XLSX, .title = "Mes [groupes]/*?"}, text, 2, &size);

        assert_true(size > 1000);
        assert_memory_equal(got, "PK\x03\x04", 4);
        free(got);
        arena_free(&a);
}

/* Memory does not grow with the rows, and nothing is left behind when a table is given up. */
static void long_and_left(void **state)
{
        for (int kind = TABLE_CSV; kind <= TABLE_XLSX; kind++) {
                struct arena *a = arena_new(8u << 20);
                struct table_spec s = {.kind = (enum table_kind)kind, .dir = "/tmp", .column = columns, .n = 3, .separator = ',', .zone = zone_get("UTC")};
                struct table *t;
                const struct table_cell cells[] = {{"Une ligne ordinaire avec des mots", 0}, {NULL, 1}, {NULL, 1}};

                assert_int_equal(table_open(a, &s, &t), ST_OK);
                for (int i = 0; i < 50000; i++)
                        assert_int_equal(table_row(t, cells), ST_OK);
                assert_false(arena_over(a));
                arena_free(&a);
        }
        struct arena *a = arena_new(1u << 20);
        struct table_spec s = {.kind = TABLE_CSV, .dir = "/nowhere", .column = columns, .n = 3, .zone = zone_get("UTC")};
        struct table *t;
        assert_int_equal(table_open(a, &s, &t), ST_IO);
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(csv), cmocka_unit_test(formulas), cmocka_unit_test(xlsx), cmocka_unit_test(long_and_left)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
