/* What resolving asks, in the form that changes the state, and the course wherever a form has one.  The texts
 * that people type are resolved here; what is a must is judged by the verb. */
#include "desk/incident/incident_view.h"
#include "templates.h"

enum { SUGGESTED_COURSES = 8 };

void incident_course_field(struct ctx *c, const struct ticket *t, bool typed, struct course_field *f)
{
        const char *value = typed ? form_value(c, "course") : NULL;

        *f = (struct course_field){.desk = true, .error = typed ? form_msg(c, "course") : NULL};
        f->value = value ? value : course_label(c->arena, t->course_code, t->course_term, t->course_title);
}

/* −1 when the form has no course or still shows the ticket's. */
enum status incident_course_typed(struct ctx *c, const struct ticket *t, int64_t *id)
{
        const char *value = form_value(c, "course");

        *id = -1;
        if (!value || str_eq(value, course_label(c->arena, t->course_code, t->course_term, t->course_title)))
                return ST_OK;
        return course_resolve(c, "course", value, id);
}

static const char *beneficiary_shown(const struct ticket *t)
{
        return t->for_login ? t->for_login : t->for_name ? t->for_name : "";
}

static enum status beneficiary_typed(struct ctx *c, const struct ticket *t, int64_t *id)
{
        const char *value = form_value(c, "requested_for");

        *id = -1;
        if (!value || str_eq(value, beneficiary_shown(t)))
                return ST_OK;
        if (text_blank(value)) {
                *id = 0;
                return ST_OK;
        }
        enum status st = person_known(c, value, id);
        if (st == ST_NOT_FOUND) {
                form_error(c, "requested_for", MSG_recipients_unknown);
                return ST_INVALID;
        }
        return st;
}

static bool may_resolve(struct ctx *c, const struct ticket *t)
{
        for (const int *m = ticket_moves(c, t); *m; m++)
                if (*m == STATE_RESOLVED)
                        return true;
        return false;
}

enum status incident_resolve_view(struct ctx *c, const struct ticket *t, bool typed, struct incident_forms *v)
{
        const char *category = typed ? form_value(c, "category") : NULL, *person = typed ? form_value(c, "requested_for") : NULL;
        int64_t chosen = t->category_id;

        v->resolves = may_resolve(c, t);
        if (!v->resolves)
                return ST_OK;
        if (category && !text_i64(category, &chosen))
                chosen = 0;
        v->categories = incident_categories(c, t->service_id, chosen);
        v->beneficiary = person ? person : beneficiary_shown(t);
        v->e_category = typed ? form_msg(c, "category") : NULL;
        v->e_for = typed ? form_msg(c, "requested_for") : NULL;
        incident_course_field(c, t, typed, &v->course);
        return service_resolution_get(c, t->service_id, &v->asks);
}

/* What was said beside the solution, in one change; nothing said changes nothing. */
enum status incident_resolve_save(struct ctx *c, struct ticket *t, int64_t *version)
{
        struct ticket_patch p = TICKET_PATCH_NONE;
        enum status who = beneficiary_typed(c, t, &p.requested_for_id), what = incident_course_typed(c, t, &p.course_id);

        p.category_id = incident_category_typed(c, t, 0);
        if (who || what)
                return who ? who : what;
        if (p.requested_for_id < 0 && p.course_id < 0 && (p.category_id < 0 || p.category_id == t->category_id))
                return ST_OK;
        enum status st = ticket_change(c, t, &p, *version);
        if (!st && *version)
                *version = t->version;
        return st;
}

/* Suggestions while typing; with nothing typed, the courses of nobody. */
enum status incident_courses_get(struct ctx *c)
{
        struct course *found;
        struct course_field v = {.desk = true};
        enum status st = course_find(c, ctx_param(c, "course"), c->actor->person_id, &found, &v.n_own);

        if (st)
                return st;
        v.n_own = v.n_own < SUGGESTED_COURSES ? v.n_own : SUGGESTED_COURSES;
        v.own = found;
        incident_courses_html(&c->html, &v);
        return ST_OK;
}
