/* The form of an offer: read, refused with everything kept, put into the basket or sent.  A form that was published
 * anew while somebody typed is shown again with what they typed, never accepted blindly. */
#include "desk/request/request.h"

#include "desk/people/people.h"
#include "desk/plan/plan.h"
#include "desk/ticket/panel.h"
#include "formats/json.h"
#include "templates.h"

#define PREFIX "a_"

static const char *typed(struct ctx *c, const char *name)
{
        const char *s = form_value(c, name);
        return s ? text_clean(c->arena, s, strlen(s), true) : "";
}

/* The offer that the address and the wanted persona name, and the version it asks by. */
struct asked {
        struct offer offer;
        struct ask_form form;
        struct ask_answers answers;
        bool stale;                /* another version was on the screen */
};

static enum status asked_load(struct ctx *c, const char *as, struct asked *x)
{
        enum status st = offer_for(c, ctx_var(c, "slug"), ctx_var(c, "code"), as, &x->offer);

        return st ? st : form_version_load(c, x->offer.form_version_id, &x->form);
}

static enum status asked_read(struct ctx *c, bool strict, struct asked *x)
{
        int64_t shown = 0;
        enum status st = asked_load(c, typed(c, "as"), x);

        if (st)
                return st;
        x->stale = !text_i64(typed(c, "form"), &shown) || shown != x->form.id;
        return ask_read(c, &x->form, PREFIX, strict && !x->stale, &x->answers);
}

static void crumbs(struct ctx *c, struct request_form *v)
{
        const char *service = arena_fmt(c->arena, "/services/%s", v->offer.service_code);

        v->page.crumbs[0] = (struct page_crumb){"/services", ctx_msg(c, MSG_portal_services)};
        v->page.crumbs[1] = (struct page_crumb){service, v->offer.service_name};
        v->page.crumbs[2] = (struct page_crumb){NULL, v->offer.name};
        v->page.n_crumbs = 3;
}

static enum status render(struct ctx *c, struct asked *x, struct request_form *v)
{
        enum status st = basket_count(c, &v->waiting);

        if (st)
                return st;
        v->offer = x->offer;
        v->at = arena_fmt(c->arena, "/services/%s/items/%s", x->offer.service_code, x->offer.code);
        v->as = x->offer.audience;
        v->once = random_token(c->arena);
        v->e_other = form_msg(c, "other");
        v->e_form = form_msg(c, "form");
        ask_view_fill(c, &x->answers, arena_fmt(c->arena, "%s/fields", v->at), &v->ask);
        page_init(c, &v->page, x->offer.name, "services");
        crumbs(c, v);
        request_form_html(&c->html, v);
        return ST_OK;
}

static enum status draft_restore(struct ctx *c, struct asked *x, struct request_form *v)
{
        const struct json *kept = NULL;
        const char *draft = NULL, *why;
        enum status st = draft_load(c, offer_draft_place(c, &x->offer), &draft);

        if (st == ST_NOT_FOUND)
                return ST_OK;
        if (st || !draft || jv_parse(c->arena, draft, strlen(draft), &kept, &why))
                return st;
        v->restored = true;
        return ask_read_json(c, &x->form, kept, PREFIX, false, &x->answers);
}

/* A draft was written for somebody else than whom the address names: it is left alone then. */
static enum status form_get(struct ctx *c)
{
        struct asked x = {0};
        struct request_form v = {.other = ""};
        bool filled = false;
        enum status st = asked_load(c, ctx_param(c, "as"), &x);

        if (!st)
                st = ask_read_json(c, &x.form, NULL, PREFIX, false, &x.answers);
        if (!st)
                st = prefill_read(c, &x.answers, &v, &filled);
        if (!st && !filled)
                st = draft_restore(c, &x, &v);
        return st ? st : render(c, &x, &v);
}

/* Only the fields, as they are asked now. */
static enum status fields_post(struct ctx *c)
{
        struct asked x = {0};
        struct ask_view v;
        enum status st = asked_read(c, false, &x);

        if (st)
                return st;
        ask_view_fill(c, &x.answers, arena_fmt(c->arena, "/services/%s/items/%s/fields", x.offer.service_code, x.offer.code), &v);
        catalog_ask_html(&c->html, &v);
        return ST_OK;
}

static enum status draft_put(struct ctx *c)
{
        struct asked x = {0};
        enum status st = asked_read(c, false, &x);

        if (!st)
                st = draft_save(c, offer_draft_place(c, &x.offer), ask_json_typed(c, &x.answers));
        if (!st)
                request_saved_html(&c->html, &(struct request_form){.restored = true});
        return st;
}

/* ---- sending ------------------------------------------------------------------------------------------------------ */

