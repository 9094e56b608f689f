/* Sessions, API tokens and the proof that a form is ours.
 * A session is 256 random bits in a cookie, kept as a digest; its CSRF token is another 256 bits in
 * the row.  Absolute end (session.hours, twice that for whom extends it by hand when warned) and idle end
 * (session.idle_minutes); seen_at moves at most once a minute, through the late writer, so that a GET stays
 * read-only.  A new identifier comes with every proof: password, code, password again.
 *
 * Between the right password and the right code stands a session at LEVEL_HALF: it names a person, opens
 * nothing but the page that asks for the code, and ends after ten minutes. */
#include "app/state.h"

/* Roles as bits, wherever they hold: one walk over the grants of a person, in every request. */
#define ROLE_BIT(role, bit) "MAX(CASE r.role WHEN '" role "' THEN " bit " ELSE 0 END)"
#define ROLES_OF(person)                                                                                    \
        "CAST(COALESCE((SELECT " ROLE_BIT("agent", "1") " + " ROLE_BIT("lead", "2") " + "                   \
        ROLE_BIT("manager", "4") " + " ROLE_BIT("department_admin", "8") " + " ROLE_BIT("admin", "16")      \
        " FROM role_grant r WHERE r.person_id = " person "), 0) AS BIGINT)"
DB_STMT(session_actor,
        "SELECT s.person_id, s.csrf, s.level, s.persona, s.made_at, s.auth_at, s.seen_at, s.ends_at, p.login, p.name,"
        " p.lang AS lang_text, p.prefs, " ROLES_OF("s.person_id") " AS roles"
        " FROM session s JOIN person p ON p.id = s.person_id"
        " WHERE s.token_hash = :hash AND s.ends_at > :now AND s.seen_at > :idle AND p.state = 10");
DB_STMT(token_actor,
        "SELECT t.person_id, t.scopes, t.used_at, p.login, p.name, p.lang AS lang_text, p.prefs,"
        " " ROLES_OF("t.person_id") " AS roles"
        " FROM token t JOIN person p ON p.id = t.person_id"
        " WHERE t.secret_hash = :hash AND t.use = 'api' AND t.ends_at > :now AND p.state = 10");
DB_STMT(session_add,
        "INSERT INTO session (token_hash, person_id, csrf, level, persona, made_at, auth_at, seen_at, ends_at)"
        " SELECT :hash, p.id, :csrf, CAST(:level AS BIGINT), NULLIF(p.persona, ''), CAST(:now AS BIGINT), CAST(:now AS BIGINT), CAST(:now AS BIGINT),"
        " CAST(:ends AS BIGINT) FROM person p WHERE p.id = :person");
DB_STMT(session_renew, "UPDATE session SET token_hash = :fresh, auth_at = :now WHERE token_hash = :hash");
DB_STMT(session_longer, "UPDATE session SET seen_at = :now, ends_at = CASE WHEN ends_at > :want THEN ends_at"
                        " WHEN made_at + :most < :want THEN made_at + :most ELSE :want END"
                        " WHERE token_hash = :hash RETURNING ends_at");
DB_STMT(session_drop, "DELETE FROM session WHERE token_hash = :hash");
DB_STMT(session_drop_all, "DELETE FROM session WHERE person_id = :person AND token_hash <> :keep");
DB_STMT(token_add,
        "INSERT INTO token (secret_hash, person_id, use, scopes, ends_at, made_at)"
        " VALUES (:hash, :person, :use, :scopes, :ends, :now)");
DB_STMT(person_is_open, "SELECT COUNT(*) FROM person WHERE id = :person AND state = 10");

static const struct db_stmt *const session_stmts[] = {&session_actor, &token_actor, &session_add, &session_drop,
                                               &session_drop_all, &session_renew, &session_longer, &token_add, &person_is_open,
                                               NULL};

