/* Plans on the pages of tickets: the drawn plan on an item, the task's place in it, a request's items, and for the
 * requester the steps by name.  With what is posted there: a date confirmed, an agreement written down. */
#include "desk/people/people.h"
#include "desk/plan/plan_view.h"
#include "desk/ticket/panel.h"
#include "templates.h"

/* ---- words ------------------------------------------------------------------------------------------------------- */

static const char *with(struct ctx *c, int message, const char *name, const char *text)
{
        struct html_arg arg = {name, text, 0};

        return msg_text(c->arena, c->lang, message, 1, &arg);
}

static const char *due_word(struct ctx *c, int64_t at, int64_t known)
{
        if (!known || at >= MOMENT_NEVER)
                return ctx_msg(c, MSG_plan_due_unknown);
        return with(c, known == DUE_CONFIRMED ? MSG_plan_due_on : MSG_plan_due_proposed, "when",
                    human_datetime(c->arena, c->lang, c->zone, at, c->now));
}

static const char *due_typed(struct ctx *c, int64_t at)
{
        struct civil l;

        if (at >= MOMENT_NEVER)
                return "";
        zone_local(c->zone, at, &l);
        return arena_fmt(c->arena, "%04d-%02d-%02dT%02d:%02d", l.year, l.month, l.day, l.hour, l.minute);
}

static const char *points_word(struct ctx *c, const struct task_row *t)
{
        struct html_arg arg[] = {{"checked", NULL, t->checked}, {"checks", NULL, t->checks}};

        return t->checks ? msg_text(c->arena, c->lang, MSG_plan_points_of, 2, arg) : "";
}

/* « 2.1 et 2.2 » of the nodes in `bits`. */
static const char *codes(struct ctx *c, const struct plan_graph *g, uint64_t bits)
{
        struct buf b;
        size_t left = (size_t)__builtin_popcountll(bits);

        buf_init(&b, c->arena, 4096);
        for (size_t i = 0; i < g->n; i++) {
                if (!(bits >> i & 1))
                        continue;
                if (b.n)
                        buf_str(&b, left == 1 ? ctx_msg(c, MSG_plan_and) : ", ");
                buf_str(&b, g->node[i].code);
                left--;
        }
        return b.p;
}

static const struct task_row *task_of(const struct task_row *t, size_t n, int64_t step_id)
{
        for (size_t i = 0; i < n; i++)
                if (t[i].step_id == step_id)
                        return &t[i];
        return NULL;
}

/* ---- the drawn plan ------------------------------------------------------------------------------------------------- */

static void card_state(struct ctx *c, const struct task_row *t, struct plan_card *k)
{
        k->state = state_label(c, TICKET_SERVICE_TASK, t->state, 0);
        k->css = t->state >= STATE_RESOLVED ? "task task--done" : t->state == STATE_PENDING ? "task task--wait" : "task task--open";
        k->icon = t->state == STATE_CANCELLED ? "circle-x" : t->state >= STATE_RESOLVED ? "circle-check"
                  : t->state == STATE_PENDING ? "player-pause" : "progress";
}

static const char *card_note(struct ctx *c, const struct plan_graph *g, size_t i, const struct task_row *t)
{
        const char *points = points_word(c, t), *then;

        if (t->phase == PHASE_WAITING && t->state < STATE_RESOLVED)
                return with(c, MSG_plan_opens_when, "tasks", codes(c, g, g->node[i].before & ~graph_passed(g)));
        if (t->state >= STATE_RESOLVED && t->closed_at)
                then = with(c, t->state == STATE_CANCELLED ? MSG_plan_cancelled_on : MSG_plan_closed_on, "when",
                            human_day(c->arena, c->lang, c->zone, t->closed_at, c->now));
        else
                then = due_word(c, t->due_at, t->due_known);
        return *points ? arena_fmt(c->arena, "%s · %s", points, then) : then;
}

static struct plan_card card_of(struct ctx *c, const struct plan_graph *g, size_t i, const struct task_row *t)
{
        struct plan_card k = {.code = t->code, .label = t->label, .purpose = t->purpose, .group = t->group_name};

        card_state(c, t, &k);
        k.href = arena_fmt(c->arena, "/tickets/%s", t->number);
        k.who = t->assignee_id ? t->assignee_name : NULL;
        k.initials = text_initials(c->arena, k.who ? k.who : "");
        k.note = card_note(c, g, i, t);
        k.bar = arena_fmt(c->arena, "%lld", (long long)(t->checks ? 100 * t->checked / t->checks : t->phase >= PHASE_DONE ? 100 : 0));
        return k;
}

