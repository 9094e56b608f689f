/* People on both engines: who may sign in, what each role reads, who is found by what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/people/own.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live,   &slice_sweep, &slice_idempotency, &slice_people, NULL};

/* One database, one application, one context that acts as the system. */
struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        struct http_request req;
        struct http_response res;
};

static void world_open(struct world *w, enum db_engine e)
{
        const char *why = NULL;
        *w = (struct world){.arena = arena_new(64u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        w->req = (struct http_request){.method = HTTP_POST, .path = "/login", .query = "", .peer = "192.0.2.7", .arena = w->arena};
        w->res = (struct http_response){.status = 200, .fd = -1};
        buf_init(&w->res.body, w->arena, MAX_PAGE_BYTES);
        w->c.req = &w->req;
        w->c.res = &w->res;
        assert_int_equal(people_first_contents(&w->c), ST_OK);
}

static void world_close(struct world *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

/* Errors of a refused draft must not spill into the next one. */
static void forget(struct world *w)
{
        w->c.n_error = 0;
        w->c.why = NULL;
}

static int64_t add(struct world *w, const char *login, const char *name, const char *role, const char *group)
{
        int64_t id = 0;
        const char *const groups[] = {group};
        struct person_draft d = {.login = login, .name = name, .role = role, .groups = groups, .n_groups = group ? 1 : 0,
                                 .mail = arena_fmt(w->arena, "%s@rives.example", login), .password = "pommier en fleur"};
        enum status st = person_add(&w->c, &d, &id);
        if (st)
                print_error("%s: %s %s\n", login, status_name(st), w->c.n_error ? w->c.error[0].message : db_why(w->db));
        assert_int_equal(st, ST_OK);
        return id;
}

static void act_as(struct world *w, int64_t id, int64_t roles)
{
        struct actor *who = ARENA_NEW(w->arena, struct actor);
        *who = (struct actor){.person_id = id, .login = "", .name = "", .lang_text = "fr", .persona = "", .roles = roles, .prefs = "{}"};
        w->c.actor = who;
}

static void act_as_system(struct world *w)
{
        w->c.actor = &actor_system;
}

static int64_t department_id(struct world *w, const char *code)
{
        int64_t id = 0;
        assert_int_equal(department_ensure(&w->c, code, code, code, &id), ST_OK);
        return id;
}

static int64_t group_id(struct world *w, const char *code, const char *department)
{
        int64_t id = 0;
        assert_int_equal(group_ensure(&w->c, code, code, department_id(w, department), &id), ST_OK);
        return id;
}

static int64_t rights(struct world *w, int64_t person, int64_t scope)
{
        struct scope *s;
        size_t n;
        assert_int_equal(people_scopes(&w->c, person, &s, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (s[i].scope == scope)
                        return s[i].rights;
        return 0;
}

static size_t n_scopes(struct world *w, int64_t person)
{
        struct scope *s;
        size_t n;
        assert_int_equal(people_scopes(&w->c, person, &s, &n), ST_OK);
        return n;
}

/* ---- first contents ------------------------------------------------------------------------------- */

static void check_first_contents(struct world *w)
{
        struct department *d;
        struct service *s;
        struct group *g;
        size_t n;
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(department_list(&w->c, &d, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(d[0].code, "dsi");
        assert_int_equal(group_list(&w->c, &g, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(g[0].name, "Assistance");
        assert_int_equal(service_list(&w->c, &s, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(s[0].name, "Aide générale");
        w->c.lang = LANG_EN;
        assert_int_equal(service_by_code(&w->c, "AIDE", &s[0]), ST_OK);
        assert_string_equal(s[0].name, "General help");
        w->c.lang = LANG_FR;
}

/* ---- drafts ------------------------------------------------------------------------------------------- */

static void refused(struct world *w, const struct person_draft *d, const char *field)
{
        int64_t id = 0;
        forget(w);
        assert_int_equal(person_add(&w->c, d, &id), ST_INVALID);
        if (!form_msg(&w->c, field))
                print_error("no error on %s\n", field);
        assert_non_null(form_msg(&w->c, field));
        forget(w);
}

static void check_drafts(struct world *w)
{
        const char *const nowhere[] = {"nulle-part"}, *const odd[] = {"student@nulle-part"};
        struct person p;
        add(w, "icaron", "Inès Caron", NULL, NULL);
        refused(w, &(struct person_draft){.login = "icaron", .name = "X"}, "login");
        refused(w, &(struct person_draft){.login = "ICARON", .name = "X"}, "login");
        refused(w, &(struct person_draft){.login = "a b", .name = "X"}, "login");
        refused(w, &(struct person_draft){.login = "*)(uid=*", .name = "X"}, "login");
        refused(w, &(struct person_draft){.login = "x1", .name = " "}, "name");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .mail = "pas une adresse"}, "mail");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .mail = "ICARON@rives.example"}, "mail");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .mail = "é@rives.example"}, "mail");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .role = "roi"}, "role");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .role = "agent", .groups = nowhere, .n_groups = 1}, "group");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .groups = nowhere, .n_groups = 1}, "role");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .password = "court"}, "password");
        refused(w, &(struct person_draft){.login = "x1x1x1x1", .name = "X", .password = "X1x1x1x1"}, "password");
        refused(w, &(struct person_draft){.login = "x1", .name = "X", .affiliations = odd, .n_affiliations = 1}, "affiliation");
        assert_int_equal(person_by_login(&w->c, "x1", &p), ST_NOT_FOUND);
        assert_int_equal(person_by_login(&w->c, "  Icaron ", &p), ST_OK);
        assert_string_equal(p.mail, "icaron@rives.example");
}

