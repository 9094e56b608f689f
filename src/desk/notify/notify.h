/* Notices.  What happens on a ticket is told to those whom the rules name (event × role), as each of them chose,
 * in the transaction of the change.  A row holds ids only: the sentence is made when it is read, in the reader's
 * language and under the policy, so that what one may no longer see is gone.  Unread ones about one ticket are
 * one row.  For the desk they wait until it opens, unless the rule says that they are urgent.
 *
 * A mailer reads rows with mail = 1, mailed_at NULL and mail_at in the past (index notify_mail): mail_at is
 * notify.digest_minutes after the first of them, so that several changes of one ticket are one message. */
#ifndef GUICHET_DESK_NOTIFY_NOTIFY_H
#define GUICHET_DESK_NOTIFY_NOTIFY_H

#include "app/empty_view.h"
#include "desk/people/people.h"
#include "desk/ticket/ticket.h"

enum notify_event { NOTIFY_OPENED, NOTIFY_ASSIGNED, NOTIFY_TRANSFERRED, NOTIFY_REPLY, NOTIFY_NOTE, NOTIFY_MENTION, NOTIFY_ADVICE,
                    NOTIFY_STATE, NOTIFY_URGENT, NOTIFY_LATE, NOTIFY_EVENTS };
enum notify_role { NOTIFY_REQUESTER, NOTIFY_INVITED, NOTIFY_WATCHER, NOTIFY_ASSIGNEE, NOTIFY_GROUP, NOTIFY_LEAD, NOTIFY_NAMED,
                   NOTIFY_ASKED, NOTIFY_ROLES };
enum notify_level { NOTIFY_NEVER, NOTIFY_CHOOSES, NOTIFY_DEFAULT, NOTIFY_ALWAYS };

/* A cell of the table: event × role; those that are not declared are never told. */
struct notify_rule {
        int event, role;
        int64_t page, mail, urgent;
};
const char *notify_event_word(int event); /* "reply"… */
const char *notify_role_word(int role);
const char *notify_event_label(struct ctx *c, int event);
const char *notify_role_label(struct ctx *c, int role);
/* The whole table as it holds now. */
enum status notify_rules(struct ctx *c, struct notify_rule **out, size_t *n) CHECKED;
enum status notify_rule_put(struct ctx *c, const struct notify_rule *r) CHECKED;

/* What the actor may choose: events of which a role could tell them, with what they chose or what holds else. */
struct notify_choice {
        int event;
        int64_t page, mail;          /* 0 or 1: what holds */
        bool page_free, mail_free;   /* may be chosen */
};
enum status notify_choices(struct ctx *c, struct notify_choice **out, size_t *n) CHECKED;
enum status notify_choice_put(struct ctx *c, int event, bool page, bool mail) CHECKED;

/* One line of the list, newest first; only what the actor may see. */
struct notification {
        int64_t id, ticket_id, kind, num, events, desk, n, at, read, by_desk, agent_named;
        const char *subject, *who;
        const char *number, *stub, *href, *text, *more, *icon; /* filled; more: "and 2 more", NULL */
};
enum { NOTIFY_LIST_MAX = 100 };
enum status notify_list(struct ctx *c, bool unread, struct notification **out, size_t *n) CHECKED;
enum status notify_unread(struct ctx *c, int64_t *n) CHECKED; /* at most 100 */
/* Marks one, or all when id is 0; *href (may be NULL) is where that one leads, "" when it is not the actor's. */
enum status notify_read(struct ctx *c, int64_t id, const char **href) CHECKED;

extern const struct slice slice_notify, slice_notify_pages;

#endif
