/* API tokens as their owner and an administrator meet them, on both engines, over the whole program: shown once,
 * limited, ended, used; nobody else's. */
#include "desk/admin/test_browser.h"
#include "desk/people/tokens.h"

static int64_t count(struct browser *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        int64_t n = -1;
        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void run(struct browser *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &s, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
}

static const char *day(struct browser *w, int64_t later)
{
        struct civil d;
        zone_local(w->c.zone, moment_now() + later * DAY_MS, &d);
        return arena_fmt(w->arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static const char *secret_shown(struct browser *w)
{
        const char *at = strstr(w->res->body.p, "<code id=\"secret\">");
        assert_non_null(at);
        at += strlen("<code id=\"secret\">");
        return arena_strn(w->arena, at, strcspn(at, "<"));
}

static const char *make(struct browser *w, const char *name, const char *scopes)
{
        assert_int_equal(browser_get(w, "/me/tokens"), 200);
        const char *once = browser_hidden(w, "once");
        assert_int_equal(POST(w, "/me/tokens", F("name", name), F("scopes", scopes), F("ends", day(w, 30)), F("once", once)), 200);
        return secret_shown(w);
}

static void refused(struct browser *w)
{
        assert_int_equal(POST(w, "/me/tokens", F("name", "   "), F("scopes", "all"), F("ends", "demain")), 422);
        assert_true(browser_shows(w, "e-name") && browser_shows(w, "e-ends"));
        assert_int_equal(POST(w, "/me/tokens", F("name", "<b>x"), F("scopes", "all"), F("ends", day(w, 3))), 422);
        assert_true(browser_shows(w, "e-scopes") && browser_shows(w, "value=\"&lt;b&gt;x\""));
        assert_int_equal(POST(w, "/me/tokens", F("name", "x"), F("scopes", "read"), F("ends", day(w, -1))), 422);
        assert_true(browser_shows(w, "e-ends"));
        assert_int_equal(POST(w, "/me/tokens", F("name", "x"), F("scopes", "read"), F("ends", day(w, 2000))), 422);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM token WHERE use = 'api'"), 0);
}

static void shown_once(struct browser *w)
{
        assert_int_equal(browser_get(w, "/me/tokens"), 200);
        const char *once = browser_hidden(w, "once");
        assert_int_equal(POST(w, "/me/tokens", F("name", "Tableur & cie"), F("scopes", "read"), F("ends", day(w, 30)), F("once", once)), 200);
        const char *secret = secret_shown(w);
        assert_true(browser_shows(w, "Tableur &amp; cie"));
        assert_non_null(strstr(browser_header(w, "Cache-Control"), "no-store"));
        /* sent twice: the one there is, not shown again */
        assert_int_equal(POST(w, "/me/tokens", F("name", "Tableur & cie"), F("scopes", "read"), F("ends", day(w, 30)), F("once", once)), 303);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM token WHERE use = 'api'"), 1);
        assert_int_equal(browser_get(w, "/me/tokens"), 200);
        assert_false(browser_shows(w, secret));
        /* it reads and does not write */
        assert_int_equal(browser_call(w, HTTP_GET, "/api/v1/services", secret, NULL), 200);
        assert_int_equal(browser_call(w, HTTP_POST, "/api/v1/incidents", secret, "{\"subject\":\"x\",\"service\":\"aide\"}"), 403);
        /* its page is not open to itself */
        assert_int_not_equal(browser_call(w, HTTP_GET, "/me/tokens", secret, NULL), 200);
        run(w, "UPDATE token SET ends_at = 5 WHERE use = 'api'");
        assert_int_equal(browser_call(w, HTTP_GET, "/api/v1/services", secret, NULL), 401);
}

static void ended(struct browser *w, const char *stranger)
{
        const char *mine = make(w, "Le mien", "read write");
        int64_t id = count(w, "SELECT MAX(id) FROM token WHERE use = 'api'");
        const char *end = arena_fmt(w->arena, "/me/tokens/%lld/end", (long long)id);
        assert_int_equal(browser_call(w, HTTP_GET, "/api/v1/services", mine, NULL), 200);
        /* of somebody else: as if there were none */
        browser_sign_in(w, stranger);
        assert_int_equal(browser_post(w, end, 0, NULL), 303);
        assert_int_equal(browser_get(w, "/me/tokens"), 200);
        assert_false(browser_shows(w, "Le mien"));
        assert_int_equal(browser_get(w, "/admin/tokens"), 404);
        assert_int_equal(browser_post(w, arena_fmt(w->arena, "/admin/tokens/%lld/end", (long long)id), 0, NULL), 404);
        assert_int_equal(browser_call(w, HTTP_GET, "/api/v1/services", mine, NULL), 200);
        browser_sign_in(w, "ines");
        assert_int_equal(browser_post(w, end, 0, NULL), 303);
        assert_int_equal(browser_call(w, HTTP_GET, "/api/v1/services", mine, NULL), 401);
        assert_int_equal(browser_post(w, end, 0, NULL), 303); /* twice */
        assert_int_equal(count(w, "SELECT COUNT(*) FROM audit WHERE verb = 'token.end'"), 1);
}

static void administered(struct browser *w, int64_t ines)
{
        const char *secret = make(w, "Robot", "read");
        int64_t id = count(w, "SELECT MAX(id) FROM token WHERE use = 'api'");
        browser_sign_in(w, "ada");
        assert_int_equal(browser_get(w, "/admin/tokens"), 200);
        assert_true(browser_shows(w, "Robot") && browser_shows(w, "Inès"));
        assert_int_equal(browser_get(w, arena_fmt(w->arena, "/admin/people/%lld", (long long)ines)), 200);
        assert_true(browser_shows(w, "Robot"));
        assert_int_equal(POST(w, arena_fmt(w->arena, "/admin/tokens/%lld/end", (long long)id), F("back", "//evil.example")), 303);
        assert_string_equal(browser_location(w), "/admin/tokens");
        assert_int_equal(browser_call(w, HTTP_GET, "/api/v1/services", secret, NULL), 401);
        assert_int_equal(browser_post(w, arena_fmt(w->arena, "/admin/tokens/%lld/end", (long long)id), 0, NULL), 404);
}

static void proved(struct browser *w)
{
        run(w, "UPDATE session SET auth_at = 1");
        assert_int_equal(browser_get(w, "/me/tokens"), 303);
        assert_string_equal(browser_location(w), "/me/confirm?next=%2Fme%2Ftokens");
        assert_int_equal(POST(w, "/me/tokens", F("name", "x"), F("scopes", "read"), F("ends", day(w, 30))), 303);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM token WHERE name = 'x'"), 0);
}

static void whole(enum db_engine e)
{
        struct browser w;
        browser_open(&w, e);
        int64_t ines = browser_person(&w, "ines", "Inès Caron", NULL);
        browser_person(&w, "karim", "Karim Benali", "agent");
        browser_person(&w, "ada", "Ada Morel", "admin");
        browser_sign_in(&w, "ines");
        refused(&w);
        shown_once(&w);
        ended(&w, "karim");
        browser_sign_in(&w, "ines");
        administered(&w, ines);
        browser_sign_in(&w, "ines");
        for (int i = 0; i < TOKENS_EACH; i++)
                make(&w, arena_fmt(w.arena, "n%d", i), "read");
        assert_int_equal(POST(&w, "/me/tokens", F("name", "encore"), F("scopes", "read"), F("ends", day(&w, 30))), 409);
        assert_true(browser_shows(&w, "value=\"encore\""));
        proved(&w);
        browser_close(&w);
}
TESTDB_BOTH(whole)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(whole)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
