/* The file of keys: lines of 64 hexadecimal digits, the oldest first, # comments.  It is written whole beside itself,
 * synced and put in place by one call, so that no crash leaves half a key; the first one by link(), so that of two
 * processes that start at once one wins and both read the same. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <unistd.h>

#include "app/state.h"

enum { FILE_BYTES = 4096 };

const char *secret_path(const struct app *app, struct arena *a)
{
        return app->cfg.key_file && *app->cfg.key_file ? app->cfg.key_file : arena_fmt(a, "%s/secrets.key", app->cfg.data);
}

static enum status failed(struct arena *a, const char *path, const char **why)
{
        *why = arena_fmt(a, "%s: %s", path, strerror(errno));
        return errno == ENOSPC || errno == EDQUOT ? ST_FULL : ST_IO;
}

static enum status lines_read(struct arena *a, const char *path, char *text, struct seal_ring *out, const char **why)
{
        unsigned char key[SEAL_KEY_BYTES];
        int64_t line = 0;

        for (char *p = text, *next; p; p = next) {
                next = strchr(p, '\n');
                if (next)
                        *next++ = '\0';
                line++;
                p += strspn(p, " \t");
                p[strcspn(p, " \t\r#")] = '\0';
                if (!*p)
                        continue;
                if (!seal_key_read(p, key) || !seal_ring_add(out, key)) {
                        *why = arena_fmt(a, "%s:%lld: a key is 64 hexadecimal digits, at most %d keys", path, (long long)line, SEAL_KEYS_MAX);
                        return ST_INVALID;
                }
        }
        seal_forget(key, sizeof key);
        if (out->n)
                return ST_OK;
        *why = arena_fmt(a, "%s: no key in it", path);
        return ST_INVALID;
}

enum status secret_file_read(const char *path, struct arena *a, struct seal_ring *out, const char **why)
{
        char text[FILE_BYTES + 1];
        int fd = open(path, O_RDONLY | O_CLOEXEC);

        *out = (struct seal_ring){0};
        if (fd < 0 && errno == ENOENT) {
                *why = arena_fmt(a, "%s: %s", path, strerror(errno));
                return ST_NOT_FOUND;
        }
        ssize_t n = fd < 0 ? -1 : read(fd, text, FILE_BYTES);
        if (n < 0) {
                enum status st = failed(a, path, why);
                if (fd >= 0)
                        close(fd);
                return st;
        }
        close(fd);
        text[n] = '\0';
        enum status st = lines_read(a, path, text, out, why);
        seal_forget(text, sizeof text);
        return st;
}

static void folder_sync(const char *path, struct arena *a)
{
        int fd = open(dirname(arena_str(a, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                return;
        fsync(fd);
        close(fd);
}

/* The ring and one more key, in a file beside the real one; its name. */
static enum status beside(const char *path, struct arena *a, const struct seal_ring *r, const char **name, const char **why)
{
        char *temp = arena_fmt(a, "%s.XXXXXX", path);
        int fd = mkostemp(temp, O_CLOEXEC); /* 0600 */
        unsigned char key[SEAL_KEY_BYTES];
        struct buf b;

        if (fd < 0)
                return failed(a, path, why);
        random_bytes(key, sizeof key);
        buf_init(&b, a, FILE_BYTES);
        buf_str(&b, "# Guichet: keys that seal the secrets of the database. Keep a copy apart from it; show it to nobody.\n");
        for (size_t i = 0; i < r->n; i++)
                buf_fmt(&b, "%s\n", hex(a, r->key[i].bytes, SEAL_KEY_BYTES));
        buf_fmt(&b, "%s\n", hex(a, key, sizeof key));
        seal_forget(key, sizeof key);
        bool good = !buf_end(&b) && write(fd, b.p, b.n) == (ssize_t)b.n && fsync(fd) == 0;
        enum status st = good ? ST_OK : failed(a, path, why);
        seal_forget(b.p, b.n);
        close(fd);
        if (st)
                unlink(temp);
        *name = temp;
        return st;
}

enum status secret_file_make(const char *path, struct arena *a, const char **why)
{
        const char *temp;
        enum status st = beside(path, a, &(struct seal_ring){0}, &temp, why);

        if (st)
                return st;
        if (link(temp, path) && errno != EEXIST)
                st = failed(a, path, why);
        unlink(temp);
        folder_sync(path, a);
        return st;
}

enum status secret_file_add(const char *path, struct arena *a, const char **why)
{
        struct seal_ring r;
        const char *temp;
        enum status st = secret_file_read(path, a, &r, why);

        if (!st && r.n == SEAL_KEYS_MAX) {
                *why = arena_fmt(a, "%s: %d keys are enough; take out an old one that seals nothing", path, SEAL_KEYS_MAX);
                st = ST_FULL;
        }
        if (!st)
                st = beside(path, a, &r, &temp, why);
        seal_forget(&r, sizeof r);
        if (st)
                return st;
        if (rename(temp, path)) {
                st = failed(a, path, why);
                unlink(temp);
        }
        folder_sync(path, a);
        return st;
}
