/* The pages of the second factor: its own step at sign-in, setting it up and off, recovery codes; and the
 * proof asked again before sensitive acts.  All work without script. */
#include "desk/people/people_view.h"
#include "formats/qr.h"
#include "identity/totp.h"
#include "templates.h"

/* As typed: tidying is the business of whoever compares. */
static const char *typed(const struct ctx *c, const char *field)
{
        const char *v = http_field(c->req, field);
        return v && strlen(v) <= PASSWORD_MAX_BYTES ? v : "";
}

static const char *with_next(struct ctx *c, const char *path, const char *next)
{
        struct buf b;

        if (!*next || !path_is_ours(next))
                return path;
        buf_init(&b, c->arena, 4096);
        buf_fmt(&b, "%s?next=", path);
        buf_url(&b, next);
        return b.st ? path : b.p;
}

/* ---- the second step of signing in ----------------------------------------------------------------------- */

static enum status code_show(struct ctx *c, const char *next, bool recovery, enum status result)
{
        struct login_code_view v = {.next = next, .recovery = recovery, .why = result ? c->why : NULL,
                                    .code_error = form_msg(c, "code")};

        page_init(c, &v.page, ctx_msg(c, MSG_people_code_title), "login");
        c->res->status = status_http(result);
        people_login_code_html(&c->html, &v);
        return ST_OK;
}

enum status page_login_code(struct ctx *c)
{
        if (!c->half)
                return ctx_redirect(c, with_next(c, "/login", ctx_param(c, "next")));
        return code_show(c, ctx_param(c, "next"), false, ST_OK);
}

enum status page_login_code_post(struct ctx *c)
{
        const char *next = form_value(c, "next"), *recovery = typed(c, "recovery"), *code = typed(c, "code");
        int64_t person, roles = 0;

        next = next ? next : "";
        if (!c->half)
                return ctx_redirect(c, with_next(c, "/login", next));
        person = c->half->person_id;
        if (text_blank(code) && text_blank(recovery)) {
                form_error(c, "code", MSG_people_error_code_missing);
                return code_show(c, next, false, ST_INVALID);
        }
        bool by_recovery = text_blank(code);
        enum status st = second_step(c, by_recovery ? recovery : code, by_recovery);
        if (st == ST_DENIED)
                return code_show(c, next, by_recovery, st);
        if (st == ST_THROTTLED) {
                http_set(c->res, "Retry-After", "3600");
                return st;
        }
        if (!st)
                st = db_i64(c->db, &sql_role_any, DB_ARGS(DB_I("person", person)), &roles);
        return st ? st : login_go_on(c, next, roles);
}

/* ---- my second factor ------------------------------------------------------------------------------------------ */

enum status page_me_security(struct ctx *c)
{
        struct security_view v = {.asked = session_factor_asked(c, c->actor->roles), .must = c->actor->must_enrol};
        enum status st = person_second_factor(c, c->actor->person_id, &v.on);

        if (!st)
                st = recovery_left(c, c->actor->person_id, &v.left);
        if (st)
                return st;
        page_init(c, &v.page, ctx_msg(c, MSG_people_security_title), "me-security");
        people_me_security_html(&c->html, &v);
        return ST_OK;
}

enum status page_me_totp_start(struct ctx *c)
{
        enum status st = totp_begin(c);

        return st ? st : ctx_redirect(c, "/me/security/totp");
}

static enum status totp_show(struct ctx *c, enum status result)
{
        struct totp t;
        struct qr qr;
        enum status st = totp_pending(c, &t);

        if (st == ST_NOT_FOUND)
                return ctx_redirect(c, "/me/security");
        if (st)
                return st;
        const char *site = setting_text(c, "site.name"), *account = c->actor->login;
        st = qr_make(c->arena, totp_uri(c->arena, site, account, t.secret.p, t.secret.n), &qr);
        if (st)
                return st;
        struct totp_view v = {.size = qr.size, .path = qr.path, .secret = totp_text(c->arena, t.secret.p, t.secret.n, true),
                              .code_error = form_msg(c, "code"), .why = result == ST_THROTTLED ? c->why : NULL};
        page_init(c, &v.page, ctx_msg(c, MSG_people_totp_title), "me-security");
        c->res->status = status_http(result);
        people_me_totp_html(&c->html, &v);
        return ST_OK;
}

