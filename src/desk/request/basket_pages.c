/* The page of the basket: what is put aside, for whom it is asked, and why something cannot leave. */
#include "desk/request/request.h"

#include "templates.h"

static enum status rows_fill(struct ctx *c, struct basket_view *v)
{
        struct basket_line *l;
        enum status st = basket_lines(c, &l, &v->n_rows);

        struct basket_row *r = ARENA_ARRAY(c->arena, (st ? 0 : v->n_rows) + 1, struct basket_row);
        for (size_t i = 0; !st && i < v->n_rows; i++) {
                struct basket_now x = {0};
                struct ask_line *lines;
                st = basket_line_now(c, &l[i], &x);
                if (!st)
                        st = ask_shown(c, &x.form, ask_json(c, &x.answers), &lines, &r[i].n_lines);
                if (st)
                        return st;
                r[i].id = l[i].id;
                r[i].name = x.offer.name;
                r[i].service = x.offer.service_name;
                r[i].href = arena_fmt(c->arena, "/services/%s/items/%s", x.offer.service_code, x.offer.code);
                r[i].error = x.wrong;
                r[i].lines = lines;
        }
        v->rows = r;
        return st;
}

enum status basket_page(struct ctx *c)
{
        bool sent = c->req->method == HTTP_POST;
        const char *other = sent ? form_value(c, "other") : NULL;
        enum status st = sent ? ST_OK : basket_for(c, &other);
        struct basket_view v = {.once = random_token(c->arena), .other = other ? other : "", .e_other = form_msg(c, "other")};

        if (!st)
                st = rows_fill(c, &v);
        if (st)
                return st;
        page_init(c, &v.page, ctx_msg(c, MSG_request_basket), "services");
        v.page.crumbs[0] = (struct page_crumb){"/services", ctx_msg(c, MSG_portal_services)};
        v.page.crumbs[1] = (struct page_crumb){NULL, ctx_msg(c, MSG_request_basket)};
        v.page.n_crumbs = 2;
        request_basket_html(&c->html, &v);
        return ST_OK;
}

enum status basket_post(struct ctx *c)
{
        struct ticket request;
        const char *drop = form_value(c, "drop"), *once = form_value(c, "once");
        int64_t id, other = 0;
        bool whole = false;

        if (drop && text_i64(drop, &id) && id) {
                enum status gone = basket_drop(c, id);
                return gone && gone != ST_NOT_FOUND ? gone : ctx_redirect(c, "/basket");
        }
        enum status known = request_for(c, form_value(c, "other"), &other);
        if (known)
                return known;
        const struct submit s = {.requested_for_id = other, .channel = CHANNEL_PORTAL, .once = once};
        enum status st = c->n_error ? ST_OK : basket_send(c, &s, &request, &whole);
        if (!st && !whole) { /* nothing there, or a line that must be looked at first: the page says which */
                c->res->status = 422;
                return basket_page(c);
        }
        if (st)
                return st;
        page_notice(c, "portal.sent", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", request.number));
}
