/* The pure core: random plans and random closing orders, cycles and dead tasks by name, conditions, due dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/plan/graph.h"

static uint64_t seed = 20260122;

static unsigned rnd(unsigned n)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return (unsigned)(seed % n);
}

/* ---- random plans ------------------------------------------------------------------------------------------------ */

static void random_plan(struct plan_graph *g)
{
        static const char *const codes[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"};
        *g = (struct plan_graph){.n = 1 + rnd(12)};
        for (size_t i = 0; i < g->n; i++) {
                g->node[i].code = codes[i];
                g->node[i].phase = rnd(6) ? PHASE_WAITING : PHASE_ABSENT;
                for (size_t k = 0; k < i; k++)
                        if (!rnd(3))
                                g->node[i].before |= UINT64_C(1) << k;
        }
}

/* An oracle that knows nothing of bits: is node i behind us? */
static bool behind(const struct plan_graph *g, size_t i)
{
        if (g->node[i].phase >= PHASE_DONE)
                return true;
        if (g->node[i].phase != PHASE_ABSENT)
                return false;
        for (size_t k = 0; k < g->n; k++)
                if (g->node[i].before >> k & 1 && !behind(g, k))
                        return false;
        return true;
}

static void open_ready(struct plan_graph *g, int *opened)
{
        uint64_t ready = graph_ready(g);

        for (size_t i = 0; i < g->n; i++) {
                if (g->node[i].phase != PHASE_WAITING)
                        continue;
                bool expected = true;
                for (size_t k = 0; k < g->n; k++)
                        expected = expected && (!(g->node[i].before >> k & 1) || behind(g, k));
                assert_int_equal(ready >> i & 1, expected);
                if (expected) {
                        g->node[i].phase = PHASE_OPEN;
                        opened[i]++;
                }
        }
}

static void random_orders(void **state)
{
        (void)state;
        for (int round = 0; round < 20000; round++) {
                struct plan_graph g;
                int opened[PLAN_STEPS] = {0};
                const char *codes;
                random_plan(&g);
                struct arena *a = arena_new(1 << 20);
                assert_int_equal(graph_check(a, &g, &codes), PLAN_FINE);
                arena_free(&a);
                open_ready(&g, opened);
                while (!graph_finished(&g)) {
                        size_t open[PLAN_STEPS], n = 0;
                        for (size_t i = 0; i < g.n; i++)
                                if (g.node[i].phase == PHASE_OPEN)
                                        open[n++] = i;
                        assert_true(n > 0); /* never stuck */
                        g.node[open[rnd((unsigned)n)]].phase = rnd(4) ? PHASE_DONE : PHASE_SKIPPED;
                        open_ready(&g, opened);
                }
                for (size_t i = 0; i < g.n; i++)
                        assert_int_equal(opened[i], g.node[i].phase == PHASE_ABSENT ? 0 : 1);
        }
}

/* ---- what is refused ------------------------------------------------------------------------------------------------- */

static void faults(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct plan_graph g = {.n = 4};
        const char *codes;
        (void)state;
        for (size_t i = 0; i < 4; i++)
                g.node[i].code = (const char *const[]){"1", "2.1", "2.2", "3"}[i];
        g.node[1].before = 1;
        g.node[2].before = 2 | 8;
        g.node[3].before = 4;
        assert_int_equal(graph_check(a, &g, &codes), PLAN_CYCLE);
        assert_true(str_eq(codes, "2.2 → 3 → 2.2") || str_eq(codes, "3 → 2.2 → 3"));
        g.node[2].before = 4; /* itself */
        g.node[3].before = 0;
        assert_int_equal(graph_check(a, &g, &codes), PLAN_CYCLE);
        assert_string_equal(codes, "2.2 → 2.2");
        g.node[2].before = UINT64_C(1) << 63; /* nothing is there */
        assert_int_equal(graph_check(a, &g, &codes), PLAN_DEAD);
        assert_string_equal(codes, "2.2");
        g.node[2].before = 1;
        assert_int_equal(graph_check(a, &g, &codes), PLAN_FINE);
        g.n = 0;
        assert_int_equal(graph_check(a, &g, &codes), PLAN_EMPTY);
        arena_free(&a);
}

/* ---- conditions -------------------------------------------------------------------------------------------------------- */

static void conditions(void **state)
{
        static const struct {
                const char *text;
                bool good, holds;
        } rows[] = {
                {"", true, true}, {"approche = zoom", true, true}, {"approche=zoom", true, true}, {"approche = antem", true, false},
                {"approche != antem", true, true}, {"aide = oral", true, true}, {"aide = rien", true, false}, {"!aide", true, false},
                {"accord", true, true}, {"!refus", true, true}, {"rien", true, false}, {"approche = zoom & aide", true, true},
                {"approche = zoom & rien", true, false}, {"nombre = 3", true, true}, {"= zoom", false, false}, {"a b = c", false, false},
                {"approche =", false, false}, {"&", false, false}, {"approche = zoom &", false, false}, {"!", false, false},
        };
        static const char answers[] = "{\"approche\":\"zoom\",\"aide\":[\"oral\",\"écrit\"],\"accord\":true,\"refus\":false,\"nombre\":3,\"vide\":\" \"}";
        struct arena *a = arena_new(1 << 20);
        const struct json *j;
        const char *why, *wrong;
        (void)state;
        assert_int_equal(jv_parse(a, answers, sizeof answers - 1, &j, &why), ST_OK);
        for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
                assert_int_equal(condition_good(a, rows[i].text, &wrong), rows[i].good);
                assert_int_equal(condition_holds(a, rows[i].text, j), rows[i].holds);
        }
        arena_free(&a);
}

