/* Moments, lengths and numbers as people write them.
 *
 * Every form is a pattern of the catalogue ("{h} h {m}") filled with at most a few short words, so
 * typography stays with the translators: French keeps a number and its unit together with no-break
 * spaces, the catalogue has them.  Results are bounded by HUMAN_MAX; fill() cuts instead of
 * overrunning, which no pattern of ours comes near. */
#include "html/human.h"

#include <inttypes.h>

#include "base/assert.h"
#include "locale/messages.h"

struct word {
        const char *name, *text;
};

static const int months[12] = {
    MSG_base_month_1, MSG_base_month_2,  MSG_base_month_3,  MSG_base_month_4,
    MSG_base_month_5, MSG_base_month_6,  MSG_base_month_7,  MSG_base_month_8,
    MSG_base_month_9, MSG_base_month_10, MSG_base_month_11, MSG_base_month_12,
};

static const int weekdays[7] = {
    MSG_base_weekday_1, MSG_base_weekday_2, MSG_base_weekday_3, MSG_base_weekday_4,
    MSG_base_weekday_5, MSG_base_weekday_6, MSG_base_weekday_7,
};

static size_t add(char *out, size_t at, const char *s, size_t n)
{
        if (n > HUMAN_MAX - 1 - at)
                n = HUMAN_MAX - 1 - at;
        memcpy(out + at, s, n);
        return at + n;
}

static const char *value_of(const char *name, size_t n, size_t n_words, const struct word *words)
{
        for (size_t i = 0; i < n_words; i++)
                if (strlen(words[i].name) == n && memcmp(words[i].name, name, n) == 0)
                        return words[i].text;
        return "";
}

/* Writes message `id` with {name} replaced.  `out` may not overlap the words. */
static void fill(char *out, enum lang lang, int id, size_t n_words, const struct word *words)
{
        const char *s = msg(lang, id);
        size_t at = 0;

        while (*s) {
                size_t clean = strcspn(s, "{");
                at = add(out, at, s, clean);
                s += clean;
                const char *end = *s ? strchr(s, '}') : NULL;
                if (!end)
                        break;
                const char *value = value_of(s + 1, (size_t)(end - s - 1), n_words, words);
                at = add(out, at, value, strlen(value));
                s = end + 1;
        }
        out[at] = '\0';
}

/* Singular below 2 in French, only 1 in English; `one` and `many` are two plain messages. */
static int one_or_many(enum lang lang, int64_t v, int one, int many)
{
        return v == 1 || (lang == LANG_FR && v == 0) ? one : many;
}

#define DIGITS_MAX 24

/* `v` ≥ 0 in digits, with zeros before up to `width`: snprintf() costs ten times as much. */
static const char *digits(char out[DIGITS_MAX], int64_t v, int width)
{
        int at = DIGITS_MAX - 1;

        out[at] = '\0';
        for (; v > 0 || width > 0; width--, v /= 10)
                out[--at] = (char)('0' + v % 10);
        return out + at;
}

void human_put_date(char *out, enum lang lang, const struct zone *z, int64_t at)
{
        struct civil c;
        char day[DIGITS_MAX], year[DIGITS_MAX];

        zone_local(z, at, &c);
        const struct word words[] = {{"weekday", msg(lang, weekdays[c.wday - 1])},
                                     {"day", digits(day, c.day, 1)},
                                     {"month", msg(lang, months[c.month - 1])},
                                     {"year", digits(year, c.year, 1)}};
        fill(out, lang, c.day == 1 ? MSG_base_date_first : MSG_base_date, ARRAY_LEN(words), words);
}

static int64_t day_number(const struct civil *c)
{
        return civil_days(c->year, c->month, c->day);
}

