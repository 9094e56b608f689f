/* What teachers mean to do, until it is a line of a grid.  The grid of a term's intentions always lists all that were
 * validated, so none withdraws another; what it does with a line, a course that is not there included, is what every
 * grid does. */
#include "desk/grid/intention.h"

#include "desk/catalog/approach.h"
#include "desk/grid/grid.h"
#include "desk/people/people.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/notify.h"

enum { TERM_MAX = 5000, WAITING_MAX = 500, TERMS_MAX = 300 };

#define COLUMNS                                                                                                                   \
        "SELECT i.id, COALESCE(i.course_id, 0) AS course_id, i.approach_id, i.by_id, i.state, i.made_at, d.id AS department_id, i.note, i.reason,"\
        " COALESCE(k.code, i.code) AS code, COALESCE(k.term, i.term) AS term, COALESCE(k.title, i.title) AS title,"                \
        " a.code AS approach_code, a.name_fr, a.name_en, p.name AS by_name, p.login AS by_login,"           \
        " d.name_fr AS department_fr, d.name_en AS department_en, d.code AS department_code, o.name AS owner_name,"                \
        " (SELECT MIN(m.address_fold) FROM person_mail m WHERE m.person_id = o.id) AS mail FROM course_intention i"                \
        " LEFT JOIN course k ON k.id = i.course_id JOIN approach a ON a.id = i.approach_id JOIN person p ON p.id = i.by_id"        \
        " JOIN department d ON d.id = COALESCE(k.department_id, i.department_id)"                                                  \
        " JOIN person o ON o.id = COALESCE(k.owner_id, i.by_id)"
DB_STMT(intentions_wait, COLUMNS " WHERE i.state = 10 ORDER BY i.id LIMIT 500");
DB_STMT(intentions_own, COLUMNS " WHERE i.by_id = :me ORDER BY i.id DESC LIMIT 200");
DB_STMT(intention_one, COLUMNS " WHERE i.id = :id");
DB_STMT(intention_same, COLUMNS " WHERE i.course_id = :course AND i.approach_id = :approach");
DB_STMT(intention_term,
        COLUMNS " WHERE i.state = 20 AND SUBSTR(COALESCE(k.sort_fold, i.sort_fold), LENGTH(COALESCE(k.sort_fold, i.sort_fold))"
        " - LENGTH(CAST(:end AS TEXT)) + 1) = CAST(:end AS TEXT) ORDER BY i.id LIMIT 5000");
/* terms as they are written already: of courses first, then of courses that are named and not there yet */
DB_STMT(intention_terms,
        "WITH RECURSIVE x (term) AS (SELECT MIN(term) FROM course UNION ALL SELECT (SELECT MIN(k.term) FROM course k"
        " WHERE k.term > x.term) FROM x WHERE x.term IS NOT NULL) SELECT term FROM x WHERE term IS NOT NULL LIMIT 300");
DB_STMT(intention_terms_waiting,
        "SELECT i.term FROM course_intention i WHERE i.state = 10 AND i.course_id IS NULL ORDER BY i.id LIMIT 300");
/* somebody else's that waits stays theirs, what is validated stays so: no row then */
DB_STMT(intention_add,
        "INSERT INTO course_intention (course_id, approach_id, by_id, note, made_at) VALUES (:course, :approach, :me, :note, :now)"
        " ON CONFLICT (course_id, approach_id) DO UPDATE SET note = excluded.note, by_id = excluded.by_id, state = 10,"
        " made_at = excluded.made_at, reason = '', decided_at = NULL, decided_by = NULL WHERE course_intention.state IN (30, 40)"
        " OR (course_intention.state = 10 AND course_intention.by_id = :me) RETURNING id");
DB_STMT(intention_add_fresh,
        "INSERT INTO course_intention (code, term, title, sort_fold, department_id, approach_id, by_id, note, made_at)"
        " VALUES (:code, :term, :title, :fold, :department, :approach, :me, :note, :now)"
        " ON CONFLICT (sort_fold, approach_id) WHERE course_id IS NULL AND state = 10 DO UPDATE SET note = excluded.note,"
        " code = excluded.code, term = excluded.term, title = excluded.title, department_id = excluded.department_id,"
        " made_at = excluded.made_at WHERE course_intention.by_id = :me RETURNING id");
DB_STMT(intention_state,
        "UPDATE course_intention SET state = :state, reason = :reason, decided_at = :now, decided_by = :me WHERE id = :id AND state = 10");
DB_STMT(intention_course, "UPDATE course_intention SET course_id = :course WHERE id = :id");
/* what was said of the same course and approach before and led to nothing */
DB_STMT(intention_past,
        "DELETE FROM course_intention WHERE course_id = :course AND approach_id = :approach AND state IN (30, 40) AND id <> :id");
