/* The verbs of administration by the API, on both engines: who may, what is read and changed, that what a page refuses
 * is refused here too. */
#include "desk/admin/test_browser.h"

static void enter(struct browser *w, enum db_engine e)
{
        browser_open(w, e);
        browser_person(w, "ada", "Ada Min", "admin");
        browser_person(w, "croy", "Camille Roy", "agent");
        browser_sign_in(w, "ada");
}

/* Value of a member of the answer that is a number or a text without escapes. */
static const char *member(struct browser *w, const char *name)
{
        const char *begins = arena_fmt(w->arena, "\"%s\":", name), *at = strstr(w->res->body.p, begins);

        if (!at)
                return "";
        at += strlen(begins);
        at += *at == '"';
        return arena_strn(w->arena, at, strcspn(at, "\",}]"));
}

/* ---- audit -------------------------------------------------------------------------------------------------------- */

static void audit_pages(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        for (int i = 0; i < 5; i++)
                assert_int_equal(audit(&w.c, "room.change", "room", i + 1, "ok", arena_fmt(w.arena, "d%d\"<b>", i)), ST_OK);
        assert_int_equal(browser_get(&w, "/api/v1/audit?verb=room.change"), 200);
        assert_true(browser_shows(&w, "\"detail\":\"d4\\\"<b>\"") && browser_shows(&w, "\"object_id\":1,") && browser_shows(&w, "\"next_cursor\":null"));
        /* by pages: no line twice, none left out */
        const char *cursor = "";
        for (int left = 4; left >= 0; left -= 2) {
                assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/api/v1/audit?verb=room.change&limit=2%s%s", *cursor ? "&cursor=" : "", cursor)), 200);
                assert_true(browser_shows(&w, arena_fmt(w.arena, "\"detail\":\"d%d", left)));
                assert_int_equal(browser_shows(&w, arena_fmt(w.arena, "\"detail\":\"d%d", left + 1)), false);
                assert_int_equal(browser_shows(&w, arena_fmt(w.arena, "\"detail\":\"d%d", left - 1)), left > 0);
                cursor = member(&w, "next_cursor");
        }
        assert_string_equal(cursor, "null");
        /* filters that mean nothing are all said */
        assert_int_equal(browser_get(&w, "/api/v1/audit?actor=personne&from=hier&to=2026-02-31"), 422);
        assert_true(browser_shows(&w, "\"actor\"") && browser_shows(&w, "\"from\"") && browser_shows(&w, "\"to\""));
        assert_int_equal(browser_get(&w, "/api/v1/audit?cursor=loin"), 422);
        assert_int_equal(browser_get(&w, "/api/v1/audit?cursor=-1"), 422);
        assert_int_equal(browser_get(&w, "/api/v1/audit?actor=ada&object=person"), 200);
        assert_false(browser_shows(&w, "room.change"));
        browser_sign_in(&w, "croy");
        assert_int_equal(browser_get(&w, "/api/v1/audit"), 404);
        browser_sign_out(&w);
        assert_int_equal(browser_get(&w, "/api/v1/audit"), 401);
        browser_close(&w);
}
TESTDB_BOTH(audit_pages)

/* ---- departments, services ---------------------------------------------------------------------------------------------- */

#define POST_(w, path, json) browser_call(w, HTTP_POST, path, NULL, json)
#define PATCH(w, path, json) browser_call(w, HTTP_PATCH, path, NULL, json)

