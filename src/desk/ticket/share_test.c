/* How a ticket finds a person, on both engines: the five conventions, turns under concurrency, absences and
 * their substitutes, notices, and what comes back on return. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "desk/people/away.h"
#include "desk/ticket/notify.h"
#include "desk/ticket/share.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const with_share[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket,  &slice_incident, &slice_people_available, &slice_people_absence, &slice_people_turns,
        &slice_people_serves, &slice_notify, &slice_ticket_stand_in, &slice_ticket_share, NULL};

/* The world's slices know nothing of sharing out: the same app, with it. */
static void open_shared(struct world *w, enum db_engine e, const char *assign)
{
        struct group g;

        world_open(w, e);
        w->app->slices = with_share;
        EXPECT(w, group_load(&w->c, w->net, &g), ST_OK);
        g.assign = assign;
        EXPECT(w, group_change(&w->c, &g), ST_OK);
        EXPECT(w, group_leave(&w->c, w->net, w->admin), ST_OK); /* two are left: agent_net and lead_net */
}

static void leave_alone(struct world *w)
{
        EXPECT(w, group_leave(&w->c, w->net, w->lead_net), ST_OK);
}

static void away(struct world *w, int64_t who, int64_t substitute, int64_t days)
{
        struct absence a = {.person_id = who, .from_at = w->c.now - HOUR_MS, .to_at = w->c.now + days * DAY_MS,
                            .substitute_id = substitute};
        int64_t id;

        as_system(w);
        w->c.n_error = 0;
        EXPECT(w, absence_add(&w->c, &a, &id), ST_OK);
}

static int64_t goes_to(struct world *w)
{
        return ticket_of_ines(w, "À répartir", w->wifi, -1).assignee_id;
}

static const char *last_line(struct world *w, int64_t ticket_id)
{
        struct ticket t = fresh(w, ticket_id);
        struct entry *e;
        size_t n;
        bool more;

        EXPECT(w, ticket_journal(&w->c, &t, 0, 50, &e, &n, &more), ST_OK);
        assert_true(n > 0);
        return e[n - 1].line;
}

/* ---- conventions ---- */

static void by_hand(enum db_engine e)
{
        static const char *const nobody[] = {"manual", "take"};
        struct to_hand_out *g;
        size_t n;

        for (size_t i = 0; i < ARRAY_LEN(nobody); i++) {
                struct world w;
                open_shared(&w, e, nobody[i]);
                assert_int_equal(goes_to(&w), 0);
                EXPECT(&w, group_join(&w.c, w.net, w.lead_net, true), ST_OK);
                as_agent(&w, w.lead_net);
                EXPECT(&w, to_hand_out_list(&w.c, &g, &n), ST_OK);
                assert_int_equal(n, i == 0); /* where members take, the lead hands nothing out */
                assert_true(!n || g[0].waiting == 1);
                world_close(&w);
        }
}
TESTDB_BOTH(by_hand)

static void round_robin(enum db_engine e)
{
        struct world w;
        struct notification *n;
        size_t n_notices;

        open_shared(&w, e, "round_robin");
        struct ticket t = ticket_of_ines(&w, "Première", w.wifi, -1);
        assert_int_equal(t.assignee_id, w.agent_net);
        assert_int_equal(t.state, STATE_NEW);
        assert_non_null(strstr(last_line(&w, t.id), "affectée par tour de rôle"));
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%shared%' AND author_id IS NULL AND is_public = 0"), 1);
        assert_int_equal(goes_to(&w), w.lead_net);
        assert_int_equal(goes_to(&w), w.agent_net);
        as_agent(&w, w.agent_net);
        EXPECT(&w, notify_list(&w.c, true, 0, &n, &n_notices), ST_OK);
        assert_int_equal(n_notices, 2);
        assert_string_equal(n[1].subject, "Première");
        assert_string_equal(n[1].text, "Affectée par tour de rôle");
        assert_int_equal(n[1].n, 1); /* told once */
        assert_true(count_of(&w, "SELECT COUNT(*) FROM event WHERE people <> ''") > 0);
        EXPECT(&w, ticket_seen(&w.c, &t), ST_OK); /* opened: seen */
        EXPECT(&w, notify_list(&w.c, true, 0, &n, &n_notices), ST_OK);
        assert_int_equal(n_notices, 1);
        EXPECT(&w, notify_read(&w.c, 0, NULL), ST_OK);
        EXPECT(&w, notify_list(&w.c, true, 0, &n, &n_notices), ST_OK);
        assert_int_equal(n_notices, 0);
        world_close(&w);
}
TESTDB_BOTH(round_robin)

