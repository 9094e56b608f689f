/* guichet key: the file of keys that seal the secrets of the database.  A new key comes in two steps, so that a house
 * of several nodes can copy the file between them: add puts it in the file, where it opens; use makes it seal, and
 * carries every secret over. */
#include "app/secret.h"
#include "main/cmd.h"

static const struct cmd *self(void)
{
        const struct cmd *c = guichet_cmds;
        while (c->name && strcmp(c->name, "key") != 0)
                c++;
        return c;
}

static int key_list(struct cmd_env *env)
{
        struct secret_count n;
        struct seal_ring r;
        const char *why = NULL, *current = NULL, *path = secret_path(env->app, env->arena);
        enum status st = secret_file_read(path, env->arena, &r, &why);
        if (st)
                fprintf(stderr, "guichet key: %s\n", why);
        if (st && st != ST_NOT_FOUND)
                return EXIT_FAILED;
        st = house_fact_now(&env->ctx, "state.key", &current);
        if (!st)
                st = secrets_count(&env->ctx, &n);
        if (st)
                return cmd_failed(env, "key", st);
        printf("%s\n", path);
        for (size_t i = 0; i < r.n; i++) {
                const char *id = hex(env->arena, r.key[i].id, SEAL_ID_BYTES);
                printf("  %s  %s%lld\n", id, str_eq(id, current) ? "seals, opens " : "opens ", (long long)n.by_key[i]);
        }
        if (n.clear)
                printf("  in clear: %lld (sealed at the next start)\n", (long long)n.clear);
        if (n.lost)
                printf("  under a key that is not in the file: %lld\n", (long long)n.lost);
        seal_forget(&r, sizeof r);
        return n.lost ? EXIT_FAILED : EXIT_DONE;
}

static int key_lost(struct cmd_env *env)
{
        int64_t n = 0;
        enum status st = secrets_give_up(&env->ctx, &n);
        if (!st)
                st = secrets_ready(&env->ctx);
        if (st)
                return cmd_failed(env, "key lost", st);
        printf("%lld\n", (long long)n);
        return EXIT_DONE;
}

int cmd_key(struct cmd_env *env, int argc, char **argv)
{
        const char *what = argc > 1 ? argv[1] : "list", *why = NULL;
        bool yes = argc == 3 && strcmp(argv[2], "--yes") == 0;
        if (argc > 2 && !yes)
                return cmd_usage(self(), arena_fmt(env->arena, "%s: unknown", argv[2]));
        if (strcmp(what, "list") == 0)
                return key_list(env);
        if (strcmp(what, "lost") == 0)
                return yes ? key_lost(env) : cmd_usage(self(), "lost needs --yes: what nobody can open is dropped");
        if (strcmp(what, "add") == 0) {
                enum status st = secret_file_add(secret_path(env->app, env->arena), env->arena, &why);
                if (!st)
                        return EXIT_DONE;
                fprintf(stderr, "guichet key add: %s\n", why);
                return EXIT_FAILED;
        }
        if (strcmp(what, "use") != 0)
                return cmd_usage(self(), arena_fmt(env->arena, "%s: unknown", what));
        enum status st = secrets_use_newest(&env->ctx);
        return st ? cmd_failed(env, "key use", st) : key_list(env);
}
