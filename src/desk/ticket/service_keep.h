/* A service as its keeper saves it: what the portal shows of it (desk/people/catalogue.h) together with what its
 * requests ask for, in one transaction.  Page and API save through here. */
#ifndef GUICHET_DESK_TICKET_SERVICE_KEEP_H
#define GUICHET_DESK_TICKET_SERVICE_KEEP_H

#include "desk/people/catalogue.h"
#include "desk/ticket/together.h"

struct service_keep {
        struct service_edit edit;
        const struct service_resolution *asks; /* NULL: stays */
        const char *points;                    /* one a line; NULL: stays */
        bool evidence;
};
/* As service_save(), with c->error also on "ask_nature", "ask_beneficiary", "ask_course", "ask_solution" and "points". */
enum status service_keep_save(struct ctx *c, const struct service_keep *k) CHECKED;

#endif
