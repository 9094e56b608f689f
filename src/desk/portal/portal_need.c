/* The need as the desk restated it: confirmed with one button, or corrected in the person's own words,
 * which become a message like any other.  The field of the correction stands outside what live events
 * replace, so that nothing typed is lost. */
#include "desk/portal/portal.h"

enum status portal_need_fill(struct ctx *c, struct portal_request *v)
{
        struct restated *need = ARENA_NEW(c->arena, struct restated);
        enum status st = restated_last(c, &v->ticket, need);
        if (st == ST_NOT_FOUND)
                return ST_OK;
        if (st)
                return st;
        if (!v->ticket.agent_named) { /* group names stay inside */
                need->by_name = ctx_msg(c, MSG_portal_team);
                if (need->by_voice)
                        need->answered_name = need->by_name;
        }
        v->need = need;
        v->can_confirm = need->state == RESTATED_ASKED && ticket_can(c, &v->ticket, ACT_ACCEPT);
        v->e_correction = form_msg(c, "correction");
        v->correcting = v->e_correction || str_eq(ctx_param(c, "correct"), "1");
        if (!v->typed_correction)
                v->typed_correction = "";
        return ST_OK;
}

enum status portal_need_post(struct ctx *c)
{
        struct ticket t;
        int64_t id = 0;
        const char *wording = form_value(c, "wording"), *typed = form_value(c, "correction");
        bool correct = str_eq(form_value(c, "do"), "correct");
        enum status st = ticket_find(c, ctx_var(c, "id"), ACT_READ, &t);
        if (st)
                return st;
        if (!wording || !text_i64(wording, &id))
                id = 0;
        st = correct ? restated_correct(c, &t, id, typed ? typed : "") : restated_confirm(c, &t, id, false);
        if (st == ST_INVALID || st == ST_CONFLICT) {
                const char *why = form_msg(c, "body") ? form_msg(c, "body") : c->why ? c->why : ctx_msg(c, MSG_error_conflict_text);
                c->n_error = 0;
                form_error_text(c, correct ? "correction" : "need", why);
                return portal_request_corrected(c, correct ? typed : NULL, st == ST_INVALID ? 422 : 409);
        }
        if (st)
                return st;
        page_notice(c, correct ? "panels.p_corrected" : "panels.p_confirmed", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", t.number));
}
