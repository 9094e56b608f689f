/* Texts cut at their headings, differences, and the pages of articles as a browser meets them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/knowledge/knowledge.h"

extern const struct slice slice_knowledge, slice_knowledge_admin;
static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live,
                                             &slice_sweep, &slice_idempotency, &slice_people, &slice_article, &slice_article_edit,
                                             &slice_knowledge, &slice_knowledge_admin, NULL};

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        const char *cookie, *csrf;
        struct http_response *res;
};

static void add(struct world *w, const char *login, const char *role, const char *affiliation)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = role, .password = "pommier en fleur",
                                 .affiliations = &affiliation, .n_affiliations = 1};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
}

static void world_open(struct world *w, enum db_engine e)
{
        const char *why = NULL;
        *w = (struct world){.arena = arena_new(512u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(article_first_contents(&w->c), ST_OK);
        add(w, "etu", NULL, "student");
        add(w, "prof", NULL, "faculty");
        add(w, "chef", "manager", "staff");
}

static void world_close(struct world *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

/* ---- a browser ---- */

static const char *set_cookie(const struct http_response *r)
{
        for (size_t i = 0; i < r->n_header; i++)
                if (strcasecmp(r->header[i].name, "Set-Cookie") == 0 && str_starts(r->header[i].value, "guichet="))
                        return r->header[i].value;
        return NULL;
}

