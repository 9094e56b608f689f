/* Who administers whom: the one place that knows what a department administrator may touch.
 *
 * Rights are read from role_grant at each question, never from the session, so that what was taken away
 * a second ago is gone.  Nobody gives more than they hold: whoever manages a department gives and takes
 * the roles of that department, up to their own; "everywhere" and "administrator" are given by those
 * who hold them.  The last active administrator can neither leave nor lose the role, whoever asks and
 * however many ask at once: the grants of that role are locked before they are counted. */
#include "desk/people/own.h"

PEOPLE_SQL(manages, "SELECT count(*) FROM role_grant WHERE person_id = :me AND (role = 'admin'"
                    " OR (role = 'department_admin' AND department_id IN (0, :department)))");
PEOPLE_SQL(managed_all,
           "SELECT d.id, d.code, d.name_fr, d.name_en, d.time_zone FROM department d WHERE EXISTS (SELECT 1 FROM role_grant r"
           " WHERE r.person_id = :me AND (r.role = 'admin' OR (r.role = 'department_admin' AND r.department_id IN (0, d.id))))"
           " ORDER BY d.id LIMIT 500");
PEOPLE_SQL(roles_held,
           "SELECT r.department_id, r.role, COALESCE(d.code, '') AS code, COALESCE(d.name_fr, '') AS name_fr,"
           " COALESCE(d.name_en, '') AS name_en FROM role_grant r LEFT JOIN department d ON d.id = r.department_id"
           " WHERE r.person_id = :person ORDER BY r.department_id, r.role LIMIT 500");
PEOPLE_SQL(affiliations_held,
           "SELECT a.kind, d.code FROM affiliation a JOIN department d ON d.id = a.department_id"
           " WHERE a.person_id = :person AND a.until_at > :now ORDER BY a.kind, d.id LIMIT 50");
PEOPLE_SQL(role_drop, "DELETE FROM role_grant WHERE person_id = :person AND role = :role AND department_id = :department");
PEOPLE_SQL(admins_lock, "SELECT r.person_id AS id FROM role_grant r WHERE r.role = 'admin' AND EXISTS"
                        " (SELECT 1 FROM person p WHERE p.id = r.person_id AND p.state = 10) ORDER BY r.person_id,"
                        " r.department_id LIMIT 500 @lock");
PEOPLE_SQL(group_department, "SELECT department_id FROM support_group WHERE id = :id");
PEOPLE_SQL(service_department, "SELECT department_id FROM service WHERE id = :id");
PEOPLE_SQL(department_is, "SELECT count(*) FROM department WHERE id = :id");

static const struct db_col managed_cols[] = {
        DB_COL_I64(struct department, id),       DB_COL_TEXT(struct department, code),
        DB_COL_TEXT(struct department, name_fr), DB_COL_TEXT(struct department, name_en),
        DB_COL_TEXT(struct department, time_zone), DB_COL_END};
static const struct db_col role_held_cols[] = {
        DB_COL_I64(struct role_held, department_id), DB_COL_TEXT(struct role_held, role),
        DB_COL_TEXT(struct role_held, code),         DB_COL_TEXT(struct role_held, name_fr),
        DB_COL_TEXT(struct role_held, name_en),      DB_COL_END};

struct admin_row {
        int64_t id;
};
static const struct db_col admin_cols[] = {DB_COL_I64(struct admin_row, id), DB_COL_END};

bool people_manages(struct ctx *c, int64_t department_id)
{
        int64_t n = 0;

        if (!c->actor)
                return false;
        if (c->actor->system)
                return true;
        enum status st = db_i64(c->db, &sql_manages,
                                DB_ARGS(DB_I("me", c->actor->person_id), DB_I("department", department_id)), &n);
        return !st && n > 0;
}

enum status people_managed(struct ctx *c, struct department **out, size_t *n)
{
        if (!c->actor)
                return ST_SIGN_IN;
        if (c->actor->system)
                return department_list(c, out, n);
        return db_all(c->db, c->arena, &sql_managed_all, DB_ARGS(DB_I("me", c->actor->person_id)), managed_cols,
                      sizeof **out, PEOPLE_LIST_MAX, out, n);
}

bool group_may_serve(struct ctx *c, int64_t group_id)
{
        int64_t department = 0;

        return !db_i64(c->db, &sql_group_department, DB_ARGS(DB_I("id", group_id)), &department) && people_manages(c, department);
}

enum status group_managed(struct ctx *c, const char *code, struct group *out)
{
        enum status st = group_by_code(c, code, out);

        return st || people_manages(c, out->department_id) ? st : ST_NOT_FOUND;
}

enum status service_managed(struct ctx *c, int64_t service_id)
{
        int64_t department = 0;
        enum status st = db_i64(c->db, &sql_service_department, DB_ARGS(DB_I("id", service_id)), &department);

        return st || people_manages(c, department) ? st : ST_NOT_FOUND;
}

