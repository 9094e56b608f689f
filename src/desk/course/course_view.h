/* What the pages of courses show. */
#ifndef GUICHET_DESK_COURSE_COURSE_VIEW_H
#define GUICHET_DESK_COURSE_COURSE_VIEW_H

#include "app/empty_view.h"
#include "desk/ticket/course_list.h"

struct course_tab {
        const char *href, *text;
        bool current;
};
struct course_choice {
        const char *value, *text;
        bool chosen;
};
struct course_heading {
        const char *text;
};
struct course_list_view {
        struct page page;
        const char *title, *hint, *none, *path;
        const struct course_tab *tabs;
        size_t n_tabs;
        unsigned by;
        const char *words, *presenter, *pick, *e_presenter, *day;
        const struct course_choice *terms, *departments, *approaches;
        size_t n_terms, n_departments, n_approaches;
        const struct course_heading *heads;
        size_t n_heads;
        const struct course_row *rows;
        size_t n_rows;
        const char *next, *first, *csv, *xlsx;
        bool looked_enough;
        struct html_safe body;   /* all between the frame's top and bottom */
};

struct course_own_row {
        const char *href, *label, *department;
        int64_t first_at;
};
struct course_own_view {
        struct page page;
        const struct course_own_row *rows;
        size_t n_rows;
};

/* ---- one course ------------------------------------------------------------------------------------------- */

struct course_fact_view {
        const char *word, *label, *by_name;
        int64_t state, at;
};
struct course_presenter_row {
        int64_t id, version;
        const char *name, *href, *access; /* access: where one asks that an access of theirs be put right, NULL nowhere */
        bool owner;
        struct course_fact_view fact[FACTS];
        size_t n_fact;
};
struct course_session_row {
        struct course_session s;
        const char *href;        /* its form */
        const char *rec_text;    /* what is known of its recording, "" when none was announced */
        bool uncovered, withdrawn, over, same_day;
        bool asks;               /* its responsible is asked whether the recording was meant to be missing */
};
struct course_person_row {
        int64_t id;
        const char *name, *href, *access;
};
struct course_page {
        struct page page;
        struct course k;
        const char *department, *label;
        const char *at_edit, *at_facts, *at_people, *at_session, *at_recording, *at_support, *write_href, *access; /* access: as of the responsible */
        bool may_edit, mine;     /* mine: the reader answers for it */
        const struct course_presenter_row *presenters;
        size_t n_presenters;
        const struct course_person_row *supers;
        size_t n_supers;
        const struct course_session_row *sessions, *recordings;
        size_t n_sessions, n_recordings, n_held, n_uncovered;
        const struct ticket_row *items, *tasks;
        size_t n_items, n_tasks;
        struct html_safe panels, body; /* body: all between the frame's top and bottom */
        const char *typed, *e_who, *e_super, *reason, *e_reason; /* what was typed and refused */
        int64_t at_fault;        /* session whose reason was refused */
        const char *stale;
};

struct course_intention_row {
        int64_t id, at;
        const char *href, *label, *approach, *by_name, *note, *reason, *state, *department; /* href NULL: no course yet */
        bool waits;
};
struct course_intentions {
        struct page page;
        const struct course_intention_row *own, *waiting;
        size_t n_own, n_waiting;
        bool decides;            /* the reader validates for a department */
        bool names;              /* may name a course that is not in the list */
        bool fresh;              /* and does: its fields are open */
        const struct course_choice *courses, *approaches, *departments;
        size_t n_courses, n_approaches, n_departments;
        const char *code, *term, *title, *note, *reason;
        const char *e_course, *e_code, *e_term, *e_title, *e_department, *e_approach, *e_note, *e_reason;
        int64_t at_fault;        /* the intention whose reason was refused */
};

/* One input of a form, as the template knows them. */
struct course_field_view {
        const char *name, *label, *hint, *value, *error, *type; /* type: "text" "date" "time" "url" "select" */
        int64_t max;
        bool required;
        const struct course_choice *options;
        size_t n_options;
        bool people;             /* suggests people while one types; whom one picked stands in `pick` */
        const char *pick;
};
struct course_form_view {
        struct page page;
        const char *title, *action, *submit, *back_href, *back, *remove;
        int64_t version;
        const struct course_field_view *fields;
        size_t n_fields;
};

/* The tabs of the lists. */
void course_tabs(struct ctx *c, const char *current, const struct course_tab **tabs, size_t *n);
/* The course of the address for who may read it; ST_NOT_FOUND else. */
enum status course_asked(struct ctx *c, struct course *k) CHECKED;
/* The same for who may change it: whoever only reads is refused, others are told that there is none. */
enum status course_asked_edit(struct ctx *c, struct course *k) CHECKED;
/* Its page under a key of people_kept_key(), asked before the course was read; `typed` fields of v are shown again when something was refused. */
enum status course_page_show(struct ctx *c, const char *key, const struct course *k, struct course_page *v) CHECKED;
/* Somebody as typed: a login, a proven address, or words that fit one person only.  ST_INVALID with an error on
 * `field` else. */
enum status course_person_read(struct ctx *c, const char *field, const char *typed, int64_t *id) CHECKED;

#endif
