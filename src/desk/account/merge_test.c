/* Merging two records on both engines: everything goes, what both have stays once, the closed one leads to the
 * other, it happens once; and no column about a person is forgotten. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/person_merge.h"
#include "desk/ticket/test_world.h"
#include "main/cmd.h"

#define run(w, ...) count_of((w), arena_fmt((w)->arena, __VA_ARGS__))

static int64_t left(struct world *w, const struct merge_move *m, int64_t id)
{
        int64_t n = -1;

        EXPECT(w, db_i64(w->db, m->count, DB_ARGS(DB_I("from", id)), &n), ST_OK);
        return n;
}

/* The same rows for both, so that every key of these collides once. */
static void collide(struct world *w, long long ticket, long long who)
{
        DB_TX(tx, w->db);
        run(w, "INSERT INTO ticket_person (person_id, ticket_id, part) VALUES (%lld, %lld, 60) RETURNING 1", who, ticket);
        run(w, "INSERT INTO ticket_seen (person_id, ticket_id, entry_id) VALUES (%lld, %lld, 1) RETURNING 1", who, ticket);
        run(w, "INSERT INTO draft (person_id, place, body, saved_at) VALUES (%lld, 'x%lld', 'b', 1) RETURNING 1", who, ticket);
        run(w, "INSERT INTO affiliation (person_id, kind, department_id) VALUES (%lld, 'staff', 1) RETURNING 1", who);
        run(w, "INSERT INTO availability (person_id, available, at) VALUES (%lld, 1, %lld) RETURNING 1", who, ticket);
        run(w, "INSERT INTO notification_choice (person_id, event, page, mail) VALUES (%lld, 'e%lld', 1, 1) RETURNING 1", who, ticket);
        run(w, "INSERT INTO notification (person_id, about, ticket_id, events, desk, at, due_at) VALUES (%lld, %lld, %lld, 1, 1, 1, 1) RETURNING 1", who, ticket, ticket);
        run(w, "INSERT INTO phone_call (agent_id, picked_at, saved_at) VALUES (%lld, 1, %lld) RETURNING 1", who, ticket);
        run(w, "INSERT INTO time_spent (ticket_id, person_id, at, ms) VALUES (%lld, %lld, 1, 1) RETURNING 1", ticket, who);
        EXPECT(w, db_commit(&tx), ST_OK);
}

static void two_of_one(enum db_engine e)
{
        struct world w;
        struct merge_sum look, done;
        struct person found;
        int64_t who = 0;

        world_open(&w, e);
        struct ticket asked = ticket_of_ines(&w, "Wifi", w.wifi, -1), worked = ticket_of_ines(&w, "Autre", w.wifi, -1);
        EXPECT(&w, group_join(&w.c, w.elearn, w.agent_net, false), ST_OK);
        EXPECT(&w, group_join(&w.c, w.net, w.agent_el, false), ST_OK);
        EXPECT(&w, ticket_assign(&w.c, &worked, 0, w.agent_el, 0), ST_OK);
        collide(&w, asked.id, w.agent_net);
        collide(&w, asked.id, w.agent_el);
        EXPECT(&w, person_set_password(&w.c, w.agent_el, "pommes et poires"), ST_OK);

        as_agent(&w, w.lead_net);
        EXPECT(&w, person_merge_look(&w.c, w.agent_net, w.agent_el, &look), ST_NOT_FOUND);
        EXPECT(&w, person_merge(&w.c, w.agent_net, w.agent_el, &done), ST_NOT_FOUND);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, person_merge(&w.c, w.admin, w.admin, &done), ST_CONFLICT);
        EXPECT(&w, person_merge(&w.c, w.agent_net, w.admin, &done), ST_CONFLICT);
        EXPECT(&w, person_merge(&w.c, w.agent_net, 99999, &done), ST_NOT_FOUND);
        EXPECT(&w, person_merge_look(&w.c, w.agent_net, w.agent_el, &look), ST_OK);
        assert_true(look.double_[MERGE_TICKETS] >= 1 && look.double_[MERGE_RIGHTS] >= 2 && look.double_[MERGE_TIME] == 1);
        assert_true(look.moved[MERGE_TICKETS] >= 1 && look.tickets >= 1);
        assert_int_equal(fresh(&w, worked.id).assignee_id, w.agent_el); /* looking changes nothing */
        EXPECT(&w, person_merge(&w.c, w.agent_net, w.agent_el, &done), ST_OK);
        assert_int_equal(done.moved[MERGE_TICKETS], look.moved[MERGE_TICKETS]);
        for (const struct merge_move *m = merge_moves; m->table; m++)
                if (left(&w, m, w.agent_el))
                        fail_msg("%s.%s stays behind", m->table, m->column);
        assert_int_equal(fresh(&w, worked.id).assignee_id, w.agent_net);
        assert_int_equal(run(&w, "SELECT count(*) FROM ticket_person WHERE ticket_id = %lld AND person_id = %lld AND part = 60", (long long)asked.id, (long long)w.agent_net), 1);
        assert_int_equal(run(&w, "SELECT count(*) FROM phone_call WHERE agent_id = %lld", (long long)w.agent_net), 2);
        assert_int_equal(run(&w, "SELECT merged_into FROM person WHERE id = %lld AND state = 20", (long long)w.agent_el), w.agent_net);
        assert_int_equal(run(&w, "SELECT count(*) FROM actor_scope WHERE person_id = %lld", (long long)w.agent_el), 0);
        assert_true(people_is_member(&w.c, w.agent_net, w.elearn) && people_is_member(&w.c, w.agent_net, w.net));
        assert_int_equal(count_of(&w, "SELECT count(*) FROM audit WHERE verb = 'person.merge'"), 1);
        /* its login leads to the other, by its own password since the other had none; it never comes back */
        EXPECT(&w, person_by_login(&w.c, "yben", &found), ST_OK);
        assert_int_equal(found.id, w.agent_net);
        EXPECT(&w, people_sign_in(&w.c, "yben", "pommes et poires", &who), ST_OK);
        assert_int_equal(who, w.agent_net);
        EXPECT(&w, people_sign_in(&w.c, "yben@rives.example", "pommes et poires", &who), ST_OK);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, person_reopen(&w.c, w.agent_el), ST_NOT_FOUND);
        EXPECT(&w, person_merge(&w.c, w.agent_net, w.agent_el, &done), ST_CONFLICT);
        EXPECT(&w, person_merge(&w.c, w.agent_el, w.agent_net, &done), ST_CONFLICT);
        /* and on: the first leads to the last */
        EXPECT(&w, person_merge(&w.c, w.lead_net, w.agent_net, &done), ST_OK);
        EXPECT(&w, person_by_login(&w.c, "yben", &found), ST_OK);
        assert_int_equal(found.id, w.lead_net);
        world_close(&w);
}
TESTDB_BOTH(two_of_one)

