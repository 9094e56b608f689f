/* Merge, split, parents and children, what follows a closed ticket, and what resolving asks: on both engines,
 * with everybody who may not, and with tickets that only one group sees. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/asked.h"
#include "desk/ticket/course.h"
#include "desk/ticket/test_world.h"
#include "desk/ticket/together.h"

static struct ticket of(struct world *w, int64_t person_id, const char *subject, int64_t service, int confidential)
{
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = subject, .description = "Rien ne va", .service_id = service,
                                 .confidential = confidential};

        as_requester(w, person_id);
        EXPECT(w, ticket_open(&w->c, &d, &t), ST_OK);
        return t;
}

static struct ticket seen_by(struct world *w, int64_t person_id, int64_t id, bool agent)
{
        struct ticket t;

        as(w, person_id, agent ? ROLE_AGENT : 0);
        EXPECT(w, ticket_load(&w->c, id, ACT_READ, &t), ST_OK);
        return t;
}

static bool journal_says(struct world *w, const struct ticket *t, const char *words)
{
        struct entry *e;
        size_t n;
        bool more, says = false;

        EXPECT(w, ticket_journal(&w->c, t, 0, 100, &e, &n, &more), ST_OK);
        for (size_t i = 0; i < n; i++)
                says = says || (e[i].line && strstr(e[i].line, words)) || (e[i].body && strstr(e[i].body, words));
        return says;
}

static void say(struct world *w, struct ticket *t, const char *body, bool is_public, int64_t *id)
{
        EXPECT(w, ticket_comment(&w->c, t, &(struct entry_draft){.body = body, .is_public = is_public}, id), ST_OK);
}

/* ---- merge ---- */

static void merged(enum db_engine e)
{
        struct world w;
        struct ticket into, x;
        struct who *people;
        struct link *links;
        size_t n;

        world_open(&w, e);
        struct ticket a = of(&w, w.ines, "Un", w.wifi, -1), b = of(&w, w.paul, "Deux", w.wifi, -1);
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_merge_check(&w.c, &x, b.number, &into, &people, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(people[0].login, "icaron");
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, x.version + 1), ST_STALE);
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, x.version), ST_OK);
        assert_int_equal(x.state, STATE_CLOSED);
        assert_int_equal(x.merged_into, b.id);
        assert_true(journal_says(&w, &x, b.number));
        into = seen_by(&w, w.agent_net, b.id, true);
        assert_true(journal_says(&w, &into, a.number));
        EXPECT(&w, ticket_links(&w.c, &into, &links, &n), ST_OK);
        assert_true(n == 1 && links[0].stays && links[0].back && links[0].kind == LINK_MERGED);
        EXPECT(&w, ticket_link_remove(&w.c, &into, a.number), ST_NOT_FOUND); /* it is not a link one makes */
        /* who asked is told where it goes on, reads and answers there, not here */
        x = seen_by(&w, w.ines, a.id, false);
        assert_true(journal_says(&w, &x, b.number));
        EXPECT(&w, ticket_comment(&w.c, &x, &(struct entry_draft){.body = "Et ?", .is_public = true}, NULL), ST_CONFLICT);
        assert_non_null(strstr(w.c.why, b.number));
        EXPECT(&w, ticket_move(&w.c, &x, STATE_OPEN, 0, "Non", 0), ST_CONFLICT);
        into = seen_by(&w, w.ines, b.id, false);
        say(&w, &into, "Moi aussi", true, NULL);
        /* the other requester does not learn who came from where */
        into = seen_by(&w, w.paul, b.id, false);
        assert_false(journal_says(&w, &into, a.number));
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, 0), ST_CONFLICT);
        /* back: Inès wrote there, she stays */
        x = seen_by(&w, w.agent_net, a.id, true);
        assert_true(ticket_unmerge_may(&w.c, &x));
        EXPECT(&w, ticket_unmerge(&w.c, &x), ST_OK);
        assert_true(x.state == STATE_NEW && !x.merged_into);
        seen_by(&w, w.ines, b.id, false);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_unmerge(&w.c, &x), ST_CONFLICT);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_link"), 0);
        world_close(&w);
}
TESTDB_BOTH(merged)

