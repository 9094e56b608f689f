/* Groups whose tickets are given out by hand, for those who answer for them: how many wait. */
#include "desk/ticket/share.h"

enum { LED_MAX = 50 };

DB_STMT(hand_out,
        "SELECT g.id, g.code, (SELECT COUNT(*) FROM (SELECT 1 AS one FROM ticket t WHERE t.group_id = g.id AND t.state < 40"
        " AND t.assignee_id IS NULL LIMIT 100) w) AS waiting, g.name FROM group_member m"
        " JOIN support_group g ON g.id = m.group_id WHERE m.person_id = :me AND m.lead = 1 AND g.assign = 'manual'"
        " ORDER BY g.code LIMIT 50");
static const struct db_stmt *const hand_out_stmts[] = {&hand_out, NULL};

enum status to_hand_out_list(struct ctx *c, struct to_hand_out **out, size_t *n)
{
        static const struct db_col cols[] = {DB_COL_I64(struct to_hand_out, id), DB_COL_TEXT(struct to_hand_out, code), DB_COL_I64(struct to_hand_out, waiting),
                                             DB_COL_TEXT(struct to_hand_out, name), DB_COL_END};
        enum status st = db_all(c->db, c->arena, &hand_out, DB_ARGS(DB_I("me", c->actor->person_id)), cols, sizeof **out,
                                LED_MAX, out, n);
        size_t kept = 0;

        for (size_t i = 0; !st && i < *n; i++)
                if ((*out)[i].waiting)
                        (*out)[kept++] = (*out)[i];
        *n = kept;
        return st;
}

const struct slice slice_ticket_hand_out = {.name = "ticket_hand_out", .stmts = hand_out_stmts};
