/* The page of a calendar.  What was typed is kept in the view whether it is right or not; from the view
 * come the two texts of a version, which calendar_parse() judges like any other.  The button "check"
 * answers a case under the typed hours and saves nothing. */
#include "desk/admin/sla_view.h"
#include "formats/ical.h"
#include "templates.h"

enum { ROWS_MAX = 400, PERIODS_MAX = 32, BLANK = 3 };

static const char *field(struct ctx *c, char kind, size_t i, const char *name)
{
        return arena_fmt(c->arena, "%c%zu_%s", kind, i, name);
}

static bool hours_typed(struct ctx *c, const char *name, const char *typed, struct calendar_hours *out, const char **error)
{
        if (sla_hours_read(typed, out))
                return true;
        form_error(c, name, MSG_sla_error_hours);
        *error = ctx_msg(c, MSG_sla_error_hours);
        return false;
}

/* ---- from a version to the form ------------------------------------------------------------------------------ */

static void week_show(struct ctx *c, const struct calendar_week *from, struct sla_week *w)
{
        for (size_t i = 0; i < 7; i++)
                w->day[i].hours = from->day[i];
        sla_week_fill(c, w);
}

static struct sla_date *dates_show(struct ctx *c, const struct calendar_date *row, size_t n, size_t *out_n)
{
        struct sla_date *d = ARENA_ARRAY(c->arena, n + BLANK, struct sla_date);

        for (size_t i = 0; i < n + BLANK; i++)
                d[i] = i < n ? (struct sla_date){sla_date_text(c->arena, row[i].day), row[i].name,
                                                 sla_hours_text(c->arena, &row[i].hours), NULL, row[i].hours}
                             : (struct sla_date){"", "", "", NULL, {.n = 0}};
        *out_n = n + BLANK;
        return d;
}

static void periods_show(struct ctx *c, const struct calendar *cal, struct sla_calendar_view *v)
{
        v->n_periods = cal->periods + 1;
        v->periods = ARENA_ARRAY(c->arena, v->n_periods, struct sla_period);
        for (size_t i = 0; i < v->n_periods; i++) {
                struct sla_period *p = &v->periods[i];
                *p = (struct sla_period){.name = "", .from = "", .to = ""};
                if (i < cal->periods)
                        *p = (struct sla_period){.name = cal->period[i].name, .from = sla_date_text(c->arena, cal->period[i].from),
                                                 .to = sla_date_text(c->arena, cal->period[i].to)};
                week_show(c, i < cal->periods ? &cal->period[i].week : &(struct calendar_week){.day = {{.n = 0}}}, &p->week);
        }
}

static void sets_show(struct ctx *c, struct sla_calendar_view *v, bool (*chosen)(struct ctx *c, const void *arg, const char *code),
                      const void *arg)
{
        const struct holiday_set *s;

        v->sets = ARENA_ARRAY(c->arena, 16, struct sla_option);
        for (v->n_sets = 0; v->n_sets < 16 && (s = holiday_set_at(v->n_sets)); v->n_sets++)
                v->sets[v->n_sets] = (struct sla_option){holiday_set_code(s), holiday_set_name(s, c->lang == LANG_FR ? "fr" : "en"),
                                                         chosen(c, arg, holiday_set_code(s))};
}

static bool set_saved(struct ctx *c, const void *arg, const char *code)
{
        const struct calendar *cal = arg;

        for (size_t i = 0; i < cal->sets; i++)
                if (str_eq(holiday_set_code(cal->set[i]), code))
                        return true;
        return false;
}

static bool set_typed(struct ctx *c, const void *arg, const char *code)
{
        return *sla_value(c, arena_fmt(c->arena, "set_%s", code)) != 0;
}

static enum status from_saved(struct ctx *c, const struct calendar_info *k, struct sla_calendar_view *v)
{
        const struct calendar *cal;
        const char *why;
        enum status st = calendar_parse(c->arena, k->week, k->holidays, k->zone, k->day_ms, &cal, &why);

