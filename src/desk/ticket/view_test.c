/* Lists, search and who sees what, on both engines.  The lists are compared with an oracle: every ticket
 * loaded one by one as the actor, filtered and sorted in C. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/test_world.h"

/* ---- who sees what --------------------------------------------------------------------------------------- */

static bool in_list(struct world *w, const struct ticket_query *q, int64_t id)
{
        struct ticket_page page;

        EXPECT(w, ticket_list(&w->c, q, &page), ST_OK);
        for (size_t i = 0; i < page.n_rows; i++)
                if (page.rows[i].id == id)
                        return true;
        return false;
}

/* A ticket is seen everywhere or nowhere. */
static void seen_everywhere(struct world *w, const struct ticket *t, int64_t person_id, int64_t roles, bool wanted,
                            const char *who)
{
        struct ticket out;
        const char *view = roles ? "scope" : "requested";
        struct ticket_query list = {.view = view}, words = {.view = view, .q = t->subject}, number = {.view = view, .q = t->number};

        as(w, person_id, roles);
        bool loaded = ticket_load(&w->c, t->id, ACT_READ, &out) == ST_OK;
        bool found = ticket_find(&w->c, t->number, ACT_READ, &out) == ST_OK;
        bool listed = in_list(w, &list, t->id), searched = in_list(w, &words, t->id), jumped = in_list(w, &number, t->id);
        int64_t n;
        EXPECT(w, ticket_count(&w->c, &words, &n), ST_OK);
        if (loaded != wanted || found != wanted || listed != wanted || searched != wanted || jumped != wanted || n != wanted)
                fail_msg("%s, %s: load %d find %d list %d search %d jump %d count %lld", who, t->number, loaded, found, listed,
                         searched, jumped, (long long)n);
}

static void matrix(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        const struct ticket plain = ticket_of_ines(&w, "Parapluie", w.wifi, -1);
        const struct ticket closed = ticket_of_ines(&w, "Locomotive", w.wifi, 1);
        const struct ticket pay = ticket_of_ines(&w, "Bulletin", w.payroll, -1);
        assert_int_equal(pay.confidential, 1); /* as the service says, whatever the form said */
        assert_int_equal(pay.scope, scope_group(w.pay));
        const struct {
                const char *who;
                int64_t id, roles;
                bool plain, closed, pay;
        } row[] = {
                {"requester", w.ines, 0, true, true, true},
                {"other requester", w.paul, 0, false, false, false},
                {"agent of the group", w.agent_net, ROLE_AGENT, true, true, false},
                {"agent of the department", w.agent_el, ROLE_AGENT, true, false, false},
                {"agent of another department", w.agent_hr, ROLE_AGENT, false, false, true},
                {"administrator", w.admin, ROLE_ADMIN, true, true, true},
        };
        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
                seen_everywhere(&w, &plain, row[i].id, row[i].roles, row[i].plain, row[i].who);
                seen_everywhere(&w, &closed, row[i].id, row[i].roles, row[i].closed, row[i].who);
                seen_everywhere(&w, &pay, row[i].id, row[i].roles, row[i].pay, row[i].who);
        }
        world_close(&w);
}

/* What each may do with one and the same ticket, whole. */
static void actions(enum db_engine e)
{
        struct world w;
        struct ticket t;

        world_open(&w, e);
        int64_t id = ticket_of_ines(&w, "Droits", w.wifi, -1).id;
        const struct {
                int64_t who, roles;
                const char *can; /* one letter an action, in the order of the enum */
        } row[] = {{w.ines, 0, "r-c----ai"},          {w.agent_net, ROLE_AGENT, "RAcnwts-i"},
                   {w.agent_el, ROLE_AGENT, "RAcnw-s-i"}, {w.admin, ROLE_ADMIN, "RAcnwts-i"}};
        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
                as(&w, row[i].who, row[i].roles);
                EXPECT(&w, ticket_load(&w.c, id, ACT_READ, &t), ST_OK);
                for (int a = ACT_READ; a <= ACT_INVITE; a++)
                        if (ticket_can(&w.c, &t, (enum action)a) != (row[i].can[a] != '-'))
                                fail_msg("person %zu, action %d", i, a);
        }
        /* asked with a ticket loaded for somebody else, the policy looks again */
        as_requester(&w, w.paul);
        assert_false(ticket_can(&w.c, &t, ACT_READ));
        /* who is invited reads and answers, until withdrawn */
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, id, ACT_READ, &t), ST_OK);
        EXPECT(&w, ticket_invite(&w.c, &t, w.paul, true), ST_OK);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_load(&w.c, id, ACT_COMMENT, &t), ST_OK);
        EXPECT(&w, ticket_load(&w.c, id, ACT_ACCEPT, &t), ST_DENIED);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_invite(&w.c, &t, w.paul, false), ST_OK);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_load(&w.c, id, ACT_READ, &t), ST_NOT_FOUND);
        world_close(&w);
}

