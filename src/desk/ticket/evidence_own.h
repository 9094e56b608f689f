/* Where opening and answering a ticket ask about evidence; nothing outside the folder includes this. */
#ifndef GUICHET_DESK_TICKET_EVIDENCE_OWN_H
#define GUICHET_DESK_TICKET_EVIDENCE_OWN_H

#include "desk/ticket/internal.h"

/* A form error on "files" when the person's own form lacks what the service asks for; else whether the
 * ticket waits for it. */
enum status evidence_at_opening(struct ctx *c, int64_t service_id, bool own_form, bool *waits) CHECKED;
/* Whether this entry brings what the ticket waited for: a file of the requester's side, or one that an
 * agent who received it otherwise puts with a note. */
bool evidence_arrives(const struct ticket *b, const struct entry_draft *e);

#endif
