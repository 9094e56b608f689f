/* The pages of fields, categories and priorities as a browser without script meets them, and the API over what they make. */
#include "app/test_browser.h"
#include "desk/admin/fields_view.h"
#include "desk/clock/clock.h"
#include "desk/people/people.h"

extern const struct slice slice_admin_fields, slice_admin_sheet, slice_incident, slice_api;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_clock_pick,
        &slice_incident, &slice_api, &slice_admin_fields, &slice_admin_sheet,
        &slice_ticket_tags, &slice_ticket_links, &slice_ticket_fields, &slice_ticket_categories, NULL};

static int world_open(void **state)
{
        struct browser *w = calloc(1, sizeof *w);
        browser_world(w, DB_SQLITE, slices, 256u << 20);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
        *state = w;
        return 0;
}

static int world_close(void **state)
{
        struct browser *w = *state;
        browser_close(w);
        free(w);
        return 0;
}

static int enter(void **state)
{
        int st = world_open(state);
        struct browser *w = *state;
        browser_person(w, "admin", "Ada Min", "admin");
        browser_enter(w, "admin", "/me");
        return st;
}

static int call(struct browser *w, enum http_method m, const char *path, const char *json)
{
        return browser_call(w, m, path, NULL, json);
}

/* ---- pages --------------------------------------------------------------------------------------------- */

static void test_fields(void **state)
{
        struct browser *w = *state;
        assert_int_equal(browser_get(w, "/admin/fields"), 200);
        assert_true(browser_shows(w, "Aucun champ"));
        assert_int_equal(POST(w, "/admin/fields", F("code", "Étage"), F("type", "text"), F("name_fr", "Étage"), F("name_en", " ")), 422);
        assert_true(browser_shows(w, "e-code") && browser_shows(w, "e-name_en") && browser_shows(w, "value=\"Étage\""));
        assert_int_equal(POST(w, "/admin/fields", F("code", "floor"), F("type", "number"), F("name_fr", "Étage & co"), F("name_en", "Floor")),
                         303);
        assert_int_equal(POST(w, "/admin/fields", F("code", "floor"), F("type", "text"), F("name_fr", "X"), F("name_en", "X")), 422);
        assert_int_equal(browser_get(w, "/admin/fields"), 200);
        assert_true(browser_shows(w, "Étage &amp; co") && browser_shows(w, "Nombre entier"));
}

static void test_categories(void **state)
{
        struct browser *w = *state;
        struct category k;
        assert_int_equal(browser_get(w, "/admin/categories"), 200);
        assert_int_equal(POST(w, "/admin/categories", F("code", "wifi"), F("service", "nonsense"), F("name_fr", "Wifi"), F("name_en", "Wifi")),
                         422);
        assert_true(browser_shows(w, "e-service"));
        assert_int_equal(POST(w, "/admin/categories", F("code", "wifi"), F("service", "1"), F("name_fr", "Wifi"), F("name_en", "Wi-Fi"),
                              F("confidential", "1")), 303);
        assert_int_equal(category_by_code(&w->c, "wifi", &k), ST_OK);
        assert_int_equal(k.service_id, 1);
        assert_int_equal(k.confidential, 1);
        assert_int_equal(browser_get(w, "/admin/categories"), 200);
        assert_true(browser_shows(w, "Wi-Fi"));
}

/* What is retired is offered no more, and a ticket that holds it keeps it. */
static void test_retired(void **state)
{
        struct browser *w = *state;
        struct ticket t;
        struct category *k;
        struct field *f;
        size_t n;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Une", .requester_id = browser_person(w, "ada", "Ada Byron", NULL), .confidential = -1};
        assert_int_equal(category_add(&w->c, &(struct category_draft){"rare", "Rare", "Rare", 0, 0}), ST_OK);
        assert_int_equal(field_add(&w->c, &(struct field_draft){"floor", "text", "Étage", "Floor"}), ST_OK);
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        const char *path = arena_fmt(w->arena, "/api/v1/tickets/%s", t.number);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":\"rare\",\"fields\":{\"floor\":\"3\"}}"), 200);
        assert_int_equal(POST(w, "/admin/categories/rare", F("name_fr", ""), F("name_en", "Seldom"), F("state", "33"), F("version", "1")), 422);
        assert_true(browser_shows(w, "e-name_fr") && browser_shows(w, "e-state") && browser_shows(w, "value=\"Seldom\""));
        assert_int_equal(POST(w, "/admin/categories/rare", F("name_fr", "Peu"), F("name_en", "Seldom"), F("state", "20"), F("version", "1")), 303);
        assert_int_equal(POST(w, "/admin/categories/rare", F("name_fr", "Tard"), F("name_en", "Late"), F("state", "10"), F("version", "1")), 422);
        assert_int_equal(POST(w, "/admin/fields/floor", F("name_fr", "Niveau"), F("name_en", "Level"), F("state", "20"), F("version", "1")), 303);
        assert_int_equal(browser_get(w, "/admin/fields/nope"), 404);
        assert_int_equal(category_list(&w->c, 0, &k, &n), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(ticket_raw(&w->c, t.id, &t), ST_OK);
        assert_int_equal(ticket_field_list(&w->c, &t, &f, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(f[0].name_fr, "Niveau");
        assert_string_equal(f[0].value, "3");
        assert_int_equal(browser_get(w, arena_fmt(w->arena, "/tickets/%s", t.number)), 200);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"subject\":\"Autre\"}"), 200); /* it keeps what it holds */
        assert_true(browser_shows(w, "\"category\":\"rare\"") && browser_shows(w, "\"floor\":\"3\""));
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":null,\"fields\":{\"floor\":null}}"), 200);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":\"rare\"}"), 422); /* not chosen anew */
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"fields\":{\"floor\":\"4\"}}"), 422);
}

