/* Drafts of plans.  Every change of a draft names the number of edits it was made from, so that of two editors the
 * second is told; publishing checks the whole graph and sets the date that makes it final. */
#include "desk/plan/edit.h"
#include "desk/people/people.h"
#include "desk/plan/draw.h"
#include "desk/plan/own.h"

#include <ctype.h>

DB_STMT(plans_all,
        "SELECT v.plan, MAX(CASE WHEN v.published_at IS NOT NULL THEN v.version ELSE 0 END) AS version,"
        " MAX(CASE WHEN v.published_at IS NULL THEN v.version ELSE 0 END) AS draft FROM plan_version v GROUP BY v.plan ORDER BY v.plan LIMIT 200");
DB_STMT(plan_steps_counted, "SELECT COUNT(*) FROM plan_step WHERE plan_version_id = :id");
DB_STMT(plan_running,
        "SELECT COUNT(*) FROM (SELECT 1 FROM item i JOIN plan_version v ON v.id = i.plan_version_id JOIN ticket t ON t.id = i.ticket_id"
        " WHERE v.plan = :plan AND i.done_at IS NULL AND t.state < 40 LIMIT 1001) x");
DB_STMT(plan_versions_of,
        "SELECT v.id, v.version, v.published_at, (SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id"
        " WHERE i.plan_version_id = v.id AND i.done_at IS NULL AND t.state < 40) AS running"
        " FROM plan_version v WHERE v.plan = :plan ORDER BY v.version DESC LIMIT 100");
DB_STMT(plan_version_add,
        "INSERT INTO plan_version (plan, version, name_fr, name_en, changed_at)"
        " SELECT :plan, COALESCE(MAX(v.version), 0) + 1, :name_fr, :name_en, CAST(:now AS BIGINT) FROM plan_version v"
        " WHERE v.plan = :plan HAVING :fresh = 0 OR COUNT(*) = 0 RETURNING id");
DB_STMT(plan_draft_lock, "SELECT edits FROM plan_version WHERE id = :id AND published_at IS NULL @lock");
DB_STMT(plan_touch, "UPDATE plan_version SET edits = edits + 1, changed_at = :now WHERE id = :id");
DB_STMT(plan_name_put, "UPDATE plan_version SET name_fr = :name_fr, name_en = :name_en WHERE id = :id");
DB_STMT(plan_published, "UPDATE plan_version SET published_at = :now, version = 1 + COALESCE((SELECT MAX(x.version) FROM plan_version x"
        " WHERE x.plan = plan_version.plan AND x.id <> plan_version.id), 0) WHERE id = :id AND published_at IS NULL");
DB_STMT(point_add,
        "INSERT INTO plan_point (step_id, nth, code, label, label_en, required) VALUES (:step, :nth, :code, :label, :label_en, :required)");
DB_STMT(points_share, "UPDATE plan_step SET points_shared = 1 WHERE plan_version_id = :id");
DB_STMT(step_add,
        "INSERT INTO plan_step (plan_version_id, code, label_fr, label_en, group_id, kind, condition, optional, due, checklist,"
        " purpose_fr, purpose_en, supports, strict, needs) VALUES (:version, :code, :label_fr, :label_en, :group, :kind, :condition,"
        " :optional, :due, :checklist, :purpose_fr, :purpose_en, :supports, :strict, :needs) RETURNING id");
DB_STMT(step_put,
        "UPDATE plan_step SET code = :code, label_fr = :label_fr, label_en = :label_en, group_id = :group, kind = :kind,"
        " condition = :condition, optional = :optional, due = :due, checklist = :checklist, purpose_fr = :purpose_fr,"
        " purpose_en = :purpose_en, supports = :supports, strict = :strict, needs = :needs WHERE id = :id");
