/* Answers read, from a browser's form or a program's JSON, by one set of rules.  Fields are taken in their order:
 * whether one is asked depends on what stands before it, so one pass decides all.  Nothing is trusted: a file must be
 * the actor's own, a person an exact login or address, a choice one of the options. */
#include "desk/catalog/own.h"

#include "desk/catalog/form.h"
#include "desk/people/people.h"
#include "desk/ticket/course.h"
#include "formats/json.h"

enum { TEXT_USUAL = 200, LONG_USUAL = 4000, RAW_MAX = ASK_OPTIONS + ASK_FILES, ANSWERS_BYTES = 512 * 1024, THOUSAND = 1000 };

struct source {
        struct ctx *c;
        const struct json *json; /* NULL: the request's form */
        const char *prefix;
        bool strict;
};
/* What was sent for one field. */
struct raw {
        const char *v[RAW_MAX];
        size_t n;
        bool bad;                /* not of a form that any field takes, or too many */
};

static const char *name_of(const struct source *s, const struct ask_field *f)
{
        return arena_fmt(s->c->arena, "%s%s", s->prefix, f->code);
}

static void wrong(const struct source *s, const struct ask_field *f, int message)
{
        if (s->strict)
                form_error(s->c, name_of(s, f), message);
}

static void wrong_n(const struct source *s, const struct ask_field *f, int message, const char *arg, int64_t n)
{
        struct html_arg a = {arg, NULL, n};

        if (s->strict)
                form_error_text(s->c, name_of(s, f), msg_text(s->c->arena, s->c->lang, message, 1, &a));
}

/* ---- what was sent --------------------------------------------------------------------------------------------- */

static void raw_add(struct arena *a, struct raw *r, const char *text, size_t n)
{
        char *clean = text_clean(a, text, n, false);

        if (text_blank(clean))
                return;
        if (r->n == RAW_MAX)
                r->bad = true;
        else
                r->v[r->n++] = clean;
}

static void raw_form(const struct source *s, const char *name, struct raw *r)
{
        const struct http_request *q = s->c->req;

        for (size_t i = 0; q && i < q->n_field; i++)
                if (str_eq(q->field[i].name, name)) {
                        r->bad |= !utf8_valid(q->field[i].value, q->field[i].n);
                        raw_add(s->c->arena, r, q->field[i].value, q->field[i].n);
                }
}

static void raw_scalar(const struct source *s, const struct json *v, struct raw *r)
{
        const char *text;
        struct buf b;

        if (jv_type(v) == JV_NULL || jv_type(v) == JV_NONE)
                return;
        text = jv_scalar(s->c->arena, v);
        if (!text) {
                r->bad = true;
                return;
        }
        buf_init(&b, s->c->arena, MAX_JSON_BYTES);
        buf_str(&b, text);
        raw_add(s->c->arena, r, b.p, b.n);
}

static void raw_json(const struct source *s, const char *code, struct raw *r)
{
        const struct json *v = jv_get(s->json, code);

        if (jv_type(v) != JV_ARRAY) {
                raw_scalar(s, v, r);
                return;
        }
        for (size_t i = 0; i < jv_count(v) && !r->bad; i++)
                raw_scalar(s, jv_at(v, i), r);
}

static struct raw raw_of(const struct source *s, const struct ask_field *f)
{
        struct raw r = {.n = 0};

        if (s->json)
                raw_json(s, f->code, &r);
        else
                raw_form(s, name_of(s, f), &r);
        return r;
}

/* ---- one type after the other ------------------------------------------------------------------------------------ */

static const struct ask_option *option_of(const struct ask_field *f, const char *code)
{
        for (size_t i = 0; i < f->n_options; i++)
                if (str_eq(f->options[i].code, code))
                        return &f->options[i];
        return NULL;
}

