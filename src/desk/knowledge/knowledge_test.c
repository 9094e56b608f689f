/* Texts cut at their headings, differences, and the pages of articles as a browser meets them. */
#include "app/test_browser.h"
#include "desk/knowledge/knowledge.h"

extern const struct slice slice_knowledge, slice_knowledge_admin;
static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live,
                                             &slice_sweep, &slice_idempotency, &slice_people, &slice_article, &slice_article_edit,
                                             &slice_knowledge, &slice_knowledge_admin, NULL};

static void add(struct browser *w, const char *login, const char *role, const char *affiliation)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = role, .password = "pommier en fleur",
                                 .affiliations = &affiliation, .n_affiliations = 1};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
}

static void world_open(struct browser *w, enum db_engine e)
{
        browser_world(w, e, slices, 512u << 20);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(article_first_contents(&w->c), ST_OK);
        add(w, "etu", NULL, "student");
        add(w, "prof", NULL, "faculty");
        add(w, "chef", "manager", "staff");
}

static void sign_in(struct browser *w, const char *login)
{
        if (login)
                browser_enter(w, login, "/me");
        else
                browser_sign_out(w);
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

static void writes(struct browser *w)
{
        sign_in(w, "chef");
        assert_int_equal(browser_get(w, "/admin/articles/new"), 200);
        assert_int_equal(POST(w, "/admin/articles", F("kind", "faq"), F("title_fr", ""), F("body_fr", "Texte gardé"), F("do", "save")), 422);
        assert_true(browser_shows(w, "Texte gardé"));
        assert_true(browser_shows(w, "e-title_fr"));
        assert_int_equal(POST(w, "/admin/articles", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Dans **Moodle**.\n\n## Ensuite\n\n<script>alert(1)</script>"), F("audience", "student"),
                              F("do", "preview")), 200);
        assert_true(browser_shows(w, "<strong>Moodle</strong>"));
        assert_false(browser_shows(w, "<script>alert"));
        assert_int_equal(browser_get(w, "/admin/articles/ou-trouver-ma-note"), 404);
        assert_int_equal(POST(w, "/admin/articles", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Dans **Moodle**.\n\n## Ensuite\n\nTexte."), F("audience", "student"), F("do", "published")), 303);
        assert_int_equal(browser_get(w, "/admin/articles/ou-trouver-ma-note"), 200);
        assert_int_equal(browser_get(w, "/admin/articles"), 200);
        assert_true(browser_shows(w, "Où trouver ma note ?"));
}

static void is_read(struct browser *w)
{
        sign_in(w, "etu");
        assert_int_equal(browser_get(w, "/kb"), 200);
        assert_true(browser_shows(w, "Où trouver ma note ?"));
        assert_int_equal(browser_get(w, "/kb/ou-trouver-ma-note"), 200);
        assert_true(browser_shows(w, "<h2 id=\"s-2\">Ensuite</h2>"));
        assert_int_equal(browser_get(w, "/pages/ou-trouver-ma-note"), 404);
        assert_int_equal(POST(w, "/kb/ou-trouver-ma-note/feedback", F("v", "0")), 303);
        assert_int_equal(browser_get_q(w, "/kb/ou-trouver-ma-note", "why", "1"), 200);
        assert_true(browser_shows(w, "name=\"remark\""));
        assert_int_equal(POST(w, "/kb/ou-trouver-ma-note/feedback", F("v", "0"), F("remark", "Et l’oral ?")), 303);
        assert_int_equal(browser_get(w, "/admin/articles"), 404);
        sign_in(w, "prof");
        assert_int_equal(browser_get(w, "/kb/ou-trouver-ma-note"), 404);
        assert_int_equal(POST(w, "/kb/ou-trouver-ma-note/feedback", F("v", "1")), 404);
        assert_int_equal(browser_get(w, "/kb"), 200);
        assert_false(browser_shows(w, "Où trouver ma note"));
        assert_int_equal(browser_get_q(w, "/kb", "q", "note moodle"), 200);
        assert_false(browser_shows(w, "Où trouver ma note"));
        sign_in(w, NULL);
        assert_int_equal(browser_get(w, "/kb/ou-trouver-ma-note"), 404);
        assert_int_equal(browser_get(w, "/pages/accessibilite"), 200);
        assert_false(browser_shows(w, "{institution}"));
        assert_int_equal(browser_get(w, "/kb/accessibilite"), 404);
}

static void changes(struct browser *w)
{
        sign_in(w, "chef");
        assert_int_equal(browser_get(w, "/admin/articles/ou-trouver-ma-note"), 200);
        assert_true(browser_shows(w, "Et l’oral ?"));
        assert_int_equal(POST(w, "/admin/articles/ou-trouver-ma-note", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Texte tapé trop tard"), F("version", "1"), F("do", "save")), 409);
        assert_true(browser_shows(w, "Texte tapé trop tard"));
        assert_int_equal(POST(w, "/admin/articles/ou-trouver-ma-note", F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Dans **Moodle**.\n\n## Ensuite\n\nAutre."), F("audience", "faculty"), F("do", "save")), 303);
        assert_int_equal(browser_get(w, "/admin/articles/ou-trouver-ma-note/history"), 200);
        assert_true(browser_shows(w, "Autre.</ins>"));
        assert_true(browser_shows(w, "Texte.</del>"));
        assert_int_equal(POST(w, "/admin/articles/ou-trouver-ma-note", F("do", "retired"), F("kind", "faq"), F("title_fr", "Où trouver ma note ?"),
                              F("body_fr", "Autre")), 303);
        sign_in(w, "prof");
        assert_int_equal(browser_get(w, "/kb/ou-trouver-ma-note"), 404);
}

static void pages(enum db_engine e)
{
        struct browser w;
        world_open(&w, e);
        writes(&w);
        is_read(&w);
        changes(&w);
        browser_close(&w);
}
TESTDB_BOTH(pages)

/* ---- more than a page shows ---- */

static void many(struct browser *w, const char *sql)
{
        const struct db_stmt s = {"knowledge_test_many", sql};
        assert_int_equal(db_exec(w->db, &s, DB_ARGS(DB_I("now", 1)), NULL), ST_OK);
}

/* What is not shown is counted as the tab counts it, on the page of a kind and on that of all. */
static void says_what_is_left_out(enum db_engine e)
{
        struct browser w;

        world_open(&w, e);
        many(&w, "DELETE FROM article_audience WHERE article_id IN (SELECT id FROM article WHERE kind = 'faq') AND :now = 1");
        many(&w, "WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < 1203)"
                 " INSERT INTO article (slug, state, kind, updated_at) SELECT 'q-' || i, 30, 'faq', CAST(:now AS BIGINT) FROM k");
        many(&w, "INSERT INTO article_version (article_id, lang, version, title, body, at) SELECT id, 'fr', 1, 'Question ' || slug, 'Ici.', CAST(:now AS BIGINT)"
                 " FROM article WHERE slug LIKE 'q-%'");
        many(&w, "UPDATE article SET public_fr = (SELECT v.id FROM article_version v WHERE v.article_id = article.id AND v.version = :now) WHERE slug LIKE 'q-%'");
        many(&w, "INSERT INTO article_audience (article_id, audience) SELECT id, 'everyone' FROM article WHERE slug LIKE 'q-%' AND :now = 1");
        assert_int_equal(browser_get(&w, "/kb?kind=faq"), 200);
        assert_true(browser_shows(&w, "1\u202f003 autres articles"));
        assert_int_equal(browser_get(&w, "/kb"), 200);
        assert_true(browser_shows(&w, "encore 1\u202f197 articles"));
        browser_close(&w);
}
TESTDB_BOTH(says_what_is_left_out)

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(cuts_at_headings), cmocka_unit_test(tells_differences), TESTDB_RUN(pages), TESTDB_RUN(says_what_is_left_out)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
