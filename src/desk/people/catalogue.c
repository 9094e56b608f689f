/* Who may keep what, and the departments.  A department that something points at stays: its tickets, groups
 * and people stand on it; what is unused may go. */
#include "desk/people/catalogue_own.h"

#define DEPARTMENT_ROW                                                                                         \
        "SELECT d.id, d.parent_id, d.version, (SELECT COUNT(*) FROM service s WHERE s.department_id = d.id) AS services," \
        " (SELECT COUNT(*) FROM support_group g WHERE g.department_id = d.id) AS groups, d.code, d.name_fr, d.name_en," \
        " d.time_zone, p.code AS parent FROM department d LEFT JOIN department p ON p.id = d.parent_id"
DB_STMT(catalogue_department_all, DEPARTMENT_ROW " ORDER BY d.code LIMIT 500");
DB_STMT(catalogue_department_one, DEPARTMENT_ROW " WHERE d.code = :code");
DB_STMT(department_new,
        "INSERT INTO department (code, name_fr, name_en, parent_id, time_zone)"
        " VALUES (:code, :fr, :en, :parent, :zone) ON CONFLICT (code) DO NOTHING RETURNING id");
DB_STMT(department_hold, "SELECT version FROM department WHERE code = :code @lock");
DB_STMT(department_write,
        "UPDATE department SET name_fr = :fr, name_en = :en, parent_id = :parent, time_zone = :zone, version = version + 1"
        " WHERE code = :code");
DB_STMT(department_delete,
        "DELETE FROM department WHERE id = :id"
        " AND NOT EXISTS (SELECT 1 FROM department x WHERE x.parent_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM service x WHERE x.department_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM support_group x WHERE x.department_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM affiliation x WHERE x.department_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM role_grant x WHERE x.department_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM service_audience x WHERE x.department_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM course x WHERE x.department_id = :id)"
        " AND NOT EXISTS (SELECT 1 FROM ticket x WHERE x.department_id = :id)");
static const struct db_stmt *const catalogue_stmts[] = {
        &catalogue_department_all, &catalogue_department_one, &department_new, &department_hold,
        &department_write, &department_delete, NULL};
const struct slice slice_catalogue = {.name = "catalogue", .stmts = catalogue_stmts};

#define I(m) DB_COL_I64(struct department_row, m)
#define T(m) DB_COL_TEXT(struct department_row, m)
static const struct db_col department_row_cols[] = {I(id), I(parent_id), I(version), I(services), I(groups), T(code),
                                                    T(name_fr), T(name_en), T(time_zone), T(parent), DB_COL_END};
#undef I
#undef T

bool catalogue_may(struct ctx *c, int64_t department_id)
{
        return people_manages(c, department_id);
}

bool catalogue_any(struct ctx *c)
{
        return ctx_role(c, ROLE_ADMIN | ROLE_DEPT_ADMIN);
}

const char *catalogue_word(struct arena *a, const char *typed, size_t letters)
{
        return text_short(a, text_clean(a, typed ? typed : "", typed ? strlen(typed) : 0, true), letters);
}

bool catalogue_code_ok(struct arena *a, const char *code)
{
        return code && *code && strlen(code) <= 64 && str_eq(code_fold(a, code), code) && !str_eq(code, "new");
}

static const char *said(const struct ctx *c, const struct department_row *d)
{
        return c->lang == LANG_EN ? d->name_en : d->name_fr;
}

enum status catalogue_departments(struct ctx *c, struct department_row **out, size_t *n)
{
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &catalogue_department_all, DB_NO_ARGS, department_row_cols, sizeof **out,
                                CATALOGUE_MAX, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].name = said(c, &(*out)[i]);
        return st;
}

enum status catalogue_department(struct ctx *c, const char *code, struct department_row *out)
{
        enum status st = db_one(c->db, c->arena, &catalogue_department_one, DB_ARGS(DB_T("code", code)), department_row_cols, out);

        if (!st && !catalogue_may(c, out->id))
                return ST_NOT_FOUND;
        if (!st)
                out->name = said(c, out);
        return st;
}

