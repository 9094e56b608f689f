/* What a page offers to choose from: id and name, nothing else.  Every ticket page has the list of all
 * groups, so this must not cost what the lists of the administration cost (members, memberships). */
#include "desk/people/own.h"

PEOPLE_SQL(choice_groups, "SELECT id, name FROM support_group ORDER BY code LIMIT 500");
PEOPLE_SQL(choice_members, "SELECT p.id, p.name FROM person p JOIN group_member x ON x.person_id = p.id"
                           " WHERE x.group_id = :id AND p.state = 10 ORDER BY p.name_fold, p.id LIMIT 500");

static const struct db_col choice_cols[] = {DB_COL_I64(struct choice, id), DB_COL_TEXT(struct choice, name), DB_COL_END};

enum status group_choices(struct ctx *c, struct choice **out, size_t *n)
{
        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        return db_all(c->db, c->arena, &sql_choice_groups, DB_NO_ARGS, choice_cols, sizeof **out, PEOPLE_LIST_MAX, out, n);
}

enum status member_choices(struct ctx *c, int64_t group_id, struct choice **out, size_t *n)
{
        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        return db_all(c->db, c->arena, &sql_choice_members, DB_ARGS(DB_I("id", group_id)), choice_cols, sizeof **out,
                      PEOPLE_LIST_MAX, out, n);
}
