/* Tags, links, watchers, custom fields and categories, on both engines: what is kept, who may, what the
 * journal and the search say, and what stays hidden. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "desk/ticket/sheet.h"
#include "desk/ticket/test_world.h"

static const char *last_line(struct world *w, const struct ticket *t)
{
        struct entry *e;
        size_t n;
        bool more;

        EXPECT(w, ticket_journal(&w->c, t, 0, 1, &e, &n, &more), ST_OK);
        return n && e[0].line ? e[0].line : "";
}

static size_t hits(struct world *w, const char *q)
{
        struct ticket_query query = {.view = "all", .q = q};
        struct ticket_page page = {0};

        EXPECT(w, ticket_list(&w->c, &query, &page), ST_OK);
        return page.n_rows;
}

static const char *tags_of(struct world *w, const struct ticket *t)
{
        struct tag *tag;
        size_t n;
        struct buf b;

        buf_init(&b, w->arena, 4096);
        EXPECT(w, ticket_tags(&w->c, t, &tag, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                buf_fmt(&b, "%s%s", i ? "|" : "", tag[i].word);
        return b.p;
}

static void tags(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0), stale;
        as_agent(&w, w.agent_net);
        int64_t version = t.version;
        EXPECT(&w, ticket_tag(&w.c, &t, "  #Zébrure Œdème ", true), ST_OK);
        assert_string_equal(tags_of(&w, &t), "zebrure oedeme");
        assert_int_equal(t.version, version + 1);
        assert_non_null(strstr(last_line(&w, &t), "zebrure oedeme"));
        assert_int_equal(hits(&w, "zébrure"), 1);
        EXPECT(&w, ticket_tag(&w.c, &t, "zebrure œdème", true), ST_OK); /* the same word: no change */
        assert_int_equal(t.version, version + 1);
        const char *const words[] = {"b", "a", "B"};
        stale = t;
        EXPECT(&w, ticket_tags_put(&w.c, &t, words, 3, t.version), ST_OK);
        assert_string_equal(tags_of(&w, &t), "a|b");
        assert_int_equal(hits(&w, "zébrure"), 0);
        EXPECT(&w, ticket_tags_put(&w.c, &stale, words, 1, version), ST_STALE);
        EXPECT(&w, ticket_tag(&w.c, &t, "a", false), ST_OK);
        assert_string_equal(tags_of(&w, &t), "b");
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_tag(&w.c, &t, " \t", true), ST_INVALID);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_tag(&w.c, &t, "12345678901234567890123456789012345678901", true), ST_INVALID);
        assert_non_null(form_msg(&w.c, "tag"));
        for (int i = 1; i < TAGS_MAX; i++) {
                as_agent(&w, w.agent_net);
                EXPECT(&w, ticket_tag(&w.c, &t, arena_fmt(w.arena, "mot%d", i), true), ST_OK);
        }
        EXPECT(&w, ticket_tag(&w.c, &t, "trop", true), ST_INVALID);
        /* the requester neither changes nor sees nor finds them */
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_tag(&w.c, &t, "moi", true), ST_DENIED);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t), ST_OK);
        assert_string_equal(tags_of(&w, &t), "");
        assert_int_equal(hits(&w, "mot7"), 0);
        as_requester(&w, w.paul);
        EXPECT(&w, ticket_tag(&w.c, &t, "moi", true), ST_NOT_FOUND);
        world_close(&w);
}

static size_t links_of(struct world *w, const struct ticket *t, struct link **l)
{
        size_t n;

        EXPECT(w, ticket_links(&w->c, t, l, &n), ST_OK);
        return n;
}

