/* A course that is made whole: its record, words, presenters and sessions, nothing of which is there yet.  It reads
 * nothing, so that in a db_steady() scope the rows of many courses are written together. */
#include "desk/ticket/course_own.h"

DB_LATER(course_add,
        "INSERT INTO course (id, code, term, title, department_id, owner_id, first_at, activity_at, sort_fold)"
        "\n--@sqlite\n VALUES (:id,\n--@postgres\n VALUES (COALESCE(CAST(:id AS BIGINT), nextval('course_id_seq')),\n--@both\n"
        " :code, :term, :title, :department, :owner, :first, :activity, :sort) RETURNING id");
/* Somebody who is closed or erased presents nothing: the column takes no NULL. */
DB_LATER(presenter_of_new,
        "INSERT INTO presenter (course_id, person_id) VALUES (:course, (SELECT p.id FROM person p WHERE p.id = :person AND p.state < 30))");
static const struct db_stmt *const make_stmts[] = {&course_add, &presenter_of_new, NULL};

static enum status record_put(struct ctx *c, const struct course_draft *d, struct course *out)
{
        enum status st = db_fresh_id(c->db, "course", &out->id);
        const struct db_args row = DB_ARGS(DB_REF("id", out->id), DB_T("code", d->code), DB_T("term", d->term), DB_T("title", d->title),
                                           DB_I("department", d->department_id), DB_REF("owner", d->owner_id), DB_REF("first", out->first_at),
                                           DB_REF("activity", d->first_at),
                                           DB_T("sort", text_fold(c->arena, arena_fmt(c->arena, "%s %s", d->code, d->term))));

        if (st)
                return st;
        return out->id ? db_exec(c->db, &course_add, row, NULL) : db_i64(c->db, &course_add, row, &out->id);
}

enum status course_create(struct ctx *c, const struct course_draft *d, const struct course_parts *p, struct course *out)
{
        *out = (struct course){.department_id = d->department_id, .owner_id = d->owner_id, .first_at = d->first_at, .activity_at = d->first_at,
                               .version = 1, .code = d->code, .term = d->term, .title = d->title};
        if (!course_may_edit(c, d->department_id))
                return ST_DENIED;
        if (!course_draft_fits(c, d) || p->n_presenters > PRESENTERS_MAX || !course_sessions_fit(p->session, p->n_sessions))
                return ST_INVALID;
        for (size_t i = 0; i < p->n_sessions; i++) {
                const struct course_session *s = &p->session[i];
                out->first_at = !out->first_at || s->from_at < out->first_at ? s->from_at : out->first_at;
                out->last_at = s->to_at > out->last_at ? s->to_at : out->last_at;
        }
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : record_put(c, d, out);
        if (!st)
                st = course_words_add(c, d, out->id);
        for (size_t i = 0; !st && i < p->n_presenters; i++)
                st = db_exec(c->db, &presenter_of_new, DB_ARGS(DB_I("course", out->id), DB_I("person", p->presenter[i])), NULL);
        for (size_t i = 0; !st && i < p->n_sessions; i++)
                st = course_session_add(c, out->id, &p->session[i]);
        return st ? st : db_commit(&tx);
}

const struct slice slice_ticket_course_make = {.name = "ticket-course-make", .stmts = make_stmts};
