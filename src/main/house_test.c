/* What must hold over all slices: every statement prepares on both engines and has a name of its own,
 * every route has a permission, no two answer the same address, every API route is described and every
 * schema it names exists, settings and jobs are named once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "app/state.h"
#include "db/testdb.h"
#include "desk/api/api.h"
#include "main/cmd.h"
#include "main/first.h"

static void statements(enum db_engine e)
{
        struct db_pool *pool;
        struct db *db;
        size_t n = 0, bad = 0;
        testdb_open(e, &pool, &db);
        for (size_t i = 0; guichet_slices[i]; i++) {
                for (const struct db_stmt *const *s = guichet_slices[i]->stmts; s && *s; s++, n++) {
                        if (db_prepare_only(db, *s) == ST_OK)
                                continue;
                        print_error("%s (%s): %s\n", (*s)->name, guichet_slices[i]->name, db_why(db));
                        bad++;
                }
        }
        testdb_close(&pool, &db);
        assert_int_equal(bad, 0);
        assert_true(n > 100);
}
TESTDB_BOTH(statements)

static const struct db_stmt *same_name(const struct db_stmt *s, size_t slice)
{
        for (size_t i = 0; i <= slice; i++)
                for (const struct db_stmt *const *x = guichet_slices[i]->stmts; x && *x; x++)
                        if (*x != s && strcmp((*x)->name, s->name) == 0)
                                return *x;
        return NULL;
}

static void names_once(void **state)
{
        size_t bad = 0;
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct db_stmt *const *s = guichet_slices[i]->stmts; s && *s; s++)
                        if (same_name(*s, i)) {
                                print_error("statement %s stands twice\n", (*s)->name);
                                bad++;
                        }
        assert_int_equal(bad, 0);
}

/* {names} do not tell two addresses apart. */
static void shape(const char *path, char *out, size_t n)
{
        size_t k = 0;
        for (const char *p = path; *p && k + 2 < n; p++) {
                out[k++] = *p;
                if (*p == '{')
                        p += strcspn(p, "}");
        }
        out[k] = '\0';
}

static bool route_twice(const struct route *r)
{
        char a[200], b[200];
        size_t n = 0;
        shape(r->path, a, sizeof a);
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct route *x = guichet_slices[i]->routes; x && x->path; x++) {
                        shape(x->path, b, sizeof b);
                        n += x->method == r->method && strcmp(a, b) == 0;
                }
        return n != 1;
}

static void routes_permitted(void **state)
{
        size_t n = 0, bad = 0;
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct route *r = guichet_slices[i]->routes; r && r->path; r++, n++)
                        if (r->perm == PERM_UNSET || !r->fn || r->path[0] != '/' || route_twice(r)) {
                                print_error("route %s of %s\n", r->path, guichet_slices[i]->name);
                                bad++;
                        }
        assert_int_equal(bad, 0);
        assert_true(n > 50);
}

static bool schema_known(const char *name)
{
        if (!name)
                return true;
        if (strncmp(name, "[]", 2) == 0)
                name += 2;
        if (name[0] < 'A' || name[0] > 'Z')
                return true;
        for (const struct api_schema *s = api_schemas; s->name; s++)
                if (strcmp(s->name, name) == 0)
                        return true;
        return false;
}

static void api_described(void **state)
{
        size_t bad = 0;
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct route *r = guichet_slices[i]->routes; r && r->path; r++) {
                        bool api = (r->flags & ROUTE_API) != 0;
                        bool good = api == str_starts(r->path, "/api/") && (!api || (r->doc && r->doc->summary)) &&
                                    (!r->doc || (schema_known(r->doc->body) && schema_known(r->doc->answer)));
                        if (!good) {
                                print_error("route %s is not described\n", r->path);
                                bad++;
                        }
                }
        for (const struct api_schema *s = api_schemas; s->name; s++)
                for (const struct api_member *m = s->members; m->name; m++)
                        if (!schema_known(m->type)) {
                                print_error("%s.%s: no schema %s\n", s->name, m->name, m->type);
                                bad++;
                        }
        assert_int_equal(bad, 0);
}

/* The document that is served names every API route, as JSON that parses. */
static void openapi_true(enum db_engine e)
{
        struct db_pool *pool;
        struct db *db;
        struct arena *a = arena_new(64u << 20);
        struct app *app;
        struct ctx c;
        struct http_response res = {.status = 200, .fd = -1};
        const struct json *doc, *paths;
        const char *why = NULL;
        testdb_open(e, &pool, &db);
        struct app_config cfg = {.db = arena_str(a, testdb_url()), .data = "/tmp"};
        assert_int_equal(app_open(&cfg, guichet_slices, a, &app, &why), ST_OK);
        app_ctx(app, a, db, &c);
        assert_int_equal(first_contents(&c), ST_OK);
        assert_int_equal(first_contents(&c), ST_OK);
        buf_init(&res.body, a, MAX_PAGE_BYTES);
        c.res = &res;
        assert_int_equal(api_openapi(&c), ST_OK);
        assert_int_equal(jv_parse(a, res.body.p, res.body.n, &doc, &why), ST_OK);
        paths = jv_get(doc, "paths");
        static const char *const verbs[] = {"get", "head", "post", "put", "patch", "delete"};
        for (const struct route *r = slice_api.routes; r->path; r++)
                assert_int_equal(jv_type(jv_get(jv_get(paths, r->path), verbs[r->method])), JV_OBJECT);
        /* what may be null says so, and what must be there */
        const struct json *all = jv_get(jv_get(doc, "components"), "schemas"), *who = jv_get(jv_get(jv_get(all, "Ticket"), "properties"), "assigned_to");
        assert_string_equal(jv_dump(a, who), "{\"anyOf\":[{\"$ref\":\"#/components/schemas/PersonRef\"},{\"type\":\"null\"}]}");
        assert_string_equal(jv_dump(a, jv_get(jv_get(all, "IncidentNew"), "required")), "[\"subject\"]");
        app_close(&app);
        testdb_close(&pool, &db);
        arena_free(&a);
}
static void openapi_true_sqlite(void **state)
{
        openapi_true(DB_SQLITE);
}

int main(void)
{
        const struct CMUnitTest tests[] = {TESTDB_RUN(statements), cmocka_unit_test(names_once),
                                           cmocka_unit_test(routes_permitted), cmocka_unit_test(api_described),
                                           cmocka_unit_test(openapi_true_sqlite)};
        return cmocka_run_group_tests(tests, NULL, NULL);
}
