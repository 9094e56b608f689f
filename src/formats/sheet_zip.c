/* The archive of an XLSX and its XML parts, under ceilings: number of parts, bytes unpacked, nesting, length of
 * one token or of the text between two.  A document type ends the parsing before any entity can be declared. */
#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/text.h"
#include "formats/sheet_own.h"

enum { CHUNK = 64 << 10, TOKEN_MAX = 256 << 10, DEPTH_MAX = 64, WORD_MAX = 32 << 10 };

struct zip_file_list {
        zip_t *zip;
        const char **name;
        size_t n;
};

static void discard(void *p)
{
        zip_discard(p);
}

enum status zip_list(struct xlsx *x, const char *bytes, size_t n)
{
        zip_error_t e;
        zip_source_t *source = zip_source_buffer_create(bytes, n, 0, &e);
        zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &e) : NULL;

        if (!zip) {
                if (source)
                        zip_source_free(source);
                return sheet_refuse(x->fault, SHEET_DAMAGED, 0, 0);
        }
        arena_defer(x->arena, discard, zip);
        x->zip = ARENA_NEW(x->arena, struct zip_file_list);
        x->zip->zip = zip;
        zip_int64_t count = zip_get_num_entries(zip, 0);
        if (count > SHEET_PARTS_MAX)
                return sheet_refuse(x->fault, SHEET_HOSTILE, 0, 0);
        x->zip->name = ARENA_ARRAY(x->arena, (size_t)count + 1, const char *);
        for (zip_int64_t i = 0; i < count; i++) {
                const char *name = zip_get_name(zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
                x->zip->name[x->zip->n++] = arena_str(x->arena, name);
        }
        return ST_OK;
}

/* How many parts have this name (case does not matter, as the format says), and the last of them. */
static size_t find(const struct xlsx *x, const char *name, zip_uint64_t *at)
{
        size_t found = 0;

        for (size_t i = 0; i < x->zip->n; i++)
                if (strcasecmp(x->zip->name[i], name) == 0) {
                        *at = i;
                        found++;
                }
        return found;
}

bool zip_has(const struct xlsx *x, const char *name)
{
        zip_uint64_t at;

        return find(x, name, &at) > 0;
}

/* ---- XML -------------------------------------------------------------------------------------------------------- */

static const char *local(const char *name)
{
        const char *colon = strrchr(name, ':');

        return colon ? colon + 1 : name;
}

const char *part_attr(const char **attrs, const char *name)
{
        for (size_t i = 0; attrs[i]; i += 2)
                if (strcmp(local(attrs[i]), name) == 0)
                        return attrs[i + 1];
        return NULL;
}

void part_refuse(struct part *p, enum sheet_what what, int64_t row, int64_t column)
{
        if (p->st)
                return;
        p->st = sheet_refuse(p->x->fault, what, row, column);
        XML_StopParser(p->parser, XML_FALSE);
}

void part_want(struct part *p)
{
        p->text.n = 0;
        p->text.p[0] = '\0';
        p->text.st = ST_OK;
        p->wanted = true;
}

/* _xHHHH_ stands for a letter that XML cannot hold, or for an underscore before such a text. */
static size_t decoded(const char *s, char *out)
{
        static const char digits[] = "0123456789abcdef";
        uint32_t u = 0;

        if (strncmp(s, "_x", 2) != 0)
                return 0;
        for (size_t i = 2; i < 6; i++) {
                const char *at = s[i] ? strchr(digits, s[i] | 0x20) : NULL;
                if (!at)
                        return 0;
                u = u * 16 + (uint32_t)(at - digits);
        }
        if (s[6] != '_')
                return 0;
        return u == 0 || (u >= 0xD800 && u <= 0xDFFF) ? 0 : utf8_put(out, u);
}

const char *part_text(struct part *p)
{
        char *out = arena_raw(p->x->arena, p->text.n + 1), *q = out;

        if (buf_end(&p->text))
                return NULL;
        for (const char *s = p->text.p; *s;) {
                size_t n = *s == '_' ? decoded(s, q) : 0;
                if (!n)
                        *q++ = *s++;
                else {
                        q += n;
                        s += 7;
                }
        }
        *q = '\0';
        return out;
}

static void on_open(void *arg, const XML_Char *name, const XML_Char **attrs)
{
        struct part *p = arg;

        p->letters = 0;
        if (++p->depth > DEPTH_MAX)
                part_refuse(p, SHEET_HOSTILE, 0, 0);
        if (!p->st)
                p->open(p, local(name), attrs);
}

