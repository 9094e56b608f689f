/* What an import has looked up already: groups, services and people by name, so that a line costs no
 * question to the database for what an earlier line named.  Internal to the import. */
#ifndef GUICHET_DESK_INTAKE_KNOWN_H
#define GUICHET_DESK_INTAKE_KNOWN_H

#include "desk/intake/import.h"
#include "desk/people/people.h"

struct known; /* lives in an arena of its own */

/* Reads groups and services; makes nothing. */
enum status known_new(struct ctx *c, struct known **out) CHECKED;
void known_free(struct known **k);

struct known_group {
        int64_t id, department_id;
        bool closed;
};
/* The group of this code or name, made when there is none (in the department that owns the default group). */
enum status known_group(struct ctx *c, struct known *k, const char *code, struct known_group *out) CHECKED;

struct known_service {
        int64_t id, group_id;
        bool confidential;
};
/* By code, French or English name; false when unknown. */
bool known_service(struct ctx *c, struct known *k, const char *word, struct known_service *out);

/* The group a service or, with 0, a ticket without any goes to. */
enum status known_group_by_id(struct ctx *c, struct known *k, int64_t id, struct known_group *out) CHECKED;

/* By login, else by mail; made when unknown.  0 for nobody. */
enum status known_person(struct ctx *c, struct known *k, const struct import_who *w, int64_t *id) CHECKED;

#endif
