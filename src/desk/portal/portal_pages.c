/* A service's sheet and the search of the portal, and the slice itself. */
#include "desk/portal/portal.h"
#include "templates.h"

static enum status service(struct ctx *c)
{
        struct portal_service v = {0};
        enum status st = service_by_code(c, ctx_var(c, "slug"), &v.service);
        if (st)
                return st;
        page_init(c, &v.page, v.service.name, "services");
        v.page.crumbs[0] = (struct page_crumb){"/services", ctx_msg(c, MSG_portal_services)};
        v.page.crumbs[1] = (struct page_crumb){NULL, v.service.name};
        v.page.n_crumbs = 2;
        v.body = markdown(c->arena, v.service.body ? v.service.body : "");
        const char *as = ctx_param(c, "as");
        struct buf b;
        buf_init(&b, c->arena, 512);
        buf_fmt(&b, "/services/%s/new", v.service.code);
        if (*as && strlen(as) <= 40) {
                buf_str(&b, "?as=");
                buf_url(&b, as);
        }
        v.new_href = b.p;
        struct offer_area *offers;
        st = offer_areas(c, v.service.id, &offers, &v.n_offers);
        if (st)
                return st;
        v.offers = offers;
        struct article *articles;
        st = article_list(c, &(struct article_query){.service_id = v.service.id, .limit = 6}, &articles, &v.n_articles);
        if (st)
                return st;
        v.articles = articles;
        portal_service_html(&c->html, &v);
        return ST_OK;
}

/* A service answers a search when every folded word of it stands in its names or summary. */
static bool service_fits(struct ctx *c, const struct service *s, const char *q)
{
        char *text = text_fold(c->arena, arena_fmt(c->arena, "%s %s %s %s %s %s", s->name_fr, s->name_en,
                                                   s->summary_fr ? s->summary_fr : "", s->summary_en ? s->summary_en : "",
                                                   s->family_fr ? s->family_fr : "", s->family_en ? s->family_en : ""));
        char *words = text_fold(c->arena, q);
        for (char *w = words; *w;) {
                size_t n = strcspn(w, " ");
                char *next = w + n + strspn(w + n, " ");
                w[n] = '\0';
                if (n > 2 && !strstr(text, w))
                        return false;
                w = next;
        }
        return true;
}

static enum status search_services(struct ctx *c, struct portal_search *v)
{
        struct service *all;
        size_t n;
        enum status st = service_list(c, &all, &n);
        struct portal_hit *hit = ARENA_ARRAY(c->arena, n + 1, struct portal_hit);
        for (size_t i = 0; !st && i < n && v->n_services < (v->short_one ? 3u : 10u); i++)
                if (service_fits(c, &all[i], v->q))
                        hit[v->n_services++] = (struct portal_hit){
                                .href = arena_fmt(c->arena, "/services/%s", all[i].code), .title = all[i].name,
                                .text = all[i].summary};
        v->services = hit;
        return st;
}

static enum status search_articles(struct ctx *c, struct portal_search *v)
{
        struct article *a;
        size_t n;
        enum status st = article_list(c, &(struct article_query){.words = v->q, .limit = v->short_one ? 3 : 10}, &a, &n);
        struct portal_hit *hit = ARENA_ARRAY(c->arena, (st ? 0 : n) + 1, struct portal_hit);
        for (size_t i = 0; !st && i < n; i++)
                hit[v->n_articles++] = (struct portal_hit){.href = a[i].href, .title = a[i].title, .text = a[i].kind_text};
        v->articles = hit;
        return st;
}

/* While one types, one's own open requests; the whole search gives all of them. */
static enum status search_requests(struct ctx *c, struct portal_search *v)
{
        struct ticket_query q = {.view = "requested", .q = v->q, .state_open = v->short_one, .limit = v->short_one ? 3 : 10};
        struct ticket_page page = {0};
        enum status st = ticket_list(c, &q, &page);
        struct portal_hit *hit = ARENA_ARRAY(c->arena, page.n_rows + 1, struct portal_hit);
        for (size_t i = 0; !st && i < page.n_rows; i++)
                hit[v->n_requests++] = (struct portal_hit){
                        .href = arena_fmt(c->arena, "/requests/%s", page.rows[i].number), .title = page.rows[i].subject,
                        .text = page.rows[i].state_text, .stub = page.rows[i].stub, .number = page.rows[i].number};
        v->requests = hit;
        return st;
}

