/* The groups of a service.  The first one (service.group_id) gets what is asked; the others serve it too:
 * their members find it among their services, and a ticket of the service offers them before all others. */
#include "desk/people/away_own.h"

DB_STMT(serves_of_group,
        "SELECT s.id AS service_id, CAST(:group AS BIGINT) AS group_id, CASE WHEN s.group_id = :group THEN 1 ELSE 0 END"
        " AS first, s.code, s.name_fr, s.name_en FROM service s WHERE s.group_id = :group"
        " OR s.id IN (SELECT x.service_id FROM service_group x WHERE x.group_id = :group) ORDER BY s.code LIMIT 500");
DB_STMT(serves_of_service,
        "SELECT g.id, g.name FROM support_group g JOIN service s ON s.id = :service WHERE g.id = s.group_id"
        " OR g.id IN (SELECT x.group_id FROM service_group x WHERE x.service_id = :service)"
        " ORDER BY CASE WHEN g.id = s.group_id THEN 0 ELSE 1 END, g.code LIMIT 500");
DB_STMT(serves_put,
        "INSERT INTO service_group (service_id, group_id) SELECT s.id, CAST(:group AS BIGINT) FROM service s"
        " WHERE s.id = :service AND s.group_id <> :group ON CONFLICT (service_id, group_id) DO NOTHING");
DB_STMT(serves_keep_first,
        "INSERT INTO service_group (service_id, group_id) SELECT s.id, s.group_id FROM service s"
        " WHERE s.id = :service AND s.group_id <> :group ON CONFLICT (service_id, group_id) DO NOTHING");
DB_STMT(serves_first,
        "UPDATE service SET version = version + 1, group_id = :group, department_id = (SELECT g.department_id FROM support_group g WHERE g.id = :group)"
        " WHERE id = :service");
DB_STMT(serves_drop, "DELETE FROM service_group WHERE service_id = :service AND group_id = :group");
DB_STMT(serves_is_first, "SELECT COUNT(*) FROM service s WHERE s.id = :service AND s.group_id = :group");
DB_STMT(serves_known, "SELECT id FROM service WHERE id = :service");
static const struct db_stmt *const serves_stmts[] = {&serves_of_group, &serves_of_service, &serves_put, &serves_keep_first,
                                                     &serves_first, &serves_drop, &serves_is_first, &serves_known, NULL};
const struct slice slice_people_serves = {.name = "people-serves", .stmts = serves_stmts};

#define PAIR DB_ARGS(DB_I("service", service_id), DB_I("group", group_id))

enum status group_services(struct ctx *c, int64_t group_id, struct service_part **out, size_t *n)
{
        static const struct db_col cols[] = {
                DB_COL_I64(struct service_part, service_id), DB_COL_I64(struct service_part, group_id),
                DB_COL_I64(struct service_part, first),      DB_COL_TEXT(struct service_part, code),
                DB_COL_TEXT(struct service_part, name_fr),   DB_COL_TEXT(struct service_part, name_en), DB_COL_END};
        enum status st = db_all(c->db, c->arena, &serves_of_group, DB_ARGS(DB_I("group", group_id)), cols, sizeof **out,
                                PEOPLE_LIST_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].name = c->lang == LANG_EN ? (*out)[i].name_en : (*out)[i].name_fr;
        return st;
}

enum status service_groups(struct ctx *c, int64_t service_id, struct choice **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct choice, id), DB_COL_TEXT(struct choice, name), DB_COL_END};

        return db_all(c->db, c->arena, &serves_of_service, DB_ARGS(DB_I("service", service_id)), cols, sizeof **out,
                      PEOPLE_LIST_MAX, out, n);
}

static enum status changed(struct ctx *c, const char *verb, int64_t group_id, int64_t service_id)
{
        return audit(c, verb, "group", group_id, "ok", arena_fmt(c->arena, "%lld", (long long)service_id));
}

enum status group_serves(struct ctx *c, int64_t group_id, int64_t service_id, bool first)
{
        int64_t id;

        if (!group_may_serve(c, group_id))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &serves_known, DB_ARGS(DB_I("service", service_id)), &id);
        if (!st)
                st = db_exec(c->db, first ? &serves_keep_first : &serves_put, PAIR, NULL);
        if (!st && first)
                st = db_exec(c->db, &serves_first, PAIR, NULL);
        if (!st && first)
                st = db_exec(c->db, &serves_drop, PAIR, NULL);
        if (!st)
                st = changed(c, first ? "group.first" : "group.serves", group_id, service_id);
        return st ? st : db_commit(&tx);
}

enum status group_serves_no_more(struct ctx *c, int64_t group_id, int64_t service_id)
{
        int64_t first = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &serves_is_first, PAIR, &first);
        if (!st && first)
                return ctx_fail(c, ST_CONFLICT, MSG_groups_first_stays);
        if (!st)
                st = db_exec(c->db, &serves_drop, PAIR, NULL);
        if (!st)
                st = changed(c, "group.serves_no_more", group_id, service_id);
        return st ? st : db_commit(&tx);
}
