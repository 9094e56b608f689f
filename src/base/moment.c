/* The calendar of days, the clock, and RFC 3339.  Everything but the clock is arithmetic on days
 * since 1970; zones are in zone.c.  The clock may be moved by GUICHET_NOW, so that a story played
 * in a test happens on the day it tells of; it then runs on at the usual speed. */
#include "base/moment.h"

#include <pthread.h>

#include "base/assert.h"

static int64_t clock_ms(clockid_t id)
{
        struct timespec t;

        ASSERT(!clock_gettime(id, &t));
        return (int64_t)t.tv_sec * SECOND_MS + t.tv_nsec / 1000000;
}

int64_t moment_mono(void)
{
        return clock_ms(CLOCK_MONOTONIC);
}

static pthread_once_t now_once = PTHREAD_ONCE_INIT;
static bool now_moved;       /* both written once, under now_once */
static int64_t now_ahead_ms; /* told minus monotonic */

static void now_start(void)
{
        const char *told = getenv("GUICHET_NOW");
        int64_t at;

        if (!told || !*told)
                return;
        if (!moment_parse(told, &at)) {
                fprintf(stderr, "GUICHET_NOW is not a moment of RFC 3339: %s\n", told);
                exit(2);
        }
        now_moved = true;
        now_ahead_ms = at - moment_mono();
}

int64_t moment_now(void)
{
        pthread_once(&now_once, now_start);
        return now_moved ? moment_mono() + now_ahead_ms : clock_ms(CLOCK_REALTIME);
}

/* Years start in March here, so that the leap day is the last of the year; eras are 400 years. */
int64_t civil_days(int year, int month, int day)
{
        int64_t y = (int64_t)year - (month <= 2), era = (y >= 0 ? y : y - 399) / 400, yoe = y - era * 400;
        int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

        return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void civil_from_days(int64_t days, int *year, int *month, int *day)
{
        int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, doe = z - era * 146097;
        int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
        int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;

        *day = (int)(doy - (153 * mp + 2) / 5 + 1);
        *month = (int)(mp < 10 ? mp + 3 : mp - 9);
        *year = (int)(yoe + era * 400 + (*month <= 2));
}

int civil_wday(int64_t days)
{
        int64_t w = (days + 3) % 7; /* 1970-01-01 was a Thursday */

        return (int)(w < 0 ? w + 7 : w) + 1;
}

/* The letters are those of the published algorithm. */
int civil_easter(int year)
{
        int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4, f = (b + 8) / 25;
        int g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30, i = c / 4, k = c % 4;
        int l = (32 + 2 * e + 2 * i - h - k) % 7, m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;

        return (int)civil_days(year, n / 31, n % 31 + 1);
}

static int64_t floor_div(int64_t a, int64_t b)
{
        return a / b - (a % b < 0);
}

/* n digits of v, zeros in front. */
static char *put_digits(char *to, int v, int n)
{
        for (int i = n - 1; i >= 0; i--, v /= 10)
                to[i] = (char)('0' + v % 10);
        return to + n;
}

/* By hand: every time on a page is written so, and a page has a hundred. */
static char *rfc3339_plain(struct arena *a, const int part[6])
{
        static const char after[] = "--T::Z";
        char *text = arena_raw(a, 21), *p = text;

        for (int i = 0; i < 6; i++) {
                p = put_digits(p, part[i], i ? 2 : 4);
                *p++ = after[i];
        }
        *p = '\0';
        return text;
}

char *moment_rfc3339(struct arena *a, int64_t at)
{
        int64_t days = floor_div(at, DAY_MS), ms = at - days * DAY_MS;
        int year, month, day, hour = (int)(ms / HOUR_MS), minute = (int)(ms / MINUTE_MS % 60);
        int second = (int)(ms / SECOND_MS % 60);

        civil_from_days(days, &year, &month, &day);
        if (ms % SECOND_MS)
                return arena_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day, hour, minute,
                                 second, (int)(ms % SECOND_MS));
        if (year < 0 || year > 9999)
                return arena_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, hour, minute, second);
        return rfc3339_plain(a, (const int[]){year, month, day, hour, minute, second});
}

/* n digits as a number, then one of the characters of `after` (any when NULL); NULL when not so. */
static const char *digits(const char *s, int n, const char *after, int *out)
{
        *out = 0;
        for (; s && n; n--, s++) {
                if (*s < '0' || *s > '9')
                        return NULL;
                *out = *out * 10 + (*s - '0');
        }
        if (!s || !after)
                return s;
        return *s && strchr(after, *s) ? s + 1 : NULL;
}

static const char *fraction(const char *s, int *ms)
{
        int unit = 100;

        *ms = 0;
        if (!s || *s != '.')
                return s;
        s++;
        if (*s < '0' || *s > '9')
                return NULL;
        for (; *s >= '0' && *s <= '9'; s++, unit /= 10)
                *ms += unit * (*s - '0');
        return s;
}

/* "Z" or "+02:00", to the end of the text; the offset in minutes. */
static bool offset(const char *s, int *minutes)
{
        int sign, hour, minute;

        *minutes = 0;
        if (!s)
                return false;
        if (*s == 'Z' || *s == 'z')
                return !s[1];
        if (*s != '+' && *s != '-')
                return false;
        sign = *s == '-' ? -1 : 1;
        s = digits(digits(s + 1, 2, ":", &hour), 2, NULL, &minute);
        if (!s || *s || hour > 23 || minute > 59)
                return false;
        *minutes = sign * (hour * 60 + minute);
        return true;
}

static bool day_exists(int year, int month, int day)
{
        int y, m, d;

        if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31)
                return false;
        civil_from_days(civil_days(year, month, day), &y, &m, &d);
        return d == day;
}

bool moment_parse(const char *s, int64_t *out)
{
        int year, month, day, hour, minute, second, ms, east;
        int64_t at;

        s = digits(s, 4, "-", &year);
        s = digits(s, 2, "-", &month);
        s = digits(s, 2, "Tt ", &day);
        s = digits(s, 2, ":", &hour);
        s = digits(s, 2, ":", &minute);
        s = digits(s, 2, NULL, &second);
        s = fraction(s, &ms);
        if (!offset(s, &east) || !day_exists(year, month, day))
                return false;
        if (hour > 23 || minute > 59 || second > 60) /* 60: a leap second counts as the next one */
                return false;
        at = civil_days(year, month, day) * DAY_MS + hour * HOUR_MS + minute * MINUTE_MS +
             second * SECOND_MS + ms - east * MINUTE_MS;
        if (at > MOMENT_NEVER || at < civil_days(1, 1, 1) * DAY_MS)
                return false;
        *out = at;
        return true;
}