static void test_priorities(void **state)
{
        struct browser *w = *state;
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Grave", .requester_id = browser_person(w, "ada", "Ada Byron", NULL), .impact = 1, .urgency = 2, .confidential = -1};
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        assert_int_equal(t.priority, 2);
        assert_int_equal(browser_get(w, "/admin/priorities"), 200);
        assert_true(browser_shows(w, "name=\"p33\""));
        assert_int_equal(POST(w, "/admin/priorities", F("p11", "1"), F("p12", "5")), 422);
        assert_int_equal(POST(w, "/admin/priorities", F("p11", "1"), F("p12", "1"), F("p13", "3"), F("p21", "2"), F("p22", "3"), F("p23", "4"),
                              F("p31", "3"), F("p32", "4"), F("p33", "4")), 303);
        assert_int_equal(browser_get(w, "/admin/priorities"), 200);
        assert_true(browser_shows(w, "name=\"p12\" aria-label=\"Impact") && strstr(strstr(w->res->body.p, "name=\"p12\""), "value=\"1\" selected"));
        assert_int_equal(settings_reload(w->app, w->db), ST_OK); /* what the live tail does */
        assert_string_equal(setting_text(&w->c, "ticket.priorities"), "1 1 3 2 3 4 3 4 4");
        assert_int_equal(ticket_raw(&w->c, t.id, &t), ST_OK);
        assert_int_equal(t.priority, 2); /* what is open stays */
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        assert_int_equal(t.priority, 1);
}

static void test_closed(void **state)
{
        static const char *const pages[] = {"/admin/fields", "/admin/categories", "/admin/priorities"};
        struct browser *w = *state;
        browser_person(w, "croy", "Camille Roy", "agent");
        browser_enter(w, "croy", "/me");
        for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
                assert_int_not_equal(browser_get(w, pages[i]), 200);
                assert_int_not_equal(POST(w, pages[i], F("code", "x")), 303);
        }
}

/* ---- the API --------------------------------------------------------------------------------------------- */

static void test_api(void **state)
{
        struct browser *w = *state;
        struct ticket a, b;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Une", .requester_id = browser_person(w, "ada", "Ada Byron", NULL), .confidential = -1};
        assert_int_equal(ticket_open(&w->c, &d, &a), ST_OK);
        assert_int_equal(ticket_open(&w->c, &d, &b), ST_OK);
        assert_int_equal(field_add(&w->c, &(struct field_draft){"floor", "number", "Étage", "Floor"}), ST_OK);
        assert_int_equal(field_add(&w->c, &(struct field_draft){"loud", "flag", "Bruyant", "Loud"}), ST_OK);
        assert_int_equal(category_add(&w->c, &(struct category_draft){"rare", "Rare", "Rare", 0, 0}), ST_OK);
        const char *path = arena_fmt(w->arena, "/api/v1/tickets/%s", a.number), *links = arena_fmt(w->arena, "%s/links", path);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":[\"Été\",\"wifi\"],\"fields\":{\"floor\":-2,\"loud\":true},\"category\":\"rare\"}"), 200);
        assert_true(browser_shows(w, "\"tags\":[\"ete\",\"wifi\"]") && browser_shows(w, "\"floor\":-2,\"loud\":true") && browser_shows(w, "\"category\":\"rare\""));
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":[\"seul\"],\"fields\":{\"floor\":\"x\"}}"), 422);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":\"seul\"}"), 422);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"fields\":{\"nope\":1}}"), 422);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":\"nope\"}"), 422);
        assert_int_equal(call(w, HTTP_GET, path, NULL), 200);
        assert_true(browser_shows(w, "\"tags\":[\"ete\",\"wifi\"]") && browser_shows(w, "\"watchers\":[]")); /* all or nothing */
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":[],\"fields\":{\"floor\":null},\"category\":null}"), 200);
        assert_true(browser_shows(w, "\"tags\":[]") && browser_shows(w, "\"floor\":null,\"loud\":true") && browser_shows(w, "\"category\":null"));
        const char *to = arena_fmt(w->arena, "{\"to\":\"%s\",\"kind\":\"caused_by\"}", b.number);
        assert_int_equal(call(w, HTTP_POST, links, to), 201);
        assert_int_equal(call(w, HTTP_POST, links, "{\"to\":\"INC-999\",\"kind\":\"related\"}"), 422);
        assert_int_equal(call(w, HTTP_GET, arena_fmt(w->arena, "/api/v1/tickets/%s/links", b.number), NULL), 200);
        assert_true(browser_shows(w, "\"kind\":\"caused_by\",\"inverse\":true") && browser_shows(w, a.number));
        assert_int_equal(call(w, HTTP_DELETE, arena_fmt(w->arena, "%s/%s", links, b.number), NULL), 204);
        assert_int_equal(call(w, HTTP_DELETE, arena_fmt(w->arena, "%s/%s", links, b.number), NULL), 404);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, enter, world_close)

int main(void)
{
        const struct CMUnitTest tests[] = {T(test_fields), T(test_categories), T(test_retired), T(test_priorities), T(test_closed), T(test_api)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
