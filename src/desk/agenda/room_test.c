/* Rooms and bookings on both engines: who changes a room, that the database refuses what overlaps, what is then
 * offered, and the flags that a moved session leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>

#include "base/random.h"
#include "desk/agenda/room.h"
#include "desk/ticket/flag.h"
#include "desk/ticket/test_world.h"

static int64_t room(struct world *w, const char *code, const char *kind, const char *site, int64_t capacity)
{
        int64_t id = 0;
        struct room r = {.code = code, .name = code, .kind = kind, .site = site, .capacity = capacity};

        as(w, w->admin, ROLE_ADMIN);
        EXPECT(w, room_save(&w->c, &r, &id), ST_OK);
        return id;
}

/* 2026-01-06, hours of Paris */
static int64_t at(int hour, int minute)
{
        struct civil c = {2026, 1, 6, hour, minute, 0, 0, 0};

        return zone_moment(zone_get("Europe/Paris"), &c);
}

static enum status book(struct world *w, int64_t room_id, int64_t from, int64_t to, int64_t *id, struct booking_offer *o)
{
        struct booking_draft d = {.room_id = room_id, .from_at = from, .to_at = to, .title = "Essai micro"};

        w->c.n_error = 0;
        w->c.why = NULL;
        return booking_save(&w->c, &d, id, o);
}

static void rooms(enum db_engine e)
{
        struct world w;
        struct room r, *all;
        int64_t id = 0, again = 0;
        size_t n;

        world_open(&w, e);
        id = room(&w, "CUB-1", "cubicle", "Campus", 2);
        r = (struct room){.code = "CUB-1", .name = "Autre", .kind = "cubicle", .site = ""};
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, room_save(&w.c, &r, &again), ST_INVALID);
        assert_non_null(form_msg(&w.c, "code"));
        /* all that is wrong at once */
        as(&w, w.admin, ROLE_ADMIN);
        r = (struct room){.code = "é", .name = " ", .kind = "cave", .capacity = -1, .state = 5};
        EXPECT(&w, room_save(&w.c, &r, &again), ST_INVALID);
        assert_int_equal(w.c.n_error, 5);
        as_agent(&w, w.agent_net);
        r = (struct room){.code = "X", .name = "X", .kind = "room"};
        EXPECT(&w, room_save(&w.c, &r, &again), ST_DENIED);
        EXPECT(&w, room_load(&w.c, id, &r), ST_OK);
        as(&w, w.admin, ROLE_ADMIN);
        r.name = "Cubicule 1";
        EXPECT(&w, room_save(&w.c, &r, &again), ST_OK);
        EXPECT(&w, room_save(&w.c, &r, &again), ST_STALE);
        EXPECT(&w, room_by_code(&w.c, "CUB-1", &r), ST_OK);
        assert_string_equal(r.name, "Cubicule 1");
        r.state = ROOM_RETIRED;
        EXPECT(&w, room_save(&w.c, &r, &again), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, room_list(&w.c, false, &all, &n), ST_OK);
        assert_int_equal(n, 0);
        struct booking_offer o;
        EXPECT(&w, book(&w, id, at(9, 0), at(10, 0), &again, &o), ST_INVALID);
        as_requester(&w, w.ines);
        EXPECT(&w, room_list(&w.c, true, &all, &n), ST_NOT_FOUND);
        EXPECT(&w, room_load(&w.c, id, &r), ST_NOT_FOUND);
        EXPECT(&w, book(&w, id, at(9, 0), at(10, 0), &again, &o), ST_NOT_FOUND);
        world_close(&w);
}

