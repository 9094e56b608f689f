/* How persons come, change and leave.
 *
 * A draft is checked whole before anything is written, so that every error is told at once; the
 * password is hashed before the transaction begins, because Argon2id takes longer than a writer may
 * hold the line.  Who leaves keeps their tickets and loses groups, roles, scopes, sessions and
 * tokens in one transaction. */
#include "desk/people/own.h"

PEOPLE_SQL(person_insert,
           "INSERT INTO person (login, name, name_fold, phone, phone_fold, student_number, lang, source)"
           " VALUES (:login, :name, :fold, :phone, :phone_fold, :number, :lang, :source) RETURNING id");
PEOPLE_SQL(person_update,
           "UPDATE person SET name = :name, name_fold = :fold, phone = :phone, phone_fold = :phone_fold,"
           " lang = :lang, version = version + 1 WHERE id = :id AND state = 10");
PEOPLE_SQL(person_prefs, "UPDATE person SET prefs = :prefs WHERE id = :id AND state = 10");
PEOPLE_SQL(person_state_set, "UPDATE person SET state = :to, version = version + 1 WHERE id = :id AND state = :from"
                             " AND merged_into IS NULL");
PEOPLE_SQL(mail_insert, "INSERT INTO person_mail (address_fold, person_id, verified_at)"
                        " VALUES (:mail, :person, :at) ON CONFLICT DO NOTHING");
PEOPLE_SQL(affiliation_put, "INSERT INTO affiliation (person_id, kind, department_id)"
                            " VALUES (:person, :kind, :department) ON CONFLICT DO NOTHING");
PEOPLE_SQL(role_put, "INSERT INTO role_grant (person_id, role, department_id)"
                     " VALUES (:person, :role, :department) ON CONFLICT DO NOTHING");
PEOPLE_SQL(role_drop_all, "DELETE FROM role_grant WHERE person_id = :person");
PEOPLE_SQL(member_drop_all, "DELETE FROM group_member WHERE person_id = :person");
PEOPLE_SQL(token_drop_all, "DELETE FROM token WHERE person_id = :person");

/* ---- parts of a person ---------------------------------------------------------------------------- */

enum status role_grant(struct ctx *c, int64_t person_id, const char *role, int64_t department_id)
{
        return db_exec(c->db, &sql_role_put,
                       DB_ARGS(DB_I("person", person_id), DB_T("role", role), DB_I("department", department_id)), NULL);
}

/* The department after '@', else the first one. */
static enum status affiliation_department(struct ctx *c, const char *code, int64_t *id)
{
        struct department *d;
        size_t n;
        enum status st = department_list(c, &d, &n);
        for (size_t i = 0; !st && i < n; i++) {
                if (*code && !str_eq(d[i].code, code))
                        continue;
                *id = d[i].id;
                return ST_OK;
        }
        if (!st)
                form_error(c, "affiliation", MSG_people_error_department);
        return st ? st : ST_INVALID;
}

/* "student@dsi" in its two parts. */
static enum status affiliation_read(struct ctx *c, const char *text, char **kind, int64_t *department)
{
        char *at;

        *kind = text_fold(c->arena, text_clean(c->arena, text, strlen(text), true));
        at = strpbrk(*kind, "@:");
        if (at)
                *at = '\0';
        if (!**kind || strlen(*kind) > 40) {
                form_error(c, "affiliation", MSG_people_error_affiliation);
                return ST_INVALID;
        }
        return affiliation_department(c, at ? at + 1 : "", department);
}

enum status affiliation_place(struct ctx *c, const char *text, int64_t *department_id)
{
        char *kind;
        return affiliation_read(c, text, &kind, department_id);
}

enum status affiliation_add(struct ctx *c, int64_t person_id, const char *text)
{
        char *kind;
        int64_t department = 0;
        enum status st = affiliation_read(c, text, &kind, &department);
        if (st)
                return st;
        return db_exec(c->db, &sql_affiliation_put,
                       DB_ARGS(DB_I("person", person_id), DB_T("kind", kind), DB_I("department", department)), NULL);
}

enum status person_new(struct ctx *c, const char *login, const char *name, const char *mail, const char *phone,
                       const char *number, const char *lang, int64_t *id)
{
        enum status st = db_i64(c->db, &sql_person_insert,
                                DB_ARGS(DB_T("login", login), DB_T("name", name),
                                        DB_T("fold", text_fold(c->arena, name)), DB_T("phone", phone),
                                        DB_T("phone_fold", phone ? phone_fold(c, phone) : NULL),
                                        DB_T("number", number), DB_T("lang", lang), DB_T("source", "local")),
                                id);
        if (!st)
                st = person_words_put(c, *id, name);
        if (!st && mail)
                st = db_exec(c->db, &sql_mail_insert,
                             DB_ARGS(DB_T("mail", mail), DB_I("person", *id), DB_I("at", c->now)), NULL);
        return st;
}