/* A step that the answers left out: drawn, so that the lines make sense. */
static struct plan_card card_absent(struct ctx *c, const struct plan_step *s)
{
        return (struct plan_card){.code = s->code, .label = s->label, .css = "task task--wait", .icon = "circle-minus",
                                  .state = ctx_msg(c, MSG_plan_not_needed), .note = ctx_msg(c, MSG_plan_not_needed_why)};
}

static enum status item_drawn(struct ctx *c, const struct item *i, struct plan_drawn *out, const char **counts)
{
        struct plan_graph g;
        struct plan_step *s;
        struct task_row *t;
        size_t n_step, n, closed = 0, open = 0, waiting = 0;
        enum status st = graph_of_item(c, i->ticket_id, &g);

        if (!st)
                st = plan_steps(c, i->plan_version_id, &s, &n_step);
        if (!st)
                st = item_tasks(c, i->ticket_id, &t, &n);
        if (st)
                return st;
        struct plan_card *card = ARENA_ARRAY(c->arena, g.n + 1, struct plan_card);
        for (size_t k = 0; k < g.n; k++) {
                const struct task_row *mine = task_of(t, n, g.node[k].step_id);
                card[k] = mine ? card_of(c, &g, k, mine) : card_absent(c, &s[k]);
                closed += mine && mine->state >= STATE_RESOLVED;
                waiting += mine && mine->phase == PHASE_WAITING && mine->state < STATE_RESOLVED;
                open += mine && mine->phase != PHASE_WAITING && mine->state < STATE_RESOLVED;
        }
        struct html_arg arg[] = {{"closed", NULL, (int64_t)closed}, {"open", NULL, (int64_t)open}, {"waiting", NULL, (int64_t)waiting}};
        *counts = msg_text(c->arena, c->lang, MSG_plan_counts, ARRAY_LEN(arg), arg);
        plan_draw(c, &g, card, out);
        return ST_OK;
}

static enum status show_item(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        struct plan_item_panel v = {.t = t};
        enum status st = item_load(c, id, &v.item);

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        v.url = arena_fmt(c->arena, "/tickets/%s", t->number);
        v.can_work = ticket_can(c, t, ACT_WORK) && t->state < STATE_RESOLVED;
        v.due = due_word(c, v.item.due_at, v.item.due_known);
        v.unknown = v.item.due_known != DUE_CONFIRMED;
        v.due_typed = due_typed(c, v.item.due_at);
        v.counts = "";
        if (v.item.plan_version_id)
                st = item_drawn(c, &v.item, &v.drawn, &v.counts);
        if (!st)
                plan_item_html(to, &v);
        return st;
}

/* ---- a task ------------------------------------------------------------------------------------------------------------- */

/* What closing it does, in words. */
static const char *closing(struct ctx *c, const struct plan_graph *g, const struct task_row *t)
{
        struct plan_graph then = *g;
        size_t at = 0;

        while (at < g->n && g->node[at].step_id != t->step_id)
                at++;
        if (at == g->n || t->phase >= PHASE_DONE || t->phase == PHASE_WAITING)
                return NULL;
        then.node[at].phase = PHASE_DONE;
        uint64_t opens = graph_ready(&then), next = 0, still = 0;
        if (opens)
                return with(c, MSG_plan_close_opens, "tasks", codes(c, g, opens));
        if (graph_finished(&then))
                return ctx_msg(c, MSG_plan_close_ends);
        for (size_t i = 0; i < g->n; i++)
                if (g->node[i].before >> at & 1 && then.node[i].phase == PHASE_WAITING) {
                        next |= UINT64_C(1) << i;
                        still |= g->node[i].before & ~graph_passed(&then);
                }
        if (!next)
                return ctx_msg(c, MSG_plan_close_nothing);
        struct html_arg arg[] = {{"tasks", codes(c, g, next), 0}, {"still", codes(c, g, still), 0}};
        return msg_text(c->arena, c->lang, MSG_plan_close_waits, 2, arg);
}

/* Whose access the step may have to put right: as long as somebody works on it. */
static enum status access_fill(struct ctx *c, const struct item *item, struct plan_task_panel *v)
{
        struct plan_step *s;
        size_t n;

        if (!v->can_work || !item->course_id || !item->plan_version_id)
                return ST_OK;
        enum status st = plan_steps(c, item->plan_version_id, &s, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (s[i].id == v->task.step_id)
                        return access_of_step(c, item->course_id, s[i].needs, &v->access);
        return st;
}

static enum status task_view(struct ctx *c, const struct ticket *t, struct plan_task_panel *v)
{
        struct item item;
        struct ticket ritm;
        struct plan_graph g;
        struct check *checks;
        size_t at = 0;
        enum status st = item_load(c, v->task.item_id, &item);

