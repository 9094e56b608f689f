/* Deadlines of a whole list in business time, as the ticket's own page says them: the clocks of fifty
 * tickets in one statement, and the open time between two moments in constant time.  Counting day by day
 * costs a microsecond a day, which a list of tickets late by months cannot pay fifty times; so each
 * calendar, which never changes, is summed once per process. */
#include <pthread.h>

#include "desk/clock/clock_own.h"
#include "desk/clock/walk.h"

enum { LIST_MAX = 50, SUMS_MAX = 64, SUM_DAYS = 366 * 8 };

/* ---- open time ------------------------------------------------------------------------------------------------ */

/* Open time before the beginning of each day from `first` on. */
struct sums {
        const struct calendar *calendar;
        int64_t first;
        int64_t before[SUM_DAYS + 1];
};
static pthread_mutex_t sums_lock = PTHREAD_MUTEX_INITIALIZER;
static struct sums *sums[SUMS_MAX];
static size_t n_sums;
static struct arena *sums_arena;

/* Open time of the day that `w` stands on, until `at`. */
static int64_t day_until(const struct walk *w, int64_t at)
{
        int64_t from, to, sum = 0;

        for (size_t i = 0; i < w->hours->n; i++) {
                walk_slot(w, i, &from, &to);
                to = to < at ? to : at;
                sum += to > from ? to - from : 0;
        }
        return sum;
}

static struct sums *sums_make(const struct calendar *cal, int64_t now)
{
        struct walk w;

        if (!sums_arena)
                sums_arena = arena_new(4u << 20);
        struct sums *s = ARENA_NEW(sums_arena, struct sums);
        s->calendar = cal;
        walk_start(&w, cal, now - 5 * 366 * DAY_MS);
        s->first = w.day;
        s->before[0] = 0;
        for (size_t i = 0; i < SUM_DAYS; i++) {
                s->before[i + 1] = s->before[i] + day_until(&w, w.next);
                walk_next(&w);
        }
        return s;
}

static const struct sums *sums_of(const struct calendar *cal, int64_t now)
{
        const struct sums *found = NULL;

        pthread_mutex_lock(&sums_lock);
        for (size_t i = 0; i < n_sums && !found; i++)
                if (sums[i]->calendar == cal)
                        found = sums[i];
        if (!found && n_sums < SUMS_MAX)
                found = sums[n_sums++] = sums_make(cal, now);
        pthread_mutex_unlock(&sums_lock);
        return found;
}

static bool open_before(const struct sums *s, int64_t at, int64_t *sum)
{
        struct walk w;

        walk_start(&w, s->calendar, at);
        if (w.day < s->first || w.day >= s->first + SUM_DAYS)
                return false;
        *sum = s->before[w.day - s->first] + day_until(&w, at);
        return true;
}

int64_t clock_open_ms(struct ctx *c, const struct calendar *cal, int64_t from, int64_t to)
{
        const struct sums *s;
        int64_t a, b;

        if (to <= from)
                return 0;
        if (to - from < 3 * DAY_MS || !(s = sums_of(cal, c->now)) || !open_before(s, from, &a) || !open_before(s, to, &b))
                return calendar_between(cal, from, to);
        return b - a;
}

/* ---- where a clock stands --------------------------------------------------------------------------------------- */

void clock_stand(struct ctx *c, const struct calendar *cal, const struct clock_row *k, struct clock_stand *out)
{
        int64_t end = k->stopped_at ? k->stopped_at : c->now;

        out->counted = k->spent_ms + (k->state == CLOCK_RUNNING ? clock_open_ms(c, cal, k->since_at, c->now) : 0);
        out->left = k->target_ms - out->counted;
        out->late = k->breached_at || (k->state == CLOCK_RUNNING && k->due_at < end);
        out->gauge = out->counted >= k->target_ms ? 100 : (int)(out->counted * 100 / k->target_ms);
        out->risk = !out->late && k->state == CLOCK_RUNNING && out->gauge >= 75;
}

/* A business day counts as a day: 30 open hours of 10 a day read "3 jours". */
const char *clock_duration(struct ctx *c, const struct calendar *cal, int64_t ms)
{
        if (cal->day_ms > 0 && ms >= cal->day_ms)
                ms = ms / cal->day_ms * DAY_MS + ms % cal->day_ms;
        return human_duration(c->arena, c->lang, ms);
}

/* ---- rows of a list --------------------------------------------------------------------------------------------- */

