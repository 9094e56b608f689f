/* Groups: who works together.  A ticket gets a group first, a person later.
 *
 * Joining a group changes what a person may read, so actor_scope is rewritten in the same
 * transaction.  External groups work by mail only: their members hold no scope (scope.c). */
#include "desk/people/own.h"

#define GROUP_COLUMNS                                                                               \
        "g.id, g.department_id, g.function, g.external, g.closed,"                                  \
        " (SELECT count(*) FROM group_member m JOIN person p ON p.id = m.person_id"                 \
        " WHERE m.group_id = g.id AND p.state = 10) AS members,"                                    \
        " (SELECT count(*) FROM group_member m WHERE m.group_id = g.id AND m.person_id = :me) AS am_member," \
        " (SELECT count(*) FROM group_member m WHERE m.group_id = g.id AND m.person_id = :me AND m.lead = 1)" \
        " AS am_lead, g.version, g.code, g.name, g.assign, g.domain, d.code AS department_code"                          \
        " FROM support_group g JOIN department d ON d.id = g.department_id"

static const struct db_col group_cols[] = {
        DB_COL_I64(struct group, id),        DB_COL_I64(struct group, department_id),
        DB_COL_I64(struct group, function),  DB_COL_I64(struct group, external),
        DB_COL_I64(struct group, closed),    DB_COL_I64(struct group, members),
        DB_COL_I64(struct group, am_member), DB_COL_I64(struct group, am_lead),
        DB_COL_I64(struct group, version),   DB_COL_TEXT(struct group, code),
        DB_COL_TEXT(struct group, name),     DB_COL_TEXT(struct group, assign),
        DB_COL_TEXT(struct group, domain),   DB_COL_TEXT(struct group, department_code), DB_COL_END};

PEOPLE_SQL(group_by_id, "SELECT " GROUP_COLUMNS " WHERE g.id = :id");
PEOPLE_SQL(group_by_code_, "SELECT " GROUP_COLUMNS " WHERE g.code = :code");
/* The one the setting names, else the oldest. */
PEOPLE_SQL(group_default, "SELECT " GROUP_COLUMNS
                          " WHERE g.external = 0 ORDER BY CASE WHEN g.code = :code THEN 0 ELSE 1 END, g.id LIMIT 1");
PEOPLE_SQL(group_all, "SELECT " GROUP_COLUMNS " ORDER BY g.code LIMIT 500");
PEOPLE_SQL(group_of_person, "SELECT " GROUP_COLUMNS
                            " WHERE g.id IN (SELECT group_id FROM group_member WHERE person_id = :person)"
                            " ORDER BY g.code LIMIT 500");
PEOPLE_SQL(group_people, "SELECT " PERSON_COLUMNS " FROM person p JOIN group_member x ON x.person_id = p.id"
                         " WHERE x.group_id = :id AND p.state = 10 ORDER BY p.name_fold, p.id LIMIT 500");
PEOPLE_SQL(group_insert, "INSERT INTO support_group (code, name, department_id, closed, external, function, domain, assign)"
                         " VALUES (:code, :name, :department, :closed, :external, :function, :domain, :assign)"
                         " ON CONFLICT (code) DO NOTHING RETURNING id");
PEOPLE_SQL(group_change_, "UPDATE support_group SET name = :name, external = :external, assign = :assign,"
                          " function = :function, domain = :domain, version = version + 1 WHERE id = :id"
                          " AND CAST(:version AS BIGINT) IN (0, version)");
PEOPLE_SQL(member_put, "INSERT INTO group_member (group_id, person_id, lead) VALUES (:id, :person, :lead)"
                       " ON CONFLICT (group_id, person_id) DO UPDATE SET lead = excluded.lead");
PEOPLE_SQL(member_drop, "DELETE FROM group_member WHERE group_id = :id AND person_id = :person");
PEOPLE_SQL(member_is, "SELECT count(*) FROM group_member WHERE group_id = :id AND person_id = :person");
PEOPLE_SQL(role_any, "SELECT count(*) FROM role_grant WHERE person_id = :person");

static int64_t me(const struct ctx *c)
{
        return c->actor ? c->actor->person_id : 0;
}

