/* The pages as a browser meets them: requests through dispatch, with cookies and forms, on SQLite
 * (people_test.c proves the statements on both engines). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/people/own.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings,    &slice_audit,  &slice_jobs,
                                             &slice_live,   &slice_sweep,   &slice_idempotency, &slice_people, NULL};

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        /* the browser */
        const char *cookie, *csrf, *peer;
        /* the last answer */
        struct http_response *res;
};

static int world_open(void **state)
{
        struct world *w = calloc(1, sizeof *w);
        const char *why = NULL;
        w->arena = arena_new(256u << 20);
        testdb_open(DB_SQLITE, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        w->peer = "192.0.2.7";
        *state = w;
        return 0;
}

static int world_close(void **state)
{
        struct world *w = *state;
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
        free(w);
        return 0;
}

static int64_t add(struct world *w, const char *login, const char *name, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = name, .role = role, .password = "pommier en fleur"};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

/* ---- a browser ------------------------------------------------------------------------------------ */

static const char *header_of(const struct http_response *r, const char *name, const char *begins)
{
        for (size_t i = 0; i < r->n_header; i++)
                if (strcasecmp(r->header[i].name, name) == 0 && str_starts(r->header[i].value, begins))
                        return r->header[i].value;
        return NULL;
}

static void keep_cookie(struct world *w)
{
        const char *set = header_of(w->res, "Set-Cookie", "guichet=");
        if (set)
                w->cookie = arena_strn(w->arena, set, strcspn(set, ";"));
}

static int ask(struct world *w, enum http_method method, const char *path, const struct http_pair *param, size_t n_param,
               const struct http_pair *field, size_t n_field)
{
        struct http_pair *header = ARENA_ARRAY(w->arena, 2, struct http_pair);
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        header[0] = (struct http_pair){"Accept-Language", "fr", 2};
        header[1] = (struct http_pair){"Cookie", w->cookie ? w->cookie : "", w->cookie ? strlen(w->cookie) : 0};
        *req = (struct http_request){.method = method, .method_text = method == HTTP_GET ? "GET" : "POST", .path = path, .query = "",
                                     .peer = w->peer, .arena = w->arena, .header = header, .n_header = 2, .param = param,
                                     .n_param = n_param, .field = field, .n_field = n_field};
        w->res = ARENA_NEW(w->arena, struct http_response);
        w->res->status = 200;
        w->res->fd = -1;
        buf_init(&w->res->body, w->arena, MAX_PAGE_BYTES);
        dispatch_where(w->app, req);
        dispatch_handle(w->app, w->db, req, w->res);
        keep_cookie(w);
        return w->res->status;
}

static int get(struct world *w, const char *path)
{
        return ask(w, HTTP_GET, path, NULL, 0, NULL, 0);
}

static int get_q(struct world *w, const char *path, const char *name, const char *value)
{
        struct http_pair p = {name, value, strlen(value)};
        return ask(w, HTTP_GET, path, &p, 1, NULL, 0);
}

#define F(n, v) {n, v, sizeof(v) - 1}
#define POST(w, path, ...)                                                                  \
        post(w, path, sizeof((struct http_pair[]){__VA_ARGS__}) / sizeof(struct http_pair), \
             (const struct http_pair[]){__VA_ARGS__})

static int post(struct world *w, const char *path, size_t n, const struct http_pair *field)
{
        struct http_pair *all = ARENA_ARRAY(w->arena, n + 1, struct http_pair);
        memcpy(all, field, n * sizeof *all);
        all[n] = (struct http_pair){"csrf", w->csrf ? w->csrf : "", w->csrf ? strlen(w->csrf) : 0};
        return ask(w, HTTP_POST, path, NULL, 0, all, n + 1);
}

static bool shows(const struct world *w, const char *text)
{
        return strstr(w->res->body.p, text) != NULL;
}

static const char *location(const struct world *w)
{
        const char *at = header_of(w->res, "Location", "");
        return at ? at : "";
}

/* Signs in and takes the form token from a page, as a browser does. */
static void sign_in(struct world *w, const char *login)
{
        struct http_pair field[] = {{"login", login, strlen(login)}, F("password", "pommier en fleur")};
        w->cookie = w->csrf = NULL;
        assert_int_equal(post(w, "/login", 2, field), 303);
        assert_non_null(w->cookie);
        assert_int_equal(get(w, "/me"), 200);
        const char *at = strstr(w->res->body.p, "name=\"csrf\" content=\"");
        assert_non_null(at);
        w->csrf = arena_strn(w->arena, at + 21, strcspn(at + 21, "\""));
}

/* ---- sign-in ------------------------------------------------------------------------------------------ */

static void test_login(void **state)
{
        struct world *w = *state;
        add(w, "icaron", "Inès Caron", NULL);
        add(w, "croy", "Camille Roy", "agent");
        assert_int_equal(get(w, "/login"), 200);
        assert_true(shows(w, "name=\"password\""));
        assert_int_equal(POST(w, "/login", F("login", ""), F("password", "")), 422);
        assert_true(shows(w, "e-login") && shows(w, "e-password"));
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "faux")), 403);
        assert_null(w->cookie);
        assert_false(shows(w, "value=\"faux\""));
        size_t known = w->res->body.n;
        assert_int_equal(POST(w, "/login", F("login", "icaran"), F("password", "faux")), 403);
        assert_int_equal(known, w->res->body.n); /* as long, letter for letter but the login */
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur")), 303);
        assert_string_equal(location(w), "/");
        assert_non_null(w->cookie);
        assert_true(strstr(header_of(w->res, "Set-Cookie", "guichet="), "HttpOnly") != NULL);
        w->cookie = NULL;
        assert_int_equal(POST(w, "/login", F("login", "croy"), F("password", "pommier en fleur")), 303);
        assert_string_equal(location(w), "/desk");
        assert_int_equal(get(w, "/login"), 303); /* nothing to do there */
}

