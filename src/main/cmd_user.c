/* guichet user: accounts from the command line.  Passwords come on standard input only, so that they
 * never stand in a list of processes or in a history. */
#include "desk/people/people.h"
#include "main/cmd.h"

enum { MANY_MAX = 64 };

static const struct cmd *self(void)
{
        const struct cmd *c = guichet_cmds;
        while (c->name && strcmp(c->name, "user") != 0)
                c++;
        return c;
}

/* First line of standard input, without its end; NULL when empty, unreadable or longer than a password may be. */
static const char *password_read(struct arena *a)
{
        char line[1100];
        if (!fgets(line, sizeof line, stdin))
                return NULL;
        size_t n = strcspn(line, "\r\n");
        if (line[n] == '\0' && n == sizeof line - 1)
                return NULL;
        line[n] = '\0';
        return n ? arena_strn(a, line, n) : NULL;
}

struct words {
        const char *v[MANY_MAX];
        size_t n;
};

static bool words_add(struct words *w, const char *word)
{
        if (w->n == MANY_MAX)
                return false;
        w->v[w->n++] = word;
        return true;
}

struct add_args {
        struct person_draft draft;
        struct words groups, affiliations;
        bool wants_password;
};

/* One option into the draft; false when it is unknown or lacks its value. */
static bool add_option(struct add_args *a, int argc, char **argv, int *i)
{
        const struct {
                const char *name, **to;
        } one[] = {{"name", &a->draft.name}, {"mail", &a->draft.mail}, {"role", &a->draft.role}, {"phone", &a->draft.phone},
                   {"student-number", &a->draft.student_number}, {"lang", &a->draft.lang}};
        const char *v;
        if (strcmp(argv[*i], "--password-stdin") == 0)
                return a->wants_password = true;
        for (size_t k = 0; k < ARRAY_LEN(one); k++)
                if ((v = cmd_option(argc, argv, i, one[k].name))) {
                        *one[k].to = v;
                        return true;
                }
        if ((v = cmd_option(argc, argv, i, "group")))
                return words_add(&a->groups, v);
        if ((v = cmd_option(argc, argv, i, "affiliation")))
                return words_add(&a->affiliations, v);
        return false;
}

/* A group that does not exist yet is made, in the first department, and said so: a new folder has one
 * group only, and there is no other command to make more. */
static enum status groups_make(struct cmd_env *env, const struct words *w)
{
        struct department *d;
        struct group g;
        size_t n = 0;
        int64_t id;
        enum status st = department_list(&env->ctx, &d, &n);
        for (size_t i = 0; !st && n && i < w->n; i++) {
                st = group_by_code(&env->ctx, w->v[i], &g);
                if (st != ST_NOT_FOUND)
                        continue;
                st = group_ensure(&env->ctx, w->v[i], w->v[i], d[0].id, &id);
                if (!st)
                        fprintf(stderr, "group %s made in department %s\n", w->v[i], d[0].code);
        }
        return st;
}

static int user_add(struct cmd_env *env, int argc, char **argv)
{
        struct add_args a = {.draft = {.login = NULL}};
        int64_t id = 0;
        for (int i = 2; i < argc; i++) {
                if (argv[i][0] != '-' && !a.draft.login)
                        a.draft.login = argv[i];
                else if (!add_option(&a, argc, argv, &i))
                        return cmd_usage(self(), arena_fmt(env->arena, "add: %s: unknown, or without its value", argv[i]));
        }
        if (!a.draft.login)
                return cmd_usage(self(), "add: LOGIN is missing");
        if (!a.draft.name)
                return cmd_usage(self(), "add: --name is missing");
        if (a.draft.role && strcmp(a.draft.role, "requester") == 0)
                a.draft.role = NULL;
        if (a.wants_password && !(a.draft.password = password_read(env->arena))) {
                fputs("guichet user add: no password on standard input\n", stderr);
                return EXIT_FAILED;
        }
        a.draft.groups = a.groups.v;
        a.draft.n_groups = a.groups.n;
        a.draft.affiliations = a.affiliations.v;
        a.draft.n_affiliations = a.affiliations.n;
        enum status st = groups_make(env, &a.groups);
        if (!st)
                st = person_add(&env->ctx, &a.draft, &id);
        if (st)
                return cmd_failed(env, "user add", st);
        printf("%s\t%lld\n", a.draft.login, (long long)id);
        return EXIT_DONE;
}

static int user_list(struct cmd_env *env, int argc, char **argv)
{
        (void)argv;
        if (argc > 2)
                return cmd_usage(self(), "list takes no argument");
        const char *from = "";
        int64_t last = 0;
        for (;;) {
                struct person *p;
                size_t n;
                enum status st = person_list(&env->ctx, from, last, &p, &n);
                if (st)
                        return cmd_failed(env, "user list", st);
                for (size_t i = 0; i < n; i++)
                        printf("%s\t%s\t%s\t%s\n", p[i].login, p[i].name, p[i].mail, p[i].state == 10 ? "active" : "closed");
                if (n == 0)
                        return EXIT_DONE;
                from = p[n - 1].name;
                last = p[n - 1].id;
        }
}

