/* Statements sent one behind the other without waiting for each answer (libpq's pipeline mode).  In a db_steady() scope
 * a write whose outcome nobody asks for costs no way there and back; the first statement that gives something waits for
 * all before it.  After a failure the server skips the rest up to there, so that whoever asks next learns of it: the scope
 * could do nothing but roll back anyway. */
#include "base/assert.h"
#include "db/postgres.h"

/* The server begins after this many; it never has more unread answers than the socket holds. */
enum { PUSH_EVERY = 4, WAITING_MAX = 200 };

static bool alive(const struct pg_db *h)
{
        return h->conn && PQstatus(h->conn) == CONNECTION_OK;
}

static enum status lost(struct pg_db *h)
{
        return db_fail(&h->base, ST_BUSY, "pipeline", "connection lost");
}

/* Reads the answers of all that was sent; the last one's is *last, the first failure is the status. */
static enum status answers(struct pg_db *h, PGresult **last)
{
        enum status st = ST_OK;
        bool over = false;

        if (!PQpipelineSync(h->conn))
                return lost(h);
        while (!over) {
                PGresult *res = PQgetResult(h->conn); /* NULL after each statement's answer */
                if (!res && !alive(h))
                        return st ? st : lost(h);
                if (!res)
                        continue;
                ExecStatusType how = PQresultStatus(res);
                over = how == PGRES_PIPELINE_SYNC;
                bool fine = over || how == PGRES_TUPLES_OK || how == PGRES_COMMAND_OK;
                if (!fine && !st) {
                        st = pg_failed(h, res, "pipeline");
                        continue;
                }
                bool mine = fine && !over && last && h->waiting == 1;
                if (mine)
                        *last = res;
                else
                        PQclear(res);
                h->waiting -= !over && h->waiting > 0;
        }
        h->waiting = 0;
        return st;
}

static enum status send_one(struct pg_db *h, const char *server_name, const struct params *p)
{
        if (!h->piped && !PQenterPipelineMode(h->conn))
                return lost(h);
        h->piped = true;
        if (!PQsendQueryPrepared(h->conn, server_name, p->n, p->values, p->lengths, p->formats, 0))
                return lost(h);
        h->waiting++;
        return ST_OK;
}

enum status pipe_send(struct pg_db *h, const char *server_name, const struct params *p)
{
        enum status st = send_one(h, server_name, p);

        if (st)
                return st;
        if (h->waiting >= WAITING_MAX)
                return answers(h, NULL);
        return h->waiting % PUSH_EVERY == 0 && PQflush(h->conn) < 0 ? lost(h) : ST_OK;
}

enum status pipe_ask(struct pg_db *h, const char *server_name, const struct params *p, PGresult **out)
{
        enum status st = send_one(h, server_name, p);

        *out = NULL;
        if (!st)
                st = answers(h, out);
        if (st) {
                PQclear(*out);
                *out = NULL;
        }
        return st;
}

enum status pipe_leave(struct pg_db *h)
{
        if (!h->piped)
                return ST_OK;
        enum status st = !alive(h) ? lost(h) : h->waiting ? answers(h, NULL) : ST_OK;
        if (alive(h))
                PQexitPipelineMode(h->conn);
        h->piped = false;
        h->waiting = 0;
        if (st && h->base.scope == SCOPE_WRITE && !h->base.broken)
                h->base.broken = st;
        return st;
}
