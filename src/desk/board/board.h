/* The agent's home, the queues, bulk actions and search.  F4: reads tickets through ticket_list and
 * ticket_count only, writes through ticket_take and ticket_assign. */
#ifndef GUICHET_DESK_BOARD_BOARD_H
#define GUICHET_DESK_BOARD_BOARD_H

#include "desk/ticket/ticket.h"

extern const struct slice slice_board;

#endif
