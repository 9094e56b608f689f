/* Pages of the ticket for agents; incident.c puts them into slice_incident. */
#ifndef GUICHET_DESK_INCIDENT_INCIDENT_PAGES_H
#define GUICHET_DESK_INCIDENT_INCIDENT_PAGES_H

#include "app/app.h"

extern const struct route incident_routes[];
extern const struct db_stmt *const incident_page_stmts[];

#endif
