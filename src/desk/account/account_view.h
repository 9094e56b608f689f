/* What the pages of desk/account show. */
#ifndef GUICHET_DESK_ACCOUNT_ACCOUNT_VIEW_H
#define GUICHET_DESK_ACCOUNT_ACCOUNT_VIEW_H

#include "desk/ticket/handover.h"
#include "desk/ticket/person_merge.h"

struct asked_view {
        struct person who;
        struct ticket_row *rows;
        size_t n_rows;
        bool admin, more;
};

struct handover_view {
        struct page page;
        struct person who;
        struct ticket_row *rows;
        size_t n_rows;
        const char *to, *e_to;
};

struct merge_line {
        const char *name;
        int64_t moves, twice;
};
struct merge_view {
        struct page page;
        struct person stays, goes;
        struct merge_line *rows;
        size_t n_rows;
        bool looked; /* the other record is known and what would happen is shown */
        const char *with, *confirm, *word, *e_with, *e_confirm;
};

struct password_ask_view {
        struct page page;
        const char *who, *e_who, *why;
        bool sent, off; /* off: no mail goes out here */
};
struct password_choose_view {
        struct page page;
        struct person who;
        const char *secret, *e_new, *e_again;
        bool gone, may_ask;
};
struct password_given_view {
        struct page page;
        struct person who;
        const char *link;
};

#endif
