/* Tickets on both engines: opening, words, moves, taking, stale writes, the journal, hostile input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <pthread.h>

#include "desk/incident/incident.h"
#include "desk/ticket/test_world.h"

/* ---- opening ------------------------------------------------------------------------------------------ */

static void opening(enum db_engine e)
{
        struct world w;
        struct entry *entries;
        size_t n;
        bool more;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "  Le wifi\t est\ncoupé  ", w.wifi, -1);
        assert_string_equal(t.number, "INC-1");
        assert_string_equal(t.subject, "Le wifi  est coupé");
        assert_int_equal(t.state, STATE_NEW);
        assert_int_equal(t.priority, 3);
        assert_int_equal(t.group_id, w.net);
        assert_int_equal(t.requester_id, w.ines);
        assert_int_equal(t.requested_for_id, w.ines);
        assert_string_equal(t.requester_login, "icaron");
        assert_string_equal(t.service_code, "wifi");
        assert_int_equal(spy.n, 1);
        assert_int_equal(spy.seen[0].event, EV_OPENED);
        assert_false(spy.seen[0].contact);
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 10, &entries, &n, &more), ST_OK);
        assert_int_equal(n, 1);
        assert_int_equal(entries[0].kind, ENTRY_CHANGE);
        assert_string_equal(entries[0].line, "Demande ouverte");
        assert_int_equal(entries[0].by_agent, 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM event WHERE kind = 10"), 1);
        assert_string_equal(ticket_of_ines(&w, "Deux", 0, -1).number, "INC-2");
        world_close(&w);
}

/* An agent opens for somebody: is not on the ticket; a phone call is a contact. */
static void opening_for(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Téléphone", .channel = CHANNEL_PHONE, .confidential = -1,
                                 .impact = 1, .urgency = 1};

        world_open(&w, e);
        d.requester_id = w.ines;
        d.requested_for_id = w.paul;
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        assert_int_equal(t.priority, 1);
        assert_int_equal(t.opened_by_id, w.agent_net);
        assert_true(spy.seen[0].contact);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_person"), 2);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_person WHERE part = 20"), 1);
        /* a requester decides neither who asks nor how grave it is */
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_DENIED);
        d = (struct ticket_draft){.kind = TICKET_INCIDENT, .subject = "Moi", .impact = 1, .urgency = 1, .priority = 1,
                                  .state = STATE_CLOSED, .created_at = 5, .group_id = w.pay, .quiet = true};
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        assert_int_equal(t.priority, 3);
        assert_int_equal(t.state, STATE_NEW);
        assert_int_equal(t.created_at, w.c.now);
        assert_int_not_equal(t.group_id, w.pay);
        assert_int_equal(spy.n, 2);
        world_close(&w);
}

static void refused_drafts(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = " \t​", .service_id = 999999, .confidential = -1};

        world_open(&w, e);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "subject"));
        assert_non_null(form_msg(&w.c, "service"));
        char *huge = arena_alloc(w.arena, (10u << 20) + 1);
        memset(huge, 'x', 10u << 20);
        as_requester(&w, w.ines);
        d = (struct ticket_draft){.kind = TICKET_INCIDENT, .subject = huge, .description = huge};
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "subject"));
        assert_non_null(form_msg(&w.c, "description"));
        as_agent(&w, w.agent_net);
        d = (struct ticket_draft){.kind = TICKET_INCIDENT, .subject = "Qui", .requester_id = 424242};
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "requester"));
        /* marks that turn the reading direction never get in */
        as_requester(&w, w.ines);
        d = (struct ticket_draft){.kind = TICKET_INCIDENT, .subject = "fac\u202Egpj.exe", .description = "a\x01\xff\u200Bb"};
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        assert_string_equal(t.subject, "facgpj.exe");
        assert_null(strstr(t.description, "\x01"));
        assert_true(utf8_valid(t.description, strlen(t.description)));
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket"), 1);
        world_close(&w);
}

/* ---- numbers -------------------------------------------------------------------------------------------- */

