/* When the desk opens: by the calendar of ordinary incidents, which is the desk's own week.  Without a promise
 * there is no calendar, and any hour is right. */
#include "desk/clock/clock_own.h"

enum status clock_desk_opens(struct ctx *c, int64_t at, int64_t *opens)
{
        struct promise_row *p;
        const struct calendar *cal;
        size_t n;
        enum status st = promises_pick(c, &(struct ticket){.kind = TICKET_INCIDENT}, &p, &n);

        *opens = at;
        if (st || !n)
                return st;
        st = calendar_of(c, p[0].calendar_version_id, &cal);
        if (!st)
                *opens = calendar_next_open(cal, at);
        if (!st && *opens == MOMENT_NEVER)
                *opens = at;
        return st;
}
