/* Who is told of what, for programs: the table event × role of the administration, read and changed, all or nothing. */
#include "desk/api/api.h"
#include "desk/ticket/notify.h"

static const char *const levels[] = {"never", "chooses", "default", "always"};
_Static_assert(ARRAY_LEN(levels) == NOTIFY_ALWAYS + 1, "levels");

static void rule_out(struct ctx *c, struct buf *b, const struct notify_rule *r)
{
        buf_str(b, "{\"event\":");
        buf_json(b, notify_event_word(r->event));
        api_text_member(b, "role", notify_role_word(r->role));
        api_text_member(b, "event_label", notify_event_label(c, r->event));
        api_text_member(b, "role_label", notify_role_label(c, r->role));
        buf_fmt(b, ",\"page\":\"%s\",\"mail\":\"%s\",\"urgent\":%s}", levels[r->page], levels[r->mail], r->urgent ? "true" : "false");
}

enum status api_rule_list(struct ctx *c)
{
        struct notify_rule *r;
        size_t n;
        enum status st = notify_rules(c, &r, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                rule_out(c, &c->res->body, &r[i]);
        }
        api_items_end(c);
        return ST_OK;
}

/* One side of a rule; absent it stays. */
static void level_in(struct ctx *c, const struct json *j, size_t at, const char *name, int64_t *level)
{
        const struct json *v = jv_get(j, name);
        const char *word = jv_text(v);
        size_t l = 0;

        if (!v)
                return;
        while (l < ARRAY_LEN(levels) && !(word && str_eq(levels[l], word)))
                l++;
        if (l < ARRAY_LEN(levels))
                *level = (int64_t)l;
        else
                form_error(c, arena_fmt(c->arena, "rules.%zu.%s", at, name), MSG_notice_level_bad);
}

static void rule_in(struct ctx *c, const struct json *j, size_t at, struct notify_rule *r, size_t n)
{
        const char *event = jv_text(jv_get(j, "event")), *role = jv_text(jv_get(j, "role"));
        const struct json *urgent = jv_get(j, "urgent");
        size_t i = 0;

        while (i < n && !(event && role && str_eq(notify_event_word(r[i].event), event) && str_eq(notify_role_word(r[i].role), role)))
                i++;
        if (i == n) {
                form_error(c, arena_fmt(c->arena, "rules.%zu.event", at), MSG_notice_event_unknown);
                return;
        }
        level_in(c, j, at, "page", &r[i].page);
        level_in(c, j, at, "mail", &r[i].mail);
        if (urgent && jv_type(urgent) != JV_BOOL)
                form_error(c, arena_fmt(c->arena, "rules.%zu.urgent", at), MSG_notice_yes_or_no);
        else if (urgent)
                r[i].urgent = jv_true(urgent);
}

enum status api_rule_patch(struct ctx *c)
{
        const struct json *list = jv_get(c->json, "rules");
        struct notify_rule *r;
        size_t n;
        enum status st = notify_rules(c, &r, &n);

        if (!st && (jv_type(list) != JV_ARRAY || jv_count(list) > NOTIFY_EVENTS * NOTIFY_ROLES)) {
                form_error(c, "rules", MSG_notice_rules_list);
                st = ST_INVALID;
        }
        for (size_t i = 0; !st && i < jv_count(list); i++)
                rule_in(c, jv_at(list, i), i, r, n);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = notify_rules_put(c, r, n);
        return st ? st : api_rule_list(c);
}