struct session_row {
        int64_t person_id, level, made_at, auth_at, seen_at, ends_at, roles;
        struct db_blob csrf;
        const char *persona, *login, *name, *lang_text, *prefs;
};
static const struct db_col session_cols[] = {
        DB_COL_I64(struct session_row, person_id), DB_COL_BLOB(struct session_row, csrf),
        DB_COL_I64(struct session_row, level),     DB_COL_TEXT(struct session_row, persona),
        DB_COL_I64(struct session_row, made_at),   DB_COL_I64(struct session_row, auth_at),
        DB_COL_I64(struct session_row, seen_at),   DB_COL_I64(struct session_row, ends_at),
        DB_COL_TEXT(struct session_row, login),    DB_COL_TEXT(struct session_row, name),
        DB_COL_TEXT(struct session_row, lang_text), DB_COL_TEXT(struct session_row, prefs),
        DB_COL_I64(struct session_row, roles),     DB_COL_END};

struct token_row {
        int64_t person_id, roles, used_at;
        const char *scopes, *login, *name, *lang_text, *prefs;
};
static const struct db_col token_cols[] = {
        DB_COL_I64(struct token_row, person_id), DB_COL_TEXT(struct token_row, scopes), DB_COL_I64(struct token_row, used_at),
        DB_COL_TEXT(struct token_row, login),    DB_COL_TEXT(struct token_row, name),
        DB_COL_TEXT(struct token_row, lang_text), DB_COL_TEXT(struct token_row, prefs),
        DB_COL_I64(struct token_row, roles),     DB_COL_END};

static const char *cookie_name(const struct ctx *c)
{
        return c->req->tls ? "__Host-guichet" : "guichet";
}

/* When a token last served: at most once a minute, as for sessions. */
static void late_used(struct ctx *c, const unsigned char *hash)
{
        struct late_write w = {.what = LATE_USED, .at = c->now};
        memcpy(w.session, hash, DIGEST_BYTES);
        late_put(c->app, &w);
}

static void late_seen(struct ctx *c, const struct session_row *row, const unsigned char *hash)
{
        if (c->now - row->seen_at < MINUTE_MS)
                return;
        struct late_write w = {.what = LATE_SEEN, .at = c->now};
        memcpy(w.session, hash, DIGEST_BYTES);
        late_put(c->app, &w);
}

enum { HALF_MINUTES = 10 };

/* When the session ends if this is the last request: idle or absolute, whichever comes first. */
static int64_t expires(const struct ctx *c, const struct session_row *row)
{
        int64_t seen = c->now - row->seen_at < MINUTE_MS ? row->seen_at : c->now;
        int64_t idle = seen + setting_i64(c, "session.idle_minutes") * MINUTE_MS;
        return idle < row->ends_at ? idle : row->ends_at;
}

/* identity.second_factor: "admins" asks administrators of either sort, "agents" everybody with a role,
 * and so does a word that is none of the three: a slip of the pen asks more, not less. */
bool session_factor_asked(const struct ctx *c, int64_t roles)
{
        const char *who = setting_text(c, "identity.second_factor");
        if (str_eq(who, "none"))
                return false;
        return str_eq(who, "admins") ? (roles & (ROLE_ADMIN | ROLE_DEPT_ADMIN)) != 0 : roles != 0;
}

enum status session_load(struct ctx *c)
{
        const char *secret = http_cookie(c->req, cookie_name(c));
        if (!secret || strlen(secret) != 43)
                return ST_OK;
        unsigned char *hash = arena_alloc(c->arena, DIGEST_BYTES);
        digest(secret, strlen(secret), hash);
        struct session_row row;
        int64_t idle = c->now - setting_i64(c, "session.idle_minutes") * MINUTE_MS;
        enum status st = db_one(c->db, c->arena, &session_actor,
                                DB_ARGS(DB_B("hash", hash, DIGEST_BYTES), DB_I("now", c->now), DB_I("idle", idle)),
                                session_cols, &row);
        if (st == ST_NOT_FOUND)
                return ST_OK;
        if (st)
                return st;
        struct actor *who = ARENA_NEW(c->arena, struct actor);
        *who = (struct actor){.person_id = row.person_id, .login = row.login ? row.login : "", .name = row.name,
                              .lang_text = row.lang_text, .persona = row.persona ? row.persona : "",
                              .roles = row.roles, .session = {hash, DIGEST_BYTES},
                              .csrf = hex(c->arena, row.csrf.p, row.csrf.n), .prefs = row.prefs, .level = row.level,
                              .proved_at = row.auth_at ? row.auth_at : row.made_at, .ends_at = expires(c, &row)};
        c->html.csrf = who->csrf;
        if (row.level < LEVEL_PASSWORD) {
                c->half = who;
                return ST_OK;
        }
        who->must_enrol = row.level < LEVEL_CODE && session_factor_asked(c, row.roles);
        c->actor = who;
        late_seen(c, &row, hash);
        return ST_OK;
}

