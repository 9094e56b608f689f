/* The rules, the hook that makes notices, and reading them.  One statement finds who is told, looks at what they
 * chose and adds to their unread row or makes one, so that a change of a ticket costs one more statement, whoever
 * watches it. */
#include "desk/clock/clock.h"
#include "desk/notify/notify.h"

enum { RULES_MAX = 200, TOLD_MAX = 200, UNREAD_MAX = 100 };

/* ---- the table --------------------------------------------------------------------------------------------- */

static const char *const event_words[] = {"opened", "assigned", "transferred", "reply", "note", "mention", "advice", "state", "urgent", "late"};
static const char *const role_words[] = {"requester", "invited", "watcher", "assignee", "group", "lead", "named", "asked"};
static const int event_labels[] = {MSG_notice_event_opened, MSG_notice_event_assigned, MSG_notice_event_transferred, MSG_notice_event_reply,
                                   MSG_notice_event_note,   MSG_notice_event_mention,  MSG_notice_event_advice,      MSG_notice_event_state,
                                   MSG_notice_event_urgent, MSG_notice_event_late};
static const int role_labels[] = {MSG_notice_role_requester, MSG_notice_role_invited, MSG_notice_role_watcher, MSG_notice_role_assignee,
                                  MSG_notice_role_group,     MSG_notice_role_lead,    MSG_notice_role_named,   MSG_notice_role_asked};
_Static_assert(ARRAY_LEN(event_words) == NOTIFY_EVENTS && ARRAY_LEN(role_words) == NOTIFY_ROLES, "words");

