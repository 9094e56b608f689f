/* Reading notices: the bell's number, the list, the desk's panel.  What is unread is asked of the world as it is:
 * a ticket that is settled or somebody else's by now is no longer news, and a group's alarm is one while it lasts. */
#include "desk/ticket/notify.h"
#include "desk/ticket/share.h"

#define RIGHTFUL                                                                                                              \
        "((n.group_id IS NOT NULL AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = :me)) OR (n.intention_id IS NOT NULL"     \
        " AND EXISTS (SELECT 1 FROM course_intention y WHERE y.id = n.intention_id AND y.by_id = :me)) OR (n.desk = 0 AND "       \
        TICKET_VISIBLE ") OR (n.desk = 1 AND (" TICKET_OF_SCOPE " OR EXISTS (SELECT 1 FROM ticket_person x WHERE"               \
        " x.person_id = :me AND x.ticket_id = t.id AND x.part = 60 AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = :me)))))"
/* 1026: given to somebody, a level of a clock. */
#define UNREAD                                                                                                                \
        "n.read_at = 0 AND CASE WHEN n.intention_id IS NOT NULL THEN EXISTS (SELECT 1 FROM course_intention y WHERE"            \
        " y.id = n.intention_id AND y.state IN (20, 30)) WHEN n.ticket_id IS NULL THEN EXISTS (SELECT 1 FROM pool_alarm x WHERE x.group_id = n.group_id)" \
        " ELSE (n.events & 1026) <> n.events OR (t.state < 40 AND ((n.events & 1024) <> 0 OR t.assignee_id = :me)) END"
#define ROWS(read, desk_word)                                                                                                 \
        "SELECT n.id, COALESCE(n.ticket_id, 0) AS ticket_id, COALESCE(n.group_id, 0) AS group_id, COALESCE(n.intention_id, 0) AS intention_id,"     \
        " CASE WHEN w.state = 30 THEN 1 ELSE 0 END AS refused, COALESCE(t.kind, 0) AS kind,"                                      \
        " COALESCE(t.num, 0) AS num, n.events, n.desk, n.n, n.shared, n.mark, n.at, " read " AS read, " desk_word " AS by_desk,"  \
        " COALESCE(s.agent_named, 1) AS agent_named, COALESCE(t.state, 0) AS state, COALESCE(t.confidential, 0) AS confidential, COALESCE(t.subject, k.title, w.title, '') AS subject, COALESCE(p.name, '') AS who,"           \
        " COALESCE(g.name, '') AS group_name, COALESCE(g.code, '') AS group_code,"                                                             \
        " COALESCE(k.code || ' (' || k.term || ')', w.code || ' (' || w.term || ')', '') AS course FROM notification n LEFT JOIN ticket t ON t.id = n.ticket_id"                        \
        " LEFT JOIN service s ON s.id = t.service_id LEFT JOIN person p ON p.id = n.by_id LEFT JOIN support_group g ON g.id = n.group_id"                                          \
        " LEFT JOIN course_intention w ON w.id = n.intention_id LEFT JOIN course k ON k.id = w.course_id"
#define BY_DESK                                                                                                               \
        "CASE WHEN n.by_id IS NULL OR EXISTS (SELECT 1 FROM ticket_person b WHERE b.ticket_id = t.id AND b.person_id = n.by_id AND" \
        " b.part <= 50) THEN 0 ELSE 1 END"

DB_STMT(notify_rows,
        ROWS("CASE WHEN " UNREAD " THEN 0 ELSE 1 END", BY_DESK) " WHERE n.person_id = :me AND n.page = 1 AND n.due_at <= :now"
        " AND n.at <= :at AND (n.at < :at OR n.id < :before) AND (CAST(:all AS BIGINT) = 1 OR (n.read_at = 0 AND " UNREAD ")) AND " RIGHTFUL " ORDER BY n.at DESC, n.id DESC LIMIT :n");
