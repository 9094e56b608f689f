/* Shared by the pages of grid imports. */
#ifndef GUICHET_DESK_IMPORTS_IMPORTS_OWN_H
#define GUICHET_DESK_IMPORTS_IMPORTS_OWN_H

#include "desk/imports/imports_view.h"

/* {id} of the path as a number, 0 when it is none. */
int64_t imports_id(const struct ctx *c);
/* To the page that says what became of it: where those go whose text is gone, whatever was asked of it. */
enum status imports_to_done(struct ctx *c, int64_t id) CHECKED;
struct imports_steps imports_steps_of(struct ctx *c, const struct grid_import *g, int64_t step);

enum status page_imports_review(struct ctx *c), page_imports_fix(struct ctx *c), page_imports_export(struct ctx *c);
/* The review with a sentence over it, answered with the status that fits `result`. */
enum status imports_review_show(struct ctx *c, int64_t id, const char *why, enum status result) CHECKED;

#endif
