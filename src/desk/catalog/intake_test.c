/* What is asked at intake, on both engines: lists keep their versions, natures route, answers are read as
 * they were asked, and nobody reads them who may not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/catalog/intake.h"
#include "desk/ticket/test_world.h"

static void as_admin(struct world *w)
{
        as(w, w->admin, ROLE_ADMIN);
}

static void form(struct world *w, const struct http_pair *f, size_t n)
{
        w->req.field = f;
        w->req.n_field = n;
        w->c.n_error = 0;
}
#define P(n, v) {n, v, sizeof(v) - 1}
#define FORM(w, ...)                                                     \
        do {                                                             \
                static const struct http_pair f_[] = {__VA_ARGS__};      \
                form(w, f_, ARRAY_LEN(f_));                              \
        } while (0)

static struct question ask(const char *code, int64_t type, bool required, const char *fr)
{
        return (struct question){.code = code, .fr = fr, .en = "In English", .type = type, .required = required};
}

static void save(struct world *w, const char *target, const struct question *q, size_t n, int64_t seen, int64_t wanted)
{
        struct question_list l = {.target = target, .questions = q, .n_questions = n};
        int64_t version = 0;

        w->c.n_error = 0;
        EXPECT(w, questions_save(&w->c, &l, seen, &version), ST_OK);
        assert_int_equal(version, wanted);
}

static void lists_keep_versions(enum db_engine e)
{
        struct world w;
        struct question_list l, old;
        static const struct question_option options[] = {{"Rouge", "Red", NULL}, {"Vert", "Green", NULL}};
        int64_t version;

        world_open(&w, e);
        as_admin(&w);
        struct question q[2] = {ask("", QUESTION_TEXT, true, "Quelle salle ?"), ask("", QUESTION_CHOICE, false, "Quelle couleur ?")};
        q[1].options = options;
        q[1].n_options = 2;
        save(&w, "service:wifi", q, 2, 0, 1);
        EXPECT(&w, questions_current(&w.c, "service:wifi", &old), ST_OK);
        assert_string_equal(old.questions[0].code, "q1");
        assert_string_equal(old.questions[1].code, "q2");
        save(&w, "service:wifi", old.questions, 2, 1, 1); /* the same again is no version */
        q[0] = old.questions[1];
        q[1] = ask("", QUESTION_DATE, false, "Depuis quand ?");
        save(&w, "service:wifi", q, 2, 1, 2);
        EXPECT(&w, questions_current(&w.c, "service:wifi", &l), ST_OK);
        assert_string_equal(l.questions[0].code, "q2");
        assert_string_equal(l.questions[1].code, "q3"); /* q1 is never given again */
        EXPECT(&w, questions_version(&w.c, old.id, &l), ST_OK);
        assert_string_equal(l.questions[0].text, "Quelle salle ?");
        l = (struct question_list){.target = "service:wifi", .questions = q, .n_questions = 2};
        EXPECT(&w, questions_save(&w.c, &l, 1, &version), ST_STALE);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM form_version WHERE form = 'ask:service:wifi'"), 2);
        as_agent(&w, w.agent_net);
        EXPECT(&w, questions_save(&w.c, &l, 2, &version), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(lists_keep_versions)

static void bad_lists(enum db_engine e)
{
        struct world w;
        int64_t version;
        static const struct question_option half[] = {{"Rouge", "", NULL}};

        world_open(&w, e);
        as_admin(&w);
        struct question q[3] = {ask("", QUESTION_TEXT, false, " "), ask("", 9, false, "Quoi ?"), ask("", QUESTION_CHOICE, false, "Et ?")};
        q[2].options = half;
        q[2].n_options = 1;
        struct question_list l = {.target = "service:wifi", .questions = q, .n_questions = 3};
        EXPECT(&w, questions_save(&w.c, &l, 0, &version), ST_INVALID);
        assert_non_null(form_msg(&w.c, "q1_fr"));
        assert_non_null(form_msg(&w.c, "q2_type"));
        assert_non_null(form_msg(&w.c, "q3_options"));
        as_admin(&w);
        l = (struct question_list){.target = "kind:nosuch", .questions = q};
        EXPECT(&w, questions_save(&w.c, &l, 0, &version), ST_INVALID);
        assert_non_null(form_msg(&w.c, "target"));
        world_close(&w);
}
TESTDB_BOTH(bad_lists)

static struct ticket opened(struct world *w, struct ticket_draft d, int64_t service)
{
        struct intake in;
        struct ticket t = {0};

        d.kind = TICKET_INCIDENT;
        d.service_id = service;
        d.confidential = -1;
        EXPECT(w, intake_read(&w->c, service, true, &in), ST_OK);
        EXPECT(w, intake_open(&w->c, &d, &in, &t), ST_OK);
        return t;
}

static int64_t nature_to(struct world *w, const char *code, int64_t service, int64_t group, int64_t urgency)
{
        struct nature d = {.code = code, .name_fr = "Droits", .name_en = "Rights", .service_id = service, .group_id = group,
                           .urgency = urgency, .sort = 5, .state = NATURE_OFFERED};
        int64_t id = 0;

        as_admin(w);
        EXPECT(w, nature_save(&w->c, &d, &id), ST_OK);
        return id;
}

static void natures_route(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        int64_t id = nature_to(&w, "droits", 0, w.elearn, 1);
        assert_true(id > 0);
        as_requester(&w, w.ines); /* a requester never says the group: the list does */
        FORM(&w, P("nature", "droits"), P("group", "1"));
        struct ticket t = opened(&w, (struct ticket_draft){.subject = "Droits", .urgency = 3}, w.wifi);
        assert_int_equal(t.group_id, w.elearn);
        assert_int_equal(t.urgency, 1);
        as_agent(&w, w.agent_net); /* what the agent chose is stronger */
        FORM(&w, P("nature", "droits"));
        t = opened(&w, (struct ticket_draft){.subject = "Droits", .requester_id = w.ines, .group_id = w.net, .urgency = 3}, w.wifi);
        assert_int_equal(t.group_id, w.net);
        assert_int_equal(t.urgency, 3);
        nature_to(&w, "reseau", w.wifi, 0, 2);
        as_agent(&w, w.agent_net); /* without a service, the nature's */
        FORM(&w, P("nature", "reseau"));
        t = opened(&w, (struct ticket_draft){.subject = "Sans service", .requester_id = w.ines}, 0);
        assert_int_equal(t.service_id, w.wifi);
        assert_int_equal(t.group_id, w.net);
        world_close(&w);
}
TESTDB_BOTH(natures_route)

static void natures_edited(enum db_engine e)
{
        struct world w;
        struct nature n;
        struct nature *all;
        size_t k;
        int64_t id;

        world_open(&w, e);
        as_admin(&w);
        EXPECT(&w, nature_list(&w.c, 0, false, &all, &k), ST_OK);
        assert_int_equal(k, 7); /* the seven that a new house begins with */
        EXPECT(&w, nature_by_code(&w.c, "outage", &n), ST_OK);
        n.group_id = w.net;
        n.state = NATURE_WITHDRAWN;
        EXPECT(&w, nature_save(&w.c, &n, &id), ST_OK);
        EXPECT(&w, nature_save(&w.c, &n, &id), ST_STALE);
        EXPECT(&w, nature_list(&w.c, INTERVENTION_TECHNICAL, false, &all, &k), ST_OK);
        assert_int_equal(k, 4); /* three of its own, the proposal for all */
        n = (struct nature){.code = "outage", .name_fr = "a", .name_en = "b", .urgency = 2, .state = NATURE_OFFERED};
        EXPECT(&w, nature_save(&w.c, &n, &id), ST_INVALID);
        assert_non_null(form_msg(&w.c, "code"));
        as_admin(&w);
        n = (struct nature){.code = "É", .kind = 11, .urgency = 4, .sort = -1, .group_id = 999999, .service_id = 999999};
        EXPECT(&w, nature_save(&w.c, &n, &id), ST_INVALID);
        assert_int_equal(w.c.n_error, 8);
        as_requester(&w, w.ines);
        FORM(&w, P("nature", "outage"));
        struct intake in;
        EXPECT(&w, intake_read(&w.c, 0, true, &in), ST_OK);
        assert_non_null(form_msg(&w.c, "nature"));
        EXPECT(&w, nature_save(&w.c, &n, &id), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(natures_edited)

static void answers_in_their_version(enum db_engine e)
{
        struct world w;
        struct intake_shown s;
        struct intake in;

        world_open(&w, e);
        as_requester(&w, w.ines);
        FORM(&w, P("kind", "10")); /* equipment asks what is needed */
        EXPECT(&w, intake_read(&w.c, w.wifi, true, &in), ST_OK);
        assert_non_null(form_msg(&w.c, "q_k_q1"));
        FORM(&w, P("kind", "10"), P("q_k_q1", "Un portable"), P("q_k_q2", "2026-02-30"), P("device", "laptop"), P("owner", "mine"));
        EXPECT(&w, intake_read(&w.c, w.wifi, true, &in), ST_OK);
        assert_int_equal(w.c.n_error, 2); /* a day that is none, an owner that is none */
        FORM(&w, P("kind", "10"), P("q_k_q1", "Un portable\net son sac"), P("q_k_q2", "2026-02-28"), P("device", "laptop"),
             P("owner", "institution"), P("q_k_q9", "jamais demandé"), P("site", "Nord"), P("equipment", "INV-7"));
        struct ticket t = opened(&w, (struct ticket_draft){.subject = "Achat"}, w.wifi);
        assert_string_equal(t.site, "Nord");
        assert_string_equal(t.equipment, "INV-7");
        as_admin(&w);
        struct question q = ask("q1", QUESTION_TEXT, true, "Autre question");
        save(&w, "kind:equipment", &q, 1, 1, 2);
        as_agent(&w, w.agent_net);
        EXPECT(&w, intake_shown(&w.c, &t, &s), ST_OK);
        struct ticket seen = fresh(&w, t.id);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &seen), ST_OK);
        EXPECT(&w, intake_shown(&w.c, &seen, &s), ST_OK);
        assert_int_equal(s.n_answers, 2);
        assert_string_equal(s.answers[0].question, "De quoi avez-vous besoin ?");
        assert_string_equal(s.answers[0].text, "Un portable\net son sac");
        assert_string_equal(s.answers[1].text, "samedi 28\u00a0février 2026");
        assert_int_equal(s.n_facts, 3);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &seen), ST_OK);
        EXPECT(&w, intake_shown(&w.c, &seen, &s), ST_OK);
        assert_false(s.any);
        world_close(&w);
}
TESTDB_BOTH(answers_in_their_version)

