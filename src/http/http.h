/* HTTP/1.1 server on libmicrohttpd: an epoll pool for reading and short answers, a worker pool for
 * whatever may wait, uploads streamed to disk, a hub of server-sent events, a watchdog against
 * dripping clients, and an orderly end.  Floor F1: knows requests, not tickets or people.
 *
 * Life of a request: headers → app->where() decides (run here, on a worker, or refuse) → body read
 * under ceilings → app->handle() fills the response → sent → arena back to the pool.
 * One arena per request (MAX_REQUEST_ARENA); all strings of the request live in it. */
#ifndef GUICHET_HTTP_HTTP_H
#define GUICHET_HTTP_HTTP_H

#include "base/arena.h"
#include "base/buf.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OTHER };

struct http_pair {
        const char *name, *value; /* value: bytes ended by NUL; see http_param_clean */
        size_t n;                 /* length of value, which may hold NUL when hostile */
};

/* A file received in a multipart form, already on disk (temporary, removed at the end of the
 * request unless taken by rename).  Empty file inputs (no name, no bytes) are left out. */
struct http_upload {
        const char *field, *name, *type; /* as sent: never trusted, never a path */
        const char *path;                /* temporary file */
        int64_t size;
        unsigned char sha256[32];
};

struct http_request {
        enum http_method method;   /* HEAD is presented as HTTP_HEAD; handlers treat it as GET */
        const char *method_text;
        const char *path;          /* percent-decoded once, valid UTF-8, no NUL, no dot segments */
        const char *query;         /* raw, without '?', never NULL */
        const char *peer;          /* address; from X-Forwarded-For only when the peer is a trusted proxy */
        bool tls;                  /* https at the outside (trusted X-Forwarded-Proto) */
        struct arena *arena;
        const struct http_pair *header, *param, *field; /* headers; query parameters; form fields */
        size_t n_header, n_param, n_field;
        const struct http_upload *upload;
        size_t n_upload;
        const char *body;          /* bodies that are not forms (JSON): bytes ended by NUL */
        size_t body_n;
        enum status body_st;       /* ST_OK, ST_TOO_LARGE (some part over its ceiling), ST_INVALID (broken form), ST_FULL, ST_IO */
        int64_t body_max;          /* set by where(): ceiling of the whole body, bytes; 0 = no body wanted */
        bool problems;             /* set by where(): what the server itself refuses is said as application/problem+json */
        void *route;               /* app's own, set by where() */
};

/* Case-insensitive; NULL when absent.  The first one when repeated. */
const char *http_header(const struct http_request *r, const char *name);
const char *http_param(const struct http_request *r, const char *name);
const char *http_field(const struct http_request *r, const char *name);
/* Value of a cookie or NULL. */
const char *http_cookie(const struct http_request *r, const char *name);

struct sse_client_spec; /* below */

struct http_response {
        int status;                /* 200 by default */
        const char *type;          /* "text/html; charset=utf-8" by default */
        struct buf body;           /* in the request's arena, ceiling MAX_PAGE_BYTES */
        const void *constant;      /* instead of body: bytes that outlive the server (assets) */
        size_t constant_n;
        int fd;                    /* instead of body: file to send, -1 by default; closed by the server */
        int64_t fd_size;
        struct http_pair header[24];
        size_t n_header;
        const struct sse_client_spec *sse; /* not NULL: becomes an event stream; of the headers only Set-Cookie is sent */
        bool again;                /* set by the app for ST_BUSY: server runs handle() again (≤ 3, with a pause) */
};
/* Replaces an earlier value of the same name, except for Set-Cookie.  A value with CR or LF is refused: the
 * header is left out.  Both strings are copied.  (A 304 may keep its body: only its length is told.) */
void http_set(struct http_response *r, const char *name, const char *value);

enum http_where {
        HTTP_HERE,    /* short and never waiting: on the event loop */
        HTTP_WORKER,  /* may wait for disk, lock, network or CPU */
};