/* A word of a note is no hit for whoever merely asked; the agents of the group find it. */
static void notes_are_not_found(enum db_engine e)
{
        struct world w;
        struct ticket t;
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Mon poste", .service_id = 0, .confidential = -1};
        struct ticket_query q = {.view = "scope", .q = "xylophone"}, asked = {.view = "scope", .q = "poste"};
        struct entry_draft note = {.body = "suspect : le xylophone"};

        world_open(&w, e);
        d.service_id = w.wifi;
        as_agent(&w, w.agent_hr);
        d.requester_id = w.agent_hr;
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_comment(&w.c, &t, &note, NULL), ST_OK);
        assert_true(in_list(&w, &q, t.id));
        as_agent(&w, w.agent_hr);
        assert_true(in_list(&w, &asked, t.id));
        assert_false(in_list(&w, &q, t.id));
        /* confidential now: out of reach of the department's other groups, at once */
        struct ticket_patch p = TICKET_PATCH_NONE;
        p.confidential = 1;
        as_agent(&w, w.agent_el);
        assert_true(in_list(&w, &q, t.id));
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        assert_false(in_list(&w, &q, t.id));
        world_close(&w);
}

/* ---- search -------------------------------------------------------------------------------------------------- */

static void searching(enum db_engine e)
{
        struct world w;
        struct ticket_page page;
        int64_t id[120];
        int64_t n;

        world_open(&w, e);
        for (int i = 0; i < 120; i++)
                id[i] = ticket_of_ines(&w, i % 2 ? "Réseau lent" : "Imprimante bloquée", w.wifi, -1).id;
        as_agent(&w, w.agent_el);
        struct ticket_query q = {.view = "all", .q = "reseaux lents", .limit = 25};
        size_t seen = 0;
        int64_t last = INT64_MAX;
        do {
                EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
                for (size_t i = 0; i < page.n_rows; i++) {
                        assert_true(page.rows[i].id < last); /* newest first, none twice */
                        last = page.rows[i].id;
                }
                seen += page.n_rows;
                q.cursor = page.next;
        } while (page.next);
        assert_int_equal(seen, 60);
        q.cursor = NULL;
        EXPECT(&w, ticket_count(&w.c, &q, &n), ST_OK);
        assert_int_equal(n, 60);
        /* a number typed: that one first */
        q = (struct ticket_query){.view = "scope", .q = "inc-7"};
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.rows[0].id, id[6]);
        /* with a filter */
        q = (struct ticket_query){.view = "scope", .q = "imprimante", .priority = 1};
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 0);
        static const char *const odd[] = {"\"", "AND", "OR NOT", "*", "a*b", "(", "': &|!", "--", "%", "\\", "NEAR(a b)", "l'", "{x}:",
                                          "sh0w \"half", "é", "日本", "-", "s24 p1"};
        for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
                q = (struct ticket_query){.view = "scope", .q = odd[i]};
                EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        }
        world_close(&w);
}

/* ---- lists against the oracle ------------------------------------------------------------------------------ */

enum { TICKETS = 240, MORE_GROUPS = 40 };

static uint64_t dice_state;

static uint64_t dice(uint64_t n)
{
        dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
        return (dice_state >> 33) % n;
}

