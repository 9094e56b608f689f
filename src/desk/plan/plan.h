/* Work plans: what is done for a requested item, as data.  F3, right of catalog: any slice opens items and
 * asks how far they are; what happens when a task ends is decided here, once.
 *
 * A plan is a graph of steps, kept in versions.  A version is a draft (edited in place) until it is published;
 * a published one never changes, and an item keeps the version it was opened under.  Opening an item makes a
 * service task (SCTASK) for each step whose condition holds; those that wait for nobody are open, the others
 * pending with the reason "earlier task".
 *
 * Ending a task (closed or cancelled, by any way: page, API, bulk) is ticket_move(); a hook advances the plan in
 * the same transaction, the item's row locked first: what is ready opens, exactly once whatever the order; when
 * nothing is left the item closes, and the request with its last item.  A cancelled task counts as done for
 * those after it.  A step whose condition did not hold has no task: those after it wait for those before it.
 * Reopening a task never closes what it opened, nor does closing it again open anything twice.
 *
 * Optional: a step that may be left out without a reason; the plan waits for the decision all the same.  One that
 * needs something of the course (super-users to be trained) has no task before the course has it: it is looked at again
 * whenever a task of the item ends, and opens when those before it are done. */
#ifndef GUICHET_DESK_PLAN_PLAN_H
#define GUICHET_DESK_PLAN_PLAN_H

#include "desk/ticket/ticket.h"

enum { PLAN_STEPS = 60, PLAN_POINTS = 40, PLAN_NAME_LETTERS = 200, PLAN_PURPOSE_LETTERS = 1000, PLAN_CODE_LETTERS = 20 };
enum plan_phase { PHASE_WAITING = 0, PHASE_OPEN = 1, PHASE_DONE = 2, PHASE_SKIPPED = 3 };
/* What is known of a due date: nothing yet (to confirm), proposed by the plan's rule, confirmed by somebody. */
enum due_known { DUE_UNKNOWN = 0, DUE_PROPOSED = 1, DUE_CONFIRMED = 2 };

/* ---- items ------------------------------------------------------------------------------------------------- */

struct item_draft {
        int64_t request_id;          /* REQ that holds it; 0: item_open makes one (one submission with one item) */
        int64_t offer_id;            /* gives service, group, form version, plan version */
        int64_t requester_id, requested_for_id, course_id; /* requester 0: the actor */
        const char *persona, *subject, *description;
        const char *answers;         /* JSON object {"field":"value"}, checked by offer_answers_read(); "{}" */
        int channel;                 /* 0: c->channel */
        bool quiet_requester;        /* a grid's item: tells the requester nothing yet */
        const struct course *course; /* that of course_id, when the caller has just read it; else NULL */
};
/* One transaction (joins the caller's): REQ when asked, RITM, its service tasks, checklists, due dates.  Who may
 * is ticket_open()'s answer for the item; the tasks open whatever group they go to.  Errors of the draft are in
 * c->error as those of ticket_open(); ST_NOT_FOUND without such an offer.  *out is the RITM. */
enum status item_open(struct ctx *c, const struct item_draft *d, struct ticket *out) CHECKED;
/* The same without reading it back: in a db_steady() scope the rows of many items are then written together. */
enum status item_add(struct ctx *c, const struct item_draft *d, int64_t *id) CHECKED;

struct item {
        int64_t ticket_id, offer_id, form_version_id, plan_version_id, done_at, due_at, due_known, course_id, request_id,
            first_at, last_at;       /* of the course's sessions, first_at also its first activity; 0: none */
        const char *answers, *offer_code, *service_code;
        const char *plan, *plan_fr, *plan_en; /* code and names of the plan; NULL without one */
        int64_t plan_version;
        const char *plan_name;       /* filled: in the reader's language, "" without one */
};
/* Without asking who reads it: load the ticket first.  ST_NOT_FOUND when the ticket is no item. */
enum status item_load(struct ctx *c, int64_t ticket_id, struct item *out) CHECKED;

struct task_row {
        int64_t ticket_id, item_id, step_id, phase, state, pending, assignee_id, group_id, due_at, due_known, checks, checked, optional,
            strict, agreement, opened_at, closed_at, num, version;
        const char *code, *label_fr, *label_en, *purpose_fr, *purpose_en, *group_name, *assignee_name, *decision, *rule; /* rule: that of the due date */
        const char *number, *label, *purpose; /* filled; label and purpose in the reader's language */
};
/* The tasks of an item in the order of their codes ("1", "2.1", "2.2", "10"); at most PLAN_STEPS.  As item_load(). */
enum status item_tasks(struct ctx *c, int64_t item_id, struct task_row **out, size_t *n) CHECKED;
/* One task by its ticket; ST_NOT_FOUND when the ticket is no service task. */
enum status task_load(struct ctx *c, int64_t ticket_id, struct task_row *out) CHECKED;
/* The tickets of a request's items, oldest first, at most 200; only what the actor may read. */
enum status request_items(struct ctx *c, int64_t request_id, struct ticket **out, size_t *n) CHECKED;

/* How far an item is. */
struct item_progress {
        int64_t tasks, done, open, waiting;
};
enum status item_progress(struct ctx *c, int64_t item_id, struct item_progress *out) CHECKED;

