/* The audit, for programs: the lines of the page, by the same filters, newest first.  The cursor is the id of the oldest
 * line looked at, so that a page may be short, even empty, and still lead on. */
#include "desk/api/api.h"
#include "desk/people/audit_look.h"

static void line_out(struct ctx *c, struct buf *b, const struct audit_line *l)
{
        buf_fmt(b, "{\"id\":%lld,\"at\":", (long long)l->id);
        api_time(c, b, l->at);
        buf_str(b, ",\"actor\":");
        api_person_ref(b, l->login, l->actor);
        api_text_member(b, "verb", l->verb);
        api_text_member(b, "said", l->said);
        api_text_member(b, "object", l->object);
        buf_fmt(b, l->object_id ? ",\"object_id\":%lld" : ",\"object_id\":null", (long long)l->object_id);
        api_text_member(b, "result", l->result);
        api_text_member(b, "peer", l->peer);
        api_text_member(b, "detail", l->detail);
        buf_char(b, '}');
}

enum status api_audit_list(struct ctx *c)
{
        struct audit_look l;
        struct audit_line *row;
        struct buf *b = &c->res->body;
        size_t n;
        int64_t before = MOMENT_NEVER, older;
        bool looked_short;
        const char *cursor = ctx_param(c, "cursor");

        if (*cursor && (!text_i64(cursor, &before) || before < 1))
                return ctx_fail(c, ST_INVALID, MSG_ticket_bad_cursor);
        enum status st = audit_look_read(c, before, &l);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = audit_page(c, &l, api_limit(c), &row, &n, &older, &looked_short);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(b, i ? "," : "");
                line_out(c, b, &row[i]);
        }
        buf_str(b, "],\"next_cursor\":");
        buf_json(b, older ? arena_fmt(c->arena, "%lld", (long long)older) : NULL);
        buf_str(b, "}\n");
        return ST_OK;
}
