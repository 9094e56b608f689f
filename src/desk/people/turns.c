/* Whom a ticket may be given to.  Every member has a turn; who is away gives it to their substitute, who may
 * be away too: the chain is followed, eight steps at most and never twice over the same person.  A turn counts
 * only if who takes it may work on the ticket's scope, so that nothing is given to somebody who cannot open it. */
#include "desk/people/away_own.h"

enum { CHAIN_MAX = 8, MEMBERS_MAX = 500 };

#define STANDING_COLUMNS                                                                              \
        "SELECT p.id, " PERSON_AVAILABLE " AS available, COALESCE(a.id, 0) AS absence_id,"            \
        " COALESCE(a.substitute_id, 0) AS substitute_id, CASE WHEN EXISTS (SELECT 1 FROM actor_scope w" \
        " WHERE w.person_id = p.id AND w.scope = :scope AND w.rights >= 2) THEN 1 ELSE 0 END AS works FROM person p"
#define STANDING_ABSENCE                                                                              \
        " LEFT JOIN absence a ON a.id = (SELECT MAX(b.id) FROM absence b WHERE b.person_id = p.id"    \
        " AND b.to_at > :now AND b.from_at <= :now)"
DB_STMT(standing_of_group,
        STANDING_COLUMNS " JOIN group_member m ON m.person_id = p.id AND m.group_id = :group" STANDING_ABSENCE
                         " WHERE p.state = 10 ORDER BY p.id LIMIT 500");
DB_STMT(standing_of, STANDING_COLUMNS STANDING_ABSENCE " WHERE p.id = :id AND p.state = 10");
#define AWAY_NOW "EXISTS (SELECT 1 FROM absence b WHERE b.person_id = p.id AND b.to_at > :now AND b.from_at <= :now)"
/* Those without anybody who is there and available; who is away may still have somebody who stands in. */
DB_STMT(turns_nobody,
        "SELECT g.id, CASE WHEN g.closed = 1 THEN 2 * g.id + 1 ELSE 2 * g.department_id END AS scope, g.name"
        " FROM support_group g WHERE g.external = 0 AND EXISTS (SELECT 1 FROM group_member m JOIN person p"
        " ON p.id = m.person_id WHERE m.group_id = g.id AND p.state = 10) AND NOT EXISTS (SELECT 1 FROM group_member m"
        " JOIN person p ON p.id = m.person_id WHERE m.group_id = g.id AND p.state = 10 AND " PERSON_AVAILABLE " = 1"
        " AND NOT " AWAY_NOW ") ORDER BY g.id LIMIT 500");
DB_STMT(turns_answerable,
        "SELECT p.id, p.name, CASE WHEN EXISTS (SELECT 1 FROM group_member m WHERE m.group_id = g.id AND m.person_id = p.id"
        " AND m.lead = 1) THEN 1 WHEN EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = p.id AND r.role IN"
        " ('manager', 'department_admin') AND r.department_id IN (0, g.department_id)) THEN 2 ELSE 3 END AS rank"
        " FROM support_group g JOIN person p ON p.state = 10 AND (p.id IN (SELECT m.person_id FROM group_member m"
        " WHERE m.group_id = g.id AND m.lead = 1) OR p.id IN (SELECT r.person_id FROM role_grant r WHERE r.role = 'admin'"
        " OR (r.role IN ('manager', 'department_admin') AND r.department_id IN (0, g.department_id))))"
        " WHERE g.id = :group AND NOT " AWAY_NOW " ORDER BY 3, 1 LIMIT 50");
static const struct db_stmt *const turns_stmts[] = {&standing_of_group, &standing_of, &turns_nobody, &turns_answerable, NULL};
const struct slice slice_people_turns = {.name = "people-turns", .stmts = turns_stmts};

struct standing {
        int64_t id, available, absence_id, substitute_id, works;
};
static const struct db_col standing_cols[] = {
        DB_COL_I64(struct standing, id), DB_COL_I64(struct standing, available), DB_COL_I64(struct standing, absence_id),
        DB_COL_I64(struct standing, substitute_id), DB_COL_I64(struct standing, works), DB_COL_END};

