/* What a new database is given so that its desk is usable at once. */
#ifndef GUICHET_MAIN_FIRST_H
#define GUICHET_MAIN_FIRST_H

#include "app/app.h"

/* Department, group, service, calendar and promises of a new database.  Cheap and without effect when
 * they are there. */
enum status first_contents(struct ctx *c) CHECKED;

#endif
