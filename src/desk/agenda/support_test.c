/* Support tasks on both engines: opened alone and many at once, moved with their room, cancelled with what they
 * belong to, and help requests that come during an event. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>

#include "base/random.h"
#include "desk/agenda/support.h"
#include "desk/ticket/course_record.h"
#include "desk/ticket/flag.h"
#include "desk/ticket/test_world.h"

extern const struct slice slice_incident;
static const struct slice *const with_support[] = {
        &slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live, &slice_sweep, &slice_idempotency,
        &slice_people, &slice_ticket,  &slice_incident, &slice_agenda_support_hooks, NULL};

static int64_t type, room1, room2, course, session[2];

/* 2026-01-06 and after, hours of Paris */
static int64_t at(int day, int hour, int minute)
{
        struct civil c = {2026, 1, day, hour, minute, 0, 0, 0};

        return zone_moment(zone_get("Europe/Paris"), &c);
}

static int64_t room(struct world *w, const char *code)
{
        int64_t id = 0;
        struct room r = {.code = code, .name = code, .kind = "cubicle", .site = "", .capacity = 2};

        EXPECT(w, room_save(&w->c, &r, &id), ST_OK);
        return id;
}

static void open_world(struct world *w, enum db_engine e)
{
        struct course_session s[2] = {{.from_at = at(6, 9, 0), .to_at = at(6, 11, 0), .theme = "Séance 1", .link = "https://zoom.example/1", .host = "Hôte 3"},
                                      {.from_at = at(7, 9, 0), .to_at = at(7, 11, 0), .theme = "Séance 2"}};
        struct course_session *rows;
        int64_t *moved;
        size_t n;

        world_open(w, e);
        w->app->slices = with_support;
        as(w, w->admin, ROLE_ADMIN);
        struct support_type_draft y = {.code = "appel", .name_fr = "Sur appel", .name_en = "On call", .mode = "class_call", .minutes = 120,
                                       .group_id = w->elearn, .points = "! Être là | Be there\nAider\n\n"};
        EXPECT(w, support_type_save(&w->c, &y, &type), ST_OK);
        room1 = room(w, "CUB-1");
        room2 = room(w, "CUB-2");
        as_system(w);
        struct course_draft k = {.code = "MED1234", .term = "H26", .title = "Médecine",
                                 .department_id = count_of(w, "SELECT MIN(id) FROM department WHERE code = 'it'")};
        EXPECT(w, course_ensure(&w->c, &k, &course), ST_OK);
        EXPECT(w, course_sessions_set(&w->c, course, s, 2, &moved, &n), ST_OK);
        EXPECT(w, course_sessions(&w->c, course, &rows, &n), ST_OK);
        session[0] = rows[0].id;
        session[1] = rows[1].id;
        as_agent(w, w->agent_el);
}

/* The marks beside the calendar count what the list of the same question holds. */
static void counted(struct world *w, int64_t group, int64_t free_wanted, int64_t flagged_wanted)
{
        struct support *s;
        size_t n_free, n_flagged;
        int64_t free, flagged;
        struct support_query f = {.from = at(5, 0, 0), .to = at(8, 0, 0), .group_id = group, .free = true};
        struct support_query g = {.from = at(5, 0, 0), .to = at(8, 0, 0), .group_id = group, .flagged = true};

        EXPECT(w, support_list(&w->c, &f, &s, &n_free), ST_OK);
        EXPECT(w, support_list(&w->c, &g, &s, &n_flagged), ST_OK);
        EXPECT(w, support_counts(&w->c, f.from, f.to, group, &free, &flagged), ST_OK);
        assert_int_equal(free, n_free);
        assert_int_equal(flagged, n_flagged);
        assert_int_equal(free, free_wanted);
        assert_int_equal(flagged, flagged_wanted);
}

