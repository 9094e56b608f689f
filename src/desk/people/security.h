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

/* ---- choosing a password by a link (password_link.c) ---- */

enum { PASSWORD_LINK_MS = HOUR_MS };
/* Links are written: there is a relay (or a trial) and an address that links begin with. */
bool password_link_on(const struct ctx *c);
/* Has an account that is open. */
bool person_signs_in(const struct person *p);
/* Counts that somebody asks for a link, known or not: ST_THROTTLED with its sentence. */
enum status password_link_asked(struct ctx *c, const char *who) CHECKED;
/* Whom a login or a proven address means; ST_NOT_FOUND when nobody could be written to. */
enum status password_link_wanted(struct ctx *c, const char *who, int64_t *person_id) CHECKED;
/* Inside DB_TX: a new secret, in the arena, for PASSWORD_LINK_MS and one choice. */
enum status password_link_make(struct ctx *c, int64_t person_id, const char **secret) CHECKED;
/* Whose it is; ST_NOT_FOUND for whatever opens nothing (any more). */
enum status password_link_person(struct ctx *c, const char *secret, struct person *out) CHECKED;
/* The password is set, the person's links are used up, their sessions end.  ST_INVALID with errors of "new" and
 * "again", the link still good; ST_NOT_FOUND when it opens nothing, or another choice was faster. */
enum status password_link_use(struct ctx *c, const char *secret, const char *fresh, const char *again) CHECKED;

#endif
