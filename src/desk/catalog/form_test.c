/* Forms of the catalogue, on both engines: kept in versions, refused when they cannot be met, answered alike from a
 * browser and a program; what is hidden is not asked, what is somebody else's is not taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/catalog/form.h"
#include "desk/ticket/test_world.h"
#include "formats/json.h"

static const char *const loan_lines[] = {
        "motif choice required | Pour quel usage ? | For what use? | cours: Un cours = A course | autre: Autre chose = Something else",
        "cours course required if=motif:cours | Quel cours ? | Which course?",
        "precision long required min=3 max=50 if=motif:autre | Précisez | Tell us | ? Une phrase suffit = One sentence will do",
        "jour date required min=0 max=60 | À partir de quand ? | From when?",
        "heure time | À quelle heure ? | At what time?",
        "quantite number required min=1 max=5 | Combien ? | How many?",
        "accessoires choices max=2 | Accessoires | Accessories | souris: Souris = Mouse | sac: Sac = Bag | cable: Câble = Cable",
        "responsable person | Personne responsable | Person in charge",
        "piece file max=2 | Pièces jointes | Files",
        "charte consent required | J'ai lu la charte | I have read the charter",
        "casse text if=charte:yes | Remarque | Remark",
};

static struct ask_field *lines(struct world *w, const char *const *text, size_t n)
{
        struct ask_field *f = ARENA_ARRAY(w->c.arena, n, struct ask_field);

        for (size_t i = 0; i < n; i++)
                assert_true(ask_line_read(w->c.arena, text[i], &f[i]));
        return f;
}

static struct form_edit edit_of(struct world *w, int64_t seen, int64_t seen_edit, bool publish)
{
        return (struct form_edit){.code = "pret", .department = "", .name_fr = "Prêt", .name_en = "Loan",
                                  .fields = lines(w, loan_lines, ARRAY_LEN(loan_lines)), .n_fields = ARRAY_LEN(loan_lines),
                                  .seen = seen, .seen_edit = seen_edit, .publish = publish};
}

static void as_admin(struct world *w)
{
        as(w, w->admin, ROLE_ADMIN);
}

static int64_t loan(struct world *w)
{
        int64_t id = 0;
        struct form_edit e = edit_of(w, 0, 0, true);

        as_admin(w);
        EXPECT(w, form_save(&w->c, &e, &id), ST_OK);
        return id;
}

static void versions(enum db_engine e)
{
        struct world w;
        struct ask_form now;
        struct form_row row;
        int64_t id, first;

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        struct form_edit d = edit_of(&w, 0, 0, false);
        EXPECT(&w, form_save(&w.c, &d, &id), ST_NOT_FOUND);
        as_admin(&w);
        EXPECT(&w, form_save(&w.c, &d, &first), ST_OK);
        EXPECT(&w, form_published(&w.c, "pret", &now), ST_NOT_FOUND);
        EXPECT(&w, form_save(&w.c, &d, &id), ST_INVALID); /* seen 0: it must not exist yet */
        assert_non_null(form_msg(&w.c, "code"));
        as_admin(&w);
        d = edit_of(&w, 1, 0, false);
        d.n_fields = 3;
        EXPECT(&w, form_save(&w.c, &d, &id), ST_OK);
        assert_int_equal(id, first); /* a draft is saved in place */
        EXPECT(&w, form_save(&w.c, &d, &id), ST_STALE); /* and the editor who saw the one before is told */
        as_admin(&w);
        d = edit_of(&w, 1, 1, true);
        EXPECT(&w, form_save(&w.c, &d, &id), ST_OK);
        EXPECT(&w, form_published(&w.c, "pret", &now), ST_OK);
        assert_int_equal(now.id, first);
        assert_int_equal(now.n_fields, ARRAY_LEN(loan_lines));
        d = edit_of(&w, 1, 2, true);
        EXPECT(&w, form_save(&w.c, &d, &id), ST_OK); /* the same again makes no version */
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM form_version WHERE form = 'item:pret'"), 1);
        d.n_fields = 2;
        EXPECT(&w, form_save(&w.c, &d, &id), ST_OK);
        assert_int_not_equal(id, first);
        EXPECT(&w, form_row_load(&w.c, "pret", &row), ST_OK);
        assert_int_equal(row.published, 2);
        EXPECT(&w, form_version_load(&w.c, first, &now), ST_OK);
        assert_int_equal(now.n_fields, ARRAY_LEN(loan_lines)); /* what was published stays */
        world_close(&w);
}
TESTDB_BOTH(versions)

