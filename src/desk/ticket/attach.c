/* Files of tickets.  The store is <data>/files/ab/HASH-RANDOM: the hash of the content tells a check what
 * it should be, the random part makes every name single-use, and nothing of the sender's name ever becomes
 * a path.  Order on the way in: fsync of the file, a second name in the store, fsync of its folder, then
 * the row, in the change's transaction.  The upload keeps its temporary name until the request ends, so
 * that a request that met a busy database can run again.  A file without a row is swept after a day.
 *
 * Files go out as downloads: disposition attachment, nosniff, a sandbox policy, and only types that no
 * browser runs keep their name. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/ticket/internal.h"

enum { FILES_MAX = 1000, TYPE_MAX = 100, FILE_NAME = 64 + 1 + 43, TIE_MAX = 100, SWEEP_DIRS = 256 };

TICKET_SQL(attachment_insert,
           "INSERT INTO attachment (ticket_id, entry_id, name, type, size, sha256, file, is_public)"
           " VALUES (:ticket, :entry, :name, :type, :size, :sha, :file, :public) RETURNING id");
TICKET_SQL(attachment_of_ticket,
           "SELECT id, ticket_id, entry_id, size, is_public, evidence, name, type, file FROM attachment"
           " WHERE ticket_id = :ticket ORDER BY id LIMIT 1000");
TICKET_SQL(attachment_by_id,
           "SELECT id, ticket_id, entry_id, size, is_public, evidence, name, type, file FROM attachment WHERE id = :id");
TICKET_SQL(attachment_tie,
           "UPDATE attachment SET entry_id = :entry, is_public = :public WHERE id = :id AND ticket_id = :ticket"
           " AND entry_id IS NULL");
TICKET_SQL(attachment_known, "SELECT COUNT(*) FROM attachment WHERE file = :file");
TICKET_SQL(attachment_staged_known, "SELECT COUNT(*) FROM staged_file WHERE file = :file");
TICKET_SQL(attachment_mail_known, "SELECT COUNT(*) FROM mail_in WHERE file = :file");

static const struct db_col attachment_cols[] = {
        DB_COL_I64(struct attachment, id),        DB_COL_I64(struct attachment, ticket_id),
        DB_COL_I64(struct attachment, entry_id),  DB_COL_I64(struct attachment, size),
        DB_COL_I64(struct attachment, is_public), DB_COL_I64(struct attachment, evidence),
        DB_COL_TEXT(struct attachment, name),     DB_COL_TEXT(struct attachment, type),
        DB_COL_TEXT(struct attachment, file),     DB_COL_END};

/* ---- names and types --------------------------------------------------------------------------------- */

/* Cuts at a character's border. */
static char *cut(struct arena *a, const char *s, size_t max)
{
        size_t n = strlen(s);

        if (n > max)
                for (n = max; n && ((unsigned char)s[n] & 0xC0) == 0x80; n--)
                        continue;
        return arena_strn(a, s, n);
}

const char *attachment_name(struct ctx *c, const char *sent)
{
        size_t n = sent ? strnlen(sent, 4096) : 0;
        char *name = text_clean(c->arena, sent ? sent : "", n, true);

        for (char *p = name; *p; p++)
                if (strchr("/\\", *p))
                        name = p + 1;
        name += strspn(name, ". ");
        for (char *p = name; *p; p++)
                if (strchr("<>:\"|?*;", *p))
                        *p = '_';
        name = cut(c->arena, name, MAX_NAME_BYTES);
        return text_blank(name) ? ctx_msg(c, MSG_ticket_file_unnamed) : name;
}

const char *attachment_type(struct ctx *c, const char *sent)
{
        static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.+-";
        char *type = cut(c->arena, sent ? sent : "", TYPE_MAX);

        type[strcspn(type, "; ")] = 0;
        for (char *p = type; *p; p++)
                *p = *p >= 'A' && *p <= 'Z' ? (char)(*p + 32) : *p;
        size_t n = strspn(type, allowed);
        bool good = n && type[n] == '/' && type[n + 1] && !type[n + 1 + strspn(type + n + 1, allowed)];
        return good ? type : "application/octet-stream";
}

/* Types that a browser shows without running anything; the rest goes out as bytes. */
static const char *type_out(const char *type)
{
        static const char *const plain[] = {"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf",
                                            "text/plain", "text/csv"};

        for (size_t i = 0; i < ARRAY_LEN(plain); i++)
                if (strcmp(type, plain[i]) == 0)
                        return type;
        return "application/octet-stream";
}

/* ---- in ------------------------------------------------------------------------------------------------ */

static const char *store_path(struct ctx *c, const char *file)
{
        return arena_fmt(c->arena, "%s/files/%.2s/%s", c->app->cfg.data, file, file);
}