static void many_tickets(struct world *w, const int64_t *groups, size_t n_groups)
{
        static const int states[] = {10, 20, 20, 30, 40, 50, 60};
        static const struct db_stmt date = {"", "UPDATE ticket SET due_at = :due, assignee_id = :who, resolved_at = :done WHERE id = :id"};
        const int64_t people[] = {w->ines, w->paul}, agents[] = {0, w->agent_net, w->lead_net};
        struct ticket t;

        as_system(w);
        for (int i = 0; i < TICKETS; i++) {
                struct ticket_draft d = {.kind = dice(5) ? TICKET_INCIDENT : TICKET_PROBLEM, .subject = "Hasard",
                                         .requester_id = people[dice(2)], .group_id = groups[dice(n_groups)],
                                         .service_id = dice(3) ? w->wifi : 0, .impact = 1 + (int64_t)dice(3), .quiet = true,
                                         .state = states[dice(ARRAY_LEN(states))], .confidential = !dice(4),
                                         .created_at = w->c.now - (int64_t)dice(20) * DAY_MS, .channel = dice(2) ? CHANNEL_PHONE : CHANNEL_EMAIL};
                EXPECT(w, ticket_open(&w->c, &d, &t), ST_OK);
                int64_t agent = agents[dice(3)];
                EXPECT(w, db_exec(w->db, &date, DB_ARGS(DB_I("due", dice(3) ? w->c.now + (int64_t)dice(9) * HOUR_MS : MOMENT_NEVER),
                                                        DB_REF("who", agent),
                                                        DB_REF("done", d.state >= 40 ? w->c.now - (int64_t)dice(14) * DAY_MS : 0),
                                                        DB_I("id", t.id)), NULL), ST_OK);
        }
}

static bool of_my_groups(struct world *w, int64_t group)
{
        return people_is_member(&w->c, w->c.actor->person_id, group);
}

/* Lists that no scope drives show what one takes part in, too: it may be read. */
static bool by_scopes(const struct ticket_query *q, bool done_wanted)
{
        bool due = q->sort == SORT_DUE && !done_wanted;

        if (strcmp(q->view, "mine") == 0)
                return !due;
        return (strcmp(q->view, "scope") == 0 || strcmp(q->view, "all") == 0) && !q->requester_id && !(q->assignee_id && due) && !q->group_id &&
               !(q->service_id && !due);
}

/* Is this ticket, which the actor may read, in that view with those filters? */
static bool oracle(struct world *w, const struct ticket_query *q, const struct ticket *t)
{
        const char *v = q->view;
        bool any = strcmp(v, "all") == 0;
        bool open = t->state < 40, done_wanted = any || q->state >= 40 || q->state_done || strcmp(v, "resolved") == 0;
        bool groups = !any && strcmp(v, "scope") != 0 && strcmp(v, "mine") != 0 && strcmp(v, "requested") != 0;

        if (strcmp(v, "requested") == 0) {
                if (t->my_part == 0)
                        return false;
        } else if (t->my_rights == 0 && by_scopes(q, done_wanted)) {
                return false;
        } else if (!done_wanted && !open && !(strcmp(v, "scope") == 0 && q->requester_id)) {
                return false;
        }
        return (!groups || of_my_groups(w, t->group_id)) && (strcmp(v, "take") != 0 || !t->assignee_id) &&
               (strcmp(v, "mine") != 0 || t->assignee_id == w->c.actor->person_id) &&
               (strcmp(v, "waiting") != 0 || t->state == STATE_PENDING) &&
               (strcmp(v, "resolved") != 0 || (t->resolved_at && t->resolved_at >= w->c.now - 7 * DAY_MS)) &&
               (!q->group_id || t->group_id == q->group_id) && (!q->assignee_id || t->assignee_id == q->assignee_id) &&
               (!q->requester_id || t->requester_id == q->requester_id) && (!q->service_id || t->service_id == q->service_id) &&
               (!q->state || t->state == q->state || strcmp(v, "waiting") == 0) && (!q->priority || t->priority == q->priority) &&
               (!q->kind || t->kind == q->kind) && (!q->channel || t->channel == q->channel) && (!q->state_open || open) &&
               (!q->state_done || !open);
}

static struct ticket_query random_query(struct world *w, const int64_t *groups, size_t n_groups)
{
        static const char *const views[] = {"take", "groups", "mine", "scope", "scope", "all", "waiting", "resolved", "requested"};
        struct ticket_query q = {.view = views[dice(ARRAY_LEN(views))], .sort = dice(2) ? SORT_DUE : SORT_CREATED, .limit = 7};

        q.group_id = dice(5) ? 0 : groups[dice(n_groups)];
        q.assignee_id = dice(5) ? 0 : w->lead_net;
        q.requester_id = dice(6) ? 0 : w->ines;
        q.service_id = dice(5) ? 0 : w->wifi;
        q.state = dice(4) ? 0 : 10 * (1 + (int64_t)dice(6));
        q.priority = dice(5) ? 0 : 1 + (int64_t)dice(4);
        q.kind = dice(6) ? 0 : TICKET_PROBLEM;
        q.channel = dice(6) ? 0 : CHANNEL_PHONE;
        q.state_open = !dice(8);
        q.state_done = !q.state_open && !dice(8);
        return q;
}