static void test_login_next(void **state)
{
        struct world *w = *state;
        static const char *const foreign[] = {"//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)",
                                              "/\nLocation: x", "http:evil", "/login", "", "evil.example", "/a:b"};
        add(w, "icaron", "Inès Caron", NULL);
        for (size_t i = 0; i < ARRAY_LEN(foreign); i++) {
                struct http_pair field[] = {F("login", "icaron"), F("password", "pommier en fleur"),
                                            {"next", foreign[i], strlen(foreign[i])}};
                w->cookie = NULL;
                assert_int_equal(post(w, "/login", 3, field), 303);
                assert_string_equal(location(w), "/");
        }
        w->cookie = NULL;
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur"), F("next", "/requests?state=open")), 303);
        assert_string_equal(location(w), "/requests?state=open");
}

static void test_login_throttled(void **state)
{
        struct world *w = *state;
        add(w, "icaron", "Inès Caron", NULL);
        for (int i = 0; i < 10; i++)
                assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "faux")), 403);
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur")), 429);
        assert_non_null(header_of(w->res, "Retry-After", "900"));
        assert_null(w->cookie);
}

/* A session before sign-in is not the one after it, and does not outlive signing out. */
static void test_session_changes(void **state)
{
        struct world *w = *state;
        add(w, "icaron", "Inès Caron", NULL);
        sign_in(w, "icaron");
        const char *first = w->cookie, *csrf = w->csrf;
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "pommier en fleur")), 303);
        assert_string_not_equal(first, w->cookie);
        const char *second = w->cookie;
        w->cookie = first;
        assert_int_equal(get(w, "/me"), 303);
        w->cookie = second;
        w->csrf = csrf; /* the token of another session proves nothing */
        assert_int_equal(POST(w, "/logout", F("x", "")), 403);
        sign_in(w, "icaron");
        second = w->cookie;
        assert_int_equal(POST(w, "/logout", F("x", "")), 303);
        w->cookie = second;
        assert_int_equal(get(w, "/me"), 303);
        assert_true(str_starts(location(w), "/login"));
}

/* ---- own account ------------------------------------------------------------------------------------------ */

