/* The pages of fields, categories and priorities as a browser without script meets them, and the API over what they make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/admin/fields_view.h"
#include "desk/clock/clock.h"
#include "desk/people/people.h"

extern const struct slice slice_admin_fields, slice_admin_sheet, slice_incident, slice_api;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_clock_pick,
        &slice_incident, &slice_api, &slice_admin_fields, &slice_admin_sheet,
        &slice_ticket_tags, &slice_ticket_links, &slice_ticket_fields, &slice_ticket_categories, NULL};

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        /* the browser */
        const char *cookie, *csrf, *peer;
        /* the last answer */
        struct http_response *res;
};

static int world_open(void **state)
{
        struct world *w = calloc(1, sizeof *w);
        const char *why = NULL;
        w->arena = arena_new(256u << 20);
        testdb_open(DB_SQLITE, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
        w->peer = "192.0.2.7";
        *state = w;
        return 0;
}

static int world_close(void **state)
{
        struct world *w = *state;
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
        free(w);
        return 0;
}

static int64_t add(struct world *w, const char *login, const char *name, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = name, .role = role, .password = "pommier en fleur"};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

/* ---- a browser ------------------------------------------------------------------------------------ */

static const char *header_of(const struct http_response *r, const char *name, const char *begins)
{
        for (size_t i = 0; i < r->n_header; i++)
                if (strcasecmp(r->header[i].name, name) == 0 && str_starts(r->header[i].value, begins))
                        return r->header[i].value;
        return NULL;
}

static void keep_cookie(struct world *w)
{
        const char *set = header_of(w->res, "Set-Cookie", "guichet=");
        if (set)
                w->cookie = arena_strn(w->arena, set, strcspn(set, ";"));
}

static int ask(struct world *w, enum http_method method, const char *path, const struct http_pair *param, size_t n_param,
               const struct http_pair *field, size_t n_field)
{
        struct http_pair *header = ARENA_ARRAY(w->arena, 2, struct http_pair);
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        header[0] = (struct http_pair){"Accept-Language", "fr", 2};
        header[1] = (struct http_pair){"Cookie", w->cookie ? w->cookie : "", w->cookie ? strlen(w->cookie) : 0};
        *req = (struct http_request){.method = method, .method_text = method == HTTP_GET ? "GET" : "POST", .path = path, .query = "",
                                     .peer = w->peer, .arena = w->arena, .header = header, .n_header = 2, .param = param,
                                     .n_param = n_param, .field = field, .n_field = n_field};
        w->res = ARENA_NEW(w->arena, struct http_response);
        w->res->status = 200;
        w->res->fd = -1;
        buf_init(&w->res->body, w->arena, MAX_PAGE_BYTES);
        dispatch_where(w->app, req);
        dispatch_handle(w->app, w->db, req, w->res);
        keep_cookie(w);
        return w->res->status;
}

static int get(struct world *w, const char *path)
{
        return ask(w, HTTP_GET, path, NULL, 0, NULL, 0);
}

#define F(n, v) {n, v, sizeof(v) - 1}
#define POST(w, path, ...)                                                                  \
        post(w, path, sizeof((struct http_pair[]){__VA_ARGS__}) / sizeof(struct http_pair), \
             (const struct http_pair[]){__VA_ARGS__})

static int post(struct world *w, const char *path, size_t n, const struct http_pair *field)
{
        struct http_pair *all = ARENA_ARRAY(w->arena, n + 1, struct http_pair);
        memcpy(all, field, n * sizeof *all);
        all[n] = (struct http_pair){"csrf", w->csrf ? w->csrf : "", w->csrf ? strlen(w->csrf) : 0};
        return ask(w, HTTP_POST, path, NULL, 0, all, n + 1);
}

static bool shows(const struct world *w, const char *text)
{
        return strstr(w->res->body.p, text) != NULL;
}

/* Signs in and takes the form token from a page, as a browser does. */
static void sign_in(struct world *w, const char *login)
{
        struct http_pair field[] = {{"login", login, strlen(login)}, F("password", "pommier en fleur")};
        w->cookie = w->csrf = NULL;
        assert_int_equal(post(w, "/login", 2, field), 303);
        assert_non_null(w->cookie);
        assert_int_equal(get(w, "/me"), 200);
        const char *at = strstr(w->res->body.p, "name=\"csrf\" content=\"");
        assert_non_null(at);
        w->csrf = arena_strn(w->arena, at + 21, strcspn(at + 21, "\""));
}

static int enter(void **state)
{
        int st = world_open(state);
        struct world *w = *state;
        add(w, "admin", "Ada Min", "admin");
        sign_in(w, "admin");
        return st;
}

static int call(struct world *w, enum http_method m, const char *path, const char *json);

/* ---- pages --------------------------------------------------------------------------------------------- */

static void test_fields(void **state)
{
        struct world *w = *state;
        assert_int_equal(get(w, "/admin/fields"), 200);
        assert_true(shows(w, "Aucun champ"));
        assert_int_equal(POST(w, "/admin/fields", F("code", "Étage"), F("type", "text"), F("name_fr", "Étage"), F("name_en", " ")), 422);
        assert_true(shows(w, "e-code") && shows(w, "e-name_en") && shows(w, "value=\"Étage\""));
        assert_int_equal(POST(w, "/admin/fields", F("code", "floor"), F("type", "number"), F("name_fr", "Étage & co"), F("name_en", "Floor")),
                         303);
        assert_int_equal(POST(w, "/admin/fields", F("code", "floor"), F("type", "text"), F("name_fr", "X"), F("name_en", "X")), 422);
        assert_int_equal(get(w, "/admin/fields"), 200);
        assert_true(shows(w, "Étage &amp; co") && shows(w, "Nombre entier"));
}

static void test_categories(void **state)
{
        struct world *w = *state;
        struct category k;
        assert_int_equal(get(w, "/admin/categories"), 200);
        assert_int_equal(POST(w, "/admin/categories", F("code", "wifi"), F("service", "nonsense"), F("name_fr", "Wifi"), F("name_en", "Wifi")),
                         422);
        assert_true(shows(w, "e-service"));
        assert_int_equal(POST(w, "/admin/categories", F("code", "wifi"), F("service", "1"), F("name_fr", "Wifi"), F("name_en", "Wi-Fi"),
                              F("confidential", "1")), 303);
        assert_int_equal(category_by_code(&w->c, "wifi", &k), ST_OK);
        assert_int_equal(k.service_id, 1);
        assert_int_equal(k.confidential, 1);
        assert_int_equal(get(w, "/admin/categories"), 200);
        assert_true(shows(w, "Wi-Fi"));
}

/* What is retired is offered no more, and a ticket that holds it keeps it. */
static void test_retired(void **state)
{
        struct world *w = *state;
        struct ticket t;
        struct category *k;
        struct field *f;
        size_t n;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Une", .requester_id = add(w, "ada", "Ada Byron", NULL), .confidential = -1};
        assert_int_equal(category_add(&w->c, &(struct category_draft){"rare", "Rare", "Rare", 0, 0}), ST_OK);
        assert_int_equal(field_add(&w->c, &(struct field_draft){"floor", "text", "Étage", "Floor"}), ST_OK);
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        const char *path = arena_fmt(w->arena, "/api/v1/tickets/%s", t.number);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":\"rare\",\"fields\":{\"floor\":\"3\"}}"), 200);
        assert_int_equal(POST(w, "/admin/categories/rare", F("name_fr", ""), F("name_en", "Seldom"), F("state", "33"), F("version", "1")), 422);
        assert_true(shows(w, "e-name_fr") && shows(w, "e-state") && shows(w, "value=\"Seldom\""));
        assert_int_equal(POST(w, "/admin/categories/rare", F("name_fr", "Peu"), F("name_en", "Seldom"), F("state", "20"), F("version", "1")), 303);
        assert_int_equal(POST(w, "/admin/categories/rare", F("name_fr", "Tard"), F("name_en", "Late"), F("state", "10"), F("version", "1")), 422);
        assert_int_equal(POST(w, "/admin/fields/floor", F("name_fr", "Niveau"), F("name_en", "Level"), F("state", "20"), F("version", "1")), 303);
        assert_int_equal(get(w, "/admin/fields/nope"), 404);
        assert_int_equal(category_list(&w->c, 0, &k, &n), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(ticket_raw(&w->c, t.id, &t), ST_OK);
        assert_int_equal(ticket_field_list(&w->c, &t, &f, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(f[0].name_fr, "Niveau");
        assert_string_equal(f[0].value, "3");
        assert_int_equal(get(w, arena_fmt(w->arena, "/tickets/%s", t.number)), 200);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"subject\":\"Autre\"}"), 200); /* it keeps what it holds */
        assert_true(shows(w, "\"category\":\"rare\"") && shows(w, "\"floor\":\"3\""));
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":null,\"fields\":{\"floor\":null}}"), 200);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":\"rare\"}"), 422); /* not chosen anew */
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"fields\":{\"floor\":\"4\"}}"), 422);
}

