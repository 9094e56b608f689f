/* The agents' pages as a browser meets them: requests through dispatch, with cookies, forms and
 * fragments, on SQLite.  The rules themselves are proved beside the tickets. */
#include "app/test_browser.h"
#include "desk/board/board.h"
#include "desk/clock/clock.h"
#include "desk/incident/incident.h"
#include "desk/incident/incident_view.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live, &slice_sweep, &slice_idempotency, &slice_people, &slice_ticket,
                                             &slice_clock, &slice_incident, &slice_board, NULL};

struct world {
        struct browser b;
        int64_t ada, group;
        const char *number;
};

static const char *open_one(struct world *w, const char *subject)
{
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = subject, .description = "Rien ne va <plus>",
                                 .requester_id = w->ada, .confidential = -1};
        assert_int_equal(ticket_open(&w->b.c, &d, &t), ST_OK);
        return t.number;
}

static int world_open(void **state)
{
        struct world *w = calloc(1, sizeof *w);
        browser_world(&w->b, DB_SQLITE, slices, 512u << 20);
        assert_int_equal(people_first_contents(&w->b.c), ST_OK);
        assert_int_equal(clock_first_contents(&w->b.c), ST_OK);
        w->ada = browser_person(&w->b, "ada", "Ada Byron", NULL);
        browser_person(&w->b, "camille", "Camille Roy", "agent");
        browser_person(&w->b, "thomas", "Thomas Nguyen", "agent");
        w->number = open_one(w, "Le test s’est fermé");
        *state = w;
        return 0;
}

static int world_close(void **state)
{
        struct world *w = *state;
        browser_close(&w->b);
        free(w);
        return 0;
}

static const char *page_of(struct world *w, const char *suffix)
{
        return arena_fmt(w->b.arena, "/tickets/%s%s", w->number, suffix);
}

/* Value of a hidden field that must be there. */
static const char *hidden(const struct world *w, const char *name)
{
        assert_true(browser_shows(&w->b, arena_fmt(w->b.arena, "name=\"%s\" value=\"", name)));
        return browser_hidden(&w->b, name);
}

static struct ticket now(struct world *w)
{
        struct ticket t;
        assert_int_equal(ticket_find(&w->b.c, w->number, ACT_READ_ALL, &t), ST_OK);
        return t;
}

static void agents_only(void **state)
{
        struct world *w = *state;
        static const char *const paths[] = {"/desk", "/tickets", "/tickets/new", "/desk/search", "/desk/parts/take", "/desk/people"};
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                assert_int_equal(browser_get(&w->b, paths[i]), 303); /* to sign in */
        struct http_pair field[] = {F("login", "ada"), F("password", "pommier en fleur")};
        assert_int_equal(browser_post(&w->b, "/login", 2, field), 303);
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                assert_int_equal(browser_get(&w->b, paths[i]), 404);
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 404);
}

static void home_and_queue_show_it(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(browser_get(&w->b, "/desk"), 200);
        assert_true(browser_shows(&w->b, "Le test s’est fermé"));
        assert_true(browser_shows(&w->b, "id=\"part-counts\""));
        static const char *const parts[] = {"counts", "take", "unread", "due"};
        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                assert_int_equal(browser_get(&w->b, arena_fmt(w->b.arena, "/desk/parts/%s", parts[i])), 200);
                assert_false(browser_shows(&w->b, "<html"));
        }
        assert_int_equal(browser_get(&w->b, "/desk/parts/nothing"), 404);
        assert_int_equal(browser_get_q(&w->b, "/tickets", "view", "take"), 200);
        assert_true(browser_shows(&w->b, w->number));
        assert_int_equal(browser_get_q(&w->b, "/tickets", "view", "nonsense"), 200);
        assert_int_equal(browser_get_q(&w->b, "/tickets", "q", "<script>alert(1)</script>"), 200);
        assert_false(browser_shows(&w->b, "<script>alert"));
        assert_int_equal(browser_get_q(&w->b, "/tickets", "part", "rows"), 200);
        assert_false(browser_shows(&w->b, "<html"));
        assert_true(browser_shows(&w->b, w->number));
        assert_int_equal(browser_get_q(&w->b, "/desk/search", "q", w->number), 303);
        assert_string_equal(browser_location(&w->b), page_of(w, ""));
}

