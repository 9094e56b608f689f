/* The hours of a calendar.  An event is a handful of values; a rule is walked from its first day to its ceiling; the
 * same event once more is found by a hash of its UID, so that ten thousand of them cost no more than their number.
 * Nothing here knows what the events are about. */
#include "formats/ical_times.h"

#include "base/text.h"
#include "formats/ical_lines.h"

enum { TEXT_CHARS = 300, EXDATES_MAX = 64, YEAR_MIN = 1970, YEAR_MAX = 2200, BUCKETS = 16384, COUNT_CEILING = 100000, STRANGE_MAX = 200 };
static const int64_t SEQUENCE_CEILING = 4294967296; /* ADE counts seconds */

struct event {
        int64_t from, to, duration, until, instead, exdate[EXDATES_MAX]; /* instead: of the repetition at that moment, 0 none */
        size_t n_exdate;
        int64_t count, interval, sequence;
        int days;            /* bits of BYDAY, 1 << wday; 0: the event's own */
        char freq;           /* 'W' 'D', 0 none */
        bool cancelled, bad;
        const struct zone *zone;
        const char *uid, *name, *place, *about;
};

/* What is kept of an occurrence beside what is told of it. */
struct kept {
        struct ical_time t;
        int64_t instead;
        int next;            /* of the same bucket, −1 the last */
        bool gone;
};

struct reader {
        struct arena *a;
        struct ical_lines line;
        const struct zone *zone;
        bool named;                 /* the file has said its zone */
        struct kept *out;
        size_t n, left_out, events, tries;
        int bucket[BUCKETS];
        char last[ICAL_ZONE_BYTES]; /* the zone asked for last, and what it was: most files name one */
        const struct zone *last_zone;
        int strange;                /* names that nobody knows */
};

static const char *words(struct reader *r, const char *value)
{
        const char *s = ical_words(r->a, value, '\n');

        return text_short(r->a, text_clean(r->a, s, strlen(s), false), TEXT_CHARS);
}

/* ---- moments --------------------------------------------------------------------------------------------------- */