static void links(enum db_engine e)
{
        struct world w;
        struct link *l;

        world_open(&w, e);
        struct ticket a = ticket_of_ines(&w, "Une", w.wifi, 0), b = ticket_of_ines(&w, "Deux", w.wifi, 0);
        struct ticket secret = ticket_of_ines(&w, "Paie", w.payroll, -1);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_link_add(&w.c, &a, b.number, LINK_CAUSED_BY), ST_OK);
        EXPECT(&w, ticket_link_add(&w.c, &a, b.number, LINK_CAUSED_BY), ST_OK);
        assert_int_equal(links_of(&w, &a, &l), 1);
        assert_string_equal(l[0].number, b.number);
        assert_string_equal(l[0].label, "causée par");
        assert_non_null(strstr(last_line(&w, &a), b.number));
        EXPECT(&w, ticket_load(&w.c, b.id, ACT_READ_ALL, &b), ST_OK);
        assert_int_equal(links_of(&w, &b, &l), 1);
        assert_string_equal(l[0].label, "cause de");
        assert_non_null(strstr(last_line(&w, &b), a.number));
        EXPECT(&w, ticket_link_add(&w.c, &a, a.number, LINK_RELATED), ST_INVALID);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_link_add(&w.c, &a, b.number, 99), ST_INVALID);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_link_add(&w.c, &a, secret.number, LINK_RELATED), ST_INVALID); /* as unknown as any */
        assert_non_null(form_msg(&w.c, "to"));
        /* who may read both links them; who may not read one learns nothing of it */
        as_system(&w);
        EXPECT(&w, ticket_link_add(&w.c, &a, secret.number, LINK_RELATED), ST_OK);
        assert_int_equal(links_of(&w, &a, &l), 2);
        as_agent(&w, w.agent_net);
        EXPECT(&w, ticket_load(&w.c, a.id, ACT_READ_ALL, &a), ST_OK);
        assert_int_equal(links_of(&w, &a, &l), 1);
        assert_null(strstr(last_line(&w, &a), secret.number));
        EXPECT(&w, ticket_link_remove(&w.c, &a, secret.number), ST_NOT_FOUND);
        EXPECT(&w, ticket_link_remove(&w.c, &b, a.number), ST_OK); /* from the other side */
        assert_int_equal(links_of(&w, &a, &l), 0);
        EXPECT(&w, ticket_link_remove(&w.c, &a, b.number), ST_NOT_FOUND);
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_link_add(&w.c, &a, b.number, LINK_RELATED), ST_DENIED);
        world_close(&w);
}

static void watchers(enum db_engine e)
{
        struct world w;
        struct who *who;
        size_t n;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Suivie", w.wifi, 0);
        as_agent(&w, w.agent_el);
        EXPECT(&w, ticket_watch(&w.c, &t, true), ST_OK);
        EXPECT(&w, ticket_watchers(&w.c, &t, &who, &n), ST_OK);
        assert_int_equal(n, 1);
        assert_string_equal(who[0].login, "yben");
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_load(&w.c, t.id, ACT_READ, &t), ST_OK);
        EXPECT(&w, ticket_watchers(&w.c, &t, &who, &n), ST_OK);
        assert_int_equal(n, 0);
        as_agent(&w, w.agent_el);
        EXPECT(&w, ticket_watch(&w.c, &t, false), ST_OK);
        EXPECT(&w, ticket_watchers(&w.c, &t, &who, &n), ST_OK);
        assert_int_equal(n, 0);
        world_close(&w);
}

static const char *value_of(struct world *w, const struct ticket *t, const char *code)
{
        struct field *f;
        size_t n;

        EXPECT(w, ticket_field_list(&w->c, t, &f, &n), ST_OK);
        for (size_t i = 0; i < n; i++)
                if (str_eq(f[i].code, code))
                        return f[i].value;
        return "?";
}

