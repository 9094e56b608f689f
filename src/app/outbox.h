/* Outgoing mail.  A letter is a row written in the transaction of what it tells of, one recipient each; threads of
 * the nodes that run jobs claim rows under a lease, hand them to the relay and note what it said.  A row keeps its
 * Message-ID for ever, so that a letter sent twice, after a crash between relay and commit, shows as one.  The text
 * stands sealed and goes when the relay took it.
 *
 * In trial mode nothing reaches those it is for: letters are held, or go to the one address of mail.trial_to.  What
 * was written in a trial is never sent once it is over. */
#ifndef GUICHET_APP_OUTBOX_H
#define GUICHET_APP_OUTBOX_H

#include "app/app.h"
#include "net/smtp.h"

/* ---- writing (outbox.c) ---- */

struct outbox_letter {
        const char *to, *to_name;     /* address; name "" when unknown */
        const char *subject, *text;
        const char *kind;             /* word of what it is, for lists */
        int64_t person_id, ticket_id; /* 0: none */
};
/* Letters are written at all: there is a relay with a sender, or a trial that holds them. */
bool outbox_on(const struct ctx *c);
/* Inside the caller's DB_TX.  Without relay and trial it does nothing.  An address that cannot be written to makes a
 * row that has failed, so that somebody sees it. */
enum status outbox_put(struct ctx *c, const struct outbox_letter *l) CHECKED;

enum outbox_state { OUTBOX_DUE = 10, OUTBOX_SENT = 20, OUTBOX_FAILED = 30, OUTBOX_HELD = 40 };
struct outbox_row {
        int64_t id, state, attempts, run_at, made_at, ended_at, outcome, trial;
        const char *to, *to_name, *subject, *kind, *answer;
};
enum { OUTBOX_PAGE = 100 };
/* Those of a state, newest first, with an id below `before` (0: from the newest); at most OUTBOX_PAGE. */
enum status outbox_list(struct ctx *c, enum outbox_state state, int64_t before, struct outbox_row **out, size_t *n) CHECKED;
/* How many; counted to 10 000. */
enum status outbox_count(struct ctx *c, enum outbox_state state, int64_t *n) CHECKED;
/* What failed is tried again from the beginning (id 0: all), what waits is due now.  ST_NOT_FOUND when
 * one is named and nothing changes. */
enum status outbox_again(struct ctx *c, int64_t id) CHECKED;
/* What waits is due now: the relay changed. */
enum status outbox_hurry(struct ctx *c) CHECKED;
/* Inside DB_TX, when a trial ends: what it wrote goes, sent or not. */
enum status outbox_trial_over(struct ctx *c) CHECKED;

/* ---- the relay (outbox_relay.c) ---- */

struct relay {
        const char *host, *user, *password, *sender, *sender_name, *security; /* "starttls", "tls", "none" */
        int64_t port;
};
/* As the settings say, with the password opened. */
enum status relay_now(struct ctx *c, struct relay *out) CHECKED;
/* Is one kept? */
enum status relay_password_kept(struct ctx *c, bool *kept) CHECKED;
/* Inside DB_TX; "" forgets it. */
enum status relay_password_put(struct ctx *c, const char *password) CHECKED;
/* 0, or the message that says what is wrong with these values together. */
int relay_wrong(const struct relay *r);
/* Hands one letter over, now: blocks up to 30 s, so on a worker.  Never in a DB_TX. */
void relay_send(struct ctx *c, const struct relay *r, const struct outbox_letter *l, const char *message_id, struct smtp_answer *out);
/* A letter that says that letters arrive. */
void relay_try(struct ctx *c, const struct relay *r, const char *to, struct smtp_answer *out);
/* What became of it, for people: "The relay did not accept user and password." */
const char *relay_said(struct ctx *c, enum smtp_outcome outcome);

/* ---- as administrators keep them (relay_keep.c) ---- */

/* Its values as a form names them, and the setting each stands in; the password stands in none. */
enum { RELAY_FIELDS = 7 };
struct relay_field {
        const char *name, *setting;
        int64_t max; /* characters; 0: none of its own */
};
extern const struct relay_field relay_fields[RELAY_FIELDS];
/* In the order of relay_fields; the password's place is NULL. */
void relay_values(struct ctx *c, const struct relay *r, const char *out[RELAY_FIELDS]);
/* Every value that cannot be is an error on its field. */
void relay_judge(struct ctx *c, const struct relay *r);
/* Writes the settings and the password; inside DB_TX.  `password` NULL leaves it as it is. */
enum status relay_put(struct ctx *c, const struct relay *r, const char *password) CHECKED;
/* One number over all values and the sealed password, above 0: who changes them says what they saw. */
enum status relay_mark(struct ctx *c, int64_t *out) CHECKED;
/* A judged relay, with password "" as it is, over what was seen (below 0: does not care).  A password goes with its relay:
 * ST_INVALID with an error on "relay_password" when another one is named without it.  ST_STALE when it changed since. */
enum status relay_keep(struct ctx *c, const struct relay *r, int64_t seen) CHECKED;
/* A test letter to the field "to": ST_INVALID with an error there, else what became of it; audited. */
enum status relay_check(struct ctx *c, struct smtp_answer *out) CHECKED;
/* "due" "held" "failed" "sent" */
bool outbox_state_of(const char *word, enum outbox_state *out);
/* outbox_again() with its line in the audit.  ST_NOT_FOUND when one letter is named that neither failed nor waits. */
enum status outbox_ask_again(struct ctx *c, int64_t id) CHECKED;

/* ---- sending (outbox_send.c) ---- */

/* Sends what is due, one after another; ends before `max` when the relay as a whole fails.  *tried (may be NULL). */
enum status outbox_run_due(struct ctx *c, int max, int *tried) CHECKED;
void *outbox_thread(void *app);

extern const struct slice slice_outbox, slice_relay, slice_outbox_send;

#endif
