/* Notices on both engines: who is told of what, what each chose, one row a ticket, what waits for the morning,
 * and that nothing is told of what one may no longer see. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/clock/clock.h"
#include "desk/ticket/access.h"
#include "desk/ticket/asked.h"
#include "desk/ticket/notify.h"
#include "desk/ticket/told.h"

extern const struct slice slice_incident;
static const struct slice *const slices[] = {&slice_system, &slice_session, &slice_settings, &slice_audit, &slice_jobs, &slice_live,
                                             &slice_sweep, &slice_idempotency, &slice_people, &slice_ticket, &slice_ticket_access, &slice_clock,
                                             &slice_clock_contents, &slice_incident, &slice_notify, NULL};

#define MORNING INT64_C(1767605400000) /* Monday 5 January 2026, 10:30 in Paris */
#define NIGHT   INT64_C(1767646800000) /* the same day, 22:00 */
#define TUESDAY INT64_C(1767682800000) /* the day after, 8:00 */

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        int64_t ines, theo, camille, thomas, sophie, nora, net, pay;
        struct ticket t;
};

static int64_t person(struct world *w, const char *login, const char *role, const char *group)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = login, .role = role, .groups = &group, .n_groups = group ? 1 : 0};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static void as(struct world *w, int64_t id, int64_t roles)
{
        struct actor *who = ARENA_NEW(w->arena, struct actor);
        *who = (struct actor){.person_id = id, .login = "", .name = "", .lang_text = "fr", .persona = "", .roles = roles, .prefs = "{}"};
        w->c.actor = id ? who : &actor_system;
        w->c.n_error = 0;
        w->c.why = NULL;
}

static void world_open(struct world *w, enum db_engine e)
{
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
        w->ines = person(w, "ines", NULL, NULL);
        w->theo = person(w, "theo", NULL, NULL);
        w->camille = person(w, "camille", "agent", "net");
        w->thomas = person(w, "thomas", "agent", "net");
        w->sophie = person(w, "sophie", "agent", "net");
        assert_int_equal(group_join(&w->c, w->net, w->sophie, true), ST_OK);
        w->nora = person(w, "nora", "agent", "pay");
}

static void world_close(struct world *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

static void opened(struct world *w, int64_t priority)
{
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Panne", .description = "Rien ne va", .requester_id = w->ines,
                                 .group_id = w->net, .priority = priority, .confidential = -1};
        as(w, 0, 0);
        assert_int_equal(ticket_open(&w->c, &d, &w->t), ST_OK);
}

/* What this person finds in their list; the last text in *text. */
static size_t told(struct world *w, int64_t id, int64_t roles, const char **text)
{
        struct notification *v;
        size_t n = 99;
        int64_t count = -1;
        as(w, id, roles);
        assert_int_equal(notify_list(&w->c, true, 0, &v, &n), ST_OK);
        assert_int_equal(notify_unread(&w->c, &count), ST_OK);
        assert_int_equal(count, n);
        if (text)
                *text = n ? v[0].text : "";
        return n;
}

static void forget_all(struct world *w)
{
        const struct db_stmt s = {NULL, "DELETE FROM notification"};
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &s, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
}

static void says(struct world *w, int64_t id, int64_t roles, const char *body, bool is_public)
{
        struct entry_draft e = {.body = body, .is_public = is_public};
        as(w, id, roles);
        assert_int_equal(ticket_load(&w->c, w->t.id, ACT_READ, &w->t), ST_OK);
        assert_int_equal(ticket_comment(&w->c, &w->t, &e, NULL), ST_OK);
}

/* A reply is for the requester, a note is not, one's own act is told to nobody but the others; three changes
 * are one line. */
static void check_replies(struct world *w)
{
        const char *text;
        struct notification *v;
        size_t n;

        opened(w, 3);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_take(&w->c, &w->t), ST_OK);
        forget_all(w);
        says(w, w->camille, ROLE_AGENT, "Bonjour", true);
        assert_int_equal(told(w, w->ines, 0, &text), 1);
        assert_string_equal(text, "camille a répondu");
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 0);
        assert_int_equal(told(w, w->theo, 0, NULL), 0);
        says(w, w->thomas, ROLE_AGENT, "Entre nous", false);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, &text), 1);
        assert_string_equal(text, "thomas a écrit une note interne");
        assert_int_equal(told(w, w->ines, 0, &text), 1);
        assert_string_equal(text, "camille a répondu");
        says(w, w->ines, 0, "Merci", true);
        says(w, w->ines, 0, "Encore", true);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, &text), 1);
        assert_string_equal(text, "ines a répondu");
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(notify_list(&w->c, true, 0, &v, &n), ST_OK);
        assert_int_equal(v[0].n, 3);
        assert_non_null(v[0].more);
}

