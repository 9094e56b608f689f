/* Choosing a password by a link: for whoever forgot theirs, or never had one because a file brought them.
 *
 * The secret is 256 random bits, kept as a digest in `token` (use 'reset'), an hour long, good for one choice; the
 * choice ends the other links and all sessions, and the second factor is asked as before.  A link that is asked for
 * does not end those before it: a stranger who asks cannot void the one that its owner is about to open. */
#include "app/outbox.h"
#include "desk/people/own.h"

enum { ASKED_ADDRESS = 60, ASKED_PAIR = 5, ASKED_WHO = 5 };

/* As signing in finds them, of those with an account and an address that was proven. */
PEOPLE_SQL(link_wanted,
           "SELECT p.id FROM person p WHERE p.state = 10 AND p.login IS NOT NULL"
           " AND p.id = COALESCE((SELECT COALESCE(q.merged_into, q.id) FROM person q WHERE q.login = :who),"
           " (SELECT m.person_id FROM person_mail m WHERE m.address_fold = :who AND m.verified_at IS NOT NULL))"
           " AND EXISTS (SELECT 1 FROM person_mail m WHERE m.person_id = p.id AND m.verified_at IS NOT NULL AND m.bounced_at IS NULL)");
PEOPLE_SQL(link_add, "INSERT INTO token (secret_hash, person_id, use, ends_at, made_at) VALUES (:hash, :person, 'reset', :ends, :now)");
PEOPLE_SQL(link_person, "SELECT k.person_id FROM token k JOIN person p ON p.id = k.person_id"
                        " WHERE k.secret_hash = :hash AND k.use = 'reset' AND k.ends_at > :now AND p.state = 10 AND p.login IS NOT NULL");
PEOPLE_SQL(link_use, "DELETE FROM token WHERE secret_hash = :hash AND use = 'reset' AND ends_at > :now");
PEOPLE_SQL(link_drop, "DELETE FROM token WHERE person_id = :person AND use = 'reset'");

bool password_link_on(const struct ctx *c)
{
        return outbox_on(c) && *setting_text(c, "site.url");
}

bool person_signs_in(const struct person *p)
{
        return p->state == PERSON_ACTIVE && *p->login;
}

enum status password_link_asked(struct ctx *c, const char *who)
{
        const char *fold = door_fold(c->arena, who), *peer = c->req && c->req->peer ? c->req->peer : "";
        struct attempt t;

        fold = fold ? fold : "";
        const char *text[TRY_KEYS] = {arena_fmt(c->arena, "ra\n%s", peer), arena_fmt(c->arena, "rp\n%s\n%s", peer, fold), arena_fmt(c->arena, "rl\n%s", fold)};
        attempt_init(&t, "password.link", text, (const int64_t[]){ASKED_ADDRESS, ASKED_PAIR, ASKED_WHO}, HOUR_MS);
        enum status st = attempt_count(c, &t);
        return st == ST_THROTTLED ? ctx_fail(c, st, MSG_password_throttled) : st;
}

enum status password_link_wanted(struct ctx *c, const char *who, int64_t *person_id)
{
        const char *fold = door_fold(c->arena, who);

        *person_id = 0;
        return fold ? db_i64(c->db, &sql_link_wanted, DB_ARGS(DB_T("who", fold)), person_id) : ST_NOT_FOUND;
}

enum status password_link_make(struct ctx *c, int64_t person_id, const char **secret)
{
        char *text = random_token(c->arena);
        unsigned char hash[DIGEST_BYTES];

        digest(text, strlen(text), hash);
        *secret = text;
        enum status st = db_exec(c->db, &sql_link_add,
                                 DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("person", person_id), DB_I("ends", c->now + PASSWORD_LINK_MS),
                                         DB_I("now", c->now)),
                                 NULL);
        return st ? st : audit(c, "password.link", "person", person_id, "ok", NULL);
}

enum status password_link_person(struct ctx *c, const char *secret, struct person *out)
{
        unsigned char hash[DIGEST_BYTES];
        int64_t id = 0;

        digest(secret, strlen(secret), hash);
        enum status st = db_i64(c->db, &sql_link_person, DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("now", c->now)), &id);
        return st ? st : db_one(c->db, c->arena, &sql_person_by_id, DB_ARGS(DB_I("id", id)), person_cols, out); /* nobody is signed in */
}

enum status password_link_use(struct ctx *c, const char *secret, const char *fresh, const char *again)
{
        unsigned char hash[DIGEST_BYTES];
        struct person p;
        int64_t rows = 0;
        enum status st = password_link_person(c, secret, &p);

        if (st)
                return st;
        st = password_fit(c, "new", fresh, &(struct password_owner){p.login, p.name, p.mail});
        if (st == ST_OK && !str_eq(fresh, again)) {
                form_error(c, "again", MSG_people_error_password_repeat);
                st = ST_INVALID;
        }
        if (st)
                return st;
        const char *kept = password_hash(c->arena, fresh);
        digest(secret, strlen(secret), hash);
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : db_exec(c->db, &sql_link_use, DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("now", c->now)), &rows);
        if (!st && !rows) /* another choice was faster */
                st = ST_NOT_FOUND;
        if (!st)
                st = credential_put(c, p.id, kept);
        if (!st)
                st = db_exec(c->db, &sql_link_drop, DB_ARGS(DB_I("person", p.id)), NULL);
        if (!st)
                st = session_end_all(c, p.id, false);
        if (!st)
                st = sign_in_forgiven(c, &p);
        if (!st)
                st = audit(c, "password.set", "person", p.id, "ok", NULL);
        return st ? st : db_commit(&tx);
}
