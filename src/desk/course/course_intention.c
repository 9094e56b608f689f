/* The page of intentions: what one means to teach is stated, withdrawn, and by the department validated or refused.  The
 * rules are desk/grid/intention.h's. */
#include "desk/catalog/approach.h"
#include "desk/course/course_view.h"
#include "desk/grid/intention.h"
#include "desk/people/people.h"
#include "templates.h"

#define FRESH "new" /* chosen in the list of courses: one that is not in it */

/* What was typed, shown again when something was refused. */
struct typed {
        const char *course, *code, *term, *title, *note, *reason;
        int64_t department, approach, at; /* at: the intention whose reason was refused */
};

/* ---- pages ---------------------------------------------------------------------------------------------------------------- */

static const char *state_text(struct ctx *c, int64_t state)
{
        static const int word[] = {MSG_courses_intention_waits, MSG_courses_intention_validated, MSG_courses_intention_refused,
                                   MSG_courses_intention_withdrawn};
        return ctx_msg(c, word[state / 10 - 1]);
}

static const struct course_intention_row *rows_of(struct ctx *c, const struct intention *k, size_t n)
{
        struct course_intention_row *r = ARENA_ARRAY(c->arena, n + 1, struct course_intention_row);

        for (size_t i = 0; i < n; i++)
                r[i] = (struct course_intention_row){
                        k[i].id, k[i].made_at, k[i].course_id ? course_href(c, k[i].course_id, k[i].code, k[i].term, "") : NULL,
                        course_label(c->arena, k[i].code, k[i].term, k[i].title), course_in_lang(c, k[i].name_fr, k[i].name_en), k[i].by_name,
                        k[i].note, k[i].reason, state_text(c, k[i].state), course_in_lang(c, k[i].department_fr, k[i].department_en),
                        k[i].state == INTENTION_PROPOSED};
        return r;
}

static enum status lists_fill(struct ctx *c, struct course_intentions *v)
{
        struct intention *k;
        enum status st = intention_own(c, &k, &v->n_own);

        if (st)
                return st;
        v->own = rows_of(c, k, v->n_own);
        v->decides = ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN);
        st = intention_waiting(c, &k, &v->n_waiting);
        if (!st)
                v->waiting = rows_of(c, k, v->n_waiting);
        return st;
}

static const char *number(struct ctx *c, int64_t n)
{
        return arena_fmt(c->arena, "%lld", (long long)n);
}

/* Whoever may name a new course finds that last in the list of their own. */
static enum status courses_fill(struct ctx *c, struct course_intentions *v, const char *chosen)
{
        struct course *k;
        size_t n;
        enum status st = course_choices(c, c->actor->person_id, &k, &n);

        if (!st)
                st = intention_may_name(c, &v->names);
        if (st)
                return st;
        struct course_choice *o = ARENA_ARRAY(c->arena, n + 2, struct course_choice);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct course_choice){number(c, k[i].id), k[i].label, str_eq(number(c, k[i].id), chosen)};
        if (v->names)
                o[n++] = (struct course_choice){FRESH, ctx_msg(c, MSG_courses_intention_fresh), str_eq(chosen, FRESH)};
        v->courses = o;
        v->n_courses = n;
        return ST_OK;
}

static enum status choices_fill(struct ctx *c, struct course_intentions *v, const struct typed *t)
{
        struct approach *a;
        struct department *d;
        size_t n;
        enum status st = approach_list(c, false, &a, &v->n_approaches);

        if (!st)
                st = department_list(c, &d, &n);
        if (st)
                return st;
        struct course_choice *p = ARENA_ARRAY(c->arena, v->n_approaches + 1, struct course_choice),
                             *o = ARENA_ARRAY(c->arena, n + 1, struct course_choice);
        for (size_t i = 0; i < v->n_approaches; i++)
                p[i] = (struct course_choice){number(c, a[i].id), a[i].name, a[i].id == t->approach};
        for (size_t i = 0; i < n; i++)
                o[i] = (struct course_choice){number(c, d[i].id), course_in_lang(c, d[i].name_fr, d[i].name_en), d[i].id == t->department};
        v->approaches = p;
        v->departments = o;
        v->n_departments = n;
        return courses_fill(c, v, t->course);
}

