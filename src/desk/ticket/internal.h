/* What the files of src/desk/ticket share.  Nothing outside the folder includes this. */
#ifndef GUICHET_DESK_TICKET_INTERNAL_H
#define GUICHET_DESK_TICKET_INTERNAL_H

#include "desk/ticket/ticket.h"

/* Every statement of the folder is defined with TICKET_SQL and listed here; one that is defined but
 * not listed does not compile, so none escapes `make check`. */
#define TICKET_STMTS(X) \
        X(ticket_lock) X(ticket_take_put) X(ticket_assign_put) X(transfer_insert) X(ticket_fields_put) \
        X(assignee_fits) X(person_invite) X(person_withdraw) X(ticket_due_put) X(ticket_heard) X(ticket_parties) \
        X(entry_insert) X(entry_body_insert) X(entry_list) X(seen_until) X(seen_put) X(line_group) \
        X(line_person) X(line_service) X(line_category) X(line_course) X(ticket_news_put) X(ticket_noted_put) \
        X(ticket_move_put) X(ticket_insert) X(ticket_person_insert) X(ticket_people_known) \
        X(ticket_route) X(ticket_by_id) X(ticket_by_id_any) X(ticket_by_num) X(ticket_by_num_any) \
        X(search_hits) X(search_part) X(search_ticket) X(search_bodies) X(search_answers) X(search_newest) X(search_items) X(view_groups) X(view_scopes) \
        X(view_all_scopes) X(attachment_insert) X(attachment_of_ticket) X(attachment_by_id) \
        X(attachment_tie) X(attachment_known) X(attachment_mail_known) X(attachment_staged_known) X(draft_put) X(draft_get) \
        X(draft_drop_one) X(draft_take) X(sender_roles) X(resolved_before) X(send_args)

#define TICKET_STMT_DECLARE(name) extern const struct db_stmt tsql_##name;
#define TICKET_STMT_LISTED(name) TICKET_LISTED_##name,
#define TICKET_STMT_ROW(name) &tsql_##name,
TICKET_STMTS(TICKET_STMT_DECLARE)
enum { TICKET_STMTS(TICKET_STMT_LISTED) TICKET_LISTED__MAX };

