/* Bodies, in pieces of any size: urlencoded, multipart/form-data, or bytes kept as they are.
 * Names and values share one growing text buffer and are found by offset, so a form of five
 * thousand fields costs five thousand small rows and one buffer.  Files leave for the disk as they
 * come.  The first thing that goes wrong sticks in `st`; what follows is swallowed, not kept, so
 * that the page can still show what was typed before.
 *
 * Multipart is matched against "CR LF -- boundary".  A boundary holds no CR, so a failed match can
 * only start anew at the next CR: no table, one pass, and memchr for the long stretches. */
#include <strings.h>

#include "http/http_internal.h"
#include "http/upload.h"

enum kind { KIND_RAW, KIND_URL, KIND_MULTI };
enum multi { MULTI_PREAMBLE, MULTI_MARK, MULTI_DASH, MULTI_LF, MULTI_HEAD, MULTI_DATA, MULTI_DONE, MULTI_BROKEN };

struct span {
        size_t name, value, end; /* offsets into the text */
};

struct form {
        struct arena *arena;
        enum kind kind;
        enum status st;
        const char *dir;
        size_t max;              /* bytes of text kept */
        struct buf text;
        size_t text_n;           /* bytes of names and values, without their NULs */
        struct span *span, cur;
        size_t n_span, cap_span, pieces;
        bool in_value, over, started; /* of the current pair */
        int pct_n;               /* after '%': digits still to come + 1 … */
        char pct;
        /* multipart */
        enum multi state;
        char delim[80];
        size_t delim_n, matched;
        char *head;
        size_t head_n;
        bool part_skip, part_file;
        const char *part_name, *file_name, *file_type;
        struct upload_file *file;
        struct http_upload upload[MAX_UPLOADS];
        size_t n_upload;
};

static void fail(struct form *f, enum status st)
{
        if (f->st == ST_OK)
                f->st = st;
}

/* ---- pairs ---------------------------------------------------------------------------------- */

static void text_add(struct form *f, const char *p, size_t n)
{
        if (f->over)
                return;
        if (n > f->max - f->text_n) {
                fail(f, ST_TOO_LARGE);
                f->over = true;
                return;
        }
        f->text_n += n;
        buf_add(&f->text, p, n);
}

static void pair_begin(struct form *f)
{
        f->cur.name = f->text.n;
        f->in_value = false;
        f->over = f->pieces >= FORM_MAX_FIELDS;
        f->started = true;
        if (f->over)
                fail(f, ST_TOO_LARGE);
        f->pieces++;
}

static void pair_value(struct form *f)
{
        if (!f->over)
                buf_char(&f->text, '\0');
        f->cur.value = f->text.n;
        f->in_value = true;
}

/* A pair cut by a ceiling is left out whole: half a comment is worse than none. */
static void pair_end(struct form *f)
{
        if (!f->in_value)
                pair_value(f);
        f->started = false;
        if (f->over) {
                f->text.n = f->cur.name;
                f->text.p[f->text.n] = '\0';
                return;
        }
        f->cur.end = f->text.n;
        buf_char(&f->text, '\0');
        if (f->n_span == f->cap_span) {
                size_t cap = f->cap_span ? f->cap_span * 2 : 16;
                struct span *more = ARENA_ARRAY(f->arena, cap, struct span);
                if (f->n_span)
                        memcpy(more, f->span, f->n_span * sizeof *more);
                f->span = more;
                f->cap_span = cap;
        }
        f->span[f->n_span++] = f->cur;
}

static const struct http_pair *pairs_out(struct form *f)
{
        struct http_pair *p = ARENA_ARRAY(f->arena, f->n_span, struct http_pair);
        for (size_t i = 0; i < f->n_span; i++) {
                p[i].name = f->text.p + f->span[i].name;
                p[i].value = f->text.p + f->span[i].value;
                p[i].n = f->span[i].end - f->span[i].value;
        }
        return p;
}

/* ---- urlencoded ----------------------------------------------------------------------------- */