/* A filter that leaves nothing names itself and can be taken off. */
static void an_empty_queue_names_its_filters(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        struct http_pair p[] = {F("view", "take"), F("state", "pending"), F("q", "zz & zz")};
        assert_int_equal(browser_ask(&w->b, HTTP_GET, "/tickets", p, 3, NULL, 0), 200);
        assert_true(browser_shows(&w->b, "zz &amp; zz"));
        assert_true(browser_shows(&w->b, "href=\"/tickets?view=take&amp;q=zz%20%26%20zz\""));
        assert_true(browser_shows(&w->b, "href=\"/tickets?view=take&amp;filter=state%3Ais%3Apending\""));
}

static void taking_and_being_second(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, page_of(w, "/take"), F("x", "")), 303);
        assert_string_equal(browser_location(&w->b), page_of(w, ""));
        assert_string_equal(now(w).assignee_name, "Camille Roy");
        browser_enter(&w->b, "thomas", "/desk");
        w->b.fragment = true;
        assert_int_equal(POST(&w->b, page_of(w, "/take"), F("from", "desk")), 200);
        assert_true(browser_shows(&w->b, "Camille Roy"));
        assert_true(browser_shows(&w->b, "is-gone"));
        assert_string_equal(now(w).assignee_name, "Camille Roy");
        w->b.fragment = false;
        browser_enter(&w->b, "camille", "/desk");
        struct http_pair what[] = {F("what", "take")}, none[] = {F("csrf", w->b.csrf)};
        assert_int_equal(browser_ask(&w->b, HTTP_POST, page_of(w, "/undo"), what, 1, none, 1), 303);
        assert_int_equal(now(w).assignee_id, 0);
}

static void a_reply_waits_and_comes_back(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "Rien ne va &lt;plus&gt;"));
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "reply"), F("body", "Bonjour Ada"), F("engage", "waiting")), 303);
        assert_int_equal(now(w).state, STATE_NEW);
        assert_int_equal(POST(&w->b, page_of(w, "/undo"), F("x", "")), 303);
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, ">\nBonjour Ada</textarea>"));
        assert_int_equal(POST(&w->b, page_of(w, "/undo"), F("x", "")), 409);
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "reply"), F("body", "Bonjour Ada"), F("engage", "waiting")), 303);
        int ran = 0;
        w->b.c.now = moment_now() + 11 * SECOND_MS;
        assert_int_equal(job_run_due(&w->b.c, 100, &ran), ST_OK);
        assert_int_equal(now(w).state, STATE_PENDING);
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "msg--agent"));
        assert_true(browser_shows(&w->b, ">\n</textarea>"));
}

static void a_note_is_for_agents(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        w->b.fragment = true;
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "reply"), F("as", "note"), F("body", "Entre nous")), 200);
        assert_true(browser_shows(&w->b, "data-mode=\"note\""));
        assert_int_equal(browser_get_q(&w->b, page_of(w, "/thread"), "last", "0"), 200);
        assert_true(browser_shows(&w->b, "msg--note"));
        assert_true(browser_shows(&w->b, "Entre nous"));
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "note"), F("body", "  ")), 422);
        assert_true(browser_shows(&w->b, "id=\"body-error\""));
}

