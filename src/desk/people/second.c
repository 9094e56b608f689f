/* The second factor: codes of an application (RFC 6238), and recovery codes for whom lost it.
 *
 * A secret waits under the issuer 'pending' until its first code proves that the application has it; only
 * then does it count.  The last step that was accepted is kept and moved by one conditional statement, so
 * that a code works once even when it is sent twice at the same moment; a recovery code is used up the same
 * way.  Turning it on, off or over ends all other sessions and gives this one a new identifier. */
#include "desk/people/own.h"
#include "identity/totp.h"

#define PENDING_MS   (30 * MINUTE_MS)
#define CODE_WINDOW_MS HOUR_MS
enum { CODES_PAIR = 10, CODES_PERSON = 30, CODES_ADDRESS = 200, RECOVERY_BYTES = 10 };

PEOPLE_SQL(totp_pending_put,
           "INSERT INTO credential (person_id, kind, issuer, subject, secret, created_at)"
           " VALUES (:person, 'totp', 'pending', :subject, :secret, :now)"
           " ON CONFLICT (kind, issuer, subject) DO UPDATE SET secret = excluded.secret, created_at = excluded.created_at");
PEOPLE_SQL(totp_of, "SELECT last_step, created_at, secret FROM credential WHERE kind = 'totp' AND issuer = :issuer"
                    " AND subject = :subject");
PEOPLE_SQL(totp_activate, "UPDATE credential SET issuer = '', last_step = :step, created_at = :now"
                          " WHERE kind = 'totp' AND issuer = 'pending' AND subject = :subject");
PEOPLE_SQL(totp_drop, "DELETE FROM credential WHERE kind = 'totp' AND issuer = :issuer AND subject = :subject");
PEOPLE_SQL(totp_used, "UPDATE credential SET last_step = :step WHERE kind = 'totp' AND issuer = '' AND subject = :subject"
                      " AND last_step < :step");
PEOPLE_SQL(totp_sealed, "SELECT id, 'totp ' || CAST(person_id AS TEXT) AS about, secret FROM credential"
                        " WHERE kind = 'totp' AND id > :after ORDER BY id LIMIT 200");
PEOPLE_SQL(totp_seal, "UPDATE credential SET secret = :fresh WHERE id = :id AND secret = :old");
PEOPLE_SQL(totp_lost, "DELETE FROM credential WHERE id = :id AND kind = 'totp'");
PEOPLE_SQL(totp_stale, "DELETE FROM credential WHERE kind = 'totp' AND issuer = 'pending' AND created_at < :before");
PEOPLE_SQL(recovery_add, "INSERT INTO recovery_code (code_hash, person_id, made_at) VALUES (:hash, :person, :now)");
PEOPLE_SQL(recovery_drop, "DELETE FROM recovery_code WHERE person_id = :person");
PEOPLE_SQL(recovery_use, "UPDATE recovery_code SET used_at = :now WHERE code_hash = :hash AND person_id = :person"
                         " AND used_at IS NULL");
PEOPLE_SQL(recovery_left, "SELECT count(*) FROM recovery_code WHERE person_id = :person AND used_at IS NULL");

static const struct db_col totp_cols[] = {DB_COL_I64(struct totp, last_step), DB_COL_I64(struct totp, created_at),
                                          DB_COL_BLOB(struct totp, secret), DB_COL_END};

static const char *subject(struct ctx *c, int64_t person_id)
{
        return arena_fmt(c->arena, "%lld", (long long)person_id);
}

const struct sealed people_sealed[] = {{&sql_totp_sealed, &sql_totp_seal, &sql_totp_lost}, {0}};

/* What the seal is about: as in totp_sealed. */
static const char *about(struct ctx *c, int64_t person_id)
{
        return arena_fmt(c->arena, "totp %lld", (long long)person_id);
}

/* The row as it is kept: its secret sealed. */
static enum status totp_row(struct ctx *c, int64_t person_id, const char *issuer, struct totp *out)
{
        return db_one(c->db, c->arena, &sql_totp_of,
                      DB_ARGS(DB_T("issuer", issuer), DB_T("subject", subject(c, person_id))), totp_cols, out);
}

static enum status totp_load(struct ctx *c, int64_t person_id, const char *issuer, struct totp *out)
{
        enum status st = totp_row(c, person_id, issuer, out);
        struct db_blob kept = out->secret;

        return st ? st : secret_open(c, about(c, person_id), &kept, &out->secret);
}

enum status person_second_factor(struct ctx *c, int64_t person_id, bool *on)
{
        struct totp t;
        enum status st = totp_row(c, person_id, "", &t);