DB_STMT(notify_count,
        "SELECT COUNT(*) FROM (SELECT 1 FROM notification n LEFT JOIN ticket t ON t.id = n.ticket_id WHERE n.person_id = :me AND n.page = 1"
        " AND n.read_at = 0 AND n.due_at <= :now AND " UNREAD " AND " RIGHTFUL " LIMIT 100) c");
DB_STMT(notify_mark,
        "UPDATE notification SET read_at = :now WHERE person_id = :me AND read_at = 0 AND due_at <= :now AND group_id IS NULL"
        " AND (CAST(:id AS BIGINT) = 0 OR id = :id)");
DB_STMT(notify_here,
        ROWS("0", BY_DESK) " WHERE n.person_id = :me AND n.ticket_id = :ticket AND n.due_at <= :now AND " UNREAD " AND " RIGHTFUL
        " ORDER BY n.at DESC, n.id DESC LIMIT 20");
DB_STMT(notify_one, ROWS("0", "0") " WHERE n.id = :id AND n.person_id = :me AND " RIGHTFUL);
DB_STMT(notify_news, ROWS("0", BY_DESK) " WHERE n.id = :id AND n.person_id = :me AND " UNREAD " AND " RIGHTFUL);
static const struct db_stmt *const list_stmts[] = {&notify_rows, &notify_count, &notify_mark, &notify_here, &notify_one, &notify_news, NULL};

#define I(m) DB_COL_I64(struct notification, m)
#define T(m) DB_COL_TEXT(struct notification, m)
static const struct db_col notify_cols[] = {I(id), I(ticket_id), I(group_id), I(intention_id), I(refused), I(kind), I(num), I(events), I(desk), I(n), I(shared), I(mark), I(at),
                                            I(read), I(by_desk), I(agent_named), I(state), I(confidential), T(subject), T(who), T(group_name), T(group_code), T(course), DB_COL_END};
#undef I
#undef T

/* The gravest of what happened names the line. */
static const struct {
        int event, by_somebody, by_nobody;
        const char *icon;
} lines[] = {
        {NOTIFY_POOL, MSG_groups_pool_empty, MSG_groups_pool_empty, "alert-triangle"},
        {NOTIFY_LATE, MSG_notice_line_late, MSG_notice_line_late, "alarm"},
        {NOTIFY_MENTION, MSG_notice_line_mention, MSG_notice_line_mention, "at"},
        {NOTIFY_ADVICE, MSG_notice_line_advice, MSG_notice_line_advice, "messages"},
        {NOTIFY_URGENT, MSG_notice_line_urgent, MSG_notice_line_urgent, "alert-triangle"},
        {NOTIFY_LEVEL, MSG_groups_level, MSG_groups_level, "alarm"},
        {NOTIFY_ASSIGNED, MSG_notice_line_assigned, MSG_notice_line_assigned, "user-check"},
        {NOTIFY_REPLY, MSG_notice_line_reply, MSG_notice_line_reply_us, "message-circle"},
        {NOTIFY_STATE, MSG_notice_line_state, MSG_notice_line_state, "circle-check"},
        {NOTIFY_TRANSFERRED, MSG_notice_line_transferred, MSG_notice_line_transferred, "users-group"},
        {NOTIFY_INVITATION, MSG_notice_line_invitation, MSG_notice_line_invitation, "user-plus"},
        {NOTIFY_INTENTION, MSG_notice_line_intention_yes, MSG_notice_line_intention_yes, "school"},
        {NOTIFY_NOTE, MSG_notice_line_note, MSG_notice_line_note, "lock"},
        {NOTIFY_OPENED, MSG_notice_line_opened, MSG_notice_line_opened, "circle-dot"},
};

/* How a ticket came to its reader, where it came by itself. */
static int given_line(int64_t shared)
{
        static const int line[] = {MSG_groups_shared,         MSG_groups_shared_round_robin, MSG_groups_shared_least_loaded,
                                   MSG_groups_shared_on_duty, MSG_groups_shared_substitute,  MSG_groups_shared_back,
                                   MSG_groups_shared_escalated};

        return line[shared > 0 && shared < (int64_t)ARRAY_LEN(line) ? shared : 0];
}

