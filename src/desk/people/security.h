/* Sessions and second factor, one's own and those of an account that one administers.  Page and API alike. */
#ifndef GUICHET_DESK_PEOPLE_SECURITY_H
#define GUICHET_DESK_PEOPLE_SECURITY_H

#include "desk/people/people.h"

/* Sessions of the actor, the last used first, at most 50; `key` names one, `mine` is this one (none with an API token). */
struct my_session {
        struct db_blob hash;
        int64_t made_at, seen_at, ends_at;
        const char *key;
        bool mine;
};
enum status my_sessions(struct ctx *c, struct my_session **out, size_t *n) CHECKED;
/* ST_NOT_FOUND when it is none of theirs, or ended already. */
enum status my_session_end(struct ctx *c, const char *key) CHECKED;
/* All but this one; all of them with an API token. */
enum status my_sessions_end_others(struct ctx *c) CHECKED;

/* What the administration shows of an account; the caller has loaded it. */
struct person_security {
        bool factor;
        int64_t sessions; /* open ones */
};
enum status person_security(struct ctx *c, int64_t person_id, struct person_security *out) CHECKED;

#endif
