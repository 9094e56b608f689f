/* Support tasks: read, opened, moved.  The event stands beside the ticket and changes under the ticket's lock
 * (ticket_beside), so that its journal tells every move and two who move at once do not overwrite each other.  A
 * room is booked in the same transaction: no support task says a room that it does not have. */
#include "desk/agenda/agenda_own.h"
#include "desk/agenda/support_own.h"
#include "desk/people/people.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/flag.h"
#include "desk/ticket/panels.h"

#define SUPPORT_COLUMNS                                                                                            \
        "SELECT s.ticket_id, t.kind, t.num, t.version, t.updated_at, t.state, t.scope, t.group_id, t.assignee_id, t.course_id," \
        " t.confidential, s.service_task_id, s.template_id, s.from_at, s.to_at, s.session_id, s.person_id, s.moderator_id, b.id AS booking_id," \
        " b.room_id, s.mode, s.role, s.flag, s.link, s.host, t.subject, t.room AS place, g.name AS group_name, a.name AS assignee_name," \
        " p.name AS person_name, m.name AS moderator_name, k.code AS course_code, r.name AS room_name, y.name_fr AS type_fr," \
        " y.name_en AS type_en, y.code AS type_code, r.code AS room_code, a.login AS assignee_login, p.login AS person_login," \
        " m.login AS moderator_login, g.code AS group_code FROM support_task s JOIN ticket t ON t.id = s.ticket_id JOIN support_group g ON g.id = t.group_id" \
        " JOIN support_template y ON y.id = s.template_id LEFT JOIN person a ON a.id = t.assignee_id"               \
        " LEFT JOIN person p ON p.id = s.person_id LEFT JOIN person m ON m.id = s.moderator_id"                     \
        " LEFT JOIN course k ON k.id = t.course_id LEFT JOIN booking b ON b.ticket_id = t.id AND b.state = 10"      \
        " LEFT JOIN room r ON r.id = b.room_id"
#define SUPPORT_FILTER                                                                                             \
        " AND t.state <> 60 AND (CAST(:done AS BIGINT) = 1 OR t.state < 40)"                                        \
        " AND (CAST(:group AS BIGINT) = 0 OR t.group_id = :group OR (CAST(:group AS BIGINT) = -1 AND EXISTS (SELECT 1" \
        " FROM group_member gm WHERE gm.group_id = t.group_id AND gm.person_id = :me)))"                            \
        " AND (CAST(:person AS BIGINT) = 0 OR t.assignee_id = :person OR s.person_id = :person OR s.moderator_id = :person)" \
        " AND (CAST(:room AS BIGINT) = 0 OR b.room_id = :room) AND (CAST(:course AS BIGINT) = 0 OR t.course_id = :course)" \
        " AND (CAST(:after_id AS BIGINT) = 0 OR s.from_at > CAST(:after_at AS BIGINT)"                              \
        " OR (s.from_at = :after_at AND s.ticket_id > :after_id))"                                                  \
        " AND (CAST(:free AS BIGINT) = 0 OR (t.assignee_id IS NULL AND t.state < 40))"                              \
        " AND (CAST(:flagged AS BIGINT) = 0 OR s.flag IS NOT NULL) AND (CAST(:all AS BIGINT) = 1 OR " TICKET_VISIBLE ")"

DB_STMT(support_one, SUPPORT_COLUMNS " WHERE s.ticket_id = :id");
/* A task lasts a day at most: what began earlier cannot touch the window. */
DB_STMT(support_between,
        SUPPORT_COLUMNS " WHERE s.from_at > CAST(:from AS BIGINT) - 86400000 AND s.from_at < :to AND s.to_at > :from" SUPPORT_FILTER
        " ORDER BY s.from_at, s.ticket_id LIMIT 500");
