/* Telling: the hook that makes notices of changes, and the verb for what is no change of a ticket.  One statement
 * finds who is told, looks at what they chose and adds to their unread row or makes one, so that a change of a
 * ticket costs one more statement, whoever watches it.  Being given a ticket, or its deadline, twice in
 * one moment (a level told to agent and group) counts once.  What waits for the desk's hours has rung = 0 until the job finds it due. */
#include "desk/ticket/internal.h"
#include "desk/ticket/notify.h"
#include "desk/ticket/share.h"

enum { RING_EVERY_MS = 20000, RING_MAX = 500, RING_LIVE = 60, PEOPLE_MAX = 200 };
#define INTENTIONS_BELOW (INT64_C(1) << 52)

#define LEVELS(role) "CAST(:p_" role " AS BIGINT) AS p, CAST(:m_" role " AS BIGINT) AS m, CAST(:u_" role " AS BIGINT) AS u"
#define HOLDS(level, choice)                                                                                               \
        "CASE WHEN " level " = 3 THEN 1 WHEN " level " = 0 THEN 0 WHEN " choice " IS NOT NULL THEN " choice                   \
        " WHEN " level " = 2 THEN 1 ELSE 0 END"
#define DUE "CASE WHEN v.desk = 1 AND v.u = 0 THEN CAST(:opens AS BIGINT) ELSE CAST(:now AS BIGINT) END"
DB_STMT(notify_put,
        "INSERT INTO notification (person_id, about, ticket_id, group_id, intention_id, events, desk, n, shared, mark, by_id, at, due_at, rung, page, mail,"
        " mail_at) SELECT v.person_id, CAST(:about AS BIGINT),"
        " NULLIF(CAST(:ticket AS BIGINT), 0), NULLIF(CAST(:group AS BIGINT), 0), NULLIF(CAST(:intention AS BIGINT), 0), CAST(:bit AS BIGINT), v.desk, 1, CAST(:shared AS BIGINT),"
        " CAST(:mark AS BIGINT), :by, :now, " DUE ", CASE WHEN " DUE " > CAST(:now AS BIGINT) THEN 0 ELSE 1 END, v.page, v.mail, " DUE
        " + CAST(:digest AS BIGINT) FROM ("
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
        " UNION ALL SELECT CAST(j.value AS BIGINT), CAST(:desk AS BIGINT), " LEVELS("people") " FROM"
        "\n--@sqlite\njson_each(:people) j\n--@postgres\njsonb_array_elements_text(CAST(:people AS jsonb)) AS j(value)\n--@both\n"
        ") r GROUP BY r.person_id) w JOIN person p ON p.id = w.person_id AND p.state = 10"
        " LEFT JOIN notification_choice k ON k.person_id = w.person_id AND k.event = :event WHERE w.person_id <> :me) v"
        " WHERE v.page + v.mail > 0 ORDER BY v.person_id"
        " ON CONFLICT (person_id, about) WHERE read_at = 0 DO UPDATE SET"
        " n = notification.n + CASE WHEN notification.at = excluded.at AND (notification.events & excluded.events & 1026) <> 0 THEN 0 ELSE 1 END,"
        " events = notification.events | excluded.events, by_id = excluded.by_id, at = excluded.at,"
        " shared = CASE WHEN (excluded.events & 2) <> 0 THEN excluded.shared ELSE notification.shared END,"
        " mark = CASE WHEN excluded.mark > 0 THEN excluded.mark ELSE notification.mark END,"
        " rung = CASE WHEN excluded.rung > notification.rung THEN excluded.rung ELSE notification.rung END,"
        " desk = CASE WHEN excluded.desk > notification.desk THEN excluded.desk ELSE notification.desk END,"
        " page = CASE WHEN excluded.page > notification.page THEN excluded.page ELSE notification.page END,"
        " mail = CASE WHEN excluded.mail > notification.mail THEN excluded.mail ELSE notification.mail END,"
        " due_at = CASE WHEN excluded.due_at < notification.due_at THEN excluded.due_at ELSE notification.due_at END,"
        " mail_at = CASE WHEN notification.mail = 1 AND notification.mailed_at IS NULL THEN notification.mail_at ELSE excluded.mail_at END, mailed_at = NULL");
DB_STEADY(notify_members, "SELECT COUNT(*) FROM (SELECT 1 AS one FROM group_member WHERE group_id = :group LIMIT 1) m");
DB_STMT(notify_rings,
        "SELECT person_id AS id FROM notification WHERE about = :about AND at = :now AND read_at = 0 AND page = 1 AND due_at <= :now"
        " AND person_id > :after ORDER BY person_id LIMIT 60");
DB_STMT(notify_waits, "SELECT COUNT(*) FROM (SELECT 1 FROM notification WHERE rung = 0 AND due_at <= :now LIMIT 1) w");
DB_STMT(notify_due,
        "UPDATE notification SET rung = 1 WHERE id IN (SELECT n.id FROM notification n WHERE n.rung = 0 AND n.due_at <= :now"
        " ORDER BY n.due_at, n.id LIMIT 500 @skip) RETURNING person_id AS id");
