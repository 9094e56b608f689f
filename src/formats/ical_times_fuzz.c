/* Bytes that call themselves a timetable: no crash, no endless walk, and what comes out is sorted, bounded and has an
 * end behind its beginning. */
#include "formats/ical_times.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct arena *a = arena_new(64u << 20);
        struct ical_time *t = NULL;
        const char *why = NULL;
        size_t n = 0, left = 0;

        if (ical_times(a, (const char *)data, size, zone_get("UTC"), &t, &n, &left, &why) != ST_OK && (!why || n))
                abort(); /* refused without a reason, or half told */
        if (n > ICAL_TIMES_MAX || arena_over(a))
                abort();
        for (size_t i = 0; i < n; i++)
                if (t[i].to <= t[i].from || t[i].to - t[i].from > DAY_MS || (i && t[i].from < t[i - 1].from) || !t[i].uid || !t[i].name ||
                    !t[i].place || !t[i].about)
                        abort();
        arena_free(&a);
        return 0;
}
