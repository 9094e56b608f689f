/* The second factor and the sessions around it, as a browser meets them, on both engines. */
#include <liboath/oath.h>

#include "desk/people/people_browser_kit.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live,   &slice_sweep, &slice_idempotency, &slice_people, NULL};

static const char PASS[] = "pommier en fleur";

static int64_t one(struct world *w, const char *sql)
{
        int64_t n = -1;
        const struct db_stmt s = {NULL, sql};
        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void run(struct world *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &s, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
}

static int64_t person(struct world *w, const char *login, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = role, .password = PASS};
        act_as_system(w);
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static struct browser sign_in(struct world *w, const char *login, const char *expected)
{
        struct browser b = browser_on(w);
        assert_int_equal(POST(&b, "/login", F("login", login), F("password", PASS)), 303);
        assert_string_equal(browser_location(&b), expected);
        return b;
}

/* The code of a step from now on, from the secret of the database. */
static const char *code_of(struct world *w, int64_t who, const char *issuer, int64_t later)
{
        struct totp t;
        char out[8];
        static const struct db_col cols[] = {DB_COL_I64(struct totp, last_step), DB_COL_I64(struct totp, created_at),
                                             DB_COL_BLOB(struct totp, secret), DB_COL_END};
        const char *subject = arena_fmt(w->arena, "%lld", (long long)who);
        struct db_blob kept;
        assert_int_equal(db_one(w->db, w->arena, &sql_totp_of, DB_ARGS(DB_T("issuer", issuer), DB_T("subject", subject)), cols, &t), ST_OK);
        kept = t.secret;
        assert_true(seal_is(kept.p, kept.n, NULL));
        assert_int_equal(secret_open(&w->c, arena_fmt(w->arena, "totp %lld", (long long)who), &kept, &t.secret), ST_OK);
        uint64_t step = (uint64_t)(moment_now() / 30000 + later);
        assert_int_equal(oath_hotp_generate((const char *)t.secret.p, t.secret.n, step, 6, false, OATH_HOTP_DYNAMIC_TRUNCATION, out), OATH_OK);
        return arena_str(w->arena, out);
}

static const char *session_of(const struct browser *b)
{
        return b->cookie ? b->cookie : "";
}

/* Turns the factor on; returns one recovery code. */
static const char *enrol(struct world *w, struct browser *b, int64_t who)
{
        assert_int_equal(browser_get(b, "/me/security"), 200);
        browser_take_csrf(b);
        assert_int_equal(browser_post(b, "/me/security/totp/start", 0, NULL), 303);
        assert_string_equal(browser_location(b), "/me/security/totp");
        assert_int_equal(browser_get(b, "/me/security/totp"), 200);
        assert_true(browser_shows(b, "<svg class=\"qr"));
        assert_true(browser_shows(b, "autocomplete=\"one-time-code\""));
        assert_int_equal(POST(b, "/me/security/totp", F("code", "12x")), 422);
        const char *before = session_of(b);
        assert_int_equal(POST(b, "/me/security/totp", F("code", code_of(w, who, "pending", 0))), 200);
        assert_string_not_equal(before, session_of(b));
        const char *at = strstr(b->res->body.p, "<li><code>");
        assert_non_null(at);
        at += strlen("<li><code>");
        return arena_strn(b->arena, at, strcspn(at, "<"));
}

/* Runs well inside one step: a test that begins in its last five seconds waits for the next one. */
static void settle_step(void)
{
        while (moment_now() % 30000 > 25000)
                nanosleep(&(struct timespec){0, 100000000}, NULL);
}

static void whole_way(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        int64_t ines = person(&w, "ines", NULL);
        struct browser other = sign_in(&w, "ines", "/"), b = sign_in(&w, "ines", "/");
        settle_step();
        const char *spare = enrol(&w, &b, ines);
        /* everything opened without the factor is closed, and this session goes on under another name */
        assert_int_equal(browser_get(&other, "/me"), 303);
        assert_int_equal(browser_get(&b, "/me"), 200);
        assert_int_equal(one(&w, "SELECT level FROM session"), LEVEL_CODE);
        assert_int_equal(one(&w, "SELECT count(*) FROM recovery_code"), 10);
        assert_int_equal(one(&w, "SELECT count(*) FROM audit WHERE verb = 'totp.on'"), 1);
        assert_int_equal(browser_get(&b, "/me/security/totp"), 303); /* the secret is never shown again */

        /* the password alone opens nothing */
        struct browser half = sign_in(&w, "ines", "/login/code");
        const char *first = session_of(&half);
        assert_int_equal(browser_get(&half, "/me"), 303);
        assert_int_equal(browser_get(&half, "/api/v1/people/ines"), 404);
        assert_int_equal(browser_get(&half, "/login/code"), 200);
        assert_true(browser_shows(&half, "autocomplete=\"one-time-code\""));
        assert_int_equal(POST(&half, "/login/code", F("code", code_of(&w, ines, "", 1))), 403); /* without its form token */
        browser_take_csrf(&half);
        assert_int_equal(POST(&half, "/login/code", F("code", "")), 422);
        assert_int_equal(POST(&half, "/login/code", F("code", "000000")), 403);
        assert_int_equal(browser_get(&half, "/me"), 303);
        /* the code that enrolled has been used: the one of its own step no longer works, the next does, once */
        assert_int_equal(POST(&half, "/login/code", F("code", code_of(&w, ines, "", 0))), 403);
        const char *next = code_of(&w, ines, "", 1);
        assert_int_equal(POST(&half, "/login/code", F("code", next)), 303);
        assert_string_equal(browser_location(&half), "/");
        assert_string_not_equal(first, session_of(&half));
        assert_int_equal(browser_get(&half, "/me"), 200);
        struct browser again = sign_in(&w, "ines", "/login/code");
        assert_int_equal(browser_get(&again, "/login/code"), 200);
        browser_take_csrf(&again);
        assert_int_equal(POST(&again, "/login/code", F("code", next)), 403);
        /* a recovery code, in any writing, once */
        assert_int_equal(POST(&again, "/login/code", F("recovery", "aaaa-bbbb-cccc-dddd")), 403);
        assert_int_equal(POST(&again, "/login/code", F("recovery", arena_fmt(w.arena, " %s ", spare))), 303);
        assert_int_equal(browser_get(&again, "/me/security"), 200);
        assert_true(browser_shows(&again, "9 codes de secours"));
        struct browser third = sign_in(&w, "ines", "/login/code");
        assert_int_equal(browser_get(&third, "/login/code"), 200);
        browser_take_csrf(&third);
        assert_int_equal(POST(&third, "/login/code", F("recovery", spare)), 403);
        /* a session id from before the code opens nothing afterwards */
        struct browser old = browser_on(&w);
        old.cookie = first;
        assert_int_equal(browser_get(&old, "/me"), 303);
        world_close(&w);
}
TESTDB_BOTH(whole_way)

static void removal(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        int64_t karim = person(&w, "karim", "agent");
        struct browser b = sign_in(&w, "karim", "/desk");
        settle_step();
        enrol(&w, &b, karim);
        /* asked of agents: it cannot be turned off, and who has none sees nothing else */
        act_as_system(&w);
        assert_int_equal(setting_put(&w.c, "identity.second_factor", "agents"), ST_OK);
        assert_int_equal(settings_reload(w.app, w.db), ST_OK);
        assert_int_equal(browser_get(&b, "/me/security"), 200);
        assert_false(browser_shows(&b, "/me/security/totp/remove"));
        browser_take_csrf(&b);
        assert_int_equal(browser_post(&b, "/me/security/totp/remove", 0, NULL), 409);
        person(&w, "lea", "agent");
        person(&w, "ines", NULL);
        struct browser lea = sign_in(&w, "lea", "/desk"), ines = sign_in(&w, "ines", "/");
        static const char *const closed[] = {"/me", "/people/1", "/me/sessions", "/people/search"};
        for (size_t i = 0; i < ARRAY_LEN(closed); i++) {
                assert_int_equal(browser_get(&lea, closed[i]), 303);
                assert_string_equal(browser_location(&lea), "/me/security");
        }
        assert_int_equal(browser_get(&lea, "/events"), 403);
        assert_int_equal(browser_get(&lea, "/me/security"), 200);
        assert_true(browser_shows(&lea, "Activez-le pour continuer"));
        assert_int_equal(browser_get(&ines, "/me"), 200); /* whoever only asks is not asked */
        assert_int_equal(browser_get(&b, "/me"), 200);
        /* a word that is no choice asks, it does not let go */
        assert_int_equal(setting_put(&w.c, "identity.second_factor", "agent"), ST_OK);
        assert_int_equal(settings_reload(w.app, w.db), ST_OK);
        assert_int_equal(browser_get(&lea, "/me"), 303);
        assert_int_equal(setting_put(&w.c, "identity.second_factor", "admins"), ST_OK);
        assert_int_equal(settings_reload(w.app, w.db), ST_OK);
        assert_int_equal(browser_get(&lea, "/me"), 200);
        /* not asked any more: off, by oneself */
        assert_int_equal(browser_post(&b, "/me/security/totp/remove", 0, NULL), 303);
        assert_int_equal(one(&w, "SELECT count(*) FROM credential WHERE kind = 'totp'"), 0);
        assert_int_equal(one(&w, "SELECT count(*) FROM recovery_code"), 0);
        assert_int_equal(browser_get(&b, "/me"), 200);
        sign_in(&w, "karim", "/desk");
        /* taken away for somebody who lost it */
        browser_take_csrf((browser_get(&b, "/me/security"), &b));
        settle_step();
        enrol(&w, &b, karim);
        person(&w, "ada", "admin");
        assert_int_equal(setting_put(&w.c, "identity.second_factor", "none"), ST_OK);
        assert_int_equal(settings_reload(w.app, w.db), ST_OK);
        struct browser ada = sign_in(&w, "ada", "/desk");
        assert_int_equal(browser_get(&ada, "/me"), 200);
        browser_take_csrf(&ada);
        const char *path = arena_fmt(w.arena, "/admin/people/%lld/totp/reset", (long long)karim);
        assert_int_equal(browser_post(&lea, path, 0, NULL), 404);
        assert_int_equal(browser_post(&ada, path, 0, NULL), 303);
        assert_int_equal(browser_post(&ada, path, 0, NULL), 404);
        assert_int_equal(browser_get(&b, "/me"), 303);
        assert_int_equal(one(&w, "SELECT count(*) FROM audit WHERE verb = 'totp.reset' AND actor_id IS NOT NULL"), 1);
        sign_in(&w, "karim", "/desk");
        world_close(&w);
}
TESTDB_BOTH(removal)

/* Codes are guessed slowly, and the tenth wrong one sends back to the password. */
static void guessing(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        int64_t ines = person(&w, "ines", NULL);
        struct browser b = sign_in(&w, "ines", "/");
        settle_step();
        enrol(&w, &b, ines);
        struct browser half = sign_in(&w, "ines", "/login/code");
        assert_int_equal(browser_get(&half, "/login/code"), 200);
        browser_take_csrf(&half);
        for (int i = 0; i < 10; i++)
                assert_int_equal(POST(&half, "/login/code", F("code", "000000")), 403);
        assert_int_equal(POST(&half, "/login/code", F("code", code_of(&w, ines, "", 1))), 429);
        assert_int_equal(browser_get(&half, "/login/code"), 303);
        assert_string_equal(browser_location(&half), "/login");
        assert_int_equal(one(&w, "SELECT count(*) FROM audit WHERE verb = 'sign_in.code' AND result = 'throttled'"), 1);
        /* the password again does not give ten more tries */
        half = sign_in(&w, "ines", "/login/code");
        assert_int_equal(browser_get(&half, "/login/code"), 200);
        browser_take_csrf(&half);
        assert_int_equal(POST(&half, "/login/code", F("code", code_of(&w, ines, "", 1))), 429);
        /* from elsewhere the owner still gets in */
        struct browser elsewhere = browser_on(&w);
        elsewhere.peer = "198.51.100.9";
        assert_int_equal(POST(&elsewhere, "/login", F("login", "ines"), F("password", PASS)), 303);
        assert_int_equal(browser_get(&elsewhere, "/login/code"), 200);
        browser_take_csrf(&elsewhere);
        assert_int_equal(POST(&elsewhere, "/login/code", F("code", code_of(&w, ines, "", 1))), 303);
        /* a half session ends by itself */
        half = sign_in(&w, "ines", "/login/code");
        run(&w, "UPDATE session SET ends_at = ends_at - 600001 WHERE level = 5");
        assert_int_equal(browser_get(&half, "/login/code"), 303);
        world_close(&w);
}
TESTDB_BOTH(guessing)

/* Sensitive acts ask for a proof again; the identifier changes with it. */
static void proof_again(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        person(&w, "ines", NULL);
        struct browser b = sign_in(&w, "ines", "/");
        assert_int_equal(browser_get(&b, "/me/security"), 200);
        browser_take_csrf(&b);
        assert_int_equal(browser_post(&b, "/me/security/totp/start", 0, NULL), 303);
        run(&w, "UPDATE session SET auth_at = auth_at - 1860000");
        assert_int_equal(browser_get(&b, "/me/security/totp"), 303);
        assert_string_equal(browser_location(&b), "/me/confirm?next=%2Fme%2Fsecurity%2Ftotp");
        assert_int_equal(browser_get(&b, "/me"), 200);
        /* whoever had the form before has as long again to send it */
        assert_int_equal(browser_post(&b, "/me/security/totp/start", 0, NULL), 303);
        assert_string_equal(browser_location(&b), "/me/security/totp");
        run(&w, "UPDATE session SET auth_at = auth_at - 1860000");
        assert_int_equal(browser_post(&b, "/me/security/totp/start", 0, NULL), 303);
        assert_string_equal(browser_location(&b), "/me/confirm");
        assert_int_equal(browser_get(&b, "/me/confirm"), 200);
        assert_int_equal(POST(&b, "/me/confirm", F("password", "mauvais mot"), F("next", "/me/security")), 422);
        assert_int_equal(POST(&b, "/me/confirm", F("password", ""), F("next", "/me/security")), 422);
        const char *before = session_of(&b);
        assert_int_equal(POST(&b, "/me/confirm", F("password", PASS), F("next", "//evil.example")), 303);
        assert_string_equal(browser_location(&b), "/me/security");
        assert_string_not_equal(before, session_of(&b));
        assert_int_equal(browser_get(&b, "/me/security/totp"), 200);
        struct browser old = browser_on(&w);
        old.cookie = before;
        assert_int_equal(browser_get(&old, "/me"), 303);
        assert_int_equal(one(&w, "SELECT count(*) FROM session"), 1);
        world_close(&w);
}
TESTDB_BOTH(proof_again)

/* Idle and absolute ends, the warning and its one key. */
static void ends(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        person(&w, "ines", NULL);
        struct browser b = sign_in(&w, "ines", "/");
        assert_int_equal(browser_get(&b, "/me"), 200);
        assert_true(browser_shows(&b, "<meta name=\"session-expires\" content=\""));
        assert_true(browser_shows(&b, "<dialog id=\"session\""));
        browser_take_csrf(&b);
        run(&w, "UPDATE session SET ends_at = ends_at - 43100000"); /* a hundred seconds are left */
        int64_t end = one(&w, "SELECT ends_at FROM session");
        assert_int_equal(browser_get(&b, "/me"), 200);
        assert_true(browser_shows(&b, arena_fmt(w.arena, "content=\"%lld\"", (long long)end)));
        assert_int_equal(browser_post(&b, "/me/session", 0, NULL), 303);
        const char *told = browser_header_of(&b, "X-Session-Expires", "");
        int64_t longer = one(&w, "SELECT ends_at FROM session");
        assert_true(longer > end + 3400000);
        assert_string_equal(told, arena_fmt(w.arena, "%lld", (long long)longer));
        /* never beyond twice the hours after it was made */
        run(&w, "UPDATE session SET made_at = made_at - 86300000, ends_at = ends_at - 3000000");
        int64_t made = one(&w, "SELECT made_at FROM session");
        assert_int_equal(browser_post(&b, "/me/session", 0, NULL), 303);
        assert_int_equal(one(&w, "SELECT ends_at FROM session"), made + 86400000);
        run(&w, "UPDATE session SET ends_at = made_at");
        assert_int_equal(browser_get(&b, "/me"), 303);
        assert_int_equal(browser_post(&b, "/me/session", 0, NULL), 303);
        assert_true(str_starts(browser_location(&b), "/login"));
        /* idle */
        b = sign_in(&w, "ines", "/");
        run(&w, "UPDATE session SET seen_at = seen_at - 14340000");
        assert_int_equal(browser_get(&b, "/me"), 200);
        run(&w, "UPDATE session SET seen_at = seen_at - 14460000");
        assert_int_equal(browser_get(&b, "/me"), 303);
        world_close(&w);
}
TESTDB_BOTH(ends)

/* Cookies, fixation, sign-in from another site. */
static void doors(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        person(&w, "ines", NULL);
        person(&w, "theo", NULL);
        struct browser b = browser_on(&w);
        b.tls = true;
        assert_int_equal(POST(&b, "/login", F("login", "ines"), F("password", PASS)), 303);
        const char *set = browser_header_of(&b, "Set-Cookie", "__Host-guichet=");
        assert_non_null(set);
        assert_non_null(strstr(set, "; Path=/; HttpOnly; SameSite=Lax"));
        assert_non_null(strstr(set, "; Secure"));
        assert_null(strstr(set, "Domain"));
        assert_int_equal(browser_get(&b, "/me"), 200);
        struct browser plain = browser_on(&w);
        assert_int_equal(POST(&plain, "/login", F("login", "ines"), F("password", PASS)), 303);
        assert_null(strstr(browser_header_of(&plain, "Set-Cookie", "guichet="), "Secure"));
        /* an identifier a stranger chose is never taken over */
        struct browser fixed = browser_on(&w);
        fixed.cookie = "guichet=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        assert_int_equal(POST(&fixed, "/login", F("login", "ines"), F("password", PASS)), 303);
        assert_string_not_equal(fixed.cookie, "guichet=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert_int_equal(strlen(fixed.cookie), strlen("guichet=") + 43);
        /* another person signs in on the same browser: the first one's session is over */
        const char *first = fixed.cookie;
        assert_int_equal(browser_get(&fixed, "/me"), 200);
        browser_take_csrf(&fixed);
        assert_int_equal(POST(&fixed, "/login", F("login", "theo"), F("password", PASS)), 303);
        struct browser left = browser_on(&w);
        left.cookie = first;
        assert_int_equal(browser_get(&left, "/me"), 303);
        /* signing somebody in from another site's page */
        struct browser forged = browser_on(&w);
        forged.site = "cross-site";
        assert_int_equal(POST(&forged, "/login", F("login", "ines"), F("password", PASS)), 403);
        forged.site = "same-site";
        assert_int_equal(POST(&forged, "/login", F("login", "ines"), F("password", PASS)), 403);
        assert_null(forged.cookie);
        forged.site = "same-origin";
        assert_int_equal(POST(&forged, "/login", F("login", "ines"), F("password", PASS)), 303);
        world_close(&w);
}
TESTDB_BOTH(doors)

static void passwords(enum db_engine e)
{
        static const struct {
                const char *text;
                int message;
        } bad[] = {{"court", MSG_people_error_password_short}, {"         ", MSG_people_error_password_short},
                   {"\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u200b", MSG_people_error_password_short}, {"ines.caron", MSG_people_error_password_login},
                   {"InesCaron2026", MSG_people_error_password_login}, {"Inès Caron", MSG_people_error_password_login},
                   {"ines@rives.example", MSG_people_error_password_login}, {"Motdepasse1", MSG_people_error_password_common},
                   {"AZERTYUIOP", MSG_people_error_password_common}, {"\xff\xfe\xfd\xfc\xfb\xfa\xf9\xf8", MSG_people_error_password_long}};
        struct world w;
        world_open_with(&w, e, slices);
        const struct password_owner ines = {"ines.caron", "Inès Caron", "ines@rives.example"};
        act_as(&w, 1, 0);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                forget(&w);
                assert_int_equal(password_fit(&w.c, "new", bad[i].text, &ines), ST_INVALID);
                assert_string_equal(form_msg(&w.c, "new"), msg(w.c.lang, bad[i].message));
        }
        static const char *const good[] = {"pommier en fleur", "caron et ines", "🐸🐸🐸🐸🐸🐸🐸🐸", "aaaaaaab", "ines aime les phoques"};
        for (size_t i = 0; i < ARRAY_LEN(good); i++) {
                forget(&w);
                assert_int_equal(password_fit(&w.c, "new", good[i], &ines), ST_OK);
        }
        world_close(&w);
}
TESTDB_BOTH(passwords)

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(whole_way), TESTDB_RUN(removal), TESTDB_RUN(guessing), TESTDB_RUN(proof_again),
                                         TESTDB_RUN(ends), TESTDB_RUN(doors), TESTDB_RUN(passwords)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
