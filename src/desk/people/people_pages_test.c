/* The pages as a browser meets them: requests through dispatch, with cookies and forms, on SQLite
 * (people_test.c proves the statements on both engines). */
#include "app/test_browser.h"
#include "desk/people/own.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings,    &slice_audit,  &slice_jobs,
                                             &slice_live,   &slice_sweep,   &slice_idempotency, &slice_people, NULL};

static int world_open(void **state)
{
        struct browser *w = calloc(1, sizeof *w);
        browser_world(w, DB_SQLITE, slices, 256u << 20);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        *state = w;
        return 0;
}

static int world_close(void **state)
{
        struct browser *w = *state;
        browser_close(w);
        free(w);
        return 0;
}

/* ---- sign-in ------------------------------------------------------------------------------------------ */

static void test_login(void **state)
{
        struct browser *w = *state;
        browser_person(w, "icaron", "Inès Caron", NULL);
        browser_person(w, "croy", "Camille Roy", "agent");
        assert_int_equal(browser_get(w, "/login"), 200);
        assert_true(browser_shows(w, "name=\"password\""));
        assert_int_equal(POST(w, "/login", F("login", ""), F("password", "")), 422);
        assert_true(browser_shows(w, "e-login") && browser_shows(w, "e-password"));
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "faux")), 403);
        assert_null(w->cookie);
        assert_false(browser_shows(w, "value=\"faux\""));
        size_t known = w->res->body.n;
        assert_int_equal(POST(w, "/login", F("login", "icaran"), F("password", "faux")), 403);
        assert_int_equal(known, w->res->body.n); /* as long, letter for letter but the login */
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur")), 303);
        assert_string_equal(browser_location(w), "/");
        assert_non_null(w->cookie);
        assert_true(strstr(browser_header_of(w, "Set-Cookie", "guichet="), "HttpOnly") != NULL);
        w->cookie = NULL;
        assert_int_equal(POST(w, "/login", F("login", "croy"), F("password", "pommier en fleur")), 303);
        assert_string_equal(browser_location(w), "/desk");
        assert_int_equal(browser_get(w, "/login"), 303); /* nothing to do there */
}

static void test_login_next(void **state)
{
        struct browser *w = *state;
        static const char *const foreign[] = {"//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)",
                                              "/\nLocation: x", "http:evil", "/login", "", "evil.example", "/a:b"};
        browser_person(w, "icaron", "Inès Caron", NULL);
        for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
                struct http_pair field[] = {F("login", "icaron"), F("password", "pommier en fleur"),
                                            {"next", foreign[i], strlen(foreign[i])}};
                w->cookie = NULL;
                assert_int_equal(browser_post(w, "/login", 3, field), 303);
                assert_string_equal(browser_location(w), "/");
        }
        w->cookie = NULL;
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur"), F("next", "/requests?state=open")), 303);
        assert_string_equal(browser_location(w), "/requests?state=open");
}

static void test_login_throttled(void **state)
{
        struct browser *w = *state;
        browser_person(w, "icaron", "Inès Caron", NULL);
        for (int i = 0; i < 10; i++)
                assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "faux")), 403);
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur")), 429);
        assert_non_null(browser_header_of(w, "Retry-After", "900"));
        assert_null(w->cookie);
}

/* A session before sign-in is not the one after it, and does not outlive signing out. */
static void test_session_changes(void **state)
{
        struct browser *w = *state;
        browser_person(w, "icaron", "Inès Caron", NULL);
        browser_enter(w, "icaron", "/me");
        const char *first = w->cookie, *csrf = w->csrf;
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur")), 303);
        assert_string_not_equal(first, w->cookie);
        const char *second = w->cookie;
        w->cookie = first;
        assert_int_equal(browser_get(w, "/me"), 303);
        w->cookie = second;
        w->csrf = csrf; /* the token of another session proves nothing */
        assert_int_equal(POST(w, "/logout", F("x", "")), 403);
        browser_enter(w, "icaron", "/me");
        second = w->cookie;
        assert_int_equal(POST(w, "/logout", F("x", "")), 303);
        w->cookie = second;
        assert_int_equal(browser_get(w, "/me"), 303);
        assert_true(str_starts(browser_location(w), "/login"));
}

/* ---- own account ------------------------------------------------------------------------------------------ */

