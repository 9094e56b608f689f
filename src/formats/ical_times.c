/* The hours of a calendar.  A line is unfolded, its name, parameters and value are taken apart, an event is a handful
 * of values; a rule is walked from its first day to its ceiling.  Nothing here knows what the events are about. */
#include "formats/ical_times.h"

#include "base/buf.h"
#include "base/text.h"

enum { LINE_BYTES = 8192, TEXT_CHARS = 300, EXDATES_MAX = 64, YEAR_MIN = 1970, YEAR_MAX = 2200 };

struct line {
        char text[LINE_BYTES];
        const char *value;   /* behind the colon */
        char zone[64];       /* of TZID= */
        bool date_only;      /* VALUE=DATE */
};

struct event {
        int64_t from, to, duration, until, exdate[EXDATES_MAX];
        size_t n_exdate;
        int64_t count, interval, sequence;
        int days;            /* bits of BYDAY, 1 << wday; 0: the event's own */
        char freq;           /* 'W' 'D', 0 none */
        bool cancelled, bad;
        const struct zone *zone;
        const char *uid, *name, *place, *about;
};

struct reader {
        struct arena *a;
        const char *p, *end;
        const struct zone *zone;
        struct line line;
        struct ical_time *out;
        size_t n, left_out;
};

/* ---- lines --------------------------------------------------------------------------------------------------- */

/* The next line without its folds; longer ones are cut.  False at the end. */
static bool next_line(struct reader *r)
{
        size_t n = 0;

        if (r->p >= r->end)
                return false;
        while (r->p < r->end) {
                char ch = *r->p++;
                if (ch == '\r' || ch == '\0')
                        continue;
                if (ch == '\n' && !(r->p < r->end && (*r->p == ' ' || *r->p == '\t')))
                        break;
                if (ch == '\n')
                        r->p++; /* a fold: the blank goes with it */
                else if (n < sizeof r->line.text - 1)
                        r->line.text[n++] = ch;
        }
        r->line.text[n] = '\0';
        return true;
}

static void zone_take(struct line *l, const char *p)
{
        size_t n = 0;

        for (p += *p == '"'; *p && *p != '"' && *p != ';' && *p != ':' && n < sizeof l->zone - 1; p++)
                l->zone[n++] = *p;
        l->zone[n] = '\0';
}

/* Is the line the property `name`?  Then its value and the parameters that matter. */
static bool is(struct line *l, const char *name)
{
        size_t n = strlen(name);
        bool quoted = false;

        if (strncasecmp(l->text, name, n) != 0 || (l->text[n] != ':' && l->text[n] != ';'))
                return false;
        l->zone[0] = '\0';
        l->date_only = false;
        for (const char *p = l->text + n; *p; p++) {
                quoted ^= *p == '"';
                if (quoted)
                        continue;
                if (*p == ':') {
                        l->value = p + 1;
                        return true;
                }
                if (strncasecmp(p, ";TZID=", 6) == 0)
                        zone_take(l, p + 6);
                l->date_only = l->date_only || strncasecmp(p, ";VALUE=DATE:", 12) == 0 || strncasecmp(p, ";VALUE=DATE;", 12) == 0;
        }
        return false;
}

static const char *words(struct reader *r)
{
        struct buf b;

        buf_init(&b, r->a, LINE_BYTES + 16);
        for (const char *s = r->line.value; *s; s++) {
                if (*s != '\\' || !s[1])
                        buf_char(&b, *s);
                else
                        buf_char(&b, *++s == 'n' || *s == 'N' ? '\n' : *s);
        }
        return buf_end(&b) ? "" : text_short(r->a, text_clean(r->a, b.p, b.n, false), TEXT_CHARS);
}

/* ---- moments --------------------------------------------------------------------------------------------------- */

static bool digits(const char *s, size_t n, int *out)
{
        *out = 0;
        for (size_t i = 0; i < n; i++) {
                if (s[i] < '0' || s[i] > '9')
                        return false;
                *out = *out * 10 + (s[i] - '0');
        }
        return true;
}

/* "20260112T080000Z", with or without seconds and Z. */
static bool moment(const char *s, const struct zone *zone, int64_t *out)
{
        struct civil t = {0};
        int y, m, d;

        if (!digits(s, 4, &t.year) || !digits(s + 4, 2, &t.month) || !digits(s + 6, 2, &t.day) || s[8] != 'T' || !digits(s + 9, 2, &t.hour) ||
            !digits(s + 11, 2, &t.minute))
                return false;
        const char *rest = s + 13;
        if (digits(rest, 2, &t.second))
                rest += 2;
        else
                t.second = 0;
        if (t.year < YEAR_MIN || t.year > YEAR_MAX || t.month < 1 || t.month > 12 || t.hour > 23 || t.minute > 59 || t.second > 60)
                return false;
        civil_from_days(civil_days(t.year, t.month, t.day), &y, &m, &d);
        if (m != t.month || d != t.day)
                return false;
        *out = zone_moment(*rest == 'Z' || *rest == 'z' ? zone_get("UTC") : zone, &t);
        return true;
}

