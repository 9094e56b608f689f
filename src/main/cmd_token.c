/* guichet token: secrets for programs.  The secret is printed once; only its digest is kept. */
#include "desk/people/people.h"
#include "main/cmd.h"

static const struct cmd *self(void)
{
        const struct cmd *c = guichet_cmds;
        while (c->name && strcmp(c->name, "token") != 0)
                c++;
        return c;
}

/* What a token may be limited to; another word would make one that may nothing. */
static bool scope_fit(const char *s)
{
        return strcmp(s, "read") == 0 || strcmp(s, "write") == 0;
}

static enum status token_create(struct cmd_env *env, const struct person *p, const char *scopes, const char **secret)
{
        DB_TX(tx, env->db);
        enum status st = tx.st;
        if (!st)
                st = token_make(&env->ctx, p->id, "api", scopes, MOMENT_NEVER, secret);
        if (!st)
                st = audit(&env->ctx, "token.create", "person", p->id, "ok", scopes);
        return st ? st : db_commit(&tx);
}

int cmd_token(struct cmd_env *env, int argc, char **argv)
{
        struct buf scopes;
        struct person p;
        const char *login = NULL, *v, *secret = NULL;
        if (argc < 2 || strcmp(argv[1], "create") != 0)
                return cmd_usage(self(), argc < 2 ? NULL : "the only sub-command is create");
        buf_init(&scopes, env->arena, 1000);
        for (int i = 2; i < argc; i++) {
                if ((v = cmd_option(argc, argv, &i, "scope"))) {
                        if (!scope_fit(v))
                                return cmd_usage(self(), arena_fmt(env->arena, "%s: not a scope", v));
                        buf_fmt(&scopes, "%s%s", scopes.n ? " " : "", v);
                } else if (argv[i][0] != '-' && !login) {
                        login = argv[i];
                } else {
                        return cmd_usage(self(), arena_fmt(env->arena, "%s: unknown, or without its value", argv[i]));
                }
        }
        if (!login)
                return cmd_usage(self(), "LOGIN is missing");
        if (buf_end(&scopes))
                return cmd_usage(self(), "too many scopes");
        enum status st = person_by_login(&env->ctx, login, &p);
        if (st == ST_NOT_FOUND || (!st && p.state != 10)) {
                fprintf(stderr, "guichet token create: nobody active has the login %s\n", login);
                return EXIT_FAILED;
        }
        if (!st)
                st = token_create(env, &p, scopes.p, &secret);
        if (st)
                return cmd_failed(env, "token create", st);
        puts(secret);
        return EXIT_DONE;
}
