/* Intentions of teaching, for programs: one's own, those that wait for one's department, said and answered as on their
 * page. */
#include "desk/api/api.h"
#include "desk/catalog/approach.h"
#include "desk/grid/intention.h"

static void intention_out(struct ctx *c, struct buf *b, const struct intention *i)
{
        const char *state = i->state == INTENTION_PROPOSED ? "proposed" : i->state == INTENTION_VALIDATED ? "validated" : "refused";

        buf_fmt(b, "{\"id\":%lld", (long long)i->id);
        api_text_member(b, "course", i->code);
        api_text_member(b, "term", i->term);
        api_text_member(b, "department", i->department_code);
        api_text_member(b, "approach", i->approach);
        api_text_member(b, "by", i->by_name);
        api_text_member(b, "note", i->note);
        api_text_member(b, "reason", i->reason);
        api_text_member(b, "state", state);
        api_time_member(c, b, "at", i->made_at);
        buf_char(b, '}');
}

enum status api_intention_list(struct ctx *c)
{
        struct intention *k;
        size_t n;
        enum status st = str_eq(ctx_param(c, "waiting"), "1") ? intention_waits(c, &k, &n) : intention_mine(c, &k, &n);

        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                intention_out(c, &c->res->body, &k[i]);
        }
        api_items_end(c);
        return ST_OK;
}

static enum status answer(struct ctx *c, int64_t id, int status)
{
        struct intention i;
        enum status st = intention_load(c, id, &i);

        if (st)
                return st;
        api_json_head(c, status);
        intention_out(c, &c->res->body, &i);
        buf_char(&c->res->body, '\n');
        return ST_OK;
}

enum status api_intention_post(struct ctx *c)
{
        struct approach a = {.id = 0};
        const char *code = jv_text(jv_get(c->json, "approach"));
        int64_t course = 0, id;
        enum status st = code ? approach_by_code(c, code, &a) : ST_OK;

        if (st && st != ST_NOT_FOUND)
                return st;
        api_course_in(c, &course);
        st = intention_say(c, course, a.id, api_text_in(c, "note", ""), &id);
        return st ? st : answer(c, id, 201);
}

enum status api_intention_decide(struct ctx *c)
{
        const char *what = api_text_in(c, "decision", "");
        int64_t id;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        if (!str_eq(what, "validate") && !str_eq(what, "refuse")) {
                form_error(c, "decision", MSG_form_missing);
                return ST_INVALID;
        }
        enum status st = intention_answer(c, id, str_eq(what, "validate"), api_text_in(c, "reason", ""));
        return st ? st : answer(c, id, 200);
}
