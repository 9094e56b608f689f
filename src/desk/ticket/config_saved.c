/* Views for everybody in the configuration file, by their name; those of a group or of somebody are theirs. */
#include "app/config.h"
#include "desk/ticket/saved.h"

enum { VIEW_CONDITIONS = 50 };

static const struct config_key view_keys[] = {{"list", CONFIG_TEXT, false}, {"words", CONFIG_TEXT, false},      {"conditions", CONFIG_LIST, false},
                                              {"sort", CONFIG_TEXT, false}, {"columns", CONFIG_TEXT, false}, {0}};

static const char *or_none(const char *s)
{
        return s ? s : "";
}

static bool first_of_name(const struct saved_view *v, size_t i)
{
        for (size_t k = 0; k < i; k++)
                if (v[k].level == CANNED_EVERYBODY && str_eq(v[k].name, v[i].name))
                        return false;
        return v[i].level == CANNED_EVERYBODY;
}

static enum status views_list(struct ctx *c, struct config_items *to)
{
        struct saved_view *v;
        size_t n;
        enum status st = saved_list(c, &v, &n);

        for (size_t i = 0; !st && i < n; i++) {
                if (!first_of_name(v, i))
                        continue;
                struct config_item *x = config_add(to, v[i].name);
                struct buf b;
                buf_init(&b, c->arena, 65536);
                for (size_t k = 0; k < v[i].list.n_cond; k++)
                        buf_fmt(&b, "%s%s", k ? "\n" : "", v[i].list.cond[k]);
                config_set(c, x, "list", or_none(v[i].list.view));
                config_set(c, x, "words", or_none(v[i].list.q));
                config_set(c, x, "conditions", b.n ? b.p : "");
                config_set(c, x, "sort", or_none(v[i].list.sort));
                config_set(c, x, "columns", or_none(v[i].list.columns));
        }
        return st;
}

static enum status view_put(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        const char **cond = ARENA_ARRAY(c->arena, VIEW_CONDITIONS, const char *), *at = config_get(want, "conditions"), *line;
        struct saved_list l = {.view = config_get(want, "list"), .q = config_get(want, "words"), .columns = config_get(want, "columns"),
                               .sort = config_get(want, "sort"), .cond = cond};
        struct saved_draft d = {.level = CANNED_EVERYBODY, .name = want->code, .list = &l};
        struct saved_view *v;
        size_t n = 0;
        int64_t id;

        if (!*l.sort)
                l.sort = "due";
        while ((line = config_next(c->arena, &at)) && l.n_cond < VIEW_CONDITIONS)
                cond[l.n_cond++] = line;
        enum status st = now ? saved_list(c, &v, &n) : ST_OK;
        for (size_t i = 0; !st && !d.id && i < n; i++)
                if (first_of_name(v, i) && str_eq(v[i].name, want->code))
                        d.id = v[i].id;
        return st ? st : saved_save(c, &d, &id);
}

static const struct config_part view_parts[] = {{"view", 120, false, MSG_config_about_views, view_keys, views_list, view_put}, {0}};

const struct slice slice_config_saved = {.name = "config-saved", .config = view_parts};
