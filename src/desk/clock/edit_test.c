/* Rules, versions and moving over, on both engines: the most specific rule wins; an edit counts from its
 * moment on, for clocks that run and for paused ones; the ledger still adds up and `guichet check` finds
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/clock/test_world.h"

#define OFFICE(hours) \
        "{\"mon\":[" hours "],\"tue\":[" hours "],\"wed\":[" hours "],\"thu\":[" hours "],\"fri\":[" hours "]}"
#define FR "[{\"set\":\"fr\"}]"

static void hours_are(struct clock_world *w, const char *when, const char *week)
{
        struct calendar_draft d = {.code = "standard", .name = "Ouverture", .zone = "Europe/Paris", .week = week, .holidays = FR,
                                   .day_ms = 10 * HOUR_MS};
        w->c.now = clock_at(when);
        assert_int_equal(calendar_save(&w->c, &d), ST_OK);
}

static void run_jobs(struct clock_world *w, const char *when)
{
        int ran = 0;
        const struct actor *who = w->c.actor;
        w->c.actor = &actor_system;
        w->c.now = clock_at(when);
        assert_int_equal(job_run_due(&w->c, 100, &ran), ST_OK);
        w->c.actor = who;
}

static void again(struct clock_world *w, struct ticket *t)
{
        assert_int_equal(ticket_raw(&w->c, t->id, t), ST_OK);
}

static void a_calendar_edit(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        clock_world_open(&w, e);
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t); /* Monday 09:00 in Paris: response at 17:00 */
        clock_due(&w, &t, "response", "2026-01-12T16:00:00Z");
        hours_are(&w, "2026-01-12T12:00:00Z", OFFICE("\"08:00-12:00\",\"14:00-17:00\""));
        clock_due(&w, &t, "response", "2026-01-12T16:00:00Z"); /* until the job ran */
        run_jobs(&w, "2026-01-12T12:30:00Z");
        again(&w, &t);
        /* four hours spent by 13:00; 14–17 and one hour on Tuesday: 09:00 */
        clock_due(&w, &t, "response", "2026-01-13T08:00:00Z");
        assert_int_equal(t.due_at, clock_at("2026-01-13T08:00:00Z"));
        w.c.now = clock_at("2026-01-12T14:00:00Z");
        clock_ledger_adds_up(&w, &t, "response", 5 * HOUR_MS);
        assert_true(clock_ledger_has(&w, &t, "response", "correction", "le calendrier a changé"));
        /* the timer moved with it: half of it was told at 13:00, three quarters come at 16:00 in Paris */
        run_jobs(&w, "2026-01-12T14:59:00Z");
        assert_int_equal(clock_named(&w, &t, "response").level, 1);
        run_jobs(&w, "2026-01-12T15:00:00Z");
        assert_int_equal(clock_named(&w, &t, "response").level, 2);
        /* nothing is behind any more, and saying the same again makes no version */
        struct calendar_info was, is;
        assert_int_equal(calendar_info_get(&w.c, "standard", &was), ST_OK);
        hours_are(&w, "2026-01-12T15:10:00Z", OFFICE("\"08:00-12:00\",\"14:00-17:00\""));
        assert_int_equal(calendar_info_get(&w.c, "standard", &is), ST_OK);
        assert_int_equal(was.version, is.version);
        clock_world_close(&w);
}
TESTDB_BOTH(a_calendar_edit)

static void a_paused_clock(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        clock_world_open(&w, e);
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        clock_comment(&w, &t, "2026-01-12T09:00:00Z");
        clock_pend(&w, &t, "2026-01-12T10:00:00Z", STATE_PENDING, PENDING_REQUESTER);
        hours_are(&w, "2026-01-12T12:00:00Z", OFFICE("\"08:00-12:00\""));
        run_jobs(&w, "2026-01-12T12:00:10Z");
        again(&w, &t);
        assert_string_equal(clock_named(&w, &t, "resolution").word, "paused");
        assert_int_equal(t.due_at, MOMENT_NEVER);
        clock_pend(&w, &t, "2026-01-13T07:00:00Z", STATE_OPEN, 0);
        /* 28 hours are left at four a day from Tuesday 08:00: seven days, Wednesday of next week at noon */
        clock_due(&w, &t, "resolution", "2026-01-21T11:00:00Z");
        w.c.now = clock_at("2026-01-13T08:00:00Z");
        clock_ledger_adds_up(&w, &t, "resolution", 3 * HOUR_MS);
        assert_true(clock_ledger_has(&w, &t, "resolution", "pause", ""));
        clock_world_close(&w);
}
TESTDB_BOTH(a_paused_clock)