/* As shipped: event, role, in the page, by mail, urgent. */
static const struct notify_rule shipped[] = {
        {NOTIFY_OPENED, NOTIFY_REQUESTER, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_OPENED, NOTIFY_GROUP, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_OPENED, NOTIFY_LEAD, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_ASSIGNED, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_TRANSFERRED, NOTIFY_GROUP, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_TRANSFERRED, NOTIFY_LEAD, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_REPLY, NOTIFY_REQUESTER, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_REPLY, NOTIFY_INVITED, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_REPLY, NOTIFY_WATCHER, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_REPLY, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_REPLY, NOTIFY_GROUP, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_NOTE, NOTIFY_WATCHER, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_NOTE, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_MENTION, NOTIFY_NAMED, NOTIFY_ALWAYS, NOTIFY_DEFAULT, 0},
        {NOTIFY_ADVICE, NOTIFY_ASKED, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_STATE, NOTIFY_REQUESTER, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_STATE, NOTIFY_INVITED, NOTIFY_CHOOSES, NOTIFY_CHOOSES, 0},
        {NOTIFY_STATE, NOTIFY_WATCHER, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_STATE, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 0},
        {NOTIFY_URGENT, NOTIFY_GROUP, NOTIFY_DEFAULT, NOTIFY_CHOOSES, 1},
        {NOTIFY_URGENT, NOTIFY_LEAD, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 1},
        {NOTIFY_LATE, NOTIFY_ASSIGNEE, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
        {NOTIFY_LATE, NOTIFY_LEAD, NOTIFY_DEFAULT, NOTIFY_DEFAULT, 0},
};

/* Notes, mentions and the like are never told to those who only asked, whatever a rule may say. */
static bool public_event(int event)
{
        return event == NOTIFY_OPENED || event == NOTIFY_REPLY || event == NOTIFY_STATE;
}

#define RIGHTFUL                                                                                                           \
        "((n.desk = 0 AND " TICKET_VISIBLE ") OR (n.desk = 1 AND (EXISTS (SELECT 1 FROM actor_scope w WHERE w.person_id = :me" \
        " AND w.scope = t.scope) OR EXISTS (SELECT 1 FROM ticket_share y JOIN actor_scope z ON z.scope = y.scope WHERE"        \
        " y.ticket_id = t.id AND z.person_id = :me) OR EXISTS (SELECT 1 FROM ticket_person x WHERE x.person_id = :me"          \
        " AND x.ticket_id = t.id AND x.part = 60 AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = :me)))))"
/* Read by a click, or by having been on the ticket's page since. */
#define UNREAD                                                                                                             \
        "n.read_at = 0 AND n.entry_id > COALESCE((SELECT s.entry_id FROM ticket_seen s WHERE s.person_id = :me"               \
        " AND s.ticket_id = n.ticket_id), -1)"

DB_STMT(notify_rule_list, "SELECT event, role, page, mail, urgent FROM notification_rule ORDER BY event, role LIMIT 200");
DB_STMT(notify_rule_save,
        "INSERT INTO notification_rule (event, role, page, mail, urgent) VALUES (:event, :role, :page, :mail, :urgent)"
        " ON CONFLICT (event, role) DO UPDATE SET page = excluded.page, mail = excluded.mail, urgent = excluded.urgent");
DB_STMT(notify_choice_list, "SELECT event, page, mail FROM notification_choice WHERE person_id = :me ORDER BY event LIMIT 50");
DB_STMT(notify_choice_save,
        "INSERT INTO notification_choice (person_id, event, page, mail) VALUES (:me, :event, :page, :mail)"
        " ON CONFLICT (person_id, event) DO UPDATE SET page = excluded.page, mail = excluded.mail");
#define LEVELS(role) "CAST(:p_" role " AS BIGINT) AS p, CAST(:m_" role " AS BIGINT) AS m, CAST(:u_" role " AS BIGINT) AS u"
#define HOLDS(level, choice)                                                                                               \
        "CASE WHEN " level " = 3 THEN 1 WHEN " level " = 0 THEN 0 WHEN " choice " IS NOT NULL THEN " choice                   \
        " WHEN " level " = 2 THEN 1 ELSE 0 END"
DB_STMT(notify_tell,
        "INSERT INTO notification (person_id, ticket_id, events, desk, n, entry_id, by_id, at, due_at, page, mail, mail_at)"
        " SELECT v.person_id, :ticket, CAST(:bit AS BIGINT), v.desk, 1, COALESCE((SELECT MAX(e.id) FROM entry e WHERE e.ticket_id = :ticket), 0),"
        " :by, :now, CASE WHEN v.desk = 1 AND v.u = 0 THEN CAST(:opens AS BIGINT) ELSE :now END, v.page, v.mail,"
        " CASE WHEN v.desk = 1 AND v.u = 0 THEN CAST(:opens AS BIGINT) ELSE :now END + CAST(:digest AS BIGINT) FROM ("
        "SELECT w.person_id, w.desk, w.u, " HOLDS("w.p", "k.page") " AS page, " HOLDS("w.m", "k.mail") " AS mail FROM ("
        "SELECT r.person_id, MIN(r.desk) AS desk, MAX(r.p) AS p, MAX(r.m) AS m, MAX(r.u) AS u FROM ("
        "SELECT x.person_id, 0 AS desk, " LEVELS("requester") " FROM ticket_person x WHERE x.ticket_id = :ticket AND x.part < 50"
        " AND (CAST(:chosen AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM entry_recipient q WHERE q.entry_id = :chosen AND q.person_id = x.person_id))"
        " UNION ALL SELECT x.person_id, 0, " LEVELS("invited") " FROM ticket_person x WHERE x.ticket_id = :ticket AND x.part = 50"
        " AND (CAST(:chosen AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM entry_recipient q WHERE q.entry_id = :chosen AND q.person_id = x.person_id))"
        " UNION ALL SELECT x.person_id, 1, " LEVELS("watcher") " FROM ticket_person x WHERE x.ticket_id = :ticket AND x.part = 60"
        " UNION ALL SELECT t.assignee_id, 1, " LEVELS("assignee") " FROM ticket t WHERE t.id = :ticket AND t.assignee_id IS NOT NULL"
        " UNION ALL SELECT m.person_id, 1, " LEVELS("group") " FROM ticket t JOIN group_member m ON m.group_id = t.group_id"
        " WHERE t.id = :ticket AND CAST(:p_group AS BIGINT) + CAST(:m_group AS BIGINT) > 0"
        " UNION ALL SELECT m.person_id, 1, " LEVELS("lead") " FROM ticket t JOIN group_member m ON m.group_id = t.group_id AND m.lead = 1"
        " WHERE t.id = :ticket AND CAST(:p_lead AS BIGINT) + CAST(:m_lead AS BIGINT) > 0"
        " UNION ALL SELECT e.person_id, 1, " LEVELS("named") " FROM entry_mention e WHERE e.entry_id = :named"
        " UNION ALL SELECT m.person_id, 1, " LEVELS("asked") " FROM advice a JOIN group_member m ON m.group_id = a.group_id"
        " WHERE a.ticket_id = :ticket AND a.closed_at IS NULL AND a.asked_at = :asked"
        ") r GROUP BY r.person_id) w JOIN person p ON p.id = w.person_id AND p.state = 10"
        " LEFT JOIN notification_choice k ON k.person_id = w.person_id AND k.event = :event WHERE w.person_id <> :me) v"
        " WHERE v.page + v.mail > 0 ORDER BY v.person_id"
        " ON CONFLICT (person_id, ticket_id) WHERE read_at = 0 DO UPDATE SET n = notification.n + 1, events = notification.events | excluded.events,"
        " entry_id = excluded.entry_id, by_id = excluded.by_id, at = excluded.at, desk = CASE WHEN excluded.desk > notification.desk THEN excluded.desk"
        " ELSE notification.desk END, page = CASE WHEN excluded.page > notification.page THEN excluded.page ELSE notification.page END,"
        " mail = CASE WHEN excluded.mail > notification.mail THEN excluded.mail ELSE notification.mail END,"
        " due_at = CASE WHEN excluded.due_at < notification.due_at THEN excluded.due_at ELSE notification.due_at END,"
        " mail_at = CASE WHEN notification.mail = 1 AND notification.mailed_at IS NULL THEN notification.mail_at ELSE excluded.mail_at END, mailed_at = NULL");
DB_STMT(notify_told, "SELECT person_id FROM notification WHERE ticket_id = :ticket AND at = :now AND read_at = 0 AND page = 1 ORDER BY person_id LIMIT 60");
DB_STMT(notify_rows,
        "SELECT n.id, n.ticket_id, t.kind, t.num, n.events, n.desk, n.n, n.at, CASE WHEN " UNREAD " THEN 0 ELSE 1 END AS read,"
        " CASE WHEN n.by_id IS NULL OR EXISTS (SELECT 1 FROM ticket_person b WHERE b.ticket_id = t.id AND b.person_id = n.by_id AND b.part <= 50)"
        " THEN 0 ELSE 1 END AS by_desk, COALESCE(s.agent_named, 1) AS agent_named, t.subject, COALESCE(p.name, '') AS who FROM notification n"
        " JOIN ticket t ON t.id = n.ticket_id LEFT JOIN service s ON s.id = t.service_id LEFT JOIN person p ON p.id = n.by_id"
        " WHERE n.person_id = :me AND n.page = 1 AND n.due_at <= :now AND (CAST(:all AS BIGINT) = 1 OR (" UNREAD ")) AND " RIGHTFUL
        " ORDER BY n.at DESC, n.id DESC LIMIT 100");
DB_STMT(notify_count,
        "SELECT COUNT(*) FROM (SELECT 1 FROM notification n JOIN ticket t ON t.id = n.ticket_id WHERE n.person_id = :me AND n.page = 1"
        " AND n.due_at <= :now AND " UNREAD " AND " RIGHTFUL " LIMIT 100) c");
DB_STMT(notify_mark, "UPDATE notification SET read_at = :now WHERE person_id = :me AND read_at = 0 AND due_at <= :now AND (CAST(:id AS BIGINT) = 0 OR id = :id)");
DB_STMT(notify_one,
        "SELECT n.id, n.ticket_id, t.kind, t.num, n.events, n.desk, n.n, n.at, 0 AS read, 0 AS by_desk, 0 AS agent_named, t.subject, '' AS who"
        " FROM notification n JOIN ticket t ON t.id = n.ticket_id WHERE n.id = :id AND n.person_id = :me AND " RIGHTFUL);
DB_STMT(notify_prune,
        "DELETE FROM notification WHERE id IN (SELECT id FROM notification WHERE at < :old OR (at < :read AND read_at > 0) ORDER BY at LIMIT 5000)");
static const struct db_stmt *const notify_stmts[] = {&notify_rule_list, &notify_rule_save, &notify_choice_list, &notify_choice_save,
                                                     &notify_tell, &notify_told, &notify_rows, &notify_count, &notify_mark, &notify_one,
                                                     &notify_prune, NULL};

const char *notify_event_word(int event)
{
        return event_words[event];
}

const char *notify_role_word(int role)
{
        return role_words[role];
}

const char *notify_event_label(struct ctx *c, int event)
{
        return ctx_msg(c, event_labels[event]);
}

const char *notify_role_label(struct ctx *c, int role)
{
        return ctx_msg(c, role_labels[role]);
}

struct rule_row {
        int64_t page, mail, urgent;
        const char *event, *role;
};

enum status notify_rules(struct ctx *c, struct notify_rule **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct rule_row, event), DB_COL_TEXT(struct rule_row, role), DB_COL_I64(struct rule_row, page),
                                             DB_COL_I64(struct rule_row, mail), DB_COL_I64(struct rule_row, urgent), DB_COL_END};
        struct rule_row *row;
        size_t n_row;
        enum status st = db_all(c->db, c->arena, &notify_rule_list, DB_NO_ARGS, cols, sizeof *row, RULES_MAX, &row, &n_row);

        if (st)
                return st;
        *n = ARRAY_LEN(shipped);
        *out = ARENA_ARRAY(c->arena, *n, struct notify_rule);
        for (size_t i = 0; i < *n; i++) {
                struct notify_rule *r = &(*out)[i];
                *r = shipped[i];
                for (size_t j = 0; j < n_row; j++)
                        if (str_eq(row[j].event, event_words[r->event]) && str_eq(row[j].role, role_words[r->role])) {
                                r->page = row[j].page;
                                r->mail = row[j].mail;
                                r->urgent = row[j].urgent;
                        }
        }
        return ST_OK;
}

