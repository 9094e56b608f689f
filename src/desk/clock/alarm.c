/* The job 'clock.no_news': unsolved tickets without a word or a move for clock.no_news_days are told to the
 * desk, once a period, and only while the calendar of ordinary incidents is open: an alarm at night helps
 * nobody.  The open tickets are walked once an hour. */
#include "desk/clock/clock_own.h"
#include "desk/ticket/told.h"

DB_STMT(silent_tickets,
        "SELECT t.id, COALESCE(t.news_at, t.created_at) AS news_at FROM ticket t"
        " LEFT JOIN ticket_silence s ON s.ticket_id = t.id WHERE t.state < 40"
        " AND COALESCE(t.news_at, t.created_at) < :before AND COALESCE(s.told_at, 0) < :before LIMIT 2000");
DB_STMT(silence_put,
        "INSERT INTO ticket_silence (ticket_id, told_at) VALUES (:id, :now)"
        " ON CONFLICT (ticket_id) DO UPDATE SET told_at = excluded.told_at");
static const struct db_stmt *const alarm_stmts[] = {&silent_tickets, &silence_put, NULL};
static const struct job_kind alarm_jobs[] = {{"clock.no_news", clock_no_news, HOUR_MS, 0}, {0}};
static const struct setting alarm_settings[] = {
        {"clock.no_news_days", "5", 1, 365, MSG_clock_setting_no_news_days}, {NULL, NULL, 0, 0, 0}};
const struct slice slice_clock_alarm = {
        .name = "clock-alarm", .stmts = alarm_stmts, .jobs = alarm_jobs, .settings = alarm_settings};

enum { SILENT_MAX = 2000, LONGEST_MS = 30000 };

struct silent {
        int64_t id, news_at;
};
static const struct db_col silent_cols[] = {DB_COL_I64(struct silent, id), DB_COL_I64(struct silent, news_at), DB_COL_END};

enum status clock_desk_calendar(struct ctx *c, const struct calendar **out)
{
        int64_t version_id;
        enum status st = desk_pick(c, &version_id);

        *out = NULL;
        return st || !version_id ? st : calendar_of(c, version_id, out);
}

enum status desk_next_open(struct ctx *c, int64_t *at)
{
        const struct calendar *cal;
        enum status st = clock_desk_calendar(c, &cal);

        *at = c->now;
        if (!st && cal && !calendar_is_open(cal, c->now))
                *at = calendar_next_open(cal, c->now);
        return st;
}

enum status desk_open(struct ctx *c, bool *open)
{
        int64_t at;
        enum status st = desk_next_open(c, &at);

        *open = !st && at <= c->now;
        return st;
}

static enum status tell(struct ctx *c, const struct silent *s)
{
        struct ticket t;
        DB_TX(tx, c->db);
        enum status st = tx.st;

        if (!st)
                st = ticket_raw(c, s->id, &t);
        if (!st)
                st = db_exec(c->db, &silence_put, DB_ARGS(DB_I("id", s->id), DB_I("now", c->now)), NULL);
        if (!st)
                st = ticket_told(c, &t, TOLD_SILENT, (c->now - s->news_at) / DAY_MS);
        return st ? st : db_commit(&tx);
}

enum status clock_no_news(struct ctx *c, const struct job *j)
{
        int64_t before = c->now - setting_i64(c, "clock.no_news_days") * DAY_MS, started = moment_mono();
        struct silent *row;
        size_t n = 0;
        bool open;
        enum status st = desk_open(c, &open);

        if (!st && open)
                st = db_all(c->db, c->arena, &silent_tickets, DB_ARGS(DB_I("before", before)), silent_cols, sizeof *row, SILENT_MAX,
                            &row, &n);
        for (size_t i = 0; !st && i < n && moment_mono() - started < LONGEST_MS && !arena_over(c->arena); i++)
                st = tell(c, &row[i]);
        return st;
}
