/* See secret.h.  The ring is read once and again when a key is asked for that it lacks: a file that was brought up
 * to date on every node of a house counts without a restart.  Sealing anew goes row by row, each put only where the
 * row is still as it was read, so that it may run beside a house that serves. */
#include "app/state.h"

#define CURRENT "state.key"

/* ---- the ring ------------------------------------------------------------------------------------------------ */

static enum status ring_read(struct ctx *c, const char **why)
{
        struct app_state *s = c->app->state;
        struct seal_ring fresh;
        const char *path = secret_path(c->app, c->arena);
        enum status st = secret_file_read(path, c->arena, &fresh, why);

        if (st)
                return st;
        pthread_mutex_lock(&s->ring_lock);
        s->ring = fresh;
        pthread_mutex_unlock(&s->ring_lock);
        seal_forget(&fresh, sizeof fresh);
        return ST_OK;
}

static struct seal_ring ring_now(struct ctx *c)
{
        struct app_state *s = c->app->state;

        pthread_mutex_lock(&s->ring_lock);
        struct seal_ring r = s->ring;
        pthread_mutex_unlock(&s->ring_lock);
        return r;
}

/* The key of this name, or the newest one when the database names none yet. */
static const struct seal_key *ring_key(const struct seal_ring *r, const char *name, struct arena *a)
{
        for (size_t i = r->n; i-- > 0;)
                if (!name || str_eq(hex(a, r->key[i].id, SEAL_ID_BYTES), name))
                        return &r->key[i];
        return NULL;
}

static enum status lacking(struct ctx *c, const char *event, const char *why)
{
        log_event(LOG_ERROR, event, LOG_S("file", secret_path(c->app, c->arena)), LOG_S("why", why ? why : ""));
        return ctx_fail(c, ST_UNAVAILABLE, MSG_secrets_here);
}

enum status secret_seal(struct ctx *c, const char *about, const void *p, size_t n, struct db_blob *out)
{
        const char *name = house_fact(c, CURRENT), *why = NULL;
        struct seal_ring r = ring_now(c);
        const struct seal_key *key = ring_key(&r, name, c->arena);
        enum status st = ST_OK;

        if (!key) {
                st = ring_read(c, &why);
                if (st == ST_NOT_FOUND && !name && !(st = secret_file_make(secret_path(c->app, c->arena), c->arena, &why)))
                        st = ring_read(c, &why);
                r = ring_now(c);
                key = ring_key(&r, name, c->arena);
        }
        if (!st && key)
                out->p = seal_make(c->arena, key, about, p, n, &out->n);
        seal_forget(&r, sizeof r);
        return st || !key ? lacking(c, "secrets.seal", why) : ST_OK;
}

enum status secret_open(struct ctx *c, const char *about, const struct db_blob *kept, struct db_blob *out)
{
        struct seal_ring r = ring_now(c);
        const char *why = NULL;
        unsigned char *clear = NULL;

        *out = *kept;
        if (!seal_is(kept->p, kept->n, NULL))
                return ST_OK;
        enum status st = seal_open(c->arena, &r, about, kept->p, kept->n, &clear, &out->n);
        if (st == ST_NOT_FOUND && !ring_read(c, &why)) {
                r = ring_now(c);
                st = seal_open(c->arena, &r, about, kept->p, kept->n, &clear, &out->n);
        }
        seal_forget(&r, sizeof r);
        out->p = clear;
        return st ? lacking(c, st == ST_INVALID ? "secrets.changed" : "secrets.open", why) : ST_OK;
}

/* ---- every row ------------------------------------------------------------------------------------------------- */

struct row {
        int64_t id;
        const char *about;
        struct db_blob secret;
};
static const struct db_col row_cols[] = {DB_COL_I64(struct row, id), DB_COL_TEXT(struct row, about), DB_COL_BLOB(struct row, secret), DB_COL_END};

struct walk {
        struct ctx *c;
        const struct seal_ring *ring;
        const struct seal_key *to; /* NULL: only count */
        bool drop;                 /* what no key opens */
        struct secret_count count;
};

static enum status row_sealed(struct walk *w, const struct sealed *t, const struct row *r)
{
        struct ctx *c = w->c;
        struct db_blob clear = r->secret, fresh = {0};
        unsigned char *opened = NULL;
        enum status st = ST_OK;

        if (seal_is(r->secret.p, r->secret.n, NULL))
                st = seal_open(c->arena, w->ring, r->about, r->secret.p, r->secret.n, &opened, &clear.n);
        if (st)
                return ST_OK; /* counted as lost, or changed behind our back: left as it is */
        if (opened)
                clear.p = opened;
        fresh.p = seal_make(c->arena, w->to, r->about, clear.p, clear.n, &fresh.n);
        return db_exec(c->db, t->put, DB_ARGS(DB_I("id", r->id), DB_B("old", r->secret.p, r->secret.n), DB_B("fresh", fresh.p, fresh.n)), NULL);
}

static enum status row_walk(struct walk *w, const struct sealed *t, const struct row *r)
{
        const unsigned char *id = NULL;

        if (!r->secret.n)
                return ST_OK;
        if (!seal_is(r->secret.p, r->secret.n, &id)) {
                w->count.clear++;
                return w->to ? row_sealed(w, t, r) : ST_OK;
        }
        const struct seal_key *key = seal_ring_find(w->ring, id);
        if (!key) {
                w->count.lost++;
                return w->drop ? db_exec(w->c->db, t->drop, DB_ARGS(DB_I("id", r->id)), NULL) : ST_OK;
        }
        w->count.by_key[key - w->ring->key]++;
        return w->to && w->to != key ? row_sealed(w, t, r) : ST_OK;
}

