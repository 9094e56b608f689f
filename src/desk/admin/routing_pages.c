/* The routing list: what requests are about, and where each row sends them.  A row is withdrawn, never
 * deleted, because tickets keep the nature they were opened with. */
#include "desk/admin/admin_view.h"
#include "desk/catalog/intake.h"
#include "desk/people/people.h"
#include "templates.h"

static const int urgencies[] = {MSG_desk_urgency_1, MSG_desk_urgency_2, MSG_desk_urgency_3};

static const char *kind_name(struct ctx *c, int64_t kind)
{
        static const int labels[] = {MSG_intake_kind_equipment, MSG_intake_kind_technical, MSG_intake_kind_use};
        return ctx_msg(c, kind >= 10 && kind <= 30 ? labels[kind / 10 - 1] : MSG_intake_kind_any);
}

static enum status routing_get(struct ctx *c)
{
        static const int words[] = {MSG_intake_nature, MSG_intake_kind, MSG_desk_service, MSG_desk_group, MSG_desk_urgency, MSG_intake_state};
        struct nature *n;
        size_t k;
        enum status st = nature_list(c, 0, true, &n, &k);

        if (st)
                return st;
        const char **heads = ARENA_ARRAY(c->arena, ARRAY_LEN(words), const char *);
        for (size_t i = 0; i < ARRAY_LEN(words); i++)
                heads[i] = ctx_msg(c, words[i]);
        struct admin_row *rows = ARENA_ARRAY(c->arena, k + 1, struct admin_row);
        for (size_t i = 0; i < k; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, ARRAY_LEN(words), struct admin_cell);
                x[0] = (struct admin_cell){n[i].name, arena_fmt(c->arena, "/admin/routing/%s", n[i].code), false};
                x[1] = (struct admin_cell){kind_name(c, n[i].kind), NULL, false};
                x[2] = (struct admin_cell){n[i].service_name, NULL, false};
                x[3] = (struct admin_cell){n[i].group_name, NULL, false};
                x[4] = (struct admin_cell){ctx_msg(c, urgencies[n[i].urgency - 1]), NULL, false};
                x[5] = (struct admin_cell){ctx_msg(c, n[i].state == NATURE_OFFERED ? MSG_intake_offered : MSG_intake_withdrawn), NULL,
                                           n[i].state != NATURE_OFFERED};
                rows[i] = (struct admin_row){x, ARRAY_LEN(words)};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_intake_routing), .hint = ctx_msg(c, MSG_intake_routing_hint),
                                    .empty = ctx_msg(c, MSG_intake_routing_none), .heads = heads, .n_heads = ARRAY_LEN(words),
                                    .rows = rows, .n_rows = k, .new_href = "/admin/routing/new",
                                    .new_label = ctx_msg(c, MSG_intake_nature_new)};
        admin_page(c, &v.page, v.title, "admin-routing");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* ---- one row ------------------------------------------------------------------------------------------------- */

static struct admin_field line(struct ctx *c, const char *name, int label, const char *saved, int64_t max)
{
        return (struct admin_field){.name = name, .label = ctx_msg(c, label), .value = admin_typed(c, name, saved), .max = max,
                                    .required = true};
}

static struct admin_field choice(struct ctx *c, const char *name, int label, size_t max, struct admin_option **o)
{
        *o = ARENA_ARRAY(c->arena, max + 1, struct admin_option);
        return (struct admin_field){.kind = ADMIN_SELECT, .name = name, .label = ctx_msg(c, label), .options = *o};
}

static void option(struct ctx *c, struct admin_field *f, struct admin_option *o, int64_t value, const char *text, int64_t chosen)
{
        o[f->n_options++] = (struct admin_option){arena_fmt(c->arena, "%lld", (long long)value), text, value == chosen};
}

static struct admin_field kinds(struct ctx *c, int64_t chosen)
{
        struct admin_option *o;
        struct admin_field f = choice(c, "kind", MSG_intake_kind, 4, &o);

        for (int64_t k = 0; k <= 30; k += 10)
                option(c, &f, o, k, kind_name(c, k), chosen);
        return f;
}

static struct admin_field levels(struct ctx *c, int64_t chosen)
{
        struct admin_option *o;
        struct admin_field f = choice(c, "urgency", MSG_desk_urgency, 3, &o);

        for (int64_t u = 1; u <= 3; u++)
                option(c, &f, o, u, ctx_msg(c, urgencies[u - 1]), chosen);
        return f;
}

static enum status services(struct ctx *c, int64_t chosen, struct admin_field *f)
{
        struct service *s;
        struct admin_option *o;
        size_t n;
        enum status st = service_list(c, &s, &n);

        if (st)
                return st;
        *f = choice(c, "service", MSG_desk_service, n + 1, &o);
        f->hint = ctx_msg(c, MSG_intake_routing_service_hint);
        option(c, f, o, 0, ctx_msg(c, MSG_intake_unsaid), chosen);
        for (size_t i = 0; i < n; i++)
                option(c, f, o, s[i].id, s[i].name, chosen);
        return ST_OK;
}

