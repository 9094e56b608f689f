/* Clocks of imported tickets.  What the hook does in many small changes is done here in memory: a clock
 * runs, pauses, resumes and stops at the moments given, its closed stretches become segments, and only the
 * result is written: one row a clock, one row a segment, one timer for a clock that still runs.  Levels
 * that lie in the past are passed in silence: nobody wants to be warned of last year's delays.
 *
 * The rows of many tickets travel as one JSON text a table, with ids drawn before, as in ticket/bulk.c. */
#include "desk/clock/clock_own.h"
#include "desk/clock/past.h"
#include "formats/json.h"

#define FROM_ROWS                                                                                                  \
        "\n--@sqlite\nFROM json_each(:rows)\n--@postgres\nFROM jsonb_array_elements(CAST(:rows AS jsonb)) AS j(value)" \
        "\n--@both\n"
#define NUMBER(i) "CAST(value->>" #i " AS BIGINT)"
#define WORDS(i)  "value->>" #i
DB_STMT(past_clock_ids,
        "WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < CAST(:n AS BIGINT)) SELECT"
        "\n--@sqlite\ni + COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'clock'), 0)"
        "\n--@postgres\nnextval(pg_get_serial_sequence('clock', 'id'))\n--@both\nAS id FROM g ORDER BY 1");
DB_STMT(past_clocks_add,
        "INSERT INTO clock (id, ticket_id, name, round, promise_version_id, calendar_version_id, state, since_at, spent_ms,"
        " due_at, level_at, level, stopped_at, breached_at) SELECT " NUMBER(0) ", " NUMBER(1) ", " WORDS(12) ", 1, " NUMBER(2)
        ", " NUMBER(3) ", " NUMBER(4) ", " NUMBER(5) ", " NUMBER(6) ", " NUMBER(7) ", " NUMBER(8) ", " NUMBER(9) ", " NUMBER(10)
        ", " NUMBER(11) FROM_ROWS);
DB_STMT(past_segments_add,
        "INSERT INTO clock_segment (clock_id, seq, from_at, to_at, calendar_version_id, counted_ms, kind, note) SELECT "
        NUMBER(0) ", " NUMBER(1) ", " NUMBER(2) ", " NUMBER(3) ", " NUMBER(4) ", " NUMBER(5) ", " WORDS(6) ", " WORDS(7) FROM_ROWS);
static const struct db_stmt *const past_stmts[] = {&past_clock_ids, &past_clocks_add, &past_segments_add, NULL};
const struct slice slice_clock_past = {.name = "clock-past", .stmts = past_stmts};

enum { LEVELS_MAX = 16 };

struct past_promise {
        int64_t promise_id, calendar_id, target_ms;
        const char *name, *levels, *pauses;
        const struct calendar *calendar;
        int64_t mark[LEVELS_MAX]; /* open ms at which a level is reached */
        size_t n_mark;
        bool response;
};
struct clock_past {
        struct past_promise *promise;
        size_t n;
};

struct past_segment {
        int64_t from, to, counted;
        bool runs;
        const char *note;
};
struct past_clock {
        const struct past_promise *p;
        int64_t state, since, spent, due, level_at, level, stopped, breached, pending;
        struct past_segment *segment;
        size_t n_segment;
};
struct clock_plan {
        struct past_clock clock[CLOCKS_MAX];
        size_t n;
};

static void marks_read(struct arena *a, struct past_promise *p)
{
        const struct json *j = NULL;
        const char *why;

        if (jv_parse(a, p->levels, strlen(p->levels), &j, &why))
                return;
        for (size_t i = 0; i < jv_count(j) && p->n_mark < LEVELS_MAX; i++)
                p->mark[p->n_mark++] = p->target_ms * jv_int(jv_at(j, i), 1000) / 1000;
}

static enum status promise_read(struct ctx *c, struct arena *a, const struct promise_row *row, struct past_promise *x)
{
        *x = (struct past_promise){.promise_id = row->promise_version_id, .calendar_id = row->calendar_version_id,
                                   .target_ms = row->target_ms, .name = arena_str(a, row->name),
                                   .levels = arena_str(a, row->levels), .pauses = arena_str(a, row->pauses)};
        x->response = strcmp(x->name, "response") == 0;
        marks_read(a, x);
        return calendar_of(c, x->calendar_id, &x->calendar);
}

