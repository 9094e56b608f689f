/* Support tasks: somebody is there for somebody, at a date, in one of six modes.  A support task is a ticket
 * (journal, rights, state, group) with an event beside it: from, to, mode, whom for, link, host, moderator, place.
 * What may be done to it is what may be done to the ticket. */
#ifndef GUICHET_DESK_AGENDA_SUPPORT_H
#define GUICHET_DESK_AGENDA_SUPPORT_H

#include "desk/agenda/room.h"

enum { SUPPORTS_MAX = 500, SUPPORT_AT_ONCE = 200, TYPES_MAX = 200, TYPE_POINTS = 40, TYPE_NAME_MAX = 100 };

/* Words of the database and the API: "class_call" "class_room" "recording_call" "recording_virtual"
 * "recording_cubicle" "accompany"; NULL at the end. */
extern const char *const support_modes[];
bool support_mode_known(const char *mode);
const char *support_mode_label(struct ctx *c, const char *mode);
bool support_on_call(const char *mode);
/* "presenter" "moderator" "super_user" */
extern const char *const support_roles[];
bool support_role_known(const char *role);
const char *support_role_label(struct ctx *c, const char *role);

/* ---- types: what an agent chooses from; new ones are data -------------------------------------------------- */

struct support_point {
        const char *fr, *en;
        bool required;           /* unticked, it keeps the task from being closed */
};
struct support_type {
        int64_t id, group_id, minutes, state, version; /* state 10 offered, 60 retired */
        const char *code, *name_fr, *name_en, *mode, *checklist, *group_name, *group_code;
        const char *name;        /* filled: in the reader's language */
        const struct support_point *points; /* filled */
        size_t n_points;
};
enum status support_types(struct ctx *c, bool all, struct support_type **out, size_t *n) CHECKED;
enum status support_type_load(struct ctx *c, int64_t id, struct support_type *out) CHECKED;
enum status support_type_by_code(struct ctx *c, const char *code, struct support_type *out) CHECKED;
/* The points as one writes them, a line each: "! Réserver | Book"; "!" required, English after "|". */
const char *support_points_text(struct ctx *c, const struct support_type *t);
struct support_type_draft {
        int64_t id, group_id, minutes, state, version; /* id 0: a new one; state 0: as it is */
        const char *code, *name_fr, *name_en, *mode, *points;
};
/* Who administers the group's department.  ST_INVALID: errors on "code" "name_fr" "name_en" "mode" "minutes" "group"
 * "points" "state"; ST_STALE as usual. */
enum status support_type_save(struct ctx *c, const struct support_type_draft *d, int64_t *id) CHECKED;
/* The six types as shipped, with their two groups where these are missing; a type whose code is there stays as it is.
 * Administrators. */
enum status support_types_ensure(struct ctx *c) CHECKED;
/* How many of the six are not there. */
enum status support_types_missing(struct ctx *c, size_t *n) CHECKED;

/* ---- tasks -------------------------------------------------------------------------------------------------- */

struct support {
        int64_t ticket_id, kind, num, version, updated_at, state, scope, group_id, assignee_id, course_id, confidential, service_task_id,
            template_id, from_at, to_at, session_id, person_id, moderator_id, booking_id, room_id;
        const char *mode, *role, *flag, *link, *host, *subject, *place, *group_name, *assignee_name, *person_name, *moderator_name,
            *course_code, *room_name, *type_fr, *type_en, *type_code, *room_code, *assignee_login, *person_login, *moderator_login,
            *group_code;
        const char *number, *type_name, *mode_label, *role_label, *where; /* filled; where: room, else place, "" none */
        bool mine, free;         /* filled: the actor has it; nobody has it and it is open */
};
/* ST_NOT_FOUND for what the actor may not read, as for what is no support task. */
enum status support_load(struct ctx *c, int64_t ticket_id, struct support *out) CHECKED;

