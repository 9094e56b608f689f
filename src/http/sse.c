/* The hub of event streams.  A ring holds the newest events, already in the form they are sent;
 * a client is a position in it and a filter, so its memory does not grow however slowly it reads.
 * A client that fell out of the ring, or comes with an id the ring does not hold, gets "resync" and
 * goes on from now: its page fetches itself anew, nothing is lost.
 *
 * libmicrohttpd asks sse_read() for bytes.  Nothing to say: the connection is suspended, under the
 * same lock under which publish() looks who sleeps, so no event falls in between.  A suspended
 * client always stands at the end of the ring; an event it may not see only moves it on.
 * Suspended connections notice no disconnect: the ping every 20 s does. */
#include "base/assert.h"
#include "base/moment.h"
#include "base/random.h"
#include "http/http_internal.h"

struct sse_client {
        struct sse_client *next, *prev;
        struct hub *hub;
        struct MHD_Connection *mhd;
        uint64_t pos;     /* sequence of the next event to look at */
        size_t off;       /* bytes of it already sent */
        uint64_t key;
        int64_t ends_at, ping_at;
        unsigned retry;   /* ms to suggest before anything else; 0 when done */
        bool asleep, ended, ping, resync;
        unsigned short who_n;
        _Alignas(16) char who[];
};

void hub_init(struct hub *h)
{
        pthread_mutex_init(&h->mu, NULL);
        if (!(h->ring = calloc(SSE_RING, sizeof *h->ring)))
                out_of_memory();
}

void hub_free(struct hub *h)
{
        for (size_t i = 0; i < SSE_RING; i++)
                free(h->ring[i].frame);
        free(h->ring);
        pthread_mutex_destroy(&h->mu);
}

static uint64_t oldest(const struct hub *h)
{
        return h->next > SSE_RING ? h->next - SSE_RING : 0;
}

static bool lets_through(const struct hub *h, const struct sse_client *c, const struct sse_slot *e)
{
        return !h->match || h->match(c->who, c->who_n, e->frame, e->tag_n);
}

/* Under the hub's lock. */
static void rouse(struct sse_client *c)
{
        if (!c->asleep)
                return;
        c->asleep = false;
        MHD_resume_connection(c->mhd);
}

/* ---- the reader ----------------------------------------------------------------------------- */

/* Tag first, aligned for whatever struct the application put there, then the text. */
static size_t text_at(size_t tag_n)
{
        return (tag_n + 15) / 16 * 16;
}

static size_t put_notices(struct hub *h, struct sse_client *c, char *buf, size_t max)
{
        int n = 0;
        if (c->off > 0 || max < 96)
                return 0;
        if (c->retry) {
                n = snprintf(buf, max, "retry: %u\n\n", c->retry);
                c->retry = 0;
        } else if (c->resync) {
                n = snprintf(buf, max, "event: resync\nid: %lld\ndata: %lld\n\n", (long long)h->last_id,
                             (long long)h->last_id);
                c->resync = false;
        } else if (c->ping) {
                n = snprintf(buf, max, ": ping\n\n");
                c->ping = false;
        }
        return n > 0 ? (size_t)n : 0;
}

static size_t put_events(struct hub *h, struct sse_client *c, char *buf, size_t max)
{
        size_t n = 0;
        while (c->pos < h->next && n < max) {
                const struct sse_slot *e = &h->ring[c->pos % SSE_RING];
                if (c->off == 0 && !lets_through(h, c, e)) {
                        c->pos++;
                        continue;
                }
                size_t part = e->n - c->off;
                if (n > 0 && part > max - n)
                        break; /* whole in the next buffer, if it fits there */
                if (part > max - n)
                        part = max - n;
                memcpy(buf + n, e->frame + text_at(e->tag_n) + c->off, part);
                n += part;
                c->off += part;
                if (c->off == e->n) {
                        c->off = 0;
                        c->pos++;
                }
        }
        return n;
}

static ssize_t fill(struct hub *h, struct sse_client *c, char *buf, size_t max)
{
        if (c->ended || h->closing)
                return MHD_CONTENT_READER_END_OF_STREAM;
        if (c->pos < oldest(h)) {
                if (c->off > 0) /* half an event was sent and its rest is gone; browsers drop the half and come back */
                        return MHD_CONTENT_READER_END_OF_STREAM;
                c->pos = h->next;
                c->resync = true;
        }
        size_t n = put_notices(h, c, buf, max);
        if (n == 0)
                n = put_events(h, c, buf, max);
        if (n == 0) {
                c->asleep = true;
                MHD_suspend_connection(c->mhd);
        } else {
                c->ping_at = moment_mono() + SSE_PING_MS;
        }
        return (ssize_t)n;
}

static ssize_t sse_read(void *cls, uint64_t at, char *buf, size_t max)
{
        struct sse_client *c = cls;
        pthread_mutex_lock(&c->hub->mu);
        ssize_t n = fill(c->hub, c, buf, max);
        pthread_mutex_unlock(&c->hub->mu);
        return n;
}

/* ---- clients -------------------------------------------------------------------------------- */

static void sse_gone(void *cls)
{
        struct sse_client *c = cls;
        struct hub *h = c->hub;
        pthread_mutex_lock(&h->mu);
        if (c->next)
                c->next->prev = c->prev;
        if (c->prev)
                c->prev->next = c->next;
        else
                h->clients = c->next;
        h->n--;
        pthread_mutex_unlock(&h->mu);
        free(c);
}

/* Just behind the event the client saw last.  By place, not by number: numbers that commit late
 * enter the ring late.  An id we do not hold means that we cannot tell. */
