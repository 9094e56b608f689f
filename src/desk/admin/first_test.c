/* The first run and trial mode, on both engines: the code opens once, everything asked is there, two at once make one;
 * what was tried goes whole and what was set up stays. */
#include "desk/admin/test_browser.h"
#include "desk/catalog/questions.h"
#include "desk/admin/first.h"
#include "desk/admin/trial_own.h"
#include "desk/agenda/support.h"
#include "desk/catalog/approach.h"
#include "desk/catalog/offer.h"
#include "desk/clock/promises.h"
#include "desk/people/catalogue.h"
#include "desk/plan/plan.h"
#include "desk/ticket/sheet.h"

#define ASKED(code_, name_)                                                                                     \
        F("code", code_), F("site_name", name_), F("institution", "Université du Lac"), F("country", "be"), F("site_url", "https://aide.lac.example"), F("phone", "02 00 00"), \
                F("sender", "guichet@exemple.org"), F("name", "Ada Min"), F("login", "ada"), F("mail", "ada@exemple.org"), \
                F("password", "pommier en fleur"), F("pack_services", "1"), F("pack_typology", "1"), F("pack_questions", "1"), F("trial", "1"), \
                F("pack_plan", "1"), F("pack_types", "1"), F("pack_canned", "1")

DB_STMT(test_contents, "SELECT (SELECT COUNT(*) FROM service) * 100000000 + (SELECT COUNT(*) FROM offer) * 1000000"
                       " + (SELECT COUNT(*) FROM form_version) * 10000 + (SELECT COUNT(*) FROM canned) * 100 + (SELECT COUNT(*) FROM support_template)");

/* What the boxes bring: each service of the pack offers something, each group has its answers, the plan stands, its
 * approaches lead to it; and every pack may be put again and changes nothing. */
static void ready_contents(struct browser *w)
{
        static const char *const offers[][2] = {{"compte", "acces"}, {"reseau", "prise"}, {"poste", "pret"}, {"examens", "preparation"},
                                                {"cours", "espace"}, {"inscription", "attestation"}, {"locaux", "salle"}, {"soutien-cours", "soutien-cours"}};
        struct approach *a;
        struct support_type *y;
        struct plan_version v;
        struct question_list asked;
        size_t n, missing;
        int64_t before = 0, after = 0, answers = 0, n_offer = 0;
        DB_STMT(test_offer, "SELECT COUNT(*) FROM offer o JOIN service s ON s.id = o.service_id WHERE s.code = :service AND o.code = :code");
        DB_STMT(test_answers, "SELECT COUNT(*) FROM canned k JOIN support_group g ON g.id = k.group_id WHERE g.code = 'technologues' OR g.code = 'scolarite'");
        for (size_t i = 0; i < ARRAY_LEN(offers); i++) {
                assert_int_equal(db_i64(w->db, &test_offer, DB_ARGS(DB_T("service", offers[i][0]), DB_T("code", offers[i][1])), &n_offer), ST_OK);
                assert_int_equal(n_offer, 1);
        }
        assert_int_equal(db_i64(w->db, &test_answers, DB_NO_ARGS, &answers), ST_OK);
        assert_int_equal(answers, 6);
        assert_int_equal(questions_current(&w->c, "service:reseau", &asked), ST_OK);
        assert_int_equal(asked.n_questions, 3);
        assert_int_equal(plan_current(&w->c, "soutien-cours", &v), ST_OK);
        assert_int_equal(approach_list(&w->c, false, &a, &n), ST_OK);
        assert_true(n == 5 && a[0].offer_id > 0 && a[4].offer_id > 0);
        assert_int_equal(support_types(&w->c, false, &y, &n), ST_OK);
        assert_int_equal(n, 6);
        assert_int_equal(support_types_missing(&w->c, &missing), ST_OK);
        assert_int_equal(missing, 0);
        assert_int_equal(db_i64(w->db, &test_contents, DB_NO_ARGS, &before), ST_OK);
        for (size_t i = 0; first_pack_at(i); i++)
                assert_int_equal(first_pack_put(&w->c, first_pack_at(i)), ST_OK);
        assert_int_equal(db_i64(w->db, &test_contents, DB_NO_ARGS, &after), ST_OK);
        assert_int_equal(after, before);
}