/* Cancels an item with its open tasks (a withdrawn grid line whose group confirms): ticket_move() of the RITM by
 * the actor.  The bookings of its support tasks are freed by hooks on EV_MOVED to STATE_CANCELLED. */
enum status item_cancel(struct ctx *c, int64_t item_id, const char *reason) CHECKED;
/* Revives a cancelled one (the line came back): its tasks are again what they were.  The one case in which a
 * task's phase goes back.  Nothing when it is not cancelled. */
enum status item_revive(struct ctx *c, int64_t item_id) CHECKED;
/* First session moved or became known: due dates are proposed anew where nobody confirmed one. */
enum status item_redate(struct ctx *c, int64_t item_id) CHECKED;
/* All open items of a course, at most 500. */
enum status course_redate(struct ctx *c, int64_t course_id) CHECKED;
/* Somebody confirms when an item or a task is due (ACT_WORK); 0 takes the confirmation back: the rule proposes
 * again.  Tasks that count from the first session follow the item's date.  ST_INVALID: error on "due". */
enum status plan_due_confirm(struct ctx *c, struct ticket *t, int64_t at, int64_t version) CHECKED;

/* An agreement step, until agreements by link exist: an agent (ACT_WORK) writes down the yes or no and why.  Yes
 * closes the task; no cancels the item, with that reason.  ST_INVALID: error on "reason"; ST_CONFLICT when the
 * task is no open agreement. */
enum status agreement_decide(struct ctx *c, struct ticket *t, bool yes, const char *reason) CHECKED;

/* ---- plans ------------------------------------------------------------------------------------------------- */

struct plan_point {
        const char *fr, *en, *text;      /* text: in the reader's language */
        const char *under_fr, *under_en, *under; /* the case it belongs to ("Enregistrement"), "" always */
        bool required;
};
struct plan_step {
        int64_t id, group_id, optional, supports, strict, points_shared; /* shared: published, its points are rows of plan_point */
        const char *code, *label_fr, *label_en, *purpose_fr, *purpose_en, *kind; /* "task" or "agreement" */
        const char *condition;           /* on form answers: "approche = zoom & aide != non"; "" always */
        const char *due;                 /* "" none, "open+5", "first-2", "first+1", "last+10": business days */
        const char *needs;               /* "" or words of plan_needs[], in its order: it opens only when the course has some; an
                                            optional one has no task at all until then */
        const char *checklist;           /* JSON */
        const char *group_name, *group_code;
        const char *label, *purpose;     /* filled: in the reader's language */
        const char *after[PLAN_STEPS];   /* codes of those that must be done before, filled */
        size_t n_after;
        struct plan_point *points;       /* filled */
        size_t n_points;
};
/* supports: support tasks may be added to it.  strict: required points and open support tasks keep it from
 * closing whatever the reason. */

/* What a step may need of the course, ended by NULL: presenters; dated sessions; recordings: when the item's approach is
 * one that is recorded, a session with an announced recording; super-users. */
extern const char *const plan_needs[];
enum { PLAN_NEEDS = 4 };
int plan_need_label(size_t i); /* message */

struct plan_version {
        int64_t id, version, published_at, edits; /* published_at 0: a draft; edits: what an editor of the draft saw */
        const char *plan, *name_fr, *name_en;
        const char *name;                /* filled: in the reader's language */
};
/* The newest published version, the draft (ST_NOT_FOUND when there is none). */
enum status plan_current(struct ctx *c, const char *plan, struct plan_version *out) CHECKED;
enum status plan_draft(struct ctx *c, const char *plan, struct plan_version *out) CHECKED;
enum status plan_load(struct ctx *c, int64_t version_id, struct plan_version *out) CHECKED;
/* Its steps in the order of their codes. */
enum status plan_steps(struct ctx *c, int64_t version_id, struct plan_step **out, size_t *n) CHECKED;

/* Items of the actor's that were asked for together with others, among the tickets low … high, newest first: of which
 * request, and how many it holds. */
struct item_head {
        int64_t item_id, request_id, num, items;
        const char *number; /* filled: of the request */
};
enum { ITEM_HEADS = 500 };
enum status item_heads(struct ctx *c, int64_t low, int64_t high, struct item_head **out, size_t *n) CHECKED;

/* Where the actor asks that an access be put right for the people of a course: nobody when that is not offered to them or
 * the course is not theirs to read. */
struct course;
struct access_person;
struct access {
        const char *code, *term;
        struct access_person *people;    /* internal */
        size_t n_people;
};
enum status access_open(struct ctx *c, const struct course *k, struct access *out) CHECKED;
/* The form with one person of the course and the course filled in; NULL when they cannot be named to the reader. */
const char *access_href(struct ctx *c, const struct access *a, int64_t person_id);

/* Makes sure that the service of course support, its groups (techno-pedagogues, technologues), the built-in plan,
 * its form, its offer, that of an access to be put right and the offers of the approaches exist.  Idempotent: what is there is left as it is.  Writes,
 * as the system, whoever asks; inside the caller's transaction if there is one. */
enum status course_support_ensure(struct ctx *c) CHECKED;

extern const struct slice slice_plan, slice_plan_access, slice_plan_first, slice_plan_panels;

#endif
