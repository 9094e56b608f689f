/* Sites: places with hours of their own.  The words of a ticket's site name one (its name or code, in any
 * writing); the calendar of the site is then that of the ticket's promises, and what the site promises comes
 * before all rules.  A text that names none means nothing here. */
#ifndef GUICHET_DESK_CLOCK_SITE_H
#define GUICHET_DESK_CLOCK_SITE_H

#include "desk/ticket/ticket.h"

struct site {
        int64_t id, version;
        const char *code, *name, *calendar_code, *calendar_name, *zone; /* zone: of the newest version of its calendar */
};
enum status site_list(struct ctx *c, struct site **out, size_t *n) CHECKED; /* ≤ 500 */
enum status site_get(struct ctx *c, const char *code, struct site *out) CHECKED;

struct site_draft {
        const char *code, *name, *calendar_code;
        const char *const *promises; /* codes; the newest list replaces the former */
        size_t n_promises;
        int64_t seen;                /* version the editor saw; −1: must not exist yet */
};
/* Running clocks of its tickets go over to another calendar as of now.  ST_STALE when somebody was faster,
 * ST_CONFLICT when the code or the name is taken, ST_NOT_FOUND without such a calendar. */
enum status site_save(struct ctx *c, const struct site_draft *d) CHECKED;
/* Promises that hold there, by their codes. */
struct site_code {
        const char *code;
};
enum status site_promises(struct ctx *c, int64_t site_id, struct site_code **out, size_t *n) CHECKED;

/* Which site a ticket's words name; 0: none.  site_resolve() writes it, inside the change's transaction. */
enum status site_of_ticket(struct ctx *c, int64_t ticket_id, int64_t *out) CHECKED;
enum status site_resolve(struct ctx *c, const struct ticket *t) CHECKED;

extern const struct slice slice_clock_site;

#endif
