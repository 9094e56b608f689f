/* The hub's ring.  It holds the newest events, already in the form they are sent; a client is a
 * position in it and a filter, so its memory does not grow however slowly it reads.  A client that
 * fell out of the ring, or comes with an id the ring does not hold, gets "resync" and goes on from
 * now: its page fetches itself anew, nothing is lost.
 *
 * Publishing copies one event under the lock and wakes the streaming thread (stream.c); its price
 * does not depend on the number of clients. */
#include "base/assert.h"
#include "http/http_internal.h"

void hub_init(struct hub *h, size_t max)
{
        pthread_mutex_init(&h->mu, NULL);
        h->max = max;
        h->epoll = h->wake = -1;
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

/* ---- clients -------------------------------------------------------------------------------- */

/* Just behind the event the client saw last.  By place, not by number: numbers that commit late
 * enter the ring late.  False: we do not hold that id, so we cannot tell what was missed. */
static bool find_place(struct hub *h, struct sse_client *c, int64_t last_id)
{
        c->pos = h->next;
        if (last_id <= 0)
                return true;
        for (uint64_t i = h->next; i > oldest(h); i--) {
                if (h->ring[(i - 1) % SSE_RING].id != last_id)
                        continue;
                c->pos = i;
                return true;
        }
        return false;
}

static char *resync_text(const char *before, int64_t id)
{
        size_t n = strlen(before) + 96;
        char *text = malloc(n);
        if (!text)
                out_of_memory();
        snprintf(text, n, "%sevent: resync\nid: %lld\ndata: %lld\n\n", before, (long long)id, (long long)id);
        return text;
}

void client_note(struct sse_client *c, char *text)
{
        free(c->note);
        c->note = text;
        c->note_n = text ? strlen(text) : 0;
        c->note_at = 0;
}

struct sse_client *hub_client(struct hub *h, const struct sse_client_spec *spec, const char *head, size_t asked)
{
        struct sse_client *c = calloc(1, sizeof *c + spec->who_n);
        char *text = strdup(head);
        if (!c || !text)
                out_of_memory();
        c->fd = -1;
        c->key = spec->key;
        c->key_max = spec->key_max;
        c->asked = asked;
        c->ends_at = spec->ends_at;
        c->who_n = (unsigned short)spec->who_n;
        if (spec->who_n)
                memcpy(c->who, spec->who, spec->who_n);
        client_note(c, text);
        pthread_mutex_lock(&h->mu);
        bool welcome = !h->closing && h->n < h->max && spec->who_n <= SSE_MAX_WHO;
        if (!find_place(h, c, spec->last_id))
                client_note(c, resync_text(head, h->last_id));
        pthread_mutex_unlock(&h->mu);
        if (welcome)
                return c;
        client_free(c);
        return NULL;
}

void client_free(struct sse_client *c)
{
        free(c->note);
        free(c);
}

static size_t key_count(const struct sse_client *list, uint64_t key)
{
        size_t n = 0;
        for (const struct sse_client *c = list; c; c = c->next)
                n += c->key == key;
        return n;
}

/* The bucket tells at once that there is room; only a full one is counted exactly. */
bool hub_key_full_locked(const struct hub *h, uint64_t key, size_t key_max)
{
        if (key_max == 0 || h->per_key[key % SSE_KEYS] < key_max)
                return false;
        return key_count(h->clients, key) + key_count(h->incoming, key) >= key_max;
}

bool hub_key_full(struct hub *h, uint64_t key, size_t key_max)
{
        pthread_mutex_lock(&h->mu);
        bool full = hub_key_full_locked(h, key, key_max);
        pthread_mutex_unlock(&h->mu);
        return full;
}

/* ---- batches -------------------------------------------------------------------------------- */

/* Tag first, aligned for whatever struct the application put there, then the text. */
static size_t text_at(size_t tag_n)
{
        return (tag_n + 15) / 16 * 16;
}

static void batch_events(struct hub *h, const struct sse_client *c, struct batch *b)
{
        while (b->next < h->next && b->k < ARRAY_LEN(b->end)) {
                const struct sse_slot *e = &h->ring[b->next % SSE_RING];
                if (b->next_off == 0 && !lets_through(h, c, e)) {
                        b->next++;
                        continue;
                }
                size_t room = sizeof b->buf - b->n, part = e->n - b->next_off;
                if (part > room && b->n > 0)
                        return;
                if (part > room)
                        part = room;
                memcpy(b->buf + b->n, e->frame + text_at(e->tag_n) + b->next_off, part);
                b->n += part;
                b->seq[b->k] = b->next;
                b->end[b->k++] = b->n;
                b->next_off += part;
                if (b->next_off < e->n)
                        return;
                b->next_off = 0;
                b->next++;
        }
}

void batch_fill_locked(struct hub *h, struct sse_client *c, struct batch *b)
{
        b->n = b->k = 0;
        b->resync = b->lost = b->more = false;
        if (c->pos < oldest(h)) {
                if (c->off > 0) { /* the rest of a half-sent event is gone: browsers drop the half and come back */
                        b->lost = true;
                        return;
                }
                c->pos = h->next;
                client_note(c, resync_text("", h->last_id));
                b->resync = true;
                return;
        }
        b->next = c->pos;
        b->next_off = b->first_off = c->off;
        batch_events(h, c, b);
        b->more = b->next < h->next;
}

/* n of the batch's bytes have gone: the client stands behind them. */
void batch_sent(struct sse_client *c, const struct batch *b, size_t n)
{
        if (n == b->n) {
                c->pos = b->next;
                c->off = b->next_off;
                return;
        }
        size_t k = 0, start = 0;
        while (b->end[k] <= n)
                start = b->end[k++];
        c->pos = b->seq[k];
        c->off = n - start + (k == 0 ? b->first_off : 0);
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
        slot_fill(&h->ring[h->next % SSE_RING], e);
        h->next++;
        if (e->id > h->last_id)
                h->last_id = e->id;
        h->dirty = true;
        hub_wake_locked(h);
        pthread_mutex_unlock(&h->mu);
}

static void end_key(struct sse_client *list, uint64_t key)
{
        for (struct sse_client *c = list; c; c = c->next)
                if (c->key == key)
                        c->ended = true;
}

/* A stream whose request began before its key was closed must not outlive it, though it joins
 * the list only now.  When too much was closed meanwhile to tell, it ends too: it will come back. */
bool hub_was_closed_locked(const struct hub *h, const struct sse_client *c)
{
        size_t now = atomic_load(&h->n_closed);
        if (now - c->asked > SSE_CLOSED)
                return true;
        for (size_t i = c->asked; i < now; i++)
                if (h->closed[i % SSE_CLOSED] == c->key)
                        return true;
        return false;
}

/* Under the lock that every batch is filled under: what is published after this is not for them. */
void sse_close_key(struct http_server *s, uint64_t key)
{
        pthread_mutex_lock(&s->hub.mu);
        s->hub.closed[atomic_load(&s->hub.n_closed) % SSE_CLOSED] = key;
        atomic_fetch_add(&s->hub.n_closed, 1);
        end_key(s->hub.clients, key);
        end_key(s->hub.incoming, key);
        s->hub.dirty = true;
        hub_wake_locked(&s->hub);
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
