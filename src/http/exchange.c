/* One request from its first line to its last byte, as libmicrohttpd calls us: the request line
 * (exchange_target), the end of the headers (begin), pieces of body, the end (run), the answer
 * (reply), completion.
 *
 * An early answer (anything said before the body was read) makes libmicrohttpd close the
 * connection, so only refusals answer early.  A chunked body that passes its ceiling cannot be
 * answered through libmicrohttpd any more: nothing of the answer has been sent yet, so we write
 * the refusal to the socket ourselves and close. */
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/moment.h"
#include "base/random.h"
#include "base/text.h"
#include "http/http_internal.h"

static struct conn *conn_of(struct MHD_Connection *mhd)
{
        const union MHD_ConnectionInfo *i = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
        return i ? i->socket_context : NULL;
}

/* ---- answers -------------------------------------------------------------------------------- */

static void header_add(struct MHD_Response *r, const char *name, const char *value)
{
        (void)!MHD_add_response_header(r, name, value); /* MHD_NO: a name it forbids; the answer goes without */
}

/* What is said of a refusal of our own: a line, or a problem (RFC 9457) where programs ask. */
static int short_text(const struct exchange *x, unsigned status, char text[static 256], const char **type)
{
        const char *why = MHD_get_reason_phrase_for(status);

        *type = x->req.problems ? "application/problem+json" : "text/plain; charset=utf-8";
        if (!x->req.problems)
                return snprintf(text, 256, "%u %s\n", status, why);
        return snprintf(text, 256, "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%u,\"detail\":\"%s\",\"code\":\"%s\",\"fields\":[]}\n", why,
                        status, why, status == 413 ? "too_large" : status < 500 ? "invalid" : "io");
}