static void test_me(void **state)
{
        struct world *w = *state;
        sign_in(w, (add(w, "icaron", "Inès Caron", NULL), "icaron"));
        assert_int_equal(POST(w, "/me", F("name", "Inès <b>Caron</b>"), F("phone", "06 39 98 12 07"), F("lang", "en"), F("theme", "dark")), 303);
        assert_non_null(header_of(w->res, "Set-Cookie", "theme=dark"));
        assert_non_null(header_of(w->res, "Set-Cookie", "lang=en"));
        assert_int_equal(get(w, "/me"), 200);
        assert_true(shows(w, "Inès &lt;b&gt;Caron") && !shows(w, "<b>Caron"));
        assert_true(shows(w, "data-theme=\"dark\""));
        assert_int_equal(POST(w, "/me", F("name", " "), F("phone", "abc")), 422);
        assert_true(shows(w, "e-name") && shows(w, "e-phone") && shows(w, "value=\"abc\""));
        assert_int_equal(POST(w, "/me/accessibility", F("x", "")), 303);
        assert_int_equal(get(w, "/me/accessibility"), 200);
        assert_true(shows(w, "data-shortcuts=\"off\""));
        assert_true(shows(w, "data-theme=\"dark\"")); /* one choice does not undo another */
        assert_int_equal(POST(w, "/me/accessibility", F("shortcuts", "1")), 303);
        assert_int_equal(get(w, "/me/accessibility"), 200);
        assert_false(shows(w, "data-shortcuts=\"off\""));
        assert_int_equal(POST(w, "/me/theme", F("theme", "light")), 303);
        assert_non_null(header_of(w->res, "Set-Cookie", "theme=light"));
        w->csrf = "0000";
        assert_int_equal(POST(w, "/me", F("name", "Autre")), 403);
}

static void test_password(void **state)
{
        struct world *w = *state;
        sign_in(w, (add(w, "icaron", "Inès Caron", NULL), "icaron"));
        const char *elsewhere = w->cookie;
        sign_in(w, "icaron");
        const char *here = w->cookie;
        assert_int_equal(POST(w, "/me/password", F("old", "faux"), F("new", "un cerisier"), F("again", "un cerisier")), 422);
        assert_true(shows(w, "e-old"));
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", "un cerisier"), F("again", "un prunier")), 422);
        assert_true(shows(w, "e-again"));
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", "court"), F("again", "court")), 422);
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", "Motdepasse"), F("again", "Motdepasse")), 422);
        assert_int_equal(get(w, "/me"), 200);
        assert_int_equal(POST(w, "/me/password", F("old", "pommier en fleur"), F("new", " un cerisier "), F("again", " un cerisier ")), 303);
        assert_string_not_equal(here, w->cookie);
        assert_int_equal(get(w, "/me"), 200);
        w->cookie = elsewhere;
        assert_int_equal(get(w, "/me"), 303);
        w->cookie = here;
        assert_int_equal(get(w, "/me"), 303);
        w->cookie = NULL;
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", "un cerisier")), 403); /* spaces count */
        assert_int_equal(POST(w, "/login", F("login", "icaron"), F("password", " un cerisier ")), 303);
}

static void test_sessions(void **state)
{
        struct world *w = *state;
        sign_in(w, (add(w, "icaron", "Inès Caron", NULL), "icaron"));
        const char *other = w->cookie;
        sign_in(w, "icaron");
        assert_int_equal(get(w, "/me/sessions"), 200);
        const char *at = strstr(w->res->body.p, "name=\"key\" value=\"");
        assert_non_null(at);
        const char *key = arena_strn(w->arena, at + 18, strcspn(at + 18, "\""));
        assert_null(strstr(at + 18, "name=\"key\"")); /* this one is not offered */
        /* somebody else's key does nothing */
        const char *mine = w->cookie, *csrf = w->csrf;
        sign_in(w, (add(w, "autre", "Autre Personne", NULL), "autre"));
        struct http_pair field = {"key", key, strlen(key)};
        assert_int_equal(post(w, "/me/sessions/end", 1, &field), 303);
        w->cookie = other;
        assert_int_equal(get(w, "/me"), 200);
        w->cookie = mine;
        w->csrf = csrf;
        assert_int_equal(post(w, "/me/sessions/end", 1, &field), 303);
        w->cookie = other;
        assert_int_equal(get(w, "/me"), 303);
        w->cookie = mine;
        assert_int_equal(get(w, "/me"), 200);
}

/* ---- desk and administration ---------------------------------------------------------------------------------- */

