/* Small numbers that every page asks for and that cost more than they say: how many tickets a view
 * holds.  A number is kept with the newest live event it was counted under.  Every commit leaves an event (live.c sees to
 * it, db_watch()), and what is kept was read after the event was, so a kept number is exactly what counting again would give.
 * What leaves none (reading marks, drafts, sessions, and time going by) is bounded otherwise: memo_forget() for one's own
 * (nothing is kept for a second, because the commit is still to come), and five seconds for the rest.
 *
 * Parts of pages are kept the same way, already written: the rows of a queue, a course's page and the lists of courses, a
 * calendar's days and the places beside its form.  Their key names the rights they were read with, so that who loses one sees
 * nothing of them any more, the minute, and where forms stand in them the session whose token these carry.  They are few, for
 * whoever comes back to what they just saw: MEMO_PAGES of MEMO_TEXT bytes at most, the oldest gives way. */
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
        if (!c->news_known && live_stamp(c->db, &c->news))
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
        for (size_t i = 0; i < MEMO_PAGES; i++)
                if (c->app->state->page[i].person_id == c->actor->person_id)
                        c->app->state->page[i].person_id = 0;
        pthread_mutex_unlock(&c->app->state->memo_lock);
}

/* ---- parts of pages ---- */

void memo_begin(struct ctx *c)
{
        (void)memo_fits(c);
}

struct html memo_html(struct ctx *c)
{
        struct html to = c->html;
        to.out = ARENA_NEW(c->arena, struct buf);
        buf_init(to.out, c->arena, MAX_PAGE_BYTES);
        return to;
}

static struct memo_page *page_find(struct ctx *c, const char *key)
{
        for (size_t i = 0; i < MEMO_PAGES; i++) {
                struct memo_page *p = &c->app->state->page[i];
                if (p->person_id == c->actor->person_id && p->news == c->news && c->now >= p->at && c->now - p->at < MEMO_MS &&
                    strcmp(p->key, key) == 0)
                        return p;
        }
        return NULL;
}

bool memo_html_get(struct ctx *c, const char *key, struct html_safe *out, const char **note)
{
        if (!memo_fits(c))
                return false;
        struct html inner = c->html;
        struct buf b;
        buf_init(&b, c->arena, MEMO_TEXT + 1);
        inner.out = &b;
        pthread_mutex_lock(&c->app->state->memo_lock);
        const struct memo_page *p = page_find(c, key);
        if (p) {
                html_raw(&inner, p->html);
                *note = arena_str(c->arena, p->note);
        }
        pthread_mutex_unlock(&c->app->state->memo_lock);
        if (p)
                *out = html_written(&inner, 0);
        return p != NULL;
}

void memo_html_put(struct ctx *c, const char *key, struct html_safe html, const char *note)
{
        struct app_state *s = c->app->state;
        struct memo_page *oldest = &s->page[0];
        if (html.trusted_n > MEMO_TEXT || !memo_fits(c))
                return;
        pthread_mutex_lock(&s->memo_lock);
        const struct memo *m = slot_of(c);
        bool quiet = m->person_id == c->actor->person_id && m->quiet_until > c->now;
        for (size_t i = 1; i < MEMO_PAGES; i++)
                if (s->page[i].at < oldest->at)
                        oldest = &s->page[i];
        struct memo_page *known = page_find(c, key);
        if (known)
                oldest = known;
        if (!quiet) {
                if (!oldest->arena)
                        oldest->arena = arena_new(2 * MEMO_TEXT);
                arena_reset(oldest->arena);
                struct html inner = c->html;
                struct buf b;
                buf_init(&b, oldest->arena, MEMO_TEXT + 1);
                inner.out = &b;
                html_raw(&inner, html);
                *oldest = (struct memo_page){c->actor->person_id, c->news, c->now, oldest->arena, arena_str(oldest->arena, key),
                                             arena_str(oldest->arena, note), html_written(&inner, 0)};
        }
        pthread_mutex_unlock(&s->memo_lock);
}