enum status group_load(struct ctx *c, int64_t id, struct group *out)
{
        return db_one(c->db, c->arena, &sql_group_by_id, DB_ARGS(DB_I("me", me(c)), DB_I("id", id)), group_cols, out);
}

enum status group_by_code(struct ctx *c, const char *code, struct group *out)
{
        const char *fold = text_fold(c->arena, text_clean(c->arena, code ? code : "", code ? strlen(code) : 0, true));
        return db_one(c->db, c->arena, &sql_group_by_code_, DB_ARGS(DB_I("me", me(c)), DB_T("code", fold)), group_cols, out);
}

enum status group_default_(struct ctx *c, struct group *out)
{
        return db_one(c->db, c->arena, &sql_group_default,
                      DB_ARGS(DB_I("me", me(c)), DB_T("code", setting_text(c, "people.default_group"))), group_cols, out);
}

enum status group_list(struct ctx *c, struct group **out, size_t *n)
{
        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        return db_all(c->db, c->arena, &sql_group_all, DB_ARGS(DB_I("me", me(c))), group_cols, sizeof(struct group),
                      PEOPLE_LIST_MAX, out, n);
}

enum status people_groups_of(struct ctx *c, int64_t person_id, struct group **out, size_t *n)
{
        return db_all(c->db, c->arena, &sql_group_of_person, DB_ARGS(DB_I("me", me(c)), DB_I("person", person_id)),
                      group_cols, sizeof(struct group), PEOPLE_LIST_MAX, out, n);
}

bool people_is_member(struct ctx *c, int64_t person_id, int64_t group_id)
{
        int64_t n = 0;
        enum status st = db_i64(c->db, &sql_member_is, DB_ARGS(DB_I("id", group_id), DB_I("person", person_id)), &n);
        return !st && n > 0;
}

enum status group_members(struct ctx *c, int64_t group_id, struct person **out, size_t *n)
{
        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        return db_all(c->db, c->arena, &sql_group_people, DB_ARGS(DB_I("id", group_id)), person_cols,
                      sizeof(struct person), PEOPLE_LIST_MAX, out, n);
}

