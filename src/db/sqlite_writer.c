/* One writer for the whole process, first come first served, with group commit.
 *
 * Why: SQLite takes one writer at a time and its own waiting is unfair; fsync is most of a commit.
 * How: who owns the writer runs its scope inside the open transaction, under a savepoint (the first
 * scope of a transaction needs none: nothing stands beside it).  At the end of a scope, when others
 * wait, the transaction stays open, the writer goes to the next in line and the finished scope
 * waits for the result; the last in line, the 64th scope, or whoever ends after 5 ms commits for
 * all.  A failed commit is everybody's failure, so nobody ever saw a lasting result of it.
 * A scope that rolls back undoes its savepoint, and commits for those before it if it is the last.
 *
 * Price: scopes of one commit wait for the slowest of them, so a scope must be short. */
#include "base/assert.h"
#include "base/moment.h"
#include "db/sqlite.h"

#define GROUP_SCOPES 64
#define GROUP_MS     5

DB_STMT(db_begin_immediate, "BEGIN IMMEDIATE");
DB_STMT(db_begin_exclusive, "BEGIN EXCLUSIVE");
DB_STMT(db_commit_all, "COMMIT");
DB_STMT(db_rollback_all, "ROLLBACK");
DB_STMT(db_savepoint, "SAVEPOINT scope");
DB_STMT(db_release, "RELEASE scope");
DB_STMT(db_rollback_to, "ROLLBACK TO scope");

static enum status run(struct sq_db *h, const struct db_stmt *s)
{
        return sq_run(&h->base, &sq_writer(&h->base)->conn, s);
}

/* Nothing is open afterwards, whatever happened before. */
static void undo_all(struct sq_db *h)
{
        if (!sqlite3_get_autocommit(sq_writer(&h->base)->conn.db))
                (void)!run(h, &db_rollback_all);
}

static void wait_for_turn(struct sq_writer *w, struct sq_db *h)
{
        pthread_mutex_lock(&w->mutex);
        if (w->owned) {
                h->next = NULL;
                h->granted = false;
                *(w->last ? &w->last->next : &w->first) = h;
                w->last = h;
                while (!h->granted)
                        pthread_cond_wait(&h->wake, &w->mutex);
        }
        w->owned = true;
        pthread_mutex_unlock(&w->mutex);
}

/* With the mutex: the next in line becomes the owner, or nobody is. */
static void hand_over(struct sq_writer *w)
{
        struct sq_db *next = w->first;

        if (!next) {
                w->owned = false;
                return;
        }
        w->first = next->next;
        if (!w->first)
                w->last = NULL;
        next->granted = true;
        pthread_cond_signal(&next->wake);
}

/* With the mutex: everybody who shared the transaction learns how it ended. */
static void answer(struct sq_writer *w, enum status st)
{
        w->open = false;
        w->scopes = 0;
        for (struct sq_db *h = w->sharing, *next; h; h = next) {
                next = h->next;
                h->result = st;
                h->answered = true;
                pthread_cond_signal(&h->wake);
        }
        w->sharing = NULL;
        w->commits += st == ST_OK;
        pthread_cond_broadcast(&w->committed);
}

static enum status commit_all(struct sq_db *h)
{
        struct sq_writer *w = sq_writer(&h->base);
        enum status st = run(h, &db_commit_all);

        if (st)
                undo_all(h);
        pthread_mutex_lock(&w->mutex);
        answer(w, st);
        pthread_mutex_unlock(&w->mutex);
        return st;
}

enum status writer_begin(struct sq_db *h, bool alone)
{
        struct sq_writer *w = sq_writer(&h->base);
        enum status st = ST_OK;

        wait_for_turn(w, h);
        h->alone = alone;
        if (alone && w->open)
                st = commit_all(h);
        h->savepoint = w->open;
        if (w->open)
                st = run(h, &db_savepoint);
        else if (!st)
                st = run(h, alone ? &db_begin_exclusive : &db_begin_immediate);
        if (!st) {
                if (!w->open)
                        w->since = moment_mono();
                w->open = true;
                return ST_OK;
        }
        /* nobody can be sharing unless the savepoint failed; they still deserve their commit */
        if (w->open && commit_all(h))
                return st;
        pthread_mutex_lock(&w->mutex);
        hand_over(w);
        pthread_mutex_unlock(&w->mutex);
        return st;
}

/* May this transaction stay open for the next in line? */
static bool others_may_join(struct sq_writer *w, const struct sq_db *h)
{
        bool waiting;

        pthread_mutex_lock(&w->mutex);
        waiting = w->first != NULL; /* only we could take them out */
        pthread_mutex_unlock(&w->mutex);
        return waiting && !h->alone && w->scopes < GROUP_SCOPES && moment_mono() - w->since < GROUP_MS;
}

enum status writer_commit(struct sq_db *h)
{
        struct sq_writer *w = sq_writer(&h->base);
        enum status st;

        if (h->savepoint && (st = run(h, &db_release))) {
                writer_rollback(h);
                return st;
        }
        w->scopes++;
        if (others_may_join(w, h)) {
                pthread_mutex_lock(&w->mutex);
                h->answered = false;
                h->next = w->sharing;
                w->sharing = h;
                hand_over(w);
                while (!h->answered)
                        pthread_cond_wait(&h->wake, &w->mutex);
                pthread_mutex_unlock(&w->mutex);
                if (h->result)
                        db_fail(&h->base, h->result, "COMMIT", "the commit shared with other scopes failed");
                return h->result;
        }
        st = commit_all(h);
        pthread_mutex_lock(&w->mutex);
        hand_over(w);
        pthread_mutex_unlock(&w->mutex);
        return st;
}

void writer_rollback(struct sq_db *h)
{
        struct sq_writer *w = sq_writer(&h->base);
        bool lost = sqlite3_get_autocommit(w->conn.db) != 0;

        if (!lost && h->savepoint)
                lost = run(h, &db_rollback_to) || run(h, &db_release);
        if (lost || !h->savepoint) {
                /* a full disk or an I/O error undid the whole transaction, or it was ours alone */
                undo_all(h);
                pthread_mutex_lock(&w->mutex);
                answer(w, h->base.broken ? h->base.broken : ST_IO);
                pthread_mutex_unlock(&w->mutex);
        } else if (!others_may_join(w, h)) {
                /* those who share were answered by commit_all, with its result */
                (void)!commit_all(h);
        }
        pthread_mutex_lock(&w->mutex);
        hand_over(w);
        pthread_mutex_unlock(&w->mutex);
}
