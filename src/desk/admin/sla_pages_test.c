/* The pages of commitments and calendars as a browser without script meets them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/admin/sla_view.h"
#include "desk/clock/clock.h"
#include "desk/people/people.h"

extern const struct slice slice_admin_sla, slice_incident;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_clock_promises, &slice_clock_pick,
        &slice_clock_edit, &slice_incident, &slice_admin_sla, NULL};

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

/* ---- hours as typed ---------------------------------------------------------------------------------- */

static void test_hours(void **state)
{
        static const struct {
                const char *typed, *read; /* NULL: refused */
        } cases[] = {{"8h30-12h, 13h-17h", "08:30-12:00, 13:00-17:00"}, {"08:00–18:00", "08:00-18:00"}, {"", ""},
                     {"fermé", ""}, {"24/24", "00:00-24:00"}, {"8 - 12 13:30 - 17", "08:00-12:00, 13:30-17:00"},
                     {"12-8", NULL}, {"8-12,11-13", NULL}, {"8-25", NULL}, {"8:75-9", NULL}, {"lundi", NULL}, {"8-", NULL},
                     {"800-1200", NULL}, {"1-2,2-3,3-4,4-5,5-6,6-7,7-8,8-9,9-10", NULL}};
        struct world *w = *state;
        struct calendar_hours h;
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                assert_int_equal(sla_hours_read(cases[i].typed, &h), cases[i].read != NULL);
                if (cases[i].read)
                        assert_string_equal(sla_hours_text(w->arena, &h), cases[i].read);
        }
}

/* ---- pages -------------------------------------------------------------------------------------------- */

static void test_lists(void **state)
{
        struct world *w = *state;
        assert_int_equal(get(w, "/admin/promises"), 200);
        assert_true(shows(w, "Premier contact") && shows(w, "08:00-18:00") && shows(w, "fermé") && shows(w, "Incident"));
        assert_int_equal(get(w, "/admin/calendars/none"), 404);
        assert_int_equal(get(w, "/admin/promises/none"), 404);
        assert_int_equal(get(w, "/admin/calendars/new"), 200);
        assert_int_equal(get(w, "/admin/promises/new"), 200);
        assert_int_equal(get(w, "/admin/promises/check"), 200);
        add(w, "croy", "Camille Roy", "agent");
        sign_in(w, "croy");
        static const char *const closed[] = {"/admin/promises", "/admin/promises/check", "/admin/calendars/standard",
                                             "/admin/promises/incident.response"};
        for (size_t i = 0; i < ARRAY_LEN(closed); i++)
                assert_int_not_equal(get(w, closed[i]), 200);
        assert_int_not_equal(POST(w, "/admin/calendars/standard", F("name", "X")), 303);
}

#define HOURS(h) F("d_mon", h), F("d_tue", h), F("d_wed", h), F("d_thu", h), F("d_fri", h)

static void test_calendar(void **state)
{
        struct world *w = *state;
        struct calendar_info k;
        assert_int_equal(get(w, "/admin/calendars/standard"), 200);
        assert_true(shows(w, "name=\"version\" value=\"1\"") && shows(w, "name=\"set_fr\" value=\"1\" checked"));
        /* wrong hours stay where they were typed, and nothing is saved */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "Ouverture"), F("zone", "Europe/Paris"),
                              HOURS("18-8")), 422);
        assert_true(shows(w, "value=\"18-8\"") && shows(w, "e-d_mon"));
        assert_int_equal(calendar_info_get(&w->c, "standard", &k), ST_OK);
        assert_int_equal(k.version, 1);
        /* a case under hours that are not saved: Friday 16:10, eight hours of 8:30–12 and 13–17 */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "Ouverture"), F("zone", "Europe/Paris"),
                              HOURS("8h30-12h, 13h-17h"), F("check", "1"), F("promise", "incident.response"),
                              F("at", "2026-01-16T16:10")), 200);
        assert_true(shows(w, "datetime=\"2026-01-19T15:40:00Z\""));
        assert_int_equal(calendar_info_get(&w->c, "standard", &k), ST_OK);
        assert_int_equal(k.version, 1);
        /* saved with a period, an exception, a set and a holiday of its own */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "Ouverture & co"), F("zone", "Europe/Paris"),
                              HOURS("8h30-12h, 13h-17h"), F("set_fr", "1"), F("p0_name", "Été \"court\""), F("p0_from", "2026-07-06"),
                              F("p0_to", "2026-08-21"), F("p0_mon", "9-12"), F("e0_date", "2026-05-30"), F("e0_name", "Examens"),
                              F("e0_hours", "9-12"), F("e1_date", ""), F("h0_date", "2026-05-15"), F("h0_name", "Pont")), 303);
        assert_int_equal(calendar_info_get(&w->c, "standard", &k), ST_OK);
        assert_int_equal(k.version, 2);
        assert_int_equal(get(w, "/admin/calendars/standard"), 200);
        assert_true(shows(w, "2026-07-06") && shows(w, "value=\"Examens\"") && shows(w, "value=\"Pont\"") &&
                    shows(w, "Ouverture &amp; co") && shows(w, "08:30-12:00, 13:00-17:00"));
        /* who edits an older version is told */
        assert_int_equal(POST(w, "/admin/calendars/standard", F("version", "1"), F("name", "X"), F("zone", "Europe/Paris")), 409);
        assert_int_equal(POST(w, "/admin/calendars/new", F("code", "standard"), F("name", "X"), F("zone", "Europe/Paris")), 422);
        assert_int_equal(POST(w, "/admin/calendars/new", F("code", "exams"), F("name", "X"), F("zone", "Mars/Base")), 422);
        assert_int_equal(POST(w, "/admin/calendars/new", F("code", "exams"), F("name", "Examens"), F("zone", "Indian/Reunion"),
                              F("d_sat", "24/24")), 303);
        assert_int_equal(POST(w, "/admin/calendars/exams", F("name", "X"), F("zone", "Europe/Paris"), F("e0_date", "2026-05-30"),
                              F("e1_date", "2026-05-30")), 422);
}

