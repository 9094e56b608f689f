/* Handing over on both engines: to whom it fits, back to the groups, undone where nobody touched it since. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/handover.h"
#include "desk/ticket/test_world.h"

static struct ticket of_agent(struct world *w, const char *subject)
{
        struct ticket t = ticket_of_ines(w, subject, w->wifi, -1);

        EXPECT(w, ticket_assign(&w->c, &t, 0, w->agent_net, 0), ST_OK);
        return t;
}

static void given_and_back(enum db_engine e)
{
        struct world w;
        struct handover_sum sum;
        int64_t who = 0, back = 0;

        world_open(&w, e);
        struct ticket a = of_agent(&w, "Un"), b = of_agent(&w, "Deux"), done = of_agent(&w, "Trois");
        EXPECT(&w, ticket_move(&w.c, &done, STATE_RESOLVED, 0, "Fait.", 0), ST_OK);
        EXPECT(&w, group_join(&w.c, w.net, w.lead_net, true), ST_OK);
        as(&w, w.agent_net, ROLE_AGENT);
        EXPECT(&w, handover(&w.c, w.agent_net, w.lead_net, &sum), ST_NOT_FOUND);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, handover(&w.c, w.agent_net, w.agent_net, &sum), ST_INVALID);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, handover(&w.c, w.agent_net, 99999, &sum), ST_INVALID);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, handover(&w.c, w.agent_net, w.lead_net, &sum), ST_OK);
        assert_int_equal(sum.given, 2);
        assert_int_equal(sum.returned, 0);
        assert_int_equal(fresh(&w, a.id).assignee_id, w.lead_net);
        assert_int_equal(fresh(&w, done.id).assignee_id, w.agent_net); /* what is settled stays as it was */
        EXPECT(&w, handover(&w.c, w.agent_net, w.lead_net, &sum), ST_NOT_FOUND);
        /* one of them goes on elsewhere: undoing leaves it there, once */
        int64_t id = count_of(&w, "SELECT max(id) FROM handover");
        struct ticket moved = fresh(&w, b.id);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, ticket_assign(&w.c, &moved, 0, 0, 0), ST_OK);
        EXPECT(&w, handover_undo(&w.c, id, &who, &back), ST_OK);
        assert_int_equal(who, w.agent_net);
        assert_int_equal(back, 1);
        assert_int_equal(fresh(&w, a.id).assignee_id, w.agent_net);
        assert_int_equal(fresh(&w, b.id).assignee_id, 0);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, handover_undo(&w.c, id, &who, &back), ST_NOT_FOUND);
        /* a successor of another group: back to the group */
        EXPECT(&w, handover(&w.c, w.agent_net, w.agent_hr, &sum), ST_OK);
        assert_int_equal(sum.given, 0);
        assert_int_equal(sum.returned, 1);
        assert_int_equal(fresh(&w, a.id).assignee_id, 0);
        assert_int_equal(count_of(&w, "SELECT count(*) FROM audit WHERE verb = 'handover'"), 2);
        world_close(&w);
}
TESTDB_BOTH(given_and_back)

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(given_and_back)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