/* ---- due dates ------------------------------------------------------------------------------------------------------------ */

static const char *due_of(struct arena *a, const char *rule, const char *anchor)
{
        struct due_rule r;
        int64_t at;

        assert_true(due_read(rule, &r));
        assert_true(moment_parse(anchor, &at));
        return moment_rfc3339(a, due_moment(NULL, zone_get("Europe/Paris"), &r, at));
}

static void dues(void **state)
{
        struct arena *a = arena_new(1 << 20);
        struct due_rule r;
        (void)state;
        /* Monday 19 January 2026, 8:30 in Paris: two business days before is Thursday at closing */
        assert_string_equal(due_of(a, "first-2", "2026-01-19T07:30:00Z"), "2026-01-15T17:00:00Z");
        assert_string_equal(due_of(a, "first-1", "2026-01-19T07:30:00Z"), "2026-01-16T17:00:00Z");
        assert_string_equal(due_of(a, "first-0", "2026-01-19T07:30:00Z"), "2026-01-19T07:30:00Z");
        assert_string_equal(due_of(a, "first+1", "2026-01-16T07:30:00Z"), "2026-01-19T17:00:00Z");
        assert_string_equal(due_of(a, "last+10", "2026-02-02T10:30:00Z"), "2026-02-16T17:00:00Z");
        assert_string_equal(due_of(a, "open+0", "2026-01-17T10:00:00Z"), "2026-01-19T17:00:00Z"); /* a Saturday */
        assert_string_equal(due_of(a, "open+0", "2026-01-16T10:00:00Z"), "2026-01-16T17:00:00Z");
        /* over the night of the clock change, still at six in the evening */
        assert_string_equal(due_of(a, "open+1", "2026-03-27T10:00:00Z"), "2026-03-30T16:00:00Z");
        assert_true(due_read("", &r) && r.from == DUE_NONE);
        assert_false(due_read("open-3", &r));
        assert_false(due_read("first", &r));
        assert_false(due_read("first-", &r));
        assert_false(due_read("first-201", &r));
        assert_false(due_read("first--1", &r));
        assert_false(due_read("demain+1", &r));
        arena_free(&a);
}

static void codes(void **state)
{
        (void)state;
        assert_true(code_order("2", "10") < 0);
        assert_true(code_order("2", "2.1") < 0);
        assert_true(code_order("2.10", "2.9") > 0);
        assert_int_equal(code_order("2.1", "2.1"), 0);
        assert_true(code_order("a", "b") < 0);
}

int main(void)
{
        const struct CMUnitTest tests[] = {cmocka_unit_test(random_orders), cmocka_unit_test(faults), cmocka_unit_test(conditions),
                                           cmocka_unit_test(dues), cmocka_unit_test(codes)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
