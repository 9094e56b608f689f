/* Tickets that were lived elsewhere (imports), written as they were: no hook, no live event, no job.
 * The caller has decided and cleaned everything; what is checked here is only what the tables check.
 * Far cheaper than ticket_open() and its verbs: one statement a table for many tickets, the search
 * document written once, nothing changed twice. */
#ifndef GUICHET_DESK_TICKET_BULK_H
#define GUICHET_DESK_TICKET_BULK_H

#include "desk/ticket/ticket.h"

struct past_entry {
        int64_t at, author_id, kind, is_public, channel; /* author 0: unknown */
        const char *changes, *body;                      /* changes: JSON of ids, or NULL; body: NULL or text */
};

/* 0 and NULL mean "none"; times in ms UTC.  The entry "opened" is added before the others. */
struct past_ticket {
        int64_t id; /* out */
        int64_t kind, state, pending, group_id, department_id, assignee_id, service_id, requester_id, channel, impact,
            urgency, priority, news_kind, news_at, created_at, updated_at, resolved_at, closed_at, due_at;
        bool confidential; /* also when the group is closed: visible to the group only */
        const char *subject, *description;
        const struct past_entry *entry;
        size_t n_entry;
};

/* Inside the caller's DB_TX, as the system; sets every id.  Any status but ST_OK leaves the scope to be
 * rolled back; ST_TOO_LARGE when they hold more than 48 MiB of text together.
 * Their words are written apart by ticket_past_words(): SQLite's index is flushed by the next statement of
 * another kind, so a batch writes all its rows first and then the words of all its tickets. */
enum status ticket_past_write(struct ctx *c, struct past_ticket *p, size_t n) CHECKED;
enum status ticket_past_words(struct ctx *c, const struct past_ticket *p) CHECKED;

/* Priority that the desk's table gives to impact and urgency. */
int64_t ticket_priority(struct ctx *c, int64_t impact, int64_t urgency);

extern const struct slice slice_ticket_bulk;

#endif
