/* Approaches, on both engines: a new folder knows those that grids carry, a name is found however it is
 * written, what is wrong finds the nearest, and two who edit one at once do not overwrite each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/catalog/approach.h"
#include "desk/ticket/test_world.h"

static void finds(struct world *w, const char *typed, const char *code)
{
        struct approach a = {0};

        EXPECT(w, approach_find(&w->c, typed, &a), code ? ST_OK : ST_NOT_FOUND);
        if (code)
                assert_string_equal(a.code, code);
}

static void found_as_grids_say(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        finds(&w, "Classe virtuelle Zoom", "classe-virtuelle-zoom");
        finds(&w, "  CLASSE   VIRTUELLE\tzoom ", "classe-virtuelle-zoom");
        finds(&w, "Zoom virtual class", "classe-virtuelle-zoom");
        finds(&w, "POWERPOINT NARRE", "powerpoint-narre");
        finds(&w, "enregistrement-cubicule", "enregistrement-cubicule");
        finds(&w, "Zoom live", NULL);
        finds(&w, "Zoom", NULL);
        finds(&w, "", NULL);
        finds(&w, NULL, NULL);
        world_close(&w);
}
TESTDB_BOTH(found_as_grids_say)

static void nearest(struct world *w, const char *typed, const char *code)
{
        struct approach *list;
        size_t n;

        EXPECT(w, approach_list(&w->c, false, &list, &n), ST_OK);
        const struct approach *a = approach_closest(w->c.arena, list, n, typed);
        assert_string_equal(a ? a->code : "none", code ? code : "none");
}

static void the_nearest(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        nearest(&w, "Zoom live", "classe-virtuelle-zoom");
        nearest(&w, "Classe virtuel Zoom", "classe-virtuelle-zoom");
        nearest(&w, "zoom enregistré", "enregistrement-zoom");
        nearest(&w, "Cubicule", "enregistrement-cubicule");
        nearest(&w, "Power Point narré", "powerpoint-narre");
        nearest(&w, "Anthem", "antem");
        nearest(&w, "Visite de musée", NULL);
        nearest(&w, "", NULL);
        char huge[4000];
        memset(huge, 'z', sizeof huge - 1);
        huge[sizeof huge - 1] = '\0';
        nearest(&w, huge, NULL);
        world_close(&w);
}
TESTDB_BOTH(the_nearest)

static void kept(enum db_engine e)
{
        struct world w;
        struct approach a = {.code = "balado", .name_fr = "Balado", .name_en = "Podcast", .sort = 60, .state = APPROACH_OFFERED}, now;
        int64_t id;

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        EXPECT(&w, approach_save(&w.c, &a, &id), ST_DENIED);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, approach_save(&w.c, &a, &id), ST_OK);
        EXPECT(&w, approach_save(&w.c, &a, &id), ST_INVALID);
        assert_non_null(form_msg(&w.c, "code"));
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, approach_find(&w.c, "podcast", &now), ST_OK);
        a = now;
        a.state = APPROACH_RETIRED;
        EXPECT(&w, approach_save(&w.c, &a, &id), ST_OK);
        EXPECT(&w, approach_save(&w.c, &a, &id), ST_STALE);
        EXPECT(&w, approach_find(&w.c, "podcast", &now), ST_NOT_FOUND);
        as(&w, w.admin, ROLE_ADMIN);
        a = (struct approach){.code = "Ça", .name_fr = " ", .name_en = NULL, .page = "javascript:1", .sort = -1, .offer_id = 99};
        EXPECT(&w, approach_save(&w.c, &a, &id), ST_INVALID);
        assert_int_equal(w.c.n_error, 7);
        world_close(&w);
}
TESTDB_BOTH(kept)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(found_as_grids_say), TESTDB_RUN(the_nearest), TESTDB_RUN(kept)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
