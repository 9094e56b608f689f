/* Requests and answers over real sockets: what every page needs, and what is refused. */
#include "http/http_test_kit.h"

static void test_get(void **state)
{
        struct answer a = get("/hello/caf%C3%A9?q=a+b%26&empty=&flag&q=2");
        assert_int_equal(a.status, 200);
        assert_has(a.body, "method=GET\npath=/hello/café\n");
        assert_has(a.body, "param q=a b& (4)\nparam empty= (0)\nparam flag= (0)\nparam q=2 (1)\n");
        assert_has(a.body, "peer=127.0.0.1\n");
        assert_string_equal(head_value(&a, "Content-Type"), "text/html; charset=utf-8");
        assert_non_null(head_value(&a, "Date"));
        assert_null(head_value(&a, "Server"));
}

static void test_bodies(void **state)
{
        assert_string_equal(get("/constant").body, "constant");
        assert_string_equal(get("/later/constant").body, "constant");
        assert_string_equal(get("/file").body, "from the disk");
        assert_int_equal(get("/big?n=100000").n, 100000);
        assert_int_equal(get("/later/big?n=5000000").n, 5000000);
        assert_int_equal(get("/big?n=9000000").status, 500); /* over MAX_PAGE_BYTES */
}

static void test_head(void **state)
{
        struct reader r = {.fd = dial()};
        assert_true(say(r.fd, "HEAD /big?n=1600 HTTP/1.1\r\nHost: t\r\n\r\nGET /constant HTTP/1.1\r\nHost: t\r\n\r\n"));
        struct answer a = hear(&r, true);
        assert_int_equal(a.status, 200);
        assert_string_equal(head_value(&a, "Content-Length"), "1600");
        assert_string_equal(hear(&r, false).body, "constant");
        reader_free(&r);
}

static void test_keep_alive_and_pipelining(void **state)
{
        struct reader r = {.fd = dial()};
        for (int i = 0; i < 50; i++) {
                assert_true(say(r.fd, arena_fmt(kit.arena, "GET %s/a%d HTTP/1.1\r\nHost: t\r\n\r\n", i % 2 ? "/later" : "", i)));
                assert_has(hear(&r, false).body, arena_fmt(kit.arena, "/a%d\n", i));
        }
        for (int i = 0; i < 50; i++)
                assert_true(say(r.fd, arena_fmt(kit.arena, "GET %s/p%d HTTP/1.1\r\nHost: t\r\n\r\n", i % 3 ? "" : "/later", i)));
        for (int i = 0; i < 50; i++)
                assert_has(hear(&r, false).body, arena_fmt(kit.arena, "/p%d\n", i));
        reader_free(&r);
}

static void test_post_urlencoded(void **state)
{
        static const char body[] = "a=1&b=caf%c3%a9+cr%C3%A8me&c=&=x&d=%00z&e=%zz%4&f=a=b&&g";
        struct answer a = post("/later/form", FORM, body, sizeof body - 1);
        assert_int_equal(a.status, 200);
        assert_has(a.body, "field a=1 (1)\nfield b=café crème (12)\nfield c= (0)\nfield =x (1)\nfield d= (2)\n"
                           "field e=%zz%4 (5)\nfield f=a=b (3)\nfield g= (0)\nfields=8 ");
        assert_has(a.body, "body_st=ok");
}

static void test_post_json(void **state)
{
        struct answer a = post("/api", "application/json", "{\"a\":1}", 7);
        assert_has(a.body, "body=7:{\"a\":1}\n");
        char *big = test_calloc(1, MAX_JSON_BYTES + 1);
        memset(big, 'x', MAX_JSON_BYTES + 1);
        assert_has(post("/api", "application/json", big, MAX_JSON_BYTES).body, arena_fmt(kit.arena, "body=%u:", MAX_JSON_BYTES));
        assert_int_equal(post("/api", "application/json", big, MAX_JSON_BYTES + 1).status, 413);
        assert_int_equal(post("/api?body_max=10", "application/json", big, 11).status, 413);
        assert_int_equal(post("/api?body_max=10", "application/json", big, 10).status, 200);
        test_free(big);
}

/* Before the body is read, a browser gets a page of the application's, a program a line. */
static void test_refused(void **state)
{
        static const char head[] = "POST /form?body_max=10 HTTP/1.1\r\nHost: t\r\nContent-Type: " FORM "\r\nContent-Length: 5000000\r\n%s\r\n";
        struct answer a = ask(arena_fmt(kit.arena, head, "Accept: text/html,*/*;q=0.8\r\n"));
        assert_int_equal(a.status, 413);
        assert_string_equal(a.body, "refused 413 at /form");
        a = ask(arena_fmt(kit.arena, head, "Accept: */*\r\n"));
        assert_int_equal(a.status, 413);
        assert_string_equal(a.body, "413 Content Too Large\n");
}

