/* Long lists as files: what was asked is written down, a job makes the file as whoever asked and says how far it is, the
 * file waits for a day in <data>/exports for them alone.  A row belongs to the job that last gave a sign of life: one
 * that stopped in the middle is begun again by the next after a minute. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/ticket/list_export.h"
#include "desk/people/people.h"
#include "formats/json.h"

enum { WAITING_MAX = 3, LATEST = 20, SIGN_EVERY = 1000, PAPER_BYTES = 32 << 20, PARAMS_MAX = 120, ASKS_MAX = 64 << 10, BLOCK = 64 << 10,
       TOKEN_LETTERS = 43 };

DB_STMT(export_add,
        "INSERT INTO export_file (person_id, once, at, state, asks, lang, total, sign) VALUES (:me, :once, :now, 10, :asks, :lang, :total, 0)"
        " ON CONFLICT (person_id, once) DO NOTHING RETURNING id");
DB_STMT(export_known, "SELECT id FROM export_file WHERE person_id = :me AND once = :once");
DB_STMT(export_waiting, "SELECT COUNT(*) FROM export_file WHERE person_id = :me AND state = 10 AND at > :since");
#define EXPORT_COLUMNS                                                                                                     \
        "id, person_id, at, state, asks, lang, total, n_rows, size, cut, COALESCE(name, '') AS name, COALESCE(type, '') AS type," \
        " COALESCE(file, '') AS file, COALESCE(why, '') AS why FROM export_file"
DB_STMT(export_get, "SELECT " EXPORT_COLUMNS " WHERE id = :id AND person_id = :me AND at > :since");
DB_STMT(export_newest, "SELECT " EXPORT_COLUMNS " WHERE person_id = :me AND at > :since ORDER BY at DESC, id DESC LIMIT 20");
DB_STMT(export_order, "SELECT " EXPORT_COLUMNS " WHERE id = :id");
DB_STMT(export_claim, "UPDATE export_file SET sign = :now WHERE id = :id AND state = 10 AND sign < :before");
DB_STMT(export_sign, "UPDATE export_file SET sign = :now, n_rows = :rows WHERE id = :id AND state = 10");
DB_STMT(export_end,
        "UPDATE export_file SET state = :state, n_rows = :rows, size = :size, cut = :cut, name = :name, type = :type, file = :file, why = :why"
        " WHERE id = :id AND state = 10");
DB_STMT(export_old, "SELECT id, COALESCE(file, '') AS file FROM export_file WHERE at < :before ORDER BY at LIMIT 200");
DB_STMT(export_forget, "DELETE FROM export_file WHERE id = :id");
static const struct db_stmt *const export_stmts[] = {&export_add, &export_known, &export_waiting, &export_get, &export_newest, &export_order,
                                                     &export_claim, &export_sign, &export_end, &export_old, &export_forget, NULL};

#define I(m) DB_COL_I64(struct list_file, m)
#define T(m) DB_COL_TEXT(struct list_file, m)
static const struct db_col file_cols[] = {I(id), I(person_id), I(at), I(state), T(asks), T(lang), I(total), I(n_rows), I(size), I(cut), T(name), T(type),
                                          T(file), T(why), DB_COL_END};
#undef I
#undef T
struct old_row {
        int64_t id;
        const char *file;
};
static const struct db_col old_cols[] = {DB_COL_I64(struct old_row, id), DB_COL_TEXT(struct old_row, file), DB_COL_END};

static const char *folder(struct ctx *c)
{
        return arena_fmt(c->arena, "%s/exports", c->app->cfg.data);
}

static const char *path_of(struct ctx *c, const char *file)
{
        return arena_fmt(c->arena, "%s/%s", folder(c), file);
}

static void filled(struct ctx *c, struct list_file *f)
{
        f->done = f->state == EXPORT_DONE;
        f->runs = f->state == EXPORT_RUNS;
        f->known = f->total <= 1000;
        f->size_text = human_size(c->arena, c->lang, f->size);
        f->until = f->at + DAY_MS;
}

/* ---- asking ---- */