static void test_priorities(void **state)
{
        struct world *w = *state;
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Grave", .requester_id = add(w, "ada", "Ada Byron", NULL), .impact = 1, .urgency = 2, .confidential = -1};
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        assert_int_equal(t.priority, 2);
        assert_int_equal(get(w, "/admin/priorities"), 200);
        assert_true(shows(w, "name=\"p33\""));
        assert_int_equal(POST(w, "/admin/priorities", F("p11", "1"), F("p12", "5")), 422);
        assert_int_equal(POST(w, "/admin/priorities", F("p11", "1"), F("p12", "1"), F("p13", "3"), F("p21", "2"), F("p22", "3"), F("p23", "4"),
                              F("p31", "3"), F("p32", "4"), F("p33", "4")), 303);
        assert_int_equal(get(w, "/admin/priorities"), 200);
        assert_true(shows(w, "name=\"p12\" aria-label=\"Impact") && strstr(strstr(w->res->body.p, "name=\"p12\""), "value=\"1\" selected"));
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
        struct world *w = *state;
        add(w, "croy", "Camille Roy", "agent");
        sign_in(w, "croy");
        for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
                assert_int_not_equal(get(w, pages[i]), 200);
                assert_int_not_equal(POST(w, pages[i], F("code", "x")), 303);
        }
}

