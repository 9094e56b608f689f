/* Kit of the tests of src/http: a tiny application on a port of its own, and a client that speaks
 * bytes, so that it can also speak badly.  Every wait has an end. */
#ifndef GUICHET_HTTP_TEST_KIT_H
#define GUICHET_HTTP_TEST_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/moment.h"
#include "base/random.h"
#include "base/text.h"
#include "http/http.h"

#define HTTP_TEST_URI 4096 /* longest request target */

struct kit {
        struct arena *arena;
        struct http_server *server;
        int port;
        char dir[64];
        atomic_int threads, handled, busy_left;
};

static struct kit kit;
static const char kit_constant[] = "constant";

/* ---- the application ------------------------------------------------------------------------ */

static inline void *kit_thread_new(void *arg)
{
        atomic_fetch_add(&kit.threads, 1);
        return &kit;
}

static inline void kit_thread_free(void *arg, void *thread)
{
        atomic_fetch_sub(&kit.threads, 1);
}

static inline void kit_refuse(void *arg, struct http_request *r, struct http_response *res)
{
        buf_fmt(&res->body, "refused %d at %s", res->status, r->path);
}

static inline enum http_where kit_where(void *arg, struct http_request *r)
{
        int64_t n;
        r->body_max = r->method == HTTP_GET || r->method == HTTP_HEAD ? 0 : 64 << 20;
        const char *max = http_param(r, "body_max");
        if (max && text_i64(max, &n))
                r->body_max = n;
        return str_starts(r->path, "/later") ? HTTP_WORKER : HTTP_HERE;
}

static inline void kit_echo(struct http_request *r, struct buf *b)
{
        buf_fmt(b, "method=%s\npath=%s\nquery=%s\npeer=%s\ntls=%d\nbody_st=%s\n", r->method_text, r->path, r->query,
                r->peer, r->tls, status_name(r->body_st));
        for (size_t i = 0; i < r->n_param; i++)
                buf_fmt(b, "param %s=%s (%zu)\n", r->param[i].name, r->param[i].value, r->param[i].n);
        for (size_t i = 0; i < r->n_field && i < 100; i++)
                buf_fmt(b, "field %s=%.60s (%zu)\n", r->field[i].name, r->field[i].value, r->field[i].n);
        for (size_t i = 0; i < r->n_upload; i++)
                buf_fmt(b, "upload %s name=%s type=%s size=%lld sha=%s\n", r->upload[i].field, r->upload[i].name,
                        r->upload[i].type, (long long)r->upload[i].size, hex(r->arena, r->upload[i].sha256, 32));
        buf_fmt(b, "fields=%zu uploads=%zu body=%zu:%.100s\n", r->n_field, r->n_upload, r->body_n, r->body);
        const char *sid = http_cookie(r, "sid");
        buf_fmt(b, "cookie=%s\n", sid ? sid : "(none)");
}

static inline void kit_events(struct http_request *r, struct http_response *res)
{
        struct sse_client_spec *spec = ARENA_NEW(r->arena, struct sse_client_spec);
        const char *id = http_header(r, "Last-Event-ID"), *who = http_param(r, "who"), *key = http_param(r, "key");
        int64_t n;
        spec->who = who ? who : "";
        spec->who_n = strlen(spec->who) + 1;
        spec->last_id = id && text_i64(id, &n) ? n : 0;
        spec->key = key && text_i64(key, &n) ? (uint64_t)n : 0;
        const char *ms = http_param(r, "ends");
        const char *max = http_param(r, "max");
        spec->key_max = max && text_i64(max, &n) ? (size_t)n : 0;
        spec->ends_at = ms && text_i64(ms, &n) ? moment_mono() + n : 0;
        res->sse = spec;
}

static inline void kit_file(struct http_response *res)
{
        char path[96];
        snprintf(path, sizeof path, "%s/file", kit.dir);
        int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        res->fd_size = write(fd, "from the disk", 13);
        res->fd = fd;
        unlink(path);
}

