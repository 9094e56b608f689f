/* The pages of places that one may book and of types of support: a list, one of them, a new one.  A new type is data:
 * no program changes for it. */
#include "desk/admin/admin_view.h"
#include "desk/agenda/support.h"
#include "desk/people/people.h"
#include "templates.h"

extern const struct slice slice_admin_places;

enum { FIELDS = 10 };

static const char *number(struct ctx *c, int64_t n)
{
        return arena_fmt(c->arena, "%lld", (long long)n);
}

/* ---- places ------------------------------------------------------------------------------------------------------ */

static enum status rooms_get(struct ctx *c)
{
        struct room *r;
        size_t n;
        static const int words[] = {MSG_admin_name, MSG_admin_code, MSG_places_kind, MSG_places_site, MSG_places_capacity, MSG_admin_state};
        enum status st = room_list(c, true, &r, &n);

        if (st)
                return st;
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, 6, struct admin_cell);
                x[0] = (struct admin_cell){r[i].name, arena_fmt(c->arena, "/admin/rooms/%s", r[i].code), false};
                x[1] = (struct admin_cell){r[i].code, NULL, false};
                x[2] = (struct admin_cell){room_kind_label(c, r[i].kind), NULL, false};
                x[3] = (struct admin_cell){r[i].site, NULL, false};
                x[4] = (struct admin_cell){number(c, r[i].capacity), NULL, false};
                x[5] = (struct admin_cell){ctx_msg(c, r[i].state == ROOM_OFFERED ? MSG_admin_offered : MSG_admin_retired), NULL, r[i].state != ROOM_OFFERED};
                rows[i] = (struct admin_row){x, 6};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_places_title), .hint = ctx_msg(c, MSG_places_hint), .empty = ctx_msg(c, MSG_places_none),
                                    .heads = admin_heads(c, words, ARRAY_LEN(words)), .n_heads = ARRAY_LEN(words), .rows = rows, .n_rows = n,
                                    .new_href = "/admin/rooms/new", .new_label = ctx_msg(c, MSG_places_new)};
        admin_page(c, &v.page, v.title, "admin-rooms");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

static void kinds_field(struct ctx *c, struct admin_field *f, const char *chosen)
{
        struct admin_option *o = ARENA_ARRAY(c->arena, 8, struct admin_option);

        *f = (struct admin_field){.kind = ADMIN_SELECT, .name = "kind", .label = ctx_msg(c, MSG_places_kind), .options = o};
        for (size_t i = 0; room_kinds[i]; i++)
                o[f->n_options++] = (struct admin_option){room_kinds[i], room_kind_label(c, room_kinds[i]), str_eq(room_kinds[i], chosen)};
}

static enum status room_show(struct ctx *c, const struct room *r, bool is_new)
{
        struct admin_field *f = admin_fields_new(c, FIELDS);
        size_t n = 0;

        if (is_new)
                f[n++] = admin_line(c, "code", MSG_admin_code, "", 40, true);
        f[n++] = admin_line(c, "name", MSG_admin_name, r->name, 100, true);
        kinds_field(c, &f[n++], admin_typed(c, "kind", r->kind));
        f[n++] = admin_line(c, "site", MSG_places_site, r->site, 100, false);
        f[n] = admin_line(c, "capacity", MSG_places_capacity, number(c, r->capacity), 5, false);
        f[n++].number = true;
        f[n++] = admin_line(c, "note", MSG_places_note, r->note, 200, false);
        if (!is_new)
                f[n++] = admin_state(c, r->state, ROOM_OFFERED, ROOM_RETIRED);
        admin_errors(c, f, n);
        struct admin_form_view v = {.title = is_new ? ctx_msg(c, MSG_places_new) : r->name, .action = arena_fmt(c->arena, "/admin/rooms/%s", is_new ? "new" : r->code),
                                    .submit = ctx_msg(c, MSG_fields_save), .back_href = "/admin/rooms", .back = ctx_msg(c, MSG_places_title),
                                    .version = c->req->method == HTTP_POST ? admin_seen(c) : r->version, .body = {f, n}};
        admin_page(c, &v.page, v.title, "admin-rooms");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status room_asked(struct ctx *c, struct room *r, bool *is_new)
{
        *is_new = str_eq(ctx_var(c, "code"), "new");
        *r = (struct room){.code = "", .name = "", .site = "", .kind = "room", .note = "", .state = ROOM_OFFERED};
        return *is_new ? ST_OK : room_by_code(c, ctx_var(c, "code"), r);
}

static enum status room_get(struct ctx *c)
{
        struct room r;
        bool is_new;
        enum status st = room_asked(c, &r, &is_new);

        return st ? st : room_show(c, &r, is_new);
}

static enum status room_post(struct ctx *c)
{
        struct room r;
        bool is_new;
        int64_t id;
        enum status st = room_asked(c, &r, &is_new);

