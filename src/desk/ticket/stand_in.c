/* Standing in.  While somebody is away, their open tickets are offered to the one who stands in (whose own
 * absence passes the offer on); taking one over leaves a row that says whose it was, and when that person is
 * back, what is still open with the substitute is offered to them, all in one act. */
#include "desk/people/away.h"
#include "desk/ticket/internal.h"
#include "desk/ticket/share.h"

enum { OFFERED_MAX = 50, BACK_MAX = 200, AWAY_MAX = 32 };

#define STAND_IN_COLUMNS "SELECT t.id AS ticket_id, t.kind, t.num, p.id AS other_id, t.subject, p.name AS other_name"

DB_STMT(stand_in_absent,
        "SELECT a.person_id FROM absence a WHERE a.substitute_id = :person AND a.to_at > :now AND a.from_at <= :now"
        " ORDER BY a.person_id LIMIT 32");
DB_STMT(stand_in_open,
        STAND_IN_COLUMNS " FROM ticket t JOIN person p ON p.id = t.assignee_id WHERE t.assignee_id = :person AND t.state < 40"
                         " AND " TICKET_VISIBLE " ORDER BY t.due_at, t.id LIMIT 50");
DB_STMT(stand_in_to_return,
        STAND_IN_COLUMNS " FROM stand_in s JOIN ticket t ON t.id = s.ticket_id JOIN person p ON p.id = s.substitute_id"
                         " WHERE s.absent_id = :me AND s.back_at IS NULL AND t.state < 40 AND t.assignee_id = s.substitute_id"
                         " AND " TICKET_VISIBLE " ORDER BY t.id LIMIT 200");
DB_STMT(stand_in_closed,
        "UPDATE stand_in SET back_at = :now WHERE absent_id = :me AND back_at IS NULL");
static const struct db_stmt *const stand_in_stmts[] = {&stand_in_absent, &stand_in_open, &stand_in_to_return, &stand_in_closed,
                                                       NULL};

static const struct db_col stand_in_cols[] = {
        DB_COL_I64(struct stand_in, ticket_id), DB_COL_I64(struct stand_in, kind),
        DB_COL_I64(struct stand_in, num),       DB_COL_I64(struct stand_in, other_id),
        DB_COL_TEXT(struct stand_in, subject),  DB_COL_TEXT(struct stand_in, other_name), DB_COL_END};

static void fill(struct ctx *c, struct stand_in *s, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                s[i].number = ticket_number(c, s[i].kind, s[i].num);
                s[i].stub = ticket_stub(s[i].kind);
        }
}

struct id_row {
        int64_t person_id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, person_id), DB_COL_END};

static bool among(const int64_t *id, size_t n, int64_t who)
{
        for (size_t i = 0; i < n; i++)
                if (id[i] == who)
                        return true;
        return false;
}

/* Everybody for whom the actor stands in, through other absences too: away[0] is the actor, not counted. */
static enum status away_through(struct ctx *c, int64_t away[AWAY_MAX], size_t *n)
{
        enum status st = ST_OK;

        away[0] = c->actor->person_id;
        *n = 1;
        for (size_t next = 0; !st && next < *n; next++) {
                struct id_row *row;
                size_t rows;
                st = db_all(c->db, c->arena, &stand_in_absent, DB_ARGS(DB_I("person", away[next]), DB_I("now", c->now)), id_cols,
                            sizeof *row, AWAY_MAX, &row, &rows);
                for (size_t i = 0; !st && i < rows && *n < AWAY_MAX; i++)
                        if (!among(away, *n, row[i].person_id))
                                away[(*n)++] = row[i].person_id;
        }
        return st;
}

enum status stand_in_offered(struct ctx *c, struct stand_in **out, size_t *n)
{
        int64_t away[AWAY_MAX];
        struct absence mine;
        size_t n_away;
        enum status st = absence_now(c, c->actor->person_id, &mine);

