/* Signing in and out, and finding people at the desk. */
#include "desk/people/people_view.h"
#include "templates.h"

/* ---- sign-in ------------------------------------------------------------------------------------------ */

/* Where to go after sign-in: what was asked for, else the desk for those who work there. */
enum status login_go_on(struct ctx *c, const char *next, int64_t roles)
{
        if (*next && path_is_ours(next) && !str_starts(next, "/login") && !str_starts(next, "/logout"))
                return ctx_redirect(c, next);
        return ctx_redirect(c, roles ? "/desk" : "/");
}

static enum status login_show(struct ctx *c, struct login_view *v, enum status st)
{
        page_init(c, &v->page, ctx_msg(c, MSG_people_login_title), "login");
        v->why = st ? c->why : NULL;
        v->login_error = form_msg(c, "login");
        v->password_error = form_msg(c, "password");
        c->res->status = status_http(st);
        if (st == ST_THROTTLED)
                http_set(c->res, "Retry-After", "900");
        people_login_html(&c->html, v);
        return ST_OK;
}

enum status page_login(struct ctx *c)
{
        struct login_view v = {.login = "", .next = ctx_param(c, "next")};
        if (c->actor)
                return login_go_on(c, v.next, c->actor->roles);
        return login_show(c, &v, ST_OK);
}

struct login_in {
        const char *login, *next;
};
static const struct form_field login_fields[] = {
        {"login", FORM_LINE, offsetof(struct login_in, login), 1, 254, MSG_people_error_missing_login},
        {"next", FORM_LINE, offsetof(struct login_in, next), 0, 1000, 0},
        {0}};

/* The password as it was typed: form_value would tidy what must stay as it is. */
static const char *typed_password(const struct ctx *c, const char *field)
{
        const char *p = http_field(c->req, field);
        return p ? p : "";
}

static enum status code_asked(struct ctx *c, const char *next)
{
        struct buf b;
        buf_init(&b, c->arena, 4096);
        buf_str(&b, "/login/code");
        if (*next && path_is_ours(next)) {
                buf_str(&b, "?next=");
                buf_url(&b, next);
        }
        return ctx_redirect(c, b.p);
}

enum status page_login_post(struct ctx *c)
{
        struct login_in in;
        int64_t person = 0, roles = 0;
        const char *password = typed_password(c, "password");
        form_read(c, login_fields, &in);
        if (!*password)
                form_error(c, "password", MSG_people_error_missing_password);
        struct login_view v = {.login = in.login, .next = in.next};
        if (c->n_error)
                return login_show(c, &v, ST_INVALID);
        enum status st = people_sign_in(c, in.login, password, &person);
        if (st == ST_DENIED || st == ST_THROTTLED)
                return login_show(c, &v, st);
        bool second = false;
        if (!st)
                st = person_second_factor(c, person, &second);
        if (!st)
                st = session_start_at(c, person, second ? LEVEL_HALF : LEVEL_PASSWORD);
        if (!st && second)
                return code_asked(c, in.next);
        if (!st)
                st = db_i64(c->db, &sql_role_any, DB_ARGS(DB_I("person", person)), &roles);
        return st ? st : login_go_on(c, in.next, roles);
}

enum status page_logout(struct ctx *c)
{
        int64_t who = c->actor ? c->actor->person_id : 0;
        enum status st = session_end(c);
        if (st)
                return st;
        if (who)
                page_notice(c, "people.logout.done", NULL);
        return ctx_redirect(c, "/");
}

/* ---- people at the desk ----------------------------------------------------------------------------------- */

static enum status (*sheet_panel)(struct ctx *c, const struct person *p);

void people_sheet_panel(enum status (*fill)(struct ctx *c, const struct person *p))
{
        sheet_panel = fill;
}

enum status page_person(struct ctx *c)
{
        struct person_view v = {0};
        int64_t id = 0;
        if (!text_i64(ctx_var(c, "id"), &id))
                return ST_NOT_FOUND;
        enum status st = person_load(c, id, &v.who);
        if (!st)
                st = person_affiliations(c, id, &v.affiliations, &v.n_affiliations);
        if (!st)
                st = person_roles(c, id, &v.roles, &v.n_roles);
        if (!st)
                st = people_groups_of(c, id, &v.groups, &v.n_groups);
        if (st)
                return st;
        page_init(c, &v.page, v.who.name, "people");
        v.page.page_script_desk = true;
        v.manages = ctx_role(c, ROLE_DEPT_ADMIN | ROLE_ADMIN);
        v.initials = text_initials(c->arena, v.who.name);
        v.absences = absence_may(c, id);
        const char *digits = phone_fold(c, v.who.phone);
        v.phone_href = arena_fmt(c->arena, "tel:%s%s", digits && strlen(digits) > 6 ? "+" : "", digits ? digits : "");
        people_sheet_html(&c->html, &v);
        if (sheet_panel && (st = sheet_panel(c, &v.who)))
                return st;
        people_sheet_end_html(&c->html, &v.page);
        return ST_OK;
}

/* Options of a combobox. */
enum status page_people_search(struct ctx *c)
{
        struct found_view v = {.typed = ctx_param(c, "q")};
        enum status st = person_search(c, v.typed, &v.rows, &v.n_rows);
        if (!st)
                people_found_html(&c->html, &v);
        return st;
}

