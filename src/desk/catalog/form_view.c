/* Answers in words, and the inputs of a form as the partial catalog_ask draws them.  Which fields are drawn is decided
 * by form_read.c: the page, with or without script, only shows what is asked now. */
#include "desk/catalog/own.h"

#include "desk/catalog/form.h"
#include "desk/ticket/course.h"
#include "formats/json.h"
#include "templates.h"

DB_STMT(ask_person_name, "SELECT name FROM person WHERE id = :id");
static const struct db_stmt *const ask_stmts[] = {&ask_person_name, NULL};

enum { LIST_BYTES = 64 * 1024, RADIOS_MAX = 6 };

struct named {
        const char *name;
};
static const struct db_col named_cols[] = {DB_COL_TEXT(struct named, name), DB_COL_END};

/* ---- in words ------------------------------------------------------------------------------------------------------- */

static const char *option_text(const struct ask_field *f, const char *code)
{
        for (size_t i = 0; i < f->n_options; i++)
                if (str_eq(f->options[i].code, code))
                        return f->options[i].text;
        return code;
}

static const char *list_text(struct ctx *c, const struct ask_field *f, const struct json *v)
{
        struct buf b;

        buf_init(&b, c->arena, LIST_BYTES);
        for (size_t i = 0; i < jv_count(v); i++) {
                const char *s = jv_text(jv_at(v, i));
                if (s)
                        buf_fmt(&b, "%s%s", b.n ? ", " : "", option_text(f, s));
        }
        return b.p;
}

static enum status ref_text(struct ctx *c, const struct ask_field *f, int64_t id, const char **out)
{
        struct named p;
        struct course k;
        enum status st = f->type == ASK_PERSON ? db_one(c->db, c->arena, &ask_person_name, DB_ARGS(DB_I("id", id)), named_cols, &p)
                                               : course_load(c, id, &k);

        *out = "";
        if (!st)
                *out = f->type == ASK_PERSON ? p.name : k.label;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status answer_text(struct ctx *c, const struct ask_field *f, const struct json *v, const char **out)
{
        struct civil day;
        const char *s = jv_scalar(c->arena, v);

        *out = s ? s : "";
        if (f->type == ASK_CHOICES || f->type == ASK_FILE)
                *out = list_text(c, f, v);
        else if (f->type == ASK_CHOICE)
                *out = option_text(f, *out);
        else if (f->type == ASK_CONSENT)
                *out = jv_true(v) ? ctx_msg(c, MSG_intake_yes) : "";
        else if (f->type == ASK_DATE && catalog_day(*out, &day))
                *out = human_date(c->arena, c->lang, c->zone, zone_moment(c->zone, &day));
        else if (f->type == ASK_PERSON || f->type == ASK_COURSE)
                return ref_text(c, f, jv_int(v, 0), out);
        return ST_OK;
}

enum status ask_shown(struct ctx *c, const struct ask_form *f, const char *json, struct ask_line **out, size_t *n)
{
        const struct json *j;
        const char *why;
        enum status st = jv_parse(c->arena, json, strlen(json), &j, &why);

