/* What the pages of the first run, of trial mode and of the picture show. */
#ifndef GUICHET_DESK_ADMIN_FIRST_VIEW_H
#define GUICHET_DESK_ADMIN_FIRST_VIEW_H

#include "desk/admin/admin_view.h"

struct first_view {
        struct page page;
        const char *code, *e_code, *e_logo, *e_password, *e_sender;
        bool opened;
        struct admin_fields house, who, contents;
};

struct trial_view {
        struct page page;
        bool on;
        int64_t since, tickets, people;
        const char *e_word, *e_logo;
};

#endif
