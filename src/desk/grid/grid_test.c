/* Course grids on both engines: the two samples give exactly their counts, twice gives nothing, what people did by
 * hand stays, faulty rows wait and are put right, an import is taken back whole, withdrawn lines wait for the
 * group, one grid never touches another's lines, two who apply at once apply once. */
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <unistd.h>

#include "app/state.h"
#include "desk/clock/clock.h"
#include "desk/grid/own.h"
#include "desk/plan/edit.h"
#include "desk/plan/plan.h"
#include "desk/ticket/flag.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const with_grid[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_ticket_checks, &slice_ticket_course, &slice_clock, &slice_incident, &slice_plan,
        &slice_plan_first, &slice_grid_apply, &slice_grid_erase, NULL};

static void grid_world(struct world *w, enum db_engine e)
{
        world_open(w, e);
        w->app->slices = with_grid;
        struct app_state *state = w->app->state;
        const struct setting **more = ARENA_ARRAY(w->arena, state->n_setting + 1, const struct setting *);
        memcpy(more, state->setting, state->n_setting * sizeof(const struct setting *));
        more[state->n_setting++] = slice_grid_erase.settings;
        state->setting = more;
        w->c.zone = zone_get("Europe/Paris");
        as_system(w);
}

static const char *file_text(struct world *w, const char *name, size_t *n)
{
        const char *path = arena_fmt(w->arena, "%s/tests/grids/%s", getenv("GUICHET_ROOT"), name);
        char *bytes = arena_alloc(w->arena, 64 << 10);
        int fd = open(path, O_RDONLY);

        assert_true(fd >= 0);
        *n = (size_t)read(fd, bytes, 64 << 10);
        close(fd);
        return bytes;
}

static struct grid_check checked(struct world *w, const char *text, size_t n, const char *name, bool apply)
{
        struct grid_sheet s;
        struct grid_check k;

        w->c.n_error = 0;
        EXPECT(w, grid_read(&w->c, "grille.csv", text, n, &s), ST_OK);
        EXPECT(w, apply ? grid_import(&w->c, &s, name, NULL, &k) : grid_check(&w->c, &s, name, NULL, 0, &k), ST_OK);
        return k;
}

static struct grid_check sample(struct world *w, const char *file, bool apply)
{
        size_t n;
        const char *text = file_text(w, file, &n);

        return checked(w, text, n, "", apply);
}

#define COUNTS(k, c, m, w_, u)                                                                                        \
        do {                                                                                                          \
                assert_int_equal((k).count[GRID_CREATED], (c));                                                       \
                assert_int_equal((k).count[GRID_CHANGED], (m));                                                       \
                assert_int_equal((k).count[GRID_WITHDRAWN], (w_));                                                    \
                assert_int_equal((k).count[GRID_UNCHANGED], (u));                                                     \
        } while (0)
#define FIRST "grille-hiver-2026.csv"
#define SECOND "grille-hiver-2026-v2.csv"
#define HEAD "Code;Titre;Département;Trimestre;Responsable;Courriel;Approche(s);Présentateurs;Séances\n"

static struct grid_check text_of(struct world *w, const char *text, const char *name, bool apply)
{
        return checked(w, text, strlen(text), name, apply);
}

static void samples(enum db_engine e)
{
        struct world w;

        grid_world(&w, e);
        struct grid_check k = sample(&w, FIRST, false);
        COUNTS(k, 5, 0, 0, 0);
        assert_int_equal(k.n_errors, 3);
        assert_int_equal(k.errors[0].row, 6);
        assert_string_equal(k.errors[0].closest, "Classe virtuelle Zoom");
        assert_int_equal(k.errors[1].row, 7);
        assert_int_equal(k.errors[1].field, GRID_MAIL);
        assert_int_equal(k.errors[2].field, GRID_SESSIONS);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM grid_line"), 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM course"), 0);
        k = sample(&w, FIRST, true);
        COUNTS(k, 5, 0, 0, 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 5);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM service_task"), 20);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM course"), 4);
        k = sample(&w, FIRST, true);
        COUNTS(k, 0, 0, 0, 5);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 5);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM grid"), 1);
        int64_t open = count_of(&w, "SELECT COUNT(*) FROM ticket WHERE state < 40");
        k = sample(&w, SECOND, true);
        COUNTS(k, 1, 1, 1, 3);
        assert_int_equal(k.n_errors, 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket WHERE state < 40"), open + 6); /* nothing is cancelled by itself */
        k = sample(&w, SECOND, true);
        COUNTS(k, 0, 0, 0, 5);
        for (size_t i = 0; i < k.n_lines; i++)
                assert_true(k.lines[i].kind == GRID_UNCHANGED);
        world_close(&w);
}
TESTDB_BOTH(samples)

