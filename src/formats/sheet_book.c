/* Which part is the first visible sheet, the shared strings and which cell formats are dates. */
#include <string.h>

#include "base/text.h"
#include "formats/sheet_own.h"

enum { RELATIONS_MAX = 2000, FORMATS_MAX = 70000, CODES_MAX = 10000, BUILT_IN = 164 };

struct relation {
        const char *id, *type, *target;
};
struct relations {
        struct relation *r;
        size_t n;
        const char *base; /* folder of the part that they are of, "xl/" */
};

struct book {
        struct relations relations;
        const char *root;                   /* first element of the workbook */
        const char *sheet_name, *sheet_part; /* the first visible one */
};

static bool ends_with(const char *s, const char *end)
{
        size_t n = strlen(s), m = strlen(end);

        return n >= m && strcmp(s + n - m, end) == 0;
}

static bool on(const char *flag)
{
        return flag && (strcmp(flag, "1") == 0 || strcmp(flag, "true") == 0);
}

/* ---- relations ---------------------------------------------------------------------------------------------------- */

static void relation_open(struct part *p, const char *name, const char **attrs)
{
        struct relations *list = p->arg;
        struct arena *a = p->x->arena;
        const char *id = part_attr(attrs, "Id"), *type = part_attr(attrs, "Type"), *target = part_attr(attrs, "Target");
        const char *mode = part_attr(attrs, "TargetMode");

        if (strcmp(name, "Relationship") != 0 || !id || !type || !target || (mode && strcmp(mode, "External") == 0))
                return;
        if (list->n == RELATIONS_MAX) {
                part_refuse(p, SHEET_HOSTILE, 0, 0);
                return;
        }
        const char *path = *target == '/' ? target + 1 : arena_fmt(a, "%s%s", list->base, target);
        list->r[list->n++] = (struct relation){arena_str(a, id), arena_str(a, type), arena_str(a, path)};
}

/* The relations of a part ("" : of the whole), those that point into the archive. */
static enum status relations_read(struct xlsx *x, const char *of, struct relations *out)
{
        const char *slash = strrchr(of, '/'), *file = slash ? slash + 1 : of;
        struct part p = {.open = relation_open, .arg = out};

        out->base = slash ? arena_strn(x->arena, of, (size_t)(file - of)) : "";
        out->r = ARENA_ARRAY(x->arena, RELATIONS_MAX, struct relation);
        out->n = 0;
        return zip_parse(x, arena_fmt(x->arena, "%s_rels/%s.rels", out->base, file), &p);
}

static const struct relation *related(const struct relations *list, const char *type_end, const char *id)
{
        for (size_t i = 0; i < list->n; i++)
                if (ends_with(list->r[i].type, type_end) && (!id || strcmp(list->r[i].id, id) == 0))
                        return &list->r[i];
        return NULL;
}

/* ---- workbook ------------------------------------------------------------------------------------------------------ */

static void book_open(struct part *p, const char *name, const char **attrs)
{
        struct book *b = p->arg;
        const char *state = part_attr(attrs, "state"), *id = part_attr(attrs, "id"), *title = part_attr(attrs, "name");

        if (p->depth == 1)
                b->root = arena_str(p->x->arena, name);
        if (strcmp(name, "workbookPr") == 0)
                p->x->epoch_1904 = on(part_attr(attrs, "date1904"));
        if (strcmp(name, "sheet") != 0 || b->sheet_part || !id || (state && strcmp(state, "visible") != 0))
                return;
        const struct relation *r = related(&b->relations, "/worksheet", id);
        if (!r)
                return;
        b->sheet_part = r->target;
        b->sheet_name = arena_str(p->x->arena, title ? title : "");
}

/* ---- shared strings -------------------------------------------------------------------------------------------------- */

static void *grown(struct arena *a, void *old, size_t n, size_t *cap, size_t size)
{
        if (n < *cap)
                return old;
        *cap = *cap ? 2 * *cap : 256;
        void *more = arena_calloc(a, *cap, size);
        if (n)
                memcpy(more, old, n * size);
        return more;
}

/* <si> holds <t>, or runs <r> each with its <t>; <rPh> are phonetic guides. */
struct strings {
        bool guide;
};

static void strings_open(struct part *p, const char *name, const char **attrs)
{
        struct strings *s = p->arg;

        if (strcmp(name, "si") == 0) {
                part_want(p);
                p->wanted = false;
                s->guide = false;
        } else if (strcmp(name, "rPh") == 0) {
                s->guide = true;
        } else if (strcmp(name, "t") == 0) {
                p->wanted = !s->guide;
        }
}

static void strings_close(struct part *p, const char *name)
{
        struct strings *s = p->arg;
        struct xlsx *x = p->x;

        if (strcmp(name, "t") == 0)
                p->wanted = false;
        if (strcmp(name, "rPh") == 0)
                s->guide = false;
        if (strcmp(name, "si") != 0)
                return;
        if (x->n_strings == SHEET_STRINGS_MAX) {
                part_refuse(p, SHEET_STRINGS, 0, 0);
                return;
        }
        x->string = grown(x->arena, (void *)x->string, x->n_strings, &x->cap_strings, sizeof *x->string);
        x->string[x->n_strings++] = part_text(p);
}

/* ---- formats ---------------------------------------------------------------------------------------------------------- */

