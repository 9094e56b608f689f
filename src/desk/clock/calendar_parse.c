/* From the two JSON texts of a calendar_version row to a struct calendar.  Strict: an unknown key or
 * day is refused, because a calendar that silently ignores "monday" is closed on Mondays.  The first
 * reason found stays in the reader and every later step does nothing. */
#include "base/text.h"
#include "desk/clock/calendar.h"
#include "formats/json.h"

#define MAX_PERIODS 64u
#define MAX_DATES   2000u

struct reader {
        struct arena *a;
        const char *why; /* NULL while all is well */
};

static const char *const day_names[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static void wrong(struct reader *r, const char *what, const char *where)
{
        if (!r->why)
                r->why = arena_fmt(r->a, "%s: %s", where, what);
}

/* Two digits; -1 when they are not. */
static int two(const char *s)
{
        if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
                return -1;
        return (s[0] - '0') * 10 + s[1] - '0';
}

/* "08:30" in minutes; -1 when it is none. */
static int minutes(const char *s)
{
        int hour = two(s), minute = hour < 0 || s[2] != ':' ? -1 : two(s + 3);

        if (minute < 0 || minute > 59 || hour > 24 || (hour == 24 && minute))
                return -1;
        return hour * 60 + minute;
}

static void slot_read(struct reader *r, const char *s, struct calendar_hours *out, const char *where)
{
        struct calendar_slot slot;

        if (!s || strlen(s) != 11 || s[5] != '-') {
                wrong(r, "a slot is written 08:00-12:00", where);
                return;
        }
        slot.from = minutes(s);
        slot.to = minutes(s + 6);
        if (slot.from < 0 || slot.to <= slot.from)
                wrong(r, "a slot ends after it begins, by 24:00", where);
        else if (out->n == CALENDAR_SLOTS)
                wrong(r, "too many slots", where);
        else if (out->n && slot.from < out->slot[out->n - 1].to)
                wrong(r, "slots are in order and do not overlap", where);
        else
                out->slot[out->n++] = slot;
}

static void hours_read(struct reader *r, const struct json *j, struct calendar_hours *out, const char *where)
{
        if (j && jv_type(j) != JV_ARRAY)
                wrong(r, "a list of slots is expected", where);
        for (size_t i = 0; i < jv_count(j) && !r->why; i++)
                slot_read(r, jv_text(jv_at(j, i)), out, where);
}

static int64_t date_read(struct reader *r, const struct json *j, const char *where)
{
        const char *s = jv_text(j);
        int64_t at;

        if (s && strlen(s) == 10 && moment_parse(arena_fmt(r->a, "%sT00:00:00Z", s), &at))
                return at / DAY_MS - (at % DAY_MS < 0);
        wrong(r, "a date is written 2026-05-30", where);
        return 0;
}

static const char *name_read(struct reader *r, const struct json *j, const char *where)
{
        const char *s = jv_text(j);

        if (!j)
                return "";
        if (!s || strlen(s) > MAX_NAME_BYTES) {
                wrong(r, "a name is a short text", where);
                return "";
        }
        return arena_str(r->a, s);
}

/* Refuses keys other than those in `known` (ended by NULL), and what is no object. */
static void keys_check(struct reader *r, const struct json *j, const char *const *known, const char *where)
{
        const char *key;

        if (jv_type(j) != JV_OBJECT)
                wrong(r, "an object is expected", where);
        for (size_t i = 0; !r->why && (key = jv_key(j, i, NULL)); i++) {
                size_t k = 0;

                while (known[k] && !str_eq(known[k], key))
                        k++;
                if (!known[k])
                        wrong(r, arena_fmt(r->a, "unknown key \"%s\"", key), where);
        }
}

static size_t list_count(struct reader *r, const struct json *j, size_t max, const char *where)
{
        if (j && jv_type(j) != JV_ARRAY)
                wrong(r, "a list is expected", where);
        if (jv_count(j) > max)
                wrong(r, "too many", where);
        return r->why ? 0 : jv_count(j);
}

static void week_read(struct reader *r, const struct json *j, bool top, struct calendar_week *out,
                      const char *where)
{
        static const char *const known[] = {"mon", "tue", "wed",     "thu",        "fri",
                                            "sat", "sun", "periods", "exceptions", NULL};
        static const char *const known_inner[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

        keys_check(r, j, top ? known : known_inner, where);
        for (size_t i = 0; i < 7 && !r->why; i++)
                hours_read(r, jv_get(j, day_names[i]), &out->day[i], day_names[i]);
}

static void periods_read(struct reader *r, const struct json *list, struct calendar *c)
{
        static const char *const known[] = {"from", "to", "name", "week", NULL};
        size_t n = list_count(r, list, MAX_PERIODS, "periods");
        struct calendar_period *rows = ARENA_ARRAY(r->a, n, struct calendar_period);

        for (size_t i = 0; i < n && !r->why; i++) {
                const struct json *j = jv_at(list, i);

                keys_check(r, j, known, "periods");
                rows[i].from = date_read(r, jv_get(j, "from"), "periods");
                rows[i].to = date_read(r, jv_get(j, "to"), "periods");
                rows[i].name = name_read(r, jv_get(j, "name"), "periods");
                week_read(r, jv_get(j, "week"), false, &rows[i].week, "periods");
                if (rows[i].to < rows[i].from)
                        wrong(r, "a period ends after it begins", "periods");
        }
        c->period = rows;
        c->periods = n;
}

static int by_day(const void *a, const void *b)
{
        int64_t x = ((const struct calendar_date *)a)->day, y = ((const struct calendar_date *)b)->day;

        return (x > y) - (x < y);
}

/* Sorts, and refuses two rows of one day: which would hold? */
static void dates_sort(struct reader *r, struct calendar_date *rows, size_t n, const char *where)
{
        qsort(rows, n, sizeof(*rows), by_day);
        for (size_t i = 1; i < n; i++)
                if (rows[i].day == rows[i - 1].day)
                        wrong(r, "a date occurs twice", where);
}

static void exceptions_read(struct reader *r, const struct json *list, struct calendar *c)
{
        static const char *const known[] = {"date", "name", "slots", NULL};
        size_t n = list_count(r, list, MAX_DATES, "exceptions");
        struct calendar_date *rows = ARENA_ARRAY(r->a, n, struct calendar_date);

        for (size_t i = 0; i < n && !r->why; i++) {
                const struct json *j = jv_at(list, i);

                keys_check(r, j, known, "exceptions");
                rows[i].day = date_read(r, jv_get(j, "date"), "exceptions");
                rows[i].name = name_read(r, jv_get(j, "name"), "exceptions");
                hours_read(r, jv_get(j, "slots"), &rows[i].hours, "exceptions");
        }
        dates_sort(r, rows, n, "exceptions");
        c->exception = rows;
        c->exceptions = n;
}

static void set_read(struct reader *r, const struct json *j, struct calendar *c)
{
        const struct holiday_set *set = holiday_set(jv_text(j));

        if (!set)
                wrong(r, "unknown set", "holidays");
        else if (c->sets == ARRAY_LEN(c->set))
                wrong(r, "too many sets", "holidays");
        else
                c->set[c->sets++] = set;
}

static void holidays_read(struct reader *r, const struct json *list, struct calendar *c)
{
        static const char *const known_set[] = {"set", NULL}, *const known[] = {"date", "name", NULL};
        size_t n = list_count(r, list, MAX_DATES, "holidays"), kept = 0;
        struct calendar_date *rows = ARENA_ARRAY(r->a, n, struct calendar_date);

        for (size_t i = 0; i < n && !r->why; i++) {
                const struct json *j = jv_at(list, i), *set = jv_get(j, "set");

                keys_check(r, j, set ? known_set : known, "holidays");
                if (set) {
                        set_read(r, set, c);
                        continue;
                }
                rows[kept].day = date_read(r, jv_get(j, "date"), "holidays");
                rows[kept++].name = name_read(r, jv_get(j, "name"), "holidays");
        }
        dates_sort(r, rows, kept, "holidays");
        c->holiday = rows;
        c->holidays = kept;
}

static const struct json *document(struct reader *r, const char *s, const char *where)
{
        const struct json *j = NULL;
        const char *why = "not JSON";

        if (jv_parse(r->a, s, strlen(s), &j, &why)) {
                wrong(r, why, where);
                return NULL;
        }
        return j;
}

enum status calendar_parse(struct arena *a, const char *week, const char *holidays, const char *zone,
                           int64_t day_ms, const struct calendar **out, const char **why)
{
        struct calendar *c = ARENA_NEW(a, struct calendar);
        struct reader r = {.a = a};
        const struct json *j = document(&r, week ? week : "", "week");

        c->zone = zone_get(zone);
        if (!c->zone)
                wrong(&r, "unknown time zone", "zone");
        if (day_ms < 0)
                wrong(&r, "a business day has a length", "day_ms");
        week_read(&r, j, true, &c->week, "week");
        periods_read(&r, jv_get(j, "periods"), c);
        exceptions_read(&r, jv_get(j, "exceptions"), c);
        if (holidays && *holidays)
                holidays_read(&r, document(&r, holidays, "holidays"), c);
        c->day_ms = day_ms ? day_ms : calendar_longest_day(&c->week);
        if (r.why) {
                *why = r.why;
                return ST_INVALID;
        }
        *out = c;
        return ST_OK;
}
