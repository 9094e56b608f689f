/* Articles on both engines: who reads what, in which language, which wording, and what a search may show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/article/article_own.h"
#include "desk/people/people.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live,
                                             &slice_sweep, &slice_idempotency, &slice_people, &slice_article, &slice_article_edit, NULL};

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        int64_t student, staff, chief;
};

static int64_t add(struct world *w, const char *login, const char *affiliation)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .affiliations = &affiliation, .n_affiliations = 1};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static void world_open(struct world *w, enum db_engine e)
{
        const char *why = NULL;
        *w = (struct world){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        w->student = add(w, "etu", "student");
        w->staff = add(w, "adm", "staff");
        w->chief = add(w, "chef", "staff");
        assert_int_equal(person_role_give(&w->c, w->chief, "manager", 0), ST_OK);
}

static void world_close(struct world *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

static void as(struct world *w, int64_t id, int64_t roles)
{
        struct actor *who = ARENA_NEW(w->arena, struct actor);
        *who = (struct actor){.person_id = id, .login = "", .name = "", .lang_text = "fr", .persona = "", .roles = roles, .prefs = "{}"};
        w->c.actor = id ? who : NULL;
        w->c.n_error = 0;
        w->c.why = NULL;
}

/* An article for one audience ("" = agents only), in French, published as the chief. */
static void made(struct world *w, const char *slug, const char *audience, const char *title, const char *body)
{
        const char *now = NULL;
        struct article_draft d = {.slug = slug, .kind = "guide", .fr = {title, body}, .en = {"", ""}, .audiences = &audience,
                                  .n_audiences = *audience ? 1 : 0};
        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_OK);
        assert_string_equal(now, slug);
        assert_int_equal(article_move(&w->c, slug, ARTICLE_PUBLISHED, 0), ST_OK);
}

static size_t seen(struct world *w, const char *words)
{
        struct article *a;
        size_t n = 99;
        assert_int_equal(article_list(&w->c, &(struct article_query){.words = words}, &a, &n), ST_OK);
        return n;
}

static bool reads(struct world *w, const char *slug)
{
        struct article a;
        enum status st = article_by_slug(&w->c, slug, &a);
        assert_true(st == ST_OK || st == ST_NOT_FOUND);
        return st == ST_OK;
}

static void check_audiences(struct world *w)
{
        made(w, "etudes", "student", "Changer de groupe", "La scolarité inscrit chaque nuit.");
        made(w, "tous", "everyone", "Se connecter au wifi", "Le réseau eduroam.");
        made(w, "agents", "", "Procédure du guichet", "Mot secret : hippopotame.");
        as(w, 0, 0);
        assert_int_equal(seen(w, NULL), 1);
        assert_true(reads(w, "tous"));
        assert_false(reads(w, "etudes"));
        as(w, w->student, 0);
        assert_int_equal(seen(w, NULL), 2);
        assert_true(reads(w, "etudes"));
        assert_false(reads(w, "agents"));
        assert_int_equal(seen(w, "hippopotame"), 0);
        as(w, w->staff, 0);
        assert_int_equal(seen(w, NULL), 1);
        assert_false(reads(w, "etudes"));
        assert_int_equal(seen(w, "changer groupe"), 0);
        as(w, w->staff, ROLE_AGENT);
        assert_int_equal(seen(w, NULL), 3);
        assert_int_equal(seen(w, "hippopotame"), 1);
}

static void check_search(struct world *w)
{
        as(w, w->student, 0);
        assert_int_equal(seen(w, "WIFI"), 1);
        assert_int_equal(seen(w, "eduro"), 1);
        assert_int_equal(seen(w, "scolarite nuits"), 1);
        assert_int_equal(seen(w, "wifi scolarité"), 0);
        assert_int_equal(seen(w, "' OR 1=1 --"), 0);
        assert_int_equal(seen(w, "%"), 0); /* not a letter: nothing found, and an end */
        assert_int_equal(seen(w, "\xf0\x9f\x98\x80 .."), 0);
        assert_int_equal(seen(w, "  "), 2); /* nothing searched: the list */
}

/* Who reads in English asks by English stems: "scanning" finds "scanned", which no French stem does. */
static void check_english(struct world *w)
{
        const char *now = NULL, *everyone = "everyone";
        struct article_draft d = {.slug = "library", .kind = "guide", .fr = {"Le fonds ancien", "Sur rendez-vous."},
                                  .en = {"The old library", "By appointment. Scanned pages."}, .audiences = &everyone, .n_audiences = 1};

        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_OK);
        assert_int_equal(article_move(&w->c, "library", ARTICLE_PUBLISHED, 0), ST_OK);
        as(w, w->student, 0);
        w->c.lang = LANG_EN;
        assert_int_equal(seen(w, "libraries"), 1);
        assert_int_equal(seen(w, "scanning"), 1);
        assert_int_equal(seen(w, "fonds anciens"), 1); /* the French wording, by its words */
        w->c.lang = LANG_FR;
        assert_int_equal(seen(w, "fonds anciens"), 1);
        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_move(&w->c, "library", ARTICLE_RETIRED, 0), ST_OK);
}