static void text_take(const struct source *s, const struct ask_field *f, struct ask_answer *a)
{
        bool line = f->type == ASK_TEXT;
        size_t max = f->max != ASK_UNSET ? (size_t)f->max : line ? TEXT_USUAL : LONG_USUAL;

        a->typed = text_clean(s->c->arena, a->typed, strlen(a->typed), line);
        size_t n = utf8_count(a->typed);
        if (n > max || strlen(a->typed) > max * 4) {
                wrong_n(s, f, MSG_form_too_long, "max", (int64_t)max);
                a->typed = text_short(s->c->arena, a->typed, line ? ASK_TEXT_MAX : ASK_LONG_MAX);
        }
        if (n && f->min != ASK_UNSET && n < (size_t)f->min)
                wrong_n(s, f, MSG_form_too_short, "min", f->min);
}

static void choices_take(const struct source *s, const struct ask_field *f, const struct raw *r, struct ask_answer *a)
{
        a->many = ARENA_ARRAY(s->c->arena, r->n + 1, const char *);
        for (size_t i = 0; i < r->n; i++) {
                const struct ask_option *o = option_of(f, r->v[i]);
                bool again = false;
                for (size_t k = 0; k < a->n_many; k++)
                        again |= o && str_eq(a->many[k], o->code);
                if (!o)
                        wrong(s, f, MSG_ask_choice_unknown);
                else if (!again)
                        a->many[a->n_many++] = o->code;
        }
        if (a->n_many && f->min != ASK_UNSET && (int64_t)a->n_many < f->min)
                wrong_n(s, f, MSG_ask_choices_few, "min", f->min);
        if (f->max != ASK_UNSET && (int64_t)a->n_many > f->max)
                wrong_n(s, f, MSG_ask_choices_many, "max", f->max);
}

static int64_t today(const struct ctx *c)
{
        struct civil now;

        zone_local(c->zone, c->now, &now);
        return civil_days(now.year, now.month, now.day);
}

static void date_take(const struct source *s, const struct ask_field *f, struct ask_answer *a)
{
        struct civil day;

        if (!catalog_day(a->typed, &day)) {
                wrong(s, f, MSG_intake_answer_date);
                return;
        }
        int64_t away = civil_days(day.year, day.month, day.day) - today(s->c);
        if (f->min != ASK_UNSET && away < f->min)
                wrong(s, f, f->min == 0 ? MSG_ask_date_past : MSG_ask_date_early);
        if (f->max != ASK_UNSET && away > f->max)
                wrong(s, f, MSG_ask_date_late);
}

/* "9:30", "09:30", « 9 h 30 », « 9h » become "09:30"; seconds of 00 are what some browsers add. */
static bool time_good(struct arena *a, const char *s, const char **out)
{
        int64_t hour = 0, minute = 0;
        size_t n = strspn(s, "0123456789");
        const char *p = s + n;

        if (n < 1 || n > 2 || !text_i64(arena_strn(a, s, n), &hour))
                return false;
        p += strspn(p, " ");
        if (*p != ':' && *p != 'h' && *p != 'H')
                return false;
        bool bare = *p != ':';
        p++;
        p += strspn(p, " ");
        n = strspn(p, "0123456789");
        if ((n != 2 && !(bare && n == 0)) || (n && !text_i64(arena_strn(a, p, n), &minute)) || hour > 23 || minute > 59)
                return false;
        if (p[n] && !str_eq(p + n, ":00"))
                return false;
        *out = arena_fmt(a, "%02d:%02d", (int)hour, (int)minute);
        return true;
}

/* A decimal number of at most three decimals, in thousandths; the comma counts as the point. */
static bool number_good(struct arena *a, const char *s, int64_t *thousandths, const char **out)
{
        bool minus = *s == '-';
        const char *p = s + minus;
        size_t n = strspn(p, "0123456789"), d = 0;
        int64_t whole = 0, part = 0;

        if (!n || n > 10 || !text_i64(arena_strn(a, p, n), &whole))
                return false;
        p += n;
        if (*p == '.' || *p == ',') {
                d = strspn(p + 1, "0123456789");
                if (!d || d > 3 || p[1 + d] || !text_i64(arena_strn(a, p + 1, d), &part))
                        return false;
                for (size_t i = d; i < 3; i++)
                        part *= 10;
        } else if (*p) {
                return false;
        }
        *thousandths = (whole * THOUSAND + part) * (minus ? -1 : 1);
        char *text = arena_fmt(a, "%s%lld.%03lld", *thousandths < 0 ? "-" : "", (long long)whole, (long long)part);
        for (size_t len = strlen(text); text[len - 1] == '0' || text[len - 1] == '.'; len--) {
                bool point = text[len - 1] == '.';
                text[len - 1] = '\0';
                if (point)
                        break;
        }
        *out = text;
        return true;
}

