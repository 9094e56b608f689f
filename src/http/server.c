/* Start, stop, and what the parts share: connections, arenas, the state each thread keeps.
 *
 * libmicrohttpd runs in its "turbo" mode for one reason: it then closes a socket without shutting
 * it down first, so that a copy of the descriptor lives on (event streams, lingering).
 *
 * The listening socket is ours, so that a bad address is explained instead of guessed at.  The end
 * is in steps, each of which the next one needs: no new connections; streams end; idle
 * connections are closed for reading; what is under way finishes, at most `ms`; what still waits
 * for a worker is refused; workers are joined, after which nothing is suspended and
 * libmicrohttpd may be stopped (it aborts otherwise). */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/moment.h"
#include "base/text.h"
#include "http/http_internal.h"
#include "http/upload.h"

/* ---- arenas --------------------------------------------------------------------------------- */

struct arena *server_arena(struct http_server *s)
{
        struct arena *a = NULL;
        pthread_mutex_lock(&s->arenas_mu);
        if (s->n_arenas > 0)
                a = s->arenas[--s->n_arenas];
        pthread_mutex_unlock(&s->arenas_mu);
        return a ? a : arena_new(MAX_REQUEST_ARENA);
}

void server_arena_back(struct http_server *s, struct arena *a)
{
        arena_reset(a);
        pthread_mutex_lock(&s->arenas_mu);
        if (s->n_arenas < HTTP_ARENAS_KEPT) {
                s->arenas[s->n_arenas++] = a;
                a = NULL;
        }
        pthread_mutex_unlock(&s->arenas_mu);
        arena_free(&a);
}

/* ---- state of a thread ---------------------------------------------------------------------- */

struct thread_state {
        const struct http_app *app;
        void *state;
};

static void thread_end(void *arg)
{
        struct thread_state *t = arg;
        if (t->app->thread_free)
                t->app->thread_free(t->app->arg, t->state);
        free(t);
}

void *server_thread(struct http_server *s)
{
        struct thread_state *t = pthread_getspecific(s->key);
        if (t)
                return t->state;
        if (!(t = malloc(sizeof *t)))
                out_of_memory();
        t->app = &s->app;
        t->state = s->app.thread_new ? s->app.thread_new(s->app.arg) : NULL;
        pthread_setspecific(s->key, t);
        return t->state;
}

/* ---- connections ---------------------------------------------------------------------------- */

bool server_trusts(const struct http_server *s, const char *address)
{
        for (char **t = s->trusted; t && *t; t++)
                if (strcmp(*t, address) == 0)
                        return true;
        return false;
}

void conn_phase(struct conn *c, enum phase phase)
{
        atomic_store_explicit(&c->since, moment_mono(), memory_order_relaxed);
        atomic_store_explicit(&c->phase, (int)phase, memory_order_relaxed);
}

static void conn_peer(struct conn *c, const struct sockaddr *sa)
{
        char text[64];
        socklen_t n = sa->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
        if (getnameinfo(sa, n, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0 ||
            !request_address(text, strcspn(text, "%"), c->peer))
                snprintf(c->peer, sizeof c->peer, "unknown");
}

static void *conn_open(struct http_server *s, struct MHD_Connection *mhd)
{
        struct conn *c = calloc(1, sizeof *c);
        if (!c)
                out_of_memory();
        const union MHD_ConnectionInfo *i = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
        c->fd = i ? i->connect_fd : -1;
        i = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
        conn_peer(c, i->client_addr);
        c->trusted = server_trusts(s, c->peer);
        conn_phase(c, PHASE_HEADERS);
        pthread_mutex_lock(&s->conns_mu);
        if ((c->next = s->conns))
                c->next->prev = c;
        s->conns = c;
        s->n_conns++;
        pthread_mutex_unlock(&s->conns_mu);
        return c;
}

static void conn_close(struct http_server *s, struct conn *c)
{
        pthread_mutex_lock(&s->conns_mu);
        if (c->next)
                c->next->prev = c->prev;
        if (c->prev)
                c->prev->next = c->next;
        else
                s->conns = c->next;
        s->n_conns--;
        pthread_mutex_unlock(&s->conns_mu);
        free(c->target);
        free(c);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
        if (what == MHD_CONNECTION_NOTIFY_STARTED) {
                *socket_context = conn_open(cls, mhd);
        } else if (*socket_context) {
                conn_close(cls, *socket_context);
                *socket_context = NULL;
        }
}

/* Percent signs are ours to read: libmicrohttpd would lose NUL bytes. */
static size_t leave_escaped(void *cls, struct MHD_Connection *mhd, char *s)
{
        return strlen(s);
}

/* ---- start ---------------------------------------------------------------------------------- */

/* "127.0.0.1:8080", "[::1]:0", "localhost:80", ":8080" → host and port. */
static bool listen_parse(const char *listen, char *host, size_t host_max, char *port, size_t port_max)
{
        const char *colon = strrchr(listen, ':');
        int64_t number;
        if (!colon || !text_i64(colon + 1, &number) || number > 65535)
                return false;
        const char *end = colon;
        if (listen[0] == '[') {
                listen++;
                end--;
                if (end <= listen || *end != ']')
                        return false;
        } else if (memchr(listen, ':', (size_t)(end - listen))) {
                return false;
        }
        snprintf(port, port_max, "%s", colon + 1);
        return (size_t)snprintf(host, host_max, "%.*s", (int)(end - listen), listen) < host_max;
}

static int listen_socket(const char *listen_at, struct arena *a, const char **why)
{
        char host[80], port[12];
        struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found = NULL;
        int fd, one = 1;
        if (!listen_at || !listen_parse(listen_at, host, sizeof host, port, sizeof port)) {
                *why = arena_fmt(a, "listen address \"%s\" is not ADDRESS:PORT", listen_at ? listen_at : "");
                return -1;
        }
        if (strcmp(host, "localhost") != 0)
                hints.ai_flags |= AI_NUMERICHOST;
        int wrong = getaddrinfo(host[0] ? host : NULL, port, &hints, &found);
        if (wrong) {
                *why = arena_fmt(a, "listen address \"%s\": %s", listen_at, gai_strerror(wrong));
                return -1;
        }
        fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd >= 0)
                (void)!setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
        if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 4096) != 0) {
                *why = arena_fmt(a, "cannot listen on %s: %s", listen_at, strerror(errno));
                if (fd >= 0)
                        close(fd);
                fd = -1;
        }
        freeaddrinfo(found);
        return fd;
}

