/* What the ticket page's templates show, and what its files share.  Built by incident_page.c,
 * incident_post.c and incident_new.c; every part is also a fragment of its own. */
#ifndef GUICHET_DESK_INCIDENT_INCIDENT_VIEW_H
#define GUICHET_DESK_INCIDENT_INCIDENT_VIEW_H

#include "desk/catalog/intake.h"
#include "desk/clock/clock.h"
#include "desk/people/people.h"
#include "desk/ticket/presence.h"
#include "desk/ticket/asked.h"
#include "desk/ticket/canned.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/course.h"
#include "desk/ticket/sheet.h"
#include "desk/ticket/together.h"

struct incident_option {
        const char *value, *text;
        bool selected;
};
struct incident_options {
        const struct incident_option *rows;
        size_t n_rows;
};

struct incident_head {
        const struct ticket *t;
        const char *stub, *state, *channel, *phone, *phone_href, *mail, *initials, *url, *persona;
        bool can_take, mine, shortcuts, oob, done;
        const struct present *present;
        size_t n_present;
};

struct incident_thread {
        const struct ticket *t;
        const char *url, *first_name, *initials, *channel;
        struct html_safe description;
        const struct entry *rows;
        size_t n_rows;
        int64_t last, before;      /* newest entry shown; where older ones begin, 0 = none */
        int64_t send_at;           /* a reply of mine that can still be taken back, 0 = none */
        bool whole, whole_page;    /* from the very beginning; not a fragment */
        bool first;                /* what was asked stands before the rows */
};

struct incident_composer {
        const struct ticket *t;
        const char *url, *first_name;
        const char *mode, *body, *draft_reply, *draft_note, *engage, *error, *once;
        bool can_reply, can_note, can_open, can_wait, can_resolve, note, shortcuts;
        struct recipient *to;      /* who is told of a reply, each but the requester by choice */
        size_t n_to;
        int64_t last;              /* newest entry the person saw */
        const char *conflict_who;  /* somebody wrote meanwhile; NULL = nobody */
        int64_t conflict_at, conflict_id;
        struct html_safe conflict_body;
        const struct canned *canned; /* ready answers, when they are shown */
        size_t n_canned;
        bool oob, canned_shown;
};

struct incident_value {            /* a custom field that holds something */
        const char *label, *text;
};

struct incident_live {             /* clocks, sheet, files: refreshed as they change */
        const struct ticket *t;
        const char *url, *channel, *assignee_initials;
        const struct clock_view *clocks;
        size_t n_clocks;
        const struct attachment *files;
        size_t n_files;
        const struct tag *tags;
        const struct link *links;
        const struct who *watchers;
        const struct incident_value *values;
        size_t n_tags, n_links, n_watchers, n_values;
        const char *category;      /* NULL: none */
        struct panels panels;      /* follow-up of the work, in short */
        const char *spent, *restated_text; /* NULL: none */
        bool mine, oob, can_work, watching;
        struct intake_shown intake; /* what was asked when it was opened */
};

struct incident_field {            /* a custom field in the form */
        const char *name, *label, *value, *error;
        bool flag, date, number, person, on;
};

/* A form of the side.  What it holds is fetched when it is opened: the page stays light, and most of its
 * readers change nothing.  A new one is a row in incident_forms.c and a line in incident_form.html. */
struct incident_panel {
        const char *name, *title, *hotkey;
        bool open;
};

struct incident_forms {            /* never refreshed under somebody's hands */
        const struct ticket *t;
        const char *url, *open;    /* the panel that is open, "" = none; only its members below are filled */
        const struct incident_panel *panels;
        size_t n_panels;
        struct incident_options groups, members, services, categories, channels, moves, impacts, urgencies, kinds;
        const struct incident_field *fields;
        size_t n_fields;
        const struct intake_field *questions; /* asked at intake, with the answers */
        size_t n_questions;
        const char *subject, *description, *site, *room, *equipment, *reason, *tag, *link_to, *question;
        bool confidential, oob, shortcuts;
        const char *error;         /* what was refused, above the form */
        const char *e_subject, *e_reason, *e_assignee, *e_category, *e_tag, *e_to, *e_question;
        bool stale;                /* the ticket changed meanwhile: t is what it now is */
        const char *now_text;      /* the current values of what was typed, in words */
        struct course_field course;
        struct service_resolution asks; /* when the ticket can be resolved: what its service asks then */
        bool resolves;
        const char *beneficiary, *e_for;
};

struct incident_asked {            /* who else sees it, and which groups are asked for their advice */
        const struct ticket *t;
        const char *link_url, *link_name; /* a link just made, shown once */
        bool link_mailed;
        const char *name, *e_name, *once;
        const char *url, *who, *e_who;
        const struct recipient *people;
        size_t n_people;
        const struct advice *advice;
        size_t n_advice;
        bool can_invite, can_ask;
};

struct incident_page {
        struct page page;
        struct incident_head head;
        struct incident_thread thread;
        struct incident_composer composer;
        struct incident_live live;
        struct incident_forms forms;
        struct incident_asked asked;
        struct html_safe desk, side; /* panels of other slices */
        const char *url;
};

struct incident_sent {             /* after a reply: the empty composer and ten seconds to think again */
        struct incident_composer composer;
        const char *url;
        int64_t send_at;
};

struct incident_parts {            /* after an action: everything that shows the ticket's state */
        struct incident_head head;
        struct incident_live live;
        struct incident_forms forms;
        const char *said;
};

struct incident_taken {            /* row of the home after « Prendre » */
        const struct ticket *t;
        const char *why;           /* somebody was faster; NULL = taken */
        const char *url;
};

