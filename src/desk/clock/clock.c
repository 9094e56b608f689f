/* Running clocks.  A clock counts open time of its calendar version towards the target of its promise
 * version.  What was counted lies in closed segments that add up to spent_ms; the running or paused
 * stretch since since_at is open.  due_at is always calendar_add(since_at, target − spent), so a pause
 * resumes exactly.  One timer per running clock wakes at its next level.
 *
 * Who moves a clock: the hook, from what happened to the ticket.  A human contact stops "response";
 * declared pending reasons pause; resolving stops; cancelling voids; reopening starts the next round of
 * "resolution".  Taking, noting and transferring touch nothing. */
#include <pthread.h>

#include "desk/clock/clock_own.h"
#include "desk/ticket/notify.h"
#include "desk/clock/site.h"
#include "desk/ticket/told.h"
#include "formats/json.h"

#define CLOCK_COLUMNS                                                                                             \
        "SELECT k.id, k.ticket_id, k.round, k.state, k.since_at, k.spent_ms, k.due_at, k.level_at, k.level,"       \
        " k.stopped_at, k.breached_at, v.target_ms, k.promise_version_id, k.calendar_version_id, w.day_ms, k.name, v.pauses, v.levels"   \
        " FROM clock k JOIN promise_version v ON v.id = k.promise_version_id"                                      \
        " JOIN calendar_version w ON w.id = k.calendar_version_id"
DB_STMT(clock_of_ticket,
        CLOCK_COLUMNS " WHERE k.ticket_id = :ticket AND k.round = (SELECT MAX(m.round) FROM clock m"
                      " WHERE m.ticket_id = k.ticket_id AND m.name = k.name) ORDER BY k.name DESC");
DB_STMT(clock_by_id, CLOCK_COLUMNS " WHERE k.id = :id");
DB_STMT(clock_lock, "SELECT id FROM clock WHERE id = :id @lock");
DB_STMT(clock_add,
        "INSERT INTO clock (ticket_id, name, round, promise_version_id, calendar_version_id, state, since_at, spent_ms,"
        " due_at, level_at, level) VALUES (:ticket, :name, :round, :promise, :calendar, 10, :since, 0, :due, :level_at, 0)"
        " RETURNING id");
DB_STMT(clock_save,
        "UPDATE clock SET state = :state, since_at = :since, spent_ms = :spent, due_at = :due, level_at = :level_at,"
        " level = :level, stopped_at = :stopped, breached_at = :breached WHERE id = :id");
DB_STMT(segment_add,
        "INSERT INTO clock_segment (clock_id, seq, kind, from_at, to_at, calendar_version_id, counted_ms, note)"
        " SELECT CAST(:id AS BIGINT), COALESCE(MAX(s.seq), 0) + 1, CAST(:kind AS TEXT), CAST(:from AS BIGINT),"
        " CAST(:to AS BIGINT), CAST(:calendar AS BIGINT), CAST(:counted AS BIGINT), CAST(:note AS TEXT)"
        " FROM clock_segment s WHERE s.clock_id = :id");
DB_STMT(segment_list,
        "SELECT from_at, to_at, counted_ms, calendar_version_id, kind, note FROM clock_segment WHERE clock_id = :id ORDER BY seq");
DB_STMT(calendar_version_get,
        "SELECT week, holidays, time_zone, day_ms FROM calendar_version WHERE id = :id");
static const struct db_stmt *const clock_stmts[] = {&clock_of_ticket, &clock_by_id, &clock_lock, &clock_add,
                                                    &clock_save, &segment_add, &segment_list, &calendar_version_get, NULL};

#define I(m) DB_COL_I64(struct clock_row, m)
const struct db_col clock_cols[] = {I(id), I(ticket_id), I(round), I(state), I(since_at), I(spent_ms), I(due_at),
                                    I(level_at), I(level), I(stopped_at), I(breached_at), I(target_ms),
                                    I(promise_version_id), I(calendar_version_id), I(day_ms), DB_COL_TEXT(struct clock_row, name),
                                    DB_COL_TEXT(struct clock_row, pauses), DB_COL_TEXT(struct clock_row, levels), DB_COL_END};