/* Somebody wrote after the newest entry I saw: 409, theirs and mine are both there, nothing was sent. */
static void two_replies_meet(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        const char *last = hidden(w, "last");
        browser_enter(&w->b, "thomas", "/desk");
        struct ticket t = now(w);
        struct person thomas;
        assert_int_equal(person_by_login(&w->b.c, "thomas", &thomas), ST_OK);
        struct actor him = {.person_id = thomas.id, .login = "thomas", .name = "Thomas", .lang_text = "fr", .prefs = "{}", .roles = ROLE_AGENT};
        struct ctx as = w->b.c;
        as.actor = &him;
        assert_int_equal(ticket_find(&as, w->number, ACT_COMMENT, &t), ST_OK);
        struct entry_draft e = {.body = "Réponse de Thomas", .is_public = true};
        assert_int_equal(ticket_comment(&as, &t, &e, NULL), ST_OK);
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "reply"), F("body", "Réponse de Camille"), F("last", last)), 409);
        assert_true(browser_shows(&w->b, "Réponse de Thomas"));
        assert_true(browser_shows(&w->b, "Réponse de Camille</textarea>"));
        assert_true(browser_shows(&w->b, "name=\"force\""));
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("mode", "reply"), F("body", "Réponse de Camille"), F("last", last), F("force", "1")), 303);
}

static void a_stale_sheet_shows_both(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "/forms/fields")), 200);
        const char *version = hidden(w, "version");
        assert_int_equal(POST(&w->b, page_of(w, "/fields"), F("subject", "Un"), F("impact", "1"), F("version", version)), 303);
        assert_string_equal(now(w).subject, "Un");
        assert_int_equal(POST(&w->b, page_of(w, "/fields"), F("subject", "Deux"), F("impact", "1"), F("version", version)), 409);
        assert_true(browser_shows(&w->b, "value=\"Deux\""));
        assert_string_equal(now(w).subject, "Un");
        const char *fresh = hidden(w, "version");
        assert_string_not_equal(fresh, version);
        assert_int_equal(POST(&w->b, page_of(w, "/fields"), F("subject", "Deux"), F("impact", "1"), F("version", fresh)), 303);
        assert_string_equal(now(w).subject, "Deux");
}

static void assigning_and_moving(void **state)
{
        struct world *w = *state;
        struct ticket t = now(w);
        const char *group = arena_fmt(w->b.arena, "%lld", (long long)t.group_id), *ada = arena_fmt(w->b.arena, "%lld", (long long)w->ada);
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, page_of(w, "/assign"), F("group", group), F("assignee", ada)), 422);
        assert_true(browser_shows(&w->b, "id=\"e-assignee\""));
        assert_int_equal(now(w).assignee_id, 0);
        assert_int_equal(POST(&w->b, page_of(w, "/state"), F("move", "40-0"), F("reason", "")), 422);
        assert_int_equal(POST(&w->b, page_of(w, "/state"), F("move", "50-0"), F("reason", "x")), 409);
        assert_int_equal(POST(&w->b, page_of(w, "/state"), F("move", "nonsense"), F("reason", "x")), 422);
        assert_int_equal(POST(&w->b, page_of(w, "/state"), F("move", "40-0"), F("reason", "Redémarré")), 303);
        assert_int_equal(now(w).state, STATE_RESOLVED);
}