/* Readers keep the published wording until somebody publishes the next; every one stays. */
static void check_wordings(struct world *w)
{
        struct article a;
        struct article_edit e;
        struct article_wording *v;
        size_t n;
        const char *now, *everyone = "everyone";
        struct article_draft d = {.kind = "faq", .fr = {"Se connecter au wifi", "Autre texte."}, .en = {"Connect to the wifi", "Eduroam."},
                                  .audiences = &everyone, .n_audiences = 1};

        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_edit_load(&w->c, "tous", &e), ST_OK);
        assert_int_equal(e.newer, 0);
        assert_int_equal(article_save(&w->c, "tous", &d, e.version, &now), ST_OK);
        assert_int_equal(article_save(&w->c, "tous", &d, e.version, &now), ST_STALE);
        assert_int_equal(article_edit_load(&w->c, "tous", &e), ST_OK);
        assert_int_equal(e.newer, 2);
        as(w, w->student, 0);
        assert_int_equal(article_by_slug(&w->c, "tous", &a), ST_OK);
        assert_string_equal(a.body, "Le réseau eduroam.");
        w->c.lang = LANG_EN;
        assert_int_equal(article_by_slug(&w->c, "tous", &a), ST_OK);
        assert_true(a.other_language);
        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_move(&w->c, "tous", ARTICLE_PUBLISHED, 0), ST_OK);
        as(w, w->student, 0);
        assert_int_equal(article_by_slug(&w->c, "tous", &a), ST_OK);
        assert_false(a.other_language);
        assert_string_equal(a.title, "Connect to the wifi");
        assert_int_equal(seen(w, "connect eduroam"), 1);
        w->c.lang = LANG_FR;
        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_wordings(&w->c, "tous", &v, &n), ST_OK);
        assert_int_equal(n, 3);
        assert_int_equal(v[0].shown + v[1].shown + v[2].shown, 2);
        assert_string_equal(v[2].body, "Le réseau eduroam.");
}

static void check_editors(struct world *w)
{
        const char *now = NULL;
        struct article_edit e, *list;
        struct article_wording *v;
        size_t n;
        struct article_draft d = {.kind = "faq", .fr = {"Titre", "Texte"}, .en = {"", ""}};

        as(w, w->staff, ROLE_AGENT);
        assert_int_equal(article_edit_load(&w->c, "tous", &e), ST_NOT_FOUND);
        assert_int_equal(article_edit_list(&w->c, 0, &list, &n), ST_NOT_FOUND);
        assert_int_equal(article_wordings(&w->c, "tous", &v, &n), ST_NOT_FOUND);
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_NOT_FOUND);
        assert_int_equal(article_move(&w->c, "tous", ARTICLE_RETIRED, 0), ST_NOT_FOUND);
        as(w, w->chief, ROLE_MANAGER);
        d.slug = "tous";
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_INVALID);
        assert_non_null(form_msg(&w->c, "slug"));
        as(w, w->chief, ROLE_MANAGER);
        const char *const odd[] = {"Deux mots"};
        struct article_draft bad = {.kind = "poème", .owner = "personne", .service = "rien", .fr = {"Titre", ""}, .en = {"", "Text"},
                                    .audiences = odd, .n_audiences = 1};
        assert_int_equal(article_save(&w->c, NULL, &bad, 0, &now), ST_INVALID);
        static const char *const fields[] = {"kind", "owner", "service", "body_fr", "title_en", "audience"};
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                assert_non_null(form_msg(&w->c, fields[i]));
}

static void check_steps(struct world *w)
{
        struct article_edit *list;
        size_t n;

        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_move(&w->c, "tous", ARTICLE_REVIEW, 0), ST_CONFLICT);
        assert_int_equal(article_move(&w->c, "tous", ARTICLE_RETIRED, 1), ST_STALE);
        assert_int_equal(article_move(&w->c, "tous", ARTICLE_RETIRED, 0), ST_OK);
        assert_int_equal(article_checked(&w->c, "tous"), ST_CONFLICT);
        assert_int_equal(article_edit_list(&w->c, ARTICLE_RETIRED, &list, &n), ST_OK);
        assert_int_equal(n, 1);
        as(w, w->student, 0);
        assert_false(reads(w, "tous"));
        assert_int_equal(seen(w, "wifi"), 0);
        as(w, w->staff, ROLE_AGENT);
        assert_false(reads(w, "tous"));
}