static int socket_port(int fd)
{
        struct sockaddr_storage sa;
        socklen_t n = sizeof sa;
        if (getsockname(fd, (struct sockaddr *)&sa, &n) != 0)
                return 0;
        if (sa.ss_family == AF_INET6)
                return ntohs(((struct sockaddr_in6 *)&sa)->sin6_port);
        return ntohs(((struct sockaddr_in *)&sa)->sin_port);
}

static char *own(const char *s)
{
        char *copy = strdup(s);
        if (!copy)
                out_of_memory();
        return copy;
}

/* Files, databases and outgoing connections need descriptors too.  Asks for as many as are
 * wanted (the usual soft limit is far below the hard one), then takes what there is. */
static int connection_limit(int wanted)
{
        struct rlimit r;
        int most = wanted > 0 ? wanted : 30000;
        rlim_t need = (rlim_t)most + (rlim_t)most / 4 + 256;
        if (getrlimit(RLIMIT_NOFILE, &r) != 0)
                return most;
        if (r.rlim_cur < need) {
                r.rlim_cur = r.rlim_max < need ? r.rlim_max : need;
                (void)!setrlimit(RLIMIT_NOFILE, &r);
                if (getrlimit(RLIMIT_NOFILE, &r) != 0)
                        return most;
        }
        if (r.rlim_cur == RLIM_INFINITY)
                return most;
        int64_t free_fds = (int64_t)r.rlim_cur - (int64_t)r.rlim_cur / 8 - 64;
        if (free_fds < 16)
                free_fds = 16;
        return most < free_fds ? most : (int)free_fds;
}

static void settle(struct http_server *s, const struct http_config *cfg)
{
        int cores = (int)sysconf(_SC_NPROCESSORS_ONLN);
        size_t n = 0;
        s->cfg = *cfg;
        if (s->cfg.loops <= 0)
                s->cfg.loops = 2 * (cores > 0 ? cores : 1);
        if (s->cfg.workers <= 0)
                s->cfg.workers = cores > 2 ? 2 * cores : 4;
        s->cfg.max_connections = connection_limit(cfg->max_connections);
        s->places = s->cfg.max_connections - s->cfg.max_connections / 3 * 2;
        if (s->places < s->cfg.loops)
                s->cfg.loops = s->places;
        if (s->cfg.header_ms <= 0)
                s->cfg.header_ms = 10000;
        if (s->cfg.body_rate <= 0)
                s->cfg.body_rate = 500;
        if (s->cfg.queue_max <= 0)
                s->cfg.queue_max = 2000;
        s->upload_dir = cfg->upload_dir ? own(cfg->upload_dir) : NULL;
        while (cfg->trusted_proxies && cfg->trusted_proxies[n])
                n++;
        if (!(s->trusted = calloc(n + 1, sizeof *s->trusted)))
                out_of_memory();
        for (size_t i = 0; i < n; i++) {
                char normal[46];
                const char *t = cfg->trusted_proxies[i];
                s->trusted[i] = own(request_address(t, strlen(t), normal) ? normal : t);
        }
        /* The strings are the caller's: nothing may look at them later. */
        s->cfg.listen = s->cfg.upload_dir = NULL;
        s->cfg.trusted_proxies = NULL;
}

