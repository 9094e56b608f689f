/* Commands that tell a newcomer what the program is made of: routes, sql, explain.  They can because
 * routes, statements and permissions are tables. */
#include "app/state.h"
#include "main/cmd.h"

static const char *const perm_names[] = {"UNSET", "public", "signed-in", "agent", "manager", "dept-admin", "admin"};
static const char *const method_names[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OTHER"};

static const char *slice_of(const struct route *r)
{
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct route *x = guichet_slices[i]->routes; x && x->path; x++)
                        if (x == r)
                                return guichet_slices[i]->name;
        return "?";
}

int cmd_routes(struct cmd_env *env, int argc, char **argv)
{
        (void)argv;
        if (argc > 1)
                return EXIT_USAGE;
        for (size_t i = 0; i < env->app->state->n_node; i++) {
                const struct route *r = env->app->state->node[i].route;
                printf("%-6s %-44s %-10s %s%s\n", method_names[r->method], r->path, perm_names[r->perm], slice_of(r),
                       r->flags & ROUTE_API ? " api" : "");
        }
        return EXIT_DONE;
}

static const struct db_stmt *stmt_find(const char *name)
{
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct db_stmt *const *s = guichet_slices[i]->stmts; s && *s; s++)
                        if (strcmp((*s)->name, name) == 0)
                                return *s;
        return NULL;
}

static void stmts_print(void)
{
        for (size_t i = 0; guichet_slices[i]; i++)
                for (const struct db_stmt *const *s = guichet_slices[i]->stmts; s && *s; s++)
                        printf("%-28s %s\n", (*s)->name, guichet_slices[i]->name);
}

int cmd_sql(struct cmd_env *env, int argc, char **argv)
{
        if (argc < 2) {
                stmts_print();
                return EXIT_DONE;
        }
        const struct db_stmt *s = stmt_find(argv[1]);
        const char *plan = "";
        if (!s) {
                fprintf(stderr, "guichet sql: no statement is called %s\n", argv[1]);
                return EXIT_FAILED;
        }
        printf("%s\n", db_rewrite(env->arena, db_engine(env->db), s->sql));
        enum status st = db_explain(env->db, env->arena, s, &plan);
        if (st)
                return cmd_failed(env, argv[1], st);
        printf("\n%s\n", plan);
        return EXIT_DONE;
}

int cmd_explain(struct cmd_env *env, int argc, char **argv)
{
        if (argc != 2)
                return EXIT_USAGE;
        bool found = false;
        for (int m = HTTP_GET; m < HTTP_OTHER; m++) {
                struct http_request req = {.method = (enum http_method)m, .path = argv[1], .arena = env->arena};
                struct route_match match;
                routes_match(env->app, &req, &match);
                if (!match.route || m == HTTP_HEAD)
                        continue;
                found = true;
                printf("%s %s\n  route       %s\n  slice       %s (src/*/%s*)\n  permission  %s\n", method_names[m], argv[1],
                       match.route->path, slice_of(match.route), slice_of(match.route), perm_names[match.route->perm]);
        }
        if (!found)
                fprintf(stderr, "guichet explain: nobody answers %s\n", argv[1]);
        return found ? EXIT_DONE : EXIT_FAILED;
}
