/* Opening items and reading them.  An offer names a plan by one of its versions; what is opened takes the newest
 * published one.  The rows of item and service_task are written by the plan's own hook while the
 * ticket is being opened, so that no other hook ever sees an item without its plan. */
#include "desk/plan/draw.h"
#include "desk/plan/own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/panels.h"

PLAN_STEADY(item_offer,
        "SELECT o.id, o.service_id, o.form_version_id, COALESCE((SELECT w.id FROM plan_version v JOIN plan_version w ON w.plan = v.plan"
        " WHERE v.id = o.plan_version_id AND w.published_at IS NOT NULL ORDER BY w.version DESC LIMIT 1), 0) AS plan_version_id,"
        " COALESCE(o.group_id, 0) AS group_id, COALESCE(o.promise_id, 0) AS promise_id FROM offer o"
        " JOIN service s ON s.id = o.service_id WHERE o.id = :id");
PLAN_LATER(item_insert,
        "INSERT INTO item (ticket_id, offer_id, form_version_id, plan_version_id, answers, due_at, due_known)"
        " VALUES (:ticket, :offer, :form, :plan, :answers, :due, :known)");
PLAN_SQL(item_row,
        "SELECT i.ticket_id, i.offer_id, i.form_version_id, i.plan_version_id, i.done_at, i.due_at, i.due_known, t.course_id,"
        " t.parent_id AS request_id, COALESCE(h.first_at, (SELECT MIN(x.from_at) FROM course_session x WHERE x.course_id = h.id AND x.state = 10), 0) AS first_at,"
        " COALESCE((SELECT MAX(y.to_at) FROM course_session y WHERE y.course_id = h.id AND y.state = 10), 0) AS last_at, i.answers, o.code AS offer_code,"
        " s.code AS service_code, v.plan, v.name_fr AS plan_fr, v.name_en AS plan_en, COALESCE(v.version, 0) AS plan_version"
        " FROM item i JOIN ticket t ON t.id = i.ticket_id JOIN offer o ON o.id = i.offer_id JOIN service s ON s.id = o.service_id"
        " LEFT JOIN course h ON h.id = t.course_id LEFT JOIN plan_version v ON v.id = i.plan_version_id WHERE i.ticket_id = :id");
PLAN_SQL(item_of_course,
        "SELECT i.ticket_id FROM item i JOIN ticket t ON t.id = i.ticket_id WHERE t.course_id = :course AND t.state < 40"
        " ORDER BY i.ticket_id LIMIT 500");
PLAN_LATER(task_insert,
        "INSERT INTO service_task (ticket_id, item_id, step_id, phase, opened_at, due_at, due_known, points_shared)"
        " VALUES (:ticket, :item, :step, :phase, :opened, :due, :known, :shared)");
#define TASK_ROW                                                                                                       \
        "SELECT k.ticket_id, k.item_id, k.step_id, k.phase, t.state, t.pending, t.assignee_id, t.group_id, k.due_at, k.due_known," \
        " (SELECT COUNT(*) FROM check_box b WHERE b.ticket_id = k.ticket_id) + CASE WHEN k.points_shared = 1 THEN"         \
        " (SELECT COUNT(*) FROM plan_point q WHERE q.step_id = k.step_id) ELSE 0 END AS checks,"                          \
        " (SELECT COUNT(*) FROM check_box b WHERE b.ticket_id = k.ticket_id AND b.done_at IS NOT NULL) AS checked,"       \
        " s.optional, s.strict, CASE WHEN s.kind = 'agreement' THEN 1 ELSE 0 END AS agreement, k.opened_at, t.closed_at, t.num, t.version," \
        " s.code, s.label_fr, s.label_en, s.purpose_fr, s.purpose_en, g.name AS group_name, p.name AS assignee_name, k.decision," \
        " COALESCE(s.due, '') AS rule" \
        " FROM service_task k JOIN ticket t ON t.id = k.ticket_id JOIN plan_step s ON s.id = k.step_id"                   \
        " JOIN support_group g ON g.id = t.group_id LEFT JOIN person p ON p.id = t.assignee_id"
