/* The demonstration: a small university in an exam session, made of data in this folder and lived through
 * the same verbs as any other.  F4.  The same every time; only the dates follow the calendar, so that the
 * session's last working day is today, or the last one before. */
#ifndef GUICHET_DESK_DEMO_DEMO_H
#define GUICHET_DESK_DEMO_DEMO_H

#include "app/app.h"

/* An account worth showing to whoever tries the program. */
struct demo_account {
        const char *login, *name, *what;
};

struct demo_told {
        const struct demo_account *account; /* ends with a zeroed row */
        int64_t people, tickets;
};

/* No ticket and nobody yet?  Departments, groups and services of a new database do not count. */
enum status demo_possible(struct ctx *c, bool *possible) CHECKED;

/* Loads everything in one transaction, as the system; every account gets this password. */
enum status demo_load(struct ctx *c, const char *password, struct demo_told *out) CHECKED;

extern const struct slice slice_demo, slice_demo_people;

#endif