static inline void kit_handle(void *arg, void *thread, struct http_request *r, struct http_response *res)
{
        const char *ms = http_param(r, "ms"), *n = http_param(r, "n");
        int64_t v;
        atomic_fetch_add(&kit.handled, 1);
        if (thread != &kit)
                res->status = 500;
        if (ms && text_i64(ms, &v))
                usleep((useconds_t)v * 1000);
        if (strstr(r->path, "busy") && atomic_fetch_sub(&kit.busy_left, 1) > 0) {
                res->again = true;
                res->status = 503;
        }
        if (strstr(r->path, "take") && r->n_upload)
                res->status = rename(r->upload[0].path, arena_fmt(r->arena, "%s/taken", kit.dir)) == 0 ? 201 : 500;
        if (strstr(r->path, "events"))
                kit_events(r, res);
        else if (strstr(r->path, "constant"))
                res->constant = kit_constant, res->constant_n = sizeof kit_constant - 1;
        else if (strstr(r->path, "file"))
                kit_file(res);
        else if (strstr(r->path, "big") && n && text_i64(n, &v))
                for (int64_t i = 0; i < v; i += 16)
                        buf_str(&res->body, "0123456789abcde\n");
        else
                kit_echo(r, &res->body);
        if (strstr(r->path, "headers")) {
                http_set(res, "X-Good", "yes");
                http_set(res, "X-Good", "twice");
                http_set(res, "X-Bad", "a\r\nInjected: yes");
                http_set(res, "X-Bad:", "name");
                http_set(res, "Set-Cookie", "a=1");
                http_set(res, "Set-Cookie", "b=2");
        }
}

static inline bool kit_match(const void *who, size_t who_n, const void *tag, size_t tag_n)
{
        const char *w = who, *t = tag;
        return tag_n == 0 || w[0] == '\0' || strchr(w, t[0]) != NULL;
}

static inline void kit_start(struct http_config cfg)
{
        static const struct http_app app = {NULL, kit_thread_new, kit_thread_free, kit_where, kit_handle, kit_refuse};
        const char *why = "";
        random_init();
        memset(&kit, 0, sizeof kit);
        kit.arena = arena_new(512u << 20);
        snprintf(kit.dir, sizeof kit.dir, "/tmp/guichet-http-XXXXXX");
        assert_non_null(mkdtemp(kit.dir));
        cfg.listen = cfg.listen ? cfg.listen : "127.0.0.1:0";
        cfg.upload_dir = kit.dir;
        if (http_start(&cfg, &app, kit.arena, &kit.server, &why))
                fail_msg("http_start: %s", why);
        sse_match(kit.server, kit_match);
        kit.port = http_port(kit.server);
        assert_true(kit.port > 0);
}

static inline int kit_files(void)
{
        int n = 0;
        DIR *d = opendir(kit.dir);
        for (struct dirent *e; (e = readdir(d));)
                n += e->d_name[0] != '.';
        closedir(d);
        return n;
}

static inline void kit_stop(void)
{
        http_stop(&kit.server, 2000);
        assert_int_equal(atomic_load(&kit.threads), 0);
        assert_int_equal(kit_files(), 0);
        assert_int_equal(rmdir(kit.dir), 0);
        arena_free(&kit.arena);
}

/* ---- the client ----------------------------------------------------------------------------- */

static inline int dial(void)
{
        struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons((uint16_t)kit.port)};
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
        sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (fd < 0 || connect(fd, (struct sockaddr *)&sa, sizeof sa) != 0)
                fail_msg("cannot connect: %s", strerror(errno));
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        return fd;
}

