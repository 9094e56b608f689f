/* Plans in the configuration file: the newest published version, a line a step (points.c).  Applying one that differs
 * publishes the next version; drafts and items that run are left as they are. */
#include "app/config.h"
#include "desk/plan/edit.h"
#include "desk/people/people.h"

enum { STEPS_BYTES = 512 * 1024 };

static const struct config_key plan_keys[] = {
        {"name_fr", CONFIG_TEXT, true}, {"name_en", CONFIG_TEXT, true}, {"steps", CONFIG_LIST, true}, {0}};

static enum status plans_list(struct ctx *c, struct config_items *to)
{
        struct plan_row *p;
        size_t n;
        enum status st = plan_list(c, &p, &n);

        for (size_t i = 0; !st && i < n; i++) {
                struct plan_version v;
                struct plan_step *s;
                size_t k;
                struct buf b;
                if (!p[i].version)
                        continue;
                if ((st = plan_current(c, p[i].plan, &v)) || (st = plan_steps(c, v.id, &s, &k)))
                        return st;
                struct config_item *x = config_add(to, v.plan);
                config_set(c, x, "name_fr", v.name_fr);
                config_set(c, x, "name_en", v.name_en);
                buf_init(&b, c->arena, STEPS_BYTES);
                for (size_t j = 0; j < k; j++) {
                        buf_str(&b, j ? "\n" : "");
                        step_line_write(&b, &s[j]);
                }
                config_set(c, x, "steps", b.p);
        }
        return st;
}

static enum status plan_save(struct ctx *c, const struct config_item *now, const struct config_item *want)
{
        struct plan_step *s = ARENA_ARRAY(c->arena, PLAN_STEPS + 1, struct plan_step);
        const char *at = config_get(want, "steps"), *line;
        size_t n = 0;
        (void)now;
        while ((line = config_next(c->arena, &at))) {
                if (n == PLAN_STEPS || !step_line_read(c->arena, line, &s[n])) {
                        struct html_arg arg = {"line", text_short(c->arena, line, 60), 0};
                        form_error_text(c, "steps", msg_text(c->arena, c->lang, MSG_plan_line_bad, 1, &arg));
                        return ST_INVALID;
                }
                n++;
        }
        enum status st = plan_put(c, want->code, config_get(want, "name_fr"), config_get(want, "name_en"), s, n);
        if (st == ST_CONFLICT && c->why) { /* a cycle, a dead task: said as an error of the steps */
                form_error_text(c, "steps", c->why);
                st = ST_INVALID;
        }
        return st;
}

static const struct config_part plan_parts[] = {
        {.kind = "plan", .rank = 95, .about = MSG_plan_config_about, .keys = plan_keys, .list = plans_list, .save = plan_save}, {0}};

const struct slice slice_config_plan = {.name = "config_plan", .config = plan_parts};
