/* Streams of events: order, filters, what is replayed, and clients that behave badly. */
#include "http/http_test_kit.h"

static void publish(int64_t id, const char *data, const char *tag)
{
        struct sse_event e = {id, NULL, data, tag, tag ? strlen(tag) + 1 : 0};
        sse_publish(kit.server, &e);
}

static struct reader listen_to(const char *path, int64_t last_id)
{
        struct reader r = {.fd = dial()};
        say(r.fd, arena_fmt(kit.arena, "GET %s HTTP/1.1\r\nHost: t\r\n", path));
        if (last_id)
                say(r.fd, arena_fmt(kit.arena, "Last-Event-ID: %lld\r\n", (long long)last_id));
        say(r.fd, "\r\n");
        assert_true(wait_text(&r, "retry: ", 5000));
        return r;
}

static int64_t clients_now(void)
{
        struct http_stats s;
        http_stats(kit.server, &s);
        return s.sse_clients;
}

static void wait_clients(int64_t n)
{
        struct http_stats s;
        for (int i = 0; i < 1000; i++) {
                http_stats(kit.server, &s);
                if (s.sse_clients == n)
                        return;
                usleep(10000);
        }
        fail_msg("%lld clients instead of %lld", (long long)s.sse_clients, (long long)n);
}

/* The text of all "data:" lines so far, joined by spaces. */
static const char *data_of(struct reader *r)
{
        struct buf b;
        buf_init(&b, kit.arena, 4 << 20);
        for (char *s = r->p; (s = strstr(s, "\ndata: "));) {
                s += 7;
                buf_fmt(&b, "%s%.*s", b.n ? " " : "", (int)strcspn(s, "\n"), s);
        }
        return b.p;
}

static void test_headers(void **state)
{
        struct reader r = listen_to("/events", 0);
        assert_has(r.p, "HTTP/1.1 200 OK\r\n");
        assert_has(r.p, "Content-Type: text/event-stream; charset=utf-8\r\n");
        assert_has(r.p, "Cache-Control: no-store\r\n");
        assert_has(r.p, "X-Accel-Buffering: no\r\n");
        struct sse_event e = {1, "ticket", "a\nb", NULL, 0};
        sse_publish(kit.server, &e);
        assert_true(wait_text(&r, "id: 1\nevent: ticket\ndata: a b\n\n", 2000));
        reader_free(&r);
        assert_int_equal(sse_last_id(kit.server), 1);
        struct answer a = ask("HEAD /events HTTP/1.1\r\nHost: t\r\n\r\n");
        assert_int_equal(a.status, 200);
}

static void test_order_and_filter(void **state)
{
        struct reader all = listen_to("/events", 0), odd = listen_to("/later/events?who=o", 0);
        struct buf every, odds;
        buf_init(&every, kit.arena, 1 << 20);
        buf_init(&odds, kit.arena, 1 << 20);
        for (int i = 100; i < 1100; i++) {
                char text[16];
                snprintf(text, sizeof text, "%d", i);
                publish(i, text, i % 2 ? "o" : "e");
                buf_fmt(&every, "%s%d", i > 100 ? " " : "", i);
                if (i % 2)
                        buf_fmt(&odds, "%s%d", i > 101 ? " " : "", i);
        }
        assert_true(wait_text(&all, "data: 1099\n\n", 5000));
        assert_true(wait_text(&odd, "data: 1099\n\n", 5000));
        assert_string_equal(data_of(&all), every.p);
        assert_string_equal(data_of(&odd), odds.p);
        reader_free(&all);
        reader_free(&odd);
}