/* The requester's own: found by its words, read by the one that stays; its requester can read it. */
static void a_requester(enum db_engine e)
{
        struct world w;
        struct merge_sum done;
        struct ticket t;
        struct ticket_page page;

        world_open(&w, e);
        struct ticket asked = ticket_of_ines(&w, "Parapluie", w.wifi, -1);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, person_merge(&w.c, w.paul, w.ines, &done), ST_OK);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_load(&w.c, asked.id, ACT_READ, &t), ST_OK);
        assert_int_equal(t.requester_id, w.paul);
        const struct ticket_query q = {.view = "all", .q = "parapluie", .limit = 5};
        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
        assert_int_equal(page.n_rows, 1);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, asked.id, ACT_READ, &t), ST_NOT_FOUND);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket t WHERE t.requester_id IS NOT NULL AND NOT EXISTS"
                                      " (SELECT 1 FROM ticket_person x WHERE x.ticket_id = t.id AND x.person_id = t.requester_id)"), 0);
        world_close(&w);
}
TESTDB_BOTH(a_requester)

static bool said(const char *table, const char *column)
{
        for (const struct merge_move *m = merge_moves; m->table; m++)
                if (str_eq(m->table, table) && str_eq(m->column, column))
                        return true;
        for (const struct merge_stay *s = merge_stays; s->table; s++)
                if (str_eq(s->table, table) && str_eq(s->column, column))
                        return true;
        return false;
}

struct reference {
        const char *table, *column;
};

/* What slices declare as personal and what the schema knows as a person, all of it, is moved or said to stay. */
static void nothing_forgotten(void **state)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct reference, table), DB_COL_TEXT(struct reference, column), DB_COL_END};
        static const struct db_stmt keys = {"keys", "SELECT m.name AS \"table\", k.\"from\" AS \"column\" FROM sqlite_master m,"
                                                    " pragma_foreign_key_list(m.name) k WHERE m.type = 'table' AND k.\"table\" = 'person'"};
        struct reference *r;
        struct world w;
        size_t n, bad = 0;

        (void)state;
        world_open(&w, DB_SQLITE);
        assert_int_equal(db_all(w.db, w.arena, &keys, DB_NO_ARGS, cols, sizeof *r, 500, &r, &n), ST_OK);
        assert_true(n > 40);
        for (size_t i = 0; i < n; i++)
                if (!said(r[i].table, r[i].column)) {
                        print_error("%s.%s is neither moved nor said to stay\n", r[i].table, r[i].column);
                        bad++;
                }
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct personal *p = guichet_slices[i]->personal; p && p->table; p++)
                        if (!said(p->table, p->person_column)) {
                                print_error("%s.%s (%s) is neither moved nor said to stay\n", p->table, p->person_column, guichet_slices[i]->name);
                                bad++;
                        }
        world_close(&w);
        assert_int_equal(bad, 0);
}

int main(void)
{
        const struct CMUnitTest all[] = {TESTDB_RUN(two_of_one), TESTDB_RUN(a_requester), cmocka_unit_test(nothing_forgotten)};
        return cmocka_run_group_tests(all, NULL, NULL);
}
