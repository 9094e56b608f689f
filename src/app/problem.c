/* What a refusal looks like: a page in the reader's language, a fragment for htmx, or
 * application/problem+json (RFC 9457) with the list of fields.  Nobody signed in: the way to sign in. */
#include "app/error_view.h"
#include "app/state.h"
#include "templates.h"

struct wording {
        enum status st;
        int title, text;
};
static const struct wording wordings[] = {
        {ST_NOT_FOUND, MSG_error_not_found, MSG_error_not_found_text},
        {ST_DENIED, MSG_error_denied, MSG_error_denied_text},
        {ST_SIGN_IN, MSG_error_sign_in, MSG_error_sign_in_text},
        {ST_INVALID, MSG_error_invalid, MSG_error_invalid_text},
        {ST_CONFLICT, MSG_error_conflict, MSG_error_conflict_text},
        {ST_STALE, MSG_error_stale, MSG_error_stale_text},
        {ST_TOO_LARGE, MSG_error_too_large, MSG_error_too_large_text},
        {ST_THROTTLED, MSG_error_throttled, MSG_error_throttled_text},
        {ST_BUSY, MSG_error_busy, MSG_error_busy_text},
        {ST_FULL, MSG_error_full, MSG_error_full_text},
};

static const struct wording *wording_of(enum status st)
{
        static const struct wording other = {ST_IO, MSG_error_server, MSG_error_server_text};
        static const struct wording method = {ST__MAX, MSG_error_method, MSG_error_method_text};
        if (st == ST__MAX)
                return &method;
        for (size_t i = 0; i < ARRAY_LEN(wordings); i++)
                if (wordings[i].st == st)
                        return &wordings[i];
        return &other;
}

static int http_of(const struct ctx *c, enum status st)
{
        if (st == ST__MAX)
                return 405;
        if (st == ST_INVALID && c->bad_syntax)
                return 400;
        if (st == ST_INVALID && c->bad_type)
                return 415;
        if (st == ST_STALE && c->api)
                return 412;
        return status_http(st);
}

static void body_restart(struct ctx *c)
{
        buf_init(&c->res->body, c->arena, MAX_PAGE_BYTES);
        c->res->sse = NULL;
        c->res->constant = NULL;
}

static void answer_problem(struct ctx *c, enum status st, const char *why)
{
        struct buf *b = &c->res->body;
        c->res->type = "application/problem+json";
        buf_fmt(b, "{\"type\":\"about:blank\",\"title\":");
        buf_json(b, ctx_msg(c, wording_of(st)->title));
        buf_fmt(b, ",\"status\":%d,\"detail\":", c->res->status);
        buf_json(b, why);
        buf_fmt(b, ",\"code\":\"%s\",\"fields\":[", st == ST__MAX ? "method" : status_name(st));
        for (size_t i = 0; i < c->n_error; i++) {
                buf_str(b, i ? ",{\"field\":" : "{\"field\":");
                buf_json(b, c->error[i].field);
                buf_str(b, ",\"message\":");
                buf_json(b, c->error[i].message);
                buf_char(b, '}');
        }
        buf_str(b, "]");
        if (c->problem_extra)
                buf_str(b, c->problem_extra);
        buf_str(b, "}\n");
}

static void answer_page(struct ctx *c, enum status st, const char *why)
{
        const struct wording *w = wording_of(st);
        unsigned char ref[4];
        random_bytes(ref, sizeof ref);
        struct error_view v = {.status = c->res->status, .title = ctx_msg(c, w->title), .text = why};
        v.reference = status_http(st) >= 500 ? hex(c->arena, ref, sizeof ref) : NULL;
        v.action_href = c->actor && ctx_role(c, ROLE_AGENT) ? "/desk" : "/";
        v.action = ctx_msg(c, MSG_error_home);
        page_init(c, &v.page, v.title, "");
        if (v.reference)
                log_event(LOG_ERROR, "request.failed", LOG_S("reference", v.reference), LOG_S("why", status_name(st)),
                          LOG_S("db", db_why(c->db)));
        if (c->fragment)
                error_body_html(&c->html, &v);
        else
                error_page_html(&c->html, &v);
}

void answer_refused(struct ctx *c, int status)
{
        bool large = status == 413;
        const struct wording *w = wording_of(large ? ST_TOO_LARGE : ST_BUSY);
        struct error_view v = {.status = status, .title = ctx_msg(c, w->title), .text = ctx_msg(c, large ? MSG_error_too_large_back : w->text),
                               .action_href = "/", .action = ctx_msg(c, MSG_error_home)};

        page_init(c, &v.page, v.title, "");
        if (c->fragment)
                error_body_html(&c->html, &v);
        else
                error_page_html(&c->html, &v);
}

static void answer_sign_in(struct ctx *c)
{
        struct buf b;
        buf_init(&b, c->arena, 4096);
        buf_str(&b, "/login?next=");
        bool get = c->req->method == HTTP_GET || c->req->method == HTTP_HEAD;
        const char *back = get ? arena_fmt(c->arena, "%s%s%s", c->req->path, *c->req->query ? "?" : "", c->req->query) : "/";
        buf_url(&b, back);
        c->res->status = 303;
        if (c->fragment) {
                c->res->status = 401;
                http_set(c->res, "HX-Redirect", b.p);
        } else {
                http_set(c->res, "Location", b.p);
        }
}

void answer_error(struct ctx *c, enum status st)
{
        const char *why = c->why ? c->why : ctx_msg(c, wording_of(st)->text);
        body_restart(c);
        c->res->status = http_of(c, st);
        if (st == ST_BUSY || st == ST_THROTTLED)
                http_set(c->res, "Retry-After", "2");
        if (c->api) {
                if (st == ST_SIGN_IN)
                        http_set(c->res, "WWW-Authenticate", "Bearer");
                answer_problem(c, st, why);
        } else if (st == ST_SIGN_IN) {
                answer_sign_in(c);
        } else {
                answer_page(c, st, why);
        }
}