enum status page_me_totp(struct ctx *c)
{
        return totp_show(c, ST_OK);
}

/* Shown by the answer itself, not after a redirection: they are written down nowhere else. */
static enum status codes_show(struct ctx *c, const char *const *codes, bool fresh)
{
        struct codes_view v = {.codes = ARENA_ARRAY(c->arena, RECOVERY_CODES, struct code_line), .n_codes = RECOVERY_CODES,
                               .fresh = fresh};

        for (size_t i = 0; i < v.n_codes; i++)
                v.codes[i].text = codes[i];
        page_init(c, &v.page, ctx_msg(c, MSG_people_codes_title), "me-security");
        people_me_codes_html(&c->html, &v);
        return ST_OK;
}

enum status page_me_totp_post(struct ctx *c)
{
        const char *const *codes = NULL;
        enum status st = totp_confirm(c, typed(c, "code"), &codes);

        if (st == ST_INVALID || st == ST_THROTTLED)
                return totp_show(c, st);
        if (st == ST_NOT_FOUND) /* it had waited too long, or was sent twice */
                return ctx_redirect(c, "/me/security");
        return st ? st : codes_show(c, codes, true);
}

enum status page_me_recovery(struct ctx *c)
{
        const char *const *codes = NULL;
        enum status st = recovery_renew(c, &codes);

        if (st == ST_NOT_FOUND)
                return ctx_redirect(c, "/me/security");
        return st ? st : codes_show(c, codes, false);
}

enum status page_me_totp_remove(struct ctx *c)
{
        enum status st = totp_remove(c);

        if (st && st != ST_NOT_FOUND)
                return st;
        page_notice(c, "people.security.off_done", NULL);
        return ctx_redirect(c, "/me/security");
}

/* ---- proof again ----------------------------------------------------------------------------------------------- */

static enum status confirm_show(struct ctx *c, const char *next, enum status result)
{
        struct confirm_view v = {.next = next, .why = result == ST_THROTTLED ? c->why : NULL,
                                 .password_error = form_msg(c, "password")};

        page_init(c, &v.page, ctx_msg(c, MSG_people_confirm_title), "login");
        c->res->status = status_http(result);
        people_confirm_html(&c->html, &v);
        return ST_OK;
}

enum status page_me_confirm(struct ctx *c)
{
        return confirm_show(c, ctx_param(c, "next"), ST_OK);
}

enum status page_me_confirm_post(struct ctx *c)
{
        const char *next = form_value(c, "next");
        int64_t id = 0;

        next = next ? next : "";
        enum status st = password_check(c, c->actor->login, typed(c, "password"), &id);
        if (st == ST_DENIED || (!st && id != c->actor->person_id)) {
                form_error(c, "password", MSG_people_error_password_old);
                return confirm_show(c, next, ST_INVALID);
        }
        if (st == ST_THROTTLED)
                return confirm_show(c, next, st);
        if (!st)
                st = session_proved(c);
        return st ? st : ctx_redirect(c, *next && path_is_ours(next) ? next : "/me/security");
}

/* The warning's one key: a script reads the header, without script one comes back to the account. */
enum status page_me_session_extend(struct ctx *c)
{
        int64_t ends = 0;
        enum status st = session_extend(c, &ends);

        if (st)
                return st;
        http_set(c->res, "X-Session-Expires", arena_fmt(c->arena, "%lld", (long long)ends));
        if (!http_header(c->req, "X-Requested-With"))
                return ctx_redirect(c, "/me/sessions");
        c->res->status = 204;
        return ST_OK;
}

/* ---- for somebody who lost theirs -------------------------------------------------------------------------------- */

enum status page_admin_totp_reset(struct ctx *c)
{
        int64_t id = 0;
        enum status st = text_i64(ctx_var(c, "id"), &id) ? person_totp_reset(c, id) : ST_NOT_FOUND;

        if (st)
                return st;
        page_notice(c, "people.admin.totp_reset_done", NULL);
        return ctx_redirect(c, arena_fmt(c->arena, "/admin/people/%lld", (long long)id));
}