static void departments(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_call(&w, HTTP_POST, "/api/v1/departments", NULL, "{\"code\":\"droit\",\"name_fr\":\"Droit\"}"), 201);
        assert_int_equal(browser_get(&w, "/api/v1/departments/droit"), 200);
        assert_string_equal(browser_header(&w, "ETag"), "\"1\"");
        /* what is not named stays */
        w.if_match = "\"1\"";
        assert_int_equal(PATCH(&w, "/api/v1/departments/droit", "{\"name_en\":\"Law\",\"parent\":\"dsi\"}"), 200);
        assert_true(browser_shows(&w, "\"name_fr\":\"Droit\",\"name_en\":\"Law\",\"parent\":\"dsi\",\"time_zone\":\"Europe/Paris\"") && browser_shows(&w, "\"version\":2"));
        assert_int_equal(PATCH(&w, "/api/v1/departments/droit", "{\"name_en\":\"Laws\"}"), 412);
        w.if_match = NULL;
        /* everything that is wrong at once, and nothing is changed */
        assert_int_equal(PATCH(&w, "/api/v1/departments/droit", "{\"name_fr\":\" \",\"name_en\":[],\"time_zone\":\"Lune/Mer\"}"), 422);
        assert_true(browser_shows(&w, "\"name_fr\"") && browser_shows(&w, "\"name_en\"") && browser_shows(&w, "\"time_zone\""));
        assert_int_equal(PATCH(&w, "/api/v1/departments/dsi", "{\"parent\":\"droit\"}"), 422);
        assert_true(browser_shows(&w, "\"parent\""));
        assert_int_equal(PATCH(&w, "/api/v1/departments/droit", "{\"parent\":null}"), 200);
        assert_true(browser_shows(&w, "\"parent\":null") && browser_shows(&w, "\"name_en\":\"Law\""));
        assert_int_equal(PATCH(&w, "/api/v1/departments/rien", "{\"name_en\":\"x\"}"), 404);
        /* used: stays */
        assert_int_equal(browser_call(&w, HTTP_DELETE, "/api/v1/departments/dsi", NULL, NULL), 409);
        assert_int_equal(browser_call(&w, HTTP_DELETE, "/api/v1/departments/droit", NULL, NULL), 204);
        assert_int_equal(browser_call(&w, HTTP_DELETE, "/api/v1/departments/droit", NULL, NULL), 404);
        browser_sign_in(&w, "croy");
        assert_int_equal(PATCH(&w, "/api/v1/departments/dsi", "{\"name_en\":\"x\"}"), 404);
        browser_close(&w);
}
TESTDB_BOTH(departments)

static void services(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(browser_get(&w, "/api/v1/services/aide"), 200);
        const char *first = arena_str(w.arena, browser_header(&w, "ETag"));
        assert_true(browser_shows(&w, "\"ask_solution\":2") && browser_shows(&w, "\"audiences\":[]") && browser_shows(&w, "\"offered\":true"));
        w.if_match = first;
        assert_int_equal(PATCH(&w, "/api/v1/services/aide",
                               "{\"summary_fr\":\"Tout\",\"audiences\":[\"student\",\"faculty@dsi\"],\"keep_days\":400,\"agent_named\":false,"
                               "\"evidence\":true,\"ask_solution\":0,\"points\":\"! Câble\\nPrévenue\",\"body\":\"**gras**\\nligne\"}"),
                         200);
        assert_true(browser_shows(&w, "\"audiences\":[\"faculty@dsi\",\"student\"]") || browser_shows(&w, "\"audiences\":[\"student\",\"faculty@dsi\"]"));
        assert_true(browser_shows(&w, "\"summary_fr\":\"Tout\"") && browser_shows(&w, "\"keep_days\":400") && browser_shows(&w, "\"agent_named\":false"));
        assert_true(browser_shows(&w, "\"evidence\":true") && browser_shows(&w, "\"ask_solution\":0") && browser_shows(&w, "\"ask_nature\":1"));
        assert_true(browser_shows(&w, "\"points\":\"! Câble\\nPrévenue\"") && browser_shows(&w, "\"body\":\"**gras**\\nligne\""));
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", "{\"sort\":7}"), 412); /* the version of before */
        w.if_match = NULL;
        /* all errors at once; together or not at all: good members of a refused body are not kept */
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", "{\"name_fr\":\"\",\"keep_days\":0,\"sort\":-1,\"icon\":\"<b>\",\"ask_course\":7,\"body\":{},\"summary_fr\":\"Autre\"}"), 422);
        static const char *const wrong[] = {"name_fr", "keep_days", "sort", "icon", "ask_course", "body"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_true(browser_shows(&w, arena_fmt(w.arena, "\"%s\"", wrong[i])));
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", "{\"summary_fr\":\"Autre\",\"group\":\"rien\"}"), 422);
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", arena_fmt(w.arena, "{\"summary_fr\":\"Autre\",\"points\":\"%0500d\"}", 0)), 422);
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", "{\"audiences\":\"student\"}"), 422);
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", "{\"audiences\":[\"student@nulle-part\"]}"), 422);
        assert_int_equal(browser_get(&w, "/api/v1/services/aide"), 200);
        assert_true(browser_shows(&w, "\"summary_fr\":\"Tout\"") && browser_shows(&w, "\"keep_days\":400"));
        /* retired: gone for others, not for its keeper; null changes no number */
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", "{\"offered\":false,\"keep_days\":null,\"audiences\":[]}"), 200);
        assert_true(browser_shows(&w, "\"offered\":false") && browser_shows(&w, "\"keep_days\":400") && browser_shows(&w, "\"audiences\":[]"));
        assert_int_equal(browser_get(&w, "/api/v1/services/aide"), 200);
        browser_sign_in(&w, "croy");
        assert_int_equal(browser_get(&w, "/api/v1/services/aide"), 404);
        assert_int_equal(PATCH(&w, "/api/v1/services/aide", "{\"offered\":true}"), 404);
        browser_close(&w);
}
TESTDB_BOTH(services)

