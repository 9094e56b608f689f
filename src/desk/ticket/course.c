/* Courses: read, found, chosen.  They are found like people, by ranges on the folded words of code, term and
 * title, never by a scan; one's own come first.  What is typed is resolved by the server, so a plain text
 * field chooses a course with or without a script. */
#include "desk/people/people.h"
#include "desk/ticket/course_own.h"

#define COURSE_COLUMNS                                                                                             \
        "k.id, k.department_id, k.owner_id, k.first_at, CASE WHEN k.owner_id = :person OR EXISTS (SELECT 1"        \
        " FROM presenter r WHERE r.course_id = k.id AND r.person_id = :person) THEN 1 ELSE 0 END AS mine, k.code," \
        " k.term, k.title, o.name AS owner_name, o.login AS owner_login, k.activity_at, k.version,"                \
        " COALESCE((SELECT MAX(y.to_at) FROM course_session y WHERE y.course_id = k.id AND y.state = 10), 0) AS last_at," \
        " d.code AS department_code, d.name_fr AS department_fr, d.name_en AS department_en FROM course k"         \
        " JOIN department d ON d.id = k.department_id LEFT JOIN person o ON o.id = k.owner_id"
#define WORD_FITS(n)                                                                                               \
        " AND (:word" #n " = '' OR EXISTS (SELECT 1 FROM course_word x" #n " WHERE x" #n ".course_id = w.course_id" \
        " AND x" #n ".word >= :word" #n " AND x" #n ".word < :word" #n "_end))"

DB_STMT(course_by_id, "SELECT " COURSE_COLUMNS " WHERE k.id = :id");
DB_STMT(course_coded,
        "SELECT " COURSE_COLUMNS " JOIN course_word w ON w.course_id = k.id AND w.word = :word WHERE 1 = 1"
        WORD_FITS(2) " ORDER BY COALESCE(k.first_at, 0) DESC, k.id DESC LIMIT 200");
DB_STMT(course_found,
        "SELECT " COURSE_COLUMNS " WHERE k.id IN (SELECT f.course_id FROM (SELECT w.course_id FROM course_word w"
        " WHERE w.word >= :word AND w.word < :word_end" WORD_FITS(2) WORD_FITS(3) WORD_FITS(4)
        " ORDER BY w.word, w.course_id DESC LIMIT 100) f) ORDER BY 5 DESC, COALESCE(k.first_at, 0) DESC, k.code, k.id DESC LIMIT 20");
DB_STMT(course_own,
        "SELECT " COURSE_COLUMNS " WHERE k.id IN (SELECT r.course_id FROM presenter r WHERE r.person_id = :person"
        " UNION SELECT y.id FROM course y WHERE y.owner_id = :person) ORDER BY COALESCE(k.first_at, 0) DESC, k.code, k.id DESC LIMIT 50");
DB_STMT(course_who,
        "SELECT p.id, p.login, p.name FROM presenter r JOIN person p ON p.id = r.person_id WHERE r.course_id = :id"
        " AND p.state = 10 ORDER BY p.name_fold, p.id LIMIT 200");
DB_STMT(course_people,
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM affiliation WHERE person_id = :person AND kind IN ('student', 'faculty')"
        " AND until_at > :now LIMIT 1) a");
/* what did not change keeps its version */
DB_STMT(course_put,
        "INSERT INTO course (code, term, title, department_id, owner_id, first_at, activity_at, sort_fold) VALUES (:code, :term,"
        " :title, :department, :owner, :first, :first, :sort) ON CONFLICT (code, term) DO UPDATE SET title = excluded.title,"
        " department_id = excluded.department_id, owner_id = excluded.owner_id, activity_at = excluded.activity_at,"
        " sort_fold = excluded.sort_fold, version = course.version + CASE WHEN course.title <> excluded.title"
        " OR course.department_id <> excluded.department_id OR COALESCE(course.owner_id, 0) <> COALESCE(excluded.owner_id, 0)"
        " OR COALESCE(course.activity_at, 0) <> COALESCE(excluded.activity_at, 0) THEN 1 ELSE 0 END RETURNING id");
DB_STMT(course_change_put,
        "UPDATE course SET title = :title, department_id = :department, owner_id = :owner, activity_at = :first,"
        " version = version + 1 WHERE id = :id AND (CAST(:version AS BIGINT) = 0 OR version = :version)");
DB_STMT(course_word_drop, "DELETE FROM course_word WHERE course_id = :id");
DB_LATER(course_word_add, "INSERT INTO course_word (word, course_id) VALUES (:word, :id) ON CONFLICT (word, course_id) DO NOTHING");
DB_STMT(presenter_add,
        "INSERT INTO presenter (course_id, person_id) VALUES (:id, :person) ON CONFLICT (course_id, person_id) DO NOTHING");