const struct route people_routes[] = {
        {HTTP_GET, "/login", PERM_PUBLIC, page_login, 0, NULL},
        {HTTP_POST, "/login", PERM_PUBLIC, page_login_post, ROUTE_SLOW, NULL},
        {HTTP_GET, "/login/code", PERM_PUBLIC, page_login_code, 0, NULL},
        {HTTP_POST, "/login/code", PERM_PUBLIC, page_login_code_post, 0, NULL},
        {HTTP_POST, "/logout", PERM_PUBLIC, page_logout, ROUTE_ENROL, NULL},
        {HTTP_GET, "/me", PERM_SIGNED_IN, page_me, 0, NULL},
        {HTTP_POST, "/me", PERM_SIGNED_IN, page_me_post, 0, NULL},
        {HTTP_POST, "/me/theme", PERM_PUBLIC, page_me_theme, ROUTE_ENROL, NULL},
        {HTTP_GET, "/me/accessibility", PERM_SIGNED_IN, page_me_access, 0, NULL},
        {HTTP_POST, "/me/accessibility", PERM_SIGNED_IN, page_me_access_post, 0, NULL},
        {HTTP_GET, "/me/sessions", PERM_SIGNED_IN, page_me_sessions, 0, NULL},
        {HTTP_POST, "/me/sessions/end", PERM_SIGNED_IN, page_me_session_end, 0, NULL},
        {HTTP_POST, "/me/sessions/end-others", PERM_SIGNED_IN, page_me_sessions_end_others, 0, NULL},
        {HTTP_GET, "/me/password", PERM_SIGNED_IN, page_me_password, 0, NULL},
        {HTTP_POST, "/me/password", PERM_SIGNED_IN, page_me_password_post, ROUTE_SLOW, NULL},
        {HTTP_GET, "/me/security", PERM_SIGNED_IN, page_me_security, ROUTE_ENROL, NULL},
        {HTTP_POST, "/me/security/totp/start", PERM_SIGNED_IN, page_me_totp_start, ROUTE_ENROL | ROUTE_RECENT, NULL},
        {HTTP_GET, "/me/security/totp", PERM_SIGNED_IN, page_me_totp, ROUTE_ENROL | ROUTE_RECENT, NULL},
        {HTTP_POST, "/me/security/totp", PERM_SIGNED_IN, page_me_totp_post, ROUTE_ENROL | ROUTE_RECENT, NULL},
        {HTTP_POST, "/me/security/totp/remove", PERM_SIGNED_IN, page_me_totp_remove, ROUTE_RECENT, NULL},
        {HTTP_POST, "/me/security/recovery", PERM_SIGNED_IN, page_me_recovery, ROUTE_RECENT, NULL},
        {HTTP_GET, "/me/confirm", PERM_SIGNED_IN, page_me_confirm, ROUTE_ENROL, NULL},
        {HTTP_POST, "/me/confirm", PERM_SIGNED_IN, page_me_confirm_post, ROUTE_ENROL | ROUTE_SLOW, NULL},
        {HTTP_POST, "/me/session", PERM_SIGNED_IN, page_me_session_extend, ROUTE_ENROL, NULL},
        {HTTP_GET, "/admin/people/import", PERM_ADMIN, page_admin_import, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/import", PERM_ADMIN, page_admin_import_post, ROUTE_UPLOAD | ROUTE_SLOW | ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/import/apply", PERM_ADMIN, page_admin_import_apply, ROUTE_SLOW | ROUTE_RECENT, NULL},
        {HTTP_GET, "/admin/people/{id}", PERM_DEPT_ADMIN, page_admin_person, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/{id}/roles", PERM_DEPT_ADMIN, page_admin_role_give, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/{id}/roles/take", PERM_DEPT_ADMIN, page_admin_role_take, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/{id}/sessions/end", PERM_ADMIN, page_admin_sessions_end, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/{id}/totp/reset", PERM_ADMIN, page_admin_totp_reset, ROUTE_RECENT, NULL},
        {HTTP_GET, "/people/search", PERM_AGENT, page_people_search, 0, NULL},
        {HTTP_GET, "/people/{id}", PERM_AGENT, page_person, 0, NULL},
        {HTTP_GET, "/admin/people", PERM_ADMIN, page_admin_people, 0, NULL},
        {HTTP_POST, "/admin/people", PERM_ADMIN, page_admin_people_post, ROUTE_SLOW | ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/export", PERM_ADMIN, page_admin_people_export, ROUTE_SLOW | ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/people/{id}/{state}", PERM_ADMIN, page_admin_person_state, ROUTE_RECENT, NULL},
        {HTTP_GET, "/admin/groups", PERM_DEPT_ADMIN, page_admin_groups, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/groups", PERM_DEPT_ADMIN, page_admin_groups_post, ROUTE_RECENT, NULL},
        {HTTP_GET, "/admin/groups/{code}", PERM_DEPT_ADMIN, page_admin_group, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/groups/{code}", PERM_DEPT_ADMIN, page_admin_group_post, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/groups/{code}/members", PERM_DEPT_ADMIN, page_admin_member_post, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/groups/{code}/members/{id}/remove", PERM_DEPT_ADMIN, page_admin_member_leave, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/groups/{code}/services", PERM_DEPT_ADMIN, page_admin_serves_post, ROUTE_RECENT, NULL},
        {HTTP_POST, "/admin/groups/{code}/services/{id}/remove", PERM_DEPT_ADMIN, page_admin_serves_end, ROUTE_RECENT, NULL},
        {0}};
