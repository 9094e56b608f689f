/* What resolving asks, declared by each service.  The same question for the page, the API and a bulk action:
 * ticket_move() and ticket_reply_later() ask resolution_check() before anything is written. */
#include "desk/people/people.h"
#include "desk/ticket/together_own.h"

DB_STMT(resolution_get, "SELECT nature, beneficiary, course, solution FROM service_resolution WHERE service_id = :id");
DB_STMT(resolution_put,
        "INSERT INTO service_resolution (service_id, nature, beneficiary, course, solution) VALUES (:id, :nature, :beneficiary,"
        " :course, :solution) ON CONFLICT (service_id) DO UPDATE SET nature = excluded.nature,"
        " beneficiary = excluded.beneficiary, course = excluded.course, solution = excluded.solution");
DB_STMT(resolution_drop, "DELETE FROM service_resolution WHERE service_id = :id");
/* Something could be chosen and was not: neither a category nor the nature said at intake. */
DB_STMT(resolution_natures,
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM category WHERE (service_id = :id OR service_id IS NULL) AND NOT EXISTS"
        " (SELECT 1 FROM ticket_intake i WHERE i.ticket_id = :ticket AND i.nature_id IS NOT NULL) LIMIT 1) k");
static const struct db_stmt *const resolution_stmts[] = {&resolution_get, &resolution_put, &resolution_drop, &resolution_natures, NULL};

static const struct db_col resolution_cols[] = {
        DB_COL_I64(struct service_resolution, nature), DB_COL_I64(struct service_resolution, beneficiary),
        DB_COL_I64(struct service_resolution, course), DB_COL_I64(struct service_resolution, solution), DB_COL_END};

enum status service_resolution_get(struct ctx *c, int64_t service_id, struct service_resolution *out)
{
        struct service_resolution declared, usual = {ASKS, ASKS_MUST, ASKS, ASKS_MUST};
        enum status st = ST_NOT_FOUND;

        if (service_id)
                st = db_one(c->db, c->arena, &resolution_get, DB_ARGS(DB_I("id", service_id)), resolution_cols, &declared);
        *out = st ? usual : declared;
        return st == ST_NOT_FOUND ? ST_OK : st;
}

static bool fits(int64_t asks)
{
        return asks >= ASKS_NOT && asks <= ASKS_MUST;
}

static enum status write(struct ctx *c, int64_t service_id, const struct service_resolution *r)
{
        if (!r)
                return db_exec(c->db, &resolution_drop, DB_ARGS(DB_I("id", service_id)), NULL);
        return db_exec(c->db, &resolution_put,
                       DB_ARGS(DB_I("id", service_id), DB_I("nature", r->nature), DB_I("beneficiary", r->beneficiary),
                               DB_I("course", r->course), DB_I("solution", r->solution)),
                       NULL);
}

enum status service_resolution_set(struct ctx *c, int64_t service_id, const struct service_resolution *r)
{
        if (service_managed(c, service_id))
                return ST_DENIED;
        if (r && (!fits(r->nature) || !fits(r->beneficiary) || !fits(r->course) || !fits(r->solution)))
                return ST_INVALID;
        DB_TX(tx, c->db);
        enum status st = tx.st ? tx.st : write(c, service_id, r);
        if (!st)
                st = audit(c, "service.resolution", "service", service_id, "ok", r ? "declared" : "default");
        return st ? st : db_commit(&tx);
}

enum status resolution_check(struct ctx *c, const struct ticket *t)
{
        struct service_resolution r;
        int64_t natures = 0;
        enum status st = service_resolution_get(c, t->service_id, &r);

        if (!st && r.nature == ASKS_MUST && !t->category_id)
                st = db_i64(c->db, &resolution_natures, DB_ARGS(DB_I("id", t->service_id), DB_I("ticket", t->id)), &natures);
        if (st)
                return st;
        if (natures)
                form_error(c, "category", MSG_together_nature_missing);
        if (r.beneficiary == ASKS_MUST && !t->requested_for_id && t->requester_id)
                form_error(c, "requested_for", MSG_together_beneficiary_missing);
        if (r.course == ASKS_MUST && !t->course_id)
                form_error(c, "course", MSG_together_course_missing);
        return c->n_error ? ctx_fail_text(c, ST_INVALID, c->error[0].message) : ST_OK;
}

const struct slice slice_ticket_resolution = {.name = "ticket-resolution", .stmts = resolution_stmts};
