/* Conditions of lists, on both engines: random ones are compared with what a loop in C would keep, page by
 * page and in order; ten thousand statements of random ones are prepared; hostile ones are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/filter.h"
#include "desk/ticket/sheet.h"
#include "desk/ticket/test_world.h"

enum { TICKETS = 160, CONDS = 3 };

static uint64_t dice_state;

static uint64_t dice(uint64_t n)
{
        dice_state = dice_state * 6364136223846793005u + 1442695040888963407u;
        return (dice_state >> 33) % n;
}

/* What a ticket was given, beside its columns. */
struct given {
        struct ticket t;
        const char *tag, *color;
        int64_t seats;
        bool readable;
};

static const char *const tags[] = {"", "reseau", "panne", "ete"}, *const colors[] = {"", "Bleu", "Vert"},
                        *const rooms[] = {"", "A-101", "a-102", "B 204 Été"};

static void sheet_fill(struct world *w, struct given *g)
{
        static const struct db_stmt tag = {"", "INSERT INTO tag (ticket_id, word) VALUES (:id, :word)"};
        static const struct db_stmt field = {"", "INSERT INTO ticket_field (ticket_id, field_id, num, fold, body)"
                                                 " SELECT :id, f.id, :num, :fold, :body FROM field f WHERE f.code = :code"};

        g->tag = tags[dice(ARRAY_LEN(tags))];
        g->color = colors[dice(ARRAY_LEN(colors))];
        g->seats = (int64_t)dice(4);
        if (*g->tag)
                EXPECT(w, db_exec(w->db, &tag, DB_ARGS(DB_I("id", g->t.id), DB_T("word", g->tag)), NULL), ST_OK);
        if (*g->color)
                EXPECT(w, db_exec(w->db, &field, DB_ARGS(DB_I("id", g->t.id), DB_N("num"), DB_T("fold", text_fold(w->arena, g->color)),
                                                         DB_T("body", g->color), DB_T("code", "color")), NULL), ST_OK);
        if (g->seats)
                EXPECT(w, db_exec(w->db, &field, DB_ARGS(DB_I("id", g->t.id), DB_I("num", g->seats), DB_N("fold"), DB_T("body", "n"),
                                                         DB_T("code", "seats")), NULL), ST_OK);
}

static void fields_make(struct world *w)
{
        struct field_draft color = {"color", "text", "Couleur", "Colour"}, seats = {"seats", "number", "Places", "Seats"};

        as(w, w->admin, ROLE_ADMIN);
        EXPECT(w, field_add(&w->c, &color), ST_OK);
        EXPECT(w, field_add(&w->c, &seats), ST_OK);
}

static struct given *tickets_make(struct world *w)
{
        static const int states[] = {10, 20, 20, 30, 40, 50};
        static const struct db_stmt put = {"", "UPDATE ticket SET due_at = :due, assignee_id = :who, updated_at = :changed,"
                                               " resolved_at = :done WHERE id = :id"};
        const int64_t groups[] = {w->net, w->elearn, w->pay}, people[] = {w->ines, w->paul}, agents[] = {0, w->agent_net, w->agent_el};
        struct given *all = ARENA_ARRAY(w->arena, TICKETS, struct given);

        fields_make(w);
        as_system(w);
        for (int i = 0; i < TICKETS; i++) {
                struct ticket_draft d = {.kind = dice(4) ? TICKET_INCIDENT : TICKET_PROBLEM, .subject = "Hasard",
                                         .requester_id = people[dice(2)], .group_id = groups[dice(3)], .impact = 1 + (int64_t)dice(3),
                                         .urgency = 1 + (int64_t)dice(3), .service_id = dice(3) ? w->wifi : 0, .quiet = true,
                                         .state = states[dice(ARRAY_LEN(states))], .confidential = !dice(5), .room = rooms[dice(ARRAY_LEN(rooms))],
                                         .created_at = w->c.now - (int64_t)dice(30) * DAY_MS, .channel = dice(2) ? CHANNEL_PHONE : CHANNEL_EMAIL};
                EXPECT(w, ticket_open(&w->c, &d, &all[i].t), ST_OK);
                int64_t done = d.state >= 40 ? w->c.now - (int64_t)dice(14) * DAY_MS : 0, agent = agents[dice(3)];
                EXPECT(w, db_exec(w->db, &put, DB_ARGS(DB_I("due", dice(3) ? w->c.now + ((int64_t)dice(9) - 4) * HOUR_MS : MOMENT_NEVER),
                                                       DB_REF("who", agent), DB_I("changed", w->c.now - (int64_t)dice(50) * HOUR_MS),
                                                       DB_REF("done", done), DB_I("id", all[i].t.id)), NULL), ST_OK);
                all[i].t = fresh(w, all[i].t.id);
                sheet_fill(w, &all[i]);
        }
        return all;
}