/* What the server asks of its application. */
struct http_app {
        void *arg;
        /* Per thread state (database handle…): made on first use by a thread that handles. */
        void *(*thread_new)(void *arg);
        void (*thread_free)(void *arg, void *thread);
        /* After the headers, before the body: sets req->route and req->body_max.  Must not block. */
        enum http_where (*where)(void *arg, struct http_request *req);
        void (*handle)(void *arg, void *thread, struct http_request *req, struct http_response *res);
        /* What a browser is shown when the server itself refuses after where(): 413 before the body is read, 503 when too
         * many wait.  res->status says which.  Must not block and has no database; NULL: a short line, as programs get. */
        void (*refuse)(void *arg, struct http_request *req, struct http_response *res);
};

struct http_config {
        const char *listen;        /* "127.0.0.1:8080", "[::1]:0"; port 0 = any free */
        int loops;                 /* 0: 2 × cores */
        int workers;               /* 0: 2 × cores, at least 4 */
        int max_connections;       /* 0: 30000, lowered to what RLIMIT_NOFILE allows; two thirds for streams */
        int per_address;           /* connections of one peer address; 0 = no limit; ignored with trusted proxies */
        const char *upload_dir;    /* where temporary files go, same file system as the store */
        int header_ms;             /* 10000: all headers must have come */
        int body_rate;             /* bytes per second a body must keep over 10 s; 500 */
        int queue_max;             /* waiting for a worker before 503; 2000 */
        const char *const *trusted_proxies; /* addresses, ends with NULL; may be NULL */
};

struct http_server;

enum status http_start(const struct http_config *cfg, const struct http_app *app, struct arena *a,
                       struct http_server **out, const char **why) CHECKED;
int http_port(const struct http_server *s);
/* Stops accepting, ends streams, lets requests under way finish (at most `ms`; what then still waits
 * for a worker is refused, what already runs is waited for), then closes. */
void http_stop(struct http_server **s, int ms);

struct http_stats {
        int64_t requests, connections, workers_busy, queued, sse_clients, killed_slow;
};
void http_stats(const struct http_server *s, struct http_stats *out);

/* ---- server-sent events --------------------------------------------------------------------------
 * The hub keeps a ring of the newest events (8,192) and gives each client those that match() lets
 * through, in order, each once.  A client that comes with Last-Event-ID gets what it missed; when
 * that is not in the ring (too old, or from another life of the server) it gets one event "resync".
 * A client that does not read for long falls out of the ring and gets "resync" too, or is closed in
 * the middle of an event and comes back: memory per client is constant (about 1 kB and the
 * kernel's socket).  ": ping" every 20 s finds dead peers. */

struct sse_event {
        int64_t id;
        const char *name;  /* event: NAME; NULL = message */
        const char *data;  /* one line */
        const void *tag;   /* given to match(): copied, tag_n bytes */
        size_t tag_n;
};

struct sse_client_spec {
        const void *who;   /* given to match(): copied, who_n bytes (≤ 2 KiB) */
        size_t who_n;
        int64_t last_id;   /* from Last-Event-ID, or 0: only what comes from now on */
        uint64_t key;      /* for sse_close_key(): session or person */
        int64_t ends_at;   /* monotonic ms; 0 = until closed */
        size_t key_max;    /* streams with this key at once, over it the new one gets 429; 0 = any number */
};

/* Set before http_start's first stream; runs under the hub's lock, must be short. */
void sse_match(struct http_server *s, bool (*match)(const void *who, size_t who_n, const void *tag, size_t tag_n));
void sse_publish(struct http_server *s, const struct sse_event *e);
/* Ends the streams with this key (sign-out, disabled person). */
void sse_close_key(struct http_server *s, uint64_t key);
/* Newest id published, 0 when none. */
int64_t sse_last_id(const struct http_server *s);

#endif
