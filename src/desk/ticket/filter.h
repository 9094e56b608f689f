/* Conditions on lists, as data: "field:operator:value", the same text in an address, in a saved view and
 * in the API.  The fields are declared once (filter.c) with the custom fields of the house behind them;
 * view.c turns what was read here into SQL with bound values.
 *
 * A condition that names somebody or something unknown is kept and matches nothing: it looks like what one
 * may not see. */
#ifndef GUICHET_DESK_TICKET_FILTER_H
#define GUICHET_DESK_TICKET_FILTER_H

#include "desk/ticket/ticket.h"

enum { FILTERS_MAX = 12, FILTER_VALUES_MAX = 8, FILTER_TEXT_MAX = 400 };

enum filter_op { OP_IS, OP_NOT, OP_HAS, OP_BEFORE, OP_AFTER, OP_LAST, OP_NEXT, OP_LEAST, OP_MOST, OP_SET, OP_EMPTY, OP__MAX };
enum filter_kind { FILTER_WORD, FILTER_REF, FILTER_PERSON, FILTER_DATE, FILTER_TEXT, FILTER_TAG, FILTER_FLAG, FILTER_UNREAD,
                   FILTER_WATCHED, FILTER_CUSTOM };

struct filter_field {
        const char *code;         /* "state", "x_room_number" for the custom field room_number */
        int label;                /* message; 0: `name` */
        enum filter_kind kind;
        unsigned ops;             /* bits 1 << enum filter_op */
        const char *column;       /* of the ticket, NULL: none */
        unsigned flags;           /* FILTER_… */
        const char *name;         /* custom fields: in the reader's language */
        int64_t field_id;
        const char *type;         /* custom fields: text, number, date, flag, person, choice */
};
enum { FILTER_ALL = 1,            /* requesters may ask it, too */
       FILTER_DESK = 2 };         /* what only the desk reads: never asked of tickets one merely takes part in */

struct ticket_filter {
        const struct filter_field *field;
        enum filter_op op;
        const char *text;         /* the condition, canonical */
        const char *value;        /* as written: "new,open", "2026-01-31", a login */
        const char *label, *op_text, *value_text; /* for people; value_text "" when the operator needs none */
        int64_t n[FILTER_VALUES_MAX];
        size_t n_n;
        const char *words;        /* text to compare with: folded or lower case, as the field keeps it */
};

/* Reads one condition.  ST_INVALID with c->why when it is none (field, operator or value unknown, or not for
 * this actor). */
enum status filter_read(struct ctx *c, const char *text, struct ticket_filter *out) CHECKED;
/* Several at once, at most FILTERS_MAX; the first that is wrong ends it, with c->error on "filter". */
enum status filters_read(struct ctx *c, const char *const *text, size_t n, struct ticket_filter **out) CHECKED;

/* Every field that this actor may ask, custom ones last; lives in the arena. */
enum status filter_fields(struct ctx *c, const struct filter_field **out, size_t *n) CHECKED;
const char *filter_label(struct ctx *c, const struct filter_field *f);
const char *filter_op_word(enum filter_op op);
/* "est", "avant le": how the operator reads with this kind of field. */
const char *filter_op_label(struct ctx *c, const struct filter_field *f, enum filter_op op);

/* What may be chosen as a value, in order: words, groups, services…  None for text, dates and people; at
 * most 500. */
struct filter_choice {
        const char *value, *text;
};
enum status filter_choices(struct ctx *c, const struct filter_field *f, struct filter_choice **out, size_t *n) CHECKED;

extern const struct slice slice_ticket_filter;

#endif
