/* guichet import tickets FILE: options, progress and the final sum; the work is in desk/intake. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "desk/intake/import.h"
#include "main/cmd.h"

enum { BAR = 30, SHOWN_MAX = 1000 };

/* What is shown while it runs. */
struct watch {
        const char *file;
        FILE *refused_out; /* --refused FILE, or NULL */
        int64_t started, shown, first; /* ms; first: lines of earlier runs */
        int64_t told;      /* refused lines printed */
        bool terminal, failed;
};

static const struct cmd *self(void)
{
        const struct cmd *c = guichet_cmds;

        while (c->name && strcmp(c->name, "import") != 0)
                c++;
        return c;
}

static void seconds_left(const struct watch *w, const struct import_state *s, int64_t ms, char *out, size_t n)
{
        int64_t left = s->size > s->bytes && s->bytes ? ms * (s->size - s->bytes) / s->bytes / 1000 : 0;

        out[0] = '\0';
        if (s->size)
                snprintf(out, n, ", %lld:%02lld left", (long long)(left / 60), (long long)(left % 60));
}

static void bar(char *out, int64_t percent)
{
        for (int i = 0; i < BAR; i++)
                out[i] = i * 100 < percent * BAR ? '#' : '.';
        out[BAR] = '\0';
}

static void show(struct watch *w, const struct import_state *s, bool last)
{
        char drawn[BAR + 1], left[40];
        int64_t now = moment_mono(), ms = now - w->started;

        if (!last && now - w->shown < (w->terminal ? 100 : 1000))
                return;
        w->shown = now;
        int64_t percent = s->size ? s->bytes * 100 / s->size : 0;
        long long rate = (long long)((s->lines - w->first) * 1000 / (ms > 0 ? ms : 1));
        seconds_left(w, s, ms, left, sizeof left);
        bar(drawn, percent);
        fprintf(stderr, "%s", w->terminal ? "\r\033[K" : "");
        if (s->size)
                fprintf(stderr, "%s%s%s %3lld %% ", w->terminal ? "[" : "", w->terminal ? drawn : "", w->terminal ? "]" : "",
                        (long long)percent);
        fprintf(stderr, "%lld lines, %lld a second%s%s", (long long)s->lines, rate, last ? "" : left, w->terminal && !last ? "" : "\n");
}

static void on_progress(void *arg, const struct import_state *s)
{
        show(arg, s, false);
}

static void on_refused(void *arg, int64_t line, const char *why, const char *text, size_t n)
{
        struct watch *w = arg;

        if (w->told++ < SHOWN_MAX)
                fprintf(stderr, "%s%s:%lld: %s\n", w->terminal ? "\r\033[K" : "", w->file, (long long)line, why);
        if (w->refused_out && (fwrite(text, 1, n, w->refused_out) != n || fputc('\n', w->refused_out) == EOF))
                w->failed = true;
}

static int finish(struct watch *w, const struct import_state *s, enum status st)
{
        if (w->told > SHOWN_MAX)
                fprintf(stderr, "%lld more refused lines are not shown\n", (long long)(w->told - SHOWN_MAX));
        if (w->refused_out && (fclose(w->refused_out) != 0 || w->failed)) {
                fprintf(stderr, "guichet import: the refused lines could not be kept: %s\n", strerror(errno));
                st = st ? st : ST_IO;
        }
        if (s->already) {
                printf("already imported: %lld loaded, %lld refused (--again loads it once more)\n", (long long)s->loaded,
                       (long long)s->refused);
                return EXIT_DONE;
        }
        if (st && s->why)
                fprintf(stderr, "guichet import: %s\n", s->why);
        else if (st)
                fprintf(stderr, "guichet import: %s\n", status_name(st));
        printf("%lld loaded, %lld refused\n", (long long)s->loaded, (long long)s->refused);
        if (st && s->size && s->loaded)
                fputs("guichet import: run it again to go on from there\n", stderr);
        return st || s->refused ? EXIT_FAILED : EXIT_DONE;
}

static int import_run(struct cmd_env *env, int fd, struct import_options *o, struct watch *w)
{
        struct import_state s;

        w->terminal = isatty(STDERR_FILENO);
        w->started = w->shown = moment_mono();
        o->progress = on_progress;
        o->refused = on_refused;
        o->arg = w;
        enum status st = import_tickets(&env->ctx, fd, o, &s);
        if (s.skipped)
                fprintf(stderr, "%lld lines had been done by an earlier run\n", (long long)s.skipped);
        w->first = s.skipped;
        if (!s.already && !st)
                show(w, &s, true);
        if (st && o->all_or_nothing)
                s.loaded = 0;
        return finish(w, &s, st);
}

static int file_open(const char *path)
{
        return strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
}

int cmd_import(struct cmd_env *env, int argc, char **argv)
{
        struct import_options o = {.all_or_nothing = false};
        struct watch w = {.file = NULL};
        const char *refused = NULL, *v;

        if (argc >= 2 && strcmp(argv[1], "calendar") == 0)
                return cmd_import_calendar(env, self(), argc, argv);
        if (argc >= 2 && strcmp(argv[1], "people") == 0)
                return cmd_import_people(env, self(), argc, argv);
        if (argc >= 2 && strcmp(argv[1], "grid") == 0)
                return cmd_import_grid(env, self(), argc, argv);
        if (argc < 2 || strcmp(argv[1], "tickets") != 0)
                return cmd_usage(self(), argc < 2 ? NULL : "only \"tickets\", \"people\", \"grid\" and \"calendar\" can be imported");
        for (int i = 2; i < argc; i++) {
                if (strcmp(argv[i], "--all-or-nothing") == 0)
                        o.all_or_nothing = true;
                else if (strcmp(argv[i], "--again") == 0)
                        o.again = true;
                else if ((v = cmd_option(argc, argv, &i, "refused")))
                        refused = v;
                else if (!w.file && (argv[i][0] != '-' || !argv[i][1]))
                        w.file = argv[i];
                else
                        return cmd_usage(self(), arena_fmt(env->arena, "%s: unknown", argv[i]));
        }
        if (!w.file)
                return cmd_usage(self(), "FILE is missing");
        int fd = file_open(w.file);
        if (fd < 0) {
                fprintf(stderr, "guichet import: %s: %s\n", w.file, strerror(errno));
                return EXIT_FAILED;
        }
        if (refused && !(w.refused_out = fopen(refused, "we"))) {
                fprintf(stderr, "guichet import: %s: %s\n", refused, strerror(errno));
                close(fd);
                return EXIT_FAILED;
        }
        int code = import_run(env, fd, &o, &w);
        close(fd);
        return code;
}
