/* guichet import grid FILE: what a course grid would do, and with --apply does; the rules are in desk/grid. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "desk/grid/grid.h"
#include "main/cmd.h"

struct asked {
        const char *file, *name;
        bool apply, json;
};

struct watch {
        bool terminal;
        int64_t shown;
};

static void on_step(void *arg, int64_t done, int64_t total)
{
        struct watch *w = arg;
        int64_t now = moment_mono();

        if (now - w->shown < (w->terminal ? 100 : 1000) && done < total)
                return;
        if (total >= 200)
                fprintf(stderr, "%s%lld of %lld courses%s", w->terminal ? "\r" : "", (long long)done, (long long)total, w->terminal && done < total ? "" : "\n");
        w->shown = now;
}

static enum status file_read(struct cmd_env *env, const char *path, const char **bytes, size_t *n)
{
        int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
        char *all = arena_raw(env->arena, GRID_FILE_MAX + 2);
        ssize_t got = fd < 0 ? -1 : 1;

        *n = 0;
        while (got > 0 && *n <= GRID_FILE_MAX) {
                got = read(fd, all + *n, GRID_FILE_MAX + 1 - *n);
                *n += got > 0 ? (size_t)got : 0;
        }
        int e = errno;
        if (fd >= 0)
                close(fd);
        *bytes = all;
        if (got >= 0)
                return ST_OK;
        fprintf(stderr, "guichet import: %s: %s\n", path, strerror(e));
        return ST_IO;
}

static void print_json(struct arena *a, const struct grid_check *g, bool applied)
{
        struct buf b;

        buf_init(&b, a, 64u << 20);
        buf_fmt(&b, "{\"created\":%lld,\"changed\":%lld,\"withdrawn\":%lld,\"unchanged\":%lld,\"errors\":[", (long long)g->count[GRID_CREATED],
                (long long)g->count[GRID_CHANGED], (long long)g->count[GRID_WITHDRAWN], (long long)g->count[GRID_UNCHANGED]);
        for (size_t i = 0; i < g->n_errors; i++) {
                buf_fmt(&b, "%s{\"row\":%lld,\"column\":", i ? "," : "", (long long)g->errors[i].row);
                buf_json(&b, g->errors[i].column);
                buf_str(&b, ",\"message\":");
                buf_json(&b, g->errors[i].message);
                buf_char(&b, '}');
        }
        buf_fmt(&b, "],\"applied\":%s}", applied ? "true" : "false");
        puts(b.p);
}

static void print_lines(const struct grid_check *g)
{
        static const char *const words[] = {[GRID_CREATED] = "created", [GRID_CHANGED] = "changed", [GRID_WITHDRAWN] = "withdrawn"};

        for (size_t i = 0; i < g->n_lines; i++) {
                const struct grid_line *l = &g->lines[i];
                if (l->kind == GRID_UNCHANGED)
                        continue;
                printf("%s: %s (%s) %s%s%s\n", words[l->kind], l->code, l->term, l->approach, *l->item_number ? " " : "", l->item_number);
                for (size_t k = 0; k < l->n_diffs; k++)
                        printf("    %s: %s -> %s\n", l->diffs[k].label, l->diffs[k].before, l->diffs[k].after);
        }
}

static void print_text(const struct grid_check *g, bool applied)
{
        for (size_t i = 0; i < g->n_errors; i++)
                fprintf(stderr, "row %lld, %s: %s\n", (long long)g->errors[i].row, g->errors[i].column, g->errors[i].message);
        if (g->n_lines <= 200)
                print_lines(g);
        printf("%s: %lld created, %lld changed, %lld withdrawn, %lld unchanged; %zu rows with errors, %zu blank rows ignored%s\n", g->name,
               (long long)g->count[GRID_CREATED], (long long)g->count[GRID_CHANGED], (long long)g->count[GRID_WITHDRAWN],
               (long long)g->count[GRID_UNCHANGED], g->n_bad_rows, g->n_blank, applied ? "" : " (nothing was written: --apply does it)");
}

static int run(struct cmd_env *env, const struct asked *o)
{
        struct ctx *c = &env->ctx;
        struct grid_sheet s;
        struct grid_check g;
        const char *bytes;
        size_t n;

        if (file_read(env, o->file, &bytes, &n))
                return EXIT_FAILED;
        enum status st = grid_read(c, o->file, bytes, n, &s);
        struct watch w = {.terminal = isatty(STDERR_FILENO) != 0};
        const struct grid_progress p = {on_step, &w};
        if (!st)
                st = o->apply ? grid_import(c, &s, o->name, &p, &g) : grid_check(c, &s, o->name, NULL, 0, &g);
        if (st)
                return cmd_failed(env, "import grid", st);
        if (o->json)
                print_json(env->arena, &g, o->apply);
        else
                print_text(&g, o->apply);
        return EXIT_DONE;
}

int cmd_import_grid(struct cmd_env *env, const struct cmd *self, int argc, char **argv)
{
        struct asked o = {.name = ""};
        const char *v;

        for (int i = 2; i < argc; i++) {
                if (strcmp(argv[i], "--apply") == 0)
                        o.apply = true;
                else if (strcmp(argv[i], "--json") == 0)
                        o.json = true;
                else if ((v = cmd_option(argc, argv, &i, "name")))
                        o.name = v;
                else if (!o.file && (argv[i][0] != '-' || !argv[i][1]))
                        o.file = argv[i];
                else
                        return cmd_usage(self, arena_fmt(env->arena, "%s: unknown", argv[i]));
        }
        if (!o.file)
                return cmd_usage(self, "FILE is missing");
        return run(env, &o);
}
