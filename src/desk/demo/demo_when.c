/* The session's days: the last seven working days of France, the last one today when the desk has been
 * open for two hours, so that something may have happened. */
#include "desk/clock/holidays.h"
#include "desk/demo/own.h"

enum { OPENS = 8 * 60, CLOSES = 18 * 60, WARM = 2 * 60 };

static bool works(int64_t day)
{
        struct holiday h;

        return civil_wday(day) <= 5 && !holiday_on(holiday_set("fr"), day, &h);
}

static int64_t moment_on(const struct zone *z, int64_t day, int minute)
{
        struct civil at = {.hour = minute / 60, .minute = minute % 60};

        civil_from_days(day, &at.year, &at.month, &at.day);
        return zone_moment(z, &at);
}

void demo_session_set(struct ctx *c, struct demo_session *s)
{
        struct civil local;

        s->zone = zone_get("Europe/Paris");
        if (!s->zone)
                s->zone = c->zone;
        zone_local(s->zone, c->now, &local);
        int64_t day = civil_days(local.year, local.month, local.day);
        int minute = local.hour * 60 + local.minute;
        bool today = works(day) && minute >= OPENS + WARM;
        if (!today)
                day--;
        for (int i = DEMO_DAYS - 1; i >= 0; day--)
                if (works(day))
                        s->day[i--] = day;
        s->now = moment_on(s->zone, s->day[DEMO_DAYS - 1], CLOSES);
        if (s->now > c->now)
                s->now = c->now;
}

int64_t demo_at(const struct demo_session *s, int i, int minute)
{
        return moment_on(s->zone, s->day[i], minute);
}

int64_t demo_open(const struct demo_session *s, int64_t at)
{
        for (int i = 0; i < DEMO_DAYS; i++) {
                int64_t opens = demo_at(s, i, OPENS), closes = demo_at(s, i, CLOSES);
                /* the first minutes of a morning go to reading what came in */
                if (at < opens)
                        return opens + (at / SECOND_MS % 600 + 180) * SECOND_MS;
                if (at < closes)
                        return at;
        }
        return s->now;
}
