/* Handing over the open tickets of whoever leaves, for programs: what would move and to whom, done in one act, taken back.
 * The verbs are those of the administration's page. */
#include "desk/api/api.h"
#include "desk/ticket/handover.h"

static void row_out(struct ctx *c, struct buf *b, const struct ticket_row *r, int64_t successor_id)
{
        buf_str(b, "{\"number\":");
        buf_json(b, r->number);
        api_text_member(b, "subject", r->subject);
        api_text_member(b, "group", r->group_name);
        buf_fmt(b, ",\"given\":%s}", handover_goes(c, r->group_id, successor_id) ? "true" : "false");
}

/* ?to= says who would go on. */
enum status api_handover_get(struct ctx *c)
{
        struct person p;
        struct ticket_page open;
        int64_t to = 0;
        struct buf *b = &c->res->body;
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        if (!st)
                st = handover_to(c, p.id, ctx_param(c, "to"), &to);
        if (!st)
                st = handover_list(c, p.id, &open);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < open.n_rows; i++) {
                buf_str(b, i ? "," : "");
                row_out(c, b, &open.rows[i], to);
        }
        api_items_end(c);
        return ST_OK;
}

/* Nothing open any more is what was wanted: it says so, with no act to take back. */
enum status api_handover_post(struct ctx *c)
{
        struct person p;
        struct handover_sum sum = {0, 0, 0};
        int64_t to = 0;
        const char *typed = form_value(c, "to");
        enum status st = person_by_login(c, ctx_var(c, "login"), &p);

        if (st)
                return st;
        if (api_given(c, "to") && c->n_error)
                return ST_INVALID;
        st = handover_to(c, p.id, typed, &to);
        if (st)
                return st;
        st = handover(c, p.id, to, &sum);
        if (st && st != ST_NOT_FOUND)
                return st;
        c->res->type = "application/json";
        buf_fmt(&c->res->body, sum.id ? "{\"id\":%lld" : "{\"id\":null", (long long)sum.id);
        buf_fmt(&c->res->body, ",\"given\":%lld,\"returned\":%lld}\n", (long long)sum.given, (long long)sum.returned);
        return ST_OK;
}

enum status api_handover_undo(struct ctx *c)
{
        struct person p;
        int64_t id = 0, person = 0, back = 0;
        enum status st = text_i64(ctx_var(c, "id"), &id) ? handover_undo(c, id, &person, &back) : ST_NOT_FOUND;

        if (!st)
                st = person_load(c, person, &p);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(&c->res->body, "{\"person\":");
        buf_json(&c->res->body, p.login);
        buf_fmt(&c->res->body, ",\"back\":%lld}\n", (long long)back);
        return ST_OK;
}
