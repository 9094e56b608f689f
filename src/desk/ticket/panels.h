/* What the desk keeps beside a ticket: time given, points to check, the need as the desk understood it,
 * and evidence.  Each change is a verb like those of ticket.h: it asks ticket_can(), writes the journal and
 * tells the pages that show the ticket.  `version` 0 = does not care. */
#ifndef GUICHET_DESK_TICKET_PANELS_H
#define GUICHET_DESK_TICKET_PANELS_H

#include "desk/ticket/ticket.h"

enum { SPENT_MAX = 500, SPENT_MINUTES = 1440, SPENT_NOTE_BYTES = 1000, CHECKS_MAX = 100, CHECK_BYTES = 400,
       RESTATED_MAX = 50, RESTATED_BYTES = 8000 };

/* What the ticket page shows of all this in one line. */
struct panels {
        int64_t spent_ms, n_spent, checks, checked, restated; /* restated: enum restated_state of the newest, 0: none */
};
/* For readers with ACT_READ_ALL, else all 0. */
enum status ticket_panels(struct ctx *c, const struct ticket *t, struct panels *out) CHECKED;

/* ---- time given ------------------------------------------------------------------------------------------ */

struct spent {
        int64_t id, person_id, at, ms, version, changed_at;
        const char *note, *name, *login;
        bool mine;             /* filled: the actor may correct it */
        const char *text;      /* "1 h 30" */
};
/* Oldest first, for readers with ACT_READ_ALL; *total_ms counts all of them. */
enum status spent_list(struct ctx *c, const struct ticket *t, struct spent **out, size_t *n, int64_t *total_ms) CHECKED;
/* 1 to SPENT_MINUTES minutes of the actor's, now.  ST_INVALID with errors on "minutes" and "note". */
enum status spent_add(struct ctx *c, struct ticket *t, int64_t minutes, const char *note, int64_t *id) CHECKED;
/* By its own author only (ST_NOT_FOUND for anybody else); 0 minutes takes it back.  note NULL: leave.
 * `version` is that of the line. */
enum status spent_correct(struct ctx *c, struct ticket *t, int64_t id, int64_t minutes, const char *note, int64_t version) CHECKED;
/* "1 h 30", "45 min", in the reader's language. */
const char *spent_text(struct ctx *c, int64_t ms);

/* ---- points to check --------------------------------------------------------------------------------------- */

struct check {
        int64_t id;        /* of a point that a plan brought: 10^15 and more */
        int64_t part, nth; /* where it stands; nth of those that are the ticket's own: their row */
        int64_t required, done_at, done_by, made_at;
        const char *label, *done_name, *done_login;
};
/* In the order they were added, for readers with ACT_READ_ALL. */
enum status check_list(struct ctx *c, const struct ticket *t, struct check **out, size_t *n) CHECKED;
/* ST_INVALID with an error on "label"; ST_CONFLICT past CHECKS_MAX. */
enum status check_add(struct ctx *c, struct ticket *t, const char *label, bool required, int64_t *id) CHECKED;
/* Ticks, with the actor and the moment, or unticks.  Ticking what is ticked changes nothing: the first
 * author stays. */
enum status check_tick(struct ctx *c, struct ticket *t, int64_t id, bool on) CHECKED;
enum status check_require(struct ctx *c, struct ticket *t, int64_t id, bool on) CHECKED;
/* Takes a point off the list; ST_CONFLICT when it is ticked. */
enum status check_drop(struct ctx *c, struct ticket *t, int64_t id) CHECKED;

/* Inside a permitted change, for plans: a point of a new ticket, in both languages. */
struct check_words {
        const char *fr, *en; /* en "": none */
};
enum status check_planned(struct ctx *c, int64_t ticket_id, const char *code, const struct check_words *words, bool required) CHECKED;
/* The same of many at once. */
struct check_plan {
        int64_t ticket_id;
        const char *code;
        struct check_words words;
        bool required;
};
enum status checks_planned(struct ctx *c, const struct check_plan *list, size_t n) CHECKED;
/* The required points that nobody ticked, as words for a sentence; "" none. */
enum status checks_missing(struct ctx *c, int64_t ticket_id, const char **out) CHECKED;

