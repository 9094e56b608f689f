/* One category, one custom field: renamed, retired, offered again.  Code, type and service stay, and nothing is
 * removed: what tickets hold they keep, in their history and in their lists. */
#include "desk/admin/admin_view.h"
#include "desk/ticket/sheet.h"
#include "templates.h"

struct sheet_page {
        const char *code, *name, *name_fr, *name_en;
        int64_t state, version, confidential;
        bool category;
};

static enum status sheet_show(struct ctx *c, const struct sheet_page *s)
{
        struct admin_field *f = admin_fields_new(c, 4);
        struct admin_option *o = ARENA_ARRAY(c->arena, 2, struct admin_option);
        bool retired = str_eq(admin_typed(c, "state", s->state == SHEET_RETIRED ? "20" : "10"), "20");
        const char *list = s->category ? "/admin/categories" : "/admin/fields", *nav = s->category ? "admin-categories" : "admin-fields";
        size_t n = 3;

        o[0] = (struct admin_option){"10", ctx_msg(c, MSG_admin_offered), !retired};
        o[1] = (struct admin_option){"20", ctx_msg(c, MSG_admin_retired), retired};
        f[0] = (struct admin_field){.name = "name_fr", .label = ctx_msg(c, MSG_admin_name_fr), .value = admin_typed(c, "name_fr", s->name_fr),
                                    .max = 100, .required = true};
        f[1] = (struct admin_field){.name = "name_en", .label = ctx_msg(c, MSG_admin_name_en), .value = admin_typed(c, "name_en", s->name_en),
                                    .max = 100, .required = true};
        f[2] = (struct admin_field){.kind = ADMIN_SELECT, .name = "state", .label = ctx_msg(c, MSG_admin_state),
                                    .hint = ctx_msg(c, MSG_admin_sheet_state_hint), .options = o, .n_options = 2};
        if (s->category)
                f[n++] = (struct admin_field){.kind = ADMIN_FLAG, .name = "confidential", .label = ctx_msg(c, MSG_fields_confidential),
                                              .hint = ctx_msg(c, MSG_admin_confidential_hint),
                                              .checked = admin_typed_flag(c, "confidential", s->confidential)};
        admin_errors(c, f, n);
        struct admin_form_view v = {.title = s->name, .hint = ctx_msg(c, MSG_admin_sheet_hint),
                                    .action = arena_fmt(c->arena, "%s/%s", list, s->code), .submit = ctx_msg(c, MSG_fields_save),
                                    .back_href = list, .back = ctx_msg(c, s->category ? MSG_fields_categories_title : MSG_fields_title),
                                    .version = c->req->method == HTTP_POST ? admin_seen(c) : s->version, .body = {f, n}};
        admin_page(c, &v.page, v.title, nav);
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status category_asked(struct ctx *c, struct sheet_page *s)
{
        struct category k;
        enum status st = category_by_code(c, ctx_var(c, "code"), &k);

        if (!st)
                *s = (struct sheet_page){k.code, k.name, k.name_fr, k.name_en, k.state, k.version, k.confidential, true};
        return st;
}

static enum status field_asked(struct ctx *c, struct sheet_page *s)
{
        struct field *f;
        size_t n;
        enum status st = ticket_field_list(c, NULL, &f, &n);

        for (size_t i = 0; !st && i < n; i++) {
                if (!str_eq(f[i].code, ctx_var(c, "code")))
                        continue;
                *s = (struct sheet_page){f[i].code, f[i].name, f[i].name_fr, f[i].name_en, f[i].state, f[i].version, 0, false};
                return ST_OK;
        }
        return st ? st : ST_NOT_FOUND;
}

static enum status sheet_saved(struct ctx *c, const struct sheet_page *s)
{
        struct sheet_edit e = {.code = s->code, .name_fr = text_clean(c->arena, admin_typed(c, "name_fr", ""), strlen(admin_typed(c, "name_fr", "")), true),
                               .name_en = text_clean(c->arena, admin_typed(c, "name_en", ""), strlen(admin_typed(c, "name_en", "")), true),
                               .state = admin_typed_i64(c, "state", 0, 0), .confidential = admin_typed_flag(c, "confidential", false),
                               .seen = admin_seen(c)};
        enum status st = admin_stale(c, s->category ? category_change(c, &e) : field_change(c, &e), "name_fr");

        if (st == ST_INVALID)
                return sheet_show(c, s);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, s->category ? "/admin/categories" : "/admin/fields");
}

static enum status category_get(struct ctx *c)
{
        struct sheet_page s;
        enum status st = category_asked(c, &s);

        return st ? st : sheet_show(c, &s);
}

static enum status category_post(struct ctx *c)
{
        struct sheet_page s;
        enum status st = category_asked(c, &s);

        return st ? st : sheet_saved(c, &s);
}

static enum status field_get(struct ctx *c)
{
        struct sheet_page s;
        enum status st = field_asked(c, &s);

        return st ? st : sheet_show(c, &s);
}

static enum status field_post(struct ctx *c)
{
        struct sheet_page s;
        enum status st = field_asked(c, &s);

        return st ? st : sheet_saved(c, &s);
}

static const struct route sheet_routes[] = {
        {HTTP_GET, "/admin/categories/{code}", PERM_ADMIN, category_get, 0, NULL},
        {HTTP_POST, "/admin/categories/{code}", PERM_ADMIN, category_post, 0, NULL},
        {HTTP_GET, "/admin/fields/{code}", PERM_ADMIN, field_get, 0, NULL},
        {HTTP_POST, "/admin/fields/{code}", PERM_ADMIN, field_post, 0, NULL},
        {0}};

const struct slice slice_admin_sheet = {.name = "admin-sheet", .routes = sheet_routes};
