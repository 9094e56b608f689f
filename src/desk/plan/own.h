/* What the files of src/desk/plan share.  Nothing outside the folder includes this. */
#ifndef GUICHET_DESK_PLAN_OWN_H
#define GUICHET_DESK_PLAN_OWN_H

#include "desk/plan/graph.h"
#include "desk/plan/plan.h"
#include "desk/ticket/panels.h"

#define PLAN_STMTS(X) \
        X(plan_newest) X(plan_drafted) X(plan_by_id) X(plan_step_rows) X(plan_edge_rows) X(plan_graph_rows) \
        X(item_offer) X(item_insert) X(item_row) X(item_of_course) X(task_insert) X(task_rows) X(task_one) X(request_children) \
        X(item_lock) X(task_lock) X(request_lock) X(task_end) X(task_open) X(item_done) X(request_left) X(request_kept) \
        X(tasks_cancel) X(tasks_revive) X(tasks_left) X(task_wait) X(supports_left) X(item_begun) X(request_begun) X(course_presented) X(course_dated) X(course_recorded) X(course_supered) X(task_due_put) \
        X(request_heads) X(item_due_put) X(task_decide) X(item_state) X(item_due_next) X(task_due_next)
#define PLAN_STMT_DECLARE(name) extern const struct db_stmt psql_##name;
#define PLAN_STMT_LISTED(name) PLAN_LISTED_##name,
#define PLAN_STMT_ROW(name) &psql_##name,
PLAN_STMTS(PLAN_STMT_DECLARE)
enum { PLAN_STMTS(PLAN_STMT_LISTED) PLAN_LISTED__MAX };
#define PLAN_SQL(name, text)                     \
        const struct db_stmt psql_##name = {#name, text}; \
        _Static_assert(PLAN_LISTED_##name < PLAN_LISTED__MAX, "listed")
/* An INSERT of one row that may wait for others: DB_LATER. */
#define PLAN_LATER(ident, text)                                                    \
        const struct db_stmt psql_##ident = {.name = #ident, .sql = text, .later = true}; \
        _Static_assert(PLAN_LISTED_##ident < PLAN_LISTED__MAX, "listed")
/* What is published stays as it is: db_steady() keeps it. */
#define PLAN_STEADY(name, text)                              \
        const struct db_stmt psql_##name = {#name, text, true}; \
        _Static_assert(PLAN_LISTED_##name < PLAN_LISTED__MAX, "listed")

enum { REQUEST_ITEMS = 200, CHILDREN_MAX = 500 };

/* In the reader's language, French when the other is empty. */
const char *plan_said(const struct ctx *c, const char *fr, const char *en);

/* The graph of an item with the phases of its tasks; nodes in the order of their codes. */
enum status graph_of_item(struct ctx *c, int64_t item_id, struct plan_graph *out) CHECKED;
/* The same for whoever knows the item's plan already. */
enum status graph_of_plan(struct ctx *c, int64_t version_id, int64_t item_id, struct plan_graph *out) CHECKED;

/* What a ticket that is being opened becomes, for the hook that runs inside ticket_open(). */
struct task_opening {
        int64_t item_id, step_id, phase, due_at, due_known, points_shared;
};
struct item_opening {
        int64_t offer_id, form_version_id, plan_version_id, due_at, due_known;
        const char *answers;
};
struct plan_opening {
        const struct item_opening *item;
        const struct task_opening *task;
};
extern _Thread_local const struct plan_opening *plan_opening;
/* plan_steps() for opening their tasks: without the points that are shared. */
enum status plan_steps_opening(struct ctx *c, int64_t version_id, struct plan_step **out, size_t *n) CHECKED;
/* A point as it stands on a list, the case it is about before it. */
struct check_words point_words(struct ctx *c, const struct plan_point *p);

/* advance.c: what a plan asks before a state, and the hook. */
enum status task_gate(struct ctx *c, const struct ticket *t, int to_state, const char *reason);
enum status item_gate(struct ctx *c, const struct ticket *t, int to_state, const char *reason);
enum status request_gate(struct ctx *c, const struct ticket *t, int to_state, const char *reason);
enum status plan_on_ticket(struct ctx *c, const struct ticket_change *ch);
/* Opens what is ready, closes the item when nothing is left.  The item's row is locked. */
enum status plan_advance(struct ctx *c, int64_t item_id) CHECKED;

/* gate.c: does the course have all that these words name?  *missing is the first message of what it has not. */
bool plan_word_in(const char *words, const char *word);
enum status course_meets(struct ctx *c, const struct item *i, const char *needs, int *missing) CHECKED;
/* item.c: has this step no task until the course has what it needs?  And the task then, open; nothing when the step's
 * condition does not hold.  The item's row is locked. */
bool step_later(const struct plan_step *s);
enum status step_join(struct ctx *c, const struct item *i, int64_t step_id, bool *made) CHECKED;

/* due.c: when a step is due for an item, by its rule, in days of clock_desk_calendar(); 0 when that is not known yet. */
int64_t step_due(const struct ctx *c, const struct calendar *cal, const char *rule, int64_t opened_at, const struct item *i);
/* Proposes anew what nobody confirmed, of the item and its open tasks; *i is what item_load() gives, and follows. */
enum status item_dates(struct ctx *c, struct item *i) CHECKED;

/* access.c: the form and the offer of an access to be put right; left as they are when they are there.  As the system. */
enum status access_ready(struct ctx *c) CHECKED;
/* The people whom a step works with, by what it needs of the course, each with the request for them; nobody when the
 * actor may not ask it or the item has no course. */
struct access_row {
        const char *name, *href;
};
struct access_list {
        struct access_row *rows;
        size_t n_rows;
};
enum status access_of_step(struct ctx *c, int64_t course_id, const char *needs, struct access_list *out) CHECKED;

/* Does something as the system, then again as who acts. */
#define AS_SYSTEM(c, did)                          \
        do {                                       \
                const struct actor *acts_ = (c)->actor; \
                (c)->actor = &actor_system;        \
                did;                               \
                (c)->actor = acts_;                \
        } while (0)

#endif