enum status notify_rule_put(struct ctx *c, const struct notify_rule *r)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, &notify_rule_save,
                             DB_ARGS(DB_T("event", event_words[r->event]), DB_T("role", role_words[r->role]), DB_I("page", r->page),
                                     DB_I("mail", r->mail), DB_I("urgent", r->urgent)),
                             NULL);
        if (!st)
                st = audit(c, "notice.rule", event_words[r->event], r->page, "ok", role_words[r->role]);
        return st ? st : db_commit(&tx);
}

/* ---- what one chooses ----------------------------------------------------------------------------------------- */

static bool role_mine(const struct ctx *c, int role)
{
        bool agent = ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);

        return role == NOTIFY_REQUESTER || role == NOTIFY_INVITED || agent;
}

struct choice_row {
        int64_t page, mail;
        const char *event;
};

enum status notify_choices(struct ctx *c, struct notify_choice **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct choice_row, event), DB_COL_I64(struct choice_row, page),
                                             DB_COL_I64(struct choice_row, mail), DB_COL_END};
        struct notify_rule *r;
        struct choice_row *row;
        size_t n_rule, n_row;
        enum status st = notify_rules(c, &r, &n_rule);

        if (!st)
                st = db_all(c->db, c->arena, &notify_choice_list, DB_ARGS(DB_I("me", c->actor->person_id)), cols, sizeof *row, 50, &row, &n_row);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, NOTIFY_EVENTS, struct notify_choice);
        *n = 0;
        for (int e = 0; e < NOTIFY_EVENTS; e++) {
                struct notify_choice k = {.event = e};
                int64_t page = 0, mail = 0;
                for (size_t i = 0; i < n_rule; i++)
                        if (r[i].event == e && role_mine(c, r[i].role)) {
                                page = r[i].page > page ? r[i].page : page;
                                mail = r[i].mail > mail ? r[i].mail : mail;
                        }
                if (!page && !mail)
                        continue;
                k.page = page >= NOTIFY_DEFAULT;
                k.mail = mail >= NOTIFY_DEFAULT;
                k.page_free = page == NOTIFY_CHOOSES || page == NOTIFY_DEFAULT;
                k.mail_free = mail == NOTIFY_CHOOSES || mail == NOTIFY_DEFAULT;
                for (size_t i = 0; i < n_row; i++)
                        if (str_eq(row[i].event, event_words[e])) {
                                k.page = k.page_free ? row[i].page : k.page;
                                k.mail = k.mail_free ? row[i].mail : k.mail;
                        }
                (*out)[(*n)++] = k;
        }
        return ST_OK;
}

