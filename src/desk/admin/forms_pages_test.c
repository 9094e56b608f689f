/* Forms and offers as a browser without script meets them, and as the configuration file says them, on both engines. */
#include "app/config.h"
#include "desk/admin/test_browser.h"
#include "desk/catalog/offer.h"

static void enter(struct browser *w, enum db_engine e)
{
        browser_open(w, e);
        browser_person(w, "ada", "Ada Min", "admin");
        browser_sign_in(w, "ada");
}

static void editor(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/admin/forms"), 200);
        assert_int_equal(browser_get(&w, "/admin/forms/nosuch"), 404);
        assert_int_equal(browser_get(&w, "/admin/forms/new"), 200);
        /* everything wrong at once, and kept; ranks give the order */
        assert_int_equal(POST(&w, "/admin/forms/new", F("act", "publish"), F("code", "Prêt"), F("name_fr", "Le <b>prêt"), F("name_en", ""), F("department", ""),
                              F("f1_fr", "Deuxième"), F("f1_en", "Second"), F("f1_type", "text"), F("f1_rank", "2"), F("f1_min", "x"), F("f1_when", "motif"),
                              F("f2_fr", "Motif"), F("f2_en", "Reason"), F("f2_type", "choice"), F("f2_options", "Cours = Course\nAutre"), F("f2_rank", "1")), 422);
        assert_true(browser_shows(&w, "e-code") && browser_shows(&w, "e-name_en") && browser_shows(&w, "e-f1_options"));
        assert_true(browser_shows(&w, "e-f2_limits") && browser_shows(&w, "e-f2_when"));
        assert_true(browser_shows(&w, "value=\"Le &lt;b&gt;prêt\"") && browser_shows(&w, "Cours = Course\nAutre</textarea>"));
        /* the preview saves nothing */
        assert_int_equal(POST(&w, "/admin/forms/new", F("act", "preview"), F("code", "pret"), F("name_fr", "Prêt"), F("name_en", "Loan"), F("department", ""),
                              F("f1_fr", "Motif"), F("f1_en", "Reason"), F("f1_type", "choice"), F("f1_options", "Un cours = A course\nAutre = Other")), 200);
        assert_true(browser_shows(&w, "name=\"seen_motif\" value=\"un-cours\""));
        assert_int_equal(browser_get(&w, "/admin/forms/pret"), 404);
        assert_int_equal(POST(&w, "/admin/forms/new", F("act", "draft"), F("code", "pret"), F("name_fr", "Prêt"), F("name_en", "Loan"), F("department", ""),
                              F("f1_fr", "Motif"), F("f1_en", "Reason"), F("f1_type", "choice"), F("f1_options", "Un cours = A course\nAutre = Other"),
                              F("f2_fr", "Lequel ?"), F("f2_en", "Which?"), F("f2_type", "text"), F("f2_when", "motif:autre"), F("f2_required", "1")), 303);
        assert_int_equal(browser_get(&w, "/admin/forms/pret"), 200);
        assert_true(browser_shows(&w, "name=\"version\" value=\"1\"") && browser_shows(&w, "name=\"f2_when\" value=\"motif:autre\""));
        assert_true(browser_shows(&w, "Jamais publié"));
        assert_int_equal(POST(&w, "/admin/forms/pret", F("version", "1"), F("edit", "0"), F("act", "publish"), F("name_fr", "Prêt"), F("name_en", "Loan"),
                              F("department", ""), F("f1_fr", "Motif"), F("f1_en", "Reason"), F("f1_type", "text")), 303);
        /* somebody else saved meanwhile: told, kept, and the next sending goes through */
        assert_int_equal(POST(&w, "/admin/forms/pret", F("version", "1"), F("edit", "0"), F("act", "publish"), F("name_fr", "Prêt"), F("name_en", "Loan"),
                              F("department", ""), F("f1_fr", "Raison"), F("f1_en", "Reason"), F("f1_type", "text")), 422);
        assert_true(browser_shows(&w, "value=\"Raison\"") && browser_shows(&w, "name=\"edit\" value=\"1\""));
        assert_int_equal(POST(&w, "/admin/forms/pret", F("version", "1"), F("edit", "1"), F("act", "publish"), F("name_fr", "Prêt"), F("name_en", "Loan"),
                              F("department", ""), F("f1_fr", "Raison"), F("f1_en", "Reason"), F("f1_type", "text")), 303);
        assert_int_equal(browser_get(&w, "/admin/forms/pret?version=1"), 200);
        assert_true(browser_shows(&w, "name=\"seen_motif\"")); /* what was published can be looked at again */
        browser_person(&w, "croy", "Camille Roy", "agent");
        browser_sign_in(&w, "croy");
        assert_int_equal(browser_get(&w, "/admin/forms"), 404);
        assert_int_equal(POST(&w, "/admin/forms/pret", F("version", "2"), F("act", "publish"), F("name_fr", "x")), 404);
        browser_close(&w);
}
TESTDB_BOTH(editor)

