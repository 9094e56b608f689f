/* Sites: the places with a calendar of their own, and what is promised there.  The address "new" is one that
 * does not exist yet; a code stays, because nothing else tells two sites apart for ever. */
#include "desk/admin/sla_view.h"
#include "templates.h"

enum { PROMISES_MAX = 50 };

enum status sla_sites_get(struct ctx *c)
{
        struct sla_sites_view v = {.n_rows = 0};
        struct site *rows;
        enum status st = site_list(c, &rows, &v.n_rows);

        if (st)
                return st;
        v.rows = rows;
        page_init(c, &v.page, ctx_msg(c, MSG_sla_sites), "admin-promises");
        v.page.page_script_desk = true;
        v.page.crumbs[0] = (struct page_crumb){"/admin/promises", ctx_msg(c, MSG_sla_title)};
        v.page.crumbs[1] = (struct page_crumb){NULL, v.page.title};
        v.page.n_crumbs = 2;
        sla_sites_html(&c->html, &v);
        return ST_OK;
}

static bool code_among(const struct site_code *list, size_t n, const char *code)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(list[i].code, code))
                        return true;
        return false;
}

static const char *promise_field(struct ctx *c, const char *code)
{
        return arena_fmt(c->arena, "promise_%s", code);
}

/* Choices as they are saved (site) or typed (site NULL). */
static enum status lists_fill(struct ctx *c, const struct site *site, struct sla_site_view *v)
{
        struct calendar_info *k;
        struct promise_info *p;
        struct site_code *held = NULL;
        size_t n_held = 0;
        const char *calendar = site ? site->calendar_code : sla_value(c, "calendar");
        enum status st = calendar_infos(c, &k, &v->n_calendars);

        if (!st)
                st = promise_infos(c, &p, &v->n_promises);
        if (!st && site && site->id)
                st = site_promises(c, site->id, &held, &n_held);
        if (st)
                return st;
        v->calendars = ARENA_ARRAY(c->arena, v->n_calendars, struct sla_option);
        for (size_t i = 0; i < v->n_calendars; i++)
                v->calendars[i] = (struct sla_option){k[i].code, arena_fmt(c->arena, "%s (%s)", k[i].name, k[i].zone),
                                                      str_eq(k[i].code, calendar)};
        if (v->n_promises > PROMISES_MAX)
                v->n_promises = PROMISES_MAX;
        v->promises = ARENA_ARRAY(c->arena, v->n_promises, struct sla_option);
        for (size_t i = 0; i < v->n_promises; i++)
                v->promises[i] = (struct sla_option){
                        p[i].code, c->lang == LANG_EN ? p[i].name_en : p[i].name_fr,
                        site ? code_among(held, n_held, p[i].code) : *sla_value(c, promise_field(c, p[i].code)) != 0};
        return ST_OK;
}

static enum status site_show(struct ctx *c, struct sla_site_view *v, enum status result)
{
        v->e_code = form_msg(c, "code");
        v->e_name = form_msg(c, "name");
        page_init(c, &v->page, v->is_new ? ctx_msg(c, MSG_sla_site_new) : v->saved_name, "admin-promises");
        v->page.page_script_desk = true;
        v->page.crumbs[0] = (struct page_crumb){"/admin/sites", ctx_msg(c, MSG_sla_sites)};
        v->page.crumbs[1] = (struct page_crumb){NULL, v->page.title};
        v->page.n_crumbs = 2;
        c->res->status = status_http(result);
        sla_site_html(&c->html, v);
        return ST_OK;
}

static enum status site_named(struct ctx *c, struct site *s, struct sla_site_view *v)
{
        const char *code = ctx_var(c, "code");

        *s = (struct site){.code = "", .name = "", .calendar_code = "standard"};
        *v = (struct sla_site_view){.is_new = str_eq(code, "new"), .code = "", .name = ""};
        enum status st = v->is_new ? ST_OK : site_get(c, code, s);
        v->code = s->code;
        v->name = v->saved_name = s->name;
        v->version = s->version;
        return st;
}

enum status sla_site_get(struct ctx *c)
{
        struct sla_site_view v;
        struct site s;
        enum status st = site_named(c, &s, &v);

        if (!st)
                st = lists_fill(c, &s, &v);
        return st ? st : site_show(c, &v, ST_OK);
}

static enum status saved(struct ctx *c, const struct site_draft *d, struct sla_site_view *v)
{
        enum status st = site_save(c, d);

        if (st == ST_CONFLICT)
                form_error(c, v->is_new ? "code" : "name", MSG_sla_error_site_taken);
        if (st == ST_STALE)
                form_error(c, "name", MSG_sla_error_stale);
        if (st == ST_CONFLICT || st == ST_STALE)
                return site_show(c, v, st == ST_STALE ? st : ST_INVALID);
        if (st)
                return st;
        page_notice(c, "sla.saved", NULL);
        return ctx_redirect(c, "/admin/sites");
}

enum status sla_site_post(struct ctx *c)
{
        struct sla_site_view v;
        struct site s;
        const char *codes[PROMISES_MAX];
        struct site_draft d = {.promises = codes, .calendar_code = sla_value(c, "calendar")};
        enum status st = site_named(c, &s, &v);

        if (!st)
                st = lists_fill(c, NULL, &v);
        if (st)
                return st;
        v.name = sla_value(c, "name");
        if (v.is_new)
                v.code = sla_value(c, "code");
        if (text_blank(v.name) || strlen(v.name) > MAX_NAME_BYTES)
                form_error(c, "name", MSG_sla_error_name);
        if (v.is_new && !sla_code_ok(v.code))
                form_error(c, "code", MSG_sla_error_code);
        if (!text_i64(sla_value(c, "version"), &d.seen) || d.seen < 0)
                d.seen = 0;
        v.version = d.seen;
        if (v.is_new)
                d.seen = -1;
        for (size_t i = 0; i < v.n_promises; i++)
                if (v.promises[i].chosen)
                        codes[d.n_promises++] = v.promises[i].value;
        d.code = v.code;
        d.name = v.name;
        return c->n_error ? site_show(c, &v, ST_INVALID) : saved(c, &d, &v);
}
