/* What the files of src/http share and nobody else sees: connections, exchanges, the parts of
 * the server.  Which thread may touch what:
 *   conn      made and freed by its event loop under server.conns_mu; the atomics are read by the
 *             watchdog, everything else belongs to the loop (or to the worker while suspended);
 *   exchange  lives in its request's arena; belongs to the loop, or to one worker between
 *             MHD_suspend_connection() and MHD_resume_connection(), whose lock orders the two;
 *   hub       ring, lists and a client's key, ended and closing under hub.mu; the rest of a client
 *             belongs to the streaming thread.
 * pool.mu is held while libmicrohttpd's own lock is taken, never the other way round; no other
 * two locks are held together. */
#ifndef GUICHET_HTTP_INTERNAL_H
#define GUICHET_HTTP_INTERNAL_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

#include "http/http.h"

#define HTTP_CONN_MEMORY    24576       /* libmicrohttpd's pool: request line, headers, cookies twice, our headers */
#define HTTP_ANSWER_HEAD    4096        /* of that, kept for our headers */
#define HTTP_MAX_URI        4096
#define HTTP_MAX_HEADERS    100
#define HTTP_IDLE_MS        75000       /* an idle connection; above the 60 s of usual proxies */
#define HTTP_TIGHT_MS       2000        /* patience with the idle and with headers when places are scarce */
#define HTTP_WINDOW_MS      10000       /* over which rates are judged */
#define HTTP_TICK_MS        500
#define HTTP_STUCK_S        120         /* a connection on which nothing moves */
#define HTTP_MAX_TRIES      3           /* runs after the first, for res.again */
#define HTTP_ARENAS_KEPT    256
#define HTTP_LINGERING      128
#define HTTP_LINGER_MS      2000
#define HTTP_LINGER_BYTES   (64 << 20)  /* a browser, or a proxy that holds the body, reads no answer before it sent it all */
#define FORM_MAX_FIELDS     5000        /* parts of a multipart form, pairs of the other kind */
#define FORM_MAX_PART_HEAD  4096
#define SSE_RING            8192
#define SSE_PING_MS         20000
#define SSE_MAX_WHO         2048
#define SSE_CLOSED          64          /* keys closed last, for streams still on their way */
#define SSE_KEYS            1024        /* buckets in which streams are counted by key */
#define SSE_SEND_BUFFER     32768       /* the kernel's, so that who does not read costs little */

enum phase {
        PHASE_IDLE,    /* nothing of a request has been seen */
        PHASE_HEADERS, /* fresh connection, or request line seen */
        PHASE_BODY,
        PHASE_WORK,    /* ours to answer: never killed */
        PHASE_SEND,
};

struct exchange;

struct conn {
        struct conn *next, *prev;
        int fd;
        bool trusted;  /* the peer is one of our proxies */
        char peer[46];
        char *target;  /* raw request target, between the request line and the end of the headers */
        bool torn;     /* the request line held a NUL */
        struct exchange *x;
        _Atomic int phase;
        _Atomic int64_t since, bytes;
        int64_t mark_at, mark_bytes; /* the watchdog's window */
        enum phase mark_phase;
};

enum exchange_state { X_READING, X_WORKING, X_DONE };

struct exchange {
        struct http_server *s;
        struct conn *conn;
        struct MHD_Connection *mhd;
        struct arena *arena;
        struct http_request req;
        struct http_response res;
        struct form *form;
        int64_t received;
        size_t closed_before;   /* hub.n_closed when the request began */
        enum exchange_state state;
        enum http_where where;
        int tries;
        unsigned refused;       /* answer this status instead of res */
        bool linger;            /* a body may still be coming: see watchdog_linger() */
        struct sse_client *stream; /* takes the socket over when libmicrohttpd lets go */
        int64_t due;            /* not before, for delayed runs */
        struct exchange *next;  /* in the worker's queue */
};

struct pool {
        pthread_mutex_t mu;
        pthread_cond_t work;
        struct exchange *head, *tail, *delayed; /* delayed: sorted by due */
        size_t queued;
        bool stop, refuse;
        pthread_t *thread;
        int n_thread;
};

struct sse_slot {
        int64_t id;
        char *frame;   /* malloc: tag, then the text as sent */
        size_t n, tag_n;
};

struct sse_client {
        struct sse_client *next, *prev;
        int fd;
        uint64_t pos;     /* sequence of the next event to look at */
        size_t off;       /* bytes of it already sent */
        char *note;       /* malloc: head, resync or ping, to be sent before any event */
        size_t note_n, note_at;
        uint64_t key;
        int64_t ends_at, ping_at, blocked_at; /* blocked_at: 0 while the socket takes bytes */
        size_t asked;     /* hub.n_closed when its request began */
        size_t key_max;
        bool ended;
        unsigned short who_n;
        _Alignas(16) char who[];
};