/* The marks beside the calendar: no row of it is shown, so nothing is joined. */
DB_STMT(support_marks,
        "SELECT COALESCE(SUM(x.free), 0) AS free, COALESCE(SUM(x.flagged), 0) AS flagged FROM (SELECT CASE WHEN t.assignee_id IS NULL"
        " THEN 1 ELSE 0 END AS free, CASE WHEN s.flag IS NOT NULL THEN 1 ELSE 0 END AS flagged FROM support_task s"
        " JOIN ticket t ON t.id = s.ticket_id WHERE s.from_at > CAST(:from AS BIGINT) - 86400000 AND s.from_at < :to AND s.to_at > :from"
        " AND t.state < 40 AND (t.assignee_id IS NULL OR s.flag IS NOT NULL)"
        " AND (CAST(:group AS BIGINT) = 0 OR t.group_id = :group OR (CAST(:group AS BIGINT) = -1 AND EXISTS (SELECT 1"
        " FROM group_member gm WHERE gm.group_id = t.group_id AND gm.person_id = :me)))"
        " AND (CAST(:all AS BIGINT) = 1 OR " TICKET_VISIBLE ") LIMIT 500) x");
DB_STMT(support_newest, SUPPORT_COLUMNS " WHERE s.from_at > 0" SUPPORT_FILTER " ORDER BY s.from_at DESC, s.ticket_id DESC LIMIT 500");
DB_STMT(support_of_step,
        SUPPORT_COLUMNS " WHERE s.service_task_id IN (SELECT x.ticket_id FROM service_task x WHERE x.ticket_id = :step OR x.item_id = :step)"
        SUPPORT_FILTER " ORDER BY s.from_at, s.ticket_id LIMIT 500");
DB_STMT(support_of_session, SUPPORT_COLUMNS " WHERE s.session_id = :session" SUPPORT_FILTER " ORDER BY s.from_at, s.ticket_id LIMIT 500");
DB_STMT(support_of_course,
        SUPPORT_COLUMNS " WHERE t.course_id = :course AND t.kind = 5" SUPPORT_FILTER " ORDER BY s.from_at, s.ticket_id LIMIT 500");
DB_STMT(support_insert,
        "INSERT INTO support_task (ticket_id, service_task_id, template_id, mode, from_at, to_at, session_id, person_id, link, role,"
        " host, moderator_id) VALUES (:id, :step, :type, :mode, :from, :to, :session, :person, :link, :role, :host, :moderator)");
DB_STMT(support_update,
        "UPDATE support_task SET mode = :mode, role = :role, from_at = :from, to_at = :to, person_id = :person, moderator_id = :moderator,"
        " link = :link, host = :host, flag = CASE WHEN CAST(:seen AS BIGINT) = 1 THEN NULL ELSE flag END,"
        " room_was_id = CASE WHEN CAST(:room_said AS BIGINT) = 1 THEN NULL ELSE room_was_id END WHERE ticket_id = :id");
static const struct db_stmt *const support_stmts[] = {
        &support_one, &support_between, &support_marks, &support_newest, &support_of_step, &support_of_session, &support_of_course,
        &support_insert, &support_update, NULL};

#define I(m) DB_COL_I64(struct support, m)
#define T(m) DB_COL_TEXT(struct support, m)
static const struct db_col support_cols[] = {
        I(ticket_id), I(kind), I(num), I(version), I(updated_at), I(state), I(scope), I(group_id), I(assignee_id), I(course_id), I(confidential),
        I(service_task_id), I(template_id), I(from_at), I(to_at), I(session_id), I(person_id), I(moderator_id), I(booking_id),
        I(room_id), T(mode), T(role), T(flag), T(link), T(host), T(subject), T(place), T(group_name), T(assignee_name),
        T(person_name), T(moderator_name), T(course_code), T(room_name), T(type_fr), T(type_en),
        T(type_code), T(room_code), T(assignee_login), T(person_login), T(moderator_login), T(group_code), DB_COL_END};
