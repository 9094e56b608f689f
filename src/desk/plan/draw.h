/* A plan drawn: columns of cards with lines between, for the pages of items and for the editor. */
#ifndef GUICHET_DESK_PLAN_DRAW_H
#define GUICHET_DESK_PLAN_DRAW_H

#include "desk/plan/graph.h"

/* One step of a drawn plan: a task of an item, or a step of a version that is edited. */
struct plan_card {
        const char *code, *label, *purpose, *group, *who, *initials, *href; /* href NULL: no link; who NULL: nobody */
        const char *css, *icon, *state;   /* "task task--done"…; icon and what it means */
        const char *note, *bar;           /* « 3 points sur 5 · échéance jeudi 15 janvier »; width of the bar in hundredths, NULL none */
        bool chosen;                      /* the one that is edited */
};
/* A line between two columns, as an SVG path in a box of 44 × 300. */
struct plan_line {
        const char *d;
        bool on;                          /* what comes before it is done */
};
struct plan_column {
        const struct plan_card *cards;
        size_t n_cards;
        const struct plan_line *lines;    /* to the left of it */
        size_t n_lines;
        bool first;
};
struct plan_drawn {
        const struct plan_column *columns;
        size_t n_columns;
        const char *css;                  /* "plan plain plan--3" */
        const char *title;                /* for who cannot see it */
};
/* The cards of g's nodes, in its order, into columns by how many steps come before. */
void plan_draw(struct ctx *c, const struct plan_graph *g, const struct plan_card *cards, struct plan_drawn *out);
/* The graph of steps that are typed or edited, in their order; what they wait for and is not there is bit 63. */
void graph_of_steps(const struct plan_step *s, size_t n, struct plan_graph *out);

#endif