        *n = 0;
        *out = ARENA_ARRAY(c->arena, f->n_fields + 1, struct ask_line);
        if (st)
                return ST_IO;
        for (size_t i = 0; !st && i < f->n_fields; i++) {
                const char *text = "";
                st = answer_text(c, &f->fields[i], jv_get(j, f->fields[i].code), &text);
                if (!st && *text)
                        (*out)[(*n)++] = (struct ask_line){f->fields[i].text, text};
        }
        return st;
}

/* ---- inputs ------------------------------------------------------------------------------------------------------------ */

static bool chosen(const struct ask_answer *a, const char *code)
{
        for (size_t i = 0; i < a->n_many; i++)
                if (str_eq(a->many[i], code))
                        return true;
        return str_eq(a->typed, code);
}

static const struct ask_choice *choices(struct ctx *c, const struct ask_field *f, const struct ask_answer *a, const char *name)
{
        struct ask_choice *o = ARENA_ARRAY(c->arena, f->n_options + 1, struct ask_choice);

        for (size_t i = 0; i < f->n_options; i++)
                o[i] = (struct ask_choice){arena_fmt(c->arena, "f-%s-%s", name, f->options[i].code), f->options[i].code,
                                           f->options[i].text, chosen(a, f->options[i].code)};
        return o;
}

static const char *between(struct ctx *c, int both, int low, int high, const struct ask_field *f)
{
        struct html_arg a[] = {{"min", NULL, f->min}, {"max", NULL, f->max}};

        if (f->min != ASK_UNSET && f->max != ASK_UNSET)
                return msg_text(c->arena, c->lang, both, 2, a);
        if (f->min != ASK_UNSET)
                return msg_text(c->arena, c->lang, low, 1, a);
        return f->max != ASK_UNSET ? msg_text(c->arena, c->lang, high, 1, a + 1) : NULL;
}

/* What may be given, said before it is refused. */
static const char *limit_of(struct ctx *c, const struct ask_field *f)
{
        switch (f->type) {
        case ASK_NUMBER:
                return between(c, MSG_ask_limit_between, MSG_ask_number_low, MSG_ask_number_high, f);
        case ASK_CHOICES:
                return between(c, MSG_ask_limit_choices, MSG_ask_choices_few, MSG_ask_choices_many, f);
        case ASK_PERSON:
                return ctx_msg(c, MSG_ask_limit_person);
        case ASK_COURSE:
                return ctx_msg(c, MSG_ask_limit_course);
        default:
                return NULL;
        }
}

static bool steers(const struct ask_form *form, const char *code)
{
        for (size_t i = 0; i < form->n_fields; i++)
                if (str_eq(form->fields[i].when, code))
                        return true;
        return false;
}

static void type_of(const struct ask_field *f, bool steers_some, struct ask_input *x)
{
        x->is_text = f->type == ASK_TEXT;
        x->is_long = f->type == ASK_LONG;
        x->is_select = f->type == ASK_CHOICE && f->n_options > RADIOS_MAX;
        x->is_choice = f->type == ASK_CHOICE && !x->is_select;
        x->is_choices = f->type == ASK_CHOICES;
        x->is_date = f->type == ASK_DATE;
        x->is_time = f->type == ASK_TIME;
        x->is_person = f->type == ASK_PERSON;
        x->is_course = f->type == ASK_COURSE;
        x->is_file = f->type == ASK_FILE;
        x->is_number = f->type == ASK_NUMBER;
        x->is_consent = f->type == ASK_CONSENT;
        x->steers = steers_some;
        x->max = f->type == ASK_TEXT ? (f->max != ASK_UNSET ? f->max : 200) : 250;
}

static const char *describes(struct ctx *c, const struct ask_input *x)
{
        return arena_fmt(c->arena, "%s%s%s%s%s%s", *x->help ? "h-" : "", *x->help ? x->name : "", x->limit ? " l-" : "",
                         x->limit ? x->name : "", x->error ? " e-" : "", x->error ? x->name : "");
}

static struct ask_input input_of(struct ctx *c, const struct ask_answers *a, size_t i)
{
        const struct ask_field *f = &a->form->fields[i];
        struct ask_input x = {.name = arena_fmt(c->arena, "%s%s", a->prefix, f->code), .label = f->text, .help = f->help,
                              .value = a->v[i].typed, .required = f->required, .files = a->v[i].files, .n_files = a->v[i].n_files};

        x.error = form_msg(c, x.name);
        x.limit = limit_of(c, f);
        x.choices = choices(c, f, &a->v[i], x.name);
        x.n_choices = f->n_options;
        type_of(f, steers(a->form, f->code), &x);
        x.describes = describes(c, &x);
        return x;
}

void ask_view_fill(struct ctx *c, const struct ask_answers *a, const char *again, struct ask_view *out)
{
        struct ask_input *x = ARENA_ARRAY(c->arena, a->form->n_fields + 1, struct ask_input);

        *out = (struct ask_view){.again = again, .version_id = a->form->id, .inputs = x};
        for (size_t i = 0; i < a->form->n_fields; i++)
                out->steered |= *a->form->fields[i].when != 0;
        for (size_t i = 0; i < a->form->n_fields; i++)
                if (a->v[i].asked)
                        x[out->n_inputs++] = input_of(c, a, i);
}

const struct slice slice_form_view = {.name = "form-view", .stmts = ask_stmts};
