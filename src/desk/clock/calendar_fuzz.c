/* Any text as a calendar: refused with a reason, or a calendar whose functions agree with each other.
 * The text up to the first NUL is the week, the rest the holidays. */
#include "base/assert.h"
#include "desk/clock/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void agree(struct arena *a, const struct calendar *c, int64_t from)
{
        int64_t end = calendar_add(c, from, 30 * HOUR_MS), open = calendar_next_open(c, from), sum = 0;
        struct calendar_line *line;
        size_t lines;

        ASSERT(open == MOMENT_NEVER || calendar_is_open(c, open));
        ASSERT((open == MOMENT_NEVER) <= (end == MOMENT_NEVER));
        ASSERT(end == MOMENT_NEVER || calendar_between(c, from, end) == 30 * HOUR_MS);
        calendar_lines(a, c, from, from + 10 * DAY_MS, "fr", &line, &lines);
        for (size_t i = 0; i < lines; i++)
                sum += line[i].counted_ms;
        ASSERT(lines && line[0].from == from && line[lines - 1].to == from + 10 * DAY_MS);
        ASSERT(sum == calendar_between(c, from, from + 10 * DAY_MS));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
        struct arena *a = arena_new(256u << 20);
        char *week = arena_strn(a, (const char *)data, n);
        size_t len = strlen(week);
        const char *holidays = len < n ? week + len + 1 : NULL, *why = NULL;
        const struct calendar *c = NULL;

        if (calendar_parse(a, week, holidays, "Europe/Paris", 0, &c, &why))
                ASSERT(why);
        else
                agree(a, c, INT64_C(1774656000000)); /* 2026-03-28, the day before the clock changes */
        arena_free(&a);
        return 0;
}