static void numbers(enum db_engine e)
{
        struct world w;
        struct ticket t;
        int64_t kind, num;
        static const char *const good[] = {"INC-1", "inc-1", "INC1", "inc0000001", " INC-1 ", "#inc-1", "Inc 1"};
        static const char *const bad[] = {"", "INC", "INC-", "1", "INC-0", "INC-x", "INC--1", "XYZ-1", "INC-1x", "INC-1 2",
                                          "INC-99999999999999999999", "INC-1'"};

        world_open(&w, e);
        ticket_of_ines(&w, "Un", w.wifi, -1);
        for (size_t i = 0; i < ARRAY_LEN(good); i++)
                EXPECT(&w, ticket_find(&w.c, good[i], ACT_READ, &t), ST_OK);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                EXPECT(&w, ticket_find(&w.c, bad[i], ACT_READ, &t), ST_NOT_FOUND);
        EXPECT(&w, ticket_find(&w.c, "INC-2", ACT_READ, &t), ST_NOT_FOUND);
        assert_true(ticket_number_parse(&w.c, "SCTASK-9", &kind, &num));
        assert_int_equal(kind, TICKET_SERVICE_TASK);
        world_close(&w);
}

/* ---- take ------------------------------------------------------------------------------------------------ */

struct taker {
        struct app *app;
        int64_t person_id, *ticket;
        size_t n;
        int won, lost, other;
        pthread_barrier_t *start;
};

static void *take_all(void *arg)
{
        struct taker *k = arg;
        struct arena *a = arena_new(64u << 20);
        struct db *db = NULL;
        struct actor who = {.person_id = k->person_id, .login = "", .name = "", .lang_text = "fr", .roles = ROLE_AGENT, .prefs = "{}"};

        k->other = db_open(k->app->pool, &db) != ST_OK;
        for (size_t i = 0; i < k->n; i++) {
                struct ctx c;
                struct ticket t;
                pthread_barrier_wait(k->start);
                app_ctx(k->app, a, db, &c);
                c.actor = &who;
                enum status st = ticket_load(&c, k->ticket[i], ACT_TAKE, &t);
                if (!st)
                        do
                                st = ticket_take(&c, &t);
                        while (st == ST_BUSY);
                k->won += st == ST_OK;
                k->lost += st == ST_CONFLICT && c.why && t.assignee_name;
                k->other += st != ST_OK && st != ST_CONFLICT;
                arena_reset(a);
        }
        db_close(&db);
        arena_free(&a);
        return NULL;
}

/* Two agents, two hundred tickets, the same moment: each ticket goes to exactly one. */
static void taking_at_once(enum db_engine e)
{
        enum { N = 200 };
        struct world w;
        int64_t id[N];
        pthread_barrier_t start;
        pthread_t thread[2];

        world_open(&w, e);
        for (size_t i = 0; i < N; i++)
                id[i] = ticket_of_ines(&w, "À prendre", w.wifi, -1).id;
        pthread_barrier_init(&start, NULL, 2);
        struct taker k[2] = {{w.app, w.agent_net, id, N, 0, 0, 0, &start}, {w.app, w.lead_net, id, N, 0, 0, 0, &start}};
        for (size_t i = 0; i < 2; i++)
                assert_int_equal(pthread_create(&thread[i], NULL, take_all, &k[i]), 0);
        for (size_t i = 0; i < 2; i++)
                pthread_join(thread[i], NULL);
        pthread_barrier_destroy(&start);
        assert_int_equal(k[0].other + k[1].other, 0);
        assert_int_equal(k[0].won + k[1].won, N);
        assert_int_equal(k[0].lost + k[1].lost, N);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket WHERE assignee_id IS NOT NULL AND state = 20"), N);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE changes LIKE '%assignee%'"), N);
        world_close(&w);
}

static void taking(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "À prendre", w.wifi, -1);
        as_agent(&w, w.agent_el); /* of the department, not of the group */
        EXPECT(&w, ticket_take(&w.c, &t), ST_DENIED);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_take(&w.c, &t), ST_DENIED);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_take(&w.c, &t), ST_NOT_FOUND);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_take(&w.c, &t), ST_OK);
        assert_int_equal(t.state, STATE_OPEN);
        assert_int_equal(t.version, 2);
        EXPECT(&w, ticket_take(&w.c, &t), ST_OK); /* mine already */
        assert_int_equal(t.version, 2);
        as_agent(&w, w.lead_net);
        EXPECT(&w, ticket_take(&w.c, &t), ST_CONFLICT);
        assert_non_null(strstr(w.c.why, "crey"));
        world_close(&w);
}

/* ---- stale, fields, assignment ------------------------------------------------------------------------------ */

