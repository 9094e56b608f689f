/* The parent record of all work.  F3: any slice opens, loads and changes tickets through these
 * verbs; they keep scope, journal, search, live events and hooks in one transaction.
 *
 * No row comes out that the actor may not act on: ticket_load() and ticket_find() answer
 * ST_NOT_FOUND for what the actor may not see, exactly as for what does not exist. */
#ifndef GUICHET_DESK_TICKET_TICKET_H
#define GUICHET_DESK_TICKET_TICKET_H

#include "app/app.h"

enum ticket_kind_id { TICKET_INCIDENT = 1, TICKET_REQUEST, TICKET_ITEM, TICKET_SERVICE_TASK, TICKET_SUPPORT_TASK, TICKET_PROBLEM };
enum ticket_state { STATE_NEW = 10, STATE_OPEN = 20, STATE_PENDING = 30, STATE_RESOLVED = 40, STATE_CLOSED = 50, STATE_CANCELLED = 60 };
enum pending { PENDING_NONE = 0, PENDING_REQUESTER = 10, PENDING_AGREEMENT = 20, PENDING_SUPPLIER = 30,
               PENDING_SCHEDULED = 40, PENDING_EVIDENCE = 50, PENDING_VALIDATION = 60, PENDING_EARLIER_TASK = 70 };
enum channel { CHANNEL_PORTAL = 10, CHANNEL_EMAIL = 20, CHANNEL_PHONE = 30, CHANNEL_CHAT = 40, CHANNEL_IN_PERSON = 50, CHANNEL_API = 60, CHANNEL_IMPORT = 70,
               CHANNEL_LINK = 80 /* somebody without account, by their link */ };
enum entry_kind { ENTRY_COMMENT = 10, ENTRY_NOTE = 20, ENTRY_CHANGE = 30, ENTRY_MAIL = 40, ENTRY_AGREEMENT = 50, ENTRY_CLOCK = 60 };
enum part { PART_REQUESTER = 10, PART_FOR = 20, PART_OPENED_BY = 30, PART_CONTACT = 40, PART_INVITED = 50, PART_WATCHER = 60 };
enum news { NEWS_DESK = 0, NEWS_REQUESTER = 1, NEWS_SETTLED = 2 }; /* whose turn it is */

/* Stable API words: "incident", "pending", "requester", "portal"; NULL-free, "" when unknown.
 * The _find functions give 0 when the word is unknown. */
const char *ticket_kind_word(int64_t kind);
const char *state_word(int64_t state);
const char *pending_word(int64_t pending);
const char *channel_word(int64_t channel);
const char *entry_word(int64_t kind);
int state_find(const char *word);
int pending_find(const char *word);
int channel_find(const char *word);
/* The same for people, in their language. */
/* As people read it; in French it agrees with the noun of the kind (0: with « état » itself, for choices and the journal). */
const char *state_label(struct ctx *c, int64_t kind, int64_t state, int64_t pending);
const char *channel_label(struct ctx *c, int64_t channel);
const char *priority_label(struct ctx *c, int64_t priority);

/* "INC-4127" from (kind, num) with the configured prefix; and back: also "inc-4127", "INC4127",
 * "INC0004127".  False when it is not such a number. */
const char *ticket_number(struct ctx *c, int64_t kind, int64_t num);
bool ticket_number_parse(struct ctx *c, const char *text, int64_t *kind, int64_t *num);
/* Prefix in lower case for CSS: "inc", "req", "ritm", "sctask", "task", "prb". */
const char *ticket_stub(int64_t kind);

/* A person as tickets show them. */
struct who {
        int64_t id;
        const char *login, *name;
};

