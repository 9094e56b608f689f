/* guichet import: brings tickets in from a file. */
#include "desk/intake/import.h"
#include "main/cmd.h"

int cmd_import(struct cmd_env *env, int argc, char **argv)
{
        (void)env;
        (void)argc;
        (void)argv;
        fputs("guichet import: not in this build\n", stderr);
        return EXIT_FAILED;
}
