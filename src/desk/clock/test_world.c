/* The world of the clock tests.  A ticket's priority and persona come from its draft, as an import's do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/clock/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep,
        &slice_idempotency, &slice_people, &slice_ticket, &slice_clock, &slice_clock_contents, &slice_clock_promises,
        &slice_clock_pick, &slice_clock_edit, &slice_clock_alarm, &slice_clock_escalate, &slice_clock_internal, &slice_incident, NULL};

int64_t clock_at(const char *text)
{
        int64_t ms = 0;
        assert_true(moment_parse(text, &ms));
        return ms;
}

static int64_t person(struct clock_world *w, const char *login, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = role};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

void clock_world_open(struct clock_world *w, enum db_engine e)
{
        const char *why = NULL;
        struct group *g;
        size_t n;
        *w = (struct clock_world){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
        w->requester = person(w, "icaron", NULL);
        w->agent = person(w, "croy", "agent");
        assert_int_equal(group_list(&w->c, &g, &n), ST_OK);
        assert_true(n >= 1);
        w->group = g[0].id;
        w->requester_actor = (struct actor){.person_id = w->requester, .login = "icaron", .name = "Inès Caron", .persona = "", .prefs = "{}"};
        w->agent_actor = (struct actor){.person_id = w->agent, .login = "croy", .name = "Camille Roy", .persona = "",
                                        .roles = ROLE_AGENT, .prefs = "{}"};
}

void clock_world_close(struct clock_world *w)
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

void clock_open_as(struct clock_world *w, const char *when, int64_t priority, const char *persona, struct ticket *t)
{
        w->c.now = clock_at(when);
        w->c.actor = priority || *persona ? &w->agent_actor : &w->requester_actor;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Test fermé", .description = "Il restait 35 minutes.",
                                 .group_id = w->group, .channel = CHANNEL_PORTAL, .requester_id = w->requester, .confidential = -1,
                                 .priority = priority, .persona = persona};
        enum status st = ticket_open(&w->c, &d, t);
        if (st)
                print_error("open: %s %s %s\n", status_name(st), w->c.why ? w->c.why : "", db_why(w->db));
        assert_int_equal(st, ST_OK);
        w->c.actor = &w->agent_actor;
}

void clock_open_at(struct clock_world *w, const char *when, struct ticket *t)
{
        clock_open_as(w, when, 0, "", t);
}

void clock_comment(struct clock_world *w, struct ticket *t, const char *when)
{
        int64_t id;
        struct entry_draft e = {.body = "Je regarde.", .is_public = true, .channel = CHANNEL_PORTAL};
        w->c.now = clock_at(when);
        assert_int_equal(ticket_comment(&w->c, t, &e, &id), ST_OK);
}

void clock_pend(struct clock_world *w, struct ticket *t, const char *when, int state, int pending)
{
        w->c.now = clock_at(when);
        assert_int_equal(ticket_move(&w->c, t, state, pending, "Voilà pourquoi.", 0), ST_OK);
}

struct clock_view clock_named(struct clock_world *w, const struct ticket *t, const char *name)
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

void clock_due(struct clock_world *w, const struct ticket *t, const char *name, const char *when)
{
        assert_string_equal(moment_rfc3339(w->arena, clock_named(w, t, name).due_at), when);
}

void clock_ledger_adds_up(struct clock_world *w, const struct ticket *t, const char *name, int64_t expected)
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

bool clock_ledger_has(struct clock_world *w, const struct ticket *t, const char *name, const char *kind, const char *note)
{
        struct clock_line *l;
        struct clock_view k;
        size_t n;
        assert_int_equal(clock_ledger(&w->c, t, name, &l, &n, &k), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (str_eq(l[i].kind, kind) && (!*note || strstr(l[i].note, note)))
                        return true;
        return false;
}
