/* The pure core of plans: no database, no clock, no allocation but for words.  A graph has at most PLAN_STEPS
 * nodes, so that what comes before a node is one word of bits. */
#ifndef GUICHET_DESK_PLAN_GRAPH_H
#define GUICHET_DESK_PLAN_GRAPH_H

#include "desk/clock/calendar.h"
#include "desk/clock/clock.h"
#include "desk/plan/plan.h"
#include "formats/json.h"

enum { PHASE_ABSENT = -1 }; /* the step's condition did not hold: it has no task */

struct plan_node {
        int64_t step_id, ticket_id;
        const char *code;
        int phase;
        const char *needs;    /* what the step needs of the course before it opens, "" nothing */
        const char *later;    /* the same of an optional step, which has no task before; "" of the others */
        uint64_t before;      /* bit i: node i must be passed before */
};
struct plan_graph {
        struct plan_node node[PLAN_STEPS];
        size_t n;
};

/* Node i is behind us: done, skipped, or absent after everything before it was passed. */
uint64_t graph_passed(const struct plan_graph *g);
/* Those that wait for nothing any more. */
uint64_t graph_ready(const struct plan_graph *g);
/* Nothing is left to do.  True of an empty graph. */
bool graph_finished(const struct plan_graph *g);

/* What is wrong with a graph that is to be published.  Codes of the cycle in its order, ended by the first again;
 * or of the task that can never open. */
enum plan_fault { PLAN_FINE, PLAN_EMPTY, PLAN_CYCLE, PLAN_DEAD };
enum plan_fault graph_check(struct arena *a, const struct plan_graph *g, const char **codes);

/* Conditions: terms joined by "&"; "field", "!field", "field = value", "field != value".  A field with several
 * answers has a value when one of them is it.  *wrong (may be NULL) is the term that is none. */
bool condition_good(struct arena *a, const char *text, const char **wrong);
bool condition_holds(struct arena *a, const char *text, const struct json *answers);

/* Due rules: "", "open+N", "first-N", "first+N", "last+N"; N business days, 0 to 200. */
enum due_from { DUE_NONE, DUE_OPEN, DUE_FIRST, DUE_LAST };
struct due_rule {
        enum due_from from;
        int days; /* negative: before */
};
bool due_read(const char *text, struct due_rule *out);
/* The end of the Nth business day before or after the local day of `anchor`; with 0 the anchor itself, and the end
 * of the day (or of the next business day) when it counts from the opening.  cal NULL: Monday to Friday, 18:00. */
int64_t due_moment(const struct calendar *cal, const struct zone *z, const struct due_rule *r, int64_t anchor);

/* Codes in the order people read them: "2" before "10", "2.1" after "2". */
int code_order(const char *a, const char *b);

#endif
