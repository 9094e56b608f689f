/* Service requests for programs: what can be asked of a service with its form, a submission of one or several items,
 * submissions and how far they are.  The same verbs and rules as the pages: a hidden question that is answered, a key
 * that is no field, a stale form and somebody else's file are refused. */
#include "desk/api/wish.h"
#include "desk/plan/plan.h"
#include "desk/plan/submit.h"

/* ---- offers ---------------------------------------------------------------------------------------------------- */

static void field_out(struct buf *b, const struct ask_field *f)
{
        buf_str(b, "{\"code\":");
        buf_json(b, f->code);
        buf_fmt(b, ",\"type\":\"%s\",\"required\":%s", ask_type_word(f->type), f->required ? "true" : "false");
        api_text_member(b, "label", f->text);
        api_text_member(b, "help", f->help);
        if (f->min != ASK_UNSET)
                buf_fmt(b, ",\"min\":%lld", (long long)f->min);
        if (f->max != ASK_UNSET)
                buf_fmt(b, ",\"max\":%lld", (long long)f->max);
        buf_str(b, ",\"options\":[");
        for (size_t i = 0; i < f->n_options; i++) {
                buf_str(b, i ? ",{\"code\":" : "{\"code\":");
                buf_json(b, f->options[i].code);
                api_text_member(b, "label", f->options[i].text);
                buf_char(b, '}');
        }
        buf_str(b, "]");
        if (*f->when) {
                api_text_member(b, "when", f->when);
                buf_fmt(b, ",\"%s\":[", f->when_not ? "not" : "is");
                for (size_t i = 0; i < f->n_when; i++) {
                        buf_str(b, i ? "," : "");
                        buf_json(b, f->when_is[i]);
                }
                buf_char(b, ']');
        }
        buf_char(b, '}');
}

static enum status offer_out(struct ctx *c, struct buf *b, const struct offer *o)
{
        struct ask_form f;
        enum status st = form_version_load(c, o->form_version_id, &f);

        buf_str(b, "{\"code\":");
        buf_json(b, o->code);
        api_text_member(b, "audience", o->audience);
        api_text_member(b, "name", o->name);
        api_text_member(b, "summary", o->summary);
        buf_fmt(b, ",\"form_version\":%lld,\"fields\":[", (long long)f.version);
        for (size_t i = 0; !st && i < f.n_fields; i++) {
                buf_str(b, i ? "," : "");
                field_out(b, &f.fields[i]);
        }
        buf_str(b, "]}");
        return st;
}

enum status api_offer_list(struct ctx *c)
{
        struct service s;
        struct offer *o;
        size_t n;
        enum status st = service_by_code(c, ctx_var(c, "code"), &s);

        if (!st)
                st = offer_list(c, s.id, &o, &n);
        if (st)
                return st;
        api_items_begin(c);
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(&c->res->body, i ? "," : "");
                st = offer_out(c, &c->res->body, &o[i]);
        }
        api_items_end(c);
        return st;
}

/* Files for fields of that type are sent first; their ids are the answers. */
enum status api_file_post(struct ctx *c)
{
        struct staged *s;
        struct buf *b = &c->res->body;
        size_t n;
        enum status st = c->req->body_st == ST_TOO_LARGE ? ST_TOO_LARGE : staged_keep(c, "files", &s, &n);

        if (!st && !n) {
                form_error(c, "files", MSG_form_missing);
                st = ST_INVALID;
        }
        if (st)
                return st;
        api_items_begin(c);
        c->res->status = 201;
        for (size_t i = 0; i < n; i++) {
                buf_fmt(b, "%s{\"id\":\"%lld\"", i ? "," : "", (long long)s[i].id);
                api_text_member(b, "name", s[i].name);
                buf_fmt(b, ",\"size\":%lld}", (long long)s[i].size);
        }
        api_items_end(c);
        return ST_OK;
}

/* ---- asking ----------------------------------------------------------------------------------------------------- */

static const char *text_at(const struct json *j, const char *key)
{
        const char *s = jv_text(jv_get(j, key));
        return s ? s : "";
}

enum status api_wish_answers(struct ctx *c, const struct json *j, const char *prefix, struct wish *w)
{
        const struct json *seen = jv_get(j, "form_version");

        if (jv_type(seen) == JV_INT && jv_int(seen, 0) != w->form.version)
                return ctx_fail(c, ST_CONFLICT, MSG_request_form_changed);
        return ask_read_json(c, &w->form, jv_get(j, "answers"), arena_fmt(c->arena, "%sanswers.", prefix), true, &w->answers);
}