#undef I
#undef T

enum { HOST_MAX = 200, CLASHES_MAX = 10 };

/* ---- reading --------------------------------------------------------------------------------------------------- */

static void support_show(struct ctx *c, struct support *s)
{
        s->number = ticket_number(c, s->kind, s->num);
        s->type_name = c->lang == LANG_EN && *s->type_en ? s->type_en : s->type_fr;
        s->mode_label = support_mode_label(c, s->mode);
        s->role_label = support_role_label(c, s->role);
        s->where = s->room_name ? s->room_name : s->place ? s->place : "";
        s->mine = s->assignee_id && s->assignee_id == c->actor->person_id;
        s->free = !s->assignee_id && s->state < STATE_RESOLVED;
}

enum status support_raw(struct ctx *c, int64_t ticket_id, struct support *out)
{
        enum status st = db_one(c->db, c->arena, &support_one, DB_ARGS(DB_I("id", ticket_id)), support_cols, out);

        if (!st)
                support_show(c, out);
        return st;
}

enum status support_load(struct ctx *c, int64_t ticket_id, struct support *out)
{
        struct ticket t;
        enum status st = ticket_load(c, ticket_id, ACT_READ_ALL, &t);

        return st == ST_DENIED ? ST_NOT_FOUND : st ? st : support_raw(c, ticket_id, out);
}

enum status support_list(struct ctx *c, const struct support_query *q, struct support **out, size_t *n)
{
        const struct db_stmt *s = q->service_task_id ? &support_of_step : q->session_id ? &support_of_session
                                  : q->from || q->to ? &support_between : q->course_id ? &support_of_course : &support_newest;
        enum status st = agenda_agents_only(c);

        if (st)
                return st;
        const struct db_arg all[] = {
                DB_I("all", c->actor->system), DB_I("me", c->actor->person_id), DB_I("done", q->done), DB_I("group", q->group_id),
                DB_I("person", q->person_id), DB_I("room", q->room_id), DB_I("course", q->course_id), DB_I("free", q->free),
                DB_I("flagged", q->flagged), DB_I("after_at", q->after_at), DB_I("after_id", q->after_id), DB_I("from", q->from), DB_I("to", q->to), DB_I("step", q->service_task_id),
                DB_I("session", q->session_id)};
        /* from and to, the step, the session come last: each statement takes what it names */
        struct db_arg some[ARRAY_LEN(all)];
        size_t k = 0;
        for (size_t i = 0; i < ARRAY_LEN(all); i++) {
                bool window = str_eq(all[i].name, "from") || str_eq(all[i].name, "to");
                if ((window && s != &support_between) || (str_eq(all[i].name, "step") && s != &support_of_step) ||
                    (str_eq(all[i].name, "session") && s != &support_of_session))
                        continue;
                some[k++] = all[i];
        }
        size_t max = q->limit && q->limit < SUPPORTS_MAX ? q->limit : SUPPORTS_MAX;
        st = db_all(c->db, c->arena, s, (struct db_args){k, some}, support_cols, sizeof **out, max, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                support_show(c, &(*out)[i]);
        return st;
}

struct marks {
        int64_t free, flagged;
};
static const struct db_col marks_cols[] = {DB_COL_I64(struct marks, free), DB_COL_I64(struct marks, flagged), DB_COL_END};

enum status support_counts(struct ctx *c, int64_t from, int64_t to, int64_t group_id, int64_t *free, int64_t *flagged)
{
        struct marks m = {0};
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_one(c->db, c->arena, &support_marks,
                            DB_ARGS(DB_I("from", from), DB_I("to", to), DB_I("group", group_id), DB_I("me", c->actor->person_id),
                                    DB_I("all", c->actor->system)),
                            marks_cols, &m);
        *free = m.free < SUPPORT_COUNTED ? m.free : SUPPORT_COUNTED;
        *flagged = m.flagged < SUPPORT_COUNTED ? m.flagged : SUPPORT_COUNTED;
        return st;
}

enum status support_clashes(struct ctx *c, int64_t agent_id, int64_t from, int64_t to, int64_t not_ticket, struct support **out, size_t *n)
{
        struct support *s;
        size_t found = 0;
        struct support_query q = {.from = from, .to = to, .person_id = agent_id};
        enum status st = agent_id ? support_list(c, &q, &s, &found) : ST_OK;

