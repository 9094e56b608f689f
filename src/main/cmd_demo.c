/* guichet demo: loads the demonstration university. */
#include "main/cmd.h"

int cmd_demo(struct cmd_env *env, int argc, char **argv)
{
        (void)env;
        (void)argc;
        (void)argv;
        fputs("guichet demo: not in this build\n", stderr);
        return EXIT_FAILED;
}