        *n = 0;
        *out = ARENA_ARRAY(c->arena, OFFERED_MAX, struct stand_in);
        if (st != ST_NOT_FOUND) /* away oneself: the offer goes on to the next */
                return st;
        st = away_through(c, away, &n_away);
        for (size_t i = 1; !st && i < n_away && *n < OFFERED_MAX; i++) {
                struct stand_in *row;
                size_t rows;
                st = db_all(c->db, c->arena, &stand_in_open, DB_ARGS(DB_I("person", away[i]), DB_I("me", away[0])), stand_in_cols,
                            sizeof *row, OFFERED_MAX, &row, &rows);
                for (size_t k = 0; !st && k < rows && *n < OFFERED_MAX; k++)
                        (*out)[(*n)++] = row[k];
        }
        fill(c, *out, *n);
        return st;
}

enum status stand_in_take(struct ctx *c, struct ticket *t)
{
        struct change ch;
        int64_t who = 0;

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = change_begin(c, t, ACT_WORK, 0, &ch);
        if (!st && ch.before.assignee_id == c->actor->person_id)
                return ST_OK;
        if (!st && ch.before.state >= STATE_RESOLVED)
                st = ctx_fail(c, ST_CONFLICT, MSG_ticket_is_done);
        if (!st && ch.before.assignee_id)
                st = stand_in_for(c, ch.before.assignee_id, ch.before.scope, &who);
        if (!st && (!who || who != c->actor->person_id))
                st = ctx_fail(c, ST_DENIED, MSG_groups_not_substitute);
        if (!st)
                st = ticket_give(c, t, who, SHARE_SUBSTITUTE, ch.before.assignee_id);
        return st ? st : db_commit(&tx);
}

enum status stand_in_back_list(struct ctx *c, struct stand_in **out, size_t *n)
{
        struct absence mine;
        enum status st = absence_now(c, c->actor->person_id, &mine);

        *n = 0;
        if (st != ST_NOT_FOUND)
                return st;
        st = db_all(c->db, c->arena, &stand_in_to_return, DB_ARGS(DB_I("me", c->actor->person_id)), stand_in_cols, sizeof **out,
                    BACK_MAX, out, n);
        if (!st)
                fill(c, *out, *n);
        return st;
}

/* One ticket comes back; false in *came when it moved on meanwhile. */
static enum status give_back(struct ctx *c, const struct stand_in *s, bool *came)
{
        struct ticket t = {.id = s->ticket_id};
        struct change ch;
        enum status st = change_begin(c, &t, ACT_WORK, 0, &ch);

        *came = !st && ch.before.assignee_id == s->other_id && ch.before.state < STATE_RESOLVED;
        if (st == ST_NOT_FOUND || st == ST_DENIED)
                return ST_OK;
        if (!st && *came)
                st = ticket_give(c, &t, c->actor->person_id, SHARE_BACK, 0);
        return st;
}

enum status stand_in_back(struct ctx *c, bool take, int64_t *done)
{
        struct stand_in *s;
        size_t n;

        *done = 0;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = stand_in_back_list(c, &s, &n);
        for (size_t i = 0; !st && take && i < n; i++) {
                bool came;
                st = give_back(c, &s[i], &came);
                *done += !st && came;
        }
        if (!st)
                st = db_exec(c->db, &stand_in_closed, DB_ARGS(DB_I("now", c->now), DB_I("me", c->actor->person_id)), NULL);
        return st ? st : db_commit(&tx);
}

static const struct personal stand_in_personal[] = {
        {"stand_in", "ticket_id", "absent_id", "tickets worked on in their place"},
        {"stand_in", "ticket_id", "substitute_id", "tickets worked on in another's place"},
        {NULL, NULL, NULL, NULL},
};
const struct slice slice_ticket_stand_in = {
        .name = "ticket_stand_in", .stmts = stand_in_stmts, .personal = stand_in_personal};