static int ask(struct world *w, enum http_method method, const char *path, const struct http_pair *param, size_t n_param,
               const struct http_pair *field, size_t n_field)
{
        struct http_pair *header = ARENA_ARRAY(w->arena, 2, struct http_pair);
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        header[0] = (struct http_pair){"Accept-Language", "fr", 2};
        header[1] = (struct http_pair){"Cookie", w->cookie ? w->cookie : "", w->cookie ? strlen(w->cookie) : 0};
        *req = (struct http_request){.method = method, .method_text = method == HTTP_GET ? "GET" : "POST", .path = path, .query = "",
                                     .peer = "192.0.2.7", .arena = w->arena, .header = header, .n_header = 2, .param = param,
                                     .n_param = n_param, .field = field, .n_field = n_field};
        w->res = ARENA_NEW(w->arena, struct http_response);
        w->res->status = 200;
        w->res->fd = -1;
        buf_init(&w->res->body, w->arena, MAX_PAGE_BYTES);
        dispatch_where(w->app, req);
        dispatch_handle(w->app, w->db, req, w->res);
        const char *set = set_cookie(w->res);
        if (set)
                w->cookie = arena_strn(w->arena, set, strcspn(set, ";"));
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

static int post(struct world *w, const char *path, size_t n, const struct http_pair *field)
{
        struct http_pair *all = ARENA_ARRAY(w->arena, n + 1, struct http_pair);
        memcpy(all, field, n * sizeof *all);
        all[n] = (struct http_pair){"csrf", w->csrf ? w->csrf : "", w->csrf ? strlen(w->csrf) : 0};
        return ask(w, HTTP_POST, path, NULL, 0, all, n + 1);
}
#define F(n, v) {n, v, sizeof(v) - 1}
#define POST(w, path, ...)                                                                  \
        post(w, path, sizeof((struct http_pair[]){__VA_ARGS__}) / sizeof(struct http_pair), \
             (const struct http_pair[]){__VA_ARGS__})

static bool shows(const struct world *w, const char *text)
{
        return strstr(w->res->body.p, text) != NULL;
}

static void sign_in(struct world *w, const char *login)
{
        w->cookie = w->csrf = NULL;
        if (!login)
                return;
        const struct http_pair f[] = {{"login", login, strlen(login)}, F("password", "pommier en fleur")};
        assert_int_equal(post(w, "/login", 2, f), 303);
        assert_int_equal(get(w, "/me"), 200);
        const char *at = strstr(w->res->body.p, "name=\"csrf\" content=\"");
        assert_non_null(at);
        w->csrf = arena_strn(w->arena, at + 21, 64);
}

/* ---- texts ---- */

static void cuts_at_headings(void **state)
{
        struct arena *a = arena_new(1u << 20);
        struct ctx c = {.arena = a};
        struct kb_section *s;
        size_t n;
        kb_sections(&c, "Avant.\n\n## Un <b>\nTexte.\n```\n## pas un titre\n```\n### sous-titre\n## Deux\n", &s, &n);
        assert_int_equal(n, 3);
        assert_null(s[0].title);
        assert_string_equal(s[1].title, "Un <b>");
        assert_string_equal(s[2].title, "Deux");
        assert_string_not_equal(s[1].id, s[2].id);
        kb_sections(&c, "", &s, &n);
        assert_int_equal(n, 0);
        arena_free(&a);
}

static void tells_differences(void **state)
{
        struct arena *a = arena_new(8u << 20);
        struct kb_line *l;
        size_t n;
        kb_difference(a, "un\ndeux\ntrois\n", "un\ndeux bis\ntrois\nquatre\n", &l, &n);
        assert_int_equal(n, 5);
        static const int what[] = {0, -1, 1, 0, 1};
        for (size_t i = 0; i < n; i++)
                assert_int_equal(l[i].what, what[i]);
        kb_difference(a, "", "x", &l, &n);
        assert_int_equal(n, 1);
        assert_int_equal(l[0].what, 1);
        kb_difference(a, "x\ny", "x\ny", &l, &n);
        assert_int_equal(l[0].what + l[1].what, 0);
        arena_free(&a);
}

/* ---- pages ---- */

static void writes(struct world *w)
{
        sign_in(w, "chef");
        assert_int_equal(get(w, "/admin/articles/new"), 200);
        assert_int_equal(POST(w, "/admin/articles", F("kind", "faq"), F("title_fr", ""), F("body_fr", "Texte gardé"), F("do", "save")), 422);
        assert_true(shows(w, "Texte gardé"));
        assert_true(shows(w, "e-title_fr"));
        assert_int_equal(POST(w, "/admin/articles", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Dans **Moodle**.\n\n## Ensuite\n\n<script>alert(1)</script>"), F("audience", "student"),
                              F("do", "preview")), 200);
        assert_true(shows(w, "<strong>Moodle</strong>"));
        assert_false(shows(w, "<script>alert"));
        assert_int_equal(get(w, "/admin/articles/ou-trouver-ma-note"), 404);
        assert_int_equal(POST(w, "/admin/articles", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Dans **Moodle**.\n\n## Ensuite\n\nTexte."), F("audience", "student"), F("do", "published")), 303);
        assert_int_equal(get(w, "/admin/articles/ou-trouver-ma-note"), 200);
        assert_int_equal(get(w, "/admin/articles"), 200);
        assert_true(shows(w, "Où trouver ma note ?"));
}

static void is_read(struct world *w)
{
        sign_in(w, "etu");
        assert_int_equal(get(w, "/kb"), 200);
        assert_true(shows(w, "Où trouver ma note ?"));
        assert_int_equal(get(w, "/kb/ou-trouver-ma-note"), 200);
        assert_true(shows(w, "<h2 id=\"s-2\">Ensuite</h2>"));
        assert_int_equal(get(w, "/pages/ou-trouver-ma-note"), 404);
        assert_int_equal(POST(w, "/kb/ou-trouver-ma-note/feedback", F("v", "0")), 303);
        assert_int_equal(get_q(w, "/kb/ou-trouver-ma-note", "why", "1"), 200);
        assert_true(shows(w, "name=\"remark\""));
        assert_int_equal(POST(w, "/kb/ou-trouver-ma-note/feedback", F("v", "0"), F("remark", "Et l’oral ?")), 303);
        assert_int_equal(get(w, "/admin/articles"), 404);
        sign_in(w, "prof");
        assert_int_equal(get(w, "/kb/ou-trouver-ma-note"), 404);
        assert_int_equal(POST(w, "/kb/ou-trouver-ma-note/feedback", F("v", "1")), 404);
        assert_int_equal(get(w, "/kb"), 200);
        assert_false(shows(w, "Où trouver ma note"));
        assert_int_equal(get_q(w, "/kb", "q", "note moodle"), 200);
        assert_false(shows(w, "Où trouver ma note"));
        sign_in(w, NULL);
        assert_int_equal(get(w, "/kb/ou-trouver-ma-note"), 404);
        assert_int_equal(get(w, "/pages/accessibilite"), 200);
        assert_false(shows(w, "{institution}"));
        assert_int_equal(get(w, "/kb/accessibilite"), 404);
}

static void changes(struct world *w)
{
        sign_in(w, "chef");
        assert_int_equal(get(w, "/admin/articles/ou-trouver-ma-note"), 200);
        assert_true(shows(w, "Et l’oral ?"));
        assert_int_equal(POST(w, "/admin/articles/ou-trouver-ma-note", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Texte tapé trop tard"), F("version", "1"), F("do", "save")), 409);
        assert_true(shows(w, "Texte tapé trop tard"));
        assert_int_equal(POST(w, "/admin/articles/ou-trouver-ma-note", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Dans **Moodle**.\n\n## Ensuite\n\nAutre."), F("audience", "faculty"), F("do", "save")), 303);
        assert_int_equal(get(w, "/admin/articles/ou-trouver-ma-note/history"), 200);
        assert_true(shows(w, "Autre.</ins>"));
        assert_true(shows(w, "Texte.</del>"));
        assert_int_equal(POST(w, "/admin/articles/ou-trouver-ma-note", F("do", "retired"), F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Autre")), 303);
        sign_in(w, "prof");
        assert_int_equal(get(w, "/kb/ou-trouver-ma-note"), 404);
}

static void pages(enum db_engine e)
{
        struct world w;
        world_open(&w, e);
        writes(&w);
        is_read(&w);
        changes(&w);
        world_close(&w);
}
TESTDB_BOTH(pages)

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(cuts_at_headings), cmocka_unit_test(tells_differences), TESTDB_RUN(pages)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
