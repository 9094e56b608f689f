/* Intentions (CAT-8): a teacher says that a course of theirs is to be taught in some way; the course's department
 * validates or refuses; what is validated stands in a grid of its own, the term's intentions, which is applied as
 * an imported one is.  That grid always lists all validated intentions of the term, so none withdraws another. */
#include "desk/catalog/approach.h"
#include "desk/course/course_view.h"
#include "desk/grid/grid.h"
#include "desk/people/people.h"
#include "templates.h"

enum { INTENTION_PROPOSED = 10, INTENTION_VALIDATED = 20, INTENTION_REFUSED = 30, SHOWN_MAX = 200, TERM_MAX = 5000 };

#define INTENTION_COLUMNS                                                                                                   \
        "SELECT i.id, i.course_id, i.approach_id, i.state, i.made_at, i.note, i.reason, k.code, k.term, k.title, k.department_id,"   \
        " a.name_fr, a.name_en, p.name AS by_name, d.name_fr AS department_fr, d.name_en AS department_en, d.code AS department_code," \
        " o.name AS owner_name, (SELECT MIN(m.address_fold) FROM person_mail m WHERE m.person_id = k.owner_id) AS mail"              \
        " FROM course_intention i JOIN course k ON k.id = i.course_id JOIN approach a ON a.id = i.approach_id"                       \
        " JOIN person p ON p.id = i.by_id JOIN department d ON d.id = k.department_id LEFT JOIN person o ON o.id = k.owner_id"
DB_STMT(intention_waiting, INTENTION_COLUMNS " WHERE i.state = 10 ORDER BY i.id LIMIT 500");
DB_STMT(intention_own, INTENTION_COLUMNS " WHERE i.by_id = :me ORDER BY i.id DESC LIMIT 200");
DB_STMT(intention_one, INTENTION_COLUMNS " WHERE i.id = :id");
DB_STMT(intention_term, INTENTION_COLUMNS " WHERE k.term = :term AND i.state = 20 ORDER BY i.id LIMIT 5000");
DB_STMT(intention_put,
        "INSERT INTO course_intention (course_id, approach_id, by_id, note, made_at) VALUES (:course, :approach, :me, :note, :now)"
        " ON CONFLICT (course_id, approach_id) DO UPDATE SET note = excluded.note, by_id = excluded.by_id, state = 10,"
        " made_at = excluded.made_at, reason = '' WHERE course_intention.state <> 20");
DB_STMT(intention_decide,
        "UPDATE course_intention SET state = :state, reason = :reason, decided_at = :now, decided_by = :me WHERE id = :id AND state = 10");
static const struct db_stmt *const intention_stmts[] = {&intention_waiting, &intention_own, &intention_one, &intention_term,
                                                        &intention_put, &intention_decide, NULL};

struct intention {
        int64_t id, course_id, approach_id, state, made_at, department_id;
        const char *note, *reason, *code, *term, *title, *name_fr, *name_en, *by_name, *department_fr, *department_en, *department_code,
            *owner_name, *mail;
};
static const struct db_col intention_cols[] = {
        DB_COL_I64(struct intention, id),           DB_COL_I64(struct intention, course_id),
        DB_COL_I64(struct intention, approach_id),  DB_COL_I64(struct intention, state),
        DB_COL_I64(struct intention, made_at),      DB_COL_TEXT(struct intention, note),
        DB_COL_TEXT(struct intention, reason),      DB_COL_TEXT(struct intention, code),
        DB_COL_TEXT(struct intention, term),        DB_COL_TEXT(struct intention, title),
        DB_COL_I64(struct intention, department_id), DB_COL_TEXT(struct intention, name_fr),
        DB_COL_TEXT(struct intention, name_en),     DB_COL_TEXT(struct intention, by_name),
        DB_COL_TEXT(struct intention, department_fr), DB_COL_TEXT(struct intention, department_en),
        DB_COL_TEXT(struct intention, department_code), DB_COL_TEXT(struct intention, owner_name),
        DB_COL_TEXT(struct intention, mail),        DB_COL_END};

/* ---- the grid of a term's intentions ------------------------------------------------------------------------------- */

/* The spreadsheet that these lines would be. */
static struct grid_sheet sheet_of(struct ctx *c, const struct intention *k, size_t n)
{
        static const char *const heading[] = {"code", "title", "department", "term", "owner", "mail", "approaches"};
        static const enum grid_field field[] = {GRID_CODE, GRID_TITLE, GRID_DEPARTMENT, GRID_TERM, GRID_OWNER, GRID_MAIL, GRID_APPROACHES};
        struct csv_row *rows = ARENA_ARRAY(c->arena, n + 1, struct csv_row);
        struct grid_sheet s = {.file = "", .rows = rows, .n_rows = n, .heading = heading, .n_columns = ARRAY_LEN(heading), .head_row = 1};

        for (size_t f = 0; f < GRID_FIELDS; f++)
                s.at[f] = -1;
        for (size_t f = 0; f < ARRAY_LEN(field); f++)
                s.at[field[f]] = (int)f;
        for (size_t i = 0; i < n; i++) {
                const char **cell = ARENA_ARRAY(c->arena, ARRAY_LEN(heading), const char *);
                const char *said[] = {k[i].code, k[i].title, k[i].department_code, k[i].term, k[i].owner_name ? k[i].owner_name : k[i].by_name,
                                      k[i].mail ? k[i].mail : "", k[i].name_fr};
                memcpy(cell, said, sizeof said);
                rows[i] = (struct csv_row){.cell = cell, .n = ARRAY_LEN(said), .line = (int64_t)i + 2, .row = (int64_t)i + 2};
        }
        return s;
}

