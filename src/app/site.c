/* The house itself: facts that are no settings (trial mode, the picture, the code of the first run), kept as rows
 * of setting that no slice declares, so that they are neither shown among the settings nor exported; and the
 * picture on the pages, a PNG or JPEG whose head was read, served by its hash under a policy that runs nothing. */
#include <fcntl.h>
#include <unistd.h>

#include "app/state.h"

DB_STMT(fact_get, "SELECT name, value FROM setting WHERE name = :name");
DB_STMT(fact_put,
        "INSERT INTO setting (name, value, version, changed_at, changed_by) VALUES (:name, :value, 1, :now, :by)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = setting.version + 1,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by");
DB_STMT(fact_drop, "DELETE FROM setting WHERE name = :name");
DB_STMT(logo_write,
        "INSERT INTO site_file (name, type, hash, bytes, changed_at) VALUES ('logo', :type, :hash, :bytes, :now)"
        " ON CONFLICT (name) DO UPDATE SET type = excluded.type, hash = excluded.hash, bytes = excluded.bytes,"
        " changed_at = excluded.changed_at");
DB_STMT(logo_read, "SELECT type, hash, bytes FROM site_file WHERE name = 'logo' AND hash = :hash");
DB_STMT(logo_look, "SELECT type, hash, CAST(length(bytes) AS BIGINT) AS size FROM site_file WHERE name = 'logo'");
DB_STMT(logo_remove, "DELETE FROM site_file WHERE name = 'logo'");
static const struct db_stmt *const site_stmts[] = {&fact_get, &fact_put, &fact_drop, &logo_write, &logo_read, &logo_look, &logo_remove, NULL};

/* ---- facts -------------------------------------------------------------------------------------------------- */

const char *house_fact(const struct ctx *c, const char *name)
{
        struct app_state *s = c->app->state;
        pthread_mutex_lock(&s->settings_lock);
        const struct setting_snapshot *now = s->settings;
        pthread_mutex_unlock(&s->settings_lock);
        for (size_t i = 0; now && i < now->n; i++)
                if (strcmp(now->name[i], name) == 0)
                        return now->value[i];
        return NULL;
}

struct fact_row {
        const char *name, *value;
};

enum status house_fact_now(struct ctx *c, const char *name, const char **out)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct fact_row, name), DB_COL_TEXT(struct fact_row, value), DB_COL_END};
        struct fact_row row = {NULL, NULL};
        enum status st = db_one(c->db, c->arena, &fact_get, DB_ARGS(DB_T("name", name)), cols, &row);
        *out = row.value;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

enum status house_fact_set(struct ctx *c, const char *name, const char *value)
{
        if (!value)
                return db_exec(c->db, &fact_drop, DB_ARGS(DB_T("name", name)), NULL);
        return db_exec(c->db, &fact_put,
                       DB_ARGS(DB_T("name", name), DB_T("value", value), DB_I("now", c->now),
                               DB_REF("by", c->actor ? c->actor->person_id : 0)),
                       NULL);
}

bool trial_on(const struct ctx *c)
{
        return house_fact(c, "state.trial") != NULL;
}

/* ---- the picture -------------------------------------------------------------------------------------------- */

static int64_t be16(const unsigned char *p)
{
        return p[0] * 256 + p[1];
}

static bool sizes_fit(int64_t width, int64_t height)
{
        return width > 0 && height > 0 && width <= LOGO_SIDE && height <= LOGO_SIDE;
}

static bool png_fits(const unsigned char *p, size_t n)
{
        static const unsigned char head[] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
        if (n < 33 || memcmp(p, head, sizeof head) != 0 || be16(p + 16) || be16(p + 20))
                return false;
        return sizes_fit(be16(p + 18), be16(p + 22));
}

/* Markers up to the frame, which says the size. */
static bool jpeg_fits(const unsigned char *p, size_t n)
{
        if (n < 4 || p[0] != 0xff || p[1] != 0xd8)
                return false;
        for (size_t i = 2; i + 9 < n && p[i] == 0xff;) {
                unsigned mark = p[i + 1];
                if (mark >= 0xc0 && mark <= 0xcf && mark != 0xc4 && mark != 0xc8 && mark != 0xcc)
                        return sizes_fit(be16(p + i + 7), be16(p + i + 5));
                i += 2 + (size_t)be16(p + i + 2);
        }
        return false;
}