static enum status search_fill(struct ctx *c, struct portal_search *v)
{
        v->q = ctx_param(c, "q");
        if (text_blank(v->q) || strlen(v->q) > 400)
                return ST_OK;
        enum status st = search_services(c, v);
        if (!st)
                st = search_articles(c, v);
        if (!st && c->actor)
                st = search_requests(c, v);
        return st;
}

static enum status search(struct ctx *c)
{
        struct portal_search v = {0};
        int64_t kind, num;
        const char *q = ctx_param(c, "q");
        if (c->actor && ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN)) {
                struct buf b;
                buf_init(&b, c->arena, 4096);
                buf_str(&b, "/tickets?q=");
                buf_url(&b, q);
                return ctx_redirect(c, b.p);
        }
        struct ticket t;
        if (c->actor && ticket_number_parse(c, q, &kind, &num) && ticket_find(c, q, ACT_READ, &t) == ST_OK)
                return ctx_redirect(c, arena_fmt(c->arena, "/requests/%s", t.number));
        enum status st = search_fill(c, &v);
        if (st)
                return st;
        page_init(c, &v.page, ctx_msg(c, MSG_portal_search_title), "search");
        portal_search_html(&c->html, &v);
        return ST_OK;
}

static enum status suggest(struct ctx *c)
{
        struct portal_search v = {.short_one = true};
        enum status st = search_fill(c, &v);
        if (!st)
                portal_suggest_html(&c->html, &v);
        return st;
}

static const struct route portal_routes[] = {
        {HTTP_GET, "/", PERM_PUBLIC, portal_home_page, 0, NULL},
        {HTTP_GET, "/parts/requests", PERM_SIGNED_IN, portal_home_requests, ROUTE_QUIET, NULL},
        {HTTP_GET, "/services", PERM_PUBLIC, portal_services_page, 0, NULL},
        {HTTP_GET, "/parts/services", PERM_PUBLIC, portal_services_part, ROUTE_QUIET, NULL},
        {HTTP_GET, "/services/{slug}", PERM_PUBLIC, service, 0, NULL},
        {HTTP_GET, "/services/{slug}/new", PERM_SIGNED_IN, portal_form_page, 0, NULL},
        {HTTP_PUT, "/services/{slug}/draft", PERM_SIGNED_IN, portal_form_draft, ROUTE_QUIET, NULL},
        {HTTP_GET, "/search", PERM_PUBLIC, search, ROUTE_SLOW, NULL},
        {HTTP_GET, "/search/suggest", PERM_PUBLIC, suggest, ROUTE_SLOW | ROUTE_QUIET, NULL},
        {HTTP_GET, "/requests", PERM_SIGNED_IN, portal_requests_page, 0, NULL},
        {HTTP_POST, "/requests", PERM_SIGNED_IN, portal_form_post, ROUTE_UPLOAD, NULL},
        {HTTP_GET, "/requests/{id}", PERM_SIGNED_IN, portal_request_page, 0, NULL},
        {HTTP_GET, "/requests/{id}/thread", PERM_SIGNED_IN, portal_request_thread, ROUTE_QUIET, NULL},
        {HTTP_POST, "/requests/{id}/seen", PERM_SIGNED_IN, portal_request_seen, ROUTE_QUIET, NULL},
        {HTTP_POST, "/requests/{id}/messages", PERM_SIGNED_IN, portal_request_message, ROUTE_UPLOAD, NULL},
        {HTTP_POST, "/requests/{id}/restated", PERM_SIGNED_IN, portal_need_post, 0, NULL},
        {HTTP_POST, "/requests/{id}/invite", PERM_SIGNED_IN, portal_invite, 0, NULL},
        {HTTP_POST, "/requests/{id}/link", PERM_SIGNED_IN, portal_renew, 0, NULL},
        {HTTP_POST, "/requests/{id}/withdraw", PERM_SIGNED_IN, portal_withdraw, 0, NULL},
        {HTTP_POST, "/requests/{id}/close", PERM_SIGNED_IN, portal_request_accept, 0, NULL},
        {HTTP_POST, "/requests/{id}/reopen", PERM_SIGNED_IN, portal_request_reopen, 0, NULL},
        {HTTP_POST, "/requests/{id}/cancel", PERM_SIGNED_IN, portal_request_cancel, 0, NULL},
        {0}};

const struct slice slice_portal = {.name = "portal", .routes = portal_routes};
