/* Who is there: the availability one states oneself, absences with a substitute, and from both the people
 * of a group whom a ticket may be given to. */
#ifndef GUICHET_DESK_PEOPLE_AWAY_H
#define GUICHET_DESK_PEOPLE_AWAY_H

#include "desk/people/people.h"

/* ---- availability ---- */

/* « Disponible pour l'affectation »: what the person said last, which stays over sign-outs.  Who never said
 * anything is available, except a member of a group whose convention is "on_duty": there it must be said. */
enum status person_available(struct ctx *c, int64_t person_id, bool *out) CHECKED;
/* The actor's own; audited.  Nothing when it is so already. */
enum status person_available_put(struct ctx *c, bool available) CHECKED;

/* ---- absences ---- */

struct absence {
        int64_t id, person_id, from_at, to_at, substitute_id;
        const char *substitute_name, *substitute_login; /* "" when nobody stands in */
        bool now, over;                                 /* filled */
};
/* May the actor read and declare this person's absences?  Oneself, an administrator, a lead of a group the
 * person is in, a manager of such a group's department. */
bool absence_may(struct ctx *c, int64_t person_id);
/* Coming, current and past ones, the latest first, at most 50.  ST_NOT_FOUND for those one may not read. */
enum status absence_list(struct ctx *c, int64_t person_id, struct absence **out, size_t *n) CHECKED;
/* ST_INVALID with errors on "from", "to" and "substitute": it ends before it begins, is over, lasts more than
 * two years, overlaps another; nobody, not an agent, oneself, or somebody who works on nothing in common. */
enum status absence_add(struct ctx *c, const struct absence *a, int64_t *id) CHECKED;
/* Back: a current one ends now, a coming one is taken away.  ST_CONFLICT when it is over. */
enum status absence_end(struct ctx *c, int64_t person_id, int64_t id) CHECKED;
/* The person's absence at this moment; ST_NOT_FOUND without one. */
enum status absence_now(struct ctx *c, int64_t person_id, struct absence *out) CHECKED;

/* ---- whom a ticket may be given to ---- */

/* One turn: the member whose turn it is and who takes it, oneself or the one who stands in. */
struct turn {
        int64_t member_id, person_id;
};
/* The turns of a group's members for a ticket of this scope, by growing member; members without anybody are
 * left out.  Absent members give their turn to their substitute, whose absence is looked at in the same way,
 * at most eight times and never in a circle.  Only who may work on the scope is named. */
enum status group_turns(struct ctx *c, int64_t group_id, int64_t scope, struct turn **out, size_t *n) CHECKED;
/* Who stands in for an absent person on a ticket of this scope; 0 when nobody does or they are not absent. */
enum status stand_in_for(struct ctx *c, int64_t person_id, int64_t scope, int64_t *out) CHECKED;

/* Internal groups with members of whom nobody can be given anything, substitutes included; at most 500. */
enum status groups_left_alone(struct ctx *c, struct choice **out, size_t *n) CHECKED;
/* Whom to tell about a group: its leads who are not away, else the managers of its department, else the
 * administrators; at most 50. */
enum status group_answerable(struct ctx *c, int64_t group_id, struct choice **out, size_t *n) CHECKED;

/* ---- the groups of a service ---- */

struct service_part {
        int64_t service_id, group_id, first;
        const char *code, *name_fr, *name_en, *name; /* of the service; name in the reader's language */
};
/* Services a group serves, at most 500. */
enum status group_services(struct ctx *c, int64_t group_id, struct service_part **out, size_t *n) CHECKED;
/* Also serves it (first: is asked before the others); drop: no more.  ST_CONFLICT for the first group, which
 * another must replace before. */
enum status group_serves(struct ctx *c, int64_t group_id, int64_t service_id, bool first) CHECKED;
enum status group_serves_no_more(struct ctx *c, int64_t group_id, int64_t service_id) CHECKED;
/* Groups that serve a service, the first one first, as choices. */
enum status service_groups(struct ctx *c, int64_t service_id, struct choice **out, size_t *n) CHECKED;

extern const struct slice slice_people_available, slice_people_absence, slice_people_turns, slice_people_serves;

#endif
