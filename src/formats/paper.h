/* Words on paper: A4 pages as PDF by pango and cairo (the only file that sees them).  Text of any length and
 * any script flows over pages line by line; what no font draws shows as a box, never as an error.
 *
 * Text must be valid UTF-8; it is shown as it is: no markup is read. */
#ifndef GUICHET_FORMATS_PAPER_H
#define GUICHET_FORMATS_PAPER_H

#include "base/arena.h"
#include "base/buf.h"

struct paper;

enum paper_style { PAPER_TITLE, PAPER_HEADING, PAPER_STRONG, PAPER_TEXT, PAPER_SMALL };

/* The document is written to `out` as it grows and ends with paper_end() or the arena.  `title` goes to the
 * file's properties, `foot` to the foot of every page with its number, `lang` is "fr" or "en". */
enum status paper_open(struct arena *a, const char *title, const char *foot, const char *lang, struct buf *out,
                       struct paper **p) CHECKED;
/* A paragraph; `shaded`: with a rule at its left, for what only the desk reads.  NULL or "" writes nothing. */
void paper_write(struct paper *p, enum paper_style style, const char *text, bool shaded);
/* "label    value" on one line or more; an empty value writes nothing. */
void paper_pair(struct paper *p, const char *label, const char *value);
void paper_space(struct paper *p);
/* ST_TOO_LARGE when out was too small, ST_IO when cairo gave up. */
enum status paper_end(struct paper *p) CHECKED;

#endif
