/* The portal: what requesters see.  A person asks, follows, answers, accepts.  Internal notes, groups
 * and other people's tickets never reach these pages: the journal is read as its requester would.
 *
 * Pages: / /services /services/{slug} /services/{slug}/new /requests /requests/{id} /search.
 * Everything posts as a plain form and answers 303; script only makes it smoother. */
#ifndef GUICHET_DESK_PORTAL_PORTAL_H
#define GUICHET_DESK_PORTAL_PORTAL_H

#include "app/empty_view.h"
#include "desk/article/article.h"
#include "desk/catalog/intake.h"
#include "desk/catalog/offer.h"
#include "desk/clock/clock.h"
#include "desk/people/people.h"
#include "desk/ticket/access.h"
#include "desk/ticket/asked.h"
#include "desk/ticket/course.h"
#include "desk/ticket/together.h"
#include "desk/ticket/panels.h"
#include "desk/ticket/notify.h"

/* One request in a list, with its four named steps. */
struct portal_card {
        const char *number, *stub, *subject, *service, *line;
        const char *mark;          /* "Pour X", "Saisie par X"; NULL: mine alone */
        bool needs, done, can_reopen;
        int step;                  /* 0 received, 1 taken, 2 in progress or your answer, 3 solved */
        int64_t request_id, items; /* asked for together with others: their request, 0 alone */
        const char *head, *tail;   /* its number, on the first and on the last of them; NULL */
};
struct portal_family {
        const char *name, *icon, *as;
        const struct service *services;
        size_t n_services;
        bool deep;                 /* stands under an area's heading */
};
/* What is for one audience; `as`: what one is when asking there, NULL for everybody. */
struct portal_area {
        const char *kind, *title, *as; /* title NULL: there is only this one */
        const struct service *services;
        size_t n_services;
        const struct portal_family *families;
        size_t n_families;
};
struct portal_chip {
        const char *kind, *word, *value; /* value: the areas shown once it is pressed */
        bool on;
};
struct portal_door {
        const char *href, *title, *text, *icon;
        int64_t n;
};
struct portal_home {
        struct page page;
        const struct portal_card *cards;
        size_t n_cards;
        int64_t total;
        const char *here;          /* "/" or "/services" */
        const struct portal_area *areas;
        size_t n_areas;
        const struct portal_chip *chips;
        size_t n_chips;
        const struct portal_door *doors;
        size_t n_doors;
        const struct service *often;
        size_t n_often;
};
struct portal_service {
        struct page page;
        struct service service;
        struct html_safe body;
        const char *promise, *new_href;
        const struct offer_area *offers; /* what can be asked, in marked areas */
        size_t n_offers;
        const struct article *articles;
        size_t n_articles;
};

/* The help form; also what was typed when it comes back with errors. */
struct help_form {
        const char *service, *subject, *body, *reach, *once, *course, *other, *persona; /* other: for whom, when not oneself */
        int64_t urgency;
};
struct portal_form {
        struct page page;
        struct service service;
        struct help_form in;
        struct intake_form asked;
        const char *e_subject, *e_body, *e_files, *e_urgency, *e_reach, *e_other;
        const char *promise, *e_persona;
        const struct audience *personas;
        size_t n_personas;
        bool restored;             /* a draft was found */
        bool evidence;             /* the service asks for a screenshot */
        struct course_field course;
        bool ask_course;           /* they present courses, study, or typed one */
};

struct portal_tab {
        const char *href;
        int label;
        int64_t count;
        bool current;
};
struct portal_list {
        struct page page;
        struct portal_tab tabs[2];
        size_t n_tabs;
        const struct portal_card *cards;
        size_t n_cards;
        const char *next;
        bool done;
        struct empty_view empty;
};

