/* The configuration as one file: exported, applied elsewhere, refused with its lines, all or nothing; both engines,
 * and from one to the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/config.h"
#include "db/testdb.h"
#include "desk/article/article.h"
#include "desk/clock/promises.h"
#include "desk/people/catalogue.h"
#include "desk/ticket/sheet.h"
#include "main/cmd.h"
#include "main/first.h"

struct house {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
};

static void open_house(struct house *w, enum db_engine e)
{
        const char *why = NULL;
        *w = (struct house){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, guichet_slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(first_contents(&w->c), ST_OK);
}

static void close_house(struct house *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

static const char *exported(struct house *w)
{
        struct buf b;
        buf_init(&b, w->arena, 8u << 20);
        assert_int_equal(config_export(&w->c, &b), ST_OK);
        return b.p;
}

static enum status apply(struct house *w, const char *text, struct config_plan *p)
{
        w->c.n_error = 0;
        w->c.why = NULL;
        return config_apply(&w->c, text, strlen(text), p);
}

static const char rich[] =
        "[settings]\n\"site.name\" = \"Comptoir\"\n\"ticket.close_days\" = \"9\"\n"
        "[department.\"droit\"]\nname_fr = \"Droit\"\nname_en = \"Law\"\nparent = \"facultes\"\ntime_zone = \"America/Toronto\"\n"
        "[department.\"facultes\"]\nname_fr = \"Facultés\"\nname_en = \"Faculties\"\n"
        "[group.\"greffe\"]\nname = \"Greffe\"\ndepartment = \"droit\"\nfunction = \"operation\"\nexternal = true\nclosed = true\n"
        "[calendar.\"ete\"]\nname = \"Été\"\ntime_zone = \"Europe/Brussels\"\nmon = \"08:30-12:00 13:00-17:00\"\nfri = \"09:00-24:00\"\n"
        "periods = [\"2026-07-06/2026-08-21; mon 09:00-12:00; name=Grandes vacances; suite\"]\n"
        "exceptions = [\"2026-05-30 09:00-12:00 name=Examens\", \"2026-06-01\"]\nholidays = [\"set:be\", \"2026-05-15 name=Pont\"]\n"
        "[promise.\"vite\"]\nname_fr = \"Vite\"\nname_en = \"Fast\"\nclock = \"response\"\ncalendar = \"ete\"\ntarget_minutes = 45\n"
        "levels = [\"500\", \"1000\"]\nacts = [\"group 500\", \"reassign 1000 lead\"]\npauses = [\"requester\"]\nrules = [\"incident service=actes priority=1 audience=student rank=3\"]\n"
        "[service.\"actes\"]\nname_fr = \"Actes\"\nname_en = \"Deeds\"\ndepartment = \"droit\"\ngroup = \"greffe\"\n"
        "audiences = [\"faculty@droit\", \"student\"]\nkeep_days = 30\nbody = \"\"\"\n# Titre \\\"vrai\\\"\n\nTexte.\n\"\"\"\n"
        "[category.\"perte\"]\nname_fr = \"Perte\"\nname_en = \"Loss\"\nservice = \"actes\"\nconfidential = true\n"
        "[field.\"etage\"]\nname_fr = \"Étage\"\nname_en = \"Floor\"\ntype = \"number\"\nstate = \"retired\"\n";

static void applies(enum db_engine e)
{
        struct house w;
        struct config_plan p;
        struct service_row s;
        struct promise_info pi;
        struct category k;
        open_house(&w, e);
        enum status st = apply(&w, rich, &p);
        for (size_t i = 0; i < p.n_errors; i++)
                print_error("%zu: %s\n", p.errors[i].line, p.errors[i].text);
        assert_int_equal(st, ST_OK);
        assert_int_equal(p.n_changes, 10);
        assert_int_equal(catalogue_service(&w.c, "actes", &s), ST_OK);
        assert_string_equal(s.audiences, "faculty@droit, student");
        assert_string_equal(s.body, "# Titre \"vrai\"\n\nTexte.\n");
        assert_int_equal(promise_info_get(&w.c, "vite", &pi), ST_OK);
        assert_int_equal(pi.target_ms, 45 * MINUTE_MS);
        struct promise_acts acts;
        promise_acts_read(&w.c, pi.acts, &acts);
        assert_int_equal(acts.agent, 0);
        assert_int_equal(acts.group, 500);
        assert_int_equal(acts.reassign, 1000);
        assert_true(acts.to_lead);
        assert_int_equal(category_by_code(&w.c, "perte", &k), ST_OK);
        assert_int_equal(k.service_id, s.id);
        /* the same again: nothing */
        assert_int_equal(apply(&w, rich, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        assert_true(p.n_left > 3); /* what was there and is not named stays */
        /* and its own export: nothing either, twice the same bytes */
        const char *one = exported(&w);
        assert_int_equal(apply(&w, one, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        assert_int_equal(p.n_left, 0);
        assert_string_equal(one, exported(&w));
        close_house(&w);
}
TESTDB_BOTH(applies)

static void crosses(void **state)
{
        struct house a, b;
        struct config_plan p;
        open_house(&a, DB_SQLITE);
        assert_int_equal(apply(&a, rich, &p), ST_OK);
        const char *file = exported(&a);
        open_house(&b, DB_POSTGRES);
        assert_int_equal(apply(&b, file, &p), ST_OK);
        assert_int_equal(p.n_changes, 11); /* and what resolving asks in the new service */
        assert_string_equal(exported(&b), file);
        assert_int_equal(apply(&b, file, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        close_house(&b);
        close_house(&a);
}

/* What came later: articles, ready answers, sites, views, what services declare for their requests. */
static const char more[] =
        "[service.\"actes\"]\nname_fr = \"Actes\"\nname_en = \"Deeds\"\ndepartment = \"dsi\"\ngroup = \"desk\"\n"
        "[resolving.\"actes\"]\nsolution = \"no\"\npoints = [\"! Identité vérifiée\", \"Appareil noté\"]\n"
        "[site.\"nord\"]\nname = \"Campus nord\"\ncalendar = \"standard\"\npromises = [\"incident.response\"]\n"
        "[reply.\"fr/Mot de \\\"passe\\\" / oubli\"]\nbody = \"Bonjour {prenom}\"\n"
        "[reply.\"desk/en/Password\"]\nbody = \"Hello {first_name}\"\n"
        "[article.\"demander-un-acte\"]\nkind = \"guide\"\nstate = \"published\"\nservice = \"actes\"\naudiences = [\"faculty\", \"student\"]\n"
        "title_fr = \"Demander un acte\"\nbody_fr = \"\"\"\nAu **greffe**.\n\"\"\"\n"
        "[article.\"ancien\"]\nkind = \"faq\"\nstate = \"retired\"\ntitle_en = \"Old\"\nbody_en = \"Gone.\"\n"
        "[view.\"Ce qui attend\"]\nlist = \"scope\"\nconditions = [\"state:is:pending\"]\n";

static void carries_more(enum db_engine e)
{
        struct house a, b;
        struct config_plan p;
        struct article art;
        open_house(&a, e);
        enum status st = apply(&a, more, &p);
        for (size_t i = 0; i < p.n_errors; i++)
                print_error("%zu: %s\n", p.errors[i].line, p.errors[i].text);
        assert_int_equal(st, ST_OK);
        assert_int_equal(p.n_changes, 8);
        assert_int_equal(apply(&a, more, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        const char *file = exported(&a);
        assert_non_null(strstr(file, "Au **greffe**."));
        assert_non_null(strstr(file, "solution = \"no\""));
        assert_non_null(strstr(file, "nature = \"asked\"")); /* what was not said stays as it is */
        /* on an empty folder, the same bytes; twice, nothing */
        open_house(&b, e == DB_SQLITE ? DB_POSTGRES : DB_SQLITE);
        assert_int_equal(apply(&b, file, &p), ST_OK);
        assert_int_equal(p.n_changes, 8);
        assert_string_equal(exported(&b), file);
        assert_int_equal(apply(&b, file, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        assert_int_equal(article_by_slug(&b.c, "demander-un-acte", &art), ST_OK); /* readers see it */
        assert_int_equal(article_by_slug(&b.c, "ancien", &art), ST_NOT_FOUND);
        /* a wording that changes is shown */
        assert_int_equal(apply(&b, "[article.\"demander-un-acte\"]\nbody_fr = \"Au guichet.\"\n", &p), ST_OK);
        assert_int_equal(article_by_slug(&b.c, "demander-un-acte", &art), ST_OK);
        assert_string_equal(art.body, "Au guichet.");
        close_house(&b);
        close_house(&a);
}
TESTDB_BOTH(carries_more)

/* Who is in which group: only when asked, by login, nobody taken out, strangers refused. */
static void carries_members(enum db_engine e)
{
        struct house a, b;
        struct config_plan p;
        struct person *m;
        struct group g;
        struct buf out;
        size_t n;
        int64_t ada, ines;
        open_house(&a, e);
        assert_int_equal(person_add(&a.c, &(struct person_draft){.login = "ada", .name = "Ada", .role = "agent"}, &ada), ST_OK);
        assert_int_equal(person_add(&a.c, &(struct person_draft){.login = "ines", .name = "Inès", .role = "agent"}, &ines), ST_OK);
        assert_int_equal(group_by_code(&a.c, "desk", &g), ST_OK);
        assert_int_equal(group_join(&a.c, g.id, ada, true), ST_OK);
        assert_null(strstr(exported(&a), "[member."));
        buf_init(&out, a.arena, 8u << 20);
        assert_int_equal(config_export_people(&a.c, &out), ST_OK);
        assert_non_null(strstr(out.p, "[member.\"desk/ada\"]\nlead = true"));
        assert_int_equal(apply(&a, out.p, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        /* elsewhere: refused whole while one of them is unknown, then joined; who was there stays */
        open_house(&b, e == DB_SQLITE ? DB_POSTGRES : DB_SQLITE);
        assert_int_equal(person_add(&b.c, &(struct person_draft){.login = "ada", .name = "Ada", .role = "agent"}, &ada), ST_OK);
        assert_int_equal(person_add(&b.c, &(struct person_draft){.login = "theo", .name = "Théo", .role = "agent"}, &ines), ST_OK);
        assert_int_equal(apply(&b, out.p, &p), ST_INVALID);
        assert_true(p.n_errors > 0);
        assert_int_equal(person_add(&b.c, &(struct person_draft){.login = "ines", .name = "Inès"}, &ines), ST_OK);
        assert_int_equal(apply(&b, out.p, &p), ST_OK);
        assert_int_equal(group_by_code(&b.c, "desk", &g), ST_OK);
        assert_int_equal(group_members(&b.c, g.id, &m, &n), ST_OK);
        assert_int_equal(n, 3);
        assert_int_equal(apply(&b, out.p, &p), ST_OK);
        assert_int_equal(p.n_changes, 0);
        assert_int_equal(p.n_left, 1); /* Théo */
        close_house(&b);
        close_house(&a);
}
TESTDB_BOTH(carries_members)

struct bad {
        const char *text;
        size_t line;
};
static const struct bad bads[] = {
        {"[nonsense.\"x\"]\n", 1},
        {"\n[service.\"wifi\"]\ncolour = \"red\"\n", 3},
        {"[settings]\n\"site.colour\" = \"red\"\n", 2},
        {"[settings.\"x\"]\n", 1},
        {"\n[reply.\"de/Kennwort\"]\nbody = \"x\"\n", 2},
        {"\n[reply.\"nulle-part/fr/x\"]\nbody = \"x\"\n", 2},
        {"\n[article.\"x\"]\nkind = \"guide\"\ntitle_fr = \"X\"\nbody_fr = \"X\"\nstate = \"brûlé\"\n", 2},
        {"\n[resolving.\"nulle-part\"]\nsolution = \"no\"\n", 2},
        {"[department]\n", 1},
        {"[department.\"x\"]\nname_fr = \"X\"\n", 1},
        {"[department.\"x\"]\nname_fr = 3\nname_en = \"X\"\n", 2},
        {"[settings]\n\"session.hours\" = \"0\"\n", 2},
        {"[department.\"dsi\"]\ntime_zone = \"Lune/Mer\"\n", 1},
        {"[department.\"dsi\"]\nparent = \"dsi\"\n", 1},
        {"[group.\"desk\"]\nclosed = true\n", 1},
        {"[group.\"desk\"]\nassign = \"hasard\"\n", 1},
        {"[service.\"aide\"]\ngroup = \"nulle-part\"\n", 1},
        {"[service.\"aide\"]\naudiences = [\"student\", \"faculty\"]\n", 1},
        {"[service.\"aide\"]\naudiences = [\"student@nulle-part\"]\n", 1},
        {"[service.\"Été\"]\nname_fr=\"x\"\nname_en=\"x\"\ndepartment=\"dsi\"\ngroup=\"desk\"\n", 1},
        {"[calendar.\"standard\"]\nmon = \"25:00-26:00\"\n", 1},
        {"[calendar.\"standard\"]\nholidays = [\"hier\"]\n", 1},
        {"[promise.\"incident.response\"]\nrules = [\"incident service=rien\"]\n", 1},
        {"[promise.\"incident.response\"]\nlevels = [\"900\", \"500\"]\n", 1},
        {"[category.\"x\"]\nname_fr = \"X\"\nname_en = \"X\"\nservice = \"rien\"\n", 1},
        {"[field.\"x\"]\nname_fr = \"X\"\nname_en = \"X\"\ntype = \"music\"\n", 1},
        {"[settings]\nx", 2}};

/* What is wrong is told with its line, and not even what stood before it was applied. */
static void refuses(enum db_engine e)
{
        struct house w;
        struct config_plan p;
        open_house(&w, e);
        const char *before = exported(&w);
        for (size_t i = 0; i < ARRAY_LEN(bads); i++) {
                const char *text = arena_fmt(w.arena, "[department.\"bon\"]\nname_fr = \"Bon\"\nname_en = \"Good\"\n%s", bads[i].text);
                if (apply(&w, text, &p) != ST_INVALID || !p.n_errors || p.errors[0].line != bads[i].line + 3)
                        fail_msg("%s: %zu errors, line %zu: %s", bads[i].text, p.n_errors, p.n_errors ? p.errors[0].line : 0,
                                 p.n_errors ? p.errors[0].text : "");
        }
        assert_string_equal(exported(&w), before);
        assert_int_equal(config_preview(&w.c, rich, strlen(rich), &p), ST_OK);
        assert_int_equal(p.n_changes, 10);
        assert_string_equal(exported(&w), before); /* looking changes nothing */
        close_house(&w);
}
TESTDB_BOTH(refuses)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(applies), cmocka_unit_test(crosses), TESTDB_RUN(carries_more), TESTDB_RUN(carries_members), TESTDB_RUN(refuses)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