static void gone(enum db_engine e)
{
        struct world w;
        struct grid_gone *g;
        size_t n;

        grid_world(&w, e);
        (void)sample(&w, FIRST, true);
        (void)sample(&w, SECOND, true);
        struct grid_check again = sample(&w, FIRST, false); /* a line that comes back says what it was */
        size_t told = 0;
        for (size_t i = 0; i < again.n_lines; i++)
                if (str_eq(again.lines[i].code, "BIO1101")) {
                        assert_int_equal(again.lines[i].kind, GRID_CHANGED);
                        assert_int_equal(again.lines[i].n_diffs, 1);
                        assert_string_equal(again.lines[i].diffs[0].before, "retirée, à confirmer");
                        assert_string_equal(again.lines[i].diffs[0].after, "PowerPoint narré");
                        told++;
                }
        assert_int_equal(told, 1);
        EXPECT(&w, grid_gone_list(&w.c, &g, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(g->code, "BIO1101");
        EXPECT(&w, grid_gone_confirm(&w.c, g->course_id, g->approach_id, "  "), ST_INVALID);
        w.c.n_error = 0;
        EXPECT(&w, grid_gone_confirm(&w.c, g->course_id, g->approach_id, "Le cours n'a plus lieu"), ST_OK);
        assert_int_equal(fresh(&w, g->item_id).state, STATE_CANCELLED);
        EXPECT(&w, grid_gone_confirm(&w.c, g->course_id, g->approach_id, "Encore"), ST_NOT_FOUND);
        EXPECT(&w, grid_gone_list(&w.c, &g, &n), ST_OK);
        assert_int_equal(n, 0);
        /* A line that returns revives its item; the others are as the second file said. */
        struct grid_check k = sample(&w, FIRST, true);
        COUNTS(k, 1, 1, 1, 3);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 6);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket WHERE kind = 3 AND state = 60"), 0);
        /* Kept: not proposed again. */
        EXPECT(&w, grid_gone_list(&w.c, &g, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(g->code, "ORT1010");
        EXPECT(&w, grid_gone_keep(&w.c, g->course_id, g->approach_id), ST_OK);
        k = sample(&w, FIRST, true);
        COUNTS(k, 0, 0, 0, 5);
        world_close(&w);
}
TESTDB_BOTH(gone)

/* Another grid of the same term lists other courses: nothing of the first is withdrawn, a line of both is one. */
static void names(enum db_engine e)
{
        struct world w;

        grid_world(&w, e);
        (void)sample(&w, FIRST, true);
        const char *other = HEAD "CHM1000;Chimie;Biochimie;Hiver 2026;Ana Silva;ana.silva@univ.example;Antem;;\n"
                                 "nut3010;Nutrition clinique;Nutrition;hiver 2026;Paul;paul.etxeberria@univ.example;ENREGISTREMENT ZOOM;Paul <paul.etxeberria@univ.example>;\n";
        struct grid_check k = text_of(&w, other, "Pharmacie", true);
        COUNTS(k, 1, 0, 0, 1);
        k = text_of(&w, other, "Pharmacie", true);
        COUNTS(k, 0, 0, 0, 2);
        k = sample(&w, FIRST, true);
        COUNTS(k, 0, 0, 0, 5);
        /* Its own line goes, the shared one is the first grid's. */
        k = text_of(&w, HEAD "CHM2000;Chimie 2;Biochimie;Hiver 2026;Ana Silva;ana.silva@univ.example;Antem;;\n", "pharmacie", true);
        COUNTS(k, 1, 0, 1, 0);
        assert_string_equal(k.lines[1].code, "CHM1000");
        world_close(&w);
}
TESTDB_BOTH(names)

static int64_t course_named(struct world *w, const char *code)
{
        struct course k;

        EXPECT(w, course_by_code(&w->c, code, NULL, &k), ST_OK);
        return k.id;
}

static size_t sessions_of(struct world *w, int64_t course)
{
        struct course_session *s;
        size_t n, held = 0;

        EXPECT(w, course_sessions(&w->c, course, &s, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                held += s[i].state == SESSION_HELD;
        return held;
}

static size_t presenters_of(struct world *w, int64_t course)
{
        struct course_presenter *p;
        size_t n;

        EXPECT(w, course_presenter_list(&w->c, course, &p, &n), ST_OK);
        return n;
}

/* What people add or take away by hand stays when the file comes again, changed or not. */
static void by_hand(enum db_engine e)
{
        struct world w;

        grid_world(&w, e);
        (void)sample(&w, FIRST, true);
        int64_t med = course_named(&w, "MED1234"), mer = course_named(&w, "MED2040");
        assert_int_equal(presenters_of(&w, med), 3);
        assert_int_equal(sessions_of(&w, med), 3);
        EXPECT(&w, course_present(&w.c, med, w.paul, true), ST_OK);
        EXPECT(&w, course_sessions_set(&w.c, mer, NULL, 0, &(int64_t *){NULL}, &(size_t){0}), ST_OK);
        struct grid_check k = sample(&w, FIRST, true);
        COUNTS(k, 0, 0, 0, 5);
        assert_int_equal(sessions_of(&w, mer), 0);
        k = sample(&w, SECOND, true);
        COUNTS(k, 1, 1, 1, 3);
        assert_int_equal(presenters_of(&w, med), 4);
        assert_int_equal(sessions_of(&w, med), 4);
        assert_int_equal(k.lines[3].n_diffs, 1);
        assert_int_equal(k.lines[3].diffs[0].field, GRID_SESSIONS);
        assert_string_equal(k.lines[3].diffs[0].before, "3");
        assert_string_equal(k.lines[3].diffs[0].after, "4 (2026-02-05 08:30/10:30)");
        world_close(&w);
}
TESTDB_BOTH(by_hand)

/* Faulty rows wait; sound ones are created; a cell put right joins them; a faulty row holds its course's lines. */
static void fixes(enum db_engine e)
{
        struct world w;
        struct grid_sheet s;
        struct grid_check k;
        int64_t id;
        size_t n;

        grid_world(&w, e);
        const char *text = file_text(&w, FIRST, &n);
        EXPECT(&w, grid_read(&w.c, "/tmp/dossier/grille.csv", text, n, &s), ST_OK);
        EXPECT(&w, grid_save(&w.c, &s, "", &id), ST_OK);
        EXPECT(&w, grid_review(&w.c, id, &s, &k), ST_OK);
        COUNTS(k, 5, 0, 0, 0);
        assert_int_equal(k.n_bad_rows, 2);
        EXPECT(&w, grid_apply(&w.c, id, "autre chose", NULL, &k), ST_STALE);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 0);
        EXPECT(&w, grid_apply(&w.c, id, k.digest, NULL, &k), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 5);
        EXPECT(&w, grid_apply(&w.c, id, k.digest, NULL, &k), ST_OK); /* pressed twice: once */
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 5);
        EXPECT(&w, grid_fix_set(&w.c, id, 6, GRID_APPROACHES, "Classe virtuelle Zoom"), ST_OK);
        EXPECT(&w, grid_fix_set(&w.c, id, 7, GRID_MAIL, "marc.otis@univ.example"), ST_OK);
        EXPECT(&w, grid_fix_set(&w.c, id, 7, GRID_SESSIONS, "13/02/2026 13h30 - 16h30"), ST_OK);
        EXPECT(&w, grid_review(&w.c, id, &s, &k), ST_OK);
        assert_int_equal(k.n_errors, 0);
        COUNTS(k, 2, 0, 0, 5);
        EXPECT(&w, grid_apply(&w.c, id, NULL, NULL, &k), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 7);
        struct grid_import g;
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.created, 7);
        assert_string_equal(g.file, "grille.csv");
        /* The file as it came: its faulty rows hold their courses, nothing is withdrawn. */
        k = sample(&w, FIRST, true);
        COUNTS(k, 0, 0, 0, 5);
        world_close(&w);
}
TESTDB_BOTH(fixes)

/* What waits in a grid that a later one has followed may still be created; the later one keeps the last word. */
static void followed(enum db_engine e)
{
        struct world w;
        struct grid_sheet s;
        struct grid_check k;
        int64_t id;
        size_t n;

        grid_world(&w, e);
        const char *text = file_text(&w, FIRST, &n);
        EXPECT(&w, grid_read(&w.c, FIRST, text, n, &s), ST_OK);
        EXPECT(&w, grid_save(&w.c, &s, "Hiver 2026", &id), ST_OK);
        EXPECT(&w, grid_apply(&w.c, id, NULL, NULL, &k), ST_OK);
        assert_false(k.past);
        k = sample(&w, SECOND, true);
        COUNTS(k, 1, 1, 1, 3);
        EXPECT(&w, grid_review(&w.c, id, &s, &k), ST_OK);
        assert_true(k.past);
        COUNTS(k, 0, 0, 0, 5);
        EXPECT(&w, grid_fix_set(&w.c, id, 6, GRID_APPROACHES, "Classe virtuelle Zoom"), ST_OK);
        EXPECT(&w, grid_apply(&w.c, id, NULL, NULL, &k), ST_OK);
        COUNTS(k, 1, 0, 0, 5);
        k = sample(&w, SECOND, false); /* it is as it was, but for the line that the first one added */
        COUNTS(k, 0, 0, 1, 5);
        world_close(&w);
}
TESTDB_BOTH(followed)

static int64_t applied(struct world *w, const char *file)
{
        struct grid_sheet s;
        struct grid_check k;
        size_t n;
        int64_t id = 0;
        const char *text = file_text(w, file, &n);

        EXPECT(w, grid_read(&w->c, file, text, n, &s), ST_OK);
        EXPECT(w, grid_save(&w->c, &s, "", &id), ST_OK);
        EXPECT(w, grid_apply(&w->c, id, NULL, NULL, &k), ST_OK);
        return id;
}

static void undone(enum db_engine e)
{
        struct world w;

        grid_world(&w, e);
        (void)applied(&w, FIRST);
        int64_t med = course_named(&w, "MED1234"), second = applied(&w, SECOND);
        assert_int_equal(sessions_of(&w, med), 4);
        EXPECT(&w, grid_undo(&w.c, second), ST_OK);
        EXPECT(&w, grid_undo(&w.c, second), ST_OK); /* pressed twice */
        assert_int_equal(sessions_of(&w, med), 3);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM grid_line WHERE withdrawn_at IS NOT NULL AND confirmed_at IS NULL"), 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket WHERE kind = 3 AND state = 60"), 1);
        struct grid_check k = sample(&w, FIRST, false);
        COUNTS(k, 0, 0, 0, 5);
        k = sample(&w, SECOND, false); /* as before it was ever applied */
        COUNTS(k, 1, 1, 1, 3);
        assert_true(k.lines[0].revives);
        /* Worked on: no more. */
        int64_t third = applied(&w, SECOND), task = count_of(&w, "SELECT MIN(ticket_id) FROM service_task");
        struct ticket t = fresh(&w, task);
        EXPECT(&w, ticket_assign(&w.c, &t, 0, 0, 0), ST_OK);
        t = fresh(&w, count_of(&w, "SELECT MAX(ticket_id) FROM service_task"));
        EXPECT(&w, ticket_comment(&w.c, &t, &(struct entry_draft){.body = "J'appelle demain"}, NULL), ST_OK);
        EXPECT(&w, grid_undo(&w.c, third), ST_CONFLICT);
        assert_non_null(w.c.why);
        world_close(&w);
}
TESTDB_BOTH(undone)

