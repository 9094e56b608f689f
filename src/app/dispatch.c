/* From a parsed request to a filled response: route → session → permission → CSRF → handler → answer.
 * A GET runs on a read-only handle: a write inside it fails.  ST_BUSY runs the request again.
 * Every request leaves one log event, without content. */
#include "app/state.h"
#include "formats/json.h"

enum { FORM_ONLY_BYTES = 2 * MAX_FORM_BYTES };

static int64_t body_ceiling(const struct route *r)
{
        if (r->method == HTTP_GET)
                return 0;
        if (r->flags & ROUTE_UPLOAD)
                return (int64_t)MAX_UPLOADS * MAX_UPLOAD_BYTES + MAX_FORM_BYTES;
        return r->flags & ROUTE_API ? MAX_JSON_BYTES : FORM_ONLY_BYTES;
}

enum http_where dispatch_where(void *arg, struct http_request *req)
{
        struct app *app = arg;
        struct route_match *m = ARENA_NEW(req->arena, struct route_match);
        routes_match(app, req, m);
        req->route = m;
        req->problems = m->route ? (m->route->flags & ROUTE_API) != 0 : str_starts(req->path, "/api/");
        /* nowhere, what a form may hold is read, so that the answer is that there is no such address */
        req->body_max = m->route ? body_ceiling(m->route) : FORM_ONLY_BYTES;
        bool reads = !m->route || (m->route->method == HTTP_GET && !(m->route->flags & (ROUTE_SLOW | ROUTE_WRITES)));
        return reads && db_pool_engine(app->pool) == DB_SQLITE ? HTTP_HERE : HTTP_WORKER;
}

static bool policy_given(const struct http_response *res)
{
        for (size_t i = 0; i < res->n_header; i++)
                if (strcasecmp(res->header[i].name, "Content-Security-Policy") == 0)
                        return true;
        return false;
}

