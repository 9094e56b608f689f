/* A calendar of days, line by line: lines are unfolded, an event is a handful of properties, a yearly rule is
 * walked only inside the window asked for, so that a rule without end costs no more than the window is wide. */
#include "formats/ical.h"

#include "base/moment.h"
#include "base/text.h"
#include "formats/ical_lines.h"

enum { EXDATES_MAX = 64, NAME_CHARS = 100, NUMBER_MAX = 100000 };

struct event {
        int64_t start, end, until; /* days; end excluded, 0: none */
        int64_t count, interval;   /* of the yearly rule; interval 0: no such rule */
        int64_t exdate[EXDATES_MAX];
        size_t n_exdate;
        bool has_start, cancelled;
        const char *name;
};

struct reader {
        struct arena *a;
        struct ical_lines line;
        struct ical_day *day;
        size_t n, events;
        int64_t from, to;
};

/* "20260714" or "20260714T080000Z": its date, as written. */
static bool date_read(const char *s, int64_t *out)
{
        int year, month, day, y, m, d;

        if (!ical_digits(s, 4, &year) || !ical_digits(s + 4, 2, &month) || !ical_digits(s + 6, 2, &day) || year < 1900 || year > 2200 ||
            month < 1 || month > 12 || day < 1 || day > 31)
                return false;
        *out = civil_days(year, month, day);
        civil_from_days(*out, &y, &m, &d);
        return m == month && d == day; /* 31 April is no date */
}

/* Midnight ends the day before; any other hour covers its own day. */
static bool end_read(const char *s, int64_t *out)
{
        if (!date_read(s, out))
                return false;
        if (s[8] == 'T' && strncmp(s + 9, "000000", 6) != 0)
                (*out)++;
        return true;
}

static const char *text_read(struct arena *a, const char *value)
{
        const char *s = ical_words(a, value, ' ');

        return text_short(a, text_clean(a, s, strlen(s), true), NAME_CHARS);
}

static void rule_read(const char *rule, struct event *e)
{
        const char *until = strcasestr(rule, "UNTIL=");

        if (!strcasestr(rule, "FREQ=YEARLY") || strcasestr(rule, "BYDAY") || strcasestr(rule, "BYSETPOS"))
                return;
        e->interval = ical_number_after(rule, "INTERVAL=", NUMBER_MAX);
        if (e->interval < 1 || e->interval > 100)
                e->interval = 1;
        e->count = ical_number_after(rule, "COUNT=", NUMBER_MAX);
        if (until && !date_read(until + strlen("UNTIL="), &e->until))
                e->until = 0;
}

static void exdates_read(const char *s, struct event *e)
{
        while (s && *s && e->n_exdate < EXDATES_MAX) {
                if (date_read(s, &e->exdate[e->n_exdate]))
                        e->n_exdate++;
                s = strchr(s, ',');
                s = s ? s + 1 : NULL;
        }
}

static void property(struct reader *r, struct event *e)
{
        const char *v;

        if ((v = ical_value(&r->line, "DTSTART")))
                e->has_start = date_read(v, &e->start);
        else if ((v = ical_value(&r->line, "DTEND")) && !end_read(v, &e->end))
                e->end = 0;
        else if ((v = ical_value(&r->line, "SUMMARY")))
                e->name = text_read(r->a, v);
        else if ((v = ical_value(&r->line, "RRULE")))
                rule_read(v, e);
        else if ((v = ical_value(&r->line, "EXDATE")))
                exdates_read(v, e);
        else if ((v = ical_value(&r->line, "STATUS")))
                e->cancelled = strncasecmp(v, "CANCELLED", 9) == 0;
}

static bool day_add(struct reader *r, int64_t day, const char *name)
{
        if (day < r->from || day > r->to)
                return true;
        for (size_t i = 0; i < r->n; i++)
                if (r->day[i].day == day)
                        return true;
        if (r->n == ICAL_DAYS_MAX)
                return false;
        size_t at = r->n++;
        for (; at && r->day[at - 1].day > day; at--)
                r->day[at] = r->day[at - 1];
        r->day[at] = (struct ical_day){day, name};
        return true;
}

static bool occurrence(struct reader *r, const struct event *e, int64_t start)
{
        int64_t days = e->end > e->start ? e->end - e->start : 1;

        for (size_t i = 0; i < e->n_exdate; i++)
                if (e->exdate[i] == start)
                        return true;
        for (int64_t d = 0; d < days && d < ICAL_SPAN_MAX; d++)
                if (!day_add(r, start + d, e->name))
                        return false;
        return true;
}

/* False past the ceiling of days. */
static bool event_days(struct reader *r, const struct event *e)
{
        int year, month, dom, last, m, d;
        int64_t seen = 0;

        if (!e->has_start || e->cancelled)
                return true;
        if (!e->interval)
                return occurrence(r, e, e->start);
        civil_from_days(e->start, &year, &month, &dom);
        civil_from_days(r->to, &last, &m, &d);
        for (; year <= last; year += (int)e->interval) {
                int64_t start = civil_days(year, month, dom);
                civil_from_days(start, &(int){0}, &m, &d);
                if (m != month || d != dom) /* 29 February */
                        continue;
                if ((e->until && start > e->until) || (e->count && seen++ >= e->count))
                        return true;
                if (start + ICAL_SPAN_MAX >= r->from && !occurrence(r, e, start))
                        return false;
        }
        return true;
}

static enum status refuse(const char **why, enum status st, const char *sentence)
{
        *why = sentence;
        return st;
}

static enum status events_read(struct reader *r, const char **why)
{
        struct event e = {.name = ""};
        bool inside = false;
        int deeper = 0; /* VALARM and the like inside an event */

        while (ical_next(&r->line)) {
                if (ical_begins(&r->line, "BEGIN:VEVENT")) {
                        e = (struct event){.name = ""};
                        inside = true;
                        deeper = 0;
                } else if (inside && ical_begins(&r->line, "BEGIN:")) {
                        deeper++;
                } else if (inside && ical_begins(&r->line, "END:") && deeper) {
                        deeper--;
                } else if (inside && ical_begins(&r->line, "END:VEVENT")) {
                        inside = false;
                        if (++r->events > ICAL_EVENTS_MAX)
                                return refuse(why, ST_TOO_LARGE, "more than 2000 events");
                        if (!event_days(r, &e))
                                return refuse(why, ST_TOO_LARGE, "more than 400 days");
                } else if (inside && !deeper) {
                        property(r, &e);
                }
        }
        return ST_OK;
}

enum status ical_days(struct arena *a, const char *text, size_t n, int64_t from, int64_t to, struct ical_day **out,
                      size_t *n_out, const char **why)
{
        struct reader *r = ARENA_NEW(a, struct reader);

        *n_out = 0;
        *why = NULL;
        if (n > ICAL_BYTES_MAX)
                return refuse(why, ST_TOO_LARGE, "larger than a mebibyte");
        r->a = a;
        r->from = from;
        r->to = to;
        r->day = ARENA_ARRAY(a, ICAL_DAYS_MAX, struct ical_day);
        ical_lines_open(&r->line, text, n);
        if (!ical_next(&r->line) || !ical_begins(&r->line, "BEGIN:VCALENDAR"))
                return refuse(why, ST_INVALID, "does not begin with BEGIN:VCALENDAR");
        enum status st = events_read(r, why);
        *out = r->day;
        *n_out = st ? 0 : r->n;
        return st;
}