static void least_loaded(enum db_engine e)
{
        struct world w;

        open_shared(&w, e, "least_loaded");
        int64_t first = goes_to(&w), second = goes_to(&w);
        assert_int_equal(first, w.agent_net);
        assert_int_equal(second, w.lead_net);
        struct ticket t = ticket_of_ines(&w, "Troisième", w.wifi, -1);
        assert_int_equal(t.assignee_id, w.agent_net); /* equals: whose turn comes */
        assert_int_equal(goes_to(&w), w.lead_net);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Fait", 0), ST_OK);
        as_system(&w);
        assert_int_equal(goes_to(&w), w.agent_net);
        world_close(&w);
}
TESTDB_BOTH(least_loaded)

static void on_duty(enum db_engine e)
{
        struct world w;
        bool on;

        open_shared(&w, e, "on_duty");
        assert_int_equal(goes_to(&w), 0); /* nobody said so */
        as_agent(&w, w.lead_net);
        EXPECT(&w, person_available(&w.c, w.lead_net, &on), ST_OK);
        assert_false(on);
        EXPECT(&w, person_available_put(&w.c, true), ST_OK);
        EXPECT(&w, person_available_put(&w.c, true), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM audit WHERE verb = 'person.available'"), 1);
        assert_int_equal(goes_to(&w), w.lead_net);
        assert_int_equal(goes_to(&w), w.lead_net);
        as_agent(&w, w.lead_net);
        EXPECT(&w, person_available_put(&w.c, false), ST_OK);
        assert_int_equal(goes_to(&w), 0);
        as_requester(&w, w.ines);
        EXPECT(&w, person_available_put(&w.c, true), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(on_duty)

/* Whoever switches off is passed over by turns too. */
static void switched_off(enum db_engine e)
{
        struct world w;

        open_shared(&w, e, "round_robin");
        as_agent(&w, w.agent_net);
        EXPECT(&w, person_available_put(&w.c, false), ST_OK);
        assert_int_equal(goes_to(&w), w.lead_net);
        assert_int_equal(goes_to(&w), w.lead_net);
        world_close(&w);
}
TESTDB_BOTH(switched_off)

static void transferred_and_reopened(enum db_engine e)
{
        struct world w;
        struct ticket t;

        open_shared(&w, e, "round_robin");
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Ailleurs", .description = "…", .group_id = w.elearn,
                                 .requester_id = w.ines, .confidential = -1};
        as(&w, w.agent_el, ROLE_AGENT);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        assert_int_equal(t.assignee_id, 0);
        EXPECT(&w, ticket_assign(&w.c, &t, w.net, 0, 0), ST_OK);
        assert_int_equal(t.assignee_id, w.agent_net);
        assert_int_equal(t.version, fresh(&w, t.id).version);
        EXPECT(&w, ticket_assign(&w.c, &t, 0, 0, 0), ST_OK); /* freed by hand: stays free */
        assert_int_equal(t.assignee_id, 0);
        EXPECT(&w, ticket_assign(&w.c, &t, w.elearn, 0, 0), ST_OK);
        EXPECT(&w, ticket_assign(&w.c, &t, w.net, w.agent_net, 0), ST_OK); /* by name: nobody's turn is used */
        assert_int_equal(t.assignee_id, w.agent_net);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Fait", 0), ST_OK);
        away(&w, w.agent_net, w.lead_net, 3);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_OPEN, 0, "Toujours rien", 0), ST_OK);
        assert_int_equal(t.assignee_id, w.lead_net);
        as_system(&w);
        world_close(&w);
}
TESTDB_BOTH(transferred_and_reopened)

/* ---- at once ---- */

struct opener {
        struct app *app;
        int64_t ines, wifi;
        int opened, other;
        pthread_barrier_t *start;
};
enum { EACH = 40 };

static void *open_all(void *arg)
{
        struct opener *k = arg;
        struct arena *a = arena_new(64u << 20);
        struct db *db = NULL;
        struct actor who = {.person_id = k->ines, .login = "", .name = "", .lang_text = "fr", .prefs = "{}"};

        k->other = db_open(k->app->pool, &db) != ST_OK;
        pthread_barrier_wait(k->start);
        for (size_t i = 0; i < EACH && db; i++) {
                struct ctx c;
                struct ticket t;
                enum status st;
                app_ctx(k->app, a, db, &c);
                c.actor = &who;
                struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "En même temps", .service_id = k->wifi, .confidential = -1};
                do
                        st = ticket_open(&c, &d, &t);
                while (st == ST_BUSY);
                k->opened += st == ST_OK && t.assignee_id;
                k->other += st != ST_OK;
                arena_reset(a);
        }
        db_close(&db);
        arena_free(&a);
        return NULL;
}

