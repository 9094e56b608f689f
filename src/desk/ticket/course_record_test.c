/* The record of a course on both engines: sets made twice change nothing, what stays keeps its id and its
 * facts, hours change places, who may and who may not, and facts taken back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/course_record.h"
#include "desk/ticket/test_world.h"

#define DAY(n) (INT64_C(1768800000000) + (n) * DAY_MS)

static int64_t course_make(struct world *w, int64_t owner)
{
        int64_t id = 0;
        struct course_draft d = {"MED1234", "H26", "Introduction à la clinique", count_of(w, "SELECT MIN(id) FROM department"), owner, DAY(9)};

        as_system(w);
        EXPECT(w, course_ensure(&w->c, &d, &id), ST_OK);
        return id;
}

static struct course course_now(struct world *w, int64_t id)
{
        struct course k;

        EXPECT(w, course_load(&w->c, id, &k), ST_OK);
        return k;
}

static void sets_of_people(enum db_engine e)
{
        struct world w;
        struct course_presenter *p;
        struct who *u;
        size_t n;
        int64_t version = 0;

        world_open(&w, e);
        int64_t id = course_make(&w, w.paul);
        const int64_t both[] = {w.ines, w.paul, w.ines}, one[] = {w.paul}, none[] = {987654};
        EXPECT(&w, course_presenters_set(&w.c, id, both, 3), ST_OK);
        EXPECT(&w, course_presenter_list(&w.c, id, &p, &n), ST_OK);
        assert_int_equal(n, 2);
        EXPECT(&w, course_fact_set(&w.c, id, w.paul, FACT_TRAINED, FACT_DONE, &version), ST_OK);
        int64_t before = course_now(&w, id).version;
        EXPECT(&w, course_presenters_set(&w.c, id, both, 2), ST_OK);
        assert_int_equal(course_now(&w, id).version, before); /* nothing changed */
        EXPECT(&w, course_presenters_set(&w.c, id, one, 1), ST_OK);
        assert_true(course_now(&w, id).version > before);
        EXPECT(&w, course_presenter_list(&w.c, id, &p, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(p[0].fact[FACT_TRAINED].state, FACT_DONE); /* whoever stays keeps their facts */
        EXPECT(&w, course_presenters_set(&w.c, id, none, 1), ST_INVALID);
        EXPECT(&w, course_presenter_list(&w.c, id, &p, &n), ST_OK);
        assert_int_equal(n, 1);
        EXPECT(&w, course_supers_set(&w.c, id, both, 2), ST_OK);
        EXPECT(&w, course_supers(&w.c, id, &u, &n), ST_OK);
        assert_int_equal(n, 2);
        EXPECT(&w, course_presenters_set(&w.c, id + 99, one, 1), ST_NOT_FOUND);
        as_agent(&w, w.agent_net); /* an agent reads, and changes nothing: no group of theirs works on courses */
        EXPECT(&w, course_supers(&w.c, id, &u, &n), ST_OK);
        EXPECT(&w, course_presenters_set(&w.c, id, one, 1), ST_NOT_FOUND);
        EXPECT(&w, course_fact_set(&w.c, id, w.paul, FACT_TRAINED, FACT_DONE, &version), ST_NOT_FOUND);
        as_requester(&w, w.paul);
        EXPECT(&w, course_presenter_list(&w.c, id, &p, &n), ST_OK);
        as_system(&w);
        EXPECT(&w, course_supers_set(&w.c, id, one, 0), ST_OK);
        as_requester(&w, w.ines); /* no longer one of its people */
        EXPECT(&w, course_presenter_list(&w.c, id, &p, &n), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(sets_of_people)

static struct fact_now fact_of(struct world *w, int64_t id, enum course_fact f, int64_t *version)
{
        struct course_presenter *p;
        size_t n;

        EXPECT(w, course_presenter_list(&w->c, id, &p, &n), ST_OK);
        assert_int_equal(n, 1);
        *version = p[0].version;
        return p[0].fact[f];
}

static void facts(enum db_engine e)
{
        struct world w;
        int64_t version = 0, seen = 1;

        world_open(&w, e);
        int64_t id = course_make(&w, 0);
        EXPECT(&w, course_presenters_set(&w.c, id, &w.paul, 1), ST_OK);
        as(&w, w.admin, ROLE_ADMIN);
        assert_int_equal(fact_of(&w, id, FACT_INFORMED, &version).state, FACT_UNKNOWN);
        w.c.now = DAY(1);
        EXPECT(&w, course_fact_set(&w.c, id, w.paul, FACT_INFORMED, FACT_DONE, &version), ST_OK);
        assert_int_equal(version, 2);
        EXPECT(&w, course_fact_set(&w.c, id, w.paul, FACT_INFORMED, FACT_NOT_NEEDED, &seen), ST_STALE);
        struct fact_now f = fact_of(&w, id, FACT_INFORMED, &version);
        assert_int_equal(f.state, FACT_DONE);
        assert_int_equal(f.at, DAY(1));
        assert_int_equal(f.by_id, w.admin);
        assert_non_null(f.by_name);
        w.c.now = DAY(2);
        EXPECT(&w, course_fact_set(&w.c, id, w.paul, FACT_INFORMED, FACT_NOT_NEEDED, &version), ST_OK);
        assert_int_equal(fact_of(&w, id, FACT_INFORMED, &version).state, FACT_NOT_NEEDED);
        assert_int_equal(fact_of(&w, id, FACT_TRAINED, &version).state, FACT_UNKNOWN);
        EXPECT(&w, course_fact_undo(&w.c, id, w.paul, FACT_INFORMED), ST_OK);
        f = fact_of(&w, id, FACT_INFORMED, &version);
        assert_int_equal(f.state, FACT_DONE); /* as of before, with its date */
        assert_int_equal(f.at, DAY(1));
        EXPECT(&w, course_fact_undo(&w.c, id, w.paul, FACT_INFORMED), ST_OK);
        assert_int_equal(fact_of(&w, id, FACT_INFORMED, &version).state, FACT_UNKNOWN);
        EXPECT(&w, course_fact_undo(&w.c, id, w.paul, FACT_INFORMED), ST_CONFLICT);
        EXPECT(&w, course_fact_set(&w.c, id, w.paul, FACTS, FACT_DONE, &version), ST_INVALID);
        version = 0;
        EXPECT(&w, course_fact_set(&w.c, id, w.ines, FACT_TRAINED, FACT_DONE, &version), ST_NOT_FOUND);
        EXPECT(&w, course_fact_set(&w.c, id, w.paul, FACT_RECORDED, FACT_DONE, &version), ST_OK);
        as_system(&w); /* nobody takes back another's word */
        EXPECT(&w, course_fact_undo(&w.c, id, w.paul, FACT_RECORDED), ST_CONFLICT);
        world_close(&w);
}
TESTDB_BOTH(facts)

static struct course_session at(int64_t day, const char *theme)
{
        return (struct course_session){.from_at = DAY(day), .to_at = DAY(day) + 2 * HOUR_MS, .theme = theme};
}

static size_t sessions_now(struct world *w, int64_t id, struct course_session **s)
{
        size_t n;

        EXPECT(w, course_sessions(&w->c, id, s, &n), ST_OK);
        return n;
}

static void sets_of_sessions(enum db_engine e)
{
        struct world w;
        struct course_session *s;
        int64_t *moved;
        size_t n;

        world_open(&w, e);
        int64_t id = course_make(&w, 0);
        struct course_session want[] = {at(3, "Un"), at(1, "Zéro"), at(5, NULL)};
        want[2].link = "https://zoom.example/5";
        want[2].recording = "oui";
        EXPECT(&w, course_sessions_set(&w.c, id, want, 3, &moved, &n), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(sessions_now(&w, id, &s), 3);
        assert_string_equal(s[0].theme, "Zéro");
        assert_string_equal(s[2].recording, "oui");
        assert_int_equal(course_now(&w, id).first_at, DAY(1)); /* before the first activity that was announced */
        int64_t first = s[0].id, second = s[1].id, third = s[2].id, before = course_now(&w, id).version;
        /* the same again, and without what is not said: nothing */
        struct course_session again[] = {at(1, NULL), at(3, NULL), at(5, NULL)};
        EXPECT(&w, course_sessions_set(&w.c, id, again, 3, &moved, &n), ST_OK);
        assert_int_equal(n, 0);
        assert_int_equal(course_now(&w, id).version, before);
        assert_string_equal(s[2].link, "https://zoom.example/5");
        /* one later the same day, one on another day: they are the same sessions */
        again[0].to_at += HOUR_MS;
        again[1] = at(4, NULL);
        EXPECT(&w, course_sessions_set(&w.c, id, again, 3, &moved, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(sessions_now(&w, id, &s), 3);
        assert_true(s[0].id == first && s[1].id == second && s[2].id == third);
        assert_string_equal(s[1].theme, "Un");
        /* two change places, by their ids */
        struct course_session swap[] = {at(4, NULL), {.id = second, .from_at = DAY(1), .to_at = DAY(1) + 3 * HOUR_MS}, at(5, NULL)};
        swap[0].id = first;
        EXPECT(&w, course_sessions_set(&w.c, id, swap, 3, &moved, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(sessions_now(&w, id, &s), 3);
        assert_true(s[0].id == second && s[1].id == first);
        /* fewer: what nothing points at is gone */
        EXPECT(&w, course_sessions_set(&w.c, id, &want[2], 1, &moved, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(sessions_now(&w, id, &s), 1);
        assert_int_equal(course_now(&w, id).first_at, DAY(5));
        EXPECT(&w, course_sessions_set(&w.c, id, NULL, 0, &moved, &n), ST_OK);
        assert_int_equal(course_now(&w, id).first_at, DAY(9));
        world_close(&w);
}
TESTDB_BOTH(sets_of_sessions)

static void refused_sets(enum db_engine e)
{
        struct world w;
        struct course_session *s;
        int64_t *moved;
        size_t n;

        world_open(&w, e);
        int64_t id = course_make(&w, 0);
        struct course_session ends = at(1, NULL), twice[] = {at(2, NULL), at(2, "Autre")}, link = at(3, NULL),
                              many[SESSIONS_MAX + 1];
        ends.to_at = ends.from_at;
        link.link = "javascript:alert(1)";
        for (size_t i = 0; i < ARRAY_LEN(many); i++)
                many[i] = at((int64_t)i, NULL);
        EXPECT(&w, course_sessions_set(&w.c, id, &ends, 1, &moved, &n), ST_INVALID);
        EXPECT(&w, course_sessions_set(&w.c, id, twice, 2, &moved, &n), ST_INVALID);
        EXPECT(&w, course_sessions_set(&w.c, id, &link, 1, &moved, &n), ST_INVALID);
        EXPECT(&w, course_sessions_set(&w.c, id, many, SESSIONS_MAX + 1, &moved, &n), ST_INVALID);
        EXPECT(&w, course_sessions_set(&w.c, id, many, 40, &moved, &n), ST_OK);
        assert_int_equal(sessions_now(&w, id, &s), 40);
        as_agent(&w, w.agent_net);
        EXPECT(&w, course_sessions_set(&w.c, id, many, 1, &moved, &n), ST_NOT_FOUND);
        assert_int_equal(sessions_now(&w, id, &s), 40);
        as_requester(&w, w.ines);
        EXPECT(&w, course_sessions(&w.c, id, &s, &n), ST_NOT_FOUND);
        EXPECT(&w, course_session_load(&w.c, 1, &link), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(refused_sets)

/* A session that a support task points at is withdrawn, and comes back with its task. */
static void withdrawn(enum db_engine e)
{
        struct world w;
        struct course_session *s;
        int64_t *moved;
        size_t n;

        world_open(&w, e);
        int64_t id = course_make(&w, 0);
        struct course_session want[] = {at(1, "Un"), at(3, "Deux")};
        EXPECT(&w, course_sessions_set(&w.c, id, want, 2, &moved, &n), ST_OK);
        struct ticket t = ticket_of_ines(&w, "Soutien", w.wifi, -1);
        as_system(&w);
        assert_int_equal(sessions_now(&w, id, &s), 2);
        int64_t first = s[0].id;
        struct db_stmt task = {NULL, arena_fmt(w.arena,
                "INSERT INTO support_template (id, code, name_fr, name_en, group_id, mode, minutes) SELECT 900, 'x', 'x', 'x', MIN(id), 'call', 60"
                " FROM support_group")};
        EXPECT(&w, db_exec(w.db, &task, DB_NO_ARGS, NULL), ST_OK);
        task.sql = arena_fmt(w.arena, "INSERT INTO support_task (ticket_id, template_id, mode, from_at, to_at, session_id) VALUES (%lld, 900, 'call', 1, 2, %lld)",
                             (long long)t.id, (long long)first);
        EXPECT(&w, db_exec(w.db, &task, DB_NO_ARGS, NULL), ST_OK);
        /* covered while the task stands: cancelled, back, elsewhere, gone */
        struct db_stmt touch[] = {
                {NULL, arena_fmt(w.arena, "UPDATE ticket SET kind = 5, state = 60, pending = 0 WHERE id = %lld", (long long)t.id)},
                {NULL, arena_fmt(w.arena, "UPDATE ticket SET state = 20 WHERE id = %lld", (long long)t.id)},
                {NULL, arena_fmt(w.arena, "UPDATE support_task SET session_id = %lld", (long long)s[1].id)},
                {NULL, arena_fmt(w.arena, "UPDATE support_task SET session_id = %lld", (long long)first)}};
        const char *covered = arena_fmt(w.arena, "SELECT covered FROM course_session WHERE id = %lld", (long long)first);
        assert_int_equal(count_of(&w, covered), 1);
        for (size_t i = 0; i < ARRAY_LEN(touch); i++) {
                EXPECT(&w, db_exec(w.db, &touch[i], DB_NO_ARGS, NULL), ST_OK);
                assert_int_equal(count_of(&w, covered), i % 2);
        }
        EXPECT(&w, course_sessions_set(&w.c, id, &want[1], 1, &moved, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(moved[0], first);
        assert_int_equal(sessions_now(&w, id, &s), 2);
        assert_int_equal(s[0].state, SESSION_WITHDRAWN);
        assert_int_equal(s[0].supports, 1);
        assert_int_equal(course_now(&w, id).first_at, DAY(3));
        EXPECT(&w, course_sessions_set(&w.c, id, &want[1], 1, &moved, &n), ST_OK);
        assert_int_equal(n, 0); /* said once */
        EXPECT(&w, course_sessions_set(&w.c, id, want, 2, &moved, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(sessions_now(&w, id, &s), 2);
        assert_true(s[0].id == first && s[0].state == SESSION_HELD);
        world_close(&w);
}
TESTDB_BOTH(withdrawn)

/* The recording that was announced: missing, asked, and what its responsible answers. */
static void recordings(enum db_engine e)
{
        struct world w;
        struct course_session *s;
        int64_t *moved;
        size_t n;

        world_open(&w, e);
        int64_t id = course_make(&w, w.paul);
        struct course_session want[] = {at(1, "Un"), at(3, "Deux")};
        want[0].recording = "oui";
        EXPECT(&w, course_sessions_set(&w.c, id, want, 2, &moved, &n), ST_OK);
        assert_int_equal(sessions_now(&w, id, &s), 2);
        EXPECT(&w, course_recording_set(&w.c, s[1].id, REC_PRESENT, ""), ST_CONFLICT);
        EXPECT(&w, course_recording_set(&w.c, s[0].id, REC_ASKED, ""), ST_OK);
        as_requester(&w, w.ines);
        EXPECT(&w, course_recording_set(&w.c, s[0].id, REC_INTENDED, "Séance pratique"), ST_NOT_FOUND);
        as_requester(&w, w.paul);
        EXPECT(&w, course_recording_set(&w.c, s[0].id, REC_PRESENT, ""), ST_NOT_FOUND); /* the desk's to say */
        EXPECT(&w, course_recording_set(&w.c, s[0].id, REC_INTENDED, "  "), ST_INVALID);
        assert_non_null(form_msg(&w.c, "reason"));
        as_requester(&w, w.paul);
        EXPECT(&w, course_recording_set(&w.c, s[0].id, REC_INTENDED, "Séance pratique"), ST_OK);
        assert_int_equal(sessions_now(&w, id, &s), 2);
        assert_int_equal(s[0].rec_state, REC_INTENDED);
        assert_string_equal(s[0].rec_reason, "Séance pratique");
        assert_int_equal(s[0].rec_by, w.paul);
        world_close(&w);
}
TESTDB_BOTH(recordings)

static void changed(enum db_engine e)
{
        struct world w;
        struct course_draft d = {.title = "Clinique", .first_at = DAY(2)};

        world_open(&w, e);
        int64_t id = course_make(&w, 0);
        d.department_id = course_now(&w, id).department_id;
        EXPECT(&w, course_change(&w.c, id, &d, 1), ST_OK);
        assert_string_equal(course_now(&w, id).title, "Clinique");
        assert_int_equal(course_now(&w, id).first_at, DAY(2));
        EXPECT(&w, course_change(&w.c, id, &d, 1), ST_STALE);
        d.title = " ";
        EXPECT(&w, course_change(&w.c, id, &d, 0), ST_INVALID);
        d.title = "Autre";
        as_agent(&w, w.agent_net);
        EXPECT(&w, course_change(&w.c, id, &d, 0), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(changed)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(sets_of_people), TESTDB_RUN(facts),      TESTDB_RUN(sets_of_sessions),
                                           TESTDB_RUN(refused_sets),   TESTDB_RUN(withdrawn),  TESTDB_RUN(recordings),
                                           TESTDB_RUN(changed)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
