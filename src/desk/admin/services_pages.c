/* The pages of services: the list in the portal's order, one service, a new one, and what a requester would
 * see of what is typed.  Audiences are boxes for the usual kinds and a line for those of one department. */
#include "desk/admin/admin_view.h"
#include "desk/people/catalogue.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/service_keep.h"
#include "templates.h"

enum { SERVICE_FIELDS = 32 };

static enum status services_get(struct ctx *c)
{
        struct service_row *s;
        size_t n;
        enum status st = catalogue_services(c, &s, &n);

        if (st)
                return st;
        const int words[] = {MSG_admin_name, MSG_admin_code, MSG_admin_department, MSG_admin_group, MSG_admin_audiences, MSG_admin_state};
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, 6, struct admin_cell);
                x[0] = (struct admin_cell){s[i].name, arena_fmt(c->arena, "/admin/services/%s", s[i].code), false};
                x[1] = (struct admin_cell){s[i].code, NULL, false};
                x[2] = (struct admin_cell){c->lang == LANG_EN ? s[i].department_en : s[i].department_fr, NULL, false};
                x[3] = (struct admin_cell){s[i].group_name, NULL, false};
                x[4] = (struct admin_cell){*s[i].audiences ? s[i].audiences : ctx_msg(c, MSG_admin_everybody), NULL, false};
                x[5] = (struct admin_cell){ctx_msg(c, s[i].state == SERVICE_OFFERED ? MSG_admin_offered : MSG_admin_retired), NULL,
                                           s[i].state != SERVICE_OFFERED};
                rows[i] = (struct admin_row){x, 6};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_admin_services), .hint = ctx_msg(c, MSG_admin_services_hint),
                                    .empty = ctx_msg(c, MSG_admin_services_none), .heads = admin_heads(c, words, ARRAY_LEN(words)), .n_heads = ARRAY_LEN(words),
                                    .rows = rows, .n_rows = n, .new_href = "/admin/services/new",
                                    .new_label = ctx_msg(c, MSG_admin_service)};
        admin_page(c, &v.page, v.title, "admin-services");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

/* ---- choices ------------------------------------------------------------------------------------------------ */

static enum status departments_of(struct ctx *c, const char *chosen, struct admin_field *f)
{
        struct department_row *d;
        size_t n;
        enum status st = catalogue_departments(c, &d, &n);

        if (st)
                return st;
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 1, struct admin_option);
        for (size_t i = 0; i < n; i++)
                if (catalogue_may(c, d[i].id))
                        o[f->n_options++] = (struct admin_option){d[i].code, d[i].name, str_eq(d[i].code, chosen)};
        f->options = o;
        return ST_OK;
}

static enum status groups_of(struct ctx *c, const char *chosen, struct admin_field *f)
{
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);

        if (st)
                return st;
        struct admin_option *o = ARENA_ARRAY(c->arena, n + 1, struct admin_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct admin_option){g[i].code, g[i].name, str_eq(g[i].code, chosen)};
        f->options = o;
        f->n_options = n;
        return ST_OK;
}

static bool has_word(const char *list, const char *word)
{
        size_t n = strlen(word);

        for (const char *p = list; *p; p += strspn(p, ", ")) {
                size_t w = strcspn(p, ", ");
                if (w == n && strncmp(p, word, n) == 0)
                        return true;
                p += w;
        }
        return false;
}

static const char *kind_label(struct ctx *c, const char *kind)
{
        int m = msg_find(arena_fmt(c->arena, "people.affiliation.%s", kind));

        return m < 0 ? kind : ctx_msg(c, m);
}

static struct admin_field audience_boxes(struct ctx *c, const char *saved)
{
        struct admin_option *o = ARENA_ARRAY(c->arena, 16, struct admin_option);
        size_t n = 0;

        for (const char *kind; n < 16 && (kind = audience_kind(n)); n++)
                o[n] = (struct admin_option){kind, kind_label(c, kind),
                                             admin_typed_flag(c, arena_fmt(c->arena, "kind_%s", kind), has_word(saved, kind))};
        return (struct admin_field){.kind = ADMIN_FLAGS, .name = "kind", .label = ctx_msg(c, MSG_admin_audiences),
                                    .hint = ctx_msg(c, MSG_admin_audiences_hint), .options = o, .n_options = n};
}