static enum status sync_path(const char *path, int flags)
{
        int fd = open(path, flags | O_CLOEXEC | O_NOFOLLOW);
        bool good = fd >= 0 && fsync(fd) == 0;

        if (fd >= 0)
                close(fd);
        return good ? ST_OK : ST_IO;
}

static enum status folder_ready(struct ctx *c, const char *file)
{
        const char *top = arena_fmt(c->arena, "%s/files", c->app->cfg.data);
        const char *dir = arena_fmt(c->arena, "%s/%.2s", top, file);

        if (mkdir(dir, 0700) == 0)
                return sync_path(top, O_RDONLY | O_DIRECTORY);
        return errno == EEXIST ? ST_OK : errno == ENOSPC || errno == EDQUOT ? ST_FULL : ST_IO;
}

enum status upload_store(struct ctx *c, const struct http_upload *u, struct stored *s)
{
        s->from = u;
        s->file = arena_fmt(c->arena, "%s-%s", hex(c->arena, u->sha256, sizeof u->sha256), random_token(c->arena));
        s->path = store_path(c, s->file);
        s->name = attachment_name(c, u->name);
        s->type = attachment_type(c, u->type);
        enum status st = folder_ready(c, s->file);
        if (!st)
                st = sync_path(u->path, O_RDONLY);
        if (st)
                return st;
        if (link(u->path, s->path))
                return errno == ENOSPC || errno == EDQUOT ? ST_FULL : ST_IO;
        return sync_path(arena_fmt(c->arena, "%s/files/%.2s", c->app->cfg.data, s->file), O_RDONLY | O_DIRECTORY);
}

enum status uploads_store(struct ctx *c, struct stored **out, size_t *n)
{
        size_t wanted = c->req ? c->req->n_upload : 0;
        enum status st = ST_OK;

        *out = ARENA_ARRAY(c->arena, wanted, struct stored);
        for (*n = 0; !st && *n < wanted; (*n)++)
                st = upload_store(c, &c->req->upload[*n], &(*out)[*n]);
        if (st)
                uploads_drop(*out, *n);
        return st;
}

void uploads_drop(const struct stored *s, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (unlink(s[i].path) && errno != ENOENT)
                        log_event(LOG_WARN, "attachment.left", LOG_S("why", strerror(errno)));
}

enum status uploads_rows(struct ctx *c, const struct stored *s, size_t n, int64_t ticket_id, int64_t entry_id,
                         bool is_public, int64_t **ids)
{
        enum status st = ST_OK;

        *ids = ARENA_ARRAY(c->arena, n, int64_t);
        for (size_t i = 0; !st && i < n; i++)
                st = db_i64(c->db, &tsql_attachment_insert,
                            DB_ARGS(DB_I("ticket", ticket_id), DB_REF("entry", entry_id), DB_T("name", s[i].name),
                                    DB_T("type", s[i].type), DB_I("size", s[i].from->size),
                                    DB_B("sha", s[i].from->sha256, sizeof s[i].from->sha256), DB_T("file", s[i].file),
                                    DB_I("public", is_public)),
                            &(*ids)[i]);
        return st;
}

enum status ticket_attach_uploads(struct ctx *c, const struct ticket *t, bool is_public, int64_t entry_id, int64_t **ids,
                                  size_t *n)
{
        struct stored *s;
        enum status st = ticket_can(c, t, is_public ? ACT_COMMENT : ACT_NOTE) ? uploads_store(c, &s, n)
                                                                             : ctx_fail(c, ST_DENIED, MSG_ticket_denied);

        if (st)
                return st;
        st = uploads_rows(c, s, *n, t->id, entry_id, is_public, ids);
        if (st)
                uploads_drop(s, *n);
        return st;
}

enum status attach_tie(struct ctx *c, int64_t ticket_id, int64_t entry_id, bool is_public, const int64_t *ids, size_t n)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n && i < TIE_MAX; i++)
                st = db_exec(c->db, &tsql_attachment_tie,
                             DB_ARGS(DB_I("entry", entry_id), DB_I("public", is_public), DB_I("id", ids[i]),
                                     DB_I("ticket", ticket_id)),
                             NULL);
        return st;
}

enum status attachments_of(struct ctx *c, int64_t ticket_id, struct attachment **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &tsql_attachment_of_ticket, DB_ARGS(DB_I("ticket", ticket_id)),
                                attachment_cols, sizeof **out, FILES_MAX, out, n);

        for (size_t i = 0; !st && i < *n; i++)
                (*out)[i].size_text = human_size(c->arena, c->lang, (*out)[i].size);
        return st;
}

enum status ticket_attachments(struct ctx *c, const struct ticket *t, struct attachment **out, size_t *n)
{
        bool whole = ticket_can(c, t, ACT_READ_ALL);
        size_t all;

