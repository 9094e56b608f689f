/* The pages of approaches: the list in its order, one of them, a new one.  An approach is named by grids and intentions
 * in either language; what it offers is the item that a line of a grid makes.  It is retired, never removed. */
#include "desk/admin/admin_view.h"
#include "desk/catalog/approach.h"
#include "desk/catalog/offer.h"
#include "templates.h"

extern const struct slice slice_admin_approaches;

enum { FIELDS = 10 };

static const char *offer_name(const struct offer *o, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (o[i].id == id)
                        return o[i].name;
        return NULL;
}

static enum status approaches_get(struct ctx *c)
{
        static const int words[] = {MSG_admin_name, MSG_admin_code, MSG_approach_offer, MSG_admin_sort, MSG_admin_state};
        struct approach *a;
        struct offer *o;
        size_t n, n_offers;
        enum status st = approach_list(c, true, &a, &n);

        if (!st)
                st = offer_kept(c, "", &o, &n_offers);
        if (st)
                return st;
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, 5, struct admin_cell);
                const char *offer = offer_name(o, n_offers, a[i].offer_id);
                x[0] = (struct admin_cell){a[i].name, arena_fmt(c->arena, "/admin/approaches/%s", a[i].code), false};
                x[1] = (struct admin_cell){a[i].code, NULL, false};
                x[2] = (struct admin_cell){offer ? offer : ctx_msg(c, MSG_approach_no_offer),
                                           offer ? arena_fmt(c->arena, "/admin/offers/%lld", (long long)a[i].offer_id) : NULL, false};
                x[3] = (struct admin_cell){arena_fmt(c->arena, "%lld", (long long)a[i].sort), NULL, false};
                x[4] = (struct admin_cell){ctx_msg(c, a[i].state == APPROACH_OFFERED ? MSG_admin_offered : MSG_admin_retired), NULL,
                                           a[i].state != APPROACH_OFFERED};
                rows[i] = (struct admin_row){x, 5};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_approach_title), .hint = ctx_msg(c, MSG_approach_hint),
                                    .empty = ctx_msg(c, MSG_approach_none), .heads = admin_heads(c, words, ARRAY_LEN(words)),
                                    .n_heads = ARRAY_LEN(words), .rows = rows, .n_rows = n, .new_href = "/admin/approaches/new",
                                    .new_label = ctx_msg(c, MSG_approach_new)};
        admin_page(c, &v.page, v.title, "admin-approaches");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

static enum status offers_field(struct ctx *c, struct admin_field *f, int64_t now)
{
        struct offer *o;
        size_t n;
        const char *chosen = admin_typed(c, "offer", now ? arena_fmt(c->arena, "%lld", (long long)now) : "");
        enum status st = offer_kept(c, "", &o, &n);

        *f = admin_choice(c, "offer", MSG_approach_offer, st ? 1 : n + 1);
        f->hint = ctx_msg(c, MSG_approach_offer_hint);
        admin_option(f, "", ctx_msg(c, MSG_approach_no_offer), chosen);
        for (size_t i = 0; !st && i < n; i++)
                if (o[i].state == OFFER_OFFERED || o[i].id == now)
                        admin_option(f, arena_fmt(c->arena, "%lld", (long long)o[i].id),
                                     arena_fmt(c->arena, "%s, %s", o[i].service_name, o[i].name), chosen);
        return st;
}

static enum status approach_show(struct ctx *c, const struct approach *a, bool is_new)
{
        struct admin_field *f = admin_fields_new(c, FIELDS);
        size_t n = 0;

        if (is_new) {
                f[n] = admin_line(c, "code", MSG_admin_code, "", 40, true);
                f[n++].hint = ctx_msg(c, MSG_admin_code_hint);
        }
        f[n++] = admin_line(c, "name_fr", MSG_admin_name_fr, a->name_fr, 80, true);
        f[n++] = admin_line(c, "name_en", MSG_admin_name_en, a->name_en, 80, true);
        f[n] = admin_line(c, "words", MSG_approach_words, a->words, 300, false);
        f[n++].hint = ctx_msg(c, MSG_approach_words_hint);
        f[n] = admin_line(c, "page", MSG_approach_page, a->page, 300, false);
        f[n++].hint = ctx_msg(c, MSG_approach_page_hint);
        enum status st = offers_field(c, &f[n++], a->offer_id);
        f[n++] = admin_number(c, "sort", MSG_admin_sort, a->sort);
        if (!is_new)
                f[n++] = admin_state(c, a->state, APPROACH_OFFERED, APPROACH_RETIRED);
        if (st)
                return st;
        admin_errors(c, f, n);
        struct admin_form_view v = {.title = is_new ? ctx_msg(c, MSG_approach_new) : a->name,
                                    .action = arena_fmt(c->arena, "/admin/approaches/%s", is_new ? "new" : a->code),
                                    .submit = ctx_msg(c, MSG_fields_save), .back_href = "/admin/approaches", .back = ctx_msg(c, MSG_approach_title),
                                    .version = c->req->method == HTTP_POST ? admin_seen(c) : a->version, .body = {f, n}};
        admin_page(c, &v.page, v.title, "admin-approaches");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status approach_asked(struct ctx *c, struct approach *a, bool *is_new)
{
        *is_new = str_eq(ctx_var(c, "code"), "new");
        *a = (struct approach){.code = "", .name_fr = "", .name_en = "", .words = "", .page = "", .sort = 100, .state = APPROACH_OFFERED};
        return *is_new ? ST_OK : approach_by_code(c, ctx_var(c, "code"), a);
}

static enum status approach_get(struct ctx *c)
{
        struct approach a;
        bool is_new;
        enum status st = approach_asked(c, &a, &is_new);

        return st ? st : approach_show(c, &a, is_new);
}

static enum status approach_post(struct ctx *c)
{
        struct approach a;
        bool is_new;
        int64_t id;
        enum status st = approach_asked(c, &a, &is_new);

        if (st)
                return st;
        struct approach d = {.id = a.id, .code = is_new ? admin_typed(c, "code", "") : a.code, .name_fr = admin_typed(c, "name_fr", ""),
                             .name_en = admin_typed(c, "name_en", ""), .words = admin_typed(c, "words", ""), .page = admin_typed(c, "page", ""),
                             .offer_id = *admin_typed(c, "offer", "") ? admin_typed_i64(c, "offer", 0, -1) : 0,
                             .sort = admin_typed_i64(c, "sort", 0, -1), .state = is_new ? APPROACH_OFFERED : admin_typed_i64(c, "state", 0, 0),
                             .version = is_new ? 0 : admin_seen(c)};
        st = admin_stale(c, approach_save(c, &d, &id), "name_fr");
        if (st == ST_INVALID)
                return approach_show(c, &a, is_new);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/approaches");
}

static const struct route approaches_routes[] = {
        {HTTP_GET, "/admin/approaches", PERM_ADMIN, approaches_get, 0, NULL},
        {HTTP_GET, "/admin/approaches/{code}", PERM_ADMIN, approach_get, 0, NULL},
        {HTTP_POST, "/admin/approaches/{code}", PERM_ADMIN, approach_post, 0, NULL},
        {0}};

const struct slice slice_admin_approaches = {.name = "admin-approaches", .routes = approaches_routes};