enum status notify_choice_put(struct ctx *c, int event, bool page, bool mail)
{
        return db_exec(c->db, &notify_choice_save,
                       DB_ARGS(DB_I("me", c->actor->person_id), DB_T("event", event_words[event]), DB_I("page", page), DB_I("mail", mail)), NULL);
}

/* ---- telling ------------------------------------------------------------------------------------------------------ */

struct telling {
        int event;
        int64_t ticket_id, chosen, named, asked;
};

static bool about_requester(const struct ticket_change *ch, const struct ctx *c)
{
        int64_t me = c->actor->person_id;

        return me && (me == ch->after->requester_id || me == ch->after->requested_for_id || me == ch->after->contact_id);
}

static bool settled_or_back(const struct ticket_change *ch)
{
        return ch->after->state >= STATE_RESOLVED || (ch->before && ch->before->state >= STATE_RESOLVED);
}

/* What a change is, in the words of the rules; −1: nothing to tell. */
static int event_of(const struct ticket_change *ch)
{
        switch (ch->event) {
        case EV_OPENED:
                return ch->after->priority == 1 ? NOTIFY_URGENT : NOTIFY_OPENED;
        case EV_COMMENTED:
                return NOTIFY_REPLY;
        case EV_NOTED:
                return NOTIFY_NOTE;
        case EV_MENTIONED:
                return NOTIFY_MENTION;
        case EV_ADVICE:
                return NOTIFY_ADVICE;
        case EV_TOLD:
                return NOTIFY_LATE;
        case EV_MOVED:
                return settled_or_back(ch) ? NOTIFY_STATE : -1;
        case EV_ASSIGNED:
                return ch->before && ch->before->group_id != ch->after->group_id ? NOTIFY_TRANSFERRED : NOTIFY_ASSIGNED;
        default:
                return -1;
        }
}

