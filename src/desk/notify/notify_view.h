/* What the pages of notices show. */
#ifndef GUICHET_DESK_NOTIFY_NOTIFY_VIEW_H
#define GUICHET_DESK_NOTIFY_NOTIFY_VIEW_H

#include "desk/ticket/notify.h"

struct notify_page {
        struct page page;
        const struct notification *rows;
        size_t n_rows;
        int64_t unread;
        bool all;
        struct empty_view empty;
};
struct notify_choice_row {
        const char *word, *label;
        struct notify_choice choice;
};
struct notify_choice_page {
        struct page page;
        const struct notify_choice_row *rows;
        size_t n_rows;
};
struct notify_level_option {
        const char *value, *text;
        bool page, mail; /* chosen */
};
struct notify_rule_row {
        const char *event, *role, *name; /* name: of its fields, "reply.requester" */
        const struct notify_level_option *levels;
        size_t n_levels;
        bool urgent;
};
struct notify_rule_page {
        struct page page;
        const struct notify_rule_row *rows;
        size_t n_rows;
};

#endif
