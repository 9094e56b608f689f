/* Who is told of a reply.  Everybody on the ticket sees the public journal in the portal; what the author
 * chooses is who is told of this reply, and that is kept with the entry, in its transaction.  A name that
 * is not on the ticket is not kept, whatever was sent. */
#include "desk/ticket/asked_own.h"

enum { RECIPIENTS_MAX = 200, MARKS_MAX = 4000, OTHERS_MAX = 200 };

DB_STMT(recipient_list,
        "SELECT p.id, MIN(x.part) AS part, MAX(CASE WHEN x.part = 50 THEN 1 ELSE 0 END) AS is_invited, p.name,"
        " COALESCE(p.login, '') AS login FROM ticket_person x JOIN person p ON p.id = x.person_id"
        " WHERE x.ticket_id = :id AND x.part IN (10, 20, 40, 50) GROUP BY p.id, p.name, p.login ORDER BY 2, 4, 1 LIMIT 200");
DB_STMT(recipient_put,
        "INSERT INTO entry_recipient (entry_id, person_id) SELECT DISTINCT CAST(:entry AS BIGINT), x.person_id"
        " FROM ticket_person x WHERE x.ticket_id = :id AND x.part IN (10, 20, 40, 50) AND x.person_id <> :me"
        " AND (x.part = 10 OR CAST(:one AS BIGINT) = 0 OR x.person_id = :one) ON CONFLICT (entry_id, person_id) DO NOTHING");
DB_STMT(recipient_marks,
        "SELECT 1 AS what, r.entry_id, p.name, COALESCE(p.login, '') AS login FROM entry e"
        " JOIN entry_recipient r ON r.entry_id = e.id JOIN person p ON p.id = r.person_id"
        " WHERE e.ticket_id = :id AND e.id >= :low AND e.id <= :high"
        " UNION ALL SELECT 2, m.entry_id, p.name, COALESCE(p.login, '') FROM entry e"
        " JOIN entry_mention m ON m.entry_id = e.id JOIN person p ON p.id = m.person_id"
        " WHERE e.ticket_id = :id AND e.id >= :low AND e.id <= :high ORDER BY 2, 1, 3 LIMIT 4000");
DB_STMT(recipient_others,
        "SELECT DISTINCT t.id AS ticket_id, t.requester_id, t.requested_for_id, r.name AS requester_name, f.name AS for_name"
        " FROM ticket_person x JOIN ticket t ON t.id = x.ticket_id JOIN person r ON r.id = t.requester_id"
        " JOIN person f ON f.id = t.requested_for_id WHERE x.person_id = :me AND x.ticket_id >= :low"
        " AND x.ticket_id <= :high AND t.requested_for_id <> t.requester_id LIMIT 200");
static const struct db_stmt *const recipient_stmts[] = {&recipient_list, &recipient_put, &recipient_marks, &recipient_others, NULL};

struct recipient_row {
        int64_t id, part, is_invited;
        const char *name, *login;
};
static const struct db_col recipient_cols[] = {
        DB_COL_I64(struct recipient_row, id),          DB_COL_I64(struct recipient_row, part),
        DB_COL_I64(struct recipient_row, is_invited),  DB_COL_TEXT(struct recipient_row, name),
        DB_COL_TEXT(struct recipient_row, login),      DB_COL_END};
static const struct db_col mark_cols[] = {DB_COL_I64(struct mark, what), DB_COL_I64(struct mark, entry_id),
                                          DB_COL_TEXT(struct mark, name), DB_COL_TEXT(struct mark, login), DB_COL_END};
static const struct db_col other_cols[] = {
        DB_COL_I64(struct for_other, ticket_id),        DB_COL_I64(struct for_other, requester_id),
        DB_COL_I64(struct for_other, requested_for_id), DB_COL_TEXT(struct for_other, requester_name),
        DB_COL_TEXT(struct for_other, for_name),        DB_COL_END};

enum status ticket_recipients(struct ctx *c, const struct ticket *t, struct recipient **out, size_t *n)
{
        struct recipient_row *row;

        if (!ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &recipient_list, DB_ARGS(DB_I("id", t->id)), recipient_cols, sizeof *row,
                                RECIPIENTS_MAX, &row, n);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, *n + 1, struct recipient);
        for (size_t i = 0; i < *n; i++)
                (*out)[i] = (struct recipient){.id = row[i].id, .part = row[i].part, .name = row[i].name,
                                               .login = row[i].login, .required = row[i].part == PART_REQUESTER,
                                               .invited = row[i].is_invited != 0, .chosen = true};
        return ST_OK;
}

static enum status recipient_one(struct ctx *c, const struct ticket *t, int64_t entry_id, int64_t one)
{
        return db_exec(c->db, &recipient_put,
                       DB_ARGS(DB_I("entry", entry_id), DB_I("id", t->id), DB_I("me", c->actor->person_id), DB_I("one", one)),
                       NULL);
}

/* One 0 writes everybody; −1, who is nobody, writes the requester alone. */
enum status recipients_write(struct ctx *c, const struct ticket *t, int64_t entry_id, const struct entry_draft *e)
{
        enum status st;

        if (!e->is_public || c->actor->system || requester_side(t))
                return ST_OK;
        st = recipient_one(c, t, entry_id, e->to_chosen ? -1 : 0);
        for (size_t i = 0; !st && e->to_chosen && i < e->n_to && i < RECIPIENTS_MAX; i++)
                if (e->to[i] > 0)
                        st = recipient_one(c, t, entry_id, e->to[i]);
        return st;
}

enum status ticket_for_others(struct ctx *c, int64_t low, int64_t high, struct for_other **out, size_t *n)
{
        return db_all(c->db, c->arena, &recipient_others,
                      DB_ARGS(DB_I("me", c->actor ? c->actor->person_id : 0), DB_I("low", low), DB_I("high", high)),
                      other_cols, sizeof **out, OTHERS_MAX, out, n);
}

enum status marks_load(struct ctx *c, int64_t ticket_id, int64_t low, int64_t high, struct mark **out, size_t *n)
{
        return db_all(c->db, c->arena, &recipient_marks, DB_ARGS(DB_I("id", ticket_id), DB_I("low", low), DB_I("high", high)),
                      mark_cols, sizeof **out, MARKS_MAX, out, n);
}

static const struct personal recipient_personal[] = {
        {"entry_recipient", "person_id", "person_id", "who was told of a reply"},
        {NULL, NULL, NULL, NULL},
};

const struct slice slice_ticket_recipients = {.name = "ticket_recipients", .stmts = recipient_stmts, .personal = recipient_personal};