static void far_day(char *out, enum lang lang, const struct civil *c)
{
        char day[DIGITS_MAX], month[DIGITS_MAX], year[DIGITS_MAX];

        const struct word words[] = {{"day", digits(day, c->day, 2)},
                                     {"month", digits(month, c->month, 2)},
                                     {"year", digits(year, c->year, 1)}};
        fill(out, lang, MSG_base_day_far, ARRAY_LEN(words), words);
}

void human_put_day(char *out, enum lang lang, const struct zone *z, int64_t at, int64_t now)
{
        struct civil c, today;
        char day[DIGITS_MAX];

        zone_local(z, at, &c);
        zone_local(z, now, &today);
        int64_t apart = day_number(&c) - day_number(&today);
        if (apart == 0) {
                fill(out, lang, MSG_base_today, 0, NULL);
        } else if (apart == -1) {
                fill(out, lang, MSG_base_yesterday, 0, NULL);
        } else if (apart == 1) {
                fill(out, lang, MSG_base_tomorrow, 0, NULL);
        } else if (apart > -7 && apart < 7) {
                const struct word words[] = {{"weekday", msg(lang, weekdays[c.wday - 1])},
                                             {"day", digits(day, c.day, 1)}};
                fill(out, lang, MSG_base_day_near, ARRAY_LEN(words), words);
        } else {
                far_day(out, lang, &c);
        }
}

void human_put_time(char *out, enum lang lang, const struct zone *z, int64_t at)
{
        struct civil c;
        char hour[DIGITS_MAX], minute[DIGITS_MAX];

        zone_local(z, at, &c);
        const struct word words[] = {{"h", digits(hour, c.hour, 1)}, {"m", digits(minute, c.minute, 2)}};
        fill(out, lang, MSG_base_time, ARRAY_LEN(words), words);
}

void human_put_datetime(char *out, enum lang lang, const struct zone *z, int64_t at, int64_t now)
{
        char day[HUMAN_MAX], clock[HUMAN_MAX];

        human_put_day(day, lang, z, at, now);
        human_put_time(clock, lang, z, at);
        const struct word words[] = {{"day", day}, {"time", clock}};
        fill(out, lang, MSG_base_datetime, ARRAY_LEN(words), words);
}

static void counted(char *out, enum lang lang, int64_t v, int one, int many)
{
        char number[HUMAN_MAX];

        human_put_number(number, lang, v);
        const struct word words[] = {{"x", number}};
        fill(out, lang, one_or_many(lang, v, one, many), 1, words);
}

static void hours(char *out, enum lang lang, int64_t ms)
{
        char hour[DIGITS_MAX], minute[DIGITS_MAX];
        int64_t rest = ms % HOUR_MS / MINUTE_MS;

        const struct word words[] = {{"h", digits(hour, ms / HOUR_MS, 1)}, {"m", digits(minute, rest, 2)}};
        fill(out, lang, rest ? MSG_base_hours_minutes : MSG_base_hours, ARRAY_LEN(words), words);
}

static void days(char *out, enum lang lang, int64_t ms)
{
        char day[DIGITS_MAX], hour[DIGITS_MAX];
        int64_t rest = ms % DAY_MS / HOUR_MS;

        if (rest == 0 || ms >= 10 * DAY_MS) {
                counted(out, lang, ms / DAY_MS, MSG_base_day_one, MSG_base_day_many);
                return;
        }
        const struct word words[] = {{"d", digits(day, ms / DAY_MS, 1)}, {"h", digits(hour, rest, 1)}};
        fill(out, lang, MSG_base_days_hours, ARRAY_LEN(words), words);
}

static void positive_duration(char *out, enum lang lang, int64_t ms)
{
        if (ms < MINUTE_MS)
                counted(out, lang, ms / SECOND_MS, MSG_base_seconds, MSG_base_seconds);
        else if (ms < HOUR_MS)
                counted(out, lang, ms / MINUTE_MS, MSG_base_minutes, MSG_base_minutes);
        else if (ms < DAY_MS)
                hours(out, lang, ms);
        else
                days(out, lang, ms);
}