#undef I
static const struct db_col segment_cols[] = {
        DB_COL_I64(struct segment_row, from_at), DB_COL_I64(struct segment_row, to_at),
        DB_COL_I64(struct segment_row, counted_ms), DB_COL_I64(struct segment_row, calendar_version_id),
        DB_COL_TEXT(struct segment_row, kind), DB_COL_TEXT(struct segment_row, note), DB_COL_END};

enum status clock_rows(struct ctx *c, int64_t ticket_id, struct clock_row **out, size_t *n)
{
        return db_all(c->db, c->arena, &clock_of_ticket, DB_ARGS(DB_I("ticket", ticket_id)), clock_cols, sizeof **out,
                      CLOCKS_MAX, out, n);
}

enum status clock_get(struct ctx *c, int64_t id, struct clock_row *out)
{
        return db_one(c->db, c->arena, &clock_by_id, DB_ARGS(DB_I("id", id)), clock_cols, out);
}

enum status segment_rows(struct ctx *c, int64_t clock_id, struct segment_row **out, size_t *n)
{
        return db_all(c->db, c->arena, &segment_list, DB_ARGS(DB_I("id", clock_id)), segment_cols, sizeof **out,
                      SEGMENTS_MAX, out, n);
}

/* ---- calendars: versions never change, so one parse serves the life of the process ----------------------- */

enum { CALENDARS_MAX = 256 };
struct calendar_entry {
        int64_t app, id; /* app: serial of the opening, because another database has other calendars */
        const struct calendar *calendar;
};
static pthread_mutex_t calendars_lock = PTHREAD_MUTEX_INITIALIZER;
static struct calendar_entry calendars[CALENDARS_MAX];
static size_t n_calendars;
static struct arena *calendars_arena;

static const struct calendar *calendar_cached(struct ctx *c, int64_t id)
{
        const struct calendar *found = NULL;
        pthread_mutex_lock(&calendars_lock);
        for (size_t i = 0; i < n_calendars && !found; i++)
                if (calendars[i].id == id && calendars[i].app == c->app->serial)
                        found = calendars[i].calendar;
        pthread_mutex_unlock(&calendars_lock);
        return found;
}

struct calendar_text {
        const char *week, *holidays, *time_zone;
        int64_t day_ms;
};

enum status calendar_of(struct ctx *c, int64_t version_id, const struct calendar **out)
{
        static const struct db_col cols[] = {
                DB_COL_TEXT(struct calendar_text, week), DB_COL_TEXT(struct calendar_text, holidays),
                DB_COL_TEXT(struct calendar_text, time_zone), DB_COL_I64(struct calendar_text, day_ms), DB_COL_END};
        struct calendar_text t;
        const char *why = NULL;
        if ((*out = calendar_cached(c, version_id)))
                return ST_OK;
        enum status st = db_one(c->db, c->arena, &calendar_version_get, DB_ARGS(DB_I("id", version_id)), cols, &t);
        if (st)
                return st;
        pthread_mutex_lock(&calendars_lock);
        if (!calendars_arena)
                calendars_arena = arena_new(16u << 20);
        bool keep = n_calendars < CALENDARS_MAX;
        st = calendar_parse(keep ? calendars_arena : c->arena, t.week, t.holidays, t.time_zone, t.day_ms, out, &why);
        if (!st && keep)
                calendars[n_calendars++] = (struct calendar_entry){c->app->serial, version_id, *out};
        pthread_mutex_unlock(&calendars_lock);
        return st ? ctx_fail_text(c, st, why) : ST_OK;
}

/* ---- one clock ----------------------------------------------------------------------------------------------- */

/* Thousandths of the target at which level number `level` (0 = the first) is reached; 0 past the last. */
static int64_t level_mark(struct ctx *c, const char *levels, int64_t level)
{
        const struct json *j = NULL;
        const char *why;
        if (jv_parse(c->arena, levels, strlen(levels), &j, &why))
                return level == 0 ? 1000 : 0;
        return jv_int(jv_at(j, (size_t)level), 0);
}

void clock_dates(struct ctx *c, const struct calendar *cal, struct clock_row *k)
{
        int64_t mark = level_mark(c, k->levels, k->level);
        k->due_at = calendar_add(cal, k->since_at, k->target_ms - k->spent_ms);
        k->level_at = mark ? calendar_add(cal, k->since_at, k->target_ms * mark / 1000 - k->spent_ms) : MOMENT_NEVER;
}