DB_STMT(step_drop, "DELETE FROM plan_step WHERE id = :id");
DB_STMT(steps_drop, "DELETE FROM plan_step WHERE plan_version_id = :id");
DB_STMT(edges_drop, "DELETE FROM plan_edge WHERE to_id IN (SELECT id FROM plan_step WHERE plan_version_id = :id)");
DB_STMT(edges_to_drop, "DELETE FROM plan_edge WHERE to_id = :id");
DB_STMT(edges_from_drop, "DELETE FROM plan_edge WHERE from_id = :id");
DB_STMT(edge_add, "INSERT INTO plan_edge (to_id, from_id) VALUES (:to, :from) ON CONFLICT (to_id, from_id) DO NOTHING");
DB_STMT(version_drop, "DELETE FROM plan_version WHERE id = :id AND published_at IS NULL");
static const struct db_stmt *const edit_stmts[] = {
        &plans_all, &plan_steps_counted, &plan_running, &plan_versions_of, &plan_version_add, &plan_draft_lock, &plan_touch, &plan_name_put,
        &plan_published, &point_add, &points_share, &step_add, &step_put, &step_drop, &steps_drop, &edges_drop, &edges_to_drop, &edges_from_drop, &edge_add,
        &version_drop, NULL};
const struct slice slice_plan_edit = {.name = "plan_edit", .stmts = edit_stmts};

/* ---- who may ------------------------------------------------------------------------------------------------------ */

enum status plan_mine(struct ctx *c, const struct plan_step *steps, size_t n, bool *mine)
{
        *mine = c->actor && (c->actor->system || ctx_role(c, ROLE_DEPT_ADMIN | ROLE_ADMIN));
        for (size_t i = 0; *mine && i < n; i++) {
                struct group g;
                enum status st = group_managed(c, steps[i].group_code, &g);
                if (st == ST_NOT_FOUND)
                        *mine = false;
                else if (st)
                        return st;
        }
        return ST_OK;
}

static enum status may_edit(struct ctx *c, int64_t version_id)
{
        struct plan_step *s;
        size_t n;
        bool mine;
        enum status st = plan_steps(c, version_id, &s, &n);

        if (!st)
                st = plan_mine(c, s, n, &mine);
        return st ? st : mine ? ST_OK : ctx_fail(c, ST_DENIED, MSG_plan_not_yours);
}

/* ---- lists -------------------------------------------------------------------------------------------------------- */

struct all_row {
        int64_t version, draft;
        const char *plan;
};

static enum status row_fill(struct ctx *c, const struct all_row *a, struct plan_row *r)
{
        struct plan_version v;
        struct plan_step *s;
        size_t n;
        *r = (struct plan_row){.version = a->version, .draft = a->draft, .plan = a->plan};
        enum status st = a->draft ? plan_draft(c, a->plan, &v) : plan_current(c, a->plan, &v);

        if (!st)
                st = plan_steps(c, v.id, &s, &n);
        if (!st)
                st = plan_mine(c, s, n, &r->mine);
        if (!st)
                st = db_i64(c->db, &plan_running, DB_ARGS(DB_T("plan", a->plan)), &r->running);
        if (st)
                return st;
        r->steps = (int64_t)n;
        r->name_fr = v.name_fr;
        r->name_en = v.name_en;
        r->name = v.name;
        return ST_OK;
}

enum status plan_list(struct ctx *c, struct plan_row **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct all_row, plan), DB_COL_I64(struct all_row, version),
                                             DB_COL_I64(struct all_row, draft), DB_COL_END};
        struct all_row *a;
        enum status st = db_all(c->db, c->arena, &plans_all, DB_NO_ARGS, cols, sizeof *a, PLANS_MAX, &a, n);

        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, *n + 1, struct plan_row);
        for (size_t i = 0; !st && i < *n; i++)
                st = row_fill(c, &a[i], &(*out)[i]);
        return st;
}

enum status plan_versions(struct ctx *c, const char *plan, struct version_row **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct version_row, id), DB_COL_I64(struct version_row, version),
                                             DB_COL_I64(struct version_row, published_at), DB_COL_I64(struct version_row, running),
                                             DB_COL_END};

        return db_all(c->db, c->arena, &plan_versions_of, DB_ARGS(DB_T("plan", plan)), cols, sizeof **out, VERSIONS_MAX, out, n);
}

/* ---- checking what was typed ---------------------------------------------------------------------------------------- */