/* Friday before the night of spring; the edit falls on the Sunday itself. */
static void over_the_night_of_spring(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        clock_world_open(&w, e);
        clock_open_at(&w, "2026-03-27T15:00:00Z", &t); /* 16:00, two hours until closing */
        hours_are(&w, "2026-03-29T01:00:00Z",
                  "{\"sun\":[\"00:00-24:00\"],\"mon\":[\"08:00-18:00\"],\"tue\":[\"08:00-18:00\"]}");
        run_jobs(&w, "2026-03-29T01:00:05Z");
        again(&w, &t);
        /* six hours left from 03:00 summer time */
        clock_due(&w, &t, "response", "2026-03-29T07:00:00Z");
        w.c.now = clock_at("2026-03-29T06:00:00Z");
        clock_ledger_adds_up(&w, &t, "response", 7 * HOUR_MS);
        clock_world_close(&w);
}
TESTDB_BOTH(over_the_night_of_spring)

static void promise_is(struct clock_world *w, const char *when, int64_t target, const char *pauses, enum status expected)
{
        struct promise_draft d = {.code = "incident.resolution", .name_fr = "Résolution", .name_en = "Resolution",
                                  .calendar_code = "standard", .clock = "resolution", .target_ms = target, .pauses = pauses,
                                  .levels = "[500,1000]"};
        w->c.now = clock_at(when);
        assert_int_equal(promise_save(&w->c, &d), expected);
}

static void a_promise_edit(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        clock_world_open(&w, e);
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        promise_is(&w, "2026-01-12T09:00:00Z", 0, "[]", ST_INVALID);
        promise_is(&w, "2026-01-12T09:00:00Z", HOUR_MS, "[\"lunch\"]", ST_INVALID);
        promise_is(&w, "2026-01-12T09:00:00Z", 5 * HOUR_MS, "[]", ST_OK);
        run_jobs(&w, "2026-01-12T09:00:01Z");
        again(&w, &t);
        clock_due(&w, &t, "resolution", "2026-01-12T13:00:00Z");
        assert_int_equal(t.due_at, clock_at("2026-01-12T13:00:00Z"));
        /* nothing pauses it any more; then the requester does, while it waits for them */
        clock_pend(&w, &t, "2026-01-12T10:00:00Z", STATE_PENDING, PENDING_REQUESTER);
        assert_string_equal(clock_named(&w, &t, "resolution").word, "running");
        promise_is(&w, "2026-01-12T11:00:00Z", 5 * HOUR_MS, "[\"requester\"]", ST_OK);
        run_jobs(&w, "2026-01-12T11:00:01Z");
        assert_string_equal(clock_named(&w, &t, "resolution").word, "paused");
        assert_int_equal(clock_named(&w, &t, "resolution").spent_ms, 3 * HOUR_MS);
        /* shorter than what was spent: late from the moment it runs again */
        promise_is(&w, "2026-01-12T12:00:00Z", HOUR_MS, "[]", ST_OK);
        run_jobs(&w, "2026-01-12T12:00:01Z");
        run_jobs(&w, "2026-01-12T12:00:02Z");
        assert_string_equal(clock_named(&w, &t, "resolution").word, "breached");
        assert_int_equal(clock_named(&w, &t, "resolution").breached_at, clock_at("2026-01-12T12:00:00Z"));
        clock_world_close(&w);
}
TESTDB_BOTH(a_promise_edit)

static int64_t promise_new(struct clock_world *w, const char *code, int64_t target)
{
        struct promise_info p;
        struct promise_draft d = {.code = code, .name_fr = code, .name_en = code, .calendar_code = "standard", .clock = "response",
                                  .target_ms = target, .pauses = "[]", .levels = "[1000]", .seen = -1};
        assert_int_equal(promise_save(&w->c, &d), ST_OK);
        assert_int_equal(promise_save(&w->c, &d), ST_CONFLICT);
        assert_int_equal(promise_info_get(&w->c, code, &p), ST_OK);
        return p.id;
}