/* ---- handing over ------------------------------------------------------------------------------------------------------ */

static int64_t number_of(struct browser *w, const char *sql)
{
        int64_t n = -1;
        const struct db_stmt s = {NULL, sql};

        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void handing_over(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        browser_person(&w, "lea", "Léa Bon", "agent");
        browser_person(&w, "ines", "Inès", NULL);
        assert_int_equal(POST_(&w, "/api/v1/groups/desk/members", "{\"login\":\"lea\"}"), 201);
        assert_int_equal(POST_(&w, "/api/v1/groups", "{\"code\":\"loin\",\"name\":\"Loin\",\"department\":\"dsi\"}"), 201);
        assert_int_equal(POST_(&w, "/api/v1/groups/loin/members", "{\"login\":\"croy\"}"), 201);
        for (int i = 0; i < 2; i++) {
                assert_int_equal(POST_(&w, "/api/v1/incidents", "{\"subject\":\"Panne\",\"requester\":\"ines\"}"), 201);
                const char *path = arena_fmt(w.arena, "/api/v1/tickets/%s/assign", member(&w, "number"));
                assert_int_equal(POST_(&w, path, i ? "{\"group\":\"loin\",\"assigned_to\":\"croy\"}" : "{\"group\":\"desk\",\"assigned_to\":\"croy\"}"), 200);
        }
        /* looked at: what goes to her, what returns to a group that is not hers; nothing moves */
        assert_int_equal(browser_get(&w, "/api/v1/people/croy/handover?to=lea"), 200);
        assert_true(browser_shows(&w, "\"given\":true") && browser_shows(&w, "\"given\":false"));
        assert_int_equal(browser_get(&w, "/api/v1/people/croy/handover"), 200);
        assert_false(browser_shows(&w, "\"given\":true"));
        assert_int_equal(browser_get(&w, "/api/v1/people/croy/handover?to=personne"), 422);
        assert_int_equal(browser_get(&w, "/api/v1/people/personne/handover"), 404);
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM handover"), 0);
        static const char *const wrong[] = {"{\"to\":\"croy\"}", "{\"to\":\"personne\"}", "{\"to\":[]}"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
                assert_int_equal(POST_(&w, "/api/v1/people/croy/handover", wrong[i]), 422);
                assert_true(browser_shows(&w, "\"to\""));
        }
        assert_int_equal(POST_(&w, "/api/v1/people/croy/handover", "{\"to\":\"lea\"}"), 200);
        assert_true(browser_shows(&w, "\"given\":1,\"returned\":1"));
        const char *undo = arena_fmt(w.arena, "/api/v1/handovers/%s/undo", member(&w, "id"));
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE p.login = 'lea'"), 1);
        assert_int_equal(POST_(&w, "/api/v1/people/croy/handover", "{\"to\":\"lea\"}"), 200);
        assert_true(browser_shows(&w, "{\"id\":null,\"given\":0"));
        assert_int_equal(POST_(&w, undo, "{}"), 200);
        assert_true(browser_shows(&w, "{\"person\":\"croy\",\"back\":2}"));
        assert_int_equal(POST_(&w, undo, "{}"), 404);
        browser_sign_in(&w, "croy");
        assert_int_equal(browser_get(&w, "/api/v1/people/lea/handover"), 404);
        assert_int_equal(POST_(&w, "/api/v1/people/lea/handover", "{}"), 404);
        assert_int_equal(POST_(&w, undo, "{}"), 404);
        browser_close(&w);
}
TESTDB_BOTH(handing_over)

/* ---- who is told of what ------------------------------------------------------------------------------------------------- */

static void rules(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        static const char reply[] = "\"event\":\"reply\",\"role\":\"group\"";
        assert_int_equal(browser_get(&w, "/api/v1/notification-rules"), 200);
        assert_true(browser_shows(&w, reply) && browser_shows(&w, "\"urgent\":true"));
        assert_int_equal(PATCH(&w, "/api/v1/notification-rules",
                               "{\"rules\":[{\"event\":\"reply\",\"role\":\"group\",\"mail\":\"always\",\"urgent\":true},"
                               "{\"event\":\"late\",\"role\":\"lead\",\"page\":\"never\"}]}"), 200);
        assert_true(browser_shows(&w, "\"page\":\"chooses\",\"mail\":\"always\",\"urgent\":true"));
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM notification_rule"), 2); /* those that differ, no other */
        /* all or nothing, and all that is wrong */
        assert_int_equal(PATCH(&w, "/api/v1/notification-rules",
                               "{\"rules\":[{\"event\":\"reply\",\"role\":\"group\",\"mail\":\"never\"},{\"event\":\"reply\",\"role\":\"lead\",\"mail\":\"never\"},"
                               "{\"event\":\"note\",\"role\":\"watcher\",\"page\":2,\"mail\":\"parfois\",\"urgent\":\"oui\"}]}"), 422);
        assert_true(browser_shows(&w, "rules.1.event") && browser_shows(&w, "rules.2.page") && browser_shows(&w, "rules.2.mail") && browser_shows(&w, "rules.2.urgent"));
        assert_int_equal(number_of(&w, "SELECT mail FROM notification_rule WHERE event = 'reply' AND role = 'group'"), 3);
        static const char *const none[] = {"{}", "{\"rules\":\"reply\"}", "{\"rules\":{}}"};
        for (size_t i = 0; i < ARRAY_LEN(none); i++)
                assert_int_equal(PATCH(&w, "/api/v1/notification-rules", none[i]), 422);
        assert_int_equal(PATCH(&w, "/api/v1/notification-rules", "{\"rules\":[5,null]}"), 422);
        /* the page writes by the same rule, all or nothing too */
        assert_int_equal(POST(&w, "/admin/notifications", F("page.reply.group", "0"), F("mail.late.lead", "9")), 422);
        assert_int_equal(POST(&w, "/admin/notifications", F("page.reply.group", "0"), F("mail.late.lead", "1x")), 422);
        assert_int_equal(number_of(&w, "SELECT page FROM notification_rule WHERE event = 'reply' AND role = 'group'"), 1);
        assert_int_equal(POST(&w, "/admin/notifications", F("page.reply.group", "0"), F("mail.late.lead", "1")), 303);
        assert_int_equal(number_of(&w, "SELECT page FROM notification_rule WHERE event = 'reply' AND role = 'group'"), 0);
        browser_sign_in(&w, "croy");
        assert_int_equal(browser_get(&w, "/api/v1/notification-rules"), 404);
        assert_int_equal(PATCH(&w, "/api/v1/notification-rules", "{\"rules\":[]}"), 404);
        browser_close(&w);
}
TESTDB_BOTH(rules)

/* ---- people from a file ----------------------------------------------------------------------------------------------------- */

static void people_file(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        static const char look[] = "/api/v1/people/import/preview", apply[] = "/api/v1/people/import";
        assert_int_equal(POST_(&w, look, "{\"text\":\"login;nom;affiliations\\nnora;Nora Lys;student@dsi\\ncroy;Camille Leroy;\\n\"}"), 200);
        assert_true(browser_shows(&w, "\"applied\":false") && browser_shows(&w, "\"created\":1,\"changed\":1,\"closed\":0"));
        assert_true(browser_shows(&w, "\"before\":\"Camille Roy\",\"after\":\"Camille Leroy\""));
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM person WHERE login = 'nora'"), 0);
        const char *digest = member(&w, "digest");
        const char *body = arena_fmt(w.arena, "{\"text\":\"login;nom;affiliations\\nnora;Nora Lys;student@dsi\\ncroy;Camille Leroy;\\n\",\"digest\":\"%s\"}", digest);
        /* what was shown is what is applied: another text, another digest, none */
        assert_int_equal(POST_(&w, apply, arena_fmt(w.arena, "{\"text\":\"login;nom\\nnora;Nora\\n\",\"digest\":\"%s\"}", digest)), 412);
        assert_int_equal(POST_(&w, apply, "{\"text\":\"login;nom\\nnora;Nora\\n\"}"), 422);
        assert_true(browser_shows(&w, "\"digest\""));
        assert_int_equal(POST_(&w, apply, body), 200);
        assert_true(browser_shows(&w, "\"applied\":true"));
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM person WHERE login = 'nora' OR name = 'Camille Leroy'"), 2);
        assert_int_equal(POST_(&w, apply, body), 412); /* nothing is left of what was shown */
        /* refused rows: all of them, and nothing is written */
        assert_int_equal(POST_(&w, look, "{\"text\":\"login;nom;courriel\\nlou;Lou;pas une adresse\\nt o;T;\\nmax;Max;\\n\"}"), 422);
        assert_true(browser_shows(&w, "\"lines\":[{\"line\":2,\"column\":\"courriel\"") && browser_shows(&w, "{\"line\":3,\"column\":\"login\""));
        static const char *const none[] = {"{}", "{\"text\":\" \"}", "{\"text\":5}", "{\"text\":\"couleur\\nbleu\\n\"}"};
        for (size_t i = 0; i < ARRAY_LEN(none); i++) {
                assert_int_equal(POST_(&w, look, none[i]), 422);
                assert_true(browser_shows(&w, "\"text\""));
        }
        browser_sign_in(&w, "croy");
        assert_int_equal(POST_(&w, look, "{\"text\":\"login;nom\\nlou;Lou\\n\"}"), 404);
        assert_int_equal(POST_(&w, apply, body), 404);
        browser_close(&w);
}
TESTDB_BOTH(people_file)

/* ---- accounts, sessions, tokens ------------------------------------------------------------------------------------------------ */

#define DELETE(w, path) browser_call(w, HTTP_DELETE, path, NULL, NULL)

static void accounts(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        browser_person(&w, "maya", "Maya Sol", "department_admin");
        browser_sign_in(&w, "croy");
        browser_sign_in(&w, "ada");
        assert_int_equal(browser_get(&w, "/api/v1/people/croy/security"), 200);
        assert_true(browser_shows(&w, "{\"active\":true,\"second_factor\":false,\"sessions\":1}"));
        assert_int_equal(DELETE(&w, "/api/v1/people/croy/sessions"), 204);
        assert_int_equal(browser_get(&w, "/api/v1/people/croy/security"), 200);
        assert_true(browser_shows(&w, "\"sessions\":0}"));
        assert_int_equal(DELETE(&w, "/api/v1/people/croy/second-factor"), 404); /* there is none */
        assert_int_equal(DELETE(&w, "/api/v1/people/personne/sessions"), 404);
        assert_int_equal(POST_(&w, "/api/v1/people/croy/close", "{}"), 200);
        assert_true(browser_shows(&w, "\"active\":false"));
        assert_int_equal(POST_(&w, "/api/v1/people/croy/close", "{}"), 404);
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM role_grant g JOIN person p ON p.id = g.person_id WHERE p.login = 'croy'"), 0);
        assert_int_equal(POST_(&w, "/api/v1/people/croy/reopen", "{}"), 200);
        assert_true(browser_shows(&w, "\"active\":true"));
        /* nobody closes their own, by program or page */
        browser_person(&w, "second", "Seconde", "admin");
        assert_int_equal(POST_(&w, "/api/v1/people/ada/close", "{}"), 409);
        assert_int_equal(POST(&w, arena_fmt(w.arena, "/admin/people/%lld/close", (long long)number_of(&w, "SELECT id FROM person WHERE login = 'ada'")), F("x", "")), 409);
        assert_int_equal(number_of(&w, "SELECT state FROM person WHERE login = 'ada'"), 10);
        /* a department's administrator looks, and does none of it */
        browser_sign_in(&w, "maya");
        assert_int_equal(browser_get(&w, "/api/v1/people/croy/security"), 200);
        assert_int_equal(DELETE(&w, "/api/v1/people/ada/sessions"), 404);
        assert_int_equal(POST_(&w, "/api/v1/people/ada/close", "{}"), 404);
        browser_close(&w);
}
TESTDB_BOTH(accounts)

static void sessions(enum db_engine e)
{
        struct browser w, phone;
        enter(&w, e);
        browser_person(&w, "ines", "Inès", NULL);
        browser_sign_in(&w, "ines");
        phone = (struct browser){.app = w.app, .db = w.db, .arena = w.arena};
        browser_sign_in(&phone, "ines");
        assert_int_equal(browser_get(&w, "/api/v1/me/sessions"), 200);
        assert_true(browser_shows(&w, "\"mine\":true") && browser_shows(&w, "\"mine\":false"));
        assert_int_equal(DELETE(&w, "/api/v1/me/sessions/rien"), 404);
        assert_int_equal(browser_get(&phone, "/api/v1/me/sessions"), 200);
        const char *first = member(&phone, "key"); /* whichever it is, it is one of hers */
        /* somebody else's is none */
        browser_sign_in(&w, "croy");
        assert_int_equal(DELETE(&w, arena_fmt(w.arena, "/api/v1/me/sessions/%s", first)), 404);
        assert_int_equal(DELETE(&phone, "/api/v1/me/sessions"), 204);
        assert_int_equal(browser_get(&phone, "/api/v1/me/sessions"), 200);
        assert_false(browser_shows(&phone, "\"mine\":false"));
        assert_int_equal(DELETE(&phone, arena_fmt(w.arena, "/api/v1/me/sessions/%s", member(&phone, "key"))), 204);
        assert_int_equal(browser_get(&phone, "/api/v1/me/sessions"), 401);
        assert_int_equal(browser_get(&w, "/api/v1/me/sessions"), 200); /* his goes on */
        browser_close(&w);
}
TESTDB_BOTH(sessions)

static void tokens(enum db_engine e)
{
        struct browser w;
        const char *secret;
        enter(&w, e);
        DB_TX(tx, w.db);
        assert_int_equal(token_make(&w.c, number_of(&w, "SELECT id FROM person WHERE login = 'croy'"), "api", "read", w.c.now + DAY_MS, &secret), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        assert_int_equal(browser_get(&w, "/api/v1/me/tokens"), 200);
        assert_true(browser_shows(&w, "\"items\":[]"));
        assert_int_equal(browser_get(&w, "/api/v1/tokens"), 200);
        assert_true(browser_shows(&w, "\"login\":\"croy\"") && browser_shows(&w, "\"scopes\":\"read\"") && browser_shows(&w, "\"next_cursor\":null"));
        assert_false(browser_shows(&w, secret));
        const char *path = arena_fmt(w.arena, "/api/v1/tokens/%s", member(&w, "id"));
        assert_int_equal(browser_get(&w, "/api/v1/tokens?cursor=x"), 422);
        browser_person(&w, "lea", "Léa", "agent");
        browser_sign_in(&w, "lea");
        assert_int_equal(browser_get(&w, "/api/v1/tokens"), 404);
        assert_int_equal(DELETE(&w, path), 404);
        assert_int_equal(browser_call(&w, HTTP_GET, "/api/v1/me/tokens", secret, NULL), 200);
        assert_true(browser_shows(&w, "\"login\":\"croy\""));
        browser_sign_in(&w, "croy");
        assert_int_equal(DELETE(&w, path), 204);
        assert_int_equal(DELETE(&w, path), 404);
        assert_int_equal(browser_call(&w, HTTP_GET, "/api/v1/me/tokens", secret, NULL), 401);
        browser_close(&w);
}
TESTDB_BOTH(tokens)

/* ---- which list opens first; advice -------------------------------------------------------------------------------------------------- */

static void views(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        assert_int_equal(POST_(&w, "/api/v1/views", "{\"name\":\"De tous\",\"level\":\"everybody\"}"), 201);
        const char *path = arena_fmt(w.arena, "/api/v1/views/%s", member(&w, "id"));
        browser_sign_in(&w, "croy");
        assert_int_equal(PATCH(&w, path, "{\"first\":true}"), 200); /* hers to open, not to change */
        assert_true(browser_shows(&w, "\"first\":true"));
        assert_int_equal(PATCH(&w, path, "{\"first\":false,\"name\":\"Volée\"}"), 403);
        assert_int_equal(browser_get(&w, "/api/v1/views"), 200);
        assert_true(browser_shows(&w, "\"first\":true") && !browser_shows(&w, "Vol"));
        assert_int_equal(PATCH(&w, path, "{\"move\":\"later\"}"), 403);
        assert_int_equal(PATCH(&w, path, "{\"first\":\"oui\"}"), 422);
        assert_int_equal(PATCH(&w, path, "{\"first\":false}"), 200);
        assert_true(browser_shows(&w, "\"first\":false"));
        browser_sign_in(&w, "ada");
        assert_int_equal(POST_(&w, "/api/v1/views", "{\"name\":\"Autre\",\"level\":\"everybody\"}"), 201);
        path = arena_fmt(w.arena, "/api/v1/views/%s", member(&w, "id"));
        assert_int_equal(PATCH(&w, path, "{\"move\":\"earlier\",\"name\":\"Avant\"}"), 200);
        assert_int_equal(browser_get(&w, "/api/v1/views"), 200);
        assert_true(strstr(w.res->body.p, "Avant") < strstr(w.res->body.p, "De tous"));
        assert_int_equal(PATCH(&w, path, "{\"move\":\"loin\"}"), 422);
        browser_close(&w);
}
TESTDB_BOTH(views)

static void advice(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        browser_person(&w, "ines", "Inès", NULL);
        assert_int_equal(POST_(&w, "/api/v1/incidents", "{\"subject\":\"Panne\",\"requester\":\"ines\"}"), 201);
        const char *path = arena_fmt(w.arena, "/api/v1/tickets/%s/advice", member(&w, "number"));
        assert_int_equal(POST_(&w, path, "{}"), 422);
        assert_true(browser_shows(&w, "\"field\":\"group\"") && browser_shows(&w, "\"field\":\"body\""));
        assert_int_equal(POST_(&w, path, "{\"group\":\"rien\",\"body\":\" \"}"), 422);
        assert_true(browser_shows(&w, "\"field\":\"group\"") && browser_shows(&w, "\"field\":\"body\""));
        assert_int_equal(POST_(&w, path, "{\"group\":\"rien\",\"body\":\"Pourquoi ?\"}"), 422);
        assert_false(browser_shows(&w, "\"field\":\"body\""));
        browser_close(&w);
}
TESTDB_BOTH(advice)

/* ---- everybody, and a group's services --------------------------------------------------------------------------------------------- */

static void everybody(enum db_engine e)
{
        struct browser w;
        enter(&w, e);
        browser_person(&w, "zoe", "Zoé Ubu", NULL);
        static const char *const name[] = {"ada", "croy", "zoe"};
        const char *cursor = "";
        for (size_t i = 0; i < ARRAY_LEN(name); i++) {
                assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/api/v1/people?limit=1%s%s", *cursor ? "&cursor=" : "", cursor)), 200);
                for (size_t k = 0; k < ARRAY_LEN(name); k++)
                        assert_int_equal(browser_shows(&w, arena_fmt(w.arena, "\"login\":\"%s\"", name[k])), k == i);
                cursor = member(&w, "next_cursor");
        }
        assert_int_equal(browser_get(&w, arena_fmt(w.arena, "/api/v1/people?limit=1&cursor=%s", cursor)), 200);
        assert_true(browser_shows(&w, "{\"items\":[],\"next_cursor\":null}"));
        assert_int_equal(browser_get(&w, "/api/v1/people?cursor=loin"), 422);
        assert_int_equal(browser_get(&w, "/api/v1/people?q=zoe"), 200);
        assert_true(browser_shows(&w, "\"login\":\"zoe\"") && !browser_shows(&w, "croy"));
        assert_int_equal(POST_(&w, "/api/v1/groups", "{\"code\":\"loin\",\"name\":\"Loin\",\"department\":\"dsi\"}"), 201);
        assert_int_equal(POST_(&w, "/api/v1/groups/loin/services", "{\"service\":\"aide\"}"), 201);
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM service_group"), 1);
        assert_int_equal(DELETE(&w, "/api/v1/groups/desk/services/aide"), 409); /* the first one stays */
        assert_int_equal(DELETE(&w, "/api/v1/groups/loin/services/rien"), 404);
        assert_int_equal(DELETE(&w, "/api/v1/groups/loin/services/aide"), 204);
        assert_int_equal(number_of(&w, "SELECT COUNT(*) FROM service_group"), 0);
        browser_sign_in(&w, "croy");
        assert_int_equal(browser_get(&w, "/api/v1/people"), 200);
        assert_true(browser_shows(&w, "\"items\":[],\"next_cursor\":null"));
        assert_int_equal(DELETE(&w, "/api/v1/groups/loin/services/aide"), 404);
        browser_close(&w);
}
TESTDB_BOTH(everybody)

/* A department by an administrator; a service by whoever keeps its department, as on the page. */
static void made(enum db_engine e)
{
        struct browser w;
        int64_t law, registry, dora;
        enter(&w, e);
        assert_int_equal(POST_(&w, "/api/v1/departments", "{\"code\":\"Éco le\",\"parent\":\"rien\",\"time_zone\":\"Mars\"}"), 422);
        assert_true(browser_shows(&w, "\"code\"") && browser_shows(&w, "\"name_fr\"") && browser_shows(&w, "\"name_en\"") && browser_shows(&w, "\"time_zone\""));
        assert_int_equal(POST_(&w, "/api/v1/departments", "{\"code\":\"droit\",\"name_fr\":\"Droit\",\"parent\":\"dsi\",\"time_zone\":\"America/Toronto\"}"), 201);
        assert_true(browser_shows(&w, "\"name_en\":\"Droit\"") && browser_shows(&w, "\"parent\":\"dsi\"") && browser_shows(&w, "America/Toronto"));
        assert_int_equal(POST_(&w, "/api/v1/departments", "{\"code\":\"droit\",\"name_fr\":\"Autre\"}"), 422); /* taken, and as it was */
        assert_int_equal(browser_get(&w, "/api/v1/departments/droit"), 200);
        assert_true(browser_shows(&w, "\"name_fr\":\"Droit\""));
        assert_int_equal(department_ensure(&w.c, "droit", "", "", &law), ST_OK);
        assert_int_equal(group_ensure(&w.c, "greffe", "Greffe", law, &registry), ST_OK);
        dora = browser_person(&w, "dora", "Dora Roy", NULL);
        assert_int_equal(person_role_give(&w.c, dora, "department_admin", law), ST_OK);
        browser_sign_in(&w, "dora");
        assert_int_equal(POST_(&w, "/api/v1/departments", "{\"code\":\"sien\",\"name_fr\":\"Sien\"}"), 404);
        assert_int_equal(POST_(&w, "/api/v1/services", "{\"code\":\"wifi\",\"name_fr\":\"Wifi\",\"group\":\"desk\"}"), 422); /* dsi is not hers */
        assert_int_equal(POST_(&w, "/api/v1/services", "{\"code\":\"wifi\",\"name_fr\":\"Wifi\",\"group\":\"desk\",\"department\":\"droit\"}"), 422);
        assert_int_equal(POST_(&w, "/api/v1/services", "{\"code\":\"<b>\",\"group\":\"rien\",\"icon\":\"<b>\",\"keep_days\":0,\"ask_nature\":9}"), 422);
        static const char *const wrong[] = {"code", "name_fr", "name_en", "group", "icon", "keep_days", "ask_nature"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_true(browser_shows(&w, arena_fmt(w.arena, "\"%s\"", wrong[i])));
        assert_int_equal(POST_(&w, "/api/v1/services", "{\"code\":\"actes\",\"name_fr\":\"Actes\",\"group\":\"greffe\",\"ask_solution\":0,\"points\":\"Vu\",\"audiences\":[\"student\"]}"), 201);
        assert_string_equal(browser_header(&w, "ETag"), "\"1\"");
        assert_true(browser_shows(&w, "\"department\":\"droit\"") && browser_shows(&w, "\"ask_solution\":0") && browser_shows(&w, "\"ask_nature\":1"));
        assert_true(browser_shows(&w, "\"points\":\"Vu\"") && browser_shows(&w, "\"audiences\":[\"student\"]") && browser_shows(&w, "\"keep_days\":1825"));
        assert_int_equal(POST_(&w, "/api/v1/services", "{\"code\":\"actes\",\"name_fr\":\"Bis\",\"group\":\"greffe\"}"), 422);
        assert_int_equal(browser_get(&w, "/admin/services/actes"), 200);
        assert_true(browser_shows(&w, "Actes"));
        browser_sign_in(&w, "croy");
        assert_int_equal(POST_(&w, "/api/v1/services", "{\"code\":\"wifi\",\"name_fr\":\"Wifi\",\"group\":\"desk\"}"), 404);
        browser_close(&w);
}
TESTDB_BOTH(made)

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(audit_pages), TESTDB_RUN(departments), TESTDB_RUN(made), TESTDB_RUN(services), TESTDB_RUN(handing_over), TESTDB_RUN(rules), TESTDB_RUN(people_file), TESTDB_RUN(accounts),
                                         TESTDB_RUN(sessions), TESTDB_RUN(tokens), TESTDB_RUN(views), TESTDB_RUN(advice), TESTDB_RUN(everybody)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
