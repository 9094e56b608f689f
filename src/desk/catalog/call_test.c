/* Calls that are not registered yet, on both engines: one on the line, eight in all, everybody their own; and
 * who is made from a phone call. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/catalog/call.h"
#include "desk/ticket/test_world.h"

#define P(n, v) {n, v, sizeof(v) - 1}
#define FORM(w, ...)                                                \
        do {                                                        \
                static const struct http_pair f_[] = {__VA_ARGS__}; \
                (w)->req.field = f_;                                \
                (w)->req.n_field = ARRAY_LEN(f_);                   \
        } while (0)

static void one_on_the_line(enum db_engine e)
{
        struct world w;
        struct call k, *all;
        int64_t a, b;
        size_t n;

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        EXPECT(&w, call_pick_up(&w.c, &a), ST_OK);
        w.c.now += 30000;
        FORM(&w, P("person", "Inès"), P("description", "Un \"mot\"\nlong"), P("csrf", "secret"), P("q_k_q1", "oui"), P("once", "x"));
        EXPECT(&w, call_save(&w.c, a), ST_OK);
        EXPECT(&w, call_pick_up(&w.c, &b), ST_OK);
        assert_true(b != a);
        w.c.now += 60000; /* parked: this minute is not on the line */
        EXPECT(&w, call_load(&w.c, a, &k), ST_OK);
        assert_true(k.parked_at > 0);
        assert_int_equal(call_ms(&w.c, &k), 30000);
        assert_null(strstr(k.body, "secret"));
        EXPECT(&w, call_resume(&w.c, a), ST_OK);
        w.c.now += 5000;
        EXPECT(&w, call_load(&w.c, a, &k), ST_OK);
        assert_int_equal(k.parked_at, 0);
        assert_int_equal(call_ms(&w.c, &k), 35000);
        EXPECT(&w, call_resume(&w.c, a), ST_OK); /* again changes nothing */
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM phone_call WHERE parked_at IS NULL"), 1);
        w.req.n_field = 0;
        EXPECT(&w, call_restore(&w.c, &k), ST_OK);
        assert_string_equal(form_value(&w.c, "description"), "Un \"mot\"\nlong");
        assert_string_equal(form_value(&w.c, "q_k_q1"), "oui");
        as_agent(&w, w.agent_el);
        EXPECT(&w, call_load(&w.c, a, &k), ST_NOT_FOUND);
        EXPECT(&w, call_save(&w.c, a), ST_NOT_FOUND);
        EXPECT(&w, call_resume(&w.c, a), ST_NOT_FOUND);
        EXPECT(&w, call_park(&w.c, a), ST_NOT_FOUND);
        EXPECT(&w, call_drop(&w.c, a), ST_NOT_FOUND);
        EXPECT(&w, call_list(&w.c, &all, &n), ST_OK);
        assert_int_equal(n, 0);
        world_close(&w);
}
TESTDB_BOTH(one_on_the_line)

static void bounded(enum db_engine e)
{
        struct world w;
        int64_t id, last = 0;
        static char huge[80 * 1024 + 1];
        struct http_pair f[] = {P("person", "x"), {"description", huge, sizeof huge - 1}};

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        for (int i = 0; i < CALLS_MAX; i++) {
                FORM(&w, P("person", "x"));
                EXPECT(&w, call_pick_up(&w.c, &id), ST_OK);
                assert_true(id != last);
                EXPECT(&w, call_save(&w.c, id), ST_OK);
                last = id;
        }
        EXPECT(&w, call_pick_up(&w.c, &id), ST_CONFLICT);
        memset(huge, 'a', sizeof huge - 1);
        w.req.field = f;
        w.req.n_field = 2;
        EXPECT(&w, call_save(&w.c, last), ST_TOO_LARGE);
        w.c.now += 8 * DAY_MS;
        EXPECT(&w, call_sweep(&w.c, NULL), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM phone_call"), 0);
        world_close(&w);
}
TESTDB_BOTH(bounded)

static void met(enum db_engine e)
{
        struct world w;
        struct person *who;
        int64_t id, again;
        size_t n;

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        EXPECT(&w, person_met_add(&w.c, &(struct person_met){"Zoé Ancelin", "Zoe@Exemple.FR", "06 39 98 44 55"}, &id), ST_OK);
        EXPECT(&w, person_met_before(&w.c, &(struct person_met){"", NULL, "0033 6.39.98.44.55"}, &who, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(who[0].id, id);
        EXPECT(&w, person_met_before(&w.c, &(struct person_met){"", "zoe@exemple.fr", NULL}, &who, &n), ST_OK);
        assert_int_equal(n, 1);
        EXPECT(&w, person_met_before(&w.c, &(struct person_met){"", "", ""}, &who, &n), ST_OK);
        assert_int_equal(n, 0);
        /* an address typed by an agent proves nothing */
        EXPECT(&w, person_known(&w.c, "zoe@exemple.fr", &again), ST_NOT_FOUND);
        EXPECT(&w, person_met_add(&w.c, &(struct person_met){"Une autre", "zoe@exemple.fr", NULL}, &again), ST_CONFLICT);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM person WHERE name = 'Une autre'"), 0);
        static const struct person_met bad[] = {{"", "a@b.fr", NULL}, {"a@b.fr", "a@b.fr", NULL}, {"0639", NULL, "0639984455"},
                                                {"Marc", NULL, NULL},  {"Marc", NULL, "12"},       {"Marc", "pas une adresse", NULL}};
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                w.c.n_error = 0;
                EXPECT(&w, person_met_add(&w.c, &bad[i], &again), ST_INVALID);
        }
        as_requester(&w, w.ines);
        EXPECT(&w, person_met_add(&w.c, &(struct person_met){"Marc", "m@b.fr", NULL}, &again), ST_DENIED);
        EXPECT(&w, person_met_before(&w.c, &(struct person_met){"", "zoe@exemple.fr", NULL}, &who, &n), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(met)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(one_on_the_line), TESTDB_RUN(bounded), TESTDB_RUN(met)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
