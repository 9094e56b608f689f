/* Saved views on both engines: who opens and who changes one, order, the one that opens first, and that a
 * shared view shows no more than its reader may see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "desk/ticket/saved.h"
#include "desk/ticket/test_world.h"

static const char *const open_ones[] = {"state:is:new,open"};
static const struct saved_list kept = {"scope", "wifi", "state,due", "created", open_ones, 1};

static enum status save(struct world *w, enum canned_level level, int64_t group, const char *name, int64_t *id)
{
        struct saved_draft d = {.level = level, .group_id = group, .name = name, .list = &kept};

        return saved_save(&w->c, &d, id);
}

static size_t seen(struct world *w, struct saved_view **k)
{
        size_t n = 0;

        EXPECT(w, saved_list(&w->c, k, &n), ST_OK);
        return n;
}

static void levels(enum db_engine e)
{
        struct world w;
        struct saved_view *k, one;
        int64_t mine, ours, all, none, first;

        world_open(&w, e);
        EXPECT(&w, group_leave(&w.c, w.net, w.lead_net), ST_OK);
        EXPECT(&w, group_join(&w.c, w.net, w.lead_net, true), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "À moi", &mine), ST_OK);
        EXPECT(&w, save(&w, CANNED_GROUP, w.net, "Non", &none), ST_DENIED); /* a member does not lead */
        EXPECT(&w, save(&w, CANNED_EVERYBODY, 0, "Non", &none), ST_DENIED);
        as_agent(&w, w.lead_net);
        EXPECT(&w, save(&w, CANNED_GROUP, w.net, "Réseau", &ours), ST_OK);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, save(&w, CANNED_EVERYBODY, 0, "Tous", &all), ST_OK);
        EXPECT(&w, saved_load(&w.c, mine, &one), ST_NOT_FOUND); /* not even an administrator */
        as_agent(&w, w.agent_net);
        assert_int_equal(seen(&w, &k), 3);
        assert_int_equal(k[0].id, mine);
        assert_true(k[0].mine);
        assert_int_equal(k[1].id, ours);
        assert_false(k[1].mine);
        assert_int_equal(k[2].level, CANNED_EVERYBODY);
        assert_string_equal(k[0].list.view, "scope");
        assert_string_equal(k[0].list.q, "wifi");
        assert_string_equal(k[0].list.sort, "created");
        assert_int_equal(k[0].list.n_cond, 1);
        assert_string_equal(k[0].list.cond[0], "state:is:new,open");
        EXPECT(&w, saved_remove(&w.c, all), ST_DENIED);
        EXPECT(&w, saved_move(&w.c, ours, true), ST_DENIED);
        /* what opens first: anything one may open, and nothing once it is gone */
        EXPECT(&w, saved_first(&w.c, &first), ST_OK);
        assert_int_equal(first, 0);
        EXPECT(&w, saved_first_set(&w.c, ours), ST_OK);
        EXPECT(&w, saved_first_set(&w.c, all), ST_OK);
        EXPECT(&w, saved_first(&w.c, &first), ST_OK);
        assert_int_equal(first, all);
        as_agent(&w, w.agent_el);
        assert_int_equal(seen(&w, &k), 1);
        EXPECT(&w, saved_load(&w.c, mine, &one), ST_NOT_FOUND);
        EXPECT(&w, saved_load(&w.c, ours, &one), ST_NOT_FOUND);
        EXPECT(&w, saved_remove(&w.c, mine), ST_NOT_FOUND);
        EXPECT(&w, saved_first_set(&w.c, mine), ST_NOT_FOUND);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, saved_remove(&w.c, all), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, saved_first(&w.c, &first), ST_OK);
        assert_int_equal(first, 0);
        as_requester(&w, w.ines);
        size_t n;
        EXPECT(&w, saved_list(&w.c, &k, &n), ST_NOT_FOUND);
        EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "Moi", &none), ST_NOT_FOUND);
        world_close(&w);
}

