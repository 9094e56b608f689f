/* Multipart forms over real sockets: files at, under and over their limits, forms that lie about
 * their size or shape, and what is left in the folder afterwards (nothing). */
#include <signal.h>
#include <sys/resource.h>

#include "base/sha256.h"
#include "http/http_test_kit.h"

#define MULTI "multipart/form-data; boundary=XX"
#define FIELD(name, value) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_HEAD(name, file) \
        "--XX\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file "\"\r\nContent-Type: text/plain\r\n\r\n"
#define END "--XX--\r\n"

/* The answer may arrive a moment before its request is cleared away. */
static void wait_no_files(void)
{
        for (int i = 0; i < 400 && kit_files() > 0; i++)
                usleep(10000);
        assert_int_equal(kit_files(), 0);
}

static struct answer post_multi(const char *body)
{
        return post("/later/form", MULTI, body, strlen(body));
}

static const char *sha_of(const char *p, size_t n)
{
        struct sha256 h;
        unsigned char out[SHA256_BYTES];
        sha256_init(&h);
        sha256_add(&h, p, n);
        sha256_end(&h, out);
        return hex(kit.arena, out, sizeof out);
}

static void test_fields_and_files(void **state)
{
        struct answer a = post_multi("preamble\r\n" FIELD("a", "1") FIELD("é", "deux\r\n--X\r\n-") FILE_HEAD("f", "é \\\".txt")
                                     "hello\r\n--X" "\r\n" FIELD("b", "") END "epilogue");
        assert_int_equal(a.status, 200);
        assert_has(a.body, "body_st=ok");
        assert_has(a.body, "field a=1 (1)\nfield é=deux\r\n--X\r\n- (12)\nfield b= (0)\n");
        assert_has(a.body, arena_fmt(kit.arena, "upload f name=é \".txt type=text/plain size=10 sha=%s\n", sha_of("hello\r\n--X", 10)));
        wait_no_files();
}

static void test_nul_and_bytes(void **state)
{
        static const char body[] = FIELD("a", "x\0y") FILE_HEAD("f", "b") "\0\r\r\n\xff" "\r\n" END;
        struct answer a = post("/form", MULTI, body, sizeof body - 1);
        assert_has(a.body, "field a=x (3)\n");
        assert_has(a.body, arena_fmt(kit.arena, "size=5 sha=%s", sha_of("\0\r\r\n\xff", 5)));
        assert_has(a.body, "body_st=ok");
}

static void test_empty_files(void **state)
{
        struct answer a = post_multi(FILE_HEAD("none", "") "\r\n" FILE_HEAD("zero", "zero.txt") "\r\n" END);
        assert_has(a.body, "body_st=ok");
        assert_has(a.body, arena_fmt(kit.arena, "upload zero name=zero.txt type=text/plain size=0 sha=%s\n", sha_of("", 0)));
        assert_has(a.body, "fields=0 uploads=1 ");
}

static void test_broken(void **state)
{
        static const char *const bad[] = {
                "--X", "--XX", FIELD("a", "1"), FIELD("a", "1") "--XX", "--YY--\r\n", "--XX\r\n\r\nx\r\n" END,
                "--XX\r\nContent-Disposition: form-data\r\n\r\nno name\r\n" END,
                "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n" END,
                "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n" END,
                "--XX\r\nContent-Disposition form-data; name=\"a\"\r\n\r\nx\r\n" END,
                "--XXjunk\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n" END,
                "--XX\nContent-Disposition: form-data; name=\"a\"\n\nx\n--XX--\n",
                "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n" END,
                FILE_HEAD("f", "cut.txt") "some bytes",
        };
        for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
                struct answer a = post_multi(bad[i]);
                if (a.status != 200 || !strstr(a.body, "body_st=invalid"))
                        fail_msg("%s\ngave %d %s", bad[i], a.status, a.body);
        }
        assert_has(post("/form", "multipart/form-data", END, 8).body, "body_st=invalid");
        assert_has(post("/form", "multipart/form-data; boundary=\"\"", END, 8).body, "body_st=invalid");
        /* What came before the broken part is kept for the page that shows the form again. */
        struct answer a = post_multi(FIELD("typed", "text") "--XX\r\nContent-Disposition: form-data\r\n\r\nx\r\n" FIELD("b", "2") END);
        assert_has(a.body, "body_st=invalid");
        assert_has(a.body, "field typed=text (4)\nfield b=2 (1)\n");
        wait_no_files();
}

