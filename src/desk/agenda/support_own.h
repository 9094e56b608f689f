/* What support.c, many.c and hooks.c share; nothing else includes this. */
#ifndef GUICHET_DESK_AGENDA_SUPPORT_OWN_H
#define GUICHET_DESK_AGENDA_SUPPORT_OWN_H

#include "desk/agenda/support.h"

/* Without asking who reads it. */
enum status support_raw(struct ctx *c, int64_t ticket_id, struct support *out) CHECKED;
/* One task inside the caller's transaction: as support_open() without its sentence about the room. */
enum status support_write(struct ctx *c, const struct support_draft *d, struct ticket *out) CHECKED;
/* After a rollback: who has the room, and what to offer. */
enum status support_room_refused(struct ctx *c, const struct support_draft *d, int64_t ticket_id, struct booking_offer *offer) CHECKED;
/* The i-th point of a new task. */
enum status point_write(struct ctx *c, struct ticket *t, size_t i, const struct support_point *p) CHECKED;

#endif
