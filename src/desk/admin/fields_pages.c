/* Administration of what tickets carry: custom fields, categories, and the table of impact and urgency that
 * gives the priority.  Fields and categories are added here and changed in sheet_pages.c; their codes
 * stay, since tickets, journals and programs stand on them.  The table is the setting ticket.priorities, nine digits, so that whoever reads settings reads the
 * truth; open tickets keep their priority until somebody changes their impact or urgency. */
#include "desk/admin/fields_view.h"
#include "templates.h"

extern const struct slice slice_admin_fields;

static const char *typed(struct ctx *c, const char *name)
{
        const char *s = c->req->method == HTTP_POST ? form_value(c, name) : NULL;

        return s ? s : "";
}

static void page(struct ctx *c, struct page *p, int title, const char *nav)
{
        page_init(c, p, ctx_msg(c, title), nav);
        p->page_script_desk = true;
        if (c->n_error)
                c->res->status = 422;
}

/* ---- fields --------------------------------------------------------------------------------------------- */

static const struct fields_option *field_types(struct ctx *c, size_t *n)
{
        static const struct {
                const char *word;
                int label;
        } types[] = {{"text", MSG_fields_type_text},     {"choice", MSG_fields_type_choice}, {"number", MSG_fields_type_number},
                     {"date", MSG_fields_type_date},     {"person", MSG_fields_type_person}, {"flag", MSG_fields_type_flag}};
        struct fields_option *o = ARENA_ARRAY(c->arena, ARRAY_LEN(types), struct fields_option);

        for (size_t i = 0; i < ARRAY_LEN(types); i++)
                o[i] = (struct fields_option){types[i].word, ctx_msg(c, types[i].label), str_eq(types[i].word, typed(c, "type"))};
        *n = ARRAY_LEN(types);
        return o;
}

static const char *type_text(const struct fields_option *types, size_t n, const char *word)
{
        for (size_t i = 0; i < n; i++)
                if (str_eq(types[i].value, word))
                        return types[i].text;
        return word;
}

static enum status fields_get(struct ctx *c)
{
        struct fields_view v = {.code = typed(c, "code"), .name_fr = typed(c, "name_fr"), .name_en = typed(c, "name_en")};
        struct field *rows;
        enum status st = ticket_field_list(c, NULL, &rows, &v.n_rows);

        if (st)
                return st;
        v.types = field_types(c, &v.n_types);
        for (size_t i = 0; i < v.n_rows; i++)
                rows[i].type = type_text(v.types, v.n_types, rows[i].type);
        v.rows = rows;
        v.e_code = form_msg(c, "code");
        v.e_type = form_msg(c, "type");
        v.e_name_fr = form_msg(c, "name_fr");
        v.e_name_en = form_msg(c, "name_en");
        page(c, &v.page, MSG_fields_title, "admin-fields");
        fields_admin_html(&c->html, &v);
        return ST_OK;
}

static enum status fields_post(struct ctx *c)
{
        struct field_draft d = {typed(c, "code"), typed(c, "type"), text_short(c->arena, typed(c, "name_fr"), 100),
                                text_short(c->arena, typed(c, "name_en"), 100)};
        enum status st = field_add(c, &d);

        if (st == ST_INVALID)
                return fields_get(c);
        if (st)
                return st;
        page_notice(c, "fields.added", NULL);
        return ctx_redirect(c, "/admin/fields");
}

/* ---- categories -------------------------------------------------------------------------------------------- */

static enum status services(struct ctx *c, struct categories_view *v)
{
        struct service *s;
        size_t n;
        int64_t chosen = 0;
        enum status st = service_list(c, &s, &n);

        if (st)
                return st;
        if (!text_i64(typed(c, "service"), &chosen))
                chosen = 0;
        struct fields_option *o = ARENA_ARRAY(c->arena, n + 1, struct fields_option);
        for (size_t i = 0; i < n; i++)
                o[i] = (struct fields_option){arena_fmt(c->arena, "%lld", (long long)s[i].id), s[i].name, s[i].id == chosen};
        v->services = o;
        v->n_services = n;
        return ST_OK;
}

static enum status categories_get(struct ctx *c)
{
        struct categories_view v = {.code = typed(c, "code"), .name_fr = typed(c, "name_fr"), .name_en = typed(c, "name_en")};
        struct category *rows;
        enum status st = category_list(c, -1, &rows, &v.n_rows);

        if (!st)
                st = services(c, &v);
        if (st)
                return st;
        v.rows = rows;
        v.confidential = str_eq(typed(c, "confidential"), "1");
        v.e_code = form_msg(c, "code");
        v.e_service = form_msg(c, "service");
        v.e_name_fr = form_msg(c, "name_fr");
        v.e_name_en = form_msg(c, "name_en");
        page(c, &v.page, MSG_fields_categories_title, "admin-categories");
        fields_categories_html(&c->html, &v);
        return ST_OK;
}

