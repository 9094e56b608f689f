/* Notices for programs: the list behind the bell, read one by one or all at once, and which of them one wants.
 * The functions are those of the pages (notify.h), so that what one may no longer see is gone here too. */
#include "desk/api/api.h"
#include "desk/ticket/notify.h"

static void notice_out(struct ctx *c, struct buf *b, const struct notification *v)
{
        bool first = true;

        buf_fmt(b, "{\"id\":%lld,\"at\":", (long long)v->id);
        api_time(c, b, v->at);
        buf_fmt(b, ",\"read\":%s,\"count\":%lld,\"events\":[", v->read ? "true" : "false", (long long)v->n);
        for (int e = 0; e < NOTIFY_EVENTS; e++) {
                if (!(v->events & INT64_C(1) << e))
                        continue;
                buf_str(b, first ? "" : ",");
                buf_json(b, notify_event_word(e));
                first = false;
        }
        buf_char(b, ']');
        api_text_member(b, "text", v->text);
        api_text_member(b, "ticket", v->num ? v->number : NULL);
        api_text_member(b, "group", v->group_id ? v->group_code : NULL);
        api_text_member(b, "subject", v->group_id ? NULL : v->subject);
        api_text_member(b, "path", v->href);
        buf_char(b, '}');
}

/* "moment-id" of the last one given. */
static bool cursor_in(struct ctx *c, int64_t *at, int64_t *id)
{
        const char *s = ctx_param(c, "cursor"), *dash = strchr(s, '-');

        *at = *id = INT64_MAX;
        if (!*s)
                return true;
        return dash && text_i64(arena_strn(c->arena, s, (size_t)(dash - s)), at) && text_i64(dash + 1, id);
}

enum status api_notice_list(struct ctx *c)
{
        struct notification *v;
        struct buf *b = &c->res->body;
        int64_t at, id;
        size_t n, limit = api_limit(c);

        if (!cursor_in(c, &at, &id))
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        enum status st = notify_list_after(c, str_eq(ctx_param(c, "unread"), "1"), at, id, limit + 1, &v, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n && i < limit; i++) {
                buf_str(b, i ? "," : "");
                notice_out(c, b, &v[i]);
        }
        buf_str(b, "],\"next_cursor\":");
        buf_json(b, n > limit ? arena_fmt(c->arena, "%lld-%lld", (long long)v[limit - 1].at, (long long)v[limit - 1].id) : NULL);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_notice_read(struct ctx *c)
{
        int64_t id;
        const char *href;
        /* 0 would be all of them */
        enum status st = text_i64(ctx_var(c, "id"), &id) && id ? notify_read(c, id, &href) : ST_NOT_FOUND;

        if (!st)
                c->res->status = 204;
        return st;
}

enum status api_notices_read(struct ctx *c)
{
        enum status st = notify_read(c, 0, NULL);

        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- what one wants ------------------------------------------------------------------------------------------------ */

enum status api_choice_list(struct ctx *c)
{
        struct notify_choice *k;
        struct buf *b = &c->res->body;
        size_t n;
        enum status st = notify_choices(c, &k, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? ",{\"event\":" : "{\"event\":");
                buf_json(b, notify_event_word(k[i].event));
                api_text_member(b, "label", notify_event_label(c, k[i].event));
                buf_fmt(b, ",\"page\":%s,\"mail\":%s,\"page_free\":%s,\"mail_free\":%s}", k[i].page ? "true" : "false",
                        k[i].mail ? "true" : "false", k[i].page_free ? "true" : "false", k[i].mail_free ? "true" : "false");
        }
        api_items_end(c);
        return ST_OK;
}

/* One side of a choice: absent it stays; what is set by the house may be sent back as it is, not changed. */
static void side_in(struct ctx *c, const struct json *j, size_t at, const char *name, bool free, int64_t *holds)
{
        const struct json *v = jv_get(j, name);
        const char *field = arena_fmt(c->arena, "choices.%zu.%s", at, name);

        if (!v)
                return;
        if (jv_type(v) != JV_BOOL)
                form_error(c, field, MSG_notice_yes_or_no);
        else if (!free && jv_true(v) != (*holds != 0))
                form_error(c, field, MSG_notice_not_free);
        else
                *holds = jv_true(v);
}

static void choice_in(struct ctx *c, const struct json *j, size_t at, struct notify_choice *k, size_t n)
{
        const char *word = jv_text(jv_get(j, "event"));
        size_t i = 0;

        while (i < n && !str_eq(notify_event_word(k[i].event), word))
                i++;
        if (i == n) {
                form_error(c, arena_fmt(c->arena, "choices.%zu.event", at), MSG_notice_event_unknown);
                return;
        }
        side_in(c, j, at, "page", k[i].page_free, &k[i].page);
        side_in(c, j, at, "mail", k[i].mail_free, &k[i].mail);
}

enum status api_choice_patch(struct ctx *c)
{
        const struct json *list = jv_get(c->json, "choices");
        struct notify_choice *k;
        size_t n;
        enum status st = notify_choices(c, &k, &n);

        if (!st && (jv_type(list) != JV_ARRAY || jv_count(list) > NOTIFY_EVENTS)) {
                form_error(c, "choices", MSG_notice_choices_list);
                st = ST_INVALID;
        }
        for (size_t i = 0; !st && i < jv_count(list); i++)
                choice_in(c, jv_at(list, i), i, k, n);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = notify_choices_put(c, k, n);
        return st ? st : api_choice_list(c);
}
