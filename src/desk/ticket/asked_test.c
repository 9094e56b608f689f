/* Who is told and who is asked, on both engines: recipients of replies, names in notes, advice of another
 * group, and what each of them may and may not do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/asked_own.h"
#include "desk/ticket/test_world.h"

static struct entry last_entry(struct world *w, const struct ticket *t, int kind)
{
        struct entry *e, found = {0};
        size_t n;
        bool more;

        EXPECT(w, ticket_journal(&w->c, t, 0, 50, &e, &n, &more), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (e[i].kind == kind)
                        found = e[i];
        return found;
}

/* ---- known people ---- */

static void known(enum db_engine e)
{
        struct world w;
        int64_t id;

        world_open(&w, e);
        as_requester(&w, w.ines);
        EXPECT(&w, person_known(&w.c, "pmartin", &id), ST_OK);
        assert_int_equal(id, w.paul);
        EXPECT(&w, person_known(&w.c, " PMartin@rives.EXAMPLE ", &id), ST_OK);
        assert_int_equal(id, w.paul);
        static const char *const unknown[] = {"", "pm", "pmart", "pmartin@", "@rives.example", "p%", "martin", "nobody@rives.example"};
        for (size_t i = 0; i < ARRAY_LEN(unknown); i++)
                EXPECT(&w, person_known(&w.c, unknown[i], &id), ST_NOT_FOUND);
        as_system(&w);
        EXPECT(&w, person_close(&w.c, w.paul), ST_OK);
        as_requester(&w, w.ines);
        EXPECT(&w, person_known(&w.c, "pmartin", &id), ST_NOT_FOUND);
        w.c.actor = NULL;
        EXPECT(&w, person_known(&w.c, "icaron", &id), ST_SIGN_IN);
        world_close(&w);
}
TESTDB_BOTH(known)

