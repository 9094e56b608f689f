/* Arithmetic of business time.  Everything is one walk over local days: a day knows its first moment
 * and the first of the next day, so on all but two days a year a slot is an addition, and only on the
 * nights of a clock change (a day that is not 24 hours long) is the zone asked for each boundary. */
#include "desk/clock/calendar.h"

#include "base/text.h"
#include "desk/clock/walk.h"

#define GIVE_UP_CLOSED (5 * 366)   /* days in a row without an opening */
#define GIVE_UP        (100 * 366) /* days in all */

static const struct calendar_hours closed;

/* NULL when no row has that day. */
static const struct calendar_date *date_find(const struct calendar_date *rows, size_t n, int64_t day)
{
        size_t low = 0;

        while (low < n) {
                size_t mid = low + (n - low) / 2;

                if (rows[mid].day == day)
                        return &rows[mid];
                if (rows[mid].day < day)
                        low = mid + 1;
                else
                        n = mid;
        }
        return NULL;
}

static bool holiday_find(const struct calendar *c, int64_t day, const char *lang, const char **name)
{
        const struct calendar_date *d = date_find(c->holiday, c->holidays, day);
        struct holiday h;

        if (d) {
                *name = d->name;
                return true;
        }
        for (size_t i = 0; i < c->sets; i++)
                if (holiday_on(c->set[i], day, &h)) {
                        *name = str_eq(lang, "fr") ? h.fr : h.en;
                        return true;
                }
        return false;
}

static const struct calendar_hours *usual_hours(const struct calendar *c, int64_t day)
{
        int wday = civil_wday(day) - 1;

        for (size_t i = 0; i < c->periods; i++)
                if (day >= c->period[i].from && day <= c->period[i].to)
                        return &c->period[i].week.day[wday];
        return &c->week.day[wday];
}

const struct calendar_hours *calendar_hours(const struct calendar *c, int64_t day, const char *lang,
                                            const char **kind, const char **name)
{
        const struct calendar_date *exception = date_find(c->exception, c->exceptions, day);
        const struct calendar_hours *usual = usual_hours(c, day);
        const char *word, *is = "";

        if (exception) {
                word = "exception";
                is = exception->name;
                usual = &exception->hours;
        } else if (usual->n && holiday_find(c, day, lang, &is)) {
                word = "holiday";
                usual = &closed;
        } else {
                word = usual->n ? "open" : "closed";
        }
        if (kind)
                *kind = word;
        if (name)
                *name = is;
        return usual;
}

/* Moment of a minute of a local day; 1440 is the midnight after. */
static int64_t moment_of(const struct calendar *c, int64_t day, int minute)
{
        struct civil t = {.minute = minute};

        civil_from_days(day + minute / 1440, &t.year, &t.month, &t.day);
        t.minute %= 1440;
        return zone_moment(c->zone, &t);
}

void walk_start(struct walk *w, const struct calendar *c, int64_t at)
{
        struct civil t;

        zone_local(c->zone, at, &t);
        w->c = c;
        w->day = civil_days(t.year, t.month, t.day);
        w->start = moment_of(c, w->day, 0);
        w->next = moment_of(c, w->day + 1, 0);
        w->hours = calendar_hours(c, w->day, NULL, NULL, NULL);
}

void walk_next(struct walk *w)
{
        w->day++;
        w->start = w->next;
        w->next = moment_of(w->c, w->day + 1, 0);
        w->hours = calendar_hours(w->c, w->day, NULL, NULL, NULL);
}

void walk_slot(const struct walk *w, size_t i, int64_t *from, int64_t *to)
{
        const struct calendar_slot *s = &w->hours->slot[i];

        if (w->next - w->start == DAY_MS) {
                *from = w->start + s->from * MINUTE_MS;
                *to = w->start + s->to * MINUTE_MS;
                return;
        }
        *from = moment_of(w->c, w->day, s->from);
        *to = moment_of(w->c, w->day, s->to);
}

/* The first open stretch of the walk that ends after `at`; false when none comes in time.
 * *slot goes on from call to call. */
static bool next_slot(struct walk *w, size_t *slot, int64_t at, int64_t *from, int64_t *to)
{
        for (int closed_days = 0; closed_days <= GIVE_UP_CLOSED; closed_days++) {
                while (*slot < w->hours->n) {
                        walk_slot(w, (*slot)++, from, to);
                        if (*to > at && *to > *from)
                                return true;
                }
                walk_next(w);
                *slot = 0;
        }
        return false;
}

int64_t calendar_add(const struct calendar *c, int64_t from, int64_t ms)
{
        struct walk w;
        int64_t a, b, first;
        size_t slot = 0;

        if (ms <= 0)
                return from;
        walk_start(&w, c, from);
        first = w.day;
        while (w.day - first < GIVE_UP && next_slot(&w, &slot, from, &a, &b)) {
                if (a < from)
                        a = from;
                if (b - a >= ms)
                        return a + ms < MOMENT_NEVER ? a + ms : MOMENT_NEVER;
                ms -= b - a;
        }
        return MOMENT_NEVER;
}

int64_t calendar_between(const struct calendar *c, int64_t from, int64_t to)
{
        int64_t a, b, sum = 0;
        struct walk w;

        if (to <= from)
                return 0;
        for (walk_start(&w, c, from); w.start < to; walk_next(&w))
                for (size_t i = 0; i < w.hours->n; i++) {
                        walk_slot(&w, i, &a, &b);
                        a = a > from ? a : from;
                        b = b < to ? b : to;
                        sum += b > a ? b - a : 0;
                }
        return sum;
}

int64_t calendar_next_open(const struct calendar *c, int64_t at)
{
        struct walk w;
        int64_t a, b;
        size_t slot = 0;

        walk_start(&w, c, at);
        if (!next_slot(&w, &slot, at, &a, &b) || a > MOMENT_NEVER)
                return MOMENT_NEVER;
        return a > at ? a : at;
}

bool calendar_is_open(const struct calendar *c, int64_t at)
{
        struct walk w;
        int64_t a, b;

        walk_start(&w, c, at);
        for (size_t i = 0; i < w.hours->n; i++) {
                walk_slot(&w, i, &a, &b);
                if (at >= a && at < b)
                        return true;
        }
        return false;
}

int64_t calendar_longest_day(const struct calendar_week *w)
{
        int longest = 0;

        for (size_t day = 0; day < 7; day++) {
                int sum = 0;

                for (size_t i = 0; i < w->day[day].n; i++)
                        sum += w->day[day].slot[i].to - w->day[day].slot[i].from;
                longest = sum > longest ? sum : longest;
        }
        return longest ? longest * MINUTE_MS : DAY_MS;
}
