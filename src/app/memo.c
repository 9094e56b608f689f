/* Small numbers that every page asks for and that cost more than they say: how many tickets a view
 * holds.  A number is kept with the newest live event it was counted under.  Every change of a ticket
 * leaves an event in its own transaction, and a GET reads one snapshot, so a kept number is exactly
 * what counting again in that snapshot would give.  What leaves no event (reading marks, memberships,
 * time going by) is bounded otherwise: memo_forget() for one's own (nothing is kept for a
 * second, because the commit is still to come), and five seconds for the rest. */
#include "app/state.h"

static struct memo *slot_of(struct ctx *c)
{
        return &c->app->state->memo[(uint64_t)c->actor->person_id % MEMO_PEOPLE];
}

/* Only a page that reads: what a POST counts must see its own changes. */
static bool memo_fits(struct ctx *c)
{
        if (!c->route || c->route->method != HTTP_GET || !c->actor || c->actor->person_id <= 0)
                return false;
        if (!c->news_known && live_newest(c->db, &c->news))
                return false;
        c->news_known = true;
        return true;
}

bool memo_get(struct ctx *c, unsigned what, int64_t *out)
{
        ASSERT(what < MEMO_WHAT);
        if (!memo_fits(c))
                return false;
        struct memo *m = slot_of(c);
        pthread_mutex_lock(&c->app->state->memo_lock);
        bool known = m->person_id == c->actor->person_id && m->news == c->news && (m->known & 1u << what) &&
                     c->now >= m->at && c->now - m->at < MEMO_MS;
        if (known)
                *out = m->value[what];
        pthread_mutex_unlock(&c->app->state->memo_lock);
        return known;
}

void memo_put(struct ctx *c, unsigned what, int64_t value)
{
        ASSERT(what < MEMO_WHAT);
        if (!memo_fits(c))
                return;
        struct memo *m = slot_of(c);
        pthread_mutex_lock(&c->app->state->memo_lock);
        if (m->quiet_until > c->now && m->person_id == c->actor->person_id) {
                pthread_mutex_unlock(&c->app->state->memo_lock);
                return;
        }
        if (m->person_id != c->actor->person_id || m->news != c->news || c->now < m->at || c->now - m->at >= MEMO_MS)
                *m = (struct memo){.person_id = c->actor->person_id, .news = c->news, .at = c->now};
        m->known |= 1u << what;
        m->value[what] = value;
        pthread_mutex_unlock(&c->app->state->memo_lock);
}

void memo_forget(struct ctx *c)
{
        if (!c->actor || c->actor->person_id <= 0)
                return;
        struct memo *m = slot_of(c);
        pthread_mutex_lock(&c->app->state->memo_lock);
        *m = (struct memo){.person_id = c->actor->person_id, .quiet_until = c->now + SECOND_MS};
        pthread_mutex_unlock(&c->app->state->memo_lock);
}
