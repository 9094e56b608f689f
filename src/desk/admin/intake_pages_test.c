/* Question lists and the routing list as a browser without script meets them, on both engines. */
#include "app/config.h"
#include "desk/admin/test_browser.h"
#include "desk/catalog/intake.h"

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

/* The file says what there is, says it again after having been applied, and makes versions as the page does. */
static void as_a_file(enum db_engine e)
{
        struct browser w;
        struct config_plan p = {0};
        struct buf out, again;
        struct question_list l;
        static const char *const file =
                "[nature.\"badge\"]\nname_fr = \"Badge\"\nname_en = \"Badge\"\nintervention = \"technical\"\ngroup = \"desk\"\nurgency = 1\n\n"
                "[nature.\"outage\"]\nstate = \"retired\"\n\n[questions.\"service:aide\"]\nquestions = [\n"
                "  \"q1 choice required | Rouge \\\\| vert ? | Which? | 1 \\\\= un = one | deux = two\\\\\\\\2\",\n  \"q2 date | Quand ? | When?\"\n]\n";
        static const char *const bad = "[nature.\"x\"]\nname_fr = \"X\"\nname_en = \"X\"\ngroup = \"nosuch\"\n";
        static const char *const poem = "[questions.\"kind:nosuch\"]\nquestions = [\"q1 poem | a | b\"]\n";

        browser_open(&w, e);
        assert_int_equal(config_apply(&w.c, file, strlen(file), &p), ST_OK);
        assert_int_equal(p.n_changes, 3);
        assert_int_equal(questions_current(&w.c, "service:aide", &l), ST_OK);
        assert_int_equal(l.n_questions, 2);
        assert_string_equal(l.questions[0].fr, "Rouge | vert ?");
        assert_string_equal(l.questions[0].options[0].fr, "1 = un");
        assert_string_equal(l.questions[0].options[1].en, "two\\2");
        assert_true(l.questions[0].required && l.questions[1].type == QUESTION_DATE);
        buf_init(&out, w.arena, 1 << 20);
        buf_init(&again, w.arena, 1 << 20);
        assert_int_equal(config_export(&w.c, &out), ST_OK);
        assert_non_null(strstr(out.p, "[nature.\"badge\"]"));
        p = (struct config_plan){0};
        assert_int_equal(config_apply(&w.c, out.p, out.n, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        assert_int_equal(questions_current(&w.c, "service:aide", &l), ST_OK);
        assert_int_equal(l.version, 1);
        p = (struct config_plan){0};
        assert_int_equal(config_apply(&w.c, bad, strlen(bad), &p), ST_INVALID);
        assert_int_equal(p.n_errors, 1);
        p = (struct config_plan){0};
        assert_int_equal(config_apply(&w.c, poem, strlen(poem), &p), ST_INVALID);
        assert_int_equal(p.n_errors, 2); /* a list of nothing, an answer of no type */
        assert_int_equal(config_export(&w.c, &again), ST_OK);
        assert_string_equal(out.p, again.p);
        browser_close(&w);
}
TESTDB_BOTH(as_a_file)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(questions), TESTDB_RUN(routing), TESTDB_RUN(as_a_file)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