void human_put_duration(char *out, enum lang lang, int64_t ms)
{
        char length[HUMAN_MAX];

        if (ms >= 0) {
                positive_duration(out, lang, ms);
                return;
        }
        positive_duration(length, lang, ms == INT64_MIN ? INT64_MAX : -ms);
        const struct word words[] = {{"x", length}};
        fill(out, lang, MSG_base_minus, 1, words);
}

/* Rough length for "ago": the past is rounded down to its largest unit, months count 30 days. */
static void rough(char *out, enum lang lang, int64_t ms)
{
        if (ms >= 365 * DAY_MS)
                counted(out, lang, ms / (365 * DAY_MS), MSG_base_year_one, MSG_base_year_many);
        else if (ms >= 30 * DAY_MS)
                counted(out, lang, ms / (30 * DAY_MS), MSG_base_month_one, MSG_base_month_many);
        else if (ms >= DAY_MS)
                counted(out, lang, ms / DAY_MS, MSG_base_day_one, MSG_base_day_many);
        else if (ms >= HOUR_MS)
                hours(out, lang, ms / HOUR_MS * HOUR_MS);
        else
                positive_duration(out, lang, ms);
}

void human_put_ago(char *out, enum lang lang, const struct zone *z, int64_t at, int64_t now)
{
        char length[HUMAN_MAX];
        int64_t apart;

        if (__builtin_sub_overflow(at, now, &apart) || apart == INT64_MIN)
                apart = at > now ? INT64_MAX : -INT64_MAX;
        if (apart > -MINUTE_MS && apart < MINUTE_MS) {
                fill(out, lang, MSG_base_just_now, 0, NULL);
                return;
        }
        /* What is still to come is a deadline: minutes matter on its last day. */
        if (apart > 0 && apart < DAY_MS)
                positive_duration(length, lang, apart);
        else
                rough(length, lang, apart > 0 ? apart : -apart);
        const struct word words[] = {{"x", length}};
        fill(out, lang, apart > 0 ? MSG_base_in : MSG_base_ago, 1, words);
}

void human_put_number(char *out, enum lang lang, int64_t v)
{
        char digits[24];
        uint64_t size = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
        const char *separator = msg(lang, MSG_base_thousands);
        size_t at = 0;

        snprintf(digits, sizeof(digits), "%" PRIu64, size);
        if (v < 0)
                at = add(out, at, "\u2212", strlen("\u2212"));
        for (size_t i = 0, n = strlen(digits); i < n; i++) {
                if (i && (n - i) % 3 == 0)
                        at = add(out, at, separator, strlen(separator));
                at = add(out, at, digits + i, 1);
        }
        out[at] = '\0';
}

/* Steps of 1 024 under the names people know, so that a limit of 20 << 20 reads "20 Mo". */
void human_put_size(char *out, enum lang lang, int64_t bytes)
{
        static const int units[] = {MSG_base_bytes, MSG_base_kilobytes, MSG_base_megabytes,
                                    MSG_base_gigabytes, MSG_base_terabytes};
        char number[HUMAN_MAX], whole[HUMAN_MAX];
        int64_t tenths, unit = 1;
        size_t k = 0;

        if (bytes < 0)
                bytes = 0;
        while (k + 1 < ARRAY_LEN(units) && bytes / unit >= 1024) {
                unit *= 1024;
                k++;
        }
        tenths = bytes / unit * 10 + bytes % unit * 10 / unit;
        if (tenths >= 100 || tenths % 10 == 0) {
                human_put_number(number, lang, tenths / 10);
        } else {
                human_put_number(whole, lang, tenths / 10);
                snprintf(number, sizeof(number), "%.16s%s%d", whole, msg(lang, MSG_base_decimal),
                         (int)(tenths % 10));
        }
        const struct word words[] = {{"x", number}};
        fill(out, lang, units[k], 1, words);
}