/* ---- a draft, checked whole ------------------------------------------------------------------------- */

struct checked {
        const char *login, *name, *mail, *phone, *number, *lang;
        struct group *group;
        size_t n_group;
        char *hash; /* NULL: no password */
};

/* NULL when nothing was typed; an error when too long. */
static const char *draft_line(struct ctx *c, const char *field, const char *typed, size_t max)
{
        const char *s = text_clean(c->arena, typed ? typed : "", typed ? strlen(typed) : 0, true);
        if (strlen(s) > max)
                form_error(c, field, MSG_people_error_too_long);
        return *s ? s : NULL;
}

static enum status draft_login(struct ctx *c, const struct person_draft *d, struct checked *k)
{
        struct person other;
        k->login = login_fold(c->arena, d->login);
        if (!k->login) {
                form_error(c, "login", MSG_people_error_login);
                return ST_OK;
        }
        enum status st = db_one(c->db, c->arena, &sql_person_by_login, DB_ARGS(DB_T("login", k->login)), person_cols, &other);
        if (!st)
                form_error(c, "login", MSG_people_error_login_taken);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status draft_mail(struct ctx *c, const struct person_draft *d, struct checked *k)
{
        struct person other;
        if (!d->mail || text_blank(d->mail))
                return ST_OK;
        k->mail = mail_fold(c->arena, d->mail);
        if (!k->mail) {
                form_error(c, "mail", MSG_people_error_mail);
                return ST_OK;
        }
        enum status st = db_one(c->db, c->arena, &sql_person_by_mail, DB_ARGS(DB_T("mail", k->mail)), person_cols, &other);
        if (!st)
                form_error(c, "mail", MSG_people_error_mail_taken);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* The groups named; an agent or lead who names none joins the default one. */
static enum status draft_groups(struct ctx *c, const struct person_draft *d, struct checked *k)
{
        if (d->role && !role_known(d->role))
                form_error(c, "role", MSG_people_error_role);
        if (!d->role && d->n_groups)
                form_error(c, "role", MSG_people_error_group_without_role);
        k->group = ARENA_ARRAY(c->arena, d->n_groups + 1, struct group);
        for (size_t i = 0; i < d->n_groups; i++) {
                enum status st = group_by_code(c, d->groups[i], &k->group[k->n_group]);
                if (st == ST_NOT_FOUND)
                        form_error(c, "group", MSG_people_error_group);
                else if (st)
                        return st;
                else
                        k->n_group++;
        }
        if (d->n_groups || !(str_eq(d->role, "agent") || str_eq(d->role, "lead")))
                return ST_OK;
        enum status st = group_default_(c, &k->group[0]);
        if (st == ST_NOT_FOUND) {
                form_error(c, "group", MSG_people_error_no_group);
                return ST_OK;
        }
        k->n_group = 1;
        return st;
}

static enum status draft_check(struct ctx *c, const struct person_draft *d, struct checked *k)
{
        size_t before = c->n_error;
        *k = (struct checked){.lang = str_eq(d->lang, "en") ? "en" : "fr"};
        enum status st = draft_login(c, d, k);
        if (!st)
                st = draft_mail(c, d, k);
        if (!st)
                st = draft_groups(c, d, k);
        if (st)
                return st;
        k->name = draft_line(c, "name", d->name, MAX_NAME_BYTES);
        if (!k->name)
                form_error(c, "name", MSG_people_error_name);
        k->phone = draft_line(c, "phone", d->phone, 40);
        k->number = draft_line(c, "student_number", d->student_number, 40);
        if (k->number)
                k->number = text_fold(c->arena, k->number);
        if (d->password && !password_fit(c, "password", d->password, &(struct password_owner){k->login, k->name, k->mail}) &&
            c->n_error == before)
                k->hash = password_hash(c->arena, d->password);
        return c->n_error > before ? ST_INVALID : ST_OK;
}

/* ---- verbs ---------------------------------------------------------------------------------------------- */

/* A role is held in the departments of the groups; without groups, everywhere. */
static enum status draft_rights(struct ctx *c, const struct person_draft *d, const struct checked *k, int64_t id)
{
        enum status st = ST_OK;
        if (!d->role)
                return ST_OK;
        if (str_eq(d->role, "admin") || k->n_group == 0)
                st = role_grant(c, id, d->role, 0);
        for (size_t i = 0; !st && i < k->n_group; i++) {
                if (!str_eq(d->role, "admin"))
                        st = role_grant(c, id, d->role, k->group[i].department_id);
                if (!st)
                        st = group_join(c, k->group[i].id, id, str_eq(d->role, "lead"));
        }
        return st ? st : people_scopes_rebuild(c, id);
}

enum status person_add(struct ctx *c, const struct person_draft *d, int64_t *id)
{
        struct checked k;
        enum status st = draft_check(c, d, &k);
        if (st)
                return st;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        st = person_new(c, k.login, k.name, k.mail, k.phone, k.number, k.lang, id);
        if (st == ST_CONFLICT) { /* somebody was faster */
                form_error(c, "login", MSG_people_error_login_taken);
                return ST_INVALID;
        }
        if (!st && k.hash)
                st = credential_put(c, *id, k.hash);
        for (size_t i = 0; !st && i < d->n_affiliations; i++)
                st = affiliation_add(c, *id, d->affiliations[i]);
        if (!st)
                st = draft_rights(c, d, &k, *id);
        if (!st)
                st = audit(c, "person.add", "person", *id, "ok", d->role ? d->role : "requester");
        return st ? st : db_commit(&tx);
}

static enum status person_found(struct ctx *c, const struct db_stmt *s, const char *name, const char *value, int64_t *id)
{
        struct person p;
        if (!value)
                return ST_NOT_FOUND;
        enum status st = db_one(c->db, c->arena, s, DB_ARGS(DB_T(name, value)), person_cols, &p);
        if (!st)
                *id = p.id;
        return st;
}

enum status person_ensure(struct ctx *c, const char *login, const char *name, const char *mail, int64_t *id)
{
        const char *l = login ? login_fold(c->arena, login) : NULL, *m = mail ? mail_fold(c->arena, mail) : NULL;
        const char *shown = text_clean(c->arena, name ? name : "", name ? strlen(name) : 0, true);
        if (!*shown)
                shown = m ? m : l;
        if (!shown)
                return ST_INVALID;
        enum status st = person_found(c, &sql_person_by_login, "login", l, id);
        if (st == ST_NOT_FOUND)
                st = person_found(c, &sql_person_by_mail, "mail", m, id);
        if (st != ST_NOT_FOUND)
                return st;
        DB_TX(tx, c->db);
        if (tx.st)
                return tx.st;
        st = person_new(c, l, text_short(c->arena, shown, 150), m, NULL, NULL, "fr", id);
        if (st == ST_CONFLICT) /* somebody was faster: run again and find them */
                return ST_BUSY;
        return st ? st : db_commit(&tx);
}

enum status person_change(struct ctx *c, int64_t id, const struct person_contact *p)
{
        DB_TX(tx, c->db);
        int64_t changed = 0;
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_person_update,
                             DB_ARGS(DB_T("name", p->name), DB_T("fold", text_fold(c->arena, p->name)),
                                     DB_T("phone", *p->phone ? p->phone : NULL),
                                     DB_T("phone_fold", phone_fold(c, p->phone)), DB_T("lang", p->lang), DB_I("id", id)),
                             &changed);
        if (!st && !changed)
                st = ST_NOT_FOUND;
        if (!st)
                st = person_words_put(c, id, p->name);
        if (!st)
                st = audit(c, "person.change", "person", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status person_prefs_put(struct ctx *c, int64_t id, const char *prefs)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_person_prefs, DB_ARGS(DB_T("prefs", prefs), DB_I("id", id)), NULL);
        return st ? st : db_commit(&tx);
}

enum status person_close(struct ctx *c, int64_t id)
{
        if (c->actor && c->actor->person_id == id)
                return ctx_fail(c, ST_CONFLICT, MSG_people_error_close_self);
        DB_TX(tx, c->db);
        int64_t changed = 0;
        struct db_args who = DB_ARGS(DB_I("person", id));
        enum status st = tx.st;
        if (!st)
                st = admin_stays(c, id);
        if (!st)
                st = db_exec(c->db, &sql_person_state_set,
                             DB_ARGS(DB_I("to", PERSON_CLOSED), DB_I("id", id), DB_I("from", PERSON_ACTIVE)), &changed);
        if (!st && !changed)
                st = ST_NOT_FOUND;
        if (!st)
                st = db_exec(c->db, &sql_member_drop_all, who, NULL);
        if (!st)
                st = db_exec(c->db, &sql_role_drop_all, who, NULL);
        if (!st)
                st = db_exec(c->db, &sql_token_drop_all, who, NULL);
        if (!st)
                st = people_scopes_rebuild(c, id);
        if (!st)
                st = session_end_all(c, id, false);
        if (!st)
                st = audit(c, "person.close", "person", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status person_reopen(struct ctx *c, int64_t id)
{
        DB_TX(tx, c->db);
        int64_t changed = 0;
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_person_state_set,
                             DB_ARGS(DB_I("to", PERSON_ACTIVE), DB_I("id", id), DB_I("from", PERSON_CLOSED)), &changed);
        if (!st && !changed)
                st = ST_NOT_FOUND;
        if (!st)
                st = audit(c, "person.reopen", "person", id, "ok", NULL);
        return st ? st : db_commit(&tx);
}