PLAN_SQL(task_rows, TASK_ROW " WHERE k.item_id = :id LIMIT 60");
PLAN_SQL(task_one, TASK_ROW " WHERE k.ticket_id = :id");
PLAN_SQL(request_children, "SELECT t.id FROM ticket t WHERE t.parent_id = :id AND t.kind = 3 ORDER BY t.id LIMIT 200");

PLAN_SQL(request_heads,
        "SELECT DISTINCT t.id AS item_id, r.id AS request_id, r.num, (SELECT COUNT(*) FROM ticket y WHERE y.parent_id = r.id AND y.kind = 3) AS items"
        " FROM ticket_person x JOIN ticket t ON t.id = x.ticket_id JOIN ticket r ON r.id = t.parent_id WHERE x.person_id = :me"
        " AND x.ticket_id >= :low AND x.ticket_id <= :high AND t.kind = 3 AND r.kind = 2"
        " AND EXISTS (SELECT 1 FROM ticket_person z WHERE z.ticket_id = r.id AND z.person_id = :me)"
        " AND EXISTS (SELECT 1 FROM ticket y WHERE y.parent_id = r.id AND y.kind = 3 AND y.id <> t.id) ORDER BY t.id DESC LIMIT 500");

#define I(m) DB_COL_I64(struct item, m)
#define T(m) DB_COL_TEXT(struct item, m)
static const struct db_col item_cols[] = {I(ticket_id), I(offer_id), I(form_version_id), I(plan_version_id), I(done_at), I(due_at),
                                          I(due_known), I(course_id), I(request_id), I(first_at), I(last_at), T(answers), T(offer_code),
                                          T(service_code), T(plan), T(plan_fr), T(plan_en), I(plan_version), DB_COL_END};
#undef I
#undef T
#define I(m) DB_COL_I64(struct task_row, m)
#define T(m) DB_COL_TEXT(struct task_row, m)
static const struct db_col task_cols[] = {I(ticket_id), I(item_id), I(step_id), I(phase), I(state), I(pending), I(assignee_id),
                                          I(group_id), I(due_at), I(due_known), I(checks), I(checked), I(optional), I(strict), I(agreement), I(opened_at),
                                          I(closed_at), I(num), I(version), T(code), T(label_fr), T(label_en), T(purpose_fr), T(purpose_en),
                                          T(group_name), T(assignee_name), T(decision), T(rule), DB_COL_END};
#undef I
#undef T

_Thread_local const struct plan_opening *plan_opening;

/* ---- reading --------------------------------------------------------------------------------------------------- */

enum status item_load(struct ctx *c, int64_t ticket_id, struct item *out)
{
        enum status st = db_one(c->db, c->arena, &psql_item_row, DB_ARGS(DB_I("id", ticket_id)), item_cols, out);

        if (!st)
                out->plan_name = plan_said(c, out->plan_fr, out->plan_en);
        return st;
}

static void task_fill(struct ctx *c, struct task_row *t)
{
        t->number = ticket_number(c, TICKET_SERVICE_TASK, t->num);
        t->label = plan_said(c, t->label_fr, t->label_en);
        t->purpose = plan_said(c, t->purpose_fr, t->purpose_en);
}

static int task_order(const void *a, const void *b)
{
        return code_order(((const struct task_row *)a)->code, ((const struct task_row *)b)->code);
}

enum status item_tasks(struct ctx *c, int64_t item_id, struct task_row **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &psql_task_rows, DB_ARGS(DB_I("id", item_id)), task_cols, sizeof **out,
                                PLAN_STEPS, out, n);

        if (st)
                return st;
        qsort(*out, *n, sizeof **out, task_order);
        for (size_t i = 0; i < *n; i++)
                task_fill(c, &(*out)[i]);
        return ST_OK;
}

enum status task_load(struct ctx *c, int64_t ticket_id, struct task_row *out)
{
        enum status st = db_one(c->db, c->arena, &psql_task_one, DB_ARGS(DB_I("id", ticket_id)), task_cols, out);

