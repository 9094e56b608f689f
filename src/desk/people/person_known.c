/* One person by their exact login or address, for people who may not search: who opens for somebody else
 * or invites somebody must know whom.  The answer is an id and nothing else; a beginning finds nobody. */
#include "desk/people/own.h"

PEOPLE_SQL(known_login, "SELECT p.id FROM person p WHERE p.state = 10 AND p.id ="
           " (SELECT COALESCE(q.merged_into, q.id) FROM person q WHERE q.login = :login)");
PEOPLE_SQL(known_mail,
           "SELECT p.id FROM person_mail m JOIN person p ON p.id = m.person_id WHERE m.address_fold = :mail"
           " AND m.verified_at IS NOT NULL AND p.state = 10");
PEOPLE_SQL(works, "SELECT COUNT(*) FROM role_grant r JOIN person p ON p.id = r.person_id WHERE r.person_id = :person AND p.state = 10");

enum status person_acts(struct ctx *c, int64_t person_id, const char *lang, struct actor *who, struct ctx *as)
{
        int64_t roles = 0;
        enum status st = db_i64(c->db, &sql_works, DB_ARGS(DB_I("person", person_id)), &roles);

        *who = (struct actor){.person_id = person_id, .login = "", .name = "", .lang_text = lang, .persona = "", .prefs = "{}",
                              .roles = roles ? ROLE_AGENT : 0};
        *as = *c;
        as->actor = who;
        as->lang = str_eq(lang, "en") ? LANG_EN : LANG_FR;
        return st;
}

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