/* What is saved besides the boxes: "student@law, doctoral". */
static const char *other_audiences(struct ctx *c, const char *saved)
{
        struct buf b;

        buf_init(&b, c->arena, 32768);
        for (const char *p = saved; *p; p += strspn(p, ", ")) {
                size_t w = strcspn(p, ", ");
                const char *word = arena_strn(c->arena, p, w), *kind;
                bool box = false;
                for (size_t i = 0; (kind = audience_kind(i)); i++)
                        box |= str_eq(kind, word);
                if (!box)
                        buf_fmt(&b, "%s%s", b.n ? ", " : "", word);
                p += w;
        }
        return b.n ? b.p : "";
}

static const char *audiences_typed(struct ctx *c)
{
        struct buf b;
        const char *kind;

        buf_init(&b, c->arena, 8192);
        for (size_t i = 0; (kind = audience_kind(i)); i++)
                if (admin_typed_flag(c, arena_fmt(c->arena, "kind_%s", kind), false))
                        buf_fmt(&b, "%s ", kind);
        buf_str(&b, text_short(c->arena, admin_typed(c, "audiences", ""), 4000));
        return b.n ? b.p : "";
}

/* ---- the form ------------------------------------------------------------------------------------------------ */

static struct admin_field flag(struct ctx *c, const char *name, int label, int hint, bool saved)
{
        return (struct admin_field){.kind = ADMIN_FLAG, .name = name, .label = ctx_msg(c, label), .hint = hint ? ctx_msg(c, hint) : NULL,
                                    .checked = admin_typed_flag(c, name, saved)};
}

static size_t words_fields(struct ctx *c, const struct service_row *s, bool is_new, struct admin_field *f)
{
        size_t n = 0;

        if (is_new) {
                f[n] = admin_line(c, "code", MSG_admin_code, "", 64, true);
                f[n++].hint = ctx_msg(c, MSG_admin_code_hint);
        }
        f[n++] = admin_line(c, "name_fr", MSG_admin_name_fr, s->name_fr, 150, true);
        f[n++] = admin_line(c, "name_en", MSG_admin_name_en, s->name_en, 150, true);
        f[n++] = admin_line(c, "summary_fr", MSG_admin_summary_fr, s->summary_fr, 400, false);
        f[n++] = admin_line(c, "summary_en", MSG_admin_summary_en, s->summary_en, 400, false);
        f[n++] = admin_line(c, "family_fr", MSG_admin_family_fr, s->family_fr, 100, false);
        f[n++] = admin_line(c, "family_en", MSG_admin_family_en, s->family_en, 100, false);
        f[n] = admin_line(c, "icon", MSG_admin_icon, s->icon, 40, false);
        f[n++].hint = ctx_msg(c, MSG_admin_icon_hint);
        f[n] = admin_line(c, "body", MSG_admin_body, s->body, 0, false);
        f[n].kind = ADMIN_AREA;
        f[n++].hint = ctx_msg(c, MSG_admin_body_hint);
        return n;
}

/* What resolving asks, in the order of struct service_resolution. */
static const struct {
        const char *name;
        int label;
} asks[] = {{"ask_nature", MSG_panels_asks_nature}, {"ask_beneficiary", MSG_panels_asks_beneficiary},
            {"ask_course", MSG_panels_asks_course}, {"ask_solution", MSG_panels_asks_solution}};

static enum status work_fields(struct ctx *c, int64_t service_id, struct admin_field *f, size_t *n)
{
        static const int words[] = {MSG_panels_asks_0, MSG_panels_asks_1, MSG_panels_asks_2};
        struct service_resolution r;
        const char *points;
        enum status st = service_resolution_get(c, service_id, &r);