static void number_take(const struct source *s, const struct ask_field *f, struct ask_answer *a)
{
        int64_t v;

        if (!number_good(s->c->arena, a->typed, &v, &a->typed)) {
                wrong(s, f, MSG_ask_number_wrong);
                a->typed = text_short(s->c->arena, a->typed, 40);
                a->ref = -1; /* not a number: never kept */
                return;
        }
        if (v > ASK_VALUE_MAX * (int64_t)THOUSAND || v < -ASK_VALUE_MAX * (int64_t)THOUSAND) {
                wrong(s, f, MSG_ask_number_wrong);
                a->ref = -1;
        }
        if (f->min != ASK_UNSET && v < f->min * THOUSAND)
                wrong_n(s, f, MSG_ask_number_low, "min", f->min);
        if (f->max != ASK_UNSET && v > f->max * THOUSAND)
                wrong_n(s, f, MSG_ask_number_high, "max", f->max);
}

static enum status person_take(const struct source *s, const struct ask_field *f, struct ask_answer *a)
{
        const char *typed = text_short(s->c->arena, a->typed, 254);

        a->typed = text_clean(s->c->arena, typed, strlen(typed), true);
        if (!s->strict)
                return ST_OK;
        enum status st = person_known(s->c, a->typed, &a->ref);
        if (st == ST_NOT_FOUND) {
                wrong(s, f, MSG_recipients_unknown);
                return ST_OK;
        }
        return st;
}

static enum status course_take(const struct source *s, const struct ask_field *f, struct ask_answer *a)
{
        const char *typed = text_short(s->c->arena, a->typed, 250);

        a->typed = text_clean(s->c->arena, typed, strlen(typed), true);
        if (!s->strict)
                return ST_OK;
        enum status st = course_resolve(s->c, name_of(s, f), a->typed, &a->ref);
        return st == ST_INVALID ? ST_OK : st;
}

/* Files named by their number must be the actor's own; those sent with this request are kept at once. */
static enum status files_take(const struct source *s, const struct ask_field *f, const struct raw *r, struct ask_answer *a)
{
        struct staged *sent = NULL;
        size_t n_sent = 0;
        enum status st = s->json ? ST_OK : staged_keep(s->c, name_of(s, f), &sent, &n_sent);

        if (st == ST_TOO_LARGE) {
                wrong(s, f, MSG_ask_files_many);
                st = ST_OK;
        }
        a->files = ARENA_ARRAY(s->c->arena, r->n + n_sent + 1, struct staged);
        for (size_t i = 0; !st && i < r->n; i++) {
                int64_t id;
                st = text_i64(r->v[i], &id) ? staged_load(s->c, id, &a->files[a->n_files]) : ST_NOT_FOUND;
                a->n_files += !st;
                if (st == ST_NOT_FOUND) {
                        wrong(s, f, MSG_ask_file_unknown);
                        st = ST_OK;
                }
        }
        for (size_t i = 0; !st && i < n_sent; i++)
                a->files[a->n_files++] = sent[i];
        size_t max = f->max != ASK_UNSET ? (size_t)f->max : ASK_FILES;
        if (a->n_files > max)
                wrong_n(s, f, MSG_ask_files_max, "max", (int64_t)max);
        if (a->n_files && f->min != ASK_UNSET && (int64_t)a->n_files < f->min)
                wrong_n(s, f, MSG_ask_files_min, "min", f->min);
        return st;
}

static void consent_take(const struct source *s, const struct ask_field *f, struct ask_answer *a)
{
        bool yes = str_eq(a->typed, "1") || str_eq(a->typed, "true") || str_eq(a->typed, "on");

        if (!yes && !str_eq(a->typed, "0") && !str_eq(a->typed, "false"))
                wrong(s, f, MSG_ask_choice_unknown);
        a->typed = yes ? "1" : "";
}

