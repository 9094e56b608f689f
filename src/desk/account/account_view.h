/* What the pages of desk/account show. */
#ifndef GUICHET_DESK_ACCOUNT_ACCOUNT_VIEW_H
#define GUICHET_DESK_ACCOUNT_ACCOUNT_VIEW_H

#include "desk/account/account.h"

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

#endif
