/* Merging two records of one person.  Both are locked in growing order before anything is decided, so that the
 * same merge asked twice, or its contrary, happens once.  Rights do not grow past the actor's: only an
 * administrator merges.  The password of the closed record goes over when the other has none; its second
 * factor never does. */
#include "desk/ticket/person_merge.h"

#include "desk/ticket/ticket.h"

DB_STMT(merge_hold, "SELECT id, state, COALESCE(merged_into, 0) AS merged_into FROM person WHERE id IN (:stays, :goes) ORDER BY id LIMIT 2 @lock");
DB_STMT(merge_see, "SELECT id, state, COALESCE(merged_into, 0) AS merged_into FROM person WHERE id IN (:stays, :goes) ORDER BY id LIMIT 2");
DB_STMT(merge_tickets, "SELECT DISTINCT ticket_id AS id FROM ticket_person WHERE person_id = :from ORDER BY ticket_id LIMIT 501");
DB_STMT(merge_call_park, "UPDATE phone_call SET parked_at = :now WHERE agent_id = :from AND parked_at IS NULL");
DB_STMT(merge_code_drop, "DELETE FROM recovery_code WHERE person_id = :from");
DB_STMT(merge_word_drop, "DELETE FROM person_word WHERE person_id = :from");
DB_STMT(merge_token_drop, "DELETE FROM token WHERE person_id = :from AND use IN ('login', 'reset', 'invite')");
DB_STMT(merge_password, "UPDATE credential SET person_id = :to, subject = :subject WHERE person_id = :from AND kind = 'password'"
                        " AND NOT EXISTS (SELECT 1 FROM credential w WHERE w.person_id = :to AND w.kind = 'password')");
DB_STMT(merge_credential_drop, "DELETE FROM credential WHERE person_id = :from AND kind IN ('password', 'totp')");
DB_STMT(merge_self_absence, "UPDATE absence SET substitute_id = NULL WHERE person_id = :to AND substitute_id = :to");
DB_STMT(merge_self_stand_in, "DELETE FROM stand_in WHERE absent_id = :to AND substitute_id = :to");
DB_STMT(merge_contact,
        "UPDATE person SET version = version + 1,"
        " phone = COALESCE(NULLIF(phone, ''), (SELECT f.phone FROM person f WHERE f.id = :from)),"
        " phone_fold = COALESCE(phone_fold, (SELECT f.phone_fold FROM person f WHERE f.id = :from)),"
        " student_number = COALESCE(NULLIF(student_number, ''), (SELECT f.student_number FROM person f WHERE f.id = :from))"
        " WHERE id = :to");
DB_STMT(merge_chain, "UPDATE person SET merged_into = :to WHERE merged_into = :from");
DB_STMT(merge_point, "UPDATE person SET merged_into = :to, version = version + 1 WHERE id = :from");
static const struct db_stmt *const merge_stmts[] = {
        &merge_hold, &merge_see, &merge_tickets, &merge_call_park, &merge_code_drop, &merge_word_drop, &merge_token_drop,
        &merge_password, &merge_credential_drop, &merge_self_absence, &merge_self_stand_in, &merge_contact, &merge_chain,
        &merge_point, NULL};
const struct slice slice_person_merge = {.name = "person-merge", .stmts = merge_stmts};

struct held_row {
        int64_t id, state, merged_into;
};
static const struct db_col held_cols[] = {DB_COL_I64(struct held_row, id), DB_COL_I64(struct held_row, state),
                                          DB_COL_I64(struct held_row, merged_into), DB_COL_END};
struct id_row {
        int64_t id;
};
static const struct db_col id_cols[] = {DB_COL_I64(struct id_row, id), DB_COL_END};
enum { PERSON_OPEN = 10, PERSON_SHUT = 20 }; /* of a person */

static enum status fits(struct ctx *c, const struct db_stmt *how, int64_t stays, int64_t goes, int64_t *goes_state)
{
        struct held_row *row;
        size_t n;

        if (!c->actor || (!c->actor->system && !ctx_role(c, ROLE_ADMIN)))
                return ST_NOT_FOUND;
        if (stays == goes)
                return ctx_fail(c, ST_CONFLICT, MSG_merge_itself);
        if (!c->actor->system && goes == c->actor->person_id)
                return ctx_fail(c, ST_CONFLICT, MSG_merge_oneself);
        enum status st = db_all(c->db, c->arena, how, DB_ARGS(DB_I("stays", stays), DB_I("goes", goes)), held_cols, sizeof *row, 2, &row, &n);
        if (st)
                return st;
        if (n != 2)
                return ST_NOT_FOUND;
        const struct held_row *s = row[0].id == stays ? &row[0] : &row[1], *g = row[0].id == stays ? &row[1] : &row[0];
        if (s->merged_into || g->merged_into)
                return ctx_fail(c, ST_CONFLICT, MSG_merge_already);
        if (s->state != PERSON_OPEN || g->state > PERSON_SHUT)
                return ctx_fail(c, ST_CONFLICT, MSG_merge_closed);
        *goes_state = g->state;
        return ST_OK;
}