/* Four open at once: nobody waits for ever, and the turns are as if they had come one by one. */
static void turns_at_once(enum db_engine e)
{
        enum { OPENERS = 4 };
        struct world w;
        pthread_barrier_t start;
        pthread_t thread[OPENERS];
        struct opener k[OPENERS];

        open_shared(&w, e, "round_robin");
        pthread_barrier_init(&start, NULL, OPENERS);
        for (size_t i = 0; i < OPENERS; i++) {
                k[i] = (struct opener){w.app, w.ines, w.wifi, 0, 0, &start};
                assert_int_equal(pthread_create(&thread[i], NULL, open_all, &k[i]), 0);
        }
        for (size_t i = 0; i < OPENERS; i++) {
                pthread_join(thread[i], NULL);
                assert_int_equal(k[i].other, 0);
                assert_int_equal(k[i].opened, EACH);
        }
        pthread_barrier_destroy(&start);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket GROUP BY assignee_id ORDER BY 1 LIMIT 1"), OPENERS * EACH / 2);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket GROUP BY assignee_id ORDER BY 1 DESC LIMIT 1"), OPENERS * EACH / 2);
        world_close(&w);
}
TESTDB_BOTH(turns_at_once)

/* ---- absences ---- */

static void absence_rules(enum db_engine e)
{
        struct world w;
        struct absence a, *list;
        int64_t id, at;
        size_t n;

        open_shared(&w, e, "round_robin");
        at = w.c.now;
        as_agent(&w, w.agent_net);
        a = (struct absence){.person_id = w.agent_net, .from_at = at + DAY_MS, .to_at = at, .substitute_id = w.agent_net};
        EXPECT(&w, absence_add(&w.c, &a, &id), ST_INVALID);
        assert_int_equal(w.c.n_error, 2);
        as_agent(&w, w.agent_net);
        a = (struct absence){.person_id = w.agent_net, .from_at = at - 9 * DAY_MS, .to_at = at - DAY_MS, .substitute_id = w.agent_hr};
        EXPECT(&w, absence_add(&w.c, &a, &id), ST_INVALID); /* over, and HR could not open the tickets of IT */
        assert_non_null(form_msg(&w.c, "to"));
        assert_non_null(form_msg(&w.c, "substitute"));
        as_agent(&w, w.agent_net);
        a = (struct absence){.person_id = w.agent_net, .from_at = at - DAY_MS, .to_at = at + DAY_MS, .substitute_id = w.paul};
        EXPECT(&w, absence_add(&w.c, &a, &id), ST_INVALID); /* no agent */
        as_agent(&w, w.agent_net);
        a.substitute_id = w.agent_el;
        EXPECT(&w, absence_add(&w.c, &a, &id), ST_OK);
        EXPECT(&w, absence_add(&w.c, &a, &id), ST_INVALID); /* overlaps */
        as_agent(&w, w.lead_net); /* a colleague, not a lead */
        EXPECT(&w, absence_list(&w.c, w.agent_net, &list, &n), ST_NOT_FOUND);
        EXPECT(&w, absence_end(&w.c, w.agent_net, id), ST_NOT_FOUND);
        as_system(&w);
        EXPECT(&w, group_join(&w.c, w.net, w.lead_net, true), ST_OK);
        as_agent(&w, w.lead_net);
        EXPECT(&w, absence_list(&w.c, w.agent_net, &list, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_true(list[0].now);
        EXPECT(&w, absence_end(&w.c, w.agent_net, id), ST_OK);
        EXPECT(&w, absence_end(&w.c, w.agent_net, id), ST_CONFLICT);
        as_requester(&w, w.ines);
        EXPECT(&w, absence_list(&w.c, w.ines, &list, &n), ST_NOT_FOUND);
        as_system(&w);
        world_close(&w);
}
TESTDB_BOTH(absence_rules)

/* The only agent is away: the substitute, who is of another group, gets what is new and is offered the rest. */
static void only_one_away(enum db_engine e)
{
        struct world w;
        struct stand_in *s;
        struct absence *list;
        size_t n;
        int64_t done;

        open_shared(&w, e, "round_robin");
        leave_alone(&w);
        struct ticket old = ticket_of_ines(&w, "Avant", w.wifi, -1);
        assert_int_equal(old.assignee_id, w.agent_net);
        away(&w, w.agent_net, w.agent_el, 3);
        struct ticket t = ticket_of_ines(&w, "Pendant", w.wifi, -1);
        assert_int_equal(t.assignee_id, w.agent_el);
        assert_non_null(strstr(last_line(&w, t.id), "en remplacement de crey"));
        as_agent(&w, w.lead_net);
        EXPECT(&w, stand_in_take(&w.c, &old), ST_NOT_FOUND); /* left the group, sees nothing */
        as_agent(&w, w.agent_el);
        EXPECT(&w, stand_in_offered(&w.c, &s, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(s[0].ticket_id, old.id);
        EXPECT(&w, stand_in_take(&w.c, &old), ST_OK);
        assert_int_equal(old.assignee_id, w.agent_el);
        EXPECT(&w, stand_in_offered(&w.c, &s, &n), ST_OK);
        assert_int_equal(n, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, stand_in_back_list(&w.c, &s, &n), ST_OK);
        assert_int_equal(n, 0); /* still away */
        EXPECT(&w, absence_list(&w.c, w.agent_net, &list, &n), ST_OK);
        w.c.now += DAY_MS;
        EXPECT(&w, absence_end(&w.c, w.agent_net, list[0].id), ST_OK);
        EXPECT(&w, stand_in_back_list(&w.c, &s, &n), ST_OK);
        assert_int_equal(n, 2);
        EXPECT(&w, stand_in_back(&w.c, true, &done), ST_OK);
        assert_int_equal(done, 2);
        assert_int_equal(fresh(&w, old.id).assignee_id, w.agent_net);
        assert_non_null(strstr(last_line(&w, t.id), "rendue au retour"));
        EXPECT(&w, stand_in_back_list(&w.c, &s, &n), ST_OK);
        assert_int_equal(n, 0);
        as_system(&w);
        world_close(&w);
}
TESTDB_BOTH(only_one_away)

/* A stands in for B, B for A, and both are away: nobody, and it ends; with a third at the end of the chain, they. */
static void chains(enum db_engine e)
{
        struct world w;
        struct choice *g;
        size_t n;

        open_shared(&w, e, "round_robin");
        away(&w, w.agent_net, w.lead_net, 3);
        assert_int_equal(goes_to(&w), w.lead_net);
        away(&w, w.lead_net, w.agent_net, 3);
        assert_int_equal(goes_to(&w), 0);
        EXPECT(&w, groups_left_alone(&w.c, &g, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(g[0].id, w.net);
        EXPECT(&w, db_exec(w.db, &(struct db_stmt){"", "DELETE FROM absence WHERE substitute_id = :id"},
                           DB_ARGS(DB_I("id", w.agent_net)), NULL), ST_OK);
        away(&w, w.lead_net, w.agent_el, 3);
        assert_int_equal(goes_to(&w), w.agent_el);
        EXPECT(&w, groups_left_alone(&w.c, &g, &n), ST_OK);
        assert_int_equal(n, 0);
        world_close(&w);
}
TESTDB_BOTH(chains)

/* A circle is left where it closes, not after eight turns in it: two people are looked up, nobody twice. */
static void circles(enum db_engine e)
{
        struct world w;
        int64_t who;

        open_shared(&w, e, "round_robin");
        away(&w, w.agent_net, w.lead_net, 3);
        away(&w, w.lead_net, w.agent_net, 3);
        int64_t before = db_count(w.db);
        EXPECT(&w, stand_in_for(&w.c, w.agent_net, 2 * w.net + 1, &who), ST_OK);
        assert_int_equal(who, 0);
        assert_int_equal(db_count(w.db) - before, 2);
        world_close(&w);
}
TESTDB_BOTH(circles)

/* Eight steps: the eighth who stands in is given the ticket, a ninth is not. */
static void long_chains(enum db_engine e)
{
        struct world w;
        int64_t chain[10];

        open_shared(&w, e, "round_robin");
        leave_alone(&w);
        chain[0] = w.agent_net;
        for (int i = 1; i < 10; i++) {
                struct person_draft d = {.login = arena_fmt(w.arena, "relais%d", i), .name = "Relais", .role = "agent"};
                EXPECT(&w, person_add(&w.c, &d, &chain[i]), ST_OK);
                EXPECT(&w, group_leave(&w.c, w.net, chain[i]), ST_OK); /* where an agent without group begins */
                EXPECT(&w, group_join(&w.c, w.elearn, chain[i], false), ST_OK);
        }
        for (int i = 0; i < 7; i++)
                away(&w, chain[i], chain[i + 1], 3);
        assert_int_equal(goes_to(&w), chain[7]);
        away(&w, chain[7], chain[8], 3);
        assert_int_equal(goes_to(&w), 0);
        world_close(&w);
}
TESTDB_BOTH(long_chains)

/* Merging two records may leave one person with two absences at once, and the two ways meet again: each ticket
 * is offered once all the same. */
static void offered_once(enum db_engine e)
{
        static const struct db_stmt second = {"", "INSERT INTO absence (person_id, from_at, to_at, substitute_id) VALUES (:who, :from, :to, :by)"};
        struct world w;
        struct stand_in *s;
        size_t n;

        open_shared(&w, e, "round_robin");
        leave_alone(&w);
        struct ticket t = ticket_of_ines(&w, "Avant", w.wifi, -1);
        assert_int_equal(t.assignee_id, w.agent_net);
        away(&w, w.agent_net, w.agent_el, 3);
        EXPECT(&w, group_join(&w.c, w.net, w.lead_net, true), ST_OK);
        away(&w, w.lead_net, w.agent_net, 3);
        EXPECT(&w, db_exec(w.db, &second, DB_ARGS(DB_I("who", w.agent_net), DB_I("from", w.c.now - HOUR_MS), DB_I("to", w.c.now + DAY_MS),
                                                  DB_I("by", w.lead_net)), NULL), ST_OK);
        as_agent(&w, w.agent_el);
        EXPECT(&w, stand_in_offered(&w.c, &s, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(s[0].ticket_id, t.id);
        as_system(&w);
        world_close(&w);
}
TESTDB_BOTH(offered_once)

/* What only its group may see is never given to somebody of another group. */
static void closed_to_substitutes(enum db_engine e)
{
        struct world w;

        open_shared(&w, e, "round_robin");
        leave_alone(&w);
        away(&w, w.agent_net, w.agent_el, 3);
        assert_int_equal(ticket_of_ines(&w, "Confidentiel", w.wifi, 1).assignee_id, 0);
        assert_int_equal(ticket_of_ines(&w, "Ouvert", w.wifi, -1).assignee_id, w.agent_el);
        world_close(&w);
}
TESTDB_BOTH(closed_to_substitutes)

/* ---- the groups of a service ---- */

static void services(enum db_engine e)
{
        struct world w;
        struct service_part *s;
        struct choice *g;
        size_t n;

        open_shared(&w, e, "manual");
        EXPECT(&w, group_serves(&w.c, w.elearn, w.wifi, false), ST_OK);
        EXPECT(&w, group_serves(&w.c, w.elearn, w.wifi, false), ST_OK);
        EXPECT(&w, group_serves(&w.c, w.elearn, 999999, false), ST_NOT_FOUND);
        EXPECT(&w, service_groups(&w.c, w.wifi, &g, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(g[0].id, w.net);
        EXPECT(&w, group_serves_no_more(&w.c, w.net, w.wifi), ST_CONFLICT);
        EXPECT(&w, group_serves(&w.c, w.elearn, w.wifi, true), ST_OK);
        EXPECT(&w, service_groups(&w.c, w.wifi, &g, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(g[0].id, w.elearn);
        assert_int_equal(ticket_of_ines(&w, "Routée", w.wifi, -1).group_id, w.elearn);
        EXPECT(&w, group_serves_no_more(&w.c, w.net, w.wifi), ST_OK);
        EXPECT(&w, group_services(&w.c, w.net, &s, &n), ST_OK);
        assert_int_equal(n, 0);
        world_close(&w);
}
TESTDB_BOTH(services)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(by_hand),  TESTDB_RUN(round_robin),  TESTDB_RUN(least_loaded),
                TESTDB_RUN(on_duty),  TESTDB_RUN(switched_off), TESTDB_RUN(transferred_and_reopened),
                TESTDB_RUN(turns_at_once), TESTDB_RUN(absence_rules), TESTDB_RUN(only_one_away),
                TESTDB_RUN(chains), TESTDB_RUN(circles), TESTDB_RUN(long_chains), TESTDB_RUN(offered_once),
                TESTDB_RUN(closed_to_substitutes), TESTDB_RUN(services),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
