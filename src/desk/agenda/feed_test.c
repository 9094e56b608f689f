/* Calendars by a secret address, on both engines: what they show, to whom they stop, and that the same events give the
 * same text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "desk/agenda/agenda.h"
#include "desk/ticket/test_world.h"

static int64_t type, room1;

static int64_t at(int day, int hour)
{
        struct civil c = {2026, 1, day, hour, 0, 0, 0, 0};

        return zone_moment(zone_get("Europe/Paris"), &c);
}

static int64_t feed_id;

static void sql(struct world *w, const char *text, int64_t id)
{
        const struct db_stmt s = {NULL, text};

        assert_int_equal(db_exec(w->c.db, &s, DB_ARGS(DB_I("id", id)), NULL), ST_OK);
}

static int64_t event(struct world *w, int day, const char *subject)
{
        struct booking_offer o;
        struct ticket t;
        struct support_draft d = {.template_id = type, .room_id = room1, .from_at = at(day, 9), .to_at = at(day, 10), .subject = subject,
                                  .host = "Hôte 3", .link = "https://zoom.example/1", .person_id = w->ines};

        as_agent(w, w->agent_el);
        EXPECT(w, support_open(&w->c, &d, &t, &o), ST_OK);
        EXPECT(w, ticket_take(&w->c, &t), ST_OK);
        return t.id;
}

static void open_world(struct world *w, enum db_engine e)
{
        struct room r = {.code = "CUB-1", .name = "CUB-1", .kind = "cubicle", .site = "", .capacity = 2};

        world_open(w, e);
        as(w, w->admin, ROLE_ADMIN);
        struct support_type_draft y = {.code = "appel", .name_fr = "Sur appel", .name_en = "On call", .mode = "class_call", .minutes = 60,
                                       .group_id = w->elearn};
        EXPECT(w, support_type_save(&w->c, &y, &type), ST_OK);
        EXPECT(w, room_save(&w->c, &r, &room1), ST_OK);
}

static const char *read_as_anybody(struct world *w, const char *secret)
{
        const char **text = ARENA_NEW(w->c.arena, const char *);

        w->c.actor = NULL;
        w->c.n_error = 0;
        w->c.why = NULL;
        EXPECT(w, feed_text(&w->c, secret, text), ST_OK);
        return *text;
}

static void gone(struct world *w, const char *secret)
{
        const char *text;

        w->c.actor = NULL;
        EXPECT(w, feed_text(&w->c, secret, &text), ST_NOT_FOUND);
}

static size_t events_in(const char *text)
{
        size_t n = 0;

        for (const char *p = text; (p = strstr(p, "BEGIN:VEVENT")); p++)
                n++;
        return n;
}

static void shows_what_one_may_see(enum db_engine e)
{
        struct world w;
        const char *own, *group;

        open_world(&w, e);
        event(&w, 6, "Capsule");
        int64_t secret = event(&w, 7, "Plainte de Paul");
        sql(&w, "UPDATE ticket SET confidential = 1 WHERE id = :id", secret);
        as_agent(&w, w.agent_el);
        EXPECT(&w, feed_make(&w.c, 0, &feed_id, &own), ST_OK);
        EXPECT(&w, feed_make(&w.c, w.elearn, &feed_id, &group), ST_OK);
        const char *text = read_as_anybody(&w, own);
        assert_int_equal(events_in(text), 2);
        assert_non_null(strstr(text, "SUMMARY:Occupé"));
        assert_non_null(strstr(text, "LOCATION:CUB-1"));
        assert_int_equal(events_in(strstr(text, "LOCATION:CUB-1")), 1); /* the place of the first alone */
        /* words that people wrote, names of people and links are in nobody's calendar */
        static const char *const never[] = {"Plainte", "Capsule", "Paul", "Inès", "Hôte", "zoom.example"};
        for (size_t i = 0; i < ARRAY_LEN(never); i++)
                assert_null(strstr(text, never[i]));
        /* the same events an hour later are the same text, hence the same ETag */
        w.c.now += HOUR_MS;
        assert_string_equal(read_as_anybody(&w, own), text);
        assert_int_equal(events_in(read_as_anybody(&w, group)), 2);
        /* what its owner may no longer see goes from it */
        sql(&w, "UPDATE ticket SET state = 60 WHERE id = :id", secret);
        assert_int_equal(events_in(read_as_anybody(&w, own)), 1);
        world_close(&w);
}