static void merge_back(enum db_engine e)
{
        struct world w;
        struct ticket x, child, t;

        world_open(&w, e);
        struct ticket a = of(&w, w.ines, "Un", w.wifi, -1), b = of(&w, w.paul, "Deux", w.wifi, -1), k = of(&w, w.ines, "Enfant", w.wifi, -1);
        child = seen_by(&w, w.agent_net, k.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &child, a.number, LINK_CHILD), ST_OK);
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_take(&w.c, &x), ST_OK);
        EXPECT(&w, ticket_move(&w.c, &x, STATE_PENDING, PENDING_SUPPLIER, "", 0), ST_OK);
        EXPECT(&w, ticket_watch(&w.c, &x, true), ST_OK);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, 0), ST_OK);
        assert_int_equal(fresh(&w, k.id).parent_id, b.id);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_unmerge(&w.c, &x), ST_OK);
        assert_true(x.state == STATE_PENDING && x.pending == PENDING_SUPPLIER);
        assert_int_equal(fresh(&w, k.id).parent_id, a.id);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, b.id, ACT_READ, &t), ST_NOT_FOUND);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_merge_person"), 0);
        /* a day later it stays */
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, 0), ST_OK);
        w.c.now += 25 * HOUR_MS;
        assert_false(ticket_unmerge_may(&w.c, &x));
        EXPECT(&w, ticket_unmerge(&w.c, &x), ST_CONFLICT);
        world_close(&w);
}
TESTDB_BOTH(merge_back)

/* Each refusal with its reason, and nothing changed by any. */
static void merge_refused(enum db_engine e)
{
        struct world w;
        struct ticket x, k;

        world_open(&w, e);
        struct ticket a = of(&w, w.ines, "Un", w.wifi, -1), b = of(&w, w.paul, "Deux", w.wifi, -1);
        struct ticket secret = of(&w, w.ines, "Discret", w.wifi, 1), pay = of(&w, w.ines, "Paie", w.payroll, -1);
        struct ticket gone = of(&w, w.ines, "Fini", w.wifi, -1), kid = of(&w, w.ines, "Enfant", w.wifi, -1);
        x = seen_by(&w, w.agent_net, gone.id, true);
        EXPECT(&w, ticket_move(&w.c, &x, STATE_CANCELLED, 0, "", 0), ST_OK);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, 0), ST_CONFLICT);
        k = seen_by(&w, w.agent_net, kid.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &k, a.number, LINK_CHILD), ST_OK);
        int64_t entries = count_of(&w, "SELECT COUNT(*) FROM entry");
        const char *const no[] = {a.number, gone.number, secret.number, pay.number, kid.number, "INC-9999", "", "n'importe"};
        for (size_t i = 0; i < ARRAY_LEN(no); i++) {
                x = seen_by(&w, w.agent_net, a.id, true);
                EXPECT(&w, ticket_merge(&w.c, &x, no[i], 0), ST_INVALID);
                assert_non_null(form_msg(&w.c, "to"));
        }
        /* one that is not hers to see is as unknown as one that does not exist */
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_merge(&w.c, &x, pay.number, 0), ST_INVALID);
        const char *unseen = form_msg(&w.c, "to");
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_merge(&w.c, &x, "INC-9999", 0), ST_INVALID);
        assert_string_equal(unseen, form_msg(&w.c, "to"));
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, 0), ST_DENIED);
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, 0), ST_NOT_FOUND);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry"), entries);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_merge"), 0);
        /* two of the same closed circle may */
        struct ticket secret2 = of(&w, w.paul, "Discret aussi", w.wifi, 1);
        x = seen_by(&w, w.agent_net, secret.id, true);
        EXPECT(&w, ticket_merge(&w.c, &x, secret2.number, 0), ST_OK);
        /* and what was merged is no target: its target is named */
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_merge(&w.c, &x, b.number, 0), ST_OK);
        struct ticket late = of(&w, w.ines, "Tard", w.wifi, -1);
        x = seen_by(&w, w.agent_net, late.id, true);
        EXPECT(&w, ticket_merge(&w.c, &x, a.number, 0), ST_INVALID);
        assert_non_null(strstr(form_msg(&w.c, "to"), b.number));
        world_close(&w);
}
TESTDB_BOTH(merge_refused)

