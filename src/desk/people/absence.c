/* Absences: from when to when somebody is away, and who stands in.  Declared by oneself, or by who leads the
 * person's work; what may be read may be declared.  Two absences of one person never overlap, so that at any
 * moment there is one substitute or none: the person's row is locked before the look. */
#include "desk/people/away_own.h"

enum { ABSENCES_MAX = 50 };

#define ABSENCE_COLUMNS                                                                                     \
        "SELECT a.id, a.person_id, a.from_at, a.to_at, COALESCE(a.substitute_id, 0) AS substitute_id,"      \
        " COALESCE(s.name, '') AS substitute_name, COALESCE(s.login, '') AS substitute_login FROM absence a" \
        " LEFT JOIN person s ON s.id = a.substitute_id"

DB_STMT(absence_may_,
        "SELECT COUNT(*) FROM group_member m JOIN support_group g ON g.id = m.group_id WHERE m.person_id = :person"
        " AND (EXISTS (SELECT 1 FROM group_member l WHERE l.group_id = m.group_id AND l.person_id = :me AND l.lead = 1)"
        " OR EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = :me AND r.role IN ('manager', 'department_admin')"
        " AND r.department_id IN (0, g.department_id)))");
DB_STMT(absences_of, ABSENCE_COLUMNS " WHERE a.person_id = :person ORDER BY a.to_at DESC, a.id DESC LIMIT 50");
DB_STMT(absence_current,
        ABSENCE_COLUMNS " WHERE a.person_id = :person AND a.to_at > :now AND a.from_at <= :now ORDER BY a.to_at DESC LIMIT 1");
DB_STMT(absence_one, ABSENCE_COLUMNS " WHERE a.id = :id AND a.person_id = :person");
DB_STMT(absence_person_lock, "UPDATE person SET version = version WHERE id = :person AND state = 10");
DB_STMT(absence_overlaps,
        "SELECT COUNT(*) FROM absence a WHERE a.person_id = :person AND a.to_at > :from AND a.from_at < :to");
DB_STMT(absence_common,
        "SELECT COUNT(*) FROM actor_scope x JOIN actor_scope y ON y.scope = x.scope AND y.rights >= 2"
        " JOIN person p ON p.id = y.person_id AND p.state = 10"
        " WHERE x.person_id = :person AND y.person_id = :substitute AND x.rights >= 2");
DB_STMT(absence_insert,
        "INSERT INTO absence (person_id, from_at, to_at, substitute_id, by_id)"
        " VALUES (:person, :from, :to, :substitute, :by) RETURNING id");
DB_STMT(absence_cut, "UPDATE absence SET to_at = :now WHERE id = :id AND from_at < :now AND to_at > :now");
DB_STMT(absence_drop, "DELETE FROM absence WHERE id = :id AND from_at >= :now");
static const struct db_stmt *const absence_stmts[] = {
        &absence_may_, &absences_of, &absence_current, &absence_one, &absence_person_lock, &absence_overlaps,
        &absence_common, &absence_insert, &absence_cut, &absence_drop, NULL};

static const struct db_col absence_cols[] = {
        DB_COL_I64(struct absence, id),      DB_COL_I64(struct absence, person_id),
        DB_COL_I64(struct absence, from_at), DB_COL_I64(struct absence, to_at),
        DB_COL_I64(struct absence, substitute_id), DB_COL_TEXT(struct absence, substitute_name),
        DB_COL_TEXT(struct absence, substitute_login), DB_COL_END};

static void absence_fill(struct ctx *c, struct absence *a)
{
        a->over = a->to_at <= c->now;
        a->now = a->from_at <= c->now && !a->over;
}

bool absence_may(struct ctx *c, int64_t person_id)
{
        int64_t n = 0;

        if (!c->actor || !ctx_role(c, ROLE_ANY))
                return false;
        if (c->actor->system || c->actor->person_id == person_id || ctx_role(c, ROLE_ADMIN))
                return true;
        enum status st = db_i64(c->db, &absence_may_, DB_ARGS(DB_I("person", person_id), DB_I("me", c->actor->person_id)), &n);
        return !st && n > 0;
}

enum status absence_list(struct ctx *c, int64_t person_id, struct absence **out, size_t *n)
{
        if (!absence_may(c, person_id))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &absences_of, DB_ARGS(DB_I("person", person_id)), absence_cols, sizeof **out,
                                ABSENCES_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                absence_fill(c, &(*out)[i]);
        return st;
}

