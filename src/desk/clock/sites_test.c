/* Sites with hours of their own, what levels do, and promises between groups; on both engines.  January 2026:
 * the 12th is a Monday, Paris is one hour ahead of UTC, Réunion four. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/clock/site.h"
#include "desk/clock/test_world.h"
#include "desk/people/people.h"
#include "desk/ticket/asked.h"
#include "desk/ticket/notify.h"

#define WEEK                                                                                                    \
        "{\"mon\":[\"08:00-18:00\"],\"tue\":[\"08:00-18:00\"],\"wed\":[\"08:00-18:00\"],\"thu\":[\"08:00-18:00\"]," \
        "\"fri\":[\"08:00-18:00\"]}"

static void jobs(struct clock_world *w, const char *when)
{
        const struct actor *was = w->c.actor;
        int ran = 1;

        w->c.now = clock_at(when);
        w->c.actor = &actor_system;
        while (ran)
                assert_int_equal(job_run_due(&w->c, 100, &ran), ST_OK);
        w->c.actor = was;
}

static int64_t count(struct clock_world *w, const char *sql)
{
        struct db_stmt s = {"", sql};
        int64_t n = -1;

        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

static void open_at_site(struct clock_world *w, const char *when, const char *site, struct ticket *t)
{
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Sur place", .description = "…", .group_id = w->group,
                                 .channel = CHANNEL_PORTAL, .requester_id = w->requester, .confidential = -1, .site = site};

        w->c.now = clock_at(when);
        w->c.actor = &w->requester_actor;
        assert_int_equal(ticket_open(&w->c, &d, t), ST_OK);
        w->c.actor = &w->agent_actor;
}

/* ---- sites ---- */

static void reunion(struct clock_world *w, const char *const *promises, size_t n, int64_t seen)
{
        struct calendar_draft cal = {.code = "reunion", .name = "Réunion", .zone = "Indian/Reunion", .week = WEEK,
                                     .holidays = "[{\"set\":\"fr-re\"}]"};
        struct site_draft site = {.code = "moufia", .name = "Campus du Moufia", .calendar_code = "reunion", .promises = promises,
                                  .n_promises = n, .seen = seen};

        w->c.actor = &actor_system;
        assert_int_equal(calendar_save(&w->c, &cal), ST_OK);
        assert_int_equal(site_save(&w->c, &site), ST_OK);
}