struct hub {
        pthread_mutex_t mu;
        struct sse_slot *ring;
        uint64_t next;    /* sequence of the next event; the slot is next % SSE_RING */
        int64_t last_id;
        struct sse_client *clients, *incoming;
        size_t n, max;
        size_t per_key[SSE_KEYS]; /* streams of the keys of a bucket: below a ceiling nobody needs counting */
        bool closing, stop, woken, dirty, started; /* dirty: everybody is to be looked at */
        bool (*match)(const void *, size_t, const void *, size_t);
        uint64_t closed[SSE_CLOSED];
        _Atomic size_t n_closed;
        int epoll, wake;
        pthread_t thread;
};

struct lingering {
        int fd;
        int64_t until, left;
};

struct http_server {
        struct http_config cfg;
        struct http_app app;
        struct MHD_Daemon *mhd;
        int listen_fd, port;
        int places;    /* connections libmicrohttpd may hold; the rest of the descriptors is for streams */
        char **trusted;
        char *upload_dir;
        atomic_bool draining, stop;
        pthread_key_t key;
        bool watching;

        pthread_mutex_t conns_mu;
        struct conn *conns;
        size_t n_conns;

        pthread_mutex_t arenas_mu;
        struct arena *arenas[HTTP_ARENAS_KEPT];
        size_t n_arenas;

        pthread_t watch;
        int wake;      /* eventfd of the watchdog */
        pthread_mutex_t linger_mu;
        struct lingering linger[HTTP_LINGERING];
        size_t n_linger;

        struct pool pool;
        struct hub hub;
        _Atomic int64_t requests, busy, killed;
};

/* server.c */
struct arena *server_arena(struct http_server *s);
void server_arena_back(struct http_server *s, struct arena *a);
void *server_thread(struct http_server *s);
bool server_trusts(const struct http_server *s, const char *address);
void conn_phase(struct conn *c, enum phase phase);

/* exchange.c: libmicrohttpd's callbacks */
void *exchange_target(void *cls, const char *uri, struct MHD_Connection *mhd);
enum MHD_Result exchange_handler(void *cls, struct MHD_Connection *mhd, const char *url, const char *method,
                                 const char *version, const char *data, size_t *data_n, void **con_cls);
void exchange_completed(void *cls, struct MHD_Connection *mhd, void **con_cls, enum MHD_RequestTerminationCode why);
void exchange_response_reset(struct exchange *x);

/* request.c: pure */
char *request_path(struct arena *a, const char *raw, size_t n);
bool request_address(const char *text, size_t n, char out[46]);
const char *request_client(const struct http_server *s, const struct http_request *r, const char *peer);
unsigned request_check_headers(const struct http_request *r);

/* form.c */
struct form *form_new(struct arena *a, const char *content_type, int64_t body_max, const char *upload_dir);
void form_feed(struct form *f, const char *p, size_t n);
void form_end(struct form *f, struct http_request *r);
/* Largest body that makes sense for this content type, bytes. */
int64_t form_ceiling(const char *content_type);
const struct http_pair *form_query(struct arena *a, const char *query, size_t n, size_t *n_out);

/* worker.c */
void pool_start(struct http_server *s, int threads);
/* Suspends the connection and queues; false when the queue is full (nothing was done). */
bool pool_push(struct http_server *s, struct exchange *x);
void pool_refuse(struct http_server *s);
void pool_stop(struct http_server *s);
void pool_delay(struct exchange *x);

/* watchdog.c */
bool watchdog_start(struct http_server *s);
void watchdog_stop(struct http_server *s);
/* All that we had to say was said: ends our side and keeps the socket open for a moment after
 * libmicrohttpd closed it, swallowing what the client still sends, so that our refusal is not
 * lost to a TCP reset. */
void watchdog_linger(struct http_server *s, int fd);

/* sse.c: the ring.  Functions ending in _locked want hub.mu held. */
struct batch {
        char buf[16384];
        size_t n, k, end[64];
        uint64_t seq[64], next;
        size_t first_off, next_off;
        bool resync, lost, more; /* more: the ring held further events */
};
void hub_init(struct hub *h, size_t max);
void hub_free(struct hub *h);
void hub_wake_locked(struct hub *h);
bool hub_was_closed_locked(const struct hub *h, const struct sse_client *c);
/* A client at the place its last id tells; NULL when there are too many or we are closing. */
struct sse_client *hub_client(struct hub *h, const struct sse_client_spec *spec, const char *head,
                              size_t asked);
/* Has this key as many streams as it may? */
bool hub_key_full(struct hub *h, uint64_t key, size_t key_max);
bool hub_key_full_locked(const struct hub *h, uint64_t key, size_t key_max);
/* What the client is to get next, as much as fits; nothing moves until batch_sent(). */
void batch_fill_locked(struct hub *h, struct sse_client *c, struct batch *b);
void batch_sent(struct sse_client *c, const struct batch *b, size_t n);
void client_note(struct sse_client *c, char *text);
void client_free(struct sse_client *c);

/* stream.c: the sockets */
bool stream_start(struct hub *h);
/* Takes over a copy of the socket (and the client, in any case). */
void stream_adopt(struct hub *h, struct sse_client *c, int fd);
void stream_close_all(struct hub *h);
void stream_stop(struct hub *h);

#endif