/* The gate of resolving, asked by every way to STATE_RESOLVED (page, reply, API, bulk): ST_OK, or
 * ST_CONFLICT with a sentence that names what is still to do.  The system (imports, jobs) passes. */
enum status resolve_gate(struct ctx *c, const struct ticket *t) CHECKED;

/* ---- the restated need -------------------------------------------------------------------------------------- */

enum restated_state { RESTATED_ASKED = 10, RESTATED_CONFIRMED = 20, RESTATED_CORRECTED = 30, RESTATED_REPLACED = 40 };
struct restated {
        int64_t id, at, state, by_voice, answered_at;
        const char *body, *by_name, *answered_name;
        const char *state_text; /* filled, in the reader's language */
};
/* "asked", "confirmed", "corrected", "replaced". */
const char *restated_word(int64_t state);
/* The same for people, in their language. */
const char *restated_label(struct ctx *c, int64_t state);
/* Newest first, for everybody who reads the ticket. */
enum status restated_list(struct ctx *c, const struct ticket *t, struct restated **out, size_t *n) CHECKED;
/* The newest; ST_NOT_FOUND when nobody restated anything. */
enum status restated_last(struct ctx *c, const struct ticket *t, struct restated *out) CHECKED;
/* By the desk, of an open ticket: told to the requester, whose turn it then is; a wording that nobody
 * answered yet is replaced.  ST_INVALID with an error on "restated". */
enum status restate(struct ctx *c, struct ticket *t, const char *body) CHECKED;
/* By the requester's side (ACT_ACCEPT), or by the desk when it was said aloud (by_voice, ACT_WORK).
 * ST_CONFLICT when `id` no longer waits for an answer. */
enum status restated_confirm(struct ctx *c, struct ticket *t, int64_t id, bool by_voice) CHECKED;
/* By the requester's side: the correction is a comment like any other.  ST_INVALID: error on "body". */
enum status restated_correct(struct ctx *c, struct ticket *t, int64_t id, const char *body) CHECKED;

/* ---- evidence -------------------------------------------------------------------------------------------------- */

/* Whether a service asks for an attachment (a screenshot that shows the person's name).  Then
 *  - ticket_open() by the person's own form refuses without a file (error on "files");
 *  - opened any other way without one, the ticket waits in PENDING_EVIDENCE;
 *  - a file of the requester's side, or one that an agent puts with a note, opens it again. */
enum status service_evidence(struct ctx *c, int64_t service_id, bool *on) CHECKED;
/* ST_INVALID with an error on "files" when the service asks for evidence and the request carries no file:
 * for a form that shows all its errors at once. */
enum status evidence_wanted(struct ctx *c, int64_t service_id) CHECKED;
/* For the administration of services: whoever administers the service's department (catalogue_may()). */
enum status service_evidence_put(struct ctx *c, int64_t service_id, bool on) CHECKED;
/* Files came that no entry carries (API): opens what waited for them. */
enum status evidence_came(struct ctx *c, struct ticket *t) CHECKED;

struct evidence {
        int64_t id, size, evidence, evidence_at;
        const char *name, *checked_name;
        const char *size_text; /* filled */
};
/* Files of the ticket and who checked them, for readers with ACT_READ_ALL; oldest first, at most 100. */
enum status evidence_list(struct ctx *c, const struct ticket *t, struct evidence **out, size_t *n) CHECKED;
/* The actor looked at the file and the name is there (or not, on = false). */
enum status evidence_check(struct ctx *c, struct ticket *t, int64_t attachment_id, bool on) CHECKED;

/* ---- points that every new incident of a service begins with ---- */

enum { SERVICE_POINTS = 20 };
/* One point a line, "! " before one that is required before resolving; "" none. */
enum status service_points(struct ctx *c, int64_t service_id, const char **out) CHECKED;
/* Whoever keeps the service, else ST_NOT_FOUND; ST_INVALID with an error on "points". */
enum status service_points_put(struct ctx *c, int64_t service_id, const char *lines) CHECKED;
extern const struct slice slice_ticket_service_points;

extern const struct slice slice_ticket_spent, slice_ticket_checks, slice_ticket_restated, slice_ticket_evidence;

#endif
