/* Time zones from the system's files.  A zone is two sorted arrays (when, offset from then on) read
 * from the 64-bit part of the TZif file, and the POSIX rule of its footer for the years after the
 * last entry.  libc's tzset() is not used: it belongs to the whole process and knows one zone.
 *
 * From local to universal: at most two offsets are in force near a local time, the one of the day
 * before and the one of the day after; each proposes a moment, and the earlier one that reads back
 * as the same wall clock is it.  When none does, the wall clock skipped that time. */
#include "base/zone.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/assert.h"

#define ZONE_DIR    "/usr/share/zoneinfo"
#define ZONE_BYTES  (256u << 10) /* the largest file of tzdata has 4 KiB */
#define NAME_BYTES  64u
#define HEADER      44u
#define DAY_SECONDS INT64_C(86400)

struct zone {
        struct zone *next;
        char name[NAME_BYTES];
        size_t n;
        int64_t *at;     /* seconds, growing */
        int32_t *offset; /* from at[i] on */
        int32_t first;   /* before at[0] */
        struct zone_rule rule;
};

static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;
static struct zone *cache; /* under cache_lock; zones are never taken out */

struct counts {
        uint32_t isut, isstd, leap, time, type, chars;
};

static uint64_t big_endian(const unsigned char *p, int n)
{
        uint64_t v = 0;

        while (n--)
                v = v << 8 | *p++;
        return v;
}

