/* Whatever is typed or indexed: no crash, and the engine never calls the query a syntax error. */
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/assert.h"
#include "base/random.h"
#include "db/db.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct db *open_once(struct arena *a)
{
        DB_STMT(table, "CREATE VIRTUAL TABLE search USING fts5(title, pub, note, keys, tokenize = 'guichet',"
                       " prefix = '3')");
        char folder[] = "/tmp/guichet-fuzz-XXXXXX";
        struct db_pool *pool;
        struct db *db;
        const char *why;

        random_init();
        ASSERT(mkdtemp(folder) != NULL);
        const char *path = arena_fmt(a, "%s/f.db", folder);
        ASSERT(db_pool_open(path, a, &pool, &why) == ST_OK && db_open(pool, &db) == ST_OK);
        ASSERT(db_exec(db, &table, DB_NO_ARGS, NULL) == ST_OK);
        /* open files stay usable; nothing is left behind when the run is killed */
        unlink(path);
        unlink(arena_fmt(a, "%s-wal", path));
        unlink(arena_fmt(a, "%s-shm", path));
        rmdir(folder);
        return db;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        DB_STMT(find, "SELECT count(*) FROM search WHERE search MATCH :q");
        static const char *const keys[] = {"s24", "p812"};
        static struct db *db;
        static struct arena *a, *life;
        int64_t n;

        if (!db) {
                life = arena_new(1u << 20);
                a = arena_new(64u << 20);
                db = open_once(life);
        }
        if (size < 1)
                return 0;
        bool prefix = data[0] & 1, notes = data[0] & 2;
        char *text = arena_strn(a, (const char *)data + 1, size - 1);
        const char *q = db_search_query(db, a, text, keys, data[0] & 4 ? 2 : 0, notes, prefix);
        if (q)
                ASSERT(db_i64(db, &find, DB_ARGS(DB_T("q", q)), &n) == ST_OK);
        struct db_search_doc doc = {1, text, text, text, "s24"};
        DB_TX(tx, db);
        ASSERT(db_search_put(db, a, &doc, true) == ST_OK);
        /* who types exactly what is written finds it */
        if (q && !prefix && (data[0] & 4))
                ASSERT(db_i64(db, &find, DB_ARGS(DB_T("q", q)), &n) == ST_OK && n == 1);
        db_end(&tx);
        arena_reset(a);
        return 0;
}