DB_STMT(intention_past_told,
        "DELETE FROM notification WHERE intention_id IN (SELECT i.id FROM course_intention i WHERE i.course_id = :course"
        " AND i.approach_id = :approach AND i.state IN (30, 40) AND i.id <> :id)");
DB_STMT(intention_teaches,
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM affiliation f WHERE f.person_id = :me AND f.until_at > :now"
        " AND f.kind IN ('faculty', 'researcher') LIMIT 1) x");
static const struct db_stmt *const intention_stmts[] = {
        &intentions_wait, &intentions_own, &intention_one, &intention_same, &intention_term, &intention_add, &intention_add_fresh,
        &intention_state, &intention_course, &intention_past, &intention_past_told, &intention_terms, &intention_terms_waiting, &intention_teaches, NULL};

#define I(m) DB_COL_I64(struct intention, m)
#define T(m) DB_COL_TEXT(struct intention, m)
static const struct db_col cols[] = {I(id), I(course_id), I(approach_id), I(by_id), I(state), I(made_at), I(department_id), T(note), T(reason),
                                     T(code), T(term), T(title), T(approach_code), T(name_fr), T(name_en), T(by_name), T(by_login),
                                     T(department_fr), T(department_en), T(department_code), T(owner_name), T(mail), DB_COL_END};
#undef I
#undef T

static const struct {
        const char *word;
        int64_t state;
} words[] = {{"proposed", INTENTION_PROPOSED}, {"validated", INTENTION_VALIDATED}, {"refused", INTENTION_REFUSED}, {"withdrawn", INTENTION_WITHDRAWN}};

const char *intention_word(int64_t state)
{
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                if (words[i].state == state)
                        return words[i].word;
        return "";
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

enum status intention_own(struct ctx *c, struct intention **out, size_t *n)
{
        return db_all(c->db, c->arena, &intentions_own, DB_ARGS(DB_I("me", c->actor->person_id)), cols, sizeof **out, INTENTIONS_SHOWN, out, n);
}

enum status intention_waiting(struct ctx *c, struct intention **out, size_t *n)
{
        struct intention *all;
        size_t found;

        *n = 0;
        *out = NULL;
        if (!ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN))
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &intentions_wait, DB_NO_ARGS, cols, sizeof *all, WAITING_MAX, &all, &found);
        *out = all;
        for (size_t i = 0; !st && i < found && *n < INTENTIONS_SHOWN; i++)
                if (people_manages(c, all[i].department_id))
                        all[(*n)++] = all[i];
        return st;
}

enum status intention_load(struct ctx *c, int64_t id, struct intention *out)
{
        enum status st = db_one(c->db, c->arena, &intention_one, DB_ARGS(DB_I("id", id)), cols, out);

        return !st && out->by_id != c->actor->person_id && !people_manages(c, out->department_id) ? ST_NOT_FOUND : st;
}

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
                const char *said[] = {k[i].code, k[i].title, k[i].department_code, k[i].term, k[i].owner_name, k[i].mail ? k[i].mail : "", k[i].name_fr};
                memcpy(cell, said, sizeof said);
                rows[i] = (struct csv_row){.cell = cell, .n = ARRAY_LEN(said), .line = (int64_t)i + 2, .row = (int64_t)i + 2};
        }
        return s;
}

struct term_row {
        const char *term;
};

static enum status term_among(struct ctx *c, const struct db_stmt *of, const char *fold, const char **term)
{
        static const struct db_col term_cols[] = {DB_COL_TEXT(struct term_row, term), DB_COL_END};
        struct term_row *t;
        size_t n;
        enum status st = db_all(c->db, c->arena, of, DB_NO_ARGS, term_cols, sizeof *t, TERMS_MAX, &t, &n);

        for (size_t i = 0; !st && i < n; i++)
                if (str_eq(text_fold(c->arena, t[i].term), fold)) {
                        *term = t[i].term;
                        return ST_OK;
                }
        return st;
}

/* A term as it is written already ("H26" when "h26" was typed), so that it has one grid; as typed when it is new. */
static enum status term_known(struct ctx *c, const char *typed, const char **term)
{
        const char *fold = text_fold(c->arena, typed);
        enum status st;

        *term = NULL;
        st = term_among(c, &intention_terms, fold, term);
        if (!st && !*term)
                st = term_among(c, &intention_terms_waiting, fold, term);
        if (!*term)
                *term = typed;
        return st;
}

/* Those that end like the term, and are of it. */
static size_t of_term(struct ctx *c, struct intention *k, size_t n, const char *term)
{
        const char *fold = text_fold(c->arena, term);
        size_t kept = 0;

        for (size_t i = 0; i < n; i++) {
                if (!str_eq(text_fold(c->arena, k[i].term), fold))
                        continue;
                k[kept] = k[i];
                if (!k[kept].course_id)
                        k[kept].term = term;
                kept++;
        }
        return kept;
}

