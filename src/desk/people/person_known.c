/* One person by their exact login or address, for people who may not search: who opens for somebody else
 * or invites somebody must know whom.  The answer is an id and nothing else; a beginning finds nobody. */
#include "desk/people/own.h"

PEOPLE_SQL(known_login, "SELECT p.id FROM person p WHERE p.state = 10 AND p.id ="
           " (SELECT COALESCE(q.merged_into, q.id) FROM person q WHERE q.login = :login)");
PEOPLE_SQL(known_mail,
           "SELECT p.id FROM person_mail m JOIN person p ON p.id = m.person_id WHERE m.address_fold = :mail"
           " AND m.verified_at IS NOT NULL AND p.state = 10");

enum status person_known(struct ctx *c, const char *text, int64_t *id)
{
        const char *login = login_fold(c->arena, text), *mail = mail_fold(c->arena, text);
        enum status st = ST_NOT_FOUND;

        *id = 0;
        if (!c->actor)
                return ST_SIGN_IN;
        if (login)
                st = db_i64(c->db, &sql_known_login, DB_ARGS(DB_T("login", login)), id);
        if (st == ST_NOT_FOUND && mail)
                st = db_i64(c->db, &sql_known_mail, DB_ARGS(DB_T("mail", mail)), id);
        return st;
}
