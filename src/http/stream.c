/* The sockets of event streams: one thread, one epoll, nothing per client but a descriptor and a
 * position.  Sockets come from libmicrohttpd once their request is answered with a stream.
 *
 * Edge-triggered: a socket that would block is left alone until epoll says it takes bytes again.
 * Each turn gives every client one batch, so nobody waits for a slow or greedy neighbour.
 * Disconnects show at once; ": ping" every 20 s finds peers that vanished without a word, and
 * a socket that took nothing for two minutes is closed. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/moment.h"
#include "http/http_internal.h"

void hub_wake_locked(struct hub *h)
{
        uint64_t one = 1;
        if (h->woken || h->wake < 0)
                return;
        h->woken = true;
        (void)!write(h->wake, &one, sizeof one);
}

/* Called on the loop that serves the connection, just before it closes its own descriptor. */
void stream_adopt(struct hub *h, struct sse_client *c, int fd)
{
        int on = 1, off = 0, room = SSE_SEND_BUFFER;
        c->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
        if (c->fd < 0) {
                client_free(c);
                return;
        }
        (void)!setsockopt(c->fd, IPPROTO_TCP, TCP_CORK, &off, sizeof off);
        (void)!setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        (void)!setsockopt(c->fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
        pthread_mutex_lock(&h->mu);
        c->ended = hub_was_closed_locked(h, c) || hub_key_full_locked(h, c->key, c->key_max);
        h->per_key[c->key % SSE_KEYS]++;
        c->next = h->incoming;
        h->incoming = c;
        h->n++;
        hub_wake_locked(h);
        pthread_mutex_unlock(&h->mu);
}

static void client_gone(struct hub *h, struct sse_client *c)
{
        pthread_mutex_lock(&h->mu);
        if (c->next)
                c->next->prev = c->prev;
        if (c->prev)
                c->prev->next = c->next;
        else
                h->clients = c->next;
        h->n--;
        h->per_key[c->key % SSE_KEYS]--;
        pthread_mutex_unlock(&h->mu);
        close(c->fd); /* the only copy by now, or soon: epoll forgets it explicitly */
        client_free(c);
}

static void client_end(struct hub *h, struct sse_client *c)
{
        (void)!epoll_ctl(h->epoll, EPOLL_CTL_DEL, c->fd, NULL);
        shutdown(c->fd, SHUT_WR);
        client_gone(h, c);
}

/* Bytes taken; 0 when the socket is full (blocked_at is set); -1 when it is dead. */
static ssize_t give(struct sse_client *c, const char *p, size_t n)
{
        ssize_t w;
        do
                w = send(c->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        while (w < 0 && errno == EINTR);
        if (w < 0 && errno != EAGAIN)
                return -1;
        if (w < (ssize_t)n)
                c->blocked_at = moment_mono();
        return w < 0 ? 0 : w;
}

static bool give_note(struct sse_client *c)
{
        ssize_t w = give(c, c->note + c->note_at, c->note_n - c->note_at);
        if (w < 0)
                return false;
        c->note_at += (size_t)w;
        if (c->note_at == c->note_n)
                client_note(c, NULL);
        return true;
}

enum turn { TURN_DONE, TURN_MORE, TURN_END };

static enum turn serve_turn(struct hub *h, struct sse_client *c, struct batch *b)
{
        if (c->blocked_at)
                return TURN_DONE;
        if (c->note && !give_note(c))
                return TURN_END;
        if (c->blocked_at)
                return TURN_DONE;
        pthread_mutex_lock(&h->mu);
        bool over = c->ended || h->closing;
        if (!over)
                batch_fill_locked(h, c, b);
        pthread_mutex_unlock(&h->mu);
        if (over || b->lost)
                return TURN_END;
        if (b->resync)
                return TURN_MORE;
        ssize_t w = b->n ? give(c, b->buf, b->n) : 0;
        if (w < 0)
                return TURN_END;
        batch_sent(c, b, (size_t)w);
        if (w > 0)
                c->ping_at = moment_mono() + SSE_PING_MS;
        return b->more && !c->blocked_at ? TURN_MORE : TURN_DONE;
}

/* One batch; true when there is more to give at once.  The client may be gone afterwards. */
static bool serve(struct hub *h, struct sse_client *c, struct batch *b)
{
        enum turn t = serve_turn(h, c, b);
        if (t == TURN_END)
                client_end(h, c);
        return t == TURN_MORE;
}

/* ---- the thread ----------------------------------------------------------------------------- */

struct streamer {
        struct hub *h;
        struct batch batch;
        bool more; /* somebody's turn ended before the ring did */
};

/* A newcomer's first turn comes with the "takes bytes" that epoll reports for it at once: ten
 * thousand of them coming back must not make everybody be looked at ten thousand times. */
static void take_incoming(struct streamer *t)
{
        struct hub *h = t->h;
        pthread_mutex_lock(&h->mu);
        struct sse_client *c = h->incoming;
        h->incoming = NULL;
        h->woken = false;
        t->more |= h->dirty;
        h->dirty = false;
        for (struct sse_client *next; c; c = next) {
                struct epoll_event e = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = c};
                next = c->next;
                c->prev = NULL;
                if ((c->next = h->clients))
                        c->next->prev = c;
                h->clients = c;
                c->ping_at = moment_mono() + SSE_PING_MS;
                if (epoll_ctl(h->epoll, EPOLL_CTL_ADD, c->fd, &e) != 0)
                        c->ended = t->more = true;
        }
        pthread_mutex_unlock(&h->mu);
}

static void serve_all(struct streamer *t)
{
        if (!t->more)
                return;
        t->more = false;
        for (struct sse_client *c = t->h->clients, *next; c; c = next) {
                next = c->next;
                t->more |= serve(t->h, c, &t->batch);
        }
}

/* Who is due for a ping, at its end, or stuck. */
static void tick(struct streamer *t, int64_t now)
{
        for (struct sse_client *c = t->h->clients, *next; c; c = next) {
                next = c->next;
                if ((c->ends_at && now >= c->ends_at) || (c->blocked_at && now - c->blocked_at > HTTP_STUCK_S * 1000)) {
                        client_end(t->h, c);
                        continue;
                }
                if (now < c->ping_at || c->note || c->off)
                        continue;
                char *ping = strdup(": ping\n\n");
                if (!ping)
                        out_of_memory();
                client_note(c, ping);
                c->ping_at = now + SSE_PING_MS;
                t->more |= serve(t->h, c, &t->batch);
        }
}

/* What a stream's client says is of no interest, only that it left. */
static bool left(struct sse_client *c, uint32_t events)
{
        if (events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP))
                return true;
        ssize_t n = 1;
        for (int i = 0; (events & EPOLLIN) && n > 0 && i < 16; i++)
                n = recv(c->fd, NULL, 65536, MSG_TRUNC | MSG_DONTWAIT);
        return n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR);
}

