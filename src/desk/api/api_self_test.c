/* What whoever is signed in asks about themselves, by program as by page, through the whole program, on both engines. */
#include "app/config.h"
#include "desk/admin/test_browser.h"

static const char offers[] =
        "[form.\"pret\"]\nname_fr = \"Prêt\"\nname_en = \"Loan\"\nfields = [\n"
        "  \"motif choice required | Pour quel usage ? | For what use? | cours: Un cours = A course | autre: Autre chose = Something else\",\n"
        "  \"precision long required max=50 if=motif:autre | Précisez | Tell us\"\n]\n\n"
        "[form.\"espace\"]\nname_fr = \"Espace\"\nname_en = \"Space\"\nfields = [\"nom text required | Nom | Name\"]\n\n"
        "[offer.\"aide/pret\"]\nname_fr = \"Prêt d'un portable\"\nname_en = \"Laptop loan\"\nform = \"pret\"\n\n"
        "[offer.\"aide/espace\"]\nname_fr = \"Un espace\"\nname_en = \"A space\"\nform = \"espace\"\n";

static void apply(struct browser *w, const char *file)
{
        struct config_plan p = {0};

        assert_int_equal(config_apply(&w->c, file, strlen(file), &p), ST_OK);
}

static void enter(struct browser *w, enum db_engine e)
{
        browser_open(w, e);
        apply(w, offers);
        browser_person(w, "paul", "Paul Martin", NULL);
        browser_person(w, "ines", "Inès Caron", NULL);
        browser_sign_in(w, "ines");
}

static int call(struct browser *w, enum http_method m, const char *path, const char *json)
{
        return browser_call(w, m, arena_fmt(w->arena, "/api/v1/%s", path), NULL, json);
}

static int64_t count(struct browser *w, const char *sql)
{
        int64_t n = -1;

        assert_int_equal(db_i64(w->c.db, &(struct db_stmt){"", sql}, DB_NO_ARGS, &n), ST_OK);
        return n;
}

#define LINES "SELECT COUNT(*) FROM basket_line"
#define TICKETS "SELECT COUNT(*) FROM ticket"

static const char *line_path(struct browser *w)
{
        return arena_fmt(w->arena, "basket/items/%lld", (long long)count(w, "SELECT MAX(id) FROM basket_line"));
}

static void basket_lines_change(enum db_engine e)
{
        struct browser w;

        enter(&w, e);
        assert_int_equal(call(&w, HTTP_GET, "basket", NULL), 200);
        assert_true(browser_shows(&w, "{\"items\":[],\"requested_for\":null}"));
        /* everything that is wrong at once, and nothing is put aside */
        assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"pret\",\"answers\":{\"motif\":\"rien\",\"x\":1},\"requested_for\":\"personne\"}"), 422);
        assert_true(browser_shows(&w, "answers.motif") && browser_shows(&w, "answers.x") && browser_shows(&w, "\"requested_for\""));
        assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"rien\"}"), 422);
        assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"pret\",\"form_version\":9,\"answers\":{\"motif\":\"cours\"}}"), 409);
        assert_int_equal(count(&w, LINES), 0);
        assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"pret\",\"answers\":{\"motif\":\"cours\"},\"requested_for\":\"paul\"}"), 201);
        const char *line = line_path(&w);
        char *seen = arena_str(w.arena, browser_header(&w, "ETag"));
        assert_int_equal(browser_get(&w, "/basket"), 200); /* the page has the same, for the same person */
        assert_true(browser_shows(&w, "Prêt d&#39;un portable") && browser_shows(&w, "value=\"paul\""));
        assert_int_equal(call(&w, HTTP_PATCH, line, "{\"answers\":{\"motif\":\"autre\"}}"), 422);
        assert_int_equal(call(&w, HTTP_PATCH, line, "{}"), 422);
        assert_int_equal(call(&w, HTTP_PATCH, line, "{\"answers\":{\"motif\":\"autre\",\"precision\":\"Un atelier\"}}"), 200);
        assert_true(browser_shows(&w, "Un atelier") && browser_shows(&w, "\"problem\":null"));
        assert_string_not_equal(browser_header(&w, "ETag"), seen);
        w.if_match = seen;
        assert_int_equal(call(&w, HTTP_PATCH, line, "{\"answers\":{\"motif\":\"cours\"}}"), 412);
        w.if_match = NULL;
        browser_sign_in(&w, "paul"); /* nobody else's */
        assert_int_equal(call(&w, HTTP_GET, line, NULL), 404);
        assert_int_equal(call(&w, HTTP_PATCH, line, "{\"answers\":{\"motif\":\"cours\"}}"), 404);
        assert_int_equal(call(&w, HTTP_DELETE, line, NULL), 404);
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{}"), 422);
        browser_sign_in(&w, "ines");
        assert_int_equal(call(&w, HTTP_GET, line, NULL), 200);
        assert_true(browser_shows(&w, "Un atelier"));
        assert_int_equal(call(&w, HTTP_DELETE, line, NULL), 204);
        assert_int_equal(call(&w, HTTP_DELETE, line, NULL), 404);
        for (int i = 0; i < 11; i++)
                assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"espace\",\"answers\":{\"nom\":\"Chimie\"}}"), i < 10 ? 201 : 409);
        assert_int_equal(count(&w, LINES), 10);
        browser_close(&w);
}
TESTDB_BOTH(basket_lines_change)

