/* The agents' pages as a browser meets them: requests through dispatch, with cookies, forms and
 * fragments, on SQLite.  The rules themselves are proved beside the tickets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/board/board.h"
#include "desk/clock/clock.h"
#include "desk/incident/incident.h"
#include "desk/incident/incident_view.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live, &slice_sweep, &slice_idempotency, &slice_people, &slice_ticket,
                                             &slice_clock, &slice_incident, &slice_board, NULL};

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

static int get_q(struct world *w, const char *path, const char *name, const char *value)
{
        struct http_pair p = {name, value, strlen(value)};
        return ask(w, HTTP_GET, path, &p, 1, NULL, 0);
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
        assert_int_equal(get(w, "/desk"), 200);
        const char *at = strstr(w->res->body.p, "name=\"csrf\" content=\"");
        assert_non_null(at);
        w->csrf = arena_strn(w->arena, at + 21, strcspn(at + 21, "\""));
}

static const char *page_of(struct world *w, const char *suffix)
{
        return arena_fmt(w->arena, "/tickets/%s%s", w->number, suffix);
}

/* Value of a hidden field, as the browser would send it back. */
static const char *hidden(const struct world *w, const char *name)
{
        const char *at = strstr(w->res->body.p, arena_fmt(w->arena, "name=\"%s\" value=\"", name));
        assert_non_null(at);
        at = strstr(at, "value=\"") + 7;
        return arena_strn(w->arena, at, strcspn(at, "\""));
}

static struct ticket now(struct world *w)
{
        struct ticket t;
        assert_int_equal(ticket_find(&w->c, w->number, ACT_READ_ALL, &t), ST_OK);
        return t;
}

#define V(n, v) {n, v, strlen(v)}

static void agents_only(void **state)
{
        struct world *w = *state;
        static const char *const paths[] = {"/desk", "/tickets", "/tickets/new", "/desk/search", "/desk/parts/take", "/desk/people"};
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                assert_int_equal(get(w, paths[i]), 303); /* to sign in */
        struct http_pair field[] = {F("login", "ada"), F("password", "pommier en fleur")};
        assert_int_equal(post(w, "/login", 2, field), 303);
        for (size_t i = 0; i < ARRAY_LEN(paths); i++)
                assert_int_equal(get(w, paths[i]), 404);
        assert_int_equal(get(w, page_of(w, "")), 404);
}

static void home_and_queue_show_it(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        assert_int_equal(get(w, "/desk"), 200);
        assert_true(shows(w, "Le test s’est fermé"));
        assert_true(shows(w, "id=\"part-counts\""));
        static const char *const parts[] = {"counts", "take", "unread", "due"};
        for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
                assert_int_equal(get(w, arena_fmt(w->arena, "/desk/parts/%s", parts[i])), 200);
                assert_false(shows(w, "<html"));
        }
        assert_int_equal(get(w, "/desk/parts/nothing"), 404);
        assert_int_equal(get_q(w, "/tickets", "view", "take"), 200);
        assert_true(shows(w, w->number));
        assert_int_equal(get_q(w, "/tickets", "view", "nonsense"), 200);
        assert_int_equal(get_q(w, "/tickets", "q", "<script>alert(1)</script>"), 200);
        assert_false(shows(w, "<script>alert"));
        assert_int_equal(get_q(w, "/tickets", "part", "rows"), 200);
        assert_false(shows(w, "<html"));
        assert_true(shows(w, w->number));
        assert_int_equal(get_q(w, "/desk/search", "q", w->number), 303);
        assert_string_equal(location(w), page_of(w, ""));
}

/* A filter that leaves nothing names itself and can be taken off. */
static void an_empty_queue_names_its_filters(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        struct http_pair p[] = {F("view", "take"), F("state", "pending"), F("q", "zz & zz")};
        assert_int_equal(ask(w, HTTP_GET, "/tickets", p, 3, NULL, 0), 200);
        assert_true(shows(w, "zz &amp; zz"));
        assert_true(shows(w, "href=\"/tickets?view=take&amp;q=zz%20%26%20zz\""));
        assert_true(shows(w, "href=\"/tickets?view=take&amp;filter=state%3Ais%3Apending\""));
}

static void taking_and_being_second(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        assert_int_equal(POST(w, page_of(w, "/take"), F("x", "")), 303);
        assert_string_equal(location(w), page_of(w, ""));
        assert_string_equal(now(w).assignee_name, "Camille Roy");
        sign_in(w, "thomas");
        w->fragment = true;
        assert_int_equal(POST(w, page_of(w, "/take"), F("from", "desk")), 200);
        assert_true(shows(w, "Camille Roy"));
        assert_true(shows(w, "is-gone"));
        assert_string_equal(now(w).assignee_name, "Camille Roy");
        w->fragment = false;
        sign_in(w, "camille");
        struct http_pair what[] = {F("what", "take")}, none[] = {V("csrf", w->csrf)};
        assert_int_equal(ask(w, HTTP_POST, page_of(w, "/undo"), what, 1, none, 1), 303);
        assert_int_equal(now(w).assignee_id, 0);
}