        *out = ARENA_ARRAY(c->arena, CLASHES_MAX, struct support);
        *n = 0;
        for (size_t i = 0; !st && i < found && *n < CLASHES_MAX; i++)
                if (s[i].assignee_id == agent_id && s[i].ticket_id != not_ticket)
                        (*out)[(*n)++] = s[i];
        return st;
}

/* ---- opening ----------------------------------------------------------------------------------------------------- */

static const char *some(const char *s)
{
        return s && *s ? s : NULL;
}

static const char *line(struct ctx *c, const char *field, const char *raw, size_t max)
{
        if (raw && strlen(raw) > max) {
                form_error(c, field, MSG_agenda_too_long);
                return "";
        }
        return raw ? text_clean(c->arena, raw, strlen(raw), true) : "";
}

static enum status session_take(struct ctx *c, struct support_draft *d, const char **theme)
{
        struct course_session s;
        enum status st = d->session_id ? course_session_load(c, d->session_id, &s) : ST_NOT_FOUND;

        *theme = "";
        if (st == ST_NOT_FOUND && d->session_id)
                form_error(c, "session", MSG_agenda_session_unknown);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        if (d->course_id && d->course_id != s.course_id)
                form_error(c, "session", MSG_agenda_session_unknown);
        d->course_id = s.course_id;
        if (!d->from_at) {
                d->from_at = s.from_at;
                d->to_at = s.to_at;
        }
        d->link = some(d->link) ? d->link : s.link;
        d->host = some(d->host) ? d->host : s.host;
        *theme = s.theme ? s.theme : "";
        return ST_OK;
}

static enum status person_fits(struct ctx *c, const char *field, int64_t id)
{
        struct person p;
        enum status st = id ? person_load(c, id, &p) : ST_OK;

        if (st == ST_NOT_FOUND || (!st && id && p.state != 10)) {
                form_error(c, field, MSG_agenda_person_unknown);
                return ST_OK;
        }
        return st;
}

/* Who may work on the service task, while it is open; its course is the task's. */
static enum status step_take(struct ctx *c, struct support_draft *d)
{
        struct ticket t;
        enum status st = d->service_task_id ? ticket_load(c, d->service_task_id, ACT_WORK, &t) : ST_OK;

        if (!d->service_task_id)
                return ST_OK;
        if (st == ST_NOT_FOUND || st == ST_DENIED || (!st && (t.kind != TICKET_SERVICE_TASK || t.state >= STATE_RESOLVED))) {
                form_error(c, "task", MSG_agenda_step_unknown);
                return ST_OK;
        }
        if (!st && !d->course_id)
                d->course_id = t.course_id;
        return st;
}

static void words_take(struct ctx *c, struct support_draft *d)
{
        d->link = line(c, "link", d->link, LINK_MAX);
        d->host = line(c, "host", d->host, HOST_MAX);
        d->place = line(c, "place", d->place, MAX_NAME_BYTES);
        if (!form_msg(c, "link") && !session_link_fits(d->link))
                form_error(c, "link", MSG_agenda_link_bad);
        d->role = some(d->role) ? d->role : "presenter";
        if (!support_role_known(d->role))
                form_error(c, "role", MSG_agenda_role_bad);
        if (!support_mode_known(d->mode))
                form_error(c, "mode", MSG_agenda_mode_bad);
}

/* Everything that the type, the session, the course and the service task say, and all that is wrong. */
static enum status draft_fill(struct ctx *c, struct support_draft *d, struct support_type *y, const char **theme)
{
        enum status st = d->template_id ? support_type_load(c, d->template_id, y) : ST_NOT_FOUND;