enum status api_wish_read(struct ctx *c, const struct json *j, const char *prefix, struct wish *w)
{
        enum status st = offer_for(c, text_at(j, "service"), text_at(j, "item"), text_at(j, "persona"), &w->offer);

        if (st == ST_NOT_FOUND) {
                form_error(c, arena_fmt(c->arena, "%sitem", prefix), MSG_request_no_offer);
                return ST_OK;
        }
        if (!st && *text_at(j, "persona") && *w->offer.audience && !str_eq(text_at(j, "persona"), w->offer.audience))
                form_error(c, arena_fmt(c->arena, "%spersona", prefix), MSG_portal_form_bad_persona);
        if (!st)
                st = form_version_load(c, w->offer.form_version_id, &w->form);
        return st ? st : api_wish_answers(c, j, prefix, w);
}

static enum status wishes_read(struct ctx *c, struct wish *w, size_t *n)
{
        const struct json *items = jv_get(c->json, "items");
        enum status st = ST_OK;

        *n = 1;
        if (!items)
                return api_wish_read(c, c->json, "", w);
        if (jv_type(items) != JV_ARRAY || jv_count(items) < 1 || jv_count(items) > SUBMIT_MAX) {
                form_error(c, "items", MSG_request_items_count);
                return ST_INVALID;
        }
        *n = jv_count(items);
        for (size_t i = 0; !st && i < *n; i++)
                st = api_wish_read(c, jv_at(items, i), arena_fmt(c->arena, "items.%zu.", i), &w[i]);
        return st;
}

enum status api_for_whom(struct ctx *c, const char *who, int64_t *id)
{
        *id = 0;
        if (text_blank(who))
                return ST_OK;
        enum status st = person_known(c, who, id);
        if (st == ST_NOT_FOUND)
                form_error(c, "requested_for", MSG_recipients_unknown);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status api_request_post(struct ctx *c)
{
        struct wish *w = ARENA_ARRAY(c->arena, SUBMIT_MAX, struct wish);
        struct submit_line *line = ARENA_ARRAY(c->arena, SUBMIT_MAX, struct submit_line);
        struct ticket request, first;
        struct submit s = {.lines = line, .channel = CHANNEL_API};
        enum status st = wishes_read(c, w, &s.n_lines);

        if (!st)
                st = api_for_whom(c, text_at(c->json, "requested_for"), &s.requested_for_id);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (st)
                return st;
        for (size_t i = 0; i < s.n_lines; i++)
                line[i] = (struct submit_line){&w[i].offer, &w[i].answers, w[i].offer.audience};
        st = submit_send(c, &s, &request, &first);
        return st ? st : api_request_out(c, &request, 201);
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static enum status item_out(struct ctx *c, struct buf *b, const struct ticket *t)
{
        struct item i;
        struct item_progress p = {0};
        enum status st = item_load(c, t->id, &i);

        if (!st)
                st = item_progress(c, t->id, &p);
        if (st)
                return st;
        buf_str(b, "{\"number\":");
        buf_json(b, t->number);
        api_text_member(b, "service", i.service_code);
        api_text_member(b, "item", i.offer_code);
        api_text_member(b, "subject", t->subject);
        api_text_member(b, "state", state_word(t->state));
        buf_fmt(b, ",\"tasks\":%lld,\"done\":%lld,\"answers\":%s}", (long long)p.tasks, (long long)p.done, i.answers);
        return ST_OK;
}

/* The members of a ticket, and its items. */
enum status api_request_out(struct ctx *c, struct ticket *t, int status)
{
        struct ticket *items;
        struct buf *b = &c->res->body;
        size_t n;
        enum status st = request_items(c, t->id, &items, &n);

        if (!st)
                st = api_answer_ticket(c, t, status);
        if (st)
                return st;
        while (b->n && b->p[b->n - 1] != '}')
                b->p[--b->n] = '\0';
        b->p[--b->n] = '\0';
        buf_str(b, ",\"items\":[");
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(b, i ? "," : "");
                st = item_out(c, b, &items[i]);
        }
        buf_str(b, "]}\n");
        return st;
}

enum status api_request_get(struct ctx *c)
{
        struct ticket t;
        enum status st = ticket_find(c, ctx_var(c, "number"), ACT_READ, &t);

        if (!st && t.kind != TICKET_REQUEST)
                st = ST_NOT_FOUND;
        if (st)
                return st;
        read_log(c, t.id, 2);
        return api_request_out(c, &t, 200);
}