static void find_place(struct hub *h, struct sse_client *c, int64_t last_id)
{
        c->pos = h->next;
        if (last_id <= 0)
                return;
        for (uint64_t i = h->next; i > oldest(h); i--) {
                if (h->ring[(i - 1) % SSE_RING].id != last_id)
                        continue;
                c->pos = i;
                return;
        }
        c->resync = true;
}

static struct sse_client *client_new(struct hub *h, struct MHD_Connection *mhd, const struct sse_client_spec *spec)
{
        struct sse_client *c = calloc(1, sizeof *c + spec->who_n);
        if (!c)
                out_of_memory();
        c->hub = h;
        c->mhd = mhd;
        c->key = spec->key;
        c->ends_at = spec->ends_at;
        c->ping_at = moment_mono() + SSE_PING_MS;
        c->retry = 2000 + (unsigned)(random_u64() % 3000); /* after a restart they do not all come at once */
        c->who_n = (unsigned short)spec->who_n;
        if (spec->who_n)
                memcpy(c->who, spec->who, spec->who_n);
        return c;
}

struct MHD_Response *hub_stream(struct http_server *s, struct MHD_Connection *mhd, const struct sse_client_spec *spec)
{
        struct hub *h = &s->hub;
        if (spec->who_n > SSE_MAX_WHO)
                return NULL;
        struct sse_client *c = client_new(h, mhd, spec);
        pthread_mutex_lock(&h->mu);
        bool closing = h->closing;
        find_place(h, c, spec->last_id);
        if ((c->next = h->clients))
                c->next->prev = c;
        h->clients = c;
        h->n++;
        pthread_mutex_unlock(&h->mu);
        /* The block only serves HTTP/1.0; others are written where they are sent from. */
        struct MHD_Response *r = closing ? NULL : MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 256, sse_read, c, sse_gone);
        if (!r) {
                sse_gone(c);
                return NULL;
        }
        (void)!MHD_add_response_header(r, "Content-Type", "text/event-stream; charset=utf-8");
        (void)!MHD_add_response_header(r, "Cache-Control", "no-store");
        (void)!MHD_add_response_header(r, "X-Accel-Buffering", "no");
        (void)!MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
        return r;
}

/* ---- the public side ------------------------------------------------------------------------ */

void sse_match(struct http_server *s, bool (*match)(const void *, size_t, const void *, size_t))
{
        pthread_mutex_lock(&s->hub.mu);
        s->hub.match = match;
        pthread_mutex_unlock(&s->hub.mu);
}

static char *line_end(char *out, const char *name, const char *value)
{
        size_t n = strlen(name);
        memcpy(out, name, n);
        out += n;
        for (; *value; value++)
                *out++ = *value == '\n' || *value == '\r' ? ' ' : *value;
        *out++ = '\n';
        return out;
}

static void slot_fill(struct sse_slot *slot, const struct sse_event *e)
{
        const char *data = e->data ? e->data : "";
        size_t at = text_at(e->tag_n);
        char *p = malloc(at + strlen(data) + (e->name ? strlen(e->name) : 0) + 64);
        if (!p)
                out_of_memory();
        if (e->tag_n)
                memcpy(p, e->tag, e->tag_n);
        char *out = p + at;
        out += snprintf(out, 32, "id: %lld\n", (long long)e->id);
        if (e->name)
                out = line_end(out, "event: ", e->name);
        out = line_end(out, "data: ", data);
        *out++ = '\n';
        free(slot->frame);
        *slot = (struct sse_slot){e->id, p, (size_t)(out - p) - at, e->tag_n};
}

void sse_publish(struct http_server *s, const struct sse_event *e)
{
        struct hub *h = &s->hub;
        pthread_mutex_lock(&h->mu);
        struct sse_slot *slot = &h->ring[h->next % SSE_RING];
        slot_fill(slot, e);
        h->next++;
        if (e->id > h->last_id)
                h->last_id = e->id;
        for (struct sse_client *c = h->clients; c; c = c->next) {
                if (!c->asleep)
                        continue;
                if (lets_through(h, c, slot))
                        rouse(c);
                else
                        c->pos = h->next;
        }
        pthread_mutex_unlock(&h->mu);
}

void sse_close_key(struct http_server *s, uint64_t key)
{
        pthread_mutex_lock(&s->hub.mu);
        for (struct sse_client *c = s->hub.clients; c; c = c->next) {
                if (c->key != key)
                        continue;
                c->ended = true;
                rouse(c);
        }
        pthread_mutex_unlock(&s->hub.mu);
}

int64_t sse_last_id(const struct http_server *server)
{
        struct http_server *s = (struct http_server *)(uintptr_t)server; /* reading takes the lock */
        pthread_mutex_lock(&s->hub.mu);
        int64_t id = s->hub.last_id;
        pthread_mutex_unlock(&s->hub.mu);
        return id;
}

/* Pings who is due, ends who has reached its end. */
void hub_tick(struct hub *h, int64_t now)
{
        pthread_mutex_lock(&h->mu);
        for (struct sse_client *c = h->clients; c; c = c->next) {
                if (c->ends_at && now >= c->ends_at)
                        c->ended = true;
                else if (now < c->ping_at)
                        continue;
                c->ping = c->asleep;
                rouse(c);
        }
        pthread_mutex_unlock(&h->mu);
}

void hub_close(struct hub *h)
{
        pthread_mutex_lock(&h->mu);
        h->closing = true;
        for (struct sse_client *c = h->clients; c; c = c->next)
                rouse(c);
        pthread_mutex_unlock(&h->mu);
}