/* Old tickets are held to the promise of any incident: what was promised then to whom, nobody knows. */
enum status clock_past_new(struct ctx *c, struct arena *a, struct clock_past **out)
{
        struct clock_past *p = ARENA_NEW(a, struct clock_past);
        struct promise_row *row;
        enum status st = promises_pick(c, &(struct ticket){.kind = TICKET_INCIDENT}, 0, &row, &p->n);

        if (!st)
                p->promise = ARENA_ARRAY(a, p->n, struct past_promise);
        for (size_t i = 0; !st && i < p->n; i++)
                st = promise_read(c, a, &row[i], &p->promise[i]);
        *out = p;
        return st;
}

static void stretch_end(struct past_clock *k, int64_t at)
{
        bool runs = k->state == CLOCK_RUNNING;
        struct past_segment *s = &k->segment[k->n_segment++];

        if (at < k->since)
                at = k->since;
        *s = (struct past_segment){.from = k->since, .to = at, .runs = runs};
        s->counted = runs ? calendar_between(k->p->calendar, k->since, at) : 0;
        s->note = runs ? NULL : pending_word(k->pending);
        k->spent += s->counted;
        k->since = at;
        if (runs && k->due < at && !k->breached)
                k->breached = k->due;
}

static void due_set(struct past_clock *k)
{
        k->due = calendar_add(k->p->calendar, k->since, k->p->target_ms - k->spent);
}

static void turn(struct past_clock *k, int64_t state, int64_t at)
{
        stretch_end(k, at);
        k->state = state;
        if (state == CLOCK_RUNNING)
                due_set(k);
        else if (state != CLOCK_PAUSED)
                k->stopped = k->since;
}

static bool over(const struct past_clock *k)
{
        return k->state == CLOCK_STOPPED || k->state == CLOCK_VOID;
}

static bool pauses_for(const struct past_promise *p, int64_t pending)
{
        char word[40];

        snprintf(word, sizeof word, "\"%s\"", pending_word(pending));
        return pending && strstr(p->pauses, word);
}

static void happen(struct past_clock *k, const struct past_event *e)
{
        if (over(k))
                return;
        if (e->what == PAST_VOID) {
                turn(k, CLOCK_VOID, e->at);
        } else if (e->what == PAST_STOP || (e->what == PAST_CONTACT && k->p->response)) {
                turn(k, CLOCK_STOPPED, e->at);
        } else if (e->what == PAST_PAUSE && k->state == CLOCK_RUNNING && pauses_for(k->p, e->pending)) {
                turn(k, CLOCK_PAUSED, e->at);
                k->pending = e->pending;
        } else if (e->what == PAST_RESUME && k->state == CLOCK_PAUSED) {
                turn(k, CLOCK_RUNNING, e->at);
        }
}

/* The level already reached, and when the next one is. */
static void levels_set(struct past_clock *k, int64_t now)
{
        const struct past_promise *p = k->p;
        bool runs = k->state == CLOCK_RUNNING;
        int64_t counted = k->spent + (runs ? calendar_between(p->calendar, k->since, now) : 0);

        k->level_at = MOMENT_NEVER;
        while ((size_t)k->level < p->n_mark && p->mark[k->level] <= counted)
                k->level++;
        if (runs && (size_t)k->level < p->n_mark)
                k->level_at = calendar_add(p->calendar, k->since, p->mark[k->level] - k->spent);
        if (runs && k->due <= now && !k->breached)
                k->breached = k->due;
}

enum status clock_past_plan(struct ctx *c, const struct clock_past *p, int64_t kind, int64_t created_at,
                            const struct past_event *e, size_t n, const struct clock_plan **out, int64_t *due_at)
{
        struct clock_plan *plan = ARENA_NEW(c->arena, struct clock_plan);

        *out = plan;
        *due_at = MOMENT_NEVER;
        if (kind != TICKET_INCIDENT)
                return ST_OK;
        plan->n = p->n;
        for (size_t i = 0; i < p->n; i++) {
                struct past_clock *k = &plan->clock[i];
                *k = (struct past_clock){.p = &p->promise[i], .state = CLOCK_RUNNING, .since = created_at};
                k->segment = ARENA_ARRAY(c->arena, n + 1, struct past_segment);
                due_set(k);
                for (size_t j = 0; j < n; j++)
                        happen(k, &e[j]);
                levels_set(k, c->now);
                if (k->state == CLOCK_RUNNING && k->due < *due_at)
                        *due_at = k->due;
        }
        return ST_OK;
}