static enum status tickets_of(struct ctx *c, int64_t goes, struct id_row **row, size_t *n)
{
        enum status st = db_all(c->db, c->arena, &merge_tickets, DB_ARGS(DB_I("from", goes)), id_cols, sizeof **row,
                                PERSON_MERGE_TICKETS + 1, row, n);

        if (!st && *n > PERSON_MERGE_TICKETS)
                return ctx_fail(c, ST_CONFLICT, MSG_merge_many);
        return st;
}

#define BOTH DB_ARGS(DB_I("to", stays), DB_I("from", goes))
#define FROM DB_ARGS(DB_I("from", goes))

static enum status counted(struct ctx *c, int64_t stays, int64_t goes, struct merge_sum *out)
{
        enum status st = ST_OK;

        for (const struct merge_move *m = merge_moves; !st && m->table; m++) {
                int64_t all = 0, twice = 0;
                st = db_i64(c->db, m->count, FROM, &all);
                if (!st && m->clashes)
                        st = db_i64(c->db, m->clashes, BOTH, &twice);
                out->moved[m->family] += all - twice;
                out->double_[m->family] += twice;
        }
        return st;
}

enum status person_merge_look(struct ctx *c, int64_t stays, int64_t goes, struct merge_sum *out)
{
        struct id_row *row;
        int64_t state;
        size_t n = 0;

        *out = (struct merge_sum){.tickets = 0};
        enum status st = fits(c, &merge_see, stays, goes, &state);
        if (!st)
                st = tickets_of(c, goes, &row, &n);
        out->tickets = (int64_t)n;
        return st ? st : counted(c, stays, goes, out);
}

/* What is not to go over ends first; then each column goes. */
static enum status moved(struct ctx *c, int64_t stays, int64_t goes)
{
        const struct db_stmt *const before[] = {&merge_code_drop, &merge_word_drop, &merge_token_drop};
        enum status st = db_exec(c->db, &merge_call_park, DB_ARGS(DB_I("now", c->now), DB_I("from", goes)), NULL);

        for (size_t i = 0; !st && i < ARRAY_LEN(before); i++)
                st = db_exec(c->db, before[i], FROM, NULL);
        if (!st)
                st = db_exec(c->db, &merge_password,
                             DB_ARGS(DB_I("to", stays), DB_I("from", goes), DB_T("subject", arena_fmt(c->arena, "%lld", (long long)stays))), NULL);
        if (!st)
                st = db_exec(c->db, &merge_credential_drop, FROM, NULL);
        for (const struct merge_move *m = merge_moves; !st && m->table; m++) {
                if (m->clash)
                        st = db_exec(c->db, m->clash, BOTH, NULL);
                if (!st)
                        st = db_exec(c->db, m->move, BOTH, NULL);
        }
        if (!st)
                st = db_exec(c->db, &merge_self_absence, DB_ARGS(DB_I("to", stays)), NULL);
        if (!st)
                st = db_exec(c->db, &merge_self_stand_in, DB_ARGS(DB_I("to", stays)), NULL);
        return st ? st : db_exec(c->db, &merge_contact, BOTH, NULL);
}

/* Streams and sessions of the closed record end with person_close(), those of the other begin anew. */
static enum status closed(struct ctx *c, int64_t stays, int64_t goes, int64_t state)
{
        enum status st = state == PERSON_OPEN ? person_close(c, goes) : ST_OK;

        if (!st)
                st = db_exec(c->db, &merge_chain, BOTH, NULL);
        if (!st)
                st = db_exec(c->db, &merge_point, BOTH, NULL);
        return st ? st : people_scopes_rebuild(c, stays);
}

enum status person_merge(struct ctx *c, int64_t stays, int64_t goes, struct merge_sum *out)
{
        struct id_row *row = NULL;
        int64_t state = 0;
        size_t n = 0;

        *out = (struct merge_sum){.tickets = 0};
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : fits(c, &merge_hold, stays, goes, &state);
        if (!st)
                st = tickets_of(c, goes, &row, &n);
        if (!st)
                st = counted(c, stays, goes, out);
        if (!st)
                st = moved(c, stays, goes);
        if (!st)
                st = closed(c, stays, goes, state);
        for (size_t i = 0; !st && i < n; i++)
                st = ticket_reindex(c, row[i].id);
        if (!st)
                st = audit(c, "person.merge", "person", stays, "ok", arena_fmt(c->arena, "%lld, %zu tickets", (long long)goes, n));
        out->tickets = (int64_t)n;
        return st ? st : db_commit(&tx);
}
