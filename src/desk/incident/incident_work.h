/* The follow-up of the work on a ticket: restated need, points to check, time given, evidence.  A page of
 * its own, and the part that the ticket page fetches when it is opened. */
#ifndef GUICHET_DESK_INCIDENT_INCIDENT_WORK_H
#define GUICHET_DESK_INCIDENT_INCIDENT_WORK_H

#include "desk/incident/incident_view.h"
#include "desk/ticket/panels.h"

struct incident_work {
        struct page page;
        const struct ticket *t;
        const char *url, *once;
        const struct restated *restated;
        const struct check *checks;
        const struct spent *spent;
        const struct evidence *files;
        size_t n_restated, n_checks, n_spent, n_files;
        int64_t checked;
        const char *total;         /* time given, NULL: none */
        bool waits;                /* the newest wording waits for an answer */
        bool can_work, can_restate, can_give, wanted; /* wanted: the service asks for evidence */
        const char *typed_restated, *typed_label, *typed_minutes, *typed_note; /* what comes back with errors */
        const char *e_restated, *e_label, *e_minutes, *e_note, *error, *said;
};

extern const struct slice slice_incident_work;

#endif