        *on = st == ST_OK;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

/* ---- recovery codes ------------------------------------------------------------------------------------ */

/* What is kept of a code: with its owner, so that one code is nothing without the other. */
static void recovery_hash(struct ctx *c, int64_t person_id, const char *code, unsigned char out[DIGEST_BYTES])
{
        char *bare = text_fold(c->arena, code);
        size_t n = 0;

        for (const char *p = bare; *p; p++)
                if ((*p >= 'a' && *p <= 'z') || (*p >= '2' && *p <= '7'))
                        bare[n++] = *p;
        bare[n] = '\0';
        const char *text = arena_fmt(c->arena, "recovery\n%lld\n%s", (long long)person_id, bare);
        digest(text, strlen(text), out);
}

/* Eighty random bits as four groups of four letters. */
static const char *recovery_text(struct ctx *c)
{
        unsigned char bytes[RECOVERY_BYTES];

        random_bytes(bytes, sizeof bytes);
        char *s = text_fold(c->arena, totp_text(c->arena, bytes, sizeof bytes, true));
        for (char *p = s; *p; p++)
                if (*p == ' ')
                        *p = '-';
        return s;
}

/* Inside the caller's scope. */
static enum status recovery_make(struct ctx *c, int64_t person_id, const char *const **codes)
{
        const char **list = ARENA_ARRAY(c->arena, RECOVERY_CODES, const char *);
        unsigned char hash[DIGEST_BYTES];
        enum status st = db_exec(c->db, &sql_recovery_drop, DB_ARGS(DB_I("person", person_id)), NULL);

        for (size_t i = 0; !st && i < RECOVERY_CODES; i++) {
                list[i] = recovery_text(c);
                recovery_hash(c, person_id, list[i], hash);
                st = db_exec(c->db, &sql_recovery_add,
                             DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("person", person_id), DB_I("now", c->now)), NULL);
        }
        *codes = list;
        return st;
}

enum status recovery_left(struct ctx *c, int64_t person_id, int64_t *n)
{
        return db_i64(c->db, &sql_recovery_left, DB_ARGS(DB_I("person", person_id)), n);
}

enum status recovery_renew(struct ctx *c, const char *const **codes)
{
        int64_t me = c->actor->person_id;
        bool on = false;
        enum status st = person_second_factor(c, me, &on);

        if (st || !on)
                return st ? st : ST_NOT_FOUND;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = recovery_make(c, me, codes);
        if (!st)
                st = audit(c, "recovery.make", "person", me, "ok", NULL);
        return st ? st : db_commit(&tx);
}

/* ---- on, off ---------------------------------------------------------------------------------------------- */

enum status totp_begin(struct ctx *c)
{
        unsigned char secret[TOTP_SECRET_BYTES];
        int64_t me = c->actor->person_id;

        struct db_blob sealed;

        totp_secret(secret);
        enum status st = secret_seal(c, about(c, me), secret, sizeof secret, &sealed);
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_exec(c->db, &sql_totp_pending_put,
                             DB_ARGS(DB_I("person", me), DB_T("subject", subject(c, me)), DB_B("secret", sealed.p, sealed.n),
                                     DB_I("now", c->now)),
                             NULL);
        return st ? st : db_commit(&tx);
}

enum status totp_pending(struct ctx *c, struct totp *out)
{
        enum status st = totp_load(c, c->actor->person_id, "pending", out);

        return st ? st : c->now - out->created_at > PENDING_MS ? ST_NOT_FOUND : ST_OK;
}

/* The actor's own factor changed: everything opened without it ends. */
static enum status start_over(struct ctx *c, int64_t me, enum session_level level)
{
        enum status st = session_end_all(c, me, false);

        return st ? st : session_start_at(c, me, level);
}

/* Tries are counted here too: a session left open must not serve to guess. */
static void code_attempt(struct ctx *c, int64_t person_id, struct attempt *t)
{
        const char *peer = c->req && c->req->peer ? c->req->peer : "";
        const char *text[TRY_KEYS] = {arena_fmt(c->arena, "ca\n%s", peer),
                                      arena_fmt(c->arena, "cp\n%s\n%lld", peer, (long long)person_id),
                                      arena_fmt(c->arena, "cl\n%lld", (long long)person_id)};

        attempt_init(t, "sign_in.code", text, (const int64_t[]){CODES_ADDRESS, CODES_PAIR, CODES_PERSON}, CODE_WINDOW_MS);
}

enum status totp_confirm(struct ctx *c, const char *code, const char *const **codes)
{
        struct totp t;
        struct attempt tries;
        int64_t me = c->actor->person_id, step = 0, changed = 0;
        enum status st = totp_pending(c, &t);

