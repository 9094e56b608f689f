/* Somebody without account reads and answers one ticket by a link.  The secret is 256 random bits, kept as a
 * digest in `token` (use 'invite'), bound to the ticket and the person.  It is shown once, to whoever
 * invites, and ends with access.days, with the invitation (at once, live stream included), when another is
 * made, when the ticket has been closed for access.closed_days, or when the person gets an account. */
#ifndef GUICHET_DESK_TICKET_ACCESS_H
#define GUICHET_DESK_TICKET_ACCESS_H

#include "desk/ticket/ticket.h"

enum { ACCESS_PER_TICKET = 20, ACCESS_PER_DAY = 30, ACCESS_REPLIES_HOUR = 20, ACCESS_FILES_DAY = 20 };

struct access_link {
        int64_t person_id;
        const char *name;
        const char *secret;      /* NULL: they have an account and sign in */
        bool mailed;             /* it is also written to them */
};
/* Invites by exact login or by address (ACT_INVITE): finds the person or, for an address, makes one called
 * `name`, and gives a link to whoever has no account.  ST_INVALID with errors on "who" and "name";
 * ST_CONFLICT past ACCESS_PER_TICKET, ST_THROTTLED past ACCESS_PER_DAY. */
enum status access_invite(struct ctx *c, struct ticket *t, const char *who, const char *name, struct access_link *out) CHECKED;
/* Another link for somebody who is invited; the one before ends.  ST_NOT_FOUND when they are not, or have
 * an account. */
enum status access_renew(struct ctx *c, struct ticket *t, int64_t person_id, struct access_link *out) CHECKED;
/* What links may begin with, as site.url says it: "https://" or "http://" and a host, no path, no last slash; "" is none given. */
bool site_url_fit(const char *url);
/* The whole address of a link: behind site.url, else behind the host that the reader asked. */
const char *access_url(struct ctx *c, const char *secret);
/* Ends the link; ticket_invite(…, false) calls it.  Inside the caller's DB_TX. */
enum status access_end(struct ctx *c, int64_t ticket_id, int64_t person_id) CHECKED;

/* From here on the context acts as the link's person, with no right but those of their part in that
 * ticket, and what they write comes in by CHANNEL_LINK.  ST_NOT_FOUND for whatever is no link of ours. */
enum status access_enter(struct ctx *c, const char *secret, struct ticket *out) CHECKED;
/* ST_THROTTLED with its sentence when the guest wrote or attached too much already; `files` come with
 * what they write now.  Asked inside the DB_TX that writes: the next one waits for it. */
enum status access_may_write(struct ctx *c, const struct ticket *t, size_t files) CHECKED;

extern const struct slice slice_ticket_access;

#endif
