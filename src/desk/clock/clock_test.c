/* Running clocks on both engines: the cases of SLA-2, pauses that resume exactly, contacts, transfers,
 * reopening, timers, and a ledger that adds up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/clock/clock_own.h"
#include "desk/people/people.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep,
        &slice_idempotency, &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_clock_promises, &slice_clock_pick,
        &slice_clock_edit, &slice_incident, NULL};

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        int64_t requester, agent, group;
        struct actor requester_actor, agent_actor;
};

static int64_t at(const char *text)
{
        int64_t ms = 0;
        assert_true(moment_parse(text, &ms));
        return ms;
}

static int64_t person(struct world *w, const char *login, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = role};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static void world_open(struct world *w, enum db_engine e)
{
        const char *why = NULL;
        *w = (struct world){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
        w->requester = person(w, "icaron", NULL);
        w->agent = person(w, "croy", "agent");
        struct group *g;
        size_t n;
        assert_int_equal(group_list(&w->c, &g, &n), ST_OK);
        assert_true(n >= 1);
        w->group = g[0].id;
        w->requester_actor = (struct actor){.person_id = w->requester, .login = "icaron", .name = "Inès Caron", .persona = "", .prefs = "{}"};
        w->agent_actor = (struct actor){.person_id = w->agent, .login = "croy", .name = "Camille Roy", .persona = "",
                                        .roles = ROLE_AGENT, .prefs = "{}"};
}

static void world_close(struct world *w)
{
        const char *why = NULL;
        w->c.actor = &actor_system;
        assert_int_equal(clock_check(&w->c, &why), ST_OK);
        assert_null(why);
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

static void open_at(struct world *w, const char *when, int channel, bool by_agent, struct ticket *t)
{
        w->c.now = at(when);
        w->c.actor = by_agent ? &w->agent_actor : &w->requester_actor;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Test fermé", .description = "Il restait 35 minutes.",
                                 .group_id = w->group, .channel = channel, .requester_id = w->requester, .confidential = -1};
        enum status st = ticket_open(&w->c, &d, t);
        if (st)
                print_error("open: %s %s %s\n", status_name(st), w->c.why ? w->c.why : "", db_why(w->db));
        assert_int_equal(st, ST_OK);
        w->c.actor = &w->agent_actor;
}

static struct clock_view clock_named(struct world *w, const struct ticket *t, const char *name)
{
        struct clock_view *k;
        size_t n;
        assert_int_equal(clock_list(&w->c, t, &k, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (strcmp(k[i].name, name) == 0)
                        return k[i];
        fail_msg("no clock %s", name);
        return (struct clock_view){0};
}

static void due(struct world *w, const struct ticket *t, const char *name, const char *when)
{
        struct clock_view k = clock_named(w, t, name);
        assert_string_equal(moment_rfc3339(w->arena, k.due_at), when);
}

static void comment(struct world *w, struct ticket *t, const char *when, bool is_public)
{
        int64_t id;
        struct entry_draft e = {.body = "Je regarde.", .is_public = is_public, .channel = CHANNEL_PORTAL};
        w->c.now = at(when);
        assert_int_equal(ticket_comment(&w->c, t, &e, &id), ST_OK);
}

static void move(struct world *w, struct ticket *t, const char *when, int state, int pending)
{
        w->c.now = at(when);
        enum status st = ticket_move(&w->c, t, state, pending, "Voilà pourquoi.", 0);
        if (st)
                print_error("move: %s %s\n", status_name(st), w->c.why ? w->c.why : "");
        assert_int_equal(st, ST_OK);
}

/* Lines leave no gap and add up to what the clock counted. */
static void ledger_adds_up(struct world *w, const struct ticket *t, const char *name, int64_t expected)
{
        struct clock_line *l;
        struct clock_view k;
        size_t n;
        int64_t sum = 0;
        assert_int_equal(clock_ledger(&w->c, t, name, &l, &n, &k), ST_OK);
        for (size_t i = 0; i < n; i++) {
                assert_true(l[i].counted_ms >= 0 && l[i].from <= l[i].to);
                assert_true(i == 0 || l[i].from == l[i - 1].to);
                sum += l[i].counted_ms;
        }
        assert_int_equal(sum, expected);
}

static void promises(enum db_engine e)
{
        struct world w;
        struct ticket t;
        world_open(&w, e);
        /* Friday 16:00 in Paris → Monday 14:00; three days of ten hours → Wednesday 16:00 */
        open_at(&w, "2026-01-09T15:00:00Z", CHANNEL_PORTAL, false, &t);
        due(&w, &t, "response", "2026-01-12T13:00:00Z");
        due(&w, &t, "resolution", "2026-01-14T15:00:00Z");
        assert_int_equal(t.due_at, at("2026-01-12T13:00:00Z"));
        assert_string_equal(clock_named(&w, &t, "response").target, "8 business hours");
        assert_string_equal(clock_named(&w, &t, "resolution").target, "3 business days");
        /* Monday a holiday (6 April 2026, Easter Monday) → Tuesday 14:00 */
        open_at(&w, "2026-04-03T14:00:00Z", CHANNEL_PORTAL, false, &t);
        due(&w, &t, "response", "2026-04-07T12:00:00Z");
        /* Saturday 03:00 → Monday 16:00 and Wednesday 18:00 */
        open_at(&w, "2026-01-10T02:00:00Z", CHANNEL_PORTAL, false, &t);
        due(&w, &t, "response", "2026-01-12T15:00:00Z");
        due(&w, &t, "resolution", "2026-01-14T17:00:00Z");
        /* across the night of spring */
        open_at(&w, "2026-03-27T15:00:00Z", CHANNEL_PORTAL, false, &t);
        due(&w, &t, "response", "2026-03-30T12:00:00Z");
        world_close(&w);
}
TESTDB_BOTH(promises)