static enum status groups(struct ctx *c, int64_t chosen, struct admin_field *f)
{
        struct choice *g;
        struct admin_option *o;
        size_t n;
        enum status st = group_choices(c, &g, &n);

        if (st)
                return st;
        *f = choice(c, "group", MSG_desk_group, n + 1, &o);
        f->hint = ctx_msg(c, MSG_intake_routing_group_hint);
        option(c, f, o, 0, ctx_msg(c, MSG_intake_by_service), chosen);
        for (size_t i = 0; i < n; i++)
                option(c, f, o, g[i].id, g[i].name, chosen);
        return ST_OK;
}

static enum status nature_show(struct ctx *c, const struct nature *d)
{
        struct admin_field *f = admin_fields_new(c, 9);
        size_t n = 0;
        const char *rank = arena_fmt(c->arena, "%lld", (long long)d->sort);

        if (!d->id) {
                f[n] = line(c, "code", MSG_intake_code, "", 40);
                f[n++].hint = ctx_msg(c, MSG_intake_nature_code);
        }
        f[n++] = line(c, "name_fr", MSG_fields_name_fr, d->name_fr, 100);
        f[n++] = line(c, "name_en", MSG_fields_name_en, d->name_en, 100);
        f[n++] = kinds(c, admin_typed_i64(c, "kind", d->kind, 0));
        enum status st = services(c, admin_typed_i64(c, "service", d->service_id, 0), &f[n++]);
        if (!st)
                st = groups(c, admin_typed_i64(c, "group", d->group_id, 0), &f[n++]);
        f[n++] = levels(c, admin_typed_i64(c, "urgency", d->urgency, 0));
        f[n] = line(c, "sort", MSG_intake_rank, rank, 4);
        f[n++].number = true;
        f[n++] = (struct admin_field){.kind = ADMIN_FLAG, .name = "offered", .label = ctx_msg(c, MSG_intake_offered),
                                      .checked = admin_typed_flag(c, "offered", d->state == NATURE_OFFERED)};
        if (st)
                return st;
        admin_errors(c, f, n);
        struct admin_form_view v = {.title = d->id ? d->name : ctx_msg(c, MSG_intake_nature_new),
                                    .action = arena_fmt(c->arena, "/admin/routing/%s", d->id ? d->code : "new"),
                                    .submit = ctx_msg(c, MSG_fields_save), .back_href = "/admin/routing",
                                    .back = ctx_msg(c, MSG_intake_routing),
                                    .version = c->req->method == HTTP_POST ? admin_seen(c) : d->version, .body = {f, n}};
        admin_page(c, &v.page, v.title, "admin-routing");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status nature_asked(struct ctx *c, struct nature *d)
{
        *d = (struct nature){.code = "", .name = "", .name_fr = "", .name_en = "", .urgency = 2, .sort = 100, .state = NATURE_OFFERED};
        return str_eq(ctx_var(c, "code"), "new") ? ST_OK : nature_by_code(c, ctx_var(c, "code"), d);
}

static enum status nature_get(struct ctx *c)
{
        struct nature d;
        enum status st = nature_asked(c, &d);

        return st ? st : nature_show(c, &d);
}

static enum status nature_post(struct ctx *c)
{
        struct nature d;
        int64_t id;
        enum status st = nature_asked(c, &d);

        if (st)
                return st;
        struct nature e = {.id = d.id, .version = admin_seen(c), .code = admin_typed(c, "code", ""),
                           .name_fr = admin_typed(c, "name_fr", ""), .name_en = admin_typed(c, "name_en", ""),
                           .kind = admin_typed_i64(c, "kind", 0, 0), .service_id = admin_typed_i64(c, "service", 0, 0),
                           .group_id = admin_typed_i64(c, "group", 0, 0), .urgency = admin_typed_i64(c, "urgency", 0, 0),
                           .sort = admin_typed_i64(c, "sort", 0, -1),
                           .state = admin_typed_flag(c, "offered", false) ? NATURE_OFFERED : NATURE_WITHDRAWN};
        st = str_eq(e.code, "new") ? ST_INVALID : nature_save(c, &e, &id);
        if (str_eq(e.code, "new")) /* the address of this very page */
                form_error(c, "code", MSG_intake_nature_taken);
        st = admin_stale(c, st, "name_fr");
        if (st == ST_INVALID)
                return nature_show(c, &d);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/routing");
}

static const struct route routing_routes[] = {
        {HTTP_GET, "/admin/routing", PERM_ADMIN, routing_get, 0, NULL},
        {HTTP_GET, "/admin/routing/{code}", PERM_ADMIN, nature_get, 0, NULL},
        {HTTP_POST, "/admin/routing/{code}", PERM_ADMIN, nature_post, 0, NULL},
        {0}};

const struct slice slice_admin_routing = {.name = "admin-routing", .routes = routing_routes};