static void hours_of_the_site(enum db_engine e)
{
        struct clock_world w;
        struct ticket t, other, day;
        struct ticket_patch p = TICKET_PATCH_NONE;
        struct site *list;
        size_t n;

        clock_world_open(&w, e);
        reunion(&w, NULL, 0, -1);
        open_at_site(&w, "2026-01-12T04:00:00Z", "campus DU moufia", &t);
        clock_due(&w, &t, "response", "2026-01-12T12:00:00Z"); /* 8:00 to 16:00 there */
        open_at_site(&w, "2026-01-12T04:00:00Z", "Ailleurs", &other);
        clock_due(&w, &other, "response", "2026-01-12T15:00:00Z");
        open_at_site(&w, "2025-12-19T13:30:00Z", "moufia", &day); /* half an hour left; Saturday 20 December anyway */
        clock_due(&w, &day, "response", "2025-12-22T11:30:00Z");

        w.c.now = clock_at("2026-01-12T05:00:00Z");
        w.c.actor = &actor_system;
        struct site_draft site = {.code = "moufia", .name = "Campus du Moufia", .calendar_code = "standard", .seen = 7};
        assert_int_equal(site_save(&w.c, &site), ST_STALE);
        site.seen = 1;
        assert_int_equal(site_save(&w.c, &site), ST_OK);
        jobs(&w, "2026-01-12T05:00:00Z");
        /* one hour counted by the site's hours, seven to come by the others' from 7:00 UTC on */
        clock_due(&w, &t, "response", "2026-01-12T14:00:00Z");
        assert_int_equal(site_list(&w.c, &list, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(list[0].zone, "Europe/Paris");
        assert_int_equal(list[0].version, 2);

        p.site = "Moufia"; /* the words of the other ticket change: it is at the site now, which counts as the others */
        w.c.actor = &actor_system;
        assert_int_equal(ticket_change(&w.c, &other, &p, 0), ST_OK);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket_site"), 3);
        p.site = "";
        assert_int_equal(ticket_change(&w.c, &other, &p, 0), ST_OK);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM ticket_site"), 2);
        clock_world_close(&w);
}
TESTDB_BOTH(hours_of_the_site)

static void promises_of_the_site(enum db_engine e)
{
        static const char *const held[] = {"re.response", "unknown"};
        struct clock_world w;
        struct ticket t;
        struct site s;
        struct site_code *code;
        size_t n;

        clock_world_open(&w, e);
        w.c.actor = &actor_system;
        struct promise_draft p = {.code = "re.response", .name_fr = "Réponse", .name_en = "Response", .calendar_code = "standard",
                                  .clock = "response", .target_ms = 2 * HOUR_MS, .pauses = "[]", .levels = "[1000]", .seen = -1};
        assert_int_equal(promise_save(&w.c, &p), ST_OK);
        reunion(&w, held, 2, -1);
        assert_int_equal(site_get(&w.c, "moufia", &s), ST_OK);
        assert_int_equal(site_promises(&w.c, s.id, &code, &n), ST_OK);
        assert_int_equal(n, 1);
        struct site_draft twin = {.code = "autre", .name = "CAMPUS du Moufia", .calendar_code = "standard", .seen = -1};
        assert_int_equal(site_save(&w.c, &twin), ST_CONFLICT); /* the same name in another writing */
        open_at_site(&w, "2026-01-12T04:00:00Z", "moufia", &t);
        clock_due(&w, &t, "response", "2026-01-12T06:00:00Z");
        clock_due(&w, &t, "resolution", "2026-01-14T14:00:00Z"); /* the ordinary promise, by the site's hours */
        clock_world_close(&w);
}
TESTDB_BOTH(promises_of_the_site)

/* ---- levels ---- */

static void acts(struct clock_world *w, const char *text)
{
        struct promise_info p;

        w->c.actor = &actor_system;
        assert_int_equal(promise_info_get(&w->c, "incident.response", &p), ST_OK);
        struct promise_draft d = {.code = p.code, .name_fr = p.name_fr, .name_en = p.name_en, .calendar_code = p.calendar_code,
                                  .target_ms = p.target_ms, .pauses = p.pauses, .levels = p.levels, .acts = text};
        assert_int_equal(promise_save(&w->c, &d), ST_OK);
        w->c.actor = &w->agent_actor;
}

static void levels_tell(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        struct notification *n;
        size_t n_notices;
        int64_t lead = 0;

        clock_world_open(&w, e);
        w.c.actor = &actor_system;
        struct person_draft d = {.login = "chef", .name = "chef", .role = "agent"};
        assert_int_equal(person_add(&w.c, &d, &lead), ST_OK);
        assert_int_equal(group_join(&w.c, w.group, lead, true), ST_OK);
        acts(&w, "{\"agent\":500,\"group\":750,\"manager\":900,\"reassign\":1000,\"to\":\"lead\"}");
        clock_open_at(&w, "2026-01-12T07:00:00Z", &t);
        assert_int_equal(ticket_take(&w.c, &t), ST_OK);
        jobs(&w, "2026-01-12T10:59:00Z");
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM notification WHERE mark > 0"), 0);
        jobs(&w, "2026-01-12T11:01:00Z"); /* 50 %: the agent */
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM notification WHERE mark > 0"), 1);
        assert_int_equal(notify_list(&w.c, true, 0, &n, &n_notices), ST_OK);
        assert_int_equal(n_notices, 1);
        assert_int_equal(n[0].mark, 500);
        assert_non_null(strstr(n[0].text, "50"));
        jobs(&w, "2026-01-12T13:01:00Z"); /* 75 %: the group; the agent's own is renewed */
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM notification WHERE mark > 0"), 2);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM notification WHERE mark = 750"), 2);
        jobs(&w, "2026-01-12T15:01:00Z"); /* 100 %: the lead gets it */
        assert_int_equal(ticket_raw(&w.c, t.id, &t), ST_OK);
        assert_int_equal(t.assignee_id, lead);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%\"shared\":[0,6]%'"), 1);
        clock_world_close(&w);
}
TESTDB_BOTH(levels_tell)

