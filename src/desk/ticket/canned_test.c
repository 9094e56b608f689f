/* Ready answers on both engines: who uses and who changes one, variables, what the house brings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "desk/ticket/canned.h"
#include "desk/ticket/test_world.h"

static size_t seen(struct world *w, struct canned **k)
{
        size_t n;

        EXPECT(w, canned_list(&w->c, k, &n), ST_OK);
        return n;
}

static enum status save(struct world *w, enum canned_level level, int64_t group, const char *body, int64_t *id)
{
        struct canned_draft d = {.level = level, .group_id = group, .name = "Bonjour", .lang = "fr", .body = body};

        return canned_save(&w->c, &d, id);
}

static void levels(enum db_engine e)
{
        struct world w;
        struct canned *k, one;
        int64_t mine, ours, all, none;

        world_open(&w, e);
        EXPECT(&w, group_leave(&w.c, w.net, w.lead_net), ST_OK);
        EXPECT(&w, group_join(&w.c, w.net, w.lead_net, true), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "À moi", &mine), ST_OK);
        EXPECT(&w, save(&w, CANNED_GROUP, w.net, "Non", &none), ST_DENIED); /* a member does not lead */
        EXPECT(&w, save(&w, CANNED_EVERYBODY, 0, "Non", &none), ST_DENIED);
        as_agent(&w, w.lead_net);
        EXPECT(&w, save(&w, CANNED_GROUP, w.net, "Réseau", &ours), ST_OK);
        EXPECT(&w, save(&w, CANNED_GROUP, w.elearn, "Non", &none), ST_DENIED);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, save(&w, CANNED_EVERYBODY, 0, "Tous", &all), ST_OK);
        as_agent(&w, w.agent_net);
        assert_int_equal(seen(&w, &k), 3);
        assert_int_equal(k[0].id, mine);
        assert_true(k[0].mine);
        assert_int_equal(k[1].id, ours);
        assert_false(k[1].mine);
        assert_int_equal(k[2].level, CANNED_EVERYBODY);
        EXPECT(&w, canned_remove(&w.c, all), ST_DENIED);
        as_agent(&w, w.agent_el); /* another group: only what is for everybody */
        assert_int_equal(seen(&w, &k), 1);
        EXPECT(&w, canned_load(&w.c, mine, &one), ST_NOT_FOUND);
        EXPECT(&w, canned_load(&w.c, ours, &one), ST_NOT_FOUND);
        EXPECT(&w, canned_remove(&w.c, mine), ST_NOT_FOUND);
        as(&w, w.admin, ROLE_ADMIN); /* not even an administrator reads what is somebody's own */
        EXPECT(&w, canned_load(&w.c, mine, &one), ST_NOT_FOUND);
        as_requester(&w, w.ines);
        size_t n;
        EXPECT(&w, canned_list(&w.c, &k, &n), ST_NOT_FOUND);
        EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "Moi", &none), ST_NOT_FOUND);
        /* a change on an old version is refused */
        as_agent(&w, w.agent_net);
        struct canned_draft d = {.id = mine, .name = "Salut", .lang = "en", .body = "Mine", .version = 1};
        EXPECT(&w, canned_save(&w.c, &d, &none), ST_OK);
        EXPECT(&w, canned_save(&w.c, &d, &none), ST_STALE);
        EXPECT(&w, canned_load(&w.c, mine, &one), ST_OK);
        assert_string_equal(one.body, "Mine");
        assert_string_equal(one.lang, "en");
        EXPECT(&w, canned_remove(&w.c, mine), ST_OK);
        assert_int_equal(seen(&w, &k), 2);
        world_close(&w);
}

static void variables(enum db_engine e)
{
        struct world w;
        const char *text;
        int64_t id;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Une {agent} panne", w.wifi, 0);
        as_agent(&w, w.agent_net);
        struct actor who = *w.c.actor;
        who.name = "Camille Roy";
        w.c.actor = &who;
        t.requester_name = "Inès {numero} Caron";
        struct canned k = {.lang = "fr", .body = "{prenom} / {name} / {numero} / {objet} / {agent} / {echeance} / { x } {\"a\":1} {"};
        EXPECT(&w, canned_fill(&w.c, &k, &t, &text), ST_OK);
        /* what people are called and what they wrote is never read as a variable */
        assert_string_equal(text, arena_fmt(w.arena, "Inès / Inès {numero} Caron / %s / Une {agent} panne / Camille Roy / … /"
                                                     " { x } {\"a\":1} {", t.number));
        const char *const bad[] = {"{prénom}", "Bonjour {inconnu}", "{Prenom}", "{a", "", " \n"};
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                as_agent(&w, w.agent_net);
                EXPECT(&w, save(&w, CANNED_PERSONAL, 0, bad[i], &id), strchr(bad[i], '}') || text_blank(bad[i]) ? ST_INVALID : ST_OK);
                if (strchr(bad[i], '}'))
                        assert_non_null(strstr(form_msg(&w.c, "body"), "{"));
        }
        as_agent(&w, w.agent_net);
        struct canned_draft d = {.level = CANNED_PERSONAL, .name = "", .lang = "de", .body = "{rien}"};
        EXPECT(&w, canned_save(&w.c, &d, &id), ST_INVALID);
        assert_int_equal(w.c.n_error, 3); /* all at once */
        world_close(&w);
}

static void brought(enum db_engine e)
{
        struct world w;
        struct canned *k;

        world_open(&w, e);
        EXPECT(&w, canned_first_contents(&w.c), ST_OK);
        EXPECT(&w, canned_first_contents(&w.c), ST_OK);
        as_agent(&w, w.agent_hr);
        size_t n = seen(&w, &k);
        assert_int_equal(n, 14);
        for (size_t i = 0; i < n; i++)
                assert_non_null(strstr(k[i].body, str_eq(k[i].lang, "en") ? "{first_name}" : "{prenom}"));
        for (size_t i = 0; i < n; i++) { /* what the house brings passes its own rule */
                struct canned_draft d = {.level = CANNED_PERSONAL, .name = k[i].name, .lang = k[i].lang, .body = k[i].body};
                int64_t id;
                EXPECT(&w, canned_save(&w.c, &d, &id), ST_OK);
        }
        world_close(&w);
}

TESTDB_BOTH(levels)
TESTDB_BOTH(variables)
TESTDB_BOTH(brought)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(levels), TESTDB_RUN(variables), TESTDB_RUN(brought)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