        if (st == ST_NOT_FOUND || (!st && y->state != ROOM_OFFERED)) {
                form_error(c, "type", MSG_agenda_type_unknown);
                *y = (struct support_type){.mode = "accompany", .minutes = 60, .name = ""};
                st = ST_OK;
        }
        if (!st)
                st = step_take(c, d);
        if (!st)
                st = session_take(c, d, theme);
        if (!st)
                st = person_fits(c, "person", d->person_id);
        if (!st)
                st = person_fits(c, "moderator", d->moderator_id);
        if (st)
                return st;
        d->mode = some(d->mode) ? d->mode : y->mode;
        d->group_id = d->group_id ? d->group_id : y->group_id;
        if (d->from_at > 0 && !d->to_at)
                d->to_at = d->from_at + y->minutes * MINUTE_MS;
        agenda_times_fit(c, d->from_at, d->to_at);
        words_take(c, d);
        return c->n_error ? ST_INVALID : ST_OK;
}

/* "MED1234, séance de présentation", else the type's name. */
static enum status subject_of(struct ctx *c, const struct support_draft *d, const struct support_type *y, const char *theme, const char **out)
{
        struct course k = {.code = NULL};
        enum status st = d->course_id && !some(d->subject) ? course_load(c, d->course_id, &k) : ST_OK;
        const char *what = *theme ? theme : y->name;

        if (st == ST_NOT_FOUND) {
                form_error(c, "course", MSG_course_unknown);
                return ST_INVALID;
        }
        *out = some(d->subject) ? d->subject : k.code ? arena_fmt(c->arena, "%s, %s", k.code, what) : what;
        *out = text_short(c->arena, *out, 150);
        return st;
}

static enum status points_write(struct ctx *c, struct ticket *t, const struct support_type *y)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < y->n_points; i++)
                st = point_write(c, t, i, &y->points[i]);
        return st;
}

static enum status row_write(struct ctx *c, const struct ticket *t, void *arg)
{
        const struct support_draft *d = arg;

        return db_exec(c->db, &support_insert,
                       DB_ARGS(DB_I("id", t->id), DB_REF("step", d->service_task_id), DB_I("type", d->template_id), DB_T("mode", d->mode),
                               DB_I("from", d->from_at), DB_I("to", d->to_at), DB_REF("session", d->session_id),
                               DB_REF("person", d->person_id), DB_T("link", some(d->link)), DB_T("role", d->role),
                               DB_T("host", some(d->host)), DB_REF("moderator", d->moderator_id)),
                       NULL);
}

/* The event's first line in the journal; by it the hooks learn when the task is due. */
static enum status event_write(struct ctx *c, struct ticket *t, struct support_draft *d)
{
        const struct actor *who = c->actor;
        const struct beside from = {.field = "event_from", .after = d->from_at};

        c->actor = &actor_system;
        enum status st = ticket_beside(c, t, ACT_WORK, 0, &(struct beside_change){&from, 1, row_write, d});
        c->actor = who;
        return st;
}

static enum status task_write(struct ctx *c, struct support_draft *d, const struct support_type *y, const char *theme, struct ticket *out)
{
        struct ticket_draft t = {.kind = TICKET_SUPPORT_TASK, .description = d->note, .group_id = d->group_id, .parent_id = d->service_task_id,
                                 .course_id = d->course_id, .room = d->place, .confidential = -1};
        int64_t booking;
        enum status st = subject_of(c, d, y, theme, &t.subject);

