/* Brings the schema up to date.  Each migration is one transaction that nobody shares: an exclusive
 * one on SQLite, one under an advisory lock on PostgreSQL.  What has run is read again inside it, so
 * two programs that start together do not run a migration twice.  The checksum of what ran is kept:
 * a migration that was edited afterwards is refused instead of silently differing. */
#include "base/assert.h"
#include "base/random.h"
#include "base/text.h"
#include "db/internal.h"

struct ran {
        int64_t number;
        const char *checksum;
};

static const struct db_col ran_cols[] = {
    DB_COL_I64(struct ran, number),
    DB_COL_TEXT(struct ran, checksum),
    DB_COL_END,
};

static const char *checksum(struct arena *a, const struct db_migration *m)
{
        unsigned char sum[DIGEST_BYTES];

        digest(m->sql, strlen(m->sql), sum);
        return hex(a, sum, sizeof(sum));
}

/* How many of ours have run; fails when theirs are not ours. */
static enum status done_so_far(struct db *db, struct arena *a, int64_t *n, const char **why)
{
        static const struct db_stmt list = {"db_migrations",
                                            "SELECT number, checksum FROM schema_version ORDER BY number"};
        struct ran *ran;
        size_t rows;
        enum status st;

        st = db_all(db, a, &list, DB_NO_ARGS, ran_cols, sizeof(*ran), 10000, &ran, &rows);
        if (st)
                return st;
        *n = (int64_t)rows;
        for (size_t i = 0; i < rows; i++) {
                const struct db_migration *m = db_migrations;
                while (m->name && m->number != ran[i].number)
                        m++;
                if (!m->name) {
                        *why = arena_fmt(
                            a,
                            "the database has migration %lld, which this release does not know: it was"
                            " used by a newer release",
                            (long long)ran[i].number);
                        return ST_CONFLICT;
                }
                if (!str_eq(ran[i].checksum, checksum(a, m)) || m->number != (int64_t)i + 1) {
                        *why = arena_fmt(a, "migration %04lld_%s is not the one that ran here",
                                         (long long)m->number, m->name);
                        return ST_CONFLICT;
                }
        }
        return ST_OK;
}

static enum status run_script(struct db *db, struct arena *a, const struct db_migration *m, const char **why)
{
        const char *script = db_rewrite(a, db->engine, m->sql), *end;
        enum status st;

        for (int n = 1; (end = sql_next(script)); n++, script = end) {
                st = db->ops->script(db, arena_strn(a, script, (size_t)(end - script)));
                if (st) {
                        *why = arena_fmt(a, "migration %04lld_%s, statement %d: %s", (long long)m->number,
                                         m->name, n, db->why);
                        return st;
                }
        }
        return ST_OK;
}

/* Runs the next one, if there is one: *more. */
static enum status migrate_one(struct db *db, struct arena *a, int64_t now, bool *more, const char **why)
{
        static const struct db_stmt mark = {"db_migrated",
                                            "INSERT INTO schema_version (number, name, checksum, applied_at)"
                                            " VALUES (:number, :name, :checksum, :now)"};
        static const char table[] =
            "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY,"
            " name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)";
        struct db_tx tx CLEANUP(db_end) = db_begin_alone(db);
        const struct db_migration *m = db_migrations;
        enum status st = tx.st;
        int64_t n = 0;

        *more = false;
        if (!st)
                st = db->ops->script(db, table);
        if (!st)
                st = done_so_far(db, a, &n, why);
        if (st)
                return st;
        while (m->name && m->number <= n)
                m++;
        if (m->name) {
                if ((st = run_script(db, a, m, why)))
                        return st;
                st = db_exec(db, &mark,
                             DB_ARGS(DB_I("number", m->number), DB_T("name", m->name),
                                     DB_T("checksum", checksum(a, m)), DB_I("now", now)),
                             NULL);
                if (st)
                        return st;
        }
        *more = m->name != NULL;
        return db_commit(&tx);
}

enum status db_migrate(struct db *db, struct arena *a, int64_t now, int64_t *applied, const char **why)
{
        enum status st;
        bool more = true;

        *why = "";
        if (applied)
                *applied = 0;
        while (more) {
                if ((st = migrate_one(db, a, now, &more, why))) {
                        if (!**why)
                                *why = arena_str(a, db->why);
                        return st;
                }
                if (applied)
                        *applied += more;
        }
        return ST_OK;
}

/* ---- integrity ---- */

struct fault {
        const char *fault;
};

static const struct db_col fault_cols[] = {DB_COL_TEXT(struct fault, fault), DB_COL_END};

enum status db_integrity(struct db *db, struct arena *a, const char **why)
{
        static const struct db_stmt sqlite[] = {
            {"db_check_pages", "SELECT integrity_check AS fault FROM pragma_integrity_check(1)"
                               " WHERE integrity_check <> 'ok'"},
            {"db_check_keys",
             "SELECT 'row ' || coalesce(rowid, '?') || ' of ' || \"table\" || ' points at a missing "
             "row of ' || parent AS fault FROM pragma_foreign_key_check LIMIT 1"},
        };
        static const struct db_stmt postgres[] = {
            {"db_check_indexes", "SELECT 'index ' || indexrelid::regclass::text || ' is not valid' AS fault"
                                 " FROM pg_index WHERE NOT indisvalid LIMIT 1"},
            {"db_check_constraints", "SELECT 'constraint ' || conname || ' is not valid' AS fault"
                                     " FROM pg_constraint WHERE NOT convalidated LIMIT 1"},
        };
        static const struct db_stmt search = {"db_check_search",
                                              "INSERT INTO search (search) VALUES ('integrity-check')"};
        const struct db_stmt *list = db->engine == DB_POSTGRES ? postgres : sqlite;
        struct fault fault;
        enum status st;

        *why = "";
        for (size_t i = 0; i < 2; i++) {
                st = db_one(db, a, &list[i], DB_NO_ARGS, fault_cols, &fault);
                if (st == ST_NOT_FOUND)
                        continue;
                *why = st ? arena_str(a, db->why) : fault.fault;
                return st ? st : ST_IO;
        }
        if (db->engine == DB_POSTGRES)
                return ST_OK;
        st = db_exec(db, &search, DB_NO_ARGS, NULL);
        if (st)
                *why = arena_fmt(a, "search index: %s", db->why);
        return st;
}
