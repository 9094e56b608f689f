/* Who is asked and who is invited on a ticket, and who stands in, for programs.  Inviting may show the secret of a link:
 * it is in that one answer and nowhere else, the memory of Idempotency-Key included (ROUTE_SECRET). */
#include "desk/api/api.h"
#include "desk/ticket/access.h"
#include "desk/ticket/asked.h"
#include "desk/ticket/share.h"

static enum status advice_answer(struct ctx *c, const struct ticket *t, int status)
{
        struct advice *a;
        struct buf *b = &c->res->body;
        size_t n;
        enum status st = advice_list(c, t, &a, &n);

        if (st)
                return st;
        c->res->status = status;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                struct group g;
                if ((st = group_load(c, a[i].group_id, &g)))
                        return st;
                buf_str(b, i ? ",{\"group\":" : "{\"group\":");
                buf_json(b, g.code);
                api_text_member(b, "name", a[i].group_name);
                api_text_member(b, "asked_by", a[i].asked_name);
                buf_str(b, ",\"asked_at\":");
                api_time(c, b, a[i].asked_at);
                buf_char(b, '}');
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_advice_list(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        return st ? st : advice_answer(c, &t, 200);
}

enum status api_advice_post(struct ctx *c)
{
        struct ticket t;
        struct group g = {0};
        const char *code = jv_text(jv_get(c->json, "group")), *body = jv_text(jv_get(c->json, "body"));
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        if (st)
                return st;
        /* one that is not there is refused with everything else that is wrong */
        if (code && (st = group_by_code(c, code, &g)) && st != ST_NOT_FOUND)
                return st;
        st = advice_ask(c, &t, st || !code ? 0 : g.id, body ? body : "");
        return st ? st : advice_answer(c, &t, 201);
}

enum status api_advice_delete(struct ctx *c)
{
        struct ticket t;
        struct advice *a;
        struct group g;
        size_t n, i = 0;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        if (!st)
                st = group_by_code(c, ctx_var(c, "group"), &g);
        if (!st)
                st = advice_list(c, &t, &a, &n);
        if (st)
                return st;
        while (i < n && a[i].group_id != g.id)
                i++;
        st = i < n ? advice_withdraw(c, &t, g.id) : ST_NOT_FOUND;
        if (!st)
                c->res->status = 204;
        return st;
}

enum status api_stand_in(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);

        if (!st)
                st = stand_in_take(c, &t);
        return st ? st : api_answer_ticket(c, &t, 200);
}

enum status api_invited_list(struct ctx *c)
{
        struct ticket t;
        struct recipient *r;
        struct buf *b = &c->res->body;
        size_t n;
        bool first = true;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        if (!st)
                st = ticket_recipients(c, &t, &r, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                if (!r[i].invited)
                        continue;
                buf_fmt(b, "%s{\"id\":%lld", first ? "" : ",", (long long)r[i].id);
                api_text_member(b, "name", r[i].name);
                buf_char(b, '}');
                first = false;
        }
        api_items_end(c);
        return ST_OK;
}

static enum status link_answer(struct ctx *c, const struct access_link *link)
{
        struct buf *b = &c->res->body;

        c->res->status = 201;
        c->res->type = "application/json";
        buf_fmt(b, "{\"id\":%lld", (long long)link->person_id);
        api_text_member(b, "name", link->name);
        api_text_member(b, "link", link->secret ? access_url(c, link->secret) : NULL);
        buf_fmt(b, ",\"mailed\":%s}\n", link->mailed ? "true" : "false");
        return ST_OK;
}

enum status api_invited_post(struct ctx *c)
{
        struct ticket t;
        struct access_link link;
        const char *who = jv_text(jv_get(c->json, "who")), *name = jv_text(jv_get(c->json, "name"));
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_INVITE, &t);

        if (!st)
                st = access_invite(c, &t, who ? who : "", name ? name : "", &link);
        return st ? st : link_answer(c, &link);
}

enum status api_invited_link(struct ctx *c)
{
        struct ticket t;
        struct access_link link;
        int64_t id;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_INVITE, &t);

        if (!st)
                st = text_i64(ctx_var(c, "id"), &id) ? access_renew(c, &t, id, &link) : ST_NOT_FOUND;
        return st ? st : link_answer(c, &link);
}

enum status api_invited_delete(struct ctx *c)
{
        struct ticket t;
        struct recipient *r;
        int64_t id;
        size_t n, i = 0;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_INVITE, &t);

        if (!st)
                st = text_i64(ctx_var(c, "id"), &id) ? ticket_recipients(c, &t, &r, &n) : ST_NOT_FOUND;
        if (st)
                return st;
        while (i < n && (r[i].id != id || !r[i].invited))
                i++;
        st = i < n ? ticket_invite(c, &t, id, false) : ST_NOT_FOUND;
        if (!st)
                c->res->status = 204;
        return st;
}