static int64_t sort_value(const struct ticket_query *q, const struct ticket_row *r)
{
        bool all = strcmp(q->view, "all") == 0;
        bool by_id = strcmp(q->view, "requested") == 0 || ((all || strcmp(q->view, "scope") == 0) && q->requester_id);
        bool done = all || q->state >= 40 || q->state_done || strcmp(q->view, "resolved") == 0;

        return by_id ? r->id : q->sort == SORT_CREATED || done ? r->created_at : -r->due_at;
}

static void compare(struct world *w, const struct ticket_query *asked, const struct ticket *all, size_t n)
{
        struct ticket_query q = *asked;
        struct ticket_page page;
        size_t wanted = 0, got = 0;
        int64_t before = INT64_MAX, count;

        for (size_t i = 0; i < n; i++)
                wanted += oracle(w, &q, &all[i]);
        EXPECT(w, ticket_count(&w->c, &q, &count), ST_OK);
        do {
                EXPECT(w, ticket_list(&w->c, &q, &page), ST_OK);
                for (size_t i = 0; i < page.n_rows; i++) {
                        const struct ticket *t = NULL;
                        for (size_t k = 0; k < n && !t; k++)
                                t = all[k].id == page.rows[i].id ? &all[k] : NULL;
                        int64_t at = sort_value(&q, &page.rows[i]);
                        if (!t || !oracle(w, &q, t) || at > before)
                                fail_msg("view %s group %lld assignee %lld requester %lld state %lld open %d done %d: row %lld at"
                                         " %lld after %lld, belongs: %d", q.view, (long long)q.group_id, (long long)q.assignee_id,
                                         (long long)q.requester_id, (long long)q.state, q.state_open, q.state_done,
                                         (long long)page.rows[i].id, (long long)at, (long long)before, t && oracle(w, &q, t));
                        before = at;
                }
                got += page.n_rows;
                q.cursor = page.next;
        } while (page.next && got <= n);
        if (got != wanted || count != (int64_t)wanted)
                fail_msg("view %s group %lld assignee %lld requester %lld service %lld state %lld: %zu rows, count %lld, wanted %zu",
                         q.view, (long long)q.group_id, (long long)q.assignee_id, (long long)q.requester_id,
                         (long long)q.service_id, (long long)q.state, got, (long long)count, wanted);
}

/* Everything that this actor may read, one by one. */
static struct ticket *readable(struct world *w, size_t *n)
{
        struct ticket *all = ARENA_ARRAY(w->arena, TICKETS, struct ticket);

        *n = 0;
        for (int64_t id = 1; id <= TICKETS; id++)
                if (ticket_load(&w->c, id, ACT_READ, &all[*n]) == ST_OK)
                        (*n)++;
        return all;
}

static void lists(enum db_engine e)
{
        struct world w;
        int64_t groups[3 + MORE_GROUPS];
        int64_t it;

        world_open(&w, e);
        dice_state = 7;
        EXPECT(&w, department_ensure(&w.c, "it", "Informatique", "IT", &it), ST_OK);
        const int64_t first[] = {w.net, w.elearn, w.pay};
        memcpy(groups, first, sizeof first);
        for (int i = 0; i < MORE_GROUPS; i++) {
                EXPECT(&w, group_ensure(&w.c, arena_fmt(w.arena, "g%d", i), "Groupe", it, &groups[3 + i]), ST_OK);
                if (i % 2)
                        EXPECT(&w, group_join(&w.c, groups[3 + i], w.agent_net, false), ST_OK);
                EXPECT(&w, group_join(&w.c, groups[3 + i], w.lead_net, false), ST_OK);
        }
        many_tickets(&w, groups, ARRAY_LEN(groups));
        const struct {
                int64_t id, roles;
        } who[] = {{w.agent_net, ROLE_AGENT}, {w.lead_net, ROLE_AGENT}, {w.agent_hr, ROLE_AGENT}, {w.admin, ROLE_ADMIN},
                   {w.ines, 0}, {w.paul, 0}};
        for (size_t i = 0; i < ARRAY_LEN(who); i++) {
                size_t n;
                as(&w, who[i].id, who[i].roles);
                struct ticket *all = readable(&w, &n);
                for (int k = 0; k < 60; k++) {
                        struct ticket_query q = random_query(&w, groups, ARRAY_LEN(groups));
                        compare(&w, &q, all, n);
                }
        }
        world_close(&w);
}