static void add_fields(struct world *w)
{
        static const char *const types[] = {"text", "choice", "number", "date", "person", "flag"};

        as(w, w->admin, ROLE_ADMIN);
        for (size_t i = 0; i < ARRAY_LEN(types); i++) {
                struct field_draft d = {types[i], types[i], arena_fmt(w->arena, "Le %s", types[i]), types[i]};
                EXPECT(w, field_add(&w->c, &d), ST_OK);
        }
        EXPECT(w, field_add(&w->c, &(struct field_draft){"text", "text", "x", "x"}), ST_INVALID);
        assert_non_null(form_msg(&w->c, "code"));
        as(w, w->admin, ROLE_ADMIN);
        EXPECT(w, field_add(&w->c, &(struct field_draft){"A b", "money", "", " "}), ST_INVALID);
        assert_int_equal(w->c.n_error, 4);
        as_agent(w, w->agent_net);
        EXPECT(w, field_add(&w->c, &(struct field_draft){"ok", "text", "x", "x"}), ST_DENIED);
}

static void fields(enum db_engine e)
{
        static const struct {
                const char *code, *typed, *kept; /* NULL: refused */
        } cases[] = {{"text", " Étage 2 ", "Étage 2"}, {"choice", "a", "a"},       {"number", "-42", "-42"},    {"number", "4,2", NULL},
                     {"number", "x", NULL},             {"date", "2026-02-28", "2026-02-28"}, {"date", "2026-02-29", NULL},
                     {"date", "28/02/2026", NULL},      {"person", "crey", "crey"}, {"person", "nobody", NULL},  {"flag", "true", "1"},
                     {"flag", "maybe", NULL},           {"flag", "false", ""},      {"number", "", ""},          {"none", "1", NULL}};
        struct world w;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Champs", w.wifi, 0);
        add_fields(&w);
        for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
                as_agent(&w, w.agent_net);
                EXPECT(&w, ticket_field_set(&w.c, &t, cases[i].code, cases[i].typed, t.version), cases[i].kept ? ST_OK : ST_INVALID);
                if (cases[i].kept)
                        assert_string_equal(value_of(&w, &t, cases[i].code), cases[i].kept);
                else
                        assert_non_null(form_msg(&w.c, arena_fmt(w.arena, "field_%s", cases[i].code)));
        }
        as_agent(&w, w.agent_net);
        int64_t version = t.version;
        EXPECT(&w, ticket_field_set(&w.c, &t, "text", "Étage 2", 0), ST_OK);
        assert_int_equal(t.version, version);
        EXPECT(&w, ticket_field_set(&w.c, &t, "text", "Mezzanine", version - 1), ST_STALE);
        EXPECT(&w, ticket_field_set(&w.c, &t, "text", "Mezzanine", version), ST_OK);
        assert_non_null(strstr(last_line(&w, &t), "Le text = Mezzanine"));
        assert_int_equal(hits(&w, "mezzanine"), 1);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM ticket_field WHERE num IS NOT NULL AND body IS NULL"), 1); /* the person */
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_field_set(&w.c, &t, "text", "moi", 0), ST_DENIED);
        assert_int_equal(hits(&w, "mezzanine"), 0);
        world_close(&w);
}

static void categories(enum db_engine e)
{
        struct world w;
        struct category *k, one;
        size_t n;
        struct ticket_patch p = TICKET_PATCH_NONE;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Typologie", w.wifi, 0);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, category_add(&w.c, &(struct category_draft){"radio", "Borne", "Access point", w.wifi, 0}), ST_OK);
        EXPECT(&w, category_add(&w.c, &(struct category_draft){"slip", "Bulletin", "Pay slip", w.payroll, 1}), ST_OK);
        EXPECT(&w, category_add(&w.c, &(struct category_draft){"other", "Autre", "Other", 0, 0}), ST_OK);
        EXPECT(&w, category_add(&w.c, &(struct category_draft){"other", "Autre", "Other", 0, 0}), ST_INVALID);
        as(&w, w.admin, ROLE_ADMIN);
        EXPECT(&w, category_add(&w.c, &(struct category_draft){"lost", "Autre", "Other", 424242, 0}), ST_INVALID);
        as_agent(&w, w.agent_net);
        EXPECT(&w, category_add(&w.c, &(struct category_draft){"mine", "Autre", "Other", 0, 0}), ST_DENIED);
        EXPECT(&w, category_list(&w.c, w.wifi, &k, &n), ST_OK);
        assert_int_equal(n, 2);
        EXPECT(&w, category_list(&w.c, -1, &k, &n), ST_OK);
        assert_int_equal(n, 3);
        EXPECT(&w, category_by_code(&w.c, "slip", &one), ST_OK);
        p.category_id = one.id; /* of another service */
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_INVALID);
        as_agent(&w, w.agent_net);
        EXPECT(&w, category_by_code(&w.c, "radio", &one), ST_OK);
        p.category_id = one.id;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        assert_string_equal(t.category_code, "radio");
        p.category_id = 0;
        EXPECT(&w, ticket_change(&w.c, &t, &p, 0), ST_OK);
        assert_null(t.category_code);
        world_close(&w);
}