/* Of an intention the course stands where a ticket's number does, and its page is everybody's own. */
static void intention_fill(struct ctx *c, struct notification *v)
{
        v->text = ctx_msg(c, v->refused ? MSG_notice_line_intention_no : MSG_notice_line_intention_yes);
        v->number = v->course;
        v->href = "/courses/intentions";
}

static void notify_fill(struct ctx *c, struct notification *v)
{
        bool hidden = !v->desk && v->by_desk && !v->agent_named, nobody = hidden || !*v->who;
        struct html_arg arg[] = {{"who", nobody ? ctx_msg(c, MSG_notice_us) : v->who, 0},
                                 {"group", v->group_name, 0},
                                 {"percent", arena_fmt(c->arena, "%lld", (long long)(v->mark / 10)), 0}};
        size_t i = 0;

        while (i + 1 < ARRAY_LEN(lines) && !(v->events & INT64_C(1) << lines[i].event))
                i++;
        int line = nobody ? lines[i].by_nobody : lines[i].by_somebody;
        if (lines[i].event == NOTIFY_ASSIGNED)
                line = given_line(v->shared);
        v->text = msg_text(c->arena, c->lang, line, ARRAY_LEN(arg), arg);
        v->icon = lines[i].icon;
        v->more = v->n > 1 && v->ticket_id ? msg_plural(c->arena, c->lang, MSG_notice_more, v->n - 1, 0, NULL) : NULL;
        v->number = v->num ? ticket_number(c, v->kind, v->num) : "";
        v->stub = v->num ? ticket_stub(v->kind) : "";
        v->href = v->num ? arena_fmt(c->arena, v->desk ? "/tickets/%s" : "/requests/%s", v->number)
                         : arena_fmt(c->arena, "/tickets?view=groups&filter=group:is:%s", v->group_code);
        if (v->intention_id)
                intention_fill(c, v);
        else if (!v->num)
                v->subject = ctx_msg(c, MSG_groups_see_group);
}

enum status notify_list_after(struct ctx *c, bool unread, int64_t at, int64_t id, size_t max, struct notification **out, size_t *n)
{
        max = max < NOTIFY_LIST_MAX + 1 ? max : NOTIFY_LIST_MAX + 1;
        enum status st = db_all(c->db, c->arena, &notify_rows,
                                DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now), DB_I("at", at), DB_I("before", id),
                                        DB_I("all", !unread), DB_I("n", max)),
                                notify_cols, sizeof **out, max, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                notify_fill(c, &(*out)[i]);
        return st;
}

enum status notify_list(struct ctx *c, bool unread, size_t max, struct notification **out, size_t *n)
{
        return notify_list_after(c, unread, INT64_MAX, INT64_MAX, max && max < NOTIFY_LIST_MAX ? max : NOTIFY_LIST_MAX, out, n);
}

enum status notify_of_ticket(struct ctx *c, int64_t ticket_id, struct notification **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &notify_here,
                                DB_ARGS(DB_I("me", c->actor->person_id), DB_I("ticket", ticket_id), DB_I("now", c->now)), notify_cols,
                                sizeof **out, NOTIFY_PANEL_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                notify_fill(c, &(*out)[i]);
        return st;
}

enum status notify_unread(struct ctx *c, int64_t *n)
{
        return db_i64(c->db, &notify_count, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("now", c->now)), n);
}

enum status notify_one_news(struct ctx *c, int64_t id, int64_t told, struct notification *out)
{
        const int64_t once = INT64_C(1) << NOTIFY_OPENED | INT64_C(1) << NOTIFY_ASSIGNED | INT64_C(1) << NOTIFY_INVITATION | INT64_C(1) << NOTIFY_LEVEL;
        enum status st = db_one(c->db, c->arena, &notify_news, DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id)), notify_cols, out);

        if (st)
                return st;
        /* the same again, a second reply: of what may happen again */
        if (out->events & ~told)
                out->events &= ~told;
        else if (out->events & ~once)
                out->events &= ~once;
        notify_fill(c, out);
        return ST_OK;
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

const struct slice slice_notify_list = {.name = "notify-list", .stmts = list_stmts};