static void basket_is_sent(enum db_engine e)
{
        struct browser w;

        enter(&w, e);
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{}"), 422); /* nothing there */
        assert_true(browser_shows(&w, "\"items\""));
        assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"pret\",\"answers\":{\"motif\":\"cours\"},\"requested_for\":\"paul\"}"), 201);
        assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"espace\",\"answers\":{\"nom\":\"Chimie\"}}"), 201);
        apply(&w, "[offer.\"aide/espace\"]\nstate = \"retired\"\n"); /* one of them is no longer offered: nothing leaves */
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{}"), 422);
        assert_true(browser_shows(&w, "items.1") && !browser_shows(&w, "items.0"));
        assert_int_equal(call(&w, HTTP_PATCH, line_path(&w), "{\"answers\":{\"nom\":\"Physique\"}}"), 409);
        apply(&w, "[offer.\"aide/espace\"]\nstate = \"offered\"\n");
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{\"requested_for\":\"personne\"}"), 422);
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{\"requested_for\":[1]}"), 422);
        assert_int_equal(count(&w, TICKETS), 0);
        w.key = "once-1";
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{}"), 201); /* for whom it was put aside */
        assert_true(browser_shows(&w, "REQ-1") && browser_shows(&w, "RITM-1") && browser_shows(&w, "RITM-2"));
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{}"), 201); /* the same key: the same answer */
        assert_true(browser_shows(&w, "REQ-1"));
        w.key = NULL;
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.requested_for_id WHERE t.kind IN (2, 3) AND p.login = 'paul'"), 3);
        assert_int_equal(count(&w, TICKETS " WHERE kind = 2 AND channel = 60"), count(&w, TICKETS " WHERE kind = 2"));
        assert_int_equal(count(&w, LINES), 0);
        assert_int_equal(call(&w, HTTP_POST, "basket/send", "{}"), 422);
        assert_int_equal(call(&w, HTTP_GET, "basket", NULL), 200); /* and for whom is forgotten with it */
        assert_true(browser_shows(&w, "\"requested_for\":null"));
        browser_close(&w);
}
TESTDB_BOTH(basket_is_sent)