static void test_form_ceilings(void **state)
{
        size_t n = MAX_FORM_BYTES;
        char *big = test_malloc(n + 10);
        memset(big, 'x', n + 10);
        memcpy(big, "z=1&a=", 6); /* z, 1, a and n - 3 of x are the limit */
        struct answer a = post("/form", FORM, big, n + 3);
        assert_has(a.body, "body_st=ok");
        assert_has(a.body, arena_fmt(kit.arena, "(%zu)\n", n - 3));
        a = post("/form", FORM, big, n + 4);
        assert_has(a.body, "body_st=too_large");
        assert_has(a.body, "field z=1 (1)\nfields=1 ");
        test_free(big);

        char *many = test_malloc(60000);
        size_t at = 0;
        for (int i = 0; i < 10000; i++)
                at += (size_t)snprintf(many + at, 60000 - at, "k=%d&", i % 10);
        a = post("/form", FORM, many, at);
        assert_has(a.body, "body_st=too_large");
        assert_has(a.body, "fields=5000 ");
        test_free(many);
}

static void test_cookies(void **state)
{
        struct answer a = ask("GET / HTTP/1.1\r\nHost: t\r\nCookie: xsid=1; sid=abc ; sid2=3\r\n\r\n");
        assert_has(a.body, "cookie=abc\n");
        a = ask("GET / HTTP/1.1\r\nHost: t\r\nCookie: a=b\r\nCookie: sid=\"q\"\r\n\r\n");
        assert_has(a.body, "cookie=q\n");
        assert_has(get("/").body, "cookie=(none)\n");
}

static void test_headers_out(void **state)
{
        struct answer a = get("/headers");
        assert_string_equal(head_value(&a, "X-Good"), "twice");
        assert_null(strstr(a.head, "Injected"));
        assert_null(strstr(a.head, "X-Bad"));
        assert_has(a.head, "Set-Cookie: a=1\r\n");
        assert_has(a.head, "Set-Cookie: b=2\r\n");
}

static void test_bad_paths(void **state)
{
        static const char *const bad[] = {"/a%00b", "/a%ff", "/%c3%28", "/a/../b", "/..", "/a/.", "/a/%2e%2e/b", "/%2E%2e",
                                          "/a%2f..%2fb", "/a%0ab", "/%", "/%4", "/%zz", "x", "/a#b", "/%7f", "/a/./b",
                                          "/%ed%a0%80", "*"};
        for (size_t i = 0; i < ARRAY_LEN(bad); i++)
                if (get(bad[i]).status != 400)
                        fail_msg("%s gave %d", bad[i], get(bad[i]).status);
        static const char nul[] = "GET /a\0b HTTP/1.1\r\nHost: t\r\n\r\n";
        assert_int_equal(ask_n(nul, sizeof nul - 1).status, 400);
        assert_int_equal(get("/a.b/..c/c../...").status, 200);
        assert_int_equal(get("//a").status, 200);
        assert_has(get("http://example.org/x?y=1").body, "path=/x\n");
        assert_has(get("/a%2Fb").body, "path=/a/b\n");
}

