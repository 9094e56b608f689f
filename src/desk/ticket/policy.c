/* Who may see and do what with a ticket: the one policy.  Loading decides who sees (TICKET_VISIBLE in
 * the statement); the same statement brings the actor's standing (rights by scope or share, part on the
 * ticket, membership of its group), and ticket_can() decides from that alone.  The system sees all. */
#include "desk/people/people.h"
#include "desk/ticket/internal.h"

#define TICKET_COLUMNS "SELECT " /* the columns of struct ticket, in its order */                                \
        "t.id, t.kind, t.num, t.version, t.state, t.pending, t.scope, t.due_at, t.group_id, t.assignee_id," \
        " t.department_id, t.service_id, t.category_id, t.requester_id, t.requested_for_id, t.opened_by_id,"       \
        " t.contact_id, t.parent_id, t.course_id,"             \
        " COALESCE((SELECT y.into_id FROM ticket_merge y WHERE y.ticket_id = t.id), 0) AS merged_into, t.channel, t.impact, t.urgency, t.priority, t.stated_urgency, t.confidential," \
        " t.transfers, t.news_at, t.news_kind, t.created_at, t.updated_at, t.resolved_at, t.closed_at,"            \
        " COALESCE(s.agent_named, 1) AS agent_named,"                                                             \
        " COALESCE((SELECT z.rights FROM actor_scope z WHERE z.person_id = :me AND z.scope = t.scope), 0)"         \
        " AS my_rights, COALESCE((SELECT MAX(CASE WHEN EXISTS (SELECT 1 FROM advice q WHERE q.ticket_id = y.ticket_id" \
        " AND 2 * q.group_id + 1 = y.scope AND q.shared = 1 AND q.closed_at IS NULL) THEN 1 ELSE z.rights END)" \
        " FROM ticket_share y JOIN actor_scope z ON z.scope = y.scope" \
        " AND z.person_id = :me WHERE y.ticket_id = t.id), 0) AS my_share,"                                       \
        " COALESCE((SELECT MIN(x.part) FROM ticket_person x WHERE x.person_id = :me AND x.ticket_id = t.id), 0)"   \
        " AS my_part,"                                                                                            \
        " (SELECT COUNT(*) FROM group_member m WHERE m.group_id = t.group_id AND m.person_id = :me) AS my_member," \
        " t.subject, t.description, t.persona, t.site, t.room, t.equipment, g.code AS group_code,"                \
        " g.name AS group_name, s.code AS service_code, s.name_fr AS service_fr, s.name_en AS service_en,"        \
        " k.code AS category_code, a.name AS assignee_name, a.login AS assignee_login, r.name AS requester_name,"  \
        " r.login AS requester_login, f.name AS for_name, f.login AS for_login, o.name AS opened_name,"           \
        " o.login AS opened_login, n.name AS contact_name, n.login AS contact_login,"                             \
        " h.code AS course_code, h.term AS course_term, h.title AS course_title"                                  \
        " FROM ticket t JOIN support_group g ON g.id = t.group_id LEFT JOIN service s ON s.id = t.service_id"      \
        " LEFT JOIN category k ON k.id = t.category_id LEFT JOIN person a ON a.id = t.assignee_id"                \
        " LEFT JOIN person r ON r.id = t.requester_id LEFT JOIN person f ON f.id = t.requested_for_id"            \
        " LEFT JOIN person o ON o.id = t.opened_by_id LEFT JOIN person n ON n.id = t.contact_id" \
        " LEFT JOIN course h ON h.id = t.course_id"

TICKET_SQL(ticket_by_id, TICKET_COLUMNS " WHERE t.id = :id AND " TICKET_VISIBLE);
TICKET_SQL(ticket_by_id_any, TICKET_COLUMNS " WHERE t.id = :id");
/* Cast: an argument beside a column of a partial index's condition has SQLite plan the statement anew each time it is asked. */
#define BY_NUM " WHERE t.kind = CAST(:kind AS BIGINT) AND t.num = :num"
TICKET_SQL(ticket_by_num, TICKET_COLUMNS BY_NUM " AND " TICKET_VISIBLE);
TICKET_SQL(ticket_by_num_any, TICKET_COLUMNS BY_NUM);