static const char *timer_key(struct ctx *c, int64_t clock_id)
{
        return arena_fmt(c->arena, "%lld", (long long)clock_id);
}

enum status clock_write(struct ctx *c, const struct clock_row *k)
{
        enum status st = db_exec(c->db, &clock_save,
                                 DB_ARGS(DB_I("state", k->state), DB_I("since", k->since_at), DB_I("spent", k->spent_ms),
                                         DB_I("due", k->due_at), DB_I("level_at", k->level_at), DB_I("level", k->level),
                                         DB_REF("stopped", k->stopped_at), DB_REF("breached", k->breached_at),
                                         DB_I("id", k->id)),
                                 NULL);
        if (st)
                return st;
        if (k->state == CLOCK_RUNNING && k->level_at < MOMENT_NEVER)
                return job_plan(c, "clock.level", timer_key(c, k->id), k->level_at, NULL);
        return job_drop(c, "clock.level", timer_key(c, k->id));
}

enum status clock_close(struct ctx *c, const struct calendar *cal, struct clock_row *k, int64_t at, const char *note)
{
        bool runs = k->state == CLOCK_RUNNING;
        if (at < k->since_at)
                at = k->since_at;
        int64_t counted = runs ? calendar_between(cal, k->since_at, at) : 0;
        enum status st = db_exec(c->db, &segment_add,
                                 DB_ARGS(DB_I("id", k->id), DB_T("kind", runs ? "run" : "pause"), DB_I("from", k->since_at),
                                         DB_I("to", at), DB_I("calendar", k->calendar_version_id),
                                         DB_I("counted", counted), DB_T("note", note)),
                                 NULL);
        k->spent_ms += counted;
        k->since_at = at;
        if (runs && k->due_at < at && !k->breached_at)
                k->breached_at = k->due_at;
        return st;
}

enum status clock_correct(struct ctx *c, const struct clock_row *k, const char *note)
{
        return db_exec(c->db, &segment_add,
                       DB_ARGS(DB_I("id", k->id), DB_T("kind", "correction"), DB_I("from", k->since_at), DB_I("to", k->since_at),
                               DB_I("calendar", k->calendar_version_id), DB_I("counted", 0), DB_T("note", note)),
                       NULL);
}

enum status clock_turn(struct ctx *c, struct clock_row *k, int64_t state, int64_t at, const char *note)
{
        const struct calendar *cal;
        if (k->state == state || k->state == CLOCK_STOPPED || k->state == CLOCK_VOID)
                return ST_OK;
        enum status st = calendar_of(c, k->calendar_version_id, &cal);
        if (!st)
                st = clock_close(c, cal, k, at, note);
        if (st)
                return st;
        k->state = state;
        if (state == CLOCK_RUNNING) {
                clock_dates(c, cal, k);
        } else {
                k->level_at = MOMENT_NEVER;
                if (state != CLOCK_PAUSED)
                        k->stopped_at = at;
        }
        return clock_write(c, k);
}

enum status clock_start(struct ctx *c, int64_t ticket_id, const struct promise_row *p, int64_t round, int64_t at,
                               struct clock_row *k)
{
        const struct calendar *cal;
        *k = (struct clock_row){.ticket_id = ticket_id, .round = round, .state = CLOCK_RUNNING, .since_at = at,
                                .target_ms = p->target_ms, .promise_version_id = p->promise_version_id,
                                .calendar_version_id = p->calendar_version_id,
                                .name = p->name, .levels = p->levels, .pauses = p->pauses};
        enum status st = calendar_of(c, p->calendar_version_id, &cal);
        if (st)
                return st;
        clock_dates(c, cal, k);
        st = db_i64(c->db, &clock_add,
                    DB_ARGS(DB_I("ticket", ticket_id), DB_T("name", p->name), DB_I("round", round),
                            DB_I("promise", p->promise_version_id), DB_I("calendar", p->calendar_version_id),
                            DB_I("since", at), DB_I("due", k->due_at), DB_I("level_at", k->level_at)),
                    &k->id);
        if (!st && k->level_at < MOMENT_NEVER)
                st = job_plan(c, "clock.level", timer_key(c, k->id), k->level_at, NULL);
        return st;
}

/* ---- the hook -------------------------------------------------------------------------------------------------- */

bool clock_is_internal(const char *name)
{
        return str_eq(name, "internal") || str_eq(name, "advice");
}