        if (!st)
                task_fill(c, out);
        return st;
}

enum status item_progress(struct ctx *c, int64_t item_id, struct item_progress *out)
{
        struct task_row *t;
        size_t n;
        enum status st = item_tasks(c, item_id, &t, &n);

        *out = (struct item_progress){.tasks = st ? 0 : (int64_t)n};
        for (size_t i = 0; !st && i < n; i++) {
                out->done += t[i].phase >= PHASE_DONE;
                out->open += t[i].phase == PHASE_OPEN;
                out->waiting += t[i].phase == PHASE_WAITING;
        }
        return st;
}

enum status request_items(struct ctx *c, int64_t request_id, struct ticket **out, size_t *n)
{
        struct id_row {
                int64_t id;
        } *row;
        static const struct db_col cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};
        size_t k;
        enum status st = db_all(c->db, c->arena, &psql_request_children, DB_ARGS(DB_I("id", request_id)), cols, sizeof *row,
                                REQUEST_ITEMS, &row, &k);

        *n = 0;
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, k + 1, struct ticket);
        for (size_t i = 0; i < k; i++) {
                st = ticket_load(c, row[i].id, ACT_READ, &(*out)[*n]);
                if (st && st != ST_NOT_FOUND)
                        return st;
                *n += st == ST_OK;
        }
        return ST_OK;
}

enum status item_heads(struct ctx *c, int64_t low, int64_t high, struct item_head **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct item_head, item_id), DB_COL_I64(struct item_head, request_id),
                                             DB_COL_I64(struct item_head, num), DB_COL_I64(struct item_head, items), DB_COL_END};
        enum status st = db_all(c->db, c->arena, &psql_request_heads,
                                DB_ARGS(DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("low", low), DB_I("high", high)), cols,
                                sizeof **out, ITEM_HEADS, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].number = ticket_number(c, TICKET_REQUEST, (*out)[i].num);
        return st;
}

/* ---- opening --------------------------------------------------------------------------------------------------- */

struct offer_row {
        int64_t id, service_id, form_version_id, plan_version_id, group_id, promise_id;
};
static const struct db_col offer_cols[] = {DB_COL_I64(struct offer_row, id), DB_COL_I64(struct offer_row, service_id),
                                           DB_COL_I64(struct offer_row, form_version_id),
                                           DB_COL_I64(struct offer_row, plan_version_id), DB_COL_I64(struct offer_row, group_id),
                                           DB_COL_I64(struct offer_row, promise_id), DB_COL_END};

static enum status open_with(struct ctx *c, const struct ticket_draft *d, const struct plan_opening *o, struct ticket *out)
{
        const struct plan_opening *outer = plan_opening;

        plan_opening = o;
        enum status st = ticket_open(c, d, out);
        plan_opening = outer;
        return st;
}

static struct ticket_draft draft_of(const struct item_draft *d, const struct offer_row *o, const struct course *course)
{
        return (struct ticket_draft){.subject = d->subject, .description = d->description, .requester_id = d->requester_id,
                                     .requested_for_id = d->requested_for_id, .service_id = o->service_id, .routed_group_id = o->group_id,
                                     .persona = d->persona, .course_id = d->course_id, .course = course, .channel = d->channel, .confidential = -1,
                                     .planned = true, .state = STATE_OPEN};
}

static enum status request_open(struct ctx *c, const struct item_draft *d, const struct offer_row *o, const struct course *course, int64_t *id)
{
        struct ticket t;
        struct ticket_draft req = draft_of(d, o, course);

        req.kind = TICKET_REQUEST;
        req.bare = true;
        req.quiet_requester = d->quiet_requester;
        enum status st = ticket_open(c, &req, &t);
        *id = t.id;
        return st;
}

/* The item itself: NEW when nobody has a plan for it, so that somebody looks.  *i is what item_load() would find of it,
 * as far as its tasks ask. */
