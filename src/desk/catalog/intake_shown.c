/* What was asked at intake, shown to the agent on the ticket and told to programs: the answers in the wording
 * they were given under. */
#include "desk/catalog/own.h"

DB_STMT(intake_of,
        "SELECT i.kind, COALESCE(i.device, '') AS device, COALESCE(i.owner, '') AS owner, COALESCE(i.school, '') AS school,"
        " COALESCE(i.programme, '') AS programme, COALESCE(i.course, '') AS course, COALESCE(i.study_year, '') AS study_year,"
        " COALESCE(i.picked_at, 0) AS picked_at, COALESCE(i.call_ms, 0) AS call_ms, COALESCE(n.code, '') AS nature_code,"
        " COALESCE(n.name_fr, '') AS nature_fr, COALESCE(n.name_en, '') AS nature_en"
        " FROM ticket_intake i LEFT JOIN nature n ON n.id = i.nature_id WHERE i.ticket_id = :ticket");
DB_STMT(answers_of, "SELECT form_version_id, answers FROM ticket_answer WHERE ticket_id = :ticket ORDER BY form_version_id LIMIT 8");

struct intake_row {
        int64_t kind, picked_at, call_ms;
        const char *device, *owner, *school, *programme, *course, *study_year, *nature_code, *nature_fr, *nature_en;
};
#define T(m) DB_COL_TEXT(struct intake_row, m)
static const struct db_col intake_cols[] = {DB_COL_I64(struct intake_row, kind), T(device), T(owner), T(school), T(programme),
                                            T(course), T(study_year), DB_COL_I64(struct intake_row, picked_at),
                                            DB_COL_I64(struct intake_row, call_ms), T(nature_code), T(nature_fr), T(nature_en), DB_COL_END};
#undef T
struct answer_row {
        int64_t form_version_id;
        const char *answers;
};
static const struct db_col answer_cols[] = {DB_COL_I64(struct answer_row, form_version_id),
                                            DB_COL_TEXT(struct answer_row, answers), DB_COL_END};
enum { FACTS_MAX = 8, LISTS_MAX = 8 };

static void fact(struct ctx *c, struct intake_line *to, size_t *n, int label, const char *text)
{
        if (text && *text)
                to[(*n)++] = (struct intake_line){ctx_msg(c, label), text};
}

static const char *said(struct ctx *c, int label)
{
        return label ? ctx_msg(c, label) : "";
}

static void facts(struct ctx *c, const struct intake_row *r, struct intake_shown *out)
{
        struct intake_line *l = ARENA_ARRAY(c->arena, FACTS_MAX, struct intake_line);

        fact(c, l, &out->n_facts, MSG_intake_kind, said(c, intervention_label(r->kind)));
        fact(c, l, &out->n_facts, MSG_intake_nature, c->lang == LANG_EN ? r->nature_en : r->nature_fr);
        fact(c, l, &out->n_facts, MSG_intake_device, said(c, device_label(r->device)));
        fact(c, l, &out->n_facts, MSG_intake_owner, said(c, owner_label(r->owner)));
        fact(c, l, &out->n_facts, MSG_intake_school, r->school);
        fact(c, l, &out->n_facts, MSG_intake_programme, r->programme);
        fact(c, l, &out->n_facts, MSG_intake_course, r->course);
        fact(c, l, &out->n_facts, MSG_intake_year, r->study_year);
        out->facts = l;
        out->picked_at = r->picked_at;
        out->duration = r->call_ms ? human_duration(c->arena, c->lang, r->call_ms) : "";
}

static enum status rows_of(struct ctx *c, const struct ticket *t, struct intake_row *r, bool *found, struct answer_row **a, size_t *n)
{
        enum status st = db_one(c->db, c->arena, &intake_of, DB_ARGS(DB_I("ticket", t->id)), intake_cols, r);

        *found = st == ST_OK;
        if (st && st != ST_NOT_FOUND)
                return st;
        return db_all(c->db, c->arena, &answers_of, DB_ARGS(DB_I("ticket", t->id)), answer_cols, sizeof **a, LISTS_MAX, a, n);
}

enum status intake_shown(struct ctx *c, const struct ticket *t, struct intake_shown *out)
{
        struct intake_row r;
        struct answer_row *a;
        size_t n, most = 0;
        bool found;

        *out = (struct intake_shown){.duration = ""};
        if (ticket_lacks(t, HOLDS_INTAKE) || !ticket_can(c, t, ACT_READ_ALL))
                return ST_OK;
        enum status st = rows_of(c, t, &r, &found, &a, &n);
        if (!st && found)
                facts(c, &r, out);
        struct answer *all = ARENA_ARRAY(c->arena, LISTS_MAX * QUESTIONS_MAX, struct answer);
        for (size_t i = 0; !st && i < n; i++) {
                struct question_list l;
                struct answer *some;
                st = questions_version(c, a[i].form_version_id, &l);
                if (!st)
                        st = questions_answered(c, &l, a[i].answers, &some, &most);
                for (size_t k = 0; !st && k < most && out->n_answers < LISTS_MAX * QUESTIONS_MAX; k++)
                        all[out->n_answers++] = some[k];
        }
        out->answers = all;
        out->any = out->n_facts || out->n_answers || out->picked_at;
        return st;
}

static void member(struct buf *b, const char *name, const char *value, bool *first)
{
        if (!value || !*value)
                return;
        buf_fmt(b, "%s\"%s\":", *first ? "" : ",", name);
        *first = false;
        buf_json(b, value);
}

static enum status answers_json(struct ctx *c, struct buf *b, const struct answer_row *a, size_t n)
{
        enum status st = ST_OK;

        buf_str(b, ",\"answers\":[");
        for (size_t i = 0; !st && i < n; i++) {
                struct question_list l;
                st = questions_version(c, a[i].form_version_id, &l);
                if (st)
                        return st;
                buf_fmt(b, "%s{\"list\":", i ? "," : "");
                buf_json(b, l.target);
                buf_fmt(b, ",\"version\":%lld,\"values\":%s}", (long long)l.version, a[i].answers);
        }
        buf_char(b, ']');
        return ST_OK;
}

enum status intake_json(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct intake_row r = {0};
        struct answer_row *a = NULL;
        size_t n = 0;
        bool found = false, first = true;
        enum status st = ticket_can(c, t, ACT_READ_ALL) ? rows_of(c, t, &r, &found, &a, &n) : ST_OK;

        if (st)
                return st;
        if (!found && !n) {
                buf_str(b, ",\"intake\":null");
                return ST_OK;
        }
        buf_str(b, ",\"intake\":{");
        member(b, "intervention", intervention_word(r.kind), &first);
        member(b, "nature", r.nature_code, &first);
        member(b, "device", r.device, &first);
        member(b, "owner", r.owner, &first);
        member(b, "school", r.school, &first);
        member(b, "programme", r.programme, &first);
        member(b, "course", r.course, &first);
        member(b, "study_year", r.study_year, &first);
        buf_fmt(b, "%s\"call_ms\":%lld", first ? "" : ",", (long long)r.call_ms);
        st = answers_json(c, b, a, n);
        buf_char(b, '}');
        return st;
}

static const struct db_stmt *const shown_stmts[] = {&intake_of, &answers_of, NULL};
const struct slice slice_intake_shown = {.name = "intake-shown", .stmts = shown_stmts};
