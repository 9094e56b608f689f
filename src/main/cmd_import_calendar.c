/* guichet import calendar FILE.ics --course CODE [--term TERM] [--apply]: what a timetable's calendar would change of a
 * course's sessions; --apply makes it so. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "desk/agenda/timetable.h"
#include "formats/ical_times.h"
#include "main/cmd.h"

/* The whole file, or NULL with errno. */
static char *file_read(struct arena *a, const char *path, size_t *n)
{
        int fd = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
        char *all = arena_alloc(a, ICAL_TIMES_BYTES + 2);
        ssize_t got = 1;

        *n = 0;
        if (fd < 0)
                return NULL;
        while (got > 0 && *n <= ICAL_TIMES_BYTES) {
                got = read(fd, all + *n, ICAL_TIMES_BYTES + 1 - *n);
                *n += got > 0 ? (size_t)got : 0;
        }
        close(fd);
        return got < 0 ? NULL : all;
}

static void rows_print(struct cmd_env *env, const struct timetable *t)
{
        static const char *const words[] = {"", "new", "same", "gone"};

        for (size_t i = 0; i < t->n_rows; i++)
                if (t->rows[i].fate != TIMETABLE_SAME)
                        printf("%s\t%s\t%s\t%s\n", words[t->rows[i].fate], moment_rfc3339(env->arena, t->rows[i].from_at),
                               moment_rfc3339(env->arena, t->rows[i].to_at), t->rows[i].theme);
        printf("%lld new, %lld the same, %lld gone, %lld left out\n", (long long)t->fresh, (long long)t->same, (long long)t->gone, (long long)t->left_out);
}

static int run(struct cmd_env *env, const char *path, const char *code, const char *term, bool apply)
{
        struct course k;
        struct timetable t;
        size_t n;
        int64_t flagged = 0;
        char *bytes = file_read(env->arena, path, &n);

        if (!bytes) {
                fprintf(stderr, "guichet import: %s: %s\n", path, strerror(errno));
                return EXIT_FAILED;
        }
        enum status st = course_by_code(&env->ctx, code, term, &k);
        if (st == ST_NOT_FOUND) {
                fprintf(stderr, "guichet import: no course %s\n", code);
                return EXIT_FAILED;
        }
        if (!st)
                st = timetable_read(&env->ctx, k.id, bytes, n, &t);
        if (st == ST_INVALID) {
                fprintf(stderr, "%s: %s\n", path, form_msg(&env->ctx, "file"));
                return EXIT_FAILED;
        }
        if (!st)
                rows_print(env, &t);
        if (!st && apply)
                st = timetable_apply(&env->ctx, k.id, t.rows, t.n_rows, &flagged);
        if (st)
                return cmd_failed(env, "import calendar", st);
        if (apply)
                printf("applied; %lld support tasks to look at again\n", (long long)flagged);
        return EXIT_DONE;
}

int cmd_import_calendar(struct cmd_env *env, const struct cmd *self, int argc, char **argv)
{
        const char *path = NULL, *code = NULL, *term = NULL, *v;
        bool apply = false;

        for (int i = 2; i < argc; i++) {
                if (strcmp(argv[i], "--apply") == 0)
                        apply = true;
                else if ((v = cmd_option(argc, argv, &i, "course")))
                        code = v;
                else if ((v = cmd_option(argc, argv, &i, "term")))
                        term = v;
                else if (!path && (argv[i][0] != '-' || !argv[i][1]))
                        path = argv[i];
                else
                        return cmd_usage(self, arena_fmt(env->arena, "%s: unknown", argv[i]));
        }
        if (!path || !code)
                return cmd_usage(self, path ? "--course CODE is missing" : "FILE is missing");
        return run(env, path, code, term, apply);
}