#define I10(n) ":i" #n "0, :i" #n "1, :i" #n "2, :i" #n "3, :i" #n "4, :i" #n "5, :i" #n "6, :i" #n "7, :i" #n "8, :i" #n "9"
DB_STMT(clocks_of_list,
        "SELECT k.ticket_id, k.round, k.state, k.since_at, k.spent_ms, k.due_at, k.stopped_at, k.breached_at, v.target_ms,"
        " k.calendar_version_id, k.name FROM clock k JOIN promise_version v ON v.id = k.promise_version_id"
        " WHERE k.ticket_id IN (" I10(0) ", " I10(1) ", " I10(2) ", " I10(3) ", " I10(4) ") AND k.state < 40"
        " AND k.name NOT IN ('internal', 'advice')");
static const struct db_stmt *const list_stmts[] = {&clocks_of_list, NULL};

#define I(m) DB_COL_I64(struct clock_row, m)
static const struct db_col list_cols[] = {I(ticket_id), I(round), I(state), I(since_at), I(spent_ms), I(due_at), I(stopped_at),
                                          I(breached_at), I(target_ms), I(calendar_version_id), DB_COL_TEXT(struct clock_row, name),
                                          DB_COL_END};
#undef I

/* Which of two clocks of a ticket its row shows: the running one that is due first, else the paused one,
 * else how the last round of the resolution ended. */
static bool shows(const struct clock_row *a, const struct clock_row *b)
{
        if (!b)
                return true;
        if (a->state != b->state)
                return a->state < b->state;
        if (a->state == CLOCK_RUNNING && a->due_at != b->due_at)
                return a->due_at < b->due_at;
        bool end = strcmp(a->name, "resolution") == 0, other = strcmp(b->name, "resolution") == 0;
        return end != other ? end : a->round > b->round;
}

static enum status row_say(struct ctx *c, const struct clock_row *k, struct ticket_row *r)
{
        const struct calendar *cal;
        struct clock_stand s;
        enum status st = calendar_of(c, k->calendar_version_id, &cal);

        if (st)
                return st;
        clock_stand(c, cal, k, &s);
        r->gauge = s.gauge;
        r->late = s.late;
        r->risk = s.risk;
        r->paused = k->state == CLOCK_PAUSED;
        r->met = k->state == CLOCK_STOPPED && !s.late;
        if (r->paused)
                r->due_text = ctx_msg(c, MSG_clock_paused);
        else if (s.late)
                r->due_text = arena_fmt(c->arena, "− %s", clock_duration(c, cal, s.left < 0 ? -s.left : 0));
        else if (r->met)
                r->due_text = clock_with(c, MSG_clock_in, "time", clock_duration(c, cal, s.counted));
        else
                r->due_text = clock_duration(c, cal, s.left > 0 ? s.left : 0);
        return ST_OK;
}

static enum status fifty_fill(struct ctx *c, struct ticket_row *rows, size_t n)
{
        static const char *const name[LIST_MAX] = {
                "i00", "i01", "i02", "i03", "i04", "i05", "i06", "i07", "i08", "i09", "i10", "i11", "i12", "i13", "i14", "i15", "i16",
                "i17", "i18", "i19", "i20", "i21", "i22", "i23", "i24", "i25", "i26", "i27", "i28", "i29", "i30", "i31", "i32", "i33",
                "i34", "i35", "i36", "i37", "i38", "i39", "i40", "i41", "i42", "i43", "i44", "i45", "i46", "i47", "i48", "i49"};
        struct db_arg arg[LIST_MAX];
        const struct clock_row *shown[LIST_MAX] = {NULL};
        struct clock_row *k;
        size_t n_k;

        for (size_t i = 0; i < LIST_MAX; i++)
                arg[i] = DB_I(name[i], i < n ? rows[i].id : -1);
        enum status st = db_all(c->db, c->arena, &clocks_of_list, (struct db_args){LIST_MAX, arg}, list_cols, sizeof *k,
                                LIST_MAX * CLOCKS_MAX, &k, &n_k);
        for (size_t i = 0; !st && i < n_k; i++) {
                size_t at = 0;
                while (at < n && rows[at].id != k[i].ticket_id)
                        at++;
                /* what is settled shows how it ended, what is open never an end */
                bool fits = at < n && (rows[at].state >= STATE_RESOLVED) == (k[i].state == CLOCK_STOPPED);
                if (fits && shows(&k[i], shown[at]))
                        shown[at] = &k[i];
        }
        for (size_t i = 0; !st && i < n; i++)
                if (shown[i])
                        st = row_say(c, shown[i], &rows[i]);
        return st;
}

enum status clock_rows_fill(struct ctx *c, struct ticket_row *rows, size_t n)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < n; i += LIST_MAX)
                st = fifty_fill(c, rows + i, n - i < LIST_MAX ? n - i : LIST_MAX);
        return st;
}

const struct slice slice_clock_lists = {.name = "clock-lists", .stmts = list_stmts};
