/* Departments, services, settings and the audit as a browser without script meets them, on both engines. */
#include "desk/admin/test_browser.h"
#include "desk/people/catalogue.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/together.h"

static void enter(struct browser *w, enum db_engine e)
{
        browser_open(w, e);
        browser_person(w, "ada", "Ada Min", "admin");
        browser_sign_in(w, "ada");
}

static void menu(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/admin"), 200);
        assert_true(browser_shows(&w, "href=\"/admin/services\"") && browser_shows(&w, "href=\"/admin/audit\""));
        browser_person(&w, "croy", "Camille Roy", "agent");
        browser_sign_in(&w, "croy");
        static const char *const pages[] = {"/admin", "/admin/departments", "/admin/services", "/admin/services/aide", "/admin/settings",
                                            "/admin/audit", "/admin/audit.csv"};
        for (size_t i = 0; i < ARRAY_LEN(pages); i++)
                assert_int_equal(browser_get(&w, pages[i]), 404);
        assert_int_equal(POST(&w, "/admin/settings/site", F("site.name", "Volé")), 404);
        assert_int_equal(POST(&w, "/admin/services/aide", F("name_fr", "Volé"), F("version", "1")), 404);
        browser_close(&w);
}
TESTDB_BOTH(menu)

static void departments(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(POST(&w, "/admin/departments/new", F("code", "Éco le"), F("name_fr", "École"), F("name_en", " "), F("parent", "rien"),
                              F("time_zone", "Lune/Mer")), 422);
        assert_true(browser_shows(&w, "e-code") && browser_shows(&w, "e-name_en") && browser_shows(&w, "e-time_zone"));
        assert_true(browser_shows(&w, "value=\"École\"") && browser_shows(&w, "value=\"Lune/Mer\""));
        assert_int_equal(POST(&w, "/admin/departments/new", F("code", "droit"), F("name_fr", "Droit & co"), F("name_en", "Law"), F("parent", "dsi"),
                              F("time_zone", "America/Toronto")), 303);
        assert_int_equal(POST(&w, "/admin/departments/new", F("code", "droit"), F("name_fr", "Bis"), F("name_en", "Bis"), F("parent", ""),
                              F("time_zone", "Europe/Paris")), 422);
        assert_int_equal(browser_get(&w, "/admin/departments"), 200);
        assert_true(browser_shows(&w, "Droit &amp; co"));
        /* a department is not below itself */
        assert_int_equal(POST(&w, "/admin/departments/dsi", F("name_fr", "DSI"), F("name_en", "IT"), F("parent", "droit"),
                              F("time_zone", "Europe/Paris"), F("version", "1")), 422);
        assert_true(browser_shows(&w, "e-parent"));
        /* two administrators at once: the second one is told, and keeps what was typed */
        assert_int_equal(POST(&w, "/admin/departments/droit", F("name_fr", "Droit"), F("name_en", "Law"), F("parent", ""),
                              F("time_zone", "Europe/Paris"), F("version", "1")), 303);
        assert_int_equal(POST(&w, "/admin/departments/droit", F("name_fr", "Droits"), F("name_en", "Law"), F("parent", ""),
                              F("time_zone", "Europe/Paris"), F("version", "1")), 422);
        assert_true(browser_shows(&w, "value=\"Droits\"") && browser_shows(&w, "entre-temps"));
        /* used: stays; unused: may go */
        assert_int_equal(POST(&w, "/admin/departments/dsi/remove", F("x", "")), 409);
        assert_int_equal(POST(&w, "/admin/departments/droit/remove", F("x", "")), 303);
        assert_int_equal(browser_get(&w, "/admin/departments/droit"), 404);
        browser_close(&w);
}
TESTDB_BOTH(departments)

#define SERVICE(name, group, state, version)                                                                     \
        F("name_fr", name), F("name_en", "Wi-Fi"), F("summary_fr", "Le réseau"), F("summary_en", "The network"),  \
                F("family_fr", ""), F("family_en", ""), F("icon", "wifi"), F("body", "**gras** <script>x</script>"), \
                F("department", "dsi"), F("group", group), F("kind_student", "1"), F("audiences", "faculty@dsi"), \
                F("state", state), F("keep_days", "400"), F("sort", "5"), F("version", version)