/* One condition of each kind, and what it means in C. */
struct rule {
        const char *text;
        bool (*keeps)(struct world *w, const struct given *g);
};
#define RULE(name, expr)                                                   \
        static bool name(struct world *w, const struct given *g)          \
        {                                                                  \
                (void)w;                                                   \
                return expr;                                               \
        }
RULE(r_state, g->t.state == 10 || g->t.state == 30)
RULE(r_done, g->t.state == 40 || g->t.state == 50)
RULE(r_not_state, g->t.state != 20)
RULE(r_priority, g->t.priority == 1 || g->t.priority == 2)
RULE(r_impact, g->t.impact == 1)
RULE(r_kind, g->t.kind == TICKET_PROBLEM)
RULE(r_channel, g->t.channel != CHANNEL_PHONE)
RULE(r_group, g->t.group_id == w->net || g->t.group_id == w->pay)
RULE(r_not_group, g->t.group_id != w->net)
RULE(r_service, g->t.service_id == w->wifi)
RULE(r_no_service, g->t.service_id == 0)
RULE(r_assignee, g->t.assignee_id == w->agent_el)
RULE(r_nobody, g->t.assignee_id == 0)
RULE(r_not_assignee, g->t.assignee_id != w->agent_el)
RULE(r_requester, g->t.requester_id == w->ines)
RULE(r_created, g->t.created_at >= w->c.now - 10 * DAY_MS && g->t.created_at <= w->c.now)
RULE(r_due_next, g->t.due_at >= w->c.now && g->t.due_at <= w->c.now + DAY_MS)
RULE(r_due_never, g->t.due_at == MOMENT_NEVER)
RULE(r_resolved, g->t.resolved_at && g->t.resolved_at >= w->c.now - 5 * DAY_MS)
RULE(r_room, g->t.room && strcasecmp(g->t.room, "A-102") == 0)
RULE(r_room_has, g->t.room && (strstr(g->t.room, "A-10") || strstr(g->t.room, "a-10")))
RULE(r_room_set, g->t.room && *g->t.room)
RULE(r_tag, str_eq(g->tag, "ete"))
RULE(r_not_tag, !str_eq(g->tag, "panne"))
RULE(r_no_tag, !*g->tag)
RULE(r_confidential, g->t.confidential)
RULE(r_color, str_eq(g->color, "Bleu"))
RULE(r_not_color, !str_eq(g->color, "Bleu"))
RULE(r_color_has, str_eq(g->color, "Vert"))
RULE(r_seats, g->seats == 2)
RULE(r_seats_least, g->seats >= 2)
RULE(r_nothing, false)
static const struct rule rules[] = {
        {"state:is:new,pending", r_state}, {"state:is:resolved,closed", r_done}, {"state:not:open", r_not_state},
        {"priority:is:1,2", r_priority}, {"impact:is:1", r_impact}, {"kind:is:problem", r_kind}, {"channel:not:phone", r_channel},
        {"group:is:net,pay", r_group}, {"group:not:net", r_not_group}, {"service:is:wifi", r_service}, {"service:empty", r_no_service},
        {"assignee:is:yben", r_assignee}, {"assignee:empty", r_nobody}, {"assignee:not:yben", r_not_assignee},
        {"requester:is:icaron", r_requester}, {"created:last:10", r_created}, {"due:next:1", r_due_next}, {"due:empty", r_due_never},
        {"resolved:last:5", r_resolved}, {"room:is:A-102", r_room}, {"room:has:a-10", r_room_has}, {"room:set", r_room_set},
        {"tag:is:Été", r_tag}, {"tag:not:panne", r_not_tag}, {"tag:empty", r_no_tag}, {"confidential:is:yes", r_confidential},
        {"x_color:is:BLEU", r_color}, {"x_color:not:bleu", r_not_color}, {"x_color:has:er", r_color_has}, {"x_seats:is:2", r_seats},
        {"x_seats:least:2", r_seats_least}, {"requester:is:nobody-known", r_nothing}, {"group:is:nosuch", r_nothing},
};