/* A short page of our own, for what never reaches the application or went wrong under it. */
static enum MHD_Result answer_short(struct exchange *x, unsigned status)
{
        char text[256];
        const char *type;
        int n = short_text(x, status, text, &type);
        struct MHD_Response *r = MHD_create_response_from_buffer((size_t)n, text, MHD_RESPMEM_MUST_COPY);
        if (!r)
                return MHD_NO;
        header_add(r, "Content-Type", type);
        header_add(r, "Cache-Control", "no-store");
        header_add(r, "X-Content-Type-Options", "nosniff");
        if (status == 503 || status == 429)
                header_add(r, "Retry-After", status == 503 ? "2" : "60");
        if (status == 405)
                header_add(r, "Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
        if (atomic_load(&x->s->draining))
                header_add(r, "Connection", "close");
        conn_phase(x->conn, PHASE_SEND);
        enum MHD_Result ok = MHD_queue_response(x->mhd, status, r);
        MHD_destroy_response(r);
        return ok;
}

static enum MHD_Result refuse(struct exchange *x, unsigned status, bool body_follows)
{
        x->linger = body_follows;
        return answer_short(x, status);
}

static void close_fd(struct http_response *res)
{
        if (res->fd >= 0)
                close(res->fd);
        res->fd = -1;
}

static struct MHD_Response *response_body(struct http_response *res)
{
        struct MHD_Response *r;
        if (res->fd >= 0) {
                r = MHD_create_response_from_fd64(res->fd_size > 0 ? (uint64_t)res->fd_size : 0, res->fd);
                if (r)
                        res->fd = -1; /* now libmicrohttpd's to close */
                return r;
        }
        if (res->constant)
                return MHD_create_response_from_buffer(res->constant_n, (void *)(uintptr_t)res->constant,
                                                       MHD_RESPMEM_PERSISTENT);
        return MHD_create_response_from_buffer(res->body.n, res->body.p, MHD_RESPMEM_PERSISTENT);
}

static void response_headers(struct exchange *x, struct MHD_Response *r)
{
        const struct http_response *res = &x->res;
        if (res->type && res->status != 204 && res->status != 304)
                header_add(r, "Content-Type", res->type);
        for (size_t i = 0; i < res->n_header; i++)
                header_add(r, res->header[i].name, res->header[i].value);
        if (atomic_load(&x->s->draining))
                header_add(r, "Connection", "close");
}

/* RFC 9110 date of now. */
static void add_date(struct buf *b)
{
        static const char day[] = "MonTueWedThuFriSatSun", month[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
        int64_t now = moment_now() / SECOND_MS, days = now / 86400;
        int y, m, d, second = (int)(now % 86400);
        civil_from_days(days, &y, &m, &d);
        buf_fmt(b, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d GMT\r\n", day + 3 * (civil_wday(days) - 1), d,
                month + 3 * (m - 1), y, second / 3600, second / 60 % 60, second % 60);
}

/* The streaming thread takes the socket over: libmicrohttpd would keep the whole connection's
 * memory for what needs a position in a ring.  We write the head ourselves, let libmicrohttpd
 * close, and hand a copy of the descriptor on in exchange_completed(). */
static enum MHD_Result reply_stream(struct exchange *x)
{
        struct buf b;
        if (hub_key_full(&x->s->hub, x->res.sse->key, x->res.sse->key_max))
                return answer_short(x, 429);
        buf_init(&b, x->arena, 16384);
        buf_str(&b, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
                    "Cache-Control: no-store\r\nX-Accel-Buffering: no\r\nX-Content-Type-Options: nosniff\r\n");
        add_date(&b);
        for (size_t i = 0; i < x->res.n_header; i++)
                if (strcasecmp(x->res.header[i].name, "Set-Cookie") == 0)
                        buf_fmt(&b, "Set-Cookie: %s\r\n", x->res.header[i].value);
        /* After a restart they must not all come back at once. */
        buf_fmt(&b, "\r\nretry: %d\n\n", 2000 + (int)(random_u64() % 3000));
        if (buf_end(&b))
                return answer_short(x, 500);
        x->stream = hub_client(&x->s->hub, x->res.sse, b.p, x->closed_before);
        return x->stream ? MHD_NO : answer_short(x, 503);
}

static enum MHD_Result reply(struct exchange *x);

/* Whoever reads pages gets one of the application's. */
static enum MHD_Result answer_refused(struct exchange *x, unsigned status)
{
        const char *accept = http_header(&x->req, "Accept");
        if (x->req.problems || !x->s->app.refuse || !accept || !strstr(accept, "text/html"))
                return answer_short(x, status);
        exchange_response_reset(x);
        x->refused = 0;
        x->res.status = (int)status;
        x->s->app.refuse(x->s->app.arg, &x->req, &x->res);
        if (status == 503)
                http_set(&x->res, "Retry-After", "2");
        return reply(x);
}

static enum MHD_Result reply(struct exchange *x)
{
        struct http_response *res = &x->res;
        if (x->refused)
                return answer_refused(x, x->refused);
        if (buf_end(&res->body) || res->status < 200 || res->status > 599)
                return answer_short(x, 500);
        if (res->sse && x->req.method != HTTP_HEAD)
                return reply_stream(x);
        struct MHD_Response *r = response_body(res);
        if (!r)
                return answer_short(x, 500);
        response_headers(x, r);
        conn_phase(x->conn, PHASE_SEND);
        enum MHD_Result ok = MHD_queue_response(x->mhd, (unsigned)res->status, r);
        MHD_destroy_response(r);
        return ok;
}

void exchange_response_reset(struct exchange *x)
{
        if (x->res.body.arena)
                close_fd(&x->res);
        memset(&x->res, 0, sizeof x->res);
        x->res.status = 200;
        x->res.type = "text/html; charset=utf-8";
        x->res.fd = -1;
        buf_init(&x->res.body, x->arena, MAX_PAGE_BYTES);
}

static bool header_name_ok(const char *s)
{
        if (!s || !*s)
                return false;
        for (; *s; s++)
                if (*s <= ' ' || *s == ':' || *s >= 0x7f)
                        return false;
        return true;
}

void http_set(struct http_response *r, const char *name, const char *value)
{
        if (!header_name_ok(name) || !value || strpbrk(value, "\r\n"))
                return;
        if (r->body.arena) {
                name = arena_str(r->body.arena, name);
                value = arena_str(r->body.arena, value);
        }
        struct http_pair p = {name, value, strlen(value)};
        for (size_t i = 0; i < r->n_header && strcasecmp(name, "Set-Cookie") != 0; i++) {
                if (strcasecmp(r->header[i].name, name) == 0) {
                        r->header[i] = p;
                        return;
                }
        }
        if (r->n_header < ARRAY_LEN(r->header))
                r->header[r->n_header++] = p;
}

/* ---- running -------------------------------------------------------------------------------- */

/* Suspended, to be answered when a worker resumes the connection; 503 when the queue is full. */
static enum MHD_Result to_worker(struct exchange *x)
{
        x->state = X_WORKING;
        conn_phase(x->conn, PHASE_WORK);
        if (pool_push(x->s, x))
                return MHD_YES;
        x->state = X_DONE;
        x->refused = 503;
        return reply(x);
}

static enum MHD_Result run(struct exchange *x)
{
        struct http_server *s = x->s;
        if (x->form)
                form_end(x->form, &x->req);
        exchange_response_reset(x);
        if (x->where == HTTP_WORKER)
                return to_worker(x);
        conn_phase(x->conn, PHASE_WORK);
        s->app.handle(s->app.arg, server_thread(s), &x->req, &x->res);
        if (x->res.again) {
                pool_delay(x);
                return to_worker(x);
        }
        x->state = X_DONE;
        return reply(x);
}

/* ---- the request ---------------------------------------------------------------------------- */

/* The raw request line is only whole here: libmicrohttpd cuts it to pieces right after.  A NUL
 * inside shows by what follows the first one: it must be the version. */
void *exchange_target(void *cls, const char *uri, struct MHD_Connection *mhd)
{
        struct conn *c = conn_of(mhd);
        if (!c)
                return NULL;
        free(c->target);
        c->target = strdup(uri);
        if (!c->target)
                out_of_memory();
        c->torn = strncmp(uri + strlen(uri) + 1, "HTTP/1.", 7) != 0;
        if (atomic_load_explicit(&c->phase, memory_order_relaxed) == PHASE_IDLE)
                conn_phase(c, PHASE_HEADERS);
        return NULL;
}

static enum http_method method_of(const char *m)
{
        static const char *const names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};
        for (size_t i = 0; i < ARRAY_LEN(names); i++)
                if (strcmp(m, names[i]) == 0)
                        return (enum http_method)i;
        return HTTP_OTHER;
}

struct header_list {
        struct http_pair *p;
        size_t n, cap;
};

static enum MHD_Result header_one(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value,
                                  size_t value_n)
{
        struct header_list *l = cls;
        if (l->n == l->cap)
                return MHD_NO;
        l->p[l->n++] = (struct http_pair){key, value ? value : "", value ? value_n : 0};
        return MHD_YES;
}

/* The strings stay in libmicrohttpd's pool, which lives as long as the request. */
static void read_headers(struct exchange *x)
{
        struct header_list l = {.cap = HTTP_MAX_HEADERS + 1};
        l.p = ARENA_ARRAY(x->arena, l.cap, struct http_pair);
        MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, header_one, &l);
        x->req.header = l.p;
        x->req.n_header = l.n;
}