        if (!st)
                st = service_points(c, service_id, &points);
        if (st)
                return st;
        const int64_t now[] = {r.nature, r.beneficiary, r.course, r.solution};
        f[*n] = admin_line(c, "points", MSG_panels_points, points, 0, false);
        f[*n].kind = ADMIN_AREA;
        f[(*n)++].hint = ctx_msg(c, MSG_panels_points_hint);
        f[(*n)++] = (struct admin_field){.kind = ADMIN_HEAD, .label = ctx_msg(c, MSG_panels_asks), .hint = ctx_msg(c, MSG_panels_asks_hint)};
        for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
                struct admin_option *o = ARENA_ARRAY(c->arena, 3, struct admin_option);
                const char *typed = admin_typed(c, asks[i].name, arena_fmt(c->arena, "%lld", (long long)now[i]));
                for (size_t k = 0; k < 3; k++)
                        o[k] = (struct admin_option){arena_fmt(c->arena, "%zu", k), ctx_msg(c, words[k]), *typed == (char)('0' + k)};
                f[(*n)++] = (struct admin_field){.kind = ADMIN_SELECT, .name = asks[i].name, .label = ctx_msg(c, asks[i].label), .options = o, .n_options = 3};
        }
        return ST_OK;
}

/* What the form says of what resolving asks; NULL, and it stays, when the form does not show it. */
static const struct service_resolution *asks_typed(struct ctx *c)
{
        struct service_resolution *r = ARENA_NEW(c->arena, struct service_resolution);
        int64_t said[ARRAY_LEN(asks)];

        if (!form_value(c, asks[0].name))
                return NULL;
        for (size_t i = 0; i < ARRAY_LEN(asks); i++)
                said[i] = admin_typed_i64(c, asks[i].name, 0, -1);
        *r = (struct service_resolution){said[0], said[1], said[2], said[3]};
        return r;
}

static enum status service_fields(struct ctx *c, const struct service_row *s, bool is_new, struct admin_fields *out)
{
        struct admin_field *f = admin_fields_new(c, SERVICE_FIELDS);
        size_t n = words_fields(c, s, is_new, f);
        struct admin_option *states = ARENA_ARRAY(c->arena, 2, struct admin_option);
        bool retired = str_eq(admin_typed(c, "state", s->state == SERVICE_RETIRED ? "20" : "10"), "20");

        f[n] = (struct admin_field){.kind = ADMIN_SELECT, .name = "department", .label = ctx_msg(c, MSG_admin_department)};
        enum status st = departments_of(c, admin_typed(c, "department", s->department), &f[n++]);
        f[n] = (struct admin_field){.kind = ADMIN_SELECT, .name = "group", .label = ctx_msg(c, MSG_admin_group),
                                    .hint = ctx_msg(c, MSG_admin_group_hint)};
        if (!st)
                st = groups_of(c, admin_typed(c, "group", s->group), &f[n++]);
        f[n++] = audience_boxes(c, s->audiences);
        f[n] = admin_line(c, "audiences", MSG_admin_audiences_other, other_audiences(c, s->audiences), 4000, false);
        f[n++].hint = ctx_msg(c, MSG_admin_audiences_other_hint);
        states[0] = (struct admin_option){"10", ctx_msg(c, MSG_admin_offered), !retired};
        states[1] = (struct admin_option){"20", ctx_msg(c, MSG_admin_retired), retired};
        f[n++] = (struct admin_field){.kind = ADMIN_SELECT, .name = "state", .label = ctx_msg(c, MSG_admin_state),
                                      .hint = ctx_msg(c, MSG_admin_state_hint), .options = states, .n_options = 2};
        f[n++] = flag(c, "agent_named", MSG_admin_agent_named, MSG_admin_agent_named_hint, s->agent_named);
        f[n++] = flag(c, "confidential", MSG_fields_confidential, MSG_admin_confidential_hint, s->confidential);
        bool evidence = false;
        if (!st && !is_new)
                st = service_evidence(c, s->id, &evidence);
        f[n++] = flag(c, "evidence", MSG_panels_service_evidence, MSG_panels_service_evidence_hint, evidence);
        f[n] = admin_number(c, "keep_days", MSG_admin_keep_days, s->keep_days);
        f[n++].hint = ctx_msg(c, MSG_admin_keep_days_hint);
        f[n] = admin_number(c, "sort", MSG_admin_sort, s->sort);
        f[n++].hint = ctx_msg(c, MSG_admin_sort_hint);
        if (!st)
                st = work_fields(c, is_new ? 0 : s->id, f, &n);
        admin_errors(c, f, n);
        *out = (struct admin_fields){f, n};
        return st;
}

