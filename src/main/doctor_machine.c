/* The looks that need no database.  A file system is named by its magic number; the ones that lie about syncing or
 * vanish with the machine are said. */
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "app/secret.h"
#include "main/doctor.h"

#define MIB (1024LL * 1024)
enum { SPACE_BAD_MIB = 200, SPACE_LOW_MIB = 2048, INODES_LOW = 10000, FILES_LOW = 4096 };

void doctor_say(struct doctor *d, enum doctor_level level, const char *code, int message, int todo, const char *value, const char *other)
{
        const struct html_arg args[] = {{"value", value ? value : "", 0}, {"other", other ? other : "", 0}};

        if (d->n == DOCTOR_MAX)
                return;
        d->found[d->n++] = (struct finding){level, code, msg_text(d->arena, d->lang, message, ARRAY_LEN(args), args),
                                            todo ? msg_text(d->arena, d->lang, todo, ARRAY_LEN(args), args) : ""};
        d->n_bad += level == DOCTOR_BAD;
        d->n_note += level == DOCTOR_NOTE;
}

static const char *number(struct doctor *d, int64_t v)
{
        return human_number(d->arena, d->lang, v);
}

static void file_system(struct doctor *d)
{
        static const struct {
                long magic;
                const char *name;
                enum doctor_level level;
        } known[] = {{0xEF53, "ext4", DOCTOR_OK},        {0x58465342, "xfs", DOCTOR_OK},   {0x9123683E, "btrfs", DOCTOR_OK},
                     {0x2FC12FC1, "zfs", DOCTOR_OK},     {0xF2F52010, "f2fs", DOCTOR_OK},  {0x794C7630, "overlayfs", DOCTOR_NOTE},
                     {0x01021994, "tmpfs", DOCTOR_NOTE}, {0x858458F6, "ramfs", DOCTOR_NOTE}, {0x6969, "nfs", DOCTOR_BAD},
                     {0xFF534D42, "cifs", DOCTOR_BAD},   {0xFE534D42, "smb2", DOCTOR_BAD}, {0x65735546, "fuse", DOCTOR_NOTE}};
        struct statfs s;

        if (statfs(d->cfg->data, &s))
                return;
        for (size_t i = 0; i < ARRAY_LEN(known); i++) {
                if ((unsigned long)s.f_type != (unsigned long)known[i].magic)
                        continue;
                bool sqlite = !str_starts(d->cfg->db, "postgres");
                enum doctor_level level = known[i].level == DOCTOR_BAD && !sqlite ? DOCTOR_NOTE : known[i].level;
                doctor_say(d, level, "data.system", MSG_doctor_system, level ? MSG_doctor_system_todo : 0, known[i].name, NULL);
                return;
        }
        doctor_say(d, DOCTOR_OK, "data.system", MSG_doctor_system, 0, arena_fmt(d->arena, "0x%lx", (unsigned long)s.f_type), NULL);
}

static void space(struct doctor *d)
{
        struct statvfs s;

        if (statvfs(d->cfg->data, &s))
                return;
        int64_t left = (int64_t)s.f_bavail * (int64_t)s.f_frsize;
        enum doctor_level level = left < SPACE_BAD_MIB * MIB ? DOCTOR_BAD : left < SPACE_LOW_MIB * MIB ? DOCTOR_NOTE : DOCTOR_OK;
        doctor_say(d, level, "data.space", MSG_doctor_space, level ? MSG_doctor_space_todo : 0, human_size(d->arena, d->lang, left), NULL);
        if (s.f_files && s.f_favail < INODES_LOW)
                doctor_say(d, DOCTOR_NOTE, "data.inodes", MSG_doctor_inodes, MSG_doctor_space_todo, number(d, (int64_t)s.f_favail), NULL);
}

/* Written, synced and taken away again: the only proof. */
static bool writes(const char *dir, struct arena *a)
{
        char *name = arena_fmt(a, "%s/.doctor.XXXXXX", dir);
        int fd = mkostemp(name, O_CLOEXEC);

        if (fd < 0)
                return false;
        bool good = write(fd, "x", 1) == 1 && fsync(fd) == 0;
        int kept = errno;
        close(fd);
        unlink(name);
        errno = kept;
        return good;
}

