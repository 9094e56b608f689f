/* For the tests of tickets: a small university on either engine, and somebody to act as. */
#ifndef GUICHET_DESK_TICKET_TEST_WORLD_H
#define GUICHET_DESK_TICKET_TEST_WORLD_H

#include "db/testdb.h"
#include "desk/people/people.h"
#include "desk/ticket/internal.h"

enum { SPY_MAX = 64 };

/* What the spying hook saw last. */
struct spy {
        int n;
        struct {
                enum ticket_event event;
                int64_t before, after; /* states */
                bool contact;
        } seen[SPY_MAX];
        int64_t set_due;   /* the hook sets this date */
        bool loops;        /* the hook changes the ticket again, for ever */
        enum status refuse;
};
extern struct spy spy;

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        struct http_request req;
        struct http_response res;
        char data[64];
        int64_t net, elearn, pay;                          /* groups: two of IT, one of HR */
        int64_t ines, paul, agent_net, agent_el, agent_hr, admin, lead_net; /* people */
        int64_t wifi, payroll;                             /* services; payroll is confidential */
};
void world_open(struct world *w, enum db_engine e);
void world_close(struct world *w);
/* From now on as this person (0: the system); errors of before are forgotten. */
void as(struct world *w, int64_t person_id, int64_t roles);
void as_agent(struct world *w, int64_t person_id);
void as_requester(struct world *w, int64_t person_id);
void as_system(struct world *w);

/* A help request of ines for `service` (0: none), with a subject; acts as ines, comes back as the system. */
struct ticket ticket_of_ines(struct world *w, const char *subject, int64_t service, int confidential);
struct ticket fresh(struct world *w, int64_t id);
int64_t count_of(struct world *w, const char *sql);
/* Fails with the reason when st is not what was expected. */
void expect(struct world *w, enum status got, enum status wanted, const char *where, int line);
#define EXPECT(w, got, wanted) expect((w), (got), (wanted), __FILE__, __LINE__)

#endif
