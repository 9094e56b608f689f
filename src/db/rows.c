/* One INSERT for many rows.  SQLite has no way to the server to save: row after row, prepared once.  PostgreSQL begins and
 * ends a statement at a cost of several rows, so that its VALUES list is repeated, in powers of two: few texts, each
 * prepared once. */
#include <ctype.h>

#include "base/assert.h"
#include "base/buf.h"
#include "db/internal.h"

enum { ROWS_MAX = 32, PARAMS_MAX = 400 };

/* The list again, each argument with the row's number behind its name. */
static void list_put(struct buf *b, const char *list, size_t row)
{
        for (const char *p = list; *p; p++) {
                buf_char(b, *p);
                bool argument = *p == ':' && (isalpha((unsigned char)p[1]) || p[1] == '_');
                if (!argument)
                        continue;
                while (isalnum((unsigned char)p[1]) || p[1] == '_')
                        buf_char(b, *++p);
                buf_fmt(b, "_r%zu", row);
        }
}

static enum status together(struct db *db, struct arena *a, const struct db_stmt *s, const struct db_args *rows, size_t n)
{
        const char *list = strstr(s->sql, "VALUES (");
        struct db_arg *v = arena_calloc(a, n * rows[0].n + 1, sizeof *v);
        struct buf b;
        size_t k = 0;

        ASSERT(list != NULL);
        list += strlen("VALUES ");
        buf_init(&b, a, strlen(s->sql) + n * (2 * strlen(list) + 8 * rows[0].n + 8));
        buf_fmt(&b, "%.*s", (int)(list - s->sql), s->sql);
        for (size_t i = 0; i < n; i++) {
                buf_str(&b, i ? ", " : "");
                list_put(&b, list, i);
                for (size_t j = 0; j < rows[i].n; j++) {
                        v[k] = rows[i].v[j];
                        v[k++].name = arena_fmt(a, "%s_r%zu", rows[i].v[j].name, i);
                }
        }
        ASSERT(!buf_end(&b));
        struct db_stmt many = {arena_fmt(a, "%s*%zu", s->name, n), b.p, false};
        return db_exec(db, &many, (struct db_args){k, v}, NULL);
}

enum status db_rows(struct db *db, struct arena *a, const struct db_stmt *s, const struct db_args *rows, size_t n)
{
        bool one_by_one = db->engine != DB_POSTGRES;
        enum status st = ST_OK;

        for (size_t i = 0, step; !st && i < n; i += step) {
                step = one_by_one ? 1 : ROWS_MAX;
                while (step > 1 && (step > n - i || step * rows[i].n > PARAMS_MAX))
                        step /= 2;
                st = step > 1 ? together(db, a, s, &rows[i], step) : db_exec(db, s, rows[i], NULL);
        }
        return st;
}
