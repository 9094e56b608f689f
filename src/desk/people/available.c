/* The switch « Disponible pour l'affectation ».  It is kept until its owner moves it, over sign-outs too: a
 * browser that closes says nothing about who is at work.  PERSON_AVAILABLE is the one text that reads it. */
#include "desk/people/away_own.h"

DB_STMT(available_get, "SELECT " PERSON_AVAILABLE " FROM person p WHERE p.id = :id");
DB_STMT(available_put,
        "INSERT INTO availability (person_id, available, at) VALUES (:id, :available, :now)"
        " ON CONFLICT (person_id) DO UPDATE SET available = excluded.available, at = excluded.at"
        " WHERE availability.available <> excluded.available");
static const struct db_stmt *const available_stmts[] = {&available_get, &available_put, NULL};

enum status person_available(struct ctx *c, int64_t person_id, bool *out)
{
        int64_t n = 0;
        enum status st = db_i64(c->db, &available_get, DB_ARGS(DB_I("id", person_id)), &n);

        *out = n > 0;
        return st;
}

enum status person_available_put(struct ctx *c, bool available)
{
        int64_t me = c->actor ? c->actor->person_id : 0, rows = 0;

        if (!ctx_role(c, ROLE_ANY) || !me)
                return ST_DENIED;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &available_put, DB_ARGS(DB_I("id", me), DB_I("available", available), DB_I("now", c->now)),
                             &rows);
        if (!st && rows)
                st = audit(c, available ? "person.available" : "person.unavailable", "person", me, "ok", NULL);
        return st ? st : db_commit(&tx);
}

static const struct personal available_personal[] = {
        {"availability", "available", "person_id", "whether they said to be available"},
        {NULL, NULL, NULL, NULL},
};
const struct slice slice_people_available = {
        .name = "people-available", .stmts = available_stmts, .personal = available_personal};
