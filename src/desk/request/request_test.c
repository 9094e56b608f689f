/* Asking for a service as a browser without script meets it, on both engines: the fields that depend on an answer,
 * everything wrong at once and kept, a form published meanwhile, the draft, the basket, sent once, taken back. */
#include "app/config.h"
#include "desk/admin/test_browser.h"
#include "desk/catalog/offer.h"
#include "desk/plan/plan.h"

static const char offers[] =
        "[form.\"pret\"]\nname_fr = \"Prêt\"\nname_en = \"Loan\"\nfields = [\n"
        "  \"motif choice required | Pour quel usage ? | For what use? | cours: Un cours = A course | autre: Autre chose = Something else\",\n"
        "  \"precision long required max=50 if=motif:autre | Précisez | Tell us\",\n  \"quantite number min=1 max=5 | Combien ? | How many?\"\n]\n\n"
        "[form.\"espace\"]\nname_fr = \"Espace\"\nname_en = \"Space\"\nfields = [\"nom text required | Nom | Name\"]\n\n"
        "[offer.\"aide/pret\"]\nname_fr = \"Prêt d'un portable\"\nname_en = \"Laptop loan\"\nform = \"pret\"\n\n"
        "[offer.\"aide/pret@student\"]\nname_fr = \"Prêt aux étudiants\"\nname_en = \"Loan for students\"\nform = \"pret\"\n\n"
        "[offer.\"aide/espace\"]\nname_fr = \"Un espace\"\nname_en = \"A space\"\nform = \"espace\"\n";
static const char republished[] =
        "[form.\"espace\"]\nfields = [\"nom text required max=10 | Nom court | Short name\", \"raison text | Raison | Reason\"]\n";

static void apply(struct browser *w, const char *file)
{
        struct config_plan p = {0};

        assert_int_equal(config_apply(&w->c, file, strlen(file), &p), ST_OK);
}

static void enter(struct browser *w, enum db_engine e)
{
        browser_open(w, e);
        apply(w, offers);
        browser_person(w, "ines", "Inès Caron", NULL);
        browser_sign_in(w, "ines");
}

static int64_t count(struct browser *w, const char *sql)
{
        int64_t n = -1;

        assert_int_equal(db_i64(w->c.db, &(struct db_stmt){"", sql}, DB_NO_ARGS, &n), ST_OK);
        return n;
}

/* The hidden version of the form that the page just shown carries. */
static const char *version(struct browser *w, const char *code)
{
        struct ask_form f;

        assert_int_equal(form_published(&w->c, code, &f), ST_OK);
        return arena_fmt(w->arena, "%lld", (long long)f.id);
}

static void asks(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        const char *form = version(&w, "pret");
        assert_int_equal(browser_get(&w, "/services/aide"), 200);
        assert_true(browser_shows(&w, "/services/aide/items/pret") && browser_shows(&w, "/services/aide/items/espace"));
        assert_int_equal(browser_get(&w, "/services/aide/items/nosuch"), 404);
        assert_int_equal(browser_get(&w, "/services/aide/items/pret"), 200);
        assert_true(browser_shows(&w, "name=\"a_motif\"") && !browser_shows(&w, "name=\"a_precision\""));
        /* without script: the fields that the answer asks for, nothing judged */
        assert_int_equal(POST(&w, "/services/aide/items/pret", F("form", form), F("do", "fields"), F("a_motif", "autre")), 200);
        assert_true(browser_shows(&w, "name=\"a_precision\"") && !browser_shows(&w, "is-error"));
        assert_int_equal(POST(&w, "/services/aide/items/pret/fields", F("form", form), F("a_motif", "autre")), 200);
        assert_true(browser_shows(&w, "name=\"a_precision\"") && !browser_shows(&w, "<html"));
        /* everything wrong at once, and kept */
        assert_int_equal(POST(&w, "/services/aide/items/pret", F("form", form), F("once", "o1"), F("a_motif", "autre"), F("a_quantite", "9"),
                              F("other", "personne.inconnue"), F("a_precision", "")), 422);
        assert_true(browser_shows(&w, "e-a_precision") && browser_shows(&w, "e-a_quantite") && browser_shows(&w, "e-other"));
        assert_true(browser_shows(&w, "value=\"9\"") && browser_shows(&w, "value=\"autre\" checked"));
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 0);
        /* what a hidden field still holds is dropped; the same form twice is one request */
        for (int i = 0; i < 2; i++)
                assert_int_equal(POST(&w, "/services/aide/items/pret", F("form", form), F("once", "o1"), F("a_motif", "cours"), F("a_precision", "caché"),
                                      F("a_quantite", "2")), 303);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM item"), 1);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket WHERE kind = 2"), 1);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM item WHERE answers LIKE '%precision%'"), 0);
        assert_int_equal(browser_get(&w, "/requests/RITM-1"), 200);
        assert_true(browser_shows(&w, "Prêt d&#39;un portable") && browser_shows(&w, "Un cours"));
        assert_int_equal(browser_get(&w, "/requests"), 200);
        assert_true(browser_shows(&w, "RITM-1") && !browser_shows(&w, "REQ-1"));
        browser_person(&w, "paul", "Paul Martin", NULL);
        browser_sign_in(&w, "paul");
        assert_int_equal(browser_get(&w, "/requests/RITM-1"), 404);
        browser_close(&w);
}
TESTDB_BOTH(asks)