static struct admin_preview preview_of(struct ctx *c)
{
        const char *end = c->lang == LANG_EN ? "en" : "fr", *body = form_value(c, "body");

        return (struct admin_preview){true, admin_typed(c, arena_fmt(c->arena, "name_%s", end), ""),
                                      admin_typed(c, arena_fmt(c->arena, "summary_%s", end), ""), markdown(c->arena, body ? body : "")};
}

static enum status service_show(struct ctx *c, const struct service_row *s, bool is_new, bool preview)
{
        struct admin_form_view v = {.title = is_new ? ctx_msg(c, MSG_admin_service_new) : s->name,
                                    .action = arena_fmt(c->arena, "/admin/services/%s", is_new ? "new" : s->code),
                                    .submit = ctx_msg(c, MSG_fields_save), .back_href = "/admin/services",
                                    .back = ctx_msg(c, MSG_admin_services), .preview = true,
                                    .version = c->req->method == HTTP_POST ? admin_seen(c) : s->version};
        enum status st = service_fields(c, s, is_new, &v.body);

        if (st)
                return st;
        if (preview)
                v.seen = preview_of(c);
        admin_page(c, &v.page, v.title, "admin-services");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status service_asked(struct ctx *c, struct service_row *s, bool *is_new)
{
        *is_new = str_eq(ctx_var(c, "code"), "new");
        if (!*is_new)
                return catalogue_service(c, ctx_var(c, "code"), s);
        *s = (struct service_row){.code = "", .name_fr = "", .name_en = "", .summary_fr = "", .summary_en = "", .icon = "help",
                                  .family_fr = "", .family_en = "", .body = "", .department = "", .group = "", .audiences = "",
                                  .state = SERVICE_OFFERED, .agent_named = 1, .keep_days = 1825, .sort = 100};
        return catalogue_any(c) ? ST_OK : ST_NOT_FOUND;
}

static enum status service_get(struct ctx *c)
{
        struct service_row s;
        bool is_new;
        enum status st = service_asked(c, &s, &is_new);

        return st ? st : service_show(c, &s, is_new, false);
}

static enum status service_post(struct ctx *c)
{
        struct service_row s;
        bool is_new;
        enum status st = service_asked(c, &s, &is_new);

        if (st)
                return st;
        if (str_eq(admin_typed(c, "act", ""), "preview"))
                return service_show(c, &s, is_new, true);
        int64_t seen = admin_seen(c);
        const char *body = form_value(c, "body");
        const struct service_edit e = {
                .code = is_new ? admin_typed(c, "code", "") : s.code, .department = admin_typed(c, "department", ""),
                .group = admin_typed(c, "group", ""), .name_fr = admin_typed(c, "name_fr", ""), .name_en = admin_typed(c, "name_en", ""),
                .summary_fr = admin_typed(c, "summary_fr", ""), .summary_en = admin_typed(c, "summary_en", ""),
                .icon = admin_typed(c, "icon", ""), .family_fr = admin_typed(c, "family_fr", ""),
                .family_en = admin_typed(c, "family_en", ""), .body = body ? body : "", .audiences = audiences_typed(c),
                .state = admin_typed_i64(c, "state", 0, 0), .agent_named = admin_typed_flag(c, "agent_named", false),
                .confidential = admin_typed_flag(c, "confidential", false), .keep_days = admin_typed_i64(c, "keep_days", 0, 0),
                .sort = admin_typed_i64(c, "sort", 0, -1), .seen = is_new ? 0 : seen > 0 ? seen : 1};
        const struct service_keep all = {e, asks_typed(c), form_value(c, "points"), admin_typed_flag(c, "evidence", false)};
        st = admin_stale(c, service_keep_save(c, &all), "name_fr");
        if (st == ST_INVALID)
                return service_show(c, &s, is_new, false);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/services");
}

static const struct route service_routes[] = {
        {HTTP_GET, "/admin/services", PERM_DEPT_ADMIN, services_get, 0, NULL},
        {HTTP_GET, "/admin/services/{code}", PERM_DEPT_ADMIN, service_get, 0, NULL},
        {HTTP_POST, "/admin/services/{code}", PERM_DEPT_ADMIN, service_post, 0, NULL},
        {0}};

const struct slice slice_admin_services = {.name = "admin-services", .routes = service_routes};