static void folder(struct doctor *d)
{
        const char *data = d->cfg->data;
        struct stat s;

        if (stat(data, &s)) {
                bool none = errno == ENOENT;
                doctor_say(d, none ? DOCTOR_NOTE : DOCTOR_BAD, "data.folder", none ? MSG_doctor_folder_none : MSG_doctor_folder_bad,
                           none ? 0 : MSG_doctor_folder_todo, data, strerror(errno));
                return;
        }
        if (!S_ISDIR(s.st_mode) || !writes(data, d->arena)) {
                doctor_say(d, DOCTOR_BAD, "data.folder", MSG_doctor_folder_bad, MSG_doctor_folder_todo, data,
                           S_ISDIR(s.st_mode) ? strerror(errno) : strerror(ENOTDIR));
                return;
        }
        doctor_say(d, DOCTOR_OK, "data.folder", MSG_doctor_folder, 0, data, NULL);
        if (s.st_mode & 077)
                doctor_say(d, DOCTOR_NOTE, "data.rights", MSG_doctor_rights, MSG_doctor_rights_todo, data,
                           arena_fmt(d->arena, "%04o", (unsigned)(s.st_mode & 07777)));
        file_system(d);
        space(d);
}

static void keys(struct doctor *d)
{
        const char *path = d->cfg->key_file && *d->cfg->key_file ? d->cfg->key_file : arena_fmt(d->arena, "%s/secrets.key", d->cfg->data), *why = NULL;
        struct seal_ring r;
        struct stat s;
        enum status st = secret_file_read(path, d->arena, &r, &why);

        seal_forget(&r, sizeof r);
        if (st == ST_NOT_FOUND) {
                doctor_say(d, DOCTOR_NOTE, "keys.file", MSG_doctor_keys_none, MSG_doctor_keys_none_todo, path, NULL);
                return;
        }
        if (st) {
                doctor_say(d, DOCTOR_BAD, "keys.file", MSG_doctor_keys_bad, MSG_doctor_keys_todo, why, NULL);
                return;
        }
        bool open = !stat(path, &s) && (s.st_mode & 077);
        doctor_say(d, open ? DOCTOR_NOTE : DOCTOR_OK, "keys.file", open ? MSG_doctor_keys_open : MSG_doctor_keys,
                   open ? MSG_doctor_keys_open_todo : 0, path, open ? arena_fmt(d->arena, "%04o", (unsigned)(s.st_mode & 07777)) : NULL);
}

static void address(struct doctor *d)
{
        const char *at = d->cfg->listen;
        bool home = str_starts(at, "127.") || str_starts(at, "localhost:") || str_starts(at, "[::1]");
        bool proxies = d->cfg->trusted_proxies && d->cfg->trusted_proxies[0];

        doctor_say(d, home || proxies ? DOCTOR_OK : DOCTOR_NOTE, "listen", MSG_doctor_listen, home || proxies ? 0 : MSG_doctor_listen_todo, at, NULL);
        doctor_say(d, proxies ? DOCTOR_OK : DOCTOR_NOTE, "proxies", proxies ? MSG_doctor_proxies : MSG_doctor_proxies_none,
                   proxies ? 0 : MSG_doctor_proxies_todo, proxies ? d->cfg->trusted_proxies[0] : "", NULL);
}

static void clock_and_limits(struct doctor *d)
{
        struct timex t = {.modes = 0};
        struct rlimit files;

        if (adjtimex(&t) == TIME_ERROR)
                doctor_say(d, DOCTOR_NOTE, "clock.sync", MSG_doctor_clock_loose, MSG_doctor_clock_todo, "", NULL);
        else
                doctor_say(d, DOCTOR_OK, "clock.sync", MSG_doctor_clock, 0, "", NULL);
        if (!getrlimit(RLIMIT_NOFILE, &files) && files.rlim_cur < FILES_LOW)
                doctor_say(d, DOCTOR_NOTE, "limits.files", MSG_doctor_files, MSG_doctor_files_todo, number(d, (int64_t)files.rlim_cur), NULL);
}

void doctor_machine(struct doctor *d)
{
        folder(d);
        keys(d);
        address(d);
        clock_and_limits(d);
}