#define TICKET_SQL(name, text)                     \
        const struct db_stmt tsql_##name = {#name, text}; \
        _Static_assert(TICKET_LISTED_##name < TICKET_LISTED__MAX, "listed")
/* An INSERT of one row that may wait for others: DB_LATER. */
#define TICKET_LATER(ident, text)                                                  \
        const struct db_stmt tsql_##ident = {.name = #ident, .sql = text, .later = true}; \
        _Static_assert(TICKET_LISTED_##ident < TICKET_LISTED__MAX, "listed")
#define TICKET_STEADY(name, text)                       \
        const struct db_stmt tsql_##name = {#name, text, true}; \
        _Static_assert(TICKET_LISTED_##name < TICKET_LISTED__MAX, "listed")

enum { KIND_MAX = 6, ARMS_MAX = 32, PAGE_MAX = 200, LOOK_MAX = 5000, LOOK_MIN = 250, COUNT_MAX = 1001 };

/* A change under way: what was, what is, and what to tell. */
struct change {
        struct ticket before;
        struct ticket *t;
        enum ticket_event event;
        int64_t entry_id;
        bool contact;   /* a human of the desk reached the requester */
        bool hidden;    /* people of the ticket are not told (notes) */
        int shared;     /* EV_ASSIGNED: enum share, by which convention */
        bool quiet;     /* nobody outside the desk is told */
        bool reindex;   /* words or keys of the search changed */
};
/* Locks the row, loads it anew, asks the policy and compares the version. */
enum status change_begin(struct ctx *c, struct ticket *t, enum action a, int64_t version, struct change *ch) CHECKED;
/* Loads what is now, runs hooks, saves their due_at, search, live event. */
enum status change_end(struct ctx *c, struct change *ch) CHECKED;
/* ST_STALE with its sentence when an UPDATE … AND version = … found nothing. */
enum status change_held(struct ctx *c, enum status st, int64_t rows) CHECKED;

/* hooks.c */
enum status hooks_run(struct ctx *c, const struct ticket_change *ch) CHECKED;
enum status hooks_due(struct ctx *c, struct ticket *t, int64_t due_before) CHECKED;
enum status live_tell(struct ctx *c, enum live_kind kind, const struct ticket *t, int64_t scope_before, bool hidden) CHECKED;

/* Numbers of a ticket's shares (what = 1) and people (what = 2). */
struct party {
        int64_t what, n, part;
};
enum status parties_load(struct ctx *c, int64_t ticket_id, struct party **out, size_t *n) CHECKED;

/* journal.c */
struct entry_row {
        int64_t ticket_id, at, kind, author_id, is_public, channel;
        const char *changes, *body; /* body NULL: none */
};
enum status entry_add(struct ctx *c, const struct entry_row *e, int64_t *id) CHECKED;
/* What changed, as {"field":[before,after],…}: ids go to entry.changes, which is kept for ever, texts to
 * the entry's body, which erasure may blank. */
struct changes {
        struct buf ids, texts;
        bool any;
};
void changes_init(struct ctx *c, struct changes *ch);
void changes_id(struct changes *ch, const char *field, int64_t before, int64_t after);
void changes_text(struct changes *ch, const char *field, const char *before, const char *after);
/* The entry of a change; nothing when nothing changed. */
enum status changes_entry(struct ctx *c, struct changes *ch, const struct ticket *t, bool is_public, int64_t *entry_id) CHECKED;

/* lines.c: one readable sentence of {"field":[before,after],…} of a ticket of this kind (0: any) */
const char *changes_line(struct ctx *c, int64_t kind, const char *changes);
/* Number of a ticket that the reader may see, else words that name none. */
const char *changes_number(struct ctx *c, int64_t id);

/* open.c */
struct route_found {
        int64_t group_id, department_id, closed, service_id, service_state, service_confidential, audience,
            category_id, category_service_id, category_confidential;
};
/* Group, service and category in one look: who gets it, and how closed it is. */
enum status route_find(struct ctx *c, int64_t group_id, int64_t service_id, int64_t category_id, int64_t person_id,
                       struct route_found *out) CHECKED;
int64_t scope_of(int64_t department_id, int64_t group_id, bool confidential);
int64_t priority_of(struct ctx *c, int64_t impact, int64_t urgency);
/* Cleaned text of a field with its ceiling, in bytes, of one line in characters: every script has the same room; false
 * after a form error. */
bool text_take(struct ctx *c, const char *field, const char *raw, size_t max, bool one_line, const char **out);

/* later.c */
/* Inside DB_TX: takes the actor's waiting reply to this ticket away, with its job; ST_NOT_FOUND: none waits. */
enum status reply_take_back(struct ctx *c, int64_t ticket_id, const char **body) CHECKED;

/* move.c */
/* The move itself, without asking who may: t is locked and current. */
enum status move_apply(struct ctx *c, struct ticket *t, int state, int pending) CHECKED;
bool move_declared(struct ctx *c, int64_t kind, int64_t from, int64_t to);
bool reopen_in_time(struct ctx *c, const struct ticket *t);
enum status body_take(struct ctx *c, const char *field, const char *raw, bool may_be_empty, const char **out) CHECKED;
bool requester_side(const struct ticket *t);
/* ST_OK when the actor may make the move, else the refusal. */
enum status move_possible(struct ctx *c, const struct ticket *t, int state, int pending, const char *reason) CHECKED;
/* What the slices declare of a kind, NULL when none does. */
const struct ticket_kind *kind_declared(struct ctx *c, int64_t kind);
/* A move without a word: state 0 or the current one does nothing. */
enum status move_silent(struct ctx *c, struct ticket *t, int state, int pending) CHECKED;

/* attach.c */
/* Files of a change: moved into the store before the transaction (no fsync under the writer's lock),
 * rows inside it; what failed is taken away again. */
struct stored {
        const struct http_upload *from;
        const char *file, *path, *name, *type;
};
enum status upload_store(struct ctx *c, const struct http_upload *u, struct stored *s) CHECKED;
enum status uploads_store(struct ctx *c, struct stored **out, size_t *n) CHECKED;
void uploads_drop(const struct stored *s, size_t n);
enum status uploads_rows(struct ctx *c, const struct stored *s, size_t n, int64_t ticket_id, int64_t entry_id,
                         bool is_public, int64_t **ids) CHECKED;
/* Shown name of a file: no path, no controls, no leading dot, at most 200 bytes; never empty. */
const char *attachment_name(struct ctx *c, const char *sent);
const char *attachment_type(struct ctx *c, const char *sent);
enum status attach_tie(struct ctx *c, int64_t ticket_id, int64_t entry_id, bool is_public, const int64_t *ids, size_t n) CHECKED;
enum status attachments_of(struct ctx *c, int64_t ticket_id, struct attachment **out, size_t *n) CHECKED;
enum status attach_sweep(struct ctx *c, const struct job *j) CHECKED;
enum status get_attachment(struct ctx *c) CHECKED;

/* rows.c: one row of a list as the statement gives it; k is the value it is sorted by. */
struct row_read {
        struct ticket_row row; /* first, so that its columns keep their offsets */
        int64_t k, is_unread;
};
void row_fill(struct ctx *c, struct row_read *r);
extern const struct db_col row_cols[];

/* A place in a list: order, sort value, id. */
enum order { ORDER_DUE = 'd', ORDER_MADE = 'c', ORDER_CHANGED = 'u', ORDER_PRIORITY = 'r', ORDER_NUMBER = 'n', ORDER_PREFIX = 'p' };
struct place {
        enum order order;
        int64_t k, id;
};
const char *cursor_write(struct ctx *c, struct place p);
bool cursor_read(const char *text, enum order expected, struct place *out);

/* view.c: what a search may show beside its words */
struct found_query {
        const char *words;          /* query text of the engine */
        int64_t floor, before;      /* ids between, both excluded */
        size_t limit;
};
enum status view_found(struct ctx *c, const struct ticket_query *q, const struct found_query *f, struct row_read **rows,
                       size_t *n) CHECKED;
/* Of these tickets (at most CHOSEN_MAX) the rows that one's scopes show, newest first. */
enum { CHOSEN_MAX = 50 };
enum status view_chosen(struct ctx *c, const struct ticket_query *q, const int64_t *id, size_t n_id, struct row_read **rows,
                        size_t *n) CHECKED;
/* Tickets of any kind with this number, that the actor may see. */
enum status view_numbered(struct ctx *c, int64_t kind, int64_t num, struct row_read **rows, size_t *n) CHECKED;
/* Whether one kind is asked for: then requests that have items are rows too. */
bool view_asks_kind(const struct ticket_query *q);
/* For tests: composes the query's statements and prepares them without running. */
enum status view_prepare(struct ctx *c, const struct ticket_query *q) CHECKED;

/* search.c */
struct search_words {
        const char *title, *description;
        int64_t scope;
        const char *course; /* of a new ticket: its course as course_words() writes it, "" */
};
enum status search_new(struct ctx *c, int64_t id, const struct search_words *w, const int64_t *people, size_t n) CHECKED;
struct found {
        struct row_read *rows;
        size_t n;
        bool more;
        enum order order; /* by number, words whole or the last one as a beginning */
};
enum status search_list(struct ctx *c, const struct ticket_query *q, size_t limit, struct found *out) CHECKED;

/* later.c, autoclose.c */
enum status later_send(struct ctx *c, const struct job *j) CHECKED;
enum status autoclose(struct ctx *c, const struct job *j) CHECKED;

/* Checks of settings: 0, or the message that says what fits. */
int ticket_prefixes_fit(const struct ctx *c, const char *value);
int ticket_earlier_fit(const struct ctx *c, const char *value);
int ticket_priorities_fit(const struct ctx *c, const char *value);

/* No login, no role, no scope: nobody who could do more than read and answer. */
#define BARE_PERSON                                                                                  \
        "p.state = 10 AND p.login IS NULL AND NOT EXISTS (SELECT 1 FROM role_grant r WHERE r.person_id = p.id)" \
        " AND NOT EXISTS (SELECT 1 FROM actor_scope w WHERE w.person_id = p.id)"

#endif