static bool code_good(const char *s, size_t max, const char *more)
{
        if (!*s || strlen(s) > max || !isalnum((unsigned char)*s))
                return false;
        for (; *s; s++)
                if (!isalnum((unsigned char)*s) && !strchr(more, *s))
                        return false;
        return true;
}

static size_t letters(const char *s)
{
        size_t n = 0;

        for (; *s; s++)
                n += (*s & 0xC0) != 0x80;
        return n;
}

static void name_check(struct ctx *c, const char *field, const char *s)
{
        if (text_blank(s))
                form_error(c, field, MSG_plan_name_missing);
        else if (letters(s) > PLAN_NAME_LETTERS)
                form_error(c, field, MSG_plan_name_long);
}

static bool needs_good(const char *s)
{
        for (size_t i = 0; *s && plan_needs[i]; i++) {
                size_t n = strlen(plan_needs[i]);
                if (strncmp(s, plan_needs[i], n) == 0 && (!s[n] || (s[n] == ' ' && s[n + 1])))
                        s += n + (s[n] ? 1 : 0);
        }
        return !*s;
}

/* All errors of one step at once; *group is its id. */
static enum status step_check(struct ctx *c, const struct plan_step *s, int64_t *group)
{
        struct due_rule due;
        struct group g = {0};
        enum status st = group_managed(c, s->group_code, &g);

        if (st && st != ST_NOT_FOUND)
                return st;
        if (st)
                form_error(c, "group", MSG_plan_group_unknown);
        *group = g.id;
        if (!code_good(s->code, PLAN_CODE_LETTERS, ".-"))
                form_error(c, "code", MSG_plan_code_bad);
        name_check(c, "label_fr", s->label_fr);
        name_check(c, "label_en", s->label_en);
        if (letters(s->purpose_fr) > PLAN_PURPOSE_LETTERS || letters(s->purpose_en) > PLAN_PURPOSE_LETTERS)
                form_error(c, "purpose", MSG_plan_name_long);
        if (!str_eq(s->kind, "task") && !str_eq(s->kind, "agreement"))
                form_error(c, "kind", MSG_plan_kind_bad);
        const char *wrong = "";
        if (!condition_good(c->arena, s->condition, &wrong)) {
                struct html_arg arg = {"term", wrong, 0};
                form_error_text(c, "condition", msg_text(c->arena, c->lang, MSG_plan_condition_bad, 1, &arg));
        }
        if (!due_read(s->due, &due))
                form_error(c, "due", MSG_plan_due_bad);
        if (!needs_good(s->needs))
                form_error(c, "needs", MSG_plan_kind_bad);
        return ST_OK;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------ */

static const char *points_json(struct ctx *c, const struct plan_step *s)
{
        struct buf b;

        buf_init(&b, c->arena, 256 * 1024);
        buf_char(&b, '[');
        for (size_t i = 0; i < s->n_points; i++) {
                const struct plan_point *p = &s->points[i];
                buf_str(&b, i ? ",{\"fr\":" : "{\"fr\":");
                buf_json(&b, p->fr);
                buf_str(&b, ",\"en\":");
                buf_json(&b, p->en);
                if (p->under_fr && *p->under_fr) {
                        buf_str(&b, ",\"under_fr\":");
                        buf_json(&b, p->under_fr);
                        buf_str(&b, ",\"under_en\":");
                        buf_json(&b, p->under_en ? p->under_en : "");
                }
                buf_str(&b, p->required ? ",\"required\":true}" : "}");
        }
        buf_char(&b, ']');
        return b.p;
}

#define STEP_ARGS(s, group)                                                                                            \
        DB_T("code", (s)->code), DB_T("label_fr", (s)->label_fr), DB_T("label_en", (s)->label_en), DB_I("group", group),  \
                DB_T("kind", (s)->kind), DB_T("condition", *(s)->condition ? (s)->condition : NULL),                   \
                DB_I("optional", (s)->optional != 0), DB_T("due", *(s)->due ? (s)->due : NULL),                            \
                DB_T("checklist", points_json(c, s)), DB_T("purpose_fr", (s)->purpose_fr), DB_T("purpose_en", (s)->purpose_en),  \
                DB_I("supports", (s)->supports != 0), DB_I("strict", (s)->strict != 0), DB_T("needs", (s)->needs)

static enum status step_insert(struct ctx *c, int64_t version_id, const struct plan_step *s, int64_t group, int64_t *id)
{
        return db_i64(c->db, &step_add, DB_ARGS(DB_I("version", version_id), STEP_ARGS(s, group)), id);
}

/* Edges to `id` from the codes of s->after, among the steps of the version. */
static enum status edges_put(struct ctx *c, int64_t version_id, int64_t id, const struct plan_step *s)
{
        struct plan_step *all;
        size_t n;
        enum status st = db_exec(c->db, &edges_to_drop, DB_ARGS(DB_I("id", id)), NULL);