static void test_replay(void **state)
{
        for (int i = 2000; i < 2010; i++)
                publish(i, arena_fmt(kit.arena, "%d", i), NULL);
        struct reader r = listen_to("/events", 2006);
        assert_true(wait_text(&r, "data: 2009\n\n", 2000));
        assert_string_equal(data_of(&r), "2007 2008 2009");
        reader_free(&r);
        r = listen_to("/events", 2009); /* nothing missed */
        publish(2010, "2010", NULL);
        assert_true(wait_text(&r, "data: 2010\n\n", 2000));
        assert_string_equal(data_of(&r), "2010");
        reader_free(&r);
        r = listen_to("/events", 77777); /* never seen here */
        assert_true(wait_text(&r, "event: resync\nid: 2010\n", 2000));
        publish(2011, "2011", NULL);
        assert_true(wait_text(&r, "data: 2011\n\n", 2000));
        assert_string_equal(data_of(&r), "2010 2011");
        reader_free(&r);
        for (int i = 3000; i < 3000 + 8192; i++)
                publish(i, "x", NULL);
        r = listen_to("/events", 2011); /* fell out of the ring */
        assert_true(wait_text(&r, "event: resync\n", 2000));
        reader_free(&r);
        r = listen_to("/events", 3000); /* the oldest still there */
        assert_true(wait_text(&r, "id: 11191\n", 5000));
        assert_null(strstr(r.p, "resync"));
        assert_null(strstr(r.p, "id: 3000\n"));
        assert_non_null(strstr(r.p, "id: 3001\n"));
        reader_free(&r);
}

static void test_close_key_and_end(void **state)
{
        struct reader a = listen_to("/events?key=5", 0), b = listen_to("/events?key=6", 0), c = listen_to("/events?ends=600", 0);
        sse_close_key(kit.server, 5);
        while (more(&a, 3000))
                ;
        assert_true(a.eof);
        while (more(&c, 3000))
                ;
        assert_true(c.eof);
        assert_false(more(&b, 100));
        assert_false(b.eof);
        publish(20000, "still here", NULL);
        assert_true(wait_text(&b, "still here", 2000));
        reader_free(&a);
        reader_free(&b);
        reader_free(&c);
        /* Asked for before its key was closed, answered after: ends at once.  Asked for after: lives. */
        struct reader late = {.fd = dial()};
        say(late.fd, "GET /later/events?key=7&ms=300 HTTP/1.1\r\nHost: t\r\n\r\n");
        usleep(150000);
        sse_close_key(kit.server, 7);
        while (more(&late, 3000))
                ;
        assert_true(late.eof);
        reader_free(&late);
        late = listen_to("/events?key=7", 0);
        publish(20001, "again", NULL);
        assert_true(wait_text(&late, "again", 2000));
        reader_free(&late);
}

/* One person's streams have a ceiling; other people's and the place that one leaves do not suffer. */
static void test_key_ceiling(void **state)
{
        struct reader r[3], other;
        wait_clients(0);
        for (int i = 0; i < 3; i++)
                r[i] = listen_to("/events?key=21&max=3", 0);
        wait_clients(3);
        struct answer a = ask("GET /events?key=21&max=3 HTTP/1.1\r\nHost: t\r\n\r\n");
        assert_int_equal(a.status, 429);
        other = listen_to("/events?key=1045&max=3", 0); /* of the same bucket: 21 + 1024 */
        reader_free(&r[0]);
        wait_clients(3);
        r[0] = listen_to("/events?key=21&max=3", 0);
        for (int i = 0; i < 3; i++)
                reader_free(&r[i]);
        reader_free(&other);
        wait_clients(0);
}

#define CROWD 500

static void test_broadcast(void **state)
{
        static struct reader r[CROWD];
        wait_clients(0);
        for (int i = 0; i < CROWD; i++)
                r[i] = listen_to("/events", 0);
        assert_int_equal(clients_now(), CROWD);
        for (int i = 0; i < CROWD; i++) {
                if (r[i].p)
                        test_free(r[i].p);
                r[i] = (struct reader){.fd = r[i].fd};
        }
        int64_t start = moment_mono();
        for (int i = 30000; i < 30010; i++)
                publish(i, arena_fmt(kit.arena, "%d", i), NULL);
        for (int i = 0; i < CROWD; i++)
                assert_true(wait_text(&r[i], "data: 30009\n\n", 20000));
        int64_t took = moment_mono() - start;
        print_message("10 events to %d clients: %lld ms\n", CROWD, (long long)took);
        for (int i = 0; i < CROWD; i++) {
                assert_string_equal(data_of(&r[i]), "30000 30001 30002 30003 30004 30005 30006 30007 30008 30009");
                reader_free(&r[i]);
        }
}