/* The levels of each role for an event, as arguments p_ROLE, m_ROLE, u_ROLE. */
static size_t levels(struct ctx *c, const struct notify_rule *r, size_t n, int event, struct db_arg *arg)
{
        size_t k = 0;

        for (int role = 0; role < NOTIFY_ROLES; role++) {
                int64_t page = 0, mail = 0, urgent = 0;
                for (size_t i = 0; i < n; i++)
                        if (r[i].event == event && r[i].role == role && (role > NOTIFY_INVITED || public_event(event))) {
                                page = r[i].page;
                                mail = r[i].mail;
                                urgent = r[i].urgent;
                        }
                arg[k++] = DB_I(arena_fmt(c->arena, "p_%s", role_words[role]), page);
                arg[k++] = DB_I(arena_fmt(c->arena, "m_%s", role_words[role]), mail);
                arg[k++] = DB_I(arena_fmt(c->arena, "u_%s", role_words[role]), urgent);
        }
        return k;
}

static enum status tell_live(struct ctx *c, int64_t ticket_id)
{
        struct told {
                int64_t person_id;
        } *row;
        static const struct db_col cols[] = {DB_COL_I64(struct told, person_id), DB_COL_END};
        int64_t people[60];
        size_t n;
        enum status st = db_all(c->db, c->arena, &notify_told, DB_ARGS(DB_I("ticket", ticket_id), DB_I("now", c->now)), cols, sizeof *row,
                                ARRAY_LEN(people), &row, &n);

