/* The basket and the drafts of offers' forms, for programs: the functions of the pages (desk/plan/basket.h).  Everybody
 * has only their own. */
#include "desk/api/wish.h"
#include "desk/plan/basket.h"

/* A text member, NULL when it is absent; null and what is no text are "". */
static const char *text_of(struct ctx *c, const char *name)
{
        const struct json *j = jv_get(c->json, name);
        const char *s = jv_text(j);

        if (j && !s && jv_type(j) != JV_NULL)
                form_error(c, name, MSG_form_bad_text);
        return j ? s ? text_clean(c->arena, s, strlen(s), false) : "" : NULL;
}

/* ---- reading ---------------------------------------------------------------------------------------------------- */

static enum status line_out(struct ctx *c, struct buf *b, const struct basket_line *l)
{
        struct basket_now x = {0};
        enum status st = basket_line_now(c, l, &x);

        if (st)
                return st;
        buf_fmt(b, "{\"id\":%lld", (long long)l->id);
        api_text_member(b, "service", x.offer.service_code);
        api_text_member(b, "item", x.offer.code);
        api_text_member(b, "persona", l->persona);
        api_text_member(b, "name", x.offer.name);
        buf_fmt(b, ",\"form_version\":%lld,\"answers\":%s", (long long)x.form.version, l->answers);
        api_text_member(b, "problem", x.wrong);
        buf_char(b, '}');
        return ST_OK;
}

enum status api_basket_get(struct ctx *c)
{
        struct basket_line *l;
        struct buf *b = &c->res->body;
        const char *other = "";
        size_t n = 0;
        enum status st = basket_lines(c, &l, &n);

        if (!st)
                st = basket_for(c, &other);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"items\":[");
        for (size_t i = 0; !st && i < n; i++) {
                buf_str(b, i ? "," : "");
                st = line_out(c, b, &l[i]);
        }
        buf_char(b, ']');
        api_text_member(b, "requested_for", other);
        buf_str(b, "}\n");
        return st;
}

static enum status line_answer(struct ctx *c, int64_t id, int status)
{
        struct basket_line l;
        enum status st = basket_line_get(c, id, &l);

        if (st)
                return st;
        c->res->status = status;
        c->res->type = "application/json";
        api_etag(c, l.at);
        st = line_out(c, &c->res->body, &l);
        buf_char(&c->res->body, '\n');
        return st;
}

static enum status line_named(struct ctx *c, struct basket_line *l)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? basket_line_get(c, id, l) : ST_NOT_FOUND;
}

enum status api_basket_line_get(struct ctx *c)
{
        struct basket_line l;
        enum status st = line_named(c, &l);

        return st ? st : line_answer(c, l.id, 200);
}

/* ---- changing --------------------------------------------------------------------------------------------------- */

enum status api_basket_post(struct ctx *c)
{
        struct wish w;
        const char *other = text_of(c, "requested_for");
        int64_t id = 0, person;
        enum status st = api_wish_read(c, c->json, "", &w);

        if (!st)
                st = api_for_whom(c, other ? other : "", &person);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = basket_put(c, &w.offer, &w.answers, other, &id);
        return st ? st : line_answer(c, id, 201);
}

/* The offer stays; what is answered is given whole, as it was. */
enum status api_basket_patch(struct ctx *c)
{
        struct basket_line l = {0};
        struct offer was;
        struct wish w;
        int64_t seen;
        const char *persona = text_of(c, "persona");
        enum status st = line_named(c, &l);

        if (!st && !api_if_match(c, &seen))
                st = ST_STALE;
        if (!st)
                st = offer_load(c, l.offer_id, &was);
        if (!st)
                st = offer_for(c, was.service_code, was.code, persona ? persona : l.persona, &w.offer);
        if (st == ST_NOT_FOUND && l.id)
                return ctx_fail(c, ST_CONFLICT, MSG_request_offer_gone);
        if (!st && w.offer.id != l.offer_id)
                form_error(c, "persona", MSG_portal_form_bad_persona);
        if (!st && !jv_get(c->json, "answers"))
                form_error(c, "answers", MSG_form_missing);
        if (!st)
                st = form_version_load(c, w.offer.form_version_id, &w.form);
        if (!st)
                st = api_wish_answers(c, c->json, "", &w);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = basket_change(c, l.id, seen, &w.offer, &w.answers);
        return st ? st : line_answer(c, l.id, 200);
}

