/* See test_browser.h. */
#include "app/test_browser.h"

#include <unistd.h>

#include "desk/people/people.h"

void browser_world(struct browser *w, enum db_engine e, const struct slice *const *slices, size_t arena)
{
        const char *why = NULL;
        *w = (struct browser){.arena = arena_new(arena)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
}

void browser_close(struct browser *w)
{
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

int64_t browser_person(struct browser *w, const char *login, const char *name, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = name, .role = role, .password = "pommier en fleur"};
        w->c.n_error = 0;
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

const char *browser_header_of(const struct browser *w, const char *name, const char *begins)
{
        for (size_t i = 0; i < w->res->n_header; i++)
                if (strcasecmp(w->res->header[i].name, name) == 0 && str_starts(w->res->header[i].value, begins))
                        return w->res->header[i].value;
        return NULL;
}

const char *browser_header(const struct browser *w, const char *name)
{
        return browser_header_of(w, name, "");
}

const char *browser_location(const struct browser *w)
{
        const char *at = browser_header(w, "Location");
        return at ? at : "";
}

static void keep_cookie(struct browser *w)
{
        const char *set = browser_header_of(w, "Set-Cookie", w->tls ? "__Host-guichet=" : "guichet=");
        if (set)
                w->cookie = arena_strn(w->arena, set, strcspn(set, ";"));
}

static char *unescape(struct arena *a, const char *s, size_t n)
{
        char *out = arena_strn(a, s, n), *to = out;
        for (const char *p = out; *p; p++) {
                unsigned hi = 0;
                if (*p == '%' && p[1] && p[2]) {
                        for (int i = 1; i < 3; i++)
                                hi = hi * 16 + (unsigned)(p[i] <= '9' ? p[i] - '0' : (p[i] | 32) - 'a' + 10);
                        *to++ = (char)hi;
                        p += 2;
                } else {
                        *to++ = *p == '+' ? ' ' : *p;
                }
        }
        *to = '\0';
        return out;
}

static size_t params_of(struct browser *w, const char *query, struct http_pair *out)
{
        size_t n = 0;
        for (const char *p = query; *p && n < 20; n++) {
                size_t len = strcspn(p, "&"), name = strcspn(p, "=&");
                const char *value = name < len ? unescape(w->arena, p + name + 1, len - name - 1) : "";
                out[n] = (struct http_pair){unescape(w->arena, p, name), value, strlen(value)};
                p += len + (p[len] == '&');
        }
        return n;
}

/* A file that is sent is read into the body, as if it had come that way. */
static void file_read(struct http_response *res)
{
        char bytes[4096];
        ssize_t n;
        while (res->fd >= 0 && (n = read(res->fd, bytes, sizeof bytes)) > 0)
                buf_add(&res->body, bytes, (size_t)n);
        if (res->fd >= 0)
                close(res->fd);
        res->fd = -1;
}

/* Asks what `req` says; the rest of it comes from the browser. */
static int send(struct browser *w, struct http_request *req, struct http_pair *header)
{
        w->res = ARENA_NEW(w->arena, struct http_response);
        w->res->status = 200;
        w->res->fd = -1;
        buf_init(&w->res->body, w->arena, MAX_PAGE_BYTES);
        req->arena = w->arena;
        req->peer = w->peer ? w->peer : "192.0.2.7";
        req->tls = w->tls;
        req->header = header;
        for (req->n_header = 0; header[req->n_header].name;)
                req->n_header++;
        /* an event loop never waits for a database that is elsewhere */
        if (dispatch_where(w->app, req) == HTTP_HERE && db_pool_engine(w->app->pool) == DB_POSTGRES)
                fail_msg("%s %s is answered on the event loop", req->method_text, req->path);
        dispatch_handle(w->app, w->db, req, w->res);
        file_read(w->res);
        keep_cookie(w);
        return w->res->status;
}

static const char *method_text(enum http_method method)
{
        switch (method) {
        case HTTP_GET:
                return "GET";
        case HTTP_POST:
                return "POST";
        case HTTP_PUT:
                return "PUT";
        case HTTP_PATCH:
                return "PATCH";
        case HTTP_DELETE:
                return "DELETE";
        default:
                fail_msg("a method that no browser sends");
                return "";
        }
}

static void head(struct http_pair **next, const char *name, const char *value)
{
        if (value)
                *(*next)++ = (struct http_pair){name, value, strlen(value)};
}

int browser_ask(struct browser *w, enum http_method method, const char *path, const struct http_pair *param, size_t n_param,
                const struct http_pair *field, size_t n_field)
{
        struct http_pair *header = ARENA_ARRAY(w->arena, 6, struct http_pair), *all = ARENA_ARRAY(w->arena, n_param + 20, struct http_pair);
        struct http_pair *next = header;
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        size_t bare = strcspn(path, "?");
        const char *query = path[bare] ? path + bare + 1 : "";
        memset(header, 0, 6 * sizeof *header);
        head(&next, "Accept-Language", w->lang ? w->lang : "fr");
        head(&next, "Cookie", w->cookie ? w->cookie : "");
        head(&next, "Sec-Fetch-Site", w->site);
        head(&next, "HX-Request", w->fragment ? "true" : NULL);
        head(&next, "Host", w->host);
        if (n_param)
                memcpy(all, param, n_param * sizeof *all);
        *req = (struct http_request){.method = method, .method_text = method_text(method), .path = arena_strn(w->arena, path, bare),
                                     .query = query, .param = all, .n_param = n_param + params_of(w, query, all + n_param), .field = field,
                                     .n_field = n_field, .upload = w->upload, .n_upload = w->upload ? 1 : 0};
        w->upload = NULL;
        return send(w, req, header);
}

int browser_get(struct browser *w, const char *path)
{
        return browser_ask(w, HTTP_GET, path, NULL, 0, NULL, 0);
}

int browser_get_q(struct browser *w, const char *path, const char *name, const char *value)
{
        struct http_pair p = {name, value, strlen(value)};
        return browser_ask(w, HTTP_GET, path, &p, 1, NULL, 0);
}

int browser_post(struct browser *w, const char *path, size_t n, const struct http_pair *field)
{
        struct http_pair *all = ARENA_ARRAY(w->arena, n + 1, struct http_pair);
        if (n)
                memcpy(all, field, n * sizeof *all);
        all[n] = (struct http_pair){"csrf", w->csrf ? w->csrf : "", w->csrf ? strlen(w->csrf) : 0};
        return browser_ask(w, HTTP_POST, path, NULL, 0, all, n + 1);
}

int browser_call(struct browser *w, enum http_method method, const char *path, const char *bearer, const char *json)
{
        struct http_pair *header = ARENA_ARRAY(w->arena, 7, struct http_pair), *next = header;
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        memset(header, 0, 7 * sizeof *header);
        head(&next, "Accept-Language", w->lang ? w->lang : "fr");
        head(&next, "If-Match", w->if_match);
        head(&next, "Authorization", bearer ? arena_fmt(w->arena, "Bearer %s", bearer) : NULL);
        head(&next, "Cookie", bearer ? NULL : w->cookie);
        head(&next, "X-CSRF-Token", bearer ? NULL : w->csrf);
        head(&next, "Idempotency-Key", w->key);
        head(&next, "Content-Type", json ? "application/json" : NULL);
        *req = (struct http_request){.method = method, .method_text = method_text(method), .path = path, .query = "", .body = json,
                                     .body_n = json ? strlen(json) : 0, .upload = w->upload, .n_upload = w->upload ? 1 : 0};
        w->upload = NULL;
        return send(w, req, header);
}

bool browser_shows(const struct browser *w, const char *text)
{
        return w->res->body.p && strstr(w->res->body.p, text) != NULL;
}

const char *browser_hidden(const struct browser *w, const char *name)
{
        const char *begins = arena_fmt(w->arena, "name=\"%s\" value=\"", name);
        const char *at = strstr(w->res->body.p, begins);
        return at ? arena_strn(w->arena, at + strlen(begins), strcspn(at + strlen(begins), "\"")) : "";
}

void browser_take_csrf(struct browser *w)
{
        static const char begins[] = "name=\"csrf\" content=\"";
        const char *at = strstr(w->res->body.p, begins);
        assert_non_null(at);
        at += sizeof begins - 1;
        w->csrf = arena_strn(w->arena, at, strcspn(at, "\""));
}

void browser_sign_out(struct browser *w)
{
        w->cookie = w->csrf = NULL;
}

void browser_enter(struct browser *w, const char *login, const char *page)
{
        browser_sign_out(w);
        assert_int_equal(POST(w, "/login", F("login", login), F("password", "pommier en fleur")), 303);
        assert_non_null(w->cookie);
        assert_int_equal(browser_get(w, page), 200);
        browser_take_csrf(w);
}
