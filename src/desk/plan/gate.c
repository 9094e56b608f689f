/* What a plan asks before a state is reached: required points, open support tasks, an agreement that is decided, what
 * the next steps need of the course, children that are not done.  Each refusal names what is still to do; a reason
 * lets the first two pass where the step allows it.  The system (imports, jobs, the plan itself) is not asked. */
#include "desk/plan/own.h"
#include "desk/ticket/panels.h"

PLAN_SQL(supports_left,
        "SELECT COUNT(*) FROM support_task k JOIN ticket t ON t.id = k.ticket_id WHERE k.service_task_id = :id AND t.state < 40");
PLAN_SQL(tasks_left,
        "SELECT COUNT(*) FROM service_task k JOIN ticket t ON t.id = k.ticket_id WHERE k.item_id = :id AND t.state < 40");
PLAN_SQL(request_left, "SELECT COUNT(*) FROM ticket t WHERE t.parent_id = :id AND t.kind = 3 AND t.state < 40");
PLAN_SQL(item_begun,
        "SELECT COUNT(*) FROM service_task k JOIN ticket t ON t.id = k.ticket_id WHERE k.item_id = :id"
        " AND (t.assignee_id IS NOT NULL OR k.phase = 2)");
PLAN_SQL(request_begun,
        "SELECT COUNT(*) FROM ticket i LEFT JOIN service_task k ON k.item_id = i.id LEFT JOIN ticket t ON t.id = k.ticket_id"
        " WHERE i.parent_id = :id AND i.kind = 3 AND (i.assignee_id IS NOT NULL OR t.assignee_id IS NOT NULL OR k.phase = 2)");
PLAN_SQL(course_presented, "SELECT COUNT(*) FROM presenter WHERE course_id = :course");
PLAN_SQL(course_dated, "SELECT COUNT(*) FROM course_session WHERE course_id = :course AND state = 10");
PLAN_SQL(course_recorded,
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM course_session x WHERE x.course_id = :course AND x.state = 10 AND x.recording <> ''"
        " UNION ALL SELECT 1 AS one WHERE NOT EXISTS (SELECT 1 FROM approach a WHERE a.code = :approach AND a.recorded = 1)) x");
PLAN_SQL(course_supered, "SELECT COUNT(*) FROM course_super WHERE course_id = :course");

const char *const plan_needs[] = {"presenters", "sessions", "recordings", "super_users", NULL};
static const struct need {
        const struct db_stmt *has;
        int label, missing;
        bool by_approach;
} needs[PLAN_NEEDS] = {{&psql_course_presented, MSG_plan_needs_presenters, MSG_plan_no_presenter, false},
                       {&psql_course_dated, MSG_plan_needs_sessions, MSG_plan_no_session, false},
                       {&psql_course_recorded, MSG_plan_needs_recordings, MSG_plan_no_recording, true},
                       {&psql_course_supered, MSG_plan_needs_super_users, MSG_plan_no_super_user, false}};

static enum status refuse(struct ctx *c, int message, const char *name, const char *text)
{
        struct html_arg arg = {name, text, 0};

        return ctx_fail_text(c, ST_CONFLICT, msg_text(c->arena, c->lang, message, 1, &arg));
}

static enum status refuse_count(struct ctx *c, int message, int64_t n)
{
        return ctx_fail_text(c, ST_CONFLICT, msg_plural(c->arena, c->lang, message, n, 0, NULL));
}

/* « 2.1, 2.2 » of the nodes in `bits`. */
static const char *codes_of(struct ctx *c, const struct plan_graph *g, uint64_t bits)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        for (size_t i = 0; i < g->n; i++)
                if (bits >> i & 1)
                        buf_fmt(&b, "%s%s", b.n ? ", " : "", g->node[i].code);
        return b.p;
}

static size_t node_at(const struct plan_graph *g, int64_t step_id)
{
        for (size_t i = 0; i < g->n; i++)
                if (g->node[i].step_id == step_id)
                        return i;
        return g->n;
}

/* ---- what the course must have ------------------------------------------------------------------------------------ */

bool plan_word_in(const char *words, const char *word)
{
        size_t n = strlen(word);

        for (const char *p = words; (p = strstr(p, word)); p += n)
                if ((p == words || p[-1] == ' ') && (!p[n] || p[n] == ' '))
                        return true;
        return false;
}

int plan_need_label(size_t i)
{
        return needs[i].label;
}

/* The approach that was answered, "" none. */
static const char *approach_of(struct ctx *c, const struct item *i)
{
        const struct json *answers = NULL;
        const char *why, *code = NULL;

        if (!jv_parse(c->arena, i->answers, strlen(i->answers), &answers, &why))
                code = jv_text(jv_get(answers, "approche"));
        return code ? code : "";
}

/* A presenter list that is empty, a calendar without dates or recordings: one does not activate what lives by them. */
enum status course_meets(struct ctx *c, const struct item *i, const char *words, int *missing)
{
        struct db_arg args[2] = {DB_I("course", i->course_id)};
        enum status st = ST_OK;

