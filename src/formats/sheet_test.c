/* Spreadsheets as they really come, and as nobody should send them.  The files are made here: real ones by
 * libxlsxwriter, those of Excel's and LibreOffice's particular habits and the hostile ones part by part. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "base/buf.h"
#include "base/moment.h"
#include "formats/sheet_own.h"

static const struct sheet_limits limits = {.rows = 20000, .columns = 100, .cell_bytes = 4096};
static struct arena *arena;

/* Rows as "3:a|b/5:c". */
static const char *flat(const struct sheet *s)
{
        struct buf out;

        buf_init(&out, arena, 1u << 20);
        for (size_t i = 0; i < s->n_rows; i++) {
                buf_fmt(&out, "%s%lld:", i ? "/" : "", (long long)s->rows[i].row);
                for (size_t k = 0; k < s->rows[i].n; k++)
                        buf_fmt(&out, "%s%s", k ? "|" : "", s->rows[i].cell[k]);
        }
        return out.p;
}

static const char *read_flat(const char *bytes, size_t n)
{
        struct sheet s;
        struct sheet_fault f;

        if (sheet_read(arena, bytes, n, &limits, &s, &f))
                return arena_fmt(arena, "refused %d at %lld,%lld", f.what, (long long)f.row, (long long)f.column);
        return flat(&s);
}

static const char *text_flat(const char *text)
{
        return read_flat(text, strlen(text));
}

/* ---- making files ---------------------------------------------------------------------------------------------------- */

struct made {
        const char *name, *text;
        size_t n; /* 0: strlen(text) */
};
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
static const struct made top_rels = {"_rels/.rels", "<?xml version=\"1.0\"?><Relationships><Relationship Id=\"rId1\" Type=\"" REL "/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>", 0};
static const struct made book_rels = {"xl/_rels/workbook.xml.rels", "<Relationships>"
        "<Relationship Id=\"rId9\" Type=\"" REL "/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/>"
        "<Relationship Id=\"rId8\" Type=\"" REL "/worksheet\" Target=\"worksheets/hidden.xml\"/>"
        "<Relationship Id=\"rId7\" Type=\"" REL "/chartsheet\" Target=\"worksheets/chart.xml\"/>"
        "<Relationship Id=\"rId2\" Type=\"" REL "/styles\" Target=\"styles.xml\"/>"
        "<Relationship Id=\"rId3\" Type=\"" REL "/sharedStrings\" Target=\"sharedStrings.xml\"/>"
        "<Relationship Id=\"rId4\" Type=\"" REL "/worksheet\" TargetMode=\"External\" Target=\"http://127.0.0.1/x\"/></Relationships>", 0};
static const struct made book = {"xl/workbook.xml", "<x:workbook xmlns:x=\"m\" xmlns:r=\"" REL "\"><x:sheets><x:sheet name=\"caché\" state=\"hidden\" sheetId=\"1\" r:id=\"rId8\"/>"
        "<x:sheet name=\"graphique\" sheetId=\"2\" r:id=\"rId7\"/><x:sheet name=\"Hiver\" sheetId=\"3\" r:id=\"rId9\"/></x:sheets></x:workbook>", 0};
static const struct made book_1904 = {"xl/workbook.xml", "<workbook><workbookPr date1904=\"1\"/><sheets><sheet name=\"S\" id=\"rId9\"/></sheets></workbook>", 0};
static const struct made styles = {"xl/styles.xml", "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm\"/>"
        "<numFmt numFmtId=\"165\" formatCode=\"#,##0.00\\ &quot;dollars&quot;\"/><numFmt numFmtId=\"166\" formatCode=\"[h]:mm\"/></numFmts>"
        "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs>"
        "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/><xf numFmtId=\"165\"/><xf numFmtId=\"20\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>", 0};
