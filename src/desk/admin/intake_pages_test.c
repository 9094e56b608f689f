/* Question lists and the routing list as a browser without script meets them, on both engines. */
#include "desk/admin/test_browser.h"

static void enter(struct browser *w, enum db_engine e)
{
        browser_open(w, e);
        browser_person(w, "ada", "Ada Min", "admin");
        browser_sign_in(w, "ada");
}

static void questions(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/admin/questions"), 200);
        assert_true(browser_shows(&w, "/admin/questions/kind:technical") && browser_shows(&w, "/admin/questions/service:aide"));
        assert_int_equal(browser_get(&w, "/admin/questions/service:aide"), 200);
        assert_int_equal(browser_get(&w, "/admin/questions/service:nosuch"), 404);
        assert_int_equal(browser_get(&w, "/admin/questions/kind:nosuch"), 404);
        /* everything wrong at once, and kept; ranks give the order */
        assert_int_equal(POST(&w, "/admin/questions/service:aide", F("version", "0"), F("q1_fr", "Deuxième"), F("q1_en", ""), F("q1_type", "text"),
                              F("q1_rank", "2"), F("q2_fr", "Première <b>"), F("q2_en", "First"), F("q2_type", "choice"),
                              F("q2_options_fr", "Oui\nNon"), F("q2_options_en", "Yes"), F("q2_rank", "1")), 422);
        assert_true(browser_shows(&w, "e-q1_options") && browser_shows(&w, "e-q2_en"));
        assert_true(browser_shows(&w, "name=\"q1_fr\" value=\"Première &lt;b&gt;\""));
        /* the preview saves nothing */
        assert_int_equal(POST(&w, "/admin/questions/service:aide", F("version", "0"), F("act", "preview"), F("q1_fr", "Depuis quand"),
                              F("q1_en", "Since when"), F("q1_type", "date")), 200);
        assert_true(browser_shows(&w, "type=\"date\"") && browser_shows(&w, "Depuis quand"));
        assert_int_equal(POST(&w, "/admin/questions/service:aide", F("version", "0"), F("q1_fr", "Depuis quand"), F("q1_en", "Since when"),
                              F("q1_type", "date"), F("q1_required", "1"), F("q2_fr", " "), F("q2_en", "")), 303);
        assert_int_equal(browser_get(&w, "/admin/questions/service:aide"), 200);
        assert_true(browser_shows(&w, "name=\"version\" value=\"1\"") && browser_shows(&w, "name=\"q1_code\" value=\"q1\""));
        /* somebody else saved meanwhile: told, kept, and the next sending goes through */
        assert_int_equal(POST(&w, "/admin/questions/service:aide", F("version", "0"), F("q1_fr", "Où"), F("q1_en", "Where"), F("q1_type", "text")), 422);
        assert_true(browser_shows(&w, "value=\"Où\"") && browser_shows(&w, "name=\"version\" value=\"1\""));
        assert_int_equal(POST(&w, "/admin/questions/service:aide", F("version", "1"), F("q1_fr", "Où"), F("q1_en", "Where"), F("q1_type", "text")), 303);
        /* asked on the portal's form, in the reader's language */
        assert_int_equal(browser_get(&w, "/services/aide/new"), 200);
        assert_true(browser_shows(&w, "name=\"q_s_q2\"") && browser_shows(&w, ">Où"));
        browser_person(&w, "croy", "Camille Roy", "agent");
        browser_sign_in(&w, "croy");
        assert_int_equal(browser_get(&w, "/admin/questions"), 404);
        assert_int_equal(POST(&w, "/admin/questions/service:aide", F("version", "2"), F("q1_fr", "x")), 404);
        browser_close(&w);
}
TESTDB_BOTH(questions)

static void routing(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/admin/routing"), 200);
        assert_true(browser_shows(&w, "/admin/routing/outage"));
        assert_int_equal(POST(&w, "/admin/routing/new", F("code", "É"), F("name_fr", "Son"), F("name_en", ""), F("kind", "11"), F("service", "99999"),
                              F("group", "99999"), F("urgency", "7"), F("sort", "x"), F("version", "0")), 422);
        assert_true(browser_shows(&w, "e-code") && browser_shows(&w, "e-name_en") && browser_shows(&w, "e-urgency") && browser_shows(&w, "e-sort"));
        assert_true(browser_shows(&w, "value=\"Son\""));
        assert_int_equal(POST(&w, "/admin/routing/new", F("code", "son"), F("name_fr", "Son <b>"), F("name_en", "Sound"), F("kind", "20"),
                              F("service", "0"), F("group", "1"), F("urgency", "1"), F("sort", "5"), F("offered", "1"), F("version", "0")), 303);
        assert_int_equal(browser_get(&w, "/admin/routing"), 200);
        assert_true(browser_shows(&w, "Son &lt;b&gt;"));
        assert_int_equal(POST(&w, "/admin/routing/son", F("name_fr", "Le son"), F("name_en", "Sound"), F("kind", "20"), F("service", "0"),
                              F("group", "0"), F("urgency", "2"), F("sort", "5"), F("version", "1")), 303);
        assert_int_equal(POST(&w, "/admin/routing/son", F("name_fr", "Trop tard"), F("name_en", "Sound"), F("kind", "20"), F("service", "0"),
                              F("group", "0"), F("urgency", "2"), F("sort", "5"), F("version", "1")), 422);
        assert_true(browser_shows(&w, "value=\"Trop tard\"") && browser_shows(&w, "entre-temps"));
        assert_int_equal(browser_get(&w, "/admin/routing/nosuch"), 404);
        assert_int_equal(POST(&w, "/admin/routing/new", F("code", "new"), F("name_fr", "a"), F("name_en", "b"), F("urgency", "2"), F("sort", "5")), 422);
        browser_close(&w);
}
TESTDB_BOTH(routing)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(questions), TESTDB_RUN(routing)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
