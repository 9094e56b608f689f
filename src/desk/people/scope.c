/* actor_scope: what each person reads (1), works (2) and manages (4), as numbers that a ticket's own
 * scope meets.
 *
 *   administrator                     every department and every group, all rights
 *   manager, department administrator their departments and these departments' groups, all rights
 *   agent, member of a group          the group (read, work; a lead also manages it) and its
 *                                     department (read, work: the department's open tickets)
 *
 * The scope of a group counts for confidential tickets and for closed groups only; open tickets
 * carry their department's scope.  Groups that work by mail give nothing to their members, a
 * membership gives nothing without a role, and a closed person holds nothing.
 *
 * The rows are made by one statement, so there is one place to read who may see what. */
#include "desk/people/own.h"

PEOPLE_SQL(scope_clear, "DELETE FROM actor_scope WHERE person_id = :person");
PEOPLE_SQL(scope_fill,
           "INSERT INTO actor_scope (person_id, scope, rights)"
           " SELECT CAST(:person AS BIGINT), u.scope, max(u.rights) FROM ("
           "SELECT 2 * d.id AS scope, 7 AS rights FROM department d JOIN role_grant r ON r.role = 'admin'"
           " OR (r.role IN ('manager', 'department_admin') AND r.department_id IN (0, d.id))"
           " WHERE r.person_id = :person"
           " UNION ALL"
           " SELECT 2 * g.id + 1, 7 FROM support_group g JOIN role_grant r ON r.role = 'admin'"
           " OR (r.role IN ('manager', 'department_admin') AND r.department_id IN (0, g.department_id))"
           " WHERE r.person_id = :person"
           " UNION ALL"
           " SELECT 2 * g.id + 1, CASE WHEN m.lead = 1 THEN 7 ELSE 3 END FROM group_member m"
           " JOIN support_group g ON g.id = m.group_id WHERE m.person_id = :person AND g.external = 0"
           " AND EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = :person)"
           " UNION ALL"
           " SELECT 2 * g.department_id, 3 FROM group_member m"
           " JOIN support_group g ON g.id = m.group_id WHERE m.person_id = :person AND g.external = 0"
           " AND EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = :person)"
           ") u WHERE EXISTS (SELECT 1 FROM person p WHERE p.id = :person AND p.state = 10)"
           " GROUP BY u.scope");
PEOPLE_SQL(scope_stamp,
           "SELECT CAST(COALESCE((SELECT SUM((s.scope * 8 + s.rights) * (s.scope * 8 + s.rights)) FROM actor_scope s WHERE s.person_id = :me), 0)"
           " + COALESCE((SELECT SUM((2 * m.group_id + m.lead) * (2 * m.group_id + m.lead) * 3) FROM group_member m WHERE m.person_id = :me), 0) AS BIGINT)");
PEOPLE_SQL(scope_of, "SELECT scope, rights FROM actor_scope WHERE person_id = :person ORDER BY scope LIMIT 5000");
PEOPLE_SQL(scope_reach,
           "SELECT DISTINCT person_id AS scope, 0 AS rights FROM role_grant WHERE role = 'admin'"
           " OR (role IN ('manager', 'department_admin') AND department_id IN (0, :department)) LIMIT 5000");

static const struct db_col scope_cols[] = {DB_COL_I64(struct scope, scope), DB_COL_I64(struct scope, rights), DB_COL_END};
enum { SCOPES_MAX = 5000 };

enum status people_scopes(struct ctx *c, int64_t person_id, struct scope **out, size_t *n)
{
        return db_all(c->db, c->arena, &sql_scope_of, DB_ARGS(DB_I("person", person_id)), scope_cols,
                      sizeof(struct scope), SCOPES_MAX, out, n);
}

enum status people_scopes_rebuild(struct ctx *c, int64_t person_id)
{
        DB_TX(tx, c->db);
        struct db_args who = DB_ARGS(DB_I("person", person_id));
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_scope_clear, who, NULL);
        if (!st)
                st = db_exec(c->db, &sql_scope_fill, who, NULL);
        /* streams carry the scopes they began with: they end and come back with the new ones */
        if (!st)
                st = live_event(c, LIVE_PERSON, 0, 0, NULL, 0, &person_id, 1);
        return st ? st : db_commit(&tx);
}

enum status people_scopes_reach(struct ctx *c, int64_t department_id)
{
        struct scope *row; /* only `scope` is used: it carries the person */
        size_t n;
        enum status st = db_all(c->db, c->arena, &sql_scope_reach, DB_ARGS(DB_I("department", department_id)), scope_cols,
                                sizeof(struct scope), SCOPES_MAX, &row, &n);
        for (size_t i = 0; !st && i < n; i++)
                st = people_scopes_rebuild(c, row[i].scope);
        return st;
}

enum status people_kept_key(struct ctx *c, const char *what, const char **key)
{
        int64_t rights = 0;
        memo_begin(c);
        enum status st = c->route && c->route->method == HTTP_GET ? people_rights_stamp(c, &rights) : ST_OK;
        if (!st)
                *key = arena_fmt(c->arena, "%s %d %p %lld %lld %lld %s %s %s?%s", what, c->lang, (const void *)c->zone,
                                 (long long)(c->now / MINUTE_MS), (long long)c->actor->roles, (long long)rights, c->actor->persona,
                                 c->html.csrf ? c->html.csrf : "", c->req->path, c->req->query);
        return st;
}

enum status people_rights_stamp(struct ctx *c, int64_t *out)
{
        return db_i64(c->db, &sql_scope_stamp, DB_ARGS(DB_I("me", c->actor->person_id)), out);
}
