/* What tags.c, links.c and fields.c share; nothing else includes this. */
#ifndef GUICHET_DESK_TICKET_SHEET_OWN_H
#define GUICHET_DESK_TICKET_SHEET_OWN_H

#include "desk/ticket/internal.h"
#include "desk/ticket/sheet.h"

/* The ticket's version and date go on by a change that writes no column of it. */
enum status ticket_touch(struct ctx *c, const struct ticket *t) CHECKED;
/* 1 to 40 of a–z 0–9 . _ -, as in addresses and in the API. */
bool sheet_code_ok(const char *code);

/* Errors of a change to a category or a field, in c->error. */
void sheet_edit_fits(struct ctx *c, const struct sheet_edit *d);

#endif
