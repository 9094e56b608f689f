/* A folder with clocks for the tests: a requester, an agent, the first contents. */
#ifndef GUICHET_DESK_CLOCK_TEST_WORLD_H
#define GUICHET_DESK_CLOCK_TEST_WORLD_H

#include "app/state.h"
#include "db/testdb.h"
#include "desk/clock/clock_own.h"
#include "desk/people/people.h"

struct clock_world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        int64_t requester, agent, group;
        struct actor requester_actor, agent_actor;
};

int64_t clock_at(const char *text);
void clock_world_open(struct clock_world *w, enum db_engine e);
/* Fails when clock_check() finds a fault. */
void clock_world_close(struct clock_world *w);
/* By the requester on the portal; afterwards the agent acts. */
void clock_open_at(struct clock_world *w, const char *when, struct ticket *t);
void clock_open_as(struct clock_world *w, const char *when, int64_t priority, const char *persona, struct ticket *t);
void clock_comment(struct clock_world *w, struct ticket *t, const char *when);
void clock_pend(struct clock_world *w, struct ticket *t, const char *when, int state, int pending);
struct clock_view clock_named(struct clock_world *w, const struct ticket *t, const char *name);
void clock_due(struct clock_world *w, const struct ticket *t, const char *name, const char *when);
/* Lines leave no gap and add up. */
void clock_ledger_adds_up(struct clock_world *w, const struct ticket *t, const char *name, int64_t expected);
/* A line of this kind; with this note unless "". */
bool clock_ledger_has(struct clock_world *w, const struct ticket *t, const char *name, const char *kind, const char *note);

#endif
