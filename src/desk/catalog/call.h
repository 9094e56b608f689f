/* Calls that are not registered yet.  An agent has at most one on the line and several parked; what was
 * typed, the moment of pick-up and the time spent parked stand in the database, so that a reload, a pause or
 * another browser loses nothing.  Everybody has their own: another's call answers as if it did not exist. */
#ifndef GUICHET_DESK_CATALOG_CALL_H
#define GUICHET_DESK_CATALOG_CALL_H

#include "desk/catalog/intake.h"
#include "desk/people/people.h"

enum { CALLS_MAX = 8 };

struct call {
        int64_t id, person_id, picked_at, parked_at, parked_ms; /* parked_at 0: on the line */
        const char *who, *body;    /* who: as typed or found, "" when nobody knows; body: the form as JSON */
};
/* Oldest first; at most CALLS_MAX. */
enum status call_list(struct ctx *c, struct call **out, size_t *n) CHECKED;
enum status call_load(struct ctx *c, int64_t id, struct call *out) CHECKED;
/* A new call on the line; what was on it is parked.  An empty one that nobody typed into is this call.
 * ST_CONFLICT with a sentence when CALLS_MAX are there. */
enum status call_pick_up(struct ctx *c, int64_t *id) CHECKED;
enum status call_park(struct ctx *c, int64_t id) CHECKED;
/* Back on the line; what was on it is parked. */
enum status call_resume(struct ctx *c, int64_t id) CHECKED;
/* Keeps what was typed: the fields of the request's form that this form has. */
enum status call_save(struct ctx *c, int64_t id) CHECKED;
/* Forgets the call: it was registered or it was nothing. */
enum status call_drop(struct ctx *c, int64_t id) CHECKED;
/* What was kept stands in for the fields of the request: form_value() and form_read() read it. */
enum status call_restore(struct ctx *c, const struct call *k) CHECKED;
/* Milliseconds on the line until now. */
int64_t call_ms(const struct ctx *c, const struct call *k);

/* ---- who calls ------------------------------------------------------------------------------------------------- */

struct caller_choice {
        const char *value, *text;
};
struct caller_in {
        const char *person, *pick, *mail, *phone; /* pick: id of a choice, "new" */
        int64_t person_id;
};
struct caller {
        int64_t id;                        /* 0: not known yet; errors or choices say why */
        const char *lang;
        struct caller_choice choices[12];
        size_t n_choices;
        bool fresh;                        /* somebody to be made by caller_add() */
};
/* One person; or those who fit, to choose from; or somebody new, once a name and a way to reach them are
 * typed and nobody has that address or phone, or the agent says that it is somebody else. */
enum status caller_find(struct ctx *c, const struct caller_in *in, struct caller *out) CHECKED;
/* Inside the transaction of the ticket. */
enum status caller_add(struct ctx *c, const struct caller_in *in, struct caller *who) CHECKED;

/* ---- a ticket of it ---------------------------------------------------------------------------------------------- */

struct call_in {
        struct caller_in who;
        const char *description, *school, *programme, *course, *study_year, *solution, *act;
        int64_t urgency, service, group, written, written_asked;
};
/* Reads the fields of the form; errors are in c->error. */
void call_read(struct ctx *c, struct call_in *in);
/* Opens the ticket and forgets the call, which the actor loaded, in one transaction; act "solve": taken and resolved with the solution.
 * ST_INVALID with every error, those of `in` too; `asked` and `who` (with the people to choose from) are filled for
 * whoever shows the form again. */
enum status call_open(struct ctx *c, const struct call *k, const struct call_in *in, struct intake *asked, struct caller *who,
                      struct ticket *t) CHECKED;
/* What became of a call that is gone: the number of its ticket and whether the actor reads it.  ST_NOT_FOUND when none of
 * the actor's calls became one. */
enum status call_opened(struct ctx *c, int64_t id, const char **number, bool *readable) CHECKED;

/* For the slice: statements, and the daily end of calls that nobody touched for a week. */
extern const struct db_stmt *const call_stmts[];
enum status call_sweep(struct ctx *c, const struct job *j);

#endif