/* Reached at the closing on Friday: nobody is told before Monday, and not at all when it was met before. */
static void levels_wait_for_the_desk(enum db_engine e)
{
        struct clock_world w;
        struct ticket t, met;
        struct entry_draft reply = {.body = "Je regarde.", .is_public = true};

        clock_world_open(&w, e);
        acts(&w, "{\"agent\":1000,\"reassign\":1000,\"to\":\"group\"}");
        clock_open_at(&w, "2026-01-09T09:00:00Z", &t); /* Friday 10:00, due at 18:00 */
        clock_open_at(&w, "2026-01-09T09:00:00Z", &met);
        assert_int_equal(ticket_take(&w.c, &t), ST_OK);
        assert_int_equal(ticket_take(&w.c, &met), ST_OK);
        jobs(&w, "2026-01-09T17:30:00Z");
        jobs(&w, "2026-01-10T12:00:00Z");
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM notification WHERE mark > 0"), 0);
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM job WHERE kind = 'clock.warn'"), 2);
        w.c.now = clock_at("2026-01-11T10:00:00Z"); /* somebody answers on Sunday */
        assert_int_equal(ticket_comment(&w.c, &met, &reply, NULL), ST_OK);
        jobs(&w, "2026-01-12T07:00:30Z");
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM notification WHERE mark > 0"), 1);
        assert_int_equal(ticket_raw(&w.c, t.id, &t), ST_OK);
        assert_int_equal(t.assignee_id, 0); /* back to the group */
        assert_int_equal(ticket_raw(&w.c, met.id, &met), ST_OK);
        assert_int_equal(met.assignee_id, w.agent);
        clock_world_close(&w);
}
TESTDB_BOTH(levels_wait_for_the_desk)

/* ---- between groups ---- */

static int64_t second_group(struct clock_world *w, int64_t *member)
{
        struct group g;
        int64_t id = 0;
        struct person_draft d = {.login = "reseau", .name = "reseau", .role = "agent"};
        struct promise_draft p = {.code = "entre", .name_fr = "Entre groupes", .name_en = "Between groups",
                                  .calendar_code = "standard", .clock = "internal", .target_ms = 2 * HOUR_MS, .pauses = "[]",
                                  .levels = "[500,1000]", .seen = -1};
        struct promise_info info;

        w->c.actor = &actor_system;
        assert_int_equal(group_load(&w->c, w->group, &g), ST_OK);
        assert_int_equal(group_ensure(&w->c, "reseau", "Réseau", g.department_id, &id), ST_OK);
        assert_int_equal(person_add(&w->c, &d, member), ST_OK);
        assert_int_equal(group_leave(&w->c, w->group, *member), ST_OK);
        assert_int_equal(group_join(&w->c, id, *member, false), ST_OK);
        assert_int_equal(promise_save(&w->c, &p), ST_OK);
        assert_int_equal(count(w, "SELECT between_groups FROM promise WHERE code = 'entre'"), 1);
        assert_int_equal(promise_info_get(&w->c, "entre", &info), ST_OK);
        struct promise_rule rule = {.promise_id = info.id, .kind = TICKET_INCIDENT, .audience = ""};
        assert_int_equal(promise_rule_add(&w->c, &rule), ST_OK);
        return id;
}

