/* Accounts, sessions, second factors and tokens, for programs: the verbs of one's own pages and of the administration of
 * one person.  What shows a secret or asks for a proof that no program has (a password, a second factor, a new token) stays
 * with the pages. */
#include "desk/api/api.h"
#include "desk/people/security.h"
#include "desk/people/tokens.h"

static enum status done(struct ctx *c, enum status st)
{
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- one account, for its administrators --------------------------------------------------------------------------------- */

enum status api_security_get(struct ctx *c)
{
        struct person p;
        struct person_security s;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        if (!st)
                st = person_security(c, p.id, &s);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_fmt(&c->res->body, "{\"active\":%s,\"second_factor\":%s,\"sessions\":%lld}\n", p.state == 10 ? "true" : "false",
                s.factor ? "true" : "false", (long long)s.sessions);
        return ST_OK;
}

static enum status of_person(struct ctx *c, enum status (*verb)(struct ctx *c, int64_t id))
{
        struct person p;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        return st ? st : verb(c, p.id);
}

enum status api_person_close(struct ctx *c)
{
        enum status st = of_person(c, person_close);

        return st ? st : api_person_get(c);
}

enum status api_person_reopen(struct ctx *c)
{
        enum status st = of_person(c, person_reopen);

        return st ? st : api_person_get(c);
}

enum status api_factor_delete(struct ctx *c)
{
        return done(c, of_person(c, person_totp_reset));
}

enum status api_person_sessions_delete(struct ctx *c)
{
        return done(c, of_person(c, person_sessions_end));
}

/* ---- one's own sessions ------------------------------------------------------------------------------------------------------ */

enum status api_my_session_list(struct ctx *c)
{
        struct my_session *s;
        struct buf *b = &c->res->body;
        size_t n;
        enum status st = my_sessions(c, &s, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"key\":\"%s\",\"made_at\":", i ? "," : "", s[i].key);
                api_time(c, b, s[i].made_at);
                buf_str(b, ",\"seen_at\":");
                api_time(c, b, s[i].seen_at);
                buf_str(b, ",\"ends_at\":");
                api_time(c, b, s[i].ends_at);
                buf_fmt(b, ",\"mine\":%s}", s[i].mine ? "true" : "false");
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_my_session_delete(struct ctx *c)
{
        return done(c, my_session_end(c, ctx_var(c, "key")));
}

enum status api_my_sessions_delete(struct ctx *c)
{
        return done(c, my_sessions_end_others(c));
}

/* ---- tokens: looked at and ended ------------------------------------------------------------------------------------------------ */

static enum status tokens_out(struct ctx *c, const struct api_token *t, size_t n, bool more)
{
        struct buf *b = &c->res->body;

        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":%lld,\"person\":", i ? "," : "", (long long)t[i].id);
                api_person_ref(b, t[i].login, t[i].person);
                api_text_member(b, "name", t[i].name);
                api_text_member(b, "scopes", t[i].scopes);
                buf_str(b, ",\"made_at\":");
                api_time(c, b, t[i].made_at);
                buf_str(b, ",\"ends_at\":");
                api_time(c, b, t[i].ends_at);
                buf_str(b, ",\"used_at\":");
                api_time(c, b, t[i].used_at);
                buf_char(b, '}');
        }
        buf_str(b, "],\"next_cursor\":");
        buf_json(b, more ? arena_fmt(c->arena, "%lld", (long long)t[n - 1].id) : NULL);
        buf_str(b, "}\n");
        return ST_OK;
}

enum status api_token_mine(struct ctx *c)
{
        struct api_token *t;
        size_t n;
        enum status st = token_list(c, c->actor->person_id, &t, &n);

        return st ? st : tokens_out(c, t, n, false);
}

enum status api_token_list(struct ctx *c)
{
        struct api_token *t;
        size_t n;
        int64_t before = 0;
        const char *cursor = ctx_param(c, "cursor");

        if (*cursor && (!text_i64(cursor, &before) || before < 1))
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        enum status st = token_list_all(c, before, &t, &n);
        return st ? st : tokens_out(c, t, n, n == TOKENS_PAGE);
}

enum status api_token_delete(struct ctx *c)
{
        int64_t id = 0, who = 0;

        return done(c, text_i64(ctx_var(c, "id"), &id) ? token_end(c, id, &who) : ST_NOT_FOUND);
}