static void changes(enum db_engine e)
{
        static const char *const unknown[] = {"rien:is:x"};
        static const struct saved_list bad = {"ailleurs", "", "a b", "hasard", NULL, 0}, field = {"mine", "", "", "due", unknown, 1};
        struct world w;
        struct saved_view *k, one;
        int64_t a, b, none;

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "A", &a), ST_OK);
        EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "B", &b), ST_OK);
        EXPECT(&w, saved_move(&w.c, b, true), ST_OK);
        EXPECT(&w, saved_move(&w.c, b, true), ST_OK); /* already first */
        assert_int_equal(seen(&w, &k), 2);
        assert_int_equal(k[0].id, b);
        EXPECT(&w, saved_move(&w.c, b, false), ST_OK);
        assert_int_equal(seen(&w, &k), 2);
        assert_int_equal(k[0].id, a);
        /* a new name keeps the list; an old version is refused */
        struct saved_draft d = {.id = a, .name = "Ô 😀 الآن", .version = 1};
        EXPECT(&w, saved_save(&w.c, &d, &none), ST_OK);
        EXPECT(&w, saved_save(&w.c, &d, &none), ST_STALE);
        EXPECT(&w, saved_load(&w.c, a, &one), ST_OK);
        assert_string_equal(one.name, "Ô 😀 الآن");
        assert_string_equal(one.list.q, "wifi");
        as_agent(&w, w.agent_net);
        struct saved_draft wrong = {.level = CANNED_PERSONAL, .name = " ", .list = &bad};
        EXPECT(&w, saved_save(&w.c, &wrong, &none), ST_INVALID);
        assert_int_equal(w.c.n_error, 4); /* all at once */
        as_agent(&w, w.agent_net);
        struct saved_draft odd = {.level = CANNED_PERSONAL, .name = "C", .list = &field};
        EXPECT(&w, saved_save(&w.c, &odd, &none), ST_INVALID);
        assert_non_null(form_msg(&w.c, "filter"));
        as_agent(&w, w.agent_net);
        for (int i = 2; i < SAVED_LEVEL_MAX; i++)
                EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "Encore", &none), ST_OK);
        EXPECT(&w, save(&w, CANNED_PERSONAL, 0, "De trop", &none), ST_CONFLICT);
        assert_int_equal(seen(&w, &k), SAVED_LEVEL_MAX);
        world_close(&w);
}

/* The list of a shared view, as this reader gets it. */
static size_t rows_of(struct world *w, int64_t id)
{
        struct saved_view v;
        struct ticket_filter *f;
        struct ticket_page page;

        EXPECT(w, saved_load(&w->c, id, &v), ST_OK);
        EXPECT(w, filters_read(&w->c, v.list.cond, v.list.n_cond, &f), ST_OK);
        struct ticket_query q = {.view = v.list.view, .filter = f, .n_filter = v.list.n_cond};
        EXPECT(w, ticket_list(&w->c, &q, &page), ST_OK);
        return page.n_rows;
}

static void shared(enum db_engine e)
{
        static const struct saved_list list = {"scope", "", "", "due", open_ones, 1};
        struct world w;
        int64_t id;

        world_open(&w, e);
        (void)ticket_of_ines(&w, "Salaire", w.payroll, 0);
        as(&w, w.admin, ROLE_ADMIN);
        struct saved_draft d = {.level = CANNED_EVERYBODY, .name = "Tous", .list = &list};
        EXPECT(&w, saved_save(&w.c, &d, &id), ST_OK);
        as_agent(&w, w.agent_hr);
        assert_int_equal(rows_of(&w, id), 1);
        as_agent(&w, w.agent_net);
        assert_int_equal(rows_of(&w, id), 0);
        world_close(&w);
}

TESTDB_BOTH(levels)
TESTDB_BOTH(changes)
TESTDB_BOTH(shared)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(levels), TESTDB_RUN(changes), TESTDB_RUN(shared)};

        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
