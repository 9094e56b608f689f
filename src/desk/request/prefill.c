/* What an address fills in.  It opens nothing: the form is shown with it, and sending it asks everything again. */
#include "desk/people/people.h"
#include "desk/request/request.h"
#include "desk/ticket/course_record.h"

enum { FOR_MAX = 254, COURSE_MAX = 250 };

static const char *named(struct ctx *c, const char *name, size_t max)
{
        const char *s = ctx_param(c, name);

        return text_short(c->arena, text_clean(c->arena, s, strlen(s), true), max);
}

/* The course as one would type it; what several courses fit is for the reader to choose. */
static enum status course_fill(struct ctx *c, const char *typed, struct ask_answers *a, struct request_form *v, struct course *k)
{
        size_t n_error = c->n_error, at = 0;
        int64_t id = 0;

        if (text_blank(typed))
                return ST_OK;
        while (at < a->form->n_fields && (a->form->fields[at].type != ASK_COURSE || !a->v[at].asked))
                at++;
        enum status st = course_resolve(c, "course", typed, &id);
        c->n_error = n_error; /* said in a sentence above the form, not at a question */
        if (!st)
                st = course_load(c, id, k);
        if (st == ST_INVALID || st == ST_NOT_FOUND) {
                v->not_course = ctx_msg(c, MSG_request_not_course);
                *k = (struct course){0};
                return ST_OK;
        }
        if (!st && at < a->form->n_fields)
                a->v[at].typed = k->label;
        return st;
}

/* The name of somebody of this course, for whom reads it; NULL: not of it. */
static enum status of_course(struct ctx *c, const struct course *k, int64_t id, const char **name)
{
        struct course_presenter *p;
        struct who *w;
        size_t n = 0;

        *name = NULL;
        if (!k->id || !course_may_read(c, k->id))
                return ST_OK;
        if (k->owner_id == id)
                *name = k->owner_name;
        enum status st = course_presenter_list(c, k->id, &p, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (p[i].id == id)
                        *name = p[i].name;
        if (!st)
                st = course_supers(c, k->id, &w, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (w[i].id == id)
                        *name = w[i].name;
        return st;
}

static enum status person_fill(struct ctx *c, const char *typed, const struct course *k, struct request_form *v)
{
        struct person p;
        int64_t id = 0;

        if (text_blank(typed))
                return ST_OK;
        enum status st = person_known(c, typed, &id);
        if (!st && id == c->actor->person_id)
                return ST_OK; /* for oneself: nothing to fill in */
        if (!st && ctx_role(c, ~0)) {
                st = person_load(c, id, &p);
                v->for_name = st ? NULL : p.name;
        } else if (!st) {
                st = of_course(c, k, id, &v->for_name);
        }
        if (st && st != ST_NOT_FOUND)
                return st;
        if (v->for_name)
                v->other = typed;
        else
                v->not_for = ctx_msg(c, MSG_request_not_for);
        return ST_OK;
}

enum status prefill_read(struct ctx *c, struct ask_answers *a, struct request_form *v, bool *any)
{
        const char *who = named(c, "for", FOR_MAX), *course = named(c, "course", COURSE_MAX);
        struct course k = {0};
        enum status st = course_fill(c, course, a, v, &k);

        *any = !text_blank(who) || !text_blank(course);
        return st ? st : person_fill(c, who, &k, v);
}