static enum status value_take(const struct source *s, const struct ask_field *f, const struct raw *r, struct ask_answer *a)
{
        const char *t;

        a->typed = r->n ? r->v[0] : "";
        if (f->type == ASK_CHOICES || f->type == ASK_FILE) {
                if (f->type == ASK_FILE)
                        return files_take(s, f, r, a);
                choices_take(s, f, r, a);
                return ST_OK;
        }
        if (r->n > 1)
                wrong(s, f, MSG_ask_value_wrong);
        if (!*a->typed)
                return ST_OK;
        switch (f->type) {
        case ASK_TEXT:
        case ASK_LONG:
                text_take(s, f, a);
                return ST_OK;
        case ASK_CHOICE:
                if (!option_of(f, a->typed)) {
                        wrong(s, f, MSG_ask_choice_unknown);
                        a->typed = ""; /* an error stands: what is missing is not said a second time */
                }
                return ST_OK;
        case ASK_DATE:
                date_take(s, f, a);
                return ST_OK;
        case ASK_TIME:
                t = a->typed;
                if (!time_good(s->c->arena, t, &a->typed))
                        wrong(s, f, MSG_ask_time_wrong);
                return ST_OK;
        case ASK_NUMBER:
                number_take(s, f, a);
                return ST_OK;
        case ASK_CONSENT:
                consent_take(s, f, a);
                return ST_OK;
        case ASK_PERSON:
                return person_take(s, f, a);
        default:
                return course_take(s, f, a);
        }
}

/* ---- which are asked ------------------------------------------------------------------------------------------------ */

static bool says(const struct ask_field *f, const struct ask_answer *a, const char *value)
{
        if (f->type == ASK_CONSENT)
                return str_eq(value, *a->typed ? "yes" : "no");
        for (size_t i = 0; i < a->n_many; i++)
                if (str_eq(a->many[i], value))
                        return true;
        return f->type == ASK_CHOICE && str_eq(a->typed, value);
}

/* What depends on a field that is not asked is not asked either. */
static bool asked(const struct ask_form *f, const struct ask_answer *a, size_t i)
{
        const struct ask_field *me = &f->fields[i];

        if (!*me->when)
                return true;
        for (size_t k = 0; k < i; k++) {
                if (!str_eq(f->fields[k].code, me->when))
                        continue;
                bool hit = false;
                for (size_t w = 0; w < me->n_when; w++)
                        hit |= says(&f->fields[k], &a[k], me->when_is[w]);
                return a[k].asked && hit != me->when_not;
        }
        return false;
}

static bool empty(const struct ask_answer *a)
{
        return !*a->typed && !a->n_many && !a->n_files && !a->ref;
}

static int missing(const struct ask_field *f)
{
        switch (f->type) {
        case ASK_CHOICE:
        case ASK_CHOICES:
                return MSG_ask_missing_choice;
        case ASK_CONSENT:
                return MSG_ask_missing_consent;
        case ASK_FILE:
                return MSG_ask_missing_file;
        default:
                return MSG_ask_missing;
        }
}

static enum status field_take(const struct source *s, const struct ask_form *f, struct ask_answer *a, size_t i)
{
        const struct ask_field *me = &f->fields[i];
        struct raw r = raw_of(s, me);
        enum status st = ST_OK;

        a[i].typed = "";
        a[i].asked = asked(f, a, i);
        if (!a[i].asked) {
                if (s->json && (r.n || r.bad))
                        wrong(s, me, MSG_ask_not_asked);
                return ST_OK;
        }
        if (r.bad)
                wrong(s, me, MSG_ask_value_wrong);
        else
                st = value_take(s, me, &r, &a[i]);
        if (!st && me->required && empty(&a[i]))
                wrong(s, me, missing(me));
        return st;
}

static void keys_known(const struct source *s, const struct ask_form *f)
{
        const struct json *v;
        const char *key;

        for (size_t i = 0; (key = jv_key(s->json, i, &v)); i++) {
                bool known = false;
                for (size_t k = 0; k < f->n_fields; k++)
                        known |= str_eq(f->fields[k].code, key);
                if (!known && s->strict)
                        form_error(s->c, arena_fmt(s->c->arena, "%s%s", s->prefix, text_short(s->c->arena, key, 60)), MSG_ask_key_unknown);
        }
}

