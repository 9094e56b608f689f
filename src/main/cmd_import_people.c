/* guichet import people FILE.csv: the differences, then all of them or none; --dry-run only shows. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/people/import.h"
#include "main/cmd.h"

enum { FILE_BYTES = 8 << 20 };

/* The whole file, or NULL with errno. */
static char *file_read(struct arena *a, const char *path, size_t *n)
{
        int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
        char *all = arena_alloc(a, FILE_BYTES + 1);

        *n = 0;
        if (fd < 0)
                return NULL;
        for (ssize_t got = 1; got > 0 && *n <= FILE_BYTES; *n += got > 0 ? (size_t)got : 0)
                if ((got = read(fd, all + *n, FILE_BYTES + 1 - *n)) < 0 && errno != EINTR) {
                        close(fd);
                        return NULL;
                }
        close(fd);
        if (*n > FILE_BYTES) {
                errno = EFBIG;
                return NULL;
        }
        return all;
}

static void lines_print(const char *file, const struct people_import *p)
{
        static const char *const words[IMPORT_KINDS] = {"created", "changed", "closed", "unchanged", "refused"};

        for (size_t i = 0; i < p->n_lines; i++) {
                const struct people_import_line *l = &p->lines[i];
                if (l->kind == IMPORT_UNCHANGED)
                        continue;
                if (l->kind == IMPORT_REFUSED) {
                        fprintf(stderr, "%s:%lld: %s%s%s\n", file, (long long)l->line, l->column, *l->column ? ": " : "", l->why);
                        continue;
                }
                printf("%s\t%s", words[l->kind], l->login);
                for (size_t k = 0; k < l->n_diffs; k++)
                        printf("\t%s: %s → %s", l->diffs[k].field, l->diffs[k].before, l->diffs[k].after);
                putchar('\n');
        }
}

int cmd_import_people(struct cmd_env *env, const struct cmd *self, int argc, char **argv)
{
        struct people_import p;
        const char *path = NULL;
        bool apply = true;
        size_t n;

        for (int i = 2; i < argc; i++) {
                if (strcmp(argv[i], "--dry-run") == 0)
                        apply = false;
                else if (!path && (argv[i][0] != '-' || !argv[i][1]))
                        path = argv[i];
                else
                        return cmd_usage(self, arena_fmt(env->arena, "%s: unknown", argv[i]));
        }
        if (!path)
                return cmd_usage(self, "FILE is missing");
        char *bytes = file_read(env->arena, path, &n);
        if (!bytes) {
                fprintf(stderr, "guichet import: %s: %s\n", path, strerror(errno));
                return EXIT_FAILED;
        }
        enum status st = people_import(&env->ctx, bytes, n, apply, NULL, &p);
        if (p.why)
                fprintf(stderr, "%s: %s\n", path, p.why);
        lines_print(path, &p);
        if (st && st != ST_INVALID)
                return cmd_failed(env, "import people", st);
        printf("%lld created, %lld changed, %lld closed, %lld unchanged, %lld refused%s\n", (long long)p.count[IMPORT_CREATED],
               (long long)p.count[IMPORT_CHANGED], (long long)p.count[IMPORT_CLOSED], (long long)p.count[IMPORT_UNCHANGED],
               (long long)p.count[IMPORT_REFUSED], st ? ": nothing was written" : apply ? "" : " (dry run: nothing was written)");
        return st ? EXIT_FAILED : EXIT_DONE;
}