static void on_close(void *arg, const XML_Char *name)
{
        struct part *p = arg;

        p->letters = 0;
        p->depth--;
        if (!p->st && p->close)
                p->close(p, local(name));
        if (arena_over(p->x->arena))
                part_refuse(p, SHEET_TOO_BIG, 0, 0);
}

static void on_text(void *arg, const XML_Char *s, int n)
{
        struct part *p = arg;

        p->letters += n;
        if (p->letters > TOKEN_MAX) { /* read to its end it would cost more than its file */
                if (p->wanted && p->over)
                        p->over(p);
                part_refuse(p, SHEET_TOO_BIG, 0, 0);
                return;
        }
        if (p->wanted)
                buf_add(&p->text, s, (size_t)n);
}

static void on_doctype(void *arg, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
        part_refuse(arg, SHEET_HOSTILE, 0, 0);
}

/* Reads the open part to its end.  A token that never ends is read again with each piece: it is refused early. */
static enum status feed(struct xlsx *x, zip_file_t *f, struct part *p)
{
        XML_Parser parser = p->parser;
        int64_t fed = 0;

        for (zip_int64_t n = 1; n > 0;) {
                void *room = XML_GetBuffer(parser, CHUNK);
                if (!room)
                        return sheet_refuse(x->fault, SHEET_TOO_BIG, 0, 0);
                n = zip_fread(f, room, CHUNK);
                if (n < 0)
                        return sheet_refuse(x->fault, SHEET_DAMAGED, 0, 0);
                x->unpacked += n;
                fed += n;
                if (x->unpacked > SHEET_UNPACKED_MAX)
                        return sheet_refuse(x->fault, SHEET_TOO_BIG, 0, 0);
                enum XML_Status ok = XML_ParseBuffer(parser, (int)n, n == 0);
                if (p->st)
                        return p->st;
                if (ok != XML_STATUS_OK)
                        return sheet_refuse(x->fault, SHEET_DAMAGED, 0, 0);
                if (n && fed - XML_GetCurrentByteIndex(parser) > TOKEN_MAX)
                        return sheet_refuse(x->fault, SHEET_HOSTILE, 0, 0);
        }
        return ST_OK;
}

/* Whether the part can be read at all: packed as spreadsheets do, not encrypted, not too big by its own word. */
static enum status fit(struct xlsx *x, zip_uint64_t at)
{
        zip_stat_t s;

        if (zip_stat_index(x->zip->zip, at, 0, &s))
                return sheet_refuse(x->fault, SHEET_DAMAGED, 0, 0);
        if ((s.valid & ZIP_STAT_ENCRYPTION_METHOD) && s.encryption_method != ZIP_EM_NONE)
                return sheet_refuse(x->fault, SHEET_PASSWORD, 0, 0);
        if ((s.valid & ZIP_STAT_COMP_METHOD) && s.comp_method != ZIP_CM_STORE && s.comp_method != ZIP_CM_DEFLATE)
                return sheet_refuse(x->fault, SHEET_NOT_ONE, 0, 0);
        if ((s.valid & ZIP_STAT_SIZE) && s.size > (zip_uint64_t)(SHEET_UNPACKED_MAX - x->unpacked))
                return sheet_refuse(x->fault, SHEET_TOO_BIG, 0, 0);
        return ST_OK;
}

enum status zip_parse(struct xlsx *x, const char *name, struct part *p)
{
        zip_uint64_t at = 0;
        size_t found = find(x, name, &at);

        if (found == 0)
                return ST_NOT_FOUND;
        if (found > 1)
                return sheet_refuse(x->fault, SHEET_DAMAGED, 0, 0);
        enum status st = fit(x, at);
        if (st)
                return st;
        zip_file_t *f = zip_fopen_index(x->zip->zip, at, 0);
        if (!f)
                return sheet_refuse(x->fault, SHEET_DAMAGED, 0, 0);
        p->x = x;
        p->parser = XML_ParserCreate(NULL);
        if (!p->parser)
                abort();
        buf_init(&p->text, x->arena, x->limits->cell_bytes < WORD_MAX ? x->limits->cell_bytes : WORD_MAX);
        XML_SetUserData(p->parser, p);
        XML_SetElementHandler(p->parser, on_open, on_close);
        XML_SetCharacterDataHandler(p->parser, on_text);
        XML_SetStartDoctypeDeclHandler(p->parser, on_doctype);
        st = feed(x, f, p);
        XML_ParserFree(p->parser);
        p->parser = NULL;
        zip_fclose(f);
        return st;
}
