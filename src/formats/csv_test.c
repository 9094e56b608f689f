/* CSV as it really comes: separators, quotes, line ends, encodings, ceilings, and the place of each fault. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "base/buf.h"
#include "formats/csv.h"

static const struct csv_limits limits = {.rows = 5, .columns = 4, .cell_bytes = 20};
static struct arena *arena;

static enum status read_n(const char *bytes, size_t n, struct csv *t, struct csv_fault *f)
{
        return csv_read(arena, bytes, n, &limits, t, f);
}

/* Rows as "a|b/c|d". */
static const char *flat(const char *text)
{
        struct csv t;
        struct csv_fault f;
        struct buf out;
        if (read_n(text, strlen(text), &t, &f))
                return "refused";
        buf_init(&out, arena, 4096);
        for (size_t i = 0; i < t.n_rows; i++)
                for (size_t k = 0; k < t.rows[i].n; k++)
                        buf_fmt(&out, "%s%s", k ? "|" : i ? "/" : "", t.rows[i].cell[k]);
        return out.p;
}

static void test_shapes(void **state)
{
        assert_string_equal(flat("a,b\n1,2\n"), "a|b/1|2");
        assert_string_equal(flat("a;b\r\n1;2"), "a|b/1|2");
        assert_string_equal(flat("a\tb\r1\t2\r"), "a|b/1|2");
        assert_string_equal(flat("\xef\xbb\xbfnom;cours\n\n;\nIn\xc3\xa8s;\"a \"\"b\"\"; c\"\n"), "nom|cours/Inès|a \"b\"; c");
        assert_string_equal(flat("\"a;b\",c\n\"1\r\n2\",3\n"), "a;b|c/1\r\n2|3");
        assert_string_equal(flat("nom;ville\nIn\xe8s;\x80 \x9cuvre\n"), "nom|ville/Inès|€ œuvre");
        assert_string_equal(flat("a,b,\n,,\n1"), "a|b|/1");
        assert_string_equal(flat("a;b\nx\"y;z\n"), "a|b/x\"y|z"); /* a quote inside a bare cell is a sign like others */
}

static void test_lines(void **state)
{
        struct csv t;
        struct csv_fault f;
        const char text[] = "a;b\r\n\r\n\"x\ny\r\nz\";1\r\n2;3\r\n";
        assert_int_equal(read_n(text, strlen(text), &t, &f), ST_OK);
        assert_int_equal(t.n_rows, 3);
        assert_int_equal(t.rows[0].line, 1);
        assert_int_equal(t.rows[1].line, 3);
        assert_int_equal(t.rows[2].line, 6);
}

static void refused(const char *text, size_t n, enum status st, enum csv_what what, int64_t row, int64_t column)
{
        struct csv t;
        struct csv_fault f;
        assert_int_equal(read_n(text, n, &t, &f), st);
        assert_int_equal(f.what, what);
        assert_int_equal(f.row, row);
        assert_int_equal(f.column, column);
}
#define REFUSED(text, ...) refused(text, sizeof text - 1, __VA_ARGS__)

static void test_faults(void **state)
{
        REFUSED("a;b\n1;\"2\n", ST_INVALID, CSV_OPEN_QUOTE, 2, 2);
        REFUSED("a;b\n\"1\"x;2\n", ST_INVALID, CSV_AFTER_QUOTE, 2, 1);
        REFUSED("a;b\n1;2;3;4;5\n", ST_TOO_LARGE, CSV_COLUMNS, 2, 5);
        REFUSED("a\n1\n2\n3\n4\n5\n", ST_TOO_LARGE, CSV_ROWS, 6, 1);
        REFUSED("a;123456789012345678901\n", ST_TOO_LARGE, CSV_CELL, 1, 2);
        REFUSED("a\0b", ST_INVALID, CSV_NUL, 0, 0);
        REFUSED("\xff\xfe" "a\0", ST_INVALID, CSV_ENCODING, 0, 0);
        REFUSED("", ST_INVALID, CSV_EMPTY, 0, 1);
        REFUSED("\n;;\n\r\n", ST_INVALID, CSV_EMPTY, 0, 1);
}

static void test_columns(void **state)
{
        struct csv t;
        struct csv_fault f;
        const char text[] = "Identifiant;Numéro étudiant;;E-mail\nx;y\n";
        assert_int_equal(read_n(text, strlen(text), &t, &f), ST_OK);
        assert_int_equal(csv_column(arena, &t.rows[0], "login|identifiant"), 0);
        assert_int_equal(csv_column(arena, &t.rows[0], "student_number|numero_etudiant"), 1);
        assert_int_equal(csv_column(arena, &t.rows[0], "mail|e_mail|courriel"), 3);
        assert_int_equal(csv_column(arena, &t.rows[0], "log"), 4);
        assert_string_equal(csv_cell(&t.rows[1], 1), "y");
        assert_string_equal(csv_cell(&t.rows[1], 3), "");
}

int main(void)
{
        arena = arena_new(16u << 20);
        const struct CMUnitTest all[] = {cmocka_unit_test(test_shapes), cmocka_unit_test(test_lines), cmocka_unit_test(test_faults),
                                         cmocka_unit_test(test_columns)};
        int failed = cmocka_run_group_tests(all, NULL, NULL);
        arena_free(&arena);
        return failed;
}