        for (size_t i = 0; !st && i < n; i++)
                people[i] = row[i].person_id;
        return st || !n ? st : live_event(c, LIVE_NOTICE, 0, 0, NULL, 0, people, n); /* names no ticket: it is heard on any page */
}

static enum status tell(struct ctx *c, const struct telling *k)
{
        struct db_arg arg[3 * NOTIFY_ROLES + 12];
        struct notify_rule *r;
        size_t n_rule, n;
        int64_t opens = c->now, changed = 0;
        enum status st = notify_rules(c, &r, &n_rule);

        if (!st)
                st = clock_desk_opens(c, c->now, &opens);
        if (st)
                return st;
        n = levels(c, r, n_rule, k->event, arg);
        arg[n++] = DB_I("ticket", k->ticket_id);
        arg[n++] = DB_I("bit", INT64_C(1) << k->event);
        arg[n++] = DB_REF("by", c->actor->person_id);
        arg[n++] = DB_I("me", c->actor->person_id);
        arg[n++] = DB_I("now", c->now);
        arg[n++] = DB_I("opens", opens);
        arg[n++] = DB_I("digest", setting_i64(c, "notify.digest_minutes") * MINUTE_MS);
        arg[n++] = DB_I("chosen", k->chosen);
        arg[n++] = DB_I("named", k->named);
        arg[n++] = DB_I("asked", k->asked);
        arg[n++] = DB_T("event", event_words[k->event]);
        st = db_exec(c->db, &notify_tell, (struct db_args){n, arg}, &changed);
        return st || !changed ? st : tell_live(c, k->ticket_id);
}

static enum status on_ticket(struct ctx *c, const struct ticket_change *ch)
{
        struct telling k = {.event = event_of(ch), .ticket_id = ch->after->id};

        if (k.event < 0)
                return ST_OK;
        /* a reply of the desk is for those whom its author chose */
        if (ch->event == EV_COMMENTED && !c->actor->system && !about_requester(ch, c) && ch->contact)
                k.chosen = ch->entry_id;
        if (ch->event == EV_MENTIONED)
                k.named = ch->entry_id;
        if (ch->event == EV_ADVICE)
                k.asked = c->now;
        enum status st = tell(c, &k);
        /* moved to another group and given to somebody at once: both are news */
        if (!st && k.event == NOTIFY_TRANSFERRED && ch->after->assignee_id) {
                k.event = NOTIFY_ASSIGNED;
                st = tell(c, &k);
        }
        return st;
}

/* ---- reading --------------------------------------------------------------------------------------------------------- */

#define I(m) DB_COL_I64(struct notification, m)
static const struct db_col notify_cols[] = {I(id),  I(ticket_id), I(kind),        I(num),     I(events), I(desk), I(n),
                                            I(at),  I(read),      I(by_desk),     I(agent_named), DB_COL_TEXT(struct notification, subject),
                                            DB_COL_TEXT(struct notification, who), DB_COL_END};
#undef I

/* The gravest of what happened names the line. */
static const struct {
        int event, by_somebody, by_nobody;
        const char *icon;
} lines[] = {
        {NOTIFY_LATE, MSG_notice_line_late, MSG_notice_line_late, "alarm"},
        {NOTIFY_MENTION, MSG_notice_line_mention, MSG_notice_line_mention, "at"},
        {NOTIFY_ADVICE, MSG_notice_line_advice, MSG_notice_line_advice, "messages"},
        {NOTIFY_URGENT, MSG_notice_line_urgent, MSG_notice_line_urgent, "alert-triangle"},
        {NOTIFY_ASSIGNED, MSG_notice_line_assigned, MSG_notice_line_assigned, "user-check"},
        {NOTIFY_REPLY, MSG_notice_line_reply, MSG_notice_line_reply_us, "message-circle"},
        {NOTIFY_STATE, MSG_notice_line_state, MSG_notice_line_state, "circle-check"},
        {NOTIFY_TRANSFERRED, MSG_notice_line_transferred, MSG_notice_line_transferred, "users-group"},
        {NOTIFY_NOTE, MSG_notice_line_note, MSG_notice_line_note, "lock"},
        {NOTIFY_OPENED, MSG_notice_line_opened, MSG_notice_line_opened, "circle-dot"},
};

