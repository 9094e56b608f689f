/* Clocks of imported tickets.  What the hook does in many small changes is done here in memory: a clock
 * runs, pauses, resumes and stops at the moments given, its closed stretches become segments, and only the
 * result is written: one row a clock, one row a segment, one timer for a clock that still runs.  Levels
 * that lie in the past are passed in silence: nobody wants to be warned of last year's delays. */
#include "desk/clock/clock_own.h"
#include "desk/clock/past.h"
#include "formats/json.h"

DB_STMT(past_clock_add,
        "INSERT INTO clock (ticket_id, name, round, promise_version_id, calendar_version_id, state, since_at, spent_ms,"
        " due_at, level_at, level, stopped_at, breached_at) VALUES (:ticket, :name, 1, :promise, :calendar, :state, :since,"
        " :spent, :due, :level_at, :level, :stopped, :breached) RETURNING id");
DB_STMT(past_segment_add,
        "INSERT INTO clock_segment (clock_id, seq, kind, from_at, to_at, calendar_version_id, counted_ms, note)"
        " VALUES (:id, :seq, :kind, :from, :to, :calendar, :counted, :note)");
static const struct db_stmt *const past_stmts[] = {&past_clock_add, &past_segment_add, NULL};
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
        enum status st = promises_pick(c, &(struct ticket){.kind = TICKET_INCIDENT}, &row, &p->n);

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

static enum status segments_write(struct ctx *c, int64_t id, const struct past_clock *k)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < k->n_segment; i++) {
                const struct past_segment *s = &k->segment[i];
                st = db_exec(c->db, &past_segment_add,
                             DB_ARGS(DB_I("id", id), DB_I("seq", i + 1), DB_T("kind", s->runs ? "run" : "pause"),
                                     DB_I("from", s->from), DB_I("to", s->to), DB_I("calendar", k->p->calendar_id),
                                     DB_I("counted", s->counted), DB_T("note", s->note)),
                             NULL);
        }
        return st;
}

static enum status clock_write_one(struct ctx *c, int64_t ticket_id, const struct past_clock *k)
{
        int64_t id;
        enum status st = db_i64(c->db, &past_clock_add,
                                DB_ARGS(DB_I("ticket", ticket_id), DB_T("name", k->p->name),
                                        DB_I("promise", k->p->promise_id), DB_I("calendar", k->p->calendar_id),
                                        DB_I("state", k->state), DB_I("since", k->since), DB_I("spent", k->spent),
                                        DB_I("due", k->due), DB_I("level_at", k->level_at), DB_I("level", k->level),
                                        DB_REF("stopped", k->stopped), DB_REF("breached", k->breached)),
                                &id);
        if (!st)
                st = segments_write(c, id, k);
        if (st || k->state != CLOCK_RUNNING || k->level_at == MOMENT_NEVER)
                return st;
        return job_plan(c, "clock.level", arena_fmt(c->arena, "%lld", (long long)id), k->level_at, NULL);
}

enum status clock_past_write(struct ctx *c, int64_t ticket_id, const struct clock_plan *plan)
{
        enum status st = ST_OK;

        for (size_t i = 0; !st && i < plan->n; i++)
                st = clock_write_one(c, ticket_id, &plan->clock[i]);
        return st;
}
