/* Promises and calendars by program, beside the configuration file that holds them: a case is checked and nothing is kept;
 * the days of an iCalendar file are looked at, and join a calendar's own holidays as its next version. */
#include "desk/api/api.h"
#include "desk/clock/promises.h"
#include "formats/ical.h"

/* An error of the page's field is one of this member. */
static void field_is(struct ctx *c, const char *page, const char *member)
{
        for (size_t i = 0; i < c->n_error; i++)
                if (str_eq(c->error[i].field, page))
                        c->error[i].field = member;
}

/* ---- a case --------------------------------------------------------------------------------------------------- */

static void pauses_in(struct ctx *c, struct case_words *w)
{
        const struct json *list = jv_get(c->json, "pauses");
        size_t n = jv_count(list);
        bool fits = jv_type(list) == JV_NONE || jv_type(list) == JV_NULL || (jv_type(list) == JV_ARRAY && n <= CASE_PAUSES);

        for (size_t i = 0; fits && i < n; i++) {
                w->pause[i].from = jv_text(jv_get(jv_at(list, i), "from"));
                w->pause[i].to = jv_text(jv_get(jv_at(list, i), "to"));
                fits = w->pause[i].from && w->pause[i].to && *w->pause[i].from && *w->pause[i].to;
        }
        if (!fits)
                form_error(c, "pauses", MSG_sla_error_pause);
}

/* "draft": a calendar as it would be saved, over the one that is there; what it leaves out holds as it is.  False after an
 * error.  What stands in week and holidays is judged by calendar_parse(), as on the page. */
static bool draft_in(struct ctx *c, struct calendar_info *k)
{
        static const char *const known[] = {"time_zone", "day_minutes", "week", "holidays"};
        const struct json *d = jv_get(c->json, "draft"), *zone = jv_get(d, known[0]), *day = jv_get(d, known[1]);
        const struct json *week = jv_get(d, known[2]), *holidays = jv_get(d, known[3]);
        const char *key;

        if (jv_type(d) != JV_NONE && jv_type(d) != JV_NULL && jv_type(d) != JV_OBJECT)
                form_error(c, "draft", MSG_form_bad_text);
        for (size_t i = 0, at; (key = jv_key(d, i, NULL)); i++) {
                for (at = 0; at < ARRAY_LEN(known) && !str_eq(key, known[at]); at++)
                        ;
                if (at == ARRAY_LEN(known))
                        form_error(c, arena_fmt(c->arena, "draft.%s", key), MSG_config_bad_word);
        }
        if (zone && (!jv_text(zone) || !zone_get(jv_text(zone))))
                form_error(c, "draft.time_zone", MSG_sla_error_zone);
        else if (zone)
                k->zone = jv_text(zone);
        if (week) {
                k->week = jv_dump(c->arena, week);
                k->day_ms = 0; /* its longest day, unless it says more */
        }
        if (holidays)
                k->holidays = jv_dump(c->arena, holidays);
        int64_t minutes = jv_int(day, 0);
        if (day && (minutes < 15 || minutes > 24 * 60))
                form_error(c, "draft.day_minutes", MSG_sla_error_day);
        else if (day)
                k->day_ms = minutes * MINUTE_MS;
        return c->n_error == 0;
}

/* The calendar that is named, else the one that the promise counts by; the house's zone judges the rest when there is none. */
static enum status calendar_in(struct ctx *c, const char *promise, struct calendar_info *k, const struct calendar **cal)
{
        const char *word = api_text_in(c, "calendar", ""), *why;
        struct promise_info p;
        enum status st = *word ? ST_OK : promise_info_get(c, promise, &p);

        if (!st)
                st = case_calendar(c, *word ? word : p.calendar_code, k);
        if (st == ST_NOT_FOUND && *word)
                form_error(c, "calendar", MSG_config_no_calendar);
        if (st == ST_NOT_FOUND) {
                *k = (struct calendar_info){.code = "", .week = "{}", .holidays = "[]", .zone = zone_name(c->zone)};
                st = ST_OK;
        }
        if (st)
                return st;
        /* a draft that cannot be read has its errors; the rest is judged by what is saved, so that all is said at once */
        struct calendar_info typed = *k;
        if (draft_in(c, &typed) && jv_get(c->json, "draft")) {
                st = calendar_parse(c->arena, typed.week, typed.holidays, typed.zone, typed.day_ms, cal, &why);
                if (!st) {
                        *k = typed;
                        return ST_OK;
                }
                form_error_text(c, "draft", why);
        }
        st = calendar_parse(c->arena, k->week, k->holidays, k->zone, k->day_ms, cal, &why);
        return st ? ctx_fail_text(c, st, why) : ST_OK;
}

