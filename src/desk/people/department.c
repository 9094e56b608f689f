/* Departments: who owns groups and services. */
#include "desk/people/own.h"

#define DEPARTMENT_COLUMNS "d.id, d.code, d.name_fr, d.name_en, d.time_zone FROM department d"

static const struct db_col department_cols[] = {
        DB_COL_I64(struct department, id),       DB_COL_TEXT(struct department, code),
        DB_COL_TEXT(struct department, name_fr), DB_COL_TEXT(struct department, name_en),
        DB_COL_TEXT(struct department, time_zone), DB_COL_END};

PEOPLE_SQL(department_all, "SELECT " DEPARTMENT_COLUMNS " ORDER BY d.id LIMIT 500");
PEOPLE_SQL(department_by_code_, "SELECT " DEPARTMENT_COLUMNS " WHERE d.code = :code");
PEOPLE_SQL(department_any, "SELECT count(*) FROM (SELECT 1 AS one FROM department LIMIT 1) d");
PEOPLE_SQL(department_insert,
           "INSERT INTO department (code, name_fr, name_en) VALUES (:code, :name_fr, :name_en) RETURNING id");

enum status department_list(struct ctx *c, struct department **out, size_t *n)
{
        return db_all(c->db, c->arena, &sql_department_all, DB_NO_ARGS, department_cols, sizeof(struct department),
                      PEOPLE_LIST_MAX, out, n);
}

enum status department_ensure(struct ctx *c, const char *code, const char *name_fr, const char *name_en, int64_t *id)
{
        const char *fold = code_fold(c->arena, code);
        const char *fr = text_clean(c->arena, name_fr ? name_fr : "", name_fr ? strlen(name_fr) : 0, true);
        const char *en = text_clean(c->arena, name_en ? name_en : "", name_en ? strlen(name_en) : 0, true);
        struct department d;
        if (!*fold)
                return ST_INVALID;
        enum status st = db_one(c->db, c->arena, &sql_department_by_code_, DB_ARGS(DB_T("code", fold)), department_cols, &d);
        if (!st)
                *id = d.id;
        if (st != ST_NOT_FOUND)
                return st;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        st = db_i64(c->db, &sql_department_insert,
                    DB_ARGS(DB_T("code", fold), DB_T("name_fr", *fr ? fr : fold), DB_T("name_en", *en ? en : *fr ? fr : fold)),
                    id);
        if (!st)
                st = people_scopes_reach(c, *id);
        if (!st)
                st = audit(c, "department.add", "department", *id, "ok", fold);
        return st ? st : db_commit(&tx);
}