/* One box alone works too: the types bring their groups, the answers leave out the groups that are not there; and what
 * was set up stays when the trial goes. */
static void one_box(enum db_engine e)
{
        struct browser w;
        size_t missing;
        int64_t n = 0;
        browser_open(&w, e);
        browser_person(&w, "ada", "Ada Min", "admin");
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/admin/support-types"), 200);
        assert_true(browser_shows(&w, "action=\"/admin/support-types\""));
        assert_int_equal(browser_get(&w, "/support/new"), 200);
        assert_true(browser_shows(&w, "href=\"/admin/support-types\""));
        assert_int_equal(POST(&w, "/admin/trial/begin", F("x", "")), 303);
        assert_int_equal(POST(&w, "/admin/support-types", F("x", "")), 303);
        assert_int_equal(POST(&w, "/admin/support-types", F("x", "")), 303); /* again: nothing */
        assert_int_equal(browser_get(&w, "/admin/support-types"), 200);
        assert_false(browser_shows(&w, "action=\"/admin/support-types\""));
        assert_int_equal(browser_get(&w, "/support/new"), 200);
        assert_false(browser_shows(&w, "notice--warn"));
        for (size_t i = 0; first_pack_at(i); i++)
                if (str_eq(first_pack_at(i)->name, "pack_canned"))
                        assert_int_equal(first_pack_put(&w.c, first_pack_at(i)), ST_OK);
        DB_STMT(test_ready, "SELECT COUNT(*) FROM canned WHERE group_id IS NOT NULL");
        assert_int_equal(db_i64(w.db, &test_ready, DB_NO_ARGS, &n), ST_OK);
        assert_int_equal(n, 2 * (5 + 2)); /* the desk's, and those of the two groups of course support */
        assert_int_equal(POST(&w, "/admin/trial/erase", F("word", "effacer")), 303);
        assert_int_equal(support_types_missing(&w.c, &missing), ST_OK);
        assert_int_equal(missing, 0);
        assert_int_equal(db_i64(w.db, &test_ready, DB_NO_ARGS, &n), ST_OK);
        assert_int_equal(n, 2 * (5 + 2));
        browser_close(&w);
}
TESTDB_BOTH(one_box)

static void first_run(enum db_engine e)
{
        struct browser w;
        const char *code, *again;
        struct calendar_info k;
        struct service_row s;
        struct category cat;
        browser_open(&w, e);
        assert_int_equal(first_code(&w.c, &code), ST_OK);
        assert_non_null(code);
        assert_int_equal(first_code(&w.c, &again), ST_OK); /* a new start: a new code, the old one opens no more */
        assert_int_equal(browser_get(&w, "/first"), 200);
        assert_false(browser_shows(&w, "name=\"site_name\""));
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/first?code=%s", code)), 422);
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/first?code=%s", again)), 200);
        assert_true(browser_shows(&w, "name=\"site_name\""));
        assert_int_equal(POST(&w, "/first", ASKED("faux", "Volé")), 422);
        assert_int_equal(POST(&w, "/first", F("code", again), F("site_name", "Comptoir"), F("country", "lune"), F("site_url", "aide.lac.example/"), F("sender", "x"), F("password", "court")), 422);
        assert_true(browser_shows(&w, "e-institution") && browser_shows(&w, "e-country") && browser_shows(&w, "e-site_url") && browser_shows(&w, "e-sender") &&
                    browser_shows(&w, "e-password") && browser_shows(&w, "e-login") && browser_shows(&w, "value=\"Comptoir\""));
        /* the first account's password keeps the rules of all others */
        assert_int_equal(POST(&w, "/first", F("code", again), F("site_name", "Comptoir"), F("institution", "École"), F("country", "be"), F("name", "Ada Lune"),
                              F("login", "ada"), F("mail", "ada@exemple.org"), F("password", "Motdepasse1")), 422);
        assert_true(browser_shows(&w, "e-password"));
        assert_int_equal(POST(&w, "/first", ASKED(again, "Comptoir")), 303);
        assert_non_null(w.cookie); /* signed in */
        assert_int_equal(browser_get(&w, "/admin"), 200);
        assert_true(browser_shows(&w, "Comptoir") && browser_shows(&w, "trialbar"));
        assert_string_equal(setting_text(&w.c, "site.url"), "https://aide.lac.example");
        assert_string_equal(setting_text(&w.c, "site.zone"), "Europe/Brussels");
        assert_int_equal(browser_get(&w, "/"), 200); /* Belgium's words, from the first page on */
        assert_true(browser_shows(&w, "jours ouvrables") && !browser_shows(&w, "jours ouvrés"));
        assert_string_equal(setting_text(&w.c, "mail.sender"), "guichet@exemple.org");
        assert_int_equal(calendar_info_get(&w.c, "standard", &k), ST_OK);
        assert_string_equal(k.holidays, "[{\"set\":\"be\"}]");
        assert_int_equal(catalogue_service(&w.c, "inscription", &s), ST_OK);
        assert_string_equal(s.audiences, "student");
        assert_int_equal(category_by_code(&w.c, "reglages-examen", &cat), ST_OK);
        struct question_list asked;
        assert_int_equal(questions_current(&w.c, "kind:technical", &asked), ST_OK);
        assert_int_equal(asked.n_questions, 3);
        ready_contents(&w);
        /* once: for nobody again, and no code any more */
        browser_sign_out(&w);
        assert_int_equal(POST(&w, "/first", ASKED(again, "Encore")), 404);
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/first?code=%s", again)), 404);
        assert_int_equal(first_code(&w.c, &code), ST_OK);
        assert_null(code);
        browser_close(&w);
}
TESTDB_BOTH(first_run)