        if (st)
                return st;
        struct room now = {.id = r.id, .code = is_new ? admin_typed(c, "code", "") : r.code, .name = admin_typed(c, "name", ""),
                           .site = admin_typed(c, "site", ""), .kind = admin_typed(c, "kind", ""), .note = admin_typed(c, "note", ""),
                           .capacity = *admin_typed(c, "capacity", "") ? admin_typed_i64(c, "capacity", 0, -1) : 0,
                           .state = is_new ? ROOM_OFFERED : admin_typed_i64(c, "state", 0, 0), .version = is_new ? 0 : admin_seen(c)};
        st = admin_stale(c, room_save(c, &now, &id), "name");
        if (st == ST_CONFLICT) {
                form_error_text(c, "name", c->why);
                st = ST_INVALID;
        }
        if (st == ST_INVALID)
                return room_show(c, &r, is_new);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/rooms");
}

/* ---- types of support --------------------------------------------------------------------------------------------- */

/* The button for the shipped types, as long as one of them is missing. */
static enum status types_ready(struct ctx *c, struct admin_list_view *v)
{
        size_t missing = 0;
        enum status st = ctx_role(c, ROLE_ADMIN) ? support_types_missing(c, &missing) : ST_OK;

        if (st || !missing)
                return st;
        v->ready_action = "/admin/support-types";
        v->ready_label = ctx_msg(c, MSG_places_types_ready);
        v->ready_hint = ctx_msg(c, MSG_places_types_ready_hint);
        return ST_OK;
}

static enum status types_post(struct ctx *c)
{
        enum status st = support_types_ensure(c);

        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/support-types");
}

static enum status types_get(struct ctx *c)
{
        struct support_type *y;
        size_t n;
        static const int words[] = {MSG_admin_name, MSG_admin_code, MSG_support_mode, MSG_admin_group, MSG_places_minutes, MSG_admin_state};
        enum status st = support_types(c, true, &y, &n);

        if (st)
                return st;
        struct admin_row *rows = ARENA_ARRAY(c->arena, n + 1, struct admin_row);
        for (size_t i = 0; i < n; i++) {
                struct admin_cell *x = ARENA_ARRAY(c->arena, 6, struct admin_cell);
                x[0] = (struct admin_cell){y[i].name, arena_fmt(c->arena, "/admin/support-types/%s", y[i].code), false};
                x[1] = (struct admin_cell){y[i].code, NULL, false};
                x[2] = (struct admin_cell){support_mode_label(c, y[i].mode), NULL, false};
                x[3] = (struct admin_cell){y[i].group_name, NULL, false};
                x[4] = (struct admin_cell){number(c, y[i].minutes), NULL, false};
                x[5] = (struct admin_cell){ctx_msg(c, y[i].state == ROOM_OFFERED ? MSG_admin_offered : MSG_admin_retired), NULL, y[i].state != ROOM_OFFERED};
                rows[i] = (struct admin_row){x, 6};
        }
        struct admin_list_view v = {.title = ctx_msg(c, MSG_places_types), .hint = ctx_msg(c, MSG_places_types_hint),
                                    .empty = ctx_msg(c, MSG_places_types_none), .heads = admin_heads(c, words, ARRAY_LEN(words)),
                                    .n_heads = ARRAY_LEN(words), .rows = rows, .n_rows = n, .new_href = "/admin/support-types/new",
                                    .new_label = ctx_msg(c, MSG_places_type_new)};
        st = types_ready(c, &v);
        if (st)
                return st;
        admin_page(c, &v.page, v.title, "admin-support-types");
        admin_list_html(&c->html, &v);
        return ST_OK;
}

static enum status groups_field(struct ctx *c, struct admin_field *f, int64_t chosen)
{
        struct group *g;
        size_t n;
        enum status st = group_list(c, &g, &n);
        struct admin_option *o = ARENA_ARRAY(c->arena, (st ? 0 : n) + 1, struct admin_option);

        *f = (struct admin_field){.kind = ADMIN_SELECT, .name = "group", .label = ctx_msg(c, MSG_admin_group), .options = o};
        for (size_t i = 0; !st && i < n; i++)
                if (people_manages(c, g[i].department_id))
                        o[f->n_options++] = (struct admin_option){number(c, g[i].id), g[i].name, g[i].id == chosen};
        return st;
}

static void modes_field(struct ctx *c, struct admin_field *f, const char *chosen)
{
        struct admin_option *o = ARENA_ARRAY(c->arena, 8, struct admin_option);

        *f = (struct admin_field){.kind = ADMIN_SELECT, .name = "mode", .label = ctx_msg(c, MSG_support_mode), .options = o};
        for (size_t i = 0; support_modes[i]; i++)
                o[f->n_options++] = (struct admin_option){support_modes[i], support_mode_label(c, support_modes[i]), str_eq(support_modes[i], chosen)};
}

static enum status type_show(struct ctx *c, const struct support_type *y, bool is_new)
{
        struct admin_field *f = admin_fields_new(c, FIELDS);
        size_t n = 0;

