/* Who else sees a request, as a browser meets it: for somebody else, invited, told of a reply, named in a
 * note, asked for advice.  The rules themselves are proved beside the tickets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/ticket/access.h"
#include "desk/board/board.h"
#include "desk/clock/clock.h"
#include "desk/portal/portal.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live, &slice_sweep, &slice_idempotency, &slice_people, &slice_ticket,
                                             &slice_clock, &slice_incident, &slice_board, &slice_portal, &slice_ticket_access, NULL};

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        int64_t ada, group;
        const char *number;
        bool fragment;
        /* the browser */
        const char *cookie, *csrf, *peer;
        /* the last answer */
        struct http_response *res;
};

static int64_t add(struct world *w, const char *login, const char *name, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = name, .role = role, .password = "pommier en fleur"};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static const char *open_one(struct world *w, const char *subject)
{
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = subject, .description = "Rien ne va <plus>",
                                 .requester_id = w->ada, .confidential = -1};
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        return t.number;
}

static int world_open(void **state)
{
        struct world *w = calloc(1, sizeof *w);
        const char *why = NULL;
        w->arena = arena_new(512u << 20);
        testdb_open(DB_SQLITE, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
        w->peer = "192.0.2.7";
        w->ada = add(w, "ada", "Ada Byron", NULL);
        add(w, "bob", "Bob Moreau", NULL);
        add(w, "camille", "Camille Roy", "agent");
        add(w, "thomas", "Thomas Nguyen", "agent");
        w->number = open_one(w, "Le test s’est fermé");
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
        struct http_pair *header = ARENA_ARRAY(w->arena, 3, struct http_pair);
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        header[0] = (struct http_pair){"Accept-Language", "fr", 2};
        header[1] = (struct http_pair){"Cookie", w->cookie ? w->cookie : "", w->cookie ? strlen(w->cookie) : 0};
        header[2] = (struct http_pair){"HX-Request", "true", 4};
        *req = (struct http_request){.method = method, .method_text = method == HTTP_GET ? "GET" : "POST", .path = path, .query = "",
                                     .peer = w->peer, .arena = w->arena, .header = header, .n_header = w->fragment ? 3 : 2, .param = param,
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

static const char *location(const struct world *w)
{
        const char *at = header_of(w->res, "Location", "");
        return at ? at : "";
}

/* Signs in and takes the form token from a page, as a browser does. */
static void sign_in(struct world *w, const char *login)
{
        struct http_pair field[] = {{"login", login, strlen(login)}, F("password", "pommier en fleur")};
        w->cookie = w->csrf = NULL;
        assert_int_equal(post(w, "/login", 2, field), 303);
        assert_non_null(w->cookie);
        assert_int_equal(get(w, str_eq(login, "ada") || str_eq(login, "bob") ? "/requests" : "/desk"), 200);
        const char *at = strstr(w->res->body.p, "name=\"csrf\" content=\"");
        assert_non_null(at);
        w->csrf = arena_strn(w->arena, at + 21, strcspn(at + 21, "\""));
}

static const char *page_of(struct world *w, const char *suffix)
{
        return arena_fmt(w->arena, "/tickets/%s%s", w->number, suffix);
}

static struct ticket now(struct world *w)
{
        struct ticket t;
        assert_int_equal(ticket_find(&w->c, w->number, ACT_READ_ALL, &t), ST_OK);
        return t;
}

static const char *request_of(struct world *w, const char *suffix)
{
        return arena_fmt(w->arena, "/requests/%s%s", w->number, suffix);
}

static void a_request_for_somebody_else(void **state)
{
        struct world *w = *state;
        struct service *s;
        size_t n;
        sign_in(w, "ada");
        assert_int_equal(service_list(&w->c, &s, &n), ST_OK);
        assert_true(n > 0);
        struct http_pair form[] = {{"service", s[0].code, strlen(s[0].code)}, F("subject", "Son badge"), F("body", "Il est perdu"),
                                   F("urgency", "2"), F("once", "a1"), F("other", "bo")};
        assert_int_equal(post(w, "/requests", 6, form), 422);
        assert_true(shows(w, "Nous ne trouvons pas cette personne"));
        assert_true(shows(w, "Il est perdu"));
        assert_false(shows(w, "Bob Moreau"));
        form[5] = (struct http_pair)F("other", "bob");
        assert_int_equal(post(w, "/requests", 6, form), 303);
        const char *page = location(w);
        assert_int_equal(get(w, "/requests"), 200);
        assert_true(shows(w, "Pour Bob Moreau"));
        sign_in(w, "bob");
        assert_true(shows(w, "Saisie par Ada Byron"));
        assert_int_equal(get(w, page), 200);
        assert_true(shows(w, "Il est perdu"));
}

static void a_requester_invites_and_withdraws(void **state)
{
        struct world *w = *state;
        sign_in(w, "bob");
        assert_int_equal(get(w, request_of(w, "")), 404);
        assert_int_equal(POST(w, request_of(w, "/invite"), F("who", "bob")), 404);
        sign_in(w, "ada");
        assert_int_equal(POST(w, request_of(w, "/invite"), F("who", "Bob M")), 422);
        assert_true(shows(w, "Nous ne trouvons pas cette personne"));
        assert_int_equal(POST(w, request_of(w, "/invite"), F("who", "bob")), 303);
        assert_int_equal(get(w, request_of(w, "")), 200);
        assert_true(shows(w, "Bob Moreau"));
        sign_in(w, "bob");
        assert_true(shows(w, w->number));
        assert_int_equal(get(w, request_of(w, "")), 200);
        assert_false(shows(w, "name=\"who\""));
        struct person p;
        assert_int_equal(person_by_login(&w->c, "bob", &p), ST_OK);
        const char *id = arena_fmt(w->arena, "%lld", (long long)p.id);
        struct http_pair out[] = {{"person", id, strlen(id)}};
        assert_int_equal(post(w, request_of(w, "/withdraw"), 1, out), 403);
        sign_in(w, "ada");
        assert_int_equal(post(w, request_of(w, "/withdraw"), 1, out), 303);
        sign_in(w, "bob");
        assert_int_equal(get(w, request_of(w, "")), 404);
}

static void a_reply_says_who_is_told(void **state)
{
        struct world *w = *state;
        int ran = 0;
        sign_in(w, "camille");
        assert_int_equal(POST(w, page_of(w, "/invite"), F("who", "nobody")), 422);
        assert_int_equal(POST(w, page_of(w, "/invite"), F("who", "bob")), 303);
        assert_int_equal(POST(w, page_of(w, "/invite"), F("who", "tuteur@ecole.example")), 200); /* the link, once */
        assert_true(shows(w, "/i/"));
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "checked> Bob Moreau"));
        assert_true(shows(w, "checked> tuteur@ecole.example"));
        /* the form shown, nobody ticked: the requester alone */
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "reply"), F("body", "Un"), F("to_shown", "1")), 303);
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "reply"), F("body", "Deux")), 303);
        w->c.now = moment_now() + 11 * SECOND_MS;
        assert_int_equal(job_run_due(&w->c, 100, &ran), ST_OK);
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "<span>à Ada Byron</span>"));
        assert_true(shows(w, "<span>à Ada Byron, Bob Moreau, tuteur@ecole.example</span>"));
}