/* ---- split ---- */

static void split(enum db_engine e)
{
        struct world w;
        struct ticket x, part, t;
        struct link *links;
        size_t n;
        int64_t ids[2];

        world_open(&w, e);
        struct ticket a = of(&w, w.ines, "Deux choses", w.wifi, 1), other = of(&w, w.paul, "Autre", w.wifi, -1);
        x = seen_by(&w, w.ines, a.id, false);
        say(&w, &x, "Et mon mot de passe ?", true, &ids[0]);
        x = seen_by(&w, w.agent_net, a.id, true);
        say(&w, &x, "Compte bloqué depuis hier", false, &ids[1]);
        struct split_draft d = {.subject = "Mot de passe", .body = "À traiter à part.", .entries = ids, .n_entries = 2};
        EXPECT(&w, ticket_split(&w.c, &x, &d, &part), ST_OK);
        assert_true(part.confidential && part.scope == x.scope);
        assert_int_equal(part.requester_id, w.ines);
        assert_non_null(strstr(part.description, "Et mon mot de passe ?"));
        assert_null(strstr(part.description, "Compte bloqué"));
        assert_true(journal_says(&w, &part, "Compte bloqué"));
        assert_true(journal_says(&w, &x, part.number));
        EXPECT(&w, ticket_links(&w.c, &x, &links, &n), ST_OK);
        assert_true(n == 1 && links[0].kind == LINK_SPLIT && links[0].back);
        /* the requester reads both and the way between them, not the note */
        part = seen_by(&w, w.ines, part.id, false);
        assert_true(journal_says(&w, &part, a.number));
        assert_false(journal_says(&w, &part, "Compte bloqué"));
        /* wrong input, all at once */
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_split(&w.c, &x, &(struct split_draft){.subject = " ", .body = ""}, &t), ST_INVALID);
        assert_true(form_msg(&w.c, "subject") && form_msg(&w.c, "body"));
        x = seen_by(&w, w.agent_net, other.id, true);
        d.entries = ids; /* entries of another ticket */
        EXPECT(&w, ticket_split(&w.c, &x, &d, &t), ST_INVALID);
        assert_non_null(form_msg(&w.c, "entries"));
        x = seen_by(&w, w.ines, a.id, false);
        EXPECT(&w, ticket_split(&w.c, &x, &d, &t), ST_DENIED);
        world_close(&w);
}
TESTDB_BOTH(split)

/* ---- parents and children ---- */

static void parents(enum db_engine e)
{
        struct world w;
        struct ticket x;
        struct link *links;
        size_t n;

        world_open(&w, e);
        struct ticket p = of(&w, w.ines, "Panne", w.wifi, -1), a = of(&w, w.paul, "Un", w.wifi, -1), b = of(&w, w.ines, "Deux", w.wifi, -1);
        struct ticket pay = of(&w, w.ines, "Paie", w.payroll, -1);
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &x, p.number, LINK_CHILD), ST_OK);
        EXPECT(&w, ticket_link_add(&w.c, &x, p.number, LINK_CHILD), ST_OK);
        assert_true(journal_says(&w, &x, p.number));
        EXPECT(&w, ticket_link_add(&w.c, &x, a.number, LINK_CHILD), ST_INVALID);
        x = seen_by(&w, w.agent_net, p.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &x, a.number, LINK_CHILD), ST_INVALID);
        assert_non_null(form_msg(&w.c, "to"));
        x = seen_by(&w, w.agent_net, b.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &x, pay.number, LINK_CHILD), ST_INVALID);
        x = seen_by(&w, w.agent_net, b.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &x, a.number, LINK_MERGED), ST_INVALID);
        x = seen_by(&w, w.agent_net, b.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &x, a.number, LINK_CHILD), ST_OK);
        x = seen_by(&w, w.agent_net, p.id, true);
        EXPECT(&w, ticket_link_add(&w.c, &x, b.number, LINK_CHILD), ST_INVALID); /* a circle of three */
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_links(&w.c, &x, &links, &n), ST_OK);
        assert_int_equal(n, 2);
        assert_true(!links[0].stays && links[0].id == b.id && links[0].back && !links[1].back);
        EXPECT(&w, ticket_link_remove(&w.c, &x, b.number), ST_OK);
        assert_int_equal(fresh(&w, b.id).parent_id, 0);
        assert_true(journal_says(&w, &x, b.number));
        world_close(&w);
}
TESTDB_BOTH(parents)

