/* Notices.  A row holds who, what kind and about what, never content; whether it still holds is asked when it
 * is shown: the ticket is open and visible, it is still theirs, the group still has nobody.  So nothing has to
 * run after the fact to take a notice back. */
#include "desk/ticket/notice.h"
#include "desk/ticket/internal.h"

enum { NOTICES_MAX = 20, LED_MAX = 50, KEEP_DAYS = 30 };

DB_STMT(notice_renew,
        "UPDATE notice SET at = :now, n = :n WHERE person_id = :person AND kind = :kind AND seen_at IS NULL"
        " AND COALESCE(ticket_id, 0) = :ticket AND COALESCE(group_id, 0) = :group");
DB_STMT(notice_insert,
        "INSERT INTO notice (at, person_id, kind, ticket_id, group_id, n) VALUES (:now, :person, :kind, :ticket, :group, :n)");
DB_STMT(notice_mine,
        "SELECT n.id, n.at, n.kind, n.n, COALESCE(n.group_id, 0) AS group_id, COALESCE(t.kind, 0) AS ticket_kind,"
        " COALESCE(t.num, 0) AS num, COALESCE(g.name, '') AS group_name, COALESCE(t.subject, '') AS subject FROM notice n"
        " LEFT JOIN ticket t ON t.id = n.ticket_id LEFT JOIN support_group g ON g.id = n.group_id"
        " WHERE n.person_id = :me AND n.seen_at IS NULL AND (n.ticket_id IS NULL OR (t.state < 40"
        " AND (n.kind <> 10 OR t.assignee_id = :me) AND " TICKET_VISIBLE "))"
        " AND (n.kind <> 30 OR EXISTS (SELECT 1 FROM pool_alarm x WHERE x.group_id = n.group_id)) ORDER BY n.id DESC LIMIT 20");
DB_STMT(notice_see, "UPDATE notice SET seen_at = :now WHERE person_id = :me AND seen_at IS NULL AND kind <> 30");
DB_STMT(notice_see_ticket,
        "UPDATE notice SET seen_at = :now WHERE person_id = :me AND seen_at IS NULL AND ticket_id = :ticket");
DB_STMT(notice_sweep_,
        "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE at < :before ORDER BY at LIMIT 5000)");
DB_STMT(hand_out,
        "SELECT g.id, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket t WHERE t.group_id = g.id AND t.state < 40"
        " AND t.assignee_id IS NULL LIMIT 100) w) AS waiting, g.name FROM group_member m"
        " JOIN support_group g ON g.id = m.group_id WHERE m.person_id = :me AND m.lead = 1 AND g.assign = 'manual'"
        " ORDER BY g.code LIMIT 50");
static const struct db_stmt *const notice_stmts[] = {&notice_renew, &notice_insert, &notice_mine, &notice_see,
                                                     &notice_see_ticket, &notice_sweep_, &hand_out, NULL};

enum status notice_put(struct ctx *c, int64_t person_id, enum notice_kind kind, int64_t ticket_id, int64_t group_id, int64_t n)
{
        int64_t rows = 0;
        enum status st = db_exec(c->db, &notice_renew,
                                 DB_ARGS(DB_I("now", c->now), DB_I("n", n), DB_I("person", person_id), DB_I("kind", kind),
                                         DB_I("ticket", ticket_id), DB_I("group", group_id)),
                                 &rows);

        if (!st && !rows)
                st = db_exec(c->db, &notice_insert,
                             DB_ARGS(DB_I("now", c->now), DB_I("person", person_id), DB_I("kind", kind), DB_REF("ticket", ticket_id),
                                     DB_REF("group", group_id), DB_I("n", n)),
                             NULL);
        return st ? st : live_event(c, LIVE_TICKET_CHANGED, ticket_id, 0, NULL, 0, &person_id, 1);
}

static const char *notice_text(struct ctx *c, const struct notice *n)
{
        static const int shared[] = {MSG_groups_shared,           MSG_groups_shared_round_robin, MSG_groups_shared_least_loaded,
                                     MSG_groups_shared_on_duty,   MSG_groups_shared_substitute,  MSG_groups_shared_back,
                                     MSG_groups_shared_escalated};
        struct html_arg arg[] = {{"group", n->group_name, 0},
                                 {"percent", arena_fmt(c->arena, "%lld", (long long)(n->n / 10)), 0}};

        if (n->kind == NOTICE_SHARED)
                return ctx_msg(c, n->n > 0 && n->n < (int64_t)ARRAY_LEN(shared) ? shared[n->n] : shared[0]);
        return msg_text(c->arena, c->lang, n->kind == NOTICE_POOL ? MSG_groups_pool_empty : MSG_groups_level, ARRAY_LEN(arg), arg);
}

enum status notice_list(struct ctx *c, struct notice **out, size_t *n)
{
        static const struct db_col cols[] = {
                DB_COL_I64(struct notice, id),          DB_COL_I64(struct notice, at),
                DB_COL_I64(struct notice, kind),        DB_COL_I64(struct notice, n),
                DB_COL_I64(struct notice, group_id),    DB_COL_I64(struct notice, ticket_kind),
                DB_COL_I64(struct notice, num),         DB_COL_TEXT(struct notice, group_name),
                DB_COL_TEXT(struct notice, subject),    DB_COL_END};
        enum status st = db_all(c->db, c->arena, &notice_mine, DB_ARGS(DB_I("me", c->actor->person_id)), cols, sizeof **out,
                                NOTICES_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++) {
                struct notice *x = &(*out)[i];
                x->number = x->num ? ticket_number(c, x->ticket_kind, x->num) : "";
                x->stub = x->num ? ticket_stub(x->ticket_kind) : "";
                x->text = notice_text(c, x);
        }
        return st;
}

enum status notices_seen(struct ctx *c)
{
        return db_exec(c->db, &notice_see, DB_ARGS(DB_I("now", c->now), DB_I("me", c->actor->person_id)), NULL);
}

enum status notices_seen_of(struct ctx *c, int64_t ticket_id)
{
        return db_exec(c->db, &notice_see_ticket,
                       DB_ARGS(DB_I("now", c->now), DB_I("me", c->actor->person_id), DB_I("ticket", ticket_id)), NULL);
}

enum status to_hand_out_list(struct ctx *c, struct to_hand_out **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct to_hand_out, id), DB_COL_I64(struct to_hand_out, waiting),
                                             DB_COL_TEXT(struct to_hand_out, name), DB_COL_END};
        enum status st = db_all(c->db, c->arena, &hand_out, DB_ARGS(DB_I("me", c->actor->person_id)), cols, sizeof **out,
                                LED_MAX, out, n);
        size_t kept = 0;

        for (size_t i = 0; !st && i < *n; i++)
                if ((*out)[i].waiting)
                        (*out)[kept++] = (*out)[i];
        *n = kept;
        return st;
}

static enum status notice_sweep(struct ctx *c, const struct job *j)
{
        return db_exec(c->db, &notice_sweep_, DB_ARGS(DB_I("before", c->now - KEEP_DAYS * DAY_MS)), NULL);
}

static const struct personal notice_personal[] = {
        {"notice", "kind", "person_id", "what was told at the desk, kept 30 days"},
        {NULL, NULL, NULL, NULL},
};
static const struct job_kind notice_jobs[] = {{"ticket.notices", notice_sweep, HOUR_MS, 0}, {0}};
const struct slice slice_ticket_notices = {
        .name = "ticket_notices", .stmts = notice_stmts, .jobs = notice_jobs, .personal = notice_personal};