enum status request_for(struct ctx *c, const char *other, int64_t *id)
{
        *id = 0;
        if (text_blank(other))
                return ST_OK;
        enum status st = person_known(c, other, id);
        if (st == ST_NOT_FOUND)
                form_error(c, "other", MSG_recipients_unknown);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static enum status refused(struct ctx *c, struct asked *x)
{
        struct request_form v = {.other = typed(c, "other"), .stale = x->stale};

        if (x->stale)
                form_error(c, "form", MSG_request_form_changed);
        c->res->status = 422;
        return render(c, x, &v);
}

static enum status send(struct ctx *c, struct asked *x, int64_t other)
{
        struct ticket request, first;
        struct submit_line line = {&x->offer, &x->answers, x->offer.audience};
        struct submit s = {.lines = &line, .n_lines = 1, .requested_for_id = other, .channel = CHANNEL_PORTAL, .once = typed(c, "once")};

        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : submit_send(c, &s, &request, &first);
        if (!st && *x->offer.audience)
                st = session_persona(c, x->offer.audience);
        if (!st)
                st = draft_drop(c, offer_draft_place(c, &x->offer));
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        page_notice(c, "portal.sent", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", first.number));
}

static enum status set_aside(struct ctx *c, struct asked *x, int64_t other)
{
        int64_t id;
        enum status st = basket_put(c, &x->offer, &x->answers, other ? typed(c, "other") : NULL, &id);

        if (st)
                return st;
        page_notice(c, "request.in_basket", NULL);
        return ctx_redirect(c, "/basket");
}

static enum status form_post(struct ctx *c)
{
        struct asked x = {0};
        int64_t other = 0;
        const char *act = typed(c, "do");
        bool only_fields = str_eq(act, "fields");
        enum status st = asked_read(c, !only_fields, &x);

        if (st)
                return st;
        if (only_fields) { /* without script: the fields that the answers now ask for */
                struct request_form v = {.other = typed(c, "other")};
                return render(c, &x, &v);
        }
        st = request_for(c, typed(c, "other"), &other);
        if (!st && (x.stale || c->n_error))
                return refused(c, &x);
        if (!st)
                st = str_eq(act, "basket") ? set_aside(c, &x, other) : send(c, &x, other);
        if (st == ST_CONFLICT && !c->n_error)
                form_error_text(c, "form", c->why ? c->why : ctx_msg(c, MSG_error_conflict_text));
        return st == ST_INVALID || st == ST_CONFLICT ? refused(c, &x) : st;
}

/* ---- what was answered ----------------------------------------------------------------------------------------------- */

static enum status answers_of(struct ctx *c, const struct ticket *t, bool desk, struct html *to)
{
        struct item i;
        struct ask_form f;
        struct ask_line *lines;
        struct answers_view v = {.desk = desk};
        enum status st = item_load(c, t->id, &i);

        if (!st)
                st = form_version_load(c, i.form_version_id, &f);
        if (!st)
                st = ask_shown(c, &f, i.answers, &lines, &v.n_lines);
        if (st)
                return st == ST_NOT_FOUND ? ST_OK : st;
        v.lines = lines;
        if (v.n_lines)
                request_answers_html(to, &v);
        return ST_OK;
}

static enum status answers_desk(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        (void)id;
        return answers_of(c, t, true, to);
}

static enum status answers_portal(struct ctx *c, const struct ticket *t, int64_t id, struct html *to)
{
        (void)id;
        return answers_of(c, t, false, to);
}

static const struct panel request_panels[] = {
        {"answers", PANEL_DESK, 1 << TICKET_ITEM, answers_desk},
        {"answered", PANEL_REQUEST, 1 << TICKET_ITEM, answers_portal},
        {0}};

static const struct route request_routes[] = {
        {HTTP_GET, "/services/{slug}/items/{code}", PERM_SIGNED_IN, form_get, 0, NULL},
        {HTTP_POST, "/services/{slug}/items/{code}", PERM_SIGNED_IN, form_post, ROUTE_UPLOAD, NULL},
        {HTTP_POST, "/services/{slug}/items/{code}/fields", PERM_SIGNED_IN, fields_post, ROUTE_UPLOAD, NULL},
        {HTTP_PUT, "/services/{slug}/items/{code}/draft", PERM_SIGNED_IN, draft_put, ROUTE_QUIET, NULL},
        {HTTP_GET, "/basket", PERM_SIGNED_IN, basket_page, 0, NULL},
        {HTTP_POST, "/basket", PERM_SIGNED_IN, basket_post, 0, NULL},
        {0}};

const struct slice slice_request = {.name = "request", .routes = request_routes, .panels = request_panels};
