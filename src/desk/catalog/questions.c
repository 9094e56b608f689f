/* Question lists as versions of form_version: read, checked whole, saved as the next version.  What stands
 * in a version's body never changes, so that answers can be read as they were asked. */
#include "desk/catalog/own.h"

#include "formats/json.h"

enum { LISTS_MAX = 500, BODY_BYTES = 256 * 1024 };

DB_STMT(questions_latest,
        "SELECT id, version, form, body FROM form_version WHERE form = :form ORDER BY version DESC LIMIT 1");
DB_STMT(questions_by_id, "SELECT id, version, form, body FROM form_version WHERE id = :id");
DB_STMT(questions_insert,
        "INSERT INTO form_version (form, version, body, published_at) VALUES (:form, :version, :body, :now) RETURNING id");
/* ask: to ask; are the lists: a range of the unique index */
DB_STMT(questions_lists,
        "SELECT f.form AS target, f.version, f.body FROM form_version f WHERE f.form >= 'ask:' AND f.form < 'ask;'"
        " AND f.version = (SELECT max(g.version) FROM form_version g WHERE g.form = f.form) ORDER BY f.form LIMIT 500");
static const struct db_stmt *const questions_stmts[] = {&questions_latest, &questions_by_id, &questions_insert,
                                                        &questions_lists, NULL};

struct version_row {
        int64_t id, version;
        const char *form, *body;
};
static const struct db_col version_cols[] = {DB_COL_I64(struct version_row, id), DB_COL_I64(struct version_row, version),
                                             DB_COL_TEXT(struct version_row, form), DB_COL_TEXT(struct version_row, body),
                                             DB_COL_END};
static const struct db_col target_cols[] = {DB_COL_TEXT(struct question_target, target),
                                            DB_COL_I64(struct question_target, version),
                                            DB_COL_TEXT(struct question_target, body), DB_COL_END};

static const char *const type_words[] = {"", "text", "long", "choice", "yes_no", "date"};

const char *question_type_word(int64_t type)
{
        return type > 0 && type < (int64_t)ARRAY_LEN(type_words) ? type_words[type] : "";
}

int question_type_find(const char *word)
{
        for (size_t i = 1; word && i < ARRAY_LEN(type_words); i++)
                if (str_eq(type_words[i], word))
                        return (int)i;
        return 0;
}

/* ---- reading ------------------------------------------------------------------------------------------------ */

static const char *said(const struct ctx *c, const char *fr, const char *en)
{
        return c->lang == LANG_EN && en && *en ? en : fr;
}

static const char *text_of(const struct json *j, const char *key)
{
        const char *s = jv_text(jv_get(j, key));
        return s ? s : "";
}

static void options_read(struct ctx *c, const struct json *list, struct question *q)
{
        size_t n = jv_count(list);
        struct question_option *o = ARENA_ARRAY(c->arena, n + 1, struct question_option);

        for (size_t i = 0; i < n; i++) {
                o[i] = (struct question_option){text_of(jv_at(list, i), "fr"), text_of(jv_at(list, i), "en"), NULL};
                o[i].text = said(c, o[i].fr, o[i].en);
        }
        q->options = o;
        q->n_options = n;
}

static enum status body_read(struct ctx *c, const char *body, struct question_list *out)
{
        const struct json *j;
        const char *why;
        enum status st = jv_parse(c->arena, body, strlen(body), &j, &why);

        if (st)
                return ST_IO;
        const struct json *list = jv_get(j, "questions");
        size_t n = jv_count(list);
        struct question *q = ARENA_ARRAY(c->arena, n + 1, struct question);
        for (size_t i = 0; i < n; i++) {
                const struct json *one = jv_at(list, i);
                q[i] = (struct question){.code = text_of(one, "code"), .fr = text_of(one, "fr"), .en = text_of(one, "en"),
                                         .type = question_type_find(text_of(one, "type")),
                                         .required = jv_true(jv_get(one, "required"))};
                q[i].text = said(c, q[i].fr, q[i].en);
                options_read(c, jv_get(one, "options"), &q[i]);
        }
        out->questions = q;
        out->n_questions = n;
        return ST_OK;
}

static enum status row_take(struct ctx *c, enum status st, const struct version_row *r, struct question_list *out)
{
        *out = (struct question_list){.target = "", .questions = NULL};
        if (st)
                return st;
        if (!str_starts(r->form, "ask:"))
                return ST_NOT_FOUND;
        *out = (struct question_list){.id = r->id, .version = r->version, .target = r->form + 4};
        return body_read(c, r->body, out);
}

