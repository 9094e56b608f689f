/* What the forms of the portal, the phone and the desk ask besides the words, as the partial catalog_fields
 * shows it.  The kind is chosen first; #fields is replaced when it changes, by htmx or by a button without
 * script, and keeps what was typed.  Site, room and label stand outside, so that nothing is taken from under
 * somebody's hands. */
#include "desk/catalog/own.h"
#include "desk/people/people.h"
#include "templates.h"

static const struct intake_choice *words(struct ctx *c, const char *const *list, int (*label)(const char *), const char *now, size_t *n)
{
        struct intake_choice *o;

        for (*n = 0; list[*n];)
                (*n)++;
        o = ARENA_ARRAY(c->arena, *n + 1, struct intake_choice);
        for (size_t i = 0; i < *n; i++)
                o[i] = (struct intake_choice){list[i], ctx_msg(c, label(list[i])), str_eq(list[i], now)};
        return o;
}

static const struct intake_choice *kinds(struct ctx *c, int64_t now, size_t *n)
{
        static const int64_t all[] = {INTERVENTION_TECHNICAL, INTERVENTION_USE, INTERVENTION_EQUIPMENT};
        struct intake_choice *o = ARENA_ARRAY(c->arena, ARRAY_LEN(all), struct intake_choice);

        for (size_t i = 0; i < ARRAY_LEN(all); i++)
                o[i] = (struct intake_choice){arena_fmt(c->arena, "%lld", (long long)all[i]), ctx_msg(c, intervention_label(all[i])),
                                              all[i] == now};
        *n = ARRAY_LEN(all);
        return o;
}

static enum status natures(struct ctx *c, const struct intake *in, struct intake_form *out)
{
        struct nature *row;
        size_t n;
        enum status st = nature_list(c, in->kind, false, &row, &n);

        if (st)
                return st;
        struct intake_choice *o = ARENA_ARRAY(c->arena, n + 1, struct intake_choice);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct intake_choice){arena_fmt(c->arena, "%lld", (long long)row[i].id), row[i].name,
                                              row[i].id == in->nature_id};
        out->natures = o;
        out->n_natures = n;
        return ST_OK;
}

static const struct intake_choice *options(struct ctx *c, const struct question *q, const char *value)
{
        struct intake_choice *o = ARENA_ARRAY(c->arena, q->n_options + 1, struct intake_choice);

        for (size_t i = 0; i < q->n_options; i++) {
                const char *number = arena_fmt(c->arena, "%zu", i + 1);
                o[i] = (struct intake_choice){number, q->options[i].text, str_eq(number, value)};
        }
        return o;
}

static struct intake_field field(struct ctx *c, const struct question *q, const char *prefix, const char *value)
{
        struct intake_field f = {.name = arena_fmt(c->arena, "%s%s", prefix, q->code), .label = q->text, .value = value,
                                 .required = q->required};

        f.error = form_msg(c, f.name);
        f.is_text = q->type == QUESTION_TEXT;
        f.is_long = q->type == QUESTION_LONG;
        f.is_choice = q->type == QUESTION_CHOICE;
        f.is_yes_no = q->type == QUESTION_YES_NO;
        f.is_date = q->type == QUESTION_DATE;
        f.yes = str_eq(value, "1");
        f.no = str_eq(value, "0");
        f.options = options(c, q, value);
        f.n_options = q->n_options;
        return f;
}

void intake_questions(struct ctx *c, const struct intake *in, struct intake_form *out)
{
        size_t n = 0;
        const char *lists = "";

        for (size_t i = 0; i < in->n_lists; i++)
                n += in->lists[i].list.n_questions;
        struct intake_field *f = ARENA_ARRAY(c->arena, n + 1, struct intake_field);
        for (size_t i = 0; i < in->n_lists; i++) {
                const struct intake_list *l = &in->lists[i];
                lists = arena_fmt(c->arena, "%s%s%lld", lists, *lists ? " " : "", (long long)l->list.id);
                for (size_t k = 0; k < l->list.n_questions; k++)
                        f[out->n_fields++] = field(c, &l->list.questions[k], l->prefix, l->values[k]);
        }
        out->fields = f;
        out->lists = lists;
}

enum status intake_form(struct ctx *c, const struct intake *in, struct intake_form *out)
{
        *out = (struct intake_form){.site = in->site ? in->site : "", .room = in->room ? in->room : "",
                                    .equipment = in->equipment ? in->equipment : "",
                                    .desk = c->actor && c->actor->roles,
                                    .ask_device = in->kind == INTERVENTION_EQUIPMENT || in->kind == INTERVENTION_TECHNICAL};
        out->kinds = kinds(c, in->kind, &out->n_kinds);
        out->devices = words(c, device_words, device_label, in->device, &out->n_devices);
        out->owners = words(c, owner_words, owner_label, in->owner, &out->n_owners);
        out->e_kind = form_msg(c, "kind");
        out->e_nature = form_msg(c, "nature");
        out->e_device = form_msg(c, "device");
        out->e_owner = form_msg(c, "owner");
        out->e_site = form_msg(c, "site");
        out->e_room = form_msg(c, "room");
        out->e_equipment = form_msg(c, "equipment");
        out->ask_nature = out->desk || in->kind || out->e_nature;
        intake_questions(c, in, out);
        return natures(c, in, out);
}

/* The service as forms send it: its id at the desk, its code on the portal; 0 when it is not one that the
 * actor may ask. */
static enum status service_typed(struct ctx *c, int64_t *id)
{
        const char *s = form_value(c, "service");
        struct service *all;
        size_t n;
        int64_t wanted = 0;

        *id = 0;
        if (!s || !*s)
                return ST_OK;
        bool number = text_i64(s, &wanted);
        enum status st = service_list(c, &all, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (number ? all[i].id == wanted : str_eq(all[i].code, s))
                        *id = all[i].id;
        return st;
}

enum status intake_fields_post(struct ctx *c)
{
        struct intake in;
        struct intake_form v;
        int64_t service = 0;
        enum status st = service_typed(c, &service);

        if (!st)
                st = intake_read(c, service, false, &in);
        if (!st)
                st = intake_form(c, &in, &v);
        if (!st)
                catalog_part_html(&c->html, &v);
        return st;
}
