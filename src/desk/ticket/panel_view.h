/* What the frame of a panel shows. */
#ifndef GUICHET_DESK_TICKET_PANEL_VIEW_H
#define GUICHET_DESK_TICKET_PANEL_VIEW_H

#include "desk/ticket/panel.h"

struct panel_frame {
        const char *name, *url; /* url NULL: it does not fetch itself */
        struct html_safe body;
};

#endif