static void refused_and_offered(enum db_engine e)
{
        struct world w;
        struct booking_offer o;
        struct booking *b, mine;
        int64_t id, first;
        size_t n;

        world_open(&w, e);
        int64_t one = room(&w, "CUB-1", "cubicle", "Campus", 2), two = room(&w, "CUB-2", "cubicle", "Campus", 2);
        room(&w, "CUB-9", "cubicle", "Ailleurs", 2);
        room(&w, "B-214", "room", "Campus", 30);
        as_agent(&w, w.agent_net);
        EXPECT(&w, book(&w, one, at(9, 0), at(11, 0), &first, &o), ST_OK);
        EXPECT(&w, book(&w, one, at(11, 0), at(12, 0), &id, &o), ST_OK); /* back to back */
        EXPECT(&w, book(&w, one, at(8, 0), at(9, 0), &id, &o), ST_OK);
        EXPECT(&w, book(&w, one, at(10, 30), at(10, 45), &id, &o), ST_CONFLICT);
        assert_int_equal(o.room_id, two); /* the same kind on the same site */
        assert_int_equal(o.from_at, at(10, 30));
        assert_non_null(strstr(w.c.why, "CUB-1"));
        assert_non_null(strstr(o.label, "CUB-2"));
        EXPECT(&w, book(&w, two, at(8, 0), at(20, 0), &id, &o), ST_OK);
        EXPECT(&w, book(&w, one, at(10, 0), at(11, 0), &id, &o), ST_CONFLICT);
        assert_int_equal(o.room_id, one); /* none free: the nearest moment, 12 h rather than tomorrow */
        assert_int_equal(o.from_at, at(12, 0));
        assert_int_equal(o.to_at, at(13, 0));
        /* moving into a taken hour is refused too, and leaves what was */
        EXPECT(&w, booking_load(&w.c, first, &mine), ST_OK);
        struct booking_draft d = {.id = first, .room_id = one, .from_at = at(10, 0), .to_at = at(11, 30), .version = mine.version};
        w.c.n_error = 0;
        EXPECT(&w, booking_save(&w.c, &d, &id, &o), ST_CONFLICT);
        d.to_at = at(10, 30);
        w.c.n_error = 0;
        EXPECT(&w, booking_save(&w.c, &d, &id, &o), ST_OK); /* over its own old hours */
        EXPECT(&w, booking_save(&w.c, &d, &id, &o), ST_STALE);
        EXPECT(&w, booking_list(&w.c, one, at(0, 0), at(23, 0), &b, &n), ST_OK);
        assert_int_equal(n, 3);
        assert_int_equal(b[1].from_at, at(10, 0));
        /* somebody else's */
        as_agent(&w, w.agent_hr);
        EXPECT(&w, booking_cancel(&w.c, first, 0), ST_DENIED);
        as_agent(&w, w.agent_net);
        EXPECT(&w, booking_cancel(&w.c, first, 0), ST_OK);
        EXPECT(&w, booking_cancel(&w.c, first, 0), ST_NOT_FOUND);
        EXPECT(&w, book(&w, one, at(9, 0), at(11, 0), &id, &o), ST_OK); /* free again */
        world_close(&w);
}

static void wrong_times(enum db_engine e)
{
        struct world w;
        struct booking_offer o;
        int64_t id, day = DAY_MS;

        world_open(&w, e);
        int64_t one = room(&w, "CUB-1", "cubicle", "", 2);
        as_agent(&w, w.agent_net);
        const int64_t bad[][2] = {{0, at(9, 0)}, {at(9, 0), at(9, 0)}, {at(10, 0), at(9, 0)}, {at(9, 0), at(9, 0) + day + 1},
                                  {at(9, 0) - 9 * day, at(10, 0) - 9 * day}, {at(9, 0) + 3000 * day, at(10, 0) + 3000 * day}};
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT(&w, book(&w, one, bad[i][0], bad[i][1], &id, &o), ST_INVALID);
        EXPECT(&w, book(&w, 999, at(9, 0), at(10, 0), &id, &o), ST_INVALID);
        struct booking_draft d = {.room_id = 0, .from_at = 0, .to_at = 0, .ticket_id = 77};
        w.c.n_error = 0;
        EXPECT(&w, booking_save(&w.c, &d, &id, &o), ST_INVALID);
        assert_int_equal(w.c.n_error, 3);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking"), 0);
        world_close(&w);
}