static void offers(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(POST(&w, "/admin/forms/new", F("act", "publish"), F("code", "pret"), F("name_fr", "Prêt"), F("name_en", "Loan"), F("department", "")), 303);
        assert_int_equal(browser_get(&w, "/admin/offers"), 200);
        assert_int_equal(browser_get(&w, "/admin/offers/new"), 200);
        assert_int_equal(POST(&w, "/admin/offers/new", F("service", "nosuch"), F("code", "É"), F("audience", "a b"), F("form", "nosuch"), F("plan", "nosuch"),
                              F("name_fr", "Prêt <b>"), F("name_en", ""), F("state", "11"), F("sort", "x")), 422);
        assert_true(browser_shows(&w, "e-service") && browser_shows(&w, "e-code") && browser_shows(&w, "e-form") && browser_shows(&w, "e-plan"));
        assert_true(browser_shows(&w, "e-name_en") && browser_shows(&w, "e-sort") && browser_shows(&w, "value=\"Prêt &lt;b&gt;\""));
        assert_int_equal(POST(&w, "/admin/offers/new", F("service", "aide"), F("code", "portable"), F("audience", ""), F("form", "pret"), F("plan", ""),
                              F("promise", ""), F("group", ""), F("name_fr", "Prêt d'un portable"), F("name_en", "Laptop loan"), F("state", "10"), F("sort", "10")), 303);
        assert_int_equal(browser_get(&w, "/admin/offers"), 200);
        assert_true(browser_shows(&w, "/admin/offers/1") && browser_shows(&w, "Prêt d&#39;un portable"));
        assert_int_equal(browser_get(&w, "/admin/offers/1"), 200);
        assert_int_equal(POST(&w, "/admin/offers/1", F("version", "1"), F("form", "pret"), F("name_fr", "Prêt"), F("name_en", "Loan"), F("state", "10"), F("sort", "5")), 303);
        assert_int_equal(POST(&w, "/admin/offers/1", F("version", "1"), F("form", "pret"), F("name_fr", "Trop tard"), F("name_en", "Loan"), F("state", "10"), F("sort", "5")), 422);
        assert_true(browser_shows(&w, "value=\"Trop tard\""));
        assert_int_equal(browser_get(&w, "/admin/offers/99"), 404);
        assert_int_equal(browser_get(&w, "/services/aide"), 200);
        assert_true(browser_shows(&w, "/services/aide/items/portable"));
        browser_close(&w);
}
TESTDB_BOTH(offers)

/* The file says what there is, says it again after having been applied, and all or nothing. */
static void as_a_file(enum db_engine e)
{
        struct browser w;
        struct config_plan p = {0};
        struct buf out, again;
        struct offer o;
        static const char *const file =
                "[form.\"pret\"]\nname_fr = \"Prêt\"\nname_en = \"Loan\"\nfields = [\n"
                "  \"motif choice required | Motif | Reason | cours: Un cours = A course | autre: Autre = Other\",\n"
                "  \"precision text max=80 if=motif:autre | Précisez | Tell us | ? Une phrase = One sentence\"\n]\n\n"
                "[offer.\"aide/portable\"]\nname_fr = \"Portable\"\nname_en = \"Laptop\"\nform = \"pret\"\n\n"
                "[offer.\"aide/portable@student\"]\nname_fr = \"Portable\"\nname_en = \"Laptop\"\nform = \"pret\"\nsort = 7\n\n"
                "[approach.\"balado\"]\nname_fr = \"Balado\"\nname_en = \"Podcast\"\noffer = \"aide/portable\"\n";
        static const char *const bad = "[form.\"x\"]\nname_fr = \"X\"\nname_en = \"X\"\nfields = []\n\n[offer.\"aide/x\"]\nname_fr = \"X\"\n"
                                       "name_en = \"X\"\nform = \"nosuch\"\n";
        static const char *const poem = "[form.\"x\"]\nname_fr = \"X\"\nname_en = \"X\"\nfields = [\"a poem | a | b\"]\n";

        browser_open(&w, e);
        assert_int_equal(config_apply(&w.c, file, strlen(file), &p), ST_OK);
        assert_int_equal(p.n_changes, 4);
        assert_int_equal(offer_by_key(&w.c, "aide", "portable", "student", &o), ST_OK);
        assert_int_equal(o.sort, 7);
        buf_init(&out, w.arena, 1 << 20);
        buf_init(&again, w.arena, 1 << 20);
        assert_int_equal(config_export(&w.c, &out), ST_OK);
        assert_non_null(strstr(out.p, "[offer.\"aide/portable@student\"]"));
        p = (struct config_plan){0};
        assert_int_equal(config_apply(&w.c, out.p, out.n, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        assert_int_equal(config_export(&w.c, &again), ST_OK);
        assert_string_equal(out.p, again.p);
        p = (struct config_plan){0};
        w.c.n_error = 0;
        assert_int_equal(config_apply(&w.c, bad, strlen(bad), &p), ST_INVALID);
        assert_true(p.n_errors > 0);
        struct form_row row;
        w.c.n_error = 0;
        assert_int_equal(form_row_load(&w.c, "x", &row), ST_NOT_FOUND); /* nothing of it */
        p = (struct config_plan){0};
        assert_int_equal(config_preview(&w.c, poem, strlen(poem), &p), ST_INVALID);
        browser_close(&w);
}
TESTDB_BOTH(as_a_file)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(editor), TESTDB_RUN(offers), TESTDB_RUN(as_a_file)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