static unsigned read_target(struct exchange *x)
{
        struct http_request *r = &x->req;
        const char *target = x->conn->target ? x->conn->target : "";
        size_t n = strlen(target);
        if (n > HTTP_MAX_URI)
                return 414;
        const char *q = memchr(target, '?', n);
        size_t path_n = q ? (size_t)(q - target) : n;
        r->path = request_path(x->arena, target, path_n);
        if (!r->path || x->conn->torn)
                return 400;
        r->query = arena_str(x->arena, q ? q + 1 : "");
        r->param = form_query(x->arena, r->query, strlen(r->query), &r->n_param);
        return 0;
}

static struct exchange *exchange_new(struct http_server *s, struct conn *c, struct MHD_Connection *mhd,
                                     const char *method)
{
        struct arena *a = server_arena(s);
        struct exchange *x = ARENA_NEW(a, struct exchange);
        x->s = s;
        x->conn = c;
        x->mhd = mhd;
        x->arena = a;
        x->closed_before = atomic_load(&s->hub.n_closed);
        x->req.arena = a;
        x->req.path = x->req.query = x->req.body = "";
        x->req.method_text = method;
        x->req.method = method_of(method);
        c->x = x;
        atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
        return x;
}

static void read_origin(struct exchange *x)
{
        struct http_request *r = &x->req;
        r->peer = x->conn->peer;
        if (!x->conn->trusted)
                return;
        const char *proto = http_header(r, "X-Forwarded-Proto");
        r->peer = request_client(x->s, r, x->conn->peer);
        r->tls = proto && strcasecmp(proto, "https") == 0;
}

static size_t count(const char *s, char c)
{
        size_t n = 1;
        for (; *s; s++)
                n += *s == c;
        return n;
}

/* libmicrohttpd keeps a row for each header, argument and cookie, and cookies twice.  When what is
 * left cannot hold our headers it closes without a word; we would rather say 431. */