static void on_events(struct streamer *t, int wait_ms)
{
        struct epoll_event e[256];
        uint64_t count;
        int n = epoll_wait(t->h->epoll, e, ARRAY_LEN(e), wait_ms);
        for (int i = 0; i < n; i++) {
                struct sse_client *c = e[i].data.ptr;
                if (!c) {
                        (void)!read(t->h->wake, &count, sizeof count);
                } else if (left(c, e[i].events)) {
                        client_end(t->h, c);
                } else if (e[i].events & EPOLLOUT) {
                        c->blocked_at = 0;
                        t->more |= serve(t->h, c, &t->batch);
                }
        }
}

static bool stopping(struct hub *h)
{
        pthread_mutex_lock(&h->mu);
        bool stop = h->stop;
        pthread_mutex_unlock(&h->mu);
        return stop;
}

static void *stream_main(void *arg)
{
        struct streamer *t = calloc(1, sizeof *t);
        int64_t next_tick = moment_mono() + HTTP_TICK_MS;
        if (!t)
                out_of_memory();
        t->h = arg;
        while (!stopping(t->h)) {
                int64_t wait = next_tick - moment_mono();
                on_events(t, t->more || wait < 0 ? 0 : (int)wait);
                take_incoming(t);
                serve_all(t);
                int64_t now = moment_mono();
                if (now >= next_tick) {
                        tick(t, now);
                        next_tick = now + HTTP_TICK_MS;
                }
        }
        take_incoming(t);
        while (t->h->clients)
                client_end(t->h, t->h->clients);
        free(t);
        return NULL;
}

bool stream_start(struct hub *h)
{
        struct epoll_event e = {.events = EPOLLIN};
        h->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        h->epoll = epoll_create1(EPOLL_CLOEXEC);
        if (h->wake < 0 || h->epoll < 0 || epoll_ctl(h->epoll, EPOLL_CTL_ADD, h->wake, &e) != 0)
                return false;
        h->started = pthread_create(&h->thread, NULL, stream_main, h) == 0;
        return h->started;
}

void stream_close_all(struct hub *h)
{
        pthread_mutex_lock(&h->mu);
        h->closing = h->dirty = true;
        hub_wake_locked(h);
        pthread_mutex_unlock(&h->mu);
}

void stream_stop(struct hub *h)
{
        pthread_mutex_lock(&h->mu);
        h->stop = true;
        hub_wake_locked(h);
        pthread_mutex_unlock(&h->mu);
        if (h->started)
                pthread_join(h->thread, NULL);
        if (h->epoll >= 0)
                close(h->epoll);
        if (h->wake >= 0)
                close(h->wake);
}
