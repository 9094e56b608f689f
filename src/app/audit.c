/* Who did what to the configuration and to access (append-only), and who read what: the second is
 * queued and written within a second by one thread, so that reading pages never write. */
#include <unistd.h>

#include "app/state.h"

DB_STMT(audit_add,
        "INSERT INTO audit (at, actor_id, verb, object, object_id, result, peer, detail)"
        " VALUES (:at, :actor, :verb, :object, :object_id, :result, :peer, :detail)");
DB_STMT(read_add, "INSERT INTO read_log (at, person_id, ticket_id, what) VALUES (:at, :person, :ticket, :what)");
DB_STMT(session_touch, "UPDATE session SET seen_at = :at WHERE token_hash = :hash AND seen_at < :at");
DB_STMT(token_touch, "UPDATE token SET used_at = :at WHERE secret_hash = :hash AND COALESCE(used_at, 0) < :at");
static const struct db_stmt *const audit_stmts[] = {&audit_add, &read_add, &session_touch, &token_touch, NULL};

enum status audit(struct ctx *c, const char *verb, const char *object, int64_t object_id, const char *result,
                  const char *detail)
{
        return db_exec(c->db, &audit_add,
                       DB_ARGS(DB_I("at", c->now), DB_REF("actor", c->actor ? c->actor->person_id : 0),
                               DB_T("verb", verb), DB_T("object", object), DB_REF("object_id", object_id),
                               DB_T("result", result), DB_T("peer", c->req ? c->req->peer : NULL), DB_T("detail", detail)),
                       NULL);
}

void read_log(struct ctx *c, int64_t ticket_id, int what)
{
        if (!c->actor || c->actor->system || !c->req)
                return;
        struct late_write w = {.what = LATE_READ, .at = c->now, .person_id = c->actor->person_id,
                               .ticket_id = ticket_id, .kind = what};
        late_put(c->app, &w);
}

/* A full queue means the writer is stuck (full disk): the oldest give way and the log says so. */
void late_put(struct app *app, const struct late_write *w)
{
        struct app_state *s = app->state;
        pthread_mutex_lock(&s->late_lock);
        bool full = s->n_late == LATE_MAX;
        if (!full)
                s->late[s->n_late++] = *w;
        pthread_mutex_unlock(&s->late_lock);
        if (full)
                log_plain(LOG_ERROR, "read_log.full");
}

static enum status late_write_one(struct db *db, const struct late_write *w)
{
        if (w->what == LATE_READ)
                return db_exec(db, &read_add,
                               DB_ARGS(DB_I("at", w->at), DB_I("person", w->person_id), DB_I("ticket", w->ticket_id),
                                       DB_I("what", w->kind)),
                               NULL);
        return db_exec(db, w->what == LATE_USED ? &token_touch : &session_touch, DB_ARGS(DB_I("at", w->at), DB_B("hash", w->session, DIGEST_BYTES)), NULL);
}

static enum status late_flush(struct app_state *s, struct db *db, struct late_write *copy)
{
        pthread_mutex_lock(&s->late_lock);
        size_t n = s->n_late;
        memcpy(copy, s->late, n * sizeof *copy);
        pthread_mutex_unlock(&s->late_lock);
        if (n == 0)
                return ST_OK;
        DB_TX(tx, db);
        enum status st = tx.st;
        for (size_t i = 0; !st && i < n; i++)
                st = late_write_one(db, &copy[i]);
        if (!st)
                st = db_commit(&tx);
        if (st)
                return st;
        pthread_mutex_lock(&s->late_lock);
        s->n_late -= n;
        memmove(s->late, s->late + n, s->n_late * sizeof *copy);
        pthread_mutex_unlock(&s->late_lock);
        return ST_OK;
}

/* Up to a second, less when many read at once: a queue that is full would lose reads. */
static bool late_wait(struct app *app)
{
        struct app_state *s = app->state;
        for (int i = 0; i < 9; i++) {
                if (app_stopping(app, 100))
                        return false;
                pthread_mutex_lock(&s->late_lock);
                bool many = s->n_late > LATE_MAX / 8;
                pthread_mutex_unlock(&s->late_lock);
                if (many)
                        break;
        }
        return true;
}

void *late_thread(void *arg)
{
        struct app *app = arg;
        struct arena *a = arena_new(1u << 20);
        struct late_write *copy = ARENA_ARRAY(a, LATE_MAX, struct late_write);
        struct db *db = NULL;
        enum status st = db_open(app->pool, &db);
        while (!st && late_wait(app))
                if (late_flush(app->state, db, copy))
                        log_event(LOG_WARN, "read_log.late", LOG_S("why", db_why(db)));
        if (!st && late_flush(app->state, db, copy))
                log_event(LOG_ERROR, "read_log.lost", LOG_S("why", db_why(db)));
        db_close(&db);
        arena_free(&a);
        return NULL;
}

const struct slice slice_audit = {.name = "audit", .stmts = audit_stmts};
