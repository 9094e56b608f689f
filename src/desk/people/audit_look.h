/* Looks into the audit: who changed what, by person, deed, thing and period, newest first.  For administrators: the
 * routes that lead here ask for that permission. */
#ifndef GUICHET_DESK_PEOPLE_AUDIT_LOOK_H
#define GUICHET_DESK_PEOPLE_AUDIT_LOOK_H

#include "desk/people/people.h"

struct audit_line {
        int64_t id, at, actor_id, object_id;
        const char *actor, *login, *verb, *object, *result, *peer, *detail; /* actor: name, NULL for the system */
        const char *said, *what; /* filled by audit_page(): the verb and the object in words */
};

/* What is looked for: the parameters actor (a login), verb, object, from and to (days) of the request, "" when absent. */
struct audit_look {
        const char *actor, *verb, *object, *from, *to;
        int64_t actor_id, from_at, to_at, before, floor;
};
/* Reads them; only lines older than the one of id `before` (MOMENT_NEVER: all).  Errors in c->error: "actor", "from", "to";
 * it is ST_OK all the same, and such a look finds nothing. */
enum status audit_look_read(struct ctx *c, int64_t before, struct audit_look *l) CHECKED;
/* At most `max` lines of the 5,000 that the leading filter gives. */
enum status audit_lines(struct ctx *c, const struct audit_look *l, int64_t max, struct audit_line **out, size_t *n) CHECKED;
/* A page of them in words.  *older is the `before` of the next page, 0 when all was seen; *looked_short: the next 5,000
 * lines were not looked at yet, whatever this page holds. */
enum status audit_page(struct ctx *c, const struct audit_look *l, size_t max, struct audit_line **out, size_t *n, int64_t *older,
                       bool *looked_short) CHECKED;
/* The deeds that the audit knows, and one in words. */
enum status audit_verbs_met(struct ctx *c, const char ***out, size_t *n) CHECKED;
const char *audit_verb_said(struct ctx *c, const char *verb);

extern const struct slice slice_audit_look;

#endif
