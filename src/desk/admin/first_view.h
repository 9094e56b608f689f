/* What the pages of the first run, of trial mode and of the picture show. */
#ifndef GUICHET_DESK_ADMIN_FIRST_VIEW_H
#define GUICHET_DESK_ADMIN_FIRST_VIEW_H

#include "desk/admin/admin_view.h"
#include "desk/admin/mail_view.h"

struct first_view {
        struct page page;
        const char *code, *e_code, *e_logo, *e_password, *e_sender;
        bool opened;
        struct admin_fields house, mail, who, contents;
        struct mail_answer answer;
};

struct trial_view {
        struct page page;
        bool on;
        int64_t since, tickets, people;
        const char *e_word, *e_logo, *mail_to, *e_mail_to;
        int64_t held;
};

#endif
