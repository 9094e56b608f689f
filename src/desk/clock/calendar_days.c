/* Days of an iCalendar file beside what a calendar knows.  What it does not know yet joins its own holidays: in the form of
 * its page, where it is read over, or in its next version, by program. */
#include "desk/clock/promises.h"
#include "formats/ical.h"

enum { IMPORT_YEARS = 5 };

static bool day_known(const struct calendar *cal, int64_t day)
{
        struct holiday h;

        for (size_t i = 0; i < cal->holidays; i++)
                if (cal->holiday[i].day == day)
                        return true;
        for (size_t i = 0; i < cal->sets; i++)
                if (holiday_on(cal->set[i], day, &h))
                        return true;
        return false;
}

static void days_join(struct ctx *c, const struct ical_day *day, size_t n, struct calendar_days *out)
{
        struct calendar_date *all = ARENA_ARRAY(c->arena, out->calendar->holidays + n + 1, struct calendar_date);

        out->n = out->calendar->holidays;
        if (out->n)
                memcpy(all, out->calendar->holiday, out->n * sizeof *all);
        for (size_t i = 0; i < n; i++) {
                if (day_known(out->calendar, day[i].day))
                        out->n_known++;
                else if (out->n >= CALENDAR_HOLIDAYS)
                        out->n_left++;
                else
                        all[out->n++] = (struct calendar_date){.day = day[i].day, .name = day[i].name};
        }
        out->day = all;
        out->n_new = out->n - out->calendar->holidays;
}

enum status calendar_days_read(struct ctx *c, const struct calendar_info *k, const char *text, size_t bytes, struct calendar_days *out)
{
        int64_t today = c->now / DAY_MS;
        const char *why = NULL;
        struct ical_day *day;
        size_t n;

        *out = (struct calendar_days){.n = 0};
        enum status st = calendar_parse(c->arena, k->week, k->holidays, k->zone, k->day_ms, &out->calendar, &why);
        if (st)
                return ctx_fail_text(c, st, why);
        if (!bytes || bytes > ICAL_BYTES_MAX) {
                form_error(c, "file", bytes ? MSG_sla_import_large : MSG_sla_import_none);
                return ST_INVALID;
        }
        st = ical_days(c->arena, text, bytes, today - 31, today + IMPORT_YEARS * 366, &day, &n, &why);
        if (st) {
                form_error(c, "file", st == ST_TOO_LARGE ? MSG_sla_import_large : MSG_sla_import_unread);
                return ST_INVALID;
        }
        days_join(c, day, n, out);
        return ST_OK;
}

enum status calendar_days_save(struct ctx *c, const struct calendar_info *k, const struct calendar_days *d, int64_t seen)
{
        const struct calendar *cal = d->calendar;
        struct buf b;

        buf_init(&b, c->arena, 256u << 10);
        for (size_t i = 0; i < cal->sets; i++)
                buf_fmt(&b, "%s{\"set\":\"%s\"}", i ? "," : "[", holiday_set_code(cal->set[i]));
        for (size_t i = 0; i < d->n; i++) {
                int y, m, day;
                civil_from_days(d->day[i].day, &y, &m, &day);
                buf_fmt(&b, "%s{\"date\":\"%04d-%02d-%02d\",\"name\":", b.n ? "," : "[", y, m, day);
                buf_json(&b, d->day[i].name);
                buf_char(&b, '}');
        }
        buf_str(&b, b.n ? "]" : "[]");
        if (buf_end(&b))
                return ST_TOO_LARGE;
        /* a file that says nothing new makes no version, whatever the writing of the list */
        struct calendar_draft draft = {.code = k->code, .name = k->name, .zone = k->zone, .week = k->week,
                                       .holidays = d->n_new ? b.p : k->holidays, .day_ms = k->day_ms,
                                       .seen = seen > 0 ? seen : k->version};
        return calendar_save(c, &draft);
}