/* One ticket, with the names that pages and API show. */
struct ticket {
        int64_t id, kind, num, version, state, pending, scope, due_at, group_id, assignee_id, department_id,
            service_id, category_id, requester_id, requested_for_id, opened_by_id, contact_id, parent_id, course_id, merged_into,
            channel, impact, urgency, priority, stated_urgency, confidential, transfers, news_at, news_kind,
            created_at, updated_at, resolved_at, closed_at, agent_named;
        int64_t my_id, my_rights, my_part, my_member; /* the actor's standing when it was loaded: for ticket_can() */
        int64_t holds;    /* what ticket_holds() found; 0: not asked */
        int64_t my_share; /* rights by a share alone; my_rights is the better of both */
        const char *subject, *description, *persona, *site, *room, *equipment;
        const char *group_code, *group_name, *service_code, *service_fr, *service_en, *category_code;
        const char *assignee_name, *assignee_login, *requester_name, *requester_login, *for_name, *for_login,
            *opened_name, *opened_login, *contact_name, *contact_login;
        const char *course_code, *course_term, *course_title; /* NULL: none */
        const char *number;      /* filled after loading */
        const char *service_name; /* in the reader's language, "" when none */
};

/* What somebody wants to do with a ticket.  ticket_can() is the one policy: pages show buttons by
 * it, verbs refuse by it, API, mail and import go through the verbs. */
enum action {
        ACT_READ,     /* subject, public journal: requester and people of the ticket, agents by scope */
        ACT_READ_ALL, /* notes, people, clocks: agents by scope (not when they are only the requester) */
        ACT_COMMENT,  /* public reply */
        ACT_NOTE,
        ACT_WORK,     /* state, fields, attachments of the desk */
        ACT_TAKE,     /* members of the assignment group, administrators */
        ACT_ASSIGN,   /* group and person */
        ACT_ACCEPT,   /* requester: accept or refuse the solution, cancel, reopen in its delay */
        ACT_INVITE,
};
bool ticket_can(struct ctx *c, const struct ticket *t, enum action a);

enum status ticket_load(struct ctx *c, int64_t id, enum action a, struct ticket *out) CHECKED;
/* By number as typed; ST_NOT_FOUND for anything that is not a visible ticket's number. */
enum status ticket_find(struct ctx *c, const char *number, enum action a, struct ticket *out) CHECKED;
/* Without asking who may: for hooks and jobs that already act inside a permitted change. */
enum status ticket_raw(struct ctx *c, int64_t id, struct ticket *out) CHECKED;

/* What a ticket holds beside its fields, in one statement, for a page that shows all of it: afterwards the
 * verbs that list one of these parts ask the database only when there is one.  Draft: one of the actor's.
 * Loading the ticket again forgets it. */
enum holds { HOLDS_KNOWN = 1, HOLDS_FILES = 2, HOLDS_TAGS = 4, HOLDS_LINKS = 8, HOLDS_WATCHERS = 16, HOLDS_FIELDS = 32,
             HOLDS_ADVICE = 64, HOLDS_DRAFT = 128, HOLDS_INTAKE = 256 };
enum status ticket_holds(struct ctx *c, struct ticket *t) CHECKED;
/* True only when it was asked and there is none. */
bool ticket_lacks(const struct ticket *t, enum holds what);

/* ---- opening ----------------------------------------------------------------------------------------------- */

struct ticket_draft {
        int kind;                /* TICKET_INCIDENT … */
        const char *subject, *description;
        int64_t requester_id, requested_for_id, opened_by_id, contact_id; /* 0: the actor (opened_by), requester (for, contact) */
        int64_t service_id, category_id, group_id; /* group 0: the service's */
        int64_t impact, urgency, stated_urgency;   /* 0: default 2 */
        int64_t priority;        /* 0: from the matrix */
        int64_t routed_group_id, routed_urgency; /* what the nature of the request says, for anybody; the desk's own choice
                                    above is stronger; 0: nothing */
        int channel;             /* 0: c->channel */
        const char *persona, *site, *room, *equipment;
        int64_t parent_id, course_id;
        int64_t link_to;         /* a ticket that this one is a part of or follows, with link_kind of sheet.h */
        int link_kind;
        int confidential;        /* −1: as the service and category say */
        /* imports only (actor_system): */
        int64_t created_at;      /* 0: c->now */
        int state;               /* 0: STATE_NEW */
        bool quiet;              /* no hooks, no live event */
        /* slices that open what a plan says: */
        bool planned;            /* state and pending above hold whoever asks */
        int pending;             /* why it waits, with STATE_PENDING; 0: requester */
        int64_t due_at;          /* what the plan says; 0: nothing */
        const struct course *course; /* the record of course_id, when it was read already; NULL: it is read */
        bool bare;               /* the files of the request are another ticket's */
        bool quiet_requester;    /* nobody outside the desk is told that it was opened */
        int64_t promise_id;      /* the promise of what is asked for: it wins over the rules; 0: none of its own */
};
/* One transaction: number, ticket, people, first journal entry, search, hooks, live event.
 * Uploads of the request are attached.  Errors of the draft are in c->error (fields "subject",
 * "description", "service", "requester"). */
