/* Who leaves hands over what is open: one action over the verbs of tickets, so that journal, clocks, hooks and
 * policy are those of any assignment, and a row that knows how to undo it.  Undoing gives back only what still
 * stands where the action put it. */
#include "desk/ticket/handover.h"

DB_STMT(handover_add, "INSERT INTO handover (person_id, to_id, by_id, at) VALUES (:person, :to, :by, :now) RETURNING id");
DB_STMT(handover_ticket_add, "INSERT INTO handover_ticket (handover_id, ticket_id, to_id) VALUES (:handover, :ticket, :to)");
DB_STMT(handover_take, "UPDATE handover SET undone_at = :now WHERE id = :id AND undone_at IS NULL RETURNING person_id");
DB_STMT(handover_tickets, "SELECT ticket_id, COALESCE(to_id, 0) AS to_id FROM handover_ticket WHERE handover_id = :id"
                          " ORDER BY ticket_id LIMIT 200");

static const struct db_stmt *const handover_stmts[] = {&handover_add, &handover_ticket_add, &handover_take, &handover_tickets, NULL};
static const struct personal handover_personal[] = {{"handover", "to_id", "person_id", "who took over one's open tickets"}, {NULL}};
const struct slice slice_ticket_handover = {.name = "ticket-handover", .stmts = handover_stmts, .personal = handover_personal};

struct moved {
        int64_t ticket_id, to_id;
};
static const struct db_col moved_cols[] = {DB_COL_I64(struct moved, ticket_id), DB_COL_I64(struct moved, to_id), DB_COL_END};

enum status handover_list(struct ctx *c, int64_t person_id, struct ticket_page *out)
{
        const struct ticket_query q = {.view = "scope", .assignee_id = person_id, .limit = HANDOVER_MAX};

        return ticket_list(c, &q, out);
}

static enum status successor_fit(struct ctx *c, int64_t person_id, int64_t successor_id)
{
        struct person p;
        enum status st = successor_id ? person_load(c, successor_id, &p) : ST_OK;

        if (st == ST_NOT_FOUND || (!st && successor_id && (p.state != 10 || successor_id == person_id))) {
                form_error(c, "to", MSG_handover_nobody);
                return ST_INVALID;
        }
        return st;
}

enum status handover_to(struct ctx *c, int64_t person_id, const char *typed, int64_t *successor_id)
{
        struct person to;

        *successor_id = 0;
        if (!typed || text_blank(typed))
                return ST_OK;
        enum status st = person_by_login(c, typed, &to);
        if (st == ST_NOT_FOUND) {
                form_error(c, "to", MSG_handover_nobody);
                return ST_INVALID;
        }
        *successor_id = st ? 0 : to.id;
        return st ? st : successor_fit(c, person_id, to.id);
}

int64_t handover_goes(struct ctx *c, int64_t group_id, int64_t successor_id)
{
        return successor_id && people_is_member(c, successor_id, group_id) ? successor_id : 0;
}

static enum status one(struct ctx *c, int64_t ticket_id, int64_t successor_id, struct handover_sum *out)
{
        struct ticket t;
        enum status st = ticket_load(c, ticket_id, ACT_ASSIGN, &t);

        if (st)
                return st;
        int64_t to = handover_goes(c, t.group_id, successor_id);
        st = ticket_assign(c, &t, 0, to, 0);
        if (!st)
                st = db_exec(c->db, &handover_ticket_add,
                             DB_ARGS(DB_I("handover", out->id), DB_I("ticket", ticket_id), DB_REF("to", to)), NULL);
        if (!st && to)
                out->given++;
        else if (!st)
                out->returned++;
        return st;
}

enum status handover(struct ctx *c, int64_t person_id, int64_t successor_id, struct handover_sum *out)
{
        struct ticket_page open;

        *out = (struct handover_sum){0, 0, 0};
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_NOT_FOUND;
        enum status st = successor_fit(c, person_id, successor_id);
        if (!st)
                st = handover_list(c, person_id, &open);
        if (!st && open.n_rows == 0)
                st = ST_NOT_FOUND;
        if (st)
                return st;
        DB_TX(tx, c->db);
        st = tx.st;
        if (!st)
                st = db_i64(c->db, &handover_add,
                            DB_ARGS(DB_I("person", person_id), DB_REF("to", successor_id), DB_REF("by", c->actor->person_id),
                                    DB_I("now", c->now)),
                            &out->id);
        for (size_t i = 0; !st && i < open.n_rows; i++)
                st = one(c, open.rows[i].id, successor_id, out);
        if (!st)
                st = audit(c, "handover", "person", person_id, "ok",
                           arena_fmt(c->arena, "%lld given, %lld returned", (long long)out->given, (long long)out->returned));
        return st ? st : db_commit(&tx);
}

/* ST_OK also when the ticket is left as somebody else put it. */
static enum status give_back(struct ctx *c, const struct moved *m, int64_t person_id, int64_t *back)
{
        struct ticket t;
        enum status st = ticket_load(c, m->ticket_id, ACT_ASSIGN, &t);

        if (st)
                return st == ST_NOT_FOUND || st == ST_DENIED ? ST_OK : st;
        if (t.assignee_id != m->to_id || t.state >= STATE_RESOLVED || !people_is_member(c, person_id, t.group_id))
                return ST_OK;
        st = ticket_assign(c, &t, 0, person_id, 0);
        *back += st == ST_OK;
        return st;
}

enum status handover_undo(struct ctx *c, int64_t id, int64_t *person_id, int64_t *back)
{
        struct moved *row;
        size_t n;

        *back = 0;
        if (!ctx_role(c, ROLE_ADMIN))
                return ST_NOT_FOUND;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_i64(c->db, &handover_take, DB_ARGS(DB_I("now", c->now), DB_I("id", id)), person_id);
        if (!st)
                st = db_all(c->db, c->arena, &handover_tickets, DB_ARGS(DB_I("id", id)), moved_cols, sizeof *row, HANDOVER_MAX, &row, &n);
        for (size_t i = 0; !st && i < n; i++)
                st = give_back(c, &row[i], *person_id, back);
        if (!st)
                st = audit(c, "handover.undo", "person", *person_id, "ok", arena_fmt(c->arena, "%lld back", (long long)*back));
        return st ? st : db_commit(&tx);
}