static void a_reply_waits_and_comes_back(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "Rien ne va &lt;plus&gt;"));
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "reply"), F("body", "Bonjour Ada"), F("engage", "waiting")), 303);
        assert_int_equal(now(w).state, STATE_NEW);
        assert_int_equal(POST(w, page_of(w, "/undo"), F("x", "")), 303);
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, ">\nBonjour Ada</textarea>"));
        assert_int_equal(POST(w, page_of(w, "/undo"), F("x", "")), 409);
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "reply"), F("body", "Bonjour Ada"), F("engage", "waiting")), 303);
        int ran = 0;
        w->c.now = moment_now() + 11 * SECOND_MS;
        assert_int_equal(job_run_due(&w->c, 100, &ran), ST_OK);
        assert_int_equal(now(w).state, STATE_PENDING);
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "msg--agent"));
        assert_true(shows(w, ">\n</textarea>"));
}

static void a_note_is_for_agents(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        w->fragment = true;
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "reply"), F("as", "note"), F("body", "Entre nous")), 200);
        assert_true(shows(w, "data-mode=\"note\""));
        assert_int_equal(get_q(w, page_of(w, "/thread"), "last", "0"), 200);
        assert_true(shows(w, "msg--note"));
        assert_true(shows(w, "Entre nous"));
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "note"), F("body", "  ")), 422);
        assert_true(shows(w, "id=\"body-error\""));
}

/* Somebody wrote after the newest entry I saw: 409, theirs and mine are both there, nothing was sent. */
static void two_replies_meet(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        assert_int_equal(get(w, page_of(w, "")), 200);
        const char *last = hidden(w, "last");
        sign_in(w, "thomas");
        struct ticket t = now(w);
        struct person thomas;
        assert_int_equal(person_by_login(&w->c, "thomas", &thomas), ST_OK);
        struct actor him = {.person_id = thomas.id, .login = "thomas", .name = "Thomas", .lang_text = "fr", .prefs = "{}", .roles = ROLE_AGENT};
        struct ctx as = w->c;
        as.actor = &him;
        assert_int_equal(ticket_find(&as, w->number, ACT_COMMENT, &t), ST_OK);
        struct entry_draft e = {.body = "Réponse de Thomas", .is_public = true};
        assert_int_equal(ticket_comment(&as, &t, &e, NULL), ST_OK);
        sign_in(w, "camille");
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "reply"), F("body", "Réponse de Camille"), V("last", last)), 409);
        assert_true(shows(w, "Réponse de Thomas"));
        assert_true(shows(w, "Réponse de Camille</textarea>"));
        assert_true(shows(w, "name=\"force\""));
        assert_int_equal(POST(w, page_of(w, "/messages"), F("mode", "reply"), F("body", "Réponse de Camille"), V("last", last), F("force", "1")), 303);
}

static void a_stale_sheet_shows_both(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        assert_int_equal(get(w, page_of(w, "/forms/fields")), 200);
        const char *version = hidden(w, "version");
        assert_int_equal(POST(w, page_of(w, "/fields"), F("subject", "Un"), F("impact", "1"), V("version", version)), 303);
        assert_string_equal(now(w).subject, "Un");
        assert_int_equal(POST(w, page_of(w, "/fields"), F("subject", "Deux"), F("impact", "1"), V("version", version)), 409);
        assert_true(shows(w, "value=\"Deux\""));
        assert_string_equal(now(w).subject, "Un");
        const char *fresh = hidden(w, "version");
        assert_string_not_equal(fresh, version);
        assert_int_equal(POST(w, page_of(w, "/fields"), F("subject", "Deux"), F("impact", "1"), V("version", fresh)), 303);
        assert_string_equal(now(w).subject, "Deux");
}

static void assigning_and_moving(void **state)
{
        struct world *w = *state;
        struct ticket t = now(w);
        const char *group = arena_fmt(w->arena, "%lld", (long long)t.group_id), *ada = arena_fmt(w->arena, "%lld", (long long)w->ada);
        sign_in(w, "camille");
        assert_int_equal(POST(w, page_of(w, "/assign"), V("group", group), V("assignee", ada)), 422);
        assert_true(shows(w, "id=\"e-assignee\""));
        assert_int_equal(now(w).assignee_id, 0);
        assert_int_equal(POST(w, page_of(w, "/state"), F("move", "40-0"), F("reason", "")), 422);
        assert_int_equal(POST(w, page_of(w, "/state"), F("move", "50-0"), F("reason", "x")), 409);
        assert_int_equal(POST(w, page_of(w, "/state"), F("move", "nonsense"), F("reason", "x")), 422);
        assert_int_equal(POST(w, page_of(w, "/state"), F("move", "40-0"), F("reason", "Redémarré")), 303);
        assert_int_equal(now(w).state, STATE_RESOLVED);
}