static void stale(enum db_engine e)
{
        struct world w;
        struct ticket_patch p = TICKET_PATCH_NONE;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Vieux", w.wifi, -1);
        as_agent(&w, w.agent_net);
        p.subject = "Neuf";
        p.impact = 1;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 1), ST_OK);
        assert_string_equal(t.subject, "Neuf");
        assert_int_equal(t.priority, 2);
        assert_int_equal(t.version, 2);
        p.subject = "Autre";
        EXPECT(&w, ticket_change(&w.c, &t, &p, 1), ST_STALE);
        assert_string_equal(t.subject, "Neuf"); /* the version to show beside what was typed */
        assert_int_equal(t.version, 2);
        EXPECT(&w, ticket_assign(&w.c, &t, w.elearn, 0, 1), ST_STALE);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_OPEN, 0, "", 1), ST_STALE);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_OPEN, 0, "", 2), ST_OK);
        p = TICKET_PATCH_NONE;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK); /* nothing to change */
        assert_int_equal(t.version, 3);
        p.urgency = 9;
        p.channel = 11;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_INVALID);
        assert_non_null(form_msg(&w.c, "urgency"));
        assert_non_null(form_msg(&w.c, "channel"));
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_DENIED);
        world_close(&w);
}

static void assigning(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Transfert", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_take(&w.c, &t), ST_OK);
        EXPECT(&w, ticket_assign(&w.c, &t, 0, w.agent_hr, 0), ST_INVALID);
        assert_non_null(form_msg(&w.c, "assignee"));
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_assign(&w.c, &t, 987654, 0, 0), ST_INVALID);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_assign(&w.c, &t, w.elearn, 0, 0), ST_OK);
        assert_int_equal(t.assignee_id, 0);
        assert_int_equal(t.transfers, 1);
        assert_int_equal(t.group_id, w.elearn);
        EXPECT(&w, ticket_assign(&w.c, &t, w.pay, w.agent_hr, 0), ST_OK);
        assert_int_equal(t.assignee_id, w.agent_hr);
        /* it left the department: it is gone for who sent it */
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t), ST_NOT_FOUND);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_WORK, &t), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM transfer"), 2);
        world_close(&w);
}

/* ---- moves -------------------------------------------------------------------------------------------------- */

enum { W = 1, A = 2 }; /* who may: the desk, the requester */

/* From each state to each: what is declared, written apart from the table under test. */
static const int declared[6][6] = {
        /*              new open pending resolved closed cancelled */
        /* new */       {0, W, W, W, 0, W | A},
        /* open */      {0, 0, W, W, 0, W | A},
        /* pending */   {0, W, 0, W, 0, W | A},
        /* resolved */  {0, W | A, 0, 0, W | A, 0},
        /* closed */    {0, W | A, 0, 0, 0, 0},
        /* cancelled */ {0, W, 0, 0, 0, 0},
};

static void put_state(struct world *w, struct ticket *t, int from)
{
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Mouvement", .requester_id = w->ines,
                                 .service_id = w->wifi, .state = from, .quiet = true};

        as_system(w);
        EXPECT(w, ticket_open(&w->c, &d, t), ST_OK);
        /* as the imports leave it, but settled just now */
        assert_int_equal(t->state, from);
}

static bool listed(struct world *w, const struct ticket *t, int to)
{
        for (const int *m = ticket_moves(&w->c, t); *m; m++)
                if (*m == to)
                        return true;
        return false;
}

static void one_move(struct world *w, int from, int to, int who)
{
        struct ticket t;
        int pending = to == STATE_PENDING ? PENDING_SUPPLIER : 0;
        bool may = declared[from / 10 - 1][to / 10 - 1] & who;

        put_state(w, &t, from);
        if (who == W)
                as_agent(w, w->agent_net);
        else
                as_requester(w, w->ines);
        EXPECT(w, ticket_load(&w->c, t.id, ACT_READ, &t), ST_OK);
        assert_int_equal(listed(w, &t, to), may);
        EXPECT(w, ticket_move(&w->c, &t, to, pending, "parce que", 0), may ? ST_OK : ST_CONFLICT);
        if (may)
                assert_int_equal(fresh(w, t.id).state, to);
        else
                assert_non_null(w->c.why);
}

static void every_move(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        for (int from = 10; from <= 60; from += 10)
                for (int to = 10; to <= 60; to += 10) {
                        if (from == to && from == STATE_PENDING)
                                continue;
                        one_move(&w, from, to, W);
                        one_move(&w, from, to, A);
                }
        world_close(&w);
}

