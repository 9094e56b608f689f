/* What the sub-commands share: options, and how they say that something went wrong. */
#include "main/cmd.h"

int cmd_usage(const struct cmd *c, const char *why)
{
        if (why)
                fprintf(stderr, "guichet %s: %s\n", c->name, why);
        fprintf(stderr, "usage: %s\n", c->help);
        return EXIT_USAGE;
}

int cmd_failed(struct cmd_env *env, const char *what, enum status st)
{
        fprintf(stderr, "guichet: %s: %s", what, env->ctx.why ? env->ctx.why : status_name(st));
        if (env->db && db_why(env->db) && *db_why(env->db))
                fprintf(stderr, " (%s)", db_why(env->db));
        fputc('\n', stderr);
        for (size_t i = 0; i < env->ctx.n_error; i++)
                fprintf(stderr, "  %s: %s\n", env->ctx.error[i].field, env->ctx.error[i].message);
        return EXIT_FAILED;
}

const char *cmd_option(int argc, char **argv, int *i, const char *name)
{
        const char *arg = argv[*i];
        size_t n = strlen(name);
        if (strncmp(arg, "--", 2) != 0 || strncmp(arg + 2, name, n) != 0)
                return NULL;
        if (arg[2 + n] == '=')
                return arg + 3 + n;
        if (arg[2 + n] != '\0' || *i + 1 >= argc)
                return NULL;
        return argv[++*i];
}