struct support_query {
        int64_t from, to;        /* touching [from, to[; both 0: any, the newest */
        int64_t group_id;        /* 0 any, −1 the actor's groups */
        int64_t person_id;       /* who has it, whom it is for, who moderates; 0 any */
        int64_t room_id, course_id, session_id, service_task_id; /* 0 any; the last one also a whole item */
        bool free, flagged;      /* only what nobody has; only what a moved session flagged */
        bool done;               /* also closed ones; cancelled ones never */
        int64_t after_at, after_id; /* only what comes behind this beginning and ticket; 0: from the first (never with the newest) */
        size_t limit;            /* 0: SUPPORTS_MAX */
};
/* By time. */
enum status support_list(struct ctx *c, const struct support_query *q, struct support **out, size_t *n) CHECKED;

/* How many open ones that touch [from, to[ nobody has, and how many a moved session flagged: each at most SUPPORT_COUNTED. */
enum { SUPPORT_COUNTED = 100 };
enum status support_counts(struct ctx *c, int64_t from, int64_t to, int64_t group_id, int64_t *free, int64_t *flagged) CHECKED;

struct support_draft {
        int64_t template_id, service_task_id, course_id, session_id, person_id, moderator_id, room_id, group_id, from_at, to_at;
        const char *mode, *role, *subject, *link, *host, *place, *note; /* NULL or "": as the type, the session and the course say */
};
/* One transaction: ticket, event, checklist of the type, booking.  Agents; with a service task, who may work on it.
 * A session gives its course, hours, link and host.  ST_INVALID: errors on "type" "task" "session" "course" "person"
 * "moderator" "mode" "role" "from" "to" "link" "room"; ST_CONFLICT: the room is taken, as booking_save(). */
enum status support_open(struct ctx *c, const struct support_draft *d, struct ticket *out, struct booking_offer *offer) CHECKED;

/* Many at once: sessions × people, seen before they are made. */
struct support_row {
        int64_t session_id, person_id, from_at, to_at, room_id; /* room 0: none */
        const char *person_name, *theme, *room_name, *remark;   /* remark: NULL, or why it is another room, or none, or left out */
        bool left_out;           /* there already */
        int64_t ticket_id;       /* filled by support_open_rows(): the task made of it, 0 none */
};
/* What would be made of a draft for these sessions and people (either may be none: then the draft's own hours or
 * nobody), at most SUPPORT_AT_ONCE: a taken room is replaced by a free one of the kind, else by none. */
enum status support_preview(struct ctx *c, const struct support_draft *d, const int64_t *session, size_t n_sessions,
                            const int64_t *person, size_t n_people, struct support_row **out, size_t *n) CHECKED;
/* All of them or none; rows left out are not made.  *offer: of the room that somebody took meanwhile. */
enum status support_open_rows(struct ctx *c, const struct support_draft *d, struct support_row *r, size_t n, int64_t *made,
                              struct booking_offer *offer) CHECKED;

struct support_patch {           /* −1 and NULL leave what is there */
        int64_t from_at, to_at, room_id, person_id, moderator_id; /* room, person, moderator 0: none */
        const char *mode, *role, *link, *host, *place;
        bool looked;             /* takes the flag off, whatever else changes */
};
#define SUPPORT_PATCH_NONE ((struct support_patch){-1, -1, -1, -1, -1, NULL, NULL, NULL, NULL, NULL, false})
/* Who may work on the ticket (ACT_WORK), while it is open.  New hours take the booking along and take the flag off. */
enum status support_change(struct ctx *c, struct ticket *t, const struct support_patch *p, int64_t version, struct booking_offer *offer) CHECKED;
/* Other open tasks of the same agent at that time, for a warning; at most 10. */
enum status support_clashes(struct ctx *c, int64_t agent_id, int64_t from, int64_t to, int64_t not_ticket, struct support **out, size_t *n) CHECKED;

extern const struct slice slice_agenda_types, slice_agenda_support, slice_agenda_support_hooks;

#endif
