/* The alarm of an empty group.  Twice a minute the groups of which nobody is left are asked for; whoever answers
 * for one is told once, at their desk, while the desk is open: at night nobody is expected.  When somebody is
 * back the row goes, and the notice with it. */
#include "desk/clock/clock_own.h"
#include "desk/people/away.h"
#include "desk/ticket/notify.h"

enum { EVERY_MS = 30000, GROUPS_MAX = 500, ANSWERABLE_MAX = 50 };

DB_STMT(pool_known, "SELECT group_id AS id, '' AS name FROM pool_alarm ORDER BY group_id LIMIT 500");
DB_STMT(pool_raise, "INSERT INTO pool_alarm (group_id, since_at) VALUES (:group, :now) ON CONFLICT (group_id) DO NOTHING");
DB_STMT(pool_clear, "DELETE FROM pool_alarm WHERE group_id = :group");
static const struct db_stmt *const pool_stmts[] = {&pool_known, &pool_raise, &pool_clear, NULL};

static bool among(const struct choice *list, size_t n, int64_t id)
{
        for (size_t i = 0; i < n; i++)
                if (list[i].id == id)
                        return true;
        return false;
}

static enum status raise_alarm(struct ctx *c, int64_t group_id)
{
        struct choice *who;
        size_t n;
        int64_t rows = 0, people[ANSWERABLE_MAX];

        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &pool_raise, DB_ARGS(DB_I("group", group_id), DB_I("now", c->now)), &rows);
        if (st || !rows) /* another node was faster */
                return st;
        st = group_answerable(c, group_id, &who, &n);
        for (size_t i = 0; !st && i < n && i < ANSWERABLE_MAX; i++)
                people[i] = who[i].id;
        const struct telling k = {.event = NOTIFY_POOL, .group_id = group_id, .role = NOTIFY_LEAD, .people = people,
                                  .n_people = n < ANSWERABLE_MAX ? n : ANSWERABLE_MAX};
        if (!st && n)
                st = notify_tell(c, &k);
        log_event(LOG_WARN, "group.empty", LOG_I("group", group_id), LOG_I("told", n));
        return st ? st : db_commit(&tx);
}

/* Those who were told see it go. */
static enum status clear_alarm(struct ctx *c, int64_t group_id)
{
        DB_TX(tx, c->db);
        enum status st = tx.st;
        if (!st)
                st = db_exec(c->db, &pool_clear, DB_ARGS(DB_I("group", group_id)), NULL);
        if (!st)
                st = notify_over(c, group_id);
        return st ? st : db_commit(&tx);
}

static enum status pool_watch(struct ctx *c, const struct job *j)
{
        static const struct db_col cols[] = {DB_COL_I64(struct choice, id), DB_COL_TEXT(struct choice, name), DB_COL_END};
        struct choice *alone, *known;
        size_t n_alone, n_known;
        bool open = false;
        enum status st = groups_left_alone(c, &alone, &n_alone);

        if (!st)
                st = db_all(c->db, c->arena, &pool_known, DB_NO_ARGS, cols, sizeof *known, GROUPS_MAX, &known, &n_known);
        for (size_t i = 0; !st && i < n_known; i++)
                if (!among(alone, n_alone, known[i].id))
                        st = clear_alarm(c, known[i].id);
        if (!st && n_alone)
                st = desk_open(c, &open);
        for (size_t i = 0; !st && open && i < n_alone; i++)
                if (!among(known, n_known, alone[i].id))
                        st = raise_alarm(c, alone[i].id);
        return st;
}

static const struct job_kind pool_jobs[] = {{"groups.pool", pool_watch, EVERY_MS, 0}, {0}};
const struct slice slice_clock_pool = {.name = "clock-pool", .stmts = pool_stmts, .jobs = pool_jobs};