static void late(enum db_engine e)
{
        struct world w;

        grid_world(&w, e);
        int64_t id = applied(&w, FIRST);
        w.c.now += GRID_UNDO_MS;
        EXPECT(&w, grid_undo(&w.c, id), ST_CONFLICT);
        w.c.now -= 1;
        EXPECT(&w, grid_undo(&w.c, id), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket WHERE state < 40"), 0);
        struct grid_check k = sample(&w, FIRST, true); /* the same file again brings all back, under the same numbers */
        COUNTS(k, 5, 0, 0, 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 5);
        assert_int_equal(sessions_of(&w, course_named(&w, "MED1234")), 3);
        world_close(&w);
}
TESTDB_BOTH(late)

/* Rows that repeat or contradict each other, cells of every kind; row numbers are the spreadsheet's. */
static void rows(enum db_engine e)
{
        struct world w;
        static const struct {
                const char *row;
                int64_t field; /* −1: sound */
        } cases[] = {
                {"A1;T;D;H26;N;n@u.example;Antem;;", -1},
                {";T;D;H26;N;n@u.example;Antem;;", GRID_CODE},
                {"A2;;D;H26;N;n@u.example;Antem;;", GRID_TITLE},
                {"A3;T;;H26;N;n@u.example;Antem;;", GRID_DEPARTMENT},
                {"A4;T;D;;N;n@u.example;Antem;;", GRID_TERM},
                {"A5;T;D;H26;;;Antem;;", GRID_OWNER},
                {"A6;T;D;H26;Personne;;Antem;;", GRID_MAIL},
                {"A7;T;D;H26;N;n@u;Antem;;", GRID_MAIL},
                {"A8;T;D;H26;N;n@u.example;;;", GRID_APPROACHES},
                {"A9;T;D;H26;N;n@u.example;Antem | Zoom live;;", GRID_APPROACHES},
                {"A10;T;D;H26;N;n@u.example;antem|ANTEM;;", -1},
                {"A11;T;D;H26;N;n@u.example;Narrated PowerPoint;;", -1},
                {"A12;T;D;H26;N;n@u.example;Antem;Personne;", GRID_PRESENTERS},
                {"A13;T;D;H26;N;n@u.example;Antem;\"A <a@u.example>; b@u.example\";", -1},
                {"A14;T;D;H26;N;n@u.example;Antem;A <a@u.example> B;", GRID_PRESENTERS},
                {"A15;T;D;H26;N;n@u.example;Antem;;2026-01-19 10:30/08:30", GRID_SESSIONS},
                {"A16;T;D;H26;N;n@u.example;Antem;;2026-02-30 08:30/10:30", GRID_SESSIONS},
                {"A17;T;D;H26;N;n@u.example;Antem;;2026-01-19", GRID_SESSIONS},
                {"A18;T;D;H26;N;n@u.example;Antem;;\"19/01/2026 8h30-10h30\n2026-01-20 08:30:00/10:30\"", -1},
                {"a1;T;D;h26;N;n@u.example;ANTEM;;", GRID_APPROACHES}, /* the first row again */
                {"A1;Autre;D;H26;N;n@u.example;PowerPoint narré;;", GRID_TITLE},
                {"A1;t;d;H26;N;n@u.example;PowerPoint narré;;", -1},
                {"A19;#N/A;D;H26;N;n@u.example;Antem;;", GRID_TITLE}, /* a formula that found nothing names no course */
                {"A20;T;#REF!;H26;N;n@u.example;Antem;;", GRID_DEPARTMENT},
                {"A21;T;D;H26;#VALEUR!;n@u.example;Antem;;", GRID_OWNER},
                {"A22;#3 Atelier;D;H26;N;n@u.example;Antem;;", -1},
        };
        struct buf b;

        grid_world(&w, e);
        buf_init(&b, w.arena, 64 << 10);
        buf_str(&b, "Grille de la faculté;;;\n;;;\n" HEAD);
        for (size_t i = 0; i < ARRAY_LEN(cases); i++)
                buf_fmt(&b, "%s\n%s", cases[i].row, i == 3 ? ";;;;\n" : "");
        struct grid_check k = text_of(&w, b.p, "", false);
        assert_int_equal(k.n_rows, ARRAY_LEN(cases));
        assert_int_equal(k.n_blank, 1);
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                if (k.rows[i].n_errors != (cases[i].field >= 0) || (k.rows[i].n_errors && k.rows[i].errors[0].field != cases[i].field))
                        print_error("row %zu: %s: %s\n", i, cases[i].row, k.rows[i].n_errors ? k.rows[i].errors[0].message : "sound");
                assert_int_equal(k.rows[i].number, (int64_t)i + (i < 4 ? 4 : i < 18 + 1 ? 5 : 5));
                assert_int_equal(k.rows[i].n_errors, cases[i].field >= 0);
                if (cases[i].field >= 0)
                        assert_int_equal(k.rows[i].errors[0].field, cases[i].field);
        }
        assert_string_equal(k.rows[9].errors[0].closest, "Antem | Classe virtuelle Zoom");
        world_close(&w);
}
TESTDB_BOTH(rows)

