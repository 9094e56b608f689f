/* Shared by the files behind away.h. */
#ifndef GUICHET_DESK_PEOPLE_AWAY_OWN_H
#define GUICHET_DESK_PEOPLE_AWAY_OWN_H

#include "desk/people/away.h"
#include "desk/people/own.h"

/* 1 or 0 for a person called p. */
#define PERSON_AVAILABLE                                                                             \
        "COALESCE((SELECT v.available FROM availability v WHERE v.person_id = p.id),"                \
        " CASE WHEN EXISTS (SELECT 1 FROM group_member d JOIN support_group o ON o.id = d.group_id"  \
        " WHERE d.person_id = p.id AND o.assign = 'on_duty') THEN 0 ELSE 1 END)"

/* Handlers of the absence pages, and the errors of a group's form. */
enum status page_me_absences(struct ctx *c);
enum status page_me_absences_post(struct ctx *c);
enum status page_me_absence_end(struct ctx *c);
enum status page_person_absences(struct ctx *c);
enum status page_person_absences_post(struct ctx *c);
enum status page_person_absence_end(struct ctx *c);

#endif
