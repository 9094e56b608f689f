/* Requested items and tasks for programs: what a plan adds to a ticket.  A requester is told the steps by name and
 * how far each is; numbers, groups and dates of tasks are the desk's. */
#include "desk/api/api.h"
#include "desk/plan/plan.h"

static const char *phase_word(int64_t phase)
{
        static const char *const words[] = {"waiting", "open", "done", "skipped"};

        return phase >= 0 && phase < (int64_t)ARRAY_LEN(words) ? words[phase] : "";
}

static const char *known_word(int64_t known)
{
        static const char *const words[] = {"unknown", "proposed", "confirmed"};

        return words[known >= 0 && known < (int64_t)ARRAY_LEN(words) ? known : 0];
}

static void named(struct buf *b, const char *name, const char *value)
{
        buf_fmt(b, ",\"%s\":", name);
        buf_json(b, value);
}

static void due_out(struct ctx *c, struct buf *b, int64_t at, int64_t known)
{
        buf_str(b, ",\"due_at\":");
        api_time(c, b, at);
        buf_fmt(b, ",\"due\":\"%s\"", known_word(known));
}

static enum status steps_out(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct task_row *k;
        size_t n;
        bool all = ticket_can(c, t, ACT_READ_ALL);
        enum status st = item_tasks(c, t->id, &k, &n);

        buf_str(b, ",\"steps\":[");
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(b, i ? ",{\"step\":" : "{\"step\":");
                buf_json(b, k[i].code);
                named(b, "label", k[i].label);
                buf_fmt(b, ",\"state\":\"%s\"", phase_word(k[i].phase));
                if (all) {
                        named(b, "number", k[i].number);
                        named(b, "group", k[i].group_name);
                        buf_str(b, ",\"due_at\":");
                        api_time(c, b, k[i].due_at);
                }
                buf_char(b, '}');
        }
        buf_char(b, ']');
        return st;
}

static enum status item_out(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct item i;
        struct ticket req = {0};
        enum status st = item_load(c, t->id, &i);

        if (!st && i.request_id)
                st = ticket_raw(c, i.request_id, &req);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        named(b, "request", req.number);
        buf_str(b, ",\"answers\":");
        buf_str(b, i.answers);
        buf_str(b, ",\"plan\":");
        if (i.plan) {
                buf_str(b, "{\"code\":");
                buf_json(b, i.plan);
                named(b, "name", i.plan_name);
                buf_fmt(b, ",\"version\":%lld}", (long long)i.plan_version);
        } else {
                buf_str(b, "null");
        }
        due_out(c, b, i.due_at, i.due_known);
        return steps_out(c, b, t);
}

static enum status task_out(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct task_row k;
        struct ticket item;
        enum status st = task_load(c, t->id, &k);

        if (!st)
                st = ticket_raw(c, k.item_id, &item);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        named(b, "item", item.number);
        named(b, "step", k.code);
        named(b, "label", k.label);
        buf_fmt(b, ",\"optional\":%s,\"agreement\":%s", k.optional ? "true" : "false", k.agreement ? "true" : "false");
        named(b, "decision", *k.decision ? k.decision : NULL);
        due_out(c, b, k.due_at, k.due_known);
        return ST_OK;
}

static enum status request_out(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct ticket *item;
        size_t n;
        enum status st = request_items(c, t->id, &item, &n);

        buf_str(b, ",\"items\":[");
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(b, i ? "," : "");
                buf_json(b, item[i].number);
        }
        buf_char(b, ']');
        return st;
}

enum status api_plan_out(struct ctx *c, struct buf *b, const struct ticket *t)
{
        return t->kind == TICKET_ITEM           ? item_out(c, b, t)
               : t->kind == TICKET_SERVICE_TASK ? task_out(c, b, t)
               : t->kind == TICKET_REQUEST      ? request_out(c, b, t)
                                                : ST_OK;
}

enum status api_due_patch(struct ctx *c, struct ticket *t, int64_t version)
{
        const struct json *j = jv_get(c->json, "due_at");
        int64_t at = 0;

        if (!j)
                return ST_OK;
        if (jv_type(j) != JV_NULL && (!jv_text(j) || !moment_parse(jv_text(j), &at))) {
                form_error(c, "due_at", MSG_plan_due_no_date);
                return ST_INVALID;
        }
        return plan_due_confirm(c, t, at, version);
}

/* ---- handlers ---- */

enum status api_item_list(struct ctx *c)
{
        return api_kind_list(c, TICKET_ITEM);
}

enum status api_item_get(struct ctx *c)
{
        return api_kind_get(c, TICKET_ITEM);
}

static enum status tasks_of(struct ctx *c, const char *number)
{
        struct ticket item, t;
        struct task_row *k;
        size_t n;
        bool first = true;
        enum status st = ticket_find(c, number, ACT_READ_ALL, &item);

        if (!st)
                st = item_tasks(c, item.id, &k, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; !st && i < n; i++) {
                st = ticket_load(c, k[i].ticket_id, ACT_READ, &t);
                if (st == ST_NOT_FOUND) { /* of a closed group */
                        st = ST_OK;
                        continue;
                }
                if (!st && !first)
                        buf_char(&c->res->body, ',');
                first = false;
                if (!st)
                        st = api_ticket(c, &c->res->body, &t);
        }
        api_items_end(c);
        return st;
}

enum status api_task_list(struct ctx *c)
{
        const char *item = ctx_param(c, "item");

        return *item ? tasks_of(c, item) : api_kind_list(c, API_TASKS);
}

enum status api_task_get(struct ctx *c)
{
        return api_kind_get(c, API_TASKS);
}

enum status api_decide_post(struct ctx *c)
{
        struct ticket t;
        const char *decision = jv_text(jv_get(c->json, "decision")), *reason = jv_text(jv_get(c->json, "reason"));
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_WORK, &t);

        if (st)
                return st;
        if (!str_eq(decision, "yes") && !str_eq(decision, "no")) {
                form_error_text(c, "decision", "yes, no");
                return ST_INVALID;
        }
        st = agreement_decide(c, &t, str_eq(decision, "yes"), reason);
        return st ? st : api_answer_ticket(c, &t, 200);
}