static int hex_value(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        c |= 0x20;
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static void url_put(struct form *f, char c)
{
        if (!f->started)
                pair_begin(f);
        text_add(f, &c, 1);
}

/* A '%' that starts no byte stands for itself, as browsers and other servers read it. */
static void url_flush(struct form *f)
{
        int n = f->pct_n;
        f->pct_n = 0;
        if (n >= 1)
                url_put(f, '%');
        if (n == 2)
                url_put(f, f->pct);
}

static void url_byte(struct form *f, char c)
{
        if (f->pct_n && hex_value(c) >= 0) {
                if (f->pct_n++ == 1) {
                        f->pct = c;
                        return;
                }
                f->pct_n = 0;
                url_put(f, (char)(hex_value(f->pct) << 4 | hex_value(c)));
                return;
        }
        url_flush(f);
        if (c == '%') {
                f->pct_n = 1;
        } else if (c == '&') {
                if (f->started)
                        pair_end(f);
        } else if (c == '=' && !(f->started && f->in_value)) {
                if (!f->started)
                        pair_begin(f);
                pair_value(f);
        } else {
                url_put(f, c == '+' ? ' ' : c);
        }
}

static void url_end(struct form *f)
{
        url_flush(f);
        if (f->started)
                pair_end(f);
}

/* ---- multipart: the head of a part ---------------------------------------------------------- */

static const char *skip_space(const char *s)
{
        return s + strspn(s, " \t");
}

/* One `name="value"` or `name=value` at *at; false when malformed. */
static bool disposition_param(struct form *f, const char **at, char **name, char **value)
{
        const char *s = *at;
        size_t n = strcspn(s, "= \t;\"");
        if (n == 0 || s[n] != '=')
                return false;
        *name = arena_strn(f->arena, s, n);
        s += n + 1;
        if (*s != '"') {
                n = strcspn(s, " \t;\"");
                *value = arena_strn(f->arena, s, n);
                *at = s + n;
                return n > 0;
        }
        char *out = *value = arena_alloc(f->arena, strlen(s) + 1);
        for (s++; *s && *s != '"'; s++) {
                if (*s == '\\' && s[1] == '"')
                        s++;
                *out++ = *s;
        }
        *at = s + 1;
        return *s == '"';
}

static bool disposition(struct form *f, const char *s)
{
        s = skip_space(s);
        if (strncasecmp(s, "form-data", 9) != 0)
                return false;
        for (s = skip_space(s + 9); *s; s = skip_space(s)) {
                char *name, *value;
                if (*s++ != ';')
                        return false;
                s = skip_space(s);
                if (*s == '\0')
                        break;
                if (!disposition_param(f, &s, &name, &value))
                        return false;
                if (strcasecmp(name, "name") == 0 && !f->part_name)
                        f->part_name = value;
                else if (strcasecmp(name, "filename") == 0 && !f->file_name)
                        f->file_name = value;
        }
        return f->part_name != NULL;
}

static bool part_header(struct form *f, char *line)
{
        char *colon = strchr(line, ':');
        if (!colon || colon == line)
                return false;
        *colon = '\0';
        const char *value = skip_space(colon + 1);
        if (strcasecmp(line, "Content-Disposition") == 0)
                return !f->part_name && disposition(f, value);
        if (strcasecmp(line, "Content-Type") == 0)
                f->file_type = arena_str(f->arena, value);
        if (strcasecmp(line, "Content-Transfer-Encoding") == 0)
                return strcasecmp(value, "binary") == 0 || strcasecmp(value, "8bit") == 0 || strcasecmp(value, "7bit") == 0;
        return true;
}

static bool part_headers(struct form *f)
{
        f->part_name = f->file_name = NULL;
        f->file_type = "";
        if (memchr(f->head, '\0', f->head_n))
                return false;
        f->head[f->head_n] = '\0';
        for (char *line = f->head; *line;) {
                char *end = strstr(line, "\r\n");
                if (end)
                        *end = '\0';
                if (*line && !part_header(f, line))
                        return false;
                if (!end)
                        break;
                line = end + 2;
        }
        return f->part_name != NULL;
}

/* ---- multipart: parts ----------------------------------------------------------------------- */

static void part_begin(struct form *f)
{
        f->file = NULL;
        f->part_file = f->part_skip = false;
        f->state = MULTI_DATA;
        if (!part_headers(f)) {
                fail(f, ST_INVALID);
                f->part_skip = true;
                return;
        }
        if (f->file_name) {
                f->part_file = true;
                f->part_skip = f->pieces++ >= FORM_MAX_FIELDS;
                if (f->part_skip)
                        fail(f, ST_TOO_LARGE);
                return;
        }
        pair_begin(f);
        text_add(f, f->part_name, strlen(f->part_name));
        pair_value(f);
}

/* Opened only when there is something to keep: empty file inputs leave nothing behind. */
static bool part_open(struct form *f)
{
        enum status st;
        if (f->file)
                return true;
        if (f->n_upload == MAX_UPLOADS) {
                fail(f, ST_TOO_LARGE);
        } else if ((st = upload_open(f->arena, f->dir, &f->file))) {
                f->file = NULL;
                fail(f, st);
        } else {
                return true;
        }
        f->part_skip = true;
        return false;
}

static void part_data(struct form *f, const char *p, size_t n)
{
        enum status st;
        if (f->state == MULTI_PREAMBLE || f->part_skip || n == 0)
                return;
        if (!f->part_file) {
                text_add(f, p, n);
                return;
        }
        if (!part_open(f))
                return;
        if ((st = upload_write(f->file, p, n))) {
                fail(f, st);
                upload_drop(f->file);
                f->part_skip = true;
        }
}

static void part_end(struct form *f)
{
        enum status st;
        if (f->part_skip)
                return;
        if (!f->part_file) {
                pair_end(f);
                return;
        }
        if (!f->file && (f->file_name[0] == '\0' || !part_open(f)))
                return;
        struct http_upload *u = &f->upload[f->n_upload];
        u->field = f->part_name;
        u->name = f->file_name;
        u->type = f->file_type;
        if ((st = upload_close(f->file, &u->path, &u->size, u->sha256))) {
                fail(f, st);
                upload_drop(f->file);
                return;
        }
        f->n_upload++;
}

/* Data up to the next delimiter; returns the bytes used. */
static size_t multi_data(struct form *f, const char *p, size_t n)
{
        size_t i = 0;
        while (i < n) {
                if (f->matched == 0) {
                        const char *cr = memchr(p + i, '\r', n - i);
                        size_t run = cr ? (size_t)(cr - p) - i : n - i;
                        part_data(f, p + i, run);
                        if (!cr)
                                return n;
                        i += run + 1;
                        f->matched = 1;
                        continue;
                }
                if (p[i] != f->delim[f->matched]) {
                        part_data(f, f->delim, f->matched);
                        f->matched = 0;
                        continue;
                }
                i++;
                if (++f->matched < f->delim_n)
                        continue;
                if (f->state == MULTI_DATA)
                        part_end(f);
                f->matched = 0;
                f->state = MULTI_MARK;
                return i;
        }
        return n;
}

/* The head ends with an empty line, which may be its first. */
static void multi_head(struct form *f, char c)
{
        if (f->head_n + 1 >= FORM_MAX_PART_HEAD) {
                f->state = MULTI_BROKEN;
                return;
        }
        f->head[f->head_n++] = c;
        if (c != '\n')
                return;
        if ((f->head_n == 2 && f->head[0] == '\r') ||
            (f->head_n >= 4 && memcmp(f->head + f->head_n - 4, "\r\n\r\n", 4) == 0))
                part_begin(f);
}

/* What stands around parts: one byte at a time. */
static void multi_byte(struct form *f, char c)
{
        switch (f->state) {
        case MULTI_MARK:
                if (c == '-')
                        f->state = MULTI_DASH;
                else if (c == '\r')
                        f->state = MULTI_LF;
                else if (c != ' ' && c != '\t')
                        f->state = MULTI_BROKEN;
                break;
        case MULTI_DASH:
                f->state = c == '-' ? MULTI_DONE : MULTI_BROKEN;
                break;
        case MULTI_LF:
                f->state = c == '\n' ? MULTI_HEAD : MULTI_BROKEN;
                f->head_n = 0;
                break;
        case MULTI_HEAD:
                multi_head(f, c);
                break;
        default:
                break;
        }
}

static void multi_feed(struct form *f, const char *p, size_t n)
{
        while (n > 0 && f->state != MULTI_DONE && f->state != MULTI_BROKEN) {
                size_t used = 1;
                if (f->state == MULTI_PREAMBLE || f->state == MULTI_DATA)
                        used = multi_data(f, p, n);
                else
                        multi_byte(f, *p);
                p += used;
                n -= used;
        }
}

static void multi_end(struct form *f)
{
        if (f->state != MULTI_DONE)
                fail(f, ST_INVALID);
        if (f->file && f->state == MULTI_DATA && f->part_file && !f->part_skip)
                upload_drop(f->file);
}

/* RFC 2046: 1 to 70 of a few characters, the last not a space. */
static bool boundary(struct form *f, const char *type)
{
        const char *s = type;
        while ((s = strchr(s, ';'))) {
                s = skip_space(s + 1);
                if (strncasecmp(s, "boundary=", 9) == 0)
                        break;
        }
        if (!s)
                return false;
        s += 9;
        bool quoted = *s == '"';
        s += quoted;
        size_t n = strcspn(s, quoted ? "\"" : "; \t");
        if (n == 0 || n > 70 || s[n - 1] == ' ' || (quoted && s[n] != '"'))
                return false;
        for (size_t i = 0; i < n; i++)
                if ((unsigned char)s[i] < 0x20 || (unsigned char)s[i] > 0x7e)
                        return false;
        memcpy(f->delim, "\r\n--", 4);
        memcpy(f->delim + 4, s, n);
        f->delim_n = n + 4;
        f->matched = 2; /* the first delimiter needs no line before it */
        return true;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool type_is(const char *type, const char *what)
{
        size_t n = strlen(what);
        return type && strncasecmp(type, what, n) == 0 && (type[n] == '\0' || strchr("; \t", type[n]));
}

static enum kind kind_of(const char *type)
{
        if (type_is(type, "application/x-www-form-urlencoded"))
                return KIND_URL;
        return type_is(type, "multipart/form-data") ? KIND_MULTI : KIND_RAW;
}

int64_t form_ceiling(const char *content_type)
{
        switch (kind_of(content_type)) {
        case KIND_URL:
                return 3 * (int64_t)MAX_FORM_BYTES + FORM_MAX_FIELDS;
        case KIND_MULTI:
                return INT64_MAX;
        case KIND_RAW:
                break;
        }
        return MAX_JSON_BYTES;
}

struct form *form_new(struct arena *a, const char *content_type, int64_t body_max, const char *upload_dir)
{
        struct form *f = ARENA_NEW(a, struct form);
        f->arena = a;
        f->kind = kind_of(content_type);
        f->dir = upload_dir;
        f->max = f->kind == KIND_RAW ? MAX_JSON_BYTES : MAX_FORM_BYTES;
        if (f->kind == KIND_RAW && body_max < (int64_t)f->max)
                f->max = body_max > 0 ? (size_t)body_max : 0;
        buf_init(&f->text, a, f->max + 2 * (size_t)(FORM_MAX_FIELDS + 1));
        if (f->kind != KIND_MULTI)
                return f;
        f->head = arena_alloc(a, FORM_MAX_PART_HEAD);
        if (!boundary(f, content_type))
                f->state = MULTI_BROKEN;
        return f;
}

void form_feed(struct form *f, const char *p, size_t n)
{
        switch (f->kind) {
        case KIND_RAW:
                text_add(f, p, n);
                break;
        case KIND_URL:
                for (size_t i = 0; i < n; i++)
                        url_byte(f, p[i]);
                break;
        case KIND_MULTI:
                multi_feed(f, p, n);
                break;
        }
}

void form_end(struct form *f, struct http_request *r)
{
        if (f->kind == KIND_URL)
                url_end(f);
        else if (f->kind == KIND_MULTI)
                multi_end(f);
        if (f->kind == KIND_RAW) {
                r->body = f->st ? "" : f->text.p;
                r->body_n = f->st ? 0 : f->text.n;
        } else {
                r->field = pairs_out(f);
                r->n_field = f->n_span;
                r->upload = f->upload;
                r->n_upload = f->n_upload;
        }
        r->body_st = f->st;
}

const struct http_pair *form_query(struct arena *a, const char *query, size_t n, size_t *n_out)
{
        struct form *f = form_new(a, "application/x-www-form-urlencoded", 0, NULL);
        form_feed(f, query, n);
        url_end(f);
        *n_out = f->n_span;
        return pairs_out(f);
}
