/* Somebody an agent speaks with on the phone or at the counter, and whom nobody knows yet.  An address typed
 * by an agent proves nothing: it is kept unproven, so that it opens no account and is nobody's word. */
#include "desk/people/own.h"

enum { MET_MAX = 10, NAME_LETTERS = 150 };

PEOPLE_SQL(met_before,
           "SELECT " PERSON_COLUMNS " FROM person p WHERE p.state = 10 AND p.id IN ("
           "SELECT m.person_id FROM person_mail m WHERE m.address_fold = :mail"
           " UNION SELECT d.id FROM (SELECT id FROM person WHERE phone_fold = :phone LIMIT 10) d)"
           " ORDER BY p.name_fold, p.id LIMIT 10");
PEOPLE_SQL(met_mail, "INSERT INTO person_mail (address_fold, person_id) VALUES (:mail, :person) ON CONFLICT DO NOTHING");

static const char *some_line(struct ctx *c, const char *typed)
{
        const char *s = text_clean(c->arena, typed ? typed : "", typed ? strlen(typed) : 0, true);
        return *s ? s : NULL;
}

/* Five digits at least: less is an extension, which several people share. */
static const char *phone_of(struct ctx *c, const char *typed)
{
        const char *fold = phone_fold(c, typed);
        return fold && strlen(fold) >= 5 && strlen(fold) <= 20 ? fold : NULL;
}

enum status person_met_before(struct ctx *c, const struct person_met *m, struct person **out, size_t *n)
{
        const char *mail = m->mail ? mail_fold(c->arena, m->mail) : NULL, *phone = phone_of(c, m->phone);

        *out = ARENA_ARRAY(c->arena, 1, struct person);
        *n = 0;
        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        if (!mail && !phone)
                return ST_OK;
        return db_all(c->db, c->arena, &sql_met_before, DB_ARGS(DB_T("mail", mail ? mail : ""), DB_T("phone", phone ? phone : "")),
                      person_cols, sizeof **out, MET_MAX, out, n);
}

static void met_check(struct ctx *c, const char *name, const char *mail, const char *phone)
{
        bool letter = false;

        for (const char *p = name ? name : ""; *p; p++)
                letter = letter || (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (unsigned char)*p >= 0x80;
        if (!letter || strchr(name, '@') || utf8_count(name) > NAME_LETTERS)
                form_error(c, "name", MSG_people_error_met_name);
        if (mail && !mail_fold(c->arena, mail))
                form_error(c, "mail", MSG_people_error_mail);
        if (phone && !phone_of(c, phone))
                form_error(c, "phone", MSG_people_error_met_phone);
        if (!mail && !phone)
                form_error(c, "mail", MSG_people_error_met_reach);
}

enum status person_met_add(struct ctx *c, const struct person_met *m, int64_t *id)
{
        const char *name = some_line(c, m->name), *mail = some_line(c, m->mail), *phone = some_line(c, m->phone);
        int64_t rows = 1;

        if (!ctx_role(c, ROLE_ANY))
                return ST_DENIED;
        size_t before = c->n_error;
        met_check(c, name, mail, phone);
        if (c->n_error > before)
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : person_new(c, NULL, name, NULL, phone, NULL, "fr", id);
        if (!st && mail)
                st = db_exec(c->db, &sql_met_mail, DB_ARGS(DB_T("mail", mail_fold(c->arena, mail)), DB_I("person", *id)), &rows);
        if (!st && !rows)
                st = ctx_fail(c, ST_CONFLICT, MSG_people_error_mail_taken);
        if (!st)
                st = audit(c, "person.met", "person", *id, "ok", NULL);
        return st ? st : db_commit(&tx);
}
