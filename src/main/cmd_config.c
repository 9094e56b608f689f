/* guichet config: the configuration as one file.  export prints it; apply shows the difference, asks when a person
 * is at the keyboard, and applies everything or nothing. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "app/config.h"
#include "formats/conf.h"
#include "main/cmd.h"

static const struct cmd *self(void)
{
        const struct cmd *c = guichet_cmds;
        while (c->name && strcmp(c->name, "config") != 0)
                c++;
        return c;
}

static int export_to(struct cmd_env *env, const char *path, bool members)
{
        struct buf out;
        buf_init(&out, env->arena, 8u << 20);
        enum status st = members ? config_export_people(&env->ctx, &out) : config_export(&env->ctx, &out);
        if (st)
                return cmd_failed(env, "config export", st);
        bool screen = !path || strcmp(path, "-") == 0;
        FILE *f = screen ? stdout : fopen(path, "w");
        bool good = f && fwrite(out.p, 1, out.n, f) == out.n;
        if (f && !screen && fclose(f) != 0)
                good = false;
        if (!good) {
                fprintf(stderr, "guichet config export: %s: %s\n", path ? path : "-", strerror(errno));
                return EXIT_FAILED;
        }
        return EXIT_DONE;
}

static bool read_all(const char *path, struct buf *out)
{
        char part[65536];
        bool screen = strcmp(path, "-") == 0;
        FILE *f = screen ? stdin : fopen(path, "r");
        size_t n;
        if (!f)
                return false;
        while ((n = fread(part, 1, sizeof part, f)) > 0)
                buf_add(out, part, n);
        bool good = !ferror(f);
        if (!screen)
                fclose(f);
        if (buf_end(out)) {
                errno = EFBIG;
                good = false;
        }
        return good;
}

static bool asked(void)
{
        char answer[8];
        fputs("? [o/N] ", stderr);
        return fgets(answer, sizeof answer, stdin) && strchr("oOyY", answer[0]) && answer[0];
}

static int apply_from(struct cmd_env *env, const char *path, bool yes, bool dry)
{
        struct config_plan p = {0};
        struct buf in, said;
        buf_init(&in, env->arena, CONF_BYTES + 1);
        buf_init(&said, env->arena, 8u << 20);
        if (!read_all(path, &in)) {
                fprintf(stderr, "guichet config apply: %s: %s\n", path, strerror(errno));
                return EXIT_FAILED;
        }
        const char *text = in.n ? in.p : "";
        enum status st = config_preview(&env->ctx, text, in.n, &p);
        if (config_say(&env->ctx, &p, &said))
                return cmd_failed(env, "config apply", ST_TOO_LARGE);
        fputs(said.n ? said.p : "", st ? stderr : stdout);
        if (st == ST_INVALID && p.n_errors)
                return EXIT_FAILED;
        if (st)
                return cmd_failed(env, "config apply", st);
        printf("%s\n", config_summary(&env->ctx, &p));
        bool person = isatty(STDIN_FILENO) && strcmp(path, "-") != 0;
        if (dry || !p.n_changes || (person && !yes && !asked()))
                return EXIT_DONE;
        st = config_apply(&env->ctx, text, in.n, &p);
        return st ? cmd_failed(env, "config apply", st) : EXIT_DONE;
}

int cmd_config(struct cmd_env *env, int argc, char **argv)
{
        const char *path = NULL;
        bool yes = false, dry = false, members = false, out = argc > 1 && strcmp(argv[1], "export") == 0;
        if (argc < 2 || (!out && strcmp(argv[1], "apply") != 0))
                return cmd_usage(self(), argc < 2 ? NULL : "the sub-commands are export and apply");
        for (int i = 2; i < argc; i++) {
                if (!out && strcmp(argv[i], "--yes") == 0)
                        yes = true;
                else if (!out && strcmp(argv[i], "--dry-run") == 0)
                        dry = true;
                else if (out && strcmp(argv[i], "--members") == 0)
                        members = true;
                else if (!path && (argv[i][0] != '-' || !argv[i][1]))
                        path = argv[i];
                else
                        return cmd_usage(self(), arena_fmt(env->arena, "%s: unknown", argv[i]));
        }
        if (!out && !path)
                return cmd_usage(self(), "FILE is missing");
        return out ? export_to(env, path, members) : apply_from(env, path, yes, dry);
}