enum status absence_now(struct ctx *c, int64_t person_id, struct absence *out)
{
        enum status st = db_one(c->db, c->arena, &absence_current, DB_ARGS(DB_I("person", person_id), DB_I("now", c->now)),
                                absence_cols, out);
        if (!st)
                absence_fill(c, out);
        return st;
}

static enum status absence_check(struct ctx *c, const struct absence *a)
{
        int64_t n = 0;
        enum status st = ST_OK;

        if (a->to_at <= a->from_at)
                form_error(c, "to", MSG_groups_absence_backwards);
        else if (a->to_at <= c->now)
                form_error(c, "to", MSG_groups_absence_over);
        else if (a->to_at - a->from_at > 731 * DAY_MS || a->from_at - c->now > 731 * DAY_MS)
                form_error(c, "to", MSG_groups_absence_long);
        if (a->substitute_id == a->person_id)
                form_error(c, "substitute", MSG_groups_substitute_self);
        else if (a->substitute_id)
                st = db_i64(c->db, &absence_common, DB_ARGS(DB_I("person", a->person_id), DB_I("substitute", a->substitute_id)), &n);
        if (!st && a->substitute_id && a->substitute_id != a->person_id && !n)
                form_error(c, "substitute", MSG_groups_substitute_unfit);
        if (!st)
                st = db_i64(c->db, &absence_overlaps,
                            DB_ARGS(DB_I("person", a->person_id), DB_I("from", a->from_at), DB_I("to", a->to_at)), &n);
        if (!st && n)
                form_error(c, "from", MSG_groups_absence_overlaps);
        return st ? st : c->n_error ? ST_INVALID : ST_OK;
}

enum status absence_add(struct ctx *c, const struct absence *a, int64_t *id)
{
        int64_t rows = 0;

        if (!absence_may(c, a->person_id))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &absence_person_lock, DB_ARGS(DB_I("person", a->person_id)), &rows);
        if (!st && !rows)
                return ST_NOT_FOUND;
        if (!st)
                st = absence_check(c, a);
        if (!st)
                st = db_i64(c->db, &absence_insert,
                            DB_ARGS(DB_I("person", a->person_id), DB_I("from", a->from_at), DB_I("to", a->to_at),
                                    DB_REF("substitute", a->substitute_id), DB_REF("by", c->actor->person_id)),
                            id);
        if (!st)
                st = audit(c, "absence.add", "person", a->person_id, "ok", arena_fmt(c->arena, "%lld", (long long)*id));
        return st ? st : db_commit(&tx);
}

enum status absence_end(struct ctx *c, int64_t person_id, int64_t id)
{
        struct absence a;
        int64_t rows = 0;

        if (!absence_may(c, person_id))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &absence_person_lock, DB_ARGS(DB_I("person", person_id)), NULL);
        if (!st)
                st = db_one(c->db, c->arena, &absence_one, DB_ARGS(DB_I("id", id), DB_I("person", person_id)), absence_cols, &a);
        if (st)
                return st;
        /* a minute: of many who end it at once, one that waited may have begun before the one that did */
        if (a.to_at <= c->now + MINUTE_MS)
                return ctx_fail(c, ST_CONFLICT, MSG_groups_absence_is_over);
        st = db_exec(c->db, a.from_at < c->now ? &absence_cut : &absence_drop, DB_ARGS(DB_I("now", c->now), DB_I("id", id)), &rows);
        if (!st)
                st = audit(c, "absence.end", "person", person_id, "ok", arena_fmt(c->arena, "%lld", (long long)id));
        return st ? st : db_commit(&tx);
}

static const struct personal absence_personal[] = {
        {"absence", "substitute_id", "substitute_id", "for whom they stand in"},
        {"absence", "by_id", "by_id", "whose absences they declared"},
        {NULL, NULL, NULL, NULL},
};
static const struct route absence_routes[] = {
        {HTTP_GET, "/me/absences", PERM_AGENT, page_me_absences, 0, NULL},
        {HTTP_POST, "/me/absences", PERM_AGENT, page_me_absences_post, 0, NULL},
        {HTTP_POST, "/me/absences/{id}/end", PERM_AGENT, page_me_absence_end, 0, NULL},
        {HTTP_GET, "/people/{id}/absences", PERM_AGENT, page_person_absences, 0, NULL},
        {HTTP_POST, "/people/{id}/absences", PERM_AGENT, page_person_absences_post, 0, NULL},
        {HTTP_POST, "/people/{id}/absences/{absence}/end", PERM_AGENT, page_person_absence_end, 0, NULL},
        {0}};
const struct slice slice_people_absence = {
        .name = "people-absence", .stmts = absence_stmts, .personal = absence_personal, .routes = absence_routes};