/* The parameters as they came, [["view","all"],…]: the job reads them as a request's. */
static const char *asks_text(struct ctx *c)
{
        struct buf b;
        buf_init(&b, c->arena, ASKS_MAX);
        buf_char(&b, '[');
        for (size_t i = 0; i < c->req->n_param && i < PARAMS_MAX; i++) {
                const struct http_pair *p = &c->req->param[i];
                buf_str(&b, i ? ",[" : "[");
                buf_json(&b, text_clean(c->arena, p->name, strlen(p->name), true));
                buf_char(&b, ',');
                buf_json(&b, text_clean(c->arena, p->value, p->n, true));
                buf_char(&b, ']');
        }
        buf_char(&b, ']');
        return b.st ? NULL : b.p;
}

static enum status asked(struct ctx *c, const char *once, const char *asks, int64_t total, int64_t *id)
{
        int64_t waiting = 0;
        once = once && *once && strlen(once) < 200 ? once : random_token(c->arena);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &export_known, DB_ARGS(DB_I("me", c->actor->person_id), DB_T("once", once)), id);
        if (st != ST_NOT_FOUND)
                return st;
        st = db_i64(c->db, &export_waiting, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("since", c->now - DAY_MS)), &waiting);
        if (!st && waiting >= WAITING_MAX)
                return ctx_fail(c, ST_CONFLICT, MSG_export_too_many);
        if (!st)
                st = db_i64(c->db, &export_add,
                            DB_ARGS(DB_I("me", c->actor->person_id), DB_T("once", once), DB_I("now", c->now), DB_T("asks", asks),
                                    DB_T("lang", c->lang == LANG_EN ? "en" : "fr"), DB_I("total", total)),
                            id);
        if (st == ST_NOT_FOUND) /* its twin has just begun: run again and find it */
                return ST_BUSY;
        if (!st)
                st = job_plan(c, "list.export", arena_fmt(c->arena, "%lld", (long long)*id), c->now, NULL);
        return st ? st : db_commit(&tx);
}

enum status export_ask(struct ctx *c, const char *once, int64_t *id)
{
        struct list_shown *l = ARENA_NEW(c->arena, struct list_shown);
        int64_t total = 0;
        enum status st = export_list(c, l);
        if (!st)
                st = ticket_count(c, &l->query, &total);
        const char *asks = st ? NULL : asks_text(c);
        if (!st && !asks)
                st = ST_TOO_LARGE;
        return st ? st : asked(c, once, asks, total, id);
}

/* ---- looking, fetching ---- */

enum status export_latest(struct ctx *c, struct list_file **out, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &export_newest, DB_ARGS(DB_I("me", c->actor->person_id), DB_I("since", c->now - DAY_MS)), file_cols,
                                sizeof **out, LATEST, out, n);
        for (size_t i = 0; !st && i < *n; i++)
                filled(c, &(*out)[i]);
        return st;
}

enum status export_load(struct ctx *c, int64_t id, struct list_file *out)
{
        enum status st = db_one(c->db, c->arena, &export_get,
                                DB_ARGS(DB_I("id", id), DB_I("me", c->actor->person_id), DB_I("since", c->now - DAY_MS)), file_cols, out);
        if (!st)
                filled(c, out);
        return st;
}

enum status export_send(struct ctx *c, const struct list_file *f)
{
        struct stat s;
        int fd = f->done ? open(path_of(c, f->file), O_RDONLY | O_CLOEXEC | O_NOFOLLOW) : -1;
        if (fd < 0 || fstat(fd, &s) || !S_ISREG(s.st_mode)) {
                if (fd >= 0)
                        close(fd);
                return ST_NOT_FOUND;
        }
        c->res->fd = fd;
        c->res->fd_size = s.st_size;
        struct export_made m = {.rows = (size_t)f->n_rows, .cut = f->cut != 0, .name = f->name, .type = f->type};
        export_headers(c, &m);
        return ST_OK;
}

/* ---- making ---- */