DB_STMT(presenter_drop, "DELETE FROM presenter WHERE course_id = :id AND person_id = :person");
DB_STMT(course_words_of,
        "SELECT k.code, k.term, k.title FROM ticket t JOIN course k ON k.id = t.course_id WHERE t.id = :id");
static const struct db_stmt *const course_stmts[] = {
        &course_by_id, &course_coded, &course_found, &course_own, &course_who, &course_people, &course_put, &course_change_put,
        &course_word_drop, &course_word_add, &presenter_add, &presenter_drop, &course_words_of, NULL};

static const struct db_col course_cols[] = {
        DB_COL_I64(struct course, id),        DB_COL_I64(struct course, department_id), DB_COL_I64(struct course, owner_id),
        DB_COL_I64(struct course, first_at),  DB_COL_I64(struct course, mine),          DB_COL_TEXT(struct course, code),
        DB_COL_TEXT(struct course, term),     DB_COL_TEXT(struct course, title),        DB_COL_TEXT(struct course, owner_name),
        DB_COL_TEXT(struct course, owner_login), DB_COL_I64(struct course, activity_at), DB_COL_I64(struct course, version),
        DB_COL_I64(struct course, last_at),
        DB_COL_TEXT(struct course, department_code), DB_COL_TEXT(struct course, department_fr),
        DB_COL_TEXT(struct course, department_en), DB_COL_END};
static const struct db_col who_cols[] = {DB_COL_I64(struct who, id), DB_COL_TEXT(struct who, login),
                                         DB_COL_TEXT(struct who, name), DB_COL_END};

enum { WORDS_ASKED = 4, WORDS_KEPT = 16 };

const char *course_label(struct arena *a, const char *code, const char *term, const char *title)
{
        if (!code || !*code)
                return "";
        return arena_fmt(a, "%s (%s) %s", code, term ? term : "", title ? title : "");
}

static enum status many(struct ctx *c, const struct db_stmt *s, struct db_args args, size_t max, struct course **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, s, args, course_cols, sizeof **out, max, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].label = course_label(c->arena, (*out)[i].code, (*out)[i].term, (*out)[i].title);
        return st;
}

static int64_t me(const struct ctx *c)
{
        return c->actor ? c->actor->person_id : 0;
}

enum status course_load(struct ctx *c, int64_t id, struct course *out)
{
        struct course *row;
        size_t n;

        if (!c->actor)
                return ST_SIGN_IN;
        enum status st = many(c, &course_by_id, DB_ARGS(DB_I("person", me(c)), DB_I("id", id)), 1, &row, &n);
        if (!st && !n)
                return ST_NOT_FOUND;
        if (!st)
                *out = row[0];
        return st;
}

/* ---- words ---------------------------------------------------------------------------------------------- */