static void rule(struct clock_world *w, int64_t promise, int64_t priority, const char *audience, int64_t rank)
{
        assert_int_equal(promise_rule_add(&w->c, &(struct promise_rule){.promise_id = promise, .kind = TICKET_INCIDENT,
                                                                        .priority = priority, .audience = audience,
                                                                        .rank = rank}), ST_OK);
}

static void the_most_specific_rule(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        clock_world_open(&w, e);
        w.c.now = clock_at("2026-01-12T07:00:00Z");
        int64_t urgent = promise_new(&w, "urgent", HOUR_MS), exam = promise_new(&w, "exam", 30 * MINUTE_MS),
                both = promise_new(&w, "both", 15 * MINUTE_MS);
        rule(&w, urgent, 1, "", 0);
        rule(&w, exam, 0, "student", 1);
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        clock_due(&w, &t, "response", "2026-01-12T16:00:00Z");
        clock_open_as(&w, "2026-01-12T08:00:00Z", 1, "", &t);
        clock_due(&w, &t, "response", "2026-01-12T09:00:00Z");
        clock_due(&w, &t, "resolution", "2026-01-15T08:00:00Z"); /* its own clock keeps the general rule */
        clock_open_as(&w, "2026-01-12T08:00:00Z", 2, "student", &t);
        clock_due(&w, &t, "response", "2026-01-12T08:30:00Z");
        clock_open_as(&w, "2026-01-12T08:00:00Z", 1, "student", &t); /* one condition each: the smaller rank */
        clock_due(&w, &t, "response", "2026-01-12T09:00:00Z");
        rule(&w, both, 1, "student", 9); /* two conditions beat one, whatever the rank */
        clock_open_as(&w, "2026-01-12T08:00:00Z", 1, "student", &t);
        clock_due(&w, &t, "response", "2026-01-12T08:15:00Z");
        /* a ticket that changes is held to what it is now, with what it has spent */
        clock_open_as(&w, "2026-01-12T08:00:00Z", 3, "", &t);
        struct ticket_patch p = TICKET_PATCH_NONE;
        p.impact = p.urgency = 1;
        w.c.now = clock_at("2026-01-12T08:20:00Z");
        assert_int_equal(ticket_change(&w.c, &t, &p, 0), ST_OK);
        assert_int_equal(t.priority, 1);
        clock_due(&w, &t, "response", "2026-01-12T09:00:00Z");
        assert_int_equal(t.due_at, clock_at("2026-01-12T09:00:00Z"));
        clock_ledger_adds_up(&w, &t, "response", 20 * MINUTE_MS);
        /* without its rules a promise holds for nobody new */
        struct promise_rule *r;
        size_t n;
        assert_int_equal(promise_rules(&w.c, &r, &n), ST_OK);
        assert_int_equal(n, 5);
        assert_int_equal(promise_rule_drop(&w.c, r[0].promise_id + 1, r[0].id), ST_NOT_FOUND);
        for (size_t i = 0; i < n; i++)
                assert_int_equal(promise_rule_drop(&w.c, r[i].promise_id, r[i].id), ST_OK);
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        assert_int_equal(t.due_at, MOMENT_NEVER);
        assert_int_equal(clock_first_contents(&w.c), ST_OK); /* does not bring them back */
        assert_int_equal(promise_rules(&w.c, &r, &n), ST_OK);
        assert_int_equal(n, 0);
        clock_world_close(&w);
}
TESTDB_BOTH(the_most_specific_rule)

/* The one look and the ranking of all rules name the same calendar. */
static int64_t desk_calendar(struct clock_world *w)
{
        struct promise_row *p;
        size_t n;
        int64_t found;

        assert_int_equal(promises_pick(&w->c, &(struct ticket){.kind = TICKET_INCIDENT}, 0, &p, &n), ST_OK);
        assert_int_equal(desk_pick(&w->c, &found), ST_OK);
        assert_int_equal(found, n ? p[0].calendar_version_id : 0);
        return found;
}