static size_t finds(struct world *w, const char *words)
{
        struct ticket_page page;

        EXPECT(w, ticket_list(&w->c, &(struct ticket_query){.view = "all", .q = words, .cursor = "", .sort = SORT_CREATED}, &page), ST_OK);
        return page.n_rows;
}

/* Answers are put right later under the version that was answered, by whoever works on the ticket; the old ones are in
 * the journal, the new ones are found by the desk and by nobody else. */
static void edited(enum db_engine e)
{
        struct world w;
        struct intake_shown s;
        const struct intake_field *f;
        struct entry *rows;
        size_t n;
        bool more;

        world_open(&w, e);
        as_requester(&w, w.ines);
        FORM(&w, P("kind", "10"), P("q_k_q1", "Un zanzibar"), P("q_k_q2", "2026-02-28"));
        struct ticket t = opened(&w, (struct ticket_draft){.subject = "Achat"}, w.wifi);
        assert_int_equal(finds(&w, "zanzibar"), 0); /* who asked does not search what only the desk reads */
        as_admin(&w);
        struct question q = ask("q1", QUESTION_TEXT, true, "Autre question");
        save(&w, "kind:equipment", &q, 1, 1, 2);
        as_agent(&w, w.agent_net);
        assert_int_equal(finds(&w, "zanzibar"), 1);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_WORK, &t), ST_OK);
        EXPECT(&w, intake_asked(&w.c, &t, false, &f, &n), ST_OK);
        assert_int_equal(n, 2); /* the version that was answered, not the new one */
        assert_string_equal(f[0].value, "Un zanzibar");
        FORM(&w, P("q_k_q1", " "), P("q_k_q2", "2026-02-30"));
        EXPECT(&w, intake_edit(&w.c, &t, t.version), ST_INVALID);
        assert_true(form_msg(&w.c, "q_k_q1") && form_msg(&w.c, "q_k_q2"));
        FORM(&w, P("q_k_q1", "Un cachalot"), P("q_k_q2", "2026-02-28"), P("q_k_q9", "jamais demandé"));
        int64_t old = t.version;
        EXPECT(&w, intake_edit(&w.c, &t, old + 1), ST_STALE);
        EXPECT(&w, intake_edit(&w.c, &t, old), ST_OK);
        assert_true(t.version > old);
        EXPECT(&w, intake_edit(&w.c, &t, t.version), ST_OK); /* the same again is no change */
        assert_int_equal(finds(&w, "zanzibar"), 0);
        assert_int_equal(finds(&w, "cachalot"), 1);
        EXPECT(&w, intake_shown(&w.c, &t, &s), ST_OK);
        assert_string_equal(s.answers[0].text, "Un cachalot");
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 10, &rows, &n, &more), ST_OK);
        size_t told = 0;
        for (size_t i = 0; i < n; i++)
                told += rows[i].line && strstr(rows[i].line, "Un zanzibar") && strstr(rows[i].line, "Un cachalot");
        assert_int_equal(told, 1);
        FORM(&w, P("q_k_q1", "Intrus"), P("q_k_q2", ""));
        as_requester(&w, w.ines);
        enum status st = intake_edit(&w.c, &t, 0);
        assert_true(st == ST_DENIED || st == ST_NOT_FOUND);
        assert_int_equal(finds(&w, "cachalot"), 0);
        world_close(&w);
}
TESTDB_BOTH(edited)