DB_STMT(notify_end, "UPDATE notification SET read_at = :now WHERE about = :about AND read_at = 0 RETURNING person_id AS id");
DB_STMT(notify_been, "UPDATE notification SET read_at = :now WHERE person_id = :me AND about = :ticket AND read_at = 0");
DB_STMT(notify_prune,
        "DELETE FROM notification WHERE id IN (SELECT id FROM notification WHERE at < :old OR (at < :read AND read_at > 0) ORDER BY at LIMIT 5000)");
static const struct db_stmt *const notify_stmts[] = {&notify_put, &notify_members, &notify_rings, &notify_waits, &notify_due, &notify_end, &notify_been,
                                                     &notify_prune, NULL};

struct id_row {
        int64_t id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};

/* ---- when the desk opens ---- */

static enum status (*desk_hours)(struct ctx *c, int64_t *at);

void notify_hours(enum status (*opens)(struct ctx *c, int64_t *at))
{
        desk_hours = opens;
}

/* ---- ringing ---- */

/* Pages of these people ask for the bell again; the event names no ticket, so that it is heard on any page. */
static enum status ring(struct ctx *c, const struct id_row *row, size_t n)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n;) {
                int64_t people[RING_LIVE];
                size_t k = 0;
                while (i < n && k < RING_LIVE)
                        people[k++] = row[i++].id;
                st = live_event(c, LIVE_NOTICE, 0, 0, NULL, 0, people, k);
        }
        return st;
}

static enum status ring_now(struct ctx *c, int64_t about)
{
        struct id_row *row;
        size_t n = RING_LIVE;
        int64_t after = 0;
        enum status st = ST_OK;

        for (int i = 0; !st && n == RING_LIVE && i < 10; i++) {
                st = db_all(c->db, c->arena, &notify_rings, DB_ARGS(DB_I("about", about), DB_I("now", c->now), DB_I("after", after)), id_cols,
                            sizeof *row, RING_LIVE, &row, &n);
                if (!st)
                        st = ring(c, row, n);
                after = !st && n ? row[n - 1].id : after;
        }
        return st;
}

/* What waited for the morning, now that it is due. */
static enum status ring_due(struct ctx *c, const struct job *j)
{
        struct id_row *row;
        size_t n = RING_MAX;
        int64_t waits;
        enum status st = db_i64(c->db, &notify_waits, DB_ARGS(DB_I("now", c->now)), &waits);

        while (!st && waits && n == RING_MAX) {
                DB_TX(tx, c->db);
                st = tx.st;
                if (!st)
                        st = db_all(c->db, c->arena, &notify_due, DB_ARGS(DB_I("now", c->now)), id_cols, sizeof *row, RING_MAX, &row, &n);
                if (!st)
                        st = ring(c, row, n);
                if (!st)
                        st = db_commit(&tx);
        }
        return st;
}

/* ---- telling ---- */

static void rule_of(const struct notify_rule *r, size_t n, int event, int role, struct notify_rule *out)
{
        *out = (struct notify_rule){.event = event, .role = role};
        for (size_t i = 0; i < n; i++)
                if (r[i].event == event && r[i].role == role && (role > NOTIFY_INVITED || notify_public(event)))
                        *out = r[i];
}

static size_t level_args(struct ctx *c, const char *word, const struct notify_rule *r, struct db_arg *arg)
{
        arg[0] = DB_I(arena_fmt(c->arena, "p_%s", word), r->page);
        arg[1] = DB_I(arena_fmt(c->arena, "m_%s", word), r->mail);
        arg[2] = DB_I(arena_fmt(c->arena, "u_%s", word), r->urgent);
        return 3;
}

/* The levels of each role for an event, as arguments p_ROLE, m_ROLE, u_ROLE; with people none but theirs. */
static size_t levels(struct ctx *c, const struct telling *t, const struct notify_rule *r, size_t n, struct db_arg *arg)
{
        struct notify_rule one, none = {.event = t->event};
        size_t k = 0;

        for (int role = 0; role < NOTIFY_ROLES; role++) {
                rule_of(r, n, t->event, role, &one);
                if (t->quiet && role <= NOTIFY_INVITED)
                        one = none;
                k += level_args(c, notify_role_word(role), t->n_people ? &none : &one, arg + k);
        }
        rule_of(r, n, t->event, t->role, &one);
        return k + level_args(c, "people", t->n_people ? &one : &none, arg + k);
}

static const char *people_text(struct ctx *c, const struct telling *k)
{
        struct buf b;

        buf_init(&b, c->arena, 24 * (PEOPLE_MAX + 1));
        buf_char(&b, '[');
        for (size_t i = 0; i < k->n_people && i < PEOPLE_MAX; i++)
                buf_fmt(&b, i ? ",%lld" : "%lld", (long long)k->people[i]);
        buf_char(&b, ']');
        return b.p;
}