static void life(enum db_engine e)
{
        struct world w;
        struct entry *entries;
        size_t n;
        bool more;
        struct entry_draft reply = {.body = "Avez-vous **redémarré** ?", .is_public = true};
        struct entry_draft answer = {.body = "Oui, deux fois", .is_public = true};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Une vie", w.wifi, -1);
        as_agent(&w, w.agent_net);
        spy.n = 0;
        EXPECT(&w, ticket_comment(&w.c, &t, &reply, NULL), ST_OK);
        assert_int_equal(spy.n, 2);
        assert_int_equal(spy.seen[0].event, EV_COMMENTED);
        assert_true(spy.seen[0].contact);
        assert_int_equal(spy.seen[0].after, STATE_NEW); /* one thing at a time */
        assert_int_equal(spy.seen[1].event, EV_MOVED);
        assert_int_equal(t.state, STATE_OPEN);
        assert_int_equal(t.news_kind, NEWS_REQUESTER);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_PENDING, 0, "", 0), ST_INVALID); /* no reason to wait */
        EXPECT(&w, ticket_move(&w.c, &t, STATE_PENDING, PENDING_REQUESTER, "", 0), ST_OK);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_comment(&w.c, &t, &answer, NULL), ST_OK);
        assert_int_equal(t.state, STATE_OPEN);
        assert_int_equal(t.news_kind, NEWS_DESK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, " ", 0), ST_INVALID); /* no solution said */
        assert_non_null(form_msg(&w.c, "reason"));
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Borne remplacée", 0), ST_OK);
        assert_int_equal(t.news_kind, NEWS_REQUESTER);
        assert_int_equal(t.resolved_at, w.c.now);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_OPEN, 0, "", 0), ST_INVALID); /* why not? */
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_OPEN, 0, "Toujours en panne", 0), ST_OK);
        assert_int_equal(t.resolved_at, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Câble changé", 0), ST_OK);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CLOSED, 0, "", 0), ST_OK);
        assert_int_equal(t.news_kind, NEWS_SETTLED);
        w.c.now += 14 * DAY_MS;
        EXPECT(&w, ticket_comment(&w.c, &t, &answer, NULL), ST_OK);
        assert_int_equal(t.state, STATE_OPEN);
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 100, &entries, &n, &more), ST_OK);
        assert_false(more);
        assert_string_equal(entries[1].author_login, "crey");
        assert_int_equal(entries[1].by_agent, 1);
        assert_string_equal(entries[2].line, "État\u00a0: Nouveau → En cours");
        /* a reason to wait comes from nothing and goes to nothing: nobody reads that word */
        assert_string_equal(entries[3].line, "État\u00a0: En cours → En attente · Attend le demandeur");
        for (size_t i = 0; i < n; i++)
                assert_null(entries[i].line ? strstr(entries[i].line, "rien") : NULL);
        world_close(&w);
}

static void too_late(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct entry_draft answer = {.body = "Encore", .is_public = true};

        world_open(&w, e);
        put_state(&w, &t, STATE_CLOSED);
        w.c.now += 16 * DAY_MS;
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_comment(&w.c, &t, &answer, NULL), ST_CONFLICT);
        assert_non_null(strstr(w.c.why, "nouvelle"));
        EXPECT(&w, ticket_move(&w.c, &t, STATE_OPEN, 0, "Encore", 0), ST_CONFLICT);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_OPEN, 0, "", 0), ST_OK); /* the desk may, always */
        world_close(&w);
}

/* ---- journal ---------------------------------------------------------------------------------------------------- */

static void append_only(enum db_engine e)
{
        struct world w;
        static const struct db_stmt change = {"", "UPDATE entry SET at = 0"}, drop = {"", "DELETE FROM entry"};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Journal", w.wifi, -1);
        assert_int_not_equal(db_exec(w.db, &change, DB_NO_ARGS, NULL), ST_OK);
        assert_int_not_equal(db_exec(w.db, &drop, DB_NO_ARGS, NULL), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry"), 1);
        (void)t;
        world_close(&w);
}

static void notes_stay_inside(enum db_engine e)
{
        struct world w;
        struct entry *entries;
        size_t n;
        bool more;
        struct entry_draft note = {.body = "Elle a déjà appelé trois fois"};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Notes", w.wifi, -1);
        as_agent(&w, w.agent_el);
        spy.n = 0;
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        assert_int_equal(spy.seen[0].event, EV_NOTED);
        assert_false(spy.seen[0].contact);
        assert_int_equal(t.state, STATE_NEW);
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 10, &entries, &n, &more), ST_OK);
        assert_int_equal(n, 2);
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 1, &entries, &n, &more), ST_OK);
        assert_int_equal(n, 1);
        assert_true(more);
        EXPECT(&w, ticket_journal(&w.c, &t, entries[0].id, 1, &entries, &n, &more), ST_OK);
        assert_false(more);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_DENIED);
        EXPECT(&w, ticket_journal(&w.c, &t, 0, 10, &entries, &n, &more), ST_OK);
        assert_int_equal(n, 1);
        /* nor does the live event tell the people of the ticket */
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM event WHERE kind = 30 AND people = ''"), 1);
        world_close(&w);
}