/* Two people of one name are asked apart; one is enough. */
static void namesakes(enum db_engine e)
{
        struct world w;
        int64_t id;
        const char *text = HEAD "A1;T;D;H26;Jo Tremblay;;Antem;;\n";

        grid_world(&w, e);
        EXPECT(&w, person_ensure(&w.c, NULL, "Jo Tremblay", "jo@u.example", &id), ST_OK);
        struct grid_check k = text_of(&w, text, "", false);
        assert_int_equal(k.n_errors, 0);
        EXPECT(&w, person_ensure(&w.c, NULL, "Jo Tremblay", "jo2@u.example", &id), ST_OK);
        k = text_of(&w, text, "", false);
        assert_int_equal(k.n_errors, 1);
        assert_non_null(strstr(k.errors[0].message, "Plusieurs"));
        world_close(&w);
}
TESTDB_BOTH(namesakes)

static void files(enum db_engine e)
{
        struct world w;
        struct grid_sheet s;
        struct grid_check k;

        grid_world(&w, e);
        EXPECT(&w, grid_read(&w.c, "a.pdf", "%PDF-1.7", 8, &s), ST_INVALID);
        assert_non_null(strstr(w.c.why, "XLSX"));
        EXPECT(&w, grid_read(&w.c, "a.csv", "Code;Titre\n", 11, &s), ST_INVALID);
        EXPECT(&w, grid_read(&w.c, "a.csv", "Code;Titre\n1;2\n", 15, &s), ST_OK);
        EXPECT(&w, grid_check(&w.c, &s, "", NULL, 0, &k), ST_INVALID);
        assert_non_null(strstr(w.c.why, "Trimestre"));
        /* English headings, any order */
        const char *english = "approach(es),Sessions,E-mail,DEPARTMENT,Term,course code,Title\nAntem,2026-01-19 08:30/10:30,n@u.example,Biology,Winter 2026,B1,Cells\n";
        k = text_of(&w, english, "", false);
        COUNTS(k, 1, 0, 0, 0);
        assert_string_equal(k.name, "Winter 2026");
        world_close(&w);
}
TESTDB_BOTH(files)