static void check_reading(struct world *w)
{
        struct notification *v;
        const char *href;
        size_t n;

        as(w, w->ines, 0);
        assert_int_equal(notify_list(&w->c, true, 0, &v, &n), ST_OK);
        int64_t id = v[0].id;
        as(w, w->theo, 0);
        assert_int_equal(notify_read(&w->c, id, &href), ST_NOT_FOUND);
        assert_int_equal(told(w, w->ines, 0, NULL), 1);
        assert_int_equal(notify_read(&w->c, id, &href), ST_OK);
        assert_true(str_starts(href, "/requests/"));
        assert_int_equal(told(w, w->ines, 0, NULL), 0);
        assert_int_equal(notify_list(&w->c, false, 0, &v, &n), ST_OK);
        assert_int_equal(n, 1);
        /* whoever has been on the ticket since has read it */
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_seen(&w->c, &w->t), ST_OK);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 0);
        says(w, w->ines, 0, "Et puis", true);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 1);
}

static void check_asked(struct world *w)
{
        const char *text;

        forget_all(w);
        says(w, w->camille, ROLE_AGENT, "@thomas peux-tu voir ?", false);
        assert_int_equal(told(w, w->thomas, ROLE_AGENT, &text), 1);
        assert_string_equal(text, "camille vous nomme dans un texte");
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_load(&w->c, w->t.id, ACT_WORK, &w->t), ST_OK);
        assert_int_equal(advice_ask(&w->c, &w->t, w->pay, "Qu’en dites-vous ?"), ST_OK);
        assert_int_equal(told(w, w->nora, ROLE_AGENT, &text), 1);
        assert_string_equal(text, "camille demande l’avis de votre groupe");
        /* the question is taken back: nora does not see the ticket any more, nor that she was told of it */
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(advice_withdraw(&w->c, &w->t, w->pay), ST_OK);
        assert_int_equal(told(w, w->nora, ROLE_AGENT, NULL), 0);
}

/* A ticket that becomes its group's own vanishes from the list of who is not in it; a requester keeps what is public. */
static void check_confidential(struct world *w)
{
        struct ticket_patch p = TICKET_PATCH_NONE;
        int64_t elsewhere = 0, it = 0;

        assert_int_equal(department_ensure((as(w, 0, 0), &w->c), "it", "", "", &it), ST_OK);
        assert_int_equal(group_ensure(&w->c, "autre", "Autre", it, &elsewhere), ST_OK);
        int64_t paul = person(w, "paul", "agent", "autre");
        as(w, paul, ROLE_AGENT);
        assert_int_equal(ticket_load(&w->c, w->t.id, ACT_READ, &w->t), ST_OK);
        assert_int_equal(ticket_watch(&w->c, &w->t, true), ST_OK);
        forget_all(w);
        says(w, w->camille, ROLE_AGENT, "Une note", false);
        says(w, w->camille, ROLE_AGENT, "Une réponse", true);
        assert_int_equal(told(w, paul, ROLE_AGENT, NULL), 1);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_load(&w->c, w->t.id, ACT_WORK, &w->t), ST_OK);
        p.confidential = 1;
        assert_int_equal(ticket_change(&w->c, &w->t, &p, 0), ST_OK);
        assert_int_equal(told(w, paul, ROLE_AGENT, NULL), 0);
        assert_int_equal(told(w, w->ines, 0, NULL), 1);
        /* who no longer works at the desk is told nothing of it */
        assert_int_equal(told(w, w->thomas, ROLE_AGENT, NULL), 0);
}

