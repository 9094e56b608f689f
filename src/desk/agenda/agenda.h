/* What a calendar shows beside support tasks: course sessions and who covers them, service tasks that are due; and
 * the secret addresses by which a calendar program reads all that. */
#ifndef GUICHET_DESK_AGENDA_AGENDA_H
#define GUICHET_DESK_AGENDA_AGENDA_H

#include "desk/agenda/support.h"

struct agenda_session {
        int64_t id, from_at, to_at, course_id, supports;
        const char *theme, *code, *term;
};
/* Sessions that take place and touch [from, to[, by time, at most SUPPORTS_MAX; `bare`: those without a support
 * task only.  course 0: of all.  Agents. */
enum status agenda_sessions(struct ctx *c, int64_t from, int64_t to, int64_t course_id, bool bare, struct agenda_session **out, size_t *n) CHECKED;

struct agenda_due {
        int64_t ticket_id, kind, num, due_at, assignee_id;
        const char *subject, *assignee_name, *course_code;
        const char *number;      /* filled */
};
/* Open service tasks due in [from, to[, at most 100; group −1: the actor's groups, 0: all; person 0: anybody. */
enum status agenda_due(struct ctx *c, int64_t from, int64_t to, int64_t group_id, int64_t person_id, struct agenda_due **out, size_t *n) CHECKED;

/* ---- addresses of calendars --------------------------------------------------------------------------------- */

enum { FEEDS_MAX = 20, FEED_DAYS_BACK = 31, FEED_DAYS_AHEAD = 184 };
struct feed {
        int64_t id, made_at, used_at, group_id; /* group 0: one's own */
        const char *scopes, *group_name;
};
/* The actor's, oldest first. */
enum status feed_list(struct ctx *c, struct feed **out, size_t *n) CHECKED;
/* A new address: of one's own events (group 0), or of a group one is in.  The secret is shown this once.
 * ST_CONFLICT past FEEDS_MAX; ST_NOT_FOUND for a group that is not one's own. */
enum status feed_make(struct ctx *c, int64_t group_id, int64_t *id, const char **secret) CHECKED;
/* The address that a calendar program is given, with its secret. */
const char *feed_url(struct ctx *c, const char *secret);
/* Takes it back; ST_NOT_FOUND when it is not the actor's. */
enum status feed_drop(struct ctx *c, int64_t id) CHECKED;
/* The calendar behind a secret as text (RFC 5545), with what its owner may see at this moment; confidential tickets
 * say only that the time is taken.  ST_NOT_FOUND for anything that is no living address. */
enum status feed_text(struct ctx *c, const char *secret, const char **out) CHECKED;

extern const struct slice slice_agenda_rows, slice_agenda_feed;

#endif