struct asked {
        struct ticket_query q;
        const struct rule *rule[CONDS];
        size_t n;
};

static bool is_open_view(const struct asked *a)
{
        for (size_t i = 0; i < a->n; i++)
                if (a->rule[i]->keeps == r_done || a->rule[i]->keeps == r_resolved)
                        return false;
        return strcmp(a->q.view, "all") != 0;
}

static bool oracle(struct world *w, const struct asked *a, const struct given *g)
{
        bool mine = strcmp(a->q.view, "mine") == 0, groups = strcmp(a->q.view, "groups") == 0;

        if (!g->readable || (is_open_view(a) && g->t.state >= 40) || (mine && g->t.assignee_id != w->c.actor->person_id) ||
            (groups && !people_is_member(&w->c, w->c.actor->person_id, g->t.group_id)))
                return false;
        for (size_t i = 0; i < a->n; i++)
                if (!a->rule[i]->keeps(w, g))
                        return false;
        return true;
}

static struct asked random_view(struct world *w)
{
        static const char *const views[] = {"groups", "scope", "scope", "mine", "all"};
        static const enum ticket_sort sorts[] = {SORT_DUE, SORT_CREATED, SORT_UPDATED, SORT_PRIORITY};
        struct asked a = {.q = {.view = views[dice(5)], .sort = sorts[dice(4)], .limit = 7}, .n = 1 + dice(CONDS)};
        const char *text[CONDS];
        struct ticket_filter *f;

        for (size_t i = 0; i < a.n; i++) {
                a.rule[i] = &rules[dice(ARRAY_LEN(rules))];
                text[i] = a.rule[i]->text;
        }
        EXPECT(w, filters_read(&w->c, text, a.n, &f), ST_OK);
        a.q.filter = f;
        a.q.n_filter = a.n;
        return a;
}

static void say(const struct asked *a, const char *what, long long n, long long wanted)
{
        fail_msg("view %s sort %d, %s%s%s%s%s: %s %lld, wanted %lld", a->q.view, a->q.sort, a->rule[0]->text, a->n > 1 ? " + " : "",
                 a->n > 1 ? a->rule[1]->text : "", a->n > 2 ? " + " : "", a->n > 2 ? a->rule[2]->text : "", what, n, wanted);
}

/* Smaller comes first, whatever the order; the order itself is known from the rows. */
static bool in_order(const struct asked *a, const struct ticket_row *x, const struct ticket_row *y)
{
        bool made = x->created_at > y->created_at || (x->created_at == y->created_at && x->id > y->id);

        if (!is_open_view(a) && made)
                return true;
        switch (a->q.sort) {
        case SORT_DUE:
                return x->due_at < y->due_at || (x->due_at == y->due_at && x->id < y->id);
        case SORT_PRIORITY:
                return x->priority < y->priority || (x->priority == y->priority && (x->due_at < y->due_at || (x->due_at == y->due_at && x->id < y->id)));
        case SORT_UPDATED:
                return x->updated_at > y->updated_at || (x->updated_at == y->updated_at && x->id > y->id);
        default:
                return made;
        }
}

