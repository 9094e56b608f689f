/* Sites in the configuration file: their calendar and the promises that hold there. */
#include "app/config.h"
#include "desk/clock/clock_own.h"
#include "desk/clock/site.h"

enum { SITE_PROMISES = 100 };

static const struct config_key site_keys[] = {
        {"name", CONFIG_TEXT, true}, {"calendar", CONFIG_TEXT, true}, {"promises", CONFIG_LIST, false}, {0}};

static enum status sites_list(struct ctx *c, struct config_items *to)
{
        struct site *s;
        struct site_code *p;
        size_t n, m;
        enum status st = site_list(c, &s, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct buf b;
                st = site_promises(c, s[i].id, &p, &m);
                buf_init(&b, c->arena, 16384);
                for (size_t k = 0; !st && k < m; k++)
                        buf_fmt(&b, "%s%s", k ? "\n" : "", p[k].code);
                if (st)
                        break;
                struct config_item *x = config_add(to, s[i].code);
                config_set(c, x, "name", s[i].name);
                config_set(c, x, "calendar", s[i].calendar_code);
                config_set(c, x, "promises", b.n ? b.p : "");
        }
        return st;
}

static enum status site_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char **promise = ARENA_ARRAY(c->arena, SITE_PROMISES, const char *), *at = config_get(want, "promises"), *line, *before = "";
        struct site_draft d = {.code = want->code, .name = config_get(want, "name"), .calendar_code = config_get(want, "calendar"),
                               .promises = promise, .seen = -1};
        struct site s;

        while ((line = config_next(c->arena, &at)) && d.n_promises < SITE_PROMISES) {
                if (strcmp(before, line) >= 0)
                        form_error(c, "promises", MSG_config_unsorted);
                promise[d.n_promises++] = before = line;
        }
        if (c->n_error)
                return ST_INVALID;
        enum status st = now ? site_get(c, want->code, &s) : ST_OK;
        if (!st && now)
                d.seen = s.version;
        return st ? st : site_save(c, &d);
}

static const struct config_part site_parts[] = {{"site", 55, false, MSG_config_about_sites, site_keys, sites_list, site_put}, {0}};

const struct slice slice_config_site = {.name = "config-site", .config = site_parts};