static enum status put(int to, const char *p, size_t n)
{
        while (n) {
                ssize_t got = write(to, p, n);
                if (got < 0 && errno != EINTR)
                        return errno == ENOSPC || errno == EDQUOT ? ST_FULL : ST_IO;
                if (got > 0) {
                        p += got;
                        n -= (size_t)got;
                }
        }
        return ST_OK;
}

static enum status copied(struct ctx *c, int from, int to)
{
        char *block = ARENA_ARRAY(c->arena, BLOCK, char);
        enum status st = ST_OK;
        ssize_t n;
        while (!st && (n = read(from, block, BLOCK)) != 0)
                st = n > 0 ? put(to, block, (size_t)n) : errno == EINTR ? ST_OK : ST_IO;
        return st;
}

/* Under a name that nobody guesses; gone again when it was not written whole. */
static enum status kept(struct ctx *c, const struct export_made *m, const char **file, int64_t *size)
{
        struct stat s = {.st_size = 0};
        *file = random_token(c->arena);
        const char *path = path_of(c, *file);
        if (mkdir(folder(c), 0700) && errno != EEXIST)
                return ST_IO;
        int to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (to < 0)
                return errno == ENOSPC || errno == EDQUOT ? ST_FULL : ST_IO;
        enum status st = m->on_paper ? put(to, m->paper->p, m->paper->n) : copied(c, m->fd, to);
        if (!st && (fsync(to) || fstat(to, &s)))
                st = ST_IO;
        close(to);
        if (st)
                unlink(path);
        *size = s.st_size;
        return st;
}

/* Signs of life go by a connection of their own: the one that reads stays in its moment. */
struct signs {
        struct db *db;
        int64_t id;
        size_t last;
};

static void sign(void *arg, size_t rows)
{
        struct signs *s = arg;
        if (!s->db || rows < s->last + SIGN_EVERY)
                return;
        s->last = rows;
        if (db_exec(s->db, &export_sign, DB_ARGS(DB_I("id", s->id), DB_I("now", moment_now()), DB_I("rows", (int64_t)rows)), NULL))
                s->last -= SIGN_EVERY; /* said with the next page */
}

static enum status asks_read(struct ctx *c, const char *asks, struct http_request *r)
{
        const struct json *j = NULL;
        const char *why;
        if (jv_parse(c->arena, asks, strlen(asks), &j, &why))
                return ST_INVALID;
        struct http_pair *p = ARENA_ARRAY(c->arena, jv_count(j) + 1, struct http_pair);
        for (size_t i = 0; i < jv_count(j); i++) {
                const char *name = jv_text(jv_at(jv_at(j, i), 0)), *value = jv_text(jv_at(jv_at(j, i), 1));
                if (name && value)
                        p[r->n_param++] = (struct http_pair){name, value, strlen(value)};
        }
        r->param = p;
        return ST_OK;
}

static enum status ended(struct ctx *c, int64_t id, int state, const struct export_made *m, const char *file, int64_t size, const char *why)
{
        return db_exec(c->db, &export_end,
                       DB_ARGS(DB_I("id", id), DB_I("state", state), DB_I("rows", (int64_t)m->rows), DB_I("size", size), DB_I("cut", m->cut),
                               DB_T("name", m->name), DB_T("type", m->type), DB_T("file", file), DB_T("why", why)),
                       NULL);
}

static enum status read_all(struct ctx *as, const struct list_file *f, const struct export_watch *watch, struct export_made *m)
{
        struct list_shown *l = ARENA_NEW(as->arena, struct list_shown);
        db_readonly(as->db, true);
        enum status st = db_snapshot(as->db);
        if (!st)
                st = asks_read(as, f->asks, as->req);
        if (!st)
                st = export_list(as, l);
        if (!st)
                st = export_make(as, l, watch, m);
        db_readonly(as->db, false);
        return st;
}

/* As whoever asked, with the rights they have now.  What cannot be made (no room, a condition that is none any more) is
 * said on the page; a busy database comes again. */