/* Inside the caller's transaction; as the system, since the department's word is enough for its line to join. */
static enum status grid_follow(struct ctx *c, const char *typed)
{
        const struct actor *who = c->actor;
        struct grid_check done;
        struct intention *k;
        size_t n = 0;
        const char *term;
        enum status st = term_known(c, typed, &term);

        if (!st)
                st = db_all(c->db, c->arena, &intention_term, DB_ARGS(DB_T("end", arena_fmt(c->arena, " %s", text_fold(c->arena, term)))), cols,
                            sizeof *k, TERM_MAX, &k, &n);
        if (st)
                return st;
        struct grid_sheet s = sheet_of(c, k, of_term(c, k, n, term));
        const struct html_arg arg = {"term", term, 0};
        c->actor = &actor_system;
        st = grid_import(c, &s, msg_text(c->arena, LANG_FR, MSG_courses_intention_grid, 1, &arg), NULL, &done);
        c->actor = who;
        if (!st && done.n_errors)
                return ctx_fail_text(c, ST_CONFLICT, arena_str(c->arena, done.errors[0].message));
        return st;
}

/* The course that the grid made, or that somebody made meanwhile. */
static enum status course_joined(struct ctx *c, const struct intention *i)
{
        struct course k;
        enum status st = i->course_id ? ST_OK : course_by_code(c, i->code, i->term, &k);

        if (st || i->course_id)
                return st;
        const struct db_args past = DB_ARGS(DB_I("course", k.id), DB_I("approach", i->approach_id), DB_I("id", i->id));
        st = db_exec(c->db, &intention_past_told, past, NULL);
        if (!st)
                st = db_exec(c->db, &intention_past, past, NULL);
        return st ? st : db_exec(c->db, &intention_course, DB_ARGS(DB_I("course", k.id), DB_I("id", i->id)), NULL);
}

/* ---- stating ---------------------------------------------------------------------------------------------------------- */

enum status intention_may_name(struct ctx *c, bool *may)
{
        struct course *own;
        int64_t teaches = 0;
        size_t n = 0;
        enum status st = db_i64(c->db, &intention_teaches, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now)), &teaches);

        if (!st)
                st = course_choices(c, c->actor->person_id, &own, &n);
        *may = !st && (ctx_role(c, ~0) || teaches || n);
        return st;
}

static void line_fits(struct ctx *c, const char *field, const char *s, size_t max, int message)
{
        if (text_blank(s) || strlen(s) > max)
                form_error(c, field, message);
}

static enum status department_fits(struct ctx *c, int64_t id)
{
        struct department *d;
        size_t n;
        enum status st = department_list(c, &d, &n);

        for (size_t i = 0; !st && i < n; i++)
                if (d[i].id == id)
                        return ST_OK;
        if (!st)
                form_error(c, "department", MSG_courses_intention_department);
        return st;
}

/* A course that is in the list already is not named anew: one's own is taken, another's is said. */
static enum status fresh_fits(struct ctx *c, struct intention_draft *d)
{
        struct course k;
        bool may;
        size_t before = c->n_error;
        enum status st = intention_may_name(c, &may);

