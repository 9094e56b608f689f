/* Entries written by clocks: {"late_response":[0,MOMENT]}, said in the reader's language by lines.c. */
#include "desk/ticket/told.h"
#include "desk/ticket/internal.h"

enum status ticket_told(struct ctx *c, const struct ticket *t, enum told what, int64_t n)
{
        static const char *const field[] = {"", "late_response", "late_resolution", "silent", "late_internal"};
        struct entry_row e = {.ticket_id = t->id, .at = c->now, .kind = ENTRY_CLOCK,
                              .changes = arena_fmt(c->arena, "{\"%s\":[0,%lld]}", field[what], (long long)n)};
        int64_t id;
        enum status st = entry_add(c, &e, &id);

        if (!st) {
                struct ticket now = *t;
                st = hooks_run(c, &(struct ticket_change){.event = EV_TOLD, .before = t, .after = &now, .entry_id = id, .told = (int)what});
        }
        return st ? st : live_tell(c, LIVE_ENTRY, t, 0, true);
}
