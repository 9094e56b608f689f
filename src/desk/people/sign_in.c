/* Passwords: kept as Argon2id text, checked on a worker, guessed slowly.
 *
 * An attempt is counted before the password is looked at and taken back when it was right, so that
 * many guesses sent at once cannot slip past the count.  A login nobody has is verified against a
 * dummy hash and goes through the same statements: neither text nor time tells whether it exists.
 * Three counts over a quarter of an hour: ten tries of one login from one address, fifty of one
 * login from anywhere, a hundred from one address.  The first is tighter than the second so that a
 * stranger cannot lock the owner out by failing on purpose. */
#include <pthread.h>

#include "desk/people/own.h"

enum { TRIES_PAIR = 10, TRIES_LOGIN = 50, TRIES_ADDRESS = 100 };
#define TRY_WINDOW_MS (15 * MINUTE_MS)

PEOPLE_SQL(failure_add,
           "INSERT INTO lookup_failure (key_hash, n, until_at) VALUES (:key, 1, :until)"
           " ON CONFLICT (key_hash) DO UPDATE SET"
           " n = CASE WHEN lookup_failure.until_at <= :now THEN 1 ELSE lookup_failure.n + 1 END,"
           " until_at = CASE WHEN lookup_failure.until_at <= :now THEN excluded.until_at"
           " ELSE lookup_failure.until_at END RETURNING n");
PEOPLE_SQL(failure_undo, "UPDATE lookup_failure SET n = n - 1 WHERE key_hash = :key AND n > 0");
PEOPLE_SQL(failure_drop, "DELETE FROM lookup_failure WHERE key_hash = :key");
PEOPLE_SQL(failure_sweep, "DELETE FROM lookup_failure WHERE until_at <= :now");
PEOPLE_SQL(credential_put,
           "INSERT INTO credential (person_id, kind, issuer, subject, secret, created_at)"
           " VALUES (:person, 'password', '', :subject, :secret, :now)"
           " ON CONFLICT (kind, issuer, subject) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at");
/* By login, or by a proven address; the login of a merged record leads to the one that stayed. */
PEOPLE_SQL(credential_by_login,
           "SELECT p.id, p.state, k.secret FROM person p LEFT JOIN credential k ON k.kind = 'password'"
           " AND k.issuer = '' AND k.subject = CAST(p.id AS TEXT)"
           " WHERE p.id = COALESCE((SELECT COALESCE(q.merged_into, q.id) FROM person q WHERE q.login = :login),"
           " (SELECT m.person_id FROM person_mail m WHERE m.address_fold = :login AND m.verified_at IS NOT NULL))");

struct credential_row {
        int64_t id, state;
        struct db_blob secret;
};
static const struct db_col credential_cols[] = {DB_COL_I64(struct credential_row, id),
                                                DB_COL_I64(struct credential_row, state),
                                                DB_COL_BLOB(struct credential_row, secret), DB_COL_END};

/* ---- attempts, counted ------------------------------------------------------------------------------ */

static void attempt_keys(struct ctx *c, const char *login, struct attempt *t)
{
        const char *peer = c->req && c->req->peer ? c->req->peer : "";
        const char *text[TRY_KEYS] = {arena_fmt(c->arena, "a\n%s", peer), arena_fmt(c->arena, "p\n%s\n%s", peer, login),
                                      arena_fmt(c->arena, "l\n%s", login)};
        attempt_init(t, "sign_in", text, (const int64_t[]){TRIES_ADDRESS, TRIES_PAIR, TRIES_LOGIN}, TRY_WINDOW_MS);
}

void attempt_init(struct attempt *t, const char *verb, const char *const text[TRY_KEYS], const int64_t max[TRY_KEYS],
                  int64_t window_ms)
{
        *t = (struct attempt){.verb = verb, .window_ms = window_ms};
        for (size_t i = 0; i < TRY_KEYS; i++) {
                digest(text[i], strlen(text[i]), t->key[i]);
                t->max[i] = max[i];
        }
}

/* Counts one more; ST_THROTTLED past a limit.  The crossing itself is told to the audit, not every try after it. */
enum status attempt_count(struct ctx *c, const struct attempt *t)
{
        bool over = false, crossed = false;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        for (size_t i = 0; !st && i < TRY_KEYS; i++) {
                int64_t n = 0;
                st = db_i64(c->db, &sql_failure_add,
                            DB_ARGS(DB_B("key", t->key[i], DIGEST_BYTES), DB_I("until", c->now + t->window_ms),
                                    DB_I("now", c->now)),
                            &n);
                over = over || n > t->max[i];
                crossed = crossed || n == t->max[i] + 1;
        }
        if (!st && crossed)
                st = audit(c, t->verb, "person", 0, "throttled", NULL);
        if (!st)
                st = db_commit(&tx);
        return st ? st : over ? ST_THROTTLED : ST_OK;
}

/* The proof was right: the person starts anew, the address gets its try back. */
enum status attempt_undo(struct ctx *c, const struct attempt *t)
{
        enum status st = db_exec(c->db, &sql_failure_undo, DB_ARGS(DB_B("key", t->key[0], DIGEST_BYTES)), NULL);
        for (size_t i = 1; !st && i < TRY_KEYS; i++)
                st = db_exec(c->db, &sql_failure_drop, DB_ARGS(DB_B("key", t->key[i], DIGEST_BYTES)), NULL);
        return st;
}