enum status ticket_open(struct ctx *c, const struct ticket_draft *d, struct ticket *out) CHECKED;

/* ---- the verbs: each checks ticket_can and the version, writes the journal, calls hooks ------------------------ */

/* version: what the actor saw; 0 = does not care (mail, phone).  ST_STALE when it is not current.
 * After a verb *t is the ticket as it now is; after ST_STALE too, so that both versions can be shown.
 * A reason or a body that is missing is ST_INVALID with c->error on "reason" or "body". */
struct entry_draft {
        const char *body;        /* ≤ MAX_BODY_BYTES, Markdown for agents, plain for requesters */
        bool is_public;
        int channel;             /* 0: c->channel */
        int64_t author_id, at;   /* imports only; 0: actor, now */
        const int64_t *attach;   /* ids of attachments already stored for this ticket, to tie to the entry */
        size_t n_attach;
        const int64_t *to;       /* who is told of a public reply of the desk, beside the requester */
        size_t n_to;
        bool to_chosen;          /* false: everybody on the ticket */
        bool contact;            /* a human contact that stops the response clock though not written here
                                    (call that reached the person, visit) */
};
/* A public comment of the requester's side reopens what is resolved or closed (within
 * ticket.reopen_days, else ST_CONFLICT and a sentence that offers a linked one) and ends a wait for
 * the requester.  One of the desk opens what is new.  Each such move is a change of its own. */
enum status ticket_comment(struct ctx *c, struct ticket *t, const struct entry_draft *e, int64_t *entry_id) CHECKED;

/* A reply of the desk that can be taken back for ten seconds: it waits as the draft 'send:ID' and the
 * job 'ticket.send' makes it an entry dated when it was typed.  `state` (0: leave) and `pending` are
 * the move that goes with it; with STATE_RESOLVED the reply is the solution. */
struct reply_draft {
        const char *body;
        int state, pending;
        const int64_t *attach;
        size_t n_attach;
        const int64_t *to;       /* as in entry_draft */
        size_t n_to;
        bool to_chosen;
};
enum status ticket_reply_later(struct ctx *c, struct ticket *t, const struct reply_draft *r, int64_t *send_at) CHECKED;
/* Takes back the reply of the actor that waits, for whoever reads all of the ticket: it is their draft of a reply again,
 * with what they typed there since behind it; *body is that draft.  ST_CONFLICT with a sentence when it has left or there
 * was none of theirs, which answer the same. */
enum status ticket_reply_undo(struct ctx *c, const struct ticket *t, const char **body) CHECKED;

/* Typed text, kept per person and place ("reply:4127", "note:4127", "new"): ≤ 64 KiB, place ≤ 80
 * characters, not one that begins with "send:". Blank text drops it. */
enum status draft_save(struct ctx *c, const char *place, const char *body) CHECKED;
enum status draft_load(struct ctx *c, const char *place, const char **body) CHECKED; /* ST_NOT_FOUND: none */
enum status draft_drop(struct ctx *c, const char *place) CHECKED;

/* The actor's drafts of one ticket and of a new one.  `mode` "note" is the work note, anything else the reply; whoever
 * reads all of the ticket has them, else ST_DENIED.  The words of a new request have one place for each service. */
