/* Rooms, cubicles and their bookings.  That two bookings of a room never overlap is the database's own rule (a
 * trigger on SQLite, an exclusion constraint on PostgreSQL); here a refusal becomes a sentence and an offer. */
#ifndef GUICHET_DESK_AGENDA_ROOM_H
#define GUICHET_DESK_AGENDA_ROOM_H

#include "desk/ticket/ticket.h"

enum { ROOM_OFFERED = 10, ROOM_RETIRED = 60, ROOMS_MAX = 300, ROOM_CODE_MAX = 40, BOOKING_MAX_MS = 86400000, BOOKINGS_MAX = 500 };

/* Kinds that one may book: words of the database and the API. */
bool room_kind_known(const char *kind); /* "room" "cubicle" "studio" "virtual" */
const char *room_kind_label(struct ctx *c, const char *kind);
extern const char *const room_kinds[];  /* ends with NULL */

struct room {
        int64_t id, state, capacity, version;
        const char *code, *name, *site, *kind, *note;
};
/* By site, kind and code, at most ROOMS_MAX; `all`: retired ones too.  Agents only. */
enum status room_list(struct ctx *c, bool all, struct room **out, size_t *n) CHECKED;
enum status room_load(struct ctx *c, int64_t id, struct room *out) CHECKED;
enum status room_by_code(struct ctx *c, const char *code, struct room *out) CHECKED;
bool room_may_change(const struct ctx *c); /* administrators, also of a department */
/* id 0: a new one.  ST_INVALID with errors on "code" "name" "kind" "site" "capacity" "note" "state"; a code that
 * is taken is an error on "code"; ST_STALE when `version` is not the current one (0: does not care). */
enum status room_save(struct ctx *c, const struct room *r, int64_t *id) CHECKED;

struct booking {
        int64_t id, room_id, from_at, to_at, ticket_id, by_id, version, kind, num, visible, assignee_id;
        const char *flag, *title, *room_code, *room_name, *by_name, *subject, *course_code; /* NULL when the reader may not know or there is none */
        const char *number;      /* filled: of the ticket, NULL when there is none or the reader may not see it */
        bool may;                /* filled: the actor may move and cancel it */
};
/* Bookings of a room (0: of all) that touch [from, to[, by time, at most BOOKINGS_MAX.  Agents only. */
enum status booking_list(struct ctx *c, int64_t room_id, int64_t from, int64_t to, struct booking **out, size_t *n) CHECKED;
/* One's own from now on, and those of the tickets one has, at most 100. */
enum status booking_mine(struct ctx *c, struct booking **out, size_t *n) CHECKED;
enum status booking_load(struct ctx *c, int64_t id, struct booking *out) CHECKED;
/* That of a ticket; ST_NOT_FOUND when it has none. */
enum status booking_of(struct ctx *c, int64_t ticket_id, struct booking *out) CHECKED;

struct booking_draft {
        int64_t id;                  /* 0: a new one; a ticket that has one already moves it */
        int64_t room_id, from_at, to_at, ticket_id, version;
        const char *title;           /* what for, when it is no ticket's */
};
/* The way out of a refusal: another room at the same moment, else the nearest free moment of this one. */
struct booking_offer {
        int64_t room_id, from_at, to_at; /* room 0: nothing found */
        const char *room_name;
        bool other_room;
        const char *label;           /* « Réserver le cubicule 3 » */
        struct booking_draft asked;  /* refused inside a transaction: what to give booking_refused() after the rollback */
};
/* Agents; with a ticket, who may work on it.  ST_INVALID with errors on "room" "from" "to" "ticket".  ST_CONFLICT:
 * taken; outside a transaction c->why says by what, and *offer (may be NULL) is filled.  Inside one only
 * offer->asked is: roll back and call booking_refused() with it. */
enum status booking_save(struct ctx *c, const struct booking_draft *d, int64_t *id, struct booking_offer *offer) CHECKED;
/* The sentence of c->why and the offer, after a rollback; returns ST_CONFLICT when all went well. */
enum status booking_refused(struct ctx *c, const struct booking_draft *d, struct booking_offer *offer) CHECKED;
/* By who made it, who works on its ticket, or administrators; what is cancelled stays as a row. */
enum status booking_cancel(struct ctx *c, int64_t id, int64_t version) CHECKED;
/* Frees what was booked for a ticket; asks nobody.  `for_now`: the support task was cancelled and may come back, so
 * which room that was is kept. */
enum status booking_free(struct ctx *c, int64_t ticket_id, bool for_now) CHECKED;
/* The support task came back: books the room it had before at its hours, as the actor.  Inside the caller's DB_TX.  ST_OK
 * also when somebody has that room now, or it is no longer offered: then booking_lost() says so until a room is booked
 * or the event's form is saved. */
enum status booking_again(struct ctx *c, int64_t ticket_id, int64_t from, int64_t to) CHECKED;
/* The sentence about a room that a reopened task did not get back, and the free one to offer; *why NULL when it lost none. */
enum status booking_lost(struct ctx *c, int64_t ticket_id, int64_t from, int64_t to, struct booking_offer *offer, const char **why) CHECKED;

/* One room at a moment, for the list beside the form. */
struct room_now {
        const struct room *room;
        const struct booking *taken;  /* NULL: free */
        int64_t free_at;              /* when it becomes free within the asked time, 0: not */
};
enum status room_states(struct ctx *c, int64_t from, int64_t to, struct room_now **out, size_t *n) CHECKED;

extern const struct slice slice_agenda_room, slice_agenda_booking;

#endif