static void hooks(enum db_engine e)
{
        struct world w;
        struct entry_draft note = {.body = "boucle"};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Crochets", w.wifi, -1);
        as_agent(&w, w.agent_net);
        spy.set_due = 12345;
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        assert_int_equal(fresh(&w, t.id).due_at, 12345);
        spy.n = 0;
        spy.loops = true;
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_CONFLICT);
        assert_int_equal(spy.n, 8);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE kind = 20"), 1); /* nothing of it stayed */
        world_close(&w);
}

/* Every statement, on both engines. */
static void statements(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        for (const struct db_stmt *const *s = slice_ticket.stmts; *s; s++) {
                enum status st = db_prepare_only(w.db, *s);
                if (st)
                        print_error("%s: %s\n", (*s)->name, db_why(w.db));
                assert_int_equal(st, ST_OK);
        }
        world_close(&w);
}

TESTDB_BOTH(opening)
TESTDB_BOTH(opening_for)
/* What tickets name stays: their group, their service, their department (0058_ticket_places.sql).  What they do not name
 * goes. */
static enum status tried(struct world *w, const char *sql)
{
        const struct db_stmt s = {NULL, sql};
        DB_TX(tx, w->db);
        enum status st = tx.st ? tx.st : db_exec(w->db, &s, DB_NO_ARGS, NULL);

        return st ? st : db_commit(&tx);
}

static void places_kept(enum db_engine e)
{
        static const char *const made[] = {
                "INSERT INTO department (code, name_fr, name_en) VALUES ('seul', 'Seul', 'Alone')",
                "INSERT INTO support_group (code, name, department_id) SELECT 'seul', 'Seul', MIN(id) FROM department",
                "INSERT INTO service (code, department_id, group_id, name_fr, name_en) SELECT 'seul', MIN(department_id), MIN(id), 'Seul', 'Alone' FROM support_group",
        };
        static const char *const gone[] = {"DELETE FROM service WHERE code = 'seul'", "DELETE FROM support_group WHERE code = 'seul'",
                                           "DELETE FROM department WHERE code = 'seul'", "UPDATE support_group SET id = id + 1000 WHERE code = 'seul'"};
        struct world w;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Wifi", w.wifi, 0);
        for (size_t i = 0; i < ARRAY_LEN(made); i++)
                EXPECT(&w, tried(&w, made[i]), ST_OK);
        /* nothing but the ticket names them */
        EXPECT(&w, tried(&w, "UPDATE ticket SET service_id = (SELECT id FROM service WHERE code = 'seul'), group_id = (SELECT id FROM support_group"
                             " WHERE code = 'seul'), department_id = (SELECT id FROM department WHERE code = 'seul')"), ST_OK);
        for (size_t i = 0; i < ARRAY_LEN(gone); i++)
                assert_int_not_equal(tried(&w, gone[i]), ST_OK);
        EXPECT(&w, tried(&w, arena_fmt(w.arena, "UPDATE ticket SET service_id = %lld, group_id = %lld, department_id = %lld", (long long)t.service_id,
                                       (long long)t.group_id, (long long)t.department_id)), ST_OK);
        for (size_t i = 0; i < 3; i++)
                EXPECT(&w, tried(&w, gone[i]), ST_OK);
        world_close(&w);
}
TESTDB_BOTH(places_kept)

TESTDB_BOTH(refused_drafts)
TESTDB_BOTH(numbers)
TESTDB_BOTH(taking)
TESTDB_BOTH(taking_at_once)
TESTDB_BOTH(stale)
TESTDB_BOTH(assigning)
TESTDB_BOTH(every_move)
TESTDB_BOTH(life)
TESTDB_BOTH(too_late)
TESTDB_BOTH(append_only)
TESTDB_BOTH(notes_stay_inside)
TESTDB_BOTH(hooks)
TESTDB_BOTH(statements)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(statements),   TESTDB_RUN(opening),        TESTDB_RUN(opening_for), TESTDB_RUN(refused_drafts),
                TESTDB_RUN(numbers),      TESTDB_RUN(taking),         TESTDB_RUN(stale),       TESTDB_RUN(assigning),
                TESTDB_RUN(every_move),   TESTDB_RUN(life),           TESTDB_RUN(too_late),    TESTDB_RUN(append_only),
                TESTDB_RUN(notes_stay_inside), TESTDB_RUN(hooks),     TESTDB_RUN(taking_at_once),
                TESTDB_RUN(places_kept),
        };
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
