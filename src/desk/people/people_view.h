/* What the pages of desk/people show. */
#ifndef GUICHET_DESK_PEOPLE_PEOPLE_VIEW_H
#define GUICHET_DESK_PEOPLE_PEOPLE_VIEW_H

#include "desk/people/away.h"
#include "desk/people/import.h"
#include "desk/people/own.h"
#include "desk/people/tokens_own.h"

struct login_view {
        struct page page;
        const char *login, *next, *why;
        const char *login_error, *password_error;
};

struct login_code_view {
        struct page page;
        const char *next, *why, *code_error;
        bool recovery;
};

struct security_view {
        struct page page;
        bool on, asked, must;
        int64_t left; /* recovery codes that still work */
};

struct totp_view {
        struct page page;
        int64_t size;
        const char *path, *secret, *code_error, *why;
};

struct code_line {
        const char *text;
};
struct codes_view {
        struct page page;
        struct code_line *codes;
        size_t n_codes;
        bool fresh; /* the factor was turned on just now */
};

struct confirm_view {
        struct page page;
        const char *next, *why, *password_error;
};

struct me_view {
        struct page page;
        const char *name, *phone, *mail, *lang, *theme;
        const char *name_error, *phone_error;
        struct group *groups;
        size_t n_groups;
        struct held *affiliations;
        size_t n_affiliations;
};

struct access_view {
        struct page page;
        bool shortcuts;
};

/* The moment a day that is written "2026-07-06" begins in the zone of the site, `later` days on; and back. */
bool day_begins(struct ctx *c, const char *typed, int later, int64_t *out);
const char *day_text(struct ctx *c, int64_t at);

struct sessions_view {
        struct page page;
        struct my_session *rows;
        size_t n_rows;
};

struct password_view {
        struct page page;
        const char *why; /* over the form */
        const char *old_error, *new_error, *again_error;
};

struct person_view {
        struct page page;
        struct person who;
        const char *initials, *phone_href;
        bool absences; /* the reader may see them */
        bool manages; /* the reader administers something */
        struct held *affiliations, *roles;
        size_t n_affiliations, n_roles;
        struct group *groups;
        size_t n_groups;
};

struct absence_row {
        struct absence absence;
        const char *from, *to, *from_day, *to_day; /* first and last day, for people and as "2026-07-06" */
};

struct absences_view {
        struct page page;
        struct person who;
        const char *base; /* address of the list */
        struct absence_row *rows;
        size_t n_rows;
        const char *from, *to, *substitute;
        const char *e_from, *e_to, *e_substitute;
};

struct found_view {
        struct person *rows;
        size_t n_rows;
        const char *typed;
};

/* A choice of a select. */
struct option {
        const char *value, *text;
        bool chosen;
};

struct people_admin_view {
        struct page page;
        struct person *rows;
        size_t n_rows;
        const char *q, *next;
        const char *login, *name, *mail, *phone, *affiliation;
        const char *e_login, *e_name, *e_mail, *e_role, *e_group, *e_affiliation, *e_password;
        struct option *roles, *groups;
        size_t n_roles, n_groups;
};

struct import_row {
        int64_t line;
        const char *login, *name, *kind_text, *kind, *column, *why;
        const struct import_diff *diffs;
        size_t n_diffs;
};
struct import_view {
        struct page page;
        bool compared, may_apply, cut; /* cut: more rows than are shown */
        int64_t created, changed, closed, unchanged, refused;
        const char *why, *text, *digest;
        struct import_row *rows;
        size_t n_rows;
};

struct role_line {
        const char *role, *word, *department;
        int64_t department_id;
        bool may; /* the reader may take it */
};
struct person_admin_view {
        struct page page;
        struct person who;
        bool me, factor, signs_in, mails; /* a link to choose the password can be made; it can be mailed */
        int64_t sessions;
        struct role_line *roles;
        size_t n_roles;
        struct option *choices, *departments;
        size_t n_choices, n_departments;
        struct group *groups;
        size_t n_groups;
        const char *e_role, *e_department;
        struct tokens_view tokens;
};

struct groups_admin_view {
        struct page page;
        struct group_line {
                struct group group;
                const char *function, *assign; /* in words */
        } *rows;
        size_t n_rows;
        const char *code, *name, *domain, *e_code, *e_name, *e_domain;
        bool closed, external;
        struct option *departments, *functions, *assigns;
        size_t n_departments, n_functions, n_assigns;
};

struct group_admin_view {
        struct page page;
        struct group group;
        struct person *rows;
        size_t n_rows;
        const char *member, *e_member, *e_name, *e_domain;
        struct option *functions, *assigns, *services;
        size_t n_functions, n_assigns, n_services;
        const struct service_part *serves;
        size_t n_serves;
};

#endif
