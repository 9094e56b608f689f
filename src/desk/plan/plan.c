/* Plans and their versions as the database holds them, and the kinds of tickets that live by them: a request holds
 * items, an item its service tasks.  Their moves are data like those of any kind; what a plan asks besides is in
 * gate.c, what follows in advance.c. */
#include "desk/plan/own.h"
#include "desk/ticket/panel.h"

PLAN_SQL(plan_newest,
        "SELECT v.id, v.version, v.published_at, v.edits, v.plan, v.name_fr, v.name_en FROM plan_version v"
        " WHERE v.plan = :plan AND v.published_at IS NOT NULL ORDER BY v.version DESC LIMIT 1");
PLAN_SQL(plan_drafted,
        "SELECT v.id, v.version, v.published_at, v.edits, v.plan, v.name_fr, v.name_en FROM plan_version v"
        " WHERE v.plan = :plan AND v.published_at IS NULL ORDER BY v.version DESC LIMIT 1");
PLAN_SQL(plan_by_id,
        "SELECT v.id, v.version, v.published_at, v.edits, v.plan, v.name_fr, v.name_en FROM plan_version v WHERE v.id = :id");
PLAN_STEADY(plan_step_rows,
        "SELECT s.id, s.group_id, s.optional, s.supports, s.strict, s.points_shared, s.code, s.label_fr, s.label_en, s.purpose_fr, s.purpose_en,"
        " s.kind, COALESCE(s.condition, '') AS condition, COALESCE(s.due, '') AS due, s.needs, s.checklist, g.name AS group_name,"
        " g.code AS group_code FROM plan_step s JOIN support_group g ON g.id = s.group_id WHERE s.plan_version_id = :id LIMIT 60");
PLAN_STEADY(plan_edge_rows,
        "SELECT e.to_id, e.from_id FROM plan_edge e JOIN plan_step s ON s.id = e.to_id WHERE s.plan_version_id = :id"
        " ORDER BY e.to_id, e.from_id LIMIT 3600");
PLAN_SQL(plan_graph_rows,
        "SELECT s.id AS step_id, COALESCE(k.ticket_id, 0) AS ticket_id, COALESCE(k.phase, -1) AS phase,"
        " s.optional, s.code, s.needs FROM plan_step s"
        " LEFT JOIN service_task k ON k.step_id = s.id AND k.item_id = :item WHERE s.plan_version_id = :id LIMIT 60");

#define I(m) DB_COL_I64(struct plan_version, m)
#define T(m) DB_COL_TEXT(struct plan_version, m)
static const struct db_col version_cols[] = {I(id), I(version), I(published_at), I(edits), T(plan), T(name_fr), T(name_en), DB_COL_END};
#undef I
#undef T
#define I(m) DB_COL_I64(struct plan_step, m)
#define T(m) DB_COL_TEXT(struct plan_step, m)
static const struct db_col step_cols[] = {I(id), I(group_id), I(optional), I(supports), I(strict), I(points_shared), T(code), T(label_fr), T(label_en),
                                          T(purpose_fr), T(purpose_en), T(kind), T(condition), T(due), T(needs), T(checklist),
                                          T(group_name), T(group_code), DB_COL_END};
#undef I
#undef T

struct edge_row {
        int64_t to_id, from_id;
};
static const struct db_col edge_cols[] = {DB_COL_I64(struct edge_row, to_id), DB_COL_I64(struct edge_row, from_id), DB_COL_END};

struct node_row {
        int64_t step_id, ticket_id, phase, optional;
        const char *code, *needs;
};
static const struct db_col node_cols[] = {DB_COL_I64(struct node_row, step_id), DB_COL_I64(struct node_row, ticket_id),
                                          DB_COL_I64(struct node_row, phase), DB_COL_I64(struct node_row, optional), DB_COL_TEXT(struct node_row, code),
                                          DB_COL_TEXT(struct node_row, needs), DB_COL_END};

