/* What the pages of the phone entry show: the form as it was typed, and the calls with their clocks. */
#include "desk/intake/call_own.h"

static const char *number(struct ctx *c, int64_t v)
{
        return arena_fmt(c->arena, "%lld", (long long)v);
}

static enum status services_fill(struct ctx *c, int64_t chosen, struct call_form *out)
{
        struct service *s;
        enum status st = service_list(c, &s, &out->n_services);

        if (st)
                return st;
        struct call_option *o = ARENA_ARRAY(c->arena, out->n_services + 1, struct call_option);
        for (size_t i = 0; i < out->n_services; i++)
                o[i] = (struct call_option){number(c, s[i].id), s[i].name, s[i].id == chosen};
        out->services = o;
        return ST_OK;
}

static enum status groups_fill(struct ctx *c, int64_t chosen, struct call_form *out)
{
        struct choice *g;
        enum status st = group_choices(c, &g, &out->n_groups);

        if (st)
                return st;
        struct call_option *o = ARENA_ARRAY(c->arena, out->n_groups + 1, struct call_option);
        for (size_t i = 0; i < out->n_groups; i++)
                o[i] = (struct call_option){number(c, g[i].id), g[i].name, g[i].id == chosen};
        out->groups = o;
        return ST_OK;
}

/* Schools are the house's departments; one that somebody named and that is none stays in the list. */
static enum status schools_fill(struct ctx *c, const char *said, struct call_form *out)
{
        struct department *d;
        size_t n;
        bool known = !*said;
        enum status st = department_list(c, &d, &n);

        if (st)
                return st;
        struct call_option *o = ARENA_ARRAY(c->arena, n + 1, struct call_option);
        for (size_t i = 0; i < n; i++) {
                const char *name = c->lang == LANG_EN ? d[i].name_en : d[i].name_fr;
                o[i] = (struct call_option){name, name, str_eq(name, said)};
                known = known || o[i].selected;
        }
        if (!known)
                o[n++] = (struct call_option){said, said, true};
        out->schools = o;
        out->n_schools = n;
        return ST_OK;
}

static void urgencies_fill(struct ctx *c, int64_t chosen, struct call_form *out)
{
        static const int labels[] = {MSG_desk_urgency_1, MSG_desk_urgency_2, MSG_desk_urgency_3};
        struct call_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(labels), struct call_option);

        for (size_t i = 0; i < ARRAY_LEN(labels); i++)
                o[i] = (struct call_option){number(c, (int64_t)i + 1), ctx_msg(c, labels[i]), chosen == (int64_t)i + 1};
        out->urgencies = o;
        out->n_urgencies = ARRAY_LEN(labels);
}

static void errors_fill(struct ctx *c, struct call_form *out)
{
        out->e_person = form_msg(c, "person");
        if (!out->e_person)
                out->e_person = form_msg(c, "requester");
        out->e_pick = form_msg(c, "pick");
        out->e_mail = form_msg(c, "mail");
        out->e_phone = form_msg(c, "phone");
        out->e_description = form_msg(c, "description");
        out->e_solution = form_msg(c, "solution");
        out->e_service = form_msg(c, "service");
        out->e_group = form_msg(c, "group");
        out->e_school = form_msg(c, "school");
        out->e_programme = form_msg(c, "programme");
        out->e_course = form_msg(c, "course");
        out->e_study_year = form_msg(c, "study_year");
        out->e_urgency = form_msg(c, "urgency");
}

enum status call_form_fill(struct ctx *c, const struct call_in *in, const struct caller *who, struct call_form *out)
{
        bool policy = setting_i64(c, "intake.written") != 0;

        *out = (struct call_form){.person = in->who.person, .mail = in->who.mail, .phone = in->who.phone,
                                  .description = in->description, .school = in->school, .programme = in->programme,
                                  .course = in->course, .study_year = in->study_year, .solution = in->solution,
                                  .person_id = in->who.person_id ? number(c, in->who.person_id) : "",
                                  .choices = who->choices, .n_choices = who->n_choices, .written_offered = policy};
        out->written = in->written_asked ? in->written != 0 : policy;
        errors_fill(c, out);
        out->unknown = out->e_mail || out->e_phone || *in->who.mail || *in->who.phone;
        urgencies_fill(c, in->urgency, out);
        enum status st = services_fill(c, in->service, out);
        if (!st)
                st = groups_fill(c, in->group, out);
        return st ? st : schools_fill(c, in->school, out);
}

const struct call_row *call_rows(struct ctx *c, const struct call *all, size_t n, bool parked, size_t *n_rows)
{
        struct call_row *r = ARENA_ARRAY(c->arena, n + 1, struct call_row);

        *n_rows = 0;
        for (size_t i = 0; i < n; i++) {
                if ((all[i].parked_at != 0) != parked)
                        continue;
                int64_t s = call_ms(c, &all[i]) / 1000;
                r[(*n_rows)++] = (struct call_row){
                        .id = all[i].id, .picked_at = all[i].picked_at, .parked_at = all[i].parked_at, .seconds = s,
                        .who = *all[i].who ? all[i].who : ctx_msg(c, MSG_calls_nobody_yet),
                        .clock = arena_fmt(c->arena, "%lld:%02lld", (long long)(s / 60), (long long)(s % 60))};
        }
        return r;
}
