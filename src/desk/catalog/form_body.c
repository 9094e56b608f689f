/* A form's fields as text: the JSON that a version keeps, and the readable lines of configuration files and of the
 * editor.  Pure, and strict: what cannot be read whole is refused, never guessed. */
#include "desk/catalog/form.h"

#include "formats/json.h"

static const char *const type_words[] = {"", "text", "long", "choice", "choices", "date", "time", "person", "course", "file",
                                         "number", "consent"};
static const int type_labels[] = {0, MSG_ask_type_text, MSG_ask_type_long, MSG_ask_type_choice, MSG_ask_type_choices,
                                  MSG_ask_type_date, MSG_ask_type_time, MSG_ask_type_person, MSG_ask_type_course,
                                  MSG_ask_type_file, MSG_ask_type_number, MSG_ask_type_consent};

const char *ask_type_word(int64_t type)
{
        return type > 0 && type < (int64_t)ARRAY_LEN(type_words) ? type_words[type] : "";
}

int ask_type_label(int64_t type)
{
        return type > 0 && type < (int64_t)ARRAY_LEN(type_labels) ? type_labels[type] : 0;
}

int ask_type_find(const char *word)
{
        for (size_t i = 1; word && i < ARRAY_LEN(type_words); i++)
                if (str_eq(type_words[i], word))
                        return (int)i;
        return 0;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static void member(struct buf *b, const char *key, const char *text)
{
        if (!text || !*text)
                return;
        buf_fmt(b, ",\"%s\":", key);
        buf_json(b, text);
}

static void field_write(struct buf *b, const struct ask_field *f)
{
        buf_str(b, "{\"code\":");
        buf_json(b, f->code);
        buf_fmt(b, ",\"type\":\"%s\"%s", ask_type_word(f->type), f->required ? ",\"required\":true" : "");
        member(b, "fr", f->fr);
        member(b, "en", f->en);
        member(b, "help_fr", f->help_fr);
        member(b, "help_en", f->help_en);
        if (f->min != ASK_UNSET)
                buf_fmt(b, ",\"min\":%lld", (long long)f->min);
        if (f->max != ASK_UNSET)
                buf_fmt(b, ",\"max\":%lld", (long long)f->max);
        for (size_t i = 0; i < f->n_options; i++) {
                buf_str(b, i ? ",{\"code\":" : ",\"options\":[{\"code\":");
                buf_json(b, f->options[i].code);
                member(b, "fr", f->options[i].fr);
                member(b, "en", f->options[i].en);
                buf_char(b, '}');
        }
        buf_str(b, f->n_options ? "]" : "");
        if (f->when && *f->when) {
                member(b, "when", f->when);
                buf_fmt(b, ",\"%s\":[", f->when_not ? "not" : "is");
                for (size_t i = 0; i < f->n_when; i++) {
                        buf_str(b, i ? "," : "");
                        buf_json(b, f->when_is[i]);
                }
                buf_char(b, ']');
        }
        buf_char(b, '}');
}

void ask_body_write(struct buf *b, const struct ask_field *f, size_t n)
{
        buf_str(b, "{\"fields\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? "," : "");
                field_write(b, &f[i]);
        }
        buf_str(b, "]}");
}

static const char *text_of(const struct json *j, const char *key)
{
        const char *s = jv_text(jv_get(j, key));
        return s ? s : "";
}

static int64_t number_of(const struct json *j, const char *key)
{
        const struct json *v = jv_get(j, key);
        return jv_type(v) == JV_INT ? jv_int(v, ASK_UNSET) : ASK_UNSET;
}

static void options_take(struct arena *a, const struct json *list, struct ask_field *f)
{
        size_t n = jv_count(list) < ASK_OPTIONS ? jv_count(list) : ASK_OPTIONS;
        struct ask_option *o = ARENA_ARRAY(a, n + 1, struct ask_option);

        for (size_t i = 0; i < n; i++)
                o[i] = (struct ask_option){.code = text_of(jv_at(list, i), "code"), .fr = text_of(jv_at(list, i), "fr"),
                                           .en = text_of(jv_at(list, i), "en")};
        f->options = o;
        f->n_options = n;
}

static void when_take(struct arena *a, const struct json *j, struct ask_field *f)
{
        const struct json *list = jv_get(j, "is");

        f->when = text_of(j, "when");
        f->when_not = !list;
        list = list ? list : jv_get(j, "not");
        size_t n = jv_count(list) < ASK_OPTIONS ? jv_count(list) : ASK_OPTIONS;
        const char **is = ARENA_ARRAY(a, n + 1, const char *);
        for (size_t i = 0; i < n; i++) {
                const char *s = jv_text(jv_at(list, i));
                is[i] = s ? s : "";
        }
        f->when_is = is;
        f->n_when = *f->when ? n : 0;
        f->when_not = f->when_not && *f->when;
}

enum status ask_body_read(struct arena *a, const char *body, size_t len, struct ask_field **out, size_t *n)
{
        const struct json *j;
        const char *why;
        enum status st = jv_parse(a, body, len, &j, &why);

        *n = 0;
        *out = NULL;
        if (st || jv_type(jv_get(j, "fields")) != JV_ARRAY)
                return ST_INVALID;
        const struct json *list = jv_get(j, "fields");
        if (jv_count(list) > ASK_FIELDS)
                return ST_INVALID;
        *out = ARENA_ARRAY(a, jv_count(list) + 1, struct ask_field);
        for (size_t i = 0; i < jv_count(list); i++) {
                const struct json *one = jv_at(list, i);
                struct ask_field *f = &(*out)[i];
                *f = (struct ask_field){.code = text_of(one, "code"), .type = ask_type_find(text_of(one, "type")),
                                        .required = jv_true(jv_get(one, "required")), .fr = text_of(one, "fr"),
                                        .en = text_of(one, "en"), .help_fr = text_of(one, "help_fr"),
                                        .help_en = text_of(one, "help_en"), .min = number_of(one, "min"),
                                        .max = number_of(one, "max")};
                if (!f->type || !*f->code)
                        return ST_INVALID;
                options_take(a, jv_get(one, "options"), f);
                when_take(a, one, f);
        }
        *n = jv_count(list);
        return ST_OK;
}

void ask_words(const struct ctx *c, struct ask_field *f, size_t n)
{
        bool en = c->lang == LANG_EN;

        for (size_t i = 0; i < n; i++) {
                f[i].text = en && *f[i].en ? f[i].en : f[i].fr;
                f[i].help = en && f[i].help_en && *f[i].help_en ? f[i].help_en : f[i].help_fr ? f[i].help_fr : "";
                struct ask_option *o = ARENA_ARRAY(c->arena, f[i].n_options + 1, struct ask_option);
                for (size_t k = 0; k < f[i].n_options; k++) {
                        o[k] = f[i].options[k];
                        o[k].text = en && *o[k].en ? o[k].en : o[k].fr;
                }
                f[i].options = o;
        }
}

/* ---- lines ------------------------------------------------------------------------------------------------------ */

static void escaped(struct buf *b, const char *s)
{
        for (; s && *s; s++) {
                if (strchr("|=\\", *s))
                        buf_char(b, '\\');
                buf_char(b, *s == '\n' ? ' ' : *s);
        }
}

static void pair_write(struct buf *b, const char *fr, const char *en)
{
        escaped(b, fr);
        if (!en || !*en)
                return;
        buf_str(b, " = ");
        escaped(b, en);
}

static void when_write(struct buf *b, const struct ask_field *f)
{
        if (!f->when || !*f->when)
                return;
        buf_fmt(b, " %s=%s:", f->when_not ? "ifnot" : "if", f->when);
        for (size_t i = 0; i < f->n_when; i++)
                buf_fmt(b, "%s%s", i ? "," : "", f->when_is[i]);
}

static void option_write(struct buf *b, const struct ask_option *o)
{
        buf_fmt(b, "%s: ", o->code);
        pair_write(b, o->fr, o->en);
}

void ask_line_write(struct buf *b, const struct ask_field *f)
{
        buf_fmt(b, "%s %s%s", f->code, ask_type_word(f->type), f->required ? " required" : "");
        if (f->min != ASK_UNSET)
                buf_fmt(b, " min=%lld", (long long)f->min);
        if (f->max != ASK_UNSET)
                buf_fmt(b, " max=%lld", (long long)f->max);
        when_write(b, f);
        buf_str(b, " | ");
        escaped(b, f->fr);
        buf_str(b, " | ");
        escaped(b, f->en);
        if (f->help_fr && *f->help_fr) {
                buf_str(b, " | ? ");
                pair_write(b, f->help_fr, f->help_en);
        }
        for (size_t i = 0; i < f->n_options; i++) {
                buf_str(b, " | ");
                option_write(b, &f->options[i]);
        }
}

void ask_options_write(struct buf *b, const struct ask_field *f)
{
        for (size_t i = 0; i < f->n_options; i++) {
                buf_str(b, i ? "\n" : "");
                option_write(b, &f->options[i]);
        }
}

/* The text up to the next unescaped sign; escapes stay in it.  *at moves behind the sign. */
static const char *piece(struct arena *a, const char **at, char sign)
{
        const char *p = *at;

        while (*p && *p != sign)
                p += *p == '\\' && p[1] ? 2 : 1;
        const char *text = text_clean(a, *at, (size_t)(p - *at), true);
        *at = *p ? p + 1 : p;
        return text;
}

static const char *plain(struct arena *a, const char *s)
{
        char *out = arena_alloc(a, strlen(s) + 1), *to = out;

        for (; *s; s++) {
                if (*s == '\\' && s[1])
                        s++;
                *to++ = *s;
        }
        *to = '\0';
        return text_clean(a, out, strlen(out), true);
}

static void pair_read(struct arena *a, const char *text, const char **fr, const char **en)
{
        *fr = plain(a, piece(a, &text, '='));
        *en = plain(a, text);
}

static bool whole_number(const char *s, int64_t *out)
{
        bool minus = *s == '-';

        if (!text_i64(s + minus, out))
                return false;
        *out = minus ? -*out : *out;
        return true;
}

static bool code_letters(const char *s, size_t n)
{
        return n && n <= ASK_CODE && strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_-") >= n;
}

static bool when_read(struct arena *a, const char *s, bool not, struct ask_field *f)
{
        size_t n = strcspn(s, ":");
        const char **is = ARENA_ARRAY(a, ASK_OPTIONS + 1, const char *);

        if (!s[n] || !code_letters(s, n) || (f->when && *f->when))
                return false;
        f->when = arena_strn(a, s, n);
        f->when_not = not;
        for (s += n + 1; *s && f->n_when < ASK_OPTIONS; s += s[n] ? n + 1 : n) {
                n = strcspn(s, ",");
                if (!code_letters(s, n))
                        return false;
                is[f->n_when++] = arena_strn(a, s, n);
        }
        f->when_is = is;
        return f->n_when && !*s;
}

static bool word_read(struct arena *a, const char *w, size_t at, struct ask_field *f)
{
        if (at == 0) {
                f->code = w;
                return code_letters(w, strlen(w));
        }
        if (at == 1)
                return (f->type = ask_type_find(w)) != 0;
        if (str_eq(w, "required"))
                return f->required = true;
        if (str_starts(w, "min="))
                return f->min == ASK_UNSET && whole_number(w + 4, &f->min);
        if (str_starts(w, "max="))
                return f->max == ASK_UNSET && whole_number(w + 4, &f->max);
        if (str_starts(w, "if="))
                return when_read(a, w + 3, false, f);
        return str_starts(w, "ifnot=") && when_read(a, w + 6, true, f);
}

static bool head_read(struct arena *a, const char *head, struct ask_field *f)
{
        size_t at = 0;

        for (head += strspn(head, " "); *head; at++) {
                size_t n = strcspn(head, " ");
                if (!word_read(a, arena_strn(a, head, n), at, f))
                        return false;
                head += n + strspn(head + n, " ");
        }
        return at >= 2;
}

/* Words as a code: folded letters and digits, one dash for the rest. */
const char *ask_code(struct arena *a, const char *text)
{
        char *s = text_fold(a, text), *to = s, *out = s;

        for (; *s && to - out < ASK_CODE; s++) {
                if ((*s >= 'a' && *s <= 'z') || (*s >= '0' && *s <= '9'))
                        *to++ = *s;
                else if (to > out && to[-1] != '-')
                        *to++ = '-';
        }
        while (to > out && to[-1] == '-')
                to--;
        *to = '\0';
        return out;
}

static bool option_read(struct arena *a, const char *text, struct ask_option *o)
{
        size_t n = strcspn(text, ": ");

        if (text[n] == ':' && code_letters(text, n)) {
                o->code = arena_strn(a, text, n);
                text += n + 1;
        }
        pair_read(a, text, &o->fr, &o->en);
        if (!o->code)
                o->code = ask_code(a, o->fr);
        return *o->code && *o->fr;
}

bool ask_options_read(struct arena *a, const char *lines, struct ask_field *out)
{
        struct ask_option *o = ARENA_ARRAY(a, ASK_OPTIONS + 1, struct ask_option);
        bool good = true;

        out->options = o;
        out->n_options = 0;
        while (*lines) {
                size_t n = strcspn(lines, "\n");
                const char *one = text_clean(a, lines, n, true);
                lines += n + (lines[n] == '\n');
                if (text_blank(one))
                        continue;
                if (out->n_options == ASK_OPTIONS)
                        return false;
                good = option_read(a, one, &o[out->n_options++]) && good;
        }
        return good;
}

bool ask_line_read(struct arena *a, const char *line, struct ask_field *out)
{
        struct ask_option *o = ARENA_ARRAY(a, ASK_OPTIONS + 1, struct ask_option);
        bool help = false;

        *out = (struct ask_field){.min = ASK_UNSET, .max = ASK_UNSET, .when = "", .help_fr = "", .help_en = "", .options = o};
        if (!head_read(a, piece(a, &line, '|'), out))
                return false;
        out->fr = plain(a, piece(a, &line, '|'));
        out->en = plain(a, piece(a, &line, '|'));
        while (*line) {
                const char *text = piece(a, &line, '|');
                bool is_help = text[0] == '?' && !help && !out->n_options;
                if (is_help)
                        pair_read(a, text + 1, &out->help_fr, &out->help_en);
                else if (out->n_options == ASK_OPTIONS || !option_read(a, text, &o[out->n_options++]))
                        return false;
                help = help || is_help;
        }
        return *out->fr && *out->en;
}