/* Only the group of course support, its leads and administrators; for others there is nothing. */
static void who(enum db_engine e)
{
        struct world w;
        struct grid_import *list, one;
        struct grid_gone *g;
        struct grid_sheet s;
        struct grid_check k;
        struct group group;
        size_t n;

        grid_world(&w, e);
        int64_t id = applied(&w, FIRST);
        for (int i = 0; i < 2; i++) {
                if (i)
                        as_agent(&w, w.agent_hr);
                else
                        as_requester(&w, w.ines);
                assert_false(grid_may(&w.c));
                EXPECT(&w, grid_list(&w.c, &list, &n), ST_NOT_FOUND);
                EXPECT(&w, grid_load(&w.c, id, &one), ST_NOT_FOUND);
                EXPECT(&w, grid_review(&w.c, id, &s, &k), ST_NOT_FOUND);
                EXPECT(&w, grid_apply(&w.c, id, NULL, NULL, &k), ST_NOT_FOUND);
                EXPECT(&w, grid_undo(&w.c, id), ST_NOT_FOUND);
                EXPECT(&w, grid_fix_set(&w.c, id, 6, GRID_CODE, "X"), ST_NOT_FOUND);
                EXPECT(&w, grid_gone_list(&w.c, &g, &n), ST_NOT_FOUND);
                EXPECT(&w, grid_gone_confirm(&w.c, 1, 1, "x"), ST_NOT_FOUND);
        }
        as_system(&w);
        EXPECT(&w, group_by_code(&w.c, "techno-pedagogues", &group), ST_OK);
        EXPECT(&w, group_join(&w.c, group.id, w.agent_el, false), ST_OK);
        as_agent(&w, w.agent_el);
        assert_true(grid_may(&w.c));
        id = applied(&w, SECOND);
        EXPECT(&w, grid_undo(&w.c, id), ST_OK);
        world_close(&w);
}
TESTDB_BOTH(who)