static void opened(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct support s;
        struct booking_offer o;
        struct support_draft d = {.person_id = 0};

        open_world(&w, e);
        d = (struct support_draft){.template_id = type, .session_id = session[0], .person_id = w.ines, .moderator_id = w.paul, .room_id = room1};
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_OK);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_string_equal(s.subject, "MED1234, Séance 1");
        assert_string_equal(s.link, "https://zoom.example/1");
        assert_string_equal(s.host, "Hôte 3");
        assert_string_equal(s.where, "CUB-1");
        assert_int_equal(s.group_id, w.elearn);
        assert_int_equal(s.from_at, at(6, 9, 0));
        assert_true(s.free);
        assert_int_equal(fresh(&w, t.id).due_at, at(6, 11, 0)); /* due when the event ends */
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM check_box"), 2);
        as_agent(&w, w.agent_el);
        counted(&w, 0, 1, 0);
        counted(&w, -1, 1, 0);
        counted(&w, w.net, 0, 0);
        as_agent(&w, w.agent_hr); /* who may not see it counts nothing */
        counted(&w, 0, 0, 0);
        as_agent(&w, w.agent_el);
        /* the same room at the same time: nothing is made, the other one offered */
        d.person_id = w.paul;
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_CONFLICT);
        assert_int_equal(o.room_id, room2);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket WHERE kind = 5"), 1);
        /* the required point keeps it from being closed; its reason lets it */
        as_agent(&w, w.agent_el);
        int64_t only = count_of(&w, "SELECT MIN(ticket_id) FROM support_task");
        t = fresh(&w, only);
        EXPECT(&w, ticket_take(&w.c, &t), ST_OK);
        counted(&w, 0, 0, 0);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CLOSED, 0, "", 0), ST_CONFLICT);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CLOSED, 0, "La séance n'a pas eu lieu", 0), ST_OK);
        /* who may not see the ticket sees no event */
        as_agent(&w, w.agent_hr);
        EXPECT(&w, support_load(&w.c, only, &s), ST_NOT_FOUND);
        as_requester(&w, w.ines);
        EXPECT(&w, support_load(&w.c, only, &s), ST_NOT_FOUND);
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_NOT_FOUND);
        world_close(&w);
}

static void all_wrong_at_once(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct booking_offer o;
        struct support_draft d = {.template_id = 99, .session_id = 99, .person_id = 99, .moderator_id = 99, .service_task_id = 99,
                                  .mode = "flying", .role = "king", .link = "javascript:alert(1)"};

        open_world(&w, e);
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_INVALID);
        const char *const fields[] = {"type", "session", "person", "moderator", "task", "mode", "role", "link", "from"};
        for (size_t i = 0; i < ARRAY_LEN(fields); i++)
                if (!form_msg(&w.c, fields[i]))
                        fail_msg("no error on %s", fields[i]);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket"), 0);
        world_close(&w);
}

