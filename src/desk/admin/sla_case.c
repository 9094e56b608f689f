/* « Vérifier un cas »: a promise, a moment, perhaps a pause; the due moment and how it is counted, before
 * anything is saved.  Times are said in the zone of the calendar. */
#include "desk/admin/sla_view.h"
#include "templates.h"

static int line_label(const char *kind)
{
        if (str_eq(kind, "closed"))
                return MSG_desk_line_closed;
        if (str_eq(kind, "holiday"))
                return MSG_desk_line_holiday;
        if (str_eq(kind, "exception"))
                return MSG_desk_line_exception;
        return str_eq(kind, "pause") ? MSG_desk_line_pause : MSG_desk_line_open;
}

static const char *day_and_time(struct ctx *c, const struct zone *z, int64_t at)
{
        return arena_fmt(c->arena, "%s, %s", human_date(c->arena, c->lang, z, at), human_time(c->arena, c->lang, z, at));
}

static void answer(struct ctx *c, const struct case_question *q, struct sla_case *v)
{
        const struct zone *z = q->calendar->zone;
        struct case_line *line;
        int64_t due = case_due(c->arena, q, c->lang == LANG_FR ? "fr" : "en", &line, &v->n_rows), sum = 0;

        v->answered = true;
        v->never = due >= MOMENT_NEVER;
        v->zone = zone_name(z);
        v->due = v->never ? "" : day_and_time(c, z, due);
        v->rows = ARENA_ARRAY(c->arena, v->n_rows, struct sla_case_line);
        for (size_t i = 0; i < v->n_rows; i++) {
                v->rows[i] = (struct sla_case_line){day_and_time(c, z, line[i].from), day_and_time(c, z, line[i].to),
                                                    ctx_msg(c, line_label(line[i].kind)), line[i].name,
                                                    line[i].counted_ms ? sla_span(c, line[i].counted_ms) : "",
                                                    line[i].from, line[i].to};
                sum += line[i].counted_ms;
        }
        v->total = sla_span(c, sum);
}

enum status sla_case_choices(struct ctx *c, struct sla_case *v)
{
        struct promise_info *p;
        enum status st = promise_infos(c, &p, &v->n_promises);

        v->promise = sla_value(c, "promise");
        v->at = sla_value(c, "at");
        v->pause_from = sla_value(c, "pause_from");
        v->pause_to = sla_value(c, "pause_to");
        if (st)
                return st;
        v->promises = ARENA_ARRAY(c->arena, v->n_promises, struct sla_option);
        for (size_t i = 0; i < v->n_promises; i++)
                v->promises[i] = (struct sla_option){p[i].code,
                        arena_fmt(c->arena, "%s, %s", c->lang == LANG_EN ? p[i].name_en : p[i].name_fr,
                                  sla_target(c, p[i].target_ms, p[i].day_ms)),
                        str_eq(p[i].code, v->promise)};
        return ST_OK;
}

enum status sla_case_read(struct ctx *c, const struct calendar *cal, struct sla_case *v)
{
        struct case_words w = {.promise = v->promise, .at = v->at, .pause = {{v->pause_from, v->pause_to}}};
        struct case_question q;
        struct promise_info p;
        enum status st = case_ask(c, cal, &w, &q, &p);

        v->error_promise = form_msg(c, "promise");
        v->error_at = form_msg(c, "at");
        v->error_pause = form_msg(c, "pause_from");
        if (st)
                return st;
        v->name = c->lang == LANG_EN ? p.name_en : p.name_fr;
        answer(c, &q, v);
        return ST_OK;
}

/* Calendars, and sites, which stand for theirs. */
static enum status calendar_options(struct ctx *c, struct sla_case *v, struct calendar_info *chosen)
{
        struct calendar_info *k;
        struct site *site;
        size_t sites;
        enum status st = calendar_infos(c, &k, &v->n_calendars);
        const char *code = sla_value(c, "calendar");

        if (!st)
                st = site_list(c, &site, &sites);
        if (st)
                return st;
        v->calendars = ARENA_ARRAY(c->arena, v->n_calendars + sites, struct sla_option);
        for (size_t i = 0; i < v->n_calendars; i++)
                v->calendars[i] = (struct sla_option){k[i].code, k[i].name, str_eq(k[i].code, code)};
        if (!*code && v->n_calendars) {
                *chosen = k[0];
                st = ST_OK;
        } else {
                st = case_calendar(c, code, chosen);
        }
        for (size_t i = 0; i < sites; i++) {
                const char *value = arena_fmt(c->arena, "site:%s", site[i].code);
                struct html_arg name = {"name", site[i].name, 0};
                v->calendars[v->n_calendars++] = (struct sla_option){
                        value, msg_text(c->arena, c->lang, MSG_sla_case_site, 1, &name), str_eq(value, code)};
        }
        return st;
}

enum status sla_check_get(struct ctx *c)
{
        struct sla_check_view v = {.check = {.at = ""}};
        struct calendar_info info;
        const struct calendar *cal;
        const char *why;
        enum status st = sla_case_choices(c, &v.check);

        if (!st)
                st = calendar_options(c, &v.check, &info);
        if (st)
                return st;
        if (*v.check.at || *v.check.promise) {
                st = calendar_parse(c->arena, info.week, info.holidays, info.zone, info.day_ms, &cal, &why);
                if (!st)
                        st = sla_case_read(c, cal, &v.check);
                if (st && st != ST_INVALID)
                        return st;
        }
        page_init(c, &v.page, ctx_msg(c, MSG_sla_check), "admin-promises");
        v.page.page_script_desk = true;
        c->res->status = status_http(st);
        sla_check_html(&c->html, &v);
        return ST_OK;
}