static bool in_word(char ch)
{
        return (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || (unsigned char)ch >= 0x80;
}

size_t course_split(struct arena *a, const char *typed, const char **word, size_t max)
{
        const char *fold = text_fold(a, text_clean(a, typed, strlen(typed), true));
        size_t n = 0;

        for (size_t i = 0; i < max; i++)
                word[i] = "";
        while (*fold && n < max) {
                size_t len = 0;
                while (fold[len] && in_word(fold[len]))
                        len++;
                if (len)
                        word[n++] = arena_strn(a, fold, len);
                fold += len ? len : 1;
        }
        return n;
}

/* Everything that begins with the word comes before this. */
static const char *end_of(struct ctx *c, const char *word)
{
        return *word ? arena_fmt(c->arena, "%s\xf4\x8f\xbf\xbf", word) : "";
}

static const char *folded(struct ctx *c, const char *s)
{
        return text_fold(c->arena, text_clean(c->arena, s ? s : "", s ? strlen(s) : 0, true));
}

enum status course_by_code(struct ctx *c, const char *code, const char *term, struct course *out)
{
        struct course *row;
        size_t n;
        const char *word[WORDS_ASKED], *wanted = folded(c, code), *when = folded(c, term);

        if (!c->actor)
                return ST_SIGN_IN;
        if (strlen(wanted) > MAX_NAME_BYTES || !course_split(c->arena, wanted, word, WORDS_ASKED))
                return ST_NOT_FOUND;
        enum status st = many(c, &course_coded,
                              DB_ARGS(DB_I("person", me(c)), DB_T("word", word[0]), DB_T("word2", word[1]), DB_T("word2_end", end_of(c, word[1]))),
                              200, &row, &n);
        for (size_t i = 0; !st && i < n; i++) {
                bool same = str_eq(text_fold(c->arena, row[i].code), wanted);
                if (!same || (*when && !str_eq(text_fold(c->arena, row[i].term), when)))
                        continue;
                *out = row[i];
                return ST_OK;
        }
        return st ? st : ST_NOT_FOUND;
}

enum status course_find(struct ctx *c, const char *typed, int64_t person_id, struct course **out, size_t *n)
{
        const char *w[WORDS_ASKED];

        *out = ARENA_ARRAY(c->arena, 1, struct course);
        *n = 0;
        if (!c->actor)
                return ST_SIGN_IN;
        if (!typed || strlen(typed) > MAX_SUBJECT_BYTES || !course_split(c->arena, typed, w, WORDS_ASKED))
                return ST_OK;
        return many(c, &course_found,
                    DB_ARGS(DB_I("person", person_id), DB_T("word", w[0]), DB_T("word_end", end_of(c, w[0])),
                            DB_T("word2", w[1]), DB_T("word2_end", end_of(c, w[1])), DB_T("word3", w[2]),
                            DB_T("word3_end", end_of(c, w[2])), DB_T("word4", w[3]), DB_T("word4_end", end_of(c, w[3]))),
                    COURSES_FOUND, out, n);
}

enum status course_choices(struct ctx *c, int64_t person_id, struct course **out, size_t *n)
{
        if (!c->actor)
                return ST_SIGN_IN;
        /* whose courses these are is the desk's business and one's own */
        if (!person_id || (person_id != me(c) && !ctx_role(c, ~0))) {
                *out = ARENA_ARRAY(c->arena, 1, struct course);
                *n = 0;
                return ST_OK;
        }
        return many(c, &course_own, DB_ARGS(DB_I("person", person_id)), COURSES_OWN, out, n);
}

enum status course_concerns(struct ctx *c, bool *does)
{
        struct course *own;
        size_t n;
        int64_t studies = 0;
        enum status st = course_choices(c, me(c), &own, &n);

        if (!st)
                st = db_i64(c->db, &course_people, DB_ARGS(DB_I("person", me(c)), DB_I("now", c->now)), &studies);
        *does = !st && (n || studies);
        return st;
}

enum status course_presenters(struct ctx *c, int64_t course_id, struct who **out, size_t *n)
{
        *out = ARENA_ARRAY(c->arena, 1, struct who);
        *n = 0;
        if (!c->actor || !ctx_role(c, ~0) || !course_id)
                return ST_OK;
        return db_all(c->db, c->arena, &course_who, DB_ARGS(DB_I("id", course_id)), who_cols, sizeof **out, PRESENTERS_MAX, out, n);
}

/* ---- what somebody typed ----------------------------------------------------------------------------------- */

static enum status none_fits(struct ctx *c, const char *field)
{
        form_error(c, field, MSG_course_unknown);
        return ST_INVALID;
}

static enum status several_fit(struct ctx *c, const char *field, const struct course *k, size_t n)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        for (size_t i = 0; i < n && i < 5; i++)
                buf_fmt(&b, "%s%s (%s)", i ? ", " : "", k[i].code, k[i].term);
        struct html_arg list = {"list", b.p, 0};
        form_error_text(c, field, msg_text(c->arena, c->lang, MSG_course_several, 1, &list));
        return ST_INVALID;
}

/* The label as a list offers it, else the code (its latest term), else the one course that has these words. */
enum status course_resolve(struct ctx *c, const char *field, const char *typed, int64_t *id)
{
        struct course *k, one;
        size_t n;

        *id = 0;
        if (!typed || text_blank(typed))
                return ST_OK;
        enum status st = course_by_code(c, typed, NULL, &one);
        if (!st)
                *id = one.id;
        if (st != ST_NOT_FOUND)
                return st;
        st = course_find(c, typed, me(c), &k, &n);
        if (st)
                return st;
        const char *whole = folded(c, typed);
        for (size_t i = 0; i < n; i++) {
                const char *short_form = arena_fmt(c->arena, "%s %s", k[i].code, k[i].term);
                bool same = str_eq(text_fold(c->arena, k[i].label), whole) || str_eq(text_fold(c->arena, short_form), whole);
                if (same || n == 1) {
                        *id = k[i].id;
                        return ST_OK;
                }
        }
        return n ? several_fit(c, field, k, n) : none_fits(c, field);
}

/* ---- making ------------------------------------------------------------------------------------------------- */

enum status course_words_add(struct ctx *c, const struct course_draft *d, int64_t id)
{
        const char *word[WORDS_KEPT];
        size_t n = course_split(c->arena, arena_fmt(c->arena, "%s %s %s", d->code, d->term, d->title), word, WORDS_KEPT);
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n; i++)
                st = db_exec(c->db, &course_word_add, DB_ARGS(DB_T("word", word[i]), DB_I("id", id)), NULL);
        return st;
}