/* ---- rows ---------------------------------------------------------------------------------------------- */

static void null_or(struct buf *b, int64_t v)
{
        if (v)
                buf_fmt(b, ",%lld", (long long)v);
        else
                buf_str(b, ",null");
}

static void clock_row_add(struct buf *b, int64_t id, int64_t ticket_id, const struct past_clock *k)
{
        const int64_t v[] = {id, ticket_id, k->p->promise_id, k->p->calendar_id, k->state, k->since, k->spent, k->due,
                             k->level_at, k->level};

        buf_char(b, b->n ? ',' : '[');
        for (size_t i = 0; i < ARRAY_LEN(v); i++) {
                buf_char(b, i ? ',' : '[');
                buf_i64(b, v[i]);
        }
        null_or(b, k->stopped);
        null_or(b, k->breached);
        buf_char(b, ',');
        buf_json(b, k->p->name);
        buf_char(b, ']');
}

static void segment_rows_add(struct buf *b, int64_t id, const struct past_clock *k)
{
        for (size_t i = 0; i < k->n_segment; i++) {
                const struct past_segment *s = &k->segment[i];
                buf_fmt(b, "%c[%lld,%zu,%lld,%lld,%lld,%lld,\"%s\",", b->n ? ',' : '[', (long long)id, i + 1, (long long)s->from,
                        (long long)s->to, (long long)k->p->calendar_id, (long long)s->counted, s->runs ? "run" : "pause");
                buf_json(b, s->note);
                buf_char(b, ']');
        }
}

static enum status rows_write(struct ctx *c, const struct db_stmt *s, struct buf *b)
{
        if (!b->n)
                return ST_OK;
        buf_char(b, ']');
        enum status st = buf_end(b);
        return st ? st : db_exec(c->db, s, DB_ARGS(DB_T("rows", b->p)), NULL);
}

static enum status timer_plan(struct ctx *c, int64_t id, const struct past_clock *k)
{
        if (k->state != CLOCK_RUNNING || k->level_at == MOMENT_NEVER)
                return ST_OK;
        return job_plan(c, "clock.level", arena_fmt(c->arena, "%lld", (long long)id), k->level_at, NULL);
}

struct past_id {
        int64_t id;
};
static enum status ids_take(struct ctx *c, const struct clock_past_one *v, size_t n, struct past_id **out)
{
        static const struct db_col cols[] = {DB_COL_I64(struct past_id, id), DB_COL_END};
        size_t wanted = 0, got = 0;

        for (size_t i = 0; i < n; i++)
                wanted += v[i].plan->n;
        *out = NULL;
        if (!wanted)
                return ST_OK;
        enum status st = db_all(c->db, c->arena, &past_clock_ids, DB_ARGS(DB_I("n", wanted)), cols, sizeof **out, wanted, out, &got);
        return st ? st : got == wanted ? ST_OK : ST_IO;
}

enum status clock_past_write(struct ctx *c, const struct clock_past_one *v, size_t n)
{
        struct buf clocks, segments;
        struct past_id *id;
        enum status st = ids_take(c, v, n, &id);

        buf_init(&clocks, c->arena, 48u << 20);
        buf_init(&segments, c->arena, 48u << 20);
        for (size_t i = 0; !st && i < n; i++)
                for (size_t j = 0; !st && j < v[i].plan->n; j++, id++) {
                        clock_row_add(&clocks, id->id, v[i].ticket_id, &v[i].plan->clock[j]);
                        segment_rows_add(&segments, id->id, &v[i].plan->clock[j]);
                        st = timer_plan(c, id->id, &v[i].plan->clock[j]);
                }
        if (!st)
                st = rows_write(c, &past_clocks_add, &clocks);
        return st ? st : rows_write(c, &past_segments_add, &segments);
}