static void erase_now(struct world *w)
{
        const struct job j = {.kind = "grid.erase", .key = "", .args = ""};

        EXPECT(w, slice_grid_erase.jobs[0].run(&w->c, &j), ST_OK);
}

static int64_t named(struct world *w)
{
        return count_of(w, "SELECT (SELECT COUNT(*) FROM grid WHERE body LIKE '%@%') + (SELECT COUNT(*) FROM grid_line WHERE body LIKE '%@%')"
                           " + (SELECT COUNT(*) FROM grid_act WHERE before LIKE '%@%') + (SELECT COUNT(*) FROM grid_fix WHERE value LIKE '%@%')");
}

/* After its days the text of a grid is gone; the report, what comes again and what is taken back go on as before. */
static void erased(enum db_engine e)
{
        struct world w;
        struct grid_sheet s;
        struct grid_check k;
        struct grid_import g;
        struct grid_done_line *did;
        size_t n;
        int64_t waits;

        grid_world(&w, e);
        int64_t id = applied(&w, FIRST), med;
        const char *text = file_text(&w, FIRST, &n);
        EXPECT(&w, grid_read(&w.c, FIRST, text, n, &s), ST_OK);
        EXPECT(&w, grid_save(&w.c, &s, "Laissée", &waits), ST_OK);
        EXPECT(&w, grid_fix_set(&w.c, id, 7, GRID_MAIL, "marc.otis@univ.example"), ST_OK);
        med = course_named(&w, "MED1234");
        w.c.now += 90 * DAY_MS;
        erase_now(&w);
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.erased_at, 0); /* to the millisecond */
        assert_true(named(&w) > 5);
        w.c.now += 1;
        erase_now(&w);
        assert_int_equal(named(&w), 0);
        EXPECT(&w, grid_load(&w.c, waits, &g), ST_OK);
        assert_int_equal(g.erased_at, w.c.now);
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.erased_at, w.c.now);
        assert_int_equal(g.created, 5);
        EXPECT(&w, grid_report(&w.c, id, &did, &n), ST_OK);
        assert_int_equal(n, 5);
        assert_true(*did[0].code && *did[0].number);
        EXPECT(&w, grid_review(&w.c, id, &s, &k), ST_CONFLICT);
        EXPECT(&w, grid_apply(&w.c, waits, NULL, NULL, &k), ST_CONFLICT);
        EXPECT(&w, grid_fix_set(&w.c, id, 6, GRID_APPROACHES, "Antem"), ST_CONFLICT);
        EXPECT(&w, grid_undo(&w.c, id), ST_CONFLICT);
        /* The same file gives nothing, the next one what it would have given; a presenter put in by hand stays. */
        k = sample(&w, FIRST, true);
        COUNTS(k, 0, 0, 0, 5);
        EXPECT(&w, course_present(&w.c, med, w.paul, true), ST_OK);
        int64_t second = applied(&w, SECOND);
        EXPECT(&w, grid_load(&w.c, second, &g), ST_OK);
        assert_true(g.created == 1 && g.changed == 1 && g.withdrawn == 1);
        assert_int_equal(presenters_of(&w, med), 4);
        assert_int_equal(sessions_of(&w, med), 4);
        /* Taken back within its day, the lines are compared as before it; another night erases what came back. */
        erase_now(&w);
        EXPECT(&w, grid_undo(&w.c, second), ST_OK);
        k = sample(&w, FIRST, false);
        COUNTS(k, 0, 0, 0, 5);
        w.c.now += 91 * DAY_MS;
        erase_now(&w);
        assert_int_equal(named(&w), 0);
        k = sample(&w, SECOND, false);
        COUNTS(k, 1, 1, 1, 3);
        assert_int_equal(k.lines[3].n_diffs, 1); /* of the presenters, told by number, none differs */
        assert_int_equal(k.lines[3].diffs[0].field, GRID_SESSIONS);
        world_close(&w);
}
TESTDB_BOTH(erased)

