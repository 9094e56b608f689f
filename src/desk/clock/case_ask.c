/* A case as somebody asks it, on the page or by program: the calendar, the promise, the moment and the pauses, each judged
 * before anything is counted.  Nothing is kept. */
#include "desk/clock/promises.h"
#include "desk/clock/site.h"

bool case_moment(struct arena *a, const char *typed, const struct zone *z, int64_t *out)
{
        struct civil t = {0};
        int64_t at, day;

        if (strlen(typed) != 16)
                return moment_parse(typed, out);
        if (!moment_parse(arena_fmt(a, "%s:00Z", typed), &at))
                return false;
        day = at / DAY_MS - (at % DAY_MS < 0);
        civil_from_days(day, &t.year, &t.month, &t.day);
        t.hour = (int)((at - day * DAY_MS) / HOUR_MS);
        t.minute = (int)((at - day * DAY_MS) % HOUR_MS / MINUTE_MS);
        *out = zone_moment(z, &t);
        return true;
}

enum status case_calendar(struct ctx *c, const char *word, struct calendar_info *out)
{
        struct site s;

        if (!str_starts(word, "site:"))
                return calendar_info_get(c, word, out);
        enum status st = site_get(c, word + 5, &s);
        return st ? st : calendar_info_get(c, s.calendar_code, out);
}

static void pauses_read(struct ctx *c, const struct case_words *w, struct case_question *q)
{
        const struct zone *z = q->calendar->zone;

        for (size_t i = 0; i < CASE_PAUSES; i++) {
                const char *from = w->pause[i].from, *to = w->pause[i].to;
                if ((!from || !*from) && (!to || !*to))
                        continue;
                if (from && to && case_moment(c->arena, from, z, &q->pause[i].from) && case_moment(c->arena, to, z, &q->pause[i].to) &&
                    q->pause[i].to > q->pause[i].from)
                        continue;
                form_error(c, "pause_from", MSG_sla_error_pause);
                return;
        }
}

enum status case_ask(struct ctx *c, const struct calendar *cal, const struct case_words *w, struct case_question *q, struct promise_info *p)
{
        bool named = *w->promise || !w->target_ms;

        *p = (struct promise_info){.code = NULL};
        *q = (struct case_question){.calendar = cal};
        enum status st = named ? promise_info_get(c, w->promise, p) : ST_OK;
        if (st == ST_NOT_FOUND)
                form_error(c, "promise", MSG_sla_error_promise);
        else if (st)
                return st;
        if (w->target_ms < 0 || w->target_ms > CASE_TARGET_MAX)
                form_error(c, "target_ms", MSG_sla_error_number);
        if (!case_moment(c->arena, w->at, cal->zone, &q->at))
                form_error(c, "at", MSG_sla_error_at);
        pauses_read(c, w, q);
        if (c->n_error)
                return ST_INVALID;
        q->target_ms = w->target_ms ? w->target_ms : p->target_ms;
        return ST_OK;
}
