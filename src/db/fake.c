/* A handle without a database: calls are scripted, in order.  What a page does when the database is
 * busy, full or lost is then a test of three lines. */
#include "base/assert.h"
#include "base/text.h"
#include "db/internal.h"

#define FAKE_MAX 64

struct fake {
        struct db base;
        struct expected {
                const char *stmt;
                enum status st;
        } v[FAKE_MAX];
        size_t n, next;
};

static enum status fake_open(struct db_cursor *c, const struct db_stmt *s, struct db_args args, bool scroll)
{
        struct fake *f = (struct fake *)c->db;

        /* a statement that the test did not expect */
        ASSERT(f->next < f->n && str_eq(f->v[f->next].stmt, s->name));
        enum status st = f->v[f->next++].st;
        c->rows = st == ST_OK;
        if (st && st != ST_NOT_FOUND)
                return db_fail(c->db, st, s->name, "as the test wants");
        return ST_OK;
}

static enum status fake_step(struct db_cursor *c)
{
        return c->row++ < c->rows ? ST_OK : ST_NOT_FOUND;
}

static void fake_fill(struct db_cursor *c, struct arena *a, const struct db_col *cols, void *out)
{
        char *row = out;

        for (; cols->name; cols++) {
                size_t n = cols->type == DB_I64    ? sizeof(int64_t)
                           : cols->type == DB_TEXT ? sizeof(char *)
                                                   : sizeof(struct db_blob);
                memset(row + cols->offset, 0, n);
        }
}

static int64_t fake_i64(struct db_cursor *c)
{
        return 0;
}

static void fake_close(struct db_cursor *c)
{
}

static enum status fake_begin(struct db *db, bool alone)
{
        return ST_OK;
}

static enum status fake_commit(struct db *db)
{
        return ST_OK;
}

static void fake_nothing(struct db *db)
{
}

static enum status fake_script(struct db *db, const char *sql)
{
        return ST_OK;
}

static bool fake_changed(struct db *db, int wait_ms)
{
        return false;
}

static enum status fake_prepare(struct db *db, const struct db_stmt *s)
{
        return ST_OK;
}

static enum status fake_explain(struct db *db, struct arena *a, const struct db_stmt *s, const char **out)
{
        *out = "";
        return ST_OK;
}

static const struct db_ops fake_ops = {
    .open = fake_open,
    .step = fake_step,
    .fill = fake_fill,
    .i64 = fake_i64,
    .close = fake_close,
    .begin = fake_begin,
    .commit = fake_commit,
    .rollback = fake_nothing,
    .readonly = fake_nothing,
    .script = fake_script,
    .changed = fake_changed,
    .prepare = fake_prepare,
    .explain = fake_explain,
    .free = fake_nothing, /* it lives in the test's arena */
};

struct db *db_fake_new(struct arena *a)
{
        struct fake *f = ARENA_NEW(a, struct fake);

        f->base = (struct db){.ops = &fake_ops, .engine = DB_FAKE};
        return &f->base;
}

void db_fake_expect(struct db *db, const char *stmt, enum status st)
{
        struct fake *f = (struct fake *)db;

        ASSERT(db->engine == DB_FAKE && f->n < FAKE_MAX);
        f->v[f->n++] = (struct expected){stmt, st};
}

size_t db_fake_left(const struct db *db)
{
        const struct fake *f = (const struct fake *)db;

        return f->n - f->next;
}