static void check_choices(struct world *w)
{
        struct notify_choice *k;
        struct notify_rule *r;
        size_t n;
        const char *text;

        opened(w, 3);
        forget_all(w);
        as(w, w->ines, 0);
        assert_int_equal(notify_choices(&w->c, &k, &n), ST_OK);
        assert_int_equal(n, 5); /* opened, reply, state, invitation, intention: nothing of the desk's */
        assert_int_equal(notify_choice_put(&w->c, NOTIFY_REPLY, false, false), ST_OK);
        says(w, w->camille, ROLE_AGENT, "Bonjour", true);
        assert_int_equal(told(w, w->ines, 0, NULL), 0);
        /* a member of the group chooses what is off for others */
        as(w, w->thomas, ROLE_AGENT);
        assert_int_equal(notify_choice_put(&w->c, NOTIFY_OPENED, true, false), ST_OK);
        opened(w, 3);
        assert_int_equal(told(w, w->thomas, ROLE_AGENT, &text), 1);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 0);
        /* an administrator makes it for all, always */
        as(w, 0, 0);
        assert_int_equal(notify_rule_put(&w->c, &(struct notify_rule){NOTIFY_OPENED, NOTIFY_GROUP, NOTIFY_ALWAYS, NOTIFY_NEVER, 0}), ST_OK);
        assert_int_equal(notify_rules(&w->c, &r, &n), ST_OK);
        opened(w, 3);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 1);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(notify_choice_put(&w->c, NOTIFY_OPENED, false, false), ST_OK);
        opened(w, 3);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 2);
        as(w, 0, 0);
        assert_int_equal(notify_rule_put(&w->c, &(struct notify_rule){NOTIFY_OPENED, NOTIFY_GROUP, NOTIFY_NEVER, NOTIFY_NEVER, 0}), ST_OK);
        forget_all(w);
        opened(w, 3);
        assert_int_equal(told(w, w->thomas, ROLE_AGENT, NULL), 0);
}

/* At night the desk is not told, except of what is declared urgent; the requester is told at once. */
static void check_calendar(struct world *w)
{
        opened(w, 3);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_take(&w->c, &w->t), ST_OK);
        forget_all(w);
        w->c.now = NIGHT;
        says(w, w->theo == 0 ? 0 : w->ines, 0, "La nuit", true);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 0);
        w->c.now = TUESDAY - 1;
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 0);
        w->c.now = TUESDAY;
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 1);
        forget_all(w);
        w->c.now = NIGHT;
        opened(w, 1);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 1);
        as(w, 0, 0);
        forget_all(w);
        DB_TX(tx, w->db);
        assert_int_equal(ticket_told(&w->c, &w->t, TOLD_LATE_RESPONSE, w->c.now), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        assert_int_equal(told(w, w->sophie, ROLE_AGENT, NULL), 0);
        w->c.now = TUESDAY;
        assert_int_equal(told(w, w->sophie, ROLE_AGENT, NULL), 1);
        w->c.now = MORNING;
}

static int64_t count(struct world *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        int64_t n = -1;
        assert_int_equal(db_i64(w->db, &s, DB_NO_ARGS, &n), ST_OK);
        return n;
}

/* The job of this moment, as the thread of jobs runs it. */
static void ring_now(struct world *w)
{
        int ran;

        as(w, 0, 0);
        DB_TX(tx, w->db);
        assert_int_equal(job_plan(&w->c, "notify.ring", "", w->c.now, NULL), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        assert_int_equal(job_run_due(&w->c, 100, &ran), ST_OK);
        assert_true(ran > 0);
}

/* What waited for the morning rings then: once, and only those who were not told at once. */
static void check_ringing(struct world *w)
{
        const char *rings = "SELECT COUNT(*) FROM event WHERE kind = 50";

        opened(w, 3);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_take(&w->c, &w->t), ST_OK);
        forget_all(w);
        w->c.now = NIGHT;
        ring_now(w);
        int64_t before = count(w, rings);
        says(w, w->ines, 0, "La nuit", true);
        assert_int_equal(count(w, rings), before);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM notification WHERE rung = 0"), 1);
        w->c.now = TUESDAY;
        ring_now(w);
        assert_int_equal(count(w, rings), before + 1);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM notification WHERE rung = 0"), 0);
        w->c.now = TUESDAY + 1;
        ring_now(w);
        assert_int_equal(count(w, rings), before + 1);
        says(w, w->ines, 0, "Le jour", true);
        assert_int_equal(count(w, rings), before + 2);
        w->c.now = MORNING;
}

/* A level of a clock is said to whom its promise names, also when all of the ticket was read; it is over with
 * the ticket, and what was given is over when it is somebody else's. */
