/* Links for people without account, on both engines: who gets one, what it opens, what ends it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/random.h"
#include "desk/ticket/access.h"
#include "desk/ticket/test_world.h"

static enum status enter(struct world *w, const char *secret, struct ticket *out)
{
        as(w, 0, 0);
        w->c.actor = NULL;
        enum status st = access_enter(&w->c, secret, out);
        return st;
}

static struct access_link link_of(struct world *w, struct ticket *t, const char *mail)
{
        struct access_link l;

        as_requester(w, w->ines);
        EXPECT(w, access_invite(&w->c, t, mail, "Jean Tuteur", &l), ST_OK);
        assert_non_null(l.secret);
        return l;
}

static void inviting(enum db_engine e)
{
        struct world w;
        struct access_link l, again;
        struct ticket g;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0), other = ticket_of_ines(&w, "Autre", w.wifi, 0);
        as_requester(&w, w.ines);
        EXPECT(&w, access_invite(&w.c, &t, "jean@ecole.example", "", &l), ST_INVALID);
        assert_non_null(form_msg(&w.c, "name"));
        const char *const bad[] = {"", "Jean", "jean@", "@ecole.example", "a@b@c.example", "jean@ecole", "<x>@ecole.example"};
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                as_requester(&w, w.ines);
                EXPECT(&w, access_invite(&w.c, &t, bad[i], "Jean", &l), ST_INVALID);
                assert_non_null(form_msg(&w.c, "who"));
        }
        /* an account: invited, and no link that would let the inviter speak as them */
        as_requester(&w, w.ines);
        EXPECT(&w, access_invite(&w.c, &t, "pmartin@rives.example", "", &l), ST_OK);
        assert_null(l.secret);
        EXPECT(&w, access_renew(&w.c, &t, w.paul, &l), ST_NOT_FOUND);
        l = link_of(&w, &t, "jean@ecole.example");
        assert_string_equal(l.name, "Jean Tuteur");
        assert_int_equal(strlen(l.secret), 43);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM token WHERE use = 'invite'"), 1);
        EXPECT(&w, enter(&w, l.secret, &g), ST_OK);
        assert_int_equal(g.id, t.id);
        assert_false(ticket_can(&w.c, &g, ACT_READ_ALL) || ticket_can(&w.c, &g, ACT_INVITE) || ticket_can(&w.c, &g, ACT_ACCEPT));
        assert_true(ticket_can(&w.c, &g, ACT_COMMENT));
        EXPECT(&w, ticket_load(&w.c, other.id, ACT_READ, &g), ST_NOT_FOUND);
        /* the second link is for the same person; the first is dead */
        again = link_of(&w, &t, "JEAN@ecole.example");
        assert_int_equal(again.person_id, l.person_id);
        EXPECT(&w, enter(&w, l.secret, &g), ST_NOT_FOUND);
        EXPECT(&w, enter(&w, again.secret, &g), ST_OK);
        EXPECT(&w, enter(&w, "", &g), ST_NOT_FOUND);
        EXPECT(&w, enter(&w, "0123456789012345678901234567890123456789012", &g), ST_NOT_FOUND);
        as_requester(&w, w.paul);
        EXPECT(&w, access_invite(&w.c, &other, "jean@ecole.example", "Jean", &l), ST_NOT_FOUND);
        EXPECT(&w, access_invite(&w.c, &t, "jean@ecole.example", "Jean", &l), ST_DENIED); /* invited, may not invite */
        world_close(&w);
}

static void ending(enum db_engine e)
{
        struct world w;
        struct ticket g;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0);
        struct access_link l = link_of(&w, &t, "jean@ecole.example");
        int64_t now = w.c.now;
        w.c.now = now + 91 * DAY_MS;
        EXPECT(&w, enter(&w, l.secret, &g), ST_NOT_FOUND);
        w.c.now = now;
        EXPECT(&w, enter(&w, l.secret, &g), ST_OK);
        /* withdrawn: at once, and its streams are told to close */
        as_requester(&w, w.ines);
        EXPECT(&w, ticket_invite(&w.c, &t, l.person_id, false), ST_OK);
        EXPECT(&w, enter(&w, l.secret, &g), ST_NOT_FOUND);
        assert_int_equal(count_of(&w, arena_fmt(w.arena, "SELECT COUNT(*) FROM event WHERE kind = 40 AND people = '%lld'",
                                                (long long)l.person_id)), 1);
        as_requester(&w, w.ines);
        EXPECT(&w, access_renew(&w.c, &t, l.person_id, &l), ST_NOT_FOUND);
        /* invited again: not by the old link */
        l = link_of(&w, &t, "jean@ecole.example");
        EXPECT(&w, enter(&w, l.secret, &g), ST_OK);
        /* closed for long enough */
        as_system(&w);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_RESOLVED, 0, "Réglé", 0), ST_OK);
        EXPECT(&w, ticket_move(&w.c, &t, STATE_CLOSED, 0, "", 0), ST_OK);
        EXPECT(&w, enter(&w, l.secret, &g), ST_OK);
        w.c.now = now + 31 * DAY_MS;
        EXPECT(&w, enter(&w, l.secret, &g), ST_NOT_FOUND);
        w.c.now = now;
        /* a role, an account: the link says no more */
        as_system(&w);
        EXPECT(&w, group_join(&w.c, w.net, l.person_id, false), ST_OK);
        EXPECT(&w, enter(&w, l.secret, &g), ST_NOT_FOUND);
        world_close(&w);
}