        if (!st)
                st = plan_steps(c, version_id, &all, &n);
        for (size_t i = 0; !st && i < s->n_after; i++) {
                int64_t from = 0;
                for (size_t k = 0; k < n; k++)
                        if (str_eq(all[k].code, s->after[i]))
                                from = all[k].id;
                if (!from) {
                        struct html_arg arg[] = {{"task", s->code, 0}, {"after", s->after[i], 0}};
                        form_error_text(c, "after", msg_text(c->arena, c->lang, MSG_plan_after_unknown, 2, arg));
                        return ST_INVALID;
                }
                st = db_exec(c->db, &edge_add, DB_ARGS(DB_I("to", id), DB_I("from", from)), NULL);
        }
        return st;
}

/* A whole plan is checked at once: its errors name their step, and a group that is not there as it was written. */
static enum status steps_check(struct ctx *c, const struct plan_step *s, size_t n, int64_t *group)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n; i++) {
                size_t k = c->n_error;
                for (st = step_check(c, &s[i], &group[i]); k < c->n_error; k++) {
                        struct form_error *e = &c->error[k];
                        e->field = str_eq(e->field, "group") ? arena_fmt(c->arena, "%s group=%s", s[i].code, s[i].group_code)
                                                             : arena_fmt(c->arena, "%s %s", s[i].code, e->field);
                }
        }
        return !st && c->n_error ? ST_INVALID : st;
}

static enum status rows_write(struct ctx *c, int64_t version_id, const struct plan_step *s, size_t n)
{
        int64_t *id = ARENA_ARRAY(c->arena, n + 1, int64_t), *group = ARENA_ARRAY(c->arena, n + 1, int64_t);
        enum status st = steps_check(c, s, n, group);

        for (size_t i = 0; !st && i < n; i++)
                st = step_insert(c, version_id, &s[i], group[i], &id[i]);
        for (size_t i = 0; !st && i < n; i++)
                st = edges_put(c, version_id, id[i], &s[i]);
        return st;
}

static enum status version_new(struct ctx *c, const char *plan, const char *name_fr, const char *name_en, bool fresh, int64_t *id)
{
        return db_i64(c->db, &plan_version_add,
                      DB_ARGS(DB_T("plan", plan), DB_T("name_fr", name_fr), DB_T("name_en", name_en), DB_I("now", c->now),
                              DB_I("fresh", fresh)),
                      id);
}

/* ---- drafts ---------------------------------------------------------------------------------------------------------- */

enum status plan_make(struct ctx *c, const char *plan, const char *name_fr, const char *name_en)
{
        int64_t id;

        if (!code_good(plan, 60, "-_."))
                form_error(c, "code", MSG_plan_code_bad);
        name_check(c, "name_fr", name_fr);
        name_check(c, "name_en", name_en);
        if (c->n_error)
                return ST_INVALID;
        if (!c->actor->system && !ctx_role(c, ROLE_DEPT_ADMIN | ROLE_ADMIN))
                return ctx_fail(c, ST_DENIED, MSG_plan_not_yours);
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : version_new(c, plan, name_fr, name_en, true, &id);
        if (st == ST_NOT_FOUND) {
                form_error(c, "code", MSG_plan_code_taken);
                return ST_CONFLICT;
        }
        if (!st)
                st = audit(c, "plan.make", "plan", id, "ok", plan);
        return st ? st : db_commit(&tx);
}