const char *plan_said(const struct ctx *c, const char *fr, const char *en)
{
        return c->lang == LANG_EN && en && *en ? en : fr ? fr : "";
}

/* ---- versions -------------------------------------------------------------------------------------------------- */

static enum status version_one(struct ctx *c, const struct db_stmt *s, struct db_args args, struct plan_version *out)
{
        enum status st = db_one(c->db, c->arena, s, args, version_cols, out);

        if (!st)
                out->name = plan_said(c, out->name_fr, out->name_en);
        return st;
}

enum status plan_current(struct ctx *c, const char *plan, struct plan_version *out)
{
        return version_one(c, &psql_plan_newest, DB_ARGS(DB_T("plan", plan)), out);
}

enum status plan_draft(struct ctx *c, const char *plan, struct plan_version *out)
{
        return version_one(c, &psql_plan_drafted, DB_ARGS(DB_T("plan", plan)), out);
}

enum status plan_load(struct ctx *c, int64_t version_id, struct plan_version *out)
{
        return version_one(c, &psql_plan_by_id, DB_ARGS(DB_I("id", version_id)), out);
}

/* ---- steps ----------------------------------------------------------------------------------------------------- */

static const char *text_of(const struct json *j, const char *key)
{
        const char *s = jv_text(jv_get(j, key));

        return s ? s : "";
}

static void points_read(struct ctx *c, struct plan_step *s)
{
        const struct json *j = NULL;
        const char *why;

        if (jv_parse(c->arena, s->checklist, strlen(s->checklist), &j, &why))
                return;
        size_t n = jv_count(j) < PLAN_POINTS ? jv_count(j) : PLAN_POINTS;
        s->points = ARENA_ARRAY(c->arena, n + 1, struct plan_point);
        for (size_t i = 0; i < n; i++) {
                const struct json *one = jv_at(j, i);
                struct plan_point *p = &s->points[s->n_points++];
                *p = (struct plan_point){.fr = text_of(one, "fr"), .en = text_of(one, "en"), .under_fr = text_of(one, "under_fr"),
                                         .under_en = text_of(one, "under_en"), .required = jv_true(jv_get(one, "required"))};
                p->text = plan_said(c, p->fr, p->en);
                p->under = plan_said(c, p->under_fr, p->under_en);
        }
}

static int by_code(const void *a, const void *b)
{
        return code_order(((const struct plan_step *)a)->code, ((const struct plan_step *)b)->code);
}

static const struct plan_step *step_by_id(const struct plan_step *s, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (s[i].id == id)
                        return &s[i];
        return NULL;
}

static enum status steps_read(struct ctx *c, int64_t version_id, bool whole, struct plan_step **out, size_t *n)
{
        struct edge_row *e = NULL;
        size_t n_edge = 0;
        enum status st = db_all(c->db, c->arena, &psql_plan_step_rows, DB_ARGS(DB_I("id", version_id)), step_cols, sizeof **out,
                                PLAN_STEPS, out, n);

        if (!st)
                st = db_all(c->db, c->arena, &psql_plan_edge_rows, DB_ARGS(DB_I("id", version_id)), edge_cols, sizeof *e,
                            PLAN_STEPS * PLAN_STEPS, &e, &n_edge);
        if (st)
                return st;
        qsort(*out, *n, sizeof **out, by_code);
        for (size_t i = 0; i < *n; i++) {
                struct plan_step *s = &(*out)[i];
                s->label = plan_said(c, s->label_fr, s->label_en);
                s->purpose = plan_said(c, s->purpose_fr, s->purpose_en);
                if (whole || !s->points_shared)
                        points_read(c, s);
        }
        /* in the order of their codes too */
        for (size_t i = 0; i < *n; i++)
                for (size_t k = 0; k < *n; k++)
                        for (size_t j = 0; j < n_edge; j++)
                                if (e[j].to_id == (*out)[i].id && e[j].from_id == (*out)[k].id && step_by_id(*out, *n, e[j].from_id))
                                        (*out)[i].after[(*out)[i].n_after++] = (*out)[k].code;
        return ST_OK;
}