/* Reads a header; false when it is none or claims more than the file could hold. */
static bool counts_read(const unsigned char *p, size_t n, struct counts *c)
{
        uint32_t *field[] = {&c->isut, &c->isstd, &c->leap, &c->time, &c->type, &c->chars};

        if (n < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
                return false;
        for (size_t i = 0; i < ARRAY_LEN(field); i++) {
                *field[i] = (uint32_t)big_endian(p + 20 + 4 * i, 4);
                if (*field[i] > ZONE_BYTES)
                        return false;
        }
        return c->type > 0;
}

static size_t block_size(const struct counts *c, size_t time_size)
{
        return c->time * (time_size + 1) + c->type * 6 + c->chars + c->leap * (time_size + 4) + c->isstd +
               c->isut;
}

static void *table(size_t n, size_t size)
{
        void *p = calloc(n ? n : 1, size);

        if (!p)
                out_of_memory();
        return p;
}

static bool transitions_read(struct zone *z, const unsigned char *p, const struct counts *c)
{
        const unsigned char *index = p + (size_t)c->time * 8, *types = index + c->time;

        z->n = c->time;
        z->at = table(z->n, sizeof(*z->at));
        z->offset = table(z->n, sizeof(*z->offset));
        z->first = (int32_t)big_endian(types, 4);
        for (size_t i = 0; i < z->n; i++) {
                if (index[i] >= c->type)
                        return false;
                z->at[i] = (int64_t)big_endian(p + i * 8, 8);
                z->offset[i] = (int32_t)big_endian(types + (size_t)index[i] * 6, 4);
                if (i && z->at[i] <= z->at[i - 1])
                        return false;
        }
        return true;
}

/* Version 1 block skipped, version 2 block read, then "\n<rule>\n".  Files that count leap seconds
 * ("right/…") are refused: our moments do not. */
static bool zone_read(struct zone *z, const unsigned char *p, size_t n)
{
        struct counts c;
        const unsigned char *end;
        char rule[128];
        size_t size;

        for (int version = 1; version <= 2; version++) {
                if (!counts_read(p, n, &c) || c.leap)
                        return false;
                size = block_size(&c, version == 1 ? 4 : 8);
                if (n < HEADER + size)
                        return false;
                if (version == 2 && !transitions_read(z, p + HEADER, &c))
                        return false;
                p += HEADER + size;
                n -= HEADER + size;
        }
        if (n < 2 || p[0] != '\n' || !(end = memchr(p + 1, '\n', n - 1)))
                return false;
        size = (size_t)(end - p) - 1;
        if (size >= sizeof(rule))
                return false;
        memcpy(rule, p + 1, size);
        rule[size] = '\0';
        return !size || zone_rule_parse(rule, &z->rule);
}

static void zone_drop(struct zone *z)
{
        free(z->at);
        free(z->offset);
        free(z);
}

/* Size read, 0 when the file is not there or not a plain file of a likely size. */
static size_t file_read(const char *path, unsigned char *p)
{
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        struct stat st;
        size_t n = 0;
        ssize_t got = 1;

        if (fd < 0)
                return 0;
        if (!fstat(fd, &st) && S_ISREG(st.st_mode) && st.st_size <= (off_t)ZONE_BYTES)
                for (; got > 0 && n < ZONE_BYTES; n += (size_t)(got > 0 ? got : 0))
                        got = read(fd, p + n, ZONE_BYTES - n);
        close(fd);
        return got < 0 ? 0 : n;
}

static struct zone *zone_load(const char *name)
{
        const char *dir = getenv("TZDIR");
        unsigned char *p = table(ZONE_BYTES, 1);
        struct zone *z = table(1, sizeof(*z));
        char path[512];
        int len = snprintf(path, sizeof(path), "%s/%s", dir && *dir ? dir : ZONE_DIR, name);
        bool ok = len > 0 && (size_t)len < sizeof(path) && zone_read(z, p, file_read(path, p));

        free(p);
        if (!ok) {
                zone_drop(z);
                return NULL;
        }
        memcpy(z->name, name, strlen(name));
        return z;
}

/* No dots, so no way out of the folder. */
static bool name_ok(const char *name)
{
        size_t n =
            name ? strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") : 0;

        return n && !name[n] && n < NAME_BYTES && name[0] != '/';
}

const struct zone *zone_get(const char *name)
{
        struct zone *z;

        if (!name_ok(name))
                return NULL;
        pthread_mutex_lock(&cache_lock);
        for (z = cache; z && strcmp(z->name, name) != 0; z = z->next)
                ;
        if (!z && (z = zone_load(name))) {
                z->next = cache;
                cache = z;
        }
        pthread_mutex_unlock(&cache_lock);
        return z;
}

const char *zone_name(const struct zone *z)
{
        return z->name;
}

static int64_t floor_div(int64_t a, int64_t b)
{
        return a / b - (a % b < 0);
}

static int offset_at(const struct zone *z, int64_t s)
{
        size_t low = 0, high = z->n; /* number of transitions at or before s */

        if (z->rule.set && (!z->n || s >= z->at[z->n - 1]))
                return zone_rule_offset(&z->rule, s);
        while (low < high) {
                size_t mid = (low + high) / 2;

                if (z->at[mid] <= s)
                        low = mid + 1;
                else
                        high = mid;
        }
        return low ? z->offset[low - 1] : z->first;
}

int zone_offset(const struct zone *z, int64_t at)
{
        return offset_at(z, floor_div(at, SECOND_MS));
}

void zone_local(const struct zone *z, int64_t at, struct civil *out)
{
        int64_t local = at + zone_offset(z, at) * SECOND_MS, days = floor_div(local, DAY_MS),
                ms = local - days * DAY_MS;

        civil_from_days(days, &out->year, &out->month, &out->day);
        out->hour = (int)(ms / HOUR_MS);
        out->minute = (int)(ms / MINUTE_MS % 60);
        out->second = (int)(ms / SECOND_MS % 60);
        out->ms = (int)(ms % SECOND_MS);
        out->wday = civil_wday(days);
}

/* The second at which the clock jumped, between `from` (still `before`) and `to` (not any more). */
static int64_t jump(const struct zone *z, int64_t from, int64_t to, int before)
{
        while (to - from > 1) {
                int64_t mid = from + (to - from) / 2;

                if (offset_at(z, mid) == before)
                        from = mid;
                else
                        to = mid;
        }
        return to;
}

int64_t zone_moment(const struct zone *z, const struct civil *c)
{
        int64_t local = civil_days(c->year, c->month, c->day) * DAY_SECONDS + c->hour * INT64_C(3600) +
                        c->minute * INT64_C(60) + c->second;
        int before = offset_at(z, local - DAY_SECONDS), after = offset_at(z, local + DAY_SECONDS);
        int first = before > after ? before : after, second = before > after ? after : before;

        if (offset_at(z, local - first) == first)
                return (local - first) * SECOND_MS + c->ms;
        if (offset_at(z, local - second) == second)
                return (local - second) * SECOND_MS + c->ms;
        return jump(z, local - DAY_SECONDS, local + DAY_SECONDS, before) * SECOND_MS;
}