static void bad_forms(enum db_engine e)
{
        struct world w;
        int64_t id;
        static const char *const text[] = {
                "a choice | A | A | x: X = X",                     /* one option */
                "b text if=c:x | B | B",                           /* looks ahead */
                "c choice | C | C | x: X = X | y: Y",              /* one language */
                "a text max=9000 | A encore | A again",            /* code twice, limit */
                "d text if=c:z | D | D",                           /* no such option */
                "e date if=d:yes | E | E",                         /* a text steers nothing */
                "f consent min=1 | F | F",
        };

        world_open(&w, e);
        as_admin(&w);
        struct form_edit d = {.code = "X Y", .department = "nowhere", .name_fr = " ", .name_en = "", .fields = lines(&w, text, 7), .n_fields = 7};
        EXPECT(&w, form_save(&w.c, &d, &id), ST_INVALID);
        static const char *const wrong[] = {"code", "department", "name_fr", "name_en", "f1_options", "f2_when", "f3_options",
                                            "f4_code", "f4_limits", "f5_when", "f6_when", "f7_limits"};
        for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
                if (!form_msg(&w.c, wrong[i]))
                        fail_msg("nothing about %s", wrong[i]);
        assert_int_equal(w.c.n_error, ARRAY_LEN(wrong));
        struct ask_field f;
        assert_false(ask_line_read(w.c.arena, "a nosuch | A | A", &f));
        assert_false(ask_line_read(w.c.arena, "a text | A", &f));
        assert_false(ask_line_read(w.c.arena, "a text wat | A | A", &f));
        assert_false(ask_line_read(w.c.arena, "", &f));
        world_close(&w);
}
TESTDB_BOTH(bad_forms)