static int user_password(struct cmd_env *env, int argc, char **argv)
{
        struct person p;
        if (argc != 4 || strcmp(argv[3], "--password-stdin") != 0)
                return cmd_usage(self(), "password: LOGIN --password-stdin");
        enum status st = person_by_login(&env->ctx, argv[2], &p);
        if (st == ST_NOT_FOUND) {
                fprintf(stderr, "guichet user password: nobody has the login %s\n", argv[2]);
                return EXIT_FAILED;
        }
        const char *password = st ? NULL : password_read(env->arena);
        if (!st && !password) {
                fputs("guichet user password: no password on standard input\n", stderr);
                return EXIT_FAILED;
        }
        if (!st)
                st = person_set_password(&env->ctx, p.id, password);
        return st ? cmd_failed(env, "user password", st) : EXIT_DONE;
}

static int user_close(struct cmd_env *env, int argc, char **argv, bool reopen)
{
        struct person p;
        if (argc != 3)
                return cmd_usage(self(), "one LOGIN is needed");
        enum status st = person_by_login(&env->ctx, argv[2], &p);
        if (!st)
                st = reopen ? person_reopen(&env->ctx, p.id) : person_close(&env->ctx, p.id);
        if (st == ST_NOT_FOUND) {
                fprintf(stderr, "guichet user %s: nobody %s has the login %s\n", argv[1], reopen ? "closed" : "active", argv[2]);
                return EXIT_FAILED;
        }
        return st ? cmd_failed(env, "user close", st) : EXIT_DONE;
}

/* ROLE or ROLE@DEPARTMENT, given or taken: the same verbs as the pages and the API. */
static int user_role(struct cmd_env *env, int argc, char **argv, bool give)
{
        struct person p;
        struct department *d;
        size_t n = 0;
        int64_t department = 0;
        if (argc != 4)
                return cmd_usage(self(), "LOGIN and ROLE[@DEPARTMENT] are needed");
        const char *at = strchr(argv[3], '@'), *role = at ? arena_strn(env->arena, argv[3], (size_t)(at - argv[3])) : argv[3];
        enum status st = at ? department_list(&env->ctx, &d, &n) : ST_OK;
        for (size_t i = 0; !st && i < n; i++)
                if (strcmp(d[i].code, at + 1) == 0)
                        department = d[i].id;
        if (!st && at && !department) {
                fprintf(stderr, "guichet user %s: no department %s\n", argv[1], at + 1);
                return EXIT_FAILED;
        }
        if (!st)
                st = person_by_login(&env->ctx, argv[2], &p);
        if (!st)
                st = give ? person_role_give(&env->ctx, p.id, role, department) : person_role_take(&env->ctx, p.id, role, department);
        if (st == ST_NOT_FOUND) {
                fprintf(stderr, "guichet user %s: nobody active %s the login %s\n", argv[1], give ? "has" : "with this role has", argv[2]);
                return EXIT_FAILED;
        }
        return st ? cmd_failed(env, "user role", st) : EXIT_DONE;
}

/* For whom lost the telephone and the recovery codes. */
static int user_factor_reset(struct cmd_env *env, int argc, char **argv)
{
        struct person p;
        if (argc != 3)
                return cmd_usage(self(), "one LOGIN is needed");
        enum status st = person_by_login(&env->ctx, argv[2], &p);
        if (!st)
                st = person_totp_reset(&env->ctx, p.id);
        if (st == ST_NOT_FOUND) {
                fprintf(stderr, "guichet user factor-reset: nobody with a second factor has the login %s\n", argv[2]);
                return EXIT_FAILED;
        }
        return st ? cmd_failed(env, "user factor-reset", st) : EXIT_DONE;
}

int cmd_user(struct cmd_env *env, int argc, char **argv)
{
        if (argc < 2)
                return cmd_usage(self(), NULL);
        if (strcmp(argv[1], "add") == 0)
                return user_add(env, argc, argv);
        if (strcmp(argv[1], "list") == 0)
                return user_list(env, argc, argv);
        if (strcmp(argv[1], "password") == 0)
                return user_password(env, argc, argv);
        if (strcmp(argv[1], "close") == 0 || strcmp(argv[1], "reopen") == 0)
                return user_close(env, argc, argv, argv[1][0] == 'r');
        if (strcmp(argv[1], "role-give") == 0 || strcmp(argv[1], "role-take") == 0)
                return user_role(env, argc, argv, argv[1][5] == 'g');
        if (strcmp(argv[1], "factor-reset") == 0)
                return user_factor_reset(env, argc, argv);
        return cmd_usage(self(), arena_fmt(env->arena, "%s: unknown", argv[1]));
}