static enum status export_job(struct ctx *c, const struct job *j)
{
        struct list_file f;
        struct http_request r = {.query = ""};
        struct buf paper;
        struct actor who;
        struct ctx as;
        int64_t id, rows = 0, size = 0;
        const char *file = NULL;
        if (!text_i64(j->key, &id))
                return ST_OK;
        enum status st = db_exec(c->db, &export_claim, DB_ARGS(DB_I("id", id), DB_I("now", c->now), DB_I("before", c->now - MINUTE_MS)), &rows);
        if (!st)
                st = db_one(c->db, c->arena, &export_order, DB_ARGS(DB_I("id", id)), file_cols, &f);
        if (st == ST_NOT_FOUND || (!st && f.state != EXPORT_RUNS))
                return ST_OK;
        if (st || !rows)
                return st ? st : ST_BUSY; /* another has it: looked at again later */
        st = person_acts(c, f.person_id, f.lang, &who, &as);
        if (st)
                return st;
        as.req = &r;
        buf_init(&paper, c->arena, PAPER_BYTES);
        struct export_made m = {.fd = -1, .paper = &paper};
        struct signs s = {.id = id};
        struct export_watch watch = {sign, &s};
        if (db_open(c->app->pool, &s.db))
                s.db = NULL; /* then without signs */
        st = read_all(&as, &f, &watch, &m);
        db_close(&s.db);
        if (!st)
                st = kept(c, &m, &file, &size);
        if (m.fd >= 0)
                close(m.fd);
        if (st == ST_BUSY)
                return st;
        const char *why = !st ? NULL : as.why ? as.why : ctx_msg(&as, st == ST_FULL ? MSG_export_no_room : MSG_export_failed);
        return ended(c, id, st ? EXPORT_FAILED : EXPORT_DONE, &m, file, size, why);
}

/* A file of ours that nobody wrote to for two days.  Its row, if there ever was one, ended at least a day ago, since
 * it is asked before it is written: what a crash left between the two goes without asking whose it is, and no file that
 * a node writes now is that old, even by another clock. */
static bool left_behind(struct ctx *c, int dir, const char *name)
{
        struct stat s;
        return strlen(name) == TOKEN_LETTERS && !fstatat(dir, name, &s, AT_SYMLINK_NOFOLLOW) && S_ISREG(s.st_mode) &&
               (int64_t)s.st_mtime * SECOND_MS < c->now - 2 * DAY_MS;
}

static void folder_sweep(struct ctx *c)
{
        DIR *d = opendir(folder(c));
        if (!d)
                return;
        for (struct dirent *e = readdir(d); e; e = readdir(d))
                if (left_behind(c, dirfd(d), e->d_name) && !unlinkat(dirfd(d), e->d_name, 0))
                        log_plain(LOG_INFO, "export.swept");
        closedir(d);
}

/* Files are there for a day; their rows go with them. */
static enum status export_clean(struct ctx *c, const struct job *j)
{
        struct old_row *row;
        size_t n;
        (void)j;
        enum status st = db_all(c->db, c->arena, &export_old, DB_ARGS(DB_I("before", c->now - DAY_MS)), old_cols, sizeof *row, 200, &row, &n);
        for (size_t i = 0; !st && i < n; i++) {
                if (*row[i].file && unlink(path_of(c, row[i].file)) && errno != ENOENT)
                        continue; /* tried again in an hour */
                st = db_exec(c->db, &export_forget, DB_ARGS(DB_I("id", row[i].id)), NULL);
        }
        if (!st)
                folder_sweep(c);
        return st;
}

static const struct job_kind export_jobs[] = {{"list.export", export_job, 0, 0}, {"list.export_clean", export_clean, HOUR_MS, 0}, {0}};
static const struct setting export_settings[] = {{"export.direct_rows", "500", 0, 1000, MSG_export_setting_direct}, {NULL, NULL, 0, 0, 0}};
static const struct personal export_personal[] = {{"export_file", "asks", "person_id", "lists they asked as a file, kept a day"}, {NULL, NULL, NULL, NULL}};
const struct slice slice_list_export = {
        .name = "list-export", .stmts = export_stmts, .jobs = export_jobs, .settings = export_settings, .personal = export_personal};