/* Nothing is held back: what the bits say is what the lists then give. */
static void holds(enum db_engine e)
{
        struct world w;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0), other = ticket_of_ines(&w, "Autre", w.wifi, 0);
        struct tag *tag;
        struct link *link;
        size_t n;
        as_agent(&w, w.agent_net);
        assert_false(ticket_lacks(&t, HOLDS_TAGS)); /* not asked: the list is */
        EXPECT(&w, ticket_holds(&w.c, &t), ST_OK);
        assert_int_equal(t.holds, HOLDS_KNOWN);
        EXPECT(&w, ticket_tags(&w.c, &t, &tag, &n), ST_OK);
        assert_int_equal(n, 0);
        EXPECT(&w, ticket_tag(&w.c, &t, "un", true), ST_OK);
        assert_int_equal(t.holds, 0); /* a verb loads the ticket again */
        EXPECT(&w, ticket_link_add(&w.c, &t, other.number, LINK_RELATED), ST_OK);
        EXPECT(&w, ticket_watch(&w.c, &t, true), ST_OK);
        EXPECT(&w, draft_save(&w.c, arena_fmt(w.arena, "note:%lld", (long long)t.id), "à dire"), ST_OK);
        EXPECT(&w, ticket_holds(&w.c, &t), ST_OK);
        assert_int_equal(t.holds, HOLDS_KNOWN | HOLDS_TAGS | HOLDS_LINKS | HOLDS_WATCHERS | HOLDS_DRAFT);
        EXPECT(&w, ticket_tags(&w.c, &t, &tag, &n), ST_OK);
        assert_int_equal(n, 1);
        EXPECT(&w, ticket_holds(&w.c, &other), ST_OK); /* the other end of the link */
        assert_int_equal(other.holds, HOLDS_KNOWN | HOLDS_LINKS);
        EXPECT(&w, ticket_links(&w.c, &other, &link, &n), ST_OK);
        assert_int_equal(n, 1);
        world_close(&w);
}

static void statements(enum db_engine e)
{
        const struct slice *const mine[] = {&slice_ticket_holds, &slice_ticket_tags, &slice_ticket_links, &slice_ticket_fields,
                                             &slice_ticket_categories};
        struct world w;

        world_open(&w, e);
        for (size_t i = 0; i < ARRAY_LEN(mine); i++)
                for (const struct db_stmt *const *s = mine[i]->stmts; *s; s++) {
                        enum status st = db_prepare_only(w.db, *s);
                        if (st)
                                print_error("%s: %s\n", (*s)->name, db_why(w.db));
                        assert_int_equal(st, ST_OK);
                }
        world_close(&w);
}

TESTDB_BOTH(tags)
TESTDB_BOTH(links)
TESTDB_BOTH(watchers)
TESTDB_BOTH(fields)
TESTDB_BOTH(categories)
TESTDB_BOTH(holds)
TESTDB_BOTH(statements)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(statements), TESTDB_RUN(tags),   TESTDB_RUN(links),
                                           TESTDB_RUN(watchers),   TESTDB_RUN(fields), TESTDB_RUN(categories),
                                           TESTDB_RUN(holds)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