enum status questions_current(struct ctx *c, const char *target, struct question_list *out)
{
        struct version_row r;
        enum status st = db_one(c->db, c->arena, &questions_latest,
                                DB_ARGS(DB_T("form", arena_fmt(c->arena, "ask:%s", target))), version_cols, &r);

        st = row_take(c, st, &r, out);
        if (st == ST_NOT_FOUND) {
                *out = (struct question_list){.target = target};
                return ST_OK;
        }
        return st;
}

enum status questions_version(struct ctx *c, int64_t id, struct question_list *out)
{
        struct version_row r;
        enum status st = db_one(c->db, c->arena, &questions_by_id, DB_ARGS(DB_I("id", id)), version_cols, &r);

        return row_take(c, st, &r, out);
}

enum status questions_all(struct ctx *c, struct question_target **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &questions_lists, DB_NO_ARGS, target_cols, sizeof **out, LISTS_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++) {
                struct question_list l = {0};
                st = body_read(c, (*out)[i].body, &l);
                (*out)[i].asked = (int64_t)l.n_questions;
                (*out)[i].target += 4;
        }
        return st;
}

/* ---- writing ------------------------------------------------------------------------------------------------- */

static void question_json(struct buf *b, const struct question *q)
{
        buf_str(b, "{\"code\":");
        buf_json(b, q->code);
        buf_fmt(b, ",\"type\":\"%s\",\"required\":%s,\"fr\":", question_type_word(q->type), q->required ? "true" : "false");
        buf_json(b, q->fr);
        buf_str(b, ",\"en\":");
        buf_json(b, q->en);
        for (size_t i = 0; i < q->n_options; i++) {
                buf_str(b, i ? ",{\"fr\":" : ",\"options\":[{\"fr\":");
                buf_json(b, q->options[i].fr);
                buf_str(b, ",\"en\":");
                buf_json(b, q->options[i].en);
                buf_char(b, '}');
        }
        buf_str(b, q->n_options ? "]}" : "}");
}

static void list_json(struct buf *b, const struct question_list *l)
{
        buf_str(b, "\"questions\":[");
        for (size_t i = 0; i < l->n_questions; i++) {
                if (i)
                        buf_char(b, ',');
                question_json(b, &l->questions[i]);
        }
        buf_char(b, ']');
}

void questions_json(struct buf *b, const struct question_list *l)
{
        buf_fmt(b, "\"version\":%lld,", (long long)l->version);
        list_json(b, l);
}

static void error_at(struct ctx *c, size_t i, const char *part, int message)
{
        form_error(c, arena_fmt(c->arena, "q%zu_%s", i + 1, part), message);
}

static bool fits(const char *s, size_t letters)
{
        return s && utf8_count(s) <= letters && strlen(s) <= letters * 4;
}

static void options_check(struct ctx *c, const struct question *q, size_t i)
{
        if (q->n_options < 2)
                error_at(c, i, "options", MSG_intake_options_few);
        if (q->n_options > OPTIONS_MAX)
                error_at(c, i, "options", MSG_intake_options_many);
        for (size_t k = 0; k < q->n_options; k++)
                if (!fits(q->options[k].fr, OPTION_LETTERS) || !fits(q->options[k].en, OPTION_LETTERS) ||
                    text_blank(q->options[k].fr) || text_blank(q->options[k].en))
                        error_at(c, i, "options", MSG_intake_options_both);
}

static void question_check(struct ctx *c, const struct question *q, size_t i)
{
        if (!q->fr || text_blank(q->fr) || !fits(q->fr, QUESTION_LETTERS))
                error_at(c, i, "fr", MSG_intake_question_wording);
        if (!q->en || text_blank(q->en) || !fits(q->en, QUESTION_LETTERS))
                error_at(c, i, "en", MSG_intake_question_wording);
        if (!*question_type_word(q->type))
                error_at(c, i, "type", MSG_intake_question_type);
        if (q->type == QUESTION_CHOICE)
                options_check(c, q, i);
}

/* "service:CODE" or "kind:WORD", of the characters that codes have. */
static bool target_good(const char *target)
{
        size_t n = strlen(target);
        const char *code = strchr(target, ':');

        if (!code || !code[1] || n > 80 || strspn(code + 1, "abcdefghijklmnopqrstuvwxyz0123456789._-") != strlen(code + 1))
                return false;
        return str_starts(target, "service:") || str_eq(target, "kind:equipment") || str_eq(target, "kind:technical") ||
               str_eq(target, "kind:use");
}

/* A code says the same question from version to version: new ones get a number never given in this list. */
static bool code_good(const char *code)
{
        int64_t n;
        return code && code[0] == 'q' && text_i64(code + 1, &n) && n > 0 && n < 100000;
}

