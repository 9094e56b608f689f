/* What filter.c and filter_values.c share. */
#ifndef GUICHET_DESK_TICKET_FILTER_OWN_H
#define GUICHET_DESK_TICKET_FILTER_OWN_H

#include "desk/ticket/filter.h"

/* Fills n, n_n and value_text from f->value, "a,b,c"; false when a word is unknown or they are too many. */
bool word_values(struct ctx *c, struct ticket_filter *f);
/* The same for codes of groups, services…; an unknown one matches nothing. */
enum status ref_values(struct ctx *c, struct ticket_filter *f, bool *good) CHECKED;
/* "2026-01-31" as a day number. */
bool filter_day(const char *s, int64_t *day);

#endif