/* A presenter whom only the old file named leaves the course, though their text is gone; one with two addresses is one. */
static void erased_people(enum db_engine e)
{
        struct world w;
        const char *row = HEAD "A1;T;D;H26;N;n@u.example;Antem;Ana <ana@u.example>; ;\n", *two = HEAD "A1;T;D;H26;N;n@u.example;Antem;\"Ana <ana@u.example>; Bo <bo@u.example>\";\n";

        grid_world(&w, e);
        struct grid_check k = text_of(&w, two, "", true);
        COUNTS(k, 1, 0, 0, 0);
        int64_t course = course_named(&w, "A1");
        assert_int_equal(presenters_of(&w, course), 2);
        assert_int_equal(db_exec(w.db, &(const struct db_stmt){"alias", "INSERT INTO person_mail (address_fold, person_id) SELECT 'a@u.example', person_id"
                                                                        " FROM person_mail WHERE address_fold = 'ana@u.example'"}, DB_NO_ARGS, NULL), ST_OK);
        w.c.now += 91 * DAY_MS;
        erase_now(&w);
        k = text_of(&w, two, "", false);
        COUNTS(k, 0, 0, 0, 1);
        k = text_of(&w, row, "", true);
        COUNTS(k, 0, 1, 0, 0);
        assert_int_equal(k.lines[0].n_diffs, 1);
        assert_string_equal(k.lines[0].diffs[0].before, "2 (Bo <bo@u.example>)");
        assert_string_equal(k.lines[0].diffs[0].after, "1");
        assert_int_equal(presenters_of(&w, course), 1);
        world_close(&w);
}
TESTDB_BOTH(erased_people)

static void job_now(struct world *w, int64_t id, const char *seen)
{
        const struct job j = {.kind = "grid.apply", .key = arena_fmt(w->arena, "%lld", (long long)id),
                              .args = arena_fmt(w->arena, "{\"seen\":\"%s\"}", seen)};

        EXPECT(w, slice_grid_apply.jobs[0].run(&w->c, &j), ST_OK);
}

/* A long one is applied by a job; when what was shown is no longer so, it says why and waits. */
static void as_job(enum db_engine e)
{
        struct world w;
        struct grid_sheet s;
        struct grid_check k;
        struct grid_import g;
        size_t n;
        int64_t id, stale;

        grid_world(&w, e);
        const char *text = file_text(&w, FIRST, &n);
        EXPECT(&w, grid_read(&w.c, "g.csv", text, n, &s), ST_OK);
        EXPECT(&w, grid_save(&w.c, &s, "", &id), ST_OK);
        EXPECT(&w, grid_save(&w.c, &s, "Autre", &stale), ST_OK);
        EXPECT(&w, grid_review(&w.c, id, &s, &k), ST_OK);
        EXPECT(&w, grid_apply_later(&w.c, id, k.digest), ST_OK);
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.state, GRID_APPLYING);
        EXPECT(&w, grid_apply_later(&w.c, id, k.digest), ST_CONFLICT);
        EXPECT(&w, grid_fix_set(&w.c, id, 6, GRID_APPROACHES, "Antem"), ST_CONFLICT);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM job WHERE kind = 'grid.apply'"), 1);
        job_now(&w, id, k.digest);
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.state, GRID_APPLIED);
        assert_int_equal(g.created, 5);
        EXPECT(&w, grid_fix_set(&w.c, stale, 6, GRID_APPROACHES, "Antem"), ST_OK);
        EXPECT(&w, grid_apply_later(&w.c, stale, "ce qui fut montré"), ST_OK);
        job_now(&w, stale, "ce qui fut montré");
        EXPECT(&w, grid_load(&w.c, stale, &g), ST_OK);
        assert_int_equal(g.state, GRID_WAITING);
        assert_true(strlen(g.why) > 10);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 5);
        world_close(&w);
}
TESTDB_BOTH(as_job)

/* ---- the connection is lost ---------------------------------------------------------------------------------------------- */

struct loss {
        int64_t at, steps;
};

static void lose(void *arg, int64_t done, int64_t total)
{
        struct loss *l = arg;

        if (++l->steps == l->at)
                testdb_kill();
}

