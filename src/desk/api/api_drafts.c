/* Words that are typed and not yet said, for programs: one's own drafts of a ticket and of a new request, and the
 * reply that waits its ten seconds; and who is looking or typing now.  The functions are those of the composer; nobody reads another's draft. */
#include "desk/api/api.h"
#include "desk/ticket/presence.h"

struct draft_in {
        const char *body;
};
static const struct form_field draft_fields[] = {{"body", FORM_TEXT, offsetof(struct draft_in, body), 0, MAX_BODY_BYTES, 0}, {0}};

/* "" is kept as no draft, so that it must be said. */
static bool draft_read(struct ctx *c, struct draft_in *in)
{
        if (!jv_get(c->json, "body"))
                form_error(c, "body", MSG_form_missing);
        return c->n_error == 0 && form_read(c, draft_fields, in);
}

static enum status draft_answer(struct ctx *c, enum status st, const char *mode, const char *body, bool saved)
{
        struct buf *b = &c->res->body;

        if (saved && st == ST_NOT_FOUND) { /* blank: there is none now */
                c->res->status = 204;
                return ST_OK;
        }
        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"mode\":");
        buf_json(b, mode);
        api_text_member(b, "body", body);
        buf_str(b, "}\n");
        return ST_OK;
}

/* The ticket and which of its two drafts. */
static enum status draft_of(struct ctx *c, struct ticket *t, const char **mode)
{
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, t);

        *mode = ctx_var(c, "mode");
        return st || str_eq(*mode, "reply") || str_eq(*mode, "note") ? st : ST_NOT_FOUND;
}

enum status api_draft_get(struct ctx *c)
{
        struct ticket t;
        const char *mode, *body = "";
        enum status st = draft_of(c, &t, &mode);

        if (!st)
                st = ticket_draft_load(c, &t, mode, &body);
        return draft_answer(c, st, mode, body, false);
}

enum status api_draft_put(struct ctx *c)
{
        struct ticket t;
        struct draft_in in;
        const char *mode, *body = "";
        enum status st = draft_of(c, &t, &mode);

        if (!st && !draft_read(c, &in))
                st = ST_INVALID;
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : ticket_draft_save(c, &t, mode, in.body);
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        st = ticket_draft_load(c, &t, mode, &body);
        return draft_answer(c, st, mode, body, true);
}

enum status api_draft_delete(struct ctx *c)
{
        struct ticket t;
        const char *mode, *body;
        enum status st = draft_of(c, &t, &mode);

        if (!st)
                st = ticket_draft_load(c, &t, mode, &body);
        if (!st)
                st = ticket_draft_drop(c, &t, mode);
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- who is here ---- */

enum status api_presence_get(struct ctx *c)
{
        struct ticket t;
        struct present *p = NULL;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        if (st)
                return st;
        size_t n = presence_others(c, &t, &p);
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? ",{\"name\":" : "{\"name\":");
                buf_json(&c->res->body, p[i].name);
                buf_fmt(&c->res->body, ",\"typing\":%s}", p[i].typing ? "true" : "false");
        }
        api_items_end(c);
        return ST_OK;
}

enum status api_presence_post(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        if (!st)
                st = presence_say(c, &t, jv_true(jv_get(c->json, "typing")));
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- a new request ---- */

static enum status request_place(struct ctx *c, const char **place)
{
        struct service s;
        enum status st = service_by_code(c, ctx_var(c, "code"), &s);

        if (!st)
                *place = request_draft_place(c, s.code);
        return st;
}

enum status api_request_draft_get(struct ctx *c)
{
        const char *place, *body = "";
        enum status st = request_place(c, &place);

        if (!st)
                st = draft_load(c, place, &body);
        return draft_answer(c, st, "new", body, false);
}

enum status api_request_draft_put(struct ctx *c)
{
        struct draft_in in;
        const char *place, *body = "";
        enum status st = request_place(c, &place);

        if (!st && !draft_read(c, &in))
                st = ST_INVALID;
        if (!st)
                st = draft_save(c, place, in.body);
        if (st)
                return st;
        st = draft_load(c, place, &body);
        return draft_answer(c, st, "new", body, true);
}

enum status api_request_draft_delete(struct ctx *c)
{
        const char *place, *body;
        enum status st = request_place(c, &place);

        if (!st)
                st = draft_load(c, place, &body);
        if (!st)
                st = draft_drop(c, place);
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- the reply that waits ---- */

enum status api_reply_later(struct ctx *c, struct ticket *t, const struct entry_draft *e)
{
        struct reply_draft r = {.body = e->body, .to = e->to, .n_to = e->n_to, .to_chosen = e->to_chosen};
        int64_t send_at;
        enum status st = ticket_can(c, t, ACT_READ_ALL) ? ticket_reply_later(c, t, &r, &send_at) : ST_DENIED;

        if (st)
                return st;
        c->res->status = 202;
        c->res->type = "application/json";
        buf_str(&c->res->body, "{\"send_at\":");
        api_time(c, &c->res->body, send_at);
        buf_str(&c->res->body, "}\n");
        return ST_OK;
}

enum status api_reply_undo(struct ctx *c)
{
        struct ticket t;
        const char *body = "";
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ_ALL, &t);

        if (!st)
                st = ticket_reply_undo(c, &t, &body);
        return draft_answer(c, st, "reply", body, false);
}