/* One table, a page at a time, each in a transaction of its own. */
static enum status table_walk(struct walk *w, const struct sealed *t)
{
        struct arena *whole = w->c->arena;
        enum status st = ST_OK;

        for (int64_t after = 0, more = 1; !st && more;) {
                struct arena *scratch = arena_new(4u << 20);
                struct row *rows = NULL;
                size_t n = 0;
                w->c->arena = scratch;
                {
                        DB_TX(tx, w->c->db);
                        st = tx.st;
                        if (!st)
                                st = db_all(w->c->db, scratch, t->page, DB_ARGS(DB_I("after", after)), row_cols, sizeof *rows, SEALED_PAGE,
                                            &rows, &n);
                        for (size_t i = 0; !st && i < n; i++)
                                st = row_walk(w, t, &rows[i]);
                        if (!st)
                                st = db_commit(&tx);
                }
                more = n == SEALED_PAGE;
                after = n ? rows[n - 1].id : after;
                w->c->arena = whole;
                arena_free(&scratch);
        }
        return st;
}

static enum status walk_all(struct walk *w)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && w->c->app->slices[i]; i++)
                for (const struct sealed *t = w->c->app->slices[i]->sealed; !st && t && t->page; t++)
                        st = table_walk(w, t);
        return st;
}

enum status secrets_count(struct ctx *c, struct secret_count *out)
{
        const char *why = NULL;
        enum status read = ring_read(c, &why);
        struct seal_ring r = ring_now(c);
        struct walk w = {.c = c, .ring = &r};
        if (read && read != ST_NOT_FOUND)
                return ctx_fail_text(c, ST_UNAVAILABLE, why);
        enum status st = walk_all(&w);

        seal_forget(&r, sizeof r);
        *out = w.count;
        return st;
}

static enum status key_named(struct ctx *c, const struct seal_key *key)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = house_fact_set(c, CURRENT, hex(c->arena, key->id, SEAL_ID_BYTES));
        if (!st)
                st = audit(c, "secrets.key", "house", 0, "ok", hex(c->arena, key->id, SEAL_ID_BYTES));
        return st ? st : db_commit(&tx);
}

/* The key is named first: a row sealed meanwhile by another node is sealed by it already. */
static enum status carry(struct ctx *c, const struct seal_ring *r, const struct seal_key *to)
{
        struct walk w = {.c = c, .ring = r, .to = to};
        enum status st = key_named(c, to);

        if (!st)
                settings_fresh(c);
        return st ? st : walk_all(&w);
}

enum status secrets_use_newest(struct ctx *c)
{
        const char *why = NULL;
        enum status st = ring_read(c, &why);

        if (st)
                return ctx_fail_text(c, ST_UNAVAILABLE, why);
        struct seal_ring r = ring_now(c);
        st = carry(c, &r, &r.key[r.n - 1]);
        seal_forget(&r, sizeof r);
        return st;
}

enum status secrets_give_up(struct ctx *c, int64_t *n)
{
        const char *why = NULL;
        enum status read = ring_read(c, &why);
        struct seal_ring r = ring_now(c);
        struct walk w = {.c = c, .ring = &r, .drop = true};
        if (read && read != ST_NOT_FOUND)
                return ctx_fail_text(c, ST_UNAVAILABLE, why);
        enum status st = walk_all(&w);

        seal_forget(&r, sizeof r);
        *n = w.count.lost;
        DB_TX(tx, c->db);
        if (!st)
                st = tx.st;
        if (!st)
                st = audit(c, "secrets.give_up", "house", 0, "ok", arena_fmt(c->arena, "%lld", (long long)*n));
        return st ? st : db_commit(&tx);
}

/* ---- the start --------------------------------------------------------------------------------------------------- */

static enum status refuse(struct ctx *c, int message, int64_t n)
{
        const struct html_arg args[] = {{"file", secret_path(c->app, c->arena), 0}, {"n", NULL, n}};

        return ctx_fail_text(c, ST_UNAVAILABLE, msg_text(c->arena, c->lang, message, ARRAY_LEN(args), args));
}

enum status secrets_ready(struct ctx *c)
{
        const char *why = NULL, *name = NULL, *path = secret_path(c->app, c->arena);
        struct secret_count count;
        enum status st = ring_read(c, &why);
        bool absent = st == ST_NOT_FOUND;

        if (st && !absent)
                return ctx_fail_text(c, ST_UNAVAILABLE, why);
        st = house_fact_now(c, CURRENT, &name);
        struct seal_ring r = ring_now(c);
        if (st || (!absent && name && ring_key(&r, name, c->arena)))
                return st;
        st = secrets_count(c, &count);
        if (!st && count.lost)
                return refuse(c, absent ? MSG_secrets_missing : MSG_secrets_wrong, count.lost);
        if (!st && absent && ((st = secret_file_make(path, c->arena, &why)) || (st = ring_read(c, &why))))
                return ctx_fail_text(c, ST_UNAVAILABLE, why);
        r = ring_now(c);
        if (!st)
                st = carry(c, &r, &r.key[r.n - 1]);
        seal_forget(&r, sizeof r);
        return st;
}