static struct MHD_Daemon *daemon_start(struct http_server *s)
{
        unsigned per_address = s->trusted[0] || s->cfg.per_address < 0 ? 0 : (unsigned)s->cfg.per_address;
        return MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_INTERNAL_POLLING_THREAD | MHD_ALLOW_SUSPEND_RESUME |
                                        MHD_USE_TURBO,
                                0, NULL, NULL, exchange_handler, s,
                                MHD_OPTION_LISTEN_SOCKET, s->listen_fd,
                                MHD_OPTION_THREAD_POOL_SIZE, (unsigned)(s->cfg.loops > 1 ? s->cfg.loops : 0),
                                MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_CONN_MEMORY,
                                MHD_OPTION_CONNECTION_LIMIT, (unsigned)s->places,
                                MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_STUCK_S,
                                MHD_OPTION_PER_IP_CONNECTION_LIMIT, per_address,
                                MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
                                MHD_OPTION_NOTIFY_COMPLETED, exchange_completed, s,
                                MHD_OPTION_URI_LOG_CALLBACK, exchange_target, s,
                                MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, NULL,
                                MHD_OPTION_STRICT_FOR_CLIENT, 1,
                                MHD_OPTION_END);
}

static void server_free(struct http_server *s)
{
        while (s->n_arenas > 0)
                arena_free(&s->arenas[--s->n_arenas]);
        for (char **t = s->trusted; t && *t; t++)
                free(*t);
        free(s->trusted);
        free(s->upload_dir);
        hub_free(&s->hub);
        if (s->listen_fd >= 0)
                close(s->listen_fd);
        pthread_key_delete(s->key);
        pthread_mutex_destroy(&s->conns_mu);
        pthread_mutex_destroy(&s->arenas_mu);
        pthread_mutex_destroy(&s->linger_mu);
        free(s);
}

enum status http_start(const struct http_config *cfg, const struct http_app *app, struct arena *a,
                       struct http_server **out, const char **why)
{
        *out = NULL;
        int fd = listen_socket(cfg->listen, a, why);
        if (fd < 0)
                return ST_IO;
        struct http_server *s = calloc(1, sizeof *s);
        if (!s)
                out_of_memory();
        s->app = *app;
        s->listen_fd = fd;
        s->port = socket_port(fd);
        settle(s, cfg);
        pthread_mutex_init(&s->conns_mu, NULL);
        pthread_mutex_init(&s->arenas_mu, NULL);
        pthread_mutex_init(&s->linger_mu, NULL);
        ASSERT(pthread_key_create(&s->key, thread_end) == 0);
        hub_init(&s->hub, (size_t)(s->cfg.max_connections / 3 * 2)); /* streams: two thirds */
        if (s->upload_dir)
                upload_sweep(s->upload_dir);
        pool_start(s, s->cfg.workers);
        if (!watchdog_start(s) || !stream_start(&s->hub) || !(s->mhd = daemon_start(s))) {
                *why = arena_fmt(a, "cannot start the HTTP server: %s", strerror(errno));
                http_stop(&s, 0);
                return ST_IO;
        }
        *out = s;
        return ST_OK;
}

int http_port(const struct http_server *s)
{
        return s->port;
}

/* ---- stop ----------------------------------------------------------------------------------- */

static size_t connections_left(struct http_server *s, bool close_idle)
{
        pthread_mutex_lock(&s->conns_mu);
        for (struct conn *c = s->conns; close_idle && c; c = c->next)
                if (atomic_load_explicit(&c->phase, memory_order_relaxed) <= PHASE_HEADERS)
                        shutdown(c->fd, SHUT_RD);
        size_t n = s->n_conns;
        pthread_mutex_unlock(&s->conns_mu);
        return n;
}

void http_stop(struct http_server **server, int ms)
{
        struct http_server *s = *server;
        if (!s)
                return;
        *server = NULL;
        int64_t deadline = moment_mono() + ms;
        atomic_store(&s->draining, true);
        if (s->mhd)
                MHD_quiesce_daemon(s->mhd);
        stream_close_all(&s->hub);
        while (connections_left(s, true) > 0 && moment_mono() < deadline)
                usleep(5000);
        pool_refuse(s);
        pool_stop(s);
        if (s->mhd)
                MHD_stop_daemon(s->mhd);
        stream_stop(&s->hub);
        watchdog_stop(s);
        server_free(s);
}

void http_stats(const struct http_server *server, struct http_stats *out)
{
        struct http_server *s = (struct http_server *)(uintptr_t)server; /* counting locks */
        memset(out, 0, sizeof *out);
        out->requests = atomic_load(&s->requests);
        out->workers_busy = atomic_load(&s->busy);
        out->killed_slow = atomic_load(&s->killed);
        pthread_mutex_lock(&s->conns_mu);
        out->connections = (int64_t)s->n_conns;
        pthread_mutex_unlock(&s->conns_mu);
        pthread_mutex_lock(&s->pool.mu);
        out->queued = (int64_t)s->pool.queued;
        pthread_mutex_unlock(&s->pool.mu);
        pthread_mutex_lock(&s->hub.mu);
        out->sse_clients = (int64_t)s->hub.n;
        out->connections += out->sse_clients;
        pthread_mutex_unlock(&s->hub.mu);
}
