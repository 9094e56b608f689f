/* Bytes go straight from the connection to a temporary file, hashed on the way: memory stays flat
 * whatever the size.  The name is random and says nothing; the name the client sent never
 * reaches the file system.  No fsync here: who takes the file over by rename does that, off the loop. */
#include "http/upload.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/moment.h"
#include "base/random.h"
#include "base/sha256.h"

#define PREFIX "incoming-"

struct upload_file {
        struct arena *arena;
        int fd;
        char *path;
        int64_t size;
        struct sha256 sha;
};

static void upload_end(void *arg)
{
        upload_drop(arg);
}

enum status upload_open(struct arena *a, const char *dir, struct upload_file **out)
{
        struct upload_file *f = ARENA_NEW(a, struct upload_file);
        unsigned char name[16];
        f->arena = a;
        f->fd = -1;
        sha256_init(&f->sha);
        *out = f;
        if (!dir) {
                f->path = arena_str(a, "");
                return ST_OK;
        }
        random_bytes(name, sizeof name);
        f->path = arena_fmt(a, "%s/" PREFIX "%s", dir, hex(a, name, sizeof name));
        f->fd = open(f->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (f->fd < 0)
                return errno == ENOSPC || errno == EDQUOT ? ST_FULL : ST_IO;
        arena_defer(a, upload_end, f);
        return ST_OK;
}

enum status upload_write(struct upload_file *f, const void *p, size_t n)
{
        const char *at = p;
        if ((int64_t)n > (int64_t)MAX_UPLOAD_BYTES - f->size)
                return ST_TOO_LARGE;
        f->size += (int64_t)n;
        sha256_add(&f->sha, p, n);
        while (f->fd >= 0 && n > 0) {
                ssize_t w = write(f->fd, at, n);
                if (w < 0 && errno == EINTR)
                        continue;
                if (w <= 0)
                        return w == 0 || errno == ENOSPC || errno == EDQUOT || errno == EFBIG ? ST_FULL : ST_IO;
                at += w;
                n -= (size_t)w;
        }
        return ST_OK;
}

enum status upload_close(struct upload_file *f, const char **path, int64_t *size, unsigned char *sha256)
{
        int fd = f->fd;
        f->fd = -1;
        if (fd >= 0 && close(fd) != 0)
                return errno == ENOSPC || errno == EDQUOT ? ST_FULL : ST_IO;
        *path = f->path;
        *size = f->size;
        sha256_end(&f->sha, sha256);
        return ST_OK;
}

void upload_drop(struct upload_file *f)
{
        if (f->fd >= 0)
                close(f->fd);
        f->fd = -1;
        if (f->path && f->path[0])
                unlink(f->path);
        f->path = NULL;
}

void upload_sweep(const char *dir)
{
        DIR *d = opendir(dir);
        struct dirent *e;
        struct stat st;
        int64_t old = moment_now() - DAY_MS;
        if (!d)
                return;
        while ((e = readdir(d))) {
                if (strncmp(e->d_name, PREFIX, strlen(PREFIX)) != 0)
                        continue;
                if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode) &&
                    (int64_t)st.st_mtime * 1000 < old)
                        unlinkat(dirfd(d), e->d_name, 0);
        }
        closedir(d);
}
