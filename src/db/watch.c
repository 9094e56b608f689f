/* Whoever keeps something in memory must hear of every change of what it was made of.  That each writer remembers to say so
 * would be one promise for each of several hundred statements; here it is one for all: a scope that wrote leaves word in the
 * same commit, by what its statements name, unless it wrote only what nobody shows or left word by itself. */
#include "base/text.h"
#include "db/internal.h"

static bool listed(const char *const *list, const char *word, size_t n)
{
        for (size_t i = 0; list[i]; i++)
                if (strlen(list[i]) == n && !strncmp(list[i], word, n))
                        return true;
        return false;
}

void db_watch(struct db_pool *pool, const struct db_watch *w)
{
        pool->watch = *w;
}

static void look(const struct db_watch *w, const struct sql *s, bool *touched, bool *told)
{
        const char *const tells[] = {w->told, NULL};

        for (const char *p = s->tables; *p;) {
                size_t n = strcspn(p, " ");
                *told |= listed(tells, p, n);
                *touched |= !listed(tells, p, n) && !listed(w->quiet, p, n);
                p += n + 1;
        }
}

static const struct db_watch *watch_of(const struct db *db, const struct sql *s)
{
        return s->changes && db->pool && db->pool->watch.tell ? &db->pool->watch : NULL;
}

bool watch_asks(const struct db *db, const struct sql *s)
{
        const struct db_watch *w = watch_of(db, s);
        bool touched = false, told = false;

        if (w)
                look(w, s, &touched, &told);
        return touched && !told;
}

void watch_statement(struct db *db, const struct sql *s)
{
        const struct db_watch *w = db->told ? NULL : watch_of(db, s);

        if (w)
                look(w, s, &db->touched, &db->told);
}

enum status watch_commit(struct db *db)
{
        if (!db->touched || db->told)
                return ST_OK;
        db->told = true;
        return db->pool->watch.tell(db);
}
