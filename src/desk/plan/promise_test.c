/* The promise of an offer, on both engines: its item gets its clock and no other of that name, an item without one
 * the rules' clock; it pauses, goes on, starts again and stops as an incident's does, beside the plan's own date. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "desk/catalog/offer.h"
#include "desk/clock/clock_own.h"
#include "desk/plan/edit.h"
#include "desk/plan/own.h"
#include "desk/ticket/course.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const with_clocks[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket, &slice_ticket_checks, &slice_ticket_course, &slice_clock, &slice_incident, &slice_plan,
        &slice_plan_first, &slice_plan_edit, NULL};

struct bench {
        struct world w;
        int64_t planned, free, bare; /* offers: with the built-in plan, without plan, and without promise */
};

static int64_t offer(struct bench *b, const char *code, const char *plan, const char *promise)
{
        int64_t id;
        const struct offer_edit e = {.service = "soutien-cours", .code = code, .audience = "", .form = "soutien-cours", .plan = plan, .promise = promise,
                                     .group = "", .name_fr = "Offre", .name_en = "Offer", .summary_fr = "", .summary_en = "", .state = OFFER_OFFERED,
                                     .seen = -1};

        EXPECT(&b->w, offer_ensure(&b->w.c, &e, &id), ST_OK);
        return id;
}

static void promise(struct bench *b, const char *code, int64_t hours)
{
        const struct promise_draft d = {.code = code, .name_fr = "Promesse", .name_en = "Promise", .calendar_code = "standard", .clock = "resolution",
                                        .target_ms = hours * HOUR_MS, .pauses = "[\"requester\"]", .levels = "[750,1000]", .seen = -1};

        EXPECT(&b->w, promise_save(&b->w.c, &d), ST_OK);
}

static void bench_open(struct bench *b, enum db_engine e)
{
        struct world *w = &b->w;
        struct promise_info p;
        struct group g;

        world_open(w, e);
        w->app->slices = with_clocks;
        as_system(w);
        EXPECT(w, clock_first_contents(&w->c), ST_OK);
        EXPECT(w, course_support_ensure(&w->c), ST_OK);
        promise(b, "offre", 4);
        promise(b, "defaut", 9);
        EXPECT(w, promise_info_get(&w->c, "defaut", &p), ST_OK);
        EXPECT(w, promise_rule_add(&w->c, &(struct promise_rule){.promise_id = p.id, .kind = TICKET_ITEM, .audience = ""}), ST_OK);
        b->planned = offer(b, "suivi", "soutien-cours", "offre");
        b->free = offer(b, "libre", "", "offre");
        b->bare = offer(b, "rien", "", "");
        EXPECT(w, group_by_code(&w->c, "techno-pedagogues", &g), ST_OK);
        EXPECT(w, group_join(&w->c, g.id, w->agent_el, false), ST_OK);
        EXPECT(w, group_by_code(&w->c, "technologues", &g), ST_OK);
        EXPECT(w, group_join(&w->c, g.id, w->agent_el, false), ST_OK);
        as_agent(w, w->agent_el);
}

static struct ticket item(struct bench *b, int64_t offer_id)
{
        struct ticket t;
        struct item_draft d = {.offer_id = offer_id, .requester_id = b->w.ines, .subject = "Demande", .description = "x", .answers = "{}"};

        EXPECT(&b->w, item_open(&b->w.c, &d, &t), ST_OK);
        return t;
}

/* The resolution clock of its round; n: how many clocks the item has. */
static struct clock_view clock_of(struct bench *b, int64_t id, size_t wanted)
{
        struct ticket t;
        struct clock_view *k;
        size_t n;

        EXPECT(&b->w, ticket_load(&b->w.c, id, ACT_READ, &t), ST_OK);
        EXPECT(&b->w, clock_list(&b->w.c, &t, &k, &n), ST_OK);
        assert_int_equal(n, wanted);
        assert_string_equal(k[0].name, "resolution");
        return k[0];
}

static void move(struct bench *b, int64_t id, int state, int pending)
{
        struct ticket t;

        EXPECT(&b->w, ticket_load(&b->w.c, id, ACT_WORK, &t), ST_OK);
        EXPECT(&b->w, ticket_move(&b->w.c, &t, state, pending, "parce que", 0), ST_OK);
}