static void flags(enum db_engine e)
{
        struct world w;
        struct ticket t;
        int64_t n = 0, course = 0;
        static const struct db_stmt withdraws = {"", "UPDATE course_session SET state = 60"};
        static const struct db_stmt puts[] = {
                {"", "INSERT INTO course (code, term, title, department_id) SELECT 'MED1', 'H26', 'Médecine', MIN(id) FROM department"},
                {"", "INSERT INTO course_session (course_id, from_at, to_at) SELECT MAX(id), 1, 2 FROM course"},
                {"", "INSERT INTO support_template (code, name_fr, name_en, group_id, mode, minutes) SELECT 'x', 'x', 'x', MIN(id), 'class_call', 60 FROM support_group"},
                {"", "INSERT INTO support_task (ticket_id, template_id, mode, from_at, to_at, session_id) SELECT t.id, p.id, 'class_call', 1, 2, s.id"
                     " FROM ticket t, support_template p, course_session s"},
        };

        world_open(&w, e);
        as_system(&w);
        struct ticket_draft d = {.kind = TICKET_SUPPORT_TASK, .subject = "Séance 1", .group_id = w.net};
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        for (size_t i = 0; i < ARRAY_LEN(puts); i++)
                EXPECT(&w, db_exec(w.db, &puts[i], DB_NO_ARGS, NULL), ST_OK);
        course = count_of(&w, "SELECT MAX(id) FROM course_session");
        as_requester(&w, w.paul);
        DB_TX(tx, w.db);
        EXPECT(&w, support_flag(&w.c, &course, 1, &n), ST_OK);
        assert_int_equal(n, 1);
        EXPECT(&w, support_flag(&w.c, &course, 1, &n), ST_OK);
        assert_int_equal(n, 0); /* said once */
        EXPECT(&w, db_exec(w.db, &withdraws, DB_NO_ARGS, NULL), ST_OK);
        EXPECT(&w, support_flag(&w.c, &course, 1, &n), ST_OK);
        assert_int_equal(n, 1);
        EXPECT(&w, db_commit(&tx), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM support_task WHERE flag = 'withdrawn'"), 1);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%session_%'"), 2);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, support_unflag(&w.c, &t, 0), ST_NOT_FOUND);
        as_agent(&w, w.agent_net);
        EXPECT(&w, support_unflag(&w.c, &t, 1), ST_STALE);
        EXPECT(&w, support_unflag(&w.c, &t, 0), ST_OK);
        EXPECT(&w, support_unflag(&w.c, &t, 0), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM support_task WHERE flag IS NOT NULL"), 0);
        world_close(&w);
}

/* ---- many at once -------------------------------------------------------------------------------------------- */

enum { TOGETHER = 8, EACH = 25 };

struct racer {
        struct world *w;
        int64_t room, who;
        int won, lost, other;
};

static void *race(void *arg)
{
        struct racer *r = arg;
        struct arena *a = arena_new(64u << 20);
        struct db *db = NULL;
        struct ctx c;
        struct actor who = {.person_id = r->who, .login = "", .name = "", .lang_text = "fr", .persona = "", .roles = ROLE_AGENT, .prefs = "{}"};

        if (db_open(r->w->app->pool, &db))
                return NULL;
        for (int i = 0; i < EACH; i++) {
                struct booking_offer o;
                int64_t id;
                app_ctx(r->w->app, a, db, &c);
                c.now = r->w->c.now;
                c.actor = &who;
                /* each touches the hour from 9 to 10 in another way */
                struct booking_draft d = {.room_id = r->room, .from_at = at(9, i % 5), .to_at = at(10, 30 + i % 7), .title = ""};
                enum status st = booking_save(&c, &d, &id, &o);
                r->won += !st;
                r->lost += st == ST_CONFLICT;
                r->other += st && st != ST_CONFLICT;
        }
        db_close(&db);
        arena_free(&a);
        return NULL;
}

static void two_hundred_at_once(enum db_engine e)
{
        struct world w;
        pthread_t thread[TOGETHER];
        struct racer r[TOGETHER];
        int won = 0, lost = 0, other = 0;

        world_open(&w, e);
        int64_t one = room(&w, "CUB-1", "cubicle", "", 2);
        for (int i = 0; i < TOGETHER; i++) {
                r[i] = (struct racer){.w = &w, .room = one, .who = w.agent_net};
                assert_int_equal(pthread_create(&thread[i], NULL, race, &r[i]), 0);
        }
        for (int i = 0; i < TOGETHER; i++) {
                pthread_join(thread[i], NULL);
                won += r[i].won;
                lost += r[i].lost;
                other += r[i].other;
        }
        assert_int_equal(other, 0);
        assert_int_equal(won, 1);
        assert_int_equal(lost, TOGETHER * EACH - 1);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM booking WHERE state = 10"), 1);
        world_close(&w);
}

TESTDB_BOTH(rooms)
TESTDB_BOTH(refused_and_offered)
TESTDB_BOTH(wrong_times)
TESTDB_BOTH(flags)
TESTDB_BOTH(two_hundred_at_once)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(rooms), TESTDB_RUN(refused_and_offered), TESTDB_RUN(wrong_times),
                                           TESTDB_RUN(flags), TESTDB_RUN(two_hundred_at_once)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
