/* See test_browser.h. */
#include "desk/admin/test_browser.h"

void browser_open(struct browser *w, enum db_engine e)
{
        const char *why = NULL;
        *w = (struct browser){.arena = arena_new(256u << 20), .lang = "fr"};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, guichet_slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        assert_int_equal(first_contents(&w->c), ST_OK);
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

const char *browser_header(const struct browser *w, const char *name)
{
        for (size_t i = 0; i < w->res->n_header; i++)
                if (strcasecmp(w->res->header[i].name, name) == 0)
                        return w->res->header[i].value;
        return NULL;
}

static void keep_cookie(struct browser *w)
{
        for (size_t i = 0; i < w->res->n_header; i++)
                if (strcasecmp(w->res->header[i].name, "Set-Cookie") == 0 && str_starts(w->res->header[i].value, "guichet="))
                        w->cookie = arena_strn(w->arena, w->res->header[i].value, strcspn(w->res->header[i].value, ";"));
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

static int ask(struct browser *w, enum http_method method, const char *path, const struct http_pair *field, size_t n_field)
{
        struct http_pair *header = ARENA_ARRAY(w->arena, 2, struct http_pair), *param = ARENA_ARRAY(w->arena, 20, struct http_pair);
        struct http_request *req = ARENA_NEW(w->arena, struct http_request);
        size_t bare = strcspn(path, "?");
        const char *query = path[bare] ? path + bare + 1 : "";
        header[0] = (struct http_pair){"Accept-Language", w->lang, 2};
        header[1] = (struct http_pair){"Cookie", w->cookie ? w->cookie : "", w->cookie ? strlen(w->cookie) : 0};
        *req = (struct http_request){.method = method, .method_text = method == HTTP_GET ? "GET" : "POST",
                                     .path = arena_strn(w->arena, path, bare), .query = query, .peer = "192.0.2.7", .arena = w->arena,
                                     .header = header, .n_header = 2, .param = param, .n_param = params_of(w, query, param),
                                     .field = field, .n_field = n_field, .upload = w->upload, .n_upload = w->upload ? 1 : 0};
        w->res = ARENA_NEW(w->arena, struct http_response);
        w->res->status = 200;
        w->res->fd = -1;
        buf_init(&w->res->body, w->arena, MAX_PAGE_BYTES);
        dispatch_where(w->app, req);
        dispatch_handle(w->app, w->db, req, w->res);
        keep_cookie(w);
        w->upload = NULL;
        return w->res->status;
}

int browser_get(struct browser *w, const char *path)
{
        return ask(w, HTTP_GET, path, NULL, 0);
}

int browser_post(struct browser *w, const char *path, size_t n, const struct http_pair *field)
{
        struct http_pair *all = ARENA_ARRAY(w->arena, n + 1, struct http_pair);
        memcpy(all, field, n * sizeof *all);
        all[n] = (struct http_pair){"csrf", w->csrf ? w->csrf : "", w->csrf ? strlen(w->csrf) : 0};
        return ask(w, HTTP_POST, path, all, n + 1);
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

void browser_sign_out(struct browser *w)
{
        w->cookie = w->csrf = NULL;
}

void browser_sign_in(struct browser *w, const char *login)
{
        browser_sign_out(w);
        assert_int_equal(POST(w, "/login", F("login", login), F("password", "pommier en fleur")), 303);
        assert_non_null(w->cookie);
        assert_int_equal(browser_get(w, "/me"), 200);
        const char *at = strstr(w->res->body.p, "name=\"csrf\" content=\"");
        assert_non_null(at);
        w->csrf = arena_strn(w->arena, at + 21, strcspn(at + 21, "\""));
}