enum status plan_draft_open(struct ctx *c, const char *plan, struct plan_version *out)
{
        struct plan_version now;
        struct plan_step *s;
        size_t n;
        int64_t id;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : plan_draft(c, plan, out);
        if (st != ST_NOT_FOUND)
                return st ? st : may_edit(c, out->id);
        st = plan_current(c, plan, &now);
        if (!st)
                st = may_edit(c, now.id);
        if (!st)
                st = plan_steps(c, now.id, &s, &n);
        if (!st)
                st = version_new(c, plan, now.name_fr, now.name_en, false, &id);
        if (!st)
                st = rows_write(c, id, s, n);
        if (!st)
                st = plan_load(c, id, out);
        return st ? st : db_commit(&tx);
}

/* The draft, locked, the actor's, and as the editor saw it. */
static enum status draft_hold(struct ctx *c, const char *plan, int64_t seen, struct plan_version *v)
{
        int64_t edits;
        enum status st = plan_draft_open(c, plan, v);

        if (!st)
                st = db_i64(c->db, &plan_draft_lock, DB_ARGS(DB_I("id", v->id)), &edits);
        if (!st && seen && seen != edits)
                st = ctx_fail(c, ST_STALE, MSG_plan_stale);
        return st;
}

static enum status draft_touched(struct ctx *c, const struct plan_version *v, const char *verb, const char *detail)
{
        enum status st = db_exec(c->db, &plan_touch, DB_ARGS(DB_I("now", c->now), DB_I("id", v->id)), NULL);

        return st ? st : audit(c, verb, "plan", v->id, "ok", arena_fmt(c->arena, "%s %s", v->plan, detail));
}

enum status plan_draft_drop(struct ctx *c, const char *plan, int64_t seen)
{
        struct plan_version v, now;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_hold(c, plan, seen, &v);

        if (!st && plan_current(c, plan, &now))
                st = ctx_fail(c, ST_CONFLICT, MSG_plan_never_published);
        if (!st)
                st = db_exec(c->db, &edges_drop, DB_ARGS(DB_I("id", v.id)), NULL);
        if (!st)
                st = db_exec(c->db, &steps_drop, DB_ARGS(DB_I("id", v.id)), NULL);
        if (!st)
                st = audit(c, "plan.drop", "plan", v.id, "ok", plan);
        if (!st)
                st = db_exec(c->db, &version_drop, DB_ARGS(DB_I("id", v.id)), NULL);
        return st ? st : db_commit(&tx);
}

enum status plan_rename(struct ctx *c, const char *plan, const char *name_fr, const char *name_en, int64_t seen)
{
        struct plan_version v;

        name_check(c, "name_fr", name_fr);
        name_check(c, "name_en", name_en);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_hold(c, plan, seen, &v);
        if (!st)
                st = db_exec(c->db, &plan_name_put, DB_ARGS(DB_T("name_fr", name_fr), DB_T("name_en", name_en), DB_I("id", v.id)), NULL);
        if (!st)
                st = draft_touched(c, &v, "plan.rename", "");
        return st ? st : db_commit(&tx);
}

static enum status step_find(struct ctx *c, int64_t version_id, const char *code, int64_t *id, size_t *n)
{
        struct plan_step *s;
        enum status st = plan_steps(c, version_id, &s, n);

        *id = 0;
        for (size_t i = 0; !st && i < *n; i++)
                if (str_eq(s[i].code, code))
                        *id = s[i].id;
        return st;
}

static enum status step_write(struct ctx *c, const struct plan_version *v, const char *was, const struct plan_step *s, int64_t group)
{
        int64_t id = 0, other;
        size_t n;
        enum status st = *was ? step_find(c, v->id, was, &id, &n) : ST_OK;

