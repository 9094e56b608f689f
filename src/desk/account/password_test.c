/* Choosing a password by a link on both engines: whom it is for, how long and how often it is good, and that of two
 * hundred choices at once one is kept.  The letter and the pages are told in tests/stories/sessions.story. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "desk/people/security.h"
#include "desk/ticket/test_world.h"

#define run(w, ...) count_of((w), arena_fmt((w)->arena, __VA_ARGS__))

static const char *made(struct world *w, int64_t person)
{
        const char *secret = NULL;
        DB_TX(tx, w->db);
        EXPECT(w, password_link_make(&w->c, person, &secret), ST_OK);
        EXPECT(w, db_commit(&tx), ST_OK);
        return secret;
}

static int64_t wanted(struct world *w, const char *who)
{
        int64_t id = -1;
        enum status st = password_link_wanted(&w->c, who, &id);
        assert_true(st == ST_OK || st == ST_NOT_FOUND);
        return st == ST_OK ? id : 0;
}

static void whose(enum db_engine e)
{
        struct world w;
        struct person p;

        world_open(&w, e);
        run(&w, "UPDATE person SET login = 'icaron' WHERE id = %lld RETURNING 1", (long long)w.ines);
        run(&w, "INSERT INTO person_mail (address_fold, person_id, verified_at) VALUES ('ines@rives.example', %lld, 1) RETURNING 1", (long long)w.ines);
        run(&w, "INSERT INTO person_mail (address_fold, person_id) VALUES ('autre@rives.example', %lld) RETURNING 1", (long long)w.ines);
        assert_int_equal(wanted(&w, "ICaron "), w.ines);
        assert_int_equal(wanted(&w, "Ines@rives.example"), w.ines);
        assert_int_equal(wanted(&w, "autre@rives.example"), 0); /* nobody proved it */
        /* an address may be longer than a login, and hold what none does */
        static const char odd[] = "ines.o'caron#premier-cycle@lettres-et-sciences-humaines-et-sociales.rives.example";
        run(&w, "INSERT INTO person_mail (address_fold, person_id, verified_at) VALUES ('ines.o''caron%s', %lld, 1) RETURNING 1", strchr(odd, '#'), (long long)w.ines);
        assert_int_equal(wanted(&w, odd), w.ines);
        const char *const none[] = {"", " ", "*", "icaron\n", "'; --", "icaron%", "\xf0\x9f\x98\x80"};
        for (size_t i = 0; i < ARRAY_LEN(none); i++)
                if (wanted(&w, none[i]) && strcmp(none[i], "icaron\n") != 0)
                        fail_msg("%s", none[i]);
        /* an address that refuses letters is none, nor is a record without login or that is closed */
        const char *s = made(&w, w.ines);
        EXPECT(&w, password_link_person(&w.c, s, &p), ST_OK);
        assert_int_equal(p.id, w.ines);
        run(&w, "UPDATE person_mail SET bounced_at = 1 WHERE person_id = %lld AND verified_at IS NOT NULL RETURNING 1", (long long)w.ines);
        assert_int_equal(wanted(&w, "icaron"), 0);
        run(&w, "UPDATE person SET state = 20 WHERE id = %lld RETURNING 1", (long long)w.ines);
        EXPECT(&w, password_link_person(&w.c, s, &p), ST_NOT_FOUND);
        EXPECT(&w, password_link_use(&w.c, s, "trois petits zèbres", "trois petits zèbres"), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(whose)

static void once(enum db_engine e)
{
        struct world w;
        struct person p;

        world_open(&w, e);
        run(&w, "UPDATE person SET login = 'icaron' WHERE id = %lld RETURNING 1", (long long)w.ines);
        const char *first = made(&w, w.ines), *second = made(&w, w.ines);
        assert_int_equal(strlen(first), 43);
        assert_string_not_equal(first, second);
        EXPECT(&w, password_link_person(&w.c, first, &p), ST_OK); /* asking again does not void it */
        w.c.actor = NULL; /* as whoever opens a link */
        EXPECT(&w, password_link_use(&w.c, first, "court", "court"), ST_INVALID);
        w.c.n_error = 0;
        EXPECT(&w, password_link_use(&w.c, first, "trois petits zèbres", "trois petits"), ST_INVALID);
        w.c.n_error = 0;
        EXPECT(&w, password_link_use(&w.c, first, "icaron2026", "icaron2026"), ST_INVALID);
        w.c.n_error = 0;
        EXPECT(&w, password_link_use(&w.c, second, "trois petits zèbres", "trois petits zèbres"), ST_OK);
        EXPECT(&w, password_link_use(&w.c, first, "quatre petits zèbres", "quatre petits zèbres"), ST_NOT_FOUND);
        /* an hour, not a moment more; and a clock that jumps back does not keep it longer than its hour */
        first = made(&w, w.ines);
        w.c.now += PASSWORD_LINK_MS - 1;
        EXPECT(&w, password_link_person(&w.c, first, &p), ST_OK);
        w.c.now += 1;
        EXPECT(&w, password_link_person(&w.c, first, &p), ST_NOT_FOUND);
        EXPECT(&w, password_link_use(&w.c, first, "quatre petits zèbres", "quatre petits zèbres"), ST_NOT_FOUND);
        /* a secret of another kind opens nothing here */
        count_of(&w, "UPDATE token SET use = 'api', ends_at = ends_at * 2 WHERE use = 'reset' RETURNING 1");
        EXPECT(&w, password_link_person(&w.c, first, &p), ST_NOT_FOUND);
        world_close(&w);
}
TESTDB_BOTH(once)

enum { CHOOSERS = 8, EACH = 25 };
struct chooser {
        struct app *app;
        const char *secret;
        int64_t now, won, other;
        pthread_barrier_t *start;
};

static void *choose(void *arg)
{
        struct chooser *k = arg;
        struct arena *a = arena_new(512u << 20);
        struct db *db = NULL;

        k->other = db_open(k->app->pool, &db) != ST_OK;
        pthread_barrier_wait(k->start);
        for (size_t i = 0; i < EACH && db; i++) {
                struct ctx c;
                enum status st;
                app_ctx(k->app, a, db, &c);
                c.now = k->now;
                c.actor = NULL;
                do
                        st = password_link_use(&c, k->secret, "trois petits zèbres", "trois petits zèbres");
                while (st == ST_BUSY);
                k->won += st == ST_OK;
                k->other += st != ST_OK && st != ST_NOT_FOUND;
        }
        db_close(&db);
        arena_free(&a);
        return NULL;
}

static void at_once(enum db_engine e)
{
        struct world w;
        pthread_barrier_t start;
        pthread_t thread[CHOOSERS];
        struct chooser k[CHOOSERS];
        int64_t won = 0;

        world_open(&w, e);
        run(&w, "UPDATE person SET login = 'icaron' WHERE id = %lld RETURNING 1", (long long)w.ines);
        const char *secret = made(&w, w.ines);
        made(&w, w.ines);
        pthread_barrier_init(&start, NULL, CHOOSERS);
        for (size_t i = 0; i < CHOOSERS; i++) {
                k[i] = (struct chooser){w.app, secret, w.c.now, 0, 0, &start};
                assert_int_equal(pthread_create(&thread[i], NULL, choose, &k[i]), 0);
        }
        for (size_t i = 0; i < CHOOSERS; i++) {
                pthread_join(thread[i], NULL);
                assert_int_equal(k[i].other, 0);
                won += k[i].won;
        }
        pthread_barrier_destroy(&start);
        assert_int_equal(won, 1);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM token WHERE use = 'reset'"), 0);
        assert_int_equal(count_of(&w, "SELECT COUNT(*) FROM audit WHERE verb = 'password.set'"), 1);
        world_close(&w);
}
TESTDB_BOTH(at_once)

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(whose), TESTDB_RUN(once), TESTDB_RUN(at_once)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