enum status token_load(struct ctx *c, const char *bearer)
{
        unsigned char hash[DIGEST_BYTES];
        digest(bearer, strlen(bearer), hash);
        struct token_row row;
        enum status st = db_one(c->db, c->arena, &token_actor,
                                DB_ARGS(DB_B("hash", hash, DIGEST_BYTES), DB_I("now", c->now)), token_cols, &row);
        if (st == ST_NOT_FOUND)
                return ST_SIGN_IN;
        if (st)
                return st;
        struct actor *who = ARENA_NEW(c->arena, struct actor);
        *who = (struct actor){.person_id = row.person_id, .login = row.login ? row.login : "", .name = row.name,
                              .lang_text = row.lang_text, .persona = "", .roles = row.roles,
                              .token_scopes = row.scopes, .prefs = row.prefs};
        c->actor = who;
        if (c->now - row.used_at >= MINUTE_MS)
                late_used(c, hash);
        return ST_OK;
}

bool token_allows(const struct ctx *c, const char *scope)
{
        if (!c->actor)
                return false;
        const char *have = c->actor->token_scopes;
        if (!have || !*have)
                return true;
        size_t n = strlen(scope);
        for (const char *p = have; *p;) {
                size_t w = strcspn(p, " ");
                if (w == n && strncmp(p, scope, n) == 0)
                        return true;
                p += w + strspn(p + w, " ");
        }
        return false;
}

/* A POST is ours when it carries its session's token.  Without a session (sign-in, public forms) the
 * browser's own word decides: Sec-Fetch-Site, else Origin against Host. */
bool csrf_holds(struct ctx *c)
{
        const char *site = http_header(c->req, "Sec-Fetch-Site");
        if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
                return false;
        const char *origin = http_header(c->req, "Origin"), *host = http_header(c->req, "Host");
        if (origin && !site) {
                const char *at = strstr(origin, "://");
                if (!at || !host || strcmp(at + 3, host) != 0)
                        return false;
        }
        /* The form of the password may stem from before a half session; the one of the code does not. */
        const struct actor *who = c->actor ? c->actor : c->half && !str_eq(c->route->path, "/login") ? c->half : NULL;
        if (!who || !who->csrf)
                return true;
        const char *sent = http_header(c->req, "X-CSRF-Token");
        if (!sent)
                sent = http_field(c->req, "csrf");
        return sent && strlen(sent) == strlen(who->csrf) && same_bytes(sent, who->csrf, strlen(sent));
}

static void cookie_set(struct ctx *c, const char *secret, int64_t max_age)
{
        http_set(c->res, "Set-Cookie",
                 arena_fmt(c->arena, "%s=%s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%lld%s", cookie_name(c), secret,
                           (long long)max_age, c->req->tls ? "; Secure" : ""));
}

/* The session this browser holds, half or whole; empty when none. */
static struct db_blob session_held(const struct ctx *c)
{
        const struct actor *who = c->actor ? c->actor : c->half;
        return who ? who->session : (struct db_blob){NULL, 0};
}

enum status session_start(struct ctx *c, int64_t person_id)
{
        return session_start_at(c, person_id, LEVEL_PASSWORD);
}

