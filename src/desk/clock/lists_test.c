/* Deadlines of lists: what a row says is what the ticket's page says, in business time over nights and
 * weekends; and open time from sums equals open time counted day by day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/clock/test_world.h"

/* With plain spaces. */
static const char *plain(struct clock_world *w, const char *text)
{
        struct buf b;

        buf_init(&b, w->arena, 200);
        for (const char *p = text; *p; p++) {
                if (str_starts(p, "\xC2\xA0") || str_starts(p, "\xE2\x80\xAF")) {
                        buf_char(&b, ' ');
                        p += *p == '\xC2' ? 1 : 2;
                        continue;
                }
                buf_char(&b, *p);
        }
        return b.p;
}

static struct ticket_row row_of(struct clock_world *w, const struct ticket *t)
{
        struct ticket now;
        assert_int_equal(ticket_load(&w->c, t->id, ACT_READ, &now), ST_OK);
        struct ticket_row r = {.id = t->id, .state = now.state, .due_text = ""};
        assert_int_equal(clock_rows_fill(&w->c, &r, 1), ST_OK);
        return r;
}

/* Friday 16:00, hours 8–18: eight business hours of response, two of them on Friday. */
static void over_a_weekend(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        const struct {
                const char *when, *text;
                int gauge;
                bool risk, late;
        } at[] = {{"2026-01-09T17:00:00+01:00", "7 h", 12, false, false},  {"2026-01-10T12:00:00+01:00", "6 h", 25, false, false},
                  {"2026-01-11T23:00:00+01:00", "6 h", 25, false, false}, {"2026-01-12T13:00:00+01:00", "1 h", 87, true, false},
                  {"2026-01-12T16:00:00+01:00", "− 2 h", 100, false, true}};

        clock_world_open(&w, e);
        clock_open_at(&w, "2026-01-09T16:00:00+01:00", &t);
        for (size_t i = 0; i < ARRAY_LEN(at); i++) {
                w.c.now = clock_at(at[i].when);
                struct ticket_row r = row_of(&w, &t);
                assert_string_equal(plain(&w, r.due_text), at[i].text);
                assert_int_equal(r.gauge, at[i].gauge);
                assert_int_equal(r.risk, at[i].risk);
                assert_int_equal(r.late, at[i].late);
                assert_int_equal(r.gauge, clock_named(&w, &t, "response").gauge);
        }
        /* three business days of resolution: "3 jours", not a day and six hours */
        clock_comment(&w, &t, "2026-01-09T16:00:00+01:00");
        assert_string_equal(plain(&w, row_of(&w, &t).due_text), "3 jours");
        clock_pend(&w, &t, "2026-01-12T10:00:00+01:00", STATE_PENDING, PENDING_REQUESTER);
        assert_true(row_of(&w, &t).paused);
        assert_int_equal(row_of(&w, &t).gauge, clock_named(&w, &t, "resolution").gauge);
        clock_world_close(&w);
}

static void fifty_and_more(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        struct ticket_row rows[120] = {{0}};

        clock_world_open(&w, e);
        clock_open_at(&w, "2026-01-09T16:00:00+01:00", &t);
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                rows[i] = (struct ticket_row){.id = i % 60 == 7 ? t.id : -5, .due_text = "as it was"};
        w.c.now = clock_at("2026-01-09T17:00:00+01:00");
        int64_t before = db_count(w.c.db);
        assert_int_equal(clock_rows_fill(&w.c, rows, ARRAY_LEN(rows)), ST_OK);
        assert_true(db_count(w.c.db) - before <= 3);
        for (size_t i = 0; i < ARRAY_LEN(rows); i++)
                assert_string_equal(plain(&w, rows[i].due_text), i % 60 == 7 ? "7 h" : "as it was");
        clock_world_close(&w);
}

static void sums_equal_days(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        struct clock_row *k;
        size_t n;
        const struct calendar *cal;

        clock_world_open(&w, e);
        clock_open_at(&w, "2026-01-09T16:00:00+01:00", &t);
        assert_int_equal(clock_rows(&w.c, t.id, &k, &n), ST_OK);
        assert_int_equal(calendar_of(&w.c, k[0].calendar_version_id, &cal), ST_OK);
        for (int i = 0; i < 3000; i++) {
                int64_t from = w.c.now + ((int64_t)(random_u64() % 4000) - 2500) * DAY_MS + (int64_t)(random_u64() % (uint64_t)DAY_MS);
                int64_t to = from + (int64_t)(random_u64() % (uint64_t)(400 * DAY_MS));
                assert_int_equal(clock_open_ms(&w.c, cal, from, to), calendar_between(cal, from, to));
        }
        clock_world_close(&w);
}

TESTDB_BOTH(over_a_weekend)
TESTDB_BOTH(fifty_and_more)
TESTDB_BOTH(sums_equal_days)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(over_a_weekend), TESTDB_RUN(fifty_and_more), TESTDB_RUN(sums_equal_days)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