static void holds_together(struct bench *b)
{
        const char *why;

        EXPECT(&b->w, clock_check(&b->w.c, &why), ST_OK);
        assert_null(why);
}

static void own_wins(enum db_engine e)
{
        struct bench b;
        struct ticket now;

        bench_open(&b, e);
        int64_t before = db_count(b.w.db);
        struct ticket bare = item(&b, b.bare);
        int64_t without = db_count(b.w.db) - before;
        assert_int_equal(clock_of(&b, bare.id, 1).target_ms, 9 * HOUR_MS);
        before = db_count(b.w.db);
        struct ticket t = item(&b, b.free);
        assert_true(db_count(b.w.db) - before <= without + 1); /* it costs what a rule's clock costs */
        struct clock_view k = clock_of(&b, t.id, 1);
        assert_int_equal(k.target_ms, 4 * HOUR_MS);
        assert_int_equal(k.state, CLOCK_RUNNING);
        assert_int_equal(t.due_at, k.due_at);
        /* a change of the rules' terms asks again, and the offer still wins */
        EXPECT(&b.w, ticket_load(&b.w.c, t.id, ACT_WORK, &now), ST_OK);
        struct ticket_patch urgent = TICKET_PATCH_NONE;
        urgent.urgency = 1;
        urgent.impact = 1;
        EXPECT(&b.w, ticket_change(&b.w.c, &now, &urgent, 0), ST_OK);
        assert_int_equal(clock_of(&b, t.id, 1).target_ms, 4 * HOUR_MS);
        move(&b, t.id, STATE_OPEN, 0);
        move(&b, t.id, STATE_PENDING, PENDING_REQUESTER);
        assert_int_equal(clock_of(&b, t.id, 1).state, CLOCK_PAUSED);
        move(&b, t.id, STATE_OPEN, 0);
        assert_int_equal(clock_of(&b, t.id, 1).state, CLOCK_RUNNING);
        holds_together(&b);
        move(&b, t.id, STATE_CLOSED, 0);
        assert_int_equal(clock_of(&b, t.id, 1).state, CLOCK_STOPPED);
        move(&b, t.id, STATE_OPEN, 0); /* the next round, of the same promise */
        k = clock_of(&b, t.id, 1);
        assert_int_equal(k.round, 2);
        assert_int_equal(k.target_ms, 4 * HOUR_MS);
        holds_together(&b);
        world_close(&b.w);
}
TESTDB_BOTH(own_wins)

/* With a plan: the earlier of both dates is the item's, a reply loses neither, the plan's end stops the clock. */
static void with_plan(enum db_engine e)
{
        struct bench b;
        struct ticket now;
        struct task_row *k;
        size_t n;

        bench_open(&b, e);
        struct ticket t = item(&b, b.planned);
        assert_int_equal(t.due_at, clock_of(&b, t.id, 1).due_at);
        int64_t soon = b.w.c.now + HOUR_MS;
        EXPECT(&b.w, ticket_load(&b.w.c, t.id, ACT_WORK, &now), ST_OK);
        EXPECT(&b.w, plan_due_confirm(&b.w.c, &now, soon, 0), ST_OK);
        EXPECT(&b.w, ticket_load(&b.w.c, t.id, ACT_WORK, &now), ST_OK);
        int64_t due = now.due_at;
        assert_true(due <= soon);
        EXPECT(&b.w, ticket_comment(&b.w.c, &now, &(struct entry_draft){.body = "Nous commençons."}, NULL), ST_OK);
        EXPECT(&b.w, ticket_load(&b.w.c, t.id, ACT_WORK, &now), ST_OK);
        assert_int_equal(now.due_at, due);
        holds_together(&b);
        for (int round = 0; round < 4; round++) {
                EXPECT(&b.w, item_tasks(&b.w.c, t.id, &k, &n), ST_OK);
                for (size_t i = 0; i < n; i++)
                        if (k[i].state == STATE_OPEN)
                                move(&b, k[i].ticket_id, STATE_CLOSED, 0);
        }
        EXPECT(&b.w, ticket_load(&b.w.c, t.id, ACT_READ, &now), ST_OK);
        assert_int_equal(now.state, STATE_CLOSED);
        assert_int_equal(clock_of(&b, t.id, 1).state, CLOCK_STOPPED);
        holds_together(&b);
        world_close(&b.w);
}
TESTDB_BOTH(with_plan)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(own_wins), TESTDB_RUN(with_plan)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