static void test_refused_heads(void **state)
{
        static const struct {
                int status;
                const char *head;
        } t[] = {
                {400, "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc"},
                {400, "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
                {400, "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
                {400, "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: +3\r\n\r\nabc"},
                {400, "POST / HTTP/1.1\r\nHost: t\r\nContent-Length : 3\r\n\r\nabc"},
                {400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
                {501, "POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
                {415, "POST / HTTP/1.1\r\nHost: t\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"},
                {400, "GET / HTTP/1.1\r\nHost: t\r\nHost: u\r\n\r\n"},
                {400, "GET / HTTP/1.1\r\n\r\n"},
                {400, "GET / HTTP/1.1\r\nHost: t\r\nBad Name: x\r\n\r\n"},
                {400, "GET / HTTP/1.1\r\nHost: t\r\nX: a\001b\r\n\r\n"},
                {405, "TRACE / HTTP/1.1\r\nHost: t\r\n\r\n"},
                {405, "FOO / HTTP/1.1\r\nHost: t\r\n\r\n"},
                {405, "get / HTTP/1.1\r\nHost: t\r\n\r\n"},
                {413, "GET / HTTP/1.1\r\nHost: t\r\nContent-Length: 3\r\n\r\nabc"},
                {413, "GET / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"},
                {413, "POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999999999999999999\r\n\r\nabc"},
        };
        for (size_t i = 0; i < ARRAY_LEN(t); i++) {
                struct answer a = ask(t[i].head);
                if (a.status != t[i].status)
                        fail_msg("%s\ngave %d instead of %d", t[i].head, a.status, t[i].status);
        }
        assert_int_not_equal(ask("CONNECT example.org:443 HTTP/1.1\r\nHost: t\r\n\r\n").status, 200);
}

static void test_long_heads(void **state)
{
        char path[4200];
        memset(path, 'a', sizeof path);
        path[0] = '/';
        path[HTTP_TEST_URI] = '\0';
        assert_int_equal(get(path).status, 200);
        path[HTTP_TEST_URI] = 'a';
        path[HTTP_TEST_URI + 1] = '\0';
        assert_int_equal(get(path).status, 414);
        struct buf b;
        buf_init(&b, kit.arena, 1 << 16);
        buf_str(&b, "GET / HTTP/1.1\r\nHost: t\r\n");
        for (int i = 0; i < 100; i++)
                buf_fmt(&b, "X%d: y\r\n", i);
        buf_str(&b, "\r\n");
        assert_int_equal(ask(b.p).status, 431);
        buf_init(&b, kit.arena, 1 << 16);
        buf_str(&b, "GET / HTTP/1.1\r\nHost: t\r\nX: ");
        for (int i = 0; i < 40000; i++)
                buf_char(&b, 'y');
        buf_str(&b, "\r\n\r\n");
        int status = ask(b.p).status;
        assert_true(status == 431 || status == 0); /* closed while we were still sending */
}

static void test_again(void **state)
{
        static const char *const path[] = {"/busy", "/later/busy"};
        for (size_t i = 0; i < ARRAY_LEN(path); i++) {
                int before = atomic_load(&kit.handled);
                atomic_store(&kit.busy_left, 2);
                int64_t start = moment_mono();
                assert_int_equal(get(path[i]).status, 200);
                assert_int_equal(atomic_load(&kit.handled) - before, 3);
                assert_true(moment_mono() - start >= 40);
                atomic_store(&kit.busy_left, 100);
                before = atomic_load(&kit.handled);
                assert_int_equal(get(path[i]).status, 503);
                assert_int_equal(atomic_load(&kit.handled) - before, 4);
        }
}

static void test_stats(void **state)
{
        struct http_stats s;
        http_stats(kit.server, &s);
        assert_true(s.requests > 100);
        assert_int_equal(s.queued, 0);
        assert_int_equal(s.workers_busy, 0);
}

static void test_listen_refused(void **state)
{
        static const char *const bad[] = {"", "127.0.0.1", "127.0.0.1:99999", "nowhere.invalid:80", "::1:80", "[::1:80",
                                          "127.0.0.1:-1", NULL};
        static const struct http_app app = {NULL, NULL, NULL, kit_where, kit_handle, NULL};
        struct http_server *s;
        const char *why;
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                why = NULL;
                assert_int_not_equal(http_start(&(struct http_config){.listen = bad[i]}, &app, kit.arena, &s, &why), ST_OK);
                assert_non_null(why);
                assert_null(s);
        }
        char taken[32];
        snprintf(taken, sizeof taken, "127.0.0.1:%d", kit.port);
        assert_int_equal(http_start(&(struct http_config){.listen = taken}, &app, kit.arena, &s, &why), ST_IO);
        assert_has(why, "cannot listen");
}

static int setup(void **state)
{
        kit_start((struct http_config){.loops = 2, .workers = 3});
        return 0;
}

static int teardown(void **state)
{
        kit_stop();
        return 0;
}

static void test_proxy(void **state)
{
        static const char *const trusted[] = {"127.0.0.1", "10.0.0.7", "2001:DB8::1", NULL};
        kit_start((struct http_config){.loops = 1, .workers = 1, .trusted_proxies = trusted});
        struct answer a = ask("GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 6.6.6.6, 192.0.2.9, 10.0.0.7\r\nX-Forwarded-Proto: https\r\n\r\n");
        assert_has(a.body, "peer=192.0.2.9\ntls=1\n");
        a = ask("GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: [2001:db8::2]:443, 2001:db8::1\r\n\r\n");
        assert_has(a.body, "peer=2001:db8::2\ntls=0\n");
        a = ask("GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 6.6.6.6, rubbish\r\n\r\n");
        assert_has(a.body, "peer=127.0.0.1\n");
        kit_stop();
        kit_start((struct http_config){.loops = 1, .workers = 1});
        a = ask("GET / HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n\r\n");
        assert_has(a.body, "peer=127.0.0.1\ntls=0\n");
        kit_stop();
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_get),
                cmocka_unit_test(test_bodies),
                cmocka_unit_test(test_head),
                cmocka_unit_test(test_keep_alive_and_pipelining),
                cmocka_unit_test(test_post_urlencoded),
                cmocka_unit_test(test_post_json),
                cmocka_unit_test(test_refused), cmocka_unit_test(test_form_ceilings),
                cmocka_unit_test(test_cookies),
                cmocka_unit_test(test_headers_out),
                cmocka_unit_test(test_bad_paths),
                cmocka_unit_test(test_refused_heads),
                cmocka_unit_test(test_long_heads),
                cmocka_unit_test(test_again),
                cmocka_unit_test(test_stats),
                cmocka_unit_test(test_listen_refused),
        };
        const struct CMUnitTest alone[] = {cmocka_unit_test(test_proxy)};
        int wrong = cmocka_run_group_tests_name("http", tests, setup, teardown);
        return wrong + cmocka_run_group_tests_name("http behind a proxy", alone, NULL, NULL);
}