/* Tags, links, watching, custom fields and categories, as a plain form and as htmx sends them. */
static void marking(void **state)
{
        struct world *w = *state;
        const char *second = open_one(w, "L’autre");
        assert_int_equal(field_add(&w->b.c, &(struct field_draft){"floor", "number", "Étage", "Floor"}), ST_OK);
        assert_int_equal(category_add(&w->b.c, &(struct category_draft){"cat", "Rare <b>", "Rare", 0, 0}), ST_OK);
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, page_of(w, "/tags"), F("add", "Réseau")), 303);
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "<span class=\"tag\">reseau</span>") && !browser_shows(&w->b, "name=\"field_floor\"") && !browser_shows(&w->b, "Rare &lt;b&gt;"));
        assert_int_equal(browser_get(&w->b, page_of(w, "/forms/fields")), 200);
        assert_true(browser_shows(&w->b, "name=\"field_floor\"") && browser_shows(&w->b, "Rare &lt;b&gt;") && !browser_shows(&w->b, "<html"));
        assert_int_equal(browser_get_q(&w->b, page_of(w, ""), "open", "fields"), 200); /* without script */
        assert_true(browser_shows(&w->b, "name=\"field_floor\"") && browser_shows(&w->b, "<html"));
        assert_int_equal(browser_get_q(&w->b, page_of(w, ""), "open", "nothing"), 200);
        assert_int_equal(browser_get(&w->b, page_of(w, "/forms/nothing")), 404);
        assert_int_equal(POST(&w->b, page_of(w, "/tags"), F("add", "  ")), 422);
        assert_true(browser_shows(&w->b, "id=\"e-tag\""));
        w->b.fragment = true;
        assert_int_equal(POST(&w->b, page_of(w, "/tags"), F("remove", "reseau")), 200);
        assert_false(browser_shows(&w->b, ">reseau<"));
        assert_int_equal(POST(&w->b, page_of(w, "/links"), F("to", second), F("kind", "duplicate")), 200);
        assert_true(browser_shows(&w->b, "doublon de") && browser_shows(&w->b, second));
        assert_int_equal(POST(&w->b, page_of(w, "/links"), F("to", "INC-999"), F("kind", "duplicate")), 422);
        assert_true(browser_shows(&w->b, "id=\"e-to\"") && browser_shows(&w->b, "value=\"INC-999\""));
        assert_int_equal(POST(&w->b, page_of(w, "/links"), F("remove", second)), 200);
        assert_false(browser_shows(&w->b, "doublon de</span>"));
        assert_int_equal(POST(&w->b, page_of(w, "/watch"), F("on", "1")), 200);
        assert_true(browser_shows(&w->b, "Camille Roy") && browser_shows(&w->b, "Ne plus suivre"));
        assert_int_equal(POST(&w->b, page_of(w, "/watch"), F("on", "0")), 200);
        assert_false(browser_shows(&w->b, "Ne plus suivre"));
        assert_int_equal(browser_get_q(&w->b, page_of(w, "/categories"), "service", "1"), 200);
        assert_true(browser_shows(&w->b, "Rare &lt;b&gt;"));
        assert_int_equal(POST(&w->b, page_of(w, "/fields"), F("field_floor", "douze"), F("subject", "Gardé")), 422);
        assert_true(browser_shows(&w->b, "id=\"e-field_floor\"") && browser_shows(&w->b, "value=\"douze\""));
        assert_string_not_equal(now(w).subject, "Gardé"); /* all or nothing */
        assert_int_equal(POST(&w->b, page_of(w, "/fields"), F("field_floor", "12"), F("category", "1")), 200);
        assert_true(browser_shows(&w->b, "<dd>12</dd>") && browser_shows(&w->b, "<dd>Rare &lt;b&gt;</dd>"));
        assert_string_equal(now(w).category_code, "cat");
        w->b.fragment = false;
}

