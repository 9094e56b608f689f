/* Two records of one person become one: the other one's everything goes to the one that stays. */
#ifndef GUICHET_DESK_TICKET_PERSON_MERGE_H
#define GUICHET_DESK_TICKET_PERSON_MERGE_H

#include "desk/people/people.h"

enum { PERSON_MERGE_TICKETS = 500 }; /* tickets whose search keys are written anew in the one transaction */

/* What a reader of the preview thinks of as one thing. */
enum merge_family { MERGE_TICKETS, MERGE_JOURNAL, MERGE_RIGHTS, MERGE_CONTACT, MERGE_DESK, MERGE_TIME, MERGE_OTHER, MERGE_FAMILIES };

/* One column that names a person.  clash and clashes are NULL where no key can collide. */
struct merge_move {
        const char *table, *column;
        enum merge_family family;
        const struct db_stmt *count, *move, *clashes, *clash;
};
/* Ends with a zeroed row. */
extern const struct merge_move merge_moves[];
/* Columns that stay with the record, or end with it; why is said beside them. */
extern const struct merge_stay {
        const char *table, *column, *why;
} merge_stays[];

struct merge_sum {
        int64_t moved[MERGE_FAMILIES], double_[MERGE_FAMILIES], tickets; /* what moves; what the staying record has already */
};
/* What person_merge() would do, and whether it would: administrators only, else ST_NOT_FOUND.  ST_CONFLICT with
 * c->why for oneself, the same record, one merged or erased already, or more than PERSON_MERGE_TICKETS. */
enum status person_merge_look(struct ctx *c, int64_t stays_id, int64_t goes_id, struct merge_sum *out) CHECKED;
/* One transaction, exactly once: moves everything, closes `goes`, whose login and addresses lead to `stays`.
 * Where both have the same, what `stays` has wins.  Cannot be undone.  Errors of person_merge_look(). */
enum status person_merge(struct ctx *c, int64_t stays_id, int64_t goes_id, struct merge_sum *out) CHECKED;

#endif