static void many(enum db_engine e)
{
        struct world w;
        struct support_row *r;
        size_t n;
        int64_t made;
        struct booking_offer o;

        open_world(&w, e);
        const int64_t people[] = {w.ines, w.paul};
        struct support_draft d = {.template_id = type, .room_id = room1};
        EXPECT(&w, support_preview(&w.c, &d, session, 2, people, 2, &r, &n), ST_OK);
        assert_int_equal(n, 4);
        /* two at the same session cannot share a cubicle */
        assert_int_equal(r[0].room_id, room1);
        assert_int_equal(r[1].room_id, room2);
        assert_non_null(r[1].remark);
        assert_int_equal(r[2].room_id, room1);
        EXPECT(&w, support_open_rows(&w.c, &d, r, n, &made, &o), ST_OK);
        assert_int_equal(made, 4);
        for (size_t i = 0; i < n; i++) /* each row knows its task */
                assert_int_equal(count_of(&w, arena_fmt(w.c.arena, "SELECT person_id FROM support_task WHERE ticket_id = %lld AND session_id = %lld",
                                                        (long long)r[i].ticket_id, (long long)r[i].session_id)), r[i].person_id);
        /* the same again: all there already */
        EXPECT(&w, support_preview(&w.c, &d, session, 2, people, 2, &r, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                assert_true(r[i].left_out);
        EXPECT(&w, support_open_rows(&w.c, &d, r, n, &made, &o), ST_OK);
        assert_int_equal(made, 0);
        /* somebody took the room between the preview and now: none of them */
        d.room_id = 0;
        EXPECT(&w, support_preview(&w.c, &d, session, 2, &w.agent_net, 1, &r, &n), ST_OK);
        r[1].room_id = room1;
        w.c.why = NULL;
        EXPECT(&w, support_open_rows(&w.c, &d, r, n, &made, &o), ST_CONFLICT);
        assert_int_equal(made, 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM support_task"), 4);
        /* inside a caller's transaction the offer is found after its rollback, by what was asked */
        w.c.why = NULL;
        w.c.n_error = 0;
        {
                DB_TX(tx, w.c.db);
                assert_int_equal(tx.st, ST_OK);
                EXPECT(&w, support_open_rows(&w.c, &d, r, n, &made, &o), ST_CONFLICT);
                assert_null(w.c.why);
                assert_int_equal(o.room_id, 0);
        }
        assert_int_equal(o.asked.room_id, room1);
        const struct booking_draft asked = o.asked;
        EXPECT(&w, booking_refused(&w.c, &asked, &o), ST_CONFLICT);
        assert_non_null(w.c.why);
        world_close(&w);
}

/* That one looked at a moved session goes with the rest of the change, or not at all. */
static void looked_at(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct support s;
        struct booking_offer o;
        int64_t flagged;

        open_world(&w, e);
        struct support_draft d = {.template_id = type, .session_id = session[0], .room_id = room1};
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_OK);
        EXPECT(&w, support_flag(&w.c, session, 1, &flagged), ST_OK);
        struct support_patch p = SUPPORT_PATCH_NONE;
        p.looked = true;
        p.link = "javascript:1";
        EXPECT(&w, support_change(&w.c, &t, &p, 0, &o), ST_INVALID);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_string_equal(s.flag, "moved");
        counted(&w, 0, 1, 1);
        w.c.n_error = 0;
        p.link = NULL;
        p.host = "Hôte 5";
        EXPECT(&w, support_change(&w.c, &t, &p, s.version - 1, &o), ST_STALE);
        EXPECT(&w, support_change(&w.c, &t, &p, s.version, &o), ST_OK);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_null(s.flag);
        assert_string_equal(s.host, "Hôte 5");
        assert_string_equal(s.room_code, "CUB-1");
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking WHERE flag IS NOT NULL"), 0);
        EXPECT(&w, support_change(&w.c, &t, &p, s.version - 1, &o), ST_STALE);
        world_close(&w);
}

static void moved(enum db_engine e)
{
        struct world w;
        struct ticket t, other;
        struct support s;
        struct support *clash;
        size_t n;
        struct booking_offer o;
        int64_t flagged;

        open_world(&w, e);
        struct support_draft d = {.template_id = type, .session_id = session[0], .room_id = room1};
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_OK);
        EXPECT(&w, ticket_take(&w.c, &t), ST_OK);
        d = (struct support_draft){.template_id = type, .from_at = at(6, 14, 0), .to_at = at(6, 15, 0), .room_id = room2};
        EXPECT(&w, support_open(&w.c, &d, &other, &o), ST_OK);
        EXPECT(&w, support_flag(&w.c, session, 1, &flagged), ST_OK);
        assert_int_equal(flagged, 1);
        as_agent(&w, w.agent_el);
        struct support_patch p = SUPPORT_PATCH_NONE;
        p.from_at = at(6, 14, 30);
        p.to_at = at(6, 15, 30);
        p.room_id = room2;
        EXPECT(&w, support_change(&w.c, &t, &p, 0, &o), ST_CONFLICT);
        assert_int_equal(o.room_id, room1);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_int_equal(s.from_at, at(6, 9, 0)); /* nothing moved */
        assert_string_equal(s.flag, "moved");
        p.room_id = -1;
        w.c.why = NULL;
        w.c.n_error = 0;
        EXPECT(&w, support_change(&w.c, &t, &p, 1, &o), ST_STALE);
        EXPECT(&w, support_change(&w.c, &t, &p, 0, &o), ST_OK);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_int_equal(s.room_id, room1);
        assert_null(s.flag);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking WHERE state = 10 AND flag IS NULL"), 2);
        assert_int_equal(fresh(&w, t.id).due_at, at(6, 15, 30));
        as_agent(&w, w.agent_el);
        EXPECT(&w, ticket_take(&w.c, &other), ST_OK);
        EXPECT(&w, support_clashes(&w.c, w.agent_el, at(6, 14, 0), at(6, 15, 0), t.id, &clash, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(clash[0].ticket_id, other.id);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, support_change(&w.c, &t, &p, 0, &o), ST_NOT_FOUND);
        world_close(&w);
}

static void cancelled(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct booking_offer o;
        int64_t id;

        open_world(&w, e);
        struct support_draft d = {.template_id = type, .session_id = session[0], .room_id = room1};
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_OK);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CANCELLED, 0, "", 0), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking WHERE state = 10"), 0);
        struct booking_draft b = {.room_id = room1, .from_at = at(6, 9, 0), .to_at = at(6, 10, 0)};
        as_agent(&w, w.agent_el);
        EXPECT(&w, booking_save(&w.c, &b, &id, &o), ST_OK);
        world_close(&w);
}

