/* Random calendars against a slow oracle that shares nothing with them: it walks minute by minute with
 * libc's localtime_r(), remembers the furthest time the wall clock has shown that day, and asks a table
 * of 1,440 minutes.  The model of a calendar (below) is written out as JSON for calendar_parse(), so
 * the reader is on trial too.  Half of the cases lie around a clock change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/buf.h"
#include "desk/clock/calendar.h"

#define CASES     1000 /* of each zone */
#define WALK_DAYS 24
#define MINUTES   (WALK_DAYS * 1440)

/* Hours as pairs of minutes, ended by -1. */
struct model {
        int week[7][17], period[7][17];
        int64_t period_from, period_to;
        int64_t exception[4], holiday[4];
        int exception_hours[4][17];
};

static struct arena *a;
static uint64_t seed = 20260109;

static uint32_t chance(uint32_t n)
{
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return (uint32_t)(seed >> 33) % n;
}

static void random_hours(int *h)
{
        int n = (int)chance(4), at = 0;

        if (chance(4) == 0) { /* day and night */
                memcpy(h, (int[]){0, 1440, -1}, 3 * sizeof(int));
                return;
        }
        for (int i = 0; i < n && at < 1440; i++) {
                at += (int)chance(chance(2) ? 60 : 500);
                if (at >= 1440)
                        break;
                *h++ = at;
                at += 1 + (int)chance(600);
                if (at > 1440 || chance(8) == 0)
                        at = 1440;
                *h++ = at;
        }
        *h = -1;
}

static void random_model(struct model *m, int64_t day)
{
        for (int i = 0; i < 7; i++) {
                random_hours(m->week[i]);
                random_hours(m->period[i]);
        }
        m->period_from = day + (int64_t)chance(40) - 20;
        m->period_to = m->period_from + chance(15);
        for (int i = 0; i < 4; i++) {
                m->exception[i] = day - 3 + i * 4 + chance(4);
                random_hours(m->exception_hours[i]);
                m->holiday[i] = day - 2 + i * 5 + chance(5);
        }
}

static void date_json(struct buf *b, int64_t day)
{
        int y, m, d;

        civil_from_days(day, &y, &m, &d);
        buf_fmt(b, "\"%04d-%02d-%02d\"", y, m, d);
}

static void hours_json(struct buf *b, const int *h)
{
        buf_char(b, '[');
        for (int i = 0; h[i] >= 0; i += 2)
                buf_fmt(b, "%s\"%02d:%02d-%02d:%02d\"", i ? "," : "", h[i] / 60, h[i] % 60, h[i + 1] / 60,
                        h[i + 1] % 60);
        buf_char(b, ']');
}

static void days_json(struct buf *b, int (*week)[17])
{
        static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

        for (int i = 0; i < 7; i++) {
                buf_fmt(b, "%s\"%s\":", i ? "," : "", names[i]);
                hours_json(b, week[i]);
        }
}

static const struct calendar *calendar_of(struct model *m, const char *zone)
{
        const struct calendar *c = NULL;
        const char *why = "";
        struct buf w, h;

        buf_init(&w, a, 10000);
        buf_init(&h, a, 10000);
        buf_char(&w, '{');
        days_json(&w, m->week);
        buf_str(&w, ",\"periods\":[{\"from\":");
        date_json(&w, m->period_from);
        buf_str(&w, ",\"to\":");
        date_json(&w, m->period_to);
        buf_str(&w, ",\"week\":{");
        days_json(&w, m->period);
        buf_str(&w, "}}],\"exceptions\":[");
        for (int i = 3; i >= 0; i--) {
                buf_str(&w, "{\"date\":");
                date_json(&w, m->exception[i]);
                buf_str(&w, ",\"slots\":");
                hours_json(&w, m->exception_hours[i]);
                buf_str(&w, i ? "}," : "}]}");
                buf_str(&h, i == 3 ? "[{\"date\":" : ",{\"date\":");
                date_json(&h, m->holiday[i]);
                buf_str(&h, i ? "}" : "}]");
        }
        if (buf_end(&w) || buf_end(&h) || calendar_parse(a, w.p, h.p, zone, 0, &c, &why))
                fail_msg("%s: %s %s", why, w.p, h.p);
        return c;
}

static const int *model_hours(struct model *m, int64_t day)
{
        static const int nothing[] = {-1};

        for (int i = 0; i < 4; i++)
                if (m->exception[i] == day)
                        return m->exception_hours[i];
        for (int i = 0; i < 4; i++)
                if (m->holiday[i] == day)
                        return nothing;
        if (day >= m->period_from && day <= m->period_to)
                return m->period[((day + 3) % 7 + 7) % 7];
        return m->week[((day + 3) % 7 + 7) % 7];
}

static int64_t day_of(const struct tm *tm)
{
        struct tm midnight = {.tm_year = tm->tm_year, .tm_mon = tm->tm_mon, .tm_mday = tm->tm_mday};

        return timegm(&midnight) / 86400;
}

/* open[i]: is the minute i after `first` (seconds) open?  Starts two days early to know the furthest
 * time shown on the day of `first`. */
