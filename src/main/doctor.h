/* What `guichet doctor` looks at: settings of the process, the machine below it, connections.  It changes nothing.
 * Each look adds findings; one finding is one sentence for people, with what to do when something is not right. */
#ifndef GUICHET_MAIN_DOCTOR_H
#define GUICHET_MAIN_DOCTOR_H

#include "app/app.h"

enum doctor_level { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_BAD };
enum { DOCTOR_MAX = 64 };

struct finding {
        enum doctor_level level;
        const char *code;       /* stable: "data.space" */
        const char *text, *todo; /* in words; todo: "" when there is nothing to do */
};
struct doctor {
        struct arena *arena;
        enum lang lang;
        const struct app_config *cfg;
        const struct slice *const *slices;
        struct finding found[DOCTOR_MAX];
        size_t n, n_bad, n_note;
};

/* message and todo (0: none) may use {value} and {other}. */
void doctor_say(struct doctor *d, enum doctor_level level, const char *code, int message, int todo, const char *value, const char *other);

void doctor_machine(struct doctor *d);  /* data folder, space, file of keys, address, proxies, clock, limits */
void doctor_database(struct doctor *d); /* reachable, brought up to date, engine; then what the house says of itself */

#endif
