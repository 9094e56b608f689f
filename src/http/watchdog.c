/* libmicrohttpd's time-out is inactivity, so a client that sends a byte a second lives for ever.
 * Twice a second this thread looks at every connection:
 *   headers  must be complete header_ms after the connection or the request line came;
 *   body     must bring body_rate bytes a second over every 10 s;
 *   answer   must be taken at that rate too (what the peer has acknowledged, from TCP_INFO);
 *   idle     at most HTTP_IDLE_MS, whatever drips in, and gently: read side only, so that a
 *            request that has just arrived is still served.
 * When seven eighths of the places are taken, the first and the last patience shrink.
 * It also lingers on connections we refused.
 * A connection is only touched under conns_mu, which its end takes before its socket is closed. */
#include <errno.h>
#include <fcntl.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/moment.h"
#include "http/http_internal.h"

/* ---- lingering ------------------------------------------------------------------------------ */

static void wake(struct http_server *s)
{
        uint64_t one = 1;
        (void)!write(s->wake, &one, sizeof one);
}

void watchdog_linger(struct http_server *s, int fd)
{
        pthread_mutex_lock(&s->linger_mu);
        if (s->n_linger < HTTP_LINGERING) {
                int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
                if (copy >= 0) {
                        shutdown(copy, SHUT_WR);
                        s->linger[s->n_linger++] =
                                (struct lingering){copy, moment_mono() + HTTP_LINGER_MS, HTTP_LINGER_BYTES};
                }
        }
        pthread_mutex_unlock(&s->linger_mu);
        wake(s);
}

/* True when it is over.  MSG_TRUNC: the kernel throws the bytes away without copying. */
static bool linger_read(struct lingering *l, int64_t now)
{
        ssize_t n = recv(l->fd, NULL, 1 << 20, MSG_TRUNC | MSG_DONTWAIT);
        if (n > 0)
                l->left -= n;
        if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
                return true;
        return l->left <= 0 || now >= l->until;
}

static size_t linger_fds(struct http_server *s, struct pollfd *fds)
{
        pthread_mutex_lock(&s->linger_mu);
        size_t n = s->n_linger;
        for (size_t i = 0; i < n; i++)
                fds[i] = (struct pollfd){.fd = s->linger[i].fd, .events = POLLIN};
        pthread_mutex_unlock(&s->linger_mu);
        return n;
}

static void linger_turn(struct http_server *s, bool all)
{
        int64_t now = moment_mono();
        pthread_mutex_lock(&s->linger_mu);
        for (size_t i = 0; i < s->n_linger;) {
                if (!all && !linger_read(&s->linger[i], now)) {
                        i++;
                        continue;
                }
                close(s->linger[i].fd);
                s->linger[i] = s->linger[--s->n_linger];
        }
        pthread_mutex_unlock(&s->linger_mu);
}

/* Waits for the next tick, swallowing what lingering clients send meanwhile. */
static void linger_until(struct http_server *s, int64_t tick)
{
        struct pollfd fds[HTTP_LINGERING + 1];
        for (int64_t left; (left = tick - moment_mono()) > 0 && !atomic_load(&s->stop);) {
                size_t n = linger_fds(s, fds);
                fds[n] = (struct pollfd){.fd = s->wake, .events = POLLIN};
                int ready = poll(fds, n + 1, (int)left);
                uint64_t count;
                if (ready > 0 && (fds[n].revents & POLLIN))
                        (void)!read(s->wake, &count, sizeof count);
                linger_turn(s, false);
        }
}

/* ---- slow clients --------------------------------------------------------------------------- */

static int64_t sent_bytes(int fd)
{
        struct tcp_info i;
        socklen_t n = sizeof i;
        memset(&i, 0, sizeof i);
        return getsockopt(fd, IPPROTO_TCP, TCP_INFO, &i, &n) == 0 ? (int64_t)i.tcpi_bytes_acked : 0;
}

static void kill_conn(struct http_server *s, struct conn *c, int how)
{
        shutdown(c->fd, how);
        if (how == SHUT_RDWR)
                atomic_fetch_add_explicit(&s->killed, 1, memory_order_relaxed);
}

/* The window starts anew with each phase, and each time it was passed. */
static bool too_slow(struct http_server *s, struct conn *c, enum phase phase, int64_t now, int64_t since, int64_t bytes)
{
        if (c->mark_at < since || c->mark_phase != phase) {
                c->mark_phase = phase;
                c->mark_at = since;
                c->mark_bytes = bytes;
                return false;
        }
        if (now - c->mark_at < HTTP_WINDOW_MS)
                return false;
        bool slow = bytes - c->mark_bytes < (int64_t)s->cfg.body_rate * (now - c->mark_at) / 1000;
        c->mark_at = now;
        c->mark_bytes = bytes;
        return slow;
}

/* When places become scarce, those who say nothing give theirs up first. */
struct patience {
        int64_t header_ms, idle_ms;
};

static struct patience patience_now(const struct http_server *s)
{
        struct patience p = {s->cfg.header_ms, HTTP_IDLE_MS};
        if (s->n_conns < (size_t)s->places / 8 * 7)
                return p;
        if (p.header_ms > HTTP_TIGHT_MS)
                p.header_ms = HTTP_TIGHT_MS;
        p.idle_ms = HTTP_TIGHT_MS;
        return p;
}

static void look_at(struct http_server *s, struct conn *c, const struct patience *p, int64_t now)
{
        int64_t since = atomic_load_explicit(&c->since, memory_order_relaxed);
        switch ((enum phase)atomic_load_explicit(&c->phase, memory_order_relaxed)) {
        case PHASE_IDLE:
                if (now - since > p->idle_ms)
                        kill_conn(s, c, SHUT_RD);
                break;
        case PHASE_HEADERS:
                if (now - since > p->header_ms)
                        kill_conn(s, c, SHUT_RDWR);
                break;
        case PHASE_BODY:
                if (too_slow(s, c, PHASE_BODY, now, since, atomic_load_explicit(&c->bytes, memory_order_relaxed)))
                        kill_conn(s, c, SHUT_RDWR);
                break;
        case PHASE_SEND:
                if (now - since > HTTP_TICK_MS && too_slow(s, c, PHASE_SEND, now, since, sent_bytes(c->fd)))
                        kill_conn(s, c, SHUT_RDWR);
                break;
        case PHASE_WORK:
                break;
        }
}

static void *watchdog_main(void *arg)
{
        struct http_server *s = arg;
        int64_t tick = moment_mono();
        while (!atomic_load(&s->stop)) {
                tick += HTTP_TICK_MS;
                linger_until(s, tick);
                int64_t now = moment_mono();
                if (now > tick + HTTP_TICK_MS)
                        tick = now;
                pthread_mutex_lock(&s->conns_mu);
                struct patience p = patience_now(s);
                for (struct conn *c = s->conns; c; c = c->next)
                        look_at(s, c, &p, now);
                pthread_mutex_unlock(&s->conns_mu);
        }
        linger_turn(s, true);
        return NULL;
}

bool watchdog_start(struct http_server *s)
{
        s->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        s->watching = s->wake >= 0 && pthread_create(&s->watch, NULL, watchdog_main, s) == 0;
        return s->watching;
}

void watchdog_stop(struct http_server *s)
{
        atomic_store(&s->stop, true);
        wake(s);
        if (s->watching)
                pthread_join(s->watch, NULL);
        if (s->wake >= 0)
                close(s->wake);
}
