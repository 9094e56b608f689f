/* Bytes that call themselves a calendar: no crash, and what comes out is sorted, bounded and inside the window. */
#include "formats/ical.h"

#include "base/moment.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        struct arena *a = arena_new(64u << 20);
        int64_t from = civil_days(2025, 1, 1), to = civil_days(2032, 12, 31);
        struct ical_day *day = NULL;
        const char *why = NULL;
        size_t n = 0;

        if (ical_days(a, (const char *)data, size, from, to, &day, &n, &why) != ST_OK && !why)
                abort(); /* refused without a reason */
        if (n > ICAL_DAYS_MAX)
                abort();
        for (size_t i = 0; i < n; i++)
                if (day[i].day < from || day[i].day > to || (i && day[i].day <= day[i - 1].day) || !day[i].name ||
                    strlen(day[i].name) > 4 * 100 + 3)
                        abort();
        arena_free(&a);
        return 0;
}