        if (is_new)
                f[n++] = admin_line(c, "code", MSG_admin_code, "", 40, true);
        f[n++] = admin_line(c, "name_fr", MSG_admin_name_fr, y->name_fr, 100, true);
        f[n++] = admin_line(c, "name_en", MSG_admin_name_en, y->name_en, 100, true);
        enum status st = groups_field(c, &f[n++], admin_typed_i64(c, "group", y->group_id, 0));
        modes_field(c, &f[n++], admin_typed(c, "mode", y->mode));
        f[n] = admin_line(c, "minutes", MSG_places_minutes, number(c, y->minutes), 4, true);
        f[n++].number = true;
        f[n++] = (struct admin_field){.kind = ADMIN_AREA, .name = "points", .label = ctx_msg(c, MSG_places_points), .hint = ctx_msg(c, MSG_places_points_hint),
                                      .value = admin_typed(c, "points", support_points_text(c, y))};
        if (!is_new)
                f[n++] = admin_state(c, y->state, ROOM_OFFERED, ROOM_RETIRED);
        if (st)
                return st;
        admin_errors(c, f, n);
        struct admin_form_view v = {.title = is_new ? ctx_msg(c, MSG_places_type_new) : y->name,
                                    .action = arena_fmt(c->arena, "/admin/support-types/%s", is_new ? "new" : y->code),
                                    .submit = ctx_msg(c, MSG_fields_save), .back_href = "/admin/support-types", .back = ctx_msg(c, MSG_places_types),
                                    .version = c->req->method == HTTP_POST ? admin_seen(c) : y->version, .body = {f, n}};
        admin_page(c, &v.page, v.title, "admin-support-types");
        admin_form_html(&c->html, &v);
        return ST_OK;
}

static enum status type_asked(struct ctx *c, struct support_type *y, bool *is_new)
{
        *is_new = str_eq(ctx_var(c, "code"), "new");
        *y = (struct support_type){.code = "", .name_fr = "", .name_en = "", .name = "", .mode = "class_call", .minutes = 60, .state = ROOM_OFFERED};
        return *is_new ? ST_OK : support_type_by_code(c, ctx_var(c, "code"), y);
}

static enum status type_get(struct ctx *c)
{
        struct support_type y;
        bool is_new;
        enum status st = type_asked(c, &y, &is_new);

        return st ? st : type_show(c, &y, is_new);
}

static enum status type_post(struct ctx *c)
{
        struct support_type y;
        bool is_new;
        int64_t id;
        const char *points = form_value(c, "points");
        enum status st = type_asked(c, &y, &is_new);

        if (st)
                return st;
        struct support_type_draft d = {.id = y.id, .code = is_new ? admin_typed(c, "code", "") : y.code, .name_fr = admin_typed(c, "name_fr", ""),
                                       .name_en = admin_typed(c, "name_en", ""), .mode = admin_typed(c, "mode", ""), .points = points ? points : "",
                                       .group_id = admin_typed_i64(c, "group", 0, 0), .minutes = admin_typed_i64(c, "minutes", 0, 0),
                                       .state = is_new ? 0 : admin_typed_i64(c, "state", 0, 0), .version = is_new ? 0 : admin_seen(c)};
        st = admin_stale(c, support_type_save(c, &d, &id), "name_fr");
        if (st == ST_CONFLICT) {
                form_error_text(c, "name_fr", c->why);
                st = ST_INVALID;
        }
        if (st == ST_INVALID)
                return type_show(c, &y, is_new);
        if (st)
                return st;
        page_notice(c, "fields.saved", NULL);
        return ctx_redirect(c, "/admin/support-types");
}

static const struct route places_routes[] = {
        {HTTP_GET, "/admin/rooms", PERM_DEPT_ADMIN, rooms_get, 0, NULL},
        {HTTP_GET, "/admin/rooms/{code}", PERM_DEPT_ADMIN, room_get, 0, NULL},
        {HTTP_POST, "/admin/rooms/{code}", PERM_DEPT_ADMIN, room_post, 0, NULL},
        {HTTP_GET, "/admin/support-types", PERM_DEPT_ADMIN, types_get, 0, NULL},
        {HTTP_POST, "/admin/support-types", PERM_ADMIN, types_post, 0, NULL},
        {HTTP_GET, "/admin/support-types/{code}", PERM_DEPT_ADMIN, type_get, 0, NULL},
        {HTTP_POST, "/admin/support-types/{code}", PERM_DEPT_ADMIN, type_post, 0, NULL},
        {0}};

const struct slice slice_admin_places = {.name = "admin-places", .routes = places_routes};