static void walk_minutes(struct model *m, int64_t first, bool *open)
{
        int furthest = 0, mday = 0;
        const int *hours = NULL;

        for (int i = -2 * 1440; i < MINUTES; i++) {
                time_t t = (time_t)(first + (int64_t)i * 60);
                struct tm tm;
                bool is = false;

                localtime_r(&t, &tm);
                if (tm.tm_mday != mday) {
                        mday = tm.tm_mday;
                        furthest = 0;
                        hours = model_hours(m, day_of(&tm));
                }
                if (tm.tm_hour * 60 + tm.tm_min > furthest)
                        furthest = tm.tm_hour * 60 + tm.tm_min;
                for (int k = 0; hours[k] >= 0; k += 2)
                        is |= furthest >= hours[k] && furthest < hours[k + 1];
                if (i >= 0)
                        open[i] = is;
        }
}

static void compare_add(const struct calendar *c, int64_t from, const bool *open)
{
        int64_t counted = 0, want = 1 + chance(chance(2) ? 600 : 10000), next = -1;
        int i;

        for (i = 0; i < MINUTES && counted < want; i++) {
                counted += open[i];
                if (open[i] && next < 0)
                        next = i;
        }
        if (counted == want) {
                int64_t ms = want * MINUTE_MS, part = chance(59999);

                assert_int_equal(calendar_add(c, from, ms), from + i * MINUTE_MS);
                assert_int_equal(calendar_add(c, from, ms - part), from + i * MINUTE_MS - part);
        } else {
                assert_true(calendar_add(c, from, want * MINUTE_MS) > from + MINUTES * MINUTE_MS);
        }
        if (next >= 0)
                assert_int_equal(calendar_next_open(c, from), from + next * MINUTE_MS);
        else
                assert_true(calendar_next_open(c, from) >= from + i * MINUTE_MS);
}

static void compare_lines(const struct calendar *c, int64_t from, int64_t to, const bool *open)
{
        struct calendar_line *l;
        int64_t at = from, sum = 0;
        size_t n;

        calendar_lines(a, c, from, to, "fr", &l, &n);
        for (size_t i = 0; i < n; at = l[i].to, sum += l[i].counted_ms, i++) {
                bool counts = l[i].counted_ms > 0;

                assert_int_equal(l[i].from, at);
                assert_true(l[i].to > l[i].from);
                assert_int_equal(l[i].counted_ms, counts ? l[i].to - l[i].from : 0);
                for (int64_t t = l[i].from; t < l[i].to; t += MINUTE_MS)
                        assert_int_equal(open[(t - from) / MINUTE_MS], counts);
        }
        assert_int_equal(at, to);
        assert_int_equal(sum, calendar_between(c, from, to));
}

static void compare(const char *zone, int64_t from)
{
        static bool open[MINUTES];
        struct model m;
        const struct calendar *c;
        int64_t sum = 0, minutes = 1 + chance(MINUTES);

        random_model(&m, from / DAY_MS);
        c = calendar_of(&m, zone);
        walk_minutes(&m, from / 1000, open);
        for (int64_t i = 0; i < minutes; i++)
                sum += open[i];
        if (calendar_between(c, from, from + minutes * MINUTE_MS) != sum * MINUTE_MS)
                fail_msg("%s %s +%d min", zone, moment_rfc3339(a, from), (int)minutes);
        for (int i = 0; i < MINUTES; i += 1 + (int)chance(97))
                assert_int_equal(calendar_is_open(c, from + i * MINUTE_MS), open[i]);
        compare_add(c, from, open);
        compare_lines(c, from, from + minutes * MINUTE_MS, open);
        for (int i = 0; i < 5; i++) { /* odd milliseconds, by what must hold between the functions */
                int64_t t = from + (int64_t)chance(20 * 1440) * 60000 + chance(60000),
                        ms = 1 + chance(90000000);
                int64_t end = calendar_add(c, t, ms);

                if (end == MOMENT_NEVER)
                        continue;
                assert_int_equal(calendar_between(c, t, end), ms);
                assert_int_equal(calendar_between(c, t, end - 1), ms - 1);
        }
}

static void zone_cases(const char *zone)
{
        const struct zone *z = zone_get(zone);
        int64_t change[64];
        size_t changes = 0;

        setenv("TZ", zone, 1);
        tzset();
        for (int64_t t = 1577836800000; t < 2051222400000 && changes < ARRAY_LEN(change);
             t += HOUR_MS) /* 2020–2034 */
                if (zone_offset(z, t) != zone_offset(z, t - HOUR_MS))
                        change[changes++] = t;
        assert_true(changes >= 28);
        for (int i = 0; i < CASES; i++) {
                int64_t from = change[chance((uint32_t)changes)] + ((int64_t)chance(4000) - 3000) * MINUTE_MS;

                if (i % 2)
                        from = (26297280 + (int64_t)chance(7800000)) * MINUTE_MS;
                compare(zone, from);
                arena_reset(a);
        }
}

static void test_paris(void **state)
{
        zone_cases("Europe/Paris");
}

static void test_toronto(void **state)
{
        zone_cases("America/Toronto");
}

/* The clock changes at midnight here: a day without its first hour, a day with its last one twice. */
static void test_santiago(void **state)
{
        zone_cases("America/Santiago");
}

static int setup(void **state)
{
        a = arena_new(64u << 20);
        return 0;
}

static int teardown(void **state)
{
        arena_free(&a);
        return 0;
}

int main(void)
{
        const struct CMUnitTest list[] = {
            cmocka_unit_test(test_paris),
            cmocka_unit_test(test_toronto),
            cmocka_unit_test(test_santiago),
        };
        return cmocka_run_group_tests(list, setup, teardown);
}