static void check_votes(struct world *w)
{
        struct article a;
        struct article_edit e;
        struct article_remark *r;
        size_t n;

        as(w, w->student, 0);
        assert_int_equal(article_by_slug(&w->c, "etudes", &a), ST_OK);
        assert_int_equal(article_vote(&w->c, &a, true, ""), ST_OK);
        assert_int_equal(article_vote(&w->c, &a, false, "Et le samedi ?"), ST_OK);
        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_edit_load(&w->c, "etudes", &e), ST_OK);
        assert_int_equal(e.yes, 0);
        assert_int_equal(e.no, 1);
        assert_int_equal(article_remarks(&w->c, "etudes", &r, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(r[0].remark, "Et le samedi ?");
}

static void check_first(struct world *w)
{
        struct article a;
        struct article_count *k;
        size_t n;

        w->c.actor = &actor_system;
        assert_int_equal(article_first_contents(&w->c), ST_OK);
        assert_int_equal(article_first_contents(&w->c), ST_OK);
        as(w, 0, 0);
        assert_int_equal(article_by_slug(&w->c, "accessibilite", &a), ST_OK);
        assert_string_equal(a.href, "/pages/accessibilite");
        assert_int_equal(seen(w, NULL), 0); /* pages are no help, and the rest is not for a stranger */
        assert_int_equal(article_counts(&w->c, &k, &n), ST_OK);
        assert_int_equal(k[n - 1].n, 4);
        as(w, w->chief, ROLE_MANAGER);
        assert_int_equal(article_move(&w->c, "contact", ARTICLE_RETIRED, 0), ST_OK);
        w->c.actor = &actor_system;
        assert_int_equal(article_first_contents(&w->c), ST_OK);
        as(w, 0, 0);
        assert_false(reads(w, "contact"));
}

/* Whoever keeps one department keeps the articles of its services, and no others. */
static void check_departments(struct world *w)
{
        const char *now = NULL, *audience = "student";
        struct article_edit *list, e;
        struct article_wording *words;
        size_t n;
        int64_t here = 0, away = 0, group = 0, head;
        struct article_draft d = {.kind = "guide", .fr = {"D'ailleurs", "Texte"}, .en = {"", ""}, .audiences = &audience, .n_audiences = 1};
        w->c.actor = &actor_system;
        head = add(w, "tete", "staff");
        assert_int_equal(department_ensure(&w->c, "ici", "Ici", "Here", &here), ST_OK);
        assert_int_equal(department_ensure(&w->c, "la-bas", "Là-bas", "There", &away), ST_OK);
        const struct db_stmt s = {NULL, "SELECT id FROM support_group ORDER BY id LIMIT 1"};
        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &group), ST_OK);
        const struct db_stmt put = {NULL, "INSERT INTO service (code, department_id, group_id, name_fr, name_en) VALUES (:code, :d, :g, :code, :code)"};
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &put, DB_ARGS(DB_T("code", "d-ici"), DB_I("d", here), DB_I("g", group)), NULL), ST_OK);
        assert_int_equal(db_exec(w->db, &put, DB_ARGS(DB_T("code", "d-la-bas"), DB_I("d", away), DB_I("g", group)), NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        assert_int_equal(person_role_give(&w->c, head, "department_admin", here), ST_OK);
        d.service = "d-la-bas";
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_OK);
        const char *theirs = now;
        as(w, head, ROLE_DEPT_ADMIN);
        assert_int_equal(article_edit_load(&w->c, theirs, &e), ST_NOT_FOUND);
        assert_int_equal(article_wordings(&w->c, theirs, &words, &n), ST_NOT_FOUND);
        assert_int_equal(article_move(&w->c, theirs, ARTICLE_PUBLISHED, 0), ST_NOT_FOUND);
        assert_int_equal(article_save(&w->c, theirs, &d, 0, &now), ST_NOT_FOUND);
        assert_int_equal(article_edit_list(&w->c, 0, &list, &n), ST_OK);
        assert_int_equal(n, 0);
        d.fr.title = "D'ici";
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_INVALID); /* not for the other's service */
        as(w, head, ROLE_DEPT_ADMIN);
        d.service = "";
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_INVALID); /* nor for the whole house */
        assert_string_equal(w->c.error[0].field, "service");
        as(w, head, ROLE_DEPT_ADMIN);
        d.service = "d-ici";
        assert_int_equal(article_save(&w->c, NULL, &d, 0, &now), ST_OK);
        assert_int_equal(article_move(&w->c, now, ARTICLE_PUBLISHED, 0), ST_OK);
        d.service = "d-la-bas"; /* and not given away */
        assert_int_equal(article_save(&w->c, now, &d, 0, &now), ST_INVALID);
        as(w, head, ROLE_DEPT_ADMIN);
        assert_int_equal(article_edit_list(&w->c, 0, &list, &n), ST_OK);
        assert_int_equal(n, 1);
}

static void all(enum db_engine e)
{
        struct world w;
        void (*const part[])(struct world *) = {check_audiences, check_search, check_wordings, check_editors, check_steps,
                                                check_votes, check_first, check_departments, check_english};
        world_open(&w, e);
        for (size_t i = 0; i < ARRAY_LEN(part); i++)
                part[i](&w);
        world_close(&w);
}
TESTDB_BOTH(all)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(all)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
