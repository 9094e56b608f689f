/* The agent's home on both engines: whoever is in two groups sees exactly the union, by kind; what is late, what is
 * due today and whom to ask for news are those and no others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/board/board.h"
#include "desk/board/board_view.h"
#include "desk/clock/clock.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live,
                                             &slice_sweep, &slice_idempotency, &slice_people, &slice_ticket, &slice_clock,
                                             &slice_clock_contents, &slice_incident, &slice_board, NULL};

#define MORNING INT64_C(1767605400000) /* Monday 5 January 2026, 10:30 in Paris */

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        int64_t ines, both, one, net, pay, other;
};

static void as(struct world *w, int64_t id)
{
        struct actor *who = ARENA_NEW(w->arena, struct actor);
        *who = (struct actor){.person_id = id, .login = "", .name = "x", .lang_text = "fr", .persona = "", .roles = ROLE_AGENT, .prefs = "{}"};
        w->c.actor = id ? who : &actor_system;
}

static int64_t agent(struct world *w, const char *login, const char *const *groups, size_t n)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = "agent", .groups = groups, .n_groups = n};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static void world_open(struct world *w, enum db_engine e)
{
        static const char *const two[] = {"net", "pay"};
        const char *why = NULL;
        int64_t it = 0, hr = 0;
        *w = (struct world){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        if (app_open(&cfg, slices, w->arena, &w->app, &why))
                fail_msg("app_open: %s", why);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        w->c.now = MORNING;
        assert_int_equal(people_first_contents(&w->c), ST_OK);
        assert_int_equal(clock_first_contents(&w->c), ST_OK);
        assert_int_equal(department_ensure(&w->c, "it", "IT", "IT", &it), ST_OK);
        assert_int_equal(department_ensure(&w->c, "hr", "RH", "HR", &hr), ST_OK);
        assert_int_equal(group_ensure(&w->c, "net", "Réseau", it, &w->net), ST_OK);
        assert_int_equal(group_ensure(&w->c, "pay", "Paie", hr, &w->pay), ST_OK);
        assert_int_equal(group_ensure(&w->c, "other", "Autre", it, &w->other), ST_OK);
        assert_int_equal(person_ensure(&w->c, "ines", "Inès", NULL, &w->ines), ST_OK);
        w->both = agent(w, "both", two, 2);
        w->one = agent(w, "one", two, 1);
}

static void world_close(struct world *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

static struct ticket opened(struct world *w, int kind, int64_t group, const char *subject)
{
        struct ticket t;
        struct ticket_draft d = {.kind = kind, .subject = subject, .description = "x", .requester_id = w->ines, .group_id = group,
                                 .confidential = -1};
        as(w, 0);
        assert_int_equal(ticket_open(&w->c, &d, &t), ST_OK);
        return t;
}

static bool has(const struct board_reached_list *l, const char *subject)
{
        for (size_t i = 0; i < l->n_rows; i++)
                if (str_eq(l->rows[i].subject, subject))
                        return true;
        return false;
}

static void the_union(struct world *w)
{
        struct board_reached v;

        opened(w, TICKET_INCIDENT, w->net, "aide net");
        opened(w, TICKET_INCIDENT, w->pay, "aide pay");
        opened(w, TICKET_INCIDENT, w->other, "aide autre");
        opened(w, TICKET_SERVICE_TASK, w->pay, "service pay");
        opened(w, TICKET_SUPPORT_TASK, w->net, "soutien net");
        as(w, w->both);
        assert_int_equal(board_reached_view(&w->c, &v), ST_OK);
        assert_int_equal(v.lists[0].total, 1);
        assert_true(has(&v.lists[0], "service pay"));
        assert_int_equal(v.lists[1].total, 1);
        assert_true(has(&v.lists[1], "soutien net"));
        assert_int_equal(v.lists[2].total, 2);
        assert_true(has(&v.lists[2], "aide net") && has(&v.lists[2], "aide pay"));
        as(w, w->one);
        assert_int_equal(board_reached_view(&w->c, &v), ST_OK);
        assert_int_equal(v.lists[0].total, 0);
        assert_int_equal(v.lists[1].total, 1);
        assert_int_equal(v.lists[2].total, 1);
        assert_true(has(&v.lists[2], "aide net"));
}

static void the_side(struct world *w)
{
        struct board_part v;
        struct ticket t = opened(w, TICKET_INCIDENT, w->net, "à moi");

        as(w, w->both);
        assert_int_equal(ticket_take(&w->c, &t), ST_OK);
        assert_int_equal(board_late_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 0);
        assert_int_equal(board_today_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 0); /* eight business hours from 10:30: tomorrow */
        w->c.now = MORNING + DAY_MS - 3 * HOUR_MS;
        assert_int_equal(board_today_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 1);
        assert_string_equal(v.rows[0].subject, "à moi");
        w->c.now = MORNING + 2 * DAY_MS;
        assert_int_equal(board_today_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 0);
        assert_int_equal(board_late_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 3); /* the two groups' help requests and this one; the third group's is not shown */
        assert_int_equal(ticket_move(&w->c, &t, STATE_RESOLVED, 0, "Fait", 0), ST_OK);
        assert_int_equal(board_follow_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 0);
        w->c.now = MORNING + 6 * DAY_MS;
        assert_int_equal(board_follow_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 1);
        as(w, w->one);
        assert_int_equal(board_follow_view(&w->c, &v), ST_OK);
        assert_int_equal(v.n_rows, 0);
}

static void all(enum db_engine e)
{
        struct world w;
        world_open(&w, e);
        the_union(&w);
        the_side(&w);
        world_close(&w);
}
TESTDB_BOTH(all)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(all)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