        *missing = 0;
        for (size_t k = 0; !st && !*missing && k < PLAN_NEEDS; k++) {
                int64_t n = 1;
                if (needs[k].by_approach)
                        args[1] = DB_T("approach", approach_of(c, i));
                if (plan_word_in(words, plan_needs[k]))
                        st = db_i64(c->db, needs[k].has, (struct db_args){needs[k].by_approach ? 2 : 1, args}, &n);
                if (!n)
                        *missing = needs[k].missing;
        }
        return st;
}

/* Names the step that the course is not ready for. */
static enum status refuse_step(struct ctx *c, const struct item *i, int64_t step_id, int missing)
{
        struct plan_step *s;
        size_t n;
        enum status st = plan_steps(c, i->plan_version_id, &s, &n);

        for (size_t k = 0; !st && k < n; k++)
                if (s[k].id == step_id)
                        return refuse(c, missing, "task", arena_fmt(c->arena, "%s %s", s[k].code, s[k].label));
        return st ? st : ST_NOT_FOUND;
}

/* What closing this task would open has what it needs. */
static enum status next_have(struct ctx *c, const struct ticket *t, const struct item *i, const struct plan_graph *g, size_t at)
{
        struct plan_graph then = *g;
        enum status st = ST_OK;

        if (!t->course_id)
                return ST_OK;
        then.node[at].phase = PHASE_DONE;
        uint64_t opens = graph_ready(&then);
        for (size_t k = 0; !st && k < g->n; k++) {
                int missing = 0;
                if (opens >> k & 1)
                        st = course_meets(c, i, g->node[k].needs, &missing);
                if (missing)
                        return refuse_step(c, i, g->node[k].step_id, missing);
        }
        return st;
}

/* ---- a task --------------------------------------------------------------------------------------------------------- */

static enum status work_left(struct ctx *c, const struct ticket *t, bool strict, bool reasoned)
{
        const char *points;
        int64_t supports = 0;
        enum status st = checks_missing(c, t->id, &points);

        if (!st && *points && (strict || !reasoned))
                return refuse(c, strict ? MSG_plan_points_strict : MSG_plan_points, "points", points);
        if (!st)
                st = db_i64(c->db, &psql_supports_left, DB_ARGS(DB_I("id", t->id)), &supports);
        if (!st && supports && (strict || !reasoned))
                return refuse_count(c, strict ? MSG_plan_supports_strict : MSG_plan_supports, supports);
        return st;
}

enum status task_gate(struct ctx *c, const struct ticket *t, int to_state, const char *reason)
{
        struct task_row task;
        struct item i;
        struct plan_graph g;

        if (c->actor->system || (to_state != STATE_CLOSED && to_state != STATE_OPEN))
                return ST_OK;
        enum status st = task_load(c, t->id, &task);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st; /* one without a plan */
        if ((st = item_load(c, task.item_id, &i)) || (st = graph_of_plan(c, i.plan_version_id, task.item_id, &g)))
                return st;
        size_t at = node_at(&g, task.step_id);
        if (task.phase == PHASE_WAITING)
                return refuse(c, MSG_plan_waits, "tasks", codes_of(c, &g, g.node[at].before & ~graph_passed(&g)));
        if (to_state == STATE_OPEN)
                return ST_OK;
        if (task.agreement && !*task.decision)
                return ctx_fail(c, ST_CONFLICT, MSG_plan_undecided);
        st = work_left(c, t, task.strict, !text_blank(reason));
        return st || task.phase >= PHASE_DONE ? st : next_have(c, t, &i, &g, at);
}

/* ---- an item, a request ------------------------------------------------------------------------------------------------ */

/* Who asked takes it back as long as nobody began; afterwards they say so, and the desk cancels. */
static enum status taken_back(struct ctx *c, const struct ticket *t, int to_state, const struct db_stmt *begun)
{
        int64_t n = t->assignee_id != 0;

        if (to_state != STATE_CANCELLED || ticket_can(c, t, ACT_WORK))
                return ST_OK;
        enum status st = n ? ST_OK : db_i64(c->db, begun, DB_ARGS(DB_I("id", t->id)), &n);
        return st || !n ? st : ctx_fail(c, ST_CONFLICT, MSG_request_begun);
}

enum status item_gate(struct ctx *c, const struct ticket *t, int to_state, const char *reason)
{
        int64_t left;
        (void)reason;
        if (c->actor->system)
                return ST_OK;
        if (to_state != STATE_CLOSED)
                return taken_back(c, t, to_state, &psql_item_begun);
        enum status st = db_i64(c->db, &psql_tasks_left, DB_ARGS(DB_I("id", t->id)), &left);
        return st || !left ? st : refuse_count(c, MSG_plan_tasks_left, left);
}

enum status request_gate(struct ctx *c, const struct ticket *t, int to_state, const char *reason)
{
        int64_t left;
        (void)reason;
        if (c->actor->system)
                return ST_OK;
        if (to_state != STATE_CLOSED)
                return taken_back(c, t, to_state, &psql_request_begun);
        enum status st = db_i64(c->db, &psql_request_left, DB_ARGS(DB_I("id", t->id)), &left);
        return st || !left ? st : refuse_count(c, MSG_plan_items_left, left);
}
