/* The basket: what somebody puts aside to ask for in one request, checked and not yet sent.  A line was checked when it
 * came in and is checked again when it leaves: its offer may be retired, its form published anew, its file gone.  Pages
 * and programs put aside, change and send through here; everybody has only their own. */
#ifndef GUICHET_DESK_PLAN_BASKET_H
#define GUICHET_DESK_PLAN_BASKET_H

#include "desk/plan/submit.h"

struct basket_line {
        int64_t id, offer_id, form_version_id, at; /* at: when it was put aside or changed, ms; grows with each change */
        const char *persona, *answers;             /* answers: JSON of ask_json_typed() */
};
enum status basket_lines(struct ctx *c, struct basket_line **out, size_t *n) CHECKED; /* in the order they came */
enum status basket_line_get(struct ctx *c, int64_t id, struct basket_line *out) CHECKED; /* ST_NOT_FOUND: not one's own */
enum status basket_count(struct ctx *c, int64_t *n) CHECKED;

/* A line as it is now: judged by the newest form.  c->error stays as it was. */
struct basket_now {
        struct offer offer;
        struct ask_form form;
        struct ask_answers answers;
        const char *wrong; /* why it cannot leave, a sentence; NULL: it can */
};
enum status basket_line_now(struct ctx *c, const struct basket_line *l, struct basket_now *out) CHECKED;

/* Puts aside what offer_for() gave with answers read strictly; the draft of the offer's form goes.  `other` is for whom,
 * as typed and known, kept for the whole basket; NULL: what is kept stays.  ST_CONFLICT with a sentence past SUBMIT_MAX. */
enum status basket_put(struct ctx *c, const struct offer *o, const struct ask_answers *a, const char *other, int64_t *id) CHECKED;
/* Other answers for a line of the same offer; ST_STALE when it is not as it was `seen` (its `at`, 0: whatever it is). */
enum status basket_change(struct ctx *c, int64_t id, int64_t seen, const struct offer *o, const struct ask_answers *a) CHECKED;
enum status basket_drop(struct ctx *c, int64_t id) CHECKED; /* ST_NOT_FOUND: not one's own */
/* For whom one asks, as typed when something was put aside; "" for oneself. */
enum status basket_for(struct ctx *c, const char **typed) CHECKED;
/* Sends everything as one request and empties the basket, in one transaction; `s` says for whom, how and once, its lines
 * are those of the basket.  *whole is false, and nothing is done, when there is none, when one of them cannot leave, or
 * when somebody sent them in the same moment. */
enum status basket_send(struct ctx *c, const struct submit *s, struct ticket *request, bool *whole) CHECKED;

/* Where the draft of an offer's form is kept: JSON of ask_json_typed(). */
const char *offer_draft_place(struct ctx *c, const struct offer *o);

extern const struct slice slice_basket;

#endif