bool role_known(const char *role)
{
        static const char *const known[] = {"agent", "lead", "manager", "department_admin", "admin"};

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                if (str_eq(role, known[i]))
                        return true;
        return false;
}

bool role_may(struct ctx *c, const char *role, int64_t department_id)
{
        if (!c->actor)
                return false;
        if (c->actor->system || ctx_role(c, ROLE_ADMIN))
                return true;
        return !str_eq(role, "admin") && people_manages(c, department_id);
}

enum status person_roles_held(struct ctx *c, int64_t person_id, struct role_held **out, size_t *n)
{
        return db_all(c->db, c->arena, &sql_roles_held, DB_ARGS(DB_I("person", person_id)), role_held_cols, sizeof **out,
                      PEOPLE_LIST_MAX, out, n);
}

enum status admin_stays(struct ctx *c, int64_t person_id)
{
        struct admin_row *row;
        size_t n;
        bool is = false, other = false;
        enum status st = db_all(c->db, c->arena, &sql_admins_lock, DB_NO_ARGS, admin_cols, sizeof *row, PEOPLE_LIST_MAX,
                                &row, &n);
        for (size_t i = 0; !st && i < n; i++) {
                is = is || row[i].id == person_id;
                other = other || row[i].id != person_id;
        }
        if (st || !is || other)
                return st;
        return ctx_fail(c, ST_CONFLICT, MSG_people_error_last_admin);
}

/* What was asked for can be: the role exists, the department too, and an administrator is one everywhere. */
static enum status role_fit(struct ctx *c, const char *role, int64_t department_id)
{
        int64_t n = 0;
        enum status st = ST_OK;

        if (!role_known(role))
                form_error(c, "role", MSG_people_error_role);
        if (department_id)
                st = db_i64(c->db, &sql_department_is, DB_ARGS(DB_I("id", department_id)), &n);
        if (st)
                return st;
        if (department_id && !n)
                form_error(c, "department", MSG_people_error_department);
        if (department_id && str_eq(role, "admin"))
                form_error(c, "department", MSG_people_error_admin_everywhere);
        if (c->n_error)
                return ST_INVALID;
        return role_may(c, role, department_id) ? ST_OK : ctx_fail(c, ST_DENIED, MSG_people_error_grant);
}

static const char *role_detail(struct ctx *c, const char *role, int64_t department_id)
{
        return department_id ? arena_fmt(c->arena, "%s@%lld", role, (long long)department_id) : role;
}

enum status person_role_give(struct ctx *c, int64_t person_id, const char *role, int64_t department_id)
{
        struct person p;
        enum status st = person_load(c, person_id, &p);

        if (!st && p.state != PERSON_ACTIVE)
                st = ST_NOT_FOUND;
        if (!st)
                st = role_fit(c, role, department_id);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = role_grant(c, person_id, role, department_id);
        if (!st)
                st = people_scopes_rebuild(c, person_id);
        if (!st)
                st = audit(c, "role.give", "person", person_id, "ok", role_detail(c, role, department_id));
        return st ? st : db_commit(&tx);
}

enum status person_role_take(struct ctx *c, int64_t person_id, const char *role, int64_t department_id)
{
        struct person p;
        int64_t gone = 0;
        enum status st = person_load(c, person_id, &p);

        if (!st)
                st = role_fit(c, role, department_id);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st && str_eq(role, "admin"))
                st = admin_stays(c, person_id);
        if (!st)
                st = db_exec(c->db, &sql_role_drop,
                             DB_ARGS(DB_I("person", person_id), DB_T("role", role), DB_I("department", department_id)), &gone);
        if (!st && !gone)
                st = ST_NOT_FOUND;
        if (!st)
                st = people_scopes_rebuild(c, person_id);
        if (!st)
                st = audit(c, "role.take", "person", person_id, "ok", role_detail(c, role, department_id));
        return st ? st : db_commit(&tx);
}

static const struct db_col affiliation_held_cols[] = {DB_COL_TEXT(struct affiliation_held, kind),
                                                      DB_COL_TEXT(struct affiliation_held, code), DB_COL_END};

enum status person_affiliations_held(struct ctx *c, int64_t person_id, struct affiliation_held **out, size_t *n)
{
        return db_all(c->db, c->arena, &sql_affiliations_held, DB_ARGS(DB_I("person", person_id), DB_I("now", c->now)),
                      affiliation_held_cols, sizeof **out, 50, out, n);
}

enum status person_affiliate(struct ctx *c, int64_t person_id, const char *text)
{
        struct person p;
        int64_t department = 0;
        enum status st = person_load(c, person_id, &p);

        if (!st && p.state != PERSON_ACTIVE)
                st = ST_NOT_FOUND;
        if (!st)
                st = affiliation_place(c, text, &department);
        if (!st && !people_manages(c, department))
                st = ctx_fail(c, ST_DENIED, MSG_people_error_grant);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = affiliation_add(c, person_id, text);
        if (!st)
                st = audit(c, "affiliation.add", "person", person_id, "ok", text);
        return st ? st : db_commit(&tx);
}