/* Ten thousand statements of random views, prepared. */
static void prepared(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        dice_state = 99;
        const int64_t groups[] = {w.net, w.elearn, w.pay};
        const int64_t who[] = {w.agent_net, w.admin, w.ines, w.agent_hr};
        int texts = 0;
        for (int i = 0; texts < 10000; i++) {
                struct arena *a = arena_new(4u << 20);
                struct ticket_query q = random_query(&w, groups, ARRAY_LEN(groups));
                as(&w, who[i % 4], i % 4 == 2 ? 0 : ROLE_AGENT);
                w.c.arena = a;
                enum status st = view_prepare(&w.c, &q);
                w.c.arena = w.arena;
                arena_free(&a);
                if (st)
                        fail_msg("%s: %s", q.view, db_why(w.db));
                texts += 5;
        }
        world_close(&w);
}

static void cursors(enum db_engine e)
{
        struct world w;
        struct ticket_page page;
        static const char *const bad[] = {"x", "AAAAAAAAAAAAAAAAAAAAAAA", "ZAAAAAAAAAAAAAAAAAAAAA=", "' OR 1=1 --             ",
                                          "ZP__________8AAAAAAAAAB", "ZAAAAAAAAAAAAAAAAAAAAAB", "ZAAAAAAAAAAAAAAAAAAAAAAA"};

        world_open(&w, e);
        for (int i = 0; i < 3; i++)
                ticket_of_ines(&w, "Page", w.wifi, -1);
        as_agent(&w, w.agent_net);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct ticket_query q = {.view = "scope", .cursor = bad[i]};
                EXPECT(&w, ticket_list(&w.c, &q, &page), ST_INVALID);
        }
        /* random bytes never reach a statement as anything but a place */
        dice_state = 3;
        for (int i = 0; i < 2000; i++) {
                char text[24];
                for (int k = 0; k < 23; k++)
                        text[k] = (char)(32 + dice(95));
                text[23] = 0;
                struct ticket_query q = {.view = "scope", .cursor = text};
                enum status st = ticket_list(&w.c, &q, &page);
                assert_true(st == ST_OK || st == ST_INVALID);
        }
        struct ticket_query q = {.view = "nosuchview"};
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_NOT_FOUND);
        q = (struct ticket_query){.view = "scope", .state = 1 << 30, .priority = INT64_MAX, .kind = -5};
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 0);
        world_close(&w);
}

/* A filter that no index holds looks at 5,000 rows, says so, and goes on from there. */
static void budget(enum db_engine e)
{
        struct world w;
        struct ticket_page page;
        static const struct db_stmt fill = {
                "", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
                    " INSERT INTO ticket (kind, num, state, scope, group_id, department_id, due_at, created_at, updated_at,"
                    " subject, priority) SELECT 6, i, 20, t.scope, t.group_id, t.department_id, 1000000 + i, 1, 1, 'x',"
                    " CASE WHEN i = 5990 THEN 1 ELSE 4 END FROM n, ticket t WHERE t.id = :id"};
        int64_t n;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Modèle", w.wifi, -1);
        EXPECT(&w, db_exec(w.db, &fill, DB_ARGS(DB_I("id", t.id)), NULL), ST_OK);
        as_agent(&w, w.agent_net);
        struct ticket_query q = {.view = "groups", .priority = 1};
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 0);
        assert_true(page.looked_enough);
        assert_non_null(page.next);
        q.cursor = page.next;
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 1);
        assert_int_equal(page.rows[0].num, 5990);
        assert_null(page.next);
        q = (struct ticket_query){.view = "groups"};
        EXPECT(&w, ticket_count(&w.c, &q, &n), ST_OK);
        assert_int_equal(n, 1001);
        world_close(&w);
}