static void what_stops_response(enum db_engine e)
{
        struct world w;
        struct ticket t;
        world_open(&w, e);
        open_at(&w, "2026-01-12T09:00:00Z", CHANNEL_PHONE, true, &t);
        assert_string_equal(clock_named(&w, &t, "response").word, "met");
        open_at(&w, "2026-01-12T09:00:00Z", CHANNEL_PORTAL, false, &t);
        w.c.now = at("2026-01-12T09:05:00Z");
        assert_int_equal(ticket_take(&w.c, &t), ST_OK);
        comment(&w, &t, "2026-01-12T09:10:00Z", false);
        assert_string_equal(clock_named(&w, &t, "response").word, "running");
        int64_t other;
        struct group *all;
        size_t n;
        w.c.actor = &actor_system;
        assert_int_equal(group_list(&w.c, &all, &n), ST_OK);
        assert_int_equal(group_ensure(&w.c, "autre", "Autre groupe", all[0].department_id, &other), ST_OK);
        w.c.actor = &w.agent_actor;
        assert_int_equal(ticket_assign(&w.c, &t, other, 0, 0), ST_OK);
        assert_string_equal(clock_named(&w, &t, "response").word, "running");
        comment(&w, &t, "2026-01-12T09:30:00Z", true);
        struct clock_view k = clock_named(&w, &t, "response");
        assert_string_equal(k.word, "met");
        assert_int_equal(k.spent_ms, 30 * MINUTE_MS);
        assert_int_equal(t.due_at, clock_named(&w, &t, "resolution").due_at);
        ledger_adds_up(&w, &t, "response", 30 * MINUTE_MS);
        world_close(&w);
}
TESTDB_BOTH(what_stops_response)

static void pauses_resume_exactly(enum db_engine e)
{
        struct world w;
        struct ticket t;
        world_open(&w, e);
        open_at(&w, "2026-01-12T08:00:00Z", CHANNEL_PORTAL, false, &t);
        comment(&w, &t, "2026-01-12T09:00:00Z", true);
        move(&w, &t, "2026-01-12T10:00:00Z", STATE_PENDING, PENDING_REQUESTER);
        assert_string_equal(clock_named(&w, &t, "resolution").word, "paused");
        assert_int_equal(t.due_at, MOMENT_NEVER);
        ledger_adds_up(&w, &t, "resolution", 2 * HOUR_MS);
        move(&w, &t, "2026-01-13T10:00:00Z", STATE_OPEN, 0);
        struct clock_view k = clock_named(&w, &t, "resolution");
        assert_string_equal(k.word, "running");
        assert_int_equal(k.spent_ms, 2 * HOUR_MS);
        /* 28 open hours after Tuesday 11:00 in Paris: 7 + 10 + 10 + 1 → Friday 09:00 */
        due(&w, &t, "resolution", "2026-01-16T08:00:00Z");
        move(&w, &t, "2026-01-13T12:00:00Z", STATE_RESOLVED, 0);
        k = clock_named(&w, &t, "resolution");
        assert_string_equal(k.word, "met");
        assert_int_equal(k.spent_ms, 4 * HOUR_MS);
        ledger_adds_up(&w, &t, "resolution", 4 * HOUR_MS);
        assert_int_equal(t.due_at, MOMENT_NEVER);
        move(&w, &t, "2026-01-14T09:00:00Z", STATE_OPEN, 0);
        k = clock_named(&w, &t, "resolution");
        assert_int_equal(k.round, 2);
        assert_int_equal(k.spent_ms, 0);
        assert_string_equal(k.word, "running");
        move(&w, &t, "2026-01-14T10:00:00Z", STATE_CANCELLED, 0);
        assert_int_equal(t.due_at, MOMENT_NEVER);
        world_close(&w);
}
TESTDB_BOTH(pauses_resume_exactly)

static void timers(enum db_engine e)
{
        struct world w;
        struct ticket t;
        int ran = 0;
        world_open(&w, e);
        open_at(&w, "2026-01-12T08:00:00Z", CHANNEL_PORTAL, false, &t);
        w.c.actor = &actor_system;
        w.c.now = at("2026-01-12T11:59:00Z");
        assert_int_equal(job_run_due(&w.c, 50, &ran), ST_OK);
        assert_int_equal(clock_named(&w, &t, "response").level, 0);
        w.c.now = at("2026-01-12T12:00:00Z"); /* half of eight hours */
        assert_int_equal(job_run_due(&w.c, 50, &ran), ST_OK);
        assert_int_equal(clock_named(&w, &t, "response").level, 1);
        w.c.now = at("2026-01-12T14:00:00Z"); /* three quarters */
        assert_int_equal(job_run_due(&w.c, 50, &ran), ST_OK);
        assert_int_equal(clock_named(&w, &t, "response").level, 2);
        w.c.now = at("2026-01-13T09:00:00Z"); /* long past: the two last levels at once */
        assert_int_equal(job_run_due(&w.c, 50, &ran), ST_OK);
        struct clock_view k = clock_named(&w, &t, "response");
        assert_int_equal(k.level, 4);
        assert_string_equal(k.word, "breached");
        assert_int_equal(k.stopped_at, 0);
        w.c.actor = &w.agent_actor;
        comment(&w, &t, "2026-01-13T09:10:00Z", true);
        k = clock_named(&w, &t, "response");
        assert_string_equal(k.word, "breached");
        assert_int_equal(k.stopped_at, at("2026-01-13T09:10:00Z"));
        world_close(&w);
}
TESTDB_BOTH(timers)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(promises), TESTDB_RUN(what_stops_response),
                                           TESTDB_RUN(pauses_resume_exactly), TESTDB_RUN(timers)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