static void the_calendar_of_the_desk(enum db_engine e)
{
        struct clock_world w;
        struct calendar_info standard, night;
        struct promise_rule *r;
        size_t n;
        struct calendar_draft at_night = {.code = "night", .name = "Nuit", .zone = "Europe/Paris", .week = OFFICE("\"20:00-23:00\""),
                                          .holidays = FR, .day_ms = 3 * HOUR_MS};
        struct promise_draft late = {.code = "late", .name_fr = "late", .name_en = "late", .calendar_code = "night", .clock = "response",
                                     .target_ms = HOUR_MS, .pauses = "[]", .levels = "[1000]", .seen = -1};
        struct promise_info p;
        clock_world_open(&w, e);
        int64_t first = desk_calendar(&w);
        hours_are(&w, "2026-01-12T07:00:00Z", OFFICE("\"08:00-12:00\""));
        assert_int_not_equal(desk_calendar(&w), first);
        assert_int_equal(calendar_info_get(&w.c, "standard", &standard), ST_OK);
        assert_int_equal(desk_calendar(&w), standard.version_id);
        assert_int_equal(calendar_save(&w.c, &at_night), ST_OK);
        assert_int_equal(calendar_info_get(&w.c, "night", &night), ST_OK);
        assert_int_equal(promise_save(&w.c, &late), ST_OK);
        assert_int_equal(promise_info_get(&w.c, "late", &p), ST_OK);
        /* a rule with a condition, and one after the general one, are not the desk's */
        rule(&w, p.id, 1, "", 0);
        rule(&w, p.id, 0, "student", 0);
        rule(&w, p.id, 0, "", 5);
        assert_int_equal(desk_calendar(&w), standard.version_id);
        assert_int_equal(promise_rules(&w.c, &r, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (r[i].promise_id != p.id)
                        assert_int_equal(promise_rule_drop(&w.c, r[i].promise_id, r[i].id), ST_OK);
        assert_int_equal(desk_calendar(&w), night.version_id);
        for (size_t i = 0; i < n; i++)
                if (r[i].promise_id == p.id)
                        assert_int_equal(promise_rule_drop(&w.c, r[i].promise_id, r[i].id), ST_OK);
        assert_int_equal(desk_calendar(&w), 0);
        clock_world_close(&w);
}
TESTDB_BOTH(the_calendar_of_the_desk)

static void editors_and_figures(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        struct promise_kept *kept;
        size_t n;
        clock_world_open(&w, e);
        struct calendar_draft d = {.code = "standard", .name = "X", .zone = "Europe/Paris", .week = "{\"mon\":[\"9-10\"]}",
                                   .holidays = "[]"};
        assert_int_equal(calendar_save(&w.c, &d), ST_INVALID);
        assert_non_null(w.c.why);
        d.week = "{}";
        d.seen = 7;
        assert_int_equal(calendar_save(&w.c, &d), ST_STALE);
        d.seen = -1;
        assert_int_equal(calendar_save(&w.c, &d), ST_CONFLICT);
        d.code = "exams";
        assert_int_equal(calendar_save(&w.c, &d), ST_OK);
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        clock_comment(&w, &t, "2026-01-12T09:00:00Z");
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        clock_comment(&w, &t, "2026-01-13T09:00:00Z");
        assert_int_equal(promises_kept(&w.c, clock_at("2026-01-01T00:00:00Z"), &kept, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(kept[0].total, 2);
        assert_int_equal(kept[0].late, 1);
        assert_int_equal(promises_kept(&w.c, clock_at("2026-02-01T00:00:00Z"), &kept, &n), ST_OK);
        assert_int_equal(n, 0);
        clock_world_close(&w);
}
TESTDB_BOTH(editors_and_figures)

static int told(struct clock_world *w, const struct ticket *t, const char *words)
{
        struct entry *e;
        size_t n;
        bool more;
        int found = 0;
        assert_int_equal(ticket_journal(&w->c, t, 0, 100, &e, &n, &more), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (e[i].kind == ENTRY_CLOCK && strstr(e[i].line, words)) {
                        assert_int_equal(e[i].is_public, 0);
                        found++;
                }
        return found;
}

static void what_the_desk_is_told(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        clock_world_open(&w, e);
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        int64_t version = t.version;
        run_jobs(&w, "2026-01-12T15:00:00Z"); /* levels below the target say nothing in the journal */
        w.c.actor = &actor_system;
        assert_int_equal(told(&w, &t, ""), 0);
        run_jobs(&w, "2026-01-12T16:00:00Z");
        run_jobs(&w, "2026-01-12T17:00:00Z");
        assert_int_equal(told(&w, &t, "Premier contact"), 1);
        again(&w, &t);
        assert_int_equal(t.version, version);
        /* five days without news: not a minute before, not at night, once a period */
        w.c.now = clock_at("2026-01-17T09:00:00Z"); /* a Saturday */
        assert_int_equal(clock_no_news(&w.c, NULL), ST_OK);
        assert_int_equal(told(&w, &t, "Sans nouvelles"), 0);
        w.c.now = clock_at("2026-01-19T08:00:00Z");
        assert_int_equal(clock_no_news(&w.c, NULL), ST_OK);
        assert_int_equal(clock_no_news(&w.c, NULL), ST_OK);
        assert_int_equal(told(&w, &t, "Sans nouvelles"), 1);
        w.c.now = clock_at("2026-01-23T08:00:00Z");
        assert_int_equal(clock_no_news(&w.c, NULL), ST_OK);
        assert_int_equal(told(&w, &t, "Sans nouvelles"), 1);
        w.c.actor = &w.agent_actor;
        clock_comment(&w, &t, "2026-01-26T08:00:00Z");
        w.c.actor = &actor_system;
        assert_int_equal(clock_no_news(&w.c, NULL), ST_OK);
        w.c.now = clock_at("2026-01-30T08:00:00Z");
        assert_int_equal(clock_no_news(&w.c, NULL), ST_OK);
        assert_int_equal(told(&w, &t, "Sans nouvelles"), 1);
        w.c.now = clock_at("2026-02-02T08:00:00Z");
        assert_int_equal(clock_no_news(&w.c, NULL), ST_OK);
        assert_int_equal(told(&w, &t, "Sans nouvelles"), 2);
        clock_world_close(&w);
}
TESTDB_BOTH(what_the_desk_is_told)

static void a_case(void **state)
{
        struct arena *a = arena_new(1u << 20);
        struct case_question q = {.target_ms = 8 * HOUR_MS, .at = clock_at("2026-01-16T15:10:00Z")};
        const char *why;
        struct case_line *l;
        size_t n;
        int64_t sum = 0;
        assert_int_equal(calendar_parse(a, OFFICE("\"08:30-12:00\",\"13:00-17:00\""), FR, "Europe/Paris", 0, &q.calendar, &why), ST_OK);
        assert_int_equal(case_due(a, &q, "fr", &l, &n), clock_at("2026-01-19T15:40:00Z"));
        for (size_t i = 0; i < n; i++) {
                assert_true(i == 0 || l[i].from == l[i - 1].to);
                sum += l[i].counted_ms;
        }
        assert_int_equal(sum, q.target_ms);
        /* a pause over Monday morning moves it by what was open then */
        q.pause[2] = (struct case_pause){clock_at("2026-01-19T07:00:00Z"), clock_at("2026-01-19T12:00:00Z")};
        assert_int_equal(case_due(a, &q, "fr", &l, &n), clock_at("2026-01-20T10:40:00Z"));
        assert_string_equal(l[n - 1].kind, "open");
        /* two that overlap count once, one after the end not at all */
        q.pause[0] = (struct case_pause){clock_at("2026-01-19T06:00:00Z"), clock_at("2026-01-19T09:00:00Z")};
        q.pause[1] = (struct case_pause){clock_at("2026-02-01T06:00:00Z"), clock_at("2026-02-02T09:00:00Z")};
        assert_int_equal(case_due(a, &q, "fr", &l, &n), clock_at("2026-01-20T10:40:00Z"));
        assert_int_equal(calendar_parse(a, "{}", "", "Europe/Paris", 0, &q.calendar, &why), ST_OK);
        assert_int_equal(case_due(a, &q, "fr", &l, &n), MOMENT_NEVER);
        assert_int_equal(n, 0);
        arena_free(&a);
}

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(a_calendar_edit), TESTDB_RUN(a_paused_clock),
                                           TESTDB_RUN(over_the_night_of_spring), TESTDB_RUN(a_promise_edit),
                                           TESTDB_RUN(the_most_specific_rule), TESTDB_RUN(the_calendar_of_the_desk), TESTDB_RUN(editors_and_figures), TESTDB_RUN(what_the_desk_is_told),
                                           cmocka_unit_test(a_case)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