static void due_put(struct ticket *t, const struct clock_row *k, size_t n)
{
        t->due_at = MOMENT_NEVER;
        for (size_t i = 0; i < n; i++)
                if (k[i].state == CLOCK_RUNNING && k[i].due_at < t->due_at && !clock_is_internal(k[i].name))
                        t->due_at = k[i].due_at;
}

static enum status on_opened(struct ctx *c, const struct ticket_change *ch)
{
        struct promise_row *p;
        size_t n;
        bool placed = ch->after->site && !text_blank(ch->after->site);
        enum status st = placed ? site_resolve(c, ch->after) : ST_OK; /* a new ticket has no site to lose */
        if (!st)
                st = promises_pick(c, ch->after, ch->promise_id, &p, &n);
        if (st)
                return st;
        struct clock_row *k = ARENA_ARRAY(c->arena, n + 1, struct clock_row);
        for (size_t i = 0; !st && i < n; i++) {
                st = clock_start(c, ch->after->id, &p[i], 1, ch->after->created_at, &k[i]);
                if (!st && ch->contact && strcmp(p[i].name, "response") == 0)
                        st = clock_turn(c, &k[i], CLOCK_STOPPED, ch->after->created_at, NULL);
        }
        if (!st && n)
                due_put(ch->after, k, n);
        return st;
}

bool clock_pauses_for(const struct clock_row *k, int64_t pending)
{
        char word[40];
        snprintf(word, sizeof word, "\"%s\"", pending_word(pending));
        return pending && strstr(k->pauses, word);
}

static enum status next_round(struct ctx *c, const struct ticket *t, const struct clock_row *old, struct clock_row *k)
{
        struct promise_row *p;
        size_t n;
        enum status st = promises_pick(c, t, PROMISE_ASKED, &p, &n);
        for (size_t i = 0; !st && i < n; i++)
                if (strcmp(p[i].name, "resolution") == 0)
                        return clock_start(c, t->id, &p[i], old->round + 1, c->now, k);
        return st;
}

static enum status clock_moved(struct ctx *c, const struct ticket_change *ch, struct clock_row *k)
{
        int64_t to = ch->after->state;
        bool over = k->state == CLOCK_STOPPED || k->state == CLOCK_VOID;
        /* what goes on in another ticket was neither answered nor solved here */
        if (to == STATE_CANCELLED || ch->after->merged_into)
                return clock_turn(c, k, CLOCK_VOID, c->now, NULL);
        if (to >= STATE_RESOLVED)
                return clock_turn(c, k, CLOCK_STOPPED, c->now, NULL);
        if (ch->before->state >= STATE_RESOLVED && over && strcmp(k->name, "resolution") == 0)
                return next_round(c, ch->after, k, k);
        if (to == STATE_PENDING && clock_pauses_for(k, ch->after->pending))
                return clock_turn(c, k, CLOCK_PAUSED, c->now, NULL);
        if (k->state == CLOCK_PAUSED)
                return clock_turn(c, k, CLOCK_RUNNING, c->now, pending_word(ch->before->pending));
        return ST_OK;
}

static enum status on_changed(struct ctx *c, const struct ticket_change *ch)
{
        struct clock_row *k;
        size_t n;
        int64_t at = c->now;
        enum status st = clock_rows(c, ch->after->id, &k, &n);
        for (size_t i = 0; !st && i < n; i++) {
                if (ch->contact && strcmp(k[i].name, "response") == 0)
                        st = clock_turn(c, &k[i], CLOCK_STOPPED, at, NULL);
                if (!st && ch->event == EV_MOVED)
                        st = clock_moved(c, ch, &k[i]);
        }
        if (!st && n)
                due_put(ch->after, k, n);
        return st;
}

/* Another service, priority or audience may mean another promise. */
static enum status on_rules(struct ctx *c, const struct ticket_change *ch)
{
        struct promise_row *p;
        struct clock_row *k;
        size_t n, n_clock;
        enum status st = site_resolve(c, ch->after);
        if (!st)
                st = promises_pick(c, ch->after, PROMISE_ASKED, &p, &n);
        if (!st)
                st = clock_rows(c, ch->after->id, &k, &n_clock);
        for (size_t i = 0; !st && i < n * n_clock; i++)
                if (str_eq(p[i % n].name, k[i / n].name))
                        st = clock_switch(c, ch->after, &k[i / n], &p[i % n], c->now, "ticket");
        if (!st && n_clock)
                due_put(ch->after, k, n_clock);
        return st;
}