/* Tags, links, watching, custom fields and categories, as a plain form and as htmx sends them. */
static void marking(void **state)
{
        struct world *w = *state;
        const char *second = open_one(w, "L’autre");
        assert_int_equal(field_add(&w->c, &(struct field_draft){"floor", "number", "Étage", "Floor"}), ST_OK);
        assert_int_equal(category_add(&w->c, &(struct category_draft){"cat", "Rare <b>", "Rare", 0, 0}), ST_OK);
        sign_in(w, "camille");
        assert_int_equal(POST(w, page_of(w, "/tags"), F("add", "Réseau")), 303);
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "<span class=\"tag\">reseau</span>") && !shows(w, "name=\"field_floor\"") && !shows(w, "Rare &lt;b&gt;"));
        assert_int_equal(get(w, page_of(w, "/forms/fields")), 200);
        assert_true(shows(w, "name=\"field_floor\"") && shows(w, "Rare &lt;b&gt;") && !shows(w, "<html"));
        assert_int_equal(get_q(w, page_of(w, ""), "open", "fields"), 200); /* without script */
        assert_true(shows(w, "name=\"field_floor\"") && shows(w, "<html"));
        assert_int_equal(get_q(w, page_of(w, ""), "open", "nothing"), 200);
        assert_int_equal(get(w, page_of(w, "/forms/nothing")), 404);
        assert_int_equal(POST(w, page_of(w, "/tags"), F("add", "  ")), 422);
        assert_true(shows(w, "id=\"e-tag\""));
        w->fragment = true;
        assert_int_equal(POST(w, page_of(w, "/tags"), F("remove", "reseau")), 200);
        assert_false(shows(w, ">reseau<"));
        assert_int_equal(POST(w, page_of(w, "/links"), V("to", second), F("kind", "duplicate")), 200);
        assert_true(shows(w, "doublon de") && shows(w, second));
        assert_int_equal(POST(w, page_of(w, "/links"), F("to", "INC-999"), F("kind", "duplicate")), 422);
        assert_true(shows(w, "id=\"e-to\"") && shows(w, "value=\"INC-999\""));
        assert_int_equal(POST(w, page_of(w, "/links"), V("remove", second)), 200);
        assert_false(shows(w, "doublon de</span>"));
        assert_int_equal(POST(w, page_of(w, "/watch"), F("on", "1")), 200);
        assert_true(shows(w, "Camille Roy") && shows(w, "Ne plus suivre"));
        assert_int_equal(POST(w, page_of(w, "/watch"), F("on", "0")), 200);
        assert_false(shows(w, "Ne plus suivre"));
        assert_int_equal(get_q(w, page_of(w, "/categories"), "service", "1"), 200);
        assert_true(shows(w, "Rare &lt;b&gt;"));
        assert_int_equal(POST(w, page_of(w, "/fields"), F("field_floor", "douze"), F("subject", "Gardé")), 422);
        assert_true(shows(w, "id=\"e-field_floor\"") && shows(w, "value=\"douze\""));
        assert_string_not_equal(now(w).subject, "Gardé"); /* all or nothing */
        assert_int_equal(POST(w, page_of(w, "/fields"), F("field_floor", "12"), F("category", "1")), 200);
        assert_true(shows(w, "<dd>12</dd>") && shows(w, "<dd>Rare &lt;b&gt;</dd>"));
        assert_string_equal(now(w).category_code, "cat");
        w->fragment = false;
}

static void bulk_reports(void **state)
{
        struct world *w = *state;
        const char *second = open_one(w, "Autre chose");
        sign_in(w, "thomas");
        assert_int_equal(POST(w, page_of(w, "/take"), F("x", "")), 303);
        sign_in(w, "camille");
        assert_int_equal(POST(w, "/tickets/bulk", F("act", "take"), V("ticket", w->number), V("ticket", second), F("ticket", "INC-999"),
                              F("back", "/tickets?view=groups")), 303);
        assert_string_equal(location(w), "/tickets?view=groups&act=take&done=1&taken=1&refused=1");
        assert_int_equal(POST(w, "/tickets/bulk", F("act", "take"), F("back", "//evil.example/")), 303);
        assert_true(str_starts(location(w), "/tickets?"));
        assert_int_equal(POST(w, "/tickets/bulk", F("act", "burn")), 422);
}