static struct answer post_file(size_t size, bool chunked)
{
        static const char head[] = FIELD("a", "1") FILE_HEAD("f", "big.bin");
        static const char tail[] = "\r\n" FIELD("b", "2") END;
        struct reader r = {.fd = dial()};
        size_t piece_n = 1 << 16, all = sizeof head - 1 + size + sizeof tail - 1;
        char *piece = test_calloc(1, piece_n);
        say(r.fd, "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\n");
        say(r.fd, chunked ? "Transfer-Encoding: chunked\r\n\r\n" : arena_fmt(kit.arena, "Content-Length: %zu\r\n\r\n", all));
        if (chunked)
                say(r.fd, arena_fmt(kit.arena, "%zx\r\n", all));
        say_n(r.fd, head, sizeof head - 1);
        for (size_t done = 0; done < size; done += piece_n)
                if (!say_n(r.fd, piece, size - done < piece_n ? size - done : piece_n))
                        break;
        say(r.fd, tail);
        if (chunked)
                say(r.fd, "\r\n0\r\n\r\n");
        struct answer a = hear(&r, false);
        reader_free(&r);
        test_free(piece);
        return a;
}

static void test_file_limits(void **state)
{
        static const int more[] = {-1, 0, 1};
        for (int i = 0; i < 6; i++) {
                size_t size = (size_t)((int)MAX_UPLOAD_BYTES + more[i % 3]);
                struct answer a = post_file(size, i >= 3);
                assert_int_equal(a.status, 200);
                assert_has(a.body, "field a=1 (1)\nfield b=2 (1)\n"); /* what stands around a refused file is read */
                assert_has(a.body, more[i % 3] > 0 ? "body_st=too_large" : "body_st=ok");
                if (more[i % 3] > 0)
                        assert_has(a.body, "uploads=0 ");
                else
                        assert_has(a.body, arena_fmt(kit.arena, "size=%zu ", size));
        }
        wait_no_files();
}

static void test_counts(void **state)
{
        struct buf b;
        buf_init(&b, kit.arena, 8 << 20);
        for (int i = 0; i <= MAX_UPLOADS; i++)
                buf_str(&b, FILE_HEAD("f", "x") "1\r\n");
        buf_str(&b, FILE_HEAD("none", "") "\r\n" END);
        struct answer a = post_multi(b.p);
        assert_has(a.body, "body_st=too_large");
        assert_has(a.body, arena_fmt(kit.arena, "uploads=%d ", MAX_UPLOADS));
        buf_init(&b, kit.arena, 8 << 20);
        for (int i = 0; i < 10000; i++)
                buf_str(&b, FIELD("a", "1"));
        buf_str(&b, END);
        a = post_multi(b.p);
        assert_has(a.body, "body_st=too_large");
        assert_has(a.body, "fields=5000 ");
        wait_no_files();
}

/* The refusal comes when the head has: not one byte of the body is needed. */
static void test_refused_by_length(void **state)
{
        struct reader r = {.fd = dial()};
        say(r.fd, "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\nExpect: 100-continue\r\nContent-Length: 150000000\r\n\r\n");
        assert_true(wait_text(&r, "413", 20000));
        assert_null(strstr(r.p, "100 Continue"));
        reader_free(&r);
}

/* A client that sends everything before it listens still reads why. */
static void test_refused_while_sending(void **state)
{
        for (int chunked = 0; chunked < 2; chunked++) {
                struct reader r = {.fd = dial()};
                char *piece = test_calloc(1, 1 << 16);
                int64_t sent = 0;
                say(r.fd, "POST /form?body_max=1000000 HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\n");
                say(r.fd, chunked ? "Transfer-Encoding: chunked\r\n\r\n" : "Content-Length: 1500000\r\n\r\n");
                for (; sent < 1500000; sent += 1 << 16) {
                        if (chunked && !say(r.fd, "10000\r\n"))
                                break;
                        if (!say_n(r.fd, piece, 1 << 16) || (chunked && !say(r.fd, "\r\n")))
                                break;
                }
                struct answer a = hear(&r, false);
                assert_int_equal(a.status, 413);
                assert_string_equal(head_value(&a, "Connection"), "close");
                reader_free(&r);
                test_free(piece);
        }
        wait_no_files();
}

static void test_endless_chunks(void **state)
{
        struct reader r = {.fd = dial()};
        char *piece = test_calloc(1, 1 << 16);
        int64_t sent = 0;
        say(r.fd, "POST /form?body_max=2000000 HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\nTransfer-Encoding: chunked\r\n\r\n");
        say(r.fd, "40\r\n" FILE_HEAD("f", "x"));
        while (sent < INT64_C(1) << 30 && say(r.fd, "\r\n10000\r\n") && say_n(r.fd, piece, 1 << 16))
                sent += 1 << 16;
        assert_true(sent < 100 << 20);
        reader_free(&r);
        test_free(piece);
}

