/* Intentions: said, answered, and the grid of a term's intentions, which always lists all that were validated, so that none
 * withdraws another. */
#include "desk/grid/intention.h"

#include "desk/catalog/approach.h"
#include "desk/grid/grid.h"
#include "desk/people/people.h"
#include "desk/ticket/course_record.h"

enum { WAITING_READ = 500, TERM_MAX = 5000, NOTE_MAX = 2000, REASON_SHOWN = 1000 };

#define INTENTION_COLUMNS                                                                                                   \
        "SELECT i.id, i.course_id, i.approach_id, i.state, i.made_at, i.by_id, i.note, i.reason, k.code, k.term, k.title, k.department_id,"   \
        " a.name_fr, a.name_en, p.name AS by_name, d.name_fr AS department_fr, d.name_en AS department_en, d.code AS department_code," \
        " o.name AS owner_name, a.code AS approach, (SELECT MIN(m.address_fold) FROM person_mail m WHERE m.person_id = k.owner_id) AS mail"              \
        " FROM course_intention i JOIN course k ON k.id = i.course_id JOIN approach a ON a.id = i.approach_id"                       \
        " JOIN person p ON p.id = i.by_id JOIN department d ON d.id = k.department_id LEFT JOIN person o ON o.id = k.owner_id"
DB_STMT(intention_waiting, INTENTION_COLUMNS " WHERE i.state = 10 ORDER BY i.id LIMIT 500");
DB_STMT(intention_own, INTENTION_COLUMNS " WHERE i.by_id = :me ORDER BY i.id DESC LIMIT 200");
DB_STMT(intention_said, "SELECT id FROM course_intention WHERE course_id = :course AND approach_id = :approach");
DB_STMT(intention_one, INTENTION_COLUMNS " WHERE i.id = :id");
DB_STMT(intention_term, INTENTION_COLUMNS " WHERE k.term = :term AND i.state = 20 ORDER BY i.id LIMIT 5000");
DB_STMT(intention_put,
        "INSERT INTO course_intention (course_id, approach_id, by_id, note, made_at) VALUES (:course, :approach, :me, :note, :now)"
        " ON CONFLICT (course_id, approach_id) DO UPDATE SET note = excluded.note, by_id = excluded.by_id, state = 10,"
        " made_at = excluded.made_at, reason = '' WHERE course_intention.state <> 20");
DB_STMT(intention_decide,
        "UPDATE course_intention SET state = :state, reason = :reason, decided_at = :now, decided_by = :me WHERE id = :id AND state = 10");
static const struct db_stmt *const intention_stmts[] = {&intention_waiting, &intention_own, &intention_one, &intention_term, &intention_said,
                                                        &intention_put, &intention_decide, NULL};

static const struct db_col intention_cols[] = {
        DB_COL_I64(struct intention, id),           DB_COL_I64(struct intention, course_id),
        DB_COL_I64(struct intention, approach_id),  DB_COL_I64(struct intention, state),
        DB_COL_I64(struct intention, made_at),      DB_COL_I64(struct intention, by_id),
        DB_COL_TEXT(struct intention, note),
        DB_COL_TEXT(struct intention, reason),      DB_COL_TEXT(struct intention, code),
        DB_COL_TEXT(struct intention, term),        DB_COL_TEXT(struct intention, title),
        DB_COL_I64(struct intention, department_id), DB_COL_TEXT(struct intention, name_fr),
        DB_COL_TEXT(struct intention, name_en),     DB_COL_TEXT(struct intention, by_name),
        DB_COL_TEXT(struct intention, department_fr), DB_COL_TEXT(struct intention, department_en),
        DB_COL_TEXT(struct intention, department_code), DB_COL_TEXT(struct intention, owner_name),
        DB_COL_TEXT(struct intention, approach),    DB_COL_TEXT(struct intention, mail),
        DB_COL_END};

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

enum status intention_mine(struct ctx *c, struct intention **out, size_t *n)
{
        return db_all(c->db, c->arena, &intention_own, DB_ARGS(DB_I("me", c->actor->person_id)), intention_cols, sizeof **out, INTENTIONS_MAX, out, n);
}

enum status intention_waits(struct ctx *c, struct intention **out, size_t *n)
{
        struct intention *k;
        size_t found = 0;
        enum status st = ST_OK;

        *n = 0;
        if (ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN))
                st = db_all(c->db, c->arena, &intention_waiting, DB_NO_ARGS, intention_cols, sizeof *k, WAITING_READ, &k, &found);
        *out = ARENA_ARRAY(c->arena, INTENTIONS_MAX, struct intention);
        for (size_t i = 0; !st && i < found && *n < INTENTIONS_MAX; i++)
                if (people_manages(c, k[i].department_id))
                        (*out)[(*n)++] = k[i];
        return st;
}

enum status intention_load(struct ctx *c, int64_t id, struct intention *out)
{
        enum status st = db_one(c->db, c->arena, &intention_one, DB_ARGS(DB_I("id", id)), intention_cols, out);

        return !st && out->by_id != c->actor->person_id && !people_manages(c, out->department_id) ? ST_NOT_FOUND : st;
}

enum status intention_say(struct ctx *c, int64_t course_id, int64_t approach_id, const char *note, int64_t *id)
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
        if (strlen(note) > NOTE_MAX)
                form_error(c, "note", MSG_course_recording_reason_long);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st
                   : db_exec(c->db, &intention_put,
                             DB_ARGS(DB_I("course", course_id), DB_I("approach", approach_id), DB_I("me", c->actor->person_id), DB_T("note", note),
                                     DB_I("now", c->now)),
                             NULL);
        if (!st && id)
                st = db_i64(c->db, &intention_said, DB_ARGS(DB_I("course", course_id), DB_I("approach", approach_id)), id);
        return st ? st : db_commit(&tx);
}

enum status intention_answer(struct ctx *c, int64_t id, bool yes, const char *reason)
{
        struct intention i;
        int64_t rows = 0;
        enum status st = db_one(c->db, c->arena, &intention_one, DB_ARGS(DB_I("id", id)), intention_cols, &i);

        if (!st && !people_manages(c, i.department_id))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &intention_decide,
                             DB_ARGS(DB_I("state", yes ? INTENTION_VALIDATED : INTENTION_REFUSED),
                                     DB_T("reason", text_short(c->arena, reason ? reason : "", REASON_SHOWN)), DB_I("now", c->now),
                                     DB_REF("me", c->actor->person_id), DB_I("id", id)),
                             &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_CONFLICT, MSG_courses_intention_decided);
        if (!st && yes)
                st = grid_follow(c, i.term);
        return st ? st : db_commit(&tx);
}

static const struct personal intention_personal[] = {
        {"course_intention", "note", "by_id", "what one means to do with a course"},
        {"course_intention", "reason", "decided_by", "who validated or refused it"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_grid_intention = {.name = "grid-intention", .stmts = intention_stmts, .personal = intention_personal};
