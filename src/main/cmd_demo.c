/* guichet demo: loads the demonstration and says who may sign in. */
#include "desk/demo/demo.h"
#include "main/cmd.h"

static int told(const struct cmd_env *env, const struct demo_told *t, const char *password)
{
        printf("Université des Rives : %lld demandes, %lld personnes.\n\n", (long long)t->tickets, (long long)t->people);
        printf("Adresse : http://%s/\nMot de passe de tous les comptes : %s\n\n", env->cfg.listen, password);
        for (const struct demo_account *a = t->account; a->login; a++)
                printf("  %-10s %s, %s\n", a->login, a->name, a->what);
        puts("\nCes comptes sont publics : n’ouvrez pas cette base au-delà de votre machine.");
        return EXIT_DONE;
}

int cmd_demo(struct cmd_env *env, int argc, char **argv)
{
        const char *password = getenv("GUICHET_DEMO_PASSWORD");
        struct demo_told t;
        bool possible = false;

        (void)argv;
        if (argc > 1) {
                fputs("guichet demo: takes no argument\n", stderr);
                return EXIT_USAGE;
        }
        if (!password || !*password)
                password = "guichet-demo";
        enum status st = demo_possible(&env->ctx, &possible);
        if (!st && !possible) {
                fputs("guichet demo: this database holds people or tickets already; the demonstration only goes into a new one"
                      " (choose another --data folder)\n", stderr);
                return EXIT_FAILED;
        }
        if (!st)
                st = demo_load(&env->ctx, password, &t);
        return st ? cmd_failed(env, "demo", st) : told(env, &t, password);
}