/* Letters of a code that mean a moment, outside quotes, brackets and after a backslash or underscore. */
static bool code_is_date(const char *code)
{
        if (strncasecmp(code, "General", 7) == 0)
                return false;
        for (const char *p = code; *p && *p != ';'; p++) {
                if (*p == '"' || *p == '[') {
                        const char *end = strchr(p + 1, *p == '"' ? '"' : ']');
                        bool spent = *p == '[' && end && strspn(p + 1, "hmsHMS") == (size_t)(end - p - 1) && end > p + 1;
                        if (spent)
                                return true;
                        if (!end)
                                return false;
                        p = end;
                } else if ((*p == '\\' || *p == '_' || *p == '*') && p[1]) {
                        p++;
                } else if (strchr("ymdhsYMDHS", *p)) {
                        return true;
                }
        }
        return false;
}

bool format_is_date(int64_t id, const char *code)
{
        if (code)
                return code_is_date(code);
        return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

struct formats {
        struct format_code {
                int64_t id;
                bool is_date;
        } *code;
        size_t n, cap;
        bool cells; /* inside <cellXfs> */
};

static void formats_open(struct part *p, const char *name, const char **attrs)
{
        struct formats *f = p->arg;
        struct xlsx *x = p->x;
        const char *id_text = part_attr(attrs, "numFmtId"), *code = part_attr(attrs, "formatCode");
        int64_t id = 0;

        if (id_text && !text_i64(id_text, &id))
                id = 0;
        if (strcmp(name, "cellXfs") == 0)
                f->cells = true;
        if (strcmp(name, "numFmt") == 0 && id_text && code) {
                if (f->n == CODES_MAX) {
                        part_refuse(p, SHEET_HOSTILE, 0, 0);
                        return;
                }
                f->code = grown(x->arena, f->code, f->n, &f->cap, sizeof *f->code);
                f->code[f->n++] = (struct format_code){id, format_is_date(id, code)};
        }
        if (strcmp(name, "xf") != 0 || !f->cells)
                return;
        if (x->n_formats == FORMATS_MAX) {
                part_refuse(p, SHEET_HOSTILE, 0, 0);
                return;
        }
        bool is_date = format_is_date(id, NULL);
        for (size_t i = 0; id >= BUILT_IN && i < f->n; i++)
                if (f->code[i].id == id)
                        is_date = f->code[i].is_date;
        x->is_date = grown(x->arena, x->is_date, x->n_formats, &x->cap_formats, sizeof *x->is_date);
        x->is_date[x->n_formats++] = is_date;
}

static void formats_close(struct part *p, const char *name)
{
        struct formats *f = p->arg;

        if (strcmp(name, "cellXfs") == 0)
                f->cells = false;
}

/* ---- the whole -------------------------------------------------------------------------------------------------------- */

/* An archive without a workbook: an ODS, or no spreadsheet. */
static enum status other_kind(struct xlsx *x)
{
        return sheet_refuse(x->fault, zip_has(x, "content.xml") && zip_has(x, "mimetype") ? SHEET_OTHER_KIND : SHEET_NOT_ONE, 0, 0);
}

static enum status book_find(struct xlsx *x, struct book *b)
{
        struct relations top;
        struct part p = {.open = book_open, .arg = b};
        enum status st = relations_read(x, "", &top);

        if (st == ST_NOT_FOUND)
                return other_kind(x);
        if (st)
                return st;
        const struct relation *main = related(&top, "/officeDocument", NULL);
        if (!main)
                return other_kind(x);
        if (ends_with(main->target, ".bin"))
                return sheet_refuse(x->fault, SHEET_OTHER_KIND, 0, 0);
        st = relations_read(x, main->target, &b->relations);
        if (!st || st == ST_NOT_FOUND)
                st = zip_parse(x, main->target, &p);
        if (st == ST_NOT_FOUND)
                return sheet_refuse(x->fault, SHEET_DAMAGED, 0, 0);
        if (st)
                return st;
        if (!b->root || strcmp(b->root, "workbook") != 0)
                return sheet_refuse(x->fault, SHEET_NOT_ONE, 0, 0);
        return b->sheet_part ? ST_OK : sheet_refuse(x->fault, SHEET_EMPTY, 0, 0);
}

static enum status parts_read(struct xlsx *x, struct book *b)
{
        struct strings strings = {false};
        struct formats formats = {.n = 0};
        struct part ps = {.open = strings_open, .close = strings_close, .arg = &strings};
        struct part pf = {.open = formats_open, .close = formats_close, .arg = &formats};
        const struct relation *s = related(&b->relations, "/sharedStrings", NULL), *f = related(&b->relations, "/styles", NULL);
        enum status st = s ? zip_parse(x, s->target, &ps) : ST_OK;

        if (!st || st == ST_NOT_FOUND)
                st = f ? zip_parse(x, f->target, &pf) : ST_OK;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status xlsx_read(struct arena *a, const char *bytes, size_t n, const struct sheet_limits *limits, struct sheet *out,
                      struct sheet_fault *fault)
{
        struct xlsx x = {.arena = a, .limits = limits, .fault = fault};
        struct book b = {.root = NULL};
        enum status st = zip_list(&x, bytes, n);

        if (!st)
                st = book_find(&x, &b);
        if (!st)
                st = parts_read(&x, &b);
        if (!st)
                st = cells_read(&x, b.sheet_part, out);
        if (st == ST_NOT_FOUND)
                return sheet_refuse(fault, SHEET_DAMAGED, 0, 0);
        out->xlsx = true;
        out->name = b.sheet_name ? b.sheet_name : "";
        return st;
}
