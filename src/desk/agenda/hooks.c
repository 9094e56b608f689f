/* What support tasks do by themselves.  A task is due when its event ends; one that is cancelled frees its room and
 * takes it again when it is reopened, if nobody has it meanwhile; an item or a service task that is cancelled takes its
 * open support tasks along, whoever cancelled it and by whatever way.  A help request that comes while somebody is on
 * call for that course or that person goes to them first. */
#include "desk/agenda/support_own.h"
#include "desk/people/people.h"
#include "desk/ticket/flag.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/sheet.h"

DB_STMT(event_end, "SELECT to_at FROM support_task WHERE ticket_id = :id");
DB_STMT(event_under,
        "SELECT s.ticket_id, t.assignee_id, t.group_id FROM support_task s JOIN ticket t ON t.id = s.ticket_id WHERE s.service_task_id"
        " IN (SELECT x.ticket_id FROM service_task x WHERE x.ticket_id = :id OR x.item_id = :id) AND t.state < 40 ORDER BY s.ticket_id"
        " LIMIT 500");
/* The person asking comes before the course; who has taken the event before an event nobody has. */
DB_STMT(event_now,
        "SELECT s.ticket_id, t.assignee_id, t.group_id FROM support_task s JOIN ticket t ON t.id = s.ticket_id"
        " WHERE s.from_at > CAST(:now AS BIGINT) - 86400000 AND s.from_at <= CAST(:now AS BIGINT) + CAST(:before AS BIGINT)"
        " AND s.to_at > :now AND t.state < 40 AND s.mode IN ('class_call', 'class_room', 'recording_call', 'recording_virtual')"
        " AND (s.person_id IN (:who, :for) OR s.moderator_id IN (:who, :for) OR t.course_id = :course)"
        " ORDER BY CASE WHEN s.person_id IN (:who, :for) OR s.moderator_id IN (:who, :for) THEN 0 ELSE 1 END,"
        " CASE WHEN t.assignee_id IS NULL THEN 1 ELSE 0 END, s.from_at, s.ticket_id LIMIT 1");
static const struct db_stmt *const hook_stmts[] = {&event_end, &event_under, &event_now, NULL};

struct event_row {
        int64_t ticket_id, assignee_id, group_id;
};
static const struct db_col event_cols[] = {DB_COL_I64(struct event_row, ticket_id), DB_COL_I64(struct event_row, assignee_id),
                                           DB_COL_I64(struct event_row, group_id), DB_COL_END};

enum { BEFORE_MINUTES = 30, UNDER_MAX = 500 };

/* ---- the kind ------------------------------------------------------------------------------------------------- */

static const struct ticket_move_rule task_moves[] = {
        {STATE_NEW, STATE_OPEN, ACT_WORK},       {STATE_NEW, STATE_PENDING, ACT_WORK},   {STATE_NEW, STATE_CLOSED, ACT_WORK},
        {STATE_NEW, STATE_CANCELLED, ACT_WORK},  {STATE_OPEN, STATE_PENDING, ACT_WORK},  {STATE_OPEN, STATE_CLOSED, ACT_WORK},
        {STATE_OPEN, STATE_CANCELLED, ACT_WORK}, {STATE_PENDING, STATE_OPEN, ACT_WORK},  {STATE_PENDING, STATE_CLOSED, ACT_WORK},
        {STATE_PENDING, STATE_CANCELLED, ACT_WORK}, {STATE_CLOSED, STATE_OPEN, ACT_WORK}, {STATE_CANCELLED, STATE_OPEN, ACT_WORK},
        {0, 0, 0}};

/* Required points keep a task from being closed, as they keep an incident from being resolved. */
static enum status task_gate(struct ctx *c, const struct ticket *t, int to_state, const char *reason)
{
        return to_state == STATE_CLOSED && !*reason ? resolve_gate(c, t) : ST_OK;
}

static const struct ticket_kind task_kinds[] = {
        {.kind = TICKET_SUPPORT_TASK, .prefix = "TASK", .word = "support_task", .moves = task_moves, .gate = task_gate}, {0}};

enum status point_write(struct ctx *c, struct ticket *t, size_t i, const struct support_point *p)
{
        struct check_words words = {p->fr, p->en};

        return check_planned(c, t->id, arena_fmt(c->arena, "p%zu", i + 1), &words, p->required);
}

/* ---- hooks ------------------------------------------------------------------------------------------------------ */

/* As who reopened it, with the eyes of the house: a room is taken whoever may see by whom. */
static enum status room_back(struct ctx *c, int64_t id)
{
        struct actor house = *c->actor;
        const struct actor *who = c->actor;
        struct support s;