static void department_keeps_its_own(enum db_engine e)
{
        struct world w;
        struct form_row *row;
        int64_t id;
        size_t n;

        world_open(&w, e);
        as_admin(&w);
        assert_int_equal(db_exec(w.db, &(struct db_stmt){"", "INSERT INTO role_grant (person_id, role, department_id) SELECT"
                         " :me, 'department_admin', department_id FROM support_group WHERE id = :group"},
                         DB_ARGS(DB_I("me", w.lead_net), DB_I("group", w.net)), NULL), ST_OK);
        struct form_edit d = edit_of(&w, 0, 0, true);
        EXPECT(&w, form_save(&w.c, &d, &id), ST_OK); /* one of all departments */
        as(&w, w.lead_net, ROLE_DEPT_ADMIN);
        d.code = "autre";
        EXPECT(&w, form_save(&w.c, &d, &id), ST_INVALID);
        assert_non_null(form_msg(&w.c, "department"));
        as(&w, w.lead_net, ROLE_DEPT_ADMIN);
        d.department = "it";
        EXPECT(&w, form_save(&w.c, &d, &id), ST_OK);
        EXPECT(&w, form_list(&w.c, &row, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(row[0].code, "autre");
        EXPECT(&w, form_row_load(&w.c, "pret", row), ST_NOT_FOUND);
        d = edit_of(&w, 1, 0, true);
        EXPECT(&w, form_save(&w.c, &d, &id), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(department_keeps_its_own)

/* ---- answers --------------------------------------------------------------------------------------------------- */

static struct ask_answers *answers(struct world *w, const struct ask_form *f, const char *json, bool strict)
{
        struct ask_answers *a = ARENA_NEW(w->c.arena, struct ask_answers);
        const struct json *j;
        const char *why = "";

        w->c.n_error = 0;
        assert_int_equal(jv_parse(w->c.arena, json, strlen(json), &j, &why), ST_OK);
        EXPECT(w, ask_read_json(&w->c, f, j, "", strict, a), ST_OK);
        return a;
}

static void wrong(struct world *w, const struct ask_form *f, const char *json, const char *fields)
{
        struct buf b;

        answers(w, f, json, true);
        buf_init(&b, w->c.arena, 4096);
        for (size_t i = 0; i < w->c.n_error; i++)
                buf_fmt(&b, "%s%s", i ? " " : "", w->c.error[i].field);
        assert_string_equal(b.p, fields);
        w->c.n_error = 0;
}

static void read_strictly(enum db_engine e)
{
        struct world w;
        struct ask_form f;

        world_open(&w, e);
        int64_t id = loan(&w);
        as_requester(&w, w.ines);
        EXPECT(&w, form_version_load(&w.c, id, &f), ST_OK);
        const char *day = "2026-01-20";
        w.c.now = zone_moment(w.c.zone, &(struct civil){.year = 2026, .month = 1, .day = 19, .hour = 23});
        const char *good = arena_fmt(w.c.arena, "{\"motif\":\"autre\",\"precision\":\"Un atelier\",\"jour\":\"%s\",\"quantite\":2,"
                                     "\"heure\":\"9 h 30\",\"accessoires\":[\"sac\",\"souris\",\"sac\"],\"charte\":true}", day);
        struct ask_answers *a = answers(&w, &f, good, true);
        assert_int_equal(w.c.n_error, 0);
        assert_string_equal(ask_json(&w.c, a), "{\"motif\":\"autre\",\"precision\":\"Un atelier\",\"jour\":\"2026-01-20\","
                            "\"heure\":\"09:30\",\"quantite\":2,\"accessoires\":[\"sac\",\"souris\"],\"charte\":true}");
        struct ask_line *line;
        size_t n;
        EXPECT(&w, ask_shown(&w.c, &f, ask_json(&w.c, a), &line, &n), ST_OK);
        assert_int_equal(n, 7);
        assert_string_equal(line[0].text, "Autre chose");
        assert_string_equal(line[5].text, "Sac, Souris");
        wrong(&w, &f, "{}", "motif jour quantite charte");
        wrong(&w, &f, "{\"motif\":\"cours\",\"precision\":\"x\",\"jour\":\"2026-01-18\",\"quantite\":9,\"charte\":false}",
              "cours precision jour quantite charte");
        wrong(&w, &f, "{\"motif\":\"rien\",\"jour\":\"2026-04-01\",\"quantite\":\"1.2345\",\"charte\":1,\"nosuch\":1,\"heure\":\"25:00\"}",
              "nosuch motif jour heure quantite");
        wrong(&w, &f, "{\"motif\":[\"autre\",\"cours\"],\"precision\":{},\"jour\":\"2026-02-30\",\"quantite\":-1,\"charte\":true,"
              "\"accessoires\":[\"sac\",\"souris\",\"cable\"],\"responsable\":\"personne.inconnue\"}",
              "motif precision jour quantite accessoires responsable");
        world_close(&w);
}
TESTDB_BOTH(read_strictly)

#define P(n, v) {n, v, sizeof(v) - 1}
static void from_a_browser(enum db_engine e)
{
        struct world w;
        struct ask_form f;
        struct ask_answers a;
        static const struct http_pair sent[] = {P("a_motif", "autre"), P("a_cours", "BIO1101"), P("a_precision", "Ate\r\nlier"),
                                                P("a_jour", "2026-01-20"), P("a_quantite", "2,50"), P("a_accessoires", "sac"),
                                                P("a_accessoires", "cable"), P("a_charte", "1"), P("a_rien", "ignored")};

        world_open(&w, e);
        int64_t id = loan(&w);
        as_requester(&w, w.ines);
        w.c.now = zone_moment(w.c.zone, &(struct civil){.year = 2026, .month = 1, .day = 19, .hour = 12});
        EXPECT(&w, form_version_load(&w.c, id, &f), ST_OK);
        w.req.field = sent;
        w.req.n_field = ARRAY_LEN(sent);
        EXPECT(&w, ask_read(&w.c, &f, "a_", true, &a), ST_OK);
        assert_int_equal(w.c.n_error, 0);
        assert_false(a.v[1].asked); /* what a hidden field still holds is dropped */
        assert_string_equal(ask_json(&w.c, &a), "{\"motif\":\"autre\",\"precision\":\"Ate\\nlier\",\"jour\":\"2026-01-20\","
                            "\"quantite\":2.5,\"accessoires\":[\"sac\",\"cable\"],\"charte\":true}");
        struct ask_view v;
        ask_view_fill(&w.c, &a, "/again", &v);
        assert_int_equal(v.n_inputs, 10);
        assert_string_equal(v.inputs[1].name, "a_precision");
        assert_true(v.inputs[0].steers);
        world_close(&w);
}
TESTDB_BOTH(from_a_browser)

static int64_t staged_by(struct world *w, int64_t person)
{
        int64_t id = 0;

        assert_int_equal(db_i64(w->db, &(struct db_stmt){"", "INSERT INTO staged_file (person_id, at, name, type, size, sha256, file)"
                                " VALUES (:me, :now, 'plan.pdf', 'application/pdf', 12, :sha, 'none') RETURNING id"},
                                DB_ARGS(DB_I("me", person), DB_I("now", w->c.now), DB_B("sha", "x", 1)), &id), ST_OK);
        return id;
}

static void files_of_others(enum db_engine e)
{
        struct world w;
        struct ask_form f;
        struct ask_field *field;

        world_open(&w, e);
        static const char *const text[] = {"piece file required max=1 | Fichier | File"};
        field = lines(&w, text, 1);
        ask_words(&w.c, field, 1);
        f = (struct ask_form){.id = 1, .code = "x", .fields = field, .n_fields = 1};
        int64_t mine = staged_by(&w, w.ines), other = staged_by(&w, w.paul);
        as_requester(&w, w.ines);
        wrong(&w, &f, arena_fmt(w.c.arena, "{\"piece\":[\"%lld\"]}", (long long)other), "piece");
        wrong(&w, &f, arena_fmt(w.c.arena, "{\"piece\":[\"%lld\",\"%lld\"]}", (long long)mine, (long long)mine), "piece");
        struct ask_answers *a = answers(&w, &f, arena_fmt(w.c.arena, "{\"piece\":\"%lld\"}", (long long)mine), true);
        assert_int_equal(w.c.n_error, 0);
        assert_string_equal(ask_json(&w.c, a), "{\"piece\":[\"plan.pdf\"]}");
        struct ticket t = ticket_of_ines(&w, "Une demande", 0, 0);
        int64_t *ids;
        as_requester(&w, w.ines);
        assert_int_equal(ask_files(&w.c, a, &ids), 1);
        EXPECT(&w, staged_attach(&w.c, &t, &other, 1), ST_NOT_FOUND);
        EXPECT(&w, staged_attach(&w.c, &t, ids, 1), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM attachment WHERE name = 'plan.pdf' AND entry_id IS NOT NULL"), 1);
        EXPECT(&w, staged_attach(&w.c, &t, ids, 1), ST_NOT_FOUND); /* once */
        world_close(&w);
}
TESTDB_BOTH(files_of_others)

static void lines_and_bodies(enum db_engine e)
{
        struct world w;
        struct buf line, body, again;
        struct ask_field *f, *g;
        size_t n;

        world_open(&w, e);
        f = lines(&w, loan_lines, ARRAY_LEN(loan_lines));
        for (size_t i = 0; i < ARRAY_LEN(loan_lines); i++) {
                buf_init(&line, w.c.arena, 65536);
                ask_line_write(&line, &f[i]);
                assert_string_equal(line.p, loan_lines[i]);
        }
        buf_init(&body, w.c.arena, 65536);
        buf_init(&again, w.c.arena, 65536);
        ask_body_write(&body, f, ARRAY_LEN(loan_lines));
        assert_int_equal(ask_body_read(w.c.arena, body.p, body.n, &g, &n), ST_OK);
        ask_body_write(&again, g, n);
        assert_string_equal(body.p, again.p);
        assert_int_equal(ask_body_read(w.c.arena, "{\"fields\":[{\"code\":\"a\"}]}", 24, &g, &n), ST_INVALID);
        assert_int_equal(ask_body_read(w.c.arena, "[]", 2, &g, &n), ST_INVALID);
        world_close(&w);
}
TESTDB_BOTH(lines_and_bodies)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(versions),       TESTDB_RUN(bad_forms),      TESTDB_RUN(department_keeps_its_own), TESTDB_RUN(read_strictly),
                TESTDB_RUN(from_a_browser), TESTDB_RUN(files_of_others), TESTDB_RUN(lines_and_bodies),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