        if (!st)
                st = ticket_open(c, &t, out);
        if (!st)
                st = event_write(c, out, d);
        if (!st)
                st = points_write(c, out, y);
        if (st || !d->room_id)
                return st;
        struct booking_draft b = {.room_id = d->room_id, .from_at = d->from_at, .to_at = d->to_at, .ticket_id = out->id};
        const struct actor *who = c->actor;
        struct actor house = *who;
        house.system = true; /* who opens a task for another group books its room all the same */
        c->actor = &house;
        st = booking_save(c, &b, &booking, NULL);
        c->actor = who;
        return st;
}

enum status support_write(struct ctx *c, const struct support_draft *in, struct ticket *out)
{
        struct support_draft d = *in;
        struct support_type y;
        const char *theme = "";
        enum status st = draft_fill(c, &d, &y, &theme);

        return st ? st : task_write(c, &d, &y, theme, out);
}

enum status support_room_refused(struct ctx *c, const struct support_draft *in, int64_t ticket_id, struct booking_offer *offer)
{
        struct booking_draft b = {.room_id = in->room_id, .from_at = in->from_at, .to_at = in->to_at, .ticket_id = ticket_id};
        struct booking_offer unasked;

        return booking_refused(c, &b, offer ? offer : &unasked);
}

enum status support_open(struct ctx *c, const struct support_draft *in, struct ticket *out, struct booking_offer *offer)
{
        struct support_draft d = *in;
        struct support_type y;
        const char *theme = "";
        enum status st = agenda_agents_only(c);

        if (!st)
                st = draft_fill(c, &d, &y, &theme);
        if (st)
                return st;
        {
                DB_TX(tx, c->db);
                st = tx.st ? tx.st : task_write(c, &d, &y, theme, out);
                if (!st)
                        st = db_commit(&tx);
        }
        if (st != ST_CONFLICT || c->why || !d.room_id)
                return st;
        return support_room_refused(c, &d, 0, offer);
}

/* ---- changing ------------------------------------------------------------------------------------------------------- */

struct moving {
        const struct support *old;
        struct support now;
        bool seen;               /* new hours: whoever moved it has looked */
        bool room_said;          /* a room, or that none is needed */
};

static const char *or_old(const char *patch, const char *old)
{
        return patch ? patch : old ? old : "";
}

static enum status patch_fit(struct ctx *c, const struct support_patch *p, const struct support *old, struct moving *m)
{
        enum status st = p->person_id > 0 ? person_fits(c, "person", p->person_id) : ST_OK;

        if (!st && p->moderator_id > 0)
                st = person_fits(c, "moderator", p->moderator_id);
        m->old = old;
        m->now = *old;
        struct support *n = &m->now;
        n->from_at = p->from_at >= 0 ? p->from_at : old->from_at;
        n->to_at = p->to_at >= 0 ? p->to_at : old->to_at;
        n->person_id = p->person_id >= 0 ? p->person_id : old->person_id;
        n->moderator_id = p->moderator_id >= 0 ? p->moderator_id : old->moderator_id;
        n->room_id = p->room_id >= 0 ? p->room_id : old->room_id;
        n->mode = or_old(p->mode, old->mode);
        n->role = or_old(p->role, old->role);
        n->link = line(c, "link", or_old(p->link, old->link), LINK_MAX);
        n->host = line(c, "host", or_old(p->host, old->host), HOST_MAX);
        m->room_said = p->room_id >= 0;
        m->seen = n->from_at != old->from_at || n->to_at != old->to_at;
        if (m->seen)
                agenda_times_fit(c, n->from_at, n->to_at);
        if (!form_msg(c, "link") && !session_link_fits(n->link))
                form_error(c, "link", MSG_agenda_link_bad);
        if (!support_mode_known(n->mode))
                form_error(c, "mode", MSG_agenda_mode_bad);
        if (!support_role_known(n->role))
                form_error(c, "role", MSG_agenda_role_bad);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

static enum status move_row(struct ctx *c, const struct ticket *t, void *arg)
{
        const struct moving *m = arg;
        const struct support *n = &m->now;

