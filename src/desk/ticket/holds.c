/* What a ticket holds beside its fields, asked at once.  Most tickets have no tag, no link, no file and no
 * draft; a page that shows a dozen such parts would ask the database a dozen times for nothing.  The answer
 * is a set of bits on the ticket: a verb that lists one part asks ticket_lacks() before its own statement. */
#include "desk/ticket/sheet.h"

DB_STMT(holds_of,
        "SELECT COALESCE((SELECT 2 FROM attachment WHERE ticket_id = :id LIMIT 1), 0)"
        " + COALESCE((SELECT 4 FROM tag WHERE ticket_id = :id LIMIT 1), 0)"
        " + COALESCE((SELECT 8 FROM ticket_link WHERE from_id = :id LIMIT 1),"
        " (SELECT 8 FROM ticket_link WHERE to_id = :id LIMIT 1), 0)"
        " + COALESCE((SELECT 16 FROM ticket_person WHERE ticket_id = :id AND part = 60 LIMIT 1), 0)"
        " + COALESCE((SELECT 32 FROM ticket_field WHERE ticket_id = :id LIMIT 1), 0)"
        " + COALESCE((SELECT 64 FROM advice WHERE ticket_id = :id AND closed_at IS NULL LIMIT 1), 0)"
        " + COALESCE((SELECT 128 FROM draft WHERE person_id = :me AND place IN (:reply, :note, :send) LIMIT 1), 0)"
        " + COALESCE((SELECT 256 FROM ticket_intake WHERE ticket_id = :id),"
        " (SELECT 256 FROM ticket_answer WHERE ticket_id = :id LIMIT 1), 0)");
static const struct db_stmt *const holds_stmts[] = {&holds_of, NULL};

enum status ticket_holds(struct ctx *c, struct ticket *t)
{
        long long id = (long long)t->id;
        int64_t bits = 0;
        enum status st = db_i64(c->db, &holds_of,
                                DB_ARGS(DB_I("id", t->id), DB_I("me", c->actor->person_id),
                                        DB_T("reply", arena_fmt(c->arena, "reply:%lld", id)),
                                        DB_T("note", arena_fmt(c->arena, "note:%lld", id)),
                                        DB_T("send", arena_fmt(c->arena, "send:%lld", id))), &bits);

        t->holds = bits | HOLDS_KNOWN;
        return st;
}

bool ticket_lacks(const struct ticket *t, enum holds what)
{
        return (t->holds & HOLDS_KNOWN) && !(t->holds & what);
}

const struct slice slice_ticket_holds = {.name = "ticket.holds", .stmts = holds_stmts};