/* Its connection fills up, it falls out of the ring, and when it reads at last it is told so. */
static void test_never_reads(void **state)
{
        struct reader r = listen_to("/events", 0), other = listen_to("/events", 0);
        char *big = test_calloc(1, 4001);
        memset(big, 'x', 4000);
        int64_t start = moment_mono();
        for (int i = 40000; i < 40000 + 12000; i++) {
                publish(i, big, NULL);
                if (i % 500)
                        continue;
                publish(i, "mark", NULL);
                assert_true(wait_text(&other, "data: mark\n", 5000));
                drop(&other, other.n);
        }
        publish(60000, "last", NULL);
        assert_true(wait_text(&other, "data: last\n", 5000));
        print_message("12,000 events past a client that does not read: %lld ms\n", (long long)(moment_mono() - start));
        bool told = false, ended = false;
        while (!told && !ended) {
                if (!more(&r, 5000))
                        ended = true;
                told = r.p && strstr(r.p, "event: resync\n");
                if (!told && r.n > 1 << 20)
                        drop(&r, r.n - 100);
        }
        assert_true(told || r.eof); /* cut inside an event: the stream ends instead */
        test_free(big);
        reader_free(&r);
        reader_free(&other);
}

static void test_disconnects_are_noticed(void **state)
{
        struct reader r[20];
        for (int i = 0; i < 20; i++)
                r[i] = listen_to("/events", 0);
        for (int i = 0; i < 20; i++)
                reader_free(&r[i]);
        wait_clients(0);
}

/* Publishing, coming and going at once: the race between falling asleep and being woken. */
static void *publisher(void *arg)
{
        atomic_bool *stop = arg;
        for (int64_t i = 100000; !atomic_load(stop); i++) {
                publish(i, "tick", i % 3 ? NULL : "o");
                if (i % 8 == 0)
                        usleep(1000);
        }
        return NULL;
}

static void test_race(void **state)
{
        atomic_bool stop = false;
        pthread_t thread[2];
        for (int i = 0; i < 2; i++)
                assert_int_equal(pthread_create(&thread[i], NULL, publisher, &stop), 0);
        for (int round = 0; round < 30; round++) {
                struct reader r[8];
                for (int i = 0; i < 8; i++)
                        r[i] = listen_to(i % 2 ? "/events?who=o&key=9" : "/later/events?key=8", 0);
                for (int i = 0; i < 8; i++)
                        assert_true(wait_text(&r[i], "data: tick\n\n", 5000));
                sse_close_key(kit.server, 8);
                for (int i = 0; i < 8; i++)
                        reader_free(&r[i]);
        }
        atomic_store(&stop, true);
        for (int i = 0; i < 2; i++)
                pthread_join(thread[i], NULL);
}

static int setup(void **state)
{
        kit_start((struct http_config){.loops = 3, .workers = 2});
        return 0;
}

static int teardown(void **state)
{
        struct reader r = listen_to("/events", 0);
        int64_t start = moment_mono();
        kit_stop(); /* with a stream open */
        reader_free(&r);
        return moment_mono() - start > 1500 ? -1 : 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_headers),
                cmocka_unit_test(test_order_and_filter),
                cmocka_unit_test(test_replay),
                cmocka_unit_test(test_close_key_and_end),
                cmocka_unit_test(test_key_ceiling),
                cmocka_unit_test(test_broadcast),
                cmocka_unit_test(test_never_reads),
                cmocka_unit_test(test_disconnects_are_noticed),
                cmocka_unit_test(test_race),
        };
        return cmocka_run_group_tests_name("event streams", tests, setup, teardown);
}