static int64_t all_rows(struct world *w)
{
        return count_of(w, "SELECT (SELECT COUNT(*) FROM course) + (SELECT COUNT(*) FROM ticket) + (SELECT COUNT(*) FROM grid_line) + (SELECT COUNT(*) FROM grid_act)"
                           " + (SELECT COUNT(*) FROM entry) + (SELECT COUNT(*) FROM event) + (SELECT COUNT(*) FROM job) + (SELECT COUNT(*) FROM person)");
}

/* The server ends the connection after the first hundred courses, and after the last: applying answers an error, nothing of it is
 * there, and the same call again does it whole. */
static void lost(void **state)
{
        enum { COURSES = 250 }; /* three steps: a hundred, two hundred, all */
        struct world w;
        struct grid_sheet s;
        struct grid_check k;
        struct grid_import g;
        struct buf b;
        int64_t id;

        (void)state;
        grid_world(&w, DB_POSTGRES);
        EXPECT(&w, course_support_ensure(&w.c), ST_OK);
        buf_init(&b, w.arena, 1 << 20);
        buf_str(&b, HEAD);
        for (int i = 0; i < COURSES; i++)
                buf_fmt(&b, "C%03d;T;D;H26;N;n@u.example;Antem;Ana <ana%d@u.example>;;\n", i, i);
        EXPECT(&w, grid_read(&w.c, "g.csv", b.p, strlen(b.p), &s), ST_OK);
        EXPECT(&w, grid_save(&w.c, &s, "", &id), ST_OK);
        int64_t before = all_rows(&w);
        for (int64_t at = 1; at <= 3; at += 2) {
                struct loss l = {.at = at};
                const struct grid_progress p = {lose, &l};
                EXPECT(&w, grid_apply(&w.c, id, NULL, &p, &k), ST_BUSY);
                assert_true(l.steps >= at);
                assert_int_equal(all_rows(&w), before);
                EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
                assert_int_equal(g.state, GRID_WAITING);
        }
        EXPECT(&w, grid_apply(&w.c, id, NULL, NULL, &k), ST_OK);
        EXPECT(&w, grid_load(&w.c, id, &g), ST_OK);
        assert_int_equal(g.created, COURSES);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), COURSES);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM course"), COURSES);
        world_close(&w);
}

/* ---- two at once -------------------------------------------------------------------------------------------------------- */

struct racer {
        struct world *w;
        int64_t id;
        pthread_barrier_t *start;
        enum status st;
        int64_t created;
};

static void *race(void *arg)
{
        struct racer *r = arg;
        struct ctx c = r->w->c;
        struct grid_check k;

        c.arena = arena_new(32u << 20);
        if (db_open(r->w->pool, &c.db))
                return NULL;
        pthread_barrier_wait(r->start);
        for (int i = 0; i < 5 && (i == 0 || r->st == ST_BUSY); i++)
                r->st = grid_apply(&c, r->id, NULL, NULL, &k);
        r->created = r->st ? -1 : k.count[GRID_CREATED];
        db_close(&c.db);
        arena_free(&c.arena);
        return NULL;
}

/* The same grid brought by two, applied in the same moment: once. */
static void together(enum db_engine e)
{
        struct world w;
        struct grid_sheet s;
        struct racer r[2];
        pthread_t t[2];
        pthread_barrier_t start;
        size_t n;

        grid_world(&w, e);
        const char *text = file_text(&w, FIRST, &n);
        EXPECT(&w, grid_read(&w.c, "g.csv", text, n, &s), ST_OK);
        pthread_barrier_init(&start, NULL, 2);
        for (int i = 0; i < 2; i++) {
                r[i] = (struct racer){&w, 0, &start, ST_IO, -1};
                EXPECT(&w, grid_save(&w.c, &s, "", &r[i].id), ST_OK);
        }
        for (int i = 0; i < 2; i++)
                pthread_create(&t[i], NULL, race, &r[i]);
        for (int i = 0; i < 2; i++)
                pthread_join(t[i], NULL);
        assert_int_equal(r[0].st, ST_OK);
        assert_int_equal(r[1].st, ST_OK);
        assert_int_equal(r[0].created + r[1].created, 5);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM item"), 5);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM course"), 4);
        pthread_barrier_destroy(&start);
        world_close(&w);
}
TESTDB_BOTH(together)

int main(void)
{
        const struct CMUnitTest all[] = {
                TESTDB_RUN(samples), TESTDB_RUN(gone),  TESTDB_RUN(names),     TESTDB_RUN(by_hand), TESTDB_RUN(fixes), TESTDB_RUN(followed), TESTDB_RUN(undone),
                TESTDB_RUN(late),    TESTDB_RUN(rows),  TESTDB_RUN(namesakes), TESTDB_RUN(files),   TESTDB_RUN(who),   TESTDB_RUN(together),
                TESTDB_RUN(as_job),    TESTDB_RUN(erased), TESTDB_RUN(erased_people), cmocka_unit_test(lost),
        };
        return cmocka_run_group_tests(all, NULL, NULL);
}