/* ---- sign-in ---------------------------------------------------------------------------------------------- */

static enum status sign_in(struct world *w, const char *login, const char *password)
{
        int64_t id = 0;
        w->c.actor = NULL;
        enum status st = people_sign_in(&w->c, login, password, &id);
        act_as_system(w);
        assert_int_equal(st == ST_OK, id != 0);
        return st;
}

static void check_sign_in(struct world *w)
{
        int64_t id = add(w, "mlefort", "Marc Lefort", NULL, NULL), nobody = 0;
        assert_int_equal(sign_in(w, "mlefort", "pommier en fleur"), ST_OK);
        assert_int_equal(sign_in(w, "MLefort", "pommier en fleur"), ST_OK);
        assert_int_equal(sign_in(w, "mlefort@rives.example", "pommier en fleur"), ST_OK);
        /* an address may be longer than a login, and hold what none does */
        static const char odd[] = "Nora.O'Brien#premier-cycle@lettres-et-sciences-humaines-et-sociales.rives.example";
        struct person_draft obrien = {.login = "nobrien", .name = "Nora O’Brien", .mail = odd, .password = "pommier en fleur"};
        assert_int_equal(person_add(&w->c, &obrien, &nobody), ST_OK);
        assert_int_equal(sign_in(w, odd, "pommier en fleur"), ST_OK);
        assert_int_equal(sign_in(w, "mlefort", "pommier en fleu"), ST_DENIED);
        const char *known = w->c.why;
        assert_int_equal(sign_in(w, "personne", "pommier en fleur"), ST_DENIED);
        assert_string_equal(known, w->c.why);
        assert_int_equal(sign_in(w, "mlefort", ""), ST_DENIED);
        assert_int_equal(sign_in(w, "", ""), ST_DENIED);
        assert_int_equal(sign_in(w, "*", "pommier en fleur"), ST_DENIED);
        /* somebody without a password has none, not the dummy's */
        assert_int_equal(person_ensure(&w->c, "sansmotdepasse", "Sans Motdepasse", NULL, &nobody), ST_OK);
        assert_int_equal(sign_in(w, "sansmotdepasse", "-"), ST_DENIED);
        assert_int_equal(sign_in(w, "sansmotdepasse", ""), ST_DENIED);
        assert_int_equal(person_set_password(&w->c, id, "un autre pommier"), ST_OK);
        assert_int_equal(sign_in(w, "mlefort", "pommier en fleur"), ST_DENIED);
        assert_int_equal(sign_in(w, "mlefort", "un autre pommier"), ST_OK);
}

