/* Clients that drip, a queue that is full, and the end of the server while it works. */
#include "http/http_test_kit.h"

#define DRIPS 40

static bool dead(int fd)
{
        struct pollfd f = {.fd = fd, .events = POLLIN};
        char c;
        return poll(&f, 1, 0) == 1 && recv(fd, &c, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

/* One byte every 200 ms into each, until all are closed; normal requests stay quick meanwhile
 * (nine in ten, so that a busy machine does not decide). */
static int64_t drip(int *fd, int n, int64_t deadline)
{
        int64_t start = moment_mono();
        int asked = 0, late = 0;
        int alive = n;
        while (alive > 0 && moment_mono() - start < deadline) {
                alive = 0;
                for (int i = 0; i < n; i++) {
                        (void)!send(fd[i], "a", 1, MSG_NOSIGNAL | MSG_DONTWAIT);
                        alive += !dead(fd[i]);
                }
                int64_t before = moment_mono();
                assert_string_equal(get("/constant").body, "constant");
                late += moment_mono() - before >= 2000; /* one that waited for them would wait for seconds */
                asked++;
                usleep(200000);
        }
        assert_int_equal(alive, 0);
        if (late * 10 > asked)
                fail_msg("%d of %d normal requests took 2 s or more", late, asked);
        for (int i = 0; i < n; i++)
                close(fd[i]);
        return moment_mono() - start;
}

static void test_header_drip(void **state)
{
        int fd[DRIPS];
        for (int i = 0; i < DRIPS; i++) {
                fd[i] = dial();
                if (i % 4 == 1)
                        say(fd[i], "GET / HTTP/1.1\r\nHost: t\r\nX: ");
                if (i % 4 == 2)
                        say(fd[i], "GET /");
        }
        int64_t took = drip(fd, DRIPS, 6000);
        struct http_stats s;
        http_stats(kit.server, &s);
        assert_true(s.killed_slow >= DRIPS);
        print_message("header drip: %d clients closed within %lld ms\n", DRIPS, (long long)took);
}

static void test_body_drip(void **state)
{
        int fd[DRIPS];
        for (int i = 0; i < DRIPS; i++) {
                fd[i] = dial();
                say(fd[i], i % 2 ? "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " FORM "\r\nContent-Length: 1000000\r\n\r\na="
                                 : "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: multipart/form-data; boundary=X\r\nContent-Length: "
                                   "1000000\r\n\r\n--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"f\"\r\n\r\n");
        }
        int64_t took = drip(fd, DRIPS, 14000);
        print_message("body drip: %d clients closed within %lld ms\n", DRIPS, (long long)took);
        for (int i = 0; i < 200 && kit_files() > 0; i++)
                usleep(10000);
        assert_int_equal(kit_files(), 0);
}

/* Slow but honest: above the rate a body is never cut. */
static void *honest(void *arg)
{
        struct reader *r = arg;
        say(r->fd, "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " FORM "\r\nContent-Length: 13000\r\n\r\n");
        for (int i = 0; i < 130; i++) {
                char piece[100];
                memset(piece, 'a', sizeof piece);
                if (!say_n(r->fd, piece, sizeof piece))
                        break;
                usleep(100000);
        }
        return NULL;
}

/* Takes its answer at a trickle: the memory it holds comes back. */
static void test_slow_reader_and_honest_sender(void **state)
{
        struct reader sender = {.fd = dial()}, slow = {.fd = dial()};
        pthread_t thread;
        int small = 4096;
        assert_int_equal(pthread_create(&thread, NULL, honest, &sender), 0);
        setsockopt(slow.fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
        say(slow.fd, "GET /later/big?n=8000000 HTTP/1.1\r\nHost: t\r\n\r\n");
        struct http_stats before, after;
        http_stats(kit.server, &before);
        int64_t start = moment_mono();
        do {
                char some[64];
                (void)!recv(slow.fd, some, sizeof some, MSG_DONTWAIT);
                usleep(200000);
                http_stats(kit.server, &after);
        } while (after.killed_slow == before.killed_slow && moment_mono() - start < 25000);
        assert_true(after.killed_slow > before.killed_slow);
        print_message("slow reader closed after %lld ms\n", (long long)(moment_mono() - start));
        pthread_join(thread, NULL);
        struct answer a = hear(&sender, false);
        assert_has(a.body, "body_st=ok");
        reader_free(&sender);
        reader_free(&slow);
}

static void test_queue_full(void **state)
{
        struct reader r[12];
        int ok = 0, refused = 0;
        for (int i = 0; i < 12; i++) { /* 2 workers and a queue of 4 */
                r[i] = (struct reader){.fd = dial()};
                say(r[i].fd, "GET /later?ms=600 HTTP/1.1\r\nHost: t\r\n\r\n");
                usleep(20000);
        }
        for (int i = 0; i < 12; i++) {
                struct answer a = hear(&r[i], false);
                ok += a.status == 200;
                refused += a.status == 503;
                if (a.status == 503)
                        assert_non_null(head_value(&a, "Retry-After"));
        }
        assert_int_equal(ok, 6);
        assert_int_equal(refused, 6);
        for (int i = 0; i < 12; i++) { /* refused connections go on */
                say(r[i].fd, "GET /constant HTTP/1.1\r\nHost: t\r\n\r\n");
                assert_string_equal(hear(&r[i], false).body, "constant");
                reader_free(&r[i]);
        }
}

static int setup(void **state)
{
        kit_start((struct http_config){.loops = 2, .workers = 2, .queue_max = 4, .header_ms = 1500});
        return 0;
}

static int teardown(void **state)
{
        kit_stop();
        return 0;
}

/* All places taken by clients that say nothing: they give way long before header_ms. */
static void test_scarce(void **state)
{
        kit_start((struct http_config){.loops = 2, .workers = 1, .max_connections = 48});
        int fd[40];
        for (int i = 0; i < 40; i++)
                fd[i] = dial();
        int64_t start = moment_mono();
        assert_string_equal(get("/constant").body, "constant");
        assert_true(moment_mono() - start < 10000); /* before header_ms would have freed a place */
        for (int i = 0; i < 40; i++)
                close(fd[i]);
        kit_stop();
}

static void *stopper(void *arg)
{
        int64_t start = moment_mono();
        http_stop(&kit.server, 60000);
        *(int64_t *)arg = moment_mono() - start;
        return NULL;
}

/* One request runs, one waits for the worker, one connection is idle: the first two are
 * answered, the third is closed, new ones are refused. */
static void test_drain(void **state)
{
        kit_start((struct http_config){.loops = 2, .workers = 1});
        struct reader busy = {.fd = dial()}, queued = {.fd = dial()}, idle = {.fd = dial()};
        pthread_t thread;
        int64_t took = 0;
        say(idle.fd, "GET /constant HTTP/1.1\r\nHost: t\r\n\r\n");
        assert_int_equal(hear(&idle, false).status, 200);
        say(busy.fd, "GET /later?ms=1000 HTTP/1.1\r\nHost: t\r\n\r\n");
        usleep(100000);
        say(queued.fd, "GET /later/constant HTTP/1.1\r\nHost: t\r\n\r\n");
        usleep(100000);
        assert_int_equal(pthread_create(&thread, NULL, stopper, &took), 0);
        usleep(200000);
        assert_true(dead(idle.fd));
        struct answer a = hear(&busy, false);
        assert_int_equal(a.status, 200);
        assert_string_equal(head_value(&a, "Connection"), "close");
        assert_int_equal(hear(&queued, false).status, 200);
        pthread_join(thread, NULL);
        assert_true(took >= 500 && took < 30000); /* it ended with the work, not at its deadline */
        print_message("drained in %lld ms\n", (long long)took);
        reader_free(&busy);
        reader_free(&queued);
        reader_free(&idle);
        kit_stop();
}

/* Past the deadline what waits is refused, what runs is waited for: nothing crashes. */
static void test_drain_deadline(void **state)
{
        kit_start((struct http_config){.loops = 1, .workers = 1});
        struct reader busy = {.fd = dial()}, queued = {.fd = dial()};
        say(busy.fd, "GET /later?ms=800 HTTP/1.1\r\nHost: t\r\n\r\n");
        usleep(100000);
        say(queued.fd, "GET /later?ms=800 HTTP/1.1\r\nHost: t\r\n\r\n");
        usleep(100000);
        int before = atomic_load(&kit.handled);
        http_stop(&kit.server, 100);
        assert_int_equal(atomic_load(&kit.handled), before); /* the queued one never ran */
        reader_free(&busy);
        reader_free(&queued);
        kit_stop();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_header_drip),
                cmocka_unit_test(test_body_drip),
                cmocka_unit_test(test_slow_reader_and_honest_sender),
                cmocka_unit_test(test_queue_full),
        };
        const struct CMUnitTest alone[] = {cmocka_unit_test(test_scarce), cmocka_unit_test(test_drain), cmocka_unit_test(test_drain_deadline)};
        int wrong = cmocka_run_group_tests_name("slow clients", tests, setup, teardown);
        return wrong + cmocka_run_group_tests_name("the end", alone, NULL, NULL);
}