/* "20260112T080000Z", with or without seconds and Z. */
static bool moment(const char *s, const struct zone *zone, int64_t *out)
{
        struct civil t = {0};
        int y, m, d;

        if (!ical_digits(s, 4, &t.year) || !ical_digits(s + 4, 2, &t.month) || !ical_digits(s + 6, 2, &t.day) || s[8] != 'T' || !ical_digits(s + 9, 2, &t.hour) ||
            !ical_digits(s + 11, 2, &t.minute))
                return false;
        const char *rest = s + 13;
        if (ical_digits(rest, 2, &t.second))
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

/* Names that Windows programs write, for the places that a French-speaking university lies in. */
static const struct {
        const char *windows, *name;
} renamed[] = {{"Romance Standard Time", "Europe/Paris"},      {"W. Europe Standard Time", "Europe/Berlin"},
               {"Central Europe Standard Time", "Europe/Paris"}, {"GMT Standard Time", "Europe/London"},
               {"Eastern Standard Time", "America/Toronto"},   {"Atlantic Standard Time", "America/Halifax"},
               {"SA Western Standard Time", "America/Martinique"}, {"Morocco Standard Time", "Africa/Casablanca"}};

/* A zone by the name it has, by that of Windows, or by the end of a longer name ("/program/2025/Europe/Paris"); NULL
 * for what nobody knows. */
static const struct zone *zone_named(const char *name)
{
        name += *name == '/';
        const struct zone *z = *name ? zone_get(name) : NULL;
        const char *end = name + strlen(name);

        for (size_t i = 0; !z && i < ARRAY_LEN(renamed); i++)
                if (strcasecmp(name, renamed[i].windows) == 0)
                        z = zone_get(renamed[i].name);
        for (int slashes = 0; !z && end > name && slashes < 2; end--) {
                slashes += *end == '/';
                if (slashes == 2)
                        z = zone_get(end + 1);
        }
        return z;
}

static const struct zone *zone_of(struct reader *r)
{
        if (r->line.zone[0] && strcmp(r->line.zone, r->last) != 0 && r->strange < STRANGE_MAX) {
                memcpy(r->last, r->line.zone, sizeof r->last);
                r->last_zone = zone_named(r->last);
                r->strange += !r->last_zone;
        }
        return r->last_zone && strcmp(r->line.zone, r->last) == 0 ? r->last_zone : r->zone;
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
        e->interval = ical_number_after(rule, ";INTERVAL=", COUNT_CEILING);
        e->interval = e->interval < 1 || e->interval > 52 ? 1 : e->interval;
        e->count = ical_number_after(rule, ";COUNT=", COUNT_CEILING);
        e->days = e->freq == 'W' ? days_after(rule) : 0;
        if (until && !moment(until + 6, zone, &e->until)) {
                struct civil t = {.hour = 23, .minute = 59, .second = 59};
                if (ical_digits(until + 6, 4, &t.year) && ical_digits(until + 10, 2, &t.month) && ical_digits(until + 12, 2, &t.day) && t.month >= 1 &&
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

/* The words of an event: what comes first counts. */
static bool told(struct reader *r, struct event *e)
{
        const char *const name[] = {"SUMMARY", "LOCATION", "DESCRIPTION", "UID"};
        const char **to[] = {&e->name, &e->place, &e->about, &e->uid};

        for (size_t i = 0; i < ARRAY_LEN(name); i++) {
                const char *v = ical_value(&r->line, name[i]);
                if (!v)
                        continue;
                if (!**to[i] && *v)
                        *to[i] = words(r, v);
                return true;
        }
        return false;
}

static void property(struct reader *r, struct event *e)
{
        struct ical_lines *l = &r->line;
        const char *v;

        if (told(r, e))
                return;
        if ((v = ical_value(l, "DTSTART"))) {
                e->zone = zone_of(r);
                e->bad = l->date_only || !moment(v, e->zone, &e->from);
        } else if ((v = ical_value(l, "DTEND"))) {
                if (!moment(v, zone_of(r), &e->to))
                        e->to = 0;
        } else if ((v = ical_value(l, "DURATION"))) {
                e->duration = duration(v);
        } else if ((v = ical_value(l, "SEQUENCE"))) {
                e->sequence = ical_number(v, SEQUENCE_CEILING);
        } else if ((v = ical_value(l, "RECURRENCE-ID"))) {
                if (!moment(v, zone_of(r), &e->instead))
                        e->instead = 0;
        } else if ((v = ical_value(l, "RRULE")) && !e->freq) {
                rule_read(arena_fmt(r->a, ";%s", v), e->zone ? e->zone : r->zone, e);
        } else if ((v = ical_value(l, "EXDATE"))) {
                exdates_read(v, zone_of(r), e);
        } else if ((v = ical_value(l, "STATUS"))) {
                e->cancelled = strncasecmp(v, "CANCELLED", 9) == 0;
        }
}

static int *bucket_of(struct reader *r, const char *uid)
{
        uint32_t h = 2166136261u;

        for (; *uid; uid++)
                h = (h ^ (unsigned char)*uid) * 16777619u;
        return &r->bucket[h % BUCKETS];
}

/* The same event once more: at the same hour, or a later word on it (programs also give one UID to many events, which
 * then differ by their hours alone). */
static struct kept *known(struct reader *r, const struct event *e, int64_t from)
{
        for (int i = *e->uid ? *bucket_of(r, e->uid) : -1; i >= 0; i = r->out[i].next) {
                struct kept *k = &r->out[i];
                if (++r->tries > ICAL_TRIES_MAX)
                        return NULL;
                if (strcmp(k->t.uid, e->uid) == 0 &&
                    (k->t.from == from || (!e->freq && !e->instead && !k->instead && e->sequence > k->t.sequence)))
                        return k;
        }
        return NULL;
}

static bool add(struct reader *r, const struct event *e, int64_t from, int64_t length)
{
        struct kept *k = known(r, e, from);

        for (size_t i = 0; i < e->n_exdate; i++)
                if (e->exdate[i] == from)
                        return true;
        if (k && (e->sequence < k->t.sequence || (k->instead && !e->instead)))
                return true;
        if (r->tries > ICAL_TRIES_MAX || (!k && r->n == ICAL_TIMES_MAX))
                return false;
        if (!k) {
                int *first = bucket_of(r, e->uid);
                k = &r->out[r->n];
                k->next = *first;
                *first = (int)r->n++;
        }
        k->t = (struct ical_time){.from = from, .to = from + length, .sequence = e->sequence, .uid = e->uid, .name = e->name,
                                  .place = e->place, .about = e->about};
        k->instead = e->instead;
        k->gone = e->cancelled;
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

        if (++r->events > ICAL_TIMES_MAX)
                return false;
        if (e->bad || !e->from || length <= 0 || length > DAY_MS) {
                r->left_out += !e->cancelled;
                return true;
        }
        e->name = *e->name ? e->name : e->about;
        return e->freq && !e->instead ? repeat(r, e, length) : add(r, e, e->from, length);
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
        const char *v;

        while (ical_next(&r->line)) {
                if (ical_begins(&r->line, "BEGIN:VEVENT")) {
                        e = none;
                        inside = true;
                        deeper = 0;
                } else if (inside && ical_begins(&r->line, "BEGIN:")) {
                        deeper++;
                } else if (inside && deeper && ical_begins(&r->line, "END:")) {
                        deeper--;
                } else if (inside && ical_begins(&r->line, "END:VEVENT")) {
                        inside = false;
                        if (!event_end(r, &e))
                                return refuse(why, ST_TOO_LARGE, "more than 10000 events");
                } else if (inside && !deeper) {
                        property(r, &e);
                } else if (!inside && !r->named && (v = ical_value(&r->line, "X-WR-TIMEZONE"))) {
                        r->named = true;
                        r->zone = zone_named(v) ? zone_named(v) : r->zone;
                }
        }
        return ST_OK;
}

/* A repetition that another event stands for, written before or behind it, does not count. */
static void replaced(struct reader *r)
{
        for (size_t i = 0; i < r->n; i++) {
                const struct kept *x = &r->out[i];
                if (!x->instead)
                        continue;
                for (int k = *bucket_of(r, x->t.uid); k >= 0 && ++r->tries <= ICAL_TRIES_MAX; k = r->out[k].next)
                        if (!r->out[k].instead && r->out[k].t.from == x->instead && strcmp(r->out[k].t.uid, x->t.uid) == 0)
                                r->out[k].gone = true;
        }
}

static int by_time(const void *x, const void *y)
{
        const struct ical_time *a = x, *b = y;

        return a->from != b->from ? (a->from < b->from ? -1 : 1) : a->to != b->to ? (a->to < b->to ? -1 : 1) : strcmp(a->name, b->name);
}

static size_t told_all(struct reader *r, struct ical_time **out)
{
        size_t n = 0;

        *out = ARENA_ARRAY(r->a, r->n + 1, struct ical_time);
        for (size_t i = 0; i < r->n; i++)
                if (!r->out[i].gone)
                        (*out)[n++] = r->out[i].t;
        qsort(*out, n, sizeof **out, by_time);
        return n;
}

/* To the first line that says something, and whether that opens a calendar. */
static bool opened(struct reader *r, const char *text, size_t n)
{
        ical_lines_open(&r->line, text, n);
        bool any = ical_next(&r->line);
        while (any && text_blank(r->line.text))
                any = ical_next(&r->line);
        return any && ical_begins(&r->line, "BEGIN:VCALENDAR");
}

enum status ical_times(struct arena *a, const char *text, size_t n, const struct zone *zone, struct ical_time **out, size_t *n_out,
                       size_t *left_out, const char **why)
{
        struct reader *r = ARENA_NEW(a, struct reader);

        *n_out = *left_out = 0;
        *why = NULL;
        if (n > ICAL_TIMES_BYTES)
                return refuse(why, ST_TOO_LARGE, "larger than four mebibytes");
        r->a = a;
        r->zone = zone;
        r->out = ARENA_ARRAY(a, ICAL_TIMES_MAX, struct kept);
        for (size_t i = 0; i < BUCKETS; i++)
                r->bucket[i] = -1;
        if (!opened(r, text, n))
                return refuse(why, ST_INVALID, "does not begin with BEGIN:VCALENDAR");
        enum status st = events_read(r, why);
        if (st)
                return st;
        replaced(r);
        *n_out = told_all(r, out);
        *left_out = r->left_out;
        return ST_OK;
}