/* Inside the caller's transaction; as the system, since the department's word is enough for its line to join. */
static enum status grid_follow(struct ctx *c, const char *term)
{
        const struct actor *who = c->actor;
        struct grid_check done;
        struct intention *k;
        size_t n;
        enum status st = db_all(c->db, c->arena, &intention_term, DB_ARGS(DB_T("term", term)), intention_cols, sizeof *k, TERM_MAX, &k, &n);

        if (st)
                return st;
        struct grid_sheet s = sheet_of(c, k, n);
        const struct html_arg arg = {"term", term, 0};
        c->actor = &actor_system;
        st = grid_import(c, &s, msg_text(c->arena, LANG_FR, MSG_courses_intention_grid, 1, &arg), NULL, &done);
        c->actor = who;
        if (!st && done.n_errors)
                return ctx_fail_text(c, ST_CONFLICT, arena_str(c->arena, done.errors[0].message));
        return st;
}

/* ---- verbs ------------------------------------------------------------------------------------------------------------ */

static enum status intention_state(struct ctx *c, int64_t course_id, int64_t approach_id, const char *note)
{
        struct course k = {0};
        struct approach a = {0};
        enum status st = course_load(c, course_id, &k);

        if (st == ST_NOT_FOUND || (!st && !k.mine && !course_may_edit(c, k.department_id)))
                form_error(c, "course", MSG_courses_intention_course);
        else if (st)
                return st;
        st = approach_load(c, approach_id, &a);
        if (st == ST_NOT_FOUND || (!st && a.state != APPROACH_OFFERED))
                form_error(c, "approach", MSG_courses_intention_approach);
        else if (st)
                return st;
        if (strlen(note) > 2000)
                form_error(c, "note", MSG_course_recording_reason_long);
        if (c->n_error)
                return ST_INVALID;
        return db_exec(c->db, &intention_put,
                       DB_ARGS(DB_I("course", course_id), DB_I("approach", approach_id), DB_I("me", c->actor->person_id), DB_T("note", note),
                               DB_I("now", c->now)),
                       NULL);
}

static enum status intention_answer(struct ctx *c, const struct intention *i, bool yes, const char *reason)
{
        int64_t rows = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, &intention_decide,
                             DB_ARGS(DB_I("state", yes ? INTENTION_VALIDATED : INTENTION_REFUSED), DB_T("reason", reason), DB_I("now", c->now),
                                     DB_REF("me", c->actor->person_id), DB_I("id", i->id)),
                             &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_CONFLICT, MSG_courses_intention_decided);
        if (!st && yes)
                st = grid_follow(c, i->term);
        return st ? st : db_commit(&tx);
}

/* ---- pages ---------------------------------------------------------------------------------------------------------------- */

static const char *state_text(struct ctx *c, int64_t state)
{
        static const int word[] = {MSG_courses_intention_waits, MSG_courses_intention_validated, MSG_courses_intention_refused};
        return ctx_msg(c, word[state / 10 - 1]);
}

static void rows_fill(struct ctx *c, const struct intention *k, size_t n, bool mine, struct course_intention_row *r, size_t *kept)
{
        for (size_t i = 0; i < n && *kept < SHOWN_MAX; i++) {
                if (!mine && !people_manages(c, k[i].department_id))
                        continue;
                r[(*kept)++] = (struct course_intention_row){
                        k[i].id, k[i].made_at, course_href(c, k[i].course_id, k[i].code, k[i].term, ""),
                        course_label(c->arena, k[i].code, k[i].term, k[i].title), course_in_lang(c, k[i].name_fr, k[i].name_en), k[i].by_name,
                        k[i].note, k[i].reason, state_text(c, k[i].state)};
        }
}

static enum status lists_fill(struct ctx *c, struct course_intentions *v)
{
        struct intention *k;
        size_t n;
        enum status st = db_all(c->db, c->arena, &intention_own, DB_ARGS(DB_I("me", c->actor->person_id)), intention_cols, sizeof *k, SHOWN_MAX, &k, &n);

        if (st)
                return st;
        struct course_intention_row *own = ARENA_ARRAY(c->arena, SHOWN_MAX, struct course_intention_row);
        rows_fill(c, k, n, true, own, &v->n_own);
        v->own = own;
        if (!ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN))
                return ST_OK;
        st = db_all(c->db, c->arena, &intention_waiting, DB_NO_ARGS, intention_cols, sizeof *k, 500, &k, &n);
        struct course_intention_row *waiting = ARENA_ARRAY(c->arena, SHOWN_MAX, struct course_intention_row);
        if (!st)
                rows_fill(c, k, n, false, waiting, &v->n_waiting);
        v->waiting = waiting;
        v->decides = true;
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
        enum status st = intention_state(c, course, approach, note ? note : "");

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
        struct intention i;
        int64_t id;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, &intention_one, DB_ARGS(DB_I("id", id)), intention_cols, &i);
        if (!st && !people_manages(c, i.department_id))
                st = ST_NOT_FOUND;
        if (!st && !str_eq(act, "validate") && !str_eq(act, "refuse"))
                st = ST_INVALID;
        if (!st)
                st = intention_answer(c, &i, str_eq(act, "validate"), text_short(c->arena, reason ? reason : "", 1000));
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
static const struct personal intention_personal[] = {
        {"course_intention", "note", "by_id", "what one means to do with a course"},
        {"course_intention", "reason", "decided_by", "who validated or refused it"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_course_intentions = {
        .name = "course-intentions", .routes = intention_routes, .stmts = intention_stmts, .personal = intention_personal};
