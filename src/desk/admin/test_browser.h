/* A browser without script for the tests of the administration, on either engine, over the whole program. */
#ifndef GUICHET_DESK_ADMIN_TEST_BROWSER_H
#define GUICHET_DESK_ADMIN_TEST_BROWSER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/people/people.h"
#include "main/cmd.h"
#include "main/first.h"

struct browser {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c; /* the system itself */
        const char *cookie, *csrf, *lang;
        struct http_response *res; /* the last answer */
        const struct http_upload *upload; /* goes with the next POST */
};

void browser_open(struct browser *w, enum db_engine e);
void browser_close(struct browser *w);
/* Makes an account and gives its id; password "pommier en fleur". */
int64_t browser_person(struct browser *w, const char *login, const char *name, const char *role);
void browser_sign_in(struct browser *w, const char *login);
void browser_sign_out(struct browser *w);
int browser_get(struct browser *w, const char *path); /* with its query */
int browser_post(struct browser *w, const char *path, size_t n, const struct http_pair *field);
bool browser_shows(const struct browser *w, const char *text);
const char *browser_header(const struct browser *w, const char *name);
/* Value of the hidden input of this name on the last page, "" when there is none. */
const char *browser_hidden(const struct browser *w, const char *name);

#define F(n, v) {n, v, strlen(v)}
#define POST(w, path, ...)                                                                          \
        browser_post(w, path, sizeof((struct http_pair[]){__VA_ARGS__}) / sizeof(struct http_pair), \
                     (const struct http_pair[]){__VA_ARGS__})

#endif
