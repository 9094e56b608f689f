/* What a person's sheet and the lists of administration show beside the person itself. */
#include "desk/people/own.h"

PEOPLE_SQL(affiliations_of,
           "SELECT a.kind AS name, d.name_fr, d.name_en FROM affiliation a JOIN department d ON d.id = a.department_id"
           " WHERE a.person_id = :person AND a.until_at > :now ORDER BY a.kind, d.id LIMIT 50");
PEOPLE_SQL(roles_of,
           "SELECT r.role AS name, COALESCE(d.name_fr, '') AS name_fr, COALESCE(d.name_en, '') AS name_en"
           " FROM role_grant r LEFT JOIN department d ON d.id = r.department_id"
           " WHERE r.person_id = :person ORDER BY r.role, r.department_id LIMIT 50");
PEOPLE_SQL(person_list, "SELECT " PERSON_COLUMNS " FROM person p WHERE (p.name_fold, p.id) > (:name, :id)"
                        " AND p.login IS NOT NULL ORDER BY p.name_fold, p.id LIMIT 100");

struct held_row {
        const char *name, *name_fr, *name_en;
};
static const struct db_col held_cols[] = {DB_COL_TEXT(struct held_row, name), DB_COL_TEXT(struct held_row, name_fr),
                                          DB_COL_TEXT(struct held_row, name_en), DB_COL_END};

/* A kind or role in the reader's language; kinds are an open list, unknown ones show as they are. */
const char *held_word(struct ctx *c, const char *family, const char *word)
{
        int m = msg_find(arena_fmt(c->arena, "people.%s.%s", family, word));
        return m >= 0 ? ctx_msg(c, m) : word;
}

static void held_fill(struct ctx *c, const char *family, const struct held_row *row, size_t n, struct held **out)
{
        *out = ARENA_ARRAY(c->arena, n, struct held);
        for (size_t i = 0; i < n; i++)
                (*out)[i] = (struct held){held_word(c, family, row[i].name),
                                          c->lang == LANG_EN ? row[i].name_en : row[i].name_fr};
}

enum status person_affiliations(struct ctx *c, int64_t person_id, struct held **out, size_t *n)
{
        struct held_row *row;
        enum status st = db_all(c->db, c->arena, &sql_affiliations_of, DB_ARGS(DB_I("person", person_id), DB_I("now", c->now)),
                                held_cols, sizeof *row, 50, &row, n);
        if (!st)
                held_fill(c, "affiliation", row, *n, out);
        return st;
}

enum status person_roles(struct ctx *c, int64_t person_id, struct held **out, size_t *n)
{
        struct held_row *row;
        enum status st = db_all(c->db, c->arena, &sql_roles_of, DB_ARGS(DB_I("person", person_id)), held_cols, sizeof *row, 50,
                                &row, n);
        if (!st)
                held_fill(c, "role", row, *n, out);
        return st;
}

enum status person_list(struct ctx *c, const char *name, int64_t id, struct person **out, size_t *n)
{
        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        return db_all(c->db, c->arena, &sql_person_list, DB_ARGS(DB_T("name", text_fold(c->arena, name)), DB_I("id", id)),
                      person_cols, sizeof(struct person), 100, out, n);
}
