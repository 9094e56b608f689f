/* Asking: one submission of one or several offers, by whoever asks (page, program).  The request, its items with
 * their tasks and their files come together or not at all, and a form sent twice makes them once. */
#ifndef GUICHET_DESK_PLAN_SUBMIT_H
#define GUICHET_DESK_PLAN_SUBMIT_H

#include "desk/catalog/offer.h"
#include "desk/ticket/ticket.h"

enum { SUBMIT_MAX = 10 };
struct submit_line {
        const struct offer *offer;         /* of offer_for(): what is for the actor */
        const struct ask_answers *answers; /* read strictly, without error */
        const char *persona;               /* as what they ask; "" as the offer's audience */
};
struct submit {
        const struct submit_line *lines;
        size_t n_lines;
        int64_t requested_for_id;          /* 0: the actor */
        int channel;                       /* 0: c->channel */
        const char *once;                  /* number of the form; "" none */
};
/* *request is the submission, *first its first item.  Errors as ticket_open()'s in c->error; ST_NOT_FOUND when a file
 * went meanwhile. */
enum status submit_send(struct ctx *c, const struct submit *s, struct ticket *request, struct ticket *first) CHECKED;

#endif