/* Two arms, one of which ends its window early: nothing is shown out of order, nothing is left out. */
static void budget_of_two(enum db_engine e)
{
        struct world w;
        struct ticket_page page;
        static const struct db_stmt fill = {
                "", "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000)"
                    " INSERT INTO ticket (kind, num, state, scope, group_id, department_id, due_at, created_at, updated_at,"
                    " subject, priority) SELECT 6, i, 20, t.scope, CASE WHEN i % 1000 = 0 THEN CAST(:other AS BIGINT) ELSE t.group_id END,"
                    " t.department_id, 1000000 + i, 1, 1, 'x', CASE WHEN i % 1000 IN (0, 990) THEN 1 ELSE 4 END"
                    " FROM n, ticket t WHERE t.id = :id"};
        int64_t last = 0;
        size_t seen = 0;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Modèle", w.wifi, -1);
        EXPECT(&w, group_join(&w.c, w.elearn, w.agent_net, false), ST_OK);
        EXPECT(&w, db_exec(w.db, &fill, DB_ARGS(DB_I("other", w.elearn), DB_I("id", t.id)), NULL), ST_OK);
        as_agent(&w, w.agent_net);
        struct ticket_query q = {.view = "groups", .priority = 1};
        for (int turn = 0; turn < 10; turn++) {
                EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
                for (size_t i = 0; i < page.n_rows; i++) {
                        assert_true(page.rows[i].due_at > last);
                        last = page.rows[i].due_at;
                }
                seen += page.n_rows;
                if (!page.next)
                        break;
                q.cursor = page.next;
        }
        assert_null(page.next);
        assert_int_equal(seen, 12);
        world_close(&w);
}

/* The keys of a search document follow its scope: who may see it now finds it now. */
static void keys_follow(enum db_engine e)
{
        struct world w;
        struct ticket_patch p = TICKET_PATCH_NONE;
        struct ticket_query q = {.view = "scope", .q = "girouette"};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Girouette", w.wifi, 1);
        as_agent(&w, w.agent_el);
        assert_false(in_list(&w, &q, t.id));
        p.confidential = 0;
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        as_agent(&w, w.agent_el);
        assert_true(in_list(&w, &q, t.id));
        EXPECT(&w, ticket_assign(&w.c, &t, w.pay, 0, 0), ST_OK);
        assert_false(in_list(&w, &q, t.id));
        as_agent(&w, w.agent_hr);
        assert_true(in_list(&w, &q, t.id));
        /* an invited person finds it, until withdrawn */
        EXPECT(&w, ticket_invite(&w.c, &t, w.paul, true), ST_OK);
        q.view = "requested";
        as_requester(&w, w.paul);
        assert_true(in_list(&w, &q, t.id));
        as_agent(&w, w.agent_hr);
        EXPECT(&w, ticket_invite(&w.c, &t, w.paul, false), ST_OK);
        as_requester(&w, w.paul);
        assert_false(in_list(&w, &q, t.id));
        world_close(&w);
}

static void unread(enum db_engine e)
{
        struct world w;
        struct ticket_page page;
        struct ticket_query q = {.view = "unread"};
        struct entry_draft reply = {.body = "Bonjour", .is_public = true};

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Lire", w.wifi, -1);
        as_agent(&w, w.agent_net);
        assert_false(in_list(&w, &q, t.id));
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_comment(&w.c, &t, &reply, NULL), ST_OK);
        as_agent(&w, w.agent_net);
        assert_true(in_list(&w, &q, t.id));
        EXPECT(&w, ticket_seen(&w.c, &t), ST_OK);
        assert_false(in_list(&w, &q, t.id));
        EXPECT(&w, ticket_comment(&w.c, &t, &reply, NULL), ST_OK); /* one's own words are no news */
        assert_false(in_list(&w, &q, t.id));
        as_requester(&w, w.ines);
        q.view = "requested";
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_true(page.rows[0].unread);
        world_close(&w);
}

TESTDB_BOTH(matrix)
TESTDB_BOTH(actions)
TESTDB_BOTH(notes_are_not_found)
TESTDB_BOTH(searching)
TESTDB_BOTH(lists)
TESTDB_BOTH(prepared)
TESTDB_BOTH(cursors)
TESTDB_BOTH(budget)
TESTDB_BOTH(budget_of_two)
TESTDB_BOTH(keys_follow)
TESTDB_BOTH(unread)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(matrix), TESTDB_RUN(actions), TESTDB_RUN(notes_are_not_found),
                                           TESTDB_RUN(searching), TESTDB_RUN(unread), TESTDB_RUN(cursors), TESTDB_RUN(lists),
                                           TESTDB_RUN(budget), TESTDB_RUN(budget_of_two), TESTDB_RUN(keys_follow), TESTDB_RUN(prepared)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