/* A preview changes nothing and says what will happen; applied twice it is done once. */
static void many_changed_once(void **state)
{
        struct world *w = *state;
        const char *second = open_one(w, "Autre chose");
        sign_in(w, "camille");
        assert_int_equal(POST(w, "/tickets/change", V("ticket", w->number), V("ticket", second)), 200);
        assert_true(shows(w, second) && shows(w, "Prévisualiser") && !shows(w, "value=\"apply\""));
        int64_t version = now(w).version;
        assert_int_equal(POST(w, "/tickets/change", F("act", "preview"), F("tag", "lot"), F("state", "open"), V("ticket", w->number),
                              V("ticket", second), F("ticket", "INC-999")), 200);
        assert_true(shows(w, "Sera modifiée") && shows(w, "Refusé") && shows(w, "2 demandes seront modifiées"));
        assert_int_equal(now(w).version, version);
        for (int turn = 0; turn < 2; turn++) {
                assert_int_equal(POST(w, "/tickets/change", F("act", "apply"), F("once", "k1"), F("tag", "lot"), F("state", "open"),
                                      V("ticket", w->number), V("ticket", second), F("back", "//evil.example/")), 200);
                assert_true(shows(w, turn ? "Déjà ainsi" : "2 demandes modifiées"));
                assert_false(shows(w, "evil"));
                assert_true(turn == 0 || now(w).version == version);
                version = now(w).version;
        }
        assert_int_equal(now(w).state, STATE_OPEN);
        assert_int_equal(POST(w, "/tickets/change", F("act", "preview"), F("assignee", "personne-ici"), V("ticket", second)), 200);
        assert_true(shows(w, "notice--bad"));
        struct http_pair field[] = {F("login", "ada"), F("password", "pommier en fleur")};
        assert_int_equal(post(w, "/login", 2, field), 303);
        assert_int_equal(POST(w, "/tickets/change", F("act", "apply"), F("tag", "x"), V("ticket", w->number)), 404);
}

static void opening_for_somebody(void **state)
{
        struct world *w = *state;
        add(w, "adele", "Ada Lindgren", NULL);
        sign_in(w, "camille");
        assert_int_equal(POST(w, "/tickets/new", F("person", ""), F("subject", "")), 422);
        assert_true(shows(w, "href=\"#f-person\""));
        assert_true(shows(w, "href=\"#f-subject\""));
        assert_int_equal(POST(w, "/tickets/new", F("person", "Ada"), F("subject", "Clavier")), 422);
        assert_true(shows(w, "Ada Byron"));
        assert_true(shows(w, "Ada Lindgren"));
        assert_true(shows(w, "value=\"Clavier\""));
        assert_int_equal(POST(w, "/tickets/new", F("person", "personne de connu"), F("subject", "Clavier")), 422);
        assert_int_equal(POST(w, "/tickets/new", F("person", "ada"), F("subject", "Clavier"), F("channel", "30")), 303);
        w->number = arena_str(w->arena, strrchr(location(w), '/') + 1);
        struct ticket t = now(w);
        assert_int_equal(t.requester_id, w->ada);
        assert_int_equal(t.channel, CHANNEL_PHONE);
        assert_string_equal(t.opened_login, "camille");
}

static void drafts_and_presence(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        struct http_pair draft[] = {F("mode", "note"), F("body", "À moitié écrit"), V("csrf", w->csrf)};
        assert_int_equal(ask(w, HTTP_PUT, page_of(w, "/draft"), NULL, 0, draft, 3), 200);
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_true(shows(w, "data-draft-note=\"À moitié écrit\""));
        assert_int_equal(POST(w, page_of(w, "/presence"), F("typing", "1")), 204);
        sign_in(w, "thomas");
        assert_int_equal(get(w, page_of(w, "/presence")), 200);
        assert_true(shows(w, "Camille Roy écrit une réponse"));
        assert_int_equal(get(w, page_of(w, "")), 200);
        assert_false(shows(w, "À moitié écrit"));
}

static void the_ledger_adds_up(void **state)
{
        struct world *w = *state;
        sign_in(w, "camille");
        assert_int_equal(get(w, page_of(w, "/clocks/response")), 200);
        assert_true(shows(w, "<tfoot>"));
        assert_int_equal(get(w, page_of(w, "/clocks/none")), 404);
        w->number = "INC-999";
        assert_int_equal(get(w, page_of(w, "")), 404);
        assert_int_equal(POST(w, page_of(w, "/take"), F("x", "")), 404);
        assert_int_equal(POST(w, page_of(w, "/messages"), F("body", "x")), 404);
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