#define I(m) DB_COL_I64(struct ticket, m)
#define T(m) DB_COL_TEXT(struct ticket, m)
static const struct db_col ticket_cols[] = {
        I(id), I(kind), I(num), I(version), I(state), I(pending), I(scope), I(due_at), I(group_id), I(assignee_id),
        I(department_id), I(service_id), I(category_id), I(requester_id), I(requested_for_id), I(opened_by_id),
        I(contact_id), I(parent_id), I(course_id), I(merged_into), I(channel), I(impact), I(urgency), I(priority), I(stated_urgency),
        I(confidential), I(transfers), I(news_at), I(news_kind), I(created_at), I(updated_at), I(resolved_at),
        I(closed_at), I(agent_named), I(my_rights), I(my_share), I(my_part), I(my_member), T(subject), T(description), T(persona),
        T(site), T(room), T(equipment), T(group_code), T(group_name), T(service_code), T(service_fr), T(service_en),
        T(category_code), T(assignee_name), T(assignee_login), T(requester_name), T(requester_login), T(for_name),
        T(for_login), T(opened_name), T(opened_login), T(contact_name), T(contact_login), T(course_code), T(course_term),
        T(course_title), DB_COL_END};
#undef I
#undef T

static void fill(struct ctx *c, struct ticket *t)
{
        const char *name = c->lang == LANG_EN ? t->service_en : t->service_fr;

        t->my_id = c->actor ? c->actor->person_id : 0;
        t->holds = 0; /* not asked; the caller may have brought a ticket that held something */
        if (t->my_share > t->my_rights)
                t->my_rights = t->my_share;
        t->number = ticket_number(c, t->kind, t->num);
        t->service_name = name ? name : "";
}

static bool sees_all(const struct ctx *c)
{
        return c->actor->system;
}

/* my_rights is the highest of several rows: manage and work include reading. */
static bool reads(const struct ticket *t)
{
        return t->my_rights >= RIGHT_READ;
}

static bool works(const struct ticket *t)
{
        return t->my_rights >= RIGHT_WORK;
}

static bool takes_part(const struct ticket *t, int64_t last_part)
{
        return t->my_part > 0 && t->my_part <= last_part;
}

/* An agent who follows, by choice or because somebody named them: reads all and writes notes, except where
 * only the ticket's group may see. */
static bool follows(const struct ctx *c, const struct ticket *t)
{
        return t->my_part == PART_WATCHER && c->actor->roles && t->scope % 2 == 0;
}

static bool standing_allows(const struct ctx *c, const struct ticket *t, enum action a)
{
        switch (a) {
        case ACT_READ:
                return reads(t) || t->my_part > 0;
        case ACT_READ_ALL:
        case ACT_NOTE:
                return reads(t) || follows(c, t);
        case ACT_COMMENT:
                return works(t) || takes_part(t, PART_INVITED);
        case ACT_WORK:
        case ACT_ASSIGN:
                return works(t);
        case ACT_TAKE:
                return reads(t) && (t->my_member || ctx_role(c, ROLE_ADMIN));
        case ACT_ACCEPT:
                return takes_part(t, PART_FOR);
        case ACT_INVITE:
                return works(t) || takes_part(t, PART_CONTACT);
        }
        return false;
}

bool ticket_can(struct ctx *c, const struct ticket *t, enum action a)
{
        if (!c->actor)
                return false;
        if (sees_all(c))
                return true;
        if (t->my_id == c->actor->person_id)
                return standing_allows(c, t, a);
        /* loaded for somebody else (a hook, a job): ask anew for this actor */
        struct ticket mine;
        return ticket_raw(c, t->id, &mine) == ST_OK && standing_allows(c, &mine, a);
}

enum status ticket_raw(struct ctx *c, int64_t id, struct ticket *out)
{
        enum status st = db_one(c->db, c->arena, &tsql_ticket_by_id_any,
                                DB_ARGS(DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("id", id)),
                                ticket_cols, out);

        if (!st)
                fill(c, out);
        return st;
}

static enum status allowed(struct ctx *c, struct ticket *t, enum action a)
{
        fill(c, t);
        if (!ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        return ticket_can(c, t, a) ? ST_OK : ctx_fail(c, ST_DENIED, MSG_ticket_denied);
}

enum status ticket_load(struct ctx *c, int64_t id, enum action a, struct ticket *out)
{
        if (!c->actor)
                return ST_SIGN_IN;
        const struct db_stmt *s = sees_all(c) ? &tsql_ticket_by_id_any : &tsql_ticket_by_id;
        enum status st = db_one(c->db, c->arena, s, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("id", id)),
                                ticket_cols, out);
        return st ? st : allowed(c, out, a);
}

enum status ticket_find(struct ctx *c, const char *number, enum action a, struct ticket *out)
{
        int64_t kind, num;

        if (!c->actor)
                return ST_SIGN_IN;
        if (!ticket_number_parse(c, number, &kind, &num))
                return ST_NOT_FOUND;
        const struct db_stmt *s = sees_all(c) ? &tsql_ticket_by_num_any : &tsql_ticket_by_num;
        enum status st = db_one(c->db, c->arena, s,
                                DB_ARGS(DB_I("me", c->actor->person_id), DB_I("kind", kind), DB_I("num", num)),
                                ticket_cols, out);
        return st ? st : allowed(c, out, a);
}