static enum status words_put(struct ctx *c, const struct course_draft *d, int64_t id)
{
        enum status st = db_exec(c->db, &course_word_drop, DB_ARGS(DB_I("id", id)), NULL);

        return st ? st : course_words_add(c, d, id);
}

static bool fit_to_keep(const char *s, size_t max)
{
        return s && !text_blank(s) && strlen(s) <= max;
}

bool course_draft_fits(struct ctx *c, const struct course_draft *d)
{
        if (!fit_to_keep(d->code, COURSE_CODE_MAX))
                form_error(c, "code", MSG_course_error_code);
        if (!fit_to_keep(d->term, COURSE_CODE_MAX))
                form_error(c, "term", MSG_course_error_term);
        if (!fit_to_keep(d->title, MAX_SUBJECT_BYTES))
                form_error(c, "title", MSG_course_error_title);
        return c->n_error == 0;
}

enum status course_ensure(struct ctx *c, const struct course_draft *d, int64_t *id)
{
        if (!course_may_edit(c, d->department_id))
                return ST_DENIED;
        if (!course_draft_fits(c, d))
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        const char *sort = text_fold(c->arena, arena_fmt(c->arena, "%s %s", d->code, d->term));
        if (!st)
                st = db_i64(c->db, &course_put,
                            DB_ARGS(DB_T("code", d->code), DB_T("term", d->term), DB_T("title", d->title),
                                    DB_I("department", d->department_id), DB_REF("owner", d->owner_id),
                                    DB_REF("first", d->first_at), DB_T("sort", sort)),
                            id);
        if (!st)
                st = words_put(c, d, *id);
        if (!st)
                st = course_first_keep(c, *id);
        return st ? st : db_commit(&tx);
}

enum status course_change(struct ctx *c, int64_t course_id, const struct course_draft *d, int64_t version)
{
        struct course k;
        int64_t rows = 0;
        enum status st = course_load(c, course_id, &k);

        if (st)
                return st;
        if (!course_may_edit(c, k.department_id) || !course_may_edit(c, d->department_id))
                return ST_NOT_FOUND;
        struct course_draft now = *d;
        now.code = k.code;
        now.term = k.term;
        if (!course_draft_fits(c, &now))
                return ST_INVALID;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &course_change_put,
                             DB_ARGS(DB_T("title", now.title), DB_I("department", now.department_id), DB_REF("owner", now.owner_id),
                                     DB_REF("first", now.first_at), DB_I("id", course_id), DB_I("version", version)),
                             &rows);
        if (!st && !rows)
                return ST_STALE;
        if (!st)
                st = words_put(c, &now, course_id);
        if (!st)
                st = course_first_keep(c, course_id);
        return st ? st : db_commit(&tx);
}

enum status course_present(struct ctx *c, int64_t course_id, int64_t person_id, bool presents)
{
        struct course k;
        enum status st = course_load(c, course_id, &k);

        if (!st && !course_may_edit(c, k.department_id))
                st = ST_DENIED;
        if (st)
                return st;
        return db_exec(c->db, presents ? &presenter_add : &presenter_drop,
                       DB_ARGS(DB_I("id", course_id), DB_I("person", person_id)), NULL);
}

/* ---- search --------------------------------------------------------------------------------------------------- */

struct words_row {
        const char *code, *term, *title;
};
static const struct db_col words_cols[] = {DB_COL_TEXT(struct words_row, code), DB_COL_TEXT(struct words_row, term),
                                           DB_COL_TEXT(struct words_row, title), DB_COL_END};

#define SAID "\n%s %s %s"

static enum status words_add(void *arg, void *row)
{
        const struct words_row *r = row;

        buf_fmt(arg, SAID, r->code, r->term, r->title);
        return ST_OK;
}

const char *course_as_words(struct arena *a, const struct course *k)
{
        return arena_fmt(a, SAID, k->code, k->term, k->title);
}

enum status course_words(struct ctx *c, int64_t ticket_id, struct buf *to)
{
        return db_each(c->db, c->arena, &course_words_of, DB_ARGS(DB_I("id", ticket_id)), words_cols,
                       sizeof(struct words_row), words_add, to);
}

static const struct personal course_personal[] = {
        {"course", "title", "owner_id", "courses one answers for"},
        {"presenter", "course_id", "person_id", "courses one presents"},
        {"presenter", "informed_by", "informed_by", "who informed a presenter"},
        {"presenter", "trained_by", "trained_by", "who trained a presenter"},
        {"presenter", "supported_by", "supported_by", "who supported a presenter"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_course = {.name = "ticket-course", .stmts = course_stmts, .personal = course_personal};
