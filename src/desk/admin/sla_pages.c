/* Commitments and calendars at a glance, and the slice.  How a promise was kept is counted over the clocks
 * that stopped in the last thirty days, by an index and with a ceiling. */
#include "desk/admin/sla_view.h"
#include "templates.h"

extern const struct slice slice_admin_sla;

static const struct promise_kept *kept_of(const struct promise_kept *k, size_t n, int64_t promise_id)
{
        for (size_t i = 0; i < n; i++)
                if (k[i].promise_id == promise_id)
                        return &k[i];
        return NULL;
}

static enum status promise_line(struct ctx *c, const struct promise_info *p, const struct promise_kept *kept,
                                struct sla_promise_line *l)
{
        *l = (struct sla_promise_line){.code = p->code, .name = c->lang == LANG_EN ? p->name_en : p->name_fr,
                                       .target = sla_target(c, p->target_ms, p->day_ms), .calendar = p->calendar_name,
                                       .calendar_code = p->calendar_code, .percent = -1};
        l->clock = str_eq(p->clock, "response") ? ctx_msg(c, MSG_clock_response)
                   : str_eq(p->clock, "resolution") ? ctx_msg(c, MSG_clock_resolution) : ctx_msg(c, MSG_sla_internal);
        if (kept && kept->total > 0) {
                l->percent = (int)((kept->total - kept->late) * 100 / kept->total);
                l->kept = msg_plural(c->arena, c->lang, MSG_sla_kept_of, kept->total, 0, NULL);
        }
        return sla_rules_of(c, p->id, &l->rules, &l->n_rules);
}

static enum status promise_lines(struct ctx *c, struct sla_promises_view *v)
{
        struct promise_info *p;
        struct promise_kept *kept;
        size_t n_kept;
        enum status st = promise_infos(c, &p, &v->n_rows);

        if (!st)
                st = promises_kept(c, c->now - 30 * DAY_MS, &kept, &n_kept);
        if (!st)
                v->rows = ARENA_ARRAY(c->arena, v->n_rows, struct sla_promise_line);
        for (size_t i = 0; !st && i < v->n_rows; i++)
                st = promise_line(c, &p[i], kept_of(kept, n_kept, p[i].id), &v->rows[i]);
        return st;
}

static enum status calendar_lines_fill(struct ctx *c, struct sla_promises_view *v)
{
        struct calendar_info *k;
        enum status st = calendar_infos(c, &k, &v->n_calendars);

        if (!st)
                v->calendars = ARENA_ARRAY(c->arena, v->n_calendars, struct sla_calendar_line);
        for (size_t i = 0; !st && i < v->n_calendars; i++) {
                struct sla_calendar_line *l = &v->calendars[i];
                const struct calendar *cal;
                const char *why;
                st = calendar_parse(c->arena, k[i].week, k[i].holidays, k[i].zone, k[i].day_ms, &cal, &why);
                if (st)
                        return ctx_fail_text(c, st, why);
                *l = (struct sla_calendar_line){.code = k[i].code, .name = k[i].name, .zone = k[i].zone,
                                                .total = sla_week_total(c, &cal->week)};
                for (size_t d = 0; d < 7; d++)
                        l->week.day[d].hours = cal->week.day[d];
                sla_week_fill(c, &l->week);
        }
        return st;
}

enum status sla_promises_get(struct ctx *c)
{
        struct sla_promises_view v = {.n_rows = 0};
        enum status st = promise_lines(c, &v);

        if (!st)
                st = calendar_lines_fill(c, &v);
        if (st)
                return st;
        page_init(c, &v.page, ctx_msg(c, MSG_sla_title), "admin-promises");
        v.page.page_script_desk = true;
        sla_promises_html(&c->html, &v);
        return ST_OK;
}

static const struct route sla_routes[] = {
        {HTTP_GET, "/admin/promises", PERM_ADMIN, sla_promises_get, 0, NULL},
        {HTTP_GET, "/admin/promises/check", PERM_ADMIN, sla_check_get, 0, NULL},
        {HTTP_GET, "/admin/promises/{code}", PERM_ADMIN, sla_promise_get, 0, NULL},
        {HTTP_POST, "/admin/promises/{code}", PERM_ADMIN, sla_promise_post, 0, NULL},
        {HTTP_POST, "/admin/promises/{code}/rules", PERM_ADMIN, sla_rule_post, 0, NULL},
        {HTTP_POST, "/admin/promises/{code}/rules/{id}/remove", PERM_ADMIN, sla_rule_remove, 0, NULL},
        {HTTP_GET, "/admin/sites", PERM_ADMIN, sla_sites_get, 0, NULL},
        {HTTP_GET, "/admin/sites/{code}", PERM_ADMIN, sla_site_get, 0, NULL},
        {HTTP_POST, "/admin/sites/{code}", PERM_ADMIN, sla_site_post, 0, NULL},
        {HTTP_GET, "/admin/calendars/{code}", PERM_ADMIN, sla_calendar_get, 0, NULL},
        {HTTP_POST, "/admin/calendars/{code}", PERM_ADMIN, sla_calendar_post, 0, NULL},
        {HTTP_POST, "/admin/calendars/{code}/import", PERM_ADMIN, sla_calendar_import, ROUTE_UPLOAD, NULL},
        {0}};

const struct slice slice_admin_sla = {.name = "admin-sla", .routes = sla_routes};
