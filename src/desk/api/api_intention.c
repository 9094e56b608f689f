/* Intentions of teaching, for programs: one's own, those that wait for one's department, said and answered as on their
 * page. */
#include "desk/api/api.h"
#include "desk/catalog/approach.h"
#include "desk/grid/intention.h"

static void intention_out(struct ctx *c, struct buf *b, const struct intention *i)
{
        buf_fmt(b, "{\"id\":%lld", (long long)i->id);
        api_text_member(b, "course", i->code);
        api_text_member(b, "term", i->term);
        api_text_member(b, "title", i->title);
        buf_fmt(b, ",\"listed\":%s", i->course_id ? "true" : "false");
        api_text_member(b, "department", i->department_code);
        api_text_member(b, "approach", i->approach_code);
        api_text_member(b, "by", i->by_name);
        api_text_member(b, "note", i->note);
        api_text_member(b, "reason", i->reason);
        api_text_member(b, "state", intention_word(i->state));
        api_time_member(c, b, "at", i->made_at);
        buf_char(b, '}');
}

enum status api_intention_list(struct ctx *c)
{
        struct intention *k;
        size_t n;
        enum status st = str_eq(ctx_param(c, "waiting"), "1") ? intention_waiting(c, &k, &n) : intention_own(c, &k, &n);

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

static const char *line(struct ctx *c, const char *key)
{
        const char *s = api_text_in(c, key, "");

        return text_clean(c->arena, s, strlen(s), true);
}

/* A title or a department: a course that is not in the list yet.  Else one that is. */
static enum status course_in(struct ctx *c, struct intention_draft *d)
{
        const char *department = line(c, "department");

        d->code = d->term = d->title = "";
        if (!*department && !*line(c, "title")) {
                api_course_in(c, &d->course_id);
                return ST_OK;
        }
        d->fresh = true;
        d->code = line(c, "course");
        d->term = line(c, "term");
        d->title = line(c, "title");
        enum status st = api_department_in(c, department, &d->department_id);
        return st == ST_INVALID ? ST_OK : st;
}

enum status api_intention_post(struct ctx *c)
{
        struct intention_draft d = {.note = api_text_in(c, "note", "")};
        struct approach a = {.id = 0};
        int64_t id;
        enum status st = approach_by_code(c, line(c, "approach"), &a);

        if (st && st != ST_NOT_FOUND)
                return st;
        d.approach_id = st ? 0 : a.id;
        d.note = text_clean(c->arena, d.note, strlen(d.note), false);
        st = course_in(c, &d);
        if (!st)
                st = intention_put(c, &d, &id);
        return st ? st : answer(c, id, 201);
}

enum status api_intention_decide(struct ctx *c)
{
        static const struct {
                const char *word;
                int64_t state;
        } decisions[] = {{"validate", INTENTION_VALIDATED}, {"refuse", INTENTION_REFUSED}, {"withdraw", INTENTION_WITHDRAWN}};
        const char *what = api_text_in(c, "decision", "");
        size_t k = 0;
        int64_t id;

        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        while (k < ARRAY_LEN(decisions) && !str_eq(decisions[k].word, what))
                k++;
        enum status st = intention_decide(c, id, k < ARRAY_LEN(decisions) ? decisions[k].state : 0, line(c, "reason"));
        return st ? st : answer(c, id, 200);
}