static void check_throttle(struct world *w)
{
        add(w, "cible", "Cible Visée", NULL, NULL);
        w->req.peer = "192.0.2.20";
        for (int i = 0; i < 10; i++)
                assert_int_equal(sign_in(w, "cible", "faux"), ST_DENIED);
        assert_int_equal(sign_in(w, "cible", "pommier en fleur"), ST_THROTTLED);
        /* a login nobody has is throttled the same */
        for (int i = 0; i < 10; i++)
                assert_int_equal(sign_in(w, "inconnue", "faux"), ST_DENIED);
        assert_int_equal(sign_in(w, "inconnue", "faux"), ST_THROTTLED);
        /* the owner, elsewhere, is not locked out */
        w->req.peer = "192.0.2.21";
        assert_int_equal(sign_in(w, "cible", "pommier en fleur"), ST_OK);
        /* a quarter of an hour later the first address may try again */
        w->req.peer = "192.0.2.20";
        w->c.now += 15 * MINUTE_MS;
        assert_int_equal(sign_in(w, "cible", "pommier en fleur"), ST_OK);
        assert_int_equal(people_sweep(&w->c, NULL), ST_OK);
        w->req.peer = "192.0.2.7";
}

/* An address that tries a hundred logins is stopped; short passwords cost the same hash. */
static void check_throttle_address(struct world *w)
{
        w->req.peer = "192.0.2.30";
        enum status last = ST_OK;
        for (int i = 0; i < 101; i++)
                last = sign_in(w, arena_fmt(w->arena, "essai%d", i), "faux");
        assert_int_equal(last, ST_THROTTLED);
        w->req.peer = "192.0.2.7";
}

/* Work of this thread alone, in ns: whatever else runs does not count. */
static int64_t worked(void)
{
        struct timespec t;

        assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t), 0);
        return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Not a proof (the bench has one): a missing hash for unknown logins would differ tenfold. */
static void check_timing(struct world *w)
{
        int64_t spent[2] = {0, 0};
        const char *const login[2] = {"mlefort", "jamais-vu"};
        for (int i = 0; i < 8; i++) {
                w->req.peer = arena_fmt(w->arena, "198.51.100.%d", i);
                int64_t from = worked();
                assert_int_equal(sign_in(w, login[i % 2], "faux"), ST_DENIED);
                spent[i % 2] += worked() - from + 1;
        }
        assert_true(spent[0] < 6 * spent[1] && spent[1] < 6 * spent[0]);
        w->req.peer = "192.0.2.7";
}

static int64_t sessions_of(struct world *w, int64_t id)
{
        struct my_session *rows;
        size_t n;
        act_as(w, id, 0);
        assert_int_equal(my_sessions(&w->c, &rows, &n), ST_OK);
        act_as_system(w);
        return (int64_t)n;
}

