/* Outgoing mail by program: letters by state, asked for again; the relay, whose password is written and never read back;
 * and a test.  The rules are those of the pages (app/outbox.h). */
#include "app/outbox.h"
#include "desk/api/api.h"

/* ---- letters ------------------------------------------------------------------------------------------------------ */

static void letter_out(struct ctx *c, struct buf *b, const struct outbox_row *r, const char *state)
{
        buf_fmt(b, "{\"id\":%lld,\"state\":\"%s\",\"to\":", (long long)r->id, state);
        buf_json(b, r->to);
        api_text_member(b, "name", r->to_name);
        api_text_member(b, "subject", r->subject);
        api_text_member(b, "kind", r->kind);
        buf_fmt(b, ",\"trial\":%s,\"attempts\":%lld", r->trial ? "true" : "false", (long long)r->attempts);
        api_time_member(c, b, "made_at", r->made_at);
        api_time_member(c, b, "next_at", r->state == OUTBOX_DUE ? r->run_at : 0);
        api_time_member(c, b, "ended_at", r->ended_at);
        api_text_member(b, "said", r->attempts || r->state == OUTBOX_FAILED ? relay_said(c, (enum smtp_outcome)r->outcome) : NULL);
        api_text_member(b, "answer", r->answer);
        buf_char(b, '}');
}

enum status api_letter_list(struct ctx *c)
{
        const char *word = ctx_param(c, "state"), *cursor = ctx_param(c, "cursor");
        size_t n, limit = api_limit(c);
        struct outbox_row *row;
        enum outbox_state state;
        int64_t before = 0;

        word = *word ? word : "due";
        if (!outbox_state_of(word, &state))
                form_error(c, "state", MSG_config_bad_word);
        if (*cursor && (!text_i64(cursor, &before) || before < 1))
                form_error(c, "cursor", MSG_ticket_bad_cursor);
        if (c->n_error)
                return ST_INVALID;
        enum status st = outbox_list(c, state, before, &row, &n);
        if (st)
                return st;
        struct buf *b = &c->res->body;
        bool more = n > limit || n == OUTBOX_PAGE;
        n = n > limit ? limit : n;
        api_json_head(c, 200);
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? "," : "");
                letter_out(c, b, &row[i], word);
        }
        buf_str(b, "],\"next_cursor\":");
        if (more)
                buf_fmt(b, "\"%lld\"}\n", (long long)row[n - 1].id);
        else
                buf_str(b, "null}\n");
        return ST_OK;
}

enum status api_letters_again(struct ctx *c)
{
        enum status st = outbox_ask_again(c, 0);

        c->res->status = 204;
        return st;
}

enum status api_letter_again(struct ctx *c)
{
        int64_t id;

        if (!text_i64(ctx_var(c, "id"), &id) || id < 1)
                return ST_NOT_FOUND;
        enum status st = outbox_ask_again(c, id);
        c->res->status = 204;
        return st;
}

/* ---- the relay ------------------------------------------------------------------------------------------------------ */

static enum status relay_out(struct ctx *c)
{
        struct buf *b = &c->res->body;
        struct relay r;
        int64_t mark;
        bool kept;
        enum status st = relay_now(c, &r);

        if (!st)
                st = relay_password_kept(c, &kept);
        if (!st)
                st = relay_mark(c, &mark);
        if (st)
                return st;
        api_json_head(c, 200);
        api_etag(c, mark);
        buf_str(b, "{\"host\":");
        buf_json(b, r.host);
        buf_fmt(b, ",\"port\":%lld", (long long)r.port);
        api_text_member(b, "security", r.security);
        api_text_member(b, "user", r.user);
        buf_fmt(b, ",\"password_kept\":%s", kept ? "true" : "false");
        api_text_member(b, "sender", r.sender);
        api_text_member(b, "sender_name", r.sender_name);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_relay_get(struct ctx *c)
{
        return relay_out(c);
}

/* What the body names, over what is now, which a fresh look at the settings would take away; a list or an object is an error
 * of its member. */
static const char *member_over(struct ctx *c, const char *name, const char *now)
{
        const char *typed = api_given(c, name) ? form_value(c, name) : NULL;

        return typed ? text_clean(c->arena, typed, strlen(typed), true) : now ? arena_str(c->arena, now) : NULL;
}

static enum status relay_in(struct ctx *c, struct relay *r)
{
        const char *password = jv_text(jv_get(c->json, "password"));
        enum status st = relay_now(c, r);

        if (st)
                return st;
        const char *port = member_over(c, "port", NULL);
        r->host = member_over(c, "host", r->host);
        r->security = member_over(c, "security", r->security);
        r->user = member_over(c, "user", r->user);
        r->sender = member_over(c, "sender", r->sender);
        r->sender_name = member_over(c, "sender_name", r->sender_name);
        r->password = password ? password : "";
        if (jv_type(jv_get(c->json, "password")) > JV_NULL && !password)
                form_error(c, "password", MSG_config_bad_word);
        if (port && !text_i64(port, &r->port))
                r->port = -1;
        relay_judge(c, r);
        return ST_OK;
}

/* The form's names are "relay_host" and so on. */
static void members_name(struct ctx *c)
{
        for (size_t i = 0; i < c->n_error; i++)
                if (str_starts(c->error[i].field, "relay_"))
                        c->error[i].field += 6;
}

enum status api_relay_patch(struct ctx *c)
{
        struct relay r;
        int64_t seen;

        if (!api_if_match(c, &seen))
                return ST_STALE;
        settings_fresh(c);
        enum status st = relay_in(c, &r);
        if (!st)
                st = relay_keep(c, &r, seen ? seen : -1);
        members_name(c);
        return st ? st : relay_out(c);
}

enum status api_relay_try(struct ctx *c)
{
        struct buf *b = &c->res->body;
        struct smtp_answer a;
        enum status st = relay_check(c, &a);

        if (st)
                return st;
        api_json_head(c, 200);
        buf_fmt(b, "{\"sent\":%s", a.outcome == SMTP_SENT ? "true" : "false");
        api_text_member(b, "said", relay_said(c, a.outcome));
        api_text_member(b, "answer", a.text);
        buf_str(b, "}\n");
        return ST_OK;
}