        if (!st && *was && !id)
                return ST_NOT_FOUND;
        if (!st)
                st = step_find(c, v->id, s->code, &other, &n);
        if (!st && other && other != id) {
                form_error(c, "code", MSG_plan_code_taken);
                return ST_INVALID;
        }
        if (!st && !id && n >= PLAN_STEPS)
                return ctx_fail(c, ST_CONFLICT, MSG_plan_many);
        if (!st && id)
                st = db_exec(c->db, &step_put, DB_ARGS(STEP_ARGS(s, group), DB_I("id", id)), NULL);
        else if (!st)
                st = step_insert(c, v->id, s, group, &id);
        return st ? st : edges_put(c, v->id, id, s);
}

enum status plan_step_save(struct ctx *c, const char *plan, const char *was, const struct plan_step *s, int64_t seen)
{
        struct plan_version v;
        int64_t group;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_hold(c, plan, seen, &v);
        if (!st)
                st = step_check(c, s, &group);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = step_write(c, &v, was, s, group);
        if (!st)
                st = draft_touched(c, &v, "plan.step", s->code);
        return st ? st : db_commit(&tx);
}

enum status plan_step_remove(struct ctx *c, const char *plan, const char *code, int64_t seen)
{
        struct plan_version v;
        int64_t id;
        size_t n;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_hold(c, plan, seen, &v);
        if (!st)
                st = step_find(c, v.id, code, &id, &n);
        if (!st && !id)
                st = ST_NOT_FOUND;
        if (!st)
                st = db_exec(c->db, &edges_to_drop, DB_ARGS(DB_I("id", id)), NULL);
        if (!st)
                st = db_exec(c->db, &edges_from_drop, DB_ARGS(DB_I("id", id)), NULL);
        if (!st)
                st = db_exec(c->db, &step_drop, DB_ARGS(DB_I("id", id)), NULL);
        if (!st)
                st = draft_touched(c, &v, "plan.step_removed", code);
        return st ? st : db_commit(&tx);
}

/* ---- publishing --------------------------------------------------------------------------------------------------------- */

static enum status fault(struct ctx *c, int message, const char *codes)
{
        struct html_arg arg = {"tasks", codes, 0};

        return ctx_fail_text(c, ST_CONFLICT, msg_text(c->arena, c->lang, message, 1, &arg));
}

enum status plan_verdict(struct ctx *c, const struct plan_step *s, size_t n)
{
        struct plan_graph g;
        const char *codes;

        graph_of_steps(s, n, &g);
        switch (graph_check(c->arena, &g, &codes)) {
        case PLAN_FINE:
                return ST_OK;
        case PLAN_EMPTY:
                return ctx_fail(c, ST_CONFLICT, MSG_plan_empty);
        case PLAN_CYCLE:
                return fault(c, MSG_plan_cycle, codes);
        case PLAN_DEAD:
                return fault(c, MSG_plan_dead, codes);
        }
        return ST_OK;
}

/* From now on tasks of the step share its points. */
static enum status points_publish(struct ctx *c, const struct plan_step *s)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < s->n_points; i++) {
                struct check_words words = point_words(c, &s->points[i]);
                st = db_exec(c->db, &point_add,
                             DB_ARGS(DB_I("step", s->id), DB_I("nth", (int64_t)i + 1), DB_T("code", arena_fmt(c->arena, "s%zu", i + 1)),
                                     DB_T("label", words.fr), DB_T("label_en", words.en), DB_I("required", s->points[i].required)),
                             NULL);
        }
        return st;
}

static enum status publish(struct ctx *c, int64_t version_id)
{
        struct plan_step *s;
        size_t n;
        enum status st = plan_steps(c, version_id, &s, &n);

        if (!st)
                st = plan_verdict(c, s, n);
        for (size_t i = 0; !st && i < n; i++)
                st = points_publish(c, &s[i]);
        if (!st)
                st = db_exec(c->db, &points_share, DB_ARGS(DB_I("id", version_id)), NULL);
        return st ? st : db_exec(c->db, &plan_published, DB_ARGS(DB_I("now", c->now), DB_I("id", version_id)), NULL);
}