        if (st)
                return ctx_fail_text(c, st, why);
        v->name = k->name;
        v->zone = k->zone;
        v->day = k->day_ms == calendar_longest_day(&cal->week) ? ""
                 : arena_fmt(c->arena, "%g", (double)k->day_ms / (double)HOUR_MS);
        week_show(c, &cal->week, &v->week);
        periods_show(c, cal, v);
        v->exceptions = dates_show(c, cal->exception, cal->exceptions, &v->n_exceptions);
        v->holidays = dates_show(c, cal->holiday, cal->holidays, &v->n_holidays);
        sets_show(c, v, set_saved, cal);
        return ST_OK;
}

/* ---- from the form -------------------------------------------------------------------------------------------- */

static void week_typed(struct ctx *c, const char *prefix, struct sla_week *w)
{
        static const char *const keys[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

        for (size_t i = 0; i < 7; i++) {
                struct sla_day *d = &w->day[i];
                const char *name = arena_fmt(c->arena, "%s_%s", prefix, keys[i]);
                d->typed = sla_value(c, name);
                hours_typed(c, name, d->typed, &d->hours, &d->error);
        }
        sla_week_fill(c, w);
}

static void periods_typed(struct ctx *c, struct sla_calendar_view *v)
{
        v->periods = ARENA_ARRAY(c->arena, PERIODS_MAX, struct sla_period);
        for (size_t i = 0; i < PERIODS_MAX && form_value(c, field(c, 'p', i, "from")); i++) {
                struct sla_period *p = &v->periods[v->n_periods++];
                *p = (struct sla_period){.name = sla_value(c, field(c, 'p', i, "name")), .from = sla_value(c, field(c, 'p', i, "from")),
                                         .to = sla_value(c, field(c, 'p', i, "to"))};
                week_typed(c, arena_fmt(c->arena, "p%zu", i), &p->week);
                if (!*p->from && !*p->to)
                        continue;
                if (!sla_date_ok(c->arena, p->from) || !sla_date_ok(c->arena, p->to) || strcmp(p->to, p->from) < 0) {
                        p->error = ctx_msg(c, MSG_sla_error_period);
                        form_error(c, field(c, 'p', i, "from"), MSG_sla_error_period);
                }
        }
}

static bool twice(const struct sla_date *rows, size_t i)
{
        for (size_t k = 0; k < i; k++)
                if (str_eq(rows[k].date, rows[i].date))
                        return true;
        return false;
}

static struct sla_date *dates_typed(struct ctx *c, char kind, size_t *n)
{
        struct sla_date *rows = ARENA_ARRAY(c->arena, ROWS_MAX, struct sla_date);

        for (size_t i = 0; i < ROWS_MAX && form_value(c, field(c, kind, i, "date")); i++) {
                struct sla_date *d = &rows[i];
                *n = i + 1;
                *d = (struct sla_date){.date = sla_value(c, field(c, kind, i, "date")), .name = sla_value(c, field(c, kind, i, "name")),
                                       .typed = sla_value(c, field(c, kind, i, "hours"))};
                if (!*d->date)
                        continue;
                int wrong = !sla_date_ok(c->arena, d->date) ? MSG_sla_error_date : twice(rows, i) ? MSG_sla_error_twice : 0;
                if (wrong) {
                        form_error(c, field(c, kind, i, "date"), wrong);
                        d->error = ctx_msg(c, wrong);
                }
                hours_typed(c, field(c, kind, i, "hours"), d->typed, &d->hours, &d->error);
        }
        return rows;
}

static void from_typed(struct ctx *c, struct sla_calendar_view *v)
{
        v->name = sla_value(c, "name");
        v->zone = sla_value(c, "zone");
        v->day = sla_value(c, "day");
        if (text_blank(v->name) || strlen(v->name) > MAX_NAME_BYTES)
                form_error(c, "name", MSG_sla_error_name);
        if (!zone_get(v->zone))
                form_error(c, "zone", MSG_sla_error_zone);
        week_typed(c, "d", &v->week);
        periods_typed(c, v);
        v->exceptions = dates_typed(c, 'e', &v->n_exceptions);
        v->holidays = dates_typed(c, 'h', &v->n_holidays);
        sets_show(c, v, set_typed, NULL);
}

/* "7,5" hours; 0 when left empty. */
static int64_t day_typed(struct ctx *c, const char *typed)
{
        char *s = arena_str(c->arena, typed), *end, *comma = strchr(s, ',');

        if (!*s)
                return 0;
        if (comma)
                *comma = '.';
        double hours = strtod(s, &end);
        if (*end || !(hours >= 0.25 && hours <= 24)) {
                form_error(c, "day", MSG_sla_error_day);
                return 0;
        }
        return (int64_t)(hours * 60 + 0.5) * MINUTE_MS;
}

static const char *week_text(struct ctx *c, const struct sla_calendar_view *v)
{
        struct buf b;
        bool first = true;

        buf_init(&b, c->arena, 256u << 10);
        sla_week_json(&b, &v->week);
        buf_str(&b, ",\"periods\":[");
        for (size_t i = 0; i < v->n_periods; i++) {
                const struct sla_period *p = &v->periods[i];
                if (!*p->from && !*p->to)
                        continue;
                buf_fmt(&b, "%s{\"from\":\"%s\",\"to\":\"%s\",\"name\":", first ? "" : ",", p->from, p->to);
                buf_json(&b, p->name);
                buf_str(&b, ",\"week\":");
                sla_week_json(&b, &p->week);
                buf_str(&b, "}}");
                first = false;
        }
        buf_str(&b, "],\"exceptions\":[");
        first = true;
        for (size_t i = 0; i < v->n_exceptions; i++) {
                const struct sla_date *d = &v->exceptions[i];
                if (!*d->date)
                        continue;
                buf_fmt(&b, "%s{\"date\":\"%s\",\"name\":", first ? "" : ",", d->date);
                buf_json(&b, d->name);
                buf_str(&b, ",\"slots\":");
                sla_slots_json(&b, &d->hours);
                buf_char(&b, '}');
                first = false;
        }
        buf_str(&b, "]}");
        return b.p;
}

static const char *holidays_text(struct ctx *c, const struct sla_calendar_view *v)
{
        struct buf b;
        bool first = true;

        buf_init(&b, c->arena, 256u << 10);
        buf_char(&b, '[');
        for (size_t i = 0; i < v->n_sets; i++)
                if (v->sets[i].chosen) {
                        buf_fmt(&b, "%s{\"set\":\"%s\"}", first ? "" : ",", v->sets[i].value);
                        first = false;
                }
        for (size_t i = 0; i < v->n_holidays; i++)
                if (*v->holidays[i].date) {
                        buf_fmt(&b, "%s{\"date\":\"%s\",\"name\":", first ? "" : ",", v->holidays[i].date);
                        buf_json(&b, v->holidays[i].name);
                        buf_char(&b, '}');
                        first = false;
                }
        buf_char(&b, ']');
        return b.p;
}

/* ---- the page ----------------------------------------------------------------------------------------------------- */

static enum status calendar_show(struct ctx *c, struct sla_calendar_view *v, enum status result)
{
        struct calendar_week sum;

        for (size_t i = 0; i < 7; i++)
                sum.day[i] = v->week.day[i].hours;
        v->week_total = sla_week_total(c, &sum);
        v->e_code = form_msg(c, "code");
        v->e_name = form_msg(c, "name");
        v->e_zone = form_msg(c, "zone");
        v->e_day = form_msg(c, "day");
        v->e_file = form_msg(c, "file");
        page_init(c, &v->page, v->is_new ? ctx_msg(c, MSG_sla_calendar_new) : v->saved_name, "admin-promises");
        v->page.page_script_desk = true;
        v->page.crumbs[0] = (struct page_crumb){"/admin/promises", ctx_msg(c, MSG_sla_title)};
        v->page.crumbs[1] = (struct page_crumb){NULL, v->page.title};
        v->page.n_crumbs = 2;
        c->res->status = status_http(result);
        sla_calendar_html(&c->html, v);
        return ST_OK;
}

/* The calendar of the address; "new" is one that does not exist yet. */
static enum status calendar_named(struct ctx *c, struct calendar_info *k, struct sla_calendar_view *v)
{
        const char *code = ctx_var(c, "code");

        *k = (struct calendar_info){.code = "", .name = "", .zone = zone_name(c->zone), .week = "{}", .holidays = "[]"};
        v->is_new = str_eq(code, "new");
        enum status st = v->is_new ? ST_OK : calendar_info_get(c, code, k);
        v->version = k->version;
        v->code = v->is_new ? sla_value(c, "code") : k->code;
        v->saved_name = k->name;
        return st ? st : sla_case_choices(c, &v->check);
}

enum status sla_calendar_get(struct ctx *c)
{
        struct sla_calendar_view *v = ARENA_NEW(c->arena, struct sla_calendar_view);
        struct calendar_info k;
        enum status st = calendar_named(c, &k, v);

        if (!st)
                st = from_saved(c, &k, v);
        return st ? st : calendar_show(c, v, ST_OK);
}

static enum status checked(struct ctx *c, const struct calendar_draft *d, struct sla_calendar_view *v)
{
        const struct calendar *cal;
        const char *why;
        enum status st = calendar_parse(c->arena, d->week, d->holidays, d->zone, d->day_ms, &cal, &why);

        if (st)
                return ctx_fail_text(c, st, why);
        st = sla_case_read(c, cal, &v->check);
        return st && st != ST_INVALID ? st : calendar_show(c, v, st);
}

static enum status saved(struct ctx *c, const struct calendar_draft *d, struct sla_calendar_view *v)
{
        enum status st = calendar_save(c, d);

        if (st == ST_CONFLICT && v->is_new) {
                form_error(c, "code", MSG_sla_error_code_taken);
                return calendar_show(c, v, ST_INVALID);
        }
        if (st == ST_STALE) {
                form_error(c, "name", MSG_sla_error_stale);
                return calendar_show(c, v, st);
        }
        if (st)
                return st;
        page_notice(c, "sla.saved", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/calendars/%s", d->code));
}

enum status sla_calendar_post(struct ctx *c)
{
        struct sla_calendar_view *v = ARENA_NEW(c->arena, struct sla_calendar_view);
        struct calendar_info k;
        int64_t seen = 0;
        bool check = form_value(c, "check") != NULL;
        enum status st = calendar_named(c, &k, v);

        if (st)
                return st;
        from_typed(c, v);
        if (v->is_new && !check && !sla_code_ok(v->code))
                form_error(c, "code", MSG_sla_error_code);
        if (text_i64(sla_value(c, "version"), &seen) && seen > 0)
                v->version = seen;
        struct calendar_draft d = {.code = v->code, .name = v->name, .zone = v->zone, .day_ms = day_typed(c, v->day),
                                   .seen = v->is_new ? -1 : seen};
        if (c->n_error)
                return calendar_show(c, v, ST_INVALID);
        d.week = week_text(c, v);
        d.holidays = holidays_text(c, v);
        return check ? checked(c, &d, v) : saved(c, &d, v);
}

/* ---- days of an iCalendar file ---------------------------------------------------------------------------------- */

/* What the calendar does not know yet joins its own holidays in the form, where it can be read, changed and
 * left out before anything is saved. */
static enum status import_show(struct ctx *c, struct sla_calendar_view *v, const struct calendar_days *d)
{
        v->imported = true;
        v->n_imported = (int64_t)d->n_new;
        v->holidays = dates_show(c, d->day, d->n, &v->n_holidays);
        return calendar_show(c, v, ST_OK);
}

enum status sla_calendar_import(struct ctx *c)
{
        struct sla_calendar_view *v = ARENA_NEW(c->arena, struct sla_calendar_view);
        const unsigned char *text = NULL;
        struct calendar_info k;
        struct calendar_days d;
        size_t bytes = 0;
        enum status st = calendar_named(c, &k, v);

        if (!st && v->is_new)
                st = ST_NOT_FOUND;
        if (!st)
                st = from_saved(c, &k, v);
        if (!st)
                st = upload_bytes(c, "file", ICAL_BYTES_MAX, &text, &bytes);
        if (st == ST_TOO_LARGE)
                form_error(c, "file", MSG_sla_import_large);
        if (!st)
                st = calendar_days_read(c, &k, (const char *)text, bytes, &d);
        if (st && !c->n_error)
                return st;
        return st ? calendar_show(c, v, ST_INVALID) : import_show(c, v, &d);
}