static enum status on_ticket(struct ctx *c, const struct ticket_change *ch)
{
        if (ch->event == EV_OPENED)
                return on_opened(c, ch);
        if (ch->event == EV_CHANGED && pick_changed(ch->before, ch->after))
                return on_rules(c, ch);
        return ch->contact || ch->event == EV_MOVED ? on_changed(c, ch) : ST_OK;
}

enum status clock_import(struct ctx *c, struct ticket *t, int64_t contact_at, int64_t resolved_at)
{
        struct ticket_change ch = {.event = EV_OPENED, .after = t};
        struct clock_row *k;
        size_t n;
        enum status st = on_opened(c, &ch);
        if (!st)
                st = clock_rows(c, t->id, &k, &n);
        for (size_t i = 0; !st && i < n; i++) {
                bool response = strcmp(k[i].name, "response") == 0;
                int64_t at = response && contact_at ? contact_at : resolved_at;
                if (at)
                        st = clock_turn(c, &k[i], CLOCK_STOPPED, at, NULL);
        }
        if (!st)
                due_put(t, k, n);
        return st;
}

/* ---- the timer --------------------------------------------------------------------------------------------------- */

static enum status level_reached(struct ctx *c, struct clock_row *k)
{
        const struct calendar *cal;
        enum status st = calendar_of(c, k->calendar_version_id, &cal);
        if (st)
                return st;
        bool late = false;
        int64_t reached = 0;
        while (k->level_at <= c->now) {
                int64_t mark = level_mark(c, k->levels, k->level);
                reached = mark;
                late |= mark == 1000;
                if (mark >= 1000 && !k->breached_at)
                        k->breached_at = k->due_at;
                k->level++;
                clock_dates(c, cal, k);
        }
        st = clock_write(c, k);
        struct ticket t;
        if (!st)
                st = ticket_raw(c, k->ticket_id, &t);
        if (!st && late)
                st = ticket_told(c, &t, str_eq(k->name, "response") ? TOLD_LATE_RESPONSE
                                        : clock_is_internal(k->name) ? TOLD_LATE_INTERNAL : TOLD_LATE_RESOLUTION, k->breached_at);
        if (!st && reached)
                st = clock_warn_later(c, k, reached);
        return st ? st : live_event(c, LIVE_TICKET_CHANGED, t.id, t.version, &t.scope, 1, NULL, 0);
}

/* On wake the clock is looked at again: it may have been stopped, paused or moved meanwhile. */
enum status clock_level(struct ctx *c, const struct job *j)
{
        struct clock_row k;
        int64_t id;
        if (!text_i64(j->key, &id))
                return ST_OK;
        DB_TX(tx, c->db);
        enum status st = tx.st;
        int64_t locked;
        if (!st)
                st = db_i64(c->db, &clock_lock, DB_ARGS(DB_I("id", id)), &locked);
        if (!st)
                st = clock_get(c, id, &k);
        if (st == ST_NOT_FOUND)
                return ST_OK;
        if (!st && k.state == CLOCK_RUNNING && k.level_at <= c->now)
                st = level_reached(c, &k);
        return st ? st : db_commit(&tx);
}

const struct ticket_hook clock_hook = {"clock", on_ticket};
static const struct ticket_hook *const clock_hooks[] = {&clock_hook, NULL};
static const struct job_kind clock_jobs[] = {{"clock.level", clock_level, 0, 0}, {"clock.move", clock_move, 0, 0}, {0}};

const struct slice slice_clock = {.name = "clock", .stmts = clock_stmts, .jobs = clock_jobs, .hooks = clock_hooks};
const struct slice slice_clock_contents = {.name = "clock-contents", .stmts = clock_first_stmts};

/* Notices wait for the desk by the calendar of ordinary incidents; without one any hour is right. */
static enum status hours(struct ctx *c, int64_t *at)
{
        enum status st = desk_next_open(c, at);

        if (!st && *at >= MOMENT_NEVER)
                *at = c->now;
        return st;
}

/* Runs before main(): the hours come with the slice, whoever links it. */
__attribute__((constructor)) static void clock_register(void)
{
        notify_hours(hours);
}
