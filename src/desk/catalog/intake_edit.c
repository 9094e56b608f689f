/* Answers to question lists, given or put right later by whoever works on the ticket: the same checks as at opening, under
 * the version of the list that was answered; a list that nobody answered is asked as it is now.  What changed goes to
 * the journal and to the search of the desk. */
#include "desk/catalog/own.h"
#include "desk/ticket/sheet.h"
#include "formats/json.h"

enum { SAID_BYTES = 64 << 10, SAID_LETTERS = 200, KEPT_MAX = 8 };

DB_STMT(edit_kept,
        "SELECT a.form_version_id, a.answers FROM ticket_answer a WHERE a.ticket_id = :ticket ORDER BY a.form_version_id LIMIT 8");
DB_STMT(edit_target,
        "SELECT COALESCE((SELECT i.kind FROM ticket_intake i WHERE i.ticket_id = t.id), 0) AS kind, COALESCE(s.code, '') AS service"
        " FROM ticket t LEFT JOIN service s ON s.id = t.service_id WHERE t.id = :ticket");
DB_STMT(edit_put,
        "INSERT INTO ticket_answer (ticket_id, form_version_id, person_id, answers, words) VALUES (:ticket, :version, :person, :answers, :words)"
        " ON CONFLICT (ticket_id, form_version_id) DO UPDATE SET answers = excluded.answers, words = excluded.words");
DB_STMT(edit_drop, "DELETE FROM ticket_answer WHERE ticket_id = :ticket AND form_version_id = :version");
static const struct db_stmt *const edit_stmts[] = {&edit_kept, &edit_target, &edit_put, &edit_drop, NULL};
const struct slice slice_intake_edit = {.name = "intake-edit", .stmts = edit_stmts};

struct kept_row {
        int64_t form_version_id;
        const char *answers;
};
static const struct db_col kept_cols[] = {DB_COL_I64(struct kept_row, form_version_id), DB_COL_TEXT(struct kept_row, answers), DB_COL_END};
struct target_row {
        int64_t kind;
        const char *service;
};
static const struct db_col target_cols[] = {DB_COL_I64(struct target_row, kind), DB_COL_TEXT(struct target_row, service), DB_COL_END};

/* ---- what is asked, with what was answered ---- */

static void values_fill(struct ctx *c, struct intake_list *l, const char *answers)
{
        const struct json *j = NULL;
        const char *why;

        if (answers && jv_parse(c->arena, answers, strlen(answers), &j, &why))
                j = NULL;
        l->values = ARENA_ARRAY(c->arena, l->list.n_questions + 1, const char *);
        for (size_t i = 0; i < l->list.n_questions; i++) {
                const char *value = jv_text(jv_get(j, l->list.questions[i].code));
                l->values[i] = value ? value : "";
        }
}

/* The list of one target: the version that was answered, else the one in force. */
static enum status list_add(struct ctx *c, const struct kept_row *kept, size_t n, const char *target, const char *prefix, struct intake *in)
{
        struct intake_list *l = &in->lists[in->n_lists];
        const char *answers = NULL;
        enum status st = ST_OK;

        for (size_t i = 0; !st && !answers && i < n; i++) {
                st = questions_version(c, kept[i].form_version_id, &l->list);
                if (!st && str_eq(l->list.target, target))
                        answers = kept[i].answers;
        }
        if (!st && !answers)
                st = questions_current(c, target, &l->list);
        if (st || !l->list.n_questions)
                return st;
        l->prefix = prefix;
        values_fill(c, l, answers);
        in->n_lists++;
        return ST_OK;
}

static enum status lists_of(struct ctx *c, int64_t ticket_id, struct intake *in)
{
        struct kept_row *kept;
        struct target_row to;
        size_t n;
        enum status st = db_one(c->db, c->arena, &edit_target, DB_ARGS(DB_I("ticket", ticket_id)), target_cols, &to);

        *in = (struct intake){.device = "", .owner = ""};
        if (!st)
                st = db_all(c->db, c->arena, &edit_kept, DB_ARGS(DB_I("ticket", ticket_id)), kept_cols, sizeof *kept, KEPT_MAX, &kept, &n);
        if (!st && to.kind)
                st = list_add(c, kept, n, arena_fmt(c->arena, "kind:%s", intervention_word(to.kind)), "q_k_", in);
        if (!st && *to.service)
                st = list_add(c, kept, n, arena_fmt(c->arena, "service:%s", to.service), "q_s_", in);
        return st;
}

enum status intake_asked(struct ctx *c, const struct ticket *t, bool typed, const struct intake_field **out, size_t *n)
{
        struct intake in;
        struct intake_form form = {.n_fields = 0};
        enum status st = ticket_can(c, t, ACT_WORK) ? lists_of(c, t->id, &in) : ST_DENIED;

        if (st)
                return st;
        for (size_t i = 0; typed && i < in.n_lists; i++)
                intake_answers_read(c, false, &in.lists[i]);
        intake_questions(c, &in, &form);
        *out = form.fields;
        *n = form.n_fields;
        return ST_OK;
}

/* ---- writing ---- */

static void said(struct ctx *c, struct buf *b, const struct question *q, const char *value)
{
        int64_t k = 0;

        if (text_blank(value))
                return;
        if (q->type == QUESTION_CHOICE && text_i64(value, &k) && k >= 1 && k <= (int64_t)q->n_options)
                value = q->options[k - 1].fr;
        else if (q->type == QUESTION_YES_NO)
                value = ctx_msg(c, str_eq(value, "1") ? MSG_intake_yes : MSG_intake_no);
        buf_fmt(b, "%s%s = ", b->n ? " · " : "", q->fr);
        buf_str(b, text_short(c->arena, text_clean(c->arena, value, strlen(value), true), SAID_LETTERS));
}

static enum status list_put(struct ctx *c, const struct ticket *t, const struct intake_list *l)
{
        const char *json, *words;
        enum status st = intake_answers_text(c, l, &json, &words);

        if (st)
                return st;
        if (!json)
                return db_exec(c->db, &edit_drop, DB_ARGS(DB_I("ticket", t->id), DB_I("version", l->list.id)), NULL);
        return db_exec(c->db, &edit_put,
                       DB_ARGS(DB_I("ticket", t->id), DB_I("version", l->list.id), DB_REF("person", t->requester_id), DB_T("answers", json),
                               DB_T("words", words)),
                       NULL);
}

static enum status answers_write(struct ctx *c, const struct ticket *t, void *arg, struct ticket_said *what)
{
        struct intake in;
        struct buf before, after;
        enum status st = lists_of(c, t->id, &in);

        (void)arg;
        buf_init(&before, c->arena, SAID_BYTES);
        buf_init(&after, c->arena, SAID_BYTES);
        for (size_t i = 0; !st && i < in.n_lists; i++) {
                struct intake_list *l = &in.lists[i];
                const char **old = l->values;
                bool changed = false;
                intake_answers_read(c, true, l);
                for (size_t k = 0; k < l->list.n_questions; k++) {
                        if (str_eq(old[k], l->values[k]))
                                continue;
                        changed = true;
                        said(c, &before, &l->list.questions[k], old[k]);
                        said(c, &after, &l->list.questions[k], l->values[k]);
                }
                if (changed && !c->n_error)
                        st = list_put(c, t, l);
                if (changed)
                        what->field = "answers";
        }
        what->before = before.p;
        what->after = after.p;
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

enum status intake_edit(struct ctx *c, struct ticket *t, int64_t version)
{
        return ticket_part_change(c, t, version, answers_write, NULL);
}