        if (!st && !may)
                form_error(c, "course", MSG_courses_intention_teachers);
        line_fits(c, "code", d->code, COURSE_CODE_MAX, MSG_course_error_code);
        line_fits(c, "term", d->term, COURSE_CODE_MAX, MSG_course_error_term);
        line_fits(c, "title", d->title, MAX_SUBJECT_BYTES, MSG_course_error_title);
        if (!st)
                st = department_fits(c, d->department_id);
        if (st || c->n_error > before)
                return st;
        st = term_known(c, d->term, &d->term);
        if (!st)
                st = course_by_code(c, d->code, d->term, &k);
        if (!st && !k.mine && !course_may_edit(c, k.department_id))
                form_error(c, "code", MSG_courses_intention_listed);
        else if (!st) {
                d->course_id = k.id;
                d->fresh = false;
        }
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status listed_fits(struct ctx *c, const struct intention_draft *d)
{
        struct course k = {0};
        enum status st = course_load(c, d->course_id, &k);

        if (st == ST_NOT_FOUND || (!st && !k.mine && !course_may_edit(c, k.department_id)))
                form_error(c, "course", MSG_courses_intention_course);
        else if (!st && (!text_blank(d->code) || !text_blank(d->title)))
                form_error(c, "course", MSG_courses_intention_either);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status draft_fits(struct ctx *c, struct intention_draft *d)
{
        struct approach a = {0};
        enum status st = d->fresh ? fresh_fits(c, d) : listed_fits(c, d);

        if (st)
                return st;
        st = approach_load(c, d->approach_id, &a);
        if (st == ST_NOT_FOUND || (!st && a.state != APPROACH_OFFERED))
                form_error(c, "approach", MSG_courses_intention_approach);
        else if (st)
                return st;
        if (strlen(d->note) > INTENTION_NOTE_MAX)
                form_error(c, "note", MSG_course_recording_reason_long);
        return c->n_error ? ST_INVALID : ST_OK;
}

/* Why nothing was written: somebody else's waits, or it is validated. */
static enum status there_already(struct ctx *c, const struct intention_draft *d)
{
        struct intention now;
        enum status st = d->fresh ? ST_NOT_FOUND
                                  : db_one(c->db, c->arena, &intention_same, DB_ARGS(DB_I("course", d->course_id), DB_I("approach", d->approach_id)),
                                           cols, &now);

        if (st && st != ST_NOT_FOUND)
                return st;
        form_error(c, "approach", !st && now.state == INTENTION_VALIDATED ? MSG_courses_intention_is_validated : MSG_courses_intention_is_proposed);
        return ST_INVALID;
}

enum status intention_put(struct ctx *c, const struct intention_draft *asked, int64_t *id)
{
        struct intention_draft d = *asked;
        enum status st = draft_fits(c, &d);

        *id = 0;
        if (st)
                return st;
        const char *fold = text_fold(c->arena, arena_fmt(c->arena, "%s %s", d.code, d.term));
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st && d.fresh)
                st = db_i64(c->db, &intention_add_fresh,
                            DB_ARGS(DB_T("code", d.code), DB_T("term", d.term), DB_T("title", d.title), DB_T("fold", fold),
                                    DB_I("department", d.department_id), DB_I("approach", d.approach_id), DB_I("me", c->actor->person_id),
                                    DB_T("note", d.note), DB_I("now", c->now)),
                            id);
        else if (!st)
                st = db_i64(c->db, &intention_add,
                            DB_ARGS(DB_I("course", d.course_id), DB_I("approach", d.approach_id), DB_I("me", c->actor->person_id),
                                    DB_T("note", d.note), DB_I("now", c->now)),
                            id);
        if (st == ST_NOT_FOUND)
                return there_already(c, &d);
        return st ? st : db_commit(&tx);
}

/* ---- deciding ---------------------------------------------------------------------------------------------------------- */

static enum status may_decide(struct ctx *c, int64_t state, const struct intention *i)
{
        if (state == INTENTION_WITHDRAWN)
                return i->by_id == c->actor->person_id ? ST_OK : ST_NOT_FOUND;
        if (state != INTENTION_VALIDATED && state != INTENTION_REFUSED) {
                form_error(c, "decision", MSG_form_missing);
                return ST_INVALID;
        }
        return people_manages(c, i->department_id) ? ST_OK : ST_NOT_FOUND;
}

enum status intention_decide(struct ctx *c, int64_t id, int64_t state, const char *reason)
{
        struct intention i;
        int64_t rows = 0;
        enum status st = intention_load(c, id, &i);

        if (!st)
                st = may_decide(c, state, &i);
        if (st)
                return st;
        if (i.state != INTENTION_PROPOSED)
                return ctx_fail(c, ST_CONFLICT, MSG_courses_intention_decided);
        if (state == INTENTION_REFUSED && text_blank(reason))
                form_error(c, "reason", MSG_courses_intention_why);
        if (strlen(reason) > INTENTION_REASON_MAX)
                form_error(c, "reason", MSG_course_recording_reason_long);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : db_exec(c->db, &intention_state,
                                     DB_ARGS(DB_I("state", state), DB_T("reason", reason), DB_I("now", c->now),
                                             DB_REF("me", c->actor->person_id), DB_I("id", id)),
                                     &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_CONFLICT, MSG_courses_intention_decided);
        if (!st && state == INTENTION_VALIDATED)
                st = grid_follow(c, i.term);
        if (!st && state == INTENTION_VALIDATED)
                st = course_joined(c, &i);
        if (!st && state != INTENTION_WITHDRAWN)
                st = notify_tell(c, &(struct telling){.event = NOTIFY_INTENTION, .intention_id = id, .role = NOTIFY_REQUESTER, .people = &i.by_id, .n_people = 1});
        return st ? st : db_commit(&tx);
}

static const struct personal intention_personal[] = {
        {"course_intention", "note", "by_id", "what one means to do with a course"},
        {"course_intention", "reason", "decided_by", "who validated or refused it"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_grid_intention = {.name = "grid-intention", .stmts = intention_stmts, .personal = intention_personal};