static void compare(struct world *w, struct asked *a, const struct given *all)
{
        struct ticket_page page;
        struct ticket_row last = {.id = 0};
        int64_t wanted = 0, got = 0, count;

        for (int i = 0; i < TICKETS; i++)
                wanted += oracle(w, a, &all[i]);
        EXPECT(w, ticket_count(&w->c, &a->q, &count), ST_OK);
        if (count != wanted)
                say(a, "count", count, wanted);
        do {
                EXPECT(w, ticket_list(&w->c, &a->q, &page), ST_OK);
                for (size_t i = 0; i < page.n_rows; i++) {
                        const struct ticket_row *r = &page.rows[i];
                        if (!oracle(w, a, &all[r->id - all[0].t.id]))
                                say(a, "does not belong:", r->id, 0);
                        if (last.id && !in_order(a, &last, r))
                                say(a, "out of order after", last.id, r->id);
                        last = *r;
                }
                got += (int64_t)page.n_rows;
                a->q.cursor = page.next;
        } while (page.next && got <= wanted);
        if (got != wanted)
                say(a, "rows", got, wanted);
}

static void against_the_oracle(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        dice_state = 11;
        struct given *all = tickets_make(&w);
        const struct {
                int64_t id, roles;
        } who[] = {{w.agent_net, ROLE_AGENT}, {w.agent_el, ROLE_AGENT}, {w.agent_hr, ROLE_AGENT}, {w.admin, ROLE_ADMIN}};
        for (size_t i = 0; i < ARRAY_LEN(who); i++) {
                as(&w, who[i].id, who[i].roles);
                for (int k = 0; k < TICKETS; k++) {
                        struct ticket t;
                        all[k].readable = ticket_load(&w.c, all[k].t.id, ACT_READ, &t) == ST_OK && t.my_rights;
                }
                for (int k = 0; k < 150; k++) {
                        struct asked a = random_view(&w);
                        compare(&w, &a, all);
                }
        }
        world_close(&w);
}

/* A random value that the field takes. */
static const char *random_value(struct world *w, const struct filter_field *f, enum filter_op op)
{
        struct filter_choice *o;
        size_t n;

        EXPECT(w, filter_choices(&w->c, f, &o, &n), ST_OK);
        if (n)
                return o[dice(n)].value;
        if (op == OP_LAST || op == OP_NEXT)
                return "3";
        if (f->kind == FILTER_DATE || str_eq(f->type, "date"))
                return "2026-02-28";
        if (str_eq(f->type, "number"))
                return "-4";
        return dice(2) ? "me" : "l'œuf \\ %_\" ; -- \xC3\x89t\xC3\xA9";
}

/* Ten thousand statements of random views, prepared: every field with every operator that it has. */
static void prepared(enum db_engine e)
{
        struct world w;
        const struct filter_field *fields;
        size_t n_fields;

        world_open(&w, e);
        dice_state = 5;
        fields_make(&w);
        struct field_draft day = {"day", "date", "Jour", "Day"}, flag = {"ok", "flag", "Fait", "Done"}, who = {"who", "person", "Qui", "Who"};
        EXPECT(&w, field_add(&w.c, &day), ST_OK);
        EXPECT(&w, field_add(&w.c, &flag), ST_OK);
        EXPECT(&w, field_add(&w.c, &who), ST_OK);
        const int64_t people[] = {w.agent_net, w.admin, w.agent_hr};
        as_agent(&w, w.agent_net);
        EXPECT(&w, filter_fields(&w.c, &fields, &n_fields), ST_OK);
        unsigned seen[64] = {0};
        for (int texts = 0; texts < 10000; texts += 6) {
                struct arena *a = arena_new(8u << 20);
                static const char *const views[] = {"groups", "scope", "mine", "all", "take", "waiting", "resolved", "requested", "unread"};
                struct ticket_query q = {.view = views[dice(9)], .sort = (enum ticket_sort)dice(4)};
                struct ticket_filter *f;
                const char *text[4];
                size_t n = 1 + dice(4);
                as_agent(&w, people[dice(3)]);
                w.c.arena = a;
                for (size_t i = 0; i < n; i++) {
                        size_t at = dice(n_fields);
                        enum filter_op op = (enum filter_op)dice(OP__MAX);
                        while (!(fields[at].ops & 1u << op))
                                op = (enum filter_op)dice(OP__MAX);
                        seen[at] |= 1u << op;
                        text[i] = arena_fmt(a, "%s:%s:%s", fields[at].code, filter_op_word(op), random_value(&w, &fields[at], op));
                }
                EXPECT(&w, filters_read(&w.c, text, n, &f), ST_OK);
                q.filter = f;
                q.n_filter = n;
                enum status st = view_prepare(&w.c, &q);
                if (st)
                        fail_msg("%s %s: %s", q.view, text[0], db_why(w.db));
                w.c.arena = w.arena;
                arena_free(&a);
        }
        for (size_t i = 0; i < n_fields; i++)
                assert_int_equal(seen[i], fields[i].ops);
        world_close(&w);
}