enum status plan_steps(struct ctx *c, int64_t version_id, struct plan_step **out, size_t *n)
{
        return steps_read(c, version_id, true, out, n);
}

enum status plan_steps_opening(struct ctx *c, int64_t version_id, struct plan_step **out, size_t *n)
{
        return steps_read(c, version_id, false, out, n);
}

/* ---- graphs ---------------------------------------------------------------------------------------------------- */

static int node_order(const void *a, const void *b)
{
        return code_order(((const struct plan_node *)a)->code, ((const struct plan_node *)b)->code);
}

static uint64_t bit_of(const struct plan_graph *g, int64_t step_id)
{
        for (size_t i = 0; i < g->n; i++)
                if (g->node[i].step_id == step_id)
                        return UINT64_C(1) << i;
        return 0;
}

enum status graph_of_plan(struct ctx *c, int64_t version_id, int64_t item_id, struct plan_graph *out)
{
        struct node_row *row;
        struct edge_row *e = NULL;
        size_t n, n_edge = 0;
        enum status st = db_all(c->db, c->arena, &psql_plan_graph_rows, DB_ARGS(DB_I("item", item_id), DB_I("id", version_id)),
                                node_cols, sizeof *row, PLAN_STEPS, &row, &n);

        if (!st)
                st = db_all(c->db, c->arena, &psql_plan_edge_rows, DB_ARGS(DB_I("id", version_id)), edge_cols, sizeof *e,
                            PLAN_STEPS * PLAN_STEPS, &e, &n_edge);
        if (st)
                return st;
        *out = (struct plan_graph){.n = n};
        for (size_t i = 0; i < n; i++)
                out->node[i] = (struct plan_node){.step_id = row[i].step_id, .ticket_id = row[i].ticket_id, .code = row[i].code, .needs = row[i].needs,
                                                  .later = row[i].optional ? row[i].needs : "", .phase = (int)row[i].phase};
        qsort(out->node, n, sizeof out->node[0], node_order);
        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < n_edge; j++)
                        if (e[j].to_id == out->node[i].step_id)
                                out->node[i].before |= bit_of(out, e[j].from_id);
        return ST_OK;
}

enum status graph_of_item(struct ctx *c, int64_t item_id, struct plan_graph *out)
{
        struct item i;
        enum status st = item_load(c, item_id, &i);

        return st ? st : graph_of_plan(c, i.plan_version_id, item_id, out);
}

/* ---- the kinds ------------------------------------------------------------------------------------------------- */

static const struct ticket_move_rule request_moves[] = {
        {STATE_NEW, STATE_OPEN, ACT_WORK},         {STATE_NEW, STATE_CLOSED, ACT_WORK},      {STATE_NEW, STATE_CANCELLED, ACT_WORK},
        {STATE_NEW, STATE_CANCELLED, ACT_ACCEPT},  {STATE_OPEN, STATE_PENDING, ACT_WORK},    {STATE_OPEN, STATE_CLOSED, ACT_WORK},
        {STATE_OPEN, STATE_CANCELLED, ACT_WORK},   {STATE_OPEN, STATE_CANCELLED, ACT_ACCEPT}, {STATE_PENDING, STATE_OPEN, ACT_WORK},
        {STATE_PENDING, STATE_CLOSED, ACT_WORK},   {STATE_PENDING, STATE_CANCELLED, ACT_WORK},
        {STATE_PENDING, STATE_CANCELLED, ACT_ACCEPT}, {STATE_CLOSED, STATE_OPEN, ACT_WORK},  {STATE_CLOSED, STATE_OPEN, ACT_ACCEPT},
        {STATE_CANCELLED, STATE_OPEN, ACT_WORK},   {0},
};
/* Items move as their request does. */
static const struct ticket_move_rule task_moves[] = {
        {STATE_NEW, STATE_OPEN, ACT_WORK},       {STATE_NEW, STATE_CANCELLED, ACT_WORK},  {STATE_OPEN, STATE_PENDING, ACT_WORK},
        {STATE_OPEN, STATE_CLOSED, ACT_WORK},    {STATE_OPEN, STATE_CANCELLED, ACT_WORK}, {STATE_PENDING, STATE_OPEN, ACT_WORK},
        {STATE_PENDING, STATE_CLOSED, ACT_WORK}, {STATE_PENDING, STATE_CANCELLED, ACT_WORK}, {STATE_CLOSED, STATE_OPEN, ACT_WORK},
        {STATE_CANCELLED, STATE_OPEN, ACT_WORK}, {0},
};