static void test_me(void **state)
{
        struct browser *w = *state;
        browser_enter(w, (browser_person(w, "icaron", "Inès Caron", NULL), "icaron"), "/me");
        assert_int_equal(POST(w, "/me", F("name", "Inès <b>Caron</b>"), F("phone", "06 39 98 12 07"), F("lang", "en"), F("theme", "dark")), 303);
        assert_non_null(browser_header_of(w, "Set-Cookie", "theme=dark"));
        assert_non_null(browser_header_of(w, "Set-Cookie", "lang=en"));
        assert_int_equal(browser_get(w, "/me"), 200);
        assert_true(browser_shows(w, "Inès &lt;b&gt;Caron") && !browser_shows(w, "<b>Caron"));
        assert_true(browser_shows(w, "data-theme=\"dark\""));
        assert_int_equal(POST(w, "/me", F("name", " "), F("phone", "abc")), 422);
        assert_true(browser_shows(w, "e-name") && browser_shows(w, "e-phone") && browser_shows(w, "value=\"abc\""));
        assert_int_equal(POST(w, "/me/accessibility", F("x", "")), 303);
        assert_int_equal(browser_get(w, "/me/accessibility"), 200);
        assert_true(browser_shows(w, "data-shortcuts=\"off\""));
        assert_true(browser_shows(w, "data-theme=\"dark\"")); /* one choice does not undo another */
        assert_int_equal(POST(w, "/me/accessibility", F("shortcuts", "1")), 303);
        assert_int_equal(browser_get(w, "/me/accessibility"), 200);
        assert_false(browser_shows(w, "data-shortcuts=\"off\""));
        assert_int_equal(POST(w, "/me/theme", F("theme", "light")), 303);
        assert_non_null(browser_header_of(w, "Set-Cookie", "theme=light"));
        w->csrf = "0000";
        assert_int_equal(POST(w, "/me", F("name", "Autre")), 403);
}

static void test_password(void **state)
{
        struct browser *w = *state;
        browser_enter(w, (browser_person(w, "icaron", "Inès Caron", NULL), "icaron"), "/me");
        const char *elsewhere = w->cookie;
        browser_enter(w, "icaron", "/me");
        const char *here = w->cookie;
        assert_int_equal(POST(w, "/me/password", F("old", "faux"), F("new", "un cerisier"), F("again", "un cerisier")), 422);
        assert_true(browser_shows(w, "e-old"));
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", "un cerisier"), F("again", "un prunier")), 422);
        assert_true(browser_shows(w, "e-again"));
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", "court"), F("again", "court")), 422);
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", "Motdepasse"), F("again", "Motdepasse")), 422);
        assert_int_equal(browser_get(w, "/me"), 200);
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", " un cerisier "), F("again", " un cerisier ")), 303);
        assert_string_not_equal(here, w->cookie);
        assert_int_equal(browser_get(w, "/me"), 200);
        w->cookie = elsewhere;
        assert_int_equal(browser_get(w, "/me"), 303);
        w->cookie = here;
        assert_int_equal(browser_get(w, "/me"), 303);
        w->cookie = NULL;
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "un cerisier")), 403); /* spaces count */
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", " un cerisier ")), 303);
}

static void test_sessions(void **state)
{
        struct browser *w = *state;
        browser_enter(w, (browser_person(w, "icaron", "Inès Caron", NULL), "icaron"), "/me");
        const char *other = w->cookie;
        browser_enter(w, "icaron", "/me");
        assert_int_equal(browser_get(w, "/me/sessions"), 200);
        const char *at = strstr(w->res->body.p, "name=\"key\" value=\"");
        assert_non_null(at);
        const char *key = arena_strn(w->arena, at + 18, strcspn(at + 18, "\""));
        assert_null(strstr(at + 18, "name=\"key\"")); /* this one is not offered */
        /* somebody else's key does nothing */
        const char *mine = w->cookie, *csrf = w->csrf;
        browser_enter(w, (browser_person(w, "autre", "Autre Personne", NULL), "autre"), "/me");
        struct http_pair field = {"key", key, strlen(key)};
        assert_int_equal(browser_post(w, "/me/sessions/end", 1, &field), 303);
        w->cookie = other;
        assert_int_equal(browser_get(w, "/me"), 200);
        w->cookie = mine;
        w->csrf = csrf;
        assert_int_equal(browser_post(w, "/me/sessions/end", 1, &field), 303);
        w->cookie = other;
        assert_int_equal(browser_get(w, "/me"), 303);
        w->cookie = mine;
        assert_int_equal(browser_get(w, "/me"), 200);
}

/* ---- desk and administration ---------------------------------------------------------------------------------- */