static int64_t taken_by_other(struct world *w, int64_t room_id)
{
        struct booking_draft b = {.room_id = room_id, .from_at = at(6, 9, 30), .to_at = at(6, 10, 0)};
        struct booking_offer o;
        int64_t id = 0;

        as_agent(w, w->agent_el);
        EXPECT(w, booking_save(&w->c, &b, &id, &o), ST_OK);
        return id;
}

static void cancel_and_back(struct world *w, int64_t id, bool back)
{
        struct ticket t = fresh(w, id);

        as_agent(w, w->agent_el);
        EXPECT(w, ticket_move(&w->c, &t, back ? STATE_OPEN : STATE_CANCELLED, 0, "Elle aura lieu", 0), ST_OK);
}

static const char *lost(struct world *w, int64_t id, struct booking_offer *o)
{
        const char *why;

        as_agent(w, w->agent_el);
        EXPECT(w, booking_lost(&w->c, id, at(6, 9, 0), at(6, 11, 0), o, &why), ST_OK);
        return why;
}

/* A reopened task takes its room again, or says who has it and what is free, until somebody says which room it gets. */
static void reopened(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct support s;
        struct booking_offer o;
        struct support_patch p = SUPPORT_PATCH_NONE;

        open_world(&w, e);
        struct support_draft d = {.template_id = type, .session_id = session[0], .room_id = room1};
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_OK);
        cancel_and_back(&w, t.id, false);
        cancel_and_back(&w, t.id, true);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_int_equal(s.room_id, room1);
        assert_null(lost(&w, t.id, &o));
        /* somebody has it meanwhile */
        cancel_and_back(&w, t.id, false);
        int64_t other = taken_by_other(&w, room1);
        cancel_and_back(&w, t.id, true);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_int_equal(s.room_id, 0);
        assert_non_null(strstr(lost(&w, t.id, &o), "CUB-1"));
        assert_int_equal(o.room_id, room2);
        /* cancelled and reopened once more it still knows which room it had; free again, that is the offer */
        cancel_and_back(&w, t.id, false);
        EXPECT(&w, booking_cancel(&w.c, other, 0), ST_OK);
        cancel_and_back(&w, t.id, true);
        EXPECT(&w, support_load(&w.c, t.id, &s), ST_OK);
        assert_int_equal(s.room_id, room1);
        cancel_and_back(&w, t.id, false);
        other = taken_by_other(&w, room1);
        cancel_and_back(&w, t.id, true);
        EXPECT(&w, booking_cancel(&w.c, other, 0), ST_OK);
        assert_non_null(lost(&w, t.id, &o));
        assert_int_equal(o.room_id, room1);
        p.room_id = o.room_id;
        t = fresh(&w, t.id);
        EXPECT(&w, support_change(&w.c, &t, &p, 0, &o), ST_OK);
        assert_null(lost(&w, t.id, &o));
        /* a room given up on purpose does not come back */
        p.room_id = 0;
        EXPECT(&w, support_change(&w.c, &t, &p, 0, &o), ST_OK);
        cancel_and_back(&w, t.id, false);
        cancel_and_back(&w, t.id, true);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking WHERE state = 10"), 0);
        assert_null(lost(&w, t.id, &o));
        /* nor one whose event is over */
        p.room_id = room1;
        t = fresh(&w, t.id);
        as_agent(&w, w.agent_el);
        EXPECT(&w, support_change(&w.c, &t, &p, 0, &o), ST_OK);
        cancel_and_back(&w, t.id, false);
        w.c.now = at(6, 11, 0);
        cancel_and_back(&w, t.id, true);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking WHERE state = 10"), 0);
        assert_null(lost(&w, t.id, &o));
        world_close(&w);
}

enum { TASKS = 6, ROUNDS = 12 };
struct racer {
        struct world *w;
        int64_t ticket, who; /* ticket 0: only books */
        int bad;
};

static void racer_turn(struct racer *r, struct ctx *c)
{
        struct booking_draft b = {.room_id = room1, .from_at = at(6, 10, 0), .to_at = at(6, 10, 30)};
        struct ticket t = {.id = r->ticket};
        struct booking_offer o;
        int64_t id;
        enum status st = r->ticket ? ticket_move(c, &t, STATE_OPEN, 0, "Elle aura lieu", 0) : booking_save(c, &b, &id, &o);

        r->bad += st && (r->ticket || st != ST_CONFLICT);
        if (r->ticket)
                st = ticket_move(c, &t, STATE_CANCELLED, 0, "", 0);
        else if (!st)
                st = booking_cancel(c, id, 0);
        else
                st = ST_OK;
        r->bad += st != ST_OK;
}