static void typed_fill(struct ctx *c, struct course_intentions *v, const struct typed *t)
{
        v->code = t->code;
        v->term = t->term;
        v->title = t->title;
        v->note = t->note;
        v->reason = t->reason;
        v->at_fault = t->at;
        v->e_course = form_msg(c, "course");
        v->e_code = form_msg(c, "code");
        v->e_term = form_msg(c, "term");
        v->e_title = form_msg(c, "title");
        v->e_department = form_msg(c, "department");
        v->e_approach = form_msg(c, "approach");
        v->e_note = form_msg(c, "note");
        v->e_reason = form_msg(c, "reason");
        v->fresh = v->n_courses == 1 || str_eq(t->course, FRESH) || *t->code || *t->title;
}

static enum status intentions_show(struct ctx *c, const struct typed *t)
{
        struct course_intentions *v = ARENA_NEW(c->arena, struct course_intentions);
        bool agent = ctx_role(c, ~0);
        enum status st = choices_fill(c, v, t);

        if (!st)
                st = lists_fill(c, v);
        if (st)
                return st;
        typed_fill(c, v, t);
        page_init(c, &v->page, ctx_msg(c, MSG_courses_intentions), "courses");
        v->page.page_script_desk = agent;
        v->page.crumbs[0] = (struct page_crumb){"/courses", ctx_msg(c, agent ? MSG_courses_title : MSG_courses_own)};
        v->page.crumbs[1] = (struct page_crumb){NULL, v->page.title};
        v->page.n_crumbs = 2;
        if (c->n_error)
                c->res->status = 422;
        if (agent)
                course_intentions_html(&c->html, v);
        else
                course_intend_html(&c->html, v);
        return ST_OK;
}

static const char *text_in(struct ctx *c, const char *name, bool one_line)
{
        const char *s = form_value(c, name);

        return s ? text_clean(c->arena, s, strlen(s), one_line) : "";
}

static int64_t number_in(struct ctx *c, const char *name)
{
        int64_t n = 0;

        return text_i64(text_in(c, name, true), &n) ? n : 0;
}

static enum status intentions_get(struct ctx *c)
{
        return intentions_show(c, &(struct typed){"", "", "", "", "", "", 0, 0, 0});
}

static enum status intentions_post(struct ctx *c)
{
        struct typed t = {text_in(c, "course", true), text_in(c, "code", true), text_in(c, "term", true), text_in(c, "title", true),
                          text_in(c, "note", false), "", number_in(c, "department"), number_in(c, "approach"), 0};
        struct intention_draft d = {.course_id = number_in(c, "course"), .approach_id = t.approach, .department_id = t.department,
                                    .fresh = str_eq(t.course, FRESH), .code = t.code, .term = t.term, .title = t.title, .note = t.note};
        int64_t id;
        enum status st = intention_put(c, &d, &id);

        if (c->n_error)
                return intentions_show(c, &t);
        if (st)
                return st;
        page_notice(c, "courses.intention_sent", NULL);
        return ctx_redirect(c, "/courses/intentions");
}

static enum status intention_post(struct ctx *c)
{
        static const struct {
                const char *act, *said;
                int64_t state;
        } acts[] = {{"validate", "courses.intention_joined", INTENTION_VALIDATED}, {"refuse", "courses.intention_told", INTENTION_REFUSED},
                    {"withdraw", "courses.intention_taken_back", INTENTION_WITHDRAWN}};
        const char *act = text_in(c, "act", true), *reason = text_in(c, "reason", true);
        size_t k = 0;
        int64_t id;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        while (k < ARRAY_LEN(acts) && !str_eq(acts[k].act, act))
                k++;
        enum status st = intention_decide(c, id, k < ARRAY_LEN(acts) ? acts[k].state : 0, reason);
        if (c->n_error)
                return intentions_show(c, &(struct typed){"", "", "", "", "", reason, 0, 0, id});
        if (st)
                return st;
        page_notice(c, acts[k].said, NULL);
        return ctx_redirect(c, "/courses/intentions");
}

static const struct route intention_routes[] = {
        {HTTP_GET, "/courses/intentions", PERM_SIGNED_IN, intentions_get, 0, NULL},
        {HTTP_POST, "/courses/intentions", PERM_SIGNED_IN, intentions_post, 0, NULL},
        {HTTP_POST, "/courses/intentions/{id}", PERM_SIGNED_IN, intention_post, 0, NULL},
        {0}};

const struct slice slice_course_intentions = {.name = "course-intentions", .routes = intention_routes};