/* A code fit for addresses and commands: what was given, folded, other characters as '-'. */
const char *code_fold(struct arena *a, const char *typed)
{
        char *s = text_fold(a, text_clean(a, typed ? typed : "", typed ? strlen(typed) : 0, true));
        size_t n = 0;
        for (const char *p = s; *p && n < 64; p++) {
                bool kept = (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '.' || *p == '_';
                if (kept)
                        s[n++] = *p;
                else if (n && s[n - 1] != '-')
                        s[n++] = '-';
        }
        while (n && s[n - 1] == '-')
                n--;
        s[n] = '\0';
        return s;
}

bool group_assign_known(const char *assign)
{
        static const char *const known[] = {"manual", "take", "round_robin", "least_loaded", "on_duty"};

        for (size_t i = 0; i < ARRAY_LEN(known); i++)
                if (str_eq(known[i], assign))
                        return true;
        return false;
}

static const char *const function_words[] = {"", "use", "operation", "evolution"};

const char *group_function_word(int64_t function)
{
        return function % 10 == 0 && function >= GROUP_USE && function <= GROUP_EVOLUTION ? function_words[function / 10] : "";
}

int64_t group_function_find(const char *word)
{
        for (int64_t i = 1; i < (int64_t)ARRAY_LEN(function_words); i++)
                if (str_eq(function_words[i], word))
                        return 10 * i;
        return 0;
}

static const char *domain_text(struct ctx *c, const char *typed)
{
        return typed ? text_short(c->arena, text_clean(c->arena, typed, strlen(typed), true), 150) : "";
}

enum status group_add(struct ctx *c, const struct group_draft *d, int64_t *id)
{
        const char *fold = code_fold(c->arena, d->code);
        const char *shown = text_clean(c->arena, d->name ? d->name : "", d->name ? strlen(d->name) : 0, true);
        const char *assign = d->assign ? d->assign : "manual";
        int64_t function = d->function ? d->function : GROUP_USE;
        if (!*fold || !group_assign_known(assign) || !*group_function_word(function))
                return ST_INVALID;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        enum status st = db_i64(c->db, &sql_group_insert,
                                DB_ARGS(DB_T("code", fold), DB_T("name", *shown ? text_short(c->arena, shown, 150) : fold),
                                        DB_I("department", d->department_id), DB_I("closed", d->closed),
                                        DB_I("external", d->external), DB_I("function", function),
                                        DB_T("domain", domain_text(c, d->domain)), DB_T("assign", assign)),
                                id);
        if (st == ST_NOT_FOUND)
                return ST_CONFLICT;
        if (!st)
                st = people_scopes_reach(c, d->department_id);
        if (!st)
                st = audit(c, "group.add", "group", *id, "ok", fold);
        return st ? st : db_commit(&tx);
}

enum status group_ensure(struct ctx *c, const char *code, const char *name, int64_t department_id, int64_t *id)
{
        struct group g;
        enum status st = group_by_code(c, code_fold(c->arena, code), &g);
        if (!st)
                *id = g.id;
        if (st != ST_NOT_FOUND)
                return st;
        return group_add(c, &(struct group_draft){.code = code, .name = name, .department_id = department_id}, id);
}

enum status group_ready(struct ctx *c, const char *code, const char *name, struct group *out)
{
        struct department *d;
        size_t n = 0;
        int64_t department = 0, id;
        enum status st = group_by_code(c, code, out);

        if (st != ST_NOT_FOUND)
                return st;
        st = department_list(c, &d, &n);
        if (!st && !n)
                st = department_ensure(c, "soutien", "Soutien à l’enseignement", "Teaching support", &department);
        if (!st)
                st = group_ensure(c, code, name, n ? d[0].id : department, &id);
        return st ? st : group_load(c, id, out);
}

static enum status member_scopes(struct ctx *c, int64_t group_id)
{
        struct person *p;
        size_t n;
        enum status st = db_all(c->db, c->arena, &sql_group_people, DB_ARGS(DB_I("id", group_id)), person_cols,
                                sizeof(struct person), PEOPLE_LIST_MAX, &p, &n);
        for (size_t i = 0; !st && i < n; i++)
                st = people_scopes_rebuild(c, p[i].id);
        return st;
}

enum status group_change(struct ctx *c, const struct group *g)
{
        int64_t rows = 0;
        if (!group_assign_known(g->assign) || !*group_function_word(g->function))
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_group_change_,
                             DB_ARGS(DB_T("name", g->name), DB_I("external", g->external), DB_T("assign", g->assign),
                                     DB_I("function", g->function), DB_T("domain", domain_text(c, g->domain)),
                                     DB_I("version", g->version), DB_I("id", g->id)),
                             &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_STALE, MSG_groups_stale);
        if (!st)
                st = member_scopes(c, g->id); /* an external group's members hold no scope */
        if (!st)
                st = audit(c, "group.change", "group", g->id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status group_join(struct ctx *c, int64_t group_id, int64_t person_id, bool lead)
{
        struct group g;
        int64_t roles = 0;
        enum status st = group_load(c, group_id, &g);
        if (st)
                return st;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        st = db_exec(c->db, &sql_member_put, DB_ARGS(DB_I("id", group_id), DB_I("person", person_id), DB_I("lead", lead)), NULL);
        if (!st)
                st = db_i64(c->db, &sql_role_any, DB_ARGS(DB_I("person", person_id)), &roles);
        if (!st && !roles && !g.external)
                st = role_grant(c, person_id, "agent", g.department_id);
        if (!st)
                st = people_scopes_rebuild(c, person_id);
        if (!st)
                st = audit(c, "group.join", "group", group_id, "ok", arena_fmt(c->arena, "%lld", (long long)person_id));
        return st ? st : db_commit(&tx);
}

enum status group_leave(struct ctx *c, int64_t group_id, int64_t person_id)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_member_drop, DB_ARGS(DB_I("id", group_id), DB_I("person", person_id)), NULL);
        if (!st)
                st = people_scopes_rebuild(c, person_id);
        if (!st)
                st = audit(c, "group.leave", "group", group_id, "ok", arena_fmt(c->arena, "%lld", (long long)person_id));
        return st ? st : db_commit(&tx);
}
