/* What recipients.c, mention.c and advice.c give to the rest of the folder. */
#ifndef GUICHET_DESK_TICKET_ASKED_OWN_H
#define GUICHET_DESK_TICKET_ASKED_OWN_H

#include "desk/ticket/asked.h"
#include "desk/ticket/internal.h"

/* Rows of entry_recipient for a public reply of the desk. */
enum status recipients_write(struct ctx *c, const struct ticket *t, int64_t entry_id, const struct entry_draft *e) CHECKED;

/* Agents that a text names. */
enum { MENTIONS_MAX = 20 };
struct mentioned {
        int64_t id, reads, party;
        const char *name, *login;
};
struct mentions {
        struct mentioned who[MENTIONS_MAX];
        size_t n;
};
/* ST_INVALID with an error on "body" for an agent who may not come to see this ticket. */
enum status mentions_find(struct ctx *c, const struct ticket *t, const char *body, struct mentions *m) CHECKED;
enum status mentions_write(struct ctx *c, const struct ticket *t, int64_t entry_id, const struct mentions *m) CHECKED;

/* What stands beside entries: recipients (what = 1) and mentions (what = 2). */
struct mark {
        int64_t what, entry_id;
        const char *name, *login;
};
enum status marks_load(struct ctx *c, int64_t ticket_id, int64_t low, int64_t high, struct mark **out, size_t *n) CHECKED;
void marks_show(struct ctx *c, struct entry *e, const struct mark *mark, size_t n);

/* A note of the actor answers what their groups were asked. */
enum status advice_answered(struct ctx *c, const struct ticket *t) CHECKED;
/* The ticket is now for its group only: whoever came by advice or as a watcher from elsewhere leaves. */
enum status asked_shut(struct ctx *c, const struct ticket *t) CHECKED;

#endif