static const struct made strings = {"xl/sharedStrings.xml", "<sst><si><t>Code</t></si><si><r><t>Ana</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">tomie </t></r>"
        "<rPh><t>guide</t></rPh></si><si><t>a_x000D_b_x005F_x</t></si><si/></sst>", 0};

static char *zipped(const struct made *m, size_t n, size_t *size)
{
        zip_error_t e;
        zip_stat_t s;
        zip_source_t *src = zip_source_buffer_create(NULL, 0, 0, &e);
        zip_t *z = zip_open_from_source(src, ZIP_CREATE | ZIP_TRUNCATE, &e);

        assert_non_null(z);
        zip_source_keep(src);
        for (size_t i = 0; i < n; i++)
                assert_true(zip_file_add(z, m[i].name, zip_source_buffer(z, m[i].text, m[i].n ? m[i].n : strlen(m[i].text), 0), 0) >= 0);
        assert_int_equal(zip_close(z), 0);
        assert_int_equal(zip_source_open(src), 0);
        assert_int_equal(zip_source_stat(src, &s), 0);
        char *out = arena_alloc(arena, s.size + 1);
        *size = (size_t)zip_source_read(src, out, s.size);
        zip_source_close(src);
        zip_source_free(src);
        return out;
}

/* The rows of a workbook whose visible sheet is this. */
static const char *sheet_of(const char *data, const struct made *workbook)
{
        const struct made parts[] = {top_rels, *workbook, book_rels, styles, strings,
                                     {"xl/worksheets/hidden.xml", "<worksheet><sheetData><row><c t=\"str\"><v>caché</v></c></row></sheetData></worksheet>", 0},
                                     {"xl/worksheets/sheet1.xml", arena_fmt(arena, "<worksheet><sheetData>%s</sheetData></worksheet>", data), 0}};
        size_t n;
        char *bytes = zipped(parts, ARRAY_LEN(parts), &n);

        return read_flat(bytes, n);
}

static char *file_bytes(const char *path, size_t *n)
{
        int fd = open(path, O_RDONLY);
        char *bytes = arena_alloc(arena, 8u << 20);

        assert_true(fd >= 0);
        *n = (size_t)read(fd, bytes, 8u << 20);
        close(fd);
        unlink(path);
        return bytes;
}

/* ---- CSV ---------------------------------------------------------------------------------------------------------------- */

static void test_csv(void **state)
{
        static const char le[] = "\xff\xfe" "a\0;\0\xe9\0\n\0001\0;\0=\xd8\x00\xde", be[] = "\xfe\xff\0a\0\t\0b\0\n\0001\0\t\0\xe9";
        static const char bare[] = "a\0;\0b\0\n\0001\0;\0002\0";

        assert_string_equal(text_flat("\xef\xbb\xbf" "Code;Titre\r\n\r\nMED;\xc3\x89t\xc3\xa9\r\n"), "1:Code|Titre/3:MED|Été");
        assert_string_equal(text_flat("Code,Titre\nMED,\xc9t\xe9\n"), "1:Code|Titre/2:MED|Été");
        assert_string_equal(text_flat("a;b\n\"x\ny\";2\n3;4\n"), "1:a|b/2:x\ny|2/3:3|4");
        assert_string_equal(text_flat(" ; \na;b\n \t;\n;\n1;2\n;\n  ;\n"), "2:a|b/5:1|2");
        assert_string_equal(read_flat(le, sizeof le - 1), "1:a|é/2:1|\xf0\x9f\x98\x80");
        assert_string_equal(read_flat(be, sizeof be - 1), "1:a|b/2:1|é");
        assert_string_equal(read_flat(bare, sizeof bare - 1), "1:a|b/2:1|2");
        struct sheet s;
        struct sheet_fault f;
        assert_int_equal(sheet_read(arena, "a\n\n \nb\n\n", 8, &limits, &s, &f), ST_OK);
        assert_int_equal(s.n_blank, 2);
        assert_false(s.xlsx);
}