/* Whoever proved otherwise that they are the owner need not wait for the tries they made before. */
enum status sign_in_forgiven(struct ctx *c, const struct person *p)
{
        const char *const name[] = {p->login, p->mail};
        enum status st = ST_OK;

        for (size_t i = 0; i < ARRAY_LEN(name); i++) {
                struct attempt t;
                attempt_keys(c, name[i], &t);
                for (size_t k = 1; !st && k < TRY_KEYS; k++)
                        st = db_exec(c->db, &sql_failure_drop, DB_ARGS(DB_B("key", t.key[k], DIGEST_BYTES)), NULL);
        }
        return st;
}

enum status people_sweep(struct ctx *c, const struct job *j)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_failure_sweep, DB_ARGS(DB_I("now", c->now)), NULL);
        if (!st)
                st = db_exec(c->db, &sql_totp_stale, DB_ARGS(DB_I("before", c->now - HOUR_MS)), NULL);
        return st ? st : db_commit(&tx);
}

/* ---- the check ------------------------------------------------------------------------------------------ */

/* Nobody's password, with today's parameters. */
static char dummy_text[256];
static pthread_once_t dummy_once = PTHREAD_ONCE_INIT;

static void dummy_make(void)
{
        struct arena *a = arena_new(4096);
        snprintf(dummy_text, sizeof dummy_text, "%s", password_hash(a, random_token(a)));
        arena_free(&a);
}

static const char *dummy_hash(void)
{
        pthread_once(&dummy_once, dummy_make);
        return dummy_text;
}

struct checked_password {
        struct attempt attempt;
        struct credential_row row;
        bool right, rehash;
};

static enum status verify(struct ctx *c, const char *login, const char *password, struct checked_password *k)
{
        const char *fold = door_fold(c->arena, login);
        attempt_keys(c, fold ? fold : "", &k->attempt);
        const char *dummy = dummy_hash();
        enum status st = attempt_count(c, &k->attempt);
        if (st == ST_THROTTLED)
                return ctx_fail(c, ST_THROTTLED, MSG_people_error_throttled);
        if (st)
                return st;
        st = db_one(c->db, c->arena, &sql_credential_by_login, DB_ARGS(DB_T("login", fold ? fold : "")), credential_cols, &k->row);
        if (st && st != ST_NOT_FOUND)
                return st;
        bool usable = !st && k->row.state == PERSON_ACTIVE && k->row.secret.n;
        const char *hash = usable ? arena_strn(c->arena, (const char *)k->row.secret.p, k->row.secret.n) : dummy;
        bool fits = *password && strlen(password) <= PASSWORD_MAX_BYTES;
        k->right = password_verify(hash, fits ? password : "-", &k->rehash) && usable && fits;
        return ST_OK;
}

/* Writes what came out: the audit, and for a right password the counts and perhaps a newer hash. */
static enum status conclude(struct ctx *c, const char *verb, const char *password, const struct checked_password *k)
{
        char *newer = k->right && k->rehash ? password_hash(c->arena, password) : NULL;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && k->right)
                st = attempt_undo(c, &k->attempt);
        if (!st && newer)
                st = credential_put(c, k->row.id, newer);
        if (!st)
                st = audit(c, verb, "person", k->row.id, k->right ? "ok" : "denied", NULL);
        return st ? st : db_commit(&tx);
}

static enum status check(struct ctx *c, const char *verb, const char *login, const char *password, int64_t *person_id)
{
        struct checked_password k = {.right = false};
        enum status st = verify(c, login ? login : "", password ? password : "", &k);
        if (!st)
                st = conclude(c, verb, password, &k);
        if (st)
                return st;
        if (!k.right)
                return ctx_fail(c, ST_DENIED, MSG_people_error_sign_in);
        *person_id = k.row.id;
        return ST_OK;
}

enum status people_sign_in(struct ctx *c, const char *login, const char *password, int64_t *person_id)
{
        return check(c, "sign_in", login, password, person_id);
}

enum status password_check(struct ctx *c, const char *login, const char *password, int64_t *person_id)
{
        return check(c, "password.check", login, password, person_id);
}

/* ---- a new password ---------------------------------------------------------------------------------------- */

enum status credential_put(struct ctx *c, int64_t person_id, const char *hash)
{
        return db_exec(c->db, &sql_credential_put,
                       DB_ARGS(DB_I("person", person_id),
                               DB_T("subject", arena_fmt(c->arena, "%lld", (long long)person_id)),
                               DB_B("secret", hash, strlen(hash)), DB_I("now", c->now)),
                       NULL);
}

enum status person_set_password(struct ctx *c, int64_t person_id, const char *password)
{
        struct person p;
        enum status st = person_load(c, person_id, &p);
        if (!st && p.state != PERSON_ACTIVE)
                st = ST_NOT_FOUND;
        if (!st)
                st = password_fit(c, "password", password, &(struct password_owner){p.login, p.name, p.mail});
        if (st)
                return st;
        const char *hash = password_hash(c->arena, password);
        bool mine = c->actor && c->actor->person_id == person_id;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = credential_put(c, person_id, hash);
        if (!st)
                st = session_end_all(c, person_id, mine);
        if (!st)
                st = audit(c, "password.set", "person", person_id, "ok", NULL);
        return st ? st : db_commit(&tx);
}