        if (t->state >= STATE_RESOLVED)
                return ctx_fail(c, ST_CONFLICT, MSG_agenda_task_done);
        return db_exec(c->db, &support_update,
                       DB_ARGS(DB_T("mode", n->mode), DB_T("role", n->role), DB_I("from", n->from_at), DB_I("to", n->to_at),
                               DB_REF("person", n->person_id), DB_REF("moderator", n->moderator_id), DB_T("link", some(n->link)),
                               DB_T("host", some(n->host)), DB_I("seen", m->seen), DB_I("room_said", m->room_said),
                               DB_I("id", t->id)),
                       NULL);
}

static enum status lines_write(struct ctx *c, struct ticket *t, struct moving *m, int64_t version)
{
        const struct support *o = m->old, *n = &m->now;
        const struct beside b[] = {
                {"event_from", o->from_at, n->from_at, NULL, NULL},
                {"event_to", o->to_at, n->to_at, NULL, NULL},
                {"event_mode", 0, 0, support_mode_label(c, o->mode), support_mode_label(c, n->mode)},
                {"event_role", 0, 0, support_role_label(c, o->role), support_role_label(c, n->role)},
                {"event_link", 0, 0, o->link, n->link},
                {"event_host", 0, 0, o->host, n->host},
                {"event_person", o->person_id, n->person_id, NULL, NULL},
                {"event_moderator", o->moderator_id, n->moderator_id, NULL, NULL},
        };

        return ticket_beside(c, t, ACT_WORK, version, &(struct beside_change){b, ARRAY_LEN(b), move_row, m});
}

static enum status room_follow(struct ctx *c, const struct ticket *t, const struct moving *m)
{
        const struct support *n = &m->now;
        int64_t booking;

        if (!n->room_id)
                return m->old->room_id ? booking_free(c, t->id, false) : ST_OK;
        if (n->room_id == m->old->room_id && !m->seen)
                return ST_OK;
        struct booking_draft b = {.room_id = n->room_id, .from_at = n->from_at, .to_at = n->to_at, .ticket_id = t->id};
        return booking_save(c, &b, &booking, NULL);
}

static enum status change_write(struct ctx *c, struct ticket *t, const struct support_patch *p, int64_t version, struct moving *m)
{
        struct support *old = ARENA_NEW(c->arena, struct support);

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_load(c, t->id, ACT_WORK, t);
        if (!st)
                st = support_raw(c, t->id, old);
        if (!st)
                st = patch_fit(c, p, old, m);
        if (!st && p->looked && old->flag) {
                st = support_unflag(c, t, version);
                version = 0; /* compared; this was the first line of the same change */
        }
        if (!st)
                st = lines_write(c, t, m, version);
        if (!st && p->place && strcmp(p->place, or_old(NULL, old->place)) != 0) {
                struct ticket_patch room = TICKET_PATCH_NONE;
                room.room = p->place;
                st = ticket_change(c, t, &room, 0);
        }
        if (!st)
                st = room_follow(c, t, m);
        return st ? st : db_commit(&tx);
}

enum status support_change(struct ctx *c, struct ticket *t, const struct support_patch *p, int64_t version, struct booking_offer *offer)
{
        struct moving m = {0};
        enum status st = agenda_agents_only(c);

        if (!st)
                st = change_write(c, t, p, version, &m);
        if (st != ST_CONFLICT || c->why || !m.now.room_id)
                return st;
        struct support_draft d = {.room_id = m.now.room_id, .from_at = m.now.from_at, .to_at = m.now.to_at};
        return support_room_refused(c, &d, t->id, offer);
}

static const struct personal support_personal[] = {
        {"support_task", "host", "person_id", "support one was given"},
        {"support_task", "moderator_id", "moderator_id", "courses one moderated"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_agenda_support = {.name = "agenda-support", .stmts = support_stmts, .personal = support_personal};