enum status session_start_at(struct ctx *c, int64_t person_id, enum session_level level)
{
        struct db_blob held = session_held(c);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st && held.n)
                st = db_exec(c->db, &session_drop, DB_ARGS(DB_B("hash", held.p, held.n)), NULL);
        int64_t open = 0;
        if (!st)
                st = db_i64(c->db, &person_is_open, DB_ARGS(DB_I("person", person_id)), &open);
        if (st || !open)
                return st ? st : ST_DENIED;
        char *secret = random_token(c->arena);
        unsigned char hash[DIGEST_BYTES], csrf[DIGEST_BYTES];
        digest(secret, strlen(secret), hash);
        random_bytes(csrf, sizeof csrf);
        int64_t life = level == LEVEL_HALF ? HALF_MINUTES * MINUTE_MS : setting_i64(c, "session.hours") * HOUR_MS;
        st = db_exec(c->db, &session_add,
                     DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("person", person_id), DB_B("csrf", csrf, sizeof csrf),
                             DB_I("level", level), DB_I("now", c->now), DB_I("ends", c->now + life)),
                     NULL);
        if (!st)
                st = db_commit(&tx);
        if (!st)
                cookie_set(c, secret, level == LEVEL_HALF ? life / SECOND_MS : 2 * life / SECOND_MS);
        return st;
}

enum status session_proved(struct ctx *c)
{
        int64_t changed = 0;
        if (!c->actor || !c->actor->session.n)
                return ST_SIGN_IN;
        char *secret = random_token(c->arena);
        unsigned char hash[DIGEST_BYTES];
        digest(secret, strlen(secret), hash);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &session_renew,
                             DB_ARGS(DB_B("fresh", hash, sizeof hash), DB_I("now", c->now),
                                     DB_B("hash", c->actor->session.p, c->actor->session.n)),
                             &changed);
        if (!st && !changed)
                st = ST_SIGN_IN;
        if (!st)
                st = db_commit(&tx);
        if (!st)
                cookie_set(c, secret, 2 * setting_i64(c, "session.hours") * 3600);
        return st;
}

enum status session_extend(struct ctx *c, int64_t *ends_at)
{
        int64_t absolute = 0;
        if (!c->actor || !c->actor->session.n)
                return ST_SIGN_IN;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &session_longer,
                            DB_ARGS(DB_I("now", c->now), DB_I("want", c->now + HOUR_MS),
                                    DB_I("most", 2 * setting_i64(c, "session.hours") * HOUR_MS),
                                    DB_B("hash", c->actor->session.p, c->actor->session.n)),
                            &absolute);
        if (!st)
                st = db_commit(&tx);
        int64_t idle = c->now + setting_i64(c, "session.idle_minutes") * MINUTE_MS;
        *ends_at = idle < absolute ? idle : absolute;
        return st == ST_NOT_FOUND ? ST_SIGN_IN : st;
}

enum status session_end(struct ctx *c)
{
        struct db_blob held = session_held(c);
        if (!held.n)
                return ST_OK;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &session_drop, DB_ARGS(DB_B("hash", held.p, held.n)), NULL);
        if (!st && c->actor)
                st = live_event(c, LIVE_PERSON, 0, 0, NULL, 0, &c->actor->person_id, 1);
        if (!st)
                st = db_commit(&tx);
        if (!st)
                cookie_set(c, "", 0);
        return st;
}

enum status session_end_all(struct ctx *c, int64_t person_id, bool keep_this)
{
        struct db_blob keep = keep_this && c->actor ? c->actor->session : (struct db_blob){(const unsigned char *)"", 0};
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &session_drop_all,
                             DB_ARGS(DB_I("person", person_id), DB_B("keep", keep.p ? keep.p : (const unsigned char *)"", keep.n)), NULL);
        if (!st)
                st = live_event(c, LIVE_PERSON, 0, 0, NULL, 0, &person_id, 1);
        return st ? st : db_commit(&tx);
}

enum status token_make(struct ctx *c, int64_t person_id, const char *use, const char *scopes, int64_t ends_at,
                       const char **secret)
{
        char *text = random_token(c->arena);
        unsigned char hash[DIGEST_BYTES];
        digest(text, strlen(text), hash);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &token_add,
                             DB_ARGS(DB_B("hash", hash, sizeof hash), DB_I("person", person_id), DB_T("use", use),
                                     DB_T("scopes", scopes ? scopes : ""), DB_I("ends", ends_at), DB_I("now", c->now)),
                             NULL);
        if (!st)
                st = db_commit(&tx);
        if (!st)
                *secret = text;
        return st;
}

const struct slice slice_session = {.name = "session", .stmts = session_stmts};
