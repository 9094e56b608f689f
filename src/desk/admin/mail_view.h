/* What the pages of outgoing mail show. */
#ifndef GUICHET_DESK_ADMIN_MAIL_VIEW_H
#define GUICHET_DESK_ADMIN_MAIL_VIEW_H

#include "app/outbox.h"
#include "desk/admin/admin_view.h"

/* What became of a test. */
struct mail_answer {
        bool shown, good;
        const char *said, *relay; /* in words; the relay's own, or "" */
};
struct mail_view {
        struct page page;
        int64_t version;
        struct admin_fields fields;
        bool ready, no_url;        /* there is something to test; links have nothing to begin with */
        const char *try_to, *e_try;
        struct mail_answer answer;
        int64_t due, failed, held;
};

struct mail_letter {
        const struct outbox_row *is;
        const char *said;          /* what the last attempt gave, "" when there was none */
};
struct mail_tab {
        const char *word, *name;
        bool chosen;
};
struct mail_letters_view {
        struct page page;
        struct mail_tab tabs[4];
        size_t n_tabs;
        const char *state, *older; /* address of the next page, NULL */
        const struct mail_letter *rows;
        size_t n_rows;
        bool held, due, failed, sent;
};

/* mail_fields.c: the relay as a form shows and reads it, here and in the first run. */
/* In *f, RELAY_FIELDS of them: what was typed, else `now`; kept: there is a password. */
void mail_fields(struct ctx *c, const struct relay *now, bool typed, bool kept, struct admin_field *f);
/* What was typed, with the usual port where none is; every value that cannot be is an error on its field. */
void mail_fields_read(struct ctx *c, struct relay *out);
/* What became of a test, in words. */
struct mail_answer mail_said(struct ctx *c, const char *to, const struct smtp_answer *a);
/* Hands over a test and says what became of it. */
struct mail_answer mail_try(struct ctx *c, const struct relay *r, const char *to);

#endif