struct incident_ledger_line {
        int64_t from, to;
        const char *counted;       /* business time, "" = nothing counted */
        bool one_day;
        int label;                 /* message */
        const char *note;
};
struct incident_ledger {
        struct page page;
        const struct ticket *t;
        const char *url;
        struct clock_view clock;
        const struct incident_ledger_line *rows;
        size_t n_rows;
        const char *target, *total, *left; /* in business hours or days, never in days of 24 hours */
        bool over;
};

struct incident_new {
        struct page page;
        struct incident_options groups, services, channels, impacts, urgencies, people;
        struct intake_form asked;
        struct course_field course;
        const char *person, *subject, *description, *once;
        const char *e_person, *e_subject, *e_description, *e_service, *e_files;
};

/* ---- shared by the files ---- */

const char *incident_url(struct ctx *c, const struct ticket *t);
void incident_desk_page(struct ctx *c, struct page *p, const char *title, const char *nav);
enum status incident_page_view(struct ctx *c, struct ticket *t, struct incident_page *v) CHECKED;
enum status incident_head_view(struct ctx *c, const struct ticket *t, struct incident_head *v) CHECKED;
enum status incident_live_view(struct ctx *c, const struct ticket *t, struct incident_live *v) CHECKED;
/* The panels that the actor may use, `open` ("" = none) with what it holds; ST_NOT_FOUND when there is no such one. */
enum status incident_forms_view(struct ctx *c, const struct ticket *t, const char *open, struct incident_forms *v) CHECKED;
/* The same with what was typed instead of what is, `open` being the form that was sent. */
enum status incident_forms_typed(struct ctx *c, const struct ticket *t, const char *open, struct incident_forms *v) CHECKED;
enum status incident_composer_view(struct ctx *c, const struct ticket *t, struct incident_composer *v) CHECKED;
/* people: as ticket_recipients() gave them. */
enum status incident_asked_view(struct ctx *c, const struct ticket *t, const struct recipient *people, size_t n,
                                struct incident_asked *v) CHECKED;
/* Whether another group may be asked for its advice. */
bool incident_may_ask(struct ctx *c, const struct ticket *t);
/* Recipients as the form of the composer chose them; everybody when it did not show them. */
bool incident_recipients_chosen(struct ctx *c, struct recipient *to, size_t n);
/* When a reply of the actor to this ticket leaves, 0 when none waits. */
enum status incident_sending(struct ctx *c, int64_t ticket_id, int64_t *send_at) CHECKED;

/* The groups that serve the service come first. */
struct incident_options incident_groups(struct ctx *c, int64_t chosen, int64_t service_id);
struct incident_options incident_members(struct ctx *c, const struct ticket *t, int64_t group_id, int64_t chosen);
struct incident_options incident_services(struct ctx *c, int64_t chosen);
struct incident_options incident_channels(struct ctx *c, int64_t chosen);
struct incident_options incident_levels(struct ctx *c, int first, int64_t chosen);

/* incident_work.c: the follow-up of the work in short */
enum status incident_work_short(struct ctx *c, const struct ticket *t, struct incident_live *v) CHECKED;

/* incident_extra.c: tags, links, watchers, custom fields, categories */
enum status incident_live_extra(struct ctx *c, const struct ticket *t, struct incident_live *v) CHECKED;
enum status incident_forms_extra(struct ctx *c, const struct ticket *t, bool typed, struct incident_forms *v) CHECKED;
struct incident_options incident_categories(struct ctx *c, int64_t service_id, int64_t chosen);
int64_t incident_category_typed(struct ctx *c, const struct ticket *t, int64_t service_id);
enum status incident_fields_typed(struct ctx *c, struct ticket *t) CHECKED;

/* incident_resolve.c: the course of a form, and what resolving asks */
void incident_course_field(struct ctx *c, const struct ticket *t, bool typed, struct course_field *f);
enum status incident_course_typed(struct ctx *c, const struct ticket *t, int64_t *id) CHECKED;
enum status incident_resolve_view(struct ctx *c, const struct ticket *t, bool typed, struct incident_forms *v) CHECKED;
/* *version (0: not asked) goes on with the ticket. */
enum status incident_resolve_save(struct ctx *c, struct ticket *t, int64_t *version) CHECKED;
enum status incident_courses_get(struct ctx *c);

/* incident_post.c: the answer after an action: the parts that changed, or the page once more; and after a
 * refused one: `form` as it was typed, with the reason. */
enum status incident_acted(struct ctx *c, struct ticket *t, const char *notice, const char *undo) CHECKED;
enum status incident_refused(struct ctx *c, struct ticket *t, const char *form, enum status why) CHECKED;

/* Handlers. */
enum status incident_get(struct ctx *c), incident_thread_get(struct ctx *c), incident_side_get(struct ctx *c),
        incident_clock_get(struct ctx *c), incident_members_get(struct ctx *c), incident_presence_get(struct ctx *c),
        incident_presence_post(struct ctx *c), incident_form_get(struct ctx *c);
enum status incident_message_post(struct ctx *c), incident_draft_put(struct ctx *c), incident_take_post(struct ctx *c),
        incident_assign_post(struct ctx *c), incident_state_post(struct ctx *c), incident_fields_post(struct ctx *c), incident_answers_post(struct ctx *c),
        incident_undo_post(struct ctx *c);
enum status incident_invite_post(struct ctx *c), incident_withdraw_post(struct ctx *c), incident_advice_post(struct ctx *c),
        incident_advice_end_post(struct ctx *c);
enum status incident_categories_get(struct ctx *c), incident_tags_post(struct ctx *c), incident_links_post(struct ctx *c),
        incident_watch_post(struct ctx *c);
enum status incident_new_get(struct ctx *c), incident_new_post(struct ctx *c), incident_people_get(struct ctx *c);

extern const struct db_stmt *const incident_page_stmts[];

#endif
