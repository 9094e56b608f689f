/* Asking for a service: the form of an offer with its draft, the basket of what goes together in one request, and what
 * was answered, for the desk and for who asked.
 *
 * Pages: /services/{slug}/items/{code} /basket.  Everything posts as a plain form; script only saves the draft and
 * shows the fields that depend on an answer sooner. */
#ifndef GUICHET_DESK_REQUEST_REQUEST_H
#define GUICHET_DESK_REQUEST_REQUEST_H

#include "desk/plan/basket.h"

struct request_form {
        struct page page;
        struct offer offer;
        struct ask_view ask;
        const char *at, *once, *as, *other, *e_other, *e_form;
        const char *for_name;        /* whom an address filled in, when the reader may know their name */
        const char *not_for, *not_course; /* what the address named and cannot be filled in, in a sentence */
        bool restored, stale;
        int64_t waiting;             /* what is in the basket already */
};
struct basket_row {
        int64_t id;
        const char *name, *service, *href, *error;
        const struct ask_line *lines;
        size_t n_lines;
};
struct basket_view {
        struct page page;
        const char *once;
        const struct basket_row *rows;
        size_t n_rows;
        const char *other, *e_other; /* for whom, as typed; "" oneself */
};
struct answers_view {
        const struct ask_line *lines;
        size_t n_lines;
        bool desk;
};

/* ---- basket_pages.c ---- */

enum status basket_page(struct ctx *c);
enum status basket_post(struct ctx *c);

/* Whom one asks for, by exact login or address: *id 0 for oneself; an error of "other" for nobody known. */
enum status request_for(struct ctx *c, const char *typed, int64_t *id) CHECKED;

/* ---- prefill.c: a form opened from beside somebody's name ---- */

/* Fills in whom (?for= a login or an address) and which course (?course= as one types it) the address names: `other`,
 * and the first question about a course.  Judged like what is typed, by what the reader may know: somebody they may
 * not see and somebody who is not there give the same sentence and an empty form.  *any: the address named something. */
enum status prefill_read(struct ctx *c, struct ask_answers *a, struct request_form *v, bool *any) CHECKED;

extern const struct slice slice_request;

#endif