static bool head_too_large(struct exchange *x)
{
        const struct http_request *r = &x->req;
        const union MHD_ConnectionInfo *i = MHD_get_connection_info(x->mhd, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
        size_t used = i ? i->header_size : 0, rows = r->n_header + count(r->query, '&');
        const char *cookie = http_header(r, "Cookie");
        if (cookie) {
                used += strlen(cookie);
                rows += count(cookie, ';');
        }
        return used + rows * 64 > HTTP_CONN_MEMORY - HTTP_ANSWER_HEAD;
}

/* Length announced; -1 chunked. */
static int64_t announced(const struct http_request *r)
{
        const char *s = http_header(r, "Content-Length");
        int64_t n;
        if (http_header(r, "Transfer-Encoding"))
                return -1;
        if (!s)
                return 0;
        return text_i64(s, &n) ? n : INT64_MAX;
}

static enum MHD_Result begin(struct http_server *s, struct conn *c, struct MHD_Connection *mhd, const char *method,
                             const char *version)
{
        struct exchange *x = exchange_new(s, c, mhd, method);
        struct http_request *r = &x->req;
        conn_phase(c, PHASE_BODY);
        read_headers(x);
        unsigned wrong = read_target(x);
        free(c->target);
        c->target = NULL;
        if (!wrong)
                wrong = request_check_headers(r);
        if (!wrong && head_too_large(x))
                wrong = 431;
        if (!wrong && r->method == HTTP_OTHER)
                wrong = 405;
        int64_t n = announced(r);
        if (n < 0 && strcmp(version, "HTTP/1.0") == 0)
                wrong = 400;
        if (wrong)
                return refuse(x, wrong, n != 0);
        read_origin(x);
        x->where = s->app.where(s->app.arg, r);
        const char *type = http_header(r, "Content-Type");
        int64_t most = form_ceiling(type);
        if (r->body_max < most)
                most = r->body_max;
        if (n > most || (n < 0 && most <= 0)) {
                x->linger = true;
                return answer_refused(x, 413);
        }
        r->body_max = most;
        if (n != 0)
                x->form = form_new(x->arena, type, most, s->upload_dir);
        return MHD_YES;
}

/* Too late for libmicrohttpd to answer, not for the socket. */
static enum MHD_Result cut_off(struct exchange *x)
{
        char said[256], text[512];
        const char *type;
        int n = short_text(x, 413, said, &type);
        n = snprintf(text, sizeof text, "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: %d\r\nContent-Type: %s\r\n\r\n%s", n, type, said);
        (void)!send(x->conn->fd, text, (size_t)n, MSG_NOSIGNAL | MSG_DONTWAIT);
        x->linger = true;
        return MHD_NO;
}

static enum MHD_Result body(struct exchange *x, const char *data, size_t *data_n)
{
        int64_t n = (int64_t)*data_n;
        if (!x->form || n > x->req.body_max - x->received)
                return cut_off(x);
        x->received += n;
        atomic_fetch_add_explicit(&x->conn->bytes, n, memory_order_relaxed);
        form_feed(x->form, data, *data_n);
        *data_n = 0;
        return MHD_YES;
}

enum MHD_Result exchange_handler(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                                 const char *version, const char *data, size_t *data_n, void **con_cls)
{
        struct conn *c = conn_of(mhd);
        if (!c)
                return MHD_NO;
        if (!c->x)
                return begin(cls, c, mhd, method, version);
        if (*data_n)
                return body(c->x, data, data_n);
        switch (c->x->state) {
        case X_READING:
                return run(c->x);
        case X_WORKING:
                return MHD_YES;
        case X_DONE:
                break;
        }
        return reply(c->x);
}

void exchange_completed(void *cls, struct MHD_Connection *mhd, void **con_cls, enum MHD_RequestTerminationCode why)
{
        struct conn *c = conn_of(mhd);
        if (!c)
                return;
        free(c->target);
        c->target = NULL;
        struct exchange *x = c->x;
        c->x = NULL;
        conn_phase(c, PHASE_IDLE);
        if (!x)
                return;
        if (x->stream)
                stream_adopt(&x->s->hub, x->stream, c->fd);
        if (x->linger)
                watchdog_linger(x->s, c->fd);
        if (x->res.body.arena)
                close_fd(&x->res);
        server_arena_back(cls, x->arena);
}