/* The address in an invitation is the site's, or the one the program listens on; never what a browser says. */
static void addresses(enum db_engine e)
{
        struct world w;
        struct http_pair host = {"Host", "evil.example", 12};
        struct http_request req = {.header = &host, .n_header = 1};

        world_open(&w, e);
        struct http_request *was = w.c.req;
        w.c.req = &req;
        assert_string_equal(access_url(&w.c, "abc"), "/i/abc");
        req.tls = true;
        assert_string_equal(access_url(&w.c, "abc"), "/i/abc");
        w.c.app->cfg.listen = "127.0.0.1:8080";
        host = (struct http_pair){"Host", "127.0.0.1:8080.evil.example", 27};
        assert_string_equal(access_url(&w.c, "abc"), "/i/abc");
        host = (struct http_pair){"Host", "127.0.0.1:8080", 14};
        assert_string_equal(access_url(&w.c, "abc"), "http://127.0.0.1:8080/i/abc");
        {
                DB_TX(tx, w.c.db);
                assert_int_equal(setting_put(&w.c, "site.url", "https://aide.rives.example"), ST_OK);
                assert_int_equal(db_commit(&tx), ST_OK);
        }
        settings_fresh(&w.c);
        host = (struct http_pair){"Host", "evil.example", 12};
        assert_string_equal(access_url(&w.c, "abc"), "https://aide.rives.example/i/abc");
        w.c.req = was;
        world_close(&w);
}
TESTDB_BOTH(addresses)

static void ceilings(enum db_engine e)
{
        struct world w;
        struct access_link l;
        struct ticket g;

        world_open(&w, e);
        struct ticket t = ticket_of_ines(&w, "Panne", w.wifi, 0), u = ticket_of_ines(&w, "Deux", w.wifi, 0);
        for (int i = 0; i < ACCESS_PER_TICKET; i++)
                l = link_of(&w, &t, arena_fmt(w.arena, "p%d@ecole.example", i));
        as_requester(&w, w.ines);
        EXPECT(&w, access_invite(&w.c, &t, "trop@ecole.example", "Trop", &l), ST_CONFLICT);
        for (int i = 0; i < ACCESS_PER_DAY - ACCESS_PER_TICKET; i++)
                l = link_of(&w, &u, arena_fmt(w.arena, "q%d@ecole.example", i));
        as_requester(&w, w.ines);
        struct access_link none;
        EXPECT(&w, access_invite(&w.c, &u, "trop@ecole.example", "Trop", &none), ST_THROTTLED);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM person WHERE name = 'Trop'"), 0);
        EXPECT(&w, enter(&w, l.secret, &g), ST_OK);
        for (int i = 0; i < ACCESS_REPLIES_HOUR; i++) {
                struct entry_draft d = {.body = "Encore", .is_public = true};
                EXPECT(&w, access_may_write(&w.c, &g, 0), ST_OK);
                EXPECT(&w, ticket_comment(&w.c, &g, &d, NULL), ST_OK);
        }
        EXPECT(&w, access_may_write(&w.c, &g, 0), ST_THROTTLED);
        w.c.now += 2 * HOUR_MS;
        EXPECT(&w, access_may_write(&w.c, &g, ACCESS_FILES_DAY), ST_OK);
        EXPECT(&w, access_may_write(&w.c, &g, ACCESS_FILES_DAY + 1), ST_THROTTLED);
        /* what was written carries the person and says by what way */
        assert_int_equal(count_of(&w, arena_fmt(w.arena, "SELECT COUNT(*) FROM entry WHERE channel = 80 AND author_id = %lld",
                                                (long long)w.c.actor->person_id)), ACCESS_REPLIES_HOUR);
        world_close(&w);
}

TESTDB_BOTH(inviting)
TESTDB_BOTH(ending)
TESTDB_BOTH(ceilings)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(inviting), TESTDB_RUN(ending), TESTDB_RUN(addresses), TESTDB_RUN(ceilings)};
        random_init();
        return cmocka_run_group_tests(tests, NULL, NULL);
}