        if (!st)
                st = ticket_raw(c, v->task.item_id, &ritm);
        if (!st)
                st = graph_of_item(c, v->task.item_id, &g);
        if (!st)
                st = check_list(c, t, &checks, &v->n_checks);
        if (st)
                return st;
        while (at < g.n && g.node[at].step_id != v->task.step_id)
                at++;
        v->checks = checks;
        v->item_number = ritm.number;
        v->item_subject = ritm.subject;
        v->plan = item.plan_name;
        v->url = arena_fmt(c->arena, "/tickets/%s", t->number);
        v->can_work = ticket_can(c, t, ACT_WORK) && t->state < STATE_RESOLVED;
        v->decides = v->can_work && v->task.agreement && v->task.phase == PHASE_OPEN;
        v->can_close = v->can_work && !v->task.agreement && v->task.phase != PHASE_WAITING;
        v->closing = closing(c, &g, &v->task);
        v->waits = v->task.phase == PHASE_WAITING && at < g.n
                           ? with(c, MSG_plan_opens_when, "tasks", codes(c, &g, g.node[at].before & ~graph_passed(&g)))
                           : NULL;
        v->due = due_word(c, v->task.due_at, v->task.due_known);
        v->unknown = v->task.due_known != DUE_CONFIRMED;
        v->due_typed = due_typed(c, v->task.due_at);
        return access_fill(c, &item, v);
}

static enum status show_task(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        struct plan_task_panel v = {.t = t};
        enum status st = task_load(c, id, &v.task);

        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        st = task_view(c, t, &v);
        if (!st)
                plan_task_html(to, &v);
        return st;
}

/* ---- a request, and what its requester sees ------------------------------------------------------------------------------- */

static enum status show_request(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        struct plan_request_panel v = {0};
        struct ticket *item;
        struct item_progress p;
        size_t n;
        enum status st = request_items(c, id, &item, &n);
        if (st)
                return st;
        struct plan_item_row *row = ARENA_ARRAY(c->arena, n + 1, struct plan_item_row);
        for (size_t i = 0; !st && i < n; i++) {
                st = item_progress(c, item[i].id, &p);
                struct html_arg arg[] = {{"done", NULL, p.done}, {"tasks", NULL, p.tasks}};
                row[i] = (struct plan_item_row){&item[i], state_label(c, TICKET_ITEM, item[i].state, item[i].pending),
                                                p.tasks ? msg_text(c->arena, c->lang, MSG_plan_steps_of, 2, arg) : "",
                                                arena_fmt(c->arena, "%lld", (long long)(p.tasks ? 100 * p.done / p.tasks : 0))};
        }
        v.rows = row;
        v.n_rows = n;
        if (!st && n)
                plan_request_html(to, &v);
        return st;
}

static enum status progress_of(struct ctx *c, const struct ticket *t, bool link, struct plan_progress_item *out)
{
        struct task_row *k;
        size_t n, shown = 0;
        enum status st = item_tasks(c, t->id, &k, &n);
        if (st)
                return st;
        struct plan_step_row *row = ARENA_ARRAY(c->arena, n + 1, struct plan_step_row);
        for (size_t i = 0; i < n; i++) {
                if (k[i].phase == PHASE_SKIPPED)
                        continue;
                bool done = k[i].phase == PHASE_DONE, now = k[i].phase == PHASE_OPEN;
                row[shown++] = (struct plan_step_row){k[i].label, done ? "is-done" : now ? "is-now" : "is-next",
                                                      ctx_msg(c, done ? MSG_plan_step_done : now ? MSG_plan_step_now : MSG_plan_step_next), now};
        }
        *out = (struct plan_progress_item){.number = t->number, .subject = t->subject, .state = state_label(c, t->kind, t->state, t->pending),
                                           .steps = row, .n_steps = shown, .link = link};
        return ST_OK;
}

static enum status show_progress(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        struct plan_progress v = {0};
        struct ticket *item = NULL;
        size_t n = 1;
        bool request = t->kind == TICKET_REQUEST;
        enum status st = request ? request_items(c, id, &item, &n) : ST_OK;
        if (st)
                return st;
        struct plan_progress_item *out = ARENA_ARRAY(c->arena, n + 1, struct plan_progress_item);
        for (size_t i = 0; !st && i < n; i++)
                st = progress_of(c, request ? &item[i] : t, request, &out[i]);
        v.items = out;
        v.n_items = n;
        if (!st && n)
                plan_progress_html(to, &v);
        return st;
}

static const struct panel plan_panels[] = {
        {"plan", PANEL_DESK, 1 << TICKET_ITEM, show_item},
        {"step", PANEL_DESK, 1 << TICKET_SERVICE_TASK, show_task},
        {"items", PANEL_DESK, 1 << TICKET_REQUEST, show_request},
        {"progress", PANEL_REQUEST, 1 << TICKET_ITEM | 1 << TICKET_REQUEST, show_progress},
        {0},
};

/* ---- what is posted -------------------------------------------------------------------------------------------------------- */

static enum status back(struct ctx *c, const struct ticket *t, enum status st, const char *said)
{
        const char *url = arena_fmt(c->arena, "/tickets/%s", t->number);