static void bulk_reports(void **state)
{
        struct world *w = *state;
        const char *second = open_one(w, "Autre chose");
        browser_enter(&w->b, "thomas", "/desk");
        assert_int_equal(POST(&w->b, page_of(w, "/take"), F("x", "")), 303);
        browser_enter(&w->b, "camille", "/desk");
        /* taking many is looked at before, as any other change */
        assert_int_equal(POST(&w->b, "/tickets/change", F("assignee", "me"), F("ticket", w->number), F("ticket", second), F("ticket", "INC-999"),
                              F("back", "/tickets?view=groups")), 200);
        assert_true(browser_shows(&w->b, "1 demande sera modifiée") && browser_shows(&w->b, "2 refusées"));
        assert_int_equal(POST(&w->b, "/tickets/change", F("act", "apply"), F("assignee", "me"), F("ticket", w->number), F("ticket", second),
                              F("ticket", "INC-999"), F("back", "/tickets?view=groups")), 303);
        assert_true(str_starts(browser_location(&w->b), "/tickets/changes/"));
        const char *report = arena_str(w->b.arena, browser_location(&w->b));
        assert_int_equal(browser_get(&w->b, report), 200);
        assert_true(browser_shows(&w->b, "1 demande modifiée") && browser_shows(&w->b, "1 refusée") && browser_shows(&w->b, "Annuler ce changement"));
        browser_enter(&w->b, "thomas", "/desk");
        assert_int_equal(browser_get(&w->b, report), 404);
        browser_enter(&w->b, "camille", "/desk");
        const char *undo = arena_fmt(w->b.arena, "%s/undo", report);
        assert_int_equal(POST(&w->b, undo, F("x", "")), 303);
        assert_int_equal(browser_get(&w->b, report), 200);
        assert_true(browser_shows(&w->b, "1 annulée") && !browser_shows(&w->b, "Annuler ce changement"));
        assert_int_equal(POST(&w->b, undo, F("x", "")), 409);
        assert_int_equal(browser_get(&w->b, "/tickets/changes"), 200);
        assert_true(browser_shows(&w->b, report));
}

/* A preview changes nothing and says what will happen; applied twice it is done once. */
static void many_changed_once(void **state)
{
        struct world *w = *state;
        const char *second = open_one(w, "Autre chose");
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, "/tickets/change", F("ticket", w->number), F("ticket", second)), 200);
        assert_true(browser_shows(&w->b, second) && browser_shows(&w->b, "Prévisualiser") && !browser_shows(&w->b, "value=\"apply\""));
        int64_t version = now(w).version;
        assert_int_equal(POST(&w->b, "/tickets/change", F("act", "preview"), F("tag", "lot"), F("state", "open"), F("ticket", w->number),
                              F("ticket", second), F("ticket", "INC-999")), 200);
        assert_true(browser_shows(&w->b, "Sera modifiée") && browser_shows(&w->b, "Refusé") && browser_shows(&w->b, "2 demandes seront modifiées"));
        assert_int_equal(now(w).version, version);
        for (int turn = 0; turn < 2; turn++) {
                assert_int_equal(POST(&w->b, "/tickets/change", F("act", "apply"), F("once", "k1"), F("tag", "lot"), F("state", "open"),
                                      F("ticket", w->number), F("ticket", second), F("back", "//evil.example/")), 303);
                const char *at = arena_str(w->b.arena, browser_location(&w->b));
                assert_int_equal(browser_get(&w->b, at), 200);
                assert_true(browser_shows(&w->b, "2 demandes modifiées"));
                assert_false(browser_shows(&w->b, "evil"));
                assert_true(turn == 0 || now(w).version == version);
                version = now(w).version;
        }
        /* what was looked at is not what it is any more: reported, not written over */
        assert_int_equal(POST(&w->b, "/tickets/change", F("act", "apply"), F("urgency", "1"), F("ticket", arena_fmt(w->b.arena, "%s:1", w->number))), 303);
        const char *stale = arena_str(w->b.arena, browser_location(&w->b));
        assert_int_equal(browser_get(&w->b, stale), 200);
        assert_true(browser_shows(&w->b, "Changée depuis par") && now(w).version == version);
        /* all that a list finds, said by its address; another number than was shown is shown again */
        assert_int_equal(POST(&w->b, "/tickets/change?view=all", F("all", "1"), F("tag", "tous"), F("act", "apply"), F("n", "7")), 200);
        assert_true(browser_shows(&w->b, "La liste a changé depuis"));
        assert_int_equal(POST(&w->b, "/tickets/change?view=all", F("all", "1"), F("tag", "tous"), F("act", "apply")), 303);
        assert_int_equal(POST(&w->b, "/tickets/change?view=all&filter=rien:is:rien", F("all", "1"), F("tag", "tous"), F("act", "apply")), 422);
        version = now(w).version;
        assert_int_equal(now(w).state, STATE_OPEN);
        assert_int_equal(POST(&w->b, "/tickets/change", F("act", "preview"), F("assignee", "personne-ici"), F("ticket", second)), 200);
        assert_true(browser_shows(&w->b, "notice--bad"));
        struct http_pair field[] = {F("login", "ada"), F("password", "pommier en fleur")};
        assert_int_equal(browser_post(&w->b, "/login", 2, field), 303);
        assert_int_equal(POST(&w->b, "/tickets/change", F("act", "apply"), F("tag", "x"), F("ticket", w->number)), 404);
}

