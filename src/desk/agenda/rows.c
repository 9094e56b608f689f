/* What stands in a calendar beside support tasks.  Both lists are ranges on an index, with a ceiling. */
#include "desk/agenda/agenda.h"
#include "desk/agenda/agenda_own.h"

#define SUPPORTS "(SELECT COUNT(*) FROM support_task s JOIN ticket t ON t.id = s.ticket_id WHERE s.session_id = x.id AND t.state <> 60)"

DB_STMT(agenda_session_rows,
        "SELECT x.id, x.from_at, x.to_at, x.course_id, " SUPPORTS " AS supports, x.theme, k.code, k.term FROM course_session x"
        " JOIN course k ON k.id = x.course_id WHERE x.from_at > CAST(:from AS BIGINT) - 86400000 AND x.from_at < :to AND x.to_at > :from"
        " AND x.state = 10 AND (CAST(:course AS BIGINT) = 0 OR x.course_id = :course) ORDER BY x.from_at, x.id LIMIT 500");
/* covered is kept by triggers, as course_lists.c says */
DB_STMT(agenda_session_bare,
        "SELECT x.id, x.from_at, x.to_at, x.course_id, 0 AS supports, x.theme, k.code, k.term FROM course_session x"
        " JOIN course k ON k.id = x.course_id WHERE x.from_at > CAST(:from AS BIGINT) - 86400000 AND x.from_at < :to AND x.to_at > :from"
        " AND x.state = 10 AND x.covered = 0 AND (CAST(:course AS BIGINT) = 0 OR x.course_id = :course) ORDER BY x.from_at, x.id LIMIT 500");
DB_STMT(agenda_due_rows,
        "SELECT t.id AS ticket_id, t.kind, t.num, t.due_at, t.assignee_id, t.subject, a.name AS assignee_name, k.code AS course_code"
        " FROM ticket t LEFT JOIN person a ON a.id = t.assignee_id LEFT JOIN course k ON k.id = t.course_id WHERE t.state < 40"
        " AND t.kind = 4 AND t.due_at >= :from AND t.due_at < :to AND (CAST(:group AS BIGINT) = 0 OR t.group_id = :group"
        " OR (CAST(:group AS BIGINT) = -1 AND t.group_id IN (SELECT gm.group_id FROM group_member gm WHERE gm.person_id = :me)))"
        " AND (CAST(:person AS BIGINT) = 0 OR t.assignee_id = :person) AND (CAST(:all AS BIGINT) = 1 OR " TICKET_VISIBLE ")"
        " ORDER BY t.due_at, t.id LIMIT 100");
static const struct db_stmt *const rows_stmts[] = {&agenda_session_rows, &agenda_session_bare, &agenda_due_rows, NULL};

#define I(m) DB_COL_I64(struct agenda_session, m)
#define T(m) DB_COL_TEXT(struct agenda_session, m)
static const struct db_col session_cols[] = {I(id), I(from_at), I(to_at), I(course_id), I(supports), T(theme), T(code), T(term), DB_COL_END};
#undef I
#undef T
#define I(m) DB_COL_I64(struct agenda_due, m)
#define T(m) DB_COL_TEXT(struct agenda_due, m)
static const struct db_col due_cols[] = {I(ticket_id), I(kind), I(num), I(due_at), I(assignee_id), T(subject), T(assignee_name),
                                         T(course_code), DB_COL_END};
#undef I
#undef T

enum { DUE_MAX = 100 };

enum status agenda_sessions(struct ctx *c, int64_t from, int64_t to, int64_t course_id, bool bare, struct agenda_session **out, size_t *n)
{
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_all(c->db, c->arena, bare ? &agenda_session_bare : &agenda_session_rows,
                            DB_ARGS(DB_I("from", from), DB_I("to", to), DB_I("course", course_id)), session_cols, sizeof **out,
                            SUPPORTS_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                if (!(*out)[i].theme)
                        (*out)[i].theme = "";
        return st;
}

enum status agenda_due(struct ctx *c, int64_t from, int64_t to, int64_t group_id, int64_t person_id, struct agenda_due **out, size_t *n)
{
        enum status st = agenda_agents_only(c);

        if (!st)
                st = db_all(c->db, c->arena, &agenda_due_rows,
                            DB_ARGS(DB_I("from", from), DB_I("to", to), DB_I("group", group_id), DB_I("me", c->actor->person_id),
                                    DB_I("person", person_id), DB_I("all", c->actor->system)),
                            due_cols, sizeof **out, DUE_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].number = ticket_number(c, (*out)[i].kind, (*out)[i].num);
        return st;
}

const struct slice slice_agenda_rows = {.name = "agenda-rows", .stmts = rows_stmts};
