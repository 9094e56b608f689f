/* For the tests of desk/people and of what stands on it: one database, one application, one context that
 * acts as the system until act_as() says otherwise.  The caller names its slices. */
#ifndef GUICHET_DESK_PEOPLE_TEST_KIT_H
#define GUICHET_DESK_PEOPLE_TEST_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <unistd.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/people/own.h"

struct world {
        struct db_pool *pool;
        struct db *spare, *db;
        struct app *app;
        struct arena *arena;
        struct ctx c;
        struct http_request req;
        struct http_response res;
};

static inline void world_open_with(struct world *w, enum db_engine e, const struct slice *const *slices)
{
        const char *why = NULL;
        *w = (struct world){.arena = arena_new(256u << 20)};
        testdb_open(e, &w->pool, &w->spare);
        struct app_config cfg = {.db = arena_str(w->arena, testdb_url()), .data = "/tmp", .key_file = arena_fmt(w->arena, "/tmp/guichet-test-%d.key", (int)getpid())};
        assert_int_equal(app_open(&cfg, slices, w->arena, &w->app, &why), ST_OK);
        assert_int_equal(db_open(w->app->pool, &w->db), ST_OK);
        app_ctx(w->app, w->arena, w->db, &w->c);
        w->req = (struct http_request){.method = HTTP_POST, .path = "/login", .query = "", .peer = "192.0.2.7", .arena = w->arena};
        w->res = (struct http_response){.status = 200, .fd = -1};
        buf_init(&w->res.body, w->arena, MAX_PAGE_BYTES);
        w->c.req = &w->req;
        w->c.res = &w->res;
        assert_int_equal(people_first_contents(&w->c), ST_OK);
}

static inline void world_close(struct world *w)
{
        unlink(w->app->cfg.key_file);
        db_close(&w->db);
        app_close(&w->app);
        testdb_close(&w->pool, &w->spare);
        arena_free(&w->arena);
}

/* Errors of a refused draft must not spill into the next one. */
static inline void forget(struct world *w)
{
        w->c.n_error = 0;
        w->c.why = NULL;
}

static inline void act_as(struct world *w, int64_t id, int64_t roles)
{
        struct actor *who = ARENA_NEW(w->arena, struct actor);
        *who = (struct actor){.person_id = id, .login = "", .name = "", .lang_text = "fr", .persona = "", .roles = roles, .prefs = "{}"};
        w->c.actor = who;
        forget(w);
}

static inline void act_as_system(struct world *w)
{
        w->c.actor = &actor_system;
        forget(w);
}

static inline int64_t add(struct world *w, const char *login, const char *name, const char *role)
{
        int64_t id = 0;
        struct person_draft d = {.login = login, .name = name, .role = role, .mail = arena_fmt(w->arena, "%s@rives.example", login)};
        assert_int_equal(person_add(&w->c, &d, &id), ST_OK);
        return id;
}

static inline int64_t department_id(struct world *w, const char *code)
{
        int64_t id = 0;
        assert_int_equal(department_ensure(&w->c, code, code, code, &id), ST_OK);
        return id;
}

#endif