DB_STMT(test_count, "SELECT (SELECT COUNT(*) FROM ticket) * 1000000 + (SELECT COUNT(*) FROM entry) * 1000 + (SELECT COUNT(*) FROM person)");

static int64_t counted(struct browser *w)
{
        int64_t n = 0;
        assert_int_equal(db_i64(w->db, &test_count, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void asks(struct browser *w, const char *subject)
{
        struct http_pair f[] = {F("service", "aide"), {"subject", subject, strlen(subject)}, F("body", "Je ne peux pas me connecter."), F("urgency", "2")};
        assert_int_equal(browser_post(w, "/requests", ARRAY_LEN(f), f), 303);
}

static void trial(enum db_engine e)
{
        struct browser w;
        struct ticket t;
        browser_open(&w, e);
        browser_person(&w, "ada", "Ada Min", "admin");
        browser_person(&w, "ines", "Inès Caron", NULL);
        browser_sign_in(&w, "ines");
        asks(&w, "avant");
        int64_t before = counted(&w);
        browser_sign_in(&w, "ada");
        assert_int_equal(POST(&w, "/admin/trial/erase", F("word", "effacer")), 409); /* there is no trial */
        assert_int_equal(POST(&w, "/admin/trial/begin", F("x", "")), 303);
        assert_int_equal(browser_get(&w, "/admin/trial"), 200);
        assert_true(browser_shows(&w, "trialbar"));
        browser_person(&w, "theo", "Théo Roy", NULL);
        browser_person(&w, "karim", "Karim Sy", "agent");
        browser_sign_in(&w, "theo");
        asks(&w, "essai");
        browser_sign_in(&w, "ines");
        asks(&w, "essai encore");
        assert_int_equal(browser_get(&w, "/"), 200);
        assert_true(browser_shows(&w, "trialbar"));
        assert_int_equal(ticket_find(&w.c, "INC-2", ACT_READ, &t), ST_OK);
        assert_int_equal(ticket_tag(&w.c, &t, "essai", true), ST_OK);
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/admin/trial"), 200);
        assert_true(browser_shows(&w, "2 demandes") && browser_shows(&w, "1 personne "));
        assert_int_equal(POST(&w, "/admin/trial/erase", F("word", "oui")), 422);
        assert_true(browser_shows(&w, "e-word"));
        assert_int_equal(POST(&w, "/admin/trial/erase", F("word", "Effacer")), 303);
        assert_int_equal(counted(&w), before + 1); /* the agent made meanwhile stays: who works is set up, not tried */
        assert_int_equal(ticket_find(&w.c, "INC-2", ACT_READ, &t), ST_NOT_FOUND);
        assert_int_equal(ticket_find(&w.c, "INC-1", ACT_READ, &t), ST_OK);
        assert_int_equal(browser_get(&w, "/admin/trial"), 200);
        assert_false(browser_shows(&w, "trialbar"));
        browser_sign_out(&w);
        assert_int_equal(POST(&w, "/login", F("login", "theo"), F("password", "pommier en fleur")), 403);
        browser_close(&w);
}
TESTDB_BOTH(trial)

struct table_row {
        const char *name;
};

/* Every table that points at a ticket, an entry or a person is known to the erasing. */
static void all_tables(void **state)
{
        DB_STMT(test_pointing, "SELECT DISTINCT m.name AS name FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f"
                               " WHERE m.type = 'table' AND f.\"table\" IN ('ticket', 'entry', 'person') ORDER BY m.name");
        static const struct db_col cols[] = {DB_COL_TEXT(struct table_row, name), DB_COL_END};
        static const char people[] = TRIAL_PEOPLE;
        struct browser w;
        struct table_row *row;
        size_t n, bad = 0;
        browser_open(&w, DB_SQLITE);
        assert_int_equal(db_all(w.db, w.arena, &test_pointing, DB_NO_ARGS, cols, sizeof *row, 500, &row, &n), ST_OK);
        assert_true(n > 30);
        for (size_t i = 0; i < n; i++) {
                const char *word = arena_fmt(w.arena, " %s ", row[i].name);
                bool known = strstr(people, word) != NULL;
                for (size_t k = 0; trial_erasers[k]; k++)
                        known |= strstr(trial_erasers[k]->sql, word) != NULL;
                if (!known) {
                        print_error("%s is not erased with a trial\n", row[i].name);
                        bad++;
                }
        }
        assert_int_equal(bad, 0);
        browser_close(&w);
}

static void logos(void **state)
{
        static const unsigned char png[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 64, 0, 0, 0, 32, 8, 6, 0, 0, 0, 1, 2, 3, 4, 5};
        static const unsigned char huge[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 1, 0, 64, 0, 0, 0, 32, 8, 6, 0, 0, 0, 1, 2, 3, 4, 5};
        static const unsigned char svg[] = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x</script></svg>";
        static const unsigned char jpeg[] = {0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 16, 0, 16, 3, 1, 1, 1, 1};
        struct browser w;
        assert_string_equal(logo_type(png, sizeof png), "image/png");
        assert_string_equal(logo_type(jpeg, sizeof jpeg), "image/jpeg");
        assert_null(logo_type(huge, sizeof huge));
        assert_null(logo_type(svg, sizeof svg));
        assert_null(logo_type(png, LOGO_BYTES + 1));
        assert_null(logo_type((const unsigned char *)"", 0));
        browser_open(&w, DB_SQLITE);
        assert_int_equal(logo_put(&w.c, svg, sizeof svg), ST_INVALID);
        assert_int_equal(logo_put(&w.c, png, sizeof png), ST_OK);
        settings_fresh(&w.c);
        assert_int_equal(browser_get(&w, "/login"), 200);
        const char *at = strstr(w.res->body.p, "src=\"/logo/");
        assert_non_null(at);
        assert_int_equal(browser_get(&w, arena_strn(w.arena, at + 5, strcspn(at + 5, "\""))), 200);
        assert_string_equal(w.res->type, "image/png");
        assert_memory_equal(w.res->body.p, png, sizeof png);
        assert_int_equal(browser_get(&w, "/logo/0123"), 404);
        assert_int_equal(logo_drop(&w.c), ST_OK);
        settings_fresh(&w.c);
        assert_int_equal(browser_get(&w, "/login"), 200);
        assert_false(browser_shows(&w, "/logo/"));
        browser_close(&w);
}

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(first_run), TESTDB_RUN(one_box), TESTDB_RUN(trial), cmocka_unit_test(all_tables), cmocka_unit_test(logos)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
