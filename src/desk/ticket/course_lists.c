/* The rows of the lists.  Each runs along one index from where the page before ended: courses by code, sessions
 * by date.  Where a condition is not in the index, at most COURSE_LOOKS rows are looked at; then the page says so
 * and offers to go on from there. */
#include "desk/ticket/course_list.h"

#define COURSEARMS_SQL(name, head, tail)                                                                \
        DB_STMT(name##_any, head tail);                                                                  \
        DB_STMT(name##_term, head " AND k.term = :term" tail);                                           \
        DB_STMT(name##_department, head " AND k.department_id = :department" tail);                      \
        DB_STMT(name##_both, head " AND k.department_id = :department AND k.term = :term" tail);         \
        static const struct db_stmt *const name##_arms[] = {&name##_any, &name##_term, &name##_department, &name##_both}
#define ARMS(name) &name##_any, &name##_term, &name##_department, &name##_both
/* a word of code, term or title; "" asks nothing */
#define COURSE_WORD(n)                                                                                                        \
        " AND (:word" #n " = '' OR EXISTS (SELECT 1 FROM course_word x" #n " WHERE x" #n ".course_id = k.id AND x" #n             \
        ".word >= :word" #n " AND x" #n ".word < :word" #n "_end))"

COURSEARMS_SQL(course_rows,
        "SELECT k.id, k.code, k.term, k.title, k.sort_fold, k.first_at, d.name_fr AS department_fr, d.name_en AS department_en,"
        " o.name AS owner_name, (SELECT COUNT(*) FROM course_session s WHERE s.course_id = k.id AND s.state = 10) AS sessions,"
        " (SELECT COUNT(*) FROM presenter r WHERE r.course_id = k.id) AS presenters FROM course k JOIN department d"
        " ON d.id = k.department_id LEFT JOIN person o ON o.id = k.owner_id WHERE (k.sort_fold, k.id) > (:fold, CAST(:id AS BIGINT))",
        COURSE_WORD(1) COURSE_WORD(2) " ORDER BY k.sort_fold, k.id LIMIT :limit");
/* how far a look of COURSE_LOOKS courses goes */
COURSEARMS_SQL(course_bound,
        "SELECT k.id, k.sort_fold FROM course k WHERE (k.sort_fold, k.id) > (:fold, CAST(:id AS BIGINT))",
        " ORDER BY k.sort_fold, k.id LIMIT 1 OFFSET 1999");
COURSEARMS_SQL(course_lacking,
        "SELECT k.id, k.code, k.term, k.title, k.sort_fold, p.id AS person_id, p.name,"
        " CASE WHEN r.informed_at IS NULL THEN 0 WHEN r.informed_not = 1 THEN 20 ELSE 10 END AS informed,"
        " CASE WHEN r.trained_at IS NULL THEN 0 WHEN r.trained_not = 1 THEN 20 ELSE 10 END AS trained,"
        " CASE WHEN r.supported_at IS NULL THEN 0 WHEN r.supported_not = 1 THEN 20 ELSE 10 END AS supported,"
        " CASE WHEN r.recorded_at IS NULL THEN 0 WHEN r.recorded_not = 1 THEN 20 ELSE 10 END AS recorded"
        " FROM course k JOIN presenter r ON r.course_id = k.id JOIN person p ON p.id = r.person_id"
        " WHERE (k.sort_fold, k.id) >= (:fold, CAST(:id AS BIGINT)) AND (k.sort_fold, k.id, r.person_id) > (:fold, CAST(:id AS BIGINT),"
        " CAST(:person AS BIGINT)) AND (k.sort_fold, k.id) <= (:fold_to, CAST(:id_to AS BIGINT)) AND p.state < 30"
        " AND (r.informed_at IS NULL OR r.trained_at IS NULL OR r.supported_at IS NULL OR r.recorded_at IS NULL)",
        " ORDER BY k.sort_fold, k.id, r.person_id LIMIT :limit");
#define SESSION_BOUND                                                                                                          \
        " AND (s.from_at, s.id) > (CAST(:at AS BIGINT), CAST(:id AS BIGINT)) ORDER BY s.from_at, s.id LIMIT 1 OFFSET 1999"
DB_STMT(course_uncovered_bound,
        "SELECT s.id, s.from_at FROM course_session s WHERE s.state = 10 AND s.covered = 0" SESSION_BOUND);
DB_STMT(course_unrecorded_bound,
        "SELECT s.id, s.from_at FROM course_session s WHERE s.state = 10 AND s.recording <> ''" SESSION_BOUND);
#define SESSION_ROWS                                                                                                       \
        "SELECT s.id, s.from_at, s.to_at, COALESCE(s.theme, '') AS theme, COALESCE(s.recording, '') AS recording, s.rec_state,"    \
        " COALESCE(s.rec_reason, '') AS rec_reason, k.id AS course_id, k.code, k.term, k.title, d.name_fr AS department_fr,"        \
        " d.name_en AS department_en, o.name AS owner_name FROM course_session s JOIN course k ON k.id = s.course_id"              \
        " JOIN department d ON d.id = k.department_id LEFT JOIN person o ON o.id = k.owner_id WHERE s.state = 10"                  \
        " AND (s.from_at, s.id) > (CAST(:at AS BIGINT), CAST(:id AS BIGINT)) AND (s.from_at, s.id) <= (CAST(:at_to AS BIGINT),"     \
        " CAST(:id_to AS BIGINT)) AND (:term = '' OR k.term = :term) AND (CAST(:department AS BIGINT) = 0"                         \
        " OR k.department_id = :department)"
/* covered is kept by triggers: a support task points at it that is not cancelled */
DB_STMT(course_uncovered, SESSION_ROWS " AND s.covered = 0 ORDER BY s.from_at, s.id LIMIT :limit");
/* announced and not there, or not looked at, of sessions that are over; what was meant is settled */
DB_STMT(course_unrecorded,
        SESSION_ROWS " AND s.recording <> '' AND s.rec_state NOT IN (10, 40) AND s.to_at < :now ORDER BY s.from_at, s.id LIMIT :limit");
static const struct db_stmt *const course_list_stmts[] = {
        ARMS(course_rows), ARMS(course_bound), ARMS(course_lacking), &course_uncovered_bound, &course_uncovered,
        &course_unrecorded_bound, &course_unrecorded, NULL};

static const char END_FOLD[] = "\xf4\x8f\xbf\xbf";

/* ---- what all share ------------------------------------------------------------------------------------------ */

const char *course_in_lang(const struct ctx *c, const char *fr, const char *en)
{
        return c->lang == LANG_EN && en && *en ? en : fr;
}

const char *course_href(struct ctx *c, int64_t id, const char *code, const char *term, const char *part)
{
        struct buf b;
        bool fits = *code && *code != '=' && *code != '.' && !strchr(code, '/');

        buf_init(&b, c->arena, 4096);
        buf_str(&b, "/courses/");
        if (fits)
                buf_url(&b, code);
        else
                buf_fmt(&b, "=%lld", (long long)id);
        if (*part)
                buf_fmt(&b, "/%s", part);
        if (fits) {
                buf_str(&b, "?term=");
                buf_url(&b, term);
        }
        return buf_end(&b) ? "/courses" : b.p;
}

const char *course_cursor(struct ctx *c, int64_t at, int64_t id, int64_t person, const char *fold)
{
        return arena_fmt(c->arena, "%lld.%lld.%lld.%s", (long long)at, (long long)id, (long long)person, fold);
}

bool course_cursor_read(struct ctx *c, const char *cursor, struct course_ask *a)
{
        int64_t n[3];
        const char *p = cursor;

        for (size_t i = 0; i < ARRAY_LEN(n); i++) {
                const char *dot = strchr(p, '.');
                if (!dot || !text_i64(arena_strn(c->arena, p, (size_t)(dot - p)), &n[i]))
                        return false;
                p = dot + 1;
        }
        a->after_at = n[0];
        a->after_id = n[1];
        a->after_person = n[2];
        a->after_fold = p;
        return true;
}

static const struct db_stmt *arm(const struct db_stmt *const *arms, const struct course_ask *a)
{
        return arms[(*a->term ? 1 : 0) + (a->department ? 2 : 0)];
}

static struct course_row *rows_new(struct ctx *c, struct course_found *out, size_t n)
{
        out->rows = ARENA_ARRAY(c->arena, n + 1, struct course_row);
        return out->rows;
}

static void add(struct course_row *r, struct course_cell cell)
{
        r->cell[r->n_cell++] = cell;
}

static void add_text(struct course_row *r, const char *text)
{
        add(r, (struct course_cell){.text = text ? text : ""});
}

static void add_when(struct ctx *c, struct course_row *r, int64_t at)
{
        bool known = at > 0 && at < MOMENT_NEVER;
        add(r, (struct course_cell){.text = known ? "" : ctx_msg(c, MSG_courses_to_confirm), .look = known ? LOOK_WHEN : LOOK_TAG, .at = known ? at : 0});
}

static void add_course(struct ctx *c, struct course_row *r, int64_t id, const char *code, const char *term, const char *title)
{
        r->code = code;
        r->term = term;
        add(r, (struct course_cell){.text = arena_fmt(c->arena, "%s (%s)", code, term), .look = LOOK_LINK, .href = course_href(c, id, code, term, "")});
        add_text(r, title);
}

/* ---- courses ---------------------------------------------------------------------------------------------------- */

struct course_line {
        int64_t id, first_at, sessions, presenters;
        const char *code, *term, *title, *sort_fold, *department_fr, *department_en, *owner_name;
};
static const struct db_col course_line_cols[] = {
        DB_COL_I64(struct course_line, id),           DB_COL_TEXT(struct course_line, code),
        DB_COL_TEXT(struct course_line, term),        DB_COL_TEXT(struct course_line, title),
        DB_COL_TEXT(struct course_line, sort_fold),   DB_COL_I64(struct course_line, first_at),
        DB_COL_TEXT(struct course_line, department_fr), DB_COL_TEXT(struct course_line, department_en),
        DB_COL_TEXT(struct course_line, owner_name),  DB_COL_I64(struct course_line, sessions),
        DB_COL_I64(struct course_line, presenters),   DB_COL_END};

static enum status courses_rows(struct ctx *c, const struct course_ask *a, struct course_found *out)
{
        struct course_line *k;
        size_t n;
        const char *w[2];

        course_split(c->arena, a->words, w, ARRAY_LEN(w));
        enum status st = db_all(c->db, c->arena, arm(course_rows_arms, a),
                                DB_ARGS(DB_T("fold", a->after_fold), DB_I("id", a->after_id), DB_T("term", a->term),
                                        DB_I("department", a->department), DB_T("word1", w[0]),
                                        DB_T("word1_end", arena_fmt(c->arena, "%s%s", w[0], END_FOLD)), DB_T("word2", w[1]),
                                        DB_T("word2_end", arena_fmt(c->arena, "%s%s", w[1], END_FOLD)), DB_I("limit", a->limit + 1)),
                                course_line_cols, sizeof *k, a->limit + 1, &k, &n);
        if (st)
                return st;
        struct course_row *r = rows_new(c, out, n);
        for (size_t i = 0; i < n && i < a->limit; i++, r++) {
                add_course(c, r, k[i].id, k[i].code, k[i].term, k[i].title);
                add_text(r, course_in_lang(c, k[i].department_fr, k[i].department_en));
                add_text(r, k[i].owner_name);
                add_when(c, r, k[i].first_at);
                add_text(r, arena_fmt(c->arena, "%lld", (long long)k[i].sessions));
                add_text(r, arena_fmt(c->arena, "%lld", (long long)k[i].presenters));
                out->n_rows++;
        }
        if (n > a->limit)
                out->next = course_cursor(c, 0, k[a->limit - 1].id, 0, k[a->limit - 1].sort_fold);
        return ST_OK;
}

/* ---- presenters who lack something --------------------------------------------------------------------------------- */

struct lacking_line {
        int64_t id, person_id, informed, trained, supported, recorded;
        const char *code, *term, *title, *sort_fold, *name;
};
static const struct db_col lacking_cols[] = {
        DB_COL_I64(struct lacking_line, id),         DB_COL_TEXT(struct lacking_line, code),
        DB_COL_TEXT(struct lacking_line, term),      DB_COL_TEXT(struct lacking_line, title),
        DB_COL_TEXT(struct lacking_line, sort_fold), DB_COL_I64(struct lacking_line, person_id),
        DB_COL_TEXT(struct lacking_line, name),      DB_COL_I64(struct lacking_line, informed),
        DB_COL_I64(struct lacking_line, trained),    DB_COL_I64(struct lacking_line, supported),
        DB_COL_I64(struct lacking_line, recorded),   DB_COL_END};
struct bound {
        int64_t id, at;
        const char *sort_fold;
};
static const struct db_col bound_cols[] = {DB_COL_I64(struct bound, id), DB_COL_TEXT(struct bound, sort_fold), DB_COL_END};

static void add_fact(struct ctx *c, struct course_row *r, int64_t state)
{
        static const int word[] = {MSG_courses_fact_missing, MSG_courses_fact_done, MSG_courses_fact_not_needed};
        static const char *const told[] = {"missing", "done", "not_needed"};
        add(r, (struct course_cell){.text = ctx_msg(c, word[state / 10]), .look = state ? LOOK_TEXT : LOOK_WARN, .word = told[state / 10]});
}

static enum status lacking_rows(struct ctx *c, const struct course_ask *a, struct course_found *out)
{
        struct lacking_line *k;
        struct bound to = {MOMENT_NEVER, 0, END_FOLD};
        size_t n;
        struct db_args args = DB_ARGS(DB_T("fold", a->after_fold), DB_I("id", a->after_id), DB_T("term", a->term),
                                      DB_I("department", a->department));
        enum status st = db_one(c->db, c->arena, arm(course_bound_arms, a), args, bound_cols, &to);
        bool bounded = !st;

        if (st && st != ST_NOT_FOUND)
                return st;
        st = db_all(c->db, c->arena, arm(course_lacking_arms, a),
                    DB_ARGS(DB_T("fold", a->after_fold), DB_I("id", a->after_id), DB_I("person", a->after_person),
                            DB_T("fold_to", to.sort_fold), DB_I("id_to", to.id), DB_T("term", a->term),
                            DB_I("department", a->department), DB_I("limit", a->limit + 1)),
                    lacking_cols, sizeof *k, a->limit + 1, &k, &n);
        if (st)
                return st;
        struct course_row *r = rows_new(c, out, n);
        for (size_t i = 0; i < n && i < a->limit; i++, r++) {
                add(r, (struct course_cell){.text = k[i].name, .look = LOOK_LINK,
                                            .href = arena_fmt(c->arena, "/people/%lld", (long long)k[i].person_id)});
                add_course(c, r, k[i].id, k[i].code, k[i].term, k[i].title);
                add_fact(c, r, k[i].informed);
                add_fact(c, r, k[i].trained);
                add_fact(c, r, k[i].supported);
                add_fact(c, r, k[i].recorded);
                out->n_rows++;
        }
        if (n > a->limit)
                out->next = course_cursor(c, 0, k[a->limit - 1].id, k[a->limit - 1].person_id, k[a->limit - 1].sort_fold);
        else if (bounded)
                out->next = course_cursor(c, 0, to.id, MOMENT_NEVER, to.sort_fold);
        out->looked_enough = n <= a->limit && bounded;
        return ST_OK;
}

/* ---- sessions -------------------------------------------------------------------------------------------------------- */

struct session_line {
        int64_t id, from_at, to_at, rec_state, course_id;
        const char *theme, *recording, *rec_reason, *code, *term, *title, *department_fr, *department_en, *owner_name;
};
static const struct db_col session_line_cols[] = {
        DB_COL_I64(struct session_line, id),            DB_COL_I64(struct session_line, from_at),
        DB_COL_I64(struct session_line, to_at),         DB_COL_TEXT(struct session_line, theme),
        DB_COL_TEXT(struct session_line, recording),    DB_COL_I64(struct session_line, rec_state),
        DB_COL_TEXT(struct session_line, rec_reason),   DB_COL_I64(struct session_line, course_id),
        DB_COL_TEXT(struct session_line, code),         DB_COL_TEXT(struct session_line, term),
        DB_COL_TEXT(struct session_line, title),        DB_COL_TEXT(struct session_line, department_fr),
        DB_COL_TEXT(struct session_line, department_en), DB_COL_TEXT(struct session_line, owner_name), DB_COL_END};
struct session_bound {
        int64_t id, from_at;
};
static const struct db_col session_bound_cols[] = {DB_COL_I64(struct session_bound, id), DB_COL_I64(struct session_bound, from_at), DB_COL_END};

static enum status session_lines(struct ctx *c, const struct db_stmt *ends, const struct db_stmt *s, const struct course_ask *a,
                                 struct session_line **k, struct course_found *out)
{
        struct session_bound to = {MOMENT_NEVER, MOMENT_NEVER};
        int64_t at = a->after_at ? a->after_at : a->day;
        size_t n;
        /* what is not narrowed and not covered stands in the index row after row: nothing is looked at in vain */
        bool all = ends == &course_uncovered_bound && !*a->term && !a->department;
        enum status st = all ? ST_NOT_FOUND : db_one(c->db, c->arena, ends, DB_ARGS(DB_I("at", at), DB_I("id", a->after_id)),
                                                     session_bound_cols, &to);
        bool bounded = !st;

        if (st && st != ST_NOT_FOUND)
                return st;
        st = db_all(c->db, c->arena, s,
                    DB_ARGS(DB_I("at", at), DB_I("id", a->after_id), DB_I("at_to", to.from_at), DB_I("id_to", to.id),
                            DB_T("term", a->term), DB_I("department", a->department), DB_I("now", c->now), DB_I("limit", a->limit + 1)),
                    session_line_cols, sizeof **k, a->limit + 1, k, &n);
        if (st)
                return st;
        out->n_rows = n < a->limit ? n : a->limit;
        if (n > a->limit)
                out->next = course_cursor(c, (*k)[a->limit - 1].from_at, (*k)[a->limit - 1].id, 0, "");
        else if (bounded)
                out->next = course_cursor(c, to.from_at, to.id, 0, "");
        out->looked_enough = n <= a->limit && bounded;
        return ST_OK;
}

static enum status sessions_rows(struct ctx *c, const struct course_ask *a, struct course_found *out)
{
        struct session_line *k;
        enum status st = session_lines(c, &course_uncovered_bound, &course_uncovered, a, &k, out);

        if (st)
                return st;
        struct course_row *r = rows_new(c, out, out->n_rows);
        for (size_t i = 0; i < out->n_rows; i++, r++) {
                add_when(c, r, k[i].from_at);
                add_course(c, r, k[i].course_id, k[i].code, k[i].term, k[i].title);
                add_text(r, k[i].theme);
                add_text(r, course_in_lang(c, k[i].department_fr, k[i].department_en));
                add_text(r, k[i].owner_name);
        }
        return ST_OK;
}

static enum status recordings_rows(struct ctx *c, const struct course_ask *a, struct course_found *out)
{
        static const int word[] = {MSG_courses_rec_unknown, MSG_courses_rec_present, MSG_courses_rec_missing,
                                   MSG_courses_rec_asked,   MSG_courses_rec_intended, MSG_courses_rec_unwanted};
        static const char *const told[] = {"unknown", "present", "missing", "asked", "intended", "unwanted"};
        struct session_line *k;
        enum status st = session_lines(c, &course_unrecorded_bound, &course_unrecorded, a, &k, out);

        if (st)
                return st;
        struct course_row *r = rows_new(c, out, out->n_rows);
        for (size_t i = 0; i < out->n_rows; i++, r++) {
                add_when(c, r, k[i].from_at);
                add_course(c, r, k[i].course_id, k[i].code, k[i].term, k[i].title);
                add_text(r, k[i].theme);
                add_text(r, k[i].recording);
                add(r, (struct course_cell){.text = ctx_msg(c, word[k[i].rec_state / 10]), .look = LOOK_TAG, .word = told[k[i].rec_state / 10]});
                add_text(r, k[i].rec_reason);
                add_text(r, k[i].owner_name);
        }
        return ST_OK;
}

/* ---- the lists ---------------------------------------------------------------------------------------------------------- */

static const struct course_head courses_heads[] = {
        {MSG_courses_course, false, 18, NULL},    {MSG_courses_title_of, false, 40, "title"},  {MSG_courses_department, false, 26, "department"},
        {MSG_courses_owner, false, 24, "responsible"},     {MSG_courses_first, true, 17, "first_at"},      {MSG_courses_n_sessions, false, 9, "sessions"},
        {MSG_courses_n_presenters, false, 12, "presenters"}};
const struct course_list course_list_courses = {
        "courses", "/courses", MSG_courses_title, MSG_courses_hint, MSG_courses_none, BY_WORDS | BY_TERM | BY_DEPARTMENT,
        courses_heads, ARRAY_LEN(courses_heads), courses_rows};

static const struct course_head lacking_heads[] = {
        {MSG_courses_presenter, false, 24, "presenter"},      {MSG_courses_course, false, 18, NULL},        {MSG_courses_title_of, false, 40, "title"},
        {MSG_courses_fact_informed, false, 14, "informed"},  {MSG_courses_fact_trained, false, 14, "trained"},  {MSG_courses_fact_supported, false, 18, "supported"},
        {MSG_courses_fact_recorded, false, 18, "recorded"}};
const struct course_list course_list_presenters = {
        "presenters", "/courses/presenters", MSG_courses_lacking, MSG_courses_lacking_hint, MSG_courses_lacking_none,
        BY_TERM | BY_DEPARTMENT, lacking_heads, ARRAY_LEN(lacking_heads), lacking_rows};

static const struct course_head session_heads[] = {
        {MSG_courses_when, true, 17, "from"},       {MSG_courses_course, false, 18, NULL},     {MSG_courses_title_of, false, 40, "title"},
        {MSG_courses_theme, false, 30, "theme"},     {MSG_courses_department, false, 26, "department"}, {MSG_courses_owner, false, 24, "responsible"}};
const struct course_list course_list_sessions = {
        "sessions", "/courses/sessions", MSG_courses_uncovered, MSG_courses_uncovered_hint, MSG_courses_uncovered_none,
        BY_TERM | BY_DEPARTMENT | BY_DAY, session_heads, ARRAY_LEN(session_heads), sessions_rows};

static const struct course_head recording_heads[] = {
        {MSG_courses_when, true, 17, "from"},       {MSG_courses_course, false, 18, NULL},     {MSG_courses_title_of, false, 40, "title"},
        {MSG_courses_theme, false, 30, "theme"},     {MSG_courses_recording, false, 20, "recording"},  {MSG_courses_rec_state, false, 20, "recording_state"},
        {MSG_courses_reason, false, 30, "reason"},    {MSG_courses_owner, false, 24, "responsible"}};
const struct course_list course_list_recordings = {
        "recordings", "/courses/recordings", MSG_courses_recordings, MSG_courses_recordings_hint, MSG_courses_recordings_none,
        BY_TERM | BY_DEPARTMENT, recording_heads, ARRAY_LEN(recording_heads), recordings_rows};

const struct course_list *const course_list_all[COURSE_LISTS] = {&course_list_courses, &course_list_items, &course_list_presenters,
                                                                 &course_list_sessions, &course_list_recordings};

const struct course_list *course_list_named(const char *name)
{
        for (size_t i = 0; i < COURSE_LISTS; i++)
                if (str_eq(course_list_all[i]->name, name))
                        return course_list_all[i];
        return NULL;
}

const struct slice slice_course_lists = {.name = "course-lists", .stmts = course_list_stmts};