static void codes_give(struct ctx *c, struct question *q, size_t n, const struct question_list *now)
{
        int64_t top = 0, k;

        for (size_t i = 0; i < now->n_questions; i++)
                if (code_good(now->questions[i].code) && text_i64(now->questions[i].code + 1, &k) && k > top)
                        top = k;
        for (size_t i = 0; i < n; i++)
                if (code_good(q[i].code) && text_i64(q[i].code + 1, &k) && k > top)
                        top = k;
        for (size_t i = 0; i < n; i++) {
                bool again = !code_good(q[i].code);
                for (size_t j = 0; j < i && !again; j++)
                        again = str_eq(q[j].code, q[i].code);
                if (again)
                        q[i].code = arena_fmt(c->arena, "q%lld", (long long)++top);
        }
}

static enum status list_check(struct ctx *c, const struct question_list *l)
{
        if (!target_good(l->target))
                form_error(c, "target", MSG_intake_target_unknown);
        if (l->n_questions > QUESTIONS_MAX)
                form_error(c, "target", MSG_intake_questions_many);
        for (size_t i = 0; i < l->n_questions && i < QUESTIONS_MAX; i++)
                question_check(c, &l->questions[i], i);
        return c->n_error ? ST_INVALID : ST_OK;
}

static enum status version_put(struct ctx *c, const struct question_list *l, const struct question_list *now, int64_t *version)
{
        struct buf body, old;
        int64_t id;
        struct question_list next = *l;
        struct question *q = ARENA_ARRAY(c->arena, l->n_questions + 1, struct question);

        for (size_t i = 0; i < l->n_questions; i++)
                q[i] = l->questions[i];
        codes_give(c, q, l->n_questions, now);
        next.questions = q;
        buf_init(&body, c->arena, BODY_BYTES);
        buf_init(&old, c->arena, BODY_BYTES);
        list_json(&body, &next);
        list_json(&old, now);
        *version = now->version;
        if (buf_end(&body))
                return buf_end(&body);
        if (str_eq(body.p, old.p))
                return ST_OK;
        *version = now->version + 1;
        enum status st = db_i64(c->db, &questions_insert,
                                DB_ARGS(DB_T("form", arena_fmt(c->arena, "ask:%s", l->target)), DB_I("version", *version),
                                        DB_T("body", arena_fmt(c->arena, "{%s}", body.p)), DB_I("now", c->now)),
                                &id);
        if (st == ST_CONFLICT) /* two at once: the other one's version stands */
                return ctx_fail(c, ST_STALE, MSG_intake_stale);
        return st ? st : audit(c, "questions.save", l->target, id, "ok", arena_fmt(c->arena, "%lld", (long long)*version));
}

enum status questions_save(struct ctx *c, const struct question_list *l, int64_t seen, int64_t *version)
{
        struct question_list now;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        enum status st = list_check(c, l);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : questions_current(c, l->target, &now);
        if (!st && now.version != seen)
                st = ctx_fail(c, ST_STALE, MSG_intake_stale);
        if (!st)
                st = version_put(c, l, &now, version);
        return st ? st : db_commit(&tx);
}

/* ---- answers -------------------------------------------------------------------------------------------------- */

static const char *answer_text(struct ctx *c, const struct question *q, const char *value)
{
        int64_t k;
        struct civil day;

        if (q->type == QUESTION_YES_NO)
                return ctx_msg(c, str_eq(value, "1") ? MSG_intake_yes : MSG_intake_no);
        if (q->type == QUESTION_CHOICE)
                return text_i64(value, &k) && k >= 1 && k <= (int64_t)q->n_options ? q->options[k - 1].text : value;
        if (q->type != QUESTION_DATE || !catalog_day(value, &day))
                return value;
        return human_date(c->arena, c->lang, c->zone, zone_moment(c->zone, &day));
}

enum status questions_answered(struct ctx *c, const struct question_list *l, const char *json, struct answer **out, size_t *n)
{
        const struct json *j;
        const char *why;
        enum status st = jv_parse(c->arena, json, strlen(json), &j, &why);

        *n = 0;
        *out = ARENA_ARRAY(c->arena, l->n_questions + 1, struct answer);
        if (st)
                return ST_IO;
        for (size_t i = 0; i < l->n_questions; i++) {
                const char *value = jv_text(jv_get(j, l->questions[i].code));
                if (value && *value)
                        (*out)[(*n)++] = (struct answer){l->questions[i].text, answer_text(c, &l->questions[i], value)};
        }
        return ST_OK;
}

const struct slice slice_questions = {.name = "questions", .stmts = questions_stmts};