static void check_by_itself(struct world *w)
{
        const char *text;
        struct telling k = {.event = NOTIFY_LEVEL, .mark = 750, .role = NOTIFY_ASSIGNEE, .people = &w->camille, .n_people = 1};

        opened(w, 3);
        as(w, w->sophie, ROLE_AGENT | ROLE_LEAD);
        assert_int_equal(ticket_assign(&w->c, &w->t, 0, w->camille, 0), ST_OK);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, &text), 1);
        assert_string_equal(text, "Cette demande vous est affectée");
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_seen(&w->c, &w->t), ST_OK);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, NULL), 0);
        k.ticket_id = w->t.id;
        as(w, 0, 0);
        DB_TX(tx, w->db);
        assert_int_equal(notify_tell(&w->c, &k), ST_OK);
        assert_int_equal(notify_tell(&w->c, &k), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        assert_int_equal(told(w, w->camille, ROLE_AGENT, &text), 1);
        assert_non_null(strstr(text, "75"));
        assert_int_equal(told(w, w->thomas, ROLE_AGENT, NULL), 0);
        assert_int_equal(count(w, "SELECT MAX(n) FROM notification WHERE mark = 750"), 1);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_assign(&w->c, &w->t, 0, w->thomas, 0), ST_OK);
        assert_int_equal(told(w, w->thomas, ROLE_AGENT, NULL), 1);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_assign(&w->c, &w->t, 0, w->camille, 0), ST_OK);
        assert_int_equal(told(w, w->thomas, ROLE_AGENT, NULL), 0);
}

/* A group without anybody stays unread until somebody is back, whatever is clicked. */
static void check_pool(struct world *w)
{
        struct telling k = {.event = NOTIFY_POOL, .group_id = w->net, .role = NOTIFY_LEAD, .people = &w->sophie, .n_people = 1};
        const struct db_stmt raise = {NULL, "INSERT INTO pool_alarm (group_id, since_at) VALUES (:g, 1)"},
                             clear = {NULL, "DELETE FROM pool_alarm"};
        const char *text;

        as(w, 0, 0);
        forget_all(w);
        DB_TX(tx, w->db);
        assert_int_equal(db_exec(w->db, &raise, DB_ARGS(DB_I("g", w->net)), NULL), ST_OK);
        assert_int_equal(notify_tell(&w->c, &k), ST_OK);
        assert_int_equal(db_commit(&tx), ST_OK);
        assert_int_equal(told(w, w->sophie, ROLE_AGENT, &text), 1);
        assert_string_equal(text, "Plus personne n’est disponible dans le groupe Réseau.");
        assert_int_equal(notify_read(&w->c, 0, NULL), ST_OK);
        assert_int_equal(told(w, w->sophie, ROLE_AGENT, NULL), 1);
        as(w, 0, 0);
        DB_TX(over, w->db);
        assert_int_equal(db_exec(w->db, &clear, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(notify_over(&w->c, w->net), ST_OK);
        assert_int_equal(db_commit(&over), ST_OK);
        assert_int_equal(told(w, w->sophie, ROLE_AGENT, NULL), 0);
        assert_int_equal(count(w, "SELECT COUNT(*) FROM notification WHERE read_at > 0"), 1);
}

/* Who is invited hears of it, then of replies; of notes never.  Withdrawn, they find nothing of it. */
static void check_invited(struct world *w)
{
        const char *text;

        opened(w, 3);
        forget_all(w);
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_load(&w->c, w->t.id, ACT_WORK, &w->t), ST_OK);
        assert_int_equal(ticket_invite(&w->c, &w->t, w->theo, true), ST_OK);
        assert_int_equal(told(w, w->theo, 0, &text), 1);
        assert_string_equal(text, "camille vous associe à cette demande");
        assert_int_equal(told(w, w->ines, 0, NULL), 0);
        says(w, w->camille, ROLE_AGENT, "Entre nous", false);
        assert_int_equal(told(w, w->theo, 0, &text), 1);
        assert_string_equal(text, "camille vous associe à cette demande");
        says(w, w->camille, ROLE_AGENT, "Bonjour", true);
        assert_int_equal(told(w, w->theo, 0, &text), 1);
        assert_string_equal(text, "camille a répondu");
        as(w, w->camille, ROLE_AGENT);
        assert_int_equal(ticket_load(&w->c, w->t.id, ACT_WORK, &w->t), ST_OK);
        assert_int_equal(ticket_invite(&w->c, &w->t, w->theo, false), ST_OK);
        assert_int_equal(told(w, w->theo, 0, NULL), 0);
}

static void all(enum db_engine e)
{
        struct world w;
        void (*const part[])(struct world *) = {check_replies,    check_reading, check_asked,   check_confidential,
                                                  check_by_itself,  check_pool,    check_invited, check_ringing,
                                                  check_choices,    check_calendar};
        world_open(&w, e);
        for (size_t i = 0; i < ARRAY_LEN(part); i++)
                part[i](&w);
        world_close(&w);
}
TESTDB_BOTH(all)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(all)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