static void test_lying_length(void **state)
{
        struct reader r = {.fd = dial()};
        say(r.fd, "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\nContent-Length: 5000\r\n\r\n" FILE_HEAD("f", "x") "part");
        for (int i = 0; i < 400 && kit_files() == 0; i++)
                usleep(5000);
        assert_int_equal(kit_files(), 1);
        shutdown(r.fd, SHUT_WR);
        while (more(&r, 5000))
                ;
        assert_true(r.eof);
        reader_free(&r);
        wait_no_files();
        /* Shorter than what comes: the form is cut, and the rest is not taken for a request. */
        r = (struct reader){.fd = dial()};
        say(r.fd, "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\nContent-Length: 20\r\n\r\n" FIELD("a", "1") END);
        assert_has(hear(&r, false).body, "body_st=invalid");
        assert_int_not_equal(hear(&r, false).status, 200);
        reader_free(&r);
        /* No length at all: no body. */
        struct answer a = ask("POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\n\r\n");
        assert_has(a.body, "fields=0 uploads=0 ");
}

static void test_chunked_small(void **state)
{
        static const char body[] = FIELD("a", "1") FILE_HEAD("f", "x") "data" "\r\n" END;
        struct reader r = {.fd = dial()};
        say(r.fd, "POST /later/form HTTP/1.1\r\nHost: t\r\nContent-Type: " MULTI "\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (size_t i = 0; i < sizeof body - 1; i++)
                say(r.fd, arena_fmt(kit.arena, "1\r\n%c\r\n", body[i]));
        say(r.fd, "0\r\n\r\n");
        struct answer a = hear(&r, false);
        assert_has(a.body, "field a=1 (1)\nupload f name=x type=text/plain size=4 ");
        say(r.fd, "GET /constant HTTP/1.1\r\nHost: t\r\n\r\n");
        assert_string_equal(hear(&r, false).body, "constant");
        reader_free(&r);
}

static void test_continue(void **state)
{
        struct reader r = {.fd = dial()};
        say(r.fd, "POST /form HTTP/1.1\r\nHost: t\r\nContent-Type: " FORM "\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
        assert_true(wait_text(&r, "100 Continue", 2000));
        say(r.fd, "a=1");
        assert_has(hear(&r, false).body, "field a=1 (1)\n");
        reader_free(&r);
}

static void test_taken(void **state)
{
        struct answer a = post("/later/take", MULTI, FILE_HEAD("f", "x") "keep\r\n" END, strlen(FILE_HEAD("f", "x") "keep\r\n" END));
        assert_int_equal(a.status, 201);
        usleep(50000);
        assert_int_equal(kit_files(), 1);
        assert_int_equal(unlink(arena_fmt(kit.arena, "%s/taken", kit.dir)), 0);
}

static void test_disk(void **state)
{
        struct rlimit old, small;
        getrlimit(RLIMIT_FSIZE, &old);
        small = old;
        small.rlim_cur = 1 << 20;
        signal(SIGXFSZ, SIG_IGN);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        struct answer a = post_file(2 << 20, false);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        assert_has(a.body, "body_st=full");
        assert_has(a.body, "field a=1 (1)\nfield b=2 (1)\n");
        wait_no_files();
        assert_int_equal(rmdir(kit.dir), 0);
        a = post_file(100, false);
        assert_int_equal(mkdir(kit.dir, 0700), 0);
        assert_has(a.body, "body_st=io");
}

static int setup(void **state)
{
        kit_start((struct http_config){.loops = 2, .workers = 2});
        return 0;
}

static int teardown(void **state)
{
        kit_stop();
        return 0;
}

int main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(test_fields_and_files),
                cmocka_unit_test(test_nul_and_bytes),
                cmocka_unit_test(test_empty_files),
                cmocka_unit_test(test_broken),
                cmocka_unit_test(test_file_limits),
                cmocka_unit_test(test_counts),
                cmocka_unit_test(test_refused_by_length),
                cmocka_unit_test(test_refused_while_sending),
                cmocka_unit_test(test_endless_chunks),
                cmocka_unit_test(test_lying_length),
                cmocka_unit_test(test_chunked_small),
                cmocka_unit_test(test_continue),
                cmocka_unit_test(test_taken),
                cmocka_unit_test(test_disk),
        };
        return cmocka_run_group_tests_name("uploads", tests, setup, teardown);
}