static void a_name_in_a_note_is_told(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "note"), F("body", "Vois avec @thomas ou @ada")), 303);
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "<strong>@Thomas Nguyen</strong> ou @ada"));
        sign_in(w, "thomas");
        assert_true(shows(w, "Camille Roy vous mentionne"));
        assert_int_equal(get(w, "/desk/parts/asked"), 200);
        assert_true(shows(w, w->number));
}

static void advice_is_asked_and_given(void **state)
{
        struct world *w = *state;
        int64_t law = 0, group = 0, id = 0;
        const char *const groups[] = {"law-help"};
        assert_int_equal(department_ensure(&w->c, "law", "Droit", "Law", &law), ST_OK);
        assert_int_equal(group_ensure(&w->c, "law-help", "Juristes", law, &group), ST_OK);
        struct person_draft d = {.login = "lea", .name = "Léa Petit", .role = "agent", .password = "pommier en fleur",
                                 .groups = groups, .n_groups = 1};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        const char *g = arena_fmt(w->arena, "%lld", (long long)group);
        struct http_pair ask_it[] = {{"group", g, strlen(g)}, F("body", "Est-ce permis ?")}, blank[] = {{"group", g, strlen(g)}, F("body", " ")};
        sign_in(w, "lea");
        assert_int_equal(get(w, page_of(w, "")), 404);
        sign_in(w, "camille");
        assert_int_equal(post(w, page_of(w, "/advice"), 2, blank), 422);
        assert_int_equal(post(w, page_of(w, "/advice"), 2, ask_it), 303);
        assert_int_equal(post(w, page_of(w, "/advice"), 2, ask_it), 409);
        assert_true(shows(w, "Est-ce permis ?"));
        sign_in(w, "lea");
        assert_true(shows(w, "Camille Roy demande un avis à Juristes"));
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "Est-ce permis ?"));
        assert_int_equal(POST(w, page_of(w, "/take"), F("x", "")), 403);
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "note"), F("body", "Oui, article 3")), 303);
        assert_string_equal(location(w), "/desk");
        assert_int_equal(get(w, page_of(w, "")), 404);
        assert_int_equal(get(w, "/desk"), 200);
        assert_false(shows(w, "demande un avis"));
        sign_in(w, "camille");
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "Oui, article 3"));
        assert_int_equal(now(w).assignee_id, 0);
}

#define T(f) cmocka_unit_test_setup_teardown(f, world_open, world_close)

int main(void)
{
        const struct CMUnitTest all[] = {T(a_request_for_somebody_else), T(a_requester_invites_and_withdraws), T(a_reply_says_who_is_told),
                                         T(a_name_in_a_note_is_told), T(advice_is_asked_and_given)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