static struct child *child_of(struct child *k, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (k[i].id == id)
                        return &k[i];
        return NULL;
}

static void children_answered(enum db_engine e)
{
        struct world w;
        struct ticket x;
        struct child *k;
        size_t n, back;
        int ran;

        world_open(&w, e);
        struct ticket p = of(&w, w.ines, "Panne", w.wifi, -1), a = of(&w, w.paul, "Un", w.wifi, -1), b = of(&w, w.ines, "Deux", w.wifi, -1);
        struct ticket shut = of(&w, w.ines, "Close", w.wifi, -1), pay = of(&w, w.paul, "Paie", w.payroll, -1);
        const struct ticket *const kids[] = {&a, &b, &shut, &pay};
        as_system(&w);
        for (size_t i = 0; i < ARRAY_LEN(kids); i++) {
                x = fresh(&w, kids[i]->id);
                EXPECT(&w, ticket_link_add(&w.c, &x, p.number, LINK_CHILD), ST_OK);
        }
        x = seen_by(&w, w.agent_net, shut.id, true);
        EXPECT(&w, ticket_move(&w.c, &x, STATE_CANCELLED, 0, "", 0), ST_OK);
        x = seen_by(&w, w.agent_net, p.id, true);
        EXPECT(&w, ticket_children(&w.c, &x, &k, &n), ST_OK);
        assert_int_equal(n, 3); /* what is for another group only is neither named nor counted */
        assert_null(child_of(k, n, pay.id));
        EXPECT(&w, ticket_children_answer(&w.c, &x, "  ", NULL, 0, &k, &n), ST_INVALID);
        x = seen_by(&w, w.agent_net, p.id, true);
        EXPECT(&w, ticket_children_answer(&w.c, &x, "Réparé", &shut.id, 1, &k, &n), ST_INVALID);
        assert_non_null(form_msg(&w.c, "children"));
        x = seen_by(&w, w.agent_net, p.id, true);
        EXPECT(&w, ticket_children_answer(&w.c, &x, "La borne est réparée", NULL, 0, &k, &n), ST_OK);
        assert_int_equal(child_of(k, n, a.id)->verdict, CHILD_SENT);
        assert_int_equal(child_of(k, n, b.id)->verdict, CHILD_SENT);
        assert_int_equal(child_of(k, n, shut.id)->verdict, CHILD_DONE);
        assert_true(*child_of(k, n, shut.id)->why);
        assert_true(journal_says(&w, &x, "2 demandes enfants"));
        /* all of it can be taken back for ten seconds, and the text is where it was typed; what one began to write to a
         * child alone is not touched */
        EXPECT(&w, draft_save(&w.c, arena_fmt(w.arena, "reply:%lld", (long long)a.id), "à vous seul"), ST_OK);
        EXPECT(&w, ticket_children_undo(&w.c, &x, &back), ST_OK);
        assert_int_equal(back, 2);
        const char *typed;
        EXPECT(&w, draft_load(&w.c, arena_fmt(w.arena, "children:%lld", (long long)p.id), &typed), ST_OK);
        assert_string_equal(typed, "La borne est réparée");
        EXPECT(&w, draft_load(&w.c, arena_fmt(w.arena, "reply:%lld", (long long)a.id), &typed), ST_OK);
        assert_string_equal(typed, "à vous seul");
        EXPECT(&w, ticket_children_undo(&w.c, &x, &back), ST_CONFLICT);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM draft"), 2);
        EXPECT(&w, draft_drop(&w.c, arena_fmt(w.arena, "reply:%lld", (long long)a.id)), ST_OK);
        /* only the chosen one; it leaves after ten seconds, once */
        x = seen_by(&w, w.agent_net, p.id, true);
        EXPECT(&w, ticket_children_answer(&w.c, &x, "Réparé", &a.id, 1, &k, &n), ST_OK);
        assert_int_equal(child_of(k, n, b.id)->verdict, CHILD_MAY);
        w.c.now += 11000;
        as_system(&w);
        EXPECT(&w, job_run_due(&w.c, 20, &ran), ST_OK);
        x = seen_by(&w, w.paul, a.id, false);
        assert_true(journal_says(&w, &x, "Réparé"));
        x = seen_by(&w, w.ines, b.id, false);
        assert_false(journal_says(&w, &x, "Réparé"));
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM entry WHERE kind = 10"), 1);
        /* who only reads the parent does not answer its children */
        x = seen_by(&w, w.ines, p.id, false);
        EXPECT(&w, ticket_children_answer(&w.c, &x, "Moi", NULL, 0, &k, &n), ST_DENIED);
        EXPECT(&w, ticket_children(&w.c, &x, &k, &n), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(children_answered)

/* ---- what follows ---- */

static void followed(enum db_engine e)
{
        struct world w;
        struct ticket x, next, t;

        world_open(&w, e);
        struct ticket a = of(&w, w.ines, "Wifi", w.wifi, 1);
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_move(&w.c, &x, STATE_RESOLVED, 0, "Voilà", 0), ST_OK);
        x = seen_by(&w, w.ines, a.id, false);
        EXPECT(&w, ticket_move(&w.c, &x, STATE_CLOSED, 0, "", 0), ST_OK);
        assert_false(ticket_follow_due(&w.c, &x));
        EXPECT(&w, ticket_follow_up(&w.c, &x, "Encore", &next), ST_CONFLICT);
        w.c.now += 16 * DAY_MS;
        x = seen_by(&w, w.ines, a.id, false);
        assert_true(ticket_follow_due(&w.c, &x));
        EXPECT(&w, ticket_comment(&w.c, &x, &(struct entry_draft){.body = "Encore", .is_public = true}, NULL), ST_CONFLICT);
        x = seen_by(&w, w.ines, a.id, false);
        EXPECT(&w, ticket_follow_up(&w.c, &x, "  ", &next), ST_INVALID);
        x = seen_by(&w, w.ines, a.id, false);
        EXPECT(&w, ticket_follow_up(&w.c, &x, "Encore en panne", &next), ST_OK);
        assert_true(next.confidential && next.service_id == w.wifi && next.state == STATE_NEW && !next.parent_id);
        assert_string_equal(next.description, "Encore en panne");
        assert_true(journal_says(&w, &next, a.number));
        assert_true(journal_says(&w, &x, next.number));
        assert_int_equal(fresh(&w, a.id).state, STATE_CLOSED);
        as_agent(&w, w.agent_el);
        EXPECT(&w, ticket_load(&w.c, next.id, ACT_READ, &t), ST_NOT_FOUND); /* as confidential as the first */
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_follow_up(&w.c, &x, "Moi", &t), ST_CONFLICT);
        world_close(&w);
}
TESTDB_BOTH(followed)