static void refused(const char *bytes, size_t n, enum sheet_what what)
{
        struct sheet s;
        struct sheet_fault f;

        assert_true(sheet_read(arena, bytes, n, &limits, &s, &f) != ST_OK);
        assert_int_equal(f.what, what);
}

static void test_not_sheets(void **state)
{
        static const char encrypted[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
        const struct made ods[] = {{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0}, {"content.xml", "<x/>", 0}};
        const struct made docx[] = {{"_rels/.rels", "<Relationships><Relationship Id=\"1\" Type=\"/officeDocument\" Target=\"word/document.xml\"/></Relationships>", 0},
                                    {"word/document.xml", "<w:document/>", 0}};
        const struct made xlsb[] = {{"_rels/.rels", "<Relationships><Relationship Id=\"1\" Type=\"/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>", 0}};
        size_t n;

        refused("", 0, SHEET_EMPTY);
        refused("\n\n ; \n", 6, SHEET_EMPTY);
        refused("%PDF-1.7 ...", 12, SHEET_NOT_ONE);
        refused("\x89PNG\r\n\x1a\n\0\0\0", 11, SHEET_NOT_ONE);
        refused("a;b\0c\n", 6, SHEET_NOT_ONE);
        refused("\xff\xfe" "a\0\0", 5, SHEET_ENCODING);
        refused("\xff\xfe\x00\xdc" "a\0", 6, SHEET_ENCODING);
        refused("a;\"b\n", 5, SHEET_QUOTE);
        refused(encrypted, sizeof encrypted, SHEET_PASSWORD);
        refused(encrypted, 12, SHEET_OTHER_KIND);
        refused("PK\x03\x04 and no more", 16, SHEET_DAMAGED);
        char *bytes = zipped(ods, 2, &n);
        refused(bytes, n, SHEET_OTHER_KIND);
        bytes = zipped(docx, 2, &n);
        refused(bytes, n, SHEET_NOT_ONE);
        bytes = zipped(docx + 1, 1, &n);
        refused(bytes, n, SHEET_NOT_ONE);
        bytes = zipped(xlsb, 1, &n);
        refused(bytes, n, SHEET_OTHER_KIND);
}

/* ---- XLSX ----------------------------------------------------------------------------------------------------------------- */

static void test_cells(void **state)
{
        assert_string_equal(sheet_of("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"C1\" t=\"s\"><v>1</v></c></row>"
                                     "<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><r><t>en </t></r><r><t>ligne</t></r></is></c><c r=\"B4\"><v>3010</v></c></row>"
                                     "<row r=\"5\"><c r=\"B5\" s=\"3\"/></row>"
                                     "<row r=\"6\"><c r=\"A6\" t=\"s\"><v>2</v></c><c r=\"B6\" t=\"s\"><v>3</v></c><c r=\"C6\" t=\"b\"><v>1</v></c><c r=\"D6\" t=\"e\"><v>#N/A</v></c></row>", &book),
                            "1:Code||Anatomie /4:en ligne|3010/6:a\rb_x||1|#N/A");
        /* Without references, as some programs write; and a strict file's date. */
        assert_string_equal(sheet_of("<row><c t=\"str\"><v>a</v></c><c><v>0.10000000000000001</v></c></row><row><c><v>1E3</v></c><c t=\"d\"><v>2026-01-19T08:30:00</v></c></row>", &book),
                            "1:a|0.1/2:1000|2026-01-19 08:30");
        /* A formula counts by its kept value, an empty text included. */
        assert_string_equal(sheet_of("<row><c t=\"str\"><f>A2</f><v>vu</v></c><c t=\"str\"><f>B2</f><v></v></c><c><f>1+1</f><v>2</v></c></row>", &book), "1:vu||2");
}

static void test_dates(void **state)
{
        assert_string_equal(sheet_of("<row><c s=\"1\"><v>46041</v></c><c s=\"2\"><v>46041.354166666664</v></c><c s=\"3\"><v>46041</v></c><c s=\"4\"><v>0.375</v></c><c s=\"5\"><v>0.4375</v></c><c><v>46041</v></c></row>", &book),
                            "1:2026-01-19|2026-01-19 08:30|46041|09:00|10:30|46041");
        assert_string_equal(sheet_of("<row><c s=\"1\"><v>44579</v></c><c s=\"2\"><v>44579.5</v></c></row>", &book_1904), "1:2026-01-19|2026-01-19 12:00");
        assert_string_equal(serial_text(arena, 1, false), "1900-01-01");
        assert_string_equal(serial_text(arena, 59, false), "1900-02-28");
        assert_string_equal(serial_text(arena, 61, false), "1900-03-01");
        assert_string_equal(serial_text(arena, 1.0 + 1.0 / 86400, false), "1900-01-01 00:00:01");
        assert_null(serial_text(arena, -1, false));
        assert_null(serial_text(arena, 1e18, false));
        assert_true(format_is_date(14, NULL));
        assert_false(format_is_date(2, NULL));
        assert_true(format_is_date(170, "[$-40C]d mmmm yyyy;@"));
        assert_false(format_is_date(170, "General"));
        assert_false(format_is_date(170, "0.00\" h\""));
        assert_false(format_is_date(170, "[Red]0"));
        assert_true(format_is_date(170, "[mm]:ss"));
}

static void test_faults(void **state)
{
        static const struct {
                const char *rows, *expect;
        } cases[] = {
                {"", "refused 1 at 0,0"},
                {"<row><c s=\"1\"/></row>", "refused 1 at 0,0"},
                {"<row r=\"7\"><c r=\"C7\"><f>TODAY()</f></c></row>", "refused 12 at 7,3"},
                {"<row r=\"2\"><c r=\"A2\" t=\"s\"><v>99</v></c></row>", "refused 5 at 2,1"},
                {"<row r=\"2\"><c r=\"A2\" t=\"s\"><v>-1</v></c></row>", "refused 5 at 2,1"},
                {"<row r=\"2\"><c r=\"A2\"><v>nan</v></c></row>", "refused 5 at 2,1"},
                {"<row r=\"2\"><c r=\"A2\"><v>0x10</v></c></row>", "refused 5 at 2,1"},
                {"<row r=\"2\"><c r=\"A3\"><v>1</v></c></row>", "refused 5 at 2,1"},
                {"<row r=\"2\"><c r=\"B2\"><v>1</v></c><c r=\"A2\"><v>1</v></c></row>", "refused 5 at 2,1"},
                {"<row r=\"2\"><c r=\"XFE2\"><v>1</v></c></row>", "refused 5 at 2,16385"},
                {"<row r=\"3\"><c><v>1</v></c></row><row r=\"3\"><c><v>1</v></c></row>", "refused 5 at 3,0"},
                {"<row r=\"1048577\"><c><v>1</v></c></row>", "refused 5 at 1048577,0"},
                {"<row r=\"1\"><c r=\"CW1\"><v>1</v></c></row>", "refused 10 at 1,101"},
                {"<row><c><v>1</v></row>", "refused 5 at 0,0"},
        };

        for (size_t i = 0; i < ARRAY_LEN(cases); i++)
                assert_string_equal(sheet_of(cases[i].rows, &book), cases[i].expect);
        /* Columns of formats without a value are no columns. */
        assert_string_equal(sheet_of("<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"XFD1\" s=\"1\"/></row>", &book), "1:1");
        char *word = arena_alloc(arena, 5001);
        memset(word, 'a', 5000);
        assert_string_equal(sheet_of(arena_fmt(arena, "<row><c t=\"str\"><v>%s</v></c></row>", word), &book), "refused 11 at 1,1");
}

static void test_written(void **state)
{
        const char *path = "/tmp/guichet-sheet-test.xlsx";
        lxw_workbook *w = workbook_new(path);
        lxw_worksheet *first = workbook_add_worksheet(w, "Note"), *s = workbook_add_worksheet(w, "Grille");
        lxw_format *day = workbook_add_format(w), *moment = workbook_add_format(w), *bold = workbook_add_format(w);
        lxw_datetime at = {2026, 1, 19, 8, 30, 0}, on = {2026, 2, 5, 0, 0, 0};
        static char plain_part[] = "Classe ", bold_part[] = "virtuelle";
        lxw_rich_string_tuple one = {NULL, plain_part}, two = {bold, bold_part};
        lxw_rich_string_tuple *rich[] = {&one, &two, NULL};
        size_t n;

        worksheet_write_string(first, 0, 0, "pas celle-ci", NULL);
        worksheet_activate(s);
        worksheet_set_first_sheet(s);
        worksheet_hide(first);
        format_set_num_format(day, "dd/mm/yyyy");
        format_set_num_format(moment, "yyyy-mm-dd hh:mm");
        format_set_bold(bold);
        worksheet_merge_range(s, 0, 0, 0, 3, "Grille des cours, hiver 2026", bold);
        worksheet_write_string(s, 2, 0, "Code", bold);
        worksheet_write_string(s, 2, 1, "Titre", bold);
        worksheet_write_string(s, 3, 0, "MED1234", NULL);
        worksheet_write_rich_string(s, 3, 1, rich, NULL);
        worksheet_write_datetime(s, 3, 2, &at, moment);
        worksheet_write_datetime(s, 3, 3, &on, day);
        worksheet_write_number(s, 3, 4, 2040, NULL);
        worksheet_write_formula_num(s, 3, 5, "=E4+1", NULL, 2041);
        worksheet_write_string(s, 3, 6, "<&\"' é 😀", NULL);
        assert_int_equal(workbook_close(w), LXW_NO_ERROR);
        char *bytes = file_bytes(path, &n);
        assert_string_equal(read_flat(bytes, n), "1:Grille des cours, hiver 2026/3:Code|Titre/4:MED1234|Classe virtuelle|2026-01-19 08:30|2026-02-05|2040|2041|<&\"' é 😀");
        struct sheet read;
        struct sheet_fault f;
        assert_int_equal(sheet_read(arena, bytes, n, &limits, &read, &f), ST_OK);
        assert_string_equal(read.name, "Grille");
        assert_int_equal(read.n_blank, 1);
        /* Cut short or with a flipped byte: refused, never half read. */
        for (size_t cut = 4; cut < n; cut += n / 13)
                refused(bytes, cut, SHEET_DAMAGED);
}

/* ---- hostile ------------------------------------------------------------------------------------------------------------ */

static void test_entities(void **state)
{
        static const char *const heads[] = {
                "<!DOCTYPE worksheet SYSTEM \"http://127.0.0.1:1/x\"><worksheet/>",
                "<!DOCTYPE worksheet [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]><worksheet>&b;</worksheet>",
                "<!DOCTYPE w [<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]><worksheet/>",
        };
        const struct made fine = {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>1</v></c></row></sheetData></worksheet>", 0};
        size_t n;

        for (size_t i = 0; i < ARRAY_LEN(heads); i++)
                for (size_t part = 0; part < 6; part++) {
                        struct made parts[] = {top_rels, book, book_rels, styles, strings, fine};
                        parts[part].text = heads[i];
                        char *bytes = zipped(parts, ARRAY_LEN(parts), &n);
                        refused(bytes, n, SHEET_HOSTILE);
                }
        /* Encodings that hide them: UTF-16 is read and refused alike, UTF-7 is none that we know. */
        static const char utf16[] = "\xff\xfe<\0!\0D\0O\0C\0T\0Y\0P\0E\0 \0w\0>\0<\0w\0/\0>\0";
        const struct made wide[] = {top_rels, book, book_rels, {"xl/worksheets/sheet1.xml", utf16, sizeof utf16 - 1}};
        const struct made seven[] = {top_rels, book, book_rels, {"xl/worksheets/sheet1.xml", "<?xml version=\"1.0\" encoding=\"UTF-7\"?>+ADw-w/+AD4-", 0}};
        char *bytes = zipped(wide, 4, &n);
        refused(bytes, n, SHEET_HOSTILE);
        bytes = zipped(seven, 4, &n);
        refused(bytes, n, SHEET_DAMAGED);
}

/* One letter or text, over and over. */
static char *times(const char *unit, size_t count, const char *head, const char *tail, size_t *n)
{
        size_t len = strlen(unit), a = strlen(head), b = strlen(tail);
        char *out = malloc(a + len * count + b + 1);

        assert_non_null(out);
        memcpy(out, head, a);
        for (size_t i = 0; i < count; i++)
                memcpy(out + a + i * len, unit, len);
        memcpy(out + a + len * count, tail, b);
        *n = a + len * count + b;
        out[*n] = '\0';
        return out;
}

static void bomb(const char *part, const char *unit, size_t count, const char *head, const char *tail, enum sheet_what what)
{
        struct made parts[] = {top_rels, book, book_rels, styles, strings, {"xl/worksheets/sheet1.xml", "<worksheet/>", 0}};
        struct rusage before, after;
        size_t n, len;
        char *text = times(unit, count, head, tail, &len);

        for (size_t i = 0; i < ARRAY_LEN(parts); i++)
                if (strcmp(parts[i].name, part) == 0) {
                        parts[i].text = text;
                        parts[i].n = len;
                }
        char *bytes = zipped(parts, ARRAY_LEN(parts), &n);
        free(text);
        getrusage(RUSAGE_SELF, &before);
        int64_t began = moment_mono();
        refused(bytes, n, what);
        getrusage(RUSAGE_SELF, &after);
        print_message("%s x %zu: %zu packed, refused in %lld ms, %ld MB more\n", unit, count, n, (long long)(moment_mono() - began),
                      (after.ru_maxrss - before.ru_maxrss) >> 10);
        arena_reset(arena);
}

static void test_bombs(void **state)
{
        static const char sheet[] = "xl/worksheets/sheet1.xml", shared[] = "xl/sharedStrings.xml";

        bomb(sheet, " ", 100u << 20, "<worksheet>", "</worksheet>", SHEET_TOO_BIG);
        bomb(shared, "<si><t>a</t></si>", 1000000, "<sst>", "</sst>", SHEET_STRINGS);
        bomb(sheet, "<c><v>1</v></c>", 16384, "<worksheet><sheetData><row>", "</row></sheetData></worksheet>", SHEET_COLUMNS);
        bomb(sheet, "<row><c><v>1</v></c></row>", 100000, "<worksheet><sheetData>", "</sheetData></worksheet>", SHEET_ROWS);
        bomb(sheet, "<a>", 1000000, "<worksheet>", "", SHEET_HOSTILE);
        bomb(sheet, "a", 40u << 20, "<worksheet b=\"", "\"/>", SHEET_HOSTILE);
        bomb(sheet, "a", 40u << 20, "<", "/>", SHEET_HOSTILE);
        bomb(sheet, "a", 40u << 20, "<worksheet><!--", "--></worksheet>", SHEET_HOSTILE);
        bomb(sheet, "x", 8u << 20, "<worksheet><sheetData><row><c t=\"str\"><v>", "</v></c></row></sheetData></worksheet>", SHEET_CELL);
        bomb(sheet, "\n", 40u << 20, "<worksheet>", "</worksheet>", SHEET_TOO_BIG);
        bomb(shared, "\n", 40u << 20, "<sst><si><t>", "</t></si></sst>", SHEET_TOO_BIG);
        bomb("xl/styles.xml", "<xf/>", 200000, "<styleSheet><cellXfs>", "</cellXfs></styleSheet>", SHEET_HOSTILE);
        bomb("xl/_rels/workbook.xml.rels", "<Relationship Id=\"a\" Type=\"b\" Target=\"../../../etc/passwd\"/>", 5000, "<Relationships>", "</Relationships>", SHEET_HOSTILE);
}

/* Sizes that lie, by the archive's own word: believed neither small nor large. */
static void test_lies(void **state)
{
        static const size_t sizes[] = {10, 0x7fffffff};
        struct made parts[] = {top_rels, book, book_rels, {"xl/worksheets/sheet1.xml", NULL, 0}};
        size_t n;

        for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
                parts[3].text = times(" ", 80u << 20, "<worksheet>", "</worksheet>", &parts[3].n);
                char *bytes = zipped(parts, 4, &n), *last = bytes;
                free((void *)parts[3].text);
                for (char *p = bytes; (p = memmem(p, n - (size_t)(p - bytes), "PK\x01\x02", 4)); p++)
                        last = p;
                for (size_t k = 0; k < 4; k++)
                        last[24 + k] = (char)(sizes[i] >> (8 * k));
                refused(bytes, n, SHEET_TOO_BIG);
        }
}

/* A name twice, names that climb: never outside. */
static void test_archive(void **state)
{
        const struct made sheet = {"xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"str\"><v>LIRE</v></c></row></sheetData></worksheet>", 0};
        const struct made parts[] = {top_rels, book, book_rels, sheet, {"../../outside.xml", "<a/>", 0}, {"XL/worksheets/SHEET1.xml", sheet.text, 0}};
        const struct made climbing[] = {top_rels, book, {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"rId9\" Type=\"/worksheet\" Target=\"../../../../etc/passwd\"/></Relationships>", 0}};
        const struct made lost[] = {top_rels, book, book_rels};
        size_t n;

        char *bytes = zipped(parts, 5, &n);
        assert_string_equal(read_flat(bytes, n), "1:LIRE");
        bytes = zipped(parts, 6, &n);
        refused(bytes, n, SHEET_DAMAGED);
        bytes = zipped(climbing, 3, &n);
        refused(bytes, n, SHEET_DAMAGED);
        bytes = zipped(lost, 3, &n);
        refused(bytes, n, SHEET_DAMAGED);
        struct made many[2100];
        for (size_t i = 0; i < ARRAY_LEN(many); i++)
                many[i] = (struct made){arena_fmt(arena, "p%zu", i), "x", 0};
        bytes = zipped(many, ARRAY_LEN(many), &n);
        refused(bytes, n, SHEET_HOSTILE);
}

static void test_letters(void **state)
{
        assert_string_equal(sheet_letters(arena, 1), "A");
        assert_string_equal(sheet_letters(arena, 26), "Z");
        assert_string_equal(sheet_letters(arena, 27), "AA");
        assert_string_equal(sheet_letters(arena, 16384), "XFD");
}

static int begin(void **state)
{
        arena = arena_new(128u << 20);
        return 0;
}

static int end(void **state)
{
        arena_free(&arena);
        return 0;
}

int main(void)
{
        const struct CMUnitTest all[] = {
                cmocka_unit_test_setup_teardown(test_csv, begin, end),     cmocka_unit_test_setup_teardown(test_not_sheets, begin, end),
                cmocka_unit_test_setup_teardown(test_cells, begin, end),   cmocka_unit_test_setup_teardown(test_dates, begin, end),
                cmocka_unit_test_setup_teardown(test_faults, begin, end),  cmocka_unit_test_setup_teardown(test_written, begin, end),
                cmocka_unit_test_setup_teardown(test_entities, begin, end), cmocka_unit_test_setup_teardown(test_bombs, begin, end),
                cmocka_unit_test_setup_teardown(test_archive, begin, end), cmocka_unit_test_setup_teardown(test_lies, begin, end),
                cmocka_unit_test_setup_teardown(test_letters, begin, end),
        };
        return cmocka_run_group_tests(all, NULL, NULL);
}
