/* What the files of src/desk/agenda share; nothing else includes this. */
#ifndef GUICHET_DESK_AGENDA_OWN_H
#define GUICHET_DESK_AGENDA_OWN_H

#include "desk/ticket/ticket.h"

/* ST_SIGN_IN, ST_NOT_FOUND for requesters. */
enum status agenda_agents_only(const struct ctx *c);
/* Errors on "from" and "to". */
void agenda_times_fit(struct ctx *c, int64_t from, int64_t to);

#endif
