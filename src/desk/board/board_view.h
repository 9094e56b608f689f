/* What the templates of this folder show.  Built by board_home.c and board_queue.c. */
#ifndef GUICHET_DESK_BOARD_BOARD_VIEW_H
#define GUICHET_DESK_BOARD_BOARD_VIEW_H

#include "app/empty_view.h"
#include "desk/ticket/list_export.h"
#include "desk/people/people.h"
#include "desk/ticket/asked.h"
#include "desk/ticket/many.h"
#include "desk/ticket/notify.h"
#include "desk/ticket/share.h"

/* ---- home ---- */

struct board_counts {
        int64_t take, unread, close, mine, waiting; /* at most 1,001 */
        const char *first_due;                      /* words of the nearest deadline or NULL */
        int64_t groups;
};
struct board_part {
        const struct ticket_row *rows;
        size_t n_rows;
        int64_t more;              /* how many are not shown */
        struct empty_view empty;
};
struct board_asked {               /* advice asked of my groups, texts that name me */
        const struct asked *rows;
        size_t n_rows;
};
struct board_notices {             /* what came by itself, groups I hand out for */
        const struct notification *rows;
        const struct to_hand_out *hand_out;
        size_t n_rows, n_hand_out;
        bool more;                 /* the page of notifications has others */
};
struct board_stand_in {            /* of those I stand in for, and what others had of mine */
        const struct stand_in *offered, *back;
        size_t n_offered, n_back;
};
struct board_reached_list {        /* what reached my groups, of one kind */
        const char *id, *title, *icon, *none, *more_href;
        const struct ticket_row *rows;
        size_t n_rows;
        int64_t total, more;       /* more: not shown */
};
struct board_reached {
        struct board_reached_list lists[3];
        size_t n_lists;
};
struct board_home {
        struct page page;
        const char *first_name;
        int64_t now;
        struct board_counts counts;
        struct board_part take, unread, due, today, late, follow;
        struct board_reached reached;
        struct board_asked asked;
        struct board_notices notices;
        struct board_stand_in stand_in;
        struct html_safe panels; /* of other slices */
        bool available;
};

/* ---- queue ---- */

struct board_tab {
        const char *view, *href, *name; /* name: of a saved view, else NULL */
        int label;                 /* message */
        int64_t count;
        bool current;
};
struct board_chip {
        const char *label, *op, *value, *remove; /* "Groupe", NULL or "n'est pas", "Réseau", address without it */
};
struct board_option {
        const char *value, *text;
        bool selected;
};
struct board_queue {
        struct page page;
        const char *view, *title;
        const char *q, *sort;
        const struct board_tab *tabs, *saved;
        size_t n_tabs, n_saved;
        bool saved_shown;          /* one of the saved views is what is shown */
        const struct board_chip *chips;
        size_t n_chips;
        const struct ticket_filter *filters; /* the conditions, for the form of words */
        size_t n_filters;
        const char *cols, *why;    /* chosen columns, "" = the usual ones; condition left out or NULL */
        unsigned columns;          /* bits of enum list_column */
        struct html_safe body;     /* the rows, written */
        const struct ticket_row *rows; /* only while they are written */
        size_t n_rows;
        int64_t total;             /* of the view with its filters, at most 1,001; −1 = not counted */
        const char *here, *rows_url, *change_all, *edit, *keep, *csv, *csv_all, *xlsx, *pdf, *sort_due, *sort_created, *sort_updated, *sort_priority, *next, *first;
        bool looked_enough;
        struct empty_view empty;
};

/* ---- the editor of a list ---- */

struct board_filter_row {
        int i;                     /* f0, o0, v0 … */
        const char *field, *label, *value, *type, *hint; /* type of the input; NULL hint: none */
        const struct board_option *ops, *choices;
        size_t n_ops, n_choices;
        bool words;                /* what is compared is typed, not chosen */
        const char *remove;
        int size;                  /* lines of the list of choices */
};
struct board_filters {
        struct page page;
        const struct board_option *views, *fields, *sorts, *columns;
        size_t n_views, n_fields, n_sorts, n_columns;
        const struct board_filter_row *rows;
        size_t n_rows;
        const char *q, *why, *back;
        bool full;
};