/* "target_ms": what a promise would be that is not saved; −1, which is refused, when it is none. */
static int64_t target_in(struct ctx *c)
{
        const struct json *j = jv_get(c->json, "target_ms");

        if (!j || jv_type(j) == JV_NULL)
                return 0;
        return jv_int(j, -1) > 0 ? jv_int(j, -1) : -1;
}

static void lines_out(struct ctx *c, struct buf *b, const struct case_line *line, size_t n)
{
        buf_str(b, ",\"lines\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"from\":" : "{\"from\":");
                api_time(c, b, line[i].from);
                api_time_member(c, b, "to", line[i].to);
                buf_fmt(b, ",\"kind\":\"%s\",\"counted_ms\":%lld", line[i].kind, (long long)line[i].counted_ms);
                api_text_member(b, "note", *line[i].name ? line[i].name : NULL);
                buf_char(b, '}');
        }
        buf_str(b, "]}\n");
}

enum status api_case_post(struct ctx *c)
{
        struct case_words w = {.promise = api_text_in(c, "promise", ""), .at = api_text_in(c, "at", ""), .target_ms = target_in(c)};
        struct case_question q;
        struct calendar_info k;
        struct promise_info p;
        const struct calendar *cal;
        struct case_line *line;
        size_t n;

        pauses_in(c, &w);
        enum status st = calendar_in(c, w.promise, &k, &cal);
        if (!st)
                st = case_ask(c, cal, &w, &q, &p);
        field_is(c, "pause_from", "pauses");
        if (st)
                return st;
        int64_t due = case_due(c->arena, &q, c->lang == LANG_FR ? "fr" : "en", &line, &n), sum = 0;
        struct buf *b = &c->res->body;
        for (size_t i = 0; i < n; i++)
                sum += line[i].counted_ms;
        api_json_head(c, 200);
        buf_str(b, "{\"promise\":");
        buf_json(b, p.code);
        api_text_member(b, "calendar", k.code);
        api_text_member(b, "time_zone", k.zone);
        api_time_member(c, b, "at", q.at);
        api_time_member(c, b, "due_at", due);
        buf_fmt(b, ",\"target_ms\":%lld,\"counted_ms\":%lld", (long long)q.target_ms, (long long)sum);
        lines_out(c, b, line, n);
        return ST_OK;
}

/* ---- days of a file ----------------------------------------------------------------------------------------------- */

/* The member "file", as text or as a file in a part of this name, read beside the calendar of the address. */
static enum status days_in(struct ctx *c, struct calendar_info *k, struct calendar_days *d)
{
        const unsigned char *p = NULL;
        const char *text = NULL;
        size_t n = 0;
        enum status st = calendar_info_get(c, ctx_var(c, "code"), k);

        if (st)
                return st;
        st = upload_bytes(c, "file", ICAL_BYTES_MAX, &p, &n);
        if (st == ST_TOO_LARGE || c->req->body_st == ST_TOO_LARGE) {
                form_error(c, "file", MSG_sla_import_large);
                return ST_INVALID;
        }
        text = (const char *)p;
        if (!st && !p && (text = jv_text(jv_get(c->json, "file"))))
                n = strlen(text);
        return st ? st : calendar_days_read(c, k, text, n, d);
}

static void days_out(struct ctx *c, const struct calendar_info *k, const struct calendar_days *d)
{
        struct buf *b = &c->res->body;

        api_json_head(c, 200);
        api_etag(c, k->version);
        buf_str(b, "{\"code\":");
        buf_json(b, k->code);
        buf_fmt(b, ",\"version\":%lld,\"added\":%zu,\"known\":%zu,\"left_out\":%zu,\"days\":[", (long long)k->version, d->n_new, d->n_known, d->n_left);
        for (size_t i = d->n - d->n_new; i < d->n; i++) {
                int year, month, day;
                civil_from_days(d->day[i].day, &year, &month, &day);
                buf_fmt(b, "%s{\"date\":\"%04d-%02d-%02d\"", i > d->n - d->n_new ? "," : "", year, month, day);
                api_text_member(b, "name", d->day[i].name);
                buf_char(b, '}');
        }
        buf_str(b, "]}\n");
}

enum status api_days_look(struct ctx *c)
{
        struct calendar_info k;
        struct calendar_days d;
        enum status st = days_in(c, &k, &d);

        if (!st)
                days_out(c, &k, &d);
        return st;
}

enum status api_days_post(struct ctx *c)
{
        struct calendar_info k, now;
        struct calendar_days d;
        int64_t seen;
        enum status st = days_in(c, &k, &d);

        if (!st && !api_if_match(c, &seen))
                st = ST_STALE;
        if (!st)
                st = calendar_days_save(c, &k, &d, seen);
        if (!st)
                st = calendar_info_get(c, k.code, &now);
        if (!st)
                days_out(c, &now, &d);
        return st;
}