static void test_sight(void **state)
{
        struct world *w = *state;
        int64_t id = add(w, "icaron", "Inès <script>Caron", NULL);
        const char *sheet = arena_fmt(w->arena, "/people/%lld", (long long)id);
        add(w, "croy", "Camille Roy", "agent");
        add(w, "adm", "Ada Admin", "admin");
        assert_int_equal(get(w, sheet), 303);
        sign_in(w, "icaron");
        assert_int_equal(get(w, sheet), 404);
        assert_int_equal(get_q(w, "/people/search", "q", "caron"), 404);
        assert_int_equal(get(w, "/admin/people"), 404);
        sign_in(w, "croy");
        assert_int_equal(get(w, sheet), 200);
        assert_true(shows(w, "&lt;script&gt;Caron") && !shows(w, "<script>Caron"));
        assert_false(shows(w, "/admin/people"));
        assert_int_equal(get(w, "/people/999999"), 404);
        assert_int_equal(get(w, "/people/x"), 404);
        assert_int_equal(get_q(w, "/people/search", "q", "caron"), 200);
        assert_true(shows(w, "role=\"option\"") && !shows(w, "<script>"));
        assert_int_equal(get(w, "/admin/people"), 404);
        assert_int_equal(POST(w, "/admin/people", F("login", "x"), F("name", "X"), F("role", "admin")), 404);
        sign_in(w, "adm");
        assert_int_equal(get(w, "/admin/people"), 200);
        assert_int_equal(get(w, sheet), 200);
        assert_true(shows(w, arena_fmt(w->arena, "href=\"/admin%s\"", sheet)));
        assert_int_equal(get(w, arena_fmt(w->arena, "/admin%s", sheet)), 200);
        assert_true(shows(w, "/close"));
}

static void test_admin(void **state)
{
        struct world *w = *state;
        struct person p;
        struct group g;
        int64_t adm = add(w, "adm", "Ada Admin", "admin");
        sign_in(w, "adm");
        assert_int_equal(POST(w, "/admin/people", F("login", "adm"), F("name", ""), F("mail", "x"), F("role", "roi"), F("password", "a")), 422);
        assert_true(shows(w, "e-name"));
        assert_int_equal(POST(w, "/admin/people", F("login", "adm"), F("name", "X"), F("mail", "x"), F("role", "roi"), F("password", "a")), 422);
        assert_true(shows(w, "e-login") && shows(w, "e-mail") && shows(w, "e-role"));
        assert_int_equal(POST(w, "/admin/groups", F("code", "E-Learning"), F("name", "Cours en ligne"), F("department", "1"), F("closed", "1")), 303);
        assert_int_equal(POST(w, "/admin/groups", F("code", "e-learning"), F("name", "Encore"), F("department", "1")), 422);
        assert_int_equal(group_by_code(&w->c, "e-learning", &g), ST_OK);
        assert_int_equal(g.closed, 1);
        assert_int_equal(POST(w, "/admin/people", F("login", "neuve"), F("name", "Nina Neuve"), F("role", "agent"), F("group", "e-learning"),
                              F("affiliation", "staff"), F("password", "pommier en fleur")),
                         303);
        assert_int_equal(person_by_login(&w->c, "neuve", &p), ST_OK);
        assert_true(people_is_member(&w->c, p.id, g.id));
        assert_int_equal(get(w, "/admin/groups/e-learning"), 200);
        assert_true(shows(w, "Nina Neuve"));
        assert_int_equal(POST(w, "/admin/groups/desk/members", F("member", "personne ici")), 422);
        assert_int_equal(POST(w, "/admin/groups/desk/members", F("member", "neuve nina"), F("lead", "1")), 303);
        assert_int_equal(group_by_code(&w->c, "desk", &g), ST_OK);
        assert_true(people_is_member(&w->c, p.id, g.id));
        const char *leave = arena_fmt(w->arena, "/admin/groups/desk/members/%lld/remove", (long long)p.id);
        assert_int_equal(POST(w, leave, F("x", "")), 303);
        assert_false(people_is_member(&w->c, p.id, g.id));
        assert_int_equal(get(w, "/admin/groups/jamais"), 404);
        const char *close = arena_fmt(w->arena, "/admin/people/%lld/close", (long long)p.id);
        const char *cookie = w->cookie, *csrf = w->csrf;
        sign_in(w, "neuve");
        const char *theirs = w->cookie;
        w->cookie = cookie;
        w->csrf = csrf;
        assert_int_equal(POST(w, close, F("x", "")), 303);
        w->cookie = theirs;
        assert_int_equal(get(w, "/me"), 303); /* closed at once */
        w->cookie = cookie;
        assert_int_equal(POST(w, arena_fmt(w->arena, "/admin/people/%lld/close", (long long)adm), F("x", "")), 409);
        assert_int_equal(get(w, "/me"), 200);
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