/* ---- the API --------------------------------------------------------------------------------------------- */

static int call(struct world *w, enum http_method m, const char *path, const char *json)
{
        struct http_pair *header = ARENA_ARRAY(w->arena, 3, struct http_pair);
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        header[0] = (struct http_pair){"Content-Type", "application/json", 16};
        header[1] = (struct http_pair){"Cookie", w->cookie, strlen(w->cookie)};
        header[2] = (struct http_pair){"X-CSRF-Token", w->csrf, strlen(w->csrf)};
        *req = (struct http_request){.method = m, .method_text = m == HTTP_GET ? "GET" : m == HTTP_POST ? "POST" : m == HTTP_PATCH ? "PATCH" : "DELETE",
                                     .path = path, .query = "", .peer = w->peer, .arena = w->arena, .header = header, .n_header = 3,
                                     .body = json, .body_n = json ? strlen(json) : 0};
        w->res = ARENA_NEW(w->arena, struct http_response);
        w->res->status = 200;
        w->res->fd = -1;
        buf_init(&w->res->body, w->arena, MAX_PAGE_BYTES);
        dispatch_where(w->app, req);
        dispatch_handle(w->app, w->db, req, w->res);
        return w->res->status;
}

static void test_api(void **state)
{
        struct world *w = *state;
        struct ticket a, b;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Une", .requester_id = add(w, "ada", "Ada Byron", NULL), .confidential = -1};
        assert_int_equal(ticket_open(&w->c, &d, &a), ST_OK);
        assert_int_equal(ticket_open(&w->c, &d, &b), ST_OK);
        assert_int_equal(field_add(&w->c, &(struct field_draft){"floor", "number", "Étage", "Floor"}), ST_OK);
        assert_int_equal(field_add(&w->c, &(struct field_draft){"loud", "flag", "Bruyant", "Loud"}), ST_OK);
        assert_int_equal(category_add(&w->c, &(struct category_draft){"rare", "Rare", "Rare", 0, 0}), ST_OK);
        const char *path = arena_fmt(w->arena, "/api/v1/tickets/%s", a.number), *links = arena_fmt(w->arena, "%s/links", path);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":[\"Été\",\"wifi\"],\"fields\":{\"floor\":-2,\"loud\":true},\"category\":\"rare\"}"), 200);
        assert_true(shows(w, "\"tags\":[\"ete\",\"wifi\"]") && shows(w, "\"floor\":-2,\"loud\":true") && shows(w, "\"category\":\"rare\""));
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":[\"seul\"],\"fields\":{\"floor\":\"x\"}}"), 422);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":\"seul\"}"), 422);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"fields\":{\"nope\":1}}"), 422);
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"category\":\"nope\"}"), 422);
        assert_int_equal(call(w, HTTP_GET, path, NULL), 200);
        assert_true(shows(w, "\"tags\":[\"ete\",\"wifi\"]") && shows(w, "\"watchers\":[]")); /* all or nothing */
        assert_int_equal(call(w, HTTP_PATCH, path, "{\"tags\":[],\"fields\":{\"floor\":null},\"category\":null}"), 200);
        assert_true(shows(w, "\"tags\":[]") && shows(w, "\"floor\":null,\"loud\":true") && shows(w, "\"category\":null"));
        const char *to = arena_fmt(w->arena, "{\"to\":\"%s\",\"kind\":\"caused_by\"}", b.number);
        assert_int_equal(call(w, HTTP_POST, links, to), 201);
        assert_int_equal(call(w, HTTP_POST, links, "{\"to\":\"INC-999\",\"kind\":\"related\"}"), 422);
        assert_int_equal(call(w, HTTP_GET, arena_fmt(w->arena, "/api/v1/tickets/%s/links", b.number), NULL), 200);
        assert_true(shows(w, "\"kind\":\"caused_by\",\"inverse\":true") && shows(w, a.number));
        assert_int_equal(call(w, HTTP_DELETE, arena_fmt(w->arena, "%s/%s", links, b.number), NULL), 204);
        assert_int_equal(call(w, HTTP_DELETE, arena_fmt(w->arena, "%s/%s", links, b.number), NULL), 404);
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, enter, world_close)

int main(void)
{
        const struct CMUnitTest tests[] = {T(test_fields), T(test_categories), T(test_retired), T(test_priorities), T(test_closed), T(test_api)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
