/* What the files of a course share.  Nothing outside the folder includes this. */
#ifndef GUICHET_DESK_TICKET_COURSE_OWN_H
#define GUICHET_DESK_TICKET_COURSE_OWN_H

#include "desk/ticket/course_record.h"

/* The course, locked, for somebody who may edit it: inside a DB_TX. */
enum status course_hold(struct ctx *c, int64_t course_id, struct course *out) CHECKED;
/* Writes the first activity anew: the earliest of what was announced and the sessions that are held. */
enum status course_first_keep(struct ctx *c, int64_t course_id) CHECKED;
/* Who looks at the sheet with an older version is told so. */
enum status course_touch(struct ctx *c, int64_t course_id) CHECKED;

#endif
