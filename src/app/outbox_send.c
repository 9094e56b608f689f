/* The outbox as work.  A claim moves a row's due time past what one sending may take and notes a random lease; what
 * the relay said is written only where the lease still stands.  So two nodes never send one letter, and a node that
 * dies leaves it to whoever comes next.  Refused for now: a doubling delay, from half a minute to four hours, two
 * days in all; refused for ever: at once.  When the relay itself does not answer, the rest waits, too. */
#include "app/outbox.h"
#include "app/secret.h"
#include "app/state.h"

enum { LEASE_MS = 180000, FIRST_WAIT_MS = 30000, LONGEST_WAIT_MS = 4 * 3600000, ATTEMPTS_MAX = 20, REST_MS = 30000, LOOK_MS = 1000 };

DB_STMT(outbox_waits, "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE state = 10 AND run_at <= :now LIMIT 1) w");
DB_STMT(outbox_claim,
        "UPDATE outbox SET run_at = CAST(:now AS BIGINT) + 180000, lease = :lease, attempts = attempts + 1 WHERE id = (SELECT o.id FROM outbox o"
        " WHERE o.state = 10 AND o.trial = :trial AND o.run_at <= :now ORDER BY o.run_at, o.id LIMIT 1 @skip)"
        " RETURNING id, COALESCE(ticket_id, 0) AS ticket_id, attempts, address_fold AS \"to\", to_name, subject, template AS kind, message_id,"
        " letter");
DB_STMT(outbox_done,
        "UPDATE outbox SET state = :state, run_at = :run_at, lease = 0, ended_at = :ended, outcome = :outcome, answer = :answer,"
        " letter = CASE WHEN CAST(:sent AS BIGINT) = 1 THEN NULL ELSE letter END WHERE id = :id AND lease = :lease");
static const struct db_stmt *const send_stmts[] = {&outbox_waits, &outbox_claim, &outbox_done, NULL};

struct claimed {
        int64_t id, ticket_id, attempts;
        const char *to, *to_name, *subject, *kind, *message_id;
        struct db_blob letter;
};
static const struct db_col claimed_cols[] = {DB_COL_I64(struct claimed, id),       DB_COL_I64(struct claimed, ticket_id),
                                             DB_COL_I64(struct claimed, attempts), DB_COL_TEXT(struct claimed, to),
                                             DB_COL_TEXT(struct claimed, to_name), DB_COL_TEXT(struct claimed, subject),
                                             DB_COL_TEXT(struct claimed, kind),    DB_COL_TEXT(struct claimed, message_id),
                                             DB_COL_BLOB(struct claimed, letter),  DB_COL_END};

/* What a trial wrote goes only while there is one, and the rest only while there is none. */
static enum status claim(struct ctx *c, int64_t lease, struct claimed *out)
{
        int64_t waits = 0;
        const char *trial;
        enum status st = db_i64(c->db, &outbox_waits, DB_ARGS(DB_I("now", c->now)), &waits);

        if (st || !waits)
                return st ? st : ST_NOT_FOUND;
        DB_TX(tx, c->db);
        st = tx.st ? tx.st : house_fact_now(c, "state.trial", &trial);
        if (!st)
                st = db_one(c->db, c->arena, &outbox_claim, DB_ARGS(DB_I("now", c->now), DB_I("lease", lease), DB_I("trial", trial != NULL)),
                            claimed_cols, out);
        return st ? st : db_commit(&tx);
}

static bool for_ever(enum smtp_outcome o)
{
        return o == SMTP_NEVER || o == SMTP_BAD;
}

/* It says nothing of this letter: the next one would meet the same. */
static bool relay_fails(enum smtp_outcome o)
{
        return o == SMTP_UNREACHABLE || o == SMTP_UNSAFE || o == SMTP_LOGIN || o == SMTP_REFUSED;
}

static int64_t wait_of(int64_t attempts)
{
        int64_t wait = (int64_t)FIRST_WAIT_MS << (attempts < 10 ? attempts - 1 : 9);

        return wait < LONGEST_WAIT_MS ? wait : LONGEST_WAIT_MS;
}

static enum status finish(struct ctx *c, const struct claimed *k, int64_t lease, const struct smtp_answer *a)
{
        bool sent = a->outcome == SMTP_SENT, over = sent || for_ever(a->outcome) || k->attempts >= ATTEMPTS_MAX;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &outbox_done,
                             DB_ARGS(DB_I("state", sent ? OUTBOX_SENT : over ? OUTBOX_FAILED : OUTBOX_DUE),
                                     DB_I("run_at", over ? c->now : moment_now() + wait_of(k->attempts)), DB_REF("ended", over ? c->now : 0),
                                     DB_I("outcome", a->outcome), DB_T("answer", a->text), DB_I("sent", sent), DB_I("id", k->id), DB_I("lease", lease)),
                             NULL);
        return st ? st : db_commit(&tx);
}

/* ST_NOT_FOUND: nothing is due. */
static enum status send_one(struct ctx *c, struct smtp_answer *a)
{
        int64_t lease = (int64_t)(random_u64() >> 1) | 1;
        struct claimed k;
        struct relay r;
        struct db_blob clear;
        enum status st = claim(c, lease, &k);

        if (!st)
                st = relay_now(c, &r);
        if (st)
                return st;
        *a = (struct smtp_answer){SMTP_BAD, 0, ""};
        if (!k.letter.p || secret_open(c, arena_fmt(c->arena, "letter %s", k.message_id), &k.letter, &clear))
                a->outcome = k.letter.p ? SMTP_LATER : SMTP_BAD; /* this node may lack the key for now */
        else if (!*r.host || !*r.sender)
                a->outcome = SMTP_UNREACHABLE;
        else
                relay_send(c, &r,
                           &(struct outbox_letter){.to = k.to, .to_name = k.to_name, .subject = k.subject, .kind = k.kind, .ticket_id = k.ticket_id,
                                                   .text = arena_strn(c->arena, (const char *)clear.p, clear.n)},
                           k.message_id, a);
        return finish(c, &k, lease, a);
}

enum status outbox_run_due(struct ctx *c, int max, int *tried)
{
        struct smtp_answer a = {SMTP_SENT, 0, ""};
        enum status st = ST_OK;
        int n = 0;

        while (n < max && !relay_fails(a.outcome) && (st = send_one(c, &a)) == ST_OK)
                n++;
        if (tried)
                *tried = n;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

void *outbox_thread(void *arg)
{
        struct app *app = arg;
        struct arena *a = arena_new(MAX_REQUEST_ARENA);
        struct db *db = NULL;
        enum status opened = db_open(app->pool, &db);

        for (int rest = LOOK_MS; !opened && !app_stopping(app, rest);) {
                struct smtp_answer said = {SMTP_SENT, 0, ""};
                struct ctx c;
                app_ctx(app, a, db, &c);
                enum status st = send_one(&c, &said);
                if (st && st != ST_NOT_FOUND)
                        log_event(LOG_WARN, "outbox.run", LOG_S("status", status_name(st)), LOG_S("why", db_why(db)));
                rest = st ? LOOK_MS : relay_fails(said.outcome) ? REST_MS : 0;
                arena_reset(a);
        }
        db_close(&db);
        arena_free(&a);
        return NULL;
}

const struct slice slice_outbox_send = {.name = "outbox-send", .stmts = send_stmts};
