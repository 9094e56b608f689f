/* The page of intentions (CAT-8): a teacher says how a course of theirs is to be taught, and whoever administers its
 * department answers.  What that means is desk/grid/intention.h. */
#include "desk/catalog/approach.h"
#include "desk/course/course_view.h"
#include "desk/grid/intention.h"
#include "templates.h"

/* ---- pages ---------------------------------------------------------------------------------------------------------------- */

static const char *state_text(struct ctx *c, int64_t state)
{
        static const int word[] = {MSG_courses_intention_waits, MSG_courses_intention_validated, MSG_courses_intention_refused};
        return ctx_msg(c, word[state / 10 - 1]);
}

static const struct course_intention_row *rows_of(struct ctx *c, const struct intention *k, size_t n)
{
        struct course_intention_row *r = ARENA_ARRAY(c->arena, n + 1, struct course_intention_row);

        for (size_t i = 0; i < n; i++)
                r[i] = (struct course_intention_row){
                        k[i].id, k[i].made_at, course_href(c, k[i].course_id, k[i].code, k[i].term, ""),
                        course_label(c->arena, k[i].code, k[i].term, k[i].title), course_in_lang(c, k[i].name_fr, k[i].name_en), k[i].by_name,
                        k[i].note, k[i].reason, state_text(c, k[i].state)};
        return r;
}

static enum status lists_fill(struct ctx *c, struct course_intentions *v)
{
        struct intention *k;
        enum status st = intention_mine(c, &k, &v->n_own);

        if (st)
                return st;
        v->own = rows_of(c, k, v->n_own);
        v->decides = ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN);
        if (!v->decides)
                return ST_OK;
        st = intention_waits(c, &k, &v->n_waiting);
        if (!st)
                v->waiting = rows_of(c, k, v->n_waiting);
        return st;
}

static enum status choices_fill(struct ctx *c, struct course_intentions *v, int64_t course, int64_t approach)
{
        struct course *k;
        struct approach *a;
        enum status st = course_choices(c, c->actor->person_id, &k, &v->n_courses);

        if (!st)
                st = approach_list(c, false, &a, &v->n_approaches);
        if (st)
                return st;
        struct course_choice *o = ARENA_ARRAY(c->arena, v->n_courses + 1, struct course_choice),
                             *p = ARENA_ARRAY(c->arena, v->n_approaches + 1, struct course_choice);
        for (size_t i = 0; i < v->n_courses; i++)
                o[i] = (struct course_choice){arena_fmt(c->arena, "%lld", (long long)k[i].id), k[i].label, k[i].id == course};
        for (size_t i = 0; i < v->n_approaches; i++)
                p[i] = (struct course_choice){arena_fmt(c->arena, "%lld", (long long)a[i].id), a[i].name, a[i].id == approach};
        v->courses = o;
        v->approaches = p;
        return ST_OK;
}

static enum status intentions_show(struct ctx *c, int64_t course, int64_t approach, const char *note)
{
        struct course_intentions *v = ARENA_NEW(c->arena, struct course_intentions);
        bool agent = ctx_role(c, ~0);
        enum status st = choices_fill(c, v, course, approach);

        if (!st)
                st = lists_fill(c, v);
        if (st)
                return st;
        v->note = note;
        v->e_course = form_msg(c, "course");
        v->e_approach = form_msg(c, "approach");
        v->e_note = form_msg(c, "note");
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

static enum status intentions_get(struct ctx *c)
{
        return intentions_show(c, 0, 0, "");
}

static int64_t number_in(struct ctx *c, const char *name)
{
        const char *typed = form_value(c, name);
        int64_t n = 0;

        return typed && text_i64(typed, &n) ? n : 0;
}

static enum status intentions_post(struct ctx *c)
{
        int64_t course = number_in(c, "course"), approach = number_in(c, "approach");
        const char *note = form_value(c, "note");
        enum status st = intention_say(c, course, approach, note ? note : "", NULL);

        if (c->n_error)
                return intentions_show(c, course, approach, note ? note : "");
        if (st)
                return st;
        page_notice(c, "courses.intention_sent", NULL);
        return ctx_redirect(c, "/courses/intentions");
}

static enum status intention_post(struct ctx *c)
{
        const char *act = form_value(c, "act"), *reason = form_value(c, "reason");
        int64_t id;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        if (!str_eq(act, "validate") && !str_eq(act, "refuse"))
                return ST_INVALID;
        enum status st = intention_answer(c, id, str_eq(act, "validate"), reason);
        if (st)
                return st;
        page_notice(c, str_eq(act, "validate") ? "courses.intention_joined" : "courses.intention_told", NULL);
        return ctx_redirect(c, "/courses/intentions");
}

static const struct route intention_routes[] = {
        {HTTP_GET, "/courses/intentions", PERM_SIGNED_IN, intentions_get, 0, NULL},
        {HTTP_POST, "/courses/intentions", PERM_SIGNED_IN, intentions_post, 0, NULL},
        {HTTP_POST, "/courses/intentions/{id}", PERM_DEPT_ADMIN, intention_post, 0, NULL},
        {0}};
const struct slice slice_course_intentions = {
        .name = "course-intentions", .routes = intention_routes};