/* ---- saved views ---- */

struct board_saved_row {
        const struct saved_view *k;
        const char *level, *name;  /* in words; as it is or as it was typed */
        bool up, down;
};
struct board_saved {
        struct page page;
        const struct board_saved_row *rows;
        size_t n_rows;
        const struct board_option *levels;
        size_t n_levels;
        const char *save;          /* where the list is sent to be kept, NULL: no list came along */
        const char *shows, *name, *e_name, *error, *once;
        const struct saved_view *remove; /* asked for: to be confirmed */
        bool first;                /* one opens first */
};

/* ---- one change for many ---- */

struct board_bulk_row {
        const char *number, *subject, *say, *css; /* css: "ok" "same" "bad" */
        int64_t version;
};
struct board_bulk {
        struct page page;
        const struct board_bulk_row *rows; /* those looked at: all that were chosen, or the first of a list */
        size_t n_rows;
        int64_t total, done, same, refused;
        bool previewed, all;       /* all: what a list finds, said by `action` */
        const char *action, *once, *back, *wrong, *assignee, *tag, *reason;
        const struct board_option *groups, *categories, *states, *urgencies;
        size_t n_groups, n_categories, n_states, n_urgencies;
};
struct board_report {
        struct page page;
        struct many many;
        const struct many_row *rows;
        size_t n_rows;
        bool runs, backwards;      /* backwards: being or been taken back */
        int64_t ahead, of, until;
        const char *why;
};
/* ---- a long list as a file ---- */

struct board_export {
        struct page page;
        struct list_file file;
        const struct list_file *rows; /* one's latest */
        size_t n_rows;
        int64_t total;
        const char *action, *back, *once;
};
struct board_reports {
        struct page page;
        const struct many *rows;
        size_t n_rows;
        struct empty_view empty;
};

struct board_search {
        struct page page;
        const char *q;
        const struct ticket_row *rows;
        size_t n_rows;
        const struct person *people;
        size_t n_people;
        const char *next;
        struct empty_view empty;
};

struct board_keys {
        struct page page;
};

/* Shared by the two files. */
void board_desk_page(struct ctx *c, struct page *p, const char *title, const char *nav);
enum status board_queue_page(struct ctx *c);
enum status board_filters_page(struct ctx *c);
enum status board_saved_page(struct ctx *c);
enum status board_saved_post(struct ctx *c);
enum status board_export(struct ctx *c), board_export_post(struct ctx *c), board_export_state(struct ctx *c), board_export_file(struct ctx *c);
enum status board_change_post(struct ctx *c);
enum status board_report_page(struct ctx *c);
enum status board_report_undo(struct ctx *c);
enum status board_reports_page(struct ctx *c);
enum status board_search_page(struct ctx *c);

/* board_mine.c: what comes to me by itself, and whether anything may. */
enum status board_notices_view(struct ctx *c, struct board_notices *v);
enum status board_stand_in_view(struct ctx *c, struct board_stand_in *v);
enum status board_available_post(struct ctx *c);
enum status board_notices_post(struct ctx *c);
enum status board_stand_in_post(struct ctx *c);
enum status board_back_post(struct ctx *c);

/* board_reached.c */
enum status board_reached_view(struct ctx *c, struct board_reached *v) CHECKED;
enum status board_today_view(struct ctx *c, struct board_part *v) CHECKED;
enum status board_late_view(struct ctx *c, struct board_part *v) CHECKED;
enum status board_follow_view(struct ctx *c, struct board_part *v) CHECKED;
/* One of these parts by its name; ST_NOT_FOUND for another. */
enum status board_reached_part(struct ctx *c, const char *name);

#endif