static void check_close(struct world *w)
{
        int64_t id = add(w, "sortant", "Sorti Lesoir", "agent", NULL);
        struct person p;
        struct group *g, one;
        size_t n;
        w->c.actor = NULL;
        assert_int_equal(session_start(&w->c, id), ST_OK);
        act_as_system(w);
        assert_int_equal(sessions_of(w, id), 1);
        assert_true(n_scopes(w, id) > 0);
        assert_int_equal(person_close(&w->c, id), ST_OK);
        assert_int_equal(sign_in(w, "sortant", "pommier en fleur"), ST_DENIED);
        assert_int_equal(sessions_of(w, id), 0);
        assert_int_equal(n_scopes(w, id), 0);
        assert_int_equal(people_groups_of(&w->c, id, &g, &n), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(person_close(&w->c, id), ST_NOT_FOUND);
        assert_int_equal(person_load(&w->c, id, &p), ST_OK);
        assert_int_equal(p.state, PERSON_CLOSED);
        assert_int_equal(group_by_code(&w->c, "desk", &one), ST_OK);
        assert_int_equal(group_join(&w->c, one.id, id, true), ST_OK); /* even then a closed person reads nothing */
        assert_int_equal(n_scopes(w, id), 0);
        assert_int_equal(group_leave(&w->c, one.id, id), ST_OK);
        w->c.actor = NULL;
        assert_int_not_equal(session_start(&w->c, id), ST_OK);
        act_as_system(w);
        forget(w);
        assert_int_equal(person_reopen(&w->c, id), ST_OK);
        assert_int_equal(sign_in(w, "sortant", "pommier en fleur"), ST_OK);
        assert_int_equal(n_scopes(w, id), 0);
}

/* ---- scopes --------------------------------------------------------------------------------------------------- */

static void check_scopes(struct world *w)
{
        int64_t dsi = department_id(w, "dsi"), rh = department_id(w, "rh");
        int64_t desk = group_id(w, "desk", "dsi"), paie = group_id(w, "paie", "rh");
        int64_t asker = add(w, "dem", "Demande Rien", NULL, NULL), agent = add(w, "agt", "Agent Simple", "agent", "desk");
        int64_t lead = add(w, "led", "Lead Paie", "lead", "paie"), manager = add(w, "man", "Manager Paie", "manager", "paie");
        int64_t boss = add(w, "bos", "Chef Partout", "department_admin", NULL), admin = add(w, "adm", "Admin Tout", "admin", NULL);

        assert_int_equal(n_scopes(w, asker), 0);
        assert_int_equal(rights(w, agent, scope_department(dsi)), RIGHT_READ | RIGHT_WORK);
        assert_int_equal(rights(w, agent, scope_group(desk)), RIGHT_READ | RIGHT_WORK);
        assert_int_equal(n_scopes(w, agent), 2);
        assert_int_equal(rights(w, lead, scope_group(paie)), 7);
        assert_int_equal(rights(w, lead, scope_department(rh)), 3);
        assert_int_equal(rights(w, manager, scope_department(rh)), 7);
        assert_int_equal(rights(w, manager, scope_group(paie)), 7);
        assert_int_equal(rights(w, manager, scope_department(dsi)), 0);
        assert_int_equal(rights(w, boss, scope_group(desk)), 7);
        assert_int_equal(rights(w, admin, scope_department(dsi)), 7);
        assert_int_equal(rights(w, admin, scope_group(paie)), 7);

        /* what is new reaches those above, and nobody else */
        int64_t conge = group_id(w, "conges", "rh"), lettres = department_id(w, "lettres");
        assert_int_equal(rights(w, admin, scope_group(conge)), 7);
        assert_int_equal(rights(w, manager, scope_group(conge)), 7);
        assert_int_equal(rights(w, boss, scope_department(lettres)), 7);
        assert_int_equal(rights(w, manager, scope_department(lettres)), 0);
        assert_int_equal(rights(w, agent, scope_group(conge)), 0);

        /* joining and leaving */
        assert_int_equal(group_join(&w->c, paie, agent, false), ST_OK);
        assert_int_equal(rights(w, agent, scope_group(paie)), 3);
        assert_int_equal(rights(w, agent, scope_department(rh)), 3);
        assert_true(people_is_member(&w->c, agent, paie));
        assert_int_equal(group_leave(&w->c, paie, agent), ST_OK);
        assert_int_equal(rights(w, agent, scope_group(paie)), 0);
        assert_int_equal(rights(w, agent, scope_department(rh)), 0);
        assert_false(people_is_member(&w->c, agent, paie));
}

static void check_groups(struct world *w)
{
        struct group g, *list;
        struct person *p;
        size_t n;
        int64_t asker = add(w, "future", "Future Agente", NULL, NULL), mail = group_id(w, "fournisseur", "dsi");
        assert_int_equal(group_load(&w->c, mail, &g), ST_OK);
        g.external = 1;
        assert_int_equal(group_change(&w->c, &g), ST_OK);
        assert_int_equal(group_join(&w->c, mail, asker, false), ST_OK);
        assert_int_equal(n_scopes(w, asker), 0); /* a group that works by mail gives nothing */
        assert_int_equal(group_by_code(&w->c, "Desk", &g), ST_OK);
        assert_int_equal(group_join(&w->c, g.id, asker, true), ST_OK); /* becomes an agent */
        assert_int_equal(rights(w, asker, scope_group(g.id)), 7);
        assert_int_equal(rights(w, asker, scope_group(mail)), 0);
        act_as(w, asker, ROLE_AGENT);
        assert_int_equal(group_by_code(&w->c, "desk", &g), ST_OK);
        assert_int_equal(g.am_member, 1);
        assert_int_equal(g.am_lead, 1);
        assert_string_equal(g.department_code, "dsi");
        assert_int_equal(people_groups_of(&w->c, asker, &list, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(group_members(&w->c, g.id, &p, &n), ST_OK);
        assert_true(n >= 1);
        act_as(w, asker, 0);
        assert_int_equal(group_list(&w->c, &list, &n), ST_DENIED);
        assert_int_equal(group_members(&w->c, g.id, &p, &n), ST_DENIED);
        act_as_system(w);
        assert_int_equal(group_by_code(&w->c, "jamais", &g), ST_NOT_FOUND);
}

/* ---- who sees and finds whom ---------------------------------------------------------------------------------------- */

static bool finds(struct world *w, const char *typed, int64_t id)
{
        struct person *p;
        size_t n;
        assert_int_equal(person_search(&w->c, typed, &p, &n), ST_OK);
        assert_true(n <= PERSON_SEARCH_MAX);
        for (size_t i = 0; i < n; i++)
                if (p[i].id == id)
                        return true;
        return false;
}

static void check_search(struct world *w)
{
        int64_t id = 0, other = add(w, "zoe", "Zoé d’Œuvre-Béart", NULL, NULL);
        struct person_draft d = {.login = "hnguyen", .name = "Hélène Nguyễn Dubois", .phone = "06 39 98 12 07",
                                 .student_number = "E20261234", .mail = "helene.nguyen@rives.example"};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        static const char *const right[] = {
                "06 39 98 12 07", "+33639981207", "0639981207", "06.39.98.12.07", "0033 6 39 98 12 07", "+33 (0)6 39 98 12 07",
                "06 39 98", "hnguyen", "HNG", "helene", "Hélène", "nguyen", "NGUYỄN dub", "dubois helene", "dub",
                "e20261234", "helene.nguyen@", "helene dubois ngu"};
        for (size_t i = 0; i < ARRAY_LEN(right); i++) {
                if (!finds(w, right[i], id))
                        print_error("not found by «%s»\n", right[i]);
                assert_true(finds(w, right[i], id));
        }
        static const char *const wrong[] = {"", " ", "%", "_", "'", "\"; DROP", "06 39 98 12 08", "helene martin", "elene", "(", "++++", "@"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                assert_false(finds(w, wrong[i], id));
        assert_true(finds(w, "oeuvre", other));
        assert_true(finds(w, "beart zoe", other));
        assert_int_equal(person_change(&w->c, id, &(struct person_contact){"Hélène Martin", "514 555-0101", "en"}), ST_OK);
        assert_true(finds(w, "martin", id));
        assert_false(finds(w, "dubois", id));
        assert_false(finds(w, "06 39 98 12 07", id));
        assert_true(finds(w, "(514) 555-0101", id));
}

static void check_sight(struct world *w)
{
        struct person p, *list;
        size_t n;
        int64_t one = add(w, "une", "Une Personne", NULL, NULL), two = add(w, "deux", "Deux Personnes", NULL, NULL);
        act_as(w, one, 0);
        assert_int_equal(person_load(&w->c, one, &p), ST_OK);
        assert_int_equal(person_load(&w->c, two, &p), ST_NOT_FOUND);
        assert_int_equal(person_load(&w->c, 999999, &p), ST_NOT_FOUND);
        assert_int_equal(person_by_login(&w->c, "deux", &p), ST_NOT_FOUND);
        assert_int_equal(person_search(&w->c, "deux", &list, &n), ST_DENIED);
        act_as(w, one, ROLE_AGENT);
        assert_int_equal(person_load(&w->c, two, &p), ST_OK);
        assert_int_equal(person_by_login(&w->c, "deux", &p), ST_OK);
        w->c.actor = NULL;
        assert_int_equal(person_load(&w->c, one, &p), ST_NOT_FOUND);
        act_as_system(w);
}

static void check_ensure(struct world *w)
{
        int64_t a = 0, b = 0, kept = add(w, "kept", "Déjà Là", NULL, NULL);
        assert_int_equal(person_ensure(&w->c, "kept", "Autre Nom", "autre@rives.example", &a), ST_OK);
        assert_int_equal(a, kept);
        assert_int_equal(person_ensure(&w->c, NULL, "Par Adresse", "KEPT@rives.example", &a), ST_OK);
        assert_int_equal(a, kept);
        assert_int_equal(person_ensure(&w->c, NULL, "Neuve", "neuve@ailleurs.example", &a), ST_OK);
        assert_int_not_equal(a, kept);
        assert_int_equal(person_ensure(&w->c, NULL, "Neuve encore", "neuve@ailleurs.example", &b), ST_OK);
        assert_int_equal(a, b);
        assert_int_equal(person_ensure(&w->c, "par.login", "", NULL, &a), ST_OK);
        assert_int_equal(person_ensure(&w->c, "Par.Login", NULL, NULL, &b), ST_OK);
        assert_int_equal(a, b);
        assert_int_equal(person_ensure(&w->c, NULL, NULL, NULL, &b), ST_INVALID);
}

/* A service for students is for students and for those who help them. */
DB_STMT(test_audience, "INSERT INTO service_audience (service_id, audience) VALUES (:id, 'student')");

static void check_services(struct world *w)
{
        const char *const student[] = {"student"};
        struct service_draft d = {.code = "examens", .name_fr = "Examens en ligne", .name_en = "Online exams", .family_fr = "Études",
                                  .department_id = department_id(w, "dsi"), .group_id = group_id(w, "desk", "dsi"), .sort = 10};
        struct person_draft who = {.login = "etu", .name = "Étu Diante", .affiliations = student, .n_affiliations = 1};
        struct service s, *list;
        int64_t id = 0, again = 0, etu = 0, staff = add(w, "autre", "Autre Public", NULL, NULL);
        size_t n;
        assert_int_equal(service_ensure(&w->c, &d, &id), ST_OK);
        assert_int_equal(service_ensure(&w->c, &d, &again), ST_OK);
        assert_int_equal(id, again);
        assert_int_equal(person_add(&w->c, &who, &etu), ST_OK);
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &test_audience, DB_ARGS(DB_I("id", id)), NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        act_as(w, etu, 0);
        assert_int_equal(service_by_code(&w->c, "examens", &s), ST_OK);
        assert_int_equal(service_list(&w->c, &list, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_string_equal(list[0].code, "examens");
        act_as(w, staff, 0);
        assert_int_equal(service_by_code(&w->c, "examens", &s), ST_NOT_FOUND);
        assert_int_equal(service_list(&w->c, &list, &n), ST_OK);
        assert_int_equal(n, 1);
        act_as(w, staff, ROLE_AGENT);
        assert_int_equal(service_by_code(&w->c, "examens", &s), ST_OK);
        act_as_system(w);
}

/* ---- both engines -------------------------------------------------------------------------------------------------------- */

static void all(enum db_engine e)
{
        struct world w;
        void (*const part[])(struct world *) = {check_first_contents, check_drafts, check_sign_in, check_throttle,
                                                check_throttle_address, check_timing, check_close, check_scopes,
                                                check_groups, check_search, check_sight, check_ensure, check_services};
        world_open(&w, e);
        for (size_t i = 0; i < ARRAY_LEN(part); i++) {
                forget(&w);
                part[i](&w);
        }
        world_close(&w);
}

static void test_sqlite(void **state)
{
        (void)state;
        all(DB_SQLITE);
}

static void test_postgres(void **state)
{
        (void)state;
        all(DB_POSTGRES);
}

/* Every statement is prepared on both engines. */
static void prepare_all(enum db_engine e)
{
        struct db_pool *pool;
        struct db *db;
        testdb_open(e, &pool, &db);
        for (const struct db_stmt *const *s = slice_people.stmts; *s; s++) {
                if (db_prepare_only(db, *s))
                        print_error("%s: %s\n", (*s)->name, db_why(db));
                assert_int_equal(db_prepare_only(db, *s), ST_OK);
        }
        testdb_close(&pool, &db);
}

static void test_prepare(void **state)
{
        (void)state;
        prepare_all(DB_SQLITE);
        prepare_all(DB_POSTGRES);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(test_sqlite), cmocka_unit_test(test_postgres),
                                           cmocka_unit_test(test_prepare)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