enum status plan_publish(struct ctx *c, const char *plan, int64_t seen)
{
        struct plan_version v;

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : draft_hold(c, plan, seen, &v);
        if (!st)
                st = publish(c, v.id);
        if (!st)
                st = audit(c, "plan.publish", "plan", v.id, "ok", arena_fmt(c->arena, "%s %lld", plan, (long long)v.version));
        return st ? st : db_commit(&tx);
}

static bool same_step(struct ctx *c, const struct plan_step *a, const struct plan_step *b)
{
        bool same = str_eq(a->code, b->code) && str_eq(a->label_fr, b->label_fr) && str_eq(a->label_en, b->label_en) &&
                    str_eq(a->purpose_fr, b->purpose_fr) && str_eq(a->purpose_en, b->purpose_en) && str_eq(a->kind, b->kind) &&
                    str_eq(a->group_code, b->group_code) && str_eq(a->condition, b->condition) && str_eq(a->due, b->due) &&
                    str_eq(a->needs, b->needs) && !a->optional == !b->optional && !a->supports == !b->supports &&
                    !a->strict == !b->strict && a->n_after == b->n_after && str_eq(points_json(c, a), points_json(c, b));
        for (size_t i = 0; same && i < a->n_after; i++)
                same = str_eq(a->after[i], b->after[i]);
        return same;
}

static bool same_plan(struct ctx *c, const struct plan_version *v, const char *name_fr, const char *name_en, const struct plan_step *a,
                      size_t n, const struct plan_step *b, size_t m)
{
        bool same = n == m && str_eq(v->name_fr, name_fr) && str_eq(v->name_en, name_en);

        for (size_t i = 0; same && i < n; i++)
                same = same_step(c, &a[i], &b[i]);
        return same;
}

static int step_order(const void *a, const void *b)
{
        return code_order(((const struct plan_step *)a)->code, ((const struct plan_step *)b)->code);
}

static int text_order(const void *a, const void *b)
{
        return code_order(*(const char *const *)a, *(const char *const *)b);
}

/* As plan_steps() gives them. */
static struct plan_step *in_order(struct ctx *c, const struct plan_step *s, size_t n)
{
        struct plan_step *out = ARENA_ARRAY(c->arena, n + 1, struct plan_step);

        for (size_t i = 0; i < n; i++) {
                out[i] = s[i];
                qsort(out[i].after, out[i].n_after, sizeof out[i].after[0], text_order);
        }
        qsort(out, n, sizeof *out, step_order);
        return out;
}

enum status plan_is(struct ctx *c, const struct plan_version *v, const char *name_fr, const char *name_en, const struct plan_step *s,
                    size_t n, bool *is)
{
        struct plan_step *have;
        size_t n_have;
        enum status st = plan_steps(c, v->id, &have, &n_have);

        *is = !st && same_plan(c, v, name_fr, name_en, in_order(c, s, n), n, have, n_have);
        return st;
}

enum status plan_put(struct ctx *c, const char *plan, const char *name_fr, const char *name_en, const struct plan_step *s, size_t n)
{
        struct plan_version now;
        struct plan_step *old;
        size_t n_old;
        int64_t id;

        if (!code_good(plan, 60, "-_."))
                form_error(c, "code", MSG_plan_code_bad);
        name_check(c, "name_fr", name_fr);
        name_check(c, "name_en", name_en);
        if (c->n_error)
                return ST_INVALID;
        s = in_order(c, s, n);
        enum status st = plan_verdict(c, s, n); /* before any row: what it names may be what the rows would refuse */
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : plan_current(c, plan, &now);
        if (!st) {
                st = plan_steps(c, now.id, &old, &n_old);
                if (!st && same_plan(c, &now, name_fr, name_en, s, n, old, n_old))
                        return ST_OK;
                if (!st)
                        st = may_edit(c, now.id);
        }
        if (!st || st == ST_NOT_FOUND)
                st = version_new(c, plan, name_fr, name_en, false, &id);
        if (!st)
                st = rows_write(c, id, s, n);
        if (!st)
                st = publish(c, id);
        if (!st)
                st = audit(c, "plan.publish", "plan", id, "ok", plan);
        return st ? st : db_commit(&tx);
}
