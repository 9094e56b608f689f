/* As what somebody asks: the affiliation chosen on the last form stays with the session, so that the next form
 * proposes it, and with the person, so that their next session begins with it.  Who may be what is people's to say:
 * one that ended meanwhile is proposed nowhere. */
#include "app/state.h"

DB_STMT(session_persona_put, "UPDATE session SET persona = :persona WHERE token_hash = :hash");
DB_STMT(person_persona_put, "UPDATE person SET persona = :persona WHERE id = :person");
static const struct db_stmt *const persona_stmts[] = {&session_persona_put, &person_persona_put, NULL};

enum status session_persona(struct ctx *c, const char *persona)
{
        if (!c->actor || !c->actor->session.n || str_eq(c->actor->persona, persona))
                return ST_OK;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &session_persona_put,
                             DB_ARGS(DB_T("persona", persona), DB_B("hash", c->actor->session.p, c->actor->session.n)), NULL);
        if (!st)
                st = db_exec(c->db, &person_persona_put, DB_ARGS(DB_T("persona", persona), DB_I("person", c->actor->person_id)), NULL);
        return st ? st : db_commit(&tx);
}

const struct slice slice_persona = {.name = "persona", .stmts = persona_stmts};
