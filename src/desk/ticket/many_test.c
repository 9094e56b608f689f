/* One change for many tickets on both engines: looked at, applied under the policy, what changed meanwhile left
 * alone, done once whoever runs it, stopped and gone on with, taken back but for what somebody touched since. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/many.h"
#include "desk/ticket/sheet.h"
#include "desk/ticket/test_world.h"

enum { SOME = 4, CROWD = 130 };

static struct many_wish wish(void)
{
        return (struct many_wish){.tag = "", .reason = ""};
}

static int64_t ordered(struct world *w, const struct many_wish *x, const struct many_pick *pick, size_t n, const char *once)
{
        struct many_order o = {.wish = *x, .pick = pick, .n_pick = n, .once = once, .back = "/tickets"};
        int64_t id = 0;
        bool again;
        EXPECT(w, many_begin(&w->c, &o, &id, &again), ST_OK);
        return id;
}

static struct many loaded(struct world *w, int64_t id)
{
        struct many m;
        EXPECT(w, many_load(&w->c, id, &m), ST_OK);
        return m;
}

static void four(struct world *w, struct ticket *t, struct many_pick *pick)
{
        for (int i = 0; i < SOME; i++) {
                t[i] = ticket_of_ines(w, arena_fmt(w->arena, "Panne %d", i), w->wifi, -1);
                pick[i] = (struct many_pick){t[i].id, t[i].version};
        }
}

/* A look leaves nothing; what is applied is counted; what changed since the look is named and left. */
static void applied(enum db_engine e)
{
        struct world w;
        struct ticket t[SOME];
        struct many_pick pick[SOME];
        struct many_wish x = wish();
        struct many_try look;
        struct many_row *row;
        size_t n;
        bool again;

        world_open(&w, e);
        four(&w, t, pick);
        as_agent(&w, w.agent_net);
        x.urgency = 1;
        x.take = true;
        x.tag = "lot";
        EXPECT(&w, many_try(&w.c, t[0].number, t[0].version, &x, &look), ST_OK);
        assert_true(look.changes && !look.why);
        assert_int_equal(fresh(&w, t[0].id).version, t[0].version);
        EXPECT(&w, many_try(&w.c, "INC-999", 0, &x, &look), ST_OK);
        assert_true(look.why && !*look.subject);
        EXPECT(&w, ticket_take(&w.c, &t[1]), ST_OK); /* by hand, meanwhile */
        EXPECT(&w, many_try(&w.c, t[1].number, pick[1].version, &x, &look), ST_OK);
        assert_non_null(strstr(look.why, "Changée depuis par"));
        int64_t id = ordered(&w, &x, pick, SOME, "k1");
        struct many_order twice = {.wish = x, .pick = pick, .n_pick = SOME, .once = "k1", .back = "/tickets"};
        int64_t same = 0;
        EXPECT(&w, many_begin(&w.c, &twice, &same, &again), ST_OK);
        assert_true(again && same == id);
        EXPECT(&w, many_run(&w.c, id, 100), ST_OK);
        struct many m = loaded(&w, id);
        assert_int_equal(m.state, MANY_DONE);
        assert_true(m.total == SOME && m.done == 3 && m.refused == 1 && m.waits == 0 && m.may_undo);
        EXPECT(&w, many_rows(&w.c, id, &row, &n), ST_OK);
        assert_int_equal(row[0].ticket_id, t[1].id); /* what went wrong comes first */
        assert_non_null(strstr(row[0].why, "Changée depuis par"));
        assert_int_equal(fresh(&w, t[1].id).urgency, 2);
        assert_int_equal(fresh(&w, t[2].id).urgency, 1);
        assert_int_equal(fresh(&w, t[2].id).assignee_id, w.agent_net);
        as_agent(&w, w.agent_el);
        EXPECT(&w, many_load(&w.c, id, &m), ST_NOT_FOUND); /* somebody else's */
        EXPECT(&w, many_undo(&w.c, id, 10), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(applied)

/* Two people order at once about the same tickets: whoever comes second writes nothing over. */
static void two_orders(enum db_engine e)
{
        struct world w;
        struct ticket t[SOME];
        struct many_pick pick[SOME];
        struct many_wish x = wish(), y = wish();

        world_open(&w, e);
        four(&w, t, pick);
        x.urgency = 1;
        y.urgency = 3;
        as_agent(&w, w.agent_net);
        int64_t first = ordered(&w, &x, pick, SOME, "");
        as_agent(&w, w.lead_net);
        int64_t second = ordered(&w, &y, pick, SOME, "");
        as_agent(&w, w.agent_net);
        EXPECT(&w, many_run(&w.c, first, 2), ST_OK);
        as_agent(&w, w.lead_net);
        EXPECT(&w, many_run(&w.c, second, 100), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, many_run(&w.c, first, 100), ST_OK);
        struct many a = loaded(&w, first);
        as_agent(&w, w.lead_net);
        struct many b = loaded(&w, second);
        assert_true(a.done == 2 && a.refused == 2 && b.done == 2 && b.refused == 2);
        world_close(&w);
}
TESTDB_BOTH(two_orders)

/* Who may not work on a ticket changes nothing of it by ordering many; what they may not see looks absent. */
static void policy(enum db_engine e)
{
        struct world w;
        struct many_pick pick[2];
        struct many_wish x = wish();
        struct many_row *row;
        size_t n;

        world_open(&w, e);
        struct ticket open = ticket_of_ines(&w, "Ouverte", w.wifi, -1), secret = ticket_of_ines(&w, "Paie", w.payroll, -1);
        pick[0] = (struct many_pick){open.id, 0};
        pick[1] = (struct many_pick){secret.id, 0};
        as_agent(&w, w.agent_net);
        x.urgency = 1;
        int64_t id = ordered(&w, &x, pick, 2, "");
        EXPECT(&w, many_run(&w.c, id, 10), ST_OK);
        struct many m = loaded(&w, id);
        assert_true(m.done == 1 && m.refused == 1);
        EXPECT(&w, many_rows(&w.c, id, &row, &n), ST_OK);
        assert_int_equal(row[0].ticket_id, secret.id);
        assert_string_equal(row[0].subject, "");
        assert_int_equal(fresh(&w, secret.id).urgency, 2);
        struct many_order none = {.wish = wish(), .pick = pick, .n_pick = 2, .once = "", .back = ""};
        bool again;
        EXPECT(&w, many_begin(&w.c, &none, &id, &again), ST_INVALID);
        world_close(&w);
}
TESTDB_BOTH(policy)

/* Named tickets are looked up once each, and those one may not see are left out like those that do not exist; a list
 * finds what the actor's list shows; rows are read in their order from one row on. */
static void found(enum db_engine e)
{
        struct world w;
        struct ticket t[SOME];
        struct many_pick pick[SOME], asked[5] = {{0, 0}};
        struct many_wish x = wish();
        struct many_look k;
        struct many_row *row;
        size_t n, unknown;

        world_open(&w, e);
        four(&w, t, pick);
        struct ticket secret = ticket_of_ines(&w, "Paie", w.payroll, -1);
        const char *names[] = {t[1].number, secret.number, t[1].number, "INC-9999", t[0].number};
        struct many_found f = {.pick = asked, .number = names, .n = 5}, all;
        as_agent(&w, w.agent_net);
        EXPECT(&w, many_find_named(&w.c, &f, &unknown), ST_OK);
        assert_true(f.n == 2 && unknown == 2);
        assert_true(f.pick[0].ticket_id == t[1].id && f.pick[1].ticket_id == t[0].id);
        EXPECT(&w, many_find_all(&w.c, &(struct ticket_query){.view = "scope", .q = "", .sort = SORT_DUE}, &all), ST_OK);
        assert_true(all.n == SOME && !all.over);
        x.urgency = 1;
        EXPECT(&w, many_look(&w.c, &all, 3, &x, &k), ST_OK);
        assert_true(k.n == 3 && k.done == 3 && !k.refused && !k.same);
        int64_t id = ordered(&w, &x, all.pick, all.n, "");
        EXPECT(&w, many_run(&w.c, id, 10), ST_OK);
        EXPECT(&w, many_rows_after(&w.c, id, 0, 3, &row, &n), ST_OK);
        assert_int_equal(n, 3);
        assert_int_equal(row[0].ticket_id, all.pick[0].ticket_id);
        EXPECT(&w, many_rows_after(&w.c, id, row[2].id, 3, &row, &n), ST_OK);
        assert_int_equal(n, 1);
        world_close(&w);
}
TESTDB_BOTH(found)

/* Everything goes back, but for a ticket that somebody touched since, who is named; a second time is refused. */
static void taken_back(enum db_engine e)
{
        struct world w;
        struct ticket t[SOME];
        struct many_pick pick[SOME];
        struct many_wish x = wish();
        struct many_row *row;
        struct tag *tag;
        size_t n;

        world_open(&w, e);
        four(&w, t, pick);
        as_agent(&w, w.agent_net);
        x.urgency = 1;
        x.take = true;
        x.tag = "lot";
        x.state = STATE_PENDING;
        x.reason = "Nous attendons.";
        int64_t id = ordered(&w, &x, pick, SOME, "");
        EXPECT(&w, many_run(&w.c, id, 2), ST_OK);
        EXPECT(&w, many_undo(&w.c, id, 10), ST_CONFLICT); /* it still runs */
        EXPECT(&w, many_run(&w.c, id, 10), ST_OK);
        assert_int_equal(loaded(&w, id).done, SOME);
        as_agent(&w, w.lead_net);
        struct ticket touched = fresh(&w, t[3].id);
        struct ticket_patch p = TICKET_PATCH_NONE;
        p.subject = "Autre titre";
        EXPECT(&w, ticket_change(&w.c, &touched, &p, 0), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, many_undo(&w.c, id, 10), ST_OK);
        struct many m = loaded(&w, id);
        assert_true(m.state == MANY_UNDONE && m.back_done == 3 && m.back_kept == 1 && !m.may_undo);
        EXPECT(&w, many_rows(&w.c, id, &row, &n), ST_OK);
        assert_int_equal(row[0].ticket_id, t[3].id);
        assert_non_null(strstr(row[0].undo_why, "Changée depuis par"));
        struct ticket back = fresh(&w, t[0].id), left = fresh(&w, t[3].id);
        assert_true(back.urgency == 2 && back.assignee_id == 0 && back.state == STATE_OPEN);
        assert_true(left.urgency == 1 && left.assignee_id == w.agent_net && left.state == STATE_PENDING);
        EXPECT(&w, ticket_tags(&w.c, &back, &tag, &n), ST_OK);
        assert_int_equal(n, 0);
        EXPECT(&w, many_undo(&w.c, id, 10), ST_CONFLICT);
        int64_t late = ordered(&w, &x, &(struct many_pick){t[0].id, 0}, 1, "");
        EXPECT(&w, many_run(&w.c, late, 10), ST_OK);
        w.c.now += DAY_MS + 1;
        EXPECT(&w, many_undo(&w.c, late, 10), ST_CONFLICT);
        world_close(&w);
}
TESTDB_BOTH(taken_back)

/* A list of more than a hundred: the job does it in portions, as whoever asked, and goes on where it was. */
static void by_job(enum db_engine e)
{
        struct world w;
        struct many_wish x = wish();
        int ran;

        world_open(&w, e);
        struct many_pick *pick = ARENA_ARRAY(w.arena, CROWD, struct many_pick);
        for (int i = 0; i < CROWD; i++) {
                struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, -1);
                pick[i] = (struct many_pick){t.id, t.version};
        }
        as_agent(&w, w.agent_net);
        x.urgency = 1;
        int64_t id = ordered(&w, &x, pick, CROWD, "");
        assert_int_equal(loaded(&w, id).waits, CROWD);
        as_system(&w);
        EXPECT(&w, job_run_due(&w.c, 1, &ran), ST_OK);
        as_agent(&w, w.agent_net);
        struct many m = loaded(&w, id);
        assert_true(m.state == MANY_RUNNING && m.done == 100 && m.waits == CROWD - 100);
        as_system(&w);
        EXPECT(&w, job_run_due(&w.c, 20, &ran), ST_OK);
        as_agent(&w, w.agent_net);
        m = loaded(&w, id);
        assert_true(m.state == MANY_DONE && m.done == CROWD);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket WHERE urgency = 1"), CROWD);
        assert_int_equal(count_of(&w, "SELECT MAX(c) FROM (SELECT COUNT(*) AS c FROM entry WHERE changes LIKE '%urgency%' GROUP BY ticket_id) x"), 1);
        EXPECT(&w, job_run_due(&w.c, 20, &ran), ST_OK);
        EXPECT(&w, many_undo(&w.c, id, 20), ST_OK);
        assert_int_equal(loaded(&w, id).state, MANY_UNDOING);
        as_system(&w);
        EXPECT(&w, job_run_due(&w.c, 20, &ran), ST_OK);
        as_agent(&w, w.agent_net);
        m = loaded(&w, id);
        assert_true(m.state == MANY_UNDONE && m.back_done == CROWD && m.back_kept == 0);
        world_close(&w);
}
TESTDB_BOTH(by_job)

struct runner {
        struct world *w;
        int64_t id;
        pthread_barrier_t *start;
        enum status st;
};

static void *run_all(void *arg)
{
        struct runner *r = arg;
        struct arena *a = arena_new(64u << 20);
        struct db *db = NULL;
        struct ctx c;

        r->st = db_open(r->w->app->pool, &db);
        app_ctx(r->w->app, a, db, &c);
        c.actor = &(struct actor){.person_id = r->w->agent_net, .login = "", .name = "", .lang_text = "fr", .persona = "", .roles = ROLE_AGENT, .prefs = "{}"};
        pthread_barrier_wait(r->start);
        if (!r->st)
                r->st = many_run(&c, r->id, 500);
        db_close(&db);
        arena_free(&a);
        return NULL;
}

/* The request and the job of several nodes at the same order: each ticket is changed once. */
static void runners(enum db_engine e)
{
        enum { RUNNERS = 4, TICKETS = 40 };
        struct world w;
        struct many_wish x = wish();
        struct many_pick pick[TICKETS];
        struct runner r[RUNNERS];
        pthread_t thread[RUNNERS];
        pthread_barrier_t start;

        world_open(&w, e);
        for (int i = 0; i < TICKETS; i++)
                pick[i] = (struct many_pick){ticket_of_ines(&w, "Panne", w.wifi, -1).id, 0};
        as_agent(&w, w.agent_net);
        x.tag = "lot";
        x.urgency = 1;
        int64_t id = ordered(&w, &x, pick, TICKETS, "");
        pthread_barrier_init(&start, NULL, RUNNERS);
        for (int i = 0; i < RUNNERS; i++) {
                r[i] = (struct runner){&w, id, &start, ST_IO};
                assert_int_equal(pthread_create(&thread[i], NULL, run_all, &r[i]), 0);
        }
        for (int i = 0; i < RUNNERS; i++)
                pthread_join(thread[i], NULL);
        pthread_barrier_destroy(&start);
        for (int i = 0; i < RUNNERS; i++)
                assert_true(r[i].st == ST_OK || r[i].st == ST_BUSY);
        EXPECT(&w, many_run(&w.c, id, 500), ST_OK);
        struct many m = loaded(&w, id);
        assert_true(m.done == TICKETS && m.refused == 0 && m.same == 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%urgency%'"), TICKETS);
        world_close(&w);
}
TESTDB_BOTH(runners)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(applied), TESTDB_RUN(two_orders), TESTDB_RUN(policy), TESTDB_RUN(found), TESTDB_RUN(taken_back), TESTDB_RUN(by_job),
                                           TESTDB_RUN(runners)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
