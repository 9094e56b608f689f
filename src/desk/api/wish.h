/* One thing asked for, as programs say it: in a request, in the basket, in the draft of its form. */
#ifndef GUICHET_DESK_API_WISH_H
#define GUICHET_DESK_API_WISH_H

#include "desk/api/api.h"
#include "desk/catalog/offer.h"

struct wish {
        struct offer offer;
        struct ask_form form;
        struct ask_answers answers;
};
/* {"service","item","persona","form_version","answers"} of `j`, read strictly: what is wrong is an error of its member
 * behind `prefix`; ST_CONFLICT when the form was published anew since "form_version". */
enum status api_wish_read(struct ctx *c, const struct json *j, const char *prefix, struct wish *w) CHECKED;
/* "form_version" and "answers" alone, for an offer and a form that are there. */
enum status api_wish_answers(struct ctx *c, const struct json *j, const char *prefix, struct wish *w) CHECKED;
/* Whom a login or an address names; 0 for a blank one; an error of "requested_for" for nobody known. */
enum status api_for_whom(struct ctx *c, const char *who, int64_t *id) CHECKED;
/* A submission with its items. */
enum status api_request_out(struct ctx *c, struct ticket *t, int status) CHECKED;

#endif