/* The one number of what is told of: a ticket's id, a group's below 0, an intention's far below. */
static int64_t about_of(const struct telling *k)
{
        if (k->intention_id)
                return -INTENTIONS_BELOW - k->intention_id;
        return k->ticket_id ? k->ticket_id : -k->group_id;
}

enum status notify_tell(struct ctx *c, const struct telling *k)
{
        struct db_arg arg[3 * (NOTIFY_ROLES + 1) + 20];
        struct notify_rule *r;
        size_t n_rule, n;
        int64_t opens = c->now, changed = 0;
        enum status st = notify_rules(c, &r, &n_rule);

        if (!st && desk_hours)
                st = desk_hours(c, &opens);
        if (st)
                return st;
        n = levels(c, k, r, n_rule, arg);
        arg[n++] = DB_I("ticket", k->ticket_id);
        arg[n++] = DB_I("group", k->group_id);
        arg[n++] = DB_I("intention", k->intention_id);
        arg[n++] = DB_I("about", about_of(k));
        arg[n++] = DB_I("bit", INT64_C(1) << k->event);
        arg[n++] = DB_I("shared", k->shared);
        arg[n++] = DB_I("mark", k->mark);
        arg[n++] = DB_REF("by", c->actor->person_id);
        arg[n++] = DB_I("me", c->actor->person_id);
        arg[n++] = DB_I("now", c->now);
        arg[n++] = DB_I("opens", opens);
        arg[n++] = DB_I("digest", setting_i64(c, "notify.digest_minutes") * MINUTE_MS);
        arg[n++] = DB_I("chosen", k->chosen);
        arg[n++] = DB_I("named", k->named);
        arg[n++] = DB_I("asked", k->asked);
        arg[n++] = DB_I("desk", k->role > NOTIFY_INVITED);
        arg[n++] = DB_T("people", people_text(c, k));
        arg[n++] = DB_T("event", notify_event_word(k->event));
        st = db_exec(c->db, &notify_put, (struct db_args){n, arg}, &changed);
        return st || !changed ? st : ring_now(c, about_of(k));
}

enum status notify_over(struct ctx *c, int64_t group_id)
{
        struct id_row *row;
        size_t n;
        enum status st = db_all(c->db, c->arena, &notify_end, DB_ARGS(DB_I("now", c->now), DB_I("about", -group_id)), id_cols, sizeof *row,
                                RING_MAX, &row, &n);

        return st ? st : ring(c, row, n);
}

enum status notify_seen(struct ctx *c, int64_t ticket_id)
{
        struct id_row me = {c->actor->person_id};
        int64_t rows;
        enum status st = db_exec(c->db, &notify_been, DB_ARGS(DB_I("now", c->now), DB_I("me", me.id), DB_I("ticket", ticket_id)), &rows);

        return st || !rows ? st : ring(c, &me, 1);
}

/* ---- changes of tickets ---- */

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

/* A ticket is opened, and there is nobody to tell: a task of a group that has no members yet, an item of a grid. */
static enum status nobody(struct ctx *c, const struct ticket_change *ch, bool *out)
{
        const struct ticket *t = ch->after;
        bool outside = !ch->quiet && (t->requester_id || t->requested_for_id || t->opened_by_id || t->contact_id);
        int64_t members = 1;
        enum status st = ST_OK;

        if (ch->event == EV_OPENED && !outside && !t->assignee_id)
                st = db_i64(c->db, &notify_members, DB_ARGS(DB_I("group", t->group_id)), &members);
        *out = !members;
        return st;
}

static enum status on_ticket(struct ctx *c, const struct ticket_change *ch)
{
        struct telling k = {.event = event_of(ch), .ticket_id = ch->after->id, .shared = ch->shared, .quiet = ch->quiet};
        bool none = false;
        enum status st = k.event < 0 ? ST_OK : nobody(c, ch, &none);

        if (st || k.event < 0 || none)
                return st;
        /* a reply of the desk is for those whom its author chose */
        if (ch->event == EV_COMMENTED && !c->actor->system && !about_requester(ch, c) && ch->contact)
                k.chosen = ch->entry_id;
        if (ch->event == EV_MENTIONED)
                k.named = ch->entry_id;
        if (ch->event == EV_ADVICE)
                k.asked = c->now;
        st = notify_tell(c, &k);
        /* moved to another group and given to somebody at once: both are news */
        if (!st && k.event == NOTIFY_TRANSFERRED && ch->after->assignee_id) {
                k.event = NOTIFY_ASSIGNED;
                st = notify_tell(c, &k);
        }
        return st;
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
static const struct job_kind notify_jobs[] = {{"notify.prune", prune, HOUR_MS, 0}, {"notify.ring", ring_due, RING_EVERY_MS, 0}, {NULL, NULL, 0, 0}};
static const struct personal notify_personal[] = {
        {"notification", "person_id", "person_id", "what they were told"},
        {"notification", "by_id", "by_id", "whose act was told"},
        {NULL, NULL, NULL, NULL}};

const struct slice slice_notify = {.name = "notify", .stmts = notify_stmts, .hooks = notify_hooks, .jobs = notify_jobs,
                                   .personal = notify_personal};
