/* Who is looking at a ticket right now.  Never stored: a table in memory, behind a mutex, of the
 * newest PLACES visitors; a visitor who is silent for 45 s is gone.  With several nodes each one
 * knows its own visitors only, which is enough for a courtesy. */
#include <pthread.h>

#include "desk/ticket/presence.h"

enum { PLACES = 1024, NAME_BYTES = 96, SILENCE_MS = 45000, SHOWN = 8 };

struct visitor {
        int64_t ticket_id, person_id, seen_version, at;
        bool typing;
        char name[NAME_BYTES];
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct visitor places[PLACES]; /* under the lock */

/* The visitor's own place, else the one that has been silent longest. */
static struct visitor *place_of(int64_t ticket_id, int64_t person_id)
{
        struct visitor *oldest = &places[0];
        for (size_t i = 0; i < PLACES; i++) {
                if (places[i].ticket_id == ticket_id && places[i].person_id == person_id)
                        return &places[i];
                if (places[i].at < oldest->at)
                        oldest = &places[i];
        }
        *oldest = (struct visitor){.ticket_id = ticket_id, .person_id = person_id, .seen_version = -1};
        return oldest;
}

/* True when this version of the ticket is new to the visitor: worth marking as read. */
bool presence_put(int64_t ticket_id, int64_t person_id, const char *name, bool typing, int64_t version, int64_t now)
{
        pthread_mutex_lock(&lock);
        struct visitor *v = place_of(ticket_id, person_id);
        bool new_version = v->seen_version != version;
        v->at = now;
        v->typing = typing;
        v->seen_version = version;
        snprintf(v->name, sizeof v->name, "%s", name);
        pthread_mutex_unlock(&lock);
        return new_version;
}

size_t presence_list(struct arena *a, int64_t ticket_id, int64_t except, int64_t now, struct present **out)
{
        size_t n = 0;
        *out = ARENA_ARRAY(a, SHOWN, struct present);
        pthread_mutex_lock(&lock);
        for (size_t i = 0; i < PLACES && n < SHOWN; i++) {
                const struct visitor *v = &places[i];
                if (v->ticket_id != ticket_id || v->person_id == except || now - v->at > SILENCE_MS)
                        continue;
                /* A name cut in the middle of a character is cleaned, not shown broken. */
                (*out)[n++] = (struct present){text_clean(a, v->name, strlen(v->name), true), v->typing};
        }
        pthread_mutex_unlock(&lock);
        return n;
}

enum status presence_say(struct ctx *c, const struct ticket *t, bool typing)
{
        if (!ticket_can(c, t, ACT_READ_ALL))
                return ST_DENIED;
        if (!presence_put(t->id, c->actor->person_id, c->actor->name, typing, t->version, c->now))
                return ST_OK;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : ticket_seen(c, t);
        return st ? st : db_commit(&tx);
}

size_t presence_others(struct ctx *c, const struct ticket *t, struct present **out)
{
        return ticket_can(c, t, ACT_READ_ALL) ? presence_list(c->arena, t->id, c->actor->person_id, c->now, out) : 0;
}
