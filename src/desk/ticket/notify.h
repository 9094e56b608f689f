/* Notices.  What happens is told to those whom the rules name (event × role), as each of them chose, in the
 * transaction of the change: one table (notification), one verb (notify_tell), which the bell, the list and the
 * desk's panel read alike.  A row holds ids only: the sentence is made when it is read, in the reader's language
 * and under the policy, so that what one may no longer see is gone, and what no longer holds (a deadline of a
 * settled ticket, a ticket that is somebody else's by now, a group that has people again) no longer asks to be
 * read.  Unread ones about one ticket are one row.  For the desk they wait until it opens, unless the rule says
 * that they are urgent; the job 'notify.ring' tells the pages when they become due.
 *
 * letters.c writes letters of rows with mail = 1, mailed_at NULL and mail_at in the past (index notification_mail):
 * mail_at is notify.digest_minutes after the first of them, so that several changes of one ticket are one message. */
#ifndef GUICHET_DESK_TICKET_NOTIFY_H
#define GUICHET_DESK_TICKET_NOTIFY_H

#include "app/empty_view.h"
#include "desk/people/people.h"
#include "desk/ticket/ticket.h"

/* The numbers are bits of notification.events: new ones at the end. */
enum notify_event { NOTIFY_OPENED, NOTIFY_ASSIGNED, NOTIFY_TRANSFERRED, NOTIFY_REPLY, NOTIFY_NOTE, NOTIFY_MENTION, NOTIFY_ADVICE,
                    NOTIFY_STATE, NOTIFY_URGENT, NOTIFY_LATE, NOTIFY_LEVEL /* a clock reached `mark` thousandths */,
                    NOTIFY_POOL /* nobody is left in a group */, NOTIFY_INVITATION, NOTIFY_INTENTION /* the department answered */, NOTIFY_EVENTS };
enum notify_role { NOTIFY_REQUESTER, NOTIFY_INVITED, NOTIFY_WATCHER, NOTIFY_ASSIGNEE, NOTIFY_GROUP, NOTIFY_LEAD, NOTIFY_NAMED,
                   NOTIFY_ASKED, NOTIFY_ROLES };
enum notify_level { NOTIFY_NEVER, NOTIFY_CHOOSES, NOTIFY_DEFAULT, NOTIFY_ALWAYS };

/* ---- rules and choices (notify_rules.c) ---- */

/* A cell of the table: event × role; those that are not declared are never told. */
struct notify_rule {
        int event, role;
        int64_t page, mail, urgent;
};
const char *notify_event_word(int event); /* "reply"… */
const char *notify_role_word(int role);
const char *notify_event_label(struct ctx *c, int event);
const char *notify_role_label(struct ctx *c, int role);
/* Events that those who only asked or were invited may be told of. */
bool notify_public(int event);
/* The whole table as it holds now. */
enum status notify_rules(struct ctx *c, struct notify_rule **out, size_t *n) CHECKED;
enum status notify_rule_put(struct ctx *c, const struct notify_rule *r) CHECKED;
/* The whole table as notify_rules() gives it, changed: what differs is written, all or nothing.  ST_INVALID with an error of
 * "event.role" for what is no level, and for errors the caller has found already. */
enum status notify_rules_put(struct ctx *c, const struct notify_rule *want, size_t n) CHECKED;
const char *notify_rule_field(struct ctx *c, const struct notify_rule *r); /* "event.role" */

/* What the actor may choose: events of which a role could tell them, with what they chose or what holds else. */
struct notify_choice {
        int event;
        int64_t page, mail;          /* 0 or 1: what holds */
        bool page_free, mail_free;   /* may be chosen */
};
enum status notify_choices(struct ctx *c, struct notify_choice **out, size_t *n) CHECKED;
/* Would the actor be written of it? */
enum status notify_wants_mail(struct ctx *c, int event, bool *wanted) CHECKED;
enum status notify_choice_put(struct ctx *c, int event, bool page, bool mail) CHECKED;
/* All of these at once.  What may not be chosen stays as it holds; an event that notify_choices() does not give is
 * ST_NOT_FOUND. */
enum status notify_choices_put(struct ctx *c, const struct notify_choice *want, size_t n) CHECKED;

/* ---- telling (notify.c) ---- */

struct telling {
        int event;
        int64_t ticket_id, group_id, intention_id; /* what it is about: one of them, the others 0 */
        int64_t shared, mark;        /* NOTIFY_ASSIGNED: enum share of share.h; NOTIFY_LEVEL: thousandths */
        int64_t chosen, named;       /* only those told of this reply; those whom this entry names */
        int64_t asked;               /* those of the groups asked at this moment */
        int role;                    /* with people: as what they are told */
        bool quiet;                  /* nobody outside the desk */
        const int64_t *people;       /* these and nobody else; none: those whom the ticket's roles give */
        size_t n_people;             /* at most 200 */
};
/* Inside DB_TX.  Whoever acts is not told of it.  With live events for those whom it rings now. */
enum status notify_tell(struct ctx *c, const struct telling *k) CHECKED;
/* Inside DB_TX: a group has people again, what was told of it is over. */
enum status notify_over(struct ctx *c, int64_t group_id) CHECKED;
/* Inside DB_TX: the actor has been on the ticket's page (ticket_seen() does it). */
enum status notify_seen(struct ctx *c, int64_t ticket_id) CHECKED;
/* Clocks know when the desk opens and say so once; until then every hour is right. */
void notify_hours(enum status (*opens)(struct ctx *c, int64_t *at));

/* ---- reading (notify_list.c) ---- */

/* One line of the list, newest first; only what the actor may see. */
struct notification {
        int64_t id, ticket_id, group_id, intention_id, refused, kind, num, events, desk, n, shared, mark, at, read, by_desk, agent_named, state, confidential;
        const char *subject, *who, *group_name, *group_code, *course;
        const char *number, *stub, *href, *text, *more, *icon; /* filled; number "" for a group's, the course for an intention's; more: "and 2 more", NULL */
};
enum { NOTIFY_LIST_MAX = 100, NOTIFY_PANEL_MAX = 20 };
/* At most `max` (NOTIFY_LIST_MAX). */
enum status notify_list(struct ctx *c, bool unread, size_t max, struct notification **out, size_t *n) CHECKED;
/* Those that come after the one of this moment and id; at most NOTIFY_LIST_MAX and one, which says that there are more. */
enum status notify_list_after(struct ctx *c, bool unread, int64_t at, int64_t id, size_t max, struct notification **out, size_t *n) CHECKED;
/* What the actor has not read of one ticket, by page or mail: for those who have its page alone.  At most NOTIFY_PANEL_MAX. */
enum status notify_of_ticket(struct ctx *c, int64_t ticket_id, struct notification **out, size_t *n) CHECKED;
enum status notify_unread(struct ctx *c, int64_t *n) CHECKED; /* at most 100 */
/* One of the actor's for a letter: what happened beside `told` (bits of events).  ST_NOT_FOUND when they may not see
 * it, or when it is no news any more. */
enum status notify_one_news(struct ctx *c, int64_t id, int64_t told, struct notification *out) CHECKED;
/* Marks one, or all when id is 0; *href (may be NULL) is where that one leads, ST_NOT_FOUND when it is not the
 * actor's.  What is told of a group stays until it is over. */
enum status notify_read(struct ctx *c, int64_t id, const char **href) CHECKED;

extern const struct slice slice_notify, slice_notify_rules, slice_notify_list;

#endif
