/* What erasing a trial takes away. */
#ifndef GUICHET_DESK_ADMIN_TRIAL_OWN_H
#define GUICHET_DESK_ADMIN_TRIAL_OWN_H

#include "app/app.h"

/* People made in the trial whom nothing that stays names: no role, no group, no ticket that stays. */
#define TRIAL_PEOPLE                                                                                           \
        "(SELECT q.id FROM person q WHERE q.id > :person"                                                    \
        " AND NOT EXISTS (SELECT 1 FROM role_grant x WHERE x.person_id = q.id)"                              \
        " AND NOT EXISTS (SELECT 1 FROM group_member x WHERE x.person_id = q.id)"                            \
        " AND NOT EXISTS (SELECT 1 FROM support_group x WHERE x.last_person_id = q.id)"                      \
        " AND NOT EXISTS (SELECT 1 FROM course x WHERE x.owner_id = q.id)"                                   \
        " AND NOT EXISTS (SELECT 1 FROM article x WHERE x.owner_id = q.id)"                                  \
        " AND NOT EXISTS (SELECT 1 FROM webhook x WHERE x.owner_id = q.id)"                                  \
        " AND NOT EXISTS (SELECT 1 FROM shift x WHERE x.person_id = q.id)"                                   \
        " AND NOT EXISTS (SELECT 1 FROM presenter x WHERE x.person_id = q.id)"                               \
        " AND NOT EXISTS (SELECT 1 FROM presenter_fact x WHERE x.person_id = q.id)"                          \
        " AND NOT EXISTS (SELECT 1 FROM course_super x WHERE x.person_id = q.id)"                            \
        " AND NOT EXISTS (SELECT 1 FROM absence x WHERE x.substitute_id = q.id)"                             \
        " AND NOT EXISTS (SELECT 1 FROM handover x WHERE x.person_id = q.id OR x.to_id = q.id OR x.by_id = q.id)" \
        " AND NOT EXISTS (SELECT 1 FROM handover_ticket x WHERE x.to_id = q.id)"                             \
        " AND NOT EXISTS (SELECT 1 FROM ticket_person x WHERE x.person_id = q.id AND x.ticket_id <= :ticket)" \
        " AND NOT EXISTS (SELECT 1 FROM entry_recipient x JOIN entry e ON e.id = x.entry_id WHERE x.person_id = q.id" \
        " AND e.ticket_id <= :ticket)"                                                                       \
        " AND NOT EXISTS (SELECT 1 FROM restated x WHERE x.by_id = q.id AND x.ticket_id <= :ticket)"         \
        " AND NOT EXISTS (SELECT 1 FROM ticket x WHERE x.id <= :ticket AND (x.requester_id = q.id OR x.requested_for_id = q.id" \
        " OR x.opened_by_id = q.id OR x.contact_id = q.id OR x.assignee_id = q.id)))"

/* In the order in which they may go; every one takes :ticket and :person.  Ends with NULL. */
extern const struct db_stmt *const trial_erasers[];
extern const struct slice slice_trial_erase;

/* Everything tried goes, then the trial is over. */
enum status trial_erase(struct ctx *c) CHECKED;

#endif
