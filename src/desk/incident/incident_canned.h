/* Ready answers in the composer of the ticket page. */
#ifndef GUICHET_DESK_INCIDENT_INCIDENT_CANNED_H
#define GUICHET_DESK_INCIDENT_INCIDENT_CANNED_H

#include "desk/incident/incident_view.h"
#include "desk/ticket/canned.h"

/* Shows the list: what the actor may use. */
enum status incident_canned_view(struct ctx *c, struct incident_composer *v) CHECKED;

extern const struct slice slice_incident_canned;

#endif
