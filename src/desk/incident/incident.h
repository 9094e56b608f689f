/* Help requests: something does not work or somebody is stuck.  F4: declares the kind with its moves, and
 * how a person's words become one; what happens with it then is ticket's. */
#ifndef GUICHET_DESK_INCIDENT_INCIDENT_H
#define GUICHET_DESK_INCIDENT_INCIDENT_H

#include "desk/ticket/ticket.h"

/* What a person fills in.  Field names are those of the form and of the API's JSON. */
struct help_form {
        const char *service;   /* code; "" = unknown: the desk's general group gets it */
        const char *subject;   /* "" = the first sentence of body */
        const char *body;      /* their own words, kept as said */
        int64_t urgency;       /* as they state it: 1 blocked, 2 hindered, 3 can wait; 0 = not said */
        const char *site, *room, *equipment;
        const char *reach;     /* how to reach them now: phone, place; added below their words */
        const char *persona;   /* under which affiliation they ask */
};
extern const struct form_field help_fields[];

/* Opens a help request of the actor from a form already read by form_read(c, help_fields, form); false
 * results of that are ST_INVALID here too, so that all errors come at once.  Errors: "service",
 * "subject", "body". */
enum status incident_report(struct ctx *c, const struct help_form *form, struct ticket *out) CHECKED;

extern const struct slice slice_incident;

#endif