static const struct zone *zone_of(const struct reader *r)
{
        const struct zone *z = r->line.zone[0] ? zone_get(r->line.zone) : NULL;

        return z ? z : r->zone;
}

/* "PT1H30M", "P0DT2H": milliseconds, 0 when it is none. */
static int64_t duration(const char *s)
{
        int64_t total = 0, n = 0;

        if (*s++ != 'P')
                return 0;
        for (; *s; s++) {
                if (*s >= '0' && *s <= '9') {
                        n = n < 100000 ? n * 10 + (*s - '0') : n;
                        continue;
                }
                total += n * (*s == 'W' ? 7 * DAY_MS : *s == 'D' ? DAY_MS : *s == 'H' ? HOUR_MS : *s == 'M' ? MINUTE_MS : *s == 'S' ? SECOND_MS : 0);
                n = 0;
        }
        return total;
}

/* ---- rules ------------------------------------------------------------------------------------------------------- */

static int64_t number_after(const char *rule, const char *key)
{
        const char *p = strcasestr(rule, key);
        int64_t n = 0;

        for (p = p ? p + strlen(key) : ""; *p >= '0' && *p <= '9' && n < 100000; p++)
                n = n * 10 + (*p - '0');
        return n;
}

static int days_after(const char *rule)
{
        static const char *const names[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
        const char *p = strcasestr(rule, "BYDAY=");
        int days = 0;

        for (p = p ? p + 6 : ""; *p && *p != ';'; p++)
                for (int i = 0; i < 7; i++)
                        if (strncasecmp(p, names[i], 2) == 0)
                                days |= 1 << (i + 1);
        return days;
}

static void rule_read(const char *rule, const struct zone *zone, struct event *e)
{
        const char *until = strcasestr(rule, "UNTIL=");

        e->freq = strcasestr(rule, "FREQ=WEEKLY") ? 'W' : strcasestr(rule, "FREQ=DAILY") ? 'D' : 0;
        e->interval = number_after(rule, ";INTERVAL=");
        e->interval = e->interval < 1 || e->interval > 52 ? 1 : e->interval;
        e->count = number_after(rule, ";COUNT=");
        e->days = e->freq == 'W' ? days_after(rule) : 0;
        if (until && !moment(until + 6, zone, &e->until)) {
                struct civil t = {.hour = 23, .minute = 59, .second = 59};
                if (digits(until + 6, 4, &t.year) && digits(until + 10, 2, &t.month) && digits(until + 12, 2, &t.day) && t.month >= 1 &&
                    t.month <= 12 && t.year >= YEAR_MIN && t.year <= YEAR_MAX)
                        e->until = zone_moment(zone, &t);
        }
}

static void exdates_read(const char *s, const struct zone *zone, struct event *e)
{
        while (s && *s && e->n_exdate < EXDATES_MAX) {
                if (moment(s, zone, &e->exdate[e->n_exdate]))
                        e->n_exdate++;
                s = strchr(s, ',');
                s = s ? s + 1 : NULL;
        }
}

/* ---- events ------------------------------------------------------------------------------------------------------- */

static void property(struct reader *r, struct event *e)
{
        struct line *l = &r->line;

        if (is(l, "DTSTART")) {
                e->zone = zone_of(r);
                e->bad = l->date_only || !moment(l->value, e->zone, &e->from);
        } else if (is(l, "DTEND")) {
                if (!moment(l->value, zone_of(r), &e->to))
                        e->to = 0;
        } else if (is(l, "DURATION")) {
                e->duration = duration(l->value);
        } else if (is(l, "SUMMARY")) {
                e->name = words(r);
        } else if (is(l, "LOCATION")) {
                e->place = words(r);
        } else if (is(l, "DESCRIPTION")) {
                e->about = words(r);
        } else if (is(l, "UID")) {
                e->uid = words(r);
        } else if (is(l, "SEQUENCE")) {
                e->sequence = number_after(arena_fmt(r->a, ";%s", l->value), ";");
        } else if (is(l, "RRULE")) {
                rule_read(arena_fmt(r->a, ";%s", l->value), e->zone ? e->zone : r->zone, e);
        } else if (is(l, "EXDATE")) {
                exdates_read(l->value, zone_of(r), e);
        } else if (is(l, "STATUS")) {
                e->cancelled = strncasecmp(l->value, "CANCELLED", 9) == 0;
        }
}

/* The same event once more: at the same hour, or a later word on it. */
static struct ical_time *known(struct reader *r, const struct event *e, int64_t from)
{
        for (size_t i = 0; *e->uid && i < r->n; i++)
                if (strcmp(r->out[i].uid, e->uid) == 0 && (r->out[i].from == from || (!e->freq && e->sequence > r->out[i].sequence)))
                        return &r->out[i];
        return NULL;
}

static bool add(struct reader *r, const struct event *e, int64_t from, int64_t length)
{
        struct ical_time *t = known(r, e, from);

        for (size_t i = 0; i < e->n_exdate; i++)
                if (e->exdate[i] == from)
                        return true;
        if (!t && r->n == ICAL_TIMES_MAX)
                return false;
        t = t ? t : &r->out[r->n++];
        *t = (struct ical_time){.from = from, .to = from + length, .sequence = e->sequence, .uid = e->uid, .name = e->name, .place = e->place,
                                .about = e->about};
        return true;
}

/* The same hour on the wall `days` days later, whatever summer time does. */
static int64_t later(const struct zone *zone, int64_t at, int64_t days)
{
        struct civil t;

        zone_local(zone, at, &t);
        int64_t day = civil_days(t.year, t.month, t.day) + days;
        civil_from_days(day, &t.year, &t.month, &t.day);
        return zone_moment(zone, &t);
}

static bool repeat(struct reader *r, const struct event *e, int64_t length)
{
        struct civil t;
        int64_t seen = 0, step = 0;

        zone_local(e->zone, e->from, &t);
        int days = e->days ? e->days : 1 << t.wday;
        for (int64_t day = 0; step < ICAL_REPEATS_MAX; day++) {
                int wday = (int)((t.wday - 1 + day) % 7) + 1;
                /* weeks are counted from the Monday of the first one */
                int64_t period = e->freq == 'W' ? (t.wday - 1 + day) / 7 : day;
                if (period > (int64_t)ICAL_REPEATS_MAX * e->interval)
                        break;
                if (period % e->interval || (e->freq == 'W' && !(days & (1 << wday))))
                        continue;
                int64_t at = later(e->zone, e->from, day);
                if ((e->until && at > e->until) || (e->count && seen >= e->count) || (!e->until && !e->count && step > 60))
                        break;
                seen++;
                step++;
                if (!add(r, e, at, length))
                        return false;
        }
        return true;
}

static bool event_end(struct reader *r, struct event *e)
{
        int64_t length = e->to > e->from ? e->to - e->from : e->duration;

        if (e->cancelled)
                return true;
        if (e->bad || !e->from || length <= 0 || length > DAY_MS) {
                r->left_out++;
                return true;
        }
        e->name = *e->name ? e->name : e->about;
        return e->freq ? repeat(r, e, length) : add(r, e, e->from, length);
}

static bool starts(const struct reader *r, const char *what)
{
        return strncasecmp(r->line.text, what, strlen(what)) == 0;
}

static enum status refuse(const char **why, enum status st, const char *sentence)
{
        *why = sentence;
        return st;
}

static enum status events_read(struct reader *r, const char **why)
{
        static const struct event none = {.uid = "", .name = "", .place = "", .about = ""};
        struct event e = none;
        bool inside = false;
        int deeper = 0; /* VALARM and the like inside an event */

        while (next_line(r)) {
                if (starts(r, "BEGIN:VEVENT")) {
                        e = none;
                        inside = true;
                        deeper = 0;
                } else if (inside && starts(r, "BEGIN:")) {
                        deeper++;
                } else if (inside && deeper && starts(r, "END:")) {
                        deeper--;
                } else if (inside && starts(r, "END:VEVENT")) {
                        inside = false;
                        if (!event_end(r, &e))
                                return refuse(why, ST_TOO_LARGE, "more than 4000 events");
                } else if (inside && !deeper) {
                        property(r, &e);
                }
        }
        return ST_OK;
}

static int by_time(const void *x, const void *y)
{
        const struct ical_time *a = x, *b = y;

        return a->from != b->from ? (a->from < b->from ? -1 : 1) : a->to != b->to ? (a->to < b->to ? -1 : 1) : strcmp(a->name, b->name);
}

enum status ical_times(struct arena *a, const char *text, size_t n, const struct zone *zone, struct ical_time **out, size_t *n_out,
                       size_t *left_out, const char **why)
{
        struct reader *r = ARENA_NEW(a, struct reader);

        *n_out = *left_out = 0;
        *why = NULL;
        if (n > ICAL_TIMES_BYTES)
                return refuse(why, ST_TOO_LARGE, "larger than four mebibytes");
        *r = (struct reader){.a = a, .p = text, .end = text + n, .zone = zone};
        r->out = ARENA_ARRAY(a, ICAL_TIMES_MAX, struct ical_time);
        if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
                r->p += 3;
        bool any = next_line(r);
        while (any && text_blank(r->line.text))
                any = next_line(r);
        if (!any || !starts(r, "BEGIN:VCALENDAR"))
                return refuse(why, ST_INVALID, "does not begin with BEGIN:VCALENDAR");
        enum status st = events_read(r, why);
        qsort(r->out, r->n, sizeof *r->out, by_time);
        *out = r->out;
        *n_out = st ? 0 : r->n;
        *left_out = r->left_out;
        return st;
}