        if (!whole && !ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        *n = 0;
        if (ticket_lacks(t, HOLDS_FILES))
                return ST_OK;
        enum status st = attachments_of(c, t->id, out, &all);
        for (size_t i = 0; !st && i < all; i++)
                if (whole || (*out)[i].is_public)
                        (*out)[(*n)++] = (*out)[i];
        return st;
}

/* ---- out ------------------------------------------------------------------------------------------------- */

/* RFC 6266: an ASCII name for old readers, the real one percent-encoded. */
static const char *disposition(struct ctx *c, const char *name)
{
        struct buf b;

        buf_init(&b, c->arena, 4096);
        buf_str(&b, "attachment; filename=\"");
        for (const char *p = name; *p; p++) {
                bool plain = (*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || strchr("._- ", *p);
                if (plain || ((unsigned char)*p & 0xC0) != 0x80)
                        buf_char(&b, plain ? *p : '_');
        }
        buf_str(&b, "\"; filename*=UTF-8''");
        buf_url(&b, name);
        return b.p;
}

static enum status file_send(struct ctx *c, const struct attachment *f)
{
        struct stat s;
        int fd = open(store_path(c, f->file), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

        if (fd < 0 || fstat(fd, &s) || !S_ISREG(s.st_mode)) {
                log_event(LOG_ERROR, "attachment.missing", LOG_I("attachment", f->id));
                if (fd >= 0)
                        close(fd);
                return ST_IO;
        }
        c->res->fd = fd;
        c->res->fd_size = s.st_size;
        c->res->type = type_out(f->type);
        http_set(c->res, "Content-Disposition", disposition(c, f->name));
        http_set(c->res, "X-Content-Type-Options", "nosniff");
        http_set(c->res, "Content-Security-Policy", "default-src 'none'; sandbox");
        http_set(c->res, "Cache-Control", "private, no-store");
        return ST_OK;
}

enum status ticket_attachment_send(struct ctx *c, int64_t attachment_id)
{
        struct attachment f;
        struct ticket t;
        enum status st = db_one(c->db, c->arena, &tsql_attachment_by_id, DB_ARGS(DB_I("id", attachment_id)),
                                attachment_cols, &f);

        if (st && st != ST_NOT_FOUND)
                return st;
        /* a ticket is looked for even when there is no file: what is absent takes the time of what is refused */
        st = ticket_load(c, st ? 0 : f.ticket_id, ACT_READ, &t);
        if (!st && !f.is_public && !ticket_can(c, &t, ACT_READ_ALL))
                st = ST_NOT_FOUND;
        if (st)
                return st;
        read_log(c, t.id, 2);
        return file_send(c, &f);
}

enum status get_attachment(struct ctx *c)
{
        int64_t id;

        return text_i64(ctx_var(c, "id"), &id) ? ticket_attachment_send(c, id) : ST_NOT_FOUND;
}

/* ---- sweep ------------------------------------------------------------------------------------------------- */

static bool stored_name(const char *s)
{
        return strlen(s) == FILE_NAME && strspn(s, "0123456789abcdef") == 64 && s[64] == '-';
}

static enum status sweep_file(struct ctx *c, int dir, const char *name)
{
        struct stat s;
        int64_t rows = 0;

        if (!stored_name(name) || fstatat(dir, name, &s, AT_SYMLINK_NOFOLLOW) || !S_ISREG(s.st_mode) ||
            (int64_t)s.st_ctime * SECOND_MS > c->now - DAY_MS)
                return ST_OK;
        enum status st = db_i64(c->db, &tsql_attachment_known, DB_ARGS(DB_T("file", name)), &rows);
        if (!st && !rows)
                st = db_i64(c->db, &tsql_attachment_mail_known, DB_ARGS(DB_T("file", name)), &rows);
        if (!st && !rows)
                st = db_i64(c->db, &tsql_attachment_staged_known, DB_ARGS(DB_T("file", name)), &rows);
        if (!st && !rows && unlinkat(dir, name, 0) == 0)
                log_plain(LOG_INFO, "attachment.swept");
        return st;
}

static enum status sweep_dir(struct ctx *c, DIR *d)
{
        enum status st = ST_OK;

        for (struct dirent *e = readdir(d); e && !st; e = readdir(d))
                st = sweep_file(c, dirfd(d), e->d_name);
        return st;
}

/* One folder of 256 at a time: all of them within a day or so. */
enum status attach_sweep(struct ctx *c, const struct job *j)
{
        int64_t turn = c->now / (5 * MINUTE_MS) % SWEEP_DIRS;
        DIR *d = opendir(arena_fmt(c->arena, "%s/files/%02x", c->app->cfg.data, (unsigned)turn));

        if (!d)
                return ST_OK;
        enum status st = sweep_dir(c, d);
        closedir(d);
        return st;
}
