/* The pages of offers: what can be asked of which service, for whom, with which form, plan and promise.  Service, code
 * and audience are said once; another audience is another row, so that each public may have its own form. */
#include "desk/admin/admin_view.h"
#include "desk/catalog/offer.h"
#include "templates.h"

enum { OFFER_FIELDS = 16 };

static const char *audience_said(struct ctx *c, const char *audience)
{
        return *audience ? audience_word(c, audience) : ctx_msg(c, MSG_admin_everybody);
}

static enum status offers_get(struct ctx *c)
{
        static const int words[] = {MSG_admin_name, MSG_offers_service, MSG_admin_audiences, MSG_offers_form, MSG_offers_plan, MSG_admin_state};
        const char *service = ctx_param(c, "service");
        struct offer *o;
        size_t n;
        enum status st = offer_kept(c, service, &o, &n);

        if (st)
                return st;
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, 6, struct admin_cell);
                x[0] = (struct admin_cell){o[i].name, arena_fmt(c->arena, "/admin/offers/%lld", (long long)o[i].id), false};
                x[1] = (struct admin_cell){o[i].service_name, NULL, false};
                x[2] = (struct admin_cell){audience_said(c, o[i].audience), NULL, false};
                x[3] = (struct admin_cell){o[i].form, arena_fmt(c->arena, "/admin/forms/%s", o[i].form), false};
                x[4] = (struct admin_cell){*o[i].plan ? o[i].plan : ctx_msg(c, MSG_offers_no_plan), NULL, false};
                x[5] = (struct admin_cell){ctx_msg(c, o[i].state == OFFER_OFFERED ? MSG_admin_offered : MSG_admin_retired), NULL,
                                           o[i].state != OFFER_OFFERED};
                rows[i] = (struct admin_row){x, 6};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_offers_title), .hint = ctx_msg(c, MSG_offers_hint),
                                    .empty = ctx_msg(c, MSG_offers_none), .heads = admin_heads(c, words, ARRAY_LEN(words)), .n_heads = ARRAY_LEN(words), .rows = rows,
                                    .n_rows = n, .new_label = ctx_msg(c, MSG_offers_new), .new_href = "/admin/offers/new"};
        admin_page(c, &v.page, v.title, "admin-offers");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* ---- choices ----------------------------------------------------------------------------------------------------- */

static enum status services_of(struct ctx *c, const char *chosen, struct admin_field *f)
{
        struct service_row *s;
        size_t n;
        enum status st = catalogue_services(c, &s, &n);

        *f = admin_choice(c, "service", MSG_offers_service, st ? 0 : n);
        for (size_t i = 0; !st && i < n; i++)
                admin_option(f, s[i].code, s[i].name, chosen);
        return st;
}

/* Of a new offer the service is not known yet: the forms of every department that the actor manages. */
static enum status forms_of(struct ctx *c, const struct offer *o, const char *chosen, struct admin_field *f)
{
        struct form_row *r;
        size_t n;
        enum status st = o->department_id ? form_usable(c, o->department_id, &r, &n) : form_list(c, &r, &n);

        *f = admin_choice(c, "form", MSG_offers_form, st ? 0 : n);
        f->hint = ctx_msg(c, MSG_offers_form_hint);
        for (size_t i = 0; !st && i < n; i++)
                if (r[i].published)
                        admin_option(f, r[i].code, r[i].name, chosen);
        return st;
}

static enum status groups_of(struct ctx *c, const char *chosen, struct admin_field *f)
{
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);

        *f = admin_choice(c, "group", MSG_admin_group, st ? 0 : n + 1);
        f->hint = ctx_msg(c, MSG_offers_group_hint);
        admin_option(f, "", ctx_msg(c, MSG_offers_service_group), chosen);
        for (size_t i = 0; !st && i < n; i++)
                admin_option(f, g[i].code, g[i].name, chosen);
        return st;
}

static enum status coded(struct ctx *c, const char *name, int label, int none, const char *chosen,
                         enum status (*list)(struct ctx *, struct plan_choice **, size_t *), struct admin_field *f)
{
        struct plan_choice *p;
        size_t n;
        enum status st = list(c, &p, &n);

        *f = admin_choice(c, name, label, st ? 0 : n + 1);
        admin_option(f, "", ctx_msg(c, none), chosen);
        for (size_t i = 0; !st && i < n; i++)
                admin_option(f, p[i].code, p[i].name, chosen);
        return st;
}

static struct admin_field audiences_of(struct ctx *c, const char *chosen)
{
        struct admin_field f = admin_choice(c, "audience", MSG_admin_audiences, 16);
        const char *kind;

        f.hint = ctx_msg(c, MSG_offers_audience_hint);
        admin_option(&f, "", ctx_msg(c, MSG_admin_everybody), chosen);
        for (size_t i = 0; i < 15 && (kind = audience_kind(i)); i++)
                admin_option(&f, kind, audience_word(c, kind), chosen);
        return f;
}

/* ---- the form ------------------------------------------------------------------------------------------------------ */

static enum status key_fields(struct ctx *c, struct admin_field *f, size_t *n)
{
        enum status st = services_of(c, admin_typed(c, "service", ctx_param(c, "service")), &f[(*n)++]);