        house.system = true;
        c->actor = &house;
        enum status st = support_raw(c, id, &s);
        if (!st)
                st = booking_again(c, id, s.from_at, s.to_at);
        c->actor = who;
        return st;
}

static enum status on_task(struct ctx *c, const struct ticket_change *ch)
{
        int64_t end = 0;
        enum status st = db_i64(c->db, &event_end, DB_ARGS(DB_I("id", ch->after->id)), &end);

        if (st == ST_NOT_FOUND) /* the event is written in the next step of its opening */
                return ST_OK;
        if (!st && ch->after->state < STATE_RESOLVED)
                ch->after->due_at = end;
        if (st || ch->event != EV_MOVED)
                return st;
        if (ch->after->state == STATE_CANCELLED)
                return booking_free(c, ch->after->id, true);
        return ch->before->state == STATE_CANCELLED ? room_back(c, ch->after->id) : ST_OK;
}

static enum status cancel_under(struct ctx *c, int64_t id)
{
        struct event_row *e;
        size_t n;
        const struct actor *who = c->actor;
        enum status st = db_all(c->db, c->arena, &event_under, DB_ARGS(DB_I("id", id)), event_cols, sizeof *e, UNDER_MAX, &e, &n);

        c->actor = &actor_system;
        for (size_t i = 0; !st && i < n; i++) {
                struct ticket t = {.id = e[i].ticket_id};
                st = ticket_move(c, &t, STATE_CANCELLED, PENDING_NONE, ctx_msg(c, MSG_agenda_cancelled_with), 0);
        }
        c->actor = who;
        return st;
}

static enum status said(struct ctx *c, const struct ticket *t, const struct event_row *e)
{
        struct support s;
        struct ticket now = *t;
        enum status st = support_raw(c, e->ticket_id, &s);

        if (st)
                return st;
        struct html_arg args[] = {{"number", s.number, 0}, {"subject", s.subject, 0}};
        struct entry_draft note = {.body = msg_text(c->arena, c->lang, MSG_agenda_on_call_note, 2, args)};
        st = ticket_comment(c, &now, &note, NULL);
        if (!st)
                st = ticket_link_add(c, &now, s.number, LINK_RELATED);
        return st == ST_INVALID || st == ST_CONFLICT ? ST_OK : st;
}

/* To the group of the event, and to the agent who is there for it. */
static enum status on_incident(struct ctx *c, const struct ticket_change *ch)
{
        struct event_row e;
        struct ticket t = *ch->after;
        const struct actor *who = c->actor;
        enum status st = db_one(c->db, c->arena, &event_now,
                                DB_ARGS(DB_I("now", c->now), DB_I("before", BEFORE_MINUTES * MINUTE_MS), DB_I("who", t.requester_id),
                                        DB_I("for", t.requested_for_id), DB_I("course", t.course_id)),
                                event_cols, &e);

        /* what only its own group may see stays there; what already has somebody too */
        if (st == ST_NOT_FOUND || (!st && (t.scope % 2 || t.assignee_id)))
                return ST_OK;
        c->actor = &actor_system;
        if (!st)
                st = ticket_assign(c, &t, e.group_id, people_is_member(c, e.assignee_id, e.group_id) ? e.assignee_id : 0, 0);
        if (!st)
                st = said(c, &t, &e);
        /* the clocks of this opening are set and not yet saved: the ticket as it now is keeps their date */
        int64_t due = ch->after->due_at;
        if (!st)
                st = ticket_raw(c, t.id, ch->after);
        ch->after->due_at = due;
        c->actor = who;
        return st;
}

static enum status on_ticket(struct ctx *c, const struct ticket_change *ch)
{
        bool cancelled = ch->event == EV_MOVED && ch->after->state == STATE_CANCELLED;

        if (ch->after->kind == TICKET_SUPPORT_TASK)
                return on_task(c, ch);
        if (cancelled && (ch->after->kind == TICKET_ITEM || ch->after->kind == TICKET_SERVICE_TASK))
                return cancel_under(c, ch->after->id);
        return ch->event == EV_OPENED && ch->after->kind == TICKET_INCIDENT && ch->after->state < STATE_RESOLVED ? on_incident(c, ch) : ST_OK;
}

static const struct ticket_hook support_hook = {"support", on_ticket};
static const struct ticket_hook *const support_hooks[] = {&support_hook, NULL};

const struct slice slice_agenda_support_hooks = {.name = "agenda-hooks", .stmts = hook_stmts, .kinds = task_kinds, .hooks = support_hooks};