enum status api_basket_delete(struct ctx *c)
{
        struct basket_line l;
        enum status st = line_named(c, &l);

        if (!st)
                st = basket_drop(c, l.id);
        if (!st)
                c->res->status = 204;
        return st;
}

/* ---- sending ---------------------------------------------------------------------------------------------------- */

/* Why nothing left: it is empty, or line by line. */
static enum status held(struct ctx *c)
{
        struct basket_line *l;
        size_t n = 0;
        enum status st = basket_lines(c, &l, &n);

        if (!st && !n)
                form_error(c, "items", MSG_request_basket_empty);
        for (size_t i = 0; !st && i < n; i++) {
                struct basket_now x = {0};
                st = basket_line_now(c, &l[i], &x);
                if (!st && x.wrong)
                        form_error_text(c, arena_fmt(c->arena, "items.%zu", i), x.wrong);
        }
        return st ? st : c->n_error ? ST_INVALID : ST_CONFLICT;
}

enum status api_basket_send(struct ctx *c)
{
        struct ticket request;
        struct submit s = {.channel = CHANNEL_API};
        const char *other = text_of(c, "requested_for");
        bool whole = false;
        enum status st = other ? ST_OK : basket_for(c, &other);

        if (!st)
                st = api_for_whom(c, other, &s.requested_for_id);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = basket_send(c, &s, &request, &whole);
        if (st)
                return st;
        return whole ? api_request_out(c, &request, 201) : held(c);
}

/* ---- the draft of an offer's form --------------------------------------------------------------------------------- */

/* The offer of the address, as whom ?persona= (or the member) says. */
static enum status form_of(struct ctx *c, struct wish *w)
{
        const char *persona = text_of(c, "persona");
        enum status st = offer_for(c, ctx_var(c, "code"), ctx_var(c, "item"), persona ? persona : ctx_param(c, "persona"), &w->offer);

        return st ? st : form_version_load(c, w->offer.form_version_id, &w->form);
}

static enum status draft_answer(struct ctx *c, struct wish *w)
{
        const struct json *kept = NULL;
        const char *draft = NULL, *why;
        struct buf *b = &c->res->body;
        enum status st = draft_load(c, offer_draft_place(c, &w->offer), &draft);

        if (!st && jv_parse(c->arena, draft, strlen(draft), &kept, &why))
                st = ST_IO;
        if (!st)
                st = ask_read_json(c, &w->form, kept, "answers.", false, &w->answers);
        if (st)
                return st;
        c->res->type = "application/json";
        buf_str(b, "{\"service\":");
        buf_json(b, w->offer.service_code);
        api_text_member(b, "item", w->offer.code);
        api_text_member(b, "persona", w->offer.audience);
        buf_fmt(b, ",\"form_version\":%lld,\"answers\":%s}\n", (long long)w->form.version, ask_json_typed(c, &w->answers));
        return ST_OK;
}

enum status api_offer_draft_get(struct ctx *c)
{
        struct wish w;
        enum status st = form_of(c, &w);

        return st ? st : draft_answer(c, &w);
}

/* What does not fit is left out, as while one types. */
enum status api_offer_draft_put(struct ctx *c)
{
        struct wish w;
        const struct json *answers = jv_get(c->json, "answers");
        enum status st = form_of(c, &w);

        if (!st && jv_type(answers) != JV_OBJECT)
                form_error(c, "answers", answers ? MSG_ask_value_wrong : MSG_form_missing);
        if (!st && c->n_error)
                st = ST_INVALID;
        if (!st)
                st = ask_read_json(c, &w.form, answers, "answers.", false, &w.answers);
        if (!st)
                st = draft_save(c, offer_draft_place(c, &w.offer), ask_json_typed(c, &w.answers));
        return st ? st : draft_answer(c, &w);
}

enum status api_offer_draft_delete(struct ctx *c)
{
        struct wish w;
        const char *draft;
        enum status st = form_of(c, &w);

        if (!st)
                st = draft_load(c, offer_draft_place(c, &w.offer), &draft);
        if (!st)
                st = draft_drop(c, offer_draft_place(c, &w.offer));
        if (!st)
                c->res->status = 204;
        return st;
}