static void between_groups(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        struct clock_view *k;
        struct clock_line *line;
        struct clock_view clock;
        struct entry_draft note = {.body = "Nous regardons."};
        size_t n;
        int64_t member = 0, group, due;

        clock_world_open(&w, e);
        group = second_group(&w, &member);
        struct actor other = {.person_id = member, .login = "reseau", .name = "reseau", .persona = "", .roles = ROLE_AGENT, .prefs = "{}"};
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        due = t.due_at;
        assert_int_equal(ticket_assign(&w.c, &t, group, 0, 0), ST_OK);
        clock_due(&w, &t, "internal", "2026-01-12T10:00:00Z");
        assert_int_equal(t.due_at, due); /* no promise to the requester */
        assert_int_equal(ticket_comment(&w.c, &t, &note, NULL), ST_OK); /* the group that gave it answers nothing */
        assert_int_equal(clock_named(&w, &t, "internal").state, CLOCK_RUNNING);
        w.c.actor = &w.requester_actor;
        assert_int_equal(ticket_load(&w.c, t.id, ACT_READ, &t), ST_OK);
        assert_int_equal(clock_list(&w.c, &t, &k, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_int_equal(clock_ledger(&w.c, &t, "internal", &line, &n, &clock), ST_NOT_FOUND);
        w.c.actor = &other;
        w.c.now = clock_at("2026-01-12T09:00:00Z");
        assert_int_equal(ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        clock = clock_named(&w, &t, "internal");
        assert_int_equal(clock.state, CLOCK_STOPPED);
        assert_int_equal(clock.spent_ms, HOUR_MS);
        clock_ledger_adds_up(&w, &t, "internal", HOUR_MS);
        assert_int_equal(ticket_assign(&w.c, &t, w.group, 0, 0), ST_OK); /* given back: nothing starts */
        assert_int_equal(clock_named(&w, &t, "internal").round, 1);
        w.c.actor = &w.agent_actor;
        assert_int_equal(ticket_assign(&w.c, &t, group, 0, 0), ST_OK); /* asked again */
        assert_int_equal(clock_named(&w, &t, "internal").round, 1 + 1);
        jobs(&w, "2026-01-12T11:30:00Z");
        assert_int_equal(count(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%late_internal%' AND is_public = 0"), 1);
        clock_world_close(&w);
}
TESTDB_BOTH(between_groups)

static void advice_asked(enum db_engine e)
{
        struct clock_world w;
        struct ticket t;
        struct entry_draft note = {.body = "Voici notre avis."};
        int64_t member = 0, group;

        clock_world_open(&w, e);
        group = second_group(&w, &member);
        struct actor other = {.person_id = member, .login = "reseau", .name = "reseau", .persona = "", .roles = ROLE_AGENT, .prefs = "{}"};
        clock_open_at(&w, "2026-01-12T08:00:00Z", &t);
        assert_int_equal(advice_ask(&w.c, &t, group, "Qu'en pensez-vous ?"), ST_OK);
        clock_due(&w, &t, "advice", "2026-01-12T10:00:00Z");
        w.c.actor = &other;
        w.c.now = clock_at("2026-01-12T08:30:00Z");
        assert_int_equal(ticket_load(&w.c, t.id, ACT_NOTE, &t), ST_OK);
        assert_int_equal(ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        w.c.actor = &w.agent_actor;
        assert_int_equal(clock_named(&w, &t, "advice").state, CLOCK_STOPPED);
        assert_int_equal(clock_named(&w, &t, "advice").spent_ms, HOUR_MS / 2);
        assert_int_equal(advice_ask(&w.c, &t, group, "Et encore ?"), ST_OK);
        assert_int_equal(advice_withdraw(&w.c, &t, group), ST_OK);
        assert_int_equal(clock_named(&w, &t, "advice").round, 2);
        assert_int_equal(clock_named(&w, &t, "advice").state, CLOCK_STOPPED);
        clock_world_close(&w);
}
TESTDB_BOTH(advice_asked)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(hours_of_the_site), TESTDB_RUN(promises_of_the_site), TESTDB_RUN(levels_tell),
                TESTDB_RUN(levels_wait_for_the_desk), TESTDB_RUN(between_groups), TESTDB_RUN(advice_asked),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
