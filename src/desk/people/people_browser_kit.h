/* A browser for tests: requests through dispatch, with cookies and forms, on the world of people_test_kit.h. */
#ifndef GUICHET_DESK_PEOPLE_BROWSER_KIT_H
#define GUICHET_DESK_PEOPLE_BROWSER_KIT_H

#include "desk/people/people_test_kit.h"

struct browser {
        struct world *w;
        const char *cookie, *csrf, *peer, *site; /* site: Sec-Fetch-Site, NULL = not sent */
        bool tls;
        struct http_response *res; /* the last answer */
};

static inline const char *header_of(const struct http_response *r, const char *name, const char *begins)
{
        for (size_t i = 0; i < r->n_header; i++)
                if (strcasecmp(r->header[i].name, name) == 0 && str_starts(r->header[i].value, begins))
                        return r->header[i].value;
        return NULL;
}

static inline void keep_cookie(struct browser *b)
{
        const char *set = header_of(b->res, "Set-Cookie", b->tls ? "__Host-guichet=" : "guichet=");
        if (set)
                b->cookie = arena_strn(b->w->arena, set, strcspn(set, ";"));
}

static inline int ask(struct browser *b, enum http_method method, const char *path, const struct http_pair *param,
                      size_t n_param, const struct http_pair *field, size_t n_field)
{
        struct arena *a = b->w->arena;
        struct http_pair *header = ARENA_ARRAY(a, 3, struct http_pair);
        struct http_request *req = ARENA_NEW(a, struct http_request);
        header[0] = (struct http_pair){"Accept-Language", "fr", 2};
        header[1] = (struct http_pair){"Cookie", b->cookie ? b->cookie : "", b->cookie ? strlen(b->cookie) : 0};
        header[2] = (struct http_pair){"Sec-Fetch-Site", b->site, b->site ? strlen(b->site) : 0};
        *req = (struct http_request){.method = method, .method_text = method == HTTP_GET ? "GET" : "POST", .path = path, .query = "",
                                     .peer = b->peer ? b->peer : "192.0.2.7", .tls = b->tls, .arena = a, .header = header,
                                     .n_header = b->site ? 3 : 2, .param = param, .n_param = n_param, .field = field,
                                     .n_field = n_field};
        b->res = ARENA_NEW(a, struct http_response);
        b->res->status = 200;
        b->res->fd = -1;
        buf_init(&b->res->body, a, MAX_PAGE_BYTES);
        dispatch_where(b->w->app, req);
        dispatch_handle(b->w->app, b->w->db, req, b->res);
        keep_cookie(b);
        return b->res->status;
}

static inline int get(struct browser *b, const char *path)
{
        return ask(b, HTTP_GET, path, NULL, 0, NULL, 0);
}

static inline int post(struct browser *b, const char *path, size_t n, const struct http_pair *field)
{
        struct http_pair *all = ARENA_ARRAY(b->w->arena, n + 1, struct http_pair);
        if (n)
                memcpy(all, field, n * sizeof *all);
        all[n] = (struct http_pair){"csrf", b->csrf ? b->csrf : "", b->csrf ? strlen(b->csrf) : 0};
        return ask(b, HTTP_POST, path, NULL, 0, all, n + 1);
}

static inline int post1(struct browser *b, const char *path, const char *name, const char *value)
{
        return post(b, path, 1, &(struct http_pair){name, value, strlen(value)});
}

static inline int post2(struct browser *b, const char *path, const char *name, const char *value, const char *name2,
                        const char *value2)
{
        return post(b, path, 2, (struct http_pair[]){{name, value, strlen(value)}, {name2, value2, strlen(value2)}});
}

static inline bool shows(const struct browser *b, const char *text)
{
        return strstr(b->res->body.p, text) != NULL;
}

static inline const char *location(const struct browser *b)
{
        const char *at = header_of(b->res, "Location", "");
        return at ? at : "";
}

/* The form token of the last page. */
static inline void take_csrf(struct browser *b)
{
        const char *at = strstr(b->res->body.p, "name=\"csrf\" content=\"");
        assert_non_null(at);
        at += strlen("name=\"csrf\" content=\"");
        b->csrf = arena_strn(b->w->arena, at, strcspn(at, "\""));
}

#endif