/* A requester opens for somebody else, who sees it and finds it. */
static void for_another(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct for_other *o;
        struct ticket_page page;
        struct ticket_query q = {.view = "requested"};
        size_t n;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Pour Paul", .description = "Son poste", .confidential = -1};

        world_open(&w, e);
        ticket_of_ines(&w, "Pour moi", w.wifi, -1);
        as_requester(&w, w.ines);
        d.requested_for_id = w.paul;
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        EXPECT(&w, ticket_for_others(&w.c, 0, t.id, &o, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(o[0].for_name, "pmartin");
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 1);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_COMMENT, &t), ST_OK);
        EXPECT(&w, ticket_for_others(&w.c, 0, t.id, &o, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(o[0].requester_name, "icaron");
        world_close(&w);
}
TESTDB_BOTH(for_another)

/* ---- recipients ---- */

static void recipients(enum db_engine e)
{
        struct world w;
        struct recipient *r;
        size_t n;
        struct entry_draft all = {.body = "À tous", .is_public = true}, one = {.body = "À Inès", .is_public = true, .to_chosen = true};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Un", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_invite(&w.c, &t, w.paul, true), ST_OK);
        EXPECT(&w, ticket_recipients(&w.c, &t, &r, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_true(r[0].required && r[0].id == w.ines);
        assert_true(!r[1].required && r[1].invited && r[1].id == w.paul);
        EXPECT(&w, ticket_comment(&w.c, &t, &all, NULL), ST_OK);
        assert_string_equal(last_entry(&w, &t, ENTRY_COMMENT).to, "icaron, pmartin");
        EXPECT(&w, ticket_comment(&w.c, &t, &one, NULL), ST_OK);
        assert_string_equal(last_entry(&w, &t, ENTRY_COMMENT).to, "icaron");
        /* somebody who is not on the ticket is not told, whatever was sent */
        const int64_t to[] = {w.paul, w.agent_hr, -5, 999999};
        one.to = to;
        one.n_to = ARRAY_LEN(to);
        EXPECT(&w, ticket_comment(&w.c, &t, &one, NULL), ST_OK);
        assert_string_equal(last_entry(&w, &t, ENTRY_COMMENT).to, "icaron, pmartin");
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_recipient"), 5);
        /* notes and what requesters write have none */
        struct entry_draft note = {.body = "Note", .to = to, .n_to = 1, .to_chosen = true};
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_comment(&w.c, &t, &all, NULL), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_recipient"), 5);
        /* withdrawn: sees nothing more */
        EXPECT(&w, ticket_invite(&w.c, &t, w.paul, false), ST_OK);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_recipients(&w.c, &(struct ticket){.id = t.id}, &r, &n), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(recipients)

/* The choice waits with the reply. */
static void recipients_later(enum db_engine e)
{
        struct world w;
        int64_t at;
        struct reply_draft r = {.body = "Bonjour", .to_chosen = true};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Un", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_invite(&w.c, &t, w.paul, true), ST_OK);
        EXPECT(&w, ticket_reply_later(&w.c, &t, &r, &at), ST_OK);
        r.to = &w.paul;
        r.n_to = 1;
        /* a second one sends the first */
        EXPECT(&w, ticket_reply_later(&w.c, &t, &r, &at), ST_OK);
        assert_string_equal(last_entry(&w, &t, ENTRY_COMMENT).to, "icaron");
        r = (struct reply_draft){.body = "Encore"};
        EXPECT(&w, ticket_reply_later(&w.c, &t, &r, &at), ST_OK);
        assert_string_equal(last_entry(&w, &t, ENTRY_COMMENT).to, "icaron, pmartin");
        world_close(&w);
}
TESTDB_BOTH(recipients_later)

/* ---- mentions ---- */

static void mentions(enum db_engine e)
{
        struct world w;
        struct asked *a;
        size_t n;
        struct ticket t2;
        struct entry_draft note = {.body = "Vois avec @hdub. Pas avec x@yben.example ni `@yben`, @pmartin ou @personne"};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Un", w.wifi, -1);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t2), ST_NOT_FOUND);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_mention"), 1);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_person WHERE part = 60"), 1);
        assert_non_null(strstr(last_entry(&w, &t, ENTRY_NOTE).safe.trusted_p, "<strong>@hdub</strong>."));
        assert_int_equal(t.group_id, w.net);
        /* reads and notes, works on nothing */
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ_ALL, &t2), ST_OK);
        static const enum action no[] = {ACT_COMMENT, ACT_WORK, ACT_TAKE, ACT_ASSIGN, ACT_ACCEPT, ACT_INVITE};
        for (size_t i = 0; i < ARRAY_LEN(no); i++)
                assert_false(ticket_can(&w.c, &t2, no[i]));
        EXPECT(&w, asked_list(&w.c, &a, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(a[0].number, t.number);
        assert_string_equal(a[0].who, "crey");
        EXPECT(&w, ticket_seen(&w.c, &t2), ST_OK);
        EXPECT(&w, asked_list(&w.c, &a, &n), ST_OK);
        assert_int_equal(n, 0);
        /* who only follows brings nobody else */
        struct entry_draft more = {.body = "Et @hdub"};
        EXPECT(&w, ticket_comment(&w.c, &t2, &more, NULL), ST_OK);
        /* a requester's text names nobody */
        as_requester(&w, w.ines);
        struct entry_draft said = {.body = "@yben aidez-moi", .is_public = true};
        EXPECT(&w, ticket_comment(&w.c, &t, &said, NULL), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_mention"), 1);
        EXPECT(&w, asked_list(&w.c, &a, &n), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(mentions)

/* A ticket for its group only: nobody comes by a mention, now or in ten seconds; who came before leaves. */
static void mentions_closed(enum db_engine e)
{
        struct world w;
        int64_t at;
        struct ticket t2;
        struct ticket_patch p = TICKET_PATCH_NONE;
        struct entry_draft note = {.body = "@crey ?"}, later = {.body = "@hdub ?"};
        struct reply_draft r = {.body = "@crey"};

        world_open(&w, e);
        struct ticket pay = ticket_of_ines(&w, "Paie", w.payroll, -1);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_comment(&w.c, &pay, &note, NULL), ST_INVALID);
        assert_non_null(strstr(form_msg(&w.c, "body"), "crey"));
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_reply_later(&w.c, &pay, &r, &at), ST_INVALID);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry_mention"), 0);
        struct ticket t = ticket_of_ines(&w, "Un", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_comment(&w.c, &t, &later, NULL), ST_OK);
        EXPECT(&w, advice_ask(&w.c, &t, w.pay, "Votre avis ?"), ST_OK);
        p.confidential = 1;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t2), ST_NOT_FOUND);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_share"), 0);
        world_close(&w);
}
TESTDB_BOTH(mentions_closed)

/* ---- advice ---- */

static void advice(enum db_engine e)
{
        struct world w;
        struct ticket t2;
        struct asked *a;
        struct advice *open;
        struct ticket_page page;
        size_t n;
        struct entry_draft answer = {.body = "Oui, c'est possible"};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Prime", w.wifi, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, advice_ask(&w.c, &t, w.pay, "Est-ce possible ?"), ST_OK);
        EXPECT(&w, advice_ask(&w.c, &t, w.pay, "Est-ce possible ?"), ST_CONFLICT);
        EXPECT(&w, advice_ask(&w.c, &t, w.net, "Nous ?"), ST_CONFLICT);
        EXPECT(&w, advice_ask(&w.c, &t, 424242, "Qui ?"), ST_INVALID);
        EXPECT(&w, advice_ask(&w.c, &t, w.elearn, " "), ST_INVALID);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM advice"), 1);
        assert_int_equal(t.group_id, w.net);
        assert_int_equal(t.transfers, 0);
        /* a member reads and notes; nothing else */
        as_agent(&w, w.agent_hr);
        EXPECT(&w, asked_list(&w.c, &a, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(a[0].group_name, "Paie");
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_NOTE, &t2), ST_OK);
        assert_true(ticket_can(&w.c, &t2, ACT_READ_ALL));
        static const enum action no[] = {ACT_COMMENT, ACT_WORK, ACT_TAKE, ACT_ASSIGN, ACT_ACCEPT, ACT_INVITE};
        for (size_t i = 0; i < ARRAY_LEN(no); i++)
                assert_false(ticket_can(&w.c, &t2, no[i]));
        EXPECT(&w, ticket_move(&w.c, &t2, STATE_RESOLVED, 0, "Fini", 0), ST_CONFLICT);
        EXPECT(&w, ticket_assign(&w.c, &t2, w.pay, 0, 0), ST_DENIED);
        EXPECT(&w, ticket_take(&w.c, &t2), ST_DENIED);
        EXPECT(&w, advice_ask(&w.c, &t2, w.elearn, "Et vous ?"), ST_DENIED);
        EXPECT(&w, advice_withdraw(&w.c, &t2, w.pay), ST_DENIED);
        struct ticket_query q = {.q = "prime"};
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 1);
        /* a note of the asker leaves it open, a note of a member answers and ends the view */
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_comment(&w.c, &t, &(struct entry_draft){.body = "Précision"}, NULL), ST_OK);
        EXPECT(&w, advice_list(&w.c, &t, &open, &n), ST_OK);
        assert_int_equal(n, 1);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_comment(&w.c, &t2, &answer, NULL), ST_OK);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t2), ST_NOT_FOUND);
        EXPECT(&w, asked_list(&w.c, &a, &n), ST_OK);
        assert_int_equal(n, 0);
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 0);
        as_agent(&w, w.agent_net);
        EXPECT(&w, advice_list(&w.c, &t, &open, &n), ST_OK);
        assert_int_equal(n, 0);
        /* asked again, withdrawn */
        EXPECT(&w, advice_ask(&w.c, &t, w.pay, "Encore ?"), ST_OK);
        EXPECT(&w, advice_withdraw(&w.c, &t, w.pay), ST_OK);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_share"), 0);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t2), ST_NOT_FOUND);
        /* a ticket for its group only is shown to nobody else */
        struct ticket pay = ticket_of_ines(&w, "Paie", w.payroll, -1);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, advice_ask(&w.c, &pay, w.net, "Votre avis ?"), ST_CONFLICT);
        as_requester(&w, w.ines);
        EXPECT(&w, advice_ask(&w.c, &pay, w.net, "Votre avis ?"), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(advice)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(known),    TESTDB_RUN(for_another),     TESTDB_RUN(recipients), TESTDB_RUN(recipients_later),
                TESTDB_RUN(mentions), TESTDB_RUN(mentions_closed), TESTDB_RUN(advice),
        };
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
