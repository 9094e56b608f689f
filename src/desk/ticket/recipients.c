/* Who is told of a reply.  Everybody on the ticket sees the public journal in the portal; what the author
 * chooses is who is told of this reply, and that is kept with the entry, in its transaction.  A name that
 * is neither on the ticket nor among the presenters of its course is not kept, whatever was sent.  A presenter
 * who is chosen becomes an invited person of the ticket by that, in the same transaction and in the journal. */
#include "desk/ticket/asked_own.h"

enum { RECIPIENTS_MAX = 600, OFFERED_MAX = 50, MARKS_MAX = 4000, OTHERS_MAX = 200 };

/* In no order and a row for each part: a ticket has one to three of them, which a sort of the database costs more. */
DB_STMT(recipient_list,
        "SELECT p.id, x.part, CASE WHEN x.part = 50 THEN 1 ELSE 0 END AS is_invited, p.name, COALESCE(p.login, '') AS login"
        " FROM ticket_person x JOIN person p ON p.id = x.person_id"
        " WHERE x.ticket_id = :id AND x.part IN (10, 20, 40, 50) LIMIT 600");
DB_STMT(recipient_put,
        "INSERT INTO entry_recipient (entry_id, person_id) SELECT DISTINCT CAST(:entry AS BIGINT), x.person_id"
        " FROM ticket_person x WHERE x.ticket_id = :id AND x.part IN (10, 20, 40, 50) AND x.person_id <> :me"
        " AND (x.part = 10 OR CAST(:one AS BIGINT) = 0 OR x.person_id = :one) ON CONFLICT (entry_id, person_id) DO NOTHING");
DB_STMT(recipient_presenters,
        "SELECT p.id, 70 AS part, 0 AS is_invited, p.name, COALESCE(p.login, '') AS login FROM presenter r"
        " JOIN person p ON p.id = r.person_id WHERE r.course_id = :course AND p.state = 10 AND p.id <> :me"
        " AND (CAST(:one AS BIGINT) = 0 OR p.id = :one) AND NOT EXISTS (SELECT 1 FROM ticket_person x WHERE x.ticket_id = :id"
        " AND x.person_id = p.id AND x.part IN (10, 20, 40, 50)) ORDER BY p.name_fold, p.id LIMIT 50");
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
static const struct db_stmt *const recipient_stmts[] = {&recipient_list, &recipient_presenters, &recipient_put, &recipient_marks, &recipient_others, NULL};

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

static struct recipient as_recipient(const struct recipient_row *row, bool chosen)
{
        return (struct recipient){.id = row->id, .part = row->part, .name = row->name, .login = row->login,
                                  .required = row->part == PART_REQUESTER, .invited = row->is_invited != 0, .chosen = chosen};
}

static bool comes_before(const struct recipient *a, const struct recipient *b)
{
        int names = strcmp(a->name, b->name);

        if (a->part != b->part)
                return a->part < b->part;
        return names ? names < 0 : a->id < b->id;
}

/* Everybody once, with their strongest part, in order of parts and names. */
static size_t once_each(const struct recipient_row *row, size_t n, struct recipient *out)
{
        size_t kept = 0;

        for (size_t i = 0; i < n; i++) {
                struct recipient r = as_recipient(&row[i], true);
                size_t at = 0, to;
                while (at < kept && out[at].id != r.id)
                        at++;
                if (at < kept) { /* known: out, and in again with the better part */
                        r.part = r.part < out[at].part ? r.part : out[at].part;
                        r.invited |= out[at].invited;
                        r.required |= out[at].required;
                        memmove(&out[at], &out[at + 1], (--kept - at) * sizeof *out);
                }
                for (to = kept; to > 0 && comes_before(&r, &out[to - 1]); to--)
                        out[to] = out[to - 1];
                out[to] = r;
                kept++;
        }
        return kept;
}

enum status ticket_recipients(struct ctx *c, const struct ticket *t, struct recipient **out, size_t *n)
{
        struct recipient_row *row;
        size_t rows;

        if (!ticket_can(c, t, ACT_READ))
                return ST_NOT_FOUND;
        enum status st = db_all(c->db, c->arena, &recipient_list, DB_ARGS(DB_I("id", t->id)), recipient_cols, sizeof *row,
                                RECIPIENTS_MAX, &row, &rows);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, rows + 1, struct recipient);
        *n = once_each(row, rows, *out);
        return ST_OK;
}

/* Presenters of the ticket's course whom the actor may bring in; `one` 0: all. */
static enum status presenters(struct ctx *c, const struct ticket *t, int64_t one, struct recipient_row **row, size_t *n)
{
        *n = 0;
        if (!t->course_id || c->actor->system || !ticket_can(c, t, ACT_WORK) || !ticket_can(c, t, ACT_INVITE))
                return ST_OK;
        return db_all(c->db, c->arena, &recipient_presenters,
                      DB_ARGS(DB_I("course", t->course_id), DB_I("me", c->actor->person_id), DB_I("one", one), DB_I("id", t->id)),
                      recipient_cols, sizeof **row, OFFERED_MAX, row, n);
}

enum status ticket_recipients_offered(struct ctx *c, const struct ticket *t, struct recipient **out, size_t *n)
{
        struct recipient *on;
        struct recipient_row *row;
        size_t n_on, n_row;
        enum status st = ticket_recipients(c, t, &on, &n_on);

        if (!st)
                st = presenters(c, t, 0, &row, &n_row);
        if (st)
                return st;
        *out = ARENA_ARRAY(c->arena, n_on + n_row + 1, struct recipient);
        for (size_t i = 0; i < n_on; i++)
                (*out)[i] = on[i];
        for (size_t i = 0; i < n_row; i++)
                (*out)[n_on + i] = as_recipient(&row[i], false);
        *n = n_on + n_row;
        return ST_OK;
}

/* A presenter who was chosen and is not on the ticket is invited to it. */
static enum status presenter_invite(struct ctx *c, const struct ticket *t, int64_t person_id)
{
        struct recipient_row *row;
        struct ticket same = *t;
        size_t n;
        enum status st = presenters(c, t, person_id, &row, &n);

        return st || !n ? st : ticket_invite(c, &same, person_id, true);
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
                if (e->to[i] > 0 && !(st = presenter_invite(c, t, e->to[i])))
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