        code_attempt(c, me, &tries);
        if (!st)
                st = attempt_count(c, &tries);
        if (st == ST_THROTTLED)
                return ctx_fail(c, st, MSG_people_error_throttled);
        if (st)
                return st;
        if (!totp_check(t.secret.p, t.secret.n, code, c->now, 0, &step)) {
                form_error(c, "code", MSG_people_error_code_wrong);
                return ST_INVALID;
        }
        DB_TX(tx, c->db);
        st = tx.st;
        struct db_args active = DB_ARGS(DB_T("issuer", ""), DB_T("subject", subject(c, me)));
        if (!st)
                st = attempt_undo(c, &tries);
        if (!st)
                st = db_exec(c->db, &sql_totp_drop, active, NULL);
        if (!st)
                st = db_exec(c->db, &sql_totp_activate,
                             DB_ARGS(DB_I("step", step), DB_I("now", c->now), DB_T("subject", subject(c, me))), &changed);
        if (!st && !changed) /* the same form sent twice: the first one did it */
                st = ST_NOT_FOUND;
        if (!st)
                st = recovery_make(c, me, codes);
        if (!st)
                st = start_over(c, me, LEVEL_CODE);
        if (!st)
                st = audit(c, "totp.on", "person", me, "ok", NULL);
        return st ? st : db_commit(&tx);
}

/* Inside the caller's scope; ST_NOT_FOUND when there was none. */
static enum status factor_drop(struct ctx *c, int64_t person_id)
{
        int64_t gone = 0;
        enum status st = db_exec(c->db, &sql_totp_drop, DB_ARGS(DB_T("issuer", "pending"), DB_T("subject", subject(c, person_id))), NULL);

        if (!st)
                st = db_exec(c->db, &sql_totp_drop, DB_ARGS(DB_T("issuer", ""), DB_T("subject", subject(c, person_id))), &gone);
        if (!st)
                st = db_exec(c->db, &sql_recovery_drop, DB_ARGS(DB_I("person", person_id)), NULL);
        return st ? st : gone ? ST_OK : ST_NOT_FOUND;
}

enum status totp_remove(struct ctx *c)
{
        int64_t me = c->actor->person_id;

        if (session_factor_asked(c, c->actor->roles))
                return ctx_fail(c, ST_CONFLICT, MSG_people_error_factor_asked);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = factor_drop(c, me);
        if (!st)
                st = start_over(c, me, LEVEL_PASSWORD);
        if (!st)
                st = audit(c, "totp.off", "person", me, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status person_totp_reset(struct ctx *c, int64_t person_id)
{
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = factor_drop(c, person_id);
        if (!st)
                st = session_end_all(c, person_id, false);
        if (!st)
                st = audit(c, "totp.reset", "person", person_id, "ok", NULL);
        return st ? st : db_commit(&tx);
}

/* ---- the second step of a sign-in ------------------------------------------------------------------------------ */

/* ST_OK when the code is right and was not used before; it is used up now. */
static enum status code_use(struct ctx *c, int64_t person_id, const char *code)
{
        struct totp t;
        int64_t step = 0, changed = 0;
        enum status st = totp_load(c, person_id, "", &t);

        if (st)
                return st == ST_NOT_FOUND ? ST_DENIED : st;
        if (!totp_check(t.secret.p, t.secret.n, code, c->now, t.last_step, &step))
                return ST_DENIED;
        st = db_exec(c->db, &sql_totp_used, DB_ARGS(DB_I("step", step), DB_T("subject", subject(c, person_id))), &changed);
        return st ? st : changed ? ST_OK : ST_DENIED;
}

static enum status recovery_use(struct ctx *c, int64_t person_id, const char *code)
{
        unsigned char hash[DIGEST_BYTES];
        int64_t changed = 0;

        recovery_hash(c, person_id, code, hash);
        enum status st = db_exec(c->db, &sql_recovery_use,
                                 DB_ARGS(DB_I("now", c->now), DB_B("hash", hash, sizeof hash), DB_I("person", person_id)), &changed);
        return st ? st : changed ? ST_OK : ST_DENIED;
}

static enum status refused(struct ctx *c, int64_t person_id)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = audit(c, "sign_in.code", "person", person_id, "denied", NULL);
        if (!st)
                st = db_commit(&tx);
        return st ? st : ctx_fail(c, ST_DENIED, MSG_people_error_code_wrong);
}

enum status second_step(struct ctx *c, const char *code, bool recovery)
{
        struct attempt tries;
        int64_t who = c->half->person_id;

        code_attempt(c, who, &tries);
        enum status st = attempt_count(c, &tries);
        if (st == ST_THROTTLED) {
                st = session_end(c);
                return st ? st : ctx_fail(c, ST_THROTTLED, MSG_people_error_throttled);
        }
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = recovery ? recovery_use(c, who, code) : code_use(c, who, code);
        if (st == ST_DENIED) {
                db_end(&tx);
                return refused(c, who);
        }
        if (!st)
                st = attempt_undo(c, &tries);
        if (!st)
                st = session_start_at(c, who, LEVEL_CODE);
        if (!st)
                st = audit(c, recovery ? "recovery.use" : "sign_in.code", "person", who, "ok", NULL);
        return st ? st : db_commit(&tx);
}