const char *ticket_draft_place(struct ctx *c, const struct ticket *t, const char *mode);
enum status ticket_draft_save(struct ctx *c, const struct ticket *t, const char *mode, const char *body) CHECKED;
enum status ticket_draft_load(struct ctx *c, const struct ticket *t, const char *mode, const char **body) CHECKED;
enum status ticket_draft_drop(struct ctx *c, const struct ticket *t, const char *mode) CHECKED;
const char *request_draft_place(struct ctx *c, const char *service_code);

/* Imports (actor_system only), inside the caller's DB_TX: one entry with its author and date, without
 * hooks, news or search; then ticket_reindex() once per ticket. */
enum status ticket_import_entry(struct ctx *c, int64_t ticket_id, const struct entry_draft *e) CHECKED;
/* Writes the search document anew from what the database holds. */
enum status ticket_reindex(struct ctx *c, int64_t ticket_id) CHECKED;

/* Lets somebody read and answer, or withdraws them (on = false). */
enum status ticket_invite(struct ctx *c, struct ticket *t, int64_t person_id, bool on) CHECKED;
/* The actor watches the ticket or stops: agents only. */
enum status ticket_watch(struct ctx *c, struct ticket *t, bool on) CHECKED;

/* Take: ST_CONFLICT when somebody was faster (c->why names them).  Taking a new ticket opens it. */
enum status ticket_take(struct ctx *c, struct ticket *t) CHECKED;
/* Group 0 keeps the group; assignee 0 = nobody.  A change of group counts a transfer and frees the assignee. */
enum status ticket_assign(struct ctx *c, struct ticket *t, int64_t group_id, int64_t assignee_id, int64_t version) CHECKED;
/* A declared move, else ST_CONFLICT (ticket_moves lists the allowed ones).  `reason`: solution or why; may be ""
 * except for resolving an incident as the desk and for refusing a solution.  It becomes a public comment,
 * or a note when the wait is not the requester's. */
enum status ticket_move(struct ctx *c, struct ticket *t, int state, int pending, const char *reason, int64_t version) CHECKED;
/* Allowed next states for this actor, ends with 0; lives in the arena. */
const int *ticket_moves(struct ctx *c, const struct ticket *t);
/* What holds one of these back now (what the kind asks before it), as a sentence; *why NULL: nothing does.  The same
 * rule by which ticket_move() refuses. */
enum status ticket_held_back(struct ctx *c, const struct ticket *t, int state, const char **why) CHECKED;

/* Inside a permitted change, without asking who may, what is declared or the kind's gate: for a plan that opens and
 * closes what others hold.  Locks the ticket; journal, hooks and live event as in any move.  `quiet` as in
 * ticket_change.  Nothing when it is there already. */
enum status ticket_set_state(struct ctx *c, int64_t id, int state, int pending, bool quiet, struct ticket *out) CHECKED;
/* Inside DB_TX: nobody else changes the ticket until the end. */
enum status ticket_hold(struct ctx *c, int64_t id) CHECKED;
/* Inside a permitted change: hooks say again when it is due (an EV_CHANGED without a change), and pages look again. */
enum status ticket_due_again(struct ctx *c, int64_t id) CHECKED;
/* Inside a permitted change of something else: pages that show this ticket look again. */
enum status ticket_tell(struct ctx *c, int64_t id) CHECKED;

/* Changed fields: NULL / −1 = leave. */
struct ticket_patch {
        const char *subject, *description, *site, *room, *equipment;
        int64_t impact, urgency, service_id, category_id, channel, confidential;
        int64_t course_id;       /* 0: none */
        int64_t requested_for_id;
};
#define TICKET_PATCH_NONE ((struct ticket_patch){NULL, NULL, NULL, NULL, NULL, -1, -1, -1, -1, -1, -1, -1, -1})
enum status ticket_change(struct ctx *c, struct ticket *t, const struct ticket_patch *p, int64_t version) CHECKED;