static enum status categories_post(struct ctx *c)
{
        struct category_draft d = {typed(c, "code"), text_short(c->arena, typed(c, "name_fr"), 100),
                                   text_short(c->arena, typed(c, "name_en"), 100), 0, str_eq(typed(c, "confidential"), "1")};

        if (*typed(c, "service") && !text_i64(typed(c, "service"), &d.service_id))
                form_error(c, "service", MSG_ticket_service_unknown);
        enum status st = category_add(c, &d);
        if (st == ST_INVALID)
                return categories_get(c);
        if (st)
                return st;
        page_notice(c, "fields.added", NULL);
        return ctx_redirect(c, "/admin/categories");
}

/* ---- priorities ----------------------------------------------------------------------------------------------- */

static const int impacts[] = {MSG_desk_impact_1, MSG_desk_impact_2, MSG_desk_impact_3};
static const int urgencies[] = {MSG_desk_urgency_1, MSG_desk_urgency_2, MSG_desk_urgency_3};

static struct priorities_cell cell(struct ctx *c, int impact, int urgency, int now)
{
        struct fields_option *o = ARENA_ARRAY(c->arena, 4, struct fields_option);
        struct html_arg args[] = {{"impact", ctx_msg(c, impacts[impact]), 0}, {"urgency", ctx_msg(c, urgencies[urgency]), 0}};

        for (int p = 0; p < 4; p++)
                o[p] = (struct fields_option){arena_fmt(c->arena, "%d", p + 1), priority_label(c, p + 1), p + 1 == now};
        return (struct priorities_cell){arena_fmt(c->arena, "p%d%d", impact + 1, urgency + 1),
                                        msg_text(c->arena, c->lang, MSG_fields_priority_of, ARRAY_LEN(args), args), o, 4};
}

DB_STMT(priorities_saved, "SELECT value FROM setting WHERE name = 'ticket.priorities'");
static const struct db_stmt *const fields_stmts[] = {&priorities_saved, NULL};
struct saved {
        const char *value;
};
static const struct db_col saved_cols[] = {DB_COL_TEXT(struct saved, value), DB_COL_END};

/* The nine digits of the setting, as ticket_open() reads them; from its row, because the snapshot that all
 * readers share follows a moment after it was saved. */
static void matrix(struct ctx *c, int out[9])
{
        struct saved s = {setting_text(c, "ticket.priorities")};
        enum status st = db_one(c->db, c->arena, &priorities_saved, DB_NO_ARGS, saved_cols, &s);
        int n = 0;

        for (const char *p = st || !s.value ? setting_text(c, "ticket.priorities") : s.value; *p && n < 9; p++)
                if (*p >= '1' && *p <= '4')
                        out[n++] = *p - '0';
        while (n < 9)
                out[n++] = 3;
}

static enum status priorities_get(struct ctx *c)
{
        struct priorities_view v = {.n_rows = 3, .error = form_msg(c, "priority")};
        struct priorities_row *rows = ARENA_ARRAY(c->arena, 3, struct priorities_row);
        int now[9];

        matrix(c, now);
        for (int i = 0; i < 3; i++) {
                struct priorities_cell *cells = ARENA_ARRAY(c->arena, 3, struct priorities_cell);
                for (int u = 0; u < 3; u++)
                        cells[u] = cell(c, i, u, now[3 * i + u]);
                rows[i] = (struct priorities_row){ctx_msg(c, impacts[i]), cells, 3};
                v.urgency[i] = ctx_msg(c, urgencies[i]);
        }
        v.rows = rows;
        page(c, &v.page, MSG_fields_priorities_title, "admin-priorities");
        fields_priorities_html(&c->html, &v);
        return ST_OK;
}

static enum status priorities_post(struct ctx *c)
{
        struct buf b;

        buf_init(&b, c->arena, 64);
        for (int i = 0; i < 9; i++) {
                const char *p = typed(c, arena_fmt(c->arena, "p%d%d", i / 3 + 1, i % 3 + 1));
                if (strlen(p) != 1 || *p < '1' || *p > '4') {
                        form_error(c, "priority", MSG_fields_priority_bad);
                        return priorities_get(c);
                }
                buf_fmt(&b, "%s%c", i ? " " : "", *p);
        }
        enum status st = setting_put(c, "ticket.priorities", b.p); /* leaves its line in the audit */
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/priorities");
}

static const struct route fields_routes[] = {
        {HTTP_GET, "/admin/fields", PERM_ADMIN, fields_get, 0, NULL},
        {HTTP_POST, "/admin/fields", PERM_ADMIN, fields_post, 0, NULL},
        {HTTP_GET, "/admin/categories", PERM_ADMIN, categories_get, 0, NULL},
        {HTTP_POST, "/admin/categories", PERM_ADMIN, categories_post, 0, NULL},
        {HTTP_GET, "/admin/priorities", PERM_ADMIN, priorities_get, 0, NULL},
        {HTTP_POST, "/admin/priorities", PERM_ADMIN, priorities_post, 0, NULL},
        {0}};

const struct slice slice_admin_fields = {.name = "admin-fields", .routes = fields_routes, .stmts = fields_stmts};