static enum status all_take(const struct source *s, const struct ask_form *f, struct ask_answers *out)
{
        enum status st = ST_OK;

        *out = (struct ask_answers){.form = f, .prefix = s->prefix, .v = ARENA_ARRAY(s->c->arena, f->n_fields + 1, struct ask_answer)};
        for (size_t i = 0; !st && i < f->n_fields; i++)
                st = field_take(s, f, out->v, i);
        return st;
}

enum status ask_read(struct ctx *c, const struct ask_form *f, const char *prefix, bool strict, struct ask_answers *out)
{
        return all_take(&(struct source){c, NULL, prefix, strict}, f, out);
}

enum status ask_read_json(struct ctx *c, const struct ask_form *f, const struct json *from, const char *prefix, bool strict,
                          struct ask_answers *out)
{
        struct source s = {c, from, prefix, strict};
        const char *why;

        if (!from && jv_parse(c->arena, "{}", 2, &s.json, &why))
                return ST_IO;
        if (jv_type(s.json) != JV_OBJECT && strict)
                form_error(c, prefix, MSG_ask_value_wrong);
        keys_known(&s, f);
        return all_take(&s, f, out);
}

/* ---- kept ------------------------------------------------------------------------------------------------------------ */

static void list_out(struct buf *b, const struct ask_answer *a, bool ids)
{
        buf_char(b, '[');
        for (size_t k = 0; k < a->n_many; k++) {
                buf_str(b, k ? "," : "");
                buf_json(b, a->many[k]);
        }
        for (size_t k = 0; k < a->n_files; k++) {
                buf_str(b, k ? "," : "");
                if (ids)
                        buf_fmt(b, "\"%lld\"", (long long)a->files[k].id);
                else
                        buf_json(b, a->files[k].name);
        }
        buf_char(b, ']');
}

static void value_out(struct buf *b, const struct ask_field *f, const struct ask_answer *a, bool typed)
{
        if (f->type == ASK_CHOICES || f->type == ASK_FILE)
                list_out(b, a, typed);
        else if ((f->type == ASK_PERSON || f->type == ASK_COURSE) && !typed)
                buf_i64(b, a->ref);
        else if (f->type == ASK_CONSENT)
                buf_str(b, "true");
        else if (f->type == ASK_NUMBER && !typed)
                buf_str(b, a->typed);
        else
                buf_json(b, a->typed);
}

static const char *json_of(struct ctx *c, const struct ask_answers *a, bool typed)
{
        struct buf b;
        bool any = false;

        buf_init(&b, c->arena, ANSWERS_BYTES);
        buf_char(&b, '{');
        for (size_t i = 0; i < a->form->n_fields; i++) {
                const struct ask_field *f = &a->form->fields[i];
                bool number_less = f->type == ASK_NUMBER && a->v[i].ref < 0;
                bool ref_less = (f->type == ASK_PERSON || f->type == ASK_COURSE) && !a->v[i].ref;
                if (!a->v[i].asked || empty(&a->v[i]) || (!typed && (number_less || ref_less)))
                        continue;
                buf_str(&b, any ? "," : "");
                buf_json(&b, f->code);
                buf_char(&b, ':');
                value_out(&b, f, &a->v[i], typed);
                any = true;
        }
        buf_char(&b, '}');
        return b.p;
}

const char *ask_json(struct ctx *c, const struct ask_answers *a)
{
        return json_of(c, a, false);
}

const char *ask_json_typed(struct ctx *c, const struct ask_answers *a)
{
        return json_of(c, a, true);
}

size_t ask_files(struct ctx *c, const struct ask_answers *a, int64_t **ids)
{
        size_t n = 0;

        for (size_t i = 0; i < a->form->n_fields; i++)
                n += a->v[i].n_files;
        *ids = ARENA_ARRAY(c->arena, n + 1, int64_t);
        n = 0;
        for (size_t i = 0; i < a->form->n_fields; i++)
                for (size_t k = 0; k < a->v[i].n_files; k++)
                        (*ids)[n++] = a->v[i].files[k].id;
        return n;
}