static void refused(enum db_engine e)
{
        static const char *const bad[] = {"", ":", "::", "state", "state:", "state:is", "state:is:", "state:is:gone", "state:before:2026-01-01",
                                          "nothing:is:1", "created:before:2026-02-30", "created:before:hier", "created:last:0",
                                          "created:last:99999", "unread:is:maybe", "state:is:new,new,new,new,new,new,new,new,new",
                                          "x_nosuch:is:1", "t.id:is:1", "state:IS:new", "subject:is:x", "state:is:new' OR 1=1", " state:is:new"};
        struct world w;
        struct ticket_filter f;

        world_open(&w, e);
        as_agent(&w, w.agent_net);
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                if (filter_read(&w.c, bad[i], &f) != ST_INVALID)
                        fail_msg("%s was read", bad[i]);
                assert_non_null(w.c.why);
        }
        char *huge = ARENA_ARRAY(w.arena, 2000, char);
        memset(huge, 'a', 1999);
        memcpy(huge, "room:is:", 8);
        EXPECT(&w, filter_read(&w.c, huge, &f), ST_INVALID);
        EXPECT(&w, filter_read(&w.c, "state:is:open,pending", &f), ST_OK);
        assert_string_equal(f.text, "state:is:open,pending");
        EXPECT(&w, filter_read(&w.c, "due:empty:whatever", &f), ST_OK);
        assert_string_equal(f.text, "due:empty");
        /* a requester asks what a requester knows */
        as_requester(&w, w.ines);
        EXPECT(&w, filter_read(&w.c, "state:is:open", &f), ST_OK);
        EXPECT(&w, filter_read(&w.c, "tag:is:reseau", &f), ST_INVALID);
        EXPECT(&w, filter_read(&w.c, "assignee:is:crey", &f), ST_INVALID);
        world_close(&w);
}

/* Tags are the desk's: whoever merely asked cannot find out by filtering, not even another agent. */
static void tags_are_not_probed(enum db_engine e)
{
        struct world w;
        struct ticket_page page;
        struct ticket t;
        struct ticket_filter *f;
        const char *text[] = {"tag:is:suspect"};
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = "Mon poste", .confidential = -1};

        world_open(&w, e);
        d.service_id = w.wifi;
        as_agent(&w, w.agent_hr);
        d.requester_id = w.agent_hr;
        EXPECT(&w, ticket_open(&w.c, &d, &t), ST_OK);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_tag(&w.c, &t, "suspect", true), ST_OK);
        const struct {
                int64_t who;
                size_t rows;
        } row[] = {{w.agent_net, 1}, {w.agent_hr, 0}};
        for (size_t i = 0; i < ARRAY_LEN(row); i++) {
                static const char *const views[] = {"scope", "all", "requested"};
                as_agent(&w, row[i].who);
                EXPECT(&w, filters_read(&w.c, text, 1, &f), ST_OK);
                for (size_t k = 0; k < ARRAY_LEN(views); k++) {
                        struct ticket_query q = {.view = views[k], .filter = f, .n_filter = 1}, words = q;
                        words.q = "poste";
                        EXPECT(&w, ticket_list(&w.c, &q, &page), ST_OK);
                        assert_int_equal(page.n_rows, k < 2 ? row[i].rows : 0);
                        EXPECT(&w, ticket_list(&w.c, &words, &page), ST_OK);
                        assert_int_equal(page.n_rows, k < 2 ? row[i].rows : 0);
                }
        }
        world_close(&w);
}

TESTDB_BOTH(against_the_oracle)
TESTDB_BOTH(prepared)
TESTDB_BOTH(refused)
TESTDB_BOTH(tags_are_not_probed)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(against_the_oracle), TESTDB_RUN(prepared), TESTDB_RUN(refused),
                                           TESTDB_RUN(tags_are_not_probed)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