static enum status ritm_open(struct ctx *c, const struct item_draft *d, const struct offer_row *o, int64_t request_id,
                             const struct course *course, struct ticket *out, struct item *i)
{
        int64_t first_at = course ? course->first_at : 0;
        struct item_opening item = {o->id, o->form_version_id, o->plan_version_id, first_at ? first_at : MOMENT_NEVER,
                                    first_at ? DUE_PROPOSED : DUE_UNKNOWN, d->answers && *d->answers ? d->answers : "{}"};
        struct ticket_draft ritm = draft_of(d, o, course);

        ritm.kind = TICKET_ITEM;
        ritm.promise_id = o->promise_id;
        ritm.parent_id = request_id;
        ritm.due_at = first_at;
        ritm.quiet_requester = true; /* the request says it once */
        if (!o->plan_version_id)
                ritm.state = STATE_NEW;
        enum status st = open_with(c, &ritm, &(struct plan_opening){.item = &item}, out);
        *i = (struct item){.ticket_id = out->id, .offer_id = o->id, .form_version_id = o->form_version_id, .plan_version_id = o->plan_version_id,
                           .due_at = item.due_at, .due_known = item.due_known, .course_id = d->course_id, .request_id = request_id,
                           .first_at = first_at, .last_at = course ? course->last_at : 0, .answers = item.answers};
        return st;
}

/* What the tasks of an item share while they open: the days that dates are counted in, and the points of those whose step
 * does not share its own, as one published long ago, written at once when the tasks are there. */
struct opening {
        const struct calendar *cal;
        struct check_plan *list;
        size_t n;
};

struct check_words point_words(struct ctx *c, const struct plan_point *p)
{
        if (!*p->under_fr)
                return (struct check_words){p->fr, p->en};
        return (struct check_words){arena_fmt(c->arena, "%s : %s", p->under_fr, p->fr),
                                    *p->en ? arena_fmt(c->arena, "%s: %s", p->under_en, p->en) : ""};
}

static void points_add(struct ctx *c, int64_t ticket_id, const struct plan_step *s, struct opening *to)
{
        for (size_t i = 0; i < s->n_points; i++) {
                const struct plan_point *p = &s->points[i];
                to->list[to->n++] = (struct check_plan){ticket_id, arena_fmt(c->arena, "s%zu", i + 1), point_words(c, p), p->required};
        }
}

static enum status step_open(struct ctx *c, const struct ticket *ritm, const struct item *i, const struct course *course,
                             const struct plan_step *s, bool ready, struct opening *all)
{
        struct ticket t;
        int64_t due = step_due(c, all->cal, s->due, ready ? c->now : 0, i);
        struct task_opening task = {ritm->id, s->id, ready ? PHASE_OPEN : PHASE_WAITING, due ? due : MOMENT_NEVER,
                                    due ? DUE_PROPOSED : DUE_UNKNOWN, s->points_shared};
        const char *subject = text_short(c->arena, arena_fmt(c->arena, "%s – %s", s->label_fr, ritm->subject), 180);
        struct ticket_draft d = {.kind = TICKET_SERVICE_TASK, .subject = subject, .description = s->purpose_fr,
                                 .group_id = s->group_id, .service_id = ritm->service_id, .parent_id = ritm->id,
                                 .course_id = ritm->course_id, .course = course, .due_at = due, .channel = (int)ritm->channel, .impact = ritm->impact,
                                 .urgency = ritm->urgency, .priority = ritm->priority, .confidential = ritm->confidential ? 1 : -1,
                                 .bare = true, .planned = true, .state = ready ? STATE_OPEN : STATE_PENDING, .pending = PENDING_EARLIER_TASK};
        enum status st;

        AS_SYSTEM(c, st = open_with(c, &d, &(struct plan_opening){.task = &task}, &t));
        if (!st && !s->points_shared)
                points_add(c, t.id, s, all);
        return st;
}

bool step_later(const struct plan_step *s)
{
        return s->optional && *s->needs;
}

