/* Days and hours as pages write and read them, where the reader is.  Days are counted on the calendar, not in
 * milliseconds, so that a day of 23 or 25 hours does no harm. */
#include "desk/support/support_view.h"

int64_t cal_day_start(const struct ctx *c, int64_t at, int n)
{
        struct civil t;

        zone_local(c->zone, at, &t);
        int64_t day = civil_days(t.year, t.month, t.day) + n;
        t = (struct civil){0};
        civil_from_days(day, &t.year, &t.month, &t.day);
        return zone_moment(c->zone, &t);
}

const char *cal_day_text(struct ctx *c, int64_t at)
{
        struct civil t;

        zone_local(c->zone, at, &t);
        return arena_fmt(c->arena, "%04d-%02d-%02d", t.year, t.month, t.day);
}

const char *cal_hour_text(struct ctx *c, int64_t at)
{
        struct civil t;

        zone_local(c->zone, at, &t);
        return arena_fmt(c->arena, "%02d:%02d", t.hour, t.minute);
}

static bool number(const char **p, size_t digits, int max, int *out)
{
        *out = 0;
        for (size_t i = 0; i < digits; i++, (*p)++) {
                if (**p < '0' || **p > '9')
                        return false;
                *out = *out * 10 + (**p - '0');
        }
        return *out <= max;
}

static bool date(const char *s, struct civil *t)
{
        int y, m, d;

        *t = (struct civil){0};
        if (!s || strlen(s) != 10 || !number(&s, 4, 9999, &t->year) || *s++ != '-' || !number(&s, 2, 12, &t->month) || *s++ != '-' ||
            !number(&s, 2, 31, &t->day) || t->year < 1970 || !t->month || !t->day)
                return false;
        civil_from_days(civil_days(t->year, t->month, t->day), &y, &m, &d);
        return m == t->month && d == t->day; /* no 31 February */
}

bool cal_day_read(const struct ctx *c, const char *text, int64_t *at)
{
        struct civil t;

        if (!date(text, &t))
                return false;
        *at = zone_moment(c->zone, &t);
        return true;
}

int64_t cal_soon(const struct ctx *c, int64_t step)
{
        enum { DAWN = 7, DUSK = 19, MORNING = 9 };
        int64_t at = c->now - c->now % step + step;
        struct civil t;

        zone_local(c->zone, at, &t);
        if (t.hour >= DAWN && t.hour < DUSK)
                return at;
        zone_local(c->zone, cal_day_start(c, at, t.hour >= DUSK), &t);
        t.hour = MORNING;
        return zone_moment(c->zone, &t);
}

int64_t cal_moment_typed(struct ctx *c, const char *day, const char *hour)
{
        struct civil t;

        if (!date(day, &t) || !hour || strlen(hour) < 5 || !number(&hour, 2, 23, &t.hour) || *hour++ != ':' ||
            !number(&hour, 2, 59, &t.minute))
                return 0;
        return zone_moment(c->zone, &t);
}

const char *cal_span_text(struct ctx *c, int64_t from, int64_t to)
{
        struct html_arg args[] = {{"from", human_time(c->arena, c->lang, c->zone, from), 0},
                                  {"to", human_time(c->arena, c->lang, c->zone, to), 0}};

        return msg_text(c->arena, c->lang, MSG_agenda_span, 2, args);
}