/* ---- resolving ---- */

static void resolving(enum db_engine e)
{
        struct world w;
        struct ticket x;
        struct service_resolution r;
        struct category cat;
        int64_t course, at;
        struct ticket_patch p = TICKET_PATCH_NONE;

        world_open(&w, e);
        struct ticket a = of(&w, w.ines, "Wifi", w.wifi, -1);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, service_resolution_get(&w.c, w.wifi, &r), ST_OK);
        assert_true(r.nature == ASKS && r.beneficiary == ASKS_MUST && r.course == ASKS && r.solution == ASKS_MUST);
        r = (struct service_resolution){ASKS_MUST, ASKS_MUST, ASKS_MUST, ASKS_NOT};
        EXPECT(&w, service_resolution_set(&w.c, w.wifi, &(struct service_resolution){3, 0, 0, 0}), ST_INVALID);
        EXPECT(&w, service_resolution_set(&w.c, w.wifi, &r), ST_OK);
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, service_resolution_set(&w.c, w.wifi, &r), ST_DENIED);
        /* the service has no category yet: nothing can be chosen, so nothing is missing */
        EXPECT(&w, ticket_move(&w.c, &x, STATE_RESOLVED, 0, "", 0), ST_INVALID);
        assert_true(form_msg(&w.c, "course") && !form_msg(&w.c, "category"));
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, category_add(&w.c, &(struct category_draft){"panne", "Panne", "Outage", w.wifi, 0}), ST_OK);
        EXPECT(&w, category_by_code(&w.c, "panne", &cat), ST_OK);
        as_system(&w);
        EXPECT(&w, course_ensure(&w.c, &(struct course_draft){"BIO1", "H26", "Bio", x.department_id, 0, 0}, &course), ST_OK);
        x = seen_by(&w, w.agent_net, a.id, true);
        EXPECT(&w, ticket_reply_later(&w.c, &x, &(struct reply_draft){.body = "Voilà", .state = STATE_RESOLVED}, &at), ST_INVALID);
        assert_true(form_msg(&w.c, "course") && form_msg(&w.c, "category"));
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM draft"), 0);
        x = seen_by(&w, w.agent_net, a.id, true);
        p.category_id = cat.id;
        p.course_id = course;
        p.requested_for_id = w.paul;
        EXPECT(&w, ticket_change(&w.c, &x, &p, 0), ST_OK);
        assert_true(journal_says(&w, &x, "pmartin"));
        EXPECT(&w, ticket_move(&w.c, &x, STATE_RESOLVED, 0, "", 0), ST_OK); /* no solution asked here */
        seen_by(&w, w.paul, a.id, false);
        /* another beneficiary: the first one reads it no more; nobody real is refused */
        p = TICKET_PATCH_NONE;
        as_agent(&w, w.agent_net);
        p.requested_for_id = 99999;
        EXPECT(&w, ticket_change(&w.c, &x, &p, 0), ST_INVALID);
        assert_non_null(form_msg(&w.c, "requested_for"));
        as_agent(&w, w.agent_net);
        p.requested_for_id = w.ines;
        EXPECT(&w, ticket_change(&w.c, &x, &p, 0), ST_OK);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_load(&w.c, a.id, ACT_READ, &x), ST_NOT_FOUND);
        /* back to the default, which wants the solution */
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, service_resolution_set(&w.c, w.wifi, NULL), ST_OK);
        struct ticket b = of(&w, w.ines, "Wifi encore", w.wifi, -1);
        x = seen_by(&w, w.agent_net, b.id, true);
        EXPECT(&w, ticket_move(&w.c, &x, STATE_RESOLVED, 0, "", 0), ST_INVALID);
        assert_non_null(form_msg(&w.c, "reason"));
        world_close(&w);
}
TESTDB_BOTH(resolving)

int main(void)
{
        const struct CMUnitTest tests[] = {
                TESTDB_RUN(merged),   TESTDB_RUN(merge_back), TESTDB_RUN(merge_refused), TESTDB_RUN(split),
                TESTDB_RUN(parents),  TESTDB_RUN(children_answered), TESTDB_RUN(followed), TESTDB_RUN(resolving),
        };
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