static void notify_fill(struct ctx *c, struct notification *v)
{
        bool hidden = !v->desk && v->by_desk && !v->agent_named;
        struct html_arg who = {"who", hidden || !*v->who ? ctx_msg(c, MSG_notice_us) : v->who, 0};
        size_t i = 0;

        while (i + 1 < ARRAY_LEN(lines) && !(v->events & INT64_C(1) << lines[i].event))
                i++;
        v->text = msg_text(c->arena, c->lang, hidden || !*v->who ? lines[i].by_nobody : lines[i].by_somebody, 1, &who);
        v->icon = lines[i].icon;
        v->more = v->n > 1 ? msg_plural(c->arena, c->lang, MSG_notice_more, v->n - 1, 0, NULL) : NULL;
        v->number = ticket_number(c, v->kind, v->num);
        v->stub = ticket_stub(v->kind);
        v->href = arena_fmt(c->arena, v->desk ? "/tickets/%s" : "/requests/%s", v->number);
}

enum status notify_list(struct ctx *c, bool unread, struct notification **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &notify_rows,
                                DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now), DB_I("all", !unread)), notify_cols, sizeof **out,
                                NOTIFY_LIST_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                notify_fill(c, &(*out)[i]);
        return st;
}

enum status notify_unread(struct ctx *c, int64_t *n)
{
        return db_i64(c->db, &notify_count, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now)), n);
}

enum status notify_read(struct ctx *c, int64_t id, const char **href)
{
        struct notification v;
        enum status st = ST_OK;

        if (href) {
                *href = "";
                st = db_one(c->db, c->arena, &notify_one, DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id)), notify_cols, &v);
                if (!st) {
                        notify_fill(c, &v);
                        *href = v.href;
                }
        }
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &notify_mark, DB_ARGS(DB_I("now", c->now), DB_I("me", c->actor->person_id), DB_I("id", id)), NULL);
        if (!st)
                st = live_event(c, LIVE_NOTICE, 0, 0, NULL, 0, &c->actor->person_id, 1);
        return st ? st : db_commit(&tx);
}

/* Read ones go after a month, all of them after three. */
static enum status prune(struct ctx *c, const struct job *j)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = db_exec(c->db, &notify_prune, DB_ARGS(DB_I("old", c->now - 90 * DAY_MS), DB_I("read", c->now - 30 * DAY_MS)), NULL);
        return st ? st : db_commit(&tx);
}

static const struct ticket_hook notify_hook = {"notify", on_ticket};
static const struct ticket_hook *const notify_hooks[] = {&notify_hook, NULL};
static const struct job_kind notify_jobs[] = {{"notify.prune", prune, HOUR_MS, 0}, {NULL, NULL, 0, 0}};
static const struct setting notify_settings[] = {{"notify.digest_minutes", "10", 0, 1440, MSG_notice_setting_digest}, {NULL, NULL, 0, 0, 0}};
static const struct personal notify_personal[] = {
        {"notification", "person_id", "person_id", "what they were told"},
        {"notification", "by_id", "by_id", "whose act was told"},
        {"notification_choice", "event", "person_id", "what they want to be told"},
        {NULL, NULL, NULL, NULL}};

const struct slice slice_notify = {.name = "notify", .stmts = notify_stmts, .hooks = notify_hooks, .jobs = notify_jobs,
                                   .settings = notify_settings, .personal = notify_personal};
