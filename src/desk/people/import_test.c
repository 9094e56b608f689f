/* The import of people on both engines: what is shown is what is applied, all of it or nothing. */
#include "desk/people/import.h"
#include "desk/people/people_browser_kit.h"

static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                             &slice_live,   &slice_sweep, &slice_idempotency, &slice_people, NULL};

static enum status import(struct world *w, const char *text, bool apply, struct people_import *p)
{
        forget(w);
        return people_import(&w->c, text, strlen(text), apply, NULL, p);
}

static int64_t count(struct world *w, const char *sql)
{
        int64_t n = -1;
        const struct db_stmt s = {NULL, sql};
        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void check_whole(struct world *w)
{
        struct people_import p;
        const char first[] = "\xef\xbb\xbfIdentifiant;Nom;Pr\xc3\xa9nom;Courriel;Affiliations\r\n"
                             "ines.caron;Caron;In\xc3\xa8s;ines@rives.example;student@dsi\r\n"
                             "theo;\"B\xc3\xa9rard; dit Th\xc3\xa9o\";;;\r\n";
        assert_int_equal(import(w, first, false, &p), ST_OK);
        assert_int_equal(p.count[IMPORT_CREATED], 2);
        assert_int_equal(count(w, "SELECT count(*) FROM person"), 0); /* only looked at */
        assert_int_equal(import(w, first, true, &p), ST_OK);
        assert_int_equal(count(w, "SELECT count(*) FROM person"), 2);
        assert_int_equal(count(w, "SELECT count(*) FROM affiliation"), 1);
        assert_int_equal(import(w, first, true, &p), ST_OK);
        assert_int_equal(p.count[IMPORT_UNCHANGED], 2);
        /* before and after, by login and by mail, in Windows-1252 */
        assert_int_equal(import(w, "login,phone,lang\nines.caron,06 39 98 12 07,en\n", false, &p), ST_OK);
        assert_int_equal(p.count[IMPORT_CHANGED], 1);
        assert_int_equal(p.lines[0].n_diffs, 2);
        assert_string_equal(p.lines[0].diffs[0].after, "06 39 98 12 07");
        assert_string_equal(p.lines[0].diffs[1].before, "fr");
        assert_int_equal(import(w, "mail;name\nINES@rives.example;In\xe8s Caron-L\xe9vy\n", true, &p), ST_OK);
        assert_int_equal(count(w, "SELECT count(*) FROM person WHERE name = 'Inès Caron-Lévy'"), 1);
        /* who leaves, who comes back */
        assert_int_equal(import(w, "login;état\ntheo;fermé\n", true, &p), ST_OK);
        assert_int_equal(p.count[IMPORT_CLOSED], 1);
        assert_int_equal(count(w, "SELECT state FROM person WHERE login = 'theo'"), 20);
        assert_int_equal(import(w, "login;nom\ntheo;Autre\n", true, &p), ST_INVALID);
        assert_int_equal(import(w, "login;état\ntheo;actif\n", true, &p), ST_OK);
        assert_int_equal(count(w, "SELECT state FROM person WHERE login = 'theo'"), 10);
}

/* One bad row, and nothing of the file is written. */
static void check_refusals(struct world *w)
{
        static const struct {
                const char *row, *column;
        } bad[] = {{"th eo;X;;", "login"}, {"x;;;", "name"}, {"x;X;pas une adresse;", "mail"}, {"x;X;ines@rives.example;", "mail"},
                   {"ines.caron;Y;theo@rives.example;", "mail"}, {"new;Y;;", "login"}, {";Z;;", "login"}, {"x;X;;student@nulle-part", "affiliation"},
                   {"x;X;;;trop", ""}};
        struct people_import p;
        assert_int_equal(import(w, "login;mail\ntheo;theo@rives.example\n", true, &p), ST_OK);
        int64_t people = count(w, "SELECT count(*) FROM person");
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                const char *text = arena_fmt(w->arena, "login;name;mail;affiliation\nnew;Nouveau;;\n\n%s\n", bad[i].row);
                enum status st = import(w, text, true, &p);
                if (st != ST_INVALID || p.n_lines != 2 || !str_eq(p.lines[1].column, bad[i].column))
                        print_error("%s: %s, column %s, %s\n", bad[i].row, status_name(st), p.n_lines == 2 ? p.lines[1].column : "?", p.n_lines == 2 ? p.lines[1].why : "");
                assert_int_equal(st, ST_INVALID);
                assert_int_equal(p.lines[0].kind, IMPORT_CREATED);
                assert_int_equal(p.lines[1].kind, IMPORT_REFUSED);
                assert_int_equal(p.lines[1].line, 4);
                assert_string_equal(p.lines[1].column, bad[i].column);
                assert_int_equal(count(w, "SELECT count(*) FROM person"), people);
        }
        assert_int_equal(import(w, "login;nmo\nx;X\n", true, &p), ST_INVALID);
        assert_non_null(strstr(p.why, "nmo"));
        assert_int_equal(import(w, "nom\nX\n", true, &p), ST_INVALID);
        assert_int_equal(import(w, "login;nom\nx;\"X\n", true, &p), ST_INVALID);
        assert_non_null(strstr(p.why, "Ligne 2"));
        act_as(w, 1, ROLE_DEPT_ADMIN);
        assert_int_equal(import(w, "login;nom\nx;X\n", true, &p), ST_NOT_FOUND);
        act_as_system(w);
}

/* What was shown is what is applied. */
static void check_page(struct world *w)
{
        struct browser b = browser_on(w);
        int64_t id = 0;
        struct person_draft d = {.login = "ada", .name = "Ada Morel", .role = "admin", .password = "pommier en fleur"};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        assert_int_equal(POST(&b, "/login", F("login", "ada"), F("password", "pommier en fleur")), 303);
        assert_int_equal(browser_get(&b, "/admin/people/import"), 200);
        browser_take_csrf(&b);
        assert_int_equal(POST(&b, "/admin/people/import", F("text", "login;nom\nrosa;<b>Rosa</b>\n")), 200);
        assert_true(browser_shows(&b, "&lt;b&gt;Rosa"));
        assert_false(browser_shows(&b, "<b>Rosa"));
        assert_int_equal(count(w, "SELECT count(*) FROM person WHERE login = 'rosa'"), 0);
        const char *at = strstr(b.res->body.p, "name=\"seen\" value=\"");
        assert_non_null(at);
        const char *seen = arena_strn(w->arena, at + 19, 32), *text = "\"login\",\"nom\"\r\n\"rosa\",\"<b>Rosa</b>\"\r\n";
        assert_int_equal(POST(&b, "/admin/people/import/apply", F("text", text), F("seen", "autre chose")), 409);
        assert_int_equal(count(w, "SELECT count(*) FROM person WHERE login = 'rosa'"), 0);
        assert_int_equal(POST(&b, "/admin/people/import/apply", F("text", text), F("seen", seen)), 303);
        assert_int_equal(count(w, "SELECT count(*) FROM person WHERE login = 'rosa'"), 1);
        assert_int_equal(POST(&b, "/admin/people/import/apply", F("text", text), F("seen", seen)), 409); /* sent twice: nothing left to do */
        assert_int_equal(POST(&b, "/admin/people/import", F("text", "")), 422);
}

static void import_of_people(enum db_engine e)
{
        struct world w;
        world_open_with(&w, e, slices);
        check_whole(&w);
        check_refusals(&w);
        check_page(&w);
        world_close(&w);
}
TESTDB_BOTH(import_of_people)

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(import_of_people)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