/* ---- journal --------------------------------------------------------------------------------------------------- */

struct entry {
        int64_t id, at, kind, channel, is_public, author_id, by_agent; /* by_agent: author is not requester side */
        const char *changes, *body, *html, *author_name, *author_login;
        /* filled for pages: */
        struct html_safe safe;   /* body ready to show */
        const char *initials;
        const struct attachment *files;
        size_t n_files;
        bool mine, unread;
        const char *to;          /* names of those who were told, "" when nobody was chosen */
        const char *line;        /* ENTRY_CHANGE and ENTRY_CLOCK as one readable sentence */
};
/* Newest `max` before entry id `before` (0 = newest), returned oldest first; public ones only for
 * readers without ACT_READ_ALL.  *more tells whether older ones exist. */
enum status ticket_journal(struct ctx *c, const struct ticket *t, int64_t before, size_t max,
                           struct entry **out, size_t *n, bool *more) CHECKED;
/* Everything up to this entry counts as read by the actor. */
enum status ticket_seen(struct ctx *c, const struct ticket *t) CHECKED;

/* ---- attachments ---------------------------------------------------------------------------------------------------- */

struct attachment {
        int64_t id, ticket_id, entry_id, size, is_public, evidence;
        const char *name, *type, *file;
        const char *size_text;   /* "1,8 Mo" */
};
/* Files of a ticket, oldest first: all with ACT_READ_ALL, else the public ones. */
enum status ticket_attachments(struct ctx *c, const struct ticket *t, struct attachment **out, size_t *n) CHECKED;
/* Moves the uploads of the request into the store (hash, fsync, rename, fsync of the folder) and adds
 * rows.  Call inside DB_TX.  Ids in the arena. */
enum status ticket_attach_uploads(struct ctx *c, const struct ticket *t, bool is_public, int64_t entry_id,
                                  int64_t **ids, size_t *n) CHECKED;
/* The file, if the actor may read it: response gets fd, disposition attachment, nosniff, sandbox CSP. */
enum status ticket_attachment_send(struct ctx *c, int64_t attachment_id) CHECKED;

/* ---- lists ------------------------------------------------------------------------------------------------------------ */

enum ticket_sort { SORT_DUE, SORT_CREATED, SORT_UPDATED, SORT_PRIORITY }; /* soonest, newest, newest, highest first */
struct ticket_filter; /* filter.h */
struct ticket_query {
        /* built-in view: "take" (my groups, unassigned), "groups" (my groups, open), "mine", "scope" (all I
         * may read, open), "all" (of any state, newest first), "waiting" (my groups, pending), "unread", "resolved" (my groups, this week),
         * "requested" (portal: everything I asked for or was invited to) */
        const char *view;
        int64_t group_id, assignee_id, requester_id, service_id, course_id, state, priority, kind, channel; /* 0 = any */
        bool state_open, state_done; /* "requested": only open / only settled */
        const struct ticket_filter *filter; /* conditions, read by filters_read() */
        size_t n_filter;
        const char *q;           /* words: search instead of list */
        enum ticket_sort sort;   /* what is not open is sorted by creation, unless few tickets match */
        const char *cursor;      /* opaque, from the previous page; "" = first */
        size_t limit;            /* ≤ 200; 0 = 50 */
};
struct ticket_row {
        int64_t id, kind, num, version, state, pending, priority, due_at, created_at, updated_at, group_id, assignee_id,
            requester_id, news_at, news_kind, confidential;
        const char *subject, *group_name, *assignee_name, *requester_name, *service_fr, *service_en;
        /* filled: */
        const char *number, *stub, *state_text, *service_name, *requester_initials, *assignee_initials;
        bool unread, mine, late, risk, paused, met;
        const char *due_text;    /* "23 min", "− 35 min", "en pause", "en 5 min"; clock_rows_fill() makes it business time */
        int gauge;               /* 0–100 */
};
struct ticket_page {
        struct ticket_row *rows;
        size_t n_rows;
        const char *next;        /* cursor or NULL */
        bool looked_enough;      /* budget of 5,000 rows used: offer to go on */
};
/* Bounded, keyset-paged, only what the actor may see.  A request that only holds items is no row of its own: they
 * tell more; asked by its kind it is. */