static void security_headers(struct ctx *c)
{
        struct http_response *res = c->res;
        if (!policy_given(res)) /* a file comes with a stricter one of its own */
                http_set(res, "Content-Security-Policy",
                         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self';"
                         " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'");
        http_set(res, "X-Content-Type-Options", "nosniff");
        http_set(res, "Referrer-Policy", "same-origin");
        http_set(res, "Cross-Origin-Opener-Policy", "same-origin");
        http_set(res, "Cross-Origin-Resource-Policy", "same-origin");
        http_set(res, "Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        if (c->req->tls)
                http_set(res, "Strict-Transport-Security", "max-age=31536000");
}

static void ctx_request(struct ctx *c, struct app *app, struct db *db, struct http_request *req, struct http_response *res)
{
        struct route_match *m = req->route;
        app_ctx(app, req->arena, db, c);
        c->actor = NULL;
        c->req = req;
        c->res = res;
        c->html.out = &res->body;
        c->route = m->route;
        memcpy(c->var, m->var, sizeof c->var);
        const char *hx = http_header(req, "HX-Request");
        c->fragment = hx && strcmp(hx, "true") == 0;
        c->api = m->route ? (m->route->flags & ROUTE_API) != 0 : str_starts(req->path, "/api/");
        c->channel = c->api ? 60 : 10; /* CHANNEL_API, CHANNEL_PORTAL of the ticket slice */
        ctx_language(c);
}

static enum status authenticate(struct ctx *c)
{
        const char *auth = http_header(c->req, "Authorization");
        if (c->api && auth && strncasecmp(auth, "Bearer ", 7) == 0)
                return token_load(c, auth + 7);
        return session_load(c);
}

static bool may(const struct ctx *c)
{
        switch (c->route->perm) {
        case PERM_PUBLIC:
                return true;
        case PERM_SIGNED_IN:
                return c->actor != NULL;
        case PERM_AGENT:
                return ctx_role(c, ROLE_AGENT | ROLE_LEAD | ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);
        case PERM_MANAGER:
                return ctx_role(c, ROLE_MANAGER | ROLE_DEPT_ADMIN | ROLE_ADMIN);
        case PERM_DEPT_ADMIN:
                return ctx_role(c, ROLE_DEPT_ADMIN | ROLE_ADMIN);
        case PERM_ADMIN:
                return ctx_role(c, ROLE_ADMIN);
        case PERM_UNSET:
                break;
        }
        return false;
}

/* A page one may not see answers like one that does not exist; signing in is offered only to nobody. */
static enum status permit(struct ctx *c)
{
        if (!may(c))
                return c->actor ? ST_NOT_FOUND : ST_SIGN_IN;
        bool writes = c->req->method != HTTP_GET && c->req->method != HTTP_HEAD;
        bool by_token = c->actor && c->actor->token_scopes;
        if (writes && !by_token && !csrf_holds(c))
                return ctx_fail(c, ST_DENIED, MSG_error_csrf);
        if (by_token && !token_allows(c, writes ? "write" : "read"))
                return ctx_fail(c, ST_DENIED, MSG_error_token_scope);
        return ST_OK;
}

/* A session without the second factor that its role asks for sees the page where it is set up, and the door. */
static enum status enrol_first(struct ctx *c)
{
        if (!c->actor || !c->actor->must_enrol || (c->route->flags & (ROUTE_ENROL | ROUTE_QUIET)))
                return ST_OK;
        if (c->api || (c->route->flags & ROUTE_SSE) || c->fragment)
                return ctx_fail(c, ST_DENIED, MSG_error_enrol_first);
        c->detour = true;
        return ctx_redirect(c, "/me/security");
}

/* Rights and secrets change only at the hands of whom proved lately who they are.  Whoever opened a form in
 * time has as long again to send it. */
static enum status recent_first(struct ctx *c)
{
        if (!(c->route->flags & ROUTE_RECENT) || !c->actor || !c->actor->session.n)
                return ST_OK;
        bool reads = c->req->method == HTTP_GET || c->req->method == HTTP_HEAD;
        int64_t may_be = setting_i64(c, "session.recent_minutes") * MINUTE_MS * (reads ? 1 : 2);
        if (c->now - c->actor->proved_at <= may_be)
                return ST_OK;
        if (c->api || c->fragment)
                return ctx_fail(c, ST_DENIED, MSG_error_prove_again);
        struct buf b;
        buf_init(&b, c->arena, 4096);
        buf_str(&b, "/me/confirm");
        const char *from = reads ? c->req->path : NULL;
        if (from) {
                buf_str(&b, "?next=");
                buf_url(&b, from);
        }
        c->detour = true;
        return ctx_redirect(c, b.p);
}

/* "application/json", with or without parameters; NULL, when nothing says what it is, is taken for it. */
static bool type_json(const char *type)
{
        static const char word[] = "application/json";
        size_t n = sizeof word - 1;

        return !type || (strncasecmp(type, word, n) == 0 && (!type[n] || strchr("; \t", type[n])));
}

/* One reading of a body: JSON, and forms only where files are sent.  A form from elsewhere is then never a call. */
static enum status body_json(struct ctx *c)
{
        bool form = c->req->n_field || c->req->n_upload;
        if (!c->api || (c->req->body_n == 0 && !form))
                return ST_OK;
        if (form ? !(c->route->flags & ROUTE_UPLOAD) : !type_json(http_header(c->req, "Content-Type"))) {
                c->bad_type = true;
                return ctx_fail(c, ST_INVALID, MSG_error_body_type);
        }
        if (form)
                return ST_OK;
        const char *why = NULL;
        enum status st = jv_parse(c->arena, c->req->body, c->req->body_n, &c->json, &why);
        c->bad_syntax = st == ST_INVALID;
        if (st)
                return ctx_fail_text(c, st, why);
        return jv_type(c->json) == JV_OBJECT ? ST_OK : ctx_fail(c, ST_INVALID, MSG_error_json_object);
}

static enum status run_route(struct ctx *c)
{
        enum status st = authenticate(c);
        ctx_language(c);
        if (!st)
                st = permit(c);
        if (!st)
                st = enrol_first(c);
        if (!st && !c->detour)
                st = recent_first(c);
        if (c->detour)
                return st;
        if (!st && c->req->body_st == ST_TOO_LARGE && !(c->route->flags & ROUTE_UPLOAD))
                st = ST_TOO_LARGE;
        if (!st && c->req->body_st != ST_OK && c->req->body_st != ST_TOO_LARGE)
                st = c->req->body_st;
        if (!st)
                st = body_json(c);
        if (st)
                return st;
        st = c->api ? idempotent_run(c) : c->route->fn(c);
        if (!st && arena_over(c->arena))
                return ST_TOO_LARGE;
        return st;
}

/* No such address.  Whoever is signed in is told so in their own language and finds their menu, as where they may not go. */
static enum status nowhere(struct ctx *c, bool path_known)
{
        if (!c->api) {
                db_readonly(c->db, true);
                enum status st = authenticate(c);
                db_readonly(c->db, false);
                ctx_language(c);
                if (st)
                        return st;
        }
        if (!path_known)
                return ST_NOT_FOUND;
        http_set(c->res, "Allow", routes_allow(c->app, c->req));
        return ST__MAX;
}

/* Who asks is read with what is asked for: one look at the database, one picture of it. */
static enum status run(struct ctx *c)
{
        const struct route_match *m = c->req->route;
        if (!m->route)
                return nowhere(c, m->path_known);
        db_readonly(c->db, c->route->method == HTTP_GET && !(c->route->flags & ROUTE_WRITES));
        enum status st = run_route(c);
        db_readonly(c->db, false);
        return st;
}

static void log_request(struct ctx *c, enum status st, int64_t started)
{
        int group = c->res->status / 100;
        if (group >= 1 && group <= 5)
                c->app->state->served[group]++;
        if (c->route && (c->route->flags & ROUTE_QUIET))
                return;
        log_event(st && status_http(st) >= 500 ? LOG_WARN : LOG_INFO, "request", LOG_S("method", c->req->method_text),
                  LOG_S("route", c->route ? c->route->path : "-"), LOG_I("status", c->res->status),
                  LOG_I("person", c->actor ? c->actor->person_id : 0), LOG_I("ms", moment_mono() - started),
                  LOG_S("why", st ? status_name(st) : ""), LOG_S("db", st >= ST_BUSY ? db_why(c->db) : ""));
}

void dispatch_handle(void *arg, void *thread, struct http_request *req, struct http_response *res)
{
        struct app *app = arg;
        struct ctx c;
        int64_t started = moment_mono();
        ctx_request(&c, app, thread, req, res);
        enum status st = run(&c);
        security_headers(&c);
        if (st == ST_BUSY)
                res->again = true;
        if (st)
                answer_error(&c, st);
        if (!res->sse && !res->constant && (!c.route || !(c.route->flags & ROUTE_QUIET)))
                http_set(res, "Cache-Control", "private, no-store");
        log_request(&c, st, started);
}

void dispatch_refuse(void *arg, struct http_request *req, struct http_response *res)
{
        struct ctx c;
        int status = res->status;

        ctx_request(&c, arg, NULL, req, res);
        security_headers(&c);
        http_set(res, "Cache-Control", "no-store");
        answer_refused(&c, status);
}