struct portal_entry {
        const struct entry *entry;
        const char *name, *initials, *channel;
        bool desk, mine, event;
};
struct portal_request {
        struct page page;
        struct ticket ticket;
        const char *no_cancel;     /* why it can no longer be taken back */
        const char *stub, *number, *next_news, *desk_name, *desk_initials, *state;
        struct html_safe description, panels;
        const struct attachment *files; /* sent with the request itself */
        size_t n_files;
        const struct portal_entry *entries;
        size_t n_entries;
        bool more, your_turn, settled, closed, can_answer, can_accept, can_reopen, can_cancel;
        int step;
        const char *typed, *e_body, *once, *new_href;
        const char *mark, *channel, *e_invite, *invite_typed;
        const struct recipient *people;
        size_t n_people;
        bool can_invite;
        const struct restated *need; /* the newest wording of the desk, NULL: none */
        bool can_confirm, correcting, evidence; /* evidence: the request waits for a screenshot */
        const char *e_correction, *typed_correction;
        const char *link_url, *link_name;  /* a link just made, shown once */
        bool link_mailed;
        const char *e_name, *name_typed;
        const char *at, *files_at, *guest; /* of a guest: their address, where files are, their name */
        bool live;
        const struct notification *news; /* of a guest: since they were here last */
        size_t n_news;
        const struct link *ways;   /* where it goes on, what it follows */
        size_t n_ways;
        bool can_follow;           /* closed for good: an answer becomes a linked request */
        const char *goes_on;       /* number of the request that it was merged into */
};

struct portal_hit {
        const char *href, *title, *text, *stub, *number;
};
struct portal_search {
        struct page page;
        const char *q;
        const struct portal_hit *services, *articles, *requests;
        size_t n_services, n_articles, n_requests;
        bool short_one;            /* what is proposed while typing: at most three of each */
};

/* portal_home.c */
enum status portal_home_page(struct ctx *c);
enum status portal_home_requests(struct ctx *c);
enum status portal_services_page(struct ctx *c);
enum status portal_services_part(struct ctx *c);

/* portal_request.c */
void portal_card_fill(struct ctx *c, const struct ticket_row *r, struct portal_card *out);
enum status portal_cards(struct ctx *c, const struct ticket_query *q, struct portal_card **cards, size_t *n,
                         const char **next) CHECKED;
enum status portal_requests_page(struct ctx *c);
enum status portal_request_page(struct ctx *c);
/* What was told of this ticket counts as read: 204. */
enum status portal_seen(struct ctx *c, const struct ticket *t);
enum status portal_request_seen(struct ctx *c);
enum status portal_request_thread(struct ctx *c);
enum status portal_request_message(struct ctx *c);
enum status portal_request_accept(struct ctx *c);
enum status portal_request_reopen(struct ctx *c);
enum status portal_request_cancel(struct ctx *c);

/* Everything that the pages of a request show, v->ticket being loaded. */
enum status portal_request_fill(struct ctx *c, struct portal_request *v) CHECKED;
/* The request with a link for somebody who has no account. */
enum status portal_request_link(struct ctx *c, const struct access_link *link) CHECKED;
/* The request once more, with the errors of the context. */
enum status portal_request_again(struct ctx *c, const char *invite_typed) CHECKED;

/* The same with the correction of the need as it was typed. */
enum status portal_request_corrected(struct ctx *c, const char *typed, int status) CHECKED;

/* portal_need.c */
enum status portal_need_fill(struct ctx *c, struct portal_request *v) CHECKED;
enum status portal_need_post(struct ctx *c);

/* portal_ways.c */
enum status portal_ways_fill(struct ctx *c, struct portal_request *v) CHECKED;
enum status portal_follow(struct ctx *c, struct ticket *t, const char *body, const char *once, struct ticket *next) CHECKED;

/* portal_people.c */
enum status portal_invite(struct ctx *c);
enum status portal_withdraw(struct ctx *c);
enum status portal_renew(struct ctx *c);
/* For whom a request is or who typed it, in words; NULL when it is one's own. */
const char *portal_mark(struct ctx *c, const struct for_other *o);

/* portal_form.c */
enum status portal_form_page(struct ctx *c);
enum status portal_form_post(struct ctx *c);
enum status portal_form_draft(struct ctx *c);

extern const struct slice slice_portal, slice_portal_guest;

#endif
