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
/* Errors go to c->error. */
bool course_draft_fits(struct ctx *c, const struct course_draft *d);
bool course_sessions_fit(const struct course_session *want, size_t n);
/* Of a course that has none yet. */
enum status course_words_add(struct ctx *c, const struct course_draft *d, int64_t id) CHECKED;
enum status course_session_add(struct ctx *c, int64_t course_id, const struct course_session *w) CHECKED;

#endif
