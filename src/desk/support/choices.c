/* What the forms of support tasks offer to choose from. */
#include "desk/people/people.h"
#include "desk/support/choices.h"
#include "desk/ticket/course_record.h"

const char *cal_number_text(struct ctx *c, int64_t n)
{
        return arena_fmt(c->arena, "%lld", (long long)n);
}

int64_t cal_number_typed(struct ctx *c, const char *name)
{
        int64_t v;
        const char *s = form_value(c, name);

        return s && text_i64(s, &v) ? v : 0;
}

const char *cal_text_typed(struct ctx *c, const char *name, const char *otherwise)
{
        const char *s = form_value(c, name);

        return s ? s : otherwise ? otherwise : "";
}

enum status cal_room_choices(struct ctx *c, int64_t chosen, const struct cal_option **out, size_t *n)
{
        struct room *r;
        enum status st = room_list(c, false, &r, n);
        struct cal_option *o = ARENA_ARRAY(c->arena, (st ? 0 : *n) + 1, struct cal_option);

        for (size_t i = 0; !st && i < *n; i++)
                o[i] = (struct cal_option){cal_number_text(c, r[i].id), *r[i].site ? arena_fmt(c->arena, "%s, %s", r[i].name, r[i].site) : r[i].name,
                                           r[i].id == chosen};
        *out = o;
        return st;
}

void cal_word_choices(struct ctx *c, const char *const *words, const char *(*label)(struct ctx *, const char *), const char *chosen,
                  const struct cal_option **out, size_t *n)
{
        size_t k = 0;

        while (words[k])
                k++;
        struct cal_option *o = ARENA_ARRAY(c->arena, k + 1, struct cal_option);
        for (size_t i = 0; i < k; i++)
                o[i] = (struct cal_option){words[i], label(c, words[i]), str_eq(words[i], chosen)};
        *out = o;
        *n = k;
}

static void add_once(struct ctx *c, struct cal_option *o, size_t *n, int64_t id, const char *name, int64_t chosen)
{
        const char *value = cal_number_text(c, id);

        for (size_t i = 0; i < *n; i++)
                if (str_eq(o[i].value, value))
                        return;
        o[(*n)++] = (struct cal_option){value, name, id == chosen};
}

enum status cal_people_choices(struct ctx *c, int64_t course_id, int64_t chosen, const char *chosen_name, const struct cal_option **out, size_t *n)
{
        struct who *presenter = NULL, *super = NULL;
        size_t n_p = 0, n_s = 0;
        enum status st = course_id ? course_presenters(c, course_id, &presenter, &n_p) : ST_OK;

        if (!st && course_id)
                st = course_supers(c, course_id, &super, &n_s);
        struct cal_option *o = ARENA_ARRAY(c->arena, n_p + n_s + 2, struct cal_option);
        *n = 0;
        for (size_t i = 0; !st && i < n_p; i++)
                add_once(c, o, n, presenter[i].id, presenter[i].name, chosen);
        for (size_t i = 0; !st && i < n_s; i++)
                add_once(c, o, n, super[i].id, super[i].name, chosen);
        if (chosen > 0 && chosen_name)
                add_once(c, o, n, chosen, chosen_name, chosen);
        *out = o;
        return st;
}

bool cal_person_typed(struct ctx *c, const char *text, const char *choice, const char *field, int64_t *id)
{
        const char *typed = form_value(c, text);

        *id = cal_number_typed(c, choice);
        int64_t pick = cal_number_typed(c, arena_fmt(c->arena, "%s_pick", text)); /* of the list that was suggested */
        struct person p;
        if (!typed || text_blank(typed))
                return true;
        enum status st = pick ? person_load(c, pick, &p) : person_known(c, typed, id);
        if (pick)
                *id = pick;
        if (st)
                form_error(c, field, MSG_agenda_person_unknown);
        return !st;
}

enum status cal_clash_lines(struct ctx *c, int64_t agent, int64_t from, int64_t to, int64_t not_ticket, const struct cal_event **out, size_t *n)
{
        struct support *s;
        enum status st = support_clashes(c, agent, from, to, not_ticket, &s, n);
        struct cal_event *v = ARENA_ARRAY(c->arena, (st ? 0 : *n) + 1, struct cal_event);

        for (size_t i = 0; !st && i < *n; i++)
                v[i] = (struct cal_event){.href = arena_fmt(c->arena, "/tickets/%s", s[i].number), .title = s[i].subject,
                                          .when = cal_span_text(c, s[i].from_at, s[i].to_at)};
        *out = v;
        return st;
}

bool cal_offer_read(const char *s, struct booking_draft *d)
{
        int64_t *const to[] = {&d->room_id, &d->from_at, &d->to_at};

        for (size_t i = 0; i < ARRAY_LEN(to); i++) {
                int64_t v = 0;
                size_t n = strspn(s, "0123456789");
                if (!n || n > 15)
                        return false;
                for (size_t k = 0; k < n; k++)
                        v = v * 10 + (s[k] - '0');
                *to[i] = v;
                s += n;
                if (i < 2 && *s++ != '-')
                        return false;
        }
        return !*s;
}

const char *cal_offer_text(struct ctx *c, const struct booking_offer *o)
{
        return arena_fmt(c->arena, "%lld-%lld-%lld", (long long)o->room_id, (long long)o->from_at, (long long)o->to_at);
}