static void offer_draft(enum db_engine e)
{
        struct browser w;
        const char *draft = "services/aide/items/pret/draft";

        enter(&w, e);
        assert_int_equal(call(&w, HTTP_GET, draft, NULL), 404);
        assert_int_equal(call(&w, HTTP_DELETE, draft, NULL), 404);
        assert_int_equal(call(&w, HTTP_PUT, "services/aide/items/rien/draft", "{\"answers\":{}}"), 404);
        assert_int_equal(call(&w, HTTP_PUT, draft, "{}"), 422);
        assert_int_equal(call(&w, HTTP_PUT, draft, "{\"answers\":\"x\"}"), 422);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM draft"), 0);
        assert_int_equal(call(&w, HTTP_PUT, draft, "{\"answers\":{\"motif\":\"autre\",\"precision\":\"Pour le colloque\",\"nosuch\":\"x\"}}"), 200);
        assert_true(browser_shows(&w, "Pour le colloque") && !browser_shows(&w, "nosuch"));
        assert_int_equal(browser_get(&w, "/services/aide/items/pret"), 200); /* the page goes on from there */
        assert_true(browser_shows(&w, "Pour le colloque"));
        browser_sign_in(&w, "paul");
        assert_int_equal(call(&w, HTTP_GET, draft, NULL), 404);
        browser_sign_in(&w, "ines");
        assert_int_equal(call(&w, HTTP_GET, draft, NULL), 200);
        assert_true(browser_shows(&w, "Pour le colloque"));
        /* what was put aside is no draft any more */
        assert_int_equal(call(&w, HTTP_POST, "basket/items", "{\"service\":\"aide\",\"item\":\"pret\",\"answers\":{\"motif\":\"cours\"}}"), 201);
        assert_int_equal(call(&w, HTTP_GET, draft, NULL), 404);
        assert_int_equal(call(&w, HTTP_PUT, draft, "{\"answers\":{}}"), 200);
        assert_int_equal(call(&w, HTTP_DELETE, draft, NULL), 204);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM draft"), 0);
        browser_close(&w);
}
TESTDB_BOTH(offer_draft)

static void own_account(enum db_engine e)
{
        struct browser w;

        enter(&w, e);
        assert_int_equal(call(&w, HTTP_GET, "me", NULL), 200);
        assert_true(browser_shows(&w, "\"login\":\"ines\"") && browser_shows(&w, "\"theme\":null") && browser_shows(&w, "\"shortcuts\":true"));
        char *seen = arena_str(w.arena, browser_header(&w, "ETag"));
        assert_int_equal(call(&w, HTTP_PATCH, "me", "{\"name\":\" \",\"phone\":\"abc\",\"lang\":\"de\",\"theme\":\"rose\"}"), 422);
        assert_true(browser_shows(&w, "\"name\"") && browser_shows(&w, "\"phone\"") && browser_shows(&w, "\"lang\"") && browser_shows(&w, "\"theme\""));
        w.if_match = seen;
        assert_int_equal(call(&w, HTTP_PATCH, "me", "{\"phone\":\"514 555-0101\",\"theme\":\"dark\",\"shortcuts\":false}"), 200);
        assert_true(browser_shows(&w, "514 555-0101") && browser_shows(&w, "\"theme\":\"dark\"") && browser_shows(&w, "\"shortcuts\":false"));
        assert_int_equal(call(&w, HTTP_PATCH, "me", "{\"theme\":null}"), 412);
        w.if_match = NULL;
        assert_int_equal(browser_get(&w, "/me"), 200); /* the pages have the same */
        assert_true(browser_shows(&w, "514 555-0101"));
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM person WHERE login = 'ines' AND prefs LIKE '%dark%' AND prefs LIKE '%off%'"), 1);
        /* a choice of the page changes what was seen; what is not named stays */
        assert_int_equal(call(&w, HTTP_GET, "me", NULL), 200);
        w.if_match = arena_str(w.arena, browser_header(&w, "ETag"));
        assert_int_equal(POST(&w, "/me/accessibility", F("shortcuts", "1")), 303);
        assert_int_equal(call(&w, HTTP_PATCH, "me", "{\"lang\":\"en\"}"), 412);
        w.if_match = NULL;
        assert_int_equal(call(&w, HTTP_PATCH, "me", "{\"theme\":null}"), 200);
        assert_true(browser_shows(&w, "\"theme\":null") && browser_shows(&w, "514 555-0101") && browser_shows(&w, "\"shortcuts\":true"));
        browser_sign_out(&w);
        assert_int_equal(call(&w, HTTP_GET, "me", NULL), 401);
        browser_close(&w);
}
TESTDB_BOTH(own_account)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(basket_lines_change), TESTDB_RUN(basket_is_sent), TESTDB_RUN(offer_draft), TESTDB_RUN(own_account)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