/* A whole term of a group: more events than one list shows, each once; and what an agenda asks of a calendar. */
static void whole(enum db_engine e)
{
        struct world w;
        const char *own, *group;
        static const struct db_stmt copies = {
                NULL, "INSERT INTO support_task (ticket_id, template_id, mode, from_at, to_at) SELECT t.id, s.template_id, s.mode,"
                      " s.from_at + 3600000 * (t.id - s.ticket_id), s.to_at + 3600000 * (t.id - s.ticket_id) FROM support_task s, ticket t"
                      " WHERE s.ticket_id = :id AND t.id > :id"};
        static const struct db_stmt tickets = {
                NULL, "INSERT INTO ticket (kind, num, state, scope, group_id, department_id, created_at, updated_at, subject)"
                      " SELECT kind, num + CAST(:i AS BIGINT), state, scope, group_id, department_id, created_at, updated_at, subject"
                      " FROM ticket WHERE id = :id"};

        open_world(&w, e);
        as_agent(&w, w.agent_el);
        EXPECT(&w, feed_make(&w.c, 0, &feed_id, &own), ST_OK);
        EXPECT(&w, feed_make(&w.c, w.elearn, &feed_id, &group), ST_OK);
        const char *none = read_as_anybody(&w, own);
        assert_int_equal(events_in(none), 0);
        assert_non_null(strstr(none, "BEGIN:VTIMEZONE\r\n"));
        int64_t first = event(&w, 6, "Capsule");
        for (int i = 1; i <= SUPPORTS_MAX + 20; i++)
                EXPECT(&w, db_exec(w.c.db, &tickets, DB_ARGS(DB_I("i", i), DB_I("id", first)), NULL), ST_OK);
        EXPECT(&w, db_exec(w.c.db, &copies, DB_ARGS(DB_I("id", first)), NULL), ST_OK);
        const char *text = read_as_anybody(&w, group);
        assert_int_equal(events_in(text), SUPPORTS_MAX + 21);
        for (const char *p = text; (p = strstr(p, "\r\nUID:")); p++) { /* none twice */
                const char *uid = arena_strn(w.arena, p, strcspn(p + 2, "\r") + 4);
                assert_null(strstr(p + 2, uid));
        }
        /* the stamp is of the last change, the name of the house */
        text = read_as_anybody(&w, own);
        assert_null(strstr(text, "BEGIN:VTIMEZONE"));
        assert_non_null(strstr(text, arena_fmt(w.arena, "UID:support-%lld@guichet\r\nDTSTAMP:2026", (long long)first)));
        assert_null(strstr(text, "DTSTAMP:20260106T080000Z"));
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, setting_put(&w.c, "site.url", "https://aide.univ.example"), ST_OK);
        settings_fresh(&w.c);
        assert_non_null(strstr(read_as_anybody(&w, own), "@aide.univ.example\r\n"));
        world_close(&w);
}

static void ends(enum db_engine e)
{
        struct world w;
        struct feed *f;
        size_t n;
        const char *own, *group, *any;

        open_world(&w, e);
        event(&w, 6, "Capsule");
        as_agent(&w, w.agent_el);
        EXPECT(&w, feed_make(&w.c, 0, &feed_id, &own), ST_OK);
        EXPECT(&w, feed_make(&w.c, w.elearn, &feed_id, &group), ST_OK);
        EXPECT(&w, feed_make(&w.c, w.pay, &feed_id, &any), ST_NOT_FOUND); /* a group of others */
        EXPECT(&w, feed_list(&w.c, &f, &n), ST_OK);
        assert_int_equal(n, 2);
        /* nobody takes back what is another's */
        as_agent(&w, w.agent_net);
        EXPECT(&w, feed_drop(&w.c, f[0].id), ST_NOT_FOUND);
        as_requester(&w, w.ines);
        EXPECT(&w, feed_make(&w.c, 0, &feed_id, &any), ST_NOT_FOUND);
        read_as_anybody(&w, own);
        as_agent(&w, w.agent_el);
        EXPECT(&w, feed_drop(&w.c, f[0].id), ST_OK);
        gone(&w, own);
        gone(&w, "");
        gone(&w, "0123456789012345678901234567890123456789012");
        /* who leaves the group, and who is no longer there, leave their addresses dead */
        read_as_anybody(&w, group);
        sql(&w, "DELETE FROM group_member WHERE group_id = :id", w.elearn);
        gone(&w, group);
        as_agent(&w, w.agent_net);
        EXPECT(&w, feed_make(&w.c, 0, &feed_id, &any), ST_OK);
        read_as_anybody(&w, any);
        sql(&w, "UPDATE person SET state = 20 WHERE id = :id", w.agent_net);
        gone(&w, any);
        for (int i = 0; i < FEEDS_MAX; i++) {
                as_agent(&w, w.agent_el);
                EXPECT(&w, feed_make(&w.c, 0, &feed_id, &any), i < FEEDS_MAX - 1 ? ST_OK : ST_CONFLICT); /* the group's is still one */
        }
        world_close(&w);
}

TESTDB_BOTH(shows_what_one_may_see)
TESTDB_BOTH(whole)
TESTDB_BOTH(ends)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(shows_what_one_may_see), TESTDB_RUN(whole), TESTDB_RUN(ends)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
