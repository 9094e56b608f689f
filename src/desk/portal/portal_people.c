/* Who else sees a request: for whom it was typed, who was invited, and withdrawn again.  A requester names
 * people by their exact login or address; nothing here searches. */
#include "desk/portal/portal.h"

const char *portal_mark(struct ctx *c, const struct for_other *o)
{
        bool theirs = o->requested_for_id == c->actor->person_id;
        struct html_arg name = {"name", theirs ? o->requester_name : o->for_name, 0};
        return msg_text(c->arena, c->lang, theirs ? MSG_recipients_typed_by : MSG_recipients_for_whom, 1, &name);
}

static enum status back(struct ctx *c, const struct ticket *t, const char *notice)
{
        page_notice(c, notice, NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", t->number));
}

enum status portal_invite(struct ctx *c)
{
        struct ticket t;
        int64_t id = 0;
        const char *who = form_value(c, "who");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_INVITE, &t);
        if (st)
                return st;
        st = person_known(c, who ? who : "", &id);
        if (st == ST_NOT_FOUND) {
                form_error(c, "who", MSG_recipients_unknown);
                return portal_request_again(c, who);
        }
        DB_TX(tx, c->db);
        if (!st)
                st = tx.st;
        if (!st)
                st = ticket_invite(c, &t, id, true);
        if (!st)
                st = db_commit(&tx);
        return st ? st : back(c, &t, "recipients.invited");
}

enum status portal_withdraw(struct ctx *c)
{
        struct ticket t;
        int64_t id = 0;
        const char *person = form_value(c, "person");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_INVITE, &t);
        if (!st && (!person || !text_i64(person, &id)))
                st = ST_INVALID;
        if (!st)
                st = ticket_invite(c, &t, id, false);
        return st ? st : back(c, &t, "recipients.withdrawn");
}
