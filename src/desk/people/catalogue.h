/* Departments and services as administrators keep them.  An administrator keeps all, a department
 * administrator those of the departments where they hold that role.  Each verb asks catalogue_may(), compares
 * the version that the editor saw, and leaves a line in the audit. */
#ifndef GUICHET_DESK_PEOPLE_CATALOGUE_H
#define GUICHET_DESK_PEOPLE_CATALOGUE_H

#include "desk/people/people.h"

enum { CATALOGUE_MAX = 500, SERVICE_BODY_LETTERS = 20000, KEEP_DAYS_MAX = 36500 };
enum service_state { SERVICE_OFFERED = 10, SERVICE_RETIRED = 20 };

/* May the actor keep what this department owns?  0: what belongs to all departments. */
bool catalogue_may(struct ctx *c, int64_t department_id);
/* Has the actor anything to keep at all? */
bool catalogue_any(struct ctx *c);

/* ---- departments ------------------------------------------------------------------------------------------ */

struct department_row {
        int64_t id, parent_id, version, services, groups;
        const char *code, *name_fr, *name_en, *time_zone, *parent;
        const char *name; /* filled: in the reader's language */
};
/* All departments in the order of their codes, with how many services and groups they own. */
enum status catalogue_departments(struct ctx *c, struct department_row **out, size_t *n) CHECKED;
enum status catalogue_department(struct ctx *c, const char *code, struct department_row *out) CHECKED;

struct department_edit {
        const char *code, *name_fr, *name_en, *parent, *time_zone; /* parent: a code, "" none */
        int64_t seen; /* version the editor saw; 0: it must not exist yet; −1: does not care */
};
/* ST_INVALID with c->error on "code", "name_fr", "name_en", "parent", "time_zone"; ST_STALE when somebody was
 * faster.  Only an administrator makes one. */
enum status department_save(struct ctx *c, const struct department_edit *d) CHECKED;
/* ST_CONFLICT while anything points at it. */
enum status department_remove(struct ctx *c, const char *code) CHECKED;

/* ---- services --------------------------------------------------------------------------------------------- */

struct service_row {
        int64_t id, department_id, group_id, state, agent_named, confidential, keep_days, sort, version;
        const char *code, *name_fr, *name_en, *summary_fr, *summary_en, *icon, *family_fr, *family_en, *body;
        const char *department, *group; /* codes */
        const char *department_fr, *department_en, *group_name;
        const char *name, *audiences; /* filled: in the reader's language; "student, employee@dsi", "" everybody */
};
/* All services, retired ones too, in the portal's order; a department administrator gets their own. */
enum status catalogue_services(struct ctx *c, struct service_row **out, size_t *n) CHECKED;
enum status catalogue_service(struct ctx *c, const char *code, struct service_row *out) CHECKED;

/* As typed; department, group: codes. */
struct service_edit {
        const char *code, *department, *group, *name_fr, *name_en, *summary_fr, *summary_en, *icon, *family_fr,
                *family_en, *body, *audiences;
        int64_t state, agent_named, confidential, keep_days, sort;
        int64_t seen; /* as in department_edit */
};
/* ST_INVALID with c->error on the members' names. What is open keeps its group and its visibility. */
enum status service_save(struct ctx *c, const struct service_edit *d) CHECKED;

/* Kinds of affiliation that audiences are made of: those of SUPANN and eduPerson; NULL past the end. */
const char *audience_kind(size_t i);

extern const struct slice slice_catalogue, slice_catalogue_services;

#endif
