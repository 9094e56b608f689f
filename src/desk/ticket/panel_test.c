/* Panels of other slices, on both engines: only those of the place and the kind, framed, escaped, silent when
 * there is nothing, and a failure is a failure of the page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/panel.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static enum status broken;

static enum status show_subject(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        (void)c;
        assert_int_equal(t->id, id);
        html_text(to, t->subject);
        return broken;
}

static enum status show_nothing(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        (void)c, (void)t, (void)id, (void)to;
        return ST_OK;
}

static const struct panel some_panels[] = {
        {"subject", PANEL_DESK, 1 << TICKET_INCIDENT, show_subject},
        {"nothing", PANEL_DESK, 1 << TICKET_INCIDENT, show_nothing},
        {"items", PANEL_DESK, 1 << TICKET_ITEM, show_subject},
        {"theirs", PANEL_REQUEST, 1 << TICKET_INCIDENT, show_subject},
        {"home", PANEL_HOME, 0, show_nothing},
        {0},
};
static const struct slice slice_some = {.name = "some", .panels = some_panels};
static const struct slice *const with_panels[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                                  &slice_live,   &slice_sweep,   &slice_idempotency, &slice_people, &slice_ticket,
                                                  &slice_incident, &slice_some,  NULL};

static const char *rendered(struct world *w, enum panel_place place, const struct ticket *t)
{
        struct html_safe out;

        EXPECT(w, panels_render(&w->c, place, t, t ? t->id : 0, &out), ST_OK);
        return arena_strn(w->arena, out.trusted_p, out.trusted_n);
}

static void panels(enum db_engine e)
{
        struct world w;
        struct html_safe out;

        broken = ST_OK;
        world_open(&w, e);
        w.app->slices = with_panels;
        struct ticket t = ticket_of_ines(&w, "<b>La borne</b>", w.wifi, -1);
        const char *desk = rendered(&w, PANEL_DESK, &t);
        assert_non_null(strstr(desk, "id=\"panel-subject\""));
        assert_non_null(strstr(desk, arena_fmt(w.arena, "hx-get=\"/tickets/%s/panels/subject\"", t.number)));
        assert_non_null(strstr(desk, "&lt;b&gt;La borne"));
        assert_non_null(strstr(desk, "id=\"panel-nothing\""));
        assert_null(strstr(desk, "items"));
        assert_null(strstr(desk, "theirs"));
        assert_non_null(strstr(rendered(&w, PANEL_REQUEST, &t), arena_fmt(w.arena, "/requests/%s/panels/theirs", t.number)));
        assert_string_equal(rendered(&w, PANEL_SIDE, &t), "");
        assert_non_null(strstr(rendered(&w, PANEL_HOME, NULL), "/desk/panels/home"));
        broken = ST_IO;
        assert_int_equal(panels_render(&w.c, PANEL_DESK, &t, t.id, &out), ST_IO);
        world_close(&w);
}
TESTDB_BOTH(panels)

/* ---- the gate of a kind ---- */

static enum status no_way(struct ctx *c, const struct ticket *t, int to_state, const char *reason)
{
        (void)t;
        return to_state == STATE_CLOSED && text_blank(reason) ? ctx_fail_text(c, ST_CONFLICT, "reste à faire") : ST_OK;
}

static enum status lock_refused(struct ctx *c, const struct ticket *t)
{
        (void)c, (void)t;
        return broken;
}

static const struct ticket_move_rule gated_moves[] = {{STATE_NEW, STATE_OPEN, ACT_WORK}, {STATE_NEW, STATE_CLOSED, ACT_WORK}, {0}};
static const struct ticket_kind gated_kinds[] = {
        {.kind = TICKET_SERVICE_TASK, .prefix = "SCTASK", .word = "service_task", .moves = gated_moves, .gate = no_way, .lock = lock_refused},
        {0}};
static const struct slice slice_gated = {.name = "gated", .kinds = gated_kinds};
static const struct slice *const with_gate[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs,
                                                &slice_live,   &slice_sweep,   &slice_idempotency, &slice_people, &slice_ticket,
                                                &slice_gated,  NULL};

static void gates(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_SERVICE_TASK, .subject = "Tâche", .confidential = -1};

        broken = ST_OK;
        world_open(&w, e);
        w.app->slices = with_gate;
        d.group_id = w.net;
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CLOSED, 0, " ", 0), ST_CONFLICT);
        assert_string_equal(w.c.why, "reste à faire");
        broken = ST_BUSY;
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CLOSED, 0, "fait autrement", 0), ST_BUSY);
        broken = ST_OK;
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CLOSED, 0, "fait autrement", 0), ST_OK);
        assert_int_equal(t.state, STATE_CLOSED);
        world_close(&w);
}
TESTDB_BOTH(gates)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(panels), TESTDB_RUN(gates)};

        return cmocka_run_group_tests(tests, NULL, NULL);
}