static void test_sight(void **state)
{
        struct browser *w = *state;
        int64_t id = browser_person(w, "icaron", "Inès <script>Caron", NULL);
        const char *sheet = arena_fmt(w->arena, "/people/%lld", (long long)id);
        browser_person(w, "croy", "Camille Roy", "agent");
        browser_person(w, "adm", "Ada Admin", "admin");
        assert_int_equal(browser_get(w, sheet), 303);
        browser_enter(w, "icaron", "/me");
        assert_int_equal(browser_get(w, sheet), 404);
        assert_int_equal(browser_get_q(w, "/people/search", "q", "caron"), 404);
        assert_int_equal(browser_get(w, "/admin/people"), 404);
        browser_enter(w, "croy", "/me");
        assert_int_equal(browser_get(w, sheet), 200);
        assert_true(browser_shows(w, "&lt;script&gt;Caron") && !browser_shows(w, "<script>Caron"));
        assert_false(browser_shows(w, "/admin/people"));
        assert_int_equal(browser_get(w, "/people/999999"), 404);
        assert_int_equal(browser_get(w, "/people/x"), 404);
        assert_int_equal(browser_get_q(w, "/people/search", "q", "caron"), 200);
        assert_true(browser_shows(w, "role=\"option\"") && !browser_shows(w, "<script>"));
        assert_int_equal(browser_get(w, "/admin/people"), 404);
        assert_int_equal(POST(w, "/admin/people", F("login", "x"), F("name", "X"), F("role", "admin")), 404);
        browser_enter(w, "adm", "/me");
        assert_int_equal(browser_get(w, "/admin/people"), 200);
        assert_int_equal(browser_get(w, sheet), 200);
        assert_true(browser_shows(w, arena_fmt(w->arena, "href=\"/admin%s\"", sheet)));
        assert_int_equal(browser_get(w, arena_fmt(w->arena, "/admin%s", sheet)), 200);
        assert_true(browser_shows(w, "/close"));
}

static void test_admin(void **state)
{
        struct browser *w = *state;
        struct person p;
        struct group g;
        int64_t adm = browser_person(w, "adm", "Ada Admin", "admin");
        browser_enter(w, "adm", "/me");
        assert_int_equal(POST(w, "/admin/people", F("login", "adm"), F("name", ""), F("mail", "x"), F("role", "roi"), F("password", "a")), 422);
        assert_true(browser_shows(w, "e-name"));
        assert_int_equal(POST(w, "/admin/people", F("login", "adm"), F("name", "X"), F("mail", "x"), F("role", "roi"), F("password", "a")), 422);
        assert_true(browser_shows(w, "e-login") && browser_shows(w, "e-mail") && browser_shows(w, "e-role"));
        assert_int_equal(POST(w, "/admin/groups", F("code", "E-Learning"), F("name", "Cours en ligne"), F("department", "1"), F("closed", "1")), 303);
        assert_int_equal(POST(w, "/admin/groups", F("code", "e-learning"), F("name", "Encore"), F("department", "1")), 422);
        assert_int_equal(group_by_code(&w->c, "e-learning", &g), ST_OK);
        assert_int_equal(g.closed, 1);
        assert_int_equal(POST(w, "/admin/people", F("login", "neuve"), F("name", "Nina Neuve"), F("role", "agent"), F("group", "e-learning"),
                              F("affiliation", "staff"), F("password", "pommier en fleur")),
                         303);
        assert_int_equal(person_by_login(&w->c, "neuve", &p), ST_OK);
        assert_true(people_is_member(&w->c, p.id, g.id));
        assert_int_equal(browser_get(w, "/admin/groups/e-learning"), 200);
        assert_true(browser_shows(w, "Nina Neuve"));
        assert_int_equal(POST(w, "/admin/groups/desk/members", F("member", "personne ici")), 422);
        assert_int_equal(POST(w, "/admin/groups/desk/members", F("member", "neuve nina"), F("lead", "1")), 303);
        assert_int_equal(group_by_code(&w->c, "desk", &g), ST_OK);
        assert_true(people_is_member(&w->c, p.id, g.id));
        const char *leave = arena_fmt(w->arena, "/admin/groups/desk/members/%lld/remove", (long long)p.id);
        assert_int_equal(POST(w, leave, F("x", "")), 303);
        assert_false(people_is_member(&w->c, p.id, g.id));
        assert_int_equal(browser_get(w, "/admin/groups/jamais"), 404);
        const char *close = arena_fmt(w->arena, "/admin/people/%lld/close", (long long)p.id);
        const char *cookie = w->cookie, *csrf = w->csrf;
        browser_enter(w, "neuve", "/me");
        const char *theirs = w->cookie;
        w->cookie = cookie;
        w->csrf = csrf;
        assert_int_equal(POST(w, close, F("x", "")), 303);
        w->cookie = theirs;
        assert_int_equal(browser_get(w, "/me"), 303); /* closed at once */
        w->cookie = cookie;
        assert_int_equal(POST(w, arena_fmt(w->arena, "/admin/people/%lld/close", (long long)adm), F("x", "")), 409);
        assert_int_equal(browser_get(w, "/me"), 200);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)
        const struct CMUnitTest tests[] = {T(test_login),    T(test_login_next), T(test_login_throttled), T(test_session_changes), T(test_me),
                                           T(test_password), T(test_sessions),   T(test_sight),           T(test_admin)};
        random_init();
        log_level_set(LOG_ERROR);
        return cmocka_run_group_tests(tests, NULL, NULL);
}