        f[*n] = admin_line(c, "code", MSG_admin_code, "", 64, true);
        f[(*n)++].hint = ctx_msg(c, MSG_admin_code_hint);
        f[(*n)++] = audiences_of(c, admin_typed(c, "audience", ""));
        return st;
}

static enum status work_fields(struct ctx *c, const struct offer *o, struct admin_field *f, size_t *n)
{
        enum status st = forms_of(c, o, admin_typed(c, "form", o->form), &f[(*n)++]);

        if (!st)
                st = coded(c, "plan", MSG_offers_plan, MSG_offers_no_plan, admin_typed(c, "plan", o->plan), offer_plans, &f[(*n)++]);
        if (!st)
                st = coded(c, "promise", MSG_offers_promise, MSG_offers_no_promise, admin_typed(c, "promise", o->promise), offer_promises,
                           &f[(*n)++]);
        return st ? st : groups_of(c, admin_typed(c, "group", o->own_group), &f[(*n)++]);
}

static enum status offer_fields(struct ctx *c, const struct offer *o, struct admin_fields *out)
{
        struct admin_field *f = admin_fields_new(c, OFFER_FIELDS);
        size_t n = 0;
        enum status st = o->id ? ST_OK : key_fields(c, f, &n);

        f[n++] = admin_line(c, "name_fr", MSG_admin_name_fr, o->name_fr, 150, true);
        f[n++] = admin_line(c, "name_en", MSG_admin_name_en, o->name_en, 150, true);
        f[n++] = admin_line(c, "summary_fr", MSG_admin_summary_fr, o->summary_fr, 400, false);
        f[n++] = admin_line(c, "summary_en", MSG_admin_summary_en, o->summary_en, 400, false);
        if (!st)
                st = work_fields(c, o, f, &n);
        if (st)
                return st;
        f[n++] = admin_state(c, o->state, OFFER_OFFERED, OFFER_RETIRED);
        f[n++] = admin_number(c, "sort", MSG_admin_sort, o->sort);
        admin_errors(c, f, n);
        *out = (struct admin_fields){f, n};
        return ST_OK;
}

static enum status offer_asked(struct ctx *c, struct offer *o)
{
        int64_t id;

        if (str_eq(ctx_var(c, "id"), "new")) {
                *o = (struct offer){.code = "", .audience = "", .name_fr = "", .name_en = "", .summary_fr = "", .summary_en = "", .form = "",
                                    .plan = "", .promise = "", .own_group = "", .state = OFFER_OFFERED, .sort = 100};
                return catalogue_any(c) ? ST_OK : ST_NOT_FOUND;
        }
        return text_i64(ctx_var(c, "id"), &id) ? offer_kept_one(c, id, o) : ST_NOT_FOUND;
}

static enum status offer_show(struct ctx *c, const struct offer *o)
{
        const char *where = o->id ? arena_fmt(c->arena, "%s (%s), %s", o->service_name, o->code, audience_said(c, o->audience)) : NULL;
        struct admin_form_view v = {.title = o->id ? o->name : ctx_msg(c, MSG_offers_new), .hint = where,
                                    .action = o->id ? arena_fmt(c->arena, "/admin/offers/%lld", (long long)o->id) : "/admin/offers/new",
                                    .submit = ctx_msg(c, MSG_fields_save), .back_href = "/admin/offers", .back = ctx_msg(c, MSG_offers_title),
                                    .version = o->version};
        enum status st = offer_fields(c, o, &v.body);

        if (st)
                return st;
        admin_page(c, &v.page, v.title, "admin-offers");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status offer_get(struct ctx *c)
{
        struct offer o;
        enum status st = offer_asked(c, &o);

        return st ? st : offer_show(c, &o);
}

static enum status offer_post(struct ctx *c)
{
        struct offer o;
        int64_t id;
        enum status st = offer_asked(c, &o);

        if (st)
                return st;
        struct offer_edit e = {.id = o.id, .service = admin_typed(c, "service", ""), .code = admin_typed(c, "code", ""),
                               .audience = admin_typed(c, "audience", ""), .form = admin_typed(c, "form", ""), .plan = admin_typed(c, "plan", ""),
                               .promise = admin_typed(c, "promise", ""), .group = admin_typed(c, "group", ""),
                               .name_fr = admin_typed(c, "name_fr", ""), .name_en = admin_typed(c, "name_en", ""),
                               .summary_fr = admin_typed(c, "summary_fr", ""), .summary_en = admin_typed(c, "summary_en", ""),
                               .state = admin_typed_i64(c, "state", 0, 0), .sort = admin_typed_i64(c, "sort", 0, -1), .seen = admin_seen(c)};
        st = admin_stale(c, offer_save(c, &e, &id), "name_fr");
        if (st == ST_INVALID)
                return offer_show(c, &o);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/offers");
}

static const struct route offers_routes[] = {
        {HTTP_GET, "/admin/offers", PERM_DEPT_ADMIN, offers_get, 0, NULL},
        {HTTP_GET, "/admin/offers/{id}", PERM_DEPT_ADMIN, offer_get, 0, NULL},
        {HTTP_POST, "/admin/offers/{id}", PERM_DEPT_ADMIN, offer_post, 0, NULL},
        {0}};

const struct slice slice_admin_offers = {.name = "admin-offers", .routes = offers_routes};
