/* The sanitiser's stack of open elements: only known elements get in, and what comes out is nested
 * so that an HTML5 parser builds exactly this tree, whatever the page around it. */
#ifndef GUICHET_HTML_NEST_H
#define GUICHET_HTML_NEST_H

#include "base/buf.h"

#define NEST_MAX 100

enum element {
        EL_UNKNOWN, /* tag dropped, content kept */
        EL_RAW,     /* raw text: dropped with its content, up to its end tag */
        EL_TREE,    /* dropped with its content, which has tags of its own */
        EL_IMG,     /* becomes a link or its text */
        EL_A,
        EL_ABBR,
        EL_B,
        EL_BLOCKQUOTE,
        EL_BR,
        EL_CAPTION,
        EL_CITE,
        EL_CODE,
        EL_DD,
        EL_DEL,
        EL_DFN,
        EL_DIV,
        EL_DL,
        EL_DT,
        EL_EM,
        EL_FIGCAPTION,
        EL_FIGURE,
        EL_H1,
        EL_H2,
        EL_H3,
        EL_H4,
        EL_H5,
        EL_H6,
        EL_HR,
        EL_I,
        EL_INS,
        EL_KBD,
        EL_LI,
        EL_MARK,
        EL_OL,
        EL_P,
        EL_PRE,
        EL_Q,
        EL_S,
        EL_SAMP,
        EL_SMALL,
        EL_SPAN,
        EL_STRONG,
        EL_SUB,
        EL_SUP,
        EL_TABLE,
        EL_TBODY,
        EL_TD,
        EL_TFOOT,
        EL_TH,
        EL_THEAD,
        EL_TR,
        EL_U,
        EL_UL,
        EL_VAR,
        EL_WBR,
        EL__MAX
};

struct nest {
        struct buf *out;
        size_t depth;
        enum element stack[NEST_MAX];
};

/* Element of a lower-case name. */
enum element element_find(const char *name, size_t n);
const char *element_name(enum element el);
bool element_void(enum element el);

/* Closes and implies what the element needs around it; false when it may not stand here. */
bool nest_prepare(struct nest *n, enum element el);

/* The element's start tag was written after nest_prepare() said yes. */
void nest_push(struct nest *n, enum element el);

/* End tag: closes up to the nearest such element, or nothing. */
void nest_close(struct nest *n, enum element el);

/* True directly inside table, tbody or tr, where text may not stand. */
bool nest_between_cells(const struct nest *n);

/* Text is about to be written: implies the cell it needs. */
void nest_text(struct nest *n);

bool nest_inside(const struct nest *n, enum element el);
void nest_end(struct nest *n); /* closes all */

#endif