static void *race(void *arg)
{
        struct racer *r = arg;
        struct arena *a = arena_new(64u << 20);
        struct db *db = NULL;
        struct ctx c;
        struct actor who = {.person_id = r->who, .login = "", .name = "", .lang_text = "fr", .persona = "", .roles = ROLE_AGENT, .prefs = "{}"};

        if (db_open(r->w->app->pool, &db))
                return NULL;
        for (int i = 0; i < ROUNDS; i++) {
                app_ctx(r->w->app, a, db, &c);
                c.now = r->w->c.now;
                c.actor = &who;
                racer_turn(r, &c);
        }
        db_close(&db);
        arena_free(&a);
        return NULL;
}

/* Tasks that all had the same room come back and go, while others book it: nobody gets an error but "taken", and in the
 * end nothing of it is left. */
static void reopened_at_once(enum db_engine e)
{
        struct world w;
        pthread_t thread[TASKS + 2];
        struct racer r[TASKS + 2];
        struct booking_offer o;

        open_world(&w, e);
        for (int i = 0; i < TASKS + 2; i++) {
                struct support_draft d = {.template_id = type, .from_at = at(6, 9, 0), .to_at = at(6, 11, 0), .room_id = room1};
                struct ticket t = {.id = 0};
                as_agent(&w, w.agent_el);
                if (i < TASKS) {
                        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_OK);
                        cancel_and_back(&w, t.id, false);
                }
                r[i] = (struct racer){.w = &w, .ticket = t.id, .who = w.agent_el};
        }
        for (int i = 0; i < TASKS + 2; i++)
                assert_int_equal(pthread_create(&thread[i], NULL, race, &r[i]), 0);
        for (int i = 0; i < TASKS + 2; i++) {
                pthread_join(thread[i], NULL);
                assert_int_equal(r[i].bad, 0);
        }
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking WHERE state = 10"), 0);
        assert_true(count_of(&w, "SELECT COUNT(*) FROM booking") >= TASKS + 1); /* some came back with it */
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking a JOIN booking b ON a.id < b.id AND a.room_id = b.room_id"
                                      " AND a.from_at < b.to_at AND b.from_at < a.to_at WHERE a.state = 10 AND b.state = 10"), 0);
        world_close(&w);
}

static struct ticket help(struct world *w, int64_t who, int64_t about)
{
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Plus de son", .description = "", .service_id = w->wifi, .course_id = about};

        as_requester(w, who);
        EXPECT(w, ticket_open(&w->c, &d, &t), ST_OK);
        return fresh(w, t.id);
}

static void during_the_event(enum db_engine e)
{
        struct world w;
        struct ticket t, one;
        struct booking_offer o;

        open_world(&w, e);
        struct support_draft d = {.template_id = type, .session_id = session[0], .person_id = w.ines};
        EXPECT(&w, support_open(&w.c, &d, &t, &o), ST_OK);
        EXPECT(&w, ticket_take(&w.c, &t), ST_OK);
        w.c.now = at(6, 8, 0);
        assert_int_equal(help(&w, w.ines, 0).group_id, w.net); /* too early: as always */
        w.c.now = at(6, 9, 30);
        one = help(&w, w.ines, 0);
        assert_int_equal(one.group_id, w.elearn);
        assert_int_equal(one.assignee_id, w.agent_el);
        one = help(&w, w.paul, course); /* somebody else about the course */
        assert_int_equal(one.assignee_id, w.agent_el);
        assert_int_equal(help(&w, w.paul, 0).group_id, w.net);
        w.c.now = at(6, 11, 0);
        assert_int_equal(help(&w, w.ines, course).group_id, w.net);
        world_close(&w);
}

TESTDB_BOTH(opened)
TESTDB_BOTH(all_wrong_at_once)
TESTDB_BOTH(many)
TESTDB_BOTH(looked_at)
TESTDB_BOTH(moved)
TESTDB_BOTH(cancelled)
TESTDB_BOTH(reopened)
TESTDB_BOTH(reopened_at_once)
TESTDB_BOTH(during_the_event)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(opened), TESTDB_RUN(all_wrong_at_once), TESTDB_RUN(many), TESTDB_RUN(looked_at), TESTDB_RUN(moved),
                                           TESTDB_RUN(cancelled), TESTDB_RUN(reopened), TESTDB_RUN(reopened_at_once),
                                           TESTDB_RUN(during_the_event)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
