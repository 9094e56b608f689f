/* Sub-commands of the program.  Each is a function that gets its own arguments (argv[0] is the
 * command's name), answers --help, and returns an exit code: 0 done, 1 failed, 2 wrong use. */
#ifndef GUICHET_MAIN_CMD_H
#define GUICHET_MAIN_CMD_H

#include "app/app.h"

enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

/* What a command works with: the opened application and a context that acts as the system. */
struct cmd_env {
        struct app *app;
        struct arena *arena;
        struct db *db;
        struct ctx ctx;
        struct app_config cfg;
};

/* Options that every command takes (--config --data --db --listen) are read by main before. */
struct cmd {
        const char *name, *help; /* help: first line is the usage, the rest explains */
        int (*run)(struct cmd_env *env, int argc, char **argv);
        bool opens; /* main opens the application first */
        bool without_keys; /* it runs even when the file of keys is lost or another */
};

extern const struct slice *const guichet_slices[]; /* slices.c */
extern const struct cmd guichet_cmds[];            /* main.c, ends with a zeroed row */

/* Says what was wrong with the arguments and returns EXIT_USAGE. */
int cmd_usage(const struct cmd *c, const char *why);
/* Prints a failed verb's reason on standard error and returns EXIT_FAILED. */
int cmd_failed(struct cmd_env *env, const char *what, enum status st);

/* Value of --NAME VALUE or --NAME=VALUE at argv[*i]; moves *i; NULL when it is another option. */
const char *cmd_option(int argc, char **argv, int *i, const char *name);

int cmd_user(struct cmd_env *env, int argc, char **argv);
int cmd_token(struct cmd_env *env, int argc, char **argv);
int cmd_import(struct cmd_env *env, int argc, char **argv);
int cmd_import_people(struct cmd_env *env, const struct cmd *self, int argc, char **argv);
int cmd_import_calendar(struct cmd_env *env, const struct cmd *self, int argc, char **argv);
int cmd_import_grid(struct cmd_env *env, const struct cmd *self, int argc, char **argv);
int cmd_config(struct cmd_env *env, int argc, char **argv);
int cmd_demo(struct cmd_env *env, int argc, char **argv);
int cmd_doctor(struct cmd_env *env, int argc, char **argv);
int cmd_key(struct cmd_env *env, int argc, char **argv);
int cmd_check(struct cmd_env *env, int argc, char **argv);
int cmd_routes(struct cmd_env *env, int argc, char **argv);
int cmd_sql(struct cmd_env *env, int argc, char **argv);
int cmd_explain(struct cmd_env *env, int argc, char **argv);

#endif
