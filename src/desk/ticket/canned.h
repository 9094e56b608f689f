/* Ready answers: personal, of a group, for everybody.  Agents only.
 *
 * A text may hold variables, filled when it is put into a reply; both words of a line mean the same:
 *   {prenom}   {first_name}   first name of the requester
 *   {nom}      {name}         their whole name
 *   {numero}   {number}       number of the ticket
 *   {objet}    {subject}      its subject
 *   {service}                 its service, in the text's language
 *   {groupe}   {group}        its assignment group
 *   {agent}                   name of the agent who writes
 *   {echeance} {due}          next moment that was promised, day and time
 *   {lieu}     {room}         room of the ticket
 * What a ticket lacks is written "…", so that the agent sees the gap.  A word in braces that is none of
 * these is refused when the text is saved; braces around anything else are text. */
#ifndef GUICHET_DESK_TICKET_CANNED_H
#define GUICHET_DESK_TICKET_CANNED_H

#include "desk/people/people.h"
#include "desk/ticket/ticket.h"

enum { CANNED_MAX = 300, CANNED_NAME = 80, CANNED_BYTES = 16000 };

enum canned_level { CANNED_PERSONAL = 1, CANNED_GROUP, CANNED_EVERYBODY };
struct canned {
        int64_t id, owner_id, group_id, version;
        const char *name, *lang, *body, *group_name, *group_code;
        enum canned_level level; /* filled */
        bool mine;               /* filled: the actor may change it */
};
/* "personal", "group", "everybody". */
const char *canned_word(enum canned_level level);
/* What the actor may use: their own, those of their groups, those for everybody; by level, French first, then name. */
enum status canned_list(struct ctx *c, struct canned **out, size_t *n) CHECKED;
/* One of these; ST_NOT_FOUND for anybody else's. */
enum status canned_load(struct ctx *c, int64_t id, struct canned *out) CHECKED;
/* The groups whose answers the actor may change: those they lead. */
enum status canned_groups(struct ctx *c, struct group **out, size_t *n) CHECKED;

/* The rule of these levels, also for saved views: 0 = nobody's, no group's. */
enum canned_level canned_level_of(int64_t owner_id, int64_t group_id);
enum status canned_may_change(struct ctx *c, enum canned_level level, int64_t owner_id, int64_t group_id, bool *may) CHECKED;

struct canned_draft {
        int64_t id;              /* 0: a new one */
        enum canned_level level; /* of a new one; a change keeps it */
        int64_t group_id;        /* CANNED_GROUP */
        const char *name, *lang, *body;
        int64_t version;         /* 0 = does not care */
};
/* Personal: its owner; a group's: who leads the group; everybody's: administrators; ST_DENIED for others
 * who may use it.  ST_INVALID with errors on "name", "lang", "body" (a variable that is none of the list). */
enum status canned_save(struct ctx *c, const struct canned_draft *d, int64_t *id) CHECKED;
enum status canned_remove(struct ctx *c, int64_t id) CHECKED;
/* A ready answer of a group or for everybody, unless there is one of this name and language there: then it stays as
 * it is.  The system only. */
enum status canned_ensure(struct ctx *c, const struct canned_draft *d) CHECKED;

/* The text for this ticket, its variables filled. */
enum status canned_fill(struct ctx *c, const struct canned *k, const struct ticket *t, const char **out) CHECKED;

/* The neutral answers that the house brings, in both languages: into a database that holds neither ready
 * answers nor tickets. */
enum status canned_first_contents(struct ctx *c) CHECKED;

extern const struct slice slice_ticket_canned;

#endif