static void opening_for_somebody(void **state)
{
        struct world *w = *state;
        browser_person(&w->b, "adele", "Ada Lindgren", NULL);
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(POST(&w->b, "/tickets/new", F("person", ""), F("subject", "")), 422);
        assert_true(browser_shows(&w->b, "href=\"#f-person\""));
        assert_true(browser_shows(&w->b, "href=\"#f-subject\""));
        assert_int_equal(POST(&w->b, "/tickets/new", F("person", "Ada"), F("subject", "Clavier")), 422);
        assert_true(browser_shows(&w->b, "Ada Byron"));
        assert_true(browser_shows(&w->b, "Ada Lindgren"));
        assert_true(browser_shows(&w->b, "value=\"Clavier\""));
        assert_int_equal(POST(&w->b, "/tickets/new", F("person", "personne de connu"), F("subject", "Clavier")), 422);
        assert_int_equal(POST(&w->b, "/tickets/new", F("person", "ada"), F("subject", "Clavier"), F("channel", "30")), 303);
        w->number = arena_str(w->b.arena, strrchr(browser_location(&w->b), '/') + 1);
        struct ticket t = now(w);
        assert_int_equal(t.requester_id, w->ada);
        assert_int_equal(t.channel, CHANNEL_PHONE);
        assert_string_equal(t.opened_login, "camille");
}

static void drafts_and_presence(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        struct http_pair draft[] = {F("mode", "note"), F("body", "À moitié écrit"), F("csrf", w->b.csrf)};
        assert_int_equal(browser_ask(&w->b, HTTP_PUT, page_of(w, "/draft"), NULL, 0, draft, 3), 200);
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_true(browser_shows(&w->b, "data-draft-note=\"À moitié écrit\""));
        assert_int_equal(POST(&w->b, page_of(w, "/presence"), F("typing", "1")), 204);
        browser_enter(&w->b, "thomas", "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "/presence")), 200);
        assert_true(browser_shows(&w->b, "Camille Roy écrit une réponse"));
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 200);
        assert_false(browser_shows(&w->b, "À moitié écrit"));
}

static void the_ledger_adds_up(void **state)
{
        struct world *w = *state;
        browser_enter(&w->b, "camille", "/desk");
        assert_int_equal(browser_get(&w->b, page_of(w, "/clocks/response")), 200);
        assert_true(browser_shows(&w->b, "<tfoot>"));
        assert_int_equal(browser_get(&w->b, page_of(w, "/clocks/none")), 404);
        w->number = "INC-999";
        assert_int_equal(browser_get(&w->b, page_of(w, "")), 404);
        assert_int_equal(POST(&w->b, page_of(w, "/take"), F("x", "")), 404);
        assert_int_equal(POST(&w->b, page_of(w, "/messages"), F("body", "x")), 404);
}

#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)

int main(void)
{
        const struct CMUnitTest all[] = {
                T(agents_only), T(home_and_queue_show_it), T(an_empty_queue_names_its_filters), T(taking_and_being_second),
                T(a_reply_waits_and_comes_back), T(a_note_is_for_agents), T(two_replies_meet), T(a_stale_sheet_shows_both),
                T(assigning_and_moving), T(bulk_reports), T(many_changed_once), T(marking), T(opening_for_somebody), T(drafts_and_presence), T(the_ledger_adds_up),
        };
        return cmocka_run_group_tests(all, NULL, NULL);
}