static void version_on_the_screen(enum db_engine e)
{
        struct world w;
        struct intake in;
        struct question_list l;
        struct http_pair f[3] = {P("kind", "use"), P("q_k_q1", "1"), {"lists", NULL, 0}};

        world_open(&w, e);
        as_admin(&w);
        EXPECT(&w, questions_current(&w.c, "kind:use", &l), ST_OK);
        struct question q = ask("q1", QUESTION_TEXT, true, "Autre question");
        save(&w, "kind:use", &q, 1, 1, 2);
        as_requester(&w, w.ines);
        f[0] = (struct http_pair)P("kind", "30");
        f[2].value = arena_fmt(w.arena, "%lld", (long long)l.id);
        f[2].n = strlen(f[2].value);
        form(&w, f, 3);
        EXPECT(&w, intake_read(&w.c, 0, true, &in), ST_OK);
        assert_int_equal(in.lists[0].list.version, 1); /* what was on the screen */
        EXPECT(&w, questions_current(&w.c, "kind:technical", &l), ST_OK);
        f[2].value = arena_fmt(w.arena, "x 99999999 %lld", (long long)l.id);
        f[2].n = strlen(f[2].value);
        form(&w, f, 3);
        EXPECT(&w, intake_read(&w.c, 0, true, &in), ST_OK);
        assert_int_equal(in.lists[0].list.version, 2); /* ids of other lists count for nothing */
        world_close(&w);
}
TESTDB_BOTH(version_on_the_screen)

/* The person's own words: whoever rewrites the description leaves what was said in the journal. */
static void words_kept_as_said(enum db_engine e)
{
        struct world w;
        struct ticket_patch p = TICKET_PATCH_NONE;

        world_open(&w, e);
        as_requester(&w, w.ines);
        FORM(&w, P("kind", "20"));
        struct ticket t = opened(&w, (struct ticket_draft){.subject = "Wifi", .description = "Mes mots à moi"}, w.wifi);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_WORK, &t), ST_OK);
        p.description = "Reformulé par le guichet";
        p.channel = CHANNEL_PHONE;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        assert_string_equal(t.description, "Reformulé par le guichet");
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_body WHERE body LIKE '%Mes mots à moi%'"), 1);
        assert_int_equal(t.channel, CHANNEL_PHONE);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%\"channel\":[10,30]%'"), 1);
        world_close(&w);
}
TESTDB_BOTH(words_kept_as_said)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(lists_keep_versions), TESTDB_RUN(bad_lists),           TESTDB_RUN(natures_route),
                TESTDB_RUN(natures_edited),      TESTDB_RUN(answers_in_their_version), TESTDB_RUN(edited), TESTDB_RUN(version_on_the_screen),
                TESTDB_RUN(words_kept_as_said),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
