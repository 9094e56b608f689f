/* POSIX TZ rules: a standard offset and, perhaps, two changes a year.  All functions of parsing take
 * the rest of the text and return the rest after their part, NULL once something was wrong, so a rule
 * reads as one chain. */
#include "base/zone.h"

static const char *number(const char *s, int max, int *out)
{
        int v = 0;

        if (!s || *s < '0' || *s > '9')
                return NULL;
        for (; *s >= '0' && *s <= '9'; s++)
                if ((v = v * 10 + (*s - '0')) > max)
                        return NULL;
        *out = v;
        return s;
}

/* "<+0330>" or at least three letters. */
static const char *name(const char *s)
{
        const char *start = s;

        if (!s)
                return NULL;
        if (*s == '<') {
                s = strchr(s, '>');
                return s ? s + 1 : NULL;
        }
        while ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z'))
                s++;
        return s - start >= 3 ? s : NULL;
}

/* [+-]hh[:mm[:ss]] in seconds. */
static const char *hms(const char *s, int *out)
{
        int sign = 1, part[3] = {0, 0, 0};

        if (!s)
                return NULL;
        if (*s == '+' || *s == '-')
                sign = *s++ == '-' ? -1 : 1;
        s = number(s, 167, &part[0]);
        for (int i = 1; i < 3 && s && *s == ':'; i++)
                s = number(s + 1, 59, &part[i]);
        *out = sign * (part[0] * 3600 + part[1] * 60 + part[2]);
        return s;
}

static const char *expect(const char *s, char c)
{
        return s && *s == c ? s + 1 : NULL;
}

static const char *change(const char *s, struct zone_change *out)
{
        *out = (struct zone_change){.kind = 'N', .seconds = 2 * 3600};
        if (s && *s == 'M') {
                out->kind = 'M';
                s = number(s + 1, 12, &out->month);
                s = number(expect(s, '.'), 5, &out->week);
                s = number(expect(s, '.'), 6, &out->day);
                if (!out->month || !out->week)
                        return NULL;
        } else if (s && *s == 'J') {
                out->kind = 'J';
                s = number(s + 1, 365, &out->day);
                if (!out->day)
                        return NULL;
        } else {
                s = number(s, 365, &out->day);
        }
        return s && *s == '/' ? hms(s + 1, &out->seconds) : s;
}

bool zone_rule_parse(const char *s, struct zone_rule *out)
{
        int west;

        *out = (struct zone_rule){.set = true};
        s = hms(name(s), &west);
        if (!s)
                return false;
        out->standard_s = -west;
        if (!*s)
                return true;
        out->summer = true;
        out->summer_s = out->standard_s + 3600;
        s = name(s);
        if (s && *s != ',') {
                s = hms(s, &west);
                out->summer_s = -west;
        }
        s = change(expect(s, ','), &out->start);
        s = change(expect(s, ','), &out->end);
        return s && !*s;
}

static bool leap(int year)
{
        return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Local midnight of the change's day, plus its time of day, in local seconds. */
static int64_t change_at(const struct zone_change *c, int year)
{
        int64_t day = civil_days(year, 1, 1) + c->day, next;

        if (c->kind == 'J') {
                day -= 1 - (leap(year) && c->day >= 60);
        } else if (c->kind == 'M') {
                day = civil_days(year, c->month, 1);
                day += (c->day - civil_wday(day) % 7 + 7) % 7 + 7 * (c->week - 1);
                next = c->month == 12 ? civil_days(year + 1, 1, 1) : civil_days(year, c->month + 1, 1);
                if (day >= next) /* week 5 means the last one */
                        day -= 7;
        }
        return day * 86400 + c->seconds;
}

int zone_rule_offset(const struct zone_rule *r, int64_t at)
{
        int64_t local = at + r->standard_s, start, end;
        int year, month, day;
        bool summer;

        if (!r->summer)
                return r->standard_s;
        civil_from_days(local / 86400 - (local % 86400 < 0), &year, &month, &day);
        start = change_at(&r->start, year) - r->standard_s;
        end = change_at(&r->end, year) - r->summer_s;
        summer = start < end ? at >= start && at < end : at >= start || at < end;
        return summer ? r->summer_s : r->standard_s;
}