static void changed_meanwhile(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        const char *form = version(&w, "espace");
        apply(&w, republished);
        assert_int_equal(POST(&w, "/services/aide/items/espace", F("form", form), F("once", "o1"), F("a_nom", "Un nom <b>trop long")), 422);
        assert_true(browser_shows(&w, "Un nom &lt;b&gt;trop long") && browser_shows(&w, "Nom court") && browser_shows(&w, "name=\"a_raison\""));
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 0);
        assert_int_equal(POST(&w, "/services/aide/items/espace", F("form", version(&w, "espace")), F("once", "o2"), F("a_nom", "Court")), 303);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM item"), 1);
        browser_close(&w);
}
TESTDB_BOTH(changed_meanwhile)

static void together(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(POST(&w, "/services/aide/items/pret", F("form", version(&w, "pret")), F("do", "basket"), F("a_motif", "cours")), 303);
        assert_int_equal(POST(&w, "/services/aide/items/espace", F("form", version(&w, "espace")), F("do", "basket"), F("a_nom", "Chimie")), 303);
        assert_int_equal(POST(&w, "/services/aide/items/espace", F("form", version(&w, "espace")), F("do", "basket"), F("a_nom", "De trop")), 303);
        assert_int_equal(browser_get(&w, "/basket"), 200);
        assert_true(browser_shows(&w, "Chimie") && browser_shows(&w, "De trop"));
        assert_int_equal(POST(&w, "/basket", F("drop", "3")), 303);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM basket_line"), 2);
        apply(&w, "[offer.\"aide/espace\"]\nstate = \"retired\"\n"); /* one of them is no longer offered: nothing leaves */
        assert_int_equal(POST(&w, "/basket", F("once", "b1")), 422);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 0);
        apply(&w, "[offer.\"aide/espace\"]\nstate = \"offered\"\n");
        /* for somebody whom nobody knows: nothing leaves, and what was typed stays */
        assert_int_equal(POST(&w, "/basket", F("once", "b2"), F("other", "personne.<i>")), 422);
        assert_true(browser_shows(&w, "e-other") && browser_shows(&w, "personne.&lt;i&gt;") && browser_shows(&w, "Chimie"));
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket"), 0);
        browser_person(&w, "paul", "Paul Martin", NULL);
        browser_sign_in(&w, "ines");
        assert_int_equal(POST(&w, "/basket", F("once", "b2"), F("other", "paul")), 303);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.requested_for_id WHERE t.kind IN (2, 3) AND p.login = 'paul'"), 3);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket WHERE kind = 2"), 1);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM item i JOIN ticket t ON t.id = i.ticket_id JOIN ticket r ON r.id = t.parent_id AND r.kind = 2"), 2);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM basket_line"), 0);
        assert_int_equal(POST(&w, "/basket", F("once", "b3")), 422); /* nothing there */
        /* a row for each thing asked for, under their request; by kind the request is found too */
        assert_int_equal(browser_get(&w, "/requests"), 200);
        assert_true(browser_shows(&w, "RITM-1") && browser_shows(&w, "RITM-2") && browser_shows(&w, "href=\"/requests/REQ-1\""));
        assert_true(browser_shows(&w, "2 choses demandées ensemble"));
        struct ticket_query all = {.view = "all"}, kind = {.view = "all", .kind = TICKET_REQUEST};
        int64_t rows = 0;
        assert_int_equal(ticket_count(&w.c, &all, &rows), ST_OK);
        assert_int_equal(rows, 2);
        assert_int_equal(ticket_count(&w.c, &kind, &rows), ST_OK);
        assert_int_equal(rows, 1);
        browser_close(&w);
}
TESTDB_BOTH(together)

/* Who asked takes it back while nobody began. */
static void taken_back(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        for (int i = 0; i < 2; i++)
                assert_int_equal(POST(&w, "/services/aide/items/espace", F("form", version(&w, "espace")), F("once", i ? "o1" : "o2"), F("a_nom", "Chimie")), 303);
        assert_int_equal(POST(&w, "/requests/RITM-1/cancel", F("body", "plus besoin")), 303);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket WHERE kind = 3 AND num = 1 AND state = 60"), 1);
        assert_int_equal(db_exec(w.c.db, &(struct db_stmt){"", "UPDATE ticket SET assignee_id = 1 WHERE kind = 3 AND num = 2"}, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(POST(&w, "/requests/RITM-2/cancel", F("body", "plus besoin")), 422);
        assert_true(browser_shows(&w, "Le travail a commencé"));
        assert_int_equal(browser_get(&w, "/requests/RITM-2"), 200); /* and the page offers what it would refuse to nobody */
        assert_true(browser_shows(&w, "Le travail a commencé") && !browser_shows(&w, "action=\"/requests/RITM-2/cancel\""));
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket WHERE kind = 3 AND num = 2 AND state = 60"), 0);
        browser_close(&w);
}
TESTDB_BOTH(taken_back)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(asks), TESTDB_RUN(changed_meanwhile), TESTDB_RUN(together), TESTDB_RUN(taken_back)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