/* True when all was taken; a server that closed early gives false. */
static inline bool say_n(int fd, const char *p, size_t n)
{
        while (n > 0) {
                struct pollfd f = {.fd = fd, .events = POLLOUT};
                if (poll(&f, 1, 10000) != 1)
                        return false;
                ssize_t w = send(fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
                if (w < 0 && errno == EAGAIN)
                        continue;
                if (w <= 0)
                        return false;
                p += w;
                n -= (size_t)w;
        }
        return true;
}

static inline bool say(int fd, const char *text)
{
        return say_n(fd, text, strlen(text));
}

struct answer {
        int status;        /* 0: no answer, connection closed or silent */
        char *head, *body;
        size_t n;
        bool closed;
};

struct reader {
        int fd;
        char *p;
        size_t n, cap;
        bool eof;
};

/* False at the end or after `ms` of silence. */
static inline bool more(struct reader *r, int ms)
{
        struct pollfd f = {.fd = r->fd, .events = POLLIN};
        if (r->eof || poll(&f, 1, ms) != 1)
                return false;
        if (r->cap - r->n < 65536) {
                r->cap = r->cap * 2 + 131072;
                char *p = test_malloc(r->cap);
                if (r->n)
                        memcpy(p, r->p, r->n);
                if (r->p)
                        test_free(r->p);
                r->p = p;
        }
        ssize_t n = recv(r->fd, r->p + r->n, r->cap - r->n - 1, 0);
        if (n <= 0) {
                r->eof = true;
                return false;
        }
        r->n += (size_t)n;
        r->p[r->n] = '\0';
        return true;
}

static inline void drop(struct reader *r, size_t n)
{
        memmove(r->p, r->p + n, r->n - n + 1);
        r->n -= n;
}

static inline void reader_free(struct reader *r)
{
        if (r->p)
                test_free(r->p);
        r->p = NULL;
        close(r->fd);
}

/* Waits until `what` has come; the bytes stay. */
static inline bool wait_text(struct reader *r, const char *what, int ms)
{
        int64_t end = moment_mono() + ms;
        while (!(r->p && strstr(r->p, what)))
                if (moment_mono() > end || !more(r, (int)(end - moment_mono()) + 1))
                        return r->p && strstr(r->p, what);
        return true;
}

static inline const char *head_value(const struct answer *a, const char *name)
{
        size_t n = strlen(name);
        for (const char *s = a->head; s && (s = strstr(s, "\r\n"));) {
                s += 2;
                if (strncasecmp(s, name, n) == 0 && s[n] == ':')
                        return arena_strn(kit.arena, s + n + 2, strcspn(s + n + 2, "\r"));
        }
        return NULL;
}

/* One answer with a Content-Length (or none, with `head_only`). */
static inline struct answer hear(struct reader *r, bool head_only)
{
        struct answer a = {0};
        char *end;
        int64_t body = 0;
        while (!(r->p && (end = strstr(r->p, "\r\n\r\n"))))
                if (!more(r, 10000)) {
                        a.closed = r->eof;
                        return a;
                }
        size_t head_n = (size_t)(end - r->p) + 4;
        a.head = arena_strn(kit.arena, r->p, head_n);
        a.status = (int)strtol(a.head + 9, NULL, 10);
        if (a.status == 100) {
                drop(r, head_n);
                return hear(r, head_only);
        }
        const char *length = head_value(&a, "Content-Length");
        if (length && !head_only)
                assert_true(text_i64(length, &body));
        while (r->n < head_n + (size_t)body && more(r, 10000))
                ;
        a.n = r->n - head_n < (size_t)body ? r->n - head_n : (size_t)body;
        a.body = arena_strn(kit.arena, r->p + head_n, a.n);
        drop(r, head_n + a.n);
        a.closed = r->eof;
        return a;
}

/* One request on a connection of its own. */
static inline struct answer ask_n(const char *request, size_t n)
{
        struct reader r = {.fd = dial()};
        say_n(r.fd, request, n);
        struct answer a = hear(&r, strncmp(request, "HEAD", 4) == 0);
        reader_free(&r);
        return a;
}

static inline struct answer ask(const char *request)
{
        return ask_n(request, strlen(request));
}

static inline struct answer get(const char *path)
{
        return ask(arena_fmt(kit.arena, "GET %s HTTP/1.1\r\nHost: t\r\n\r\n", path));
}

static inline struct answer post(const char *path, const char *type, const char *body, size_t n)
{
        struct buf b;
        buf_init(&b, kit.arena, n + 4096);
        buf_fmt(&b, "POST %s HTTP/1.1\r\nHost: t\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", path, type, n);
        buf_add(&b, body, n);
        return ask_n(b.p, b.n);
}

#define FORM "application/x-www-form-urlencoded"

static inline void assert_has(const char *text, const char *what)
{
        if (!text || !strstr(text, what))
                fail_msg("\"%s\" is not in:\n%s", what, text ? text : "(null)");
}

#endif