static enum status standing_get(struct ctx *c, int64_t id, int64_t scope, struct standing *out)
{
        return db_one(c->db, c->arena, &standing_of, DB_ARGS(DB_I("scope", scope), DB_I("now", c->now), DB_I("id", id)),
                      standing_cols, out);
}

/* Who takes the turn of s: *out is 0 when nobody does. */
static enum status follow(struct ctx *c, struct standing s, int64_t scope, int64_t *out)
{
        int64_t seen[CHAIN_MAX];

        *out = 0;
        for (size_t n = 0; n < CHAIN_MAX; n++) {
                if (!s.absence_id) {
                        *out = s.available && s.works ? s.id : 0;
                        return ST_OK;
                }
                seen[n] = s.id;
                for (size_t i = 0; i <= n; i++)
                        if (seen[i] == s.substitute_id)
                                return ST_OK;
                enum status st = s.substitute_id ? standing_get(c, s.substitute_id, scope, &s) : ST_NOT_FOUND;
                if (st)
                        return st == ST_NOT_FOUND ? ST_OK : st;
        }
        return ST_OK;
}

enum status group_turns(struct ctx *c, int64_t group_id, int64_t scope, struct turn **out, size_t *n)
{
        struct standing *s;
        size_t members;
        enum status st = db_all(c->db, c->arena, &standing_of_group,
                                DB_ARGS(DB_I("scope", scope), DB_I("group", group_id), DB_I("now", c->now)), standing_cols,
                                sizeof *s, MEMBERS_MAX, &s, &members);

        *n = 0;
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, members, struct turn);
        for (size_t i = 0; !st && i < members; i++) {
                int64_t who;
                st = follow(c, s[i], scope, &who);
                if (!st && who)
                        (*out)[(*n)++] = (struct turn){s[i].id, who};
        }
        return st;
}

enum status stand_in_for(struct ctx *c, int64_t person_id, int64_t scope, int64_t *out)
{
        struct standing s;
        enum status st = standing_get(c, person_id, scope, &s);

        *out = 0;
        if (st || !s.absence_id)
                return st == ST_NOT_FOUND ? ST_OK : st;
        return follow(c, s, scope, out);
}

struct alone_row {
        int64_t id, scope, rank;
        const char *name;
};

enum status groups_left_alone(struct ctx *c, struct choice **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct alone_row, id), DB_COL_I64(struct alone_row, scope),
                                             DB_COL_TEXT(struct alone_row, name), DB_COL_END};
        struct alone_row *g;
        size_t rows;
        enum status st = db_all(c->db, c->arena, &turns_nobody, DB_ARGS(DB_I("now", c->now)), cols, sizeof *g, PEOPLE_LIST_MAX,
                                &g, &rows);

        *n = 0;
        *out = ARENA_ARRAY(c->arena, rows, struct choice);
        for (size_t i = 0; !st && i < rows; i++) {
                struct turn *turn;
                size_t turns;
                st = group_turns(c, g[i].id, g[i].scope, &turn, &turns);
                if (!st && !turns)
                        (*out)[(*n)++] = (struct choice){g[i].id, g[i].name};
        }
        return st;
}

enum status group_answerable(struct ctx *c, int64_t group_id, struct choice **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct alone_row, id), DB_COL_TEXT(struct alone_row, name),
                                             DB_COL_I64(struct alone_row, rank), DB_COL_END};
        struct alone_row *p;
        size_t rows;
        enum status st = db_all(c->db, c->arena, &turns_answerable, DB_ARGS(DB_I("group", group_id), DB_I("now", c->now)), cols,
                                sizeof *p, 50, &p, &rows);

        *n = 0;
        *out = ARENA_ARRAY(c->arena, rows, struct choice);
        for (size_t i = 0; !st && i < rows && p[i].rank == p[0].rank; i++)
                (*out)[(*n)++] = (struct choice){p[i].id, p[i].name};
        return st;
}