        if (st == ST_OK)
                page_notice(c, said, NULL);
        else if (st == ST_INVALID || st == ST_CONFLICT || st == ST_STALE)
                page_notice(c, st == ST_STALE ? "plan.not_saved_stale" : st == ST_CONFLICT ? "plan.not_saved_conflict" : "plan.not_saved", NULL);
        else
                return st;
        return ctx_redirect(c, url);
}

/* "2026-01-15T17:00" of the reader's zone; "" is none. */
static bool local_read(struct ctx *c, const char *typed, int64_t *at)
{
        int64_t utc;

        *at = 0;
        if (!typed || text_blank(typed))
                return true;
        if (strlen(typed) < 16 || !moment_parse(arena_fmt(c->arena, "%.16s:00Z", typed), &utc))
                return false;
        struct civil l;
        zone_local(zone_get("UTC"), utc, &l);
        *at = zone_moment(c->zone, &l);
        return true;
}

static enum status due_post(struct ctx *c)
{
        struct ticket t;
        int64_t at, version = 0;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        if (form_value(c, "version"))
                text_i64(form_value(c, "version"), &version);
        if (!local_read(c, str_eq(form_value(c, "do"), "release") ? "" : form_value(c, "due"), &at))
                return back(c, &t, ST_INVALID, NULL);
        return back(c, &t, plan_due_confirm(c, &t, at, version), at ? "plan.due_saved" : "plan.due_released");
}

static enum status decision_post(struct ctx *c)
{
        struct ticket t;
        const char *decision = form_value(c, "decision");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        if (!str_eq(decision, "yes") && !str_eq(decision, "no"))
                return back(c, &t, ST_INVALID, NULL);
        return back(c, &t, agreement_decide(c, &t, str_eq(decision, "yes"), form_value(c, "reason")), "plan.decided");
}

/* Ticks and unticks as the follow-up of the work does, and comes back to the task's own page. */
static enum status tick_post(struct ctx *c)
{
        struct ticket t;
        int64_t point = 0;
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        if (form_value(c, "point"))
                text_i64(form_value(c, "point"), &point);
        st = check_tick(c, &t, point, str_eq(form_value(c, "on"), "1"));
        if (st)
                return st;
        if (!c->fragment)
                return ctx_redirect(c, arena_fmt(c->arena, "/tickets/%s#step-%lld", t.number, (long long)point));
        return show_task(c, &t, t.id, &c->html);
}

static enum status close_post(struct ctx *c)
{
        struct ticket t;
        int64_t version = 0;
        const char *reason = form_value(c, "reason");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_WORK, &t);

        if (st)
                return st;
        if (form_value(c, "version"))
                text_i64(form_value(c, "version"), &version);
        st = ticket_move(c, &t, STATE_CLOSED, PENDING_NONE, reason ? reason : "", version);
        if (st != ST_CONFLICT && st != ST_INVALID && st != ST_STALE)
                return back(c, &t, st, "plan.closed");
        struct plan_refused v = {.t = &t, .url = arena_fmt(c->arena, "/tickets/%s", t.number), .reason = reason ? reason : "",
                                 .why = st == ST_STALE ? ctx_msg(c, MSG_ticket_stale) : c->why ? c->why : ctx_msg(c, MSG_error_conflict_text)};
        page_init(c, &v.page, arena_fmt(c->arena, "%s, %s", t.number, t.subject), "queue");
        v.page.page_script_desk = true;
        c->res->status = st == ST_INVALID ? 422 : 409;
        plan_refused_html(&c->html, &v);
        return ST_OK;
}

static const struct route panel_routes[] = {
        {HTTP_POST, "/tickets/{id}/due", PERM_AGENT, due_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/decision", PERM_AGENT, decision_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/ticks", PERM_AGENT, tick_post, 0, NULL},
        {HTTP_POST, "/tickets/{id}/close", PERM_AGENT, close_post, 0, NULL},
        {0},
};

const struct slice slice_plan_panels = {.name = "plan_panels", .routes = panel_routes, .panels = plan_panels};
