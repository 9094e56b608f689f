/* Plays what the stories planned.  Each act goes through the verb that a page would call, by the person
 * who did it and with the clock of the context at that moment, so that journal, clocks, search and rights
 * are exactly what they would have become. */
#include "base/assert.h"
#include "desk/demo/own.h"

void demo_act_add(struct demo_acts *a, struct demo_act act)
{
        if (a->n == a->cap) {
                struct demo_act *more = ARENA_ARRAY(a->arena, 2 * a->cap + 256, struct demo_act);
                if (a->n)
                        memcpy(more, a->act, a->n * sizeof *more);
                a->act = more;
                a->cap = 2 * a->cap + 256;
        }
        act.seq = (int64_t)a->n;
        a->act[a->n++] = act;
}

static int by_time(const void *x, const void *y)
{
        const struct demo_act *a = x, *b = y;

        if (a->at != b->at)
                return a->at < b->at ? -1 : 1;
        return a->seq < b->seq ? -1 : a->seq > b->seq;
}

static enum status play_open(struct ctx *c, const struct demo_act *a)
{
        struct demo_story *s = a->story;
        struct service service;
        struct ticket t;
        enum status st = service_by_code(c, s->service, &service);
        struct ticket_draft d = {.kind = TICKET_INCIDENT, .subject = s->subject, .description = s->body,
                                 .requester_id = s->requester->id, .channel = s->channel, .impact = s->impact,
                                 .urgency = s->urgency, .stated_urgency = s->urgency, .confidential = -1,
                                 .persona = s->requester->actor.persona};
        if (st)
                return st;
        d.service_id = service.id;
        st = demo_course_named(c, d.subject, d.description, &d.course_id);
        if (!st)
                st = ticket_open(c, &d, &t);
        if (!st)
                s->ticket_id = t.id;
        return st;
}

static enum status play_words(struct ctx *c, const struct demo_act *a, struct ticket *t)
{
        struct entry_draft e = {.body = a->text, .is_public = a->what != DO_NOTE, .channel = a->story->channel};

        if (a->what != DO_ANSWER && e.channel != CHANNEL_EMAIL)
                e.channel = CHANNEL_PORTAL;
        return ticket_comment(c, t, &e, NULL);
}

static enum status play_transfer(struct ctx *c, const struct demo_act *a, struct ticket *t)
{
        struct group g;
        enum status st = group_by_code(c, a->group, &g);

        return st ? st : ticket_assign(c, t, g.id, 0, 0);
}

/* What the desk makes of the urgency that was stated. */
static enum status play_rank(struct ctx *c, const struct demo_act *a, struct ticket *t)
{
        struct ticket_patch p = TICKET_PATCH_NONE;

        p.impact = a->story->impact;
        p.urgency = a->story->urgency;
        return ticket_change(c, t, &p, 0);
}

static enum status play_change(struct ctx *c, const struct demo_act *a, struct ticket *t)
{
        switch (a->what) {
        case DO_TAKE:
                return ticket_take(c, t);
        case DO_WAIT:
                return ticket_move(c, t, STATE_PENDING, a->pending, a->text, 0);
        case DO_RESOLVE:
                return ticket_move(c, t, STATE_RESOLVED, PENDING_NONE, a->text, 0);
        case DO_ACCEPT:
                return ticket_move(c, t, STATE_CLOSED, PENDING_NONE, a->text ? a->text : "", 0);
        case DO_TRANSFER:
                return play_transfer(c, a, t);
        case DO_RANK:
                return play_rank(c, a, t);
        default:
                return play_words(c, a, t);
        }
}

static enum status play_one(struct ctx *c, const struct demo_act *a)
{
        struct ticket t;

        c->now = a->at;
        c->actor = &a->who->actor;
        c->channel = CHANNEL_PORTAL;
        if (a->what == DO_OPEN)
                return play_open(c, a);
        ASSERT(a->story->ticket_id);
        enum status st = ticket_load(c, a->story->ticket_id, ACT_READ, &t);
        if (!st)
                st = play_change(c, a, &t);
        /* whoever acts has read what stands there */
        if (!st)
                st = ticket_seen(c, &t);
        return st;
}

enum status demo_acts_play(struct ctx *c, struct demo_acts *a)
{
        struct ctx own = *c;
        enum status st = ST_OK;

        own.arena = arena_new(64u << 20);
        qsort(a->act, a->n, sizeof *a->act, by_time);
        for (size_t i = 0; !st && i < a->n; i++) {
                arena_reset(own.arena);
                st = play_one(&own, &a->act[i]);
                if (st)
                        c->why = arena_fmt(c->arena, "act %d of « %s » by %s: %s %s", (int)a->act[i].what,
                                           a->act[i].story->subject, a->act[i].who->actor.login, status_name(st),
                                           own.why ? own.why : "");
        }
        arena_free(&own.arena);
        return st;
}