/* The department that owns this one, from a code; never itself, nor one below it. */
static enum status parent_find(struct ctx *c, const struct department_edit *d, int64_t *parent_id)
{
        struct department_row p;
        const char *at = d->parent;

        *parent_id = 0;
        for (int depth = 0; at && *at; depth++) {
                enum status st = depth > 30 || str_eq(at, d->code) ? ST_CONFLICT
                                 : db_one(c->db, c->arena, &catalogue_department_one, DB_ARGS(DB_T("code", at)), department_row_cols, &p);
                if (st == ST_NOT_FOUND || st == ST_CONFLICT) {
                        form_error(c, "parent", st == ST_CONFLICT ? MSG_admin_parent_circle : MSG_admin_department_unknown);
                        return ST_INVALID;
                }
                if (st)
                        return st;
                if (!depth)
                        *parent_id = p.id;
                at = p.parent;
        }
        return ST_OK;
}

static void department_fits(struct ctx *c, const struct department_edit *d)
{
        if (!catalogue_code_ok(c->arena, d->code))
                form_error(c, "code", MSG_admin_bad_code);
        if (text_blank(d->name_fr))
                form_error(c, "name_fr", MSG_form_missing);
        if (text_blank(d->name_en))
                form_error(c, "name_en", MSG_form_missing);
        if (!zone_get(d->time_zone))
                form_error(c, "time_zone", MSG_setting_zone_unknown);
}

static enum status department_add(struct ctx *c, const struct department_edit *d, struct db_args args)
{
        int64_t id = 0;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_DENIED;
        enum status st = db_i64(c->db, &department_new, args, &id);
        if (st == ST_NOT_FOUND) {
                form_error(c, "code", MSG_admin_code_taken);
                return ST_INVALID;
        }
        if (!st)
                st = people_scopes_reach(c, id);
        return st ? st : audit(c, "department.add", "department", id, "ok", d->code);
}

static enum status department_put(struct ctx *c, const struct department_edit *d)
{
        struct department_row was = {0};
        int64_t parent = 0, version = 0;
        enum status st = db_i64(c->db, &department_hold, DB_ARGS(DB_T("code", d->code)), &version);

        if (!st)
                st = db_one(c->db, c->arena, &catalogue_department_one, DB_ARGS(DB_T("code", d->code)), department_row_cols, &was);
        if (st && st != ST_NOT_FOUND)
                return st;
        if (was.id && !catalogue_may(c, was.id))
                return ST_NOT_FOUND;
        if (was.id && d->seen == 0) {
                form_error(c, "code", MSG_admin_code_taken);
                return ST_INVALID;
        }
        if (d->seen > 0 && was.version != d->seen)
                return was.id ? ST_STALE : ST_NOT_FOUND;
        st = parent_find(c, d, &parent);
        if (st)
                return st;
        struct db_args args = DB_ARGS(DB_T("code", d->code), DB_T("fr", catalogue_word(c->arena, d->name_fr, 150)),
                                      DB_T("en", catalogue_word(c->arena, d->name_en, 150)), DB_REF("parent", parent),
                                      DB_T("zone", d->time_zone));
        if (!was.id)
                return department_add(c, d, args);
        st = db_exec(c->db, &department_write, args, NULL);
        return st ? st : audit(c, "department.change", "department", was.id, "ok", d->code);
}

enum status department_save(struct ctx *c, const struct department_edit *d)
{
        if (!catalogue_any(c))
                return ST_NOT_FOUND;
        department_fits(c, d);
        if (c->n_error)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : department_put(c, d);
        return st ? st : db_commit(&tx);
}

enum status department_remove(struct ctx *c, const char *code)
{
        struct department_row d;
        int64_t rows = 0;

        if (!ctx_role(c, ROLE_ADMIN))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : catalogue_department(c, code, &d);
        if (!st)
                st = db_exec(c->db, &department_delete, DB_ARGS(DB_I("id", d.id)), &rows);
        if (!st && !rows)
                return ctx_fail(c, ST_CONFLICT, MSG_admin_department_used);
        if (!st)
                st = audit(c, "department.remove", "department", d.id, "ok", code);
        return st ? st : db_commit(&tx);
}