/* What the service declares for its requests: shown as it is, kept, refused with the typed text. */
static void declares(struct browser *w)
{
        struct service_resolution r;
        struct service_row s;
        struct ticket t;
        struct check *k;
        const char *points;
        size_t n;
        assert_int_equal(browser_get(w, "/admin/services/wifi"), 200);
        assert_true(browser_shows(w, "name=\"ask_solution\"") && browser_shows(w, "name=\"points\""));
        const char *seen = browser_hidden(w, "version");
        assert_int_equal(POST(w, "/admin/services/wifi", SERVICE("Wifi", "desk", "10", seen), F("ask_nature", "0"), F("ask_beneficiary", "0"),
                              F("ask_course", "0"), F("ask_solution", "7")), 422);
        assert_true(browser_shows(w, "e-ask_solution"));
        assert_int_equal(POST(w, "/admin/services/wifi", SERVICE("Wifi", "desk", "10", seen), F("ask_nature", "0"), F("ask_beneficiary", "2"),
                              F("ask_course", "1"), F("ask_solution", "0"), F("points", " ! Câble  <testé>\n\n  Prévenue \n")), 303);
        assert_int_equal(catalogue_service(&w->c, "wifi", &s), ST_OK);
        assert_int_equal(service_resolution_get(&w->c, s.id, &r), ST_OK);
        assert_true(r.nature == 0 && r.beneficiary == 2 && r.course == 1 && r.solution == 0);
        assert_int_equal(service_points(&w->c, s.id, &points), ST_OK);
        assert_string_equal(points, "! Câble  <testé>\nPrévenue");
        /* a form without them leaves them */
        assert_int_equal(browser_get(w, "/admin/services/wifi"), 200);
        assert_true(browser_shows(w, "! Câble  &lt;testé&gt;"));
        assert_int_equal(POST(w, "/admin/services/wifi", SERVICE("Wifi", "desk", "10", browser_hidden(w, "version"))), 303);
        assert_int_equal(service_points(&w->c, s.id, &points), ST_OK);
        assert_string_equal(points, "! Câble  <testé>\nPrévenue");
        /* what is opened from now on begins with them, and the required one holds resolving */
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Wifi", .description = "Rien", .service_id = s.id,
                                 .requester_id = browser_person(w, "ines", "Inès", NULL), .confidential = -1};
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        assert_int_equal(check_list(&w->c, &t, &k, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_string_equal(k[0].label, "Câble  <testé>");
        assert_true(k[0].required && !k[1].required && !k[0].done_at);
        assert_int_equal(checks_missing(&w->c, t.id, &points), ST_OK);
        assert_string_equal(points, "Câble  <testé>");
}

static void services(enum db_engine e)
{
        struct browser w;
        struct service s;
        struct service_row r;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/admin/services/new"), 200);
        assert_int_equal(POST(&w, "/admin/services/new", F("code", "wifi"), F("act", "preview"), SERVICE("Wifi", "desk", "10", "0")), 200);
        assert_true(browser_shows(&w, "<strong>gras</strong>") && !browser_shows(&w, "<script>x"));
        assert_int_equal(browser_get(&w, "/admin/services/wifi"), 404); /* an aperçu saves nothing */
        assert_int_equal(POST(&w, "/admin/services/new", F("code", "wifi"), SERVICE("Wifi", "nulle-part", "10", "0")), 422);
        assert_true(browser_shows(&w, "e-group") && browser_shows(&w, "value=\"Wifi\""));
        assert_int_equal(POST(&w, "/admin/services/new", F("code", "wifi"), SERVICE("Wifi", "desk", "10", "0")), 303);
        assert_int_equal(catalogue_service(&w.c, "wifi", &r), ST_OK);
        assert_string_equal(r.audiences, "faculty@dsi, student");
        assert_int_equal(r.keep_days, 400);
        assert_int_equal(r.agent_named, 0);
        assert_int_equal(service_by_code(&w.c, "wifi", &s), ST_OK);
        assert_int_equal(POST(&w, "/admin/services/wifi", SERVICE("Réseau", "desk", "20", "1")), 303);
        assert_int_equal(POST(&w, "/admin/services/wifi", SERVICE("Tard", "desk", "10", "1")), 422);
        assert_int_equal(service_by_code(&w.c, "wifi", &s), ST_NOT_FOUND); /* retired: offered to nobody */
        assert_int_equal(browser_get(&w, "/admin/services"), 200);
        assert_true(browser_shows(&w, "Réseau") && browser_shows(&w, "retiré"));
        assert_int_equal(POST(&w, "/admin/services/wifi", F("name_fr", ""), F("name_en", ""), F("icon", "<b>"), F("keep_days", "0"), F("sort", "x"),
                              F("state", "77"), F("version", "2")), 422);
        assert_true(browser_shows(&w, "e-name_fr") && browser_shows(&w, "e-icon") && browser_shows(&w, "e-keep_days") && browser_shows(&w, "e-sort"));
        declares(&w);
        browser_close(&w);
}
TESTDB_BOTH(services)

/* A department administrator keeps what their department owns, and no more. */
static void delegated(enum db_engine e)
{
        struct browser w;
        int64_t id = 0, group = 0;
        enter(&w, e);
        assert_int_equal(department_ensure(&w.c, "droit", "Droit", "Law", &id), ST_OK);
        assert_int_equal(group_ensure(&w.c, "greffe", "Greffe", id, &group), ST_OK);
        DB_STMT(test_grant, "INSERT INTO role_grant (person_id, role, department_id) VALUES (:person, 'department_admin', :department)");
        int64_t who = browser_person(&w, "dora", "Dora Roy", NULL);
        assert_int_equal(db_exec(w.db, &test_grant, DB_ARGS(DB_I("person", who), DB_I("department", id)), NULL), ST_OK);
        browser_sign_in(&w, "dora");
        assert_int_equal(browser_get(&w, "/admin"), 200);
        assert_true(browser_shows(&w, "/admin/services") && !browser_shows(&w, "/admin/settings"));
        assert_int_equal(browser_get(&w, "/admin/services"), 200);
        assert_false(browser_shows(&w, "/admin/services/aide"));
        assert_int_equal(browser_get(&w, "/admin/services/aide"), 404);
        assert_int_equal(browser_get(&w, "/admin/departments/dsi"), 404);
        assert_int_equal(browser_get(&w, "/admin/departments/new"), 404);
        assert_int_equal(browser_get(&w, "/admin/departments/droit"), 200);
        assert_int_equal(browser_get(&w, "/admin/settings"), 404);
        assert_int_equal(POST(&w, "/admin/services/new", F("code", "wifi"), SERVICE("Wifi", "greffe", "10", "0")), 422); /* dsi is not hers */
        assert_int_equal(POST(&w, "/admin/services/aide", SERVICE("Volé", "greffe", "10", "1")), 404);
        assert_int_equal(POST(&w, "/admin/services/new", F("code", "actes"), F("department", "droit"), F("group", "greffe"), F("name_fr", "Actes"),
                              F("name_en", "Deeds"), F("icon", "file"), F("keep_days", "10"), F("sort", "1"), F("state", "10")), 303);
        browser_close(&w);
}
TESTDB_BOTH(delegated)

static void settings(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/admin/settings"), 200);
        assert_true(browser_shows(&w, "name=\"site.name\"") && browser_shows(&w, "Entre 1 et 720."));
        assert_int_equal(POST(&w, "/admin/settings/session", F("session.hours", "0"), F("seen.session.hours", "12"), F("session.idle_minutes", "x"),
                              F("seen.session.idle_minutes", "240")), 422);
        assert_true(browser_shows(&w, "e-session.hours") && browser_shows(&w, "e-session.idle_minutes") && browser_shows(&w, "value=\"x\""));
        assert_int_equal(POST(&w, "/admin/settings/site", F("site.name", "Comptoir <b>"), F("seen.site.name", "Guichet"), F("site.zone", "Nulle/Part"),
                              F("seen.site.zone", "Europe/Paris")), 422);
        assert_string_equal(setting_text(&w.c, "site.name"), "Guichet"); /* all or nothing */
        assert_int_equal(POST(&w, "/admin/settings/site", F("site.name", "Comptoir <b>"), F("seen.site.name", "Guichet")), 303);
        assert_int_equal(browser_get(&w, "/admin/settings"), 200);
        assert_true(browser_shows(&w, "Comptoir &lt;b&gt;") && !browser_shows(&w, "Comptoir <b>"));
        /* somebody who saw the old value does not write over the new one */
        assert_int_equal(POST(&w, "/admin/settings/site", F("site.name", "Tard"), F("seen.site.name", "Guichet")), 422);
        assert_true(browser_shows(&w, "entre-temps") && browser_shows(&w, "value=\"Tard\""));
        assert_int_equal(POST(&w, "/admin/settings/site", F("reset", "site.name")), 303);
        assert_string_equal(setting_text(&w.c, "site.name"), "Guichet");
        assert_int_equal(POST(&w, "/admin/settings/site", F("reset", "nonsense")), 404);
        assert_int_equal(POST(&w, "/admin/settings/nonsense", F("x", "y")), 404);
        browser_close(&w);
}
TESTDB_BOTH(settings)

static void audited(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(POST(&w, "/admin/settings/help", F("help.phone", "=1+2"), F("seen.help.phone", "01 99 00 50 50")), 303);
        for (int i = 0; i < 60; i++)
                assert_int_equal(audit(&w.c, "group.change", "group", i + 1, "ok", NULL), ST_OK);
        assert_int_equal(browser_get(&w, "/admin/audit"), 200);
        assert_true(browser_shows(&w, "groupe 60") && !browser_shows(&w, "réglage changé</td>") && browser_shows(&w, "before="));
        const char *at = strstr(w.res->body.p, "href=\"/admin/audit?before=");
        assert_non_null(at);
        assert_int_equal(browser_get(&w, arena_strn(w.arena, at + 6, strcspn(at + 6, "\""))), 200);
        assert_true(browser_shows(&w, "groupe 10") && !browser_shows(&w, "groupe 11<"));
        assert_int_equal(browser_get(&w, "/admin/audit?verb=setting.put"), 200);
        assert_true(browser_shows(&w, "help.phone") && browser_shows(&w, "Ada Min") && !browser_shows(&w, "groupe 60"));
        assert_int_equal(browser_get(&w, "/admin/audit?actor=ada&object=help.phone"), 200);
        assert_true(browser_shows(&w, "=1+2"));
        assert_int_equal(browser_get(&w, "/admin/audit?object=help.phone&to=2001-01-01"), 200);
        assert_false(browser_shows(&w, "=1+2"));
        assert_int_equal(browser_get(&w, "/admin/audit?actor=personne&from=hier"), 422);
        assert_true(browser_shows(&w, "e-actor") && browser_shows(&w, "e-from") && browser_shows(&w, "value=\"personne\""));
        assert_int_equal(browser_get(&w, "/admin/audit.csv?object=help.phone"), 200);
        assert_true(browser_shows(&w, "at,login,name,verb") && browser_shows(&w, "\"'=1+2\"") && browser_shows(&w, ",ada,"));
        browser_close(&w);
}
TESTDB_BOTH(audited)

static void config(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/admin/config/export"), 200);
        assert_true(browser_shows(&w, "[service.\"aide\"]") && browser_shows(&w, "[calendar.\"standard\"]"));
        const char *file = "[department.\"droit\"]\nname_fr = \"Droit <i>\"\nname_en = \"Law\"\n";
        assert_int_equal(POST(&w, "/admin/config", F("text", "[rien.\"x\"]\n")), 422);
        assert_true(browser_shows(&w, "Ligne 1") && browser_shows(&w, "[rien."));
        assert_int_equal(POST(&w, "/admin/config", F("text", file)), 200);
        assert_true(browser_shows(&w, "department.droit") && browser_shows(&w, "Droit &lt;i&gt;") && browser_shows(&w, "/admin/config/apply"));
        const char *seen = browser_hidden(&w, "seen");
        /* somebody changes something in between: what would change is shown anew, nothing is applied */
        assert_int_equal(setting_change(&w.c, "site.name", "Autre", NULL), ST_OK);
        browser_post(&w, "/admin/config/apply", 2, (const struct http_pair[]){F("text", file), F("seen", seen)});
        assert_int_equal(browser_get(&w, "/admin/departments/droit"), 404);
        assert_int_equal(POST(&w, "/admin/config", F("text", file)), 200);
        seen = browser_hidden(&w, "seen");
        assert_int_equal(POST(&w, "/admin/config/apply", F("text", file), F("seen", seen)), 303);
        assert_int_equal(browser_get(&w, "/admin/departments/droit"), 200);
        assert_int_equal(POST(&w, "/admin/config", F("text", file)), 200);
        assert_true(browser_shows(&w, "Rien à changer"));
        browser_close(&w);
}
TESTDB_BOTH(config)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(menu),      TESTDB_RUN(departments), TESTDB_RUN(services),
                                           TESTDB_RUN(delegated), TESTDB_RUN(settings),    TESTDB_RUN(audited), TESTDB_RUN(config)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