const char *logo_type(const unsigned char *p, size_t n)
{
        if (n > LOGO_BYTES)
                return NULL;
        return png_fits(p, n) ? "image/png" : jpeg_fits(p, n) ? "image/jpeg" : NULL;
}

enum status logo_put(struct ctx *c, const unsigned char *p, size_t n)
{
        unsigned char hash[DIGEST_BYTES];
        const char *type = logo_type(p, n);
        if (!type)
                return ST_INVALID;
        digest(p, n, hash);
        const char *name = arena_strn(c->arena, hex(c->arena, hash, DIGEST_BYTES), 32);
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &logo_write, DB_ARGS(DB_T("type", type), DB_T("hash", name), DB_B("bytes", p, n), DB_I("now", c->now)),
                             NULL);
        if (!st)
                st = house_fact_set(c, "state.logo", name);
        if (!st)
                st = audit(c, "logo.put", "site", 0, "ok", type);
        return st ? st : db_commit(&tx);
}

enum status logo_drop(struct ctx *c)
{
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : db_exec(c->db, &logo_remove, DB_NO_ARGS, NULL);
        if (!st)
                st = house_fact_set(c, "state.logo", NULL);
        if (!st)
                st = audit(c, "logo.remove", "site", 0, "ok", NULL);
        return st ? st : db_commit(&tx);
}

enum status upload_bytes(struct ctx *c, const char *field, size_t max, const unsigned char **p, size_t *n)
{
        *n = 0;
        for (size_t i = 0; i < c->req->n_upload; i++) {
                const struct http_upload *up = &c->req->upload[i];
                if (strcmp(up->field, field) != 0 || !up->size)
                        continue;
                if ((uint64_t)up->size > max)
                        return ST_TOO_LARGE;
                unsigned char *all = arena_alloc(c->arena, (size_t)up->size);
                int fd = open(up->path, O_RDONLY | O_CLOEXEC);
                ssize_t got = fd < 0 ? -1 : read(fd, all, (size_t)up->size);
                if (fd >= 0)
                        close(fd);
                if (got != up->size)
                        return ST_IO;
                *p = all;
                *n = (size_t)up->size;
                return ST_OK;
        }
        return ST_OK;
}

enum status logo_sent(struct ctx *c)
{
        const unsigned char *p = NULL;
        size_t n = 0;
        enum status st = upload_bytes(c, "logo", LOGO_BYTES, &p, &n);

        if (!st && c->req->body_st == ST_TOO_LARGE)
                st = ST_TOO_LARGE;
        if (!st)
                st = n ? logo_put(c, p, n) : ST_INVALID;
        if (st == ST_TOO_LARGE || st == ST_INVALID) {
                form_error(c, "logo", MSG_first_logo_wrong);
                return ST_INVALID;
        }
        if (!st)
                settings_fresh(c);
        return st;
}

enum status logo_now(struct ctx *c, struct logo_info *out)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct logo_info, type), DB_COL_TEXT(struct logo_info, hash),
                                             DB_COL_I64(struct logo_info, size), DB_COL_END};
        *out = (struct logo_info){.hash = NULL};
        enum status st = db_one(c->db, c->arena, &logo_look, DB_NO_ARGS, cols, out);
        return st == ST_NOT_FOUND ? ST_OK : st;
}

struct logo_row {
        const char *type, *hash;
        struct db_blob bytes;
};

static enum status logo_get(struct ctx *c)
{
        static const struct db_col cols[] = {DB_COL_TEXT(struct logo_row, type), DB_COL_TEXT(struct logo_row, hash),
                                             DB_COL_BLOB(struct logo_row, bytes), DB_COL_END};
        struct logo_row row;
        enum status st = db_one(c->db, c->arena, &logo_read, DB_ARGS(DB_T("hash", ctx_var(c, "hash"))), cols, &row);
        if (st)
                return st;
        c->res->type = row.type;
        http_set(c->res, "Content-Security-Policy", "default-src 'none'; sandbox");
        buf_add(&c->res->body, row.bytes.p, row.bytes.n);
        return buf_end(&c->res->body);
}

static const struct route site_routes[] = {{HTTP_GET, "/logo/{hash}", PERM_PUBLIC, logo_get, ROUTE_QUIET, NULL}, {0}};

const struct slice slice_site = {.name = "site", .routes = site_routes, .stmts = site_stmts};