static void test_promise(void **state)
{
        struct world *w = *state;
        struct promise_info p;
        struct promise_rule *r;
        size_t n;
        assert_int_equal(get(w, "/admin/promises/incident.resolution"), 200);
        assert_true(shows(w, "name=\"pause_requester\" value=\"1\" checked") && shows(w, "value=\"50, 75, 90, 100\""));
        assert_int_equal(POST(w, "/admin/promises/incident.resolution", F("version", "1"), F("name_fr", "Résolution"),
                              F("name_en", "Resolution"), F("number", "0"), F("unit", "d"), F("calendar", "standard"),
                              F("levels", "90, 50")), 422);
        assert_true(shows(w, "e-number") && shows(w, "e-levels") && shows(w, "90, 50"));
        assert_int_equal(POST(w, "/admin/promises/incident.resolution", F("version", "1"), F("name_fr", "Résolution"),
                              F("name_en", "Resolution"), F("number", "2"), F("unit", "d"), F("calendar", "standard"),
                              F("levels", "50 100"), F("pause_supplier", "1")), 303);
        assert_int_equal(promise_info_get(&w->c, "incident.resolution", &p), ST_OK);
        assert_int_equal(p.target_ms, 20 * HOUR_MS);
        assert_string_equal(p.pauses, "[\"supplier\"]");
        assert_string_equal(p.levels, "[500,1000]");
        assert_int_equal(POST(w, "/admin/promises/new", F("code", "Exam!"), F("name_fr", "E"), F("name_en", "E"), F("number", "7"),
                              F("unit", "m"), F("calendar", "standard"), F("levels", "100")), 422);
        assert_int_equal(POST(w, "/admin/promises/new", F("code", "exam"), F("name_fr", "Examen"), F("name_en", "Exam"), F("number", "7"),
                              F("unit", "m"), F("calendar", "standard"), F("levels", "100"), F("clock", "response")), 303);
        assert_int_equal(POST(w, "/admin/promises/exam/rules", F("kind", "incident"), F("priority", "1"), F("audience", "student")), 303);
        assert_int_equal(get(w, "/admin/promises/exam"), 200);
        assert_true(shows(w, "student"));
        assert_int_equal(promise_rules(&w->c, &r, &n), ST_OK);
        assert_int_equal(n, 3);
        const char *path = arena_fmt(w->arena, "/admin/promises/exam/rules/%lld/remove", (long long)r[2].id);
        assert_int_equal(post(w, path, 0, &(struct http_pair){"", "", 0}), 303);
        assert_int_equal(post(w, path, 0, &(struct http_pair){"", "", 0}), 404);
}

static void test_check(void **state)
{
        struct world *w = *state;
        struct http_pair q[] = {F("calendar", "standard"), F("promise", "incident.response"), F("at", "2026-01-09T16:00"),
                                F("pause_from", "2026-01-12T09:00"), F("pause_to", "2026-01-12T10:00")};
        assert_int_equal(ask(w, HTTP_GET, "/admin/promises/check", q, 3, NULL, 0), 200);
        assert_true(shows(w, "datetime=\"2026-01-12T13:00:00Z\""));
        assert_int_equal(ask(w, HTTP_GET, "/admin/promises/check", q, 5, NULL, 0), 200);
        assert_true(shows(w, "datetime=\"2026-01-12T14:00:00Z\""));
        q[2] = (struct http_pair){"at", "demain", strlen("demain")};
        assert_int_equal(ask(w, HTTP_GET, "/admin/promises/check", q, 3, NULL, 0), 422);
        assert_true(shows(w, "e-at"));
}

#define T(fn) cmocka_unit_test_setup_teardown(fn, enter, world_close)

int main(void)
{
        const struct CMUnitTest tests[] = {T(test_hours), T(test_lists), T(test_calendar), T(test_promise), T(test_check)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