enum status ticket_list(struct ctx *c, const struct ticket_query *q, struct ticket_page *out) CHECKED;
/* At most 1,001: "1 000+". */
enum status ticket_count(struct ctx *c, const struct ticket_query *q, int64_t *n) CHECKED;

/* ---- hooks and kinds ------------------------------------------------------------------------------------------------------ */

enum ticket_event { EV_OPENED, EV_COMMENTED, EV_NOTED, EV_TAKEN, EV_ASSIGNED, EV_MOVED, EV_CHANGED,
                    EV_MENTIONED, /* entry_id names agents */ EV_ADVICE, /* a group was asked just now */
                    EV_ADVISED, /* its advice is given, or no longer wanted */ EV_TOLD /* `told`: enum told */ };
struct ticket_change {
        enum ticket_event event;
        const struct ticket *before; /* NULL when opened */
        struct ticket *after;        /* a hook may set after->due_at and it is saved */
        int64_t entry_id;
        bool contact;                /* a human of the desk reached the requester by this */
        int told;                    /* EV_TOLD: what a clock tells */
        int shared;                  /* EV_ASSIGNED: enum share of share.h, 0: somebody did */
        bool quiet;                  /* nobody outside the desk is told of it */
        int64_t promise_id;          /* EV_OPENED: the promise of what was asked for, 0: none of its own */
};
/* Inside the change's transaction, in the order of slices.c, at most 8 deep. */
struct ticket_hook {
        const char *name;
        enum status (*on)(struct ctx *c, const struct ticket_change *ch);
};

struct ticket_move_rule {
        int from, to;
        enum action who; /* ACT_WORK or ACT_ACCEPT */
};
/* A kind: its states and moves as data, the same for UI, mail, API and board. */
struct ticket_kind {
        int kind;
        const char *prefix, *word;
        const struct ticket_move_rule *moves; /* ends with {0} */
        /* Asked by every way into a state, the row locked, after the policy: ST_OK, or ST_CONFLICT/ST_INVALID with
         * a sentence that names what is still to do, which `reason` ("" none) may let pass.  May be NULL. */
        enum status (*gate)(struct ctx *c, const struct ticket *t, int to_state, const char *reason);
        /* Whether the move makes sense for this ticket as it stands, without asking the database: what is false is not
         * offered, and refused as undeclared.  May be NULL. */
        bool (*fits)(const struct ticket *t, int to_state);
        /* Locks what comes before the ticket's own row in the order of locks (an item); only reads t->id.  May be NULL. */
        enum status (*lock)(struct ctx *c, const struct ticket *t);
};

/* ---- the policy text (joined in a SELECT on a ticket called t, with :me) ----------------------------------------------------- */
#define TICKET_VISIBLE \
        "(EXISTS (SELECT 1 FROM actor_scope w WHERE w.person_id = :me AND w.scope = t.scope)" \
        " OR EXISTS (SELECT 1 FROM ticket_person x WHERE x.person_id = :me AND x.ticket_id = t.id)" \
        " OR EXISTS (SELECT 1 FROM ticket_share y JOIN actor_scope z ON z.scope = y.scope" \
        " WHERE y.ticket_id = t.id AND z.person_id = :me))"

/* By one's scopes or a share of them alone: taking part does not open what only the desk reads. */
#define TICKET_OF_SCOPE \
        "(EXISTS (SELECT 1 FROM actor_scope w WHERE w.person_id = :me AND w.scope = t.scope)" \
        " OR EXISTS (SELECT 1 FROM ticket_share y JOIN actor_scope z ON z.scope = y.scope" \
        " WHERE y.ticket_id = t.id AND z.person_id = :me))"

extern const struct slice slice_ticket;

#endif
