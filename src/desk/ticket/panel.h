/* Panels: what one slice shows on a page of another.  A slice lists them in `.panels`; the pages of tickets,
 * of requests, the agent's home and the course page ask for those of their place, in the order of slices.c,
 * and know nothing of who writes them.
 *
 * Each stands in a frame of its own that fetches itself again when the page's stream says so:
 *   GET /tickets/{id}/panels/{name}    PANEL_DESK and PANEL_SIDE, for who reads all of the ticket
 *   GET /requests/{id}/panels/{name}   PANEL_REQUEST, for who reads the request
 *   GET /desk/panels/{name}            PANEL_HOME, for agents
 * A panel is never refreshed while something is typed in it (the page's script sees to it), so forms may
 * stand in one; whatever they post goes to routes of the slice itself. */
#ifndef GUICHET_DESK_TICKET_PANEL_H
#define GUICHET_DESK_TICKET_PANEL_H

#include "desk/ticket/ticket.h"

enum panel_place {
        PANEL_DESK = 1, /* ticket page, between head and conversation */
        PANEL_SIDE,     /* ticket page, side */
        PANEL_REQUEST,  /* the requester's page, under its head */
        PANEL_HOME,     /* agent home; t NULL */
        PANEL_COURSE,   /* course page; t NULL, id the course */
};
enum { PANEL_BYTES = 512 * 1024 };

struct panel {
        const char *name; /* letters; unique among its place; its address ends with it */
        enum panel_place place;
        int kinds;        /* bits 1 << TICKET_ITEM …; 0: not about a ticket */
        /* Writes the panel; nothing when there is nothing to show.  The actor reads the ticket (PANEL_DESK and
         * PANEL_SIDE: all of it). */
        enum status (*show)(struct ctx *c, const struct ticket *t, int64_t id, struct html *to);
};

/* Every panel of the place, each in its frame; empty when there is none for this kind of ticket. */
enum status panels_render(struct ctx *c, enum panel_place place, const struct ticket *t, int64_t id, struct html_safe *out) CHECKED;

extern const struct slice slice_ticket_panels;

#endif
