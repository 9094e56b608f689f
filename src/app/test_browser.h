/* A browser without script for the tests of pages: requests through dispatch, with cookies, forms, files and
 * fragments, on either engine.  The caller names its slices and fills the world; the whole program is opened by
 * desk/admin/test_browser.h. */
#ifndef GUICHET_APP_TEST_BROWSER_H
#define GUICHET_APP_TEST_BROWSER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"

struct browser {
        struct db_pool *pool; /* of the test database; NULL in a browser that looks at the world of another */
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;                         /* the system itself */
        const char *cookie, *csrf;            /* NULL: none yet */
        const char *lang, *peer, *site;       /* Accept-Language, address, Sec-Fetch-Site (NULL: not sent) */
        const char *host;                     /* Host (NULL: not sent) */
        const char *if_match;                 /* If-Match of browser_call() (NULL: not sent) */
        const char *key;                      /* Idempotency-Key of calls of the API (NULL: not sent) */
        bool tls, fragment;                   /* https at the outside; htmx asks */
        struct http_response *res;            /* the last answer */
        const struct http_upload *upload;     /* goes with the next POST */
};

/* A new database with these slices on it; `arena` bytes for all that the test asks. */
void browser_world(struct browser *w, enum db_engine e, const struct slice *const *slices, size_t arena);
void browser_close(struct browser *w);
/* Makes an account and gives its id; password "pommier en fleur". */
int64_t browser_person(struct browser *w, const char *login, const char *name, const char *role);

/* Signs in and takes the form token from `page`, which must answer 200. */
void browser_enter(struct browser *w, const char *login, const char *page);
void browser_sign_out(struct browser *w);

int browser_ask(struct browser *w, enum http_method method, const char *path, const struct http_pair *param, size_t n_param,
                const struct http_pair *field, size_t n_field);
int browser_get(struct browser *w, const char *path); /* with its query */
int browser_get_q(struct browser *w, const char *path, const char *name, const char *value);
int browser_post(struct browser *w, const char *path, size_t n, const struct http_pair *field); /* adds the form token */
/* A call of the API with a body; no form token. */
int browser_call(struct browser *w, enum http_method method, const char *path, const char *bearer, const char *json);

bool browser_shows(const struct browser *w, const char *text);
/* The first header of this name whose value begins so, or NULL; browser_header() with any value. */
const char *browser_header_of(const struct browser *w, const char *name, const char *begins);
const char *browser_header(const struct browser *w, const char *name);
const char *browser_location(const struct browser *w); /* "" when it leads nowhere */
/* Value of the hidden input of this name on the last page, "" when there is none. */
const char *browser_hidden(const struct browser *w, const char *name);
/* The form token of the last page, which must have one. */
void browser_take_csrf(struct browser *w);

#define F(n, v) {n, v, strlen(v)}
#define POST(w, path, ...)                                                                          \
        browser_post(w, path, sizeof((struct http_pair[]){__VA_ARGS__}) / sizeof(struct http_pair), \
                     (const struct http_pair[]){__VA_ARGS__})

#endif
