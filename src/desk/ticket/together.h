/* Tickets that belong together: one that went into another, a part that became its own, parents and their
 * children, and what follows a closed one.  Verbs like those of ticket.h: each asks ticket_can() on every
 * ticket it touches, locks tickets by growing id, and tells both journals.  A ticket that the actor may not
 * see is as unknown as one that does not exist. */
#ifndef GUICHET_DESK_TICKET_TOGETHER_H
#define GUICHET_DESK_TICKET_TOGETHER_H

#include "desk/ticket/sheet.h"

enum { CHILDREN_MAX = 200, SPLIT_ENTRIES_MAX = 50, MERGE_UNDO_HOURS = 24 };

/* ---- merge ------------------------------------------------------------------------------------------------ */

/* What a merge would do, without doing it: the other ticket and the people who will read it by that.
 * ST_INVALID with an error on "to" says why not: unknown, itself, another kind, closed, merged already, not
 * one's to work on, a child of this one, or not visible to the same agents. */
enum status ticket_merge_check(struct ctx *c, const struct ticket *t, const char *to, struct ticket *into,
                               struct who **people, size_t *n) CHECKED;
/* t goes into `to`: t is closed and points there, its people are invited there (watchers watch), its children
 * become the other's, the requester reads it in t's public journal.  After it *t is what it now is. */
enum status ticket_merge(struct ctx *c, struct ticket *t, const char *to, int64_t version) CHECKED;
/* Takes it back within MERGE_UNDO_HOURS: t gets its state again; who came by the merge leaves, unless they
 * wrote there since.  ST_CONFLICT with a sentence when it is too late or there was none. */
enum status ticket_unmerge(struct ctx *c, struct ticket *t) CHECKED;
bool ticket_unmerge_may(struct ctx *c, const struct ticket *t);

/* ---- split -------------------------------------------------------------------------------------------------- */

/* Entries of t (comments, notes, mails) and own words become a new ticket of the same requester, service and
 * group.  Public entries are quoted in its description, notes in a note.  Errors on "subject", "body",
 * "entries". */
struct split_draft {
        const char *subject, *body;
        const int64_t *entries;
        size_t n_entries;
};
enum status ticket_split(struct ctx *c, struct ticket *t, const struct split_draft *d, struct ticket *out) CHECKED;

/* ---- parent and children ---------------------------------------------------------------------------------------- */

/* LINK_CHILD of sheet.h makes and removes the relation.  Children that the actor may see, oldest first. */
enum child_verdict { CHILD_MAY = 0, CHILD_NO_RIGHT = 1, CHILD_DONE = 2, CHILD_MERGED = 3, CHILD_FAILED = 4, CHILD_SENT = 5 };
struct child {
        int64_t id, kind, num, state, pending;
        const char *subject, *requester_name;
        const char *number, *state_text, *why; /* filled; why: not, "" = it may be answered */
        int64_t verdict;
};
enum status ticket_children(struct ctx *c, const struct ticket *t, struct child **out, size_t *n) CHECKED;
/* The sentence of a verdict; "" for CHILD_MAY and CHILD_SENT. */
const char *child_why(struct ctx *c, int64_t verdict);
/* One reply to each chosen child (ids NULL: to all); each leaves ten seconds later, as any reply of the desk.
 * All in one transaction; *out are all children, with what became of each: CHILD_SENT or why not, and
 * CHILD_MAY when it was not chosen.  ST_INVALID with an error on "body" or, when nothing could be sent,
 * "children". */
enum status ticket_children_answer(struct ctx *c, struct ticket *t, const char *body, const int64_t *ids, size_t n_ids,
                                   struct child **out, size_t *n) CHECKED;
/* Takes back those that have not left yet; the text is kept as the draft "children:ID".  ST_CONFLICT: all have left. */
enum status ticket_children_undo(struct ctx *c, struct ticket *t, size_t *taken_back) CHECKED;

/* ---- what follows --------------------------------------------------------------------------------------------------- */

/* The requester's side writes to a ticket that is closed for good: the words become a new ticket, linked. */
bool ticket_follow_due(struct ctx *c, const struct ticket *t);
enum status ticket_follow_up(struct ctx *c, struct ticket *t, const char *body, struct ticket *out) CHECKED;

/* ---- what resolving asks --------------------------------------------------------------------------------------------- */

enum asks { ASKS_NOT = 0, ASKS = 1, ASKS_MUST = 2 };
/* Nature is the category of the service, or the nature said at intake (nothing can be asked of a service without
 * categories); solution: the words that
 * the requester reads. */
struct service_resolution {
        int64_t nature, beneficiary, course, solution;
};
/* What the service declares, else the default (nature and course asked, beneficiary and solution a must). */
enum status service_resolution_get(struct ctx *c, int64_t service_id, struct service_resolution *out) CHECKED;
/* Whoever keeps the service; NULL returns to the default.  ST_INVALID for anything but enum asks. */
enum status service_resolution_set(struct ctx *c, int64_t service_id, const struct service_resolution *r) CHECKED;
/* ST_INVALID with errors on "category", "requested_for", "course" for what t lacks of what is a must. */
enum status resolution_check(struct ctx *c, const struct ticket *t) CHECKED;

extern const struct slice slice_ticket_merge, slice_ticket_split, slice_ticket_children, slice_ticket_resolution;

#endif