/* What waits for earlier tasks opens by the plan alone; until then it may only be cancelled. */
static bool task_fits(const struct ticket *t, int to_state)
{
        return t->pending != PENDING_EARLIER_TASK || to_state == STATE_CANCELLED;
}

PLAN_SQL(item_lock, "SELECT ticket_id FROM item WHERE ticket_id = :id @lock");
PLAN_SQL(task_lock,
        "SELECT i.ticket_id FROM item i WHERE i.ticket_id = (SELECT k.item_id FROM service_task k WHERE k.ticket_id = :id) @lock");
PLAN_SQL(request_lock,
        "SELECT i.ticket_id FROM item i WHERE i.ticket_id IN (SELECT t.id FROM ticket t WHERE t.parent_id = :id AND t.kind = 3)"
        " ORDER BY i.ticket_id LIMIT 200 @lock");

static enum status lock_with(struct ctx *c, const struct db_stmt *s, int64_t id)
{
        struct locked {
                int64_t ticket_id;
        } *row;
        static const struct db_col cols[] = {DB_COL_I64(struct locked, ticket_id), DB_COL_END};
        size_t n;

        return db_all(c->db, c->arena, s, DB_ARGS(DB_I("id", id)), cols, sizeof *row, REQUEST_ITEMS, &row, &n);
}

static enum status lock_item(struct ctx *c, const struct ticket *t)
{
        return lock_with(c, &psql_item_lock, t->id);
}

static enum status lock_task(struct ctx *c, const struct ticket *t)
{
        return lock_with(c, &psql_task_lock, t->id);
}

static enum status lock_request(struct ctx *c, const struct ticket *t)
{
        return lock_with(c, &psql_request_lock, t->id);
}

static const struct ticket_kind plan_kinds[] = {
        {.kind = TICKET_REQUEST, .prefix = "REQ", .word = "request", .moves = request_moves, .gate = request_gate, .lock = lock_request},
        {.kind = TICKET_ITEM, .prefix = "RITM", .word = "item", .moves = request_moves, .gate = item_gate, .lock = lock_item},
        {.kind = TICKET_SERVICE_TASK, .prefix = "SCTASK", .word = "service_task", .moves = task_moves, .gate = task_gate,
         .fits = task_fits, .lock = lock_task},
        {0},
};

static const struct ticket_hook plan_hook = {"plan", plan_on_ticket};
static const struct ticket_hook *const plan_hooks[] = {&plan_hook, NULL};
static const struct db_stmt *const plan_stmts[] = {PLAN_STMTS(PLAN_STMT_ROW) NULL};

static const struct personal plan_personal[] = {
        {"item", "answers", "due_by", "answers to a form, with the request of its requester; who confirmed when it is due"},
        {"service_task", "due_by", "due_by", "who confirmed when a task is due"},
        {"service_task", "decided_by", "decided_by", "who wrote down an agreement"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_plan = {
        .name = "plan", .stmts = plan_stmts, .kinds = plan_kinds, .hooks = plan_hooks, .personal = plan_personal};