enum status step_join(struct ctx *c, const struct item *i, int64_t step_id, bool *made)
{
        struct plan_step *s;
        struct ticket ritm;
        const struct json *answers = NULL;
        const char *why;
        size_t n;
        struct opening all = {.list = ARENA_ARRAY(c->arena, PLAN_POINTS, struct check_plan)};
        enum status st = plan_steps_opening(c, i->plan_version_id, &s, &n);

        *made = false;
        if (!st)
                st = clock_desk_calendar(c, &all.cal);
        if (!st)
                st = ticket_raw(c, i->ticket_id, &ritm);
        if (st || jv_parse(c->arena, i->answers, strlen(i->answers), &answers, &why))
                return st ? st : ST_INVALID;
        for (size_t k = 0; !st && k < n; k++) {
                if (s[k].id != step_id || !condition_holds(c->arena, s[k].condition, answers))
                        continue;
                *made = true;
                st = step_open(c, &ritm, i, NULL, &s[k], true, &all);
        }
        return st ? st : checks_planned(c, all.list, all.n);
}

/* A task for each step whose condition holds; what waits for nobody is open.  *goes_on: the plan has more to do at once,
 * because nothing is left or because a step that may join later waits for nobody. */
static enum status tasks_open(struct ctx *c, const struct ticket *ritm, const struct item *i, const struct course *course, bool *goes_on)
{
        struct plan_step *s;
        struct plan_graph g;
        const struct json *answers = NULL;
        const char *why;
        size_t n;
        struct opening all = {0};
        enum status st = plan_steps_opening(c, i->plan_version_id, &s, &n);

        *goes_on = true;
        if (!st)
                st = clock_desk_calendar(c, &all.cal);
        if (!st)
                graph_of_steps(s, n, &g);
        if (st || jv_parse(c->arena, i->answers, strlen(i->answers), &answers, &why))
                return st ? st : ST_INVALID;
        for (size_t k = 0; k < n; k++) /* steps and nodes are in the same order */
                g.node[k].phase = condition_holds(c->arena, s[k].condition, answers) && !step_later(&s[k]) ? PHASE_WAITING : PHASE_ABSENT;
        uint64_t ready = graph_ready(&g), passed = graph_passed(&g);
        bool made = false, joins = false;
        all.list = ARENA_ARRAY(c->arena, n * PLAN_POINTS + 1, struct check_plan);
        for (size_t k = 0; !st && k < n; k++) {
                joins = joins || (step_later(&s[k]) && !(g.node[k].before & ~passed));
                if (g.node[k].phase != PHASE_WAITING)
                        continue;
                st = step_open(c, ritm, i, course, &s[k], ready >> k & 1, &all);
                made = true;
        }
        *goes_on = !made || joins;
        return st ? st : checks_planned(c, all.list, all.n);
}

enum status item_add(struct ctx *c, const struct item_draft *d, int64_t *id)
{
        struct offer_row o;
        struct item i;
        struct ticket t = {0};
        struct course of;
        const struct course *course = d->course ? d->course : d->course_id ? &of : NULL;
        int64_t request_id = d->request_id;
        bool goes_on = false;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_one(c->db, c->arena, &psql_item_offer, DB_ARGS(DB_I("id", d->offer_id)), offer_cols, &o);
        if (!st && course == &of)
                st = course_load(c, d->course_id, &of);
        if (!st && !request_id)
                st = request_open(c, d, &o, course, &request_id);
        if (!st)
                st = ritm_open(c, d, &o, request_id, course, &t, &i);
        if (!st && o.plan_version_id)
                st = tasks_open(c, &t, &i, course, &goes_on);
        if (!st && goes_on)
                st = plan_advance(c, t.id);
        *id = st ? 0 : t.id;
        return st ? st : db_commit(&tx);
}

enum status item_open(struct ctx *c, const struct item_draft *d, struct ticket *out)
{
        int64_t id;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : item_add(c, d, &id);

        if (!st)
                st = ticket_raw(c, id, out);
        return st ? st : db_commit(&tx);
}
